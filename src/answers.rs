//! Ready words for answers to reporters, in both languages: `lists/answers.json`.
//!
//! A person chooses one and may change it. Must never be sent by itself, nor hold words
//! that the language check names; a test holds them against it. Must never offer as feedback
//! what tells of no outcome: feedback ends what is owed to a reporter, a question does not.

use std::sync::LazyLock;

use serde::Deserialize;
use tillbud_events::vocabulary::Lang;

static ANSWERS: LazyLock<Vec<Answer>> = LazyLock::new(|| {
    // A test reads the file, so what is compiled in can be read.
    serde_json::from_str(include_str!("../lists/answers.json")).unwrap_or_default()
});

/// One template.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Answer {
    /// Its stable code.
    pub code: String,
    /// The step of work that it is for: `ask`, `feedback`, `decline`, `reroute` or
    /// `take_up`.
    pub step: String,
    sv: Words,
    en: Words,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Words {
    name: String,
    text: String,
}

impl Answer {
    /// What staff choose it by.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &str {
        &self.words(lang).name
    }

    /// What the reporter reads.
    #[must_use]
    pub fn text(&self, lang: Lang) -> &str {
        &self.words(lang).text
    }

    fn words(&self, lang: Lang) -> &Words {
        match lang {
            Lang::Sv => &self.sv,
            Lang::En => &self.en,
        }
    }
}

/// The templates for `step`, in the order of the file.
pub fn answers(step: &str) -> impl Iterator<Item = &'static Answer> {
    ANSWERS.iter().filter(move |answer| answer.step == step)
}

/// Characters before a gap that tell it from an ellipsis of somebody's own.
const BEFORE_A_GAP: usize = 16;

/// Whether `words` hold a gap ("…") of a ready answer that nobody has filled.
#[must_use]
pub fn has_gap(words: &str) -> bool {
    let texts = ANSWERS.iter().flat_map(|answer| [answer.text(Lang::Sv), answer.text(Lang::En)]);
    texts.flat_map(gaps).any(|gap| words.contains(&gap))
}

/// Each gap of a ready answer with what stands before it.
fn gaps(text: &str) -> impl Iterator<Item = String> {
    text.match_indices('…').map(|(at, gap)| {
        let before: Vec<char> = text[..at].chars().rev().take(BEFORE_A_GAP).collect();
        before.into_iter().rev().chain(gap.chars()).collect()
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use tillbud_events::Text;
    use tillbud_events::limits::TEXT_CHARACTERS;

    use super::*;
    use crate::wording::settle;

    #[test]
    fn every_step_that_answers_has_words_which_the_language_check_lets_through() {
        for step in ["ask", "feedback", "decline", "reroute", "take_up"] {
            assert!(answers(step).count() > 0, "{step}");
        }
        for answer in ANSWERS.iter() {
            for lang in [Lang::Sv, Lang::En] {
                let text = Text::parse(answer.text(lang), TEXT_CHARACTERS).unwrap();
                assert_eq!(settle(&[("/text", &text)], None), Ok(None), "{}", answer.code);
                assert!(!answer.name(lang).is_empty());
            }
        }
    }

    #[test]
    fn words_that_only_say_that_work_goes_on_are_no_feedback() {
        let codes = |step| answers(step).map(|it| it.code.as_str()).collect::<Vec<_>>();
        assert_eq!(codes("feedback"), ["changed", "decided", "unchanged"]);
        for code in ["working", "together"] {
            let answer = answers("ask").find(|answer| answer.code == code).unwrap();
            for lang in [Lang::Sv, Lang::En] {
                assert!(answer.text(lang).contains('?'), "{code} asks something");
            }
        }
    }

    #[test]
    fn a_gap_that_nobody_filled_is_found_and_an_ellipsis_of_ones_own_is_none() {
        let changed = answers("feedback").find(|answer| answer.code == "changed").unwrap();
        for lang in [Lang::Sv, Lang::En] {
            let ready = changed.text(lang);
            assert!(has_gap(ready) && has_gap(&format!("Hej! {ready}")));
            assert!(!has_gap(&ready.replace('…', "dörren stängs av sig själv.")));
        }
        let decided = answers("feedback").find(|answer| answer.code == "decided").unwrap();
        let half = decided.text(Lang::Sv).replacen('…', "en ny lista.", 1);
        assert!(has_gap(&half), "the second gap: {half}");
        assert!(!has_gap("Vi väntar … och ser."));
        assert_eq!(gaps("…").collect::<Vec<_>>(), ["…"]);
    }

    #[test]
    fn no_code_stands_twice() {
        let codes: BTreeSet<_> = ANSWERS.iter().map(|answer| &answer.code).collect();
        assert_eq!(codes.len(), ANSWERS.len());
    }
}
