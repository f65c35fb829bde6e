//! What a change is meant to do, and how it goes on.
//!
//! Must never hold a verdict: that is computed.

use std::fmt;

use serde::{Deserialize, Serialize};

list! {
    /// Which way a figure is meant to move.
    Movement {
        /// More is better.
        Increase = "increase",
        /// Less is better.
        Decrease = "decrease",
    }
}

list! {
    /// How an improvement goes on once it was studied.
    Course {
        /// What was tried stays.
        Adopt = "adopt",
        /// It is tried again, another way: the next cycle.
        Adapt = "adapt",
        /// It is given up.
        Abandon = "abandon",
    }
}
