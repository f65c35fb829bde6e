//! Where somebody chooses for themselves to be told by mail that something waits.
//!
//! Must never show anything of another person, nor say more of an address that is taken
//! than that it cannot be used.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tillbud_events::Role;
use tillbud_events::vocabulary::Lang;

use super::frame::Frame;
use super::{Choice, FieldProblem, Posted, answer, deliveries};
use crate::App;
use crate::policies::outbox::Outbox;
use crate::policies::outbox::choice::{
    self, ADDRESS_CHARACTERS, CODE_MINUTES, ChoiceProblem, Kept, topics_of,
};
use crate::policies::outbox::pace::Pace;
use crate::policies::outbox::people::ChoiceError;
use crate::policies::outbox::record::Record;
use crate::policies::outbox::topic::Topic;
use crate::web::error::HttpError;
use crate::web::language::Locale;
use crate::web::signed_in::{Present, SignedIn};

/// The values of the two paces that can be chosen.
const PACES: [(&str, Pace); 2] = [("at_once", Pace::Quarter), ("daily", Pace::Morning)];

/// The page.
#[derive(Template)]
#[template(path = "messages.html")]
pub struct Messages {
    frame: Frame,
    /// Why nothing can be chosen, when nothing can.
    nothing: String,
    standing: Standing,
    address: String,
    topics: Vec<Choice>,
    languages: Vec<Choice>,
    paces: Vec<Choice>,
    problems: Vec<FieldProblem>,
}

/// How it stands with somebody's messages, in words.
#[derive(Clone, Debug, Default)]
pub(super) struct Standing {
    pub state: String,
    pub troubles: Vec<String>,
    /// Where a code was mailed that has to be typed.
    pub waits_at: Option<String>,
    pub is_on: bool,
}

impl Standing {
    /// In words, from what is kept and what is on its way.
    pub(super) fn new(frame: &Frame, kept: &Kept, record: Option<&Record>) -> Self {
        let waits_at = kept.pending.as_ref().map(|pending| pending.choice.address.to_string());
        let state = match &kept.choice {
            Some((_, choice)) => frame.fill("messages-on", "address", choice.address.to_string()),
            None => frame.t("messages-off"),
        };
        let failure = record.and_then(Record::failure);
        let given_up = record.and_then(|record| record.given_up.as_ref()).map(|it| it.failure);
        let why = failure.or(given_up).map(|failure| deliveries::why(frame, failure));
        let troubles = why.into_iter().flat_map(|why| [frame.t("messages-trouble"), why]);
        Self { state, troubles: troubles.collect(), waits_at, is_on: kept.choice.is_some() }
    }

    /// Where messages are not set up.
    pub(super) fn not_set_up(frame: &Frame) -> Self {
        Self { state: frame.t("messages-not-set-up"), ..Self::default() }
    }
}

/// What was filled in; the topics are fields of their own.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Said {
    address: String,
    language: String,
    pace: String,
    #[serde(flatten)]
    topics: BTreeMap<String, String>,
}

/// A code that was typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    code: String,
}

impl Said {
    /// What holds or waits, for the form to begin with; all topics at first, apart from
    /// concerns, which need an address of their own.
    fn of(kept: &Kept, roles: &[Role], lang: Lang) -> Self {
        let held = kept.choice.as_ref().map(|(_, choice)| choice);
        let known = kept.pending.as_ref().map(|pending| &pending.choice).or(held);
        let topics: BTreeSet<_> = match known {
            Some(choice) => choice.topics.clone(),
            None => {
                let all: BTreeSet<_> = topics_of(roles).into_iter().collect();
                let hears_more = all.len() > 1;
                let is_first = |topic: &&Topic| !(hears_more && **topic == Topic::Concern);
                all.iter().filter(is_first).copied().collect()
            }
        };
        let pace = known.map_or(Pace::Quarter, |choice| choice.pace);
        let pace = PACES.iter().find(|(_, known)| *known == pace).map_or("", |(name, _)| name);
        Self {
            address: known.map(|choice| choice.address.to_string()).unwrap_or_default(),
            language: known.map_or(lang, |choice| choice.lang).to_string(),
            pace: pace.to_owned(),
            topics: topics.iter().map(|it| (it.as_str().to_owned(), "true".to_owned())).collect(),
        }
    }

    fn read(&self, roles: &[Role]) -> Result<choice::Choice, ChoiceProblem> {
        let address = self.address.trim();
        if address.chars().count() > ADDRESS_CHARACTERS {
            return Err(ChoiceProblem::Address);
        }
        let address = address.parse().map_err(|_| ChoiceProblem::Address)?;
        let is_said = |name: &str| self.topics.contains_key(name);
        let topics = topics_of(roles).into_iter().filter(|topic| is_said(topic.as_str()));
        let pace = PACES.iter().find(|(name, _)| *name == self.pace);
        let chosen = choice::Choice {
            address,
            topics: topics.collect(),
            lang: Lang::from_stored(&self.language).unwrap_or(Lang::Sv),
            pace: pace.map_or(Pace::Quarter, |(_, pace)| *pace),
        };
        chosen.check(roles)?;
        Ok(chosen)
    }
}

impl Messages {
    /// The page with its form.
    #[must_use]
    pub(super) fn new(frame: Frame, roles: &[Role], standing: Standing, said: &Said) -> Self {
        let topics = topics_of(roles);
        let nothing = topics.is_empty().then(|| frame.t("messages-no-topic"));
        let topic = |name: &str| {
            let label = frame.word("messages-topic", name);
            Choice { value: name.into(), label, is_chosen: said.topics.contains_key(name) }
        };
        let language =
            |lang: Lang| Choice::new(lang.as_str(), frame.word("language", lang), &said.language);
        let pace = |(name, _): &(&str, Pace)| {
            Choice::new(name, frame.word("messages-pace", name), &said.pace)
        };
        Self {
            nothing: nothing.unwrap_or_default(),
            standing,
            address: said.address.clone(),
            topics: topics.iter().map(|it| topic(it.as_str())).collect(),
            languages: Lang::ALL.iter().copied().map(language).collect(),
            paces: PACES.iter().map(pace).collect(),
            problems: Vec::new(),
            frame,
        }
    }

    /// The page where nothing can be chosen.
    #[must_use]
    pub(super) fn not_set_up(frame: Frame) -> Self {
        let nothing = frame.t("messages-not-set-up");
        let page = Self::new(frame, &[], Standing::default(), &Said::default());
        Self { nothing, ..page }
    }

    fn refused(mut self, error: &ChoiceError) -> Self {
        let frame = &self.frame;
        let (field, words) = match error {
            ChoiceError::Problem(problem) => match problem {
                ChoiceProblem::Address => ("address", frame.t("messages-wrong-address")),
                ChoiceProblem::Taken => ("address", frame.t("messages-wrong-taken")),
                ChoiceProblem::TooManyCodes => ("address", frame.t("messages-wrong-often")),
                ChoiceProblem::Nothing | ChoiceProblem::Foreign => {
                    ("topics", frame.t("messages-wrong-nothing"))
                }
                ChoiceProblem::Mixed => ("topics", frame.t("messages-wrong-mixed")),
                // Where no code is waited for, there is no field for one.
                ChoiceProblem::Code => {
                    let field = if self.standing.waits_at.is_some() { "code" } else { "address" };
                    (field, frame.fill("messages-wrong-code", "minutes", CODE_MINUTES))
                }
            },
            ChoiceError::Mail(failure) => {
                let why = deliveries::why(frame, *failure);
                ("address", format!("{} {why}", frame.t("messages-wrong-mail")))
            }
            ChoiceError::Account(_) | ChoiceError::Record(_) => {
                ("address", frame.t("messages-away"))
            }
        };
        self.problems = vec![FieldProblem { field: field.to_owned(), words }];
        self
    }

    fn problem(&self, field: &str) -> &str {
        let found = self.problems.iter().find(|problem| problem.field == field);
        found.map_or("", |problem| &problem.words)
    }
}

/// Shows what somebody chose, and the form to choose.
///
/// # Errors
/// When there is no account, or it is away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    Present(signed_in): Present,
) -> Result<Response, HttpError> {
    let frame = framed(&app, &locale, &signed_in).await?;
    let Some(outbox) = mailing(&app) else {
        return answer(StatusCode::OK, &Messages::not_set_up(frame));
    };
    let (kept, standing) = stands(outbox, &frame, &signed_in).await?;
    let said = Said::of(&kept, &signed_in.roles, frame.lang);
    answer(StatusCode::OK, &Messages::new(frame, &signed_in.roles, standing, &said))
}

/// Takes in what somebody chose; a new address waits for the code that is mailed there.
///
/// # Errors
/// When messages are not set up, or the account is away.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    Present(signed_in): Present,
    Posted(said): Posted<Said>,
) -> Result<Response, HttpError> {
    let frame = framed(&app, &locale, &signed_in).await?;
    let outbox = mailing(&app).ok_or(HttpError::NotFound)?;
    let holder = signed_in.staff.holder();
    let chosen = match said.read(&signed_in.roles) {
        Ok(choice) => outbox.choose(holder, &signed_in.roles, choice).await.map(drop),
        Err(problem) => Err(problem.into()),
    };
    done(outbox, frame, &signed_in, said, chosen).await
}

/// Lets what somebody chose hold, when the code is right.
///
/// # Errors
/// When messages are not set up, or the account is away.
pub async fn confirm(
    State(app): State<App>,
    locale: Locale,
    Present(signed_in): Present,
    Posted(Typed { code }): Posted<Typed>,
) -> Result<Response, HttpError> {
    let frame = framed(&app, &locale, &signed_in).await?;
    let outbox = mailing(&app).ok_or(HttpError::NotFound)?;
    let holder = signed_in.staff.holder();
    let confirmed = outbox.confirm(holder, &code).await;
    let said = Said::of(&outbox.kept(holder).await?, &signed_in.roles, frame.lang);
    done(outbox, frame, &signed_in, said, confirmed).await
}

/// Tells somebody nothing more, and forgets the address.
///
/// # Errors
/// When messages are not set up, or the account is away.
pub async fn off(
    State(app): State<App>,
    locale: Locale,
    Present(signed_in): Present,
) -> Result<Response, HttpError> {
    let frame = framed(&app, &locale, &signed_in).await?;
    let outbox = mailing(&app).ok_or(HttpError::NotFound)?;
    let turned = outbox.turn_off(signed_in.staff.holder()).await;
    done(outbox, frame, &signed_in, Said::default(), turned).await
}

/// How it stands with the messages of whoever is signed in.
pub(super) async fn standing(
    app: &App,
    frame: &Frame,
    signed_in: &SignedIn,
) -> Result<Standing, HttpError> {
    match mailing(app) {
        Some(outbox) => Ok(stands(outbox, frame, signed_in).await?.1),
        None => Ok(Standing::not_set_up(frame)),
    }
}

async fn stands(
    outbox: &Outbox,
    frame: &Frame,
    signed_in: &SignedIn,
) -> Result<(Kept, Standing), HttpError> {
    let holder = signed_in.staff.holder();
    let kept = outbox.kept(holder).await?;
    let record = outbox.standing_of(holder).await;
    let record = record.map_err(|error| HttpError::Unavailable(error.into()))?;
    let standing = Standing::new(frame, &kept, record.as_ref());
    Ok((kept, standing))
}

/// The page again when something has to change, else on to what holds now.
async fn done(
    outbox: &Outbox,
    frame: Frame,
    signed_in: &SignedIn,
    said: Said,
    outcome: Result<(), ChoiceError>,
) -> Result<Response, HttpError> {
    let Err(error) = outcome else {
        return Ok(Redirect::to(&frame.href("/account/messages")).into_response());
    };
    let status = match &error {
        ChoiceError::Problem(_) => StatusCode::UNPROCESSABLE_ENTITY,
        ChoiceError::Mail(_) | ChoiceError::Account(_) | ChoiceError::Record(_) => {
            tracing::warn!(%error, "what somebody chose to be told could not be taken in");
            StatusCode::SERVICE_UNAVAILABLE
        }
    };
    let (_, standing) = stands(outbox, &frame, signed_in).await?;
    answer(status, &Messages::new(frame, &signed_in.roles, standing, &said).refused(&error))
}

fn mailing(app: &App) -> Option<&Outbox> {
    app.outbox.as_ref().filter(|outbox| outbox.can_mail())
}

/// The frame, for whoever has an account here or through the sign-in service.
async fn framed(app: &App, locale: &Locale, signed_in: &SignedIn) -> Result<Frame, HttpError> {
    app.accounts.get(signed_in.staff.holder()).await?.ok_or(HttpError::NotFound)?;
    Ok(locale.frame(true).for_role(signed_in.staff.role))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policies::outbox::record::Failure;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

    fn said(topics: &[&str]) -> Said {
        let topics = topics.iter().map(|it| ((*it).to_owned(), "true".to_owned())).collect();
        let (language, pace) = ("en".to_owned(), "daily".to_owned());
        Said { address: " anna@kommun.example ".into(), language, pace, topics }
    }

    #[test]
    fn what_is_filled_in_is_read_and_what_no_role_sees_is_left_out() {
        let roles = [Role::Coordinator];
        let read = said(&["new_report", "concern", "x"]).read(&roles).unwrap();
        assert_eq!(read.address.to_string(), "anna@kommun.example");
        assert_eq!((read.topics.len(), read.lang, read.pace), (1, Lang::En, Pace::Morning));
        assert_eq!(said(&["concern"]).read(&roles), Err(ChoiceProblem::Nothing));
        for address in ["", "anna", "a@b@c", &format!("{}@x.example", "a".repeat(300))] {
            let said = Said { address: address.to_owned(), ..said(&["added"]) };
            assert_eq!(said.read(&roles), Err(ChoiceProblem::Address), "{address}");
        }
    }

    #[test]
    fn the_form_begins_with_everything_apart_from_concerns() {
        let begin = |roles: &[Role]| {
            let said = Said::of(&Kept::default(), roles, Lang::Sv);
            said.topics.into_keys().collect::<Vec<_>>()
        };
        assert_eq!(begin(&[Role::DataProtectionOfficer]), ["assessment", "deadline"]);
        assert_eq!(begin(&[Role::Independent]), ["concern"]);
        assert!(!begin(&[Role::Independent, Role::Coordinator]).contains(&"concern".to_owned()));
    }

    #[test]
    fn every_problem_is_told_at_its_field_and_what_was_filled_in_comes_back() {
        let problems = [
            ChoiceProblem::Address,
            ChoiceProblem::Nothing,
            ChoiceProblem::Foreign,
            ChoiceProblem::Mixed,
            ChoiceProblem::Taken,
            ChoiceProblem::TooManyCodes,
            ChoiceProblem::Code,
        ];
        let problems = problems.into_iter().map(ChoiceError::from);
        let errors: Vec<_> = problems.chain([ChoiceError::Mail(Failure::Away)]).collect();
        for frame in frames() {
            for error in &errors {
                let said = Said { address: HOSTILE.into(), ..said(&["new_report"]) };
                let waits_at = Some(HOSTILE.to_owned());
                let standing = Standing { waits_at, is_on: true, ..Standing::default() };
                let page = Messages::new(frame.clone(), &[Role::Coordinator], standing, &said);
                let html = page.refused(error).render().unwrap();
                assert_sound(&html);
                assert_eq!(html.matches(" checked").count(), 3, "topic, language and pace");
                let field = html.split("href=\"#").nth(2).unwrap().split('"').next().unwrap();
                assert!(html.contains(&format!(" id=\"{field}\"")), "{field}");
                assert!(!html.contains("messages-"), "a text is missing: {html}");
            }
            let html = Messages::not_set_up(frame).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("class=\"empty\"") && !html.contains("name=\"address\""));
        }
    }
}
