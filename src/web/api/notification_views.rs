//! What the API shows of notifications.
//!
//! Must never gain a field that points at a person.

use serde::Serialize;
use tillbud_projections::notification::{DeadlineRow, NotificationRow, SendingRow};
use utoipa::ToSchema;

use super::views::time;
use crate::web::schema;
use crate::web::situation::Whole;

/// A notification under one law, of one controller.
#[derive(Debug, Serialize, ToSchema)]
pub struct Notification {
    /// Which incident.
    pub incident_id: String,
    /// What the incident is called.
    pub title: Option<String>,
    /// Which law.
    #[schema(schema_with = schema::regimes)]
    pub regime: String,
    /// Whose duty; null for the organisation as a whole.
    pub controller: Option<String>,
    /// How far it has come.
    #[schema(schema_with = schema::standings)]
    pub standing: String,
    /// When it was asked for.
    #[schema(format = DateTime)]
    pub triggered_at: String,
    /// When it was decided.
    #[schema(format = DateTime)]
    pub decided_at: Option<String>,
    /// Whether it has to be notified.
    pub notifiable: Option<bool>,
    /// Why.
    pub reasons: Option<String>,
    /// When the organisation became aware, as declared.
    #[schema(format = DateTime)]
    pub aware_at: Option<String>,
    /// Why then.
    pub aware_reasons: Option<String>,
    /// Where the worst case begins.
    #[schema(format = DateTime)]
    pub received_at: Option<String>,
    /// Version of the rule pack that the deadlines follow from.
    pub pack: Option<String>,
    /// The stage that has to be sent next.
    pub next_stage: Option<String>,
    /// When.
    #[schema(format = DateTime)]
    pub next_due: Option<String>,
    /// What happened.
    pub facts: Option<String>,
    /// What it led to, or may lead to.
    pub consequences: Option<String>,
    /// What was done about it.
    pub measures: Option<String>,
    /// Whom or what it touched.
    pub affected: Option<String>,
    /// When it was finished.
    #[schema(format = DateTime)]
    pub finished_at: Option<String>,
    /// How it ended.
    pub outcome: Option<String>,
}

/// A notification with its deadlines and what was sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct WholeNotification {
    /// The notification.
    #[serde(flatten)]
    pub notification: Notification,
    /// Its deadlines.
    pub deadlines: Vec<Deadline>,
    /// What was sent and supplemented, oldest first.
    pub sendings: Vec<Sending>,
}

/// When a stage has to be sent, by one of the clocks.
#[derive(Debug, Serialize, ToSchema)]
pub struct Deadline {
    /// Code of the stage.
    pub stage: String,
    /// `worst_case` counts from the first report, `declared` from the declared awareness.
    #[schema(schema_with = schema::clocks)]
    pub clock: String,
    /// When.
    #[schema(format = DateTime)]
    pub due: String,
}

/// Something that was sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct Sending {
    /// sent or supplemented.
    pub kind: String,
    /// Code of the stage.
    pub stage: String,
    /// When.
    #[schema(format = DateTime)]
    pub sent: String,
    /// The authority's number.
    pub reference: Option<String>,
    /// What.
    pub text: Option<String>,
}

impl From<NotificationRow> for Notification {
    fn from(row: NotificationRow) -> Self {
        Self {
            incident_id: row.incident_id,
            title: row.title,
            regime: row.regime,
            controller: Some(row.controller).filter(|name| !name.is_empty()),
            standing: row.standing,
            triggered_at: time(row.triggered_at),
            decided_at: row.decided_at.map(time),
            notifiable: row.notifiable,
            reasons: row.reasons,
            aware_at: row.aware_at.map(time),
            aware_reasons: row.aware_reasons,
            received_at: row.received_at.map(time),
            pack: row.pack,
            next_stage: row.next_stage,
            next_due: row.next_due.map(time),
            facts: row.facts,
            consequences: row.consequences,
            measures: row.measures,
            affected: row.affected,
            finished_at: row.finished_at.map(time),
            outcome: row.finished_text,
        }
    }
}

impl From<Whole> for WholeNotification {
    fn from(whole: Whole) -> Self {
        Self {
            notification: whole.row.into(),
            deadlines: whole.deadlines.into_iter().map(Into::into).collect(),
            sendings: whole.sendings.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<DeadlineRow> for Deadline {
    fn from(row: DeadlineRow) -> Self {
        Self { stage: row.stage, clock: row.clock, due: time(row.due_at) }
    }
}

impl From<SendingRow> for Sending {
    fn from(row: SendingRow) -> Self {
        Self {
            kind: row.kind,
            stage: row.stage,
            sent: time(row.sent_at),
            reference: row.reference,
            text: row.text,
        }
    }
}
