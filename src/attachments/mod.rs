//! Attachments: cleaned of everything but their content, and stored sealed.
//!
//! The cleaning itself is pure and lives in `tillbud-cleaning`; here it gets a process
//! of its own ([`sandbox`]). [`storage`] takes files in and gives them out, [`sweep`]
//! removes what was left behind, [`clamd`] asks a virus scanner. Must never parse a file's content in this process.

pub mod clamd;
mod confine;
pub mod sandbox;
pub mod storage;
pub mod sweep;
mod worker;

pub use clamd::Clamd;
pub use sandbox::{CleanError, Cleaner};
pub use storage::{Attachments, FILE_BYTES, FileRefused, Uploaded};
pub use worker::{WORKER, work};
