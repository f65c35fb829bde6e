//! What the forms of an incident ask for, carried out through the write path.
//!
//! Must never write without the version that the writer looked at, nor tell others words
//! that the language check names and nobody settled.

use axum::extract::State;
use axum::response::{Redirect, Response};
use tillbud_events::action::{Decided, Proposed};
use tillbud_events::incident::{
    AnalysisCompleted, Assigned, Command, FactorIdentified, FactorWithdrawn, Incident,
    QuestionAnswered, Recused, Reopened, ResponseChosen, Retitled, TimelineItemAdded, WordingKept,
};
use tillbud_events::vocabulary::{Direction, Element, Question, Response as Method, Strength};
use tillbud_events::{ActionId, FactorId, IncidentId, ItemId, ReportId, Text, limits};

use super::page;
use crate::App;
use crate::access::Staff;
use crate::act::Act;
use crate::dispatch::Done;
use crate::dispatch::incident::Closing;
use crate::fields::Fields;
use crate::web::api::triage::judge;
use crate::web::conflict::refuse_named;
use crate::web::error::{HttpError, Malformed};
use crate::web::extract::Id;
use crate::web::language::Locale;
use crate::web::pages::evidence::withdraw;
use crate::web::pages::form::{Forms, Refused, Sent, back_to};
use crate::web::pages::{Posted, Switch, answer, triage_form};
use crate::wording::settle;

/// Leads from where forms are sent to the page that they stand on.
pub async fn get(locale: Locale, Id(id): Id<IncidentId>) -> Redirect {
    Redirect::to(&locale.frame(true).href(&format!("/incidents/{id}")))
}

/// Carries out one form, and shows the incident again.
///
/// # Errors
/// When there is no such incident, or our side is broken.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<IncidentId>,
    Posted(pairs): Posted<Vec<(String, String)>>,
) -> Result<Response, HttpError> {
    let sent = Sent::from(pairs);
    let address = format!("/incidents/{id}");
    let act = sent.act(&app, staff, &address)?;
    let frame = locale.frame(true).for_role(staff.role);
    let switch = Switch::Link(frame.other_href(&address));
    let frame = frame.with_switch(switch);
    match carry_out(&app, staff, id, &act, &sent).await {
        Ok(done) => {
            app.projector.caught_up(done.position).await;
            Ok(match sent.wish() {
                "recuse" => back_to(&frame, "/desk/incidents", "main"),
                wish => back_to(&frame, &address, part(wish)),
            })
        }
        Err(error) => {
            let at_triage = match &error {
                HttpError::Invalid(errors) if sent.wish() == "triage" => {
                    Some(triage_form::problems(&frame, errors))
                }
                _ => None,
            };
            let mut refused = Refused::from(error, frame.lang, sent.wish())?;
            refused.problems = at_triage.unwrap_or(refused.problems);
            let forms = Forms::refused(&app, sent, refused);
            let status = forms.status();
            answer(status, &page(&app, frame, staff, id, forms).await?)
        }
    }
}

/// The part of the page that a form belongs to.
fn part(wish: &str) -> &'static str {
    match wish {
        "item" => "timeline",
        "factor" | "withdraw_factor" => "factors",
        "withdraw_file" => "files",
        "action" => "actions",
        "link" | "unlink" => "reports",
        "merge" | "unmerge" | "assign" => "moves",
        "close" | "reopen" | "retitle" => "main",
        _ if wish.starts_with("answer_") => "analysis",
        _ => "steps",
    }
}

async fn carry_out(
    app: &App,
    staff: Staff,
    id: IncidentId,
    act: &Act,
    sent: &Sent,
) -> Result<Done, HttpError> {
    let version = sent.version();
    let command = match sent.wish() {
        "link" => {
            let report_id: ReportId = chosen(sent, "link_report")?;
            refuse_named(app, staff, report_id).await?;
            return Ok(app.dispatch.link(id, version, act, report_id, &app.rule_packs).await?);
        }
        "unlink" => {
            let report_id = chosen(sent, "report")?;
            return Ok(app.dispatch.unlink(id, version, act, report_id, &app.rule_packs).await?);
        }
        "merge" => {
            let into: IncidentId = chosen(sent, "merge_into")?;
            refuse_named(app, staff, into).await?;
            return Ok(app.dispatch.merge(id, version, act, into, &app.rule_packs).await?);
        }
        "unmerge" => {
            return Ok(app.dispatch.unmerge(id, version, act, &app.rule_packs).await?);
        }
        "withdraw_file" => return withdraw(app, id, act, sent).await,
        "close" => return Ok(app.dispatch.close(id, version, act, closing(sent)?).await?),
        "action" => return propose(app, id, act, sent).await,
        // What a law asks for may follow from the judgement.
        "triage" => {
            let said = sent.said();
            let triaged = triage_form::read(&said).read(&app.lists)?;
            let touched = triage_form::touched(&said);
            return Ok(judge(app, id, version, act, triaged, touched).await?);
        }
        "response" => Command::ChooseResponse(response(sent)?),
        "item" => item(act, sent)?,
        "factor" => factor(act, sent)?,
        "withdraw_factor" => Command::WithdrawFactor(withdrawn(sent)?),
        "retitle" => Command::Retitle(retitled(sent)?),
        "analysis" => analysis(sent)?,
        "assign" => Command::Assign(assigned(sent)?),
        "recuse" => Command::Recuse(recused(sent)?),
        "reopen" => Command::Reopen(Reopened { reason: needed(sent, "reopen_reason")? }),
        other => match other.strip_prefix("answer_").and_then(Question::from_stored) {
            Some(question) => answered(act, sent, question)?,
            None => return Err(HttpError::BadRequest(Malformed::Form)),
        },
    };
    Ok(app.dispatch.execute::<Incident>(id.into(), version, act, command).await?)
}

fn pointer(name: &str) -> String {
    format!("/{name}")
}

fn chosen<T: std::str::FromStr>(sent: &Sent, name: &str) -> Result<T, HttpError> {
    let mut fields = Fields::default();
    let id = fields.id(&pointer(name), sent.get(name));
    Ok(fields.need(id)?)
}

fn needed(sent: &Sent, name: &str) -> Result<Text, HttpError> {
    let mut fields = Fields::default();
    let text = fields.text(&pointer(name), sent.text(name));
    fields.finish()?;
    Ok(text)
}

/// `command`, when `text` holds no words to settle or says why they are kept.
fn settled(sent: &Sent, name: &str, text: &Text, command: Command) -> Result<Command, HttpError> {
    let kept = settle(&[(&pointer(name), text)], sent.maybe("kept_wording"))?;
    Ok(match kept {
        Some(reason) => Command::KeepWording(WordingKept { reason }, Box::new(command)),
        None => command,
    })
}

fn response(sent: &Sent) -> Result<ResponseChosen, HttpError> {
    let mut fields = Fields::default();
    let response = Method::from_stored(sent.get("response"));
    let response = fields.one_of("/response", response, Method::ALL);
    let reason = fields.optional_text("/response_reason", sent.maybe("response_reason"));
    let response = fields.need(response)?;
    Ok(ResponseChosen { response, reason })
}

fn item(act: &Act, sent: &Sent) -> Result<Command, HttpError> {
    let mut fields = Fields::default();
    let text = fields.text("/item_text", sent.text("item_text"));
    let happened = fields.optional_date("/item_happened", Some(sent.get("item_happened")));
    let corrects = sent.maybe("item_corrects");
    let corrects = corrects.and_then(|id| fields.id::<ItemId>("/item_corrects", &id));
    fields.finish()?;
    let item_id = ItemId(act.id("item"));
    let item = TimelineItemAdded { item_id, happened, text: text.clone(), corrects };
    settled(sent, "item_text", &text, Command::AddTimelineItem(item))
}

fn factor(act: &Act, sent: &Sent) -> Result<Command, HttpError> {
    let mut fields = Fields::default();
    let element = Element::from_stored(sent.get("factor_element"));
    let element = fields.one_of("/factor_element", element, Element::ALL);
    let direction = Direction::from_stored(sent.get("factor_direction"));
    let direction = fields.one_of("/factor_direction", direction, Direction::ALL);
    let text = fields.text("/factor_text", sent.text("factor_text"));
    let (element, direction) = fields.need(element.zip(direction))?;
    let factor_id = FactorId(act.id("factor"));
    let factor = FactorIdentified { factor_id, element, direction, text: text.clone() };
    settled(sent, "factor_text", &text, Command::IdentifyFactor(factor))
}

fn withdrawn(sent: &Sent) -> Result<FactorWithdrawn, HttpError> {
    let mut fields = Fields::default();
    let factor_id = fields.id("/factor_withdrawn", sent.get("factor_withdrawn"));
    let reason = fields.text("/factor_reason", sent.text("factor_reason"));
    let factor_id = fields.need(factor_id)?;
    Ok(FactorWithdrawn { factor_id, reason })
}

fn answered(act: &Act, sent: &Sent, question: Question) -> Result<Command, HttpError> {
    let name = format!("answer_{question}");
    let text = needed(sent, &name)?;
    let answer_id = ItemId(act.id("answer"));
    let answer = QuestionAnswered { answer_id, question, text: text.clone() };
    settled(sent, &name, &text, Command::AnswerQuestion(answer))
}

fn analysis(sent: &Sent) -> Result<Command, HttpError> {
    let summary = needed(sent, "analysis_summary")?;
    let completed = AnalysisCompleted { summary: summary.clone() };
    settled(sent, "analysis_summary", &summary, Command::CompleteAnalysis(completed))
}

fn assigned(sent: &Sent) -> Result<Assigned, HttpError> {
    let mut fields = Fields::default();
    let role = fields.label("/assign_role", sent.get("assign_role"));
    let handover = fields.optional_text("/assign_handover", sent.maybe("assign_handover"));
    let role = fields.need(role)?;
    Ok(Assigned { role, handover })
}

fn retitled(sent: &Sent) -> Result<Retitled, HttpError> {
    let mut fields = Fields::default();
    let title = sent.text("title_text");
    let title = fields.long_text("/title_text", title, limits::TITLE_CHARACTERS);
    fields.finish()?;
    Ok(Retitled { title })
}

fn recused(sent: &Sent) -> Result<Recused, HttpError> {
    let mut fields = Fields::default();
    let reason = fields.optional_text("/recuse_reason", sent.maybe("recuse_reason"));
    let is_sure = Some(()).filter(|()| !sent.get("recuse_sure").is_empty());
    if is_sure.is_none() {
        fields.wrong("/recuse_sure", crate::fields::Problem::Missing);
    }
    fields.need(is_sure)?;
    Ok(Recused { reason })
}

fn closing(sent: &Sent) -> Result<Closing, HttpError> {
    let mut fields = Fields::default();
    let outcome = fields.text("/close_outcome", sent.text("close_outcome"));
    let weak_plan_reason = fields.optional_text("/close_weak", sent.maybe("close_weak"));
    fields.finish()?;
    let kept_wording = settle(&[("/close_outcome", &outcome)], sent.maybe("kept_wording"))?;
    Ok(Closing { outcome, weak_plan_reason, kept_wording })
}

/// An action, decided at once when an owner and a day were given.
async fn propose(
    app: &App,
    incident_id: IncidentId,
    act: &Act,
    sent: &Sent,
) -> Result<Done, HttpError> {
    let mut fields = Fields::default();
    let text = fields.text("/action_text", sent.text("action_text"));
    let strength = Strength::from_stored(sent.get("action_strength"));
    let strength = fields.one_of("/action_strength", strength, Strength::ALL);
    let addresses = sent.all("action_addresses");
    fields.at_most("/action_addresses", addresses.len(), limits::FACTORS);
    let addresses =
        addresses.into_iter().filter_map(|id| fields.id("/action_addresses", id)).collect();
    let (owner, due) = (sent.maybe("action_owner"), sent.maybe("action_due"));
    let decided = if owner.is_some() || due.is_some() {
        let owner = fields.label("/action_owner", &owner.unwrap_or_default());
        let due = fields.day("/action_due", &due.unwrap_or_default());
        let weak_plan_reason = fields.optional_text("/action_weak", sent.maybe("action_weak"));
        owner.map(|owner| Decided { owner, due, weak_plan_reason })
    } else {
        None
    };
    let strength = fields.need(strength)?;
    let action_id = ActionId(act.id("action"));
    let proposed = Proposed { incident_id, text, strength, addresses };
    let version = sent.version();
    Ok(match decided {
        None => app.dispatch.propose_action(action_id, version, act, proposed).await?,
        Some(decided) => {
            app.dispatch.propose_decided_action(action_id, version, act, proposed, decided).await?
        }
    })
}
