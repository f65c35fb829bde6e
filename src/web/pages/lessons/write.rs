//! Beginning a lesson from an incident: what is known of it beside an empty form.
//!
//! Must never fill the form with words that a reporter may have written.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use tillbud_events::IncidentId;
use tillbud_events::vocabulary::Lang;
use tillbud_projections::PAGE_ROWS_MAX;
use tillbud_projections::action::{self, ActionRow};
use tillbud_projections::incident::{self, IncidentRow};

use super::work::{text_of, to_page};
use crate::App;
use crate::access::Staff;
use crate::web::api::lesson_drafts::draft_for;
use crate::web::error::HttpError;
use crate::web::extract::Id;
use crate::web::language::Locale;
use crate::web::pages::form::{Form, Forms, Refused, Sent, back_to};
use crate::web::pages::frame::Frame;
use crate::web::pages::{Choice, Pair, Posted, answer};

/// The page on which a lesson is begun.
#[derive(Template)]
#[template(path = "lessons/write.html")]
pub struct Write {
    frame: Frame,
    forms: Forms,
    incident: String,
    address: String,
    title: String,
    known: Vec<Pair>,
    actions: Vec<String>,
}

impl Write {
    /// The page, with its form as it stands.
    #[must_use]
    pub fn new(frame: Frame, row: IncidentRow, actions: &[ActionRow], forms: Forms) -> Self {
        let known = [("incident-outcome", row.outcome), ("incident-summary", row.analysis_summary)];
        let known = known
            .into_iter()
            .filter_map(|(key, words)| Some(Pair { label: frame.t(key), words: words? }));
        Self {
            incident: format!("/incidents/{}", row.incident_id),
            address: format!("/incidents/{}/lesson", row.incident_id),
            title: row.title.unwrap_or_else(|| frame.t("erased")),
            known: known.collect(),
            actions: actions.iter().filter_map(|row| row.text.clone()).collect(),
            forms,
            frame,
        }
    }

    fn form(&self) -> Form {
        self.forms.form(&self.frame, &self.address, 0, "draft")
    }

    /// What was written into a field; the incident itself to begin with.
    fn written(&self, field: &str) -> String {
        if field == "incident_ids" && self.forms.sent.is_empty() {
            return self.incident.clone();
        }
        self.forms.sent.text(field)
    }

    fn problem(&self, field: &str) -> &str {
        self.forms.problem(field)
    }

    fn langs(&self) -> Vec<Choice> {
        let said = self.forms.sent.maybe("text_lang");
        let said = said.unwrap_or_else(|| self.frame.lang.to_string());
        let choice = |it: &Lang| Choice::new(it.as_str(), self.frame.word("lang", it), &said);
        Lang::ALL.iter().map(choice).collect()
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

/// Writes the lesson, and goes on to it.
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
    let act = sent.act(&app, staff, &format!("/incidents/{id}/lesson"))?;
    let frame = locale.frame(true).for_role(staff.role);
    match draft_for(&app, staff, &act, text_of(&sent)).await {
        Ok((lesson_id, done)) => {
            app.projector.caught_up(done.position).await;
            Ok(back_to(&frame, &format!("/desk/lessons/{lesson_id}"), "main"))
        }
        Err(error) => {
            let refused = to_page(Refused::from(error, frame.lang, "draft")?);
            let forms = Forms::refused(&app, sent, refused);
            let status = forms.status();
            answer(status, &page(&app, frame, id, forms).await?)
        }
    }
}

async fn page(app: &App, frame: Frame, id: IncidentId, forms: Forms) -> Result<Write, HttpError> {
    let db = app.read_models.db();
    let row = incident::get(db, id).await?.ok_or(HttpError::NotFound)?;
    let filter = action::Filter { incident: Some(id), ..action::Filter::default() };
    let actions = action::list(db, &filter, None, PAGE_ROWS_MAX).await?.rows;
    Ok(Write::new(frame, row, &actions, forms))
}

#[cfg(test)]
mod tests {
    use tillbud_projections::action::State as ActionState;

    use super::*;
    use crate::web::pages::incident::tests as incidents;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

    #[test]
    fn what_is_known_stands_beside_an_empty_form_which_is_kept_when_it_is_refused() {
        for frame in frames() {
            let forms = Forms { key: "k".into(), ..Forms::default() };
            let actions = [incidents::action(ActionState::Verified)];
            let write = |forms| Write::new(frame.clone(), incidents::row(), &actions, forms);
            let html = write(forms).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("name=\"incident_ids\"") && html.contains("\n/incidents/"));
            let sent = [("wish", "draft"), ("said", HOSTILE), ("incident_ids", "x")];
            let sent: Vec<_> =
                sent.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
            let forms = Forms { sent: sent.into(), key: "k".into(), ..Forms::default() };
            let html = write(forms).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("\nx</textarea>") && !html.contains(">lesson"), "{html}");
        }
    }
}
