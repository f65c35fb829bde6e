//! Everything that happened, to an incident, a report or an action, in plain words; and what
//! follows from an incident's own events: what was known when, the answers of the analysis, who
//! works on it, what others changed.
//!
//! Must never tell more of anybody than a role, nor anything of a report to whoever may not read
//! reports.

use std::collections::BTreeSet;

use serde::Deserialize;
use tillbud_events::vocabulary::Question;
use tillbud_events::{ImpreciseDate, Version};
use tillbud_projections::db::timestamp;
use tillbud_projections::timeline::TimelineRow;

use super::said;
use crate::web::pages::frame::Frame;
use crate::web::pages::report_row::excerpt;
use crate::web::pages::when::When;

pub(super) const ITEM_ADDED: &str = "incident.timeline_item_added";
/// Told elsewhere in the same history: by the action's own event, with its words, and by the
/// incident's own event of a link.
const TOLD_ELSEWHERE: [&str; 4] =
    ["incident.action_added", "incident.action_taken_up_again", "report.linked", "report.unlinked"];
const ORIGINAL_OPENED: &str = "report.original_opened";
/// What an opening is called when it was of a file and not of the words.
const FILE_OPENED: &str = "report-file_opened";
const REROUTED: &str = "report.rerouted";
const QUESTION_ANSWERED: &str = "incident.question_answered";
const ASSIGNED: &str = "incident.assigned";

/// Which part of the history a page shows: its end, or what comes before a place in it.
#[derive(Debug, Default, Deserialize)]
pub struct HistoryQuery {
    /// The signed place that a page gave.
    pub before: Option<String>,
}

/// A part of everything that happened.
#[derive(Debug, Default)]
pub struct Part {
    /// What, oldest first.
    pub rows: Vec<TimelineRow>,
    /// Where what happened before it is, when there is more.
    pub earlier: Option<String>,
    /// Whether it ends with the latest.
    pub is_latest: bool,
}

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
    /// What was said, or what for.
    pub words: Option<String>,
    /// The report that it happened to, where that is not the page's own.
    pub report: Option<String>,
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
    /// With the words that were said.
    pub(in crate::web::pages) fn new(frame: &Frame, row: &TimelineRow) -> Self {
        let words = row.text.as_deref();
        let words = match assigned_to(row) {
            Some(role) => {
                Some(words.map_or_else(|| role.clone(), |told| format!("{role}: {told}")))
            }
            None => words.map(str::to_owned),
        };
        let coded = Self::coded(frame, row);
        Self { words: words.as_deref().map(excerpt).or(coded.words), ..coded }
    }

    /// With what coded facts tell alone.
    fn coded(frame: &Frame, row: &TimelineRow) -> Self {
        let report = row.subject.strip_prefix("report.");
        Self {
            at: When::day(frame, timestamp(row.at)),
            event: event(row),
            role: row.actor.clone(),
            words: coded_words(frame, row),
            report: report.map(|id| format!("/desk/reports/{id}")),
        }
    }
}

/// Everything, oldest first.
#[must_use]
pub fn entries(frame: &Frame, may_read_reports: bool, history: &[TimelineRow]) -> Vec<Entry> {
    let is_told = |row: &&TimelineRow| {
        !TOLD_ELSEWHERE.contains(&row.event_type.as_str())
            && (may_read_reports || !row.event_type.starts_with("report."))
    };
    history.iter().filter(is_told).map(|row| Entry::new(frame, row)).collect()
}

/// Everything that happened to the report of the page, oldest first: what was said stands in its
/// dialogue.
#[must_use]
pub fn of_report(frame: &Frame, history: &[TimelineRow]) -> Vec<Entry> {
    let entry = |row| Entry { report: None, ..Entry::coded(frame, row) };
    history.iter().map(entry).collect()
}

/// What happened in a stream after `version`: row number `n` of a stream is its version `n`.
#[must_use]
pub fn since(frame: &Frame, own: &[TimelineRow], version: Version) -> Vec<Entry> {
    let seen = usize::try_from(version.0).unwrap_or(usize::MAX);
    own.iter().skip(seen).map(|row| Entry::new(frame, row)).collect()
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

/// The part of its key that names what happened.
fn event(row: &TimelineRow) -> String {
    let is_of_file = row.event_type == ORIGINAL_OPENED && detail(row, "attachment_id").is_some();
    if is_of_file { FILE_OPENED.to_owned() } else { row.event_type.replace('.', "-") }
}

/// What an event tells by coded facts: what an original was opened for, where a report was passed
/// on to.
fn coded_words(frame: &Frame, row: &TimelineRow) -> Option<String> {
    match row.event_type.as_str() {
        ORIGINAL_OPENED => Some(frame.word("purpose", detail(row, "purpose")?)),
        REROUTED => Some(frame.word("channel", detail(row, "to")?)),
        _ => None,
    }
}

/// The role that goes on with the work, told before what it was told.
fn assigned_to(row: &TimelineRow) -> Option<String> {
    detail(row, "role").filter(|_| row.event_type == ASSIGNED)
}

fn detail(row: &TimelineRow, name: &str) -> Option<String> {
    let detail: serde_json::Value = serde_json::from_str(&row.detail).ok()?;
    detail.get(name)?.as_str().map(str::to_owned)
}
