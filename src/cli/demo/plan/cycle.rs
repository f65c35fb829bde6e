//! What the municipality tried, and what it expected of it: registered before the change,
//! compared in the last month of the period.
//!
//! One change works, one does nothing, and of one nothing can be told yet; the reports say so,
//! and the program finds out by itself. Must never hold a verdict.

use jiff::Timestamp;
use jiff::civil::Date;
use tillbud_events::improvement::{Aim, Opened, Origin, Plan};
use tillbud_events::measure::{
    ChartKind, Conditions, Counted, Definition, Denominator, Direction, Numerator, Period, What,
};
use tillbud_events::vocabulary::{Label, Movement};
use tillbud_events::{ImprovementId, Month, Role, ThemeId, theme};

use super::book::Book;
use super::inflow;
use super::step::{OnImprovement, OnTheme, Step};
use super::theme::Gathered;
use crate::cli::demo::calendar::plus;
use crate::cli::demo::content::{Content, Cycle};
use crate::measures::measure_id;

/// Days into the month before the change on which it is asked, planned, and its action counted.
const ASKED_ON: i64 = 4;
const PLANNED_ON: i64 = 8;
const COUNTED_ON: i64 = 11;
/// Days into its month on which a review lies.
const REVIEWED_ON: i64 = 19;
/// Days into the last month of a half-year on which its incident is gathered in the theme.
const GATHERED_ON: i64 = 15;
/// Days that are looked back through for one on which offices are open.
const OPEN_WITHIN_DAYS: i64 = 14;

/// Plans every cycle, with the measure that it is held against.
pub fn improve(book: &mut Book, content: &Content, gathered: &[Gathered]) {
    let months = inflow::months(book.calendar.day(book.end));
    let now = last_office_hour(book);
    for cycle in &content.cycles {
        let of_category = |it: &&Gathered| {
            content.themes.get(it.theme).is_some_and(|theme| theme.category == cycle.category)
        };
        let own: Vec<&Gathered> = gathered.iter().filter(of_category).collect();
        live(book, cycle, &months, &own, now);
    }
}

fn live(
    book: &mut Book,
    cycle: &Cycle,
    months: &[Date],
    gathered: &[&Gathered],
    now: Option<Timestamp>,
) -> Option<()> {
    let before = *months.get(cycle.change.checked_sub(1)?)?;
    let change = *months.get(cycle.change)?;
    let review = plus(*months.get(cycle.review)?, REVIEWED_ON);
    let at = |book: &Book, days: i64| {
        let day = plus(before, days);
        book.calendar.work_on(day, book.calendar.moment(day, 0, 0), &book.draw)
    };
    let measure_id = measure_id(&cycle.key);
    let asked = at(book, ASKED_ON);
    book.improve(asked, Step::Measure(measure_id, Box::new(definition(cycle)?)));
    let from = match (&cycle.theme, &cycle.finding) {
        (Some(question), _) => {
            let question = question.text();
            Origin::Theme(gather(book, asked, theme::Opened { question }, months, gathered))
        }
        (None, Some(finding)) => Origin::Finding(finding.text()),
        (None, None) => return None,
    };
    let id = ImprovementId(book.draw.id());
    let on = |on: OnImprovement| Step::Improvement(id, on);
    let opened = at(book, ASKED_ON + 1).max(asked);
    let asks = Opened { from, question: cycle.question.text() };
    let mut triggers = Vec::new();
    if let Some(shown) = &cycle.signal {
        let month = Month::of(*months.get(shown.month)?);
        book.program(asked, Step::Raise(cycle.key.clone(), month));
        book.improve(opened, on(OnImprovement::OpenFromSignal(cycle.key.clone(), asks)));
        book.improve(opened, Step::Explain(cycle.key.clone(), shown.reason.text()));
        triggers.push(month);
    } else {
        book.improve(opened, on(OnImprovement::Open(asks)));
    }
    let plan = Plan {
        aim: Aim { measure_id, unit: None, category: None, movement: Movement::Decrease },
        expected: cycle.expected,
        baseline_from: Month::of(*months.first()?),
        baseline_to: Month::of(before),
        triggers,
        change: Month::of(change),
        review,
    };
    let planned = at(book, PLANNED_ON).max(opened);
    book.improve(planned, on(OnImprovement::Plan(Box::new(plan))));
    let counted = at(book, COUNTED_ON).max(planned);
    let action = gathered.iter().find(|it| it.period == cycle.action);
    let action = action.and_then(|it| it.actions.first());
    if let Some(action) = action.filter(|action| action.proposed < counted) {
        book.improve(counted, on(OnImprovement::AddAction(action.action_id)));
    }
    book.improve(now?, on(OnImprovement::Study));
    Some(())
}

/// A theme over the half-years of a category, each incident when there was one.
fn gather(
    book: &mut Book,
    asked: Timestamp,
    opened: theme::Opened,
    months: &[Date],
    gathered: &[&Gathered],
) -> ThemeId {
    let id = ThemeId(book.draw.id());
    book.improve(asked, Step::Theme(id, OnTheme::Open(opened)));
    let half_year = months.len() / 4;
    for it in gathered {
        let Some(last) = months.get(((it.period + 1) * half_year).saturating_sub(1)) else {
            continue;
        };
        let day = plus(*last, GATHERED_ON);
        let at = book.calendar.work_on(day, it.opened.max(asked), &book.draw);
        book.improve(at, Step::Theme(id, OnTheme::Add(vec![it.incident_id])));
    }
    id
}

/// The share of reports that are about a category.
fn definition(cycle: &Cycle) -> Option<Definition> {
    let reports = |conditions| Counted { what: What::Reports, conditions };
    let category = Some(Label::parse(cycle.category.as_str()).ok()?);
    Some(Definition {
        key: cycle.key.clone(),
        name_sv: cycle.sv.clone(),
        name_en: cycle.en.clone(),
        numerator: Numerator::Count(reports(Conditions { category, ..Conditions::default() })),
        denominator: Some(Denominator::Count(reports(Conditions::default()))),
        chart: ChartKind::SharePrime,
        period: Period::Month,
        direction: Direction::Neutral,
        target: None,
        owner: Role::Analyst,
    })
}

/// The last hour before the end at which staff is at work.
fn last_office_hour(book: &Book) -> Option<Timestamp> {
    let today = book.calendar.day(book.end);
    let hours = (0..OPEN_WITHIN_DAYS).map(|days| plus(today, -days));
    let hours = hours.filter(|day| book.calendar.is_open(*day));
    let mut hours = hours.map(|day| book.calendar.moment(day, 10, 0));
    hours.find(|at| *at <= book.end)
}
