//! Making the copy of a narrative that others may read: the original beside the proposal.
//!
//! Must never approve by itself, nor lose what a coordinator has written.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::{Deserialize, Serialize};
use tillbud_events::ReportId;
use tillbud_events::report::Rejection as ReportRejection;
use tillbud_projections::report::ReportRow;

use super::frame::Frame;
use super::{FieldProblem, Posted, act, answer};
use crate::App;
use crate::access::Staff;
use crate::deidentify::{Hint, Proposal, Span};
use crate::dispatch::{DispatchError, Rejection};
use crate::fields::FieldError;
use crate::web::api::copies::{self, ApproveCopy};
use crate::web::error::HttpError;
use crate::web::extract::Id;
use crate::web::language::Locale;
use crate::web::words;

/// The page.
#[derive(Template)]
#[template(path = "copying.html")]
pub struct Copying {
    frame: Frame,
    key: String,
    back: String,
    lang: String,
    /// The original, in pieces that are masked or not.
    pieces: Vec<(bool, String)>,
    masks: Vec<Span>,
    hints: Vec<Hint>,
    /// What is approved now.
    approved: Option<String>,
    revision: i64,
    text: String,
    kept: String,
    problems: Vec<FieldProblem>,
    is_reason_asked: bool,
    is_changed: bool,
}

impl Copying {
    /// The page; a random `key` travels in its form. What is approved already is
    /// what one goes on from.
    #[must_use]
    pub fn new(frame: Frame, key: String, row: ReportRow, proposed: (Proposal, Vec<Hint>)) -> Self {
        let (Proposal { spans, masked }, hints) = proposed;
        let narrative = row.narrative.unwrap_or_default();
        Self {
            frame,
            key,
            back: format!("/desk/reports/{}", row.report_id),
            lang: row.lang.unwrap_or_default(),
            pieces: pieces(&narrative, &spans),
            masks: spans,
            hints,
            text: row.copy_text.clone().unwrap_or(masked),
            approved: row.copy_text,
            revision: row.copy_revision,
            kept: String::new(),
            problems: Vec::new(),
            is_reason_asked: false,
            is_changed: false,
        }
    }

    /// The same, with what was written and was not taken in.
    #[must_use]
    fn with(self, form: CopyForm, problems: Vec<FieldProblem>) -> Self {
        let is_reason_asked = self.is_reason_asked || !form.kept_wording.is_empty();
        let (text, kept, key) = (form.text, form.kept_wording, form.key);
        Self { text, kept, key, problems, is_reason_asked, ..self }
    }

    fn problem(&self, field: &str) -> String {
        let of_field = self.problems.iter().filter(|problem| problem.field == field);
        of_field.map(|problem| problem.words.as_str()).collect::<Vec<_>>().join(" ")
    }
}

/// `narrative` cut at the edges of `spans`; whether each piece is masked.
fn pieces(narrative: &str, spans: &[Span]) -> Vec<(bool, String)> {
    let mut pieces = Vec::new();
    let mut from = 0;
    for span in spans {
        let between = narrative.get(from..span.bytes.start).unwrap_or_default();
        pieces.extend([(false, between.to_owned()), (true, span.words.clone())]);
        from = span.bytes.end;
    }
    pieces.push((false, narrative.get(from..).unwrap_or_default().to_owned()));
    pieces
}

/// The original with the proposal; whoever has not opened it is led to where it is opened.
///
/// # Errors
/// When there is no such report, its words are gone, or the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<ReportId>,
) -> Result<Response, HttpError> {
    match page(&app, &locale, staff, id).await {
        Ok(page) => answer(StatusCode::OK, &page),
        Err(HttpError::Unopened) => Ok(back(&locale, id)),
        Err(error) => Err(error),
    }
}

async fn page(
    app: &App,
    locale: &Locale,
    staff: Staff,
    id: ReportId,
) -> Result<Copying, HttpError> {
    let row = copies::opened(app, id, staff).await?.row;
    let proposed = copies::propose(app, &row);
    let key = app.clock.random_id().to_string();
    Ok(Copying::new(locale.frame(true).for_role(staff.role), key, row, proposed))
}

fn back(locale: &Locale, id: ReportId) -> Response {
    let address = format!("/desk/reports/{id}");
    Redirect::to(&locale.frame(true).href(&address)).into_response()
}

/// A copy as the form sends it.
#[derive(Deserialize, Serialize)]
pub struct CopyForm {
    #[serde(default, skip_serializing)]
    key: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    after: u32,
    #[serde(default)]
    kept_wording: String,
}

/// Approves the copy and leads back to the report; else shows what stands in the way,
/// beside what was written.
///
/// # Errors
/// When there is no such report, its words are gone, or our side is broken.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<ReportId>,
    Posted(form): Posted<CopyForm>,
) -> Result<Response, HttpError> {
    let act = act(&app, staff.actor(), &format!("/desk/reports/{id}/copy"), &form.key, &form)?;
    let copy = ApproveCopy {
        text: form.text.clone(),
        after: form.after,
        kept_wording: Some(form.kept_wording.clone()),
    };
    let named = |error: FieldError| FieldProblem {
        field: error.pointer.trim_start_matches('/').to_owned(),
        words: words::field_problem(locale.lang, &error.problem),
    };
    let (status, problems, is_reason_asked, is_changed) =
        match copies::approve_for(&app, id, staff, None, &act, copy).await {
            Ok(done) => {
                app.projector.caught_up(done.position).await;
                return Ok(back(&locale, id));
            }
            Err(HttpError::Unopened) => return Ok(back(&locale, id)),
            Err(HttpError::Invalid(errors)) => {
                let problems = errors.into_iter().map(named).collect();
                (StatusCode::UNPROCESSABLE_ENTITY, problems, false, false)
            }
            Err(HttpError::Wording(errors)) => {
                let problems = errors.into_iter().map(named).collect();
                (StatusCode::UNPROCESSABLE_ENTITY, problems, true, false)
            }
            Err(HttpError::Dispatch(DispatchError::Rejected(Rejection::Report(
                ReportRejection::CopyChanged(_),
            )))) => (StatusCode::CONFLICT, Vec::new(), false, true),
            Err(HttpError::Dispatch(DispatchError::Unavailable(_))) => {
                let words = locale.frame(true).t("form-unavailable");
                let problem = FieldProblem { field: "text".into(), words };
                (StatusCode::SERVICE_UNAVAILABLE, vec![problem], false, false)
            }
            Err(error) => return Err(error),
        };
    let page = Copying { is_reason_asked, is_changed, ..page(&app, &locale, staff, id).await? };
    answer(status, &page.with(form, problems))
}

#[cfg(test)]
mod tests {
    use tillbud_events::vocabulary::Lang;

    use super::*;
    use crate::deidentify::{hints, propose, rules};
    use crate::web::pages::report_row::tests::row;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames, lists};

    fn page(frame: Frame, copy: Option<&str>) -> Copying {
        let narrative = format!("Anna Berg glömde {HOSTILE} på Hemtjänst Norr.");
        let proposal = propose(&rules(&lists()), &narrative, Lang::Sv);
        let proposed = (proposal, hints(&narrative, Lang::Sv));
        let copy_text = copy.map(str::to_owned);
        let row = ReportRow { narrative: Some(narrative), copy_text, ..row() };
        Copying::new(frame, "k".into(), row, proposed)
    }

    #[test]
    fn the_original_stands_beside_the_proposal_with_what_is_masked_and_why() {
        for frame in frames() {
            let html = page(frame, None).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("<mark>Anna Berg</mark> glömde"), "{html}");
            assert!(html.contains("[namn] glömde") && html.contains("på [arbetsplats]."));
            assert!(!html.contains("copy-") && !html.contains("identity-"), "a text is missing");
        }
    }

    #[test]
    fn one_goes_on_from_what_is_approved_and_sees_both_when_somebody_was_first() {
        for frame in frames() {
            let shown = page(frame.clone(), Some("Så här är det.")).render().unwrap();
            assert!(shown.contains("\nSå här är det.</textarea>"));
            let form = CopyForm {
                key: "k".into(),
                text: "Min text".into(),
                after: 0,
                kept_wording: String::new(),
            };
            let page = Copying { is_changed: true, ..page(frame, Some("Så här är det.")) };
            let html = page.with(form, Vec::new()).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("\nMin text</textarea>") && html.contains(">Så här är det.<"));
        }
    }

    #[test]
    fn every_sort_of_hit_has_a_word() {
        for frame in frames() {
            for rule in ["name", "personal_number", "email", "phone", "workplace"] {
                assert_ne!(frame.word("identity", rule), format!("identity-{rule}"));
            }
        }
    }
}
