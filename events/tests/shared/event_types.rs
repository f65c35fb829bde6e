//! The names of all event types, taken from the format itself.
//!
//! Must never be a list that somebody has to keep: serde names what it accepts.

use serde::de::DeserializeOwned;
use tillbud_events::{
    action, alert, campaign, concern, follow, grant, headcount, improvement, incident, lesson,
    measure, release, report, scan, signal, theme,
};

/// Every event type of every stream.
pub fn event_types() -> Vec<String> {
    [
        of::<report::Event>(),
        of::<incident::Event>(),
        of::<action::Event>(),
        of::<concern::Event>(),
        of::<grant::Event>(),
        of::<follow::Event>(),
        of::<lesson::Event>(),
        of::<theme::Event>(),
        of::<improvement::Event>(),
        of::<measure::Event>(),
        of::<headcount::Event>(),
        of::<campaign::Event>(),
        of::<scan::Event>(),
        of::<alert::Event>(),
        of::<signal::Event>(),
        of::<release::Event>(),
    ]
    .concat()
}

/// The refusal reads: unknown variant \`?\`, expected one of \`a\`, \`b\`.
fn of<E: DeserializeOwned>() -> Vec<String> {
    let nothing = serde_json::json!({ "type": "?", "data": {} });
    let Err(refusal) = serde_json::from_value::<E>(nothing) else {
        panic!("an event of type ? was accepted");
    };
    let types: Vec<_> =
        refusal.to_string().split('`').skip(3).step_by(2).map(str::to_owned).collect();
    assert!(!types.is_empty(), "serde no longer names what it accepts: {refusal}");
    types
}
