//! What can happen in Tillbud, and when: the pure core.
//!
//! Commands state an intent, [`Decider::decide`] turns them into events or a
//! rejection, [`Decider::evolve`] folds events into the state that the next
//! decision reads. This crate must never do I/O, read a clock, draw a random
//! number or be async: whatever a rule needs is looked up first and placed in
//! the command.
//!
//! Reading order: [`decider`], [`envelope`], [`text`], [`vocabulary`], then one
//! module per stream ([`report`], [`incident`], [`action`], [`concern`], [`grant`],
//! [`follow`], [`lesson`], [`measure`], [`headcount`], [`release`]), then [`codec`]. What laws ask for is data: [`rule_pack`], with
//! [`period`] and [`calendar`].

#![deny(clippy::wildcard_enum_match_arm)]

pub mod action;
pub mod calendar;
pub mod codec;
pub mod concern;
pub mod date;
pub mod decider;
pub mod envelope;
pub mod follow;
pub mod grant;
pub mod headcount;
pub mod ids;
pub mod incident;
pub mod lesson;
pub mod limits;
pub mod measure;
pub mod month;
pub mod period;
pub mod release;
pub mod report;
pub mod rule_pack;
pub mod text;
pub mod vocabulary;

pub use codec::{AnyEvent, DecodeError};
pub use date::{ImpreciseDate, Precision};
pub use decider::Decider;
pub use envelope::{
    Actor, Meta, NewEvent, Position, Recorded, Role, StreamId, StreamKind, Version,
};
pub use ids::{
    ActionId, AttachmentId, ConcernId, FactorId, FollowId, GrantId, HeadcountId, HolderId,
    IncidentId, ItemId, LedgerId, LessonId, MeasureId, MessageId, ReportId,
};
pub use month::{Month, MonthError};
pub use text::{Text, TextError};
