//! Opening a cycle: from a signal, from a theme, or from what a review found.
//!
//! Must never fill the question with words that somebody else wrote.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tillbud_events::{SignalId, ThemeId};
use tillbud_projections::theme;

use crate::App;
use crate::access::Staff;
use crate::web::api::improvements::{OpenImprovement, open_for};
use crate::web::error::HttpError;
use crate::web::extract::Params;
use crate::web::language::Locale;
use crate::web::pages::form::{Form, Forms, Refused, Sent, back_to};
use crate::web::pages::frame::Frame;
use crate::web::pages::{Pair, Posted, Switch, answer};

/// Where a cycle comes from, as an address names it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct From {
    signal: String,
    theme: String,
}

/// The page on which a cycle is opened.
#[derive(Template)]
#[template(path = "improvements/new.html")]
pub struct Write {
    frame: Frame,
    forms: Forms,
    from: From,
    /// The signal or theme that it comes from.
    origin: Option<Pair>,
}

impl Write {
    fn form(&self) -> Form {
        self.forms.form(&self.frame, "/improvements/new", 0, "open")
    }

    fn value(&self, field: &str) -> &str {
        self.forms.sent.get(field)
    }

    fn problem(&self, field: &str) -> &str {
        self.forms.problem(field)
    }
}

/// The form.
///
/// # Errors
/// When the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Params(from): Params<From>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true).for_role(staff.role);
    answer(StatusCode::OK, &page(&app, frame, from, Forms::fresh(&app)).await?)
}

/// Opens the cycle, and goes on to it.
///
/// # Errors
/// When our side is broken.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Posted(pairs): Posted<Vec<(String, String)>>,
) -> Result<Response, HttpError> {
    let sent = Sent::from(pairs);
    let act = sent.act(&app, staff, "/improvements/new")?;
    let frame = locale.frame(true).for_role(staff.role);
    let switch = Switch::Link(frame.other_href("/improvements/new"));
    let frame = frame.with_switch(switch);
    let said = OpenImprovement {
        question: sent.text("question"),
        signal: sent.maybe("signal"),
        theme: sent.maybe("theme"),
        finding: sent.maybe("finding"),
    };
    match open_for(&app, &act, said).await {
        Ok((id, done)) => {
            app.projector.caught_up(done.position).await;
            Ok(back_to(&frame, &format!("/improvements/{id}"), "plan"))
        }
        Err(error) => {
            let refused = Refused::from(error, frame.lang, "open")?;
            let from = From { signal: sent.text("signal"), theme: sent.text("theme") };
            let forms = Forms::refused(&app, sent, refused);
            let status = forms.status();
            answer(status, &page(&app, frame, from, forms).await?)
        }
    }
}

async fn page(app: &App, frame: Frame, from: From, forms: Forms) -> Result<Write, HttpError> {
    let from = From {
        // What is no id would be refused at a field that nobody sees.
        signal: Some(from.signal).filter(|id| id.parse::<SignalId>().is_ok()).unwrap_or_default(),
        theme: Some(from.theme).filter(|id| id.parse::<ThemeId>().is_ok()).unwrap_or_default(),
    };
    let origin = match from.theme.parse::<ThemeId>() {
        Ok(id) => {
            let row = theme::get(app.read_models.db(), id).await?;
            row.map(|row| Pair {
                label: format!("/themes/{id}"),
                words: row.question.unwrap_or_else(|| frame.t("erased")),
            })
        }
        Err(_) if !from.signal.is_empty() => Some(Pair {
            label: format!("/signals/{}", from.signal),
            words: frame.t("improvement-the-signal"),
        }),
        Err(_) => None,
    };
    Ok(Write { frame, forms, from, origin })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

    #[test]
    fn what_a_cycle_comes_from_is_asked_unless_it_is_known_and_words_are_kept() {
        for frame in frames() {
            let page = |from: From, origin, sent: Vec<(String, String)>| {
                let forms = Forms { key: "k".into(), sent: sent.into(), ..Forms::default() };
                let html = Write { frame: frame.clone(), forms, from, origin }.render().unwrap();
                assert_sound(&html);
                assert!(!html.contains(">improvement"), "{html}");
                html
            };
            let sent = vec![("finding".to_owned(), HOSTILE.to_owned())];
            assert!(page(From::default(), None, sent).contains("name=\"finding\""));
            let from = From { signal: String::new(), theme: "x".into() };
            let origin = Some(Pair { label: "/themes/x".into(), words: HOSTILE.into() });
            let html = page(from, origin, vec![]);
            assert!(html.contains("name=\"theme\" value=\"x\"") && !html.contains("\"finding\""));
        }
    }
}
