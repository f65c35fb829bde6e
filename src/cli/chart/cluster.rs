//! Emerging clusters: the window scan, and EARS and Farrington to compare with.

use anyhow::Context;
use serde_json::{Value, json};
use tillbud_projections::trend::scan::{HISTORY_WEEKS_MIN, Scan, ScanError, Settings, scan};
use tillbud_projections::trend::surveillance::ears::{Ears, Variant};
use tillbud_projections::trend::surveillance::farrington::{Farrington, Judged, Threshold};

use super::Fields;
use super::input::Input;

/// Counts by week, unit and category.
type Cube = Vec<Vec<Vec<u64>>>;

/// Scans the weeks that the file names in `results` or `weeks`, or all that can be. A named
/// week with too little before it has an answer without tests.
pub fn windows(input: &Input<'_>) -> anyhow::Result<Fields> {
    let counts = input.raw("counts_week_unit_category");
    let Ok(cube) = serde_json::from_value::<Cube>(counts.clone()) else {
        anyhow::bail!(
            "`counts_week_unit_category` must be counts in lists of weeks, units, categories"
        )
    };
    let units = cube.first().map_or(0, Vec::len);
    let categories = cube.first().and_then(|units| units.first()).map_or(0, Vec::len);
    let is_even = cube
        .iter()
        .all(|week| week.len() == units && week.iter().all(|unit| unit.len() == categories));
    anyhow::ensure!(
        is_even && units > 0 && categories > 0,
        "all weeks of `counts_week_unit_category` must have the same units and categories"
    );
    let cell = |week: &Vec<Vec<u64>>, unit: usize, category: usize| {
        week.get(unit).and_then(|unit| unit.get(category)).copied().unwrap_or(0)
    };
    let leaves: Vec<Vec<u64>> = (0..categories)
        .flat_map(|category| (0..units).map(move |unit| (unit, category)))
        .map(|(unit, category)| cube.iter().map(|week| cell(week, unit, category)).collect())
        .collect();
    let wholes: Vec<Vec<u64>> = (0..categories)
        .map(|category| {
            let all = |week| (0..units).map(|unit| cell(week, unit, category)).sum();
            cube.iter().map(all).collect()
        })
        .collect();
    let exposure = exposure(input, &cube)?;
    let settings = settings(input)?;
    let mut results = Vec::new();
    for week in weeks(input, cube.len(), &settings)? {
        let leaf = scanned(&leaves, &exposure, week, &settings)?;
        let whole = scanned(&wholes, &exposure, week, &settings)?;
        let is_provisional = leaf.as_ref().map(|scan| scan.is_provisional);
        let status = match is_provisional {
            None => "insufficient_data",
            Some(true) => "provisional",
            Some(false) => "ok",
        };
        results.push(json!({
            "week_1based": week,
            "status": status,
            "is_provisional": is_provisional,
            "leaf": family(leaf.as_ref(), Some(units)),
            "category": family(whole.as_ref(), None),
        }));
    }
    Ok(vec![
        ("method", Value::from("conditional_window_scan")),
        ("config", input.raw("config")),
        ("dims", json!({ "weeks": cube.len(), "units": units, "categories": categories })),
        ("counts_week_unit_category", counts),
        ("results", Value::from(results)),
    ])
}

/// What reports are held against: all reports of the same weeks, or `weeks` for what reporting
/// does not move, such as severe harm, or numbers of the file, one a week.
fn exposure(input: &Input<'_>, cube: &[Vec<Vec<u64>>]) -> anyhow::Result<Vec<f64>> {
    let all = || cube.iter().map(|week| week.iter().flatten().sum::<u64>() as f64).collect();
    let config = input.object("config")?;
    match config.map_or(Value::Null, |config| config.raw("exposure")) {
        Value::Null => Ok(all()),
        Value::String(name) if name == "weeks" => Ok(vec![1.0; cube.len()]),
        Value::String(name) if name.starts_with("all reports") => Ok(all()),
        Value::Array(given) => {
            let given: Option<Vec<f64>> =
                given.iter().map(|week| week.as_f64().filter(|week| *week >= 0.0)).collect();
            let given = given.filter(|given| given.len() == cube.len());
            given.context("`config.exposure` must be one number from 0 on for each week")
        }
        _ => anyhow::bail!(
            "`config.exposure` is `all reports`, `weeks`, or a list of one number a week"
        ),
    }
}

/// Nothing when too few weeks lie before.
fn scanned(
    series: &[Vec<u64>],
    exposure: &[f64],
    week: usize,
    settings: &Settings,
) -> Result<Option<Scan>, ScanError> {
    match scan(series, exposure, week, settings) {
        Err(ScanError::TooLittleHistory { .. }) => Ok(None),
        scan => scan.map(Some),
    }
}

fn settings(input: &Input<'_>) -> anyhow::Result<Settings> {
    let mut settings = Settings::default();
    let Some(config) = input.object("config")? else { return Ok(settings) };
    if config.has("windows") {
        settings.windows = config.wholes("windows")?;
    }
    if let Some(weeks) = config.whole("baseline_weeks")? {
        settings.baseline_weeks = weeks;
    }
    if let Some(cases) = config.whole("min_cases")? {
        settings.cases_min = u64::try_from(cases)?;
    }
    if let Some(p) = config.number("testable_p_min")? {
        settings.testable_p = p;
    }
    if let Some(q) = config.number("q")? {
        settings.false_discovery_rate = q;
    }
    Ok(settings)
}

fn weeks(input: &Input<'_>, weeks: usize, settings: &Settings) -> anyhow::Result<Vec<usize>> {
    if input.has("weeks") {
        return input.wholes("weeks");
    }
    if let Value::Array(results) = input.raw("results") {
        let week = |result: &Value| result.get("week_1based")?.as_u64();
        let named: Option<Vec<u64>> = results.iter().map(week).collect();
        let Some(named) = named else {
            anyhow::bail!("each of `results` must name its `week_1based`")
        };
        return Ok(named.into_iter().map(usize::try_from).collect::<Result<_, _>>()?);
    }
    let shortest = settings.windows.iter().min().copied().unwrap_or(0);
    Ok((HISTORY_WEEKS_MIN + shortest..=weeks).collect())
}

/// `units` tells how to read the place of a series; without it a series is a category.
fn family(scan: Option<&Scan>, units: Option<usize>) -> Value {
    let (level, units) = match units {
        Some(units) => ("unit_x_category", units),
        None => ("category", 1),
    };
    let all = scan.map(|scan| scan.tests.as_slice()).unwrap_or_default();
    let tests = all.iter().filter(|test| test.p < 1.0).map(|test| {
        let unit = (level == "unit_x_category").then(|| test.series % units + 1);
        json!({
            "level": level,
            "unit": unit,
            "category": test.series / units + 1,
            "window": test.window,
            "observed": test.observed,
            "baseline": test.baseline,
            "pi": test.share,
            "expected": test.expected,
            "p": test.p,
            "p_min": test.p_min,
            "testable": test.is_testable,
            "p_bh": test.p_adjusted,
            "signal": test.is_signal,
        })
    });
    json!({
        "m_all": all.len(),
        "m_testable": all.iter().filter(|test| test.is_testable).count(),
        "n_signals": all.iter().filter(|test| test.is_signal).count(),
        "tests_with_p_below_1": Value::from_iter(tests),
        "provenance": scan.map(|scan| &scan.provenance),
    })
}

/// EARS or Farrington, by the file's `method`.
pub fn surveillance(input: &Input<'_>) -> anyhow::Result<Fields> {
    let method = input.text("method")?;
    let Some(observed) = input.numbers("observed")? else { anyhow::bail!("`observed` is missing") };
    let counts: Option<Vec<f64>> =
        observed.into_iter().map(|count| count.filter(|count| *count >= 0.0)).collect();
    let Some(counts) = counts else {
        anyhow::bail!("`observed` must be counts from 0 on, none missing")
    };
    let empty = serde_json::Map::new();
    let config = input.object("config")?.unwrap_or(Input::of(&empty));
    // A file that has answers already says by their number how many weeks it asks about.
    let weeks = input.numbers("upperbound")?.map(|answers| answers.len());
    let range = (input.whole("range_start_1based")?, weeks);
    let mut fields: Fields = vec![
        ("method", Value::from(method)),
        ("config", input.raw("config")),
        ("observed", input.raw("observed")),
    ];
    match method {
        "ears_c1" => fields.extend(ears(&config, Variant::C1, &counts, range)?),
        "ears_c2" => fields.extend(ears(&config, Variant::C2, &counts, range)?),
        "ears_c3" => fields.extend(ears(&config, Variant::C3, &counts, range)?),
        "farrington_flexible" => fields.extend(farrington(&config, &counts, range)?),
        other => anyhow::bail!(
            "there is no method `{other}`; there are ears_c1, ears_c2, ears_c3, \
             farrington_flexible"
        ),
    }
    Ok(fields)
}

fn ears(
    config: &Input<'_>,
    variant: Variant,
    counts: &[f64],
    (from, weeks): (Option<usize>, Option<usize>),
) -> anyhow::Result<Fields> {
    let alpha = if variant == Variant::C3 { 0.025 } else { 0.001 };
    let ears = Ears {
        variant,
        baseline: config.whole("baseline")?.unwrap_or(7),
        sigma_min: config.number("min_sigma")?.unwrap_or(0.5),
        alpha: config.number("alpha")?.unwrap_or(alpha),
    };
    let from = from.unwrap_or(ears.first_week());
    let mut judged = ears.judge(counts, from)?;
    judged.truncate(weeks.unwrap_or(usize::MAX));
    Ok(vec![
        ("range_start_1based", Value::from(from)),
        ("upperbound", judged.iter().map(|week| json!(week.upper)).collect()),
        ("alarm", judged.iter().map(|week| json!(week.is_alarm)).collect()),
        ("provenance", json!(ears.provenance(counts, from))),
    ])
}

fn farrington(
    config: &Input<'_>,
    counts: &[f64],
    (from, weeks): (Option<usize>, Option<usize>),
) -> anyhow::Result<Fields> {
    let guard = config.wholes("limit54")?;
    let threshold = match config.has("threshold_method").then(|| config.text("threshold_method")) {
        None => Threshold::NegativeBinomial,
        Some(name) => match name? {
            "nbPlugin" => Threshold::NegativeBinomial,
            "delta" => Threshold::Delta,
            "muan" => Threshold::UpperMean,
            _ => anyhow::bail!("`config.threshold_method` is nbPlugin, delta or muan"),
        },
    };
    let farrington = Farrington {
        years: config.whole("b")?.unwrap_or(5),
        half_window: config.whole("w")?.unwrap_or(3),
        levels: config.whole("no_periods")?.unwrap_or(10),
        last_weeks_left_out: config.whole("past_weeks_not_included")?.unwrap_or(26),
        residual_max: config.number("weights_threshold")?.unwrap_or(2.58),
        trend_p: config.number("p_threshold_trend")?.unwrap_or(1.0),
        threshold,
        alpha: config.number("alpha")?.unwrap_or(0.01),
        cases_min: guard.first().map_or(5.0, |cases| *cases as f64),
        cases_weeks: guard.get(1).copied().unwrap_or(4),
        weeks_per_year: config.whole("frequency")?.unwrap_or(52),
        reweights: config.flag("reweight")?.unwrap_or(true),
        has_trend: config.flag("trend")?.unwrap_or(true),
    };
    let from = from.unwrap_or(farrington.first_week());
    let mut judged = farrington.judge(counts, from)?;
    judged.truncate(weeks.unwrap_or(usize::MAX));
    let each = |of: &dyn Fn(&Judged) -> Value| -> Value {
        judged.iter().map(|week| week.as_ref().map_or(Value::Null, of)).collect()
    };
    Ok(vec![
        ("range_start_1based", Value::from(from)),
        ("expected", each(&|week| json!(week.expected))),
        ("mu0", each(&|week| json!(week.mu))),
        ("phi", each(&|week| json!(week.dispersion))),
        ("trend_included", each(&|week| json!(week.trend.is_some()))),
        ("trend_coef", each(&|week| json!(week.trend))),
        ("p_value", each(&|week| json!(week.p))),
        ("upperbound", each(&|week| json!(week.upper))),
        ("score", each(&|week| json!(week.score))),
        ("alarm", each(&|week| json!(week.is_alarm))),
        ("provenance", json!(farrington.provenance(counts, from))),
    ])
}
