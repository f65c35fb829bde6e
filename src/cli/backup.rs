//! `tillbud backup`: a copy of everything that cannot be computed anew, also while the
//! program runs.
//!
//! The log, the keys, what is held, files, tokens and what is to be told to whom, each as
//! the server keeps it, with digests. Must never hold the master key unless it was asked
//! for: whoever has both can read every word.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufWriter, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use clap::Args;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::clock::Clock;
use crate::config::Config;
use crate::runtime::{Log, MASTER_KEY};
use crate::store::snapshot::{Description, STREAMS};

/// Name of the file that says what a backup holds; written last.
pub(super) const MANIFEST: &str = "manifest.json";
/// The format of a backup.
pub(super) const FORMAT: u32 = 1;

/// Copy the log, the keys, files and all else that cannot be computed anew.
#[derive(Args)]
pub struct Backup {
    /// Folder for the copy; must be empty, and is made if it is missing
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    /// Copy the master key as well: then whoever has the copy can read every word
    #[arg(long)]
    with_master_key: bool,
}

/// What a backup holds.
#[derive(Serialize, Deserialize)]
pub(super) struct Manifest {
    pub(super) format: u32,
    pub(super) made: Timestamp,
    pub(super) streams: Vec<Copied>,
}

/// The copy of one stream.
#[derive(Serialize, Deserialize)]
pub(super) struct Copied {
    pub(super) name: String,
    pub(super) description: Description,
    /// SHA-256 of its file.
    pub(super) sha256: String,
}

impl Backup {
    /// Copies, also while `tillbud serve` runs on the same data.
    ///
    /// # Errors
    /// One sentence that says what to do; a copy without `manifest.json` is none.
    pub async fn run(self, config: &Config) -> anyhow::Result<()> {
        make_empty(&self.to)?;
        let clock = Clock::system();
        let log = Log::open_existing(config, &clock).await?;
        let done = self.on(config, &log, &clock).await;
        log.close().await;
        done
    }

    async fn on(&self, config: &Config, log: &Log, clock: &Clock) -> anyhow::Result<()> {
        let mut streams = Vec::new();
        for name in STREAMS {
            let copied = copy(log, name, &file_of(&self.to, name)).await;
            streams.push(copied.with_context(|| format!("the stream {name} cannot be copied"))?);
        }
        if self.with_master_key {
            let key = fs::read(config.data.join(MASTER_KEY))
                .context("the master key is in no file of the data folder")?;
            new_file(&self.to.join(MASTER_KEY))?.write_all(&key)?;
        }
        let manifest = Manifest { format: FORMAT, made: clock.now(), streams };
        let mut file = new_file(&self.to.join(MANIFEST))?;
        file.write_all(serde_json::to_string_pretty(&manifest)?.as_bytes())?;
        file.sync_all()?;
        File::open(&self.to)?.sync_all()?;
        eprintln!("copied {} streams to {}", manifest.streams.len(), self.to.display());
        if !self.with_master_key {
            eprintln!(
                "the master key is not in the copy: keep it apart, without it no text can be read"
            );
        }
        Ok(())
    }
}

async fn copy(log: &Log, name: &str, path: &Path) -> anyhow::Result<Copied> {
    let mut file = BufWriter::new(new_file(path)?);
    let mut digest = Sha256::new();
    let snapshot = log.store.snapshot(name, |piece| {
        digest.update(piece);
        file.write_all(piece)
    });
    let description = snapshot.await?;
    file.into_inner()?.sync_all()?;
    Ok(Copied { name: name.to_owned(), description, sha256: hex(&digest.finalize()) })
}

/// The file of a stream's copy.
pub(super) fn file_of(folder: &Path, stream: &str) -> PathBuf {
    folder.join(format!("{stream}.snapshot"))
}

/// SHA-256 of what `file` holds.
pub(super) fn digest_of(mut file: impl Read) -> io::Result<String> {
    let (mut digest, mut piece) = (Sha256::new(), vec![0; 64 * 1024]);
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(hex(&digest.finalize())),
            length => digest.update(piece.get(..length).unwrap_or_default()),
        }
    }
}

/// Makes a folder for its owner alone; one that holds something is refused.
pub(super) fn make_empty(folder: &Path) -> anyhow::Result<()> {
    let shown = folder.display();
    let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.with_context(|| format!("the folder {shown} cannot be made"))?;
    let is_empty = fs::read_dir(folder)?.next().is_none();
    ensure!(is_empty, "the folder {shown} is not empty; choose another, nothing is overwritten");
    Ok(())
}

/// A file for its owner alone, which was not there.
pub(super) fn new_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
