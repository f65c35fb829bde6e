//! The coordinator's list of reports, newest first.
//!
//! Must never rank or count people, and shows urgency in words.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use tillbud_events::vocabulary::Kind;
use tillbud_projections::report::{self, Filter, Status, StatusCount};

use super::address::Address;
use super::desk_pane::kept_query;
use super::frame::Frame;
use super::report_row::ReportRow;
use super::{Choice, answer};
use crate::App;
use crate::access::Staff;
use crate::lists::Lists;
use crate::web::api::reports::QueueQuery;
use crate::web::cursor::{self, PageQuery};
use crate::web::error::HttpError;
use crate::web::extract::Params;
use crate::web::language::Locale;

/// The page with the list.
#[derive(Template)]
#[template(path = "desk.html")]
pub struct Desk {
    frame: Frame,
    tabs: Vec<Tab>,
    kept: Vec<Choice>,
    kinds: Vec<Choice>,
    units: Vec<Choice>,
    unit: String,
    is_filtered: bool,
    is_waiting: bool,
    rows: Vec<ReportRow>,
    first: String,
    next: String,
}

struct Tab {
    address: String,
    label: String,
    count: i64,
    is_chosen: bool,
}

/// What the page shows.
pub struct Shown<'a> {
    /// What was asked for.
    pub filter: &'a Filter,
    /// Whether this page begins with the newest.
    pub is_first: bool,
    /// Cursor of the next page, when there is one.
    pub next: Option<String>,
    /// How many reports have each status.
    pub counts: &'a [StatusCount],
    /// Whether something waits to be handed over.
    pub is_waiting: bool,
    /// The rows of this page.
    pub rows: Vec<ReportRow>,
}

impl Desk {
    /// The page.
    #[must_use]
    pub fn new(frame: Frame, lists: &Lists, shown: Shown<'_>) -> Self {
        let filter = shown.filter;
        let here = |status: Option<Status>, after: Option<&str>| {
            let address = Address::new("/desk")
                .with("status", status.map(Status::as_str))
                .with("kind", filter.kind.map(Kind::as_str))
                .with("unit", filter.unit.as_deref())
                .with("after", after);
            frame.href(&address.to_string())
        };
        let count = |status: Option<Status>| {
            let fits =
                |row: &&StatusCount| status.is_none_or(|status| row.status == status.as_str());
            shown.counts.iter().filter(fits).map(|row| row.count).sum()
        };
        let tabs = [None].into_iter().chain(Status::ALL.iter().copied().map(Some));
        let tabs = tabs.map(|status| Tab {
            address: here(status, None),
            label: status
                .map_or_else(|| frame.t("desk-all"), |status| frame.word("status-short", status)),
            count: count(status),
            is_chosen: filter.status == status,
        });
        let unit = filter.unit.clone().unwrap_or_default();
        Self {
            tabs: tabs.collect(),
            kept: kept(&frame, filter),
            kinds: kinds(&frame, filter.kind),
            units: units(&frame, lists, &unit),
            unit,
            is_filtered: filter.kind.is_some() || filter.unit.is_some(),
            is_waiting: shown.is_waiting,
            rows: shown.rows,
            first: if shown.is_first { String::new() } else { here(filter.status, None) },
            next: shown.next.map(|next| here(filter.status, Some(&next))).unwrap_or_default(),
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
    Params(query): Params<QueueQuery>,
) -> Result<Response, HttpError> {
    let filter = Filter { open_to: Some(staff.actor()), ..query.filter()? };
    let page = PageQuery { limit: query.limit, after: query.after };
    let (after, limit) = page.read(&app.secrets.cursor)?;
    let db = app.read_models.db();
    let page = report::queue(db, &filter, after, limit).await?;
    let counts = report::status_counts(db).await?;
    let frame = locale.frame(true).for_role(staff.role);
    let kept = kept_query(&locale.address);
    let row = |row| ReportRow::new(&frame, &app.lists, row).within(&kept);
    let rows = page.rows.iter().map(row).collect();
    let shown = Shown {
        filter: &filter,
        is_first: after.is_none(),
        next: page.next.map(|next| cursor::encode(next, &app.secrets.cursor)),
        counts: &counts,
        is_waiting: app.something_waits().await,
        rows,
    };
    answer(StatusCode::OK, &Desk::new(frame, &app.lists, shown))
}

/// What the filter's form takes along from the address.
fn kept(frame: &Frame, filter: &Filter) -> Vec<Choice> {
    let status = filter.status.map(|status| Choice::new("status", status.as_str(), ""));
    let lang = frame.chosen_lang().map(|lang| Choice::new("lang", lang.as_str(), ""));
    status.into_iter().chain(lang).collect()
}

fn kinds(frame: &Frame, chosen: Option<Kind>) -> Vec<Choice> {
    let said = chosen.map_or("", Kind::as_str);
    let any = Choice::new("", frame.t("desk-filter-any"), said);
    let kind = |kind: &Kind| Choice::new(kind.as_str(), frame.word("kind", kind), said);
    std::iter::once(any).chain(Kind::ALL.iter().map(kind)).collect()
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
    use crate::web::pages::report_row::tests::row;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames, lists};

    #[test]
    fn the_list_keeps_its_filter_in_every_address() {
        for frame in frames() {
            let filter = Filter {
                status: Some(Status::Received),
                kind: Some(Kind::NearMiss),
                unit: Some(HOSTILE.into()),
                open_to: None,
            };
            let counts = [StatusCount { status: "received".into(), count: 3 }];
            let rows = vec![ReportRow::new(&frame, &lists(), &row())];
            let shown = Shown {
                filter: &filter,
                is_first: false,
                next: Some("7".into()),
                counts: &counts,
                is_waiting: true,
                rows,
            };
            let waiting = frame.t("desk-waiting");
            let html = Desk::new(frame, &lists(), shown).render().unwrap();
            assert_sound(&html);
            assert!(html.contains(&waiting));
            assert!(html.contains("status=received&#38;kind=near_miss&#38;unit=%3Cscript%3E"));
            assert!(html.contains("after=7"));
            assert!(html.contains("aria-current=\"true\""));
            assert!(html.contains("mark-urgent"));
        }
    }

    #[test]
    fn an_empty_list_says_so() {
        for frame in frames() {
            let filter = Filter::default();
            let shown = Shown {
                filter: &filter,
                is_first: true,
                next: None,
                counts: &[],
                is_waiting: false,
                rows: vec![],
            };
            let waiting = frame.t("desk-waiting");
            let html = Desk::new(frame, &Lists::default(), shown).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("class=\"empty\"") && !html.contains(&waiting));
        }
    }
}
