//! The figure that an action is meant to move: its name, and before and after as they are
//! known today, beside the form in which a person assesses the effect.
//!
//! Figures are for the roles that may see exact trends. Must never fill in what somebody
//! is to judge.

use tillbud_events::vocabulary::Movement;
use tillbud_events::{Month, Position};
use tillbud_projections::action::ActionRow;

use crate::App;
use crate::access::{Right, Staff};
use crate::web::api::improvement_study::level::Level;
use crate::web::api::improvement_study::{OfAction, measures, of_action, only_way};
use crate::web::chart::control::Figure;
use crate::web::error::HttpError;
use crate::web::pages::form::Sent;
use crate::web::pages::frame::Frame;
use crate::web::pages::improvements::figure::figure;
use crate::web::pages::improvements::led_to;
use crate::web::pages::improvements::level::{months, unsettled};
use crate::web::pages::improvements::told::{self, Told};
use crate::web::pages::trends::numbered::Campaign;
use crate::web::pages::when::{self, When};
use crate::web::pages::{Choice, Pair};

/// What the page of an action says of its measure.
#[derive(Default)]
pub struct Shown {
    /// The measure, of what, and which way; nothing when none was named.
    pub named: Option<String>,
    /// When before and after are compared.
    pub review: Option<When>,
    /// Whether that day is still to come.
    pub is_early: bool,
    /// What can be said today.
    pub sentences: Vec<String>,
    /// Which level before it is held against; empty when nothing can be said.
    pub level: String,
    /// The cycle that registered that level.
    pub cycle: Option<Pair>,
    /// The chart.
    pub chart: Option<Figure>,
    /// What went on along it.
    pub went_on: Vec<Campaign>,
    /// Measures to choose from.
    pub measures: Vec<Choice>,
    /// Units to choose from.
    pub units: Vec<Choice>,
    /// Categories to choose from.
    pub categories: Vec<Choice>,
    /// Which way.
    pub movements: Vec<Choice>,
}

/// What `staff` may see of the measure of an action.
///
/// # Errors
/// When the read models are away.
pub async fn of(
    app: &App,
    frame: &Frame,
    staff: Staff,
    row: &ActionRow,
    sent: &Sent,
) -> Result<Shown, HttpError> {
    let all = measures(app, frame.lang).await?;
    let review = row.review.as_deref().and_then(|day| day.parse().ok());
    let mut shown = Shown {
        named: named(app, frame, row, &all),
        review: review.map(|day| When::date(frame, day)),
        is_early: review.is_some_and(|day| day > app.clock.today()),
        ..choices(app, frame, row, &all, sent)
    };
    if Right::ReadTrends.is_held_by(staff.role) {
        let found = match of_action(app, row).await {
            // Of a measure that can be compared no more nothing can be said.
            Err(HttpError::Invalid(_)) => None,
            found => found?,
        };
        if let Some(OfAction { found, is_share, level, windows, meanwhile, .. }) = found {
            let studied = found.studied(Position(0), None, None).ok();
            let during = meanwhile.during(frame.lang, &app.lists, &windows);
            shown.sentences =
                studied.map(|it| Told::from(&it).sentences(frame)).unwrap_or_default();
            shown.level = level_words(frame, &level);
            shown.cycle = level.cycle.map(|cycle| led_to(frame, cycle));
            let verdict = shown.sentences.len().min(1);
            let beside_verdict = told::meanwhile(frame, &during).into_iter();
            let beside_verdict = beside_verdict.chain(unsettled(frame, &found));
            shown.sentences.splice(verdict..verdict, beside_verdict);
            let went_on = meanwhile.along(frame.lang, &app.lists, &found.periods);
            let title = frame.t("improvement-chart");
            let drawn = figure(frame, &title, (&found, is_share), &went_on);
            let (chart, list) = drawn.map_or((None, vec![]), |(chart, list)| (Some(chart), list));
            (shown.chart, shown.went_on) = (chart, list);
        }
    }
    Ok(shown)
}

/// Which level an action is held against, in sentences.
fn level_words(frame: &Frame, level: &Level) -> String {
    let key = match level.cycle {
        Some(_) => "action-level-cycle",
        None => "action-level-own",
    };
    let month = |month: Month| when::month(frame, &month.to_string());
    let level_words = frame.fill2(key, ("from", month(level.from)), ("to", month(level.to)));
    let rebased = level.rebased;
    let rebased = rebased.map(|from| frame.fill("action-level-rebased", "month", month(from)));
    let excluded = (!level.excluded.is_empty())
        .then(|| frame.fill("action-level-excluded", "months", months(frame, &level.excluded)));
    let all = [Some(level_words), rebased, excluded].into_iter().flatten();
    all.collect::<Vec<_>>().join(" ")
}

type Names = [crate::web::api::improvement_study::Named];

fn named(app: &App, frame: &Frame, row: &ActionRow, all: &Names) -> Option<String> {
    let id = row.measure_id.as_ref()?;
    let name = all.iter().find(|it| it.id.to_string() == *id).map(|it| it.name.clone());
    let name = name.unwrap_or_else(|| frame.t("improvement-measure-gone"));
    let unit = row.measure_unit.as_deref();
    let unit = unit.map(|code| app.lists.unit_name(code, frame.lang).to_owned());
    let category = row.measure_category.as_deref();
    let category = category.map(|code| app.lists.category_name(code, frame.lang).to_owned());
    let movement = row.movement.as_deref().map(|it| frame.word("movement", it));
    let parts = [Some(name), unit, category, movement];
    Some(parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
}

fn choices(app: &App, frame: &Frame, row: &ActionRow, all: &Names, sent: &Sent) -> Shown {
    let chosen = |field: &str, now: Option<&str>| {
        if sent.is_empty() { now.unwrap_or_default().to_owned() } else { sent.text(field) }
    };
    let measure = chosen("measure_id", row.measure_id.as_deref());
    let unit = chosen("unit", row.measure_unit.as_deref());
    let category = chosen("category", row.measure_category.as_deref());
    let movement = chosen("movement", row.movement.as_deref().or(only_way(all, &measure)));
    let entries = |of: &[crate::lists::Entry], said: &str| -> Vec<Choice> {
        let any = Choice::new("", frame.t("improvement-everywhere"), said);
        let entry = |it: &crate::lists::Entry| Choice::new(&it.code, it.name(frame.lang), said);
        std::iter::once(any).chain(of.iter().map(entry)).collect()
    };
    Shown {
        measures: all
            .iter()
            .map(|it| Choice::new(&it.id.to_string(), it.name.as_str(), &measure))
            .collect(),
        units: entries(&app.lists.units, &unit),
        categories: entries(&app.lists.categories, &category),
        movements: Movement::ALL
            .iter()
            .map(|it| Choice::new(it.as_str(), frame.word("movement", it), &movement))
            .collect(),
        ..Shown::default()
    }
}
