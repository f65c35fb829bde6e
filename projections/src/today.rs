//! What waits for a person: reports without a word, feedback that was promised, actions to
//! follow up. What waits for an authority is in [`super::notification`].
//!
//! Must never hold a reporter's own words, nor say more of an action than its role.

use tillbud_events::{Actor, HolderId};

use crate::action::State;
use crate::db::{Db, row};
use crate::page::{First, Select};

/// Most rows of one kind; the page says that there are more, and where.
pub const ROWS_MAX: i64 = 200;

row! {
    /// A report whose reporter said the last word, or waits to hear what came of it.
    pub struct UnheardRow {
        /// Which report.
        pub report_id: String,
        /// What kind it is.
        pub kind: Option<String>,
        /// The unit, as reported.
        pub unit: Option<String>,
        /// Someone may be hurt.
        pub urgent: bool,
        /// How far it has come.
        pub status: String,
        /// Whether the last word is a reply, or a file that was added.
        pub reply_waiting: bool,
        /// Whether the reporter waits to hear what came of it.
        pub feedback_owed: bool,
        /// The de-identified copy of the narrative.
        pub copy_text: Option<String>,
        /// When it was received, to the hour.
        pub received_at: i64,
        /// When the reporter first spoke without an answer since, to the hour; when it was
        /// received, once somebody answered.
        pub said_at: i64,
    }
}

row! {
    /// An action that is to be carried out or followed up.
    pub struct FollowedRow {
        /// Which action.
        pub action_id: String,
        /// The incident it is for.
        pub incident_id: String,
        /// What to do, unless erased.
        pub text: Option<String>,
        /// How far it has come.
        pub state: String,
        /// The role that sees to it.
        pub owner: Option<String>,
        /// By which day, ISO 8601.
        pub due: Option<String>,
        /// When it was said to be done.
        pub implemented_at: Option<i64>,
    }
}

row! {
    /// An incident that was handed to a function.
    pub struct HandedRow {
        /// Which incident.
        pub incident_id: String,
        /// What it is called, unless erased.
        pub title: Option<String>,
        /// The function that goes on with the work.
        pub assigned: String,
        /// When it was handed over.
        pub assigned_at: i64,
    }
}

/// Urgent reports whose reporter said the last word and that are open to `actor`: the newest
/// are never left out.
///
/// # Errors
/// When the database fails.
pub async fn urgent(db: &Db, actor: Actor) -> sqlx::Result<First<UnheardRow>> {
    urgent_by(Some(actor)).first(db, ROWS_MAX).await
}

/// Other reports whose reporter said the last word and that are open to `actor`, in the
/// order they came.
///
/// # Errors
/// When the database fails.
pub async fn unheard(db: &Db, actor: Actor) -> sqlx::Result<First<UnheardRow>> {
    unheard_by(Some(actor)).first(db, ROWS_MAX).await
}

/// Reports that were received before a moment (milliseconds), whose reporter waits to hear
/// what came of it, and that are open to `actor`: who waits longest first.
///
/// # Errors
/// When the database fails.
pub async fn promised(
    db: &Db,
    actor: Actor,
    received_before: i64,
) -> sqlx::Result<First<UnheardRow>> {
    promised_by(Some(actor), received_before).first(db, ROWS_MAX).await
}

/// Actions to be carried out by `day` (ISO 8601) or before that are open to `actor`, the first day
/// first.
///
/// # Errors
/// When the database fails.
pub async fn due(db: &Db, actor: Actor, day: &str) -> sqlx::Result<First<FollowedRow>> {
    due_by(Some(actor), day).first(db, ROWS_MAX).await
}

/// Actions that are done and whose effect is not confirmed, open to `actor`, in the order they were proposed.
///
/// # Errors
/// When the database fails.
pub async fn unverified(db: &Db, actor: Actor) -> sqlx::Result<First<FollowedRow>> {
    unverified_by(Some(actor)).first(db, ROWS_MAX).await
}

/// Incidents at work that were handed to a function that `actor` sees to and that are open to
/// them, the last handed over first. Nobody without an account sees to any.
///
/// # Errors
/// When the database fails.
pub async fn handed(db: &Db, actor: Actor) -> sqlx::Result<First<HandedRow>> {
    match actor.holder() {
        Some(holder) => handed_by(holder, actor).first(db, ROWS_MAX).await,
        None => Ok(First::default()),
    }
}

fn handed_by(holder: HolderId, open_to: Actor) -> Select {
    Select::new(HANDED)
        // Not by its stage: an index of stages would be taken, and finds half of all incidents.
        .and_is(Some("closed_at is null and merged_into is null"))
        .and_within(TO_FUNCTIONS, Some(holder.to_string()))
        .and_open_to(Some(open_to), "incident.incident_id")
        .then("order by assigned_at desc, position desc")
}

fn urgent_by(open_to: Option<Actor>) -> Select {
    Select::new(UNHEARD)
        .and_is(Some(IS_UNHEARD))
        .and_is(Some("urgent = true"))
        .and_report_open_to(open_to)
        .then("order by position desc")
}

pub(crate) fn unheard_by(open_to: Option<Actor>) -> Select {
    Select::new(UNHEARD)
        .and_is(Some(IS_UNHEARD))
        .and_is(Some("urgent = false"))
        .and_report_open_to(open_to)
        .then("order by position")
}

fn promised_by(open_to: Option<Actor>, received_before: i64) -> Select {
    Select::new(PROMISED)
        .and_is(Some("feedback_owed and not erased"))
        .and("received_at <", Some(received_before))
        .and_report_open_to(open_to)
        .then("order by received_at, position")
}

pub(crate) fn due_by(open_to: Option<Actor>, day: &str) -> Select {
    Select::new(FOLLOWED)
        .and("state =", Some(State::Decided.as_str()))
        .and("due <=", Some(day))
        .and_action_open_to(open_to)
        .then("order by due, position")
}

fn unverified_by(open_to: Option<Actor>) -> Select {
    Select::new(FOLLOWED)
        .and_is(Some("state in ('implemented', 'assessed')"))
        .and_action_open_to(open_to)
        .then("order by position")
}

/// That a report's reporter said the last word.
macro_rules! is_unheard {
    () => {
        "report.position > 0 and not erased and said_at is not null"
    };
}

pub(crate) use is_unheard;

const IS_UNHEARD: &str = is_unheard!();
const UNHEARD: &str = "select report_id, kind, unit, urgent, status, reply_waiting, feedback_owed,
        copy_text, received_at, said_at from report";
const PROMISED: &str = "select report_id, kind, unit, urgent, status, reply_waiting, feedback_owed,
        copy_text, received_at, coalesce(said_at, received_at) as said_at from report";
const HANDED: &str = "select incident_id, title, assigned, assigned_at from incident";
/// The incidents of the functions that an account sees to.
const TO_FUNCTIONS: &str =
    "incident.assigned_folded in (select folded from held_function where held_function.holder =";
const FOLLOWED: &str =
    "select action_id, incident_id, text, state, owner, due, implemented_at from action";

/// The statements, for somebody who is kept out of something, for the test that prepares them.
#[cfg(test)]
pub(crate) fn selects() -> [String; 8] {
    let kept_out = crate::testing::coordinator();
    let actor = Some(kept_out);
    let owner = Some(crate::testing::owner());
    [
        urgent_by(actor),
        unheard_by(actor),
        promised_by(actor, 0),
        due_by(actor, ""),
        unverified_by(actor),
        due_by(owner, ""),
        unverified_by(owner),
        handed_by(kept_out.holder().unwrap(), kept_out),
    ]
    .map(Select::into_sql)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::civil::date;
    use tillbud_events::GrantId;
    use tillbud_events::action::{Decided, Event as ActionEvent, Implemented};
    use tillbud_events::grant::{Event as GrantEvent, FunctionHeld};
    use tillbud_events::incident::{Assigned, Closed, Event as IncidentEvent};
    use tillbud_events::report::{
        Declined, Event, FeedbackGiven, QuestionAsked, Received, ReplyReceived, Rerouted,
        TakenUpAgain,
    };
    use tillbud_events::vocabulary::{Channel, GrantSource};
    use uuid::Uuid;

    use super::*;
    use crate::testing::{
        Log, attached, coordinator, incident_id, label, message_id, on_both, received, report_id,
        text,
    };

    fn moment(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn asked(number: u128) -> Event {
        Event::QuestionAsked(QuestionAsked { message_id: message_id(number), text: text("När?") })
    }

    fn replied(number: u128) -> Event {
        Event::ReplyReceived(ReplyReceived { message_id: message_id(number), text: text("I går") })
    }

    on_both! {
        async fn a_report_waits_until_a_person_answers_and_again_once_its_reporter_replies(bench: &Bench) {
            let mut log = Log::default();
            let (first, second, third) = (log.receive(1), log.receive(2), log.receive(3));
            log.push(second, asked(1));
            let given = FeedbackGiven { message_id: message_id(2), text: text("Tack") };
            log.push(third, Event::FeedbackGiven(given));
            bench.follow(&log).await;
            let rows = unheard(bench.models.db(), coordinator()).await.unwrap().rows;
            let ids: Vec<_> = rows.iter().map(|row| row.report_id.clone()).collect();
            assert_eq!(ids, [first.to_string()]);
            for number in [3, 4] {
                log.push(second, replied(number));
            }
            bench.follow(&log).await;
            let rows = unheard(bench.models.db(), coordinator()).await.unwrap().rows;
            assert_eq!(rows.len(), 2);
            assert!(rows[1].reply_waiting);
        }

        async fn a_report_without_any_word_waits_since_it_came_whatever_its_reporter_adds(bench: &Bench) {
            let mut log = Log::default();
            let id = log.receive(1);
            let later = moment("2026-03-05T08:00:00Z");
            log.push_at(later, id, Event::AttachmentAdded(attached(2)));
            log.push_at(later, id, replied(3));
            bench.follow(&log).await;
            let of_now = async || unheard(bench.models.db(), coordinator()).await.unwrap().rows.remove(0);
            let row = of_now().await;
            assert_eq!((row.reply_waiting, row.said_at), (true, row.received_at));
            log.push(id, asked(4));
            log.push_at(later, id, Event::AttachmentAdded(attached(5)));
            bench.follow(&log).await;
            assert_eq!(of_now().await.said_at, later.as_millisecond());
        }

        async fn a_new_urgent_report_is_there_however_many_others_wait(bench: &Bench) {
            let mut log = Log::default();
            let most = u128::try_from(ROWS_MAX).unwrap();
            for number in 1..=most {
                log.receive(number);
            }
            bench.follow(&log).await;
            let db = bench.models.db();
            assert!(!unheard(db, coordinator()).await.unwrap().has_more);
            log.receive(most + 1);
            let hurt = |number: u128| (report_id(number), Event::Received(Received { urgent: true, ..received() }));
            let (id, event) = hurt(most + 2);
            log.push(id, event);
            bench.follow(&log).await;
            let others = unheard(db, coordinator()).await.unwrap();
            assert_eq!((others.rows.len() as u128, others.has_more), (most, true));
            let found = urgent(db, coordinator()).await.unwrap();
            assert_eq!((found.rows[0].report_id.clone(), found.has_more), (id.to_string(), false));
            for number in 0..most {
                let (id, event) = hurt(most + 3 + number);
                log.push(id, event);
            }
            bench.follow(&log).await;
            let found = urgent(db, coordinator()).await.unwrap();
            let newest = report_id(most + 2 + most).to_string();
            assert_eq!((found.rows[0].report_id.clone(), found.has_more), (newest, true));
        }

        async fn feedback_is_promised_until_it_is_given_whatever_else_was_said(bench: &Bench) {
            let mut log = Log::default();
            let all: Vec<_> = (1..=4).map(|number| log.receive(number)).collect();
            log.push(all[1], asked(1));
            bench.follow(&log).await;
            let db = bench.models.db();
            let received = log.all()[0].meta.at.as_millisecond();
            let owed = async |before: i64| {
                let rows = promised(db, coordinator(), before).await.unwrap().rows;
                rows.into_iter().map(|row| row.report_id).collect::<Vec<_>>()
            };
            assert!(owed(received).await.is_empty(), "not yet");
            let expected: Vec<_> = all.iter().map(ToString::to_string).collect();
            assert_eq!(owed(received + 1).await, expected, "a question is no feedback");
            let given = FeedbackGiven { message_id: message_id(2), text: text("Tack") };
            log.push(all[0], Event::FeedbackGiven(given));
            log.push(all[2], Event::Declined(Declined { feedback: text("Redan klart") }));
            let rerouted = Rerouted { to: Channel::Hr, feedback: text("Vänd dig till HR") };
            log.push(all[3], Event::Rerouted(rerouted));
            bench.follow(&log).await;
            assert_eq!(owed(received + 1).await, [all[1].to_string()]);
            log.push(all[2], Event::TakenUpAgain(TakenUpAgain { reason: text("För tidigt") }));
            bench.follow(&log).await;
            assert_eq!(owed(received + 1).await.len(), 2, "taken up again, it is owed again");
        }

        async fn what_was_handed_to_a_function_waits_for_whoever_sees_to_it(bench: &Bench) {
            let mut log = Log::default();
            let reports: Vec<_> = (1..=3).map(|number| log.receive(number)).collect();
            let (first, second) = (log.open(1, &reports[..1]), log.open(2, &reports[1..2]));
            let other = log.open(3, &reports[2..]);
            let hand = |role: &str| {
                IncidentEvent::Assigned(Assigned { role: label(role), handover: None })
            };
            let day = |day: u8| moment(&format!("2026-05-{day:02}T08:00:00Z"));
            log.push_at(day(5), first, hand("IT-enheten"));
            log.push_at(day(4), second, hand("it-enheten"));
            log.push_at(day(6), other, hand("Registrator"));
            let holder = coordinator().holder().unwrap();
            let held = FunctionHeld {
                holder,
                function: label("IT-Enheten"),
                source: GrantSource::Decision,
                reason: None,
            };
            log.push(GrantId(Uuid::from_u128(1)), GrantEvent::FunctionHeld(held));
            bench.follow(&log).await;
            let db = bench.models.db();
            let ids = async || {
                let rows = handed(db, coordinator()).await.unwrap().rows;
                rows.into_iter().map(|row| row.incident_id).collect::<Vec<_>>()
            };
            assert_eq!(ids().await, [first.to_string(), second.to_string()]);
            let outcome = text("Klart");
            log.push(first, IncidentEvent::Closed(Closed { outcome, weak_plan_reason: None }));
            log.push(second, hand("Registrator"));
            bench.follow(&log).await;
            assert!(ids().await.is_empty(), "closed, and handed on");
            assert!(handed(db, Actor::System).await.unwrap().rows.is_empty());
        }

        async fn an_action_is_followed_from_its_day_until_its_effect_is_confirmed(bench: &Bench) {
            let mut log = Log::default();
            let id = log.propose(1, incident_id(1));
            let (owner, due_on) = (label("Rektor"), date(2026, 9, 10));
            let decided = Decided { owner, due: due_on, weak_plan_reason: None };
            log.push(id, ActionEvent::Decided(decided));
            bench.follow(&log).await;
            let db = bench.models.db();
            assert!(due(db, coordinator(), "2026-09-09").await.unwrap().rows.is_empty());
            assert_eq!(due(db, coordinator(), "2026-09-10").await.unwrap().rows.len(), 1);
            log.push(id, ActionEvent::Implemented(Implemented { evidence: text("Klart") }));
            bench.follow(&log).await;
            assert!(due(db, coordinator(), "2026-09-10").await.unwrap().rows.is_empty());
            assert_eq!(unverified(db, coordinator()).await.unwrap().rows.len(), 1);
        }
    }
}
