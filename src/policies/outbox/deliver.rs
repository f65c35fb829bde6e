//! Sends what is due, to several recipients at the same time.
//!
//! The attempt is noted first: another program on the same log then leaves it alone, and
//! one that is stopped in the middle of it is followed by the next attempt. So a message
//! may come twice, under the same id, and is never lost without being shown as given up.

use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;
use lettre::Address;
use uuid::Uuid;

use super::mail::Mailer;
use super::message::Letter;
use super::record::{Failure, Record, Sending, Step};
use super::settings::{Recipient, Settings, Way};
use super::webhook::Caller;
use super::{Outbox, RecordError, Target, message};
use crate::store::BucketError;

/// Recipients who are sent to at the same time.
const AT_ONCE: usize = 8;
/// Longest that one attempt may take; shorter than the shortest pause between two.
const ATTEMPT_WAIT: Duration = Duration::from_secs(30);

/// The ways that messages go.
pub(super) struct Couriers {
    mailer: Option<Mailer>,
    caller: Caller,
}

impl Couriers {
    pub(super) fn new(settings: &Settings) -> anyhow::Result<Self> {
        let certificates = settings.certificates.as_deref();
        let mailer =
            settings.smtp.as_ref().map(|smtp| Mailer::new(smtp, certificates, ATTEMPT_WAIT));
        Ok(Self { mailer: mailer.transpose()?, caller: Caller::new(certificates, ATTEMPT_WAIT)? })
    }

    /// Whether there is a mail server.
    pub(super) fn can_mail(&self) -> bool {
        self.mailer.is_some()
    }

    /// Sends one mail.
    pub(super) async fn mail(
        &self,
        address: &Address,
        id: Uuid,
        made: Timestamp,
        letter: &Letter,
    ) -> Result<(), Failure> {
        let mailer = self.mailer.as_ref().ok_or(Failure::Away)?;
        mailer.send(address, id, made, letter).await
    }

    async fn carry(
        &self,
        base_url: &str,
        to: &Recipient,
        sending: &Sending,
        now: Timestamp,
    ) -> Result<(), Failure> {
        match &to.way {
            Way::Mail(address) => {
                let letter = message::letter(to.lang, base_url, sending);
                self.mail(address, sending.id, sending.made, &letter).await
            }
            Way::Webhook { url, keys } => {
                let body = message::payload(base_url, sending).to_string().into_bytes();
                self.caller.call(url, keys, sending.id, now, body).await
            }
        }
    }
}

impl Outbox {
    /// Sends what is due now; says when the next message is.
    ///
    /// # Errors
    /// [`RecordError`]: some may have been sent; all can be repeated.
    pub async fn deliver(&self) -> Result<Option<Timestamp>, RecordError> {
        let next: Vec<_> = stream::iter(self.targets().into_iter().zip(1..))
            .map(|(target, number)| async move { self.deliver_to(&target, number).await })
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await?;
        Ok(next.into_iter().flatten().min())
    }

    async fn deliver_to(
        &self,
        target: &Target,
        number: usize,
    ) -> Result<Option<Timestamp>, RecordError> {
        // Each turn ends the message, waits, or has used one of its attempts.
        loop {
            let Some((mut record, revision)) = self.0.read(&target.key).await? else {
                return Ok(None);
            };
            let (clock, before) = (&self.0.clock, record.clone());
            let step = record.step(target.pace, clock.now(), || clock.random_id());
            if let Step::Wait(next) = step {
                return Ok(next);
            }
            let allowed = match target.holder {
                None => None,
                Some(_) => self.allowed(target).await?,
            };
            if target.holder.is_some() {
                let topics = allowed.as_ref().map(|it| it.recipient.topics.clone());
                let mut kept = before;
                if kept.keep_only(&topics.unwrap_or_default(), clock.now()) {
                    match self.0.write(&target.key, &kept, revision).await {
                        Ok(()) | Err(RecordError::Bucket(BucketError::Changed)) => continue,
                        Err(error) => return Err(error),
                    }
                }
            }
            match self.0.write(&target.key, &record, revision).await {
                Ok(()) => {}
                Err(RecordError::Bucket(BucketError::Changed)) => continue,
                Err(error) => return Err(error),
            }
            match record.sending {
                Some(sending) if step == Step::Send => {
                    self.attempt(allowed.as_ref().unwrap_or(target), number, sending).await?
                }
                Some(_) | None => tell_given_up(number, &record),
            }
        }
    }

    async fn attempt(
        &self,
        target: &Target,
        number: usize,
        sending: Sending,
    ) -> Result<(), RecordError> {
        let now = self.0.clock.now();
        let base_url = &self.0.base_url;
        let outcome = self.0.couriers.carry(base_url, &target.recipient, &sending, now).await;
        if let Err(failure) = outcome {
            let (attempt, code) = (sending.attempts, failure.code());
            let why = failure.as_str();
            tracing::warn!(recipient = number, attempt, why, code, "a message was not taken");
        }
        let record = self.finish(target, sending.id, outcome).await?;
        if record.sending.is_none() && outcome.is_err() {
            tell_given_up(number, &record);
        }
        Ok(())
    }

    async fn finish(
        &self,
        target: &Target,
        id: Uuid,
        outcome: Result<(), Failure>,
    ) -> Result<Record, RecordError> {
        let now = self.0.clock.now();
        // Another program may have finished it: then that holds.
        self.change(target, |record| {
            record.finish(id, outcome, now);
        })
        .await
    }
}

fn tell_given_up(number: usize, record: &Record) {
    if let Some(given_up) = &record.given_up {
        let (messages, why) = (given_up.messages, given_up.failure.as_str());
        tracing::error!(recipient = number, messages, why, "a message was given up");
    }
}
