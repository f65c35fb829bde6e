//! The page of one report at every stage.

use super::*;
use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

const STAGES: [Stage; 8] = [
    Stage::Held,
    Stage::Received,
    Stage::Acknowledged,
    Stage::Linked,
    Stage::Closed,
    Stage::Declined,
    Stage::Rerouted,
    Stage::Erased,
];

fn told(stage: Stage) -> Told {
    let at = When { iso: "2026-11-23".into(), words: HOSTILE.into() };
    let message = |kind| Message { kind, at: at.clone(), words: Some(HOSTILE.into()) };
    Told {
        stage,
        channel: Some("hr".into()),
        messages: ["question", "reply", "feedback", "waiting"].map(message).to_vec(),
        narrative: Some(HOSTILE.into()),
        files: vec![FileLine { words: HOSTILE.into(), href: None }],
        ledger: vec![Line { at: at.clone(), role: "coordinator".into(), purpose: "triage".into() }],
        again: Some("unsure".into()),
        concern: vec![message("reply"), message("answer")],
        lessons: vec![Pair { label: HOSTILE.into(), words: "/lessons/x".into() }],
        gone: Some(Gone { at, decision: Some(HOSTILE.into()) }),
        read_within: 5,
    }
}

fn page(frame: Frame, told: Told) -> Status {
    Status::new(frame, "7K3M9Q-2RV8XA-4TB0ZC".into(), "k".into(), told)
}

#[test]
fn every_stage_is_told_in_words() {
    for stage in STAGES {
        for frame in frames() {
            let html = page(frame, told(stage)).render().unwrap();
            assert_sound(&html);
            assert_eq!(html.matches("aria-current=\"step\"").count(), 1, "{stage}");
            for missing in [">status-", ">ledger-", ">concern-", ">withdraw-", ">again-"] {
                assert!(!html.contains(missing), "{missing} at {stage}");
            }
        }
    }
}

#[test]
fn what_was_typed_is_kept_with_its_problem() {
    for frame in frames() {
        for field in ["text", "concern", "again", "sure"] {
            let typed =
                Typed { reply: HOSTILE.into(), again: "no".into(), concern: HOSTILE.into() };
            let problem = FieldProblem { field: field.into(), words: "För lång".into() };
            let page = page(frame.clone(), told(Stage::Linked)).with_problem(typed, problem);
            let html = page.render().unwrap();
            assert_sound(&html);
            assert!(html.contains(&format!("<a href=\"#{field}\">För lång</a>")));
            assert!(html.contains(&format!("id=\"{field}\"")), "{field} is shown");
            assert!(html.contains("value=\"no\" checked") || html.contains("value=\"no\" id"));
        }
    }
}

#[test]
fn who_has_read_the_original_is_told_and_so_is_that_nobody_has() {
    for frame in frames() {
        let read = page(frame.clone(), told(Stage::Linked)).render().unwrap();
        assert!(read.contains(&frame.word("purpose", "triage")));
        assert!(!read.contains(&frame.t("ledger-nobody")));
        let unread = Told { ledger: Vec::new(), ..told(Stage::Received) };
        let unread = page(frame.clone(), unread).render().unwrap();
        assert!(unread.contains(&frame.t("ledger-nobody")));
    }
}

#[test]
fn what_is_erased_cannot_be_added_to_but_the_independent_role_can_be_reached() {
    for frame in frames() {
        let gone = |decision: Option<&str>| {
            let at = When { iso: "2026-11-23".into(), words: "23 november".into() };
            let gone = Some(Gone { at, decision: decision.map(Into::into) });
            let told = Told { narrative: None, gone, ..told(Stage::Erased) };
            page(frame.clone(), told).with_thanks("withdraw-done").render().unwrap()
        };
        for html in [gone(None), gone(Some("KS 2026:118"))] {
            assert!(html.contains("<p class=\"done\"") && html.contains("23 november"));
            for absent in ["/receipt/messages", "/receipt/withdraw", "/receipt/experience"] {
                assert!(!html.contains(absent), "{absent}");
            }
            assert!(html.contains("/receipt/concerns"));
        }
        assert!(gone(Some("KS 2026:118")).contains("KS 2026:118"));
    }
}

#[test]
fn the_experience_is_asked_for_after_feedback_only() {
    for frame in frames() {
        let before = Told { messages: Vec::new(), again: None, ..told(Stage::Linked) };
        assert!(!page(frame.clone(), before).render().unwrap().contains("/receipt/experience"));
        let after = page(frame, told(Stage::Linked)).render().unwrap();
        assert!(after.contains("/receipt/experience"));
    }
}
