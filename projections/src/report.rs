//! Reports: the queue, one report, its receipt status and its dialogue.
//!
//! Must never show one reporter's words beside another's, nor say when something was
//! sent more exactly than the hour that the log holds.

use tillbud_events::ReportId;
use tillbud_events::vocabulary::Kind;

use crate::code::codes;
use crate::db::{Db, fetch, row, statements};
use crate::page::{Cursor, Page, Placed, Select};

codes! {
    /// How far a report has come.
    Status {
        /// Nobody has said that it was seen.
        Received = "received",
        /// A coordinator has seen it.
        Acknowledged = "acknowledged",
        /// It is part of an incident.
        Linked = "linked",
        /// No incident is worked on.
        Declined = "declined",
        /// It went somewhere else.
        Rerouted = "rerouted",
    }
}

row! {
    /// One report. A text that is absent although `erased` is true may have been erased.
    pub struct ReportRow {
        /// Which report.
        pub report_id: String,
        /// Events in its stream; the expected version of the next write.
        pub version: i64,
        /// Where in the log it was received.
        pub position: i64,
        /// When it was received or imported, to the hour.
        pub received_at: i64,
        /// Whether it was taken over from another register.
        pub imported: bool,
        /// Name of that register.
        pub dataset: Option<String>,
        /// That register's own id of the record.
        pub source_id: Option<String>,
        /// Incident, near miss, unsafe condition or good catch.
        pub kind: Option<String>,
        /// When it happened, as precisely as is known.
        pub happened: Option<String>,
        /// When it ended, in that register.
        pub ended: Option<String>,
        /// When it was reported to that register.
        pub reported: Option<String>,
        /// Language of the texts.
        pub lang: Option<String>,
        /// The unit, as reported.
        pub unit: Option<String>,
        /// Where, in the reporter's own words.
        pub place: Option<String>,
        /// Which system or equipment, in the reporter's own words.
        pub system: Option<String>,
        /// What happened.
        pub narrative: Option<String>,
        /// That register's heading.
        pub title: Option<String>,
        /// What was done, in that register's words.
        pub action_taken: Option<String>,
        /// What made it hard to do right.
        pub hindered: Option<String>,
        /// What helped.
        pub helped: Option<String>,
        /// Whether it was still going on when it was sent.
        pub ongoing: Option<bool>,
        /// Someone may be hurt.
        pub urgent: bool,
        /// Whether the reporter's words were erased.
        pub erased: bool,
        /// One of [`Status`].
        pub status: String,
        /// Where it was sent on to.
        pub rerouted_to: Option<String>,
        /// The incident it is part of.
        pub incident_id: Option<String>,
        /// Whether the reporter still waits to hear what came of it.
        pub feedback_owed: bool,
        /// Whether the reporter said something after the last message from staff.
        pub reply_waiting: bool,
        /// Messages of its dialogue.
        pub message_count: i64,
    }
}

row! {
    /// One message of a report's dialogue.
    pub struct MessageRow {
        /// From 1, in the order they were recorded.
        pub ordinal: i64,
        /// Its id; the feedback of a decline or reroute has none.
        pub message_id: Option<String>,
        /// When, to the hour.
        pub at: i64,
        /// `to_reporter` or `from_reporter`.
        pub direction: String,
        /// `question`, `reply`, `feedback`, `decline` or `reroute`.
        pub kind: String,
        /// The words, unless erased.
        pub text: Option<String>,
        /// Whether the words were erased.
        pub erased: bool,
    }
}

row! {
    /// A further text of an imported report: notes, lessons, a second account.
    pub struct FurtherTextRow {
        /// From 1, in the order of the source.
        pub ordinal: i64,
        /// The words, unless erased.
        pub text: Option<String>,
        /// Whether the words were erased.
        pub erased: bool,
    }
}

row! {
    /// How many reports have a status.
    pub struct StatusCount {
        /// One of [`Status`].
        pub status: String,
        /// How many.
        pub count: i64,
    }
}

impl Placed for ReportRow {
    fn position(&self) -> i64 {
        self.position
    }
}

/// Which reports of the queue to show; what is `None` is not asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only with this status.
    pub status: Option<Status>,
    /// Only of this kind.
    pub kind: Option<Kind>,
    /// Only of this unit, as reported.
    pub unit: Option<String>,
}

/// The queue, newest first.
///
/// # Errors
/// When the database fails.
pub async fn queue(
    db: &Db,
    filter: &Filter,
    after: Option<Cursor>,
    limit: u32,
) -> sqlx::Result<Page<ReportRow>> {
    filter.select().page(db, after, limit).await
}

/// How many reports there are of each status; a status that none has is absent.
///
/// # Errors
/// When the database fails.
pub async fn status_counts(db: &Db) -> sqlx::Result<Vec<StatusCount>> {
    fetch!(fetch_all::<StatusCount>(db, STATUS_COUNTS))
}

/// One report.
///
/// # Errors
/// When the database fails.
pub async fn get(db: &Db, report_id: ReportId) -> sqlx::Result<Option<ReportRow>> {
    fetch!(fetch_optional::<ReportRow>(db, GET, report_id.to_string()))
}

/// The dialogue, oldest message first.
///
/// # Errors
/// When the database fails.
pub async fn messages(db: &Db, report_id: ReportId) -> sqlx::Result<Vec<MessageRow>> {
    fetch!(fetch_all::<MessageRow>(db, MESSAGES, report_id.to_string()))
}

/// Further texts of an imported report.
///
/// # Errors
/// When the database fails.
pub async fn further_texts(db: &Db, report_id: ReportId) -> sqlx::Result<Vec<FurtherTextRow>> {
    fetch!(fetch_all::<FurtherTextRow>(db, FURTHER_TEXTS, report_id.to_string()))
}

impl Filter {
    fn select(&self) -> Select {
        Select::new("select * from report")
            .and("status =", self.status.map(Status::as_str))
            .and("kind =", self.kind.map(Kind::as_str))
            .and("unit =", self.unit.as_deref())
    }
}

statements! {
    GET = "select * from report where report_id = $1";
    MESSAGES = "select * from report_message where report_id = $1 order by ordinal";
    FURTHER_TEXTS = "select * from report_further_text where report_id = $1 order by ordinal";
    STATUS_COUNTS = "select status, count(*) as count from report group by status";
}
