//! What a law asks for when an incident has to be notified, as versioned data.
//!
//! A pack says which stages there are, how much time each gives and from when it counts,
//! when to think of the law at all, where that was read and what still has to be
//! confirmed. Nothing of it stands in code, so that whoever answers for the law can
//! change it. Must never decide that something has to be notified: a person does.

mod check;
mod propose;

pub use check::{PROPOSALS, PackError, STAGES, WORDS_CHARACTERS};
pub use propose::{Classes, Ground, Sign, Signs};

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::period::Period;
use crate::vocabulary::{Clock, Code, Lang, Regime};

/// Packs for some laws, at most one for each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct RulePacks(Vec<RulePack>);

/// What one law asks for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RulePack {
    /// Which law.
    pub regime: Regime,
    /// Which version of the pack; each deadline tells the one it was counted by.
    pub version: Code,
    /// The day on which somebody last compared it with its sources.
    pub verified: Date,
    /// The law's name.
    pub law: Words,
    /// Who takes notifications.
    pub recipient: Recipient,
    /// Where it was read.
    pub sources: Vec<Source>,
    /// What nobody has confirmed yet.
    #[serde(default)]
    pub to_be_confirmed: Vec<Unconfirmed>,
    /// When to think of this law at triage; any of these is enough.
    #[serde(default)]
    pub propose_when: Vec<Signs>,
    /// What has to be sent, in order.
    pub stages: Vec<Stage>,
}

/// Words in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// In Swedish.
    pub sv: String,
    /// In English.
    pub en: String,
}

/// Who takes notifications.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    /// In Swedish.
    pub sv: String,
    /// In English.
    pub en: String,
    /// Where its form is.
    pub url: String,
}

/// Where something was read.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What it is called.
    pub title: String,
    /// Where it is.
    pub url: String,
    /// The day on which it was read.
    pub verified: Date,
}

/// Something that nobody has confirmed yet.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unconfirmed {
    /// What.
    pub what: Words,
    /// Which function can.
    pub whose: Words,
}

/// Something that has to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Its code, for facts to refer to.
    pub code: Code,
    /// Its name.
    pub name: Words,
    /// From when its time counts.
    #[serde(default)]
    pub counts_from: CountsFrom,
    /// How much time there is; nothing when the law gives no number.
    #[serde(default)]
    pub within: Option<Period>,
    /// What it is, or when it has to be sent, when that is not always.
    #[serde(default)]
    pub note: Option<Words>,
}

/// From when a stage's time counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountsFrom {
    /// From when the organisation became aware.
    #[default]
    Awareness,
    /// From when an earlier stage was sent; until then, from when that has to be.
    Stage(Code),
}

/// When a stage has to be sent, by one of the clocks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// Which stage.
    pub stage: Code,
    /// By which clock.
    pub clock: Clock,
    /// When.
    pub due: Timestamp,
}

impl RulePacks {
    /// Reads packs, a JSON array.
    ///
    /// # Errors
    /// [`PackError`], which says where and what to change.
    pub fn parse(json: &str) -> Result<Self, PackError> {
        let packs: Self = serde_json::from_str(json)?;
        packs.check()?;
        Ok(packs)
    }

    /// The pack of one law.
    #[must_use]
    pub fn of(&self, regime: Regime) -> Option<&RulePack> {
        self.0.iter().find(|pack| pack.regime == regime)
    }

    /// All of them, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &RulePack> {
        self.0.iter()
    }
}

impl RulePack {
    /// The deadlines that follow: the worst case counts from when the first report was
    /// `received`, the declared one from when the organisation became `aware`. A stage
    /// that counts from another counts from when that was `sent`.
    #[must_use]
    pub fn deadlines(
        &self,
        received: Option<Timestamp>,
        aware: Option<Timestamp>,
        sent: &BTreeMap<Code, Timestamp>,
    ) -> Vec<Deadline> {
        let clocks = [(Clock::WorstCase, received), (Clock::Declared, aware)];
        let clocks = clocks.into_iter().filter_map(|(clock, from)| Some((clock, from?)));
        clocks.flat_map(|(clock, from)| self.by_clock(clock, from, sent)).collect()
    }

    fn by_clock(
        &self,
        clock: Clock,
        aware: Timestamp,
        sent: &BTreeMap<Code, Timestamp>,
    ) -> Vec<Deadline> {
        let mut deadlines: Vec<Deadline> = Vec::new();
        for stage in &self.stages {
            let from = match &stage.counts_from {
                CountsFrom::Awareness => Some(aware),
                CountsFrom::Stage(earlier) => sent.get(earlier).copied().or_else(|| {
                    let due = deadlines.iter().find(|deadline| deadline.stage == *earlier);
                    due.map(|deadline| deadline.due)
                }),
            };
            if let (Some(from), Some(within)) = (from, stage.within) {
                let (stage, due) = (stage.code.clone(), within.after(from));
                deadlines.push(Deadline { stage, clock, due });
            }
        }
        deadlines
    }

    /// The stage with this code.
    #[must_use]
    pub fn stage(&self, code: &str) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.code.as_str() == code)
    }
}

impl Words {
    /// The words in `lang`.
    #[must_use]
    pub fn of(&self, lang: Lang) -> &str {
        match lang {
            Lang::Sv => &self.sv,
            Lang::En => &self.en,
        }
    }
}

impl Recipient {
    /// Its name in `lang`.
    #[must_use]
    pub fn of(&self, lang: Lang) -> &str {
        match lang {
            Lang::Sv => &self.sv,
            Lang::En => &self.en,
        }
    }
}
