//! Means, medians and moving ranges: how much a series differs from point to point.
//!
//! Sums run from the first value to the last, so that the same series gives the same bits.

/// Mean of two-value ranges over standard deviation, for normal data (d2 of a sample of 2).
pub const D2_OF_TWO: f64 = 1.128;
/// Upper limit of two-value ranges over their mean (D4 of a sample of 2).
pub const D4_OF_TWO: f64 = 3.267;

/// The mean; nothing of nothing.
pub(crate) fn mean(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let mut count = 0.0;
    let mut sum = 0.0;
    for value in values {
        count += 1.0;
        sum += value;
    }
    (count > 0.0).then(|| sum / count)
}

/// The standard deviation of a sample; nothing of fewer than two values.
pub(crate) fn std_dev(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let values: Vec<f64> = values.into_iter().collect();
    let mean = mean(values.iter().copied())?;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (values.len() > 1).then(|| (squares / (values.len() - 1) as f64).sqrt())
}

/// The middle value, or the mean of the two in the middle; nothing of nothing.
pub(crate) fn median(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let mut sorted: Vec<f64> = values.into_iter().collect();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    let upper = *sorted.get(middle)?;
    let lower = if sorted.len() % 2 == 1 { upper } else { *sorted.get(middle - 1)? };
    Some(lower + (upper - lower) / 2.0)
}

/// The difference of each value from the one before, without sign. A missing value leaves
/// a gap on both sides; the first value has no range.
pub(crate) fn moving_ranges(values: &[Option<f64>]) -> Vec<Option<f64>> {
    let with_next = values.iter().zip(values.iter().skip(1));
    let ranges = with_next.map(|(before, after)| Some((after.as_ref()? - before.as_ref()?).abs()));
    std::iter::once(None).chain(ranges).take(values.len()).collect()
}

/// The mean of the ranges that are not extreme: those of at least `factor` times the mean of
/// all are dropped once, then the mean is taken anew (Nelson 1982, Journal of Quality
/// Technology 14:172). When nothing would be left all ranges are zero, and so is the mean.
pub(crate) fn screened_mean(ranges: &[Option<f64>], factor: Option<f64>) -> Option<f64> {
    let all = mean(ranges.iter().copied().flatten())?;
    let Some(factor) = factor else { return Some(all) };
    let kept = ranges.iter().copied().flatten().filter(|range| *range < factor * all);
    Some(mean(kept).unwrap_or(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_value_leaves_a_gap_in_the_ranges() {
        let values = [Some(1.0), Some(4.0), None, Some(2.0), Some(1.5)];
        assert_eq!(moving_ranges(&values), [None, Some(3.0), None, None, Some(0.5)]);
        assert!(moving_ranges(&[]).is_empty());
    }

    #[test]
    fn one_extreme_range_is_screened_out_and_a_constant_series_has_none() {
        let mut ranges = vec![Some(1.0); 20];
        ranges.push(Some(50.0));
        assert_eq!(screened_mean(&ranges, Some(D4_OF_TWO)), Some(1.0));
        assert_eq!(screened_mean(&ranges, None), Some(70.0 / 21.0));
        assert_eq!(screened_mean(&[Some(0.0); 5], Some(D4_OF_TWO)), Some(0.0));
        assert_eq!(screened_mean(&[None], Some(D4_OF_TWO)), None);
    }

    #[test]
    fn the_standard_deviation_is_that_of_a_sample() {
        assert_eq!(
            std_dev([2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]),
            Some((32.0_f64 / 7.0).sqrt())
        );
        assert_eq!((std_dev([3.0]), std_dev([])), (None, None));
    }

    #[test]
    fn the_median_is_the_middle_of_the_sorted_values() {
        assert_eq!(median([3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median([4.0, 1.0, 2.0, 3.0]), Some(2.5));
        assert_eq!(median([]), None);
    }
}
