//! The choice of the role that somebody with several goes on in.
//!
//! Must never let anyone act in a role that is not given to them.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tillbud_events::Role;

use super::frame::Frame;
use super::sign_in::{go_on, own_path, start_of};
use super::{Choice, Posted, answer};
use crate::App;
use crate::web::error::HttpError;
use crate::web::extract::Params;
use crate::web::language::Locale;
use crate::web::signed_in::{Present, SessionSecret};

/// The page with the choice.
#[derive(Template)]
#[template(path = "role.html")]
pub struct RoleChoice {
    frame: Frame,
    next: String,
    roles: Vec<Choice>,
}

impl RoleChoice {
    /// The choice among `roles`; the one acted in is chosen.
    #[must_use]
    pub fn new(frame: Frame, roles: &[Role], acting: Role, next: String) -> Self {
        let choice = |role: &Role| {
            Choice::new(role.as_str(), frame.word("role-does", role), acting.as_str())
        };
        Self { roles: roles.iter().map(choice).collect(), next, frame }
    }
}

/// Where to go on to.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Next {
    next: String,
}

/// What was chosen.
#[derive(Deserialize)]
pub struct Chosen {
    #[serde(default)]
    role: String,
    #[serde(default)]
    next: String,
}

/// Asks which role to go on in.
///
/// # Errors
/// When nobody is signed in.
pub async fn get(
    locale: Locale,
    Present(signed_in): Present,
    Params(Next { next }): Params<Next>,
) -> Result<Response, HttpError> {
    let role = signed_in.staff.role;
    let frame = locale.frame(true).for_role(role);
    answer(StatusCode::OK, &RoleChoice::new(frame, &signed_in.roles, role, own_path(&next)))
}

/// Goes on in the role that was chosen.
///
/// # Errors
/// 403 for a role that is not given, or when the store of sessions is away.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    Present(signed_in): Present,
    SessionSecret(secret): SessionSecret,
    Posted(Chosen { role, next }): Posted<Chosen>,
) -> Result<Response, HttpError> {
    let chosen = signed_in.roles.iter().copied().find(|held| held.as_str() == role);
    let role = chosen.ok_or(HttpError::Forbidden)?;
    app.access.act_as(&secret, role).await?;
    // What one role was about to see is not what the other is here for.
    let next = if role == signed_in.staff.role { next } else { start_of(role).to_owned() };
    Ok(go_on(&locale, &next, role))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

    #[test]
    fn each_role_is_told_by_what_it_does() {
        for frame in frames() {
            let page = RoleChoice::new(frame.clone(), &Role::ALL, Role::Analyst, HOSTILE.into());
            let html = page.render().unwrap();
            assert_sound(&html);
            for role in Role::ALL {
                assert!(html.contains(&frame.word("role-does", role)), "{role}");
            }
            assert_eq!(html.matches(" checked").count(), 1);
        }
    }
}
