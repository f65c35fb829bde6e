//! Campaigns: what went on, and when, to be told beside charts.
//!
//! Must never be read by what computes a figure.

use jiff::civil::Date;
use tillbud_events::campaign::{Event, Note};
use tillbud_events::{AnyEvent, CampaignId, Recorded};

use crate::db::{Db, Tx, execute, fetch, row, statements, words};
use crate::page::{Cursor, Page, Placed, Select};
use crate::projection::{At, Projection};

row! {
    /// One campaign.
    pub struct CampaignRow {
        /// Which campaign.
        pub campaign_id: String,
        /// Events in its stream; the expected version of the next write.
        pub version: i64,
        /// Where in the log it was noted.
        pub position: i64,
        /// What went on, unless erased.
        pub what: Option<String>,
        /// Whether a text of this row was erased.
        pub erased: bool,
        /// Its first day.
        pub from_day: String,
        /// Its last day; the first one of what is a moment.
        pub last_day: String,
        /// Whether it has no last day, as it is a moment.
        pub is_moment: bool,
        /// The unit; nothing for everywhere.
        pub unit: Option<String>,
        /// When it was noted.
        pub noted_at: i64,
        /// As which role.
        pub noted_as: String,
        /// When it was corrected last.
        pub corrected_at: Option<i64>,
        /// As which role.
        pub corrected_as: Option<String>,
        /// When it was withdrawn.
        pub withdrawn_at: Option<i64>,
        /// As which role.
        pub withdrawn_as: Option<String>,
        /// Why, unless erased.
        pub withdrawal: Option<String>,
    }
}

impl Placed for CampaignRow {
    fn position(&self) -> i64 {
        self.position
    }
}

impl CampaignRow {
    /// Its last day, of what is no moment.
    #[must_use]
    pub fn until(&self) -> Option<&str> {
        (!self.is_moment).then_some(self.last_day.as_str())
    }
}

/// Most campaigns that stand beside one chart: the last ones.
pub const CHARTED_MAX: usize = 50;
/// Most campaigns that are read for the charts of a page.
pub const READ_MAX: i64 = 1_000;

/// All campaigns, the last noted first, withdrawn ones among them.
///
/// # Errors
/// When the database fails.
pub async fn list(db: &Db, after: Option<Cursor>, limit: u32) -> sqlx::Result<Page<CampaignRow>> {
    Select::new(LIST).page(db, after, limit).await
}

/// One campaign.
///
/// # Errors
/// When the database fails.
pub async fn get(db: &Db, id: CampaignId) -> sqlx::Result<Option<CampaignRow>> {
    fetch!(fetch_optional::<CampaignRow>(db, GET, id.to_string()))
}

/// What went on between two days, everywhere and in each unit, by its first day: at most the
/// last [`READ_MAX`]. What was withdrawn is not among it.
///
/// # Errors
/// When the database fails.
pub async fn between(db: &Db, (from, to): (Date, Date)) -> sqlx::Result<Vec<CampaignRow>> {
    let (from, to) = (from.to_string(), to.to_string());
    let mut rows = fetch!(fetch_all::<CampaignRow>(db, BETWEEN, from, to, READ_MAX))?;
    rows.sort_by(|one, other| {
        (&one.from_day, one.position).cmp(&(&other.from_day, other.position))
    });
    Ok(rows)
}

/// The list's statement, for the test that prepares it.
#[cfg(test)]
pub(crate) fn selects() -> [String; 1] {
    [Select::new(LIST).newest_first(Some(Cursor(1)), 1).into_sql()]
}

/// Writes the table of campaigns.
pub(crate) struct Campaigns;

impl Projection for Campaigns {
    const NAME: &'static str = "campaign";
    const VERSION: u32 = 1;
    const DDL: &'static str = include_str!("../../migrations/campaign.sql");

    async fn apply(tx: &mut Tx, recorded: &Recorded<AnyEvent>) -> sqlx::Result<()> {
        let AnyEvent::Campaign(event) = &recorded.event else { return Ok(()) };
        let At { id, version, position, milliseconds: at } = At::of(recorded);
        let role = recorded.meta.actor.role_name();
        match event {
            Event::Noted(noted) => {
                let Told { what, erased, from, last, is_moment, unit } = Told::of(&noted.note);
                execute!(
                    tx, NOTE, id, version, position, what, erased, from, last, is_moment, unit, at,
                    role,
                )
                .map(drop)
            }
            Event::Corrected(corrected) => {
                let Told { what, erased, from, last, is_moment, unit } = Told::of(&corrected.note);
                execute!(
                    tx, CORRECT, id, version, what, erased, from, last, is_moment, unit, at, role,
                )
                .map(drop)
            }
            Event::Withdrawn(withdrawn) => {
                let (reason, erased) = words(&withdrawn.reason);
                execute!(tx, WITHDRAW, id, version, at, role, reason, erased).map(drop)
            }
        }
    }
}

/// What a note says, as its row holds it.
struct Told<'e> {
    what: Option<&'e str>,
    erased: bool,
    from: String,
    last: String,
    is_moment: bool,
    unit: Option<&'e str>,
}

impl<'e> Told<'e> {
    fn of(note: &'e Note) -> Self {
        let (what, erased) = words(&note.what);
        Self {
            what,
            erased,
            from: note.from.to_string(),
            last: note.until.unwrap_or(note.from).to_string(),
            is_moment: note.until.is_none(),
            unit: note.unit.as_ref().map(tillbud_events::vocabulary::Label::as_str),
        }
    }
}

/// All campaigns.
const LIST: &str = "select * from campaign";

statements! {
    GET = "select * from campaign where campaign_id = $1";
    BETWEEN = "select * from campaign
        where last_day >= $1 and from_day <= $2 and withdrawn_at is null
        order by last_day desc limit $3";
    NOTE = "insert into campaign (campaign_id, version, position, what, erased, from_day,
            last_day, is_moment, unit, noted_at, noted_as)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    CORRECT = "update campaign set version = $2, what = $3, erased = $4, from_day = $5,
            last_day = $6, is_moment = $7, unit = $8, corrected_at = $9, corrected_as = $10
        where campaign_id = $1";
    WITHDRAW = "update campaign set version = $2, withdrawn_at = $3, withdrawn_as = $4,
            withdrawal = $5, erased = (erased or $6)
        where campaign_id = $1";
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use tillbud_events::campaign::{Corrected, Noted, Withdrawn};
    use uuid::Uuid;

    use super::*;
    use crate::testing::{Log, label, on_both, text};

    fn note(what: &str, from: Date, until: Option<Date>, unit: Option<&str>) -> Note {
        Note { what: text(what), from, until, unit: unit.map(label) }
    }

    on_both! {
        async fn what_went_on_is_told_for_the_days_that_it_overlaps(bench: &Bench) {
            let mut log = Log::default();
            let [week, form, south, gone] =
                [1, 2, 3, 4].map(|number| CampaignId(Uuid::from_u128(number)));
            let (monday, sunday) = (date(2026, 3, 2), date(2026, 3, 8));
            for (id, note) in [
                (week, note("Rapportvecka", monday, Some(sunday), None)),
                (form, note("Ny blankett", date(2026, 2, 2), None, None)),
                (south, note("Utbildning", monday, Some(sunday), Some("syd"))),
                (gone, note("Inställd", monday, Some(sunday), None)),
            ] {
                log.push(id, Event::Noted(Noted { note }));
            }
            let told = note("Blankett och app", date(2026, 3, 4), None, None);
            log.push(form, Event::Corrected(Corrected { note: told }));
            let reason = text("Den blev inte av");
            log.push(gone, Event::Withdrawn(Withdrawn { reason }));
            bench.follow(&log).await;
            let db = bench.models.db();
            let told = async |from: Date, to: Date| {
                let rows = between(db, (from, to)).await.unwrap();
                rows.into_iter().map(|row| row.what.unwrap()).collect::<Vec<_>>()
            };
            assert_eq!(told(sunday, sunday).await, ["Rapportvecka", "Utbildning"]);
            let all = ["Rapportvecka", "Utbildning", "Blankett och app"];
            assert_eq!(told(date(2026, 3, 1), date(2026, 3, 31)).await, all);
            assert_eq!(told(date(2026, 3, 9), date(2026, 3, 31)).await, [""; 0]);
            let all = list(db, None, 10).await.unwrap();
            assert_eq!(all.rows.len(), 4);
            let row = get(db, gone).await.unwrap().unwrap();
            assert_eq!(row.withdrawal.as_deref(), Some("Den blev inte av"));
            assert_eq!((row.version, row.withdrawn_as.as_deref()), (2, Some("coordinator")));
            let row = get(db, form).await.unwrap().unwrap();
            assert_eq!((row.until(), row.corrected_as.as_deref()), (None, Some("coordinator")));
        }
    }
}
