//! What was asked of a measure, as it stands in the address of its page.
//!
//! Must never hold more than the address: what is wrong with it is told by whoever reads it.

use super::compare::{Sides, Why};
use crate::web::pages::address::Address;

/// What was asked for, as written in the address.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    /// `unit`, `category` or nothing.
    pub by: String,
    /// Code of a unit, or nothing.
    pub unit: String,
    /// Code of a category, or nothing.
    pub category: String,
    /// `YYYY-MM`.
    pub from: String,
    /// `YYYY-MM`.
    pub to: String,
    /// `mdc`, or nothing.
    pub profile: String,
    /// Which page of the parts, from 1, or nothing.
    pub page: String,
    /// First period of one side, to compare.
    pub first_from: String,
    /// Its last period.
    pub first_to: String,
    /// First period of the other side.
    pub second_from: String,
    /// Its last period.
    pub second_to: String,
}

impl Asked {
    /// The address at `path` with all that was asked, apart from comparing.
    #[must_use]
    pub fn address(&self, path: &str) -> Address {
        Address::new(path)
            .with_said("by", &self.by)
            .with_said("unit", &self.unit)
            .with_said("category", &self.category)
            .with_said("from", &self.from)
            .with_said("to", &self.to)
            .with_said("profile", &self.profile)
    }

    /// The two sides to compare, when all four of their ends are given, or why they cannot be.
    #[must_use]
    pub fn sides(&self) -> Option<Result<Sides, Why>> {
        let first = (self.first_from.as_str(), self.first_to.as_str());
        let second = (self.second_from.as_str(), self.second_to.as_str());
        let ends = [first.0, first.1, second.0, second.1];
        ends.iter().all(|end| !end.is_empty()).then(|| Sides::read(first, second))
    }
}
