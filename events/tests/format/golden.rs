//! Every event file ever committed still decodes; each event has its files.
//!
//! Must never accept a new kind of event without a full and a minimal file.

use std::collections::BTreeSet;

use serde_json::Value;
use tillbud_events::codec::{self, Encoded, SCHEMA};

use crate::event_types::event_types;
use crate::golden_file::{self, fields, is_text};

fn newest() -> impl Iterator<Item = golden_file::GoldenFile> {
    golden_file::all().into_iter().filter(|file| file.encoded.schema == SCHEMA)
}

#[test]
fn every_file_decodes() {
    for file in golden_file::all() {
        let decoded = codec::decode(file.encoded);
        assert!(decoded.is_ok(), "{}: {decoded:?}", file.name);
    }
}

#[test]
fn a_file_of_the_newest_schema_encodes_to_itself() {
    for file in newest() {
        let event = codec::decode(file.encoded.clone()).unwrap();
        assert_eq!(codec::encode(&event).unwrap(), file.encoded, "{}", file.name);
    }
}

#[test]
fn the_name_of_a_file_says_what_it_holds() {
    for file in golden_file::all() {
        assert_eq!(file.name, file.expected_name());
        let known = ["full", "minimal", "erased", "added", "added2"];
        assert!(known.contains(&file.which()), "{}", file.name);
    }
}

#[test]
fn every_event_has_a_full_and_a_minimal_file() {
    let names: BTreeSet<_> = newest().map(|file| file.name).collect();
    for event_type in event_types() {
        for which in ["full", "minimal"] {
            let name = format!("{event_type}.{SCHEMA}.{which}.json");
            assert!(names.contains(&name), "write events/golden/{name}, see its README.md");
        }
    }
}

/// What can hold every field, the newest last: fields came after `full` was written.
const WHOLE: [&str; 3] = ["full", "added", "added2"];

#[test]
fn a_full_file_holds_every_field() {
    let names: BTreeSet<_> = newest().map(|file| file.name).collect();
    let of =
        |name: &str, from: &str, to: &str| name.replace(&format!(".{from}."), &format!(".{to}."));
    let is_newest = |file: &golden_file::GoldenFile| {
        let later = WHOLE.iter().skip_while(|which| **which != file.which()).skip(1);
        WHOLE.contains(&file.which())
            && later.clone().all(|to| !names.contains(&of(&file.name, file.which(), to)))
    };
    for file in newest().filter(is_newest) {
        // What an event does not hold reads `None` or `[]` in its debug line, texts hide.
        let event = format!("{:?}", codec::decode(file.encoded).unwrap());
        assert!(!event.contains("None") && !event.contains("[]"), "{}: {event}", file.name);
    }
}

#[test]
fn a_minimal_file_holds_no_field_that_can_be_left_out() {
    for file in newest().filter(|file| file.which() == "minimal") {
        for (field, _) in fields(&file.encoded.data) {
            let mut data = file.encoded.data.clone();
            data.as_object_mut().unwrap().remove(&field);
            let without = Encoded { data, ..file.encoded.clone() };
            let read_as = codec::decode(without).map(|event| codec::encode(&event).unwrap());
            let is_always_written = read_as.as_ref().ok() == Some(&file.encoded);
            assert!(read_as.is_err() || is_always_written, "{}: {field}", file.name);
        }
    }
}

#[test]
fn every_event_with_texts_has_a_file_without_its_words() {
    let files: Vec<_> = newest().collect();
    for full in files.iter().filter(|file| file.which() == "full") {
        let name = full.name.replace(".full.", ".erased.");
        let erased = files.iter().find(|file| file.name == name);
        let data = erase(&full.encoded.data);
        if data == full.encoded.data {
            assert!(erased.is_none(), "{name} has no texts");
        } else {
            assert_eq!(erased.map(|file| &file.encoded.data), Some(&data), "{name}");
        }
    }
}

fn erase(data: &Value) -> Value {
    match data {
        text if is_text(text) => serde_json::json!({ "erased": true }),
        Value::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), erase(value))).collect()
        }
        Value::Array(items) => items.iter().map(erase).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => data.clone(),
    }
}
