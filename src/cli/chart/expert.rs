//! CUSUM, EWMA and charts with calibration points, as qcc names their fields; Bernoulli CUSUM as
//! qicharts2 names its own.

use serde_json::{Value, json};
use tillbud_projections::trend::expert::bernoulli::{Bernoulli, Target};
use tillbud_projections::trend::expert::cusum::Cusum;
use tillbud_projections::trend::expert::ewma::Ewma;
use tillbud_projections::trend::expert::phased::{Measured, Reach, draw, provenance};
use tillbud_projections::trend::expert::{Standard, Values};
use tillbud_projections::trend::rules::western::NAMES;

use super::Fields;
use super::input::{Input, Numbers};

/// CUSUM or EWMA.
pub fn cumulative(input: &Input<'_>, name: &str) -> anyhow::Result<Fields> {
    let values = values(input)?;
    let config = input.object("config")?;
    let number = |name: &str| match &config {
        Some(config) => config.number(name),
        None => Ok(None),
    };
    let calibration = calibration(input, values.values.len())?;
    let standard = Standard::of(&values, calibration, number("center")?, number("std_dev")?)?;
    let mut fields = given(input, name, &values.values);
    let settings = json!({ "center": standard.centre, "std_dev": standard.std_dev,
        "calibration_points": calibration });
    if name == "cusum" {
        let shift = number("shift_se")?.unwrap_or(1.0);
        let slack = number("k")?.unwrap_or(shift / 2.0);
        let decision_interval = number("decision_interval_h")?.unwrap_or(5.0);
        let head_start = number("head_start")?.unwrap_or(0.0);
        let cusum = Cusum { slack, decision_interval, head_start };
        let sums = cusum.of(&values, standard)?;
        let own = json!({ "decision_interval_h": decision_interval, "shift_se": shift,
            "k": slack, "head_start": head_start });
        fields.extend([
            ("config", merged(settings, own)),
            ("cusum_pos", json!(sums.up)),
            ("cusum_neg", json!(sums.down)),
            ("centre", json!([0])),
            ("lcl", json!([-decision_interval])),
            ("ucl", json!([decision_interval])),
            ("signals", json!({ "upper": sums.is_high, "lower": sums.is_low })),
            ("provenance", json!(cusum.provenance(&values, standard))),
        ]);
    } else {
        let lambda = number("lambda")?.unwrap_or(0.2);
        let sigmas = number("nsigmas")?.unwrap_or(3.0);
        let ewma = Ewma { lambda, sigmas };
        let smoothed = ewma.of(&values, standard)?;
        let own = json!({ "lambda": lambda, "nsigmas": sigmas });
        fields.extend([
            ("config", merged(settings, own)),
            ("ewma", json!(smoothed.line)),
            ("centre", json!(vec![standard.centre; values.values.len()])),
            ("lcl", json!(smoothed.lower)),
            ("ucl", json!(smoothed.upper)),
            ("signals", json!({ "outside_limits": smoothed.is_outside })),
            ("provenance", json!(ewma.provenance(&values, standard))),
        ]);
    }
    Ok(fields)
}

/// Bernoulli CUSUM of cases that are 0 or 1, or true or false. As in qicharts2 (`bchart`), a
/// `target` of at most 1 is a risk, one above 1 tells how many of the first cases make it, and
/// without one all do.
pub fn bernoulli(input: &Input<'_>, name: &str) -> anyhow::Result<Fields> {
    let Value::Array(cases) = input.raw("numerator") else {
        anyhow::bail!("`numerator` is missing")
    };
    let is_event = |(at, case): (usize, &Value)| match (case.as_bool(), case.as_f64()) {
        (Some(is_event), _) => Ok(is_event),
        (None, Some(0.0)) => Ok(false),
        (None, Some(1.0)) => Ok(true),
        (None, _) => anyhow::bail!("item {} of `numerator` is neither 0 nor 1", at + 1),
    };
    let cases: Vec<bool> = cases.iter().enumerate().map(is_event).collect::<Result<_, _>>()?;
    let config = input.object("config")?;
    let number = |name: &str| match &config {
        Some(config) => config.number(name),
        None => Ok(None),
    };
    let target = match number("target")? {
        None => Target::First(cases.len()),
        Some(risk) if risk <= 1.0 => Target::Risk(risk),
        Some(first) => Target::First(first as usize),
    };
    let odds_ratio = number("or")?.unwrap_or(2.0);
    let limit = number("limit")?.unwrap_or(3.5);
    let bernoulli = Bernoulli { odds_ratio, limit };
    let sums = bernoulli.of(&cases, target)?;
    let values: Vec<f64> = cases.iter().map(|is_event| f64::from(u8::from(*is_event))).collect();
    let mut fields = given(input, name, &values);
    fields.extend([
        (
            "config",
            json!({ "target": number("target")?, "or": odds_ratio, "limit": limit,
                "p0": sums.risk, "p1": sums.risen, "p2": sums.fallen }),
        ),
        ("cusum_pos", json!(sums.up)),
        ("cusum_neg", json!(sums.down)),
        ("centre", json!([0])),
        ("lcl", json!([-limit])),
        ("ucl", json!([limit])),
        ("signals", json!({ "upper": sums.is_high, "lower": sums.is_low })),
        ("provenance", json!(bernoulli.provenance(&cases, target))),
    ]);
    Ok(fields)
}

/// A chart whose first points calibrate.
pub fn phased(input: &Input<'_>, name: &str) -> anyhow::Result<Fields> {
    let measured = match name {
        "qcc_xbar" | "qcc_xbar.one" => Measured::Values(values(input)?),
        "qcc_c" => Measured::Counts(counts(input, "numerator")?),
        "qcc_u" => Measured::Rates(counts(input, "numerator")?, counts(input, "denominator")?),
        "qcc_p" => Measured::Shares(counts(input, "numerator")?, counts(input, "denominator")?),
        "qcc_np" => Measured::Numbers(counts(input, "numerator")?, counts(input, "denominator")?),
        other => anyhow::bail!("there is no chart `{other}`"),
    };
    let config = input.object("config")?;
    let number = |name: &str| match &config {
        Some(config) => config.number(name),
        None => Ok(None),
    };
    let confidence = number("confidence_level")?;
    let reach = match confidence {
        Some(confidence) => Reach::Confidence(confidence),
        None => Reach::Sigmas(number("nsigmas")?.unwrap_or(3.0)),
    };
    let points = input.numbers("numerator")?.map_or(0, |numerator| numerator.len());
    let samples = input.rows("samples")?.map_or(points, |samples| samples.len());
    let calibration = calibration(input, samples)?;
    let drawn = draw(&measured, calibration, reach)?;
    let mut fields = given(input, name, &drawn.values);
    let of = |of: fn(&tillbud_projections::trend::rules::western::Judged) -> f64| {
        Value::from_iter(drawn.judged.iter().map(of))
    };
    let signals = NAMES.into_iter().zip(&drawn.signals);
    fields.extend([
        (
            "config",
            json!({ "calibration_points": calibration, "nsigmas": drawn.sigmas,
                "confidence_level": confidence, "std_dev": drawn.std_dev }),
        ),
        ("centre", of(|judged| judged.centre)),
        ("lcl", of(|judged| judged.lower)),
        ("ucl", of(|judged| judged.upper)),
        ("signals", signals.map(|(name, flags)| (name.to_owned(), json!(flags))).collect()),
        ("provenance", json!(provenance(&measured, calibration, reach))),
    ]);
    Ok(fields)
}

fn given(input: &Input<'_>, name: &str, values: &[f64]) -> Fields {
    vec![
        ("chart", Value::from(name)),
        ("x", input.raw("x")),
        ("samples", input.raw("samples")),
        ("numerator", input.raw("numerator")),
        ("denominator", input.raw("denominator")),
        ("value", json!(values)),
    ]
}

fn merged(mut settings: Value, own: Value) -> Value {
    if let (Value::Object(all), Value::Object(own)) = (&mut settings, own) {
        all.extend(own);
    }
    settings
}

/// Samples when there are any, else single values.
fn values(input: &Input<'_>) -> anyhow::Result<Values> {
    if let Some(samples) = input.rows("samples")? {
        return Ok(Values::samples(&samples)?);
    }
    let single: Numbers = match input.numbers("numerator")? {
        Some(numerator) => numerator,
        None => input.numbers("value")?.unwrap_or_default(),
    };
    Ok(Values::single(&single)?)
}

fn counts(input: &Input<'_>, name: &str) -> anyhow::Result<Vec<f64>> {
    let numbers = input.numbers(name)?;
    let Some(numbers) = numbers else { anyhow::bail!("`{name}` is missing") };
    let whole = |(at, number): (usize, Option<f64>)| match number {
        Some(number) if number >= 0.0 => Ok(number),
        Some(_) => anyhow::bail!("item {} of `{name}` is below zero", at + 1),
        None => anyhow::bail!("item {} of `{name}` is missing, which this chart needs", at + 1),
    };
    numbers.into_iter().enumerate().map(whole).collect()
}

/// All points calibrate unless the file says how many do.
fn calibration(input: &Input<'_>, points: usize) -> anyhow::Result<usize> {
    let config = input.object("config")?;
    let given = config.map(|config| config.whole("calibration_points")).transpose()?.flatten();
    let calibration = given.unwrap_or(points);
    anyhow::ensure!(
        (1..=points).contains(&calibration),
        "`config.calibration_points` must be from 1 to {points}, the number of points"
    );
    Ok(calibration)
}
