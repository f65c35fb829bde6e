//! What belongs to a reporter's original: its files, who opened it, its copy, its end.
//!
//! Must never hold a key of a file, nor words after they were erased.

use tillbud_events::ReportId;
use tillbud_events::report::{AttachmentAdded, CopyApproved, Erased, OriginalOpened};
use tillbud_events::vocabulary::Label;
use tillbud_events::{Actor, AnyEvent, Recorded};

use super::{MessageRow, ReportRow, Status};
use crate::db::{Db, Tx, execute, fetch, row, statements, words};
use crate::projection::At;

row! {
    /// A file of a report, as far as it can be told without its key.
    pub struct AttachmentRow {
        /// From 1, in the order they came.
        pub ordinal: i64,
        /// Which file.
        pub attachment_id: String,
        /// When, to the hour.
        pub at: i64,
        /// What it is.
        pub media: String,
        /// Its size in kibibytes, rounded up.
        pub kibibytes: i64,
        /// Whether its metadata was removed.
        pub cleaned: bool,
    }
}

row! {
    /// A file that some report has.
    pub struct FileRow {
        /// Which file.
        pub attachment_id: String,
    }
}

row! {
    /// One opening of the original.
    pub struct OpeningRow {
        /// When, to the hour.
        pub at: i64,
        /// Role and pseudonym: for the rule that one opening lasts a day; never shown.
        pub actor: String,
        /// Which role.
        pub role: String,
        /// What for.
        pub purpose: String,
        /// The file, when it was one and not the words.
        pub attachment_id: Option<String>,
    }
}

impl ReportRow {
    /// The same without the reporter's own words. Coded facts stay, and so does what was
    /// taken over from another register, which has no reporter here.
    pub(super) fn without_original(self) -> Self {
        if self.imported {
            return self;
        }
        Self {
            place: None,
            system: None,
            narrative: None,
            title: None,
            action_taken: None,
            hindered: None,
            helped: None,
            ..self
        }
    }
}

impl MessageRow {
    /// The same without the words, when they are the reporter's.
    pub(super) fn without_original(self) -> Self {
        if self.direction == "from_reporter" { Self { text: None, ..self } } else { self }
    }
}

/// The files of a report, in the order they came.
///
/// # Errors
/// When the database fails.
pub async fn attachments(db: &Db, report_id: ReportId) -> sqlx::Result<Vec<AttachmentRow>> {
    fetch!(fetch_all::<AttachmentRow>(db, ATTACHMENTS, report_id.to_string()))
}

/// Files of all reports that come after `after` in the order of their ids, a page of them.
///
/// # Errors
/// When the database fails.
pub async fn files(db: &Db, after: &str) -> sqlx::Result<Vec<FileRow>> {
    fetch!(fetch_all::<FileRow>(db, FILES, after))
}

/// Who opened the original, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn openings(db: &Db, report_id: ReportId) -> sqlx::Result<Vec<OpeningRow>> {
    fetch!(fetch_all::<OpeningRow>(db, OPENINGS, report_id.to_string()))
}

/// A file that came in another act than its report waits to be seen, as a reply does.
pub(super) async fn attach(
    tx: &mut Tx,
    at: &At,
    act: &str,
    added: &AttachmentAdded,
) -> sqlx::Result<()> {
    execute!(tx, COUNT_ATTACHMENT, &at.id, at.version, act, at.milliseconds)?;
    execute!(
        tx,
        INSERT_ATTACHMENT,
        &at.id,
        added.attachment_id.to_string(),
        at.milliseconds,
        added.media.as_str(),
        i64::from(added.kibibytes),
        added.cleaned,
    )
    .map(drop)
}

pub(super) async fn open(
    tx: &mut Tx,
    at: &At,
    recorded: &Recorded<AnyEvent>,
    opened: &OriginalOpened,
) -> sqlx::Result<()> {
    let actor: Actor = recorded.meta.actor;
    execute!(
        tx,
        INSERT_OPENING,
        &at.id,
        at.position,
        at.milliseconds,
        actor.to_string(),
        actor.role_name(),
        opened.purpose.as_str(),
        opened.attachment_id.map(|id| id.to_string()),
    )?;
    touch(tx, at).await
}

pub(super) async fn approve(tx: &mut Tx, at: &At, copy: &CopyApproved) -> sqlx::Result<()> {
    let (text, _) = words(&copy.text);
    execute!(tx, APPROVE, &at.id, at.version, i64::from(copy.revision), text).map(drop)
}

pub(super) async fn share(tx: &mut Tx, at: &At, again: &str) -> sqlx::Result<()> {
    execute!(tx, SHARE, &at.id, at.version, again).map(drop)
}

pub(super) async fn touch(tx: &mut Tx, at: &At) -> sqlx::Result<()> {
    execute!(tx, TOUCH, &at.id, at.version).map(drop)
}

/// Every word goes, every coded fact stays.
pub(super) async fn erase(tx: &mut Tx, at: &At, erased: &Erased) -> sqlx::Result<()> {
    let (status, grounds) = (Status::Erased.as_str(), erased.grounds.as_str());
    let decision = erased.decision.as_ref().map(Label::as_str);
    execute!(tx, ERASE, &at.id, at.version, status, grounds, decision, at.milliseconds)?;
    execute!(tx, ERASE_MESSAGES, &at.id)?;
    execute!(tx, ERASE_FURTHER, &at.id).map(drop)
}

statements! {
    ATTACHMENTS = "select * from report_attachment where report_id = $1 order by ordinal";
    FILES = "select attachment_id from report_attachment where attachment_id > $1
        order by attachment_id limit 1000";
    OPENINGS = "select * from report_opening where report_id = $1 order by position";
    COUNT_ATTACHMENT = "update report set version = $2, attachment_count = attachment_count + 1,
            reply_waiting = (reply_waiting or act <> $3),
            said_at = case when act <> $3 then coalesce(said_at, $4) else said_at end
        where report_id = $1";
    INSERT_ATTACHMENT = "insert into report_attachment
            (report_id, ordinal, attachment_id, at, media, kibibytes, cleaned)
        values ($1, (select attachment_count from report where report_id = $1), $2, $3, $4, $5, $6)";
    INSERT_OPENING = "insert into report_opening
            (report_id, position, at, actor, role, purpose, attachment_id)
        values ($1, $2, $3, $4, $5, $6, $7)";
    APPROVE = "update report set version = $2, copy_revision = $3, copy_text = $4
        where report_id = $1";
    SHARE = "update report set version = $2, again = $3 where report_id = $1";
    TOUCH = "update report set version = $2 where report_id = $1";
    ERASE = "update report set version = $2, status = $3, grounds = $4, decision = $5,
            erased_at = $6, erased = true, feedback_owed = false, reply_waiting = false,
            said_at = null, narrative = null, title = null, action_taken = null, place = null,
            system = null, hindered = null, helped = null, copy_text = null
        where report_id = $1";
    ERASE_MESSAGES = "update report_message set text = null, erased = true where report_id = $1";
    ERASE_FURTHER =
        "update report_further_text set text = null, erased = true where report_id = $1";
}

#[cfg(test)]
mod tests {
    use tillbud_events::report::{Event, FeedbackGiven};

    use crate::report::get;
    use crate::testing::{Log, attached, message_id, on_both, text};

    on_both! {
        async fn a_file_that_is_added_later_waits_like_a_reply_and_one_that_came_along_does_not(bench: &Bench) {
            let mut log = Log::default();
            let id = log.receive(1);
            log.push_along(id, Event::AttachmentAdded(attached(2)));
            bench.follow(&log).await;
            let row = get(bench.models.db(), id).await.unwrap().unwrap();
            assert_eq!((row.attachment_count, row.reply_waiting), (1, false));
            let given = FeedbackGiven { message_id: message_id(3), text: text("Tack") };
            log.push(id, Event::FeedbackGiven(given));
            log.push(id, Event::AttachmentAdded(attached(4)));
            bench.follow(&log).await;
            let row = get(bench.models.db(), id).await.unwrap().unwrap();
            assert_eq!((row.attachment_count, row.reply_waiting), (2, true));
            let given = FeedbackGiven { message_id: message_id(5), text: text("Tack för bilden") };
            log.push(id, Event::FeedbackGiven(given));
            bench.follow(&log).await;
            assert!(!get(bench.models.db(), id).await.unwrap().unwrap().reply_waiting);
        }
    }
}
