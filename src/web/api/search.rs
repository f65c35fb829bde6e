//! Searching: where somebody may look, and what a hit tells.
//!
//! Must never look where the searcher could not open what is found, nor show a
//! reporter's own words: a hit in them names the report alone.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use tillbud_events::Role;
use tillbud_projections::search::{self, Hit, Scope, Terms};
use utoipa::{IntoParams, ToSchema};

use super::views;
use crate::App;
use crate::access::{Right, Staff};
use crate::fields::{FieldError, Fields, Problem};
use crate::web::cursor::PageQuery;
use crate::web::error::{HttpError, ProblemDetails};
use crate::web::excerpt;
use crate::web::extract::Params;
use crate::web::schema;

/// What to search for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// Words of at least three characters, or parts of words, that must all stand in one
    /// text; what stands between quotation marks is one phrase. At most 200 characters.
    #[param(max_length = 200)]
    pub q: Option<String>,
    /// Where to look; `incidents` when absent.
    #[param(schema_with = schema::scopes)]
    pub r#in: Option<String>,
    /// Rows, 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    pub after: Option<String>,
}

/// A text that was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct Found {
    /// The incident that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incident_id: Option<String>,
    /// The report that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report_id: Option<String>,
    /// The type of the event that brought it.
    #[schema(example = "incident.factor_identified")]
    pub part: String,
    /// The text around what was found; null when a reporter wrote it.
    pub excerpt: Option<String>,
}

impl Found {
    fn new(scope: Scope, terms: &Terms, hit: Hit) -> Self {
        let (incident_id, report_id) = match scope {
            Scope::Incidents => (Some(hit.owner), None),
            Scope::Reports | Scope::Copies | Scope::Originals => (None, Some(hit.owner)),
        };
        let excerpt = (scope != Scope::Originals).then(|| excerpt::line(&hit.text, terms));
        Self { incident_id, report_id, part: hit.part, excerpt }
    }
}

/// What one must be allowed to look there: to open what is found.
#[must_use]
pub const fn right(scope: Scope) -> Right {
    match scope {
        Scope::Incidents => Right::ReadIncidents,
        Scope::Reports | Scope::Originals => Right::ReadReports,
        Scope::Copies => Right::ReadCopies,
    }
}

/// Whether `role` may look there.
#[must_use]
pub fn may_look(role: Role, scope: Scope) -> bool {
    right(scope).is_held_by(role)
}

/// What was typed, as words to look for.
///
/// # Errors
/// `Invalid` with a sentence for whoever typed it.
pub fn terms(said: &str) -> Result<Terms, HttpError> {
    Terms::parse(said).map_err(|error| {
        let problem = Problem::Search(error);
        HttpError::Invalid(vec![FieldError { pointer: "/q".to_owned(), problem }])
    })
}

/// Texts that hold all words, newest first: of incidents, of reports as they are listed, of
/// approved copies, or of what reporters wrote; of the last only which reports. Capital
/// letters do not matter, and a part of a word is found too.
#[utoipa::path(get, path = "/api/v1/search", tag = "search", params(SearchQuery), security(("bearer" = [])),
    responses((status = 200, body = views::List<Found>), (status = "4XX", body = ProblemDetails)))]
pub async fn get(
    State(app): State<App>,
    staff: Staff,
    Params(query): Params<SearchQuery>,
) -> Result<axum::Json<views::List<Found>>, HttpError> {
    let mut fields = Fields::default();
    let scope = match query.r#in.as_deref() {
        None => Some(Scope::Incidents),
        Some(said) => fields.one_of("/in", Scope::from_stored(said), Scope::ALL),
    };
    let scope = fields.need(scope)?;
    let terms = terms(query.q.as_deref().unwrap_or_default())?;
    if !may_look(staff.role, scope) {
        return Err(HttpError::Forbidden);
    }
    let page = PageQuery { limit: query.limit, after: query.after };
    let (after, limit) = page.read(&app.secrets.cursor)?;
    let page = search::find(app.read_models.db(), scope, &terms, after, limit).await?;
    let next = page.next.map(|next| crate::web::cursor::encode(next, &app.secrets.cursor));
    let items = page.rows.into_iter().map(|hit| Found::new(scope, &terms, hit)).collect();
    Ok(axum::Json(views::List { items, next }))
}
