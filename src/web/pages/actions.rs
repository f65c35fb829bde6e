//! The register of corrective actions across incidents, with what is due and what waits.
//!
//! Must never count by who does them: owners are roles, and no figure is per owner.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use serde::Deserialize;
use tillbud_events::Role;
use tillbud_events::vocabulary::Strength;
use tillbud_projections::action::{ActionRow, Filter, View};
use tillbud_projections::held_function;

use super::address::Address;
use super::desk::units;
use super::file_choice::FileChoice;
use super::frame::Frame;
use super::grid::Grid;
use super::incident::said;
use super::listed::{Asked, Listed};
use super::queue_filter::{choices, kept_fields};
use super::views::Views;
use super::when::When;
use super::{Choice, Pair, answer};
use crate::App;
use crate::access::Staff;
use crate::access::views::View as SavedView;
use crate::fields::Fields;
use crate::lists::Lists;
use crate::web::cursor::{self, PageQuery};
use crate::web::error::HttpError;
use crate::web::language::Locale;

/// The page with the register.
#[derive(Template)]
#[template(path = "actions.html")]
pub struct Actions {
    frame: Frame,
    tabs: Vec<Tab>,
    kept: Vec<Pair>,
    units: Vec<Choice>,
    unit: String,
    strengths: Vec<Choice>,
    views: Views,
    files: FileChoice,
    grid: Option<Grid>,
    rows: Vec<Row>,
    is_filtered: bool,
    has_no_function: bool,
    first: String,
    next: String,
}

struct Tab {
    address: String,
    label: String,
    is_chosen: bool,
}

struct Row {
    address: String,
    words: String,
    state: String,
    strength: String,
    owner: Option<String>,
    due: Option<When>,
    is_overdue: bool,
}

/// What the page shows.
pub struct Shown {
    /// What was asked for.
    pub asked: Asked<ActionRow>,
    /// Whether this page begins with the newest.
    pub is_first: bool,
    /// Cursor of the next page, when there is one.
    pub next: Option<String>,
    /// The account's selections.
    pub views: Vec<SavedView>,
    /// The actions of this page.
    pub rows: Vec<ActionRow>,
    /// The present day.
    pub today: Date,
    /// Whether the reader sees own actions alone, and sees to no function.
    pub has_no_function: bool,
}

impl Actions {
    /// The page.
    #[must_use]
    pub fn new(frame: Frame, lists: &Lists, shown: Shown) -> Self {
        let Shown { asked, is_first, next, views, rows, today, has_no_function } = shown;
        let view = asked.query.view();
        let here = |after: Option<&str>| frame.href(&asked.address(after).to_string());
        let tab = |it: &View| {
            let others = asked.kept().into_iter().filter(|(name, _)| *name != "view");
            let address = Address::new(ActionRow::PATH).with("view", Some(it.as_str()));
            let address = others.fold(address, |it, (name, value)| it.with(name, Some(value)));
            Tab {
                address: frame.href(&address.to_string()),
                label: frame.word("actionview", it),
                is_chosen: *it == view,
            }
        };
        let text = |said: &Option<String>| said.clone().unwrap_or_default();
        let (unit, strength) = (text(&asked.query.unit), text(&asked.query.strength));
        let is_kept = |(name, _): &(&str, &str)| ["view", "column"].contains(name);
        Self {
            tabs: View::ALL.iter().map(tab).collect(),
            kept: kept_fields(&frame, asked.kept().into_iter().filter(is_kept)),
            units: units(&frame, lists, &unit),
            strengths: choices(&frame, Strength::ALL, &strength, |it| frame.word("strength", it)),
            views: Views::new(&frame, &asked, views),
            files: FileChoice::new(&frame, &asked),
            grid: Grid::of(&frame, lists, &asked, &rows),
            rows: rows.into_iter().map(|row| Row::new(&frame, today, row)).collect(),
            has_no_function,
            is_filtered: asked.narrowed().iter().any(|(name, _)| *name != "view"),
            first: if is_first { String::new() } else { here(None) },
            next: next.map(|next| here(Some(&next))).unwrap_or_default(),
            unit,
            frame,
        }
    }
}

impl Row {
    fn new(frame: &Frame, today: Date, row: ActionRow) -> Self {
        let due: Option<Date> = row.due.as_deref().and_then(|day| day.parse().ok());
        Self {
            address: format!("/actions/{}", row.action_id),
            words: said(frame, row.text),
            is_overdue: row.state == "decided" && due.is_some_and(|due| due < today),
            due: due.map(|due| When::date(frame, due)),
            state: row.state,
            strength: row.strength,
            owner: row.owner,
        }
    }
}

/// Which actions, as written in the address.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct ActionsQuery {
    /// Rows, 1 to 200.
    pub limit: Option<u32>,
    /// The cursor of the page before.
    pub after: Option<String>,
    /// What is looked for; what is open when absent.
    pub view: Option<String>,
    /// Only those of incidents of this unit.
    pub unit: Option<String>,
    /// Only this strong.
    pub strength: Option<String>,
}

impl ActionsQuery {
    fn view(&self) -> View {
        self.view.as_deref().and_then(View::from_stored).unwrap_or(View::Open)
    }

    /// As the read model asks it for whoever looks.
    ///
    /// # Errors
    /// What is not a value of its list.
    pub fn filter(&self, staff: Staff) -> Result<(View, Filter), HttpError> {
        let mut fields = Fields::default();
        let view = fields.filter_one_of("/view", &self.view, View::from_stored, View::ALL);
        let strength = &self.strength;
        let strength =
            fields.filter_one_of("/strength", strength, Strength::from_stored, Strength::ALL);
        let unit = fields.filter("/unit", &self.unit);
        fields.finish()?;
        let open_to = Some(staff.actor());
        Ok((view.unwrap_or(View::Open), Filter { unit, strength, open_to, ..Filter::default() }))
    }
}

/// Whether `staff` sees own actions alone, and there are none because nobody recorded which
/// function the account sees to.
///
/// # Errors
/// When the read models are away.
pub async fn has_no_function(app: &App, staff: Staff) -> Result<bool, HttpError> {
    if staff.role != Role::ActionOwner {
        return Ok(false);
    }
    Ok(held_function::of(app.read_models.db(), staff.holder()).await?.is_empty())
}

/// The register, from the newest or from a cursor on.
///
/// # Errors
/// What is not a value of its list, a cursor that is not ours, or the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    asked: Asked<ActionRow>,
) -> Result<Response, HttpError> {
    let paging = PageQuery { limit: asked.query.limit, after: asked.query.after.clone() };
    let (after, limit) = paging.read(&app.secrets.cursor)?;
    let filter = ActionRow::filter(&app, staff, &asked.query)?;
    let page = ActionRow::page(&app, staff, &filter, after, limit).await?;
    let shown = Shown {
        asked,
        is_first: after.is_none(),
        next: page.next.map(|next| cursor::encode(next, &app.secrets.cursor)),
        views: app.access.views(staff).await?,
        rows: page.rows,
        today: app.clock.today(),
        has_no_function: has_no_function(&app, staff).await?,
    };
    let frame = locale.frame(true).for_role(staff.role);
    answer(StatusCode::OK, &Actions::new(frame, &app.lists, shown))
}

#[cfg(test)]
mod tests {
    use tillbud_projections::action::State as ActionState;

    use super::*;
    use crate::web::pages::incident::tests::action;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames, lists};

    #[test]
    fn the_register_is_shown_and_escaped_and_keeps_its_filter_in_every_address() {
        for frame in frames() {
            for lists in [lists(), Lists::default()] {
                let query = ActionsQuery {
                    view: Some("overdue".into()),
                    unit: Some(HOSTILE.into()),
                    strength: Some("weaker".into()),
                    ..ActionsQuery::default()
                };
                let shown = Shown {
                    asked: Asked::new(query, ""),
                    is_first: false,
                    next: Some("7".into()),
                    views: vec![],
                    rows: vec![action(ActionState::Decided), action(ActionState::Proposed)],
                    today: jiff::civil::date(2026, 11, 23),
                    has_no_function: false,
                };
                let html = Actions::new(frame.clone(), &lists, shown).render().unwrap();
                assert_sound(&html);
                assert!(html.contains("view=verification&#38;unit=%3Cscript%3E"));
                assert!(html.contains("strength=weaker&#38;after=7"));
                let overdue = format!("owed\">{}<", frame.t("incident-action-overdue"));
                assert_eq!(html.matches(&overdue).count(), 1);
            }
        }
    }

    #[test]
    fn an_empty_register_says_so_and_to_an_owner_without_a_function_what_to_do() {
        for (frame, has_no_function) in
            frames().into_iter().flat_map(|it| [(it.clone(), false), (it, true)])
        {
            let shown = Shown {
                asked: Asked::new(ActionsQuery::default(), ""),
                is_first: true,
                next: None,
                views: vec![],
                rows: vec![],
                today: jiff::civil::date(2026, 11, 23),
                has_no_function,
            };
            let words = frame.t("actions-no-function");
            let html = Actions::new(frame, &lists(), shown).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("class=\"empty\""));
            assert_eq!(html.contains(&words), has_no_function);
        }
    }
}
