//! Concerns: what reporters told the independent role, and its answers.
//!
//! Must never hold which report a concern follows from: whoever reads these rows would
//! then know which reporter it was.

use tillbud_events::concern::Event;
use tillbud_events::{AnyEvent, ConcernId, Recorded, Text};

use crate::db::{Db, Tx, execute, fetch, row, statements, words};
use crate::page::{Cursor, Page, Placed, Select};
use crate::projection::{At, Projection};

row! {
    /// One concern.
    pub struct ConcernRow {
        /// Which concern.
        pub concern_id: String,
        /// Events in its stream; the expected version of the next write.
        pub version: i64,
        /// Where in the log it was raised.
        pub position: i64,
        /// When it was raised, to the hour.
        pub raised_at: i64,
        /// Whether the reporter said something after the last answer.
        pub answer_owed: bool,
        /// Messages so far.
        pub message_count: i64,
    }
}

row! {
    /// One message of a concern.
    pub struct ConcernMessageRow {
        /// From 1, in the order they were recorded.
        pub ordinal: i64,
        /// When, to the hour.
        pub at: i64,
        /// `to_reporter` or `from_reporter`.
        pub direction: String,
        /// The words, unless erased.
        pub text: Option<String>,
        /// Whether the words were erased.
        pub erased: bool,
    }
}

impl Placed for ConcernRow {
    fn position(&self) -> i64 {
        self.position
    }
}

/// All concerns, newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &Db, after: Option<Cursor>, limit: u32) -> sqlx::Result<Page<ConcernRow>> {
    select().page(db, after, limit).await
}

/// One concern.
///
/// # Errors
/// When the database fails.
pub async fn get(db: &Db, concern_id: ConcernId) -> sqlx::Result<Option<ConcernRow>> {
    fetch!(fetch_optional::<ConcernRow>(db, GET, concern_id.to_string()))
}

/// Its messages, oldest first; none when there is no such concern.
///
/// # Errors
/// When the database fails.
pub async fn messages(db: &Db, concern_id: ConcernId) -> sqlx::Result<Vec<ConcernMessageRow>> {
    fetch!(fetch_all::<ConcernMessageRow>(db, MESSAGES, concern_id.to_string()))
}

fn select() -> Select {
    Select::new("select * from concern")
}

/// The list's statement, for the test that prepares it.
#[cfg(test)]
pub(crate) fn selects() -> [String; 1] {
    [select().newest_first(Some(Cursor(1)), 1).into_sql()]
}

/// Writes the tables of concerns.
pub(crate) struct Concerns;

impl Projection for Concerns {
    const NAME: &'static str = "concern";
    const VERSION: u32 = 1;
    const DDL: &'static str = include_str!("../../migrations/concern.sql");

    async fn apply(tx: &mut Tx, recorded: &Recorded<AnyEvent>) -> sqlx::Result<()> {
        let AnyEvent::Concern(event) = &recorded.event else { return Ok(()) };
        let at = At::of(recorded);
        match event {
            Event::Raised(raised) => {
                execute!(tx, RAISE, &at.id, at.version, at.position, at.milliseconds)?;
                insert(tx, &at, "from_reporter", &raised.text).await
            }
            Event::Answered(answered) => {
                execute!(tx, ANSWER, &at.id, at.version)?;
                insert(tx, &at, "to_reporter", &answered.text).await
            }
        }
    }
}

async fn insert(tx: &mut Tx, at: &At, direction: &str, text: &Text) -> sqlx::Result<()> {
    let (text, erased) = words(text);
    execute!(tx, INSERT_MESSAGE, &at.id, at.milliseconds, direction, text, erased).map(drop)
}

statements! {
    GET = "select * from concern where concern_id = $1";
    MESSAGES = "select * from concern_message where concern_id = $1 order by ordinal";
    RAISE = "insert into concern
            (concern_id, version, position, raised_at, answer_owed, message_count)
        values ($1, $2, $3, $4, true, 1)
        on conflict (concern_id) do update set version = excluded.version, answer_owed = true,
            message_count = concern.message_count + 1";
    ANSWER = "update concern set version = $2, answer_owed = false,
            message_count = message_count + 1
        where concern_id = $1";
    INSERT_MESSAGE = "insert into concern_message
            (concern_id, ordinal, at, direction, text, erased)
        values ($1, (select message_count from concern where concern_id = $1), $2, $3, $4, $5)";
}

#[cfg(test)]
mod tests {
    use tillbud_events::concern::{Answered, Raised};
    use uuid::Uuid;

    use super::*;
    use crate::testing::{Log, message_id, on_both, text};

    const REPORT: &str = "7f000000-0000-4000-8000-000000000007";

    fn raised(number: u128, words: &str) -> Event {
        let (message_id, text, report) = (message_id(number), text(words), text(REPORT));
        Event::Raised(Raised { message_id, text, report })
    }

    fn answered(number: u128, text: Text) -> Event {
        Event::Answered(Answered { message_id: message_id(number), text })
    }

    on_both! {
        async fn a_concern_waits_for_an_answer_and_again_when_more_is_told(bench: &Bench) {
            let mut log = Log::default();
            let [id, other] = [7, 8].map(|number| ConcernId(Uuid::from_u128(number)));
            log.push_at("2026-05-02T10:42:11Z".parse().unwrap(), id, raised(1, "Mitt schema ändrades"));
            log.push(other, raised(2, "Något annat"));
            let mut seen = Vec::new();
            for event in [None, Some(answered(3, Text::Erased)), Some(raised(4, "Det fortsätter"))] {
                event.into_iter().for_each(|event| log.push(id, event));
                bench.follow(&log).await;
                let row = get(bench.models.db(), id).await.unwrap().unwrap();
                seen.push((row.version, row.answer_owed, row.message_count));
            }
            assert_eq!(seen, [(1, true, 1), (2, false, 2), (3, true, 3)]);
            let row = get(bench.models.db(), id).await.unwrap().unwrap();
            assert_eq!((row.position, row.raised_at), (1, 1_777_716_000_000), "the hour");
            let told = messages(bench.models.db(), id).await.unwrap();
            let told: Vec<_> =
                told.iter().map(|m| (m.direction.as_str(), m.text.as_deref(), m.erased)).collect();
            assert_eq!(told, [
                ("from_reporter", Some("Mitt schema ändrades"), false),
                ("to_reporter", None, true),
                ("from_reporter", Some("Det fortsätter"), false),
            ]);
            let page = list(bench.models.db(), None, 1).await.unwrap();
            assert_eq!(page.rows[0].concern_id, other.to_string(), "newest first");
            let page = list(bench.models.db(), page.next, 1).await.unwrap();
            assert_eq!((page.rows[0].concern_id.clone(), page.next), (id.to_string(), None));
        }

        async fn no_row_says_which_report_a_concern_follows_from(bench: &Bench) {
            let mut log = Log::default();
            log.push(ConcernId(Uuid::from_u128(7)), raised(1, "Mitt schema ändrades"));
            bench.follow(&log).await;
            let dump = bench.models.dump().await.unwrap();
            assert!(dump.contains("Mitt schema ändrades") && !dump.contains(REPORT), "{dump}");
        }
    }
}
