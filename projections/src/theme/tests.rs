//! What is gathered, counted and learned, and what whoever is kept out never sees.

use tillbud_events::FactorId;
use tillbud_events::incident::{Event as IncidentEvent, FactorIdentified, Recused, ReportLinked};
use tillbud_events::report::{Erased, Event as ReportEvent};
use tillbud_events::theme::{Concluded, IncidentAdded, IncidentRemoved, Opened, Reopened};
use tillbud_events::vocabulary::{Direction, Element, Grounds};
use uuid::Uuid;

use super::*;
use crate::incident::Filter;
use crate::report::words_of_incidents;
use crate::testing::{Bench, Log, coordinator, on_both, text};

fn theme() -> ThemeId {
    ThemeId(Uuid::from_u128(1))
}

fn other() -> Actor {
    Actor::Staff { role: tillbud_events::Role::Analyst, pseudonym: Uuid::from_u128(9) }
}

fn gather(log: &mut Log, incidents: &[IncidentId]) {
    log.push(theme(), Event::Opened(Opened { question: text("Vad återkommer?") }));
    for incident_id in incidents {
        let incident_id = *incident_id;
        log.push(theme(), Event::IncidentAdded(IncidentAdded { incident_id }));
    }
}

fn find(log: &mut Log, number: u128, id: IncidentId, element: Element, direction: Direction) {
    let (factor_id, text) = (FactorId(Uuid::from_u128(number)), text("Listan"));
    let factor = FactorIdentified { factor_id, element, direction, text };
    log.push(id, IncidentEvent::FactorIdentified(factor));
}

async fn counts(bench: &Bench, actor: Actor) -> Vec<(String, String, i64)> {
    let counted = factors(bench.models.db(), theme(), actor).await.unwrap();
    let mut counts: Vec<_> =
        counted.into_iter().map(|it| (it.element, it.direction, it.count)).collect();
    counts.sort();
    counts
}

on_both! {
    async fn the_words_to_compare_are_of_the_theme_and_of_the_newest_incidents(bench: &Bench) {
        let mut log = Log::default();
        let reports = [1, 2, 3, 4].map(|number| log.receive(number));
        let ids = [0, 1, 2].map(|at| log.open(at as u128 + 1, &[reports[at]]));
        log.push(ids[2], IncidentEvent::ReportLinked(ReportLinked { report_id: reports[3] }));
        gather(&mut log, &[ids[0]]);
        log.push(reports[3], ReportEvent::Erased(Erased { grounds: Grounds::Withdrawn, decision: None }));
        bench.follow(&log).await;
        let db = bench.models.db();
        let positions = crate::incident::list(db, &Filter::default(), None, 3).await.unwrap().rows;
        let positions: Vec<i64> = positions.iter().map(|row| row.position).collect();
        let words = async |since| {
            let rows = words_of_incidents(db, theme(), since).await.unwrap();
            assert!(rows.iter().all(|row| row.words.contains("Brevet gick")), "{rows:?}");
            rows.into_iter().map(|row| row.incident_id).collect::<Vec<_>>()
        };
        assert_eq!(words(positions[0]).await, [ids[0], ids[2]].map(|id| id.to_string()));
        assert_eq!(words(i64::MAX).await, [ids[0].to_string()]);
        assert_eq!(words(positions[2]).await, ids.map(|id| id.to_string()));
    }

    async fn a_theme_gathers_incidents_until_it_is_concluded_and_is_asked_again(bench: &Bench) {
        let mut log = Log::default();
        let reports = [1, 2].map(|number| log.receive(number));
        let [one, two] = [(1, reports[0]), (2, reports[1])].map(|(at, of)| log.open(at, &[of]));
        gather(&mut log, &[two, one]);
        bench.follow(&log).await;
        let db = bench.models.db();
        let ids = async || {
            let rows = incidents(db, theme(), coordinator()).await.unwrap();
            rows.into_iter().map(|row| row.incident_id).collect::<Vec<_>>()
        };
        assert_eq!(ids().await, [two.to_string(), one.to_string()]);
        log.push(theme(), Event::IncidentRemoved(IncidentRemoved { incident_id: two }));
        log.push(theme(), Event::Concluded(Concluded { learned: text("Listan saknar plats") }));
        bench.follow(&log).await;
        assert_eq!(ids().await, [one.to_string()]);
        let row = get(db, theme()).await.unwrap().unwrap();
        assert_eq!((row.state.as_str(), row.learned.as_deref()), ("concluded", Some("Listan saknar plats")));
        assert!(row.concluded_at.is_some() && row.version == 5);
        assert_eq!(of_incident(db, one).await.unwrap().len(), 1);
        assert!(of_incident(db, two).await.unwrap().is_empty());
        log.push(theme(), Event::Reopened(Reopened { reason: text("Två nya") }));
        bench.follow(&log).await;
        let row = get(db, theme()).await.unwrap().unwrap();
        assert_eq!((row.state.as_str(), row.concluded_at), ("open", None));
        assert_eq!(row.learned.as_deref(), Some("Listan saknar plats"), "what was learned stays");
        let open = list(db, Some(State::Open), None, 10).await.unwrap().rows;
        assert_eq!((open.len(), list(db, Some(State::Concluded), None, 10).await.unwrap().rows.len()), (1, 0));
    }

    async fn a_condition_counts_once_for_each_incident_it_was_found_in(bench: &Bench) {
        let mut log = Log::default();
        let reports = [1, 2].map(|number| log.receive(number));
        let [one, two] = [(1, reports[0]), (2, reports[1])].map(|(at, of)| log.open(at, &[of]));
        gather(&mut log, &[one, two]);
        find(&mut log, 1, one, Element::Task, Direction::Hindered);
        find(&mut log, 2, one, Element::Task, Direction::Hindered);
        find(&mut log, 3, two, Element::Task, Direction::Hindered);
        find(&mut log, 4, two, Element::Task, Direction::Helped);
        bench.follow(&log).await;
        let counted = |direction: &str, count| ("task".to_owned(), direction.to_owned(), count);
        assert_eq!(counts(bench, coordinator()).await, [counted("helped", 1), counted("hindered", 2)]);
    }

    async fn whoever_stepped_aside_sees_and_counts_nothing_of_that_incident(bench: &Bench) {
        let mut log = Log::default();
        let reports = [1, 2].map(|number| log.receive(number));
        let [one, two] = [(1, reports[0]), (2, reports[1])].map(|(at, of)| log.open(at, &[of]));
        gather(&mut log, &[one, two]);
        find(&mut log, 1, one, Element::Task, Direction::Hindered);
        log.push(one, IncidentEvent::Recused(Recused { reason: None }));
        bench.follow(&log).await;
        let shown = async |actor| incidents(bench.models.db(), theme(), actor).await.unwrap().len();
        assert_eq!((shown(coordinator()).await, shown(other()).await), (1, 2));
        assert!(counts(bench, coordinator()).await.is_empty());
        assert_eq!(counts(bench, other()).await.len(), 1);
    }
}
