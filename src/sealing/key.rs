//! Data keys, and the key that wraps them.
//!
//! XChaCha20-Poly1305 with random nonces of 192 bits: any number of texts may be
//! sealed under one key. Must never seal two things with the same nonce.

use std::fmt;
use std::str::FromStr;

use base64::{Engine, prelude::BASE64_STANDARD};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{MasterKey, random};

/// Bytes of a nonce, which stands before each ciphertext.
const NONCE: usize = 24;

/// Names a data key. Random: it says nothing about the stream that uses the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyId(Uuid);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for KeyId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// The key of one stream's texts and attachments.
#[derive(Clone)]
pub struct DataKey {
    id: KeyId,
    secret: Zeroizing<[u8; 32]>,
}

/// The bytes were not sealed under this key and in this context, or were altered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not what was sealed: wrong key, wrong place or altered bytes")]
pub struct OpenFailed;

impl DataKey {
    pub(super) fn generate() -> Self {
        let id = uuid::Builder::from_random_bytes(random::bytes()).into_uuid();
        Self { id: KeyId(id), secret: Zeroizing::new(random::bytes()) }
    }

    /// Its name, which travels with whatever it seals.
    #[must_use]
    pub const fn id(&self) -> KeyId {
        self.id
    }

    /// Seals `clear`; it opens only with the same `context`, which binds it to
    /// the place where it stands.
    #[must_use]
    pub fn seal(&self, context: &[u8], clear: &[u8]) -> Vec<u8> {
        seal(&self.secret, context, clear)
    }

    /// Opens what [`Self::seal`] gave.
    ///
    /// # Errors
    /// [`OpenFailed`].
    pub fn open(&self, context: &[u8], sealed: &[u8]) -> Result<Vec<u8>, OpenFailed> {
        open(&self.secret, context, sealed)
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DataKey({})", self.id)
    }
}

/// The key that wraps data keys, derived from the master key.
pub(super) struct WrappingKey {
    id: String,
    secret: Zeroizing<[u8; 32]>,
}

/// A data key as it is stored.
#[derive(Serialize, Deserialize)]
struct Wrapped {
    kek: String,
    wrapped: String,
}

impl WrappingKey {
    pub(super) fn of(master: &MasterKey) -> Self {
        let [a, b, c, d, ..] = master.derive("tillbud wrapping key, public name, 1");
        Self {
            id: format!("{:08x}", u32::from_be_bytes([a, b, c, d])),
            secret: Zeroizing::new(master.derive("tillbud wrapping key, 1")),
        }
    }

    /// Tells two master keys apart without revealing either.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn wrap(&self, key: &DataKey) -> Result<Vec<u8>, serde_json::Error> {
        let wrapped = seal(&self.secret, key.id.0.as_bytes(), key.secret.as_slice());
        let wrapped = BASE64_STANDARD.encode(wrapped);
        serde_json::to_vec(&Wrapped { kek: self.id.clone(), wrapped })
    }

    pub(super) fn unwrap(&self, id: KeyId, stored: &[u8]) -> Result<DataKey, OpenFailed> {
        let stored: Wrapped = serde_json::from_slice(stored).map_err(|_| OpenFailed)?;
        let wrapped = BASE64_STANDARD.decode(stored.wrapped).map_err(|_| OpenFailed)?;
        let secret = Zeroizing::new(open(&self.secret, id.0.as_bytes(), &wrapped)?);
        let secret = <[u8; 32]>::try_from(secret.as_slice()).map_err(|_| OpenFailed)?;
        Ok(DataKey { id, secret: Zeroizing::new(secret) })
    }
}

/// Seals `clear` under a key of 256 bits; it opens only with the same `context`.
#[expect(clippy::expect_used, reason = "the cipher refuses only texts of 256 GiB and more")]
pub(crate) fn seal(secret: &[u8; 32], context: &[u8], clear: &[u8]) -> Vec<u8> {
    let nonce: [u8; NONCE] = random::bytes();
    let payload = Payload { msg: clear, aad: context };
    let cipher = XChaCha20Poly1305::new(&(*secret).into());
    let ciphertext = cipher.encrypt(&XNonce::from(nonce), payload).expect("a text of this size");
    [nonce.as_slice(), &ciphertext].concat()
}

/// Opens what [`seal`] gave.
pub(crate) fn open(
    secret: &[u8; 32],
    context: &[u8],
    sealed: &[u8],
) -> Result<Vec<u8>, OpenFailed> {
    let (nonce, ciphertext) = sealed.split_first_chunk::<NONCE>().ok_or(OpenFailed)?;
    let payload = Payload { msg: ciphertext, aad: context };
    let cipher = XChaCha20Poly1305::new(&(*secret).into());
    cipher.decrypt(&XNonce::from(*nonce), payload).map_err(|_| OpenFailed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_opens_only_in_its_own_place() {
        let key = DataKey::generate();
        let sealed = key.seal(b"here", b"words");
        assert_eq!(key.open(b"here", &sealed).unwrap(), b"words");
        assert_eq!(key.open(b"there", &sealed), Err(OpenFailed));
        assert_eq!(DataKey::generate().open(b"here", &sealed), Err(OpenFailed));
        assert_eq!(key.open(b"here", &sealed[..NONCE - 1]), Err(OpenFailed));
    }

    #[test]
    fn the_same_words_never_look_the_same_twice() {
        let key = DataKey::generate();
        assert_ne!(key.seal(b"", b"words"), key.seal(b"", b"words"));
    }

    #[test]
    fn a_wrapped_key_opens_only_under_its_master_key_and_its_own_name() {
        let (ours, others) = (MasterKey::generate(), MasterKey::generate());
        let key = DataKey::generate();
        let stored = WrappingKey::of(&ours).wrap(&key).unwrap();
        assert_eq!(WrappingKey::of(&ours).unwrap(key.id, &stored).unwrap().secret, key.secret);
        assert!(WrappingKey::of(&others).unwrap(key.id, &stored).is_err());
        assert!(WrappingKey::of(&ours).unwrap(DataKey::generate().id, &stored).is_err());
    }

    #[test]
    fn a_debug_line_does_not_show_the_secret() {
        let key = DataKey::generate();
        assert_eq!(format!("{key:?}"), format!("DataKey({})", key.id));
    }
}
