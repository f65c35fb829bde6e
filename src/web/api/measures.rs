//! Measures: what is measured and how, defined from coded facts without code.
//!
//! Must never accept a condition on a person: there is none in the vocabulary.

use axum::extract::State;
use axum::response::Response;
use tillbud_events::measure::{
    ChartKind, Command, Conditions, Counted, Days, Definition, Denominator, Direction,
    FullTimeEquivalents, Lasting, Measure, Numerator, Outcome, Period, Span, What, Within,
};
use tillbud_events::vocabulary::{Again, Code, Element, Kind, Label, Severity, Strength};
use tillbud_events::{MeasureId, Role, Version, limits};
use tillbud_projections::measure;

use super::measure_views::{
    ConditionsText, DenominatorText, FULL_TIME_EQUIVALENTS, MeasureDefined, MeasureText,
    MeasureView, NumeratorText, WithinText,
};
use super::views::List;
use super::{Changed, changed, created, found};
use crate::App;
use crate::act::Act;
use crate::dispatch::Done;
use crate::fields::{Fields, Problem};
use crate::lists::Lists;
use crate::measures::measure_id;
use crate::web::error::{HttpError, ProblemDetails};
use crate::web::extract::{Change, Id, IfMatch, Json};

/// What a numerator can be.
pub const FIGURES: [&str; 3] = ["count", "median", "gap"];

/// All measures, in the order in which they were defined.
#[utoipa::path(get, path = "/api/v1/measures", tag = "measures", security(("bearer" = [])),
    responses((status = 200, body = List<MeasureView>), (status = "4XX", body = ProblemDetails)))]
pub async fn list(State(app): State<App>) -> Result<axum::Json<List<MeasureView>>, HttpError> {
    let items = measure::all(app.read_models.db()).await?.into_iter().map(Into::into).collect();
    Ok(axum::Json(List { items, next: None }))
}

/// One measure.
#[utoipa::path(get, path = "/api/v1/measures/{id}", tag = "measures", params(("id" = String, Path)), security(("bearer" = [])),
    responses((status = 200, body = MeasureView), (status = "4XX", body = ProblemDetails)))]
pub async fn get(State(app): State<App>, Id(id): Id<MeasureId>) -> Result<Response, HttpError> {
    let measure = measure::get(app.read_models.db(), id).await?.ok_or(HttpError::NotFound)?;
    Ok(found(measure.version.0.cast_signed(), MeasureView::from(measure)))
}

/// Defines a measure.
///
/// # Errors
/// What is wrong with it, a rule says no, or the write path is away.
pub async fn define_for(
    app: &App,
    act: &Act,
    text: MeasureText,
) -> Result<(MeasureId, Done), HttpError> {
    let definition = read(&app.lists, text, None)?;
    let id = measure_id(&definition.key);
    let command = Command::Define(definition);
    Ok((id, app.dispatch.execute::<Measure>(id.into(), None, act, command).await?))
}

/// Says what a measure is from now on.
///
/// # Errors
/// What is wrong with it, a rule says no, or the write path is away.
pub async fn revise_for(
    app: &App,
    id: MeasureId,
    if_match: Option<Version>,
    act: &Act,
    text: MeasureText,
) -> Result<Done, HttpError> {
    let known = measure::get(app.read_models.db(), id).await?.ok_or(HttpError::NotFound)?;
    let command = Command::Revise(read(&app.lists, text, Some(known.definition.key))?);
    Ok(app.dispatch.execute::<Measure>(id.into(), if_match, act, command).await?)
}

/// Defines a measure. The same definition once more changes nothing.
#[utoipa::path(post, path = "/api/v1/measures", tag = "measures", request_body = MeasureText, security(("bearer" = [])),
    responses((status = 201, body = MeasureDefined), (status = "4XX", body = ProblemDetails)))]
pub async fn post(
    State(app): State<App>,
    Change { body: Json(text), act }: Change<Json<MeasureText>>,
) -> Result<Response, HttpError> {
    let (id, done) = define_for(&app, &act, text).await?;
    let body = MeasureDefined { measure_id: id.to_string(), version: done.version.0 };
    Ok(created(&app, done, Some(format!("/api/v1/measures/{id}")), body).await)
}

/// Says what a measure is from now on, its past figures included. It keeps its key.
#[utoipa::path(post, path = "/api/v1/measures/{id}/revise", tag = "measures", params(("id" = String, Path)), security(("bearer" = [])),
    request_body = MeasureText, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn revise(
    State(app): State<App>,
    Id(id): Id<MeasureId>,
    if_match: IfMatch,
    Change { body: Json(text), act }: Change<Json<MeasureText>>,
) -> Result<Response, HttpError> {
    let done = revise_for(&app, id, if_match.0, &act, text).await?;
    Ok(changed(&app, done).await)
}

/// What a client said, as a definition; `key` is that of a measure that is there already.
fn read(lists: &Lists, text: MeasureText, key: Option<Code>) -> Result<Definition, HttpError> {
    let mut fields = Fields::default();
    let name_sv = fields.label("/sv", &text.sv);
    let name_en = fields.label("/en", &text.en);
    let said = text.key.filter(|said| !said.trim().is_empty());
    let key = match &said {
        Some(said) => Code::parse(said.trim()).ok(),
        None => key.or_else(|| key_of(&text.sv)),
    };
    // Without a name there is nothing yet that a short one could be made of.
    if key.is_none() && (said.is_some() || name_sv.is_some()) {
        fields.wrong("/key", Problem::Code);
    }
    let numerator = numerator(&mut fields, lists, text.numerator);
    let denominator = text.denominator.map(|asked| denominator(&mut fields, lists, asked));
    let chart = fields.one_of("/chart", ChartKind::from_stored(&text.chart), ChartKind::ALL);
    let period = fields.one_of("/period", Period::from_stored(&text.period), Period::ALL);
    let direction =
        fields.one_of("/direction", Direction::from_stored(&text.direction), Direction::ALL);
    let target = fields.target("/target", text.target);
    let owner = fields.one_of("/owner", text.owner.parse().ok(), &Role::ALL);
    let whole = || {
        Some(Definition {
            key: key?,
            name_sv: name_sv?,
            name_en: name_en?,
            numerator: numerator?,
            denominator: match denominator {
                Some(denominator) => Some(denominator?),
                None => None,
            },
            chart: chart?,
            period: period?,
            direction: direction?,
            target,
            owner: owner?,
        })
    };
    let whole = whole();
    Ok(fields.need(whole)?)
}

fn numerator(fields: &mut Fields, lists: &Lists, said: NumeratorText) -> Option<Numerator> {
    let conditions = conditions(fields, "/numerator/conditions", lists, said.conditions);
    let what = |fields: &mut Fields| {
        let what = said.what.as_deref().and_then(What::from_stored);
        fields.one_of("/numerator/what", what, What::ALL)
    };
    match said.figure.as_str() {
        "count" => Some(Numerator::Count(Counted { what: what(fields)?, conditions })),
        "gap" => Some(Numerator::Gap(Counted { what: what(fields)?, conditions })),
        "median" => {
            let span = said.span.as_deref().and_then(Span::from_stored);
            let span = fields.one_of("/numerator/span", span, Span::ALL)?;
            Some(Numerator::Median(Lasting { span, conditions }))
        }
        _ => {
            fields.wrong("/numerator/figure", Problem::NotOneOf(FIGURES.join(", ")));
            None
        }
    }
}

fn denominator(fields: &mut Fields, lists: &Lists, said: DenominatorText) -> Option<Denominator> {
    if said.what == FULL_TIME_EQUIVALENTS {
        return Some(Denominator::FullTimeEquivalents(FullTimeEquivalents {}));
    }
    let conditions = conditions(fields, "/denominator/conditions", lists, said.conditions);
    let what = fields.one_of("/denominator/what", What::from_stored(&said.what), What::ALL)?;
    Some(Denominator::Count(Counted { what, conditions }))
}

fn conditions(fields: &mut Fields, under: &str, lists: &Lists, said: ConditionsText) -> Conditions {
    fn one<T: std::fmt::Display>(
        fields: &mut Fields,
        pointer: &str,
        said: Option<String>,
        read: fn(&str) -> Option<T>,
        all: &[T],
    ) -> Option<T> {
        let said = said.filter(|said| !said.trim().is_empty())?;
        fields.one_of(pointer, read(&said), all)
    }
    let at = |name: &str| format!("{under}/{name}");
    let said_unit = said.unit.filter(|unit| !unit.trim().is_empty());
    let unit = said_unit
        .and_then(|unit| lists.find_unit(&unit).or_else(|| fields.label(&at("unit"), &unit)));
    let said_category = said.category.filter(|category| !category.trim().is_empty());
    let category: Option<Label> =
        said_category.and_then(|category| fields.label(&at("category"), &category));
    Conditions {
        kind: one(fields, &at("kind"), said.kind, Kind::from_stored, Kind::ALL),
        category,
        unit,
        actual_at_least: one(
            fields,
            &at("actual_at_least"),
            said.actual_at_least,
            Severity::from_stored,
            Severity::ALL,
        ),
        potential_at_least: one(
            fields,
            &at("potential_at_least"),
            said.potential_at_least,
            Severity::from_stored,
            Severity::ALL,
        ),
        strength: one(fields, &at("strength"), said.strength, Strength::from_stored, Strength::ALL),
        element: one(fields, &at("element"), said.element, Element::from_stored, Element::ALL),
        again: one(fields, &at("again"), said.again, Again::from_stored, Again::ALL),
        outcome: one(fields, &at("outcome"), said.outcome, Outcome::from_stored, Outcome::ALL),
        within: said.within.and_then(|said| within(fields, &at("within"), &said)),
    }
}

fn within(fields: &mut Fields, under: &str, said: &WithinText) -> Option<Within> {
    let until = fields.one_of(&format!("{under}/until"), Span::from_stored(&said.until), Span::ALL);
    let days = said.days.trim().parse().ok().filter(|days| *days <= limits::WITHIN_DAYS);
    if days.is_none() {
        let max = u32::from(limits::WITHIN_DAYS);
        fields.wrong(format!("{under}/days"), Problem::Number { max });
    }
    let of = said.of.as_deref().unwrap_or(Days::Calendar.as_str());
    let of = fields.one_of(&format!("{under}/of"), Days::from_stored(of), Days::ALL);
    Some(Within { until: until?, days: days?, of: of? })
}

/// A key that follows from a name: its letters and digits, `_` between its words.
fn key_of(name: &str) -> Option<Code> {
    let small = name.to_lowercase();
    let plain = small.chars().map(|letter| match letter {
        'å' | 'ä' => 'a',
        'ö' => 'o',
        'é' => 'e',
        'a'..='z' | '0'..='9' => letter,
        _ => ' ',
    });
    let words = plain.collect::<String>().split_whitespace().collect::<Vec<_>>().join("_");
    let longest = tillbud_events::limits::CODE_CHARACTERS;
    Code::parse(words.get(..longest).unwrap_or(&words).trim_end_matches('_')).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_follows_from_the_name() {
        let key = |name: &str| key_of(name).map(|code| code.as_str().to_owned());
        assert_eq!(
            key("Fall på Östergården, per månad").as_deref(),
            Some("fall_pa_ostergarden_per_manad")
        );
        assert_eq!(key("–").as_deref(), None);
        assert_eq!(key(&"a ".repeat(60)).map(|key| key.len()), Some(39));
    }

    #[test]
    fn everything_that_is_wrong_with_a_definition_is_told_at_once() {
        let conditions = ConditionsText { kind: Some("x".into()), ..ConditionsText::default() };
        let numerator =
            NumeratorText { figure: "sum".into(), conditions, ..NumeratorText::default() };
        let text = MeasureText { numerator, ..MeasureText::default() };
        let Err(HttpError::Invalid(errors)) = read(&Lists::default(), text, None) else {
            panic!("it was accepted");
        };
        let told: Vec<_> = errors.iter().map(|error| error.pointer.as_str()).collect();
        assert_eq!(
            told,
            [
                "/sv",
                "/en",
                "/numerator/conditions/kind",
                "/numerator/figure",
                "/chart",
                "/period",
                "/direction",
                "/owner"
            ]
        );
    }

    #[test]
    fn what_is_shown_can_be_sent_again() {
        for definition in tillbud_events::measure::standard() {
            let text = MeasureText::from(&definition);
            assert_eq!(read(&Lists::default(), text, None).unwrap(), definition);
        }
    }
}
