//! Streams that came with a later version, made in a store that is in use already.
//!
//! That the keys could be read shows that the server opened its store with the right
//! encryption key; a mark among them shows that the stream was made before. So one that
//! is missing with a mark was lost, and one without a mark never was. Must never create
//! a stream that has a mark.

use async_nats::HeaderMap;
use async_nats::header::NATS_EXPECTED_LAST_SUBJECT_SEQUENCE;
use async_nats::jetstream::stream::Info;

use super::provision::{self, KEY_STREAM, KEY_SUBJECTS, OpenError, Wanted};
use super::{Connection, Outgoing, PublishError, Unavailable, publish, read};

/// Sees to it that the stream exists, that it is safe and that it has its mark. The
/// keys and the log were found, or made, before.
pub(super) async fn provision(
    connection: &Connection,
    wanted: &Wanted,
    found: Option<Info>,
) -> Result<(), OpenError> {
    let mark = format!("{KEY_SUBJECTS}.stream.{}", wanted.name);
    let is_marked = read::last(connection, KEY_STREAM, &mark).await?.is_some();
    let info = match found {
        Some(info) => info,
        None if is_marked => return Err(OpenError::Missing(wanted.name)),
        None => provision::create(&connection.admin().await?, wanted).await?,
    };
    wanted.check(&info)?;
    if is_marked { Ok(()) } else { Ok(put_mark(connection, mark).await?) }
}

/// Nothing is stored in the stream before its mark is; another program may be first.
async fn put_mark(connection: &Connection, subject: String) -> Result<(), Unavailable> {
    let mut headers = HeaderMap::new();
    headers.insert(NATS_EXPECTED_LAST_SUBJECT_SEQUENCE, "0");
    let message = Outgoing { subject, headers, payload: "made".into() };
    match publish(connection, vec![message]).await {
        Ok(_) | Err(PublishError::WrongSequence) => Ok(()),
        Err(PublishError::Unknown(cause)) => Err(cause),
        Err(error) => Err(Unavailable::because(format!("{error:?}"))),
    }
}
