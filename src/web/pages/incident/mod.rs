//! One incident: what is known, what hindered and helped, what is being done, and the forms
//! with which the work goes on.
//!
//! Each part has its own file here and its own HTML beside it. Must never tell more of
//! anybody than a role.

pub mod choices;
pub mod follow;
pub mod gates;
pub mod history;
pub mod rows;
pub mod work;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use tillbud_events::vocabulary::Question;
use tillbud_events::{IncidentId, Version};
use tillbud_projections::action::ActionRow;
use tillbud_projections::db::timestamp;
use tillbud_projections::incident::{FactorRow, IncidentRow};
use tillbud_projections::report::ReportRow;

use self::choices::Choices;
use self::gates::Step;
use self::history::{Asked, Assignment, Entry, HistoryQuery, Item};
pub use self::rows::Rows;
use super::deadlines;
use super::evidence::Evidence;
use super::form::{Form, Forms};
use super::frame::Frame;
use super::lessons;
use super::report_row::excerpt_of;
use super::sections::{self, Section};
use super::themes;
use super::triage_form::{self, TriageForm};
use super::when::When;
use super::{Pair, answer};
use crate::App;
use crate::access::Staff;
use crate::lists::Lists;
use crate::web::cursor::PageQuery;
use crate::web::error::HttpError;
use crate::web::extract::{Id, Params};
use crate::web::language::Locale;

/// The four questions of an after-action review.
const REVIEW: [Question; 4] =
    [Question::Expected, Question::Happened, Question::Keep, Question::Change];
/// The chain of hows.
const HOWS: [Question; 5] =
    [Question::How1, Question::How2, Question::How3, Question::How4, Question::How5];
/// The page of one incident.
#[derive(Template)]
#[template(path = "incident/page.html")]
pub struct Incident {
    frame: Frame,
    forms: Forms,
    address: String,
    version: i64,
    title: String,
    stage: String,
    merged_into: Option<String>,
    merged_here: Vec<Linked>,
    assignment: Option<Assignment>,
    marks: Vec<String>,
    steps: Vec<Step>,
    texts: Vec<Pair>,
    facts: Vec<Pair>,
    hindered: Vec<Pair>,
    helped: Vec<Pair>,
    actions: Vec<Action>,
    evidence: Evidence,
    reports: Vec<Linked>,
    copies: Vec<Copied>,
    notifications: Option<Vec<deadlines::Row>>,
    notifications_address: String,
    is_unasked: bool,
    themes: Option<Vec<themes::Row>>,
    theme_address: String,
    lessons: Option<Vec<lessons::desk::Row>>,
    lesson_address: String,
    items: Vec<Item>,
    review: Vec<Asked>,
    hows: Vec<Asked>,
    history: Vec<Entry>,
    /// The page with what happened earlier, when there is more.
    earlier: Option<String>,
    /// The page with what happened last, when this is another.
    latest: Option<String>,
    may_read_reports: bool,
    changes: Vec<Entry>,
    choices: Choices,
    may_work: bool,
    is_followed: bool,
    response: Option<String>,
    triage: TriageForm,
    is_closed: bool,
    is_triaged: bool,
    is_analysing: bool,
    is_weak: bool,
    is_empty: bool,
}

struct Action {
    address: String,
    words: String,
    state: String,
    strength: String,
    owner: Option<String>,
    due: Option<When>,
    effect: Option<String>,
    is_overdue: bool,
}

/// An approved copy, in the month in which its report came.
struct Copied {
    words: String,
    lang: String,
    at: When,
    revision: i64,
}

struct Linked {
    id: String,
    address: Option<String>,
    words: String,
    at: When,
    is_own: bool,
}

impl Incident {
    /// The page, with its forms as they stand.
    #[must_use]
    pub fn new(frame: Frame, lists: &Lists, rows: Rows, forms: Forms) -> Self {
        let Rows { incident, factors, actions, reports, own_history, history, .. } = &rows;
        let (hindered, helped) =
            factors.iter().partition::<Vec<_>, _>(|factor| factor.direction == "hindered");
        let factor_pairs = |rows: Vec<&FactorRow>| {
            let factor = |row: &FactorRow| Pair {
                label: row.element.clone(),
                words: said(&frame, row.text.clone()),
            };
            rows.into_iter().map(factor).collect()
        };
        let items = history::items(&frame, own_history);
        let choices =
            Choices::new(&frame, lists, &forms.sent, (incident, factors, &items, &rows.offered));
        let judged = match forms.sent.wish() {
            "triage" => forms.sent.said(),
            _ => triage_form::judged(incident, &rows.assets, &rows.laws, rows.touched),
        };
        let wrong = forms.problems().to_vec();
        let triage = TriageForm::new(&frame, lists, &rows.organisation, &judged, wrong);
        let version = forms.sent.version().unwrap_or(Version(u64::MAX));
        let steps = rows.steps(&frame);
        let is_analysis =
            matches!(incident.response.as_deref(), Some("after_action_review" | "full_analysis"));
        let is_review = incident.response.as_deref() == Some("after_action_review");
        let address = format!("/incidents/{}", incident.incident_id);
        Self {
            version: incident.version,
            merged_here: rows.merged.iter().map(|row| Linked::merged(&frame, &row.0)).collect(),
            assignment: history::assignment(own_history),
            marks: marks(&frame, lists, incident),
            // Nothing is part of it, so there is nothing to judge.
            is_empty: steps.iter().all(|step| step.gate != "triage"),
            is_weak: steps.iter().any(|step| step.gate == "weak_plan_reason"),
            steps,
            facts: facts(&frame, lists, incident),
            texts: texts(&frame, incident),
            hindered: factor_pairs(hindered),
            helped: factor_pairs(helped),
            actions: actions.iter().map(|row| Action::new(&frame, rows.today, row)).collect(),
            reports: reports
                .iter()
                .map(|row| Linked::new(&frame, rows.may_read_reports, &rows.own, row))
                .collect(),
            copies: reports
                .iter()
                .filter(|_| rows.may_read_copies)
                .filter_map(|row| Copied::new(&frame, row))
                .collect(),
            notifications_address: format!("/incidents/{}/notifications", incident.incident_id),
            theme_address: format!("/incidents/{}/theme", incident.incident_id),
            lesson_address: format!("/incidents/{}/lesson", incident.incident_id),
            review: if is_review { history::asked(&frame, own_history, &REVIEW) } else { vec![] },
            hows: if is_analysis { history::asked(&frame, own_history, &HOWS) } else { vec![] },
            changes: if forms.is_stale() {
                history::since(&frame, own_history, version)
            } else {
                vec![]
            },
            history: history::entries(&frame, rows.may_read_reports, &history.rows),
            earlier: history.earlier.as_ref().map(|at| format!("{address}?before={at}")),
            latest: (!history.is_latest).then(|| address.clone()),
            may_read_reports: rows.may_read_reports,
            address,
            items,
            choices,
            evidence: Evidence::new(
                &frame,
                &format!("/incidents/{}", incident.incident_id),
                &rows.evidence,
                &forms,
                (rows.may_work && is_open(incident), rows.may_work),
            ),
            title: said(&frame, incident.title.clone()),
            stage: incident.stage.clone(),
            merged_into: incident.merged_into.as_ref().map(|id| format!("/incidents/{id}")),
            response: incident.response.clone(),
            triage,
            is_closed: incident.closed_at.is_some(),
            is_triaged: incident.actual.is_some(),
            is_analysing: is_analysis && !incident.analysed,
            may_work: rows.may_work,
            is_followed: rows.is_followed,
            notifications: rows.notifications,
            is_unasked: !rows.unasked.is_empty(),
            themes: rows.themes,
            lessons: rows.lessons,
            forms,
            frame,
        }
    }

    /// Whether the incident can be worked on here and now by this viewer.
    fn is_workable(&self) -> bool {
        self.may_work && !self.is_closed && self.merged_into.is_none()
    }

    /// The sections that the page has.
    fn sections(&self) -> Vec<Section> {
        let is_at_work = !self.is_closed && self.merged_into.is_none();
        let has_closing = self.is_workable() || (self.may_work && self.is_closed);
        let closing = if self.is_closed { "reopen-title" } else { "closing-title" };
        let known = [
            (is_at_work, Some("s"), "steps", "sections-steps"),
            (true, Some("h"), "timeline", "incident-timeline"),
            (true, Some("f"), "factors", "incident-factors"),
            (self.has_analysis(), Some("a"), "analysis", "analysis-title"),
            (self.notifications.is_some(), Some("l"), "laws", "notice-title"),
            (true, None, "files", "evidence-title"),
            (true, Some("c"), "actions", "incident-actions"),
            (has_closing, Some("v"), "closing", closing),
            (true, None, "history", "incident-history"),
        ];
        sections::shown(&self.frame, &known)
    }

    fn form(&self, wish: &str) -> Form {
        self.forms.form(&self.frame, &format!("{}/work", self.address), self.version, wish)
    }

    /// What was written into a field that was refused.
    fn value(&self, field: &str) -> &str {
        self.forms.sent.get(field)
    }

    fn problem(&self, field: &str) -> &str {
        self.forms.problem(field)
    }

    /// The questions of the chain that are answered, and the next.
    fn open_hows(&self) -> usize {
        let answered = self.hows.iter().take_while(|asked| asked.answer.is_some()).count();
        (answered + 1).min(self.hows.len())
    }

    fn hows_answered(&self) -> bool {
        self.hows.iter().any(|asked| asked.answer.is_some())
    }

    /// Whether there is something of an analysis to show or to do.
    fn has_analysis(&self) -> bool {
        !self.review.is_empty() || self.is_analysing || self.hows_answered()
    }

    /// Whether a question of the chain was refused.
    fn is_hows_open(&self) -> bool {
        self.hows.iter().any(|asked| self.form(&asked.name).is_open)
    }

    /// What was written into a field that was refused, or what stands there now.
    fn written<'w>(&'w self, field: &str, now: &'w str) -> &'w str {
        let written = self.value(field);
        if written.is_empty() { now } else { written }
    }

    fn has_response(&self) -> bool {
        self.response.is_some()
    }

    fn is_ready(&self) -> bool {
        self.steps.iter().all(|step| step.is_done || step.gate == "weak_plan_reason")
    }
}

impl Action {
    fn new(frame: &Frame, today: Date, row: &ActionRow) -> Self {
        let due: Option<Date> = row.due.as_deref().and_then(|day| day.parse().ok());
        Self {
            address: format!("/actions/{}", row.action_id),
            words: said(frame, row.text.clone()),
            is_overdue: row.state == "decided" && due.is_some_and(|due| due < today),
            due: due.map(|due| When::date(frame, due)),
            state: row.state.clone(),
            strength: row.strength.clone(),
            owner: row.owner.clone(),
            effect: row.effect.clone(),
        }
    }
}

impl Copied {
    fn new(frame: &Frame, row: &ReportRow) -> Option<Self> {
        Some(Self {
            words: row.copy_text.clone()?,
            lang: row.lang.clone().unwrap_or_default(),
            at: When::month(frame, timestamp(row.received_at)),
            revision: row.copy_revision,
        })
    }
}

impl Linked {
    fn new(frame: &Frame, may_read: bool, own: &[String], row: &ReportRow) -> Self {
        let words = excerpt_of(row).filter(|_| may_read);
        let received = timestamp(row.received_at);
        let kind = row.kind.as_deref();
        let kind =
            kind.map_or_else(|| frame.t("deskreport-title"), |kind| frame.word("kind", kind));
        Self {
            id: row.report_id.clone(),
            address: may_read.then(|| format!("/desk/reports/{}", row.report_id)),
            words: words.unwrap_or(kind),
            at: if may_read { When::day(frame, received) } else { When::month(frame, received) },
            is_own: own.contains(&row.report_id),
        }
    }

    fn merged(frame: &Frame, row: &IncidentRow) -> Self {
        Self {
            id: row.incident_id.clone(),
            address: Some(format!("/incidents/{}", row.incident_id)),
            words: said(frame, row.title.clone()),
            at: When::day(frame, timestamp(row.opened_at)),
            is_own: false,
        }
    }
}

/// One incident.
///
/// # Errors
/// When there is none, or the read models are away; `BadRequest` for a place in its history that
/// this server did not give.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<IncidentId>,
    Params(asked): Params<HistoryQuery>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true).for_role(staff.role);
    let before = PageQuery { limit: None, after: asked.before };
    let (before, _) = before.read(&app.secrets.cursor)?;
    let rows = Rows::of(&app, &frame, staff, id, before).await?;
    let forms = Forms::fresh(&app);
    answer(StatusCode::OK, &Incident::new(frame, &app.lists, rows, forms))
}

/// The page as it is now, with its forms as they stand.
///
/// # Errors
/// When there is no such incident, or the read models are away.
pub(super) async fn page(
    app: &App,
    frame: Frame,
    staff: Staff,
    id: IncidentId,
    forms: Forms,
) -> Result<Incident, HttpError> {
    let rows = Rows::of(app, &frame, staff, id, None).await?;
    Ok(Incident::new(frame, &app.lists, rows, forms))
}

/// Whether work on it goes on here.
fn is_open(row: &IncidentRow) -> bool {
    row.closed_at.is_none() && row.merged_into.is_none()
}

fn texts(frame: &Frame, row: &IncidentRow) -> Vec<Pair> {
    [("incident-outcome", &row.outcome), ("incident-summary", &row.analysis_summary)]
        .into_iter()
        .filter_map(|(key, words)| Some(Pair { label: frame.t(key), words: words.clone()? }))
        .collect()
}

/// Severity and category, as the heading tells them.
fn marks(frame: &Frame, lists: &Lists, row: &IncidentRow) -> Vec<String> {
    let severity = |key: &str, stored: &Option<String>| {
        let word = frame.word("severity", stored.as_deref()?);
        Some(format!("{}: {word}", frame.t(key)))
    };
    let category =
        row.category.as_deref().map(|code| lists.category_name(code, frame.lang).to_owned());
    [
        severity("incident-actual", &row.actual),
        severity("incident-potential", &row.potential),
        category,
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn facts(frame: &Frame, lists: &Lists, row: &IncidentRow) -> Vec<Pair> {
    let unset = || frame.t("incident-unset");
    let word = |group: &str, stored: &Option<String>| {
        stored.as_deref().map_or_else(unset, |stored| frame.word(group, stored))
    };
    let category =
        row.category.as_deref().map(|code| lists.category_name(code, frame.lang).to_owned());
    let unit = row.unit.as_deref().map(|code| lists.unit_name(code, frame.lang).to_owned());
    let risk = row.risk_harm.as_ref().zip(row.risk_likelihood.as_ref());
    let risk = risk.map(|(harm, likelihood)| {
        [
            ("incident-risk-harm", frame.word("severity", harm)),
            ("incident-risk-likelihood", frame.word("likelihood", likelihood)),
        ]
    });
    let mut facts = vec![
        ("incident-opened", When::day(frame, timestamp(row.opened_at)).words),
        ("incident-category", category.unwrap_or_else(unset)),
        ("incident-unit", unit.unwrap_or_else(unset)),
        ("incident-actual", word("severity", &row.actual)),
        ("incident-potential", word("severity", &row.potential)),
    ];
    facts.extend(risk.into_iter().flatten());
    facts.push(("incident-response", word("response", &row.response)));
    facts.into_iter().map(|(key, words)| Pair { label: frame.t(key), words }).collect()
}

pub(super) fn said(frame: &Frame, words: Option<String>) -> String {
    words.unwrap_or_else(|| frame.t("erased"))
}

#[cfg(test)]
pub(crate) mod tests;
