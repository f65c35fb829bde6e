//! Searching everything that a program stores.
//!
//! Must never stop at the first finding, nor print what it finds: the places are enough.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use jiff::Timestamp;
use tillbud_events::Position;

use super::canary::{Canaries, Finder};
use crate::clock::Clock;
use crate::config::Config;
use crate::runtime::{self, Log};
use crate::store::Ends;

/// How long read models may take to catch up, in steps of [`STEP`].
const STEPS: usize = 600;
const STEP: Duration = Duration::from_millis(50);

/// Where the log stood before anything was sent.
pub struct Before {
    ends: Ends,
    tip: Position,
}

impl Before {
    /// Now.
    ///
    /// # Errors
    /// When the log is away.
    pub async fn of(log: &Log) -> anyhow::Result<Self> {
        Ok(Self { ends: log.store.ends().await?, tip: log.store.tip().await? })
    }
}

/// What there is to search.
pub struct Places<'a> {
    /// The data folder and the database.
    pub config: &'a Config,
    /// The log.
    pub log: &'a Log,
    /// What else was named.
    pub also: &'a [PathBuf],
    /// When the first canary was sent.
    pub began: Timestamp,
}

/// What was searched and what was found.
#[derive(Default)]
pub struct Searched {
    pub(super) places: Vec<String>,
    unread: Vec<String>,
    found: Vec<String>,
    /// Whether the narrative was found in what had been sealed.
    pub(super) is_control_found: bool,
    /// Whether it was found in the file that holds it, once that was opened.
    pub(super) is_control_file_found: bool,
}

/// A search for the canaries of one run.
pub struct Search {
    pub(super) canaries: Finder,
    pub(super) control: Finder,
}

impl Search {
    /// For `canaries`, which must be nowhere, and `control`, the narrative, which must be
    /// in the opened log and in clear nowhere but in read models.
    ///
    /// # Errors
    /// When there are too many.
    pub fn new(canaries: &Canaries, control: &Canaries) -> anyhow::Result<Self> {
        Ok(Self { canaries: canaries.finder()?, control: control.finder()? })
    }

    /// Searches everything.
    ///
    /// # Errors
    /// When the log or the read models cannot be read.
    pub async fn everywhere(
        &self,
        places: &Places<'_>,
        before: &Before,
        clock: &Clock,
    ) -> anyhow::Result<Searched> {
        let mut searched = Searched::default();
        self.stored(places.log, before, &mut searched).await?;
        self.opened(places.log, before.tip, &mut searched).await?;
        self.held(places.log, &mut searched).await?;
        self.read_models(places, clock, &mut searched).await?;
        self.folder(&places.config.data, None, true, &mut searched);
        for folder in [std::env::temp_dir(), PathBuf::from("/dev/shm"), PathBuf::from("/var/tmp")] {
            if !places.config.data.starts_with(&folder) && folder.is_dir() {
                self.folder(&folder, Some(places.began), false, &mut searched);
            }
        }
        for path in places.also {
            self.folder(path, None, false, &mut searched);
        }
        Ok(searched)
    }

    /// What JetStream holds, sealed as it is.
    async fn stored(
        &self,
        log: &Log,
        before: &Before,
        searched: &mut Searched,
    ) -> anyhow::Result<()> {
        let mut messages = 0;
        log.store
            .sweep(&before.ends, |message| {
                messages += 1;
                let place = format!("a message of the stream {}", message.stream);
                searched.note(self.canaries.find_in(&message.bytes), &place);
                searched.note(self.control.find_in(&message.bytes), &place);
            })
            .await?;
        searched.places.push(format!("{messages} messages of all streams, as they are stored"));
        Ok(())
    }

    async fn read_models(
        &self,
        places: &Places<'_>,
        clock: &Clock,
        searched: &mut Searched,
    ) -> anyhow::Result<()> {
        let tip = places.log.store.tip().await?;
        let models = runtime::read_models(places.config).await?;
        let mut steps = 0;
        while models.position().await? < tip {
            anyhow::ensure!(steps < STEPS, "the read models do not catch up; is the program well?");
            steps += 1;
            clock.pause(STEP).await;
        }
        let dump = models.dump().await.context("the read models cannot be read")?;
        searched.note(self.canaries.find_in(dump.as_bytes()), "the read models");
        searched.places.push(format!("every row of the read models ({})", models.place()));
        models.close().await;
        Ok(())
    }

    /// Every file at or below `path`, changed `since` then.
    fn folder(
        &self,
        path: &Path,
        since: Option<Timestamp>,
        is_sealed: bool,
        searched: &mut Searched,
    ) {
        let (mut files, mut bytes) = (0_u64, 0_u64);
        let mut waiting = vec![path.to_owned()];
        while let Some(path) = waiting.pop() {
            let Ok(known) = fs::symlink_metadata(&path) else { continue };
            if known.is_dir() {
                match fs::read_dir(&path) {
                    Ok(inside) => waiting.extend(inside.flatten().map(|entry| entry.path())),
                    Err(_) => searched.unread.push(path.display().to_string()),
                }
                continue;
            }
            if !known.is_file() || is_older(&known, since) {
                continue;
            }
            match self.file(&path, is_sealed, searched) {
                Ok(()) => (files, bytes) = (files + 1, bytes + known.len()),
                // A file of somebody's that went away meanwhile holds nothing any more.
                Err(_) if !path.exists() => {}
                Err(_) => searched.unread.push(path.display().to_string()),
            }
        }
        let changed = if since.is_some() { " changed meanwhile" } else { "" };
        let path = path.display();
        searched
            .places
            .push(format!("{path}: {files} files{changed}, {} kB", bytes.div_ceil(1000)));
    }

    fn file(&self, path: &Path, is_sealed: bool, searched: &mut Searched) -> std::io::Result<()> {
        let place = path.display().to_string();
        searched.note(self.canaries.find(File::open(path)?)?, &place);
        // Read models hold words in clear, so that they can be listed; see ARCHITECTURE.md.
        if is_sealed && !place.contains("read-models-") {
            searched.note(self.control.find(File::open(path)?)?, &place);
        }
        Ok(())
    }
}

fn is_older(file: &fs::Metadata, since: Option<Timestamp>) -> bool {
    let changed = file.modified().ok().and_then(|at| Timestamp::try_from(at).ok());
    changed.zip(since).is_some_and(|(changed, since)| changed < since)
}

impl Searched {
    pub(super) fn note(&mut self, found: Vec<String>, place: &str) {
        self.found.extend(found.into_iter().map(|what| format!("{what} in {place}")));
    }

    /// Tells it all on standard output.
    ///
    /// # Errors
    /// When something was found, or the search does not find what is there.
    pub fn tell(self, also: &[PathBuf]) -> anyhow::Result<()> {
        println!("searched, as it is, in UTF-16, hexadecimal, base64 and as SHA-256:");
        for place in &self.places {
            println!("  {place}");
        }
        for place in &self.unread {
            println!("  not readable, so not searched: {place}");
        }
        if also.is_empty() {
            println!(
                "  not searched: backups and logs outside these folders; name them with --also"
            );
        }
        let Self { mut found, is_control_found, is_control_file_found, .. } = self;
        found.sort();
        found.dedup();
        for found in &found {
            println!("FOUND {found}");
        }
        anyhow::ensure!(
            found.is_empty(),
            "{} traces of made-up identities were found; each is a leak",
            found.len()
        );
        anyhow::ensure!(
            is_control_found,
            "the narrative was not found in the opened log, so this search proves nothing"
        );
        anyhow::ensure!(
            is_control_file_found,
            "the narrative was not found in the file that was sent, so files were not searched"
        );
        println!("the narrative was found where it belongs, so the search works");
        println!("found nothing: no identity is kept");
        Ok(())
    }
}
