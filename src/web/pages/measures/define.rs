//! The form that defines a measure from coded facts, or says what it is from now on.
//!
//! Must never need code: every part is chosen from a list.

use std::fmt::Display;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use tillbud_events::measure::{ChartKind, Days, Direction, Outcome, Period, Span, What};
use tillbud_events::vocabulary::{Again, Element, Kind, Severity, Strength};
use tillbud_events::{MeasureId, Role};
use tillbud_projections::measure;

use super::words::name;
use crate::App;
use crate::access::Staff;
use crate::lists::Lists;
use crate::web::api::measure_views::{
    ConditionsText, DenominatorText, FULL_TIME_EQUIVALENTS, MeasureText, NumeratorText, WithinText,
};
use crate::web::api::measures::{FIGURES, define_for, revise_for};
use crate::web::error::HttpError;
use crate::web::extract::Id;
use crate::web::language::Locale;
use crate::web::pages::form::{Form, Forms, Refused, Sent, back_to};
use crate::web::pages::frame::Frame;
use crate::web::pages::{Choice, FieldProblem, Posted, answer};

/// Where a new measure is defined.
const NEW: &str = "/measures/new";
/// The conditions of a count, by the names of their fields.
const CONDITIONS: [&str; 9] = [
    "kind",
    "category",
    "unit",
    "actual_at_least",
    "potential_at_least",
    "strength",
    "element",
    "again",
    "outcome",
];

/// The page with the form.
#[derive(Template)]
#[template(path = "measures/define.html")]
pub struct Define {
    frame: Frame,
    forms: Forms,
    address: String,
    /// What the measure is called that is to be revised; nothing for a new one.
    revised: String,
    version: i64,
    conditions: Vec<Field>,
    whole_conditions: Vec<Field>,
    written: Sent,
}

/// One list to choose from.
struct Field {
    name: String,
    label: String,
    choices: Vec<Choice>,
}

impl Define {
    /// The page; `known` is a measure that is there already.
    #[must_use]
    pub fn new(
        frame: Frame,
        lists: &Lists,
        known: Option<(&str, String, i64)>,
        written: Sent,
        forms: Forms,
    ) -> Self {
        let (address, revised, version) = match known {
            Some((address, name, version)) => (address.to_owned(), name, version),
            None => (NEW.to_owned(), String::new(), 0),
        };
        let fields = |prefix: &str| {
            let field = |name: &&str| {
                let full = format!("{prefix}{name}");
                let choices = conditions(&frame, lists, name, written.get(&full));
                Field { name: full, label: frame.word("measurecondition", name), choices }
            };
            CONDITIONS.iter().map(field).collect::<Vec<_>>()
        };
        let (conditions, whole_conditions) = (fields(""), fields("of_"));
        Self { address, revised, version, conditions, whole_conditions, written, forms, frame }
    }

    fn form(&self) -> Form {
        self.forms.form(&self.frame, &self.address, self.version, "define")
    }

    fn value(&self, field: &str) -> &str {
        self.written.get(field)
    }

    fn problem(&self, field: &str) -> &str {
        self.forms.problem(field)
    }

    /// Whether a condition of the denominator is chosen or wrong, so that it has to be seen.
    fn has_whole_conditions(&self) -> bool {
        let is_used = |field: &Field| {
            !self.value(&field.name).is_empty() || !self.problem(&field.name).is_empty()
        };
        self.whole_conditions.iter().any(is_used)
    }

    fn choices(&self, field: &str) -> Vec<Choice> {
        let said = self.value(field);
        match field {
            "figure" => of(&FIGURES, said, |it| self.frame.word("figure", it)),
            "what" => optional(&self.frame, What::ALL, said, |it| self.frame.word("what", it)),
            "span" => optional(&self.frame, Span::ALL, said, |it| self.frame.word("span", it)),
            "of" => {
                let heads = self.frame.t("measure-of-heads");
                let heads = Choice::new(FULL_TIME_EQUIVALENTS, heads, said);
                let mut choices =
                    optional(&self.frame, What::ALL, said, |it| self.frame.word("what", it));
                if let Some(none) = choices.first_mut() {
                    none.label = self.frame.t("measure-of-nothing");
                }
                choices.insert(1, heads);
                choices
            }
            "chart" => of(ChartKind::ALL, said, |it| self.frame.word("chartkind", it)),
            "within_until" => {
                optional(&self.frame, Span::ALL, said, |it| self.frame.word("span", it))
            }
            "within_of" => of(Days::ALL, said, |it| self.frame.word("days", it)),
            "period" => of(Period::ALL, said, |it| self.frame.word("period", it)),
            "direction" => of(Direction::ALL, said, |it| self.frame.word("better", it)),
            _ => of(&Role::ALL, said, |it| self.frame.word("role", it)),
        }
    }
}

fn of<T: Display>(all: &[T], said: &str, word: impl Fn(&T) -> String) -> Vec<Choice> {
    all.iter().map(|value| Choice::new(&value.to_string(), word(value), said)).collect()
}

fn optional<T: Display>(
    frame: &Frame,
    all: &[T],
    said: &str,
    word: impl Fn(&T) -> String,
) -> Vec<Choice> {
    let any = Choice::new("", frame.t("measure-any"), said);
    std::iter::once(any).chain(of(all, said, word)).collect()
}

fn conditions(frame: &Frame, lists: &Lists, name: &str, said: &str) -> Vec<Choice> {
    let listed = |entries: &[crate::lists::Entry]| {
        let any = Choice::new("", frame.t("measure-any"), said);
        let known = entries.iter().map(|it| Choice::new(&it.code, it.name(frame.lang), said));
        let is_other = !said.is_empty() && !entries.iter().any(|it| it.code == said);
        let other = is_other.then(|| Choice::new(said, said, said));
        std::iter::once(any).chain(known).chain(other).collect()
    };
    match name {
        "kind" => optional(frame, Kind::ALL, said, |it| frame.word("kind", it)),
        "category" => listed(&lists.categories),
        "unit" => listed(&lists.units),
        "strength" => optional(frame, Strength::ALL, said, |it| frame.word("strength", it)),
        "element" => optional(frame, Element::ALL, said, |it| frame.word("element", it)),
        "again" => optional(frame, Again::ALL, said, |it| frame.word("again", it)),
        "outcome" => optional(frame, Outcome::ALL, said, |it| frame.word("outcome", it)),
        _ => optional(frame, Severity::ALL, said, |it| frame.word("severity", it)),
    }
}

/// The form for a new measure.
///
/// # Errors
/// When our side is broken.
pub async fn get_new(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true).for_role(staff.role);
    let begun = [("chart", "i"), ("direction", "neutral"), ("owner", staff.role.as_str())];
    let begun = begun.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let forms = Forms::fresh(&app);
    answer(StatusCode::OK, &Define::new(frame, &app.lists, None, begun.into(), forms))
}

/// Defines the measure, and shows it.
///
/// # Errors
/// When our side is broken.
pub async fn post_new(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Posted(pairs): Posted<Vec<(String, String)>>,
) -> Result<Response, HttpError> {
    let sent = Sent::from(pairs);
    let act = sent.act(&app, staff, NEW)?;
    let frame = locale.frame(true).for_role(staff.role);
    match define_for(&app, &act, text_of(&sent)).await {
        Ok((id, done)) => {
            app.projector.caught_up(done.position).await;
            Ok(back_to(&frame, &format!("/measures/{id}"), "main"))
        }
        Err(error) => {
            let refused = to_page(Refused::from(error, frame.lang, "define")?);
            let forms = Forms::refused(&app, sent.clone(), refused);
            let status = forms.status();
            answer(status, &Define::new(frame, &app.lists, None, sent, forms))
        }
    }
}

/// The form with a measure as it is now.
///
/// # Errors
/// When there is no such measure, or the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<MeasureId>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true).for_role(staff.role);
    let measure = measure::get(app.read_models.db(), id).await?.ok_or(HttpError::NotFound)?;
    let written = as_sent(&(&measure.definition).into());
    let forms = Forms::fresh(&app);
    answer(StatusCode::OK, &known(&app, frame, &measure, written, forms))
}

/// Says what the measure is from now on, and shows it.
///
/// # Errors
/// When there is no such measure, or our side is broken.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<MeasureId>,
    Posted(pairs): Posted<Vec<(String, String)>>,
) -> Result<Response, HttpError> {
    let sent = Sent::from(pairs);
    let act = sent.act(&app, staff, &format!("/measures/{id}/revise"))?;
    let frame = locale.frame(true).for_role(staff.role);
    match revise_for(&app, id, sent.version(), &act, text_of(&sent)).await {
        Ok(done) => {
            app.projector.caught_up(done.position).await;
            Ok(back_to(&frame, &format!("/measures/{id}"), "main"))
        }
        Err(error) => {
            let refused = to_page(Refused::from(error, frame.lang, "define")?);
            let measure = measure::get(app.read_models.db(), id).await?;
            let measure = measure.ok_or(HttpError::NotFound)?;
            let forms = Forms::refused(&app, sent.clone(), refused);
            let status = forms.status();
            answer(status, &known(&app, frame, &measure, sent, forms))
        }
    }
}

fn known(
    app: &App,
    frame: Frame,
    measure: &measure::Measure,
    written: Sent,
    forms: Forms,
) -> Define {
    let address = format!("/measures/{}/revise", measure.id);
    let name = name(&frame, &measure.definition);
    let version = measure.version.0.cast_signed();
    Define::new(frame, &app.lists, Some((&address, name, version)), written, forms)
}

/// What the form sent, as the API takes it.
fn text_of(sent: &Sent) -> MeasureText {
    let conditions = |prefix: &str| {
        let said = |name: &str| sent.maybe(&format!("{prefix}{name}"));
        ConditionsText {
            kind: said("kind"),
            category: said("category"),
            unit: said("unit"),
            actual_at_least: said("actual_at_least"),
            potential_at_least: said("potential_at_least"),
            strength: said("strength"),
            element: said("element"),
            again: said("again"),
            outcome: said("outcome"),
            within: said("within_until").map(|until| WithinText {
                until,
                days: sent.text(&format!("{prefix}within_days")),
                of: said("within_of"),
            }),
        }
    };
    MeasureText {
        key: sent.maybe("measure_key"),
        sv: sent.text("sv"),
        en: sent.text("en"),
        numerator: NumeratorText {
            figure: sent.text("figure"),
            what: sent.maybe("what"),
            span: sent.maybe("span"),
            conditions: conditions(""),
        },
        denominator: sent
            .maybe("of")
            .map(|what| DenominatorText { what, conditions: conditions("of_") }),
        chart: sent.text("chart"),
        period: sent.text("period"),
        direction: sent.text("direction"),
        target: sent.maybe("target"),
        owner: sent.text("owner"),
    }
}

/// A measure as its own form would have sent it.
fn as_sent(text: &MeasureText) -> Sent {
    let conditions = |prefix: &str, asked: &ConditionsText| {
        let said = [
            &asked.kind,
            &asked.category,
            &asked.unit,
            &asked.actual_at_least,
            &asked.potential_at_least,
            &asked.strength,
            &asked.element,
            &asked.again,
            &asked.outcome,
        ];
        let named = CONDITIONS.iter().copied().zip(said.map(Option::as_ref));
        let within = asked.within.as_ref().map(|within| {
            let (until, days) = (Some(&within.until), Some(&within.days));
            [("within_until", until), ("within_days", days), ("within_of", within.of.as_ref())]
        });
        named
            .chain(within.into_iter().flatten())
            .filter_map(|(name, said)| Some((format!("{prefix}{name}"), said.cloned()?)))
            .collect::<Vec<_>>()
    };
    let mut pairs = conditions("", &text.numerator.conditions);
    let mut say = |name: &str, value: &str| pairs.push((name.to_owned(), value.to_owned()));
    say("sv", &text.sv);
    say("en", &text.en);
    say("figure", &text.numerator.figure);
    say("what", text.numerator.what.as_deref().unwrap_or_default());
    say("span", text.numerator.span.as_deref().unwrap_or_default());
    say("chart", &text.chart);
    say("period", &text.period);
    say("direction", &text.direction);
    say("target", text.target.as_deref().unwrap_or_default());
    say("owner", &text.owner);
    if let Some(denominator) = &text.denominator {
        say("of", &denominator.what);
        pairs.extend(conditions("of_", &denominator.conditions));
    }
    pairs.into()
}

/// The problems at the fields of the form.
fn to_page(refused: Refused) -> Refused {
    let at = |problem: FieldProblem| {
        let field = problem.field.as_str();
        let field = match field.split_once('/') {
            Some(("numerator", rest)) => {
                rest.strip_prefix("conditions/").unwrap_or(rest).replace("within/", "within_")
            }
            Some(("denominator", rest)) => match rest.strip_prefix("conditions/") {
                Some(name) => format!("of_{name}"),
                None => "of".to_owned(),
            },
            _ if field == "key" => "measure_key".to_owned(),
            _ => field.to_owned(),
        };
        FieldProblem { field, ..problem }
    };
    Refused { problems: refused.problems.into_iter().map(at).collect(), ..refused }
}

#[cfg(test)]
mod tests {
    use tillbud_events::measure::standard;

    use super::*;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

    #[test]
    fn what_a_form_shows_of_a_measure_it_sends_again() {
        for definition in standard() {
            let text = MeasureText::from(&definition);
            let again = text_of(&as_sent(&text));
            let expected = MeasureText { key: None, ..text };
            assert_eq!(
                serde_json::to_value(again).unwrap(),
                serde_json::to_value(expected).unwrap()
            );
        }
    }

    #[test]
    fn the_form_is_shown_empty_filled_and_refused() {
        for frame in frames() {
            let lists = Lists::load(None).unwrap();
            for definition in standard() {
                let written = as_sent(&(&definition).into());
                let forms = Forms { key: "k".into(), ..Forms::default() };
                let known = Some(("/measures/x/revise", HOSTILE.to_owned(), 3));
                let html =
                    Define::new(frame.clone(), &lists, known, written, forms).render().unwrap();
                assert_sound(&html);
                assert!(!html.contains(">measure"), "a text is missing: {html}");
            }
            let sent: Vec<_> = [("wish", "define"), ("sv", HOSTILE), ("category", HOSTILE)]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .to_vec();
            let problem = |field: &str| FieldProblem { field: field.into(), words: HOSTILE.into() };
            let problems = vec![problem("denominator/conditions/kind"), problem("numerator/what")];
            let refused = Refused::with(StatusCode::UNPROCESSABLE_ENTITY, problems);
            let forms = Forms {
                sent: sent.clone().into(),
                refused: Some(to_page(refused)),
                key: "k".into(),
            };
            let html = Define::new(frame, &lists, None, sent.into(), forms).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("of_kind-problem") && html.contains("what-problem"), "{html}");
        }
    }
}
