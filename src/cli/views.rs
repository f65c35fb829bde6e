//! `tillbud views`: opens views in PostgreSQL to a role, for tools that read it themselves.
//!
//! Must never make a role or a password: those are the database administrator's.

use clap::Args;
use tillbud_projections::Views as Kind;

use crate::config::Config;
use crate::runtime;

/// Open views in PostgreSQL to a role, for Metabase, Power BI or R.
#[derive(Args)]
pub struct Views {
    /// The role that reads; it has to exist
    #[arg(long, value_name = "NAME")]
    role: String,
    /// Open the coded facts of every report, which are exact, instead of released statistics
    #[arg(long)]
    facts: bool,
}

impl Views {
    /// Opens them; they stay open when read models are computed anew.
    ///
    /// # Errors
    /// One sentence that says what to do.
    pub async fn run(self, config: &Config) -> anyhow::Result<()> {
        let read_models = runtime::read_models(config).await?;
        let kind = if self.facts { Kind::Facts } else { Kind::Statistics };
        let schema = read_models.open_views(kind, &self.role).await?;
        read_models.close().await;
        println!("{schema}");
        eprintln!("role {} reads the views of schema {schema}, and nothing else", self.role);
        Ok(())
    }
}
