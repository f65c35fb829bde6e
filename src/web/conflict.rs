//! What an account is kept out of: an incident that it stepped aside from, what comes from a unit
//! that it leads, and, as an owner of actions, the actions of functions that it does not see to.
//!
//! Looked at for every staff route, page or API, by what its path names: the incident, one
//! of its actions, reports or lessons; and for what a form or a body names. Must never
//! depend on what a route shows.

use percent_encoding::percent_decode_str;
use tillbud_events::{ActionId, IncidentId, LessonId, ReportId, StreamId, StreamKind};
use tillbud_projections::conflict::{of_action, of_incident, of_report};
use tillbud_projections::{conflict, lesson};

use crate::App;
use crate::access::Staff;
use crate::web::error::HttpError;

/// Refuses a path that names something which `staff` is kept out of.
///
/// # Errors
/// `KeptOut` for such a path (of which that of another's action is `NotFound` by status); when the read models are away.
pub async fn refuse(app: &App, staff: Staff, path: &str) -> Result<(), HttpError> {
    match named(path) {
        Some(named) => refuse_named(app, staff, named).await,
        None => Ok(()),
    }
}

/// As [`refuse`], for what a form or a body names.
///
/// # Errors
/// `KeptOut` for such a thing; when the read models are away.
pub async fn refuse_named(
    app: &App,
    staff: Staff,
    named: impl Into<Named>,
) -> Result<(), HttpError> {
    match reason(app, staff, named.into()).await? {
        Some(reason) => Err(HttpError::KeptOut(reason)),
        None => Ok(()),
    }
}

async fn reason(
    app: &App,
    staff: Staff,
    named: Named,
) -> Result<Option<conflict::Reason>, HttpError> {
    let (db, actor) = (app.read_models.db(), staff.actor());
    let incidents: Vec<String> = match named {
        Named::Report(id) => return Ok(of_report(db, actor, id).await?),
        Named::Incident(id) => vec![id.to_string()],
        Named::Action(id) => return Ok(of_action(db, actor, id).await?),
        Named::Lesson(id) => {
            lesson::sources(db, id).await?.into_iter().map(|row| row.incident_id).collect()
        }
    };
    for id in incidents.iter().filter_map(|id| id.parse().ok()) {
        if let Some(reason) = of_incident(db, actor, id).await? {
            return Ok(Some(reason));
        }
    }
    Ok(None)
}

/// Those of `rows` whose `path` is not refused to `staff`: a list never shows what the thing
/// itself would not. A path that names nothing is of no incident.
///
/// # Errors
/// When the read models are away.
pub async fn keep_open<T>(
    app: &App,
    staff: Staff,
    rows: Vec<T>,
    path: impl Fn(&T) -> String,
) -> Result<Vec<T>, HttpError> {
    let (db, actor) = (app.read_models.db(), staff.actor());
    if !conflict::has_any(db, actor).await? {
        return Ok(rows);
    }
    // Most rows are of an incident: for those the database is asked once.
    let incidents = conflict::all_incidents(db, actor).await?;
    let mut kept = Vec::with_capacity(rows.len());
    for row in rows {
        let is_open = match named(&path(&row)) {
            None => true,
            Some(Named::Incident(id)) => !incidents.contains(&id.to_string()),
            Some(other) => reason(app, staff, other).await?.is_none(),
        };
        if is_open {
            kept.push(row);
        }
    }
    Ok(kept)
}

/// What a path, a form or a body names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// An incident.
    Incident(IncidentId),
    /// An action of an incident.
    Action(ActionId),
    /// A report.
    Report(ReportId),
    /// A lesson, by the incidents that it comes from.
    Lesson(LessonId),
}

impl Named {
    /// What a stream is of, where somebody may be kept out of such a thing.
    #[must_use]
    pub fn of_stream(StreamId { kind, id }: StreamId) -> Option<Self> {
        match kind {
            StreamKind::Report => Some(Self::Report(ReportId(id))),
            StreamKind::Incident => Some(Self::Incident(IncidentId(id))),
            StreamKind::Action => Some(Self::Action(ActionId(id))),
            StreamKind::Lesson => Some(Self::Lesson(LessonId(id))),
            StreamKind::Concern
            | StreamKind::Grant
            | StreamKind::Follow
            | StreamKind::Theme
            | StreamKind::Improvement
            | StreamKind::Measure
            | StreamKind::Headcount
            | StreamKind::Campaign
            | StreamKind::Scan
            | StreamKind::Alert
            | StreamKind::Signal
            | StreamKind::Release => None,
        }
    }
}

impl From<IncidentId> for Named {
    fn from(id: IncidentId) -> Self {
        Self::Incident(id)
    }
}

impl From<ReportId> for Named {
    fn from(id: ReportId) -> Self {
        Self::Report(id)
    }
}

/// What a path names. Its parts are decoded as the router decodes them for the route: an id is the
/// same id however its letters are written.
fn named(path: &str) -> Option<Named> {
    let decoded = |part| percent_decode_str(part).decode_utf8().ok();
    let mut parts = path.split('/');
    while let Some(part) = parts.next() {
        let id = || decoded(parts.clone().next()?);
        match part {
            "incidents" => return id()?.parse().ok().map(Named::Incident),
            "actions" => return id()?.parse().ok().map(Named::Action),
            "reports" => return id()?.parse().ok().map(Named::Report),
            "lessons" | "lesson-drafts" => return id()?.parse().ok().map(Named::Lesson),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_an_incident_or_what_belongs_to_one_on_pages_and_in_the_api() {
        const ID: &str = "6f1c2f0e-7a39-4a4c-9d4c-0d6a3b1f7a12";
        let (incident, action) = (ID.parse().unwrap(), ID.parse().unwrap());
        for path in ["/incidents/ID", "/incidents/ID/work", "/api/v1/incidents/ID/actions"] {
            assert_eq!(named(&path.replace("ID", ID)), Some(Named::Incident(incident)), "{path}");
        }
        for path in ["/actions/ID", "/api/v1/actions/ID/verify"] {
            assert_eq!(named(&path.replace("ID", ID)), Some(Named::Action(action)), "{path}");
        }
        let report = Some(Named::Report(ID.parse().unwrap()));
        assert_eq!(named(&format!("/desk/reports/{ID}/attachments/{ID}")), report);
        let written = ID.replacen('6', "%36", 1).replacen('f', "%66", 1);
        let path = format!("/api/v1/incidents/{written}");
        assert_eq!(named(&path), Some(Named::Incident(incident)), "{path}");
        let lesson = Some(Named::Lesson(ID.parse().unwrap()));
        for path in ["/desk/lessons/ID/work", "/api/v1/lesson-drafts/ID", "/lessons/ID"] {
            assert_eq!(named(&path.replace("ID", ID)), lesson, "{path}");
        }
        for path in ["/desk", "/incidents", "/desk/incidents", "/actions/calendar", "/trends"] {
            assert_eq!(named(path), None, "{path}");
        }
    }
}
