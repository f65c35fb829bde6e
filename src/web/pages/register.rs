//! The register of all personal-data breaches (GDPR article 33.5), notified or not.
//!
//! Shown a page at a time, and exported whole as CSV or XLSX. Must never leave out what
//! needed no notification, nor write a cell that a spreadsheet would run.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use tillbud_events::vocabulary::Regime;
use tillbud_projections::db::timestamp;
use tillbud_projections::notification::{self, NotificationRow};
use tillbud_projections::{Cursor, Page};

use super::address::Address;
use super::deadlines::of_incident;
use super::frame::Frame;
use super::listed::{Cell, Column, Listed};
use super::when::When;
use super::{Pair, answer, clocks};
use crate::App;
use crate::access::Staff;
use crate::lists::Lists;
use crate::web::conflict::keep_open;
use crate::web::cursor::{self, PageQuery};
use crate::web::error::HttpError;
use crate::web::extract::Params;
use crate::web::language::Locale;

/// What of an entry the page tells.
const TOLD: [&str; 8] =
    ["controller", "category", "unit", "facts", "affected", "consequences", "measures", "reasons"];

/// The page of the register.
#[derive(Template)]
#[template(path = "register.html")]
pub struct Register {
    frame: Frame,
    entries: Vec<Entry>,
    csv: String,
    xlsx: String,
    first: String,
    next: String,
}

struct Entry {
    address: String,
    title: String,
    standing: String,
    asked: When,
    is_described: bool,
    texts: Vec<Pair>,
}

impl Register {
    /// One page; `next` is the cursor of the page that follows.
    #[must_use]
    pub fn new(
        frame: Frame,
        lists: &Lists,
        rows: Vec<NotificationRow>,
        is_first: bool,
        next: Option<String>,
    ) -> Self {
        let here = |after: Option<&str>| {
            frame.href(&Address::new("/register").with("after", after).to_string())
        };
        Self {
            csv: frame.href("/register.csv"),
            xlsx: frame.href("/register.xlsx"),
            first: if is_first { String::new() } else { here(None) },
            next: next.map(|next| here(Some(&next))).unwrap_or_default(),
            entries: rows.iter().map(|row| Entry::new(&frame, lists, row)).collect(),
            frame,
        }
    }
}

impl Entry {
    fn new(frame: &Frame, lists: &Lists, row: &NotificationRow) -> Self {
        let told = |column: &&Column<NotificationRow>| TOLD.contains(&column.key);
        let texts = NotificationRow::COLUMNS.iter().filter(told).map(|column| Pair {
            label: NotificationRow::heading(frame, column.key),
            words: (column.cell)(frame, lists, row).words(),
        });
        Self {
            address: row.address(),
            title: row.title.clone().unwrap_or_else(|| frame.t("erased")),
            standing: row.standing.clone(),
            asked: When::day(frame, timestamp(row.triggered_at)),
            is_described: row.described_at.is_some(),
            texts: texts.filter(|pair| !pair.words.is_empty()).collect(),
        }
    }
}

impl Listed for NotificationRow {
    const PATH: &'static str = "/register";
    const FILE: &'static str = "register";
    const TITLE: &'static str = "register-sheet";
    const COLUMNS: &'static [Column<Self>] = &[
        Column { key: "asked", cell: |_, _, row| day(row.triggered_at) },
        Column { key: "incident", cell: |frame, _, row| title(frame, row) },
        Column { key: "controller", cell: |_, _, row| Cell::Text(row.controller.clone()) },
        Column {
            key: "category",
            cell: |frame, lists, row| {
                let name = |code: &String| lists.category_name(code, frame.lang).to_owned();
                Cell::text(row.category.as_ref().map(name))
            },
        },
        Column {
            key: "unit",
            cell: |frame, lists, row| {
                let name = |code: &String| lists.unit_name(code, frame.lang).to_owned();
                Cell::text(row.unit.as_ref().map(name))
            },
        },
        Column { key: "facts", cell: |_, _, row| Cell::text(row.facts.clone()) },
        Column { key: "affected", cell: |_, _, row| Cell::text(row.affected.clone()) },
        Column { key: "consequences", cell: |_, _, row| Cell::text(row.consequences.clone()) },
        Column { key: "measures", cell: |_, _, row| Cell::text(row.measures.clone()) },
        Column {
            key: "standing",
            cell: |frame, _, row| Cell::Text(frame.word("standing", &row.standing)),
        },
        Column { key: "reasons", cell: |_, _, row| Cell::text(row.reasons.clone()) },
        Column { key: "received", cell: |_, _, row| moment(row.received_at) },
        Column { key: "aware", cell: |_, _, row| moment(row.aware_at) },
        Column { key: "decided", cell: |_, _, row| moment(row.decided_at) },
        Column { key: "finished", cell: |_, _, row| moment(row.finished_at) },
        Column { key: "outcome", cell: |_, _, row| Cell::text(row.finished_text.clone()) },
        Column { key: "id", cell: |_, _, row| Cell::Text(row.incident_id.clone()) },
    ];
    type Query = PageQuery;
    type Filter = ();

    fn narrowed(_: &PageQuery) -> Vec<(&'static str, Option<&str>)> {
        Vec::new()
    }

    fn filter(_: &App, _: Staff, _: &PageQuery) -> Result<(), HttpError> {
        Ok(())
    }

    async fn page(
        app: &App,
        staff: Staff,
        (): &(),
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<Self>, HttpError> {
        let page = notification::register(app.read_models.db(), Regime::Gdpr, after, limit).await?;
        let rows = keep_open(app, staff, page.rows, of_incident).await?;
        Ok(Page { rows, next: page.next })
    }

    fn address(&self) -> String {
        format!("/incidents/{}/notifications", self.incident_id)
    }

    fn heading(frame: &Frame, key: &str) -> String {
        frame.word("register", key)
    }
}

fn title(frame: &Frame, row: &NotificationRow) -> Cell {
    Cell::Text(row.title.clone().unwrap_or_else(|| frame.t("erased")))
}

fn day(milliseconds: i64) -> Cell {
    Cell::Day(crate::clock::day(timestamp(milliseconds)))
}

fn moment(milliseconds: Option<i64>) -> Cell {
    let at = |milliseconds| clocks::for_form(timestamp(milliseconds)).replace('T', " ");
    Cell::text(milliseconds.map(at))
}

/// A page of the register.
///
/// # Errors
/// For a cursor that is not ours, or when the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Params(query): Params<PageQuery>,
) -> Result<Response, HttpError> {
    let (after, limit) = query.read(&app.secrets.cursor)?;
    let page = NotificationRow::page(&app, staff, &(), after, limit).await?;
    let next = page.next.map(|next| cursor::encode(next, &app.secrets.cursor));
    let frame = locale.frame(true).for_role(staff.role);
    let page = Register::new(frame, &app.lists, page.rows, after.is_none(), next);
    answer(StatusCode::OK, &page)
}

#[cfg(test)]
mod tests {
    use tillbud_events::vocabulary::Standing;

    use super::*;
    use crate::web::pages::deadlines::tests::row;
    use crate::web::pages::testing::{assert_sound, frames, lists};

    #[test]
    fn the_register_is_shown_and_escaped_also_what_was_never_described() {
        for frame in frames() {
            let undescribed = NotificationRow {
                described_at: None,
                facts: None,
                notifiable: Some(false),
                ..row(Standing::NotNotifiable, None)
            };
            let rows = vec![row(Standing::Final, None), undescribed];
            let page = Register::new(frame.clone(), &lists(), rows, false, Some("4".into()));
            let html = page.render().unwrap();
            assert_sound(&html);
            assert!(html.contains("after=4") && html.contains("/register.xlsx"));
            assert_eq!(html.matches(&frame.t("register-undescribed")).count(), 1);
            assert!(!html.contains("register-"), "a text is missing: {html}");
        }
    }
}
