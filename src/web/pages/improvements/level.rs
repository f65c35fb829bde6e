//! The level before a change in sentences: what it shows by itself, and what people decided about
//! the measure's chart that a plan does not follow.
//!
//! Must never say why a level moved, nor take a verdict back.

use tillbud_events::Month;
use tillbud_projections::improvement::study::Found;

use crate::web::api::improvement_study::level::Unfollowed;
use crate::web::locale::period_in_words;
use crate::web::pages::frame::Frame;
use crate::web::pages::when;

/// What the level before shows by itself, beside a verdict; nothing when it was one level.
#[must_use]
pub fn unsettled(frame: &Frame, found: &Found) -> Option<String> {
    said(frame, found, "study-level-moved")
}

/// The same before the change has begun, while another level can be registered.
#[must_use]
pub fn unsettled_plan(frame: &Frame, found: &Found) -> Option<String> {
    said(frame, found, "improvement-level-moved")
}

fn said(frame: &Frame, found: &Found, moved: &str) -> Option<String> {
    let unsettled = found.unsettled.as_ref()?;
    let named = |name: &String| period_in_words(frame.lang, name);
    if let Some(since) = &unsettled.since {
        return Some(frame.fill(moved, "since", named(since)));
    }
    let names: Vec<String> = unsettled.stood_out.iter().map(named).collect();
    (!names.is_empty()).then(|| frame.fill("study-level-stood-out", "periods", names.join(", ")))
}

/// What people decided about the measure's chart, and the plan does not follow; while another
/// level can be registered, also what would be fairer. Of several new levels the last one counts.
#[must_use]
pub fn unfollowed(frame: &Frame, unfollowed: &Unfollowed, can_replan: bool) -> Vec<String> {
    let rebased = unfollowed.rebased.last().map(|month| {
        let month = when::month(frame, &month.to_string());
        let said = frame.fill("improvement-level-rebased", "month", month);
        let advice = can_replan.then(|| frame.t("improvement-level-begin-there"));
        std::iter::once(said).chain(advice).collect::<Vec<_>>().join(" ")
    });
    let excluded = (!unfollowed.excluded.is_empty()).then(|| {
        let months = months(frame, &unfollowed.excluded);
        frame.fill("improvement-level-excluded", "months", months)
    });
    rebased.into_iter().chain(excluded).collect()
}

/// Months in words, one after another.
#[must_use]
pub fn months(frame: &Frame, all: &[Month]) -> String {
    let words = all.iter().map(|month| when::month(frame, &month.to_string()));
    words.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
pub(crate) mod tests {
    use tillbud_events::vocabulary::Movement;
    use tillbud_projections::improvement::study::{Of, Series, Terms, study};
    use tillbud_projections::trend::effect::Counted;

    use super::*;
    use crate::web::pages::testing::frames;

    /// Twelve months around 13, as many around 6, and the change in January 2026.
    pub(crate) fn moved() -> Found {
        let level = [14.0, 12.0, 13.0, 15.0, 11.0, 12.0, 14.0, 13.0, 12.0, 15.0, 13.0, 14.0];
        let before = level.iter().copied().chain(level.map(|count: f64| (count / 2.0).floor()));
        let numerator: Vec<_> = before.chain([6.0; 8]).map(Some).collect();
        let first: Month = "2024-01".parse().unwrap();
        let series = Series {
            of: Of::Counts(Counted::Rate),
            periods: (0..32).map(|more| first.plus(more).to_string()).collect(),
            denominator: vec![Some(1.0); numerator.len()],
            numerator,
            is_last_incomplete: false,
        };
        let terms = Terms {
            baseline_to: first.plus(23),
            triggers: vec![],
            excluded: vec![],
            change: first.plus(24),
            movement: Movement::Decrease,
        };
        study(&series, &terms).unwrap()
    }

    #[test]
    fn a_level_that_moved_is_told_with_its_month_and_what_stood_out_by_name() {
        let [sv, en, ..] = frames();
        let found = moved();
        let said = unsettled(&sv, &found).unwrap();
        assert!(said.contains("redan av sig själv") && said.contains("januari 2025"), "{said}");
        assert!(unsettled(&en, &found).unwrap().contains("January 2025"));
        assert_ne!(unsettled_plan(&sv, &found), Some(said));
        let mut stood_out = found.clone();
        let unsettled_by = stood_out.unsettled.as_mut().unwrap();
        (unsettled_by.since, unsettled_by.stood_out) = (None, vec!["2025-03".into()]);
        assert!(unsettled(&sv, &stood_out).unwrap().contains("mars 2025"));
        assert_eq!(unsettled(&sv, &Found { unsettled: None, ..found }), None);
    }

    #[test]
    fn decisions_that_a_plan_does_not_follow_are_told_in_both_languages() {
        for frame in frames() {
            assert!(unfollowed(&frame, &Unfollowed::default(), true).is_empty());
            let months = |names: &[&str]| names.iter().map(|it| it.parse().unwrap()).collect();
            let both = Unfollowed {
                rebased: months(&["2024-09", "2025-01"]),
                excluded: months(&["2025-03", "2025-04"]),
            };
            let said = unfollowed(&frame, &both, true);
            assert_eq!(said.len(), 2, "{said:?}");
            assert!(said.iter().all(|it| it.contains("2025") && !it.contains("improvement-")));
            assert!(!said[0].contains("2024"), "the last one alone: {said:?}");
            let advice = frame.t("improvement-level-begin-there");
            assert!(said[0].ends_with(&advice), "{said:?}");
            let too_late = unfollowed(&frame, &both, false);
            assert!(!too_late[0].contains(&advice) && said[0].starts_with(&too_late[0]));
            assert_eq!(too_late[1..], said[1..]);
        }
    }
}
