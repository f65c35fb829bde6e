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
use super::measure::{problems, shown_period};
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
    fn address(&self, path: &str) -> Address {
        Address::new(path)
            .with_said("unit", &self.unit)
            .with_said("category", &self.category)
            .with_said("from", &self.from)
            .with_said("to", &self.to)
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
    let today = app.clock.today();
    let (from, to) =
        measured::months(&mut fields, &Some(asked.from.clone()), &Some(asked.to.clone()), today);
    let (unit, category) = (
        fields.filter("/unit", &Some(asked.unit.clone())),
        fields.filter("/category", &Some(asked.category.clone())),
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
    Params(mut asked): Params<Asked>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true).for_role(staff.role);
    shown_period(&mut asked.from, &mut asked.to, app.clock.today());
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
