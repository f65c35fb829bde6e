//! Two locks: one says that a program works here, the other that a server does.
//!
//! The server inherits its lock, so that it is held for exactly as long as the
//! server lives, also when the program was killed. Must never be taken by force.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

use tokio::time::Instant;

use super::config::Files;
use super::{StartError, unusable};
use crate::clock::Clock;

/// How long the server of an earlier program may take to end.
const STOPPING_MAX: Duration = Duration::from_secs(20);
/// Another program may look at the lock for a moment.
const LOOKING_MAX: Duration = Duration::from_millis(300);
/// Pause between two attempts.
const PAUSE: Duration = Duration::from_millis(10);

/// A held lock; released when dropped.
#[derive(Debug)]
pub(super) struct Lock(File);

impl Lock {
    /// For the life of the program.
    pub(super) async fn of_program(files: &Files) -> Result<Self, StartError> {
        acquire(&files.lock, LOOKING_MAX, || StartError::InUse(files.data.clone())).await
    }

    /// For the life of a server.
    pub(super) async fn of_server(files: &Files) -> Result<Self, StartError> {
        acquire(&files.server_lock, STOPPING_MAX, || StartError::StillStopping(files.data.clone()))
            .await
    }

    /// Whether a program works here.
    pub(super) fn is_held(files: &Files) -> bool {
        match File::open(&files.lock) {
            Ok(file) => matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)),
            Err(_) => false,
        }
    }

    /// Hands the lock to a child process, which then holds it.
    pub(super) fn into_file(self) -> File {
        self.0
    }
}

async fn acquire(
    path: &Path,
    patience: Duration,
    refusal: impl Fn() -> StartError,
) -> Result<Lock, StartError> {
    let file = open(path).map_err(|source| unusable(path, source))?;
    let deadline = Instant::now() + patience;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Lock(file)),
            Err(TryLockError::WouldBlock) if Instant::now() < deadline => {
                Clock::system().pause(PAUSE).await;
            }
            Err(TryLockError::WouldBlock) => return Err(refusal()),
            Err(TryLockError::Error(source)) => return Err(unusable(path, source)),
        }
    }
}

fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)
}
