//! Trends: what is counted ([`fact`]), how a series of counts is read ([`series`]), and what
//! in it is more than chance: control charts ([`chart`], [`rules`], [`expert`]), the effect of a
//! change ([`effect`]), units beside each other ([`funnel`]), factors ([`pareto`]), emerging
//! clusters ([`scan`], and [`surveillance`] to compare with). [`explain`] says it in sentences;
//! [`change`] reads a change that goes on, [`news`] what the newest point is part
//! of, [`evidence`] computes it again from what an event keeps.
//!
//! Must never count people: the unit of every figure is a report. Apart from [`fact`],
//! everything here takes numbers and gives numbers.

pub mod change;
pub mod chart;
pub mod effect;
pub mod evidence;
pub mod expert;
pub mod explain;
pub mod fact;
pub mod false_discovery;
pub mod funnel;
mod glm;
pub mod news;
pub mod pareto;
mod provenance;
pub mod rules;
pub mod scan;
pub mod series;
#[cfg(test)]
mod simulation;
mod spread;
pub mod surveillance;

pub(crate) use provenance::Input;
pub use provenance::{ENGINE, Provenance};
