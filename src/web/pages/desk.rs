//! The coordinator's list of reports, newest first.
//!
//! Must never rank or count people, and shows urgency in words.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use tillbud_projections::report::{self, COUNTED_MAX, Status, StatusCount};

use super::address::Address;
use super::desk_pane::kept_query;
use super::frame::Frame;
use super::grid::Grid;
use super::listed::{Asked, Listed};
use super::news::News;
use super::queue_filter::QueueFilter;
use super::report_row::ReportRow;
use super::{Choice, answer};
use crate::App;
use crate::access::Staff;
use crate::access::views::View;
use crate::lists::Lists;
use crate::web::cursor;
use crate::web::error::HttpError;
use crate::web::language::Locale;

/// The page with the list.
#[derive(Template)]
#[template(path = "desk.html")]
pub struct Desk {
    frame: Frame,
    news: News,
    tabs: Vec<Tab>,
    filter: QueueFilter,
    is_waiting: bool,
    grid: Option<Grid>,
    rows: Vec<ReportRow>,
    first: String,
    next: String,
}

struct Tab {
    address: String,
    label: String,
    count: String,
    is_chosen: bool,
}

/// What the page shows.
pub struct Shown<'a> {
    /// What was asked for.
    pub asked: &'a Asked<report::ReportRow>,
    /// Whether this page begins with the newest.
    pub is_first: bool,
    /// Cursor of the next page, when there is one.
    pub next: Option<String>,
    /// How many reports have each status.
    pub counts: &'a [StatusCount],
    /// Whether something waits to be handed over.
    pub is_waiting: bool,
    /// The account's selections.
    pub views: Vec<View>,
    /// The rows of this page.
    pub rows: &'a [report::ReportRow],
    /// What the list's address asks for, for the links of its rows.
    pub kept: &'a str,
    /// The log position that all this is right for.
    pub position: u64,
    /// The present moment.
    pub now: Timestamp,
}

impl Desk {
    /// The page.
    #[must_use]
    pub fn new(frame: Frame, lists: &Lists, shown: Shown<'_>) -> Self {
        let asked = shown.asked;
        let chosen = asked.query.status.as_deref().and_then(Status::from_stored);
        let here = |status: Option<Status>, after: Option<&str>| {
            let others = asked.kept().into_iter().filter(|(name, _)| *name != "status");
            let address = Address::new(report::ReportRow::PATH);
            let address = address.with("status", status.map(Status::as_str));
            let address = others.fold(address, |it, (name, value)| it.with(name, Some(value)));
            frame.href(&address.with("after", after).to_string())
        };
        let count = |status: Option<Status>| {
            let fits =
                |row: &&StatusCount| status.is_none_or(|status| row.status == status.as_str());
            let counts = || shown.counts.iter().filter(fits).map(|row| row.count);
            // Counted no further, so that the page does not wait for a number.
            match counts().any(|count| count > COUNTED_MAX) {
                true => format!("{COUNTED_MAX}+"),
                false => counts().sum::<i64>().to_string(),
            }
        };
        let tabs = [None].into_iter().chain(Status::ALL.iter().copied().map(Some));
        let tabs = tabs.map(|status| Tab {
            address: here(status, None),
            label: status
                .map_or_else(|| frame.t("desk-all"), |status| frame.word("status-short", status)),
            count: count(status),
            is_chosen: chosen == status,
        });
        let row = |row| ReportRow::new(&frame, lists, row).within(shown.kept);
        Self {
            news: News::of_desk(&frame, shown.position, shown.now),
            tabs: tabs.collect(),
            filter: QueueFilter::new(&frame, lists, asked, shown.views),
            is_waiting: shown.is_waiting,
            grid: Grid::of(&frame, lists, asked, shown.rows),
            rows: shown.rows.iter().map(row).collect(),
            first: if shown.is_first { String::new() } else { here(chosen, None) },
            next: shown.next.map(|next| here(chosen, Some(&next))).unwrap_or_default(),
            frame,
        }
    }
}

/// The list, from the newest or from a cursor on.
///
/// # Errors
/// What is not a value of its list, or the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    asked: Asked<report::ReportRow>,
) -> Result<Response, HttpError> {
    let filter = asked.query.filter(staff)?;
    let (after, limit) = asked.query.page().read(&app.secrets.cursor)?;
    let db = app.read_models.db();
    // Read before the rows are, so that nothing between the two is missed.
    let position = app.projector.progress().position().0;
    let page = report::queue(db, &filter, after, limit).await?;
    let counts = report::status_counts(db).await?;
    let frame = locale.frame(true).for_role(staff.role);
    let shown = Shown {
        asked: &asked,
        is_first: after.is_none(),
        next: page.next.map(|next| cursor::encode(next, &app.secrets.cursor)),
        counts: &counts,
        is_waiting: app.something_waits().await,
        views: app.access.views(staff).await?,
        rows: &page.rows,
        kept: &kept_query(&locale.address),
        position,
        now: app.clock.now(),
    };
    answer(StatusCode::OK, &Desk::new(frame, &app.lists, shown))
}

/// The units to choose from; none when the organisation has no list.
pub(super) fn units(frame: &Frame, lists: &Lists, said: &str) -> Vec<Choice> {
    if lists.units.is_empty() {
        return Vec::new();
    }
    let any = Choice::new("", frame.t("desk-filter-any"), said);
    let unit = |unit: &crate::lists::Entry| Choice::new(&unit.code, unit.name(frame.lang), said);
    std::iter::once(any).chain(lists.units.iter().map(unit)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::api::reports::QueueQuery;
    use crate::web::pages::report_row::tests::row;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames, lists};

    #[test]
    fn the_list_keeps_its_filter_in_every_address() {
        for frame in frames() {
            let asked = QueueQuery {
                status: Some("received".into()),
                kind: Some("near_miss".into()),
                unit: Some(HOSTILE.into()),
                ..QueueQuery::default()
            };
            let asked = Asked::new(asked, "");
            let counts = [StatusCount { status: "received".into(), count: 3 }];
            let rows = [row()];
            let shown = Shown {
                asked: &asked,
                is_first: false,
                next: Some("7".into()),
                counts: &counts,
                is_waiting: true,
                views: vec![],
                rows: &rows,
                kept: "",
                position: 7,
                now: Timestamp::UNIX_EPOCH,
            };
            let waiting = frame.t("desk-waiting");
            let html = Desk::new(frame, &lists(), shown).render().unwrap();
            assert_sound(&html);
            assert!(html.contains(&waiting));
            assert!(html.contains("status=received&#38;kind=near_miss&#38;unit=%3Cscript%3E"));
            assert!(html.contains("after=7"));
            assert!(html.contains("data-live=\"/desk/live\" data-since=\"7\""));
            assert!(html.contains("aria-current=\"true\""));
            assert!(html.contains("mark-urgent"));
        }
    }

    #[test]
    fn an_empty_list_says_so() {
        for frame in frames() {
            let asked = Asked::new(QueueQuery::default(), "");
            let shown = Shown {
                asked: &asked,
                is_first: true,
                next: None,
                counts: &[],
                is_waiting: false,
                views: vec![],
                rows: &[],
                kept: "",
                position: 7,
                now: Timestamp::UNIX_EPOCH,
            };
            let waiting = frame.t("desk-waiting");
            let html = Desk::new(frame, &Lists::default(), shown).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("class=\"empty\"") && !html.contains(&waiting));
        }
    }
}
