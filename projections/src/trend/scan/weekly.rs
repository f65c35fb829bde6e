//! The scan of one week: from counts of weeks to alerts, in three families.
//!
//! Units and categories are held against all reports, incidents with severe harm against the
//! time that passes, because they are not moved by how much is reported. Reports that nobody
//! has sorted count in what all are held against and in no series. A unit is held against no
//! week in which it was not there yet. Numbers in, alerts out.

use std::collections::BTreeMap;

use jiff::civil::Date;
use tillbud_events::alert::{Raised, Tally};
use tillbud_events::scan::Family;
use tillbud_events::vocabulary::{AlertFamily, Label};
use tillbud_events::{Figure, Made, TextError, Week, limits};

use super::{Alert, Scan, ScanError, Settings, Test, group, scan, scan_since};
use crate::trend::fact::week::{SevereCount, WeekCount};
use crate::trend::provenance::Provenance;

/// Weeks that a scan looks at: the longest window and the baseline before it.
pub const WEEKS: u32 = 60;

/// What is known when a week is scanned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Reports of the week and of the [`WEEKS`] before.
    pub reports: Vec<WeekCount>,
    /// Incidents with severe harm in the same weeks.
    pub severe: Vec<SevereCount>,
    /// The week of the very first report.
    pub first: Week,
    /// The week from which on each unit was there; of one that is not named it is the first.
    pub units: BTreeMap<String, Week>,
}

impl Known {
    /// How many weeks after `begin` a unit was there.
    fn first_of(&self, unit: &str, begin: Week) -> usize {
        let weeks = self.units.get(unit).map_or(0, |first| first.weeks_after(begin));
        usize::try_from(weeks).unwrap_or(usize::MAX)
    }
}

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

/// Scans `week`.
///
/// # Errors
/// [`ScanError::TooLittleHistory`] when fewer than 26 weeks lie before the shortest window.
pub fn scan_week(known: &Known, week: Week) -> Result<Found, WeeklyError> {
    let settings = Settings::default();
    let begin = known.first.max(week.earlier(WEEKS - 1));
    if begin > week {
        return Err(ScanError::TooLittleHistory { weeks: 0 }.into());
    }
    let weeks = usize::try_from(week.weeks_after(begin)).unwrap_or(0) + 1;
    let sorted = Sorted::of(known, begin, weeks, settings.cases_min);
    let exposure: Vec<f64> = sorted.all.iter().map(|count| *count as f64).collect();

    let names: Vec<&str> = sorted.categories.keys().copied().collect();
    let series: Vec<Counts> = sorted.categories.values().cloned().collect();
    let categories = scan(&series, &exposure, weeks, &settings)?;
    let series: Vec<Counts> = sorted.leaves.values().cloned().collect();
    let firsts = sorted.leaves.keys().map(|(_, unit)| known.first_of(unit, begin));
    let firsts: Vec<usize> = firsts.collect();
    let leaves = scan_since(&series, &firsts, &exposure, weeks, &settings)?;
    let leaves = sorted.placed(leaves, &names);
    let severe: Vec<Counts> =
        std::iter::once(&sorted.severe).chain(sorted.severe_by_unit.values()).cloned().collect();
    let firsts = sorted.severe_by_unit.keys().map(|unit| known.first_of(unit, begin));
    let firsts: Vec<usize> = std::iter::once(0).chain(firsts).collect();
    let severe = scan_since(&severe, &firsts, &vec![1.0; weeks], weeks, &settings)?;

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
    fn of(known: &'a Known, begin: Week, weeks: usize, cases_min: u64) -> Self {
        let nothing = || vec![0; weeks];
        let mut sorted = Self { all: nothing(), severe: nothing(), ..Self::default() };
        let add = |series: &mut Counts, week: Week, count: i64| {
            let at = usize::try_from(week.weeks_after(begin)).unwrap_or(usize::MAX);
            if let Some(place) = series.get_mut(at).filter(|_| week >= begin) {
                *place += u64::try_from(count).unwrap_or(0);
            }
        };
        for row in &known.reports {
            let Ok(week) = row.week.parse::<Week>() else { continue };
            let add = |series: &mut Counts| add(series, week, row.count);
            let (unit, category) = (row.unit.as_str(), row.category.as_str());
            add(&mut sorted.all);
            if !category.is_empty() {
                add(sorted.categories.entry(category).or_insert_with(nothing));
            }
            if !category.is_empty() && !unit.is_empty() {
                sorted.units.insert(unit, 0);
                add(sorted.leaves.entry((category, unit)).or_insert_with(nothing));
            }
        }
        for row in &known.severe {
            let Ok(week) = row.thursday.parse::<Date>().map(Week::of) else { continue };
            add(&mut sorted.severe, week, row.count);
            if !row.unit.is_empty() {
                let of_unit = sorted.severe_by_unit.entry(&row.unit).or_insert_with(nothing);
                add(of_unit, week, row.count);
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
    let is_provisional = is_provisional || found.is_provisional();
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

    fn count(week: Week, unit: &str, category: &str, count: i64) -> WeekCount {
        let [unit, category] = [unit, category].map(str::to_owned);
        WeekCount { week: week.to_string(), unit, category, count }
    }

    fn severe(week: Week, unit: &str, count: i64) -> SevereCount {
        SevereCount { unit: unit.to_owned(), thursday: week.thursday().to_string(), count }
    }

    /// Sixty weeks of a quiet town: each of two units reports of two categories.
    fn town(of: impl Fn(u32, &str, &str) -> i64) -> Vec<WeekCount> {
        let last: Week = LAST.parse().unwrap();
        let mut counts = Vec::new();
        for ago in 0..WEEKS {
            for unit in ["Skola", "Vård"] {
                for category in ["access", "outage"] {
                    let of = of(ago, unit, category);
                    counts.push(count(last.earlier(ago), unit, category, of));
                }
            }
        }
        counts
    }

    fn steady(ago: u32) -> i64 {
        2 + i64::from(ago % 3)
    }

    /// In a town that is known for long.
    fn known(reports: Vec<WeekCount>) -> Known {
        let first = LAST.parse::<Week>().unwrap().earlier(200);
        Known { reports, severe: vec![], first, units: BTreeMap::new() }
    }

    fn scanned(known: &Known) -> Found {
        scan_week(known, LAST.parse().unwrap()).unwrap()
    }

    fn found(counts: &[WeekCount]) -> Found {
        scanned(&known(counts.to_vec()))
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
        assert_eq!(units_of(alert), ["Vård"]);
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
        let counts = town(|ago, _, _| steady(ago) * if ago < 4 { 2 } else { 1 });
        let severe = (0..3).map(|ago| severe(last.earlier(ago), "Vård", 2)).collect();
        let alerts = scanned(&Known { severe, ..known(counts) }).alerts;
        assert_eq!(alerts.len(), 1, "{alerts:#?}");
        assert_eq!((alerts[0].family, alerts[0].found.unit.as_ref()), (AlertFamily::Severe, None));
        assert_eq!(alerts[0].members[0].unit.as_ref().map(Label::as_str), Some("Vård"));
    }

    /// A quiet town in which a unit has been there for `weeks` weeks, and is as loud as the others
    /// since; in its last week `more` comes of one category, and severe harm three times.
    fn grown_town(weeks: u32, more: i64) -> Known {
        let last: Week = LAST.parse().unwrap();
        let mut counts = town(|ago, _, _| 3 * steady(ago));
        for ago in 0..weeks {
            let access = steady(ago) + if ago == 0 { more } else { 0 };
            counts.push(count(last.earlier(ago), "Ny", "access", access));
            counts.push(count(last.earlier(ago), "Ny", "outage", steady(ago)));
        }
        let units = BTreeMap::from([("Ny".to_owned(), last.earlier(weeks - 1))]);
        Known { severe: vec![severe(last, "Ny", 3)], units, ..known(counts) }
    }

    fn units_of(alert: &Raised) -> Vec<&str> {
        let all = std::iter::once(&alert.found).chain(&alert.members);
        all.filter_map(|tally| tally.unit.as_ref().map(Label::as_str)).collect()
    }

    #[test]
    fn a_unit_is_held_against_no_week_in_which_it_was_not_there() {
        let of_share = |known: &Known| {
            let alerts = scanned(known).alerts.into_iter();
            alerts.filter(|alert| alert.category.is_some()).collect::<Vec<_>>()
        };
        for weeks in [1, 6, 26, 27, 40] {
            assert_eq!(of_share(&grown_town(weeks, 0)), [], "{weeks} weeks old, and nothing new");
        }
        let silent = Known { units: BTreeMap::new(), ..grown_town(6, 0) };
        assert!(!of_share(&silent).is_empty(), "one that was there and told nothing stands out");
        let found = of_share(&grown_town(27, 30));
        let [alert] = &found[..] else { panic!("{found:#?}") };
        assert_eq!(units_of(alert), ["Ny"], "26 weeks lie before its last one");
        assert!(alert.is_provisional, "and less than a year");
        let found = of_share(&grown_town(26, 60));
        let [alert] = &found[..] else { panic!("{found:#?}") };
        assert_eq!(alert.family, AlertFamily::Category, "its category is watched as a whole");
        assert_eq!(units_of(alert), [] as [&str; 0]);
        assert!(!alert.is_provisional);
    }

    #[test]
    fn severe_harm_in_a_new_unit_counts_in_the_whole_and_not_by_itself() {
        let of_severe = |known: &Known| {
            let alerts = scanned(known).alerts.into_iter();
            alerts.filter(|alert| alert.category.is_none()).collect::<Vec<_>>()
        };
        for (weeks, expected) in [(6, ""), (26, ""), (27, "Ny")] {
            let found = of_severe(&grown_town(weeks, 0));
            let [alert] = &found[..] else { panic!("{weeks} weeks: {found:#?}") };
            assert_eq!(alert.found.unit, None);
            assert_eq!(units_of(alert).concat(), expected, "{weeks} weeks");
        }
    }

    #[test]
    fn what_nobody_has_sorted_is_no_series() {
        let last: Week = LAST.parse().unwrap();
        let mut counts = town(|ago, _, _| steady(ago));
        counts.push(count(last, "", "", 40));
        assert_eq!(found(&counts).alerts, []);
    }

    #[test]
    fn a_short_history_is_provisional_and_a_shorter_one_is_not_scanned() {
        let last: Week = LAST.parse().unwrap();
        let counts = town(|ago, _, _| steady(ago));
        let scanned = |weeks: u32| {
            scan_week(&Known { first: last.earlier(weeks - 1), ..known(counts.clone()) }, last)
        };
        assert!(!scanned(60).unwrap().is_provisional);
        assert!(scanned(59).unwrap().is_provisional && scanned(27).unwrap().is_provisional);
        let refused = ScanError::TooLittleHistory { weeks: 25 };
        assert_eq!(scanned(26), Err(WeeklyError::Scan(refused)));
        assert!(scan_week(&Known { first: last.later(1), ..known(counts) }, last).is_err());
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
