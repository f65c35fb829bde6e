//! Searching: where somebody may look, what is found there, and what of it is shown.
//!
//! Must never look where the searcher could not open what is found, nor find what the searcher
//! is kept out of.

use tillbud_events::vocabulary::Lang;
use tillbud_events::{ActionId, IncidentId, ReportId, Role};
use tillbud_projections::search::{self, Fact, Hit, Scope, Terms};
use tillbud_projections::{Cursor, Page, action, incident, notification, report};
use uuid::Uuid;

use crate::App;
use crate::access::{Right, Staff};
use crate::fields::{FieldError, Problem};
use crate::lists::{Entry, Lists};
use crate::web::conflict::keep_open;
use crate::web::error::HttpError;

/// Characters of an id as it is shown, with its hyphens.
const ID_CHARACTERS: usize = 36;
/// Pages in a row that may hold nothing for somebody: an owner of few actions is led past those of
/// others, but not through all of them at once.
const EMPTY_PAGES_MAX: usize = 20;
/// What a hit by id says in place of an event.
pub const BY_ID: &str = "id";

/// What somebody looks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sought {
    /// The thing with this id.
    Id(Uuid),
    /// Texts that hold words, or are about what has them in its name.
    Words(Terms),
}

impl Sought {
    /// Reads what was typed.
    ///
    /// # Errors
    /// `Invalid` with a sentence for whoever typed it.
    pub fn parse(said: &str, lists: &Lists) -> Result<Self, HttpError> {
        let shown = Some(said.trim()).filter(|said| said.len() == ID_CHARACTERS);
        if let Some(id) = shown.and_then(|said| said.parse().ok()) {
            return Ok(Self::Id(id));
        }
        let terms = Terms::parse(said).map_err(|error| {
            let problem = Problem::Search(error);
            HttpError::Invalid(vec![FieldError { pointer: "/q".to_owned(), problem }])
        })?;
        Ok(Self::Words(terms.with_facts(|word| facts(lists, word))))
    }
}

/// The categories and units with `word` in one of their names.
fn facts(lists: &Lists, word: &str) -> Vec<String> {
    let word = word.to_lowercase();
    let is_named = |entry: &&Entry| {
        [&entry.sv, &entry.en].iter().any(|name| name.to_lowercase().contains(&word))
    };
    let tokens = |fact: Fact, entries: &[Entry]| {
        let token = |entry: &Entry| fact.token(&entry.code);
        entries.iter().filter(is_named).map(token).collect::<Vec<_>>()
    };
    [tokens(Fact::Category, &lists.categories), tokens(Fact::Unit, &lists.units)].concat()
}

/// What one must be allowed to look there: to open what is found.
#[must_use]
pub const fn right(scope: Scope) -> Right {
    match scope {
        Scope::Incidents => Right::ReadIncidents,
        Scope::Reports => Right::ReadReports,
        Scope::Copies => Right::ReadCopies,
        Scope::Actions => Right::ReadActions,
        Scope::Notifications => Right::ReadNotifications,
    }
}

/// Whether `role` may look there.
#[must_use]
pub fn may_look(role: Role, scope: Scope) -> bool {
    right(scope).is_held_by(role)
}

/// Where `role` looks, each thing once: copies stand among the reports for whoever sees
/// those, and notifications among the incidents.
pub fn places(role: Role) -> impl Iterator<Item = Scope> {
    let is_held = move |right: Right| right.is_held_by(role);
    let is_elsewhere = move |scope: &Scope| match scope {
        Scope::Copies => is_held(Right::ReadReports),
        Scope::Notifications => is_held(Right::ReadIncidents),
        Scope::Incidents | Scope::Reports | Scope::Actions => false,
    };
    let all = Scope::ALL.iter().copied();
    all.filter(move |scope| may_look(role, *scope) && !is_elsewhere(scope))
}

/// What is found there, newest first, without what `staff` may not open: a page can hold fewer
/// than `limit` although more follow.
///
/// # Errors
/// `Forbidden` for a place that the role may not look in; when the read models are away.
pub async fn look(
    app: &App,
    staff: Staff,
    scope: Scope,
    sought: &Sought,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Page<Hit>, HttpError> {
    if !may_look(staff.role, scope) {
        return Err(HttpError::Forbidden);
    }
    let mut after = after;
    for _ in 1..EMPTY_PAGES_MAX {
        let page = page(app, staff, scope, sought, after, limit).await?;
        if !page.rows.is_empty() || page.next.is_none() {
            return Ok(page);
        }
        after = page.next;
    }
    page(app, staff, scope, sought, after, limit).await
}

async fn page(
    app: &App,
    staff: Staff,
    scope: Scope,
    sought: &Sought,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Page<Hit>, HttpError> {
    let page = match sought {
        Sought::Words(terms) => {
            search::find(app.read_models.db(), scope, terms, after, limit).await?
        }
        Sought::Id(id) => Page { rows: by_id(app, scope, *id).await?, next: None },
    };
    let path = |hit: &Hit| match scope {
        Scope::Incidents | Scope::Notifications => format!("/incidents/{}", hit.owner),
        Scope::Reports | Scope::Copies => format!("/reports/{}", hit.owner),
        Scope::Actions => format!("/actions/{}", hit.owner),
    };
    let rows = keep_open(app, staff, page.rows, path).await?;
    Ok(Page { rows, next: page.next })
}

async fn by_id(app: &App, scope: Scope, id: Uuid) -> Result<Vec<Hit>, HttpError> {
    let db = app.read_models.db();
    let position = match scope {
        Scope::Incidents => incident::get(db, IncidentId(id)).await?.map(|row| row.position),
        Scope::Reports => report::get(db, ReportId(id)).await?.map(|row| row.position),
        Scope::Copies => {
            let row = report::get(db, ReportId(id)).await?;
            row.filter(|row| row.copy_text.is_some()).map(|row| row.position)
        }
        Scope::Actions => action::get(db, ActionId(id)).await?.map(|row| row.position),
        Scope::Notifications => {
            let rows = notification::of_incident(db, IncidentId(id)).await?;
            rows.first().map(|row| row.position)
        }
    };
    let hit = |position| Hit {
        position,
        owner: id.to_string(),
        part: BY_ID.to_owned(),
        text: String::new(),
    };
    Ok(position.map(hit).into_iter().collect())
}

/// The text of a hit as people read it: facts by their names.
#[must_use]
pub fn words_of(hit: &Hit, lists: &Lists, lang: Lang) -> String {
    if !["incident.triaged", "report.received"].contains(&hit.part.as_str()) {
        return hit.text.clone();
    }
    let name = |token: &str| {
        let (kind, code) = token.split_once(':')?;
        Some(match kind {
            "category" => lists.category_name(code, lang).to_owned(),
            _ => lists.unit_name(code, lang).to_owned(),
        })
    };
    let tokens = hit.text.split(';').map(str::trim).filter(|token| !token.is_empty());
    tokens.filter_map(name).collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists() -> Lists {
        let entry = |code: &str, sv: &str, en: &str| Entry {
            code: code.into(),
            sv: sv.into(),
            en: en.into(),
        };
        Lists {
            categories: vec![entry("access", "Behörighet", "Access")],
            units: vec![entry("s1", "Norra skolan", "North school")],
        }
    }

    #[test]
    fn each_role_looks_where_it_may_and_finds_each_thing_once() {
        let places = |role| places(role).collect::<Vec<_>>();
        let all = [Scope::Incidents, Scope::Reports, Scope::Actions];
        assert_eq!(places(Role::Coordinator), all);
        let copies = [Scope::Incidents, Scope::Copies, Scope::Actions];
        assert_eq!(places(Role::Analyst), copies);
        assert_eq!(places(Role::ActionOwner), [Scope::Actions]);
        assert_eq!(places(Role::DataProtectionOfficer), [Scope::Notifications]);
        for role in Role::ALL {
            assert_eq!(places(role).is_empty(), !Right::Search.is_held_by(role), "{role}");
        }
    }

    #[test]
    fn a_word_finds_what_has_it_in_its_name_in_either_language() {
        let facts = |word| facts(&lists(), word);
        assert_eq!(facts("SKOLA"), ["unit:s1;"]);
        assert_eq!(facts("school"), ["unit:s1;"]);
        assert_eq!(facts("behörig"), ["category:access;"]);
        assert_eq!(facts("annat"), <[String; 0]>::default());
    }

    #[test]
    fn facts_are_shown_by_their_names_and_texts_as_they_are() {
        let shown = |part: &str, text: &str| {
            let (owner, part, text) = (String::new(), part.into(), text.into());
            words_of(&Hit { position: 1, owner, part, text }, &lists(), Lang::Sv)
        };
        let both = shown("incident.triaged", "category:access; unit:s1;");
        assert_eq!(both, "Behörighet · Norra skolan");
        assert_eq!(shown("report.received", "unit:Skola 3;"), "Skola 3");
        assert_eq!(shown("incident.opened", "unit:s1;"), "unit:s1;");
    }

    #[test]
    fn an_id_is_looked_for_as_such() {
        let id = "6f1c2f0e-7a39-4a4c-9d4c-0d6a3b1f7a11";
        let sought = |said: &str| Sought::parse(said, &lists()).unwrap();
        assert_eq!(sought(&format!(" {id} ")), Sought::Id(id.parse().unwrap()));
        for words in
            ["golv", "6f1c2f0e7a394a4c9d4c0d6a3b1f7a11", "en mening med trettiosex teckens längd"]
        {
            assert!(matches!(sought(words), Sought::Words(_)), "{words}");
        }
        assert!(Sought::parse("på", &lists()).is_err());
    }
}
