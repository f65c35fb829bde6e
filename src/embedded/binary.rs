//! Finding a nats-server, and asking how old it is.
//!
//! Must never download anything.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::process::Command;
use tokio::time::timeout;

use crate::store::is_new_enough;

/// Its name, in `.tools` and on the search path.
const NAME: &str = "nats-server";
/// Longest wait for `nats-server --version`.
const VERSION_TIMEOUT: Duration = Duration::from_secs(10);

/// Why there is no nats-server to start.
#[derive(Debug, thiserror::Error)]
pub enum BinaryError {
    /// It is nowhere.
    #[error(
        "there is no nats-server; `make tools` gets one, or name one with --nats-server, or a running one with --nats-url"
    )]
    NotFound,
    /// It cannot be run.
    #[error("{} cannot be run: {cause}; `make tools` gets a nats-server", path.display())]
    Unusable {
        /// Which file.
        path: PathBuf,
        /// What happened.
        cause: String,
    },
    /// It is too old to guard appends.
    #[error(
        "{} is version {version}, and Tillbud needs 2.12 or later; `make tools` gets one, or name one with --nats-server",
        path.display()
    )]
    TooOld {
        /// Which file.
        path: PathBuf,
        /// As it says itself.
        version: String,
    },
}

/// The nats-server to start: `named`, or one in `.tools`, or one on the path.
pub(super) async fn find(named: Option<&Path>) -> Result<PathBuf, BinaryError> {
    let path = match named {
        Some(path) => path.to_owned(),
        None => candidates().find(|path| path.is_file()).ok_or(BinaryError::NotFound)?,
    };
    let unusable = |cause: String| BinaryError::Unusable { path: path.clone(), cause };
    let output = Command::new(&path).arg("--version").kill_on_drop(true).output();
    let output = timeout(VERSION_TIMEOUT, output)
        .await
        .map_err(|_| unusable("it does not answer".to_owned()))?
        .map_err(|error| unusable(error.to_string()))?;
    let said = String::from_utf8_lossy(&output.stdout);
    let version = said.trim().rsplit(' ').next().unwrap_or_default().trim_start_matches('v');
    if version.is_empty() {
        return Err(unusable("it does not tell its version".to_owned()));
    }
    if !is_new_enough(version) {
        return Err(BinaryError::TooOld { version: version.to_owned(), path });
    }
    Ok(path)
}

fn candidates() -> impl Iterator<Item = PathBuf> {
    let here = env::current_dir().ok();
    let program = env::current_exe().ok();
    let above = program.iter().flat_map(|path| path.ancestors().skip(1)).map(Path::to_owned);
    let tools: Vec<_> = here.into_iter().chain(above).map(|dir| dir.join(".tools")).collect();
    let search = env::var_os("PATH").unwrap_or_default();
    let search: Vec<_> = env::split_paths(OsStr::new(&search)).collect();
    tools.into_iter().chain(search).map(|dir| dir.join(NAME))
}
