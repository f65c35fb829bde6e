//! What a measure shows: reads the question, computes the series, and answers in JSON.
//!
//! The pages ask here as well, so that both answer alike. Exact figures, for roles with a
//! need to know. Must never count by a person.

use jiff::ToSpan;
use jiff::civil::Date;
use tillbud_events::measure::{
    Counted, Definition, Denominator, Direction as Way, Numerator, What,
};
use tillbud_events::vocabulary::{Kind as ReportKind, Lang, Severity};
use tillbud_projections::campaign::{self, CampaignRow};
use tillbud_projections::measure::{self, Measure, Points, Scope};
use tillbud_projections::trend::chart::{Direction, Profile};
use tillbud_projections::trend::fact::{self, By, Filter};
use tillbud_projections::trend::series::{MONTHS_MAX, Month};
use tillbud_projections::{DatabaseError, Db};

use super::beside::unit_of;
use super::trends::SeriesQuery;
use crate::App;
use crate::fields::{FieldError, Fields, Problem};
use crate::lists::{Entry, Lists};
use crate::web::chart::control::Aim;
use crate::web::error::HttpError;
use crate::web::pages::trends::shown::{About, Shown, times};

/// Months that are shown when nobody says from when: enough for limits, and the most that
/// one baseline is to span.
pub const MONTHS_DEFAULT: i64 = 36;
/// Units or categories that a measure is told apart in on one page: each is a chart of its own.
pub const PARTS_OF_PAGE: usize = 24;
/// The last page that can be asked for.
const PAGE_MAX: usize = 1_000;
/// The rules that are chosen by this word.
pub const DOTS: &str = "mdc";
/// The default rules, by their word.
const RUNS: &str = "3s";

/// What was asked of a measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Of which part of the organisation.
    pub scope: Scope,
    /// What it is told apart by: units or categories.
    pub by: Option<By>,
    /// Which page of the parts, from 1.
    pub page: usize,
    /// The first month.
    pub from: Month,
    /// The last month.
    pub to: Month,
    /// Whether it is read by "Making Data Count".
    pub is_dots: bool,
}

/// The period that is shown when nobody says which.
#[must_use]
pub fn period(today: Date) -> (Month, Month) {
    let first = today.first_of_month().saturating_sub((MONTHS_DEFAULT - 1).months());
    (Month::of(first), Month::of(today))
}

impl Question {
    /// Reads what was asked.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(query: &SeriesQuery, today: Date) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let scope = Scope {
            unit: fields.filter("/unit", &query.unit),
            category: fields.filter("/category", &query.category),
        };
        for (pointer, said) in [("/kind", &query.kind), ("/dataset", &query.dataset)] {
            if fields.filter(pointer, said).is_some() {
                fields.wrong(pointer, Problem::Unknown);
            }
        }
        let by = fields.filter("/by", &query.by);
        let ways = [By::Unit, By::Category];
        let by = by.and_then(|by| {
            let way = ways.into_iter().find(|way| way.as_str() == by);
            fields.one_of("/by", way, &ways)
        });
        let page = fields.filter("/page", &query.page);
        let page = page.and_then(|said| {
            let page = said.parse().ok().filter(|page| (1..=PAGE_MAX).contains(page));
            if page.is_none() {
                fields.wrong("/page", Problem::Unknown);
            }
            page
        });
        let profile = fields.filter("/profile", &query.profile);
        let is_dots = profile.and_then(|said| {
            let known = [RUNS, DOTS].into_iter().find(|name| *name == said);
            fields.one_of("/profile", known, &[RUNS, DOTS])
        });
        let (from, to) = months(&mut fields, &query.from, &query.to, today);
        fields.finish()?;
        let (page, is_dots) = (page.unwrap_or(1), is_dots == Some(DOTS));
        Ok(Self { scope, by, page, from, to, is_dots })
    }

    /// What went on in the period.
    async fn campaigns(&self, db: &Db) -> Result<Vec<CampaignRow>, DatabaseError> {
        campaign::between(db, (self.from.first_day(), self.to.last_day())).await
    }

    /// The rules that it is read by.
    #[must_use]
    pub fn profile(&self) -> Profile {
        measure::profile(self.is_dots)
    }
}

/// The first and the last month that were asked for. A period ends after it begins, and has
/// at most [`MONTHS_MAX`] months.
pub fn months(
    fields: &mut Fields,
    from: &Option<String>,
    to: &Option<String>,
    today: Date,
) -> (Month, Month) {
    let mut month = |pointer: &str, said: &Option<String>, default: Month| {
        let Some(said) = fields.filter(pointer, said) else { return default };
        said.trim().parse().unwrap_or_else(|_| {
            fields.wrong(pointer, Problem::Month);
            default
        })
    };
    let (first, last) = period(today);
    let (from, to) = (month("/from", from, first), month("/to", to, last));
    let count = std::iter::successors(Some(from), |month| Some(month.next()))
        .take(MONTHS_MAX + 1)
        .take_while(|month| *month <= to)
        .count();
    if count == 0 || count > MONTHS_MAX {
        fields.wrong("/from", Problem::Month);
    }
    (from, to)
}

/// The measures that are looked at, in their own order.
///
/// # Errors
/// When the database fails.
pub async fn measures(db: &Db) -> Result<Vec<Measure>, DatabaseError> {
    let all = measure::all(db).await?;
    Ok(all.into_iter().filter(|measure| !measure.is_retired).collect())
}

/// The measure with this key, also one that nobody looks at any more.
///
/// # Errors
/// There is none, or the database fails.
pub async fn find(db: &Db, key: &str) -> Result<Measure, HttpError> {
    let all = measure::all(db).await?;
    let found = all.into_iter().find(|measure| measure.definition.key.as_str() == key);
    found.ok_or(HttpError::NotFound)
}

/// A measure as it was asked for.
///
/// # Errors
/// When the database fails, or nothing can be drawn of what was measured.
pub async fn one(
    app: &App,
    lang: Lang,
    measure: &Measure,
    question: &Question,
    scope: &Scope,
) -> Result<Shown, HttpError> {
    let (db, today) = (app.read_models.db(), app.clock.today());
    let asked = [(measure, scope)];
    let points = measure::charted(db, &asked, question.from, question.to, today).await?;
    let rows = question.campaigns(db).await?;
    let shown = drawn(lang, measure, points.into_iter().next().unwrap_or_default(), question)?;
    let unit = scope.unit.as_deref().or_else(|| unit_of(&measure.definition));
    Ok(shown.beside(lang, &app.lists, &rows, unit))
}

/// The days between the events that a measure counts, when these are too seldom for the chart
/// that was `shown`; nothing when it holds, or nothing has days between.
///
/// # Errors
/// As [`one`].
pub async fn between(
    app: &App,
    lang: Lang,
    measure: &Measure,
    question: &Question,
    shown: &Shown,
) -> Result<Option<Shown>, HttpError> {
    let between = measure.definition.between();
    let between = between.filter(|_| shown.chart.has_few_events());
    let Some(definition) = between else { return Ok(None) };
    // What was decided of the baseline was decided of months, and not of events.
    let measure = Measure { definition, baselines: Vec::new(), ..measure.clone() };
    let between = one(app, lang, &measure, question, &question.scope).await?;
    Ok(Some(between).filter(Shown::has_value))
}

/// A part of the organisation: its code, its name, and what it shows.
pub struct Part {
    /// Code of a unit or category.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What it shows.
    pub shown: Shown,
}

/// A page of parts.
#[derive(Default)]
pub struct Parts {
    /// Those of the page, in the organisation's own order.
    pub shown: Vec<Part>,
    /// How many there are on all pages.
    pub all: usize,
}

/// The measure told apart: a page of at most [`PARTS_OF_PAGE`] parts.
///
/// # Errors
/// As [`one`].
pub async fn parts(
    app: &App,
    lang: Lang,
    measure: &Measure,
    question: &Question,
) -> Result<Parts, HttpError> {
    let Some(by) = question.by else { return Ok(Parts::default()) };
    let (db, today) = (app.read_models.db(), app.clock.today());
    let names = names(app, lang, by).await?;
    let all = names.len();
    let before = (question.page - 1) * PARTS_OF_PAGE;
    let names: Vec<_> = names.into_iter().skip(before).take(PARTS_OF_PAGE).collect();
    let scope = |key: &String| match by {
        By::Unit => Scope { unit: Some(key.clone()), ..question.scope.clone() },
        By::Category | By::Kind => Scope { category: Some(key.clone()), ..question.scope.clone() },
    };
    let scopes: Vec<_> = names.iter().map(|(key, _)| scope(key)).collect();
    let asked: Vec<_> = scopes.iter().map(|scope| (measure, scope)).collect();
    let points = measure::charted(db, &asked, question.from, question.to, today).await?;
    let rows = question.campaigns(db).await?;
    let part = |(((key, name), scope), points): (((String, String), &Scope), Points)| {
        let unit = scope.unit.as_deref().or_else(|| unit_of(&measure.definition));
        let shown = drawn(lang, measure, points, question)?.beside(lang, &app.lists, &rows, unit);
        Ok::<_, HttpError>(Part { key, name, shown })
    };
    let shown = names.into_iter().zip(&scopes).zip(points).map(part).collect::<Result<_, _>>()?;
    Ok(Parts { shown, all })
}

/// What was measured, as it was asked for.
///
/// # Errors
/// When nothing can be drawn of it.
pub fn drawn(
    lang: Lang,
    measure: &Measure,
    points: Points,
    question: &Question,
) -> Result<Shown, HttpError> {
    shown(lang, measure, points, question.to, question.profile())
        .ok_or_else(|| HttpError::Internal(anyhow::anyhow!("a measure cannot be drawn")))
}

/// The units or categories: those of the organisation's list in its order; where it has no
/// list, those that were reported, by name.
async fn names(app: &App, lang: Lang, by: By) -> Result<Vec<(String, String)>, HttpError> {
    let Lists { categories, units } = &*app.lists;
    let listed = if by == By::Unit { units } else { categories };
    if !listed.is_empty() {
        let named = |entry: &Entry| (entry.code.clone(), entry.name(lang).to_owned());
        return Ok(listed.iter().map(named).collect());
    }
    let (from, to) = period(app.clock.today());
    let counts = fact::series(app.read_models.db(), Some(by), &Filter::default(), from, to).await?;
    let mut keys: Vec<_> = counts.months.into_iter().filter_map(|count| count.key).collect();
    keys.sort_unstable();
    keys.dedup();
    Ok(keys.into_iter().map(|key| (key.clone(), key)).collect())
}

/// What a measure is called.
#[must_use]
pub fn name(lang: Lang, measure: &Measure) -> &str {
    match lang {
        Lang::Sv => measure.definition.name_sv.as_str(),
        Lang::En => measure.definition.name_en.as_str(),
    }
}

/// A measure with its chart; nothing when its figures cannot be drawn. Where there is no
/// period with a figure at all, `last` stands as one that was not measured.
#[must_use]
pub fn shown(
    lang: Lang,
    measure: &Measure,
    mut points: Points,
    last: Month,
    profile: Profile,
) -> Option<Shown> {
    if points.periods.is_empty() {
        points.periods = vec![last.to_string()];
        points.numerator = vec![None];
        points.denominator = vec![None];
    }
    let definition = &measure.definition;
    let chart = measure::chart(measure, &points, profile).ok()?;
    let kind = measure::kind(measure, &points);
    let labels = points.periods.split_off(points.lead);
    let directions = [Direction::Increase, Direction::Decrease, Direction::Neutral];
    let way = definition.direction.as_str();
    Some(Shown {
        id: measure.id.to_string(),
        key: definition.key.as_str().to_owned(),
        name: name(lang, measure).to_owned(),
        about: about(definition),
        is_of_reporting: is_of_reporting(definition),
        kind,
        direction: directions.into_iter().find(|direction| direction.as_str() == way),
        aim: aim(definition),
        went_on: Vec::new(),
        days_since_last: points.days_since_last,
        open: points.open.last().copied().flatten(),
        begins: points.periods.into_iter().next(),
        labels,
        chart,
        multiply: times(kind),
    })
}

/// What is to be reached.
fn aim(definition: &Definition) -> Option<Aim> {
    let value = definition.target_value()?;
    Some(Aim { value, is_least: definition.direction == Way::Increase })
}

/// Whether it counts how much is told: reports, or incidents of any severity, that are not a
/// share of anything.
fn is_of_reporting(definition: &Definition) -> bool {
    let Numerator::Count(counted) = &definition.numerator else { return false };
    let is_share = matches!(&definition.denominator, Some(Denominator::Count(_)));
    matches!(counted.what, What::Reports | What::Incidents)
        && !is_share
        && !counted.conditions.is_of_harm()
}

/// What a measure is about, as far as reading it together with others needs it.
#[must_use]
pub fn about(definition: &Definition) -> About {
    let Numerator::Count(counted) = &definition.numerator else { return About::Other };
    if counted.what != What::Reports {
        return About::Other;
    }
    match &definition.denominator {
        None | Some(Denominator::FullTimeEquivalents(_)) if has_no_condition(counted) => {
            About::Reporting
        }
        Some(Denominator::Count(whole)) if whole.what == What::Reports => {
            let conditions = &counted.conditions;
            if conditions.actual_at_least == Some(Severity::Minor) && conditions.kind.is_none() {
                About::HarmShare
            } else if conditions.kind == Some(ReportKind::NearMiss) {
                About::NearMissShare
            } else {
                About::Other
            }
        }
        None | Some(_) => About::Other,
    }
}

fn has_no_condition(counted: &Counted) -> bool {
    counted.conditions == tillbud_events::measure::Conditions::default()
}
