//! What a law asks for after an incident that touched personal data: assessed the same
//! day, sent within the 72 hours where it has to be, and finished when all is known.

use jiff::Timestamp;
use tillbud_events::incident::AssessmentDecided;
use tillbud_events::incident::notification::{
    Duty, NotificationDescribed, NotificationFinished, NotificationSent,
};
use tillbud_events::vocabulary::{Code, Regime};
use tillbud_events::{IncidentId, ItemId, Text};

use super::book::Book;
use super::step::OnIncident;
use crate::cli::demo::content::{Notified, Work};

/// Assesses the law at or after `triaged`, and notifies if it is `notifiable`.
pub fn live(
    book: &mut Book,
    work: &Work,
    incident_id: IncidentId,
    notifiable: bool,
    triaged: Timestamp,
) {
    let at = book.calendar.work(triaged, 0, &book.draw);
    let reasons = if notifiable { &work.notifiable } else { &work.not_notifiable };
    let Some(reasons) = book.draw.one_of(reasons) else { return };
    let (regime, reasons) = (Regime::Gdpr, reasons.text());
    let decided = AssessmentDecided { regime, notifiable, reasons };
    book.incident(at, incident_id, OnIncident::DecideAssessment(decided));
    if notifiable {
        notify(book, &work.notified, incident_id, at);
    }
}

fn notify(book: &mut Book, work: &Notified, incident_id: IncidentId, assessed: Timestamp) {
    let duty = || Duty { regime: Regime::Gdpr, controller: None };
    let at = book.calendar.work(assessed, 0, &book.draw);
    let described = NotificationDescribed {
        duty: duty(),
        item_id: ItemId(book.draw.id()),
        facts: work.facts.text(),
        consequences: work.consequences.text(),
        measures: work.measures.text(),
        affected: Some(work.affected.text()),
    };
    book.incident(at, incident_id, OnIncident::DescribeNotification(described));
    let reference = Text::Clear(format!("MYH-{}", book.draw.between(10_000, 99_999)));
    let mut last = at;
    for (stage, text, reference) in [
        ("authority", &work.authority, Some(reference)),
        ("data_subjects", &work.data_subjects, None),
    ] {
        let Ok(stage) = Code::parse(stage) else { continue };
        last = book.calendar.work(last, 0, &book.draw);
        let sent =
            NotificationSent { duty: duty(), stage, sent: last, reference, text: text.text() };
        book.incident(last, incident_id, OnIncident::SendNotification(sent));
    }
    let days = book.draw.between(14, 30);
    let at = book.calendar.work(last, days, &book.draw);
    let finished = NotificationFinished { duty: duty(), text: work.finished.text() };
    book.incident(at, incident_id, OnIncident::FinishNotification(finished));
}
