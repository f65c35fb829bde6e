//! Two known methods for weekly counts, to compare the window scan with. They flood or are
//! blind where series are small (spc.md section 5.1), so nothing is alerted on them.

pub mod ears;
pub mod farrington;

/// Why a method cannot be applied.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SurveillanceError {
    /// The first week to judge has too little before it.
    #[error("week {week} cannot be judged: the first that can is week {first}")]
    TooEarly {
        /// Which week was asked for, the first being 1.
        week: usize,
        /// The first that can be judged.
        first: usize,
    },
    /// The first week to judge lies after the last.
    #[error("week {week} cannot be judged: there are {weeks} weeks")]
    TooLate {
        /// Which week was asked for.
        week: usize,
        /// How many there are.
        weeks: usize,
    },
    /// A constant that nothing can be computed with.
    #[error("{name} must be {must_be}")]
    Constant {
        /// Which constant.
        name: &'static str,
        /// What it has to be.
        must_be: &'static str,
    },
}

/// Refuses weeks that do not exist or have too little before them; both count from 1.
fn check_range(from: usize, first: usize, weeks: usize) -> Result<(), SurveillanceError> {
    if from < first {
        Err(SurveillanceError::TooEarly { week: from, first })
    } else if from > weeks {
        Err(SurveillanceError::TooLate { week: from, weeks })
    } else {
        Ok(())
    }
}

fn check_alpha(alpha: f64) -> Result<(), SurveillanceError> {
    let is_usable = alpha > 0.0 && alpha < 1.0;
    let must_be = "above 0 and below 1";
    is_usable.then_some(()).ok_or(SurveillanceError::Constant { name: "alpha", must_be })
}
