//! Monthly counts as charts with their table: all together, and told apart in small
//! charts of one scale.
//!
//! Must never rank units, colour a rise as bad or let a chart stand without figures.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tillbud_events::vocabulary::Kind;
use tillbud_projections::campaign::{self, CampaignRow};
use tillbud_projections::trend::{
    fact::By,
    series::{Line, Series},
};

use super::asked::Asked as AskedOfOne;
use super::paired::Paired;
use super::shown::Shown;
use super::wall::went_on;
use crate::App;
use crate::access::Staff;
use crate::lists::Lists;
use crate::web::api::beside::beside;
use crate::web::api::trends::{self, SeriesQuery};
use crate::web::chart::{Chart, Drawing};
use crate::web::error::HttpError;
use crate::web::extract::Params;
use crate::web::language::Locale;
use crate::web::locale;
use crate::web::pages::address::Address;
use crate::web::pages::frame::Frame;
use crate::web::pages::{Choice, FieldProblem, Pair, answer, desk, when};

/// Small charts of one page; lines beyond these are in the table alone.
const PANELS_MAX: usize = 60;
const HEIGHT_LARGE: u32 = 200;
const HEIGHT_SMALL: u32 = 72;

/// What was asked for, as written in the address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// `kind`, `category`, `unit` or nothing.
    pub by: String,
    /// Code of a unit, or nothing.
    pub unit: String,
    /// Code of a category, or nothing.
    pub category: String,
    /// `YYYY-MM`.
    pub from: String,
    /// `YYYY-MM`.
    pub to: String,
}

/// The page with the charts.
#[derive(Template)]
#[template(path = "trends/counts.html")]
pub struct Counts {
    frame: Frame,
    asked: Asked,
    ways: Vec<Choice>,
    units: Vec<Choice>,
    categories: Vec<Choice>,
    all: Option<Panel>,
    parts_title: String,
    parts_of: Vec<Panel>,
    heads: Vec<String>,
    rows: Vec<Row>,
    undated: i64,
    /// The months of the charts, as `YYYY-MM`.
    months: Vec<String>,
    went_on: Vec<Pair>,
    paired: Option<Paired>,
    csv: String,
    problems: Vec<FieldProblem>,
}

struct Panel {
    label: String,
    description: String,
    total: i64,
    chart: Chart,
}

struct Row {
    month: String,
    is_running: bool,
    counts: Vec<i64>,
}

impl Counts {
    /// The page of a series that is told apart `by` something, or not.
    #[must_use]
    pub fn new(
        frame: Frame,
        lists: &Lists,
        asked: Asked,
        by: Option<By>,
        series: &Series,
        undated: i64,
    ) -> Self {
        let months: Vec<String> = series.months.iter().map(ToString::to_string).collect();
        let sums = sums(series);
        let lines = ordered(&frame, lists, by, series);
        let painter = Painter { frame: &frame, months: &months, series };
        let is_empty = months.is_empty() || series.total == 0;
        let all = (!is_empty).then(|| painter.large(&sums));
        let highest = series.lines.iter().flat_map(|line| &line.counts).copied().max();
        let shown = if by.is_some() && !is_empty { PANELS_MAX } else { 0 };
        let parts_of = lines.iter().take(shown).enumerate();
        let parts_of = parts_of
            .map(|(at, (label, line))| painter.small(at, label, line, highest.unwrap_or(0)));
        let parts_of = parts_of.collect();
        let told_apart = if by.is_some() { lines.as_slice() } else { &[] };
        let labels = told_apart.iter().map(|(label, _)| label.clone());
        Self {
            heads: std::iter::once(frame.t("trends-table-total")).chain(labels).collect(),
            rows: rows(&frame, &months, series, &sums, told_apart),
            parts_title: by.map_or_else(String::new, |by| {
                let by = frame.word("trends-by", by).to_lowercase();
                frame.fill("trends-parts", "by", by)
            }),
            all,
            parts_of,
            months,
            undated,
            ..Self::asking(frame, lists, asked, Vec::new())
        }
    }

    /// The same, with what went on in those months, everywhere or in the unit.
    #[must_use]
    fn beside(self, lists: &Lists, campaigns: &[CampaignRow]) -> Self {
        let unit = Some(self.asked.unit.as_str()).filter(|unit| !unit.is_empty());
        let all = beside(self.frame.lang, lists, campaigns, unit, &self.months);
        Self { went_on: went_on(&self.frame, all.iter()), ..self }
    }

    /// The same, read together with harm.
    #[must_use]
    fn together(self, shown: &[Shown]) -> Self {
        let Asked { unit, category, from, to, .. } = self.asked.clone();
        let asked = AskedOfOne { unit, category, from, to, ..AskedOfOne::default() };
        Self { paired: Paired::of(&self.frame, shown, &asked, None), ..self }
    }

    /// The page without figures, naming what is wrong with the question.
    #[must_use]
    pub fn refused(frame: Frame, lists: &Lists, asked: Asked) -> Self {
        let words = frame.t("trends-period-wrong");
        let problem = FieldProblem { field: "from".into(), words };
        Self::asking(frame, lists, asked, vec![problem])
    }

    fn asking(frame: Frame, lists: &Lists, asked: Asked, problems: Vec<FieldProblem>) -> Self {
        let none = Choice::new("", frame.t("trends-by-none"), &asked.by);
        let way = |by: &By| Choice::new(by.as_str(), frame.word("trends-by", by), &asked.by);
        let csv = Address::new("/trends/counts.csv")
            .with_said("by", &asked.by)
            .with_said("unit", &asked.unit)
            .with_said("category", &asked.category)
            .with_said("from", &asked.from)
            .with_said("to", &asked.to);
        Self {
            ways: std::iter::once(none).chain(By::ALL.iter().map(way)).collect(),
            units: desk::units(&frame, lists, &asked.unit),
            categories: categories(&frame, lists, &asked.category),
            csv: csv.to_string(),
            all: None,
            parts_title: String::new(),
            parts_of: Vec::new(),
            heads: Vec::new(),
            rows: Vec::new(),
            undated: 0,
            months: Vec::new(),
            went_on: Vec::new(),
            paired: None,
            frame,
            asked,
            problems,
        }
    }
}

/// The page of the series that was asked for.
///
/// # Errors
/// When the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Params(asked): Params<Asked>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true).for_role(staff.role);
    match trends::answer(&app, &asked.query(None)).await {
        Ok(found) => {
            let (from, to) = (found.from.to_string(), found.to.to_string());
            let asked = Asked { from, to, ..asked };
            let days = (found.from.first_day(), found.to.last_day());
            let campaigns = campaign::between(app.read_models.db(), days).await?;
            let together = trends::together(&app, frame.lang, &found).await?;
            let page =
                Counts::new(frame, &app.lists, asked, found.by, &found.series, found.undated);
            answer(StatusCode::OK, &page.beside(&app.lists, &campaigns).together(&together))
        }
        Err(HttpError::Invalid(_)) => {
            answer(StatusCode::UNPROCESSABLE_ENTITY, &Counts::refused(frame, &app.lists, asked))
        }
        Err(error) => Err(error),
    }
}

/// The same series as a table of comma-separated values, for whoever is signed in.
///
/// # Errors
/// As the API answers.
pub async fn get_csv(
    State(app): State<App>,
    Params(asked): Params<Asked>,
) -> Result<Response, HttpError> {
    let query = asked.query(Some("csv".to_owned()));
    trends::get(State(app), Path(trends::REPORTS.to_owned()), Params(query)).await
}

impl Asked {
    fn query(&self, format: Option<String>) -> SeriesQuery {
        let said = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        SeriesQuery {
            by: said(&self.by),
            unit: said(&self.unit),
            category: said(&self.category),
            from: said(&self.from),
            to: said(&self.to),
            format,
            ..SeriesQuery::default()
        }
    }
}

/// The categories to choose from; what was asked for is among them, whatever it is.
pub(super) fn categories(frame: &Frame, lists: &Lists, said: &str) -> Vec<Choice> {
    let any = Choice::new("", frame.t("desk-filter-any"), said);
    let listed = lists.categories.iter();
    let listed = listed.map(|it| Choice::new(&it.code, it.name(frame.lang), said));
    let is_other = !said.is_empty() && lists.category(said).is_none();
    let other = is_other.then(|| Choice::new(said, said, said));
    std::iter::once(any).chain(listed).chain(other).collect()
}

struct Painter<'a> {
    frame: &'a Frame,
    months: &'a [String],
    series: &'a Series,
}

impl Painter<'_> {
    fn large(&self, counts: &[i64]) -> Panel {
        let label = self.frame.t("trends-total");
        let highest = counts.iter().copied().max().unwrap_or(0);
        self.panel("all", label, counts, highest, HEIGHT_LARGE)
    }

    fn small(&self, at: usize, label: &str, line: &Line, highest: i64) -> Panel {
        self.panel(&format!("part-{at}"), label.to_owned(), &line.counts, highest, HEIGHT_SMALL)
    }

    fn panel(&self, id: &str, label: String, counts: &[i64], highest: i64, height: u32) -> Panel {
        let description = self.describe(counts);
        let chart = Chart::draw(&Drawing {
            id,
            title: &label,
            description: &description,
            months: self.months,
            counts,
            is_last_incomplete: self.series.is_last_incomplete,
            highest,
            height,
        });
        Panel { label, description, total: counts.iter().sum(), chart }
    }

    /// The chart in a sentence. The least and the most are of whole months.
    fn describe(&self, counts: &[i64]) -> String {
        let month = |month: Option<&String>| {
            month.map_or_else(String::new, |month| when::month(self.frame, month))
        };
        let whole = counts.len().saturating_sub(usize::from(self.series.is_last_incomplete));
        let whole = counts.get(..whole).filter(|whole| !whole.is_empty()).unwrap_or(counts);
        let values = [
            ("months", counts.len().into()),
            ("first", month(self.months.first()).into()),
            ("last", month(self.months.last()).into()),
            ("total", counts.iter().sum::<i64>().into()),
            ("least", whole.iter().min().copied().unwrap_or(0).into()),
            ("most", whole.iter().max().copied().unwrap_or(0).into()),
        ];
        let mut told = locale::text_of(self.frame.lang, "trends-chart-desc", &values);
        if self.series.is_last_incomplete {
            told.push(' ');
            told.push_str(&self.frame.t("trends-chart-incomplete"));
        }
        told
    }
}

/// Each line with its name, in the order of the organisation's own lists, then by name;
/// never by size.
fn ordered<'s>(
    frame: &Frame,
    lists: &Lists,
    by: Option<By>,
    series: &'s Series,
) -> Vec<(String, &'s Line)> {
    let name = |line: &Line| {
        let Some(key) = line.key.as_deref() else { return frame.t("trends-unsaid") };
        match by {
            Some(By::Kind) => frame.word("kind", key),
            Some(By::Category) => lists.category_name(key, frame.lang).to_owned(),
            Some(By::Unit) => lists.unit_name(key, frame.lang).to_owned(),
            None => key.to_owned(),
        }
    };
    let place = |line: &Line| {
        let Some(key) = line.key.as_deref() else { return usize::MAX };
        let is_it = |entry: &crate::lists::Entry| entry.code == key;
        let at = match by {
            Some(By::Category) => lists.categories.iter().position(is_it),
            Some(By::Unit) => lists.units.iter().position(is_it),
            Some(By::Kind) => Kind::ALL.iter().position(|kind| kind.as_str() == key),
            None => None,
        };
        at.unwrap_or(usize::MAX - 1)
    };
    let mut lines: Vec<_> = series.lines.iter().map(|line| (name(line), line)).collect();
    lines.sort_by(|(a, one), (b, other)| (place(one), a).cmp(&(place(other), b)));
    lines
}

fn sums(series: &Series) -> Vec<i64> {
    (0..series.months.len())
        .map(|at| series.lines.iter().filter_map(|line| line.counts.get(at)).sum())
        .collect()
}

fn rows(
    frame: &Frame,
    months: &[String],
    series: &Series,
    sums: &[i64],
    lines: &[(String, &Line)],
) -> Vec<Row> {
    let last = months.len().saturating_sub(1);
    let counted = months.iter().zip(sums).enumerate();
    counted
        .map(|(at, (month, sum))| Row {
            month: when::month(frame, month),
            is_running: series.is_last_incomplete && at == last,
            counts: std::iter::once(*sum)
                .chain(lines.iter().map(|(_, line)| line.counts.get(at).copied().unwrap_or(0)))
                .collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use tillbud_projections::trend::{fact::MonthCount, series::fill};

    use super::*;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames, lists};

    fn series(keys: &[Option<&str>]) -> Series {
        let count = |key: &Option<&str>| MonthCount {
            key: key.map(str::to_owned),
            month: "2026-10".into(),
            count: 4,
        };
        let counts: Vec<_> = keys.iter().map(count).collect();
        let [from, to] = ["2026-01", "2026-11"].map(|month| month.parse().unwrap());
        fill(&counts, from, to, date(2026, 11, 23))
    }

    fn asked() -> Asked {
        let (by, unit, category) = ("unit".into(), HOSTILE.into(), "access".into());
        Asked { by, unit, category, ..Asked::default() }
    }

    #[test]
    fn a_series_is_told_apart_in_charts_of_one_scale_with_a_table() {
        for frame in frames() {
            let series = series(&[None, Some(HOSTILE), Some("norr")]);
            let html = Counts::new(frame.clone(), &lists(), asked(), Some(By::Unit), &series, 3)
                .render()
                .unwrap();
            assert_sound(&html);
            assert_eq!(html.matches("<svg class=\"chart\"").count(), 4);
            assert_eq!(html.matches("<td>12</td>").count(), 1);
            assert!(html.contains("/trends/counts.csv?by=unit&#38;unit=%3Cscript"));
            assert!(html.contains("<option value=\"access\" selected>"), "{html}");
            let [unknown, listed] = [frame.t("trends-unsaid"), "Hemtjänst Norr".into()];
            assert!(html.find(&listed).unwrap() < html.find(&unknown).unwrap());
        }
    }

    #[test]
    fn all_together_is_one_chart() {
        for frame in frames() {
            let html = Counts::new(frame, &lists(), Asked::default(), None, &series(&[None]), 0)
                .render()
                .unwrap();
            assert_sound(&html);
            assert_eq!(html.matches("<svg class=\"chart\"").count(), 1);
            assert_eq!(html.matches("class=\"bar running\"").count(), 1);
        }
    }

    #[test]
    fn no_reports_and_a_wrong_period_are_told() {
        for frame in frames() {
            let none =
                Counts::new(frame.clone(), &lists(), Asked::default(), None, &series(&[]), 0);
            assert!(none.render().unwrap().contains("class=\"empty\""));
            let refused = Counts::refused(frame, &lists(), asked()).render().unwrap();
            assert_sound(&refused);
            assert!(refused.contains("href=\"#from\""));
        }
    }
}
