//! Trends: what is counted ([`fact`]) and how a series of counts is read ([`series`]).
//!
//! Must never count people: the unit of every figure is a report.

pub mod fact;
pub mod series;
