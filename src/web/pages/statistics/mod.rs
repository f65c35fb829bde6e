//! Released statistics: tables with their files, and bars of the totals.
//!
//! Must never show a figure that was not released, nor rank units: rows stand in the order of
//! the organisation's own lists.

pub mod files;
pub mod names;
pub mod prepare;
pub mod releases;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use tillbud_events::release::{Period, Shown};
use tillbud_events::vocabulary::Grain;
use tillbud_projections::db::timestamp;
use tillbud_projections::disclosure::rule::Rule;
use tillbud_projections::release::{self, CellRow, ReleaseRow, TotalRow};

use self::names::Names;
use super::address::Address;
use super::answer;
use super::frame::Frame;
use super::when::When;
use crate::App;
use crate::access::{Right, Staff};
use crate::web::api::statistics::words;
use crate::web::chart::{Chart, Drawing};
use crate::web::cursor::{self, PageQuery};
use crate::web::error::HttpError;
use crate::web::extract::Params;
use crate::web::language::Locale;

/// Tables of one page.
const TABLES: u32 = 20;
/// Years of the bars, this one included.
const YEARS: i16 = 5;
const HEIGHT: u32 = 120;

/// The page with what was released.
#[derive(Template)]
#[template(path = "statistics/statistics.html")]
pub struct Statistics {
    frame: Frame,
    may_prepare: bool,
    bars: Vec<Bars>,
    tables: Vec<Table>,
    first: String,
    next: String,
}

/// The totals of some periods that follow each other.
struct Bars {
    title: String,
    description: String,
    chart: Chart,
}

/// One released table.
pub struct Table {
    /// Its number in the ledger.
    pub number: i64,
    title: String,
    at: When,
    heads: Vec<String>,
    rows: Vec<Row>,
    is_flat: bool,
    csv: String,
    xlsx: String,
}

struct Row {
    label: String,
    is_total: bool,
    cells: Vec<String>,
    share: String,
}

impl Table {
    /// A release with its cells.
    #[must_use]
    pub fn new(names: &Names<'_>, release: &ReleaseRow, cells: &[CellRow]) -> Self {
        let mut columns: Vec<&Option<String>> = Vec::new();
        let mut keys: Vec<&Option<String>> = Vec::new();
        for cell in cells {
            if !columns.contains(&&cell.column_key) {
                columns.push(&cell.column_key);
            }
            if !keys.contains(&&cell.row_key) {
                keys.push(&cell.row_key);
            }
        }
        let at = |row: &Option<String>, column: &Option<String>| {
            cells.iter().find(|cell| cell.row_key == *row && cell.column_key == *column)
        };
        let total = at(&None, &None);
        let is_flat = columns.len() == 1;
        let rows = keys.iter().map(|key| Row {
            label: names.row(&release.subject, key.as_deref()),
            is_total: key.is_none(),
            cells: columns
                .iter()
                .map(|column| at(key, column).map_or_else(String::new, |cell| words(release, cell)))
                .collect(),
            share: at(key, &None).zip(total).and_then(|it| share(release, it)).unwrap_or_default(),
        });
        let heads = columns.iter().map(|column| names.column(column.as_deref()));
        let file = |ending: &str| {
            let address = Address::new(&format!("/statistics.{ending}"));
            let number = release.number.to_string();
            names.frame.href(&address.with("number", Some(&number)).to_string())
        };
        Self {
            number: release.number,
            title: names.title(&release.subject, &release.period),
            at: When::day(names.frame, timestamp(release.released_at)),
            heads: heads.collect(),
            rows: rows.collect(),
            is_flat,
            csv: file("csv"),
            xlsx: file("xlsx"),
        }
    }
}

/// A share of the total in per cent, from rounded figures, when both may be used for one.
fn share(release: &ReleaseRow, (cell, total): (&CellRow, &CellRow)) -> Option<String> {
    let (Shown::Count(part), Shown::Count(whole)) = (cell.shown(), total.shown()) else {
        return None;
    };
    let rule = Rule {
        threshold: release.threshold.unsigned_abs(),
        base: release.base.unsigned_abs(),
        hides_zero: false,
    };
    let shows = cell.row_key.is_some() && rule.shows_rate(part.into(), whole.into());
    shows.then(|| format!("{:.0} %", 100.0 * f64::from(part.min(whole)) / f64::from(whole)))
}

/// The page, from the newest release or from a cursor on.
///
/// # Errors
/// For a cursor that is not ours, or when the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Params(page): Params<PageQuery>,
) -> Result<Response, HttpError> {
    let is_first = page.after.is_none();
    let page = PageQuery { limit: page.limit.or(Some(TABLES)), ..page };
    let (after, limit) = page.read(&app.secrets.cursor)?;
    let db = app.read_models.db();
    let page = release::list(db, false, after, limit).await?;
    let next = page.next.map(|next| cursor::encode(next, &app.secrets.cursor));
    let mut releases = Vec::new();
    for row in page.rows {
        let number = u32::try_from(row.number).unwrap_or(u32::MAX);
        releases.push((row, release::cells(db, number).await?));
    }
    let mut totals = Vec::new();
    let year = app.clock.today().year();
    for year in year - YEARS + 1..=year {
        totals.extend(release::totals(db, year).await?);
    }
    let frame = locale.frame(true).for_role(staff.role);
    let names = Names { frame: &frame, lists: &app.lists };
    let bars = if is_first { bars(&names, &totals) } else { Vec::new() };
    let tables = releases.iter().map(|(row, cells)| Table::new(&names, row, cells)).collect();
    let here = |after: Option<&str>| {
        frame.href(&Address::new("/statistics").with("after", after).to_string())
    };
    let page = Statistics {
        may_prepare: Right::ReadTrends.is_held_by(staff.role),
        bars,
        tables,
        first: if is_first { String::new() } else { here(None) },
        next: next.as_deref().map(|next| here(Some(next))).unwrap_or_default(),
        frame,
    };
    answer(StatusCode::OK, &page)
}

/// The totals by quarter and by year, each as far back as they follow each other.
fn bars(names: &Names<'_>, totals: &[TotalRow]) -> Vec<Bars> {
    let grains = [Grain::Quarter, Grain::Year];
    grains.into_iter().filter_map(|grain| bars_of(names, totals, grain)).collect()
}

fn bars_of(names: &Names<'_>, totals: &[TotalRow], grain: Grain) -> Option<Bars> {
    let mut known: Vec<(Period, i64)> = Vec::new();
    for total in totals {
        let Some(period) = total.period.parse::<Period>().ok().filter(|it| it.grain() == grain)
        else {
            continue;
        };
        known.retain(|(other, _)| *other != period);
        known.push((period, total.shown));
    }
    known.sort_unstable();
    let place = |period: &Period| 12 * i32::from(period.year()) + period.months().0 as i32;
    let length = if grain == Grain::Year { 12 } else { 3 };
    let mut run: Vec<(Period, i64)> = Vec::new();
    for (period, shown) in known.into_iter().rev() {
        if run.last().is_none_or(|(after, _)| place(after) - place(&period) == length) {
            run.push((period, shown));
        } else {
            break;
        }
    }
    run.reverse();
    let ((first, _), (last, _)) = run.first().zip(run.last()).filter(|_| run.len() > 1)?;
    let counts: Vec<i64> = run.iter().map(|(_, shown)| *shown).collect();
    let highest = counts.iter().copied().max().unwrap_or_default();
    let title = names.frame.word("statistics-bars", grain);
    let between = [
        ("first", names.period(&first.to_string()).into()),
        ("last", names.period(&last.to_string()).into()),
        ("least", counts.iter().copied().min().unwrap_or_default().into()),
        ("most", highest.into()),
    ];
    let description =
        crate::web::locale::text_of(names.frame.lang, "statistics-bars-desc", &between);
    let periods: Vec<String> = run.iter().map(|(period, _)| period.to_string()).collect();
    let chart = Chart::draw(&Drawing {
        id: &format!("bars-{grain}"),
        title: &title,
        description: &description,
        months: &periods,
        counts: &counts,
        is_last_incomplete: false,
        highest,
        height: HEIGHT,
    });
    Some(Bars { title, description, chart })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lists::Lists;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

    pub fn row(subject: &str, period: &str) -> ReleaseRow {
        ReleaseRow {
            number: 1,
            position: 4,
            version: 1,
            subject: subject.into(),
            period: period.into(),
            year: "2026".into(),
            threshold: 5,
            base: 5,
            floor: 20,
            known: 3,
            engine: "gate 1".into(),
            digest: "00ff".into(),
            released_at: 1_772_000_000_000,
            withdrawn_at: None,
            withdrawal: None,
        }
    }

    pub fn cell(row: Option<&str>, column: Option<&str>, shown: Result<i64, &str>) -> CellRow {
        CellRow {
            row_key: row.map(str::to_owned),
            column_key: column.map(str::to_owned),
            shown: shown.ok(),
            hidden: shown.err().map(str::to_owned),
        }
    }

    #[test]
    fn a_table_shows_what_was_released_and_shares_only_of_figures_that_are_large_enough() {
        for frame in frames() {
            let names = Names { frame: &frame, lists: &Lists::default() };
            let cells = [
                cell(Some("near_miss"), None, Ok(10)),
                cell(Some("incident"), None, Err("primary")),
                cell(Some(HOSTILE), None, Err("ledger")),
                cell(Some("good_catch"), None, Ok(0)),
                cell(None, None, Ok(20)),
            ];
            let table = Table::new(&names, &row("kind_by_quarter", "2026-Q1"), &cells);
            let shares: Vec<_> = table.rows.iter().map(|row| row.share.as_str()).collect();
            assert_eq!(shares, ["50 %", "", "", "0 %", ""]);
            let small = [cell(Some("near_miss"), None, Ok(5)), cell(None, None, Ok(5))];
            let small = Table::new(&names, &row("kind_by_quarter", "2026-Q1"), &small);
            assert_eq!(small.rows[0].share, "", "the whole is less than 10");
            let page = |tables, bars| Statistics {
                frame: frame.clone(),
                may_prepare: true,
                bars,
                tables,
                first: String::new(),
                next: "/statistics?after=4".into(),
            };
            let html = page(vec![table], vec![]).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("&#60;5") && html.contains("50 %"), "{html}");
            assert!(!html.contains(">statistics-"), "a text is missing: {html}");
            assert!(page(vec![], vec![]).render().unwrap().contains("class=\"empty\""));
        }
    }

    #[test]
    fn bars_stand_only_for_periods_that_follow_each_other() {
        let total = |period: &str, shown| TotalRow { period: period.into(), shown };
        for frame in frames() {
            let names = Names { frame: &frame, lists: &Lists::default() };
            let totals = [
                total("2025-Q2", 40),
                total("2025-Q4", 15),
                total("2026-Q1", 25),
                total("2026-Q1", 30),
                total("2025", 90),
            ];
            let bars = bars(&names, &totals);
            assert_eq!(bars.len(), 1, "one year alone is no chart");
            assert!(bars[0].description.contains("15") && bars[0].description.contains("30"));
            assert!(!bars[0].description.contains("40"), "a gap ends it");
            assert_eq!(bars[0].chart.render().unwrap().matches("class=\"bar\"").count(), 2);
        }
    }
}
