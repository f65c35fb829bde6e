//! Randomness for secrets: keys, nonces, passwords.
//!
//! Must never be used for what an event records; that comes from the clock.

use rand::Rng;

/// Random bytes that nobody can predict.
#[expect(clippy::disallowed_methods, reason = "secrets must not come from a test's seed")]
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}
