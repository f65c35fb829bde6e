//! Many tests at once: the chance of each, held to the share of false ones among those kept.
//!
//! Benjamini & Hochberg 1995, JRSS B 57:289. Must never depend on the order of the tests.

/// The adjusted chance of each test, in the order given: those that are at most `q` hold no
/// more than the share `q` of false ones, in the mean.
#[must_use]
pub fn adjusted(chances: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..chances.len()).collect();
    let chance = |at: usize| chances.get(at).copied().unwrap_or(1.0);
    order.sort_by(|one, other| chance(*one).total_cmp(&chance(*other)));
    let size = chances.len() as f64;
    let mut adjusted = vec![1.0; chances.len()];
    let mut least = 1.0_f64;
    for (rank, at) in order.into_iter().enumerate().rev() {
        least = least.min(chance(at) * size / (rank + 1) as f64);
        if let Some(place) = adjusted.get_mut(at) {
            *place = least;
        }
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Benjamini & Hochberg 1995, section 3.2: of these fifteen, four are kept at 5 %.
    #[test]
    fn the_rate_keeps_what_was_published() {
        let published = [
            1.0, 0.7590, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
            0.5719, 0.6528, 0.0004, 0.0001,
        ];
        let adjusted = adjusted(&published);
        let kept: Vec<f64> =
            published.iter().zip(&adjusted).filter(|(_, q)| **q <= 0.05).map(|(p, _)| *p).collect();
        assert_eq!(kept, [0.0019, 0.0095, 0.0004, 0.0001]);
        assert!(adjusted.iter().zip(published).all(|(q, p)| *q >= p && *q <= 1.0));
    }

    #[test]
    fn nothing_is_adjusted_to_nothing() {
        assert_eq!(adjusted(&[]), [0.0; 0]);
        assert_eq!(adjusted(&[0.3]), [0.3]);
    }
}
