//! Events of incidents → the tables of notifications.
//!
//! Must never count a deadline: what was set stands in the event.

use tillbud_events::incident::Event;
use tillbud_events::incident::notification::{
    DeadlinesSet, Duty, NotificationDescribed, NotificationSent, NotificationSupplemented,
};
use tillbud_events::vocabulary::{Clock, Label, Regime, Standing};
use tillbud_events::{AnyEvent, Recorded, Text};

use super::NO_DEADLINE;
use crate::db::{Tx, execute, fetch, statements, words, words_of};
use crate::projection::{At, Projection};

/// Writes the tables of notifications.
pub(crate) struct Notifications;

impl Projection for Notifications {
    const NAME: &'static str = "notification";
    const VERSION: u32 = 2;
    const DDL: &'static str = include_str!("../../../migrations/notification.sql");

    async fn apply(tx: &mut Tx, recorded: &Recorded<AnyEvent>) -> sqlx::Result<()> {
        let AnyEvent::Incident(event) = &recorded.event else { return Ok(()) };
        let at = At::of(recorded);
        match event {
            Event::Triaged(triaged) => trigger(tx, &at, &triaged.assess).await,
            Event::PersonalDataAnswered(answered) => {
                let law = Regime::Gdpr.as_str();
                execute!(tx, ANSWER, &at.id, at.position, answered.touched, law).map(drop)
            }
            Event::AssessmentAsked(asked) => ask(tx, &at, &asked.duty).await,
            Event::AssessmentDecided(decided) => {
                let duty = Duty { regime: decided.regime, controller: None };
                decide(tx, &Key::of(&at, &duty), &at, decided.notifiable, &decided.reasons).await
            }
            Event::ControllerAssessed(assessed) => {
                let controller = Some(assessed.controller.clone());
                let duty = Duty { regime: assessed.regime, controller };
                decide(tx, &Key::of(&at, &duty), &at, assessed.notifiable, &assessed.reasons).await
            }
            Event::AwarenessDeclared(declared) => {
                let key = Key::of(&at, &declared.duty);
                let (reasons, erased) = words(&declared.reasons);
                let aware = declared.aware.as_millisecond();
                execute!(tx, DECLARE, key.id, key.regime, key.controller, aware, reasons, erased)?;
                show_next(tx, &key).await
            }
            Event::DeadlinesSet(set) => set_deadlines(tx, &Key::of(&at, &set.duty), set).await,
            Event::NotificationDescribed(it) => {
                describe(tx, &Key::of(&at, &it.duty), &at, it).await
            }
            Event::NotificationSent(sent) => {
                let NotificationSent { duty, stage, sent: moment, reference, text } = sent;
                let key = Key::of(&at, duty);
                let sending = Sending {
                    kind: Standing::Sent,
                    stage: stage.as_str(),
                    moment: moment.as_millisecond(),
                };
                send(tx, &key, &at, sending, (reference.as_ref(), text)).await
            }
            Event::NotificationSupplemented(it) => {
                let NotificationSupplemented { duty, stage, sent, reference, text, .. } = it;
                let key = Key::of(&at, duty);
                let kind = Standing::Supplemented;
                let sending =
                    Sending { kind, stage: stage.as_str(), moment: sent.as_millisecond() };
                send(tx, &key, &at, sending, (reference.as_ref(), text)).await
            }
            Event::NotificationFinished(finished) => {
                let key = Key::of(&at, &finished.duty);
                let (text, erased) = words(&finished.text);
                execute!(
                    tx,
                    FINISH,
                    key.id,
                    key.regime,
                    key.controller,
                    at.milliseconds,
                    text,
                    erased
                )?;
                show_next(tx, &key).await
            }
            Event::Opened(_)
            | Event::ReportLinked(_)
            | Event::ReportUnlinked(_)
            | Event::MergedInto(_)
            | Event::Unmerged(_)
            | Event::Absorbed(_)
            | Event::Released(_)
            | Event::ResponseChosen(_)
            | Event::TimelineItemAdded(_)
            | Event::FactorIdentified(_)
            | Event::FactorWithdrawn(_)
            | Event::FileAttached(_)
            | Event::FileWithdrawn(_)
            | Event::Retitled(_)
            | Event::AnalysisCompleted(_)
            | Event::ActionAdded(_)
            | Event::Closed(_)
            | Event::Reopened(_)
            | Event::QuestionAnswered(_)
            | Event::Assigned(_)
            | Event::Recused(_)
            | Event::RecusalTakenBack(_)
            | Event::ActionTakenUpAgain(_)
            | Event::WordingKept(_) => Ok(()),
        }
    }
}

/// Which row.
struct Key<'e> {
    id: &'e str,
    regime: &'static str,
    controller: &'e str,
}

impl<'e> Key<'e> {
    fn of(at: &'e At, duty: &'e Duty) -> Self {
        let controller = duty.controller.as_ref().map_or("", Label::as_str);
        Self { id: &at.id, regime: duty.regime.as_str(), controller }
    }
}

struct Sending<'e> {
    kind: Standing,
    stage: &'e str,
    moment: i64,
}

async fn trigger(tx: &mut Tx, at: &At, regimes: &[Regime]) -> sqlx::Result<()> {
    for (regime, ordinal) in regimes.iter().zip(1_i64..) {
        if known(tx, &at.id, regime.as_str()).await?.is_empty() {
            insert(tx, at, &Duty { regime: *regime, controller: None }, ordinal).await?;
        }
    }
    Ok(())
}

/// The first controller that is named takes over what nobody decided for all.
async fn ask(tx: &mut Tx, at: &At, duty: &Duty) -> sqlx::Result<()> {
    let key = Key::of(at, duty);
    let waiting = (String::new(), Standing::Assessing.to_string());
    let is_taken_over =
        duty.controller.is_some() && known(tx, key.id, key.regime).await?.contains(&waiting);
    if is_taken_over {
        execute!(tx, NAME, key.id, key.regime, key.controller)?;
        execute!(tx, NAME_DEADLINES, key.id, key.regime, key.controller)?;
        Ok(())
    } else {
        insert(tx, at, duty, 1).await
    }
}

async fn known(tx: &mut Tx, id: &str, regime: &str) -> sqlx::Result<Vec<(String, String)>> {
    fetch!(fetch_all::<(String, String)>(in tx, KNOWN, id, regime))
}

async fn insert(tx: &mut Tx, at: &At, duty: &Duty, ordinal: i64) -> sqlx::Result<()> {
    let key = Key::of(at, duty);
    let standing = Standing::Assessing.as_str();
    execute!(
        tx,
        INSERT,
        key.id,
        key.regime,
        key.controller,
        at.position,
        ordinal,
        standing,
        at.milliseconds,
        NO_DEADLINE,
    )?;
    if duty.regime == Regime::Gdpr {
        execute!(tx, ASKED, key.id)?;
    }
    Ok(())
}

async fn decide(
    tx: &mut Tx,
    key: &Key<'_>,
    at: &At,
    notifiable: bool,
    reasons: &Text,
) -> sqlx::Result<()> {
    let (reasons, erased) = words(reasons);
    let Key { id, regime, controller } = key;
    execute!(tx, DECIDE, id, regime, controller, at.milliseconds, notifiable, reasons, erased)?;
    show_next(tx, key).await
}

async fn set_deadlines(tx: &mut Tx, key: &Key<'_>, set: &DeadlinesSet) -> sqlx::Result<()> {
    let Key { id, regime, controller } = key;
    let received = set.received.map(|moment| moment.as_millisecond());
    execute!(tx, COUNT, id, regime, controller, set.pack.as_str(), received)?;
    execute!(tx, REMOVE_DEADLINES, id, regime, controller)?;
    for (deadline, ordinal) in set.deadlines.iter().zip(1_i64..) {
        let (stage, clock) = (deadline.stage.as_str(), deadline.clock.as_str());
        let due = deadline.due.as_millisecond();
        execute!(tx, INSERT_DEADLINE, id, regime, controller, ordinal, stage, clock, due)?;
    }
    show_next(tx, key).await
}

async fn describe(
    tx: &mut Tx,
    key: &Key<'_>,
    at: &At,
    described: &NotificationDescribed,
) -> sqlx::Result<()> {
    let Key { id, regime, controller } = key;
    let (facts, no_facts) = words(&described.facts);
    let (consequences, no_consequences) = words(&described.consequences);
    let (measures, no_measures) = words(&described.measures);
    let (affected, no_affected) = words_of(described.affected.as_ref());
    execute!(
        tx,
        DESCRIBE,
        id,
        regime,
        controller,
        at.milliseconds,
        facts,
        consequences,
        measures,
        affected,
        no_facts || no_consequences || no_measures || no_affected,
    )
    .map(drop)
}

async fn send(
    tx: &mut Tx,
    key: &Key<'_>,
    at: &At,
    sending: Sending<'_>,
    (reference, text): (Option<&Text>, &Text),
) -> sqlx::Result<()> {
    let Key { id, regime, controller } = key;
    let Sending { kind, stage, moment } = sending;
    let (reference, no_reference) = words_of(reference);
    let (text, no_text) = words(text);
    let kind = kind.as_str();
    execute!(
        tx,
        INSERT_SENDING,
        id,
        regime,
        controller,
        at.position,
        kind,
        stage,
        moment,
        reference,
        text,
        no_reference || no_text,
    )?;
    execute!(tx, SEND, id, regime, controller, kind)?;
    show_next(tx, key).await
}

/// What has to be sent next, from the rows beside it: by the declared clock when there is
/// one, else in the worst case.
async fn show_next(tx: &mut Tx, key: &Key<'_>) -> sqlx::Result<()> {
    let Key { id, regime, controller } = key;
    let row =
        fetch!(fetch_optional::<(String, Option<i64>)>(in tx, STANDING, id, regime, controller))?;
    let Some((standing, aware)) = row else { return Ok(()) };
    let is_running = match Standing::from_stored(&standing) {
        Some(Standing::Assessing | Standing::Due | Standing::Sent | Standing::Supplemented) => true,
        Some(Standing::NotNotifiable | Standing::Final) | None => false,
    };
    let clock = if aware.is_some() { Clock::Declared } else { Clock::WorstCase };
    let next = if is_running {
        let clock = clock.as_str();
        fetch!(fetch_optional::<(String, i64)>(in tx, NEXT, id, regime, controller, clock))?
    } else {
        None
    };
    let (stage, due) = next.unzip();
    let urgency = is_running.then(|| due.unwrap_or(NO_DEADLINE));
    execute!(tx, SHOW_NEXT, id, regime, controller, stage, due, urgency).map(drop)
}

statements! {
    KNOWN = "select controller, standing from notification where incident_id = $1 and regime = $2";
    INSERT = "insert into notification (incident_id, regime, controller, position, ordinal,
            standing, triggered_at, urgency, erased)
        values ($1, $2, $3, $4, $5, $6, $7, $8, false) on conflict do nothing";
    NAME = "update notification set controller = $3
        where incident_id = $1 and regime = $2 and controller = ''";
    NAME_DEADLINES = "update notification_deadline set controller = $3
        where incident_id = $1 and regime = $2 and controller = ''";
    ANSWER = "insert into notification_answer (incident_id, position, personal_data, unasked)
        values ($1, $2, $3, $3 and not exists (select 1 from notification
            where incident_id = $1 and regime = $4))
        on conflict (incident_id) do update set position = excluded.position,
            personal_data = excluded.personal_data, unasked = excluded.unasked";
    ASKED = "update notification_answer set unasked = false where incident_id = $1";
    DECIDE = "update notification set decided_at = $4, notifiable = $5, reasons = $6,
            erased = (erased or $7),
            standing = case when standing in ('sent', 'supplemented', 'final') then standing
                when $5 then 'due' else 'not_notifiable' end
        where incident_id = $1 and regime = $2 and controller = $3";
    DECLARE = "update notification set aware_at = $4, aware_reasons = $5, erased = (erased or $6)
        where incident_id = $1 and regime = $2 and controller = $3";
    COUNT = "update notification set pack = $4, received_at = $5
        where incident_id = $1 and regime = $2 and controller = $3";
    REMOVE_DEADLINES = "delete from notification_deadline
        where incident_id = $1 and regime = $2 and controller = $3";
    INSERT_DEADLINE = "insert into notification_deadline
            (incident_id, regime, controller, ordinal, stage, clock, due_at)
        values ($1, $2, $3, $4, $5, $6, $7)";
    DESCRIBE = "update notification set described_at = $4, facts = $5, consequences = $6,
            measures = $7, affected = $8, erased = (erased or $9)
        where incident_id = $1 and regime = $2 and controller = $3";
    INSERT_SENDING = "insert into notification_sending (incident_id, regime, controller,
            position, kind, stage, sent_at, reference, text, erased)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    SEND = "update notification set standing = case when standing = 'final' then standing
            else $4 end
        where incident_id = $1 and regime = $2 and controller = $3";
    FINISH = "update notification set standing = 'final', finished_at = $4, finished_text = $5,
            erased = (erased or $6)
        where incident_id = $1 and regime = $2 and controller = $3";
    STANDING = "select standing, aware_at from notification
        where incident_id = $1 and regime = $2 and controller = $3";
    NEXT = "select d.stage, d.due_at from notification_deadline d
        where d.incident_id = $1 and d.regime = $2 and d.controller = $3 and d.clock = $4
            and not exists (select 1 from notification_sending s
                where s.incident_id = d.incident_id and s.regime = d.regime
                    and s.controller = d.controller and s.stage = d.stage)
        order by d.due_at, d.ordinal limit 1";
    SHOW_NEXT = "update notification set next_stage = $4, next_due = $5, urgency = $6
        where incident_id = $1 and regime = $2 and controller = $3";
}
