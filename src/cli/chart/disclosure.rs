//! Disclosure control: what of a table or a row may be shown, and what can be derived then.

use serde_json::{Map, Value, json};
use tillbud_projections::disclosure::Table;
use tillbud_projections::disclosure::audit;
use tillbud_projections::disclosure::rule::{Range, Rule, Shown};
use tillbud_projections::disclosure::suppress::{SPREAD_MIN, is_wide, provenance_of, suppress};

use super::Fields;
use super::input::Input;

/// A table with exact totals: which further cells must be hidden, and the table by three rules.
pub fn table(input: &Input<'_>) -> anyhow::Result<Fields> {
    let Ok(rows) = serde_json::from_value::<Vec<Vec<u64>>>(input.raw("table")) else {
        anyhow::bail!("`table` must be rows of counts")
    };
    let table = Table::new(rows)?;
    let empty = Map::new();
    let given = input.object("rule")?.unwrap_or(Input::of(&empty));
    let threshold = given.whole("suppress_to")?.unwrap_or(4) + 1;
    let hides_zero = given.whole("suppress_from")? == Some(0);
    let rule = Rule::new(u64::try_from(threshold)?, 5, hides_zero)?;
    let found = suppress(&table, rule)?;
    let secondary = found.secondary.as_ref();
    let hidden_sum = |places: &Vec<(usize, usize)>| -> u64 {
        places.iter().map(|place| table.cell(*place)).sum()
    };
    let leaks = found.primary.iter().copied().zip(found.naive.iter().copied());
    Ok(vec![
        ("table", json!(table.rows())),
        ("row_totals", json!(table.row_totals())),
        ("col_totals", json!(table.column_totals())),
        ("grand_total", json!(table.row_totals().iter().sum::<u64>())),
        (
            "rule",
            json!({
                "suppress_from": u8::from(!rule.hides_zero),
                "suppress_to": rule.threshold - 1,
                "totals_published": true,
                "spread_min": SPREAD_MIN,
            }),
        ),
        ("primary", json!(found.primary)),
        ("min_secondary_cells", json!(secondary.filter(|_| found.is_fewest).map(Vec::len))),
        ("is_fewest", Value::from(found.is_fewest)),
        ("infeasible_without_suppressing_zeros", Value::from(secondary.is_none())),
        ("example_secondary", json!(secondary)),
        ("example_suppressed_value", json!(secondary.map(hidden_sum))),
        ("audit_ranges_example", by_place(found.ranges.iter().copied())),
        ("naive_leak", by_place(leaks.filter(|(_, range)| !is_wide(*range)))),
        ("rounded_base5_suppress_1_4", shown(&table, Rule::FIVE, false)),
        ("hes_rule_suppress_1_7_round5", shown(&table, Rule::EIGHT, true)),
        ("ten_five_rule", shown(&table, Rule::TEN, false)),
        ("provenance", json!(provenance_of(&table, rule))),
    ])
}

fn by_place(ranges: impl Iterator<Item = ((usize, usize), Range)>) -> Value {
    let named = ranges
        .map(|((row, column), range)| (format!("{row},{column}"), json!([range.low, range.high])));
    Value::Object(named.collect())
}

fn shown(table: &Table, rule: Rule, as_star: bool) -> Value {
    let cell = |count: &u64| match rule.show(*count) {
        Shown::Below(_) if as_star => Value::from("*"),
        other => text(other),
    };
    table.rows().iter().map(|row| row.iter().map(cell).collect::<Value>()).collect()
}

fn text(shown: Shown) -> Value {
    match shown {
        Shown::Rounded(count) => Value::from(count),
        below @ Shown::Below(_) => Value::from(below.to_string()),
    }
}

/// A row that is shown rounded with its total: what each cell may be.
pub fn row(input: &Input<'_>) -> anyhow::Result<Fields> {
    let Ok(row) = serde_json::from_value::<Vec<u64>>(input.raw("row")) else {
        anyhow::bail!("`row` must be counts")
    };
    let threshold = input.whole("suppress_below")?.unwrap_or(5);
    let base = input.whole("base")?.unwrap_or(5);
    let rule = Rule::new(u64::try_from(threshold)?, u64::try_from(base)?, false)?;
    let audit = audit::row(&row, rule)?;
    let total: u64 = row.iter().sum();
    let given = input.whole("total")?.map(u64::try_from).transpose()?;
    anyhow::ensure!(given.is_none_or(|given| given == total), "`total` is not the sum of `row`");
    let values = |range: &Range| match range.high {
        Some(high) if high - range.low <= VALUES_MAX => {
            json!((range.low..=high).collect::<Vec<_>>())
        }
        high => json!({ "from": range.low, "to": high }),
    };
    Ok(vec![
        ("row", json!(row)),
        ("total", json!(total)),
        ("suppress_below", json!(threshold)),
        ("base", json!(base)),
        ("rounding", input.raw("rounding")),
        ("shown", row.iter().map(|count| text(rule.show(*count))).collect()),
        ("shown_total", text(rule.show(total))),
        ("feasible_values", audit.ranges.iter().map(values).collect()),
        ("hidden_cells", json!(audit.hidden)),
        ("smallest_feasible_set", json!(audit.fewest)),
        ("verdict", Value::from(audit.verdict())),
        ("provenance", json!(audit::provenance_of(&row, rule))),
    ])
}

/// A longer list of possible counts is told by its ends.
const VALUES_MAX: u64 = 1_000;
