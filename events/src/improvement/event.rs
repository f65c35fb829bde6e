//! The stored format of improvement events. A file format: never rename, never remove.
//!
//! Must never hold in clear anything but codes, figures, days and ids: questions, reasons
//! and findings are texts.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::envelope::Position;
use crate::figure::{Figure, Made};
use crate::ids::{ActionId, ImprovementId, MeasureId, SignalId, ThemeId};
use crate::month::Month;
use crate::text::Text;
use crate::vocabulary::{Code, Course, Effect, Label, Movement};
use crate::week::Week;

/// What can have happened to an improvement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    /// Somebody asked a question that a change may answer.
    #[serde(rename = "improvement.opened")]
    Opened(Opened),
    /// What is expected of the change was registered, before it.
    #[serde(rename = "improvement.planned")]
    Planned(Planned),
    /// What is expected was registered anew, still before the change.
    #[serde(rename = "improvement.replanned")]
    Replanned(Replanned),
    /// An action belongs to the change.
    #[serde(rename = "improvement.action_added")]
    ActionAdded(ActionAdded),
    /// An action does not belong to it after all.
    #[serde(rename = "improvement.action_removed")]
    ActionRemoved(ActionRemoved),
    /// Before and after were compared.
    #[serde(rename = "improvement.studied")]
    Studied(Studied),
    /// People decided how it goes on.
    #[serde(rename = "improvement.decided")]
    Decided(Decided),
    /// What was decided is taken back, and the cycle stands where it stood.
    #[serde(rename = "improvement.reopened")]
    Reopened(Reopened),
}

/// What an improvement comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Origin {
    /// A measure that showed more than chance.
    #[serde(rename = "signal")]
    Signal(SignalId),
    /// Incidents gathered under a question.
    #[serde(rename = "theme")]
    Theme(ThemeId),
    /// What somebody who reviews the organisation found, in their words.
    #[serde(rename = "finding")]
    Finding(Text),
    /// The cycle before, which is adapted.
    #[serde(rename = "improvement")]
    Improvement(ImprovementId),
}

/// A question that a change may answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// Where it comes from.
    pub from: Origin,
    /// What one wants to know, or to get better.
    pub question: Text,
}

/// Which figure is meant to move, and which way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aim {
    /// The measure.
    pub measure_id: MeasureId,
    /// Only of this unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Label>,
    /// Only of this category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<Code>,
    /// Which way it is meant to move.
    pub movement: Movement,
}

/// What is expected of a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The figure that is meant to move.
    pub aim: Aim,
    /// How much: the measure after over the measure before, also of days.
    pub expected: Figure,
    /// First month of the level before.
    pub baseline_from: Month,
    /// Last month of the level before.
    pub baseline_to: Month,
    /// Months that led to the change. What is chosen for being extreme falls back by itself,
    /// so they are no part of the level before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub triggers: Vec<Month>,
    /// The month in which the change begins: the first one after.
    pub change: Month,
    /// When before and after are compared.
    pub review: Date,
}

/// What is expected, registered before the change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    /// What is expected.
    pub plan: Plan,
}

/// What is expected, registered anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replanned {
    /// What is expected.
    pub plan: Plan,
    /// Why the plan is another one.
    pub reason: Text,
}

/// An action belongs to the change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionAdded {
    /// Which action.
    pub action_id: ActionId,
}

/// An action does not belong to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionRemoved {
    /// Which action.
    pub action_id: ActionId,
}

/// A ratio of after over before, and where it lies with 95 % confidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interval {
    /// The ratio; nothing when there was nothing before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ratio: Option<Figure>,
    /// The lower end.
    pub lower: Figure,
    /// The upper end; nothing when it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upper: Option<Figure>,
    /// Whether it is exact; else it allows for the spread that the points really have.
    pub exact: bool,
}

/// The mean after less the mean before, in days, and where it lies with 95 % confidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The difference; below zero when the mean fell.
    pub difference: Figure,
    /// The lower end.
    pub lower: Figure,
    /// The upper end.
    pub upper: Figure,
}

/// How long was looked for events, of a measure of the time between them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Between {
    /// Days of the months that counted before the change.
    pub before_days: u32,
    /// Days of the months that counted from the change on.
    pub after_days: u32,
    /// Days since the last event after the change, or since the change when none came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_days: Option<u32>,
}

/// How level and slope changed at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segments {
    /// The level just after over what the slope before would have led to.
    pub level: Interval,
    /// Growth a month after over growth a month before.
    pub slope: Interval,
}

/// Before and after, as they were computed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Studied {
    /// The last month that counted; of a measure by week the one that its last week belongs to.
    pub until: Month,
    /// The last week that counted, of a measure by week: then all points are weeks, which belong
    /// to the month of their Thursday.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_week: Option<Week>,
    /// Months, or weeks, that could be used before the change.
    pub before_points: u32,
    /// Months, or weeks, that could be used from the change on.
    pub after_points: u32,
    /// What was counted before; of medians their mean, in days, which is 0 of none.
    pub before: Figure,
    /// What was counted after; of medians their mean.
    pub after: Figure,
    /// After over before, when it can be told; of the time between events that time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ratio: Option<Interval>,
    /// Of medians: after less before, when it can be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difference: Option<Difference>,
    /// Of the time between events: how long was looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub between: Option<Between>,
    /// Whether the chart with the frozen level before shows a signal after it.
    pub signal: bool,
    /// Level and slope, when both sides have months enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segments: Option<Box<Segments>>,
    /// The verdict that follows from all this.
    pub verdict: Effect,
    /// What it was computed by and from.
    pub made: Made,
    /// The last place in the log that was counted.
    pub known_at: Position,
    /// Why before the review day, when it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub early: Option<Text>,
    /// What a person adds to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<Text>,
}

/// How it goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// Adopt, adapt or abandon.
    pub course: Course,
    /// Why.
    pub reason: Text,
    /// The next cycle, when it is adapted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<ImprovementId>,
}

/// What was decided is taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reopened {
    /// Why.
    pub reason: Text,
}
