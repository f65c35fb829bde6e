//! Which functions somebody sees to: recorded and taken back, each an event of a grant's stream.
//!
//! One stream for each holder and function, whose id only this deployment can work out and which
//! is the same however the function is written. Must never let a function stand for a role: what
//! an owner of actions may do is given by the role alone.

use tillbud_events::action::Action;
use tillbud_events::grant::{Command, FunctionHeld, Grant, Revoked};
use tillbud_events::vocabulary::{GrantSource, Label};
use tillbud_events::{ActionId, Actor, GrantId, HolderId, Text, Version};

use super::Grants;
use crate::act::{Act, digest};
use crate::clock::id_from;
use crate::dispatch::{DispatchError, Done};

impl Grants {
    /// Which grant it is that says that `holder` sees to the actions of `function`.
    #[must_use]
    pub fn function_id(&self, holder: HolderId, function: &Label) -> GrantId {
        let folded = function.folded();
        let parts: [&[u8]; 3] = [b"function", holder.0.as_bytes(), folded.as_bytes()];
        GrantId(id_from(digest(&self.secret, &parts)))
    }

    /// Records that somebody sees to the actions of a function, as the actor of `act`.
    ///
    /// # Errors
    /// [`DispatchError`]; nothing was changed.
    pub async fn hold_function(
        &self,
        act: &Act,
        held: FunctionHeld,
    ) -> Result<Done, DispatchError> {
        let id = self.function_id(held.holder, &held.function);
        let command = Command::HoldFunction { held, giver: act.actor().holder() };
        self.dispatch.execute::<Grant>(id.into(), None, act, command).await
    }

    /// Records at the command line that somebody sees to a function, or sees to it no more.
    ///
    /// # Errors
    /// [`DispatchError`]; nothing was changed.
    pub async fn set_function_as_operator(
        &self,
        holder: HolderId,
        function: Label,
        holds: bool,
        reason: Option<Text>,
    ) -> Result<Done, DispatchError> {
        let (act, source) = (Act::once(&self.clock, Actor::System), GrantSource::Operator);
        if holds {
            let held = FunctionHeld { holder, function, source, reason };
            return self.hold_function(&act, held).await;
        }
        let id = self.function_id(holder, &function);
        self.leave_function(id, None, &act, Revoked { source, reason }).await
    }

    /// Records that somebody does not see to a function any more.
    ///
    /// # Errors
    /// [`DispatchError`]; nothing was changed.
    pub async fn leave_function(
        &self,
        id: GrantId,
        if_match: Option<Version>,
        act: &Act,
        revoked: Revoked,
    ) -> Result<Done, DispatchError> {
        let command = Command::LeaveFunction(revoked);
        self.dispatch.execute::<Grant>(id.into(), if_match, act, command).await
    }

    /// Whether `holder` sees to the function that owns an action, by the log itself.
    ///
    /// # Errors
    /// [`DispatchError`].
    pub async fn sees_to(&self, holder: HolderId, id: ActionId) -> Result<bool, DispatchError> {
        let action = self.dispatch.load::<Action>(id.into()).await?.state;
        let Some(made) = action.commitment() else { return Ok(false) };
        Ok(matches!(self.load(self.function_id(holder, &made.owner)).await?, Grant::SeesTo))
    }
}
