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
use tillbud_projections::report::{self, ReportRow};

use super::frame::Frame;
use super::{FieldProblem, Posted, act, answer};
use crate::App;
use crate::access::Staff;
use crate::deidentify::{Hint, Proposal, Span};
use crate::dispatch::{DispatchError, Rejection};
use crate::fields::{FieldError, Problem};
use crate::web::api::copies::{self, ApproveCopy};
use crate::web::error::HttpError;
use crate::web::extract::Id;
use crate::web::language::Locale;
use crate::web::{locale, words};

/// The page.
#[derive(Template)]
#[template(path = "copying.html")]
pub struct Copying {
    frame: Frame,
    key: String,
    address: String,
    /// The address of the report.
    report: String,
    lang: String,
    /// The original, in pieces that are masked or not.
    pieces: Vec<(bool, String)>,
    /// A rule and the words that it found.
    masks: Vec<(String, String)>,
    hints: Vec<Hint>,
    /// What is approved now.
    approved: Option<String>,
    revision: i64,
    text: String,
    kept: String,
    problems: Vec<FieldProblem>,
    is_reason_asked: bool,
    /// Somebody approved another copy meanwhile.
    is_changed: bool,
    /// The original was open when the page was made and is no more: a new day has begun.
    is_closed: bool,
}

impl Copying {
    /// The page; a random `key` travels in its form. What is approved already is
    /// what one goes on from.
    #[must_use]
    pub fn new(frame: Frame, key: String, row: ReportRow, proposed: (Proposal, Vec<Hint>)) -> Self {
        let (Proposal { spans, masked }, hints) = proposed;
        let narrative = row.narrative.unwrap_or_default();
        let pieces = pieces(&narrative, &spans);
        Self {
            frame,
            key,
            address: format!("/desk/reports/{}/copy", row.report_id),
            report: format!("/desk/reports/{}", row.report_id),
            lang: row.lang.unwrap_or_default(),
            pieces,
            masks: by_rule(&spans),
            hints,
            text: row.copy_text.clone().unwrap_or(masked),
            approved: row.copy_text,
            revision: row.copy_revision,
            kept: String::new(),
            problems: Vec::new(),
            is_reason_asked: false,
            is_changed: false,
            is_closed: false,
        }
    }

    /// The same, with what was written and why it was not taken in.
    #[must_use]
    fn with(self, form: CopyForm, refused: Refused) -> Self {
        let Refused { problems, is_changed, is_closed, .. } = refused;
        let is_reason_asked = refused.is_reason_asked || !form.kept_wording.is_empty();
        let (text, kept, key) = (form.text, form.kept_wording, form.key);
        Self { text, kept, key, problems, is_reason_asked, is_changed, is_closed, ..self }
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

/// What is masked, by the rule that found it: each word once.
fn by_rule(spans: &[Span]) -> Vec<(String, String)> {
    let mut rules: Vec<(&str, Vec<&str>)> = Vec::new();
    for Span { rule, words, .. } in spans {
        match rules.iter_mut().find(|(known, _)| known == rule) {
            Some((_, listed)) if listed.contains(&words.as_str()) => {}
            Some((_, listed)) => listed.push(words),
            None => rules.push((rule, vec![words])),
        }
    }
    rules.into_iter().map(|(rule, words)| (rule.to_owned(), words.join(" · "))).collect()
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

/// Why a copy was not taken in.
#[derive(Default)]
struct Refused {
    status: StatusCode,
    problems: Vec<FieldProblem>,
    is_reason_asked: bool,
    is_changed: bool,
    is_closed: bool,
}

impl Refused {
    /// What the coordinator can do about `error`.
    fn of(frame: &Frame, error: HttpError) -> Result<Self, HttpError> {
        let problem = |words| FieldProblem { field: "text".into(), words };
        let named = |error: FieldError| FieldProblem {
            field: error.pointer.trim_start_matches('/').to_owned(),
            words: words::form_problem(frame.lang, &error.problem),
        };
        Ok(match error {
            HttpError::Unopened => Self {
                status: StatusCode::CONFLICT,
                problems: vec![problem(frame.t("copy-closed-problem"))],
                is_closed: true,
                ..Self::default()
            },
            HttpError::Invalid(errors) => Self {
                status: StatusCode::UNPROCESSABLE_ENTITY,
                problems: errors.into_iter().map(named).collect(),
                ..Self::default()
            },
            HttpError::Wording(errors) => Self {
                status: StatusCode::UNPROCESSABLE_ENTITY,
                problems: vec![still(frame, &errors)],
                is_reason_asked: true,
                ..Self::default()
            },
            HttpError::Dispatch(DispatchError::Rejected(Rejection::Report(
                ReportRejection::CopyChanged(_),
            ))) => Self { status: StatusCode::CONFLICT, is_changed: true, ..Self::default() },
            HttpError::Dispatch(DispatchError::Unavailable(_)) => Self {
                status: StatusCode::SERVICE_UNAVAILABLE,
                problems: vec![problem(frame.t("problem-unavailable"))],
                ..Self::default()
            },
            error => return Err(error),
        })
    }
}

/// All that still stands in one sentence, each with its sort: how to write of persons is
/// not the question here.
fn still(frame: &Frame, errors: &[FieldError]) -> FieldProblem {
    let one = |error: &FieldError| match &error.problem {
        Problem::Wording { words, code } => {
            let with = [("words", &**words), ("sort", &*frame.word("identity", code))];
            Some(locale::text_with(frame.lang, "copy-still-one", &with))
        }
        _ => None,
    };
    let all: Vec<_> = errors.iter().filter_map(one).collect();
    FieldProblem { field: "text".into(), words: frame.fill("copy-still", "all", all.join(", ")) }
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
    let refused = match copies::approve_for(&app, id, staff, None, &act, copy).await {
        Ok(done) => {
            app.projector.caught_up(done.position).await;
            return Ok(back(&locale, id));
        }
        Err(error) => Refused::of(&locale.frame(true), error)?,
    };
    let page = if refused.is_closed {
        let row = report::get(app.read_models.db(), id).await?.ok_or(HttpError::NotFound)?;
        let frame = locale.frame(true).for_role(staff.role);
        Copying::new(frame, form.key.clone(), row, Default::default())
    } else {
        page(&app, &locale, staff, id).await?
    };
    answer(refused.status, &page.with(form, refused))
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

    fn written() -> CopyForm {
        let (key, text) = ("k".into(), "Min text".into());
        CopyForm { key, text, after: 0, kept_wording: String::new() }
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
            let refused = Refused { is_changed: true, ..Refused::default() };
            let page = page(frame, Some("Så här är det."));
            let html = page.with(written(), refused).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("\nMin text</textarea>") && html.contains(">Så här är det.<"));
        }
    }

    #[test]
    fn what_still_stands_is_named_with_its_sort_and_a_reason_is_asked_for() {
        for frame in frames() {
            let problem = Problem::Wording { words: HOSTILE.into(), code: "name".into() };
            let error = FieldError { pointer: "/text".into(), problem };
            let refused = Refused::of(&frame, HttpError::Wording(vec![error])).unwrap();
            assert!(refused.problems[0].words.contains(&frame.word("identity", "name")));
            let html = page(frame, None).with(written(), refused).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("name=\"kept_wording\"") && !html.contains("copy-"));
        }
    }

    #[test]
    fn a_page_left_open_overnight_keeps_the_text_and_holds_no_original() {
        for frame in frames() {
            let refused = Refused::of(&frame, HttpError::Unopened).unwrap();
            let row = ReportRow { narrative: None, copy_text: None, ..row() };
            let page = Copying::new(frame, "k".into(), row, Default::default());
            let html = page.with(written(), refused).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("\nMin text</textarea>") && !html.contains("<mark>"));
            assert!(html.contains("target=\"_blank\"") && !html.contains("copy-"));
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
