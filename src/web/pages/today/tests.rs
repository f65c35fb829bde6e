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
        feedback_owed: true,
        copy_text: Some(HOSTILE.into()),
        received_at: said.parse::<Timestamp>().unwrap().as_millisecond(),
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

fn all<T>(rows: Vec<T>) -> First<T> {
    First { rows, has_more: false }
}

fn waiting(unheard: Vec<UnheardRow>) -> Waiting {
    Waiting {
        urgent: First::default(),
        unheard: all(unheard),
        promised: First::default(),
        laws: First::default(),
        unasked: First::default(),
        clocks: vec![],
        due: First::default(),
        unverified: First::default(),
        handed: First::default(),
        followed: vec![],
        has_no_function: false,
        reviews: First::default(),
        lessons: First::default(),
        alerts: First::default(),
        signals: First::default(),
        measures: vec![],
        now: NOW.parse().unwrap(),
        working_days: 2,
        feedback_days: 30,
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
        let laws = all(vec![law(Standing::Due, Some("2026-11-26T10:00:00Z"))]);
        let due = all(vec![action("decided", "2026-11-20")]);
        let unverified = all(vec![action("assessed", "2026-11-01")]);
        let promised = all(vec![report("f", "2026-10-27T08:00:00Z", false, "linked", false)]);
        let signals = all(vec![signal_row(SignalState::Open, SignalSide::High)]);
        let alerts = all(vec![alert_row(AlertState::Open, None)]);
        let followed = vec![LatelyRow {
            incident_id: "i".into(),
            title: Some(HOSTILE.into()),
            event_type: "incident.triaged".into(),
            at: 1_795_000_000_000,
        }];
        let handed = all(vec![HandedRow {
            incident_id: "h".into(),
            title: Some(HOSTILE.into()),
            assigned: HOSTILE.into(),
            assigned_at: 1_795_000_000_000,
        }]);
        let all = Waiting { laws, due, unverified, followed, alerts, ..waiting(unheard) };
        let all = Waiting { handed, ..all };
        let all = Waiting { signals, promised, ..all };
        let overdue = frame.t("today-overdue");
        let page = page(frame, all);
        let expected =
            "urgent law silent feedback reply new handed due verify alert signal followed";
        let expected = expected.split(' ');
        let expected: Vec<_> = expected.map(|key| (key, 1)).collect();
        assert_eq!(sections(&page), expected);
        let html = page.render().unwrap();
        assert_sound(&html);
        assert!(html.contains("data-since=\"7\"") && html.contains(&overdue));
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
fn promised_feedback_is_told_with_the_days_left_and_each_report_stands_once() {
    for frame in frames() {
        let rows = ["2026-10-20", "2026-10-26", "2026-10-27", "2026-10-28", "2026-11-01"];
        let row = |day: &&str| report(day, &format!("{day}T08:00:00Z"), false, "linked", false);
        let mut promised: Vec<_> = rows.iter().map(row).collect();
        // Nobody has ever spoken to this reporter: it has waited too long, and says so there.
        promised.push(report("silent", "2026-10-02T08:00:00Z", false, "received", false));
        let silent = vec![report("silent", "2026-10-02T08:00:00Z", false, "received", false)];
        let all = Waiting { promised: all(promised), ..waiting(silent) };
        let page = page(frame.clone(), all);
        assert_eq!(sections(&page), [("silent", 1), ("feedback", 5)]);
        let words = |row: &Row| row.facts.last().unwrap().clone();
        let left = |days: i32| frame.fill("today-promise-left", "count", days);
        let past = |days: i32| frame.fill("today-promise-past", "count", days);
        assert_eq!(words(&page.sections[0].open[0]), past(25));
        let told: Vec<_> = page.sections[1].open.iter().map(words).collect();
        assert_eq!(told, [past(7), past(1), left(0), left(1), left(5)]);
        let late = page.sections[1].open.iter().map(|row| row.mark.is_some());
        assert_eq!(late.collect::<Vec<_>>(), [true, true, false, false, false]);
        let html = page.render().unwrap();
        assert_sound(&html);
        assert!(page.sections[1].hint.contains("30"), "{}", page.sections[1].hint);
    }
}

#[test]
fn feedback_is_told_of_three_working_days_before_its_day() {
    // A Thursday: Friday, Monday and Tuesday come before the promise of Tuesday's report is due.
    let until = |today: &str| promised_before(today.parse().unwrap(), 30).to_string();
    assert_eq!(until("2026-11-26"), "2026-11-01T23:00:00Z");
    // Christmas lies between.
    assert_eq!(until("2026-12-23"), "2026-11-30T23:00:00Z");
}

#[test]
fn a_list_that_is_cut_says_so_and_leads_to_the_whole_one() {
    for frame in frames() {
        let cut = |row: UnheardRow| First { rows: vec![row], has_more: true };
        let urgent = cut(report("a", "2026-11-26T08:00:00Z", true, "received", false));
        let unheard = cut(report("b", "2026-11-26T08:00:00Z", false, "received", false));
        let promised = cut(report("c", "2026-10-20T08:00:00Z", false, "linked", false));
        let due = First { rows: vec![action("decided", "2026-11-20")], has_more: true };
        let signals =
            First { rows: vec![signal_row(SignalState::Open, SignalSide::High)], has_more: true };
        let cut = Waiting { urgent, unheard, promised, due, signals, ..waiting(vec![]) };
        let html = page(frame.clone(), cut).render().unwrap();
        assert_sound(&html);
        assert_eq!(html.matches(&frame.t("today-more")).count(), 4, "{html}");
        assert!(html.contains(&frame.t("today-more-reports")) && html.contains(">1+<"), "{html}");
        for list in ["/desk?mark=urgent", "/desk?mark=reply_waiting", "/actions", "/signals"] {
            assert!(html.contains(&format!("href=\"{list}")), "{list} in {html}");
        }
        let whole = waiting(vec![report("b", "2026-11-26T08:00:00Z", false, "received", false)]);
        let html = page(frame.clone(), whole).render().unwrap();
        assert!(!html.contains(&frame.t("today-more-list")) && !html.contains(">1+<"), "{html}");
    }
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
        let laws = all(vec![law(Standing::Due, Some(declared)), law(Standing::Assessing, None)]);
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
            let signals = all(vec![signal_row(SignalState::Open, side)]);
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
    let due = all(vec![action("decided", "2026-11-20")]);
    let html = page(frame, Waiting { due, ..waiting(vec![]) }).render().unwrap();
    assert!(html.contains("/actions/a") && !html.contains("/incidents/i"), "{html}");
}

#[test]
fn an_owner_without_a_function_is_told_what_to_do() {
    for frame in frames() {
        let frame = frame.for_role(Role::ActionOwner);
        let words = frame.t("actions-no-function");
        for has_no_function in [false, true] {
            let nothing = Waiting { has_no_function, ..waiting(vec![]) };
            let html = page(frame.clone(), nothing).render().unwrap();
            assert_sound(&html);
            assert_eq!(html.contains(&words), has_no_function);
        }
    }
}
