//! Lists that can be narrowed, saved under a name, shown as a table and had as a file: what
//! each is made of, and what an address asks of it.
//!
//! Must never leave out of an address what a list was narrowed by, nor give rows that
//! their own pages would refuse.

use std::future::Future;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use jiff::civil::Date;
use tillbud_projections::{Cursor, Page};

use super::address::Address;
use super::frame::Frame;
use crate::App;
use crate::access::Staff;
use crate::lists::Lists;
use crate::web::error::HttpError;
use crate::web::extract::Params;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Nothing,
    /// Words.
    Text(String),
    /// A count.
    Number(i64),
    /// A figure that need not be whole.
    Figure(f64),
    /// A day.
    Day(Date),
}

impl Cell {
    /// Words, when there are some.
    #[must_use]
    pub fn text(words: Option<String>) -> Self {
        words.map_or(Self::Nothing, Self::Text)
    }

    /// As people read it.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Text(words) => words,
            Self::Number(number) => number.to_string(),
            Self::Figure(figure) => figure.to_string(),
            Self::Day(day) => day.to_string(),
        }
    }
}

/// A column: its key, and what a row has in it.
pub struct Column<T> {
    /// What the address calls it; see [`Listed::heading`].
    pub key: &'static str,
    /// What a row has in it.
    pub cell: fn(&Frame, &Lists, &T) -> Cell,
}

/// A list.
pub trait Listed: Sized + Send + Sync + 'static {
    /// Its page; its files are this and an ending.
    const PATH: &'static str;
    /// What its files are called, without the ending.
    const FILE: &'static str;
    /// The text that is the name of its sheet.
    const TITLE: &'static str;
    /// Every column, in reading order.
    const COLUMNS: &'static [Column<Self>];
    /// What the list is narrowed by, as written in the address.
    type Query: serde::de::DeserializeOwned + Send + Sync;
    /// The same, as the read model asks it for whoever looks.
    type Filter: Send + Sync + 'static;

    /// Each name and value that narrows the list; what is blank narrows nothing.
    fn narrowed(query: &Self::Query) -> Vec<(&'static str, Option<&str>)>;

    /// Reads what was asked.
    ///
    /// # Errors
    /// What is not a value of its list.
    fn filter(app: &App, staff: Staff, query: &Self::Query) -> Result<Self::Filter, HttpError>;

    /// The next rows of the list that `staff` may open.
    fn page(
        app: &App,
        staff: Staff,
        filter: &Self::Filter,
        after: Option<Cursor>,
        limit: u32,
    ) -> impl Future<Output = Result<Page<Self>, HttpError>> + Send;

    /// Where a row is opened.
    fn address(&self) -> String;

    /// The heading of the column with that key.
    #[must_use]
    fn heading(frame: &Frame, key: &str) -> String {
        frame.word("column", key)
    }
}

/// What was asked of a list: what narrows it, and the columns to show.
pub struct Asked<T: Listed> {
    /// What narrows it, and which page.
    pub query: T::Query,
    /// The columns that were chosen, in reading order; none for the list as it is.
    pub columns: Vec<&'static Column<T>>,
}

impl<T: Listed> Asked<T> {
    /// Of a query that was read and the text that it was read from.
    #[must_use]
    pub fn new(query: T::Query, raw: &str) -> Self {
        let named = raw.split('&').filter_map(|pair| pair.strip_prefix("column="));
        let named: Vec<&str> = named.collect();
        let is_chosen = |column: &&Column<T>| named.contains(&column.key);
        Self { query, columns: T::COLUMNS.iter().filter(is_chosen).collect() }
    }

    /// Each name and value that narrows the list.
    #[must_use]
    pub fn narrowed(&self) -> Vec<(&'static str, &str)> {
        let pairs = T::narrowed(&self.query).into_iter();
        let said = pairs.filter_map(|(name, value)| Some((name, value?)));
        said.filter(|(_, value)| !value.trim().is_empty()).collect()
    }

    /// All that an address of this list says: what narrows it, and its columns.
    #[must_use]
    pub fn kept(&self) -> Vec<(&'static str, &str)> {
        let columns = self.columns.iter().map(|column| ("column", column.key));
        self.narrowed().into_iter().chain(columns).collect()
    }

    /// The list's address, from the newest or from a cursor on.
    #[must_use]
    pub fn address(&self, after: Option<&str>) -> Address {
        let pairs = self.kept().into_iter();
        let address = |address: Address, (name, value)| address.with(name, Some(value));
        pairs.fold(Address::new(T::PATH), address).with("after", after)
    }

    /// The columns of a file: those chosen, or all.
    #[must_use]
    pub fn columns_or_all(&self) -> Vec<&'static Column<T>> {
        if self.columns.is_empty() { T::COLUMNS.iter().collect() } else { self.columns.clone() }
    }
}

impl<T: Listed> FromRequestParts<App> for Asked<T> {
    type Rejection = HttpError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, HttpError> {
        let raw = parts.uri.query().unwrap_or_default().to_owned();
        let Params(query) = Params::<T::Query>::from_request_parts(parts, app).await?;
        Ok(Self::new(query, &raw))
    }
}

#[cfg(test)]
mod tests {
    use tillbud_projections::incident::IncidentRow;
    use tillbud_projections::report::ReportRow;

    use super::*;
    use crate::web::api::board::BoardQuery;
    use crate::web::api::reports::QueueQuery;
    use crate::web::pages::testing::HOSTILE;

    #[test]
    fn columns_are_chosen_by_the_address_and_keep_their_order() {
        let keys = |raw| {
            let asked = Asked::<IncidentRow>::new(BoardQuery::default(), raw);
            asked.columns.iter().map(|column| column.key).collect::<Vec<_>>()
        };
        assert_eq!(keys("column=title&unit=x&column=opened"), ["opened", "title"]);
        assert_eq!(keys("unit=x").len(), 0);
        assert_eq!(keys("column=rubbish").len(), 0);
        let asked = Asked::<IncidentRow>::new(BoardQuery::default(), "");
        assert_eq!(asked.columns_or_all().len(), IncidentRow::COLUMNS.len());
    }

    #[test]
    fn every_address_keeps_all_that_was_asked() {
        let said = |text: &str| Some(text.to_owned());
        let query = BoardQuery {
            stage: said("triaged"),
            followed: said("yes"),
            category: said("access"),
            unit: said(HOSTILE),
            assigned: said("IT"),
            actual: said("minor"),
            potential: said("major"),
            from: said("2026-01-01"),
            until: said("2026-01-31"),
            limit: Some(3),
            after: said("x"),
        };
        let address = Asked::<IncidentRow>::new(query, "column=stage").address(Some("7"));
        let address = address.to_string();
        assert!(
            address.starts_with(
                "/desk/incidents?stage=triaged&followed=yes&category=access&unit=%3Cscr"
            )
        );
        let end = "&assigned=IT&actual=minor&potential=major&from=2026-01-01&until=2026-01-31&column=stage&after=7";
        assert!(address.ends_with(end), "{address}");
        let query = QueueQuery {
            status: said("linked"),
            kind: said("near_miss"),
            unit: said(" "),
            mark: said("urgent"),
            from: said("2026-01-01"),
            until: said("2026-01-31"),
            ..QueueQuery::default()
        };
        let address = Asked::<ReportRow>::new(query, "").address(None).to_string();
        let whole =
            "/desk?status=linked&kind=near_miss&mark=urgent&from=2026-01-01&until=2026-01-31";
        assert_eq!(address, whole);
    }
}
