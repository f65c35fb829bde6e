//! What a form of the workspace sent, and why it could not be carried out.
//!
//! Must never lose what was written: a form that is refused is shown again as it was sent.

use axum::http::StatusCode;
use axum::response::Response;
use tillbud_events::Version;
use tillbud_events::incident::Rejection as IncidentRejection;
use tillbud_events::vocabulary::Lang;

use super::FieldProblem;
use super::address::Address;
use super::frame::SAVED;
use super::said::Said;
use crate::App;
use crate::access::Staff;
use crate::act::Act;
use crate::dispatch::{DispatchError, Rejection};
use crate::fields::FieldError;
use crate::web::error::HttpError;
use crate::web::{locale, words};

/// Fields that travel in a form and say nothing.
const CARRIED: [&str; 2] = ["key", "version"];

/// The fields of a form, in the order in which the browser sent them.
#[derive(Clone, Debug, Default)]
pub struct Sent(Vec<(String, String)>);

impl From<Vec<(String, String)>> for Sent {
    fn from(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }
}

impl Sent {
    /// The value of a field; nothing written when it is not there.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    /// The value of a field, to be taken over.
    #[must_use]
    pub fn text(&self, name: &str) -> String {
        self.get(name).to_owned()
    }

    /// The value of a field, when something was written there.
    #[must_use]
    pub fn maybe(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|value| !value.trim().is_empty())
    }

    /// Every value of a field that can be chosen several times.
    #[must_use]
    pub fn all(&self, name: &str) -> Vec<&str> {
        let chosen = self.0.iter().filter(|(field, _)| field == name);
        chosen.map(|(_, value)| value.as_str()).collect()
    }

    /// As forms of the desk are read.
    #[must_use]
    pub fn said(&self) -> Said {
        Said::from(self.0.clone())
    }

    /// Whether the form had this field.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(field, _)| field == name)
    }

    /// Whether anything was sent at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Which of the page's forms it was.
    #[must_use]
    pub fn wish(&self) -> &str {
        self.get("wish")
    }

    /// The version that the writer looked at.
    #[must_use]
    pub fn version(&self) -> Option<Version> {
        self.get("version").parse().ok().map(Version)
    }

    /// The act, the same whenever the same form is sent with the same words.
    ///
    /// # Errors
    /// When what was sent cannot be encoded, which a test excludes.
    pub fn act(&self, app: &App, staff: Staff, address: &str) -> Result<Act, HttpError> {
        let said: Vec<_> =
            self.0.iter().filter(|(field, _)| !CARRIED.contains(&field.as_str())).collect();
        let form = format!("{address} {}", self.wish());
        super::act(app, staff.actor(), &form, self.get("key"), &said)
    }
}

/// Why a form was not carried out, for the page that shows it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The status of the answer.
    pub status: StatusCode,
    /// What has to change, each at its field.
    pub problems: Vec<FieldProblem>,
    /// Someone changed the thing in the meantime.
    pub is_stale: bool,
    /// Words can be kept with a reason.
    pub asks_reason: bool,
    /// Sending the same again is safe and wanted.
    pub keeps_key: bool,
    /// The file could not be cleaned and may be kept as it is.
    pub may_keep_file: bool,
}

impl Refused {
    /// Something has to change, and nothing more is to be said.
    #[must_use]
    pub const fn with(status: StatusCode, problems: Vec<FieldProblem>) -> Self {
        Self {
            status,
            problems,
            is_stale: false,
            asks_reason: false,
            keeps_key: false,
            may_keep_file: false,
        }
    }

    /// The refusal that a person can act on at the form of this `wish`; anything else is
    /// an error.
    ///
    /// # Errors
    /// What is not about this form.
    pub fn from(error: HttpError, lang: Lang, wish: &str) -> Result<Self, HttpError> {
        let refused = Self::with;
        let at_form = |words: String| vec![FieldProblem { field: format!("form-{wish}"), words }];
        let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
        Ok(match error {
            HttpError::Invalid(errors) => refused(unprocessable, at_fields(lang, &errors)),
            HttpError::Wording(errors) => {
                Self { asks_reason: true, ..refused(unprocessable, at_fields(lang, &errors)) }
            }
            HttpError::Dispatch(error) => match error {
                DispatchError::Rejected(rejection) if rejection.is_not_found() => {
                    return Err(HttpError::NotFound);
                }
                DispatchError::Rejected(Rejection::Incident(
                    IncidentRejection::NotReadyToClose(gates),
                )) => {
                    let gates = gates.iter().flat_map(|gate| at_form(words::gate(lang, gate)));
                    refused(unprocessable, gates.collect())
                }
                DispatchError::Rejected(rejection) => {
                    refused(unprocessable, at_form(words::rejection(lang, &rejection)))
                }
                DispatchError::PreconditionFailed | DispatchError::Conflict => {
                    Self { is_stale: true, ..refused(StatusCode::PRECONDITION_FAILED, vec![]) }
                }
                DispatchError::KeyReused => {
                    let words = locale::text(lang, "work-sent-before");
                    refused(StatusCode::CONFLICT, at_form(words))
                }
                DispatchError::Unavailable(_) => {
                    let words = locale::text(lang, "problem-unavailable");
                    let refused = refused(StatusCode::SERVICE_UNAVAILABLE, at_form(words));
                    Self { keeps_key: true, ..refused }
                }
                error @ DispatchError::Internal(_) => return Err(error.into()),
            },
            other => return Err(other),
        })
    }
}

/// The first problem of each field stands there; all are told in the summary.
fn at_fields(lang: Lang, errors: &[FieldError]) -> Vec<FieldProblem> {
    let problem = |error: &FieldError| FieldProblem {
        field: error.pointer.trim_start_matches('/').to_owned(),
        words: words::form_problem(lang, &error.problem),
    };
    errors.iter().map(problem).collect()
}

/// What every form of a page begins and ends with.
#[derive(Clone, Debug)]
pub struct Form {
    /// Where it is sent.
    pub action: String,
    /// Which of the page's forms.
    pub wish: String,
    /// Makes sending it twice harmless.
    pub key: String,
    /// The version that the page shows.
    pub version: i64,
    /// What is told while it is sent.
    pub sending: String,
    /// Set when words can be kept with a reason: label, hint and what was written.
    pub reason: Option<Reason>,
    /// Whether this form was refused.
    pub is_open: bool,
}

/// The field for the reason to keep words that the language check named.
#[derive(Clone, Debug)]
pub struct Reason {
    /// What it asks.
    pub label: String,
    /// What it is for.
    pub hint: String,
    /// What was written.
    pub value: String,
    /// What has to change in it.
    pub problem: String,
}

/// The state of a page's forms: empty, or as they were sent and refused.
#[derive(Clone, Debug, Default)]
pub struct Forms {
    /// What was sent.
    pub sent: Sent,
    /// Why it was not carried out.
    pub refused: Option<Refused>,
    /// Makes sending a form twice harmless.
    pub key: String,
}

impl Forms {
    /// Forms that nobody has written in.
    #[must_use]
    pub fn fresh(app: &App) -> Self {
        Self { key: app.clock.random_id().to_string(), ..Self::default() }
    }

    /// The forms with what was sent and refused.
    #[must_use]
    pub fn refused(app: &App, sent: Sent, refused: Refused) -> Self {
        let key =
            if refused.keeps_key { sent.text("key") } else { app.clock.random_id().to_string() };
        Self { sent, refused: Some(refused), key }
    }

    /// Beginning and end of one form.
    #[must_use]
    pub fn form(&self, frame: &super::Frame, action: &str, version: i64, wish: &str) -> Form {
        let is_open = !self.sent.is_empty() && self.sent.wish() == wish;
        let asks = self.refused.as_ref().is_some_and(|refused| refused.asks_reason)
            || !self.sent.get("kept_wording").is_empty();
        let reason = (is_open && asks).then(|| Reason {
            label: frame.t("work-kept"),
            hint: frame.t("work-kept-hint"),
            value: self.sent.text("kept_wording"),
            problem: self.problem("kept_wording").to_owned(),
        });
        Form {
            action: frame.href(action),
            wish: wish.to_owned(),
            key: self.key.clone(),
            version,
            sending: frame.t("report-sending"),
            reason,
            is_open,
        }
    }

    /// Everything that has to change.
    #[must_use]
    pub fn problems(&self) -> &[FieldProblem] {
        self.refused.as_ref().map_or(&[], |refused| &refused.problems)
    }

    /// What has to change in a field.
    #[must_use]
    pub fn problem(&self, field: &str) -> &str {
        let problem = self.problems().iter().find(|problem| problem.field == field);
        problem.map_or("", |problem| &problem.words)
    }

    /// Whether someone changed the thing while this form was written.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        self.refused.as_ref().is_some_and(|refused| refused.is_stale)
    }

    /// The status of the page.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.refused.as_ref().map_or(StatusCode::OK, |refused| refused.status)
    }
}

/// Where a form leads once it was carried out: the page again, at the part that changed, with a
/// word that it was saved.
#[must_use]
pub fn back_to(frame: &super::Frame, address: &str, part: &str) -> Response {
    let address = Address::new(address).with(SAVED.0, Some(SAVED.1)).to_string();
    on_to(frame, &address, part)
}

/// On to a part of a page.
#[must_use]
pub fn on_to(frame: &super::Frame, address: &str, part: &str) -> Response {
    use axum::response::{IntoResponse, Redirect};
    Redirect::to(&format!("{}#{part}", frame.href(address))).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Problem;

    fn sent() -> Sent {
        let pairs = [("wish", "item"), ("version", "7"), ("a", "1"), ("a", "2"), ("b", " ")];
        Sent::from(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec())
    }

    #[test]
    fn fields_are_found_by_name_and_some_hold_several_values() {
        let sent = sent();
        assert_eq!((sent.wish(), sent.version()), ("item", Some(Version(7))));
        assert_eq!(sent.all("a"), ["1", "2"]);
        assert_eq!((sent.get("c"), sent.maybe("b")), ("", None));
    }

    #[test]
    fn a_refusal_stands_at_its_field_or_at_its_form() {
        let error = FieldError { pointer: "/item_text".into(), problem: Problem::Missing };
        let at_field = Refused::from(HttpError::Invalid(vec![error]), Lang::Sv, "item").unwrap();
        assert_eq!(at_field.problems[0].field, "item_text");
        let merged = Rejection::Incident(IncidentRejection::NotMerged);
        let error = HttpError::Dispatch(DispatchError::Rejected(merged));
        let at_form = Refused::from(error, Lang::Sv, "unmerge").unwrap();
        assert_eq!(at_form.problems[0].field, "form-unmerge");
        let stale = HttpError::Dispatch(DispatchError::PreconditionFailed);
        let stale = Refused::from(stale, Lang::Sv, "item").unwrap();
        assert!(stale.is_stale && stale.status == StatusCode::PRECONDITION_FAILED);
    }

    #[test]
    fn what_is_not_about_the_form_stays_an_error() {
        for error in [HttpError::Forbidden, HttpError::Internal(anyhow::anyhow!("x"))] {
            assert!(Refused::from(error, Lang::En, "item").is_err());
        }
        let unknown = Rejection::Incident(IncidentRejection::Unopened);
        let error = HttpError::Dispatch(DispatchError::Rejected(unknown));
        assert!(matches!(Refused::from(error, Lang::En, "item"), Err(HttpError::NotFound)));
    }
}
