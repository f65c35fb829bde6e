//! Figures of measures against examples worked out by hand.

use jiff::civil::{Date, date};
use tillbud_events::action::{self, Decided, Implemented, Proposed, Verified};
use tillbud_events::headcount;
use tillbud_events::incident::{self, Closed, FactorIdentified};
use tillbud_events::measure::{
    BaselineFrozen, Defined, Event, Period, PointExcluded, PointIncluded, RebaseTakenBack, Rebased,
    Retired, Revised, TakenUpAgain, standard,
};
use tillbud_events::report::{
    Acknowledged, Event as ReportEvent, ExperienceShared, FeedbackGiven, Received,
};
use tillbud_events::vocabulary::{Again, Direction, Element, Kind, Severity, Strength};
use tillbud_events::{FactorId, HeadcountId, ImpreciseDate, IncidentId, ReportId};
use uuid::Uuid;

use super::*;
use crate::testing::{
    Bench, Log, action_id, label, message_id, on_both, received, report_id, text, triaged,
};
use crate::trend::chart::Profile;

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn measure_id(number: u128) -> MeasureId {
    MeasureId(Uuid::from_u128(number))
}

/// The measures that Tillbud comes with.
fn define_all(log: &mut Log) {
    for (number, definition) in (1..).zip(standard()) {
        log.push(measure_id(number), Event::Defined(Defined { definition }));
    }
}

/// At noon of a day in Stockholm, more or less.
fn at(day: &str) -> jiff::Timestamp {
    format!("{day}T11:00:00Z").parse().unwrap()
}

struct Town {
    log: Log,
    reports: u128,
}

impl Town {
    fn new() -> Self {
        let mut log = Log::default();
        define_all(&mut log);
        Self { log, reports: 0 }
    }

    fn report(
        &mut self,
        day: &str,
        kind: Option<Kind>,
        unit: &str,
        happened: Option<&str>,
    ) -> ReportId {
        self.reports += 1;
        let id = report_id(self.reports);
        let happened = happened.map(|text| ImpreciseDate::parse(text).unwrap());
        let told = Received { kind, unit: Some(label(unit)), happened, ..received() };
        self.log.push_at(at(day), id, ReportEvent::Received(told));
        id
    }

    fn on(&mut self, day: &str, id: ReportId, event: ReportEvent) {
        self.log.push_at(at(day), id, event);
    }

    fn tell(&mut self, day: &str, id: ReportId) {
        let told = FeedbackGiven { message_id: message_id(1), text: text("Tack") };
        self.on(day, id, ReportEvent::FeedbackGiven(told));
    }

    /// An incident of one report, opened and triaged on a day.
    fn incident(
        &mut self,
        day: &str,
        report: ReportId,
        category: &str,
        actual: Severity,
    ) -> IncidentId {
        let id = self.open(day, report);
        let judged = incident::Triaged { actual, ..triaged(category, None) };
        self.log.push_at(at(day), id, incident::Event::Triaged(judged));
        id
    }

    fn open(&mut self, day: &str, report: ReportId) -> IncidentId {
        let id = IncidentId(Uuid::from_u128(report.0.as_u128() + 5_000));
        let opened = incident::Opened { title: text("x"), report_ids: vec![report] };
        self.log.push_at(at(day), id, incident::Event::Opened(opened));
        let linked = tillbud_events::report::Linked { incident_id: id };
        self.on(day, report, ReportEvent::Linked(linked));
        id
    }

    fn factor(&mut self, day: &str, id: IncidentId, element: Element, direction: Direction) {
        let factor_id = FactorId(Uuid::from_u128(1));
        let found = FactorIdentified { factor_id, element, direction, text: text("x") };
        self.log.push_at(at(day), id, incident::Event::FactorIdentified(found));
    }

    fn close(&mut self, day: &str, id: IncidentId) {
        let closed = Closed { outcome: text("Klart"), weak_plan_reason: None };
        self.log.push_at(at(day), id, incident::Event::Closed(closed));
    }

    /// An action that is decided on `decided`, due on `due`, and perhaps done and verified.
    fn action(
        &mut self,
        number: u128,
        incident_id: IncidentId,
        strength: Strength,
        (decided, due): (&str, &str),
        (done, verified): (Option<&str>, Option<&str>),
    ) {
        let id = action_id(number);
        let proposed = Proposed { incident_id, text: text("x"), strength, addresses: vec![] };
        self.log.push_at(at(decided), id, action::Event::Proposed(proposed));
        let due = due.parse().unwrap();
        let decision = Decided { owner: label("Chef"), due, weak_plan_reason: None };
        self.log.push_at(at(decided), id, action::Event::Decided(decision));
        if let Some(day) = done {
            let done = Implemented { evidence: text("x") };
            self.log.push_at(at(day), id, action::Event::Implemented(done));
        }
        if let Some(day) = verified {
            let verified = Verified { verifier: label("Annan") };
            self.log.push_at(at(day), id, action::Event::Verified(verified));
        }
    }

    fn act(&mut self, day: &str, number: u128, event: action::Event) {
        self.log.push_at(at(day), action_id(number), event);
    }

    fn employ(&mut self, unit: &str, from: &str, full_time_hundredths: u32) {
        let id = HeadcountId(Uuid::from_u128(9_000 + u128::from(unit.as_bytes()[0])));
        let recorded = headcount::Recorded {
            unit: label(unit),
            month: month(from),
            employees: full_time_hundredths / 50,
            full_time_hundredths,
            source: label("HR"),
        };
        self.log.push(id, headcount::Event::Recorded(recorded));
    }
}

async fn points_in(bench: &Bench, key: &str, scope: &Scope, until: (&str, Date)) -> Points {
    let db = bench.models.db();
    let all = all(db).await.unwrap();
    let measure = all.iter().find(|measure| measure.definition.key.as_str() == key).unwrap();
    let (to, today) = until;
    let found = points(db, measure, scope, month("2025-01"), month(to), today).await.unwrap();
    let asked: Vec<_> = all.iter().map(|measure| (measure, scope)).collect();
    let together = points_of_each(db, &asked, month("2025-01"), month(to), today).await;
    let place = all.iter().position(|other| other.id == measure.id).unwrap();
    assert_eq!(together.unwrap()[place], found, "the same alone and among others");
    found
}

/// Numerators and denominators, months and all.
async fn figures(bench: &Bench, key: &str) -> Vec<(String, Option<f64>, Option<f64>)> {
    let until = ("2026-05", date(2026, 6, 20));
    table(points_in(bench, key, &Scope::default(), until).await)
}

fn table(points: Points) -> Vec<(String, Option<f64>, Option<f64>)> {
    let Points { periods, numerator, denominator, .. } = points;
    let figures = numerator.into_iter().zip(denominator);
    periods.into_iter().zip(figures).map(|(period, (y, n))| (period, y, n)).collect()
}

fn rows(expected: &[(&str, f64, f64)]) -> Vec<(String, Option<f64>, Option<f64>)> {
    expected.iter().map(|(period, y, n)| ((*period).to_owned(), Some(*y), Some(*n))).collect()
}

on_both! {
    async fn reports_count_by_the_month_reported_with_zeros_between_and_per_full_time_equivalents(bench: &Bench) {
        let mut town = Town::new();
        town.employ("norr", "2026-02", 5_000);
        town.employ("söder", "2026-04", 15_000);
        town.report("2026-01-31", Some(Kind::NearMiss), "norr", Some("2025-12"));
        town.report("2026-03-02", Some(Kind::Incident), "norr", None);
        town.report("2026-03-09", Some(Kind::NearMiss), "söder", None);
        town.report("2026-05-30", None, "norr", None);
        bench.follow(&town.log).await;
        let counts: Vec<_> = figures(bench, "reports").await;
        let expected = [("2026-01", 1.0), ("2026-02", 0.0), ("2026-03", 2.0), ("2026-04", 0.0), ("2026-05", 1.0)];
        let expected: Vec<_> = expected.map(|(month, y)| (month.to_owned(), Some(y), None)).into();
        assert_eq!(counts, expected, "none before the first report");
        // 50 full-time equivalents are half a hundred.
        let mut per_head = rows(&[("2026-01", 1.0, 0.0), ("2026-02", 0.0, 0.5), ("2026-03", 2.0, 0.5), ("2026-04", 0.0, 2.0), ("2026-05", 1.0, 2.0)]);
        per_head[0].2 = None;
        assert_eq!(figures(bench, "reports_per_100_fte").await, per_head);
        assert_eq!(
            figures(bench, "near_miss_share").await,
            rows(&[("2026-01", 1.0, 1.0), ("2026-02", 0.0, 0.0), ("2026-03", 1.0, 2.0), ("2026-04", 0.0, 0.0), ("2026-05", 0.0, 1.0)])
        );
        let south = Scope { unit: Some("söder".into()), category: None };
        let until = ("2026-06", date(2026, 6, 20));
        let of_south = points_in(bench, "reports_per_100_fte", &south, until).await;
        assert!(of_south.is_last_incomplete);
        assert_eq!(of_south.periods.len(), 6);
        assert_eq!(of_south.numerator, [0.0, 0.0, 1.0, 0.0, 0.0, 0.0].map(Some));
        assert_eq!(of_south.denominator, [None, None, None, Some(1.5), Some(1.5), Some(1.5)]);
    }

    async fn harm_counts_by_when_it_happened_and_a_month_later_than_reports(bench: &Bench) {
        let mut town = Town::new();
        town.employ("norr", "2026-01", 10_000);
        // Happened in January, reported in March.
        let first = town.report("2026-03-02", None, "norr", Some("2026-01-10"));
        let second = town.report("2026-03-20", None, "norr", Some("2026-03-15"));
        let third = town.report("2026-03-21", None, "norr", None);
        let fourth = town.report("2026-04-02", None, "norr", None);
        town.report("2026-01-02", None, "norr", None);
        town.incident("2026-03-22", first, "access", Severity::Major);
        town.incident("2026-03-22", second, "access", Severity::Catastrophic);
        town.incident("2026-03-22", third, "access", Severity::Minor);
        town.incident("2026-04-22", fourth, "access", Severity::None);
        bench.follow(&town.log).await;
        assert_eq!(
            figures(bench, "harm_share").await,
            rows(&[("2026-01", 0.0, 0.0), ("2026-02", 0.0, 0.0), ("2026-03", 3.0, 3.0), ("2026-04", 0.0, 1.0), ("2026-05", 0.0, 0.0)]),
            "of what was judged, by the month reported"
        );
        let mut severe = rows(&[("2026-01", 1.0, 1.0), ("2026-02", 0.0, 1.0), ("2026-03", 1.0, 1.0), ("2026-04", 0.0, 1.0), ("2026-05", 0.0, 1.0)]);
        severe[4].1 = None;
        severe[4].2 = None;
        assert_eq!(figures(bench, "severe_harm_per_100_fte").await, severe, "May is not known yet");
        let until = ("2026-05", date(2026, 6, 20));
        let gaps = points_in(bench, "days_between_severe", &Scope::default(), until).await;
        // 10 January to 15 March are 64 days, 63 of them strictly between.
        assert_eq!((gaps.periods, gaps.numerator), (vec!["2026-03-15".to_owned()], vec![Some(63.0)]));
        assert_eq!(gaps.days_since_last, Some(97));
        let db = bench.models.db();
        let all = all(db).await.unwrap();
        let of = |key: &str| all.iter().find(|it| it.definition.key.as_str() == key).unwrap();
        let scope = Scope::default();
        let found = occurred(db, of("days_between_severe"), &scope, month("2025-01"), until.1);
        let found = found.await.unwrap().unwrap();
        // From the first report on; May is not known in June.
        assert_eq!((found.from, found.to), (month("2026-01"), month("2026-04")));
        assert_eq!(found.days, [date(2026, 1, 10), date(2026, 3, 15)]);
        let later = occurred(db, of("days_between_severe"), &scope, month("2026-02"), until.1);
        assert_eq!(later.await.unwrap().unwrap().days, [date(2026, 3, 15)]);
        let none = occurred(db, of("reports"), &scope, month("2025-01"), until.1).await.unwrap();
        assert_eq!(none, None);
    }

    async fn the_middle_of_days_counts_open_cases_and_says_how_many_there_are(bench: &Bench) {
        let mut town = Town::new();
        let acknowledged = || ReportEvent::Acknowledged(Acknowledged {});
        for (number, after) in [(1, "2026-01-02"), (2, "2026-01-04"), (3, "2026-01-06")] {
            let id = town.report("2026-01-02", None, "norr", None);
            town.on(after, id, acknowledged());
            town.incident(after, id, "access", Severity::None);
            if number < 3 {
                town.tell("2026-02-01", id);
            }
        }
        town.report("2026-01-02", None, "norr", None);
        let declined = town.report("2026-01-02", None, "norr", None);
        town.on("2026-01-12", declined, ReportEvent::Declined(tillbud_events::report::Declined { feedback: text("x") }));
        bench.follow(&town.log).await;
        let first = |points: Points| (points.numerator[0], points.denominator[0], points.open[0]);
        let until = ("2026-05", date(2026, 6, 20));
        let of = async |key: &str| first(points_in(bench, key, &Scope::default(), until).await);
        // 0, 2, 4 days and two open: the middle of five is 4.
        assert_eq!(of("days_to_acknowledgement").await, (Some(4.0), Some(5.0), Some(0.4)));
        // 0, 2, 4, 10 and one open.
        assert_eq!(of("days_to_triage").await, (Some(4.0), Some(5.0), Some(0.2)));
        // 10, 30, 30 and two open.
        assert_eq!(of("days_to_feedback").await, (Some(30.0), Some(5.0), Some(0.4)));
        // The fourth is a Sunday and the sixth a holiday.
        assert_eq!(of("acknowledged_within_2_working_days").await, (Some(3.0), Some(5.0), None));
        assert_eq!(of("feedback_within_30_days").await, (Some(3.0), Some(5.0), None));
        let early = points_in(bench, "days_to_feedback", &Scope::default(), ("2026-02", date(2026, 2, 10))).await;
        assert_eq!(first(early), (None, Some(5.0), Some(0.4)), "an open one could still end before");
    }

    async fn feedback_before_closing_and_answers_count_by_their_own_months(bench: &Bench) {
        let mut town = Town::new();
        let [one, two, three] = [1, 2, 3].map(|_| town.report("2026-01-02", None, "norr", None));
        let [a, b, c] = [one, two, three].map(|id| town.incident("2026-01-03", id, "access", Severity::None));
        town.tell("2026-02-01", one);
        town.close("2026-02-02", a);
        town.close("2026-02-03", b);
        town.tell("2026-02-10", two);
        town.tell("2026-03-01", three);
        town.close("2026-03-02", c);
        // Closed once more: the first closing counts.
        town.close("2026-04-02", b);
        let share = |again| ReportEvent::ExperienceShared(ExperienceShared { again });
        town.on("2026-02-05", one, share(Again::No));
        town.on("2026-03-05", one, share(Again::Yes));
        town.on("2026-02-06", two, share(Again::Unsure));
        bench.follow(&town.log).await;
        let zero = |months: [(&str, f64, f64); 2]| {
            let mut all = vec![("2026-01", 0.0, 0.0)];
            all.extend(months);
            all.extend([("2026-04", 0.0, 0.0), ("2026-05", 0.0, 0.0)]);
            rows(&all)
        };
        assert_eq!(figures(bench, "feedback_before_closing").await, zero([("2026-02", 1.0, 2.0), ("2026-03", 1.0, 1.0)]));
        assert_eq!(figures(bench, "would_report_again").await, zero([("2026-02", 1.0, 2.0), ("2026-03", 0.0, 0.0)]));
    }

    async fn actions_count_by_when_they_are_decided_due_and_done(bench: &Bench) {
        let mut town = Town::new();
        let report = town.report("2025-10-02", None, "norr", None);
        let id = town.incident("2025-10-03", report, "access", Severity::None);
        let (s, w) = (Strength::Stronger, Strength::Weaker);
        town.action(1, id, s, ("2025-10-05", "2025-11-10"), (Some("2025-11-10"), Some("2026-05-10")));
        town.action(2, id, w, ("2025-10-06", "2025-11-20"), (Some("2025-11-21"), Some("2026-05-22")));
        town.action(3, id, w, ("2025-11-06", "2025-11-30"), (None, None));
        town.action(4, id, s, ("2025-11-07", "2025-12-30"), (None, None));
        let gone = action::Abandoned { residual_risk: text("x") };
        town.log.push_at(at("2025-12-01"), action_id(4), action::Event::Abandoned(gone));
        bench.follow(&town.log).await;
        let first = |rows: Vec<(String, Option<f64>, Option<f64>)>| rows[..3].to_vec();
        assert_eq!(first(figures(bench, "stronger_actions").await), rows(&[("2025-10", 1.0, 2.0), ("2025-11", 1.0, 2.0), ("2025-12", 0.0, 0.0)]));
        assert_eq!(first(figures(bench, "weaker_actions").await), rows(&[("2025-10", 1.0, 2.0), ("2025-11", 1.0, 2.0), ("2025-12", 0.0, 0.0)]));
        assert_eq!(first(figures(bench, "intermediate_actions").await), rows(&[("2025-10", 0.0, 2.0), ("2025-11", 0.0, 2.0), ("2025-12", 0.0, 0.0)]));
        assert_eq!(first(figures(bench, "actions_in_time").await), rows(&[("2025-10", 0.0, 0.0), ("2025-11", 1.0, 3.0), ("2025-12", 0.0, 0.0)]), "an abandoned one is not due");
        let verified = figures(bench, "actions_verified").await;
        assert_eq!(first(verified.clone())[..2], rows(&[("2025-10", 0.0, 0.0), ("2025-11", 1.0, 2.0)]), "a day after six months is too late");
        assert_eq!(verified[2].1, None, "six months after December have not passed");
    }

    async fn an_action_that_is_moved_or_given_up_when_it_is_late_was_not_done_in_time(bench: &Bench) {
        let mut town = Town::new();
        let report = town.report("2025-10-02", None, "norr", None);
        let id = town.incident("2025-10-03", report, "access", Severity::None);
        let dues = ["2025-11-10", "2025-11-15", "2025-11-20", "2025-12-30", "2025-11-05", "2025-12-15", "2025-11-20", "2025-11-20"];
        for (number, due) in (1..).zip(dues) {
            town.action(number, id, Strength::Weaker, ("2025-10-05", due), (None, None));
        }
        let moved = |due: &str| action::Event::Rescheduled(action::Rescheduled { due: due.parse().unwrap(), reason: text("x") });
        let gone = || action::Event::Abandoned(action::Abandoned { residual_risk: text("x") });
        let done = || action::Event::Implemented(Implemented { evidence: text("x") });
        town.act("2025-11-01", 7, done());
        // The one was done in time before it was given up, the other was not due any more.
        for (day, number, event) in [("10", 7, gone()), ("10", 8, gone()), ("10", 5, moved("2025-11-25")), ("15", 2, moved("2025-12-10")), ("20", 1, moved("2025-12-20"))] {
            town.act(&format!("2025-11-{day}"), number, event);
        }
        town.act("2025-11-24", 5, done());
        town.act("2025-12-01", 3, gone());
        town.act("2025-12-01", 4, gone());
        for (day, number) in [("2025-12-10", 2), ("2025-12-10", 6), ("2025-12-19", 1)] {
            town.act(day, number, done());
        }
        // It was done in time and did nothing: that is another question.
        town.act("2026-01-20", 6, gone());
        bench.follow(&town.log).await;
        let first = |rows: Vec<(String, Option<f64>, Option<f64>)>| rows[..4].to_vec();
        let expected = || rows(&[("2025-10", 0.0, 0.0), ("2025-11", 1.0, 4.0), ("2025-12", 3.0, 3.0), ("2026-01", 0.0, 0.0)]);
        // The first was late when it was moved, the third when it was given up; the fifth is one action.
        assert_eq!(first(figures(bench, "actions_in_time").await), expected());
        let again = || action::Event::TakenUpAgain(action::TakenUpAgain { reason: text("x") });
        for number in [3, 8] { town.act("2026-01-21", number, again()); }
        bench.follow(&town.log).await;
        assert_eq!(first(figures(bench, "actions_in_time").await), expected(), "the eighth has no day until it gets one");
        for number in [3, 8] { town.act("2026-01-22", number, moved("2026-07-01")); }
        bench.follow(&town.log).await;
        assert_eq!(first(figures(bench, "actions_in_time").await), expected(), "November stays as it was");
        let (counted, recounted) = crate::trend::fact::recounted(bench.models.db()).await;
        assert_eq!(counted, recounted);
    }

    async fn factors_are_shares_and_repeat_when_the_same_was_found_within_a_year(bench: &Bench) {
        let mut town = Town::new();
        let mut found = |day: &str, unit: &str, element, direction| {
            let report = town.report(day, None, unit, None);
            let id = town.incident(day, report, "access", Severity::None);
            town.factor(day, id, element, direction);
            town.factor(day, id, element, direction);
        };
        found("2025-01-10", "norr", Element::Task, Direction::Hindered);
        found("2026-01-10", "norr", Element::Task, Direction::Hindered);
        found("2026-01-11", "söder", Element::Task, Direction::Hindered);
        found("2026-01-12", "norr", Element::Organisation, Direction::Hindered);
        found("2026-01-13", "norr", Element::Organisation, Direction::Hindered);
        found("2026-01-14", "norr", Element::Organisation, Direction::Helped);
        bench.follow(&town.log).await;
        let january = |rows: Vec<(String, Option<f64>, Option<f64>)>| rows[12].clone();
        let expected = |y| ("2026-01".to_owned(), Some(y), Some(4.0));
        assert_eq!(january(figures(bench, "factor_task").await), expected(2.0));
        assert_eq!(january(figures(bench, "factor_organisation").await), expected(2.0));
        assert_eq!(january(figures(bench, "factor_physical_environment").await), expected(0.0));
        // The task in the north, and the second of the two organisations.
        assert_eq!(january(figures(bench, "repeated_factors").await), expected(2.0));
    }

    async fn merging_and_judging_anew_move_what_was_counted(bench: &Bench) {
        let mut town = Town::new();
        let [one, two] = [1, 2].map(|_| town.report("2026-01-02", None, "norr", None));
        let a = town.incident("2026-01-03", one, "access", Severity::Major);
        let b = town.incident("2026-01-03", two, "outage", Severity::Major);
        town.factor("2026-01-04", a, Element::Task, Direction::Hindered);
        town.factor("2026-01-04", b, Element::Task, Direction::Hindered);
        town.employ("norr", "2026-01", 10_000);
        town.log.merge(a, b);
        bench.follow(&town.log).await;
        let january = async |key: &str| figures(bench, key).await[0].1;
        assert_eq!(january("severe_harm_per_100_fte").await, Some(1.0), "one incident now");
        assert_eq!(january("factor_task").await, Some(1.0));
        town.log.unmerge(a, b);
        bench.follow(&town.log).await;
        assert_eq!(january("severe_harm_per_100_fte").await, Some(2.0));
        assert_eq!(january("factor_task").await, Some(2.0));
        let judged = incident::Triaged { actual: Severity::Minor, ..triaged("outage", Some("söder")) };
        town.log.push(b, incident::Event::Triaged(judged));
        bench.follow(&town.log).await;
        assert_eq!(january("severe_harm_per_100_fte").await, Some(1.0));
        let scope = Scope { unit: Some("söder".into()), category: Some("outage".into()) };
        let until = ("2026-05", date(2026, 6, 20));
        let moved = points_in(bench, "factor_task", &scope, until).await;
        assert_eq!((moved.numerator[0], moved.denominator[0]), (Some(1.0), Some(1.0)));
    }

    async fn an_organisation_without_reports_has_no_points(bench: &Bench) {
        let mut log = Log::default();
        define_all(&mut log);
        bench.follow(&log).await;
        assert!(figures(bench, "reports").await.is_empty());
        let all = all(bench.models.db()).await.unwrap();
        let drawn = chart(&all[0], &Points::default(), Profile::three_sigma_runs());
        assert_eq!(drawn, Err(crate::trend::chart::ChartError::NoPoints));
    }

    async fn decisions_in_force_are_told_with_their_reasons(bench: &Bench) {
        let mut log = Log::default();
        define_all(&mut log);
        let id = measure_id(1);
        let frozen = |until: &str| Event::BaselineFrozen(BaselineFrozen { until: month(until), reason: None });
        let rebased = |from: &str| Event::Rebased(Rebased { from: month(from), reason: text("Ny blankett") });
        let out = |at: &str| Event::PointExcluded(PointExcluded { month: month(at), reason: text("Stängt") });
        log.push(id, frozen("2026-03"));
        log.push(id, frozen("2026-04"));
        log.push(id, out("2026-02"));
        log.push(id, out("2026-03"));
        log.push(id, Event::PointIncluded(PointIncluded { month: month("2026-02") }));
        bench.follow(&log).await;
        let db = bench.models.db();
        let told = async || {
            let measure = get(db, id).await.unwrap().unwrap();
            measure.baselines.iter().map(|made| format!("{} {} {}", made.decision, made.month, made.reason.as_deref().unwrap_or("-"))).collect::<Vec<_>>()
        };
        assert_eq!(told().await, ["frozen 2026-04 -", "excluded 2026-03 Stängt"]);
        log.push(id, rebased("2026-06"));
        log.push(id, rebased("2026-09"));
        log.push(id, Event::RebaseTakenBack(RebaseTakenBack { from: month("2026-06") }));
        let definition = standard().remove(0);
        let definition = Definition { period: Period::Quarter, ..definition };
        log.push(id, Event::Revised(Revised { definition }));
        log.push(id, Event::Retired(Retired { reason: text("Ingen läser den") }));
        bench.follow(&log).await;
        assert_eq!(told().await, ["excluded 2026-03 Stängt", "rebased 2026-09 Ny blankett"]);
        let measure = get(db, id).await.unwrap().unwrap();
        assert_eq!((measure.is_retired, measure.retirement.as_deref()), (true, Some("Ingen läser den")));
        assert_eq!((measure.definition.period, measure.version), (Period::Quarter, Version(11)));
        log.push(id, Event::TakenUpAgain(TakenUpAgain { reason: text("Nämnden frågar") }));
        bench.follow(&log).await;
        assert!(!get(db, id).await.unwrap().unwrap().is_retired);
        assert_eq!(all(db).await.unwrap().len(), standard().len());
    }

    async fn quarters_add_their_months(bench: &Bench) {
        let mut town = Town::new();
        for day in ["2025-12-30", "2026-01-02", "2026-02-02", "2026-04-02"] {
            town.report(day, None, "norr", None);
        }
        town.employ("norr", "2026-02", 10_000);
        for (key, number) in [("reports", 1), ("reports_per_100_fte", 2)] {
            let definition = standard().into_iter().find(|one| one.key.as_str() == key).unwrap();
            let definition = Definition { period: Period::Quarter, ..definition };
            town.log.push(measure_id(number), Event::Revised(Revised { definition }));
        }
        bench.follow(&town.log).await;
        let counts = figures(bench, "reports").await;
        let told: Vec<_> = counts.iter().map(|(period, y, _)| (period.as_str(), *y)).collect();
        assert_eq!(told, [("2026-Q1", Some(2.0)), ("2026-Q2", Some(1.0))], "a quarter that the first report cuts is left out");
        let per_head = figures(bench, "reports_per_100_fte").await;
        assert_eq!(per_head[0].2, None, "January's headcount is not known, and its report counts");
        assert_eq!(per_head[1].2, Some(3.0), "April to June");
    }
}
