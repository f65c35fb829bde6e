//! From signals to alerts: one alert for what belongs together, and none for what is known.

use super::{Scan, Test};

pub use tillbud_events::scan::QUIET_WEEKS_TO_CLOSE;

/// Signals that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
    /// The category that all of them share.
    pub category: usize,
    /// The signal of the category as a whole, if there is one.
    pub whole: Option<Test>,
    /// Signals of single units, each in its shortest window, the place of the unit first.
    pub units: Vec<(usize, Test)>,
}

impl Alert {
    /// Whether one of its signals was held against less than the full baseline.
    #[must_use]
    pub fn is_provisional(&self) -> bool {
        let units = self.units.iter().map(|(_, test)| test);
        self.whole.iter().chain(units).any(|test| test.is_provisional)
    }
}

/// Merges the signals of each series to its shortest window, and those of units with that of
/// their category. Series of `leaves` are ordered by category, then by unit, of which there
/// are `units`.
#[must_use]
pub fn group(leaves: &Scan, categories: &Scan, units: usize) -> Vec<Alert> {
    let mut alerts: Vec<Alert> = shortest(categories)
        .map(|test| Alert { category: test.series, whole: Some(test.clone()), units: vec![] })
        .collect();
    for test in shortest(leaves) {
        let category = test.series.checked_div(units).unwrap_or(0);
        let unit = test.series.checked_rem(units).unwrap_or(0);
        match alerts.iter_mut().find(|alert| alert.category == category) {
            Some(alert) => alert.units.push((unit, test.clone())),
            None => {
                alerts.push(Alert { category, whole: None, units: vec![(unit, test.clone())] });
            }
        }
    }
    alerts.sort_by_key(|alert| alert.category);
    alerts
}

/// The signal of each series in its shortest window.
fn shortest(scan: &Scan) -> impl Iterator<Item = &Test> {
    let is_shortest = |test: &&Test| {
        let same = |other: &&Test| other.is_signal && other.series == test.series;
        scan.tests.iter().filter(same).all(|other| other.window >= test.window)
    };
    scan.tests.iter().filter(|test| test.is_signal).filter(is_shortest)
}

/// What is already known of one series.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Watch {
    /// No alert is open.
    #[default]
    Closed,
    /// An alert is open.
    Open {
        /// The most reports that it was raised for.
        observed: u64,
        /// Weeks without a signal since.
        quiet_weeks: u32,
    },
}

/// What a week means for an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing to tell.
    Quiet,
    /// A new alert.
    Raised,
    /// An open alert whose count has grown.
    Grown,
    /// The same again: nobody is told.
    Repeated,
    /// The alert is over.
    Closed,
}

impl Watch {
    /// Takes in one week: the reports in the signal's window, or nothing if there is no signal.
    #[must_use]
    pub const fn after(self, signal: Option<u64>) -> (Self, Standing) {
        match (self, signal) {
            (Self::Closed, None) => (Self::Closed, Standing::Quiet),
            (Self::Closed, Some(observed)) => {
                (Self::Open { observed, quiet_weeks: 0 }, Standing::Raised)
            }
            (Self::Open { observed, .. }, Some(now)) if now > observed => {
                (Self::Open { observed: now, quiet_weeks: 0 }, Standing::Grown)
            }
            (Self::Open { observed, .. }, Some(_)) => {
                (Self::Open { observed, quiet_weeks: 0 }, Standing::Repeated)
            }
            (Self::Open { quiet_weeks, .. }, None)
                if quiet_weeks.saturating_add(1) >= QUIET_WEEKS_TO_CLOSE =>
            {
                (Self::Closed, Standing::Closed)
            }
            (Self::Open { observed, quiet_weeks }, None) => {
                (Self::Open { observed, quiet_weeks: quiet_weeks + 1 }, Standing::Quiet)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Settings, scan};
    use super::*;

    #[test]
    fn an_alert_is_raised_once_told_again_when_it_grows_and_closed_after_four_quiet_weeks() {
        let weeks = [Some(4), Some(4), Some(6), None, Some(5), None, None, None, None, None];
        let mut watch = Watch::default();
        let told: Vec<Standing> = weeks
            .into_iter()
            .map(|signal| {
                let (next, standing) = watch.after(signal);
                watch = next;
                standing
            })
            .collect();
        use Standing::{Closed, Grown, Quiet, Raised, Repeated};
        let expected =
            [Raised, Repeated, Grown, Quiet, Repeated, Quiet, Quiet, Quiet, Closed, Quiet];
        assert_eq!(told, expected);
    }

    #[test]
    fn units_are_told_with_their_category_in_the_shortest_window() {
        let quiet = vec![5; 60];
        let mut rising = quiet.clone();
        rising[58..].copy_from_slice(&[40, 40]);
        // Category 0: units 0 and 1 are quiet; category 1: unit 1 rises.
        let leaves = [quiet.clone(), quiet.clone(), quiet, rising];
        let sum = |a: usize, b: usize| -> Vec<u64> {
            leaves[a].iter().zip(&leaves[b]).map(|(a, b)| a + b).collect()
        };
        let categories = [sum(0, 1), sum(2, 3)];
        let all: Vec<f64> = categories[0]
            .iter()
            .zip(&categories[1])
            .map(|(one, other)| (one + other) as f64)
            .collect();
        let settings = Settings::default();
        let leaves = scan(&leaves, &all, 60, &settings).unwrap();
        let categories = scan(&categories, &all, 60, &settings).unwrap();
        let alerts = group(&leaves, &categories, 2);
        assert_eq!(alerts.len(), 1);
        assert_eq!(alerts[0].category, 1);
        assert_eq!(alerts[0].whole.as_ref().map(|test| test.window), Some(1));
        let units: Vec<_> = alerts[0].units.iter().map(|(u, t)| (*u, t.window)).collect();
        assert_eq!(units, [(1, 1)]);
    }
}
