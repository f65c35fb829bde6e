//! The level before a change, and what people decided about the measure's own chart.
//!
//! A registered plan keeps the months that it registered, so that nobody chooses them afterwards:
//! what it does not follow is told beside it. Where nothing is registered the decisions are
//! followed. Must never decide anything about a level itself.

use tillbud_events::Month;
use tillbud_events::improvement::Plan;
use tillbud_projections::action::ActionRow;
use tillbud_projections::improvement::ImprovementRow;
use tillbud_projections::measure::{Baseline, Decision};

/// Months before an action was done that its effect is held against.
pub const ACTION_BASELINE_MONTHS: i32 = 24;

/// The level that an action is held against.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// Its first month.
    pub from: Month,
    /// Its last month.
    pub to: Month,
    /// Months that are no part of it.
    pub triggers: Vec<Month>,
    /// Months that count on neither side, because people left them out of the measure's chart.
    pub excluded: Vec<Month>,
    /// Where people let the measure begin anew, when the level begins there for that.
    pub rebased: Option<Month>,
    /// The cycle that registered it; nothing when it is the months before the action.
    pub cycle: Option<ImprovementRow>,
}

impl Level {
    /// The one that the newest of these cycles registered for the same figure, if all of it lies
    /// before the month `change` in which the action was done; else the months just before, as
    /// people decided about the measure.
    #[must_use]
    pub fn of(
        row: &ActionRow,
        cycles: Vec<ImprovementRow>,
        change: Month,
        baselines: &[Baseline],
    ) -> Self {
        let is_same = |it: &ImprovementRow| {
            it.measure_id == row.measure_id
                && it.unit == row.measure_unit
                && it.category == row.measure_category
        };
        let month = |text: &Option<String>| text.as_ref()?.parse::<Month>().ok();
        let registered = |cycle: ImprovementRow| {
            let (from, to) = (month(&cycle.baseline_from)?, month(&cycle.baseline_to)?);
            let triggers = cycle.triggers.as_deref().unwrap_or_default().split_whitespace();
            let triggers = triggers.filter_map(|month| month.parse().ok()).collect();
            let (excluded, rebased) = (Vec::new(), None);
            let level = Self { from, to, triggers, excluded, rebased, cycle: Some(cycle) };
            (to < change).then_some(level)
        };
        let newest = cycles.into_iter().rev().filter(is_same).find_map(registered);
        newest.unwrap_or_else(|| Self::just_before(change, baselines))
    }

    /// The months before `change`, from where people let the measure begin anew.
    fn just_before(change: Month, baselines: &[Baseline]) -> Self {
        let earliest = change.plus(-ACTION_BASELINE_MONTHS);
        let newest = decided(baselines, Decision::Rebased).into_iter().rfind(|it| *it < change);
        let rebased = newest.filter(|month| *month > earliest);
        let from = rebased.unwrap_or(earliest);
        let mut excluded = decided(baselines, Decision::Excluded);
        excluded.retain(|month| *month >= from);
        Self { from, to: change.plus(-1), triggers: Vec::new(), excluded, rebased, cycle: None }
    }
}

/// What people decided about the measure's chart, and a registered plan does not follow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unfollowed {
    /// Months within the level before, after its first, in which the measure begins anew.
    pub rebased: Vec<Month>,
    /// Months that count, and are left out of the chart.
    pub excluded: Vec<Month>,
}

impl Unfollowed {
    /// Of this plan. A measure that begins anew after the level before crosses nothing: between it
    /// and the change no month counts, and a level cannot begin where it has ended.
    #[must_use]
    pub fn by(plan: &Plan, baselines: &[Baseline]) -> Self {
        let mut rebased = decided(baselines, Decision::Rebased);
        rebased.retain(|month| *month > plan.baseline_from && *month <= plan.baseline_to);
        let counts = |month: &Month| {
            let is_before = (plan.baseline_from..=plan.baseline_to).contains(month);
            (is_before || *month >= plan.change) && !plan.triggers.contains(month)
        };
        let mut excluded = decided(baselines, Decision::Excluded);
        excluded.retain(counts);
        Self { rebased, excluded }
    }
}

/// The months of the decisions of a sort, in order.
fn decided(baselines: &[Baseline], decision: Decision) -> Vec<Month> {
    let of = baselines.iter().filter(|made| made.decision == decision);
    let mut months: Vec<Month> = of.map(|made| made.month).collect();
    months.sort_unstable();
    months
}

#[cfg(test)]
mod tests {
    use tillbud_events::improvement::Aim;
    use tillbud_events::vocabulary::Movement;
    use tillbud_events::{Figure, MeasureId};
    use tillbud_projections::action::State;
    use tillbud_projections::improvement::State as Stand;
    use uuid::Uuid;

    use super::*;
    use crate::web::pages::improvements::tests as improvements;
    use crate::web::pages::incident::tests as incidents;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    fn made(decision: Decision, of: &str) -> Baseline {
        let (reason, decided_as) = (None, "analyst".into());
        Baseline { decision, month: month(of), reason, decided_at: 1, decided_as }
    }

    #[test]
    fn an_action_is_held_against_the_level_of_its_cycle_or_the_months_before_it() {
        let mut action = incidents::action(State::Decided);
        let mut cycle = improvements::row(Stand::Planned);
        (action.measure_unit, action.measure_category) = (None, None);
        action.measure_id.clone_from(&cycle.measure_id);
        (cycle.unit, cycle.category) = (None, None);
        cycle.baseline_from = Some("2024-01".into());
        cycle.baseline_to = Some("2025-06".into());
        cycle.triggers = Some("2025-03 2025-04".into());
        // What was registered stands, whatever was decided about the chart.
        let decided = [made(Decision::Rebased, "2024-06"), made(Decision::Excluded, "2024-08")];
        let of = |cycle: &ImprovementRow, change: &str| {
            Level::of(&action, vec![cycle.clone()], month(change), &decided)
        };
        let registered = of(&cycle, "2025-07");
        assert_eq!((registered.from, registered.to), (month("2024-01"), month("2025-06")));
        assert_eq!(registered.triggers, [month("2025-03"), month("2025-04")]);
        assert_eq!((registered.rebased, registered.excluded), (None, vec![]));
        assert_eq!(registered.cycle.as_ref(), Some(&cycle));
        let own = |cycle| Level::of(&action, vec![cycle], month("2025-06"), &[]);
        let unended = own(cycle.clone());
        assert_eq!((unended.from, unended.to), (month("2023-06"), month("2025-05")));
        assert_eq!(unended.cycle, None, "it had not ended");
        let elsewhere = ImprovementRow { unit: Some("syd".into()), ..cycle.clone() };
        assert_eq!(of(&elsewhere, "2025-07").cycle, None, "another figure");
        let unplanned = ImprovementRow { baseline_from: None, ..cycle.clone() };
        assert_eq!(of(&unplanned, "2025-07").cycle, None);
        let newest = ImprovementRow { baseline_to: Some("2025-05".into()), ..cycle.clone() };
        let both = Level::of(&action, vec![cycle, newest.clone()], month("2025-07"), &[]);
        assert_eq!(both.cycle, Some(newest));
    }

    #[test]
    fn the_months_before_an_action_begin_where_the_measure_began_anew_without_what_was_left_out() {
        let baselines = [
            made(Decision::Rebased, "2025-02"),
            made(Decision::Rebased, "2024-09"),
            made(Decision::Rebased, "2025-06"),
            made(Decision::Frozen, "2024-12"),
            made(Decision::Excluded, "2025-08"),
            made(Decision::Excluded, "2025-03"),
            made(Decision::Excluded, "2024-12"),
        ];
        let of = |change: &str| Level::just_before(month(change), &baselines);
        let level = of("2025-06");
        assert_eq!((level.from, level.to), (month("2025-02"), month("2025-05")));
        assert_eq!(level.rebased, Some(month("2025-02")), "not the one that came with the change");
        assert_eq!(level.excluded, [month("2025-03"), month("2025-08")]);
        let long_after = of("2028-06");
        assert_eq!((long_after.from, long_after.rebased), (month("2026-06"), None));
        assert_eq!(of("2024-08").from, month("2022-08"), "it began anew later");
    }

    #[test]
    fn what_a_plan_does_not_follow_is_known() {
        let plan = Plan {
            aim: Aim {
                measure_id: MeasureId(Uuid::from_u128(1)),
                unit: None,
                category: None,
                movement: Movement::Decrease,
            },
            expected: Figure::of(0.5).unwrap(),
            baseline_from: month("2024-05"),
            baseline_to: month("2025-04"),
            triggers: vec![month("2024-12")],
            change: month("2025-06"),
            review: "2026-02-10".parse().unwrap(),
        };
        let at = |decision, months: &[&str]| {
            let all: Vec<_> = months.iter().map(|of| made(decision, of)).collect();
            Unfollowed::by(&plan, &all)
        };
        let none = Unfollowed::default();
        assert_eq!(at(Decision::Rebased, &["2024-05", "2025-05", "2025-06", "2020-01"]), none);
        let rebased = vec![month("2024-06"), month("2025-04")];
        assert_eq!(at(Decision::Rebased, &["2025-04", "2024-06"]).rebased, rebased);
        assert_eq!(at(Decision::Excluded, &["2024-12", "2025-05", "2024-04"]), none);
        let excluded = vec![month("2024-05"), month("2025-06")];
        assert_eq!(at(Decision::Excluded, &["2025-06", "2024-05"]).excluded, excluded);
        assert_eq!(at(Decision::Frozen, &["2025-01"]), none);
    }
}
