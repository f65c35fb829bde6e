//! Which units somebody leads: whoever does is kept out of what comes from there.
//!
//! Must never record one without a reason, nor let anybody take back their own.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tillbud_events::GrantId;
use tillbud_events::grant::Revoked;
use tillbud_events::vocabulary::GrantSource;
use tillbud_projections::db::timestamp;

use super::access::back;
use super::access_give::problems;
use super::frame::Frame;
use super::when::When;
use super::{Choice, FieldProblem, Posted, act, answer};
use crate::App;
use crate::access::Staff;
use crate::access::account::Account;
use crate::fields::Fields;
use crate::lists::{Entry, Lists};
use crate::web::api::units::{Named, NewLedUnit, named, read};
use crate::web::error::HttpError;
use crate::web::extract::Id;
use crate::web::language::Locale;

/// Where it lies.
const PATH: &str = "/access/units";

/// The page.
#[derive(Template)]
#[template(path = "access_units.html")]
pub struct Units {
    frame: Frame,
    key: String,
    rows: Vec<Row>,
    people: Vec<Choice>,
    units: Vec<Choice>,
    said: Said,
    problems: Vec<FieldProblem>,
}

struct Row {
    id: String,
    name: String,
    unit: String,
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
    unit: String,
    reason: String,
}

/// What the page is made of.
pub struct Shown {
    /// Every unit that somebody leads.
    pub rows: Vec<Named>,
    /// Whom it can be recorded of.
    pub accounts: Vec<Account>,
    /// What was written into the form.
    pub said: Said,
    /// What has to change in it.
    pub problems: Vec<FieldProblem>,
}

impl Units {
    /// The page, as `reader` sees it.
    #[must_use]
    pub fn new(frame: Frame, lists: &Lists, reader: Staff, shown: Shown) -> Self {
        let Shown { rows, accounts, said, problems } = shown;
        let row = |Named { row, name }: Named| Row {
            is_own: row.holder == reader.pseudonym.to_string(),
            name: name.unwrap_or_else(|| frame.t("access-forgotten")),
            unit: lists.unit_name(&row.unit, frame.lang).to_owned(),
            source: frame.word("grant-source", &row.source),
            reason: row.reason,
            since: When::day(&frame, timestamp(row.since)),
            id: row.grant_id,
        };
        let person = |account: &Account| {
            Choice::new(&account.holder.to_string(), &account.name, &said.holder)
        };
        let unit = |unit: &Entry| Choice::new(&unit.code, unit.name(frame.lang), &said.unit);
        Self {
            rows: rows.into_iter().map(row).collect(),
            people: Choice::or_none(&frame, accounts.iter().map(person).collect()),
            units: Choice::or_none(&frame, lists.units.iter().map(unit).collect()),
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
/// When the read models or accounts are away.
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
) -> Result<Units, HttpError> {
    let (rows, accounts) = (named(app).await?, app.accounts.list().await?);
    let frame = locale.frame(true).for_role(staff.role);
    let shown = Shown { rows, accounts, said, problems };
    Ok(Units::new(frame, &app.lists, staff, shown))
}

/// Records that somebody leads a unit.
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
    let Said { holder, unit, reason, .. } = said.clone();
    let led = match read(&app.lists, NewLedUnit { holder, unit, reason }) {
        Ok(led) => led,
        Err(errors) => {
            let problems = problems(&locale.frame(true), &errors);
            let page = page(&app, &locale, staff, said, problems).await?;
            return answer(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    app.accounts.get(led.holder).await?.ok_or(HttpError::NotFound)?;
    let done = app.grants.lead_unit(&act, led).await?;
    Ok(back(&app, &locale, PATH, done).await)
}

/// Why somebody does not lead a unit any more.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Reason {
    reason: String,
}

/// Records that somebody does not lead a unit any more.
///
/// # Errors
/// When a rule says no, or the log is away.
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
    let act = act(&app, staff.actor(), "/access/units leave", "", &())?;
    let revoked = Revoked { source: GrantSource::Decision, reason };
    let done = app.grants.leave_unit(id, None, &act, revoked).await?;
    Ok(back(&app, &locale, PATH, done).await)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames, lists};
    use tillbud_events::Role;
    use tillbud_projections::led_unit::LedUnitRow;

    #[test]
    fn a_unit_is_told_with_its_reason_and_nobody_takes_back_their_own() {
        let own = uuid::Uuid::nil();
        let reader = Staff { role: Role::Administrator, pseudonym: own };
        let led = |holder: String| Named {
            name: Some(HOSTILE.into()),
            row: LedUnitRow {
                grant_id: format!("grant-of-{holder}"),
                version: 1,
                position: 1,
                holder,
                unit: HOSTILE.into(),
                source: "decision".into(),
                since: 1_795_000_000_000,
                given_as: "administrator".into(),
                reason: Some(HOSTILE.into()),
                erased: false,
            },
        };
        for frame in frames() {
            let said = Said { reason: HOSTILE.into(), ..Said::default() };
            let problem = FieldProblem { field: "unit".into(), words: "Välj en enhet.".into() };
            let rows = vec![led("other".into()), led(own.to_string())];
            let (accounts, problems) = (vec![], vec![problem]);
            let shown = Shown { rows, accounts, said, problems };
            let html = Units::new(frame, &lists(), reader, shown).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("/access/units/grant-of-other/leave"));
            assert!(!html.contains(&format!("grant-of-{own}/leave")));
        }
    }
}
