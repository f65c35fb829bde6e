//! What the rules of an improvement need to remember.
//!
//! Must never look inside a text: a study is remembered to know it again.

use std::collections::BTreeSet;

use super::{Event, Plan, Studied};
use crate::ids::ActionId;
use crate::vocabulary::Course;

/// An improvement, as far as decisions are concerned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Improvement {
    /// No such improvement.
    #[default]
    Unknown,
    /// Asked; nothing is registered.
    Opened(Work),
    /// What is expected is registered.
    Planned(Work, Box<Plan>),
    /// Before and after were compared, last like this.
    Studied(Work, Box<Plan>, Box<Studied>),
    /// Decided, from where it stood.
    Decided(Box<Improvement>, Course),
}

/// What belongs to an improvement wherever it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// The actions that belong to the change.
    pub actions: BTreeSet<ActionId>,
}

impl Improvement {
    /// What is expected, once it is registered.
    #[must_use]
    pub fn plan(&self) -> Option<&Plan> {
        match self {
            Self::Unknown | Self::Opened(_) => None,
            Self::Planned(_, plan) | Self::Studied(_, plan, _) => Some(plan),
            Self::Decided(was, _) => was.plan(),
        }
    }

    pub(super) fn after(self, event: &Event) -> Self {
        match event {
            Event::Opened(_) => self.opened(),
            Event::Planned(planned) => self.planned(&planned.plan),
            Event::Replanned(replanned) => self.planned(&replanned.plan),
            Event::ActionAdded(added) => self.working(|work| {
                work.actions.insert(added.action_id);
            }),
            Event::ActionRemoved(removed) => self.working(|work| {
                work.actions.remove(&removed.action_id);
            }),
            Event::Studied(studied) => self.studied(studied),
            Event::Decided(decided) => self.decided(decided.course),
            Event::Reopened(_) => self.reopened(),
        }
    }

    fn opened(self) -> Self {
        match self {
            Self::Unknown => Self::Opened(Work::default()),
            Self::Opened(_) | Self::Planned(..) | Self::Studied(..) | Self::Decided(..) => self,
        }
    }

    fn planned(self, plan: &Plan) -> Self {
        match self {
            Self::Opened(work) | Self::Planned(work, _) | Self::Studied(work, ..) => {
                Self::Planned(work, Box::new(plan.clone()))
            }
            Self::Unknown | Self::Decided(..) => self,
        }
    }

    fn studied(self, studied: &Studied) -> Self {
        match self {
            Self::Planned(work, plan) | Self::Studied(work, plan, _) => {
                Self::Studied(work, plan, Box::new(studied.clone()))
            }
            Self::Unknown | Self::Opened(_) | Self::Decided(..) => self,
        }
    }

    fn decided(self, course: Course) -> Self {
        match self {
            Self::Opened(_) | Self::Planned(..) | Self::Studied(..) => {
                Self::Decided(Box::new(self), course)
            }
            Self::Unknown | Self::Decided(..) => self,
        }
    }

    fn reopened(self) -> Self {
        match self {
            Self::Decided(was, _) => *was,
            Self::Unknown | Self::Opened(_) | Self::Planned(..) | Self::Studied(..) => self,
        }
    }

    fn working(mut self, change: impl FnOnce(&mut Work)) -> Self {
        match &mut self {
            Self::Opened(work) | Self::Planned(work, _) | Self::Studied(work, ..) => change(work),
            Self::Unknown | Self::Decided(..) => {}
        }
        self
    }
}
