//! How bad something was, could have been, and how likely that is.
//!
//! Judged by staff. Must never be asked of a reporter.

use std::fmt;

use serde::{Deserialize, Serialize};

list! {
    /// How bad it was, or could have been. Set at triage, never by the reporter.
    Severity {
        /// No harm.
        None = "none",
        /// Noticed, passes by itself.
        Minor = "minor",
        /// Needs work to put right.
        Moderate = "moderate",
        /// Lasting or wide harm.
        Major = "major",
        /// Irreparable harm.
        Catastrophic = "catastrophic",
    }
}

list! {
    /// How likely a harm is, were it to happen again.
    Likelihood {
        /// It would take much.
        Unlikely = "unlikely",
        /// It could.
        Possible = "possible",
        /// It is to be expected.
        Likely = "likely",
    }
}
