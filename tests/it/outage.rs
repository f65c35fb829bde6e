//! What operators see, and nobody learns from; the database of the read models goes away and
//! comes back: nothing is skipped.

use std::time::Duration;

use reqwest::Method;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::support::app::{TestApp, read};
use crate::support::postgres;

/// Longest wait for the next attempt of the projector.
const NEXT_ATTEMPT: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn read_models_go_on_where_they_stood_when_their_tables_come_back() {
    let Some(database) = postgres::database().await else { return };
    let app = TestApp::start_in(tempfile::tempdir().unwrap(), Some(database.clone())).await;
    app.report("före").await;
    let mut connection = PgConnection::connect(&database).await.unwrap();
    let schema = "select schema_name::text from information_schema.schemata \
        where schema_name like 'tillbud%' and schema_name not like '%trigrams'";
    let schema: String = sqlx::query_scalar(schema).fetch_one(&mut connection).await.unwrap();
    let mut rename = async |from: &str, to: &str| {
        let rename = AssertSqlSafe(format!("alter schema {from} rename to {to}"));
        sqlx::query(rename).execute(&mut connection).await.unwrap();
    };

    rename(&schema, "away").await;
    // Durable, and answered, although the read models cannot follow.
    let (report_id, _) = app.report("under tiden").await;
    assert_eq!(read(app.request(Method::GET, "/readyz")).await.status, 503);

    rename("away", &schema).await;
    let tip = app.app().store.tip().await.unwrap();
    assert!(app.app().projector.caught_up_within(tip, NEXT_ATTEMPT).await);
    let shown = app.opened(&report_id).await;
    assert_eq!(shown.body["narrative"], serde_json::json!("under tiden"));
    assert_eq!(read(app.request(Method::GET, "/readyz")).await.status, 200);
    app.stop().await;
}

/// At night there is one event, and it is a report.
#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_signed_in_does_not_see_that_a_report_came() {
    let app = TestApp::start().await;
    let seen = async || {
        let tip = app.app().store.tip().await.unwrap();
        assert!(app.app().projector.caught_up(tip).await);
        let mut seen = Vec::new();
        for path in ["/metrics", "/readyz", "/healthz"] {
            seen.push(read(app.request(Method::GET, path)).await.ok().text);
        }
        seen
    };
    app.report("på kvällen").await;
    let before = seen().await;
    app.report("på natten").await;
    assert_eq!(seen().await, before);
    assert!(before[0].contains("\ntillbud_read_models_lag 0\n"), "{}", before[0]);
    app.stop().await;
}
