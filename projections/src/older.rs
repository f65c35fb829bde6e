//! Generations that other versions of the program left behind, and rebuilds that did not
//! end: they hold words, and nobody would erase anything in them.
//!
//! Must never remove what another program has open.

use std::path::{Path, PathBuf};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgPool, SqliteConnection, raw_sql};

use crate::ReadModels;
use crate::db::{Db, Tx};
use crate::home::{BESIDE, Home, lock, remove_sqlite};
use crate::schema::is_generation;

impl ReadModels {
    /// Removes the read models of other versions, which can be computed again at any time.
    /// Gives the names of those that were removed; those in use stay.
    ///
    /// # Errors
    /// When the folder or the database fails.
    pub async fn remove_others(&self) -> sqlx::Result<Vec<String>> {
        // Views would go with the tables that they lead to.
        self.lead_views_here().await?;
        match (self.home(), self.db()) {
            (Home::Sqlite(file), Db::Sqlite { .. }) => remove_files(file).await,
            (Home::Postgres { schema, .. }, Db::Postgres(pool)) => {
                remove_schemas(self, pool, schema).await
            }
            (Home::Sqlite(_), Db::Postgres(_)) | (Home::Postgres { .. }, Db::Sqlite { .. }) => {
                Ok(Vec::new())
            }
        }
    }
}

async fn remove_files(own: &Path) -> sqlx::Result<Vec<String>> {
    let name_of = |path: &Path| path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let (Some(folder), Some(own_name)) = (own.parent(), name_of(own)) else {
        return Ok(Vec::new());
    };
    let mut removed = Vec::new();
    let mut entries = tokio::fs::read_dir(folder).await?;
    while let Some(entry) = entries.next_entry().await? {
        let path = entry.path();
        let is_file = path.extension().is_some_and(|extension| extension == "sqlite");
        let Some(name) = name_of(&path).filter(|name| is_file && is_other(name, &own_name, '-'))
        else {
            continue;
        };
        if is_unused(&path).await {
            remove_sqlite(&path).await?;
            removed.push(name);
        }
    }
    Ok(removed)
}

/// SQLite leaves the write-ahead mode only for the one program that has the file open.
async fn is_unused(file: &PathBuf) -> bool {
    let options = SqliteConnectOptions::new().filename(file);
    let Ok(mut connection): sqlx::Result<SqliteConnection> = options.connect().await else {
        return false;
    };
    let mode: sqlx::Result<(String,)> =
        sqlx::query_as("pragma journal_mode = delete").fetch_one(&mut connection).await;
    // What matters is the answer above.
    connection.close().await.ok();
    mode.is_ok_and(|(mode,)| mode == "delete")
}

async fn remove_schemas(
    models: &ReadModels,
    pool: &PgPool,
    own: &str,
) -> sqlx::Result<Vec<String>> {
    let schemas: Vec<(String,)> = sqlx::query_as(SCHEMAS).fetch_all(pool).await?;
    let mut removed = Vec::new();
    for (schema,) in schemas.into_iter().filter(|(schema,)| is_other(schema, own, '_')) {
        let mut tx = models.db().begin().await?;
        if let Tx::Postgres(tx) = &mut tx {
            lock(tx).await?;
            let (users,): (i64,) = sqlx::query_as(USERS).bind(&schema).fetch_one(&mut **tx).await?;
            if users == 0 {
                let statement = AssertSqlSafe(format!("drop schema \"{schema}\" cascade"));
                raw_sql(statement).execute(&mut **tx).await?;
                removed.push(schema);
            }
        }
        tx.commit().await?;
    }
    Ok(removed)
}

/// Whether `name` is that of another generation than `own`, or of a rebuild beside one, of
/// the same installation.
fn is_other(name: &str, own: &str, separator: char) -> bool {
    let Some((installation, _)) = own.rsplit_once(separator) else { return false };
    let rest = name.strip_prefix(installation).and_then(|rest| rest.strip_prefix(separator));
    let beside = format!("{separator}{BESIDE}");
    let generation = rest.map(|rest| rest.strip_suffix(&beside).unwrap_or(rest));
    name != own && generation.is_some_and(is_generation)
}

const SCHEMAS: &str = "select cast(nspname as text) from pg_namespace order by 1";
/// Every connection bears the name of its schema.
const USERS: &str = "select count(*) from pg_stat_activity
    where datname = current_database() and application_name = $1";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Log, on_both};

    #[test]
    fn only_generations_of_the_same_installation_are_others() {
        let own = "read-models-0123456789ab";
        for other in ["read-models-ba9876543210", "read-models-0123456789ab-rebuilding"] {
            assert!(is_other(other, own, '-'), "{other}");
        }
        for other in [own, "read-models", "read-models-of-mine", "board-ba9876543210", "x"] {
            assert!(!is_other(other, own, '-'), "{other}");
        }
        assert!(!is_other("tillbud_skola_ba9876543210", "tillbud_0123456789ab", '_'));
    }

    on_both! {
        async fn what_another_version_left_is_removed_and_what_is_in_use_stays(bench: &Bench) {
            let mut log = Log::default();
            log.receive(1);
            bench.follow(&log).await;
            let rebuilding = bench.models.begin_rebuild().await.unwrap();
            let left = bench.models.home().of_generation("0123456789ab");
            let other = left.open().await.unwrap();
            assert_eq!(bench.models.remove_others().await.unwrap(), Vec::<String>::new());

            other.close().await;
            let removed = bench.models.remove_others().await.unwrap();
            assert_eq!(removed.len(), 1, "{removed:?}");
            assert!(removed[0].ends_with("0123456789ab"), "{removed:?}");

            rebuilding.close().await;
            let removed = bench.models.remove_others().await.unwrap();
            assert!(removed[0].ends_with(BESIDE), "{removed:?}");
            assert_eq!(bench.models.remove_others().await.unwrap(), Vec::<String>::new());
            assert_eq!(bench.models.position().await.unwrap(), log.end());
        }
    }
}
