//! Views for tools that read PostgreSQL themselves: released statistics in one schema, coded
//! facts in another, each for the roles that it was opened to.
//!
//! Homes are schemas that come and go; the views stay where they are and are led to the home
//! that holds the whole log. Roles are given rights on the views' schemas alone, so they reach
//! nothing else. Must never show a count that was not released, except among the coded facts,
//! and never a word or an id.

use sqlx::{AssertSqlSafe, Postgres, Transaction, raw_sql};

use crate::ReadModels;
use crate::db::{Db, Tx};
use crate::home::{Home, lock};
use crate::trend::fact::coded::{self, CodedAction, CodedFactor, CodedReport, names};

/// What is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Views {
    /// Released statistics.
    Statistics,
    /// The coded facts of reports, actions and factors.
    Facts,
}

/// Views cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum ViewsError {
    /// The read models are in a file.
    #[error(
        "views need PostgreSQL: the read models are in {0}; read the files of the API instead, see docs/statistics.md"
    )]
    Sqlite(String),
    /// There is no such role.
    #[error("PostgreSQL has no role {0:?}; make it first: create role {0} login password '…'")]
    Role(String),
    /// The database said no.
    #[error("cannot open the views: {0}")]
    Database(#[from] sqlx::Error),
}

impl Views {
    /// How the names of their schemas end.
    const fn ending(self) -> &'static str {
        match self {
            Self::Statistics => "statistics",
            Self::Facts => "facts",
        }
    }

    /// Their schema: that of the installation, without a generation.
    fn schema(self, home: &str) -> String {
        let installation = home.rsplit_once('_').map_or(home, |(installation, _)| installation);
        format!("{installation}_{}", self.ending())
    }

    /// The statements that lead them to a home.
    fn lead_to(self, home: &str) -> String {
        let schema = self.schema(home);
        match self {
            Self::Statistics => format!(
                "drop view if exists \"{schema}\".figure;
                drop view if exists \"{schema}\".release;
                create view \"{schema}\".release as
                    select number, subject as table_name, period, year, threshold, base,
                        to_timestamp(released_at / 1000.0) as released_at, digest
                    from \"{home}\".release where withdrawn_at is null;
                create view \"{schema}\".figure as
                    select release.number, release.subject as table_name, release.period,
                        release.year, cell.ordinal, cell.row_key, cell.column_key,
                        case when cell.shown is not null then cast(cell.shown as text)
                            when cell.hidden = 'primary' then '<' || release.threshold
                            else '-' end as shown,
                        cell.shown as count
                    from \"{home}\".release release
                    join \"{home}\".release_cell cell on cell.number = release.number
                    where release.withdrawn_at is null;"
            ),
            Self::Facts => {
                let view = |name: &str, columns: String, facts: &str| {
                    format!(
                        "drop view if exists \"{schema}\".{name};
                        create view \"{schema}\".{name} as select {columns} from ({facts}) as facts;"
                    )
                };
                // The statements name tables alone; a view keeps where they were when it was made.
                let here = format!("set local search_path to \"{home}\";");
                let reports = view("report", names::<CodedReport>(), coded::REPORTS);
                let actions = view("action", names::<CodedAction>(), coded::ACTIONS);
                let factors = view("factor", names::<CodedFactor>(), coded::FACTORS);
                [here, reports, actions, factors].concat()
            }
        }
    }
}

impl ReadModels {
    /// Opens views to a role of PostgreSQL, for reading alone. Gives the name of their schema.
    ///
    /// # Errors
    /// [`ViewsError`], a sentence that says what to do.
    pub async fn open_views(&self, views: Views, role: &str) -> Result<String, ViewsError> {
        let (Home::Postgres { schema: home, .. }, Db::Postgres(pool)) = (self.home(), self.db())
        else {
            return Err(ViewsError::Sqlite(self.place()));
        };
        let mut tx = pool.begin().await?;
        lock(&mut tx).await?;
        let (known,): (bool,) = sqlx::query_as(HAS_ROLE).bind(role).fetch_one(&mut *tx).await?;
        if !known {
            return Err(ViewsError::Role(role.to_owned()));
        }
        let (schema, role) = (views.schema(home), role.replace('"', "\"\""));
        // What is granted by default holds for views that are made anew, too.
        let statements = format!(
            "create schema if not exists \"{schema}\";
            {lead}
            grant usage on schema \"{schema}\" to \"{role}\";
            grant select on all tables in schema \"{schema}\" to \"{role}\";
            alter default privileges in schema \"{schema}\" grant select on tables to \"{role}\"",
            lead = views.lead_to(home),
        );
        raw_sql(AssertSqlSafe(statements)).execute(&mut *tx).await?;
        remember(&mut tx, &schema, home).await?;
        tx.commit().await?;
        Ok(schema)
    }

    /// Leads the views that were opened to these read models, if they lead elsewhere.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn lead_views_here(&self) -> sqlx::Result<()> {
        let Home::Postgres { schema: home, .. } = self.home() else { return Ok(()) };
        let mut tx = self.db().begin().await?;
        if let Tx::Postgres(tx) = &mut tx {
            lock(tx).await?;
            lead_views(tx, home, false).await?;
        }
        tx.commit().await
    }
}

/// Makes the views that were opened anew; `always`, or only where they lead elsewhere.
pub(crate) async fn lead_views(
    tx: &mut Transaction<'static, Postgres>,
    home: &str,
    always: bool,
) -> sqlx::Result<()> {
    for views in [Views::Statistics, Views::Facts] {
        let schema = views.schema(home);
        let found: Option<(Option<String>,)> =
            sqlx::query_as(LEADS_TO).bind(&schema).fetch_optional(&mut **tx).await?;
        let Some((leads_to,)) = found else { continue };
        if always || leads_to.as_deref() != Some(home) {
            raw_sql(AssertSqlSafe(views.lead_to(home))).execute(&mut **tx).await?;
            remember(tx, &schema, home).await?;
        }
    }
    Ok(())
}

/// Notes where the views of a schema lead.
async fn remember(
    tx: &mut Transaction<'static, Postgres>,
    schema: &str,
    home: &str,
) -> sqlx::Result<()> {
    let comment = format!("comment on schema \"{schema}\" is '{home}'");
    raw_sql(AssertSqlSafe(comment)).execute(&mut **tx).await.map(drop)
}

const HAS_ROLE: &str = "select exists (select from pg_roles where rolname = $1)";
const LEADS_TO: &str = "select obj_description(oid, 'pg_namespace') from pg_namespace
    where nspname = $1";

#[cfg(test)]
mod tests {
    use tillbud_events::incident::{Event as IncidentEvent, FactorIdentified};
    use tillbud_events::release::{Cell, Event, Published, Rule, Shown, Withdrawn};
    use tillbud_events::vocabulary::{Direction, Element, Hidden, ReleasedTable};
    use tillbud_events::{FactorId, LedgerId};
    use uuid::Uuid;

    use super::*;
    use crate::testing::{Bench, Log, follow, label, text};

    /// A role of this test alone, which can do nothing yet.
    async fn role(bench: &Bench, name: &str) -> String {
        let Db::Postgres(pool) = bench.models.db() else { panic!("not PostgreSQL") };
        let role = format!("reader_{}_{name}", std::process::id());
        let make = format!("drop role if exists \"{role}\"; create role \"{role}\"");
        raw_sql(AssertSqlSafe(make)).execute(pool).await.unwrap();
        role
    }

    /// What the role is answered: rows, or nothing when it may not ask.
    async fn ask(bench: &Bench, role: &str, sql: &str) -> Option<Vec<(String,)>> {
        let Db::Postgres(pool) = bench.models.db() else { panic!("not PostgreSQL") };
        let mut tx = pool.begin().await.unwrap();
        let set = format!("set local role \"{role}\"");
        raw_sql(AssertSqlSafe(set)).execute(&mut *tx).await.unwrap();
        sqlx::query_as(AssertSqlSafe(sql.to_owned())).fetch_all(&mut *tx).await.ok()
    }

    async fn forget(bench: Bench, roles: &[String]) {
        let Db::Postgres(pool) = bench.models.db().clone() else { panic!("not PostgreSQL") };
        let Home::Postgres { schema, .. } = bench.models.home().clone() else { panic!() };
        for views in [Views::Statistics, Views::Facts] {
            let drop = format!("drop schema if exists \"{}\" cascade", views.schema(&schema));
            raw_sql(AssertSqlSafe(drop)).execute(&pool).await.unwrap();
        }
        for role in roles {
            let drop = format!("drop owned by \"{role}\"; drop role \"{role}\"");
            raw_sql(AssertSqlSafe(drop)).execute(&pool).await.unwrap();
        }
        bench.remove().await;
    }

    fn log() -> Log {
        let mut log = Log::default();
        let report = log.receive(1);
        let incident = log.open(1, &[report]);
        log.propose(1, incident);
        let (element, direction) = (Element::Task, Direction::Hindered);
        let (factor_id, words) = (FactorId(Uuid::from_u128(1)), text("Listan"));
        let found = FactorIdentified { factor_id, element, direction, text: words };
        log.push(incident, IncidentEvent::FactorIdentified(found));
        for (number, period) in [(1, "2026-Q1"), (2, "2026-Q2")] {
            let cell = |shown| Cell { row: None, column: None, shown };
            let published = Published {
                number,
                table: ReleasedTable::KindByQuarter,
                period: period.parse().unwrap(),
                rule: Rule { threshold: 5, base: 5, floor: 20 },
                cells: vec![
                    cell(Shown::Count(10)),
                    cell(Shown::Not(Hidden::Primary)),
                    cell(Shown::Not(Hidden::Ledger)),
                ],
                merged: vec![],
                left_out: vec![],
                known: 1,
                engine: label("gate 1"),
                digest: label("00ff"),
            };
            log.push(LedgerId::ONLY, Event::Published(published));
        }
        let reason = text("Felkodat");
        log.push(LedgerId::ONLY, Event::Withdrawn(Withdrawn { number: 2, reason }));
        log
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_reading_role_sees_what_was_opened_to_it_and_nothing_else() {
        let Some(bench) = Bench::postgres().await else { return };
        bench.follow(&log()).await;
        let [manager, analyst] = [role(&bench, "manager").await, role(&bench, "analyst").await];
        let statistics = bench.models.open_views(Views::Statistics, &manager).await.unwrap();
        let facts = bench.models.open_views(Views::Facts, &analyst).await.unwrap();
        let figures = format!("select shown from \"{statistics}\".figure order by ordinal");
        let shown = ask(&bench, &manager, &figures).await.unwrap();
        assert_eq!(
            shown.iter().map(|(shown,)| shown.as_str()).collect::<Vec<_>>(),
            ["10", "<5", "-"]
        );
        let releases = format!("select table_name from \"{statistics}\".release");
        assert_eq!(ask(&bench, &manager, &releases).await.unwrap().len(), 1, "withdrawn is gone");
        let reports = format!("select month from \"{facts}\".report");
        assert_eq!(ask(&bench, &analyst, &reports).await.unwrap(), [("2026-03".to_owned(),)]);
        for (view, column) in [("action", "strength"), ("factor", "element")] {
            let sql = format!("select {column} from \"{facts}\".{view}");
            assert_eq!(ask(&bench, &analyst, &sql).await.unwrap().len(), 1, "{view}");
            assert!(ask(&bench, &manager, &sql).await.is_none(), "{view}");
        }
        // Neither sees the other's, nor any table of the read models.
        assert!(ask(&bench, &manager, &reports).await.is_none());
        assert!(ask(&bench, &analyst, &figures).await.is_none());
        let Home::Postgres { schema: home, .. } = bench.models.home() else { panic!() };
        for table in crate::schema::tables() {
            for role in [&manager, &analyst] {
                let sql = format!("select '' from \"{home}\".{}", table.name);
                assert!(ask(&bench, role, &sql).await.is_none(), "{role} reads {}", table.name);
            }
        }
        let seen = "select table_schema || '.' || table_name || '.' || column_name
            from information_schema.columns where table_schema not in ('pg_catalog', 'information_schema')";
        let columns = ask(&bench, &manager, seen).await.unwrap();
        assert!(columns.iter().all(|(column,)| column.starts_with(&format!("{statistics}."))));
        forget(bench, &[manager, analyst]).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn views_survive_a_rebuild_and_another_generation() {
        let Some(bench) = Bench::postgres().await else { return };
        let log = log();
        bench.follow(&log).await;
        let reader = role(&bench, "swap").await;
        let schema = bench.models.open_views(Views::Statistics, &reader).await.unwrap();
        let figures = format!("select shown from \"{schema}\".figure");
        let copy = bench.models.begin_rebuild().await.unwrap();
        follow(&copy, &log).await;
        bench.models.swap_in(copy).await.unwrap();
        assert_eq!(ask(&bench, &reader, &figures).await.unwrap().len(), 3);
        // Another version of the program led them to its own home, which goes.
        let Db::Postgres(pool) = bench.models.db() else { panic!("not PostgreSQL") };
        let other = bench.models.home().of_generation("0123456789ab");
        other.open().await.unwrap().close().await;
        let Home::Postgres { schema: elsewhere, .. } = &other else { panic!() };
        let mut tx = pool.begin().await.unwrap();
        lead_views(&mut tx, elsewhere, true).await.unwrap();
        tx.commit().await.unwrap();
        assert!(ask(&bench, &reader, &figures).await.unwrap().is_empty());
        bench.models.remove_others().await.unwrap();
        assert_eq!(ask(&bench, &reader, &figures).await.unwrap().len(), 3);
        forget(bench, &[reader]).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_role_that_there_is_not_and_a_database_in_a_file_are_told() {
        let file = Bench::sqlite().await;
        let refused = file.models.open_views(Views::Statistics, "x").await;
        assert!(matches!(refused, Err(ViewsError::Sqlite(_))));
        let Some(bench) = Bench::postgres().await else { return };
        let refused = bench.models.open_views(Views::Facts, "no\"body").await;
        assert!(matches!(refused, Err(ViewsError::Role(_))));
        bench.remove().await;
    }
}
