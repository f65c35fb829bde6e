//! Rows of notifications after events, on both databases.

use tillbud_events::incident::notification::{
    AssessmentAsked, AwarenessDeclared, NotificationFinished, PersonalDataAnswered,
};
use tillbud_events::incident::{AssessmentDecided, Closed, Event, Triaged};
use tillbud_events::vocabulary::Clock;
use tillbud_events::{IncidentId, Text};

use super::*;
use crate::testing::notifications::{
    deadlines as set, described, duty, moment, sent, supplemented,
};
use crate::testing::{Bench, Log, on_both, text, triaged};

const CARE: Option<&str> = Some("Omsorgsnämnden");

fn begin(log: &mut Log, number: u128, regimes: &[Regime]) -> IncidentId {
    let report = log.receive(number);
    let id = log.open(number, &[report]);
    let assess = regimes.to_vec();
    log.push(id, Event::Triaged(Triaged { assess, ..triaged("misdirected", None) }));
    id
}

fn decided(regime: Regime, notifiable: bool) -> Event {
    Event::AssessmentDecided(AssessmentDecided { regime, notifiable, reasons: text("Skäl") })
}

async fn only(bench: &Bench, id: IncidentId) -> NotificationRow {
    let mut rows = of_incident(bench.models.db(), id).await.unwrap();
    assert_eq!(rows.len(), 1, "{rows:?}");
    rows.remove(0)
}

on_both! {
    async fn the_most_urgent_stands_first_and_what_waits_without_a_deadline_last(bench: &Bench) {
        let mut log = Log::default();
        let gdpr = || duty(Regime::Gdpr, None);
        let ids = [1, 2, 3, 4].map(|number| begin(&mut log, number, &[Regime::Gdpr]));
        log.push(ids[1], set(gdpr(), &[("a", Clock::WorstCase, 72), ("b", Clock::WorstCase, 700)]));
        log.push(ids[2], set(gdpr(), &[("a", Clock::WorstCase, 24)]));
        log.push(ids[3], set(gdpr(), &[("a", Clock::WorstCase, 12)]));
        log.push(ids[3], decided(Regime::Gdpr, false));
        bench.follow(&log).await;
        let rows = waiting(bench.models.db()).await.unwrap().rows;
        let seen: Vec<_> = rows.iter().map(|row| (row.incident_id.clone(), row.next_due)).collect();
        let due = |hours| Some(moment(hours).as_millisecond());
        assert_eq!(seen, [
            (ids[2].to_string(), due(24)),
            (ids[1].to_string(), due(72)),
            (ids[0].to_string(), None),
        ]);
        log.push(ids[1], decided(Regime::Gdpr, true));
        log.push(ids[1], Event::NotificationSent(sent(gdpr(), "a")));
        bench.follow(&log).await;
        let row = only(bench, ids[1]).await;
        assert_eq!((row.next_stage.as_deref(), row.next_due), (Some("b"), due(700)));
        assert_eq!((row.standing.as_str(), row.title.as_deref()), ("sent", Some("Fel mottagare")));
    }

    async fn a_declared_awareness_is_the_clock_that_counts(bench: &Bench) {
        let mut log = Log::default();
        let id = begin(&mut log, 1, &[Regime::Gdpr]);
        let gdpr = || duty(Regime::Gdpr, None);
        let both = [("a", Clock::WorstCase, 72), ("a", Clock::Declared, 90)];
        let aware = moment(18);
        let declared = AwarenessDeclared { duty: gdpr(), aware, reasons: text("Driften ringde") };
        log.push(id, Event::AwarenessDeclared(declared));
        log.push(id, set(gdpr(), &both));
        bench.follow(&log).await;
        let row = only(bench, id).await;
        assert_eq!(row.next_due, Some(moment(90).as_millisecond()));
        assert_eq!((row.aware_at, row.pack.as_deref()), (Some(aware.as_millisecond()), Some("v1")));
        assert_eq!(row.aware_reasons.as_deref(), Some("Driften ringde"));
        let rows = deadlines(bench.models.db(), id).await.unwrap();
        let rows: Vec<_> = rows.iter().map(|row| (row.clock.as_str(), row.due_at)).collect();
        let at = |hours| moment(hours).as_millisecond();
        assert_eq!(rows, [("worst_case", at(72)), ("declared", at(90))]);
        log.push(id, set(gdpr(), &[("a", Clock::Declared, 20)]));
        bench.follow(&log).await;
        assert_eq!(deadlines(bench.models.db(), id).await.unwrap().len(), 1, "replaced");
    }

    async fn the_first_controller_takes_over_and_the_next_stands_beside(bench: &Bench) {
        let mut log = Log::default();
        let id = begin(&mut log, 1, &[Regime::Gdpr]);
        log.push(id, set(duty(Regime::Gdpr, None), &[("a", Clock::WorstCase, 72)]));
        for controller in [CARE, Some("Skolnämnden")] {
            let duty = duty(Regime::Gdpr, controller);
            log.push(id, Event::AssessmentAsked(AssessmentAsked { duty }));
        }
        bench.follow(&log).await;
        let rows = of_incident(bench.models.db(), id).await.unwrap();
        let rows: Vec<_> = rows.iter().map(|row| (row.controller.as_str(), row.next_due.is_some())).collect();
        assert_eq!(rows, [("Omsorgsnämnden", true), ("Skolnämnden", false)]);
        assert_eq!(deadlines(bench.models.db(), id).await.unwrap()[0].controller, "Omsorgsnämnden");
    }

    async fn what_was_sent_and_supplemented_is_told_in_order_until_it_is_final(bench: &Bench) {
        let mut log = Log::default();
        let id = begin(&mut log, 1, &[Regime::Gdpr]);
        let gdpr = || duty(Regime::Gdpr, None);
        log.push(id, decided(Regime::Gdpr, true));
        log.push(id, Event::NotificationSent(sent(gdpr(), "a")));
        log.push(id, Event::NotificationSupplemented(supplemented(gdpr(), 1)));
        bench.follow(&log).await;
        assert_eq!(only(bench, id).await.standing, "supplemented");
        let finished = NotificationFinished { duty: gdpr(), text: Text::Erased };
        log.push(id, Event::NotificationFinished(finished));
        log.push(id, Event::NotificationSupplemented(supplemented(gdpr(), 2)));
        bench.follow(&log).await;
        let row = only(bench, id).await;
        assert_eq!((row.standing.as_str(), row.finished_at.is_some(), row.erased), ("final", true, true));
        assert!(waiting(bench.models.db()).await.unwrap().rows.is_empty());
        let sent = sendings(bench.models.db(), id).await.unwrap();
        let kinds: Vec<_> = sent.iter().map(|row| row.kind.as_str()).collect();
        assert_eq!(kinds, ["sent", "supplemented", "supplemented"]);
        assert_eq!(sent[0].reference.as_deref(), Some("IMY-1"));
    }

    async fn the_register_holds_what_needed_no_notification_as_well(bench: &Bench) {
        let mut log = Log::default();
        let ids = [1, 2, 3].map(|number| begin(&mut log, number, &[Regime::Gdpr, Regime::Nis2]));
        log.push(ids[0], decided(Regime::Gdpr, false));
        log.push(ids[0], Event::NotificationDescribed(described(duty(Regime::Gdpr, None), 1)));
        bench.follow(&log).await;
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = register(bench.models.db(), Regime::Gdpr, after, 2).await.unwrap();
            seen.extend(page.rows);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let order: Vec<_> = seen.iter().map(|row| row.incident_id.clone()).collect();
        assert_eq!(order, [ids[2], ids[1], ids[0]].map(|id| id.to_string()));
        assert_eq!((seen[2].standing.as_str(), seen[2].notifiable), ("not_notifiable", Some(false)));
        assert_eq!(seen[2].facts.as_deref(), Some("Listan låg öppen"));
        assert_eq!((seen[2].affected.as_deref(), seen[2].erased), (None, true));
    }

    async fn what_was_triaged_and_nobody_was_asked_to_assess_is_found(bench: &Bench) {
        let mut log = Log::default();
        let asked = begin(&mut log, 1, &[Regime::Gdpr]);
        let forgotten = begin(&mut log, 2, &[Regime::Nis2]);
        log.push(forgotten, Event::PersonalDataAnswered(PersonalDataAnswered { touched: true }));
        let closed = begin(&mut log, 3, &[]);
        let ended = Closed { outcome: text("Klart"), weak_plan_reason: None };
        log.push(closed, Event::Closed(ended));
        let report = log.receive(4);
        log.open(4, &[report]);
        bench.follow(&log).await;
        let ids = async |regime| -> Vec<String> {
            let rows = unassessed(bench.models.db(), regime).await.unwrap();
            rows.into_iter().map(|row| row.incident_id).collect()
        };
        assert_eq!(ids(Regime::Gdpr).await, [forgotten.to_string()]);
        assert_eq!(ids(Regime::Nis2).await, [asked.to_string()]);
        let rows = unassessed(bench.models.db(), Regime::Gdpr).await.unwrap();
        assert_eq!((rows[0].personal_data, rows[0].category.as_deref()), (Some(true), Some("misdirected")));
    }

    async fn personal_data_that_nobody_was_asked_to_assess_are_found(bench: &Bench) {
        let mut log = Log::default();
        let answered = |touched| Event::PersonalDataAnswered(PersonalDataAnswered { touched });
        let asked = begin(&mut log, 1, &[Regime::Gdpr]);
        let [first, second, closed] = [2, 3, 4].map(|number| begin(&mut log, number, &[]));
        let none = begin(&mut log, 5, &[]);
        for id in [second, asked, first, closed] {
            log.push(id, answered(true));
        }
        log.push(none, answered(false));
        let ended = Closed { outcome: text("Klart"), weak_plan_reason: None };
        log.push(closed, Event::Closed(ended));
        bench.follow(&log).await;
        let rows = unasked(bench.models.db()).await.unwrap().rows;
        let ids: Vec<_> = rows.into_iter().map(|row| row.incident_id).collect();
        assert_eq!(ids, [second, first].map(|id| id.to_string()), "the first said first");
        for (id, regime) in [(second, Regime::Nis2), (first, Regime::Gdpr)] {
            let duty = duty(regime, None);
            log.push(id, Event::AssessmentAsked(AssessmentAsked { duty }));
        }
        bench.follow(&log).await;
        let rows = unasked(bench.models.db()).await.unwrap().rows;
        let ids: Vec<_> = rows.into_iter().map(|row| row.incident_id).collect();
        assert_eq!(ids, [second.to_string()], "another law does not answer for this one");
    }

    async fn the_last_answer_about_personal_data_holds(bench: &Bench) {
        let mut log = Log::default();
        let id = begin(&mut log, 1, &[]);
        bench.follow(&log).await;
        assert_eq!(personal_data(bench.models.db(), id).await.unwrap(), None);
        for touched in [true, false] {
            log.push(id, Event::PersonalDataAnswered(PersonalDataAnswered { touched }));
        }
        bench.follow(&log).await;
        assert_eq!(personal_data(bench.models.db(), id).await.unwrap(), Some(false));
    }
}
