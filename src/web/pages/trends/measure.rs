//! One measure and its files: reads what was asked, fetches, fills.
//!
//! Must never show another period or part of the organisation than was asked for.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use tillbud_events::measure::Numerator;
use tillbud_events::vocabulary::Lang;
use tillbud_events::{Month, Week};
use tillbud_projections::improvement::{self, ImprovementRow};
use tillbud_projections::measure::{self, Decision, Measure};
use tillbud_projections::trend::effect::Counted;
use tillbud_projections::trend::fact::{self, MonthCount};

use super::asked::Asked;
use super::compare::{Compared, Why};
use super::files::{self, Sheet};
use super::one::{self, Note, One};
use super::shown::Shown;
use crate::App;
use crate::access::Staff;
use crate::fields::FieldError;
use crate::lists::Lists;
use crate::web::api::measured::{self, Question};
use crate::web::api::together::with_other;
use crate::web::api::trends::SeriesQuery;
use crate::web::error::HttpError;
use crate::web::extract::Params;
use crate::web::language::Locale;
use crate::web::pages::frame::Frame;
use crate::web::pages::{FieldProblem, answer};

/// Points at which actions were done are marked in the chart when they are no more than these.
const ACTION_MARKS_MAX: usize = 8;

impl Asked {
    fn query(&self) -> SeriesQuery {
        // A field that was left empty is read as not asked about.
        SeriesQuery {
            by: Some(self.by.clone()),
            unit: Some(self.unit.clone()),
            category: Some(self.category.clone()),
            from: Some(self.from.clone()),
            to: Some(self.to.clone()),
            profile: Some(self.profile.clone()),
            page: Some(self.page.clone()),
            ..SeriesQuery::default()
        }
    }
}

/// Fills in the period that is shown when nobody says which.
pub(super) fn shown_period(from: &mut String, to: &mut String, today: Date) {
    let (first, last) = measured::period(today);
    for (said, shown) in [(from, first), (to, last)] {
        if said.is_empty() {
            *said = shown.to_string();
        }
    }
}

/// The page of a measure.
///
/// # Errors
/// There is no such measure, or the read models are away.
pub async fn get(
    State(app): State<App>,
    Path(key): Path<String>,
    locale: Locale,
    staff: Staff,
    Params(asked): Params<Asked>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true).for_role(staff.role);
    let measure = measured::find(app.read_models.db(), &key).await?;
    let question = match Question::read(&asked.query(), app.clock.today()) {
        Ok(question) => question,
        Err(errors) => {
            let name = measured::name(frame.lang, &measure).to_owned();
            let problems = problems(&frame, &errors);
            let page = One::refused(frame, &app.lists, asked, (&key, &name), problems);
            return answer(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let mut shown = measured::one(&app, frame.lang, &measure, &question, &question.scope).await?;
    shown.name = named(&app.lists, frame.lang, &question, shown.name);
    let notes = notes(&app, &frame, &measure, &question, &shown).await?;
    let asked = Asked { from: question.from.to_string(), to: question.to.to_string(), ..asked };
    let parts = measured::parts(&app, frame.lang, &measure, &question).await?;
    let (page, all) = (question.page, parts.all);
    let parts = parts.shown.into_iter().map(|part| {
        let deeper = Asked { by: String::new(), page: String::new(), ..asked.clone() };
        let deeper = match asked.by.as_str() {
            "unit" => Asked { unit: part.key, ..deeper },
            _ => Asked { category: part.key, ..deeper },
        };
        (part.name, deeper, part.shown)
    });
    let parts: Vec<_> = parts.collect();
    let together = with_other(&app, frame.lang, &shown, &question).await?;
    let between = measured::between(&app, frame.lang, &measure, &question, &shown).await?;
    let compared = compared(&app, &measure, &question, &shown, &asked).await?;
    let page = One::new(frame, &app.lists, asked, &shown, &notes, (&parts, page, all))
        .together(&together, &key)
        .between(between.as_ref())
        .comparing(compared);
    let status = if page.is_refused() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    answer(status, &page)
}

/// Two periods within what is shown, compared; nothing when none are asked for.
async fn compared(
    app: &App,
    measure: &Measure,
    question: &Question,
    shown: &Shown,
    asked: &Asked,
) -> Result<Option<Result<Compared, Why>>, HttpError> {
    let sides = match asked.sides() {
        None => return Ok(None),
        Some(Err(why)) => return Ok(Some(Err(why))),
        Some(Ok(sides)) => sides,
    };
    let (db, today) = (app.read_models.db(), app.clock.today());
    let (scope, from, to) = (&question.scope, question.from, question.to);
    let definition = &measure.definition;
    let excluded = measure.baselines.iter().filter(|made| made.decision == Decision::Excluded);
    let left_out: Vec<Month> = excluded.map(|made| made.month).collect();
    Ok(Some(match &definition.numerator {
        Numerator::Count(_) => {
            let counted = if definition.is_share() { Counted::Share } else { Counted::Rate };
            Compared::of_counts(shown, counted, &sides)
        }
        Numerator::Median(_) => {
            let points = measure::points(db, measure, scope, from, to, today).await?;
            Compared::of_medians(&points, &sides, &left_out, today)
        }
        Numerator::Gap(_) => match measure::occurred(db, measure, scope, from, today).await? {
            Some(occurred) => Compared::of_gaps(&occurred, to, &sides, &left_out),
            None => Err(Why::Sides),
        },
    }))
}

/// The chart as a file of its own.
///
/// # Errors
/// There is no such measure, what was asked is wrong, or the read models are away.
pub async fn get_svg(
    State(app): State<App>,
    Path(key): Path<String>,
    locale: Locale,
    Params(asked): Params<Asked>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true);
    let (measure, question, shown) = fetch(&app, &frame, &key, &asked).await?;
    let notes = notes(&app, &frame, &measure, &question, &shown).await?;
    files::svg(&format!("tillbud-{key}"), one::file(&frame, &shown, &notes))
}

/// Every point as comma-separated values.
///
/// # Errors
/// As [`get_svg`].
pub async fn get_csv(
    State(app): State<App>,
    Path(key): Path<String>,
    locale: Locale,
    Params(asked): Params<Asked>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true);
    let (_, _, shown) = fetch(&app, &frame, &key, &asked).await?;
    Sheet::of_measure(&frame, &shown).csv()
}

/// Every point as a workbook.
///
/// # Errors
/// As [`get_svg`].
pub async fn get_xlsx(
    State(app): State<App>,
    Path(key): Path<String>,
    locale: Locale,
    Params(asked): Params<Asked>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true);
    let (_, _, shown) = fetch(&app, &frame, &key, &asked).await?;
    Sheet::of_measure(&frame, &shown).xlsx().await
}

async fn fetch(
    app: &App,
    frame: &Frame,
    key: &str,
    asked: &Asked,
) -> Result<(Measure, Question, Shown), HttpError> {
    let measure = measured::find(app.read_models.db(), key).await?;
    let question = Question::read(&asked.query(), app.clock.today())?;
    let mut shown = measured::one(app, frame.lang, &measure, &question, &question.scope).await?;
    shown.name = named(&app.lists, frame.lang, &question, shown.name);
    Ok((measure, question, shown))
}

/// What a measure is called, with the part of the organisation that it is of.
fn named(lists: &Lists, lang: Lang, question: &Question, name: String) -> String {
    let unit = question.scope.unit.as_deref().map(|code| lists.unit_name(code, lang));
    let category = question.scope.category.as_deref();
    let category = category.map(|code| lists.category_name(code, lang));
    let of: Vec<_> = unit.into_iter().chain(category).collect();
    if of.is_empty() { name } else { format!("{name}: {}", of.join(", ")) }
}

/// What is wrong with the question, field by field.
pub(super) fn problems(frame: &Frame, errors: &[FieldError]) -> Vec<FieldProblem> {
    let problem = |error: &FieldError| {
        let field = error.pointer.trim_start_matches('/').to_owned();
        let words = match field.as_str() {
            "by" => frame.t("trends-by-wrong"),
            "profile" => frame.t("trends-profile-wrong"),
            "page" => frame.t("trends-page-wrong"),
            _ => frame.t("trends-period-wrong"),
        };
        FieldProblem { field, words }
    };
    errors.iter().map(problem).collect()
}

/// What people decided about the baseline, the actions that were done meanwhile, and the
/// changes that improvement cycles made to move the measure.
pub(crate) async fn notes(
    app: &App,
    frame: &Frame,
    measure: &Measure,
    question: &Question,
    shown: &Shown,
) -> Result<Vec<Note>, HttpError> {
    let (unit, category) = (question.scope.unit.as_deref(), question.scope.category.as_deref());
    let db = app.read_models.db();
    let done = fact::actions(db, unit, category, question.from, question.to).await?;
    let cycles = improvement::of_measure(db, measure.id, unit, category).await?;
    let changes = changes(frame, cycles, &shown.labels);
    Ok(told(frame, measure, &done, &shown.labels).into_iter().chain(changes).collect())
}

/// The month in which each cycle's change begins, with the way to the cycle.
fn changes(frame: &Frame, cycles: Vec<ImprovementRow>, labels: &[String]) -> Vec<Note> {
    let change = |cycle: ImprovementRow| {
        let at = place(labels, &cycle.change?)?;
        let to = frame.href(&format!("/improvements/{}", cycle.improvement_id));
        let question = cycle.question.unwrap_or_else(|| frame.t("erased"));
        let words = frame.t("trends-note-change");
        Some(Note { kind: "change", at, words, link: Some((to, question)), is_marked: true })
    };
    cycles.into_iter().filter_map(change).collect()
}

fn told(frame: &Frame, measure: &Measure, done: &[MonthCount], labels: &[String]) -> Vec<Note> {
    let decided = measure.baselines.iter().filter_map(|baseline| {
        let month = baseline.month.to_string();
        let at = place(labels, &month)?;
        let reason = baseline.reason.clone().unwrap_or_default();
        let words = match baseline.decision {
            Decision::Frozen => {
                frame.fill2("trends-note-frozen", ("month", month), ("reason", reason))
            }
            Decision::Rebased => frame.fill("trends-note-rebased", "reason", reason),
            Decision::Excluded => frame.fill("trends-note-excluded", "reason", reason),
        };
        let words = words.trim_end().to_owned();
        let kind = match baseline.decision {
            Decision::Frozen => "baseline_frozen",
            Decision::Rebased => "rebased",
            Decision::Excluded => "excluded",
        };
        Some(Note { kind, at, words, link: None, is_marked: true })
    });
    // Several months may lie in one period.
    let mut actions: std::collections::BTreeMap<usize, i64> = std::collections::BTreeMap::new();
    for count in done {
        if let Some(at) = place(labels, &count.month) {
            *actions.entry(at).or_default() += count.count;
        }
    }
    let is_marked = actions.len() <= ACTION_MARKS_MAX;
    let actions = actions.into_iter().map(|(at, count)| Note {
        kind: "actions",
        at,
        words: frame.fill("trends-note-actions", "count", count),
        link: None,
        is_marked,
    });
    decided.chain(actions).collect()
}

/// The point that a month belongs to: of its own name, of its quarter, or the first that
/// lies in it or after it where points are days.
fn place(labels: &[String], month: &str) -> Option<usize> {
    let (year, number) = month.split_once('-')?;
    let quarter = number.parse::<u32>().ok()?.div_ceil(3);
    let quarter = format!("{year}-Q{quarter}");
    let is_named = |label: &String| *label == month || *label == quarter;
    // A week belongs to the month of its Thursday.
    let is_week_of = |label: &String| {
        let week = label.parse::<Week>();
        week.is_ok_and(|week| Month::of(week.thursday()).to_string() == month)
    };
    labels.iter().position(|label| is_named(label) || is_week_of(label)).or_else(|| {
        let is_day = |label: &&String| label.len() == "2026-03-17".len();
        let at = labels.iter().position(|label| is_day(&label) && label.as_str() >= month)?;
        Some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_marked_at_its_month_its_quarter_or_the_next_day() {
        let labels = |labels: &[&str]| labels.iter().map(|l| (*l).to_owned()).collect::<Vec<_>>();
        assert_eq!(place(&labels(&["2026-02", "2026-03"]), "2026-03"), Some(1));
        assert_eq!(place(&labels(&["2026-02", "2026-03"]), "2026-04"), None);
        assert_eq!(place(&labels(&["2025-Q4", "2026-Q1"]), "2026-03"), Some(1));
        assert_eq!(place(&labels(&["2026-02-11", "2026-04-02"]), "2026-03"), Some(1));
        let weeks = ["2026-W09", "2026-W10", "2026-W11"];
        assert_eq!(place(&labels(&weeks), "2026-03"), Some(1), "Thursday is 5 March");
        assert_eq!(place(&labels(&[]), "2026-03"), None);
    }
}
