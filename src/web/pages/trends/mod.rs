//! Trends for analysts: the wall of all measures, one measure, monthly counts, units in a
//! funnel, factors in order of how often they come back, each as a file, and what went on.
//!
//! Exact figures, for roles with a need to know. Must never count by a person, rank units
//! or call a rise of reports bad.

pub mod asked;
pub mod campaigns;
pub mod compare;
pub mod counts;
pub mod files;
pub mod funnel;
pub mod measure;
pub mod numbered;
pub mod one;
pub mod paired;
pub mod pareto;
pub mod reading;
pub mod shown;
pub mod wall;
