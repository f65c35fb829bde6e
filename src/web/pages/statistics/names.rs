//! Names of released tables, periods, rows and columns in the reader's language.
//!
//! Must never take a key for a name: a key that is not known stands as it is, escaped.

use tillbud_events::release::{OTHER, Period, UNKNOWN};
use tillbud_events::vocabulary::{Grain, Kind, ReleasedTable, Severity};

use crate::lists::Lists;
use crate::web::pages::frame::Frame;
use crate::web::pages::when;

/// What names follow from.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    /// The language.
    pub frame: &'a Frame,
    /// The organisation's own names.
    pub lists: &'a Lists,
}

impl Names<'_> {
    /// A table and its period.
    #[must_use]
    pub fn title(&self, table: &str, period: &str) -> String {
        let table = ReleasedTable::from_stored(table)
            .map_or_else(|| table.to_owned(), |table| self.frame.word("released", table));
        let period = self.period(period);
        self.frame.fill2("statistics-of", ("table", table), ("period", period))
    }

    /// A period in words.
    #[must_use]
    pub fn period(&self, period: &str) -> String {
        match period.parse::<Period>() {
            Ok(it) if it.grain() == Grain::Quarter => {
                let quarter = (it.quarters().0 + 1).to_string();
                let year = it.year().to_string();
                self.frame.fill2("statistics-quarter", ("quarter", quarter), ("year", year))
            }
            Ok(it) if it.grain() == Grain::Month => when::month(self.frame, period),
            Ok(_) | Err(_) => period.to_owned(),
        }
    }

    /// A row of a table.
    #[must_use]
    pub fn row(&self, table: &str, key: Option<&str>) -> String {
        let Some(key) = self.special(key) else { return self.frame.t("statistics-total") };
        let key = match key {
            Ok(key) => key,
            Err(name) => return name,
        };
        let lang = self.frame.lang;
        match ReleasedTable::from_stored(table) {
            Some(ReleasedTable::KindByQuarter | ReleasedTable::KindByYear) => {
                Kind::from_stored(key).map_or(key.to_owned(), |kind| self.frame.word("kind", kind))
            }
            Some(ReleasedTable::CategoryByQuarter | ReleasedTable::CategorySeverityByYear) => {
                self.lists.category_name(key, lang).to_owned()
            }
            Some(ReleasedTable::UnitByQuarter | ReleasedTable::UnitByYear) => {
                self.lists.unit_name(key, lang).to_owned()
            }
            Some(ReleasedTable::TotalByMonth) | None => key.to_owned(),
        }
    }

    /// A column of a table.
    #[must_use]
    pub fn column(&self, key: Option<&str>) -> String {
        match self.special(key) {
            None => self.frame.t("statistics-reports"),
            Some(Err(name)) => name,
            Some(Ok(key)) => Severity::from_stored(key)
                .map_or(key.to_owned(), |severity| self.frame.word("severity", severity)),
        }
    }

    /// Nothing for a total, a name for what has no key of its own, else the key.
    fn special<'k>(&self, key: Option<&'k str>) -> Option<Result<&'k str, String>> {
        Some(match key? {
            UNKNOWN => Err(self.frame.t("statistics-unknown")),
            OTHER => Err(self.frame.t("statistics-other")),
            key => Ok(key),
        })
    }
}
