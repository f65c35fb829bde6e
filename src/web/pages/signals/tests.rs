//! The pages in both languages, with hostile words wherever people or imports write.

use tillbud_events::signal::{Raised, Scope};
use tillbud_events::vocabulary::{AlertFamily, Label, SignalRule, SignalSide, Verdict};
use tillbud_events::{Figure as Kept, Position};
use tillbud_projections::alert::{MemberRow, Precision};
use tillbud_projections::improvement::State;
use tillbud_projections::trend::chart::{Series, draw};
use tillbud_projections::trend::evidence;
use tillbud_projections::trend::scan::weekly::made;

use super::*;
use crate::policies::early::{REPORTS, design};
use crate::web::api::beside::{beside, tests::row as noted};
use crate::web::pages::form::Forms;
use crate::web::pages::improvements::tests as improvements;
use crate::web::pages::testing::{HOSTILE, assert_sound, frames, lists};

/// An alert with hostile words in every field that an import or a person can fill.
pub(crate) fn alert_row(state: AlertState, verdict: Option<Verdict>) -> AlertRow {
    let hostile = || HOSTILE.to_owned();
    AlertRow {
        alert_id: "6f1c2f0e-7a39-4a4c-9d4c-0d6a3b1f7a12".into(),
        version: 2,
        position: 7,
        state: state.as_str().into(),
        family: "leaf".into(),
        category: Some(hostile()),
        unit: Some(hostile()),
        week: "2026-W07".into(),
        last_week: "2026-W08".into(),
        raised_at: 1_795_000_000_000,
        window_weeks: 4,
        observed: 9,
        baseline: 14,
        expected: "1.07".into(),
        p: "3.4e-6".into(),
        q: "0.0021".into(),
        is_provisional: true,
        engine: "tillbud-trend/1".into(),
        profile: "window scan".into(),
        input_sha256: "9f86".into(),
        closed_week: (state == AlertState::Closed).then(|| "2026-W12".into()),
        verdict: verdict.map(|it| it.as_str().to_owned()),
        reason: verdict.map(|_| hostile()),
        judged_at: None,
    }
}

fn member(unit: &str) -> MemberRow {
    let tally = alert_row(AlertState::Open, None);
    MemberRow {
        unit: Some(unit.into()),
        window_weeks: 1,
        observed: 1,
        baseline: tally.baseline,
        expected: tally.expected,
        p: tally.p,
        q: tally.q,
    }
}

/// A signal whose last month lies far outside the limits.
pub(crate) fn signal_row(state: SignalState, side: SignalSide) -> SignalRow {
    let steady = (0..24).map(|at| [12.0, 9.0, 14.0, 10.0, 13.0, 8.0, 11.0][at % 7]);
    let last = if side == SignalSide::High { 40.0 } else { 0.0 };
    let numerator = steady.chain([last]).map(Some).collect();
    let series = Series { numerator, ..Series::default() };
    let chart = draw(&series, &design()).unwrap();
    let periods: Vec<String> =
        (0..25).map(|at| format!("{}-{:02}", 2024 + at / 12, at % 12 + 1)).collect();
    let label = |text: &str| Label::parse(text).unwrap();
    let raised = Raised {
        measure: label(REPORTS),
        scope: Scope { unit: None, category: Some(label(HOSTILE)) },
        rule: SignalRule::OutsideLimits,
        side,
        from: label("2026-01"),
        to: label("2026-01"),
        q: Kept::of(0.004),
        is_notable: true,
        evidence: evidence::of(&periods, &series, &design()).unwrap(),
        made: made(&chart.provenance).unwrap(),
        known_at: Position(41),
    };
    let is_settled = !matches!(state, SignalState::Open);
    SignalRow {
        signal_id: "6f1c2f0e-7a39-4a4c-9d4c-0d6a3b1f7a13".into(),
        version: 1,
        position: 9,
        state: state.as_str().into(),
        measure: REPORTS.into(),
        unit: None,
        category: Some(HOSTILE.into()),
        rule: raised.rule.as_str().into(),
        side: side.as_str().into(),
        from_period: "2026-01".into(),
        to_period: "2026-01".into(),
        q: Some("0.004".into()),
        is_notable: true,
        raised_at: 1_795_000_000_000,
        known_at: 41,
        engine: raised.made.engine.as_str().into(),
        profile: raised.made.profile.as_str().into(),
        input_sha256: raised.made.input_sha256.as_str().into(),
        raised: serde_json::to_string(&raised).unwrap(),
        is_settled: is_settled && state != SignalState::Superseded,
        restored_at: None,
        settled_at: None,
        reason: is_settled.then(|| HOSTILE.to_owned()),
        late_sha256: (state == SignalState::Superseded).then(|| "00ff".into()),
    }
}

fn new_category(category: &str, count: i64) -> FirstOfCategory {
    FirstOfCategory { category: category.into(), week: "2026-W07".into(), count }
}

fn forms() -> Forms {
    Forms { key: "k".into(), ..Forms::default() }
}

#[test]
fn the_list_shows_open_ones_first_with_their_chart_and_the_precision_with_its_counts() {
    for frame in frames() {
        let precision = Precision { real: 2, known: 1, noise: 1, unjudged: 3 };
        let rows = Rows {
            open_alerts: vec![alert_row(AlertState::Open, None)],
            open_signals: vec![signal_row(SignalState::Open, SignalSide::High)],
            alerts: (vec![alert_row(AlertState::Closed, Some(Verdict::Real))], Some("4".into())),
            signals: (vec![signal_row(SignalState::Dismissed, SignalSide::Low)], Some("5".into())),
            precision: vec![Quarter { year: 2026, quarter: 1, precision }],
            scan: None,
            new_categories: Some(vec![new_category(HOSTILE, 1), new_category("access", 3)]),
            measures: vec![],
        };
        let html = Signals::new(frame.clone(), &lists(), rows).render().unwrap();
        assert_sound(&html);
        assert!(html.contains("<td>2</td><td>1</td><td>1</td><td>3</td><td>50 %"), "{html}");
        assert!(html.contains("alerts=4") && html.contains("signals=5"));
        assert_eq!(html.matches("<svg class=\"chart control\"").count(), 1);
        assert!(html.contains(&frame.t("signals-new")), "{html}");
        assert!(html.contains("1 report") || html.contains("1 rapport hittills"), "{html}");
        let empty = Rows {
            open_alerts: vec![],
            open_signals: vec![],
            alerts: (vec![], None),
            signals: (vec![], None),
            precision: vec![],
            scan: None,
            new_categories: None,
            measures: vec![],
        };
        let new = frame.t("signals-new");
        let html = Signals::new(frame, &lists(), empty).render().unwrap();
        assert_eq!(html.matches("class=\"empty\"").count(), 4);
        assert!(!html.contains(&new), "nothing once weeks are scanned");
    }
}

#[test]
fn a_signal_shows_its_chart_computed_again_and_the_forms_of_its_state() {
    for frame in frames() {
        for state in SignalState::ALL {
            let row = signal_row(*state, SignalSide::High);
            let html = one::Page::new(frame.clone(), &lists(), (row, &[], vec![]), &[], forms())
                .render()
                .unwrap();
            assert_sound(&html);
            assert!(html.contains("<svg class=\"chart control\""));
            let has = |wish: &str| html.contains(&format!("value=\"{wish}\""));
            let (explain, dismiss) = match state {
                SignalState::Open => (true, true),
                SignalState::Explained => (false, true),
                SignalState::Dismissed => (true, false),
                SignalState::Superseded => (false, false),
            };
            assert_eq!((has("explain"), has("dismiss")), (explain, dismiss), "{state}");
        }
    }
}

#[test]
fn a_signal_that_came_back_says_so_while_it_stands() {
    for frame in frames() {
        for (state, is_told) in [(SignalState::Open, true), (SignalState::Superseded, false)] {
            let restored_at = Some(1_796_000_000_000);
            let row = SignalRow { restored_at, ..signal_row(state, SignalSide::High) };
            let html = one::Page::new(frame.clone(), &lists(), (row, &[], vec![]), &[], forms())
                .render()
                .unwrap();
            assert_sound(&html);
            assert!(html.contains(&frame.t("signal-restored")), "when it did is a fact of it");
            assert_eq!(html.contains(&frame.t("signal-restored-text")), is_told, "{state}");
        }
    }
}

#[test]
fn a_signal_of_a_unit_names_the_unit_and_asks_of_the_work_and_of_nobody() {
    for frame in frames() {
        let key = crate::policies::early::REPORTS_PER_HEAD;
        let definition = tillbud_events::measure::standard()
            .into_iter()
            .find(|it| it.key.as_str() == key)
            .unwrap();
        let measures = [crate::measures::testing::measure(definition)];
        for side in [SignalSide::High, SignalSide::Low] {
            let row = SignalRow {
                measure: key.into(),
                unit: Some(HOSTILE.into()),
                category: None,
                ..signal_row(SignalState::Open, side)
            };
            let asks = if side == SignalSide::High { "more" } else { "fewer" };
            let html =
                one::Page::new(frame.clone(), &lists(), (row, &measures, vec![]), &[], forms())
                    .render()
                    .unwrap();
            assert_sound(&html);
            assert!(html.contains(&frame.t(&format!("signal-asks-{asks}"))), "{html}");
            assert!(html.contains(&frame.t("signal-unit-note")), "{html}");
            assert!(html.contains(&frame.t("signal-q-units")), "{html}");
        }
    }
}

#[test]
fn what_went_on_is_a_band_with_its_line_below_the_chart_of_a_signal() {
    for frame in frames() {
        let row = signal_row(SignalState::Open, SignalSide::High);
        let raised = row.event().unwrap();
        let labels = raised.evidence.points.iter().map(|point| point.period.as_str().to_owned());
        let labels: Vec<_> = labels.collect();
        let mut campaign = noted(1, None, "2025-12-20", "2026-01-06");
        campaign.what = Some(HOSTILE.into());
        let went_on = beside(frame.lang, &lists(), &[campaign], None, &labels);
        let page = one::Page::new(frame, &lists(), (row, &[], vec![]), &went_on, forms());
        let html = page.render().unwrap();
        assert_sound(&html);
        assert_eq!(html.matches("<rect class=\"band\"").count(), 1);
        assert!(html.contains("<li value=\"1\"><b><a href=\"/trends/campaigns/1"), "{html}");
    }
}

#[test]
fn a_signal_whose_evidence_was_changed_says_so() {
    let [frame, ..] = frames();
    let row = signal_row(SignalState::Open, SignalSide::High);
    let same = frame.t("signal-check-same");
    let html = one::Page::new(
        frame.clone(),
        &lists(),
        (row.clone(), &[], vec![improvements::row(State::Opened)]),
        &[],
        forms(),
    )
    .render()
    .unwrap();
    assert!(html.contains(&same));
    assert!(html.contains("href=\"/improvements/"), "what was opened from it");
    let raised = row.raised.replace("\"40.0\"", "\"41.0\"");
    let row = SignalRow { raised, ..row };
    let html =
        one::Page::new(frame.clone(), &lists(), (row, &[], vec![]), &[], forms()).render().unwrap();
    assert!(html.contains(&frame.t("signal-check-other-input")) && !html.contains(&same));
}

#[test]
fn an_alert_names_units_in_the_order_of_the_list_and_can_always_be_judged() {
    for frame in frames() {
        for (state, verdict) in
            [(AlertState::Open, None), (AlertState::Closed, Some(Verdict::Noise))]
        {
            let members = vec![member(HOSTILE), member("b"), member("a")];
            let rows = (alert_row(state, verdict), members);
            let html = alert::Page::new(frame.clone(), &lists(), rows, forms()).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("value=\"judge\"") && html.contains("value=\"real\""));
            let place = |words: &str| html.find(words).unwrap();
            assert!(place("<li>a:") < place("<li>b:"));
        }
    }
}

#[test]
fn an_alert_of_severe_harm_speaks_of_incidents_and_every_other_of_reports() {
    for frame in frames() {
        let lists = lists();
        let saying = Saying { frame: &frame, lists: &lists, measures: &[] };
        for family in AlertFamily::ALL {
            let row = AlertRow {
                family: family.as_str().into(),
                category: None,
                ..alert_row(AlertState::Open, None)
            };
            let member = saying.member(&row.family, &member("a"));
            let is_severe = *family == AlertFamily::Severe;
            for told in [saying.alert(&row), saying.alert_means(&row), member] {
                let says = |words: [&str; 2]| words.iter().any(|word| told.contains(word));
                let said = (says(["händelse", "incident"]), says(["rapport", "report"]));
                assert_eq!(said, (is_severe, !is_severe), "{told}");
            }
        }
    }
}

#[test]
fn a_signal_of_a_week_is_told_by_its_number() {
    for frame in frames() {
        let lists = lists();
        let saying = Saying { frame: &frame, lists: &lists, measures: &[] };
        let row = signal_row(SignalState::Open, SignalSide::High);
        let told = saying.signal(&SignalRow { from_period: "2026-W04".into(), ..row });
        assert!(told.contains(&saying.period("2026-W04")) && !told.contains("-W"), "{told}");
    }
}

#[test]
fn more_and_fewer_reports_are_questions_and_neither_is_bad() {
    for frame in frames() {
        let lists = lists();
        let saying = Saying { frame: &frame, lists: &lists, measures: &[] };
        let [more, fewer] = [SignalSide::High, SignalSide::Low]
            .map(|side| saying.question(&signal_row(SignalState::Open, side)));
        assert!(more.contains('?') && fewer.contains('?') && more != fewer);
    }
}
