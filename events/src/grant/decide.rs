//! The rules of a grant: who may give a role, confirm it and take it back.
//!
//! Whether a grant has run out is computed from its last day by whoever reads it. Must
//! never let someone give a role to themselves.

use jiff::civil::Date;

use super::{Confirmed, Event, Given, Revoked};
use crate::decider::Decider;
use crate::envelope::StreamKind;
use crate::ids::HolderId;
use crate::vocabulary::GrantSource;

/// A grant, as far as decisions are concerned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Grant {
    /// The role was never given to this holder.
    #[default]
    Never,
    /// It was given and not taken back.
    Held(Held),
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
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match event {
            Event::Given(given) => Self::Held(Held {
                holder: given.holder,
                source: given.source,
                until: given.until,
                confirmed: None,
            }),
            Event::Confirmed(confirmed) => match self {
                Self::Held(held) => Self::Held(Held { confirmed: Some(confirmed.on), ..held }),
                Self::Never | Self::Revoked { .. } => self,
            },
            Event::Revoked(revoked) => Self::Revoked { source: revoked.source },
        }
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
            Self::Held(_) if is_provider => Ok(vec![]),
            Self::Held(held) if held.until == given.until && held.source == given.source => {
                Ok(vec![])
            }
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
            Self::Never => Err(Rejection::Unknown),
            Self::Revoked { .. } => Err(Rejection::AlreadyRevoked),
            Self::Held(held) if reviewer == Some(held.holder) => Err(Rejection::Own),
            Self::Held(held) if held.confirmed == Some(confirmed.on) => Ok(vec![]),
            Self::Held(_) => Ok(vec![Event::Confirmed(confirmed)]),
        }
    }

    fn revoke(&self, revoked: Revoked) -> Result<Vec<Event>, Rejection> {
        let is_provider = revoked.source == GrantSource::Provider;
        match self {
            Self::Never => Err(Rejection::Unknown),
            // The provider takes back only what it gave.
            Self::Held(held) if is_provider && held.source != GrantSource::Provider => Ok(vec![]),
            Self::Held(_) => Ok(vec![Event::Revoked(revoked)]),
            Self::Revoked { .. } => Ok(vec![]),
        }
    }
}
