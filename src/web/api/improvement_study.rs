//! Before and after of a measure, as far as they are known today.
//!
//! One way of comparing for cycles and for single actions: counts and shares by their ratio,
//! medians by the difference of their means, the time between events by how many there were.
//! What the level before is made of stands in [`level`]. Must never compare what has no figure
//! month by month or week by week, nor let a person type a result, nor call it better that fewer
//! report.

pub mod level;

use jiff::civil::Date;
use tillbud_events::improvement::{Aim, Improvement, Plan};
use tillbud_events::measure::{AimError, Numerator};
use tillbud_events::vocabulary::measuring::{ChartKind, Period};
use tillbud_events::vocabulary::{Label, Lang, Movement};
use tillbud_events::{ActionId, ImprovementId, MeasureId, Month};
use tillbud_projections::action::ActionRow;
use tillbud_projections::db::timestamp;
use tillbud_projections::improvement::study::{
    Events, Found, Of, Series, Terms, settled, study, study_events,
};
use tillbud_projections::improvement::{self, ImprovementRow};
use tillbud_projections::measure::{self, Measure, Occurred, Points, Scope};
use tillbud_projections::trend::chart::Kind;
use tillbud_projections::trend::effect::Counted;

use self::level::{Level, Unfollowed};
use super::meanwhile::{Meanwhile, Windows};
use crate::App;
use crate::clock;
use crate::fields::{FieldError, Problem};
use crate::web::chart::bands::span;
use crate::web::error::HttpError;

/// A measure with its name, as one to choose.
pub struct Named {
    /// Its id.
    pub id: MeasureId,
    /// What it is called.
    pub name: String,
    /// The one way in which a change may be meant to move it, when it is one.
    pub only: Option<Movement>,
}

/// As what a measure is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compared {
    /// By what is counted, or by medians, period by period.
    Periods(Of),
    /// By the time between events, drawn like this.
    Between(Kind),
}

impl Compared {
    /// Whether it is a share of something.
    #[must_use]
    pub fn is_share(self) -> bool {
        self == Self::Periods(Of::Counts(Counted::Share))
    }
}

/// How a measure is compared; nothing when it has no figure month by month or week by week.
#[must_use]
pub const fn compared(measure: &Measure) -> Option<Compared> {
    let definition = &measure.definition;
    match (&definition.numerator, definition.period) {
        (Numerator::Count(_), Period::Month | Period::Week) => match definition.chart {
            ChartKind::Share | ChartKind::SharePrime => {
                Some(Compared::Periods(Of::Counts(Counted::Share)))
            }
            ChartKind::Run
            | ChartKind::Individuals
            | ChartKind::Count
            | ChartKind::Rate
            | ChartKind::RatePrime => Some(Compared::Periods(Of::Counts(Counted::Rate))),
            ChartKind::Gap | ChartKind::Time => None,
        },
        (Numerator::Median(_), Period::Month | Period::Week) => Some(Compared::Periods(Of::Values)),
        (Numerator::Gap(_), Period::Month) => {
            let is_time = matches!(definition.chart, ChartKind::Time);
            Some(Compared::Between(if is_time { Kind::Time } else { Kind::Gap }))
        }
        (Numerator::Count(_) | Numerator::Median(_), Period::Quarter)
        | (Numerator::Gap(_), Period::Week | Period::Quarter) => None,
    }
}

/// What a measure is called.
#[must_use]
pub fn name_of(measure: &Measure, lang: Lang) -> String {
    let definition = &measure.definition;
    match lang {
        Lang::Sv => definition.name_sv.as_str().to_owned(),
        Lang::En => definition.name_en.as_str().to_owned(),
    }
}

/// The measures that a change can be compared by, in the order in which they are kept.
///
/// # Errors
/// When the read models are away.
pub async fn measures(app: &App, lang: Lang) -> Result<Vec<Named>, HttpError> {
    let all = measure::all(app.read_models.db()).await?;
    let fit = all.into_iter().filter(|it| !it.is_retired && compared(it).is_some());
    let named =
        |it: Measure| Named { id: it.id, name: name_of(&it, lang), only: it.definition.only_aim() };
    Ok(fit.map(named).collect())
}

/// The way that is chosen before anybody has: the only one that the chosen measure takes.
#[must_use]
pub fn only_way(measures: &[Named], measure_id: &str) -> Option<&'static str> {
    let named = measures.iter().find(|it| it.id.to_string() == measure_id);
    named.and_then(|it| it.only).map(Movement::as_str)
}

/// Whether a change can be meant to move that measure that way, and be compared by it.
///
/// # Errors
/// The field is no such measure, or the measure takes no such way; when the read models are
/// away.
pub async fn fit(app: &App, aim: &Aim) -> Result<(), HttpError> {
    let (measure, _) = comparable(app, aim.measure_id).await?;
    measure.definition.check_aim(aim.movement).map_err(|error| wrong("/movement", error.into()))
}

/// The measure with this id, when a change can be compared by it.
async fn comparable(app: &App, id: MeasureId) -> Result<(Measure, Compared), HttpError> {
    let measure = measure::get(app.read_models.db(), id).await?;
    let found = measure.and_then(|measure| Some((compared(&measure)?, measure)));
    let found = found.map(|(compared, measure)| (measure, compared));
    found.ok_or_else(|| wrong("/measure_id", Problem::Measure))
}

fn wrong(pointer: &str, problem: Problem) -> HttpError {
    HttpError::Invalid(vec![FieldError { pointer: pointer.into(), problem }])
}

/// What can be said of a plan on the day `today`, and whether it is of a share.
///
/// # Errors
/// The measure cannot be compared; when the read models are away.
pub async fn of_plan(app: &App, plan: &Plan, today: Date) -> Result<(Found, bool), HttpError> {
    compare(app, &plan.aim, &Terms::from(plan), (plan.baseline_from, today)).await
}

/// A registered plan, as far as it is known today.
pub struct Known {
    /// What can be said of it.
    pub found: Found,
    /// Whether it is of a share.
    pub is_share: bool,
    /// What people decided about the measure's chart, and the plan does not follow.
    pub unfollowed: Unfollowed,
}

/// What can be said today of the plan of a cycle; nothing before one is registered, and of a
/// measure that can be compared no more: what was found of that stands in the studies.
///
/// # Errors
/// When the log or the read models are away.
pub async fn known(
    app: &App,
    id: ImprovementId,
    row: &ImprovementRow,
) -> Result<Option<Known>, HttpError> {
    if row.measure_id.is_none() {
        return Ok(None);
    }
    let cycle = app.dispatch.load::<Improvement>(id.into()).await?;
    let Some(plan) = cycle.state.plan() else { return Ok(None) };
    let (found, is_share) = match of_plan(app, plan, app.clock.today()).await {
        Ok(found) => found,
        Err(HttpError::Invalid(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let measure = measure::get(app.read_models.db(), plan.aim.measure_id).await?;
    let baselines = measure.map(|measure| measure.baselines).unwrap_or_default();
    Ok(Some(Known { found, is_share, unfollowed: Unfollowed::by(plan, &baselines) }))
}

/// Before and after an action.
pub struct OfAction {
    /// What was found.
    pub found: Found,
    /// Whether it is of a share.
    pub is_share: bool,
    /// What it is held against.
    pub level: Level,
    /// The month in which the action was done, the first one after.
    pub change: Month,
    /// The days that were compared.
    pub windows: Windows,
    /// What went on meanwhile.
    pub meanwhile: Meanwhile,
}

/// What can be said today of an action that was done and had named its measure before, held
/// against the level of its cycle where it belongs to one; nothing for any other.
///
/// # Errors
/// The measure cannot be compared; when the read models are away.
pub async fn of_action(app: &App, row: &ActionRow) -> Result<Option<OfAction>, HttpError> {
    let (Some(aim), Some(done)) = (aim_of(row), row.implemented_at) else { return Ok(None) };
    let change = Month::of(clock::day(timestamp(done)));
    let cycles = match row.action_id.parse::<ActionId>() {
        Ok(id) => improvement::of_action(app.read_models.db(), id).await?,
        Err(_) => Vec::new(),
    };
    let (measure, _) = comparable(app, aim.measure_id).await?;
    let level = Level::of(row, cycles, change, &measure.baselines);
    let terms = Terms {
        baseline_to: level.to,
        triggers: level.triggers.clone(),
        excluded: level.excluded.clone(),
        change,
        movement: aim.movement,
    };
    let today = app.clock.today();
    let (found, is_share) = compare(app, &aim, &terms, (level.from, today)).await?;
    let until = span(found.until.as_slice()).map_or(today, |(_, last)| last);
    let mut windows = Windows::new((level.from, level.to), change, until);
    // Nothing was counted before the first report.
    if let Some((first, _)) = span(found.from.as_slice()) {
        windows.before.0 = windows.before.0.max(first);
    }
    let unit = aim.unit.as_ref().map(Label::as_str);
    let meanwhile = Meanwhile::since(app, aim.measure_id, unit, level.from).await?;
    Ok(Some(OfAction { found, is_share, level, change, windows, meanwhile }))
}

/// The figure that an action is meant to move, if one was named.
#[must_use]
pub fn aim_of(row: &ActionRow) -> Option<Aim> {
    use tillbud_events::vocabulary::Code;
    Some(Aim {
        measure_id: row.measure_id.as_deref()?.parse().ok()?,
        unit: row.measure_unit.as_deref().and_then(|unit| Label::parse(unit).ok()),
        category: row.measure_category.as_deref().and_then(|code| Code::parse(code).ok()),
        movement: row.movement.as_deref().and_then(Movement::from_stored)?,
    })
}

async fn compare(
    app: &App,
    aim: &Aim,
    terms: &Terms,
    (from, today): (Month, Date),
) -> Result<(Found, bool), HttpError> {
    let (measure, compared) = comparable(app, aim.measure_id).await?;
    // A direction may be revised after a plan is registered, and the plan stands; but no plan
    // makes fewer reports better.
    if let Err(error @ AimError::FewerReports) = measure.definition.check_aim(aim.movement) {
        return Err(wrong("/movement", error.into()));
    }
    let scope = Scope {
        unit: aim.unit.as_ref().map(|unit| unit.as_str().to_owned()),
        category: aim.category.as_ref().map(|code| code.as_str().to_owned()),
    };
    let db = app.read_models.db();
    let found = match compared {
        Compared::Periods(of) => {
            let to = Month::of(today);
            let points = measure::points(db, &measure, &scope, from, to, today).await?;
            study(&series(&measure, of, points, (terms.change, today)), terms)
        }
        Compared::Between(kind) => {
            let occurred = measure::occurred(db, &measure, &scope, from, today).await?;
            let Occurred { days, from, to } = occurred.unwrap_or_else(|| nothing(from));
            study_events(&Events { kind, days, from, to }, terms)
        }
    };
    let found = found.map_err(|error| HttpError::Internal(error.into()))?;
    Ok((found, compared.is_share()))
}

/// No month is known of an organisation that has no report.
fn nothing(from: Month) -> Occurred {
    Occurred { days: Vec::new(), from, to: from.plus(-1) }
}

/// The points of a measure as they are compared on a day.
fn series(measure: &Measure, of: Of, points: Points, (change, today): (Month, Date)) -> Series {
    let (numerator, denominator) = match of {
        Of::Counts(_) => comparable_points(measure, &points),
        Of::Values => (settled(&points, change, today), vec![None; points.periods.len()]),
    };
    let Points { periods, is_last_incomplete, .. } = points;
    Series { of, periods, numerator, denominator, is_last_incomplete }
}

/// Numerators and denominators as they are compared. A period with nothing to divide by has no
/// value, whatever was counted in it: the chart calls it not applicable.
fn comparable_points(measure: &Measure, points: &Points) -> (Vec<Option<f64>>, Vec<Option<f64>>) {
    // A plain count is held against nothing: each period is as long as any other.
    let denominator = match measure.definition.denominator {
        Some(_) => points.denominator.clone(),
        None => vec![Some(1.0); points.periods.len()],
    };
    let both = points.numerator.iter().zip(&denominator);
    let numerator = both.map(|(count, of)| count.filter(|_| *of != Some(0.0))).collect();
    (numerator, denominator)
}

#[cfg(test)]
mod tests {
    use tillbud_events::measure::{Definition, standard};

    use super::*;
    use crate::measures::testing::measure;

    #[test]
    fn a_month_with_nothing_to_divide_by_is_left_out_and_is_no_failure() {
        let definition = standard().into_iter().find(|it| it.denominator.is_some()).unwrap();
        let measure = measure(definition);
        let months = (0..24).map(|more| "2024-01".parse::<Month>().unwrap().plus(more).to_string());
        let mut points = Points {
            periods: months.collect(),
            numerator: vec![Some(3.0); 24],
            denominator: vec![Some(10.0); 24],
            ..Points::default()
        };
        points.denominator[5] = Some(0.0);
        let (numerator, denominator) = comparable_points(&measure, &points);
        let series = Series {
            of: Of::Counts(Counted::Rate),
            periods: points.periods,
            numerator,
            denominator,
            is_last_incomplete: false,
        };
        let terms = Terms {
            baseline_to: "2024-12".parse().unwrap(),
            triggers: vec![],
            excluded: vec![],
            change: "2025-01".parse().unwrap(),
            movement: Movement::Decrease,
        };
        let found = study(&series, &terms).unwrap();
        assert_eq!((found.points, found.counts), ((11, 12), (33.0, 36.0)));
    }

    #[test]
    fn every_measure_that_tillbud_comes_with_can_judge_and_a_quarter_is_too_long() {
        for definition in standard() {
            let key = definition.key.as_str().to_owned();
            let is_gap = matches!(definition.numerator, Numerator::Gap(_));
            let found = compared(&measure(definition.clone()));
            assert_eq!(found == Some(Compared::Between(Kind::Gap)), is_gap, "{key}");
            let is_median = matches!(definition.numerator, Numerator::Median(_));
            assert_eq!(found == Some(Compared::Periods(Of::Values)), is_median, "{key}");
            assert!(found.is_some_and(|it| it.is_share() == definition.is_share()), "{key}");
            let quarterly = Definition { period: Period::Quarter, ..definition };
            assert_eq!(compared(&measure(quarterly)), None, "{key}");
        }
    }
}
