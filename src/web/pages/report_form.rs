//! The report form: one required field, everything else can be skipped.
//!
//! Must never ask who, nor how serious; and never lose what a person has written.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use tillbud_events::{Actor, TextError};

use super::frame::{Frame, Switch};
use super::proof::Proof;
use super::received::Received;
use super::report_choices::{days, kinds, ongoing, units};
use super::{Choice, FieldProblem, act, answer, files};
use crate::App;
use crate::dispatch::DispatchError;
use crate::fields::{FieldError, Problem};
use crate::holding::Standing;
use crate::intake::NewReport;
use crate::organisation::Organisation;
use crate::pressure::Purpose;
use crate::web::error::HttpError;
use crate::web::language::Locale;
use crate::web::upload::{FILE_FIELD, Upload};
use crate::web::words;

/// What the keys of report forms are for, whichever page they were sent from.
pub(super) const FORM: &str = "/";

/// What a person has filled in; an empty text is a skipped question.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct Said {
    /// What happened, or nearly happened.
    pub narrative: String,
    /// Stored name of a kind.
    pub kind: String,
    /// Roughly when: an imprecise date.
    pub happened: String,
    /// Code of a unit, or a place in words when there is no list.
    pub unit: String,
    /// Which system or equipment.
    pub system: String,
    /// `true`, `false` or nothing.
    pub ongoing: String,
    /// What made it hard to do right.
    pub hindered: String,
    /// What helped.
    pub helped: String,
    /// `true` when someone may be hurt now.
    pub urgent: String,
    /// `true` when it is not to wait for others, where reports are held.
    pub at_once: String,
    /// `true` when a file that cannot be cleaned is to be kept as it is.
    pub keep_original: String,
    /// Left empty by people: they do not see it.
    #[serde(skip_serializing)]
    pub website: String,
    /// Makes a double click one report.
    #[serde(skip_serializing)]
    pub key: String,
    /// The answer to a challenge, when the form held one.
    #[serde(skip_serializing)]
    pub proof: String,
    /// Set when only the language is to change.
    #[serde(skip_serializing)]
    pub switch: String,
}

impl Said {
    /// Whether someone may be hurt now.
    #[must_use]
    pub fn is_urgent(&self) -> bool {
        self.urgent == "true"
    }

    fn is_at_once(&self) -> bool {
        self.at_once == "true"
    }

    fn tells_more(&self) -> bool {
        [&self.kind, &self.happened, &self.unit, &self.system, &self.ongoing]
            .into_iter()
            .chain([&self.hindered, &self.helped])
            .any(|said| !said.is_empty())
    }
}

/// What a form has around its questions.
pub struct Setting {
    /// Random; none in a form that is kept for when there is no connection.
    pub key: String,
    /// What the offered days are counted from; without it no day is asked for.
    pub today: Option<Date>,
    /// Codes with names in the page's language.
    pub units: Vec<(String, String)>,
    /// Whom to call and where else to turn.
    pub organisation: Arc<Organisation>,
    /// Whether reports wait for the next full hour.
    pub is_held: bool,
}

/// The page with the form.
#[derive(Template)]
#[template(path = "report_form.html")]
pub struct ReportForm {
    frame: Frame,
    setting: Setting,
    said: Said,
    kinds: Vec<Choice>,
    days: Vec<Choice>,
    units: Vec<Choice>,
    ongoing: Vec<Choice>,
    problems: Vec<FieldProblem>,
    may_keep: bool,
    proof: Proof,
}

impl ReportForm {
    /// An empty form, or one that keeps what was `said` and names its `problems`.
    #[must_use]
    pub fn new(frame: Frame, setting: Setting, said: Said, problems: Vec<FieldProblem>) -> Self {
        let kinds = kinds(&frame, &said.kind);
        let days = setting.today.map(|today| days(&frame, today, &said.happened));
        let ongoing = ongoing(&frame, &said.ongoing);
        let units = units(&frame, &setting.units, &said.unit);
        let days = days.unwrap_or_default();
        let may_keep = said.keep_original == "true";
        let proof = Proof::default();
        Self { frame, setting, said, kinds, days, units, ongoing, problems, may_keep, proof }
    }

    /// The same, offering to keep files as they are.
    #[must_use]
    pub fn offering_to_keep(self, may_keep: bool) -> Self {
        Self { may_keep: self.may_keep || may_keep, ..self }
    }

    /// The same, with a challenge.
    #[must_use]
    pub fn with_proof(self, proof: Proof) -> Self {
        Self { proof, ..self }
    }

    fn problem(&self, field: &str) -> &str {
        self.problems.iter().find(|problem| problem.field == field).map_or("", |found| &found.words)
    }

    fn is_more_open(&self) -> bool {
        let elsewhere = ["narrative", "website", FILE_FIELD];
        let in_more = |problem: &FieldProblem| !elsewhere.contains(&problem.field.as_str());
        self.said.tells_more() || self.problems.iter().any(in_more)
    }

    /// Whether the page was kept in the browser and is shown without a connection.
    const fn is_kept(&self) -> bool {
        self.setting.today.is_none()
    }

    fn emergency(&self) -> String {
        self.setting.organisation.emergency_number.to_string()
    }
}

/// An empty form.
///
/// # Errors
/// None that a reader can cause.
pub async fn get(State(app): State<App>, locale: Locale) -> Result<Response, HttpError> {
    let form = form(&app, locale.frame(false), Said::default(), Vec::new());
    answer(StatusCode::OK, &form)
}

/// The form that a browser keeps for when there is no connection: nothing in it is of
/// this moment or of one person.
///
/// # Errors
/// None that a reader can cause.
pub async fn get_offline(State(app): State<App>, locale: Locale) -> Result<Response, HttpError> {
    answer(StatusCode::OK, &offline(&app, locale.frame(false)))
}

/// The form of [`get_offline`].
#[must_use]
pub fn offline(app: &App, frame: Frame) -> ReportForm {
    let setting = Setting { key: String::new(), today: None, ..setting(app, &frame) };
    ReportForm::new(frame, setting, Said::default(), Vec::new())
}

/// Takes in a report; answers with its receipt, or with the form and all that was written.
///
/// # Errors
/// When the write path is broken; nothing that is written here is lost to a shorter outage.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    upload: Upload<Said>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(false).with_switch(Switch::Form);
    let trouble = upload.trouble();
    let of_files = files::problem(&frame, &upload);
    let may_keep = upload.refused.iter().any(|(_, why)| why.may_be_kept());
    let Upload { said, uploaded, digests, .. } = upload;
    if said.switch == "true" {
        return answer(StatusCode::OK, &form(&app, frame, said, of_files.into_iter().collect()));
    }
    // Said aloud, never pretended: a browser that fills in everything must not lose a report.
    if !said.website.is_empty() {
        let words = frame.t("form-website-filled");
        let problem = FieldProblem { field: "website".to_owned(), words };
        let problems = [problem].into_iter().chain(of_files).collect();
        let form = form(&app, frame, said, problems);
        return answer(StatusCode::UNPROCESSABLE_ENTITY, &form);
    }
    let read = NewReport::from(&said).read(&app.lists, frame.lang);
    let received = match (read, trouble) {
        (Ok(received), None) => received,
        (read, trouble) => {
            let errors = read.err().unwrap_or_default();
            let problems = errors.iter().map(|error| in_words(&frame, error));
            let problems = problems.chain(of_files).collect();
            let form = form(&app, frame, said, problems).offering_to_keep(may_keep);
            return answer(trouble.unwrap_or(StatusCode::UNPROCESSABLE_ENTITY), &form);
        }
    };
    if let Err(asked) = app.pressure.admit_report(&said.proof, said.is_urgent()) {
        let proof = Proof::from(asked);
        let (problems, shown) = match of_files {
            None => (Vec::new(), proof.clone()),
            Some(_) => (vec![proof.about_files(&frame)], proof.for_hands()),
        };
        let form = form(&app, frame, said, problems);
        return proof.answer_with(&form.with_proof(shown));
    }
    let again = |said: Said, status: StatusCode, words: String| {
        let problem = FieldProblem { field: "narrative".to_owned(), words };
        let problems = [problem].into_iter().chain(of_files.clone()).collect();
        answer(status, &form(&app, frame.clone(), said, problems))
    };
    let act = act(&app, Actor::Reporter, FORM, &said.key, &(&said, &digests))?;
    match app.receive_with(received, uploaded, &act, said.is_at_once()).await {
        Ok(accepted) => {
            let frame = locale.frame(false);
            let code = accepted.receipt.to_string();
            let page = Received::new(frame, app.organisation.clone(), code, said.is_urgent());
            match accepted.standing {
                Standing::Recorded(done) => {
                    app.projector.caught_up(done.position).await;
                    answer(StatusCode::OK, &page)
                }
                Standing::Held { .. } => answer(StatusCode::OK, &page.held()),
            }
        }
        Err(DispatchError::KeyReused) => {
            let said = Said { key: String::new(), ..said };
            again(said, StatusCode::CONFLICT, frame.t("form-sent-before"))
        }
        // The same key: if the report did reach the log, sending again adds nothing.
        Err(error @ DispatchError::Unavailable(_)) => {
            tracing::warn!(error = format!("{error:#}"), "a report could not be taken in");
            let number = app.organisation.emergency_number.to_string();
            let words = frame.fill("form-unavailable", "number", number);
            again(said, StatusCode::SERVICE_UNAVAILABLE, words)
        }
        Err(error) => Err(error.into()),
    }
}

fn form(app: &App, frame: Frame, said: Said, problems: Vec<FieldProblem>) -> ReportForm {
    let setting = setting(app, &frame);
    let key = Some(said.key.clone()).filter(|key| !key.is_empty());
    let setting = Setting { key: key.unwrap_or(setting.key), ..setting };
    let proof = Proof::offered(app, Purpose::Report, &said.proof);
    ReportForm::new(frame, setting, said, problems).with_proof(proof)
}

fn setting(app: &App, frame: &Frame) -> Setting {
    let units = app.lists.units.iter();
    Setting {
        key: app.clock.random_id().to_string(),
        today: Some(app.clock.today()),
        units: units.map(|unit| (unit.code.clone(), unit.name(frame.lang).to_owned())).collect(),
        organisation: app.organisation.clone(),
        is_held: app.holds_reports(),
    }
}

impl From<&Said> for NewReport {
    fn from(said: &Said) -> Self {
        let told = |text: &String| Some(text.clone()).filter(|text| !text.trim().is_empty());
        Self {
            narrative: said.narrative.clone(),
            kind: told(&said.kind),
            happened: told(&said.happened),
            unit: told(&said.unit),
            system: told(&said.system),
            ongoing: said.ongoing.parse().ok(),
            hindered: told(&said.hindered),
            helped: told(&said.helped),
            urgent: Some(said.is_urgent()),
            at_once: Some(said.is_at_once()),
            lang: None,
        }
    }
}

fn in_words(frame: &Frame, error: &FieldError) -> FieldProblem {
    let field = error.pointer.trim_start_matches('/').to_owned();
    let is_untold = field == "narrative" && error.problem == Problem::Text(TextError::Empty);
    let words = if is_untold {
        frame.t("form-narrative-empty")
    } else {
        words::form_problem(frame.lang, &error.problem)
    };
    FieldProblem { field, words }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames, organisation};

    fn setting() -> Setting {
        Setting {
            key: "k1".into(),
            today: Some(date(2026, 11, 23)),
            units: vec![("norr".to_owned(), HOSTILE.to_owned())],
            organisation: Arc::new(organisation()),
            is_held: false,
        }
    }

    fn form(frame: Frame, said: Said, problems: Vec<FieldProblem>) -> String {
        ReportForm::new(frame, setting(), said, problems).render().unwrap()
    }

    #[test]
    fn the_empty_form_asks_for_one_thing() {
        for frame in frames() {
            let html = form(frame, Said::default(), vec![]);
            assert_sound(&html);
            assert!(!html.contains("<details open") && !html.contains(" open>"));
            assert!(html.contains("name=\"key\" value=\"k1\""));
            assert!(!html.contains("severity") && !html.contains("at_once"));
        }
    }

    #[test]
    fn what_was_written_is_kept_and_each_problem_is_linked_to_its_field() {
        for frame in frames() {
            let said = Said {
                narrative: HOSTILE.into(),
                helped: HOSTILE.into(),
                system: HOSTILE.into(),
                unit: "norr".into(),
                happened: "2026-11-22".into(),
                urgent: "true".into(),
                ..Said::default()
            };
            let problems =
                vec![FieldProblem { field: "helped".into(), words: "För lång".into() }];
            let html = form(frame.with_switch(Switch::Form), said, problems);
            assert_sound(&html);
            assert!(html.contains("<details class=\"more\" open>"));
            assert!(html.contains("<a href=\"#helped\">För lång</a>"));
            assert!(html.contains("aria-describedby=\"helped-problem \" aria-invalid=\"true\""));
            assert!(html.contains("value=\"norr\" selected"));
            assert!(html.contains("value=\"2026-11-22\" selected"));
            assert!(html.contains("id=\"other-language\""));
        }
    }

    #[test]
    fn where_reports_are_held_the_form_says_so_and_lets_one_go_at_once() {
        for frame in frames() {
            let setting = Setting { is_held: true, ..setting() };
            let said = Said { at_once: "true".into(), ..Said::default() };
            let html = ReportForm::new(frame, setting, said, vec![]).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("name=\"at_once\" value=\"true\"") && html.contains(" checked>"));
        }
    }

    #[test]
    fn a_form_that_a_browser_keeps_holds_no_key_and_no_day() {
        for frame in frames() {
            let setting = Setting { key: String::new(), today: None, ..setting() };
            let html = ReportForm::new(frame, setting, Said::default(), vec![]).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("name=\"key\" value=\"\"") && !html.contains("2026-11"));
            assert!(html.contains("class=\"note kept\""));
        }
    }

    #[test]
    fn the_field_that_nobody_sees_is_shown_when_it_was_filled() {
        for frame in frames() {
            let html = form(frame.clone(), Said::default(), vec![]);
            assert!(html.contains("<div class=\"trap\" aria-hidden=\"true\">"));
            let said = Said { website: HOSTILE.into(), ..Said::default() };
            let problem = FieldProblem { field: "website".into(), words: "Lämna tomt".into() };
            let html = form(frame, said, vec![problem]);
            assert_sound(&html);
            assert!(!html.contains("class=\"trap\"") && html.contains("id=\"website\""));
        }
    }

    #[test]
    fn the_ways_elsewhere_are_those_of_the_organisation() {
        for frame in frames() {
            let html = form(frame, Said::default(), vec![]);
            assert!(html.contains("href=\"tel:+4660123456\""));
            assert!(html.contains("href=\"https://larm.example/\""));
        }
    }
}
