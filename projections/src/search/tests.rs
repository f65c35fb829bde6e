//! One contract for both databases.

use tillbud_events::incident::notification::{AssessmentAsked, ControllerAssessed, Duty};
use tillbud_events::report::{
    CopyApproved, Erased, Event, Imported, QuestionAsked, Received, ReplyReceived,
};
use tillbud_events::vocabulary::{Grounds, Regime};
use tillbud_events::{ReportId, Text, incident};

use super::*;
use crate::testing::{
    Bench, Log, follow, imported, label, message_id, on_both, received, report_id, text,
};

async fn found(bench: &Bench, scope: Scope, said: &str) -> Vec<String> {
    let terms = Terms::parse(said).unwrap();
    let page = find(bench.models.db(), scope, &terms, None, 50).await.unwrap();
    page.rows.into_iter().map(|hit| hit.part).collect()
}

async fn count(bench: &Bench, scope: Scope, said: &str) -> usize {
    found(bench, scope, said).await.len()
}

fn told(log: &mut Log, number: u128, words: &str) -> ReportId {
    let id = report_id(number);
    log.push(id, Event::Received(Received { narrative: text(words), ..received() }));
    id
}

fn register(log: &mut Log, number: u128, words: &str) -> ReportId {
    let id = report_id(number);
    let record = Imported { narrative: Some(text(words)), ..imported() };
    log.push(id, Event::Imported(record));
    id
}

fn copy(revision: u32, words: &str) -> Event {
    let (text, rules) = (text(words), label("identity 1"));
    Event::CopyApproved(CopyApproved { revision, text, rules })
}

fn erased() -> Event {
    Event::Erased(Erased { grounds: Grounds::Withdrawn, decision: None })
}

on_both! {
    async fn a_part_of_a_word_finds_it_whatever_the_case_and_a_ring_is_no_plain_a(bench: &Bench) {
        let mut log = Log::default();
        register(&mut log, 1, "Fallolyckan i ÅKERBYs förråd.");
        bench.follow(&log).await;
        for said in ["olycka", "OLYCKA", "fallolyckan", "åkerby", "Åkerbys förråd", "ÖRRÅ"] {
            assert_eq!(count(bench, Scope::Reports, said).await, 1, "{said}");
        }
        for said in ["olyckor", "akerby", "forrad", "fallolyckans"] {
            assert_eq!(count(bench, Scope::Reports, said).await, 0, "{said}");
        }
    }

    async fn every_word_must_stand_in_the_text_and_a_phrase_as_it_is(bench: &Bench) {
        let mut log = Log::default();
        register(&mut log, 1, "Brevet gick\n till fel  mottagare");
        register(&mut log, 2, "Mottagaren av brevet hade fel nyckel");
        bench.follow(&log).await;
        for (said, hits) in [
            ("brevet fel", 2),
            ("brevet nyckel", 1),
            ("brevet cykel", 0),
            ("\"gick till fel\"", 1),
            ("\"fel mottagare\"", 1),
            ("\"mottagare fel\"", 0),
            ("fel på brevet", 2),
        ] {
            assert_eq!(count(bench, Scope::Reports, said).await, hits, "{said}");
        }
    }

    async fn odd_characters_stand_for_themselves(bench: &Bench) {
        let mut log = Log::default();
        register(&mut log, 1, "100% _tomt_ \\ C:\\tmp 'citat' \"dubbel\" (a OR b)* \u{1f525}\u{1f525}\u{1f525} x-y--z");
        register(&mut log, 2, "1000 tomt tmp citat dubbel a b");
        bench.follow(&log).await;
        for (said, hits) in [
            ("100%", 1),
            ("_tomt_", 1),
            ("tomt", 2),
            ("C:\\tmp", 1),
            ("'citat'", 1),
            ("OR*", 0),
            ("b)*", 1),
            ("\"(a OR\"", 1),
            ("\"(a OR b)*\"", 1),
            ("\u{1f525}\u{1f525}\u{1f525}", 1),
            ("%%%", 0),
            ("___", 0),
            ("y--z", 1),
            ("NEAR(tomt", 0),
            ("text:tomt", 0),
            ("^tomt", 0),
        ] {
            assert_eq!(count(bench, Scope::Reports, said).await, hits, "{said}");
        }
    }

    async fn each_text_is_found_where_its_readers_look_and_nowhere_else(bench: &Bench) {
        let mut log = Log::default();
        let id = told(&mut log, 1, "needle i originalet");
        let (message_id, text) = (message_id(1), text("needle i frågan"));
        log.push(id, Event::QuestionAsked(QuestionAsked { message_id, text }));
        let text = self::text("needle i svaret");
        log.push(id, Event::ReplyReceived(ReplyReceived { message_id, text }));
        log.push(id, copy(1, "needle i avskriften"));
        register(&mut log, 2, "needle i registret");
        let incident = log.open(1, &[id]);
        let item = incident::AnalysisCompleted { summary: self::text("needle i analysen") };
        log.push(incident, incident::Event::AnalysisCompleted(item));
        log.propose(1, incident);
        bench.follow(&log).await;
        assert_eq!(found(bench, Scope::Reports, "needle").await,
            ["report.imported", "report.copy_approved", "report.question_asked"], "newest first");
        assert_eq!(found(bench, Scope::Copies, "needle").await, ["report.copy_approved"]);
        assert_eq!(found(bench, Scope::Incidents, "needle").await, ["incident.analysis_completed"]);
        assert_eq!(found(bench, Scope::Incidents, "mottagare").await, ["incident.opened"]);
        assert_eq!(found(bench, Scope::Actions, "mottagare").await, ["action.proposed"]);
        assert_eq!(found(bench, Scope::Notifications, "mottagare").await, <[String; 0]>::default());
    }

    async fn what_a_reporter_wrote_is_found_by_nobody(bench: &Bench) {
        let mut log = Log::default();
        let words = |words: &str| Some(text(words));
        let (place, system) = (words("needle på platsen"), words("needle i systemet"));
        let (hindered, helped) = (words("needle hindrade"), words("needle hjälpte"));
        let narrative = text("needle i berättelsen");
        let id = report_id(1);
        let told = Received { narrative, place, system, hindered, helped, ..received() };
        log.push(id, Event::Received(told));
        let reply = ReplyReceived { message_id: message_id(1), text: text("needle i svaret") };
        log.push(id, Event::ReplyReceived(reply));
        bench.follow(&log).await;
        for scope in Scope::ALL {
            assert_eq!(count(bench, *scope, "needle").await, 0, "{scope}");
        }
        log.push(id, copy(1, "Fallolyckan vid kajen"));
        bench.follow(&log).await;
        for scope in [Scope::Reports, Scope::Copies] {
            assert_eq!(count(bench, scope, "olycka").await, 1, "{scope}");
        }
    }

    async fn an_incident_is_found_by_the_category_and_unit_of_its_last_triage(bench: &Bench) {
        let mut log = Log::default();
        let report = log.receive(1);
        let id = log.open(1, &[report]);
        log.triage(id, "access", Some("skola_1"));
        bench.follow(&log).await;
        let by = |said: &str| {
            let fact = Fact::Unit.token("skola_1");
            let facts = |word: &str| if word == "Norra" { vec![fact.clone()] } else { vec![] };
            Terms::parse(said).unwrap().with_facts(facts)
        };
        let hits = async |terms: Terms| {
            find(bench.models.db(), Scope::Incidents, &terms, None, 50).await.unwrap().rows.len()
        };
        assert_eq!(hits(by("Norra")).await, 1, "by its name");
        assert_eq!(hits(by("Norra access")).await, 1);
        assert_eq!(hits(by("Södra")).await, 0);
        log.triage(id, "access", Some("skola_10"));
        bench.follow(&log).await;
        assert_eq!((hits(by("Norra")).await, hits(by("access")).await), (0, 1));
    }

    async fn a_title_is_found_among_notifications_once_a_law_was_asked_about(bench: &Bench) {
        let mut log = Log::default();
        let report = log.receive(1);
        let id = log.open(1, &[report]);
        bench.follow(&log).await;
        assert_eq!(count(bench, Scope::Notifications, "mottagare").await, 0);
        for controller in ["Socialnämnden", "Skolnämnden"] {
            let duty = Duty { regime: Regime::Gdpr, controller: Some(label(controller)) };
            log.push(id, incident::Event::AssessmentAsked(AssessmentAsked { duty }));
        }
        let (controller, reasons) = (label("Skolnämnden"), text("needle i skälen"));
        let assessed =
            ControllerAssessed { regime: Regime::Gdpr, controller, notifiable: true, reasons };
        log.push(id, incident::Event::ControllerAssessed(assessed));
        bench.follow(&log).await;
        assert_eq!(found(bench, Scope::Notifications, "mottagare").await, ["incident.opened"]);
        assert_eq!(found(bench, Scope::Notifications, "nämnden needle").await,
            ["incident.controller_assessed"]);
    }

    async fn a_later_copy_takes_the_place_of_the_one_before(bench: &Bench) {
        let mut log = Log::default();
        let id = told(&mut log, 1, "x");
        log.push(id, copy(1, "första avskriften"));
        log.push(id, copy(2, "andra avskriften"));
        bench.follow(&log).await;
        for scope in [Scope::Copies, Scope::Reports] {
            assert_eq!(count(bench, scope, "första").await, 0);
            assert_eq!(count(bench, scope, "andra avskriften").await, 1);
        }
    }

    async fn an_erased_report_is_found_no_more_and_a_rebuild_and_a_swap_find_the_rest(bench: &Bench) {
        let mut log = Log::default();
        let id = told(&mut log, 1, "x");
        log.push(id, copy(1, "needle avskrift"));
        register(&mut log, 2, "needle två");
        let gone = register(&mut log, 3, "needle tre");
        bench.follow(&log).await;
        assert_eq!(count(bench, Scope::Copies, "needle").await, 1);
        assert_eq!(count(bench, Scope::Reports, "needle").await, 3);
        log.push(id, erased());
        log.push(gone, erased());
        bench.follow(&log).await;
        let of = async |bench: &Bench| {
            (count(bench, Scope::Copies, "needle").await, count(bench, Scope::Reports, "needle").await)
        };
        assert_eq!(of(bench).await, (0, 1));
        let copy = bench.models.begin_rebuild().await.unwrap();
        follow(&copy, &log).await;
        assert_eq!(copy.dump().await.unwrap(), bench.models.dump().await.unwrap());
        bench.models.swap_in(copy).await.unwrap();
        assert_eq!(of(bench).await, (0, 1));
        register(&mut log, 4, "needle fyra");
        bench.follow(&log).await;
        assert_eq!(of(bench).await, (0, 2), "the index still follows its table");
    }

    async fn pages_of_hits_have_no_gaps_and_no_repeats(bench: &Bench) {
        let mut log = Log::default();
        for number in 1..=30 {
            register(&mut log, number, if number % 3 == 0 { "annat" } else { "needle" });
        }
        bench.follow(&log).await;
        let terms = Terms::parse("needle").unwrap();
        let (mut positions, mut after) = (Vec::new(), None);
        loop {
            let page = find(bench.models.db(), Scope::Reports, &terms, after, 7).await.unwrap();
            positions.extend(page.rows.iter().map(|hit| hit.position));
            match page.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
        let expected: Vec<i64> = (1..=30).rev().filter(|number| number % 3 != 0).collect();
        assert_eq!(positions, expected);
    }

    async fn a_text_that_was_erased_before_it_was_read_is_not_found(bench: &Bench) {
        let mut log = Log::default();
        let record = Imported { narrative: Some(Text::Erased), ..imported() };
        log.push(report_id(1), Event::Imported(record));
        bench.follow(&log).await;
        assert_eq!(count(bench, Scope::Reports, "needle").await, 0);
    }
}

/// The index keeps runs of three characters; these stand in no other text.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_byte_of_an_erased_text_is_left_in_the_index() {
    let bench = Bench::sqlite().await;
    let mut log = Log::default();
    let id = register(&mut log, 1, "före \u{a66e}\u{a66f}\u{a673} efter");
    register(&mut log, 2, "något helt annat");
    bench.follow(&log).await;
    let run = "\u{a66e}\u{a66f}\u{a673}".as_bytes();
    let is_stored = || {
        let folder = bench.folder.as_ref().unwrap().path().join("data");
        std::fs::read_dir(folder).unwrap().any(|entry| {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap_or_default();
            bytes.windows(run.len()).any(|window| window == run)
        })
    };
    assert!(is_stored());
    log.push(id, erased());
    bench.follow(&log).await;
    while !bench.models.compact().await.unwrap() {
        tokio::task::yield_now().await;
    }
    assert!(!is_stored());
    assert_eq!(count(&bench, Scope::Reports, "annat").await, 1);
}

/// The index is read in order and only as far as a page goes.
#[tokio::test]
async fn a_page_of_hits_is_not_sorted() {
    let bench = Bench::sqlite().await;
    let Db::Sqlite { readers, .. } = bench.models.db() else { panic!("not SQLite") };
    for scope in Scope::ALL {
        let sql = format!("explain query plan {}", index::sql_of_sqlite(*scope));
        let plan: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(readers).await.unwrap();
        let steps: Vec<_> = plan.into_iter().map(|(.., step)| step).collect();
        assert!(steps.iter().any(|step| step.contains("VIRTUAL TABLE INDEX")), "{steps:?}");
        assert!(steps.iter().any(|step| step.starts_with("SEARCH search_")), "{steps:?}");
    }
}
