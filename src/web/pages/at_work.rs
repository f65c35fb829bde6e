//! Incidents that a report can become part of: those that are worked on.
//!
//! Must never hold more than their titles, which staff wrote.

use tillbud_projections::db::Db;
use tillbud_projections::incident::{self, Filter, Stage};

use super::frame::Frame;
use crate::access::Staff;
use crate::web::error::HttpError;

/// Incidents looked through, newest first.
const LOOKED_THROUGH: u32 = 100;

/// The id and title of each incident that is neither closed nor worked on as part of
/// another, newest first, and that `staff` is not kept out of.
///
/// # Errors
/// When the read models are away.
pub async fn at_work(
    db: &Db,
    frame: &Frame,
    staff: Staff,
) -> Result<Vec<(String, String)>, HttpError> {
    let filter = Filter { open_to: Some(staff.actor()), ..Filter::default() };
    let page = incident::list(db, &filter, None, LOOKED_THROUGH).await?;
    let is_done =
        |stage: &str| [Stage::Closed, Stage::Merged].iter().any(|it| it.as_str() == stage);
    let open = page.rows.into_iter().filter(|row| !is_done(&row.stage));
    let titled = open.map(|row| (row.incident_id, row.title.unwrap_or_else(|| frame.t("erased"))));
    Ok(titled.collect())
}
