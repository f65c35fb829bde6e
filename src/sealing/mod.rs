//! Keys, and the sealing and opening of free text.
//!
//! Each stream that holds free text has a random data key. Data keys are wrapped
//! by a key derived from the [`MasterKey`], which never enters NATS, and kept in
//! the erasable stream `TILLBUD_KEYS`. Destroying a data key is how texts are
//! erased. What is held for the next full hour is sealed under a key of its own. Must
//! never write a key, or a text in clear, to the log or to a diagnostic line.

mod cache;
mod file;
mod holding;
mod key;
mod keyring;
mod master;
pub(crate) mod random;
pub(crate) mod text;

pub use file::{FileKey, KIBIBYTE};
pub use holding::HoldingKey;
pub use key::{DataKey, KeyId, OpenFailed};
pub(crate) use key::{open, seal};
pub(crate) use keyring::Fate;
pub use keyring::{KeyError, Keyring, KeyringError};
pub use master::{MasterKey, MasterKeyError};
