//! Triage: severity, category and what the incident touched.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use tillbud_events::{
    IncidentId, Version,
    incident::{
        Command, Risk, Triaged,
        notification::{self, PersonalDataAnswered},
    },
    limits,
    vocabulary::{AffectedAsset, Likelihood, Regime, Severity},
};
use utoipa::ToSchema;

use super::{Changed, changed};
use crate::App;
use crate::act::Act;
use crate::dispatch::{DispatchError, Done};
use crate::fields::{FieldError, Fields};
use crate::lists::Lists;
use crate::web::error::{HttpError, ProblemDetails};
use crate::web::extract::{Change, Id, IfMatch, Json};
use crate::web::schema;

/// The judgement at triage.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Triage {
    /// How bad it was.
    #[schema(schema_with = schema::severities)]
    pub actual: String,
    /// How bad it could have been, never lower than `actual`; not needed with `risk`.
    #[serde(default)]
    #[schema(schema_with = schema::severities, required = false)]
    pub potential: String,
    /// Harm and likelihood that the potential follows from.
    pub risk: Option<TriagedRisk>,
    /// A code of `/api/v1/lists`.
    #[schema(example = "misdirected")]
    pub category: String,
    /// The unit where the conditions lie: a code or a name of the list, else a short name.
    #[schema(max_length = 200)]
    pub unit: Option<String>,
    /// Information assets that it touched, at most 50.
    #[serde(default)]
    pub assets: Vec<TriagedAsset>,
    /// Whether personal data were touched, when that is known.
    pub personal_data: Option<bool>,
    /// Laws that have to be assessed before closing: gdpr, nis2.
    #[serde(default)]
    pub assess: Vec<String>,
}

/// What could come of it, were it to happen again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TriagedRisk {
    /// The worst harm that is reasonable to expect.
    #[schema(schema_with = schema::severities)]
    pub harm: String,
    /// How likely it is to become that bad: unlikely, possible, likely.
    #[schema(example = "possible")]
    pub likelihood: String,
}

/// An information asset and its classes. Level 4, national security, must not be
/// written here: turn to the security protection officer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TriagedAsset {
    /// Its name, at most 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    pub asset: String,
    /// Confidentiality, 0–3.
    #[schema(maximum = 3)]
    pub k: u8,
    /// Integrity, 0–3.
    #[schema(maximum = 3)]
    pub r: u8,
    /// Availability, 0–3.
    #[schema(maximum = 3)]
    pub t: u8,
}

impl Triage {
    /// The domain's view of the judgement.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub fn read(self, lists: &Lists) -> Result<Triaged, Vec<FieldError>> {
        let mut fields = Fields::default();
        let mut severity = |pointer: &str, said: &str| {
            fields.one_of(pointer, Severity::from_stored(said), Severity::ALL)
        };
        let actual = severity("/actual", &self.actual);
        let potential = (self.risk.is_none() || !self.potential.is_empty())
            .then(|| severity("/potential", &self.potential));
        let harm = self.risk.as_ref().map(|risk| severity("/risk/harm", &risk.harm));
        let likelihood = self.risk.as_ref().map(|risk| {
            let likelihood = Likelihood::from_stored(&risk.likelihood);
            fields.one_of("/risk/likelihood", likelihood, Likelihood::ALL)
        });
        let risk = harm.flatten().zip(likelihood.flatten());
        let risk = risk.map(|(harm, likelihood)| Risk { harm, likelihood });
        let follows = |actual: Severity| risk.map(|risk| risk.severity().max(actual));
        let potential = potential.unwrap_or_else(|| actual.and_then(follows));
        let category = fields.category("/category", &self.category, lists);
        let unit = self.unit.filter(|unit| !unit.trim().is_empty());
        let unit =
            unit.and_then(|said| lists.find_unit(&said).or_else(|| fields.label("/unit", &said)));
        fields.at_most("/assets", self.assets.len(), limits::AFFECTED_ASSETS);
        let mut assets = Vec::new();
        for (at, given) in self.assets.iter().take(limits::AFFECTED_ASSETS).enumerate() {
            let asset = fields.label(&format!("/assets/{at}/asset"), &given.asset);
            let k = fields.level(&format!("/assets/{at}/k"), given.k);
            let r = fields.level(&format!("/assets/{at}/r"), given.r);
            let t = fields.level(&format!("/assets/{at}/t"), given.t);
            if let (Some(asset), Some(k), Some(r), Some(t)) = (asset, k, r, t) {
                assets.push(AffectedAsset { asset, k, r, t });
            }
        }
        let mut assess = Vec::new();
        for (at, said) in self.assess.iter().enumerate() {
            let pointer = format!("/assess/{at}");
            assess.extend(fields.one_of(&pointer, Regime::from_stored(said), Regime::ALL));
        }
        assess.sort_unstable();
        assess.dedup();
        let ((actual, potential), category) = fields.need(actual.zip(potential).zip(category))?;
        Ok(Triaged { actual, potential, risk, category, unit, assets, assess })
    }
}

/// Judges severity, category and what the incident touched; may be done again.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/triage", tag = "incidents", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = Triage, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn post(
    State(app): State<App>,
    Id(id): Id<IncidentId>,
    if_match: IfMatch,
    Change { body: Json(triage), act }: Change<Json<Triage>>,
) -> Result<Response, HttpError> {
    let touched = triage.personal_data;
    let triaged = triage.read(&app.lists)?;
    let done = judge(&app, id, if_match.0, &act, triaged, touched).await?;
    Ok(changed(&app, done).await)
}

/// Records the judgement and, when that is known, whether personal data were touched, for the
/// API and the pages; what laws ask for is counted with it.
///
/// # Errors
/// [`DispatchError`]; nothing was changed.
pub(crate) async fn judge(
    app: &App,
    id: IncidentId,
    if_match: Option<Version>,
    act: &Act,
    triaged: Triaged,
    touched: Option<bool>,
) -> Result<Done, DispatchError> {
    let answered = touched.map(|touched| PersonalDataAnswered { touched });
    let answered =
        answered.map(|it| Command::Notify(notification::Command::AnswerPersonalData(it)));
    let commands = std::iter::once(Command::Triage(triaged)).chain(answered).collect();
    app.dispatch.with_deadlines(id, if_match, act, commands, &app.rule_packs).await
}
