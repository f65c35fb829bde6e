//! Of what a comparison is, told from the name of the rules that it was computed by.
//!
//! Must never be decided anywhere else: whoever reads a stored study asks here.

/// Of what a comparison is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Of rates, by their ratio.
    Rates,
    /// Of shares, by the ratio of their odds.
    Odds,
    /// Of medians, by the difference of their means.
    Medians,
    /// Of the time between events.
    Between,
}

impl Sort {
    /// As the profile of a study says.
    #[must_use]
    pub fn of(profile: &str) -> Self {
        match profile.split(' ').next() {
            Some("odds") => Self::Odds,
            Some("difference") => Self::Medians,
            Some("time") => Self::Between,
            Some(_) | None => Self::Rates,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trend::chart::Kind;
    use crate::trend::effect::{Between, Counted, Study, Values};

    #[test]
    fn every_sort_is_told_by_the_rules_that_it_is_computed_by() {
        let study = |counted| Study {
            counted,
            before_points: 1,
            numerator: vec![Some(1.0), Some(1.0)],
            denominator: vec![Some(4.0), Some(4.0)],
            triggered_by: vec![],
        };
        let values =
            Values { before_points: 1, values: vec![Some(1.0), Some(2.0)], triggered_by: vec![] };
        let between = Between {
            events: study(Counted::Rate),
            kind: Kind::Gap,
            gaps: vec![3.0, 4.0],
            gaps_before: 1,
            triggered_by: vec![],
            left_out: vec![],
            open: None,
        };
        for (made, sort) in [
            (study(Counted::Rate).provenance(), Sort::Rates),
            (study(Counted::Share).provenance(), Sort::Odds),
            (values.provenance(), Sort::Medians),
            (between.provenance(), Sort::Between),
        ] {
            assert_eq!(Sort::of(&made.profile), sort, "{}", made.profile);
        }
    }
}
