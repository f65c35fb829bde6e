//! What holds of any two sides: a difference knows no zero, no unit and no order.

use proptest::collection::vec;
use proptest::prelude::*;

use super::tests::{values, verdict, welch_of};
use super::*;

/// Days that some periods waited.
fn days() -> impl Strategy<Value = Vec<f64>> {
    vec(0.0..60.0_f64, 2..30)
}

/// Difference and interval of two sides of which each value is changed so.
fn changed(before: &[f64], after: &[f64], change: impl Fn(f64) -> f64) -> [f64; 3] {
    let side = |side: &[f64]| side.iter().map(|value| change(*value)).collect::<Vec<_>>();
    let welch = welch_of(&side(before), &side(after)).unwrap();
    [welch.difference, welch.lower, welch.upper]
}

proptest! {
    #[test]
    fn a_constant_added_to_all_values_changes_no_difference(
        before in days(), after in days(), shift in -50.0..50.0_f64,
    ) {
        let found = changed(&before, &after, |value| value);
        let shifted = changed(&before, &after, |value| value + shift);
        for (one, other) in found.into_iter().zip(shifted) {
            prop_assert!((one - other).abs() < 1e-6, "{one} and {other}");
        }
    }

    #[test]
    fn values_so_many_times_as_large_differ_so_many_times_as_much(
        before in days(), after in days(), times in 0.1..24.0_f64,
    ) {
        let found = changed(&before, &after, |value| value);
        let scaled = changed(&before, &after, |value| value * times);
        for (one, other) in found.into_iter().zip(scaled) {
            prop_assert!((one * times - other).abs() < 1e-6, "{one} and {other}");
        }
    }

    #[test]
    fn before_and_after_swapped_turn_the_sign(before in days(), after in days()) {
        let (one, other) = (welch_of(&before, &after).unwrap(), welch_of(&after, &before).unwrap());
        for (one, other) in [
            (one.difference, other.difference),
            (one.lower, other.upper),
            (one.upper, other.lower),
        ] {
            prop_assert!((one + other).abs() < 1e-9, "{one} and {other}");
        }
        prop_assert!((one.p - other.p).abs() < 1e-9);
    }

    #[test]
    fn what_is_better_one_way_is_worse_the_other(
        before in vec(0.0..9.0_f64, 12..24), after in vec(3.0..12.0_f64, 8..20),
    ) {
        let values = values(&before, &after);
        let turned = match verdict(&values, Direction::Decrease) {
            Verdict::Improved => Verdict::Worse,
            Verdict::Worse => Verdict::Improved,
            same @ (Verdict::NoEvidenceYet | Verdict::CannotTell) => same,
        };
        prop_assert_eq!(verdict(&values, Direction::Increase), turned);
    }
}
