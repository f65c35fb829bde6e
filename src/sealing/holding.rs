//! Sealing of what is held: whole, padded, and under a name that leads nowhere else.
//!
//! The key follows from the master key, since a data key of its own would tell by its
//! time of making when somebody wrote. Must never let the size tell more than a class,
//! nor let the place be matched with a receipt without the master key.

use zeroize::Zeroizing;

use super::MasterKey;
use super::key::{OpenFailed, open, seal};
use crate::act::digest;

/// Smallest size of what is sealed, in bytes; each class is twice the one before.
const CLASS_BYTES_MIN: usize = 4 * 1024;
/// Bytes of the length that stands before the content.
const LENGTH: usize = 4;

/// Seals what is held, and names its place.
#[derive(Clone)]
pub struct HoldingKey {
    secret: Zeroizing<[u8; 32]>,
    places: Zeroizing<[u8; 32]>,
}

impl HoldingKey {
    /// The one that follows from `master`.
    #[must_use]
    pub fn of(master: &MasterKey) -> Self {
        Self {
            secret: Zeroizing::new(master.derive("tillbud holding key, 1")),
            places: Zeroizing::new(master.derive("tillbud holding places, 1")),
        }
    }

    /// Where all that belongs to one receipt is held. Not the verifier itself: that is
    /// stored beside the report's id later, and would tell in a copy made meanwhile when
    /// the report came.
    #[must_use]
    pub fn place(&self, verifier: &[u8; 32]) -> String {
        let place = digest(&self.places, &[b"place", verifier]);
        place.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Seals `clear`, padded to its class, for `place` alone.
    #[must_use]
    pub fn seal(&self, place: &str, clear: &[u8]) -> Vec<u8> {
        let class = (LENGTH + clear.len()).next_power_of_two().max(CLASS_BYTES_MIN);
        let length = u32::try_from(clear.len()).unwrap_or(u32::MAX);
        let mut padded = Zeroizing::new(Vec::with_capacity(class));
        padded.extend(length.to_be_bytes());
        padded.extend(clear);
        padded.resize(class, 0);
        seal(&self.secret, place.as_bytes(), &padded)
    }

    /// Opens what [`Self::seal`] gave.
    ///
    /// # Errors
    /// [`OpenFailed`].
    pub fn open(&self, place: &str, sealed: &[u8]) -> Result<Vec<u8>, OpenFailed> {
        let padded = Zeroizing::new(open(&self.secret, place.as_bytes(), sealed)?);
        let (length, content) = padded.split_first_chunk::<LENGTH>().ok_or(OpenFailed)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| OpenFailed)?;
        Ok(content.get(..length).ok_or(OpenFailed)?.to_vec())
    }
}

impl std::fmt::Debug for HoldingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HoldingKey")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_opens_only_in_its_place_and_under_its_master_key() {
        let master = MasterKey::generate();
        let key = HoldingKey::of(&master);
        let sealed = key.seal("a", b"words");
        assert_eq!(HoldingKey::of(&master).open("a", &sealed).unwrap(), b"words");
        assert_eq!(key.open("b", &sealed), Err(OpenFailed));
        assert!(HoldingKey::of(&MasterKey::generate()).open("a", &sealed).is_err());
    }

    #[test]
    fn the_size_tells_a_class_and_no_more() {
        let key = HoldingKey::of(&MasterKey::generate());
        let size = |bytes: usize| {
            let clear = vec![7; bytes];
            let sealed = key.seal("a", &clear);
            assert_eq!(key.open("a", &sealed).unwrap(), clear);
            sealed.len()
        };
        assert_eq!(size(0), size(CLASS_BYTES_MIN - LENGTH));
        assert_eq!(size(CLASS_BYTES_MIN - LENGTH + 1), size(2 * CLASS_BYTES_MIN - LENGTH));
        assert!(size(CLASS_BYTES_MIN - LENGTH) < size(CLASS_BYTES_MIN - LENGTH + 1));
    }

    #[test]
    fn a_place_is_no_verifier_and_another_one_for_each() {
        let key = HoldingKey::of(&MasterKey::generate());
        let place = key.place(&[1; 32]);
        assert_eq!((place.clone(), place.len()), (key.place(&[1; 32]), 64));
        assert_ne!(place, key.place(&[2; 32]));
        assert_ne!(place, "01".repeat(32));
        assert_ne!(place, HoldingKey::of(&MasterKey::generate()).place(&[1; 32]));
    }
}
