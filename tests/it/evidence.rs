//! Files of evidence: attached by staff to an incident or an action, downloaded by who may read
//! it, withdrawn for good.

use jiff::ToSpan;
use reqwest::Method;
use serde_json::{Value, json};
use tillbud::holding::HoldMinutes;
use tillbud_events::{AttachmentId, Role, limits};

use crate::support::app::{Answer, TestApp, read};
use crate::support::files::{BOUNDARY, Form, holding, picture, simulated_now};
use crate::support::shared_data;

const NEEDLE: &str = "KANARIEFAGEL-4712-sitter-i-filen";

/// What cannot be cleaned.
const STRANGE: [u8; 4] = [0, 159, 146, 150];

async fn send(app: &TestApp, token: &str, path: &str, form: Form, key: Option<&str>) -> Answer {
    let content_type = format!("multipart/form-data; boundary={BOUNDARY}");
    let request = app.request(Method::POST, path).bearer_auth(token);
    let request = request.header("content-type", content_type).header("accept-language", "sv");
    let request = match key {
        Some(key) => request.header("idempotency-key", key),
        None => request,
    };
    read(request.body(form.whole())).await
}

fn shows(description: &str) -> Form {
    Form::default().text("description", description)
}

pub async fn attach(app: &TestApp, path: &str, description: &str, bytes: &[u8]) -> String {
    let form = shows(description).file(bytes);
    let added = send(app, &app.coordinator, &format!("{path}/files"), form, None).await.created();
    added.text_of("file_id")
}

async fn listed(app: &TestApp, path: &str) -> Vec<Value> {
    let files = app.get(&format!("{path}/files")).await.ok();
    files.body["files"].as_array().unwrap().clone()
}

async fn as_token(app: &TestApp, token: &str, path: &str) -> Answer {
    read(app.request(Method::GET, path).bearer_auth(token)).await
}

/// An action of the incident that the function is to carry out.
async fn action(app: &TestApp, incident: &str, owner: &str) -> String {
    let proposed = json!({ "text": "Sätt upp en skylt", "strength": "stronger" });
    let path = format!("/api/v1/incidents/{incident}/actions");
    let id = app.post(&path, proposed).await.created().text_of("action_id");
    let decided = json!({ "owner": owner, "due": "2099-06-30" });
    app.post(&format!("/api/v1/actions/{id}/decide"), decided).await.ok();
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_an_incident_is_cleaned_sealed_listed_found_and_downloaded() {
    let app = TestApp::start().await;
    let (id, _) = app.incident("local_fix").await;
    let path = format!("/api/v1/incidents/{id}");
    let before = app.get(&path).await.ok().body["version"].as_u64().unwrap();
    let picture = picture(NEEDLE, 60);
    let form = shows("Felmeddelandet i kassan").file(&picture);
    let files = format!("{path}/files");
    let added = send(&app, &app.coordinator, &files, form, None).await.created();
    assert_eq!(added.body["version"], json!(before + 1));
    let file = added.text_of("file_id");
    assert_eq!(added.location.as_deref(), Some(format!("{files}/{file}").as_str()));
    let shown = listed(&app, &path).await;
    let expected = json!({
        "file_id": file, "media": "png", "kibibytes": 1, "cleaned": true,
        "description": "Felmeddelandet i kassan", "role": "coordinator",
        "attached_at": shown[0]["attached_at"],
    });
    assert_eq!(shown, [expected]);

    for place in [format!("{files}/{file}"), format!("/incidents/{id}/files/{file}")] {
        let request = app.request(Method::GET, &place).bearer_auth(&app.coordinator);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 200, "{place}");
        let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "image/png");
        assert_eq!(header("content-disposition"), "attachment; filename=\"bilaga-1.png\"");
        assert_eq!(header("content-security-policy"), "sandbox; default-src 'none'");
        assert_eq!(header("cache-control"), "no-store");
        let bytes = answer.bytes().await.unwrap();
        assert!(!bytes.windows(NEEDLE.len()).any(|window| window == NEEDLE.as_bytes()));
    }
    let page = app.get(&format!("/incidents/{id}?lang=sv")).await.ok();
    assert!(page.text.contains("Felmeddelandet i kassan") && page.text.contains(&file));
    assert!(page.text.contains("En fil lades till som underlag"), "the history tells it");
    let found = app.get("/api/v1/search?q=kassan&in=incidents").await.ok();
    assert!(found.text.contains(&id), "{}", found.text);
    // Analysts read incidents, and so their files; who does not read incidents does not.
    let analyst = app.token(Role::Analyst).await;
    as_token(&app, &analyst, &format!("{files}/{file}")).await.ok();
    as_token(&app, &analyst, &files).await.ok();
    let form = shows("x").file(b"y");
    send(&app, &analyst, &files, form, None).await.refused(403);
    for role in [Role::Manager, Role::Administrator, Role::Auditor, Role::ActionOwner] {
        let token = app.token(role).await;
        as_token(&app, &token, &format!("{files}/{file}")).await.refused(403);
    }
    let stranger = app.app().clock.random_id();
    app.get(&format!("{files}/{stranger}")).await.refused(404);
    app.get(&format!("/api/v1/incidents/{stranger}/files/{file}")).await.refused(404);
    app.get(&format!("/api/v1/incidents/{stranger}/files")).await.refused(404);
    let directory = app.stop().await;
    for needle in [NEEDLE, "Kim Kanarie"] {
        assert_eq!(holding(directory.path(), needle.as_bytes()), Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_of_the_place_does_not_tell_where_it_was_taken() {
    let Some(photo) = shared_data("attachments/apple-iphone7-gps.jpg") else { return };
    let app = TestApp::start().await;
    let (id, _) = app.incident("local_fix").await;
    let path = format!("/api/v1/incidents/{id}");
    let file = attach(&app, &path, "Entrén", &std::fs::read(photo).unwrap()).await;
    let request = app.request(Method::GET, &format!("{path}/files/{file}"));
    let answer = request.bearer_auth(&app.coordinator).send().await.unwrap();
    let bytes = answer.bytes().await.unwrap();
    for needle in [&b"Exif"[..], b"Apple", b"iPhone"] {
        assert!(!bytes.windows(needle.len()).any(|window| window == needle), "{needle:?}");
    }
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_sent_twice_counts_once() {
    let app = TestApp::start().await;
    let (id, _) = app.incident("local_fix").await;
    let (path, page) = (format!("/api/v1/incidents/{id}"), format!("/incidents/{id}/files"));
    let files = format!("{path}/files");
    let form = || shows("Loggen").file(b"rad ett");
    let first = send(&app, &app.coordinator, &files, form(), Some("a")).await.created();
    let again = send(&app, &app.coordinator, &files, form(), Some("a")).await.created();
    assert_eq!(first.text_of("file_id"), again.text_of("file_id"));
    app.stored_files(1).await;
    let other = || shows("Loggen").file(b"rad tv\xc3\xa5");
    send(&app, &app.coordinator, &files, other(), Some("a")).await.refused(422);
    app.stored_files(1).await;
    send(&app, &app.coordinator, &files, other(), Some("b")).await.created();

    let form = |key: &str| {
        let form = Form::default().text("key", key).text("wish", "attach");
        form.text("file_description", "Skylten").file(b"bild")
    };
    for _ in 0..2 {
        let sent = send(&app, &app.coordinator, &page, form("k"), None).await;
        assert_eq!(sent.status, 303, "{}", sent.text);
    }
    assert_eq!(listed(&app, &path).await.len(), 3);
    app.stored_files(3).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_file_or_its_words_is_told_and_nothing_is_stored() {
    let app = TestApp::start().await;
    let (id, _) = app.incident("local_fix").await;
    let files = format!("/api/v1/incidents/{id}/files");
    let refused = async |form: Form, status: u16| {
        send(&app, &app.coordinator, &files, form, None).await.refused(status)
    };
    let pointer = |answer: &Answer| answer.body["errors"][0]["pointer"].clone();
    let unclean = refused(shows("x").file(&STRANGE), 422).await;
    assert_eq!(unclean.text_of("type"), "urn:tillbud:problem:file-unknown_format");
    let none = refused(shows("x"), 422).await;
    assert_eq!(none.text_of("type"), "urn:tillbud:problem:file-empty");
    let two = refused(shows("x").file(b"a").file(b"b"), 422).await;
    assert_eq!(pointer(&two), json!("/attachment"));
    let silent = refused(Form::default().file(b"a"), 422).await;
    assert_eq!(pointer(&silent), json!("/description"));
    let most = limits::DESCRIPTION_CHARACTERS;
    let long = refused(shows(&"å".repeat(most + 1)).file(b"a"), 422).await;
    assert_eq!(pointer(&long), json!("/description"));
    let blaming = refused(shows("Hon glömde nyckeln").file(b"a"), 422).await;
    assert_eq!(blaming.text_of("type"), "urn:tillbud:problem:wording");
    app.post(&files, json!({ "description": "x" })).await.refused(400);
    app.stored_files(0).await;
    assert_eq!(listed(&app, &format!("/api/v1/incidents/{id}")).await, Vec::<Value>::new());

    let kept = shows("Hon glömde nyckeln").text("kept_wording", "Citat på skylten");
    send(&app, &app.coordinator, &files, kept.file(b"a"), None).await.created();
    send(&app, &app.coordinator, &files, shows(&"å".repeat(most)).file(b"b"), None).await.created();
    let kept = shows("Minnesdump").text("keep_original", "true").file(&STRANGE);
    send(&app, &app.coordinator, &files, kept, None).await.created();
    let shown = listed(&app, &format!("/api/v1/incidents/{id}")).await;
    assert_eq!((&shown[2]["media"], &shown[2]["cleaned"]), (&json!("other"), &json!(false)));
    let file = shown[2]["file_id"].as_str().unwrap();
    let request = app.request(Method::GET, &format!("{files}/{file}"));
    let answer = request.bearer_auth(&app.coordinator).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/octet-stream");
    assert_eq!(answer.headers()["content-disposition"], "attachment; filename=\"bilaga-3.bin\"");
    assert_eq!(answer.bytes().await.unwrap(), STRANGE.to_vec());
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_tells_what_to_change_and_keeps_its_words() {
    let app = TestApp::start().await;
    let (id, _) = app.incident("local_fix").await;
    let page = format!("/incidents/{id}/files?lang=sv");
    let form = |words: &str| {
        let form = Form::default().text("key", "k").text("wish", "attach").text("version", "9");
        form.text("file_description", words)
    };
    let post = async |form: Form| send(&app, &app.coordinator, &page, form, None).await;
    let unclean = post(form("Minnesdump").file(&STRANGE)).await;
    assert_eq!(unclean.status, 422);
    for told in ["Minnesdump", "går inte att rensa", "Välj filen igen", "name=\"keep_original\""]
    {
        assert!(unclean.text.contains(told), "{told}: {}", unclean.text);
    }
    let both = post(form("Hon glömde nyckeln")).await;
    assert_eq!(both.status, 422);
    for told in ["Ingen fil är vald", "name=\"kept_wording\"", "Hon glömde nyckeln"] {
        assert!(both.text.contains(told), "{told}");
    }
    assert!(!both.text.contains("name=\"keep_original\""), "there is nothing to keep");
    let two = post(form("Två").file(b"a").file(b"b")).await;
    assert!(two.status == 422 && two.text.contains("en fil i taget"), "{}", two.text);
    app.stored_files(0).await;
    let kept = form("Minnesdump").text("keep_original", "true").file(&STRANGE);
    assert_eq!(post(kept).await.status, 303);
    app.stored_files(1).await;
    let english = page.replace("lang=sv", "lang=en");
    let english = send(&app, &app.coordinator, &english, form("No file"), None).await;
    assert!(english.text.contains("No file is chosen."));
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_file_is_gone_from_the_store_and_the_history_says_why() {
    let app = TestApp::start().await;
    let (id, _) = app.incident("local_fix").await;
    let path = format!("/api/v1/incidents/{id}");
    let wrong = attach(&app, &path, "Fel persons skärm", &b"hemligt ".repeat(200)).await;
    let right = attach(&app, &path, "Rätt skärm", b"lagom").await;
    let (files, folder) = (app.app().attachments.files(), app.directory.path().to_owned());
    let trace = |id: &str| {
        let id: AttachmentId = id.parse().unwrap();
        async move { files.get(id).await.unwrap().unwrap()[..64].to_vec() }
    };
    let (gone, kept) = (trace(&wrong).await, trace(&right).await);
    for trace in [&gone, &kept] {
        assert!(!holding(&folder, trace).is_empty(), "the search finds what is there");
    }
    let place = format!("{path}/files/{wrong}");
    app.get(&place).await.ok();
    app.post(&format!("{place}/withdraw"), json!({ "reason": " " })).await.refused(422);
    let reason = json!({ "reason": "Hörde till ett annat ärende" });
    let analyst = app.token(Role::Analyst).await;
    let request = app.request(Method::POST, &format!("{place}/withdraw"));
    read(request.bearer_auth(&analyst).json(&reason)).await.refused(403);
    let first = app.post(&format!("{place}/withdraw"), reason.clone()).await.ok();
    app.stored_files(1).await;
    for place in [&place, &format!("/incidents/{id}/files/{wrong}")] {
        assert_eq!(app.get(place).await.status, 404, "{place}");
    }
    let again = app.post(&format!("{place}/withdraw"), reason.clone()).await.ok();
    assert_eq!(first.body["version"], again.body["version"], "once is enough");
    let stranger = app.app().clock.random_id();
    app.post(&format!("{path}/files/{stranger}/withdraw"), reason).await.refused(422);
    let shown = listed(&app, &path).await;
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0]["file_id"], json!(right));
    let history = app.get(&format!("/incidents/{id}?lang=sv")).await.ok().text;
    for told in ["En fil togs tillbaka", "Hörde till ett annat ärende", "Fel persons skärm"] {
        assert!(history.contains(told), "{told}");
    }
    let found = app.get("/api/v1/search?q=persons&in=incidents").await.ok();
    assert_eq!(found.body["items"], json!([]), "its words are found no more");
    // The next file has a number of its own: what was downloaded before is not mixed up.
    let third = attach(&app, &path, "Ny bild", b"mer").await;
    let request = app.request(Method::GET, &format!("{path}/files/{third}"));
    let answer = request.bearer_auth(&app.coordinator).send().await.unwrap();
    assert_eq!(answer.headers()["content-disposition"], "attachment; filename=\"bilaga-3.txt\"");
    drop(answer);
    let directory = app.stop().await;
    assert_eq!(holding(directory.path(), &gone), Vec::<String>::new());
    assert!(!holding(directory.path(), &kept).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn evidence_outlives_the_sweep_and_the_end_of_the_work() {
    let clock = simulated_now();
    let directory = tempfile::tempdir().unwrap();
    let app = TestApp::start_at(directory, None, clock.clone(), HoldMinutes::OFF).await;
    let (id, report_id) = app.incident("local_fix").await;
    let action = action(&app, &id, "IT-drift").await;
    let (incident, action) =
        (format!("/api/v1/incidents/{id}"), format!("/api/v1/actions/{action}"));
    let file = attach(&app, &incident, "Skärmen", b"ett").await;
    let proof = attach(&app, &action, "Skylten", b"tv\xc3\xa5").await;
    let orphan = AttachmentId(clock.random_id());
    app.app().attachments.files().put(orphan, &[7; 2_000]).await.unwrap();
    clock.set(clock.now() + 25.hours());
    assert_eq!(app.app().sweep_files().await.unwrap(), 1);
    app.get(&format!("{incident}/files/{file}")).await.ok();
    app.get(&format!("{action}/files/{proof}")).await.ok();

    // Nothing is attached to what is closed; a mistake is withdrawn there all the same.
    app.post(&format!("{action}/abandon"), json!({ "residual_risk": "Liten" })).await.ok();
    let feedback = json!({ "text": "Listan är rättad. Tack!" });
    app.post(&format!("/api/v1/reports/{report_id}/feedback"), feedback).await.ok();
    let closed = json!({ "outcome": "Listan är rättad" });
    app.post(&format!("{incident}/close"), closed).await.ok();
    for path in [&incident, &action] {
        let form = shows("För sent").file(b"x");
        let files = format!("{path}/files");
        send(&app, &app.coordinator, &files, form, None).await.refused(422);
    }
    let page = app.get(&format!("/incidents/{id}?lang=sv")).await.ok().text;
    assert!(!page.contains("id=\"form-attach\"") && page.contains("id=\"form-withdraw_file\""));
    app.stored_files(2).await;
    for (path, file) in [(&incident, &file), (&action, &proof)] {
        let withdraw = format!("{path}/files/{file}/withdraw");
        app.post(&withdraw, json!({ "reason": "Fel" })).await.ok();
    }
    app.stored_files(0).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_attaches_to_own_actions_and_sees_no_file_of_another_function() {
    let app = TestApp::start().await;
    let (id, _) = app.incident("local_fix").await;
    let (own, foreign) = (action(&app, &id, "IT-drift").await, action(&app, &id, "Rektor").await);
    let owner = app.token(Role::ActionOwner).await;
    app.sees_to(&owner, "it-drift").await;
    let (own_path, path) = (format!("/api/v1/actions/{own}"), format!("/api/v1/actions/{foreign}"));
    let theirs = attach(&app, &path, "Rektors bild", b"x").await;
    let incident = format!("/api/v1/incidents/{id}");
    let of_incident = attach(&app, &incident, "Skärmen", b"y").await;
    for place in [
        format!("{path}/files"),
        format!("{path}/files/{theirs}"),
        format!("/actions/{foreign}/files/{theirs}"),
        // Not of this action: the owner of one reads nothing of another by its address.
        format!("{own_path}/files/{theirs}"),
        format!("{own_path}/files/{of_incident}"),
    ] {
        assert_eq!(as_token(&app, &owner, &place).await.status, 404, "{place}");
    }
    let form = || shows("Skylten sitter uppe").file(b"bild");
    send(&app, &owner, &format!("{path}/files"), form(), None).await.refused(404);
    send(&app, &owner, &format!("{incident}/files"), form(), None).await.refused(403);
    let added = send(&app, &owner, &format!("{own_path}/files"), form(), None).await.created();
    let file = added.text_of("file_id");
    let shown = listed(&app, &own_path).await;
    assert_eq!(shown[0]["role"], json!("action_owner"));
    let done = json!({ "evidence": "Se bilden" });
    let request = app.request(Method::POST, &format!("{own_path}/implement"));
    read(request.bearer_auth(&owner).json(&done)).await.ok();
    let page = as_token(&app, &owner, &format!("/actions/{own}?lang=sv")).await.ok().text;
    assert!(page.contains("Skylten sitter uppe") && page.contains("id=\"form-attach\""));
    let withdrawn = [
        ("wish", "withdraw_file"),
        ("file_withdrawn", &file),
        ("file_reason", "Suddig"),
        ("key", "w"),
    ];
    let work = |id: &str| format!("/actions/{id}/work");
    assert_eq!(app.form_as(&owner, &work(&foreign), &withdrawn).await.status, 404);
    assert_eq!(app.form_as(&owner, &work(&own), &withdrawn).await.status, 303);
    assert_eq!(listed(&app, &own_path).await, Vec::<Value>::new());
    app.stored_files(2).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_stepped_aside_reads_no_file_of_the_incident_nor_of_its_actions() {
    let app = TestApp::start().await;
    let (id, _) = app.incident("local_fix").await;
    let action = action(&app, &id, "IT-drift").await;
    let paths = [format!("/api/v1/incidents/{id}"), format!("/api/v1/actions/{action}")];
    let pages = [format!("/incidents/{id}"), format!("/actions/{action}")];
    let mut files = Vec::new();
    for path in &paths {
        files.push(attach(&app, path, "Skärmen", b"x").await);
    }
    let other = app.token(Role::Coordinator).await;
    app.post(&format!("/api/v1/incidents/{id}/recuse"), json!({})).await.ok();
    for (path, (page, file)) in paths.iter().zip(pages.iter().zip(&files)) {
        for place in [
            format!("{path}/files"),
            format!("{path}/files/{file}"),
            format!("{page}/files/{file}"),
        ] {
            assert_eq!(app.get(&place).await.status, 403, "{place}");
            assert_eq!(as_token(&app, &other, &place).await.status, 200, "{place}");
        }
        let form = shows("x").file(b"y");
        send(&app, &app.coordinator, &format!("{path}/files"), form, None).await.refused(403);
        let reason = json!({ "reason": "x" });
        app.post(&format!("{path}/files/{file}/withdraw"), reason).await.refused(403);
    }
    app.stored_files(2).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_has_so_many_files_until_one_is_withdrawn() {
    let app = TestApp::start().await;
    let (id, _) = app.incident("local_fix").await;
    let path = format!("/api/v1/actions/{}", action(&app, &id, "IT-drift").await);
    let mut last = String::new();
    for number in 0..limits::ACTION_FILES {
        last = attach(&app, &path, "Bild", format!("nr {number}").as_bytes()).await;
    }
    let files = format!("{path}/files");
    let one_more = || shows("En till").file(b"en till");
    let full = send(&app, &app.coordinator, &files, one_more(), None).await.refused(422);
    assert!(full.text.contains("så många filer som kan finnas"), "{}", full.text);
    app.stored_files(limits::ACTION_FILES).await;
    app.post(&format!("{files}/{last}/withdraw"), json!({ "reason": "Dubbel" })).await.ok();
    send(&app, &app.coordinator, &files, one_more(), None).await.created();
    app.stored_files(limits::ACTION_FILES).await;
    app.stop().await;
}
