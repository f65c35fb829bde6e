//! A log that holds made-up work, quickly: many streams in one atomic batch.
//!
//! Must never be pointed at a log that someone uses.

use tillbud::store::{Append, EventStore, Expected};

use super::story::{EVENTS_MAX, story};

/// Events of one atomic batch, as JetStream allows.
const BATCH_EVENTS: usize = 1_000;

/// Appends whole stories until there are at least `events`; says how many there are.
pub async fn fill(store: &EventStore, events: usize) -> usize {
    let (mut appended, mut batch, mut size) = (0, Vec::new(), 0);
    for number in 0.. {
        for told in story(number) {
            size += told.events.len();
            let expected = Expected::new_stream(told.stream);
            batch.push(Append { stream: told.stream, expected, events: told.events });
        }
        let is_enough = appended + size >= events;
        if is_enough || size + EVENTS_MAX > BATCH_EVENTS {
            store.append(std::mem::take(&mut batch)).await.unwrap();
            appended += std::mem::take(&mut size);
        }
        if is_enough {
            break;
        }
    }
    appended
}
