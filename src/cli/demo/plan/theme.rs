//! What is worked on across units: each half-year the reports of a category are
//! gathered in one incident, and one action is taken for all of them.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use tillbud_events::vocabulary::Response;
use tillbud_events::{IncidentId, ReportId, Text};

use super::action::Ended;
use super::book::Book;
use super::incident;
use super::inflow::MONTHS;
use super::report::{self, Sent};
use super::step::OnIncident;
use crate::cli::demo::calendar::plus;
use crate::cli::demo::content::{Content, Theme};

/// Months whose reports are gathered in one incident.
const PERIOD_MONTHS: usize = 6;
/// Reports that it takes to see a theme.
pub const REPORTS_MIN: usize = 3;
/// Most reports that one theme gathers.
pub const REPORTS_MAX: usize = 150;
/// Days from the first of a period to the proposal: seen, and compared for a while.
const PROPOSED_AFTER_DAYS: (i64, i64) = (110, 130);
/// The same for the period that is running: some of it waits to be analysed.
const PROPOSED_AFTER_DAYS_NOW: (i64, i64) = (130, 260);

/// The half-years of the period, as the index of the months of `months`.
pub fn period_of(months: &[Date], day: Date) -> usize {
    let month = months.iter().rposition(|first| *first <= day).unwrap_or_default();
    month.min(MONTHS - 1) / PERIOD_MONTHS
}

/// What was worked on in one half-year.
pub struct Gathered {
    /// The theme, by its index.
    pub theme: usize,
    /// The half-year, from 0.
    pub period: usize,
    /// Its incident.
    pub incident_id: IncidentId,
    /// When that was opened.
    pub opened: Timestamp,
    /// What was done.
    pub actions: Vec<Ended>,
}

/// Plans the incident of one half-year; `reports` by time, at least [`REPORTS_MIN`].
pub fn live(
    book: &mut Book,
    content: &Content,
    (index, theme, number): (usize, &Theme, usize),
    months: &[Date],
    reports: &[Sent<'_>],
) -> Option<Gathered> {
    let work = &content.work;
    let begins = *months.get(number * PERIOD_MONTHS)?;
    let ends = *months.get((number + 1) * PERIOD_MONTHS)?;
    let (first, rest) = reports.split_at_checked(REPORTS_MIN)?;
    let title = theme.title.and(&format!(" ({})", half_year(begins, plus(ends, -1))));
    let (incident_id, opened) = begin(book, first, title)?;
    let told = join(book, content, incident_id, (first, rest), opened);
    let triaged = incident::triage(book, content, incident_id, (&theme.category, first), opened);
    let response = Response::AggregateTheme;
    let chosen = incident::respond(book, incident_id, response, triaged);
    let began = first.first()?.at;
    let noted = incident::timeline(book, incident_id, theme.timeline.iter(), (began, chosen));
    let (hindered, named) = incident::factors(book, incident_id, &theme.factors, noted);
    let is_last = (number + 1) * PERIOD_MONTHS >= MONTHS;
    let (from, to) = if is_last { PROPOSED_AFTER_DAYS_NOW } else { PROPOSED_AFTER_DAYS };
    let compared = plus(begins, book.draw.between(from, to));
    let proposed = book.calendar.work_on(compared, named, &book.draw);
    let measures: Vec<_> = theme.actions.get(number).into_iter().collect();
    let planned = (hindered.as_slice(), response, proposed);
    let ended = incident::actions(book, work, incident_id, &measures, planned);
    let ready = book.calendar.work_on(ends, told.max(proposed), &book.draw);
    let heard: Vec<ReportId> = reports.iter().map(|sent| sent.report_id).collect();
    let closing = (ended.as_slice(), ready, heard.as_slice());
    let closed = incident::close(book, work, incident_id, theme.outcome.text(), closing);
    share(book, content, reports, closed);
    Some(Gathered { theme: index, period: number, incident_id, opened, actions: ended })
}

fn begin(book: &mut Book, first: &[Sent<'_>], title: Text) -> Option<(IncidentId, Timestamp)> {
    let seen = first.iter().map(|sent| report::acknowledge(book, sent)).max()?;
    let days = book.draw.between(1, 5);
    let opened = book.calendar.work(seen, days, &book.draw);
    let ids: Vec<ReportId> = first.iter().map(|sent| sent.report_id).collect();
    Some((incident::open(book, opened, title, &ids), opened))
}

/// Links what comes later, talks with some, and tells everybody that they are part
/// of it. Gives the moment when the last was told.
fn join(
    book: &mut Book,
    content: &Content,
    incident_id: IncidentId,
    (first, rest): (&[Sent<'_>], &[Sent<'_>]),
    opened: Timestamp,
) -> Timestamp {
    let mut last = opened;
    let linked = first.iter().map(|sent| (sent, false)).chain(rest.iter().map(|sent| (sent, true)));
    for (sent, is_late) in linked {
        let mut at = opened;
        if is_late {
            at = report::acknowledge(book, sent).max(opened);
            let days = book.draw.between(0, 3);
            at = book.calendar.work(at, days, &book.draw);
            book.incident(at, incident_id, OnIncident::Link(sent.report_id));
        }
        if book.draw.chance(0.3) {
            at = report::talk(book, content, sent, at).1;
        }
        let days = book.draw.between(0, 6);
        at = book.calendar.work(at, days, &book.draw);
        if let Some(text) = report::words(book, &content.dialogue.joined, sent.situation) {
            report::give_feedback(book, at, sent.report_id, text);
        }
        last = last.max(at);
    }
    last
}

/// Some hear again what came of it.
fn share(book: &mut Book, content: &Content, reports: &[Sent<'_>], closed: Timestamp) {
    for sent in reports {
        let text = report::words(book, &content.dialogue.shared, sent.situation);
        if let Some(text) = text.filter(|_| book.draw.chance(0.3)) {
            let at = closed + SignedDuration::from_mins(book.draw.between(5, 50));
            report::give_feedback(book, at, sent.report_id, text);
        }
    }
}

/// Such as `2025-01 – 2025-06`.
fn half_year(begins: Date, ends: Date) -> String {
    let month = |day: Date| format!("{:04}-{:02}", day.year(), day.month());
    format!("{} – {}", month(begins), month(ends))
}
