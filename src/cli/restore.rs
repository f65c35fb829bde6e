//! `tillbud restore`: a data folder made of a backup.
//!
//! Read models are computed anew at the next start. Must never write into a folder that
//! holds something, nor begin before every file of the backup was checked.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use clap::Args;

use super::backup::{FORMAT, MANIFEST, Manifest, digest_of, file_of, make_empty, new_file};
use crate::config::Config;
use crate::embedded::{Options, Server};
use crate::runtime::{LOG_SEEN, MASTER_KEY};
use crate::store::Connection;
use crate::store::snapshot;

/// Make the data folder --data of a backup; it must be empty, or missing.
#[derive(Args)]
pub struct Restore {
    /// Folder that `tillbud backup` wrote
    #[arg(long, value_name = "DIR")]
    from: PathBuf,
}

impl Restore {
    /// Restores onto an own nats-server.
    ///
    /// # Errors
    /// One sentence that says what to do; then throw the new folder away and begin again.
    pub async fn run(self, config: &Config) -> anyhow::Result<()> {
        ensure!(
            config.is_embedded(),
            "restoring makes a folder with an own nats-server; leave --nats-url out, and copy its streams on with the tools of NATS"
        );
        let manifest = checked(&self.from)?;
        make_empty(&config.data)?;
        let options = Options { data_dir: config.data.clone(), binary: config.nats_server.clone() };
        let server = Server::start(options).await?;
        let restored = restore(&self.from, &manifest, &server).await;
        server.stop().await;
        restored?;
        let (kept, place) = (self.from.join(MASTER_KEY), config.data.join(MASTER_KEY));
        let has_key = kept.exists();
        if has_key {
            new_file(&place)?.write_all(&fs::read(kept)?)?;
        }
        fs::write(config.data.join(LOG_SEEN), "The log was restored into this folder.\n")?;
        eprintln!("restored the copy of {} into {}", manifest.made, config.data.display());
        if !has_key {
            eprintln!("put the master key into {} before you go on", place.display());
        }
        eprintln!(
            "check it with `tillbud verify`; what was erased since the copy was made has to be erased again"
        );
        Ok(())
    }
}

/// What the backup holds, once each of its files is as it was written.
fn checked(from: &Path) -> anyhow::Result<Manifest> {
    let shown = from.display();
    let manifest = fs::read(from.join(MANIFEST))
        .with_context(|| format!("{shown} is no whole backup: {MANIFEST} cannot be read"))?;
    let manifest: Manifest = serde_json::from_slice(&manifest)
        .with_context(|| format!("{shown} is no backup that this program knows"))?;
    ensure!(manifest.format == FORMAT, "{shown} was written by another version of Tillbud");
    for copied in &manifest.streams {
        let path = file_of(from, &copied.name);
        let digest = File::open(&path).and_then(digest_of);
        let digest = digest.with_context(|| format!("{} cannot be read", path.display()))?;
        ensure!(digest == copied.sha256, "{} is damaged; use another backup", path.display());
    }
    Ok(manifest)
}

async fn restore(from: &Path, manifest: &Manifest, server: &Server) -> anyhow::Result<()> {
    let connection = Connection::connect(&server.connect_options()).await?;
    for copied in &manifest.streams {
        let name = &copied.name;
        let file = File::open(file_of(from, name))?;
        let restored = snapshot::restore(&connection, name, &copied.description, file).await;
        restored.with_context(|| format!("the stream {name} cannot be restored"))?;
    }
    connection.close().await;
    Ok(())
}
