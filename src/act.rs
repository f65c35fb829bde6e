//! One request to change something: who (as a role), when, and the ids that follow from it.
//!
//! All ids of an act derive from one seed. With an `Idempotency-Key` the seed
//! derives from that key, so a repeated request, concurrent or after a crash,
//! arrives at the same ids and the log itself shows that it has happened: no
//! separate record of past requests exists. Must never put the key or anything
//! else that the client sent into an id in a way that can be read back.

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use tillbud_events::{Actor, Meta, StreamId, StreamKind};
use uuid::Uuid;

use crate::clock::{Clock, id_from};

/// Longest `Idempotency-Key`, in bytes.
pub const IDEMPOTENCY_KEY_BYTES: usize = 255;

/// A request to change something.
#[derive(Clone)]
pub struct Act {
    actor: Actor,
    at: Timestamp,
    seed: [u8; 32],
    content: [u8; 32],
    is_repeatable: bool,
}

/// What makes a request repeatable: the client's key and what it was used for.
#[derive(Clone)]
pub struct Idempotency<'a> {
    /// The deployment's secret for this purpose.
    pub secret: &'a [u8; 32],
    /// Whose key it is and for which route; the same key elsewhere is another key.
    pub scope: &'a str,
    /// The client's `Idempotency-Key`.
    pub key: &'a str,
    /// The content of the request: the same key with other content is an error.
    pub content: &'a [u8],
}

/// A reporter's act as it is held: its hour, and what its ids follow from.
#[derive(Clone, Serialize, Deserialize)]
pub struct HeldAct {
    at: Timestamp,
    seed: [u8; 32],
    content: [u8; 32],
}

impl HeldAct {
    /// The hour in which it began.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// Whether `act` is this act, or claims to be: its `Idempotency-Key` is the same.
    #[must_use]
    pub fn is(&self, act: &Act) -> bool {
        self.seed == act.seed
    }

    /// Whether `act` came with the same content.
    #[must_use]
    pub fn has_content_of(&self, act: &Act) -> bool {
        self.content == act.content
    }

    /// The act itself. It may be carried out several times, until what was held is erased.
    #[must_use]
    pub fn resume(&self) -> Act {
        let Self { at, seed, content } = *self;
        Act { actor: Actor::Reporter, at, seed, content, is_repeatable: true }
    }
}

impl Act {
    /// What is held of a reporter's act: of its moment no more than the hour in which it
    /// began, which is never later than the true one.
    #[must_use]
    pub fn held(&self) -> HeldAct {
        let at = StreamKind::Report.recorded_moment(self.at);
        HeldAct { at, seed: self.seed, content: self.content }
    }

    /// An act that nobody can repeat.
    #[must_use]
    pub fn once(clock: &Clock, actor: Actor) -> Self {
        let seed = clock.random_bytes();
        Self { actor, at: clock.now(), seed, content: [0; 32], is_repeatable: false }
    }

    /// An act that is the same whenever the same key and content are sent.
    #[must_use]
    pub fn repeatable(clock: &Clock, actor: Actor, idempotency: &Idempotency<'_>) -> Self {
        let Idempotency { secret, scope, key, content } = idempotency;
        let seed = digest(secret, &[b"seed", scope.as_bytes(), key.as_bytes()]);
        let content = digest(&seed, &[b"content", content]);
        Self { actor, at: clock.now(), seed, content, is_repeatable: true }
    }

    /// Who acts.
    #[must_use]
    pub fn actor(&self) -> Actor {
        self.actor
    }

    /// When.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// Whether the same request may come again.
    #[must_use]
    pub fn is_repeatable(&self) -> bool {
        self.is_repeatable
    }

    /// The id of a new thing; the same for the same `purpose` of the same act.
    #[must_use]
    pub fn id(&self, purpose: &str) -> Uuid {
        id_from(self.secret(purpose))
    }

    /// 32 bytes that follow from this act and that nobody else can work out.
    #[must_use]
    pub fn secret(&self, purpose: &str) -> [u8; 32] {
        digest(&self.seed, &[b"id", purpose.as_bytes()])
    }

    /// The request's id, on each of its events.
    #[must_use]
    pub fn correlation_id(&self) -> Uuid {
        self.id("correlation")
    }

    /// Whether `first`, the first event in `stream` that came by this act's key, came with other
    /// content: then the key was used for something else.
    #[must_use]
    pub fn differs_from(&self, stream: StreamId, first: &Meta) -> bool {
        self.meta(stream, 0).event_id != first.event_id
    }

    /// The surroundings of this act's event number `ordinal` (from 0) in `stream`.
    #[must_use]
    pub fn meta(&self, stream: StreamId, ordinal: usize) -> Meta {
        let ordinal = ordinal.to_be_bytes();
        let event_id =
            digest(&self.seed, &[b"event", stream.to_string().as_bytes(), &ordinal, &self.content]);
        Meta {
            event_id: id_from(event_id),
            at: stream.kind.recorded_moment(self.at),
            actor: self.actor,
            correlation_id: self.correlation_id(),
            causation_id: None,
        }
    }
}

/// The key as HMAC takes it: padded with zeros to one block of SHA-256 (RFC 2104).
fn block(key: &[u8; 32]) -> hmac::digest::Key<Hmac<Sha256>> {
    let mut block = hmac::digest::Key::<Hmac<Sha256>>::default();
    block[..32].copy_from_slice(key);
    block
}

/// HMAC-SHA256 over `parts`, each with its length, so that no two lists collide.
#[must_use]
pub fn digest(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new(&block(key));
    for part in parts {
        mac.update(&part.len().to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tillbud_events::{ReportId, StreamKind};

    fn act(key: &str, content: &str) -> Act {
        let idempotency = Idempotency {
            secret: &[1; 32],
            scope: "reporter POST /reports",
            key,
            content: content.as_bytes(),
        };
        Act::repeatable(&Clock::system(), Actor::Reporter, &idempotency)
    }

    #[test]
    fn the_same_key_and_content_give_the_same_ids() {
        let stream = StreamId::from(ReportId(act("k", "a").id("report")));
        assert_eq!(act("k", "a").id("report"), act("k", "b").id("report"));
        assert_eq!(act("k", "a").meta(stream, 0).event_id, act("k", "a").meta(stream, 0).event_id);
        assert_ne!(act("k", "a").meta(stream, 0).event_id, act("k", "b").meta(stream, 0).event_id);
        assert_ne!(act("k", "a").id("report"), act("l", "a").id("report"));
    }

    #[test]
    fn a_held_act_gives_the_same_ids_and_knows_its_hour_only() {
        let at: Timestamp = "2026-05-04T10:42:17Z".parse().unwrap();
        let act = Act::once(&Clock::simulated(at, 1), Actor::Reporter);
        let held = serde_json::to_string(&act.held()).unwrap();
        assert!(!held.contains("10:42") && !held.contains(":17"), "{held}");
        let resumed = serde_json::from_str::<HeldAct>(&held).unwrap().resume();
        let stream = StreamId { kind: StreamKind::Report, id: act.id("report") };
        assert_eq!(act.meta(stream, 0), resumed.meta(stream, 0));
        assert_eq!(act.secret("receipt"), resumed.secret("receipt"));
        assert_eq!(resumed.at().to_string(), "2026-05-04T10:00:00Z");
    }

    #[test]
    fn ids_are_version_4_and_differ_by_purpose() {
        let act = Act::once(&Clock::system(), Actor::Reporter);
        assert_eq!(act.id("report").get_version_num(), 4);
        assert_ne!(act.id("report"), act.id("message"));
    }

    #[test]
    fn a_reporters_event_carries_a_whole_hour() {
        let at: Timestamp = "2026-05-04T10:42:17Z".parse().unwrap();
        let act = Act::once(&Clock::simulated(at, 1), Actor::Reporter);
        let stream = StreamId { kind: StreamKind::Report, id: act.id("report") };
        assert_eq!(act.meta(stream, 0).at.to_string(), "2026-05-04T10:00:00Z");
    }
}
