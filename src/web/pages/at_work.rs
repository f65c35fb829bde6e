//! Incidents that a report can become part of: those that are worked on.
//!
//! Must never hold more than their titles, which staff wrote.

use tillbud_projections::db::Db;
use tillbud_projections::incident::{self, Filter};
use tillbud_projections::{First, PAGE_ROWS_MAX};

use super::frame::Frame;
use crate::access::Staff;
use crate::web::error::HttpError;

/// The id and title of each incident that is neither closed nor worked on as part of
/// another, the newest first and as many as a page holds, and that `staff` is not kept out of.
///
/// # Errors
/// When the read models are away.
pub async fn at_work(
    db: &Db,
    frame: &Frame,
    staff: Staff,
) -> Result<First<(String, String)>, HttpError> {
    let open_to = Some(staff.actor());
    let filter = Filter { is_at_work: true, open_to, ..Filter::default() };
    let page = incident::list(db, &filter, None, PAGE_ROWS_MAX).await?;
    let title = |title: Option<String>| title.unwrap_or_else(|| frame.t("erased"));
    let rows = page.rows.into_iter().map(|row| (row.incident_id, title(row.title))).collect();
    Ok(First { rows, has_more: page.next.is_some() })
}
