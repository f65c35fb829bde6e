//! Following an incident without working on it, and stopping: each an event.
//!
//! One stream for each account and incident, whose id only this deployment can work out, so
//! that the log holds no list of what somebody follows. Must never ask whether one may.

use tillbud_events::follow::{Command, Follow};
use tillbud_events::{FollowId, HolderId, IncidentId};

use crate::act::{Act, digest};
use crate::clock::id_from;
use crate::dispatch::{Dispatch, DispatchError, Done};

/// Begins and ends follows. Cheap to clone.
#[derive(Clone)]
pub struct Follows {
    dispatch: Dispatch,
    secret: [u8; 32],
}

impl Follows {
    /// Acts through `dispatch`; ids of follows follow from `secret`.
    #[must_use]
    pub fn new(dispatch: Dispatch, secret: [u8; 32]) -> Self {
        Self { dispatch, secret }
    }

    fn id(&self, holder: HolderId, incident_id: IncidentId) -> FollowId {
        let parts: [&[u8]; 3] = [b"follow", holder.0.as_bytes(), incident_id.0.as_bytes()];
        FollowId(id_from(digest(&self.secret, &parts)))
    }

    /// Lets `holder`, who acts, follow an incident, or follow it no more.
    ///
    /// # Errors
    /// [`DispatchError`]; nothing was changed.
    pub async fn set(
        &self,
        act: &Act,
        holder: HolderId,
        incident_id: IncidentId,
        follows: bool,
    ) -> Result<Done, DispatchError> {
        let id = self.id(holder, incident_id);
        let command = if follows { Command::Begin(incident_id) } else { Command::End };
        self.dispatch.execute::<Follow>(id.into(), None, act, command).await
    }
}
