//! How the potential severity follows from a harm and how likely it is.
//!
//! A matrix as ISO 31010 describes it: levels in words, and the cell says the outcome. Must never
//! call something less bad because its harm is worse or more likely.

use serde::{Deserialize, Serialize};

use crate::vocabulary::{Likelihood, Severity};

/// What could come of it, were it to happen again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Risk {
    /// The worst harm that is reasonable to expect.
    pub harm: Severity,
    /// How likely it is to become that bad.
    pub likelihood: Likelihood,
}

impl Risk {
    /// What it amounts to.
    #[must_use]
    pub const fn severity(self) -> Severity {
        use Likelihood as L;
        use Severity as S;
        match (self.harm, self.likelihood) {
            (S::None, _) => S::None,
            (S::Minor, L::Unlikely | L::Possible) | (S::Moderate, L::Unlikely) => S::Minor,
            (S::Minor, L::Likely) | (S::Moderate, L::Possible) | (S::Major, L::Unlikely) => {
                S::Moderate
            }
            (S::Moderate, L::Likely) | (S::Major, L::Possible) | (S::Catastrophic, L::Unlikely) => {
                S::Major
            }
            (S::Major, L::Likely) | (S::Catastrophic, L::Possible | L::Likely) => S::Catastrophic,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_harm_or_likelihood_that_grows_never_makes_it_less_bad() {
        let of = |harm: &Severity, likelihood: &Likelihood| {
            Risk { harm: *harm, likelihood: *likelihood }.severity()
        };
        for harm in Severity::ALL {
            assert!(Likelihood::ALL.iter().map(|likelihood| of(harm, likelihood)).is_sorted());
        }
        for likelihood in Likelihood::ALL {
            assert!(Severity::ALL.iter().map(|harm| of(harm, likelihood)).is_sorted());
        }
    }

    #[test]
    fn what_is_possible_is_as_bad_as_its_harm() {
        for harm in Severity::ALL {
            let risk = Risk { harm: *harm, likelihood: Likelihood::Possible };
            assert_eq!(risk.severity(), *harm);
        }
    }
}
