//! Read models and statistics of Tillbud, computed from events alone.
//!
//! Everything in here can be thrown away and computed again from the log. This crate
//! must never read a clock, write to the log, or let a row depend on anything but
//! events: replaying gives the same bytes.
//!
//! Reading order: [`db`], [`page`], then one module per read model ([`report`],
//! [`incident`], [`timeline`], [`action`], [`trend`]), then [`projection`], [`home`]
//! and [`read_models`], which hold them together.

pub mod action;
mod code;
pub mod db;
pub mod incident;
pub mod page;
pub mod report;
pub mod timeline;
pub mod trend;

pub use db::Db;
pub use page::{Cursor, PAGE_ROWS_MAX, Page};
