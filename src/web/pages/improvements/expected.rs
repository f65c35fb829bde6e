//! What a plan expected beside what came, in a sentence.
//!
//! Must never call it missed or met where the figures leave that open.

use tillbud_events::vocabulary::Lang;
use tillbud_projections::improvement::study::expected::Beside;

use super::told::shown;
use crate::web::locale::text_with;
use crate::web::pages::frame::Frame;

/// Both in per cent of the level before, as the plan is written.
#[must_use]
pub fn sentence(frame: &Frame, beside: &Beside) -> String {
    let percent = |level: f64| whole(frame.lang, level);
    let expected = shown(frame.lang, beside.expected * 100.0);
    let (level, lower) = (beside.level.map(percent), percent(beside.lower));
    let upper = beside.upper.map(percent);
    let outcome = frame.word("study-outcome", beside.outcome);
    let (expected, outcome) = (("expected", &*expected), ("outcome", &*outcome));
    let lower = ("lower", &*lower);
    match (level.as_deref(), upper.as_deref()) {
        (Some(level), Some(upper)) => {
            let words = [expected, outcome, lower, ("level", level), ("upper", upper)];
            text_with(frame.lang, "study-expected", &words)
        }
        (None, Some(upper)) => {
            text_with(frame.lang, "study-expected-most", &[expected, outcome, ("upper", upper)])
        }
        (_, None) => text_with(frame.lang, "study-expected-least", &[expected, outcome, lower]),
    }
}

/// Whole per cent.
fn whole(lang: Lang, level: f64) -> String {
    shown(lang, (level * 100.0).round())
}

#[cfg(test)]
mod tests {
    use tillbud_projections::improvement::study::expected::Outcome;

    use super::*;
    use crate::web::pages::testing::frames;

    fn beside(level: Option<f64>, lower: f64, upper: Option<f64>, outcome: Outcome) -> Beside {
        Beside { expected: 0.625, level, lower, upper, outcome }
    }

    #[test]
    fn what_came_stands_beside_what_was_expected_in_per_cent_of_the_level_before() {
        let [sv, en, ..] = frames();
        let met = beside(Some(0.567), 0.392, Some(0.704), Outcome::AsExpected);
        let said = sentence(&sv, &met);
        for words in ["62,5 procent", "57 procent", "39 till 70", "som väntat"] {
            assert!(said.contains(words), "no {words} in {said}");
        }
        assert!(sentence(&en, &met).contains("62.5 per cent"));
    }

    #[test]
    fn every_outcome_and_every_open_end_has_words_of_its_own() {
        for frame in frames() {
            let mut all = Vec::new();
            for outcome in Outcome::ALL {
                all.push(sentence(&frame, &beside(Some(0.5), 0.4, Some(0.7), *outcome)));
            }
            all.push(sentence(&frame, &beside(None, 3.5, None, Outcome::More)));
            all.push(sentence(&frame, &beside(None, 0.0, Some(0.5), Outcome::More)));
            for (at, said) in all.iter().enumerate() {
                assert!(!said.contains("study-") && !all[at + 1..].contains(said), "{said}");
            }
        }
    }
}
