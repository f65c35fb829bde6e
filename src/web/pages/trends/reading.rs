//! Reporting and harm read together: neither means anything alone.
//!
//! The table of what the two say together (Hutchinson et al. 2009, QSHC 18:5; Howell et al.
//! 2015, doi 10.1371/journal.pone.0144107; NHS England on LFPSE): more reports mostly mean that
//! more people tell. Must never say that it has become more or less dangerous.

use tillbud_projections::trend::change::Side;

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
type Way = Option<Side>;

impl Reading {
    /// Reads the two together; nothing when one of them is not there.
    #[must_use]
    pub fn of(frame: &Frame, shown: &[Shown]) -> Option<Self> {
        let way = |about: About| lead(shown, about).map(|measure| measure.change().side);
        let now = (way(About::Reporting)?, way(About::HarmShare)?);
        let applies = row_of(now);
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
        let words = applies.map_or_else(
            || {
                frame.t(if now.0 == Some(Side::Fewer) {
                    "reading-now-fewer"
                } else {
                    "reading-now-none"
                })
            },
            |name| frame.fill("reading-now", "reading", frame.word("reading-says", name)),
        );
        let way = |way: Way| {
            way.map(|side| match side {
                Side::More => "up",
                Side::Fewer => "down",
            })
        };
        let ways = (way(now.0), way(now.1));
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

/// The row that applies; none when reporting is as it was, or fell while harm did not move.
fn row_of((reporting, harm): (Way, Way)) -> Option<&'static str> {
    match (reporting?, harm) {
        (Side::More, None | Some(Side::Fewer)) => Some("healthier"),
        (Side::More, Some(Side::More)) => Some("closely"),
        (Side::Fewer, Some(Side::More)) => Some("serious-only"),
        (Side::Fewer, Some(Side::Fewer)) => Some("ambiguous"),
        (Side::Fewer, None) => None,
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
        assert_eq!(read(0.0, 20.0), (None, sv.t("reading-now-none")));
        assert_eq!(read(-7.0, 0.0), (None, sv.t("reading-now-fewer")));
        assert!(Reading::of(&sv, &[]).is_none());
    }
}
