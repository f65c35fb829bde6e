//! One corrective action: what it is for, how far it has come, and the form of the next step.
//!
//! Must never name a person: owner and verifier are roles.

pub mod measure;
pub mod work;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use tillbud_events::vocabulary::{Effect, Label};
use tillbud_events::{ActionId, IncidentId, Version};
use tillbud_projections::action::{self, ActionRow};
use tillbud_projections::evidence::EvidenceRow;
use tillbud_projections::held_function;
use tillbud_projections::incident::{self, FactorRow, IncidentRow};
use tillbud_projections::timeline::{self, TimelineRow};

use super::evidence::{self, Evidence};
use super::form::{Form, Forms};
use super::frame::Frame;
use super::incident::history::{Entry, since};
use super::incident::said;
use super::sections::{self, Section};
use super::when::When;
use super::{Choice, Pair, answer};
use crate::App;
use crate::access::{Right, Staff};
use crate::web::api::functions::suggested;
use crate::web::error::HttpError;
use crate::web::extract::Id;
use crate::web::language::Locale;

/// The states in which a file can be attached.
const ATTACHABLE: [&str; 3] = ["decided", "implemented", "assessed"];

/// Everything that the page of one action is made of.
pub struct Rows {
    /// The action.
    pub action: ActionRow,
    /// The incident that it is for.
    pub incident: Option<IncidentRow>,
    /// The factors that it addresses.
    pub factors: Vec<FactorRow>,
    /// Its own history, oldest first.
    pub history: Vec<TimelineRow>,
    /// Its files of evidence.
    pub evidence: Vec<EvidenceRow>,
    /// The figure that it is meant to move.
    pub measure: measure::Shown,
    /// Whether the viewer may see the incident.
    pub may_read_incident: bool,
    /// Whether the viewer works on actions.
    pub may_work: bool,
    /// Whether the viewer tells that it was done, or asks for another day; who does neither this
    /// nor that sees no form.
    pub may_carry_out: bool,
    /// Whether the viewer's account sees to the function that owns it: whoever does confirms
    /// nothing of it, in any role.
    pub is_own: bool,
    /// Functions that it can be given to.
    pub owners: Vec<String>,
    /// The present day.
    pub today: Date,
}

/// The page of one action.
#[derive(Template)]
#[template(path = "action/page.html")]
pub struct Action {
    frame: Frame,
    forms: Forms,
    address: String,
    version: i64,
    title: String,
    state: String,
    is_overdue: bool,
    incident: Option<Pair>,
    facts: Vec<Pair>,
    texts: Vec<Pair>,
    factors: Vec<Pair>,
    effects: Vec<Choice>,
    history: Vec<Entry>,
    changes: Vec<Entry>,
    measure: measure::Shown,
    evidence: Evidence,
    may_work: bool,
    may_carry_out: bool,
    can_verify: bool,
    is_own: bool,
    owners: Vec<String>,
    is_weak: bool,
}

impl Action {
    /// The page, with its forms as they stand.
    #[must_use]
    pub fn new(frame: Frame, rows: Rows, forms: Forms) -> Self {
        let Rows { action: row, incident, factors, history, measure, .. } = rows;
        let due: Option<Date> = row.due.as_deref().and_then(|day| day.parse().ok());
        let factor = |row: FactorRow| Pair {
            label: format!(
                "{} ({})",
                frame.word("element", row.element),
                frame.word("direction", row.direction)
            ),
            words: said(&frame, row.text),
        };
        let effect = forms.sent.get("effect");
        let effect = |it: &Effect| Choice::new(it.as_str(), frame.word("effect", it), effect);
        let incident = incident.filter(|_| rows.may_read_incident).map(|row| Pair {
            label: format!("/incidents/{}", row.incident_id),
            words: said(&frame, row.title),
        });
        let version = forms.sent.version().unwrap_or(Version(u64::MAX));
        let is_seen = ["improved", "cannot_tell"];
        Self {
            address: format!("/actions/{}", row.action_id),
            version: row.version,
            is_overdue: row.state == "decided" && due.is_some_and(|due| due < rows.today),
            facts: facts(&frame, &row, due),
            texts: texts(&frame, &row),
            factors: factors.into_iter().map(factor).collect(),
            effects: Effect::ALL.iter().map(effect).collect(),
            changes: if forms.is_stale() { since(&frame, &history, version) } else { vec![] },
            history: history.iter().map(|row| Entry::new(&frame, row)).collect(),
            evidence: Evidence::new(
                &frame,
                &format!("/actions/{}", row.action_id),
                &rows.evidence,
                &forms,
                (
                    rows.may_carry_out && ATTACHABLE.contains(&row.state.as_str()),
                    rows.may_carry_out,
                ),
            ),
            incident,
            measure,
            may_work: rows.may_work,
            may_carry_out: rows.may_carry_out,
            is_own: rows.is_own,
            owners: rows.owners,
            can_verify: row.effect.as_deref().is_some_and(|effect| is_seen.contains(&effect)),
            is_weak: row.strength == "weaker",
            title: said(&frame, row.text),
            state: row.state,
            forms,
            frame,
        }
    }

    fn is_in(&self, states: &[&str]) -> bool {
        self.may_work && states.contains(&self.state.as_str())
    }

    fn can_carry_out(&self) -> bool {
        self.may_carry_out && self.state == "decided"
    }

    /// The sections that the page has; the first of them is there as long as something is left
    /// to do.
    fn sections(&self) -> Vec<Section> {
        let has_next = self.can_carry_out() || (self.may_work && self.state != "verified");
        let has_measure = self.measure.named.is_some();
        let known = [
            (has_next, Some("s"), "next", "sections-next"),
            (has_measure, Some("m"), "measure", "action-measure"),
            (true, Some("f"), "files", "evidence-title"),
            (true, Some("h"), "history", "incident-history"),
        ];
        sections::shown(&self.frame, &known)
    }

    fn form(&self, wish: &str) -> Form {
        self.forms.form(&self.frame, &format!("{}/work", self.address), self.version, wish)
    }

    /// What was written into a field that was refused, or what stands there now.
    fn written<'w>(&'w self, field: &str, now: &'w str) -> &'w str {
        if self.forms.sent.has(field) { self.value(field) } else { now }
    }

    fn value(&self, field: &str) -> &str {
        self.forms.sent.get(field)
    }

    fn problem(&self, field: &str) -> &str {
        self.forms.problem(field)
    }
}

/// One action.
///
/// # Errors
/// When there is none, or the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<ActionId>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true).for_role(staff.role);
    let forms = Forms::fresh(&app);
    answer(StatusCode::OK, &page(&app, frame, staff, id, forms).await?)
}

pub(super) async fn page(
    app: &App,
    frame: Frame,
    staff: Staff,
    id: ActionId,
    forms: Forms,
) -> Result<Action, HttpError> {
    let db = app.read_models.db();
    let action = action::get(db, id).await?.ok_or(HttpError::NotFound)?;
    let addressed = action::factors(db, id).await?;
    let (mut incident, mut factors) = (None, Vec::new());
    if let Ok(incident_id) = action.incident_id.parse::<IncidentId>() {
        incident = incident::get(db, incident_id).await?;
        factors = incident::factors(db, incident_id).await?;
        factors.retain(|row| addressed.iter().any(|it| it.factor_id == row.factor_id));
    }
    let may_work = Right::WorkActions.is_held_by(staff.role);
    let rows = Rows {
        is_own: is_own(app, staff, &action).await?,
        owners: if may_work { suggested(app).await? } else { Vec::new() },
        measure: measure::of(app, &frame, staff, &action, &forms.sent).await?,
        evidence: evidence::rows(app, id).await?,
        action,
        incident,
        factors,
        history: timeline::of_stream(db, id).await?,
        may_read_incident: Right::ReadIncidents.is_held_by(staff.role),
        may_work,
        may_carry_out: Right::CarryOutActions.is_held_by(staff.role),
        today: app.clock.today(),
    };
    Ok(Action::new(frame, rows, forms))
}

async fn is_own(app: &App, staff: Staff, row: &ActionRow) -> Result<bool, HttpError> {
    let owner = row.owner.as_deref().and_then(|owner| Label::parse(owner).ok());
    let Some(owner) = owner.map(|owner| owner.folded()) else { return Ok(false) };
    let held = held_function::of(app.read_models.db(), staff.holder()).await?;
    Ok(held.iter().any(|row| row.folded == owner))
}

fn facts(frame: &Frame, row: &ActionRow, due: Option<Date>) -> Vec<Pair> {
    let moved = (row.rescheduled_count > 0)
        .then(|| frame.fill("action-moved-times", "count", row.rescheduled_count));
    [
        ("incident-action-strength", Some(frame.word("strength", &row.strength))),
        ("incident-action-owner", row.owner.clone()),
        ("incident-action-due", due.map(|due| When::date(frame, due).words)),
        ("action-moved", moved),
        ("incident-action-effect", row.effect.as_ref().map(|it| frame.word("effect", it))),
        ("action-verified-by", row.verifier.clone()),
    ]
    .into_iter()
    .filter_map(|(key, words)| words.map(|words| Pair { label: frame.t(key), words }))
    .collect()
}

fn texts(frame: &Frame, row: &ActionRow) -> Vec<Pair> {
    [
        ("action-weak-plan", &row.weak_plan_reason),
        ("action-evidence", &row.evidence),
        ("action-assessment", &row.assessment),
        ("action-residual-risk", &row.residual_risk),
    ]
    .into_iter()
    .filter_map(|(key, words)| Some(Pair { label: frame.t(key), words: words.clone()? }))
    .collect()
}

#[cfg(test)]
mod tests {
    use tillbud_projections::action::State as ActionState;

    use super::*;
    use crate::web::pages::incident::tests as incidents;
    use crate::web::pages::testing::{HOSTILE, assert_keys_press, assert_sound, frames};

    #[test]
    fn every_state_is_shown_with_the_form_of_its_next_step_and_escaped() {
        for frame in frames() {
            for state in ActionState::ALL {
                let rows = |may_work| Rows {
                    action: incidents::action(*state),
                    incident: Some(incidents::row()),
                    factors: vec![],
                    history: vec![],
                    evidence: incidents::evidence(),
                    measure: measure::Shown {
                        named: Some(HOSTILE.into()),
                        sentences: vec![HOSTILE.into()],
                        ..measure::Shown::default()
                    },
                    may_read_incident: may_work,
                    may_work,
                    may_carry_out: may_work,
                    is_own: false,
                    owners: vec![HOSTILE.into()],
                    today: jiff::civil::date(2026, 11, 23),
                };
                let forms = || Forms { key: "k".into(), ..Forms::default() };
                let html = Action::new(frame.clone(), rows(true), forms()).render().unwrap();
                assert_sound(&html);
                let is_final = state.as_str() == "verified";
                assert_eq!(html.contains("id=\"next\""), !is_final, "{state}");
                assert_eq!(html.contains("href=\"#next\""), !is_final, "{state}");
                for part in ["measure", "files", "history"] {
                    assert!(html.contains(&format!("href=\"#{part}\"")), "{part}");
                    assert!(html.contains(&format!("id=\"{part}\"")), "{part}");
                }
                let may_attach = ATTACHABLE.contains(&state.as_str());
                assert_eq!(html.contains("id=\"form-attach\""), may_attach, "{state}");
                assert!(html.contains("id=\"form-withdraw_file\""), "{state}");
                assert!(html.contains("/incidents/") && !html.contains(HOSTILE));
                let seen = Action::new(frame.clone(), rows(false), forms()).render().unwrap();
                assert!(!seen.contains("name=\"wish\"") && !seen.contains("/incidents/"));
                assert_keys_press(&html);
                assert_keys_press(&seen);
            }
        }
    }

    fn shown(frame: Frame, state: ActionState, may_work: bool, is_own: bool) -> String {
        let rows = Rows {
            action: ActionRow { effect: Some("improved".into()), ..incidents::action(state) },
            incident: None,
            factors: vec![],
            history: vec![],
            evidence: vec![],
            measure: measure::Shown::default(),
            may_read_incident: may_work,
            may_work,
            may_carry_out: true,
            is_own,
            owners: vec!["IT-drift".into()],
            today: jiff::civil::date(2026, 11, 23),
        };
        let forms = Forms { key: "k".into(), ..Forms::default() };
        Action::new(frame, rows, forms).render().unwrap()
    }

    #[test]
    fn an_owner_is_offered_what_owners_do_and_nothing_else() {
        for frame in frames() {
            for state in ActionState::ALL {
                let html = shown(frame.clone(), *state, false, true);
                assert_sound(&html);
                // No figure was named, so there is none to go to.
                assert_keys_press(&html);
                assert!(!html.contains("data-key=\"m\""));
                let wishes = html.matches("name=\"wish\"").count();
                let expected = match state.as_str() {
                    "decided" => 3,
                    state if ATTACHABLE.contains(&state) => 1,
                    _ => 0,
                };
                assert_eq!(wishes, expected, "{state}");
            }
        }
    }

    #[test]
    fn whoever_sees_to_the_owners_actions_reads_who_confirms_in_place_of_the_form() {
        for frame in frames() {
            let words = frame.t("rejection-action-holder-cannot-verify");
            for is_own in [false, true] {
                let html = shown(frame.clone(), ActionState::Assessed, true, is_own);
                assert_sound(&html);
                assert_eq!(html.contains(&words), is_own);
                assert_eq!(html.contains("name=\"verifier\""), !is_own);
            }
            let decided = shown(frame, ActionState::Proposed, true, false);
            assert!(decided.contains("<option value=\"IT-drift\">"));
        }
    }
}
