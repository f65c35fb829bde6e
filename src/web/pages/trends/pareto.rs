//! Which contributory conditions come back most often, over a period.
//!
//! Must never be made of people or units.

use askama::Template;
use tillbud_projections::trend::pareto::Bar;

use crate::web::chart::pareto::Figure;
use crate::web::pages::address::Address;
use crate::web::pages::frame::Frame;
use crate::web::pages::{Choice, FieldProblem};

/// Height of the chart, without its letters.
const HEIGHT: u32 = 260;

/// What was asked for, as written in the address.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    /// `hindered` or `helped`; those that hindered when absent.
    pub direction: String,
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
            .with("direction", said(&self.direction))
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
    directions: Vec<Choice>,
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
    pub fn new(frame: Frame, asked: Asked, bars: &[Bar], problems: Vec<FieldProblem>) -> Self {
        let file = |ending: &str| {
            frame.href(&asked.address(&format!("/trends/pareto/{ending}")).to_string())
        };
        let choice =
            |code: &str| Choice::new(code, frame.word("direction", code), &asked.direction);
        Self {
            directions: vec![choice("hindered"), choice("helped")],
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::testing::{assert_sound, frames};

    #[test]
    fn elements_are_named_counted_and_cumulated() {
        let bars = [("task", 3, 0.75), ("organisation", 1, 1.0)]
            .map(|(code, count, cumulated)| Bar { code: code.to_owned(), count, cumulated });
        for frame in frames() {
            let html = Page::new(frame.clone(), Asked::default(), &bars, vec![]).render().unwrap();
            assert_sound(&html);
            assert!(html.contains(&format!("1. {}", frame.word("element", "task"))), "{html}");
            assert!(html.contains("<td>75\u{a0}%</td>"));
        }
    }

    #[test]
    fn nothing_analysed_is_said() {
        for frame in frames() {
            let html = Page::new(frame, Asked::default(), &[], vec![]).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("class=\"empty\"") && !html.contains("class=\"chart"));
        }
    }
}
