//! Corrective actions with the factors they address.
//!
//! Must never name a person: owner and verifier are roles.

use serde_json::json;
use tillbud_events::ActionId;
use tillbud_projections::action::{self, ActionRow, AddressedFactorRow, Filter};
use tillbud_projections::{Cursor, DatabaseError, Db, PAGE_ROWS_MAX, Page};

use super::read_models::{Exported, time};
use super::table::Column;

/// An action and what it addresses.
pub struct Action {
    row: ActionRow,
    factors: Vec<AddressedFactorRow>,
}

impl Exported for Action {
    type Row = ActionRow;

    const COLUMNS: &'static [Column<Self>] = &[
        ("action_id", |action| json!(action.row.action_id)),
        ("incident_id", |action| json!(action.row.incident_id)),
        ("version", |action| json!(action.row.version)),
        ("position", |action| json!(action.row.position)),
        ("text", |action| json!(action.row.text)),
        ("strength", |action| json!(action.row.strength)),
        ("state", |action| json!(action.row.state)),
        ("owner", |action| json!(action.row.owner)),
        ("due", |action| json!(action.row.due)),
        ("rescheduled_count", |action| json!(action.row.rescheduled_count)),
        ("weak_plan_reason", |action| json!(action.row.weak_plan_reason)),
        ("evidence", |action| json!(action.row.evidence)),
        ("effect", |action| json!(action.row.effect)),
        ("assessment", |action| json!(action.row.assessment)),
        ("verifier", |action| json!(action.row.verifier)),
        ("residual_risk", |action| json!(action.row.residual_risk)),
        ("erased", |action| json!(action.row.erased)),
        ("proposed_at", |action| time(action.row.proposed_at)),
        ("decided_at", |action| time(action.row.decided_at)),
        ("implemented_at", |action| time(action.row.implemented_at)),
        ("assessed_at", |action| time(action.row.assessed_at)),
        ("verified_at", |action| time(action.row.verified_at)),
        ("abandoned_at", |action| time(action.row.abandoned_at)),
        ("factors", |action| action.factors.iter().map(|it| json!(it.factor_id)).collect()),
    ];

    async fn page(db: &Db, below: Cursor) -> Result<Page<ActionRow>, DatabaseError> {
        action::list(db, &Filter::default(), Some(below), PAGE_ROWS_MAX).await
    }

    async fn whole(db: &Db, row: ActionRow) -> Result<Self, DatabaseError> {
        let factors = match row.action_id.parse::<ActionId>() {
            Ok(id) => action::factors(db, id).await?,
            Err(_) => Vec::new(),
        };
        Ok(Self { row, factors })
    }
}
