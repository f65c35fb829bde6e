//! The list beside a report: the same reports, in the same order, as the list it was
//! opened from.
//!
//! Must never show a reporter's own words, and never move by itself.

use askama::{Template, filters::HtmlSafe};
use tillbud_projections::db::timestamp;
use tillbud_projections::report;

use super::frame::Frame;
use super::report_row::excerpt_of;
use super::when::When;
use crate::lists::Lists;

/// The list.
#[derive(Template)]
#[template(path = "desk_pane.html")]
pub struct Pane {
    frame: Frame,
    back: String,
    rows: Vec<Row>,
}

/// The template escapes every text.
impl HtmlSafe for Pane {}

struct Row {
    address: String,
    words: String,
    status: String,
    unit: Option<String>,
    at: When,
    is_urgent: bool,
    is_reply_waiting: bool,
    is_current: bool,
    is_sealed: bool,
}

impl Pane {
    /// The reports of one page of the list; the one with the id `current` is open.
    #[must_use]
    pub fn new(
        frame: &Frame,
        lists: &Lists,
        query: &str,
        rows: &[report::ReportRow],
        current: &str,
    ) -> Self {
        let row = |row: &report::ReportRow| {
            let kind = row.kind.as_deref();
            let kind =
                kind.map_or_else(|| frame.t("desk-kind-unsaid"), |kind| frame.word("kind", kind));
            Row {
                address: within(&format!("/desk/reports/{}", row.report_id), query),
                words: excerpt_of(row).unwrap_or(kind),
                status: row.status.clone(),
                unit: row.unit.as_deref().map(|unit| lists.unit_name(unit, frame.lang).to_owned()),
                at: When::day(frame, timestamp(row.received_at)),
                is_urgent: row.urgent,
                is_reply_waiting: row.reply_waiting,
                is_current: row.report_id == current,
                is_sealed: row.dataset.is_none() && !row.erased,
            }
        };
        Self {
            back: within("/desk", query),
            rows: rows.iter().map(row).collect(),
            frame: frame.clone(),
        }
    }

    /// The report to go on with: the one after the open one, or the first when the open
    /// one has left the list.
    #[must_use]
    pub fn next(&self) -> Option<&str> {
        self.after_this().map(|row| row.address.as_str())
    }

    /// The same, when its original can be opened: not a record of another register, nor erased.
    #[must_use]
    pub fn next_sealed(&self) -> Option<&str> {
        self.after_this().filter(|row| row.is_sealed).map(|row| row.address.as_str())
    }

    fn after_this(&self) -> Option<&Row> {
        let at = self.rows.iter().position(|row| row.is_current);
        self.rows.get(at.map_or(0, |at| at + 1))
    }
}

/// What an address asks the list for, ready to be followed by more: without the language,
/// which links add by themselves, and without what was told once.
#[must_use]
pub fn kept_query(address: &str) -> String {
    let (_, query) = address.split_once('?').unwrap_or((address, ""));
    let is_kept = |pair: &&str| {
        let name = pair.split('=').next().unwrap_or_default();
        !["", "lang", "told", "of"].contains(&name)
    };
    query.split('&').filter(is_kept).map(|pair| format!("{pair}&")).collect()
}

/// A path with the query of [`kept_query`].
#[must_use]
pub fn within(path: &str, query: &str) -> String {
    let query = query.trim_end_matches('&');
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::report_row::tests::row;
    use crate::web::pages::testing::{frames, lists};

    #[test]
    fn the_list_keeps_its_filter_and_tells_which_report_is_open() {
        let query = kept_query("/desk/reports/x?kind=near_miss&lang=en&told=unlink&of=i&after=7");
        assert_eq!(query, "kind=near_miss&after=7&");
        for frame in frames() {
            let rows = [report::ReportRow { dataset: None, ..row() }];
            let html =
                Pane::new(&frame, &lists(), &query, &rows, &rows[0].report_id).render().unwrap();
            assert!(html.contains("?kind=near_miss&#38;after=7"), "{html}");
            assert!(html.contains("aria-current=\"page\""));
            let left = Pane::new(&frame, &lists(), &query, &rows, "another");
            assert!(left.next().is_some_and(|next| next.ends_with("after=7")));
            assert_eq!(left.next_sealed(), left.next());
            let gone = [report::ReportRow { dataset: None, erased: true, ..row() }];
            let left = Pane::new(&frame, &lists(), &query, &gone, "another");
            assert!(left.next().is_some() && left.next_sealed().is_none());
            assert_eq!(Pane::new(&frame, &lists(), &query, &rows, &rows[0].report_id).next(), None);
        }
    }

    #[test]
    fn an_address_without_a_query_stays_so() {
        assert_eq!(within("/desk", &kept_query("/desk/reports/x?lang=sv")), "/desk");
    }
}
