//! Which events put something on the page of today, and whether it stands there for an account.
//!
//! Must never say so of what the page does not show to that account: it would be looked for in
//! vain.

use std::collections::HashSet;

use tillbud_events::{ActionId, IncidentId, LessonId, ReportId, Role, StreamId, StreamKind};
use tillbud_projections::action::{self, State};
use tillbud_projections::{follow, improvement, lesson, notification, report, today};

use super::{
    REVIEWS, Sorted, due_soon, law_waits, open_alerts, open_signals, sorted, waiting_reports,
    waits_for,
};
use crate::App;
use crate::access::{Right, Staff};
use crate::clock;
use crate::web::error::HttpError;

/// Whether an event of this type can put something before a role.
#[must_use]
pub fn concerns(role: Role, event_type: &str) -> bool {
    rights(event_type).iter().any(|right| right.is_held_by(role))
}

/// The rights under which the page shows what such an event puts there; none for what puts
/// nothing there.
fn rights(event_type: &str) -> &'static [Right] {
    match event_type {
        of if makes_wait(of) || is_said(of) => &[Right::ReadReports],
        "lesson.drafted" | "lesson.revised" => &[Right::PublishLessons],
        "improvement.planned" | "improvement.replanned" | "improvement.reopened" => {
            &[Right::WorkImprovements]
        }
        "signal.raised" | "signal.restored" | "alert.raised" => &[Right::WorkSignals],
        of if begins_law(of) => &[Right::ReadNotifications, Right::ReadIncidents],
        // Whatever happens to an incident that one follows.
        of if of.starts_with("incident.") => &[Right::ReadIncidents],
        of if of.starts_with("action.") => &[Right::ReadActions],
        _ => &[],
    }
}

/// After which a report may wait for a person.
#[must_use]
pub fn makes_wait(event_type: &str) -> bool {
    matches!(
        event_type,
        "report.received"
            | "report.reply_received"
            | "report.attachment_added"
            | "report.taken_up_again"
    )
}

/// What was said in a report, which is told of an incident that one follows.
fn is_said(event_type: &str) -> bool {
    matches!(
        event_type,
        "report.question_asked"
            | "report.reply_received"
            | "report.feedback_given"
            | "report.erased"
    )
}

/// After which a law may have to be assessed or a stage to be sent, or an incident with personal
/// data stands without anybody having been asked.
fn begins_law(event_type: &str) -> bool {
    matches!(
        event_type,
        "incident.triaged"
            | "incident.personal_data_answered"
            | "incident.assessment_asked"
            | "incident.assessment_decided"
            | "incident.controller_assessed"
            | "incident.deadlines_set"
    ) || begins_work(event_type)
}

/// After which an incident is worked on again.
fn begins_work(event_type: &str) -> bool {
    matches!(event_type, "incident.reopened" | "incident.unmerged")
}

/// The reports that the page shows to `staff` because they wait for a person: what somebody has
/// seen to meanwhile is no news.
///
/// # Errors
/// When the read models are away.
pub async fn reports(app: &App, staff: Staff) -> Result<HashSet<String>, HttpError> {
    let now = app.clock.now();
    let [urgent, unheard, promised] = waiting_reports(app, staff, now).await?;
    let unheard = urgent.rows.into_iter().chain(unheard.rows).collect();
    let working_days = app.organisation.read_within_working_days;
    let sorted = sorted(unheard, promised.rows, clock::day(now), working_days);
    let Sorted { urgent, silent, promised, replies, new } = sorted;
    let all = [urgent, silent, promised, replies, new].into_iter().flatten();
    Ok(all.map(|row| row.report_id).collect())
}

/// Whether what an event of a type that [`concerns`] the role is of stands on the page of
/// `staff`, as the read models have it now, apart from [`reports`] that wait. Whether they are
/// kept out of it is not asked here.
///
/// # Errors
/// When the read models are away.
pub async fn is_shown(
    app: &App,
    staff: Staff,
    event_type: &str,
    of: StreamId,
) -> Result<bool, HttpError> {
    let (db, day, id) = (app.read_models.db(), clock::day(app.clock.now()), of.id.to_string());
    match of.kind {
        StreamKind::Report if is_said(event_type) => {
            let row = report::get(db, ReportId(of.id)).await?;
            is_followed(app, staff, row.and_then(|row| row.incident_id)).await
        }
        StreamKind::Alert => Ok(open_alerts(app).await?.rows.iter().any(|row| row.alert_id == id)),
        StreamKind::Signal => {
            Ok(open_signals(app).await?.rows.iter().any(|row| row.signal_id == id))
        }
        StreamKind::Incident => is_incident_shown(app, staff, event_type, IncidentId(of.id)).await,
        StreamKind::Action => is_action_shown(app, staff, event_type, ActionId(of.id)).await,
        StreamKind::Lesson => {
            let row = lesson::get(db, LessonId(of.id)).await?;
            Ok(row.is_some_and(|row| waits_for(staff, &row)))
        }
        StreamKind::Improvement => {
            let reviews = improvement::to_review(db, day, REVIEWS).await?;
            Ok(reviews.rows.iter().any(|row| row.improvement_id == id))
        }
        StreamKind::Report
        | StreamKind::Concern
        | StreamKind::Grant
        | StreamKind::Follow
        | StreamKind::Theme
        | StreamKind::Measure
        | StreamKind::Headcount
        | StreamKind::Campaign
        | StreamKind::Scan
        | StreamKind::Release => Ok(false),
    }
}

async fn is_incident_shown(
    app: &App,
    staff: Staff,
    event_type: &str,
    id: IncidentId,
) -> Result<bool, HttpError> {
    let (db, name) = (app.read_models.db(), id.to_string());
    if begins_law(event_type) && Right::ReadNotifications.is_held_by(staff.role) {
        let laws = notification::of_incident(db, id).await?;
        let unasked = notification::unasked(db).await?;
        let is_unasked = unasked.rows.iter().any(|row| row.incident_id == name);
        if is_unasked || laws.iter().any(law_waits) {
            return Ok(true);
        }
    }
    if !Right::ReadIncidents.is_held_by(staff.role) {
        return Ok(false);
    }
    if event_type == "incident.assigned" || begins_work(event_type) {
        let handed = today::handed(db, staff.actor()).await?;
        if handed.rows.iter().any(|row| row.incident_id == name) {
            return Ok(true);
        }
    }
    Ok(follow::is_followed(db, staff.holder(), id).await?)
}

async fn is_action_shown(
    app: &App,
    staff: Staff,
    event_type: &str,
    id: ActionId,
) -> Result<bool, HttpError> {
    let db = app.read_models.db();
    let Some(row) = action::get(db, id).await? else { return Ok(false) };
    let is_moved = matches!(
        event_type,
        "action.decided"
            | "action.rescheduled"
            | "action.taken_up_again"
            | "action.implemented"
            | "action.effect_assessed"
    );
    let waits = match State::from_stored(&row.state) {
        Some(State::Decided) => {
            let soon = due_soon(clock::day(app.clock.now()));
            row.due.is_some_and(|due| due <= soon)
        }
        Some(State::Implemented | State::Assessed) => Right::WorkActions.is_held_by(staff.role),
        Some(State::Proposed | State::Verified | State::Abandoned) | None => false,
    };
    Ok((is_moved && waits) || is_followed(app, staff, Some(row.incident_id)).await?)
}

async fn is_followed(
    app: &App,
    staff: Staff,
    incident_id: Option<String>,
) -> Result<bool, HttpError> {
    match incident_id.and_then(|id| id.parse().ok()) {
        Some(id) if Right::ReadIncidents.is_held_by(staff.role) => {
            Ok(follow::is_followed(app.read_models.db(), staff.holder(), id).await?)
        }
        Some(_) | None => Ok(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_hears_of_what_its_page_of_today_shows_and_of_nothing_else() {
        let hears = |role: Role| {
            let all = [
                "report.received",
                "report.attachment_added",
                "report.taken_up_again",
                "report.original_opened",
                "incident.deadlines_set",
                "incident.triaged",
                "incident.personal_data_answered",
                "incident.assigned",
                "action.decided",
                "action.rescheduled",
                "action.taken_up_again",
                "action.implemented",
                "lesson.drafted",
                "improvement.planned",
                "signal.raised",
                "signal.superseded",
                "alert.raised",
                "concern.raised",
                "grant.given",
            ];
            let told = all.into_iter().filter(|event_type| concerns(role, event_type));
            told.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(
            hears(Role::Coordinator),
            "report.received report.attachment_added report.taken_up_again \
             incident.deadlines_set incident.triaged incident.personal_data_answered \
             incident.assigned action.decided action.rescheduled action.taken_up_again \
             action.implemented lesson.drafted improvement.planned signal.raised alert.raised"
        );
        assert_eq!(
            hears(Role::Analyst),
            "incident.deadlines_set incident.triaged incident.personal_data_answered \
             incident.assigned action.decided action.rescheduled action.taken_up_again \
             action.implemented improvement.planned signal.raised alert.raised"
        );
        assert_eq!(
            hears(Role::ActionOwner),
            "action.decided action.rescheduled action.taken_up_again action.implemented"
        );
        assert_eq!(
            hears(Role::DataProtectionOfficer),
            "incident.deadlines_set incident.triaged incident.personal_data_answered"
        );
        for role in [Role::Administrator, Role::Auditor, Role::Manager, Role::Independent] {
            assert_eq!(hears(role), "");
        }
    }
}
