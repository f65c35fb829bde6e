//! A measure's definition in words, for whoever reads a figure.
//!
//! Must never leave out a condition: a figure without its conditions is another figure.

use tillbud_events::measure::{
    Conditions, Counted, Days, Definition, Denominator, Direction, Lasting, Numerator,
};
use tillbud_events::vocabulary::{Label, Lang, Severity};

use crate::lists::Lists;
use crate::web::chart::words::number;
use crate::web::pages::frame::Frame;
use crate::web::pages::trends::shown::PERCENT;

/// What a measure is called in the language of the page.
#[must_use]
pub fn name(frame: &Frame, definition: &Definition) -> String {
    let name = match frame.lang {
        Lang::Sv => &definition.name_sv,
        Lang::En => &definition.name_en,
    };
    name.as_str().to_owned()
}

/// What is counted, against what, on which conditions.
#[must_use]
pub fn in_words(frame: &Frame, lists: &Lists, definition: &Definition) -> String {
    let figure = match &definition.numerator {
        Numerator::Count(counted) => {
            frame.fill("measures-count", "what", counted_in_words(frame, lists, counted))
        }
        Numerator::Gap(counted) => {
            frame.fill("measures-gap", "what", counted_in_words(frame, lists, counted))
        }
        Numerator::Median(Lasting { span, conditions }) => {
            let span = frame.word("span", span);
            frame.fill("measures-median", "span", with(frame, lists, span, conditions))
        }
    };
    match &definition.denominator {
        None => figure,
        Some(Denominator::FullTimeEquivalents(_)) => {
            frame.fill("measures-per-head", "figure", figure)
        }
        Some(Denominator::Count(counted)) => {
            let what = counted_in_words(frame, lists, counted);
            frame.fill2("measures-divided", ("figure", figure), ("what", what))
        }
    }
}

/// What is to be reached, or that nothing is.
#[must_use]
pub fn target_in_words(frame: &Frame, definition: &Definition) -> String {
    let Some(target) = definition.target else { return frame.t("measure-target-none") };
    let number = number(frame.lang, target.get());
    let number = if definition.is_share() { format!("{number}{PERCENT}") } else { number };
    frame.fill(
        match definition.direction {
            Direction::Decrease => "chart-target-most",
            Direction::Increase | Direction::Neutral => "chart-target-least",
        },
        "target",
        number,
    )
}

fn counted_in_words(frame: &Frame, lists: &Lists, counted: &Counted) -> String {
    with(frame, lists, frame.word("what", counted.what), &counted.conditions)
}

/// The words, with the conditions in parentheses behind them.
fn with(frame: &Frame, lists: &Lists, words: String, asked: &Conditions) -> String {
    let severity = |key: &str, least: Severity| {
        frame.fill(key, "severity", frame.word("severity", least).to_lowercase())
    };
    let category = |label: &Label| {
        let name = lists.category_name(label.as_str(), frame.lang).to_owned();
        frame.fill("measures-of-category", "name", name)
    };
    let unit = |label: &Label| {
        let name = lists.unit_name(label.as_str(), frame.lang).to_owned();
        frame.fill("measures-of-unit", "name", name)
    };
    let actual = asked.actual_at_least.map(|least| match least {
        Severity::None => frame.t("measures-judged"),
        least => severity("measures-actual", least),
    });
    let conditions: Vec<String> = [
        asked.outcome.map(|outcome| frame.word("outcome", outcome)),
        asked.within.map(|within| {
            let key = match within.of {
                Days::Calendar => "measures-within-calendar",
                Days::Working => "measures-within-working",
            };
            let span = ("span", frame.word("span", within.until));
            frame.fill2(key, ("days", within.days.to_string()), span)
        }),
        asked.kind.map(|kind| frame.word("kind", kind)),
        asked.strength.map(|strength| frame.word("strength", strength)),
        asked.element.map(|element| frame.word("element", element)),
        asked.again.map(|again| frame.word("again", again)),
        actual,
        asked.potential_at_least.map(|least| severity("measures-potential", least)),
        asked.category.as_ref().map(category),
        asked.unit.as_ref().map(unit),
    ]
    .into_iter()
    .flatten()
    .collect();
    if conditions.is_empty() { words } else { format!("{words} ({})", conditions.join("; ")) }
}
