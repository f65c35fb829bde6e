//! A measure is defined, revised, retired; its baseline is frozen, begun anew, cleared of months.

use tillbud_events::measure::{
    AimError, BaselineFrozen, BaselineThawed, ChartKind, Command, Conditions, Counted, Days,
    Defined, Definition, DefinitionError, Denominator, Direction, Event, FullTimeEquivalents,
    Lasting, Measure, Numerator, Outcome, Period, PointExcluded, PointIncluded, RebaseTakenBack,
    Rebased, Rejection, Retired, Revised, Span, TakenUpAgain, Target, What, Within,
};
use tillbud_events::vocabulary::{Again, Element, Kind, Movement, Severity, Strength};
use tillbud_events::{Month, Role, limits};

use crate::support::{code, given, label, text};

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn of(what: What) -> Counted {
    Counted { what, conditions: Conditions::default() }
}

fn count(what: What) -> Numerator {
    Numerator::Count(of(what))
}

/// Reports a month.
fn reports() -> Definition {
    Definition {
        key: code("reports"),
        name_sv: label("Rapporter"),
        name_en: label("Reports"),
        numerator: count(What::Reports),
        denominator: None,
        chart: ChartKind::Individuals,
        period: Period::Month,
        direction: Direction::Neutral,
        target: None,
        owner: Role::Analyst,
    }
}

fn per_head() -> Definition {
    let denominator = Some(Denominator::FullTimeEquivalents(FullTimeEquivalents {}));
    Definition { denominator, chart: ChartKind::RatePrime, ..reports() }
}

/// The share of what is counted that fulfils `conditions`.
fn share(what: What, conditions: Conditions) -> Definition {
    let numerator = Numerator::Count(Counted { what, conditions });
    let denominator = Some(Denominator::Count(of(what)));
    Definition { numerator, denominator, chart: ChartKind::SharePrime, ..reports() }
}

fn median() -> Definition {
    let lasting = Lasting { span: Span::ToTriage, conditions: Conditions::default() };
    Definition { numerator: Numerator::Median(lasting), ..reports() }
}

fn severe() -> Conditions {
    Conditions { actual_at_least: Some(Severity::Major), ..Conditions::default() }
}

fn between() -> Definition {
    let counted = Counted { what: What::Incidents, conditions: severe() };
    let direction = Direction::Increase;
    Definition { numerator: Numerator::Gap(counted), chart: ChartKind::Gap, direction, ..reports() }
}

fn defined() -> Event {
    Event::Defined(Defined { definition: reports() })
}

fn retired() -> Event {
    Event::Retired(Retired { reason: text("Ingen läser den.") })
}

fn frozen(until: &str) -> BaselineFrozen {
    BaselineFrozen { until: month(until), reason: None }
}

fn rebased(from: &str) -> Rebased {
    Rebased { from: month(from), reason: text("Ny blankett.") }
}

fn excluded(at: &str) -> PointExcluded {
    PointExcluded { month: month(at), reason: text("Stängt.") }
}

fn refuses(definition: Definition, error: DefinitionError) {
    assert_eq!(definition.check(), Err(error));
    let refused = Rejection::Definition(error);
    given::<Measure>(&[]).when(Command::Define(definition)).then_rejected(refused);
}

#[test]
fn no_change_is_meant_to_lower_what_is_told() {
    for direction in [Direction::Neutral, Direction::Increase] {
        for definition in [reports(), per_head()] {
            let definition = Definition { direction, ..definition };
            let refused = definition.check_aim(Movement::Decrease);
            assert_eq!(refused, Err(AimError::FewerReports), "{definition:?}");
            assert_eq!(definition.check_aim(Movement::Increase), Ok(()));
            assert_eq!(definition.only_aim(), Some(Movement::Increase));
        }
    }
    let incidents = |conditions| Definition {
        numerator: Numerator::Count(Counted { what: What::Incidents, conditions }),
        ..reports()
    };
    let any = incidents(Conditions::default());
    assert_eq!(any.check_aim(Movement::Decrease), Err(AimError::FewerReports));
    // Fewer that did severe harm are another thing, whoever tells of them.
    assert_eq!(incidents(severe()).check_aim(Movement::Decrease), Ok(()));
}

#[test]
fn a_change_is_meant_to_move_a_measure_the_way_that_is_better() {
    let near = Conditions { kind: Some(Kind::NearMiss), ..Conditions::default() };
    let share = |direction| Definition { direction, ..share(What::Reports, near.clone()) };
    let either = share(Direction::Neutral);
    for movement in Movement::ALL {
        assert_eq!(either.check_aim(*movement), Ok(()), "a share is no count of what is told");
    }
    assert_eq!(either.only_aim(), None);
    let more = share(Direction::Increase);
    assert_eq!(more.check_aim(Movement::Decrease), Err(AimError::MoreIsBetter));
    assert_eq!(more.only_aim(), Some(Movement::Increase));
    let less = Definition { direction: Direction::Decrease, ..median() };
    assert_eq!(less.check_aim(Movement::Increase), Err(AimError::LessIsBetter));
    assert_eq!(less.only_aim(), Some(Movement::Decrease));
}

#[test]
fn a_target_needs_a_better_way_and_is_never_one_of_fewer_reports() {
    let target = |hundredths| Some(Target { hundredths });
    let aimed =
        |direction, definition| Definition { direction, target: target(5_000), ..definition };
    let (more, less, neither) = (Direction::Increase, Direction::Decrease, Direction::Neutral);
    let incidents = Definition { numerator: count(What::Incidents), ..reports() };
    for definition in [reports(), per_head(), incidents] {
        assert_eq!(aimed(more, definition.clone()).check(), Ok(()));
        refuses(aimed(neither, definition.clone()), DefinitionError::TargetOfReports);
        refuses(aimed(less, definition), DefinitionError::FewerReports);
    }
    let in_time = Conditions { outcome: Some(Outcome::InTime), ..Conditions::default() };
    let in_time = share(What::ActionsDue, in_time);
    for definition in [median(), in_time.clone()] {
        assert_eq!(aimed(more, definition.clone()).check(), Ok(()));
        assert_eq!(aimed(less, definition.clone()).check(), Ok(()));
        refuses(aimed(neither, definition), DefinitionError::TargetWithoutDirection);
    }
    // Fewer that did severe harm, and longer between them, are another thing.
    let severe = Definition {
        numerator: Numerator::Count(Counted { what: What::Incidents, conditions: severe() }),
        ..reports()
    };
    assert_eq!(aimed(less, severe).check(), Ok(()));
    assert_eq!(aimed(more, between()).check(), Ok(()));
    let share_of =
        |hundredths| Definition { target: target(hundredths), ..aimed(more, in_time.clone()) };
    assert_eq!(share_of(10_000).check(), Ok(()));
    refuses(share_of(10_001), DefinitionError::TargetOfShare);
    assert_eq!(share_of(9_050).target_value(), Some(0.905));
    assert_eq!(aimed(less, median()).target_value(), Some(50.0));
}

fn within(days: u16) -> Conditions {
    let within = Within { until: Span::ToAcknowledgement, days, of: Days::Working };
    Conditions { within: Some(within), ..Conditions::default() }
}

#[test]
fn weeks_are_of_reports_and_of_how_long_something_took() {
    let weekly = |definition| Definition { period: Period::Week, ..definition };
    for definition in [reports(), median(), share(What::Reports, within(2))] {
        assert_eq!(weekly(definition).check(), Ok(()));
    }
    let incidents = Definition { numerator: count(What::Incidents), ..reports() };
    for definition in [per_head(), incidents, share(What::ActionsDue, Conditions::default())] {
        refuses(weekly(definition), DefinitionError::Week);
    }
    refuses(weekly(between()), DefinitionError::GapPeriod);
}

#[test]
fn what_was_done_within_so_many_days_is_asked_of_reports_by_their_place_alone() {
    assert_eq!(share(What::Reports, within(0)).check(), Ok(()));
    assert_eq!(share(What::Reports, within(limits::WITHIN_DAYS)).check(), Ok(()));
    refuses(share(What::Reports, within(limits::WITHIN_DAYS + 1)), DefinitionError::WithinDays);
    let near = Conditions { kind: Some(Kind::NearMiss), ..within(2) };
    let severe = Conditions { actual_at_least: Some(Severity::Major), ..within(2) };
    for conditions in [near, severe] {
        refuses(share(What::Reports, conditions), DefinitionError::Condition("within"));
    }
    refuses(share(What::ActionsDue, within(2)), DefinitionError::Condition("within"));
    let whole = Counted { what: What::Reports, conditions: within(2) };
    let of_some = Definition {
        denominator: Some(Denominator::Count(whole)),
        ..share(What::Reports, within(2))
    };
    refuses(of_some, DefinitionError::Condition("within"));
}

#[test]
fn a_measure_is_defined_once_and_the_same_again_adds_nothing() {
    given::<Measure>(&[]).when(Command::Define(reports())).then(&[defined()]);
    given::<Measure>(&[defined()]).when(Command::Define(reports())).then_nothing();
    let other = Definition { owner: Role::Coordinator, ..reports() };
    let taken = || Rejection::AlreadyDefined("reports".to_owned());
    given::<Measure>(&[defined()]).when(Command::Define(other.clone())).then_rejected(taken());
    given::<Measure>(&[defined(), retired()]).when(Command::Define(other)).then_rejected(taken());
}

#[test]
fn a_revised_measure_keeps_its_key() {
    let other = Definition { name_en: label("Reports a month"), ..reports() };
    let revised = Event::Revised(Revised { definition: other.clone() });
    given::<Measure>(&[defined()]).when(Command::Revise(other.clone())).then(&[revised]);
    given::<Measure>(&[defined()]).when(Command::Revise(reports())).then_nothing();
    let renamed = Definition { key: code("other"), ..reports() };
    given::<Measure>(&[defined()])
        .when(Command::Revise(renamed))
        .then_rejected(Rejection::OtherKey);
    given::<Measure>(&[]).when(Command::Revise(other)).then_rejected(Rejection::Undefined);
}

#[test]
fn a_retired_measure_changes_no_more_until_it_is_taken_up_again() {
    let retire = || Command::Retire(Retired { reason: text("Ingen läser den.") });
    let again = TakenUpAgain { reason: text("Nämnden frågar.") };
    let history = [defined(), retired()];
    given::<Measure>(&[defined()]).when(retire()).then(&[retired()]);
    given::<Measure>(&history).when(retire()).then_nothing();
    given::<Measure>(&[]).when(retire()).then_rejected(Rejection::Undefined);
    for command in [
        Command::Revise(per_head()),
        Command::Freeze(frozen("2026-03")),
        Command::Thaw,
        Command::Rebase(rebased("2026-03")),
        Command::TakeBackRebase(month("2026-03")),
        Command::Exclude(excluded("2026-03")),
        Command::Include(month("2026-03")),
    ] {
        given::<Measure>(&history).when(command).then_rejected(Rejection::Retired);
    }
    let event = Event::TakenUpAgain(again.clone());
    given::<Measure>(&history).when(Command::TakeUpAgain(again.clone())).then(&[event]);
    given::<Measure>(&[defined()]).when(Command::TakeUpAgain(again)).then_nothing();
}

#[test]
fn a_chart_fits_what_is_counted() {
    use ChartKind::{Count, Gap, Individuals, Rate, RatePrime, Run, Share, SharePrime, Time};
    let share = share(What::Reports, severe());
    let expected: [(Definition, &'static [ChartKind]); 5] = [
        (reports(), &[Count, Individuals, Run]),
        (per_head(), &[RatePrime, Rate, Run]),
        (share, &[SharePrime, Share, Run]),
        (median(), &[Individuals, Run]),
        (between(), &[Gap, Time]),
    ];
    for (definition, fits) in expected {
        for chart in ChartKind::ALL {
            let drawn = Definition { chart: *chart, ..definition.clone() };
            let refused = Err(DefinitionError::Chart { chart: *chart, fits });
            let expected = if fits.contains(chart) { Ok(()) } else { refused };
            assert_eq!(drawn.check(), expected, "{drawn:?}");
        }
    }
}

#[test]
fn what_is_counted_of_incidents_has_days_between_and_nothing_else_has() {
    let severe = Counted { what: What::Incidents, conditions: severe() };
    let rate = Definition {
        numerator: Numerator::Count(severe),
        direction: Direction::Decrease,
        ..per_head()
    };
    let days = rate.between().unwrap();
    let expected = between();
    assert_eq!((days.numerator, days.denominator), (expected.numerator, expected.denominator));
    assert_eq!((days.chart, days.direction), (expected.chart, Direction::Increase));
    for other in [reports(), per_head(), median(), between()] {
        assert_eq!(other.between(), None);
    }
}

#[test]
fn a_count_of_reports_is_never_better_when_it_falls() {
    let decrease = |definition| Definition { direction: Direction::Decrease, ..definition };
    let near = Conditions { kind: Some(Kind::NearMiss), ..Conditions::default() };
    let harm = Numerator::Count(Counted { what: What::Reports, conditions: severe() });
    for definition in [
        reports(),
        per_head(),
        Definition { numerator: harm, ..reports() },
        share(What::Reports, near),
        Definition { numerator: count(What::Incidents), ..per_head() },
    ] {
        refuses(decrease(definition), DefinitionError::FewerReports);
    }
    let any_gap = Definition { numerator: Numerator::Gap(of(What::Incidents)), ..between() };
    refuses(any_gap, DefinitionError::FewerReports);
    let severe_incidents =
        Numerator::Count(Counted { what: What::Incidents, conditions: severe() });
    for definition in [
        share(What::Reports, severe()),
        Definition { numerator: severe_incidents, ..per_head() },
        median(),
    ] {
        assert_eq!(decrease(definition).check(), Ok(()));
    }
    assert_eq!(between().check(), Ok(()));
}

#[test]
fn a_share_is_a_part_of_its_whole() {
    let near = || Conditions { kind: Some(Kind::NearMiss), ..Conditions::default() };
    let whole = |conditions| {
        let whole = Counted { what: What::Reports, conditions };
        let part = Counted { what: What::Reports, conditions: near() };
        Definition {
            numerator: Numerator::Count(part),
            denominator: Some(Denominator::Count(whole)),
            chart: ChartKind::SharePrime,
            ..reports()
        }
    };
    assert_eq!(whole(near()).check(), Ok(()));
    refuses(whole(severe()), DefinitionError::NotAPart);
    let other = Conditions { kind: Some(Kind::Incident), ..Conditions::default() };
    refuses(whole(other), DefinitionError::NotAPart);
    let judged = || Conditions { actual_at_least: Some(Severity::None), ..Conditions::default() };
    let harm = Definition {
        denominator: Some(Denominator::Count(Counted {
            what: What::Reports,
            conditions: judged(),
        })),
        ..share(What::Reports, severe())
    };
    assert_eq!(harm.check(), Ok(()), "of what was judged");
}

#[test]
fn a_condition_is_one_that_what_is_counted_has() {
    let none = Conditions::default;
    for (what, conditions, name) in [
        (What::Incidents, Conditions { kind: Some(Kind::NearMiss), ..none() }, "kind"),
        (What::Reports, Conditions { strength: Some(Strength::Weaker), ..none() }, "strength"),
        (What::Reports, Conditions { element: Some(Element::Task), ..none() }, "element"),
        (What::Reports, Conditions { again: Some(Again::Yes), ..none() }, "again"),
        (What::ActionsDue, Conditions { outcome: Some(Outcome::Verified), ..none() }, "outcome"),
        (What::Reports, Conditions { outcome: Some(Outcome::Told), ..none() }, "outcome"),
        (What::ActionsDue, severe(), "severity"),
    ] {
        refuses(share(what, conditions), DefinitionError::Condition(name));
    }
    for (what, conditions) in [
        (What::Answers, Conditions { again: Some(Again::Yes), ..none() }),
        (What::ActionsDue, Conditions { outcome: Some(Outcome::InTime), ..none() }),
        (What::ActionsImplemented, Conditions { outcome: Some(Outcome::Verified), ..none() }),
        (What::ReportsClosed, Conditions { outcome: Some(Outcome::Told), ..none() }),
        (What::Factors, Conditions { outcome: Some(Outcome::Repeated), ..none() }),
        (What::ActionsDecided, Conditions { strength: Some(Strength::Stronger), ..none() }),
    ] {
        assert_eq!(share(what, conditions).check(), Ok(()), "{what}");
    }
}

#[test]
fn of_how_long_something_took_only_the_place_is_asked() {
    let of = |conditions| Definition {
        numerator: Numerator::Median(Lasting { span: Span::ToFeedback, conditions }),
        ..reports()
    };
    let place = Conditions {
        unit: Some(label("norr")),
        category: Some(label("access")),
        ..Conditions::default()
    };
    assert_eq!(of(place).check(), Ok(()));
    refuses(of(severe()), DefinitionError::Condition("severity"));
    let near = Conditions { kind: Some(Kind::NearMiss), ..Conditions::default() };
    refuses(of(near), DefinitionError::Condition("kind"));
}

#[test]
fn values_and_gaps_are_divided_by_nothing_and_only_incidents_have_gaps() {
    let whole = Some(Denominator::Count(of(What::Reports)));
    refuses(Definition { denominator: whole.clone(), ..median() }, DefinitionError::Divided);
    refuses(Definition { denominator: whole, ..between() }, DefinitionError::Divided);
    let of_reports = Definition { numerator: Numerator::Gap(of(What::Reports)), ..between() };
    refuses(of_reports, DefinitionError::GapOf);
    let quarterly = Definition { period: Period::Quarter, ..between() };
    refuses(quarterly, DefinitionError::GapPeriod);
    let actions = Definition { numerator: count(What::ActionsDue), ..per_head() };
    refuses(actions, DefinitionError::PerHead);
}

#[test]
fn a_new_level_begins_after_the_one_before_with_nothing_frozen() {
    let freeze = |until: &str| Command::Freeze(frozen(until));
    let froze = |until: &str| Event::BaselineFrozen(frozen(until));
    let level = |from: &str| Event::Rebased(rebased(from));
    given::<Measure>(&[defined()]).when(freeze("2026-03")).then(&[froze("2026-03")]);
    let history = [defined(), froze("2026-03")];
    given::<Measure>(&history).when(freeze("2026-03")).then_nothing();
    given::<Measure>(&history).when(freeze("2026-02")).then(&[froze("2026-02")]);
    let thawed = Event::BaselineThawed(BaselineThawed {});
    given::<Measure>(&history).when(Command::Thaw).then(&[thawed]);
    given::<Measure>(&[defined()]).when(Command::Thaw).then_nothing();
    let history = [defined(), froze("2026-03"), level("2026-06")];
    given::<Measure>(&history).when(Command::Thaw).then_nothing();
    given::<Measure>(&history).when(Command::Rebase(rebased("2026-06"))).then_nothing();
    let order = || Rejection::Order(month("2026-06"));
    given::<Measure>(&history).when(Command::Rebase(rebased("2026-05"))).then_rejected(order());
    given::<Measure>(&history).when(freeze("2026-05")).then_rejected(order());
    given::<Measure>(&history).when(freeze("2026-06")).then(&[froze("2026-06")]);
    let back = Event::RebaseTakenBack(RebaseTakenBack { from: month("2026-06") });
    let take_back = || Command::TakeBackRebase(month("2026-06"));
    given::<Measure>(&history).when(take_back()).then(&[back]);
    given::<Measure>(&[defined()]).when(take_back()).then_nothing();
}

#[test]
fn months_are_left_out_and_let_in_up_to_a_limit() {
    let out = Event::PointExcluded(excluded("2026-03"));
    let exclude = || Command::Exclude(excluded("2026-03"));
    given::<Measure>(&[defined()]).when(exclude()).then(std::slice::from_ref(&out));
    given::<Measure>(&[defined(), out.clone()]).when(exclude()).then_nothing();
    let included = Event::PointIncluded(PointIncluded { month: month("2026-03") });
    let include = || Command::Include(month("2026-03"));
    given::<Measure>(&[defined(), out]).when(include()).then(&[included]);
    given::<Measure>(&[defined()]).when(include()).then_nothing();

    let at = |number: usize| month("2000-01").plus(i32::try_from(number).unwrap());
    let mut history = vec![defined()];
    history.extend((0..limits::MEASURE_EXCLUDED - 1).map(|number| {
        Event::PointExcluded(PointExcluded { month: at(number), reason: text("x") })
    }));
    let last = Event::PointExcluded(excluded("2026-03"));
    given::<Measure>(&history).when(exclude()).then(std::slice::from_ref(&last));
    history.push(last);
    given::<Measure>(&history)
        .when(Command::Exclude(excluded("2026-04")))
        .then_rejected(Rejection::TooManyExcluded);
}

#[test]
fn a_measure_has_a_limited_number_of_levels() {
    let at = |number: usize| month("2000-01").plus(i32::try_from(number).unwrap());
    let rebased = |number: usize| Rebased { from: at(number), reason: text("x") };
    let mut history = vec![defined()];
    history.extend((0..limits::MEASURE_REBASES - 1).map(|number| Event::Rebased(rebased(number))));
    let last = Event::Rebased(rebased(40));
    given::<Measure>(&history).when(Command::Rebase(rebased(40))).then(std::slice::from_ref(&last));
    history.push(last);
    given::<Measure>(&history)
        .when(Command::Rebase(rebased(41)))
        .then_rejected(Rejection::TooManyRebases);
}
