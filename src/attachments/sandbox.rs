//! Cleaning from the outside: a process for each file, that is given bytes and a time
//! limit and nothing else. However it ends, only this file is lost.

use std::io;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;
use tillbud_cleaning::{Cleaned, INPUT_BYTES, Refusal};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::worker::{self, ANSWER_BYTES, WORKER};

/// Files that are cleaned at the same time; each may take a gigabyte.
const AT_ONCE: usize = 2;
/// Longest time for one file.
const TIME_MAX: Duration = Duration::from_secs(60);

/// Why no cleaned file came back.
#[derive(Debug, Error)]
pub enum CleanError {
    /// The file cannot be cleaned; the sentence is for the person who sent it.
    #[error("{0}")]
    Refused(Refusal),
    /// Reading it took more memory or time than any honest file needs, or met a fault
    /// of the reader: to the person who sent it, a file that cannot be read.
    #[error("the file could not be read within the limits; save it anew and send that")]
    Crashed,
    /// This system offers no confinement, so nothing is read.
    #[error(
        "files cannot be cleaned on this system: it does not let a process give up its rights (seccomp)"
    )]
    Unconfined,
    /// The process could not be started.
    #[error("the process that cleans files could not be started")]
    Unstarted(#[source] io::Error),
}

impl From<Refusal> for CleanError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Cleans files, a few at once. Cheap to clone.
#[derive(Clone)]
pub struct Cleaner {
    program: Arc<PathBuf>,
    places: Arc<Semaphore>,
}

impl Cleaner {
    /// A cleaner whose process is the given `tillbud` program.
    #[must_use]
    pub fn new(program: PathBuf) -> Self {
        Self { program: Arc::new(program), places: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// A cleaner whose process is this same program.
    ///
    /// # Errors
    /// The system does not say where the program is.
    pub fn of_this_program() -> io::Result<Self> {
        Ok(Self::new(std::env::current_exe()?))
    }

    /// Cleans one file; waits while others are being cleaned.
    ///
    /// # Errors
    /// See [`CleanError`]. Nothing of the file may then be kept as cleaned.
    pub async fn clean(&self, bytes: Vec<u8>) -> Result<Cleaned, CleanError> {
        if bytes.len() > INPUT_BYTES {
            return Err(Refusal::TooLarge.into());
        }
        let _place = self.places.acquire().await.map_err(|_| CleanError::Crashed)?;
        match timeout(TIME_MAX, self.run(bytes)).await {
            Ok(cleaned) => cleaned,
            Err(_) => Err(CleanError::Crashed),
        }
    }

    async fn run(&self, bytes: Vec<u8>) -> Result<Cleaned, CleanError> {
        let mut child = Command::new(self.program.as_path())
            .arg(WORKER)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // A panic message may quote the file.
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(CleanError::Unstarted)?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let (Some(mut stdin), Some(stdout)) = (stdin, stdout) else {
            return Err(CleanError::Crashed);
        };
        let ask = async move {
            // A process that died, or has read enough, leaves the rest: its answer tells.
            let _ = stdin.write_all(&bytes).await;
        };
        let hear = async move {
            let mut answer = Vec::new();
            let most = u64::try_from(ANSWER_BYTES).unwrap_or(u64::MAX).saturating_add(1);
            stdout.take(most).read_to_end(&mut answer).await.map(|_| answer)
        };
        let ((), answer) = tokio::join!(ask, hear);
        let answer = answer.map_err(|_| CleanError::Crashed)?;
        let status = child.wait().await.map_err(|_| CleanError::Crashed)?;
        if status.success() { worker::read(answer) } else { Err(CleanError::Crashed) }
    }
}
