//! What several tests need.

pub mod log;
pub mod program;
