//! The ledger of releases for those who prepare them, and what its forms ask for.
//!
//! Must never offer the act to a role that may only look.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use tillbud_projections::db::timestamp;
use tillbud_projections::release::{self, ReleaseRow};

use super::names::Names;
use super::prepare;
use crate::App;
use crate::access::{Right, Staff};
use crate::lists::Lists;
use crate::web::api::releases::{read, release_for, withdraw_for};
use crate::web::cursor::{self, PageQuery};
use crate::web::error::{HttpError, Malformed};
use crate::web::extract::Params;
use crate::web::language::Locale;
use crate::web::pages::address::Address;
use crate::web::pages::form::{Form, Forms, Refused, Sent, back_to};
use crate::web::pages::frame::Frame;
use crate::web::pages::when::When;
use crate::web::pages::{Choice, Posted, Switch, answer};

/// The page with every release, withdrawn ones too.
#[derive(Template)]
#[template(path = "statistics/releases.html")]
pub struct Releases {
    frame: Frame,
    forms: Forms,
    may_release: bool,
    rows: Vec<Row>,
    standing: Vec<Choice>,
    first: String,
    next: String,
}

struct Row {
    number: i64,
    title: String,
    at: When,
    withdrawn: Option<When>,
    reason: String,
}

impl Releases {
    fn new(
        frame: Frame,
        lists: &Lists,
        may_release: bool,
        (is_first, next): (bool, Option<String>),
        rows: &[ReleaseRow],
        forms: Forms,
    ) -> Self {
        let here = |after: Option<&str>| {
            frame.href(&Address::new("/releases").with("after", after).to_string())
        };
        let names = Names { frame: &frame, lists };
        let title = |row: &ReleaseRow| names.title(&row.subject, &row.period);
        let standing = rows.iter().filter(|row| row.withdrawn_at.is_none()).map(|row| {
            let label = format!("{} – {}", row.number, title(row));
            Choice::new(&row.number.to_string(), label, forms.sent.get("number"))
        });
        let row = |row: &ReleaseRow| Row {
            number: row.number,
            title: title(row),
            at: When::day(&frame, timestamp(row.released_at)),
            withdrawn: row.withdrawn_at.map(|at| When::day(&frame, timestamp(at))),
            reason: row.withdrawal.clone().unwrap_or_default(),
        };
        Self {
            may_release,
            standing: standing.collect(),
            rows: rows.iter().map(row).collect(),
            first: if is_first { String::new() } else { here(None) },
            next: next.as_deref().map(|next| here(Some(next))).unwrap_or_default(),
            forms,
            frame,
        }
    }

    fn form(&self) -> Form {
        self.forms.form(&self.frame, "/releases/work", 0, "withdraw")
    }

    fn value(&self, field: &str) -> String {
        self.forms.sent.text(field)
    }

    fn problem(&self, field: &str) -> &str {
        self.forms.problem(field)
    }
}

/// The list, from the newest or from a cursor on.
///
/// # Errors
/// For a cursor that is not ours, or when the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Params(page): Params<PageQuery>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true).for_role(staff.role);
    let forms = Forms::fresh(&app);
    answer(StatusCode::OK, &page_of(&app, frame, staff, page, forms).await?)
}

async fn page_of(
    app: &App,
    frame: Frame,
    staff: Staff,
    page: PageQuery,
    forms: Forms,
) -> Result<Releases, HttpError> {
    let is_first = page.after.is_none();
    let (after, limit) = page.read(&app.secrets.cursor)?;
    let page = release::list(app.read_models.db(), true, after, limit).await?;
    let next = page.next.map(|next| cursor::encode(next, &app.secrets.cursor));
    let may_release = Right::ReleaseStatistics.is_held_by(staff.role);
    Ok(Releases::new(frame, &app.lists, may_release, (is_first, next), &page.rows, forms))
}

/// Leads from where forms are sent to the page that they stand on.
pub async fn get_work(locale: Locale) -> Redirect {
    Redirect::to(&locale.frame(true).href("/releases"))
}

/// Releases what was previewed, or withdraws a release.
///
/// # Errors
/// When there is no such release, or our side is broken.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Posted(pairs): Posted<Vec<(String, String)>>,
) -> Result<Response, HttpError> {
    let sent = Sent::from(pairs);
    let act = sent.act(&app, staff, "/releases")?;
    let frame = locale.frame(true).for_role(staff.role);
    let to_list = |frame: Frame| {
        let switch = Switch::Link(frame.other_href("/releases"));
        frame.with_switch(switch)
    };
    match sent.wish() {
        "release" => {
            let what = read(&app, sent.get("table"), sent.get("period"));
            let done = match what {
                Ok(what) => release_for(&app, &act, what, sent.get("digest")).await,
                Err(error) => Err(error),
            };
            match done {
                Ok((number, done)) => {
                    app.projector.caught_up(done.position).await;
                    Ok(back_to(&frame, "/statistics", &format!("release-{number}")))
                }
                Err(error) => {
                    let refused = Refused::from(error, frame.lang, "release")?;
                    prepare::again(&app, to_list(frame), staff, sent, refused).await
                }
            }
        }
        "withdraw" => {
            let number = sent.get("number").parse().unwrap_or_default();
            match withdraw_for(&app, &act, number, sent.text("reason")).await {
                Ok(done) => {
                    app.projector.caught_up(done.position).await;
                    Ok(back_to(&frame, "/releases", "main"))
                }
                Err(error) => {
                    let refused = Refused::from(error, frame.lang, "withdraw")?;
                    let forms = Forms::refused(&app, sent, refused);
                    let (status, page) = (forms.status(), PageQuery::default());
                    answer(status, &page_of(&app, to_list(frame), staff, page, forms).await?)
                }
            }
        }
        _ => Err(HttpError::BadRequest(Malformed::Form)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::statistics::tests::row;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

    #[test]
    fn every_release_is_listed_and_only_who_may_release_can_withdraw() {
        for frame in frames() {
            let withdrawn = ReleaseRow {
                withdrawn_at: Some(1_772_000_000_000),
                withdrawal: Some(HOSTILE.into()),
                ..row("unit_by_year", "2025")
            };
            let rows = [row("total_by_month", "2026-01"), withdrawn];
            let page = |may, rows: &[ReleaseRow]| {
                let forms = Forms { key: "k".into(), ..Forms::default() };
                let page = (true, None);
                Releases::new(frame.clone(), &Lists::default(), may, page, rows, forms)
            };
            let html = page(true, &rows).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("name=\"reason\"") && !html.contains(">releases-"), "{html}");
            assert_eq!(html.matches("<option").count(), 1, "what is withdrawn is not offered");
            assert!(!page(false, &rows).render().unwrap().contains("name=\"reason\""));
            assert!(page(true, &[]).render().unwrap().contains("class=\"empty\""));
        }
    }
}
