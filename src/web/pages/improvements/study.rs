//! The comparisons of a cycle as its page shows them: those that were recorded, in sentences.
//!
//! Must never show a verdict without what went on meanwhile, nor without what the level before
//! shows by itself.

use tillbud_projections::db::timestamp;
use tillbud_projections::improvement::study::expected::beside;
use tillbud_projections::improvement::{ImprovementRow, StudyRow};

use super::told::{CLOSING, Told, meanwhile};
use super::{expected, level};
use crate::lists::Lists;
use crate::web::api::improvement_study::Known;
use crate::web::api::improvement_views::until;
use crate::web::api::meanwhile::{Meanwhile, Windows};
use crate::web::locale::period_in_words;
use crate::web::pages::Pair;
use crate::web::pages::frame::Frame;
use crate::web::pages::when::{self, When};

/// A study in sentences.
pub struct Study {
    /// When it was made.
    pub at: When,
    /// What it found, the verdict first; what went on meanwhile, what the level before shows by
    /// itself, and what had been expected.
    pub sentences: Vec<String>,
    /// What people added.
    pub notes: Vec<Pair>,
    /// What it was computed from.
    pub origin: String,
}

impl Study {
    /// A study of a cycle, with what is known of its plan today.
    #[must_use]
    pub fn new(
        frame: &Frame,
        lists: &Lists,
        (cycle, row): (&ImprovementRow, &StudyRow),
        (campaigns, known): (&Meanwhile, Option<&Known>),
    ) -> Self {
        let notes = [("study-early", &row.early), ("study-comment", &row.comment)];
        let last = match row.until_week.as_deref() {
            Some(week) => period_in_words(frame.lang, week),
            None => when::month(frame, &row.until),
        };
        let position = ("position", row.known_at.to_string());
        let digest = row.input_sha256.get(..12).unwrap_or(&row.input_sha256);
        let engine = format!("{}, {}, {digest}", row.engine, row.profile);
        let windows = until(row).and_then(|until| Windows::of(cycle, until));
        let during = windows.map(|windows| campaigns.during(frame.lang, lists, &windows));
        let mut sentences = Told::from(row).sentences(frame);
        let share_before = known.and_then(|known| known.found.share_before);
        if let Some(beside) = beside(cycle, row, share_before) {
            let closing = sentences.len().saturating_sub(CLOSING);
            sentences.insert(closing, expected::sentence(frame, &beside));
        }
        // The level before is the one of the plan as it stands.
        let is_of_this_plan = cycle.planned_at.is_none_or(|planned| planned <= row.at);
        let known = known.filter(|_| is_of_this_plan);
        let unsettled = known.and_then(|known| level::unsettled(frame, &known.found));
        let beside_verdict = meanwhile(frame, &during.unwrap_or_default());
        sentences.splice(1..1, beside_verdict.into_iter().chain(unsettled));
        sentences.push(frame.fill("study-until", "month", last));
        Self {
            at: When::day(frame, timestamp(row.at)),
            sentences,
            notes: notes
                .into_iter()
                .filter_map(|(key, words)| {
                    Some(Pair { label: frame.t(key), words: words.clone()? })
                })
                .collect(),
            origin: frame.fill2("study-origin", ("engine", engine), position),
        }
    }
}
