//! What can happen in Tillbud, and when: the pure core.
//!
//! Commands state an intent, [`Decider::decide`] turns them into events or a
//! rejection, [`Decider::evolve`] folds events into the state that the next
//! decision reads. This crate must never do I/O, read a clock, draw a random
//! number or be async: whatever a rule needs is looked up first and placed in
//! the command.
//!
//! Reading order: [`decider`], [`envelope`], [`text`], [`vocabulary`], [`attachment`], then one
//! module per stream ([`report`], [`incident`], [`action`], [`concern`], [`grant`],
//! [`follow`], [`lesson`], [`measure`], [`headcount`], [`scan`], [`alert`], [`signal`],
//! [`theme`], [`improvement`], [`campaign`], [`release`]), then [`codec`]. What laws ask for is data: [`rule_pack`], with
//! [`period`] and [`calendar`].

#![deny(clippy::wildcard_enum_match_arm)]

pub mod action;
pub mod alert;
pub mod attachment;
pub mod calendar;
pub mod campaign;
pub mod codec;
pub mod concern;
pub mod date;
pub mod decider;
pub mod envelope;
pub mod figure;
pub mod follow;
pub mod grant;
pub mod headcount;
pub mod ids;
pub mod improvement;
pub mod incident;
pub mod lesson;
pub mod limits;
pub mod measure;
pub mod month;
pub mod period;
pub mod release;
pub mod report;
pub mod rule_pack;
pub mod scan;
pub mod signal;
pub mod text;
pub mod theme;
pub mod vocabulary;
pub mod week;

pub use codec::{AnyEvent, DecodeError};
pub use date::{ImpreciseDate, Precision};
pub use decider::Decider;
pub use envelope::{
    Actor, Meta, NewEvent, Position, Recorded, Role, StreamId, StreamKind, Version,
};
pub use figure::{Figure, Made};
pub use ids::{
    ActionId, AlertId, AttachmentId, CampaignId, ConcernId, FactorId, FollowId, GrantId,
    HeadcountId, HolderId, ImprovementId, IncidentId, ItemId, LedgerId, LessonId, MeasureId,
    MessageId, ReportId, SignalId, ThemeId,
};
pub use month::{Month, MonthError};
pub use text::{Text, TextError};
pub use week::Week;
