//! What the forms of a cycle ask for, carried out through the write path.
//!
//! Must never write without the version that the writer looked at.

use axum::extract::State;
use axum::response::{Redirect, Response};
use tillbud_events::ImprovementId;

use super::one::page;
use crate::App;
use crate::access::Staff;
use crate::act::Act;
use crate::dispatch::Done;
use crate::web::api::improvements::{
    AimSaid, DecisionSaid, MemberSaid, PlanSaid, StudySaid, count_action_for, decide_for, plan_for,
    reopen_for, study_for,
};
use crate::web::error::{HttpError, Malformed};
use crate::web::extract::Id;
use crate::web::language::Locale;
use crate::web::pages::form::{Forms, Refused, Sent, back_to};
use crate::web::pages::{FieldProblem, Posted, Switch, answer};

/// Leads from where forms are sent to the page that they stand on.
pub async fn get(locale: Locale, Id(id): Id<ImprovementId>) -> Redirect {
    Redirect::to(&locale.frame(true).href(&format!("/improvements/{id}")))
}

/// Carries out one form, and shows the cycle again.
///
/// # Errors
/// When there is no such cycle, or our side is broken.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<ImprovementId>,
    Posted(pairs): Posted<Vec<(String, String)>>,
) -> Result<Response, HttpError> {
    let sent = Sent::from(pairs);
    let address = format!("/improvements/{id}");
    let act = sent.act(&app, staff, &address)?;
    let frame = locale.frame(true).for_role(staff.role);
    let switch = Switch::Link(frame.other_href(&address));
    let frame = frame.with_switch(switch);
    match carry_out(&app, (id, staff), &act, &sent).await {
        Ok(done) => {
            app.projector.caught_up(done.position).await;
            Ok(back_to(&frame, &address, part(sent.wish())))
        }
        Err(error) => {
            let refused = to_page(Refused::from(error, frame.lang, sent.wish())?, sent.wish());
            let forms = Forms::refused(&app, sent, refused);
            let status = forms.status();
            answer(status, &page(&app, frame, staff, id, forms).await?)
        }
    }
}

/// The part of the page that a form changes.
fn part(wish: &str) -> &'static str {
    match wish {
        "add" | "remove" => "do",
        "study" => "study",
        "decide" | "reopen" => "act",
        _ => "plan",
    }
}

async fn carry_out(
    app: &App,
    (id, staff): (ImprovementId, Staff),
    act: &Act,
    sent: &Sent,
) -> Result<Done, HttpError> {
    let version = sent.version();
    match sent.wish() {
        "plan" => plan_for(app, id, version, act, planned(sent, None)).await,
        "replan" => {
            let said = planned(sent, sent.maybe("replan_reason"));
            plan_for(app, id, version, act, said).await
        }
        wish @ ("add" | "remove") => {
            let named = sent.maybe("action_id").unwrap_or_else(|| sent.text("action"));
            let said = MemberSaid { action_id: id_in(&named), belongs: Some(wish == "add") };
            count_action_for(app, (id, staff), version, act, &said).await
        }
        "study" => {
            let said = StudySaid { early: sent.maybe("early"), comment: sent.maybe("comment") };
            study_for(app, id, version, act, said).await
        }
        "decide" => {
            let said = DecisionSaid {
                course: sent.text("course"),
                reason: sent.text("decision_reason"),
                next_question: sent.maybe("next_question"),
            };
            decide_for(app, id, version, act, said).await
        }
        "reopen" => reopen_for(app, id, version, act, sent.text("reopen_reason")).await,
        _ => Err(HttpError::BadRequest(Malformed::Form)),
    }
}

fn planned(sent: &Sent, reason: Option<String>) -> PlanSaid {
    let expected = sent.get("expected").trim().trim_end_matches('%').trim().replace(',', ".");
    let months = |field: &str| -> Vec<String> {
        let words = sent.get(field).split([' ', ',', ';', '\n', '\r', '\t']);
        words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    PlanSaid {
        aim: AimSaid {
            measure_id: sent.text("measure_id"),
            unit: sent.maybe("unit"),
            category: sent.maybe("category"),
            movement: sent.text("movement"),
        },
        expected: expected.parse::<f64>().map_or(f64::NAN, |percent| percent / 100.0),
        baseline_from: sent.text("baseline_from"),
        baseline_to: sent.text("baseline_to"),
        triggers: months("triggers"),
        change: sent.text("change"),
        review: sent.text("review"),
        reason,
    }
}

/// The id in an address, or the text itself.
fn id_in(named: &str) -> String {
    let path = named.trim().split(['?', '#']).next().unwrap_or_default();
    path.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned()
}

/// From the names of the API to those of the page's fields.
fn to_page(refused: Refused, wish: &str) -> Refused {
    let at = |problem: FieldProblem| {
        let field = match (problem.field.as_str(), wish) {
            ("reason", "replan") => "replan_reason".to_owned(),
            ("reason", "decide") => "decision_reason".to_owned(),
            ("reason", "reopen") => "reopen_reason".to_owned(),
            _ => problem.field,
        };
        FieldProblem { field, ..problem }
    };
    Refused { problems: refused.problems.into_iter().map(at).collect(), ..refused }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_is_named_by_its_address_or_its_id() {
        const ID: &str = "6f1c2f0e-7a39-4a4c-9d4c-0d6a3b1f7a12";
        for named in [
            ID.to_owned(),
            format!(" /actions/{ID} "),
            format!("https://tillbud.example/actions/{ID}/?lang=sv#next"),
        ] {
            assert_eq!(id_in(&named), ID, "{named}");
        }
    }

    #[test]
    fn an_expected_level_is_read_in_per_cent_and_months_apart_by_anything() {
        let sent = |pairs: &[(&str, &str)]| {
            let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
            Sent::from(pairs.iter().map(pair).collect::<Vec<_>>())
        };
        for (written, ratio) in [("70", 0.7), (" 62,5 % ", 0.625), ("150%", 1.5)] {
            let said = planned(&sent(&[("expected", written)]), None);
            assert!((said.expected - ratio).abs() < 1e-12, "{written}");
        }
        assert!(planned(&sent(&[("expected", "hälften")]), None).expected.is_nan());
        let said = planned(&sent(&[("triggers", "2026-01, 2026-02;2026-03")]), None);
        assert_eq!(said.triggers, ["2026-01", "2026-02", "2026-03"]);
    }
}
