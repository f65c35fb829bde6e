//! Everything that happened to an incident, and what follows from it: what was known when,
//! the answers of the analysis, who works on it, what others changed.
//!
//! Must never tell more of anybody than a role.

use std::collections::BTreeSet;

use tillbud_events::vocabulary::Question;
use tillbud_events::{ImpreciseDate, IncidentId, Version};
use tillbud_projections::db::timestamp;
use tillbud_projections::timeline::TimelineRow;

use super::said;
use crate::web::pages::frame::Frame;
use crate::web::pages::report_row::excerpt;
use crate::web::pages::when::When;

pub(super) const ITEM_ADDED: &str = "incident.timeline_item_added";
/// Told by the action's own event, with its words.
const TOLD_BY_ACTION: [&str; 2] = ["incident.action_added", "incident.action_taken_up_again"];
const QUESTION_ANSWERED: &str = "incident.question_answered";
const ASSIGNED: &str = "incident.assigned";

/// One thing that was known.
pub struct Item {
    /// Which item.
    pub id: String,
    /// When it happened.
    pub at: Option<When>,
    /// What.
    pub words: String,
    /// Whether a later item corrects it.
    pub is_corrected: bool,
}

/// One thing that happened.
pub struct Entry {
    /// Which day.
    pub at: When,
    /// Key of its words.
    pub event: String,
    /// Stored name of the role.
    pub role: String,
    /// What was said.
    pub words: Option<String>,
}

/// One question of the analysis.
pub struct Asked {
    /// Stored name.
    pub question: &'static str,
    /// Name of its form and field.
    pub name: String,
    /// The latest answer.
    pub answer: Option<String>,
}

/// Who works on it, and what that role was told.
pub struct Assignment {
    /// The role.
    pub role: String,
    /// The handover.
    pub handover: Option<String>,
}

impl Entry {
    pub(in crate::web::pages) fn new(
        frame: &Frame,
        may_read_reports: bool,
        row: &TimelineRow,
    ) -> Self {
        let is_of_report = row.event_type.starts_with("report.");
        let words = row.text.as_deref().filter(|_| may_read_reports || !is_of_report);
        let words = match assigned_to(row) {
            Some(role) => {
                Some(words.map_or_else(|| role.clone(), |told| format!("{role}: {told}")))
            }
            None => words.map(str::to_owned),
        };
        Self {
            at: When::day(frame, timestamp(row.at)),
            words: words.as_deref().map(excerpt),
            event: row.event_type.replace('.', "-"),
            role: row.actor.clone(),
        }
    }
}

/// Everything, oldest first.
#[must_use]
pub fn entries(frame: &Frame, may_read_reports: bool, history: &[TimelineRow]) -> Vec<Entry> {
    let is_told = |row: &&TimelineRow| TOLD_BY_ACTION.contains(&row.event_type.as_str());
    let told = history.iter().filter(|row| !is_told(row));
    told.map(|row| Entry::new(frame, may_read_reports, row)).collect()
}

/// What happened in the incident's own stream after `version`: row number `n` of a stream
/// is its version `n`.
#[must_use]
pub fn since(
    frame: &Frame,
    id: IncidentId,
    history: &[TimelineRow],
    version: Version,
) -> Vec<Entry> {
    since_in(frame, &format!("incident.{id}"), history, version)
}

/// As [`since`], for the stream `own`.
#[must_use]
pub fn since_in(frame: &Frame, own: &str, history: &[TimelineRow], version: Version) -> Vec<Entry> {
    let seen = usize::try_from(version.0).unwrap_or(usize::MAX);
    let rows = history.iter().filter(|row| row.subject == own).skip(seen);
    rows.map(|row| Entry::new(frame, true, row)).collect()
}

/// What was known when, in the order in which it happened; what has no date keeps the
/// place in which it was told.
#[must_use]
pub fn items(frame: &Frame, history: &[TimelineRow]) -> Vec<Item> {
    let added = || history.iter().filter(|row| row.event_type == ITEM_ADDED);
    let corrected: BTreeSet<String> = added().filter_map(|row| detail(row, "corrects")).collect();
    let mut dated: Vec<(String, Item)> = Vec::new();
    for row in added() {
        let happened = row.happened.as_deref().and_then(|date| ImpreciseDate::parse(date).ok());
        let before = dated.last().map(|(key, _)| key.clone()).unwrap_or_default();
        let key = happened.as_ref().map_or(before, |date| date.as_str().to_owned());
        let id = detail(row, "item_id").unwrap_or_default();
        let item = Item {
            at: happened.map(|date| When::imprecise(frame, &date)),
            words: said(frame, row.text.clone()),
            is_corrected: corrected.contains(&id),
            id,
        };
        dated.push((key, item));
    }
    dated.sort_by(|(a, _), (b, _)| a.cmp(b));
    dated.into_iter().map(|(_, item)| item).collect()
}

/// The `questions` with their latest answers.
#[must_use]
pub fn asked(frame: &Frame, history: &[TimelineRow], questions: &[Question]) -> Vec<Asked> {
    let answered = || history.iter().filter(|row| row.event_type == QUESTION_ANSWERED);
    let asked = |question: &Question| {
        let is_it =
            |row: &&TimelineRow| detail(row, "question").as_deref() == Some(question.as_str());
        let latest = answered().rfind(is_it);
        Asked {
            question: question.as_str(),
            name: format!("answer_{question}"),
            answer: latest.map(|row| said(frame, row.text.clone())),
        }
    };
    questions.iter().map(asked).collect()
}

/// Who works on it, once a role was named.
#[must_use]
pub fn assignment(history: &[TimelineRow]) -> Option<Assignment> {
    let latest = history.iter().rfind(|row| row.event_type == ASSIGNED)?;
    Some(Assignment { role: detail(latest, "role")?, handover: latest.text.clone() })
}

/// The role that goes on with the work, told before what it was told.
fn assigned_to(row: &TimelineRow) -> Option<String> {
    detail(row, "role").filter(|_| row.event_type == ASSIGNED)
}

fn detail(row: &TimelineRow, name: &str) -> Option<String> {
    let detail: serde_json::Value = serde_json::from_str(&row.detail).ok()?;
    detail.get(name)?.as_str().map(str::to_owned)
}
