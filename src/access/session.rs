//! Sessions of browsers: begun by signing in, ended by signing out, by idleness or by age.
//!
//! Must never say from where somebody signed in: that is not stored.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tillbud_events::Role;
use uuid::Uuid;

use super::limits::{
    PROOF_FORM_MINUTES, PROOF_MINUTES, SESSION_CHANGE_ATTEMPTS, SESSION_HOURS,
    SESSION_IDLE_MINUTES, SESSION_SEEN_MINUTES,
};
use super::{Access, Staff, id_token, key};
use crate::store::BucketError;

/// Characters of a session's digest that name it in lists.
const ID_CHARACTERS: usize = 16;

/// How somebody signed in, and so how they prove anew that it is still them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// With a token; its role is all there is.
    #[default]
    Token,
    /// With name and password.
    Account,
    /// With the organisation's sign-in service.
    Provider,
}

/// What is stored for a session, under the digest of its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Stored {
    staff: Staff,
    created: Timestamp,
    expires: Timestamp,
    #[serde(default)]
    seen: Option<Timestamp>,
    #[serde(default)]
    proven: Option<Timestamp>,
    #[serde(default)]
    origin: Origin,
    #[serde(default)]
    must_change: bool,
    /// What the sign-in service gave, sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id_token: Option<String>,
}

/// A session, as far as it may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Names it in lists and when it is ended from there.
    pub id: String,
    /// Who, in which role.
    pub staff: Staff,
    /// How they signed in.
    pub origin: Origin,
    /// When.
    pub begun: Timestamp,
    /// When it was last used, to some minutes.
    pub seen: Timestamp,
    /// When the password or token was last given.
    pub proven: Timestamp,
    /// Nothing can be done before the password was changed.
    pub must_change: bool,
}

impl Session {
    /// Whether an act that asks for the password anew may begin.
    #[must_use]
    pub fn is_proven(&self, now: Timestamp) -> bool {
        self.is_proven_for(now, PROOF_MINUTES)
    }

    /// Whether a form that was opened when [`Self::is_proven`] may be sent.
    #[must_use]
    pub fn is_proven_for_form(&self, now: Timestamp) -> bool {
        self.is_proven_for(now, PROOF_MINUTES + PROOF_FORM_MINUTES)
    }

    fn is_proven_for(&self, now: Timestamp, minutes: i64) -> bool {
        now.duration_since(self.proven) < SignedDuration::from_mins(minutes)
    }
}

impl Stored {
    fn seen(&self) -> Timestamp {
        self.seen.unwrap_or(self.created)
    }

    fn is_over(&self, now: Timestamp) -> bool {
        let idle = now.duration_since(self.seen());
        self.expires <= now || idle >= SignedDuration::from_mins(SESSION_IDLE_MINUTES)
    }

    fn shown(self, key: &str) -> Session {
        let digest = key.strip_prefix("session.").unwrap_or_default();
        Session {
            id: digest.chars().take(ID_CHARACTERS).collect(),
            seen: self.seen(),
            proven: self.proven.unwrap_or(self.created),
            staff: self.staff,
            origin: self.origin,
            begun: self.created,
            must_change: self.must_change,
        }
    }
}

impl Access {
    /// Begins a browser session; the answer is the cookie's value.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn begin_session(
        &self,
        staff: Staff,
        origin: Origin,
        must_change: bool,
    ) -> Result<String, BucketError> {
        self.begin(staff, origin, must_change, None).await
    }

    /// The same for whom the sign-in service vouches, whose ID token is kept until signing out.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn begin_vouched_session(
        &self,
        staff: Staff,
        id_token: &str,
    ) -> Result<String, BucketError> {
        self.begin(staff, Origin::Provider, false, Some(id_token)).await
    }

    async fn begin(
        &self,
        staff: Staff,
        origin: Origin,
        must_change: bool,
        id_token: Option<&str>,
    ) -> Result<String, BucketError> {
        let (secret, created) = (self.secret(), self.clock.now());
        let expires = created + SignedDuration::from_hours(SESSION_HOURS);
        let (seen, proven) = (Some(created), Some(created));
        let id_token = id_token.and_then(|token| id_token::seal(&secret, token));
        let stored =
            Stored { staff, created, expires, seen, proven, origin, must_change, id_token };
        self.bucket.put(&key("session", &secret), serde_json::json!(stored).to_string()).await?;
        Ok(secret)
    }

    /// The session with this secret, which is not thereby used: for what a page asks by itself.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn look_at_session(&self, secret: &str) -> Result<Option<Session>, BucketError> {
        let key = key("session", secret);
        Ok(self.load(&key).await?.map(|(stored, _)| stored.shown(&key)))
    }

    /// The session with this secret, which is thereby used.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn session(&self, secret: &str) -> Result<Option<Session>, BucketError> {
        let now = self.clock.now();
        let found = self.change(secret, |stored| {
            let unseen = now.duration_since(stored.seen());
            if unseen >= SignedDuration::from_mins(SESSION_SEEN_MINUTES) {
                stored.seen = Some(now);
            }
        });
        let Some(session) = found.await? else { return Ok(None) };
        self.used.note(session.staff, self.clock.today()).await;
        Ok(Some(session))
    }

    /// Goes on in another role of the same holder; whether it is held is for the caller
    /// to have checked.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn act_as(&self, secret: &str, role: Role) -> Result<(), BucketError> {
        self.change(secret, |stored| stored.staff.role = role).await.map(drop)
    }

    /// Notes that the password or token was given again.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn prove(&self, secret: &str) -> Result<(), BucketError> {
        let now = self.clock.now();
        self.change(secret, |stored| stored.proven = Some(now)).await.map(drop)
    }

    /// Notes that the password was changed.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn free(&self, secret: &str) -> Result<(), BucketError> {
        self.change(secret, |stored| stored.must_change = false).await.map(drop)
    }

    /// The ID token of a session, to sign out of the service with.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn id_token(&self, secret: &str) -> Result<Option<String>, BucketError> {
        let stored = self.load(&key("session", secret)).await?;
        Ok(stored.and_then(|(stored, _)| id_token::open(secret, &stored.id_token?)))
    }

    /// All sessions that go on, the last used first.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn sessions(&self) -> Result<Vec<Session>, BucketError> {
        let now = self.clock.now();
        let mut sessions: Vec<_> = self
            .every_session()
            .await?
            .into_iter()
            .filter(|(_, stored)| !stored.is_over(now))
            .map(|(key, stored)| stored.shown(&key))
            .collect();
        sessions.sort_by(|a, b| (b.seen, &b.id).cmp(&(a.seen, &a.id)));
        Ok(sessions)
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn end_session(&self, secret: &str) -> Result<(), BucketError> {
        self.bucket.delete(&key("session", secret)).await
    }

    /// Ends the session that lists name `id`, of `holder` when given; says whether there
    /// was one.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn end_session_named(
        &self,
        id: &str,
        holder: Option<Uuid>,
    ) -> Result<bool, BucketError> {
        if id.len() != ID_CHARACTERS {
            return Ok(false);
        }
        let mut has_ended = false;
        for (key, stored) in self.every_session().await? {
            let is_named = key.strip_prefix("session.").is_some_and(|hex| hex.starts_with(id));
            if is_named && holder.is_none_or(|holder| stored.staff.pseudonym == holder) {
                self.bucket.delete(&key).await?;
                has_ended = true;
            }
        }
        Ok(has_ended)
    }

    /// Ends every session of a holder, and every address of their calendar.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn end_sessions_of(&self, pseudonym: Uuid) -> Result<(), BucketError> {
        self.revoke_calendars(pseudonym).await?;
        self.end_other_sessions_of(pseudonym, "").await
    }

    /// Ends every session of a holder but the one with this secret.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn end_other_sessions_of(
        &self,
        pseudonym: Uuid,
        secret: &str,
    ) -> Result<(), BucketError> {
        let kept = key("session", secret);
        for (key, stored) in self.every_session().await? {
            if stored.staff.pseudonym == pseudonym && key != kept {
                self.bucket.delete(&key).await?;
            }
        }
        Ok(())
    }

    /// On which day each holder last acted in each role.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn last_used(&self) -> Result<BTreeMap<(Uuid, Role), Date>, BucketError> {
        self.used.all().await
    }

    /// Forgets all that is known of a holder: sessions, days of use and saved selections.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn forget(&self, pseudonym: Uuid) -> Result<(), BucketError> {
        self.end_sessions_of(pseudonym).await?;
        self.forget_views(pseudonym).await?;
        self.used.forget(pseudonym).await
    }

    /// Forgets sessions and tokens that are over; says how many.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn sweep(&self) -> Result<usize, BucketError> {
        let now = self.clock.now();
        let mut swept = self.sweep_tokens().await?;
        for (key, stored) in self.every_session().await? {
            if stored.is_over(now) {
                self.bucket.delete(&key).await?;
                swept += 1;
            }
        }
        Ok(swept)
    }

    async fn every_session(&self) -> Result<Vec<(String, Stored)>, BucketError> {
        let entries = self.bucket.entries("session.").await?;
        let read = |(key, value): (String, bytes::Bytes)| {
            Some((key, serde_json::from_slice::<Stored>(&value).ok()?))
        };
        Ok(entries.into_iter().filter_map(read).collect())
    }

    /// The session of `key` with its revision, unless it is over.
    async fn load(&self, key: &str) -> Result<Option<(Stored, u64)>, BucketError> {
        let Some((value, revision)) = self.bucket.entry(key).await? else { return Ok(None) };
        let stored = serde_json::from_slice::<Stored>(&value).ok();
        let stored = stored.filter(|stored| !stored.is_over(self.clock.now()));
        Ok(stored.map(|stored| (stored, revision)))
    }

    /// Changes a session, unless it is over, and gives it as it is then. It is read again when
    /// somebody else changed it meanwhile: what was ended must not come back.
    async fn change(
        &self,
        secret: &str,
        change: impl Fn(&mut Stored),
    ) -> Result<Option<Session>, BucketError> {
        let key = key("session", secret);
        for _ in 0..SESSION_CHANGE_ATTEMPTS {
            let Some((stored, revision)) = self.load(&key).await? else { return Ok(None) };
            let mut changed = stored.clone();
            change(&mut changed);
            if changed == stored {
                return Ok(Some(stored.shown(&key)));
            }
            let value = serde_json::json!(changed).to_string();
            match self.bucket.replace(&key, value, revision).await {
                Ok(()) => return Ok(Some(changed.shown(&key))),
                Err(BucketError::Changed) => {}
                Err(error) => return Err(error),
            }
        }
        Err(BucketError::Changed)
    }
}
