//! Coded facts among the texts: a category or a unit stands there by its code, and is found
//! by its names, which may change.
//!
//! Must never stand in a text that a person wrote.

/// What kind of fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// The category of a triage.
    Category,
    /// A unit of the organisation.
    Unit,
}

impl Fact {
    /// As it stands in a row: closed, so that `a1` is not found in `a10`.
    #[must_use]
    pub fn token(self, code: &str) -> String {
        let kind = match self {
            Self::Category => "category",
            Self::Unit => "unit",
        };
        format!("{kind}:{code};")
    }
}
