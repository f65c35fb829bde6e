//! When to think of a law, from what triage says.
//!
//! A proposal asks a question and answers none. Must never propose without saying why.

use serde::{Deserialize, Serialize};

use super::RulePack;
use crate::vocabulary::Severity;

/// Signs that together make one think of a law; what is not named does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Signs {
    /// Personal data were touched, or were not.
    pub personal_data: Option<bool>,
    /// The category is one of these codes.
    pub category: Option<Vec<String>>,
    /// The potential severity is this, or worse.
    pub severity: Option<Severity>,
    /// One information asset was touched, and has at least these classes.
    pub asset: Option<Classes>,
}

/// Least classes of an information asset; 0 for any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Classes {
    /// Confidentiality.
    pub k: u8,
    /// Integrity.
    pub r: u8,
    /// Availability.
    pub t: u8,
}

/// What triage says of an incident.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sign {
    /// Whether personal data were touched, when that was answered.
    pub personal_data: Option<bool>,
    /// Code of the category.
    pub category: Option<String>,
    /// The potential severity.
    pub severity: Option<Severity>,
    /// The classes of each information asset.
    pub assets: Vec<[u8; 3]>,
}

/// One of the answers that a proposal follows from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// Personal data were touched.
    PersonalData,
    /// No personal data were touched.
    NoPersonalData,
    /// The category.
    Category,
    /// The potential severity.
    Severity,
    /// An information asset.
    Asset,
}

impl Ground {
    /// The name under which its words are found.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PersonalData => "personal_data",
            Self::NoPersonalData => "no_personal_data",
            Self::Category => "category",
            Self::Severity => "severity",
            Self::Asset => "asset",
        }
    }
}

impl RulePack {
    /// Why one should think of this law; nothing when there is no sign of it.
    #[must_use]
    pub fn proposes(&self, sign: &Sign) -> Vec<Ground> {
        let grounds = self.propose_when.iter().filter_map(|signs| signs.met_by(sign));
        let mut grounds: Vec<_> = grounds.flatten().collect();
        grounds.sort_unstable();
        grounds.dedup();
        grounds
    }
}

impl Signs {
    /// The answers that meet these signs, when all of them are met.
    fn met_by(&self, sign: &Sign) -> Option<Vec<Ground>> {
        let personal = match self.personal_data {
            Some(true) => Some((Ground::PersonalData, sign.personal_data == Some(true))),
            Some(false) => Some((Ground::NoPersonalData, sign.personal_data == Some(false))),
            None => None,
        };
        let category = self.category.as_ref().map(|codes| {
            (Ground::Category, sign.category.as_ref().is_some_and(|code| codes.contains(code)))
        });
        let severity = self
            .severity
            .map(|least| (Ground::Severity, sign.severity.is_some_and(|it| it >= least)));
        let asset = self.asset.map(|least| {
            let reaches = |classes: &[u8; 3]| {
                let [k, r, t] = *classes;
                k >= least.k && r >= least.r && t >= least.t
            };
            (Ground::Asset, sign.assets.iter().any(reaches))
        });
        let asked: Vec<_> = [personal, category, severity, asset].into_iter().flatten().collect();
        let is_met = !asked.is_empty() && asked.iter().all(|(_, is_met)| *is_met);
        is_met.then(|| asked.into_iter().map(|(ground, _)| ground).collect())
    }
}
