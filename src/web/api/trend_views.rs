//! A measure's series as JSON: every point with its statistics, what it was computed from,
//! and a specification to draw it by.
//!
//! The specification is Vega-Lite's, so that an analyst's own tools can draw it (vega.github.io;
//! BSD-3). Must never hold a number that is not finite.

use serde::Serialize;
use serde_json::{Value, json};
use tillbud_projections::trend::change::{Recency, Side};
use tillbud_projections::trend::chart::{Limits, Maturity, Runs, Signals, State, Status, Warning};
use utoipa::ToSchema;

use crate::web::api::beside::WentOn;
use crate::web::api::together::Together;
use crate::web::chart::words::Signal;
use crate::web::pages::trends::one::Note;
use crate::web::pages::trends::shown::Shown;

/// The schema that specifications follow.
const VEGA_LITE: &str = "https://vega.github.io/schema/vega-lite/v6.json";

/// A series with its statistics.
#[derive(Debug, Serialize, ToSchema)]
pub struct Measured {
    /// Its short name.
    pub measure: String,
    /// Its name.
    pub name: String,
    /// The kind of chart, by its letter.
    pub chart: String,
    /// Which way is better: `increase`, `decrease` or `neutral`.
    pub direction: Option<String>,
    /// What is to be reached, that way; not multiplied. Nothing when nobody has promised anything.
    pub target: Option<f64>,
    /// Values, centre and limits of a share are shown this many times as large.
    pub multiply: f64,
    /// Only of this unit.
    pub unit: Option<String>,
    /// Only of this category.
    pub category: Option<String>,
    /// How much can be said.
    #[schema(value_type = String)]
    pub status: Status,
    /// How far the limits are to be trusted.
    #[schema(value_type = Option<String>)]
    pub maturity: Option<Maturity>,
    /// What a reader has to be told.
    #[schema(value_type = Vec<String>)]
    pub warnings: Vec<Warning>,
    /// What has changed.
    pub change: Moved,
    /// The icons of "Making Data Count" in words, when it is read by its rules.
    pub icons: Option<MeasuredIcons>,
    /// Every period.
    pub points: Vec<MeasuredPoint>,
    /// The parts between new baselines.
    pub parts: Vec<MeasuredPart>,
    /// What was decided, done or going on meanwhile; no figure follows from it.
    pub annotations: Vec<Annotation>,
    /// Reporting and harm read together, of a measure of one of the two where both are measured.
    pub together: Option<Together>,
    /// What it was computed from.
    pub provenance: ComputedFrom,
    /// How to draw it: a Vega-Lite specification with its data.
    #[schema(value_type = Object)]
    pub specification: Value,
    /// What it is told apart by.
    pub by: Option<String>,
    /// The parts that it is told apart in, in the organisation's order.
    pub lines: Vec<MeasuredLine>,
    /// How many parts there are on all pages, when it is told apart.
    pub lines_total: Option<usize>,
}

/// A part of the organisation.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeasuredLine {
    /// Code of the unit or category.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Its series, without further parts.
    #[schema(no_recursion)]
    pub series: Measured,
}

/// What has changed, and whether that is news.
#[derive(Debug, Serialize, ToSchema)]
pub struct Moved {
    /// `new`, `older`, `none`, or `too_little` where too few points or events are known to tell.
    #[schema(value_type = String)]
    pub recency: Recency,
    /// `more` or `fewer`, when it is new.
    pub side: Option<String>,
    /// The period that it began in, when it is new.
    pub since: Option<String>,
}

/// The icons of "Making Data Count" in words.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeasuredIcons {
    /// What the last whole period is: `common_cause`, `special_cause_improvement`,
    /// `special_cause_concern`, `special_cause_neutral_high` or `special_cause_neutral_low`.
    pub variation: String,
    /// What the limits promise of the target: `consistent_pass`, `consistent_fail` or
    /// `inconsistent`; nothing without a target and a direction.
    pub assurance: Option<String>,
}

/// One period.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeasuredPoint {
    /// What it is called.
    pub period: String,
    /// The count behind the value.
    pub numerator: Option<f64>,
    /// What it is divided by.
    pub denominator: Option<f64>,
    /// The value, not multiplied.
    pub value: Option<f64>,
    /// Why there is a value or none.
    #[schema(value_type = String)]
    pub state: State,
    /// The centre.
    pub centre: Option<f64>,
    /// The lower limit.
    pub lower: Option<f64>,
    /// The upper limit.
    pub upper: Option<f64>,
    /// `outside`, `run`, or nothing.
    pub signal: Option<String>,
    /// What it is by the rules of "Making Data Count", in the words of the icon of variation;
    /// nothing by other rules, and where no rule looks.
    pub point_type: Option<String>,
    /// The part it is in, the first being 1.
    pub part: usize,
    /// Whether a person took it out of the estimates.
    pub is_excluded: bool,
}

/// A stretch with one baseline.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeasuredPart {
    /// The first is 1.
    pub number: usize,
    /// Points that made centre and limits.
    pub baseline_points: usize,
    /// How much wider than chance the values spread (u′, p′).
    pub sigma_z: Option<f64>,
    /// Runs about the centre.
    #[schema(value_type = Object)]
    pub runs: Runs,
}

/// Something to know beside a chart.
#[derive(Debug, Serialize, ToSchema)]
pub struct Annotation {
    /// `campaign`, `baseline_frozen`, `rebased`, `excluded`, `actions` or `change` (of an
    /// improvement cycle).
    pub kind: String,
    /// The period that it stands at; of a campaign the days say when.
    pub period: Option<String>,
    /// Of a campaign: its first day.
    pub from: Option<String>,
    /// Of a campaign: its last day; null for a moment.
    pub until: Option<String>,
    /// Of a campaign: the unit; null for everywhere.
    pub unit: Option<String>,
    /// What, in English, or in the words of whoever noted it.
    pub words: String,
}

/// What a figure was computed from, so that it can be computed again.
#[derive(Debug, Serialize, ToSchema)]
pub struct ComputedFrom {
    /// Name and version of the statistics.
    pub engine: String,
    /// Rules and constants.
    pub profile: String,
    /// SHA-256 of both and of the input.
    pub input_sha256: String,
}

impl Annotation {
    /// Of something that went on.
    #[must_use]
    pub fn of_campaign(it: &WentOn) -> Self {
        Self {
            kind: "campaign".to_owned(),
            period: None,
            from: Some(it.from.clone()),
            until: it.until.clone(),
            unit: it.unit.clone(),
            words: it.what.clone(),
        }
    }

    /// Of what was decided or done at a point.
    #[must_use]
    pub fn of_note(shown: &Shown, note: &Note) -> Self {
        let asked = note.link.as_ref().map(|(_, words)| words.as_str());
        let words = [note.words.as_str()].into_iter().chain(asked);
        Self {
            kind: note.kind.to_owned(),
            period: Some(shown.label(note.at)),
            from: None,
            until: None,
            unit: None,
            words: words.collect::<Vec<_>>().join(" "),
        }
    }
}

impl Measured {
    /// The series of a measure.
    #[must_use]
    pub fn new(shown: &Shown, unit: Option<String>, category: Option<String>) -> Self {
        let chart = &shown.chart;
        let points: Vec<_> = (0..chart.points.len()).filter_map(|at| point(shown, at)).collect();
        let parts = chart.parts.iter().map(|part| MeasuredPart {
            number: part.number,
            baseline_points: part.baseline_points,
            sigma_z: part.sigma_z,
            runs: part.runs,
        });
        let provenance = &chart.provenance;
        Self {
            measure: shown.key.clone(),
            name: shown.name.clone(),
            chart: shown.kind.as_str().to_owned(),
            direction: shown.direction.map(|direction| direction.as_str().to_owned()),
            target: shown.aim.map(|aim| aim.value),
            multiply: shown.multiply,
            unit,
            category,
            status: chart.status,
            maturity: chart.parts.last().and_then(|part| part.maturity),
            warnings: chart.warnings.clone(),
            change: Moved::of(shown),
            icons: icons(shown),
            specification: specification(shown, &points),
            points,
            annotations: shown.went_on.iter().map(Annotation::of_campaign).collect(),
            together: None,
            by: None,
            lines: Vec::new(),
            lines_total: None,
            parts: parts.collect(),
            provenance: ComputedFrom {
                engine: provenance.engine.clone(),
                profile: provenance.profile.clone(),
                input_sha256: provenance.input_sha256.clone(),
            },
        }
    }
}

impl Moved {
    /// Of a measure.
    #[must_use]
    pub fn of(shown: &Shown) -> Self {
        let change = shown.change();
        let side = change.side.map(|side| match side {
            Side::More => "more".to_owned(),
            Side::Fewer => "fewer".to_owned(),
        });
        Self { recency: change.recency, side, since: change.since.map(|at| shown.label(at)) }
    }
}

fn icons(shown: &Shown) -> Option<MeasuredIcons> {
    let Signals::MakingDataCount(dots) = &shown.chart.signals else { return None };
    Some(MeasuredIcons {
        variation: shown.variation(dots.icons.variation).to_owned(),
        assurance: dots.icons.assurance.map(str::to_owned),
    })
}

/// What a point is by the rules of "Making Data Count".
fn point_type(shown: &Shown, at: usize) -> Option<String> {
    let Signals::MakingDataCount(dots) = &shown.chart.signals else { return None };
    let point = shown.chart.points.get(at)?;
    (point.state == State::Measured && point.limits.is_some()).then_some(())?;
    Some(shown.variation(dots.point_type.get(at)?).to_owned())
}

fn point(shown: &Shown, at: usize) -> Option<MeasuredPoint> {
    let point = shown.chart.points.get(at)?;
    let limit = |of: fn(Limits) -> f64| point.limits.map(of);
    let signal = match Signal::of(&shown.chart, at) {
        Signal::None => None,
        Signal::Run => Some("run".to_owned()),
        Signal::Outside => Some("outside".to_owned()),
    };
    Some(MeasuredPoint {
        period: shown.label(at),
        numerator: point.numerator,
        denominator: point.denominator,
        value: point.value,
        state: point.state,
        centre: point.centre,
        lower: limit(|limits| limits.lower),
        upper: limit(|limits| limits.upper),
        signal,
        point_type: point_type(shown, at),
        part: point.part,
        is_excluded: point.is_excluded,
    })
}

/// Line, points by the shape of their signal, solid centre and dashed limits: as our own
/// drawing, without any colour that means something.
fn specification(shown: &Shown, points: &[MeasuredPoint]) -> Value {
    let x = json!({ "field": "period", "type": "ordinal", "title": null });
    let y = |field: &str| json!({ "field": field, "type": "quantitative", "title": shown.name });
    let rule = |field: &str, dash: Value| {
        json!({ "mark": { "type": "line", "interpolate": "step", "strokeDash": dash },
                "encoding": { "x": x, "y": y(field), "detail": { "field": "part" } } })
    };
    let shape = json!({ "field": "signal", "type": "nominal", "title": null,
        "scale": { "domain": [null, "run", "outside"], "range": ["circle", "diamond", "triangle-up"] } });
    let mut layers = vec![
        rule("lower", json!([4, 3])),
        rule("upper", json!([4, 3])),
        rule("centre", json!([])),
        json!({ "mark": "line",
            "encoding": { "x": x, "y": y("value"), "detail": { "field": "part" } } }),
        json!({ "mark": { "type": "point", "filled": true },
            "encoding": { "x": x, "y": y("value"), "shape": shape } }),
    ];
    layers.extend(shown.aim.map(|aim| {
        json!({ "mark": { "type": "rule", "strokeDash": [10, 4] }, "name": "target",
            "encoding": { "y": { "datum": aim.value } } })
    }));
    json!({
        "$schema": VEGA_LITE,
        "title": shown.name,
        "data": { "values": points },
        "layer": layers,
    })
}

#[cfg(test)]
mod tests {
    use tillbud_projections::trend::chart::Profile;

    use super::*;
    use crate::web::chart::bands::Band;
    use crate::web::chart::control::Aim;
    use crate::web::pages::trends::shown::About;
    use crate::web::pages::trends::shown::testing::{shown, values};

    #[test]
    fn a_series_tells_its_statistics_what_they_rest_on_and_how_to_draw_them() {
        let mut values = values(30, 99, 0.0);
        values[28] = 60.0;
        let of = shown("harm", About::HarmShare, &values, Profile::three_sigma_runs());
        let json = serde_json::to_value(Measured::new(&of, Some("norr".into()), None)).unwrap();
        assert_eq!(json["points"][28]["signal"], "outside");
        assert_eq!(json["points"][28]["period"], "2026-05");
        assert_eq!(json["change"], json!({ "recency": "new", "side": "more", "since": "2026-05" }));
        assert_eq!((&json["status"], &json["unit"]), (&json!("ok"), &json!("norr")));
        assert_eq!(json["provenance"]["engine"], tillbud_projections::trend::ENGINE);
        assert_eq!(json["specification"]["data"]["values"].as_array().unwrap().len(), 30);
        assert!(json["parts"][0]["sigma_z"].is_number());
        assert_eq!(
            (&json["icons"], &json["points"][28]["point_type"]),
            (&json!(null), &json!(null))
        );
    }

    #[test]
    fn a_target_and_what_went_on_are_told_with_the_series() {
        let of =
            shown("harm", About::HarmShare, &values(30, 99, 0.0), Profile::making_data_count());
        let band = Band { from: 1.0, to: 2.0, is_moment: false, words: String::new() };
        let it = WentOn {
            campaign_id: "x".into(),
            what: "Week".into(),
            from: "2024-02-01".into(),
            until: Some("2024-02-29".into()),
            unit: None,
            facts: String::new(),
            band,
        };
        let aim = Some(Aim { value: 0.05, is_least: false });
        let of = Shown { aim, went_on: vec![it], ..of };
        let json = serde_json::to_value(Measured::new(&of, None, None)).unwrap();
        assert_eq!(json["target"], json!(0.05));
        let layers = json["specification"]["layer"].as_array().unwrap();
        assert_eq!(layers.last().unwrap()["encoding"]["y"]["datum"], json!(0.05));
        let told = &json["annotations"][0];
        assert_eq!((&told["kind"], &told["until"]), (&json!("campaign"), &json!("2024-02-29")));
    }

    #[test]
    fn the_icons_and_every_point_are_told_in_words_by_the_rules_that_have_them() {
        let told = |about, add| {
            let of = shown("x", about, &values(30, 18, add), Profile::making_data_count());
            serde_json::to_value(Measured::new(&of, None, None)).unwrap()
        };
        let harm = told(About::HarmShare, 30.0);
        let concern = json!("special_cause_concern");
        let icons = json!({ "variation": concern, "assurance": null });
        assert_eq!((&harm["icons"], &harm["points"][29]["point_type"]), (&icons, &concern));
        let types = harm["points"].as_array().unwrap().iter().map(|it| &it["point_type"]);
        assert!(types.clone().any(|it| *it == json!("special_cause_improvement")));
        // Less reporting is a question, whatever the rules call it.
        let fewer = told(About::Reporting, -7.0);
        assert_eq!(fewer["icons"]["variation"], json!("special_cause_neutral_low"));
        assert!(!fewer.to_string().contains("concern"), "{fewer}");
    }
}
