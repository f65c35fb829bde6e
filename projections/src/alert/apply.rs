//! How each event of the scans and of an alert changes its rows.
//!
//! Must never change what was found at first but by what a later scan found.

use tillbud_events::alert::{Event, Grown, Raised, Tally};
use tillbud_events::vocabulary::Label;
use tillbud_events::{AnyEvent, Recorded, scan};

use super::State;
use crate::db::{Tx, execute, statements};
use crate::projection::{At, Projection};

/// Writes the tables of alerts and scans.
pub(crate) struct Alerts;

impl Projection for Alerts {
    const NAME: &'static str = "alert";
    const VERSION: u32 = 1;
    const DDL: &'static str = include_str!("../../../migrations/alert.sql");

    async fn apply(tx: &mut Tx, recorded: &Recorded<AnyEvent>) -> sqlx::Result<()> {
        let at = At::of(recorded);
        if let AnyEvent::Scan(event) = &recorded.event {
            return scanned(tx, &at, event).await;
        }
        let AnyEvent::Alert(event) = &recorded.event else { return Ok(()) };
        match event {
            Event::Raised(raised) => raise(tx, &at, raised).await,
            Event::Grown(grown) => grow(tx, &at, grown).await,
            Event::Closed(closed) => {
                let (state, week) = (State::Closed.as_str(), closed.week.to_string());
                execute!(tx, CLOSE, &at.id, at.version, state, week).map(drop)
            }
            Event::Judged(judged) => {
                let (verdict, reason) = (judged.verdict.as_str(), judged.reason.as_clear());
                execute!(tx, JUDGE, &at.id, at.version, verdict, reason, at.milliseconds).map(drop)
            }
        }
    }
}

async fn raise(tx: &mut Tx, at: &At, raised: &Raised) -> sqlx::Result<()> {
    let Raised { family, category, week, found, members, is_provisional, made } = raised;
    execute!(
        tx,
        RAISE,
        &at.id,
        at.version,
        at.position,
        State::Open.as_str(),
        family.as_str(),
        category.as_ref().map(Label::as_str),
        found.unit.as_ref().map(Label::as_str),
        week.to_string(),
        at.milliseconds,
        i64::from(found.window_weeks),
        whole(found.observed),
        whole(found.baseline),
        found.expected.to_string(),
        found.p.to_string(),
        found.q.to_string(),
        *is_provisional,
        made.engine.as_str(),
        made.profile.as_str(),
        made.input_sha256.as_str(),
    )?;
    name(tx, at, members).await
}

async fn grow(tx: &mut Tx, at: &At, grown: &Grown) -> sqlx::Result<()> {
    let Grown { week, found, members, made } = grown;
    execute!(
        tx,
        GROW,
        &at.id,
        at.version,
        found.unit.as_ref().map(Label::as_str),
        week.to_string(),
        i64::from(found.window_weeks),
        whole(found.observed),
        whole(found.baseline),
        found.expected.to_string(),
        found.p.to_string(),
        found.q.to_string(),
        made.engine.as_str(),
        made.profile.as_str(),
        made.input_sha256.as_str(),
    )?;
    execute!(tx, FORGET, &at.id)?;
    name(tx, at, members).await
}

async fn name(tx: &mut Tx, at: &At, members: &[Tally]) -> sqlx::Result<()> {
    for (ordinal, member) in (0_i64..).zip(members) {
        execute!(
            tx,
            MEMBER,
            &at.id,
            ordinal,
            member.unit.as_ref().map(Label::as_str),
            i64::from(member.window_weeks),
            whole(member.observed),
            whole(member.baseline),
            member.expected.to_string(),
            member.p.to_string(),
            member.q.to_string(),
        )?;
    }
    Ok(())
}

async fn scanned(tx: &mut Tx, at: &At, event: &scan::Event) -> sqlx::Result<()> {
    let scan::Event::WeekScanned(scanned) = event;
    let tests = scanned.families.iter().map(|family| family.tests).fold(0, u64::saturating_add);
    let found = i64::try_from(scanned.found.len()).unwrap_or(i64::MAX);
    let (week, is_provisional) = (scanned.week.to_string(), scanned.is_provisional);
    execute!(tx, SCAN, week, at.milliseconds, whole(tests), found, is_provisional).map(drop)
}

fn whole(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

statements! {
    RAISE = "insert into alert
            (alert_id, version, position, state, family, category, unit, week, last_week, raised_at,
             window_weeks, observed, baseline, expected, p, q, is_provisional, engine, profile,
             input_sha256)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
            $18, $19)";
    GROW = "update alert set version = $2, unit = $3, last_week = $4, window_weeks = $5,
            observed = $6, baseline = $7, expected = $8, p = $9, q = $10, engine = $11,
            profile = $12, input_sha256 = $13
        where alert_id = $1";
    FORGET = "delete from alert_member where alert_id = $1";
    MEMBER = "insert into alert_member
            (alert_id, ordinal, unit, window_weeks, observed, baseline, expected, p, q)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    CLOSE = "update alert set version = $2, state = $3, closed_week = $4 where alert_id = $1";
    JUDGE = "update alert set version = $2, verdict = $3, reason = $4, judged_at = $5
        where alert_id = $1";
    SCAN = "insert into scan (week, at, tests, found, is_provisional)
        values ($1, $2, $3, $4, $5) on conflict do nothing";
}
