//! Who may import whom, and other sentences of ARCHITECTURE.md that a machine can check.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &str) -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join(folder), &mut found);
    found
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(root()).unwrap().display().to_string();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect()
}

/// Lines of code that mention `name` as a path, outside comments.
fn mentions(source: &str, name: &str) -> bool {
    source.lines().map(|line| line.split("//").next().unwrap_or_default()).any(|line| {
        line.match_indices(name).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            let after = line[at + name.len()..].chars().next();
            let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
            !is_word(before) && (name.ends_with("::") || !is_word(after))
        })
    })
}

fn assert_only_under(folder: &str, name: &str, allowed: &[&str]) {
    for (file, source) in rust_files(folder) {
        let is_allowed = allowed.iter().any(|prefix| file.starts_with(prefix));
        assert!(is_allowed || !mentions(&source, name), "{file} must not use {name}");
    }
}

#[test]
fn imports_run_from_the_program_to_projections_to_events() {
    for name in ["tillbud_projections", "tillbud::"] {
        assert_only_under("events/src", name, &[]);
    }
    assert_only_under("projections/src", "tillbud::", &[]);
}

#[test]
fn the_rules_depend_on_nothing_that_can_reach_the_outside() {
    let events = BTreeSet::from(["jiff", "serde", "serde_json", "thiserror", "uuid"]);
    let wording = BTreeSet::from(["serde", "serde_json"]);
    for (name, pure) in [("events", events), ("wording", wording)] {
        let manifest = fs::read_to_string(root().join(name).join("Cargo.toml")).unwrap();
        let dependencies = manifest.split("[dependencies]").nth(1).unwrap();
        let dependencies: BTreeSet<_> = dependencies
            .lines()
            .take_while(|line| !line.starts_with('['))
            .filter_map(|line| line.split(['.', ' ', '=']).next())
            .filter(|name| !name.is_empty())
            .collect();
        assert_eq!(dependencies, pure);
        let source = format!("{name}/src");
        for name in ["std::fs", "std::net", "std::process", "std::env", "async fn", "tokio"] {
            assert_only_under(&source, name, &[]);
        }
    }
}

#[test]
fn cleaning_reaches_nothing_but_the_bytes_it_is_given() {
    let outside =
        ["std::fs", "std::net", "std::process", "std::env", "std::time", "async fn", "tokio"];
    for name in outside.into_iter().chain(["tillbud::", "tillbud_events", "tillbud_projections"]) {
        assert_only_under("cleaning/src", name, &[]);
    }
    // A file is parsed in the worker, never in the process that holds the keys.
    for name in ["tillbud_cleaning::clean", "clean(&bytes)"] {
        assert_only_under("src", name, &["src/attachments/worker.rs"]);
    }
}

#[test]
fn the_trend_statistics_read_no_database() {
    let folders = ["projections/src/trend", "projections/src/disclosure"];
    for (file, source) in folders.into_iter().flat_map(rust_files) {
        if !file.contains("/fact/") {
            assert!(!mentions(&source, "sqlx") && !mentions(&source, "Db"), "{file}");
        }
    }
}

#[test]
fn nats_is_spoken_only_by_the_store_and_what_keeps_keys() {
    assert_only_under("src", "async_nats::", &["src/store", "src/sealing"]);
}

#[test]
fn http_is_spoken_only_by_the_web() {
    assert_only_under("src", "axum::", &["src/web", "src/cli/serve.rs"]);
}

#[test]
fn sql_is_written_only_in_projections() {
    assert_only_under("src", "sqlx::", &[]);
}

#[test]
fn every_file_says_what_it_is() {
    for folder in
        ["src", "cleaning", "events/src", "projections/src", "wording/src", "tests", "benches"]
    {
        for (file, source) in rust_files(folder) {
            assert!(source.starts_with("//!"), "{file} does not open with what it is");
        }
    }
}

#[test]
fn no_file_is_longer_than_500_lines() {
    for folder in
        ["src", "cleaning", "events/src", "projections/src", "wording/src", "tests", "benches"]
    {
        for (file, source) in rust_files(folder) {
            let lines = source.lines().count();
            assert!(lines <= 500, "{file} has {lines} lines; one subject a file");
        }
    }
}

#[test]
fn the_readme_names_each_top_level_folder() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    for entry in fs::read_dir(root()).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let is_ours = !name.starts_with('.') && name != "target" && name != "tillbud-data";
        if entry.path().is_dir() && is_ours && name != "node_modules" {
            assert!(readme.contains(&format!("`{name}/`")), "README.md does not name `{name}/`");
        }
    }
}
