//! Selections with names: saved from a list, shown above it, forgotten again.
//!
//! Must never keep anything of an address but what its list is narrowed by.

use askama::{Template, filters::HtmlSafe};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::Posted;
use super::frame::Frame;
use super::listed::{Asked, Listed};
use crate::App;
use crate::access::Staff;
use crate::access::views::{VIEWS, View};
use crate::fields::{Fields, Problem};
use crate::web::error::{HttpError, Malformed};
use crate::web::language::Locale;

/// Most characters of a name.
const NAME_CHARACTERS: usize = 60;

/// The account's selections of one list, and a form to save this one.
#[derive(Template)]
#[template(path = "views.html")]
pub struct Views {
    frame: Frame,
    list: &'static str,
    views: Vec<View>,
    address: String,
    most: usize,
}

/// The template escapes every text.
impl HtmlSafe for Views {}

impl Views {
    /// Those of the list that was asked for.
    #[must_use]
    pub fn new<T: Listed>(frame: &Frame, asked: &Asked<T>, all: Vec<View>) -> Self {
        Self {
            frame: frame.clone(),
            list: T::PATH,
            views: all.into_iter().filter(|view| view.list == T::PATH).collect(),
            address: asked.address(None).to_string(),
            most: NAME_CHARACTERS,
        }
    }

    /// What the form takes along: each name and value of the address, still encoded.
    fn query(&self) -> &str {
        self.address.split_once('?').map_or("", |(_, query)| query)
    }
}

/// What the form sends.
#[derive(Deserialize)]
pub struct Sent {
    #[serde(default)]
    name: String,
    #[serde(default)]
    query: String,
    #[serde(default)]
    remove: bool,
}

/// Saves or forgets a selection, and goes on to it or to the whole list.
///
/// # Errors
/// What is wrong with the name or the selection, or the store is away.
pub async fn post<T: Listed>(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Posted(sent): Posted<Sent>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true);
    if sent.remove {
        app.access.remove_view(staff, T::PATH, &sent.name).await?;
        return Ok(Redirect::to(&frame.href(T::PATH)).into_response());
    }
    let mut fields = Fields::default();
    let name = fields.label("/name", sent.name.trim());
    if sent.name.chars().count() > NAME_CHARACTERS {
        fields.wrong("/name", tillbud_events::TextError::TooLong { max: NAME_CHARACTERS });
    }
    let name = fields.need(name)?;
    let asked = read::<T>(&sent.query)?;
    T::filter(&app, staff, &asked.query)?;
    let address = asked.address(None).to_string();
    let view =
        View { list: T::PATH.to_owned(), name: name.as_str().to_owned(), address: address.clone() };
    if !app.access.save_view(staff, view).await? {
        let mut fields = Fields::default();
        fields.wrong("/name", Problem::TooMany { max: VIEWS });
        fields.finish()?;
    }
    Ok(Redirect::to(&frame.href(&address)).into_response())
}

/// The query of an address, as the list itself reads it.
fn read<T: Listed>(query: &str) -> Result<Asked<T>, HttpError> {
    let wrong = || HttpError::BadRequest(Malformed::Query);
    let uri = format!("/?{query}").parse::<axum::http::Uri>().map_err(|_| wrong())?;
    let read = axum::extract::Query::<T::Query>::try_from_uri(&uri).map_err(|_| wrong())?;
    Ok(Asked::new(read.0, uri.query().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use tillbud_projections::incident::IncidentRow;
    use tillbud_projections::report::ReportRow;

    use super::*;
    use crate::web::api::reports::QueueQuery;
    use crate::web::pages::testing::{HOSTILE, frames};

    #[test]
    fn the_selections_of_this_list_alone_are_shown_and_escaped() {
        let view = |list: &str, name: &str| View {
            list: list.into(),
            name: name.into(),
            address: "/desk?unit=%3Cscript%3E".into(),
        };
        let all = || vec![view("/desk", HOSTILE), view("/desk/incidents", "andra listans")];
        for frame in frames() {
            let asked = QueueQuery { unit: Some(HOSTILE.into()), ..QueueQuery::default() };
            let asked = Asked::<ReportRow>::new(asked, "");
            let html = Views::new(&frame, &asked, all()).render().unwrap();
            assert!(!html.contains(HOSTILE) && !html.contains("andra listans"));
            assert!(html.contains("href=\"/desk?unit=%3Cscript%3E&#38;lang="), "{html}");
            assert!(html.contains("value=\"unit=%3Cscript%3E"), "{html}");
            let whole = Asked::<ReportRow>::new(QueueQuery::default(), "");
            let whole = Views::new(&frame, &whole, vec![]).render().unwrap();
            assert_eq!(whole.trim(), "", "there is nothing to save");
        }
    }

    #[test]
    fn a_selection_comes_back_as_it_was_and_nothing_else_does() {
        let said = "kind=near_miss&unit=a%26b+c&after=x&rubbish=1&column=words&column=rubbish";
        let asked = read::<ReportRow>(said).unwrap().address(None).to_string();
        assert_eq!(asked, "/desk?kind=near_miss&unit=a%26b%20c&column=words");
        assert!(read::<IncidentRow>("stage=rubbish").unwrap().query.stage.is_some());
    }
}
