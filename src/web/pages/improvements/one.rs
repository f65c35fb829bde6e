//! One improvement cycle: what it asks, what is expected, the chart, its actions, what the
//! comparisons found, and the form of the next step.
//!
//! Must never show a verdict that nobody has asked for, nor an action of an incident that
//! whoever looks is kept out of.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use tillbud_events::vocabulary::{Course, Movement};
use tillbud_events::{ActionId, ImprovementId, Month, SignalId};
use tillbud_projections::action::{self, ActionRow};
use tillbud_projections::improvement::{self, ImprovementRow, StudyRow};
use tillbud_projections::signal;

use super::figure::figure;
use super::level;
use super::plan::{Proposed, facts, percent};
use super::study::Study;
use crate::App;
use crate::access::{Right, Staff};
use crate::lists::Lists;
use crate::web::api::improvement_study::{Known, Named, known, measures, only_way};
use crate::web::api::meanwhile::Meanwhile;
use crate::web::chart::control::Figure;
use crate::web::conflict::keep_open;
use crate::web::error::HttpError;
use crate::web::extract::Id;
use crate::web::language::Locale;
use crate::web::pages::form::{Form, Forms};
use crate::web::pages::frame::Frame;
use crate::web::pages::trends::numbered::Campaign;
use crate::web::pages::when::When;
use crate::web::pages::{Choice, Pair, answer};

/// Months before the present one that a new plan proposes as the level before.
const PROPOSED_MONTHS: i32 = 24;
/// Months after the change that a new plan proposes for the review.
const PROPOSED_REVIEW_MONTHS: i32 = 9;
/// Actions that can be chosen from a list; any other is named by its address.
const OFFERED: u32 = 50;

/// Everything that the page of one cycle is made of.
pub struct Rows {
    /// The cycle.
    pub improvement: ImprovementRow,
    /// Its actions that the viewer may see.
    pub actions: Vec<ActionRow>,
    /// Actions that could belong to it.
    pub offered: Vec<ActionRow>,
    /// Its studies, the newest first.
    pub studies: Vec<StudyRow>,
    /// Its plan, as far as it is known today.
    pub known: Option<Known>,
    /// What went on meanwhile.
    pub meanwhile: Meanwhile,
    /// Measures to choose from.
    pub measures: Vec<Named>,
    /// What the signal that it comes from proposes for the plan.
    pub proposed: Proposed,
    /// The present day.
    pub today: Date,
    /// Whether the viewer works on cycles.
    pub may_work: bool,
}

/// An action of the cycle.
struct Member {
    id: String,
    address: String,
    words: String,
    state: String,
}

/// The page of one cycle.
#[derive(Template)]
#[template(path = "improvements/one.html")]
pub struct One {
    frame: Frame,
    forms: Forms,
    address: String,
    version: i64,
    state: String,
    question: String,
    origin: Pair,
    texts: Vec<Pair>,
    plan: Vec<Pair>,
    cautions: Vec<String>,
    chart: Option<Figure>,
    went_on: Vec<Campaign>,
    members: Vec<Member>,
    offered: Vec<Choice>,
    studies: Vec<Study>,
    early_until: Option<When>,
    decision: Option<Pair>,
    next: Option<String>,
    measure: String,
    may_rebase: bool,
    can_replan: bool,
    may_work: bool,
    measures: Vec<Choice>,
    units: Vec<Choice>,
    categories: Vec<Choice>,
    movements: Vec<Choice>,
    courses: Vec<Choice>,
    row: ImprovementRow,
    proposed_triggers: String,
    today: Date,
}

impl One {
    /// The page, with its forms as they stand.
    #[must_use]
    pub fn new(frame: Frame, lists: &Lists, rows: Rows, forms: Forms) -> Self {
        let Rows { improvement: row, actions, studies, known, meanwhile, proposed, today, .. } =
            rows;
        let known = known.as_ref();
        let drawn = known.and_then(|Known { found, is_share, .. }| {
            let went_on = meanwhile.along(frame.lang, lists, &found.periods);
            figure(&frame, &frame.t("improvement-chart"), (found, *is_share), &went_on)
        });
        let (chart, went_on) = drawn.map_or((None, vec![]), |(chart, list)| (Some(chart), list));
        let said = |words: &Option<String>| words.clone().unwrap_or_else(|| frame.t("erased"));
        let is_sent = !forms.sent.is_empty();
        let chosen = |field: &str, now: Option<&str>| {
            if is_sent { forms.sent.text(field) } else { now.unwrap_or_default().to_owned() }
        };
        let any = |label: String, said: &str| std::iter::once(Choice::new("", label, said));
        let or = |now: &Option<String>, proposed: &Option<String>| {
            now.clone().or_else(|| proposed.clone())
        };
        let measure = chosen("measure_id", or(&row.measure_id, &proposed.measure_id).as_deref());
        // Once something is registered, nothing is proposed beside it.
        let beside = |field: &Option<String>, proposed: &Option<String>| {
            if row.measure_id.is_some() { field.clone() } else { or(field, proposed) }
        };
        let unit = chosen("unit", beside(&row.unit, &proposed.unit).as_deref());
        let category = chosen("category", beside(&row.category, &proposed.category).as_deref());
        let only = only_way(&rows.measures, &measure);
        let movement = chosen("movement", row.movement.as_deref().or(only));
        let entries = |all: &[crate::lists::Entry], said: &str| -> Vec<Choice> {
            let entry = |it: &crate::lists::Entry| Choice::new(&it.code, it.name(frame.lang), said);
            any(frame.t("improvement-everywhere"), said).chain(all.iter().map(entry)).collect()
        };
        let mut units = entries(&lists.units, &unit);
        // A signal may be of a unit that is on no list, and must not turn into everywhere.
        if !units.iter().any(|choice| choice.is_chosen) {
            units.push(Choice::new(&unit, unit.clone(), &unit));
        }
        let names: Vec<(String, String)> =
            rows.measures.iter().map(|it| (it.id.to_string(), it.name.clone())).collect();
        let texts = [("improvement-finding-was", &row.finding)].into_iter();
        let texts = texts.chain([("improvement-reopened-because", &row.reopen_reason)]);
        let texts = texts
            .filter_map(|(key, words)| Some(Pair { label: frame.t(key), words: words.clone()? }));
        let review = row.review.as_deref().and_then(|day| day.parse::<Date>().ok());
        let month = Month::of(today).to_string();
        let is_open = row.state != "decided";
        let can_replan = is_open && row.change.as_ref().is_some_and(|change| *change > month);
        let cautions = known.map(|known| cautions(&frame, known, can_replan)).unwrap_or_default();
        Self {
            address: format!("/improvements/{}", row.improvement_id),
            version: row.version,
            state: row.state.clone(),
            question: said(&row.question),
            origin: origin(&frame, &row),
            texts: texts.collect(),
            plan: facts(&frame, lists, &names, &row),
            cautions,
            chart,
            went_on,
            members: actions.into_iter().map(|row| member(&frame, row)).collect(),
            offered: any(frame.t("improvement-action-choose"), forms.sent.get("action"))
                .chain(rows.offered.into_iter().map(|row| {
                    let words = row.text.unwrap_or_else(|| frame.t("erased"));
                    Choice::new(&row.action_id, words, forms.sent.get("action"))
                }))
                .collect(),
            studies: studies
                .iter()
                .map(|study| Study::new(&frame, lists, (&row, study), (&meanwhile, known)))
                .collect(),
            early_until: review.filter(|day| *day > today).map(|day| When::date(&frame, day)),
            decision: row.course.as_ref().map(|course| Pair {
                label: frame.word("course", course),
                words: said(&row.reason),
            }),
            next: row.next_id.as_ref().map(|id| format!("/improvements/{id}")),
            may_rebase: row.course.as_deref() == Some(Course::Adopt.as_str()),
            can_replan,
            may_work: rows.may_work && is_open,
            measures: names.iter().map(|(id, name)| Choice::new(id, name, &measure)).collect(),
            units,
            categories: entries(&lists.categories, &category),
            movements: Movement::ALL
                .iter()
                .map(|it| Choice::new(it.as_str(), frame.word("movement", it), &movement))
                .collect(),
            courses: Course::ALL
                .iter()
                .map(|it| {
                    Choice::new(it.as_str(), frame.word("course-do", it), forms.sent.get("course"))
                })
                .collect(),
            measure: row
                .measure_id
                .as_ref()
                .map(|id| format!("/measures/{id}"))
                .unwrap_or_default(),
            proposed_triggers: if row.measure_id.is_some() {
                String::new()
            } else {
                proposed.triggers
            },
            row,
            today,
            forms,
            frame,
        }
    }

    fn is_in(&self, states: &[&str]) -> bool {
        self.may_work && states.contains(&self.state.as_str())
    }

    fn can_reopen(&self) -> bool {
        self.state == "decided" && self.frame.leads_to_improvements()
    }

    fn form(&self, wish: &str) -> Form {
        self.forms.form(&self.frame, &format!("{}/work", self.address), self.version, wish)
    }

    fn value(&self, field: &str) -> &str {
        self.forms.sent.get(field)
    }

    /// What was written into a field of the plan, what is registered, or what is proposed.
    fn planned(&self, field: &str) -> String {
        if !self.forms.sent.is_empty() {
            return self.forms.sent.text(field);
        }
        let row = &self.row;
        let month = Month::of(self.today);
        let or = |now: &Option<String>, proposed: String| now.clone().unwrap_or(proposed);
        match field {
            "baseline_from" => or(&row.baseline_from, month.plus(-PROPOSED_MONTHS).to_string()),
            "baseline_to" => or(&row.baseline_to, month.plus(-1).to_string()),
            "change" => or(&row.change, month.next().to_string()),
            "triggers" => or(&row.triggers, self.proposed_triggers.clone()),
            "review" => {
                let proposed = month.next().plus(PROPOSED_REVIEW_MONTHS);
                or(&row.review, format!("{proposed}-01"))
            }
            _ => row.expected.as_deref().and_then(percent).unwrap_or_default(),
        }
    }

    fn problem(&self, field: &str) -> &str {
        self.forms.problem(field)
    }
}

/// What there is to know of the level before that a plan registered: what people decided about the
/// measure and it does not follow; and while it can still be changed, what it shows by itself and
/// from where on another would be fairer.
fn cautions(frame: &Frame, known: &Known, can_replan: bool) -> Vec<String> {
    let unsettled = level::unsettled_plan(frame, &known.found).filter(|_| can_replan);
    let unfollowed = level::unfollowed(frame, &known.unfollowed, can_replan);
    unsettled.into_iter().chain(unfollowed).collect()
}

fn origin(frame: &Frame, row: &ImprovementRow) -> Pair {
    let id = row.origin_id.clone().unwrap_or_default();
    let label = match row.origin.as_str() {
        "signal" => format!("/signals/{id}"),
        "theme" => format!("/themes/{id}"),
        "improvement" => format!("/improvements/{id}"),
        _ => String::new(),
    };
    Pair { label, words: frame.word("origin", &row.origin) }
}

fn member(frame: &Frame, row: ActionRow) -> Member {
    Member {
        address: format!("/actions/{}", row.action_id),
        words: row.text.unwrap_or_else(|| frame.t("erased")),
        state: row.state,
        id: row.action_id,
    }
}

/// One cycle.
///
/// # Errors
/// When there is none, or the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<ImprovementId>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true).for_role(staff.role);
    let forms = Forms::fresh(&app);
    answer(StatusCode::OK, &page(&app, frame, staff, id, forms).await?)
}

/// The page as it is now, with its forms as they stand.
///
/// # Errors
/// When there is no such cycle, or the read models are away.
pub(super) async fn page(
    app: &App,
    frame: Frame,
    staff: Staff,
    id: ImprovementId,
    forms: Forms,
) -> Result<One, HttpError> {
    let db = app.read_models.db();
    let improvement = improvement::get(db, id).await?.ok_or(HttpError::NotFound)?;
    let mut actions = Vec::new();
    for member in improvement::actions(db, id).await? {
        if let Ok(action_id) = member.action_id.parse::<ActionId>() {
            actions.extend(action::get(db, action_id).await?);
        }
    }
    let of_action = |row: &ActionRow| format!("/actions/{}", row.action_id);
    let actions = keep_open(app, staff, actions, of_action).await?;
    let filter = action::Filter { open_to: Some(staff.actor()), ..action::Filter::default() };
    let mut offered = action::list(db, &filter, None, OFFERED).await?.rows;
    offered.retain(|row| {
        row.state != "abandoned" && !actions.iter().any(|it| it.action_id == row.action_id)
    });
    let signal = match (improvement.origin.as_str(), improvement.origin_id.as_deref()) {
        ("signal", Some(id)) => match id.parse::<SignalId>() {
            Ok(id) => signal::get(db, id).await?,
            Err(_) => None,
        },
        _ => None,
    };
    let rows = Rows {
        proposed: signal.as_ref().map(Proposed::from).unwrap_or_default(),
        studies: improvement::studies(db, id).await?,
        known: known(app, id, &improvement).await?,
        meanwhile: Meanwhile::of(app, &improvement).await?,
        measures: measures(app, frame.lang).await?,
        improvement,
        actions,
        offered,
        today: app.clock.today(),
        may_work: Right::WorkImprovements.is_held_by(staff.role),
    };
    Ok(One::new(frame, &app.lists, rows, forms))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use tillbud_events::MeasureId;
    use tillbud_projections::improvement::State as Stand;
    use uuid::Uuid;

    use super::super::tests::row;
    use super::*;
    use crate::web::pages::incident::tests as incidents;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames, lists};

    fn studied() -> StudyRow {
        let words = || Some(HOSTILE.to_owned());
        let number = |text: &str| Some(text.to_owned());
        StudyRow {
            version: 4,
            position: 9,
            at: 1_770_000_000_000,
            until: "2026-12".into(),
            until_week: None,
            before_points: 12,
            after_points: 10,
            before_count: "120.0".into(),
            after_count: "50.0".into(),
            ratio: number("0.5"),
            lower: number("0.3"),
            upper: number("0.8"),
            is_exact: false,
            difference: None,
            difference_lower: None,
            difference_upper: None,
            before_days: None,
            after_days: None,
            open_days: None,
            has_signal: true,
            level_ratio: None,
            level_lower: None,
            level_upper: None,
            slope_ratio: None,
            slope_lower: None,
            slope_upper: None,
            verdict: "improved".into(),
            engine: "tillbud-trend/1".into(),
            profile: "rate ratio".into(),
            input_sha256: "9f86d081884c7d65".into(),
            known_at: 17,
            early: words(),
            comment: words(),
        }
    }

    fn rows(state: Stand, may_work: bool) -> Rows {
        let action = || incidents::action(tillbud_projections::action::State::Decided);
        let id = MeasureId(Uuid::from_u128(1));
        Rows {
            improvement: row(state),
            actions: vec![action()],
            offered: vec![action()],
            studies: vec![studied()],
            known: None,
            meanwhile: Meanwhile::default(),
            measures: vec![Named { id, name: HOSTILE.into(), only: None }],
            proposed: Proposed::default(),
            today: date(2026, 2, 1),
            may_work,
        }
    }

    #[test]
    fn every_state_has_the_forms_of_its_next_steps_and_is_escaped() {
        for frame in frames() {
            for state in Stand::ALL {
                let forms = || Forms { key: "k".into(), ..Forms::default() };
                let page =
                    |may| One::new(frame.clone(), &lists(), rows(*state, may), forms()).render();
                let html = page(true).unwrap();
                assert_sound(&html);
                for missing in [">improvement", ">study", ">course", ">origin", ">movement"] {
                    assert!(!html.contains(missing), "{missing}: {html}");
                }
                let has = |wish: &str| html.contains(&format!("name=\"wish\" value=\"{wish}\""));
                assert_eq!(has("plan"), *state == Stand::Opened, "{state}");
                assert_eq!(has("replan"), matches!(state, Stand::Planned | Stand::Studied));
                assert_eq!(has("study"), matches!(state, Stand::Planned | Stand::Studied));
                assert_eq!(has("decide"), *state != Stand::Decided);
                assert_eq!(has("reopen"), *state == Stand::Decided);
                let read_only = page(false).unwrap();
                assert!(!read_only.contains("value=\"study\""), "{state}");
            }
        }
    }

    #[test]
    fn the_way_is_chosen_before_anybody_has_only_where_the_measure_takes_one() {
        let [frame, ..] = frames();
        let id = MeasureId(Uuid::from_u128(1));
        let chosen = |only| {
            let mut rows = rows(Stand::Opened, true);
            rows.proposed.measure_id = Some(id.to_string());
            rows.measures = vec![Named { id, name: "x".into(), only }];
            let page = One::new(frame.clone(), &lists(), rows, Forms::default());
            let chosen = page.movements.iter().find(|choice| choice.is_chosen);
            chosen.map(|choice| choice.value.clone())
        };
        assert_eq!(chosen(None), None);
        for only in Movement::ALL {
            assert_eq!(chosen(Some(*only)).as_deref(), Some(only.as_str()));
        }
    }

    #[test]
    fn a_study_says_its_verdict_in_words_with_where_it_comes_from() {
        for frame in frames() {
            let forms = Forms { key: "k".into(), ..Forms::default() };
            let page = One::new(frame.clone(), &lists(), rows(Stand::Studied, true), forms);
            let html = page.render().unwrap();
            assert!(html.contains("9f86d081884c") && html.contains("17"), "{html}");
            assert!(page.studies[0].sentences.contains(&frame.t("study-why")));
        }
    }

    #[test]
    fn an_adopted_cycle_suggests_a_new_level_to_people_and_leads_to_the_measure() {
        for frame in frames() {
            let forms = Forms { key: "k".into(), ..Forms::default() };
            let html = One::new(frame.clone(), &lists(), rows(Stand::Decided, true), forms);
            let html = html.render().unwrap();
            assert!(html.contains("/measures/m"), "{html}");
        }
    }
}
