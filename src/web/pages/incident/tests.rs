//! The page of one incident, filled with hostile words.

use jiff::civil::date;
use tillbud_projections::{action::State, incident::Stage};

use super::history::{ITEM_ADDED, Part};
use tillbud_projections::evidence::EvidenceRow;
use tillbud_projections::timeline::TimelineRow;

use super::choices::Offered;
use super::*;
use crate::web::pages::report_row::tests::row as report_row;
use crate::web::pages::testing::{
    HOSTILE, assert_keys_press, assert_sound, frames, lists, organisation,
};

const AT: i64 = 1_795_000_000_000;

/// An incident with hostile words in every field that a person can fill.
pub(crate) fn row() -> IncidentRow {
    let words = || Some(HOSTILE.to_owned());
    IncidentRow {
        incident_id: "6f1c2f0e-7a39-4a4c-9d4c-0d6a3b1f7a12".into(),
        version: 3,
        position: 5,
        title: words(),
        stage: "implementing".into(),
        actual: Some("minor".into()),
        potential: Some("major".into()),
        risk_harm: Some("catastrophic".into()),
        risk_likelihood: Some("unlikely".into()),
        category: words(),
        unit: words(),
        response: Some("full_analysis".into()),
        analysed: true,
        opened_at: AT,
        triaged_at: None,
        closed_at: None,
        outcome: words(),
        merged_into: None,
        assigned: words(),
        analysis_summary: words(),
        erased: false,
        report_count: 1,
        action_count: 1,
        action_open_count: 1,
        action_final_count: 0,
    }
}

/// A file with a hostile description, and one whose words were erased.
pub(crate) fn evidence() -> Vec<EvidenceRow> {
    [Some(HOSTILE.to_owned()), None]
        .map(|description| EvidenceRow {
            attachment_id: "f".into(),
            at: AT,
            role: "coordinator".into(),
            media: "png".into(),
            kibibytes: 88,
            cleaned: description.is_some(),
            description,
        })
        .to_vec()
}

/// An action with hostile words.
pub(crate) fn action(state: State) -> ActionRow {
    let words = || Some(HOSTILE.to_owned());
    ActionRow {
        measure_id: None,
        measure_unit: None,
        measure_category: None,
        movement: None,
        review: None,
        action_id: "a".into(),
        incident_id: "i".into(),
        version: 1,
        position: 1,
        text: words(),
        strength: "weaker".into(),
        state: state.as_str().into(),
        owner: words(),
        due: Some("2026-11-22".into()),
        rescheduled_count: 0,
        weak_plan_reason: None,
        evidence: None,
        effect: Some("no_evidence_yet".into()),
        assessment: None,
        verifier: None,
        residual_risk: None,
        erased: false,
        proposed_at: AT,
        decided_at: None,
        implemented_at: None,
        assessed_at: None,
        verified_at: None,
        abandoned_at: None,
    }
}

fn entry(event: &str, actor: &str, happened: Option<&str>, detail: &str) -> TimelineRow {
    let subject = if event.starts_with("report.") { "report.r" } else { "incident.i" };
    TimelineRow {
        position: 1,
        at: AT,
        actor: actor.into(),
        event_type: event.into(),
        subject: subject.into(),
        happened: happened.map(Into::into),
        text: Some(HOSTILE.into()),
        erased: false,
        detail: detail.into(),
    }
}

fn page(frame: Frame, history: Vec<TimelineRow>, may_read_reports: bool) -> String {
    page_of(frame, Part { rows: history, earlier: None, is_latest: true }, may_read_reports)
}

fn page_of(frame: Frame, history: Part, may_read_reports: bool) -> String {
    page_with(frame, rows(history, may_read_reports))
}

fn page_with(frame: Frame, rows: Rows) -> String {
    let forms = Forms { key: "k".into(), ..Forms::default() };
    Incident::new(frame, &lists(), rows, forms).render().unwrap()
}

fn rows(history: Part, may_read_reports: bool) -> Rows {
    let is_own = |row: &&TimelineRow| row.subject == "incident.i";
    let factor = |direction: &str| FactorRow {
        factor_id: "f".into(),
        position: 1,
        element: "task".into(),
        direction: direction.into(),
        text: Some(HOSTILE.into()),
        erased: false,
    };
    Rows {
        incident: row(),
        own: vec![report_row().report_id],
        factors: vec![factor("hindered"), factor("helped")],
        actions: State::ALL.iter().map(|state| action(*state)).collect(),
        evidence: evidence(),
        laws: vec![],
        assets: vec![],
        touched: None,
        unasked: vec![],
        organisation: organisation(),
        is_followed: false,
        notifications: Some(vec![]).filter(|_| may_read_reports),
        themes: Some(vec![]),
        lessons: Some(vec![]),
        may_read_copies: true,
        reports: vec![report_row()],
        own_history: history.rows.iter().filter(is_own).cloned().collect(),
        history,
        merged: vec![(row(), vec![], vec![])],
        offered: Offered {
            reports: vec![report_row()],
            incidents: tillbud_projections::First { rows: vec![row()], has_more: true },
            owners: vec![HOSTILE.into()],
        },
        may_read_reports,
        may_work: may_read_reports,
        today: date(2026, 11, 23),
    }
}

#[test]
fn an_incident_is_shown_whole_and_escaped() {
    for frame in frames() {
        let history = vec![
            entry("incident.opened", "coordinator", None, "{}"),
            entry("report.reply_received", "reporter", None, "{}"),
            entry(ITEM_ADDED, "coordinator", Some("2026-11-02"), r#"{"item_id":"b"}"#),
            entry(ITEM_ADDED, "coordinator", Some("2026-11"), r#"{"item_id":"c","corrects":"b"}"#),
        ];
        let html = page(frame.clone(), history, true);
        assert_sound(&html);
        assert!(html.contains(&frame.t("merge-newest")), "a cut list says so");
        assert_eq!(html.matches("class=\"corrected\"").count(), 1);
        assert_eq!(html.matches(&frame.t("incident-action-overdue")).count(), 1);
        let [earlier, later] = ["datetime=\"2026-11\"", "datetime=\"2026-11-02\""];
        assert!(html.find(earlier).unwrap() < html.find(later).unwrap());
    }
}

/// What the links within the page lead to.
fn led_to(html: &str) -> Vec<&str> {
    let (_, rest) = html.split_once("<nav class=\"tabs\"").unwrap();
    let (links, _) = rest.split_once("</nav>").unwrap();
    links.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn the_links_within_the_page_lead_to_the_parts_that_it_has() {
    for frame in frames() {
        let whole = page(frame.clone(), vec![], true);
        let parts =
            ["steps", "timeline", "factors", "laws", "files", "actions", "closing", "history"];
        assert_eq!(led_to(&whole), parts);
        // Whoever only reads has nothing to close, and no laws to see.
        let read = page(frame, vec![], false);
        let parts = ["steps", "timeline", "factors", "files", "actions", "history"];
        assert_eq!(led_to(&read), parts);
        for html in [whole, read] {
            for part in led_to(&html) {
                assert!(html.contains(&format!("id=\"{part}\"")), "{part}");
            }
            assert!(html.contains("id=\"keys\"") && html.contains("data-key=\"u\""));
        }
    }
}

#[test]
fn the_list_of_keys_names_the_sections_that_the_page_has_and_no_other() {
    for frame in frames() {
        let standings = [(None, None), (Some(AT), None), (None, Some("m".to_owned()))];
        for (closed_at, merged_into) in standings {
            for may_work in [true, false] {
                let history = Part { rows: vec![], earlier: None, is_latest: true };
                let incident = IncidentRow { closed_at, merged_into: merged_into.clone(), ..row() };
                let is_at_work = closed_at.is_none() && merged_into.is_none();
                let rows = Rows { incident, ..rows(history, may_work) };
                let html = page_with(frame.clone(), rows);
                assert_keys_press(&html);
                for part in led_to(&html) {
                    assert!(html.contains(&format!("id=\"{part}\"")), "{part}");
                }
                assert_eq!(html.contains("data-key=\"s\""), is_at_work);
                let reopens = may_work && closed_at.is_some();
                let named = format!("<dd>{}</dd>", frame.t("reopen-title"));
                assert_eq!(html.contains(&named), reopens);
            }
        }
    }
}

#[test]
fn whoever_may_not_read_reports_sees_nothing_of_what_happened_to_them() {
    for frame in frames() {
        let history = || vec![entry("report.reply_received", "reporter", None, "{}")];
        let html = page(frame.clone(), history(), false);
        assert!(!html.contains("/desk/reports/"));
        assert!(!html.contains("words quiet"));
        let (told, hint) = (frame.word("event", "report-reply_received"), "history-no-reports");
        assert!(!html.contains(&told) && html.contains(&frame.t(hint)));
        let html = page(frame.clone(), history(), true);
        assert!(html.contains(&told) && !html.contains(&frame.t(hint)));
        assert!(html.contains("/desk/reports/r"));
    }
}

#[test]
fn who_opened_an_original_or_a_file_is_told_with_what_for_and_a_link_of_a_report_once() {
    for frame in frames() {
        let opened = "report.original_opened";
        let history = vec![
            entry("incident.report_linked", "coordinator", None, "{}"),
            entry("report.linked", "coordinator", None, "{}"),
            TimelineRow {
                text: None,
                ..entry(opened, "coordinator", None, r#"{"purpose":"triage"}"#)
            },
            TimelineRow {
                text: None,
                ..entry(opened, "analyst", None, r#"{"purpose":"analysis","attachment_id":"f"}"#)
            },
        ];
        let html = page(frame.clone(), history, true);
        assert_sound(&html);
        for purpose in ["triage", "analysis"] {
            assert!(html.contains(&frame.word("purpose", purpose)), "{purpose}");
        }
        assert!(html.contains(&frame.word("event", "report-file_opened")));
        let linked = format!("<b>{}</b>", frame.word("event", "incident-report_linked"));
        assert_eq!(html.matches(&linked).count(), 1);
    }
}

#[test]
fn a_history_that_is_cut_says_so_and_leads_to_the_rest_and_back() {
    for frame in frames() {
        let rows = || vec![entry("incident.opened", "coordinator", None, "{}")];
        let cut = frame.t("history-cut");
        for (earlier, is_latest) in [(None, true), (Some("at"), true), (None, false)] {
            let part = Part { rows: rows(), earlier: earlier.map(Into::into), is_latest };
            let html = page_of(frame.clone(), part, true);
            assert_sound(&html);
            assert_eq!(html.contains(&cut), earlier.is_some());
            assert_eq!(html.contains("?before=at"), earlier.is_some());
            assert_eq!(html.contains(&frame.t("history-latest")), !is_latest);
        }
    }
}

#[test]
fn every_stored_name_has_a_word() {
    for frame in frames() {
        let groups: [(&str, Vec<&str>); 2] = [
            ("stage", Stage::ALL.iter().map(|stage| stage.as_str()).collect()),
            ("action", State::ALL.iter().map(|state| state.as_str()).collect()),
        ];
        for (group, names) in groups {
            for name in names {
                assert_ne!(frame.word(group, name), format!("{group}-{name}"));
            }
        }
    }
}
