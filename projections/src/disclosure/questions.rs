//! What a reader must not be able to answer: every small figure of a year, shown or not, and
//! every small difference between two figures that were given as numbers.
//!
//! Must never leave a figure out because no table shows it.

use std::collections::BTreeSet;

use tillbud_events::release::{Period, Shown, UNKNOWN};
use tillbud_events::vocabulary::Grain;

use super::bounds::{Form, total};
use super::classes::Class;
use super::cube::{Cube, Figure, Grouping, MONTHS, Place};
use super::gate::{Judged, Past, PastCell, read};
use super::system::{Bound, Narrow, ROOM};

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Knows {
    /// What was released, and how many reports each month had.
    Months,
    /// What was released alone: for figures that are totals of months themselves.
    Releases,
}

/// What an answer must leave open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Need {
    /// The least and the most lie so far apart.
    Spread(i64),
    /// It may be none at all, which lies so far below the truth.
    None(i64),
}

/// A sum that must not become known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Of which cells.
    pub form: Form,
    /// Who asks.
    pub knows: Knows,
    need: Need,
    /// Proved: figures by which it is as little and as much as this, from the truth.
    least: (i64, Vec<i64>),
    most: (i64, Vec<i64>),
}

impl Question {
    fn new(form: Form, need: Need) -> Self {
        let is_of_months = form.iter().all(|(cell, _)| *cell < MONTHS);
        let knows = if is_of_months { Knows::Releases } else { Knows::Months };
        Self { form, knows, need, least: (0, vec![]), most: (0, vec![]) }
    }

    /// How far a search need go.
    #[must_use]
    pub const fn enough(&self) -> i64 {
        match self.need {
            Need::Spread(far) | Need::None(far) => far,
        }
    }

    /// Whether enough is proved to be possible.
    #[must_use]
    pub fn is_met(&self) -> bool {
        match self.need {
            Need::Spread(spread) => self.most.0 - self.least.0 >= spread,
            Need::None(below) => self.least.0 <= -below,
        }
    }

    /// Takes note of figures that fit all that is shown.
    pub fn see(&mut self, point: &[i64]) {
        let months_move = || point.iter().take(MONTHS).any(|moved| *moved != 0);
        if self.knows == Knows::Months && months_move() {
            return;
        }
        let value = total(&self.form, point);
        if value < self.least.0 {
            self.least = (value, point.to_vec());
        }
        if value > self.most.0 {
            self.most = (value, point.to_vec());
        }
    }

    /// Forgets figures that fit no more.
    pub fn keep(&mut self, fits: impl Fn(&[i64]) -> bool) {
        for end in [&mut self.least, &mut self.most] {
            if end.0 != 0 && !fits(&end.1) {
                *end = (0, vec![]);
            }
        }
    }

    /// Asks for no more than was open anyway, and begins anew; false when nothing was. A
    /// search that did not come to its end is no proof of that.
    pub fn forgive(&mut self, found: Option<&Narrow>) -> bool {
        let found = found.filter(|_| !self.is_met());
        let stays = match (&mut self.need, found) {
            (Need::Spread(spread), Some(Narrow { up: Some(up), down: Some(down), .. })) => {
                *spread = (*spread).min(up + down);
                *spread > 0
            }
            (Need::None(below), Some(Narrow { down: Some(down), .. })) => *down >= *below,
            (Need::Spread(_) | Need::None(_), _) => true,
        };
        self.keep(|_| false);
        stays
    }
}

/// A figure that somebody was given, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    place: Place,
    form: Form,
    truth: i64,
    read: (i64, Option<i64>),
    is_number: bool,
    small: i64,
}

impl Answer {
    /// What earlier releases told.
    #[must_use]
    pub fn of_ledger(cube: &Cube, ledger: &[Past]) -> Vec<Self> {
        ledger.iter().flat_map(|past| Self::of_release(cube, past)).collect()
    }

    fn of_release(cube: &Cube, past: &Past) -> Vec<Self> {
        let figures = figures(cube, past);
        let answer = |cell: &PastCell| {
            let place = find(&figures, cell)?.place.clone();
            Some(Self {
                form: form(cube, past, &place),
                place,
                truth: i64::try_from(cell.truth).unwrap_or(i64::MAX),
                read: read(cell.shown, past.rule),
                is_number: matches!(cell.shown, Shown::Count(_)),
                small: i64::from(past.rule.threshold) - 1,
            })
        };
        past.cells.iter().filter_map(answer).collect()
    }

    /// Which smallest cells the figure of an earlier release is the sum of.
    #[must_use]
    pub fn form_of(cube: &Cube, past: &Past, cell: &PastCell) -> Option<Form> {
        find(&figures(cube, past), cell).map(|figure| form(cube, past, &figure.place))
    }

    fn of_cell(cube: &Cube, it: &Judged, small: i64) -> Self {
        Self {
            form: cube.form(&it.figure.place),
            place: it.figure.place.clone(),
            truth: i64::try_from(it.truth).unwrap_or(i64::MAX),
            read: (0, None),
            is_number: matches!(it.shown, Shown::Count(_)),
            small,
        }
    }

    /// Whether it is the figure of a cell, and few reports changed it since: what is shown of
    /// it now must be so vague that it does not tell of those few.
    #[must_use]
    pub fn is_near(&self, it: &Judged) -> bool {
        let truth = i64::try_from(it.truth).unwrap_or(i64::MAX);
        (1..=self.small).contains(&(self.truth - truth).abs()) && self.place == it.figure.place
    }

    /// What it says of the smallest cells.
    #[must_use]
    pub fn bound(&self, own: Option<usize>) -> Bound {
        Bound::new(self.form.clone(), self.truth, self.read, own)
    }
}

/// Every question that the release of `cells` must leave open; of figures that are to stay
/// `vague` nothing near a number may be computed.
pub fn ask(
    cube: &Cube,
    past: &[Answer],
    cells: &[Judged],
    classes: &[Class],
    vague: &[Place],
    (small, spread): (i64, i64),
) -> Vec<Question> {
    let own: Vec<Answer> = cells.iter().map(|it| Answer::of_cell(cube, it, small)).collect();
    let is_small = |count: i64, small: i64| (1..=small).contains(&count);
    let mut forms: Vec<Form> = Vec::new();
    for place in cube.every_figure() {
        let form = cube.form(&place);
        if is_small(total(&form, cube.counts()), small) {
            forms.push(form);
        }
    }
    // Of groups of units, and as it was when it was released.
    for answer in past.iter().chain(&own).filter(|answer| is_small(answer.truth, answer.small)) {
        forms.push(answer.form.clone());
    }
    let mut given: Vec<Answer> =
        past.iter().chain(&own).filter(|answer| answer.is_number).cloned().collect();
    given.extend(totals(cube, small));
    for whole in &given {
        for part in given.iter().filter(|part| part.place.is_within(&whole.place)) {
            let now = total(&whole.form, cube.counts()) - total(&part.form, cube.counts());
            if is_small(whole.truth - part.truth, small) || is_small(now, small) {
                forms.push(difference(&whole.form, &part.form));
            }
        }
    }
    for form in &mut forms {
        form.sort_unstable();
    }
    forms.retain(|form| !form.is_empty());
    forms.sort();
    forms.dedup();
    let spreads = forms.into_iter().map(|form| Question::new(form, Need::Spread(spread)));
    let of_classes = classes.iter().filter(|class| class.count > 0).map(|class| {
        // Figures are tried no further above the true ones, and so no further below others.
        Question::new(class.form.clone(), Need::None(class.count.min(ROOM)))
    });
    let vague = vague.iter().map(|place| Question::new(cube.form(place), Need::Spread(small)));
    spreads.chain(of_classes).chain(vague).collect()
}

/// The figures of an earlier release, in the cells of now.
fn figures(cube: &Cube, past: &Past) -> Vec<Figure> {
    // Whoever was not named then stood among the others, also who is told apart now.
    let named = past.cells.iter().filter_map(|cell| cell.row.as_ref());
    let named: BTreeSet<&String> = named.chain(&past.grouping.left_out).collect();
    let is_other = |unit: &&String| !named.contains(unit) && *unit != UNKNOWN;
    let merged = cube.keys().units.iter().filter(is_other).cloned().collect();
    let grouping = Grouping { merged, left_out: past.grouping.left_out.clone() };
    cube.figures(past.table, past.period, &grouping)
}

/// The smallest cells of a figure of an earlier release. A category that was on no list then
/// stood among those not known.
fn form(cube: &Cube, past: &Past, place: &Place) -> Form {
    let categories = &cube.keys().categories;
    let mut form = cube.form(place);
    if place.category.is_some_and(|at| at + 1 == categories.len()) {
        let is_named = |key: &String| past.cells.iter().any(|it| it.row.as_ref() == Some(key));
        let later = categories.iter().enumerate().filter(|(_, key)| !is_named(key));
        let places = later.map(|(at, _)| Place { category: Some(at), ..place.clone() });
        form.extend(places.flat_map(|place| cube.form(&place)));
    }
    form
}

fn find<'a>(figures: &'a [Figure], cell: &PastCell) -> Option<&'a Figure> {
    figures.iter().find(|figure| figure.row == cell.row && figure.column == cell.column)
}

/// The totals that whoever reads the log can count.
fn totals(cube: &Cube, small: i64) -> impl Iterator<Item = Answer> {
    let year = cube.year();
    let periods = [(Grain::Quarter, 4), (Grain::Year, 1)];
    let periods = periods.into_iter().flat_map(move |(grain, most)| {
        (1..=most).filter_map(move |number| Period::new(year, grain, number).ok())
    });
    periods.map(move |period| {
        let place = cube.total_place(period);
        let form = cube.form(&place);
        let truth = total(&form, cube.counts());
        let read = (truth, Some(truth));
        Answer { place, form, truth, read, is_number: true, small }
    })
}

fn difference(whole: &[(usize, i64)], part: &[(usize, i64)]) -> Form {
    let mut form: Form = whole.to_vec();
    for (cell, times) in part {
        match form.iter_mut().find(|(other, _)| other == cell) {
            Some((_, sum)) => *sum -= times,
            None => form.push((*cell, -times)),
        }
    }
    form.retain(|(_, times)| *times != 0);
    form
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_asks_for_less_only_when_the_search_for_more_came_to_its_end() {
        let narrow = |up, down| Narrow { by: vec![], up, down };
        let after = |need, found: Narrow| {
            let mut question = Question::new(vec![(MONTHS, 1)], need);
            question.forgive(Some(&found)).then_some(question.need)
        };
        let spread = Need::Spread(2);
        assert_eq!(after(spread, narrow(Some(1), Some(0))), Some(Need::Spread(1)));
        assert_eq!(after(spread, narrow(Some(0), Some(0))), None);
        assert_eq!(after(spread, narrow(None, Some(0))), Some(spread));
        assert_eq!(after(spread, narrow(Some(0), None)), Some(spread));
        assert_eq!(after(Need::None(9), narrow(Some(0), Some(8))), None);
        assert_eq!(after(Need::None(9), narrow(Some(0), None)), Some(Need::None(9)));
    }
}
