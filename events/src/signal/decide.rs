//! The rules of a signal: raised once, settled by a person, superseded by late reports, restored
//! by later ones.
//!
//! Whether another signal of the same series is open is looked up before. Must never let
//! anything of a signal be deleted, nor restore what a person has spoken of.

use super::{Dismissed, Event, Explained, Raised, Restored, Superseded};
use crate::decider::Decider;
use crate::envelope::StreamKind;
use crate::text::Text;

/// A signal, as far as decisions are concerned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Signal {
    /// No such signal.
    #[default]
    Unknown,
    /// Nobody has said anything of it.
    Open,
    /// A person knows what it comes from.
    Explained,
    /// A person says that nothing follows from it.
    Dismissed,
    /// Late reports removed it.
    Superseded {
        /// Whether a person had explained or dismissed it before.
        is_settled: bool,
    },
}

/// What can be asked of a signal.
#[derive(Clone, Debug)]
pub enum Command {
    /// Raise it, or restore it where late reports had removed it.
    Raise(Box<Raised>),
    /// Say what it comes from.
    Explain(Text),
    /// Say that nothing follows from it.
    Dismiss(Text),
    /// Say that late reports removed it.
    Supersede(Superseded),
}

/// Why a rule of the signal said no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// There is no such signal.
    #[error("there is no such signal")]
    Unknown,
    /// Late reports removed it: there is nothing left to explain.
    #[error("this signal was superseded by late reports")]
    AlreadySuperseded,
}

type Decision = Result<Vec<Event>, Rejection>;

impl Decider for Signal {
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    const KIND: StreamKind = StreamKind::Signal;

    fn initial() -> Self {
        Self::Unknown
    }

    fn decide(&self, command: Command) -> Decision {
        match command {
            Command::Raise(raised) => self.raise(*raised),
            Command::Explain(reason) => self.explain(reason),
            Command::Dismiss(reason) => self.dismiss(reason),
            Command::Supersede(superseded) => self.supersede(superseded),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match event {
            Event::Raised(_) | Event::Restored(_) => Self::Open,
            Event::Explained(_) => Self::Explained,
            Event::Dismissed(_) => Self::Dismissed,
            Event::Superseded(_) => match self {
                Self::Unknown | Self::Open => Self::Superseded { is_settled: false },
                Self::Explained | Self::Dismissed => Self::Superseded { is_settled: true },
                Self::Superseded { .. } => self,
            },
        }
    }
}

impl Signal {
    fn raise(&self, raised: Raised) -> Decision {
        Ok(match self {
            Self::Unknown => vec![Event::Raised(raised)],
            // Its id follows from what it shows: it is the same signal.
            Self::Open
            | Self::Explained
            | Self::Dismissed
            | Self::Superseded { is_settled: true } => vec![],
            Self::Superseded { is_settled: false } => vec![Event::Restored(Restored { raised })],
        })
    }

    fn explain(&self, reason: Text) -> Decision {
        match self {
            Self::Unknown => Err(Rejection::Unknown),
            Self::Superseded { .. } => Err(Rejection::AlreadySuperseded),
            Self::Open | Self::Dismissed => Ok(vec![Event::Explained(Explained { reason })]),
            Self::Explained => Ok(vec![]),
        }
    }

    fn dismiss(&self, reason: Text) -> Decision {
        match self {
            Self::Unknown => Err(Rejection::Unknown),
            Self::Superseded { .. } => Err(Rejection::AlreadySuperseded),
            Self::Open | Self::Explained => Ok(vec![Event::Dismissed(Dismissed { reason })]),
            Self::Dismissed => Ok(vec![]),
        }
    }

    fn supersede(&self, superseded: Superseded) -> Decision {
        match self {
            Self::Unknown => Err(Rejection::Unknown),
            Self::Open | Self::Explained | Self::Dismissed => {
                Ok(vec![Event::Superseded(superseded)])
            }
            Self::Superseded { .. } => Ok(vec![]),
        }
    }
}
