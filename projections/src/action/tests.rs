//! Rows of actions after events, and the lists of the register.

use jiff::civil::date;
use tillbud_events::action::{
    Abandoned, Decided, EffectAssessed, Implemented, Rescheduled, TakenUpAgain, Verified,
};
use tillbud_events::vocabulary::Effect;
use tillbud_events::{FactorId, StreamId};

use super::*;
use crate::testing::{Log, action_id, incident_id, label, on_both, text};

fn decided(owner: &str, due: Date) -> Event {
    Event::Decided(Decided { owner: label(owner), due, weak_plan_reason: None })
}

on_both! {
    async fn an_action_is_followed_from_proposal_to_verified_effect(bench: &Bench) {
        let mut log = Log::default();
        let id = log.propose(1, incident_id(1));
        log.push(id, decided("Rektor", date(2026, 9, 1)));
        let later = Rescheduled { due: date(2026, 10, 1), reason: text("Sen leverans") };
        log.push(id, Event::Rescheduled(later));
        log.push(id, Event::Implemented(Implemented { evidence: text("Protokoll") }));
        let effect = Effect::Improved;
        log.push(id, Event::EffectAssessed(EffectAssessed { effect, text: text("Inga fel") }));
        log.push(id, Event::Verified(Verified { verifier: label("Kvalitetschef") }));
        bench.follow(&log).await;
        let row = get(bench.models.db(), id).await.unwrap().unwrap();
        assert_eq!((row.state.as_str(), row.version), ("verified", 6));
        assert_eq!((row.due.as_deref(), row.rescheduled_count), (Some("2026-10-01"), 1));
        assert_eq!((row.owner.as_deref(), row.verifier.as_deref()), (Some("Rektor"), Some("Kvalitetschef")));
        assert_eq!((row.effect.as_deref(), row.assessment.as_deref()), (Some("improved"), Some("Inga fel")));
        assert_eq!(row.evidence.as_deref(), Some("Protokoll"));
        assert!(row.proposed_at < row.decided_at.unwrap());
        assert!(row.implemented_at < row.verified_at && row.abandoned_at.is_none());
    }

    async fn an_abandoned_action_keeps_the_risk_that_was_accepted(bench: &Bench) {
        let mut log = Log::default();
        let id = log.propose(1, incident_id(1));
        log.push(id, Event::Abandoned(Abandoned { residual_risk: text("Liten") }));
        bench.follow(&log).await;
        let row = get(bench.models.db(), id).await.unwrap().unwrap();
        assert_eq!((row.state.as_str(), row.residual_risk.as_deref()), ("abandoned", Some("Liten")));
    }

    async fn an_abandoned_action_goes_on_where_it_stood(bench: &Bench) {
        let mut log = Log::default();
        let report = log.receive(1);
        let incident = log.open(1, &[report]);
        log.triage(incident, "access", None);
        let id = log.propose(1, incident);
        let abandoned = || Event::Abandoned(Abandoned { residual_risk: text("Liten") });
        let again = || Event::TakenUpAgain(TakenUpAgain { reason: text("För tidigt") });
        let show = async |log: &Log| {
            bench.follow(log).await;
            let row = get(bench.models.db(), id).await.unwrap().unwrap();
            assert_eq!((row.residual_risk, row.abandoned_at), (None, None));
            let open = crate::incident::get(bench.models.db(), incident).await.unwrap().unwrap();
            assert_eq!((open.action_open_count, open.action_final_count), (1, 0));
            (row.state, open.stage)
        };
        log.push(id, abandoned());
        log.push(id, again());
        assert_eq!(show(&log).await, ("proposed".into(), "triaged".into()));
        log.push(id, decided("IT", date(2026, 9, 1)));
        log.push(id, abandoned());
        log.push(id, again());
        assert_eq!(show(&log).await, ("decided".into(), "actions_decided".into()));
        log.push(id, Event::Implemented(Implemented { evidence: text("Klart") }));
        let effect = Effect::Worse;
        log.push(id, Event::EffectAssessed(EffectAssessed { effect, text: text("Fler fel") }));
        log.push(id, abandoned());
        log.push(id, again());
        assert_eq!(show(&log).await, ("assessed".into(), "verifying".into()));
    }

    async fn the_factors_that_an_action_addresses_keep_their_order(bench: &Bench) {
        let mut log = Log::default();
        let factor_ids = [9, 2].map(|number| FactorId(uuid::Uuid::from_u128(number)));
        let proposed = Proposed {
            incident_id: incident_id(1),
            text: text("Märk upp"),
            strength: tillbud_events::vocabulary::Strength::Intermediate,
            addresses: factor_ids.to_vec(),
        };
        log.push(StreamId::from(action_id(1)), Event::Proposed(proposed));
        bench.follow(&log).await;
        let rows = factors(bench.models.db(), action_id(1)).await.unwrap();
        let found: Vec<_> = rows.into_iter().map(|row| row.factor_id).collect();
        assert_eq!(found, factor_ids.map(|id| id.to_string()));
    }

    async fn the_register_is_filtered_by_owner_incident_state_and_day(bench: &Bench) {
        let mut log = Log::default();
        for number in 1..=4 {
            let id = log.propose(number, incident_id(number % 2));
            if number > 1 {
                let day = i8::try_from(number).unwrap();
                log.push(id, decided(if number == 2 { "Rektor" } else { "IT" }, date(2026, 9, day)));
            }
        }
        bench.follow(&log).await;
        let found = async |filter: Filter| {
            let page = list(bench.models.db(), &filter, None, 10).await.unwrap();
            let ids = page.rows.into_iter().map(|row| row.action_id.parse().unwrap());
            ids.collect::<Vec<ActionId>>()
        };
        let none = Filter::default;
        let ids = |numbers: &[u128]| numbers.iter().map(|n| action_id(*n)).collect::<Vec<_>>();
        assert_eq!(found(none()).await, ids(&[4, 3, 2, 1]));
        assert_eq!(found(Filter { owner: Some("IT".into()), ..none() }).await, ids(&[4, 3]));
        assert_eq!(found(Filter { state: Some(State::Proposed), ..none() }).await, ids(&[1]));
        let incident = Some(incident_id(1));
        assert_eq!(found(Filter { incident, ..none() }).await, ids(&[3, 1]));
        let due_before = Some(date(2026, 9, 4));
        assert_eq!(found(Filter { due_before, ..none() }).await, ids(&[3, 2]));
        let due_from = Some(date(2026, 9, 4));
        assert_eq!(found(Filter { due_from, ..none() }).await, ids(&[4]));
        let strength = Some(Strength::Weaker);
        assert_eq!(found(Filter { strength, ..none() }).await, ids(&[]));
    }

    async fn each_view_shows_its_states_and_pages_go_on_without_a_gap(bench: &Bench) {
        let mut log = Log::default();
        let ids: Vec<_> = (1..=4).map(|number| log.propose(number, incident_id(1))).collect();
        log.push(ids[1], decided("IT", date(2026, 9, 10)));
        log.push(ids[2], decided("IT", date(2026, 9, 30)));
        log.push(ids[3], decided("IT", date(2026, 9, 10)));
        log.push(ids[3], Event::Implemented(Implemented { evidence: text("Protokoll") }));
        bench.follow(&log).await;
        let shown = async |one: View, day: Date, after: Option<Cursor>| {
            let page = view(bench.models.db(), (one, day), &Filter::default(), after, 3).await;
            let Page { rows, next } = page.unwrap();
            let found: Vec<_> = rows.into_iter().map(|row| row.action_id).collect();
            (found, next)
        };
        let named = |numbers: &[usize]| -> Vec<String> {
            numbers.iter().map(|number| ids[*number].to_string()).collect()
        };
        let day = date(2026, 9, 10);
        let (first, next) = shown(View::Open, day, None).await;
        assert_eq!(first, named(&[3, 2, 1]));
        assert_eq!(shown(View::Open, day, next).await, (named(&[0]), None));
        assert_eq!(shown(View::Due, day, None).await.0, named(&[1]));
        assert_eq!(shown(View::Overdue, day, None).await.0, named(&[]));
        assert_eq!(shown(View::Overdue, date(2026, 9, 11), None).await.0, named(&[1]));
        assert_eq!(shown(View::Due, date(2026, 9, 17), None).await.0, named(&[2]));
        assert_eq!(shown(View::Verification, day, None).await.0, named(&[3]));
        assert_eq!(shown(View::Ended, day, None).await.0, named(&[]));
    }

    async fn actions_of_an_incident_that_an_account_stepped_aside_from_are_left_out(bench: &Bench) {
        let mut log = Log::default();
        let report = log.receive(1);
        let incident = log.open(1, &[report]);
        let id = log.propose(1, incident);
        let recused = tillbud_events::incident::Recused { reason: None };
        log.push(incident, tillbud_events::incident::Event::Recused(recused));
        bench.follow(&log).await;
        let open_to = Some(log.all().last().unwrap().meta.actor);
        let rows = async |open_to| {
            let filter = Filter { open_to, ..Filter::default() };
            list(bench.models.db(), &filter, None, 10).await.unwrap().rows.len()
        };
        assert_eq!((rows(open_to).await, rows(Some(Actor::System)).await), (0, 1), "{id}");
    }
}
