//! The part of a form that judges an incident: severity, category, unit, what it touched.
//!
//! Used where an incident is opened and where one is judged again. Must never take level
//! 4: it leads to the security protection officer instead.

use askama::{Template, filters::HtmlSafe};
use tillbud_events::vocabulary::{Kind, Likelihood, Regime, Severity};
use tillbud_projections::incident::{AssetRow, IncidentRow};
use tillbud_projections::notification::NotificationRow;

use super::frame::Frame;
use super::matrix::{self, Matrix};
use super::said::Said;
use super::{Choice, FieldProblem, desk};
use crate::fields::FieldError;
use crate::lists::{Entry, Lists};
use crate::organisation::Organisation;
use crate::web::api::triage::{Triage, TriagedAsset, TriagedRisk};
use crate::web::words;

/// Rows for assets that a form has beyond those that are named.
const EMPTY_ASSETS: usize = 2;
/// Most rows for assets that a form reads.
const ASSETS: usize = tillbud_events::limits::AFFECTED_ASSETS + EMPTY_ASSETS;
/// Level 4 can be chosen, so that whoever means it is told where to turn.
const LEVELS: [&str; 6] = ["", "0", "1", "2", "3", "4"];

/// The part of the form.
#[derive(Template)]
#[template(path = "triage_fields.html")]
pub struct TriageForm {
    frame: Frame,
    problems: Vec<FieldProblem>,
    /// How bad it was.
    actual: Vec<Choice>,
    /// How bad it could have been.
    matrix: Matrix,
    /// What it is about.
    categories: Vec<Choice>,
    /// Where, when the organisation has a list; else `unit` is typed.
    units: Vec<Choice>,
    /// Where, as typed.
    unit: String,
    /// Information that it touched.
    assets: Vec<Asset>,
    /// Whether a row for an asset says something.
    has_assets: bool,
    /// Whether personal data were touched.
    personal_data: Vec<Choice>,
    /// Laws to assess.
    laws: Vec<Choice>,
    /// Whom to turn to for what must not be written here.
    organisation: Organisation,
}

/// The template escapes every text.
impl HtmlSafe for TriageForm {}

/// One row for an asset.
struct Asset {
    /// Its number in the form.
    at: usize,
    /// Its name.
    name: String,
    /// K, R and T: letter and levels to choose from.
    classes: [(&'static str, Vec<Choice>); 3],
}

impl TriageForm {
    /// The fields, filled with what was `said`.
    #[must_use]
    pub fn new(
        frame: &Frame,
        lists: &Lists,
        organisation: &Organisation,
        said: &Said,
        problems: Vec<FieldProblem>,
    ) -> Self {
        let severity = |severity: &Severity| {
            let words = frame.word("severity", severity);
            Choice::new(severity.as_str(), words, said.one("actual"))
        };
        let unchosen = Choice::new("", frame.t("triage-choose"), said.one("category"));
        let category =
            |entry: &Entry| Choice::new(&entry.code, entry.name(frame.lang), said.one("category"));
        let law = |regime: &Regime| {
            let is_chosen = said.all("assess").any(|said| said == regime.as_str());
            let label = frame.word("regime", regime);
            Choice { value: regime.as_str().to_owned(), label, is_chosen }
        };
        let named = (0..ASSETS).rev().find(|at| !said.one(&field(*at, "asset")).is_empty());
        let rows = (named.map_or(0, |last| last + 1) + EMPTY_ASSETS).min(ASSETS);
        Self {
            actual: Severity::ALL.iter().map(severity).collect(),
            matrix: Matrix::new(frame, said.one("potential")),
            categories: std::iter::once(unchosen)
                .chain(lists.categories.iter().map(category))
                .collect(),
            units: desk::units(frame, lists, said.one("unit")),
            unit: said.one("unit").to_owned(),
            assets: (0..rows).map(|at| asset(said, at)).collect(),
            has_assets: named.is_some()
                || problems.iter().any(|problem| problem.field.starts_with("assets-")),
            personal_data: ["yes", "no", ""]
                .iter()
                .map(|it| {
                    let words =
                        frame.word("triage-personal", if it.is_empty() { "unsaid" } else { it });
                    Choice::new(it, words, said.one("personal_data"))
                })
                .collect(),
            laws: Regime::ALL.iter().map(law).collect(),
            organisation: organisation.clone(),
            problems,
            frame: frame.clone(),
        }
    }

    fn id(&self, at: &usize, name: &str) -> String {
        field(*at, name)
    }

    fn problem(&self, field: &str) -> &str {
        let problem = self.problems.iter().find(|problem| problem.field == field);
        problem.map_or("", |problem| &problem.words)
    }
}

/// What the form begins with for a report: nothing came of what only nearly happened.
#[must_use]
pub fn suggested(kind: Option<&str>, unit: Option<&str>) -> Said {
    let nothing_came = [Kind::NearMiss, Kind::UnsafeCondition, Kind::GoodCatch];
    let kind = kind.and_then(Kind::from_stored);
    let actual = kind.filter(|kind| nothing_came.contains(kind)).map(|_| Severity::None);
    Said::default()
        .with("actual", actual.map_or("", Severity::as_str))
        .with("unit", unit.unwrap_or_default())
}

/// What the form begins with for an incident that was judged before.
#[must_use]
pub fn judged(
    incident: &IncidentRow,
    assets: &[AssetRow],
    laws: &[NotificationRow],
    personal_data: Option<bool>,
) -> Said {
    let of = |value: &Option<String>| value.clone().unwrap_or_default();
    let mut said = Said::default()
        .with("actual", &of(&incident.actual))
        .with("potential", &risk(incident).unwrap_or_default())
        .with("category", &of(&incident.category))
        .with("unit", &of(&incident.unit))
        .with("personal_data", personal_data.map_or("", |it| if it { "yes" } else { "no" }));
    for (at, asset) in assets.iter().enumerate() {
        said = said.with(&field(at, "asset"), &asset.asset);
        for (class, level) in [("k", asset.k), ("r", asset.r), ("t", asset.t)] {
            said = said.with(&field(at, class), &level.to_string());
        }
    }
    laws.iter().fold(said, |said, law| said.and("assess", &law.regime))
}

/// The cell of the matrix that was chosen; where none was, of how likely it is nothing is known,
/// and what is possible is as bad as its harm.
fn risk(incident: &IncidentRow) -> Option<String> {
    let harm = incident.risk_harm.as_ref().or(incident.potential.as_ref())?;
    let likelihood = incident.risk_likelihood.as_deref();
    Some(matrix::cell(harm, likelihood.unwrap_or(Likelihood::Possible.as_str())))
}

/// What was judged, as the API takes it.
#[must_use]
pub fn read(said: &Said) -> Triage {
    let risk = matrix::chosen(said.one("potential")).map(|risk| TriagedRisk {
        harm: risk.harm.to_string(),
        likelihood: risk.likelihood.to_string(),
    });
    let assets = (0..ASSETS).filter_map(|at| {
        let asset = said.one(&field(at, "asset")).trim().to_owned();
        let level = |class: &str| said.one(&field(at, class)).parse().unwrap_or(u8::MAX);
        let [k, r, t] = ["k", "r", "t"].map(level);
        let is_said = !asset.is_empty() || [k, r, t].iter().any(|level| *level != u8::MAX);
        is_said.then_some(TriagedAsset { asset, k, r, t })
    });
    Triage {
        actual: said.one("actual").to_owned(),
        potential: String::new(),
        risk,
        category: said.one("category").to_owned(),
        unit: said.written("unit"),
        assets: assets.collect(),
        personal_data: touched(said),
        assess: said.all("assess").map(str::to_owned).collect(),
    }
}

/// Whether personal data were touched, when that was said.
#[must_use]
pub fn touched(said: &Said) -> Option<bool> {
    match said.one("personal_data") {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

/// What has to change, each at its field. What has to be chosen is said in plain words.
#[must_use]
pub fn problems(frame: &Frame, errors: &[FieldError]) -> Vec<FieldProblem> {
    let problem = |error: &FieldError| {
        let field = error.pointer.trim_start_matches('/').replace('/', "-");
        let words = match field.as_str() {
            "actual" => frame.t("triage-actual-unsaid"),
            "potential" => frame.t("triage-potential-unsaid"),
            "category" => frame.t("triage-category-unsaid"),
            "incident_id" => frame.t("desk-incident-unchosen"),
            _ => words::form_problem(frame.lang, &error.problem),
        };
        FieldProblem { field, words }
    };
    errors.iter().map(problem).collect()
}

fn field(at: usize, name: &str) -> String {
    format!("assets-{at}-{name}")
}

fn asset(said: &Said, at: usize) -> Asset {
    let levels = |class: &str| {
        let chosen = said.one(&field(at, class));
        LEVELS.iter().map(|level| Choice::new(level, *level, chosen)).collect()
    };
    Asset {
        at,
        name: said.one(&field(at, "asset")).to_owned(),
        classes: [("k", levels("k")), ("r", levels("r")), ("t", levels("t"))],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Problem;
    use crate::web::pages::testing::{frames, lists};
    use tillbud_events::incident::Risk;
    use tillbud_events::vocabulary::LevelError;

    fn said(pairs: &[(&str, &str)]) -> Said {
        pairs.iter().fold(Said::default(), |said, (name, value)| said.with(name, value))
    }

    #[test]
    fn a_judgement_is_read_from_the_cell_of_the_matrix() {
        let form = said(&[
            ("actual", "minor"),
            ("potential", "major.likely"),
            ("category", "access"),
            ("assets-1-asset", "Journal"),
            ("assets-1-k", "3"),
            ("assets-1-r", "2"),
            ("assets-1-t", "0"),
        ]);
        let triaged = read(&form).read(&lists()).unwrap();
        assert_eq!(triaged.potential, Severity::Catastrophic);
        let risk = Risk { harm: Severity::Major, likelihood: Likelihood::Likely };
        assert_eq!(triaged.risk, Some(risk));
        assert_eq!((triaged.assets.len(), triaged.assets[0].k.value()), (1, 3));
    }

    #[test]
    fn level_4_is_refused_also_without_a_name() {
        let form = said(&[
            ("actual", "none"),
            ("potential", "none.possible"),
            ("category", "access"),
            ("assets-0-k", "4"),
        ]);
        let errors = read(&form).read(&lists()).unwrap_err();
        let refused = FieldError {
            pointer: "/assets/0/k".into(),
            problem: Problem::Level(LevelError::NationalSecurity),
        };
        assert!(errors.contains(&refused), "{errors:?}");
        for frame in frames() {
            let told = problems(&frame, &errors);
            assert!(told.iter().any(|problem| problem.field == "assets-0-k"));
        }
    }

    #[test]
    fn nothing_chosen_is_told_field_by_field() {
        let errors = read(&Said::default()).read(&lists()).unwrap_err();
        for frame in frames() {
            let fields: Vec<_> = problems(&frame, &errors).into_iter().map(|p| p.field).collect();
            assert_eq!(fields, ["actual", "potential", "category"]);
        }
    }

    #[test]
    fn whether_personal_data_were_touched_is_said_or_left_open() {
        for (value, expected) in [("yes", Some(true)), ("no", Some(false)), ("", None)] {
            let form = said(&[("personal_data", value)]);
            assert_eq!((touched(&form), read(&form).personal_data), (expected, expected));
            for frame in frames() {
                let html = TriageForm::new(
                    &frame,
                    &lists(),
                    &crate::web::pages::testing::organisation(),
                    &form,
                    vec![],
                );
                let chosen = html.personal_data.iter().find(|choice| choice.is_chosen).unwrap();
                assert_eq!(chosen.value, value);
            }
        }
    }

    #[test]
    fn each_field_with_a_problem_says_so_and_is_described_by_it() {
        let fields = ["actual", "potential", "category", "unit", "assets-0-asset", "assets-0-k"];
        let problem = |field: &str| FieldProblem { field: field.into(), words: "Ändra".into() };
        let problems: Vec<_> = fields.into_iter().map(problem).collect();
        // The unit is chosen from a list or typed.
        for lists in [lists(), Lists { units: vec![], ..lists() }] {
            for frame in frames() {
                let organisation = crate::web::pages::testing::organisation();
                let html = |problems| {
                    let said = Said::default();
                    let form = TriageForm::new(&frame, &lists, &organisation, &said, problems);
                    form.render().unwrap()
                };
                let told = html(problems.clone());
                assert_eq!(told.matches("aria-invalid=\"true\"").count(), fields.len());
                for field in fields {
                    assert!(told.contains(&format!("id=\"{field}-problem\"")), "{field}");
                    let described = format!("aria-describedby=\"{field}-problem ");
                    assert!(told.contains(&described), "{field}: {told}");
                }
                assert!(!html(vec![]).contains("aria-invalid"));
            }
        }
    }

    #[test]
    fn what_only_nearly_happened_begins_without_harm() {
        assert_eq!(suggested(Some("near_miss"), Some("norr")).one("actual"), "none");
        assert_eq!(suggested(Some("incident"), None).one("actual"), "");
    }
}
