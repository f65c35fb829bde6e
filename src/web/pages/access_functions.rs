//! Which functions somebody sees to: in the role of action owner their actions are the own ones.
//!
//! Must never record one without a reason, nor show more of an action than its function.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tillbud_events::grant::{Rejection as GrantRejection, Revoked};
use tillbud_events::vocabulary::{GrantSource, Label};
use tillbud_events::{GrantId, Role};
use tillbud_projections::db::timestamp;

use super::access::back;
use super::access_give::problems;
use super::frame::Frame;
use super::when::When;
use super::{Choice, FieldProblem, Posted, act, answer};
use crate::App;
use crate::access::Staff;
use crate::access::account::Account;
use crate::access::token::TokenEntry;
use crate::dispatch::{DispatchError, Rejection};
use crate::fields::Fields;
use crate::web::api::functions::{Named, NewHeldFunction, known, named, owners, read, vacant};
use crate::web::error::HttpError;
use crate::web::extract::Id;
use crate::web::language::Locale;
use crate::web::review::Holder;

/// Where it lies.
const PATH: &str = "/access/functions";

/// The page.
#[derive(Template)]
#[template(path = "access_functions.html")]
pub struct Functions {
    frame: Frame,
    key: String,
    rows: Vec<Row>,
    vacant: Vec<String>,
    people: Vec<Choice>,
    suggested: Vec<String>,
    said: Said,
    problems: Vec<FieldProblem>,
}

struct Row {
    id: String,
    name: String,
    function: String,
    source: String,
    reason: Option<String>,
    since: When,
    is_own: bool,
}

/// What was said.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Said {
    #[serde(skip_serializing)]
    key: String,
    holder: String,
    function: String,
    reason: String,
}

/// What the page is made of.
pub struct Shown {
    /// Every function that somebody sees to.
    pub rows: Vec<Named>,
    /// The functions that own actions.
    pub owners: Vec<Label>,
    /// Whom it can be recorded of.
    pub accounts: Vec<Account>,
    /// Programs of which it can be recorded.
    pub tokens: Vec<TokenEntry>,
    /// What was written into the form.
    pub said: Said,
    /// What has to change in it.
    pub problems: Vec<FieldProblem>,
}

impl Functions {
    /// The page, as `reader` sees it.
    #[must_use]
    pub fn new(frame: Frame, reader: Staff, shown: Shown) -> Self {
        let Shown { rows, owners, accounts, tokens, said, problems } = shown;
        let token_name = |id: &str| frame.fill("access-token-name", "id", id);
        let people =
            accounts.iter().map(|account| (account.holder.to_string(), account.name.clone()));
        let is_owner = |token: &&TokenEntry| token.role == Role::ActionOwner;
        let programs = tokens.iter().filter(is_owner);
        let programs = programs.map(|token| (token.pseudonym.to_string(), token_name(&token.id)));
        // Nobody records a function for themselves.
        let others = people.chain(programs).filter(|(id, _)| *id != reader.pseudonym.to_string());
        let people = others.map(|(id, name)| Choice::new(&id, name, &said.holder)).collect();
        let people = Choice::or_none(&frame, people);
        let row = |Named { row, holder }: &Named| Row {
            is_own: row.holder == reader.pseudonym.to_string(),
            name: match holder {
                Holder::Person(person) => person.name.clone(),
                Holder::Token(id) => token_name(id),
                Holder::Forgotten => frame.t("access-forgotten"),
            },
            function: row.function.clone(),
            source: frame.word("grant-source", &row.source),
            reason: row.reason.clone(),
            since: When::day(&frame, timestamp(row.since)),
            id: row.grant_id.clone(),
        };
        Self {
            suggested: owners.iter().map(|owner| owner.as_str().to_owned()).collect(),
            vacant: vacant(&rows, owners),
            rows: rows.iter().map(row).collect(),
            people,
            key: said.key.clone(),
            said,
            problems,
            frame,
        }
    }

    fn problem(&self, field: &str) -> &str {
        let found = self.problems.iter().find(|problem| problem.field == field);
        found.map_or("", |problem| &problem.words)
    }
}

/// The list and the form.
///
/// # Errors
/// When the read models, accounts or tokens are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
) -> Result<Response, HttpError> {
    let key = app.clock.random_id().to_string();
    let said = Said { key, ..Said::default() };
    answer(StatusCode::OK, &page(&app, &locale, staff, said, vec![]).await?)
}

async fn page(
    app: &App,
    locale: &Locale,
    staff: Staff,
    said: Said,
    problems: Vec<FieldProblem>,
) -> Result<Functions, HttpError> {
    let (rows, owners) = (named(app).await?, owners(app).await?);
    let (accounts, tokens) = (app.accounts.list().await?, app.access.tokens().await?);
    let frame = locale.frame(true).for_role(staff.role);
    let shown = Shown { rows, owners, accounts, tokens, said, problems };
    Ok(Functions::new(frame, staff, shown))
}

/// Records that somebody sees to the actions of a function.
///
/// # Errors
/// When accounts or the log are away.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Posted(said): Posted<Said>,
) -> Result<Response, HttpError> {
    let act = act(&app, staff.actor(), PATH, &said.key, &said)?;
    let Said { holder, function, reason, .. } = said.clone();
    let frame = locale.frame(true);
    let problems = match read(NewHeldFunction { holder, function, reason }) {
        Err(errors) => problems(&frame, &errors),
        Ok(held) => {
            known(&app, held.holder).await?;
            match app.grants.hold_function(&act, held).await {
                Ok(done) => return Ok(back(&app, &locale, PATH, done).await),
                Err(DispatchError::Rejected(Rejection::Grant(GrantRejection::OwnFunction))) => {
                    let words = frame.t("rejection-grant-own-function");
                    vec![FieldProblem { field: "holder".into(), words }]
                }
                Err(error) => return Err(error.into()),
            }
        }
    };
    let page = page(&app, &locale, staff, said, problems).await?;
    answer(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// Why somebody does not see to a function any more.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Reason {
    reason: String,
}

/// Records that somebody does not see to a function any more.
///
/// # Errors
/// When there is no such grant, or the log is away.
pub async fn leave(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<GrantId>,
    Posted(Reason { reason }): Posted<Reason>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::default();
    let reason = fields.optional_text("/reason", Some(reason));
    fields.finish()?;
    let act = act(&app, staff.actor(), "/access/functions leave", "", &())?;
    let revoked = Revoked { source: GrantSource::Decision, reason };
    let done = app.grants.leave_function(id, None, &act, revoked).await?;
    Ok(back(&app, &locale, PATH, done).await)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};
    use tillbud_projections::held_function::HeldFunctionRow;

    #[test]
    fn a_function_is_told_with_its_reason_and_one_that_nobody_sees_to_is_named() {
        let own = uuid::Uuid::nil();
        let reader = Staff { role: Role::Administrator, pseudonym: own };
        let held = |holder: String| Named {
            holder: Holder::Token(HOSTILE.into()),
            row: HeldFunctionRow {
                grant_id: format!("grant-of-{holder}"),
                version: 1,
                position: 1,
                holder,
                function: "IT-drift".into(),
                folded: "it-drift".into(),
                source: "decision".into(),
                since: 1_795_000_000_000,
                given_as: "administrator".into(),
                reason: Some(HOSTILE.into()),
                erased: false,
            },
        };
        for frame in frames() {
            let said = Said { reason: HOSTILE.into(), ..Said::default() };
            let problem = FieldProblem { field: "function".into(), words: "Skriv något.".into() };
            let rows = vec![held("other".into()), held(own.to_string())];
            let owners = ["IT-Drift", "Rektor"].map(|name| Label::parse(name).unwrap()).into();
            let account = Account {
                holder: tillbud_events::HolderId(uuid::Uuid::from_u128(5)),
                name: HOSTILE.into(),
                login: None,
                created: jiff::Timestamp::UNIX_EPOCH,
                is_disabled: false,
                must_change: false,
                has_second_factor: false,
            };
            let (accounts, tokens, problems) = (vec![account], vec![], vec![problem]);
            let shown = Shown { rows, owners, accounts, tokens, said, problems };
            let vacant = frame.t("access-functions-vacant");
            let html = Functions::new(frame, reader, shown).render().unwrap();
            assert_sound(&html);
            // Also one's own: whoever gives it up sees less.
            assert!(html.contains("/access/functions/grant-of-other/leave"));
            assert!(html.contains(&format!("grant-of-{own}/leave")));
            assert!(html.contains("<option value=\"Rektor\">"));
            let (_, told) = html.split_once(&vacant).unwrap();
            let (told, _) = told.split_once("</p>").unwrap();
            assert!(told.contains("Rektor") && !told.contains("IT-Drift"));
        }
    }
}
