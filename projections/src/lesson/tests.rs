//! What is written, approved, published and withdrawn, and who finds it.

use tillbud_events::lesson::{
    Approved, Content, Drafted, Event, FindingKept, Published, Revised, Withdrawn,
};
use tillbud_events::vocabulary::{Finding, Lang};
use tillbud_events::{HolderId, IncidentId, LessonId};
use uuid::Uuid;

use super::*;
use crate::testing::{Bench, Log, incident_id, label, on_both, text};

fn lesson(number: u128) -> LessonId {
    LessonId(Uuid::from_u128(number))
}

fn holder(number: u128) -> HolderId {
    HolderId(Uuid::from_u128(number))
}

fn content(title: &str) -> Content {
    Content {
        title: text(title),
        said: text("Två likadana namn låg BREDVID varandra: 100 % lika."),
        did: text("Listan visar vem kontakten hör till."),
        learned: Some(text("Be om samma ändring.")),
        lang: Lang::Sv,
    }
}

fn draft(log: &mut Log, id: LessonId, title: &str, incidents: &[IncidentId]) {
    let (writer, incident_ids) = (holder(1), incidents.to_vec());
    log.push(id, Event::Drafted(Drafted { writer, incident_ids, content: content(title) }));
}

fn publish(log: &mut Log, id: LessonId, revision: u32) {
    let (approver, rules) = (holder(2), label("identity 1"));
    log.push(id, Event::Approved(Approved { revision, approver, rules }));
    log.push(id, Event::Published(Published {}));
}

fn withdraw(log: &mut Log, id: LessonId) {
    log.push(id, Event::Withdrawn(Withdrawn { reason: text("Inte längre sant") }));
}

async fn found(bench: &Bench, sought: &str) -> Vec<String> {
    let page = published(bench.models.db(), sought, None, 10).await.unwrap();
    page.rows.into_iter().filter_map(|row| row.title).collect()
}

on_both! {
    async fn only_what_is_published_is_for_everybody_and_only_until_it_is_withdrawn(bench: &Bench) {
        let (mut log, id) = (Log::default(), lesson(1));
        draft(&mut log, id, "Rätt mottagare", &[incident_id(1)]);
        bench.follow(&log).await;
        let db = bench.models.db();
        assert_eq!(get(db, id).await.unwrap().unwrap().state, "draft");
        assert!(get_published(db, id).await.unwrap().is_none() && found(bench, "").await.is_empty());
        publish(&mut log, id, 1);
        bench.follow(&log).await;
        let row = get_published(db, id).await.unwrap().unwrap();
        assert_eq!((row.title.as_deref(), row.position), (Some("Rätt mottagare"), 3));
        assert_eq!(published_of(db, incident_id(1)).await.unwrap(), [row]);
        withdraw(&mut log, id);
        bench.follow(&log).await;
        assert!(get_published(db, id).await.unwrap().is_none() && found(bench, "").await.is_empty());
        assert!(published_of(db, incident_id(1)).await.unwrap().is_empty());
        let row = get(db, id).await.unwrap().unwrap();
        assert_eq!(row.withdrawal.as_deref(), Some("Inte längre sant"));
        assert_eq!((row.state.as_str(), row.version, row.published_at), ("withdrawn", 4, None));
    }

    async fn a_revision_takes_the_place_of_words_incidents_and_reasons(bench: &Bench) {
        let (mut log, id) = (Log::default(), lesson(1));
        draft(&mut log, id, "Rätt mottagare", &[incident_id(1), incident_id(2)]);
        let kept = FindingKept {
            finding: Finding::Time,
            words: vec![text("november"), text("tisdag")],
            reason: text("Gällde alla"),
        };
        log.push(id, Event::FindingKept(kept));
        publish(&mut log, id, 1);
        withdraw(&mut log, id);
        bench.follow(&log).await;
        let db = bench.models.db();
        let rows = super::kept(db, id).await.unwrap();
        assert_eq!(rows[0].words.as_deref(), Some("november · tisdag"));
        let (writer, incident_ids) = (holder(3), vec![incident_id(2)]);
        let content = content("Rätt mottagare syns");
        log.push(id, Event::Revised(Revised { revision: 2, writer, incident_ids, content }));
        bench.follow(&log).await;
        let row = get(db, id).await.unwrap().unwrap();
        assert_eq!((row.state.as_str(), row.revision, row.position), ("draft", 2, 1));
        assert_eq!((row.drafter, row.writer), (holder(1).to_string(), holder(3).to_string()));
        assert_eq!((row.approved_at, row.withdrawal), (None, None));
        assert!(super::kept(db, id).await.unwrap().is_empty());
        assert_eq!(sources(db, id).await.unwrap().len(), 1);
        assert!(of_incident(db, incident_id(1)).await.unwrap().is_empty());
        assert_eq!(of_incident(db, incident_id(2)).await.unwrap().len(), 1);
        publish(&mut log, id, 2);
        bench.follow(&log).await;
        assert_eq!(found(bench, "").await, ["Rätt mottagare syns"]);
    }

    async fn a_search_finds_parts_of_words_in_any_order_and_takes_no_sign_for_a_wildcard(bench: &Bench) {
        let mut log = Log::default();
        for (number, title) in [(1, "Halkan i entrén"), (2, "Fallolyckan på gården")] {
            draft(&mut log, lesson(number), title, &[incident_id(number)]);
            publish(&mut log, lesson(number), 1);
        }
        bench.follow(&log).await;
        for (sought, expected) in [
            ("", vec!["Fallolyckan på gården", "Halkan i entrén"]),
            ("OLYCKA", vec!["Fallolyckan på gården"]),
            ("gård, fall", vec!["Fallolyckan på gården"]),
            ("bredvid entré", vec!["Halkan i entrén"]),
            ("% _", vec!["Fallolyckan på gården", "Halkan i entrén"]),
            ("%entré%", vec!["Halkan i entrén"]),
            ("finns inte", vec![]),
        ] {
            assert_eq!(found(bench, sought).await, expected, "{sought:?}");
        }
    }

    async fn lists_go_on_where_the_page_before_ended(bench: &Bench) {
        let mut log = Log::default();
        for number in 1..=3 {
            draft(&mut log, lesson(number), &format!("Nummer {number}"), &[incident_id(number)]);
        }
        for number in [2, 1, 3] {
            publish(&mut log, lesson(number), 1);
        }
        bench.follow(&log).await;
        let db = bench.models.db();
        let titles = |page: &Page<PublishedRow>| {
            page.rows.iter().filter_map(|row| row.title.clone()).collect::<Vec<_>>()
        };
        let first = published(db, "nummer", None, 2).await.unwrap();
        assert_eq!(titles(&first), ["Nummer 3", "Nummer 1"], "the newest publication first");
        let second = published(db, "nummer", first.next, 2).await.unwrap();
        assert_eq!((titles(&second), second.next), (vec!["Nummer 2".to_owned()], None));
        let drafts = list(db, Some(State::Draft), None, 10).await.unwrap();
        assert!(drafts.rows.is_empty());
        assert_eq!(list(db, None, None, 10).await.unwrap().rows.len(), 3);
    }
}
