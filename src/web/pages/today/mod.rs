//! What needs a decision now, most urgent first, each with the way to where it is decided.
//!
//! Each role sees what its rights let it see elsewhere, and nothing more. Must never show a
//! reporter's own words, nor count what a person did or left undone.

mod rows;
pub mod shown;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use tillbud_events::calendar::working_days_after;
use tillbud_events::rule_pack::RulePacks;
use tillbud_projections::alert::{self, AlertRow, State as AlertState};
use tillbud_projections::db::timestamp;
use tillbud_projections::follow::{self, LatelyRow};
use tillbud_projections::improvement::{self, ImprovementRow};
use tillbud_projections::lesson::{self, LessonRow, State as Draft};
use tillbud_projections::measure::{self, Measure};
use tillbud_projections::notification::{self, NextRow, NotificationRow, UnaskedRow};
use tillbud_projections::report::Status;
use tillbud_projections::signal::{self, SignalRow, State as SignalState};
use tillbud_projections::today::{self, FollowedRow, HandedRow, UnheardRow};
use tillbud_projections::{First, PAGE_ROWS_MAX};

use super::actions::has_no_function;
use super::answer;
use super::deadlines::of_incident;
use super::frame::Frame;
use super::news::News;
use super::when::When;
use crate::App;
use crate::access::{Right, Staff};
use crate::clock;
use crate::lists::Lists;
use crate::web::conflict::keep_open;
use crate::web::error::HttpError;
use crate::web::language::Locale;
use rows::{Row, Rows};

/// Rows of a section that stand open; the others are one press away.
const OPEN_ROWS: usize = 8;
/// Promised feedback is told of this many working days before its day.
const PROMISED_SOON_WORKING_DAYS: u32 = 3;
/// Actions are told of this many days before their day.
const DUE_SOON_DAYS: i64 = 7;
/// Most cycles that are told of, those that wait longest.
const REVIEWS: i64 = 50;
/// What happened to a followed incident is told for so long.
const LATELY: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Everything that the page is made of.
pub struct Waiting {
    /// Urgent reports whose reporter said the last word, the newest first.
    pub urgent: First<UnheardRow>,
    /// Other reports whose reporter said the last word.
    pub unheard: First<UnheardRow>,
    /// Reports whose promised feedback is late or soon to be given, the latest first.
    pub promised: First<UnheardRow>,
    /// Laws to assess, and stages to send, the most urgent first.
    pub laws: First<NotificationRow>,
    /// Incidents with personal data whose law nobody was asked to assess.
    pub unasked: First<UnaskedRow>,
    /// When those stages are due, by each clock.
    pub clocks: Vec<NextRow>,
    /// Actions to be carried out soon.
    pub due: First<FollowedRow>,
    /// Actions whose effect is not confirmed.
    pub unverified: First<FollowedRow>,
    /// Incidents that were handed to a function that the reader sees to.
    pub handed: First<HandedRow>,
    /// Incidents that the reader follows and to which something happened lately.
    pub followed: Vec<LatelyRow>,
    /// Improvement cycles whose review day has come.
    pub reviews: First<ImprovementRow>,
    /// Lessons that somebody else wrote and that wait for approval.
    pub lessons: First<LessonRow>,
    /// Clusters that go on and that nobody has judged.
    pub alerts: First<AlertRow>,
    /// Charts that have changed and that nobody has spoken of.
    pub signals: First<SignalRow>,
    /// The measures, by which signals are named.
    pub measures: Vec<Measure>,
    /// The present moment.
    pub now: Timestamp,
    /// Working days within which a reporter is to hear from a person.
    pub working_days: u32,
    /// Days within which a reporter is promised to hear what came of it.
    pub feedback_days: u32,
    /// Whether the reader sees own actions alone, and sees to no function.
    pub has_no_function: bool,
    /// The log position that all this is right for.
    pub position: u64,
}

/// The page.
#[derive(Template)]
#[template(path = "today.html")]
pub struct Today {
    frame: Frame,
    day: String,
    news: News,
    has_more_reports: bool,
    has_no_function: bool,
    sections: Vec<Section>,
}

/// What waits for the same kind of decision.
struct Section {
    key: &'static str,
    title: String,
    hint: String,
    open: Vec<Row>,
    further: Vec<Row>,
    /// The list that holds those that are left out here.
    more: Option<&'static str>,
}

impl Today {
    /// The page.
    #[must_use]
    pub fn new(frame: Frame, lists: &Lists, packs: &RulePacks, waiting: Waiting) -> Self {
        let Waiting { urgent, unheard, promised, laws, unasked, .. } = waiting;
        let Waiting { clocks, handed, due, unverified, .. } = waiting;
        let Waiting { followed, reviews, lessons, alerts, signals, measures, now, .. } = waiting;
        let Waiting { working_days, feedback_days, has_no_function, position, .. } = waiting;
        let rows = Rows { frame: &frame, lists, packs, measures: &measures, now, feedback_days };
        let more = |is_cut: bool, list: &'static str| is_cut.then_some(list);
        let more_urgent = more(urgent.has_more, "/desk?mark=urgent");
        let more_promised = more(promised.has_more, "/desk?mark=feedback_owed");
        let has_more_reports = unheard.has_more;
        // The newest are never left out; what has waited longest is read first.
        let unheard: Vec<_> = urgent.rows.into_iter().rev().chain(unheard.rows).collect();
        let sorted = sorted(unheard, promised.rows, rows.today(), working_days);
        let Sorted { urgent, silent, promised, replies, new } = sorted;
        let more_due = more(due.has_more, "/actions");
        let more_laws = more(laws.has_more, "/deadlines");
        let more_unasked = more(unasked.has_more, "/desk/incidents");
        let more_reviews = more(reviews.has_more, "/improvements");
        let more_lessons = more(lessons.has_more, "/desk/lessons");
        let more_alerts = more(alerts.has_more, "/signals");
        let more_signals = more(signals.has_more, "/signals");
        let more_handed = more(handed.has_more, "/desk/incidents");
        let more_unverified = more(unverified.has_more, "/actions?view=verification");
        let sections = [
            ("urgent", rows.of_reports(urgent), more_urgent),
            ("law", rows.of_laws(laws.rows, &clocks), more_laws),
            ("unasked", rows.of_unasked(unasked.rows), more_unasked),
            ("silent", rows.of_reports(silent), None),
            ("feedback", rows.of_reports(promised), more_promised),
            ("reply", rows.of_reports(replies), None),
            ("new", rows.of_reports(new), None),
            ("handed", rows.of_handed(handed.rows), more_handed),
            ("due", rows.of_actions(due.rows), more_due),
            ("verify", rows.of_actions(unverified.rows), more_unverified),
            ("review", rows.of_reviews(reviews.rows), more_reviews),
            ("lesson", rows.of_lessons(lessons.rows), more_lessons),
            ("alert", rows.of_alerts(&alerts.rows), more_alerts),
            ("signal", rows.of_signals(&signals.rows), more_signals),
            ("followed", rows.of_followed(followed), None),
        ];
        let day = When::date(&frame, rows.today()).words;
        let news = News::of_today(&frame, position, now);
        let sections = sections.into_iter().filter(|(_, rows, _)| !rows.is_empty());
        let sections = sections.map(|(key, mut open, more)| {
            let further = open.split_off(OPEN_ROWS.min(open.len()));
            let title = frame.word("today", key);
            let days = if key == "feedback" { feedback_days } else { working_days };
            let hint = frame.fill(&format!("today-hint-{key}"), "days", days.to_string());
            Section { key, title, hint, open, further, more }
        });
        let sections = sections.collect();
        Self { sections, day, news, has_more_reports, has_no_function, frame }
    }
}

impl Section {
    fn count(&self) -> usize {
        self.open.len() + self.further.len()
    }
}

/// Reports by what they wait for.
struct Sorted {
    urgent: Vec<UnheardRow>,
    silent: Vec<UnheardRow>,
    promised: Vec<UnheardRow>,
    replies: Vec<UnheardRow>,
    new: Vec<UnheardRow>,
}

/// Each report stands once: what was promised to a reporter stands by itself where nothing
/// else of it waits, and is told in the row where something does.
fn sorted(
    unheard: Vec<UnheardRow>,
    mut promised: Vec<UnheardRow>,
    today: Date,
    working_days: u32,
) -> Sorted {
    let is_silent = |row: &UnheardRow| {
        working_days_after(clock::day(timestamp(row.said_at)), working_days) < today
    };
    let is_new = |row: &UnheardRow| row.status == Status::Received.as_str();
    let (urgent, calm): (Vec<_>, Vec<_>) =
        unheard.into_iter().partition(|row| row.urgent && (is_new(row) || row.reply_waiting));
    let (mut silent, heard): (Vec<_>, Vec<_>) = calm.into_iter().partition(is_silent);
    silent.sort_by_key(|row| row.said_at);
    let (replies, rest): (Vec<_>, Vec<_>) = heard.into_iter().partition(|row| row.reply_waiting);
    let new: Vec<_> = rest.into_iter().filter(is_new).collect();
    let others = urgent.iter().chain(&silent).chain(&replies).chain(&new);
    let others: HashSet<_> = others.map(|row| row.report_id.clone()).collect();
    promised.retain(|row| !others.contains(&row.report_id));
    Sorted { urgent, silent, promised, replies, new }
}

/// The day (ISO 8601) until which actions are told of on `today`.
fn due_soon(today: Date) -> String {
    today.saturating_add(DUE_SOON_DAYS.days()).to_string()
}

/// Whether a lesson waits for `staff` to approve it: nobody approves what they wrote.
fn waits_for(staff: Staff, lesson: &LessonRow) -> bool {
    let own = staff.pseudonym.to_string();
    lesson.state == Draft::Draft.as_str() && lesson.writer != own && lesson.drafter != own
}

/// Whether a law waits for a decision or a stage: what was sent in full waits for nothing that
/// has a day.
fn law_waits(law: &NotificationRow) -> bool {
    law.decided_at.is_none() || law.next_stage.is_some()
}

/// The last day whose promised feedback is told of on `today`.
fn promised_until(today: Date) -> Date {
    working_days_after(today, PROMISED_SOON_WORKING_DAYS)
}

/// What was received before this moment has been promised feedback until then.
fn promised_before(today: Date, feedback_days: u32) -> Timestamp {
    clock::end_of(promised_until(today).saturating_sub(i64::from(feedback_days).days()))
}

/// Reports that wait for a person: urgent ones, others whose reporter said the last word, and those
/// whose promised feedback is late or soon to be given.
async fn waiting_reports(
    app: &App,
    staff: Staff,
    now: Timestamp,
) -> Result<[First<UnheardRow>; 3], HttpError> {
    let (db, actor) = (app.read_models.db(), staff.actor());
    let before = promised_before(clock::day(now), app.organisation.feedback_within_days);
    Ok([
        today::urgent(db, actor).await?,
        today::unheard(db, actor).await?,
        today::promised(db, actor, before.as_millisecond()).await?,
    ])
}

/// Clusters that go on and that nobody has judged.
async fn open_alerts(app: &App) -> Result<First<AlertRow>, HttpError> {
    let (db, open) = (app.read_models.db(), Some(AlertState::Open));
    let mut alerts = First::from(alert::list(db, open, None, PAGE_ROWS_MAX).await?);
    alerts.rows.retain(|row| row.verdict.is_none());
    Ok(alerts)
}

/// Charts that have changed and that nobody has spoken of.
async fn open_signals(app: &App) -> Result<First<SignalRow>, HttpError> {
    let (db, open) = (app.read_models.db(), Some(SignalState::Open));
    Ok(signal::list(db, open, None, PAGE_ROWS_MAX).await?.into())
}

/// What needs a decision now.
///
/// # Errors
/// When the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
) -> Result<Response, HttpError> {
    let waiting = waiting(&app, staff).await?;
    let frame = locale.frame(true).for_role(staff.role);
    answer(StatusCode::OK, &Today::new(frame, &app.lists, &app.rule_packs, waiting))
}

/// What `staff` may see of what waits.
async fn waiting(app: &App, staff: Staff) -> Result<Waiting, HttpError> {
    let (db, actor) = (app.read_models.db(), staff.actor());
    // Read before the rows are, so that nothing between the two is missed.
    let position = app.projector.progress().position();
    let now = app.clock.now();
    let mut waiting = Waiting {
        urgent: First::default(),
        unheard: First::default(),
        promised: First::default(),
        laws: First::default(),
        unasked: First::default(),
        clocks: Vec::new(),
        due: First::default(),
        unverified: First::default(),
        handed: First::default(),
        followed: Vec::new(),
        reviews: First::default(),
        lessons: First::default(),
        alerts: First::default(),
        signals: First::default(),
        measures: Vec::new(),
        now,
        working_days: app.organisation.read_within_working_days,
        feedback_days: app.organisation.feedback_within_days,
        has_no_function: has_no_function(app, staff).await?,
        position: position.0,
    };
    let may = |right: Right| right.is_held_by(staff.role);
    if may(Right::ReadReports) {
        [waiting.urgent, waiting.unheard, waiting.promised] =
            waiting_reports(app, staff, now).await?;
    }
    if may(Right::ReadNotifications) {
        let mut laws = notification::waiting(db).await?;
        laws.rows.retain(law_waits);
        laws.rows = keep_open(app, staff, laws.rows, of_incident).await?;
        waiting.laws = laws;
        waiting.clocks = notification::next_by_clock(db).await?;
        let of_unasked = |row: &UnaskedRow| format!("/incidents/{}", row.incident_id);
        let mut unasked = notification::unasked(db).await?;
        unasked.rows = keep_open(app, staff, unasked.rows, of_unasked).await?;
        waiting.unasked = unasked;
    }
    if may(Right::ReadActions) {
        waiting.due = today::due(db, actor, &due_soon(clock::day(now))).await?;
    }
    if may(Right::WorkActions) {
        waiting.unverified = today::unverified(db, actor).await?;
    }
    if may(Right::ReadIncidents) {
        waiting.handed = today::handed(db, actor).await?;
        // When one looked last is not kept: what happened in these days is told.
        let since = now.saturating_sub(LATELY).map_or(0, Timestamp::as_millisecond);
        let of_lately = |row: &LatelyRow| format!("/incidents/{}", row.incident_id);
        let with_reports = may(Right::ReadReports);
        let lately = follow::lately(db, staff.holder(), with_reports, since).await?;
        waiting.followed = keep_open(app, staff, lately, of_lately).await?;
    }
    if may(Right::WorkImprovements) {
        waiting.reviews = improvement::to_review(db, clock::day(now), REVIEWS).await?;
    }
    if may(Right::PublishLessons) {
        let page = lesson::list(db, Some(Draft::Draft), None, PAGE_ROWS_MAX).await?;
        let mut drafts = First::from(page);
        drafts.rows.retain(|row| waits_for(staff, row));
        let of_lesson = |row: &LessonRow| format!("/lessons/{}", row.lesson_id);
        drafts.rows = keep_open(app, staff, drafts.rows, of_lesson).await?;
        waiting.lessons = drafts;
    }
    if may(Right::WorkSignals) {
        waiting.alerts = open_alerts(app).await?;
        waiting.signals = open_signals(app).await?;
        waiting.measures = measure::all(db).await?;
    }
    Ok(waiting)
}
