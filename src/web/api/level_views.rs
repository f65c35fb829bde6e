//! What the API shows of the level before a change, and of what was expected beside what came.
//!
//! Must never change a verdict: all of it is told beside one.

use serde::Serialize;
use tillbud_events::Month;
use tillbud_projections::improvement::study::Unsettled;
use tillbud_projections::improvement::study::expected::Beside;
use utoipa::ToSchema;

use super::improvement_study::Known;
use crate::web::schema;

/// What there is to know of the level before of a plan, as it is known now.
#[derive(Debug, Serialize, ToSchema)]
pub struct LevelKnown {
    /// About the month, week or day from which on it had moved by itself: a part of the
    /// difference may come from before the change. Null when its own rules find no such thing.
    pub moved_since: Option<String>,
    /// Months, weeks or days of it that stood out by themselves, where it had not moved.
    pub stood_out: Vec<String>,
    /// Months within it, after the first, in which people let the measure begin anew; the plan
    /// stands as it was registered.
    pub rebased: Vec<String>,
    /// Months that people left out of the measure's chart, and that count here as the plan was
    /// registered.
    pub excluded: Vec<String>,
}

impl From<&Known> for LevelKnown {
    fn from(known: &Known) -> Self {
        let (moved_since, stood_out) = unsettled(known.found.unsettled.as_ref());
        Self {
            moved_since,
            stood_out,
            rebased: names(&known.unfollowed.rebased),
            excluded: names(&known.unfollowed.excluded),
        }
    }
}

/// Since when a level had moved by itself, and what of it stood out.
#[must_use]
pub fn unsettled(found: Option<&Unsettled>) -> (Option<String>, Vec<String>) {
    found.map(|it| (it.since.clone(), it.stood_out.clone())).unwrap_or_default()
}

/// Months as they are written.
#[must_use]
pub fn names(months: &[Month]) -> Vec<String> {
    months.iter().map(Month::to_string).collect()
}

/// What came of a change beside what was expected of it, as the measure after over the measure
/// before. Of a share the share before is the one of the plan as it is known now, also where a
/// study is older.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExpectedBeside {
    /// What was expected.
    pub expected: f64,
    /// What came; of a share the ratio of shares, of medians that of their means. Null when one
    /// side had no event.
    pub level: Option<f64>,
    /// The lower end of its 95 % interval, the level before taken as known.
    pub lower: f64,
    /// Its upper end; null when it is open.
    pub upper: Option<f64>,
    /// Whether the effect is as expected, less or more than that, or unclear because the interval
    /// holds both what was expected and that nothing changed, or because the verdict finds no
    /// evidence yet.
    #[schema(schema_with = schema::effect_outcomes)]
    pub outcome: String,
}

impl From<Beside> for ExpectedBeside {
    fn from(it: Beside) -> Self {
        let Beside { expected, level, lower, upper, outcome } = it;
        Self { expected, level, lower, upper, outcome: outcome.to_string() }
    }
}
