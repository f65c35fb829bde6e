//! Units beside each other for one measure and one period: to learn from, never to rank.
//!
//! Must never order units by what they show: the organisation's own list has an order.

use askama::Template;

use super::shown::Shown;
use crate::lists::Lists;
use crate::web::chart::funnel::{Drawing, Figure};
use crate::web::pages::address::Address;
use crate::web::pages::frame::Frame;
use crate::web::pages::{Choice, FieldProblem};
use tillbud_projections::trend::funnel::Funnel;

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
        fn said(text: &str) -> Option<&str> {
            Some(text).filter(|text| !text.is_empty())
        }
        Address::new(path)
            .with("measure", said(&self.measure))
            .with("from", said(&self.from))
            .with("to", said(&self.to))
    }
}

/// What the funnel is of.
#[derive(Clone, Debug)]
pub struct Of<'a> {
    /// What it is called.
    pub title: String,
    /// The units' names, in the organisation's order.
    pub names: &'a [String],
    /// The figures.
    pub funnel: &'a Funnel,
    /// Values are shown this many times as large.
    pub multiply: f64,
    /// What stands after each value.
    pub suffix: &'static str,
}

impl Of<'_> {
    /// Draws.
    #[must_use]
    pub fn figure(&self, frame: &Frame) -> Figure {
        let Of { title, names, funnel, multiply, suffix } = self;
        let drawing = Drawing { title, names, funnel, multiply: *multiply, suffix, height: HEIGHT };
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
        of: Option<&Of<'_>>,
        problems: Vec<FieldProblem>,
    ) -> Self {
        let choice = |(key, name): &(String, String)| Choice::new(key, name, &asked.measure);
        let file = |ending: &str| {
            frame.href(&asked.address(&format!("/trends/funnel/{ending}")).to_string())
        };
        Self {
            measures: measures.iter().map(choice).collect(),
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

/// Whether units can be compared by this measure: it is a rate or a share.
#[must_use]
pub fn fits(shown: &Shown) -> bool {
    use tillbud_projections::trend::chart::Kind;
    matches!(shown.kind, Kind::Rate | Kind::RatePrime | Kind::Share | Kind::SharePrime)
}

#[cfg(test)]
mod tests {
    use tillbud_projections::trend::effect::Counted;
    use tillbud_projections::trend::funnel::Parts;

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
                title: HOSTILE.to_owned(),
                names: &names,
                funnel: &funnel,
                multiply: 100.0,
                suffix: "\u{a0}%",
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
