//! What happens with one report: sent, seen, talked about, and what came of it.
//!
//! Must never show one reporter what another wrote.

use jiff::{SignedDuration, Timestamp};
use tillbud_events::report::{
    CopyApproved, Declined, FeedbackGiven, OriginalOpened, QuestionAsked, Received, ReplyReceived,
    Rerouted,
};
use tillbud_events::vocabulary::{Label, Purpose};
use tillbud_events::{ImpreciseDate, MessageId, ReportId, Text};

use super::book::Book;
use super::inflow::Arrival;
use super::step::OnReport;
use crate::cli::demo::calendar::plus;
use crate::cli::demo::content::{Content, Exchange, Line, Situation, Unit, Words};
use crate::deidentify;

/// A report that was sent.
#[derive(Clone)]
pub struct Sent<'c> {
    /// Its id.
    pub report_id: ReportId,
    /// When.
    pub at: Timestamp,
    /// What it tells of.
    pub situation: &'c Situation,
    /// Where, when the reporter chose a unit of the list.
    pub unit: Option<Label>,
    /// The story that it is part of.
    pub story: Option<usize>,
    /// It came just now; nobody has seen it.
    pub is_fresh: bool,
}

/// A person sends what the arrival tells of, in more or fewer of the form's fields.
pub fn send<'c>(book: &mut Book, content: &Content, arrival: &Arrival<'c>) -> Sent<'c> {
    let Arrival { at, situation, story, is_fresh } = *arrival;
    let sometimes = |words: &Option<Words>, probability: f64| {
        words.as_ref().filter(|_| book.draw.chance(probability)).map(Words::text)
    };
    let unit = unit(book, content, situation);
    let names_place = unit.is_none() && book.draw.chance(0.4);
    let place = book.draw.one_of(&content.work.places).filter(|_| names_place);
    let received = Received {
        narrative: situation.narrative.text(),
        kind: Some(situation.kind).filter(|_| book.draw.chance(0.93)),
        happened: happened(book, at),
        unit: unit.clone(),
        place: place.map(Words::text),
        system: sometimes(&situation.system, 0.85),
        ongoing: Some(situation.ongoing).filter(|ongoing| *ongoing || book.draw.chance(0.6)),
        hindered: sometimes(&situation.hindered, 0.8),
        helped: sometimes(&situation.helped, 0.7),
        urgent: situation.urgent,
        lang: situation.lang,
    };
    let report_id = book.receive(at, received);
    Sent { report_id, at, situation, unit, story, is_fresh }
}

/// One of the units where it can happen, the larger ones more often; now and then none.
fn unit(book: &Book, content: &Content, situation: &Situation) -> Option<Label> {
    let fits = |unit: &&Unit| situation.unit_kinds.contains(&unit.kind);
    let units: Vec<&Unit> = content.municipality.units().filter(fits).collect();
    let employees: Vec<f64> = units.iter().map(|unit| unit.employees.into()).collect();
    let drawn = book.draw.weighted(&employees)?;
    units.get(drawn).filter(|_| book.draw.chance(0.9))?.label()
}

/// As precisely as people remember: mostly the day or the hour, sometimes the month.
fn happened(book: &Book, at: Timestamp) -> Option<ImpreciseDate> {
    let draw = &book.draw;
    let days = draw.weighted(&[5.0, 3.0, 1.0, 0.5, 0.5])? as i64;
    let day = plus(book.calendar.day(at), -days);
    let text = match draw.weighted(&[3.0, 2.0, 0.7, 2.0])? {
        0 => day.to_string(),
        1 if days > 0 => format!("{day}T{:02}:{:02}", draw.between(7, 18), draw.between(0, 5) * 10),
        1 => day.to_string(),
        2 => format!("{:04}-{:02}", day.year(), day.month()),
        _ => return None,
    };
    ImpreciseDate::parse(&text).ok()
}

/// A coordinator has opened it, which tells the reporter so: within hours when it is urgent, else within days.
pub fn acknowledge(book: &mut Book, sent: &Sent<'_>) -> Timestamp {
    let days = if sent.situation.urgent { 0 } else { book.draw.between(0, 2) };
    let at = book.calendar.work(sent.at, days, &book.draw);
    let opened = OriginalOpened { purpose: Purpose::Triage, attachment_id: None };
    book.report(at, sent.report_id, OnReport::OpenOriginal(opened));
    at
}

/// A coordinator reads the original and approves the proposed copy of it.
pub fn approve_copy(book: &mut Book, content: &Content, sent: &Sent<'_>, at: Timestamp) {
    let narrative = sent.situation.narrative.text();
    let narrative = narrative.as_clear().unwrap_or_default();
    let Some(rules) = deidentify::edition(&content.identity) else { return };
    let masked = deidentify::propose(&content.identity, narrative, sent.situation.lang).masked;
    let opened = OriginalOpened { purpose: Purpose::DeIdentification, attachment_id: None };
    let copy = CopyApproved { revision: 1, text: Text::Clear(masked), rules };
    let both = [OnReport::OpenOriginal(opened), OnReport::ApproveCopy(copy)];
    book.together(at, sent.report_id, both);
}

/// A coordinator asks.
pub fn ask(book: &mut Book, at: Timestamp, report_id: ReportId, words: &Words) {
    let message_id = MessageId(book.draw.id());
    let asked = QuestionAsked { message_id, text: words.text() };
    book.report(at, report_id, OnReport::Ask(asked));
}

/// The reporter answers.
pub fn reply(book: &mut Book, at: Timestamp, report_id: ReportId, words: &Words) {
    let message_id = MessageId(book.draw.id());
    let replied = ReplyReceived { message_id, text: words.text() };
    book.reporter(at, report_id, OnReport::Reply(replied));
}

/// A coordinator tells what came of it.
pub fn give_feedback(book: &mut Book, at: Timestamp, report_id: ReportId, text: Text) {
    let message_id = MessageId(book.draw.id());
    let given = FeedbackGiven { message_id, text };
    book.report(at, report_id, OnReport::GiveFeedback(given));
}

/// The words of one of `lines` that fits.
pub fn words(book: &Book, lines: &[Line], situation: &Situation) -> Option<Text> {
    let fitting: Vec<&Line> =
        lines.iter().filter(|line| line.fit.is_for(situation, false)).collect();
    book.draw.one_of(&fitting).map(|line| line.text.text())
}

/// A question that fits and one of its answers.
fn exchange<'c>(
    book: &Book,
    content: &'c Content,
    situation: &Situation,
) -> Option<(&'c Words, &'c Words)> {
    let fits = |exchange: &&Exchange| exchange.fit.is_for(situation, false);
    let fitting: Vec<&Exchange> = content.dialogue.exchanges.iter().filter(fits).collect();
    let chosen = *book.draw.one_of(&fitting)?;
    Some((&chosen.question, book.draw.one_of(&chosen.replies)?))
}

/// When the reporter looks in again: on another day, or in the evening.
pub fn looks_in(book: &Book, asked: Timestamp) -> Timestamp {
    let day = plus(book.calendar.day(asked), book.draw.between(0, 4));
    let at = book.calendar.reporting(day, &book.draw);
    if at > asked { at } else { asked + SignedDuration::from_hours(book.draw.between(2, 9)) }
}

/// A question and, more often than not, its answer: whether it was answered, and
/// when the last was said.
pub fn talk(
    book: &mut Book,
    content: &Content,
    sent: &Sent<'_>,
    after: Timestamp,
) -> (bool, Timestamp) {
    let Some((question, answer)) = exchange(book, content, sent.situation) else {
        return (true, after);
    };
    let asked = book.calendar.work(after, 0, &book.draw);
    ask(book, asked, sent.report_id, question);
    if !book.draw.chance(0.75) {
        return (false, asked);
    }
    let answered = looks_in(book, asked);
    reply(book, answered, sent.report_id, answer);
    (true, answered)
}

/// A dialogue in which staff has the next word: the answer came within the last day.
pub fn leave_waiting(book: &mut Book, content: &Content, sent: &Sent<'_>) {
    let seen = acknowledge(book, sent);
    let asked = book.calendar.work(seen, 0, &book.draw);
    if let Some((question, answer)) = exchange(book, content, sent.situation) {
        ask(book, asked, sent.report_id, question);
        let answered = book.end - SignedDuration::from_mins(book.draw.between(50, 1_500));
        let answered = answered.max(asked + SignedDuration::from_mins(90));
        reply(book, answered, sent.report_id, answer);
    }
}

/// Seen, perhaps talked about, and ended without an incident: sent on to where it
/// belongs, or declined, with words for the reporter.
pub fn settle(book: &mut Book, content: &Content, sent: &Sent<'_>) {
    let mut last = acknowledge(book, sent);
    let mut is_unanswered = false;
    if book.draw.chance(0.35) {
        let (is_answered, at) = talk(book, content, sent, last);
        (is_unanswered, last) = (!is_answered, at);
    }
    let days = if is_unanswered { book.draw.between(18, 25) } else { book.draw.between(1, 8) };
    let at = book.calendar.work(last, days, &book.draw);
    let reroutes: Vec<_> = content
        .dialogue
        .reroute
        .iter()
        .filter(|reroute| reroute.fit.is_for(sent.situation, is_unanswered))
        .collect();
    let reroute = book.draw.one_of(&reroutes).filter(|_| book.draw.chance(0.4));
    if let Some(reroute) = reroute {
        let rerouted = Rerouted { to: reroute.channel, feedback: reroute.text.text() };
        book.report(at, sent.report_id, OnReport::Reroute(rerouted));
        return;
    }
    if book.draw.chance(0.25)
        && let Some(text) = words(book, &content.dialogue.feedback, sent.situation)
    {
        let at = book.calendar.work(last, 0, &book.draw);
        give_feedback(book, at, sent.report_id, text);
    }
    let lines: Vec<&Line> = content
        .dialogue
        .decline
        .iter()
        .filter(|line| line.fit.is_for(sent.situation, is_unanswered))
        .collect();
    if let Some(line) = book.draw.one_of(&lines) {
        let declined = Declined { feedback: line.text.text() };
        book.report(at, sent.report_id, OnReport::Decline(declined));
    }
}
