//! The comparisons of a cycle as its page shows them: those that were recorded, in sentences,
//! and the one that can be made today.
//!
//! Must never show a verdict without what went on meanwhile.

use tillbud_events::ImprovementId;
use tillbud_events::improvement::Improvement;
use tillbud_projections::db::timestamp;
use tillbud_projections::improvement::study::Found;
use tillbud_projections::improvement::{ImprovementRow, StudyRow};

use super::told::{Told, meanwhile};
use crate::App;
use crate::lists::Lists;
use crate::web::api::improvement_study::of_plan;
use crate::web::api::improvement_views::until;
use crate::web::api::meanwhile::{Meanwhile, Windows};
use crate::web::error::HttpError;
use crate::web::locale::period_in_words;
use crate::web::pages::Pair;
use crate::web::pages::frame::Frame;
use crate::web::pages::when::{self, When};

/// A study in sentences.
pub struct Study {
    /// When it was made.
    pub at: When,
    /// What it found, the verdict first, and what went on meanwhile.
    pub sentences: Vec<String>,
    /// What people added.
    pub notes: Vec<Pair>,
    /// What it was computed from.
    pub origin: String,
}

impl Study {
    /// A study of a cycle.
    #[must_use]
    pub fn new(
        frame: &Frame,
        lists: &Lists,
        (cycle, row): (&ImprovementRow, &StudyRow),
        campaigns: &Meanwhile,
    ) -> Self {
        let notes = [("study-early", &row.early), ("study-comment", &row.comment)];
        let last = match row.until_week.as_deref() {
            Some(week) => period_in_words(frame.lang, week),
            None => when::month(frame, &row.until),
        };
        let known = ("position", row.known_at.to_string());
        let digest = row.input_sha256.get(..12).unwrap_or(&row.input_sha256);
        let engine = format!("{}, {}, {digest}", row.engine, row.profile);
        let windows = until(row).and_then(|until| Windows::of(cycle, until));
        let during = windows.map(|windows| campaigns.during(frame.lang, lists, &windows));
        let mut sentences = Told::from(row).sentences(frame);
        sentences.splice(1..1, meanwhile(frame, &during.unwrap_or_default()));
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
            origin: frame.fill2("study-origin", ("engine", engine), known),
        }
    }
}

/// Before and after as they are known today, once a plan is registered. A measure that can be
/// compared no more has no chart; what was found of it stands in the studies.
pub(super) async fn found(
    app: &App,
    id: ImprovementId,
    row: &ImprovementRow,
) -> Result<Option<(Found, bool)>, HttpError> {
    if row.measure_id.is_none() {
        return Ok(None);
    }
    let cycle = app.dispatch.load::<Improvement>(id.into()).await?;
    let Some(plan) = cycle.state.plan() else { return Ok(None) };
    match of_plan(app, plan, app.clock.today()).await {
        Ok(found) => Ok(Some(found)),
        Err(HttpError::Invalid(_)) => Ok(None),
        Err(error) => Err(error),
    }
}
