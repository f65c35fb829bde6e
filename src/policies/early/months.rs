//! After each month, of measures by week after each week, and when reports of past periods came
//! late: signals raised and superseded. What was over while the program stood still comes first.
//!
//! Raised is only what the newest period takes part in; whether people are told, and do not
//! only find it, is held to a rate of false discoveries among the series that are looked at
//! together: those of the organisation, and those of its units. Must never raise a
//! signal again that is open, or that a person has spoken of.

use tillbud_events::signal::{Command, Raised, Scope, Signal, Superseded};
use tillbud_events::vocabulary::{Label, SignalRule, SignalSide};
use tillbud_events::{Actor, Figure, Month, Position, SignalId, Week};
use tillbud_projections::signal::{self, SignalRow, State};
use tillbud_projections::trend::chart::{Chart, Point, draw};
use tillbud_projections::trend::evidence;
use tillbud_projections::trend::false_discovery::adjusted;
use tillbud_projections::trend::news::{self, FALSE_DISCOVERY_RATE, News};
use tillbud_projections::trend::scan::weekly::made;

use super::watched::{Over, Watched, all, one};
use super::{Looked, caught_up, last_day, missed};
use crate::App;
use crate::act::{Act, Idempotency, digest};
use crate::clock::{day, id_from};
use crate::dispatch::DispatchError;

/// Rules of one chart that have a chance of their own: limits, long runs, few crossings.
const TESTS_OF_CHART: usize = 3;

/// Raises and supersedes what follows from the months and weeks that are over.
pub async fn read(app: &App, looked: &mut Looked) -> anyhow::Result<()> {
    let db = app.read_models.db();
    let position = app.read_models.position().await?;
    let now = app.clock.now();
    let last_day = last_day(now);
    if looked.months == Some((position, last_day)) {
        return Ok(());
    }
    let (floor, today) = (app.statistics.floor, day(now));
    for missed in missed::days(app, looked, last_day).await? {
        let watched = all(db, floor, Over::with(missed), today).await?;
        raise(app, &watched, &known(app, &watched).await?, position).await?;
        // What was raised is known before the next ones are read.
        caught_up(app, app.store.tip().await?).await?;
    }
    let watched = all(db, floor, Over::with(last_day), today).await?;
    let known = known(app, &watched).await?;
    supersede(app, &watched, &known, position).await?;
    raise(app, &watched, &known, position).await?;
    looked.months = Some((position, last_day));
    Ok(())
}

/// The signals that were ever raised of these measures.
async fn known(app: &App, watched: &[Watched]) -> anyhow::Result<Vec<SignalRow>> {
    let mut measures: Vec<&str> = watched.iter().map(|it| it.measure.as_str()).collect();
    measures.sort_unstable();
    measures.dedup();
    let mut known = Vec::new();
    for measure in measures {
        known.extend(signal::of_measure(app.read_models.db(), measure).await?);
    }
    Ok(known)
}

/// Something new of one series.
pub(super) struct Item<'a> {
    of: &'a Watched,
    chart: Chart,
    pub(super) news: News,
    /// Its chance, held to those of its family; nothing when its rule has none.
    pub(super) q: Option<f64>,
}

async fn raise(
    app: &App,
    watched: &[Watched],
    known: &[SignalRow],
    known_at: Position,
) -> anyhow::Result<()> {
    for item in items(watched)? {
        let (Some(from), Some(to)) = (item.of.periods.get(item.news.from), item.of.periods.last())
        else {
            continue;
        };
        if known.iter().any(|row| is_told(row, &item, from)) {
            continue;
        }
        let raised = raised(&item, (from, to), known_at)?;
        let id = id_of(&app.secrets.idempotency, &raised);
        let act = act(app, "raise", id, known);
        append(app, id, &act, Command::Raise(Box::new(raised))).await?;
    }
    Ok(())
}

/// Raises what was new of one measure when the month `until` was over, as far as it is known
/// now, by the act of a program that looked then: a made-up history has its signals, too.
///
/// # Errors
/// When the log or the read models are away.
pub async fn raise_past(app: &App, act: &Act, key: &str, until: Month) -> anyhow::Result<()> {
    let db = app.read_models.db();
    let known_at = app.read_models.position().await?;
    let over = Over::with(until.last_day());
    let watched = one(db, key, Scope::default(), over, day(act.at())).await?;
    for item in items(watched.as_slice())? {
        if let (Some(from), Some(to)) =
            (item.of.periods.get(item.news.from), item.of.periods.last())
        {
            let raised = raised(&item, (from, to), known_at)?;
            let id = id_of(&act.secret("signals"), &raised);
            append(app, id, act, Command::Raise(Box::new(raised))).await?;
        }
    }
    Ok(())
}

/// The fact that `item` is, from and to these periods.
fn raised(item: &Item<'_>, (from, to): (&str, &str), known_at: Position) -> anyhow::Result<Raised> {
    Ok(Raised {
        measure: item.of.measure.clone(),
        scope: item.of.scope.clone(),
        rule: item.news.rule,
        side: item.news.side,
        from: Label::parse(from)?,
        to: Label::parse(to)?,
        q: item.q.and_then(Figure::of),
        is_notable: item.q.is_some_and(|q| q <= FALSE_DISCOVERY_RATE),
        evidence: evidence::of(&item.of.periods, &item.of.series, &item.of.design)?,
        made: made(&item.chart.provenance)?,
        known_at,
    })
}

/// Appends what follows, unless another program is doing the same.
async fn append(app: &App, id: SignalId, act: &Act, command: Command) -> anyhow::Result<()> {
    match app.dispatch.execute::<Signal>(id.into(), None, act, command).await {
        Ok(_) | Err(DispatchError::Conflict) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// What is new in all series, each with its chance among those of its family: units are held
/// against units alone, so that sixty of them silence nothing of the organisation's own, and so
/// that none is told of only because it is one of many.
pub(super) fn items(watched: &[Watched]) -> anyhow::Result<Vec<Item<'_>>> {
    let (units, whole): (Vec<_>, Vec<_>) = watched.iter().partition(|it| it.scope.unit.is_some());
    let mut items = of_family(&whole)?;
    items.extend(of_family(&units)?);
    Ok(items)
}

/// What is new in the series of one family.
fn of_family<'a>(watched: &[&'a Watched]) -> anyhow::Result<Vec<Item<'a>>> {
    let mut items = Vec::new();
    let mut tests = 0;
    for of in watched.iter().copied().filter(|it| !it.periods.is_empty()) {
        let chart = draw(&of.series, &of.design)?;
        tests += if chart.is_fit_for_alerts() { TESTS_OF_CHART } else { 0 };
        let news = news::read(&chart, of.design.kind);
        let is_long = news.iter().any(|it| it.rule == SignalRule::LongRun);
        for news in news {
            // The same run, told by its length, is told better.
            let is_told_better = is_long && news.rule == SignalRule::FewCrossings;
            if !is_told_better && !is_unsorted(of, &chart, news) {
                items.push(Item { of, chart: chart.clone(), news, q: None });
            }
        }
    }
    // What made no news has a chance of 1 here, which can only raise that of the others.
    let mut chances: Vec<f64> = items.iter().filter_map(|item| item.news.chance).collect();
    chances.resize(tests.max(chances.len()), 1.0);
    let mut adjusted = adjusted(&chances).into_iter();
    for item in items.iter_mut().filter(|item| item.news.chance.is_some()) {
        item.q = adjusted.next();
    }
    Ok(items)
}

/// Whether as many reports as are missing wait to be sorted.
fn is_unsorted(of: &Watched, chart: &Chart, news: News) -> bool {
    let missing = |point: &Point| {
        let of_each = point.centre? - point.value?;
        Some(of_each * point.denominator.unwrap_or(1.0))
    };
    let missing: f64 = chart.points.iter().skip(news.from).filter_map(missing).sum();
    let waiting: i64 = of.unsorted.iter().skip(news.from).sum();
    news.side == SignalSide::Low && waiting as f64 >= missing
}

/// Whether `row` tells of `item` already: it is open, or was settled when this had begun, also
/// when late reports have removed it since. What they removed before anybody spoke of it is told
/// again.
fn is_told(row: &SignalRow, item: &Item<'_>, from: &str) -> bool {
    let is_same = row.rule == item.news.rule.as_str()
        && row.side == item.news.side.as_str()
        && is_of(row, item.of);
    let is_settled = row.is_settled && is_not_before(&row.to_period, from);
    is_same && (row.state == State::Open.as_str() || is_settled)
}

/// Whether a period is the other or one after it. Names of one kind are in the order of time; a
/// measure that is by week since has begun anew.
fn is_not_before(period: &str, other: &str) -> bool {
    period.parse::<Week>().is_ok() == other.parse::<Week>().is_ok() && period >= other
}

fn is_of(row: &SignalRow, of: &Watched) -> bool {
    row.measure == of.measure.as_str()
        && row.unit.as_deref() == of.scope.unit.as_ref().map(Label::as_str)
        && row.category.as_deref() == of.scope.category.as_ref().map(Label::as_str)
}

/// Looks at the months of each signal that still stands as they are now.
async fn supersede(
    app: &App,
    watched: &[Watched],
    known: &[SignalRow],
    known_at: Position,
) -> anyhow::Result<()> {
    for row in known.iter().filter(|row| row.state != State::Superseded.as_str()) {
        let Some(raised) = row.event() else { continue };
        let Some(of) = watched.iter().find(|of| is_of(row, of)) else { continue };
        let Some(superseded) = superseded(&raised, of, known_at)? else { continue };
        let Ok(id) = row.signal_id.parse::<SignalId>() else { continue };
        let act = act(app, "supersede", id, known);
        append(app, id, &act, Command::Supersede(superseded)).await?;
    }
    Ok(())
}

/// What the same periods show now, when they are all known and no longer show the signal.
/// Periods that have left the chart since are taken as they were.
fn superseded(
    raised: &Raised,
    of: &Watched,
    known_at: Position,
) -> anyhow::Result<Option<Superseded>> {
    let mut now = raised.clone();
    for point in &mut now.evidence.points {
        let at = of.periods.iter().position(|period| period == point.period.as_str());
        let Some(at) = at else { continue };
        let denominator = of.series.denominator.as_ref().and_then(|all| all.get(at).copied()?);
        point.numerator = of.series.numerator.get(at).copied().flatten().and_then(Figure::of);
        point.denominator = denominator.and_then(Figure::of);
    }
    if now.evidence == raised.evidence {
        return Ok(None);
    }
    let again = evidence::again(&now)?;
    if again.is_found {
        return Ok(None);
    }
    Ok(Some(Superseded { made: made(&again.chart.provenance)?, known_at }))
}

/// The id of the signal: two programs give it the same. Whoever reads the log without what was
/// found must not find by trying what it is of, so it follows from `secret`.
fn id_of(secret: &[u8; 32], raised: &Raised) -> SignalId {
    let Raised { measure, scope, rule, side, from, made, .. } = raised;
    let name = |label: &Option<Label>| label.as_ref().map_or("", Label::as_str).to_owned();
    let (unit, category) = (name(&scope.unit), name(&scope.category));
    let parts: [&[u8]; 8] = [
        b"signal",
        measure.as_str().as_bytes(),
        unit.as_bytes(),
        category.as_bytes(),
        made.profile.as_str().as_bytes(),
        rule.as_str().as_bytes(),
        side.as_str().as_bytes(),
        from.as_str().as_bytes(),
    ];
    SignalId(id_from(digest(secret, &parts)))
}

/// The act is the same for every program and every attempt, and another one when the signal has
/// changed since: it may be removed and come back more than once.
fn act(app: &App, what: &str, id: SignalId, known: &[SignalRow]) -> Act {
    let name = id.to_string();
    let version = known.iter().find(|row| row.signal_id == name).map_or(0, |row| row.version);
    let (secret, key) = (&app.secrets.idempotency, format!("{what} {name} after {version}"));
    let idempotency = Idempotency { secret, scope: "signals", key: &key, content: b"" };
    Act::repeatable(&app.clock, Actor::System, &idempotency)
}

#[cfg(test)]
mod tests {
    use tillbud_projections::trend::chart::{Design, Kind, Profile, Series};

    use super::super::watched::design;
    use super::*;

    fn series(category: &str, counts: &[f64], unsorted: i64) -> Watched {
        let month = |at: usize| format!("{}-{:02}", 2024 + at / 12, at % 12 + 1);
        Watched {
            measure: Label::parse("reports").unwrap(),
            scope: Scope { unit: None, category: Label::parse(category).ok() },
            periods: (0..counts.len()).map(month).collect(),
            series: Series {
                numerator: counts.iter().copied().map(Some).collect(),
                ..Series::default()
            },
            design: design(),
            unsorted: vec![unsorted; counts.len()],
        }
    }

    fn steady(points: usize) -> Vec<f64> {
        (0..points).map(|at| [12.0, 9.0, 14.0, 10.0, 13.0, 8.0, 11.0][at % 7]).collect()
    }

    /// That January 2026 lies outside the limits.
    fn outside(of: &Watched, side: SignalSide) -> Raised {
        let chart = draw(&of.series, &of.design).unwrap();
        Raised {
            measure: of.measure.clone(),
            scope: of.scope.clone(),
            rule: SignalRule::OutsideLimits,
            side,
            from: Label::parse("2026-01").unwrap(),
            to: Label::parse("2026-01").unwrap(),
            q: None,
            is_notable: true,
            evidence: evidence::of(&of.periods, &of.series, &of.design).unwrap(),
            made: made(&chart.provenance).unwrap(),
            known_at: Position(1),
        }
    }

    fn rising() -> Vec<f64> {
        [steady(24), vec![40.0]].concat()
    }

    #[test]
    fn a_strong_signal_among_many_series_is_told_and_a_weak_one_only_found() {
        let quiet: Vec<_> = (0..20).map(|at| series(&format!("c{at}"), &steady(25), 0)).collect();
        let strong = [quiet.clone(), vec![series("access", &rising(), 0)]].concat();
        let found = items(&strong).unwrap();
        assert_eq!(found.len(), 1);
        assert!(found[0].q.unwrap() < FALSE_DISCOVERY_RATE);
        let weak = [steady(24), vec![22.0]].concat();
        let found = [quiet, vec![series("access", &weak, 0)]].concat();
        let found = items(&found).unwrap();
        assert_eq!(found.len(), 1);
        assert!(found[0].q.unwrap() > FALSE_DISCOVERY_RATE, "{:?}", found[0].q);
    }

    #[test]
    fn fewer_reports_are_no_signal_while_as_many_wait_to_be_sorted() {
        let falling = [steady(24), vec![0.0]].concat();
        let watched = [series("access", &falling, 0)];
        let found = items(&watched).unwrap();
        assert_eq!(found.iter().map(|it| it.news.side).collect::<Vec<_>>(), [SignalSide::Low]);
        assert!(items(&[series("access", &falling, 11)]).unwrap().is_empty());
    }

    /// The same counts of a unit with 41.5 full-time equivalents.
    fn unit(name: &str, counts: &[f64], unsorted: i64) -> Watched {
        let of = series("access", counts, unsorted);
        let denominator = Some(vec![Some(0.415); counts.len()]);
        let profile = Profile { sigma_z_floor: Some(1.0), ..Profile::three_sigma_runs() };
        Watched {
            scope: Scope { unit: Label::parse(name).ok(), category: None },
            series: Series { denominator, ..of.series },
            design: Design { profile, ..Design::of(Kind::RatePrime) },
            ..of
        }
    }

    #[test]
    fn units_are_held_against_units_and_the_organisation_against_itself() {
        let weak = [steady(24), vec![23.0]].concat();
        let sixty: Vec<_> = (0..60).map(|at| unit(&format!("u{at}"), &steady(25), 0)).collect();
        let q = |watched: &[Watched]| {
            let found = items(watched).unwrap();
            found.iter().map(|it| (it.of.scope.clone(), it.q.unwrap())).collect::<Vec<_>>()
        };
        let alone = q(&[series("access", &weak, 0)]);
        let beside = q(&[sixty.clone(), vec![series("access", &weak, 0)]].concat());
        assert_eq!((alone.len(), &alone), (1, &beside), "units silence nothing");
        let one = q(&[unit("norr", &weak, 0)]);
        let with_organisation = q(&[unit("norr", &weak, 0), series("access", &rising(), 0)]);
        assert_eq!(one[0], with_organisation[1], "and nothing else makes a unit stand out");
        let among = q(&[sixty, vec![unit("norr", &weak, 0)]].concat());
        assert!(one[0].1 <= FALSE_DISCOVERY_RATE && among[0].1 > FALSE_DISCOVERY_RATE);
    }

    #[test]
    fn a_unit_that_falls_silent_is_no_signal_while_as_many_reports_wait_to_be_sorted() {
        let silent = [steady(24), vec![0.0]].concat();
        let found = |unsorted| items(&[unit("norr", &silent, unsorted)]).unwrap().len();
        assert_eq!((found(0), found(10), found(11)), (1, 1, 0), "about eleven are missing");
    }

    #[test]
    fn the_id_of_a_signal_is_found_by_nobody_who_tries_what_it_may_be_of() {
        let raised = |of: &Watched| outside(of, SignalSide::Low);
        let [norr, syd] = ["norr", "syd"].map(|name| raised(&unit(name, &steady(25), 0)));
        assert_ne!(id_of(&[1; 32], &norr), id_of(&[1; 32], &syd));
        assert_ne!(id_of(&[1; 32], &norr), id_of(&[2; 32], &norr));
        let access = raised(&series("access", &steady(25), 0));
        assert_ne!(id_of(&[1; 32], &access), id_of(&[2; 32], &access));
        let whole = Raised { scope: Scope::default(), ..access };
        assert_ne!(id_of(&[1; 32], &whole), id_of(&[2; 32], &whole));
        assert_eq!(id_of(&[1; 32], &whole), id_of(&[1; 32], &whole), "two programs raise it once");
    }

    #[test]
    fn late_reports_supersede_only_what_they_remove() {
        let of = series("access", &rising(), 0);
        let raised = outside(&of, SignalSide::High);
        let with = |counts: &[f64]| {
            superseded(&raised, &series("access", counts, 0), Position(2)).unwrap()
        };
        assert_eq!(with(&rising()), None, "nothing came late");
        assert_eq!(with(&[steady(24), vec![41.0]].concat()), None, "it still stands out");
        let moved = with(&[steady(24), vec![12.0]].concat()).unwrap();
        assert_ne!(moved.made.input_sha256, raised.made.input_sha256);
        assert_eq!(with(&[rising(), vec![3.0, 90.0]].concat()), None, "later months are others");
    }

    #[test]
    fn a_signal_is_not_raised_again_while_it_is_open_or_once_somebody_spoke_of_it() {
        let of = series("access", &rising(), 0);
        let watched = [of];
        let item = &items(&watched).unwrap()[0];
        let row = |state: State, to: &str| SignalRow {
            signal_id: String::new(),
            version: 1,
            position: 1,
            state: state.as_str().to_owned(),
            measure: "reports".to_owned(),
            unit: None,
            category: Some("access".to_owned()),
            rule: "outside_limits".to_owned(),
            side: "high".to_owned(),
            from_period: to.to_owned(),
            to_period: to.to_owned(),
            q: None,
            is_notable: false,
            raised_at: 0,
            known_at: 1,
            engine: String::new(),
            profile: String::new(),
            input_sha256: String::new(),
            raised: String::new(),
            is_settled: matches!(state, State::Explained | State::Dismissed),
            restored_at: None,
            settled_at: None,
            reason: None,
            late_sha256: None,
        };
        assert!(is_told(&row(State::Open, "2025-06"), item, "2026-01"));
        assert!(is_told(&row(State::Explained, "2026-01"), item, "2026-01"));
        assert!(!is_told(&row(State::Dismissed, "2025-12"), item, "2026-01"));
        assert!(!is_told(&row(State::Explained, "2026-W09"), item, "2026-01"));
        assert!(is_told(&row(State::Explained, "2026-W09"), item, "2026-W08"));
        let other = SignalRow { category: None, ..row(State::Open, "2026-01") };
        assert!(!is_told(&other, item, "2026-01"));
        let removed = row(State::Superseded, "2026-01");
        assert!(!is_told(&removed, item, "2026-01"), "it may come back");
        let said = SignalRow { is_settled: true, ..removed };
        assert!(is_told(&said, item, "2026-01"), "but not when somebody has spoken of it");
        assert!(!is_told(&said, item, "2026-02"));
    }
}
