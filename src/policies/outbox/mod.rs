//! Tells people that something waits for them: by mail and by signed webhooks, from the
//! log.
//!
//! One task follows the log and takes in what waits ([`topic`] has the rules), another
//! sends what is due, a third looks up who chose to be told ([`people`]). All that is known
//! stands in one record a recipient ([`record`]), in a bucket beside the log, and each change is stored before anything is done because
//! of it: whoever is stopped in between only repeats. Events are recognised by their
//! place in the log, messages by an id that stays the same over all attempts. Several
//! programs on one log share the records and the work. Who is told first is told of what
//! comes from then on, never of what the log held before. Must never tell more than that
//! something waits, and never send without having noted the attempt.

pub mod choice;
mod deliver;
pub mod mail;
pub mod message;
pub mod pace;
pub mod people;
pub mod record;
mod secret;
pub mod settings;
pub mod signature;
pub mod topic;
pub mod webhook;
mod written;

use std::sync::{Arc, RwLock};
use std::time::Duration;

use jiff::Timestamp;
use tillbud_events::{
    ActionId, Actor, AnyEvent, HolderId, Position, Recorded, Role, StreamId, StreamKind,
};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use uuid::Uuid;

pub use settings::{Settings, SettingsError};

use crate::access::account::AccountError;
use crate::access::{Accounts, Grants};
use crate::act::digest;
use crate::clock::Clock;
use crate::dispatch::DispatchError;
use crate::projector::BATCH_EVENTS;
use crate::runtime::Log;
use crate::store::{Bucket, BucketError, EventStore, RawRecord, Unavailable};
use deliver::Couriers;
use pace::Pace;
use record::{Record, Reminder};
use settings::{Recipient, Way};
use topic::{Topic, Wait, is_concerned, is_own, wait};

/// Events after which the mark of every recipient moves although nothing waits.
const MARK_EVENTS: u64 = 1_000;
/// Bytes of the digest that a reminder is recognised by.
const REMINDER_BYTES: usize = 8;
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
    /// Those of the settings.
    targets: Vec<Arc<Target>>,
    /// Those who chose for themselves, as they were looked up last.
    people: RwLock<Arc<[Arc<Target>]>>,
    couriers: Couriers,
    bucket: Bucket,
    store: EventStore,
    accounts: Accounts,
    grants: Grants,
    clock: Clock,
    secret: [u8; 32],
    /// Something was taken in.
    wake: Notify,
    /// Somebody is told from now on: the log has to be followed from an earlier place.
    renew: Notify,
}

/// A recipient and the key of its record.
struct Target {
    recipient: Recipient,
    key: String,
    pace: Pace,
    /// Whose choice it is, unless the settings name them.
    holder: Option<HolderId>,
}

/// How it stands with one recipient.
pub struct Standing {
    /// By which way.
    pub way: StandingWay,
    /// What they have coming; nothing before the first look at the log.
    pub record: Option<Record>,
}

/// Who a recipient is, as far as others may know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StandingWay {
    /// An address of the settings, with its roles.
    Mail(String, Vec<Role>),
    /// A webhook of the settings, with its roles.
    Webhook(String, Vec<Role>),
    /// Somebody who chose for themselves; where to is nobody else's business.
    Own(HolderId),
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
    /// What somebody chose cannot be reached.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The roles of somebody cannot be reached.
    #[error("the roles of a recipient of messages cannot be looked up")]
    Roles(#[from] DispatchError),
}

impl Target {
    fn standing_way(&self) -> StandingWay {
        let roles = || self.recipient.roles.iter().copied().collect();
        match (&self.recipient.way, self.holder) {
            (_, Some(holder)) => StandingWay::Own(holder),
            (Way::Mail(_), None) => StandingWay::Mail(self.recipient.way.address(), roles()),
            (Way::Webhook { .. }, None) => {
                StandingWay::Webhook(self.recipient.way.address(), roles())
            }
        }
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
            let key = hexadecimal(&digest(&log.secrets.outbox, &[address.as_bytes()]));
            let pace = match recipient.way {
                Way::Mail(_) => Pace::Quarter,
                Way::Webhook { .. } => Pace::Each,
            };
            Arc::new(Target { recipient, key, pace, holder: None })
        };
        Ok(Self(Arc::new(Inner {
            base_url: settings.base_url,
            targets: settings.recipients.into_iter().map(target).collect(),
            people: RwLock::new(Arc::new([])),
            couriers,
            bucket: log.outbox.clone(),
            store: log.store.clone(),
            accounts: log.accounts.clone(),
            grants: log.grants.clone(),
            clock: clock.clone(),
            secret: log.secrets.outbox,
            wake: Notify::new(),
            renew: Notify::new(),
        })))
    }

    /// Follows the log and sends what is due, until aborted.
    #[must_use]
    pub fn start(&self) -> [JoinHandle<()>; 3] {
        let (taking, sending, looking) = (self.clone(), self.clone(), self.clone());
        let taking = tokio::spawn(async move {
            let mut pause = PAUSE.0;
            // Ends only when aborted; what fails is tried again, and nothing is skipped.
            loop {
                let Err(error) = taking.follow(&mut pause).await else { continue };
                tracing::error!(
                    error = format!("{error:#}"),
                    "nobody is told of what waits; trying again"
                );
                taking.0.clock.pause(pause).await;
                pause = (pause * 2).min(PAUSE.1);
            }
        });
        let sending = tokio::spawn(async move { sending.run().await });
        let looking = tokio::spawn(async move {
            let clock = &looking.0.clock;
            loop {
                let next = clock.now().saturating_add(people::LOOK_UP).unwrap_or(Timestamp::MAX);
                clock.pause_until(next).await;
                if let Err(error) = looking.look_up().await {
                    tracing::warn!(%error, "who chose to be told cannot be looked up");
                }
            }
        });
        [taking, sending, looking]
    }

    /// Everybody who is told.
    fn targets(&self) -> Vec<Arc<Target>> {
        self.0.targets.iter().chain(self.people().iter()).cloned().collect()
    }

    /// Sees to it that each recipient has a record, new ones from the end of the log on,
    /// and forgets those who are no longer told. Gives the place in the log to go on from.
    ///
    /// # Errors
    /// When the log or the bucket is away.
    pub async fn begin(&self) -> anyhow::Result<Position> {
        let Inner { bucket, store, .. } = &*self.0;
        // Before people are looked up: a record is made after a choice was kept.
        let entries = bucket.entries("").await?;
        self.look_up().await?;
        let targets = self.targets();
        for (key, _) in entries {
            if targets.iter().all(|target| target.key != key) {
                bucket.delete(&key).await?;
            }
        }
        let tip = store.tip().await?;
        let mut from = tip;
        for target in &targets {
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
            .filter_map(|(event, before)| Some((event, wait(event, before)?)))
            .map(|(event, wait)| (event.position, event.stream, event.meta.actor, wait))
            .collect();
        for target in &self.targets() {
            let topics = &target.recipient.topics;
            let is_told = |(_, _, actor, wait): &&(Position, StreamId, Actor, Wait)| {
                topics.contains(&wait.topic) && !is_own(*actor, target.holder)
            };
            let mut told = Vec::new();
            for (position, stream, _, wait) in waits.iter().filter(is_told) {
                if self.is_theirs(target, *stream, wait.topic).await? {
                    told.push((*position, *wait));
                }
            }
            if !told.is_empty() {
                self.change(target, |record| {
                    for (position, wait) in &told {
                        record.take_in(*position, *wait, target.pace, now);
                    }
                })
                .await?;
            }
        }
        self.0.wake.notify_one();
        Ok(())
    }

    /// Takes in the reminders that hold now, each once for each recipient; repeating it is
    /// harmless, whoever does.
    ///
    /// # Errors
    /// [`RecordError`]; some of it may be taken in.
    pub async fn remind(&self, reminders: &[Reminder]) -> Result<(), RecordError> {
        let now = self.0.clock.now();
        for target in &self.targets() {
            let topics = &target.recipient.topics;
            let chosen = reminders.iter().filter(|it| topics.contains(&it.wait.topic));
            let mut told: Vec<_> = chosen.collect();
            if let Some(holder) = target.holder
                && told.iter().any(|it| it.owners.is_some())
            {
                let roles = self.0.grants.roles_of(holder).await?;
                told.retain(|it| {
                    let owners = it.owners.as_ref();
                    owners.is_none_or(|all| {
                        is_concerned(it.wait.topic, &roles, all.contains(&holder))
                    })
                });
            }
            self.change(target, |record| {
                record.remind(told.iter().copied(), target.pace, now);
            })
            .await?;
        }
        self.0.wake.notify_one();
        Ok(())
    }

    /// Whether what waits in `stream` waits for them, beyond their topics: who owns actions is
    /// told of the own ones. An address of the settings is told of what its roles are.
    async fn is_theirs(
        &self,
        target: &Target,
        stream: StreamId,
        topic: Topic,
    ) -> Result<bool, RecordError> {
        let is_for_owners = topic.roles().contains(&Role::ActionOwner);
        let Some(holder) = target.holder.filter(|_| is_for_owners) else { return Ok(true) };
        let StreamId { kind: StreamKind::Action, id } = stream else { return Ok(true) };
        let grants = &self.0.grants;
        let is_own = grants.sees_to(holder, ActionId(id)).await?;
        Ok(is_concerned(topic, &grants.roles_of(holder).await?, is_own))
    }

    /// By which a reminder is recognised that is about `parts`: it tells nothing of them.
    #[must_use]
    pub fn reminder_key(&self, parts: &[&[u8]]) -> String {
        let parts: Vec<&[u8]> = [b"reminder".as_slice()].iter().chain(parts).copied().collect();
        hexadecimal(&digest(&self.0.secret, &parts)[..REMINDER_BYTES])
    }

    /// How it stands with everybody.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn standings(&self) -> Result<Vec<Standing>, RecordError> {
        let mut standings = Vec::new();
        for target in self.targets() {
            let record = self.0.read(&target.key).await?.map(|(record, _)| record);
            standings.push(Standing { way: target.standing_way(), record });
        }
        Ok(standings)
    }

    /// Takes in what comes, until it has to begin anew from an earlier place.
    async fn follow(&self, pause: &mut Duration) -> anyhow::Result<()> {
        let mut marked = self.begin().await?;
        let mut follower = self.0.store.follow(marked).await?;
        let mut before = None;
        loop {
            let batch = tokio::select! {
                batch = follower.next_sealed(BATCH_EVENTS) => batch?,
                () = self.0.renew.notified() => return Ok(()),
            };
            let batch: Vec<_> =
                batch.into_iter().map(RawRecord::without_words).collect::<Result<_, _>>()?;
            self.take_in(&batch, before).await?;
            let Some(last) = batch.last() else { continue };
            before = Some(last.meta.correlation_id);
            if last.position.0 - marked.0 >= MARK_EVENTS {
                marked = last.position;
                for target in &self.targets() {
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
                // Both what happens and the time are looked at from this moment on.
                let reminded_since = Some(self.0.clock.now());
                let record = Record { reminded_since, ..Record::new(tip) };
                let record = serde_json::to_vec(&record)?;
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

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
