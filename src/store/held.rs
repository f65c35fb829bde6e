//! The stream of what is held: sealed bytes, each in its place, until they are erased.
//!
//! A place is the subject of all that one receipt leads to. Read through the leader.
//! Must never know what the bytes say, nor leave them on disk once they are erased.

use async_nats::HeaderMap;
use async_nats::header::NATS_EXPECTED_LAST_SUBJECT_SEQUENCE;
use bytes::Bytes;
use futures_util::TryStreamExt;

use super::provision::{self, HELD_STREAM, HELD_SUBJECT};
use super::{Connection, OpenError, Outgoing, PublishError, Unavailable, publish, read};

/// The place of the cover, which is no receipt's.
const COVER: &str = "cover";

/// A handle on the stream. Cheap to clone.
#[derive(Clone, Debug)]
pub struct HeldStream(Connection);

/// Sealed bytes in their place.
#[derive(Debug)]
pub struct HeldMessage {
    /// Its number; a later one of the same place has a higher.
    pub sequence: u64,
    /// What was put there.
    pub sealed: Bytes,
}

/// Why nothing was put in a place, or why that is not known.
#[derive(Debug, thiserror::Error)]
pub enum PutError {
    /// Something else was put there meanwhile.
    #[error("the place has changed since it was read")]
    Changed,
    /// It is larger than NATS takes.
    #[error("what is to be held is larger than the log takes")]
    TooLarge,
    /// The stream is away; it may have been put there.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl HeldStream {
    /// Opens the stream.
    ///
    /// # Errors
    /// [`OpenError`].
    pub async fn open(connection: &Connection) -> Result<Self, OpenError> {
        connection.provisioned().await?;
        Ok(Self(connection.clone()))
    }

    /// Puts `sealed` in `place`, when its last message is still number `after` (0: when
    /// it is empty). Nothing but the place and the bytes is sent along.
    ///
    /// # Errors
    /// [`PutError`].
    pub async fn put(&self, place: &str, after: u64, sealed: Vec<u8>) -> Result<(), PutError> {
        let mut headers = HeaderMap::new();
        headers.insert(NATS_EXPECTED_LAST_SUBJECT_SEQUENCE, after.to_string());
        let message = Outgoing { subject: subject(place), headers, payload: sealed.into() };
        match publish(&self.0, vec![message]).await {
            Ok(_) => Ok(()),
            Err(PublishError::WrongSequence) => Err(PutError::Changed),
            Err(PublishError::TooLarge) => Err(PutError::TooLarge),
            Err(PublishError::Unknown(cause)) => Err(cause.into()),
            Err(error) => Err(Unavailable::because(format!("{error:?}")).into()),
        }
    }

    /// All that is in `place`, oldest first. What one person adds within an hour is what
    /// bounds it.
    ///
    /// # Errors
    /// [`Unavailable`].
    pub async fn at(&self, place: &str) -> Result<Vec<HeldMessage>, Unavailable> {
        let subject = subject(place);
        let mut messages = Vec::new();
        let mut from = 1;
        while let Some(stored) = read::next(&self.0, HELD_STREAM, &subject, from).await? {
            from = stored.sequence + 1;
            messages.push(HeldMessage { sequence: stored.sequence, sealed: stored.payload });
        }
        Ok(messages)
    }

    /// Every place with something in it.
    ///
    /// # Errors
    /// [`Unavailable`].
    pub async fn places(&self) -> Result<Vec<String>, Unavailable> {
        let stream = self.0.stream(HELD_STREAM).await?;
        let listed = async {
            let subjects = stream.info_with_subjects(subject("*")).await;
            let subjects = subjects.map_err(Unavailable::because)?;
            subjects.map_err(Unavailable::because).try_collect::<Vec<_>>().await
        };
        let listed = self.0.wait(listed).await??;
        let places = listed.iter().filter_map(|(subject, _)| {
            let place = subject.strip_prefix(HELD_SUBJECT)?.strip_prefix('.')?;
            (place != COVER).then(|| place.to_owned())
        });
        Ok(places.collect())
    }

    /// Whether nothing is held.
    ///
    /// # Errors
    /// [`Unavailable`].
    pub async fn is_empty(&self) -> Result<bool, Unavailable> {
        let info = provision::info(&self.0, HELD_STREAM).await?;
        let info =
            info.ok_or_else(|| Unavailable::because("the stream of held reports is gone"))?;
        Ok(info.state.messages == 0)
    }

    /// Overwrites the bytes of one message. One that is gone already is as good.
    ///
    /// # Errors
    /// [`Unavailable`]; it may still be there.
    pub async fn erase(&self, sequence: u64) -> Result<(), Unavailable> {
        let stream = self.0.stream(HELD_STREAM).await?;
        match self.0.wait(stream.delete_message(sequence)).await? {
            Ok(_) => Ok(()),
            Err(_) if read::at(&self.0, HELD_STREAM, sequence).await?.is_none() => Ok(()),
            Err(error) => Err(Unavailable::because(error)),
        }
    }

    /// Puts an empty message behind all others. JetStream keeps the time of the last
    /// message of a stream even when it is erased; this makes it say when a release
    /// was, and not when somebody wrote.
    ///
    /// # Errors
    /// [`Unavailable`].
    pub async fn cover(&self) -> Result<(), Unavailable> {
        let cover =
            Outgoing { subject: subject(COVER), headers: HeaderMap::new(), payload: Bytes::new() };
        match publish(&self.0, vec![cover]).await {
            Ok(_) => Ok(()),
            Err(PublishError::Unknown(cause)) => Err(cause),
            Err(error) => Err(Unavailable::because(format!("{error:?}"))),
        }
    }

    /// Erases covers, also those that a killed program left behind.
    ///
    /// # Errors
    /// [`Unavailable`].
    pub async fn uncover(&self) -> Result<(), Unavailable> {
        for message in self.at(COVER).await? {
            self.erase(message.sequence).await?;
        }
        Ok(())
    }
}

fn subject(place: &str) -> String {
    format!("{HELD_SUBJECT}.{place}")
}
