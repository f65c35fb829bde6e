//! Which contributory conditions come back most often, over a period.
//!
//! Must never be made of people or units.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use tillbud_events::vocabulary::Element;
use tillbud_projections::trend::fact;
use tillbud_projections::trend::pareto::{Bar, pareto};

use super::files::{self, Sheet};
use super::measure::problems;
use crate::App;
use crate::access::Staff;
use crate::fields::Fields;
use crate::lists::Lists;
use crate::web::api::measured;
use crate::web::chart::pareto::Figure;
use crate::web::error::HttpError;
use crate::web::extract::Params;
use crate::web::language::Locale;
use crate::web::pages::address::Address;
use crate::web::pages::frame::Frame;
use crate::web::pages::{Choice, FieldProblem, answer, desk};

/// Height of the chart, without its letters.
const HEIGHT: u32 = 260;

/// What was asked for, as written in the address.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Code of a unit, or nothing.
    pub unit: String,
    /// Code of a category, or nothing.
    pub category: String,
    /// `YYYY-MM`.
    pub from: String,
    /// `YYYY-MM`.
    pub to: String,
}

impl Asked {
    /// The same, with the period that is shown when nobody says which.
    fn with_period(mut self, today: jiff::civil::Date) -> Self {
        let (from, to) = measured::period(today);
        for (said, shown) in [(&mut self.from, from), (&mut self.to, to)] {
            if said.is_empty() {
                *said = shown.to_string();
            }
        }
        self
    }

    fn address(&self, path: &str) -> Address {
        fn said(text: &str) -> Option<&str> {
            Some(text).filter(|text| !text.is_empty())
        }
        Address::new(path)
            .with("unit", said(&self.unit))
            .with("category", said(&self.category))
            .with("from", said(&self.from))
            .with("to", said(&self.to))
    }
}

/// The page.
#[derive(Template)]
#[template(path = "trends/pareto.html")]
pub struct Page {
    frame: Frame,
    asked: Asked,
    units: Vec<Choice>,
    categories: Vec<Choice>,
    figure: Option<Figure>,
    svg: String,
    csv: String,
    xlsx: String,
    problems: Vec<FieldProblem>,
}

/// The chart, each bar with the name of its element.
#[must_use]
pub fn figure(frame: &Frame, bars: &[Bar]) -> Figure {
    let named: Vec<_> =
        bars.iter().map(|bar| (frame.word("element", &bar.code), bar.clone())).collect();
    Figure::draw(frame.lang, &frame.t("pareto-title"), &named, HEIGHT)
}

impl Page {
    /// The page with what was counted.
    #[must_use]
    pub fn new(
        frame: Frame,
        lists: &Lists,
        asked: Asked,
        bars: &[Bar],
        problems: Vec<FieldProblem>,
    ) -> Self {
        let file = |ending: &str| {
            frame.href(&asked.address(&format!("/trends/pareto/{ending}")).to_string())
        };
        Self {
            units: desk::units(&frame, lists, &asked.unit),
            categories: super::counts::categories(&frame, lists, &asked.category),
            figure: (!bars.is_empty()).then(|| figure(&frame, bars)),
            svg: file("chart.svg"),
            csv: file("points.csv"),
            xlsx: file("points.xlsx"),
            frame,
            asked,
            problems,
        }
    }
}

/// What was asked, counted; equally frequent ones stand in the order of the work system.
///
/// # Errors
/// What is wrong with the question, or the read models are away.
async fn bars(app: &App, asked: &Asked) -> Result<Vec<Bar>, HttpError> {
    let mut fields = Fields::default();
    let said = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let today = app.clock.today();
    let (from, to) = measured::months(&mut fields, &said(&asked.from), &said(&asked.to), today);
    let (unit, category) = (
        fields.filter("/unit", &said(&asked.unit)),
        fields.filter("/category", &said(&asked.category)),
    );
    fields.finish()?;
    let db = app.read_models.db();
    let counts = fact::factors(db, unit.as_deref(), category.as_deref(), from, to).await?;
    let count = |element: &Element| {
        let of = counts.iter().filter(|count| count.key.as_deref() == Some(element.as_str()));
        (element.as_str().to_owned(), of.map(|count| count.count).sum())
    };
    Ok(pareto(&Element::ALL.iter().map(count).collect::<Vec<_>>()))
}

/// The page.
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
    let asked = asked.with_period(app.clock.today());
    match bars(&app, &asked).await {
        Ok(bars) => answer(StatusCode::OK, &Page::new(frame, &app.lists, asked, &bars, vec![])),
        Err(HttpError::Invalid(errors)) => {
            let problems = problems(&frame, &errors);
            let page = Page::new(frame, &app.lists, asked, &[], problems);
            answer(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error),
    }
}

/// The chart as a file of its own.
///
/// # Errors
/// What was asked is wrong, or the read models are away.
pub async fn get_svg(
    State(app): State<App>,
    locale: Locale,
    Params(asked): Params<Asked>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true);
    let figure = figure(&frame, &bars(&app, &asked).await?);
    let names = figure.table.rows.iter().map(|row| row.label.clone());
    let names = names.collect::<Vec<_>>().join("  ");
    let sentences: Vec<_> = figure.sentences.iter().cloned().chain([names]).collect();
    files::svg("tillbud-pareto", figure.plot.file(frame.lang, &sentences))
}

/// Every kind as comma-separated values.
///
/// # Errors
/// As [`get_svg`].
pub async fn get_csv(
    State(app): State<App>,
    locale: Locale,
    Params(asked): Params<Asked>,
) -> Result<Response, HttpError> {
    Sheet::of_pareto(&locale.frame(true), &bars(&app, &asked).await?).csv()
}

/// The same as a workbook.
///
/// # Errors
/// As [`get_svg`].
pub async fn get_xlsx(
    State(app): State<App>,
    locale: Locale,
    Params(asked): Params<Asked>,
) -> Result<Response, HttpError> {
    Sheet::of_pareto(&locale.frame(true), &bars(&app, &asked).await?).xlsx().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::testing::{assert_sound, frames, lists};

    #[test]
    fn elements_are_named_counted_and_cumulated() {
        let bars = [("task", 3, 0.75), ("organisation", 1, 1.0)]
            .map(|(code, count, cumulated)| Bar { code: code.to_owned(), count, cumulated });
        for frame in frames() {
            let html = Page::new(frame.clone(), &lists(), Asked::default(), &bars, vec![])
                .render()
                .unwrap();
            assert_sound(&html);
            assert!(html.contains(&format!("1. {}", frame.word("element", "task"))), "{html}");
            assert!(html.contains("<td>75\u{a0}%</td>"));
        }
    }

    #[test]
    fn nothing_analysed_is_said() {
        for frame in frames() {
            let html = Page::new(frame, &lists(), Asked::default(), &[], vec![]).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("class=\"empty\"") && !html.contains("class=\"chart"));
        }
    }
}
