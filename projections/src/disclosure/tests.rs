//! The audit against counting every table that fits, and what suppression must achieve.

use proptest::prelude::*;

use super::audit::{Published, ranges, row};
use super::rule::{Range, Rule};
use super::suppress::{is_wide, suppress};
use super::{DisclosureError, Table};

fn table(rows: &[&[u64]]) -> Table {
    Table::new(rows.iter().map(|row| row.to_vec()).collect()).unwrap()
}

/// spec of the gate: 1, 1, 5 are shown "<5, <5, 5, total 5", and only one row fits that.
#[test]
fn rounding_alone_can_give_a_row_away() {
    let leak = row(&[1, 1, 5], Rule::FIVE).unwrap();
    assert_eq!(leak.ranges, [Range::of(1), Range::of(1), Range::of(5)]);
    assert_eq!(leak.verdict(), "leak");
    assert_eq!(row(&[2, 5, 5], Rule::FIVE).unwrap().verdict(), "narrow");
    assert_eq!(row(&[3, 11, 18], Rule::FIVE).unwrap().verdict(), "ok");
    assert_eq!(row(&[30, 11, 18], Rule::FIVE).unwrap().fewest, None);
}

#[test]
fn a_single_small_cell_needs_three_more_to_hide_it() {
    let table = table(&[&[12, 7, 9], &[6, 2, 14], &[8, 11, 10]]);
    let found = suppress(&table, Rule::FIVE).unwrap();
    assert_eq!(found.primary, [(1, 1)]);
    assert_eq!(found.naive, [Range::of(2)]);
    assert_eq!(found.secondary.unwrap().len(), 3);
    assert!(found.ranges.iter().all(|(_, range)| is_wide(*range)));
}

#[test]
fn a_table_with_nothing_small_hides_nothing_and_a_row_alone_cannot_be_protected() {
    let found = suppress(&table(&[&[12, 7], &[0, 9]]), Rule::FIVE).unwrap();
    assert_eq!((found.primary.len(), found.secondary), (0, Some(vec![])));
    let sparse = suppress(&table(&[&[0, 0, 2], &[0, 9, 0], &[7, 0, 0]]), Rule::FIVE).unwrap();
    assert_eq!(sparse.secondary, None);
}

#[test]
fn a_larger_table_is_protected_even_where_the_fewest_cells_are_not_found() {
    let rows: Vec<Vec<u64>> =
        (0..12).map(|r| (0..8).map(|c| (r * 7 + c * 5) % 23 + 1).collect()).collect();
    let found = suppress(&Table::new(rows).unwrap(), Rule::FIVE).unwrap();
    assert!(found.secondary.is_some());
    let primary = found.ranges.iter().filter(|(place, _)| found.primary.contains(place));
    assert!(primary.clone().count() > 4);
    assert!(primary.into_iter().all(|(_, range)| is_wide(*range)));
}

#[test]
fn tables_that_cannot_be_audited_are_refused() {
    assert_eq!(Table::new(vec![]), Err(DisclosureError::Empty));
    let uneven = DisclosureError::Uneven { row: 2, cells: 1, expected: 2 };
    assert_eq!(Table::new(vec![vec![1, 2], vec![1]]), Err(uneven));
    let cells = super::CELLS_MAX + 1;
    assert_eq!(Table::new(vec![vec![0; cells]]), Err(DisclosureError::TooLarge { cells }));
    assert!(Table::new(vec![vec![0; super::CELLS_MAX]]).is_ok());
    let large = Table::new(vec![vec![super::COUNT_MAX + 1]]);
    assert_eq!(large, Err(DisclosureError::CountTooLarge));
    let wrong = Published {
        cells: vec![vec![Range::of(3)]],
        rows: vec![Range::ANY],
        columns: vec![Range::ANY],
        total: Range::ANY,
    };
    assert_eq!(ranges(&table(&[&[2]]), &wrong, &[(0, 0)]), Err(DisclosureError::Inconsistent));
}

/// Every 2 × 3 table that fits what is shown, one by one.
fn counted(published: &Published, most: u64) -> Vec<Range> {
    let within = |range: &Range, count: u64| {
        count >= range.low && range.high.is_none_or(|high| count <= high)
    };
    let mut found = vec![(u64::MAX, 0); 6];
    let cells: Vec<Range> = published.cells.concat();
    let mut table = [0; 6];
    loop {
        let rows = [table[..3].iter().sum(), table[3..].iter().sum::<u64>()];
        let fits = cells.iter().zip(table).all(|(range, count)| within(range, count))
            && published.rows.iter().zip(rows).all(|(range, count)| within(range, count))
            && (0..3).all(|at| within(&published.columns[at], table[at] + table[at + 3]))
            && within(&published.total, rows[0] + rows[1]);
        if fits {
            for (range, count) in found.iter_mut().zip(table) {
                *range = (range.0.min(count), range.1.max(count));
            }
        }
        let Some(at) = table.iter().position(|count| *count < most) else { break };
        table[..at].fill(0);
        table[at] += 1;
    }
    found.into_iter().map(|(low, high)| Range { low, high: Some(high) }).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20))]

    #[test]
    fn the_audit_finds_exactly_what_counting_every_table_finds(
        counts in prop::collection::vec(0_u64..4, 6), widths in prop::collection::vec(0_u64..4, 12),
    ) {
        let table = table(&[&counts[..3], &counts[3..]]);
        // Cells are at most 6, so that every table can be counted.
        let around = |count: u64, width: u64| {
            Range { low: count.saturating_sub(width), high: Some(count + width) }
        };
        let cell = |at: usize| around(counts[at], widths[at]);
        let published = Published {
            cells: vec![(0..3).map(cell).collect(), (3..6).map(cell).collect()],
            rows: table.row_totals().into_iter().zip(&widths[6..8]).map(|(t, w)| around(t, *w)).collect(),
            columns: table.column_totals().into_iter().zip(&widths[8..11]).map(|(t, w)| around(t, *w)).collect(),
            total: around(counts.iter().sum(), widths[11]),
        };
        let places: Vec<_> = table.places().collect();
        prop_assert_eq!(ranges(&table, &published, &places).unwrap(), counted(&published, 6));
    }

    #[test]
    fn suppression_leaves_every_small_cell_wide_or_says_that_it_cannot(
        counts in prop::collection::vec(prop::collection::vec(0_u64..16, 4), 2..5),
    ) {
        let table = Table::new(counts).unwrap();
        let found = suppress(&table, Rule::FIVE).unwrap();
        for place in table.places().filter(|place| Rule::FIVE.hides(table.cell(*place))) {
            prop_assert!(found.primary.contains(&place));
            let range = found.ranges.iter().find(|(other, _)| *other == place);
            match (&found.secondary, range) {
                (Some(_), Some((_, range))) => {
                    prop_assert!(is_wide(*range));
                    prop_assert!(range.low <= table.cell(place));
                }
                (secondary, _) => prop_assert!(secondary.is_none()),
            }
        }
        if let Some(secondary) = &found.secondary {
            prop_assert!(secondary.iter().all(|place| table.cell(*place) >= 5));
        }
    }
}
