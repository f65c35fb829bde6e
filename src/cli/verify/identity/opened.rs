//! Searching what is sealed, once it is opened: events, what is held, and files.
//!
//! Must never pass over a file that cannot be opened: it would count as searched.

use std::collections::BTreeMap;

use anyhow::Context;
use serde::Serialize;
use tillbud_events::attachment::AttachmentAdded;
use tillbud_events::{Position, StreamKind};

use super::search::{Search, Searched};
use crate::attachments::{told_by, withdrawn_by};
use crate::runtime::Log;
use crate::sealing::FileKey;

/// Events opened in one go.
const BATCH: usize = 200;

impl Search {
    /// What the log says `after` that position once its texts are opened, files included.
    pub(super) async fn opened(
        &self,
        log: &Log,
        after: Position,
        searched: &mut Searched,
    ) -> anyhow::Result<()> {
        let tip = log.store.tip().await?;
        let mut follower = log.store.follow(after).await?;
        let (mut at, mut events, mut files) = (after, 0, 0);
        // Searched at the end: of what was withdrawn there is nothing left to search.
        let mut evidence = BTreeMap::new();
        while at < tip {
            for recorded in follower.next_batch(BATCH).await? {
                at = recorded.position;
                events += 1;
                self.words_inside(&recorded.event, &format!("the opened event {at}"), searched)?;
                if let Some(id) = withdrawn_by(&recorded.event) {
                    evidence.remove(&id);
                } else if let Some(added) = told_by(&recorded.event) {
                    if recorded.stream.kind == StreamKind::Report {
                        self.file_inside(log, added, searched).await?;
                        files += 1;
                    } else {
                        evidence.insert(added.attachment_id, added.clone());
                    }
                }
            }
        }
        for added in evidence.values() {
            self.file_inside(log, added, searched).await?;
        }
        searched.places.push(format!("{events} events with their texts opened"));
        searched.places.push(format!("{files} files of reports, opened"));
        searched.places.push(format!("{} files of evidence, opened", evidence.len()));
        Ok(())
    }

    /// What waits for its release, opened, files included.
    pub(super) async fn held(&self, log: &Log, searched: &mut Searched) -> anyhow::Result<()> {
        let all = log.shelf.everything().await?;
        let mut files = 0;
        for held in &all {
            let held = held.as_ref().context("something that is held cannot be opened")?;
            self.words_inside(held, "what is held, opened", searched)?;
            for added in held.what.files() {
                self.file_inside(log, added, searched).await?;
                files += 1;
            }
        }
        let held = all.len();
        searched.places.push(format!("{held} acts that are held, opened, with {files} files"));
        Ok(())
    }

    fn words_inside(
        &self,
        opened: &impl Serialize,
        place: &str,
        searched: &mut Searched,
    ) -> anyhow::Result<()> {
        let words = serde_json::to_vec(opened)?;
        searched.note(self.canaries.find_in(&words), place);
        searched.is_control_found |= !self.control.find_in(&words).is_empty();
        Ok(())
    }

    async fn file_inside(
        &self,
        log: &Log,
        added: &AttachmentAdded,
        searched: &mut Searched,
    ) -> anyhow::Result<()> {
        let id = added.attachment_id;
        let key = FileKey::from_text(&added.key);
        let sealed = log.files.get(id).await?;
        let (Some(key), Some(sealed)) = (key, sealed) else {
            anyhow::bail!("a file was erased while it was to be searched; prove it once more");
        };
        let content = key.open(id, &sealed).context("a stored file cannot be opened")?;
        let place = format!("a stored file ({}), opened", added.media);
        searched.note(self.canaries.find_in(&content), &place);
        searched.is_control_file_found |= !self.control.find_in(&content).is_empty();
        Ok(())
    }
}
