//! A backup made beside a running program, and the data folder that is made of it.

use std::fs;
use std::path::Path;
use std::process::Command;

use reqwest::Method;
use serde_json::json;

use crate::support::app::{TestApp, read};
use crate::support::held::PATIENCE;
use crate::support::program::{Program, Ran, text};

pub fn tillbud(data: &Path, arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tillbud"));
    command.args(arguments).args(["--data", text(data), "--log", "error"]);
    let output = command.env_remove("TILLBUD_MASTER_KEY").output().unwrap();
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

pub fn backup(data: &Path, to: &Path, more: &[&str]) -> Ran {
    tillbud(data, &[&["backup", "--to", text(to)], more].concat())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_folder_holds_the_same_log_the_same_words_and_the_same_receipts() {
    let app = TestApp::start().await;
    let (report_id, receipt) = app.report("Dörren stod öppen").await;
    app.incident("local_fix").await;
    let tip = app.tip().await;
    let copy = tempfile::tempdir().unwrap();
    let ran = backup(app.directory.path(), copy.path(), &["--with-master-key"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    // What comes after the copy is not in it.
    app.report("efteråt").await;

    let restored = tempfile::tempdir().unwrap();
    let ran = tillbud(restored.path(), &["restore", "--from", text(copy.path())]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let ran = tillbud(restored.path(), &["verify"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stdout.contains(&format!("{tip} events")), "{}", ran.stdout);

    let coordinator = app.coordinator.clone();
    app.stop().await;
    let again = TestApp::start_in(restored, None).await;
    let tip_again = again.app().store.tip().await.unwrap();
    assert!(again.app().projector.caught_up_within(tip_again, PATIENCE).await);
    assert_eq!(again.tip().await, tip);
    let path = format!("/api/v1/reports/{report_id}");
    again.post(&format!("{path}/open"), json!({ "purpose": "triage" })).await.ok();
    // The token of before holds here as well.
    let request = again.request(Method::GET, &path).bearer_auth(&coordinator);
    assert_eq!(read(request).await.status, 200);
    assert!(again.get(&path).await.ok().text.contains("Dörren stod öppen"));
    again.receipt(&receipt).await.ok();
    again.report("nytt").await;
    again.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_holds_no_master_key_unless_asked_and_nothing_is_overwritten() {
    let app = TestApp::start().await;
    app.report("Dörren stod öppen").await;
    let copy = tempfile::tempdir().unwrap();
    let ran = backup(app.directory.path(), copy.path(), &[]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(!copy.path().join("master.key").exists());
    assert!(ran.stderr.contains("master key is not in the copy"), "{}", ran.stderr);
    for entry in fs::read_dir(copy.path()).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(7).any(|window| window == b"stod \xc3\xb6"), "words in clear");
    }
    let ran = backup(app.directory.path(), copy.path(), &[]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stderr.contains("is not empty"), "{}", ran.stderr);
    let onto = tillbud(app.directory.path(), &["restore", "--from", text(copy.path())]);
    assert_eq!(onto.code, Some(1));
    assert!(onto.stderr.contains("is not empty"), "{}", onto.stderr);
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_or_half_written_backup_makes_no_folder() {
    let app = TestApp::start().await;
    let copy = tempfile::tempdir().unwrap();
    assert_eq!(backup(app.directory.path(), copy.path(), &[]).code, Some(0));
    app.stop().await;
    let restore = || {
        let program = Program::new();
        let ran = program.run(&["restore", "--from", text(copy.path())]);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(!program.data().exists());
        ran.stderr
    };
    let file = copy.path().join("TILLBUD.snapshot");
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&file, bytes).unwrap();
    assert!(restore().contains("TILLBUD.snapshot is damaged"));
    fs::remove_file(copy.path().join("manifest.json")).unwrap();
    assert!(restore().contains("no whole backup"));
}
