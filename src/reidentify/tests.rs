//! What is found in sentences, and what is let pass.

use super::terms::{Known, RARE_MAX, TEXTS, TEXTS_NEEDED};
use super::*;
use crate::lists::{Entry, Lists as Organisation};

fn organisation() -> Rules {
    let name = "Hemtjänst Norr".to_owned();
    let unit = Entry { code: "norr".into(), sv: name.clone(), en: name };
    crate::deidentify::rules(&Organisation { categories: vec![], units: vec![unit] })
}

fn check(text: &str, lang: Lang, origin: &Origin, known: &Known) -> Vec<Finding> {
    let rules = organisation();
    Check { rules: &rules, lang, reader: lang, origin, known }.findings(text)
}

fn found(text: &str, lang: Lang) -> Vec<(Kind, String, String)> {
    let findings = check(text, lang, &Origin::default(), &Known::default());
    findings.into_iter().map(|found| (found.kind, found.words, found.instead)).collect()
}

fn instead_of(text: &str, lang: Lang) -> Vec<(String, String)> {
    found(text, lang).into_iter().map(|(_, words, instead)| (words, instead)).collect()
}

#[test]
fn the_built_in_lists_can_be_read_and_say_something_in_both_languages() {
    let lists = data::lists();
    assert_eq!((lists.months.len(), lists.version), (12, 1));
    for lang in [Lang::Sv, Lang::En] {
        for month in 1..=12 {
            let season = &when::times(&format!("2026-{month:02}-03"), lists, lang)[0];
            assert!(!season.instead.is_empty(), "{month} {lang}");
        }
        assert!(!lists.workplace("Något", lang).is_empty());
    }
}

#[test]
fn a_time_is_proposed_as_a_season_or_a_part_of_the_day() {
    for (text, words, instead) in [
        ("Det var den 14 november 2026.", "14 november 2026", "i slutet av hösten"),
        ("Det var 2026-09-02 det hände.", "2026-09-02", "i början av hösten"),
        ("Sedan 2026-10 gäller det.", "2026-10", "under hösten"),
        ("Den 3/12 hände det.", "3/12", "i början av vintern"),
        ("Den 1:a och den 2:e maj", "2:e maj", "i slutet av våren"),
        ("I februari kom den.", "februari", "i slutet av vintern"),
        ("Larmet gick kl. 03.10 på avdelningen.", "kl. 03.10", "på natten"),
        ("Klockan 7 började det.", "Klockan 7", "på morgonen"),
        ("Vid 18:30 var det över.", "18:30", "på kvällen"),
        ("I tisdags var det halt.", "tisdags", "en vardag"),
        ("På söndagen var det halt.", "söndagen", "under en helg"),
        ("Det hände i går.", "i går", "nyligen"),
    ] {
        let expected = (words.to_owned(), instead.to_owned());
        assert_eq!(instead_of(text, Lang::Sv), [expected], "{text}");
    }
    for (text, words, instead) in [
        ("It was November 14th, 2026.", "November 14th, 2026", "late in the autumn"),
        ("On 3 May the door was open.", "3 May", "late in the spring"),
        ("At 10:42 it stopped.", "At 10:42", "during the day"),
        ("Yesterday it stopped.", "Yesterday", "recently"),
    ] {
        let expected = (words.to_owned(), instead.to_owned());
        assert_eq!(instead_of(text, Lang::En), [expected], "{text}");
    }
}

#[test]
fn what_is_general_already_is_let_pass() {
    for text in [
        "Under 2026 har listan ändrats.",
        "På tisdagar är det möte, och i slutet av hösten var det klart.",
        "Tre av fyra kontakter blev 1,5 gånger snabbare.",
        "You may march on Tuesdays.",
        "Listan på sida 3 har 24 rader.",
    ] {
        assert_eq!(found(text, Lang::Sv), [], "{text}");
    }
}

#[test]
fn names_numbers_and_places_of_work_are_proposed_as_something_of_their_kind() {
    let text = "Anna Berg på Hemtjänst Norr ringde 060-12 34 56.";
    let found = found(text, Lang::Sv);
    let expected = [
        (Kind::Name, "Anna Berg", "en medarbetare"),
        (Kind::Phone, "060-12 34 56", "ett telefonnummer"),
        (Kind::Workplace, "Hemtjänst Norr", "en verksamhet inom omsorgen"),
    ];
    assert_eq!(found, expected.map(|(kind, a, b)| (kind, a.to_owned(), b.to_owned())));
    let english = instead_of("It was at Oak Lane Nursery.", Lang::En);
    assert_eq!(english, [("Oak Lane Nursery".to_owned(), "a preschool".to_owned())]);
}

#[test]
fn blame_is_found_with_what_to_ask_instead() {
    let found = found("Vikarien glömde nyckeln.", Lang::Sv);
    assert_eq!((found[0].0, found[0].1.as_str(), found.len()), (Kind::Wording, "glömde", 1));
    assert!(!found[0].2.is_empty());
}

#[test]
fn time_place_and_role_together_are_found_and_two_where_few_reports_are_alike() {
    let kinds = |text: &str, origin: &Origin| {
        let findings = check(text, Lang::Sv, origin, &Known::default());
        let combined = findings.into_iter().filter(|found| found.kind == Kind::Combination);
        combined.map(|found| found.words).collect::<Vec<_>>()
    };
    let common = Origin::default();
    let rare = Origin { is_category_rare: true, ..Origin::default() };
    let all = "Vikarien halkade i matsalen i november.";
    assert_eq!(kinds(all, &common), ["november + matsalen + Vikarien"]);
    let two = "Enhetschefen halkade i matsalen.";
    assert!(kinds(two, &common).is_empty());
    assert_eq!(kinds(two, &rare), ["matsalen + Enhetschefen"]);
    assert!(kinds("Golvet i matsalen var halt.", &rare).is_empty());
    assert!(kinds("Receptionisten såg det.", &rare).is_empty(), "one word is one thing");
    assert_eq!(kinds("Läkaren i receptionen", &rare), ["receptionen + Läkaren"]);
}

#[test]
fn a_unit_from_which_few_reports_come_is_named_whatever_the_words_are() {
    let origin = Origin { rare_unit: Some("Hemtjänst Norr".into()), is_category_rare: false };
    let findings = check("Golvet var halt.", Lang::Sv, &origin, &Known::default());
    assert_eq!(findings.len(), 1);
    assert_eq!((findings[0].kind, &*findings[0].words), (Kind::RareUnit, "Hemtjänst Norr"));
}

#[test]
fn a_long_word_that_few_other_texts_have_is_rare_whatever_its_ending() {
    let mut known = Known::default();
    for number in 0..TEXTS_NEEDED {
        let common = if number < TEXTS { "Nummermatchning i telefonen." } else { "Inget." };
        known.add(common);
    }
    let text = "Nummermatchningen och färgkodningen hjälpte i trapphuset och trapphusen.";
    assert_eq!(known.rare_in(text), ["färgkodningen", "trapphuset"]);
    let mut less = Known::default();
    (1..TEXTS_NEEDED).for_each(|_| less.add("Inget."));
    assert!(!less.can_tell() && less.rare_in(text).is_empty(), "too few texts to tell");
    less.add("Färgkodning.");
    assert_eq!(less.rare_in("Färgkodning i trapphus, nummermatchning")[0], "nummermatchning");
}

#[test]
fn words_of_our_own_pages_are_never_rare_and_only_the_rarest_are_named() {
    let mut known = Known::default();
    (0..TEXTS_NEEDED).for_each(|_| known.add("Inget."));
    assert!(known.rare_in("Rapporten om händelsen och åtgärden").is_empty());
    let letters = ["b", "c", "d", "f", "g", "h", "j", "k", "l", "m"];
    let many: Vec<String> = letters.iter().map(|letter| format!("q{letter}xyzqvw")).collect();
    assert_eq!(known.rare_in(&many.join(" ")).len(), RARE_MAX);
}
