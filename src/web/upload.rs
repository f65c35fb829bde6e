//! A form with files, read part by part: each file is taken in before the next is read,
//! so that an upload never holds more than one.
//!
//! A part's name says which field it is; the name of a file is never looked at. What is
//! wrong with a file, or with the form as a whole, is told together with everything that
//! was written. Must never keep a file's name, nor write a file anywhere in clear.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use futures_util::{Stream, TryStream, stream};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use tillbud_events::limits;
use tokio::time::timeout;

use crate::App;
use crate::attachments::{FILE_BYTES, FileRefused, Uploaded};
use crate::web::error::HttpError;
use crate::web::extract::BODY_BYTES;
use crate::web::pages::Posted;
use crate::web::signed_in::form_encoded;

/// The field of the form that holds files.
pub const FILE_FIELD: &str = "attachment";
/// The field that says that what cannot be cleaned is to be kept as it is.
const KEEP_FIELD: &str = "keep_original";
/// Largest form with its files, in bytes.
pub const UPLOAD_BYTES: usize = limits::ATTACHMENTS * FILE_BYTES + BODY_BYTES;
/// Most bytes of a part before its content begins, and of what is read ahead.
const AHEAD_BYTES: usize = 256 * 1024;
/// Longest time in which nothing comes.
const IDLE_TIME: Duration = Duration::from_secs(30);

/// A body that is read in steps, and drained when that fails.
type Shared<S> = Arc<Mutex<Pin<Box<S>>>>;

/// What a form sent, with its files stored and not yet kept.
pub struct Upload<T> {
    /// The fields that are no files.
    pub said: T,
    /// The files that were taken in.
    pub uploaded: Uploaded,
    /// Those that were not: their number, from 1, and why.
    pub refused: Vec<(usize, FileRefused)>,
    /// Why reading ended early; what came before it is kept.
    pub broken: Option<Broken>,
    /// The digest of each file as it came: the same form with other files is another form.
    pub digests: Vec<[u8; 32]>,
}

/// Why a form could not be read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// It is no form, or it broke off.
    Shape,
    /// It is larger than [`UPLOAD_BYTES`].
    TooLarge,
}

impl Broken {
    /// The status of the answer.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        match self {
            Self::Shape => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        }
    }
}

impl From<MultipartError> for Broken {
    fn from(error: MultipartError) -> Self {
        let is_too_large = error.status() == StatusCode::PAYLOAD_TOO_LARGE;
        if is_too_large { Self::TooLarge } else { Self::Shape }
    }
}

/// Whether a request brings files, by its content type.
#[must_use]
pub fn is_multipart(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    content_type.is_some_and(|value| {
        value.get(..19).is_some_and(|start| start.eq_ignore_ascii_case("multipart/form-data"))
    })
}

impl<T> Upload<T> {
    /// The status of the answer when something has to change first.
    #[must_use]
    pub fn trouble(&self) -> Option<StatusCode> {
        let is_away = |(_, why): &(usize, FileRefused)| matches!(why, FileRefused::Away(_));
        match self.broken {
            Some(broken) => Some(broken.status()),
            None if self.refused.iter().any(is_away) => Some(StatusCode::SERVICE_UNAVAILABLE),
            None if self.refused.is_empty() => None,
            None => Some(StatusCode::UNPROCESSABLE_ENTITY),
        }
    }
}

impl<T: DeserializeOwned + Send> FromRequest<App> for Upload<T> {
    type Rejection = HttpError;

    async fn from_request(request: Request, app: &App) -> Result<Self, HttpError> {
        let uploaded = app.attachments.begin();
        if !is_multipart(request.headers()) {
            let Posted(said) = Posted::from_request(request, app).await?;
            let (refused, digests) = (Vec::new(), Vec::new());
            return Ok(Self { said, uploaded, refused, broken: None, digests });
        }
        let mut reading = Reading { app, fields: Vec::new(), text_bytes: 0, files: 0 };
        let mut upload =
            Upload { said: (), uploaded, refused: Vec::new(), broken: None, digests: Vec::new() };
        upload.broken = reading.read(request, &mut upload).await.err();
        let Upload { uploaded, refused, broken, digests, said: () } = upload;
        for (number, why) in &refused {
            if let FileRefused::Away(cause) = why {
                tracing::warn!(number, cause = format!("{cause:#}"), "a file could not be taken");
            }
        }
        let said = reading.said(app).await?;
        Ok(Self { said, uploaded, refused, broken, digests })
    }
}

struct Reading<'a> {
    app: &'a App,
    fields: Vec<(String, String)>,
    text_bytes: usize,
    files: usize,
}

impl Reading<'_> {
    async fn read(&mut self, request: Request, upload: &mut Upload<()>) -> Result<(), Broken> {
        let ahead = Arc::new(AtomicUsize::new(0));
        let (head, body) = request.into_parts();
        let body = Arc::new(Mutex::new(Box::pin(body.into_data_stream())));
        let steps = Body::from_stream(in_steps(body.clone(), ahead.clone()));
        let mut request = Request::from_parts(head, steps);
        DefaultBodyLimit::max(UPLOAD_BYTES).apply(&mut request);
        let outcome = self.parts(request, &ahead, upload).await;
        if outcome.is_err() {
            drain(&body).await;
        }
        outcome
    }

    async fn parts(
        &mut self,
        request: Request,
        ahead: &AtomicUsize,
        upload: &mut Upload<()>,
    ) -> Result<(), Broken> {
        let parts = Multipart::from_request(request, self.app).await;
        let mut parts = parts.map_err(|_| Broken::Shape)?;
        let place = self.app.attachments.place();
        loop {
            let next = timeout(IDLE_TIME, parts.next_field()).await.map_err(|_| Broken::Shape)?;
            let Some(part) = next? else { return Ok(()) };
            ahead.store(0, Ordering::Relaxed);
            let is_file = part.name() == Some(FILE_FIELD);
            let has_name = part.file_name().is_some_and(|name| !name.is_empty());
            let content_type = part.content_type().unwrap_or_default().to_ascii_lowercase();
            // A file in a field that takes none would be lost without a word.
            if content_type.starts_with("multipart/") || (has_name && !is_file) {
                return Err(Broken::Shape);
            }
            if is_file {
                self.file(part, has_name, place.is_some(), ahead, upload).await?;
            } else {
                self.text(part, ahead).await?;
            }
        }
    }

    async fn file(
        &mut self,
        part: Field<'_>,
        has_name: bool,
        has_place: bool,
        ahead: &AtomicUsize,
        upload: &mut Upload<()>,
    ) -> Result<(), Broken> {
        let is_extra = self.files >= limits::ATTACHMENTS;
        let most = if is_extra || !has_place { 0 } else { FILE_BYTES };
        let (bytes, length) = content(part, most, ahead).await?;
        // What a browser sends when no file was chosen.
        if length == 0 && !has_name {
            return Ok(());
        }
        self.files += 1;
        let outcome = if is_extra {
            Err(FileRefused::TooMany)
        } else if !has_place {
            Err(FileRefused::Away(anyhow::anyhow!("too many uploads at the same time")))
        } else if length > FILE_BYTES {
            Err(FileRefused::Unclean(tillbud_cleaning::Refusal::TooLarge))
        } else {
            upload.digests.push(Sha256::digest(&bytes).into());
            self.app.attachments.take(&mut upload.uploaded, bytes, self.keeps()).await.map(drop)
        };
        if let Err(why) = outcome {
            upload.refused.push((self.files, why));
        }
        Ok(())
    }

    async fn text(&mut self, part: Field<'_>, ahead: &AtomicUsize) -> Result<(), Broken> {
        let name = part.name().unwrap_or_default().to_owned();
        let left = BODY_BYTES.saturating_sub(self.text_bytes);
        let (bytes, length) = content(part, left, ahead).await?;
        self.text_bytes += name.len() + length;
        if self.text_bytes > BODY_BYTES {
            return Err(Broken::TooLarge);
        }
        let text = String::from_utf8(bytes).map_err(|_| Broken::Shape)?;
        self.fields.push((name, text));
        Ok(())
    }

    /// Stands before the files in the form, so it is known by now.
    fn keeps(&self) -> bool {
        self.fields.iter().any(|(name, value)| name == KEEP_FIELD && value == "true")
    }

    /// The fields as any other form gives them.
    async fn said<T: DeserializeOwned + Send>(self, app: &App) -> Result<T, HttpError> {
        let pairs = self.fields.iter();
        let pairs = pairs.map(|(name, text)| [form_encoded(name), form_encoded(text)].join("="));
        let body = Body::from(pairs.collect::<Vec<_>>().join("&"));
        let form = Request::post("/")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body)
            .map_err(|error| HttpError::Internal(error.into()))?;
        Posted::from_request(form, app).await.map(|Posted(said)| said)
    }
}

/// A part's content, of which only the first `most` bytes are kept, and its length.
async fn content(
    mut part: Field<'_>,
    most: usize,
    ahead: &AtomicUsize,
) -> Result<(Vec<u8>, usize), Broken> {
    let (mut bytes, mut length) = (Vec::new(), 0);
    loop {
        let chunk = timeout(IDLE_TIME, part.chunk()).await.map_err(|_| Broken::Shape)?;
        let Some(chunk) = chunk? else { return Ok((bytes, length)) };
        ahead.store(0, Ordering::Relaxed);
        length += chunk.len();
        let room = most.saturating_sub(bytes.len()).min(chunk.len());
        bytes.extend_from_slice(&chunk[..room]);
    }
}

/// The reader of forms takes all that is there at once, however much that is, and headers
/// without an end. So it gets one piece at a time, and only so many that it makes nothing of.
fn in_steps<S, E>(
    body: Shared<S>,
    ahead: Arc<AtomicUsize>,
) -> impl Stream<Item = std::io::Result<S::Ok>>
where
    S: TryStream<Error = E> + Send,
    S::Ok: AsRef<[u8]>,
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let mut has_given = false;
    stream::poll_fn(move |context| {
        if has_given {
            has_given = false;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let polled = poll_piece(&body, context);
        let Poll::Ready(Some(piece)) = polled else { return polled.map(|_| None) };
        has_given = true;
        let piece = piece.map_err(std::io::Error::other).and_then(|piece| {
            let read = ahead.fetch_add(piece.as_ref().len(), Ordering::Relaxed);
            let is_too_far = read > AHEAD_BYTES;
            if is_too_far { Err(std::io::Error::other("no part begins")) } else { Ok(piece) }
        });
        Poll::Ready(Some(piece))
    })
}

/// Takes what is left of a form that cannot be read and throws it away: a browser that is
/// still sending when the connection ends shows a failure instead of the answer.
async fn drain<S>(body: &Shared<S>)
where
    S: TryStream,
    S::Ok: AsRef<[u8]>,
{
    let mut left = UPLOAD_BYTES;
    loop {
        let piece = poll_fn(|context| poll_piece(body, context));
        match timeout(IDLE_TIME, piece).await {
            Ok(Some(Ok(piece))) if piece.as_ref().len() <= left => left -= piece.as_ref().len(),
            Ok(_) | Err(_) => return,
        }
    }
}

fn poll_piece<S: TryStream>(
    body: &Shared<S>,
    context: &mut Context<'_>,
) -> Poll<Option<Result<S::Ok, S::Error>>> {
    body.lock().unwrap_or_else(PoisonError::into_inner).as_mut().try_poll_next(context)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Bytes;
    use futures_util::{FutureExt, StreamExt};

    const PIECE: usize = 64 * 1024;

    fn pieces(count: usize) -> Shared<impl Stream<Item = Result<Bytes, std::io::Error>> + Send> {
        let pieces = stream::iter((0..count).map(|_| Ok(Bytes::from(vec![b'x'; PIECE]))));
        Arc::new(Mutex::new(Box::pin(pieces)))
    }

    #[tokio::test]
    async fn a_reader_gets_one_piece_at_a_time_and_stops_when_nothing_comes_of_them() {
        let ahead = Arc::new(AtomicUsize::new(0));
        let body = pieces(1_000);
        let mut steps = Box::pin(in_steps(body.clone(), ahead));
        assert!(steps.next().now_or_never().unwrap().unwrap().is_ok());
        assert!(steps.next().now_or_never().is_none(), "what is there waits for its turn");
        let mut taken = 1;
        while let Some(Ok(_)) = steps.next().await {
            taken += 1;
        }
        assert_eq!(taken * PIECE, AHEAD_BYTES + PIECE);
        drain(&body).await;
        let next = poll_fn(|context| poll_piece(&body, context)).await;
        assert!(next.is_none(), "the rest was taken off the wire");
    }

    #[tokio::test]
    async fn a_reader_that_makes_something_of_them_gets_all() {
        let ahead = Arc::new(AtomicUsize::new(0));
        let steps = in_steps(pieces(1_000), ahead.clone());
        let taken = steps.map(|piece| {
            ahead.store(0, Ordering::Relaxed);
            piece.map_or(0, |piece| piece.len())
        });
        assert_eq!(taken.fold(0, async |sum, length| sum + length).await, 1_000 * PIECE);
    }

    #[test]
    fn a_form_with_files_is_known_by_its_content_type() {
        let is = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static(value));
            is_multipart(&headers)
        };
        assert!(is("multipart/form-data; boundary=x") && is("Multipart/Form-Data"));
        assert!(!is("application/x-www-form-urlencoded") && !is("multipart/mixed") && !is(""));
    }
}
