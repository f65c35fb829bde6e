//! Records into the log: each becomes a report of its own, exactly once.
//!
//! A report's id follows from its record under this deployment's secret, so that a
//! second run finds what the first one wrote, and nobody can look in the log
//! whether it holds a record they know. Must never append a record twice, and
//! never count one that is not in the log as imported.

use std::collections::HashSet;
use std::time::Duration;

use anyhow::Context;
use tillbud_events::report::{Command, Report};
use tillbud_events::{Actor, Decider, NewEvent, ReportId, StreamId};

use super::record::{Record, Refusal};
use crate::act::{Act, Idempotency};
use crate::clock::Clock;
use crate::runtime::Log;
use crate::store::{Append, AppendError, Appended, Expected, LoadError, Unavailable};

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
        Self { log, clock, tally: Tally::default() }
    }

    /// Appends what is not in the log yet. Gives the lines that the log refused.
    ///
    /// # Errors
    /// When the log cannot be reached for long, or an append is impossible; what was
    /// counted until then stands.
    pub async fn take(&mut self, chunk: Chunk) -> anyhow::Result<Vec<(u64, Refusal)>> {
        let mut appends = Vec::with_capacity(chunk.records.len());
        let mut seen = HashSet::new();
        for (line, record) in chunk.records {
            let append = self.append_of(record)?;
            if seen.insert(append.stream) {
                appends.push((line, append));
            } else {
                self.tally.skipped += 1;
            }
        }
        let streams: Vec<_> = appends.iter().map(|(_, append)| append.stream).collect();
        let mut exists = self.exists(&streams).await?.into_iter();
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
                meta: act.meta(stream, ordinal),
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
            Ok(outcome) => {
                self.count(outcome, appends.len());
                return Ok(refused);
            }
            // Another import was first with some, or one is too large for the log.
            Err(AppendError::Conflict | AppendError::TooLarge | AppendError::Invalid(_)) => {}
            Err(error @ AppendError::Unavailable(_)) => return Err(error.into()),
        }
        for (line, append) in appends {
            match self.append(vec![append]).await {
                Ok(outcome) => self.count(outcome, 1),
                // Something stands in this record's own stream: it was imported.
                Err(AppendError::Conflict) => self.count(Outcome::WasThere, 1),
                Err(AppendError::TooLarge) => refused.push((line, Refusal::TooLarge)),
                Err(error @ (AppendError::Invalid(_) | AppendError::Unavailable(_))) => {
                    return Err(error).with_context(|| format!("line {line}"));
                }
            }
        }
        Ok(refused)
    }

    fn count(&mut self, outcome: Outcome, records: usize) {
        match outcome {
            Outcome::Added => self.tally.imported += records as u64,
            Outcome::WasThere => self.tally.skipped += records as u64,
        }
    }

    /// Appends with the same ids again while the log is away.
    async fn append(&self, appends: Vec<Append>) -> Result<Outcome, AppendError> {
        for attempt in 1..ATTEMPTS {
            match self.log.store.append(appends.clone()).await {
                Err(AppendError::Unavailable(cause)) => self.pause(attempt, &cause).await,
                appended => return Ok(Outcome::of(&appended?, attempt)),
            }
        }
        Ok(Outcome::of(&self.log.store.append(appends).await?, ATTEMPTS))
    }

    /// Which of `streams` are in the log, asked again while it is away.
    async fn exists(&self, streams: &[StreamId]) -> Result<Vec<bool>, LoadError> {
        for attempt in 1..ATTEMPTS {
            match self.log.store.exists(streams).await {
                Err(LoadError::Unavailable(cause)) => self.pause(attempt, &cause).await,
                answer => return answer,
            }
        }
        self.log.store.exists(streams).await
    }

    async fn pause(&self, attempt: u32, cause: &Unavailable) {
        tracing::warn!(%cause, attempt, "the log is away; the import waits for it");
        self.clock.pause(PAUSE * 2_u32.pow(attempt - 1)).await;
    }
}

/// What an append did.
#[derive(Clone, Copy)]
enum Outcome {
    /// The events were added by this program.
    Added,
    /// The events were in the log before.
    WasThere,
}

impl Outcome {
    /// What is found in the log after an attempt of ours that had no answer is what
    /// that attempt wrote.
    fn of(appended: &Appended, attempt: u32) -> Self {
        if appended.already && attempt == 1 { Self::WasThere } else { Self::Added }
    }
}
