//! What has to be done before an incident can be closed, shown before one tries.
//!
//! The rule itself is asked, with what the read models know. Must never decide by itself
//! what closing needs.

use std::collections::BTreeSet;

use tillbud_events::Decider;
use tillbud_events::attachment::Files;
use tillbud_events::incident::{
    Close, Gate, Incident, Open, Rejection, Stage, Triaged, notification::Notifications,
};
use tillbud_events::vocabulary::{Code, Regime, Response, Severity};
use tillbud_events::{IncidentId, Text};
use tillbud_projections::action::ActionRow;
use tillbud_projections::incident::IncidentRow;
use tillbud_projections::notification::NotificationRow;
use tillbud_projections::report::ReportRow;

use crate::web::pages::Frame;
use crate::web::pages::when::When;
use tillbud_projections::db::timestamp;

/// Kinds of gates, in the order in which they are usually passed.
pub const ORDER: [&str; 7] =
    ["triage", "response", "analysis", "assessment", "action", "weak_plan_reason", "feedback"];

/// What the read models know of an incident and of those merged into it.
pub struct Standing<'r> {
    /// The incident.
    pub incident: &'r IncidentRow,
    /// Its laws.
    pub laws: &'r [NotificationRow],
    /// Laws of merged incidents.
    pub merged_laws: &'r [(IncidentId, NotificationRow)],
    /// Incidents, this one or merged, that touched personal data, and whose law nobody was asked
    /// to assess.
    pub unasked: &'r [IncidentId],
    /// Incidents that are worked on as part of it.
    pub merged: Vec<IncidentId>,
    /// All its reports.
    pub reports: &'r [ReportRow],
    /// All its actions.
    pub actions: &'r [ActionRow],
    /// Whether the viewer may open a report.
    pub may_read_reports: bool,
}

/// One step on the way to closing.
pub struct Step {
    /// Stored name of the gate.
    pub gate: &'static str,
    /// Whether nothing is missing.
    pub is_done: bool,
    /// What is missing, with the place where it is done.
    pub missing: Vec<Missing>,
}

/// One thing that is missing.
pub struct Missing {
    /// Where it is done, for whoever may go there.
    pub address: Option<String>,
    /// What it is.
    pub words: String,
}

/// The steps on the way to closing.
#[must_use]
pub fn steps(frame: &Frame, standing: &Standing<'_>) -> Vec<Step> {
    let open = open(standing);
    let is_empty = open.is_empty();
    let missing = missing(standing, open);
    let asks_analysis = standing
        .incident
        .response
        .as_deref()
        .is_some_and(|response| ["after_action_review", "full_analysis"].contains(&response));
    let is_asked = |gate: &str| match gate {
        "analysis" => asks_analysis,
        "assessment" => {
            let has_laws = !standing.laws.is_empty() || !standing.merged_laws.is_empty();
            has_laws || !standing.unasked.is_empty()
        }
        "action" => !standing.actions.is_empty(),
        "weak_plan_reason" => missing.contains(&Gate::WeakPlanReason),
        "triage" | "response" => !is_empty,
        _ => true,
    };
    let step = |gate: &'static str| {
        let missing: Vec<_> = missing.iter().filter(|it| it.code() == gate).collect();
        Step {
            gate,
            is_done: missing.is_empty(),
            missing: missing.into_iter().filter_map(|it| place(frame, standing, it)).collect(),
        }
    };
    ORDER.into_iter().filter(|gate| is_asked(gate)).map(step).collect()
}

fn place(frame: &Frame, standing: &Standing<'_>, gate: &Gate) -> Option<Missing> {
    match gate {
        Gate::Triage | Gate::Response | Gate::Analysis | Gate::WeakPlanReason => None,
        Gate::Assessment(regime) => {
            let words = frame.word("regime", regime);
            Some(Missing { address: Some("#laws".to_owned()), words })
        }
        Gate::Feedback(id) => {
            let id = id.to_string();
            let row = standing.reports.iter().find(|row| row.report_id == id)?;
            let day = When::day(frame, timestamp(row.received_at)).words;
            let address = frame.href(&format!("/desk/reports/{id}"));
            Some(Missing {
                address: standing.may_read_reports.then_some(address),
                words: frame.fill("gate-report", "day", day),
            })
        }
        Gate::Action(id) => {
            let id = id.to_string();
            let row = standing.actions.iter().find(|row| row.action_id == id)?;
            let words = row.text.clone().unwrap_or_else(|| frame.t("erased"));
            Some(Missing { address: Some(frame.href(&format!("/actions/{id}"))), words })
        }
    }
}

/// The incident as the rule of closing knows it.
fn open(standing: &Standing<'_>) -> Open {
    let Standing { incident, reports, actions, .. } = standing;
    Open {
        title: Text::Erased,
        stage: stage(incident),
        reports: reports.iter().filter_map(|row| row.report_id.parse().ok()).collect(),
        absorbed: standing.merged.iter().copied().collect(),
        actions: actions.iter().filter_map(|row| row.action_id.parse().ok()).collect(),
        factors: BTreeSet::new(),
        items: BTreeSet::new(),
        files: Files::default(),
        notifications: Notifications::default(),
        answers: BTreeSet::new(),
        assigned: None,
    }
}

/// What the rule of closing says is missing.
fn missing(standing: &Standing<'_>, open: Open) -> Vec<Gate> {
    let Standing { incident, laws, merged_laws, reports, actions, .. } = standing;
    let owed = reports.iter().filter(|row| row.feedback_owed);
    let is_open = |row: &&ActionRow| !["verified", "abandoned"].contains(&row.state.as_str());
    let regime = |law: &NotificationRow| Regime::from_stored(&law.regime);
    let own = incident.incident_id.parse::<IncidentId>();
    let own = own.into_iter().flat_map(|id| laws.iter().map(move |law| (id, law)));
    let all = own.chain(merged_laws.iter().map(|(id, law)| (*id, law)));
    // The rule asks the same of every law, whichever incident it is of.
    let undecided = all.filter(|(_, law)| law.notifiable.is_none());
    let undecided = undecided.filter_map(|(id, law)| Some((id, regime(law)?)));
    let unasked = standing.unasked.iter().map(|id| (*id, Regime::Gdpr));
    let wish = Close {
        outcome: Text::Erased,
        weak_plan_reason: None,
        feedback_owed: owed.filter_map(|row| row.report_id.parse().ok()).collect(),
        open_actions: actions
            .iter()
            .filter(is_open)
            .filter_map(|row| row.action_id.parse().ok())
            .collect(),
        is_plan_weak_without_reason: is_plan_weak(actions),
        undecided_in_merged: undecided.chain(unasked).collect(),
    };
    match Incident::Open(open).decide(tillbud_events::incident::Command::Close(wish)) {
        Err(Rejection::NotReadyToClose(gates)) => gates,
        Ok(_) | Err(_) => vec![],
    }
}

fn is_plan_weak(actions: &[ActionRow]) -> bool {
    let mut plan = actions.iter().filter(|row| row.state != "abandoned").peekable();
    plan.peek().is_some()
        && plan.all(|row| row.strength == "weaker" && row.weak_plan_reason.is_none())
}

fn stage(row: &IncidentRow) -> Stage {
    let severity = |said: &Option<String>| Severity::from_stored(said.as_deref()?);
    let category = row.category.as_deref().and_then(|code| Code::parse(code).ok());
    let judged = severity(&row.actual).zip(severity(&row.potential)).zip(category);
    let Some(((actual, potential), category)) = judged else { return Stage::Opened };
    let triage = Triaged::of(actual, potential, category);
    match row.response.as_deref().and_then(Response::from_stored) {
        None => Stage::Triaged(triage),
        Some(response) => Stage::Responding { triage, response, analysed: row.analysed },
    }
}
