//! What needs a decision now, most urgent first, each with the way to where it is decided.
//!
//! Must never show a reporter's own words, nor count what a person did or left undone.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use tillbud_events::calendar::working_days_after;
use tillbud_projections::db::timestamp;
use tillbud_projections::report::Status;
use tillbud_projections::today::{self, FollowedRow, UndecidedRow, UnheardRow};

use super::answer;
use super::frame::Frame;
use super::report_row::excerpt;
use super::when::When;
use crate::App;
use crate::access::Staff;
use crate::clock;
use crate::lists::Lists;
use crate::web::conflict::keep_open;
use crate::web::error::HttpError;
use crate::web::language::Locale;

/// Rows of a section that stand open; the others are one press away.
const OPEN_ROWS: usize = 8;
/// Actions are told of this many days before their day.
const DUE_SOON_DAYS: i64 = 7;

/// Everything that the page is made of.
pub struct Waiting {
    /// Reports whose reporter said the last word.
    pub unheard: Vec<UnheardRow>,
    /// Laws to assess.
    pub undecided: Vec<UndecidedRow>,
    /// Actions to be carried out soon.
    pub due: Vec<FollowedRow>,
    /// Actions whose effect is not confirmed.
    pub unverified: Vec<FollowedRow>,
    /// The present day.
    pub today: Date,
    /// Working days within which a reporter is to hear from a person.
    pub working_days: u32,
    /// The log position that all this is right for.
    pub position: u64,
}

/// The page.
#[derive(Template)]
#[template(path = "today.html")]
pub struct Today {
    frame: Frame,
    day: String,
    position: u64,
    sections: Vec<Section>,
}

/// What waits for the same kind of decision.
struct Section {
    key: &'static str,
    title: String,
    hint: String,
    open: Vec<Row>,
    further: Vec<Row>,
}

/// One thing that waits.
struct Row {
    address: String,
    words: String,
    mark: Option<String>,
    facts: Vec<String>,
    at: When,
}

impl Today {
    /// The page.
    #[must_use]
    pub fn new(frame: Frame, lists: &Lists, waiting: Waiting) -> Self {
        let Waiting { unheard, undecided, due, unverified, today, working_days, position } =
            waiting;
        let is_silent = |row: &UnheardRow| {
            working_days_after(clock::day(timestamp(row.said_at)), working_days) < today
        };
        let is_new = |row: &UnheardRow| row.status == Status::Received.as_str();
        let (urgent, calm): (Vec<_>, Vec<_>) =
            unheard.into_iter().partition(|row| row.urgent && (is_new(row) || row.reply_waiting));
        let (mut silent, heard): (Vec<_>, Vec<_>) = calm.into_iter().partition(is_silent);
        silent.sort_by_key(|row| row.said_at);
        let (replies, rest): (Vec<_>, Vec<_>) =
            heard.into_iter().partition(|row| row.reply_waiting);
        let new = rest.into_iter().filter(is_new).collect();
        let reports = |rows: Vec<UnheardRow>| {
            rows.into_iter().map(|row| of_report(&frame, lists, row)).collect::<Vec<_>>()
        };
        let actions = |mut rows: Vec<FollowedRow>| {
            rows.sort_by_cached_key(|row| row.due.clone());
            rows.into_iter().map(|row| of_action(&frame, today, row)).collect::<Vec<_>>()
        };
        let laws = undecided.into_iter().map(|row| of_law(&frame, row)).collect();
        let days = working_days.to_string();
        let sections = [
            ("urgent", reports(urgent)),
            ("silent", reports(silent)),
            ("law", laws),
            ("reply", reports(replies)),
            ("new", reports(new)),
            ("due", actions(due)),
            ("verify", actions(unverified)),
        ];
        let sections = sections.into_iter().filter(|(_, rows)| !rows.is_empty());
        let sections = sections.map(|(key, mut open)| {
            let further = open.split_off(OPEN_ROWS.min(open.len()));
            let title = frame.word("today", key);
            let hint = frame.fill(&format!("today-hint-{key}"), "days", days.clone());
            Section { key, title, hint, open, further }
        });
        Self { sections: sections.collect(), day: When::date(&frame, today).words, position, frame }
    }
}

impl Section {
    fn count(&self) -> usize {
        self.open.len() + self.further.len()
    }
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
    let db = app.read_models.db();
    // Read before the rows are, so that nothing between the two is missed.
    let position = app.projector.progress().position().0;
    let today = app.clock.today();
    let soon = today.saturating_add(DUE_SOON_DAYS.days());
    let of_report = |row: &UnheardRow| format!("/reports/{}", row.report_id);
    let of_incident = |row: &UndecidedRow| format!("/incidents/{}", row.incident_id);
    let of_action = |row: &FollowedRow| format!("/actions/{}", row.action_id);
    let due = today::due(db, &soon.to_string()).await?;
    let waiting = Waiting {
        unheard: keep_open(&app, staff, today::unheard(db).await?, of_report).await?,
        undecided: keep_open(&app, staff, today::undecided(db).await?, of_incident).await?,
        due: keep_open(&app, staff, due, of_action).await?,
        unverified: keep_open(&app, staff, today::unverified(db).await?, of_action).await?,
        today,
        working_days: app.organisation.read_within_working_days,
        position,
    };
    let frame = locale.frame(true).for_role(staff.role);
    answer(StatusCode::OK, &Today::new(frame, &app.lists, waiting))
}

fn of_report(frame: &Frame, lists: &Lists, row: UnheardRow) -> Row {
    let kind = row.kind.as_deref();
    let kind = kind.map_or_else(|| frame.t("desk-kind-unsaid"), |kind| frame.word("kind", kind));
    let unit = row.unit.as_deref().map(|unit| lists.unit_name(unit, frame.lang).to_owned());
    let status = frame.word("status-short", &row.status);
    let copy = row.copy_text.as_deref().map(excerpt);
    let facts = copy.is_some().then(|| kind.clone()).into_iter().chain(unit).chain([status]);
    Row {
        address: format!("/desk/reports/{}", row.report_id),
        facts: facts.collect(),
        words: copy.unwrap_or(kind),
        mark: row.urgent.then(|| frame.t("desk-urgent")),
        at: day(frame, timestamp(row.said_at)),
    }
}

fn of_law(frame: &Frame, row: UndecidedRow) -> Row {
    Row {
        address: format!("/incidents/{}", row.incident_id),
        words: row.title.unwrap_or_else(|| frame.t("erased")),
        mark: None,
        facts: vec![frame.word("regime", row.regime)],
        at: day(frame, timestamp(row.triggered_at)),
    }
}

fn of_action(frame: &Frame, today: Date, row: FollowedRow) -> Row {
    let due = row.due.as_deref().and_then(|day| day.parse::<Date>().ok());
    let is_late = row.implemented_at.is_none() && due.is_some_and(|due| due < today);
    let owner = row.owner.into_iter().chain([frame.word("action", row.state)]);
    let done = row.implemented_at.map(|at| day(frame, timestamp(at)));
    Row {
        address: format!("/incidents/{}", row.incident_id),
        words: row.text.as_deref().map_or_else(|| frame.t("erased"), excerpt),
        mark: is_late.then(|| frame.t("today-overdue")),
        facts: owner.collect(),
        at: done.unwrap_or_else(|| When::date(frame, due.unwrap_or(today))),
    }
}

fn day(frame: &Frame, at: Timestamp) -> When {
    When::day(frame, at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames, lists};

    fn report(id: &str, said: &str, urgent: bool, status: &str, reply_waiting: bool) -> UnheardRow {
        UnheardRow {
            report_id: id.into(),
            kind: Some("near_miss".into()),
            unit: Some(HOSTILE.into()),
            urgent,
            status: status.into(),
            reply_waiting,
            copy_text: Some(HOSTILE.into()),
            said_at: said.parse::<Timestamp>().unwrap().as_millisecond(),
        }
    }

    fn action(state: &str, due: &str) -> FollowedRow {
        FollowedRow {
            action_id: "a".into(),
            incident_id: "i".into(),
            text: Some(HOSTILE.into()),
            state: state.into(),
            owner: Some("Rektor".into()),
            due: Some(due.into()),
            implemented_at: (state != "decided").then_some(1_795_000_000_000),
        }
    }

    fn waiting(unheard: Vec<UnheardRow>) -> Waiting {
        Waiting {
            unheard,
            undecided: vec![],
            due: vec![],
            unverified: vec![],
            today: jiff::civil::date(2026, 11, 26),
            working_days: 2,
            position: 7,
        }
    }

    /// The keys of the sections with their rows.
    fn sections(page: &Today) -> Vec<(&'static str, usize)> {
        page.sections.iter().map(|section| (section.key, section.count())).collect()
    }

    #[test]
    fn what_is_most_urgent_stands_first_and_everything_stands_once() {
        for frame in frames() {
            let unheard = vec![
                report("a", "2026-11-26T08:00:00Z", false, "received", false),
                report("b", "2026-11-26T08:00:00Z", true, "received", false),
                report("c", "2026-11-26T08:00:00Z", false, "linked", true),
                report("d", "2026-11-23T08:00:00Z", false, "acknowledged", false),
                report("e", "2026-11-26T08:00:00Z", false, "acknowledged", false),
            ];
            let law = UndecidedRow {
                incident_id: "i".into(),
                title: Some(HOSTILE.into()),
                regime: "gdpr".into(),
                triggered_at: 1_795_000_000_000,
            };
            let (due, unverified) =
                (vec![action("decided", "2026-11-20")], vec![action("assessed", "2026-11-01")]);
            let all = Waiting { undecided: vec![law], due, unverified, ..waiting(unheard) };
            let overdue = frame.t("today-overdue");
            let page = Today::new(frame, &lists(), all);
            let expected =
                ["urgent", "silent", "law", "reply", "new", "due", "verify"].map(|key| (key, 1));
            assert_eq!(sections(&page), expected);
            let html = page.render().unwrap();
            assert_sound(&html);
            assert!(html.contains("data-after=\"7\"") && html.contains(&overdue));
        }
    }

    #[test]
    fn silence_is_counted_in_working_days() {
        for (said, is_silent) in [
            // The Monday before: Wednesday has passed.
            ("2026-11-23T10:00:00Z", true),
            // The Tuesday before: Thursday is today.
            ("2026-11-24T10:00:00Z", false),
        ] {
            let rows = vec![report("a", said, false, "received", false)];
            let page = Today::new(frames()[0].clone(), &lists(), waiting(rows));
            assert_eq!(sections(&page)[0].0 == "silent", is_silent, "{said}");
        }
        // Friday evening, seen on Tuesday: the weekend does not count.
        let rows = vec![report("a", "2026-11-20T17:00:00Z", false, "received", false)];
        let tuesday = Waiting { today: jiff::civil::date(2026, 11, 24), ..waiting(rows) };
        let page = Today::new(frames()[0].clone(), &lists(), tuesday);
        assert_eq!(sections(&page), [("new", 1)]);
    }

    #[test]
    fn a_long_section_begins_with_a_few_and_has_the_others_one_press_away() {
        let row = |number: usize| {
            report(&number.to_string(), "2026-11-26T08:00:00Z", false, "received", false)
        };
        let rows = (0..20).map(row).collect();
        let page = Today::new(frames()[0].clone(), &lists(), waiting(rows));
        assert_eq!(page.sections[0].open.len(), OPEN_ROWS);
        assert_eq!(page.render().unwrap().matches("data-row").count(), 20);
    }

    #[test]
    fn a_day_without_anything_to_decide_says_so() {
        for frame in frames() {
            let html = Today::new(frame, &lists(), waiting(vec![])).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("class=\"empty\""));
        }
    }
}
