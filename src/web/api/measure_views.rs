//! Measures as the API takes and shows them.
//!
//! Must never show who defined one, only as which role.

use serde::{Deserialize, Serialize};
use tillbud_events::measure::{Conditions, Counted, Definition, Denominator, Lasting, Numerator};
use tillbud_projections::measure::{Baseline, Measure};
use utoipa::ToSchema;

use super::views::time;
use crate::web::schema;

/// Conditions; what is absent is not asked about.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ConditionsText {
    /// Of this kind; of reports only.
    #[schema(schema_with = schema::kinds)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Of this category.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Of this unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Judged at least this bad; `none` is whatever was judged. Of reports and incidents only.
    #[schema(schema_with = schema::severities)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actual_at_least: Option<String>,
    /// Judged that it could have been at least this bad.
    #[schema(schema_with = schema::severities)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub potential_at_least: Option<String>,
    /// Of this strength; of actions only.
    #[schema(schema_with = schema::strengths)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strength: Option<String>,
    /// Of this element of the work system; of factors only.
    #[schema(schema_with = schema::elements)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub element: Option<String>,
    /// This answer; of answers only.
    #[schema(schema_with = schema::agains)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub again: Option<String>,
    /// With this outcome.
    #[schema(schema_with = schema::outcomes)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    /// Of reports, in the numerator alone: this was done within so many days. A period has a
    /// figure once the standard is over for all that came in during it; what is still open then
    /// was not done within it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<WithinText>,
}

/// A standard.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithinText {
    /// Until what.
    #[schema(schema_with = schema::spans)]
    pub until: String,
    /// Days from the day on which the report was received, 0 to 366.
    pub days: String,
    /// `calendar` or `working`; `calendar` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
}

/// What is counted, or what a value is of.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NumeratorText {
    /// `count`, `median` of days, or `gap` in days.
    pub figure: String,
    /// Of a count or a gap: what.
    #[schema(schema_with = schema::whats)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what: Option<String>,
    /// Of a median: until what.
    #[schema(schema_with = schema::spans)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<String>,
    /// Only those that fulfil all of these.
    #[serde(default)]
    pub conditions: ConditionsText,
}

/// What a count is divided by.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DenominatorText {
    /// What is counted, or `full_time_equivalents` (in hundreds).
    pub what: String,
    /// Only those that fulfil all of these.
    #[serde(default)]
    pub conditions: ConditionsText,
}

/// A measure to define, or as it is to be from now on.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeasureText {
    /// Its short name: `[a-z0-9_]`, at most 40; follows from the Swedish name when absent.
    #[serde(default)]
    pub key: Option<String>,
    /// What it is called in Swedish, at most 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    pub sv: String,
    /// What it is called in English, at most 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    pub en: String,
    /// What is counted.
    pub numerator: NumeratorText,
    /// What it is divided by.
    #[serde(default)]
    pub denominator: Option<DenominatorText>,
    /// How it is drawn.
    #[schema(schema_with = schema::charts)]
    pub chart: String,
    /// How long one point is of.
    #[schema(schema_with = schema::periods)]
    pub period: String,
    /// Which way is better. Never `decrease` for counts of reports.
    #[schema(schema_with = schema::betters)]
    pub direction: String,
    /// What is to be reached, that way: a number with at most two decimals, such as `90` or
    /// `2.5`, of a share in per cent. Never without a direction, and never for counts of reports
    /// of which more is not better.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// The role that sees to it.
    pub owner: String,
}

impl From<&Conditions> for ConditionsText {
    fn from(asked: &Conditions) -> Self {
        fn text<T: ToString>(value: Option<T>) -> Option<String> {
            value.map(|value| value.to_string())
        }
        let label = |label: &Option<tillbud_events::vocabulary::Label>| {
            label.as_ref().map(|label| label.as_str().to_owned())
        };
        Self {
            kind: text(asked.kind),
            category: label(&asked.category),
            unit: label(&asked.unit),
            actual_at_least: text(asked.actual_at_least),
            potential_at_least: text(asked.potential_at_least),
            strength: text(asked.strength),
            element: text(asked.element),
            again: text(asked.again),
            outcome: text(asked.outcome),
            within: asked.within.map(|within| WithinText {
                until: within.until.to_string(),
                days: within.days.to_string(),
                of: Some(within.of.to_string()),
            }),
        }
    }
}

/// Stored name of full-time equivalents as a denominator.
pub const FULL_TIME_EQUIVALENTS: &str = "full_time_equivalents";

impl From<&Definition> for MeasureText {
    fn from(definition: &Definition) -> Self {
        let of = |figure: &str, Counted { what, conditions }: &Counted| NumeratorText {
            figure: figure.to_owned(),
            what: Some(what.to_string()),
            span: None,
            conditions: conditions.into(),
        };
        let numerator = match &definition.numerator {
            Numerator::Count(counted) => of("count", counted),
            Numerator::Gap(counted) => of("gap", counted),
            Numerator::Median(Lasting { span, conditions }) => NumeratorText {
                figure: "median".to_owned(),
                what: None,
                span: Some(span.to_string()),
                conditions: conditions.into(),
            },
        };
        let denominator = definition.denominator.as_ref().map(|denominator| match denominator {
            Denominator::Count(Counted { what, conditions }) => {
                DenominatorText { what: what.to_string(), conditions: conditions.into() }
            }
            Denominator::FullTimeEquivalents(_) => DenominatorText {
                what: FULL_TIME_EQUIVALENTS.to_owned(),
                conditions: ConditionsText::default(),
            },
        });
        Self {
            key: Some(definition.key.as_str().to_owned()),
            sv: definition.name_sv.as_str().to_owned(),
            en: definition.name_en.as_str().to_owned(),
            numerator,
            denominator,
            chart: definition.chart.to_string(),
            period: definition.period.to_string(),
            direction: definition.direction.to_string(),
            target: definition.target.map(|target| target.to_string()),
            owner: definition.owner.to_string(),
        }
    }
}

/// A decision about a baseline that is in force.
#[derive(Debug, Serialize, ToSchema)]
pub struct BaselineView {
    /// `frozen` (up to the month), `rebased` (from it on) or `excluded`.
    pub decision: String,
    /// `YYYY-MM`.
    pub month: String,
    /// Why.
    pub reason: Option<String>,
    /// When it was decided, UTC.
    #[schema(format = DateTime)]
    pub decided_at: String,
    /// As which role.
    pub decided_as: String,
}

impl From<&Baseline> for BaselineView {
    fn from(made: &Baseline) -> Self {
        Self {
            decision: made.decision.to_string(),
            month: made.month.to_string(),
            reason: made.reason.clone(),
            decided_at: time(made.decided_at),
            decided_as: made.decided_as.clone(),
        }
    }
}

/// A measure.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeasureView {
    /// Its id.
    pub measure_id: String,
    /// Its version, for `If-Match`.
    pub version: u64,
    /// What it is, as it can be sent again.
    pub definition: MeasureText,
    /// The decisions about its baseline that are in force.
    pub baselines: Vec<BaselineView>,
    /// Whether nobody looks at it any more.
    pub is_retired: bool,
    /// Why, if so.
    pub retirement: Option<String>,
    /// As which role it was defined; `system` for those that Tillbud comes with.
    pub defined_as: String,
}

impl From<Measure> for MeasureView {
    fn from(measure: Measure) -> Self {
        Self {
            measure_id: measure.id.to_string(),
            version: measure.version.0,
            definition: (&measure.definition).into(),
            baselines: measure.baselines.iter().map(Into::into).collect(),
            is_retired: measure.is_retired,
            retirement: measure.retirement,
            defined_as: measure.defined_as,
        }
    }
}

/// The answer to defining a measure.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeasureDefined {
    /// Its id.
    pub measure_id: String,
    /// Its version.
    pub version: u64,
}
