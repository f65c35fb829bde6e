//! What the page of today shows, in which order, and to whom it leads.

use tillbud_events::Role;
use tillbud_events::vocabulary::{SignalSide, Standing};

use super::*;
use crate::rule_packs;
use crate::web::pages::deadlines::tests::row as law;
use crate::web::pages::signals::tests::{alert_row, signal_row};
use crate::web::pages::testing::{HOSTILE, assert_sound, frames, lists};

const NOW: &str = "2026-11-26T11:00:00Z";

fn page(frame: Frame, waiting: Waiting) -> Today {
    Today::new(frame, &lists(), &rule_packs::load(None).unwrap(), waiting)
}

fn report(id: &str, said: &str, urgent: bool, status: &str, reply_waiting: bool) -> UnheardRow {
    UnheardRow {
        report_id: id.into(),
        kind: Some("near_miss".into()),
        unit: Some(HOSTILE.into()),
        urgent,
        status: status.into(),
        reply_waiting,
        copy_text: Some(HOSTILE.into()),
        said_at: said.parse::<Timestamp>().unwrap().as_millisecond(),
    }
}

fn action(state: &str, due: &str) -> FollowedRow {
    FollowedRow {
        action_id: "a".into(),
        incident_id: "i".into(),
        text: Some(HOSTILE.into()),
        state: state.into(),
        owner: Some("Rektor".into()),
        due: Some(due.into()),
        implemented_at: (state != "decided").then_some(1_795_000_000_000),
    }
}

fn waiting(unheard: Vec<UnheardRow>) -> Waiting {
    Waiting {
        unheard,
        laws: vec![],
        unasked: vec![],
        clocks: vec![],
        due: vec![],
        unverified: vec![],
        followed: vec![],
        reviews: vec![],
        lessons: vec![],
        alerts: Vec::new(),
        signals: vec![],
        measures: vec![],
        now: NOW.parse().unwrap(),
        working_days: 2,
        position: 7,
    }
}

/// The keys of the sections with their rows.
fn sections(page: &Today) -> Vec<(&'static str, usize)> {
    page.sections.iter().map(|section| (section.key, section.count())).collect()
}

#[test]
fn what_is_most_urgent_stands_first_and_everything_stands_once() {
    for frame in frames() {
        let unheard = vec![
            report("a", "2026-11-26T08:00:00Z", false, "received", false),
            report("b", "2026-11-26T08:00:00Z", true, "received", false),
            report("c", "2026-11-26T08:00:00Z", false, "linked", true),
            report("d", "2026-11-23T08:00:00Z", false, "acknowledged", false),
            report("e", "2026-11-26T08:00:00Z", false, "acknowledged", false),
        ];
        let laws = vec![law(Standing::Due, Some("2026-11-26T10:00:00Z"))];
        let (due, unverified) =
            (vec![action("decided", "2026-11-20")], vec![action("assessed", "2026-11-01")]);
        let signals = vec![signal_row(SignalState::Open, SignalSide::High)];
        let alerts = vec![alert_row(AlertState::Open, None)];
        let followed = vec![LatelyRow {
            incident_id: "i".into(),
            title: Some(HOSTILE.into()),
            event_type: "incident.triaged".into(),
            at: 1_795_000_000_000,
        }];
        let all = Waiting { laws, due, unverified, followed, alerts, signals, ..waiting(unheard) };
        let overdue = frame.t("today-overdue");
        let page = page(frame, all);
        let expected = "urgent law silent reply new due verify alert signal followed".split(' ');
        let expected: Vec<_> = expected.map(|key| (key, 1)).collect();
        assert_eq!(sections(&page), expected);
        let html = page.render().unwrap();
        assert_sound(&html);
        assert!(html.contains("data-after=\"7\"") && html.contains(&overdue));
    }
}

#[test]
fn silence_is_counted_in_working_days() {
    for (said, is_silent) in [
        // The Monday before: Wednesday has passed.
        ("2026-11-23T10:00:00Z", true),
        // The Tuesday before: Thursday is today.
        ("2026-11-24T10:00:00Z", false),
    ] {
        let rows = vec![report("a", said, false, "received", false)];
        let page = page(frames()[0].clone(), waiting(rows));
        assert_eq!(sections(&page)[0].0 == "silent", is_silent, "{said}");
    }
    // Friday evening, seen on Tuesday: the weekend does not count.
    let rows = vec![report("a", "2026-11-20T17:00:00Z", false, "received", false)];
    let now = "2026-11-24T11:00:00Z".parse().unwrap();
    let tuesday = Waiting { now, ..waiting(rows) };
    let page = page(frames()[0].clone(), tuesday);
    assert_eq!(sections(&page), [("new", 1)]);
}

#[test]
fn a_long_section_begins_with_a_few_and_has_the_others_one_press_away() {
    let row = |number: usize| {
        report(&number.to_string(), "2026-11-26T08:00:00Z", false, "received", false)
    };
    let rows = (0..20).map(row).collect();
    let page = page(frames()[0].clone(), waiting(rows));
    assert_eq!(page.sections[0].open.len(), OPEN_ROWS);
    assert_eq!(page.render().unwrap().matches("data-row").count(), 20);
}

#[test]
fn a_day_without_anything_to_decide_says_so() {
    for frame in frames() {
        let html = page(frame, waiting(vec![])).render().unwrap();
        assert_sound(&html);
        assert!(html.contains("class=\"empty\""));
    }
}

fn next(clock: &str, due: &str) -> NextRow {
    let row = law(Standing::Due, None);
    NextRow {
        incident_id: row.incident_id,
        regime: row.regime,
        controller: row.controller,
        clock: clock.into(),
        due_at: due.parse::<Timestamp>().unwrap().as_millisecond(),
    }
}

#[test]
fn a_stage_is_shown_with_the_time_left_by_each_clock_and_leads_to_its_assessment() {
    for frame in frames() {
        let (declared, worst) = ("2026-11-26T16:00:00Z", "2026-11-26T10:00:00Z");
        let laws = vec![law(Standing::Due, Some(declared)), law(Standing::Assessing, None)];
        let clocks = vec![next("worst_case", worst), next("declared", declared)];
        let all = Waiting { laws, clocks, ..waiting(vec![]) };
        let html = page(frame.clone(), all).render().unwrap();
        assert_sound(&html);
        assert!(html.contains("/incidents/6f1c2f0e-7a39-4a4c-9d4c-0d6a3b1f7a12/notifications"));
        let clock = |name: &str| html.find(&frame.word("today-clock", name)).unwrap();
        assert!(clock("declared") < clock("worst_case"), "the one that counts stands first");
        assert!(html.contains(&frame.fill("clocks-hours", "count", 5)), "{html}");
        assert!(html.contains(&frame.t("today-law-near")) && !html.contains("clocks-"), "{html}");
    }
}

#[test]
fn more_and_fewer_reports_are_told_as_questions_and_lead_to_their_evidence() {
    for frame in frames() {
        let asked =
            [(SignalSide::High, "signal-asks-more"), (SignalSide::Low, "signal-asks-fewer")];
        for (side, question) in asked {
            let signals = vec![signal_row(SignalState::Open, side)];
            let html =
                page(frame.clone(), Waiting { signals, ..waiting(vec![]) }).render().unwrap();
            assert!(html.contains(&frame.t(question)) && html.contains("/signals/6f1c"), "{html}");
            assert!(!html.contains("mark-urgent"), "it is no alarm");
        }
    }
}

#[test]
fn who_sees_actions_alone_is_led_to_the_action() {
    let frame = frames()[2].clone().for_role(Role::ActionOwner);
    let due = vec![action("decided", "2026-11-20")];
    let html = page(frame, Waiting { due, ..waiting(vec![]) }).render().unwrap();
    assert!(html.contains("/actions/a") && !html.contains("/incidents/i"), "{html}");
}
