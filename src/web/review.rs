//! Who has access, why, since when and last used: what an administrator reviews.
//!
//! The one place where pseudonyms and names come together. Must never be shown to anyone
//! but an administrator.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use tillbud_events::vocabulary::GrantSource;
use tillbud_events::{HolderId, Role};
use tillbud_projections::db::timestamp;
use tillbud_projections::grant::{self, GrantRow};

use crate::App;
use crate::access::Grants;
use crate::access::account::Account;
use crate::access::token::TokenEntry;
use crate::clock;
use crate::web::error::HttpError;

/// All that is given, and what nobody has.
pub struct Review {
    /// By role, the oldest first.
    pub entries: Vec<Entry>,
    /// Roles that nobody can act in today.
    pub vacant: Vec<Role>,
}

/// One role of one holder.
pub struct Entry {
    /// The grant.
    pub grant: GrantRow,
    /// Whose it is.
    pub holder: Holder,
    /// The day on which its holder last acted in the role.
    pub last_used: Option<Date>,
    /// It has run out.
    pub has_run_out: bool,
    /// Neither given nor reviewed for half a year.
    pub is_due: bool,
}

/// Who or what a pseudonym stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    /// A person.
    Person(Account),
    /// A token, by its id.
    Token(String),
    /// Nobody that is still known.
    Forgotten,
}

/// Puts the review together.
///
/// # Errors
/// When the read models, accounts or tokens are away.
pub async fn review(app: &App) -> Result<Review, HttpError> {
    let today = app.clock.today();
    let mut rows = grant::list(app.read_models.db()).await?;
    let tokens = app.access.tokens().await?;
    let last_used = app.access.last_used().await?;
    let accounts = app.accounts.list().await?;
    let acting = acting(&accounts, &tokens, app.clock.now());
    let names = named(accounts, &tokens);
    for token in &tokens {
        let holder = token.pseudonym.to_string();
        if !rows.iter().any(|row| row.holder == holder) {
            rows.push(of_token(app, token));
        }
    }
    let is_held = |row: &GrantRow| row.holds_on(today) && acting.contains(&row.holder);
    let is_vacant = |role: &Role| !rows.iter().any(|row| row.role == role.as_str() && is_held(row));
    let vacant = Role::ALL.into_iter().filter(is_vacant).collect();
    let place = |row: &GrantRow| Role::ALL.iter().position(|role| role.as_str() == row.role);
    rows.sort_by_key(|row| (place(row), row.given_at));
    let entries = rows.into_iter().map(|row| entry(row, &names, &last_used, today)).collect();
    Ok(Review { entries, vacant })
}

/// What a token lets do whose making is no event: the one of the first start, and those
/// of earlier versions. Its version is 0: confirming it makes it an event.
fn of_token(app: &App, token: &TokenEntry) -> GrantRow {
    let holder = HolderId(token.pseudonym);
    GrantRow {
        grant_id: app.grants.id(holder, token.role).to_string(),
        version: 0,
        position: 0,
        holder: holder.to_string(),
        role: token.role.to_string(),
        source: GrantSource::Operator.to_string(),
        given_at: token.created.as_millisecond(),
        given_as: "system".to_owned(),
        until: token.expires.map(|end| clock::day(end).to_string()),
        reason: None,
        erased: false,
        confirmed_on: None,
        revoked_at: None,
    }
}

/// Who can act at all, whatever they hold: no account that is disabled, no token that has
/// ended, nobody who is forgotten.
fn acting(accounts: &[Account], tokens: &[TokenEntry], now: Timestamp) -> BTreeSet<String> {
    let people = accounts.iter().filter(|account| !account.is_disabled);
    let tokens = tokens.iter().filter(|token| token.expires.is_none_or(|end| now < end));
    let people = people.map(|account| account.holder.to_string());
    people.chain(tokens.map(|token| token.pseudonym.to_string())).collect()
}

/// Who or what each pseudonym stands for.
///
/// # Errors
/// When accounts or tokens are away.
pub async fn holders(app: &App) -> Result<BTreeMap<String, Holder>, HttpError> {
    Ok(named(app.accounts.list().await?, &app.access.tokens().await?))
}

fn named(accounts: Vec<Account>, tokens: &[TokenEntry]) -> BTreeMap<String, Holder> {
    let people = accounts.into_iter().map(|a| (a.holder.to_string(), Holder::Person(a)));
    let tokens = tokens.iter().map(|t| (t.pseudonym.to_string(), Holder::Token(t.id.clone())));
    people.chain(tokens).collect()
}

fn entry(
    grant: GrantRow,
    names: &BTreeMap<String, Holder>,
    last_used: &BTreeMap<(uuid::Uuid, Role), Date>,
    today: Date,
) -> Entry {
    let key = grant.holder.parse::<HolderId>().ok().zip(grant.role.parse::<Role>().ok());
    let given = clock::day(timestamp(grant.given_at));
    let confirmed = grant.confirmed_on.as_ref().and_then(|day| day.parse().ok());
    let reviewed = confirmed.map_or(given, |day: Date| day.max(given));
    let has_run_out = !grant.holds_on(today);
    Entry {
        holder: names.get(&grant.holder).cloned().unwrap_or(Holder::Forgotten),
        last_used: key.and_then(|(holder, role)| last_used.get(&(holder.0, role)).copied()),
        is_due: !has_run_out && today > Grants::review_by(reviewed),
        has_run_out,
        grant,
    }
}
