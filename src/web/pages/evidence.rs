//! Files of evidence on the page of an incident or of an action: those that are there, and the
//! forms to attach one and to take one back.
//!
//! A form that is refused comes back with its words; the file has to be chosen again. Must
//! never keep a file's name. Attaching needs no version: whatever happened meanwhile, the file
//! shows what it shows.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use tillbud_events::attachment::FileWithdrawn;
use tillbud_events::{ActionId, AttachmentId, IncidentId};
use tillbud_projections::DatabaseError;
use tillbud_projections::db::timestamp;
use tillbud_projections::evidence::{self, EvidenceRow};

use super::files::FileLine;
use super::form::{Forms, Refused, Sent, back_to};
use super::report_row::excerpt;
use super::when::When;
use super::{Choice, FieldProblem, Frame, Switch, action, answer, incident};
use crate::App;
use crate::access::Staff;
use crate::attachments::FileRefused;
use crate::dispatch::Done;
use crate::evidence::Item;
use crate::fields::{FieldError, Fields};
use crate::web::api::attachments::Attachment;
use crate::web::api::evidence::described;
use crate::web::error::HttpError;
use crate::web::extract::Id;
use crate::web::language::Locale;
use crate::web::upload::{Broken, FILE_FIELD, Upload};
use crate::web::words;

/// Which of the page's forms attaches a file.
const ATTACH: &str = "attach";
/// The field that says what the file shows.
const DESCRIPTION: &str = "file_description";

/// The files of an item, and what may be done with them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Where a file is sent to.
    pub action: String,
    /// Those that are there, in the order they came.
    pub files: Vec<Line>,
    /// The same, to take one back; empty when there is none or the viewer may not.
    pub withdrawable: Vec<Choice>,
    /// Whether the viewer may attach one here and now.
    pub may_attach: bool,
    /// Whether the file that was refused may be kept as it is.
    pub may_keep: bool,
}

/// A file in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it shows.
    pub description: String,
    /// What it is, how large, and whether it was cleaned.
    pub words: String,
    /// Which role attached it.
    pub role: String,
    /// When.
    pub at: When,
    /// Where it is downloaded.
    pub href: String,
}

impl Evidence {
    /// The files that stand at `address`, with the forms as they stand.
    #[must_use]
    pub fn new(
        frame: &Frame,
        address: &str,
        rows: &[EvidenceRow],
        forms: &Forms,
        (may_attach, may_withdraw): (bool, bool),
    ) -> Self {
        let words = |row: &EvidenceRow| incident::said(frame, row.description.clone());
        let chosen = forms.sent.get("file_withdrawn");
        let choice =
            |row: &EvidenceRow| Choice::new(&row.attachment_id, excerpt(&words(row)), chosen);
        let unsaid = || Choice::new("", frame.t("work-choose"), "");
        let line = |row: &EvidenceRow| {
            let href = frame.href(&format!("{address}/files/{}", row.attachment_id));
            let file = Attachment {
                media: row.media.clone(),
                kibibytes: u32::try_from(row.kibibytes).unwrap_or(u32::MAX),
                cleaned: row.cleaned,
            };
            Line {
                description: words(row),
                words: FileLine::new(frame, &file, None).words,
                role: row.role.clone(),
                at: When::day(frame, timestamp(row.at)),
                href,
            }
        };
        Self {
            action: frame.href(&format!("{address}/files")),
            files: rows.iter().map(line).collect(),
            withdrawable: match rows {
                rows if may_withdraw && !rows.is_empty() => {
                    std::iter::once(unsaid()).chain(rows.iter().map(choice)).collect()
                }
                _ => vec![],
            },
            may_attach,
            may_keep: forms.refused.as_ref().is_some_and(|refused| refused.may_keep_file),
        }
    }
}

/// The files of an item, for its page.
///
/// # Errors
/// When the read models are away.
pub async fn rows(app: &App, item: impl Into<Item>) -> Result<Vec<EvidenceRow>, DatabaseError> {
    evidence::of(app.read_models.db(), item.into()).await
}

/// Takes in a file of an incident and shows it again.
///
/// # Errors
/// When there is no such incident, or our side is broken.
pub async fn post_to_incident(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<IncidentId>,
    upload: Upload<Vec<(String, String)>>,
) -> Result<Response, HttpError> {
    let (frame, address) = (framed(locale, staff, "incidents", &id), format!("/incidents/{id}"));
    match attach(&app, &frame, staff, (id.into(), &address), upload).await? {
        Ok(()) => Ok(back_to(&frame, &address, "files")),
        Err(forms) => {
            answer(forms.status(), &incident::page(&app, frame, staff, id, *forms).await?)
        }
    }
}

/// Takes in a file of an action and shows it again.
///
/// # Errors
/// When there is no such action, or our side is broken.
pub async fn post_to_action(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<ActionId>,
    upload: Upload<Vec<(String, String)>>,
) -> Result<Response, HttpError> {
    let (frame, address) = (framed(locale, staff, "actions", &id), format!("/actions/{id}"));
    match attach(&app, &frame, staff, (id.into(), &address), upload).await? {
        Ok(()) => Ok(back_to(&frame, &address, "files")),
        Err(forms) => answer(forms.status(), &action::page(&app, frame, staff, id, *forms).await?),
    }
}

/// The frame of the page that the form stands on.
fn framed(locale: Locale, staff: Staff, kind: &str, id: &impl std::fmt::Display) -> Frame {
    let frame = locale.frame(true).for_role(staff.role);
    let switch = Switch::Link(frame.other_href(&format!("/{kind}/{id}")));
    frame.with_switch(switch)
}

/// Attaches the file; otherwise the forms with what has to change.
async fn attach(
    app: &App,
    frame: &Frame,
    staff: Staff,
    (item, address): (Item, &str),
    upload: Upload<Vec<(String, String)>>,
) -> Result<Result<(), Box<Forms>>, HttpError> {
    let (wrong, status) = (problem(frame, &upload), upload.trouble());
    let may_keep_file = upload.refused.iter().any(|(_, why)| why.may_be_kept());
    let Upload { said, uploaded, digests, .. } = upload;
    let sent = Sent::from(said);
    let description =
        described("/file_description", sent.text(DESCRIPTION), sent.maybe("kept_wording"));
    let mut refused = match (description, &wrong) {
        (Ok(description), None) => {
            let said = [DESCRIPTION, "kept_wording", "keep_original"].map(|name| sent.get(name));
            let (form, key) = (format!("{address} {ATTACH}"), sent.get("key"));
            let act = super::act(app, staff.actor(), &form, key, &(&digests, said))?;
            match app.attach_evidence(item, None, &act, uploaded, description).await {
                Ok((done, _)) => {
                    app.projector.caught_up(done.position).await;
                    return Ok(Ok(()));
                }
                Err(error) => Refused::from(error.into(), frame.lang, ATTACH)?,
            }
        }
        (Ok(_), Some(_)) => {
            let status = status.unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            Refused::with(status, vec![])
        }
        (Err(error), _) => Refused::from(error, frame.lang, ATTACH)?,
    };
    let again = frame.t("evidence-again");
    let words = wrong.map_or_else(|| again.clone(), |wrong| format!("{wrong} {again}"));
    refused.problems.push(FieldProblem { field: FILE_FIELD.to_owned(), words });
    refused.may_keep_file = may_keep_file;
    Ok(Err(Box::new(Forms::refused(app, sent, refused))))
}

/// What is wrong with the file of an upload, if anything is.
fn problem<T>(frame: &Frame, upload: &Upload<T>) -> Option<String> {
    match upload.broken {
        Some(Broken::Shape) => return Some(frame.t("form-files-broken")),
        Some(Broken::TooLarge) => return Some(frame.t("form-files-too-large")),
        None => {}
    }
    let files = upload.uploaded.added().len() + upload.refused.len();
    match upload.refused.first() {
        _ if files > 1 => Some(frame.t("evidence-one")),
        _ if files == 0 => Some(frame.t("evidence-none")),
        // Its usual words are for whoever reports.
        Some((_, FileRefused::Away(_))) => Some(frame.t("evidence-away")),
        Some((_, why)) => Some(words::file_refused(frame.lang, why)),
        None => None,
    }
}

/// Takes back a file, as the forms of both pages ask for it.
///
/// # Errors
/// What is wrong with the form, or why a rule says no.
pub async fn withdraw(
    app: &App,
    item: impl Into<Item>,
    act: &crate::act::Act,
    sent: &Sent,
) -> Result<Done, HttpError> {
    let withdrawn = withdrawn(sent)?;
    Ok(app.withdraw_evidence(item.into(), sent.version(), act, withdrawn).await?)
}

fn withdrawn(sent: &Sent) -> Result<FileWithdrawn, Vec<FieldError>> {
    let mut fields = Fields::default();
    let attachment_id = fields.id::<AttachmentId>("/file_withdrawn", sent.get("file_withdrawn"));
    let reason = fields.text("/file_reason", sent.text("file_reason"));
    let attachment_id = fields.need(attachment_id)?;
    Ok(FileWithdrawn { attachment_id, reason })
}
