//! How each event of the ledger changes its rows.
//!
//! Must never put what was true among the rows that are shown.

use tillbud_events::release::{Event, OTHER, Published, Shown, UNKNOWN};
use tillbud_events::vocabulary::Label;
use tillbud_events::{AnyEvent, Recorded};

use super::AlikeRow;
use crate::db::{Tx, execute, fetch, statements};
use crate::disclosure::bounds::total;
use crate::disclosure::cube::{Alike, Cube, Figure, Grouping, Keys};
use crate::projection::{At, Projection};

/// Writes the tables of releases.
pub(crate) struct Releases;

impl Projection for Releases {
    const NAME: &'static str = "release";
    const VERSION: u32 = 1;
    const DDL: &'static str = include_str!("../../../migrations/release.sql");

    async fn apply(tx: &mut Tx, recorded: &Recorded<AnyEvent>) -> sqlx::Result<()> {
        let AnyEvent::Release(event) = &recorded.event else { return Ok(()) };
        let at = At::of(recorded);
        match event {
            Event::Published(published) => publish(tx, &at, published).await,
            Event::Withdrawn(withdrawn) => {
                let (number, reason) = (i64::from(withdrawn.number), withdrawn.reason.as_clear());
                execute!(tx, WITHDRAW, number, at.version, at.milliseconds, reason).map(drop)
            }
        }
    }
}

async fn publish(tx: &mut Tx, at: &At, it: &Published) -> sqlx::Result<()> {
    let number = i64::from(it.number);
    execute!(
        tx,
        INSERT,
        number,
        at.position,
        at.version,
        it.table.as_str(),
        it.period.to_string(),
        format!("{:04}", it.period.year()),
        i64::from(it.rule.threshold),
        i64::from(it.rule.base),
        i64::from(it.rule.floor),
        it.known.cast_signed(),
        it.engine.as_str(),
        it.digest.as_str(),
        at.milliseconds,
    )?;
    for (ordinal, cell) in (0_i64..).zip(&it.cells) {
        let (row, column) = (cell.row.as_ref(), cell.column.as_ref());
        let (shown, hidden) = match cell.shown {
            Shown::Count(count) => (Some(i64::from(count)), None),
            Shown::Not(hidden) => (None, Some(hidden.as_str())),
        };
        let (row, column) = (row.map(Label::as_str), column.map(Label::as_str));
        execute!(tx, CELL, number, ordinal, row, column, shown, hidden)?;
    }
    for (units, is_merged) in [(&it.merged, true), (&it.left_out, false)] {
        for unit in units {
            execute!(tx, UNIT, number, unit.as_str(), is_merged)?;
        }
    }
    for (ordinal, count) in (0_i64..).zip(truths(tx, it).await?) {
        execute!(tx, TRUTH, number, ordinal, count)?;
    }
    Ok(())
}

/// What is true of each cell where the release stands in the log. It is stored when the
/// reports are those that it was computed from; what comes in the moment between is few, and the
/// gate allows for it.
async fn truths(tx: &mut Tx, it: &Published) -> sqlx::Result<Vec<i64>> {
    let reports = alike(tx, it.period.year()).await?;
    let named = |keys: &mut dyn Iterator<Item = &Label>| -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for key in keys {
            if ![UNKNOWN, OTHER].contains(&key.as_str())
                && !names.iter().any(|name| name == key.as_str())
            {
                names.push(key.as_str().to_owned());
            }
        }
        names
    };
    let rows = named(&mut it.cells.iter().filter_map(|cell| cell.row.as_ref()));
    let columns = named(&mut it.cells.iter().filter_map(|cell| cell.column.as_ref()));
    let mut units = rows.clone();
    units.extend(it.left_out.iter().map(|unit| unit.as_str().to_owned()));
    // Whichever dimension the table has, its keys are those of its own cells.
    let keys = Keys { kinds: rows.clone(), categories: rows, units, severities: columns };
    let cube = Cube::of(it.period.year(), keys, &reports);
    let texts = |labels: &[Label]| labels.iter().map(|label| label.as_str().to_owned()).collect();
    let grouping = Grouping { merged: texts(&it.merged), left_out: texts(&it.left_out) };
    let figures = cube.figures(it.table, it.period, &grouping);
    let truth = |cell: &tillbud_events::release::Cell| {
        let is = |key: &Option<String>, label: &Option<Label>| {
            key.as_deref() == label.as_ref().map(Label::as_str)
        };
        let fits =
            |figure: &&Figure| is(&figure.row, &cell.row) && is(&figure.column, &cell.column);
        let figure = figures.iter().find(fits);
        figure.map_or(0, |figure| total(&cube.form(&figure.place), cube.counts()))
    };
    Ok(it.cells.iter().map(truth).collect())
}

/// The reports of a year that have a month, those alike together, in order.
pub(super) async fn alike(tx: &mut Tx, year: i16) -> sqlx::Result<Vec<Alike>> {
    let (from, to) = (format!("{year:04}-01"), format!("{year:04}-12"));
    let rows = fetch!(fetch_all::<AlikeRow>(in tx, ALIKE, from, to))?;
    let month = |text: &str| text.get(5..)?.parse::<usize>().ok()?.checked_sub(1);
    let alike = |row: AlikeRow| {
        Some(Alike {
            month: month(&row.month)?,
            kind: row.kind.unwrap_or_default(),
            category: row.category.unwrap_or_default(),
            unit: row.unit.unwrap_or_default(),
            severity: row.severity.unwrap_or_default(),
            count: row.count.unsigned_abs(),
        })
    };
    let mut reports: Vec<Alike> = rows.into_iter().filter_map(alike).collect();
    reports.sort();
    Ok(reports)
}

statements! {
    INSERT = "insert into release
            (number, position, version, subject, period, year, threshold, base, floor, known,
             engine, digest, released_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    CELL = "insert into release_cell (number, ordinal, row_key, column_key, shown, hidden)
        values ($1, $2, $3, $4, $5, $6)";
    UNIT = "insert into release_unit (number, unit, is_merged) values ($1, $2, $3)
        on conflict do nothing";
    TRUTH = "insert into release_truth (number, ordinal, count) values ($1, $2, $3)";
    WITHDRAW = "update release set version = $2, withdrawn_at = $3, withdrawal = $4
        where number = $1";
    ALIKE = "select month, kind, category, unit, actual as severity, count(*) as count from fact
        where month >= $1 and month <= $2 group by month, kind, category, unit, actual";
}
