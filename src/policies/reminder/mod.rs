//! Reminds people of what comes near with time, through the outbox: deadlines of laws,
//! actions, reviews of improvements, reporters who have heard nothing, and those who have not
//! heard what came of it.
//!
//! Looks once a minute at what the read models hold once they have caught up with the log,
//! and at the time. [`step`] says when; the outbox remembers in each recipient's record
//! what was given, in the same write that counts it, so that each step of a thing is told
//! once, whoever stops, starts again, or looks at the same time. Must never speak of a
//! state that the log has left behind, nor name what a reminder is about.

pub mod step;

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::Context;
use jiff::{SignedDuration, Timestamp, ToSpan};
use tillbud_events::HolderId;
use tillbud_projections::db::timestamp;
use tillbud_projections::{Db, held_function, reminder};
use tokio::task::JoinHandle;

use crate::App;
use crate::clock::{begin_of, day, end_of};
use crate::organisation::Organisation;
use crate::policies::outbox::Outbox;
use crate::policies::outbox::record::Reminder;
use step::{LATE_DAYS, Step};

/// How often it looks.
const EVERY: SignedDuration = SignedDuration::from_mins(1);
/// Longest wait for the read models at one look.
const CAUGHT_UP_WAIT: Duration = Duration::from_secs(20);
/// Days before an action's day from which on it is looked at: its first step and a long
/// holiday before that.
const AHEAD_DAYS: i64 = 21;

/// More days than stand off work in a row: the last working morning is no longer ago.
const DAYS_OFF: i64 = 7;

/// Looks at once and then every minute, until it is aborted.
#[must_use]
pub fn start(app: App, outbox: Outbox) -> JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            if let Err(error) = look(&app, &outbox).await {
                tracing::warn!(error = format!("{error:#}"), "nobody is reminded; trying again");
            }
            let next = app.clock.now().saturating_add(EVERY).unwrap_or(Timestamp::MAX);
            app.clock.pause_until(next).await;
        }
    })
}

/// Gives the reminders that hold now to whoever has not had them.
///
/// # Errors
/// When the log, the read models or the outbox are away, or the read models are behind:
/// all can be repeated.
pub async fn look(app: &App, outbox: &Outbox) -> anyhow::Result<()> {
    let tip = app.store.tip().await?;
    let has_caught_up = app.projector.caught_up_within(tip, CAUGHT_UP_WAIT).await;
    anyhow::ensure!(has_caught_up, "the read models are behind the log");
    let steps = holding(app.read_models.db(), &app.organisation, app.clock.now()).await;
    let steps = steps.context("the read models cannot be read")?;
    let reminders: Vec<_> = steps
        .into_iter()
        .map(|(about, owners, step)| {
            let parts: Vec<_> =
                about.iter().map(String::as_bytes).chain([step.name.as_bytes()]).collect();
            let Step { wait, from, until, .. } = step;
            Reminder { wait, key: outbox.reminder_key(&parts), from, until, owners }
        })
        .collect();
    Ok(outbox.remind(&reminders).await?)
}

/// What a step is about: what tells it from all others, with its deadline.
type About = Vec<String>;
/// Who sees to the function that owns it, where it is an action.
type Owners = Option<Vec<HolderId>>;

/// The steps that hold at `now`.
async fn holding(
    db: &Db,
    organisation: &Organisation,
    now: Timestamp,
) -> Result<Vec<(About, Owners, Step)>, tillbud_projections::DatabaseError> {
    let mut steps = Vec::new();
    let mut add = |about: &[&str], owners: Owners, step: Option<Step>| {
        let about = about.iter().map(|part| (*part).to_owned()).collect();
        steps.extend(step.map(|step| (about, owners, step)));
    };
    let read_within = organisation.read_within_working_days;
    let late = now.saturating_sub(SignedDuration::from_hours(24 * (LATE_DAYS + 1)));
    let late = late.unwrap_or(Timestamp::MIN).as_millisecond();
    for row in reminder::stages(db, late).await? {
        let due = row.due_at.to_string();
        let step = step::of_stage(timestamp(row.asked_at), timestamp(row.due_at), now);
        let about = ["stage", &row.incident_id, &row.regime, &row.controller, &row.stage, &due];
        add(&about, None, step);
    }
    let today = day(now);
    // Weekends and holidays can put the last step off.
    let from = today.saturating_sub((LATE_DAYS + AHEAD_DAYS).days()).to_string();
    let to = today.saturating_add(AHEAD_DAYS.days()).to_string();
    let held = owners(db).await?;
    for row in reminder::owed(db, &from, &to).await? {
        let due = row.due.parse().ok();
        let step = due.and_then(|due| step::of_owed(timestamp(row.decided_at), due, now));
        let owners = row.owner_folded.as_ref().and_then(|owner| held.get(owner));
        let owners = Some(owners.cloned().unwrap_or_default());
        add(&["owed", &row.action_id, &row.due], owners, step);
    }
    for row in reminder::unconfirmed(db).await? {
        let since = row.since.to_string();
        let step = step::of_unconfirmed(timestamp(row.since), now);
        add(&["unconfirmed", &row.action_id, &row.state, &since], None, step);
    }
    let reached = today.to_string();
    for row in reminder::reviews(db, &from, &reached).await? {
        let review = row.review.parse().ok();
        let step =
            review.and_then(|review| step::of_review(timestamp(row.planned_at), review, now));
        add(&["review", &row.improvement_id, &row.review], None, step);
    }
    for row in reminder::silent(db).await? {
        let said = row.said_at.to_string();
        let step = step::of_silence(timestamp(row.said_at), read_within, now);
        add(&["silent", &row.report_id, &said], None, step);
    }
    let within = i64::from(organisation.feedback_within_days).days();
    // What was received on a day from here on may still be told of; the last is one that is late.
    let first = today.saturating_sub((LATE_DAYS + DAYS_OFF).days()).saturating_sub(within);
    let last = today.saturating_sub(1.day()).saturating_sub(within);
    let received = begin_of(first).as_millisecond()..end_of(last).as_millisecond();
    for row in reminder::promised(db, received).await? {
        let promised = day(timestamp(row.received_at)).saturating_add(within);
        let Some(step) = step::of_feedback(promised, now) else { continue };
        let morning = step.from.to_string();
        add(&["feedback", &row.report_id, &morning], None, Some(step));
    }
    Ok(steps)
}

/// Who sees to each function, as it is compared.
async fn owners(
    db: &Db,
) -> Result<BTreeMap<String, Vec<HolderId>>, tillbud_projections::DatabaseError> {
    let mut held: BTreeMap<String, Vec<HolderId>> = BTreeMap::new();
    for row in held_function::holders(db).await? {
        held.entry(row.folded).or_default().extend(row.holder.parse::<HolderId>().ok());
    }
    Ok(held)
}
