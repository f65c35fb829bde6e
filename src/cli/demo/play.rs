//! Carries out a plan through the same write path as every request.
//!
//! Steps go in order of time, many at once; steps that touch the same stream one
//! after the other, so that the outcome is the same every time. Must never decide
//! anything: what the rules refuse ends the demo with their sentence.

use std::collections::{HashSet, VecDeque};
use std::time::Duration;

use anyhow::{Context, ensure};
use tillbud_events::action::{self, Action};
use tillbud_events::campaign::{self, Campaign};
use tillbud_events::improvement::{self, Improvement, Opened, Origin};
use tillbud_events::incident::notification::Command as Notify;
use tillbud_events::incident::{self, Closed};
use tillbud_events::lesson::{self, Lesson};
use tillbud_events::measure::{self, Definition, Measure, Target};
use tillbud_events::release::Period;
use tillbud_events::report::{self, CopyApproved, Report};
use tillbud_events::signal::{self, Signal};
use tillbud_events::theme::{self, Theme};
use tillbud_events::vocabulary::{Code, ReleasedTable};
use tillbud_events::{
    ActionId, ImprovementId, IncidentId, LessonId, MeasureId, Month, Position, ReportId, SignalId,
    StreamId, ThemeId, Version,
};
use tillbud_projections::signal::{self as signals, SignalRow};
use tokio::task::JoinSet;

use super::READ_MODELS_WAIT;
use super::plan::Plan;
use super::plan::step::{
    OnAction, OnImprovement, OnIncident, OnLesson, OnReport, OnTheme, Planned, Step,
};
use crate::App;
use crate::act::Act;
use crate::cli::progress::Progress;
use crate::clock;
use crate::dispatch::incident::Closing;
use crate::dispatch::{DispatchError, Done};
use crate::holding::What;
use crate::measures::define_standard;
use crate::policies::early::raise_past;
use crate::web::api::improvements::{StudySaid, study_for};
use crate::web::api::releases::{prepare, release_for};
use crate::web::error::HttpError;

/// Steps that are under way at the same time.
const AT_ONCE: usize = 24;
/// How far a step may overtake those that wait for another.
const LOOK_AHEAD: usize = 64;
/// Attempts at one step while the log does not answer in time.
const ATTEMPTS: usize = 5;
/// Pause between two of them.
const RETRY_PAUSE: Duration = Duration::from_millis(200);

/// Carries out `plan`; what was carried out before is left as it is. Says where the
/// last fact stands in the log.
///
/// # Errors
/// The first step that could not be carried out, and why.
pub async fn play(app: &App, plan: Plan) -> anyhow::Result<Position> {
    let mut progress = Progress::new("two years", Some(plan.steps.len() as u64));
    let (computed, steps): (Vec<_>, Vec<_>) =
        plan.steps.into_iter().partition(|planned| planned.step.is_computed());
    let mut waiting = VecDeque::from(steps);
    let mut busy = HashSet::new();
    let mut running = JoinSet::new();
    let (mut count, mut last) = (0, Position::default());
    // Ends when nothing waits and nothing runs: the first step that waits is free
    // whenever nothing runs.
    loop {
        while running.len() < AT_ONCE
            && let Some(next) = next_free(&mut waiting, &busy)
        {
            busy.extend(next.touches.iter().copied());
            running.spawn(carry_out(app.clone(), next));
        }
        let Some(joined) = running.join_next().await else { break };
        let (touched, done) = joined??;
        for stream in touched {
            busy.remove(&stream);
        }
        last = last.max(done.position);
        count += 1;
        progress.at(count);
    }
    for next in computed {
        ensure!(
            app.projector.caught_up_within(last, READ_MODELS_WAIT).await,
            "the read models did not follow; see the log above"
        );
        let (_, done) = carry_out(app.clone(), next).await?;
        last = last.max(done.position);
        count += 1;
        progress.at(count);
    }
    progress.finish(count);
    Ok(last)
}

/// The first step whose streams nobody works on or waits for.
fn next_free(waiting: &mut VecDeque<Planned>, busy: &HashSet<StreamId>) -> Option<Planned> {
    let mut taken = busy.clone();
    for index in 0..waiting.len().min(LOOK_AHEAD) {
        let touches = &waiting.get(index)?.touches;
        if touches.iter().all(|stream| !taken.contains(stream)) {
            return waiting.remove(index);
        }
        taken.extend(touches.iter().copied());
    }
    None
}

async fn carry_out(app: App, planned: Planned) -> anyhow::Result<(Vec<StreamId>, Done)> {
    let Planned { act, step, touches } = planned;
    let mut attempt = 1;
    let done = loop {
        match perform(&app, &act, step.clone()).await {
            // The same act can be sent again, whether or not it has arrived.
            Err(DispatchError::Unavailable(_)) if attempt < ATTEMPTS => attempt += 1,
            done => break done,
        }
        app.clock.pause(RETRY_PAUSE).await;
    };
    let subject = || touches.first().map(ToString::to_string).unwrap_or_default();
    let done = done.with_context(|| format!("at {} of {}", subject(), act.at()))?;
    Ok((touches, done))
}

async fn perform(app: &App, act: &Act, step: Step) -> Result<Done, DispatchError> {
    match step {
        Step::Receive(received) => app.record(act, &What::Report(received)).await,
        Step::Report(report_id, on) => on_report(app, act, report_id, on).await,
        Step::Incident(incident_id, on) => on_incident(app, act, incident_id, on).await,
        Step::Action(action_id, _, on) => on_action(app, act, action_id, on).await,
        Step::Lesson(lesson_id, _, on) => on_lesson(app, act, lesson_id, on).await,
        Step::Measure(measure_id, definition) => {
            let command = measure::Command::Define(*definition);
            app.dispatch.execute::<Measure>(measure_id.into(), None, act, command).await
        }
        Step::Aim(measure_id, key, target) => on_aim(app, act, measure_id, &key, target).await,
        Step::Note(campaign_id, note) => {
            let command = campaign::Command::Note(note);
            app.dispatch.execute::<Campaign>(campaign_id.into(), None, act, command).await
        }
        Step::Raise(key, until) => on_raise(app, act, &key, until).await,
        Step::Explain(key, reason) => match signal_of(app, &key).await? {
            Some(id) => {
                let command = signal::Command::Explain(reason);
                app.dispatch.execute::<Signal>(id.into(), None, act, command).await
            }
            None => Ok(nothing()),
        },
        Step::Theme(theme_id, on) => on_theme(app, act, theme_id, on).await,
        Step::Improvement(improvement_id, on) => on_improvement(app, act, improvement_id, on).await,
        Step::Release(table, period) => {
            let released = on_release(app, act, (table, period)).await;
            released.map_err(|error| computed("release", error))
        }
    }
}

/// Nothing was to be done.
fn nothing() -> Done {
    Done { version: Version::default(), position: Position::default(), already: true }
}

/// Gives a measure that Tillbud comes with a target. It is there before anybody aims at
/// anything.
async fn on_aim(
    app: &App,
    act: &Act,
    id: MeasureId,
    key: &Code,
    target: Target,
) -> Result<Done, DispatchError> {
    define_standard(app).await?;
    let known = measure::standard().into_iter().find(|definition| definition.key == *key);
    let Some(definition) = known else { return Ok(nothing()) };
    let command = measure::Command::Revise(Definition { target: Some(target), ..definition });
    app.dispatch.execute::<Measure>(id.into(), None, act, command).await
}

/// Looks at the chart of a measure as the program would have when `until` was over.
async fn on_raise(app: &App, act: &Act, key: &Code, until: Month) -> Result<Done, DispatchError> {
    raise_past(app, act, key.as_str(), until).await.map_err(DispatchError::Internal)?;
    let position = app.store.tip().await.map_err(|error| DispatchError::Internal(error.into()))?;
    Ok(Done { position, ..nothing() })
}

/// The newest signal of a measure that stands.
async fn signal_of(app: &App, key: &Code) -> Result<Option<SignalId>, DispatchError> {
    let known = signals::of_measure(app.read_models.db(), key.as_str()).await;
    let known = known.map_err(|error| DispatchError::Internal(error.into()))?;
    let stands = |row: &&SignalRow| row.state != signals::State::Superseded.as_str();
    Ok(known.iter().filter(stands).find_map(|row| row.signal_id.parse().ok()))
}

/// What a step that is computed was refused with, as the others are.
fn computed(what: &'static str, error: HttpError) -> DispatchError {
    match error {
        HttpError::Dispatch(error) => error,
        other => DispatchError::Internal(anyhow::anyhow!("cannot {what}: {other:?}")),
    }
}

/// Releases what the gate lets through, as it was previewed.
async fn on_release(
    app: &App,
    act: &Act,
    what: (ReleasedTable, Period),
) -> Result<Done, HttpError> {
    let seen = prepare(app, what).await?.published.digest;
    let (_, done) = release_for(app, act, what, seen.as_str()).await?;
    Ok(done)
}

async fn on_report(
    app: &App,
    act: &Act,
    report_id: ReportId,
    on: OnReport,
) -> Result<Done, DispatchError> {
    let command = match on {
        OnReport::OpenOriginal(opened) => report::Command::OpenOriginal(opened),
        OnReport::ApproveCopy(CopyApproved { revision, text, rules }) => {
            report::Command::ApproveCopy { text, rules, after: revision - 1 }
        }
        OnReport::Ask(asked) => report::Command::Ask(asked),
        OnReport::Reply(reply) => report::Command::Reply(reply),
        OnReport::GiveFeedback(given) => report::Command::GiveFeedback(given),
        OnReport::Decline(declined) => report::Command::Decline(declined),
        OnReport::Reroute(rerouted) => report::Command::Reroute(rerouted),
    };
    app.dispatch.execute::<Report>(report_id.into(), None, act, command).await
}

async fn on_incident(
    app: &App,
    act: &Act,
    id: IncidentId,
    on: OnIncident,
) -> Result<Done, DispatchError> {
    let command = match on {
        OnIncident::Open(opened) => return app.dispatch.open_incident(id, act, opened).await,
        OnIncident::Link(report_id) => {
            return app.dispatch.link(id, None, act, report_id, &app.rule_packs).await;
        }
        OnIncident::MergeInto(into) => {
            return app.dispatch.merge(id, None, act, into, &app.rule_packs).await;
        }
        OnIncident::UnmergeFrom(_) => {
            return app.dispatch.unmerge(id, None, act, &app.rule_packs).await;
        }
        OnIncident::Close(Closed { outcome, weak_plan_reason }) => {
            let closing = Closing { outcome, weak_plan_reason, kept_wording: None };
            return app.dispatch.close(id, None, act, closing).await;
        }
        OnIncident::Triage(triaged) => incident::Command::Triage(triaged),
        OnIncident::AnswerPersonalData(answered) => {
            incident::Command::Notify(Notify::AnswerPersonalData(answered))
        }
        OnIncident::DecideAssessment(decided) => incident::Command::DecideAssessment(decided),
        OnIncident::DescribeNotification(described) => {
            incident::Command::Notify(Notify::Describe(described))
        }
        OnIncident::SendNotification(sent) => {
            incident::Command::Notify(Notify::Send { sent, now: act.at() })
        }
        OnIncident::FinishNotification(finished) => {
            incident::Command::Notify(Notify::Finish(finished))
        }
        OnIncident::ChooseResponse(chosen) => incident::Command::ChooseResponse(chosen),
        OnIncident::AddTimelineItem(item) => incident::Command::AddTimelineItem(item),
        OnIncident::IdentifyFactor(factor) => incident::Command::IdentifyFactor(factor),
        OnIncident::CompleteAnalysis(completed) => incident::Command::CompleteAnalysis(completed),
        OnIncident::Reopen(reopened) => incident::Command::Reopen(reopened),
    };
    app.dispatch.with_deadlines(id, None, act, vec![command], &app.rule_packs).await
}

async fn on_action(
    app: &App,
    act: &Act,
    id: ActionId,
    on: OnAction,
) -> Result<Done, DispatchError> {
    let command = match on {
        OnAction::Propose(proposed) => {
            return app.dispatch.propose_action(id, None, act, proposed).await;
        }
        OnAction::Decide(decided) => {
            return app.dispatch.decide_action(id, None, act, decided).await;
        }
        OnAction::Verify(verified) => {
            let grant_of = |holder, owner: &_| app.grants.function_id(holder, owner);
            return app.dispatch.verify_action(id, None, act, verified, grant_of).await;
        }
        OnAction::Reschedule(rescheduled) => action::Command::Reschedule(rescheduled),
        OnAction::Implement(implemented) => action::Command::Implement(implemented),
        OnAction::AssessEffect(assessed) => action::Command::AssessEffect(assessed),
        OnAction::Abandon(abandoned) => action::Command::Abandon(abandoned),
    };
    app.dispatch.execute::<Action>(id.into(), None, act, command).await
}

async fn on_lesson(
    app: &App,
    act: &Act,
    id: LessonId,
    on: OnLesson,
) -> Result<Done, DispatchError> {
    let command = match on {
        OnLesson::Draft(drafted) => lesson::Command::Draft(drafted),
        OnLesson::Approve(approved) => lesson::Command::Approve { approved, kept: vec![] },
        OnLesson::Publish(_) => lesson::Command::Publish,
    };
    app.dispatch.execute::<Lesson>(id.into(), None, act, command).await
}

async fn on_theme(app: &App, act: &Act, id: ThemeId, on: OnTheme) -> Result<Done, DispatchError> {
    let command = match on {
        OnTheme::Open(opened) => theme::Command::Open(opened),
        OnTheme::Add(incident_ids) => theme::Command::AddIncidents(incident_ids),
    };
    app.dispatch.execute::<Theme>(id.into(), None, act, command).await
}

async fn on_improvement(
    app: &App,
    act: &Act,
    id: ImprovementId,
    on: OnImprovement,
) -> Result<Done, DispatchError> {
    let command = match on {
        OnImprovement::Open(opened) => improvement::Command::Open(opened),
        OnImprovement::OpenFromSignal(key, opened) => {
            let from = signal_of(app, &key).await?.map_or(opened.from, Origin::Signal);
            improvement::Command::Open(Opened { from, ..opened })
        }
        OnImprovement::Plan(plan) => {
            improvement::Command::Plan { plan: *plan, today: clock::day(act.at()) }
        }
        OnImprovement::AddAction(action_id) => improvement::Command::AddAction(action_id),
        OnImprovement::Study => {
            let studied = study_for(app, id, None, act, StudySaid::default()).await;
            return studied.map_err(|error| computed("compare", error));
        }
    };
    app.dispatch.execute::<Improvement>(id.into(), None, act, command).await
}
