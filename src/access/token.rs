//! Tokens: secrets for programs, each with one role.
//!
//! A token is shown once and stored as a digest. Must never be shown again.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use tillbud_events::{Actor, Role};
use uuid::Uuid;

use super::{Access, Staff, key, secret_of};
use crate::act::Act;
use crate::store::BucketError;

/// Characters of a token's digest that name it in lists.
pub const ID_CHARACTERS: usize = 8;

/// What is stored for a token, under the digest of its secret.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Stored {
    staff: Staff,
    created: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires: Option<Timestamp>,
}

/// A token that was just made.
#[derive(Clone, PartialEq, Eq)]
pub struct NewToken {
    /// What its holder sends; it cannot be shown again.
    pub secret: String,
    /// Names it when revoking.
    pub id: String,
    /// What its holder may do.
    pub staff: Staff,
}

/// A token as listed; its secret is not stored and cannot be shown again.
#[derive(Clone, Debug, Serialize)]
pub struct TokenEntry {
    /// First eight characters of its digest; names it when revoking.
    pub id: String,
    /// What its holder may do.
    pub role: Role,
    /// The pseudonym in what its holder does.
    pub pseudonym: Uuid,
    /// When it was made.
    pub created: Timestamp,
    /// When it ends.
    pub expires: Option<Timestamp>,
    /// The day it was last used.
    pub last_used: Option<Date>,
}

impl Access {
    /// Makes a token for `role` that does not end by itself.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn create_token(&self, role: Role) -> Result<String, BucketError> {
        let act = Act::once(&self.clock, Actor::System);
        Ok(self.create_token_by(&act, role, None).await?.secret)
    }

    /// Makes a token for `role`, the same whenever the act is repeated; it is shown once and
    /// stored only as a digest.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn create_token_by(
        &self,
        act: &Act,
        role: Role,
        expires: Option<Timestamp>,
    ) -> Result<NewToken, BucketError> {
        let staff = Staff { role, pseudonym: act.id("token holder") };
        let secret = secret_of(act.secret("token"));
        let stored = Stored { staff, created: self.clock.now(), expires };
        let value = serde_json::json!(stored).to_string();
        self.bucket.put(&key("token", &secret), value).await?;
        let id = key("token", &secret)["token.".len()..].chars().take(ID_CHARACTERS).collect();
        Ok(NewToken { secret, id, staff })
    }

    /// All tokens, oldest first.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn tokens(&self) -> Result<Vec<TokenEntry>, BucketError> {
        let last = self.used.all().await?;
        let mut tokens: Vec<_> = self
            .bucket
            .entries("token.")
            .await?
            .into_iter()
            .filter_map(|(key, value)| {
                let id = key.strip_prefix("token.")?.get(..ID_CHARACTERS)?.to_owned();
                let Stored { staff, created, expires } = serde_json::from_slice(&value).ok()?;
                let Staff { role, pseudonym } = staff;
                let last_used = last.get(&(pseudonym, role)).copied();
                Some(TokenEntry { id, role, pseudonym, created, expires, last_used })
            })
            .collect();
        tokens.sort_by(|a, b| (a.created, &a.id).cmp(&(b.created, &b.id)));
        Ok(tokens)
    }

    /// Takes back every token whose id begins with `id`, and ends the sessions that were
    /// begun with it; says whose they were.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn revoke_tokens(&self, id: &str) -> Result<Vec<Staff>, BucketError> {
        let mut revoked = Vec::new();
        if id.is_empty() {
            return Ok(revoked);
        }
        for (key, value) in self.bucket.entries(&format!("token.{id}")).await? {
            self.bucket.delete(&key).await?;
            revoked.extend(serde_json::from_slice::<Stored>(&value).map(|stored| stored.staff));
        }
        for staff in &revoked {
            self.end_sessions_of(staff.pseudonym).await?;
        }
        Ok(revoked)
    }

    /// Who holds this token, which is thereby used.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn token_holder(&self, token: &str) -> Result<Option<Staff>, BucketError> {
        let holder = self.look_at_token(token).await?;
        if let Some(staff) = holder {
            self.used.note(staff, self.clock.today()).await;
        }
        Ok(holder)
    }

    /// Who holds this token, which is not thereby used.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn look_at_token(&self, token: &str) -> Result<Option<Staff>, BucketError> {
        let Some(value) = self.bucket.get(&key("token", token)).await? else { return Ok(None) };
        let Ok(stored) = serde_json::from_slice::<Stored>(&value) else { return Ok(None) };
        let has_ended = stored.expires.is_some_and(|expires| expires <= self.clock.now());
        Ok((!has_ended).then_some(stored.staff))
    }

    /// Whether a token of this account still lets in.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn has_token(&self, staff: Staff) -> Result<bool, BucketError> {
        let now = self.clock.now();
        let stored = self.bucket.entries("token.").await?.into_iter();
        let mut stored =
            stored.filter_map(|(_, value)| serde_json::from_slice::<Stored>(&value).ok());
        Ok(stored.any(|it| it.staff == staff && it.expires.is_none_or(|expires| now < expires)))
    }

    /// Forgets tokens that have ended; says how many.
    pub(super) async fn sweep_tokens(&self) -> Result<usize, BucketError> {
        let mut swept = 0;
        for (key, value) in self.bucket.entries("token.").await? {
            let stored = serde_json::from_slice::<Stored>(&value);
            let has_ended = stored.is_ok_and(|stored| {
                stored.expires.is_some_and(|expires| expires <= self.clock.now())
            });
            if has_ended {
                self.bucket.delete(&key).await?;
                swept += 1;
            }
        }
        Ok(swept)
    }
}
