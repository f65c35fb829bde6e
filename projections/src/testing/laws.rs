//! What holds for all read models together.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sqlx::{AssertSqlSafe, Executor, Row, SqlSafeStr};
use tillbud_events::action::Action;
use tillbud_events::incident::Incident;
use tillbud_events::report::Event::{Imported, Received};
use tillbud_events::report::Report;
use tillbud_events::vocabulary::Regime;
use tillbud_events::{AnyEvent, Position, Recorded, codec};

use super::history::{self, Model};
use super::{Bench, Log, follow, on_both};
use crate::action::State;
use crate::db::{Db, on_db};
use crate::report::Status;
use crate::{
    Applied, ApplyError, ReadModels, action, campaign, checkpoint, compaction, concern, conflict,
    evidence, grant, headcount, held_function, improvement, incident, led_unit, lesson, measure,
    notification, recusal, release, reminder, report, search, theme, timeline, today, trend,
};

on_both! {
    async fn events_applied_one_by_one_or_all_at_once_give_the_same_bytes(bench: &Bench) {
        let log = history::story();
        for recorded in log.all() {
            let after = Position(recorded.position.0 - 1);
            let applied = bench.models.apply(after, std::slice::from_ref(recorded)).await.unwrap();
            assert_eq!(applied, Applied::Advanced(recorded.position));
        }
        let live = bench.models.dump().await.unwrap();
        let copy = bench.models.begin_rebuild().await.unwrap();
        follow(&copy, &log).await;
        assert_eq!(copy.dump().await.unwrap(), live);
    }

    async fn a_batch_applied_twice_changes_nothing_the_second_time(bench: &Bench) {
        let log = history::story();
        bench.follow(&log).await;
        let once = bench.models.dump().await.unwrap();
        let applied = bench.models.apply(Position(0), log.all()).await.unwrap();
        assert_eq!(applied, Applied::Moved(log.end()));
        assert_eq!(bench.models.dump().await.unwrap(), once);
    }

    async fn a_batch_with_a_gap_is_refused(bench: &Bench) {
        let log = history::story();
        let refused = bench.models.apply(Position(0), &log.all()[1..]).await;
        assert!(matches!(
            refused,
            Err(ApplyError::Gap { expected: Position(1), found: Position(2) })
        ));
        let refused = bench.models.apply(Position(1), &log.all()[1..]).await.unwrap();
        assert_eq!(refused, Applied::Moved(Position(0)));
        assert_eq!(bench.models.position().await.unwrap(), Position(0));
    }

    async fn two_projectors_on_one_database_count_each_event_once(bench: &Bench) {
        let log = history::story();
        let (first, second) = (bench.models.clone(), bench.second().await);
        let (one, other) = tokio::join!(
            tokio::spawn(project(first, log.clone())),
            tokio::spawn(project(second, log.clone())),
        );
        let applied = one.unwrap() + other.unwrap();
        assert_eq!(applied, log.all().len());
        let copy = bench.models.begin_rebuild().await.unwrap();
        follow(&copy, &log).await;
        assert_eq!(bench.models.dump().await.unwrap(), copy.dump().await.unwrap());
    }

    async fn a_rebuild_takes_the_live_place_while_others_read(bench: &Bench) {
        let log = history::story();
        let reports = i64::try_from(log.all().iter().filter(begins_a_report).count()).unwrap();
        bench.follow(&log).await;
        let before = bench.models.dump().await.unwrap();

        let (elsewhere, done) = (bench.second().await, Arc::new(AtomicBool::new(false)));
        let reader = tokio::spawn({
            let (elsewhere, done) = (elsewhere.clone(), done.clone());
            async move {
                let mut reads = 0;
                while !done.load(Ordering::Relaxed) || reads == 0 {
                    let counts = report::status_counts(elsewhere.db()).await.unwrap();
                    assert_eq!(counts.iter().map(|row| row.count).sum::<i64>(), reports);
                    reads += 1;
                }
                reads
            }
        });
        for _ in 0..3 {
            let copy = bench.models.begin_rebuild().await.unwrap();
            follow(&copy, &log).await;
            bench.models.swap_in(copy).await.unwrap();
            assert_eq!(bench.models.dump().await.unwrap(), before);
            assert_eq!(elsewhere.position().await.unwrap(), log.end());
        }
        done.store(true, Ordering::Relaxed);
        assert!(reader.await.unwrap() > 0);

        let mut longer = log.clone();
        longer.receive(900);
        follow(&elsewhere, &longer).await;
        assert_eq!(bench.models.position().await.unwrap(), longer.end());
    }

    async fn a_projector_sees_that_a_rebuild_was_swapped_in(bench: &Bench) {
        let log = history::story();
        bench.follow(&log).await;
        let copy = bench.models.begin_rebuild().await.unwrap();
        let half = Position(log.end().0 / 2);
        copy.apply(Position(0), &log.all()[..usize::try_from(half.0).unwrap()]).await.unwrap();
        let mut longer = log.clone();
        longer.receive(900);
        bench.models.swap_in(copy).await.unwrap();
        let applied = bench.models.apply(log.end(), longer.after(log.end())).await.unwrap();
        assert_eq!(applied, Applied::Moved(half));
    }

    async fn a_rebuild_of_another_database_is_refused(bench: &Bench) {
        let other = bench.models.clone();
        assert!(bench.models.swap_in(other).await.is_err());
        assert_eq!(bench.models.position().await.unwrap(), Position(0));
    }

    async fn every_statement_is_understood(bench: &Bench) {
        let mut prepared = 0;
        for sql in every_statement() {
            let understood = on_db!(bench.models.db(), pool => {
                pool.prepare(AssertSqlSafe(sql.clone()).into_sql_str()).await.map(drop)
            });
            understood.unwrap_or_else(|error| panic!("{sql}\n{error}"));
            prepared += 1;
        }
        assert!(prepared > 60, "{prepared}");
    }

    async fn a_replay_after_the_keys_were_destroyed_gives_what_erasing_left(bench: &Bench) {
        let cases = if bench.models.place().starts_with("SQLite") { 12 } else { 4 };
        let random = history::random(cases).into_iter().map(|(log, _)| log);
        let mut erased = 0;
        for log in std::iter::once(history::story()).chain(random) {
            let live = bench.models.begin_rebuild().await.unwrap();
            follow(&live, &log).await;
            let lived = live.dump().await.unwrap();
            live.close().await;
            let replayed = bench.models.begin_rebuild().await.unwrap();
            let without = log.without_erased_words();
            erased += usize::from(without.all() != log.all());
            follow(&replayed, &without).await;
            assert_eq!(replayed.dump().await.unwrap(), lived);
            replayed.close().await;
        }
        assert!(erased > 1, "{erased} histories had words to erase");
    }

    async fn random_histories_replay_to_the_same_bytes_and_agree_with_the_rules(bench: &Bench) {
        let cases = if bench.models.place().starts_with("SQLite") { 12 } else { 4 };
        for log_and_model in history::random(cases) {
            let (log, model) = log_and_model;
            let live = bench.models.begin_rebuild().await.unwrap();
            for chunk in log.all().chunks(7) {
                let at = live.position().await.unwrap();
                live.apply(at, chunk).await.unwrap();
            }
            agrees(&live, &model).await;
            let one_by_one = live.dump().await.unwrap();
            live.close().await;
            let replayed = bench.models.begin_rebuild().await.unwrap();
            follow(&replayed, &log).await;
            assert_eq!(replayed.dump().await.unwrap(), one_by_one);
            replayed.close().await;
        }
    }
}

/// Fixed and built ones.
fn every_statement() -> Vec<String> {
    let fixed = [
        checkpoint::STATEMENTS,
        compaction::STATEMENTS,
        timeline::STATEMENTS,
        action::STATEMENTS,
        evidence::STATEMENTS,
        concern::STATEMENTS,
        grant::STATEMENTS,
        recusal::STATEMENTS,
        led_unit::STATEMENTS,
        held_function::STATEMENTS,
        conflict::STATEMENTS,
        crate::follow::STATEMENTS,
        reminder::STATEMENTS,
        theme::STATEMENTS,
        headcount::STATEMENTS,
        campaign::STATEMENTS,
    ];
    let fixed = fixed
        .into_iter()
        .flatten()
        .chain(report::statements())
        .chain(incident::statements())
        .chain(lesson::statements())
        .chain(improvement::statements())
        .chain(measure::statements())
        .chain(crate::alert::statements())
        .chain(crate::signal::statements())
        .chain(release::statements())
        .chain(notification::statements())
        .chain(trend::fact::statements())
        .chain(trend::fact::week::STATEMENTS)
        .chain(search::statements());
    let built = report::selects()
        .into_iter()
        .chain(incident::selects())
        .chain(action::selects())
        .chain(concern::selects())
        .chain(lesson::selects())
        .chain(today::selects())
        .chain(improvement::selects())
        .chain(theme::selects())
        .chain(measure::selects())
        .chain(crate::alert::selects())
        .chain(crate::signal::selects())
        .chain(release::selects())
        .chain(trend::fact::selects())
        .chain(campaign::selects())
        .chain(trend::fact::coded::selects());
    fixed.map(|sql| (*sql).to_owned()).chain(built).collect()
}

/// A statement that reads a whole table would make a replay quadratic, or a page slow.
#[tokio::test]
async fn no_statement_reads_a_whole_table_or_sorts_a_list() {
    let bench = Bench::sqlite().await;
    let Db::Sqlite { readers, .. } = bench.models.db() else { panic!("not SQLite") };
    let mut slow = Vec::new();
    for sql in every_statement() {
        let plan: Vec<String> = sqlx::query(AssertSqlSafe(format!("explain query plan {sql}")))
            .fetch_all(readers)
            .await
            .unwrap()
            .iter()
            .map(|row| row.get("detail"))
            .collect();
        // The names of recursive queries, which hold the few incidents of one merge, and of
        // those that hold no more rows than a page.
        let few = ["whole", "part", "above", "counted", "unassessed", "wanted"];
        // Tables that stay small, read along an index: alerts and releases are some a year.
        let small = ["SCAN alert USING COVERING INDEX", "SCAN release USING COVERING INDEX"];
        let of_few = |step: &str| {
            few.iter().any(|name| step.ends_with(name))
                || small.iter().any(|name| step.starts_with(name))
        };
        let scans = |step: &String| {
            step.starts_with("SCAN ")
                && !step.contains("CONSTANT ROW")
                && !step.contains("VALUES CLAUSE")
                && !of_few(step)
        };
        let sorts = plan.iter().any(|step| step.contains("TEMP B-TREE FOR ORDER BY"));
        let is_list = sql.contains("order by position desc");
        if plan.iter().any(scans) || (is_list && sorts) {
            slow.push(format!("{sql}\n{plan:#?}"));
        }
    }
    assert!(slow.is_empty(), "{}", slow.join("\n\n"));
}

fn begins_a_report(recorded: &&Recorded<AnyEvent>) -> bool {
    matches!(&recorded.event, AnyEvent::Report(Received(_) | Imported(_)))
}

/// Follows the log in small batches and counts the events that it applied itself.
async fn project(models: ReadModels, log: Log) -> usize {
    let mut applied = 0;
    let mut at = models.position().await.unwrap();
    while at < log.end() {
        let rest = log.after(at);
        let batch = &rest[..rest.len().min(3)];
        match models.apply(at, batch).await.unwrap() {
            Applied::Advanced(position) => {
                applied += batch.len();
                at = position;
            }
            Applied::Moved(position) => at = position,
        }
    }
    applied
}

/// What the counts of facts hold too much or too little of.
const MISCOUNTED: &str = "select month, kind, category, unit, dataset, sum(n) from (
        select coalesce(month, '') as month, coalesce(kind, '') as kind,
            coalesce(category, '') as category, coalesce(unit, '') as unit,
            coalesce(dataset, '') as dataset, 1 as n from fact
        union all select month, kind, category, unit, dataset, -count from fact_count) as both_ways
    group by month, kind, category, unit, dataset having sum(n) <> 0";

/// The same of the counts of weeks.
const MISCOUNTED_WEEKS: &str = "select week, unit, category, sum(n) from (
        select week, coalesce(unit, '') as unit, coalesce(category, '') as category, 1 as n
            from fact where week is not null
        union all select week, unit, category, -count from fact_week) as both_ways
    group by week, unit, category having sum(n) <> 0";

/// The rows say what the rules of each stream say.
async fn agrees(models: &ReadModels, model: &Model) {
    let db = models.db();
    for (id, state) in &model.reports {
        let row = report::get(db, *id).await.unwrap().unwrap();
        let (status, incident_id) = match state {
            Report::Unknown => panic!("{id} was never received"),
            Report::Open { acknowledged: false, .. } => (Status::Received, None),
            Report::Open { acknowledged: true, .. } => (Status::Acknowledged, None),
            Report::Linked { incident_id, .. } => (Status::Linked, Some(incident_id)),
            Report::Declined { .. } => (Status::Declined, None),
            Report::Rerouted { .. } => (Status::Rerouted, None),
            Report::Erased { incident_id } => (Status::Erased, incident_id.as_ref()),
        };
        assert_eq!(row.status, status.as_str());
        assert_eq!(row.incident_id, incident_id.map(ToString::to_string));
        assert_eq!(row.feedback_owed, state.is_feedback_owed());
        let fact = trend::fact::get(db, *id).await.unwrap().unwrap();
        let category = incident_id.and_then(|id| model.category_of(*id));
        assert_eq!(fact.category, category, "{id}");
        assert_eq!(fact.incident_id, row.incident_id);
    }
    let mut unasked = BTreeSet::new();
    for (id, state) in &model.incidents {
        let row = incident::get(db, *id).await.unwrap().unwrap();
        let content = state.content().unwrap();
        assert_eq!(row.stage == "merged", matches!(state, Incident::Merged { .. }));
        assert_eq!(row.stage == "closed", matches!(state, Incident::Closed(_)));
        assert_eq!(row.category.as_deref(), content.triage().map(|made| made.category.as_str()));
        assert_eq!(row.report_count, content.reports.len() as i64);
        assert_eq!(row.action_count, content.actions.len() as i64);
        assert_eq!(row.action_open_count + row.action_final_count, row.action_count);
        let linked = incident::linked_reports(db, *id).await.unwrap();
        assert_eq!(linked.len(), content.reports.len());
        assert_eq!(incident::factors(db, *id).await.unwrap().len(), content.factors.len());
        let files = evidence::of(db, *id).await.unwrap();
        assert_eq!(files.len(), content.files.count());
        let rows = notification::of_incident(db, *id).await.unwrap();
        let rows: BTreeMap<_, _> = rows
            .into_iter()
            .map(|row| ((row.regime.clone(), row.controller.clone()), row))
            .collect();
        assert_eq!(rows.len(), content.notifications.count());
        for (duty, known) in content.notifications.iter() {
            let controller = duty.controller.as_ref().map_or("", |name| name.as_str());
            let row = &rows[&(duty.regime.to_string(), controller.to_owned())];
            assert_eq!(row.standing, known.standing.as_str());
            assert_eq!(row.aware_at, known.aware.map(|at| at.as_millisecond()));
            let pack = known.reckoning.as_ref().map(|set| set.pack.as_str());
            assert_eq!(row.pack.as_deref(), pack);
            assert!(row.next_due.is_none() || known.is_running());
        }
        let touched = notification::personal_data(db, *id).await.unwrap();
        assert_eq!(touched, content.notifications.personal_data);
        let is_asked = content.notifications.iter().any(|(duty, _)| duty.regime == Regime::Gdpr);
        let is_at_work = !matches!(row.stage.as_str(), "closed" | "merged");
        if is_at_work && touched == Some(true) && !is_asked {
            unasked.insert(id.to_string());
        }
    }
    let found = notification::unasked(db).await.unwrap();
    assert!(!found.has_more);
    let found: BTreeSet<_> = found.rows.into_iter().map(|row| row.incident_id).collect();
    assert_eq!(found, unasked, "personal data that nobody was asked to assess");
    let miscounted =
        on_db!(db, pool => sqlx::query(MISCOUNTED).fetch_all(pool).await.unwrap().len());
    assert_eq!(miscounted, 0, "facts are counted as they are");
    let (counted, recounted) = trend::fact::recounted(db).await;
    assert_eq!(counted, recounted, "what measures count is counted as it is");
    let miscounted =
        on_db!(db, pool => sqlx::query(MISCOUNTED_WEEKS).fetch_all(pool).await.unwrap().len());
    assert_eq!(miscounted, 0, "and by week");
    for (id, state) in &model.actions {
        let row = action::get(db, *id).await.unwrap().unwrap();
        let expected = match state {
            Action::Unproposed => panic!("{id} was never proposed"),
            Action::Proposed(_) => State::Proposed,
            Action::Decided(..) => State::Decided,
            Action::Implemented(..) => State::Implemented,
            Action::Assessed(..) => State::Assessed,
            Action::Verified(..) => State::Verified,
            Action::Abandoned(_) => State::Abandoned,
        };
        assert_eq!(row.state, expected.as_str());
        let files = evidence::of(db, *id).await.unwrap();
        assert_eq!(files.len(), state.plan().unwrap().files.count());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_databases_hold_the_same_bytes() {
    let Some(postgres) = Bench::postgres().await else { return };
    let sqlite = Bench::sqlite().await;
    let logs = history::random(3).into_iter().map(|(log, _)| log);
    for log in std::iter::once(history::story()).chain(logs) {
        let mut dumps = Vec::new();
        for bench in [&sqlite, &postgres] {
            let copy = bench.models.begin_rebuild().await.unwrap();
            follow(&copy, &log).await;
            dumps.push(copy.dump().await.unwrap());
            copy.close().await;
        }
        assert!(dumps[0].len() > 1_000);
        assert_eq!(dumps[0], dumps[1]);
    }
    postgres.remove().await;
}

#[test]
fn the_story_and_random_histories_hold_every_type_of_event() {
    let types = |log: &Log| -> BTreeSet<String> {
        let events = log.all().iter();
        events.map(|recorded| codec::encode(&recorded.event).unwrap().event_type).collect()
    };
    let story = types(&history::story());
    assert_eq!(story.len(), 119, "{story:?}");
    let random: BTreeSet<String> =
        history::random(300).iter().flat_map(|(log, _)| types(log)).collect();
    let missing: Vec<_> = story.difference(&random).collect();
    // Nothing decides differently for an import, a kept wording, an answer, a handover or a
    // recusal; the rows of a concern, a grant, a follow, a lesson, a theme, a cycle, a measure, a
    // headcount, a campaign, a release, scans, alerts and signals follow from their own events alone, which
    // their own tests walk.
    let is_alone = |event_type: &str| {
        event_type.starts_with("concern.")
            || event_type.starts_with("grant.")
            || event_type.starts_with("follow.")
            || event_type.starts_with("lesson.")
            || event_type.starts_with("theme.")
            || event_type.starts_with("improvement.")
            || event_type == "action.measure_named"
            || event_type.starts_with("measure.")
            || event_type.starts_with("headcount.")
            || event_type.starts_with("campaign.")
            || ["scan.", "alert.", "signal."].iter().any(|kind| event_type.starts_with(kind))
            || event_type.starts_with("release.")
            || event_type.ends_with(".wording_kept")
            || event_type.starts_with("incident.recus")
            || ["incident.question_answered", "incident.assigned", "incident.action_taken_up_again"]
                .contains(&event_type)
            || event_type == "report.imported"
    };
    assert!(missing.iter().all(|event_type| is_alone(event_type)), "{missing:?}");
}
