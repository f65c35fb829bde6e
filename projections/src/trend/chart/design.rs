//! What a person decides before a chart is drawn: kind, profile, baseline, direction.

use serde::Serialize;

use super::LIMITS_POINTS_MIN;
use super::error::ChartError;
use crate::trend::spread::D2_OF_TWO;

/// Which chart; the letter is the one it is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Kind {
    /// Values around their median, without limits.
    Run,
    /// Single values (I, XmR).
    Individuals,
    /// Differences from one value to the next (MR).
    MovingRange,
    /// Events a period of constant exposure (c).
    Count,
    /// Events per exposure (u).
    Rate,
    /// Events per exposure, spread wider or narrower than Poisson (u′, Laney 2002).
    RatePrime,
    /// Share of cases (p).
    Share,
    /// Share of cases, spread wider or narrower than binomial (p′, Laney 2002).
    SharePrime,
    /// Ratios of unequal weight (I′, Taylor); values without a denominator weigh 1 each.
    IndividualsPrime,
    /// Opportunities or whole days strictly between rare events (g).
    Gap,
    /// Time between rare events (t).
    Time,
    /// Means of samples, by how far the values of a sample spread (xbar).
    SampleMean,
}

impl Kind {
    /// The letter.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Individuals => "i",
            Self::MovingRange => "mr",
            Self::Count => "c",
            Self::Rate => "u",
            Self::RatePrime => "up",
            Self::Share => "p",
            Self::SharePrime => "pp",
            Self::IndividualsPrime => "ip",
            Self::Gap => "g",
            Self::Time => "t",
            Self::SampleMean => "xbar",
        }
    }

    /// Whether the numerator counts events that come one by one.
    pub(super) const fn counts_events(self) -> bool {
        matches!(self, Self::Count) || self.is_of_events()
    }

    /// Whether events are counted against a denominator.
    pub(super) const fn is_of_events(self) -> bool {
        self.is_share() || matches!(self, Self::Rate | Self::RatePrime)
    }

    pub(super) const fn is_share(self) -> bool {
        matches!(self, Self::Share | Self::SharePrime)
    }

    /// Whether each point has limits of its own, by its denominator.
    pub(super) const fn weighs_points(self) -> bool {
        self.is_of_events() || matches!(self, Self::IndividualsPrime | Self::SampleMean)
    }

    pub(super) const fn needs_denominator(self) -> bool {
        self.is_of_events()
    }
}

/// Which rules make a signal. Two families are never used together: each adds its own
/// false alarms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleFamily {
    /// Outside the limits, or Anhøj's runs (about 12 % false alarms at 24 points).
    ThreeSigmaRuns,
    /// NHS "Making Data Count": limits, shift, trend, two of three (about 19 %).
    MakingDataCount,
}

/// Rules and constants, named so that a signal can tell what it was made by.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Profile {
    /// The rules.
    pub rules: RuleFamily,
    /// Whether extreme moving ranges are left out of the mean range.
    pub screen_moving_ranges: bool,
    /// Limits of single values lie this many mean ranges from the centre.
    pub limit_factor: f64,
    /// Lines "near" the limit lie this many mean ranges from the centre.
    pub near_factor: f64,
    /// The least σz of u′ and p′. The references have none; 1 spares false alarms.
    pub sigma_z_floor: Option<f64>,
    /// Below this many baseline points there are no limits: 10, unless a chart of another
    /// tool is to be reproduced, which draws them from 3 on.
    pub limits_points_min: usize,
}

impl Profile {
    /// The default: 3 sigma and Anhøj's runs; constants as in qicharts2.
    #[must_use]
    pub const fn three_sigma_runs() -> Self {
        Self {
            rules: RuleFamily::ThreeSigmaRuns,
            screen_moving_ranges: true,
            limit_factor: 3.0 / D2_OF_TWO,
            near_factor: 2.0 / D2_OF_TWO,
            sigma_z_floor: None,
            limits_points_min: LIMITS_POINTS_MIN,
        }
    }

    /// NHS "Making Data Count"; constants as in NHSRplotthedots.
    #[must_use]
    pub const fn making_data_count() -> Self {
        Self {
            rules: RuleFamily::MakingDataCount,
            screen_moving_ranges: true,
            limit_factor: 2.66,
            near_factor: 2.66 * 2.0 / 3.0,
            sigma_z_floor: None,
            limits_points_min: LIMITS_POINTS_MIN,
        }
    }

    /// The rules by name, then every constant.
    #[must_use]
    pub fn name(&self) -> String {
        let family = match self.rules {
            RuleFamily::ThreeSigmaRuns => "three_sigma_runs",
            RuleFamily::MakingDataCount => "making_data_count",
        };
        let screened = if self.screen_moving_ranges { "screened" } else { "unscreened" };
        let floor = self.sigma_z_floor.map_or(String::new(), |floor| format!(" σz≥{floor}"));
        let factors = (self.limit_factor, self.near_factor);
        let least = self.limits_points_min;
        format!("{family} {screened} {:.6}/{:.6}{floor} n≥{least}", factors.0, factors.1)
    }
}

/// Which way is better, a property of the measure. Counts of reports are never `Decrease`:
/// more reports are not worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// More is better.
    Increase,
    /// Less is better.
    Decrease,
    /// Neither: a change is a question.
    Neutral,
}

impl Direction {
    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Increase => "increase",
            Self::Decrease => "decrease",
            Self::Neutral => "neutral",
        }
    }
}

/// What people decided about the baseline. Places count from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// Only the first so many points of the newest part make its centre and limits; of every
    /// part where [`Design::freezes_every_part`] says so.
    pub freeze: Option<usize>,
    /// Where a new part begins, in order.
    pub rebase: Vec<usize>,
    /// Points that stay on the chart and out of the estimates.
    pub exclude: Vec<usize>,
}

impl Baseline {
    /// First point and point after the last of each part.
    pub(super) fn parts(&self, points: usize) -> Result<Vec<(usize, usize)>, ChartError> {
        if self.freeze == Some(0) {
            return Err(ChartError::Freeze);
        }
        let mut from = 0;
        let mut parts = Vec::new();
        for place in &self.rebase {
            if *place <= from || *place >= points {
                return Err(ChartError::Part { place: place.saturating_add(1) });
            }
            parts.push((from, *place));
            from = *place;
        }
        parts.push((from, points));
        Ok(parts)
    }

    pub(super) fn check_excluded(&self, points: usize) -> Result<(), ChartError> {
        match self.exclude.iter().find(|place| **place >= points) {
            Some(place) => Err(ChartError::Excluded { place: place.saturating_add(1) }),
            None => Ok(()),
        }
    }
}

/// All that is decided before the numbers are looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Design {
    /// The chart.
    pub kind: Kind,
    /// Values, centre and limits are shown this many times as large ("per 10,000").
    pub multiply: f64,
    /// What people decided about the baseline.
    pub baseline: Baseline,
    /// Rules and constants.
    pub profile: Profile,
    /// Which way is better, where that is known.
    pub direction: Option<Direction>,
    /// What is to be reached, where there is such a thing.
    pub target: Option<f64>,
    /// Whether the points are categories, which no order in time connects: runs mean nothing
    /// there, and σz is how far all of them spread, not from one to the next.
    pub is_categorical: bool,
    /// Whether a freeze holds for every part, as in NHSRplotthedots, and not only for the newest:
    /// levels that people have left behind keep the limits that all their points made.
    pub freezes_every_part: bool,
}

impl Design {
    /// Whether limits come from how the baseline's values differ, and from nothing else: not
    /// from a distribution, and not from a floor.
    pub(super) fn takes_spread_from_values(&self) -> bool {
        match self.kind {
            Kind::Individuals | Kind::Time => true,
            Kind::RatePrime | Kind::SharePrime => self.profile.sigma_z_floor.is_none(),
            Kind::Run
            | Kind::MovingRange
            | Kind::Count
            | Kind::Rate
            | Kind::Share
            | Kind::IndividualsPrime
            | Kind::Gap
            | Kind::SampleMean => false,
        }
    }

    /// A chart with the default profile and no decisions.
    #[must_use]
    pub fn of(kind: Kind) -> Self {
        Self {
            kind,
            multiply: 1.0,
            baseline: Baseline::default(),
            profile: Profile::three_sigma_runs(),
            direction: None,
            target: None,
            is_categorical: false,
            freezes_every_part: false,
        }
    }
}
