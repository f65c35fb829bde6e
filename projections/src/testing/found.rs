//! What scans and charts found, taken from the golden files of the format.

use tillbud_events::codec::{self, Encoded, SCHEMA};
use tillbud_events::{AlertId, AnyEvent, SignalId, scan};
use uuid::Uuid;

use super::Log;

macro_rules! golden {
    ($name:literal) => {
        event(include_str!(concat!("../../../events/golden/", $name, ".json")))
    };
}

fn event(file: &str) -> AnyEvent {
    let mut file: serde_json::Value = serde_json::from_str(file).unwrap();
    let event_type = file["type"].as_str().unwrap().to_owned();
    codec::decode(Encoded { event_type, schema: SCHEMA, data: file["data"].take() }).unwrap()
}

/// A week that was scanned, alerts that grew, were judged and closed, and signals of every
/// state.
pub(super) fn find(log: &mut Log) {
    log.push(scan::stream(), golden!("scan.week_scanned.1.full"));
    let [one, other] = [1, 2].map(|number| AlertId(Uuid::from_u128(5 << 32 | number)));
    log.push(one, golden!("alert.raised.1.full"));
    log.push(other, golden!("alert.raised.1.minimal"));
    log.push(one, golden!("alert.grown.1.full"));
    log.push(one, golden!("alert.judged.1.minimal"));
    log.push(one, golden!("alert.judged.1.full"));
    log.push(one, golden!("alert.closed.1.full"));
    let signals = [1, 2, 3, 4, 5].map(|number| SignalId(Uuid::from_u128(6 << 32 | number)));
    for id in signals {
        log.push(id, golden!("signal.raised.1.full"));
    }
    let [_, explained, dismissed, superseded, restored] = signals;
    log.push(explained, golden!("signal.explained.1.full"));
    log.push(dismissed, golden!("signal.dismissed.1.erased"));
    log.push(superseded, golden!("signal.superseded.1.full"));
    log.push(restored, golden!("signal.superseded.1.minimal"));
    log.push(restored, golden!("signal.restored.1.full"));
}
