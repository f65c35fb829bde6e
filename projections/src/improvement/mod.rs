//! Improvement cycles: the board, one cycle, its studies; and the study itself ([`study`]).
//!
//! Must never hold a figure per person: a study is of a measure, never of who acts.

mod apply;
pub mod study;

use tillbud_events::{ActionId, ImprovementId, MeasureId};

use crate::code::codes;
use crate::db::{Db, fetch, row, statements};
use crate::page::{Cursor, First, Page, Placed, Select};

pub(crate) use apply::Improvements;

codes! {
    /// How far a cycle has come.
    State {
        /// Asked; nothing is registered.
        Opened = "opened",
        /// What is expected is registered.
        Planned = "planned",
        /// Before and after were compared.
        Studied = "studied",
        /// Decided.
        Decided = "decided",
    }
}

codes! {
    /// What a cycle comes from.
    Origin {
        /// A signal.
        Signal = "signal",
        /// A theme.
        Theme = "theme",
        /// What a review of the organisation found.
        Finding = "finding",
        /// The cycle before.
        Improvement = "improvement",
    }
}

row! {
    /// One improvement cycle.
    pub struct ImprovementRow {
        /// Which improvement.
        pub improvement_id: String,
        /// Events in its stream; the expected version of the next write.
        pub version: i64,
        /// Where in the log it was opened.
        pub position: i64,
        /// Stored name of its [`State`].
        pub state: String,
        /// Stored name of its [`Origin`].
        pub origin: String,
        /// The signal, theme or cycle that it comes from.
        pub origin_id: Option<String>,
        /// What a review found, when it comes from one and is not erased.
        pub finding: Option<String>,
        /// What one wants to know, unless erased.
        pub question: Option<String>,
        /// The measure that is meant to move, once planned.
        pub measure_id: Option<String>,
        /// Only of this unit.
        pub unit: Option<String>,
        /// Only of this category.
        pub category: Option<String>,
        /// `increase` or `decrease`, once planned.
        pub movement: Option<String>,
        /// The expected ratio of after over before, once planned.
        pub expected: Option<String>,
        /// First month of the level before, `YYYY-MM`.
        pub baseline_from: Option<String>,
        /// Last month of the level before.
        pub baseline_to: Option<String>,
        /// Months left out of it, apart by a space.
        pub triggers: Option<String>,
        /// The month in which the change begins.
        pub change: Option<String>,
        /// The day of the review, ISO 8601.
        pub review: Option<String>,
        /// Why the plan was changed last.
        pub replan_reason: Option<String>,
        /// The verdict of the last study.
        pub verdict: Option<String>,
        /// `adopt`, `adapt` or `abandon`, once decided.
        pub course: Option<String>,
        /// Why.
        pub reason: Option<String>,
        /// The next cycle, when it was adapted.
        pub next_id: Option<String>,
        /// Why the last decision was taken back.
        pub reopen_reason: Option<String>,
        /// Whether a text of this row was erased.
        pub erased: bool,
        /// When it was opened.
        pub opened_at: i64,
        /// When the plan as it stands was registered.
        pub planned_at: Option<i64>,
        /// When it was studied last.
        pub studied_at: Option<i64>,
        /// When it was decided, unless that was taken back.
        pub decided_at: Option<i64>,
    }
}

row! {
    /// One comparison of before and after.
    pub struct StudyRow {
        /// Version of the improvement's stream that it made.
        pub version: i64,
        /// Where in the log it stands.
        pub position: i64,
        /// When it was made.
        pub at: i64,
        /// The last month that counted.
        pub until: String,
        /// The last week that counted, of a measure by week: then points are weeks.
        pub until_week: Option<String>,
        /// Usable months, or weeks, before.
        pub before_points: i64,
        /// Usable months, or weeks, after.
        pub after_points: i64,
        /// What was counted before; of medians their mean, in days.
        pub before_count: String,
        /// What was counted after; of medians their mean, in days.
        pub after_count: String,
        /// After over before; of the time between events that time.
        pub ratio: Option<String>,
        /// Lower end of its 95 % interval.
        pub lower: Option<String>,
        /// Upper end; nothing when it is open or when there is no interval.
        pub upper: Option<String>,
        /// Whether the interval is exact.
        pub is_exact: bool,
        /// Of medians: the mean after less the mean before, in days.
        pub difference: Option<String>,
        /// Lower end of its 95 % interval.
        pub difference_lower: Option<String>,
        /// Upper end of its interval.
        pub difference_upper: Option<String>,
        /// Of the time between events: days that were looked at before.
        pub before_days: Option<i64>,
        /// Days that were looked at from the change on.
        pub after_days: Option<i64>,
        /// Days since the last event after the change, or since the change when none came.
        pub open_days: Option<i64>,
        /// Whether the chart shows a signal after the change.
        pub has_signal: bool,
        /// Change of level, of the regression in segments.
        pub level_ratio: Option<String>,
        /// Lower end of its interval.
        pub level_lower: Option<String>,
        /// Upper end of its interval.
        pub level_upper: Option<String>,
        /// Change of slope.
        pub slope_ratio: Option<String>,
        /// Lower end of its interval.
        pub slope_lower: Option<String>,
        /// Upper end of its interval.
        pub slope_upper: Option<String>,
        /// The verdict.
        pub verdict: String,
        /// Which statistics computed it.
        pub engine: String,
        /// Which rules and constants.
        pub profile: String,
        /// Digest of the input.
        pub input_sha256: String,
        /// The last place in the log that was counted.
        pub known_at: i64,
        /// Why before the review day.
        pub early: Option<String>,
        /// What a person added.
        pub comment: Option<String>,
    }
}

row! {
    /// An action that belongs to a cycle.
    pub struct MemberRow {
        /// Which action.
        pub action_id: String,
    }
}

impl Placed for ImprovementRow {
    fn position(&self) -> i64 {
        self.position
    }
}

/// All cycles, the newest first, perhaps of one state only.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: &Db,
    state: Option<State>,
    after: Option<Cursor>,
    limit: u32,
) -> sqlx::Result<Page<ImprovementRow>> {
    select(state).page(db, after, limit).await
}

/// One cycle.
///
/// # Errors
/// When the database fails.
pub async fn get(db: &Db, id: ImprovementId) -> sqlx::Result<Option<ImprovementRow>> {
    fetch!(fetch_optional::<ImprovementRow>(db, GET, id.to_string()))
}

/// The actions of a cycle, in the order in which they were added.
///
/// # Errors
/// When the database fails.
pub async fn actions(db: &Db, id: ImprovementId) -> sqlx::Result<Vec<MemberRow>> {
    fetch!(fetch_all::<MemberRow>(db, ACTIONS, id.to_string()))
}

/// The studies of a cycle, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn studies(db: &Db, id: ImprovementId) -> sqlx::Result<Vec<StudyRow>> {
    fetch!(fetch_all::<StudyRow>(db, STUDIES, id.to_string()))
}

/// The cycles that an action belongs to, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn of_action(db: &Db, id: ActionId) -> sqlx::Result<Vec<ImprovementRow>> {
    fetch!(fetch_all::<ImprovementRow>(db, OF_ACTION, id.to_string()))
}

/// The cycles that come from a signal, a theme or a cycle, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn opened_from(db: &Db, origin_id: &str) -> sqlx::Result<Vec<ImprovementRow>> {
    fetch!(fetch_all::<ImprovementRow>(db, OPENED_FROM, origin_id))
}

/// The planned cycles whose measure is this one, of all of the organisation or of a part that
/// the asked one lies in or holds, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn of_measure(
    db: &Db,
    id: MeasureId,
    unit: Option<&str>,
    category: Option<&str>,
) -> sqlx::Result<Vec<ImprovementRow>> {
    let (unit, category) = (unit.unwrap_or_default(), category.unwrap_or_default());
    fetch!(fetch_all::<ImprovementRow>(db, OF_MEASURE, id.to_string(), unit, category))
}

/// The planned cycles whose review day has come on `today` and that nobody has studied, the
/// one that waits longest first.
///
/// # Errors
/// When the database fails.
pub async fn to_review(
    db: &Db,
    today: jiff::civil::Date,
    most: i64,
) -> sqlx::Result<First<ImprovementRow>> {
    let rows = fetch!(fetch_all::<ImprovementRow>(db, TO_REVIEW, today.to_string(), most + 1))?;
    Ok(First::of(rows, most))
}

fn select(state: Option<State>) -> Select {
    Select::new("select * from improvement").and("state =", state.map(State::as_str))
}

/// The list's statements, for the test that prepares them.
#[cfg(test)]
pub(crate) fn selects() -> [String; 2] {
    [None, Some(State::Planned)]
        .map(|state| select(state).newest_first(Some(Cursor(1)), 1).into_sql())
}

#[cfg(test)]
pub(crate) fn statements() -> impl Iterator<Item = &'static &'static str> {
    STATEMENTS.iter().chain(apply::STATEMENTS)
}

statements! {
    GET = "select * from improvement where improvement_id = $1";
    ACTIONS = "select action_id from improvement_action where improvement_id = $1
        order by position";
    STUDIES = "select * from improvement_study where improvement_id = $1 order by version desc";
    OF_ACTION = "select improvement.* from improvement_action
        join improvement on improvement.improvement_id = improvement_action.improvement_id
        where improvement_action.action_id = $1 order by improvement.position";
    OPENED_FROM = "select * from improvement where origin_id = $1 order by position";
    OF_MEASURE = "select * from improvement where measure_id = $1
        and ($2 = '' or unit is null or unit = $2)
        and ($3 = '' or category is null or category = $3) order by position";
    TO_REVIEW = "select * from improvement where state = 'planned' and review <= $1
        order by review, position limit $2";
}

#[cfg(test)]
mod tests;
