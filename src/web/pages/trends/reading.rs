//! Reporting and harm read together: neither means anything alone.
//!
//! The table of what the two say together (Hutchinson et al. 2009, QSHC 18:5; Howell et al.
//! 2015, doi 10.1371/journal.pone.0144107; NHS England on LFPSE): more reports mostly mean that
//! more people tell. Must never say that it has become more or less dangerous, nor take what
//! there is too little of to tell for what has not changed.

use tillbud_projections::trend::change::{Recency, Side};

use super::shown::{About, Shown};
use crate::web::pages::frame::Frame;

/// One row of the table.
pub struct Row {
    /// How reporting moves.
    pub reporting: String,
    /// How the share with harm moves.
    pub harm: String,
    /// What that says.
    pub reading: String,
    /// Whether it is so now.
    pub is_now: bool,
}

/// The table, and what applies now in words.
pub struct Reading {
    /// Its rows.
    pub rows: Vec<Row>,
    /// What applies now.
    pub now: String,
    /// The name of the row that applies.
    pub applies: Option<&'static str>,
    /// `up` or `down`, of reporting and of harm, by their newest signals.
    pub ways: (Option<&'static str>, Option<&'static str>),
}

/// How a measure moves now, by its newest signal alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Up,
    Down,
    /// Within what chance gives.
    Flat,
    /// There is too little to tell.
    Unknown,
}

impl Way {
    fn of(measure: &Shown) -> Self {
        let change = measure.change();
        match (change.recency, change.side) {
            (Recency::TooLittle, _) => Self::Unknown,
            (Recency::New | Recency::Older | Recency::None, Some(Side::More)) => Self::Up,
            (Recency::New | Recency::Older | Recency::None, Some(Side::Fewer)) => Self::Down,
            (Recency::New | Recency::Older | Recency::None, None) => Self::Flat,
        }
    }

    /// Its name, when it is one.
    const fn name(self) -> Option<&'static str> {
        match self {
            Self::Up => Some("up"),
            Self::Down => Some("down"),
            Self::Flat | Self::Unknown => None,
        }
    }
}

/// What two ways say together.
enum Said {
    /// This row of the table.
    Row(&'static str),
    /// No row: the key of what is said instead.
    Instead(&'static str),
}

impl Reading {
    /// Reads the two together; nothing when one of them is not there.
    #[must_use]
    pub fn of(frame: &Frame, shown: &[Shown]) -> Option<Self> {
        let way = |about: About| lead(shown, about).map(Way::of);
        let now = (way(About::Reporting)?, way(About::HarmShare)?);
        let said = said_of(now);
        let applies = match said {
            Said::Row(name) => Some(name),
            Said::Instead(_) => None,
        };
        let row = |(name, reporting, harm): (&str, &str, &str)| Row {
            reporting: frame.word("reading-way", reporting),
            harm: frame.word("reading-way", harm),
            reading: frame.word("reading-says", name),
            is_now: applies == Some(name),
        };
        let rows = [
            ("healthier", "up", "down-or-flat"),
            ("closely", "up", "up"),
            ("serious-only", "down", "up"),
            ("ambiguous", "down", "down"),
        ];
        let words = match said {
            Said::Row(name) => {
                frame.fill("reading-now", "reading", frame.word("reading-says", name))
            }
            Said::Instead(key) => frame.t(key),
        };
        let ways = (now.0.name(), now.1.name());
        Some(Self { rows: rows.into_iter().map(row).collect(), now: words, applies, ways })
    }
}

/// The measure that stands for what it is about: the last one with a value, as a rate stands
/// behind its count and says more, else the first.
#[must_use]
pub fn lead(shown: &[Shown], about: About) -> Option<&Shown> {
    let of = || shown.iter().filter(|measure| measure.about == about);
    of().rfind(|measure| measure.has_value()).or_else(|| of().next())
}

/// The row that applies, or what is said where none does. A row needs both to be known: what
/// nobody knows of harm is not that it has not changed.
const fn said_of((reporting, harm): (Way, Way)) -> Said {
    match (reporting, harm) {
        (Way::Up, Way::Down | Way::Flat) => Said::Row("healthier"),
        (Way::Up, Way::Up) => Said::Row("closely"),
        (Way::Down, Way::Up) => Said::Row("serious-only"),
        (Way::Down, Way::Down) => Said::Row("ambiguous"),
        (Way::Up, Way::Unknown) => Said::Instead("reading-now-more-unknown"),
        (Way::Down, Way::Flat) => Said::Instead("reading-now-fewer"),
        (Way::Down, Way::Unknown) => Said::Instead("reading-now-fewer-unknown"),
        (Way::Flat, Way::Up) => Said::Instead("reading-now-harm-up"),
        (Way::Flat, Way::Down) => Said::Instead("reading-now-harm-down"),
        (Way::Flat, Way::Flat) => Said::Instead("reading-now-none"),
        (Way::Flat, Way::Unknown) => Said::Instead("reading-now-none-unknown"),
        (Way::Unknown, Way::Up) => Said::Instead("reading-now-unknown-harm-up"),
        (Way::Unknown, Way::Down) => Said::Instead("reading-now-unknown-harm-down"),
        (Way::Unknown, Way::Flat) => Said::Instead("reading-now-unknown"),
        (Way::Unknown, Way::Unknown) => Said::Instead("reading-now-both-unknown"),
    }
}

#[cfg(test)]
mod tests {
    use tillbud_projections::trend::chart::Profile;

    use super::super::shown::testing::{shown, values};
    use super::*;
    use crate::web::pages::testing::frames;

    fn read(reporting: f64, harm: f64) -> (Option<usize>, String) {
        let [sv, ..] = frames();
        let of = |about, add| shown("x", about, &values(30, 18, add), Profile::three_sigma_runs());
        let both = [of(About::Reporting, reporting), of(About::HarmShare, harm)];
        let reading = Reading::of(&sv, &both).unwrap();
        (reading.rows.iter().position(|row| row.is_now), reading.now)
    }

    #[test]
    fn each_row_applies_when_both_move_its_way() {
        assert_eq!(read(20.0, 0.0).0, Some(0));
        assert_eq!(read(20.0, -7.0).0, Some(0));
        assert_eq!(read(20.0, 20.0).0, Some(1));
        assert_eq!(read(-7.0, 20.0).0, Some(2));
        assert_eq!(read(-7.0, -7.0).0, Some(3));
    }

    #[test]
    fn where_no_row_applies_that_is_said_and_a_fall_is_a_question() {
        let [sv, ..] = frames();
        assert_eq!(read(0.0, 0.0), (None, sv.t("reading-now-none")));
        assert_eq!(read(-7.0, 0.0), (None, sv.t("reading-now-fewer")));
        assert!(Reading::of(&sv, &[]).is_none());
    }

    #[test]
    fn harm_that_moves_alone_is_told_of() {
        let [sv, ..] = frames();
        assert_eq!(read(0.0, 20.0), (None, sv.t("reading-now-harm-up")));
        assert_eq!(read(0.0, -7.0), (None, sv.t("reading-now-harm-down")));
    }

    #[test]
    fn what_there_is_too_little_of_is_not_taken_for_unchanged() {
        let [sv, ..] = frames();
        let read = |(reporting, reports): (f64, usize), (harm, shares): (f64, usize)| {
            let of = |about, add, points| {
                shown("x", about, &values(points, 18, add), Profile::three_sigma_runs())
            };
            let both =
                [of(About::Reporting, reporting, reports), of(About::HarmShare, harm, shares)];
            let reading = Reading::of(&sv, &both).unwrap();
            assert!(reading.rows.iter().all(|row| !row.is_now));
            (reading.applies, reading.ways, reading.now)
        };
        let (none, up, down) = ((None, None), (Some("up"), None), (Some("down"), None));
        for (reporting, harm, ways, key) in [
            ((20.0, 30), (0.0, 5), up, "reading-now-more-unknown"),
            ((-7.0, 30), (0.0, 5), down, "reading-now-fewer-unknown"),
            ((0.0, 30), (0.0, 5), none, "reading-now-none-unknown"),
            ((0.0, 5), (0.0, 30), none, "reading-now-unknown"),
            ((0.0, 5), (20.0, 30), (None, Some("up")), "reading-now-unknown-harm-up"),
            ((0.0, 5), (-7.0, 30), (None, Some("down")), "reading-now-unknown-harm-down"),
            ((0.0, 5), (0.0, 5), none, "reading-now-both-unknown"),
        ] {
            assert_eq!(read(reporting, harm), (None, ways, sv.t(key)));
        }
    }
}
