//! Incidents with their reports, assets, factors and legal assessments.
//!
//! Must never name who did something: a row tells of work, roles and conditions.

use serde_json::json;
use tillbud_events::IncidentId;
use tillbud_projections::incident::{
    self, AssetRow, FactorRow, Filter, IncidentRow, LinkedReportRow,
};
use tillbud_projections::notification::{self, NotificationRow};
use tillbud_projections::{Cursor, DatabaseError, Db, PAGE_ROWS_MAX, Page};

use super::read_models::{Exported, time};
use super::table::Column;

/// An incident and what belongs to it.
pub struct Incident {
    row: IncidentRow,
    reports: Vec<LinkedReportRow>,
    assets: Vec<AssetRow>,
    factors: Vec<FactorRow>,
    assessments: Vec<NotificationRow>,
}

impl Exported for Incident {
    type Row = IncidentRow;

    const COLUMNS: &'static [Column<Self>] = &[
        ("incident_id", |incident| json!(incident.row.incident_id)),
        ("version", |incident| json!(incident.row.version)),
        ("position", |incident| json!(incident.row.position)),
        ("title", |incident| json!(incident.row.title)),
        ("stage", |incident| json!(incident.row.stage)),
        ("actual", |incident| json!(incident.row.actual)),
        ("potential", |incident| json!(incident.row.potential)),
        ("risk_harm", |incident| json!(incident.row.risk_harm)),
        ("risk_likelihood", |incident| json!(incident.row.risk_likelihood)),
        ("category", |incident| json!(incident.row.category)),
        ("unit", |incident| json!(incident.row.unit)),
        ("response", |incident| json!(incident.row.response)),
        ("analysed", |incident| json!(incident.row.analysed)),
        ("analysis_summary", |incident| json!(incident.row.analysis_summary)),
        ("outcome", |incident| json!(incident.row.outcome)),
        ("opened_at", |incident| time(incident.row.opened_at)),
        ("triaged_at", |incident| time(incident.row.triaged_at)),
        ("closed_at", |incident| time(incident.row.closed_at)),
        ("merged_into", |incident| json!(incident.row.merged_into)),
        ("erased", |incident| json!(incident.row.erased)),
        ("action_count", |incident| json!(incident.row.action_count)),
        ("action_open_count", |incident| json!(incident.row.action_open_count)),
        ("action_final_count", |incident| json!(incident.row.action_final_count)),
        ("reports", |incident| incident.reports.iter().map(|it| json!(it.report_id)).collect()),
        ("assets", |incident| {
            let asset =
                |it: &AssetRow| json!({ "asset": it.asset, "k": it.k, "r": it.r, "t": it.t });
            incident.assets.iter().map(asset).collect()
        }),
        ("factors", |incident| {
            let factor = |it: &FactorRow| {
                json!({
                    "factor_id": it.factor_id,
                    "element": it.element,
                    "direction": it.direction,
                    "text": it.text,
                })
            };
            incident.factors.iter().map(factor).collect()
        }),
        ("assessments", |incident| {
            let assessment = |it: &NotificationRow| {
                json!({
                    "regime": it.regime,
                    "controller": Some(&it.controller).filter(|name| !name.is_empty()),
                    "standing": it.standing,
                    "triggered_at": time(it.triggered_at),
                    "decided_at": time(it.decided_at),
                    "notifiable": it.notifiable,
                    "reasons": it.reasons,
                })
            };
            incident.assessments.iter().map(assessment).collect()
        }),
    ];

    async fn page(db: &Db, below: Cursor) -> Result<Page<IncidentRow>, DatabaseError> {
        incident::list(db, &Filter::default(), Some(below), PAGE_ROWS_MAX).await
    }

    async fn whole(db: &Db, row: IncidentRow) -> Result<Self, DatabaseError> {
        let (reports, assets, factors, assessments) = Default::default();
        let mut incident = Self { row, reports, assets, factors, assessments };
        if let Ok(id) = incident.row.incident_id.parse::<IncidentId>() {
            incident.reports = incident::linked_reports(db, id).await?;
            incident.assets = incident::assets(db, id).await?;
            incident.factors = incident::factors(db, id).await?;
            incident.assessments = notification::of_incident(db, id).await?;
        }
        Ok(incident)
    }
}
