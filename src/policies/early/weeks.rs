//! Each week that is over is scanned once, the oldest first; what is shown while too few lie
//! behind for that.
//!
//! A week is scanned on what is known when it is: what comes late counts in the scans of the
//! weeks after it, whose windows are up to eight weeks long. Must never scan a week twice.

use std::collections::BTreeMap;

use tillbud_events::scan::{self, Scan};
use tillbud_events::{Actor, Month, Week};
use tillbud_projections::headcount::{self, HeadcountRow};
use tillbud_projections::trend::fact::week::{self, FirstOfCategory};
use tillbud_projections::trend::scan::HISTORY_WEEKS_MIN;
use tillbud_projections::trend::scan::weekly::{Known, WEEKS, scan_week};
use tillbud_projections::{DatabaseError, Db};

use super::{Looked, last_day};
use crate::App;
use crate::act::{Act, Idempotency};
use crate::clock::day;
use crate::dispatch::DispatchError;

/// Weeks that are made good after the program stood still; what is older is too old to be
/// told of.
const MISSED_WEEKS: u32 = 52;
/// Weeks that the very first look scans: what began before them is no news.
const FIRST_WEEKS: u32 = 8;
/// The longest window of a scan in weeks.
const WINDOW_WEEKS: u32 = 8;
/// A category is new for so many weeks beside the running one: as long as it would be in a window.
const NEW_WEEKS: u32 = WINDOW_WEEKS;

/// Scans the weeks that are over and were not scanned.
pub async fn scan(app: &App, looked: &mut Looked) -> anyhow::Result<()> {
    let db = app.read_models.db();
    let Some(first) = week::first(db).await? else { return Ok(()) };
    // A week whose Sunday is not over is not over.
    let newest = Week::of(last_day(app.clock.now()).tomorrow()?).earlier(1);
    if looked.weeks == Some((newest, first)) {
        return Ok(());
    }
    let mut week = begin(last(app).await?, newest, first);
    let units = if week <= newest { units(db, first).await? } else { BTreeMap::new() };
    while week <= newest {
        let from = week.earlier(WEEKS - 1);
        let reports = week::counts(db, from, week).await?;
        let severe = week::severe(db, from, week).await?;
        let known = Known { reports, severe, first, units: units.clone() };
        let found = tokio::task::spawn_blocking(move || scan_week(&known, week)).await??;
        let act = act(app, week);
        match app.dispatch.scan_week(&act, week, found).await {
            Ok(done) => app.projector.caught_up(done.position).await,
            // Another program scans as well: the next look sees what it wrote.
            Err(DispatchError::Conflict) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        week = week.later(1);
    }
    looked.weeks = Some((newest, first));
    Ok(())
}

/// The last week that was scanned.
///
/// # Errors
/// When the log is away.
pub(super) async fn last(app: &App) -> Result<Option<Week>, DispatchError> {
    Ok(app.dispatch.load::<Scan>(scan::stream()).await?.state.week)
}

/// The week from which on each unit was there.
async fn units(db: &Db, first: Week) -> Result<BTreeMap<String, Week>, DatabaseError> {
    let units = week::first_of_units(db, first).await?;
    Ok(with_headcounts(units, &headcount::all(db).await?))
}

/// A unit was there from its first report on, and also before when somebody is known to have
/// worked there.
fn with_headcounts(
    mut units: BTreeMap<String, Week>,
    headcounts: &[HeadcountRow],
) -> BTreeMap<String, Week> {
    for row in headcounts {
        let Ok(month) = row.month.parse::<Month>() else { continue };
        let week = Week::of(month.first_day());
        let first = units.entry(row.unit.clone()).or_insert(week);
        *first = week.min(*first);
    }
    units
}

/// The categories whose first report came in the last weeks, while no week can be scanned for
/// want of others to compare with; nothing as soon as one can. News of them is information and
/// no alert: before there is a year to compare with, nearly all is new.
///
/// # Errors
/// When the database fails.
pub async fn new_categories(app: &App) -> Result<Option<Vec<FirstOfCategory>>, DatabaseError> {
    let db = app.read_models.db();
    let now = app.clock.now();
    let running = Week::of(last_day(now).tomorrow().unwrap_or_else(|_| day(now)));
    let Some(first) = week::first(db).await? else { return Ok(Some(vec![])) };
    if running.earlier(1) >= earliest(first) {
        return Ok(None);
    }
    Ok(Some(week::new_categories(db, first, running.earlier(NEW_WEEKS)).await?))
}

/// The first week that has enough weeks before it to be scanned.
fn earliest(first: Week) -> Week {
    let history = u32::try_from(HISTORY_WEEKS_MIN).unwrap_or(u32::MAX);
    first.later(history + WINDOW_WEEKS - 1)
}

/// The first week to scan: after the last one, with enough weeks before it.
fn begin(last: Option<Week>, newest: Week, first: Week) -> Week {
    let next = match last {
        Some(last) => last.later(1).max(newest.earlier(MISSED_WEEKS - 1)),
        None => newest.earlier(FIRST_WEEKS - 1),
    };
    next.max(earliest(first))
}

/// The act of scanning a week is the same for every program and every attempt.
fn act(app: &App, week: Week) -> Act {
    let secret = &app.secrets.idempotency;
    let key = week.to_string();
    let idempotency = Idempotency { secret, scope: "scan of a week", key: &key, content: b"" };
    Act::repeatable(&app.clock, Actor::System, &idempotency)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missed_weeks_are_made_good_and_old_ones_are_let_go() {
        let week = |text: &str| text.parse::<Week>().unwrap();
        let (newest, first) = (week("2026-W40"), week("2020-W01"));
        assert_eq!(begin(Some(newest), newest, first), newest.later(1), "nothing to do");
        assert_eq!(begin(Some(newest.earlier(3)), newest, first), newest.earlier(2));
        assert_eq!(begin(Some(week("2024-W01")), newest, first), newest.earlier(51));
        assert_eq!(begin(None, newest, first), newest.earlier(7));
    }

    #[test]
    fn a_unit_was_there_from_its_first_report_on_or_from_its_first_headcount() {
        let row = |unit: &str, month: &str| HeadcountRow {
            unit: unit.to_owned(),
            month: month.to_owned(),
            headcount_id: String::new(),
            version: 1,
            employees: 20,
            full_time_hundredths: 1_900,
            source: String::new(),
            recorded_at: 0,
            recorded_as: String::new(),
        };
        let week = |text: &str| text.parse::<Week>().unwrap();
        let told = ["norr", "syd"].map(|unit| (unit.to_owned(), week("2026-W20")));
        let headcounts = [row("norr", "2026-04"), row("norr", "2026-03"), row("syd", "2026-09")];
        let units = with_headcounts(BTreeMap::from(told), &headcounts);
        let expected = [("norr", "2026-W09"), ("syd", "2026-W20")];
        let expected = expected.map(|(unit, first)| (unit.to_owned(), week(first)));
        assert_eq!(units, BTreeMap::from(expected));
    }

    #[test]
    fn a_history_of_34_weeks_is_the_shortest_that_is_scanned() {
        let newest: Week = "2026-W40".parse().unwrap();
        assert_eq!(begin(None, newest, newest.earlier(33)), newest);
        assert!(begin(None, newest, newest.earlier(32)) > newest);
    }
}
