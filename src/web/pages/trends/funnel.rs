//! Units beside each other for one measure and one period: to learn from, never to rank.
//!
//! Must never order units by what they show: the organisation's own list has an order.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use tillbud_projections::measure::{self, Measure, Scope};
use tillbud_projections::trend::effect::Counted;
use tillbud_projections::trend::funnel::{Funnel, Parts};

use super::files::{self, Sheet};
use super::measure::{problems, shown_period};
use super::shown::PERCENT;
use crate::App;
use crate::access::Staff;
use crate::fields::{FieldError, Fields, Problem};
use crate::lists::{Entry, Lists};
use crate::web::api::measured;
use crate::web::chart::funnel::{Drawing, Figure};
use crate::web::error::HttpError;
use crate::web::extract::Params;
use crate::web::language::Locale;
use crate::web::pages::address::Address;
use crate::web::pages::frame::Frame;
use crate::web::pages::{Choice, FieldProblem, answer};

/// Height of the funnel, without its letters.
const HEIGHT: u32 = 320;

/// What was asked for, as written in the address.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Which measure.
    pub measure: String,
    /// `YYYY-MM`.
    pub from: String,
    /// `YYYY-MM`.
    pub to: String,
}

impl Asked {
    fn address(&self, path: &str) -> Address {
        Address::new(path)
            .with_said("measure", &self.measure)
            .with_said("from", &self.from)
            .with_said("to", &self.to)
    }
}

/// What a funnel is of, with its figures.
#[derive(Clone, Debug)]
pub struct Of {
    /// The measure's short name.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// The units' names, in the organisation's order.
    pub names: Vec<String>,
    /// The figures.
    pub funnel: Funnel,
    /// Whether values are shares, shown in per cent.
    pub is_share: bool,
}

impl Of {
    /// Draws.
    #[must_use]
    pub fn figure(&self, frame: &Frame) -> Figure {
        let drawing = Drawing {
            title: &self.title,
            names: &self.names,
            funnel: &self.funnel,
            multiply: if self.is_share { 100.0 } else { 1.0 },
            suffix: if self.is_share { PERCENT } else { "" },
            height: HEIGHT,
        };
        Figure::draw(frame.lang, &drawing)
    }
}

/// The page.
#[derive(Template)]
#[template(path = "trends/funnel.html")]
pub struct Page {
    frame: Frame,
    asked: Asked,
    measures: Vec<Choice>,
    has_units: bool,
    figure: Option<Figure>,
    svg: String,
    csv: String,
    xlsx: String,
    problems: Vec<FieldProblem>,
}

impl Page {
    /// The page; nothing is drawn without a measure that fits.
    #[must_use]
    pub fn new(
        frame: Frame,
        lists: &Lists,
        asked: Asked,
        measures: &[(String, String)],
        of: Option<&Of>,
        problems: Vec<FieldProblem>,
    ) -> Self {
        let none = Choice::new("", frame.t("funnel-measure-none"), &asked.measure);
        let choice = |(key, name): &(String, String)| Choice::new(key, name, &asked.measure);
        let file = |ending: &str| {
            frame.href(&asked.address(&format!("/trends/funnel/{ending}")).to_string())
        };
        Self {
            measures: std::iter::once(none).chain(measures.iter().map(choice)).collect(),
            has_units: !lists.units.is_empty(),
            figure: of.map(|of| of.figure(&frame)),
            svg: file("chart.svg"),
            csv: file("points.csv"),
            xlsx: file("points.xlsx"),
            frame,
            asked,
            problems,
        }
    }
}

/// How units are compared by a measure: it must be a rate or a share.
fn counted(measure: &Measure) -> Option<Counted> {
    match measure.definition.chart.as_str() {
        "u" | "up" => Some(Counted::Rate),
        "p" | "pp" => Some(Counted::Share),
        _ => None,
    }
}

/// What was asked of one of `measures`, computed; nothing when none was chosen.
///
/// # Errors
/// What is wrong with the question, or the read models are away.
async fn of(
    app: &App,
    frame: &Frame,
    measures: &[Measure],
    asked: &Asked,
) -> Result<Option<Of>, HttpError> {
    let (db, today) = (app.read_models.db(), app.clock.today());
    let mut fields = Fields::default();
    let (from, to) =
        measured::months(&mut fields, &Some(asked.from.clone()), &Some(asked.to.clone()), today);
    let found = measures
        .iter()
        .find(|measure| measure.definition.key.as_str() == asked.measure)
        .and_then(|measure| Some((measure, counted(measure)?)));
    if found.is_none() && !asked.measure.is_empty() {
        fields.wrong("/measure", Problem::NotOneOf(fitting(frame, measures).join_keys()));
    }
    fields.finish()?;
    let Some((measure, counted)) = found else { return Ok(None) };
    let (mut names, mut parts) = (Vec::new(), (Vec::new(), Vec::new()));
    let scope = |unit: &Entry| Scope { unit: Some(unit.code.clone()), category: None };
    let scopes: Vec<_> = app.lists.units.iter().map(scope).collect();
    let each: Vec<_> = scopes.iter().map(|scope| (measure, scope)).collect();
    let points = measure::points_of_each(db, &each, from, to, today).await?;
    for (unit, points) in app.lists.units.iter().zip(&points) {
        let (numerator, denominator) = summed(points);
        names.push(unit.name(frame.lang).to_owned());
        parts.0.push(numerator);
        parts.1.push(denominator);
    }
    let (numerator, denominator) = parts;
    let funnel = Parts { counted, numerator, denominator }
        .funnel()
        .map_err(|error| HttpError::Internal(error.into()))?;
    Ok(Some(Of {
        key: asked.measure.clone(),
        title: measured::name(frame.lang, measure).to_owned(),
        names,
        funnel,
        is_share: counted == Counted::Share,
    }))
}

/// Both sums over the whole periods that have both.
fn summed(points: &measure::Points) -> (Option<f64>, Option<f64>) {
    let whole = points.periods.len() - usize::from(points.is_last_incomplete);
    let pairs = points.numerator.iter().zip(&points.denominator).take(whole);
    let both: Vec<(f64, f64)> = pairs.filter_map(|(y, n)| Some(((*y)?, (*n)?))).collect();
    if both.is_empty() {
        return (None, None);
    }
    let sums = both.iter().fold((0.0, 0.0), |sum, (y, n)| (sum.0 + y, sum.1 + n));
    (Some(sums.0), Some(sums.1))
}

/// Keys and names of the measures that units can be compared by.
struct Fitting(Vec<(String, String)>);

fn fitting(frame: &Frame, measures: &[Measure]) -> Fitting {
    let named = |measure: &Measure| {
        let key = measure.definition.key.as_str().to_owned();
        (key, measured::name(frame.lang, measure).to_owned())
    };
    Fitting(measures.iter().filter(|measure| counted(measure).is_some()).map(named).collect())
}

impl Fitting {
    fn join_keys(&self) -> String {
        self.0.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>().join(", ")
    }
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
    let measures = measured::measures(app.read_models.db()).await?;
    let fitting = fitting(&frame, &measures).0;
    match of(&app, &frame, &measures, &asked).await {
        Ok(of) => {
            let page = Page::new(frame, &app.lists, asked, &fitting, of.as_ref(), vec![]);
            answer(StatusCode::OK, &page)
        }
        Err(HttpError::Invalid(errors)) => {
            let problems = problems_of(&frame, &errors);
            let page = Page::new(frame, &app.lists, asked, &fitting, None, problems);
            answer(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error),
    }
}

fn problems_of(frame: &Frame, errors: &[FieldError]) -> Vec<FieldProblem> {
    let named = |problem: FieldProblem| match problem.field.as_str() {
        "measure" => FieldProblem { words: frame.t("funnel-measure-wrong"), ..problem },
        _ => problem,
    };
    problems(frame, errors).into_iter().map(named).collect()
}

/// The funnel that a file is made of.
async fn chosen(app: &App, frame: &Frame, asked: &Asked) -> Result<Of, HttpError> {
    let measures = measured::measures(app.read_models.db()).await?;
    of(app, frame, &measures, asked).await?.ok_or(HttpError::NotFound)
}

/// The funnel as a file of its own.
///
/// # Errors
/// No measure was chosen, what was asked is wrong, or the read models are away.
pub async fn get_svg(
    State(app): State<App>,
    locale: Locale,
    Params(asked): Params<Asked>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true);
    let of = chosen(&app, &frame, &asked).await?;
    let figure = of.figure(&frame);
    let named = of.names.iter().zip(1..).map(|(name, nth)| format!("{nth}. {name}"));
    let names = named.collect::<Vec<_>>().join("  ");
    let learning = frame.t("funnel-learning");
    let sentences: Vec<_> = figure.sentences.iter().cloned().chain([learning, names]).collect();
    files::svg(&format!("tillbud-funnel-{}", of.key), figure.plot.file(frame.lang, &sentences))
}

/// Every unit as comma-separated values, in the organisation's order.
///
/// # Errors
/// As [`get_svg`].
pub async fn get_csv(
    State(app): State<App>,
    locale: Locale,
    Params(asked): Params<Asked>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true);
    sheet(&frame, &chosen(&app, &frame, &asked).await?).csv()
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
    let frame = locale.frame(true);
    sheet(&frame, &chosen(&app, &frame, &asked).await?).xlsx().await
}

fn sheet(frame: &Frame, of: &Of) -> Sheet {
    Sheet::of_funnel(frame, &of.key, &of.title, &of.names, &of.funnel)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames, lists};

    #[test]
    fn the_page_says_that_it_is_no_ranking_and_keeps_the_order_of_the_list() {
        let parts = Parts {
            counted: Counted::Share,
            numerator: [40.0, 9.0, 10.0, 11.0, 10.0].map(Some).to_vec(),
            denominator: vec![Some(100.0); 5],
        };
        let funnel = parts.funnel().unwrap();
        let names: Vec<_> = ["Öst", HOSTILE, "Norr", "Syd", "Väst"].map(str::to_owned).to_vec();
        let asked = Asked { measure: "harm_share".into(), ..Asked::default() };
        let measures = [("harm_share".to_owned(), HOSTILE.to_owned())];
        for frame in frames() {
            let of = Of {
                key: "harm_share".to_owned(),
                title: HOSTILE.to_owned(),
                names: names.clone(),
                funnel: funnel.clone(),
                is_share: true,
            };
            let page =
                Page::new(frame.clone(), &lists(), asked.clone(), &measures, Some(&of), vec![]);
            let html = page.render().unwrap();
            assert_sound(&html);
            assert!(html.contains(&frame.t("funnel-learning")), "{html}");
            assert!(html.find("1. Öst").unwrap() < html.find("3. Norr").unwrap());
            assert!(html.contains("/trends/funnel/chart.svg?measure=harm_share"));
        }
    }

    #[test]
    fn without_a_measure_there_is_a_form_and_no_figure() {
        for frame in frames() {
            let page = Page::new(frame, &lists(), Asked::default(), &[], None, vec![]);
            let html = page.render().unwrap();
            assert_sound(&html);
            assert!(!html.contains("class=\"chart"));
        }
    }
}
