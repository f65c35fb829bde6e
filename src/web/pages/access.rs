//! Who has access, why, since when and last used: the list that an administrator reviews.
//!
//! The one page where persons appear. Must never be reached by another role.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tillbud_events::vocabulary::GrantSource;
use tillbud_events::{GrantId, Role};
use tillbud_projections::db::timestamp;

use super::form::on_to;
use super::frame::Frame;
use super::when::When;
use super::{Posted, act, answer};
use crate::App;
use crate::access::Staff;
use crate::dispatch::Done;
use crate::fields::Fields;
use crate::web::api::access::{confirm_grant, end_token_of};
use crate::web::error::HttpError;
use crate::web::extract::Id;
use crate::web::language::Locale;
use crate::web::review::{Entry, Holder, Review, review};

/// The page with the list.
#[derive(Template)]
#[template(path = "access.html")]
pub struct Access {
    frame: Frame,
    vacant: Vec<String>,
    due: usize,
    groups: Vec<Group>,
}

/// Everybody with one role.
struct Group {
    role: String,
    rows: Vec<Row>,
}

struct Row {
    id: String,
    name: String,
    is_token: bool,
    /// Where it is taken back.
    revoke: String,
    is_due: bool,
    has_run_out: bool,
    is_disabled: bool,
    source: String,
    reason: Option<String>,
    since: When,
    until: Option<When>,
    confirmed: Option<When>,
    used: Option<When>,
    /// Nobody reviews or ends a role of their own here.
    is_own: bool,
}

impl Access {
    /// The page, as `reader` sees it.
    #[must_use]
    pub fn new(frame: Frame, review: Review, reader: Staff) -> Self {
        let Review { entries, vacant } = review;
        let due = entries.iter().filter(|entry| entry.is_due || entry.has_run_out).count();
        let mut groups: Vec<(String, Vec<Row>)> = Vec::new();
        for entry in entries {
            let role = entry.grant.role.clone();
            let row = Row::new(&frame, entry, reader);
            match groups.last_mut() {
                Some((last, rows)) if *last == role => rows.push(row),
                Some(_) | None => groups.push((role, vec![row])),
            }
        }
        let groups = groups.into_iter().map(|(role, rows)| {
            let role = frame.word("role-does", role);
            Group { role, rows }
        });
        Self {
            vacant: vacant.iter().map(|role| frame.word("role-does", role)).collect(),
            due,
            groups: groups.collect(),
            frame,
        }
    }
}

impl Row {
    fn new(frame: &Frame, entry: Entry, reader: Staff) -> Self {
        let Entry { grant, holder, last_used, has_run_out, is_due } = entry;
        let is_disabled = matches!(&holder, Holder::Person(person) if person.is_disabled);
        let is_token = matches!(&holder, Holder::Token(_));
        let revoke = match &holder {
            Holder::Token(id) if grant.version == 0 => format!("/access/tokens/{id}/revoke"),
            _ => format!("/access/grants/{}/revoke", grant.grant_id),
        };
        Self {
            is_own: grant.holder == reader.pseudonym.to_string(),
            name: match holder {
                Holder::Person(person) => person.name,
                Holder::Token(id) => frame.fill("access-token-name", "id", id),
                Holder::Forgotten => frame.t("access-forgotten"),
            },
            is_token,
            revoke,
            is_due,
            has_run_out,
            is_disabled,
            source: frame.word("grant-source", &grant.source),
            reason: grant.reason,
            since: When::day(frame, timestamp(grant.given_at)),
            until: grant.until.and_then(|day| When::of_day(frame, &day)),
            confirmed: grant.confirmed_on.and_then(|day| When::of_day(frame, &day)),
            used: last_used.map(|day| When::date(frame, day)),
            id: grant.grant_id,
        }
    }
}

/// The list.
///
/// # Errors
/// When the read models, accounts or tokens are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true).for_role(staff.role);
    answer(StatusCode::OK, &Access::new(frame, review(&app).await?, staff))
}

/// Why a role is taken back; absent when it is confirmed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Reason {
    reason: String,
}

/// Confirms that a role is still needed.
///
/// # Errors
/// When a rule says no, or the log is away.
pub async fn confirm(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<GrantId>,
) -> Result<Response, HttpError> {
    let act = act(&app, staff.actor(), "/access confirm", "", &())?;
    let done = confirm_grant(&app, id, None, &act).await?;
    Ok(back(&app, &locale, "/access", done).await)
}

/// Leads from where a role is confirmed, after it was proven who does that, to the button that is
/// to be pressed again.
pub async fn get_confirm(locale: Locale, Id(id): Id<GrantId>) -> Response {
    on_to(&locale.frame(true), "/access", &format!("confirm-{id}"))
}

/// Leads from where a role is taken back, after it was proven who does that, to the form that is
/// to be sent again.
pub async fn get_revoke(locale: Locale, Id(id): Id<GrantId>) -> Response {
    on_to(&locale.frame(true), "/access", &format!("reason-{id}"))
}

/// Takes a role back.
///
/// # Errors
/// When the reason cannot be stored, a rule says no, or the log is away.
pub async fn revoke(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<GrantId>,
    Posted(Reason { reason }): Posted<Reason>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::default();
    let reason = fields.optional_text("/reason", Some(reason));
    fields.finish()?;
    let act = act(&app, staff.actor(), "/access revoke", "", &())?;
    let done = app.grants.revoke(id, None, &act, GrantSource::Decision, reason).await?;
    end_token_of(&app, id).await?;
    Ok(back(&app, &locale, "/access", done).await)
}

/// The way back to the page at `path`, once it shows what was done.
pub(super) async fn back(app: &App, locale: &Locale, path: &str, done: Done) -> Response {
    app.projector.caught_up(done.position).await;
    Redirect::to(&locale.frame(true).href(path)).into_response()
}

/// The roles to choose from, told by what they do.
pub(super) fn roles(frame: &Frame, said: &str) -> Vec<super::Choice> {
    let choice =
        |role: Role| super::Choice::new(role.as_str(), frame.word("role-does", role), said);
    Role::ALL.into_iter().map(choice).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};
    use tillbud_projections::grant::GrantRow;

    fn entry(holder: &str, is_due: bool) -> Entry {
        let grant = GrantRow {
            grant_id: format!("grant-of-{holder}"),
            version: 1,
            position: 1,
            holder: holder.into(),
            role: "coordinator".into(),
            source: "decision".into(),
            given_at: 1_795_000_000_000,
            given_as: "administrator".into(),
            until: Some("2027-11-26".into()),
            reason: Some(HOSTILE.into()),
            erased: false,
            confirmed_on: None,
            revoked_at: None,
        };
        let holder = Holder::Token(HOSTILE.into());
        Entry { grant, holder, last_used: None, has_run_out: false, is_due }
    }

    #[test]
    fn what_is_due_and_what_is_vacant_is_told_and_nobody_judges_themselves() {
        let own = uuid::Uuid::nil();
        let reader = Staff { role: Role::Administrator, pseudonym: own };
        for frame in frames() {
            let entries = vec![entry("other", true), entry(&own.to_string(), false)];
            let review = Review { entries, vacant: vec![Role::Auditor] };
            let html = Access::new(frame.clone(), review, reader).render().unwrap();
            assert_sound(&html);
            assert!(html.contains(&frame.word("role-does", Role::Auditor)));
            assert!(html.contains("/access/grants/grant-of-other/confirm"));
            assert!(!html.contains(&format!("grant-of-{own}/confirm")));
            assert_eq!(html.matches(&frame.t("access-due")).count(), 1);
        }
    }

    #[test]
    fn a_token_whose_making_is_no_event_can_be_confirmed_and_taken_back() {
        let reader = Staff { role: Role::Administrator, pseudonym: uuid::Uuid::nil() };
        for frame in frames() {
            let mut first = entry("first", true);
            first.grant.version = 0;
            let review = Review { entries: vec![first], vacant: vec![] };
            let html = Access::new(frame, review, reader).render().unwrap();
            assert!(html.contains("/access/grants/grant-of-first/confirm"), "{html}");
            assert!(html.contains("/access/tokens/"), "{html}");
        }
    }
}
