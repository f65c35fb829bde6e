//! Conflict of interest: an account that stepped aside from an incident gets nothing of it.
//!
//! Looked at for every staff route, page or API, by what its path names: the incident, one
//! of its actions, reports or lessons. Must never depend on what a route shows.

use tillbud_events::{ActionId, IncidentId, LessonId, ReportId};
use tillbud_projections::{action, lesson, recusal, report};

use crate::App;
use crate::access::Staff;
use crate::web::error::HttpError;

/// Refuses a path that names something of an incident which `staff` stepped aside from.
///
/// # Errors
/// `Forbidden` for such a path; when the read models are away.
pub async fn refuse(app: &App, staff: Staff, path: &str) -> Result<(), HttpError> {
    let Some(named) = named(path) else { return Ok(()) };
    let db = app.read_models.db();
    let recusals = recusal::of(db, staff.actor()).await?;
    if recusals.is_empty() {
        return Ok(());
    }
    let incidents: Vec<IncidentId> = match named {
        Named::Incident(id) => vec![id],
        Named::Action(id) => {
            let row = action::get(db, id).await?;
            row.and_then(|row| row.incident_id.parse().ok()).into_iter().collect()
        }
        Named::Report(id) => {
            let row = report::get(db, id).await?;
            row.and_then(|row| row.incident_id?.parse().ok()).into_iter().collect()
        }
        Named::Lesson(id) => {
            let rows = lesson::sources(db, id).await?;
            rows.iter().filter_map(|row| row.incident_id.parse().ok()).collect()
        }
    };
    if incidents.iter().any(|id| recusal::holds(&recusals, *id)) {
        return Err(HttpError::Recused);
    }
    Ok(())
}

/// Those of `rows` whose `path` is not refused to `staff`: a list never shows what the thing
/// itself would not.
///
/// # Errors
/// When the read models are away.
pub async fn keep_open<T>(
    app: &App,
    staff: Staff,
    rows: Vec<T>,
    path: impl Fn(&T) -> String,
) -> Result<Vec<T>, HttpError> {
    if recusal::of(app.read_models.db(), staff.actor()).await?.is_empty() {
        return Ok(rows);
    }
    let mut kept = Vec::with_capacity(rows.len());
    for row in rows {
        match refuse(app, staff, &path(&row)).await {
            Ok(()) => kept.push(row),
            Err(HttpError::Recused) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(kept)
}

/// What a path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Named {
    Incident(IncidentId),
    Action(ActionId),
    Report(ReportId),
    Lesson(LessonId),
}

fn named(path: &str) -> Option<Named> {
    let mut parts = path.split('/');
    while let Some(part) = parts.next() {
        let id = || parts.clone().next();
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
        let lesson = Some(Named::Lesson(ID.parse().unwrap()));
        for path in ["/desk/lessons/ID/work", "/api/v1/lesson-drafts/ID", "/lessons/ID"] {
            assert_eq!(named(&path.replace("ID", ID)), lesson, "{path}");
        }
        for path in ["/desk", "/incidents", "/desk/incidents", "/actions/calendar", "/trends"] {
            assert_eq!(named(path), None, "{path}");
        }
    }
}
