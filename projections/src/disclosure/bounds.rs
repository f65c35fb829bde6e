//! How far a figure can move while all that is shown stays as it is shown.
//!
//! A bounded simplex (Dantzig 1963; Chvátal 1983, chapter 8) begins at the true figures and
//! moves one sum as far as the bounds allow. It is not trusted: what it finds is rounded to
//! whole numbers and compared with every bound in integers. A point that passes proves that
//! the figures could be these; a mistake of the search can only hide too much.

/// Places of cells, each with how often it counts.
pub type Form = Vec<(usize, i64)>;

/// A sum of cells and how far it may move from its true value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The sum.
    pub form: Form,
    /// At most so far down; not above 0.
    pub low: i64,
    /// At most so far up; not below 0.
    pub high: i64,
}

/// Every bound on the cells, told as distances from the true counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Program {
    /// How far down and up each cell may go.
    pub cells: Vec<(i64, i64)>,
    /// The same for sums.
    pub rows: Vec<Row>,
}

/// What keeps a sum from moving further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tight {
    /// The bound of a cell.
    Cell(usize),
    /// The bound of a sum.
    Row(usize),
}

/// The end of a search.
#[derive(Clone, Debug, PartialEq)]
pub struct Furthest {
    /// Distances that keep every bound, if whole numbers were found.
    pub point: Option<Vec<i64>>,
    /// How far the sum moved, whole numbers or not, if every bound is kept.
    pub reached: Option<f64>,
    /// Which bounds end the way.
    pub tight: Vec<Tight>,
    /// Whether it ended because the sum was `enough` or goes no further.
    pub is_end: bool,
}

impl Furthest {
    /// How far the sum goes at most, in whole numbers; nothing when that was not found out.
    #[must_use]
    pub fn at_most(&self) -> Option<i64> {
        let reached = self.reached.filter(|_| self.is_end)?;
        Some((reached + TOLERANCE).floor() as i64)
    }
}

/// Below this a number that came from additions of whole numbers is zero.
const EPSILON: f64 = 1e-9;
/// A bound is kept when it is passed by no more than this.
const TOLERANCE: f64 = 1e-6;
/// Steps after which the search ends where it is.
const STEPS_MAX: usize = 20_000;
/// Steps without a move after which the search chooses in fixed order, so that it ends.
const STILL_MAX: usize = 40;

struct Tableau {
    /// Each basic value as a sum of the others, row by row.
    rates: Vec<f64>,
    width: usize,
    cost: Vec<f64>,
    basic: Vec<usize>,
    free: Vec<usize>,
    value: Vec<f64>,
    low: Vec<f64>,
    high: Vec<f64>,
}

/// Which one moves, which way, how far, and who stops it.
struct Move {
    column: usize,
    sign: f64,
    far: f64,
    /// How much the sum wins by each step.
    gain: f64,
    leaving: Option<usize>,
}

impl Program {
    /// Moves a sum up until it is `enough`, or as far as it goes.
    #[must_use]
    pub fn furthest(&self, form: &[(usize, i64)], enough: i64) -> Furthest {
        let mut tableau = Tableau::of(self, form);
        let (mut still, mut gone) = (0, 0.0);
        let mut is_end = false;
        for _ in 0..STEPS_MAX {
            let is_far = gone >= enough as f64;
            let Some(next) = tableau.next_move(still > STILL_MAX).filter(|_| !is_far) else {
                is_end = true;
                break;
            };
            still = if next.far > EPSILON { 0 } else { still + 1 };
            gone += next.gain * next.far;
            tableau.carry_out(&next);
        }
        let rounded = tableau.value.iter().take(self.cells.len()).map(|value| value.round() as i64);
        let point: Vec<i64> = rounded.collect();
        let tight = tableau.free.iter().zip(&tableau.cost);
        let tight = tight.filter(|(_, cost)| cost.abs() > EPSILON).map(|(variable, _)| {
            match variable.checked_sub(self.cells.len()) {
                None => Tight::Cell(*variable),
                Some(row) => Tight::Row(row),
            }
        });
        let tight = tight.collect();
        let reached = form
            .iter()
            .map(|(at, times)| *times as f64 * tableau.value.get(*at).copied().unwrap_or_default());
        let reached = Some(reached.sum()).filter(|_| tableau.is_within_bounds(self));
        Furthest { point: Some(point).filter(|point| self.allows(point)), reached, tight, is_end }
    }

    /// Whether these distances keep every bound, in whole numbers.
    #[must_use]
    pub fn allows(&self, point: &[i64]) -> bool {
        let within = |value: i64, low: i64, high: i64| low <= value && value <= high;
        point.len() == self.cells.len()
            && point.iter().zip(&self.cells).all(|(value, (low, high))| within(*value, *low, *high))
            && self.rows.iter().all(|row| within(total(&row.form, point), row.low, row.high))
    }
}

/// The sum of what stands at the places of a form.
#[must_use]
pub fn total(form: &[(usize, i64)], values: &[i64]) -> i64 {
    form.iter().map(|(at, times)| times * values.get(*at).copied().unwrap_or_default()).sum()
}

impl Tableau {
    fn of(program: &Program, form: &[(usize, i64)]) -> Self {
        let (width, height) = (program.cells.len(), program.rows.len());
        let mut rates = vec![0.0; width * height];
        for (row, line) in program.rows.iter().zip(rates.chunks_mut(width.max(1))) {
            for (at, times) in &row.form {
                if let Some(rate) = line.get_mut(*at) {
                    *rate += *times as f64;
                }
            }
        }
        let mut cost = vec![0.0; width];
        for (at, times) in form {
            if let Some(rate) = cost.get_mut(*at) {
                *rate += *times as f64;
            }
        }
        let bounds = program.cells.iter().copied();
        let bounds = bounds.chain(program.rows.iter().map(|row| (row.low, row.high)));
        let (low, high) = bounds.map(|(low, high)| (low as f64, high as f64)).unzip();
        Self {
            rates,
            width,
            cost,
            basic: (width..width + height).collect(),
            free: (0..width).collect(),
            value: vec![0.0; width + height],
            low,
            high,
        }
    }

    /// Whether the cells and their sums, added up anew, keep every bound.
    fn is_within_bounds(&self, program: &Program) -> bool {
        let within = |value: f64, low: i64, high: i64| {
            low as f64 - TOLERANCE <= value && value <= high as f64 + TOLERANCE
        };
        let at = |cell: usize| self.value.get(cell).copied().unwrap_or_default();
        let cells = program.cells.iter().enumerate();
        let mut sums = program.rows.iter().map(|row| {
            let sum = row.form.iter().map(|(cell, times)| *times as f64 * at(*cell)).sum();
            (sum, row.low, row.high)
        });
        cells.into_iter().all(|(cell, (low, high))| within(at(cell), *low, *high))
            && sums.all(|(sum, low, high)| within(sum, low, high))
    }

    /// How far down and up a value may still go.
    fn room(&self, variable: usize) -> (f64, f64) {
        let at = |values: &[f64]| values.get(variable).copied().unwrap_or_default();
        let value = at(&self.value);
        ((value - at(&self.low)).max(0.0), (at(&self.high) - value).max(0.0))
    }

    fn rate(&self, row: usize, column: usize) -> f64 {
        self.rates.get(row * self.width + column).copied().unwrap_or_default()
    }

    fn next_move(&self, in_order: bool) -> Option<Move> {
        let mut best: Option<(usize, f64)> = None;
        for (column, (variable, cost)) in self.free.iter().zip(&self.cost).enumerate() {
            let (down, up) = self.room(*variable);
            if (*cost > EPSILON && up > EPSILON) || (*cost < -EPSILON && down > EPSILON) {
                let is_better = match best {
                    None => true,
                    Some((other, _)) if in_order => self.free.get(other) > Some(variable),
                    Some((_, most)) => cost.abs() > most.abs() + EPSILON,
                };
                if is_better {
                    best = Some((column, *cost));
                }
            }
        }
        let (column, cost) = best?;
        let sign = cost.signum();
        let (down, up) = self.room(*self.free.get(column)?);
        let mut next = Move {
            column,
            sign,
            far: if sign > 0.0 { up } else { down },
            gain: cost.abs(),
            leaving: None,
        };
        let mut strongest = 0.0;
        for (row, variable) in self.basic.iter().enumerate() {
            let rate = self.rate(row, column) * sign;
            if rate.abs() <= EPSILON {
                continue;
            }
            let (down, up) = self.room(*variable);
            let far = if rate > 0.0 { up / rate } else { down / -rate };
            let is_same = (far - next.far).abs() <= EPSILON && next.leaving.is_some();
            let is_first = match next.leaving.and_then(|leaving| self.basic.get(leaving)) {
                Some(leaving) if in_order => variable < leaving,
                Some(_) | None => rate.abs() > strongest,
            };
            if far < next.far - EPSILON || (is_same && is_first) {
                next.far = far;
                next.leaving = Some(row);
                strongest = rate.abs();
            }
        }
        Some(next)
    }

    fn carry_out(&mut self, next: &Move) {
        let step = next.sign * next.far;
        self.add(self.free.get(next.column).copied(), step);
        for row in 0..self.basic.len() {
            let change = self.rate(row, next.column) * step;
            if change != 0.0 {
                self.add(self.basic.get(row).copied(), change);
            }
        }
        if let Some(row) = next.leaving {
            self.pivot(row, next.column);
        }
    }

    fn add(&mut self, variable: Option<usize>, change: f64) {
        if let Some(value) = variable.and_then(|variable| self.value.get_mut(variable)) {
            *value += change;
            // Bounds are whole numbers, and so is nearly every corner.
            if (*value - value.round()).abs() < 1e-7 {
                *value = value.round();
            }
        }
    }

    /// Changes places between a basic value and a free one.
    fn pivot(&mut self, row: usize, column: usize) {
        let width = self.width;
        let pivot = self.rate(row, column);
        let Some(own) = self.rates.get(row * width..(row + 1) * width) else { return };
        let turned: Vec<f64> = own
            .iter()
            .enumerate()
            .map(|(at, rate)| if at == column { 1.0 / pivot } else { -rate / pivot })
            .collect();
        // Few rates are not zero, as each sum has few cells.
        let few: Vec<(usize, f64)> =
            turned.iter().copied().enumerate().filter(|(_, by)| *by != 0.0).collect();
        let turn = |line: &mut [f64]| {
            let Some(rate) = line.get_mut(column).map(|rate| std::mem::replace(rate, 0.0)) else {
                return;
            };
            if rate != 0.0 {
                for (at, by) in &few {
                    if let Some(at) = line.get_mut(*at) {
                        *at += rate * by;
                    }
                }
            }
        };
        for (at, line) in self.rates.chunks_mut(width).enumerate() {
            if at == row {
                line.copy_from_slice(&turned);
            } else {
                turn(line);
            }
        }
        turn(&mut self.cost);
        if let (Some(basic), Some(free)) = (self.basic.get_mut(row), self.free.get_mut(column)) {
            std::mem::swap(basic, free);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The furthest by trying every point.
    fn counted(program: &Program, form: &[(usize, i64)]) -> i64 {
        let mut point: Vec<i64> = program.cells.iter().map(|(low, _)| *low).collect();
        let mut best = 0;
        loop {
            if program.allows(&point) {
                best = best.max(total(form, &point));
            }
            let below = |at: &usize| point[*at] < program.cells[*at].1;
            let Some(at) = (0..point.len()).find(below) else { return best };
            for (value, (low, _)) in point.iter_mut().zip(&program.cells).take(at) {
                *value = *low;
            }
            point[at] += 1;
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        /// Rows and columns of a table, and its total: corners are whole, so both agree.
        #[test]
        fn the_search_finds_what_trying_every_table_finds(
            bounds in prop::collection::vec((-2..=0_i64, 0..=2_i64), 6),
            sums in prop::collection::vec((-2..=0_i64, 0..=2_i64), 6),
            wanted in prop::collection::vec(-1..=1_i64, 6),
        ) {
            let forms = [
                vec![0, 1, 2], vec![3, 4, 5], vec![0, 3], vec![1, 4], vec![2, 5],
                vec![0, 1, 2, 3, 4, 5],
            ];
            let rows = forms.iter().zip(&sums).map(|(form, (low, high))| {
                let form = form.iter().map(|at| (*at, 1)).collect();
                Row { form, low: *low, high: *high }
            });
            let program = Program { cells: bounds, rows: rows.collect() };
            for form in [vec![(0, 1)], vec![(4, -1)], wanted.into_iter().enumerate().collect()] {
                let found = program.furthest(&form, i64::MAX);
                let most = counted(&program, &form);
                let point = found.point.map(|point| total(&form, &point));
                // A sum with signs of its own may end at a half, which is not passed off.
                prop_assert!(point.is_none_or(|point| point == most), "{point:?} {most}");
                if form.len() == 1 {
                    prop_assert_eq!(point, Some(most));
                }
            }
        }
    }

    #[test]
    fn what_ends_the_way_is_named() {
        let row = Row { form: vec![(0, 1), (1, 1)], low: 0, high: 3 };
        let program = Program { cells: vec![(0, 9), (0, 1)], rows: vec![row] };
        let found = program.furthest(&[(0, 1)], i64::MAX);
        assert_eq!(found.point, Some(vec![3, 0]));
        assert!(found.tight.contains(&Tight::Row(0)), "{found:?}");
    }

    #[test]
    fn a_corner_between_whole_numbers_is_not_passed_off_as_a_table() {
        let row = |a, b| Row { form: vec![(a, 1), (b, 1)], low: -1, high: 1 };
        let rows = vec![row(0, 1), row(1, 2), row(0, 2)];
        let program = Program { cells: vec![(-3, 3); 3], rows };
        let found = program.furthest(&[(0, 1), (1, 1), (2, 1)], i64::MAX);
        assert!(found.point.is_none_or(|point| program.allows(&point)));
    }
}
