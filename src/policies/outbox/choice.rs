//! What somebody chooses for themselves: where to, of what, in which language, how often.
//!
//! Pure. An address is used once its holder has typed the code that was mailed there.
//! Must never let one address hear both of concerns and of anything else.

use std::collections::BTreeSet;
use std::fmt;

use jiff::{SignedDuration, Timestamp};
use lettre::Address;
use serde::{Deserialize, Serialize};
use tillbud_events::Role;
use tillbud_events::vocabulary::Lang;
use uuid::Uuid;

use super::pace::Pace;
use super::topic::Topic;

/// Minutes for which a mailed code can be typed.
pub const CODE_MINUTES: i64 = 60;
/// Digits of a mailed code.
pub const CODE_DIGITS: usize = 8;
/// Wrong codes after which another has to be mailed.
pub const WRONG_CODES_MAX: u32 = 5;
/// Codes that are mailed for one person within [`CODE_MINUTES`].
pub const CODES_MAX: usize = 5;
/// Longest address, in characters: as long as a mail server takes.
pub const ADDRESS_CHARACTERS: usize = 254;

/// What somebody wants to be told, and where.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Where to.
    #[serde(with = "text")]
    pub address: Address,
    /// Of what; only what a role sees that its holder has by then is told.
    pub topics: BTreeSet<Topic>,
    /// The language of mails.
    pub lang: Lang,
    /// How often.
    pub pace: Pace,
}

/// Shows no address.
impl fmt::Debug for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Choice").field("topics", &self.topics).finish_non_exhaustive()
    }
}

/// What is kept of somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// What holds, and by which the record of what they have coming is named.
    #[serde(default)]
    pub choice: Option<(Uuid, Choice)>,
    /// What is to hold once its code is typed.
    #[serde(default)]
    pub pending: Option<Pending>,
    /// When codes were mailed in the last [`CODE_MINUTES`].
    #[serde(default)]
    pub mailed: Vec<Timestamp>,
}

/// A choice whose address is not confirmed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// What was chosen.
    pub choice: Choice,
    /// The code that was mailed.
    pub code: String,
    /// When.
    pub at: Timestamp,
    /// Wrong ones that were typed.
    pub wrong: u32,
}

/// Shows neither address nor code.
impl fmt::Debug for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending").field("at", &self.at).finish_non_exhaustive()
    }
}

/// Why a choice cannot be followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChoiceProblem {
    /// Not an address of mail.
    #[error("this is no address of mail")]
    Address,
    /// Nothing was chosen.
    #[error("nothing was chosen")]
    Nothing,
    /// No role of theirs sees this.
    #[error("no role sees this topic")]
    Foreign,
    /// Concerns beside something else.
    #[error("concerns go to an address of their own")]
    Mixed,
    /// The address hears of something that must not meet this.
    #[error("this address is used for something that must not meet this")]
    Taken,
    /// Too many codes were mailed.
    #[error("too many codes were mailed")]
    TooManyCodes,
    /// Not the code, or no longer.
    #[error("this is not the code that was mailed")]
    Code,
}

/// The topics that `roles` are told of, in their order.
#[must_use]
pub fn topics_of(roles: &[Role]) -> Vec<Topic> {
    let is_seen = |topic: &Topic| topic.roles().iter().any(|role| roles.contains(role));
    Topic::ALL.into_iter().filter(is_seen).collect()
}

impl Choice {
    /// Whether somebody with `roles` may choose this.
    ///
    /// # Errors
    /// The first problem.
    pub fn check(&self, roles: &[Role]) -> Result<(), ChoiceProblem> {
        let seen = topics_of(roles);
        if self.topics.is_empty() {
            Err(ChoiceProblem::Nothing)
        } else if self.topics.iter().any(|topic| !seen.contains(topic)) {
            Err(ChoiceProblem::Foreign)
        } else if self.hears_concerns() && self.topics.len() > 1 {
            Err(ChoiceProblem::Mixed)
        } else {
            Ok(())
        }
    }

    /// Whether it is told of concerns.
    #[must_use]
    pub fn hears_concerns(&self) -> bool {
        hears_concerns(&self.topics)
    }
}

/// Whether somebody who is told of these is told of concerns.
#[must_use]
pub fn hears_concerns(topics: &BTreeSet<Topic>) -> bool {
    topics.contains(&Topic::Concern)
}

/// An address as it is compared: mail servers tell no two mailboxes apart by case.
#[must_use]
pub fn compared(address: &Address) -> String {
    address.to_string().to_lowercase()
}

impl Kept {
    /// Whether nothing of it has to be kept at `now`.
    #[must_use]
    pub fn is_nothing(&self, now: Timestamp) -> bool {
        self.choice.is_none() && self.pending.is_none() && self.mailed_lately(now) == 0
    }

    /// Takes `choice` in: at once where the address is confirmed already, else it waits for
    /// `code`. Says whether it waits.
    ///
    /// # Errors
    /// When too many codes were mailed.
    pub fn choose(
        &mut self,
        choice: Choice,
        code: String,
        now: Timestamp,
    ) -> Result<bool, ChoiceProblem> {
        if let Some((_, held)) = &mut self.choice
            && compared(&held.address) == compared(&choice.address)
        {
            *held = choice;
            self.pending = None;
            return Ok(false);
        }
        if self.mailed_lately(now) >= CODES_MAX {
            return Err(ChoiceProblem::TooManyCodes);
        }
        self.mailed.retain(|at| is_recent(*at, now));
        self.mailed.push(now);
        self.pending = Some(Pending { choice, code, at: now, wrong: 0 });
        Ok(true)
    }

    /// Lets what waits hold, when `code` is its code; `id` names its record when it is the
    /// first. A wrong one is counted.
    ///
    /// # Errors
    /// When it is not, or no longer.
    pub fn confirm(&mut self, code: &str, now: Timestamp, id: Uuid) -> Result<(), ChoiceProblem> {
        let Some(pending) = &mut self.pending else { return Err(ChoiceProblem::Code) };
        if pending.wrong >= WRONG_CODES_MAX || !is_recent(pending.at, now) {
            return Err(ChoiceProblem::Code);
        }
        let typed: String = code.chars().filter(char::is_ascii_digit).collect();
        if typed != pending.code {
            pending.wrong += 1;
            return Err(ChoiceProblem::Code);
        }
        let id = self.choice.as_ref().map_or(id, |(id, _)| *id);
        self.choice = self.pending.take().map(|pending| (id, pending.choice));
        Ok(())
    }

    /// Forgets what holds and what waits.
    pub fn turn_off(&mut self) {
        self.choice = None;
        self.pending = None;
    }

    fn mailed_lately(&self, now: Timestamp) -> usize {
        self.mailed.iter().filter(|at| is_recent(**at, now)).count()
    }
}

/// An address as it is kept.
mod text {
    use lettre::Address;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(address: &Address, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(address)
    }

    pub fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Address, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

fn is_recent(at: Timestamp, now: Timestamp) -> bool {
    now.duration_since(at) < SignedDuration::from_mins(CODE_MINUTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(address: &str, topics: &[Topic]) -> Choice {
        Choice {
            address: address.parse().unwrap(),
            topics: topics.iter().copied().collect(),
            lang: Lang::Sv,
            pace: Pace::Quarter,
        }
    }

    fn at(text: &str) -> Timestamp {
        format!("2026-05-04T{text}Z").parse().unwrap()
    }

    fn pending(kept: &mut Kept, address: &str, now: &str) -> Result<bool, ChoiceProblem> {
        kept.choose(choice(address, &[Topic::NewReport]), "12345678".into(), at(now))
    }

    #[test]
    fn only_what_a_role_sees_can_be_chosen_and_concerns_only_alone() {
        let roles = [Role::Coordinator, Role::Independent];
        let check = |topics: &[Topic]| choice("a@x.example", topics).check(&roles);
        assert_eq!(check(&[Topic::NewReport, Topic::Silence]), Ok(()));
        assert_eq!(check(&[Topic::Concern]), Ok(()));
        assert_eq!(check(&[]), Err(ChoiceProblem::Nothing));
        assert_eq!(check(&[Topic::Assessment]), Err(ChoiceProblem::Foreign));
        assert_eq!(check(&[Topic::Concern, Topic::Added]), Err(ChoiceProblem::Mixed));
        assert!(topics_of(&[Role::Manager]).is_empty());
    }

    #[test]
    fn an_address_holds_once_its_code_is_typed() {
        let (mut kept, id) = (Kept::default(), Uuid::from_u128(1));
        assert_eq!(pending(&mut kept, "a@x.example", "10:00:00"), Ok(true));
        assert_eq!(kept.confirm("1234 5679", at("10:01:00"), id), Err(ChoiceProblem::Code));
        assert_eq!(kept.choice, None);
        assert_eq!(kept.confirm("1234 5678", at("10:01:00"), id), Ok(()));
        assert_eq!(kept.choice.as_ref().unwrap().0, id);
        // The same address needs no code, another does; until then the first goes on.
        assert_eq!(pending(&mut kept, "A@x.example", "10:02:00"), Ok(false));
        assert_eq!(pending(&mut kept, "b@x.example", "10:03:00"), Ok(true));
        assert_eq!(kept.choice.as_ref().unwrap().1.address.to_string(), "A@x.example");
        assert_eq!(kept.confirm("12345678", at("10:04:00"), Uuid::from_u128(2)), Ok(()));
        let (known, choice) = kept.choice.clone().unwrap();
        assert_eq!((known, choice.address.to_string().as_str()), (id, "b@x.example"));
        let stored = serde_json::to_vec(&kept).unwrap();
        assert_eq!(serde_json::from_slice::<Kept>(&stored).unwrap(), kept);
        kept.turn_off();
        assert!(!kept.is_nothing(at("10:05:00")), "codes are still counted");
        assert!(kept.is_nothing(at("11:03:00")));
    }

    #[test]
    fn codes_end_after_an_hour_or_five_wrong_ones_and_five_are_mailed_an_hour() {
        let (mut kept, id) = (Kept::default(), Uuid::from_u128(1));
        pending(&mut kept, "a@x.example", "10:00:00").unwrap();
        let late = kept.clone().confirm("12345678", at("11:00:00"), id);
        assert_eq!(late, Err(ChoiceProblem::Code));
        for _ in 0..WRONG_CODES_MAX {
            kept.confirm("0", at("10:01:00"), id).unwrap_err();
        }
        assert_eq!(kept.confirm("12345678", at("10:01:00"), id), Err(ChoiceProblem::Code));
        for minute in 1..CODES_MAX {
            pending(&mut kept, "a@x.example", &format!("10:0{minute}:00")).unwrap();
        }
        let more = pending(&mut kept, "a@x.example", "10:30:00");
        assert_eq!(more, Err(ChoiceProblem::TooManyCodes));
        assert_eq!(pending(&mut kept, "a@x.example", "11:00:00"), Ok(true));
    }

    #[test]
    fn neither_address_nor_code_is_printed() {
        let mut kept = Kept::default();
        pending(&mut kept, "anna@x.example", "10:00:00").unwrap();
        let printed = format!("{kept:?}");
        assert!(!printed.contains("anna") && !printed.contains("1234"), "{printed}");
    }
}
