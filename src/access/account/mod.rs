//! Accounts: the people behind pseudonyms, and how they prove who they are.
//!
//! What is known of a person is sealed under a key of its own in the bucket beside the
//! log; destroying the key forgets the person, while all they did stays with the
//! pseudonym. Must never reach the log, a read model or the program's log.

pub mod beside;
pub mod password;
pub mod totp;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tillbud_events::HolderId;
use tillbud_events::vocabulary::Label;

use super::hex;
use super::limits::{WRONG_CODES_MAX, WRONG_CODES_MINUTES};
use crate::act::digest;
use crate::clock::Clock;
use crate::sealing::{KeyId, Keyring};
use crate::store::{Bucket, BucketError};
use beside::Beside;
use password::{NewPassword, Passwords};
use totp::TotpSecret;

/// Knows accounts. Cheap to clone.
#[derive(Clone)]
pub struct Accounts {
    bucket: Bucket,
    keyring: Keyring,
    secret: [u8; 32],
    clock: Clock,
    passwords: Passwords,
    are_any: Arc<AtomicBool>,
}

/// An account, as it may be shown to its holder and to an administrator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The pseudonym in all that is done with it.
    pub holder: HolderId,
    /// What people call its holder.
    pub name: String,
    /// What they sign in with, when they have a password here.
    pub login: Option<String>,
    /// When it was made.
    pub created: Timestamp,
    /// Nobody can sign in with it.
    pub is_disabled: bool,
    /// The password was given by somebody else and has to be changed.
    pub must_change: bool,
    /// One-time codes are asked for.
    pub has_second_factor: bool,
}

/// Why an account could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// Another account has this name.
    #[error("another account has this name")]
    NameTaken,
    /// There is no such account.
    #[error("there is no such account")]
    Unknown,
    /// Somebody else changed it at the same moment.
    #[error("this was changed at the same moment")]
    Changed,
    /// What is kept beside the log cannot be reached.
    #[error("accounts cannot be reached at the moment")]
    Unavailable(#[source] anyhow::Error),
}

impl From<BucketError> for AccountError {
    fn from(error: BucketError) -> Self {
        match error {
            BucketError::Changed | BucketError::Exists => Self::Changed,
            BucketError::Unavailable(_) => Self::Unavailable(error.into()),
        }
    }
}

/// Attempts to change an account that somebody else changes at the same moment.
const CHANGE_ATTEMPTS: u32 = 8;

/// As stored.
#[derive(Serialize, Deserialize)]
struct Stored {
    key: KeyId,
    created: Timestamp,
    sealed: String,
    #[serde(default)]
    is_disabled: bool,
}

/// What is sealed.
#[derive(Serialize, Deserialize)]
struct Person {
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    login: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    password: Option<String>,
    #[serde(default)]
    must_change: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    totp: Option<TotpSecret>,
}

/// One-time codes that were typed.
#[derive(Default, Serialize, Deserialize)]
struct Codes {
    last_step: i64,
    wrong: u32,
    wrong_at: Option<Timestamp>,
}

impl Accounts {
    /// Keeps accounts in `bucket`, sealed under keys of `keyring`; what one signs in with
    /// is digested under `secret`.
    #[must_use]
    pub fn new(bucket: Bucket, keyring: Keyring, secret: [u8; 32], clock: Clock) -> Self {
        let (passwords, are_any) = (Passwords::new(clock.clone()), Arc::default());
        Self { bucket, keyring, secret, clock, passwords, are_any }
    }

    /// Makes an account with a password. With `must_change`, nothing can be done with it
    /// before its holder has chosen another.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn create(
        &self,
        login: &Label,
        name: &Label,
        password: NewPassword,
        must_change: bool,
    ) -> Result<HolderId, AccountError> {
        let holder = HolderId(self.clock.random_id());
        let password = self.passwords.digest(password).await.map_err(AccountError::Unavailable)?;
        let taken = self.bucket.create(&self.login_key(login.as_str()), holder.to_string()).await;
        match taken {
            Err(BucketError::Exists) => return Err(AccountError::NameTaken),
            other => other?,
        }
        let person = Person {
            name: name.as_str().to_owned(),
            login: Some(login.as_str().to_owned()),
            password: Some(password),
            must_change,
            totp: None,
        };
        self.seal_new(holder, &person).await?;
        Ok(holder)
    }

    /// Remembers what the sign-in service calls whoever it vouches for.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn remember(&self, holder: HolderId, name: &str) -> Result<Account, AccountError> {
        match self.open(holder).await? {
            None => {
                let (name, login, password) = (name.to_owned(), None, None);
                let person = Person { name, login, password, must_change: false, totp: None };
                self.seal_new(holder, &person).await?;
            }
            Some((_, person)) if person.name != name => {
                self.change(holder, |_, person| name.clone_into(&mut person.name)).await?;
            }
            Some(_) => {}
        }
        self.get(holder).await?.ok_or(AccountError::Unknown)
    }

    /// The account of `holder`.
    ///
    /// # Errors
    /// [`AccountError::Unavailable`].
    pub async fn get(&self, holder: HolderId) -> Result<Option<Account>, AccountError> {
        let opened = self.open(holder).await?;
        Ok(opened.map(|(stored, person)| shown(holder, &stored, &person)))
    }

    /// The account that one signs in to as `login`.
    ///
    /// # Errors
    /// [`AccountError::Unavailable`].
    pub async fn find(&self, login: &str) -> Result<Option<Account>, AccountError> {
        match self.holder_of(login).await? {
            Some(holder) => self.get(holder).await,
            None => Ok(None),
        }
    }

    /// Whether anybody has a password here. Once somebody had, it is not looked up again.
    ///
    /// # Errors
    /// [`AccountError::Unavailable`].
    pub async fn are_any(&self) -> Result<bool, AccountError> {
        if !self.are_any.load(Ordering::Relaxed) {
            let are_any = !self.bucket.entries("login.").await?.is_empty();
            self.are_any.store(are_any, Ordering::Relaxed);
        }
        Ok(self.are_any.load(Ordering::Relaxed))
    }

    /// All accounts, by name.
    ///
    /// # Errors
    /// [`AccountError::Unavailable`].
    pub async fn list(&self) -> Result<Vec<Account>, AccountError> {
        let mut accounts = Vec::new();
        for (key, _) in self.bucket.entries("account.").await? {
            let holder = key.strip_prefix("account.").and_then(|holder| holder.parse().ok());
            if let Some(holder) = holder {
                accounts.extend(self.get(holder).await?);
            }
        }
        accounts.sort_by(|a, b| (&a.name, a.holder).cmp(&(&b.name, b.holder)));
        Ok(accounts)
    }

    /// The account of whoever knows its name, its password and, when it asks for one, a
    /// code. Takes as long for a name that nobody has.
    ///
    /// # Errors
    /// [`AccountError::Unavailable`].
    pub async fn sign_in(
        &self,
        login: &str,
        password: &str,
        code: &str,
    ) -> Result<Option<Account>, AccountError> {
        let opened = match self.holder_of(login).await? {
            Some(holder) => {
                self.open(holder).await?.map(|(stored, person)| (holder, stored, person))
            }
            None => None,
        };
        let expected = opened.as_ref().and_then(|(_, stored, person)| {
            person.password.clone().filter(|_| !stored.is_disabled)
        });
        let is_right = self.passwords.is_right(password, expected).await;
        if !is_right.map_err(AccountError::Unavailable)? {
            return Ok(None);
        }
        let Some((holder, stored, person)) = opened else { return Ok(None) };
        let has_code = match &person.totp {
            Some(totp) => self.accepts(holder, totp, code).await?,
            None => true,
        };
        Ok(has_code.then(|| shown(holder, &stored, &person)))
    }

    /// Sets another password, chosen by the holder.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn change_password(
        &self,
        holder: HolderId,
        password: NewPassword,
    ) -> Result<(), AccountError> {
        let digest = self.passwords.digest(password).await.map_err(AccountError::Unavailable)?;
        self.change(holder, |_, person| {
            person.password = Some(digest.clone());
            person.must_change = false;
        })
        .await
    }

    /// Asks for one-time codes of `totp` from now on, when `code` is one. It has counted then: the
    /// same code does not sign in as well.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn turn_on_second_factor(
        &self,
        holder: HolderId,
        totp: TotpSecret,
        code: &str,
    ) -> Result<bool, AccountError> {
        // What was typed for the codes in use is forgotten only when others take their place.
        if totp.step_of(code, self.clock.now(), 0).is_none() {
            return Ok(false);
        }
        self.bucket.delete(&codes_key(holder)).await?;
        let is_right = self.accepts(holder, &totp, code).await?;
        if is_right {
            self.change(holder, |_, person| person.totp = Some(totp.clone())).await?;
        }
        Ok(is_right)
    }

    /// Asks for a password alone from now on.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn turn_off_second_factor(&self, holder: HolderId) -> Result<(), AccountError> {
        self.bucket.delete(&codes_key(holder)).await?;
        self.change(holder, |_, person| person.totp = None).await
    }

    /// Lets nobody sign in with it, or lets its holder again.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn set_disabled(&self, holder: HolderId, is: bool) -> Result<(), AccountError> {
        self.change(holder, |stored, _| stored.is_disabled = is).await
    }

    /// Begins anew with this password, without a second factor; its holder has to choose
    /// another when `must_change`.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn reset(
        &self,
        holder: HolderId,
        password: NewPassword,
        must_change: bool,
    ) -> Result<(), AccountError> {
        let digest = self.passwords.digest(password).await.map_err(AccountError::Unavailable)?;
        self.bucket.delete(&codes_key(holder)).await?;
        self.change(holder, |stored, person| {
            stored.is_disabled = false;
            person.password = Some(digest.clone());
            person.must_change = must_change;
            person.totp = None;
        })
        .await
    }

    /// Forgets the person, for good: the key of all that was known is destroyed.
    ///
    /// # Errors
    /// [`AccountError`].
    pub async fn forget(&self, holder: HolderId) -> Result<(), AccountError> {
        if let Some((stored, person)) = self.open(holder).await? {
            if let Some(login) = person.login {
                self.bucket.delete(&self.login_key(&login)).await?;
            }
            let destroyed = self.keyring.destroy(stored.key).await;
            destroyed.map_err(|error| AccountError::Unavailable(error.into()))?;
        }
        for beside in Beside::ALL {
            self.bucket.delete(&beside.key(holder)).await?;
        }
        self.bucket.delete(&codes_key(holder)).await?;
        Ok(self.bucket.delete(&account_key(holder)).await?)
    }

    /// Whether `code` counts now. Some wrong ones in a row, after a right password, make
    /// the account wait.
    async fn accepts(
        &self,
        holder: HolderId,
        totp: &TotpSecret,
        code: &str,
    ) -> Result<bool, AccountError> {
        let (key, now) = (codes_key(holder), self.clock.now());
        let (typed, revision) = self.bucket.entry(&key).await?.unzip();
        let mut codes: Codes =
            typed.and_then(|typed| serde_json::from_slice(&typed).ok()).unwrap_or_default();
        let wait = SignedDuration::from_mins(WRONG_CODES_MINUTES);
        if codes.wrong_at.is_some_and(|at| now.duration_since(at) >= wait) {
            codes.wrong = 0;
        }
        if codes.wrong >= WRONG_CODES_MAX {
            return Ok(false);
        }
        let step = totp.step_of(code, now, codes.last_step);
        codes = match step {
            Some(last_step) => Codes { last_step, ..Codes::default() },
            None => Codes { wrong: codes.wrong + 1, wrong_at: Some(now), ..codes },
        };
        let codes = serde_json::json!(codes).to_string();
        let kept = match revision {
            Some(revision) => self.bucket.replace(&key, codes, revision).await,
            None => self.bucket.create(&key, codes).await,
        };
        match kept {
            // Another attempt at the same moment: no code counts twice, and none is left uncounted.
            Err(BucketError::Changed | BucketError::Exists) => Ok(false),
            kept => Ok(kept.map(|()| step.is_some())?),
        }
    }

    async fn holder_of(&self, login: &str) -> Result<Option<HolderId>, AccountError> {
        let holder = self.bucket.get(&self.login_key(login)).await?;
        Ok(holder.and_then(|holder| str::from_utf8(&holder).ok()?.parse().ok()))
    }

    async fn open(&self, holder: HolderId) -> Result<Option<(Stored, Person)>, AccountError> {
        Ok(self.open_at(holder).await?.map(|(stored, person, _)| (stored, person)))
    }

    /// What is known of `holder`, and the revision that [`Bucket::replace`] asks for.
    async fn open_at(
        &self,
        holder: HolderId,
    ) -> Result<Option<(Stored, Person, u64)>, AccountError> {
        let damaged = || AccountError::Unavailable(anyhow::anyhow!("an account is damaged"));
        let entry = self.bucket.entry(&account_key(holder)).await?;
        let Some((value, revision)) = entry else { return Ok(None) };
        let stored: Stored = serde_json::from_slice(&value).map_err(|_| damaged())?;
        let key = self.keyring.key(stored.key).await;
        // Whoever is forgotten halfway is forgotten.
        let Some(key) = key.map_err(|error| AccountError::Unavailable(error.into()))? else {
            return Ok(None);
        };
        let sealed = BASE64_STANDARD.decode(&stored.sealed).map_err(|_| damaged())?;
        let clear = key.open(&context(holder), &sealed).map_err(|_| damaged())?;
        let person = serde_json::from_slice(&clear).map_err(|_| damaged())?;
        Ok(Some((stored, person, revision)))
    }

    /// Makes a change to what is there now: what somebody else changes at the same moment (an
    /// administrator bars an account whose holder chooses a password) stays.
    async fn change(
        &self,
        holder: HolderId,
        change: impl Fn(&mut Stored, &mut Person),
    ) -> Result<(), AccountError> {
        for _ in 0..CHANGE_ATTEMPTS {
            let opened = self.open_at(holder).await?;
            let (mut stored, mut person, revision) = opened.ok_or(AccountError::Unknown)?;
            change(&mut stored, &mut person);
            let value = self.sealed(holder, &stored, &person).await?;
            match self.bucket.replace(&account_key(holder), value, revision).await {
                Err(BucketError::Changed) => {}
                done => return Ok(done?),
            }
        }
        Err(AccountError::Changed)
    }

    async fn seal_new(&self, holder: HolderId, person: &Person) -> Result<(), AccountError> {
        let key = self.keyring.new_key().await;
        let key = key.map_err(|error| AccountError::Unavailable(error.into()))?.id();
        let (created, sealed) = (self.clock.now(), String::new());
        let stored = Stored { key, created, sealed, is_disabled: false };
        let value = self.sealed(holder, &stored, person).await?;
        Ok(self.bucket.put(&account_key(holder), value).await?)
    }

    /// What is stored of a person.
    async fn sealed(
        &self,
        holder: HolderId,
        stored: &Stored,
        person: &Person,
    ) -> Result<String, AccountError> {
        let key = self.keyring.key(stored.key).await;
        let key = key.map_err(|error| AccountError::Unavailable(error.into()))?;
        let key = key.ok_or(AccountError::Unknown)?;
        let clear = serde_json::to_vec(person);
        let clear = clear.map_err(|error| AccountError::Unavailable(error.into()))?;
        let sealed = BASE64_STANDARD.encode(key.seal(&context(holder), &clear));
        let Stored { key, created, is_disabled, .. } = *stored;
        let stored = Stored { key, created, sealed, is_disabled };
        Ok(serde_json::json!(stored).to_string())
    }

    /// Under a keyed digest, so that the bucket's keys tell no names.
    fn login_key(&self, login: &str) -> String {
        let login = login.trim().to_lowercase();
        format!("login.{}", hex(&digest(&self.secret, &[b"login", login.as_bytes()])))
    }
}

fn shown(holder: HolderId, stored: &Stored, person: &Person) -> Account {
    Account {
        holder,
        name: person.name.clone(),
        login: person.login.clone(),
        created: stored.created,
        is_disabled: stored.is_disabled,
        must_change: person.must_change,
        has_second_factor: person.totp.is_some(),
    }
}

fn account_key(holder: HolderId) -> String {
    format!("account.{holder}")
}

fn codes_key(holder: HolderId) -> String {
    format!("codes.{holder}")
}

fn context(holder: HolderId) -> Vec<u8> {
    format!("account {holder}").into_bytes()
}
