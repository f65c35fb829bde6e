//! Signatures of webhooks as Standard Webhooks has them: HMAC-SHA256 over
//! `id.timestamp.body`, under each of the keys that hold at the moment.
//!
//! Must never show a key.

use std::fmt;

use base64::{Engine, prelude::BASE64_STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// How every key begins when it is written.
const PREFIX: &str = "whsec_";
/// Shortest and longest key, in bytes.
const BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// A key that webhooks are signed with.
pub struct SigningKey(Zeroizing<Vec<u8>>);

/// The text is not a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("has a secret that is not whsec_ and then 24 to 64 bytes in base64")]
pub struct SigningKeyError;

impl SigningKey {
    /// Reads `whsec_…`.
    ///
    /// # Errors
    /// [`SigningKeyError`].
    pub fn parse(text: &str) -> Result<Self, SigningKeyError> {
        let encoded = text.strip_prefix(PREFIX).ok_or(SigningKeyError)?;
        let key = Zeroizing::new(BASE64_STANDARD.decode(encoded).map_err(|_| SigningKeyError)?);
        if BYTES.contains(&key.len()) { Ok(Self(key)) } else { Err(SigningKeyError) }
    }

    fn sign(&self, signed: &[&[u8]]) -> Option<String> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        for part in signed {
            mac.update(part);
        }
        Some(format!("v1,{}", BASE64_STANDARD.encode(mac.finalize().into_bytes())))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// The header `webhook-signature`: one signature for each key, so that a receiver may
/// know the old one or the new.
#[must_use]
pub fn sign(keys: &[SigningKey], id: &str, timestamp: i64, body: &[u8]) -> String {
    let timestamp = timestamp.to_string();
    let signed = [id.as_bytes(), b".", timestamp.as_bytes(), b".", body];
    let signatures: Vec<_> = keys.iter().filter_map(|key| key.sign(&signed)).collect();
    signatures.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example of the Standard Webhooks specification.
    #[test]
    fn the_published_example_is_signed_as_published() {
        let key = SigningKey::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signature =
            sign(&[key], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, br#"{"test": 2432232314}"#);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn while_keys_change_both_sign() {
        let key = |byte: u8| {
            let text = format!("whsec_{}", BASE64_STANDARD.encode([byte; 32]));
            SigningKey::parse(&text).unwrap()
        };
        let both = sign(&[key(1), key(2)], "id", 0, b"body");
        let old = sign(&[key(2)], "id", 0, b"body");
        assert!(both.ends_with(&old) && both.split(' ').count() == 2);
    }

    #[test]
    fn a_key_has_24_to_64_bytes() {
        let of = |bytes: usize| {
            SigningKey::parse(&format!("whsec_{}", BASE64_STANDARD.encode(vec![7; bytes])))
        };
        assert!(of(24).is_ok() && of(64).is_ok());
        assert!(of(23).is_err() && of(65).is_err());
        assert!(SigningKey::parse("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").is_err());
        assert!(SigningKey::parse("whsec_?").is_err());
        assert!(!format!("{:?}", of(24).unwrap()).contains("BwcH"));
    }
}
