//! Tells people that something waits for them: by mail and by signed webhooks, from the
//! log.
//!
//! One task follows the log and takes in what waits ([`topic`] has the rules), another
//! sends what is due. All that is known stands in one record a recipient ([`record`]),
//! in a bucket beside the log, and each change is stored before anything is done because
//! of it: whoever is stopped in between only repeats. Events are recognised by their
//! place in the log, messages by an id that stays the same over all attempts. Several
//! programs on one log share the records and the work. Who is told first is told of what
//! comes from then on, never of what the log held before. Must never tell more than that
//! something waits, and never send without having noted the attempt.

mod deliver;
pub mod mail;
pub mod message;
pub mod record;
mod secret;
pub mod settings;
pub mod signature;
pub mod topic;
pub mod webhook;
mod written;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tillbud_events::{AnyEvent, Position, Recorded};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use uuid::Uuid;

pub use settings::{Settings, SettingsError};

use crate::act::digest;
use crate::clock::Clock;
use crate::projector::BATCH_EVENTS;
use crate::runtime::Log;
use crate::store::{Bucket, BucketError, EventStore, RawRecord, Unavailable};
use deliver::Couriers;
use record::Record;
use settings::{Recipient, Way};
use topic::wait;

/// Events after which the mark of every recipient moves although nothing waits.
const MARK_EVENTS: u64 = 1_000;
/// Attempts to change a record that others change at the same moment.
const CHANGE_ATTEMPTS: usize = 20;
/// Shortest and longest pause before trying again after a failure.
const PAUSE: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(30));
/// Longest wait before the records are looked at again: another program may have stopped
/// in the middle of its work.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

/// Tells people that something waits. Cheap to clone.
#[derive(Clone)]
pub struct Outbox(Arc<Inner>);

struct Inner {
    base_url: String,
    targets: Vec<Target>,
    couriers: Couriers,
    bucket: Bucket,
    store: EventStore,
    clock: Clock,
    /// Something was taken in.
    wake: Notify,
}

/// A recipient and the key of its record.
struct Target {
    recipient: Recipient,
    key: String,
}

/// How it stands with one recipient.
pub struct Standing<'a> {
    /// Whom.
    pub recipient: &'a Recipient,
    /// What they have coming; nothing before the first look at the log.
    pub record: Option<Record>,
}

/// A record that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The bucket is away.
    #[error(transparent)]
    Bucket(#[from] BucketError),
    /// What is stored is no record.
    #[error("what is noted for a recipient of messages cannot be read: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// Others were first, again and again.
    #[error("what is noted for a recipient of messages changes all the time")]
    Busy,
}

impl Target {
    fn is_digest(&self) -> bool {
        matches!(self.recipient.way, Way::Mail(_))
    }
}

impl Outbox {
    /// Tells whom `settings` name of what comes into `log`.
    ///
    /// # Errors
    /// When the certificates of the settings cannot be used.
    pub fn new(settings: Settings, log: &Log, clock: &Clock) -> anyhow::Result<Self> {
        let couriers = Couriers::new(&settings)?;
        let target = |recipient: Recipient| {
            let address = recipient.way.address();
            let named = digest(&log.secrets.outbox, &[address.as_bytes()]);
            let key = named.iter().map(|byte| format!("{byte:02x}")).collect();
            Target { recipient, key }
        };
        Ok(Self(Arc::new(Inner {
            base_url: settings.base_url,
            targets: settings.recipients.into_iter().map(target).collect(),
            couriers,
            bucket: log.outbox.clone(),
            store: log.store.clone(),
            clock: clock.clone(),
            wake: Notify::new(),
        })))
    }

    /// Follows the log and sends what is due, until aborted.
    #[must_use]
    pub fn start(&self) -> [JoinHandle<()>; 2] {
        let (taking, sending) = (self.clone(), self.clone());
        let taking = tokio::spawn(async move {
            let mut pause = PAUSE.0;
            // Ends only when aborted; what fails is tried again, and nothing is skipped.
            loop {
                let Err(error) = taking.follow(&mut pause).await;
                tracing::error!(
                    error = format!("{error:#}"),
                    "nobody is told of what waits; trying again"
                );
                taking.0.clock.pause(pause).await;
                pause = (pause * 2).min(PAUSE.1);
            }
        });
        [taking, tokio::spawn(async move { sending.run().await })]
    }

    /// Sees to it that each recipient has a record, new ones from the end of the log on,
    /// and forgets those who are no longer told. Gives the place in the log to go on from.
    ///
    /// # Errors
    /// When the log or the bucket is away.
    pub async fn begin(&self) -> anyhow::Result<Position> {
        let Inner { targets, bucket, store, .. } = &*self.0;
        for (key, _) in bucket.entries("").await? {
            if targets.iter().all(|target| target.key != key) {
                bucket.delete(&key).await?;
            }
        }
        let tip = store.tip().await?;
        let mut from = tip;
        for target in targets {
            let record = self.change(target, |record| {
                if record.after > tip {
                    // Another log than the one the mark was set on: nothing of it is news.
                    record.after = tip;
                }
            });
            from = from.min(record.await?.after);
        }
        Ok(from)
    }

    /// Takes in what waits since the events of `batch`; repeating it is harmless. `before`
    /// is the act of the event before them.
    ///
    /// # Errors
    /// [`RecordError`]; some of it may be taken in.
    pub async fn take_in(
        &self,
        batch: &[Recorded<AnyEvent>],
        before: Option<Uuid>,
    ) -> Result<(), RecordError> {
        let now = self.0.clock.now();
        let acts = batch.iter().map(|event| Some(event.meta.correlation_id));
        let waits: Vec<_> = batch
            .iter()
            .zip(std::iter::once(before).chain(acts))
            .filter_map(|(event, before)| Some((event.position, wait(event, before)?)))
            .collect();
        for target in &self.0.targets {
            let topics = &target.recipient.topics;
            let told: Vec<_> =
                waits.iter().filter(|(_, wait)| topics.contains(&wait.topic)).collect();
            if !told.is_empty() {
                self.change(target, |record| {
                    for (position, wait) in &told {
                        record.take_in(*position, *wait, target.is_digest(), now);
                    }
                })
                .await?;
            }
        }
        self.0.wake.notify_one();
        Ok(())
    }

    /// How it stands with everybody.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn standings(&self) -> Result<Vec<Standing<'_>>, RecordError> {
        let mut standings = Vec::new();
        for Target { recipient, key } in &self.0.targets {
            let record = self.0.read(key).await?.map(|(record, _)| record);
            standings.push(Standing { recipient, record });
        }
        Ok(standings)
    }

    async fn follow(&self, pause: &mut Duration) -> anyhow::Result<Infallible> {
        let mut marked = self.begin().await?;
        let mut follower = self.0.store.follow(marked).await?;
        let mut before = None;
        loop {
            let batch = follower.next_sealed(BATCH_EVENTS).await?;
            let batch: Vec<_> =
                batch.into_iter().map(RawRecord::without_words).collect::<Result<_, _>>()?;
            self.take_in(&batch, before).await?;
            let Some(last) = batch.last() else { continue };
            before = Some(last.meta.correlation_id);
            if last.position.0 - marked.0 >= MARK_EVENTS {
                marked = last.position;
                for target in &self.0.targets {
                    self.change(target, |record| record.after = record.after.max(marked)).await?;
                }
            }
            *pause = PAUSE.0;
        }
    }

    async fn run(&self) {
        let Inner { clock, wake, .. } = &*self.0;
        let mut pause = PAUSE.0;
        // Ends only when aborted.
        loop {
            match self.deliver().await {
                Ok(next) => {
                    pause = PAUSE.0;
                    let look = clock.now().saturating_add(LOOK_AGAIN).unwrap_or(Timestamp::MAX);
                    let next = next.map_or(look, |next| next.min(look));
                    tokio::select! {
                        () = wake.notified() => {}
                        () = clock.pause_until(next) => {}
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "messages cannot be sent; trying again");
                    clock.pause(pause).await;
                    pause = (pause * 2).min(PAUSE.1);
                }
            }
        }
    }

    /// Changes what is noted for a recipient, whatever others do to it meanwhile.
    async fn change(
        &self,
        target: &Target,
        mut change: impl FnMut(&mut Record),
    ) -> Result<Record, RecordError> {
        for _ in 0..CHANGE_ATTEMPTS {
            let Some((record, revision)) = self.0.read(&target.key).await? else {
                let tip = self.0.store.tip().await;
                let tip =
                    tip.map_err(|error| BucketError::Unavailable(Unavailable::because(error)))?;
                let record = serde_json::to_vec(&Record::new(tip))?;
                match self.0.bucket.create(&target.key, record).await {
                    Ok(()) | Err(BucketError::Exists) => continue,
                    Err(error) => return Err(error.into()),
                }
            };
            let mut changed = record.clone();
            change(&mut changed);
            if changed == record {
                return Ok(record);
            }
            match self.0.write(&target.key, &changed, revision).await {
                Ok(()) => return Ok(changed),
                Err(RecordError::Bucket(BucketError::Changed)) => {}
                Err(error) => return Err(error),
            }
        }
        Err(RecordError::Busy)
    }
}

impl Inner {
    async fn read(&self, key: &str) -> Result<Option<(Record, u64)>, RecordError> {
        let Some((value, revision)) = self.bucket.entry(key).await? else { return Ok(None) };
        Ok(Some((serde_json::from_slice(&value)?, revision)))
    }

    async fn write(&self, key: &str, record: &Record, revision: u64) -> Result<(), RecordError> {
        Ok(self.bucket.replace(key, serde_json::to_vec(record)?, revision).await?)
    }
}
