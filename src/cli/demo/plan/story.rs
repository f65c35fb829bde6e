//! One incident that was worked on from its first report to its outcome, and now
//! and then again; and its double, if another unit told of the same.

use jiff::{SignedDuration, Timestamp};
use tillbud_events::incident::Reopened;
use tillbud_events::vocabulary::Response;
use tillbud_events::{IncidentId, ReportId};

use super::book::Book;
use super::incident;
use super::report::{self, Sent};
use super::step::OnIncident;
use crate::cli::demo::content::{Content, Double, Story};

/// A story that has begun.
pub struct Told<'c> {
    /// Its incident.
    pub incident_id: IncidentId,
    /// What it tells.
    pub story: &'c Story,
    /// Which one it is.
    pub index: usize,
    /// When the incident was opened.
    pub opened: Timestamp,
    /// When it was closed for the first time.
    pub closed: Timestamp,
}

/// Plans it all; `reports` are those that came, by time, and at least one.
pub fn live<'c>(
    book: &mut Book,
    content: &'c Content,
    (index, story): (usize, &'c Story),
    reports: &[Sent<'_>],
    is_reopened: bool,
) -> Option<Told<'c>> {
    let first = reports.first()?;
    let work = &content.work;
    let Begun { incident_id, opened, linked } = begin(book, story, reports)?;
    let triaged = incident::triage(book, content, incident_id, (&story.category, reports), opened);
    let chosen = incident::respond(book, incident_id, story.response, triaged);
    let items = story.timeline.iter().map(|item| &item.text);
    let noted = incident::timeline(book, incident_id, items, (first.at, chosen));
    let (hindered, named) = incident::factors(book, incident_id, &story.factors, noted);
    share(book, content, reports, named);
    let analysed = incident::analyse(book, incident_id, (story.response, &story.analysis), named);
    let days = book.draw.between(0, 5);
    let proposed = book.calendar.work(analysed, days, &book.draw);
    let measures: Vec<_> = story.actions.iter().collect();
    let planned = (hindered.as_slice(), story.response, proposed);
    let ended = incident::actions(book, work, incident_id, &measures, planned);
    let done = ended.iter().map(|ended| ended.implemented).max().unwrap_or(proposed);
    let told = tell(book, content, story, reports, (named, done));
    let heard: Vec<ReportId> = reports.iter().map(|sent| sent.report_id).collect();
    let closing = (ended.as_slice(), told.max(linked), heard.as_slice());
    let closed = incident::close(book, work, incident_id, story.outcome.text(), closing);
    if is_reopened {
        reopen(book, content, incident_id, closed);
    }
    Some(Told { incident_id, story, index, opened, closed })
}

/// An incident that was opened.
struct Begun {
    incident_id: IncidentId,
    opened: Timestamp,
    /// When the last report became part of it.
    linked: Timestamp,
}

/// Opens it from what had come by then, asks the first reporter, and links the rest.
fn begin(book: &mut Book, story: &Story, reports: &[Sent<'_>]) -> Option<Begun> {
    let first = reports.first()?;
    let seen = report::acknowledge(book, first);
    let days = if first.situation.urgent { 0 } else { book.draw.between(0, 4) };
    let opened = book.calendar.work(seen, days, &book.draw);
    let (early, late): (Vec<&Sent>, Vec<&Sent>) =
        reports.iter().partition(|sent| sent.at < opened - SignedDuration::from_hours(72));
    let mut ids = vec![first.report_id];
    for sent in early.iter().filter(|sent| sent.report_id != first.report_id) {
        report::acknowledge(book, sent);
        ids.push(sent.report_id);
    }
    let incident_id = incident::open(book, opened, story.title.text(), &ids);
    let asked = book.calendar.work(opened, 0, &book.draw);
    report::ask(book, asked, first.report_id, &story.question);
    let answered = report::looks_in(book, asked);
    report::reply(book, answered, first.report_id, &story.reply);
    let mut linked = opened;
    for sent in late.iter().filter(|sent| sent.report_id != first.report_id) {
        let seen = report::acknowledge(book, sent).max(opened);
        let at = book.calendar.work(seen, 0, &book.draw);
        book.incident(at, incident_id, OnIncident::Link(sent.report_id));
        linked = linked.max(at);
    }
    Some(Begun { incident_id, opened, linked })
}

/// Those who analyse get copies of most reports to read.
fn share(book: &mut Book, content: &Content, reports: &[Sent<'_>], named: Timestamp) {
    for sent in reports {
        if book.draw.chance(0.9) {
            let after = named.max(sent.at + SignedDuration::from_hours(96));
            let at = book.calendar.work(after, 0, &book.draw);
            report::approve_copy(book, content, sent, at);
        }
    }
}

/// The first reporter hears when something is done, the others that they are part of it.
fn tell(
    book: &mut Book,
    content: &Content,
    story: &Story,
    reports: &[Sent<'_>],
    (named, done): (Timestamp, Timestamp),
) -> Timestamp {
    let mut last = done;
    for (index, sent) in reports.iter().enumerate() {
        let days = book.draw.between(0, 4);
        let (text, after) = if index == 0 {
            (Some(story.feedback.text()), done)
        } else {
            let joined = report::words(book, &content.dialogue.joined, sent.situation);
            (joined, named.max(sent.at + SignedDuration::from_hours(96)))
        };
        let at = book.calendar.work(after, days, &book.draw);
        if let Some(text) = text {
            report::give_feedback(book, at, sent.report_id, text);
        }
        last = last.max(at);
    }
    last
}

/// It came back: another action, and closed again.
fn reopen(book: &mut Book, content: &Content, incident_id: IncidentId, closed: Timestamp) {
    let work = &content.work;
    let days = book.draw.between(20, 60);
    let at = book.calendar.work(closed, days, &book.draw);
    if let Some(reason) = book.draw.one_of(&work.reopen_reasons) {
        book.incident(at, incident_id, OnIncident::Reopen(Reopened { reason: reason.text() }));
    }
    let proposed = book.calendar.work(at, 2, &book.draw);
    let planned = (&[][..], Response::LocalFix, proposed);
    let ended = incident::actions(book, work, incident_id, &[&work.reopened_action], planned);
    let outcome = work.reopened_outcome.text();
    incident::close(book, work, incident_id, outcome, (&ended, proposed, &[]));
}

/// A report of another unit becomes an incident of its own, which is merged into the
/// story's and, when `stands_alone`, let go again.
pub fn live_double(
    book: &mut Book,
    content: &Content,
    told: &Told<'_>,
    (double, sent, stands_alone): (&Double, &Sent<'_>, bool),
) {
    let seen = report::acknowledge(book, sent);
    let opened = book.calendar.work(seen, 0, &book.draw);
    let title = told.story.title.and(&double.title_suffix);
    let incident_id = incident::open(book, opened, title, &[sent.report_id]);
    let merged = book.calendar.work(opened, 2, &book.draw);
    book.incident(merged, incident_id, OnIncident::MergeInto(told.incident_id));
    let heard = book.calendar.work(merged, 1, &book.draw);
    if let Some(text) = report::words(book, &content.dialogue.joined, sent.situation) {
        report::give_feedback(book, heard, sent.report_id, text);
    }
    if !stands_alone {
        return;
    }
    let released = book.calendar.work(heard, 5, &book.draw);
    book.incident(released, incident_id, OnIncident::UnmergeFrom(told.incident_id));
    let reports = std::slice::from_ref(sent);
    let category = (&told.story.category, reports);
    let triaged = incident::triage(book, content, incident_id, category, released);
    let chosen = incident::respond(book, incident_id, Response::LocalFix, triaged);
    let ready = book.calendar.work(chosen, 12, &book.draw);
    let closing = (&[][..], ready, &[sent.report_id][..]);
    incident::close(book, &content.work, incident_id, double.outcome.text(), closing);
}
