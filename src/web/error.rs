//! What an outsider gets to see when something does not work: RFC 9457 problem details.
//!
//! The only place where an error becomes a response. The cause is logged once, here;
//! the answer holds a sentence that helps. Must never send a cause or a person's words.

use askama::Template;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use serde::Serialize;
use tillbud_cleaning::Refusal;
use tillbud_events::Role;
use tillbud_events::vocabulary::Lang;
use tillbud_projections::DatabaseError;
use tillbud_projections::conflict::Reason;
use utoipa::ToSchema;

use crate::access::account::AccountError;
use crate::attachments::FileRefused;
use crate::dispatch::{DispatchError, Rejection};
use crate::fields::FieldError;
use crate::intake::LookupError;
use crate::pressure::{Asked, Busy};
use crate::web::language::Locale;
use crate::web::locale;
use crate::web::pages::problem::Problem;
use crate::web::words;
use crate::wording::NotYet;

/// Seconds after which a client may try again when the log is away.
const RETRY_AFTER_SECONDS: HeaderValue = HeaderValue::from_static("2");

/// Why a request was not carried out.
#[derive(Debug)]
pub enum HttpError {
    /// The request cannot be read at all.
    BadRequest(Malformed),
    /// Fields are wrong.
    Invalid(Vec<FieldError>),
    /// Words that the language check named are not settled.
    Wording(Vec<FieldError>),
    /// No valid token or session.
    SignIn,
    /// Signed in, without the right for this.
    Forbidden,
    /// The original has to be opened for a purpose first.
    Unopened,
    /// The account has a conflict of interest, for this reason.
    KeptOut(Reason),
    /// A receipt code that opens nothing.
    UnknownReceipt,
    /// No such thing or no such page.
    NotFound,
    /// This address does not take this method.
    MethodNotAllowed,
    /// The form came from another site.
    CrossSite,
    /// Too much comes in just now.
    Busy(Busy),
    /// Much comes in just now: an answer to a challenge is needed.
    ProofNeeded(Asked),
    /// The body is larger than this route takes.
    TooLarge,
    /// The body is not JSON by its content type.
    NotJson,
    /// A file was not taken.
    File(FileRefused),
    /// The write path said no, or was away.
    Dispatch(DispatchError),
    /// Our side is away for a moment.
    Unavailable(anyhow::Error),
    /// Our side is broken.
    Internal(anyhow::Error),
}

/// Why a request cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// The body is not JSON.
    Json {
        /// Where reading stopped, from 1.
        line: usize,
        /// Where reading stopped, from 1.
        column: usize,
    },
    /// The body did not arrive whole.
    Body,
    /// The form's fields cannot be read.
    Form,
    /// The form's words are not written in UTF-8.
    Encoding,
    /// The query's parameters cannot be read.
    Query,
    /// The number of rows asked for is not 1 to `max`.
    Limit {
        /// Most rows of a page.
        max: usize,
    },
    /// A file of more rows than it may have.
    Rows {
        /// Most rows.
        max: usize,
    },
    /// A cursor that this server did not give.
    Cursor,
    /// A format that there is not.
    Format,
    /// `If-Match` without an `ETag`.
    IfMatch,
    /// An `Idempotency-Key` that is empty, too long or not plain.
    IdempotencyKey,
}

/// RFC 9457, with this API's additions.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProblemDetails {
    /// Which kind of problem: a URN that does not change.
    #[schema(example = "urn:tillbud:problem:invalid")]
    pub r#type: String,
    /// The kind of problem in words, in the reader's language.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What was wrong and what to do, in the reader's language.
    pub detail: String,
    /// Which fields are wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// What is missing before an incident can be closed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gates: Vec<GateProblem>,
    /// What to compute a proof of work for, or to wait with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub challenge: Option<String>,
}

/// One field that is wrong.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FieldProblem {
    /// JSON Pointer (RFC 6901) to the field.
    #[schema(example = "/narrative")]
    pub pointer: String,
    /// What is wrong with it.
    pub detail: String,
}

/// One gate of closing that is not passed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GateProblem {
    /// The kind of gate.
    #[schema(example = "feedback")]
    pub gate: String,
    /// What to do.
    pub detail: String,
}

impl HttpError {
    fn status(&self) -> StatusCode {
        match self {
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::Invalid(_) | Self::Wording(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::SignIn | Self::UnknownReceipt => StatusCode::UNAUTHORIZED,
            Self::NotFound | Self::KeptOut(Reason::Foreign) => StatusCode::NOT_FOUND,
            Self::Forbidden | Self::KeptOut(_) | Self::CrossSite => StatusCode::FORBIDDEN,
            Self::Unopened => StatusCode::CONFLICT,
            Self::File(FileRefused::Unclean(Refusal::TooLarge)) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::File(FileRefused::Away(_)) => StatusCode::SERVICE_UNAVAILABLE,
            Self::File(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Busy(_) | Self::ProofNeeded(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotJson => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Dispatch(error) => match error {
                DispatchError::Rejected(rejection) if rejection.is_not_found() => {
                    StatusCode::NOT_FOUND
                }
                DispatchError::Rejected(_) | DispatchError::KeyReused => {
                    StatusCode::UNPROCESSABLE_ENTITY
                }
                DispatchError::PreconditionFailed => StatusCode::PRECONDITION_FAILED,
                DispatchError::Conflict => StatusCode::CONFLICT,
                DispatchError::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
                DispatchError::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
            },
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The last part of the problem's type; also its key among the texts.
    fn code(&self) -> &'static str {
        match self {
            Self::BadRequest(_) => "bad-request",
            Self::Invalid(_) => "invalid",
            Self::Wording(_) => "wording",
            Self::SignIn => "sign-in",
            Self::Forbidden => "forbidden",
            Self::Unopened => "unopened",
            Self::KeptOut(Reason::Aside) => "recused",
            Self::KeptOut(Reason::Unit) => "leads-unit",
            // As if there were no such thing.
            Self::NotFound | Self::KeptOut(Reason::Foreign) => "not-found",
            Self::UnknownReceipt => "unknown-receipt",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::CrossSite => "cross-site",
            Self::Busy(_) => "busy",
            Self::ProofNeeded(_) => "proof-of-work",
            Self::TooLarge => "too-large",
            Self::NotJson => "not-json",
            Self::File(_) => "file",
            Self::Dispatch(error) => match error {
                DispatchError::Rejected(rejection) if rejection.is_not_found() => "not-found",
                DispatchError::Rejected(_) => "rejected",
                DispatchError::KeyReused => "idempotency-key-reused",
                DispatchError::PreconditionFailed => "precondition-failed",
                DispatchError::Conflict => "conflict",
                DispatchError::Unavailable(_) => "unavailable",
                DispatchError::Internal(_) => "internal",
            },
            Self::Unavailable(_) => "unavailable",
            Self::Internal(_) => "internal",
        }
    }

    /// The problem in the reader's language.
    #[must_use]
    pub fn describe(&self, lang: Lang) -> ProblemDetails {
        let code = self.code();
        let status = self.status().as_u16();
        let mut problem = ProblemDetails {
            r#type: format!("urn:tillbud:problem:{code}"),
            title: locale::text(lang, &format!("problem-{code}-title")),
            status,
            detail: locale::text(lang, &format!("problem-{code}")),
            errors: vec![],
            gates: vec![],
            challenge: None,
        };
        match self {
            Self::File(refused) => {
                problem.r#type =
                    format!("{}-{refused}", problem.r#type, refused = refused.as_str());
                problem.detail = words::file_refused(lang, refused);
            }
            Self::BadRequest(reason) => problem.detail = words::malformed(lang, reason),
            Self::Invalid(errors) | Self::Wording(errors) => {
                problem.errors = errors
                    .iter()
                    .map(|error| FieldProblem {
                        pointer: error.pointer.clone(),
                        detail: words::field_problem(lang, &error.problem),
                    })
                    .collect();
            }
            Self::Dispatch(DispatchError::Rejected(rejection)) => {
                problem.detail = words::rejection(lang, rejection);
                problem.gates = gates(lang, rejection);
            }
            Self::ProofNeeded(asked) => problem.challenge = Some(asked.challenge.clone()),
            Self::Busy(_)
            | Self::SignIn
            | Self::Forbidden
            | Self::Unopened
            | Self::KeptOut(_)
            | Self::UnknownReceipt
            | Self::NotFound
            | Self::MethodNotAllowed
            | Self::CrossSite
            | Self::TooLarge
            | Self::NotJson
            | Self::Dispatch(_)
            | Self::Unavailable(_)
            | Self::Internal(_) => {}
        }
        problem
    }

    pub(crate) fn log(&self) {
        match self {
            Self::Internal(cause) | Self::Dispatch(DispatchError::Internal(cause)) => {
                tracing::error!(cause = format!("{cause:#}"), "a request failed on our side");
            }
            Self::Unavailable(cause)
            | Self::File(FileRefused::Away(cause))
            | Self::Dispatch(DispatchError::Unavailable(cause)) => {
                tracing::warn!(
                    cause = format!("{cause:#}"),
                    "a request could not be carried out now"
                );
            }
            _ => {}
        }
    }
}

fn gates(lang: Lang, rejection: &Rejection) -> Vec<GateProblem> {
    match rejection {
        Rejection::Incident(tillbud_events::incident::Rejection::NotReadyToClose(gates)) => gates
            .iter()
            .map(|gate| GateProblem {
                gate: gate.code().to_owned(),
                detail: words::gate(lang, gate),
            })
            .collect(),
        _ => vec![],
    }
}

impl From<DispatchError> for HttpError {
    fn from(error: DispatchError) -> Self {
        Self::Dispatch(error)
    }
}

impl From<FileRefused> for HttpError {
    fn from(refused: FileRefused) -> Self {
        Self::File(refused)
    }
}

impl From<AccountError> for HttpError {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Unknown => Self::NotFound,
            AccountError::NameTaken | AccountError::Changed | AccountError::Unavailable(_) => {
                Self::Unavailable(error.into())
            }
        }
    }
}

impl From<Busy> for HttpError {
    fn from(busy: Busy) -> Self {
        Self::Busy(busy)
    }
}

impl From<Asked> for HttpError {
    fn from(asked: Asked) -> Self {
        Self::ProofNeeded(asked)
    }
}

impl From<LookupError> for HttpError {
    fn from(error: LookupError) -> Self {
        match error {
            LookupError::Busy(busy) => Self::Busy(busy),
            LookupError::Unavailable(cause) => Self::Unavailable(cause),
        }
    }
}

impl From<Vec<FieldError>> for HttpError {
    fn from(errors: Vec<FieldError>) -> Self {
        Self::Invalid(errors)
    }
}

impl From<NotYet> for HttpError {
    fn from(not_yet: NotYet) -> Self {
        match not_yet {
            NotYet::Reason(errors) => Self::Invalid(errors),
            NotYet::Words(errors) => Self::Wording(errors),
        }
    }
}

impl From<DatabaseError> for HttpError {
    fn from(error: DatabaseError) -> Self {
        let is_away = matches!(
            error,
            DatabaseError::Io(_) | DatabaseError::PoolTimedOut | DatabaseError::PoolClosed
        );
        let error = anyhow::Error::new(error).context("reading the read models");
        if is_away { Self::Unavailable(error) } else { Self::Internal(error) }
    }
}

/// Carried from the error to [`localise`], which knows the reader's language.
#[derive(Clone)]
struct Pending(std::sync::Arc<HttpError>);

impl IntoResponse for HttpError {
    fn into_response(self) -> Response {
        self.log();
        let mut response = self.status().into_response();
        let headers = response.headers_mut();
        match &self {
            Self::SignIn => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            Self::UnknownReceipt => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Receipt"));
            }
            Self::Unavailable(_)
            | Self::File(FileRefused::Away(_))
            | Self::Dispatch(DispatchError::Unavailable(_)) => {
                headers.insert(header::RETRY_AFTER, RETRY_AFTER_SECONDS);
            }
            Self::Busy(Busy { retry_after_seconds: seconds })
            | Self::ProofNeeded(Asked { wait_seconds: seconds, .. }) => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
            }
            _ => {}
        }
        response.extensions_mut().insert(Pending(std::sync::Arc::new(self)));
        response
    }
}

/// Who is told what could not be done: somebody who is signed in, in this role.
#[derive(Clone, Copy, Debug)]
pub struct ToldTo(pub Role);

/// Writes a pending error in the reader's language: problem details for programs, a
/// page for people.
pub async fn localise(locale: Locale, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    let told_to = response.extensions_mut().remove::<ToldTo>();
    let Some(Pending(error)) = response.extensions_mut().remove::<Pending>() else {
        return response;
    };
    let problem = error.describe(locale.lang);
    let headers = response.headers().clone();
    let mut described = if is_api {
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");
        (response.status(), [(header::CONTENT_TYPE, PROBLEM_JSON)], body).into_response()
    } else {
        let frame = locale.frame(false);
        let frame = match told_to {
            Some(ToldTo(role)) => frame.for_role(role),
            None => frame,
        };
        let page = Problem::new(frame, &problem).render();
        (response.status(), Html(page.unwrap_or(problem.detail))).into_response()
    };
    for name in [
        header::WWW_AUTHENTICATE,
        header::RETRY_AFTER,
        header::ALLOW,
        header::CONTENT_SECURITY_POLICY,
    ] {
        copy(&headers, &mut described, name);
    }
    described
}

fn copy(from: &axum::http::HeaderMap, to: &mut Response, name: HeaderName) {
    if let Some(value) = from.get(&name) {
        to.headers_mut().insert(name, value.clone());
    }
}
