//! `tillbud account`: accounts of people, from the command line.
//!
//! This is how the first administrator comes in, and the way back when nobody can. Must
//! never take a password as an argument, nor print one.

use anyhow::{Context, ensure};
use clap::{Args, Subcommand};
use jiff::civil::Date;
use tillbud_events::vocabulary::Label;
use tillbud_events::{HolderId, Role, Text, limits};

use super::prompt;
use crate::access::account::Account as Person;
use crate::access::account::password::NewPassword;
use crate::clock::Clock;
use crate::config::Config;
use crate::runtime::Log;

/// Make accounts for people, give them roles, and help who is locked out.
#[derive(Args)]
pub struct Account {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make an account; the password is asked for, or read from standard input
    Create {
        /// What its holder signs in with
        #[arg(value_parser = Label::parse)]
        login: Label,
        /// What colleagues call its holder [default: the same]
        #[arg(long, value_name = "NAME", value_parser = Label::parse)]
        name: Option<Label>,
        #[command(flatten)]
        grant: Grant,
    },
    /// Give a role, or give it for another time
    Give {
        /// What its holder signs in with
        login: String,
        #[command(flatten)]
        grant: Grant,
    },
    /// Record which unit somebody leads: they are kept out of what comes from there
    Lead {
        /// What its holder signs in with
        login: String,
        /// The unit: a code of the list, else its name
        #[arg(long, value_parser = Label::parse)]
        unit: Label,
        /// Why; kept sealed
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
        /// They do not lead it any more
        #[arg(long)]
        ended: bool,
    },
    /// Record whose actions somebody sees to: as an owner of actions they see those alone
    Answer {
        /// What its holder signs in with
        login: String,
        /// The function, as it stands as the owner of actions
        #[arg(long, value_parser = Label::parse)]
        function: Label,
        /// Why; kept sealed
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
        /// They do not see to them any more
        #[arg(long)]
        ended: bool,
    },
    /// List accounts with their roles
    List,
    /// Let nobody sign in with an account any more, and end its sessions; reset undoes it
    Disable {
        /// What its holder signs in with
        login: String,
    },
    /// Begin anew: another password, no second factor, all sessions ended
    Reset {
        /// What its holder signs in with
        login: String,
    },
    /// Take all roles back and forget the person, for good; what they did stays with a
    /// pseudonym that leads nowhere
    Forget {
        /// What its holder signs in with
        login: String,
    },
}

/// A role to give.
#[derive(Args)]
struct Grant {
    /// What its holder may do; can be given several times: coordinator, analyst,
    /// action_owner, data_protection_officer, manager, auditor, administrator, independent
    #[arg(long, value_parser = str::parse::<Role>, required = true)]
    role: Vec<Role>,
    /// The last day of the roles [default: in a year]
    #[arg(long, value_name = "YYYY-MM-DD")]
    until: Option<Date>,
    /// Why; kept sealed with the grant
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl Account {
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
            Command::Create { login, name, grant } => create(log, login, name, grant).await,
            Command::Give { login, grant } => {
                let person = find(log, &login).await?;
                grant.give(log, person.holder).await
            }
            Command::Lead { login, unit, reason, ended } => {
                let person = find(log, &login).await?;
                let reason = sealed(reason)?;
                let grants = &log.grants;
                grants.set_unit_as_operator(person.holder, unit, !ended, reason).await?;
                Ok(())
            }
            Command::Answer { login, function, reason, ended } => {
                let person = find(log, &login).await?;
                let reason = sealed(reason)?;
                let grants = &log.grants;
                grants.set_function_as_operator(person.holder, function, !ended, reason).await?;
                Ok(())
            }
            Command::List => list(log).await,
            Command::Disable { login } => {
                let person = find(log, &login).await?;
                log.accounts.set_disabled(person.holder, true).await?;
                Ok(log.access.end_sessions_of(person.holder.0).await?)
            }
            Command::Reset { login } => {
                let person = find(log, &login).await?;
                let password = NewPassword::parse(&prompt::password()?, &login);
                let password = password.context("that password")?;
                log.accounts.reset(person.holder, password, false).await?;
                Ok(log.access.end_sessions_of(person.holder.0).await?)
            }
            Command::Forget { login } => {
                let person = find(log, &login).await?;
                log.grants.revoke_all_as_operator(person.holder).await?;
                log.access.forget(person.holder.0).await?;
                Ok(log.accounts.forget(person.holder).await?)
            }
        }
    }
}

impl Grant {
    async fn give(self, log: &Log, holder: HolderId) -> anyhow::Result<()> {
        let until = self.until.unwrap_or_else(|| log.grants.usual_end());
        for role in self.role {
            let reason = sealed(self.reason.clone())?;
            log.grants.give_as_operator(holder, role, Some(until), reason).await?;
            eprintln!("{role} until {until}");
        }
        Ok(())
    }
}

fn sealed(reason: Option<String>) -> anyhow::Result<Option<Text>> {
    let parse = |reason| Text::parse(reason, limits::TEXT_CHARACTERS);
    Ok(reason.map(parse).transpose()?)
}

async fn create(log: &Log, login: Label, name: Option<Label>, grant: Grant) -> anyhow::Result<()> {
    let taken = log.accounts.find(login.as_str()).await?.is_some();
    ensure!(!taken, "there is an account of this name already; see tillbud account list");
    let password = NewPassword::parse(&prompt::password()?, login.as_str());
    let password = password.context("that password")?;
    let name = name.unwrap_or_else(|| login.clone());
    let holder = log.accounts.create(&login, &name, password, false).await?;
    grant.give(log, holder).await
}

async fn list(log: &Log) -> anyhow::Result<()> {
    for person in log.accounts.list().await? {
        let roles = log.grants.roles_of(person.holder).await?;
        let roles: Vec<_> = roles.into_iter().map(Role::as_str).collect();
        let marks = [
            (person.is_disabled, "disabled"),
            (person.has_second_factor, "second factor"),
            (person.login.is_none(), "by the sign-in service"),
        ];
        let marks: Vec<_> = marks.into_iter().filter(|(is, _)| *is).map(|(_, mark)| mark).collect();
        let Person { holder, name, login, .. } = person;
        let login = login.unwrap_or_default();
        println!("{login}\t{name}\t{}\t{}\t{holder}", roles.join(" "), marks.join(", "));
    }
    Ok(())
}

async fn find(log: &Log, login: &str) -> anyhow::Result<Person> {
    let person = log.accounts.find(login).await?;
    person.with_context(|| format!("there is no account {login}; see tillbud account list"))
}
