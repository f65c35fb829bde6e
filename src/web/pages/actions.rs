//! The register of corrective actions across incidents, with what is due and what waits.
//!
//! Must never count by who does them: owners are roles, and no figure is per owner.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use serde::Deserialize;
use tillbud_events::vocabulary::Strength;
use tillbud_projections::action::{self, ActionRow, Filter, View};

use super::address::Address;
use super::desk::units;
use super::frame::Frame;
use super::incident::said;
use super::when::When;
use super::{Choice, answer};
use crate::App;
use crate::access::Staff;
use crate::lists::Lists;
use crate::web::cursor::{self, PageQuery};
use crate::web::error::HttpError;
use crate::web::extract::Params;
use crate::web::language::Locale;

/// The page with the register.
#[derive(Template)]
#[template(path = "actions.html")]
pub struct Actions {
    frame: Frame,
    tabs: Vec<Tab>,
    kept: String,
    units: Vec<Choice>,
    unit: String,
    strengths: Vec<Choice>,
    rows: Vec<Row>,
    is_filtered: bool,
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
    /// What is looked for.
    pub view: View,
    /// Only those of this unit.
    pub unit: Option<String>,
    /// Only this strong.
    pub strength: Option<Strength>,
    /// Whether this page begins with the newest.
    pub is_first: bool,
    /// Cursor of the next page, when there is one.
    pub next: Option<String>,
    /// The rows of this page.
    pub rows: Vec<ActionRow>,
    /// The present day.
    pub today: Date,
}

impl Actions {
    /// The page.
    #[must_use]
    pub fn new(frame: Frame, lists: &Lists, shown: Shown) -> Self {
        let Shown { view, unit, strength, is_first, next, mut rows, today } = shown;
        // What has a day is read by day: the most urgent of the page first.
        if matches!(view, View::Due | View::Overdue) {
            rows.sort_by(|a, b| a.due.cmp(&b.due));
        }
        let here = |view: View, after: Option<&str>| {
            let address = Address::new("/actions")
                .with("view", Some(view.as_str()))
                .with("unit", unit.as_deref())
                .with("strength", strength.map(Strength::as_str))
                .with("after", after);
            frame.href(&address.to_string())
        };
        let tab = |it: &View| Tab {
            address: here(*it, None),
            label: frame.word("actionview", it),
            is_chosen: *it == view,
        };
        let said = unit.clone().unwrap_or_default();
        let chosen = strength.map_or("", Strength::as_str);
        let any = Choice::new("", frame.t("desk-filter-any"), chosen);
        let named = |it: &Strength| Choice::new(it.as_str(), frame.word("strength", it), chosen);
        Self {
            tabs: View::ALL.iter().map(tab).collect(),
            kept: view.to_string(),
            units: units(&frame, lists, &said),
            strengths: std::iter::once(any).chain(Strength::ALL.iter().map(named)).collect(),
            rows: rows.into_iter().map(|row| Row::new(&frame, today, row)).collect(),
            is_filtered: unit.is_some() || strength.is_some(),
            first: if is_first { String::new() } else { here(view, None) },
            next: next.map(|next| here(view, Some(&next))).unwrap_or_default(),
            unit: said,
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
#[derive(Deserialize)]
pub struct Asked {
    limit: Option<u32>,
    after: Option<String>,
    view: Option<String>,
    unit: Option<String>,
    strength: Option<String>,
}

/// The register, from the newest or from a cursor on. What does not exist is not asked about.
///
/// # Errors
/// For a cursor that is not ours, or when the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Params(asked): Params<Asked>,
) -> Result<Response, HttpError> {
    let Asked { limit, after, view, unit, strength } = asked;
    let view = view.as_deref().and_then(View::from_stored).unwrap_or(View::Open);
    let unit = unit.filter(|unit| !unit.trim().is_empty());
    let strength = strength.as_deref().and_then(Strength::from_stored);
    let (after, limit) = PageQuery { limit, after }.read(&app.secrets.cursor)?;
    let open_to = Some(staff.actor());
    let filter = Filter { unit: unit.clone(), strength, open_to, ..Filter::default() };
    let today = app.clock.today();
    let page = action::view(app.read_models.db(), (view, today), &filter, after, limit).await?;
    let shown = Shown {
        view,
        unit,
        strength,
        is_first: after.is_none(),
        next: page.next.map(|next| cursor::encode(next, &app.secrets.cursor)),
        rows: page.rows,
        today,
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
                let shown = Shown {
                    view: View::Overdue,
                    unit: Some(HOSTILE.into()),
                    strength: Some(Strength::Weaker),
                    is_first: false,
                    next: Some("7".into()),
                    rows: vec![action(ActionState::Decided), action(ActionState::Proposed)],
                    today: jiff::civil::date(2026, 11, 23),
                };
                let html = Actions::new(frame.clone(), &lists, shown).render().unwrap();
                assert_sound(&html);
                assert!(html.contains("view=verification&#38;unit=%3Cscript%3E"));
                assert!(html.contains("strength=weaker&#38;after=7"));
                assert_eq!(html.matches(&frame.t("incident-action-overdue")).count(), 1);
            }
        }
    }

    #[test]
    fn an_empty_register_says_so() {
        for frame in frames() {
            let shown = Shown {
                view: View::Open,
                unit: None,
                strength: None,
                is_first: true,
                next: None,
                rows: vec![],
                today: jiff::civil::date(2026, 11, 23),
            };
            let html = Actions::new(frame, &lists(), shown).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("class=\"empty\""));
        }
    }
}
