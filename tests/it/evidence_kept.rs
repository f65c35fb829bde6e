//! Files of evidence in a backup, and in what is restored from it.

use serde_json::json;

use crate::backup::{backup, tillbud};
use crate::evidence::attach;
use crate::support::app::TestApp;
use crate::support::held::PATIENCE;
use crate::support::program::text;

/// An incident with a file, and with another that was withdrawn: its path and their ids.
async fn with_files(app: &TestApp) -> (String, String, String) {
    let (id, _) = app.incident("local_fix").await;
    let path = format!("/api/v1/incidents/{id}");
    let kept = attach(app, &path, "Rätt skärm", b"lagom").await;
    let gone = attach(app, &path, "Fel skärm", b"hemligt").await;
    let withdraw = format!("{path}/files/{gone}/withdraw");
    app.post(&withdraw, json!({ "reason": "Annat ärende" })).await.ok();
    app.stored_files(1).await;
    (path, kept, gone)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_folder_gives_out_its_files_and_none_that_was_withdrawn() {
    let app = TestApp::start().await;
    let (path, kept, gone) = with_files(&app).await;
    let copy = tempfile::tempdir().unwrap();
    let ran = backup(app.directory.path(), copy.path(), &["--with-master-key"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    app.stop().await;
    let restored = tempfile::tempdir().unwrap();
    let ran = tillbud(restored.path(), &["restore", "--from", text(copy.path())]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let again = TestApp::start_in(restored, None).await;
    let tip = again.app().store.tip().await.unwrap();
    assert!(again.app().projector.caught_up_within(tip, PATIENCE).await);
    let file = again.get(&format!("{path}/files/{kept}")).await.ok();
    assert_eq!(file.text.trim(), "lagom");
    again.get(&format!("{path}/files/{gone}")).await.refused(404);
    again.stored_files(1).await;
    again.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn verifying_tells_of_a_file_that_should_be_gone_and_is_stored_again() {
    let app = TestApp::start().await;
    let (_, _, gone) = with_files(&app).await;
    let verify = || tillbud(app.directory.path(), &["verify"]);
    let ran = verify();
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(!ran.stdout.contains("still stored"), "{}", ran.stdout);
    let files = app.app().attachments.files();
    files.put(gone.parse().unwrap(), b"from a copy").await.unwrap();
    let ran = verify();
    assert!(ran.stdout.contains("1 files that were withdrawn"), "{}", ran.stdout);
    app.stop().await;
}
