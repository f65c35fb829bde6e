//! One whole report, for a coordinator: its words, its facts, its dialogue.
//!
//! Must never show another report's words, nor anything about who sent it.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use tillbud_events::{ImpreciseDate, ReportId};
use tillbud_projections::db::timestamp;
use tillbud_projections::report::{self, AttachmentRow, FurtherTextRow, MessageRow, ReportRow};

use super::files::FileLine;
use super::frame::Frame;
use super::status::Message;
use super::when::When;
use super::{Pair, answer};
use crate::App;
use crate::access::Staff;
use crate::lists::Lists;
use crate::web::error::HttpError;
use crate::web::extract::Id;
use crate::web::language::Locale;

/// The page of one report.
#[derive(Template)]
#[template(path = "desk_report.html")]
pub struct DeskReport {
    frame: Frame,
    title: Option<String>,
    status: String,
    is_urgent: bool,
    is_feedback_owed: bool,
    is_erased: bool,
    lang: String,
    texts: Vec<Pair>,
    facts: Vec<Pair>,
    messages: Vec<Message>,
    incident: Option<String>,
    files: Vec<FileLine>,
}

impl DeskReport {
    /// The page.
    #[must_use]
    pub fn new(
        frame: Frame,
        lists: &Lists,
        row: ReportRow,
        further: Vec<FurtherTextRow>,
        messages: Vec<MessageRow>,
        files: Vec<AttachmentRow>,
    ) -> Self {
        let href = |file: &AttachmentRow| {
            let (report, file) = (&row.report_id, &file.attachment_id);
            Some(format!("/desk/reports/{report}/attachments/{file}"))
        };
        let files = files.into_iter().map(|file| {
            let href = href(&file);
            FileLine::new(&frame, &file.into(), href)
        });
        let files = files.collect();
        let facts = facts(&frame, lists, &row);
        let texts = texts(&frame, &row, further);
        let messages = messages.into_iter().map(|message| from_row(&frame, message)).collect();
        Self {
            title: row.title,
            status: row.status,
            is_urgent: row.urgent,
            is_feedback_owed: row.feedback_owed,
            is_erased: row.erased,
            lang: row.lang.unwrap_or_default(),
            texts,
            facts,
            messages,
            incident: row.incident_id,
            files,
            frame,
        }
    }
}

/// One report.
///
/// # Errors
/// When there is none, or the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<ReportId>,
) -> Result<Response, HttpError> {
    let db = app.read_models.db();
    let row = report::get(db, id).await?.ok_or(HttpError::NotFound)?;
    let further = report::further_texts(db, id).await?;
    let messages = report::messages(db, id).await?;
    let files = report::attachments(db, id).await?;
    let frame = locale.frame(true).for_role(staff.role);
    answer(StatusCode::OK, &DeskReport::new(frame, &app.lists, row, further, messages, files))
}

/// A message of the dialogue, on its day.
pub(super) fn from_row(frame: &Frame, row: MessageRow) -> Message {
    let kind = match row.kind.as_str() {
        "question" => "question",
        "reply" => "reply",
        _ => "feedback",
    };
    Message { kind, at: When::day(frame, timestamp(row.at)), words: row.text }
}

fn texts(frame: &Frame, row: &ReportRow, further: Vec<FurtherTextRow>) -> Vec<Pair> {
    let told = [
        (frame.t("deskreport-narrative"), &row.narrative),
        (frame.t("deskreport-hindered"), &row.hindered),
        (frame.t("deskreport-helped"), &row.helped),
        (frame.t("deskreport-action-taken"), &row.action_taken),
    ];
    let told = told.into_iter().map(|(label, words)| (label, words.clone()));
    let further = further.into_iter().map(|text| (frame.t("deskreport-further"), text.text));
    told.chain(further)
        .filter_map(|(label, words)| words.map(|words| Pair { label, words }))
        .collect()
}

fn facts(frame: &Frame, lists: &Lists, row: &ReportRow) -> Vec<Pair> {
    let date = |text: &String| ImpreciseDate::parse(text).ok();
    let in_words = |date: ImpreciseDate| When::imprecise(frame, &date).words;
    let ongoing =
        row.ongoing.map(|is_ongoing| if is_ongoing { frame.t("yes") } else { frame.t("no") });
    let unit = row.unit.as_deref().map(|unit| lists.unit_name(unit, frame.lang).to_owned());
    let lang = row.lang.as_deref().filter(|lang| ["sv", "en"].contains(lang));
    let source = match (&row.dataset, &row.source_id) {
        (Some(dataset), Some(id)) => Some(format!("{dataset} {id}")),
        _ => None,
    };
    [
        ("deskreport-received", Some(When::day(frame, timestamp(row.received_at)).words)),
        ("deskreport-kind", row.kind.as_deref().map(|kind| frame.word("kind", kind))),
        ("deskreport-happened", row.happened.as_ref().and_then(date).map(in_words)),
        ("deskreport-unit", unit),
        ("deskreport-place", row.place.clone()),
        ("deskreport-system", row.system.clone()),
        ("deskreport-ongoing", ongoing),
        ("deskreport-rerouted", row.rerouted_to.as_deref().map(|to| frame.word("channel", to))),
        ("deskreport-language", lang.map(|lang| frame.word("lang", lang))),
        ("deskreport-source", source),
    ]
    .into_iter()
    .filter_map(|(key, words)| words.map(|words| Pair { label: frame.t(key), words }))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::report_row::tests::row;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames, lists};

    #[test]
    fn a_whole_report_is_shown_and_escaped() {
        for frame in frames() {
            let further = FurtherTextRow { ordinal: 1, text: Some(HOSTILE.into()), erased: false };
            let message = |kind: &str| MessageRow {
                ordinal: 1,
                message_id: None,
                at: 1_795_000_000_000,
                direction: "to_reporter".into(),
                kind: kind.into(),
                text: Some(HOSTILE.into()),
                erased: false,
            };
            let messages = ["question", "reply", "feedback", "decline"].map(message).to_vec();
            let file = AttachmentRow {
                ordinal: 1,
                attachment_id: "0c9d9d5e-6c33-4f3f-9f0c-2f7d6fdc5a11".into(),
                at: 1_795_000_000_000,
                media: "jpeg".into(),
                kibibytes: 412,
                cleaned: true,
            };
            let report =
                DeskReport::new(frame, &lists(), row(), vec![further], messages, vec![file]);
            let html = report.render().unwrap();
            assert_sound(&html);
            assert!(html.contains("/attachments/0c9d9d5e-6c33-4f3f-9f0c-2f7d6fdc5a11"));
            assert!(html.contains("href=\"/incidents/6f1c2f0e-7a39-4a4c-9d4c-0d6a3b1f7a12"));
            assert!(!html.contains("deskreport-"), "a text is missing");
        }
    }
}
