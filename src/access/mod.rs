//! Who may come in: accounts and sessions for people, tokens for programs, receipts for
//! reporters.
//!
//! Of secrets only digests are stored, in an erasable bucket beside the log; of people a
//! name, sealed. Must never store an address or a device, nor a name anywhere else.

pub mod account;
mod calendar;
pub mod follows;
pub mod functions;
pub mod grants;
mod id_token;
pub mod limits;
pub mod oidc;
pub mod receipt;
pub mod right;
pub mod session;
pub mod token;
pub mod units;
mod used;
pub mod views;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tillbud_events::{Actor, HolderId, Role};
use uuid::Uuid;

pub use account::Accounts;
pub use follows::Follows;
pub use grants::Grants;
pub use right::Right;

use crate::clock::Clock;
use crate::store::Bucket;
use used::Used;

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

    /// As grants name them.
    #[must_use]
    pub fn holder(self) -> HolderId {
        HolderId(self.pseudonym)
    }
}

/// Knows tokens and sessions. Cheap to clone.
#[derive(Clone)]
pub struct Access {
    bucket: Bucket,
    clock: Clock,
    used: Used,
}

impl Access {
    /// Keeps what it knows in `bucket`.
    #[must_use]
    pub fn new(bucket: Bucket, clock: Clock) -> Self {
        let used = Used::new(bucket.clone());
        Self { bucket, clock, used }
    }

    fn secret(&self) -> String {
        secret_of(self.clock.random_bytes())
    }
}

fn secret_of(bytes: [u8; 32]) -> String {
    format!("{TOKEN_PREFIX}{}", BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

/// A session is no token and the other way round: the kind is part of the key.
fn key(kind: &str, secret: &str) -> String {
    format!("{kind}.{}", hex(&Sha256::digest(secret.as_bytes())))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
