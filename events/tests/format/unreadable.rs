//! What cannot be read is told apart, and never skipped.
//!
//! Must never decode something newer or broken to anything.

use serde_json::{Value, json};
use tillbud_events::codec::{self, AnyEvent, Encoded, SCHEMA};
use tillbud_events::{DecodeError, action, report};

fn decode(event_type: &str, schema: u32, data: Value) -> Result<AnyEvent, DecodeError> {
    codec::decode(Encoded { event_type: event_type.to_owned(), schema, data })
}

fn reads(event_type: &str, data: Value) -> String {
    match decode(event_type, SCHEMA, data) {
        Ok(event) => format!("{event:?}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn an_unknown_event_of_a_known_stream_is_an_unknown_type() {
    for event_type in ["report.shredded", "report", "report.", "incident.received"] {
        let error = decode(event_type, SCHEMA, json!({})).unwrap_err();
        assert!(matches!(error, DecodeError::UnknownType(named) if named == event_type));
    }
}

#[test]
fn an_event_of_an_unknown_stream_is_an_unknown_type() {
    for event_type in ["weather.changed", "", ".", "Report.received", "reports.received"] {
        let error = decode(event_type, SCHEMA, json!({})).unwrap_err();
        assert!(matches!(error, DecodeError::UnknownType(named) if named == event_type));
    }
}

#[test]
fn a_schema_that_this_program_does_not_know_is_refused() {
    for schema in [SCHEMA + 1, u32::MAX, 0] {
        let error = decode("report.acknowledged", schema, json!({})).unwrap_err();
        assert!(matches!(error, DecodeError::NewerSchema { schema: named, .. } if named == schema));
    }
}

#[test]
fn an_unknown_word_in_a_payload_is_a_broken_payload_not_an_unknown_type() {
    let data = json!({ "narrative": { "clear": "x" }, "lang": "fi" });
    let error = decode("report.received", SCHEMA, data).unwrap_err();
    assert!(matches!(error, DecodeError::Payload { .. }), "{error}");
    assert!(error.to_string().contains("`fi`"), "{error}");
}

#[test]
fn a_payload_of_another_shape_is_refused() {
    for data in [json!(null), json!([]), json!({}), json!({ "text": "in clear, unmarked" })] {
        let error = decode("action.implemented", SCHEMA, data).unwrap_err();
        assert!(matches!(error, DecodeError::Payload { .. }), "{error}");
    }
}

#[test]
fn level_4_cannot_be_read() {
    let triaged = |level: u8| {
        json!({
            "actual": "none", "potential": "none", "category": "x",
            "assets": [{ "asset": "x", "k": level, "r": 0, "t": 0 }],
        })
    };
    assert!(decode("incident.triaged", SCHEMA, triaged(3)).is_ok());
    assert!(reads("incident.triaged", triaged(4)).contains("security protection officer"));
    assert!(decode("incident.triaged", SCHEMA, triaged(5)).is_err());
}

#[test]
fn an_error_about_a_text_does_not_quote_its_words() {
    for narrative in [
        json!("hemligt"),
        json!({ "hemligt": 1 }),
        json!({ "clear": ["hemligt"] }),
        json!(["hemligt"]),
        json!({ "clear": "hemligt", "also": 1 }),
    ] {
        let data = json!({ "narrative": narrative, "lang": "sv", "urgent": false });
        let error = decode("report.received", SCHEMA, data).unwrap_err();
        assert!(matches!(error, DecodeError::Payload { .. }), "{error}");
        assert!(!format!("{error} {error:?}").contains("hemligt"), "{error:?}");
    }
}

#[test]
fn an_event_is_taken_out_of_the_union_of_its_own_stream_only() {
    let event = decode("report.acknowledged", SCHEMA, json!({})).unwrap();
    assert_eq!(action::Event::try_from(event.clone()), Err(event.clone()));
    let acknowledged = report::Event::Acknowledged(report::Acknowledged {});
    assert_eq!(report::Event::try_from(event), Ok(acknowledged));
}
