//! Checks a lesson with what is known here: its incidents, approved copies, lessons.
//!
//! Must never compare with words that whoever sees the findings may not read.

use std::collections::BTreeSet;

use tillbud_events::vocabulary::{Code, Lang};
use tillbud_events::{IncidentId, LessonId};
use tillbud_projections::incident::{self, Filter};
use tillbud_projections::lesson::{self, LessonRow, State};
use tillbud_projections::{Cursor, PAGE_ROWS_MAX, report};

use crate::App;
use crate::reidentify::terms::Known;
use crate::reidentify::{Check, FEW_REPORTS, Finding, Origin};
use crate::web::error::HttpError;

/// Most texts of each sort that a lesson is compared with, the newest.
const TEXTS_MAX: usize = 1_000;
/// Incidents whose reports are counted to tell whether reports are few.
const COUNTED: u32 = 20;

/// What a check of a lesson found.
#[derive(Debug, Default)]
pub struct Checked {
    /// What may lead to somebody; nothing but for a draft.
    pub findings: Vec<Finding>,
    /// Whether there are enough other texts to tell which words are rare.
    pub knows_rare_words: bool,
}

/// The incidents that a lesson comes from.
///
/// # Errors
/// When the read models are away.
pub async fn sources(app: &App, id: LessonId) -> Result<Vec<IncidentId>, HttpError> {
    let rows = lesson::sources(app.read_models.db(), id).await?;
    Ok(rows.iter().filter_map(|row| row.incident_id.parse().ok()).collect())
}

/// Checks a draft; what was approved has been settled. `reader` is the language of whoever
/// reads the findings.
///
/// # Errors
/// When the read models are away.
pub async fn check(
    app: &App,
    row: &LessonRow,
    sources: &[IncidentId],
    reader: Lang,
) -> Result<Checked, HttpError> {
    if row.state != State::Draft.as_str() {
        return Ok(Checked::default());
    }
    let known = known(app, sources).await?;
    let origin = origin(app, sources, reader).await?;
    let lang = Lang::from_stored(&row.lang).unwrap_or(Lang::Sv);
    let check = Check { rules: &app.identity, lang, reader, origin: &origin, known: &known };
    let texts = [&row.title, &row.said, &row.did, &row.learned];
    let text = texts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join("\n\n");
    Ok(Checked { findings: check.findings(&text), knows_rare_words: known.can_tell() })
}

/// Where the lesson comes from, as far as it tells of somebody.
async fn origin(app: &App, sources: &[IncidentId], reader: Lang) -> Result<Origin, HttpError> {
    let (mut units, mut categories) = (BTreeSet::new(), BTreeSet::new());
    for id in sources {
        let Some(row) = incident::get(app.read_models.db(), *id).await? else { continue };
        units.insert(row.unit);
        categories.extend(row.category);
    }
    let mut origin = Origin::default();
    // Whoever reads of several units, or of one that is not known, cannot tell which.
    if let (1, Some(Some(unit))) = (units.len(), units.first()) {
        let of_unit = Filter { unit: Some(unit.clone()), ..Filter::default() };
        if reports(app, &of_unit).await? < FEW_REPORTS {
            origin.rare_unit = Some(app.lists.unit_name(unit, reader).to_owned());
        }
    }
    for category in categories.iter().filter_map(|code| Code::parse(code).ok()) {
        let of_category = Filter { category: Some(category), ..Filter::default() };
        origin.is_category_rare |= reports(app, &of_category).await? < FEW_REPORTS;
    }
    Ok(origin)
}

/// How many reports are linked to incidents that fit; enough of them is enough.
async fn reports(app: &App, filter: &Filter) -> Result<i64, HttpError> {
    let page = incident::list(app.read_models.db(), filter, None, COUNTED).await?;
    Ok(page.rows.iter().map(|row| row.report_count).sum())
}

/// The approved copies of other incidents' reports, and the published lessons.
async fn known(app: &App, sources: &[IncidentId]) -> Result<Known, HttpError> {
    let db = app.read_models.db();
    let own: Vec<String> = sources.iter().map(ToString::to_string).collect();
    let mut known = Known::default();
    let (mut after, mut read): (Option<Cursor>, usize) = (None, 0);
    while read < TEXTS_MAX {
        // Only compared with, so whoever is kept out of one is told nothing of it.
        let page = report::copies(db, None, after, PAGE_ROWS_MAX).await?;
        read += page.rows.len();
        let others = page.rows.iter().filter(|row| {
            row.incident_id.as_ref().is_none_or(|incident_id| !own.contains(incident_id))
        });
        others.filter_map(|row| row.copy_text.as_deref()).for_each(|text| known.add(text));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    (after, read) = (None, 0);
    while read < TEXTS_MAX {
        let page = lesson::published(db, "", after, PAGE_ROWS_MAX).await?;
        read += page.rows.len();
        for row in page.rows {
            let texts = [row.title, row.said, row.did, row.learned];
            known.add(&texts.into_iter().flatten().collect::<Vec<_>>().join("\n"));
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    Ok(known)
}
