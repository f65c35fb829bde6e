//! Words of reports to compare others with, for the program alone.
//!
//! Must never be shown: what a role may read comes from the other queries.

use tillbud_events::ThemeId;

use crate::db::{Db, fetch, row, statements};

row! {
    /// A report's words. Not for anybody to read.
    pub struct WordsRow {
        /// Which report.
        pub report_id: String,
        /// All of them in one text.
        pub words: String,
    }
}

/// The words of the newest reports, and those of `report_id` first, when they are there.
///
/// # Errors
/// When the database fails.
pub async fn words(db: &Db, report_id: &str, limit: i64) -> sqlx::Result<Vec<WordsRow>> {
    let mut words = fetch!(fetch_all::<WordsRow>(db, ONE, report_id))?;
    words.extend(fetch!(fetch_all::<WordsRow>(db, NEWEST, report_id, limit))?);
    Ok(words)
}

row! {
    /// The words of a report that an incident holds. Not for anybody to read.
    pub struct LinkedWordsRow {
        /// Which incident.
        pub incident_id: String,
        /// All of the report's words in one text.
        pub words: String,
    }
}

/// The words of the reports of a theme's incidents and of all incidents opened from the position
/// `since` on, in the order of the incidents' ids.
///
/// # Errors
/// When the database fails.
pub async fn words_of_incidents(
    db: &Db,
    theme_id: ThemeId,
    since: i64,
) -> sqlx::Result<Vec<LinkedWordsRow>> {
    let mut words = fetch!(fetch_all::<LinkedWordsRow>(db, OF_THEME, theme_id.to_string()))?;
    words.extend(fetch!(fetch_all::<LinkedWordsRow>(db, OF_NEWEST, since))?);
    words.sort_by(|one, other| {
        one.incident_id.cmp(&other.incident_id).then_with(|| one.words.cmp(&other.words))
    });
    words.dedup();
    Ok(words)
}

/// All words of a report that are compared, in one text.
macro_rules! words {
    () => {
        "concat_ws(' ', report.title, report.system, report.narrative, report.hindered) as words"
    };
}

/// Those of the reports that incidents hold.
macro_rules! of_incidents {
    ($of:literal) => {
        concat!(
            "select linked.incident_id, ",
            words!(),
            " from incident_report as linked
                join report on report.report_id = linked.report_id and not report.erased
            where linked.incident_id in (",
            $of,
            ")"
        )
    };
}

statements! {
    OF_THEME = of_incidents!("select incident_id from theme_incident where theme_id = $1");
    OF_NEWEST = of_incidents!("select incident_id from incident where position >= $1");
    ONE = concat!("select report_id, ", words!(), " from report
        where report_id = $1 and not erased");
    NEWEST = concat!("select report_id, ", words!(), " from report
        where position > 0 and report_id <> $1 and not erased
        order by position desc limit $2");
}
