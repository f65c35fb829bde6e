//! A drawn chart: what is known of each part, which points are signals, what to warn of.

use serde::Serialize;

use super::LIMITS_POINTS_MIN;
use super::design::{Design, Kind};
use super::points::Point;
use crate::trend::provenance::Provenance;
use crate::trend::rules::dots::Dots;

/// How much can be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Fewer than three baseline points: values only.
    InsufficientData,
    /// Three to nine: centre, no limits, no rules.
    CentreOnly,
    /// All values, or all that could tell a spread, are the same: limits on the centre, no rules.
    NoVariation,
    /// Limits and rules.
    Ok,
}

/// How far limits are to be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Maturity {
    /// 3 to 9 baseline points: only to compare with other tools.
    TooShort,
    /// 10 to 12 baseline points.
    Trial,
    /// 13 to 19.
    Provisional,
    /// 20 or more.
    Full,
}

impl Maturity {
    pub(super) const fn of(points: usize, status: Status) -> Option<Self> {
        match (status, points) {
            (Status::InsufficientData | Status::CentreOnly, _) => None,
            (_, ..LIMITS_POINTS_MIN) => Some(Self::TooShort),
            (_, LIMITS_POINTS_MIN..=12) => Some(Self::Trial),
            (_, 13..=19) => Some(Self::Provisional),
            (_, _) => Some(Self::Full),
        }
    }
}

/// Whether runs can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RunsAnalysis {
    /// They can.
    Ok,
    /// Moving ranges, categories, no variation, too few points, or most of them on the centre.
    NotApplicable,
}

/// Runs about the centre (Anhøj & Olesen 2014).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Runs {
    /// Points of the part, the excluded ones left out.
    pub n_obs: usize,
    /// Points with a value off the centre.
    pub n_useful: usize,
    /// Most points in a row on one side.
    pub longest_run: Option<usize>,
    /// Most that chance gives.
    pub longest_run_max: Option<usize>,
    /// How often the line crosses the centre.
    pub n_crossings: Option<usize>,
    /// Fewest that chance gives.
    pub n_crossings_min: Option<usize>,
    /// Whether the run is too long.
    pub long_run_signal: bool,
    /// Whether the crossings are too few.
    pub few_crossings_signal: bool,
    /// Whether this may be read at all; if not, there is no signal.
    #[serde(skip)]
    pub analysis: RunsAnalysis,
}

/// A stretch of points with one baseline. Places count from 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The first is 1.
    pub number: usize,
    /// Its first point.
    pub from: usize,
    /// Its last point.
    pub to: usize,
    /// Points with a value that made centre and limits.
    pub baseline_points: usize,
    /// How much can be said.
    pub status: Status,
    /// How far the limits are to be trusted, when there are any.
    pub maturity: Option<Maturity>,
    /// How much wider than Poisson or binomial the values spread (u′, p′).
    pub sigma_z: Option<f64>,
    /// Runs about the centre.
    pub runs: Runs,
    /// Whether counts are too small for this chart.
    pub has_few_events: bool,
}

/// Which points are more than chance.
#[derive(Clone, Debug, PartialEq)]
pub enum Signals {
    /// By 3 sigma and runs.
    ThreeSigmaRuns {
        /// Beyond the limits.
        outside: Vec<bool>,
        /// In a part whose runs are a signal.
        runs: Vec<bool>,
    },
    /// By the rules of "Making Data Count".
    MakingDataCount(Dots),
}

/// The two icons of "Making Data Count".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Icons {
    /// What the last point says.
    pub variation: &'static str,
    /// Whether the target will be met.
    pub assurance: Option<&'static str>,
}

/// What a reader has to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Warning {
    /// Below 1.5 events a period a quarter to nine tenths of such charts signal falsely: use
    /// days or cases between events (g, t).
    TooFewEvents,
    /// Somewhere less than one event is to be expected of the denominator.
    SmallDenominator,
    /// Two events at the same time: a t chart needs finer times, or use g.
    TiedTimes,
    /// The baseline is too short to be frozen with confidence (fewer than 12 points).
    ShortBaseline,
}

/// A chart, complete.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// The points in order.
    pub points: Vec<Point>,
    /// Its parts in order.
    pub parts: Vec<Part>,
    /// Which points are more than chance.
    pub signals: Signals,
    /// How much can be said of the last part, the one that is acted on.
    pub status: Status,
    /// What a reader has to be told.
    pub warnings: Vec<Warning>,
    /// What it was computed from.
    pub provenance: Provenance,
}

impl Chart {
    pub(super) fn new(
        points: Vec<Point>,
        parts: Vec<Part>,
        signals: Signals,
        design: &Design,
        provenance: Provenance,
    ) -> Self {
        let status = parts.last().map_or(Status::InsufficientData, |part| part.status);
        let warnings = warnings(&points, &parts, design);
        Self { points, parts, signals, status, warnings, provenance }
    }

    /// Whether runs can be read in the last part.
    #[must_use]
    pub fn runs_analysis(&self) -> RunsAnalysis {
        self.parts.last().map_or(RunsAnalysis::NotApplicable, |part| part.runs.analysis)
    }

    /// Whether counts are too small for this chart in the last part, the one that is acted on. An
    /// earlier level of few events is warned of, and says nothing of the present one.
    #[must_use]
    pub fn has_few_events(&self) -> bool {
        self.parts.last().is_some_and(|part| part.has_few_events)
    }

    /// Whether signals of this chart may alert anyone.
    #[must_use]
    pub fn is_fit_for_alerts(&self) -> bool {
        let maturity = self.parts.last().and_then(|part| part.maturity);
        self.status == Status::Ok && maturity != Some(Maturity::TooShort) && !self.has_few_events()
    }
}

fn warnings(points: &[Point], parts: &[Part], design: &Design) -> Vec<Warning> {
    let has_tied_times =
        design.kind == Kind::Time && points.iter().any(|point| point.value == Some(0.0));
    let is_short = design.baseline.freeze.is_some_and(|points| points < 12);
    [
        (parts.iter().any(|part| part.has_few_events), Warning::TooFewEvents),
        (points.iter().any(|point| point.is_denominator_small), Warning::SmallDenominator),
        (has_tied_times, Warning::TiedTimes),
        (is_short, Warning::ShortBaseline),
    ]
    .into_iter()
    .filter_map(|(is_so, warning)| is_so.then_some(warning))
    .collect()
}
