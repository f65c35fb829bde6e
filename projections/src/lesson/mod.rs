//! Lessons: what staff is writing, and what everybody can read.
//!
//! Two sets of rows: drafts for staff, and published lessons in a table of their own. What
//! is for everybody must never be read from the drafts.

mod apply;

use tillbud_events::{IncidentId, LessonId};

use crate::code::codes;
use crate::db::{Db, fetch, row, statements};
use crate::page::{Cursor, Page, Placed, Select};

pub(crate) use apply::Lessons;

/// Most words that a search looks for; further ones are left out.
pub const SEARCH_WORDS: usize = 8;

codes! {
    /// How far a lesson has come.
    State {
        /// Written, and not approved as it stands.
        Draft = "draft",
        /// Approved, and not yet for everybody.
        Approved = "approved",
        /// Everybody can read it.
        Published = "published",
        /// Taken back, or set aside.
        Withdrawn = "withdrawn",
    }
}

row! {
    /// One lesson, as staff sees it.
    pub struct LessonRow {
        /// Which lesson.
        pub lesson_id: String,
        /// Events in its stream; the expected version of the next write.
        pub version: i64,
        /// Where in the log it was drafted.
        pub position: i64,
        /// Stored name of its [`State`].
        pub state: String,
        /// How often it was written, from 1.
        pub revision: i64,
        /// Who began it, as a pseudonym; for the rule, never shown.
        pub drafter: String,
        /// Who wrote it as it stands, as a pseudonym; for the rule, never shown.
        pub writer: String,
        /// When it was begun.
        pub drafted_at: i64,
        /// When it was written as it stands.
        pub written_at: i64,
        /// The language that it is written in.
        pub lang: String,
        /// Its heading.
        pub title: Option<String>,
        /// What people told.
        pub said: Option<String>,
        /// What was done.
        pub did: Option<String>,
        /// What others can take along.
        pub learned: Option<String>,
        /// When it was approved as it stands.
        pub approved_at: Option<i64>,
        /// When it was published, if it is.
        pub published_at: Option<i64>,
        /// When it was withdrawn, if it is.
        pub withdrawn_at: Option<i64>,
        /// Why it was withdrawn.
        pub withdrawal: Option<String>,
    }
}

row! {
    /// One lesson, as everybody sees it.
    pub struct PublishedRow {
        /// Which lesson.
        pub lesson_id: String,
        /// Where in the log it was published.
        pub position: i64,
        /// When it was published.
        pub published_at: i64,
        /// The language that it is written in.
        pub lang: String,
        /// Its heading.
        pub title: Option<String>,
        /// What people told.
        pub said: Option<String>,
        /// What was done.
        pub did: Option<String>,
        /// What others can take along.
        pub learned: Option<String>,
    }
}

row! {
    /// Words that the check named and that stay.
    pub struct KeptRow {
        /// Stored name of what the check found them to be.
        pub finding: String,
        /// The words, apart by a dot.
        pub words: Option<String>,
        /// Why they stay.
        pub reason: Option<String>,
    }
}

row! {
    /// An incident that a lesson comes from.
    pub struct SourceRow {
        /// Which incident.
        pub incident_id: String,
    }
}

impl Placed for LessonRow {
    fn position(&self) -> i64 {
        self.position
    }
}

impl Placed for PublishedRow {
    fn position(&self) -> i64 {
        self.position
    }
}

/// All lessons as staff sees them, the newest first, perhaps of one state only.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: &Db,
    state: Option<State>,
    after: Option<Cursor>,
    limit: u32,
) -> sqlx::Result<Page<LessonRow>> {
    drafts(state).page(db, after, limit).await
}

/// One lesson as staff sees it.
///
/// # Errors
/// When the database fails.
pub async fn get(db: &Db, lesson_id: LessonId) -> sqlx::Result<Option<LessonRow>> {
    fetch!(fetch_optional::<LessonRow>(db, GET, lesson_id.to_string()))
}

/// The incidents that a lesson comes from, in the order in which its writer named them.
///
/// # Errors
/// When the database fails.
pub async fn sources(db: &Db, lesson_id: LessonId) -> sqlx::Result<Vec<SourceRow>> {
    fetch!(fetch_all::<SourceRow>(db, SOURCES, lesson_id.to_string()))
}

/// What the check named and stays in a lesson, in the order in which it was kept.
///
/// # Errors
/// When the database fails.
pub async fn kept(db: &Db, lesson_id: LessonId) -> sqlx::Result<Vec<KeptRow>> {
    fetch!(fetch_all::<KeptRow>(db, KEPT, lesson_id.to_string()))
}

/// The lessons that come from an incident, as staff sees them, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn of_incident(db: &Db, incident_id: IncidentId) -> sqlx::Result<Vec<LessonRow>> {
    fetch!(fetch_all::<LessonRow>(db, OF_INCIDENT, incident_id.to_string()))
}

/// The published lessons that hold every word of `sought`, wherever in a word; all of them
/// when nothing is sought. The newest first.
///
/// # Errors
/// When the database fails.
pub async fn published(
    db: &Db,
    sought: &str,
    after: Option<Cursor>,
    limit: u32,
) -> sqlx::Result<Page<PublishedRow>> {
    sought_in(sought).page(db, after, limit).await
}

/// One published lesson.
///
/// # Errors
/// When the database fails.
pub async fn get_published(db: &Db, lesson_id: LessonId) -> sqlx::Result<Option<PublishedRow>> {
    fetch!(fetch_optional::<PublishedRow>(db, GET_PUBLISHED, lesson_id.to_string()))
}

/// The published lessons that come from an incident, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn published_of(db: &Db, incident_id: IncidentId) -> sqlx::Result<Vec<PublishedRow>> {
    fetch!(fetch_all::<PublishedRow>(db, PUBLISHED_OF, incident_id.to_string()))
}

/// The words of `text` in small letters, apart by one space: nothing that a search could
/// take for a sign of its own is left.
#[must_use]
pub fn folded(text: &str) -> String {
    let letters = text.chars().flat_map(char::to_lowercase);
    let plain = letters.map(|letter| if letter.is_alphanumeric() { letter } else { ' ' });
    plain.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn drafts(state: Option<State>) -> Select {
    Select::new("select * from lesson").and("state =", state.map(State::as_str))
}

fn sought_in(sought: &str) -> Select {
    let folded = folded(sought);
    let words = folded.split(' ').filter(|word| !word.is_empty()).take(SEARCH_WORDS);
    words.fold(Select::new("select * from lesson_published"), |select, word| {
        select.and("search like", Some(format!("%{word}%")))
    })
}

/// The lists' statements, for the test that prepares them.
#[cfg(test)]
pub(crate) fn selects() -> [String; 4] {
    let page = |select: Select| select.newest_first(Some(Cursor(1)), 1).into_sql();
    [
        page(drafts(None)),
        page(drafts(Some(State::Draft))),
        page(sought_in("")),
        page(sought_in("two words")),
    ]
}

#[cfg(test)]
pub(crate) fn statements() -> impl Iterator<Item = &'static &'static str> {
    STATEMENTS.iter().chain(apply::STATEMENTS)
}

statements! {
    GET = "select * from lesson where lesson_id = $1";
    SOURCES = "select incident_id from lesson_incident where lesson_id = $1 order by ordinal";
    KEPT = "select finding, words, reason from lesson_kept where lesson_id = $1 order by version";
    OF_INCIDENT = "select lesson.* from lesson_incident
        join lesson on lesson.lesson_id = lesson_incident.lesson_id
        where lesson_incident.incident_id = $1 order by lesson.position";
    GET_PUBLISHED = "select * from lesson_published where lesson_id = $1";
    PUBLISHED_OF = "select lesson_published.* from lesson_incident
        join lesson_published on lesson_published.lesson_id = lesson_incident.lesson_id
        where lesson_incident.incident_id = $1 order by lesson_published.position";
}

#[cfg(test)]
mod tests;
