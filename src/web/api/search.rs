//! Searching, for programs: one place at a time, a page at a time.
//!
//! Must never give out what a reporter wrote: it is not searched.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use tillbud_projections::search::{Hit, Scope};
use utoipa::{IntoParams, ToSchema};

use super::views;
use crate::App;
use crate::access::Staff;
use crate::fields::Fields;
use crate::web::cursor::{self, PageQuery};
use crate::web::error::{HttpError, ProblemDetails};
use crate::web::extract::Params;
use crate::web::finding::{self, Sought};
use crate::web::language::Locale;
use crate::web::{excerpt, schema};

/// What to search for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// Words of at least three characters, or parts of words, that must all stand in one
    /// text; what stands between quotation marks is one phrase. The name of a category or
    /// a unit finds what is of it, and an id the thing itself. At most 200 characters.
    #[param(max_length = 200)]
    pub q: Option<String>,
    /// Where to look; the first place that the role may look in when absent.
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
    /// The action that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action_id: Option<String>,
    /// The type of the event that brought it; `id` when it has the id that was looked for.
    #[schema(example = "incident.factor_identified")]
    pub part: String,
    /// The text around what was found; null when it was found by its id.
    pub excerpt: Option<String>,
}

impl Found {
    fn new(scope: Scope, excerpt: Option<String>, hit: Hit) -> Self {
        let (mut incident_id, mut report_id, mut action_id) = (None, None, None);
        match scope {
            Scope::Incidents | Scope::Notifications => incident_id = Some(hit.owner),
            Scope::Reports | Scope::Copies => report_id = Some(hit.owner),
            Scope::Actions => action_id = Some(hit.owner),
        }
        Self { incident_id, report_id, action_id, part: hit.part, excerpt }
    }
}

/// Texts that hold all words, newest first: of incidents, of reports as they are listed, of
/// approved copies, of actions or of notifications. Capital letters do not matter, and a
/// part of a word is found too. What reporters wrote is not searched.
#[utoipa::path(get, path = "/api/v1/search", tag = "search", params(SearchQuery), security(("bearer" = [])),
    responses((status = 200, body = views::List<Found>), (status = "4XX", body = ProblemDetails)))]
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Params(query): Params<SearchQuery>,
) -> Result<axum::Json<views::List<Found>>, HttpError> {
    let mut fields = Fields::default();
    let scope = match query.r#in.as_deref() {
        None => finding::places(staff.role).next(),
        Some(said) => fields.one_of("/in", Scope::from_stored(said), Scope::ALL),
    };
    let scope = fields.need(scope)?;
    let sought = Sought::parse(query.q.as_deref().unwrap_or_default(), &app.lists)?;
    let page = PageQuery { limit: query.limit, after: query.after };
    let (after, limit) = page.read(&app.secrets.cursor)?;
    let page = finding::look(&app, staff, scope, &sought, after, limit).await?;
    let next = page.next.map(|next| cursor::encode(next, &app.secrets.cursor));
    let items = page.rows.into_iter().map(|hit| {
        let words = finding::words_of(&hit, &app.lists, locale.lang);
        let excerpt = match &sought {
            Sought::Words(terms) => Some(excerpt::line(&words, terms)),
            Sought::Id(_) => None,
        };
        Found::new(scope, excerpt, hit)
    });
    Ok(axum::Json(views::List { items: items.collect(), next }))
}
