//! What the API shows of improvements and themes.
//!
//! Must never gain a field that points at a person.

use jiff::civil::Date;
use serde::Serialize;
use tillbud_events::improvement::{Between, Difference, Interval};
use tillbud_events::vocabulary::Lang;
use tillbud_events::{Figure, Month, Week};
use tillbud_projections::improvement::study::expected::beside;
use tillbud_projections::improvement::{ImprovementRow, MemberRow, StudyRow};
use tillbud_projections::theme::{FactorCount, ThemeRow};
use utoipa::ToSchema;

use super::improvement_study::Known;
use super::level_views::{ExpectedBeside, LevelKnown};
use super::meanwhile::{During, Meanwhile, Windows};
use super::trend_views::Annotation;
use super::views::time;
use crate::lists::Lists;
use crate::web::schema;

/// An improvement cycle.
#[derive(Debug, Serialize, ToSchema)]
pub struct Improvement {
    /// Its id.
    pub improvement_id: String,
    /// Its version, for `If-Match`.
    pub version: i64,
    /// How far it has come.
    #[schema(schema_with = schema::improvement_states)]
    pub state: String,
    /// What it comes from.
    #[schema(schema_with = schema::origins)]
    pub origin: String,
    /// The signal, theme or cycle that it comes from.
    pub origin_id: Option<String>,
    /// What a review of the organisation found.
    pub finding: Option<String>,
    /// What one wants to know.
    pub question: Option<String>,
    /// What is expected, once it is registered.
    pub plan: Option<Plan>,
    /// The verdict of the last study, as it was computed.
    #[schema(schema_with = schema::effects)]
    pub verdict: Option<String>,
    /// How it goes on, once decided.
    #[schema(schema_with = schema::courses)]
    pub course: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// The next cycle, when it was adapted.
    pub next_id: Option<String>,
    /// When it was opened.
    #[schema(format = DateTime)]
    pub opened_at: String,
    /// When the plan was registered as it stands.
    #[schema(format = DateTime)]
    pub planned_at: Option<String>,
    /// When it was studied last.
    #[schema(format = DateTime)]
    pub studied_at: Option<String>,
    /// When it was decided.
    #[schema(format = DateTime)]
    pub decided_at: Option<String>,
}

/// What is expected of a change, registered before it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Plan {
    /// The measure that is meant to move.
    pub measure_id: String,
    /// Only of this unit.
    pub unit: Option<String>,
    /// Only of this category.
    pub category: Option<String>,
    /// Which way.
    #[schema(schema_with = schema::movements)]
    pub movement: Option<String>,
    /// The measure after over the measure before.
    pub expected: Option<f64>,
    /// First month of the level before, `YYYY-MM`.
    pub baseline_from: Option<String>,
    /// Last month of it.
    pub baseline_to: Option<String>,
    /// Months that are no part of it, because they led to the change.
    pub triggers: Vec<String>,
    /// The month in which the change begins.
    pub change: Option<String>,
    /// When before and after are compared.
    #[schema(format = Date)]
    pub review: Option<String>,
    /// Why the plan is another one than at first.
    pub replan_reason: Option<String>,
}

impl From<ImprovementRow> for Improvement {
    fn from(row: ImprovementRow) -> Self {
        let plan = row.measure_id.map(|measure_id| Plan {
            measure_id,
            unit: row.unit,
            category: row.category,
            movement: row.movement,
            expected: row.expected.and_then(|text| text.parse().ok()),
            baseline_from: row.baseline_from,
            baseline_to: row.baseline_to,
            triggers: split(row.triggers.as_deref()),
            change: row.change,
            review: row.review,
            replan_reason: row.replan_reason,
        });
        Self {
            improvement_id: row.improvement_id,
            version: row.version,
            state: row.state,
            origin: row.origin,
            origin_id: row.origin_id,
            finding: row.finding,
            question: row.question,
            plan,
            verdict: row.verdict,
            course: row.course,
            reason: row.reason,
            next_id: row.next_id,
            opened_at: time(row.opened_at),
            planned_at: row.planned_at.map(time),
            studied_at: row.studied_at.map(time),
            decided_at: row.decided_at.map(time),
        }
    }
}

fn split(months: Option<&str>) -> Vec<String> {
    months.unwrap_or_default().split_whitespace().map(str::to_owned).collect()
}

/// A ratio and its 95 % interval.
#[derive(Debug, Serialize, ToSchema)]
pub struct RatioInterval {
    /// The ratio.
    pub ratio: Option<f64>,
    /// Its lower end.
    pub lower: f64,
    /// Its upper end; null when it is open.
    pub upper: Option<f64>,
}

fn interval(
    ratio: Option<String>,
    lower: Option<String>,
    upper: Option<String>,
) -> Option<RatioInterval> {
    let number = |text: Option<String>| text.and_then(|text| text.parse().ok());
    Some(RatioInterval { ratio: number(ratio), lower: number(lower)?, upper: number(upper) })
}

fn difference(
    difference: Option<&str>,
    lower: Option<&str>,
    upper: Option<&str>,
) -> Option<DifferenceInterval> {
    let number = |text: Option<&str>| text.and_then(|text| text.parse().ok());
    Some(DifferenceInterval {
        difference: number(difference)?,
        lower: number(lower)?,
        upper: number(upper)?,
    })
}

/// The mean after less the mean before, in days, and its 95 % interval.
#[derive(Debug, Serialize, ToSchema)]
pub struct DifferenceInterval {
    /// The difference; below zero when the mean fell.
    pub difference: f64,
    /// Its lower end.
    pub lower: f64,
    /// Its upper end.
    pub upper: f64,
}

/// How long was looked for events, of a measure of the time between them.
#[derive(Debug, Serialize, ToSchema)]
pub struct DaysLooked {
    /// Days of the months that counted before the change.
    pub before: i64,
    /// Days of the months that counted from the change on.
    pub after: i64,
    /// Days since the last event after the change, or since the change when none came; null when
    /// no day after it is known.
    pub since_last: Option<i64>,
}

/// A comparison of before and after, as it was computed.
#[derive(Debug, Serialize, ToSchema)]
pub struct Study {
    /// When it was made.
    #[schema(format = DateTime)]
    pub at: String,
    /// The last month that counted.
    pub until: String,
    /// The last week that counted, `YYYY-Www`, of a measure by week: then points are weeks.
    pub until_week: Option<String>,
    /// Usable months, or weeks, before.
    pub before_points: i64,
    /// Usable months, or weeks, after.
    pub after_points: i64,
    /// What was counted before; of medians their mean, in days, which is 0 of none.
    pub before: Option<f64>,
    /// What was counted after; of medians their mean, in days.
    pub after: Option<f64>,
    /// After over before; of the time between events that time.
    pub ratio: Option<RatioInterval>,
    /// Of medians: after less before, in days.
    pub difference: Option<DifferenceInterval>,
    /// Of the time between events: how long was looked.
    pub days: Option<DaysLooked>,
    /// Whether the interval is exact; else it allows for the spread of the months.
    pub exact: bool,
    /// Whether the chart with the frozen level before shows a signal after it. It shows that
    /// something changed, not why.
    pub signal: bool,
    /// Level just after over what the slope before would have led to.
    pub level: Option<RatioInterval>,
    /// Growth a month, or week, after over growth before.
    pub slope: Option<RatioInterval>,
    /// The verdict.
    #[schema(schema_with = schema::effects)]
    pub verdict: String,
    /// What came beside what the plan expects; null when the effect cannot be told, and of a
    /// study of an earlier plan.
    pub beside_expected: Option<ExpectedBeside>,
    /// Name and version of the statistics.
    pub engine: String,
    /// Which rules and constants.
    pub profile: String,
    /// SHA-256 of profile and input.
    pub input_sha256: String,
    /// The last place in the log that was counted.
    pub known_at: i64,
    /// Why before the review day.
    pub early: Option<String>,
    /// What a person added.
    pub comment: Option<String>,
    /// What went on during the level before, as it is noted now, in the words of whoever noted it;
    /// no figure follows from it.
    pub went_on_before: Vec<String>,
    /// What went on from the change on, or came between the two and stays.
    pub went_on_after: Vec<String>,
}

/// The last day that a comparison counted.
#[must_use]
pub fn until(row: &StudyRow) -> Option<Date> {
    match row.until_week.as_deref() {
        Some(week) => week.parse::<Week>().ok().map(Week::sunday),
        None => row.until.parse::<Month>().ok().map(Month::last_day),
    }
}

impl From<&Interval> for RatioInterval {
    fn from(interval: &Interval) -> Self {
        let number = |figure: Figure| figure.get();
        Self {
            ratio: interval.ratio.map(number),
            lower: interval.lower.get(),
            upper: interval.upper.map(number),
        }
    }
}

impl From<&Difference> for DifferenceInterval {
    fn from(it: &Difference) -> Self {
        Self { difference: it.difference.get(), lower: it.lower.get(), upper: it.upper.get() }
    }
}

impl From<&Between> for DaysLooked {
    fn from(between: &Between) -> Self {
        Self {
            before: between.before_days.into(),
            after: between.after_days.into(),
            since_last: between.open_days.map(i64::from),
        }
    }
}

impl Study {
    /// A comparison, with what went on meanwhile and what had been expected.
    #[must_use]
    pub fn new(row: StudyRow, during: During, beside_expected: Option<ExpectedBeside>) -> Self {
        Self {
            beside_expected,
            went_on_before: during.before,
            went_on_after: during.after,
            at: time(row.at),
            until: row.until,
            until_week: row.until_week,
            before_points: row.before_points,
            after_points: row.after_points,
            before: row.before_count.parse().ok(),
            after: row.after_count.parse().ok(),
            ratio: interval(row.ratio, row.lower, row.upper),
            difference: difference(
                row.difference.as_deref(),
                row.difference_lower.as_deref(),
                row.difference_upper.as_deref(),
            ),
            days: row.before_days.zip(row.after_days).map(|(before, after)| DaysLooked {
                before,
                after,
                since_last: row.open_days,
            }),
            exact: row.is_exact,
            signal: row.has_signal,
            level: interval(row.level_ratio, row.level_lower, row.level_upper),
            slope: interval(row.slope_ratio, row.slope_lower, row.slope_upper),
            verdict: row.verdict,
            engine: row.engine,
            profile: row.profile,
            input_sha256: row.input_sha256,
            known_at: row.known_at,
            early: row.early,
            comment: row.comment,
        }
    }
}

/// An improvement cycle with its actions and studies.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImprovementInWork {
    /// The cycle.
    #[serde(flatten)]
    pub improvement: Improvement,
    /// The actions that belong to it, without those that the account is kept out of.
    pub action_ids: Vec<String>,
    /// Its studies, the newest first.
    pub studies: Vec<Study>,
    /// What there is to know of the level before; null without a plan, and of a measure that can
    /// be compared no more.
    pub level_before: Option<LevelKnown>,
    /// What went on from the first month of the level before on, as it is noted now; no figure
    /// follows from it.
    pub annotations: Vec<Annotation>,
}

impl ImprovementInWork {
    /// A cycle with the actions that may be seen, its studies, what is known of its plan, and what
    /// went on up to `today`.
    #[must_use]
    pub fn new(
        row: ImprovementRow,
        actions: Vec<MemberRow>,
        studies: Vec<StudyRow>,
        known: Option<&Known>,
        (meanwhile, lists, today): (&Meanwhile, &Lists, Date),
    ) -> Self {
        let share_before = known.and_then(|known| known.found.share_before);
        let study = |study: StudyRow| {
            let expected = beside(&row, &study, share_before).map(ExpectedBeside::from);
            let windows = until(&study).and_then(|until| Windows::of(&row, until));
            let during = windows.map(|windows| meanwhile.during(Lang::En, lists, &windows));
            Study::new(study, during.unwrap_or_default(), expected)
        };
        let studies = studies.into_iter().map(study).collect();
        let went_on = meanwhile.all(Lang::En, lists, today);
        Self {
            improvement: row.into(),
            action_ids: actions.into_iter().map(|it| it.action_id).collect(),
            studies,
            level_before: known.map(LevelKnown::from),
            annotations: went_on.iter().map(Annotation::of_campaign).collect(),
        }
    }
}

/// A theme.
#[derive(Debug, Serialize, ToSchema)]
pub struct Theme {
    /// Its id.
    pub theme_id: String,
    /// Its version, for `If-Match`.
    pub version: i64,
    /// How far it has come.
    #[schema(schema_with = schema::theme_states)]
    pub state: String,
    /// What one wants to understand.
    pub question: Option<String>,
    /// What was learned.
    pub learned: Option<String>,
    /// When it was opened.
    #[schema(format = DateTime)]
    pub opened_at: String,
    /// When it was concluded.
    #[schema(format = DateTime)]
    pub concluded_at: Option<String>,
}

impl From<ThemeRow> for Theme {
    fn from(row: ThemeRow) -> Self {
        Self {
            theme_id: row.theme_id,
            version: row.version,
            state: row.state,
            question: row.question,
            learned: row.learned,
            opened_at: time(row.opened_at),
            concluded_at: row.concluded_at.map(time),
        }
    }
}

/// In how many incidents a condition was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct Condition {
    /// Element of the work system.
    #[schema(schema_with = schema::elements)]
    pub element: String,
    /// Whether it hindered or helped.
    #[schema(schema_with = schema::directions)]
    pub direction: String,
    /// Incidents, each counted once.
    pub incidents: i64,
}

impl From<FactorCount> for Condition {
    fn from(row: FactorCount) -> Self {
        Self { element: row.element, direction: row.direction, incidents: row.count }
    }
}

/// A theme with its incidents and what comes back in them.
#[derive(Debug, Serialize, ToSchema)]
pub struct ThemeInWork {
    /// The theme.
    #[serde(flatten)]
    pub theme: Theme,
    /// Its incidents, without those that the account is kept out of.
    pub incident_ids: Vec<String>,
    /// In how many of them each condition was found.
    pub conditions: Vec<Condition>,
    /// Improvements that were opened from it.
    pub improvement_ids: Vec<String>,
}

/// The answer to opening an improvement.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImprovementOpened {
    /// Its id.
    pub improvement_id: String,
    /// Its version.
    pub version: u64,
}

/// The answer to opening a theme.
#[derive(Debug, Serialize, ToSchema)]
pub struct ThemeOpened {
    /// Its id.
    pub theme_id: String,
    /// Its version.
    pub version: u64,
}
