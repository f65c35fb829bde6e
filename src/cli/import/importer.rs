//! Records into the log: each becomes a report of its own, exactly once.
//!
//! A report's id follows from its record under this deployment's secret, so that a
//! second run finds what the first one wrote, and nobody can look in the log
//! whether it holds a record they know. Must never append a record twice, and
//! never count one that is not in the log as imported.

use std::collections::HashSet;
use std::fmt::Display;
use std::time::Duration;

use anyhow::Context;
use tillbud_events::report::{Command, Report};
use tillbud_events::{Actor, Decider, Meta, NewEvent, ReportId, StreamId};
use uuid::Uuid;

use super::record::{Record, Refusal};
use crate::act::{Act, Idempotency};
use crate::clock::Clock;
use crate::runtime::Log;
use crate::store::{Append, AppendError, Expected, LoadError};

/// Records of one atomic append: enough that its one synced write costs little.
pub const RECORDS_AT_ONCE: usize = 200;
/// Bytes of lines read for one append; the log needs seconds at most for so much.
pub const BYTES_AT_ONCE: usize = 2 * 1024 * 1024;

/// What ids of imported reports are derived for.
const SCOPE: &str = "system import";
/// Attempts to reach the log before giving up.
const ATTEMPTS: u32 = 6;
/// Pause after the first failed attempt; each further one is twice as long.
const PAUSE: Duration = Duration::from_millis(250);

/// Writes records to the log and counts what became of them.
pub struct Importer<'l> {
    log: &'l Log,
    clock: Clock,
    /// On every event of this run, so that what it wrote can be told from what
    /// another one did.
    run: Uuid,
    /// Streams of the chunk before: a replica of the log may not show them yet.
    just_taken: HashSet<StreamId>,
    /// What became of all records so far.
    pub tally: Tally,
}

/// What became of records; each is counted once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Added to the log now.
    pub imported: u64,
    /// In the log already.
    pub skipped: u64,
    /// Not taken over; standard error says why.
    pub refused: u64,
}

impl Tally {
    /// All of them.
    #[must_use]
    pub fn total(self) -> u64 {
        self.imported + self.skipped + self.refused
    }
}

/// Records to be appended together, each with its line.
#[derive(Default)]
pub struct Chunk {
    records: Vec<(u64, Record)>,
    bytes: usize,
}

impl Chunk {
    /// Adds the record on `line`, which took `bytes`.
    pub fn push(&mut self, line: u64, record: Record, bytes: usize) {
        self.records.push((line, record));
        self.bytes += bytes;
    }

    /// Whether it has to be appended before more is read.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.records.len() >= RECORDS_AT_ONCE || self.bytes >= BYTES_AT_ONCE
    }
}

impl<'l> Importer<'l> {
    /// Writes to `log`.
    #[must_use]
    pub fn new(log: &'l Log, clock: Clock) -> Self {
        let run = clock.random_id();
        Self { log, clock, run, just_taken: HashSet::new(), tally: Tally::default() }
    }

    /// Appends what is not in the log yet. Gives the lines that the log refused, which
    /// are counted.
    ///
    /// # Errors
    /// When the log cannot be reached for long, or an append is impossible; what was
    /// counted until then stands.
    pub async fn take(&mut self, chunk: Chunk) -> anyhow::Result<Vec<(u64, Refusal)>> {
        let mut appends = Vec::with_capacity(chunk.records.len());
        let mut seen = HashSet::new();
        for (line, record) in chunk.records {
            let append = self.append_of(record)?;
            let is_new = seen.insert(append.stream) && !self.just_taken.contains(&append.stream);
            if is_new {
                appends.push((line, append));
            } else {
                self.tally.skipped += 1;
            }
        }
        self.just_taken = seen;
        let streams: Vec<_> = appends.iter().map(|(_, append)| append.stream).collect();
        let exists = async || self.log.store.exists(&streams).await;
        let mut exists = self.patiently(load_is_away, exists).await?.into_iter();
        let before = appends.len();
        appends.retain(|_| !exists.next().unwrap_or(false));
        self.tally.skipped += (before - appends.len()) as u64;
        self.append_all(appends).await
    }

    /// The new report that `record` becomes.
    fn append_of(&self, record: Record) -> anyhow::Result<Append> {
        let idempotency = Idempotency {
            secret: &self.log.secrets.idempotency,
            scope: SCOPE,
            key: &record.canonical,
            content: b"",
        };
        let act = Act::repeatable(&self.clock, Actor::System, &idempotency);
        let stream = StreamId::from(ReportId(act.id("report")));
        let events = Report::initial().decide(Command::Import(record.imported))?;
        let events = events
            .into_iter()
            .enumerate()
            .map(|(ordinal, event)| NewEvent {
                meta: Meta { correlation_id: self.run, ..act.meta(stream, ordinal) },
                event: event.into(),
            })
            .collect();
        Ok(Append { stream, expected: Expected::new_stream(stream), events })
    }

    /// All at once; one by one when the log takes only some of them.
    async fn append_all(
        &mut self,
        appends: Vec<(u64, Append)>,
    ) -> anyhow::Result<Vec<(u64, Refusal)>> {
        let mut refused = Vec::new();
        if appends.is_empty() {
            return Ok(refused);
        }
        let together: Vec<_> = appends.iter().map(|(_, append)| append.clone()).collect();
        match self.append(together).await {
            Ok(done) => {
                self.count(done, appends.len());
                return Ok(refused);
            }
            // Another import was first with some, or one is too large for the log.
            Err(AppendError::Conflict | AppendError::TooLarge | AppendError::Invalid(_)) => {}
            Err(error @ AppendError::Unavailable(_)) => return Err(error.into()),
        }
        for (line, append) in appends {
            match self.append(vec![append]).await {
                Ok(done) => self.count(done, 1),
                // Something stands in this record's own stream: it was imported.
                Err(AppendError::Conflict) => self.count(Done::WasThere, 1),
                Err(AppendError::TooLarge) => {
                    self.tally.refused += 1;
                    refused.push((line, Refusal::TooLarge));
                }
                Err(error @ (AppendError::Invalid(_) | AppendError::Unavailable(_))) => {
                    return Err(error).with_context(|| format!("line {line}"));
                }
            }
        }
        Ok(refused)
    }

    fn count(&mut self, done: Done, records: usize) {
        match done {
            Done::Added => self.tally.imported += records as u64,
            Done::WasThere => self.tally.skipped += records as u64,
        }
    }

    /// Appends with the same ids until there is an answer.
    async fn append(&self, appends: Vec<Append>) -> Result<Done, AppendError> {
        let is_away = |error: &AppendError| matches!(error, AppendError::Unavailable(_));
        let append = async || self.log.store.append(appends.clone()).await;
        let appended = self.patiently(is_away, append).await?;
        match appends.first() {
            Some(first) if appended.already => self.whose(first.stream).await,
            Some(_) | None => Ok(Done::Added),
        }
    }

    /// Who wrote what an append found in the log: an attempt of this run that had no
    /// answer, or another run. An append is atomic, so one stream tells for all.
    async fn whose(&self, stream: StreamId) -> Result<Done, AppendError> {
        let loaded = self.patiently(load_is_away, async || self.log.store.load(stream).await).await;
        let loaded = loaded.map_err(|error| match error {
            LoadError::Unavailable(cause) => AppendError::Unavailable(cause),
            other => AppendError::Invalid(other.to_string()),
        })?;
        let is_ours = loaded.events.first().is_some_and(|it| it.meta.correlation_id == self.run);
        Ok(if is_ours { Done::Added } else { Done::WasThere })
    }

    /// Asks again, a few times, while the log is away.
    async fn patiently<T, E: Display>(
        &self,
        is_away: impl Fn(&E) -> bool,
        ask: impl AsyncFn() -> Result<T, E>,
    ) -> Result<T, E> {
        let mut pause = PAUSE;
        for _ in 1..ATTEMPTS {
            match ask().await {
                Err(cause) if is_away(&cause) => {
                    tracing::warn!(%cause, "the import waits for the log");
                    self.clock.pause(pause).await;
                    pause *= 2;
                }
                answer => return answer,
            }
        }
        ask().await
    }
}

fn load_is_away(error: &LoadError) -> bool {
    matches!(error, LoadError::Unavailable(_))
}

/// What an append did.
#[derive(Clone, Copy)]
enum Done {
    /// The events were added by this run.
    Added,
    /// The events were in the log before.
    WasThere,
}
