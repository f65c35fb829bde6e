//! Acts on corrective actions that need to look at their incident, or at what is recorded of
//! whoever acts.
//!
//! An action and its incident learn of each other in one atomic append.

use tillbud_events::{
    ActionId, Actor, AnyEvent, Decider, GrantId, HolderId, IncidentId, Role, Version,
    action::{self, Action, Decided, Proposed, Stake, TakenUpAgain, Verified},
    grant::Grant,
    incident::{self, Incident},
    vocabulary::{Label, Strength},
};

use super::incident::MERGED_INCIDENTS;
use super::{Aggregate, Dispatch, DispatchError, Done, Rejection};
use crate::act::Act;

impl Dispatch {
    /// Proposes an action for an incident.
    ///
    /// # Errors
    /// [`DispatchError`]; nothing was changed.
    pub async fn propose_action(
        &self,
        action_id: ActionId,
        if_match: Option<Version>,
        act: &Act,
        proposed: Proposed,
    ) -> Result<Done, DispatchError> {
        let incident = self.load::<Incident>(proposed.incident_id.into()).await?;
        if let Some(done) = incident.begin(if_match, act)? {
            return Ok(done);
        }
        let added = incident.decide(act, incident::Command::AddAction(action_id))?;
        let action = self.load::<Action>(action_id.into()).await?;
        let proposal = action.decide(act, action::Command::Propose(proposed))?;
        self.commit(&incident, vec![added, proposal], if_match).await
    }

    /// Proposes an action for an incident and decides at once who does it and by when.
    ///
    /// # Errors
    /// [`DispatchError`]; nothing was changed.
    pub async fn propose_decided_action(
        &self,
        action_id: ActionId,
        if_match: Option<Version>,
        act: &Act,
        proposed: Proposed,
        decided: Decided,
    ) -> Result<Done, DispatchError> {
        let incident_id = proposed.incident_id;
        let incident = self.load::<Incident>(incident_id.into()).await?;
        if let Some(done) = incident.begin(if_match, act)? {
            return Ok(done);
        }
        let added = incident.decide(act, incident::Command::AddAction(action_id))?;
        let has_stronger_sibling = self.has_stronger_action(incident_id, action_id).await?;
        let mut action = self.load::<Action>(action_id.into()).await?;
        let mut both = action.decide(act, action::Command::Propose(proposed.clone()))?;
        action.state = action.state.evolve(&action::Event::Proposed(proposed));
        let command = action::Command::Decide { decided, has_stronger_sibling };
        let decision = action.decide(act, command)?;
        let meta = |ordinal| act.meta(action_id.into(), ordinal);
        both.events.extend(decision.events);
        for (ordinal, event) in both.events.iter_mut().enumerate() {
            event.meta = meta(ordinal);
        }
        self.commit(&incident, vec![added, both], if_match).await
    }

    /// Decides who does an action and by when.
    ///
    /// # Errors
    /// [`DispatchError`]; nothing was changed.
    pub async fn decide_action(
        &self,
        action_id: ActionId,
        if_match: Option<Version>,
        act: &Act,
        decided: Decided,
    ) -> Result<Done, DispatchError> {
        let action = self.load::<Action>(action_id.into()).await?;
        if let Some(done) = action.begin(if_match, act)? {
            return Ok(done);
        }
        let incident_id = action.state.plan().map(|plan| plan.incident_id);
        let has_stronger_sibling = match incident_id {
            Some(incident_id) => self.has_stronger_action(incident_id, action_id).await?,
            None => false,
        };
        let command = action::Command::Decide { decided, has_stronger_sibling };
        let append = action.decide(act, command)?;
        self.commit(&action, vec![append], if_match).await
    }

    /// Lets an abandoned action go on. The incident that the work goes on in says so as well,
    /// in the same batch: it cannot be closed in between.
    ///
    /// # Errors
    /// [`DispatchError`], also when that incident is closed; nothing was changed.
    pub async fn take_up_action(
        &self,
        action_id: ActionId,
        if_match: Option<Version>,
        act: &Act,
        again: TakenUpAgain,
    ) -> Result<Done, DispatchError> {
        let action = self.load::<Action>(action_id.into()).await?;
        if let Some(done) = action.begin(if_match, act)? {
            return Ok(done);
        }
        let resumed = action.decide(act, action::Command::TakeUpAgain(again))?;
        let plan = action.state.plan().ok_or(action::Rejection::Unproposed);
        let plan = plan.map_err(Rejection::from)?;
        let mut incident = self.load::<Incident>(plan.incident_id.into()).await?;
        for _ in 0..MERGED_INCIDENTS {
            let Incident::Merged { into, .. } = &incident.state else { break };
            incident = self.load::<Incident>((*into).into()).await?;
        }
        let told = incident.decide(act, incident::Command::TakeUpAction(action_id))?;
        self.commit(&action, vec![resumed, told], if_match).await
    }

    /// Confirms the effect of an action; refused to whoever it is an own one of. `grant_of` says
    /// which grant it is that somebody sees to a function by.
    ///
    /// # Errors
    /// [`DispatchError`]; nothing was changed.
    pub async fn verify_action(
        &self,
        action_id: ActionId,
        if_match: Option<Version>,
        act: &Act,
        verified: Verified,
        grant_of: impl Fn(HolderId, &Label) -> GrantId + Send,
    ) -> Result<Done, DispatchError> {
        let action = self.load::<Action>(action_id.into()).await?;
        if let Some(done) = action.begin(if_match, act)? {
            return Ok(done);
        }
        let owner = action.state.commitment().map(|made| &made.owner);
        let grant = act.actor().holder().zip(owner).map(|(holder, owner)| grant_of(holder, owner));
        let holds_function = match grant {
            Some(id) => matches!(self.load::<Grant>(id.into()).await?.state, Grant::SeesTo),
            None => false,
        };
        let carried_out = is_carried_out_by(&action, act.actor());
        let stake = if holds_function {
            Some(Stake::HoldsFunction)
        } else {
            carried_out.then_some(Stake::CarriedOut)
        };
        let append = action.decide(act, action::Command::Verify { verified, stake })?;
        self.commit(&action, vec![append], if_match).await
    }

    async fn has_stronger_action(
        &self,
        incident_id: IncidentId,
        except: ActionId,
    ) -> Result<bool, DispatchError> {
        let incident = self.load::<Incident>(incident_id.into()).await?;
        let siblings = incident.state.content().map(|open| open.actions.clone());
        for sibling in siblings.into_iter().flatten().filter(|id| *id != except) {
            let action = self.load::<Action>(sibling.into()).await?.state;
            let is_stronger = action.plan().is_some_and(|plan| plan.strength != Strength::Weaker);
            if action.counts_in_plan() && is_stronger {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Whether the account of `actor` told, as an owner of actions, that it was done.
fn is_carried_out_by(action: &Aggregate<Action>, actor: Actor) -> bool {
    let is_it = |event: &AnyEvent| matches!(event, AnyEvent::Action(action::Event::Implemented(_)));
    action.events.iter().filter(|recorded| is_it(&recorded.event)).any(|recorded| {
        let by = recorded.meta.actor;
        matches!(by, Actor::Staff { role: Role::ActionOwner, .. }) && by.holder() == actor.holder()
    })
}
