//! A cycle from its question to what was decided, and who finds it.

use jiff::civil::date;
use tillbud_events::improvement::{
    ActionAdded, ActionRemoved, Decided, Event, Opened, Origin as From, Planned, Reopened,
    Replanned,
};
use tillbud_events::vocabulary::{Course, Effect};
use tillbud_events::{SignalId, ThemeId};
use uuid::Uuid;

use super::*;
use crate::testing::beside::{plan, studied, studied_of_days};
use crate::testing::{Bench, Log, action_id, on_both, text};

fn cycle(number: u128) -> ImprovementId {
    ImprovementId(Uuid::from_u128(number))
}

fn open(log: &mut Log, number: u128, from: From) -> ImprovementId {
    log.push(cycle(number), Event::Opened(Opened { from, question: text("Färre fall?") }));
    cycle(number)
}

async fn row(bench: &Bench, id: ImprovementId) -> ImprovementRow {
    get(bench.models.db(), id).await.unwrap().unwrap()
}

on_both! {
    async fn a_cycle_says_what_is_expected_and_goes_from_state_to_state(bench: &Bench) {
        let mut log = Log::default();
        let id = open(&mut log, 1, From::Signal(SignalId(Uuid::from_u128(7))));
        bench.follow(&log).await;
        let asked = row(bench, id).await;
        assert_eq!((asked.state.as_str(), asked.origin.as_str()), ("opened", "signal"));
        assert_eq!(asked.origin_id, Some(Uuid::from_u128(7).to_string()));
        assert_eq!((asked.question.as_deref(), asked.measure_id), (Some("Färre fall?"), None));

        log.push(id, Event::Planned(Planned { plan: plan("2026-04") }));
        let reason = text("Leveransen dröjer");
        log.push(id, Event::Replanned(Replanned { plan: plan("2026-05"), reason }));
        bench.follow(&log).await;
        let planned = row(bench, id).await;
        assert_eq!((planned.state.as_str(), planned.version), ("planned", 3));
        assert_eq!(planned.change.as_deref(), Some("2026-05"));
        assert_eq!(planned.triggers.as_deref(), Some("2025-12 2026-01"));
        assert_eq!(planned.expected.as_deref(), Some("0.5"));
        assert_eq!(planned.replan_reason.as_deref(), Some("Leveransen dröjer"));

        log.push(id, Event::Studied(studied(Effect::NoEvidenceYet)));
        log.push(id, Event::Studied(studied(Effect::Improved)));
        bench.follow(&log).await;
        let judged = row(bench, id).await;
        assert_eq!((judged.state.as_str(), judged.verdict.as_deref()), ("studied", Some("improved")));
        let found = studies(bench.models.db(), id).await.unwrap();
        let verdicts: Vec<_> = found.iter().map(|study| study.verdict.as_str()).collect();
        assert_eq!(verdicts, ["improved", "no_evidence_yet"], "the newest first");
        assert_eq!((found[0].after_count.as_str(), found[0].upper.as_deref()), ("50.5", Some("0.8")));
        assert_eq!((found[0].early.as_deref(), found[0].comment.as_deref()), (Some("Budgeten"), None));

        log.push(id, Event::Studied(studied_of_days()));
        bench.follow(&log).await;
        let found = studies(bench.models.db(), id).await.unwrap();
        let days = (found[0].before_days, found[0].after_days, found[0].open_days);
        assert_eq!((found[0].difference.as_deref(), days), (Some("-3.1"), (Some(700), Some(245), Some(61))));
        let ends = (found[0].difference_lower.as_deref(), found[0].difference_upper.as_deref());
        assert_eq!((ends, &found[1].difference), ((Some("-4.4"), Some("-1.8")), &None));

        let (reason, next) = (text("Bara dagtid"), Some(cycle(2)));
        log.push(id, Event::Decided(Decided { course: Course::Adapt, reason, next }));
        open(&mut log, 2, From::Improvement(id));
        bench.follow(&log).await;
        let decided = row(bench, id).await;
        assert_eq!((decided.state.as_str(), decided.course.as_deref()), ("decided", Some("adapt")));
        assert_eq!(decided.next_id, Some(cycle(2).to_string()));
        let next = opened_from(bench.models.db(), &id.to_string()).await.unwrap();
        assert_eq!(next.iter().map(|row| row.position).collect::<Vec<_>>(), [8]);

        log.push(id, Event::Reopened(Reopened { reason: text("För tidigt") }));
        bench.follow(&log).await;
        let again = row(bench, id).await;
        assert_eq!((again.state.as_str(), again.course, again.next_id), ("studied", None, None));
        assert_eq!(again.reopen_reason.as_deref(), Some("För tidigt"));
    }

    async fn a_new_plan_takes_the_study_away_and_what_is_reopened_stands_where_it_stood(bench: &Bench) {
        let mut log = Log::default();
        let id = open(&mut log, 1, From::Finding(text("Ingen effekt följs")));
        let abandoned = || {
            let (course, reason) = (Course::Abandon, text("Fel fråga"));
            Event::Decided(Decided { course, reason, next: None })
        };
        let reopened = || Event::Reopened(Reopened { reason: text("Rätt ändå") });
        let mut states = Vec::new();
        for event in [
            abandoned(),
            reopened(),
            Event::Planned(Planned { plan: plan("2026-04") }),
            abandoned(),
            reopened(),
            Event::Studied(studied(Effect::CannotTell)),
            Event::Replanned(Replanned { plan: plan("2026-05"), reason: text("Tidigare") }),
            abandoned(),
            reopened(),
        ] {
            log.push(id, event);
            bench.follow(&log).await;
            states.push(row(bench, id).await.state);
        }
        assert_eq!(states, [
            "decided", "opened", "planned", "decided", "planned", "studied", "planned", "decided",
            "planned",
        ]);
        let row = row(bench, id).await;
        assert_eq!((row.verdict, row.studied_at), (None, None));
        assert_eq!((row.finding.as_deref(), row.origin_id), (Some("Ingen effekt följs"), None));
    }

    async fn actions_belong_to_cycles_and_cycles_are_found_by_them(bench: &Bench) {
        let mut log = Log::default();
        let (one, two) = (action_id(1), action_id(2));
        let first = open(&mut log, 1, From::Theme(ThemeId(Uuid::from_u128(1))));
        let second = open(&mut log, 2, From::Theme(ThemeId(Uuid::from_u128(1))));
        for (id, action_id) in [(first, two), (first, one), (second, one)] {
            log.push(id, Event::ActionAdded(ActionAdded { action_id }));
        }
        bench.follow(&log).await;
        let db = bench.models.db();
        let of = |rows: Vec<MemberRow>| rows.into_iter().map(|row| row.action_id).collect::<Vec<_>>();
        assert_eq!(of(actions(db, first).await.unwrap()), [two.to_string(), one.to_string()]);
        assert_eq!(of_action(db, one).await.unwrap().len(), 2);
        log.push(first, Event::ActionRemoved(ActionRemoved { action_id: one }));
        bench.follow(&log).await;
        assert_eq!(of(actions(db, first).await.unwrap()), [two.to_string()]);
        assert_eq!(of_action(db, one).await.unwrap()[0].improvement_id, second.to_string());
    }

    async fn a_review_waits_from_its_day_on_until_somebody_studies(bench: &Bench) {
        let mut log = Log::default();
        let [first, second] = [1, 2].map(|number| {
            open(&mut log, number, From::Finding(text("Ingen effekt följs")))
        });
        let later = tillbud_events::improvement::Plan { review: date(2026, 12, 1), ..plan("2026-04") };
        log.push(first, Event::Planned(Planned { plan: plan("2026-04") }));
        log.push(second, Event::Planned(Planned { plan: later }));
        bench.follow(&log).await;
        let waiting = async |day| {
            let rows = to_review(bench.models.db(), day, 10).await.unwrap().rows;
            rows.into_iter().map(|row| row.improvement_id).collect::<Vec<_>>()
        };
        assert!(waiting(date(2026, 11, 30)).await.is_empty());
        assert_eq!(waiting(date(2026, 12, 1)).await, [second.to_string()]);
        assert_eq!(waiting(date(2027, 1, 15)).await, [second.to_string(), first.to_string()]);
        log.push(second, Event::Studied(studied(Effect::Worse)));
        bench.follow(&log).await;
        assert_eq!(waiting(date(2027, 1, 15)).await, [first.to_string()]);
    }

    async fn the_board_is_narrowed_by_state_the_newest_first(bench: &Bench) {
        let mut log = Log::default();
        for number in 1..=3 {
            open(&mut log, number, From::Finding(text("Ingen effekt följs")));
        }
        log.push(cycle(2), Event::Planned(Planned { plan: plan("2026-04") }));
        bench.follow(&log).await;
        let listed = async |state| {
            let page = list(bench.models.db(), state, None, 10).await.unwrap();
            page.rows.iter().map(|row| row.position).collect::<Vec<_>>()
        };
        assert_eq!(listed(None).await, [3, 2, 1]);
        assert_eq!(listed(Some(State::Planned)).await, [2]);
        assert_eq!(listed(Some(State::Opened)).await, [3, 1]);
    }
}
