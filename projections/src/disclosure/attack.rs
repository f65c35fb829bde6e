//! The attacker: collects all that a reader of released statistics can obtain over time, and
//! tries by linear programming to compute what must stay unknown.
//!
//! The attacker has a model of their own, the cells of all dimensions together, and not the
//! margins that the gate works with. What they find possible is proved by whole figures, so a
//! mistake of the search could only make them seem to derive more than they can.

use std::collections::BTreeSet;

use tillbud_events::release::{Period, Rule as Released, Shown};
use tillbud_events::vocabulary::{Grain, Hidden, ReleasedTable};

use super::attacker::{Asked, Attacker, OFF_LIST, keys};
use super::cube::{Alike, Cube, Grouping};
use super::gate::{Judged, Past, PastCell, by_rule, grouping, judge};

/// As a release of the tests below; histories draw theirs.
const RULE: Released = Released { threshold: 5, base: 5, floor: 20 };
const THRESHOLDS: [u32; 3] = [5, 7, 10];
const HISTORIES: u64 = 1_000;
/// Tried at the same time, where the computer has several cores.
const PARTS: u64 = 4;
/// Possible values that a small figure must keep.
const POSSIBLE: i64 = 3;

/// Numbers that look random and are the same each time (Steele, Lea & Flood 2014).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % end as u64).unwrap()
    }

    fn one_of<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }
}

fn report(dice: &mut Dice) -> Alike {
    Alike {
        month: dice.below(12).min(dice.below(12)),
        kind: dice.one_of(&["incident", "incident", "incident", ""]).to_owned(),
        category: dice.one_of(&["access", "access", "access", "outage", ""]).to_owned(),
        unit: dice.one_of(&["a", "a", "a", "b", "b", "c", OFF_LIST, ""]).to_owned(),
        severity: dice.one_of(&["minor", "minor", ""]).to_owned(),
        count: 1,
    }
}

/// One release with what was true when it was made; those before it stand first.
struct Step {
    rule: Released,
    reports: Vec<Alike>,
    ledger: Vec<Past>,
}

/// Who judges the releases of a history.
#[derive(Clone, Copy)]
enum Judge {
    /// The gate.
    Gate,
    /// The gate, as if nothing had been released before.
    Forgetful,
    /// Threshold and rounding alone.
    Nobody,
}

/// Releases over time: reports come late, some are judged anew, units grow, and the same
/// table may be released again.
fn history(seed: u64, by: Judge) -> Vec<Step> {
    let mut dice = Dice(seed);
    let rule = Released { threshold: THRESHOLDS[dice.below(THRESHOLDS.len())], ..RULE };
    let mut reports: Vec<Alike> = (0..5 + dice.below(70)).map(|_| report(&mut dice)).collect();
    let mut ledger: Vec<Past> = Vec::new();
    let mut steps = Vec::new();
    for _ in 0..3 + dice.below(4) {
        let table = *dice.one_of(&ReleasedTable::ALL.iter().collect::<Vec<_>>());
        let number = match table.grain() {
            Grain::Month => 1 + dice.below(4),
            Grain::Quarter => 1 + dice.below(3),
            Grain::Year => 1,
        };
        let period = Period::new(2026, table.grain(), u8::try_from(number).unwrap()).unwrap();
        let cube = Cube::of(2026, keys(), &reports);
        let employees = [10 + dice.below(60), dice.below(30), dice.below(30)];
        let at = |unit: &str| keys().units.iter().position(|other| other == unit);
        let headcount = |unit: &str| u32::try_from(employees[at(unit)?]).ok();
        let grouping = grouping(&keys().units, headcount, rule.floor);
        let what = (table, period);
        let cells = match by {
            Judge::Gate => judge(&cube, what, &grouping, rule, &ledger),
            Judge::Forgetful => judge(&cube, what, &grouping, rule, &[]),
            Judge::Nobody => by_rule(&cube, table, period, &grouping, rule),
        };
        ledger.push(Past { rule, ..past(what, &grouping, cells) });
        steps.push(Step { rule, reports: reports.clone(), ledger: ledger.clone() });
        for _ in 0..dice.below(3) {
            reports.push(report(&mut dice));
        }
        if dice.below(2) == 0 {
            let anew = report(&mut dice);
            let at = dice.below(reports.len());
            let month = reports[at].month;
            reports[at] = Alike { month, ..anew };
        }
    }
    steps
}

fn past((table, period): (ReleasedTable, Period), grouping: &Grouping, cells: Vec<Judged>) -> Past {
    let cell = |it: Judged| PastCell {
        row: it.figure.row,
        column: it.figure.column,
        shown: it.shown,
        truth: it.truth,
    };
    let cells = cells.into_iter().map(cell).collect();
    Past { table, period, rule: RULE, grouping: grouping.clone(), cells }
}

/// What the attacker derives from the last release with all before it, and could not derive
/// before: sentences for the test's failure. That reports are judged anew narrows what somebody
/// who knows of it can say without any release; only releases are held to account.
fn attack(step: &Step, every: &[Asked]) -> Vec<String> {
    let mut derived = Vec::new();
    let Step { reports, ledger, .. } = step;
    let before = ledger.split_last().map_or(&[][..], |(_, before)| before);
    for knows_months in [true, false] {
        let attacker = Attacker::new(reports, ledger, knows_months);
        let mut seen = Vec::new();
        for (words, form) in wanted(&attacker, step, every, knows_months) {
            match attacker.values(&form, POSSIBLE, &mut seen) {
                Some(POSSIBLE..) => {}
                values => {
                    let before = Attacker::new(reports, before, knows_months);
                    let open = before.values(&form, POSSIBLE, &mut vec![]);
                    if values.is_none() || open.is_none() || values < open {
                        derived.push(format!("{words}: {values:?} values of {open:?}"));
                    }
                }
            }
        }
    }
    derived.extend(late_reports(step));
    derived
}

/// Every figure that a table has, shown or not.
fn every() -> Vec<Asked> {
    let cube = Cube::of(2026, keys(), &[]);
    let mut every = BTreeSet::new();
    for table in ReleasedTable::ALL {
        for number in 1..=12 {
            let Ok(period) = Period::new(2026, table.grain(), number) else { continue };
            let cells = by_rule(&cube, *table, period, &Grouping::default(), RULE);
            let past = past((*table, period), &Grouping::default(), cells);
            every.extend(past.cells.iter().map(|cell| Asked::of(&past, cell)));
        }
    }
    every.into_iter().collect()
}

/// Everything small: figures of every table, shown or not, and differences between numbers.
fn wanted(
    attacker: &Attacker,
    step: &Step,
    every: &[Asked],
    knows_months: bool,
) -> Vec<(String, Vec<(usize, i64)>)> {
    let mut all: BTreeSet<&Asked> = every.iter().collect();
    let mut given: Vec<(Asked, &PastCell)> = Vec::new();
    for past in &step.ledger {
        given.extend(past.cells.iter().map(|cell| (Asked::of(past, cell), cell)));
    }
    all.extend(given.iter().map(|(asked, _)| asked));
    let mut numbers: BTreeSet<(&Asked, i64)> = BTreeSet::new();
    let mut small: BTreeSet<&Asked> = BTreeSet::new();
    for (asked, cell) in &given {
        if (1..u64::from(step.rule.threshold)).contains(&cell.truth) {
            small.insert(asked);
        }
        if let Shown::Count(_) = cell.shown {
            numbers.insert((asked, i64::try_from(cell.truth).unwrap()));
        }
    }
    let is_theirs = |asked: &Asked| asked.is_of_months() != knows_months;
    let is_small = |count: i64| (1..i64::from(step.rule.threshold)).contains(&count);
    let mut wanted = Vec::new();
    for asked in all.into_iter().filter(|asked| is_theirs(asked)) {
        let form = attacker.form(asked);
        if is_small(attacker.truth(&form)) || small.contains(asked) {
            wanted.push((format!("{asked:?}"), form));
        }
    }
    for (whole, of_whole) in &numbers {
        for (part, of_part) in numbers.iter().filter(|(part, _)| part.is_within(whole)) {
            if part == whole || !is_theirs(part) {
                continue;
            }
            // The total in the terms of the part, so that both are told in the same cells.
            let parts = attacker.form(part);
            let mut form: Vec<(usize, i64)> = attacker.form(whole);
            form.extend(parts.iter().map(|(at, times)| (*at, -times)));
            if is_small(attacker.truth(&form)) || is_small(of_whole - of_part) {
                wanted.push((format!("{whole:?} less {part:?}"), form));
            }
        }
    }
    wanted
}

/// The same figure given twice as different numbers: whether that tells of the few reports
/// between them, to somebody who does not know what changed.
fn late_reports(step: &Step) -> Vec<String> {
    let mut derived = Vec::new();
    let mut answers: Vec<(Asked, i64, (i64, i64))> = Vec::new();
    let threshold = i64::from(step.rule.threshold);
    for past in &step.ledger {
        let alone = Attacker::new(&step.reports, std::slice::from_ref(past), false);
        for cell in past.cells.iter().filter(|cell| matches!(cell.shown, Shown::Count(_))) {
            let asked = Asked::of(past, cell);
            let truth = i64::try_from(cell.truth).unwrap();
            let is_repeated = |other: &Past| {
                other.cells.iter().any(|it| Asked::of(other, it) == asked && it.truth != cell.truth)
            };
            if !step.ledger.iter().any(is_repeated) {
                continue;
            }
            // What its own release says of it, taken for itself.
            let form = alone.form(&asked);
            let down: Vec<_> = form.iter().map(|(at, times)| (*at, -times)).collect();
            let far = |way: &[(usize, i64)]| {
                (alone.program.furthest(way, i64::MAX).reached.unwrap() + 1e-6).floor() as i64
            };
            let now = (truth - far(&down), truth + far(&form));
            for (other, before, range) in &answers {
                let (least, most) = (now.0 - range.1, now.1 - range.0);
                let is_few = |least: i64, most: i64| least >= 1 && most < threshold;
                let is_known = is_few(least, most) || is_few(-most, -least);
                if *other == asked && *before != truth && is_known {
                    derived.push(format!("late reports of {asked:?}: {least} to {most}"));
                }
            }
            answers.push((asked, truth, now));
        }
    }
    derived
}

/// The ledger in short, for whoever looks at a failure.
fn told(step: &Step) -> String {
    let mut told = String::new();
    for past in &step.ledger {
        let cells = past.cells.iter().map(|cell| {
            let key = |key: &Option<String>| key.clone().unwrap_or_else(|| "*".to_owned());
            format!("{}/{} {} {:?}", key(&cell.row), key(&cell.column), cell.truth, cell.shown)
        });
        let cells: Vec<_> = cells.collect();
        let Past { table, period, grouping, .. } = past;
        told += &format!("{table} {period} {grouping:?}: {}\n", cells.join(", "));
    }
    told
}

/// Attacks some histories; gives how many numbers they show, and how many figures earlier
/// releases hide.
fn withstand(seeds: std::ops::Range<u64>, every: &[Asked]) -> (usize, usize) {
    let (mut shown, mut by_ledger) = (0, 0);
    for seed in seeds {
        let steps = history(seed, Judge::Gate);
        for step in &steps {
            let derived = attack(step, every);
            assert!(derived.is_empty(), "history {seed}: {derived:#?}\n{}", told(step));
        }
        let released = steps.last().into_iter().flat_map(|step| &step.ledger);
        for cell in released.flat_map(|past| &past.cells) {
            match cell.shown {
                // Two such numbers are the same or differ by at least 5.
                Shown::Count(count) => {
                    assert!(count.is_multiple_of(5));
                    shown += usize::from(count > 0);
                }
                Shown::Not(Hidden::Ledger) => by_ledger += 1,
                Shown::Not(Hidden::Primary | Hidden::Secondary) => {}
            }
        }
    }
    (shown, by_ledger)
}

#[test]
fn the_attacker_derives_nothing_from_a_thousand_histories() {
    let every = every();
    let found = std::thread::scope(|scope| {
        let parts: Vec<_> = (0..PARTS)
            .map(|part| part * HISTORIES / PARTS..(part + 1) * HISTORIES / PARTS)
            .map(|seeds| scope.spawn(|| withstand(seeds, &every)))
            .collect();
        let found = parts.into_iter().map(|part| part.join().unwrap());
        found.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    });
    assert!(found.0 > 5_000, "a gate that shows nothing is no gate: {found:?}");
    assert!(found.1 > 50, "nothing was hidden because of earlier releases: {found:?}");
}

#[test]
fn the_attacker_derives_cells_when_the_gate_is_off() {
    let every = every();
    let derives = |seed: &u64| {
        history(*seed, Judge::Nobody).iter().any(|step| !attack(step, &every).is_empty())
    };
    let found = (0..60).filter(derives).count();
    assert!(found > 30, "threshold and rounding alone gave something away in {found} of 60");
}

/// A gate that judges each release well and forgets it gives away what it does not compare.
#[test]
fn the_attacker_derives_cells_when_the_gate_forgets_what_it_released() {
    let every = every();
    let derives = |seed: &u64| {
        let steps = history(*seed, Judge::Forgetful);
        // The first release has nothing to be compared with.
        assert!(attack(&steps[0], &every).is_empty(), "history {seed}");
        steps.iter().any(|step| !attack(step, &every).is_empty())
    };
    let found = (0..60).filter(derives).count();
    assert!(found > 10, "forgetting gave something away in {found} of 60");
}

/// The smallest example of all: 1, 1, 5 with their total.
#[test]
fn the_attacker_solves_the_published_example_unless_the_gate_is_on() {
    let unit = |unit: &str, count| Alike { unit: unit.into(), count, ..Alike::default() };
    let mut reports = Vec::new();
    for (name, count) in [("a", 1), ("b", 1), ("", 5)] {
        reports.extend((0..count).map(|_| unit(name, 1)));
    }
    let cube = Cube::of(2026, keys(), &reports);
    let what = (ReleasedTable::UnitByYear, "2026".parse().unwrap());
    let open = Grouping::default();
    let without = past(what, &open, by_rule(&cube, what.0, what.1, &open, RULE));
    let with = past(what, &open, judge(&cube, what, &open, RULE, &[]));
    let attacked = |past: Past| {
        attack(&Step { rule: RULE, reports: reports.clone(), ledger: vec![past] }, &every())
    };
    assert!(!attacked(without).is_empty());
    assert_eq!(attacked(with), Vec::<String>::new());
}
