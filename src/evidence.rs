//! Evidence: files that staff attach to an incident or to an action, and take back when one
//! was attached by mistake.
//!
//! Taking back is ordered by an event and carried out after it, here and again by the eraser.
//! Must never give out a file that was withdrawn, nor erase one before the log says so.

use tillbud_events::action::{self, Action};
use tillbud_events::attachment::{AttachmentAdded, FileAttached, FileWithdrawn};
use tillbud_events::incident::{self, Incident};
use tillbud_events::{
    ActionId, AnyEvent, AttachmentId, IncidentId, Recorded, StreamId, Text, Version,
};

use crate::App;
use crate::act::Act;
use crate::attachments::{Uploaded, told_of, withdrawn_from};
use crate::dispatch::{DispatchError, Done};

/// What evidence is attached to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// An incident.
    Incident(IncidentId),
    /// A corrective action.
    Action(ActionId),
}

impl From<IncidentId> for Item {
    fn from(id: IncidentId) -> Self {
        Self::Incident(id)
    }
}

impl From<ActionId> for Item {
    fn from(id: ActionId) -> Self {
        Self::Action(id)
    }
}

impl From<Item> for StreamId {
    fn from(item: Item) -> Self {
        match item {
            Item::Incident(id) => id.into(),
            Item::Action(id) => id.into(),
        }
    }
}

/// What is said of a file.
#[derive(Clone, Debug)]
pub struct Description {
    /// What it shows.
    pub text: Text,
    /// Why words that the language check named are kept.
    pub kept_wording: Option<Text>,
}

impl App {
    /// Attaches the first file of `uploaded`; the rest is erased. Which file it is: the same
    /// one when the same act came before.
    ///
    /// # Errors
    /// [`DispatchError`]; nothing was attached, or `Unavailable`: try the same act again.
    pub async fn attach_evidence(
        &self,
        item: Item,
        if_match: Option<Version>,
        act: &Act,
        mut uploaded: Uploaded,
        description: Description,
    ) -> Result<(Done, AttachmentId), DispatchError> {
        let file = uploaded.recording().into_iter().next();
        let file = file.ok_or_else(|| DispatchError::Internal(anyhow::anyhow!("no file")))?;
        let Description { text: description, kept_wording } = description;
        let attached = FileAttached { file: file.clone(), description, kept_wording };
        let done = match item {
            Item::Incident(id) => {
                let command = incident::Command::AttachFile(attached);
                self.dispatch.execute::<Incident>(id.into(), if_match, act, command).await
            }
            Item::Action(id) => {
                let command = action::Command::AttachFile(attached);
                self.dispatch.execute::<Action>(id.into(), if_match, act, command).await
            }
        };
        self.settle(uploaded, item.into(), &[], &done).await;
        let done = done?;
        let id = if done.already { self.attached_by(item, act).await? } else { None };
        Ok((done, id.unwrap_or(file.attachment_id)))
    }

    /// The file that `act` attached.
    async fn attached_by(
        &self,
        item: Item,
        act: &Act,
    ) -> Result<Option<AttachmentId>, DispatchError> {
        let events = self.store.load(item.into()).await?.events;
        let is_ours = |it: &&Recorded<AnyEvent>| it.meta.correlation_id == act.correlation_id();
        let ours: Vec<_> = events.iter().filter(is_ours).cloned().collect();
        Ok(told_of(&ours).next().map(|file| file.attachment_id))
    }

    /// Takes back a file that was attached by mistake, and erases what is stored of it: at
    /// once, or, when the store cannot be reached, as soon as it can.
    ///
    /// # Errors
    /// [`DispatchError`]; nothing was taken back, or `Unavailable`: try the same act again.
    pub async fn withdraw_evidence(
        &self,
        item: Item,
        if_match: Option<Version>,
        act: &Act,
        withdrawn: FileWithdrawn,
    ) -> Result<Done, DispatchError> {
        let done = match item {
            Item::Incident(id) => {
                let command = incident::Command::WithdrawFile(withdrawn);
                self.dispatch.execute::<Incident>(id.into(), if_match, act, command).await?
            }
            Item::Action(id) => {
                let command = action::Command::WithdrawFile(withdrawn);
                self.dispatch.execute::<Action>(id.into(), if_match, act, command).await?
            }
        };
        if let Err(error) = self.eraser.erase_withdrawn(item.into()).await {
            tracing::warn!(%error, "a file was withdrawn and is erased later");
        }
        Ok(done)
    }

    /// A file that was not withdrawn, with its number among all files of the item, from 1.
    ///
    /// # Errors
    /// When the log is away.
    pub async fn evidence(
        &self,
        item: Item,
        id: AttachmentId,
    ) -> Result<Option<(usize, AttachmentAdded)>, DispatchError> {
        let events = self.store.load(item.into()).await?.events;
        if withdrawn_from(&events).any(|withdrawn| withdrawn == id) {
            return Ok(None);
        }
        let mut files = told_of(&events).cloned().zip(1..);
        Ok(files.find(|(file, _)| file.attachment_id == id).map(|(file, number)| (number, file)))
    }
}
