//! What is told of reports, actions and incidents, whole, by stream and from its end.

use tillbud_events::incident::Retitled;
use tillbud_events::limits::EVENTS_PER_STREAM;
use tillbud_events::report::{
    CopyApproved, ExperienceShared, FeedbackGiven, OriginalOpened, QuestionAsked, Unlinked,
    WordingKept,
};
use tillbud_events::vocabulary::{Again, Purpose};

use super::*;
use crate::testing::{Log, attached, incident_id, label, message_id, on_both, text};

fn asked(number: u128, words: &str) -> ReportEvent {
    let (message_id, text) = (message_id(number), text(words));
    ReportEvent::QuestionAsked(QuestionAsked { message_id, text })
}

fn types(rows: &[TimelineRow]) -> Vec<&str> {
    rows.iter().map(|row| row.event_type.as_str()).collect()
}

on_both! {
    async fn a_reports_history_goes_with_it_into_an_incident_from_its_first_event_on_and_out_again(bench: &Bench) {
        let mut log = Log::default();
        let (report, other) = (log.receive(1), log.receive(2));
        log.push(report, asked(1, "före"));
        let id = log.open(1, &[report]);
        log.push(report, asked(2, "under"));
        log.push(other, asked(3, "någon annans"));
        log.propose(1, id);
        let given = FeedbackGiven { message_id: message_id(4), text: Text::Erased };
        log.push(report, ReportEvent::FeedbackGiven(given));
        bench.follow(&log).await;
        let db = bench.models.db();
        let rows = timeline(db, id, true, None, 50).await.unwrap();
        let told: Vec<_> =
            rows.iter().map(|row| (row.event_type.as_str(), row.text.as_deref())).collect();
        assert_eq!(told, [
            ("report.received", None),
            ("report.question_asked", Some("före")),
            ("incident.opened", Some("Fel mottagare")),
            ("report.linked", None),
            ("report.question_asked", Some("under")),
            ("incident.action_added", None),
            ("action.proposed", Some("Bekräfta mottagare i systemet")),
            ("report.feedback_given", None),
        ]);
        assert!(rows[7].erased && !rows[5].erased);
        assert_eq!((rows[4].actor.as_str(), &rows[4].subject), ("coordinator", &format!("report.{report}")));
        let rest = timeline(db, id, true, Some(Cursor(rows[2].position)), 1).await.unwrap();
        assert_eq!(rest, rows[3..4]);
        let own = timeline(db, id, false, None, 50).await.unwrap();
        assert_eq!(types(&own), ["incident.opened", "incident.action_added", "action.proposed"]);

        log.push(report, ReportEvent::Unlinked(Unlinked { incident_id: id }));
        log.push(report, asked(5, "efter"));
        bench.follow(&log).await;
        assert_eq!(timeline(db, id, true, None, 50).await.unwrap(), own);
        let of_report = of_stream(db, report).await.unwrap();
        assert_eq!(types(&of_report), [
            "report.received",
            "report.question_asked",
            "report.linked",
            "report.question_asked",
            "report.feedback_given",
            "report.unlinked",
            "report.question_asked",
        ]);

        let second = log.open(2, &[report]);
        bench.follow(&log).await;
        let rows = timeline(db, second, true, None, 50).await.unwrap();
        assert_eq!(rows.len(), of_report.len() + 2, "opened and linked");
        assert_eq!(rows[..of_report.len()], of_report);
    }

    async fn the_end_of_a_history_is_read_with_whether_something_comes_before_it(bench: &Bench) {
        let mut log = Log::default();
        let report = log.receive(1);
        let id = log.open(1, &[report]);
        log.triage(id, "access", None);
        bench.follow(&log).await;
        let db = bench.models.db();
        let all = timeline(db, id, true, None, 50).await.unwrap();
        assert_eq!(all.len(), 4);
        for (limit, has_more) in [(5, false), (4, false), (3, true), (1, true)] {
            let end = latest(db, id, true, None, limit).await.unwrap();
            let from = all.len().saturating_sub(limit as usize);
            assert_eq!((end.rows.as_slice(), end.has_more), (&all[from..], has_more), "{limit}");
        }
        let before = Some(Cursor(all[2].position));
        let earlier = latest(db, id, true, before, 1).await.unwrap();
        assert_eq!((earlier.rows.as_slice(), earlier.has_more), (&all[1..2], true));
        let own = latest(db, id, false, None, 2).await.unwrap();
        assert_eq!((types(&own.rows), own.has_more), (vec!["incident.opened", "incident.triaged"], false));
    }

    async fn a_stream_is_told_to_its_end_however_long_it_is(bench: &Bench) {
        let mut log = Log::default();
        let report = log.receive(1);
        let id = log.open(1, &[report]);
        for number in 0..=EVENTS_PER_STREAM {
            let title = text(&format!("Rubrik {number}"));
            log.push(id, IncidentEvent::Retitled(Retitled { title }));
        }
        bench.follow(&log).await;
        let rows = of_stream(bench.models.db(), id).await.unwrap();
        assert_eq!(rows.len(), EVENTS_PER_STREAM + 2);
        let last = format!("Rubrik {EVENTS_PER_STREAM}");
        assert_eq!(rows.last().unwrap().text.as_ref(), Some(&last));
        assert!(rows.iter().all(|row| row.subject == format!("incident.{id}")));
    }

    async fn coded_facts_are_told_and_words_stand_in_their_own_column_only(bench: &Bench) {
        let mut log = Log::default();
        let report = log.receive(1);
        let id = log.open(1, &[report]);
        log.triage(id, "access", Some("Skola 3"));
        bench.follow(&log).await;
        let rows = timeline(bench.models.db(), id, false, None, 50).await.unwrap();
        assert_eq!(rows[0].detail, format!(r#"{{"report_ids":["{report}"]}}"#));
        assert_eq!(
            rows[1].detail,
            r#"{"actual":"minor","category":"access","potential":"major","unit":"Skola 3"}"#
        );
    }

    async fn who_opened_an_original_is_told_with_what_for_and_no_word_of_a_reporter_nor_their_answer(bench: &Bench) {
        let mut log = Log::default();
        let report = log.receive(1);
        let opened = OriginalOpened { purpose: Purpose::Triage, attachment_id: None };
        log.push(report, ReportEvent::OriginalOpened(opened));
        log.push(report, ReportEvent::AttachmentAdded(attached(9)));
        let copy = CopyApproved { revision: 1, text: text("[namn] ringde"), rules: label("r 1") };
        log.push(report, ReportEvent::CopyApproved(copy));
        log.push(report, ReportEvent::WordingKept(WordingKept { reason: text("Citat") }));
        let shared = ExperienceShared { again: Again::No };
        log.push(report, ReportEvent::ExperienceShared(shared));
        bench.follow(&log).await;
        let rows = of_stream(bench.models.db(), report).await.unwrap();
        assert_eq!(types(&rows[1..]), [
            "report.original_opened",
            "report.attachment_added",
            "report.copy_approved",
            "report.wording_kept",
            "report.experience_shared",
        ]);
        assert!(rows.iter().all(|row| row.text.is_none() && !row.erased));
        assert_eq!((rows[1].actor.as_str(), rows[1].detail.as_str()), ("coordinator", r#"{"purpose":"triage"}"#));
        assert!(rows[2].detail.contains("jpeg") && !rows[2].detail.contains("nyckel"));
        assert_eq!(rows[3].detail, r#"{"revision":1,"rules":"r 1"}"#);
        assert_eq!((rows[4].detail.as_str(), rows[5].detail.as_str()), ("{}", "{}"));
    }

    async fn an_unknown_incident_has_no_history(bench: &Bench) {
        let (db, id) = (bench.models.db(), incident_id(1));
        assert_eq!(timeline(db, id, true, None, 50).await.unwrap(), []);
        assert_eq!(latest(db, id, true, None, 50).await.unwrap(), First::default());
    }
}
