//! `tillbud token`: make, list and revoke tokens.
//!
//! `create` prints the token alone on standard output: it is shown once and stored
//! only as a digest.

use anyhow::ensure;
use clap::{Args, Subcommand};
use jiff::civil::Date;
use tillbud_events::vocabulary::Label;
use tillbud_events::{Actor, Role};

use crate::act::Act;
use crate::clock::{self, Clock};
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
        /// data_protection_officer, manager, auditor, administrator or independent
        #[arg(long, value_parser = str::parse::<Role>)]
        role: Role,
        /// The last day on which it works [default: a year from today]
        #[arg(long, value_name = "YYYY-MM-DD")]
        until: Option<Date>,
        /// Whose actions an action_owner sees, as it stands as their owner; can be given several
        /// times
        #[arg(long, value_name = "NAME", value_parser = Label::parse)]
        function: Vec<Label>,
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
        let clock = Clock::system();
        let log = Log::open(config, &clock).await?;
        let done = self.on(&log, &clock).await;
        log.close().await;
        done
    }

    async fn on(self, log: &Log, clock: &Clock) -> anyhow::Result<()> {
        match self.command {
            Command::Create { role, until, function } => {
                let is_owner = role == Role::ActionOwner;
                ensure!(is_owner || function.is_empty(), "--function is for the role action_owner");
                let until = until.unwrap_or_else(|| log.grants.usual_end());
                let act = Act::once(clock, Actor::System);
                let expires = Some(clock::end_of(until));
                let token = log.access.create_token_by(&act, role, expires).await?;
                let holder = token.staff.holder();
                log.grants.give_as_operator(holder, role, Some(until), None).await?;
                for function in function {
                    log.grants.set_function_as_operator(holder, function, true, None).await?;
                }
                println!("{}", token.secret);
            }
            Command::List => {
                for token in log.access.tokens().await? {
                    let end = token.expires.map_or(String::new(), |end| format!("  until {end}"));
                    let used = token.last_used.map_or("never".to_owned(), |day| day.to_string());
                    println!(
                        "{}  {}  {}  last used {used}{end}",
                        token.id, token.created, token.role
                    );
                }
            }
            Command::Revoke { id } => {
                let revoked = log.access.revoke_tokens(&id).await?;
                for staff in &revoked {
                    log.grants.revoke_all_as_operator(staff.holder()).await?;
                }
                let revoked = revoked.len();
                anyhow::ensure!(revoked > 0, "no token has the id {id}; see tillbud token list");
                eprintln!("revoked {revoked}");
            }
        }
        Ok(())
    }
}
