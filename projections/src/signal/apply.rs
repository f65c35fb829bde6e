//! How each event of a signal changes its row.
//!
//! Must never change what was raised, but by the same signal as it is raised anew.

use tillbud_events::signal::{Event, Raised};
use tillbud_events::vocabulary::Label;
use tillbud_events::{AnyEvent, Recorded, Text};

use super::State;
use crate::db::{Tx, execute, number, statements};
use crate::projection::{At, Projection};

/// Writes the table of signals.
pub(crate) struct Signals;

impl Projection for Signals {
    const NAME: &'static str = "signal";
    const VERSION: u32 = 2;
    const DDL: &'static str = include_str!("../../../migrations/signal.sql");

    async fn apply(tx: &mut Tx, recorded: &Recorded<AnyEvent>) -> sqlx::Result<()> {
        let AnyEvent::Signal(event) = &recorded.event else { return Ok(()) };
        let at = At::of(recorded);
        match event {
            Event::Raised(raised) => raise(tx, &at, raised).await,
            Event::Explained(explained) => {
                settle(tx, &at, State::Explained, &explained.reason).await
            }
            Event::Dismissed(dismissed) => {
                settle(tx, &at, State::Dismissed, &dismissed.reason).await
            }
            Event::Superseded(superseded) => {
                let state = State::Superseded.as_str();
                let digest = superseded.made.input_sha256.as_str();
                execute!(tx, SUPERSEDE, &at.id, at.version, state, at.milliseconds, digest)
                    .map(drop)
            }
            Event::Restored(restored) => restore(tx, &at, &restored.raised).await,
        }
    }
}

async fn raise(tx: &mut Tx, at: &At, raised: &Raised) -> sqlx::Result<()> {
    let whole = whole(raised)?;
    execute!(
        tx,
        RAISE,
        &at.id,
        at.version,
        at.position,
        State::Open.as_str(),
        raised.measure.as_str(),
        raised.scope.unit.as_ref().map(Label::as_str),
        raised.scope.category.as_ref().map(Label::as_str),
        raised.rule.as_str(),
        raised.side.as_str(),
        raised.from.as_str(),
        raised.to.as_str(),
        raised.q.map(|figure| figure.to_string()),
        raised.is_notable,
        at.milliseconds,
        number(raised.known_at),
        raised.made.engine.as_str(),
        raised.made.profile.as_str(),
        raised.made.input_sha256.as_str(),
        whole,
    )
    .map(drop)
}

/// Everything that does not follow from the signal's id may be another than it was.
async fn restore(tx: &mut Tx, at: &At, raised: &Raised) -> sqlx::Result<()> {
    let whole = whole(raised)?;
    execute!(
        tx,
        RESTORE,
        &at.id,
        at.version,
        State::Open.as_str(),
        raised.to.as_str(),
        raised.q.map(|figure| figure.to_string()),
        raised.is_notable,
        number(raised.known_at),
        raised.made.engine.as_str(),
        raised.made.input_sha256.as_str(),
        whole,
        at.milliseconds,
    )
    .map(drop)
}

fn whole(raised: &Raised) -> sqlx::Result<String> {
    serde_json::to_string(raised).map_err(|error| sqlx::Error::Encode(error.into()))
}

async fn settle(tx: &mut Tx, at: &At, state: State, reason: &Text) -> sqlx::Result<()> {
    let (state, reason) = (state.as_str(), reason.as_clear());
    execute!(tx, SETTLE, &at.id, at.version, state, at.milliseconds, reason).map(drop)
}

statements! {
    RAISE = "insert into signal
            (signal_id, version, position, state, measure, unit, category, rule, side, from_period,
             to_period, q, is_notable, raised_at, known_at, engine, profile, input_sha256, raised,
             is_settled)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
            $19, false)";
    RESTORE = "update signal set version = $2, state = $3, to_period = $4, q = $5,
            is_notable = $6, known_at = $7, engine = $8, input_sha256 = $9, raised = $10,
            restored_at = $11, settled_at = null, late_sha256 = null
        where signal_id = $1";
    SETTLE = "update signal set version = $2, state = $3, settled_at = $4, reason = $5,
            is_settled = true
        where signal_id = $1";
    SUPERSEDE = "update signal set version = $2, state = $3, settled_at = $4, late_sha256 = $5
        where signal_id = $1";
}
