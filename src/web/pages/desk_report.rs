//! One whole report, for a coordinator: its facts, its dialogue, its words once opened, and
//! everything that happened to it.
//!
//! Must never show another report's words, nor anything about who sent it, nor the
//! reporter's words before they were opened for a purpose.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::{Deserialize, Serialize};
use tillbud_events::vocabulary::{Lang, Purpose};
use tillbud_events::{ImpreciseDate, ReportId};
use tillbud_projections::db::timestamp;
use tillbud_projections::report::{self, AttachmentRow, FurtherTextRow, MessageRow, ReportRow};
use tillbud_projections::timeline;

use super::changes::Change;
use super::desk_pane::{Pane, kept_query, within};
use super::desk_panel::{Given, Panel, Step, Unsent};
use super::desk_undo::{Told, Undo};
use super::files::FileLine;
use super::frame::Frame;
use super::incident::history::{Entry, of_report};
use super::status::Message;
use super::when::When;
use super::{Choice, FieldProblem, Pair, Posted, act, answer, at_work};
use crate::App;
use crate::access::Staff;
use crate::lists::Lists;
use crate::web::api::original::{self, Original, Shown};
use crate::web::api::reports::QueueQuery;
use crate::web::cursor::PageQuery;
use crate::web::error::{HttpError, Malformed};
use crate::web::extract::{Id, Params};
use crate::web::language::Locale;

/// Reports of the list beside a report.
const PANE_ROWS: u32 = 30;

/// The page of one report.
#[derive(Template)]
#[template(path = "desk_report.html")]
pub struct DeskReport {
    frame: Frame,
    key: String,
    address: String,
    title: Option<String>,
    status: String,
    is_urgent: bool,
    is_feedback_owed: bool,
    is_erased: bool,
    is_closed: bool,
    /// Where a copy is made, when there are words to make one of.
    copying: Option<String>,
    copy_label: String,
    lang: String,
    texts: Vec<Pair>,
    facts: Vec<Pair>,
    messages: Vec<Message>,
    history: Vec<Entry>,
    incident: Option<String>,
    files: Vec<FileLine>,
    similar: String,
    told: Option<&'static str>,
    undo: Option<Undo>,
    work: String,
    version: i64,
    changes: Vec<Change>,
    problems: Vec<FieldProblem>,
    pane: Option<Pane>,
    panel: Option<Panel>,
}

/// What stands around one report: the list it was opened from, and what was sent last.
pub struct Shell {
    /// Which list.
    pub query: QueueQuery,
    /// A form that was not carried out.
    pub unsent: Unsent,
    /// What happened since that form was loaded.
    pub changes: Vec<Change>,
    /// What was carried out.
    pub told: Told,
}

impl Shell {
    /// Nothing but the list.
    #[must_use]
    pub fn of(query: QueueQuery) -> Self {
        Self { query, unsent: Unsent::default(), changes: Vec::new(), told: Told::default() }
    }
}

impl DeskReport {
    /// The page; a random `key` travels in the form that opens the original.
    #[must_use]
    pub fn new(frame: Frame, lists: &Lists, key: String, shown: Shown) -> Self {
        let Shown { original, row, messages, further, files } = shown;
        let line = |file: AttachmentRow| {
            let (report, id) = (&row.report_id, &file.attachment_id);
            let href = format!("/desk/reports/{report}/attachments/{id}");
            let may_be_read = original == Original::Open;
            FileLine::new(&frame, &file.into(), may_be_read.then_some(href))
        };
        let files = files.into_iter().map(line).collect();
        let facts = facts(&frame, lists, &row);
        let copying =
            row.narrative.is_some().then(|| format!("/desk/reports/{}/copy", row.report_id));
        let texts = texts(&frame, &row, further);
        let messages = messages.into_iter().map(|message| from_row(&frame, message)).collect();
        Self {
            key,
            address: format!("/desk/reports/{}", row.report_id),
            title: row.title,
            status: row.status,
            is_urgent: row.urgent,
            is_feedback_owed: row.feedback_owed,
            is_erased: row.erased,
            is_closed: original == Original::Closed,
            copying,
            copy_label: frame.t(if row.copy_text.is_some() { "copy-change" } else { "copy-make" }),
            lang: row.lang.unwrap_or_default(),
            texts,
            facts,
            messages,
            history: Vec::new(),
            incident: row.incident_id,
            files,
            similar: format!("/desk/reports/{}/similar", row.report_id),
            told: None,
            undo: None,
            work: String::new(),
            version: row.version,
            changes: Vec::new(),
            problems: Vec::new(),
            pane: None,
            panel: None,
            frame,
        }
    }

    /// The same, between the list and what can be done.
    #[must_use]
    fn between(self, query: &str, pane: Pane, panel: Panel) -> Self {
        let (address, similar) = (within(&self.address, query), within(&self.similar, query));
        Self { pane: Some(pane), panel: Some(panel), address, similar, ..self }
    }

    /// What stands in the place of words that are not shown.
    fn untold(&self, message: &Message) -> String {
        let is_unopened = self.is_closed && message.kind == "reply";
        self.frame.t(if is_unopened { "deskreport-closed" } else { "erased" })
    }

    /// What it can be opened for; triage is what most are opened for first.
    fn purposes(&self) -> Vec<Choice> {
        let triage = Purpose::Triage.as_str();
        let choice = |purpose: &Purpose| {
            Choice::new(purpose.as_str(), self.frame.word("purpose", purpose), triage)
        };
        Purpose::ALL.iter().map(choice).collect()
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
    Params(query): Params<QueueQuery>,
    Params(told): Params<Told>,
) -> Result<Response, HttpError> {
    let shell = Shell { told, ..Shell::of(query) };
    answer(StatusCode::OK, &page(&app, &locale, staff, id, None, shell).await?)
}

/// The page, between the list and what can be done; with the `key` of a form that is to
/// be sent again, when there is one.
///
/// # Errors
/// When there is no such report, or the read models are away.
pub async fn page(
    app: &App,
    locale: &Locale,
    staff: Staff,
    id: ReportId,
    key: Option<String>,
    shell: Shell,
) -> Result<DeskReport, HttpError> {
    let shown = original::shown(app, id, staff).await?;
    let frame = locale.frame(true).for_role(staff.role);
    let query = kept_query(&locale.address);
    let limit = shell.query.limit.unwrap_or(PANE_ROWS);
    let list = PageQuery { limit: Some(limit), after: shell.query.after.clone() };
    let (after, limit) = list.read(&app.secrets.cursor)?;
    let db = app.read_models.db();
    let rows = report::queue(db, &shell.query.filter(staff)?, after, limit).await?.rows;
    let pane = Pane::new(&frame, &app.lists, &query, &rows, &shown.row.report_id);
    let key = key.unwrap_or_else(|| app.clock.random_id().to_string());
    let problems = shell.unsent.problems.clone();
    let given = Given {
        row: &shown.row,
        action: frame.href(&within(&format!("/desk/reports/{id}/work"), &query)),
        key: key.clone(),
        incidents: at_work::at_work(db, &frame, staff).await?,
        unsent: shell.unsent,
    };
    let work = given.action.clone();
    let panel = Panel::new(&frame, &app.lists, &app.organisation, given);
    let history = of_report(&frame, &timeline::of_stream(db, id).await?);
    let (told, undo) = (shell.told.step().map(Step::as_str), shell.told.undo(&shown.row));
    let page = DeskReport::new(frame, &app.lists, key, shown).between(&query, pane, panel);
    Ok(DeskReport { told, undo, work, problems, history, changes: shell.changes, ..page })
}

/// The language of whoever wrote a report, Swedish when it is not known.
///
/// # Errors
/// When there is no such report, or the read models are away.
pub async fn reader(app: &App, id: ReportId) -> Result<Lang, HttpError> {
    let row = report::get(app.read_models.db(), id).await?.ok_or(HttpError::NotFound)?;
    Ok(row.lang.as_deref().and_then(Lang::from_stored).unwrap_or(Lang::Sv))
}

/// What the original is opened for.
#[derive(Deserialize, Serialize)]
pub struct Opening {
    #[serde(default, skip_serializing)]
    key: String,
    #[serde(default)]
    purpose: String,
}

/// Opens the original and shows the report again.
///
/// # Errors
/// When there is no such report or purpose, or the write path is away.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<ReportId>,
    Posted(opening): Posted<Opening>,
) -> Result<Response, HttpError> {
    let purpose = Purpose::from_stored(&opening.purpose);
    let purpose = purpose.ok_or(HttpError::BadRequest(Malformed::Form))?;
    let address = format!("/desk/reports/{id}");
    let act = act(&app, staff.actor(), &address, &opening.key, &opening)?;
    original::open_for(&app, id, None, &act, purpose).await?;
    let query = kept_query(&locale.address);
    Ok(Redirect::to(&locale.frame(true).href(&within(&address, &query))).into_response())
}

/// A message of the dialogue, on its day.
pub(super) fn from_row(frame: &Frame, row: MessageRow) -> Message {
    let kind = match row.kind.as_str() {
        "question" => "question",
        "reply" => "reply",
        "taken_up_again" => "taken_up_again",
        _ => "feedback",
    };
    Message { kind, at: When::day(frame, timestamp(row.at)), words: row.text }
}

fn texts(frame: &Frame, row: &ReportRow, further: Vec<FurtherTextRow>) -> Vec<Pair> {
    let told = [
        (frame.t("deskreport-copy"), &row.copy_text),
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
    use tillbud_projections::timeline::TimelineRow;

    use super::*;
    use crate::web::pages::report_row::tests::row;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames, lists};

    fn page(frame: Frame, original: Original) -> String {
        let further = FurtherTextRow { ordinal: 1, text: Some(HOSTILE.into()), erased: false };
        let message = |kind: &str| MessageRow {
            ordinal: 1,
            message_id: None,
            at: 1_795_000_000_000,
            direction: "to_reporter".into(),
            kind: kind.into(),
            text: Some(HOSTILE.into()).filter(|_| original == Original::Open || kind != "reply"),
            erased: false,
        };
        let messages =
            ["question", "reply", "feedback", "decline", "taken_up_again"].map(message).to_vec();
        let file = AttachmentRow {
            ordinal: 1,
            attachment_id: "0c9d9d5e-6c33-4f3f-9f0c-2f7d6fdc5a11".into(),
            at: 1_795_000_000_000,
            media: "jpeg".into(),
            kibibytes: 412,
            cleaned: true,
        };
        let (further, files) = (vec![further], vec![file]);
        let shown = Shown { original, row: row(), messages, further, files };
        let happened = |event: &str, actor: &str, detail: &str| TimelineRow {
            position: 1,
            at: 1_795_000_000_000,
            actor: actor.into(),
            event_type: event.into(),
            subject: "report.r".into(),
            happened: None,
            text: Some(HOSTILE.into()),
            erased: false,
            detail: detail.into(),
        };
        let history = [
            happened("report.received", "reporter", "{}"),
            happened("report.question_asked", "coordinator", "{}"),
            happened("report.original_opened", "coordinator", r#"{"purpose":"legal_duty"}"#),
        ];
        let history = of_report(&frame, &history);
        let page = DeskReport::new(frame, &lists(), "k".into(), shown);
        DeskReport { history, ..page }.render().unwrap()
    }

    #[test]
    fn a_whole_report_is_shown_and_escaped() {
        for frame in frames() {
            let html = page(frame.clone(), Original::Open);
            assert_sound(&html);
            assert!(html.contains("/attachments/0c9d9d5e-6c33-4f3f-9f0c-2f7d6fdc5a11"));
            assert!(html.contains("href=\"/incidents/6f1c2f0e-7a39-4a4c-9d4c-0d6a3b1f7a12"));
            assert!(!html.contains("deskreport-"), "a text is missing");
            assert!(!html.contains("name=\"purpose\""));
            // The history tells who did what, and leaves what was said to the dialogue.
            let (_, history) = html.split_once("id=\"history\"").unwrap();
            assert!(history.contains(&frame.word("purpose", "legal_duty")));
            assert!(history.contains(&frame.word("event", "report-received")));
            assert_eq!(history.matches("<li><span class=\"at\">").count(), 3);
            assert_eq!(history.matches("class=\"words quiet\"").count(), 1);
        }
    }

    #[test]
    fn a_closed_original_is_opened_for_a_purpose() {
        for frame in frames() {
            let html = page(frame.clone(), Original::Closed);
            assert_sound(&html);
            assert!(html.contains("value=\"triage\" selected"));
            assert!(html.contains(&frame.t("deskreport-closed")));
            assert!(!html.contains("/attachments/"));
        }
    }
}
