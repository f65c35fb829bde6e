//! What the command says to input that it cannot use, and what it promises of its output.

use serde_json::Value;

use super::compute;

fn refused(text: &str) -> String {
    format!("{:#}", compute(text).unwrap_err())
}

#[test]
fn each_mistake_is_told_in_a_sentence_that_names_the_field() {
    for (text, sentence) in [
        ("nonsense", "this is not JSON: expected ident at line 1 column 2"),
        ("[]", "a JSON object is needed"),
        (
            "{}",
            "cannot tell what to compute: give `chart`, `before_points`, \
                `counts_week_unit_category`, `observed`, `table` or `row`",
        ),
        (r#"{"chart": 1}"#, "`chart` must be a text"),
        (r#"{"chart": "c"}"#, "`numerator` is missing"),
        (r#"{"chart": "c", "numerator": []}"#, "the series has no points"),
        (r#"{"chart": "c", "numerator": [1, "2"]}"#, "item 2 of `numerator` is not a number"),
        (
            r#"{"chart": "c", "numerator": [1, -2]}"#,
            "point 2 is below zero, which a c chart cannot count",
        ),
        (r#"{"chart": "u", "numerator": [1]}"#, "a u chart needs denominators"),
        (
            r#"{"chart": "p", "numerator": [3], "denominator": [2]}"#,
            "point 1 has a numerator above its denominator, which a share cannot have",
        ),
        (
            r#"{"chart": "p", "numerator": [3], "denominator": [2, 3]}"#,
            "there are 1 numerators but 2 denominators",
        ),
        (
            r#"{"chart": "i", "numerator": [1, 2], "config": {"exclude": 3}}"#,
            "point 3 cannot be excluded: the series has no such point",
        ),
        (
            r#"{"chart": "i", "numerator": [1, 2], "config": {"freeze": 0}}"#,
            "a baseline cannot be frozen after 0 points",
        ),
        (
            r#"{"chart": "i", "x": ["a"], "numerator": [1], "config": {"rebase": "b"}}"#,
            "`config.rebase`: no point has the x \"b\"",
        ),
        (
            r#"{"chart": "i", "numerator": [1], "config": {"multiply": -1}}"#,
            "`config.multiply` must be above zero",
        ),
        (
            r#"{"chart": "ewma", "numerator": [1, 2], "config": {"lambda": 2}}"#,
            "lambda must be above 0 and at most 1",
        ),
        (
            r#"{"chart": "cusum", "numerator": [1, null]}"#,
            "point 2 has no value, and this chart cannot do without it",
        ),
        (
            r#"{"chart": "qcc_xbar", "samples": [[1, 2], [1]]}"#,
            "sample 2 has 1 values; it must have 2 to 25",
        ),
        (r#"{"chart": "xbar", "numerator": [1, 2]}"#, "`samples` is missing"),
        (
            r#"{"chart": "bernoulli_cusum", "numerator": [0, 2]}"#,
            "item 2 of `numerator` is neither 0 nor 1",
        ),
        (
            r#"{"chart": "bernoulli_cusum", "numerator": [0, 0]}"#,
            "target must be a risk above 0 and below 1, or be told by cases that are not all alike",
        ),
        (
            r#"{"before_points": 2, "kind": "rate", "numerator": [1, 2]}"#,
            "2 points before the change do not fit a series of 2 points",
        ),
        (
            r#"{"observed": [1, 2], "method": "ears_c1"}"#,
            "week 8 cannot be judged: there are 2 weeks",
        ),
        (
            r#"{"counts_week_unit_category": [[[1]], [[1, 2]]]}"#,
            "all weeks of `counts_week_unit_category` must have the same units and categories",
        ),
        (
            r#"{"counts_week_unit_category": [[[1]]], "weeks": 2}"#,
            "there is no week 2: there are 1",
        ),
        (
            r#"{"counts_week_unit_category": [[[1]]], "config": {"exposure": [1, 2]}}"#,
            "`config.exposure` must be one number from 0 on for each week",
        ),
        (
            r#"{"counts_week_unit_category": [[[1]]], "config": {"exposure": "beds"}}"#,
            "`config.exposure` is `all reports`, `weeks`, or a list of one number a week",
        ),
        (r#"{"table": [[1, 2], [3]]}"#, "row 2 has 1 cells where 2 are expected"),
        (r#"{"row": [1, 2], "total": 4}"#, "`total` is not the sum of `row`"),
    ] {
        assert_eq!(refused(text), sentence, "{text}");
    }
}

#[test]
fn the_same_input_gives_the_same_bytes_and_tells_by_what_it_was_computed() {
    let text = r#"{"chart": "c", "numerator": [4, 6, 5, 7, 4, 6, 5, 5, 6, 4, 7, 5]}"#;
    let first = compute(text).unwrap();
    assert_eq!(first, compute(text).unwrap());
    let answer: Value = serde_json::from_str(&first).unwrap();
    assert_eq!(answer["engine"], "tillbud-trend/2");
    assert_eq!(answer["provenance"]["input_sha256"].as_str().unwrap().len(), 64);
    assert_eq!(answer["parts"][0]["maturity"], "trial");
}

fn computed(text: &str) -> Value {
    serde_json::from_str(&compute(text).unwrap()).unwrap()
}

#[test]
fn other_numbers_or_other_constants_have_another_digest() {
    let digest = |text: &str| {
        let answer = computed(text);
        answer["provenance"]["input_sha256"].as_str().unwrap().to_owned()
    };
    let chart = |name: &str, numerator: &str, config: &str| {
        let denominator = "[9, 8, 9, 8]";
        format!(
            r#"{{"chart": "{name}", "numerator": {numerator}, "denominator": {denominator},
                "config": {{{config}}}}}"#
        )
    };
    for (name, config) in [
        ("cusum", r#""k": 0.25"#),
        ("cusum", r#""center": 2"#),
        ("ewma", r#""lambda": 0.1"#),
        ("bernoulli_cusum", r#""or": 3"#),
        ("bernoulli_cusum", r#""target": 3"#),
        ("qcc_xbar.one", r#""calibration_points": 3"#),
        ("qcc_c", r#""nsigmas": 2"#),
        ("qcc_u", r#""confidence_level": 0.99"#),
        ("qcc_p", r#""nsigmas": 2"#),
        ("qcc_np", r#""nsigmas": 2"#),
    ] {
        let first = digest(&chart(name, "[1, 0, 1, 0]", ""));
        assert_eq!(first, digest(&chart(name, "[1, 0, 1, 0]", "")), "{name}");
        assert_ne!(first, digest(&chart(name, "[1, 0, 0, 1]", "")), "{name}");
        assert_ne!(first, digest(&chart(name, "[1, 0, 1, 0]", config)), "{name} {config}");
    }
    let weeks: Vec<u8> = (0..60).map(|week| 5 + week % 4).collect();
    let later: Vec<u8> = (0..60).map(|week| 5 + week % 3).collect();
    let method = |name: &str, weeks: &[u8], alpha: &str| {
        format!(
            r#"{{"method": "{name}", "observed": {weeks:?},
                "config": {{"b": 1, "alpha": {alpha}}}}}"#
        )
    };
    for name in ["ears_c1", "ears_c2", "ears_c3", "farrington_flexible"] {
        let first = digest(&method(name, &weeks, "0.05"));
        assert_ne!(first, digest(&method(name, &later, "0.05")), "{name}");
        assert_ne!(first, digest(&method(name, &weeks, "0.01")), "{name}");
    }
    for (one, other) in [
        (r#"{"row": [1, 2, 30]}"#, r#"{"row": [1, 3, 30]}"#),
        (r#"{"row": [1, 2, 30]}"#, r#"{"row": [1, 2, 30], "suppress_below": 8}"#),
        (r#"{"table": [[10, 20], [30, 40]]}"#, r#"{"table": [[10, 20], [30, 41]]}"#),
        (r#"{"table": [[10, 20, 30]]}"#, r#"{"table": [[10], [20], [30]]}"#),
        (
            r#"{"table": [[10, 20], [30, 40]]}"#,
            r#"{"table": [[10, 20], [30, 40]], "rule": {"suppress_to": 7}}"#,
        ),
    ] {
        assert_ne!(digest(one), digest(other), "{one} {other}");
    }
}

#[test]
fn a_series_of_three_to_nine_points_has_a_centre_alone_and_a_part_of_nine_has_limits() {
    for chart in ["i", "xmr", "c", "t"] {
        let whole = format!(r#"{{"chart": "{chart}", "numerator": [4, 6, 5, 7, 4, 6, 5, 5, 90]}}"#);
        let whole = computed(&whole);
        assert_eq!((&whole["status"], &whole["ucl"][0]), (&"centre_only".into(), &Value::Null));
        assert!(whole["centre"][0].is_number());
        assert!(!whole["signals"].to_string().contains("true"));
        let parts = format!(
            r#"{{"chart": "{chart}", "config": {{"part": 10}}, "numerator":
                [4, 6, 5, 7, 4, 6, 5, 5, 6, 4, 7, 5, 8, 4, 6, 5, 5, 6, 4]}}"#
        );
        let parts = computed(&parts);
        assert_eq!(parts["parts"][1]["maturity"], "too_short");
        assert!(parts["ucl"][18].is_number());
    }
}

/// σz of the shares below is the standard deviation of their z, by R's formula in Python:
/// `p = sum(y) / sum(n); statistics.stdev((y / n - p) / math.sqrt(p * (1 - p) / n) …)`.
#[test]
fn points_that_no_time_connects_have_no_runs_and_spread_about_their_mean() {
    let text = |x: &str| {
        format!(
            r#"{{"chart": "pp", "x": [{x}], "numerator": [9, 8, 9, 7, 8, 9, 2, 1, 3, 2, 1, 2],
                "denominator": [20, 22, 24, 21, 20, 23, 25, 20, 22, 21, 24, 20]}}"#
        )
    };
    let units: Vec<String> = (0..12).map(|at| format!("\"unit {at}\"")).collect();
    let months: Vec<String> = (1..=12).map(|month| format!("\"2026-{month:02}\"")).collect();
    let (units, months) = (computed(&text(&units.join(","))), computed(&text(&months.join(","))));
    assert_eq!(units["runs_analysis"], "not_applicable");
    assert_eq!(units["parts"][0]["longest_run"], 6);
    assert_eq!(units["signals"]["anhoej_runs"][0], false);
    let sigma_z = units["parts"][0]["sigma_z"].as_f64().unwrap();
    assert!((sigma_z - 1.781_803_571_404_758).abs() < 1e-12, "{sigma_z}");
    assert_eq!(months["runs_analysis"], "ok");
    assert_eq!(months["signals"]["anhoej_runs"][0], true);
    assert_ne!(months["parts"][0]["sigma_z"], units["parts"][0]["sigma_z"]);
}

#[test]
fn a_running_last_period_is_shown_and_judged_by_nothing() {
    let text = r#"{"chart": "c", "numerator": [4, 6, 5, 7, 4, 6, 5, 5, 6, 4, 7, 50],
        "config": {"last_incomplete": true}}"#;
    let answer: Value = serde_json::from_str(&compute(text).unwrap()).unwrap();
    assert_eq!(answer["value"][11], 50.0);
    assert_eq!(answer["included"][11], false);
    assert_eq!(answer["signals"]["shewhart_3sigma"][11], false);
    assert!(answer["ucl"][0].as_f64().unwrap() < 13.0);
}

#[test]
fn samples_are_drawn_by_their_means() {
    let samples: Vec<String> = (0..12).map(|at| format!("[{at}, 4, null, 8]")).collect();
    let answer = computed(&format!(r#"{{"chart": "xbar", "samples": [{}]}}"#, samples.join(",")));
    assert_eq!((&answer["value"][6], &answer["numerator"]), (&6.0.into(), &Value::Null));
    assert_eq!(answer["samples"][6], serde_json::json!([6, 4, null, 8]));
    assert!(answer["lcl"][6].is_number() && answer["ucl_2sigma"][6].is_number());
}

#[test]
fn cases_may_be_zeros_and_ones_or_flags() {
    let text = |cases: &str| {
        let config = r#"{"target": 0.1, "limit": 2}"#;
        let text = format!(r#"{{"chart": "bchart", "numerator": [{cases}], "config": {config}}}"#);
        computed(&text)["cusum_pos"].clone()
    };
    assert_eq!(text("0, 1, 0, 1"), text("false, true, false, true"));
}

#[test]
fn a_part_outside_of_the_series_is_none() {
    let text = |part: &str| {
        let numerator: Vec<u8> = (0..24).map(|at| 10 + at % 4).collect();
        let config = format!(r#"{{"part": {part}}}"#);
        computed(&format!(r#"{{"chart": "c", "numerator": {numerator:?}, "config": {config}}}"#))
    };
    let parts = |part: &str| text(part)["parts"].as_array().unwrap().len();
    assert_eq!((parts("24"), parts("[0, 40]"), parts("[12, 12, 24]")), (1, 1, 2));
}

#[test]
fn a_denominator_divides_gaps_and_times_and_means_nothing_to_counts() {
    let value = |chart: &str, denominator: &str| {
        computed(&format!(
            r#"{{"chart": "{chart}", "numerator": [6, 8, 4], "denominator": {denominator}}}"#
        ))["value"]
            .clone()
    };
    assert_eq!(value("c", "[2, 0, 4]"), serde_json::json!([6.0, 8.0, 4.0]));
    assert_eq!(value("c", "[2, null, 4]"), serde_json::json!([6.0, null, 4.0]));
    for chart in ["g", "t", "i", "run"] {
        assert_eq!(value(chart, "[2, 4, 4]"), serde_json::json!([3.0, 2.0, 1.0]));
    }
}

#[test]
fn values_stand_in_for_numerators_that_are_not_given() {
    let answer = computed(
        r#"{"chart": "u", "value": [10, 30, null], "denominator": [70, 30, 40],
            "config": {"multiply": 100}}"#,
    );
    assert_eq!(answer["numerator"], serde_json::json!([7.0, 9.0, null]));
    assert_eq!(answer["value"], serde_json::json!([10.0, 30.0, null]));
}

#[test]
fn parts_forget_a_freeze_as_qicharts2_does_and_keep_it_as_nhsrplotthedots_does() {
    let text = |chart: &str| {
        let numerator: Vec<u8> = (0..40).map(|at| 10 + at % 4 + at / 5).collect();
        format!(
            r#"{{"chart": "{chart}", "numerator": {numerator:?},
                "config": {{"part": 20, "freeze": 12}}}}"#
        )
    };
    let (qic, dots) = (computed(&text("i")), computed(&text("xmr")));
    assert_eq!((&qic["included"][19], &qic["included"][39]), (&true.into(), &true.into()));
    assert_eq!(qic["warnings"], Value::Array(vec![]));
    assert_eq!((&dots["included"][11], &dots["included"][12]), (&true.into(), &false.into()));
    assert_eq!((&dots["included"][31], &dots["included"][32]), (&true.into(), &false.into()));
}

#[test]
fn a_week_early_in_the_history_is_scanned_with_what_lies_before_it_or_not_at_all() {
    let weeks = vec!["[[1]]"; 40].join(",");
    let answer = computed(&format!(
        r#"{{"counts_week_unit_category": [{weeks}], "weeks": [20, 26, 27, 33, 40]}}"#
    ));
    let of =
        |at: usize| (&answer["results"][at]["status"], &answer["results"][at]["leaf"]["m_all"]);
    for at in [0, 1] {
        assert_eq!(of(at), (&"insufficient_data".into(), &0.into()));
    }
    for at in [2, 3, 4] {
        assert_eq!(of(at), (&"provisional".into(), &4.into()));
    }
    let unasked = computed(&format!(r#"{{"counts_week_unit_category": [{weeks}]}}"#));
    assert_eq!(unasked["results"].as_array().unwrap().len(), 14);
}

#[test]
fn a_scan_holds_reports_against_all_reports_or_weeks_or_given_numbers() {
    let weeks: Vec<String> = (1..=60).map(|week| format!("[[{week}, 1]]")).collect();
    let share = |exposure: &str| {
        let weeks = weeks.join(",");
        let answer = computed(&format!(
            r#"{{"counts_week_unit_category": [{weeks}], "weeks": 60,
                "config": {{"exposure": {exposure}, "windows": [1]}}}}"#
        ));
        answer["results"][0]["leaf"]["tests_with_p_below_1"][0]["pi"].as_f64().unwrap()
    };
    let is_close = |one: f64, other: f64| (one - other).abs() < 1e-12;
    assert!(is_close(share("null"), 61.0 / (9..=61).sum::<i32>() as f64));
    assert_eq!(share("\"all reports city-wide in the same weeks\""), share("null"));
    assert!(is_close(share("\"weeks\""), 1.0 / 53.0));
    assert!(is_close(share(&format!("{:?}", vec![2.5; 60])), 1.0 / 53.0));
}

#[test]
fn a_verdict_is_given_when_the_file_says_which_way_is_better() {
    let numbers = |level: u64, of: usize| vec![level; of];
    let series = [numbers(12, 12), numbers(4, 12)].concat();
    for (direction, verdict) in [("decrease", "improved"), ("increase", "worse")] {
        let text = format!(
            r#"{{"kind": "rate", "before_points": 12, "numerator": {series:?},
                "improvement_direction": "{direction}"}}"#
        );
        let answer: Value = serde_json::from_str(&compute(&text).unwrap()).unwrap();
        assert_eq!(answer["verdict"], verdict);
    }
}

#[test]
fn single_values_are_judged_by_the_difference_of_their_means() {
    let text = |kind: &str, direction: &str| {
        format!(
            r#"{{"kind": "{kind}", "before_points": 12, "improvement_direction": "{direction}",
                "numerator": [6, 5.5, 7, 6, 8, 6.5, 5, 7, 6, 7.5, 6, 5.5, 4, 3, 3.5, 2, 3, 3, 4, 2.5]}}"#
        )
    };
    for (direction, verdict) in [("decrease", "improved"), ("increase", "worse")] {
        assert_eq!(computed(&text("value", direction))["verdict"], verdict);
    }
    assert_eq!(refused(&text("median", "decrease")), "`kind` is rate, share or value");
    let alike = r#"{"kind": "value", "before_points": 2, "numerator": [1, 1, 3, 3]}"#;
    assert_eq!(computed(alike)["welch"], Value::Null);
    assert_eq!(computed(alike)["means"], serde_json::json!({ "before": 1.0, "after": 3.0 }));
}
