//! Reports: the queue, one report, its receipt status and its dialogue.
//!
//! Must never show one reporter's words beside another's, nor say when something was
//! sent more exactly than the hour that the log holds.

mod apply;
mod original;
mod similar;

pub(crate) use apply::Reports;
pub use original::{AttachmentRow, FileRow, OpeningRow, attachments, files, openings};
pub use similar::{LinkedWordsRow, WordsRow, words, words_of_incidents};

use sqlx::AssertSqlSafe;
use tillbud_events::vocabulary::Kind;
use tillbud_events::{Actor, ReportId};

use crate::code::codes;
use crate::db::{Db, fetch, on_db, row, statements};
use crate::page::{Cursor, PAGE_ROWS_MAX, Page, Placed, Select};

/// How many reports of a status a page counts exactly.
pub const COUNTED_MAX: i64 = 999;

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
        /// Its words are gone for good.
        Erased = "erased",
    }
}

codes! {
    /// What a report in the queue is marked with.
    Mark {
        /// Its reporter waits to hear what came of it.
        FeedbackOwed = "feedback_owed",
        /// Its reporter wrote or sent something after the last message from staff.
        ReplyWaiting = "reply_waiting",
        /// Someone may be hurt.
        Urgent = "urgent",
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
        /// Whether the reporter wrote or sent something after the last message from staff.
        pub reply_waiting: bool,
        /// Messages of its dialogue.
        pub message_count: i64,
        /// Files that came with it.
        pub attachment_count: i64,
        /// Revision of the de-identified copy; 0 when none was approved.
        pub copy_revision: i64,
        /// The de-identified copy of the narrative.
        pub copy_text: Option<String>,
        /// Whether the reporter would report again.
        pub again: Option<String>,
        /// When its words were erased, to the hour.
        pub erased_at: Option<i64>,
        /// Why its words were erased by decision or withdrawal.
        pub grounds: Option<String>,
        /// Id of the decision to erase them.
        pub decision: Option<String>,
    }
}

row! {
    /// What decides how long a report is kept; no words.
    pub struct KeptRow {
        /// Which report.
        pub report_id: String,
        /// Where in the log it was received.
        pub position: i64,
        /// When it was received or imported, to the hour.
        pub received_at: i64,
        /// Whether it was taken over from another register.
        pub imported: bool,
        /// When it was declined or rerouted, to the hour.
        pub ended_at: Option<i64>,
        /// The incident it is part of.
        pub incident_id: Option<String>,
    }
}

row! {
    /// One message of a report's dialogue.
    pub struct MessageRow {
        /// From 1, in the order they were recorded.
        pub ordinal: i64,
        /// Its id; what is told with a decision about the report has none.
        pub message_id: Option<String>,
        /// When, to the hour.
        pub at: i64,
        /// `to_reporter` or `from_reporter`.
        pub direction: String,
        /// `question`, `reply`, `feedback`, `decline`, `reroute` or `taken_up_again`.
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
    /// Only with this mark, whose stored name is the column's.
    pub mark: Option<Mark>,
    /// Only received at this moment or later, UTC milliseconds.
    pub from: Option<i64>,
    /// Only received before this moment.
    pub until: Option<i64>,
    /// Only those that this account is not kept out of.
    pub open_to: Option<Actor>,
}

/// The queue, newest first, without the reporters' own words.
///
/// # Errors
/// When the database fails.
pub async fn queue(
    db: &Db,
    filter: &Filter,
    after: Option<Cursor>,
    limit: u32,
) -> sqlx::Result<Page<ReportRow>> {
    let page: Page<ReportRow> = filter.select().page(db, after, limit).await?;
    let rows = page.rows.into_iter().map(ReportRow::without_original).collect();
    Ok(Page { rows, next: page.next })
}

/// The reports that have an approved copy and that `open_to` is not kept out of, newest
/// first, without the reporters' own words.
///
/// # Errors
/// When the database fails.
pub async fn copies(
    db: &Db,
    open_to: Option<Actor>,
    after: Option<Cursor>,
    limit: u32,
) -> sqlx::Result<Page<ReportRow>> {
    let page: Page<ReportRow> = copied(open_to).page(db, after, limit).await?;
    let rows = page.rows.into_iter().map(ReportRow::without_original).collect();
    Ok(Page { rows, next: page.next })
}

fn copied(open_to: Option<Actor>) -> Select {
    Select::new("select * from report").and_present("copy_text").and_report_open_to(open_to)
}

/// How many reports there are of each status, none counted further than one beyond
/// [`COUNTED_MAX`]: a page that shows counts must not read an index to its end.
///
/// # Errors
/// When the database fails.
pub async fn status_counts(db: &Db) -> sqlx::Result<Vec<StatusCount>> {
    let sql = status_counts_sql();
    on_db!(db, pool => {
        sqlx::query_as::<_, StatusCount>(AssertSqlSafe(sql)).fetch_all(pool).await
    })
}

fn status_counts_sql() -> String {
    let most = COUNTED_MAX + 1;
    let of = |status: &Status| {
        format!(
            "select cast('{status}' as text) as status, count(*) as count
             from (select 1 from report where status = '{status}' limit {most}) as counted"
        )
    };
    Status::ALL.iter().map(of).collect::<Vec<_>>().join(" union all ")
}

/// Reports with a status, oldest first, after a position; at most [`PAGE_ROWS_MAX`].
///
/// # Errors
/// When the database fails.
pub async fn kept(db: &Db, status: Status, after: i64) -> sqlx::Result<Vec<KeptRow>> {
    let limit = i64::from(PAGE_ROWS_MAX);
    fetch!(fetch_all::<KeptRow>(db, KEPT, status.as_str(), after, limit))
}

/// One report, without the reporter's own words.
///
/// # Errors
/// When the database fails.
pub async fn get(db: &Db, report_id: ReportId) -> sqlx::Result<Option<ReportRow>> {
    Ok(original(db, report_id).await?.map(ReportRow::without_original))
}

/// One report with the reporter's own words: for the reporter, and for whoever has
/// opened it.
///
/// # Errors
/// When the database fails.
pub async fn original(db: &Db, report_id: ReportId) -> sqlx::Result<Option<ReportRow>> {
    fetch!(fetch_optional::<ReportRow>(db, GET, report_id.to_string()))
}

/// What staff said to the reporter, oldest first; the reporter's replies without words.
///
/// # Errors
/// When the database fails.
pub async fn messages(db: &Db, report_id: ReportId) -> sqlx::Result<Vec<MessageRow>> {
    let whole = dialogue(db, report_id).await?;
    Ok(whole.into_iter().map(MessageRow::without_original).collect())
}

/// The dialogue with the reporter's own words, oldest message first.
///
/// # Errors
/// When the database fails.
pub async fn dialogue(db: &Db, report_id: ReportId) -> sqlx::Result<Vec<MessageRow>> {
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
    pub(crate) fn select(&self) -> Select {
        Select::new("select * from report")
            .and("status =", self.status.map(Status::as_str))
            .and("kind =", self.kind.map(Kind::as_str))
            .and("unit =", self.unit.as_deref())
            .and_is(self.mark.map(Mark::as_str))
            .and("received_at >=", self.from)
            .and("received_at <", self.until)
            .and_report_open_to(self.open_to)
    }
}

/// The list's statements, with every filter and with none, for the test that prepares them.
#[cfg(test)]
pub(crate) fn selects() -> Vec<String> {
    let every = Filter {
        status: Some(Status::Linked),
        kind: Some(Kind::NearMiss),
        unit: Some(String::new()),
        mark: Some(Mark::Urgent),
        from: Some(0),
        until: Some(1),
        open_to: Some(crate::testing::coordinator()),
    };
    let lists = [every.select(), Filter::default().select(), copied(every.open_to)]
        .map(|select| select.newest_first(Some(Cursor(1)), 1).into_sql());
    lists.into_iter().chain([status_counts_sql()]).collect()
}

/// Every fixed statement, for the test that prepares them on both databases.
#[cfg(test)]
pub(crate) fn statements() -> impl Iterator<Item = &'static &'static str> {
    STATEMENTS
        .iter()
        .chain(apply::STATEMENTS)
        .chain(original::STATEMENTS)
        .chain(similar::STATEMENTS)
}

statements! {
    GET = "select * from report where report_id = $1";
    MESSAGES = "select * from report_message where report_id = $1 order by ordinal";
    FURTHER_TEXTS = "select * from report_further_text where report_id = $1 order by ordinal";
    KEPT = "select report_id, position, received_at, imported, ended_at, incident_id from report
        where status = $1 and position > $2 order by position limit $3";
}

#[cfg(test)]
mod tests {
    use tillbud_events::Text;
    use tillbud_events::report::{
        Event, FeedbackGiven, Imported, QuestionAsked, Received, ReplyReceived, Rerouted,
    };
    use tillbud_events::vocabulary::Channel;

    use super::*;
    use crate::testing::{Log, imported, label, message_id, on_both, received, text};

    fn asked(number: u128) -> Event {
        Event::QuestionAsked(QuestionAsked { message_id: message_id(number), text: text("När?") })
    }

    fn replied(number: u128) -> Event {
        Event::ReplyReceived(ReplyReceived { message_id: message_id(number), text: text("I går") })
    }

    on_both! {
        async fn a_received_report_waits_in_the_queue_with_all_that_was_told(bench: &Bench) {
            let mut log = Log::default();
            let told = Received {
                kind: Some(Kind::GoodCatch),
                unit: Some(label("Skola 3")),
                place: Some(text("Trapphuset")),
                ongoing: Some(false),
                urgent: true,
                ..received()
            };
            let id = ReportId(uuid::Uuid::from_u128(7));
            log.push_at("2026-05-02T10:42:11Z".parse().unwrap(), id, Event::Received(told));
            bench.follow(&log).await;
            let row = original(bench.models.db(), id).await.unwrap().unwrap();
            assert_eq!(row.received_at, 1_777_716_000_000, "the hour, not the minute");
            assert_eq!((row.version, row.position), (1, 1));
            assert_eq!(row.narrative.as_deref(), Some("Brevet gick till fel mottagare."));
            assert_eq!(row.kind.as_deref(), Some("good_catch"));
            assert_eq!(row.unit.as_deref(), Some("Skola 3"));
            assert_eq!((row.ongoing, row.urgent, row.imported), (Some(false), true, false));
            assert_eq!((row.feedback_owed, row.reply_waiting, row.erased), (true, false, false));
            assert_eq!(row.status, "received");
        }

        async fn a_reply_waits_until_staff_says_something(bench: &Bench) {
            let mut log = Log::default();
            let id = log.receive(1);
            log.push(id, asked(1));
            log.push(id, replied(2));
            bench.follow(&log).await;
            assert!(get(bench.models.db(), id).await.unwrap().unwrap().reply_waiting);
            let given = FeedbackGiven { message_id: message_id(3), text: Text::Erased };
            log.push(id, Event::FeedbackGiven(given));
            bench.follow(&log).await;
            let row = original(bench.models.db(), id).await.unwrap().unwrap();
            assert_eq!((row.reply_waiting, row.feedback_owed, row.version), (false, false, 4));
            let dialogue = dialogue(bench.models.db(), id).await.unwrap();
            let told: Vec<_> = dialogue
                .iter()
                .map(|m| (m.ordinal, m.direction.as_str(), m.kind.as_str(), m.text.as_deref(), m.erased))
                .collect();
            assert_eq!(told, [
                (1, "to_reporter", "question", Some("När?"), false),
                (2, "from_reporter", "reply", Some("I går"), false),
                (3, "to_reporter", "feedback", None, true),
            ]);
        }

        async fn a_rerouted_report_says_where_to_and_can_still_be_added_to(bench: &Bench) {
            let mut log = Log::default();
            let id = log.receive(1);
            let rerouted = Rerouted { to: Channel::Hr, feedback: text("Vänd dig till HR") };
            log.push(id, Event::Rerouted(rerouted));
            log.push(id, replied(1));
            bench.follow(&log).await;
            let row = original(bench.models.db(), id).await.unwrap().unwrap();
            assert_eq!((row.status.as_str(), row.rerouted_to.as_deref()), ("rerouted", Some("hr")));
            assert_eq!((row.feedback_owed, row.reply_waiting, row.message_count), (false, true, 2));
        }

        async fn an_imported_report_keeps_its_source_and_owes_nobody_an_answer(bench: &Bench) {
            let mut log = Log::default();
            let id = ReportId(uuid::Uuid::from_u128(8));
            let record = Imported { further: vec![text("Lesson"), Text::Erased], ..imported() };
            log.push(id, Event::Imported(record));
            bench.follow(&log).await;
            let row = original(bench.models.db(), id).await.unwrap().unwrap();
            assert_eq!((row.dataset.as_deref(), row.source_id.as_deref()), (Some("vcdb"), Some("17")));
            assert_eq!((row.imported, row.feedback_owed), (true, false));
            let further = further_texts(bench.models.db(), id).await.unwrap();
            assert_eq!(further[0].text.as_deref(), Some("Lesson"));
            assert_eq!((further[1].text.as_deref(), further[1].erased), (None, true));
        }

        async fn an_erased_report_keeps_its_codes_and_loses_its_words(bench: &Bench) {
            let mut log = Log::default();
            let id = ReportId(uuid::Uuid::from_u128(9));
            let erased = Received { narrative: Text::Erased, kind: Some(Kind::NearMiss), ..received() };
            log.push(id, Event::Received(erased));
            bench.follow(&log).await;
            let row = original(bench.models.db(), id).await.unwrap().unwrap();
            assert_eq!((row.narrative, row.erased), (None, true));
            assert_eq!(row.kind.as_deref(), Some("near_miss"));
        }

        async fn the_queue_is_filtered_and_counted_by_status(bench: &Bench) {
            let mut log = Log::default();
            let (first, second) = (log.receive(1), log.receive(2));
            log.open(1, &[first]);
            bench.follow(&log).await;
            let db = bench.models.db();
            let filter = Filter { status: Some(Status::Linked), ..Filter::default() };
            let linked = queue(db, &filter, None, 10).await.unwrap();
            assert_eq!(linked.rows.len(), 1);
            assert_eq!(linked.rows[0].report_id, first.to_string());
            let all = queue(db, &Filter::default(), None, 10).await.unwrap();
            assert_eq!(all.rows[0].report_id, second.to_string(), "newest first");
            let counts = status_counts(db).await.unwrap();
            let counts: Vec<_> = counts.iter().map(|c| (c.status.as_str(), c.count)).collect();
            assert_eq!(counts.len(), Status::ALL.len());
            assert_eq!(counts[0], ("received", 1));
            assert_eq!(counts[2], ("linked", 1));
        }
    }
}
