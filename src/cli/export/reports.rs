//! Reports with their further texts and what staff said to their reporters.
//!
//! Must never tell more of a moment than the read model does: the hour. Must never hold
//! a reporter's own words, only the approved copy: an export is read without an opening
//! that the reporter could see. What came from another register has no reporter here.

use serde_json::json;
use tillbud_events::ReportId;
use tillbud_projections::report::{self, Filter, FurtherTextRow, MessageRow, ReportRow};
use tillbud_projections::{Cursor, DatabaseError, Db, PAGE_ROWS_MAX, Page};

use super::read_models::{Exported, time};
use super::table::Column;

/// A report and what belongs to it.
pub struct Report {
    row: ReportRow,
    further: Vec<FurtherTextRow>,
    messages: Vec<MessageRow>,
}

impl Exported for Report {
    type Row = ReportRow;

    const COLUMNS: &'static [Column<Self>] = &[
        ("report_id", |report| json!(report.row.report_id)),
        ("version", |report| json!(report.row.version)),
        ("position", |report| json!(report.row.position)),
        ("received_at", |report| time(report.row.received_at)),
        ("status", |report| json!(report.row.status)),
        ("kind", |report| json!(report.row.kind)),
        ("happened", |report| json!(report.row.happened)),
        ("ended", |report| json!(report.row.ended)),
        ("reported", |report| json!(report.row.reported)),
        ("unit", |report| json!(report.row.unit)),
        ("place", |report| json!(report.row.place)),
        ("system", |report| json!(report.row.system)),
        ("title", |report| json!(report.row.title)),
        ("narrative", |report| json!(report.row.narrative)),
        ("action_taken", |report| json!(report.row.action_taken)),
        ("hindered", |report| json!(report.row.hindered)),
        ("helped", |report| json!(report.row.helped)),
        ("copy", |report| json!(report.row.copy_text)),
        ("copy_revision", |report| json!(report.row.copy_revision)),
        ("attachments", |report| json!(report.row.attachment_count)),
        ("further", |report| report.further.iter().map(|text| json!(text.text)).collect()),
        ("ongoing", |report| json!(report.row.ongoing)),
        ("urgent", |report| json!(report.row.urgent)),
        ("lang", |report| json!(report.row.lang)),
        ("dataset", |report| json!(report.row.dataset)),
        ("source_id", |report| json!(report.row.source_id)),
        ("erased", |report| json!(report.row.erased)),
        ("rerouted_to", |report| json!(report.row.rerouted_to)),
        ("incident_id", |report| json!(report.row.incident_id)),
        ("feedback_owed", |report| json!(report.row.feedback_owed)),
        ("reply_waiting", |report| json!(report.row.reply_waiting)),
        ("dialogue", |report| {
            let message = |it: &MessageRow| {
                json!({
                    "at": time(it.at),
                    "direction": it.direction,
                    "kind": it.kind,
                    "text": it.text,
                })
            };
            report.messages.iter().map(message).collect()
        }),
    ];

    async fn page(db: &Db, below: Cursor) -> Result<Page<ReportRow>, DatabaseError> {
        report::queue(db, &Filter::default(), Some(below), PAGE_ROWS_MAX).await
    }

    async fn whole(db: &Db, row: ReportRow) -> Result<Self, DatabaseError> {
        let mut report = Self { further: Vec::new(), messages: Vec::new(), row };
        if let Ok(id) = report.row.report_id.parse::<ReportId>() {
            if report.row.imported {
                report.further = report::further_texts(db, id).await?;
            }
            if report.row.message_count > 0 {
                report.messages = report::messages(db, id).await?;
            }
        }
        Ok(report)
    }
}
