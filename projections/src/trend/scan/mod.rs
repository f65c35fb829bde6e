//! Emerging clusters: does a unit and category get more than its usual share of all reports?
//!
//! A conditional exact test over windows of weeks: given the reports of a series in the window
//! and in the weeks before it, the number in the window is binomial when its share of all
//! reports is unchanged (Przyborowski & Wilenski 1940, Biometrika 31:313). As all reports are
//! the exposure, a campaign or a holiday alarms nobody. Tests that could never be small are
//! left out by their margin alone (Tarone 1990, Biometrics 46:515); the rest is held to a
//! false-discovery rate (Benjamini & Hochberg 1995, JRSS B 57:289). No random numbers.
//!
//! Must never run per person: a series is a unit, a category, or both.

mod alert;
#[cfg(test)]
mod tests;
pub mod weekly;

pub use alert::{Alert, QUIET_WEEKS_TO_CLOSE, Standing, Watch, group};

use statrs::distribution::{Binomial, DiscreteCDF};

use super::false_discovery::adjusted;
use super::provenance::{Input, Provenance};

/// Below this many weeks before the shortest window there is no scan, nor of a series that began
/// later. A longer one is compared with what lies before it: the test is exact for every baseline,
/// only weaker by a short one.
pub const HISTORY_WEEKS_MIN: usize = 26;

/// Constants of a scan.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Lengths of the windows in weeks.
    pub windows: Vec<usize>,
    /// Weeks before the window that it is compared with.
    pub baseline_weeks: usize,
    /// Fewer reports in a window are never a cluster.
    pub cases_min: u64,
    /// A test that cannot get below this is left out.
    pub testable_p: f64,
    /// Share of false alerts among the alerts.
    pub false_discovery_rate: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            windows: vec![1, 2, 4, 8],
            baseline_weeks: 52,
            cases_min: 3,
            testable_p: 0.01,
            false_discovery_rate: 0.10,
        }
    }
}

/// Why there is no scan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScanError {
    /// Not enough weeks lie before the shortest window.
    #[error("{weeks} weeks of history are too few: a scan needs {HISTORY_WEEKS_MIN}")]
    TooLittleHistory {
        /// How many there are.
        weeks: usize,
    },
    /// A series has another number of weeks than the exposure.
    #[error("a series has {weeks} weeks where {expected} are expected")]
    Weeks {
        /// How many it has.
        weeks: usize,
        /// How many it must have.
        expected: usize,
    },
    /// The week to scan is not among the weeks.
    #[error("there is no week {week}: there are {weeks}")]
    NoSuchWeek {
        /// Which week was asked for, the first being 1.
        week: usize,
        /// How many there are.
        weeks: usize,
    },
    /// No window, or one of no length.
    #[error("windows must be at least one week long, and there must be one")]
    Windows,
}

/// One test: a series in one window.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// Place of the series in its family.
    pub series: usize,
    /// Length of the window in weeks.
    pub window: usize,
    /// Reports in the window.
    pub observed: u64,
    /// Reports in the weeks before it.
    pub baseline: u64,
    /// Share of the window in all exposure; nothing when there was none at all.
    pub share: Option<f64>,
    /// Reports to be expected in the window; nothing when there was no exposure before.
    pub expected: Option<f64>,
    /// Chance of as many or more when nothing has changed.
    pub p: f64,
    /// The least that `p` could have been.
    pub p_min: f64,
    /// Whether the test could have been small enough to count.
    pub is_testable: bool,
    /// `p` held to the false-discovery rate of its family; nothing for tests left out.
    pub p_adjusted: Option<f64>,
    /// Whether it is a signal.
    pub is_signal: bool,
    /// Whether less than the full baseline was there.
    pub is_provisional: bool,
}

/// All tests of one family in one week.
#[derive(Clone, Debug, PartialEq)]
pub struct Scan {
    /// By window, then by series.
    pub tests: Vec<Test>,
    /// Whether less than the full baseline was there, for any window.
    pub is_provisional: bool,
    /// What it was computed from.
    pub provenance: Provenance,
}

/// Scans a family of series at the end of week `week` (the first is 1). `exposure` is all
/// reports of each week; for severe harm, which is not moved by reporting, it is 1 a week or
/// the full-time equivalents.
///
/// # Errors
/// The weeks are too few or do not fit each other.
pub fn scan(
    series: &[Vec<u64>],
    exposure: &[f64],
    week: usize,
    settings: &Settings,
) -> Result<Scan, ScanError> {
    scan_since(series, &[], exposure, week, settings)
}

/// The same for series of which some began later than the exposure: `firsts` says after how many
/// weeks each did. Weeks in which it could have no reports are no baseline, so a series is held
/// against its own weeks alone, and one that has too few of them is in no test.
///
/// # Errors
/// As [`scan`].
pub fn scan_since(
    series: &[Vec<u64>],
    firsts: &[usize],
    exposure: &[f64],
    week: usize,
    settings: &Settings,
) -> Result<Scan, ScanError> {
    let weeks = exposure.len();
    if week == 0 || week > weeks {
        return Err(ScanError::NoSuchWeek { week, weeks });
    }
    if let Some(other) = series.iter().find(|counts| counts.len() != weeks) {
        return Err(ScanError::Weeks { weeks: other.len(), expected: weeks });
    }
    let lengths = settings.windows.iter().copied();
    let (Some(shortest @ 1..), Some(longest)) = (lengths.clone().min(), lengths.max()) else {
        return Err(ScanError::Windows);
    };
    let history = week.saturating_sub(shortest);
    if history < HISTORY_WEEKS_MIN {
        return Err(ScanError::TooLittleHistory { weeks: history });
    }
    let mut tests = Vec::new();
    for window in &settings.windows {
        let begin = week.saturating_sub(*window);
        let before = begin.saturating_sub(settings.baseline_weeks);
        let exposed = |from: usize, to: usize| -> f64 { exposure.iter().take(to).skip(from).sum() };
        let inside = exposed(begin, week);
        for (at, counts) in series.iter().enumerate() {
            let first = firsts.get(at).copied().unwrap_or(0);
            if history.saturating_sub(first) < HISTORY_WEEKS_MIN {
                continue;
            }
            let since = before.max(first);
            let counted =
                |from: usize, to: usize| -> u64 { counts.iter().take(to).skip(from).sum() };
            let count = (counted(begin, week), counted(since, begin));
            let is_provisional = begin.saturating_sub(since) < settings.baseline_weeks;
            let test = test(at, *window, count, (inside, exposed(since, begin)), settings);
            tests.push(Test { is_provisional, ..test });
        }
    }
    adjust(&mut tests, settings.false_discovery_rate);
    let is_provisional = week.saturating_sub(longest) < settings.baseline_weeks;
    let provenance = provenance(series, firsts, exposure, week, settings);
    Ok(Scan { tests, is_provisional, provenance })
}

fn test(
    series: usize,
    window: usize,
    (observed, baseline): (u64, u64),
    (inside, outside): (f64, f64),
    settings: &Settings,
) -> Test {
    let total = observed + baseline;
    let share = (inside + outside > 0.0).then(|| inside / (inside + outside));
    let p_min = match share {
        Some(share) if total >= settings.cases_min => share.powf(total as f64),
        _ => 1.0,
    };
    let p = match share {
        Some(share) if observed >= settings.cases_min.max(1) => {
            Binomial::new(share, total).map_or(1.0, |counts| counts.sf(observed - 1))
        }
        _ => 1.0,
    };
    Test {
        series,
        window,
        observed,
        baseline,
        share,
        expected: (outside > 0.0).then(|| baseline as f64 * inside / outside),
        p,
        p_min,
        is_testable: p_min <= settings.testable_p,
        p_adjusted: None,
        is_signal: false,
        is_provisional: false,
    }
}

/// Benjamini and Hochberg over the testable tests.
fn adjust(tests: &mut [Test], rate: f64) {
    let family: Vec<&mut Test> = tests.iter_mut().filter(|test| test.is_testable).collect();
    let chances: Vec<f64> = family.iter().map(|test| test.p).collect();
    for (test, adjusted) in family.into_iter().zip(adjusted(&chances)) {
        test.p_adjusted = Some(adjusted);
        test.is_signal = adjusted <= rate;
    }
}

fn provenance(
    series: &[Vec<u64>],
    firsts: &[usize],
    exposure: &[f64],
    week: usize,
    settings: &Settings,
) -> Provenance {
    let Settings { windows, baseline_weeks, cases_min, testable_p, false_discovery_rate } =
        settings;
    let profile = format!(
        "window scan {windows:?} baseline {baseline_weeks} min {cases_min} testable {testable_p} \
         q {false_discovery_rate}{}",
        if firsts.is_empty() { "" } else { " own first weeks" }
    );
    let input = Input::new(profile).whole(week).numbers(exposure.iter().copied());
    let add = |input: Input, counts: &Vec<u64>| input.numbers(counts.iter().map(|c| *c as f64));
    let input = series.iter().fold(input, add);
    match firsts {
        [] => input.finish(),
        firsts => input.numbers(firsts.iter().map(|first| *first as f64)).finish(),
    }
}
