//! What is told beside reports, incidents and actions (concerns, grants, follows, lessons,
//! themes, improvements, measures, headcounts, campaigns, releases), and what takes something back.

use jiff::civil::date;
use tillbud_events::vocabulary::{
    Code, Course, Effect, Finding, GrantSource, Hidden, Lang, Movement, ReleasedTable,
};
use tillbud_events::{
    ActionId, CampaignId, ConcernId, Figure, FollowId, GrantId, HeadcountId, HolderId,
    ImprovementId, IncidentId, LedgerId, LessonId, Made, MeasureId, Month, Position, Role,
    SignalId, Text, ThemeId, action, campaign, concern, follow, grant, headcount, improvement,
    incident, lesson, measure, release, theme,
};
use uuid::Uuid;

use super::{Log, label, message_id, report_id, text};

/// A reporter and the independent role.
pub(super) fn worry(log: &mut Log) {
    let id = ConcernId(Uuid::from_u128(1));
    let (report, told) = (text(&report_id(1).to_string()), text("Jag flyttades"));
    let raised = concern::Raised { message_id: message_id(8), text: told, report };
    log.push(id, concern::Event::Raised(raised));
    let answered = concern::Answered { message_id: message_id(9), text: text("Vi hör av oss") };
    log.push(id, concern::Event::Answered(answered));
}

/// A role that is given, reviewed and taken back, and one that stays.
pub(super) fn entrust(log: &mut Log) {
    let [id, other] = [1, 2].map(|number| GrantId(Uuid::from_u128(number)));
    let given = |role, reason| {
        let (holder, until) = (HolderId(Uuid::from_u128(7)), Some(date(2027, 6, 30)));
        grant::Event::Given(grant::Given {
            holder,
            role,
            source: GrantSource::Decision,
            until,
            reason,
        })
    };
    log.push(id, given(Role::Coordinator, Some(text("Tar över"))));
    log.push(other, given(Role::Analyst, Some(Text::Erased)));
    log.push(id, grant::Event::Confirmed(grant::Confirmed { on: date(2026, 12, 1) }));
    let revoked = grant::Revoked { source: GrantSource::Decision, reason: None };
    log.push(id, grant::Event::Revoked(revoked));
    for (number, reason) in [(3, Some(text("Enhetschef"))), (4, None)] {
        let led = grant::UnitLed {
            holder: HolderId(Uuid::from_u128(7)),
            unit: label(&format!("Enhet {number}")),
            source: GrantSource::Provider,
            reason,
        };
        log.push(GrantId(Uuid::from_u128(number)), grant::Event::UnitLed(led));
    }
    let left = grant::Revoked { source: GrantSource::Provider, reason: None };
    log.push(GrantId(Uuid::from_u128(4)), grant::Event::Revoked(left.clone()));
    for (number, reason) in [(5, Some(text("Driftchef"))), (6, Some(Text::Erased)), (7, None)] {
        let held = grant::FunctionHeld {
            holder: HolderId(Uuid::from_u128(7)),
            function: label(&format!("Funktion {number}")),
            source: GrantSource::Decision,
            reason,
        };
        log.push(GrantId(Uuid::from_u128(number)), grant::Event::FunctionHeld(held));
    }
    log.push(GrantId(Uuid::from_u128(7)), grant::Event::Revoked(left));
}

/// Whoever stepped aside comes back; an account follows the incident, another for a while.
pub(super) fn come_back(log: &mut Log, incident_id: IncidentId) {
    let reason = text("En annan enhet");
    let taken_back = incident::RecusalTakenBack { reason };
    log.push(incident_id, incident::Event::RecusalTakenBack(taken_back));
    let [kept, ended] = [1, 2].map(|number| FollowId(Uuid::from_u128(number)));
    log.push(ended, follow::Event::Begun(follow::Begun { incident_id }));
    log.push(ended, follow::Event::Ended(follow::Ended {}));
    log.push(kept, follow::Event::Begun(follow::Begun { incident_id }));
}

/// An action that was abandoned goes on, with a figure to move, in a cycle of improvement.
pub(super) fn resume(log: &mut Log, incident_id: IncidentId, action_id: ActionId) {
    let told = incident::ActionTakenUpAgain { action_id };
    log.push(incident_id, incident::Event::ActionTakenUpAgain(told));
    log.push(action_id, action::Event::TakenUpAgain(again()));
    let named = action::MeasureNamed { aim: aim(), review: date(2027, 1, 15) };
    log.push(action_id, action::Event::MeasureNamed(named));
    improve(log, action_id);
}

/// Why an action goes on.
pub(super) fn again() -> action::TakenUpAgain {
    action::TakenUpAgain { reason: text("Leverantören svarade") }
}

/// What belongs to no report, incident or action alone.
pub(super) fn tell_the_rest(log: &mut Log, incidents: &[IncidentId]) {
    teach(log, incidents);
    measure(log);
    gather(log, incidents);
}

/// A lesson that everybody can read, and one that was taken back.
fn teach(log: &mut Log, incidents: &[IncidentId]) {
    let [shown, gone] = [1, 2].map(|number| LessonId(Uuid::from_u128(4 << 32 | number)));
    let [writer, approver] = [7, 8].map(|number| HolderId(Uuid::from_u128(number)));
    let content = |learned| lesson::Content {
        title: text("Rätt mottagare"),
        said: text("Två \"likadana\" namn"),
        did: Text::Erased,
        learned,
        lang: Lang::Sv,
    };
    for id in [shown, gone] {
        let incident_ids = incidents.to_vec();
        let drafted = lesson::Drafted { writer, incident_ids, content: content(None) };
        log.push(id, lesson::Event::Drafted(drafted));
        let (incident_ids, content) =
            (incidents[..1].to_vec(), content(Some(text("Be om detsamma"))));
        let revised = lesson::Revised { revision: 2, writer, incident_ids, content };
        log.push(id, lesson::Event::Revised(revised));
        let (finding, words) = (Finding::Time, vec![text("november"), Text::Erased]);
        let kept = lesson::FindingKept { finding, words, reason: text("Gällde alla") };
        log.push(id, lesson::Event::FindingKept(kept));
        let approved = lesson::Approved { revision: 2, approver, rules: label("identity 1") };
        log.push(id, lesson::Event::Approved(approved));
        log.push(id, lesson::Event::Published(lesson::Published {}));
    }
    let reason = text("Inte längre sant");
    log.push(gone, lesson::Event::Withdrawn(lesson::Withdrawn { reason }));
}

/// Which figure an action or a cycle is meant to move.
pub(crate) fn aim() -> improvement::Aim {
    improvement::Aim {
        measure_id: MeasureId(Uuid::from_u128(1)),
        unit: Some(label("Enhet 3")),
        category: Code::parse("falls").ok(),
        movement: Movement::Decrease,
    }
}

/// Half as many from a month on, against the year before.
pub(crate) fn plan(change: &str) -> improvement::Plan {
    let month = |text: &str| text.parse::<Month>().unwrap();
    improvement::Plan {
        aim: aim(),
        expected: Figure::of(0.5).unwrap(),
        baseline_from: month("2025-02"),
        baseline_to: month("2026-02"),
        triggers: vec![month("2025-12"), month("2026-01")],
        change: month(change),
        review: date(2027, 1, 15),
    }
}

/// What a comparison found.
pub(crate) fn studied(verdict: Effect) -> improvement::Studied {
    let figure = |number: f64| Figure::of(number).unwrap();
    let ratio = improvement::Interval {
        ratio: Some(figure(0.5)),
        lower: figure(0.3),
        upper: Some(figure(0.8)),
        exact: true,
    };
    improvement::Studied {
        until: "2026-12".parse().unwrap(),
        until_week: (verdict == Effect::Improved).then(|| "2026-W52".parse().unwrap()),
        before_points: 12,
        after_points: 10,
        before: figure(120.0),
        after: figure(50.5),
        ratio: Some(ratio.clone()),
        difference: None,
        between: None,
        signal: true,
        segments: Some(Box::new(improvement::Segments { level: ratio.clone(), slope: ratio })),
        verdict,
        made: Made {
            engine: label("tillbud-trend/1"),
            profile: label("rate"),
            input_sha256: label("0f"),
        },
        known_at: Position(9),
        early: Some(text("Budgeten")),
        comment: Some(Text::Erased),
    }
}

/// What a comparison of days found: of medians their difference, of the time between events how
/// long was looked. No one event has both; its rows can hold both.
pub(crate) fn studied_of_days() -> improvement::Studied {
    let figure = |number: f64| Figure::of(number).unwrap();
    let difference = improvement::Difference {
        difference: figure(-3.1),
        lower: figure(-4.4),
        upper: figure(-1.8),
    };
    let between = improvement::Between { before_days: 700, after_days: 245, open_days: Some(61) };
    improvement::Studied {
        difference: Some(difference),
        between: Some(between),
        ..studied(Effect::Worse)
    }
}

/// A theme that is concluded and asked again, and one that lost its incident.
fn gather(log: &mut Log, incidents: &[IncidentId]) {
    let [asked, empty] = [1, 2].map(|number| ThemeId(Uuid::from_u128(5 << 32 | number)));
    for id in [asked, empty] {
        log.push(id, theme::Event::Opened(theme::Opened { question: text("Vad återkommer?") }));
        for incident_id in incidents {
            let incident_id = *incident_id;
            log.push(id, theme::Event::IncidentAdded(theme::IncidentAdded { incident_id }));
        }
    }
    let incident_id = incidents[0];
    log.push(empty, theme::Event::IncidentRemoved(theme::IncidentRemoved { incident_id }));
    log.push(asked, theme::Event::Concluded(theme::Concluded { learned: text("Listan") }));
    log.push(asked, theme::Event::Reopened(theme::Reopened { reason: text("Två nya") }));
}

/// A cycle that is adapted, its next one, and one of a review that is taken back.
fn improve(log: &mut Log, action_id: ActionId) {
    use improvement::{Event, Origin};
    let [first, next, review] = [1, 2, 3].map(|number| ImprovementId(Uuid::from_u128(number)));
    let open = |log: &mut Log, id, from| {
        log.push(id, Event::Opened(improvement::Opened { from, question: text("Färre fall?") }));
    };
    open(log, first, Origin::Signal(SignalId(Uuid::from_u128(3))));
    log.push(first, Event::Planned(improvement::Planned { plan: plan("2026-04") }));
    let (plan, reason) = (plan("2026-05"), text("Leveransen dröjer"));
    log.push(first, Event::Replanned(improvement::Replanned { plan, reason }));
    log.push(first, Event::ActionAdded(improvement::ActionAdded { action_id }));
    log.push(first, Event::Studied(studied(Effect::NoEvidenceYet)));
    log.push(first, Event::Studied(studied_of_days()));
    let decided = |course, next| {
        Event::Decided(improvement::Decided { course, reason: text("Bara dagtid"), next })
    };
    log.push(first, decided(Course::Adapt, Some(next)));
    open(log, next, Origin::Improvement(first));
    log.push(next, Event::ActionAdded(improvement::ActionAdded { action_id }));
    log.push(next, Event::ActionRemoved(improvement::ActionRemoved { action_id }));
    open(log, review, Origin::Finding(text("Ingen effekt följs")));
    log.push(review, decided(Course::Abandon, None));
    log.push(review, Event::Reopened(improvement::Reopened { reason: text("För tidigt") }));
}

/// A measure with every decision about its baseline, and how many work in a unit.
fn measure(log: &mut Log) {
    let id = MeasureId(Uuid::from_u128(5 << 32 | 1));
    let month = |text: &str| text.parse().unwrap();
    for (number, definition) in (2..).zip(measure::standard()) {
        let id = MeasureId(Uuid::from_u128(5 << 32 | number));
        log.push(id, measure::Event::Defined(measure::Defined { definition }));
    }
    for definition in measure::standard().into_iter().take(1) {
        log.push(id, measure::Event::Defined(measure::Defined { definition: definition.clone() }));
        log.push(id, measure::Event::Revised(measure::Revised { definition }));
    }
    let (until, from) = (month("2026-02"), month("2026-03"));
    let reason = || text("Ny blankett");
    let frozen = measure::BaselineFrozen { until, reason: Some(Text::Erased) };
    log.push(id, measure::Event::BaselineFrozen(frozen));
    log.push(id, measure::Event::BaselineThawed(measure::BaselineThawed {}));
    for from in [from, month("2026-05")] {
        log.push(id, measure::Event::Rebased(measure::Rebased { from, reason: reason() }));
    }
    let back = measure::RebaseTakenBack { from: month("2026-05") };
    log.push(id, measure::Event::RebaseTakenBack(back));
    for month in [until, from] {
        let excluded = measure::PointExcluded { month, reason: reason() };
        log.push(id, measure::Event::PointExcluded(excluded));
    }
    log.push(id, measure::Event::PointIncluded(measure::PointIncluded { month: until }));
    log.push(id, measure::Event::Retired(measure::Retired { reason: reason() }));
    log.push(id, measure::Event::TakenUpAgain(measure::TakenUpAgain { reason: Text::Erased }));
    let id = HeadcountId(Uuid::from_u128(6 << 32 | 1));
    for month in [until, from] {
        let (unit, source) = (label("Hemtjänst syd"), label("Personalsystemet"));
        let (employees, full_time_hundredths) = (40, 3_550);
        let recorded = headcount::Recorded { unit, month, employees, full_time_hundredths, source };
        log.push(id, headcount::Event::Recorded(recorded));
    }
    log.push(id, headcount::Event::TakenBack(headcount::TakenBack { month: from }));
}

/// What went on and was corrected, and what was taken back.
pub(super) fn campaign(log: &mut Log) {
    let [kept, gone] = [1, 2].map(|number| CampaignId(Uuid::from_u128(7 << 32 | number)));
    let note = |until| campaign::Note {
        what: text("Rapportvecka"),
        from: date(2026, 3, 2),
        until,
        unit: Some(label("Enhet 3")),
    };
    for id in [kept, gone] {
        log.push(id, campaign::Event::Noted(campaign::Noted { note: note(None) }));
    }
    let note = campaign::Note { unit: None, ..note(Some(date(2026, 3, 8))) };
    log.push(kept, campaign::Event::Corrected(campaign::Corrected { note }));
    let reason = Text::Erased;
    log.push(gone, campaign::Event::Withdrawn(campaign::Withdrawn { reason }));
}

/// A table that is shown, and one that was withdrawn.
pub(super) fn release(log: &mut Log) {
    for (number, period) in [(1, "2026-Q1"), (2, "2026-Q2")] {
        let cell =
            |row: Option<&str>, shown| release::Cell { row: row.map(label), column: None, shown };
        let published = release::Published {
            number,
            table: ReleasedTable::UnitByQuarter,
            period: period.parse().unwrap(),
            rule: release::Rule { threshold: 5, base: 5, floor: 20 },
            cells: vec![
                cell(Some("Enhet 3"), release::Shown::Count(5)),
                cell(Some(release::OTHER), release::Shown::Not(Hidden::Primary)),
                cell(Some(release::UNKNOWN), release::Shown::Not(Hidden::Ledger)),
                cell(None, release::Shown::Count(10)),
            ],
            merged: vec![label("Enhet 4"), label("Enhet 5")],
            left_out: vec![],
            known: log.end().0,
            engine: label("gate 1"),
            digest: label("0123456789abcdef"),
        };
        log.push(LedgerId::ONLY, release::Event::Published(published));
    }
    let reason = text("Enheten var felkodad");
    let withdrawn = release::Withdrawn { number: 2, reason };
    log.push(LedgerId::ONLY, release::Event::Withdrawn(withdrawn));
}
