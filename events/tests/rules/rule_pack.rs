//! Rule packs: what can be used, what cannot and why, and when a law is proposed.

use serde_json::{Value, json};
use tillbud_events::rule_pack::{Ground, PROPOSALS, RulePacks, STAGES, Sign, WORDS_CHARACTERS};
use tillbud_events::vocabulary::{Regime, Severity};

use crate::support::notifications::{PACKS, packs};

/// The packs with one change in the first.
fn with(pointer: &str, value: Value) -> Result<RulePacks, String> {
    let mut all: Value = serde_json::from_str(PACKS).unwrap();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    all.pointer_mut(&format!("/0{parent}")).unwrap()[name] = value;
    RulePacks::parse(&all.to_string()).map_err(|error| error.to_string())
}

fn stage(code: &str) -> Value {
    json!({ "code": code, "name": { "sv": "x", "en": "x" } })
}

#[test]
fn what_cannot_be_used_is_named_with_what_to_change() {
    for (pointer, value, expected) in [
        ("/verified", json!("igår"), "line 1 column"),
        ("/regime", json!("osl"), "unknown variant"),
        ("/deadline", json!(1), "unknown field `deadline`"),
        ("/version", json!("2026-11"), "the pack for gdpr: \"2026-11\" is not a code"),
        ("/sources", json!([]), "name at least one source"),
        ("/recipient/url", json!("http://imy.se"), "is not an address that begins with https://"),
        ("/law/en", json!(" "), "each name, title and note needs 1 to 500 characters"),
        ("/stages", json!([]), "needs 1 to 12 stages"),
        ("/stages", json!([stage("a"), stage("a")]), "has two stages \"a\""),
        ("/propose_when", json!([{ "asset": { "k": 4 } }]), "classes of an asset are 0, 1, 2 or 3"),
        ("/regime", json!("nis2"), "holds two rule packs for nis2"),
    ] {
        let error = with(pointer, value).unwrap_err();
        assert!(error.contains(expected), "{pointer}: {error}");
    }
    assert_eq!(RulePacks::parse("[]").unwrap_err().to_string(), "holds no rule pack");
}

#[test]
fn a_stage_counts_from_an_earlier_one_with_a_time_of_its_own() {
    let from = |from: &str| json!({ "code": "b", "name": { "sv": "x", "en": "x" }, "counts_from": { "stage": from }, "within": { "hours": 1 } });
    let timed = json!({ "code": "a", "name": { "sv": "x", "en": "x" }, "within": { "hours": 1 } });
    assert!(with("/stages", json!([timed, from("a")])).is_ok());
    for stages in
        [json!([stage("a"), from("a")]), json!([timed, from("b")]), json!([from("a"), timed])]
    {
        let error = with("/stages", stages).unwrap_err();
        assert!(error.contains("has to be an earlier stage"), "{error}");
    }
    let none =
        json!([{ "code": "a", "name": { "sv": "x", "en": "x" }, "within": { "months": 0 } }]);
    assert!(with("/stages", none).unwrap_err().contains("gives no time"));
}

#[test]
fn limits_of_packs_hold_at_their_edges() {
    let stages = |count: usize| (0..count).map(|at| stage(&format!("s{at}"))).collect::<Value>();
    assert!(
        with("/stages", stages(STAGES)).is_ok() && with("/stages", stages(STAGES + 1)).is_err()
    );
    let signs = |count: usize| vec![json!({ "personal_data": true }); count];
    assert!(with("/propose_when", json!(signs(PROPOSALS))).is_ok());
    assert!(with("/propose_when", json!(signs(PROPOSALS + 1))).is_err());
    let words = |count: usize| json!("ö".repeat(count));
    assert!(with("/law/sv", words(WORDS_CHARACTERS)).is_ok());
    assert!(with("/law/sv", words(WORDS_CHARACTERS + 1)).is_err());
}

#[test]
fn a_law_is_proposed_with_the_answers_that_it_follows_from() {
    let packs = packs();
    let pack = packs.of(Regime::Gdpr).unwrap();
    let sign = Sign::default;
    let personal = Sign { personal_data: Some(true), ..sign() };
    assert_eq!(pack.proposes(&personal), [Ground::PersonalData]);
    assert_eq!(pack.proposes(&Sign { personal_data: Some(false), ..sign() }), []);
    let letter = Sign { category: Some("misdirected".into()), ..sign() };
    assert_eq!(pack.proposes(&letter), [], "one of two signs");
    let secret = Sign { assets: vec![[0, 3, 3], [2, 0, 0]], ..letter };
    assert_eq!(pack.proposes(&secret), [Ground::Category, Ground::Asset]);
    assert_eq!(packs.of(Regime::Nis2).unwrap().proposes(&secret), []);
}

#[test]
fn severity_and_its_absence_can_be_signs_and_no_sign_at_all_proposes_nothing() {
    let by = |signs: Value| with("/propose_when", json!([signs])).unwrap();
    let severe = Sign { severity: Some(Severity::Major), ..Sign::default() };
    let proposes = |packs: &RulePacks, sign: &Sign| packs.of(Regime::Gdpr).unwrap().proposes(sign);
    assert_eq!(proposes(&by(json!({ "severity": "major" })), &severe), [Ground::Severity]);
    assert_eq!(proposes(&by(json!({ "severity": "catastrophic" })), &severe), []);
    assert_eq!(proposes(&by(json!({})), &severe), []);
    let none = Sign { personal_data: Some(false), ..severe };
    assert_eq!(proposes(&by(json!({ "personal_data": false })), &none), [Ground::NoPersonalData]);
}
