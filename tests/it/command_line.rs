//! The program itself, started as a person would.

use std::path::Path;
use std::process::{Command, Output};

use reqwest::Method;
use serde_json::json;
use tillbud_events::Role;

use crate::support::app::{TestApp, read};
use crate::support::postgres;

fn tillbud(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tillbud")).args(arguments).output().unwrap()
}

fn on(data: &Path, database: Option<&str>, arguments: &[&str]) -> String {
    let mut all = arguments.to_vec();
    all.extend(["--data", data.to_str().unwrap()]);
    if let Some(database) = database {
        all.extend(["--database-url", database]);
    }
    let output = tillbud(&all);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn help_teaches_and_wrong_use_is_2() {
    let help = String::from_utf8(tillbud(&["--help"]).stdout).unwrap();
    for command in [
        "serve",
        "demo",
        "import",
        "export",
        "rebuild",
        "verify",
        "deadlines",
        "token",
        "account",
        "doctor",
        "backup",
        "restore",
    ] {
        assert!(help.contains(command), "{command} is not in the help");
        let output = tillbud(&[command, "--help"]);
        assert!(output.status.success());
    }
    assert_eq!(tillbud(&["serve", "--nonsense"]).status.code(), Some(2));
    assert_eq!(tillbud(&["token", "create", "--role", "king"]).status.code(), Some(2));
}

#[test]
fn a_mistyped_folder_is_named_and_not_made() {
    let directory = tempfile::tempdir().unwrap();
    let nowhere = directory.path().join("tilbud-data");
    for arguments in [vec!["verify"], vec!["rebuild"], vec!["export", "log"]] {
        let output = tillbud(&[arguments, vec!["--data", nowhere.to_str().unwrap()]].concat());
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("tilbud-data") && said.contains("--data"), "{said}");
        assert!(!nowhere.exists());
    }
}

#[test]
fn a_missing_server_is_one_sentence_that_says_what_to_do() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().to_str().unwrap();
    let output = tillbud(&["verify", "--data", data, "--nats-url", "nats://127.0.0.1:9"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("no NATS server answers at 127.0.0.1:9"), "{said}");
    let output =
        tillbud(&["token", "list", "--data", data, "--nats-server", "/nonexistent/nats-server"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("/nonexistent/nats-server"), "{said}");
}

#[test]
fn settings_that_cannot_be_used_stop_the_start_and_are_named() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    let file = directory.path().join("organisation.json");
    std::fs::write(&file, r#"{"urgent_number": "fråga Kim"}"#).unwrap();
    let (data, file) = (data.to_str().unwrap(), file.to_str().unwrap());
    let output = tillbud(&["serve", "--data", data, "--organisation", file]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains(file) && said.contains("urgent_number"), "{said}");
    assert!(!Path::new(data).exists(), "nothing is begun");
    let output = tillbud(&["serve", "--data", data, "--frame-ancestors", "*"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("https://intranet.example"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_work_beside_a_running_program_and_without_one() {
    beside_and_without(None).await;
    if let Some(database) = postgres::database().await {
        beside_and_without(Some(database)).await;
    }
}

async fn beside_and_without(database: Option<String>) {
    let app = TestApp::start_in(tempfile::tempdir().unwrap(), database.clone()).await;
    let (incident, report) = app.incident("local_fix").await;
    let data = app.directory.path().to_owned();
    let database = database.as_deref();

    let token = on(&data, database, &["token", "create", "--role", "coordinator"]);
    let token = token.trim().to_owned();
    let seen = read(app.request(Method::GET, "/api/v1/reports").bearer_auth(&token)).await.ok();
    assert!(seen.text.contains(&report));
    assert!(on(&data, database, &["token", "list"]).contains("coordinator"));
    assert!(on(&data, database, &["verify"]).contains("the log is whole"));

    // Making a token is an event of another process.
    let tip = tillbud_events::Position(app.tip().await);
    assert!(app.app().projector.caught_up(tip).await);

    // A rebuild is swapped in under the running program, which goes on from there.
    let before = app.app().read_models.dump().await.unwrap();
    on(&data, database, &["rebuild"]);
    assert_eq!(app.app().read_models.dump().await.unwrap(), before);
    let feedback = json!({ "text": "Det är åtgärdat" });
    app.post(&format!("/api/v1/reports/{report}/feedback"), feedback).await.ok();
    let shown = app.get(&format!("/api/v1/reports/{report}")).await.ok();
    assert_eq!(shown.body["feedback_owed"], json!(false));

    let live = app.app().read_models.dump().await.unwrap();
    let directory = app.stop().await;
    on(&data, database, &["rebuild"]);
    let app = TestApp::start_in(directory, database.map(ToOwned::to_owned)).await;
    assert_eq!(app.app().read_models.dump().await.unwrap(), live);
    app.get(&format!("/api/v1/incidents/{incident}")).await.ok();
    let auditor = app.token(Role::Auditor).await;
    read(app.request(Method::GET, "/api/v1/events").bearer_auth(auditor)).await.ok();
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_can_read_what_is_stored() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    on(&data, None, &["token", "create", "--role", "analyst"]);
    on(&data, None, &["rebuild"]);
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o077;
    assert_eq!(mode(&data), 0, "the data folder");
    for entry in data.read_dir().unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.ends_with(".sqlite") || name == "master.key" {
            assert_eq!(mode(&path), 0, "{name}");
        }
    }
}
