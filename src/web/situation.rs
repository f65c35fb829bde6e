//! All that is known of one incident's notifications, for the API and for the pages.
//!
//! The data protection officer sees incidents that touch personal data or have something
//! to notify, and no other. Must never hold a reporter's words.

use std::collections::BTreeMap;

use tillbud_events::rule_pack::{Ground, RulePacks, Sign};
use tillbud_events::vocabulary::{Regime, Severity};
use tillbud_events::{IncidentId, Role};
use tillbud_projections::incident::{self, AssetRow, IncidentRow};
use tillbud_projections::notification::{self, DeadlineRow, NotificationRow, SendingRow};

use crate::App;
use crate::access::Staff;
use crate::web::error::HttpError;

/// One incident's notifications.
pub struct Situation {
    /// The incident.
    pub incident: IncidentRow,
    /// Whether personal data were touched, when that was answered.
    pub personal_data: Option<bool>,
    /// Laws that the rule packs propose to assess, each with why.
    pub proposals: BTreeMap<Regime, Vec<Ground>>,
    /// Each notification, in the order it was asked for.
    pub notifications: Vec<Whole>,
}

/// One notification with what belongs to it.
pub struct Whole {
    /// The notification.
    pub row: NotificationRow,
    /// Its deadlines.
    pub deadlines: Vec<DeadlineRow>,
    /// What was sent.
    pub sendings: Vec<SendingRow>,
}

impl Situation {
    /// Looks everything up.
    ///
    /// # Errors
    /// `NotFound` when there is no such incident, or none that this role may see.
    pub async fn of(app: &App, id: IncidentId, staff: Staff) -> Result<Self, HttpError> {
        let db = app.read_models.db();
        let incident = incident::get(db, id).await?.ok_or(HttpError::NotFound)?;
        let personal_data = notification::personal_data(db, id).await?;
        let rows = notification::of_incident(db, id).await?;
        let concerns_the_officer = personal_data == Some(true) || !rows.is_empty();
        if staff.role == Role::DataProtectionOfficer && !concerns_the_officer {
            return Err(HttpError::NotFound);
        }
        let deadlines = notification::deadlines(db, id).await?;
        let sendings = notification::sendings(db, id).await?;
        let assets = incident::assets(db, id).await?;
        let sign = sign(&incident, &assets, personal_data);
        let proposals = proposals(&app.rule_packs, &sign, &rows);
        let is_of = |row: &NotificationRow, regime: &str, controller: &str| {
            row.regime == regime && row.controller == controller
        };
        let notifications = rows
            .into_iter()
            .map(|row| Whole {
                deadlines: deadlines
                    .iter()
                    .filter(|it| is_of(&row, &it.regime, &it.controller))
                    .cloned()
                    .collect(),
                sendings: sendings
                    .iter()
                    .filter(|it| is_of(&row, &it.regime, &it.controller))
                    .cloned()
                    .collect(),
                row,
            })
            .collect();
        Ok(Self { incident, personal_data, proposals, notifications })
    }
}

/// What triage says, as the rule packs read it.
fn sign(incident: &IncidentRow, assets: &[AssetRow], personal_data: Option<bool>) -> Sign {
    let class = |level: i64| u8::try_from(level).unwrap_or_default();
    Sign {
        personal_data,
        category: incident.category.clone(),
        severity: incident.potential.as_deref().and_then(Severity::from_stored),
        assets: assets.iter().map(|it| [class(it.k), class(it.r), class(it.t)]).collect(),
    }
}

fn proposals(
    packs: &RulePacks,
    sign: &Sign,
    known: &[NotificationRow],
) -> BTreeMap<Regime, Vec<Ground>> {
    packs
        .iter()
        .filter(|pack| known.iter().all(|row| row.regime != pack.regime.as_str()))
        .map(|pack| (pack.regime, pack.proposes(sign)))
        .filter(|(_, grounds)| !grounds.is_empty())
        .collect()
}
