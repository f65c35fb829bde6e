//! The calendar of due actions: its page, and the feed at its secret address.
//!
//! Must never show an address again, nor a word of an action in the feed.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tillbud_projections::PAGE_ROWS_MAX;
use tillbud_projections::action::{self, Filter};
use tillbud_projections::grant;

use super::frame::Frame;
use super::{Posted, answer};
use crate::App;
use crate::access::{Right, Staff};
use crate::web::error::HttpError;
use crate::web::ical::{self, Due};
use crate::web::language::Locale;

/// Most entries of a feed, the newest actions first.
const ENTRIES_MAX: usize = 1_000;

/// The page on which an address is made or taken back.
#[derive(Template)]
#[template(path = "calendar.html")]
pub struct Calendar {
    frame: Frame,
    /// The new address, shown once.
    made: Option<String>,
    is_revoked: bool,
}

/// The page.
///
/// # Errors
/// When it cannot be shown.
pub async fn get(locale: Locale, staff: Staff) -> Result<Response, HttpError> {
    let frame = locale.frame(true).for_role(staff.role);
    answer(StatusCode::OK, &Calendar { frame, made: None, is_revoked: false })
}

/// What the page's form asks for.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    wish: String,
}

/// Makes an address and shows it once, or takes all of this account back.
///
/// # Errors
/// When what is kept of addresses cannot be reached.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    headers: HeaderMap,
    Posted(Asked { wish }): Posted<Asked>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true).for_role(staff.role);
    if wish == "revoke" {
        app.access.revoke_calendars(staff.pseudonym).await?;
        return answer(StatusCode::OK, &Calendar { frame, made: None, is_revoked: true });
    }
    let secret = app.access.create_calendar(staff).await?;
    let origin = origin(&headers);
    let made = Some(format!("{origin}/calendar/{secret}.ics?lang={}", frame.lang));
    answer(StatusCode::OK, &Calendar { frame, made, is_revoked: false })
}

/// The feed: one entry for each decided action, without a word of it.
///
/// # Errors
/// `NotFound` for an address that opens nothing; when the read models are away.
pub async fn feed(
    State(app): State<App>,
    locale: Locale,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response, HttpError> {
    let secret = file.strip_suffix(".ics").ok_or(HttpError::NotFound)?;
    let holder = app.access.calendar_holder(secret).await?;
    let holder = holder.filter(|staff| Right::ReadActions.is_held_by(staff.role));
    let staff = holder.ok_or(HttpError::NotFound)?;
    let roles = grant::roles_of(app.read_models.db(), staff.holder(), app.clock.today()).await?;
    // What was taken back opens no calendar either.
    if !roles.contains(&staff.role) && !app.access.has_token(staff).await? {
        return Err(HttpError::NotFound);
    }
    let filter = Filter { open_to: Some(staff.actor()), ..Filter::default() };
    let origin = origin(&headers);
    let (mut entries, mut after) = (Vec::new(), None);
    while entries.len() < ENTRIES_MAX {
        // By day: when there are more than the feed holds, the last days are left out.
        let page = action::by_day(app.read_models.db(), &filter, after, PAGE_ROWS_MAX).await?;
        entries.extend(page.rows.into_iter().filter_map(|row| {
            let day = row.due?.parse().ok()?;
            let url = format!("{origin}/actions/{}", row.action_id);
            Some(Due { uid: row.action_id, day, url })
        }));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let frame = locale.frame(true);
    let name = format!("Tillbud: {}", frame.t("actions-title"));
    let text = ical::calendar(&name, &frame.t("calendar-entry"), app.clock.now(), &entries);
    let kind = [(header::CONTENT_TYPE, "text/calendar; charset=utf-8")];
    Ok((kind, text).into_response())
}

/// Where this Tillbud is reached, as the request says; without TLS only on this machine.
pub(super) fn origin(headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = host.unwrap_or("localhost");
    let is_here = ["127.0.0.1", "localhost", "[::1]"].iter().any(|here| host.starts_with(here));
    format!("{}://{host}", if is_here { "http" } else { "https" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::testing::{assert_sound, frames};

    #[test]
    fn an_address_is_shown_once_and_can_be_taken_back() {
        for frame in frames() {
            for made in [None, Some("https://tillbud.example/calendar/x.ics".to_owned())] {
                let is_made = made.is_some();
                let page = Calendar { frame: frame.clone(), made, is_revoked: !is_made };
                let html = page.render().unwrap();
                assert_sound(&html);
                assert_eq!(html.contains("x.ics"), is_made);
                assert!(html.contains("value=\"revoke\""));
            }
        }
    }

    #[test]
    fn links_lead_to_where_the_feed_was_fetched() {
        for (host, expected) in [
            ("127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("tillbud.example", "https://tillbud.example"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, host.parse().unwrap());
            assert_eq!(origin(&headers), expected);
        }
    }
}
