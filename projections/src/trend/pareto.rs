//! Which conditions come back most often: counts from the highest down, with how much of
//! the whole they make up together (Juran 1951, Quality Control Handbook).
//!
//! Must never be made of people or units: only of kinds of conditions.

/// One kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Its code.
    pub code: String,
    /// How often.
    pub count: i64,
    /// Share of the whole that this kind and those before it make up, 0 to 1.
    pub cumulated: f64,
}

/// Orders kinds by count; equal ones keep the order that they came in. Kinds that were not
/// counted are left out.
#[must_use]
pub fn pareto(counts: &[(String, i64)]) -> Vec<Bar> {
    let mut counted: Vec<_> = counts.iter().filter(|(_, count)| *count > 0).collect();
    counted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let total: i64 = counted.iter().map(|(_, count)| *count).sum();
    let mut so_far = 0;
    counted
        .into_iter()
        .map(|(code, count)| {
            so_far += count;
            Bar { code: code.clone(), count: *count, cumulated: so_far as f64 / total as f64 }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_stand_first_and_the_last_completes_the_whole() {
        let counts = [("task", 2), ("tools", 5), ("time", 0), ("place", 2), ("law", 1)]
            .map(|(code, count)| (code.to_owned(), count));
        let bars = pareto(&counts);
        let codes: Vec<_> = bars.iter().map(|bar| bar.code.as_str()).collect();
        assert_eq!(codes, ["tools", "task", "place", "law"], "equal ones keep their order");
        let shares: Vec<_> = bars.iter().map(|bar| bar.cumulated).collect();
        assert_eq!(shares, [0.5, 0.7, 0.9, 1.0]);
    }

    #[test]
    fn nothing_counted_is_nothing_shown() {
        assert_eq!(pareto(&[]), []);
        assert_eq!(pareto(&[("task".to_owned(), 0)]), []);
    }
}
