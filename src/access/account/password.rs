//! Passwords: argon2id, with a salt of their own each.
//!
//! Must never be stored, logged or compared in clear, nor computed so often at once that
//! others wait.

use std::sync::{Arc, OnceLock};

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::access::limits::{PASSWORD_CHARACTERS_MAX, PASSWORD_CHARACTERS_MIN, PASSWORDS_AT_ONCE};
use crate::clock::Clock;

/// Why a password cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// It is too short.
    #[error("has fewer than {PASSWORD_CHARACTERS_MIN} characters")]
    TooShort,
    /// It is too long.
    #[error("has more than {PASSWORD_CHARACTERS_MAX} characters")]
    TooLong,
    /// It is too short without the name that one signs in with, which it holds.
    #[error(
        "has fewer than {PASSWORD_CHARACTERS_MIN} characters besides the name that you sign in with"
    )]
    HoldsName,
}

/// Computes and compares digests of passwords, few at a time.
#[derive(Clone)]
pub(super) struct Passwords {
    clock: Clock,
    places: Arc<Semaphore>,
    /// Compared with when nobody has the name, so that this takes as long.
    nobodys: Arc<OnceLock<String>>,
}

/// A password that may be used.
pub struct NewPassword(Zeroizing<String>);

impl NewPassword {
    /// Accepts a password for whoever signs in as `login`.
    ///
    /// # Errors
    /// [`PasswordError`].
    pub fn parse(password: &str, login: &str) -> Result<Self, PasswordError> {
        let characters = password.chars().count();
        if characters < PASSWORD_CHARACTERS_MIN {
            return Err(PasswordError::TooShort);
        }
        if characters > PASSWORD_CHARACTERS_MAX {
            return Err(PasswordError::TooLong);
        }
        let rest = password.to_lowercase().replace(&login.to_lowercase(), "").chars().count();
        if rest < PASSWORD_CHARACTERS_MIN && !login.is_empty() {
            return Err(PasswordError::HoldsName);
        }
        Ok(Self(Zeroizing::new(password.to_owned())))
    }
}

impl Passwords {
    pub(super) fn new(clock: Clock) -> Self {
        let places = Arc::new(Semaphore::new(PASSWORDS_AT_ONCE));
        Self { clock, places, nobodys: Arc::default() }
    }

    /// What is stored for a password.
    pub(super) async fn digest(&self, password: NewPassword) -> anyhow::Result<String> {
        let NewPassword(password) = password;
        let salt = self.clock.random_bytes();
        self.compute(move || hash(password.as_bytes(), &salt)).await?
    }

    /// Whether `password` belongs to `stored`; nothing belongs to nothing, after as long.
    pub(super) async fn is_right(
        &self,
        password: &str,
        stored: Option<String>,
    ) -> anyhow::Result<bool> {
        if password.chars().count() > PASSWORD_CHARACTERS_MAX {
            return Ok(false);
        }
        let password = Zeroizing::new(password.to_owned());
        let (is_somebodys, nobodys) = (stored.is_some(), self.nobodys.clone());
        let salt = self.clock.random_bytes();
        self.compute(move || {
            let stored = match stored {
                Some(stored) => stored,
                None => match nobodys.get() {
                    Some(known) => known.clone(),
                    None => nobodys.get_or_init(|| hash(&salt, &salt).unwrap_or_default()).clone(),
                },
            };
            let is_equal = PasswordHash::new(&stored).is_ok_and(|stored| {
                Argon2::default().verify_password(password.as_bytes(), &stored).is_ok()
            });
            is_equal && is_somebodys
        })
        .await
    }

    async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> anyhow::Result<T> {
        let _place = self.places.acquire().await?;
        Ok(tokio::task::spawn_blocking(work).await?)
    }
}

fn hash(password: &[u8], salt: &[u8; 32]) -> anyhow::Result<String> {
    let hashed: Result<PasswordHash, _> =
        Argon2::default().hash_password_with_salt(password, &salt[..16]);
    Ok(hashed.map_err(|error| anyhow::anyhow!("argon2: {error}"))?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passwords() -> Passwords {
        Passwords::new(Clock::simulated("2026-11-26T10:00:00Z".parse().unwrap(), 1))
    }

    fn parse(password: &str) -> Result<(), PasswordError> {
        NewPassword::parse(password, "anna").map(drop)
    }

    #[test]
    fn a_password_at_its_limits_is_accepted_and_beyond_them_it_is_not() {
        assert_eq!(parse(&"å".repeat(PASSWORD_CHARACTERS_MIN)), Ok(()));
        assert_eq!(parse(&"å".repeat(PASSWORD_CHARACTERS_MIN - 1)), Err(PasswordError::TooShort));
        assert_eq!(parse(&"å".repeat(PASSWORD_CHARACTERS_MAX)), Ok(()));
        assert_eq!(parse(&"å".repeat(PASSWORD_CHARACTERS_MAX + 1)), Err(PasswordError::TooLong));
        assert_eq!(parse("ANNA-2026-anna"), Err(PasswordError::HoldsName));
        assert_eq!(parse("en helt annan mening"), Ok(()));
    }

    #[tokio::test]
    async fn the_right_password_is_told_from_a_wrong_one_and_from_nobodys() {
        let passwords = passwords();
        let new = || NewPassword::parse("häst batteri häftstift", "anna").unwrap();
        let stored = passwords.digest(new()).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert_ne!(stored, passwords.digest(new()).await.unwrap(), "each has a salt of its own");
        let is_right = async |password: &str, stored: Option<&String>| {
            passwords.is_right(password, stored.cloned()).await.unwrap()
        };
        assert!(is_right("häst batteri häftstift", Some(&stored)).await);
        assert!(!is_right("häst batteri häftstifT", Some(&stored)).await);
        assert!(!is_right("häst batteri häftstift", None).await);
        assert!(!is_right(&"x".repeat(PASSWORD_CHARACTERS_MAX + 1), Some(&stored)).await);
    }
}
