//! The language check of texts that others will read, before anything is written.
//!
//! A hit is settled by the writer: other words, or a reason to keep these. Must never
//! change a text, nor look at what a reporter writes.

use tillbud_events::{Text, vocabulary::Lang};
use tillbud_wording::{Lang as RuleLang, Purpose, Rules};

use crate::deidentify::{self, Left};
use crate::fields::{FieldError, Fields, Problem};

/// Why a text is not published as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotYet {
    /// The reason cannot be taken.
    Reason(Vec<FieldError>),
    /// Words that are to be settled first, in the order of the fields.
    Words(Vec<FieldError>),
}

/// Checks `texts`, each with its pointer. `Ok` holds the reason to record, when there are
/// hits and a reason was given in `kept_wording`; blank counts as absent.
///
/// # Errors
/// [`NotYet`], which names each hit.
pub fn settle(
    texts: &[(&str, &Text)],
    kept_wording: Option<String>,
) -> Result<Option<Text>, NotYet> {
    let hits = || texts.iter().flat_map(|(pointer, text)| hits(pointer, text.as_clear())).collect();
    settle_hits(hits, kept_wording)
}

/// Checks a copy of `original` for what still identifies somebody, as [`settle`] does:
/// by the rules, and for what they found in the original. What blames is left as it was said.
///
/// # Errors
/// [`NotYet`], which names what still stands.
pub fn settle_copy(
    rules: &Rules,
    (original, lang): (&str, Lang),
    copy: &Text,
    kept_wording: Option<String>,
) -> Result<Option<Text>, NotYet> {
    let copy = copy.as_clear().unwrap_or_default();
    let error = |Left { words, rule }| FieldError {
        pointer: "/text".to_owned(),
        problem: Problem::Wording { words, code: rule },
    };
    let left = || deidentify::left(rules, original, copy, lang).into_iter().map(error).collect();
    settle_hits(left, kept_wording)
}

fn settle_hits(
    hits: impl FnOnce() -> Vec<FieldError>,
    kept_wording: Option<String>,
) -> Result<Option<Text>, NotYet> {
    let mut fields = Fields::default();
    let reason = fields.optional_text("/kept_wording", kept_wording);
    fields.finish().map_err(NotYet::Reason)?;
    let errors = hits();
    match (errors.is_empty(), reason) {
        (true, _) => Ok(None),
        (false, Some(reason)) => Ok(Some(reason)),
        (false, None) => Err(NotYet::Words(errors)),
    }
}

/// What to ask or write instead of what the rule with this `code` finds.
#[must_use]
pub fn suggestion(code: &str, lang: Lang) -> &'static str {
    let lang = match lang {
        Lang::Sv => RuleLang::Sv,
        Lang::En => RuleLang::En,
    };
    Rules::builtin().suggestion(code, lang).unwrap_or_default()
}

fn hits(pointer: &str, words: Option<&str>) -> Vec<FieldError> {
    let words = words.unwrap_or_default();
    // The language only chooses the suggestion, which the answer words for its reader.
    let hits = Rules::builtin().check(words, RuleLang::Sv, Purpose::Publish);
    let error = |hit: &tillbud_wording::Hit<'_>| FieldError {
        pointer: pointer.to_owned(),
        problem: Problem::Wording {
            words: words.get(hit.start..hit.end).unwrap_or_default().to_owned(),
            code: hit.code.to_owned(),
        },
    };
    hits.iter().map(error).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: &str) -> Text {
        Text::parse(words, 100).unwrap()
    }

    #[test]
    fn a_text_without_hits_needs_no_reason_and_keeps_none() {
        let calm = text("Skylten syns inte när dörren är öppen.");
        assert_eq!(settle(&[("/text", &calm)], None), Ok(None));
        assert_eq!(settle(&[("/text", &calm)], Some("Ett citat".into())), Ok(None));
    }

    #[test]
    fn each_hit_is_named_with_its_field_and_words() {
        let (one, two) = (text("Hon glömde nyckeln."), text("Human error, says Anna."));
        let Err(NotYet::Words(errors)) = settle(&[("/a", &one), ("/b", &two)], Some(" ".into()))
        else {
            panic!("three hits")
        };
        let named = |error: &FieldError| match &error.problem {
            Problem::Wording { words, code } => format!("{} {code} {words}", error.pointer),
            other => panic!("{other:?}"),
        };
        let errors: Vec<_> = errors.iter().map(named).collect();
        assert_eq!(errors, ["/a forgot glömde", "/b human_error Human error", "/b name Anna"]);
    }

    #[test]
    fn a_reason_lets_the_words_stand_when_it_can_be_kept() {
        let blaming = text("Det var slarv.");
        let kept = settle(&[("/text", &blaming)], Some("Ett citat ur protokollet".into()));
        assert_eq!(kept, Ok(Some(text("Ett citat ur protokollet"))));
        let long = settle(&[("/text", &blaming)], Some("å".repeat(4_001)));
        assert!(
            matches!(long, Err(NotYet::Reason(errors)) if errors[0].pointer == "/kept_wording")
        );
    }

    #[test]
    fn every_rule_has_a_suggestion_in_both_languages() {
        for code in
            ["forgot", "who_and_why", "name", "personal_number", "email", "phone", "workplace"]
        {
            assert!(!suggestion(code, Lang::Sv).is_empty(), "{code}");
            assert_ne!(suggestion(code, Lang::Sv), suggestion(code, Lang::En), "{code}");
        }
    }
}
