//! What is expected of a change, in words, and what its plan begins with.
//!
//! Must never propose a result: only what a signal knows of where it came from.

use tillbud_events::vocabulary::{Code, Lang};
use tillbud_events::{Month, Week, limits};
use tillbud_projections::improvement::ImprovementRow;
use tillbud_projections::signal::SignalRow;

use super::told::shown;
use crate::lists::Lists;
use crate::measures::measure_id;
use crate::web::pages::Pair;
use crate::web::pages::frame::Frame;
use crate::web::pages::when::{self, When};

/// What a plan begins with, before anybody has written one.
#[derive(Default)]
pub struct Proposed {
    /// The measure.
    pub measure_id: Option<String>,
    /// Only of this unit.
    pub unit: Option<String>,
    /// Only of this category.
    pub category: Option<String>,
    /// The months that led here, apart by a space.
    pub triggers: String,
}

impl From<&SignalRow> for Proposed {
    /// The measure of the signal, and the months that led here.
    fn from(row: &SignalRow) -> Self {
        let key = Code::parse(&row.measure).ok();
        // A week belongs to the month of its Thursday.
        let month = |name: &str| {
            let week = name.parse::<Week>().map(|week| Month::of(week.thursday()));
            name.parse::<Month>().ok().or(week.ok())
        };
        let from_to = month(&row.from_period).zip(month(&row.to_period));
        let months = from_to.into_iter().flat_map(|(from, to)| {
            let months = std::iter::successors(Some(from), |month: &Month| Some(month.next()));
            months.take_while(move |month| *month <= to).take(limits::TRIGGER_MONTHS)
        });
        Self {
            measure_id: key.map(|key| measure_id(&key).to_string()),
            unit: row.unit.clone(),
            category: row.category.clone(),
            triggers: months.map(|month| month.to_string()).collect::<Vec<_>>().join(" "),
        }
    }
}

/// A ratio as so many per cent of the level before.
#[must_use]
pub fn percent(ratio: &str) -> Option<String> {
    let ratio: f64 = ratio.parse().ok()?;
    Some(shown(Lang::En, ratio * 100.0))
}

/// What is registered, in words.
#[must_use]
pub fn facts(
    frame: &Frame,
    lists: &Lists,
    names: &[(String, String)],
    row: &ImprovementRow,
) -> Vec<Pair> {
    let Some(measure_id) = row.measure_id.as_ref() else { return Vec::new() };
    let name = names.iter().find(|(id, _)| id == measure_id).map(|(_, name)| name.clone());
    let month = |text: &Option<String>| text.as_deref().map(|text| when::month(frame, text));
    let unit = row.unit.as_deref().map(|code| lists.unit_name(code, frame.lang).to_owned());
    let category =
        row.category.as_deref().map(|code| lists.category_name(code, frame.lang).to_owned());
    let scope: Vec<_> = unit.into_iter().chain(category).collect();
    let movement = row.movement.as_deref().map(|it| frame.word("movement", it));
    let expected = row.expected.as_deref().and_then(percent);
    let expected = expected.map(|percent| frame.fill("improvement-percent", "percent", percent));
    let baseline = month(&row.baseline_from).zip(month(&row.baseline_to));
    let triggers = row.triggers.as_deref().map(|months| {
        months.split(' ').map(|it| when::month(frame, it)).collect::<Vec<_>>().join(", ")
    });
    let review = row.review.as_deref().and_then(|day| When::of_day(frame, day));
    [
        ("improvement-measure", Some(name.unwrap_or_else(|| frame.t("improvement-measure-gone")))),
        ("improvement-scope", Some(scope.join(", ")).filter(|scope| !scope.is_empty())),
        ("improvement-movement", movement),
        ("improvement-expected", expected),
        ("improvement-baseline", baseline.map(|(from, to)| format!("{from} – {to}"))),
        ("improvement-triggers", triggers),
        ("improvement-change", month(&row.change)),
        ("improvement-review", review.map(|day| day.words)),
        ("improvement-replanned-because", row.replan_reason.clone()),
    ]
    .into_iter()
    .filter_map(|(key, words)| Some(Pair { label: frame.t(key), words: words? }))
    .collect()
}

#[cfg(test)]
mod tests {
    use tillbud_events::vocabulary::SignalSide;
    use tillbud_projections::signal::State;

    use super::*;
    use crate::web::pages::signals::tests::signal_row;

    #[test]
    fn the_months_of_a_signal_are_proposed_as_those_that_led_here_of_weeks_as_well() {
        let row = |from: &str, to: &str| SignalRow {
            from_period: from.into(),
            to_period: to.into(),
            ..signal_row(State::Open, SignalSide::High)
        };
        let proposed = |from, to| Proposed::from(&row(from, to)).triggers;
        assert_eq!(proposed("2025-11", "2026-01"), "2025-11 2025-12 2026-01");
        assert_eq!(proposed("2026-W14", "2026-W18"), "2026-04", "its Monday lies in March");
        assert_eq!(proposed("2026-W18", "2026-W19"), "2026-04 2026-05");
        assert_eq!(proposed("2026-03-17", "2026-03-20"), "");
    }

    #[test]
    fn a_level_is_told_in_per_cent_of_the_one_before() {
        assert_eq!(percent("0.625").as_deref(), Some("62.5"));
        assert_eq!(percent("x"), None);
    }
}
