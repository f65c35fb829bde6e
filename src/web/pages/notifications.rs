//! One incident's notifications: the clocks, what was sent, and each step as a form.
//!
//! Must never decide or send anything by itself, nor show a reporter's words, nor write over
//! what somebody else wrote meanwhile without telling.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use tillbud_events::IncidentId;
use tillbud_events::rule_pack::{RulePack, RulePacks};
use tillbud_events::vocabulary::{Clock, Regime, Standing};
use tillbud_projections::db::timestamp;
use tillbud_projections::notification::NotificationRow;

use super::changes::{self, Change};
use super::clocks::{self, Due};
use super::frame::Frame;
use super::notice_forms::{Form, Kind, Said, Wish, acts, yes_no};
use super::when::When;
use super::{Choice, FieldProblem, Pair, Posted, act, answer};
use crate::App;
use crate::access::{Right, Staff};
use crate::dispatch::DispatchError;
use crate::fields::FieldError;
use crate::web::api::notifications::step;
use crate::web::error::{HttpError, Malformed};
use crate::web::extract::Id;
use crate::web::language::Locale;
use crate::web::situation::{Situation, Whole};
use crate::web::words;

/// The page of one incident's notifications.
#[derive(Template)]
#[template(path = "notifications.html")]
pub struct Notifications {
    frame: Frame,
    key: String,
    version: i64,
    address: String,
    incident: Option<String>,
    title: String,
    answer: Form,
    proposals: Vec<Proposal>,
    ask: Form,
    duties: Vec<Duty>,
    changes: Vec<Change>,
    /// Which text says what became of the form that was sent.
    changes_hint: &'static str,
    /// What was written in a form that is not on the page any more.
    unplaced: Vec<Pair>,
    problems: Vec<FieldProblem>,
}

struct Proposal {
    law: String,
    grounds: Vec<String>,
    form: Form,
}

/// One notification.
struct Duty {
    id: String,
    law: String,
    regime: String,
    controller: String,
    recipient: Option<(String, String)>,
    standing: String,
    next: Option<String>,
    due: Option<Due>,
    is_declared: bool,
    stages: Vec<Stage>,
    told: Vec<Pair>,
    sent: Vec<Sent>,
    unconfirmed: Vec<String>,
    sources: Vec<(String, String)>,
    pack: String,
    recount: Option<Form>,
    document: String,
    forms: Vec<Form>,
}

struct Stage {
    name: String,
    note: String,
    worst_case: Option<When>,
    declared: Option<When>,
    sent: Option<When>,
}

struct Sent {
    kind: String,
    stage: String,
    at: When,
    reference: Option<String>,
    words: Option<String>,
}

impl Notifications {
    /// The page, as of `now`; a random `key` travels in its forms.
    #[must_use]
    pub fn new(
        frame: Frame,
        key: String,
        packs: &RulePacks,
        id: IncidentId,
        situation: Situation,
        now: Timestamp,
    ) -> Self {
        let Situation { incident, personal_data, proposals, notifications } = situation;
        let proposals = proposals.into_iter().map(|(regime, grounds)| {
            let form_id = format!("p-{regime}");
            let form = Form::new(&frame, form_id, "ask", regime.as_str(), None);
            Proposal {
                law: law(&frame, packs, regime.as_str()),
                grounds: grounds.iter().map(|it| frame.word("ground", it.as_str())).collect(),
                form: form.with(&frame, "controller", Kind::Line, String::new()),
            }
        });
        let laws = packs.iter().map(|pack| pack.regime);
        let laws = laws.map(|it| Choice::new(it.as_str(), frame.word("regime", it), ""));
        let ask = Form::new(&frame, "ask".into(), "ask", "", None)
            .pick(&frame, "regime", laws.collect())
            .with(&frame, "controller", Kind::Line, String::new());
        let answer = Form::new(&frame, "answer".into(), "personal-data", "", None)
            .pick(&frame, "touched", yes_no(&frame, personal_data))
            .open(personal_data.is_none());
        let duties = notifications.into_iter().zip(1..);
        Self {
            key,
            version: incident.version,
            address: format!("/incidents/{id}/notifications"),
            incident: frame.leads_to_incidents().then(|| format!("/incidents/{id}")),
            title: incident.title.unwrap_or_else(|| frame.t("erased")),
            answer,
            proposals: proposals.collect(),
            ask,
            duties: duties.map(|(it, at)| Duty::new(&frame, packs, it, at, now)).collect(),
            changes: Vec::new(),
            changes_hint: "desk-changed-hint",
            unplaced: Vec::new(),
            problems: Vec::new(),
            frame,
        }
    }

    /// The same, for whoever looked at `version` and was not told what happened since: the next
    /// form is compared with that version.
    #[must_use]
    pub fn seen_at(self, version: &str) -> Self {
        let version = version.parse().unwrap_or(self.version);
        Self { version, ..self }
    }

    /// The same, with what others did since the form was loaded: what was written is kept.
    #[must_use]
    pub fn with_changes(self, said: &Said, changes: Vec<Change>) -> Self {
        Self { changes, ..self }.with_problem(said, &[], None)
    }

    /// The same, with a form that could not be carried out: what was written is kept.
    #[must_use]
    pub fn with_problem(
        mut self,
        said: &Said,
        errors: &[FieldError],
        words: Option<String>,
    ) -> Self {
        let frame = self.frame.clone();
        let of = |field: &str, words: String| FieldProblem { field: field.to_owned(), words };
        if let Some(form) = self.form(&said.form) {
            let mut problems = form.keep(&frame, said, errors);
            problems.extend(words.map(|words| of(&form.id, words)));
            self.problems = problems;
        } else {
            self.unplaced = said.written(&frame);
            let is_empty = self.unplaced.is_empty();
            self.changes_hint = if is_empty { "notice-gone-empty" } else { "notice-gone" };
            self.problems = words.into_iter().map(|words| of("main", words)).collect();
        }
        // What others did is told above the form, and is reason enough.
        if self.problems.is_empty() && self.changes.is_empty() {
            self.problems.push(of("main", frame.t("notice-elsewhere")));
        }
        self
    }

    fn form(&mut self, id: &str) -> Option<&mut Form> {
        let of_duties = self.duties.iter_mut();
        let of_duties = of_duties.flat_map(|duty| duty.forms.iter_mut().chain(&mut duty.recount));
        let of_proposals = self.proposals.iter_mut().map(|proposal| &mut proposal.form);
        let mut all = of_duties.chain(of_proposals).chain([&mut self.answer, &mut self.ask]);
        all.find(|form| form.id == id)
    }
}

impl Duty {
    fn new(frame: &Frame, packs: &RulePacks, whole: Whole, at: usize, now: Timestamp) -> Self {
        let Whole { row, deadlines, sendings } = whole;
        let pack = Regime::from_stored(&row.regime).and_then(|regime| packs.of(regime));
        let name = |stage: &str| clocks::stage_name(frame, packs, &row.regime, stage);
        let due = |stage: &str, clock: Clock| {
            let mut found = deadlines.iter().filter(|it| it.clock == clock.as_str());
            let found = found.find(|it| it.stage == stage)?;
            Some(clocks::moment(frame, timestamp(found.due_at)))
        };
        let sent_at = |stage: &str| {
            let mut found = sendings.iter().filter(|it| it.kind == Standing::Sent.as_str());
            let found = found.find(|it| it.stage == stage)?;
            Some(clocks::moment(frame, timestamp(found.sent_at)))
        };
        let stages = pack.iter().flat_map(|pack| &pack.stages).map(|stage| {
            let code = stage.code.as_str();
            Stage {
                name: stage.name.of(frame.lang).to_owned(),
                note: stage.note.as_ref().map_or("", |note| note.of(frame.lang)).to_owned(),
                worst_case: due(code, Clock::WorstCase),
                declared: due(code, Clock::Declared),
                sent: sent_at(code),
            }
        });
        let unsent: Vec<&str> = pack
            .iter()
            .flat_map(|pack| &pack.stages)
            .map(|stage| stage.code.as_str())
            .filter(|code| sent_at(code).is_none())
            .collect();
        let were_sent: Vec<&str> = sendings
            .iter()
            .filter(|it| it.kind == Standing::Sent.as_str())
            .map(|it| it.stage.as_str())
            .collect();
        let id = format!("n{at}");
        let to_form =
            FormOf { frame, row: &row, id: &id, unsent: &unsent, sent: &were_sent, packs, now };
        let standing = Standing::from_stored(&row.standing).unwrap_or(Standing::Assessing);
        let is_running = !matches!(standing, Standing::NotNotifiable | Standing::Final);
        let is_outdated = is_running
            && pack.is_some_and(|pack| row.pack.as_deref() != Some(pack.version.as_str()));
        let has_next = match standing {
            Standing::Assessing | Standing::NotNotifiable | Standing::Due => true,
            Standing::Sent | Standing::Supplemented => row.next_stage.is_some(),
            Standing::Final => false,
        };
        let recount = Form::new(
            frame,
            format!("{id}-recount"),
            "recount",
            &row.regime,
            Some(&row.controller),
        );
        Self {
            law: law(frame, packs, &row.regime),
            recipient: pack.map(|pack| {
                let recipient = &pack.recipient;
                (recipient.of(frame.lang).to_owned(), recipient.url.clone())
            }),
            next: row.next_stage.as_deref().map(name),
            due: row.next_due.map(|due| Due::new(frame, timestamp(due), now)),
            is_declared: row.aware_at.is_some(),
            stages: stages.collect(),
            told: told(frame, &row),
            sent: sendings
                .iter()
                .map(|it| Sent {
                    kind: it.kind.clone(),
                    stage: name(&it.stage),
                    at: clocks::moment(frame, timestamp(it.sent_at)),
                    reference: it.reference.clone(),
                    words: it.text.clone(),
                })
                .collect(),
            unconfirmed: pack.map(|pack| unconfirmed(frame, pack)).unwrap_or_default(),
            sources: pack.map(sources).unwrap_or_default(),
            pack: row.pack.clone().unwrap_or_default(),
            recount: is_outdated.then_some(recount),
            document: document_address(&row),
            forms: acts(standing)
                .iter()
                .zip(0..)
                .filter_map(|(act, order)| {
                    Some(to_form.form(act, standing)?.open(order == 0 && has_next))
                })
                .collect(),
            id,
            regime: row.regime.clone(),
            controller: row.controller.clone(),
            standing: row.standing.clone(),
        }
    }
}

/// What the forms of one notification are filled from.
struct FormOf<'a> {
    frame: &'a Frame,
    row: &'a NotificationRow,
    id: &'a str,
    unsent: &'a [&'a str],
    sent: &'a [&'a str],
    packs: &'a RulePacks,
    now: Timestamp,
}

impl FormOf<'_> {
    /// The form of an act; nothing when there is nothing to do it with.
    fn form(&self, act: &'static str, standing: Standing) -> Option<Form> {
        let Self { frame, row, id, now, .. } = *self;
        let form = Form::new(frame, format!("{id}-{act}"), act, &row.regime, Some(&row.controller));
        let words = |words: &Option<String>| words.clone().unwrap_or_default();
        match act {
            "assess" => {
                let decided = (standing != Standing::Assessing).then_some(row.notifiable).flatten();
                let other = decided.map(|notifiable| !notifiable);
                let form = form.pick(frame, "notifiable", yes_no(frame, other));
                Some(form.with(frame, "reasons", Kind::Area, String::new()))
            }
            "awareness" => {
                let aware = row.aware_at.map(|at| clocks::for_form(timestamp(at)));
                let form = form.with(frame, "aware", Kind::Moment, aware.unwrap_or_default());
                Some(form.with(frame, "reasons", Kind::Area, String::new()))
            }
            "describe" => Some(
                form.with(frame, "facts", Kind::Area, words(&row.facts))
                    .with(frame, "affected", Kind::Area, words(&row.affected))
                    .with(frame, "consequences", Kind::Area, words(&row.consequences))
                    .with(frame, "measures", Kind::Area, words(&row.measures)),
            ),
            "send" | "supplement" => {
                let stages = if act == "send" { self.unsent } else { self.sent };
                let first = stages.first()?;
                let choice = |stage: &&str| {
                    let name = clocks::stage_name(frame, self.packs, &row.regime, stage);
                    Choice::new(stage, name, first)
                };
                Some(
                    form.pick(frame, "stage", stages.iter().map(choice).collect())
                        .with(frame, "sent", Kind::Moment, clocks::for_form(now))
                        .with(frame, "reference", Kind::Line, String::new())
                        .with(frame, "text", Kind::Area, String::new()),
                )
            }
            _ => Some(form.with(frame, "text", Kind::Area, String::new())),
        }
    }
}

fn law(frame: &Frame, packs: &RulePacks, regime: &str) -> String {
    let pack = Regime::from_stored(regime).and_then(|regime| packs.of(regime));
    pack.map_or_else(|| frame.word("regime", regime), |pack| pack.law.of(frame.lang).to_owned())
}

fn unconfirmed(frame: &Frame, pack: &RulePack) -> Vec<String> {
    let told = pack.to_be_confirmed.iter();
    told.map(|it| format!("{} ({})", it.what.of(frame.lang), it.whose.of(frame.lang))).collect()
}

fn sources(pack: &RulePack) -> Vec<(String, String)> {
    pack.sources.iter().map(|it| (it.title.clone(), it.url.clone())).collect()
}

fn document_address(row: &NotificationRow) -> String {
    let base = format!("/incidents/{}/notifications/document", row.incident_id);
    let controller = Some(row.controller.as_str()).filter(|name| !name.is_empty());
    super::address::Address::new(&base)
        .with("regime", Some(&row.regime))
        .with("controller", controller)
        .to_string()
}

/// What was judged and written, in the order in which it is asked for.
fn told(frame: &Frame, row: &NotificationRow) -> Vec<Pair> {
    let moment = |at: Option<i64>| Some(clocks::moment(frame, timestamp(at?)).words);
    [
        ("notice-received", moment(row.received_at)),
        ("notice-aware", moment(row.aware_at)),
        ("notice-aware-reasons", row.aware_reasons.clone()),
        ("notice-decided", moment(row.decided_at)),
        ("notice-reasons", row.reasons.clone()),
        ("register-facts", row.facts.clone()),
        ("register-affected", row.affected.clone()),
        ("register-consequences", row.consequences.clone()),
        ("register-measures", row.measures.clone()),
        ("notice-outcome", row.finished_text.clone()),
    ]
    .into_iter()
    .filter_map(|(key, words)| Some(Pair { label: frame.t(key), words: words? }))
    .collect()
}

/// One incident's notifications.
///
/// # Errors
/// When there is none that this role may see, or the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<IncidentId>,
) -> Result<Response, HttpError> {
    answer(StatusCode::OK, &page(&app, &locale, staff, id, None).await?)
}

/// The page; with the `key` of a form that is to be sent again, when there is one.
async fn page(
    app: &App,
    locale: &Locale,
    staff: Staff,
    id: IncidentId,
    key: Option<&str>,
) -> Result<Notifications, HttpError> {
    let situation = Situation::of(app, id, staff).await?;
    let frame = locale.frame(true).for_role(staff.role);
    let key = key.map_or_else(|| app.clock.random_id().to_string(), str::to_owned);
    Ok(Notifications::new(frame, key, &app.rule_packs, id, situation, app.clock.now()))
}

/// Carries out one form, and shows the page again.
///
/// # Errors
/// When there is no such incident or form, or our side is broken.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<IncidentId>,
    Posted(said): Posted<Said>,
) -> Result<Response, HttpError> {
    if !Right::WorkNotifications.is_held_by(staff.role) {
        return Err(HttpError::Forbidden);
    }
    // A role that may not see an incident cannot change it either.
    Situation::of(&app, id, staff).await?;
    let frame = locale.frame(true).for_role(staff.role);
    let address = format!("/incidents/{id}/notifications");
    let act = act(&app, staff.actor(), &format!("{address} {}", said.act), &said.key, &said)?;
    let wish = said.clone().read(&app.rule_packs, &act);
    let wish = match wish.ok_or(HttpError::BadRequest(Malformed::Form))? {
        Ok(wish) => wish,
        Err(errors) => {
            let page = page(&app, &locale, staff, id, None).await?.seen_at(&said.version);
            let page = page.with_problem(&said, &errors, None);
            return answer(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let done = match changes::standing(&app, id, &said.version, &act).await {
        Ok(standing) if !standing.changes.is_empty() => {
            let changes = standing.changes.iter();
            let changes = changes.map(|record| Change::new(&frame, record)).collect();
            let page = page(&app, &locale, staff, id, None).await?;
            return answer(StatusCode::CONFLICT, &page.with_changes(&said, changes));
        }
        Ok(standing) => {
            let (if_match, packs) = (Some(standing.version), &app.rule_packs);
            match wish {
                Wish::Step(command) => step(&app, id, if_match, &act, *command).await,
                Wish::Recount => {
                    app.dispatch.with_deadlines(id, if_match, &act, vec![], packs).await
                }
            }
        }
        Err(error) => Err(error),
    };
    let (mut key, mut seen_at) = (None, said.version.as_str());
    let (status, words) = match done {
        Ok(done) => {
            app.projector.caught_up(done.position).await;
            return Ok(Redirect::to(&frame.href(&address)).into_response());
        }
        Err(DispatchError::Rejected(rejection)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, words::rejection(locale.lang, &rejection))
        }
        Err(DispatchError::Conflict | DispatchError::PreconditionFailed) => {
            (StatusCode::CONFLICT, frame.t("problem-conflict"))
        }
        Err(DispatchError::KeyReused) => {
            // What came before is told by these words.
            seen_at = "";
            (StatusCode::CONFLICT, frame.t("status-sent-before"))
        }
        Err(DispatchError::Unavailable(_)) => {
            // The same key makes sending it again safe; the form's own id is added to it again.
            let key_of_page = said.key.strip_suffix(&format!("-{}", said.form));
            key = Some(key_of_page.unwrap_or(&said.key));
            (StatusCode::SERVICE_UNAVAILABLE, frame.t("problem-unavailable"))
        }
        Err(error) => return Err(error.into()),
    };
    let page = page(&app, &locale, staff, id, key).await?.seen_at(seen_at);
    answer(status, &page.with_problem(&said, &[], Some(words)))
}

#[cfg(test)]
mod tests;
