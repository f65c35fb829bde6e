//! What is proposed, and that nothing that was found stays.

use proptest::prelude::*;

use super::*;
use crate::lists::Entry;

fn lists() -> Lists {
    let unit = Entry { code: "solen".into(), sv: "Solgläntan".into(), en: "Sunny Glade".into() };
    Lists { categories: vec![], units: vec![unit] }
}

fn masked(text: &str) -> String {
    propose(&rules(&lists()), text, Lang::Sv).masked
}

#[test]
fn names_numbers_addresses_and_places_are_masked_with_their_sort() {
    assert_eq!(
        masked("Anna Berg (811218-9876) på Solgläntan, 070-174 06 05, a.b@skolan.exempel.se"),
        "[namn] ([personnummer]) på [arbetsplats], [telefon], [e-post]"
    );
    let english = propose(&rules(&lists()), "Linda rang Sunny Glade.", Lang::En);
    assert_eq!(english.masked, "[name] rang [workplace].");
}

#[test]
fn a_span_says_where_in_characters_what_and_why() {
    let proposal = propose(&rules(&lists()), "Åsa såg 👩‍🚒 Anna.", Lang::Sv);
    let told: Vec<_> = proposal
        .spans
        .iter()
        .map(|span| (span.start, span.end, &*span.words, &*span.rule, &*span.replacement))
        .collect();
    assert_eq!(told, [(0, 3, "Åsa", "name", "[namn]"), (12, 16, "Anna", "name", "[namn]")]);
}

#[test]
fn a_name_that_was_found_once_is_masked_wherever_it_stands_again() {
    let text = "Björn Lindman ringde. Sedan gick Björn till Lindmans kontor, inte björn.";
    assert_eq!(masked(text), "[namn] ringde. Sedan gick [namn] till [namn] kontor, inte björn.");
}

#[test]
fn what_was_masked_is_found_again_in_a_copy_that_kept_it_and_each_is_named_once() {
    let left = |copy: &str| {
        let original = "Björn Lindman (070-174 06 05) kom till Solgläntan.";
        let left = super::left(&rules(&lists()), original, copy, Lang::Sv);
        left.into_iter().map(|left| format!("{} {}", left.rule, left.words)).collect::<Vec<_>>()
    };
    assert_eq!(left("Lindmans bil, Lindmans nyckel"), ["name Lindmans"]);
    assert_eq!(
        left("070 174 06 05, Solgläntans"),
        ["phone 070 174 06 05", "workplace Solgläntans"]
    );
    assert_eq!(left("[namn] ([telefon]) kom till [arbetsplats]."), [""; 0]);
}

#[test]
fn blame_is_hinted_at_and_stays_as_it_was_said() {
    let text = "Vikarien glömde att låsa.";
    assert_eq!(masked(text), text);
    let hints = hints(text, Lang::Sv);
    assert_eq!(hints.len(), 1);
    assert_eq!(hints[0].words, "glömde");
    assert!(!hints[0].suggestion.is_empty());
}

#[test]
fn the_edition_of_the_rules_is_a_label() {
    assert_eq!(edition(&rules(&lists())).unwrap().as_str(), "identity 1");
}

#[test]
fn the_longest_text_full_of_names_is_read_in_time_that_grows_with_it() {
    let text: String = (0..4_000).map(|n| format!("Anna B{n} ")).collect();
    let proposal = propose(&rules(&lists()), &text, Lang::Sv);
    assert!(!proposal.masked.contains("Anna"));
}

/// Words that tell who or where somebody is, and what can stand between them.
const PIECES: [&str; 26] = [
    "Anna",
    "Annas",
    "Berg",
    "Björn",
    "Björn Lindman",
    " ",
    "  ",
    ", ",
    ". ",
    "och",
    "chefen ",
    "förskolan ",
    "Solgläntan",
    "solgläntans",
    "811218-9876",
    "070-174 06 05",
    "a@b.se",
    "[namn]",
    "Sten",
    "A. ",
    "\u{ad}",
    "s",
    "\n",
    "Ward 7",
    "von ",
    "Ådalsskolan",
];

fn pieces() -> impl Strategy<Value = Vec<&'static str>> {
    prop::collection::vec(prop::sample::select(&PIECES[..]), 0..14)
}

fn texts() -> impl Strategy<Value = String> {
    let known = prop::sample::select(&PIECES[..]).prop_map(str::to_owned);
    let piece = prop_oneof![any::<String>(), known];
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_words_that_were_found_stay_in_the_copy(text in texts()) {
        let rules = rules(&lists());
        let proposal = propose(&rules, &text, Lang::Sv);
        let mut kept = String::new();
        let mut from = 0;
        for span in &proposal.spans {
            prop_assert_eq!(&text[span.bytes.clone()], &span.words);
            let (start, end) = (span.start, span.end);
            let words: String = text.chars().skip(start).take(end - start).collect();
            prop_assert_eq!(&words, &span.words);
            kept.push_str(&text[from..span.bytes.start]);
            kept.push('\u{1}');
            from = span.bytes.end;
        }
        kept.push_str(&text[from..]);
        for span in &proposal.spans {
            let said: Vec<&str> = tokens(&span.words).into_iter().map(|it| &span.words[it]).collect();
            let left: Vec<&str> = tokens(&kept).into_iter().map(|it| &kept[it]).collect();
            // Across a mask nothing stands side by side.
            let pieces = kept.split('\u{1}');
            for piece in pieces {
                let here: Vec<&str> = tokens(piece).into_iter().map(|it| &piece[it]).collect();
                let stays = !said.is_empty() && here.windows(said.len()).any(|words| words == said);
                prop_assert!(!stays, "{:?} stays in {:?}", span.words, piece);
            }
            if span.rule == "name" {
                for word in said.iter().filter(|word| is_name(word)) {
                    prop_assert!(!left.contains(word), "{:?} stays in {:?}", word, kept);
                }
            }
        }
    }

    /// Where such words run into one another, a mask can bring to light what the rules did
    /// not see before: "Solgläntan'811218-9876", "Björn Lindman Solgläntan Anna".
    #[test]
    fn a_proposal_of_words_that_stand_apart_needs_no_reason(pieces in pieces()) {
        let (rules, text) = (rules(&lists()), pieces.join(", "));
        let proposal = propose(&rules, &text, Lang::Sv);
        prop_assert_eq!(left(&rules, &text, &proposal.masked, Lang::Sv), vec![]);
    }

    #[test]
    fn what_a_mask_brings_to_light_is_asked_about(text in texts()) {
        let rules = rules(&lists());
        let masked = propose(&rules, &text, Lang::Sv).masked;
        let asked = left(&rules, &text, &masked, Lang::Sv);
        for span in propose(&rules, &masked, Lang::Sv).spans {
            let is_asked = asked.iter().any(|left| left.words == span.words);
            prop_assert!(is_asked, "{:?} in {:?} is let through", span.words, masked);
        }
    }
}
