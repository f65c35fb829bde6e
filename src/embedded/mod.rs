//! The nats-server that Tillbud starts for itself when it is not pointed at one.
//!
//! One program per data directory, one server per program, loopback only. The
//! server ends when the program does, however that ends: a small shell waits on a
//! pipe that closes with the program. Must never leave an orphan, and never let
//! two servers open one store.

mod binary;
mod config;
mod lock;
mod supervisor;

use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::store::ConnectOptions;

pub use binary::BinaryError;

use config::{Files, Settings};
use lock::Lock;
use supervisor::Supervisor;

/// Attempts to find a port that stays free until the server listens on it.
const PORT_ATTEMPTS: usize = 3;

/// Where the server keeps its store, and which program it is.
#[derive(Clone, Debug)]
pub struct Options {
    /// The data directory; made when it does not exist.
    pub data_dir: PathBuf,
    /// The nats-server to start; searched for when none is given.
    pub binary: Option<PathBuf>,
}

/// Why the server did not start; each text says what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// There is no usable nats-server.
    #[error(transparent)]
    Binary(#[from] BinaryError),
    /// Another program works on this data directory.
    #[error("another Tillbud is running on {}; stop it, or choose another directory with --data", .0.display())]
    InUse(PathBuf),
    /// The server of an earlier program does not end.
    #[error("an earlier nats-server still uses {}; wait a moment, or stop it", .0.display())]
    StillStopping(PathBuf),
    /// The data directory cannot be used.
    #[error("the directory {} cannot be used: {source}", path.display())]
    Directory {
        /// Which directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The server ended, or does not answer.
    #[error("nats-server did not start; the end of {}: {tail}", log.display())]
    NotReady {
        /// The server's own log.
        log: PathBuf,
        /// Its last lines.
        tail: String,
    },
}

/// A running server. Ends it when dropped; [`Self::stop`] also waits for the end.
#[derive(Debug)]
pub struct Server {
    settings: Settings,
    supervisor: Supervisor,
    _lock: Lock,
}

impl Server {
    /// Starts the server and waits until it answers.
    ///
    /// # Errors
    /// [`StartError`], a sentence for whoever starts the program.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let binary = binary::find(options.binary.as_deref()).await?;
        let files = Files::new(&options.data_dir);
        make_directory(&files.data, None)?;
        let lock = Lock::of_program(&files).await?;
        make_directory(&files.directory, Some(0o700))?;
        let mut attempt = 1;
        loop {
            let settings = Settings::generate(files.clone())
                .map_err(|source| unusable(&files.directory, source))?;
            match Supervisor::start(&binary, &settings).await {
                Ok(supervisor) => {
                    settings
                        .write_connection()
                        .map_err(|source| unusable(&files.directory, source))?;
                    return Ok(Self { settings, supervisor, _lock: lock });
                }
                Err(StartError::NotReady { .. }) if attempt < PORT_ATTEMPTS => attempt += 1,
                Err(error) => return Err(error),
            }
        }
    }

    /// How to connect to it.
    #[must_use]
    pub fn connect_options(&self) -> ConnectOptions {
        self.settings.connect_options()
    }

    /// Ends the server and waits until it has..
    pub async fn stop(self) {
        let Self { settings, supervisor, _lock } = self;
        settings.remove_connection();
        supervisor.stop().await;
    }
}

/// How to connect to the server of the program that runs on `data_dir`; none when
/// no program does, or when it has only begun to start.
#[must_use]
pub fn join(data_dir: &Path) -> Option<ConnectOptions> {
    let files = Files::new(data_dir);
    Lock::is_held(&files).then(|| config::read_connection(&files)).flatten()
}

fn make_directory(path: &Path, mode: Option<u32>) -> Result<(), StartError> {
    let make = || {
        fs::DirBuilder::new().recursive(true).mode(mode.unwrap_or(0o777)).create(path)?;
        match mode {
            Some(mode) => fs::set_permissions(path, fs::Permissions::from_mode(mode)),
            None => Ok(()),
        }
    };
    make().map_err(|source| unusable(path, source))
}

fn unusable(path: &Path, source: io::Error) -> StartError {
    StartError::Directory { path: path.to_owned(), source }
}
