//! What the API shows: rows of the read models with RFC 3339 times.
//!
//! Must never gain a field that points at a person.

use jiff::Timestamp;
use serde::Serialize;
use tillbud_projections::db::timestamp;
use tillbud_projections::{Page, action, concern, incident, notification, report, timeline};
use utoipa::ToSchema;

use crate::App;
use crate::clock;
use crate::web::{cursor, schema};

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct List<T> {
    /// The rows, newest first.
    pub items: Vec<T>,
    /// Give this as `after` to get the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl<T> List<T> {
    /// The page as a client sees it.
    pub fn of<R: Into<T>>(page: Page<R>, app: &App) -> Self {
        let next = page.next.map(|next| cursor::encode(next, &app.secrets.cursor));
        Self { items: page.rows.into_iter().map(Into::into).collect(), next }
    }
}

/// Milliseconds since 1970 as RFC 3339 in UTC.
#[must_use]
pub fn time(milliseconds: i64) -> String {
    Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::UNIX_EPOCH).to_string()
}

/// A report, as staff see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Report {
    /// Its id.
    pub report_id: String,
    /// Its version, for `If-Match`.
    pub version: i64,
    /// When it was received, a whole hour, UTC.
    #[schema(format = DateTime)]
    pub received_at: String,
    /// received, acknowledged, linked, declined, rerouted or erased.
    pub status: String,
    /// What it tells of, when said.
    pub kind: Option<String>,
    /// What happened; null unless opened, when erased, or when an import held none.
    pub narrative: Option<String>,
    /// The heading that an import held.
    pub title: Option<String>,
    /// What was done, as an import told.
    pub action_taken: Option<String>,
    /// What made it hard to do right.
    pub hindered: Option<String>,
    /// What helped.
    pub helped: Option<String>,
    /// Roughly when it happened.
    pub happened: Option<String>,
    /// When it was reported to another register.
    pub reported: Option<String>,
    /// Code of the unit.
    pub unit: Option<String>,
    /// Where, in the reporter's words.
    pub place: Option<String>,
    /// Which system or equipment.
    pub system: Option<String>,
    /// Still going on.
    pub ongoing: Option<bool>,
    /// Someone may be hurt now.
    pub urgent: bool,
    /// Language of the texts.
    pub lang: Option<String>,
    /// The register that it was imported from.
    pub dataset: Option<String>,
    /// Its id there.
    pub source_id: Option<String>,
    /// Its words were erased.
    pub erased: bool,
    /// Where it was sent on to.
    pub rerouted_to: Option<String>,
    /// The incident that it is part of.
    pub incident_id: Option<String>,
    /// The reporter waits to hear what came of it.
    pub feedback_owed: bool,
    /// The reporter wrote something, or sent a file afterwards, that was not answered.
    pub reply_waiting: bool,
    /// The approved copy of the narrative, which all who read reports may read.
    pub copy: Option<String>,
    /// Its revision; 0 when none was approved.
    pub copy_revision: i64,
    /// Files that came with it.
    pub attachment_count: i64,
}

impl From<report::ReportRow> for Report {
    fn from(row: report::ReportRow) -> Self {
        Self {
            report_id: row.report_id,
            version: row.version,
            received_at: time(row.received_at),
            status: row.status,
            kind: row.kind,
            narrative: row.narrative,
            title: row.title,
            action_taken: row.action_taken,
            hindered: row.hindered,
            helped: row.helped,
            happened: row.happened,
            reported: row.reported,
            unit: row.unit,
            place: row.place,
            system: row.system,
            ongoing: row.ongoing,
            urgent: row.urgent,
            lang: row.lang,
            dataset: row.dataset,
            source_id: row.source_id,
            erased: row.erased,
            rerouted_to: row.rerouted_to,
            incident_id: row.incident_id,
            feedback_owed: row.feedback_owed,
            reply_waiting: row.reply_waiting,
            copy: row.copy_text,
            copy_revision: row.copy_revision,
            attachment_count: row.attachment_count,
        }
    }
}

/// An approved copy of a report's narrative: all that an analyst gets to read of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Copy {
    /// The report's id.
    pub report_id: String,
    /// What it tells of, when said.
    pub kind: Option<String>,
    /// Code of the unit.
    pub unit: Option<String>,
    /// The incident that it is part of.
    pub incident_id: Option<String>,
    /// The month in which it was received.
    #[schema(example = "2026-11")]
    pub month: String,
    /// From 1; a later one has taken the place of the one before.
    pub revision: i64,
    /// The copy.
    pub text: String,
}

impl Copy {
    /// The copy of this report, when one is approved and its words were not erased.
    #[must_use]
    pub fn of(row: report::ReportRow) -> Option<Self> {
        let day = clock::day(timestamp(row.received_at));
        Some(Self {
            report_id: row.report_id,
            kind: row.kind,
            unit: row.unit,
            incident_id: row.incident_id,
            month: format!("{:04}-{:02}", day.year(), day.month()),
            revision: row.copy_revision,
            text: row.copy_text?,
        })
    }
}

/// One message of the dialogue.
#[derive(Debug, Serialize, ToSchema)]
pub struct Message {
    /// When, a whole hour, UTC.
    #[schema(format = DateTime)]
    pub at: String,
    /// `to_reporter` or `from_reporter`.
    pub direction: String,
    /// question, reply, feedback, decline, reroute or taken_up_again.
    pub kind: String,
    /// The words; null when erased, and to staff when they are the reporter's and unopened.
    pub text: Option<String>,
}

impl From<report::MessageRow> for Message {
    fn from(row: report::MessageRow) -> Self {
        Self { at: time(row.at), direction: row.direction, kind: row.kind, text: row.text }
    }
}

/// A concern, as the independent role sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Concern {
    /// Its id.
    pub concern_id: String,
    /// Its version, for `If-Match`.
    pub version: i64,
    /// When it was raised, a whole hour, UTC.
    #[schema(format = DateTime)]
    pub raised_at: String,
    /// The reporter wrote something, or sent a file afterwards, that was not answered.
    pub answer_owed: bool,
    /// Messages so far.
    pub message_count: i64,
}

impl From<concern::ConcernRow> for Concern {
    fn from(row: concern::ConcernRow) -> Self {
        Self {
            concern_id: row.concern_id,
            version: row.version,
            raised_at: time(row.raised_at),
            answer_owed: row.answer_owed,
            message_count: row.message_count,
        }
    }
}

/// One message between a reporter and the independent role.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConcernMessage {
    /// When, a whole hour, UTC.
    #[schema(format = DateTime)]
    pub at: String,
    /// `to_reporter` or `from_reporter`.
    pub direction: String,
    /// The words; null when erased.
    pub text: Option<String>,
}

impl From<concern::ConcernMessageRow> for ConcernMessage {
    fn from(row: concern::ConcernMessageRow) -> Self {
        Self { at: time(row.at), direction: row.direction, text: row.text }
    }
}

/// An incident on the board.
#[derive(Debug, Serialize, ToSchema)]
pub struct Incident {
    /// Its id.
    pub incident_id: String,
    /// Its version, for `If-Match`.
    pub version: i64,
    /// What it is called; null when erased.
    pub title: Option<String>,
    /// opened, triaged, local_fix, analysis, analysed, awaiting_theme, actions_decided,
    /// implementing, verifying, closed or merged.
    pub stage: String,
    /// How bad it was.
    pub actual: Option<String>,
    /// How bad it could have been.
    pub potential: Option<String>,
    /// The harm that this follows from and how likely it is, when it was judged by both.
    pub risk: Option<[String; 2]>,
    /// Code of the category.
    pub category: Option<String>,
    /// Code of the unit.
    pub unit: Option<String>,
    /// How the organisation responds.
    pub response: Option<String>,
    /// When work began.
    #[schema(format = DateTime)]
    pub opened_at: String,
    /// When it was first triaged.
    #[schema(format = DateTime)]
    pub triaged_at: Option<String>,
    /// When work ended.
    #[schema(format = DateTime)]
    pub closed_at: Option<String>,
    /// What came of it.
    pub outcome: Option<String>,
    /// What was learned.
    pub analysis_summary: Option<String>,
    /// The role that goes on with the work.
    pub assigned: Option<String>,
    /// The incident that it is worked on as part of.
    pub merged_into: Option<String>,
    /// Reports linked.
    pub report_count: i64,
    /// Actions neither verified nor abandoned.
    pub action_open_count: i64,
    /// Actions in all.
    pub action_count: i64,
}

impl From<incident::IncidentRow> for Incident {
    fn from(row: incident::IncidentRow) -> Self {
        Self {
            incident_id: row.incident_id,
            version: row.version,
            title: row.title,
            stage: row.stage,
            actual: row.actual,
            potential: row.potential,
            risk: row.risk_harm.zip(row.risk_likelihood).map(Into::into),
            category: row.category,
            unit: row.unit,
            response: row.response,
            opened_at: time(row.opened_at),
            triaged_at: row.triaged_at.map(time),
            closed_at: row.closed_at.map(time),
            outcome: row.outcome,
            analysis_summary: row.analysis_summary,
            assigned: row.assigned,
            merged_into: row.merged_into,
            report_count: row.report_count,
            action_open_count: row.action_open_count,
            action_count: row.action_count,
        }
    }
}

/// An information asset that an incident touched.
#[derive(Debug, Serialize, ToSchema)]
pub struct Asset {
    /// Its name.
    pub asset: String,
    /// Confidentiality class, 0–3.
    pub k: i64,
    /// Integrity class, 0–3.
    pub r: i64,
    /// Availability class, 0–3.
    pub t: i64,
}

impl From<incident::AssetRow> for Asset {
    fn from(row: incident::AssetRow) -> Self {
        Self { asset: row.asset, k: row.k, r: row.r, t: row.t }
    }
}

/// A condition of the work system.
#[derive(Debug, Serialize, ToSchema)]
pub struct Factor {
    /// Its id.
    pub factor_id: String,
    /// Where in the work system.
    pub element: String,
    /// hindered or helped.
    pub direction: String,
    /// What it was; null when erased.
    pub text: Option<String>,
}

impl From<incident::FactorRow> for Factor {
    fn from(row: incident::FactorRow) -> Self {
        Self {
            factor_id: row.factor_id,
            element: row.element,
            direction: row.direction,
            text: row.text,
        }
    }
}

/// A law to assess.
#[derive(Debug, Serialize, ToSchema)]
pub struct Assessment {
    /// Which law.
    pub regime: String,
    /// Whose duty, when a controller was named.
    pub controller: Option<String>,
    /// How far it has come.
    #[schema(schema_with = schema::standings)]
    pub standing: String,
    /// When it was asked for.
    #[schema(format = DateTime)]
    pub triggered_at: String,
    /// When it was decided.
    #[schema(format = DateTime)]
    pub decided_at: Option<String>,
    /// Whether it has to be notified.
    pub notifiable: Option<bool>,
    /// Why.
    pub reasons: Option<String>,
}

impl From<notification::NotificationRow> for Assessment {
    fn from(row: notification::NotificationRow) -> Self {
        Self {
            controller: Some(row.controller).filter(|name| !name.is_empty()),
            standing: row.standing,
            regime: row.regime,
            triggered_at: time(row.triggered_at),
            decided_at: row.decided_at.map(time),
            notifiable: row.notifiable,
            reasons: row.reasons,
        }
    }
}

/// One thing that happened to an incident, a report or an action.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimelineItem {
    /// When it was recorded, UTC; a whole hour for what happened to a report.
    #[schema(format = DateTime)]
    pub at: String,
    /// Which role acted.
    pub actor: String,
    /// Such as `incident.triaged`.
    pub event_type: String,
    /// The stream that it happened in.
    pub subject: String,
    /// When it happened, as told.
    pub happened: Option<String>,
    /// The words, if any; null when erased, and never a reporter's own.
    pub text: Option<String>,
    /// Coded facts, such as what an original was opened for.
    pub detail: serde_json::Value,
}

impl From<timeline::TimelineRow> for TimelineItem {
    fn from(row: timeline::TimelineRow) -> Self {
        Self {
            at: time(row.at),
            actor: row.actor,
            event_type: row.event_type,
            subject: row.subject,
            happened: row.happened,
            text: row.text,
            detail: serde_json::from_str(&row.detail).unwrap_or_default(),
        }
    }
}

/// A corrective action.
#[derive(Debug, Serialize, ToSchema)]
pub struct Action {
    /// Its id.
    pub action_id: String,
    /// The incident it is for.
    pub incident_id: String,
    /// Its version, for `If-Match`.
    pub version: i64,
    /// What to do; null when erased.
    pub text: Option<String>,
    /// stronger, intermediate or weaker.
    pub strength: String,
    /// proposed, decided, implemented, assessed, verified or abandoned.
    pub state: String,
    /// The role that sees to it.
    pub owner: Option<String>,
    /// By which day.
    pub due: Option<String>,
    /// How often the day was moved.
    pub rescheduled_count: i64,
    /// Why the plan holds only weaker actions.
    pub weak_plan_reason: Option<String>,
    /// How one can see that it was done.
    pub evidence: Option<String>,
    /// What was seen of its effect.
    pub effect: Option<String>,
    /// What that judgement rests on.
    pub assessment: Option<String>,
    /// The role that confirmed the effect.
    pub verifier: Option<String>,
    /// The risk that remains and was accepted.
    pub residual_risk: Option<String>,
    /// The measure that it is meant to move.
    pub measure_id: Option<String>,
    /// That measure only of this unit.
    pub measure_unit: Option<String>,
    /// That measure only of this category.
    pub measure_category: Option<String>,
    /// increase or decrease: which way.
    pub movement: Option<String>,
    /// When before and after are compared.
    pub review: Option<String>,
}

impl From<action::ActionRow> for Action {
    fn from(row: action::ActionRow) -> Self {
        Self {
            action_id: row.action_id,
            incident_id: row.incident_id,
            version: row.version,
            text: row.text,
            strength: row.strength,
            state: row.state,
            owner: row.owner,
            due: row.due,
            rescheduled_count: row.rescheduled_count,
            weak_plan_reason: row.weak_plan_reason,
            evidence: row.evidence,
            effect: row.effect,
            assessment: row.assessment,
            verifier: row.verifier,
            residual_risk: row.residual_risk,
            measure_id: row.measure_id,
            measure_unit: row.measure_unit,
            measure_category: row.measure_category,
            movement: row.movement,
            review: row.review,
        }
    }
}
