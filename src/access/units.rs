//! Which units somebody leads: recorded and taken back, each an event of a grant's stream.
//!
//! One stream for each holder and unit, whose id only this deployment can work out. Must
//! never let anybody take back what keeps themselves out.

use tillbud_events::grant::{Command, Grant, Revoked, UnitLed};
use tillbud_events::vocabulary::{GrantSource, Label};
use tillbud_events::{Actor, GrantId, HolderId, Position, Text, Version};

use super::Grants;
use crate::act::{Act, digest};
use crate::clock::id_from;
use crate::dispatch::{DispatchError, Done};

/// Most units that the sign-in service may give one person.
pub const PROVIDED_UNITS: usize = 100;

impl Grants {
    /// Which grant it is that says that `holder` leads `unit`.
    #[must_use]
    pub fn unit_id(&self, holder: HolderId, unit: &Label) -> GrantId {
        let parts: [&[u8]; 3] = [b"unit", holder.0.as_bytes(), unit.as_str().as_bytes()];
        GrantId(id_from(digest(&self.secret, &parts)))
    }

    /// Records that somebody leads a unit, as the actor of `act`.
    ///
    /// # Errors
    /// [`DispatchError`]; nothing was changed.
    pub async fn lead_unit(&self, act: &Act, led: UnitLed) -> Result<Done, DispatchError> {
        let id = self.unit_id(led.holder, &led.unit);
        self.dispatch.execute::<Grant>(id.into(), None, act, Command::LeadUnit(led)).await
    }

    /// Records at the command line that somebody leads a unit, or leads it no more.
    ///
    /// # Errors
    /// [`DispatchError`]; nothing was changed.
    pub async fn set_unit_as_operator(
        &self,
        holder: HolderId,
        unit: Label,
        leads: bool,
        reason: Option<Text>,
    ) -> Result<Done, DispatchError> {
        let (act, source) = (Act::once(&self.clock, Actor::System), GrantSource::Operator);
        if leads {
            return self.lead_unit(&act, UnitLed { holder, unit, source, reason }).await;
        }
        let id = self.unit_id(holder, &unit);
        self.leave_unit(id, None, &act, Revoked { source, reason }).await
    }

    /// Records that somebody does not lead a unit any more.
    ///
    /// # Errors
    /// [`DispatchError`]; nothing was changed.
    pub async fn leave_unit(
        &self,
        id: GrantId,
        if_match: Option<Version>,
        act: &Act,
        revoked: Revoked,
    ) -> Result<Done, DispatchError> {
        let command = Command::LeaveUnit { revoked, revoker: act.actor().holder() };
        self.dispatch.execute::<Grant>(id.into(), if_match, act, command).await
    }

    /// Brings the units that `holder` leads in line with what the sign-in service says:
    /// `present` are those that are recorded now. What was decided here stays as it is.
    ///
    /// # Errors
    /// [`DispatchError`]; some may have been changed.
    pub async fn follow_provided_units(
        &self,
        holder: HolderId,
        units: &[Label],
        present: &[Label],
    ) -> Result<Position, DispatchError> {
        let act = Act::once(&self.clock, Actor::System);
        let (source, mut last) = (GrantSource::Provider, Position::default());
        for unit in units.iter().take(PROVIDED_UNITS) {
            let led = UnitLed { holder, unit: unit.clone(), source, reason: None };
            match self.lead_unit(&act, led).await {
                Ok(done) => last = last.max(done.position),
                // An administrator took it back here.
                Err(DispatchError::Rejected(_)) => {}
                Err(error) => return Err(error),
            }
        }
        for unit in present.iter().filter(|unit| !units.contains(unit)) {
            let id = self.unit_id(holder, unit);
            let revoked = Revoked { source, reason: None };
            last = last.max(self.leave_unit(id, None, &act, revoked).await?.position);
        }
        Ok(last)
    }
}
