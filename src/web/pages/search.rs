//! The page where staff search: what was found, place by place.
//!
//! Must never look among reporters' own words unless that was asked for, nor show them.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tillbud_events::Role;
use tillbud_projections::db::timestamp;
use tillbud_projections::search::{self, Hit, QUERY_CHARACTERS, Scope, Terms, TermsError};
use tillbud_projections::{DatabaseError, incident, report};

use super::address::Address;
use super::answer;
use super::frame::Frame;
use super::when::When;
use crate::App;
use crate::access::{Right, Staff};
use crate::fields::Problem;
use crate::lists::Lists;
use crate::web::api::search::may_look;
use crate::web::cursor::{self, PageQuery};
use crate::web::error::HttpError;
use crate::web::excerpt::{self, Piece};
use crate::web::extract::Params;
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
    scope: Scope,
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
    if scope.is_some_and(|scope| !may_look(staff.role, scope)) {
        return Err(HttpError::Forbidden);
    }
    let paging = PageQuery { limit: Some(ROWS), after: asked.after };
    let (after, _) = paging.read(&app.secrets.cursor)?;
    let frame = locale.frame(true).for_role(staff.role);
    let mut page = Search::new(frame.clone(), staff.role, &asked.q, scope);
    let terms = match Terms::parse(&asked.q) {
        Ok(terms) => terms,
        Err(TermsError::Empty) => return answer(StatusCode::OK, &page),
        Err(error) => {
            page.problem = words::field_problem(frame.lang, &Problem::Search(error));
            return answer(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    if terms.leaves_out {
        page.hint = frame.t("search-left-out");
    }
    let looked = Looked { app: &app, frame: &frame, role: staff.role, said: &asked.q, terms };
    match scope {
        Some(scope) => page.sections.push(looked.section(scope, after, ROWS).await?),
        // What reporters wrote is searched on purpose only.
        None => {
            for scope in places(staff.role).filter(|scope| *scope != Scope::Originals) {
                page.sections.push(looked.section(scope, None, GLIMPSE).await?);
            }
        }
    }
    answer(StatusCode::OK, &page)
}

/// Where `role` may look; copies stand among the reports for whoever sees those.
fn places(role: Role) -> impl Iterator<Item = Scope> {
    let sees_reports = Right::ReadReports.is_held_by(role);
    let is_shown =
        move |scope: &Scope| may_look(role, *scope) && !(*scope == Scope::Copies && sees_reports);
    Scope::ALL.iter().copied().filter(is_shown)
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
    role: Role,
    said: &'a str,
    terms: Terms,
}

impl Looked<'_> {
    async fn section(
        &self,
        scope: Scope,
        after: Option<tillbud_projections::Cursor>,
        rows: u32,
    ) -> Result<Section, HttpError> {
        let db = self.app.read_models.db();
        let page = search::find(db, scope, &self.terms, after, rows).await?;
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
            scope,
            heading: self.frame.word("search-in", scope),
            rows: found,
            first: first.unwrap_or_default(),
            next: next.unwrap_or_default(),
        })
    }

    /// Nothing when it went away meanwhile.
    async fn row(&self, scope: Scope, hit: Hit) -> Result<Option<Row>, DatabaseError> {
        let db = self.app.read_models.db();
        let (frame, lists) = (self.frame, &*self.app.lists);
        let pieces = excerpt::around(&hit.text, &self.terms);
        let part = frame.word("event", hit.part.replace('.', "-"));
        if scope == Scope::Incidents {
            let Ok(id) = hit.owner.parse() else { return Ok(None) };
            let row = incident::get(db, id).await?;
            return Ok(row.map(|row| Row::of_incident(frame, lists, row, part, pieces)));
        }
        let Ok(id) = hit.owner.parse() else { return Ok(None) };
        let row = report::get(db, id).await?;
        Ok(row.map(|row| Row::of_report(frame, lists, self.role, row, part, pieces)))
    }
}

impl Row {
    fn of_incident(
        frame: &Frame,
        lists: &Lists,
        row: incident::IncidentRow,
        part: String,
        pieces: Vec<Piece>,
    ) -> Self {
        Self {
            address: Some(format!("/incidents/{}", row.incident_id)),
            title: row.title.unwrap_or_else(|| frame.t("erased")),
            badge: frame.word("stage", row.stage),
            part,
            pieces,
            at: When::day(frame, timestamp(row.opened_at)),
            unit: row.unit.map(|code| lists.unit_name(&code, frame.lang).to_owned()),
        }
    }

    /// Whoever does not read reports gets to the incident, and is told the month alone.
    fn of_report(
        frame: &Frame,
        lists: &Lists,
        role: Role,
        row: report::ReportRow,
        part: String,
        pieces: Vec<Piece>,
    ) -> Self {
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
            part,
            pieces,
            at: if reads { When::day(frame, received) } else { When::month(frame, received) },
            unit: row.unit.map(|code| lists.unit_name(&code, frame.lang).to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
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
            let section =
                Section { scope: Scope::Incidents, heading, rows, first: String::new(), next };
            let mut page = Search::new(frame, Role::Coordinator, HOSTILE, Some(Scope::Incidents));
            page.sections.push(section);
            let html = page.render().unwrap();
            assert_sound(&html);
            assert!(html.contains("<mark>alert</mark>"), "{html}");
            assert!(html.contains("in=incidents&#38;after=7"), "{html}");
        }
    }

    #[test]
    fn each_role_is_offered_the_places_that_it_may_look_in() {
        let offered = |role| places(role).collect::<Vec<_>>();
        let all = [Scope::Incidents, Scope::Reports, Scope::Originals];
        assert_eq!(offered(Role::Coordinator), all);
        assert_eq!(offered(Role::Analyst), [Scope::Incidents, Scope::Copies]);
        assert_eq!(offered(Role::Administrator), []);
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
            page.sections.push(Section { scope: Scope::Copies, heading, rows, first, next });
            assert!(page.render().unwrap().contains(&nothing));
        }
    }
}
