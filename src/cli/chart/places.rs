//! The points of a control chart: which of them make a baseline, and whether they are in order.

use anyhow::Context;
use jiff::{Timestamp, civil};
use serde_json::Value;
use tillbud_events::{Month, Week};
use tillbud_projections::trend::chart::Baseline;

use super::input::Input;

/// `part` tells after how many points a new part begins, `rebase` at which `x`; `freeze` and
/// `fix_after_n_points` are the same; `exclude` counts from 1. A part that would begin before
/// the first point or after the last is none, as in qicharts2 (`makeparts`).
pub fn baseline(config: &Input<'_>, x: &Value, points: usize) -> anyhow::Result<Baseline> {
    let freeze = match config.whole("freeze")? {
        None => config.whole("fix_after_n_points")?,
        freeze => freeze,
    };
    let mut rebase = config.wholes("part")?;
    rebase.extend(rebased(&config.raw("rebase"), x)?);
    rebase.retain(|place| (1..points).contains(place));
    rebase.sort_unstable();
    rebase.dedup();
    let from_zero =
        |place: usize| place.checked_sub(1).context("`config.exclude` counts points from 1");
    let exclude = config.wholes("exclude")?.into_iter().map(from_zero).collect::<Result<_, _>>()?;
    Ok(Baseline { freeze, rebase, exclude })
}

fn rebased(rebase: &Value, x: &Value) -> anyhow::Result<Vec<usize>> {
    let dates = match rebase {
        Value::Null => &[],
        Value::Array(dates) => dates.as_slice(),
        date => std::slice::from_ref(date),
    };
    let all = x.as_array().map(Vec::as_slice).unwrap_or_default();
    dates
        .iter()
        .map(|date| {
            let place = all.iter().position(|other| other == date);
            place.with_context(|| format!("`config.rebase`: no point has the x {date}"))
        })
        .collect()
}

/// Whether any `x` is a text that is neither a time nor a number: then the points are
/// categories, as qicharts2 takes characters and factors (`qic.R`, `dots.only`).
pub fn are_categories(x: &Value) -> bool {
    let is_category = |x: &Value| x.as_str().is_some_and(|text| !is_in_order(text));
    x.as_array().is_some_and(|all| all.iter().any(is_category))
}

fn is_in_order(text: &str) -> bool {
    text.parse::<civil::Date>().is_ok()
        || text.parse::<Timestamp>().is_ok()
        || text.parse::<Month>().is_ok()
        || text.parse::<Week>().is_ok()
        || is_quarter(text)
        || text.parse::<f64>().is_ok()
}

/// A year and a quarter, such as 2026-Q3.
fn is_quarter(text: &str) -> bool {
    let parts = text.split_once("-Q");
    parts.is_some_and(|(year, quarter)| {
        year.parse::<u16>().is_ok() && matches!(quarter, "1" | "2" | "3" | "4")
    })
}
