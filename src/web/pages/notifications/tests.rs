//! The page of notifications in every state, in both languages.

use std::collections::BTreeMap;

use tillbud_events::rule_pack::Ground;
use tillbud_projections::notification::{DeadlineRow, SendingRow};

use super::*;
use crate::fields::Problem;
use crate::rule_packs;
use crate::web::pages::deadlines::tests::{NOW, row};
use crate::web::pages::incident::tests::row as incident;
use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

fn whole(standing: Standing) -> Whole {
    let (regime, controller) = ("gdpr".to_owned(), HOSTILE.to_owned());
    let deadline = |clock: Clock, at: &str| DeadlineRow {
        regime: regime.clone(),
        controller: controller.clone(),
        ordinal: 1,
        stage: "authority".into(),
        clock: clock.as_str().into(),
        due_at: at.parse::<Timestamp>().unwrap().as_millisecond(),
    };
    let sending = SendingRow {
        regime: regime.clone(),
        controller: controller.clone(),
        position: 9,
        kind: "sent".into(),
        stage: "authority".into(),
        sent_at: NOW.parse::<Timestamp>().unwrap().as_millisecond(),
        reference: Some(HOSTILE.into()),
        text: Some(HOSTILE.into()),
        erased: false,
    };
    Whole {
        deadlines: vec![
            deadline(Clock::WorstCase, "2026-11-05T08:00:00Z"),
            deadline(Clock::Declared, "2026-11-07T08:00:00Z"),
        ],
        sendings: vec![sending].into_iter().filter(|_| standing != Standing::Due).collect(),
        row: row(standing, Some("2026-11-07T08:00:00Z")),
    }
}

fn page(frame: Frame, notifications: Vec<Whole>) -> Notifications {
    let proposals = BTreeMap::from([(Regime::Nis2, vec![Ground::Asset, Ground::Category])]);
    let situation =
        Situation { incident: incident(), personal_data: None, proposals, notifications };
    let packs = rule_packs::load(None).unwrap();
    let id = "6f1c2f0e-7a39-4a4c-9d4c-0d6a3b1f7a12".parse().unwrap();
    Notifications::new(frame, "k".into(), &packs, id, situation, NOW.parse().unwrap())
}

fn said(form: &str, act: &str) -> Said {
    let said = serde_json::json!({ "form": form, "act": act, "reasons": HOSTILE });
    serde_json::from_value(said).unwrap()
}

#[test]
fn every_standing_is_shown_with_its_steps_and_escaped() {
    for frame in frames() {
        let all = Standing::ALL.iter().map(|standing| whole(*standing)).collect();
        let html = page(frame.clone(), all).render().unwrap();
        assert_sound(&html);
        for key in ["notice-", "register-", "clocks-", "standing-", "ground-", "regime-"] {
            let missing = html.split(['>', '<']).find(|text| text.trim().starts_with(key));
            assert_eq!(missing, None, "a text is missing");
        }
        assert!(html.contains(&frame.t("clocks-from-declared")));
        assert!(html.contains("name=\"act\" value=\"recount\""), "another pack is in use");
        assert!(html.contains("/notifications/document?regime=gdpr"));
    }
}

#[test]
fn the_next_step_is_open_and_the_others_wait() {
    for (standing, act) in
        [(Standing::Assessing, "assess"), (Standing::Due, "send"), (Standing::Sent, "send")]
    {
        let page = page(frames()[0].clone(), vec![whole(standing)]);
        let open: Vec<_> = page.duties[0].forms.iter().filter(|form| form.is_open).collect();
        assert_eq!(open.len(), 1, "{standing}");
        assert_eq!(open[0].act, act, "{standing}");
    }
}

#[test]
fn a_form_that_has_to_change_keeps_what_was_written_and_names_the_field() {
    for frame in frames() {
        let said = said("n1-assess", "assess");
        let error = FieldError { pointer: "/notifiable".into(), problem: Problem::Missing };
        let page = page(frame, vec![whole(Standing::Assessing)]);
        let html = page.with_problem(&said, &[error], None).render().unwrap();
        assert_sound(&html);
        assert!(html.contains("href=\"#n1-assess-notifiable\""), "{html}");
    }
}

#[test]
fn a_rule_that_says_no_is_told_at_its_form() {
    for frame in frames() {
        let said = said("n1-finish", "finish");
        let page = page(frame, vec![whole(Standing::Sent)]);
        let html = page.with_problem(&said, &[], Some("Inte än".into())).render().unwrap();
        assert_sound(&html);
        assert!(
            html.contains("<a href=\"#n1-finish\">Inte än</a>")
                && html.contains("id=\"n1-finish\"")
        );
    }
}

#[test]
fn a_recount_that_a_rule_refuses_is_told_at_its_own_form() {
    for frame in frames() {
        let said = said("n1-recount", "recount");
        let page = page(frame, vec![whole(Standing::Assessing)]);
        let page = page.with_problem(&said, &[], Some("Inte än".into()));
        assert!(page.unplaced.is_empty());
        let html = page.render().unwrap();
        assert_sound(&html);
        assert!(html.contains("<a href=\"#n1-recount\">Inte än</a>"), "{html}");
        assert!(html.contains("id=\"n1-recount\""), "{html}");
    }
}

fn change(frame: &Frame) -> Change {
    Change {
        of: None,
        at: When::day(frame, NOW.parse().unwrap()),
        event: frame.word("event", "incident-notification_described"),
        role: frame.word("role", "coordinator"),
    }
}

#[test]
fn what_others_did_is_told_above_the_form_that_keeps_what_was_written() {
    for frame in frames() {
        let (said, changes) = (said("n1-assess", "assess"), vec![change(&frame)]);
        let page = page(frame.clone(), vec![whole(Standing::Assessing)]);
        let page = page.seen_at("1").with_changes(&said, changes);
        assert!(page.problems.is_empty() && page.duties[0].forms[0].is_open);
        let html = page.render().unwrap();
        assert_sound(&html);
        for told in ["desk-changed", "desk-changed-hint", "event-incident-notification_described"] {
            assert!(html.contains(&frame.t(told)), "{told}");
        }
        assert_eq!(html.matches(" autofocus").count(), 1);
        assert!(html.contains("name=\"version\" value=\"1\""), "{html}");
    }
}

#[test]
fn what_was_written_in_a_form_that_is_gone_stands_on_the_page() {
    for frame in frames() {
        let said = said("n1-assess", "assess");
        let page = page(frame.clone(), vec![whole(Standing::Final)]);
        let page = page.with_changes(&said, vec![change(&frame)]);
        assert_eq!(page.unplaced.len(), 1);
        let html = page.render().unwrap();
        assert_sound(&html);
        for told in ["notice-gone", "notice-unplaced", "notice-field-reasons"] {
            assert!(html.contains(&frame.t(told)), "{told}");
        }
        assert_eq!(html.matches(" autofocus").count(), 1);
    }
}

#[test]
fn only_what_a_person_wrote_in_a_form_that_is_gone_stands_on_the_page() {
    let with = |said: Said, more: serde_json::Value| {
        let mut whole = serde_json::to_value(said).unwrap();
        whole.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        serde_json::from_value::<Said>(whole).unwrap()
    };
    let board = serde_json::json!({ "controller": HOSTILE, "reasons": "" });
    let sending = serde_json::json!({
        "controller": HOSTILE, "reasons": "", "sent": "2026-11-05T10:00", "reference": "IMY-7",
    });
    for frame in frames() {
        let gone = |said: &Said| {
            let page = page(frame.clone(), vec![whole(Standing::Final)]);
            page.with_changes(said, vec![change(&frame)])
        };
        let words = |page: &Notifications| -> Vec<String> {
            page.unplaced.iter().map(|pair| pair.words.clone()).collect()
        };
        let asked = gone(&with(said("p-gdpr", "ask"), board.clone()));
        assert_eq!(words(&asked), [HOSTILE]);
        let sent = gone(&with(said("n1-send", "send"), sending.clone()));
        assert_eq!(words(&sent), ["2026-11-05 10:00", "IMY-7"], "whose duty it was is no news");
        let empty = gone(&with(said("n1-recount", "recount"), board.clone()));
        assert!(empty.unplaced.is_empty());
        let html = empty.render().unwrap();
        assert_sound(&html);
        assert!(html.contains(&frame.t("notice-gone-empty")), "{html}");
        let heading = format!("<h2>{}</h2>", frame.t("notice-unplaced"));
        assert!(!html.contains(&heading), "{html}");
        for page in [asked, sent] {
            let html = page.render().unwrap();
            assert_sound(&html);
            assert!(html.contains(&frame.t("notice-gone")), "{html}");
        }
    }
}
