//! What was measured, point by point: the value, and why there is none.

use serde::Serialize;

use super::design::{Design, Kind};
use super::error::ChartError;
use super::estimate::Limits;
use crate::trend::spread::moving_ranges;

/// Most points of one chart.
pub const POINTS_MAX: usize = 10_000;

/// Numbers in order of time. A period in which nothing was reported is `Some(0.0)`; one that
/// was not measured is `None` and keeps its place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// Events, cases, values or times.
    pub numerator: Vec<Option<f64>>,
    /// What they are divided by; counts (c) are not, and are missing where it is.
    pub denominator: Option<Vec<Option<f64>>>,
    /// Whether the last period is still running: shown, but in no estimate and no rule.
    pub is_last_incomplete: bool,
}

/// Why a point has a value or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It has a value.
    Measured,
    /// It has a value that may still change.
    Incomplete,
    /// Nothing was measured.
    Missing,
    /// There was nothing to divide by.
    NotApplicable,
}

/// One point of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// What is drawn, not yet multiplied.
    pub value: Option<f64>,
    /// What the value was divided by.
    pub denominator: Option<f64>,
    /// How far the values of the sample spread, in a chart of samples.
    pub std_dev: Option<f64>,
    /// The count behind the value.
    pub numerator: Option<f64>,
    /// Why there is a value or none.
    pub state: State,
    /// The part it is in, the first being 1.
    pub part: usize,
    /// Whether a person took it out of the estimates.
    pub is_excluded: bool,
    /// Whether it makes centre and limits.
    pub is_baseline: bool,
    /// The centre of its part.
    pub centre: Option<f64>,
    /// Its limits.
    pub limits: Option<Limits>,
    /// Whether less than one event is to be expected of its denominator.
    pub is_denominator_small: bool,
}

impl Point {
    /// The value that rules look at.
    pub(crate) fn ruled(&self) -> Option<f64> {
        (self.state == State::Measured).then_some(self.value).flatten()
    }

    /// A missing point lies between limits that are the same for all, and has none of its own.
    pub(super) const fn can_have_limits(&self, kind: Kind) -> bool {
        match self.state {
            State::Measured | State::Incomplete => true,
            State::Missing => !kind.weighs_points(),
            State::NotApplicable => false,
        }
    }
}

impl Series {
    pub(super) const fn len(&self) -> usize {
        self.numerator.len()
    }

    pub(super) fn check(&self, kind: Kind) -> Result<(), ChartError> {
        match self.len() {
            0 => return Err(ChartError::NoPoints),
            points if points > POINTS_MAX => return Err(ChartError::TooManyPoints { points }),
            _ => {}
        }
        match &self.denominator {
            None if kind.needs_denominator() => {
                return Err(ChartError::NoDenominator { kind: kind.as_str() });
            }
            Some(denominator) if denominator.len() != self.len() => {
                return Err(ChartError::Lengths {
                    numerators: self.len(),
                    denominators: denominator.len(),
                });
            }
            _ => {}
        }
        (0..self.len()).try_for_each(|at| self.check_point(at, kind))
    }

    fn check_point(&self, at: usize, kind: Kind) -> Result<(), ChartError> {
        let (y, n) = (self.numerator_of(at), self.denominator_of(at));
        let place = at + 1;
        if [y, n].into_iter().flatten().any(|number| !number.is_finite()) {
            return Err(ChartError::NotFinite { place });
        }
        let may_be_negative = matches!(
            kind,
            Kind::Run
                | Kind::Individuals
                | Kind::MovingRange
                | Kind::IndividualsPrime
                | Kind::SampleMean
        );
        let is_negative = |number: f64| number < 0.0;
        if n.is_some_and(is_negative) || (!may_be_negative && y.is_some_and(is_negative)) {
            return Err(ChartError::Negative { place, kind: kind.as_str() });
        }
        if kind.is_share() && y.zip(n).is_some_and(|(y, n)| y > n) {
            return Err(ChartError::AboveOne { place });
        }
        Ok(())
    }

    fn numerator_of(&self, at: usize) -> Option<f64> {
        self.numerator.get(at).copied().flatten()
    }

    fn denominator_of(&self, at: usize) -> Option<f64> {
        self.denominator.as_ref().and_then(|all| all.get(at).copied().flatten())
    }

    /// What a point is divided by, or weighs where nothing divides: 1 in a chart that weighs.
    fn weight_of(&self, at: usize, kind: Kind) -> Option<f64> {
        match self.denominator {
            None => kind.weighs_points().then_some(1.0),
            Some(_) => self.denominator_of(at),
        }
    }

    /// The points without centre and limits, which their part gives them.
    pub(super) fn points(&self, design: &Design, parts: &[(usize, usize)]) -> Vec<Point> {
        let last = self.len() - 1;
        let in_part = |(part, (from, to)): (usize, &(usize, usize))| {
            let is_frozen = design.freezes_every_part || part + 1 == parts.len();
            let freeze = design.baseline.freeze.filter(|_| is_frozen);
            let mut points: Vec<Point> = (*from..*to)
                .map(|at| {
                    let is_incomplete = self.is_last_incomplete && at == last;
                    let is_excluded = design.baseline.exclude.contains(&at);
                    let is_first = freeze.is_none_or(|first| at - from < first);
                    let is_baseline = is_first && !is_excluded && !is_incomplete;
                    let point = self.point(at, design.kind, is_incomplete);
                    Point { part: part + 1, is_excluded, is_baseline, ..point }
                })
                .collect();
            if design.kind == Kind::MovingRange {
                let values: Vec<_> = points.iter().map(|point| point.value).collect();
                for (point, range) in points.iter_mut().zip(moving_ranges(&values)) {
                    point.value = range;
                    if range.is_none() && point.state == State::Measured {
                        point.state = State::Missing;
                    }
                }
            }
            points
        };
        parts.iter().enumerate().flat_map(in_part).collect()
    }

    fn point(&self, at: usize, kind: Kind, is_incomplete: bool) -> Point {
        let (numerator, denominator) = (self.numerator_of(at), self.weight_of(at, kind));
        let measured = if is_incomplete { State::Incomplete } else { State::Measured };
        let (value, state) = match (numerator, denominator, self.denominator.is_some()) {
            (Some(y), Some(_), true) if kind == Kind::Count => (Some(y), measured),
            (_, Some(0.0), _) => (None, State::NotApplicable),
            (Some(y), Some(n), _) => (Some(y / n), measured),
            (Some(y), None, false) => (Some(y), measured),
            (Some(_), None, true) | (None, ..) => (None, State::Missing),
        };
        Point {
            value,
            denominator,
            std_dev: None,
            numerator,
            state,
            part: 1,
            is_excluded: false,
            is_baseline: false,
            centre: None,
            limits: None,
            is_denominator_small: false,
        }
    }
}
