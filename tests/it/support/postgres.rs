//! A PostgreSQL database of its own for a test.

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection, PgConnection};

static MADE: AtomicU32 = AtomicU32::new(0);

/// An empty database; none, said visibly, when no server is there. Where nothing may
/// be skipped, that is a failure.
pub async fn database() -> Option<String> {
    let Ok(server) = std::env::var("TILLBUD_TEST_POSTGRES") else {
        let how = "run `make test`, or tools/with-postgres.sh cargo test";
        assert!(std::env::var_os("TILLBUD_NOTHING_SKIPPED").is_none(), "no PostgreSQL: {how}");
        eprintln!("SKIPPED on PostgreSQL: {how}");
        return None;
    };
    let name = format!("it_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
    let mut connection = PgConnection::connect(&server).await.unwrap();
    let create = AssertSqlSafe(format!("create database {name}"));
    sqlx::query(create).execute(&mut connection).await.unwrap();
    let (before, _) = server.rsplit_once('/').unwrap();
    Some(format!("{before}/{name}"))
}
