//! Before and after of a measure, as far as they are known today.
//!
//! One way of comparing for cycles and for single actions. Must never compare what does not
//! count something month by month, nor let a person type a result, nor call it better that
//! fewer report.

use jiff::civil::Date;
use tillbud_events::improvement::{Aim, Plan};
use tillbud_events::measure::{AimError, Numerator};
use tillbud_events::vocabulary::measuring::{ChartKind, Period};
use tillbud_events::vocabulary::{Lang, Movement};
use tillbud_events::{MeasureId, Month};
use tillbud_projections::action::ActionRow;
use tillbud_projections::db::timestamp;
use tillbud_projections::improvement::study::{Found, Series, Terms, study};
use tillbud_projections::measure::{self, Measure, Points, Scope};
use tillbud_projections::trend::effect::Counted;

use crate::App;
use crate::clock;
use crate::fields::{FieldError, Problem};
use crate::web::error::HttpError;

/// Months before an action was done that its effect is held against.
pub const ACTION_BASELINE_MONTHS: i32 = 24;

/// A measure with its name, as one to choose.
pub struct Named {
    /// Its id.
    pub id: MeasureId,
    /// What it is called.
    pub name: String,
    /// The one way in which a change may be meant to move it, when it is one.
    pub only: Option<Movement>,
}

/// How a measure is compared; nothing when it counts nothing month by month.
#[must_use]
pub fn counted(measure: &Measure) -> Option<Counted> {
    let definition = &measure.definition;
    match (&definition.numerator, definition.period) {
        (Numerator::Count(_), Period::Month) => match definition.chart {
            ChartKind::Share | ChartKind::SharePrime => Some(Counted::Share),
            ChartKind::Run
            | ChartKind::Individuals
            | ChartKind::Count
            | ChartKind::Rate
            | ChartKind::RatePrime => Some(Counted::Rate),
            ChartKind::Gap | ChartKind::Time => None,
        },
        (Numerator::Count(_) | Numerator::Median(_) | Numerator::Gap(_), _) => None,
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
    let fit = all.into_iter().filter(|it| !it.is_retired && counted(it).is_some());
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
async fn comparable(app: &App, id: MeasureId) -> Result<(Measure, Counted), HttpError> {
    let measure = measure::get(app.read_models.db(), id).await?;
    let found = measure.and_then(|measure| Some((counted(&measure)?, measure)));
    let found = found.map(|(counted, measure)| (measure, counted));
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

/// What can be said today of an action that was done and had named its measure before;
/// nothing for any other.
///
/// # Errors
/// The measure cannot be compared; when the read models are away.
pub async fn of_action(app: &App, row: &ActionRow) -> Result<Option<(Found, bool)>, HttpError> {
    let (Some(aim), Some(done)) = (aim_of(row), row.implemented_at) else { return Ok(None) };
    let change = Month::of(clock::day(timestamp(done)));
    let terms = Terms {
        baseline_to: change.plus(-1).to_string(),
        triggers: Vec::new(),
        change: change.to_string(),
        movement: aim.movement,
    };
    let from = change.plus(-ACTION_BASELINE_MONTHS);
    Ok(Some(compare(app, &aim, &terms, (from, app.clock.today())).await?))
}

/// The figure that an action is meant to move, if one was named.
#[must_use]
pub fn aim_of(row: &ActionRow) -> Option<Aim> {
    use tillbud_events::vocabulary::{Code, Label, Movement};
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
    let (measure, counted) = comparable(app, aim.measure_id).await?;
    // A direction may be revised after a plan is registered, and the plan stands; but no plan
    // makes fewer reports better.
    if let Err(error @ AimError::FewerReports) = measure.definition.check_aim(aim.movement) {
        return Err(wrong("/movement", error.into()));
    }
    let scope = Scope {
        unit: aim.unit.as_ref().map(|unit| unit.as_str().to_owned()),
        category: aim.category.as_ref().map(|code| code.as_str().to_owned()),
    };
    let to = Month::of(today);
    let points = measure::points(app.read_models.db(), &measure, &scope, from, to, today).await?;
    let (numerator, denominator) = comparable_points(&measure, &points);
    let series = Series {
        counted,
        months: points.periods,
        numerator,
        denominator,
        is_last_incomplete: points.is_last_incomplete,
    };
    let found = study(&series, terms).map_err(|error| HttpError::Internal(error.into()))?;
    Ok((found, counted == Counted::Share))
}

/// Numerators and denominators as they are compared. A month with nothing to divide by has no
/// value, whatever was counted in it: the chart calls it not applicable.
fn comparable_points(measure: &Measure, points: &Points) -> (Vec<Option<f64>>, Vec<Option<f64>>) {
    // A plain count is held against nothing: each month is as long as any other.
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
    use tillbud_events::measure::standard;

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
            counted: Counted::Rate,
            months: points.periods,
            numerator,
            denominator,
            is_last_incomplete: false,
        };
        let terms = Terms {
            baseline_to: "2024-12".into(),
            triggers: vec![],
            change: "2025-01".into(),
            movement: Movement::Decrease,
        };
        let found = study(&series, &terms).unwrap();
        assert_eq!((found.points, found.counts), ((11, 12), (33.0, 36.0)));
    }
}
