//! Giving roles, reviewing them, taking them back: each an event.
//!
//! One stream for each holder and role, whose id only this deployment can work out. Must
//! never give a role in any other way.

use jiff::ToSpan;
use jiff::civil::Date;
use tillbud_events::grant::{Command, Confirmed, Given, Grant, Revoked};
use tillbud_events::vocabulary::GrantSource;
use tillbud_events::{Actor, GrantId, HolderId, Position, Role, Text, Version};

use super::limits::{GRANT_MONTHS, REVIEW_MONTHS};
use crate::act::{Act, digest};
use crate::clock::{Clock, id_from};
use crate::dispatch::{Dispatch, DispatchError, Done};

/// Gives and takes back roles. Cheap to clone.
#[derive(Clone)]
pub struct Grants {
    pub(super) dispatch: Dispatch,
    pub(super) secret: [u8; 32],
    pub(super) clock: Clock,
}

impl Grants {
    /// Acts through `dispatch`; ids of grants follow from `secret`.
    #[must_use]
    pub fn new(dispatch: Dispatch, secret: [u8; 32], clock: Clock) -> Self {
        Self { dispatch, secret, clock }
    }

    /// Which grant it is that `holder` has `role` by.
    #[must_use]
    pub fn id(&self, holder: HolderId, role: Role) -> GrantId {
        let parts: [&[u8]; 3] = [b"grant", holder.0.as_bytes(), role.as_str().as_bytes()];
        GrantId(id_from(digest(&self.secret, &parts)))
    }

    /// The last day of a role that is given now, when no other is named.
    #[must_use]
    pub fn usual_end(&self) -> Date {
        self.clock.today().saturating_add(GRANT_MONTHS.months())
    }

    /// The last day on which a grant that was given or reviewed on `day` needs no review.
    #[must_use]
    pub fn review_by(day: Date) -> Date {
        day.saturating_add(REVIEW_MONTHS.months())
    }

    /// Gives a role, as the actor of `act`.
    ///
    /// # Errors
    /// [`DispatchError`]; nothing was changed.
    pub async fn give(&self, act: &Act, given: Given) -> Result<Done, DispatchError> {
        let id = self.id(given.holder, given.role);
        let command = Command::Give { given, giver: act.actor().holder() };
        self.dispatch.execute::<Grant>(id.into(), None, act, command).await
    }

    /// Gives a role at the command line or at the first start.
    ///
    /// # Errors
    /// [`DispatchError`]; nothing was changed.
    pub async fn give_as_operator(
        &self,
        holder: HolderId,
        role: Role,
        until: Option<Date>,
        reason: Option<Text>,
    ) -> Result<Done, DispatchError> {
        let act = Act::once(&self.clock, Actor::System);
        let given = Given { holder, role, source: GrantSource::Operator, until, reason };
        self.give(&act, given).await
    }

    /// Confirms a grant: it was reviewed today and is still needed.
    ///
    /// # Errors
    /// [`DispatchError`]; nothing was changed.
    pub async fn confirm(
        &self,
        id: GrantId,
        if_match: Option<Version>,
        act: &Act,
    ) -> Result<Done, DispatchError> {
        let confirmed = Confirmed { on: self.clock.today() };
        let command = Command::Confirm { confirmed, reviewer: act.actor().holder() };
        self.dispatch.execute::<Grant>(id.into(), if_match, act, command).await
    }

    /// Takes a role back.
    ///
    /// # Errors
    /// [`DispatchError`]; nothing was changed.
    pub async fn revoke(
        &self,
        id: GrantId,
        if_match: Option<Version>,
        act: &Act,
        source: GrantSource,
        reason: Option<Text>,
    ) -> Result<Done, DispatchError> {
        let command = Command::Revoke(Revoked { source, reason });
        self.dispatch.execute::<Grant>(id.into(), if_match, act, command).await
    }

    /// Brings the roles of `holder` in line with what the sign-in service says: gives those
    /// that its groups give, for as long as any role is given, and takes back those that it
    /// gave and gives no more. What was decided here stays as it is. So the role of somebody
    /// who does not sign in any more ends by itself.
    ///
    /// # Errors
    /// [`DispatchError`]; some may have been changed.
    pub async fn follow_provider(
        &self,
        holder: HolderId,
        roles: &[Role],
    ) -> Result<Position, DispatchError> {
        let act = Act::once(&self.clock, Actor::System);
        let (source, mut last) = (GrantSource::Provider, Position::default());
        let until = Some(self.usual_end());
        for role in Role::ALL {
            let done = if roles.contains(&role) {
                let given = Given { holder, role, source, until, reason: None };
                self.give(&act, given).await
            } else {
                self.revoke(self.id(holder, role), None, &act, source, None).await
            };
            match done {
                Ok(done) => last = last.max(done.position),
                // Never given, or taken back here.
                Err(DispatchError::Rejected(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(last)
    }

    /// Takes back every role that `holder` has, as whoever runs the program.
    ///
    /// # Errors
    /// [`DispatchError`]; some may have been taken back.
    pub async fn revoke_all_as_operator(&self, holder: HolderId) -> Result<(), DispatchError> {
        let act = Act::once(&self.clock, Actor::System);
        for role in Role::ALL {
            let id = self.id(holder, role);
            if let Grant::Held(_) = self.load(id).await? {
                self.revoke(id, None, &act, GrantSource::Operator, None).await?;
            }
        }
        Ok(())
    }

    /// The roles that `holder` has today, by the log itself.
    ///
    /// # Errors
    /// [`DispatchError`].
    pub async fn roles_of(&self, holder: HolderId) -> Result<Vec<Role>, DispatchError> {
        let (mut roles, today) = (Vec::new(), self.clock.today());
        for role in Role::ALL {
            if let Grant::Held(held) = self.load(self.id(holder, role)).await?
                && held.until.is_none_or(|until| until >= today)
            {
                roles.push(role);
            }
        }
        Ok(roles)
    }

    pub(super) async fn load(&self, id: GrantId) -> Result<Grant, DispatchError> {
        Ok(self.dispatch.load::<Grant>(id.into()).await?.state)
    }
}
