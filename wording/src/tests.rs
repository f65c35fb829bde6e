//! What the rules find, and what they let pass.

mod laws;

use super::{Kind, Lang, Purpose, Rules, data, mask};

fn found(text: &str, purpose: Purpose) -> Vec<(&str, &str)> {
    let hits = Rules::builtin().check(text, Lang::Sv, purpose);
    hits.iter().map(|hit| (hit.code, &text[hit.start..hit.end])).collect()
}

fn publish(text: &str) -> Vec<(&str, &str)> {
    found(text, Purpose::Publish)
}

fn deidentify(text: &str) -> Vec<(&str, &str)> {
    found(text, Purpose::Deidentify)
}

fn masked(text: &str, lang: Lang) -> String {
    mask(text, &Rules::builtin().check(text, lang, Purpose::Deidentify))
}

#[test]
fn both_rule_files_can_be_read() {
    let wording: data::Wording =
        serde_json::from_str(include_str!("../../lists/wording.json")).unwrap();
    let identity: data::Identity =
        serde_json::from_str(include_str!("../../lists/identity.json")).unwrap();
    assert!(wording.rules.len() > 20 && identity.given.0.len() > 400);
    for code in ["name", "personal_number", "email", "phone", "workplace"] {
        assert!(identity.suggestions.contains_key(code) && identity.masks.contains_key(code));
    }
    assert_eq!(Rules::builtin().label(Purpose::Publish), format!("wording {}", wording.version));
    let label = Rules::builtin().label(Purpose::Deidentify);
    assert_eq!(label, format!("identity {}", identity.version));
}

#[test]
fn the_sentence_of_the_audit_is_flagged() {
    let text = "Incidenter beror i flera fall på oaktsamhet hos enskilda.";
    assert_eq!(publish(text), [("carelessness", "oaktsamhet")]);
}

#[test]
fn a_hit_brings_its_suggestion_in_the_language_asked_for() {
    let rules = Rules::builtin();
    let swedish = rules.check("Hon glömde nyckeln.", Lang::Sv, Purpose::Publish);
    assert_eq!((swedish[0].kind, swedish[0].suggestion), (Kind::Blame, "Vad skulle ha påmint?"));
    let english = rules.check("Hon glömde nyckeln.", Lang::En, Purpose::Publish);
    assert_eq!(english[0].suggestion, "What would have been a reminder?");
}

#[test]
fn a_masked_text_says_what_was_there_and_keeps_the_rest() {
    let text = "Björn Lind (811218-9876) på förskolan Björken ringde 070-174 06 05, sa a.b@c.se.";
    assert_eq!(
        masked(text, Lang::Sv),
        "[namn] ([personnummer]) på [arbetsplats] ringde [telefon], sa [e-post]."
    );
    assert_eq!(masked("Mr Smith was there.", Lang::En), "Mr [name] was there.");
    assert_eq!(masked("Han glömde nyckeln.", Lang::Sv), "Han glömde nyckeln.");
}

#[test]
fn places_in_the_text_as_given_survive_folding() {
    let text =
        "Å\u{ad}sa\u{a0}Sla\u{ad}rv såg A\u{30a}sa, nr ８１１２１８−９８７６ och gl\u{ad}ömde.";
    let hits = publish(text);
    assert!(hits.contains(&("personal_number", "８１１２１８−９８７６")), "{hits:?}");
    assert!(hits.contains(&("forgot", "gl\u{ad}ömde")), "{hits:?}");
    assert!(hits.contains(&("name", "A\u{30a}sa")), "{hits:?}");
}

#[test]
fn a_personal_number_needs_a_date_and_the_right_check_digit() {
    for text in ["811218-9876", "19811218-9876", "198112189876", "8112189876", "811218+9876"] {
        assert_eq!(deidentify(text), [("personal_number", text)]);
    }
    assert_eq!(deidentify("701063-2391"), [("personal_number", "701063-2391")], "coordination");
    for text in ["811218-9875", "811318-9876", "KS811218-9876", "811218-98761", "181218"] {
        assert!(deidentify(text).iter().all(|(code, _)| *code != "personal_number"), "{text}");
    }
}

#[test]
fn phones_are_told_from_days_hours_amounts_and_case_numbers() {
    for text in [
        "070-174 06 05",
        "0701740605",
        "08-465 004 00",
        "08-12 34 56",
        "0920-123 45",
        "(08) 465 004 00",
        "+46 70 174 06 05",
        "+46 (0)70-174 06 05",
        "0046 70 174 06 05",
        "555-123-4567",
        "020 7946 0958",
    ] {
        assert_eq!(deidentify(text), [("phone", text)]);
    }
    for text in [
        "2024-05-12",
        "08-12-2024",
        "08:30-16:00",
        "08-16 09-14",
        "125 000 kr",
        "2024-00123",
        "KS 2024/00123",
        "INC0012345",
        "1 250 000,50",
        "0.5",
        "12 34 56 78",
        "2024-05-12 08:30",
    ] {
        assert_eq!(deidentify(text), [], "{text}");
    }
    assert_eq!(deidentify("070-174 06 05 2024-05-12"), [("phone", "070-174 06 05")]);
}

#[test]
fn an_address_needs_a_name_a_domain_and_a_top_level() {
    assert_eq!(
        deidentify("till åsa.b+c@skolan.exempel.se."),
        [("email", "åsa.b+c@skolan.exempel.se")]
    );
    for text in ["@home", "a@b", "kl 8 @ receptionen", "a@.se", "@@@"] {
        assert_eq!(deidentify(text), [], "{text}");
    }
}

#[test]
fn a_name_that_is_a_word_needs_support() {
    for text in [
        "Björn har setts vid skolan.",
        "Sten låg på vägen.",
        "Mark the box.",
        "Will it hold?",
        "In May it rained.",
        "Stig inte på isen.",
        "Rose bushes hide the door.",
    ] {
        assert_eq!(deidentify(text), [], "{text}");
    }
    assert_eq!(deidentify("Björn Lindström såg det."), [("name", "Björn Lindström")]);
    assert_eq!(deidentify("Vi frågade Sten om nyckeln."), [("name", "Sten")]);
    assert_eq!(deidentify("Läraren Stig ringde."), [("name", "Stig")]);
    assert_eq!(deidentify("I told Mrs May."), [("name", "May")]);
}

#[test]
fn a_title_or_a_first_name_leads_to_an_unknown_surname() {
    assert_eq!(deidentify("sjuksköterskan Kowalczewska kom"), [("name", "Kowalczewska")]);
    assert_eq!(deidentify("Dr. Xyzzy kom"), [("name", "Xyzzy")]);
    assert_eq!(deidentify("Anna von Xyzzy kom"), [("name", "Anna von Xyzzy")]);
    assert_eq!(deidentify("Annas Ipad"), [("name", "Annas")]);
    assert_eq!(deidentify("A. Berg skrev"), [("name", "A. Berg")]);
    assert_eq!(deidentify("anna svensson och ANNA SVENSSON").len(), 2);
}

#[test]
fn a_place_that_bears_a_name_is_not_a_person() {
    for text in
        ["i Marks kommun", "på Dag Hammarskjölds väg", "near miss Report", "per chef. Taket"]
    {
        assert_eq!(publish(text), [], "{text}");
    }
}

#[test]
fn places_of_work_are_found_and_kinds_of_places_are_not() {
    for (text, place) in [
        ("på förskolan Björken i går", "förskolan Björken"),
        ("hos Hemtjänst Norr", "Hemtjänst Norr"),
        ("på Skolan X", "Skolan X"),
        ("på avdelning 14", "avdelning 14"),
        ("vid Ådalsskolans entré", "Ådalsskolans"),
        ("på Björkens förskola", "Björkens förskola"),
        ("at Oak Lane Nursery", "Oak Lane Nursery"),
        ("at Sunnybank Care Home", "Sunnybank Care Home"),
    ] {
        assert_eq!(deidentify(text), [("workplace", place)]);
    }
    for text in [
        "Förskolan stängde.",
        "Äldreboendet har larm.",
        "Our school is old.",
        "på skolan på måndag",
    ] {
        assert_eq!(deidentify(text), [], "{text}");
    }
    assert_eq!(publish("på förskolan Björken"), [], "a place may be told in feedback");
}

#[test]
fn the_organisations_own_units_are_found_whole() {
    let rules = Rules::with_units(["Kök Väst", "Kök", "IT"]);
    let text = "Larm i kök västs kyl. Ett kök. Vi på IT såg det.";
    let hits = rules.check(text, Lang::Sv, Purpose::Deidentify);
    let words: Vec<_> = hits.iter().map(|hit| &text[hit.start..hit.end]).collect();
    assert_eq!(words, ["kök västs", "IT"]);
}

#[test]
fn a_name_inside_a_phrase_does_not_hide_it() {
    assert_eq!(publish("It was Linda's fault."), [("name", "Linda's"), ("guilt", "fault")]);
    let hits = publish("Borde Anna Berg ha sett det?");
    assert_eq!(hits, [("should_have", "Borde"), ("name", "Anna Berg")]);
}

#[test]
fn a_phrase_does_not_reach_over_the_end_of_a_sentence() {
    assert_eq!(publish("Det borde. Ha sett."), []);
    assert_eq!(publish("Det borde\n\nha sett"), []);
    assert_eq!(publish("Det borde\nha gjorts"), [("should_have", "borde")]);
}
