//! The page where staff search: what was found, place by place.
//!
//! Must never show more of a thing than its own page, or the list that it stands in.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tillbud_events::Role;
use tillbud_projections::db::timestamp;
use tillbud_projections::search::{Hit, QUERY_CHARACTERS, Scope};
use tillbud_projections::{Cursor, action, incident, notification, report};

use super::address::Address;
use super::answer;
use super::frame::Frame;
use super::when::When;
use crate::App;
use crate::access::{Right, Staff};
use crate::lists::Lists;
use crate::web::cursor::{self, PageQuery};
use crate::web::error::HttpError;
use crate::web::excerpt::{self, Piece};
use crate::web::extract::Params;
use crate::web::finding::{self, BY_ID, Sought, places};
use crate::web::language::Locale;
use crate::web::words;

/// Hits of each place while all are shown.
const GLIMPSE: u32 = 5;
/// Hits of a page of one place.
const ROWS: u32 = 25;

/// The page.
#[derive(Template)]
#[template(path = "search.html")]
pub struct Search {
    frame: Frame,
    said: String,
    scope: Option<Scope>,
    most: usize,
    problem: String,
    hint: String,
    tabs: Vec<Tab>,
    sections: Vec<Section>,
}

struct Tab {
    address: String,
    label: String,
    is_chosen: bool,
}

/// One place and what was found there.
pub struct Section {
    heading: String,
    rows: Vec<Row>,
    first: String,
    next: String,
}

/// One text that was found.
struct Row {
    address: Option<String>,
    title: String,
    badge: String,
    part: String,
    pieces: Vec<Piece>,
    at: When,
    unit: Option<String>,
}

/// What was asked, as written in the address.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    r#in: Option<String>,
    after: Option<String>,
}

impl Search {
    /// The page; nothing is found yet.
    #[must_use]
    pub fn new(frame: Frame, role: Role, said: &str, scope: Option<Scope>) -> Self {
        let tab = |scope_of: Option<Scope>| Tab {
            address: here(&frame, said, scope_of, None),
            label: scope_of
                .map_or_else(|| frame.t("search-all"), |scope| frame.word("search-in", scope)),
            is_chosen: scope_of == scope,
        };
        let tabs = std::iter::once(None).chain(places(role).map(Some)).map(tab).collect();
        Self {
            said: said.to_owned(),
            scope,
            most: QUERY_CHARACTERS,
            problem: String::new(),
            hint: String::new(),
            tabs,
            sections: Vec::new(),
            frame,
        }
    }
}

/// What is found, and how to type it.
///
/// # Errors
/// For a place that the role may not look in, a cursor that is not ours, or when the read
/// models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Params(asked): Params<Asked>,
) -> Result<Response, HttpError> {
    let scope = asked.r#in.as_deref().and_then(Scope::from_stored);
    if scope.is_some_and(|scope| !finding::may_look(staff.role, scope)) {
        return Err(HttpError::Forbidden);
    }
    let paging = PageQuery { limit: Some(ROWS), after: asked.after };
    let (after, _) = paging.read(&app.secrets.cursor)?;
    let frame = locale.frame(true).for_role(staff.role);
    let mut page = Search::new(frame.clone(), staff.role, &asked.q, scope);
    if asked.q.trim().is_empty() {
        return answer(StatusCode::OK, &page);
    }
    let sought = match Sought::parse(&asked.q, &app.lists) {
        Ok(sought) => sought,
        Err(HttpError::Invalid(errors)) => {
            let problem =
                errors.first().map(|error| words::form_problem(frame.lang, &error.problem));
            page.problem = problem.unwrap_or_default();
            return answer(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
        Err(error) => return Err(error),
    };
    if matches!(&sought, Sought::Words(terms) if terms.leaves_out) {
        page.hint = frame.t("search-left-out");
    }
    let looked = Looked { app: &app, frame: &frame, staff, said: &asked.q, sought };
    match scope {
        Some(scope) => page.sections.push(looked.section(scope, after, ROWS).await?),
        None => {
            for scope in places(staff.role) {
                page.sections.push(looked.section(scope, None, GLIMPSE).await?);
            }
        }
    }
    answer(StatusCode::OK, &page)
}

fn here(frame: &Frame, said: &str, scope: Option<Scope>, after: Option<&str>) -> String {
    let address = Address::new("/search")
        .with("q", Some(said).filter(|said| !said.is_empty()))
        .with("in", scope.map(Scope::as_str))
        .with("after", after);
    frame.href(&address.to_string())
}

/// A search under way.
struct Looked<'a> {
    app: &'a App,
    frame: &'a Frame,
    staff: Staff,
    said: &'a str,
    sought: Sought,
}

impl Looked<'_> {
    async fn section(
        &self,
        scope: Scope,
        after: Option<Cursor>,
        rows: u32,
    ) -> Result<Section, HttpError> {
        let page = finding::look(self.app, self.staff, scope, &self.sought, after, rows).await?;
        let mut found = Vec::with_capacity(page.rows.len());
        for hit in page.rows {
            found.extend(self.row(scope, hit).await?);
        }
        let next = page.next.map(|next| match rows {
            GLIMPSE => here(self.frame, self.said, Some(scope), None),
            _ => {
                let next = cursor::encode(next, &self.app.secrets.cursor);
                here(self.frame, self.said, Some(scope), Some(&next))
            }
        });
        let first = after.map(|_| here(self.frame, self.said, Some(scope), None));
        Ok(Section {
            heading: self.frame.word("search-in", scope),
            rows: found,
            first: first.unwrap_or_default(),
            next: next.unwrap_or_default(),
        })
    }

    /// Nothing when it went away meanwhile.
    async fn row(&self, scope: Scope, hit: Hit) -> Result<Option<Row>, HttpError> {
        let (db, frame, lists) = (self.app.read_models.db(), self.frame, &*self.app.lists);
        let thing = match scope {
            Scope::Incidents => {
                let Ok(id) = hit.owner.parse() else { return Ok(None) };
                incident::get(db, id).await?.map(|row| Thing::of_incident(frame, row))
            }
            Scope::Reports | Scope::Copies => {
                let Ok(id) = hit.owner.parse() else { return Ok(None) };
                let row = report::get(db, id).await?;
                row.map(|row| Thing::of_report(frame, self.staff.role, row))
            }
            Scope::Actions => {
                let Ok(id) = hit.owner.parse() else { return Ok(None) };
                action::get(db, id).await?.map(|row| Thing::of_action(frame, row))
            }
            Scope::Notifications => {
                let Ok(id) = hit.owner.parse() else { return Ok(None) };
                let rows = notification::of_incident(db, id).await?;
                rows.into_iter().next().map(|row| Thing::of_notification(frame, row))
            }
        };
        let words = finding::words_of(&hit, lists, frame.lang);
        let pieces = match &self.sought {
            Sought::Words(terms) => excerpt::around(&words, terms),
            Sought::Id(_) => Vec::new(),
        };
        let part = match hit.part.as_str() {
            BY_ID => frame.t("search-part-id"),
            part => frame.word("event", part.replace('.', "-")),
        };
        Ok(thing.map(|thing| thing.found(frame, lists, part, pieces)))
    }
}

/// What a hit belongs to.
struct Thing {
    address: Option<String>,
    title: String,
    badge: String,
    at: When,
    unit: Option<String>,
}

impl Thing {
    fn of_incident(frame: &Frame, row: incident::IncidentRow) -> Self {
        Self {
            address: Some(format!("/incidents/{}", row.incident_id)),
            title: row.title.unwrap_or_else(|| frame.t("erased")),
            badge: frame.word("stage", row.stage),
            at: When::day(frame, timestamp(row.opened_at)),
            unit: row.unit,
        }
    }

    fn of_notification(frame: &Frame, row: notification::NotificationRow) -> Self {
        Self {
            address: Some(format!("/incidents/{}/notifications", row.incident_id)),
            title: row.title.unwrap_or_else(|| frame.t("erased")),
            badge: frame.word("standing", row.standing),
            at: When::day(frame, timestamp(row.triggered_at)),
            unit: row.unit,
        }
    }

    fn of_action(frame: &Frame, row: action::ActionRow) -> Self {
        Self {
            address: Some(format!("/actions/{}", row.action_id)),
            title: super::incident::said(frame, row.text),
            badge: frame.word("action", row.state),
            at: When::day(frame, timestamp(row.proposed_at)),
            unit: None,
        }
    }

    /// Whoever does not read reports gets to the incident, and is told the month alone.
    fn of_report(frame: &Frame, role: Role, row: report::ReportRow) -> Self {
        let received = timestamp(row.received_at);
        let reads = Right::ReadReports.is_held_by(role);
        let kind = row.kind.as_deref();
        Self {
            address: if reads {
                Some(format!("/desk/reports/{}", row.report_id))
            } else {
                row.incident_id.map(|id| format!("/incidents/{id}"))
            },
            title: kind
                .map_or_else(|| frame.t("deskreport-title"), |kind| frame.word("kind", kind)),
            badge: frame.word("status-short", row.status),
            at: if reads { When::day(frame, received) } else { When::month(frame, received) },
            unit: row.unit,
        }
    }

    fn found(self, frame: &Frame, lists: &Lists, part: String, pieces: Vec<Piece>) -> Row {
        let Self { address, title, badge, at, unit } = self;
        let unit = unit.map(|code| lists.unit_name(&code, frame.lang).to_owned());
        Row { address, title, badge, part, pieces, at, unit }
    }
}

#[cfg(test)]
mod tests {
    use tillbud_projections::search::Terms;

    use super::*;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

    fn row(frame: &Frame, address: Option<&str>) -> Row {
        Row {
            address: address.map(str::to_owned),
            title: HOSTILE.into(),
            badge: frame.t("stage-triaged"),
            part: frame.t("event-incident-opened"),
            pieces: excerpt::around(HOSTILE, &Terms::parse("alert").unwrap()),
            at: When::day(frame, timestamp(1_795_000_000_000)),
            unit: Some(HOSTILE.into()),
        }
    }

    #[test]
    fn what_was_found_is_shown_and_escaped_and_the_search_stays_in_every_address() {
        for frame in frames() {
            let rows = vec![row(&frame, Some("/incidents/x")), row(&frame, None)];
            let heading = frame.word("search-in", Scope::Incidents);
            let next = here(&frame, HOSTILE, Some(Scope::Incidents), Some("7"));
            let section = Section { heading, rows, first: String::new(), next };
            let mut page = Search::new(frame, Role::Coordinator, HOSTILE, Some(Scope::Incidents));
            page.sections.push(section);
            let html = page.render().unwrap();
            assert_sound(&html);
            assert!(html.contains("<mark>alert</mark>"), "{html}");
            assert!(html.contains("in=incidents&#38;after=7"), "{html}");
        }
    }

    #[test]
    fn nothing_found_and_nothing_asked_are_said() {
        for frame in frames() {
            let nothing = frame.t("search-nothing");
            let begin = frame.t("search-begin");
            let page = Search::new(frame.clone(), Role::Coordinator, "", None);
            let html = page.render().unwrap();
            assert_sound(&html);
            assert!(html.contains(&begin));
            let mut page = Search::new(frame, Role::Analyst, "golv", None);
            let heading = String::new();
            let (rows, first, next) = (vec![], String::new(), String::new());
            page.sections.push(Section { heading, rows, first, next });
            assert!(page.render().unwrap().contains(&nothing));
        }
    }
}
