//! Tillbud

pub mod embedded;
pub mod sealing;
pub mod store;
