//! Lines whose reports all stand in one cell: a zero beside it says of everybody in the line
//! what they reported.
//!
//! Must never be asked of one release alone: a line that was hidden once stays one for ever.

use tillbud_events::release::Shown;
use tillbud_events::vocabulary::Hidden;

use super::bounds::{Form, total};
use super::cube::{Cube, Figure, Grouping};
use super::gate::{Judged, Past};
use super::questions::Answer;

/// A figure that holds all reports of its line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Class {
    /// Which cells it is the sum of.
    pub form: Form,
    /// How many reports there are.
    pub count: i64,
}

/// The keys of a figure, and its count.
type Keyed<'a> = (&'a Option<String>, &'a Option<String>, i64);

/// Hides every such line of a release. Gives their figures.
pub fn hide(cube: &Cube, cells: &mut [Judged]) -> Vec<Class> {
    let count = |it: &Judged| i64::try_from(it.truth).unwrap_or(i64::MAX);
    let keyed = cells.iter().map(|it| (&it.figure.row, &it.figure.column, count(it)));
    let mut classes = Vec::new();
    for (only, line) in lines(&keyed.collect::<Vec<_>>()) {
        classes.extend(
            cells.get(only).map(|it| Class { form: cube.form(&it.figure.place), count: count(it) }),
        );
        for at in line {
            if let Some(cell) = cells.get_mut(at) {
                cell.shown = Shown::Not(Hidden::Secondary);
            }
        }
    }
    classes
}

/// The figures of all such lines of a year: of every table, as the reports are now, and of
/// every earlier release, as it was.
pub fn of_year(cube: &Cube, ledger: &[Past]) -> Vec<Class> {
    let mut classes = Vec::new();
    for (table, period) in cube.every_table() {
        let figures = cube.figures(table, period, &Grouping::default());
        let form = |it: &Figure| cube.form(&it.place);
        let counts: Vec<_> = figures.iter().map(|it| total(&form(it), cube.counts())).collect();
        let keyed = figures.iter().zip(&counts).map(|(it, count)| (&it.row, &it.column, *count));
        for (only, _) in lines(&keyed.collect::<Vec<_>>()) {
            let found = figures.get(only).zip(counts.get(only));
            classes.extend(found.map(|(it, count)| Class { form: form(it), count: *count }));
        }
    }
    for past in ledger {
        let count = |truth: u64| i64::try_from(truth).unwrap_or(i64::MAX);
        let keyed = past.cells.iter().map(|it| (&it.row, &it.column, count(it.truth)));
        for (only, _) in lines(&keyed.collect::<Vec<_>>()) {
            let form = past.cells.get(only).and_then(|cell| Answer::form_of(cube, past, cell));
            let truth = past.cells.get(only).map(|cell| count(cell.truth));
            classes.extend(form.zip(truth).map(|(form, truth)| {
                // Who knows what was judged anew since knows of those reports anyway.
                let count = truth.min(total(&form, cube.counts()));
                Class { form, count }
            }));
        }
    }
    classes
}

/// Which lines have all their reports in one cell: that cell, and the whole line.
fn lines(cells: &[Keyed<'_>]) -> Vec<(usize, Vec<usize>)> {
    let keys = |of: fn(&Keyed<'_>) -> Option<String>| {
        let mut keys: Vec<Option<String>> = cells.iter().map(of).collect();
        keys.sort();
        keys.dedup();
        keys
    };
    let rows = keys(|(row, _, _)| (*row).clone()).into_iter().map(|row| (true, row));
    let columns = keys(|(_, column, _)| (*column).clone()).into_iter().map(|key| (false, key));
    let mut found = Vec::new();
    for (is_row, key) in rows.chain(columns) {
        let inner = |(row, column, _): &Keyed<'_>| {
            if is_row { **row == key && column.is_some() } else { **column == key && row.is_some() }
        };
        let line = cells.iter().enumerate().filter(|(_, cell)| inner(cell));
        let line: Vec<usize> = line.map(|(at, _)| at).collect();
        let counts = |at: &&usize| cells.get(**at).is_some_and(|(_, _, count)| *count > 0);
        let mut nonzero = line.iter().filter(counts);
        if let (Some(only), None, 2..) = (nonzero.next(), nonzero.next(), line.len()) {
            found.push((*only, line));
        }
    }
    found
}
