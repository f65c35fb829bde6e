//! Preparing a release: what would be shown, what is hidden and why, then the act.
//!
//! Must never release anything by itself, nor be reached by a role that may not know exact
//! figures: they stand here beside what would be shown of them.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tillbud_events::release::{Cell, Published, Shown};
use tillbud_events::vocabulary::{Label, ReleasedTable};
use tillbud_projections::release;

use super::names::Names;
use crate::App;
use crate::access::{Right, Staff};
use crate::lists::Lists;
use crate::web::api::releases::{Prepared, prepare, read};
use crate::web::error::HttpError;
use crate::web::extract::Params;
use crate::web::language::Locale;
use crate::web::pages::form::{Form, Forms, Refused, Sent};
use crate::web::pages::frame::Frame;
use crate::web::pages::{Choice, FieldProblem, answer};

/// The page on which a release is prepared.
#[derive(Template)]
#[template(path = "statistics/prepare.html")]
pub struct Prepare {
    frame: Frame,
    forms: Forms,
    problems: Vec<FieldProblem>,
    may_release: bool,
    tables: Vec<Choice>,
    period: String,
    ended: String,
    preview: Option<Preview>,
}

struct Preview {
    title: String,
    table: String,
    period: String,
    digest: String,
    rows: Vec<Row>,
    hidden: usize,
    merged: String,
    left_out: String,
    says_nothing: bool,
}

struct Row {
    label: String,
    column: String,
    exact: u64,
    shown: String,
    why: String,
}

/// What was asked for, as written in the address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    table: String,
    period: String,
}

impl Prepare {
    fn new(
        (frame, lists): (Frame, &Lists),
        may_release: bool,
        (asked, newest): (Asked, String),
        forms: Forms,
        found: Result<Option<Prepared>, Vec<FieldProblem>>,
    ) -> Self {
        let table =
            |it: &ReleasedTable| Choice::new(it.as_str(), frame.word("released", it), &asked.table);
        let (preview, problems) = match found {
            Ok(found) => (found, forms.problems().to_vec()),
            Err(problems) => (None, problems),
        };
        let names = Names { frame: &frame, lists };
        Self {
            tables: ReleasedTable::ALL.iter().map(table).collect(),
            preview: preview.map(|it| Preview::new(&names, it)),
            period: asked.period,
            ended: newest,
            may_release,
            problems,
            forms,
            frame,
        }
    }

    fn form(&self) -> Form {
        self.forms.form(&self.frame, "/releases/work", 0, "release")
    }

    fn problem(&self, field: &str) -> &str {
        let problem = self.problems.iter().find(|problem| problem.field == field);
        problem.map_or("", |problem| &problem.words)
    }
}

impl Preview {
    fn new(names: &Names<'_>, Prepared { published: it, truths }: Prepared) -> Self {
        let table = it.table.as_str();
        let key = |label: &Option<Label>| label.as_ref().map(|label| label.as_str().to_owned());
        let row = |(cell, exact): (&Cell, u64)| Row {
            label: names.row(table, key(&cell.row).as_deref()),
            column: names.column(key(&cell.column).as_deref()),
            exact,
            shown: cell.words(it.rule),
            why: match cell.shown {
                Shown::Count(_) => String::new(),
                Shown::Not(hidden) => names.frame.word("hidden", hidden),
            },
        };
        let rows: Vec<Row> = it.cells.iter().zip(truths).map(row).collect();
        let units = |labels: &[Label]| {
            let name = |label: &Label| names.row("unit_by_year", Some(label.as_str()));
            labels.iter().map(name).collect::<Vec<_>>().join(", ")
        };
        let Published { merged, left_out, digest, period, cells, .. } = &it;
        Self {
            title: names.title(table, &period.to_string()),
            table: table.to_owned(),
            period: period.to_string(),
            digest: digest.as_str().to_owned(),
            hidden: rows.iter().filter(|row| !row.why.is_empty()).count(),
            says_nothing: cells.iter().all(|cell| cell.words(it.rule) == "-"),
            merged: units(merged),
            left_out: units(left_out),
            rows,
        }
    }
}

/// The page, with a preview of what the address asks for.
///
/// # Errors
/// When the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Params(asked): Params<Asked>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true).for_role(staff.role);
    page(&app, frame, staff, asked, Forms::fresh(&app)).await
}

/// The page once more, when what was to be released was refused.
///
/// # Errors
/// When the read models are away.
pub async fn again(
    app: &App,
    frame: Frame,
    staff: Staff,
    sent: Sent,
    refused: Refused,
) -> Result<Response, HttpError> {
    let asked = Asked { table: sent.text("table"), period: sent.text("period") };
    page(app, frame, staff, asked, Forms::refused(app, sent, refused)).await
}

async fn page(
    app: &App,
    frame: Frame,
    staff: Staff,
    asked: Asked,
    forms: Forms,
) -> Result<Response, HttpError> {
    let is_asked = !asked.table.is_empty() || !asked.period.is_empty();
    let found = if is_asked { found(app, &frame, &asked).await? } else { Ok(None) };
    let status = if found.is_err() { StatusCode::UNPROCESSABLE_ENTITY } else { forms.status() };
    let newest =
        [ReleasedTable::TotalByMonth, ReleasedTable::KindByQuarter, ReleasedTable::KindByYear];
    let newest = newest.map(|table| {
        let newest = release::ended(table, app.clock.today()).into_iter().next();
        newest.map_or_else(String::new, |period| period.to_string())
    });
    let newest = newest.join(", ");
    let may_release = Right::ReleaseStatistics.is_held_by(staff.role);
    let page = Prepare::new((frame, &app.lists), may_release, (asked, newest), forms, found);
    answer(status, &page)
}

async fn found(
    app: &App,
    frame: &Frame,
    asked: &Asked,
) -> Result<Result<Option<Prepared>, Vec<FieldProblem>>, HttpError> {
    let prepared = match read(app, &asked.table, &asked.period) {
        Ok(what) => prepare(app, what).await,
        Err(error) => Err(error),
    };
    match prepared {
        Ok(prepared) => Ok(Ok(Some(prepared))),
        Err(error @ HttpError::Invalid(_)) => {
            Ok(Err(Refused::from(error, frame.lang, "release")?.problems))
        }
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use tillbud_events::release::Rule;
    use tillbud_events::vocabulary::Hidden;

    use super::*;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

    fn prepared(shown: Shown) -> Prepared {
        let label = |text: &str| Label::parse(text).unwrap();
        let cell = |row: &str, shown| Cell { row: Some(label(row)), column: None, shown };
        Prepared {
            published: Published {
                number: 3,
                table: ReleasedTable::UnitByQuarter,
                period: "2026-Q1".parse().unwrap(),
                rule: Rule { threshold: 5, base: 5, floor: 20 },
                cells: vec![
                    cell("a", shown),
                    cell(HOSTILE, Shown::Not(Hidden::Secondary)),
                    cell("_other", Shown::Not(Hidden::Ledger)),
                ],
                merged: vec![label("bad"), label("museum")],
                left_out: vec![],
                known: 4,
                engine: label("gate 1"),
                digest: label("00ff"),
            },
            truths: vec![3, 11, 7],
        }
    }

    #[test]
    fn a_preview_says_of_each_figure_what_is_shown_and_why_not() {
        for frame in frames() {
            let page = |may, found| {
                let forms = Forms { key: "k".into(), ..Forms::default() };
                let asked = (Asked::default(), "2026-03".to_owned());
                Prepare::new((frame.clone(), &Lists::default()), may, asked, forms, found)
            };
            let shown = || Ok(Some(prepared(Shown::Not(Hidden::Primary))));
            let html = page(true, shown()).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("&#60;5") && html.contains("museum"), "{html}");
            assert!(html.contains("value=\"00ff\"") && !html.contains(">release"), "{html}");
            assert!(!html.contains(">hidden-"), "a text is missing: {html}");
            assert!(!page(false, shown()).render().unwrap().contains("value=\"00ff\""));
            let nothing = page(true, Ok(Some(prepared(Shown::Not(Hidden::Secondary)))));
            assert!(!nothing.render().unwrap().contains("value=\"00ff\""));
            let wrong = FieldProblem { field: "period".into(), words: HOSTILE.into() };
            assert_sound(&page(true, Err(vec![wrong])).render().unwrap());
            assert_sound(&page(true, Ok(None)).render().unwrap());
        }
    }
}
