//! Rules of triage, legal assessment and the choice of a response.
//!
//! Must never let a judgement be made by anyone but the organisation.

use tillbud_events::incident::{Command, Event, Rejection, Risk, Triaged};
use tillbud_events::limits::AFFECTED_ASSETS;
use tillbud_events::vocabulary::{AffectedAsset, Level, Likelihood, Regime, Response, Severity};

use crate::support::incidents::{
    analysed, assessed, assessment, given, judgement, opened, responded, response, triaged,
    triaged_for,
};
use crate::support::label;

fn judged(actual: Severity, potential: Severity) -> Triaged {
    Triaged { actual, potential, ..judgement() }
}

fn touching(assets: usize) -> Triaged {
    let level = Level::parse(3).unwrap();
    let asset = |number| AffectedAsset {
        asset: label(&format!("Larmpanel {number}")),
        k: level,
        r: level,
        t: level,
    };
    Triaged { assets: (1..=assets).map(asset).collect(), ..judgement() }
}

#[test]
fn an_incident_is_triaged() {
    given(&[opened()]).when(Command::Triage(judgement())).then(&[triaged()]);
}

#[test]
fn the_same_judgement_again_changes_nothing() {
    given(&[opened(), triaged()]).when(Command::Triage(judgement())).then_nothing();
}

#[test]
fn the_potential_severity_is_at_least_the_actual_one() {
    for (place, actual) in Severity::ALL.iter().enumerate() {
        for (other, potential) in Severity::ALL.iter().enumerate() {
            let triaged = judged(*actual, *potential);
            let outcome = given(&[opened()]).when(Command::Triage(triaged.clone()));
            if other < place {
                outcome.then_rejected(Rejection::PotentialBelowActual);
            } else {
                outcome.then(&[Event::Triaged(triaged)]);
            }
        }
    }
}

#[test]
fn the_potential_severity_is_what_harm_and_likelihood_amount_to() {
    for harm in Severity::ALL {
        for likelihood in Likelihood::ALL {
            let risk = Risk { harm: *harm, likelihood: *likelihood };
            for potential in Severity::ALL {
                let triaged = Triaged { risk: Some(risk), ..judged(Severity::Minor, *potential) };
                let outcome = given(&[opened()]).when(Command::Triage(triaged.clone()));
                if *potential == Severity::None {
                    outcome.then_rejected(Rejection::PotentialBelowActual);
                } else if *potential == risk.severity().max(Severity::Minor) {
                    outcome.then(&[Event::Triaged(triaged)]);
                } else {
                    outcome.then_rejected(Rejection::PotentialNotOfRisk);
                }
            }
        }
    }
}

#[test]
fn a_triage_names_at_most_50_assets() {
    assert_eq!(AFFECTED_ASSETS, 50);
    given(&[opened()]).when(Command::Triage(touching(50))).then(&[Event::Triaged(touching(50))]);
    given(&[opened()]).when(Command::Triage(touching(51))).then_rejected(Rejection::TooManyAssets);
}

#[test]
fn a_law_that_triage_named_is_assessed() {
    given(&[opened(), triaged_for(&[Regime::Gdpr, Regime::Nis2])])
        .when(Command::DecideAssessment(assessment(Regime::Nis2, true)))
        .then(&[assessed(Regime::Nis2, true)]);
}

#[test]
fn a_law_that_triage_did_not_name_is_not_assessed() {
    for history in [vec![opened()], vec![opened(), triaged_for(&[Regime::Gdpr])]] {
        given(&history)
            .when(Command::DecideAssessment(assessment(Regime::Nis2, true)))
            .then_rejected(Rejection::AssessmentNotTriggered(Regime::Nis2));
    }
}

#[test]
fn the_same_assessment_with_other_reasons_is_refused_and_not_lost_in_silence() {
    given(&[opened(), triaged_for(&[Regime::Gdpr]), assessed(Regime::Gdpr, false)])
        .when(Command::DecideAssessment(assessment(Regime::Gdpr, false)))
        .then_rejected(Rejection::AlreadyAssessed(Regime::Gdpr));
}

#[test]
fn a_response_is_chosen_after_triage() {
    for chosen in Response::ALL {
        given(&[opened(), triaged()])
            .when(Command::ChooseResponse(response(*chosen)))
            .then(&[responded(*chosen)]);
        given(&[opened()])
            .when(Command::ChooseResponse(response(*chosen)))
            .then_rejected(Rejection::NotTriaged);
    }
}

#[test]
fn another_response_can_be_chosen_and_the_same_changes_nothing() {
    let history = [opened(), triaged(), responded(Response::LocalFix)];
    given(&history)
        .when(Command::ChooseResponse(response(Response::FullAnalysis)))
        .then(&[responded(Response::FullAnalysis)]);
    given(&history).when(Command::ChooseResponse(response(Response::LocalFix))).then_nothing();
}

#[test]
fn choosing_the_same_response_after_its_analysis_begins_another_analysis() {
    given(&[opened(), triaged(), responded(Response::AfterActionReview), analysed()])
        .when(Command::ChooseResponse(response(Response::AfterActionReview)))
        .then(&[responded(Response::AfterActionReview)]);
}
