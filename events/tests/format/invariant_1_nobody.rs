//! Invariants 1, 3 and 4 in the format: no event has a field for who reported, ids
//! of a reporter's stream are random, and severity is not a reporter's to set.
//!
//! The full golden files hold every field. Must never be loosened for one event.

use std::collections::BTreeSet;

use serde_json::Value;
use uuid::Uuid;

use crate::golden_file::{self, GoldenFile, fields};

/// Whole words of a field's name that would point at a person or a device.
const PERSON: [&str; 54] = [
    "account",
    "address",
    "agent",
    "age",
    "assignee",
    "author",
    "browser",
    "by",
    "civic",
    "client",
    "contact",
    "cookie",
    "culprit",
    "device",
    "email",
    "employee",
    "fingerprint",
    "firstname",
    "gender",
    "handler",
    "host",
    "imei",
    "ip",
    "lastname",
    "latitude",
    "location",
    "login",
    "longitude",
    "mac",
    "mail",
    "manager",
    "mobile",
    "name",
    "offender",
    "person",
    "persons",
    "personnummer",
    "phone",
    "pseudonym",
    "referer",
    "referrer",
    "reporter",
    "sender",
    "session",
    "signature",
    "ssn",
    "staff",
    "suspect",
    "telephone",
    "token",
    "user",
    "username",
    "victim",
    "witness",
];

/// Whole words of a field's name that would be a judgement of harm.
const HARM: [&str; 9] = [
    "actual",
    "consequence",
    "grade",
    "harm",
    "impact",
    "potential",
    "priority",
    "risk",
    "severity",
];

fn offending(file: &GoldenFile, words: &[&str]) -> Vec<String> {
    fields(&file.encoded.data)
        .into_iter()
        .map(|(name, _)| name)
        .filter(|name| name.split('_').any(|word| words.contains(&word)))
        .collect()
}

fn of_reports() -> impl Iterator<Item = GoldenFile> {
    golden_file::all().into_iter().filter(|file| file.encoded.event_type.starts_with("report."))
}

#[test]
fn no_event_has_a_field_for_a_person_or_a_device() {
    for file in golden_file::all() {
        assert_eq!(offending(&file, &PERSON), [""; 0], "{}", file.name);
    }
}

#[test]
fn no_event_of_a_report_has_a_field_for_severity() {
    for file in of_reports() {
        assert_eq!(offending(&file, &HARM), [""; 0], "{}", file.name);
    }
}

#[test]
fn a_received_report_holds_these_fields_and_no_other() {
    let file = of_reports().find(|file| file.name == "report.received.1.full.json").unwrap();
    let names: BTreeSet<_> = fields(&file.encoded.data).into_iter().map(|(name, _)| name).collect();
    let expected = [
        "happened",
        "helped",
        "hindered",
        "kind",
        "lang",
        "narrative",
        "ongoing",
        "place",
        "system",
        "unit",
        "urgent",
    ];
    assert_eq!(names, expected.map(str::to_owned).into());
}

#[test]
fn what_a_reporter_writes_is_a_text_that_can_be_sealed() {
    let file = of_reports().find(|file| file.name == "report.received.1.full.json").unwrap();
    for (name, value) in fields(&file.encoded.data) {
        let is_coded = ["happened", "kind", "lang", "ongoing", "unit", "urgent"].contains(&&*name);
        assert!(is_coded || golden_file::is_text(&value), "{name} is not sealed");
    }
}

#[test]
fn every_id_in_a_reporters_stream_is_random_and_holds_no_time() {
    let mut ids = 0;
    for file in of_reports() {
        for (name, value) in fields(&file.encoded.data) {
            if name.ends_with("_id") && name != "source_id" {
                let id: Uuid = value.as_str().unwrap().parse().unwrap();
                assert_eq!(id.get_version_num(), 4, "{}: {name}", file.name);
                ids += 1;
            }
        }
    }
    assert!(ids > 0);
}

#[test]
fn no_event_of_a_report_holds_a_moment_of_its_own() {
    for file in of_reports() {
        for (name, value) in fields(&file.encoded.data) {
            let is_remembered = ["happened", "ended", "reported"].contains(&&*name);
            let is_moment =
                value.as_str().is_some_and(|text| text.parse::<jiff::Timestamp>().is_ok());
            assert!(is_remembered || !is_moment, "{}: {name}", file.name);
            assert!(!name.ends_with("_at"), "{}: {name}", file.name);
        }
    }
}

#[test]
fn the_words_are_looked_for_as_whole_words() {
    let encoded = tillbud_events::codec::Encoded {
        event_type: "report.received".to_owned(),
        schema: 1,
        data: serde_json::json!({
            "message_id": "", "unit": [{ "reporter_email": Value::Null }], "ip": "", "place": {}
        }),
    };
    let file = GoldenFile { name: "x.1.full.json".to_owned(), bytes: vec![], encoded };
    let mut found = offending(&file, &PERSON);
    found.sort();
    assert_eq!(found, ["ip", "reporter_email"]);
}
