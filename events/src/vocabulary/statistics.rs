//! What the statistics find, and what people say of it.
//!
//! Must never say that something is bad: a finding is a question.

use std::fmt;

use serde::{Deserialize, Serialize};

list! {
    /// What an alert compares with what.
    AlertFamily {
        /// One category of one unit, with all reports.
        Leaf = "leaf",
        /// One category of the whole organisation, with all reports.
        Category = "category",
        /// Severe harm, with the time that passes.
        Severe = "severe",
    }
}

list! {
    /// What a person says that an alert was.
    Verdict {
        /// Something had changed, and the alert told of it first.
        Real = "real",
        /// Something had changed, and people knew.
        Known = "known",
        /// Nothing had changed.
        Noise = "noise",
    }
}

list! {
    /// The rule that made a signal.
    SignalRule {
        /// The newest point lies outside the limits.
        OutsideLimits = "outside_limits",
        /// Too many points in a row on one side of the centre (Anhøj).
        LongRun = "long_run",
        /// The centre is crossed too seldom (Anhøj).
        FewCrossings = "few_crossings",
        /// Seven points in a row on one side ("Making Data Count").
        Shift = "shift",
        /// Seven points in a row that rise or fall ("Making Data Count").
        Trend = "trend",
        /// Two of three points near a limit ("Making Data Count").
        TwoOfThree = "two_of_three",
    }
}

list! {
    /// On which side of the centre.
    SignalSide {
        /// Above.
        High = "high",
        /// Below.
        Low = "low",
    }
}
