//! Lessons as the API shows them: to staff, and to everybody.
//!
//! Must never show who wrote or approved one.

use serde::Serialize;
use tillbud_projections::lesson::{KeptRow, LessonRow, PublishedRow};
use utoipa::ToSchema;

use super::views::time;
use crate::reidentify::Finding;
use crate::web::schema;

/// A lesson that everybody can read.
#[derive(Debug, Serialize, ToSchema)]
pub struct Lesson {
    /// Its id.
    pub lesson_id: String,
    /// When it was published, UTC.
    #[schema(format = DateTime)]
    pub published_at: String,
    /// The language that it is written in.
    #[schema(schema_with = schema::langs)]
    pub lang: String,
    /// Its heading.
    pub title: Option<String>,
    /// What people told.
    pub said: Option<String>,
    /// What was done.
    pub did: Option<String>,
    /// What others can take along.
    pub learned: Option<String>,
}

impl From<PublishedRow> for Lesson {
    fn from(row: PublishedRow) -> Self {
        Self {
            lesson_id: row.lesson_id,
            published_at: time(row.published_at),
            lang: row.lang,
            title: row.title,
            said: row.said,
            did: row.did,
            learned: row.learned,
        }
    }
}

/// A lesson, as staff sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct LessonDraft {
    /// Its id.
    pub lesson_id: String,
    /// Its version, for `If-Match`.
    pub version: i64,
    /// How far it has come.
    #[schema(schema_with = schema::lesson_states)]
    pub state: String,
    /// How often it was written, from 1.
    pub revision: i64,
    /// The language that it is written in.
    #[schema(schema_with = schema::langs)]
    pub lang: String,
    /// Its heading.
    pub title: Option<String>,
    /// What people told.
    pub said: Option<String>,
    /// What was done.
    pub did: Option<String>,
    /// What others can take along.
    pub learned: Option<String>,
    /// When it was begun, UTC.
    #[schema(format = DateTime)]
    pub drafted_at: String,
    /// When it was approved as it stands, UTC.
    #[schema(format = DateTime)]
    pub approved_at: Option<String>,
    /// When it was published, UTC.
    #[schema(format = DateTime)]
    pub published_at: Option<String>,
    /// When it was withdrawn, UTC.
    #[schema(format = DateTime)]
    pub withdrawn_at: Option<String>,
    /// Why it was withdrawn.
    pub withdrawal: Option<String>,
}

impl From<LessonRow> for LessonDraft {
    fn from(row: LessonRow) -> Self {
        Self {
            lesson_id: row.lesson_id,
            version: row.version,
            state: row.state,
            revision: row.revision,
            lang: row.lang,
            title: row.title,
            said: row.said,
            did: row.did,
            learned: row.learned,
            drafted_at: time(row.drafted_at),
            approved_at: row.approved_at.map(time),
            published_at: row.published_at.map(time),
            withdrawn_at: row.withdrawn_at.map(time),
            withdrawal: row.withdrawal,
        }
    }
}

/// Something that may lead to somebody.
#[derive(Debug, Serialize, ToSchema)]
pub struct LessonFinding {
    /// What it is.
    #[schema(schema_with = schema::findings)]
    pub finding: String,
    /// The words; the name of the unit for one that is rare.
    pub words: String,
    /// What to write instead; empty when only leaving it out helps.
    pub instead: String,
}

impl From<Finding> for LessonFinding {
    fn from(found: Finding) -> Self {
        Self { finding: found.kind.to_string(), words: found.words, instead: found.instead }
    }
}

/// Words that the check named and that stay.
#[derive(Debug, Serialize, ToSchema)]
pub struct FindingKept {
    /// What the check found them to be.
    #[schema(schema_with = schema::findings)]
    pub finding: String,
    /// The words, apart by a dot.
    pub words: Option<String>,
    /// Why they stay.
    pub reason: Option<String>,
}

impl From<KeptRow> for FindingKept {
    fn from(row: KeptRow) -> Self {
        Self { finding: row.finding, words: row.words, reason: row.reason }
    }
}

/// A lesson with where it comes from and what may lead to somebody in it.
#[derive(Debug, Serialize, ToSchema)]
pub struct LessonInWork {
    /// The lesson.
    #[serde(flatten)]
    pub lesson: LessonDraft,
    /// The incidents that it comes from.
    pub incident_ids: Vec<String>,
    /// What has to be resolved, or kept for a reason, before it is approved; of drafts only.
    pub findings: Vec<LessonFinding>,
    /// Whether there are enough other texts to tell which words are rare.
    pub knows_rare_words: bool,
    /// What the check named and stays, of what was approved.
    pub kept: Vec<FindingKept>,
}

/// The answer to writing a lesson.
#[derive(Debug, Serialize, ToSchema)]
pub struct LessonDrafted {
    /// Its id.
    pub lesson_id: String,
    /// Its version.
    pub version: u64,
}
