//! What the rules of notifications need to remember.
//!
//! Must never hold texts: rules do not look inside them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{AssessmentAsked, DeadlinesSet, Duty};
use crate::ids::ItemId;
use crate::rule_pack::Deadline;
use crate::vocabulary::{Code, Label, Regime, Standing};

/// One notification, as far as decisions are concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// How far it has come.
    pub standing: Standing,
    /// The declared awareness.
    pub aware: Option<Timestamp>,
    /// When each stage was sent.
    pub sent: BTreeMap<Code, Timestamp>,
    /// Its descriptions and supplements.
    pub items: BTreeSet<ItemId>,
    /// Its deadlines, once they were set.
    pub reckoning: Option<Reckoning>,
}

/// Deadlines as they were last set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reckoning {
    /// Version of the rule pack.
    pub pack: Code,
    /// Where the worst case begins.
    pub received: Option<Timestamp>,
    /// The awareness that was counted from.
    pub aware: Option<Timestamp>,
    /// The deadlines.
    pub deadlines: Vec<Deadline>,
}

/// All notifications of one incident.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notifications {
    /// Whether personal data were touched, when that was answered.
    pub personal_data: Option<bool>,
    all: BTreeMap<Duty, Notification>,
}

impl Default for Notification {
    fn default() -> Self {
        Self {
            standing: Standing::Assessing,
            aware: None,
            sent: BTreeMap::new(),
            items: BTreeSet::new(),
            reckoning: None,
        }
    }
}

impl Notification {
    /// Whether it can still have deadlines to keep.
    #[must_use]
    pub fn is_running(&self) -> bool {
        match self.standing {
            Standing::Assessing | Standing::Due | Standing::Sent | Standing::Supplemented => true,
            Standing::NotNotifiable | Standing::Final => false,
        }
    }

    /// Whether something went to the authority.
    #[must_use]
    pub fn is_sent(&self) -> bool {
        match self.standing {
            Standing::Sent | Standing::Supplemented | Standing::Final => true,
            Standing::Assessing | Standing::NotNotifiable | Standing::Due => false,
        }
    }

    /// What the decision whether to notify leads to. What was sent stays sent.
    pub(super) fn decided(&mut self, notifiable: bool) {
        if !self.is_sent() {
            self.standing = if notifiable { Standing::Due } else { Standing::NotNotifiable };
        }
    }
}

impl From<&DeadlinesSet> for Reckoning {
    fn from(set: &DeadlinesSet) -> Self {
        let DeadlinesSet { duty: _, pack, received, aware, deadlines } = set.clone();
        Self { pack, received, aware, deadlines }
    }
}

impl Notifications {
    /// Each with its duty.
    pub fn iter(&self) -> impl Iterator<Item = (&Duty, &Notification)> {
        self.all.iter()
    }

    /// The one of this duty, whatever the case of the controller's name.
    #[must_use]
    pub fn of(&self, duty: &Duty) -> Option<(&Duty, &Notification)> {
        self.all.iter().find(|(known, _)| is_same(known, duty))
    }

    /// Whether this law has to be assessed, for whomever.
    #[must_use]
    pub fn has(&self, regime: Regime) -> bool {
        self.all.keys().any(|duty| duty.regime == regime)
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.all.len()
    }

    /// Laws that somebody still has to assess, each once.
    #[must_use]
    pub fn undecided(&self) -> BTreeSet<Regime> {
        let waiting = self
            .all
            .iter()
            .filter(|(_, notification)| notification.standing == Standing::Assessing);
        let waiting = waiting.map(|(duty, _)| duty.regime);
        waiting.chain(self.unasked()).collect()
    }

    /// The law that personal data call for and that nobody was asked to assess: the register of
    /// breaches holds all of them, also those that need no notification (GDPR, article 33.5).
    #[must_use]
    pub fn unasked(&self) -> Option<Regime> {
        let is_unasked = self.personal_data == Some(true) && !self.has(Regime::Gdpr);
        is_unasked.then_some(Regime::Gdpr)
    }

    /// A law has to be assessed, as triage says; whose duty it is may be known already.
    pub(in crate::incident) fn triggered(&mut self, regime: Regime) {
        if !self.has(regime) {
            self.all.insert(Duty { regime, controller: None }, Notification::default());
        }
    }

    /// The organisation as a whole decided.
    pub(in crate::incident) fn assessed(&mut self, regime: Regime, notifiable: bool) {
        self.with(&Duty { regime, controller: None }, |it| it.decided(notifiable));
    }

    pub(super) fn asked(&mut self, AssessmentAsked { duty }: &AssessmentAsked) {
        let unnamed = Duty { regime: duty.regime, controller: None };
        let is_waiting = |it: &Notification| it.standing == Standing::Assessing;
        let taken = match &duty.controller {
            Some(_) if self.all.get(&unnamed).is_some_and(is_waiting) => self.all.remove(&unnamed),
            Some(_) | None => None,
        };
        if self.of(duty).is_none() {
            self.all.insert(duty.clone(), taken.unwrap_or_default());
        }
    }

    pub(super) fn with(&mut self, duty: &Duty, change: impl FnOnce(&mut Notification)) {
        let known = self.of(duty).map_or_else(|| duty.clone(), |(known, _)| known.clone());
        change(self.all.entry(known).or_default());
    }
}

fn is_same(one: &Duty, other: &Duty) -> bool {
    let is_same_controller = match (&one.controller, &other.controller) {
        (Some(one), Some(other)) => Label::is_same_as(one, other),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    };
    one.regime == other.regime && is_same_controller
}
