//! The organisation's lists: what categories and units there are.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::App;
use crate::lists::Entry;

/// One entry of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListEntry {
    /// What is stored.
    pub code: String,
    /// Swedish name.
    pub sv: String,
    /// English name.
    pub en: String,
}

impl From<&Entry> for ListEntry {
    fn from(entry: &Entry) -> Self {
        Self { code: entry.code.clone(), sv: entry.sv.clone(), en: entry.en.clone() }
    }
}

/// Categories and units.
#[derive(Debug, Serialize, ToSchema)]
pub struct Lists {
    /// What incidents are about.
    pub categories: Vec<ListEntry>,
    /// Where they happen.
    pub units: Vec<ListEntry>,
}

/// Categories and units with their names.
#[utoipa::path(get, path = "/api/v1/lists", tag = "lists", responses((status = 200, body = Lists)))]
pub async fn get(State(app): State<App>) -> Json<Lists> {
    let entries = |list: &[Entry]| list.iter().map(Into::into).collect();
    Json(Lists { categories: entries(&app.lists.categories), units: entries(&app.lists.units) })
}
