//! What went on while before and after of a comparison were counted.
//!
//! It is told beside a verdict, so that nobody takes a campaign for the change. Must never
//! change a figure of the comparison.

use jiff::civil::Date;
use tillbud_events::vocabulary::Lang;
use tillbud_events::{MeasureId, Month};
use tillbud_projections::DatabaseError;
use tillbud_projections::campaign::{self, CampaignRow};
use tillbud_projections::improvement::ImprovementRow;
use tillbud_projections::measure;

use super::beside::{WentOn, beside, days, place, unit_of};
use crate::App;
use crate::lists::Lists;
use crate::web::locale::text;

/// The days of a comparison: those of the level before, and those from the change on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Windows {
    /// The first and the last day of the level before.
    pub before: (Date, Date),
    /// The first day from the change on, and the last that counts.
    pub after: (Date, Date),
}

/// What went on in each of the two, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct During {
    /// During the level before.
    pub before: Vec<String>,
    /// From the change on; also what came shortly before it and stays.
    pub after: Vec<String>,
}

/// The campaigns of a comparison's time, everywhere and in its unit.
#[derive(Clone, Debug, Default)]
pub struct Meanwhile {
    from: Option<Month>,
    rows: Vec<CampaignRow>,
    unit: Option<String>,
}

impl Meanwhile {
    /// Reads what was noted of a month and everything after it, for a comparison of this measure
    /// in `unit`, or in the one that the measure itself is of.
    ///
    /// # Errors
    /// When the read models are away.
    pub async fn since(
        app: &App,
        measure_id: MeasureId,
        unit: Option<&str>,
        from: Month,
    ) -> Result<Self, DatabaseError> {
        let db = app.read_models.db();
        let measure = measure::get(db, measure_id).await?;
        let own = measure.and_then(|it| unit_of(&it.definition).map(str::to_owned));
        let unit = unit.map(str::to_owned).or(own);
        let rows = campaign::between(db, (from.first_day(), app.clock.today())).await?;
        Ok(Self { from: Some(from), rows, unit })
    }

    /// Of the plan of a cycle; nothing while there is no plan.
    ///
    /// # Errors
    /// When the read models are away.
    pub async fn of(app: &App, row: &ImprovementRow) -> Result<Self, DatabaseError> {
        let id = row.measure_id.as_ref().and_then(|id| id.parse().ok());
        let from = row.baseline_from.as_ref().and_then(|month| month.parse().ok());
        match id.zip(from) {
            Some((id, from)) => Self::since(app, id, row.unit.as_deref(), from).await,
            None => Ok(Self::default()),
        }
    }

    /// Along points of these names.
    #[must_use]
    pub fn along(&self, lang: Lang, lists: &Lists, labels: &[String]) -> Vec<WentOn> {
        beside(lang, lists, &self.rows, self.unit.as_deref(), labels)
    }

    /// All of it, up to the month of `today`.
    #[must_use]
    pub fn all(&self, lang: Lang, lists: &Lists, today: Date) -> Vec<WentOn> {
        let months = std::iter::successors(self.from, |month| Some(month.next()));
        let months = months.take_while(|month| *month <= Month::of(today));
        let labels: Vec<_> = months.map(|month| month.to_string()).collect();
        self.along(lang, lists, &labels)
    }

    /// What went on in each of the two windows.
    #[must_use]
    pub fn during(&self, lang: Lang, lists: &Lists, windows: &Windows) -> During {
        let mut during = During::default();
        let is_here = |row: &&CampaignRow| row.unit.is_none() || row.unit == self.unit;
        for row in self.rows.iter().filter(is_here) {
            let (Ok(from), Ok(last)) = (row.from_day.parse(), row.last_day.parse()) else {
                continue;
            };
            let (is_before, is_after) = windows.hold((from, last), row.is_moment);
            let what = row.what.clone().unwrap_or_else(|| text(lang, "erased"));
            let words = format!("{what} ({}, {})", days(lang, row), place(lang, lists, row));
            if is_before {
                during.before.push(words.clone());
            }
            if is_after {
                during.after.push(words);
            }
        }
        during
    }
}

impl Windows {
    /// Those of a comparison of whole months from the change on, until a day.
    #[must_use]
    pub fn new((from, to): (Month, Month), change: Month, until: Date) -> Self {
        Self { before: (from.first_day(), to.last_day()), after: (change.first_day(), until) }
    }

    /// Those of the plan of a cycle, until a day; nothing while there is no plan.
    #[must_use]
    pub fn of(row: &ImprovementRow, until: Date) -> Option<Self> {
        let [from, to, change] = [&row.baseline_from, &row.baseline_to, &row.change]
            .map(|month| month.as_ref()?.parse::<Month>().ok());
        Some(Self::new((from?, to?), change?, until))
    }

    /// Whether some of these days lie in the one and in the other. What came at a moment stays:
    /// between the two it stands with what is after.
    fn hold(&self, (from, last): (Date, Date), is_moment: bool) -> (bool, bool) {
        let is_in = |window: (Date, Date)| from <= window.1 && last >= window.0;
        let has_come = is_moment && from > self.before.1 && from <= self.after.1;
        (is_in(self.before), is_in(self.after) || has_come)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::beside::tests::row;
    use super::*;

    const WINDOWS: Windows = Windows {
        before: (date(2025, 1, 1), date(2025, 12, 31)),
        after: (date(2026, 3, 1), date(2026, 6, 30)),
    };

    #[test]
    fn a_campaign_is_told_in_the_window_in_which_it_went_on() {
        let of = |unit: Option<&str>| {
            let rows = vec![
                row(1, None, "2024-12-30", "2025-01-01"),
                row(2, Some("syd"), "2025-12-31", "2026-03-01"),
                row(3, None, "2026-06-30", "2026-07-03"),
                row(4, None, "2026-01-10", "2026-02-10"),
                row(5, None, "2026-07-01", "2026-07-03"),
                row(6, None, "2024-12-01", "2024-12-31"),
            ];
            let unit = unit.map(str::to_owned);
            let meanwhile = Meanwhile { from: None, rows, unit };
            let during = meanwhile.during(Lang::Sv, &Lists::default(), &WINDOWS);
            let numbers = |words: Vec<String>| {
                words.into_iter().map(|words| words[..7].to_owned()).collect::<Vec<_>>()
            };
            (numbers(during.before), numbers(during.after))
        };
        let names = |all: &[&str]| all.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        assert_eq!(of(None), (names(&["Vecka 1"]), names(&["Vecka 3"])));
        let both = (names(&["Vecka 1", "Vecka 2"]), names(&["Vecka 2", "Vecka 3"]));
        assert_eq!(of(Some("syd")), both);
        assert_eq!(of(Some("norr")), of(None));
    }

    #[test]
    fn what_came_between_the_two_and_stays_is_told_with_what_is_after() {
        let at = |day| WINDOWS.hold((day, day), true);
        assert_eq!(at(date(2025, 12, 31)), (true, false));
        assert_eq!(at(date(2026, 1, 1)), (false, true));
        assert_eq!(at(date(2026, 3, 1)), (false, true));
        assert_eq!(at(date(2026, 7, 1)), (false, false));
        let between = (date(2026, 1, 1), date(2026, 2, 28));
        assert_eq!(WINDOWS.hold(between, false), (false, false));
    }
}
