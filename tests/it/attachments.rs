//! Files: sent with the form and by receipt, stored sealed, downloaded by staff alone.

use jiff::ToSpan;
use reqwest::Method;
use serde_json::json;
use tillbud::attachments::sweep::orphans;
use tillbud::holding::HoldMinutes;
use tillbud_events::{AttachmentId, Role};

use crate::support::app::{TestApp, read};
use crate::support::files::{Form, holding, picture, simulated_now};
use crate::support::shared_data;

const NEEDLE: &str = "KANARIEFAGEL-4711-sitter-i-filen";

/// The report that a form made, and its receipt.
async fn latest(app: &TestApp) -> String {
    let queue = app.get("/api/v1/reports").await.ok();
    queue.body["items"][0]["report_id"].as_str().unwrap().to_owned()
}

fn code(page: &str) -> String {
    let rest = page.split("id=\"code\">").nth(1).expect(page);
    rest.split('<').next().unwrap().to_owned()
}

async fn file_ids(app: &TestApp, report_id: &str) -> Vec<String> {
    let db = app.app().read_models.db();
    let rows = tillbud_projections::report::attachments(db, report_id.parse().unwrap()).await;
    rows.unwrap().into_iter().map(|row| row.attachment_id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_with_files_arrives_cleaned_and_sealed_and_is_downloaded_by_staff() {
    let app = TestApp::start().await;
    let text = format!("{NEEDLE}\nrad två\n").repeat(60);
    let form = Form::default().text("key", "k1").text("narrative", "Dörren stod öppen");
    let form = form.file(&picture(NEEDLE, 90)).file(text.as_bytes()).whole();
    let page = app.send_form("/", form).await.ok();
    let report_id = latest(&app).await;
    let status = app.receipt(&code(&page.text)).await.ok();
    let kinds: Vec<_> = status.body["attachments"].as_array().unwrap().iter().collect();
    assert_eq!(kinds.len(), 2, "{}", status.text);
    assert_eq!(*kinds[0], json!({ "media": "png", "kibibytes": 1, "cleaned": true }));
    assert_eq!(kinds[1]["media"], json!("text"));
    let files = file_ids(&app, &report_id).await;
    let path = |file: &str| format!("/api/v1/reports/{report_id}/attachments/{file}");

    // Nobody downloads a file of an original that they have not opened today.
    let refused = app.get(&path(&files[0])).await.refused(409);
    assert_eq!(refused.text_of("type"), "urn:tillbud:problem:unopened");
    for role in [Role::Analyst, Role::Manager, Role::Administrator, Role::Auditor] {
        let request = app.request(Method::GET, &path(&files[0]));
        read(request.bearer_auth(app.token(role).await)).await.refused(403);
    }
    app.opened(&report_id).await;
    for (file, ending, media) in
        [(&files[0], "1.png", "image/png"), (&files[1], "2.txt", "text/plain; charset=utf-8")]
    {
        for path in [path(file), format!("/desk/reports/{report_id}/attachments/{file}")] {
            let request = app.request(Method::GET, &path).bearer_auth(&app.coordinator);
            let answer = request.send().await.unwrap();
            assert_eq!(answer.status(), 200);
            let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
            assert_eq!(header("content-type"), media);
            let disposition = format!("attachment; filename=\"bilaga-{ending}\"");
            assert_eq!(header("content-disposition"), disposition);
            assert_eq!(header("x-content-type-options"), "nosniff");
            assert_eq!(header("content-security-policy"), "sandbox; default-src 'none'");
            assert_eq!(header("cache-control"), "no-store");
            let bytes = answer.bytes().await.unwrap();
            let is_there = bytes.windows(NEEDLE.len()).any(|window| window == NEEDLE.as_bytes());
            assert_eq!(is_there, ending == "2.txt", "the text is the content, the rest is not");
        }
    }
    let desk = app.get(&format!("/desk/reports/{report_id}")).await.ok();
    assert!(desk.text.contains(&format!("/desk/reports/{report_id}/attachments/{}", files[0])));
    let directory = app.stop().await;
    for needle in [NEEDLE, "Kim Kanarie"] {
        assert_eq!(holding(directory.path(), needle.as_bytes()), Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_loses_its_place_on_the_way() {
    let Some(photo) = shared_data("attachments/apple-iphone7-gps.jpg") else { return };
    let photo = std::fs::read(photo).unwrap();
    let app = TestApp::start().await;
    let (report_id, receipt) = app.report("Foto av larmet").await;
    let added = read(app.upload(&receipt, "", photo)).await.created();
    assert_eq!(added.body["attachments"][0]["media"], json!("jpeg"));
    app.opened(&report_id).await;
    let file = &file_ids(&app, &report_id).await[0];
    let path = format!("/api/v1/reports/{report_id}/attachments/{file}");
    let answer = app.request(Method::GET, &path).bearer_auth(&app.coordinator).send().await;
    let bytes = answer.unwrap().bytes().await.unwrap();
    for needle in [&b"Exif"[..], b"Apple", b"iPhone", b"http://ns.adobe.com"] {
        assert!(!bytes.windows(needle.len()).any(|window| window == needle), "{needle:?}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_form_sent_again_adds_no_file() {
    let app = TestApp::start().await;
    let form = |shade: u8| {
        let form = Form::default().text("key", "k2").text("narrative", "En gång");
        form.file(&picture("x", shade)).file(b"hej").whole()
    };
    let first = app.send_form("/", form(1)).await.ok();
    let second = app.send_form("/", form(1)).await.ok();
    assert_eq!(code(&first.text), code(&second.text));
    assert_eq!(
        app.receipt(&code(&first.text)).await.ok().body["attachments"].as_array().unwrap().len(),
        2
    );
    app.stored_files(2).await;
    // The same key with another file is another report: nothing is taken in silence.
    let other = app.send_form("/", form(2)).await;
    assert_eq!(other.status, 409);
    assert!(other.text.contains("En gång"));
    app.stored_files(2).await;

    let receipt = code(&first.text);
    let upload = || app.upload(&receipt, "", b"ett till".to_vec()).header("idempotency-key", "a");
    read(upload()).await.created();
    read(upload()).await.created();
    assert_eq!(app.receipt(&receipt).await.ok().body["attachments"].as_array().unwrap().len(), 3);
    app.stored_files(3).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_added_by_receipt_and_never_downloaded_by_it() {
    let app = TestApp::start().await;
    let (report_id, receipt) = app.report("Mer kommer").await;
    read(app.upload("7K3M9Q-2RV8XA-4TB0ZC", "", b"x".to_vec())).await.refused(401);
    let refused = read(app.upload(&receipt, "", vec![0, 159, 146, 150])).await.refused(422);
    assert_eq!(refused.text_of("type"), "urn:tillbud:problem:file-unknown_format");
    let kept = app.upload(&receipt, "?keep_original=true", vec![0, 159, 146, 150]);
    let kept = read(kept).await.created();
    let uncleaned = json!({ "media": "other", "kibibytes": 1, "cleaned": false });
    assert_eq!(kept.body["attachments"][0], uncleaned);
    let row = app.get(&format!("/api/v1/reports/{report_id}")).await.ok();
    assert_eq!(row.body["reply_waiting"], true, "it waits to be seen, as a reply does");
    let form = Form::default().text("code", &receipt).text("key", "k").file(b"ord").file(b"fler");
    let page = app.send_form("/receipt/attachments", form.whole()).await.ok();
    assert!(page.text.contains("Filerna är mottagna."), "{}", page.text);
    let files = file_ids(&app, &report_id).await;
    assert_eq!(files.len(), 3);
    assert!(files.iter().all(|file| !page.text.contains(file)), "no link leads to a file");
    app.opened(&report_id).await;
    let path = format!("/api/v1/reports/{report_id}/attachments/{}", files[0]);
    let answer =
        app.request(Method::GET, &path).bearer_auth(&app.coordinator).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/octet-stream");
    assert_eq!(answer.headers()["content-disposition"], "attachment; filename=\"bilaga-1.bin\"");
    assert_eq!(answer.bytes().await.unwrap(), vec![0, 159, 146, 150]);
    for number in 3..10 {
        read(app.upload(&receipt, "", format!("nr {number}").into_bytes())).await.created();
    }
    let full = read(app.upload(&receipt, "", b"nr 11".to_vec())).await.refused(422);
    assert_eq!(full.text_of("type"), "urn:tillbud:problem:file-too_many");
    app.stored_files(10).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_report_tells_of_is_swept_after_a_day() {
    let clock = simulated_now();
    let directory = tempfile::tempdir().unwrap();
    let app = TestApp::start_at(directory, None, clock.clone(), HoldMinutes::OFF).await;
    let (_, receipt) = app.report("Med fil").await;
    read(app.upload(&receipt, "", b"behalls".to_vec())).await.created();
    let orphan = AttachmentId(clock.random_id());
    let files = app.app().attachments.files();
    files.put(orphan, &[7; 300_000]).await.unwrap();
    assert_eq!(files.get(orphan).await.unwrap().unwrap(), vec![7; 300_000]);
    assert_eq!(app.app().sweep_files().await.unwrap(), 0, "it may still be on its way");
    clock.set(clock.now() + 25.hours());
    assert_eq!(app.app().sweep_files().await.unwrap(), 1);
    assert_eq!(files.get(orphan).await.unwrap(), None);
    assert_eq!(files.list().await.unwrap().len(), 1);
    let stored = files.list().await.unwrap();
    let known = stored.iter().filter_map(|kept| kept.file).collect();
    assert!(orphans(stored.clone(), &known, clock.now() + 25.hours()).is_empty());
    assert_eq!(orphans(stored, &[].into(), clock.now() + 25.hours()).len(), 1);
    let directory = app.stop().await;
    assert!(holding(directory.path(), &[7; 1000]).is_empty(), "its bytes are overwritten");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_held_file_is_stored_anew_when_its_report_is_released() {
    let clock = simulated_now();
    let directory = tempfile::tempdir().unwrap();
    let app = TestApp::start_at(directory, None, clock.clone(), HoldMinutes::HOUR).await;
    let form = Form::default().text("key", "k3").text("narrative", "Hålls").file(b"innehall");
    let page = app.send_form("/", form.whole()).await.ok();
    let receipt = code(&page.text);
    read(app.upload(&receipt, "", b"ett till".to_vec())).await.created();
    assert_eq!(app.receipt(&receipt).await.ok().body["attachments"].as_array().unwrap().len(), 2);
    let stored = || async {
        let list = app.app().attachments.files().list().await.unwrap();
        list.into_iter().filter_map(|kept| kept.file).collect::<Vec<_>>()
    };
    let before = stored().await;
    assert_eq!(before.len(), 2);
    clock.set(clock.now() + 1.hour());
    app.app().release().await.unwrap();
    app.stored_files(2).await;
    let after = stored().await;
    assert!(after.iter().all(|file| !before.contains(file)), "nothing tells when it came");
    let report_id = {
        let tip = app.app().store.tip().await.unwrap();
        assert!(app.app().projector.caught_up(tip).await);
        latest(&app).await
    };
    app.opened(&report_id).await;
    let files = file_ids(&app, &report_id).await;
    let path = format!("/api/v1/reports/{report_id}/attachments/{}", files[0]);
    let answer = app.get(&path).await.ok();
    assert_eq!(answer.text.trim(), "innehall");

    // What is taken back while it is held takes its file along.
    let form = Form::default().text("key", "k4").text("narrative", "Ångras").file(b"borta");
    let page = app.send_form("/", form.whole()).await.ok();
    app.stored_files(3).await;
    let code = tillbud::access::receipt::ReceiptCode::parse(&code(&page.text)).unwrap();
    let opened = app.app().open_receipt(&code).await.unwrap().unwrap();
    app.app().withdraw_held(&opened).await.unwrap();
    app.stored_files(2).await;
    app.stop().await;
}
