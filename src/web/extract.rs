//! What handlers ask of a request: who, in which version, repeated or not, and the body.
//!
//! Must never read anything about an anonymous sender beyond the language.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, FromRequestParts, OriginalUri, Path, Query, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use serde::de::DeserializeOwned;
use tillbud_events::{Actor, Version};

use crate::App;
use crate::access::receipt::ReceiptCode;
use crate::access::{Right, Staff};
use crate::act::{Act, IDEMPOTENCY_KEY_BYTES, Idempotency};
use crate::fields::{FieldError, Problem};
use crate::store::BucketError;
use crate::web::conflict;
use crate::web::error::{HttpError, Malformed};
use crate::web::upload::is_multipart;

/// Largest JSON or form body, in bytes.
pub const BODY_BYTES: usize = 256 * 1024;

impl From<BucketError> for HttpError {
    fn from(error: BucketError) -> Self {
        Self::Unavailable(error.into())
    }
}

/// Lets a request through to an API route when its token holds `right`.
///
/// # Errors
/// 401 without a valid token, 403 without the right.
pub async fn require_token(
    State((app, right)): State<(App, Right)>,
    mut request: Request,
    next: Next,
) -> Result<Response, HttpError> {
    let token = credentials(request.headers(), "Bearer").ok_or(HttpError::SignIn)?;
    let staff = app.access.token_holder(token).await?.ok_or(HttpError::SignIn)?;
    if !right.is_held_by(staff.role) {
        return Err(HttpError::Forbidden);
    }
    conflict::refuse(&app, staff, request.uri().path()).await?;
    request.extensions_mut().insert(staff);
    Ok(next.run(request).await)
}

/// Longest that a request may take until its answer begins, its body included: a slow
/// sender must not hold a connection for ever.
const REQUEST_TIME: Duration = Duration::from_secs(30);

/// The same for files, which come slowly from a telephone.
const UPLOAD_TIME: Duration = Duration::from_secs(600);

/// Ends a request that takes too long.
///
/// # Errors
/// `Unavailable` after [`REQUEST_TIME`], or [`UPLOAD_TIME`] with files.
pub async fn limit_time(request: Request, next: Next) -> Result<Response, HttpError> {
    let late = |_| HttpError::Unavailable(anyhow::anyhow!("the request took too long"));
    let is_upload = is_multipart(request.headers())
        || request.uri().path() == crate::web::api::attachments::UPLOAD_PATH;
    let longest = if is_upload { UPLOAD_TIME } else { REQUEST_TIME };
    tokio::time::timeout(longest, next.run(request)).await.map_err(late)
}

/// Counts a request to a route that is open to everyone.
///
/// # Errors
/// 429 when too many come; only what is needed to report goes on.
pub async fn count(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Result<Response, HttpError> {
    let is_reporting =
        matches!(request.uri().path(), "/" | "/sent" | "/bare" | "/bare/sent" | "/api/v1/reports");
    match app.pressure.count_request() {
        Err(busy) if !is_reporting => Err(busy.into()),
        Err(_) | Ok(()) => Ok(next.run(request).await),
    }
}

/// Refuses a form that another site made the browser send.
///
/// # Errors
/// 403 for a cross-site request that would change something.
pub async fn refuse_cross_site(request: Request, next: Next) -> Result<Response, HttpError> {
    let headers = request.headers();
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    let is_own = match (site, headers.get(header::ORIGIN), headers.get(header::HOST)) {
        (Some(site), ..) => matches!(site, "same-origin" | "none"),
        (None, Some(origin), Some(host)) => {
            let origin = origin.to_str().unwrap_or_default();
            let origin = origin.split_once("://").map_or(origin, |(_, authority)| authority);
            origin.as_bytes() == host.as_bytes()
        }
        // Neither header: not a browser of the last five years, so no ambient cookie to abuse.
        (None, None | Some(_), _) => headers.get(header::ORIGIN).is_none(),
    };
    if is_safe || is_own { Ok(next.run(request).await) } else { Err(HttpError::CrossSite) }
}

pub(super) fn credentials<'h>(headers: &'h HeaderMap, scheme: &str) -> Option<&'h str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (given, credentials) = value.split_once(' ')?;
    given.eq_ignore_ascii_case(scheme).then(|| credentials.trim())
}

impl<S: Sync> FromRequestParts<S> for Staff {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, HttpError> {
        parts.extensions.get::<Self>().copied().ok_or(HttpError::SignIn)
    }
}

/// The receipt code of `Authorization: Receipt <code>`.
pub struct Receipt(pub ReceiptCode);

impl<S: Sync> FromRequestParts<S> for Receipt {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, HttpError> {
        let typed = credentials(&parts.headers, "Receipt").ok_or(HttpError::UnknownReceipt)?;
        ReceiptCode::parse(typed).map(Self).map_err(|_| HttpError::UnknownReceipt)
    }
}

/// The answer of `Proof-Of-Work: <challenge>:<number>`; nothing when absent.
pub struct Proof(pub String);

impl<S: Sync> FromRequestParts<S> for Proof {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let value = parts.headers.get("proof-of-work").and_then(|value| value.to_str().ok());
        Ok(Self(value.unwrap_or_default().trim().to_owned()))
    }
}

/// The version of `If-Match`; absent or `*` means any.
pub struct IfMatch(pub Option<Version>);

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, HttpError> {
        let Some(value) = parts.headers.get(header::IF_MATCH) else { return Ok(Self(None)) };
        let value = value.to_str().unwrap_or_default().trim();
        if value == "*" {
            return Ok(Self(None));
        }
        // An ETag comes in quotes; a person at a command line easily leaves them out.
        let unquoted = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
        match unquoted.unwrap_or(value).parse() {
            Ok(version) => Ok(Self(Some(Version(version)))),
            Err(_) => Err(HttpError::BadRequest(Malformed::IfMatch)),
        }
    }
}

/// A request to change something, with its JSON body (`()` for routes without one).
pub struct Change<T> {
    /// The body.
    pub body: T,
    /// Who, when, and the ids that follow.
    pub act: Act,
}

impl<T: FromBody> FromRequest<App> for Change<T> {
    type Rejection = HttpError;

    async fn from_request(request: Request<Body>, app: &App) -> Result<Self, HttpError> {
        let (mut parts, body) = request.into_parts();
        let actor = parts.extensions.get::<Staff>().map_or(Actor::Reporter, |s| s.actor());
        let is_json = is_json(&parts.headers);
        let bytes = read(Request::from_parts(parts.clone(), body), app).await?;
        let act = act(app, &mut parts, actor, None, &bytes).await?;
        Ok(Self { body: T::from_body(&bytes, is_json)?, act })
    }
}

/// The act of a request: repeatable when it has an `Idempotency-Key`, in `scope` or else
/// for its method and path.
///
/// # Errors
/// `BadRequest` for a key that is none.
pub async fn act(
    app: &App,
    parts: &mut Parts,
    actor: Actor,
    scope: Option<&str>,
    content: &[u8],
) -> Result<Act, HttpError> {
    let OriginalUri(uri) =
        OriginalUri::from_request_parts(parts, app).await.unwrap_or_else(|never| match never {});
    // One key with several receipts must not give ids that connect their reports.
    let receipt = Receipt::from_request_parts(parts, app).await.ok();
    let verifier = receipt.map(|Receipt(code)| code.verifier(&app.secrets.receipt));
    let path = scope.unwrap_or(uri.path());
    let scope = format!("{actor} {} {path} {verifier:?}", parts.method);
    let Some(key) = idempotency_key(&parts.headers)? else {
        return Ok(Act::once(&app.clock, actor));
    };
    let secret = &app.secrets.idempotency;
    let idempotency = Idempotency { secret, scope: &scope, key, content };
    Ok(Act::repeatable(&app.clock, actor, &idempotency))
}

/// The whole body.
///
/// # Errors
/// 413 when it is larger than [`BODY_BYTES`], 400 when it did not arrive whole.
pub async fn read(request: Request<Body>, app: &App) -> Result<Bytes, HttpError> {
    use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
    Bytes::from_request(request, app).await.map_err(|rejection| match rejection {
        BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => {
            HttpError::TooLarge
        }
        _ => HttpError::BadRequest(Malformed::Body),
    })
}

/// The `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07), quoted or not.
fn idempotency_key(headers: &HeaderMap) -> Result<Option<&str>, HttpError> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let key = value.to_str().unwrap_or_default().trim().trim_matches('"');
    if (1..=IDEMPOTENCY_KEY_BYTES).contains(&key.len()) {
        Ok(Some(key))
    } else {
        Err(HttpError::BadRequest(Malformed::IdempotencyKey))
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = content_type.and_then(|value| value.split(';').next()).map(str::trim);
    essence.is_some_and(|essence| {
        essence.eq_ignore_ascii_case("application/json")
            || (essence.starts_with("application/") && essence.ends_with("+json"))
    })
}

/// How a body is read.
pub trait FromBody: Sized + Send {
    /// Reads it.
    ///
    /// # Errors
    /// What is wrong with it, for the person who sent it.
    fn from_body(bytes: &Bytes, is_json: bool) -> Result<Self, HttpError>;
}

/// A route without a body ignores one.
impl FromBody for () {
    fn from_body(_: &Bytes, _: bool) -> Result<Self, HttpError> {
        Ok(())
    }
}

/// A JSON body.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned + Send> FromBody for Json<T> {
    fn from_body(bytes: &Bytes, is_json: bool) -> Result<Self, HttpError> {
        if !is_json {
            return Err(HttpError::NotJson);
        }
        // serde would also take a list of the fields' values in order; nobody means that.
        if bytes.trim_ascii_start().starts_with(b"[") {
            let error = FieldError { pointer: String::new(), problem: Problem::WrongType };
            return Err(HttpError::Invalid(vec![error]));
        }
        let mut deserializer = serde_json::Deserializer::from_slice(bytes);
        let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
            let path = error.path().clone();
            let error = error.into_inner();
            if error.is_data() {
                HttpError::Invalid(vec![misshapen(&path, &error)])
            } else {
                not_json_at(&error)
            }
        })?;
        deserializer.end().map_err(|error| not_json_at(&error))?;
        Ok(Self(value))
    }
}

fn not_json_at(error: &serde_json::Error) -> HttpError {
    let (line, column) = (error.line(), error.column());
    HttpError::BadRequest(Malformed::Json { line, column })
}

/// What serde found, without the values that it quotes: those may be a person's words.
fn misshapen(path: &serde_path_to_error::Path, error: &serde_json::Error) -> FieldError {
    let mut pointer = pointer(path);
    let message = error.to_string();
    let problem = if let Some(name) = quoted_after(&message, "missing field `") {
        pointer += &format!("/{name}");
        Problem::Missing
    } else if message.starts_with("unknown field `") {
        Problem::Unknown
    } else {
        Problem::WrongType
    };
    FieldError { pointer, problem }
}

fn quoted_after<'m>(message: &'m str, opening: &str) -> Option<&'m str> {
    message.strip_prefix(opening)?.split('`').next()
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(format!("/{index}")),
            Segment::Map { key } => Some(format!("/{}", key.replace('~', "~0").replace('/', "~1"))),
            Segment::Enum { .. } | Segment::Unknown => None,
        })
        .collect()
}

/// The id in the path; anything that is not an id does not exist.
pub struct Id<T>(pub T);

impl<T: std::str::FromStr + Send> FromRequestParts<App> for Id<T> {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, HttpError> {
        let path = Path::<String>::from_request_parts(parts, app).await;
        let Path(id) = path.map_err(|_| HttpError::NotFound)?;
        id.parse().map(Self).map_err(|_| HttpError::NotFound)
    }
}

/// The query, or a sentence about what it takes.
pub struct Params<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Params<T> {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, HttpError> {
        let query = Query::<T>::from_request_parts(parts, app).await;
        let Query(query) = query.map_err(|_| HttpError::BadRequest(Malformed::Query))?;
        Ok(Self(query))
    }
}
