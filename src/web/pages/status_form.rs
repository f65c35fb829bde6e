//! What a reporter sends from the page of a report: a reply, how it was, a concern, or
//! that it shall be taken back.
//!
//! Must never lose what was written, nor do a thing twice for one press of a button.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tillbud_events::Actor;
use tillbud_events::vocabulary::{Again, Lang};

use super::proof::Proof;
use super::status::{self, Typed};
use super::{FieldProblem, Posted, answer, receipt};
use crate::App;
use crate::access::receipt::ReceiptCode;
use crate::dispatch::DispatchError;
use crate::holding::Standing;
use crate::intake;
use crate::web::api::receipt::{Fulfilled, Wish, fulfil};
use crate::web::error::HttpError;
use crate::web::language::Locale;
use crate::web::{locale, words};

/// What any form of the page sends, with the code that leads to its report.
#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Sent {
    #[serde(skip_serializing)]
    code: String,
    #[serde(skip_serializing)]
    key: String,
    #[serde(skip_serializing)]
    proof: String,
    text: String,
    again: String,
    concern: String,
    sure: String,
}

/// The forms of the page.
#[derive(Clone, Copy)]
enum Form {
    Reply,
    Experience,
    Concern,
    Withdrawal,
}

impl Form {
    /// The field that it cannot do without.
    const fn field(self) -> &'static str {
        match self {
            Self::Reply => "text",
            Self::Experience => "again",
            Self::Concern => "concern",
            Self::Withdrawal => "sure",
        }
    }

    /// The text that says it was received.
    const fn thanks(self) -> &'static str {
        match self {
            Self::Reply => "status-reply-thanks",
            Self::Experience => "again-thanks",
            Self::Concern => "concern-thanks",
            Self::Withdrawal => "withdraw-done",
        }
    }

    /// What it asks for, or what has to change in its field.
    fn read(self, sent: &Sent, lang: Lang) -> Result<Wish, String> {
        let text = |words: &str| {
            intake::message(self.field(), words.to_owned()).map_err(|errors| {
                let told = errors.first().map(|error| words::form_problem(lang, &error.problem));
                told.unwrap_or_default()
            })
        };
        match self {
            Self::Reply => text(&sent.text).map(Wish::Reply),
            Self::Concern => text(&sent.concern).map(Wish::Raise),
            Self::Experience => match Again::from_stored(&sent.again) {
                Some(again) => Ok(Wish::Share(again)),
                None => Err(locale::text(lang, "again-unsaid")),
            },
            Self::Withdrawal if sent.sure.is_empty() => Err(locale::text(lang, "withdraw-unsure")),
            Self::Withdrawal => Ok(Wish::Withdraw),
        }
    }
}

/// Takes in a reply and shows the report again.
///
/// # Errors
/// When the read models are away, or our side is broken.
pub async fn reply(
    State(app): State<App>,
    locale: Locale,
    Posted(sent): Posted<Sent>,
) -> Result<Response, HttpError> {
    carry_out(&app, &locale, Form::Reply, sent).await
}

/// Takes in whether they would report again.
///
/// # Errors
/// As [`reply`].
pub async fn experience(
    State(app): State<App>,
    locale: Locale,
    Posted(sent): Posted<Sent>,
) -> Result<Response, HttpError> {
    carry_out(&app, &locale, Form::Experience, sent).await
}

/// Takes in what the independent role shall hear.
///
/// # Errors
/// As [`reply`].
pub async fn concern(
    State(app): State<App>,
    locale: Locale,
    Posted(sent): Posted<Sent>,
) -> Result<Response, HttpError> {
    carry_out(&app, &locale, Form::Concern, sent).await
}

/// Takes the report back, when that was confirmed.
///
/// # Errors
/// As [`reply`].
pub async fn withdraw(
    State(app): State<App>,
    locale: Locale,
    Posted(sent): Posted<Sent>,
) -> Result<Response, HttpError> {
    carry_out(&app, &locale, Form::Withdrawal, sent).await
}

async fn carry_out(
    app: &App,
    locale: &Locale,
    form: Form,
    sent: Sent,
) -> Result<Response, HttpError> {
    let frame = locale.frame(false);
    let lang = frame.lang;
    let Ok(code) = ReceiptCode::parse(&sent.code) else {
        return receipt::unknown(frame, sent.code);
    };
    let opened = match app.open_receipt(&code).await {
        Ok(Some(opened)) => opened,
        Ok(None) => return receipt::unknown(frame, sent.code),
        // The page before is still in the browser, with what was written.
        Err(error) => return Err(error.into()),
    };
    let fulfilled = match form.read(&sent, lang) {
        Err(problem) => Err((StatusCode::UNPROCESSABLE_ENTITY, problem, false)),
        Ok(wish) => {
            // Taking back never waits.
            let is_free = matches!(form, Form::Withdrawal);
            if !is_free && let Err(asked) = app.pressure.admit_message(&sent.proof) {
                let proof = Proof::from(asked);
                let Sent { key, text, again, concern, .. } = sent;
                let typed = Typed { reply: text, again, concern };
                let page = status::page(app, frame, &code, &opened).await?.with_key(key);
                return proof.answer_with(&page.with_asked(proof.clone(), form.field(), typed));
            }
            // A form's key belongs to its report: two forms never share one.
            let scope = format!("/receipt {} {}", form.field(), opened.report_id);
            let act = super::act(app, Actor::Reporter, &scope, &sent.key, &sent)?;
            match fulfil(app, &opened, &act, wish, false).await {
                Ok(fulfilled) => Ok(fulfilled),
                // What was written stays in the form, with the key that makes sending it
                // again safe.
                Err(DispatchError::Unavailable(_)) => {
                    let number = app.organisation.emergency_number.to_string();
                    let problem = frame.fill("form-unavailable", "number", number);
                    Err((StatusCode::SERVICE_UNAVAILABLE, problem, true))
                }
                Err(DispatchError::KeyReused) => {
                    Err((StatusCode::CONFLICT, frame.t("status-sent-before"), false))
                }
                Err(DispatchError::Rejected(rejection)) => {
                    let problem = words::rejection(lang, &rejection);
                    Err((StatusCode::UNPROCESSABLE_ENTITY, problem, false))
                }
                Err(error) => return Err(error.into()),
            }
        }
    };
    let fulfilled = match fulfilled {
        Ok(fulfilled) => fulfilled,
        Err((status, words, keeps_key)) => {
            let Sent { key, text, again, concern, .. } = sent;
            let problem = FieldProblem { field: form.field().to_owned(), words };
            let page = status::page(app, frame, &code, &opened).await?;
            let page = page.with_problem(Typed { reply: text, again, concern }, problem);
            return answer(status, &if keeps_key { page.with_key(key) } else { page });
        }
    };
    if let Fulfilled::Stands(Standing::Recorded(done)) = fulfilled {
        app.projector.caught_up(done.position).await;
    }
    // As it is now: what was sent may wait, or be in the log; or nothing is left.
    let Some(opened) = app.reopen(&opened).await? else {
        return answer(StatusCode::OK, &receipt::Receipt::new(frame).with_thanks(form.thanks()));
    };
    let page = status::page(app, frame, &code, &opened).await?;
    answer(StatusCode::OK, &page.with_thanks(form.thanks()))
}
