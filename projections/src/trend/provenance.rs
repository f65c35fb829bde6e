//! What a figure was computed from and by what, so that it can be computed again.
//!
//! Must never depend on the order of a map or on how a number is written.

use serde::Serialize;
use sha2::{Digest, Sha256};

/// Name and version of these statistics: a change that changes any figure counts it up.
pub const ENGINE: &str = "tillbud-trend/2";

/// Goes with every result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Provenance {
    /// [`ENGINE`] when it was computed.
    pub engine: String,
    /// Which rules and constants were used.
    pub profile: String,
    /// SHA-256 of profile and input, in hexadecimal.
    pub input_sha256: String,
}

/// Gathers what a figure depends on.
pub(crate) struct Input {
    profile: String,
    hash: Sha256,
}

impl Input {
    /// Begins with the profile, which is part of the digest.
    pub fn new(profile: String) -> Self {
        let hash = Sha256::new();
        Self { profile: String::new(), hash }.text(&profile).named(profile)
    }

    fn named(self, profile: String) -> Self {
        Self { profile, ..self }
    }

    /// Adds a text, with its length so that two texts never run together.
    pub fn text(self, text: &str) -> Self {
        let mut added = self.whole(text.len());
        added.hash.update(text.as_bytes());
        added
    }

    /// Adds a whole number.
    pub fn whole(mut self, number: usize) -> Self {
        self.hash.update(u64::try_from(number).unwrap_or(u64::MAX).to_le_bytes());
        self
    }

    /// Adds numbers, the missing ones told apart from every number.
    pub fn numbers<N: Into<Option<f64>>>(self, numbers: impl IntoIterator<Item = N>) -> Self {
        let mut added = self;
        let mut length = 0;
        for number in numbers {
            let bits: u64 = number.into().unwrap_or(f64::NAN).to_bits();
            added.hash.update(bits.to_le_bytes());
            length += 1;
        }
        added.whole(length)
    }

    /// The finished digest.
    pub fn finish(self) -> Provenance {
        let digest = self.hash.finalize();
        let input_sha256 = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        Provenance { engine: ENGINE.to_owned(), profile: self.profile, input_sha256 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(numbers: &[Option<f64>], text: &str) -> String {
        Input::new("a".to_owned()).numbers(numbers.iter().copied()).text(text).finish().input_sha256
    }

    #[test]
    fn the_same_input_has_the_same_digest_and_any_other_another() {
        let first = digest(&[Some(1.0), None], "c");
        assert_eq!(first, digest(&[Some(1.0), None], "c"));
        assert_ne!(first, digest(&[Some(1.0), Some(0.0)], "c"));
        assert_ne!(first, digest(&[Some(1.0)], "c"));
        assert_ne!(first, digest(&[Some(1.0), None], "d"));
        assert_eq!(first.len(), 64);
    }
}
