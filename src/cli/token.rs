//! `tillbud token`: make, list and revoke tokens.
//!
//! `create` prints the token alone on standard output: it is shown once and stored
//! only as a digest.

use clap::{Args, Subcommand};
use tillbud_events::Role;

use crate::clock::Clock;
use crate::config::Config;
use crate::runtime::Log;

/// Make, list and revoke tokens.
#[derive(Args)]
pub struct Token {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make a token and print it; it cannot be shown again
    Create {
        /// What its holder may do: coordinator, analyst, action_owner,
        /// data_protection_officer, manager, auditor or administrator
        #[arg(long, value_parser = str::parse::<Role>)]
        role: Role,
    },
    /// List tokens by the beginning of their digest
    List,
    /// Take a token back
    Revoke {
        /// The id that `tillbud token list` shows
        id: String,
    },
}

impl Token {
    /// Carries out the subcommand, also while `tillbud serve` runs on the same data.
    ///
    /// # Errors
    /// One sentence that says what to do.
    pub async fn run(self, config: &Config) -> anyhow::Result<()> {
        let log = Log::open(config, &Clock::system()).await?;
        let done = self.on(&log).await;
        log.close().await;
        done
    }

    async fn on(self, log: &Log) -> anyhow::Result<()> {
        match self.command {
            Command::Create { role } => println!("{}", log.access.create_token(role).await?),
            Command::List => {
                for token in log.access.tokens().await? {
                    println!("{}  {}  {}", token.id, token.created, token.role);
                }
            }
            Command::Revoke { id } => {
                let revoked = log.access.revoke_tokens(&id).await?;
                anyhow::ensure!(revoked > 0, "no token has the id {id}; see tillbud token list");
                eprintln!("revoked {revoked}");
            }
        }
        Ok(())
    }
}
