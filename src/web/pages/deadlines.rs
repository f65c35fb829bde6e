//! What waits for an authority: the most urgent first, with the time that is left.
//!
//! Must never tell who works on what.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use tillbud_events::rule_pack::RulePacks;
use tillbud_projections::db::timestamp;
use tillbud_projections::notification::{self, NotificationRow};

use super::answer;
use super::clocks::{self, Due};
use super::frame::Frame;
use super::when::When;
use crate::App;
use crate::access::Staff;
use crate::web::conflict::keep_open;
use crate::web::error::HttpError;
use crate::web::language::Locale;
use crate::web::situation::{Proposed, proposed};

/// The page with what waits.
#[derive(Template)]
#[template(path = "deadlines.html")]
pub struct Deadlines {
    frame: Frame,
    rows: Vec<Row>,
    /// Whether less urgent ones are left out.
    has_more: bool,
    proposed: Vec<Proposal>,
}

struct Proposal {
    address: String,
    title: String,
    regime: String,
    grounds: Vec<String>,
}

/// One notification of a list.
pub struct Row {
    pub(super) address: String,
    pub(super) title: String,
    pub(super) regime: String,
    pub(super) controller: String,
    pub(super) standing: String,
    pub(super) next: Option<String>,
    pub(super) due: Option<Due>,
    pub(super) is_declared: bool,
    pub(super) asked: When,
}

impl Deadlines {
    /// The page, as of `now`.
    #[must_use]
    pub fn new(
        frame: Frame,
        packs: &RulePacks,
        rows: Vec<NotificationRow>,
        now: Timestamp,
    ) -> Self {
        let rows = rows.into_iter().map(|row| Row::new(&frame, packs, row, now)).collect();
        Self { frame, rows, has_more: false, proposed: Vec::new() }
    }

    /// The same, with what triage proposes and nobody was asked to assess.
    #[must_use]
    pub fn with_proposed(mut self, proposed: Vec<Proposed>) -> Self {
        let frame = &self.frame;
        let proposal = |it: Proposed| Proposal {
            address: format!("/incidents/{}/notifications", it.incident_id),
            title: it.title.unwrap_or_else(|| frame.t("erased")),
            regime: it.regime.to_string(),
            grounds: it.grounds.iter().map(|it| frame.word("ground", it.as_str())).collect(),
        };
        self.proposed = proposed.into_iter().map(proposal).collect();
        self
    }
}

impl Row {
    /// A notification, as of `now`.
    #[must_use]
    pub fn new(frame: &Frame, packs: &RulePacks, row: NotificationRow, now: Timestamp) -> Self {
        let next = row.next_stage.as_deref();
        Self {
            address: format!("/incidents/{}/notifications", row.incident_id),
            title: row.title.unwrap_or_else(|| frame.t("erased")),
            next: next.map(|stage| clocks::stage_name(frame, packs, &row.regime, stage)),
            due: row.next_due.map(|due| Due::new(frame, timestamp(due), now)),
            is_declared: row.aware_at.is_some(),
            asked: When::day(frame, timestamp(row.triggered_at)),
            regime: row.regime,
            controller: row.controller,
            standing: row.standing,
        }
    }
}

/// What waits.
///
/// # Errors
/// When the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
) -> Result<Response, HttpError> {
    let waiting = notification::waiting(app.read_models.db()).await?;
    let has_more = waiting.has_more;
    let rows = keep_open(&app, staff, waiting.rows, of_incident).await?;
    let frame = locale.frame(true).for_role(staff.role);
    let page = Deadlines::new(frame, &app.rule_packs, rows, app.clock.now());
    let page = Deadlines { has_more, ..page };
    answer(StatusCode::OK, &page.with_proposed(proposed(&app, staff).await?))
}

/// The path of what a row belongs to.
pub(crate) fn of_incident(row: &NotificationRow) -> String {
    format!("/incidents/{}", row.incident_id)
}

#[cfg(test)]
pub(crate) mod tests {
    use tillbud_events::rule_pack::Ground;
    use tillbud_events::vocabulary::{Regime, Standing};

    use super::*;
    use crate::rule_packs;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

    pub(crate) const NOW: &str = "2026-11-02T08:00:00Z";

    /// A notification with hostile words in every field that a person can fill.
    pub(crate) fn row(standing: Standing, due: Option<&str>) -> NotificationRow {
        let words = || Some(HOSTILE.to_owned());
        let at = |text: &str| text.parse::<Timestamp>().unwrap().as_millisecond();
        NotificationRow {
            incident_id: "6f1c2f0e-7a39-4a4c-9d4c-0d6a3b1f7a12".into(),
            regime: "gdpr".into(),
            controller: HOSTILE.into(),
            position: 5,
            standing: standing.as_str().into(),
            triggered_at: at("2026-11-01T08:00:00Z"),
            decided_at: Some(at("2026-11-01T09:00:00Z")),
            notifiable: Some(true),
            reasons: words(),
            aware_at: Some(at("2026-11-01T07:00:00Z")),
            aware_reasons: words(),
            received_at: Some(at("2026-11-01T06:00:00Z")),
            pack: Some("older".into()),
            next_stage: due.map(|_| "authority".into()),
            next_due: due.map(at),
            described_at: Some(at(NOW)),
            facts: words(),
            consequences: words(),
            measures: words(),
            affected: words(),
            finished_at: Some(at(NOW)),
            finished_text: words(),
            erased: false,
            title: words(),
            category: Some("access".into()),
            unit: words(),
            stage: "triaged".into(),
            version: 3,
        }
    }

    #[test]
    fn what_waits_is_shown_with_the_time_left_and_escaped() {
        let packs = rule_packs::load(None).unwrap();
        for frame in frames() {
            let rows = vec![
                row(Standing::Due, Some("2026-11-01T08:00:00Z")),
                row(Standing::Assessing, Some("2026-11-07T08:00:00Z")),
                row(Standing::Sent, None),
            ];
            let page = Deadlines::new(frame.clone(), &packs, rows, NOW.parse().unwrap());
            let proposed = Proposed {
                incident_id: "i".into(),
                title: Some(HOSTILE.into()),
                regime: Regime::Nis2,
                grounds: vec![Ground::Asset, Ground::Category],
            };
            let cut = Deadlines { has_more: true, ..page };
            let html = cut.with_proposed(vec![proposed]).render().unwrap();
            assert_sound(&html);
            assert!(html.contains(&frame.fill("deadlines-more", "count", 3_usize)));
            assert!(html.contains("/incidents/6f1c2f0e-7a39-4a4c-9d4c-0d6a3b1f7a12/notifications"));
            assert_eq!(html.matches("class=\"urgent\"").count(), 1, "{html}");
            assert!(html.contains(&frame.t("clocks-no-deadline")));
            assert!(!html.contains("clocks-") && !html.contains("standing-"), "a text is missing");
        }
    }
}
