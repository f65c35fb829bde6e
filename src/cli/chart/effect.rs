//! The effect of a change: from the fields of a file to a study, and back.

use serde_json::{Value, json};
use tillbud_projections::trend::chart::Direction;
use tillbud_projections::trend::effect::{Counted, Effect, Means, Study, Values, judge};

use super::Fields;
use super::input::Input;

/// Compares before and after; with an `improvement_direction` it also judges.
pub fn effect(input: &Input<'_>) -> anyhow::Result<Fields> {
    let counted = match input.text("kind")? {
        "rate" => Counted::Rate,
        "share" => Counted::Share,
        "value" => return values(input),
        _ => anyhow::bail!("`kind` is rate, share or value"),
    };
    let (before_points, numerator) = series(input)?;
    let denominator = match (input.numbers("denominator")?, counted) {
        (Some(denominator), _) => denominator,
        (None, Counted::Rate) => vec![Some(1.0); numerator.len()],
        (None, Counted::Share) => anyhow::bail!("`denominator` is missing"),
    };
    let triggered_by = input.wholes("triggered_by")?;
    let study = Study { counted, before_points, numerator, denominator, triggered_by };
    let effect = study.compare()?;
    let mut fields = fields(input, counted, &effect);
    if let Some(direction) = direction(input)? {
        fields.push(("verdict", json!(judge(&study, &effect, direction)?.0)));
    }
    fields.push(("provenance", json!(effect.provenance)));
    Ok(fields)
}

/// Single values, such as medians: the difference of their means.
fn values(input: &Input<'_>) -> anyhow::Result<Fields> {
    let (before_points, numerator) = series(input)?;
    let triggered_by = input.wholes("triggered_by")?;
    let values = Values { before_points, values: numerator, triggered_by };
    let means = values.compare()?;
    let mut fields = given(input);
    fields.extend(welch(&means));
    if let Some(direction) = direction(input)? {
        fields.push(("verdict", json!(values.judge(&means, direction)?.0)));
    }
    fields.push(("provenance", json!(means.provenance)));
    Ok(fields)
}

fn welch(means: &Means) -> Fields {
    let welch = means.welch.map(|welch| {
        json!({
            "difference": welch.difference,
            "se": welch.std_error,
            "df": welch.degrees_of_freedom,
            "ci95": [welch.lower, welch.upper],
            "p_two_sided": welch.p,
        })
    });
    let (before, after) = means.means;
    vec![
        ("means", json!({ "before": before, "after": after })),
        ("welch", welch.unwrap_or(Value::Null)),
    ]
}

/// How many points lie before, and all of them.
fn series(input: &Input<'_>) -> anyhow::Result<(usize, Vec<Option<f64>>)> {
    let Some(before_points) = input.whole("before_points")? else {
        anyhow::bail!("`before_points` is missing")
    };
    let Some(numerator) = input.numbers("numerator")? else {
        anyhow::bail!("`numerator` is missing")
    };
    Ok((before_points, numerator))
}

/// Which way is better, where the file says so.
fn direction(input: &Input<'_>) -> anyhow::Result<Option<Direction>> {
    if !input.has("improvement_direction") {
        return Ok(None);
    }
    match input.text("improvement_direction")? {
        "increase" => Ok(Some(Direction::Increase)),
        "decrease" => Ok(Some(Direction::Decrease)),
        _ => anyhow::bail!("`improvement_direction` is increase or decrease"),
    }
}

/// What goes out again as it was given.
fn given(input: &Input<'_>) -> Fields {
    ["kind", "before_points", "numerator", "denominator", "triggered_by"]
        .into_iter()
        .filter(|name| input.has(name))
        .map(|name| (name, input.raw(name)))
        .collect()
}

fn fields(input: &Input<'_>, counted: Counted, effect: &Effect) -> Fields {
    let mut fields = given(input);
    if let Some(exact) = effect.ratio.exact {
        let ci95 = json!([exact.lower, exact.upper]);
        let (test, ratio) = match counted {
            Counted::Rate => ("poisson_exact", "rate_ratio"),
            Counted::Share => ("fisher_exact", "odds_ratio"),
        };
        fields.push((test, json!({ ratio: exact.ratio, "ci95": ci95, "p_two_sided": exact.p })));
    }
    let link = match counted {
        Counted::Rate => "log (rate ratio)",
        Counted::Share => "logit (odds ratio)",
    };
    let quasi = effect.ratio.quasi.map(|quasi| {
        json!({
            "dispersion": quasi.dispersion,
            "dispersion_used": quasi.dispersion_used,
            "df": quasi.degrees_of_freedom,
            "log_ratio": quasi.log_ratio,
            "se": quasi.std_error,
            "ratio": quasi.ratio,
            "ci95": [quasi.lower, quasi.upper],
            "p_two_sided": quasi.p,
            "link": link,
        })
    });
    fields.push(("quasi", quasi.unwrap_or(Value::Null)));
    let segmented = effect.segmented.as_ref().map(|segmented| {
        json!({
            "formula": FORMULA,
            "dispersion": segmented.dispersion,
            "df": segmented.degrees_of_freedom,
            "coef": segmented.coefficients,
            "se": segmented.std_errors,
            "level_change_ratio": segmented.level_ratio,
            "level_ci95": segmented.level_interval,
            "slope_change_ratio_per_period": segmented.slope_ratio,
            "slope_ci95": segmented.slope_interval,
            "has_enough_points": segmented.has_enough_points,
        })
    });
    fields.push(("segmented", segmented.unwrap_or(Value::Null)));
    fields
}

const FORMULA: &str = "link(mu)=b0+b1*t+b2*post+b3*max(0,t-T0), t=1..n, post=1 for t>T0";
