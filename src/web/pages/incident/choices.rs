//! What the forms of an incident let one choose from.
//!
//! Must never show a reporter's own words.

use std::fmt::Display;

use tillbud_events::vocabulary::{Direction, Element, Response, Strength};
use tillbud_projections::db::timestamp;
use tillbud_projections::incident::{self, FactorRow, IncidentRow};
use tillbud_projections::report::{self, ReportRow, Status};
use tillbud_projections::{First, PAGE_ROWS_MAX};

use super::history::Item;
use super::said;
use crate::App;
use crate::access::Staff;
use crate::lists::Lists;
use crate::web::api::functions::suggested;
use crate::web::error::HttpError;
use crate::web::pages::form::Sent;
use crate::web::pages::report_row::{excerpt, excerpt_of};
use crate::web::pages::when::When;
use crate::web::pages::{Choice, Frame};

/// Most reports of a status that a list offers, newest first.
const OFFERED: u32 = 100;

/// Everything that can be chosen.
#[derive(Default)]
pub struct Choices {
    /// How to respond.
    pub response: Vec<Choice>,
    /// Where in the work system.
    pub element: Vec<Choice>,
    /// Which way it pulled.
    pub direction: Vec<Choice>,
    /// How strong an action is.
    pub strength: Vec<Choice>,
    /// The factors that an action addresses.
    pub factors: Vec<Choice>,
    /// The same, to withdraw one; empty when there is none.
    pub withdrawable: Vec<Choice>,
    /// Items of the timeline to correct.
    pub items: Vec<Choice>,
    /// Reports that are part of no incident.
    pub reports: Vec<Choice>,
    /// Incidents that the work can go on in.
    pub incidents: Vec<Choice>,
    /// Whether older ones are left out.
    pub has_more_incidents: bool,
    /// Functions that an action can be given to.
    pub owners: Vec<String>,
}

/// What can be offered besides the closed lists.
#[derive(Default)]
pub struct Offered {
    /// Reports that are part of no incident.
    pub reports: Vec<ReportRow>,
    /// Open incidents.
    pub incidents: First<IncidentRow>,
    /// Functions that own actions, or that somebody sees to.
    pub owners: Vec<String>,
}

impl Offered {
    /// The newest reports and incidents that `itself` can be joined with.
    ///
    /// # Errors
    /// When the read models are away.
    pub async fn to(app: &App, staff: Staff, itself: &IncidentRow) -> Result<Self, HttpError> {
        let db = app.read_models.db();
        let mut reports = Vec::new();
        for status in [Status::Received, Status::Acknowledged] {
            let (status, open_to) = (Some(status), Some(staff.actor()));
            let filter = report::Filter { status, open_to, ..report::Filter::default() };
            reports.extend(report::queue(db, &filter, None, OFFERED).await?.rows);
        }
        let open_to = Some(staff.actor());
        let filter = incident::Filter { is_at_work: true, open_to, ..incident::Filter::default() };
        let mut incidents = First::from(incident::list(db, &filter, None, PAGE_ROWS_MAX).await?);
        incidents.rows.retain(|row| row.incident_id != itself.incident_id);
        Ok(Self { reports, incidents, owners: suggested(app).await? })
    }
}

impl Choices {
    /// The choices; what was `sent`, or else stands now, is chosen.
    #[must_use]
    pub fn new(
        frame: &Frame,
        lists: &Lists,
        sent: &Sent,
        (now, factors, items, offered): (&IncidentRow, &[FactorRow], &[Item], &Offered),
    ) -> Self {
        let said_or = |name: &str, now: &Option<String>| {
            if sent.has(name) { sent.text(name) } else { now.clone().unwrap_or_default() }
        };
        let list = |name: &str, word: &dyn Fn(&str) -> String, all: Vec<String>, now| {
            let chosen = said_or(name, now);
            let named = all.iter().map(|it| Choice::new(it, word(it), &chosen));
            Choice::or_none(frame, named.collect())
        };
        let addressed = sent.all("action_addresses");
        let withdrawable = |row: &FactorRow| {
            let label = excerpt(&said(frame, row.text.clone()));
            Choice::new(&row.factor_id, label, sent.get("factor_withdrawn"))
        };
        let report = |row: &ReportRow| {
            let label = report_label(frame, lists, row);
            Choice::new(&row.report_id, label, sent.get("link_report"))
        };
        let incident = |row: &IncidentRow| {
            let label = excerpt(&said(frame, row.title.clone()));
            Choice::new(&row.incident_id, label, sent.get("merge_into"))
        };
        let others = offered.incidents.rows.iter();
        Self {
            response: list(
                "response",
                &|it| frame.word("response", it),
                stored(Response::ALL),
                &now.response,
            ),
            element: list(
                "factor_element",
                &|it| frame.word("element", it),
                stored(Element::ALL),
                &None,
            ),
            direction: list(
                "factor_direction",
                &|it| frame.word("direction", it),
                stored(Direction::ALL),
                &None,
            ),
            strength: list(
                "action_strength",
                &|it| frame.word("strength", it),
                stored(Strength::ALL),
                &None,
            ),
            factors: factors
                .iter()
                .map(|row| Choice {
                    value: row.factor_id.clone(),
                    label: excerpt(&said(frame, row.text.clone())),
                    is_chosen: addressed.contains(&row.factor_id.as_str()),
                })
                .collect(),
            withdrawable: Choice::or_none(frame, factors.iter().map(withdrawable).collect()),
            items: std::iter::once(Choice::new("", frame.t("work-item-corrects-none"), ""))
                .chain(
                    items.iter().map(|it| {
                        Choice::new(&it.id, excerpt(&it.words), sent.get("item_corrects"))
                    }),
                )
                .collect(),
            owners: offered.owners.clone(),
            reports: Choice::or_none(frame, offered.reports.iter().map(report).collect()),
            incidents: Choice::or_none(frame, others.map(incident).collect()),
            has_more_incidents: offered.incidents.has_more,
        }
    }
}

fn stored<T: Display>(all: &[T]) -> Vec<String> {
    all.iter().map(ToString::to_string).collect()
}

/// A report as a list names it: its kind, day and unit, and what may be shown of it.
fn report_label(frame: &Frame, lists: &Lists, row: &ReportRow) -> String {
    let kind = row.kind.as_deref();
    let kind = kind.map_or_else(|| frame.t("desk-kind-unsaid"), |kind| frame.word("kind", kind));
    let day = When::day(frame, timestamp(row.received_at)).words;
    let unit = row.unit.as_deref().map(|unit| lists.unit_name(unit, frame.lang).to_owned());
    let parts = [Some(kind), Some(day), unit, excerpt_of(row)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
