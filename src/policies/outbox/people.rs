//! People who chose for themselves to be told: who they are, and what they may hear now.
//!
//! The choice is sealed with the account; here it is looked up once a minute, and anew
//! before each message with the roles that hold then, so that a role taken back ends its
//! messages at once. Must never send to an address that its holder has not confirmed, nor
//! of concerns to one that hears of anything else.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use jiff::SignedDuration;
use tillbud_events::{HolderId, Role};
use tokio::time::timeout;

use super::choice::{
    CODE_DIGITS, CODE_MINUTES, Choice, ChoiceProblem, Kept, compared, hears_concerns,
};
use super::record::{Failure, Record};
use super::settings::{Recipient, Way};
use super::topic::Topic;
use super::{Inner, Outbox, RecordError, Target, hexadecimal, message};
use crate::access::account::AccountError;
use crate::access::account::beside::Beside;
use crate::act::digest;

/// How often people are looked up who chose through another program.
pub(super) const LOOK_UP: SignedDuration = SignedDuration::from_mins(1);
/// Longest that mailing a code may take: somebody waits for the page.
const CODE_WAIT: Duration = Duration::from_secs(15);

/// Why a choice was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ChoiceError {
    /// Something about it has to change.
    #[error(transparent)]
    Problem(#[from] ChoiceProblem),
    /// The code could not be mailed.
    #[error("the code could not be mailed ({name})", name = .0.as_str())]
    Mail(Failure),
    /// What is kept cannot be reached.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// What somebody has coming cannot be reached.
    #[error(transparent)]
    Record(#[from] RecordError),
}

impl Outbox {
    /// Whether people can choose to be told by mail.
    #[must_use]
    pub fn can_mail(&self) -> bool {
        self.0.couriers.can_mail()
    }

    /// What is kept of `holder`.
    ///
    /// # Errors
    /// When it cannot be reached.
    pub async fn kept(&self, holder: HolderId) -> Result<Kept, AccountError> {
        let kept = self.0.accounts.beside(Beside::Messages, holder).await?;
        Ok(kept.map_or_else(Kept::default, |(kept, _)| kept))
    }

    /// Takes in what `holder`, who has `roles`, chose; says whether a code was mailed that
    /// has to be typed first.
    ///
    /// # Errors
    /// [`ChoiceError`]; what held before goes on.
    pub async fn choose(
        &self,
        holder: HolderId,
        roles: &[Role],
        choice: Choice,
    ) -> Result<bool, ChoiceError> {
        choice.check(roles)?;
        let (mut kept, revision) = self.read_kept(holder).await?;
        self.is_free(holder, &choice).await?;
        let (code, now) = (self.code(), self.0.clock.now());
        let waits = kept.choose(choice.clone(), code.clone(), now)?;
        // Counted before it is sent, so that nobody can have more sent than is allowed.
        self.0.accounts.set_beside(Beside::Messages, holder, &kept, revision).await?;
        if waits {
            self.mail_code(&choice, &code).await.map_err(ChoiceError::Mail)?;
        } else {
            self.look_up().await?;
        }
        Ok(waits)
    }

    /// Lets what `holder` chose hold from now on, when `code` is the one that was mailed.
    ///
    /// # Errors
    /// [`ChoiceError`].
    pub async fn confirm(&self, holder: HolderId, code: &str) -> Result<(), ChoiceError> {
        let (mut kept, revision) = self.read_kept(holder).await?;
        let (now, id) = (self.0.clock.now(), self.0.clock.random_id());
        let confirmed = kept.confirm(code, now, id);
        if let (Ok(()), Some((_, choice))) = (&confirmed, &kept.choice) {
            self.is_free(holder, choice).await?;
        }
        // A wrong one is counted.
        self.0.accounts.set_beside(Beside::Messages, holder, &kept, revision).await?;
        confirmed?;
        Ok(self.look_up().await?)
    }

    /// Tells `holder` nothing more, and forgets the address.
    ///
    /// # Errors
    /// When it cannot be reached.
    pub async fn turn_off(&self, holder: HolderId) -> Result<(), ChoiceError> {
        let (mut kept, revision) = self.read_kept(holder).await?;
        kept.turn_off();
        if kept.is_nothing(self.0.clock.now()) {
            self.0.accounts.remove_beside(Beside::Messages, holder).await?;
        } else {
            self.0.accounts.set_beside(Beside::Messages, holder, &kept, revision).await?;
        }
        Ok(self.look_up().await?)
    }

    /// What `holder` has coming, when they chose something.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn standing_of(&self, holder: HolderId) -> Result<Option<Record>, RecordError> {
        let people = self.people();
        let Some(target) = people.iter().find(|target| target.holder == Some(holder)) else {
            return Ok(None);
        };
        Ok(self.0.read(&target.key).await?.map(|(record, _)| record))
    }

    /// Looks up who chose what; whoever is new has a record from now on, and the log is
    /// followed from there.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn look_up(&self) -> Result<(), RecordError> {
        let people = self.read_people().await?;
        let known: BTreeSet<_> = self.people().iter().map(|target| target.key.clone()).collect();
        for target in &people {
            self.change(target, |_| {}).await?;
        }
        let has_new = people.iter().any(|target| !known.contains(&target.key));
        *self.0.people.write().unwrap_or_else(PoisonError::into_inner) = people.into();
        if has_new {
            self.0.renew.notify_one();
        }
        self.0.wake.notify_one();
        Ok(())
    }

    /// People as they were looked up last.
    pub(super) fn people(&self) -> Arc<[Arc<Target>]> {
        self.0.people.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) async fn read_people(&self) -> Result<Vec<Arc<Target>>, RecordError> {
        let mut people = Vec::new();
        if self.can_mail() {
            for holder in self.0.accounts.holders_with(Beside::Messages).await? {
                if let Some((id, choice)) = self.kept(holder).await?.choice {
                    people.push(Arc::new(self.person(holder, id.as_bytes(), choice)));
                }
            }
        }
        Ok(people)
    }

    /// `target` as it may be told now: with the choice and the roles that hold. Nothing for
    /// who may be told nothing.
    pub(super) async fn allowed(&self, target: &Target) -> Result<Option<Target>, RecordError> {
        let Some(holder) = target.holder else { return Ok(None) };
        let account = self.0.accounts.get(holder).await?;
        let is_there = account.is_some_and(|account| !account.is_disabled);
        let Some((id, choice)) = self.kept(holder).await?.choice.filter(|_| is_there) else {
            return Ok(None);
        };
        let roles = self.0.grants.roles_of(holder).await?;
        let mut allowed = self.person(holder, id.as_bytes(), choice);
        let is_held = |topic: &Topic| topic.roles().iter().any(|role| roles.contains(role));
        let recipient = &mut allowed.recipient;
        recipient.topics.retain(is_held);
        recipient.roles.retain(|role| roles.contains(role));
        let is_told = allowed.key == target.key && !allowed.recipient.topics.is_empty();
        Ok(Some(allowed).filter(|allowed| is_told && self.has_own_address(allowed)))
    }

    fn person(&self, holder: HolderId, id: &[u8], choice: Choice) -> Target {
        let Choice { address, topics, lang, pace } = choice;
        let roles = topics.iter().flat_map(|topic| topic.roles()).copied().collect();
        let recipient = Recipient { way: Way::Mail(address), roles, topics, lang };
        let key = hexadecimal(&digest(&self.0.secret, &[b"person", id]));
        Target { recipient, key, pace, holder: Some(holder) }
    }

    /// Whether nobody else hears at the same address what must not meet this.
    fn has_own_address(&self, target: &Target) -> bool {
        let all = self.targets();
        let mut others = all.iter().filter(|other| other.key != target.key);
        !others.any(|other| is_mixed(&target.recipient, &other.recipient))
    }

    async fn is_free(&self, holder: HolderId, choice: &Choice) -> Result<(), ChoiceError> {
        let chosen = self.person(holder, &[], choice.clone());
        let people = self.read_people().await?;
        let others = self.0.targets.iter().chain(&people);
        let mut others = others.filter(|other| other.holder != Some(holder));
        if others.any(|other| is_mixed(&chosen.recipient, &other.recipient)) {
            return Err(ChoiceProblem::Taken.into());
        }
        Ok(())
    }

    async fn read_kept(&self, holder: HolderId) -> Result<(Kept, Option<u64>), AccountError> {
        let kept = self.0.accounts.beside(Beside::Messages, holder).await?;
        Ok(kept.map_or_else(Default::default, |(kept, revision)| (kept, Some(revision))))
    }

    async fn mail_code(&self, choice: &Choice, code: &str) -> Result<(), Failure> {
        let Inner { clock, couriers, base_url, .. } = &*self.0;
        let letter = message::code_letter(choice.lang, base_url, code, CODE_MINUTES);
        let sent = couriers.mail(&choice.address, clock.random_id(), clock.now(), &letter);
        timeout(CODE_WAIT, sent).await.unwrap_or(Err(Failure::Slow))
    }

    fn code(&self) -> String {
        let [a, b, c, d, e, f, g, h, ..] = self.0.clock.random_bytes();
        let number = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
        format!("{:0CODE_DIGITS$}", number % 10_u64.pow(CODE_DIGITS as u32))
    }
}

/// Whether one address would hear both of concerns and of something else.
fn is_mixed(one: &Recipient, other: &Recipient) -> bool {
    let address = |recipient: &Recipient| match &recipient.way {
        Way::Mail(address) => Some(compared(address)),
        Way::Webhook { .. } => None,
    };
    let is_same = address(one).is_some() && address(one) == address(other);
    is_same && hears_concerns(&one.topics) != hears_concerns(&other.topics)
}

#[cfg(test)]
mod tests {
    use tillbud_events::vocabulary::Lang;

    use super::*;

    fn recipient(address: &str, topic: Topic) -> Recipient {
        Recipient {
            way: Way::Mail(address.parse().unwrap()),
            roles: topic.roles().iter().copied().collect(),
            topics: BTreeSet::from([topic]),
            lang: Lang::Sv,
        }
    }

    #[test]
    fn an_address_that_hears_of_concerns_hears_of_nothing_else_however_it_is_written() {
        let concern = recipient("Vera@X.example", Topic::Concern);
        assert!(is_mixed(&concern, &recipient("vera@x.EXAMPLE", Topic::NewReport)));
        assert!(!is_mixed(&concern, &recipient("vera@x.example", Topic::Concern)));
        assert!(!is_mixed(&concern, &recipient("anna@x.example", Topic::NewReport)));
        let report = recipient("anna@x.example", Topic::NewReport);
        assert!(!is_mixed(&report, &recipient("anna@x.example", Topic::Deadline)));
    }
}
