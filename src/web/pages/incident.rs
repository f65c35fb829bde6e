//! One incident: what is known, what hindered and helped, what is being done.
//!
//! Must never tell more of anybody than a role.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use tillbud_events::limits::{ACTIONS, EVENTS_PER_STREAM};
use tillbud_events::{ImpreciseDate, IncidentId};
use tillbud_projections::db::timestamp;
use tillbud_projections::{
    Cursor, PAGE_ROWS_MAX,
    action::{self, ActionRow},
    incident::{self, FactorRow, IncidentRow},
    notification,
    report::{self, ReportRow},
    timeline::{self, TimelineRow},
};

use super::frame::Frame;
use super::report_row::{excerpt, excerpt_of};
use super::when::When;
use super::{Pair, answer, deadlines};
use crate::App;
use crate::access::{Right, Staff};
use crate::lists::Lists;
use crate::web::error::HttpError;
use crate::web::extract::Id;
use crate::web::language::Locale;

const ITEM_ADDED: &str = "incident.timeline_item_added";
/// Told by the action's own first event, with its words.
const ACTION_ADDED: &str = "incident.action_added";

/// Everything that the page of one incident is made of.
pub struct Rows {
    /// The incident.
    pub incident: IncidentRow,
    /// Its factors, in the order they were named.
    pub factors: Vec<FactorRow>,
    /// Its actions.
    pub actions: Vec<ActionRow>,
    /// Its reports.
    pub reports: Vec<ReportRow>,
    /// Its history, oldest first.
    pub history: Vec<TimelineRow>,
    /// Its notifications; nothing for viewers who may not see them.
    pub notifications: Option<Vec<deadlines::Row>>,
    /// Whether the viewer may open a report; its words are shown to nobody else.
    pub may_read_reports: bool,
    /// Whether the viewer may read the approved copies.
    pub may_read_copies: bool,
    /// The present day, to tell which actions are past their date.
    pub today: Date,
}

/// The page of one incident.
#[derive(Template)]
#[template(path = "incident.html")]
pub struct Incident {
    frame: Frame,
    title: String,
    stage: String,
    merged_into: Option<String>,
    texts: Vec<Pair>,
    facts: Vec<Pair>,
    hindered: Vec<Pair>,
    helped: Vec<Pair>,
    actions: Vec<Action>,
    copies: Vec<Copied>,
    notifications: Option<Vec<deadlines::Row>>,
    notifications_address: String,
    reports: Vec<Linked>,
    items: Vec<Item>,
    history: Vec<Entry>,
}

struct Action {
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
    address: Option<String>,
    words: String,
    at: When,
}

struct Item {
    at: Option<When>,
    words: String,
    is_corrected: bool,
}

struct Entry {
    at: When,
    event: String,
    role: String,
    words: Option<String>,
}

impl Incident {
    /// The page.
    #[must_use]
    pub fn new(frame: Frame, lists: &Lists, rows: Rows) -> Self {
        let Rows { incident, factors, actions, reports, history, .. } = rows;
        let Rows { notifications, may_read_reports, may_read_copies, today, .. } = rows;
        let (hindered, helped) =
            factors.into_iter().partition::<Vec<_>, _>(|factor| factor.direction == "hindered");
        let factors = |rows: Vec<FactorRow>| {
            let factor =
                |row: FactorRow| Pair { label: row.element, words: said(&frame, row.text) };
            rows.into_iter().map(factor).collect()
        };
        Self {
            notifications,
            notifications_address: format!("/incidents/{}/notifications", incident.incident_id),
            facts: facts(&frame, lists, &incident),
            texts: texts(&frame, &incident),
            hindered: factors(hindered),
            helped: factors(helped),
            actions: actions.into_iter().map(|row| Action::new(&frame, today, row)).collect(),
            copies: reports
                .iter()
                .filter(|_| may_read_copies)
                .filter_map(|row| Copied::new(&frame, row))
                .collect(),
            reports: reports
                .into_iter()
                .map(|row| Linked::new(&frame, may_read_reports, row))
                .collect(),
            items: items(&frame, &history),
            history: history
                .into_iter()
                .filter(|row| row.event_type != ACTION_ADDED)
                .map(|row| Entry::new(&frame, may_read_reports, row))
                .collect(),
            title: said(&frame, incident.title),
            stage: incident.stage,
            merged_into: incident.merged_into.map(|id| format!("/incidents/{id}")),
            frame,
        }
    }
}

impl Action {
    fn new(frame: &Frame, today: Date, row: ActionRow) -> Self {
        let due: Option<Date> = row.due.as_deref().and_then(|day| day.parse().ok());
        Self {
            words: said(frame, row.text),
            is_overdue: row.state == "decided" && due.is_some_and(|due| due < today),
            due: due.map(|due| When::date(frame, due)),
            state: row.state,
            strength: row.strength,
            owner: row.owner,
            effect: row.effect,
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
    fn new(frame: &Frame, may_read: bool, row: ReportRow) -> Self {
        let words = excerpt_of(&row).filter(|_| may_read);
        let received = timestamp(row.received_at);
        let kind = row.kind.as_deref();
        let kind =
            kind.map_or_else(|| frame.t("deskreport-title"), |kind| frame.word("kind", kind));
        Self {
            address: may_read.then(|| format!("/desk/reports/{}", row.report_id)),
            words: words.unwrap_or(kind),
            at: if may_read { When::day(frame, received) } else { When::month(frame, received) },
        }
    }
}

impl Entry {
    fn new(frame: &Frame, may_read_reports: bool, row: TimelineRow) -> Self {
        let is_of_report = row.event_type.starts_with("report.");
        Self {
            at: When::day(frame, timestamp(row.at)),
            words: row
                .text
                .filter(|_| may_read_reports || !is_of_report)
                .map(|text| excerpt(&text)),
            event: row.event_type.replace('.', "-"),
            role: row.actor,
        }
    }
}

/// One incident.
///
/// # Errors
/// When there is none, or the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<IncidentId>,
) -> Result<Response, HttpError> {
    let db = app.read_models.db();
    let incident = incident::get(db, id).await?.ok_or(HttpError::NotFound)?;
    let of_incident = action::Filter { incident: Some(id), ..action::Filter::default() };
    let most = u32::try_from(ACTIONS).unwrap_or(PAGE_ROWS_MAX);
    let mut actions = action::list(db, &of_incident, None, most).await?.rows;
    actions.reverse();
    let frame = locale.frame(true).for_role(staff.role);
    let mut notifications = None;
    if Right::ReadNotifications.is_held_by(staff.role) {
        let rows = notification::of_incident(db, id).await?;
        let row = |row| deadlines::Row::new(&frame, &app.rule_packs, row, app.clock.now());
        notifications = Some(rows.into_iter().map(row).collect());
    }
    let rows = Rows {
        incident,
        factors: incident::factors(db, id).await?,
        actions,
        reports: reports(&app, id).await?,
        history: history(&app, id).await?,
        notifications,
        may_read_reports: Right::ReadReports.is_held_by(staff.role),
        may_read_copies: Right::ReadCopies.is_held_by(staff.role),
        today: app.clock.today(),
    };
    answer(StatusCode::OK, &Incident::new(frame, &app.lists, rows))
}

/// The reports of the incident and of those that are worked on as part of it.
async fn reports(app: &App, id: IncidentId) -> Result<Vec<ReportRow>, HttpError> {
    let db = app.read_models.db();
    let mut links = incident::linked_reports(db, id).await?;
    for merged in incident::merged_here(db, id).await? {
        if let Ok(merged) = merged.incident_id.parse() {
            links.extend(incident::linked_reports(db, merged).await?);
        }
    }
    let mut reports = Vec::with_capacity(links.len());
    for report_id in links.iter().filter_map(incident::LinkedReportRow::id) {
        reports.extend(report::get(db, report_id).await?);
    }
    Ok(reports)
}

/// The whole history; it ends where the log would warn of an unusually long stream.
async fn history(app: &App, id: IncidentId) -> Result<Vec<TimelineRow>, HttpError> {
    let mut history: Vec<TimelineRow> = Vec::new();
    while history.len() < EVENTS_PER_STREAM {
        let after = history.last().map(|row| Cursor(row.position));
        let db = app.read_models.db();
        let rows = timeline::timeline(db, id, after, PAGE_ROWS_MAX).await?;
        let is_last = rows.len() < PAGE_ROWS_MAX as usize;
        history.extend(rows);
        if is_last {
            break;
        }
    }
    Ok(history)
}

/// What was known when, in the order in which it happened; what has no date keeps the
/// place in which it was told.
fn items(frame: &Frame, history: &[TimelineRow]) -> Vec<Item> {
    let detail = |row: &TimelineRow, name: &str| {
        let detail: serde_json::Value = serde_json::from_str(&row.detail).ok()?;
        detail.get(name)?.as_str().map(str::to_owned)
    };
    let added = || history.iter().filter(|row| row.event_type == ITEM_ADDED);
    let corrected: BTreeSet<String> = added().filter_map(|row| detail(row, "corrects")).collect();
    let mut dated: Vec<(String, Item)> = Vec::new();
    for row in added() {
        let happened = row.happened.as_deref().and_then(|date| ImpreciseDate::parse(date).ok());
        let before = dated.last().map(|(key, _)| key.clone()).unwrap_or_default();
        let key = happened.as_ref().map_or(before, |date| date.as_str().to_owned());
        let item = Item {
            at: happened.map(|date| When::imprecise(frame, &date)),
            words: said(frame, row.text.clone()),
            is_corrected: detail(row, "item_id").is_some_and(|id| corrected.contains(&id)),
        };
        dated.push((key, item));
    }
    dated.sort_by(|(a, _), (b, _)| a.cmp(b));
    dated.into_iter().map(|(_, item)| item).collect()
}

fn texts(frame: &Frame, row: &IncidentRow) -> Vec<Pair> {
    [("incident-outcome", &row.outcome), ("incident-summary", &row.analysis_summary)]
        .into_iter()
        .filter_map(|(key, words)| Some(Pair { label: frame.t(key), words: words.clone()? }))
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
    [
        ("incident-opened", When::day(frame, timestamp(row.opened_at)).words),
        ("incident-category", category.unwrap_or_else(unset)),
        ("incident-unit", unit.unwrap_or_else(unset)),
        ("incident-actual", word("severity", &row.actual)),
        ("incident-potential", word("severity", &row.potential)),
        ("incident-response", word("response", &row.response)),
    ]
    .into_iter()
    .map(|(key, words)| Pair { label: frame.t(key), words })
    .collect()
}

fn said(frame: &Frame, words: Option<String>) -> String {
    words.unwrap_or_else(|| frame.t("erased"))
}

#[cfg(test)]
pub(crate) mod tests {
    use jiff::civil::date;
    use tillbud_projections::{action::State, incident::Stage};

    use super::*;
    use crate::web::pages::report_row::tests::row as report_row;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames, lists};

    const AT: i64 = 1_795_000_000_000;

    /// An incident with hostile words in every field that a person can fill.
    pub(crate) fn row() -> IncidentRow {
        let words = || Some(HOSTILE.to_owned());
        IncidentRow {
            incident_id: "6f1c2f0e-7a39-4a4c-9d4c-0d6a3b1f7a12".into(),
            version: 3,
            position: 5,
            title: words(),
            stage: "implementing".into(),
            actual: Some("minor".into()),
            potential: Some("major".into()),
            category: words(),
            unit: words(),
            response: Some("full_analysis".into()),
            analysed: true,
            opened_at: AT,
            triaged_at: None,
            closed_at: None,
            outcome: words(),
            merged_into: words(),
            analysis_summary: words(),
            erased: false,
            report_count: 1,
            action_count: 1,
            action_open_count: 1,
            action_final_count: 0,
        }
    }

    fn action(state: State) -> ActionRow {
        let words = || Some(HOSTILE.to_owned());
        ActionRow {
            action_id: "a".into(),
            incident_id: "i".into(),
            version: 1,
            position: 1,
            text: words(),
            strength: "weaker".into(),
            state: state.as_str().into(),
            owner: words(),
            due: Some("2026-11-22".into()),
            rescheduled_count: 0,
            weak_plan_reason: None,
            evidence: None,
            effect: Some("no_evidence_yet".into()),
            assessment: None,
            verifier: None,
            residual_risk: None,
            erased: false,
            proposed_at: AT,
            decided_at: None,
            implemented_at: None,
            assessed_at: None,
            verified_at: None,
            abandoned_at: None,
        }
    }

    fn entry(event: &str, actor: &str, happened: Option<&str>, detail: &str) -> TimelineRow {
        TimelineRow {
            incident_id: "i".into(),
            position: 1,
            at: AT,
            actor: actor.into(),
            event_type: event.into(),
            subject: "incident.i".into(),
            happened: happened.map(Into::into),
            text: Some(HOSTILE.into()),
            erased: false,
            detail: detail.into(),
        }
    }

    fn page(frame: Frame, history: Vec<TimelineRow>, may_read_reports: bool) -> String {
        let factor = |direction: &str| FactorRow {
            factor_id: "f".into(),
            position: 1,
            element: "task".into(),
            direction: direction.into(),
            text: Some(HOSTILE.into()),
            erased: false,
        };
        let rows = Rows {
            incident: row(),
            factors: vec![factor("hindered"), factor("helped")],
            actions: State::ALL.iter().map(|state| action(*state)).collect(),
            reports: vec![report_row()],
            history,
            notifications: Some(vec![]).filter(|_| may_read_reports),
            may_read_reports,
            may_read_copies: true,
            today: date(2026, 11, 23),
        };
        Incident::new(frame, &lists(), rows).render().unwrap()
    }

    #[test]
    fn an_incident_is_shown_whole_and_escaped() {
        for frame in frames() {
            let history = vec![
                entry("incident.opened", "coordinator", None, "{}"),
                entry("report.reply_received", "reporter", None, "{}"),
                entry(ITEM_ADDED, "coordinator", Some("2026-11-02"), r#"{"item_id":"b"}"#),
                entry(
                    ITEM_ADDED,
                    "coordinator",
                    Some("2026-11"),
                    r#"{"item_id":"c","corrects":"b"}"#,
                ),
            ];
            let html = page(frame.clone(), history, true);
            assert_sound(&html);
            assert_eq!(html.matches("class=\"corrected\"").count(), 1);
            assert_eq!(html.matches(&frame.t("incident-action-overdue")).count(), 1);
            let [earlier, later] = ["datetime=\"2026-11\"", "datetime=\"2026-11-02\""];
            assert!(html.find(earlier).unwrap() < html.find(later).unwrap());
        }
    }

    #[test]
    fn whoever_may_not_read_reports_sees_no_words_of_theirs() {
        for frame in frames() {
            let html =
                page(frame, vec![entry("report.reply_received", "reporter", None, "{}")], false);
            assert!(!html.contains("/desk/reports/"));
            assert!(!html.contains("words quiet"));
        }
    }

    #[test]
    fn every_stored_name_has_a_word() {
        for frame in frames() {
            let groups: [(&str, Vec<&str>); 2] = [
                ("stage", Stage::ALL.iter().map(|stage| stage.as_str()).collect()),
                ("action", State::ALL.iter().map(|state| state.as_str()).collect()),
            ];
            for (group, names) in groups {
                for name in names {
                    assert_ne!(frame.word(group, name), format!("{group}-{name}"));
                }
            }
        }
    }
}
