//! The closed words that a measure is built from: what is counted, against what, how it is
//! drawn, and which way is better.
//!
//! Must never gain a word that counts people: every figure is of reports, incidents, actions,
//! factors, or time.

use std::fmt;

use serde::{Deserialize, Serialize};

list! {
    /// What is counted.
    What {
        /// Reports, by the month in which they were reported.
        Reports = "reports",
        /// Incidents, by the month in which they happened, else were reported.
        Incidents = "incidents",
        /// Reports whose incident was closed, by the month of its first closing.
        ReportsClosed = "reports_closed",
        /// Answers to "would you report again", by the month of the first answer.
        Answers = "answers",
        /// Corrective actions, by the month in which they were first decided.
        ActionsDecided = "actions_decided",
        /// Corrective actions, by the month in which they are due.
        ActionsDue = "actions_due",
        /// Corrective actions, by the month in which they were done.
        ActionsImplemented = "actions_implemented",
        /// Incidents in which an element of the work system made it hard to do right, once for
        /// each element, by the month in which that was first found.
        Factors = "factors",
    }
}

list! {
    /// What became of what is counted.
    Outcome {
        /// Of reports that were closed: the reporter had been told what came of it.
        Told = "told",
        /// Of actions that were due: done by the day.
        InTime = "in_time",
        /// Of actions that were done: the effect confirmed within six months.
        Verified = "verified",
        /// Of factors: the same element was found for the same unit and category in another
        /// incident of the same month or the twelve months before.
        Repeated = "repeated",
    }
}

list! {
    /// A stretch of time in the life of a report, in whole days from the day it was received.
    Span {
        /// Until a coordinator had seen it.
        ToAcknowledgement = "to_acknowledgement",
        /// Until it was judged: its incident triaged, or the report declined or passed on.
        ToTriage = "to_triage",
        /// Until the reporter was told what came of it.
        ToFeedback = "to_feedback",
    }
}

list! {
    /// Which days are counted.
    Days {
        /// Every day.
        Calendar = "calendar",
        /// Days on which people are at work in Sweden.
        Working = "working",
    }
}

list! {
    /// How points are drawn; the letter is the one the chart is known by.
    ChartKind {
        /// Values around their median, without limits.
        Run = "run",
        /// Single values.
        Individuals = "i",
        /// Counts of constant exposure.
        Count = "c",
        /// Counts per exposure.
        Rate = "u",
        /// Counts per exposure, spread wider or narrower than Poisson.
        RatePrime = "up",
        /// Share of cases.
        Share = "p",
        /// Share of cases, spread wider or narrower than binomial.
        SharePrime = "pp",
        /// Whole days strictly between rare events.
        Gap = "g",
        /// Time between rare events.
        Time = "t",
    }
}

list! {
    /// How long one point is of.
    Period {
        /// A week of the calendar, Monday to Sunday; it belongs to the month of its Thursday.
        Week = "week",
        /// A calendar month.
        Month = "month",
        /// Three calendar months.
        Quarter = "quarter",
    }
}

list! {
    /// Which way is better.
    Direction {
        /// More is better.
        Increase = "increase",
        /// Less is better.
        Decrease = "decrease",
        /// Neither: a change is a question.
        Neutral = "neutral",
    }
}
