//! The report form: one required field, everything else can be skipped.
//!
//! Must never ask who, nor how serious; and never lose what a person has written.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use tillbud_events::{TextError, vocabulary::Kind};

use super::frame::{Frame, Switch};
use super::proof::Proof;
use super::received::Received;
use super::{Choice, FieldProblem, Posted, act, answer, when};
use crate::App;
use crate::dispatch::DispatchError;
use crate::fields::{FieldError, Problem};
use crate::holding::Standing;
use crate::intake::NewReport;
use crate::pressure::Purpose;
use crate::web::error::HttpError;
use crate::web::language::Locale;
use crate::web::words;

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
    /// `true` when it is to be handed over now, also where reports are held.
    pub at_once: String,
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

    fn tells_more(&self) -> bool {
        [&self.kind, &self.happened, &self.unit, &self.system, &self.ongoing]
            .into_iter()
            .chain([&self.hindered, &self.helped])
            .any(|said| !said.is_empty())
    }
}

/// The page with the form.
#[derive(Template)]
#[template(path = "report_form.html")]
pub struct ReportForm {
    frame: Frame,
    key: String,
    said: Said,
    kinds: Vec<Choice>,
    days: Vec<Choice>,
    units: Vec<Choice>,
    ongoing: Vec<Choice>,
    problems: Vec<FieldProblem>,
    proof: Proof,
}

impl ReportForm {
    /// An empty form, or one that keeps what was `said` and names its `problems`.
    /// `key` is random; `units` are codes with names in the page's language.
    #[must_use]
    pub fn new(
        frame: Frame,
        key: String,
        today: Date,
        units: &[(String, String)],
        said: Said,
        problems: Vec<FieldProblem>,
    ) -> Self {
        let kinds = kinds(&frame, &said.kind);
        let days = days(&frame, today, &said.happened);
        let ongoing = ongoing(&frame, &said.ongoing);
        let units = if units.is_empty() {
            Vec::new()
        } else {
            let skipped = Choice::new("", frame.t("report-unit-unsaid"), &said.unit);
            let listed = units.iter().map(|(code, name)| Choice::new(code, name, &said.unit));
            std::iter::once(skipped).chain(listed).collect()
        };
        let proof = Proof::default();
        Self { frame, key, said, kinds, days, units, ongoing, problems, proof }
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
        let in_more = |problem: &FieldProblem| problem.field != "narrative";
        self.said.tells_more() || self.problems.iter().any(in_more)
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

/// Takes in a report; answers with its receipt, or with the form and all that was written.
///
/// # Errors
/// When the write path is broken; nothing that is written here is lost to a shorter outage.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    Posted(said): Posted<Said>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(false).with_switch(Switch::Form);
    if said.switch == "true" {
        return answer(StatusCode::OK, &form(&app, frame, said, Vec::new()));
    }
    let received = match NewReport::from(&said).read(&app.lists, frame.lang) {
        Ok(received) => received,
        Err(errors) => {
            let problems = errors.iter().map(|error| in_words(&frame, error)).collect();
            let form = form(&app, frame, said, problems);
            return answer(StatusCode::UNPROCESSABLE_ENTITY, &form);
        }
    };
    if let Err(asked) = app.pressure.admit_report(&said.proof, said.is_urgent()) {
        let proof = Proof::from(asked);
        return proof.answer_with(&form(&app, frame, said, Vec::new()).with_proof(proof.clone()));
    }
    let again = |said: Said, status: StatusCode, words: String| {
        let problem = FieldProblem { field: "narrative".to_owned(), words };
        answer(status, &form(&app, frame.clone(), said, vec![problem]))
    };
    let at_once = said.at_once == "true";
    match app.receive(received, &act(&app, "/", &said.key, &said)?, at_once).await {
        Ok(accepted) => {
            let code = accepted.receipt.to_string();
            let page = Received::new(locale.frame(false), code, said.is_urgent());
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
            again(said, StatusCode::SERVICE_UNAVAILABLE, frame.t("form-unavailable"))
        }
        Err(error) => Err(error.into()),
    }
}

fn form(app: &App, frame: Frame, said: Said, problems: Vec<FieldProblem>) -> ReportForm {
    let key = Some(said.key.clone()).filter(|key| !key.is_empty());
    let key = key.unwrap_or_else(|| app.clock.random_id().to_string());
    let units = &app.lists.units;
    let units: Vec<_> =
        units.iter().map(|unit| (unit.code.clone(), unit.name(frame.lang).to_owned())).collect();
    let proof = Proof::offered(app, Purpose::Report, &said.proof);
    ReportForm::new(frame, key, app.clock.today(), &units, said, problems).with_proof(proof)
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
            at_once: Some(said.at_once == "true"),
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
        words::field_problem(frame.lang, &error.problem)
    };
    FieldProblem { field, words }
}

fn kinds(frame: &Frame, said: &str) -> Vec<Choice> {
    let kind = |kind: &Kind| Choice::new(kind.as_str(), frame.word("kind", kind), said);
    let skipped = Choice::new("", frame.t("report-kind-unsaid"), said);
    Kind::ALL.iter().map(kind).chain([skipped]).collect()
}

fn ongoing(frame: &Frame, said: &str) -> Vec<Choice> {
    vec![
        Choice::new("true", frame.t("report-ongoing-yes"), said),
        Choice::new("false", frame.t("report-ongoing-no"), said),
        Choice::new("", frame.t("report-ongoing-unsaid"), said),
    ]
}

/// Days, months and years that people remember, none more exact than it is meant.
fn days(frame: &Frame, today: Date, said: &str) -> Vec<Choice> {
    let iso_month = |date: Date| format!("{:04}-{:02}", date.year(), date.month());
    let before = |date: Date| date.yesterday().unwrap_or(date);
    let last_month = before(today.first_of_month());
    let month_before = before(last_month.first_of_month());
    let named =
        |key: &str, date: Date| frame.fill(key, "month", when::month_name(frame, date.month()));
    let year = |key: &str, year: i16| {
        Choice::new(&format!("{year:04}"), frame.fill(key, "year", year.to_string()), said)
    };
    let yesterday = before(today);
    let mut days = vec![
        Choice::new("", frame.t("report-happened-unsaid"), said),
        Choice::new(&today.to_string(), frame.t("report-happened-today"), said),
        Choice::new(&yesterday.to_string(), frame.t("report-happened-yesterday"), said),
        Choice::new(&iso_month(today), named("report-happened-this-month", today), said),
        Choice::new(&iso_month(last_month), named("report-happened-month", last_month), said),
        Choice::new(&iso_month(month_before), named("report-happened-month", month_before), said),
    ];
    if month_before.year() == today.year() {
        days.push(year("report-happened-this-year", today.year()));
    }
    days.push(year("report-happened-year", today.year() - 1));
    if !days.iter().any(|choice| choice.is_chosen) {
        // A form that was opened before midnight and sent after it keeps its day.
        days.push(Choice::new(said, said, said));
    }
    days
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use tillbud_events::{ImpreciseDate, vocabulary::Lang};

    use super::*;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

    fn form(frame: Frame, said: Said, problems: Vec<FieldProblem>) -> String {
        let units = [("norr".to_owned(), HOSTILE.to_owned())];
        ReportForm::new(frame, "k1".into(), date(2026, 11, 23), &units, said, problems)
            .render()
            .unwrap()
    }

    #[test]
    fn the_empty_form_asks_for_one_thing() {
        for frame in frames() {
            let html = form(frame, Said::default(), vec![]);
            assert_sound(&html);
            assert!(!html.contains("<details open"));
            assert!(html.contains("name=\"key\" value=\"k1\""));
            assert!(!html.contains("severity"));
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
            assert!(html.contains("<details open>"));
            assert!(html.contains("<a href=\"#helped\">För lång</a>"));
            assert!(html.contains("aria-describedby=\"helped-problem \" aria-invalid=\"true\""));
            assert!(html.contains("value=\"norr\" selected"));
            assert!(html.contains("value=\"2026-11-22\" selected"));
            assert!(html.contains("id=\"other-language\""));
        }
    }

    #[test]
    fn every_offered_day_is_a_date_that_the_domain_reads() {
        let frame = Frame::new(Lang::Sv, false, "/", false);
        for today in [date(2026, 11, 23), date(2026, 1, 1), date(2024, 3, 31), date(2026, 2, 1)] {
            let days = days(&frame, today, "");
            for choice in days.iter().skip(1) {
                assert!(ImpreciseDate::parse(&choice.value).is_ok(), "{}", choice.value);
            }
            let mut values: Vec<_> = days.iter().map(|choice| &choice.value).collect();
            values.sort();
            values.dedup();
            assert_eq!(values.len(), days.len(), "{today}");
        }
    }

    #[test]
    fn a_day_from_before_midnight_is_still_there() {
        let frame = Frame::new(Lang::Sv, false, "/", false);
        let days = days(&frame, date(2026, 11, 23), "2026-11-21");
        assert!(days.last().unwrap().is_chosen);
    }
}
