//! Laws of the stored format: decoding undoes encoding, and nothing is unreadable.
//!
//! Must never compare texts by their debug lines, which hide the words.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use tillbud_events::codec::{self, Encoded};
use tillbud_events::{AnyEvent, DecodeError};

use crate::any_event;
use crate::any_measure;
use crate::any_statistics;
use crate::event_types::event_types;

fn event() -> impl Strategy<Value = AnyEvent> {
    prop_oneof![
        any_event::report().prop_map(AnyEvent::from),
        any_event::incident().prop_map(AnyEvent::from),
        any_event::action().prop_map(AnyEvent::from),
        any_event::concern().prop_map(AnyEvent::from),
        any_event::grant().prop_map(AnyEvent::from),
        any_event::follow().prop_map(AnyEvent::from),
        any_event::lesson().prop_map(AnyEvent::from),
        any_event::theme().prop_map(AnyEvent::from),
        any_event::improvement().prop_map(AnyEvent::from),
        any_measure::measure().prop_map(AnyEvent::from),
        any_measure::headcount().prop_map(AnyEvent::from),
        any_measure::campaign().prop_map(AnyEvent::from),
        any_statistics::scan().prop_map(AnyEvent::from),
        any_statistics::alert().prop_map(AnyEvent::from),
        any_statistics::signal().prop_map(AnyEvent::from),
        any_event::release().prop_map(AnyEvent::from),
    ]
}

/// Through bytes, as the log stores it.
fn stored_and_read(encoded: &Encoded) -> Encoded {
    let bytes = serde_json::to_vec(&encoded.data).unwrap();
    Encoded { data: serde_json::from_slice(&bytes).unwrap(), ..encoded.clone() }
}

proptest! {
    #[test]
    fn decoding_gives_back_the_event_that_was_encoded(event in event()) {
        let encoded = codec::encode(&event).unwrap();
        let read = codec::decode(stored_and_read(&encoded)).unwrap();
        prop_assert!(read == event, "{read:?} is not {event:?}");
    }

    #[test]
    fn an_event_is_encoded_the_same_way_alone_and_among_others(event in any_event::report()) {
        let alone = codec::encode(&event).unwrap();
        prop_assert_eq!(alone, codec::encode(&AnyEvent::from(event)).unwrap());
    }

    #[test]
    fn the_type_of_an_event_begins_with_its_stream(event in event()) {
        let kind = match &event {
            AnyEvent::Report(_) => "report.",
            AnyEvent::Incident(_) => "incident.",
            AnyEvent::Action(_) => "action.",
            AnyEvent::Concern(_) => "concern.",
            AnyEvent::Grant(_) => "grant.",
            AnyEvent::Follow(_) => "follow.",
            AnyEvent::Lesson(_) => "lesson.",
            AnyEvent::Theme(_) => "theme.",
            AnyEvent::Improvement(_) => "improvement.",
            AnyEvent::Measure(_) => "measure.",
            AnyEvent::Headcount(_) => "headcount.",
            AnyEvent::Campaign(_) => "campaign.",
            AnyEvent::Scan(_) => "scan.",
            AnyEvent::Alert(_) => "alert.",
            AnyEvent::Signal(_) => "signal.",
            AnyEvent::Release(_) => "release.",
        };
        let event_type = codec::encode(&event).unwrap().event_type;
        prop_assert!(event_type.starts_with(kind), "{event_type}");
    }

    #[test]
    fn whatever_is_not_an_event_is_refused_without_a_panic(
        event_type in "(report|incident|action|concern|grant|follow|lesson|theme|improvement|measure|headcount|campaign|scan|alert|signal|release|vault)?\\.?\\PC{0,20}", schema in 0..3_u32,
    ) {
        let encoded = Encoded { event_type, schema, data: serde_json::json!({"text": 1}) };
        let is_refused = match codec::decode(encoded) {
            Err(DecodeError::UnknownType(_) | DecodeError::NewerSchema { .. }) => true,
            Err(DecodeError::Payload { .. }) | Ok(_) => false,
        };
        prop_assert!(is_refused);
    }
}

#[test]
fn the_laws_are_tried_with_every_event_of_the_format() {
    let mut runner = TestRunner::deterministic();
    let tried: BTreeSet<_> = (0..20_000)
        .map(|_| event().new_tree(&mut runner).unwrap().current())
        .map(|event| codec::encode(&event).unwrap().event_type)
        .collect();
    assert_eq!(tried, event_types().into_iter().collect());
}
