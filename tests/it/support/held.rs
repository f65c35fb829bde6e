//! A program that holds reports, by a clock that the test moves, and NATS underneath it.

use std::path::PathBuf;
use std::time::Duration;

use async_nats::jetstream::{self, stream::State};
use futures_util::TryStreamExt;
use jiff::Timestamp;
use tillbud::App;
use tillbud::clock::Clock;
use tillbud::dispatch::Dispatch;
use tillbud::holding::{HoldMinutes, Holding};
use tillbud::runtime::Log;

use super::app::{TestApp, config};
use super::log::{files_under, jetstream_as_app};

/// Longest wait for what the program does by itself.
pub const PATIENCE: Duration = Duration::from_secs(30);

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn twenty_past_ten() -> Timestamp {
    at("2026-05-04T10:20:31.5Z")
}

pub fn eleven() -> Timestamp {
    at("2026-05-04T11:00:00Z")
}

/// Holds for the hour, by a clock that stands at `now` until it is set.
pub async fn held_app(now: Timestamp) -> (TestApp, Clock) {
    let clock = Clock::simulated(now, 7);
    let directory = tempfile::tempdir().unwrap();
    let app = TestApp::start_at(directory, None, clock.clone(), HoldMinutes::HOUR).await;
    (app, clock)
}

/// Another program on the same log, with a clock of its own and without the task that
/// releases at the hour.
pub async fn another(app: &TestApp, clock: &Clock) -> App {
    let log = Log::open(&config(&app.directory, None), clock).await.unwrap();
    assert!(!log.has_own_server());
    App {
        store: log.store.clone(),
        keyring: log.keyring.clone(),
        dispatch: Dispatch::new(log.store.clone()),
        holding: Holding::new(log.shelf.clone(), HoldMinutes::HOUR, clock.clone()),
        clock: clock.clone(),
        ..app.app().clone()
    }
}

/// The streams themselves, with the program's own credential.
pub struct Nats {
    pub jetstream: jetstream::Context,
    files: PathBuf,
}

impl Nats {
    pub async fn of(app: &TestApp) -> Self {
        let data = app.directory.path();
        Self { jetstream: jetstream_as_app(data).await, files: data.join("nats") }
    }

    /// Every file of the server's store.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        files_under(&self.files)
    }

    pub async fn state(&self, stream: &str) -> State {
        self.jetstream.get_stream(stream).await.unwrap().cached_info().state.clone()
    }

    pub async fn subjects(&self, stream: &str) -> Vec<String> {
        let stream = self.jetstream.get_stream_no_info(stream).await.unwrap();
        let subjects = stream.info_with_subjects(">").await.unwrap();
        subjects.map_ok(|(subject, _)| subject).try_collect().await.unwrap()
    }

    pub async fn payloads(&self, stream: &str) -> Vec<Vec<u8>> {
        let messages = self.messages(stream).await.into_iter();
        messages.map(|message| message.payload.to_vec()).collect()
    }

    /// When JetStream says that the messages came.
    pub async fn times(&self, stream: &str) -> Vec<Timestamp> {
        let time = |message: jetstream::message::StreamMessage| {
            Timestamp::from_nanosecond(message.time.unix_timestamp_nanos()).unwrap()
        };
        self.messages(stream).await.into_iter().map(time).collect()
    }

    async fn messages(&self, stream: &str) -> Vec<jetstream::message::StreamMessage> {
        let stream = self.jetstream.get_stream(stream).await.unwrap();
        let mut messages = Vec::new();
        for sequence in 1..=stream.cached_info().state.last_sequence {
            messages.extend(stream.get_raw_message(sequence).await.ok());
        }
        messages
    }
}
