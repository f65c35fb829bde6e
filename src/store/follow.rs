//! Following the log: every event once, in order, without end.
//!
//! A follower outlives restarts of the server. Must never skip an event: one that
//! is missing or unreadable stops it.

use std::collections::VecDeque;
use std::time::Duration;

use async_nats::jetstream;
use async_nats::jetstream::consumer::{DeliverPolicy, ReplayPolicy, pull};
use futures_util::{FutureExt, StreamExt, future};
use tillbud_events::{AnyEvent, Position, Recorded};

use super::connection::Breaks;
use super::provision::LOG_STREAM;
use super::read::{Stored, open_all, parse};
use super::{Connection, EventStore, LoadError, RawRecord, Unavailable};
use crate::clock::Clock;
use crate::sealing::Keyring;

/// Shortest and longest pause before the log is asked for again.
const PAUSE: (Duration, Duration) = (Duration::from_millis(20), Duration::from_secs(2));

/// Reads on from a position. Dropping a call to [`Self::next_batch`] loses nothing.
pub struct Follower {
    store: EventStore,
    /// The last event taken from the log, whether handed out or waiting below.
    taken: Position,
    waiting: VecDeque<RawRecord>,
    reading: Option<Reading>,
}

/// A reading that lasts as long as the connection.
struct Reading {
    messages: pull::Ordered,
    breaks: Breaks,
}

/// Why a follower cannot go on; trying again gives the same.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct FollowError(#[from] LoadError);

impl EventStore {
    /// The events after `after`, and those still to come.
    ///
    /// # Errors
    /// [`LoadError::Ahead`] when the log ends before `after`.
    pub async fn follow(&self, after: Position) -> Result<Follower, LoadError> {
        self.check_reaches(after).await?;
        Ok(Follower { store: self.clone(), taken: after, waiting: VecDeque::new(), reading: None })
    }

    async fn check_reaches(&self, after: Position) -> Result<(), LoadError> {
        let tip = self.tip().await?;
        if tip < after { Err(LoadError::Ahead { after, tip }) } else { Ok(()) }
    }
}

impl Follower {
    /// Waits for an event, then gives it together with those that are ready, at
    /// most `max`. While the log is away it waits.
    ///
    /// # Errors
    /// [`FollowError`] when an event is missing or cannot be read.
    pub async fn next_batch(&mut self, max: usize) -> Result<Vec<Recorded<AnyEvent>>, FollowError> {
        let open = |keyring, records| async move { open_all(&keyring, records).await };
        self.next(max, open).await
    }

    /// As [`Self::next_batch`], for whoever needs no words: texts stay sealed.
    ///
    /// # Errors
    /// [`FollowError`] when an event is missing or cannot be read.
    pub async fn next_sealed(&mut self, max: usize) -> Result<Vec<RawRecord>, FollowError> {
        self.next(max, |_, records| future::ready(Ok(records))).await
    }

    async fn next<T, F>(
        &mut self,
        max: usize,
        read: impl Fn(Keyring, Vec<RawRecord>) -> F + Sync,
    ) -> Result<Vec<T>, FollowError>
    where
        F: Future<Output = Result<Vec<T>, LoadError>>,
    {
        let mut pause = PAUSE.0;
        loop {
            let error = match self.try_next(max.max(1), &read).await {
                Ok(events) => return Ok(events),
                Err(error) => error,
            };
            self.reading = None;
            let LoadError::Unavailable(cause) = error else { return Err(error.into()) };
            if pause == PAUSE.0 {
                tracing::info!(%cause, after = %self.taken, "waiting for the log");
            }
            Clock::system().pause(pause).await;
            pause = (pause * 2).min(PAUSE.1);
        }
    }

    async fn try_next<T, F>(
        &mut self,
        max: usize,
        read: &(impl Fn(Keyring, Vec<RawRecord>) -> F + Sync),
    ) -> Result<Vec<T>, LoadError>
    where
        F: Future<Output = Result<Vec<T>, LoadError>>,
    {
        if self.waiting.is_empty() {
            let Reading { messages, breaks } = self.reading().await?;
            let message = tokio::select! {
                message = messages.next() => message,
                () = breaks.next() => None,
            };
            self.take(message)?;
        }
        while self.waiting.len() < max {
            let Some(reading) = &mut self.reading else { break };
            match reading.messages.next().now_or_never() {
                None => break,
                Some(message) => self.take(message)?,
            }
        }
        let count = self.waiting.len().min(max);
        let records = self.waiting.iter().take(count).cloned().collect();
        let events = read(self.store.keyring.clone(), records).await?;
        self.waiting.drain(..count);
        Ok(events)
    }

    /// The messages after the last one taken.
    async fn reading(&mut self) -> Result<&mut Reading, LoadError> {
        let reading = match self.reading.take() {
            Some(reading) => reading,
            None => {
                let breaks = self.store.connection.breaks();
                // The log may have been replaced while it was away.
                self.store.check_reaches(self.taken).await?;
                let messages = read_from(&self.store.connection, self.taken).await?;
                Reading { messages, breaks }
            }
        };
        Ok(self.reading.insert(reading))
    }

    fn take(
        &mut self,
        message: Option<Result<jetstream::Message, pull::OrderedError>>,
    ) -> Result<(), LoadError> {
        let message = message
            .ok_or_else(|| Unavailable::because("the connection broke"))?
            .map_err(Unavailable::because)?;
        let sequence = message.info().map_err(Unavailable::because)?.stream_sequence;
        let next = Position(self.taken.0 + 1);
        if sequence != next.0 {
            return Err(LoadError::Gap(next));
        }
        let message = message.message;
        self.waiting.push_back(parse(&Stored {
            sequence,
            subject: message.subject.to_string(),
            headers: message.headers.unwrap_or_default(),
            payload: message.payload,
        })?);
        self.taken = next;
        Ok(())
    }
}

async fn read_from(connection: &Connection, after: Position) -> Result<pull::Ordered, Unavailable> {
    let config = pull::OrderedConfig {
        deliver_policy: DeliverPolicy::ByStartSequence { start_sequence: after.0 + 1 },
        replay_policy: ReplayPolicy::Instant,
        ..pull::OrderedConfig::default()
    };
    let stream = connection.stream(LOG_STREAM).await?;
    let consumer = connection.wait(stream.create_consumer(config)).await?;
    let messages = consumer.map_err(Unavailable::because)?.messages();
    connection.wait(messages).await?.map_err(Unavailable::because)
}
