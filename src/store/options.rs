//! Where NATS is, how to be let in, and why one is not.
//!
//! Must never show a password, in an error or in a debug line.

use std::fmt;
use std::path::PathBuf;

/// Where NATS is and how to be let in.
#[derive(Clone, Debug)]
pub struct ConnectOptions {
    /// One or more addresses, separated by commas: `nats://host:4222`, also with
    /// `user:password@` before the host, or `tls://`.
    pub url: Secret,
    /// For everything but creating streams.
    pub credentials: Option<Credentials>,
    /// For creating streams; without it the other credentials must be allowed to.
    pub admin: Option<Credentials>,
    /// Whether an empty store may be filled. Not when anything tells that it was
    /// used before: then it only looks empty, and creating streams would destroy it.
    pub may_create: bool,
}

impl ConnectOptions {
    /// To `url`, with the credentials that it may hold itself.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: Secret(url.into()), credentials: None, admin: None, may_create: true }
    }

    /// The addresses without what may be a password.
    pub(super) fn address(&self) -> String {
        let shown = self.url.0.split(',').map(|url| {
            let (_, rest) = url.trim().split_once("://").unwrap_or(("", url.trim()));
            rest.rsplit_once('@').map_or(rest, |(_, host)| host)
        });
        shown.collect::<Vec<_>>().join(", ")
    }
}

/// Text that must not be printed.
#[derive(Clone)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// How to prove who one is to NATS.
#[derive(Clone, Debug)]
pub enum Credentials {
    /// A user of the server's configuration.
    User {
        /// The user's name.
        user: String,
        /// The password.
        password: Secret,
    },
    /// A credentials file (JWT and key) of an operator's account.
    File(PathBuf),
}

/// Why there is no connection; each text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The address cannot be understood.
    #[error("{0:?} is not the address of a NATS server; write it as nats://host:4222")]
    Address(String),
    /// Nobody answers.
    #[error("no NATS server answers at {address}: {cause}; start it, or check the address")]
    NoServer {
        /// Host and port.
        address: String,
        /// What was tried.
        cause: String,
    },
    /// The server does not let us in.
    #[error(
        "the NATS server at {0} refuses the credentials; check the user and the password, or the credentials file"
    )]
    Credentials(String),
    /// The credentials file is unusable.
    #[error("the credentials file {} cannot be read: {cause}", path.display())]
    CredentialsFile {
        /// Which file.
        path: PathBuf,
        /// Why.
        cause: String,
    },
    /// The server ignores guards that the log depends on.
    #[error(
        "the NATS server at {address} is version {version}, and Tillbud needs 2.12 or later; `make tools` gets one"
    )]
    TooOld {
        /// Host and port.
        address: String,
        /// As the server says.
        version: String,
    },
    /// There is nothing that could keep a log.
    #[error(
        "the NATS server at {0} has no JetStream for this account; start it with JetStream enabled"
    )]
    NoJetStream(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_errors_nor_debug_lines_show_a_password() {
        let options = ConnectOptions::new("nats://user:hemlig@one:4222,tls://u:hemlig@two");
        assert_eq!(options.address(), "one:4222, two");
        assert!(!format!("{options:?}").contains("hemlig"));
    }
}
