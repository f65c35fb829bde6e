//! Adding an incident to a theme, from the incident's own page.
//!
//! Must never open a theme that nobody asked for.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use tillbud_events::{IncidentId, ThemeId};
use tillbud_projections::theme::{self, State as Stand};
use tillbud_projections::{PAGE_ROWS_MAX, incident};

use crate::App;
use crate::access::Staff;
use crate::fields::{FieldError, Problem};
use crate::web::api::themes::{GatherSaid, gather_for};
use crate::web::error::HttpError;
use crate::web::extract::Id;
use crate::web::language::Locale;
use crate::web::pages::form::{Form, Forms, Refused, Sent, back_to};
use crate::web::pages::frame::Frame;
use crate::web::pages::{Choice, Posted, Switch, answer};

/// The page on which a theme is chosen.
#[derive(Template)]
#[template(path = "themes/join.html")]
pub struct Join {
    frame: Frame,
    forms: Forms,
    incident: String,
    title: String,
    themes: Vec<Choice>,
}

impl Join {
    fn form(&self) -> Form {
        self.forms.form(&self.frame, &format!("{}/theme", self.incident), 0, "join")
    }

    fn problem(&self, field: &str) -> &str {
        self.forms.problem(field)
    }
}

/// The form.
///
/// # Errors
/// When there is no such incident, or the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<IncidentId>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true).for_role(staff.role);
    answer(StatusCode::OK, &page(&app, frame, id, Forms::fresh(&app)).await?)
}

/// Adds the incident to the chosen theme, and goes on to it.
///
/// # Errors
/// When there is no such incident, or our side is broken.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<IncidentId>,
    Posted(pairs): Posted<Vec<(String, String)>>,
) -> Result<Response, HttpError> {
    let sent = Sent::from(pairs);
    let address = format!("/incidents/{id}/theme");
    let act = sent.act(&app, staff, &address)?;
    let frame = locale.frame(true).for_role(staff.role);
    let switch = Switch::Link(frame.other_href(&address));
    let frame = frame.with_switch(switch);
    let joined = match sent.get("theme").parse::<ThemeId>() {
        Ok(theme_id) => {
            let said = GatherSaid { add: vec![id.to_string()], remove: None };
            // Another incident that was added meanwhile is in nobody's way.
            gather_for(&app, (theme_id, staff), None, &act, said).await.map(|done| (theme_id, done))
        }
        Err(_) => {
            let error = FieldError { pointer: "/theme".into(), problem: Problem::Theme };
            Err(HttpError::Invalid(vec![error]))
        }
    };
    match joined {
        Ok((theme_id, done)) => {
            app.projector.caught_up(done.position).await;
            Ok(back_to(&frame, &format!("/themes/{theme_id}"), "incidents"))
        }
        Err(error) => {
            let refused = Refused::from(error, frame.lang, "join")?;
            let forms = Forms::refused(&app, sent, refused);
            let status = forms.status();
            answer(status, &page(&app, frame, id, forms).await?)
        }
    }
}

async fn page(app: &App, frame: Frame, id: IncidentId, forms: Forms) -> Result<Join, HttpError> {
    let db = app.read_models.db();
    let row = incident::get(db, id).await?.ok_or(HttpError::NotFound)?;
    let open = theme::list(db, Some(Stand::Open), None, PAGE_ROWS_MAX).await?.rows;
    let said = forms.sent.text("theme");
    let themes = open.into_iter().map(|row| {
        let question = row.question.unwrap_or_else(|| frame.t("erased"));
        Choice::new(&row.theme_id, question, &said)
    });
    Ok(Join {
        incident: format!("/incidents/{id}"),
        title: row.title.unwrap_or_else(|| frame.t("erased")),
        themes: themes.collect(),
        forms,
        frame,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

    #[test]
    fn open_themes_are_offered_and_without_one_the_way_to_open_it() {
        for frame in frames() {
            let page = |themes| Join {
                forms: Forms { key: "k".into(), ..Forms::default() },
                incident: "/incidents/x".into(),
                title: HOSTILE.into(),
                themes,
                frame: frame.clone(),
            };
            let html = page(vec![Choice::new("t", HOSTILE, "")]).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("value=\"join\"") && !html.contains(">theme"), "{html}");
            let none = page(vec![]).render().unwrap();
            assert!(!none.contains("value=\"join\"") && none.contains("#new\""), "{none}");
        }
    }
}
