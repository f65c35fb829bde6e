//! Notifications to authorities: deadlines by urgency, those of one incident, the register.
//!
//! Must never hold who judged or sent: a row tells of laws, controllers and moments.

mod apply;
#[cfg(test)]
mod tests;

pub(crate) use apply::Notifications;

use tillbud_events::IncidentId;
use tillbud_events::vocabulary::Regime;

use crate::checkpoint;
use crate::db::{Db, fetch, number, row, statements};
use crate::incident::at_work;
use crate::page::{Cursor, First, PAGE_ROWS_MAX, Page};

/// What stands in place of a deadline where a notification waits without one.
pub(crate) const NO_DEADLINE: i64 = i64::MAX;

row! {
    /// One notification, with what is shown of its incident.
    pub struct NotificationRow {
        /// Which incident.
        pub incident_id: String,
        /// Which law.
        pub regime: String,
        /// Whose duty; empty for the organisation as a whole.
        pub controller: String,
        /// Where in the log it was asked for.
        pub position: i64,
        /// One of `Standing`.
        pub standing: String,
        /// When it was asked for.
        pub triggered_at: i64,
        /// When it was last decided.
        pub decided_at: Option<i64>,
        /// Whether it has to be notified, once decided.
        pub notifiable: Option<bool>,
        /// Why, unless erased.
        pub reasons: Option<String>,
        /// When the organisation became aware, as declared.
        pub aware_at: Option<i64>,
        /// Why then, unless erased.
        pub aware_reasons: Option<String>,
        /// Where the worst case begins.
        pub received_at: Option<i64>,
        /// Version of the rule pack that the deadlines follow from.
        pub pack: Option<String>,
        /// The stage that has to be sent next.
        pub next_stage: Option<String>,
        /// When: by the declared clock when awareness was declared, else in the worst case.
        pub next_due: Option<i64>,
        /// When it was last described.
        pub described_at: Option<i64>,
        /// What happened.
        pub facts: Option<String>,
        /// What it led to, or may lead to.
        pub consequences: Option<String>,
        /// What was done about it.
        pub measures: Option<String>,
        /// Whom or what it touched.
        pub affected: Option<String>,
        /// When it was finished.
        pub finished_at: Option<i64>,
        /// How it ended.
        pub finished_text: Option<String>,
        /// Whether a text of this row was erased.
        pub erased: bool,
        /// The incident's title, unless erased.
        pub title: Option<String>,
        /// The incident's category.
        pub category: Option<String>,
        /// The unit where its conditions lie.
        pub unit: Option<String>,
        /// How far the work on it has come.
        pub stage: String,
        /// The incident's version, for the next write.
        pub version: i64,
    }
}

row! {
    /// When a stage has to be sent, by one of the clocks.
    pub struct DeadlineRow {
        /// Which law.
        pub regime: String,
        /// Whose duty.
        pub controller: String,
        /// From 1, in the order of the pack and its clocks.
        pub ordinal: i64,
        /// Code of the stage.
        pub stage: String,
        /// One of `Clock`.
        pub clock: String,
        /// When.
        pub due_at: i64,
    }
}

row! {
    /// When the stage that has to be sent next is due, by one of the clocks.
    pub struct NextRow {
        /// Which incident.
        pub incident_id: String,
        /// Which law.
        pub regime: String,
        /// Whose duty.
        pub controller: String,
        /// One of `Clock`.
        pub clock: String,
        /// When.
        pub due_at: i64,
    }
}

row! {
    /// What was sent, or supplemented.
    pub struct SendingRow {
        /// Which law.
        pub regime: String,
        /// Whose duty.
        pub controller: String,
        /// Where in the log.
        pub position: i64,
        /// `sent` or `supplemented`.
        pub kind: String,
        /// Code of the stage.
        pub stage: String,
        /// When.
        pub sent_at: i64,
        /// The authority's number, unless erased.
        pub reference: Option<String>,
        /// What, unless erased.
        pub text: Option<String>,
        /// Whether a text of this row was erased.
        pub erased: bool,
    }
}

row! {
    /// A triaged incident that nobody was asked to assess under one law.
    pub struct UnassessedRow {
        /// Which incident.
        pub incident_id: String,
        /// Where in the log it was opened.
        pub position: i64,
        /// Its title, unless erased.
        pub title: Option<String>,
        /// Its category.
        pub category: Option<String>,
        /// How bad it could have been.
        pub potential: Option<String>,
        /// Whether personal data were touched, when that was answered.
        pub personal_data: Option<bool>,
    }
}

/// How many clocks a stage can have.
const CLOCKS: i64 = 2;
/// Places of the log that [`unassessed`] looks back over.
pub const LOOK_BACK: i64 = 50_000;

/// Triaged incidents that are neither ended nor merged and that nobody was asked to assess
/// under one law, the newest first; of those opened within [`LOOK_BACK`] places of the log.
///
/// # Errors
/// When the database fails.
pub async fn unassessed(db: &Db, regime: Regime) -> sqlx::Result<Vec<UnassessedRow>> {
    let from = number(checkpoint::position(db).await?) - LOOK_BACK;
    fetch!(fetch_all::<UnassessedRow>(
        db,
        UNASSESSED,
        regime.as_str(),
        from,
        i64::from(PAGE_ROWS_MAX)
    ))
}

row! {
    /// An incident with personal data whose law nobody was asked to assess.
    pub struct UnaskedRow {
        /// Which incident.
        pub incident_id: String,
        /// Where in the log it was opened.
        pub position: i64,
        /// Its title, unless erased.
        pub title: Option<String>,
    }
}

/// Incidents that are worked on, that touched personal data, and whose law nobody was asked to
/// assess, the first that this was said of first: however long ago that was, nothing is
/// forgotten. At most [`PAGE_ROWS_MAX`].
///
/// # Errors
/// When the database fails.
pub async fn unasked(db: &Db) -> sqlx::Result<First<UnaskedRow>> {
    let most = i64::from(PAGE_ROWS_MAX);
    let rows = fetch!(fetch_all::<UnaskedRow>(db, UNASKED, i64::MIN, most + 1))?;
    Ok(First::of(rows, most))
}

row! {
    /// How much protection an information asset of an incident needs.
    pub struct ClassRow {
        /// Which incident.
        pub incident_id: String,
        /// Confidentiality, 0–3.
        pub k: i64,
        /// Integrity, 0–3.
        pub r: i64,
        /// Availability, 0–3.
        pub t: i64,
    }
}

/// The information assets of all that [`unassessed`] gives, in no order.
///
/// # Errors
/// When the database fails.
pub async fn classes_of_unassessed(db: &Db, regime: Regime) -> sqlx::Result<Vec<ClassRow>> {
    let from = number(checkpoint::position(db).await?) - LOOK_BACK;
    let limit = i64::from(PAGE_ROWS_MAX);
    fetch!(fetch_all::<ClassRow>(db, CLASSES_OF_UNASSESSED, regime.as_str(), from, limit))
}

/// Those that wait for something, the most urgent first; at most [`PAGE_ROWS_MAX`].
///
/// # Errors
/// When the database fails.
pub async fn waiting(db: &Db) -> sqlx::Result<First<NotificationRow>> {
    let most = i64::from(PAGE_ROWS_MAX);
    let rows = fetch!(fetch_all::<NotificationRow>(db, WAITING, i64::MIN, most + 1))?;
    Ok(First::of(rows, most))
}

/// When the next stages of those that [`waiting`] gives are due, by each clock.
///
/// # Errors
/// When the database fails.
pub async fn next_by_clock(db: &Db) -> sqlx::Result<Vec<NextRow>> {
    let limit = i64::from(PAGE_ROWS_MAX) * CLOCKS;
    fetch!(fetch_all::<NextRow>(db, NEXT_BY_CLOCK, i64::MIN, limit))
}

/// Those of one incident, in the order they were asked for.
///
/// # Errors
/// When the database fails.
pub async fn of_incident(db: &Db, id: IncidentId) -> sqlx::Result<Vec<NotificationRow>> {
    fetch!(fetch_all::<NotificationRow>(db, OF_INCIDENT, id.to_string()))
}

/// Every notification under one law, notified or not, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn register(
    db: &Db,
    regime: Regime,
    after: Option<Cursor>,
    limit: u32,
) -> sqlx::Result<Page<NotificationRow>> {
    let limit = limit.clamp(1, PAGE_ROWS_MAX);
    let below = after.map_or(i64::MAX, |cursor| cursor.0);
    let mut rows = fetch!(fetch_all::<NotificationRow>(
        db,
        REGISTER,
        regime.as_str(),
        below,
        i64::from(limit) + 1
    ))?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| more).map(|row| Cursor(row.position));
    Ok(Page { rows, next })
}

/// The deadlines of one incident's notifications, in the order of pack and clock.
///
/// # Errors
/// When the database fails.
pub async fn deadlines(db: &Db, id: IncidentId) -> sqlx::Result<Vec<DeadlineRow>> {
    fetch!(fetch_all::<DeadlineRow>(db, DEADLINES, id.to_string()))
}

/// What was sent for one incident, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn sendings(db: &Db, id: IncidentId) -> sqlx::Result<Vec<SendingRow>> {
    fetch!(fetch_all::<SendingRow>(db, SENDINGS, id.to_string()))
}

/// Whether personal data were touched, when that was answered.
///
/// # Errors
/// When the database fails.
pub async fn personal_data(db: &Db, id: IncidentId) -> sqlx::Result<Option<bool>> {
    let row = fetch!(fetch_optional::<(bool,)>(db, PERSONAL_DATA, id.to_string()))?;
    Ok(row.map(|(touched,)| touched))
}

/// Every fixed statement, for the test that prepares them on both databases.
#[cfg(test)]
pub(crate) fn statements() -> impl Iterator<Item = &'static &'static str> {
    STATEMENTS.iter().chain(apply::STATEMENTS)
}

macro_rules! select {
    () => {
        "select n.incident_id, n.regime, n.controller, n.position, n.standing, n.triggered_at,
            n.decided_at, n.notifiable, n.reasons, n.aware_at, n.aware_reasons, n.received_at,
            n.pack, n.next_stage, n.next_due, n.described_at, n.facts, n.consequences,
            n.measures, n.affected, n.finished_at, n.finished_text, n.erased, i.title,
            i.category, i.unit, i.stage, i.version
        from notification n join incident i on i.incident_id = n.incident_id "
    };
}

/// That an incident, called `i`, was triaged and nobody was asked to assess it.
macro_rules! of_unassessed {
    () => {
        "where i.position > $2 and i.actual is not null
            and i.stage not in ('closed', 'merged')
            and not exists (select 1 from notification n
                where n.incident_id = i.incident_id and n.regime = $1)
        order by i.position desc limit $3"
    };
}

statements! {
    WAITING = concat!(select!(), "where n.urgency > $1 order by n.urgency, n.position limit $2");
    NEXT_BY_CLOCK = "select n.incident_id, n.regime, n.controller, d.clock, d.due_at
        from notification n join notification_deadline d on d.incident_id = n.incident_id
            and d.regime = n.regime and d.controller = n.controller and d.stage = n.next_stage
        where n.urgency > $1 order by n.urgency, n.position limit $2";
    OF_INCIDENT = concat!(select!(), "where n.incident_id = $1 order by n.position, n.ordinal");
    REGISTER = concat!(select!(), "where n.regime = $1 and n.position < $2
        order by n.position desc limit $3");
    UNASSESSED = concat!("select i.incident_id, i.position, i.title, i.category, i.potential,
            a.personal_data
        from incident i left join notification_answer a on a.incident_id = i.incident_id ",
        of_unassessed!());
    // A cross join, which SQLite takes in this order: few are unasked, many are at work.
    UNASKED = concat!("select i.incident_id, i.position, i.title
        from notification_answer a cross join incident i
        where a.unasked and a.position > $1 and i.incident_id = a.incident_id
            and i.", at_work!(), " order by a.position limit $2");
    CLASSES_OF_UNASSESSED = concat!("select asset.incident_id, asset.k, asset.r, asset.t
        from (select i.incident_id from incident i ", of_unassessed!(), ") unassessed
        join incident_asset asset on asset.incident_id = unassessed.incident_id");
    DEADLINES = "select regime, controller, ordinal, stage, clock, due_at
        from notification_deadline where incident_id = $1 order by ordinal";
    SENDINGS = "select regime, controller, position, kind, stage, sent_at, reference, text, erased
        from notification_sending where incident_id = $1 order by position";
    PERSONAL_DATA = "select personal_data from notification_answer where incident_id = $1";
}
