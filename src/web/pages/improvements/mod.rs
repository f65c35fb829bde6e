//! The board of improvement cycles: what waits in each of plan, do, study and act.
//!
//! One cycle is in `one`, its forms in `work`, opening one in `write`. Must never tell whose
//! work a cycle is, nor rank units.

pub mod expected;
pub mod figure;
pub mod level;
pub mod one;
pub mod plan;
pub mod study;
pub mod told;
pub mod work;
pub mod write;

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use tillbud_events::Month;
use tillbud_projections::PAGE_ROWS_MAX;
use tillbud_projections::improvement::{self, ImprovementRow, State as Stand};

use super::address::Address;
use super::frame::Frame;
use super::when::{self, When};
use super::{Pair, answer};
use crate::App;
use crate::access::{Right, Staff};
use crate::web::api::improvement_study::measures;
use crate::web::cursor::{self, PageQuery};
use crate::web::error::HttpError;
use crate::web::extract::Params;
use crate::web::language::Locale;

/// A cycle as what it was opened from leads to it.
#[must_use]
pub fn led_to(frame: &Frame, row: ImprovementRow) -> Pair {
    Pair {
        label: format!("/improvements/{}", row.improvement_id),
        words: row.question.unwrap_or_else(|| frame.t("erased")),
    }
}

/// What a cycle waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// A plan, or the beginning of its change.
    Plan,
    /// That the change shows.
    Do,
    /// A comparison of before and after.
    Study,
    /// A decision.
    Act,
    /// Nothing.
    Decided,
}

impl Phase {
    /// The four in which something waits, in their order.
    pub const OPEN: [Self; 4] = [Self::Plan, Self::Do, Self::Study, Self::Act];

    /// The name under which its words are found.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Do => "do",
            Self::Study => "study",
            Self::Act => "act",
            Self::Decided => "decided",
        }
    }

    /// Where a cycle stands on a day.
    #[must_use]
    pub fn of(row: &ImprovementRow, today: Date) -> Self {
        let month = Month::of(today).to_string();
        let day = today.to_string();
        match Stand::from_stored(&row.state) {
            Some(Stand::Decided) => Self::Decided,
            Some(Stand::Studied) => Self::Act,
            Some(Stand::Planned) if row.review.as_deref().is_some_and(|review| review <= &*day) => {
                Self::Study
            }
            Some(Stand::Planned)
                if row.change.as_deref().is_some_and(|change| change <= &*month) =>
            {
                Self::Do
            }
            Some(Stand::Planned | Stand::Opened) | None => Self::Plan,
        }
    }
}

/// The board.
#[derive(Template)]
#[template(path = "improvements/board.html")]
pub struct Board {
    frame: Frame,
    columns: Vec<Column>,
    decided: Vec<Row>,
    first: String,
    next: String,
    may_work: bool,
}

/// What waits in one phase.
struct Column {
    key: &'static str,
    rows: Vec<Row>,
}

/// One cycle as a line.
pub struct Row {
    /// Where it is worked on.
    pub address: String,
    /// What it asks.
    pub question: String,
    /// What the last study found, and what was decided.
    pub marks: Vec<String>,
    /// Measure, change and review.
    pub facts: Vec<String>,
}

impl Row {
    /// A cycle as a line, with what measures are called.
    #[must_use]
    pub fn new(frame: &Frame, names: &BTreeMap<String, String>, row: ImprovementRow) -> Self {
        let verdict = row.verdict.map(|verdict| frame.word("effect", verdict));
        let course = row.course.map(|course| frame.word("course", course));
        let measure = row.measure_id.and_then(|id| names.get(&id).cloned());
        let change = row
            .change
            .map(|month| frame.fill("improvement-change-in", "month", when::month(frame, &month)));
        let review = row.review.as_deref().and_then(|day| When::of_day(frame, day));
        let review = review.map(|day| frame.fill("improvement-review-on", "day", day.words));
        Self {
            address: format!("/improvements/{}", row.improvement_id),
            question: row.question.unwrap_or_else(|| frame.t("erased")),
            marks: verdict.into_iter().chain(course).collect(),
            facts: measure.into_iter().chain(change).chain(review).collect(),
        }
    }
}

/// What the board shows.
pub struct Shown {
    /// Cycles that are not decided, the newest first.
    pub open: Vec<ImprovementRow>,
    /// Decided ones of this page.
    pub decided: Vec<ImprovementRow>,
    /// Whether the page begins with the newest.
    pub is_first: bool,
    /// Cursor of the next page, when there is one.
    pub next: Option<String>,
    /// What measures are called.
    pub names: BTreeMap<String, String>,
    /// The present day.
    pub today: Date,
    /// Whether the viewer works on cycles.
    pub may_work: bool,
}

impl Board {
    /// The page.
    #[must_use]
    pub fn new(frame: Frame, shown: Shown) -> Self {
        let here = |after: Option<&str>| {
            let address = Address::new("/improvements").with("after", after).to_string();
            frame.href(&format!("{address}#decided"))
        };
        let mut open: Vec<(Phase, Row)> = Vec::new();
        for row in shown.open {
            let phase = Phase::of(&row, shown.today);
            open.push((phase, Row::new(&frame, &shown.names, row)));
        }
        let columns = Phase::OPEN.map(|phase| {
            let (here, rest) = open.drain(..).partition(|(of, _)| *of == phase);
            open = rest;
            let here: Vec<(Phase, Row)> = here;
            Column { key: phase.as_str(), rows: here.into_iter().map(|(_, row)| row).collect() }
        });
        let row = |row| Row::new(&frame, &shown.names, row);
        Self {
            columns: columns.into(),
            decided: shown.decided.into_iter().map(row).collect(),
            first: if shown.is_first { String::new() } else { here(None) },
            next: shown.next.as_deref().map(|next| here(Some(next))).unwrap_or_default(),
            may_work: shown.may_work,
            frame,
        }
    }
}

/// The board.
///
/// # Errors
/// For a cursor that is not ours, or when the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Params(query): Params<PageQuery>,
) -> Result<Response, HttpError> {
    let (after, limit) = query.read(&app.secrets.cursor)?;
    let db = app.read_models.db();
    let mut open = Vec::new();
    for state in [Stand::Opened, Stand::Planned, Stand::Studied] {
        open.extend(improvement::list(db, Some(state), None, PAGE_ROWS_MAX).await?.rows);
    }
    let page = improvement::list(db, Some(Stand::Decided), after, limit).await?;
    let frame = locale.frame(true).for_role(staff.role);
    let shown = Shown {
        open,
        decided: page.rows,
        is_first: after.is_none(),
        next: page.next.map(|next| cursor::encode(next, &app.secrets.cursor)),
        names: names(&app, &frame).await?,
        today: app.clock.today(),
        may_work: Right::WorkImprovements.is_held_by(staff.role),
    };
    answer(StatusCode::OK, &Board::new(frame, shown))
}

/// What each measure is called, by its id.
///
/// # Errors
/// When the read models are away.
pub async fn names(app: &App, frame: &Frame) -> Result<BTreeMap<String, String>, HttpError> {
    let all = measures(app, frame.lang).await?;
    Ok(all.into_iter().map(|it| (it.id.to_string(), it.name)).collect())
}

#[cfg(test)]
pub(crate) mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

    /// A cycle with hostile words in every field that a person can fill.
    pub(crate) fn row(state: Stand) -> ImprovementRow {
        let words = || Some(HOSTILE.to_owned());
        let is_planned = state != Stand::Opened;
        let planned = |text: &str| is_planned.then(|| text.to_owned());
        ImprovementRow {
            improvement_id: "6f1c2f0e-7a39-4a4c-9d4c-0d6a3b1f7a12".into(),
            version: 3,
            position: 7,
            state: state.as_str().into(),
            origin: "finding".into(),
            origin_id: None,
            finding: words(),
            question: words(),
            measure_id: planned("m"),
            unit: planned(HOSTILE),
            category: planned("access"),
            movement: planned("decrease"),
            expected: planned("0.5"),
            baseline_from: planned("2025-02"),
            baseline_to: planned("2026-02"),
            triggers: planned("2026-01"),
            change: planned("2026-03"),
            review: planned("2027-01-15"),
            replan_reason: planned(HOSTILE),
            verdict: (state == Stand::Studied).then(|| "improved".to_owned()),
            course: (state == Stand::Decided).then(|| "adopt".to_owned()),
            reason: (state == Stand::Decided).then(|| HOSTILE.to_owned()),
            next_id: None,
            reopen_reason: words(),
            erased: false,
            opened_at: 1_770_000_000_000,
            planned_at: None,
            studied_at: None,
            decided_at: None,
        }
    }

    #[test]
    fn a_cycle_waits_for_its_plan_its_change_its_review_and_its_decision() {
        let planned = row(Stand::Planned);
        for (today, phase) in [
            (date(2026, 2, 28), Phase::Plan),
            (date(2026, 3, 1), Phase::Do),
            (date(2027, 1, 14), Phase::Do),
            (date(2027, 1, 15), Phase::Study),
        ] {
            assert_eq!(Phase::of(&planned, today), phase, "{today}");
        }
        let today = date(2027, 2, 1);
        assert_eq!(Phase::of(&row(Stand::Opened), today), Phase::Plan);
        assert_eq!(Phase::of(&row(Stand::Studied), today), Phase::Act);
        assert_eq!(Phase::of(&row(Stand::Decided), today), Phase::Decided);
    }

    #[test]
    fn every_phase_is_shown_and_escaped() {
        for frame in frames() {
            let shown = |open: Vec<ImprovementRow>, decided| Shown {
                open,
                decided,
                is_first: false,
                next: Some("4".into()),
                names: [("m".to_owned(), HOSTILE.to_owned())].into(),
                today: date(2026, 5, 1),
                may_work: true,
            };
            let open = [Stand::Opened, Stand::Planned, Stand::Studied].map(row).to_vec();
            let html = Board::new(frame.clone(), shown(open, vec![row(Stand::Decided)]));
            let html = html.render().unwrap();
            assert_sound(&html);
            assert!(html.contains("after=4") && !html.contains(">improvement"), "{html}");
            let empty = Board::new(frame, shown(vec![], vec![])).render().unwrap();
            assert_eq!(empty.matches("class=\"empty\"").count(), 5);
        }
    }
}
