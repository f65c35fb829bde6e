//! What all benchmarks share: sizes, statistics, tables.
//!
//! Must never print a figure without what it was measured against.

use std::path::Path;
use std::time::Duration;

use tillbud::config::Config;
use tillbud_projections::Target;

/// A size from the environment, such as `TILLBUD_BENCH_EVENTS`, so that it can be tried
/// small.
pub fn size(name: &str, default: usize) -> usize {
    let said = std::env::var(format!("TILLBUD_BENCH_{name}")).ok();
    said.map_or(default, |said| said.parse().unwrap())
}

/// The databases to measure, with their names: both, or the one that `TILLBUD_BENCH_DATABASE`
/// (`sqlite` or `postgres`) names.
pub fn targets(folder: &Path, part: &str) -> Vec<(&'static str, Target)> {
    let said = std::env::var("TILLBUD_BENCH_DATABASE").ok();
    let is_wanted = |name| said.as_deref().is_none_or(|said| said == name);
    let mut targets = vec![];
    if is_wanted("sqlite") {
        targets.push(("SQLite", Target::in_folder(folder.join(part))));
    }
    if is_wanted("postgres")
        && let Some(url) = postgres(&format!("bench_{part}"))
    {
        targets.push(("PostgreSQL", Target::parse(&url).unwrap()));
    }
    assert!(!targets.is_empty(), "no database to measure");
    targets
}

/// The server to keep read models on beside SQLite; says so when there is none.
fn postgres(schema: &str) -> Option<String> {
    let Ok(url) = std::env::var("TILLBUD_TEST_POSTGRES") else {
        eprintln!("SKIPPED: PostgreSQL; `make bench` starts one, or set TILLBUD_TEST_POSTGRES");
        return None;
    };
    let joint = if url.contains('?') { '&' } else { '?' };
    Some(format!("{url}{joint}schema={schema}"))
}

/// A private nats-server and SQLite read models in `data`.
pub fn config(data: &Path) -> Config {
    Config {
        data: data.to_owned(),
        nats_url: None,
        nats_creds: None,
        database_url: None,
        nats_server: None,
        units: None,
        retention: None,
        organisation: None,
        rule_packs: None,
        notifications: None,
        frame_ancestors: None,
        statistics_threshold: 5,
        statistics_floor: 20,
        oidc: None,
        clamd: None,
        cleaner: None,
        reports_per_minute: std::num::NonZeroU32::MAX,
        log: "warn".to_owned(),
        log_json: false,
    }
}

/// The middle of `values`.
pub fn median(values: &[f64]) -> f64 {
    percentile(values, 0.5)
}

/// The value that `part` of `values` do not exceed.
pub fn percentile(values: &[f64], part: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    sorted.get((last as f64 * part).round() as usize).copied().unwrap_or(f64::NAN)
}

/// The middle of the ratios of rounds that were measured one after the other.
pub fn ratio(values: &[f64], baseline: &[f64]) -> f64 {
    median(&values.iter().zip(baseline).map(|(value, base)| value / base).collect::<Vec<_>>())
}

pub fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

/// Prints rows under their headings, every column as wide as it needs to be.
pub fn table(title: &str, headings: &[&str], rows: &[Vec<String>]) {
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.chain([headings[column].chars().count()]).max().unwrap_or(0)
    };
    let line = |cells: &[&str]| {
        let padded = cells.iter().enumerate().map(|(column, cell)| {
            let width = width(column);
            if column == 0 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
        });
        println!("  {}", padded.collect::<Vec<_>>().join("  "));
    };
    println!("\n{title}");
    line(headings);
    for row in rows {
        line(&row.iter().map(String::as_str).collect::<Vec<_>>());
    }
}
