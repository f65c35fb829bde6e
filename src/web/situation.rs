//! All that is known of one incident's notifications, for the API and for the pages.
//!
//! The data protection officer sees incidents that touch personal data or have something
//! to notify, and no other. Must never hold a reporter's words.

use std::collections::BTreeMap;

use tillbud_events::rule_pack::{Ground, RulePacks, Sign};
use tillbud_events::vocabulary::{Regime, Severity};
use tillbud_events::{IncidentId, Role};
use tillbud_projections::incident::{self, IncidentRow};
use tillbud_projections::notification::{self, DeadlineRow, NotificationRow, SendingRow};

use crate::App;
use crate::access::Staff;
use crate::web::conflict::keep_open;
use crate::web::error::HttpError;

/// Most proposals that are listed at once.
const PROPOSED_MAX: usize = 50;

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
        let assets = assets.iter().map(|asset| levels([asset.k, asset.r, asset.t])).collect();
        let sign = sign((&incident.category, &incident.potential), assets, personal_data);
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

/// A law that triage proposes and nobody was asked to assess.
pub struct Proposed {
    /// Which incident.
    pub incident_id: String,
    /// What it is called, unless erased.
    pub title: Option<String>,
    /// Which law.
    pub regime: Regime,
    /// Why.
    pub grounds: Vec<Ground>,
}

/// What waits for somebody to ask for an assessment, the newest first.
///
/// # Errors
/// When the read models are away.
pub async fn proposed(app: &App, staff: Staff) -> Result<Vec<Proposed>, HttpError> {
    let db = app.read_models.db();
    let mut proposed = Vec::new();
    for pack in app.rule_packs.iter() {
        let classes = notification::classes_of_unassessed(db, pack.regime).await?;
        for row in notification::unassessed(db, pack.regime).await? {
            let is_officer = staff.role == Role::DataProtectionOfficer;
            if is_officer && row.personal_data != Some(true) {
                continue;
            }
            if proposed.len() >= PROPOSED_MAX {
                break;
            }
            let own = classes.iter().filter(|class| class.incident_id == row.incident_id);
            let assets = own.map(|class| levels([class.k, class.r, class.t])).collect();
            let sign = sign((&row.category, &row.potential), assets, row.personal_data);
            let grounds = pack.proposes(&sign);
            if !grounds.is_empty() {
                let (incident_id, title, regime) = (row.incident_id, row.title, pack.regime);
                proposed.push(Proposed { incident_id, title, regime, grounds });
            }
        }
    }
    let path = |it: &Proposed| format!("/incidents/{}", it.incident_id);
    keep_open(app, staff, proposed, path).await
}

/// What triage says, as the rule packs read it.
fn sign(
    (category, potential): (&Option<String>, &Option<String>),
    assets: Vec<[u8; 3]>,
    personal_data: Option<bool>,
) -> Sign {
    Sign {
        personal_data,
        category: category.clone(),
        severity: potential.as_deref().and_then(Severity::from_stored),
        assets,
    }
}

fn levels(class: [i64; 3]) -> [u8; 3] {
    class.map(|level| u8::try_from(level).unwrap_or_default())
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
