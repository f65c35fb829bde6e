//! What a measure is: what is counted, against what, how it is drawn, which way is better.
//!
//! A stored format: never rename, never remove. Must never let a count of reports be better
//! when it falls, and never let a chart be drawn that does not fit what is counted.

use serde::{Deserialize, Serialize};

use super::conditions::Conditions;
use super::target::Target;
use crate::envelope::Role;
use crate::limits;
use crate::vocabulary::measuring::{ChartKind, Direction, Period, Span, What};
use crate::vocabulary::{Code, Label, Movement};

/// Everything that a figure follows from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    /// Its short name in addresses and files; the measure's id follows from it.
    pub key: Code,
    /// What it is called in Swedish.
    #[serde(rename = "sv")]
    pub name_sv: Label,
    /// What it is called in English.
    #[serde(rename = "en")]
    pub name_en: Label,
    /// What is counted, or what a value is of.
    pub numerator: Numerator,
    /// What it is divided by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denominator: Option<Denominator>,
    /// How it is drawn.
    pub chart: ChartKind,
    /// How long one point is of.
    pub period: Period,
    /// Which way is better.
    pub direction: Direction,
    /// What is to be reached, that way; nothing when nobody has promised anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
    /// The role that sees to the measure.
    pub owner: Role,
}

/// What is counted, or what a value is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Numerator {
    /// How many.
    Count(Counted),
    /// The middle number of days; a period with fewer than five cases has none.
    Median(Lasting),
    /// Days from one to the next.
    Gap(Counted),
}

/// What a count is divided by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Denominator {
    /// Another count: a share when the numerator is a part of it, else a rate.
    Count(Counted),
    /// Full-time equivalents, in hundreds, of the units in question.
    FullTimeEquivalents(FullTimeEquivalents),
}

/// Full-time equivalents, a hundred being one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FullTimeEquivalents {}

/// What is counted, and on which conditions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// What.
    pub what: What,
    /// Only those that fulfil all of these.
    #[serde(flatten)]
    pub conditions: Conditions,
}

/// A stretch of time, of which reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lasting {
    /// Until what.
    pub span: Span,
    /// Only of reports that fulfil all of these.
    #[serde(flatten)]
    pub conditions: Conditions,
}

/// Shares are shown, and aimed at, in per cent.
const PER_CENT: f64 = 100.0;

/// Why a definition makes no sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DefinitionError {
    /// A condition that what is counted does not have.
    #[error("{0} cannot be asked of what is counted")]
    Condition(&'static str),
    /// A share whose part is not in its whole.
    #[error(
        "the denominator leaves out something that the numerator counts: give it fewer conditions"
    )]
    NotAPart,
    /// Values and gaps are divided by nothing.
    #[error("a median and a time between events have no denominator")]
    Divided,
    /// Only incidents are rare events with a day of their own.
    #[error("time between events is counted between incidents")]
    GapOf,
    /// Nothing to divide by in full-time equivalents.
    #[error("only reports and incidents are counted per full-time equivalent")]
    PerHead,
    /// The chart is of something else.
    #[error("chart {chart} does not fit what is counted; use {}", letters(.fits))]
    Chart {
        /// What was chosen.
        chart: ChartKind,
        /// What fits.
        fits: &'static [ChartKind],
    },
    /// A day is already shorter than any period.
    #[error("time between events has a point for each event: choose months")]
    GapPeriod,
    /// More reports are never worse.
    #[error("more reports are not worse, and fewer are not better: choose increase or neutral")]
    FewerReports,
    /// Only reports and what becomes of them are told by week.
    #[error("weeks are of reports, and of how long something took: choose months or quarters")]
    Week,
    /// A standard that nobody would wait for.
    #[error("something is done within at most {} days", limits::WITHIN_DAYS)]
    WithinDays,
    /// How much is told may be aimed at in one direction only.
    #[error("how much is told may have a target only where more is better")]
    TargetOfReports,
    /// A target of what has no better way.
    #[error("a target needs a way that is better: choose increase or decrease")]
    TargetWithoutDirection,
    /// More than all of something.
    #[error("a share has a target of at most 100 per cent")]
    TargetOfShare,
}

/// Why a change cannot be meant to move a measure that way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AimError {
    /// That fewer tell is nothing that a change is for.
    #[error("fewer reports are not better: aim at more of them, or choose the measure of a share")]
    FewerReports,
    /// The measure is better when it rises.
    #[error("more is better by this measure: a change cannot be meant to lower it")]
    MoreIsBetter,
    /// The measure is better when it falls.
    #[error("less is better by this measure: a change cannot be meant to raise it")]
    LessIsBetter,
}

fn letters(charts: &[ChartKind]) -> String {
    charts.iter().map(|chart| chart.as_str()).collect::<Vec<_>>().join(", ")
}

/// What a figure is, by what it is drawn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Plain,
    Rate,
    Share,
    Value,
    Between,
}

impl Definition {
    /// Checks that the parts fit each other.
    ///
    /// # Errors
    /// A [`DefinitionError`] that names what to change.
    pub fn check(&self) -> Result<(), DefinitionError> {
        let shape = self.shape()?;
        let fits = shape.charts();
        if !fits.contains(&self.chart) {
            return Err(DefinitionError::Chart { chart: self.chart, fits });
        }
        if shape == Shape::Between && self.period != Period::Month {
            return Err(DefinitionError::GapPeriod);
        }
        if self.period == Period::Week && !self.is_known_by_week() {
            return Err(DefinitionError::Week);
        }
        if self.is_better_with_fewer_reports(shape) {
            return Err(DefinitionError::FewerReports);
        }
        self.target.map_or(Ok(()), |target| self.check_target(shape, target))
    }

    /// Of reports the day is known, and of what becomes of them how many days it took.
    fn is_known_by_week(&self) -> bool {
        let of_reports = |counted: &Counted| counted.what == What::Reports;
        let is_numerator = match &self.numerator {
            Numerator::Count(counted) => of_reports(counted),
            Numerator::Median(_) => true,
            Numerator::Gap(_) => false,
        };
        is_numerator
            && match &self.denominator {
                None => true,
                Some(Denominator::Count(counted)) => of_reports(counted),
                Some(Denominator::FullTimeEquivalents(_)) => false,
            }
    }

    /// A target says how good is good enough: without a better way it would be a wish, and for
    /// fewer reports it would be a reason not to tell.
    fn check_target(&self, shape: Shape, target: Target) -> Result<(), DefinitionError> {
        let is_more_better = self.direction == Direction::Increase;
        if self.tells_how_much_is_told() && !is_more_better {
            return Err(DefinitionError::TargetOfReports);
        }
        if self.direction == Direction::Neutral {
            return Err(DefinitionError::TargetWithoutDirection);
        }
        if shape == Shape::Share && target > Target::ALL_OF_A_SHARE {
            return Err(DefinitionError::TargetOfShare);
        }
        Ok(())
    }

    /// Checks that a change may be meant to move the measure that way.
    ///
    /// # Errors
    /// An [`AimError`] that says why not.
    pub fn check_aim(&self, movement: Movement) -> Result<(), AimError> {
        if self.tells_of_less(movement) {
            return Err(AimError::FewerReports);
        }
        match (self.direction, movement) {
            (Direction::Increase, Movement::Decrease) => Err(AimError::MoreIsBetter),
            (Direction::Decrease, Movement::Increase) => Err(AimError::LessIsBetter),
            (Direction::Increase, Movement::Increase)
            | (Direction::Decrease, Movement::Decrease)
            | (Direction::Neutral, Movement::Increase | Movement::Decrease) => Ok(()),
        }
    }

    /// The same events, as days from one to the next: what can be read of events that are too
    /// seldom to be counted by the month. Nothing for what has no days between.
    #[must_use]
    pub fn between(&self) -> Option<Self> {
        let Numerator::Count(counted) = &self.numerator else { return None };
        let between = Self {
            numerator: Numerator::Gap(counted.clone()),
            denominator: None,
            chart: ChartKind::Gap,
            period: Period::Month,
            // Fewer events have more days between them.
            direction: match self.direction {
                Direction::Increase => Direction::Decrease,
                Direction::Decrease => Direction::Increase,
                Direction::Neutral => Direction::Neutral,
            },
            target: None,
            ..self.clone()
        };
        between.check().is_ok().then_some(between)
    }

    /// Whether it is the share that a part has of a whole.
    #[must_use]
    pub fn is_share(&self) -> bool {
        self.shape() == Ok(Shape::Share)
    }

    /// The target as a value of the measure: of a share, a part of one; nothing without one.
    #[must_use]
    pub fn target_value(&self) -> Option<f64> {
        let shown = self.target?.get();
        Some(if self.is_share() { shown / PER_CENT } else { shown })
    }

    /// The one way in which a change may be meant to move the measure; nothing when both are.
    #[must_use]
    pub fn only_aim(&self) -> Option<Movement> {
        let mut ways = Movement::ALL.iter().filter(|way| self.check_aim(**way).is_ok());
        let first = ways.next().copied();
        first.filter(|_| ways.next().is_none())
    }

    fn shape(&self) -> Result<Shape, DefinitionError> {
        match (&self.numerator, &self.denominator) {
            (Numerator::Median(lasting), None) => {
                lasting.conditions.check_place()?;
                Ok(Shape::Value)
            }
            (Numerator::Gap(counted), None) => {
                counted.conditions.check(counted.what)?;
                match counted.what {
                    What::Incidents => Ok(Shape::Between),
                    What::Reports
                    | What::ReportsClosed
                    | What::Answers
                    | What::ActionsDecided
                    | What::ActionsDue
                    | What::ActionsImplemented
                    | What::Factors => Err(DefinitionError::GapOf),
                }
            }
            (Numerator::Median(_) | Numerator::Gap(_), Some(_)) => Err(DefinitionError::Divided),
            (Numerator::Count(counted), None) => {
                counted.conditions.check(counted.what)?;
                Ok(Shape::Plain)
            }
            (Numerator::Count(counted), Some(Denominator::FullTimeEquivalents(_))) => {
                counted.conditions.check(counted.what)?;
                match counted.what {
                    What::Reports | What::Incidents => Ok(Shape::Rate),
                    What::ReportsClosed
                    | What::Answers
                    | What::ActionsDecided
                    | What::ActionsDue
                    | What::ActionsImplemented
                    | What::Factors => Err(DefinitionError::PerHead),
                }
            }
            (Numerator::Count(part), Some(Denominator::Count(whole))) => {
                part.conditions.check(part.what)?;
                whole.conditions.check(whole.what)?;
                if whole.conditions.within.is_some() {
                    return Err(DefinitionError::Condition("within"));
                }
                match part.what == whole.what {
                    false => Ok(Shape::Rate),
                    true if part.conditions.are_within(&whole.conditions) => Ok(Shape::Share),
                    true => Err(DefinitionError::NotAPart),
                }
            }
        }
    }

    /// Counting reports, or incidents of any severity, measures how much is told: a fall of
    /// that is never better. The share of what is told that did harm is another thing.
    fn is_better_with_fewer_reports(&self, shape: Shape) -> bool {
        let (counted, wants_fewer) = match &self.numerator {
            Numerator::Count(counted) => (counted, self.direction == Direction::Decrease),
            Numerator::Gap(counted) => (counted, self.direction == Direction::Increase),
            Numerator::Median(_) => return false,
        };
        let tells_of_harm = counted.conditions.is_of_harm();
        wants_fewer
            && match counted.what {
                What::Reports => shape != Shape::Share || !tells_of_harm,
                What::Incidents => !tells_of_harm,
                What::ReportsClosed
                | What::Answers
                | What::ActionsDecided
                | What::ActionsDue
                | What::ActionsImplemented
                | What::Factors => false,
            }
    }
}

impl Definition {
    /// Whether a measure that moves that way means that less is told. What share of what is
    /// told is of something is another thing.
    fn tells_of_less(&self, movement: Movement) -> bool {
        let fewer = match &self.numerator {
            Numerator::Count(_) => Movement::Decrease,
            Numerator::Gap(_) => Movement::Increase,
            Numerator::Median(_) => return false,
        };
        movement == fewer && self.is_of_what_is_told()
    }

    /// Whether it counts what is told, or is a rate of that: a gap falls when more is told, and
    /// says nothing of how much there should be.
    #[must_use]
    pub fn tells_how_much_is_told(&self) -> bool {
        matches!(&self.numerator, Numerator::Count(_)) && self.is_of_what_is_told()
    }

    /// Of reports, or of incidents of any severity, that are no share of anything.
    fn is_of_what_is_told(&self) -> bool {
        let counted = match &self.numerator {
            Numerator::Count(counted) | Numerator::Gap(counted) => counted,
            Numerator::Median(_) => return false,
        };
        let is_told = match counted.what {
            What::Reports => true,
            What::Incidents => !counted.conditions.is_of_harm(),
            What::ReportsClosed
            | What::Answers
            | What::ActionsDecided
            | What::ActionsDue
            | What::ActionsImplemented
            | What::Factors => false,
        };
        is_told && !self.is_share()
    }
}

impl Shape {
    const fn charts(self) -> &'static [ChartKind] {
        match self {
            Self::Plain => &[ChartKind::Count, ChartKind::Individuals, ChartKind::Run],
            Self::Rate => &[ChartKind::RatePrime, ChartKind::Rate, ChartKind::Run],
            Self::Share => &[ChartKind::SharePrime, ChartKind::Share, ChartKind::Run],
            Self::Value => &[ChartKind::Individuals, ChartKind::Run],
            Self::Between => &[ChartKind::Gap, ChartKind::Time],
        }
    }
}
