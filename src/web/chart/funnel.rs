//! Units beside each other in a funnel: dots with the number of their place in the
//! organisation's list, limits that widen as the denominator shrinks, and a table.
//!
//! Must never order units by what they show, nor colour one.

use askama::{Template, filters::HtmlSafe};
use tillbud_events::vocabulary::Lang;
use tillbud_projections::trend::funnel::{Funnel, Place, Placed};

use super::control::{Row, Table};
use super::percent;
use super::plot::{CIRCLE, DIAMOND, DOWN, Dot, Label, Link, Plot, Scale, Step, UP};
use super::words::number;
use crate::web::locale::{text, text_with};

/// Pieces of each curve.
const PIECES: u32 = 40;
/// The largest denominator stands at this share of the width.
const FARTHEST: f64 = 0.94;

/// How a funnel is shown.
#[derive(Clone, Copy, Debug)]
pub struct Drawing<'a> {
    /// What it is, in a few words.
    pub title: &'a str,
    /// The names of the parts, in the order of the list.
    pub names: &'a [String],
    /// What it shows.
    pub funnel: &'a Funnel,
    /// Values are shown this many times as large.
    pub multiply: f64,
    /// What stands after each value.
    pub suffix: &'static str,
    /// Height of the drawing in pixels, without its labels.
    pub height: u32,
}

/// A drawn funnel with its table.
#[derive(Template)]
#[template(path = "plot_figure.html")]
pub struct Figure {
    /// What it says.
    pub sentences: Vec<String>,
    /// The drawing.
    pub plot: Plot,
    /// Every part in figures.
    pub table: Table,
}

/// The template escapes every text; the rest is numbers.
impl HtmlSafe for Figure {}

impl Figure {
    /// Draws.
    #[must_use]
    pub fn draw(lang: Lang, drawing: &Drawing<'_>) -> Self {
        let funnel = drawing.funnel;
        let outer = |part: &Placed| part.bounds.map(|bounds| bounds.outer.1);
        // The open mouth of the funnel at tiny denominators must not press all else flat.
        let values = funnel.parts.iter().filter_map(|part| part.value);
        let large = funnel.parts.iter().filter(|part| !part.is_small).filter_map(outer);
        let all = values.chain(large).chain(funnel.centre).map(|value| value * drawing.multiply);
        let scale = Scale::of(all, drawing.height, false).with_suffix(drawing.suffix);
        let farthest = funnel.parts.iter().filter_map(|part| part.denominator).fold(0.0, f64::max);
        let x =
            |n: f64| percent(100.0 * FARTHEST * n / if farthest > 0.0 { farthest } else { 1.0 });
        let sentences = sentences(lang, drawing);
        let plot = Plot {
            steps: centre(drawing, &scale).into_iter().collect(),
            links: curves(drawing, &scale, farthest, &x),
            dots: dots(drawing, &scale, &x),
            labels: ends(lang, farthest),
            description: sentences.join(" "),
            ..Plot::empty(lang, "funnel", drawing.title, &scale)
        };
        let columns = ["unit", "value", "base", "lower", "upper", "place"];
        let table = Table {
            name: text(lang, "funnel-table"),
            columns: columns.map(|name| text(lang, &format!("funnel-column-{name}"))).to_vec(),
            rows: rows(lang, drawing),
            is_open: false,
        };
        Self { sentences, plot, table }
    }
}

impl Drawing<'_> {
    fn shown(&self, lang: Lang, value: f64) -> String {
        format!("{}{}", number(lang, value * self.multiply), self.suffix)
    }
}

fn sentences(lang: Lang, drawing: &Drawing<'_>) -> Vec<String> {
    let funnel = drawing.funnel;
    let measured = funnel.parts.iter().filter(|part| part.value.is_some()).count();
    let outside = funnel.parts.iter().filter(|part| part.place == Place::Outside998).count();
    let Some(centre) = funnel.centre else { return vec![text(lang, "funnel-empty")] };
    let words = [("units", &*measured.to_string()), ("centre", &drawing.shown(lang, centre))];
    let mut said = vec![text_with(lang, "funnel-summary", &words)];
    if !funnel.has_limits {
        said.push(text(lang, "funnel-few"));
        return said;
    }
    let of_limits = if outside == 0 { "funnel-all-inside" } else { "funnel-outside" };
    said.push(text_with(lang, of_limits, &[("count", &outside.to_string())]));
    if funnel.dispersion_used > 1.0 {
        let factor = number(lang, funnel.dispersion_used.sqrt());
        said.push(text_with(lang, "funnel-dispersion", &[("factor", &factor)]));
    }
    if funnel.parts.iter().any(|part| part.is_small) {
        said.push(text(lang, "funnel-small"));
    }
    said
}

fn centre(drawing: &Drawing<'_>, scale: &Scale) -> Option<Step> {
    let y = scale.y(drawing.funnel.centre? * drawing.multiply);
    Some(Step { class: "centre", from: percent(0.0), to: percent(100.0), y })
}

fn curves(
    drawing: &Drawing<'_>,
    scale: &Scale,
    farthest: f64,
    x: &dyn Fn(f64) -> String,
) -> Vec<Link> {
    let mut links = Vec::new();
    // Closer where the curve bends most: at small denominators.
    let at = |piece: u32| farthest * (f64::from(piece) / f64::from(PIECES)).powi(2);
    for piece in 1..PIECES {
        let (from, to) = (at(piece), at(piece + 1));
        let Some((left, right)) = drawing.funnel.bounds(from).zip(drawing.funnel.bounds(to)) else {
            return links;
        };
        for (class, y1, y2) in [
            ("limit", left.outer.0, right.outer.0),
            ("limit", left.outer.1, right.outer.1),
            ("inner", left.inner.0, right.inner.0),
            ("inner", left.inner.1, right.inner.1),
        ] {
            let y = |value: f64| scale.y(value * drawing.multiply);
            links.push(Link { class, x1: x(from), y1: y(y1), x2: x(to), y2: y(y2) });
        }
    }
    links
}

fn dots(drawing: &Drawing<'_>, scale: &Scale, x: &dyn Fn(f64) -> String) -> Vec<Dot> {
    let funnel = drawing.funnel;
    let dot = |(part, nth): (&Placed, usize)| {
        let value = part.value?;
        let shape = match part.place {
            Place::Outside998 if Some(value) > funnel.centre => UP,
            Place::Outside998 => DOWN,
            Place::Outside95 => DIAMOND,
            Place::Inside | Place::Unknown => CIRCLE,
        };
        let (x, y) = (x(part.denominator?), scale.y(value * drawing.multiply));
        Some(Dot { x, y, shape, is_hollow: part.is_small, label: nth.to_string() })
    };
    funnel.parts.iter().zip(1..).filter_map(dot).collect()
}

fn ends(lang: Lang, farthest: f64) -> Vec<Label> {
    let name = text_with(lang, "funnel-axis", &[("most", &number(lang, farthest))]);
    vec![
        Label { x: percent(0.0), anchor: "start", text: number(lang, 0.0) },
        Label { x: percent(100.0), anchor: "end", text: name },
    ]
}

fn rows(lang: Lang, drawing: &Drawing<'_>) -> Vec<Row> {
    let shown = |value: Option<f64>| value.map_or_else(String::new, |v| drawing.shown(lang, v));
    let row = |((part, nth), name): ((&Placed, usize), &String)| {
        let place = match part.place {
            Place::Inside => "funnel-place-inside",
            Place::Outside95 => "funnel-place-outside95",
            Place::Outside998 => "funnel-place-outside998",
            Place::Unknown => "funnel-place-unknown",
        };
        let mut place = text(lang, place);
        if part.is_small {
            place = format!("{place}, {}", text(lang, "funnel-place-small"));
        }
        let cells = vec![
            shown(part.value),
            part.denominator.map_or_else(String::new, |n| number(lang, n)),
            shown(part.bounds.map(|bounds| bounds.outer.0)),
            shown(part.bounds.map(|bounds| bounds.outer.1)),
            place,
        ];
        Row { label: format!("{nth}. {name}"), cells }
    };
    drawing.funnel.parts.iter().zip(1..).zip(drawing.names).map(row).collect()
}

#[cfg(test)]
mod tests {
    use tillbud_projections::trend::effect::Counted;
    use tillbud_projections::trend::funnel::Parts;

    use super::*;

    fn drawn(lang: Lang, numerator: &[f64], denominator: &[f64]) -> String {
        let parts = Parts {
            counted: Counted::Share,
            numerator: numerator.iter().copied().map(Some).collect(),
            denominator: denominator.iter().copied().map(Some).collect(),
        };
        let funnel = parts.funnel().unwrap();
        let names: Vec<_> = (0..numerator.len()).map(|at| format!("<b>{at}</b>")).collect();
        let drawing = Drawing {
            title: "Trattdiagram",
            names: &names,
            funnel: &funnel,
            multiply: 100.0,
            suffix: "\u{a0}%",
            height: 200,
        };
        Figure::draw(lang, &drawing).render().unwrap()
    }

    #[test]
    fn every_unit_stands_in_the_order_of_the_list_whatever_it_shows() {
        for lang in [Lang::Sv, Lang::En] {
            let html = drawn(lang, &[30.0, 2.0, 10.0, 9.0, 11.0, 10.0], &[100.0; 6]);
            let at = |text: &str| html.find(text).unwrap();
            assert!(at("1. &#60;b&#62;0") < at("2. &#60;b&#62;1"), "{html}");
            assert_eq!(html.matches("class=\"dot-label").count(), 6);
            assert!(html.contains(UP) && !html.contains("<b>"));
        }
    }

    #[test]
    fn few_or_no_units_have_no_limits_and_nothing_breaks() {
        for (y, n) in [(&[][..], &[][..]), (&[1.0], &[2.0]), (&[0.0; 6], &[0.0; 6])] {
            let html = drawn(Lang::Sv, y, n);
            assert!(!html.contains("class=\"limit\""));
            assert!(!html.contains("NaN") && !html.contains("inf"), "{html}");
        }
    }
}
