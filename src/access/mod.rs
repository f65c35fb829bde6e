//! Who may come in: tokens for programs, sessions for browsers, receipts for reporters.
//!
//! Only digests of secrets are stored, in an erasable bucket beside the log. Must
//! never store a name, an address or a device.

pub mod receipt;
pub mod right;
pub mod views;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tillbud_events::{Actor, Role};
use uuid::Uuid;

pub use right::Right;

use crate::clock::Clock;
use crate::store::{Bucket, BucketError};

/// How long a browser stays signed in.
pub const SESSION_HOURS: i64 = 12;
/// How every token begins, so that a leaked one is recognised as such.
pub const TOKEN_PREFIX: &str = "tillbud_";

/// A member of staff, as far as Tillbud knows: a role and a pseudonym.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staff {
    /// What they may do.
    pub role: Role,
    /// The same for all acts of one account.
    pub pseudonym: Uuid,
}

impl Staff {
    /// As written into events.
    #[must_use]
    pub fn actor(self) -> Actor {
        Actor::Staff { role: self.role, pseudonym: self.pseudonym }
    }
}

/// What is stored for a token or a session, under the digest of its secret.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Grant {
    staff: Staff,
    created: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires: Option<Timestamp>,
}

/// A token as listed; its secret is not stored and cannot be shown again.
#[derive(Clone, Debug, Serialize)]
pub struct TokenEntry {
    /// First eight characters of its digest; names it when revoking.
    pub id: String,
    /// What its holder may do.
    pub role: Role,
    /// When it was made.
    pub created: Timestamp,
}

/// Knows tokens and sessions. Cheap to clone.
#[derive(Clone)]
pub struct Access {
    bucket: Bucket,
    clock: Clock,
}

impl Access {
    /// Keeps its grants in `bucket`.
    #[must_use]
    pub fn new(bucket: Bucket, clock: Clock) -> Self {
        Self { bucket, clock }
    }

    /// Makes a token for `role`; it is shown once and stored only as a digest.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn create_token(&self, role: Role) -> Result<String, BucketError> {
        let staff = Staff { role, pseudonym: self.clock.random_id() };
        let secret = self.secret();
        self.store("token", &secret, staff, None).await?;
        Ok(secret)
    }

    /// All tokens, oldest first.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn tokens(&self) -> Result<Vec<TokenEntry>, BucketError> {
        let mut tokens: Vec<_> = self
            .bucket
            .entries()
            .await?
            .into_iter()
            .filter_map(|(key, value)| {
                let id = key.strip_prefix("token.")?.get(..8)?.to_owned();
                let Grant { staff, created, .. } = serde_json::from_slice(&value).ok()?;
                Some(TokenEntry { id, role: staff.role, created })
            })
            .collect();
        tokens.sort_by(|a, b| (a.created, &a.id).cmp(&(b.created, &b.id)));
        Ok(tokens)
    }

    /// Takes back every token whose id begins with `id`, and ends the sessions that were
    /// begun with it; says how many tokens.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn revoke_tokens(&self, id: &str) -> Result<usize, BucketError> {
        let prefix = format!("token.{id}");
        let entries = self.bucket.entries().await?;
        let is_revoked = |key: &str| !id.is_empty() && key.starts_with(&prefix);
        let revoked: Vec<_> = entries
            .iter()
            .filter(|(key, _)| is_revoked(key))
            .filter_map(|(_, value)| Some(serde_json::from_slice::<Grant>(value).ok()?.staff))
            .collect();
        for (key, value) in &entries {
            let holder = serde_json::from_slice::<Grant>(value).map(|grant| grant.staff);
            let is_of_revoked = holder.is_ok_and(|staff| revoked.contains(&staff));
            if is_revoked(key) || (key.starts_with("session.") && is_of_revoked) {
                self.bucket.delete(key).await?;
            }
        }
        Ok(revoked.len())
    }

    /// Who holds this token.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn token_holder(&self, token: &str) -> Result<Option<Staff>, BucketError> {
        self.holder("token", token).await
    }

    /// Begins a browser session; the answer is the cookie's value.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn begin_session(&self, staff: Staff) -> Result<String, BucketError> {
        let secret = self.secret();
        let expires = self.clock.now() + SignedDuration::from_hours(SESSION_HOURS);
        self.store("session", &secret, staff, Some(expires)).await?;
        Ok(secret)
    }

    /// Who this session belongs to.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn session_holder(&self, session: &str) -> Result<Option<Staff>, BucketError> {
        self.holder("session", session).await
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn end_session(&self, session: &str) -> Result<(), BucketError> {
        self.bucket.delete(&key("session", session)).await
    }

    fn secret(&self) -> String {
        format!("{TOKEN_PREFIX}{}", BASE64_URL_SAFE_NO_PAD.encode(self.clock.random_bytes()))
    }

    async fn store(
        &self,
        kind: &str,
        secret: &str,
        staff: Staff,
        expires: Option<Timestamp>,
    ) -> Result<(), BucketError> {
        let grant = Grant { staff, created: self.clock.now(), expires };
        let value = serde_json::json!(grant).to_string();
        self.bucket.put(&key(kind, secret), value).await
    }

    async fn holder(&self, kind: &str, secret: &str) -> Result<Option<Staff>, BucketError> {
        // A session is no token and the other way round: the kind is part of the key.
        let Some(value) = self.bucket.get(&key(kind, secret)).await? else { return Ok(None) };
        let Ok(grant) = serde_json::from_slice::<Grant>(&value) else { return Ok(None) };
        let is_valid = grant.expires.is_none_or(|expires| self.clock.now() < expires);
        Ok(is_valid.then_some(grant.staff))
    }
}

fn key(kind: &str, secret: &str) -> String {
    let digest = Sha256::digest(secret.as_bytes());
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{kind}.{hex}")
}
