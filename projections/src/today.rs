//! What waits for a person: reports without a word, actions to follow up. What waits for an
//! authority is in [`super::notification`].
//!
//! Must never hold a reporter's own words, nor say more of an action than its role.

use tillbud_events::Actor;

use crate::action::State;
use crate::db::{Db, row};
use crate::page::Select;

/// Most rows of one kind; who has more than these works from the lists.
pub const ROWS_MAX: i64 = 200;

row! {
    /// A report whose reporter said the last word.
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
        /// The de-identified copy of the narrative.
        pub copy_text: Option<String>,
        /// When the reporter first spoke without an answer since, to the hour.
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

/// Reports whose reporter said the last word and that are open to `actor`, in the order they
/// came.
///
/// # Errors
/// When the database fails.
pub async fn unheard(db: &Db, actor: Actor) -> sqlx::Result<Vec<UnheardRow>> {
    unheard_by(Some(actor)).all(db).await
}

/// Actions to be carried out by `day` (ISO 8601) or before, of incidents that are open to
/// `actor`, in the order they were proposed.
///
/// # Errors
/// When the database fails.
pub async fn due(db: &Db, actor: Actor, day: &str) -> sqlx::Result<Vec<FollowedRow>> {
    due_by(Some(actor), day).all(db).await
}

/// Actions that are done and whose effect is not confirmed, of incidents that are open to
/// `actor`, in the order they were proposed.
///
/// # Errors
/// When the database fails.
pub async fn unverified(db: &Db, actor: Actor) -> sqlx::Result<Vec<FollowedRow>> {
    unverified_by(Some(actor)).all(db).await
}

pub(crate) fn unheard_by(open_to: Option<Actor>) -> Select {
    Select::new(UNHEARD).and_is(Some(IS_UNHEARD)).and_report_open_to(open_to).oldest_first(ROWS_MAX)
}

pub(crate) fn due_by(open_to: Option<Actor>, day: &str) -> Select {
    Select::new(FOLLOWED)
        .and("state =", Some(State::Decided.as_str()))
        .and("due <=", Some(day))
        .and_open_to(open_to, "action.incident_id")
        .oldest_first(ROWS_MAX)
}

pub(crate) fn unverified_by(open_to: Option<Actor>) -> Select {
    Select::new(FOLLOWED)
        .and_is(Some("state in ('implemented', 'assessed')"))
        .and_open_to(open_to, "action.incident_id")
        .oldest_first(ROWS_MAX)
}

/// That a report's reporter said the last word.
macro_rules! is_unheard {
    () => {
        "report.position > 0 and not erased and said_at is not null"
    };
}

pub(crate) use is_unheard;

const IS_UNHEARD: &str = is_unheard!();
const UNHEARD: &str = "select report_id, kind, unit, urgent, status, reply_waiting, copy_text, said_at
        from report";
const FOLLOWED: &str =
    "select action_id, incident_id, text, state, owner, due, implemented_at from action";

/// The statements, for somebody who is kept out of something, for the test that prepares them.
#[cfg(test)]
pub(crate) fn selects() -> [String; 3] {
    let actor = Some(crate::testing::coordinator());
    [unheard_by(actor), due_by(actor, ""), unverified_by(actor)].map(Select::into_sql)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::civil::date;
    use tillbud_events::action::{Decided, Event as ActionEvent, Implemented};
    use tillbud_events::report::{Event, FeedbackGiven, QuestionAsked, ReplyReceived};

    use super::*;
    use crate::testing::{
        Log, attached, coordinator, incident_id, label, message_id, on_both, text,
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
            let rows = unheard(bench.models.db(), coordinator()).await.unwrap();
            let ids: Vec<_> = rows.iter().map(|row| row.report_id.clone()).collect();
            assert_eq!(ids, [first.to_string()]);
            for number in [3, 4] {
                log.push(second, replied(number));
            }
            bench.follow(&log).await;
            let rows = unheard(bench.models.db(), coordinator()).await.unwrap();
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
            let of_now = async || unheard(bench.models.db(), coordinator()).await.unwrap().remove(0);
            let row = of_now().await;
            assert_eq!((row.reply_waiting, row.said_at), (true, row.received_at));
            log.push(id, asked(4));
            log.push_at(later, id, Event::AttachmentAdded(attached(5)));
            bench.follow(&log).await;
            assert_eq!(of_now().await.said_at, later.as_millisecond());
        }

        async fn an_action_is_followed_from_its_day_until_its_effect_is_confirmed(bench: &Bench) {
            let mut log = Log::default();
            let id = log.propose(1, incident_id(1));
            let (owner, due_on) = (label("Rektor"), date(2026, 9, 10));
            let decided = Decided { owner, due: due_on, weak_plan_reason: None };
            log.push(id, ActionEvent::Decided(decided));
            bench.follow(&log).await;
            let db = bench.models.db();
            assert!(due(db, coordinator(), "2026-09-09").await.unwrap().is_empty());
            assert_eq!(due(db, coordinator(), "2026-09-10").await.unwrap().len(), 1);
            log.push(id, ActionEvent::Implemented(Implemented { evidence: text("Klart") }));
            bench.follow(&log).await;
            assert!(due(db, coordinator(), "2026-09-10").await.unwrap().is_empty());
            assert_eq!(unverified(db, coordinator()).await.unwrap().len(), 1);
        }
    }
}
