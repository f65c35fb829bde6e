//! How many work in each unit: a table of the newest months, a form, and a table to take in.
//!
//! Must never order units by their size: they come in the organisation's own order.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use tillbud_events::Month;
use tillbud_events::vocabulary::Lang;
use tillbud_projections::headcount::{self, HeadcountRow, Headcounts};

use crate::App;
use crate::access::Staff;
use crate::dispatch::Done;
use crate::lists::Lists;
use crate::web::api::headcount::{
    HeadcountMonth, HeadcountText, import_for, record_for, take_back_for,
};
use crate::web::error::{HttpError, Malformed};
use crate::web::language::Locale;
use crate::web::pages::form::{Form, Forms, Refused, Sent, back_to};
use crate::web::pages::frame::Frame;
use crate::web::pages::{Choice, FieldProblem, Posted, answer};

/// Where it lies.
const PATH: &str = "/measures/headcount";
/// Months that the table shows, the running one last.
const MONTHS: i32 = 6;

/// The page.
#[derive(Template)]
#[template(path = "measures/headcount.html")]
pub struct Page {
    frame: Frame,
    forms: Forms,
    months: Vec<String>,
    rows: Vec<Row>,
    units: Vec<Choice>,
    back_units: Vec<Choice>,
}

/// One unit.
struct Row {
    unit: String,
    cells: Vec<String>,
}

impl Page {
    /// The page of the month `today`.
    #[must_use]
    pub fn new(
        frame: Frame,
        lists: &Lists,
        known: &[HeadcountRow],
        today: Month,
        forms: Forms,
    ) -> Self {
        let counts = Headcounts::of(known);
        let mut units: Vec<String> = lists.units.iter().map(|entry| entry.code.clone()).collect();
        for row in known {
            if !units.contains(&row.unit) {
                units.push(row.unit.clone());
            }
        }
        let months: Vec<Month> = (1 - MONTHS..=0).map(|more| today.plus(more)).collect();
        let cell = |unit: &str, month: &Month| match counts.at(Some(unit), *month) {
            Some((employees, hundredths)) => {
                let full_time = full_time(frame.lang, hundredths);
                let told = ("employees", employees.to_string());
                frame.fill2("headcount-cell", told, ("fte", full_time))
            }
            None => "–".to_owned(),
        };
        let row = |unit: &String| Row {
            unit: lists.unit_name(unit, frame.lang).to_owned(),
            cells: months.iter().map(|month| cell(unit, month)).collect(),
        };
        let choices = |field: &str| {
            let said = forms.sent.get(field);
            let units = lists.units.iter();
            units.map(|entry| Choice::new(&entry.code, entry.name(frame.lang), said)).collect()
        };
        Self {
            rows: units.iter().map(row).collect(),
            months: months.iter().map(ToString::to_string).collect(),
            units: choices("unit"),
            back_units: choices("back_unit"),
            forms,
            frame,
        }
    }

    fn form(&self, wish: &str) -> Form {
        self.forms.form(&self.frame, PATH, 0, wish)
    }

    fn value(&self, field: &str) -> &str {
        self.forms.sent.get(field)
    }

    fn problem(&self, field: &str) -> &str {
        self.forms.problem(field)
    }
}

/// Full-time positions with the decimal sign of the language.
fn full_time(lang: Lang, hundredths: i64) -> String {
    let written = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    let short = written.trim_end_matches('0').trim_end_matches('.');
    match lang {
        Lang::Sv => short.replace('.', ","),
        Lang::En => short.to_owned(),
    }
}

/// The table and the forms.
///
/// # Errors
/// When the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true).for_role(staff.role);
    answer(StatusCode::OK, &page(&app, frame, Forms::fresh(&app)).await?)
}

/// Records a headcount, or a whole table.
///
/// # Errors
/// When our side is broken.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Posted(pairs): Posted<Vec<(String, String)>>,
) -> Result<Response, HttpError> {
    let sent = Sent::from(pairs);
    let frame = locale.frame(true).for_role(staff.role);
    match carry_out(&app, staff, &sent).await {
        Ok(done) => {
            app.projector.caught_up(done.position).await;
            Ok(back_to(&frame, PATH, "main"))
        }
        Err(error) => {
            let refused = Refused::from(error, frame.lang, sent.wish())?;
            let refused = to_page(&frame, refused, sent.wish());
            let forms = Forms::refused(&app, sent, refused);
            let status = forms.status();
            answer(status, &page(&app, frame, forms).await?)
        }
    }
}

async fn carry_out(app: &App, staff: Staff, sent: &Sent) -> Result<Done, HttpError> {
    let act = sent.act(app, staff, PATH)?;
    match sent.wish() {
        "record" => {
            let text = HeadcountText {
                unit: sent.text("unit"),
                month: sent.text("month"),
                employees: sent.text("employees"),
                fte: sent.text("fte"),
                source: sent.maybe("source"),
            };
            record_for(app, &act, &text).await
        }
        "take_back" => {
            let said =
                HeadcountMonth { unit: sent.text("back_unit"), month: sent.text("back_month") };
            take_back_for(app, &act, &said).await
        }
        "table" => {
            let source = sent.maybe("table_source");
            import_for(app, &act, sent.get("table").as_bytes(), source.as_deref()).await
        }
        _ => Err(HttpError::BadRequest(Malformed::Form)),
    }
}

async fn page(app: &App, frame: Frame, forms: Forms) -> Result<Page, HttpError> {
    let known = headcount::all(app.read_models.db()).await?;
    Ok(Page::new(frame, &app.lists, &known, Month::of(app.clock.today()), forms))
}

/// What is wrong with a row stands at the table, with the number of the row; what is wrong with
/// what is taken back at the fields of that form.
fn to_page(frame: &Frame, refused: Refused, wish: &str) -> Refused {
    let at = |problem: FieldProblem| {
        if wish == "take_back" && ["unit", "month"].contains(&problem.field.as_str()) {
            return FieldProblem { field: format!("back_{}", problem.field), ..problem };
        }
        let (row, column) = problem.field.split_once('/').unwrap_or((&problem.field, ""));
        if row.is_empty() || !row.bytes().all(|byte| byte.is_ascii_digit()) {
            return problem;
        }
        let place = if column.is_empty() { row.to_owned() } else { format!("{row}, {column}") };
        let words = frame.fill2("headcount-row", ("row", place), ("problem", problem.words));
        FieldProblem { field: "table".to_owned(), words }
    };
    Refused { problems: refused.problems.into_iter().map(at).collect(), ..refused }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lists::Entry;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

    fn row(unit: &str, month: &str, employees: i64) -> HeadcountRow {
        HeadcountRow {
            unit: unit.into(),
            month: month.into(),
            headcount_id: "x".into(),
            version: 1,
            employees,
            full_time_hundredths: employees * 90,
            source: HOSTILE.into(),
            recorded_at: 0,
            recorded_as: "analyst".into(),
        }
    }

    #[test]
    fn units_come_in_the_own_order_with_what_holds_in_each_month() {
        let entry = |code: &str| Entry { code: code.into(), sv: code.into(), en: code.into() };
        let lists = Lists { units: vec![entry("zeta"), entry("alfa")], ..Lists::default() };
        for frame in frames() {
            let known = [row(HOSTILE, "2026-01", 10), row("alfa", "2026-03", 20)];
            let forms = Forms { key: "k".into(), ..Forms::default() };
            let today = "2026-04".parse().unwrap();
            let page = Page::new(frame.clone(), &lists, &known, today, forms);
            let units: Vec<_> = page.rows.iter().map(|row| row.unit.as_str()).collect();
            assert_eq!(units, ["zeta", "alfa", HOSTILE]);
            assert_eq!(
                page.months,
                ["2025-11", "2025-12", "2026-01", "2026-02", "2026-03", "2026-04"]
            );
            assert_eq!(page.rows[1].cells[3], "–");
            assert!(page.rows[1].cells[5].contains("20") && page.rows[1].cells[5].contains("18"));
            let html = page.render().unwrap();
            assert_sound(&html);
            assert!(!html.contains(">headcount"), "a text is missing: {html}");
        }
    }

    #[test]
    fn a_problem_of_a_row_stands_at_the_table() {
        let frame = frames().into_iter().next().unwrap();
        let problem = |field: &str| FieldProblem { field: field.into(), words: "fel".into() };
        let problems = vec![problem("3/fte"), problem("unit")];
        let refused = Refused::with(StatusCode::UNPROCESSABLE_ENTITY, problems);
        let told = to_page(&frame, refused, "table").problems;
        assert_eq!((told[0].field.as_str(), told[1].field.as_str()), ("table", "unit"));
        assert!(told[0].words.contains("3, fte") && told[0].words.contains("fel"), "{told:?}");
        let refused = Refused::with(StatusCode::UNPROCESSABLE_ENTITY, vec![problem("month")]);
        assert_eq!(to_page(&frame, refused, "take_back").problems[0].field, "back_month");
    }
}
