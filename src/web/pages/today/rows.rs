//! One line for each thing that waits: what it is, how urgent, where it is decided.
//!
//! Must never tell of a rise in reports as bad, nor hide by which clock time is left.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use tillbud_events::rule_pack::RulePacks;
use tillbud_events::vocabulary::{Clock, Regime};
use tillbud_projections::alert::AlertRow;
use tillbud_projections::db::timestamp;
use tillbud_projections::follow::LatelyRow;
use tillbud_projections::improvement::ImprovementRow;
use tillbud_projections::lesson::LessonRow;
use tillbud_projections::measure::Measure;
use tillbud_projections::notification::{NextRow, NotificationRow, UnaskedRow};
use tillbud_projections::signal::SignalRow;
use tillbud_projections::today::{FollowedRow, HandedRow, UnheardRow};

use super::promised_until;
use crate::clock;
use crate::lists::Lists;
use crate::web::pages::clocks::{Due, stage_name};
use crate::web::pages::frame::Frame;
use crate::web::pages::report_row::excerpt;
use crate::web::pages::signals::said::Saying;
use crate::web::pages::when::When;

/// One thing that waits.
pub(super) struct Row {
    pub address: String,
    pub words: String,
    pub mark: Option<String>,
    pub facts: Vec<String>,
    pub clocks: Vec<Left>,
    pub at: Option<When>,
}

/// How much time is left by one clock.
pub(super) struct Left {
    pub clock: String,
    pub due: Due,
}

/// What rows are made with.
pub(super) struct Rows<'a> {
    pub frame: &'a Frame,
    pub lists: &'a Lists,
    pub packs: &'a RulePacks,
    pub measures: &'a [Measure],
    pub now: Timestamp,
    pub feedback_days: u32,
}

impl Rows<'_> {
    /// The present day.
    pub fn today(&self) -> Date {
        clock::day(self.now)
    }

    /// Reports, in their order.
    pub fn of_reports(&self, rows: Vec<UnheardRow>) -> Vec<Row> {
        rows.into_iter().map(|row| self.of_report(row)).collect()
    }

    /// Laws, in their order.
    pub fn of_laws(&self, rows: Vec<NotificationRow>, clocks: &[NextRow]) -> Vec<Row> {
        rows.into_iter().map(|row| self.of_law(row, clocks)).collect()
    }

    /// Incidents whose law nobody was asked to assess, in their order.
    pub fn of_unasked(&self, rows: Vec<UnaskedRow>) -> Vec<Row> {
        let row = |it: UnaskedRow| Row {
            address: format!("/incidents/{}/notifications", it.incident_id),
            words: it.title.unwrap_or_else(|| self.frame.t("erased")),
            mark: None,
            facts: vec![self.frame.word("regime", Regime::Gdpr.as_str())],
            clocks: Vec::new(),
            at: None,
        };
        rows.into_iter().map(row).collect()
    }

    /// Actions, by their day.
    pub fn of_actions(&self, mut rows: Vec<FollowedRow>) -> Vec<Row> {
        rows.sort_by_cached_key(|row| row.due.clone());
        rows.into_iter().map(|row| self.of_action(row)).collect()
    }

    /// Incidents that are followed, in their order.
    pub fn of_followed(&self, rows: Vec<LatelyRow>) -> Vec<Row> {
        rows.into_iter().map(|row| self.of_lately(row)).collect()
    }

    /// Incidents that were handed over, in their order.
    pub fn of_handed(&self, rows: Vec<HandedRow>) -> Vec<Row> {
        let row = |it: HandedRow| Row {
            address: format!("/incidents/{}", it.incident_id),
            words: it.title.unwrap_or_else(|| self.frame.t("erased")),
            mark: None,
            facts: vec![self.frame.fill("today-handed-to", "function", it.assigned)],
            clocks: Vec::new(),
            at: Some(When::day(self.frame, timestamp(it.assigned_at))),
        };
        rows.into_iter().map(row).collect()
    }

    /// Improvement cycles to be studied, the one that waits longest first.
    pub fn of_reviews(&self, rows: Vec<ImprovementRow>) -> Vec<Row> {
        rows.into_iter().map(|row| self.of_review(row)).collect()
    }

    /// Lessons that wait for approval, in their order. Who wrote them is not told.
    pub fn of_lessons(&self, lessons: Vec<LessonRow>) -> Vec<Row> {
        let row = |lesson: LessonRow| Row {
            address: format!("/desk/lessons/{}", lesson.lesson_id),
            words: lesson.title.unwrap_or_else(|| self.frame.t("erased")),
            mark: None,
            facts: Vec::new(),
            clocks: Vec::new(),
            at: Some(When::day(self.frame, timestamp(lesson.written_at))),
        };
        lessons.into_iter().map(row).collect()
    }

    /// Alerts, in their order.
    pub fn of_alerts(&self, alerts: &[AlertRow]) -> Vec<Row> {
        alerts.iter().map(|row| self.of_alert(row)).collect()
    }

    /// Signals, in their order.
    pub fn of_signals(&self, signals: &[SignalRow]) -> Vec<Row> {
        signals.iter().map(|signal| self.of_signal(signal)).collect()
    }

    fn of_alert(&self, row: &AlertRow) -> Row {
        let saying = self.saying();
        Row {
            address: format!("/alerts/{}", row.alert_id),
            words: saying.alert(row),
            mark: None,
            facts: vec![self.frame.fill("alert-since", "week", saying.week(&row.week))],
            clocks: Vec::new(),
            at: Some(When::day(self.frame, timestamp(row.raised_at))),
        }
    }

    fn of_report(&self, row: UnheardRow) -> Row {
        let Self { frame, lists, .. } = self;
        let kind = row.kind.as_deref();
        let kind =
            kind.map_or_else(|| frame.t("desk-kind-unsaid"), |kind| frame.word("kind", kind));
        let unit = row.unit.as_deref().map(|unit| lists.unit_name(unit, frame.lang).to_owned());
        let status = frame.word("status-short", &row.status);
        let copy = row.copy_text.as_deref().map(excerpt);
        let facts = copy.is_some().then(|| kind.clone()).into_iter().chain(unit).chain([status]);
        let days_left = row.feedback_owed.then(|| self.days_left(row.received_at)).flatten();
        let promise = days_left.map(|days| self.promise(days));
        let is_late = days_left.is_some_and(|days| days < 0);
        let urgent = row.urgent.then(|| frame.t("desk-urgent"));
        Row {
            address: format!("/desk/reports/{}", row.report_id),
            facts: facts.chain(promise).collect(),
            words: copy.unwrap_or(kind),
            mark: urgent.or_else(|| is_late.then(|| frame.t("today-overdue"))),
            clocks: Vec::new(),
            at: Some(When::day(frame, timestamp(row.said_at))),
        }
    }

    /// Days until the day on which feedback was promised for what was received then, when that
    /// day is near or past.
    fn days_left(&self, received_at: i64) -> Option<i32> {
        let received = clock::day(timestamp(received_at));
        let promised = received.saturating_add(i64::from(self.feedback_days).days());
        let is_told = promised <= promised_until(self.today());
        is_told.then(|| self.today().until(promised).map_or(0, |left| left.get_days()))
    }

    fn promise(&self, days: i32) -> String {
        let key = if days < 0 { "today-promise-past" } else { "today-promise-left" };
        self.frame.fill(key, "count", days.abs())
    }

    fn of_law(&self, row: NotificationRow, clocks: &[NextRow]) -> Row {
        let frame = self.frame;
        let is_of_row = |next: &&NextRow| {
            (&next.incident_id, &next.regime, &next.controller)
                == (&row.incident_id, &row.regime, &row.controller)
        };
        let left = |next: &NextRow| Left {
            clock: frame.word("today-clock", &next.clock),
            due: Due::new(frame, timestamp(next.due_at), self.now),
        };
        // The one that counts stands first.
        let counts = if row.aware_at.is_some() { Clock::Declared } else { Clock::WorstCase };
        let mut of_row: Vec<_> = clocks.iter().filter(is_of_row).collect();
        of_row.sort_by_key(|next| next.clock != counts.as_str());
        let due = row.next_due.map(|due| Due::new(frame, timestamp(due), self.now));
        let mark = match &due {
            Some(due) if due.is_past => Some(frame.t("today-law-past")),
            Some(due) if due.is_near => Some(frame.t("today-law-near")),
            Some(_) | None => None,
        };
        let stage = row.next_stage.as_deref();
        let stage = stage.map(|stage| stage_name(frame, self.packs, &row.regime, stage));
        let controller = Some(row.controller).filter(|name| !name.is_empty());
        let facts = [frame.word("regime", &row.regime)].into_iter();
        let facts = facts.chain(controller).chain([frame.word("standing", &row.standing)]);
        let day_off = due.and_then(|due| due.day_off);
        Row {
            address: format!("/incidents/{}/notifications", row.incident_id),
            words: row.title.unwrap_or_else(|| frame.t("erased")),
            mark,
            facts: facts.chain(stage).chain(day_off).collect(),
            clocks: of_row.into_iter().map(left).collect(),
            at: None,
        }
    }

    fn of_action(&self, row: FollowedRow) -> Row {
        let (frame, today) = (self.frame, self.today());
        let due = row.due.as_deref().and_then(|day| day.parse::<Date>().ok());
        let is_late = row.implemented_at.is_none() && due.is_some_and(|due| due < today);
        let owner = row.owner.into_iter().chain([frame.word("action", row.state)]);
        let done = row.implemented_at.map(|at| When::day(frame, timestamp(at)));
        // Who sees actions alone is led to the action.
        let address = if frame.leads_to_incidents() {
            format!("/incidents/{}", row.incident_id)
        } else {
            format!("/actions/{}", row.action_id)
        };
        Row {
            address,
            words: row.text.as_deref().map_or_else(|| frame.t("erased"), excerpt),
            mark: is_late.then(|| frame.t("today-overdue")),
            facts: owner.collect(),
            clocks: Vec::new(),
            at: Some(done.unwrap_or_else(|| When::date(frame, due.unwrap_or(today)))),
        }
    }

    fn of_lately(&self, row: LatelyRow) -> Row {
        let frame = self.frame;
        Row {
            address: format!("/incidents/{}", row.incident_id),
            words: row.title.unwrap_or_else(|| frame.t("erased")),
            mark: None,
            facts: vec![frame.word("event", row.event_type.replace('.', "-"))],
            clocks: Vec::new(),
            at: Some(When::day(frame, timestamp(row.at))),
        }
    }

    fn of_review(&self, row: ImprovementRow) -> Row {
        let frame = self.frame;
        Row {
            address: format!("/improvements/{}#study", row.improvement_id),
            words: row.question.unwrap_or_else(|| frame.t("erased")),
            mark: None,
            facts: vec![frame.t("today-review-fact")],
            clocks: Vec::new(),
            at: row.review.as_deref().and_then(|day| When::of_day(frame, day)),
        }
    }

    fn of_signal(&self, row: &SignalRow) -> Row {
        let saying = self.saying();
        Row {
            address: format!("/signals/{}", row.signal_id),
            words: saying.signal(row),
            mark: None,
            facts: vec![saying.question(row)],
            clocks: Vec::new(),
            at: Some(When::day(self.frame, timestamp(row.raised_at))),
        }
    }

    fn saying(&self) -> Saying<'_> {
        Saying { frame: self.frame, lists: self.lists, measures: self.measures }
    }
}
