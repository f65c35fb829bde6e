//! The scan of one week: from counts of weeks to alerts, in three families.
//!
//! Units and categories are held against all reports, severe harm against the time that
//! passes, because it is not moved by how much is reported. Reports that nobody
//! has sorted count in what all are held against and in no series. Numbers in, alerts out.

use std::collections::BTreeMap;

use tillbud_events::alert::{Raised, Tally};
use tillbud_events::scan::Family;
use tillbud_events::vocabulary::{AlertFamily, Label};
use tillbud_events::{Figure, Made, TextError, Week, limits};

use super::{Alert, Scan, ScanError, Settings, Test, group, scan};
use crate::trend::fact::week::WeekCount;
use crate::trend::provenance::Provenance;

/// Weeks that a scan looks at: the longest window and the baseline before it.
pub const WEEKS: u32 = 60;
/// Severities that are severe harm.
const SEVERE: [&str; 2] = ["major", "catastrophic"];

/// What the scan of a week found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What stands out, one for each category and one for severe harm, as it would be raised.
    pub alerts: Vec<Raised>,
    /// What was compared with what.
    pub families: Vec<Family>,
    /// Whether less than the full baseline was there.
    pub is_provisional: bool,
}

/// Why a week was not scanned.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum WeeklyError {
    /// The statistics say why.
    #[error(transparent)]
    Scan(#[from] ScanError),
    /// A name in the counts is none that an event can keep.
    #[error("a name in the counts {0}")]
    Name(#[from] TextError),
    /// A figure is not finite, which the statistics exclude.
    #[error("a figure of the scan is not finite")]
    Figure,
}

type Counts = Vec<u64>;

/// The counts of the weeks up to the one that is scanned, told apart as the families do.
#[derive(Default)]
struct Sorted<'a> {
    all: Counts,
    categories: BTreeMap<&'a str, Counts>,
    units: BTreeMap<&'a str, usize>,
    leaves: BTreeMap<(&'a str, &'a str), Counts>,
    severe: Counts,
    severe_by_unit: BTreeMap<&'a str, Counts>,
}

/// Scans `week`, of the `counts` of it and of the [`WEEKS`] before; `first` is the week of the
/// very first report.
///
/// # Errors
/// [`ScanError::TooLittleHistory`] when fewer than 26 weeks lie before the shortest window.
pub fn scan_week(counts: &[WeekCount], first: Week, week: Week) -> Result<Found, WeeklyError> {
    let settings = Settings::default();
    let begin = first.max(week.earlier(WEEKS - 1));
    if begin > week {
        return Err(ScanError::TooLittleHistory { weeks: 0 }.into());
    }
    let weeks = usize::try_from(week.weeks_after(begin)).unwrap_or(0) + 1;
    let sorted = Sorted::of(counts, begin, weeks, settings.cases_min);
    let exposure: Vec<f64> = sorted.all.iter().map(|count| *count as f64).collect();

    let names: Vec<&str> = sorted.categories.keys().copied().collect();
    let series: Vec<Counts> = sorted.categories.values().cloned().collect();
    let categories = scan(&series, &exposure, weeks, &settings)?;
    let series: Vec<Counts> = sorted.leaves.values().cloned().collect();
    let leaves = sorted.placed(scan(&series, &exposure, weeks, &settings)?, &names);
    let severe: Vec<Counts> =
        std::iter::once(&sorted.severe).chain(sorted.severe_by_unit.values()).cloned().collect();
    let severe = scan(&severe, &vec![1.0; weeks], weeks, &settings)?;

    let is_provisional = categories.is_provisional;
    let units: Vec<&str> = sorted.units.keys().copied().collect();
    let mut alerts = Vec::new();
    for found in group(&leaves, &categories, units.len()) {
        let family = found.whole.as_ref().map_or(AlertFamily::Leaf, |_| AlertFamily::Category);
        let made = match family {
            AlertFamily::Leaf => &leaves.provenance,
            AlertFamily::Category | AlertFamily::Severe => &categories.provenance,
        };
        let category = names.get(found.category).copied();
        alerts.push(alert(week, family, category, &found, &units, made, is_provisional)?);
    }
    let units: Vec<&str> = sorted.severe_by_unit.keys().copied().collect();
    let (whole, by_unit) = apart(&severe);
    for found in group(&by_unit, &whole, units.len()) {
        let family = AlertFamily::Severe;
        let made = &severe.provenance;
        alerts.push(alert(week, family, None, &found, &units, made, is_provisional)?);
    }
    let families = [
        family(AlertFamily::Leaf, &leaves),
        family(AlertFamily::Category, &categories),
        family(AlertFamily::Severe, &severe),
    ];
    let families = families.into_iter().collect::<Result<_, TextError>>()?;
    Ok(Found { alerts, families, is_provisional })
}

impl<'a> Sorted<'a> {
    fn of(counts: &'a [WeekCount], begin: Week, weeks: usize, cases_min: u64) -> Self {
        let nothing = || vec![0; weeks];
        let mut sorted = Self { all: nothing(), severe: nothing(), ..Self::default() };
        for row in counts {
            let Ok(week) = row.week.parse::<Week>() else { continue };
            let at = usize::try_from(week.weeks_after(begin)).unwrap_or(usize::MAX);
            if week < begin || at >= weeks {
                continue;
            }
            let count = u64::try_from(row.count).unwrap_or(0);
            let add = |series: &mut Counts| {
                if let Some(place) = series.get_mut(at) {
                    *place += count;
                }
            };
            let (unit, category) = (row.unit.as_str(), row.category.as_str());
            add(&mut sorted.all);
            if !category.is_empty() {
                add(sorted.categories.entry(category).or_insert_with(nothing));
            }
            if !category.is_empty() && !unit.is_empty() {
                sorted.units.insert(unit, 0);
                add(sorted.leaves.entry((category, unit)).or_insert_with(nothing));
            }
            if SEVERE.contains(&row.severity.as_str()) {
                add(&mut sorted.severe);
                if !unit.is_empty() {
                    add(sorted.severe_by_unit.entry(unit).or_insert_with(nothing));
                }
            }
        }
        for (at, place) in sorted.units.values_mut().enumerate() {
            *place = at;
        }
        // Fewer could never be tested, and most leaves of a town have fewer.
        sorted.leaves.retain(|_, counts| counts.iter().sum::<u64>() >= cases_min);
        sorted
    }

    /// The scan of the leaves with each in the place that [`group`] looks for it: by category,
    /// then by unit.
    fn placed(&self, mut scan: Scan, categories: &[&str]) -> Scan {
        let places: Vec<usize> = self
            .leaves
            .keys()
            .map(|(category, unit)| {
                let category = categories.binary_search(category).unwrap_or(0);
                category * self.units.len() + self.units.get(unit).copied().unwrap_or(0)
            })
            .collect();
        for test in &mut scan.tests {
            test.series = places.get(test.series).copied().unwrap_or(0);
        }
        scan
    }
}

/// The whole organisation and its units, of one family of severe harm.
fn apart(severe: &Scan) -> (Scan, Scan) {
    let (whole, units): (Vec<Test>, Vec<Test>) =
        severe.tests.iter().cloned().partition(|test| test.series == 0);
    let units =
        units.into_iter().map(|test| Test { series: test.series.saturating_sub(1), ..test });
    let of = |tests: Vec<Test>| Scan { tests, ..severe.clone() };
    (of(whole), of(units.collect()))
}

fn family(family: AlertFamily, scan: &Scan) -> Result<Family, TextError> {
    let tests = scan.tests.iter().filter(|test| test.is_testable).count();
    let tests = u64::try_from(tests).unwrap_or(u64::MAX);
    Ok(Family { family, tests, made: made(&scan.provenance)? })
}

/// What a result was made by, as events keep it.
///
/// # Errors
/// When a name is none that an event can keep.
pub fn made(provenance: &Provenance) -> Result<Made, TextError> {
    Ok(Made {
        engine: Label::parse(&provenance.engine)?,
        profile: Label::parse(&provenance.profile)?,
        input_sha256: Label::parse(&provenance.input_sha256)?,
    })
}

fn alert(
    week: Week,
    family: AlertFamily,
    category: Option<&str>,
    found: &Alert,
    units: &[&str],
    provenance: &Provenance,
    is_provisional: bool,
) -> Result<Raised, WeeklyError> {
    let mut members = Vec::new();
    for (unit, test) in &found.units {
        let name = units.get(*unit).copied().map(Label::parse).transpose()?;
        members.push(tally(name, test)?);
    }
    // The most first; of as many, the less likely.
    members.sort_by(|one: &Tally, other| {
        let likely = one.q.get().total_cmp(&other.q.get());
        other.observed.cmp(&one.observed).then(likely).then(one.unit.cmp(&other.unit))
    });
    let whole = found.whole.as_ref().map(|test| tally(None, test)).transpose()?;
    let found = match whole {
        Some(whole) => whole,
        None if members.is_empty() => return Err(WeeklyError::Figure),
        None => members.remove(0),
    };
    // What stood out most is told apart; the others are named, never ranked.
    members.sort_by(|one, other| one.unit.cmp(&other.unit));
    members.truncate(limits::ALERT_MEMBERS);
    let category = category.map(Label::parse).transpose()?;
    let made = made(provenance)?;
    Ok(Raised { family, category, week, found, members, is_provisional, made })
}

fn tally(unit: Option<Label>, test: &Test) -> Result<Tally, WeeklyError> {
    let figure = |number: f64| Figure::of(number).ok_or(WeeklyError::Figure);
    Ok(Tally {
        unit,
        window_weeks: u32::try_from(test.window).unwrap_or(u32::MAX),
        observed: test.observed,
        baseline: test.baseline,
        expected: figure(test.expected.unwrap_or(0.0))?,
        p: figure(test.p)?,
        q: figure(test.p_adjusted.unwrap_or(1.0))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAST: &str = "2026-W40";

    fn count(week: Week, unit: &str, category: &str, severity: &str, count: i64) -> WeekCount {
        let [unit, category, severity] = [unit, category, severity].map(str::to_owned);
        WeekCount { week: week.to_string(), unit, category, severity, count }
    }

    /// Sixty weeks of a quiet town: each of two units reports of two categories.
    fn town(of: impl Fn(u32, &str, &str) -> i64) -> Vec<WeekCount> {
        let last: Week = LAST.parse().unwrap();
        let mut counts = Vec::new();
        for ago in 0..WEEKS {
            for unit in ["Skola", "Vård"] {
                for category in ["access", "outage"] {
                    let of = of(ago, unit, category);
                    counts.push(count(last.earlier(ago), unit, category, "minor", of));
                }
            }
        }
        counts
    }

    fn steady(ago: u32) -> i64 {
        2 + i64::from(ago % 3)
    }

    fn found(counts: &[WeekCount]) -> Found {
        let last: Week = LAST.parse().unwrap();
        scan_week(counts, last.earlier(200), last).unwrap()
    }

    #[test]
    fn a_cluster_of_one_unit_is_told_with_its_category_once() {
        let counts = town(|ago, unit, category| {
            let is_cluster = ago < 2 && unit == "Vård" && category == "access";
            steady(ago) + if is_cluster { 14 } else { 0 }
        });
        let alerts = found(&counts).alerts;
        assert_eq!(alerts.len(), 1, "{alerts:#?}");
        let alert = &alerts[0];
        assert_eq!(alert.category.as_ref().map(Label::as_str), Some("access"));
        let units: Vec<_> = std::iter::once(&alert.found)
            .chain(&alert.members)
            .filter_map(|tally| tally.unit.as_ref().map(Label::as_str))
            .collect();
        assert_eq!(units, ["Vård"]);
        assert!(!alert.is_provisional && alert.found.observed > 14);
        assert!(alert.found.expected.get() < alert.found.observed as f64);
    }

    #[test]
    fn a_campaign_of_doubled_reporting_and_a_town_without_reports_alarm_nobody() {
        let doubled = town(|ago, _, _| steady(ago) * if ago < 4 { 2 } else { 1 });
        assert_eq!(found(&doubled).alerts, []);
        assert_eq!(found(&town(|_, _, _| 0)).alerts, []);
        assert_eq!(found(&[]).alerts, []);
    }

    #[test]
    fn severe_harm_is_held_against_time_also_in_a_campaign() {
        let last: Week = LAST.parse().unwrap();
        let mut counts = town(|ago, _, _| steady(ago) * if ago < 4 { 2 } else { 1 });
        counts.extend((0..3).map(|ago| count(last.earlier(ago), "Vård", "access", "major", 2)));
        let severe: Vec<_> =
            found(&counts).alerts.into_iter().filter(|it| it.category.is_none()).collect();
        assert_eq!(severe.len(), 1);
        assert_eq!((severe[0].family, severe[0].found.unit.as_ref()), (AlertFamily::Severe, None));
        assert_eq!(severe[0].members[0].unit.as_ref().map(Label::as_str), Some("Vård"));
    }

    #[test]
    fn what_nobody_has_sorted_is_no_series() {
        let last: Week = LAST.parse().unwrap();
        let mut counts = town(|ago, _, _| steady(ago));
        counts.push(count(last, "", "", "", 40));
        assert_eq!(found(&counts).alerts, []);
    }

    #[test]
    fn a_short_history_is_provisional_and_a_shorter_one_is_not_scanned() {
        let last: Week = LAST.parse().unwrap();
        let counts = town(|ago, _, _| steady(ago));
        let scanned = |weeks: u32| scan_week(&counts, last.earlier(weeks - 1), last);
        assert!(!scanned(60).unwrap().is_provisional);
        assert!(scanned(59).unwrap().is_provisional && scanned(27).unwrap().is_provisional);
        let refused = ScanError::TooLittleHistory { weeks: 25 };
        assert_eq!(scanned(26), Err(WeeklyError::Scan(refused)));
        assert!(scan_week(&counts, last.later(1), last).is_err());
    }

    #[test]
    fn the_same_counts_in_any_order_give_the_same_alerts() {
        let mut counts = town(|ago, unit, _| steady(ago) + if unit == "Vård" { 1 } else { 0 });
        let one = found(&counts);
        counts.reverse();
        assert_eq!(found(&counts), one);
        assert_eq!(one.families.len(), 3);
    }
}
