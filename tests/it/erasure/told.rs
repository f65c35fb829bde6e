//! A report with a word of its own in every place where a text can stand.

use serde_json::json;
use tillbud_events::report::{AttachmentAdded, Command, Erased, Imported, WordingKept};
use tillbud_events::vocabulary::{Grounds, Label, Media};
use tillbud_events::{AttachmentId, ReportId, Text};

use crate::support::app::{TestApp, read, triage};
use crate::support::log::an_import;

/// The word that stands in every text: `mark`, then the place.
pub fn word(mark: &str, place: &str) -> String {
    format!("nålöga-{mark}-{place}")
}

/// Places whose words stand in the read models.
pub const SHOWN: [&str; 8] =
    ["narrative", "place", "system", "hindered", "helped", "question", "reply", "feedback"];
/// Places of an import.
pub const IMPORTED: [&str; 4] = ["record", "title", "action", "further"];

/// Sends a report through the form's API, talks about it, shares a copy, attaches a file's
/// key, and works on it in an incident. Gives its id and the incident's.
pub async fn report(app: &TestApp, mark: &str) -> (ReportId, String) {
    let body = json!({
        "narrative": word(mark, "narrative"),
        "kind": "near_miss",
        "unit": word(mark, "place"),
        "system": word(mark, "system"),
        "hindered": word(mark, "hindered"),
        "helped": word(mark, "helped"),
    });
    let sent = read(app.request(reqwest::Method::POST, "/api/v1/reports").json(&body)).await;
    let sent = sent.created();
    let (id, receipt) = (sent.text_of("report_id"), sent.text_of("receipt"));
    let opened = json!({ "report_ids": [id], "title": "Fel lista" });
    let incident = app.post("/api/v1/incidents", opened).await.created().text_of("incident_id");
    app.post(&format!("/api/v1/incidents/{incident}/triage"), triage()).await.ok();
    let question = json!({ "text": word(mark, "question") });
    app.post(&format!("/api/v1/reports/{id}/question"), question).await.ok();
    let reply = app.request(reqwest::Method::POST, "/api/v1/receipt/messages");
    let reply = reply.header("authorization", format!("Receipt {receipt}"));
    read(reply.json(&json!({ "text": word(mark, "reply") }))).await.ok();
    let feedback = json!({ "text": word(mark, "feedback") });
    app.post(&format!("/api/v1/reports/{id}/feedback"), feedback).await.ok();
    let id: ReportId = id.parse().unwrap();
    let text = |place: &str| Text::Clear(word(mark, place));
    let rules = Label::parse("identity 1").unwrap();
    app.execute(id, Command::ApproveCopy { text: text("copy"), rules, after: 0 }).await;
    let attached = AttachmentAdded {
        attachment_id: AttachmentId(app.app().clock.random_id()),
        media: Media::Jpeg,
        kibibytes: 3,
        cleaned: true,
        key: text("file-key"),
    };
    app.execute(id, Command::Attach(attached)).await;
    let kept = WordingKept { reason: text("reason") };
    let more = tillbud_events::report::FeedbackGiven {
        message_id: tillbud_events::MessageId(app.app().clock.random_id()),
        text: text("more"),
    };
    app.execute(id, Command::KeepWording(kept, Box::new(Command::GiveFeedback(more)))).await;
    (id, incident)
}

/// Takes over a record of another register.
pub async fn import(app: &TestApp, mark: &str) -> ReportId {
    let text = |place: &str| Text::Clear(word(mark, place));
    let imported = Imported {
        dataset: Label::parse("vcdb").unwrap(),
        source_id: Label::parse("17").unwrap(),
        narrative: Some(text("record")),
        title: Some(text("title")),
        action_taken: Some(text("action")),
        further: vec![text("further")],
        ..an_import()
    };
    let id = ReportId(app.app().clock.random_id());
    app.execute(id, Command::Import(imported)).await;
    id
}

/// An order that needs no decision.
pub fn withdrawn() -> Erased {
    Erased { grounds: Grounds::Withdrawn, decision: None }
}
