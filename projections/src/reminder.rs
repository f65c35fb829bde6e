//! What comes near with time: deadlines, actions, reviews, silence and promised feedback, as
//! ids and moments alone.
//!
//! For reminders. Must never hold a word.

use std::ops::Range;

use crate::db::{Db, fetch, row, statements};
use crate::notification::NO_DEADLINE;
use crate::today::is_unheard;

/// Most rows of one kind that are looked at; the most urgent, of silence the newest,
/// of promised feedback the oldest.
pub const ROWS_MAX: i64 = 2_000;

row! {
    /// A stage that is not sent, or not even decided on.
    pub struct StageRow {
        /// Which incident.
        pub incident_id: String,
        /// Which law.
        pub regime: String,
        /// Whose duty.
        pub controller: String,
        /// Code of the stage.
        pub stage: String,
        /// When it has to be sent.
        pub due_at: i64,
        /// When its assessment was asked for.
        pub asked_at: i64,
    }
}

row! {
    /// An action that is decided and not carried out.
    pub struct OwedRow {
        /// Which action.
        pub action_id: String,
        /// By which day, ISO 8601.
        pub due: String,
        /// When that was decided.
        pub decided_at: i64,
        /// The function that sees to it, as it is compared.
        pub owner_folded: Option<String>,
    }
}

row! {
    /// An action that is carried out and whose effect nobody has confirmed.
    pub struct UnconfirmedRow {
        /// Which action.
        pub action_id: String,
        /// How far it has come.
        pub state: String,
        /// Since when.
        pub since: i64,
    }
}

row! {
    /// An improvement cycle that nobody has studied.
    pub struct ReviewRow {
        /// Which cycle.
        pub improvement_id: String,
        /// The day of the review, ISO 8601.
        pub review: String,
        /// When it was planned so.
        pub planned_at: i64,
    }
}

row! {
    /// A report whose reporter said the last word.
    pub struct SilentRow {
        /// Which report.
        pub report_id: String,
        /// When the reporter first spoke without an answer since, to the hour.
        pub said_at: i64,
    }
}

row! {
    /// A report whose reporter waits to hear what came of it.
    pub struct PromisedRow {
        /// Which report.
        pub report_id: String,
        /// When it was received, to the hour.
        pub received_at: i64,
    }
}

/// Stages due after `since` (milliseconds), the most urgent first.
///
/// # Errors
/// When the database fails.
pub async fn stages(db: &Db, since: i64) -> sqlx::Result<Vec<StageRow>> {
    fetch!(fetch_all::<StageRow>(db, STAGES, since, NO_DEADLINE, ROWS_MAX))
}

/// Actions due from one day to another (ISO 8601), both included, by day.
///
/// # Errors
/// When the database fails.
pub async fn owed(db: &Db, from: &str, to: &str) -> sqlx::Result<Vec<OwedRow>> {
    fetch!(fetch_all::<OwedRow>(db, OWED, from, to, ROWS_MAX))
}

/// Actions whose effect is not confirmed, in the order they were proposed.
///
/// # Errors
/// When the database fails.
pub async fn unconfirmed(db: &Db) -> sqlx::Result<Vec<UnconfirmedRow>> {
    fetch!(fetch_all::<UnconfirmedRow>(db, UNCONFIRMED, ROWS_MAX))
}

/// Planned cycles whose review day lies between two days (ISO 8601), both included, by day.
///
/// # Errors
/// When the database fails.
pub async fn reviews(db: &Db, from: &str, to: &str) -> sqlx::Result<Vec<ReviewRow>> {
    fetch!(fetch_all::<ReviewRow>(db, REVIEWS, from, to, ROWS_MAX))
}

/// Reports whose reporter said the last word, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn silent(db: &Db) -> sqlx::Result<Vec<SilentRow>> {
    fetch!(fetch_all::<SilentRow>(db, SILENT, ROWS_MAX))
}

/// Reports that were received in a time (milliseconds) and whose reporter waits to hear what
/// came of it, the oldest first.
///
/// # Errors
/// When the database fails.
pub async fn promised(db: &Db, received: Range<i64>) -> sqlx::Result<Vec<PromisedRow>> {
    fetch!(fetch_all::<PromisedRow>(db, PROMISED, received.start, received.end, ROWS_MAX))
}

statements! {
    STAGES = "select incident_id, regime, controller, next_stage as stage, next_due as due_at,
            triggered_at as asked_at
        from notification where urgency > $1 and urgency < $2 and next_stage is not null
        order by urgency, position limit $3";
    OWED = "select action_id, due, decided_at, owner_folded from action
        where due >= $1 and due <= $2 and state = 'decided' order by due limit $3";
    UNCONFIRMED = "select action_id, state, coalesce(assessed_at, implemented_at, 0) as since
        from action where state in ('implemented', 'assessed') order by position limit $1";
    REVIEWS = "select improvement_id, review, coalesce(planned_at, 0) as planned_at
        from improvement where state = 'planned' and review >= $1 and review <= $2
        order by review, position limit $3";
    SILENT = concat!(
        "select report_id, said_at from report where ", is_unheard!(),
        " order by position desc limit $1"
    );
    PROMISED = "select report_id, received_at from report
        where feedback_owed and not erased and received_at >= $1 and received_at < $2
        order by received_at, position limit $3";
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use tillbud_events::action::{Decided, Event as ActionEvent, Implemented};
    use tillbud_events::incident::{Event as IncidentEvent, Triaged};
    use tillbud_events::report::{Event, FeedbackGiven};
    use tillbud_events::vocabulary::{Clock, Regime};

    use super::*;
    use crate::notification;
    use crate::testing::notifications::{deadlines, duty, moment, notify};
    use crate::testing::{Log, incident_id, label, message_id, on_both, text, triaged};

    on_both! {
        async fn a_stage_is_due_by_the_clock_that_counts_and_both_are_told(bench: &Bench) {
            let mut log = Log::default();
            let report = log.receive(1);
            let id = log.open(1, &[report]);
            log.push(id, IncidentEvent::Triaged(Triaged { assess: vec![Regime::Gdpr], ..triaged("access", None) }));
            bench.follow(&log).await;
            let db = bench.models.db();
            assert!(stages(db, i64::MIN).await.unwrap().is_empty(), "without a deadline");
            let both = [("a", Clock::WorstCase, 72), ("a", Clock::Declared, 80), ("b", Clock::WorstCase, 700)];
            log.push(id, deadlines(duty(Regime::Gdpr, None), &both));
            bench.follow(&log).await;
            let due = moment(72).as_millisecond();
            let rows = stages(db, due - 1).await.unwrap();
            assert_eq!((rows.len(), rows[0].stage.as_str(), rows[0].due_at), (1, "a", due));
            assert!(stages(db, due).await.unwrap().is_empty());
            let next = notification::next_by_clock(db).await.unwrap();
            let mut told: Vec<_> = next.iter().map(|row| (row.clock.as_str(), row.due_at)).collect();
            told.sort_unstable();
            assert_eq!(told, [("declared", moment(80).as_millisecond()), ("worst_case", due)]);
            notify(&mut log, id);
            bench.follow(&log).await;
            let laws: Vec<_> = stages(db, i64::MIN).await.unwrap().into_iter().map(|row| row.regime).collect();
            assert_eq!(laws, ["gdpr"], "what is finished is due no more");
        }

        async fn an_action_is_owed_until_it_is_done_and_then_unconfirmed(bench: &Bench) {
            let mut log = Log::default();
            let id = log.propose(1, incident_id(1));
            let (owner, due) = (label("Rektor"), date(2026, 9, 10));
            log.push(id, ActionEvent::Decided(Decided { owner, due, weak_plan_reason: None }));
            bench.follow(&log).await;
            let db = bench.models.db();
            let count = async |from: &str, to: &str| owed(db, from, to).await.unwrap().len();
            assert_eq!(count("2026-09-10", "2026-09-10").await, 1);
            assert_eq!(count("2026-09-11", "2026-12-31").await, 0);
            assert_eq!(count("2026-01-01", "2026-09-09").await, 0);
            assert!(unconfirmed(db).await.unwrap().is_empty());
            log.push(id, ActionEvent::Implemented(Implemented { evidence: text("Klart") }));
            bench.follow(&log).await;
            assert_eq!(count("2026-09-10", "2026-09-10").await, 0);
            let rows = unconfirmed(db).await.unwrap();
            let done = log.all().last().unwrap().meta.at.as_millisecond();
            assert_eq!((rows.len(), rows[0].state.as_str(), rows[0].since), (1, "implemented", done));
        }

        async fn a_reporter_who_was_answered_is_not_left_in_silence(bench: &Bench) {
            let mut log = Log::default();
            let (first, second) = (log.receive(1), log.receive(2));
            let given = FeedbackGiven { message_id: message_id(2), text: text("Tack") };
            log.push(first, Event::FeedbackGiven(given));
            bench.follow(&log).await;
            let rows = silent(bench.models.db()).await.unwrap();
            let ids: Vec<_> = rows.into_iter().map(|row| row.report_id).collect();
            assert_eq!(ids, [second.to_string()]);
        }

        async fn what_was_promised_is_found_by_when_it_was_received(bench: &Bench) {
            let mut log = Log::default();
            let (first, second) = (log.receive(1), log.receive(2));
            let given = FeedbackGiven { message_id: message_id(2), text: text("Tack") };
            log.push(first, Event::FeedbackGiven(given));
            bench.follow(&log).await;
            let at = log.all()[0].meta.at.as_millisecond();
            let db = bench.models.db();
            let rows = promised(db, at..at + 1).await.unwrap();
            let found: Vec<_> = rows.into_iter().map(|row| (row.report_id, row.received_at)).collect();
            assert_eq!(found, [(second.to_string(), at)]);
            assert!(promised(db, at - 1..at).await.unwrap().is_empty());
            assert!(promised(db, at + 1..at + 2).await.unwrap().is_empty());
        }
    }
}
