//! Read models and statistics of Tillbud, computed from events alone.
//!
//! Everything in here can be thrown away and computed again from the log. This crate
//! must never read a clock, write to the log, or let a row depend on anything but
//! events: replaying gives the same bytes.
//!
//! Reading order: [`db`], [`page`], then one module per read model ([`report`],
//! [`incident`], [`timeline`], [`action`], [`evidence`], [`trend`], [`concern`], [`notification`], [`grant`],
//! [`recusal`], [`led_unit`], [`held_function`], [`conflict`], [`follow`], [`lesson`],
//! [`measure`], [`headcount`], [`campaign`],
//! [`theme`], [`improvement`], [`alert`], [`signal`], [`today`], [`reminder`], [`search`]), then
//! `projection`, `home` and `read_models`, which hold them together.
//! [`disclosure`] judges what of a table may be shown, [`release`] keeps what was.

pub mod action;
pub mod alert;
pub mod campaign;
mod checkpoint;
mod code;
mod compaction;
pub mod concern;
pub mod conflict;
pub mod db;
pub mod disclosure;
mod dump;
pub mod evidence;
pub mod follow;
pub mod grant;
pub mod headcount;
pub mod held_function;
mod home;
pub mod improvement;
pub mod incident;
pub mod led_unit;
pub mod lesson;
pub mod measure;
pub mod notification;
mod older;
pub mod page;
pub mod plan;
mod projection;
mod read_models;
pub mod recusal;
pub mod release;
pub mod reminder;
pub mod report;
mod schema;
pub mod search;
pub mod signal;
#[cfg(test)]
mod testing;
pub mod theme;
pub mod timeline;
pub mod today;
pub mod trend;
mod views;

pub use compaction::erases_words;
pub use db::Db;
pub use home::{OpenError, Target, TargetError};
pub use page::{Cursor, First, PAGE_ROWS_MAX, Page};
pub use read_models::{Applied, ApplyError, ReadModels, SwapError};
pub use views::{Views, ViewsError};

/// A database failed; what the queries of the read models answer with.
pub use sqlx::Error as DatabaseError;
