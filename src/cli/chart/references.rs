//! Every reference file must be reproduced: those of this repository, and those beside it
//! whose series may not be published.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};
use tillbud_projections::trend::ENGINE;

use super::compute;

/// Fields that say what was computed and by what, not what came out.
const ABOUT: [&str; 15] = [
    "schema",
    "id",
    "name",
    "source",
    "licence",
    "origin",
    "may_be_committed",
    "engine",
    "note",
    "expected_of_us",
    "expected_override",
    "config",
    "rule",
    "method",
    "rounding",
];
/// Where the override speaks of a whole chart, the package's answers in these do not count.
const OVERRIDDEN: [&str; 8] =
    ["signals", "lcl_2sigma", "ucl_2sigma", "parts", "special_cause_type", "centre", "lcl", "ucl"];

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    files
}

/// Everything in which the answer to a file differs from what the file expects.
fn differences(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap();
    let expected: Value = serde_json::from_str(&text).unwrap();
    let expected = expected.as_object().unwrap();
    let answer = match compute(&text) {
        Ok(answer) => serde_json::from_str::<Value>(&answer).unwrap(),
        Err(error) => return vec![format!("{error:#}")],
    };
    let schema = expected["schema"].as_str().unwrap();
    let tolerance = match schema {
        "effect-reference/1" | "cluster-reference/1" => 1e-5,
        _ => 1e-9,
    };
    let nothing = Map::new();
    let overrides =
        expected.get("expected_override").and_then(Value::as_object).unwrap_or(&nothing);
    let mut found = Vec::new();
    for (name, value) in expected {
        let is_overridden = overrides.contains_key(name)
            || (overrides.contains_key("signals") && OVERRIDDEN.contains(&name.as_str()))
            || (overrides.contains_key("runs_analysis")
                && ["signals", "parts"].contains(&name.as_str()));
        if !ABOUT.contains(&name.as_str()) && !is_overridden {
            compare(&answer[name], value, name, tolerance, &mut found);
        }
    }
    for (name, value) in overrides {
        match (name.as_str(), &answer[name]) {
            ("signals", signals) => {
                let has_any = signals
                    .as_object()
                    .unwrap()
                    .values()
                    .any(|flags| flags.as_array().unwrap().contains(&Value::Bool(true)));
                if has_any {
                    found.push("signals where there must be none".to_owned());
                }
            }
            ("centre" | "lcl" | "ucl", Value::Array(line)) => {
                line.iter().for_each(|at| compare(at, value, name, tolerance, &mut found));
            }
            (_, given) => compare(given, value, name, tolerance, &mut found),
        }
    }
    found
}

fn compare(given: &Value, expected: &Value, at: &str, tolerance: f64, found: &mut Vec<String>) {
    match (given, expected) {
        (Value::Array(given), Value::Array(expected)) if given.len() == expected.len() => {
            for (place, (given, expected)) in given.iter().zip(expected).enumerate() {
                compare(given, expected, &format!("{at}[{place}]"), tolerance, found);
            }
        }
        (Value::Object(given), Value::Object(expected)) => {
            for (name, expected) in expected {
                let given = given.get(name).unwrap_or(&Value::Null);
                compare(given, expected, &format!("{at}.{name}"), tolerance, found);
            }
        }
        (Value::Number(given), Value::Number(expected)) => {
            let (given, expected) = (given.as_f64().unwrap(), expected.as_f64().unwrap());
            let is_close = (given - expected).abs() <= tolerance * given.abs().max(expected.abs());
            // Moving ranges of equal decimals differ in the last bit, and vanish beside others.
            if !is_close && (given - expected).abs() > 1e-12 {
                found.push(format!("{at}: {given} instead of {expected}"));
            }
        }
        (given, expected) if given == expected => {}
        (given, expected) => found.push(format!("{at}: {given} instead of {expected}")),
    }
}

fn check(files: &[PathBuf]) {
    let wrong: Vec<String> = files
        .iter()
        .flat_map(|file| {
            let differences = differences(file);
            let name = file.file_name().unwrap().display().to_string();
            differences.into_iter().take(3).map(move |difference| format!("{name}: {difference}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn ours() -> Vec<PathBuf> {
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/references"))
}

/// The references beside this repository that it does not hold itself; none, and a line that says
/// so, where they are not there.
fn beside() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/spc/reference");
    if !folder.is_dir() {
        // Past the capture of test output, so that nobody takes this for a test that was run.
        let mut stderr = std::io::stderr();
        writeln!(stderr, "SKIPPED: {} is not there", folder.display()).unwrap();
        return Vec::new();
    }
    let ours = ours();
    let is_ours = |file: &Path| ours.iter().any(|other| other.file_name() == file.file_name());
    let others: Vec<PathBuf> = files(&folder).into_iter().filter(|file| !is_ours(file)).collect();
    assert!(!others.is_empty(), "{} holds nothing to check", folder.display());
    others
}

/// Where in an answer stands what its figures were computed from: of a scan beside each family,
/// unless too few weeks lie before it and there are no figures.
fn provenances(answer: &Value) -> Vec<&Value> {
    let Some(results) = answer["results"].as_array() else { return vec![&answer["provenance"]] };
    let scanned = results.iter().filter(|result| result["status"] != "insufficient_data");
    scanned
        .flat_map(|result| ["leaf", "category"].map(|family| &result[family]["provenance"]))
        .collect()
}

#[test]
fn every_reference_of_this_repository_is_reproduced() {
    let ours = ours();
    assert_eq!(ours.len(), 62);
    check(&ours);
}

#[test]
fn every_reference_beside_this_repository_is_reproduced() {
    check(&beside());
}

#[test]
fn every_answer_to_a_reference_says_by_which_rules_and_engine_and_from_what_it_was_computed() {
    for file in ours().into_iter().chain(beside()) {
        let name = file.display();
        let answer = compute(&fs::read_to_string(&file).unwrap()).unwrap();
        let answer: Value = serde_json::from_str(&answer).unwrap();
        let found = provenances(&answer);
        assert!(!found.is_empty(), "{name}");
        for provenance in found {
            assert_eq!(provenance["engine"], ENGINE, "{name}");
            assert!(!provenance["profile"].as_str().unwrap().is_empty(), "{name}");
            let digest = provenance["input_sha256"].as_str().unwrap();
            let is_digest = digest.len() == 64 && digest.bytes().all(|it| it.is_ascii_hexdigit());
            assert!(is_digest, "{name}: {digest}");
        }
    }
}
