//! What charts say of themselves: numbers as a language writes them, sentences, remarks.
//!
//! Must never say that something is bad, nor why it is so.

use tillbud_events::vocabulary::Lang;
use tillbud_projections::trend::chart::{Chart, Point, Signals, State};
use tillbud_projections::trend::explain::{Sentence, explain};

use super::control::Drawing;
use crate::web::locale::{FluentValue, period_in_short, period_in_words, text, text_of, text_with};

/// Three figures that matter, with the decimal sign of the language.
#[must_use]
pub fn number(lang: Lang, value: f64) -> String {
    let decimals = match value.abs() {
        100.0.. => 0,
        10.0.. => 1,
        1.0.. => 2,
        _ => 3,
    };
    let written = format!("{value:.decimals$}");
    let short = if written.contains('.') {
        written.trim_end_matches('0').trim_end_matches('.')
    } else {
        &written
    };
    let short = if short == "-0" { "0" } else { short };
    match lang {
        Lang::Sv => short.replace('.', ",").replace('-', "\u{2212}"),
        Lang::En => short.replace('-', "\u{2212}"),
    }
}

/// A text in lines of at most so many letters, broken between words.
pub(super) fn wrapped(text: &str, letters: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= letters => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// What the rules say of a point that has a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Nothing.
    None,
    /// It is one of an unusual run.
    Run,
    /// It is outside the limits.
    Outside,
}

impl Signal {
    /// Reads the chart's own rules.
    #[must_use]
    pub fn of(chart: &Chart, at: usize) -> Self {
        let has_value = chart.points.get(at).is_some_and(|point| point.value.is_some());
        let has = |flags: &[bool]| flags.get(at).copied().unwrap_or(false);
        let (is_outside, is_in_run) = match &chart.signals {
            Signals::ThreeSigmaRuns { outside, runs } => (has(outside), has(runs)),
            Signals::MakingDataCount(dots) => {
                let rules = [&dots.shift, &dots.trend, &dots.two_of_three];
                (has(&dots.outside), rules.iter().any(|flags| has(flags)))
            }
        };
        match (is_outside, is_in_run) {
            _ if !has_value => Self::None,
            (true, _) => Self::Outside,
            (false, true) => Self::Run,
            (false, false) => Self::None,
        }
    }
}

/// Everything that a chart says, in sentences: how it is, what is a signal, how far to
/// trust it, and that a signal is a question.
pub(super) fn sentences(lang: Lang, drawing: &Drawing<'_>) -> Vec<String> {
    let told = explain(drawing.chart);
    let mut sentences = vec![summary(lang, drawing)];
    let aim = drawing.aim.map(|aim| aim.sentence(lang, &drawing.shown(lang, aim.value)));
    sentences.extend(aim);
    sentences.extend(told.iter().map(|sentence| said(lang, drawing.labels, sentence)));
    if told.iter().any(|sentence| sentence.points.is_some()) {
        sentences.push(text(lang, "chart-asks"));
    }
    sentences
}

/// The one thing that a chart has to say where there is room for no more: of its signals the
/// one that reaches furthest.
#[must_use]
pub fn reading(lang: Lang, labels: &[String], chart: &Chart) -> String {
    let told = explain(chart);
    let reaches = |sentence: &&Sentence| sentence.points.map(|(_, to)| to);
    // Of equals the first, as sentences stand in order of weight.
    let furthest = told.iter().rev().max_by_key(reaches).or_else(|| told.first());
    let furthest = furthest.filter(|sentence| sentence.points.is_some()).or_else(|| told.first());
    furthest.map_or_else(
        || text_of(lang, "chart-summary-values", &[("points", chart.points.len().into())]),
        |sentence| said(lang, labels, sentence),
    )
}

/// What a point is called.
pub(super) fn label(labels: &[String], at: usize) -> String {
    labels.get(at).cloned().unwrap_or_else(|| (at + 1).to_string())
}

/// What a point is called in a table or along an axis.
pub(super) fn short_label(lang: Lang, labels: &[String], at: usize) -> String {
    period_in_short(lang, &label(labels, at))
}

fn summary(lang: Lang, drawing: &Drawing<'_>) -> String {
    let chart = drawing.chart;
    let points = chart.points.len().to_string();
    let shown = |value: f64| drawing.shown(lang, value);
    let last = chart.points.iter().rev().find(|point| point.centre.is_some());
    match last.and_then(|point| Some((point.centre?, point.limits))) {
        None => text_of(lang, "chart-summary-values", &[("points", chart.points.len().into())]),
        Some((centre, None)) => {
            let words = [("points", &*points), ("centre", &shown(centre))];
            text_with(lang, "chart-summary-centre", &words)
        }
        Some((centre, Some(limits))) => {
            let (lower, upper) = (shown(limits.lower), shown(limits.upper));
            let words = [
                ("points", &*points),
                ("centre", &shown(centre)),
                ("lower", &lower),
                ("upper", &upper),
            ];
            text_with(lang, "chart-summary", &words)
        }
    }
}

fn said(lang: Lang, labels: &[String], sentence: &Sentence) -> String {
    let mut values: Vec<(&str, FluentValue<'_>)> =
        sentence.numbers.iter().map(|(name, number)| (*name, FluentValue::from(*number))).collect();
    let named = |at: usize| period_in_words(lang, &label(labels, at));
    if let Some((from, to)) = sentence.points {
        values.push(("from", FluentValue::from(named(from))));
        values.push(("to", FluentValue::from(named(to))));
    }
    text_of(lang, &format!("chart-{}", sentence.name), &values)
}

/// What there is to say of one point besides its figures.
#[must_use]
pub fn remarks(lang: Lang, point: &Point, signal: Signal) -> String {
    let state = match point.state {
        State::Measured => None,
        State::Incomplete => Some("chart-point-incomplete"),
        State::Missing => Some("chart-point-missing"),
        State::NotApplicable => Some("chart-point-not-applicable"),
    };
    let signal = match signal {
        Signal::None => None,
        Signal::Run => Some("chart-point-runs"),
        Signal::Outside => Some("chart-point-outside"),
    };
    let excluded = point.is_excluded.then_some("chart-point-excluded");
    let remarks = [signal, state, excluded].into_iter().flatten();
    remarks.map(|key| text(lang, key)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_language_writes_them() {
        let written = |lang| [1234.5, 12.34, -1.5, 0.0423, 3.0].map(|value| number(lang, value));
        assert_eq!(written(Lang::Sv), ["1234", "12,3", "\u{2212}1,5", "0,042", "3"]);
        assert_eq!(written(Lang::En), ["1234", "12.3", "\u{2212}1.5", "0.042", "3"]);
        assert_eq!(number(Lang::En, -0.0001), "0");
    }

    #[test]
    fn a_text_is_broken_between_words_and_a_long_word_keeps_its_line() {
        assert_eq!(wrapped("en två  tre", 6), ["en två", "tre"]);
        assert_eq!(wrapped("åååååååå b", 3), ["åååååååå", "b"]);
        assert!(wrapped(" ", 3).is_empty());
    }
}
