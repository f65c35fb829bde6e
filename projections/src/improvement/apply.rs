//! How each event of an improvement changes its rows.
//!
//! Must never compute: a study stands in its event as it was computed then.

use tillbud_events::figure::Figure;
use tillbud_events::improvement::{
    Decided, Event, Interval, Opened, Origin as Source, Plan, Studied,
};
use tillbud_events::{AnyEvent, Month, Recorded, Text};

use super::{Origin, State};
use crate::db::{Tx, execute, number, statements, words, words_of};
use crate::projection::{At, Projection};

/// Writes the tables of improvements.
pub(crate) struct Improvements;

impl Projection for Improvements {
    const NAME: &'static str = "improvement";
    const VERSION: u32 = 3;
    const DDL: &'static str = include_str!("../../../migrations/improvement.sql");

    async fn apply(tx: &mut Tx, recorded: &Recorded<AnyEvent>) -> sqlx::Result<()> {
        let AnyEvent::Improvement(event) = &recorded.event else { return Ok(()) };
        let at = At::of(recorded);
        match event {
            Event::Opened(opened) => open(tx, &at, opened).await,
            Event::Planned(planned) => plan(tx, &at, &planned.plan, None).await,
            Event::Replanned(replanned) => {
                plan(tx, &at, &replanned.plan, Some(&replanned.reason)).await
            }
            Event::ActionAdded(added) => {
                execute!(tx, SEE, &at.id, at.version)?;
                execute!(tx, ADD, &at.id, added.action_id.to_string(), at.position).map(drop)
            }
            Event::ActionRemoved(removed) => {
                execute!(tx, SEE, &at.id, at.version)?;
                execute!(tx, REMOVE, &at.id, removed.action_id.to_string()).map(drop)
            }
            Event::Studied(studied) => study(tx, &at, studied).await,
            Event::Decided(decided) => decide(tx, &at, decided).await,
            Event::Reopened(reopened) => {
                let (reason, erased) = words(&reopened.reason);
                execute!(tx, REOPEN, &at.id, at.version, reason, erased).map(drop)
            }
        }
    }
}

async fn open(tx: &mut Tx, at: &At, opened: &Opened) -> sqlx::Result<()> {
    let (origin, origin_id, finding) = match &opened.from {
        Source::Signal(id) => (Origin::Signal, Some(id.to_string()), None),
        Source::Theme(id) => (Origin::Theme, Some(id.to_string()), None),
        Source::Improvement(id) => (Origin::Improvement, Some(id.to_string()), None),
        Source::Finding(text) => (Origin::Finding, None, Some(text)),
    };
    let (question, erased) = words(&opened.question);
    let (finding, is_finding_erased) = words_of(finding);
    execute!(
        tx,
        OPEN,
        &at.id,
        at.version,
        at.position,
        State::Opened.as_str(),
        origin.as_str(),
        origin_id,
        finding,
        question,
        erased || is_finding_erased,
        at.milliseconds,
    )
    .map(drop)
}

async fn plan(tx: &mut Tx, at: &At, plan: &Plan, reason: Option<&Text>) -> sqlx::Result<()> {
    let triggers: Vec<_> = plan.triggers.iter().map(Month::to_string).collect();
    let triggers = Some(triggers.join(" ")).filter(|months| !months.is_empty());
    let (reason, erased) = words_of(reason);
    execute!(
        tx,
        PLAN,
        &at.id,
        at.version,
        State::Planned.as_str(),
        plan.aim.measure_id.to_string(),
        plan.aim.unit.as_ref().map(|unit| unit.as_str()),
        plan.aim.category.as_ref().map(|category| category.as_str()),
        plan.aim.movement.as_str(),
        plan.expected.to_string(),
        plan.baseline_from.to_string(),
        plan.baseline_to.to_string(),
        triggers,
        plan.change.to_string(),
        plan.review.to_string(),
        reason,
        erased,
        at.milliseconds,
    )
    .map(drop)
}

async fn study(tx: &mut Tx, at: &At, studied: &Studied) -> sqlx::Result<()> {
    let text = |figure: Figure| figure.to_string();
    let ends = |interval: Option<&Interval>| {
        let ratio = interval.and_then(|interval| interval.ratio).map(text);
        let lower = interval.map(|interval| text(interval.lower));
        let upper = interval.and_then(|interval| interval.upper).map(text);
        (ratio, lower, upper)
    };
    let (ratio, lower, upper) = ends(studied.ratio.as_ref());
    let difference = studied.difference.as_ref();
    let between = studied.between.as_ref();
    let segments = studied.segments.as_ref();
    let (level, level_lower, level_upper) = ends(segments.map(|segments| &segments.level));
    let (slope, slope_lower, slope_upper) = ends(segments.map(|segments| &segments.slope));
    let (early, is_early_erased) = words_of(studied.early.as_ref());
    let (comment, is_comment_erased) = words_of(studied.comment.as_ref());
    execute!(
        tx,
        STUDY,
        &at.id,
        at.version,
        at.position,
        at.milliseconds,
        studied.until.to_string(),
        studied.until_week.map(|week| week.to_string()),
        i64::from(studied.before_points),
        i64::from(studied.after_points),
        text(studied.before),
        text(studied.after),
        ratio,
        lower,
        upper,
        studied.ratio.as_ref().is_some_and(|interval| interval.exact),
        difference.map(|it| text(it.difference)),
        difference.map(|it| text(it.lower)),
        difference.map(|it| text(it.upper)),
        between.map(|it| i64::from(it.before_days)),
        between.map(|it| i64::from(it.after_days)),
        between.and_then(|it| it.open_days).map(i64::from),
        studied.signal,
        level,
        level_lower,
        level_upper,
        slope,
        slope_lower,
        slope_upper,
        studied.verdict.as_str(),
        studied.made.engine.as_str(),
        studied.made.profile.as_str(),
        studied.made.input_sha256.as_str(),
        number(studied.known_at),
        early,
        comment,
    )?;
    let (state, verdict) = (State::Studied.as_str(), studied.verdict.as_str());
    let erased = is_early_erased || is_comment_erased;
    execute!(tx, JUDGE, &at.id, at.version, state, verdict, at.milliseconds, erased).map(drop)
}

async fn decide(tx: &mut Tx, at: &At, decided: &Decided) -> sqlx::Result<()> {
    let (reason, erased) = words(&decided.reason);
    let (state, course) = (State::Decided.as_str(), decided.course.as_str());
    let next = decided.next.map(|id| id.to_string());
    let when = at.milliseconds;
    execute!(tx, DECIDE, &at.id, at.version, state, course, reason, next, when, erased).map(drop)
}

statements! {
    OPEN = "insert into improvement (improvement_id, version, position, state, origin, origin_id,
            finding, question, erased, opened_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    PLAN = "update improvement set version = $2, state = $3, measure_id = $4, unit = $5,
            category = $6, movement = $7, expected = $8, baseline_from = $9, baseline_to = $10,
            triggers = $11, change = $12, review = $13, replan_reason = $14,
            erased = (erased or $15), planned_at = $16, verdict = null, studied_at = null
        where improvement_id = $1";
    SEE = "update improvement set version = $2 where improvement_id = $1";
    ADD = "insert into improvement_action (improvement_id, action_id, position)
        values ($1, $2, $3) on conflict do nothing";
    REMOVE = "delete from improvement_action where improvement_id = $1 and action_id = $2";
    STUDY = "insert into improvement_study (improvement_id, version, position, at, until, until_week,
            before_points, after_points, before_count, after_count, ratio, lower, upper, is_exact,
            difference, difference_lower, difference_upper, before_days, after_days, open_days,
            has_signal, level_ratio, level_lower, level_upper, slope_ratio, slope_lower,
            slope_upper, verdict, engine, profile, input_sha256, known_at, early, comment)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
            $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34)";
    JUDGE = "update improvement set version = $2, state = $3, verdict = $4, studied_at = $5,
            erased = (erased or $6)
        where improvement_id = $1";
    DECIDE = "update improvement set version = $2, state = $3, course = $4, reason = $5,
            next_id = $6, decided_at = $7, erased = (erased or $8)
        where improvement_id = $1";
    REOPEN = "update improvement set version = $2, course = null, reason = null, next_id = null,
            decided_at = null, reopen_reason = $3, erased = (erased or $4),
            state = case when studied_at is not null then 'studied'
                when planned_at is not null then 'planned' else 'opened' end
        where improvement_id = $1";
}
