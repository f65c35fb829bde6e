//! The measure stream: what is measured, how, and what people decided about its baseline.
//!
//! A measure is a definition from coded facts, without code. Must never hold a figure, and
//! never count people.

mod baselines;
mod conditions;
mod decide;
mod definition;
mod event;
mod standard;
mod target;

pub use baselines::Baselines;
pub use conditions::{Conditions, Within};
pub use decide::{Command, Content, Measure, Rejection};
pub use definition::{
    AimError, Counted, Definition, DefinitionError, Denominator, FullTimeEquivalents, Lasting,
    Numerator,
};
pub use event::{
    BaselineFrozen, BaselineThawed, Defined, Event, PointExcluded, PointIncluded, RebaseTakenBack,
    Rebased, Retired, Revised, TakenUpAgain,
};
pub use standard::{SEVERE, standard};
pub use target::{Target, TargetError};

pub use crate::vocabulary::measuring::{ChartKind, Days, Direction, Outcome, Period, Span, What};
