//! The master key: the one secret that an operator must keep, outside NATS.
//!
//! Must never be printed, logged or stored anywhere but in its file.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use base64::{Engine, prelude::BASE64_STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::random;

/// 256 random bits from which every other long-lived secret is derived.
pub struct MasterKey(Zeroizing<[u8; 32]>);

/// Why there is no master key.
#[derive(Debug, thiserror::Error)]
pub enum MasterKeyError {
    /// The text is not 32 bytes in base64.
    #[error("the master key in {origin} is not 32 bytes written in base64")]
    Malformed {
        /// The file or the environment variable.
        origin: String,
    },
    /// The file cannot be read or written.
    #[error("the master key's file {} cannot be used: {source}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl MasterKey {
    /// The environment variable that may hold the key, in base64.
    pub const ENVIRONMENT: &str = "TILLBUD_MASTER_KEY";

    /// The key from [`Self::ENVIRONMENT`], when that is set.
    ///
    /// # Errors
    /// [`MasterKeyError::Malformed`] when it is set to something else than a key.
    pub fn from_environment() -> Result<Option<Self>, MasterKeyError> {
        std::env::var_os(Self::ENVIRONMENT)
            .map(|text| {
                let text = Zeroizing::new(text.into_string().unwrap_or_default());
                Self::from_base64(&text, Self::ENVIRONMENT)
            })
            .transpose()
    }

    /// The key that `text` holds; `origin` names where it came from in an error.
    ///
    /// # Errors
    /// [`MasterKeyError::Malformed`].
    pub fn from_base64(text: &str, origin: &str) -> Result<Self, MasterKeyError> {
        let malformed = || MasterKeyError::Malformed { origin: origin.to_owned() };
        let bytes = Zeroizing::new(BASE64_STANDARD.decode(text.trim()).map_err(|_| malformed())?);
        let key = <[u8; 32]>::try_from(bytes.as_slice()).map_err(|_| malformed())?;
        Ok(Self(Zeroizing::new(key)))
    }

    /// The key in the file `path`.
    ///
    /// # Errors
    /// [`MasterKeyError`] when the file cannot be read or holds no key.
    pub fn read(path: &Path) -> Result<Self, MasterKeyError> {
        let failed = |source| MasterKeyError::File { path: path.to_owned(), source };
        let text = Zeroizing::new(fs::read_to_string(path).map_err(failed)?);
        let mode = fs::metadata(path).map_err(failed)?.permissions().mode();
        if mode & 0o007 != 0 {
            tracing::warn!(path = %path.display(), "every user of this machine can read the master key; restrict its file");
        }
        Self::from_base64(&text, &path.display().to_string())
    }

    /// The key in the file `path`; a new key when there is no such file.
    ///
    /// # Errors
    /// [`MasterKeyError`] when the file can neither be read nor written.
    pub fn read_or_generate(path: &Path) -> Result<Self, MasterKeyError> {
        match Self::read(path) {
            Err(MasterKeyError::File { source, .. })
                if source.kind() == io::ErrorKind::NotFound =>
            {
                let key = Self::generate();
                match key.write(path) {
                    // Another program that starts on the same folder was first.
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                        return Self::read(path);
                    }
                    written => written
                        .map_err(|source| MasterKeyError::File { path: path.to_owned(), source })?,
                }
                tracing::warn!(
                    path = %path.display(),
                    "generated a master key; back it up, without it no report can be read"
                );
                Ok(key)
            }
            other => other,
        }
    }

    /// A new key, for tests and for whoever keeps it themselves.
    #[must_use]
    pub fn generate() -> Self {
        Self(Zeroizing::new(random::bytes()))
    }

    /// A secret of 32 bytes for the use that `label` names. Different labels give
    /// independent secrets, and none of them reveals the key.
    #[must_use]
    pub fn derive(&self, label: &str) -> [u8; 32] {
        let mut mac = keyed(&self.0);
        mac.update(label.as_bytes());
        mac.finalize().into_bytes().into()
    }

    /// Whole or not at all, also when the power goes: a half-written key would
    /// lock everything that was sealed under it. Never in place of another key.
    fn write(&self, path: &Path) -> io::Result<()> {
        let directory = path.parent().unwrap_or(Path::new("."));
        let draft = path.with_extension(format!("draft-{}", std::process::id()));
        let text = Zeroizing::new(format!("{}\n", BASE64_STANDARD.encode(self.0.as_slice())));
        let mut file =
            OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        let linked = fs::hard_link(&draft, path);
        fs::remove_file(&draft)?;
        linked?;
        File::open(directory)?.sync_all()
    }
}

#[expect(clippy::expect_used, reason = "HMAC accepts keys of every length")]
fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("a key of 32 bytes")
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generated_key_is_kept_in_a_file_that_only_its_owner_can_read() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("master.key");
        let first = MasterKey::read_or_generate(&path).unwrap();
        let second = MasterKey::read_or_generate(&path).unwrap();
        assert_eq!(first.derive("x"), second.derive("x"));
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn secrets_of_different_labels_differ() {
        let key = MasterKey::generate();
        assert_ne!(key.derive("a"), key.derive("b"));
    }

    #[test]
    fn a_damaged_key_is_refused_and_never_replaced() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("master.key");
        fs::write(&path, "not a key").unwrap();
        let error = MasterKey::read_or_generate(&path).unwrap_err();
        assert!(error.to_string().contains("is not 32 bytes"), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "not a key");
    }

    #[test]
    fn a_debug_line_does_not_show_the_key() {
        assert_eq!(format!("{:?}", MasterKey::generate()), "MasterKey");
    }
}
