//! Themes: incidents gathered under a question, and the conditions that come back in them.
//!
//! Factors are counted by incident, never by who named them. Must never show, or count, an
//! incident that whoever looks is kept out of.

use tillbud_events::theme::Event;
use tillbud_events::{Actor, AnyEvent, IncidentId, Recorded, ThemeId};

use crate::code::codes;
use crate::db::{Db, Tx, execute, fetch, row, statements, words};
use crate::incident::IncidentRow;
use crate::page::{Cursor, Page, Placed, Select};
use crate::projection::{At, Projection};

codes! {
    /// How far a theme has come.
    State {
        /// Incidents are gathered.
        Open = "open",
        /// What was learned is written.
        Concluded = "concluded",
    }
}

row! {
    /// One theme.
    pub struct ThemeRow {
        /// Which theme.
        pub theme_id: String,
        /// Events in its stream; the expected version of the next write.
        pub version: i64,
        /// Where in the log it was opened.
        pub position: i64,
        /// Stored name of its [`State`].
        pub state: String,
        /// What one wants to understand, unless erased.
        pub question: Option<String>,
        /// What was learned, once concluded.
        pub learned: Option<String>,
        /// Why it was opened again last.
        pub reopen_reason: Option<String>,
        /// Whether a text of this row was erased.
        pub erased: bool,
        /// When it was opened.
        pub opened_at: i64,
        /// When it was concluded, unless opened again.
        pub concluded_at: Option<i64>,
    }
}

row! {
    /// In how many incidents a condition of the work system was found.
    pub struct FactorCount {
        /// Element of the work system.
        pub element: String,
        /// `hindered` or `helped`.
        pub direction: String,
        /// Incidents, each counted once.
        pub count: i64,
    }
}

impl Placed for ThemeRow {
    fn position(&self) -> i64 {
        self.position
    }
}

/// All themes, the newest first, perhaps of one state only.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: &Db,
    state: Option<State>,
    after: Option<Cursor>,
    limit: u32,
) -> sqlx::Result<Page<ThemeRow>> {
    select(state).page(db, after, limit).await
}

/// One theme.
///
/// # Errors
/// When the database fails.
pub async fn get(db: &Db, id: ThemeId) -> sqlx::Result<Option<ThemeRow>> {
    fetch!(fetch_optional::<ThemeRow>(db, GET, id.to_string()))
}

/// The incidents of a theme that `actor` is not kept out of, in the order in which they were
/// gathered.
///
/// # Errors
/// When the database fails.
pub async fn incidents(db: &Db, id: ThemeId, actor: Actor) -> sqlx::Result<Vec<IncidentRow>> {
    gathered(id, actor).all(db).await
}

/// In how many incidents of a theme, of those that `actor` is not kept out of, each condition
/// was found; the elements of the work system in no order of size.
///
/// # Errors
/// When the database fails.
pub async fn factors(db: &Db, id: ThemeId, actor: Actor) -> sqlx::Result<Vec<FactorCount>> {
    counted(id, actor).all(db).await
}

/// The themes that an incident belongs to, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn of_incident(db: &Db, id: IncidentId) -> sqlx::Result<Vec<ThemeRow>> {
    fetch!(fetch_all::<ThemeRow>(db, OF_INCIDENT, id.to_string()))
}

fn select(state: Option<State>) -> Select {
    Select::new("select * from theme").and("state =", state.map(State::as_str))
}

fn gathered(id: ThemeId, actor: Actor) -> Select {
    Select::new(
        "select incident.* from theme_incident
        join incident on incident.incident_id = theme_incident.incident_id",
    )
    .and("theme_incident.theme_id =", Some(id.to_string()))
    .and_open_to(Some(actor), "theme_incident.incident_id")
    .then("order by theme_incident.position, incident.position")
}

fn counted(id: ThemeId, actor: Actor) -> Select {
    Select::new(
        "select incident_factor.element, incident_factor.direction,
            count(distinct incident_factor.incident_id) as count
        from theme_incident
        join incident_factor on incident_factor.incident_id = theme_incident.incident_id",
    )
    .and("theme_incident.theme_id =", Some(id.to_string()))
    .and_open_to(Some(actor), "theme_incident.incident_id")
    .then(
        "and not incident_factor.withdrawn
        group by incident_factor.element, incident_factor.direction",
    )
}

/// The lists' statements, for the test that prepares them.
#[cfg(test)]
pub(crate) fn selects() -> [String; 4] {
    let (id, actor) = (ThemeId(uuid::Uuid::nil()), crate::testing::coordinator());
    let page = |state| select(state).newest_first(Some(Cursor(1)), 1).into_sql();
    [
        page(None),
        page(Some(State::Open)),
        gathered(id, actor).into_sql(),
        counted(id, actor).into_sql(),
    ]
}

/// Writes the tables of themes.
pub(crate) struct Themes;

impl Projection for Themes {
    const NAME: &'static str = "theme";
    const VERSION: u32 = 1;
    const DDL: &'static str = include_str!("../../migrations/theme.sql");

    async fn apply(tx: &mut Tx, recorded: &Recorded<AnyEvent>) -> sqlx::Result<()> {
        let AnyEvent::Theme(event) = &recorded.event else { return Ok(()) };
        let At { id, version, position, milliseconds: at } = At::of(recorded);
        match event {
            Event::Opened(opened) => {
                let (question, erased) = words(&opened.question);
                let state = State::Open.as_str();
                execute!(tx, OPEN, id, version, position, state, question, erased, at).map(drop)
            }
            Event::IncidentAdded(added) => {
                execute!(tx, SEE, &id, version)?;
                execute!(tx, ADD, &id, added.incident_id.to_string(), position).map(drop)
            }
            Event::IncidentRemoved(removed) => {
                execute!(tx, SEE, &id, version)?;
                execute!(tx, REMOVE, &id, removed.incident_id.to_string()).map(drop)
            }
            Event::Concluded(concluded) => {
                let (learned, erased) = words(&concluded.learned);
                let state = State::Concluded.as_str();
                execute!(tx, CONCLUDE, id, version, state, learned, at, erased).map(drop)
            }
            Event::Reopened(reopened) => {
                let (reason, erased) = words(&reopened.reason);
                let state = State::Open.as_str();
                execute!(tx, REOPEN, id, version, state, reason, erased).map(drop)
            }
        }
    }
}

statements! {
    GET = "select * from theme where theme_id = $1";
    OF_INCIDENT = "select theme.* from theme_incident
        join theme on theme.theme_id = theme_incident.theme_id
        where theme_incident.incident_id = $1 order by theme.position";
    OPEN = "insert into theme (theme_id, version, position, state, question, erased, opened_at)
        values ($1, $2, $3, $4, $5, $6, $7)";
    SEE = "update theme set version = $2 where theme_id = $1";
    ADD = "insert into theme_incident (theme_id, incident_id, position)
        values ($1, $2, $3) on conflict do nothing";
    REMOVE = "delete from theme_incident where theme_id = $1 and incident_id = $2";
    CONCLUDE = "update theme set version = $2, state = $3, learned = $4, concluded_at = $5,
            erased = (erased or $6)
        where theme_id = $1";
    REOPEN = "update theme set version = $2, state = $3, reopen_reason = $4,
            erased = (erased or $5), concluded_at = null
        where theme_id = $1";
}

#[cfg(test)]
mod tests;
