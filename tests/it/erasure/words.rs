//! No file holds an erased word or its key, and everything that is not a word stays.

use std::path::{Path, PathBuf};

use reqwest::Method;
use serde_json::{Value, json};
use sqlx::{Connection, PgConnection};
use tillbud::act::Act;
use tillbud::sealing::KeyId;
use tillbud_events::report::Erased;
use tillbud_events::vocabulary::{Grounds, Label};
use tillbud_events::{Actor, Role};

use super::bytes::holding;
use super::told::{self, IMPORTED, SHOWN, word};
use crate::crash::drill::program::pause;
use crate::support::app::{TestApp, read};
use crate::support::log::jetstream_as_app;
use crate::support::postgres;

/// Looks at the files before words count as left for good.
const LOOKS: usize = 500;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_an_erased_report_is_left_in_any_file() {
    let app = TestApp::start().await;
    let folder = app.directory.path().to_owned();
    everything_but_words_stays(app, &[&folder]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_an_erased_report_is_left_in_the_tables_of_postgresql() {
    let Some(database) = postgres::database().await else { return };
    let app = TestApp::start_in(tempfile::tempdir().unwrap(), Some(database.clone())).await;
    let folder = app.directory.path().to_owned();
    let Some(tables) = tables_of(&database).await else { return };
    everything_but_words_stays(app, &[&folder, &tables]).await;
}

async fn everything_but_words_stays(app: TestApp, folders: &[&Path]) {
    let [mark, other] = [1, 2].map(|_| app.app().clock.random_id().simple().to_string());
    let (id, incident) = told::report(&app, &mark).await;
    let (kept, _) = told::report(&app, &other).await;
    let imported = told::import(&app, &mark).await;
    let mut wrapped = Vec::new();
    for id in [id, imported] {
        let loaded = app.app().store.load(id.into()).await.unwrap();
        wrapped.push(wrapped_key(&app, loaded.expected.key().unwrap()).await);
    }
    let counts = counts(&app).await;

    // The search finds each word where words are shown, and each key where keys are kept.
    flush(folders).await;
    for place in SHOWN.iter().chain(&IMPORTED).chain(&["copy", "more"]) {
        assert!(!found(folders, &word(&mark, place)).is_empty(), "{place} is not found");
    }
    for place in ["file-key", "reason"] {
        assert!(found(folders, &word(&mark, place)).is_empty(), "{place} is shown");
    }
    for key in &wrapped {
        assert!(!found(folders, key).is_empty());
    }
    // A question, two answers and a copy; what another register says.
    assert_eq!((hits(&app, &mark, "reports").await, hits(&app, &mark, "copies").await), (5, 1));

    erase_by_decision(&app, &id.to_string()).await;
    let decision = Some(Label::parse("KS 2026:118").unwrap());
    let order = Erased { grounds: Grounds::Retention, decision };
    let act = Act::once(&app.app().clock, Actor::System);
    let erasure = app.app().eraser.erase(imported, None, &act, order).await.unwrap();
    assert!(erasure.is_carried_out);
    assert!(app.app().projector.caught_up(erasure.done.position).await);

    for key in &wrapped {
        assert_eq!(found(folders, key), Vec::<PathBuf>::new(), "a wrapped key is left");
    }
    let mut left = Vec::new();
    for _ in 0..LOOKS {
        flush(folders).await;
        left = found(folders, &mark);
        if left.is_empty() {
            break;
        }
        pause().await;
    }
    assert_eq!(left, Vec::<PathBuf>::new(), "words are left");
    if let [_, tables] = folders {
        let wal = holding(&tables.join("../../pg_wal"), &mark).len();
        eprintln!(
            "PostgreSQL's write-ahead log keeps the words in {wal} files until it reuses them"
        );
    }
    assert!(!found(folders, &word(&other, "narrative")).is_empty(), "another report's words");

    assert_eq!((hits(&app, &mark, "reports").await, hits(&app, &mark, "copies").await), (0, 0));
    assert_eq!(hits(&app, &other, "copies").await, 1);

    // Coded facts and counts stay, the log is whole, and a replay gives the same rows.
    assert_eq!(self::counts(&app).await, counts);
    let row = app.get(&format!("/api/v1/reports/{id}")).await.ok();
    assert_eq!((&row.body["kind"], &row.body["narrative"]), (&json!("near_miss"), &Value::Null));
    let history = app.get(&format!("/api/v1/incidents/{incident}/timeline")).await.ok();
    assert!(history.text.contains("report.erased") && !history.text.contains(&mark));
    let shown = app.opened(&kept.to_string()).await;
    assert_eq!(shown.body["narrative"], json!(word(&other, "narrative")));
    let verified = app.app().store.verify(|_, _| {}).await.unwrap();
    // Five of the form, four messages, a copy, a file's key, a reason, and four of the import.
    assert_eq!(verified.erased, 16, "{verified:?}");
    let live = app.app().read_models.dump().await.unwrap();
    let copy = app.app().read_models.begin_rebuild().await.unwrap();
    let tip = app.app().store.tip().await.unwrap();
    let mut follower = app.app().store.follow(tillbud_events::Position(0)).await.unwrap();
    let events = crate::store::read(&mut follower, usize::try_from(tip.0).unwrap()).await;
    copy.apply(tillbud_events::Position(0), &events).await.unwrap();
    assert_eq!(copy.dump().await.unwrap(), live);
    app.app().read_models.swap_in(copy).await.unwrap();
    assert_eq!(found(folders, &mark), Vec::<PathBuf>::new(), "a rebuild brought words back");
    app.stop().await;
}

/// How many texts a search finds.
async fn hits(app: &TestApp, word: &str, place: &str) -> usize {
    let found = app.get(&format!("/api/v1/search?q={word}&in={place}")).await.ok();
    found.body["items"].as_array().unwrap().len()
}

/// Through the API, as the data protection officer; twice, which changes nothing.
async fn erase_by_decision(app: &TestApp, id: &str) {
    let officer = app.token(Role::DataProtectionOfficer).await;
    let erase = |body: Value| {
        let request = app.request(Method::POST, &format!("/api/v1/reports/{id}/erase"));
        read(request.bearer_auth(&officer).json(&body))
    };
    erase(json!({ "decision": " " })).await.refused(422);
    erase(json!({})).await.refused(422);
    let answer = erase(json!({ "decision": "DSO 2026:7" })).await.ok();
    assert_eq!(answer.body["gone"], json!(true));
    let again = erase(json!({ "decision": "DSO 2026:7" })).await.ok();
    assert_eq!(again.body, answer.body);
    let question = json!({ "text": "till sent" });
    app.post(&format!("/api/v1/reports/{id}/question"), question).await.refused(422);
}

async fn counts(app: &TestApp) -> Value {
    app.get("/api/v1/trends/reports?by=kind").await.ok().body
}

fn found(folders: &[&Path], word: &str) -> Vec<PathBuf> {
    folders.iter().flat_map(|folder| holding(folder, word)).collect()
}

/// Where PostgreSQL keeps the tables of one database; none, said visibly, when its files
/// cannot be read from here.
async fn tables_of(database: &str) -> Option<PathBuf> {
    let mut connection = PgConnection::connect(database).await.unwrap();
    let (folder, number): (String, String) = sqlx::query_as(
        "select current_setting('data_directory'), cast(oid as text) from pg_database
         where datname = current_database()",
    )
    .fetch_one(&mut connection)
    .await
    .unwrap();
    let tables = Path::new(&folder).join("base").join(number);
    if std::fs::read_dir(&tables).is_err() {
        eprintln!("SKIPPED: the files of PostgreSQL in {} cannot be read", tables.display());
        assert!(std::env::var_os("TILLBUD_NOTHING_SKIPPED").is_none());
        return None;
    }
    Some(tables)
}

/// PostgreSQL writes its tables to their files, and empties those it has replaced.
async fn flush(folders: &[&Path]) {
    if folders.len() > 1 {
        let server = std::env::var("TILLBUD_TEST_POSTGRES").unwrap();
        let mut connection = PgConnection::connect(&server).await.unwrap();
        sqlx::query("checkpoint").execute(&mut connection).await.unwrap();
    }
}

/// As it stands in the key stream.
async fn wrapped_key(app: &TestApp, key: KeyId) -> String {
    let jetstream = jetstream_as_app(app.directory.path()).await;
    let keys = jetstream.get_stream("TILLBUD_KEYS").await.unwrap();
    let subject = format!("tillbud-keys.key.{key}");
    let stored = keys.get_last_raw_message_by_subject(&subject).await.unwrap();
    let stored: Value = serde_json::from_slice(&stored.payload).unwrap();
    stored["wrapped"].as_str().unwrap().to_owned()
}
