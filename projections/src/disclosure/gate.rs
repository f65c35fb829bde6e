//! The gate: what of a table is shown, judged together with all that was ever shown.
//!
//! The reader is taken to be the best informed there can be: somebody who knows every release
//! ever made, withdrawn ones too, how many reports each month had (whoever audits the log can
//! count them), and exactly which reports came late or were judged anew between two releases.
//! Whatever a reader knows less, they compute no more. Because changes between releases are
//! taken as known, all releases of a year bound the same distances from the truth, and one
//! program holds them all.
//!
//! A figure of 1 to 4, and a difference of 1 to 4 between two figures that were given as
//! numbers, must keep at least three possible values, each proved by whole figures that fit
//! everything shown. What does not is hidden further, until it does.
//!
//! Must never trust what it cannot prove: what is not proved is hidden.

use tillbud_events::release::{Period, Rule as Released, Shown};
use tillbud_events::vocabulary::{Hidden, ReleasedTable};

use super::audit::POSSIBLE_MIN;
use super::classes;
use super::cube::{Cube, Figure, Grouping, Place};
use super::questions::{Answer, Question, ask};
use super::rule::{Range, Rule};
use super::system::{Bound, System};

/// Which version of the gate judged; written with every release.
pub const ENGINE: &str = "gate 2";
/// So many hidden figures are tried to be shown again; in larger tables they stay hidden.
const SHOWN_AGAIN_MAX: usize = 60;

/// One figure of an earlier release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastCell {
    /// Key of its row.
    pub row: Option<String>,
    /// Key of its column.
    pub column: Option<String>,
    /// What was shown.
    pub shown: Shown,
    /// What was true then. Known to the gate alone.
    pub truth: u64,
}

/// An earlier release of the same year, withdrawn or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// Which table.
    pub table: ReleasedTable,
    /// Which period.
    pub period: Period,
    /// Its rule.
    pub rule: Released,
    /// Units that were not told apart.
    pub grouping: Grouping,
    /// Its figures.
    pub cells: Vec<PastCell>,
}

/// A figure as it would be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Which figure.
    pub figure: Figure,
    /// The true count.
    pub truth: u64,
    /// What is shown in its place.
    pub shown: Shown,
}

/// What is shown of `table`.
///
/// `grouping` holds the units that are too small; see [`grouping`].
#[must_use]
pub fn judge(
    cube: &Cube,
    (table, period): (ReleasedTable, Period),
    grouping: &Grouping,
    rule: Released,
    ledger: &[Past],
) -> Vec<Judged> {
    let mut cells = by_rule(cube, table, period, grouping, rule);
    let mut classes = classes::hide(cube, &mut cells);
    // What was hidden for that must not be told by what is released later.
    classes.extend(classes::of_year(cube, ledger));
    classes.sort();
    classes.dedup();
    let small = i64::from(rule.threshold) - 1;
    let spread = i64::try_from(POSSIBLE_MIN).unwrap_or(3) - 1;
    let spread = spread.min(small - 1).max(1);
    let past = Answer::of_ledger(cube, ledger);
    // A unit that is too small for a figure, and alone in that.
    let places = |period: Period, grouping: &Grouping| {
        let units = grouping.left_out.iter();
        units.map(|unit| cube.unit_place(period, unit)).collect::<Vec<Place>>()
    };
    let left_out = places(period, grouping);
    // Somebody who does not know what changed compares two releases, each taken for itself.
    let near = cells.iter().filter(|it| past.iter().any(|answer| answer.is_near(it)));
    let near = near.map(|it| it.figure.place.clone());
    let alone: Vec<Place> = left_out.iter().cloned().chain(near).collect();
    // And one that was: what is told of it later must not tell of it then.
    let ever = ledger.iter().flat_map(|past| places(past.period, &past.grouping));
    let ever: Vec<Place> = left_out.into_iter().chain(ever).collect();
    let ways = [(&[][..], &alone, Hidden::Secondary), (&past, &ever, Hidden::Ledger)];
    for (past, vague, reason) in ways {
        let mut gate = Gate {
            cube,
            past,
            rule,
            questions: ask(cube, past, &cells, &classes, vague, (small, spread)),
        };
        gate.forgive(&cells);
        let hidden = gate.hide(&mut cells, reason);
        if hidden.len() <= SHOWN_AGAIN_MAX {
            gate.show_again(&mut cells, &hidden);
        }
    }
    cells
}

/// Units with fewer than `floor` employees, and those of unknown size: together when there
/// are several, else not shown. Where those of known size are fewer than `floor` together, the
/// smallest unit that could be told apart joins them. When there is none, no unit is told
/// apart, and all together tell no more than a total.
#[must_use]
pub fn grouping(units: &[String], headcount: impl Fn(&str) -> Option<u32>, floor: u32) -> Grouping {
    let known = |unit: &String| headcount(unit).unwrap_or_default();
    let (mut small, mut others): (Vec<_>, Vec<_>) =
        units.iter().cloned().partition(|unit| headcount(unit).is_none_or(|known| known < floor));
    if small.len() < 2 {
        return Grouping { merged: vec![], left_out: small };
    }
    others.sort_by_key(|unit| std::cmp::Reverse(known(unit)));
    let together = |units: &[String]| units.iter().map(known).fold(0, u32::saturating_add);
    while together(&small) < floor {
        let Some(next) = others.pop() else { break };
        small.push(next);
    }
    Grouping { merged: small, left_out: vec![] }
}

/// What a reader learns of a count from what is shown, as the least and the most.
pub(super) fn read(shown: Shown, rule: Released) -> (i64, Option<i64>) {
    let by = Rule {
        threshold: u64::from(rule.threshold.max(1)),
        base: u64::from(rule.base.max(1)),
        hides_zero: false,
    };
    let Range { low, high } = match shown {
        Shown::Count(count) => by.read(super::rule::Shown::Rounded(u64::from(count))),
        Shown::Not(Hidden::Primary) => by.read(super::rule::Shown::Below(by.threshold)),
        Shown::Not(Hidden::Secondary | Hidden::Ledger) => Range::ANY,
    };
    let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    (whole(low), high.map(whole))
}

/// What the rule alone says: small counts hidden, others rounded.
pub(super) fn by_rule(
    cube: &Cube,
    table: ReleasedTable,
    period: Period,
    grouping: &Grouping,
    rule: Released,
) -> Vec<Judged> {
    let by = Rule {
        threshold: u64::from(rule.threshold.max(1)),
        base: u64::from(rule.base.max(1)),
        hides_zero: false,
    };
    let judge = |figure: Figure| {
        let truth = super::bounds::total(&cube.form(&figure.place), cube.counts());
        let truth = u64::try_from(truth).unwrap_or_default();
        let shown = match by.show(truth) {
            super::rule::Shown::Below(_) => Shown::Not(Hidden::Primary),
            super::rule::Shown::Rounded(count) => {
                Shown::Count(u32::try_from(count).unwrap_or(u32::MAX))
            }
        };
        Judged { figure, truth, shown }
    };
    cube.figures(table, period, grouping).into_iter().map(judge).collect()
}

/// The questions of a release, and what answers them.
struct Gate<'a> {
    cube: &'a Cube,
    past: &'a [Answer],
    rule: Released,
    questions: Vec<Question>,
}

impl Gate<'_> {
    fn system(&self, cells: &[Judged]) -> System {
        let past = self.past.iter().map(|answer| answer.bound(None));
        let own = cells.iter().enumerate().map(|(at, it)| {
            let (low, high) = read(it.shown, self.rule);
            let truth = i64::try_from(it.truth).unwrap_or(i64::MAX);
            Bound::new(self.cube.form(&it.figure.place), truth, (low, high), Some(at))
        });
        System::new(self.cube, past.chain(own))
    }

    /// What can be computed without this release is not for this release to hide.
    fn forgive(&mut self, cells: &[Judged]) {
        let nothing: Vec<Judged> = cells
            .iter()
            .map(|it| Judged { shown: Shown::Not(Hidden::Secondary), ..it.clone() })
            .collect();
        let mut system = self.system(&nothing);
        let every = 0..self.questions.len();
        let found: Vec<_> = every.map(|at| system.answer(&mut self.questions, at)).collect();
        let mut found = found.into_iter();
        self.questions.retain_mut(|question| question.forgive(found.next().flatten().as_ref()));
    }

    /// Hides until every question keeps enough answers. Gives what was hidden, in order.
    fn hide(&mut self, cells: &mut [Judged], reason: Hidden) -> Vec<(usize, Shown)> {
        let mut hidden = Vec::new();
        let mut system = self.system(cells);
        let mut at = 0;
        // Each round hides a figure or goes on to the next question.
        while at < self.questions.len() {
            let Some(tight) = system.answer(&mut self.questions, at) else {
                at += 1;
                continue;
            };
            let Some(next) = choose(cells, &tight.by) else {
                at += 1;
                continue;
            };
            if let Some(cell) = cells.get_mut(next) {
                hidden.push((next, cell.shown));
                cell.shown = Shown::Not(reason);
            }
            // Points that were allowed still are: bounds were only taken away.
            system = self.system(cells);
        }
        hidden
    }

    /// Shows again what need not be hidden after all, the first hidden first.
    fn show_again(&mut self, cells: &mut [Judged], hidden: &[(usize, Shown)]) {
        for (at, shown) in hidden {
            let Some(was) = cells.get_mut(*at).map(|it| std::mem::replace(&mut it.shown, *shown))
            else {
                continue;
            };
            let mut system = self.system(cells);
            let before = self.questions.clone();
            self.questions
                .iter_mut()
                .for_each(|question| question.keep(|point| system.allows(point)));
            let every = (0..self.questions.len()).collect::<Vec<_>>();
            let holds =
                every.into_iter().all(|at| system.answer(&mut self.questions, at).is_none());
            if !holds {
                self.questions = before;
                if let Some(cell) = cells.get_mut(*at) {
                    cell.shown = was;
                }
            }
        }
    }
}

/// Which figure to hide of those that narrow a question: a total before what it is the sum
/// of, numbers before small counts, the smaller first.
fn choose(cells: &[Judged], tight: &[usize]) -> Option<usize> {
    let is_shown = |at: &usize| {
        let shown = cells.get(*at).map(|it| it.shown);
        matches!(shown, Some(Shown::Count(_) | Shown::Not(Hidden::Primary)))
    };
    let weight = |at: &usize| {
        let it = cells.get(*at)?;
        let Figure { row, column, .. } = &it.figure;
        let is_small = matches!(it.shown, Shown::Not(_));
        let is_part = row.is_some()
            && (column.is_some() || cells.iter().all(|other| other.figure.column.is_none()));
        Some((is_small, it.truth == 0, is_part, it.truth, *at))
    };
    let narrowing = tight.iter().copied().filter(is_shown).min_by_key(weight);
    narrowing.or_else(|| (0..cells.len()).filter(is_shown).min_by_key(weight))
}
