//! The rules of a grant: who may give a role, confirm it and take it back, and who may say
//! which unit somebody leads or which function they see to.
//!
//! Whether a grant has run out is computed from its last day by whoever reads it. Must
//! never let someone give a role to themselves.

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Confirmed, Event, FunctionHeld, Given, Revoked, UnitLed};
use crate::decider::Decider;
use crate::envelope::StreamKind;
use crate::ids::HolderId;
use crate::limits::GRANT_RENEWAL_MONTHS;
use crate::vocabulary::GrantSource;

/// A grant, as far as decisions are concerned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Grant {
    /// The role was never given to this holder.
    #[default]
    Never,
    /// It was given and not taken back.
    Held(Held),
    /// The stream is about a unit that the holder leads.
    Leads {
        /// Who leads it.
        holder: HolderId,
        /// Who vouches for it.
        source: GrantSource,
    },
    /// The stream is about a function whose actions the holder sees to.
    SeesTo,
    /// It was taken back.
    Revoked {
        /// Who ended it.
        source: GrantSource,
    },
}

/// A grant that was not taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Whose it is.
    pub holder: HolderId,
    /// Who vouches for it.
    pub source: GrantSource,
    /// Its last day.
    pub until: Option<Date>,
    /// The day of the last review.
    pub confirmed: Option<Date>,
}

/// What can be asked of a grant.
#[derive(Clone, Debug)]
pub enum Command {
    /// Give the role.
    Give {
        /// To whom, and until when.
        given: Given,
        /// The pseudonym of whoever gives it; Tillbud itself has none.
        giver: Option<HolderId>,
    },
    /// Note that a review found it needed.
    Confirm {
        /// The review.
        confirmed: Confirmed,
        /// The pseudonym of whoever reviews.
        reviewer: Option<HolderId>,
    },
    /// Take it back.
    Revoke(Revoked),
    /// Record that the holder leads a unit.
    LeadUnit(UnitLed),
    /// Record that they do not lead it any more.
    LeaveUnit {
        /// The end.
        revoked: Revoked,
        /// The pseudonym of whoever says so; Tillbud itself has none.
        revoker: Option<HolderId>,
    },
    /// Record that the holder sees to the actions of a function.
    HoldFunction {
        /// Who, and which.
        held: FunctionHeld,
        /// The pseudonym of whoever records it; Tillbud itself has none.
        giver: Option<HolderId>,
    },
    /// Record that they do not see to them any more.
    LeaveFunction(Revoked),
}

/// Why a rule of the grant said no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// There is no such grant.
    #[error("there is no such grant")]
    Unknown,
    /// A role for oneself is given, and reviewed, by somebody else.
    #[error("nobody gives or confirms a role of their own; ask another administrator")]
    Own,
    /// What keeps oneself out is taken back by somebody else.
    #[error("nobody takes back what keeps themselves out; ask another administrator")]
    OwnUnit,
    /// What opens actions to oneself is recorded by somebody else.
    #[error("nobody records a function for themselves; ask another administrator")]
    OwnFunction,
    /// It has been taken back; it can be given again.
    #[error("this role has been taken back; give it again")]
    AlreadyRevoked,
    /// Somebody here took it back, which the sign-in provider does not undo.
    #[error("an administrator took this role back; only an administrator can give it again")]
    RevokedHere,
}

impl Decider for Grant {
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    const KIND: StreamKind = StreamKind::Grant;

    fn initial() -> Self {
        Self::default()
    }

    fn decide(&self, command: Command) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Give { given, giver } => self.give(given, giver),
            Command::Confirm { confirmed, reviewer } => self.confirm(confirmed, reviewer),
            Command::Revoke(revoked) => self.revoke(revoked),
            Command::LeadUnit(led) => self.lead(led),
            Command::LeaveUnit { revoked, revoker } => self.leave(revoked, revoker),
            Command::HoldFunction { held, giver } => self.hold_function(held, giver),
            Command::LeaveFunction(revoked) => self.leave_function(revoked),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match event {
            Event::Given(given) => {
                let Given { holder, source, until, .. } = *given;
                // What is only renewed has been reviewed when it was.
                let confirmed = match self {
                    Self::Held(held) if source == GrantSource::Provider => held.confirmed,
                    Self::Never
                    | Self::Held(_)
                    | Self::Leads { .. }
                    | Self::SeesTo
                    | Self::Revoked { .. } => None,
                };
                Self::Held(Held { holder, source, until, confirmed })
            }
            Event::Confirmed(confirmed) => match self {
                Self::Held(held) => Self::Held(Held { confirmed: Some(confirmed.on), ..held }),
                Self::Never | Self::Leads { .. } | Self::SeesTo | Self::Revoked { .. } => self,
            },
            Event::Revoked(revoked) => Self::Revoked { source: revoked.source },
            Event::UnitLed(led) => Self::Leads { holder: led.holder, source: led.source },
            Event::FunctionHeld(_) => Self::SeesTo,
        }
    }
}

impl Held {
    /// Whether the provider, which gave it, vouches for it long after its last day. Each
    /// sign-in says that it is to go on, and most need not be remembered.
    fn is_renewed_by(&self, given: &Given) -> bool {
        let is_longer = |until: Date| match self.until {
            Some(held) => until >= held.saturating_add(GRANT_RENEWAL_MONTHS.months()),
            None => true,
        };
        self.source == GrantSource::Provider && given.until.is_some_and(is_longer)
    }
}

impl Grant {
    fn give(&self, given: Given, giver: Option<HolderId>) -> Result<Vec<Event>, Rejection> {
        if giver == Some(given.holder) {
            return Err(Rejection::Own);
        }
        let is_provider = given.source == GrantSource::Provider;
        match self {
            // What was decided here stays as it is, whatever the provider says.
            Self::Held(held) if is_provider => {
                Ok(if held.is_renewed_by(&given) { vec![Event::Given(given)] } else { vec![] })
            }
            Self::Held(held) if held.until == given.until && held.source == given.source => {
                Ok(vec![])
            }
            Self::Leads { .. } | Self::SeesTo => Err(Rejection::Unknown),
            Self::Revoked { source } if is_provider && *source != GrantSource::Provider => {
                Err(Rejection::RevokedHere)
            }
            Self::Never | Self::Held(_) | Self::Revoked { .. } => Ok(vec![Event::Given(given)]),
        }
    }

    fn confirm(
        &self,
        confirmed: Confirmed,
        reviewer: Option<HolderId>,
    ) -> Result<Vec<Event>, Rejection> {
        match self {
            Self::Never | Self::Leads { .. } | Self::SeesTo => Err(Rejection::Unknown),
            Self::Revoked { .. } => Err(Rejection::AlreadyRevoked),
            Self::Held(held) if reviewer == Some(held.holder) => Err(Rejection::Own),
            Self::Held(held) if held.confirmed == Some(confirmed.on) => Ok(vec![]),
            Self::Held(_) => Ok(vec![Event::Confirmed(confirmed)]),
        }
    }

    fn revoke(&self, revoked: Revoked) -> Result<Vec<Event>, Rejection> {
        let is_provider = revoked.source == GrantSource::Provider;
        match self {
            Self::Never | Self::Leads { .. } | Self::SeesTo => Err(Rejection::Unknown),
            // The provider takes back only what it gave.
            Self::Held(held) if is_provider && held.source != GrantSource::Provider => Ok(vec![]),
            Self::Held(_) => Ok(vec![Event::Revoked(revoked)]),
            Self::Revoked { .. } => Ok(vec![]),
        }
    }

    fn lead(&self, led: UnitLed) -> Result<Vec<Event>, Rejection> {
        let is_provider = led.source == GrantSource::Provider;
        match self {
            Self::Held(_) | Self::SeesTo => Err(Rejection::Unknown),
            // What was decided here stays as it is, whatever the provider says.
            Self::Leads { .. } if is_provider => Ok(vec![]),
            Self::Leads { source, .. } if *source == led.source => Ok(vec![]),
            Self::Revoked { source } if is_provider && *source != GrantSource::Provider => {
                Err(Rejection::RevokedHere)
            }
            Self::Never | Self::Leads { .. } | Self::Revoked { .. } => {
                Ok(vec![Event::UnitLed(led)])
            }
        }
    }

    fn leave(&self, revoked: Revoked, revoker: Option<HolderId>) -> Result<Vec<Event>, Rejection> {
        let is_provider = revoked.source == GrantSource::Provider;
        match self {
            Self::Never | Self::Held(_) | Self::SeesTo => Err(Rejection::Unknown),
            Self::Leads { holder, .. } if revoker == Some(*holder) => Err(Rejection::OwnUnit),
            // The provider takes back only what it gave.
            Self::Leads { source, .. } if is_provider && *source != GrantSource::Provider => {
                Ok(vec![])
            }
            Self::Leads { .. } => Ok(vec![Event::Revoked(revoked)]),
            Self::Revoked { .. } => Ok(vec![]),
        }
    }

    fn hold_function(
        &self,
        held: FunctionHeld,
        giver: Option<HolderId>,
    ) -> Result<Vec<Event>, Rejection> {
        if giver == Some(held.holder) {
            return Err(Rejection::OwnFunction);
        }
        match self {
            Self::Held(_) | Self::Leads { .. } => Err(Rejection::Unknown),
            Self::SeesTo => Ok(vec![]),
            Self::Never | Self::Revoked { .. } => Ok(vec![Event::FunctionHeld(held)]),
        }
    }

    /// Also by the holder: whoever gives a function up sees less for it.
    fn leave_function(&self, revoked: Revoked) -> Result<Vec<Event>, Rejection> {
        match self {
            Self::Never | Self::Held(_) | Self::Leads { .. } => Err(Rejection::Unknown),
            Self::SeesTo => Ok(vec![Event::Revoked(revoked)]),
            Self::Revoked { .. } => Ok(vec![]),
        }
    }
}
