//! Where read models live: a file of SQLite or a schema of PostgreSQL, one a generation.
//!
//! The only place that knows how the two databases are opened. Must never print a
//! database's address: it may hold a password.

use std::fmt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{AssertSqlSafe, PgPool, Postgres, Transaction, raw_sql};

use crate::db::{Db, Tx, in_tx};
use crate::{schema, search};

/// How long a writer waits for another process on the same SQLite file.
const SQLITE_BUSY_WAIT: Duration = Duration::from_secs(30);
/// Connections that read a SQLite file at the same time.
const SQLITE_READERS: u32 = 4;
/// Pages that a SQLite writer keeps in memory, as negative kibibytes: 64 MiB.
const SQLITE_CACHE: &str = "-65536";
/// Pages of 4 KiB in SQLite's write-ahead log before they are moved to the file: a replay
/// then moves a page that it writes often just once.
const SQLITE_CHECKPOINT_PAGES: &str = "8000";
/// Connections of one node to PostgreSQL.
const POSTGRES_CONNECTIONS: u32 = 10;
/// Longest name of a schema before the generation is added (63 bytes is PostgreSQL's limit).
const SCHEMA_CHARACTERS: usize = 30;
/// Advisory lock held while a schema is created or swapped.
const POSTGRES_LOCK: i64 = 0x0074_696c_6c62_7564;

/// How the name of a rebuild ends.
pub(crate) const BESIDE: &str = "rebuilding";

/// Which database to use, without a generation.
#[derive(Clone)]
pub enum Target {
    /// Files `<folder>/<stem>-<generation>.sqlite`.
    Sqlite {
        /// The folder, made if it is missing.
        folder: PathBuf,
        /// How the files' names begin.
        stem: String,
    },
    /// Schemas `<schema>_<generation>`.
    Postgres {
        /// How to connect.
        options: Box<PgConnectOptions>,
        /// How the schemas' names begin.
        schema: String,
    },
}

/// The address of a database cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// Neither of the two.
    #[error(
        "the database address is neither sqlite:PATH nor postgres://user:password@host/database"
    )]
    Unknown,
    /// `sqlite:` alone.
    #[error("the database address sqlite: names no folder or file; write sqlite:PATH")]
    NoPath,
    /// PostgreSQL's part of the address has a mistake.
    #[error(
        "the PostgreSQL address cannot be read; write postgres://user:password@host/database, special characters as %XX"
    )]
    Postgres,
    /// The schema's name could not be used everywhere.
    #[error("the schema's name may hold a–z, 0–9 and _, at most {SCHEMA_CHARACTERS} characters")]
    Schema,
}

/// A database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder could not be made.
    #[error("cannot make the folder {} for the read models: {source}", folder.display())]
    Folder {
        /// Which one.
        folder: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The database said no.
    #[error("cannot open the read models in {place}: {source}")]
    Database {
        /// Where, without a password.
        place: String,
        /// Why.
        source: sqlx::Error,
    },
}

impl Target {
    /// Reads an address: `sqlite:FOLDER`, `sqlite:FOLDER/NAME.sqlite`, or
    /// `postgres://…`, where `?schema=NAME` lets several installations share a database.
    ///
    /// # Errors
    /// [`TargetError`], a sentence for whoever wrote the address.
    pub fn parse(address: &str) -> Result<Self, TargetError> {
        if let Some(path) = address.strip_prefix("sqlite:") {
            return sqlite_target(path.strip_prefix("//").unwrap_or(path));
        }
        if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            return postgres_target(address);
        }
        Err(TargetError::Unknown)
    }

    /// Files in `folder`: what is used when no address is given.
    #[must_use]
    pub fn in_folder(folder: impl Into<PathBuf>) -> Self {
        Self::Sqlite { folder: folder.into(), stem: "read-models".to_owned() }
    }

    /// The place of this program's generation.
    pub(crate) fn home(&self) -> Home {
        let generation = schema::generation();
        match self {
            Self::Sqlite { folder, stem } => {
                Home::Sqlite(folder.join(format!("{stem}-{generation}.sqlite")))
            }
            Self::Postgres { options, schema } => Home::Postgres {
                options: options.clone(),
                schema: format!("{schema}_{generation}"),
            },
        }
    }
}

fn sqlite_target(path: &str) -> Result<Target, TargetError> {
    let path = Path::new(path);
    match (path.file_stem().and_then(|stem| stem.to_str()), path.extension()) {
        _ if path.as_os_str().is_empty() => Err(TargetError::NoPath),
        (Some(stem), Some(extension)) if extension == "sqlite" => Ok(Target::Sqlite {
            folder: path.parent().unwrap_or(Path::new("")).to_owned(),
            stem: stem.to_owned(),
        }),
        _ => Ok(Target::in_folder(path)),
    }
}

fn postgres_target(address: &str) -> Result<Target, TargetError> {
    let (address, query) = address.split_once('?').unwrap_or((address, ""));
    let (ours, theirs): (Vec<_>, Vec<_>) = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .partition(|pair| pair.starts_with("schema="));
    let schema = ours.last().and_then(|pair| pair.split('=').nth(1)).unwrap_or("tillbud");
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if !(1..=SCHEMA_CHARACTERS).contains(&schema.len()) || !schema.bytes().all(allowed) {
        return Err(TargetError::Schema);
    }
    let options: PgConnectOptions =
        format!("{address}?{}", theirs.join("&")).parse().map_err(|_| TargetError::Postgres)?;
    Ok(Target::Postgres { options: Box::new(options), schema: schema.to_owned() })
}

/// One generation's place, or the place beside it where it is being rebuilt.
#[derive(Clone)]
pub(crate) enum Home {
    Sqlite(PathBuf),
    Postgres { options: Box<PgConnectOptions>, schema: String },
}

/// Never shows the address, which may hold a password.
impl fmt::Display for Home {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(file) => write!(f, "SQLite file {}", file.display()),
            Self::Postgres { schema, .. } => write!(f, "PostgreSQL schema {schema}"),
        }
    }
}

impl Home {
    /// The place beside, for a rebuild.
    pub(crate) fn beside(&self) -> Self {
        match self {
            Self::Sqlite(file) => {
                let stem = file.file_stem().unwrap_or_default().to_string_lossy();
                Self::Sqlite(file.with_file_name(format!("{stem}-{BESIDE}.sqlite")))
            }
            Self::Postgres { options, schema } => {
                Self::Postgres { options: options.clone(), schema: format!("{schema}_{BESIDE}") }
            }
        }
    }

    /// Opens it, with empty tables when it is new.
    pub(crate) async fn open(&self) -> Result<Db, OpenError> {
        if let Self::Sqlite(file) = self {
            make_folder_of(file).await?;
        }
        self.try_open()
            .await
            .map_err(|source| OpenError::Database { place: self.to_string(), source })
    }

    /// Opens it with empty tables, whatever was left there by a rebuild that did not end.
    pub(crate) async fn open_empty(&self) -> Result<Db, OpenError> {
        let failed = |source| OpenError::Database { place: self.to_string(), source };
        match self {
            Self::Sqlite(file) => remove_sqlite(file).await.map_err(|e| failed(e.into()))?,
            Self::Postgres { options, schema } => {
                let pool = postgres_pool(options, schema, 1).await.map_err(failed)?;
                let statement = format!("drop schema if exists \"{schema}\" cascade");
                raw_sql(AssertSqlSafe(statement)).execute(&pool).await.map_err(failed)?;
                pool.close().await;
            }
        }
        self.open().await
    }

    /// Another generation's place, as another version of the program would have it.
    #[cfg(test)]
    pub(crate) fn of_generation(&self, generation: &str) -> Self {
        match self {
            Self::Sqlite(file) => {
                Self::Sqlite(file.with_file_name(format!("read-models-{generation}.sqlite")))
            }
            Self::Postgres { options, schema } => {
                let (installation, _) = schema.rsplit_once('_').unwrap();
                let schema = format!("{installation}_{generation}");
                Self::Postgres { options: options.clone(), schema }
            }
        }
    }

    /// Leaves nothing of it; every connection must be closed.
    #[cfg(test)]
    pub(crate) async fn remove(&self) -> Result<(), OpenError> {
        self.open_empty().await?.close().await;
        match self {
            Self::Sqlite(file) => remove_sqlite(file).await.unwrap(),
            Self::Postgres { options, schema } => {
                let pool = postgres_pool(options, schema, 1).await.unwrap();
                let statement = format!("drop schema \"{schema}\" cascade");
                raw_sql(AssertSqlSafe(statement)).execute(&pool).await.unwrap();
                pool.close().await;
            }
        }
        Ok(())
    }

    async fn try_open(&self) -> sqlx::Result<Db> {
        let db = match self {
            Self::Sqlite(file) => open_sqlite(file).await?,
            Self::Postgres { options, schema } => {
                Db::Postgres(postgres_pool(options, schema, POSTGRES_CONNECTIONS).await?)
            }
        };
        let mut tx = db.begin().await?;
        if let (Self::Postgres { schema, .. }, Tx::Postgres(tx)) = (self, &mut tx) {
            lock(tx).await?;
            let statement = format!("create schema if not exists \"{schema}\"");
            raw_sql(AssertSqlSafe(statement)).execute(&mut **tx).await?;
        }
        for ddl in schema::ddl() {
            in_tx!(&mut tx, connection => raw_sql(ddl).execute(connection).await.map(|_| ()))?;
        }
        match &mut tx {
            Tx::Sqlite(tx) => search::create_on_sqlite(tx).await?,
            Tx::Postgres(tx) => search::create_on_postgres(tx).await?,
        }
        tx.commit().await?;
        Ok(db)
    }
}

/// Lets one connection at a time create or swap schemas, until its transaction ends.
pub(crate) async fn lock(tx: &mut Transaction<'static, Postgres>) -> sqlx::Result<()> {
    sqlx::query(LOCK).bind(POSTGRES_LOCK).execute(&mut **tx).await?;
    Ok(())
}

const LOCK: &str = "select pg_advisory_xact_lock($1)";

/// Longest wait for a connection; a reader is told sooner that the database is away.
const POSTGRES_WAIT: Duration = Duration::from_secs(5);

/// The search path is set when a connection starts, so that no statement names a schema.
/// The connections bear the schema's name and one of them stays, so that other versions
/// of the program see that it is in use.
async fn postgres_pool(
    options: &PgConnectOptions,
    schema: &str,
    connections: u32,
) -> sqlx::Result<PgPool> {
    let options = options.clone().options([("search_path", schema)]).application_name(schema);
    PgPoolOptions::new()
        .min_connections(1)
        .max_connections(connections)
        .acquire_timeout(POSTGRES_WAIT)
        .connect_with(options)
        .await
}

/// Read models can be computed again, so a power cut may cost the last rows (`NORMAL`);
/// what is erased must not linger in free pages (`secure_delete`).
async fn open_sqlite(file: &Path) -> sqlx::Result<Db> {
    make_private(file).await?;
    let options = SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .foreign_keys(false)
        .busy_timeout(SQLITE_BUSY_WAIT);
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(
            options
                .clone()
                .create_if_missing(true)
                .pragma("secure_delete", "on")
                .pragma("cache_size", SQLITE_CACHE)
                .pragma("wal_autocheckpoint", SQLITE_CHECKPOINT_PAGES),
        )
        .await?;
    let readers = SqlitePoolOptions::new()
        .max_connections(SQLITE_READERS)
        .connect_with(options.read_only(true))
        .await?;
    Ok(Db::Sqlite { writer, readers })
}

/// Read models hold words in clear, so only the program's own user may read the file.
/// SQLite gives the files beside it the same mode.
async fn make_private(file: &Path) -> std::io::Result<()> {
    let mut options = tokio::fs::OpenOptions::new();
    options.create(true).append(true).mode(0o600).open(file).await?;
    tokio::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).await
}

async fn make_folder_of(file: &Path) -> Result<(), OpenError> {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => tokio::fs::create_dir_all(folder)
            .await
            .map_err(|source| OpenError::Folder { folder: folder.to_owned(), source }),
        Some(_) | None => Ok(()),
    }
}

/// Removes a closed file and what SQLite keeps beside it.
pub(crate) async fn remove_sqlite(file: &Path) -> std::io::Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(suffix);
        match tokio::fs::remove_file(PathBuf::from(name)).await {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_sqlite_is_a_folder_unless_it_names_a_sqlite_file() {
        for (address, folder, stem) in [
            ("sqlite:./tillbud-data", "./tillbud-data", "read-models"),
            ("sqlite:/var/lib/tillbud/board.sqlite", "/var/lib/tillbud", "board"),
            ("sqlite:///var/lib/tillbud", "/var/lib/tillbud", "read-models"),
        ] {
            match Target::parse(address) {
                Ok(Target::Sqlite { folder: found, stem: name }) => {
                    assert_eq!((found.as_path(), name.as_str()), (Path::new(folder), stem));
                }
                _ => panic!("{address}"),
            }
        }
    }

    #[test]
    fn an_address_of_postgresql_may_name_a_schema() {
        for (address, wanted) in [
            ("postgres://u:p@localhost/db", "tillbud"),
            ("postgresql://u:p@localhost/db?schema=skola_2&sslmode=disable", "skola_2"),
        ] {
            match Target::parse(address) {
                Ok(Target::Postgres { schema, .. }) => assert_eq!(schema, wanted),
                _ => panic!("{address}"),
            }
        }
    }

    #[test]
    fn a_wrong_address_is_told_in_a_sentence_without_its_password() {
        for (address, error) in [
            ("mysql://u:hemlig@h/d", TargetError::Unknown),
            ("", TargetError::Unknown),
            ("sqlite:", TargetError::NoPath),
            ("postgres://u:hemlig@h:notaport/d", TargetError::Postgres),
            ("postgres://u:hemlig@h/d?schema=a%20b", TargetError::Schema),
        ] {
            let found = Target::parse(address).err();
            assert_eq!(found, Some(error), "{address}");
            assert!(!found.is_some_and(|error| error.to_string().contains("hemlig")));
        }
    }
}
