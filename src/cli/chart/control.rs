//! Control charts: from the fields of a file to a design, and from a chart to fields.
//!
//! A part of a series has limits from 3 points on, as the tools give it that are compared
//! with; a whole series waits for 10, as on the pages of Tillbud (`config.limits_points_min`).

use anyhow::Context;
use askama::Template;
use serde_json::{Value, json};
use tillbud_events::vocabulary::Lang;
use tillbud_projections::trend::chart::{
    CENTRE_POINTS_MIN, Chart, Design, Direction, Kind, LIMITS_POINTS_MIN, Part, Point, Profile,
    RuleFamily, Series, Signals, State, draw, draw_samples,
};

use super::Fields;
use super::input::Input;
use super::places;
use crate::web::chart::control::{Aim, Drawing, Figure};

/// Computes the chart that the fields ask for.
pub fn chart(input: &Input<'_>, name: &str) -> anyhow::Result<Fields> {
    let (design, chart) = drawn(input, name)?;
    Ok(fields(input, name, &input.raw("x"), &design, &chart))
}

/// Draws it, as a page shows it.
pub fn figure(input: &Input<'_>, name: &str, lang: Lang) -> anyhow::Result<String> {
    let (design, chart) = drawn(input, name)?;
    let label = |x: Value| x.as_str().map_or_else(|| x.to_string(), str::to_owned);
    let labels: Vec<String> = match input.raw("x") {
        Value::Array(x) => x.into_iter().map(label).collect(),
        _ => vec![],
    };
    let title = if input.has("name") { input.text("name")? } else { name };
    let drawing = Drawing {
        id: "chart",
        title,
        labels: &labels,
        chart: &chart,
        multiply: design.multiply,
        suffix: "",
        aim: aim(&design),
        marks: &[],
        bands: &[],
        height: FIGURE_HEIGHT,
    };
    Ok(Figure::draw(lang, &drawing).render()?)
}

/// What is to be reached, where it is said which way.
fn aim(design: &Design) -> Option<Aim> {
    let value = design.target? / design.multiply;
    match design.direction? {
        Direction::Increase => Some(Aim { value, is_least: true }),
        Direction::Decrease => Some(Aim { value, is_least: false }),
        Direction::Neutral => None,
    }
}

/// Height of a drawn chart in pixels.
const FIGURE_HEIGHT: u32 = 260;

fn drawn(input: &Input<'_>, name: &str) -> anyhow::Result<(Design, Chart)> {
    let (kind, profile) = kind(name)?;
    let (x, chosen) = (input.raw("x"), (kind, profile));
    if kind == Kind::SampleMean {
        let samples = samples(input)?;
        let design = design(input, chosen, &x, samples.len())?;
        let chart = draw_samples(&samples, &design)?;
        return Ok((design, chart));
    }
    let series = series(input, kind)?;
    let design = design(input, chosen, &x, series.numerator.len())?;
    let chart = draw(&series, &design)?;
    Ok((design, chart))
}

fn kind(name: &str) -> anyhow::Result<(Kind, Profile)> {
    let kind = match name {
        "xmr" => return Ok((Kind::Individuals, Profile::making_data_count())),
        "run" => Kind::Run,
        "i" => Kind::Individuals,
        "mr" => Kind::MovingRange,
        "c" => Kind::Count,
        "u" => Kind::Rate,
        "up" => Kind::RatePrime,
        "p" => Kind::Share,
        "pp" => Kind::SharePrime,
        "ip" => Kind::IndividualsPrime,
        "g" => Kind::Gap,
        "t" => Kind::Time,
        "xbar" => Kind::SampleMean,
        other => anyhow::bail!(
            "there is no chart `{other}`; there are run, i, mr, xmr, c, u, up, p, pp, ip, g, t, \
             xbar, cusum, ewma, bernoulli_cusum and qcc_xbar, qcc_xbar.one, qcc_c, qcc_u, \
             qcc_p, qcc_np"
        ),
    };
    Ok((kind, Profile::three_sigma_runs()))
}

/// Values by sample, of which some may be missing.
fn samples(input: &Input<'_>) -> anyhow::Result<Vec<Vec<Option<f64>>>> {
    anyhow::ensure!(input.has("samples"), "`samples` is missing");
    let samples = serde_json::from_value(input.raw("samples"));
    samples.context("`samples` must be a list of lists of numbers")
}

fn series(input: &Input<'_>, kind: Kind) -> anyhow::Result<Series> {
    let nothing = serde_json::Map::new();
    let config = input.object("config")?.unwrap_or(Input::of(&nothing));
    let denominator = input.numbers("denominator")?;
    let numerator = match (input.numbers("numerator")?, input.numbers("value")?) {
        (Some(numerator), _) => numerator,
        // A moving range is computed from values, so it cannot stand in for them.
        (None, Some(value)) if kind != Kind::MovingRange => {
            let multiply = positive(&config, "multiply")?.unwrap_or(1.0);
            let divided = denominator.as_ref().filter(|_| kind != Kind::Count);
            let one = Some(1.0);
            let n = |at: usize| divided.map_or(one, |all| all.get(at).copied().flatten());
            let values = value.into_iter().enumerate();
            values.map(|(at, value)| Some(counted(value? / multiply * n(at)?))).collect()
        }
        (None, _) => anyhow::bail!("`numerator` is missing"),
    };
    let is_last_incomplete = config.flag("last_incomplete")?.unwrap_or(false);
    Ok(Series { numerator, denominator, is_last_incomplete })
}

/// A count that a value and its denominator stand for, without what rounding left behind.
fn counted(product: f64) -> f64 {
    let whole = product.round();
    if (product - whole).abs() <= 1e-9 * whole.abs() { whole } else { product }
}

fn design(
    input: &Input<'_>,
    (kind, mut profile): (Kind, Profile),
    x: &Value,
    points: usize,
) -> anyhow::Result<Design> {
    let nothing = serde_json::Map::new();
    let config = input.object("config")?.unwrap_or(Input::of(&nothing));
    if config.has("rules") {
        let named = match config.text("rules")? {
            "three_sigma_runs" => Profile::three_sigma_runs(),
            "making_data_count" => Profile::making_data_count(),
            _ => anyhow::bail!("`config.rules` is three_sigma_runs or making_data_count"),
        };
        profile = named;
    }
    if let Some(screened) = config.flag("screen_moving_ranges")? {
        profile.screen_moving_ranges = screened;
    }
    if let Some(factor) = positive(&config, "limit_constant")? {
        profile.limit_factor = factor;
        profile.near_factor = factor * 2.0 / 3.0;
    }
    if let Some(factor) = positive(&config, "near_limit_constant")? {
        profile.near_factor = factor;
    }
    profile.sigma_z_floor = positive(&config, "sigma_z_floor")?;
    let direction = config.has("improvement_direction").then(|| direction(&config)).transpose()?;
    let multiply = positive(&config, "multiply")?.unwrap_or(1.0);
    let target = config.number("target")?;
    let mut baseline = places::baseline(&config, x, points)?;
    let is_whole = baseline.rebase.is_empty();
    // qicharts2 forgets `freeze` beside `part` (`qic.R`); NHSRplotthedots freezes every part.
    let freezes_every_part = profile.rules == RuleFamily::MakingDataCount;
    baseline.freeze = baseline.freeze.filter(|_| is_whole || freezes_every_part);
    let least = if is_whole { LIMITS_POINTS_MIN } else { CENTRE_POINTS_MIN };
    profile.limits_points_min = config.whole("limits_points_min")?.unwrap_or(least);
    let is_categorical = config.flag("categorical")?.unwrap_or(places::are_categories(x));
    Ok(Design {
        kind,
        multiply,
        baseline,
        profile,
        direction,
        target,
        is_categorical,
        freezes_every_part,
    })
}

fn positive(config: &Input<'_>, name: &str) -> anyhow::Result<Option<f64>> {
    let number = config.number(name)?;
    let is_positive = number.is_none_or(|number| number > 0.0);
    anyhow::ensure!(is_positive, "`config.{name}` must be above zero");
    Ok(number)
}

fn direction(config: &Input<'_>) -> anyhow::Result<Direction> {
    match config.text("improvement_direction")? {
        "increase" => Ok(Direction::Increase),
        "decrease" => Ok(Direction::Decrease),
        "neutral" => Ok(Direction::Neutral),
        _ => anyhow::bail!("`config.improvement_direction` is increase, decrease or neutral"),
    }
}

fn fields(input: &Input<'_>, name: &str, x: &Value, design: &Design, chart: &Chart) -> Fields {
    let each = |of: &dyn Fn(&Point) -> Value| Value::from_iter(chart.points.iter().map(of));
    let scaled = |number: Option<f64>| json!(number.map(|number| number * design.multiply));
    let not_applicable: Vec<usize> = (0..chart.points.len())
        .filter(|at| chart.points.get(*at).is_some_and(|p| p.state == State::NotApplicable))
        .collect();
    let has_samples = design.kind == Kind::SampleMean;
    let numerator = if has_samples { Value::Null } else { each(&|point| json!(point.numerator)) };
    let mut fields: Fields = vec![
        ("chart", Value::from(name)),
        ("config", input.raw("config")),
        ("x", x.clone()),
        ("numerator", numerator),
        ("denominator", input.raw("denominator")),
        ("status", json!(chart.status)),
        ("runs_analysis", json!(chart.runs_analysis())),
        ("points_not_applicable", json!(not_applicable)),
        ("warnings", json!(chart.warnings)),
        ("is_fit_for_alerts", Value::from(chart.is_fit_for_alerts())),
        ("value", each(&|point| scaled(point.value))),
        ("part", each(&|point| Value::from(point.part))),
        ("included", each(&|point| Value::from(point.is_baseline))),
        ("centre", each(&|point| scaled(point.centre))),
        ("lcl", each(&|point| scaled(point.limits.map(|limits| limits.lower)))),
        ("ucl", each(&|point| scaled(point.limits.map(|limits| limits.upper)))),
        ("lcl_2sigma", each(&|point| scaled(point.limits.and_then(|limits| limits.near_lower)))),
        ("ucl_2sigma", each(&|point| scaled(point.limits.map(|limits| limits.near_upper)))),
        ("parts", Value::from_iter(chart.parts.iter().map(part))),
    ];
    if has_samples {
        fields.push(("samples", input.raw("samples")));
    }
    fields.extend(signals(chart));
    fields.push(("provenance", json!(chart.provenance)));
    fields
}

fn part(part: &Part) -> Value {
    let runs = &part.runs;
    json!({
        "part": part.number,
        "from": part.from,
        "to": part.to,
        "status": part.status,
        "maturity": part.maturity,
        "baseline_points": part.baseline_points,
        "sigma_z": part.sigma_z,
        "n_obs": runs.n_obs,
        "n_useful": runs.n_useful,
        "longest_run": runs.longest_run,
        "longest_run_max": runs.longest_run_max,
        "n_crossings": runs.n_crossings,
        "n_crossings_min": runs.n_crossings_min,
        "runs_signal": runs.is_signal(),
        "long_run_signal": runs.long_run_signal,
        "few_crossings_signal": runs.few_crossings_signal,
        "runs_analysis": runs.analysis,
    })
}

fn signals(chart: &Chart) -> Fields {
    match &chart.signals {
        Signals::ThreeSigmaRuns { outside, runs } => {
            vec![("signals", json!({ "shewhart_3sigma": outside, "anhoej_runs": runs }))]
        }
        Signals::MakingDataCount(dots) => vec![
            (
                "signals",
                json!({
                    "outside_limits": dots.outside,
                    "shift_7": dots.shift,
                    "trend_7": dots.trend,
                    "two_of_three": dots.two_of_three,
                }),
            ),
            ("special_cause_type", json!(dots.cause)),
            ("point_type", json!(dots.point_type)),
            ("short_group_warning", json!(dots.is_short)),
            ("variation_icon", json!(dots.icons.variation)),
            ("assurance", json!(dots.icons.assurance)),
        ],
    }
}
