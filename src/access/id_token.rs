//! The sign-in service's ID token, kept with a session until it is signed out of.
//!
//! It names a person, so it is sealed under a key that follows from the session's secret,
//! which only the browser has: nothing that is stored opens it. Must never be logged.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

use super::TOKEN_PREFIX;
use super::limits::ID_TOKEN_BYTES;
use crate::act::digest;
use crate::sealing;

/// What seals it in every session.
const CONTEXT: &[u8] = b"ID token of a session";

/// Seals `token` for the session with this secret; nothing when it is too long for an address.
pub(super) fn seal(secret: &str, token: &str) -> Option<String> {
    let key = key(secret).filter(|_| token.len() <= ID_TOKEN_BYTES)?;
    Some(BASE64_STANDARD.encode(sealing::seal(&key, CONTEXT, token.as_bytes())))
}

/// Opens what [`seal`] gave.
pub(super) fn open(secret: &str, sealed: &str) -> Option<String> {
    let sealed = BASE64_STANDARD.decode(sealed).ok()?;
    let key = key(secret)?;
    String::from_utf8(sealing::open(&key, CONTEXT, &sealed).ok()?).ok()
}

fn key(secret: &str) -> Option<Zeroizing<[u8; 32]>> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(secret.strip_prefix(TOKEN_PREFIX)?).ok()?;
    let bytes = <[u8; 32]>::try_from(bytes).ok()?;
    Some(Zeroizing::new(digest(&bytes, &[b"session", b"id token"])))
}

#[cfg(test)]
mod tests {
    use super::super::secret_of;
    use super::*;

    #[test]
    fn it_opens_with_the_secret_of_its_own_session_alone() {
        let (own, other) = (secret_of([1; 32]), secret_of([2; 32]));
        let sealed = seal(&own, "head.claims.signature").unwrap();
        assert!(!sealed.contains("claims"));
        assert_eq!(open(&own, &sealed).as_deref(), Some("head.claims.signature"));
        assert_eq!(open(&other, &sealed), None);
        assert_eq!(open("no secret", &sealed), None);
    }

    #[test]
    fn what_is_too_long_for_an_address_is_not_kept() {
        let secret = secret_of([1; 32]);
        assert!(seal(&secret, &"x".repeat(ID_TOKEN_BYTES)).is_some());
        assert_eq!(seal(&secret, &"x".repeat(ID_TOKEN_BYTES + 1)), None);
    }
}
