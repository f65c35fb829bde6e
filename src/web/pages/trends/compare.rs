//! Two periods of a measure compared: a ratio or a difference with its interval, and what it says.
//!
//! A period is asked for in months, whatever the points of the measure are: a week belongs to the
//! month of its Thursday, and a quarter counts where all of it lies within. Counts and shares are
//! compared by their ratio, medians by the difference of their means, the time between events by
//! how many there were; what people left out of the measure's chart is on no side. Must never say
//! why they differ, nor take the quick cases of a period for all of it.

use jiff::civil::Date;
use tillbud_events::Month;
use tillbud_projections::improvement::study::settled;
use tillbud_projections::measure::{Occurred, Points, begin_of};
use tillbud_projections::trend::chart::State;
use tillbud_projections::trend::effect::{Counted, Spacing, Study, Values};

use super::shown::Shown;
use crate::web::chart::words::number;
use crate::web::locale::text_with;
use crate::web::pages::frame::Frame;

/// The first and the last month of a side.
pub type Span = (Month, Month);

/// Two periods, neither of which reaches into the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sides {
    /// The earlier side, say.
    pub first: Span,
    /// The other side.
    pub second: Span,
}

/// Why two periods cannot be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// A side has no period with a value, or the sides overlap.
    Sides,
    /// There are too few cases to tell from chance.
    Few,
}

/// What a ratio is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Events per exposure.
    Rates,
    /// Cases of so many, as odds.
    Odds,
    /// Days between events.
    Between,
}

/// The second side against the first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Compared {
    /// The second over the first.
    Ratio {
        /// Of what.
        of: Of,
        /// The ratio; nothing when there was nothing on one side.
        ratio: Option<f64>,
        /// The lower end of the 95 % interval.
        lower: f64,
        /// The upper end; nothing when it has none.
        upper: Option<f64>,
    },
    /// The second less the first, in days.
    Days {
        /// The mean of the medians of each side.
        means: (f64, f64),
        /// The one less the other.
        difference: f64,
        /// The lower end of the 95 % interval.
        lower: f64,
        /// The upper end.
        upper: f64,
    },
}

impl Sides {
    /// Reads the ends of two sides, each written `YYYY-MM`.
    ///
    /// # Errors
    /// An end that is no month, a side that ends before it begins, or sides that overlap.
    pub fn read(first: (&str, &str), second: (&str, &str)) -> Result<Self, Why> {
        let month = |text: &str| text.trim().parse::<Month>().map_err(|_| Why::Sides);
        let first = (month(first.0)?, month(first.1)?);
        let second = (month(second.0)?, month(second.1)?);
        let overlap = first.0 <= second.1 && second.0 <= first.1;
        if first.0 > first.1 || second.0 > second.1 || overlap {
            return Err(Why::Sides);
        }
        Ok(Self { first, second })
    }
}

impl Compared {
    /// Compares what was counted on two sides, however it is drawn.
    ///
    /// # Errors
    /// [`Why`] they cannot be compared.
    pub fn of_counts(shown: &Shown, counted: Counted, sides: &Sides) -> Result<Self, Why> {
        let points = &shown.chart.points;
        let has_value = |at: &usize| {
            points.get(*at).is_some_and(|point| {
                point.state == State::Measured && point.value.is_some() && !point.is_excluded
            })
        };
        let side = |span: Span| -> Vec<usize> {
            within(&shown.labels, span).into_iter().filter(has_value).collect()
        };
        let (first, second) = (side(sides.first), side(sides.second));
        let both = || first.iter().chain(&second).filter_map(|at| points.get(*at));
        let study = Study {
            counted,
            before_points: first.len(),
            numerator: both().map(|point| point.numerator).collect(),
            // Counts that are divided by nothing have a period each as their exposure.
            denominator: both().map(|point| point.denominator.or(Some(1.0))).collect(),
            triggered_by: Vec::new(),
        };
        let effect = study.compare().map_err(|_| Why::Sides)?;
        let (lower, upper) = effect.ratio.interval().ok_or(Why::Few)?;
        let of = match counted {
            Counted::Rate => Of::Rates,
            Counted::Share => Of::Odds,
        };
        Ok(Self::Ratio { of, ratio: effect.ratio.level(), lower, upper })
    }

    /// Compares medians of days as they are known on `today`. A period of the later side counts
    /// once it is as old as the longest median of the other: what waits still would be left out.
    /// Those with a month of `left_out` count on no side.
    ///
    /// # Errors
    /// [`Why`] they cannot be compared.
    pub fn of_medians(
        points: &Points,
        sides: &Sides,
        left_out: &[Month],
        today: Date,
    ) -> Result<Self, Why> {
        let counts =
            |at: &usize| points.periods.get(*at).is_some_and(|label| !is_left_out(label, left_out));
        let side = |span: Span| -> Vec<usize> {
            within(&points.periods, span).into_iter().filter(counts).collect()
        };
        let (first, second) = (side(sides.first), side(sides.second));
        if first.is_empty() || second.is_empty() {
            return Err(Why::Sides);
        }
        let both = || first.iter().chain(&second).copied();
        let of = |column: &[Option<f64>]| -> Vec<Option<f64>> {
            both().map(|at| column.get(at).copied().flatten()).collect()
        };
        let names = both().filter_map(|at| points.periods.get(at));
        let asked = Points {
            periods: names.map(|name| waits_as(name)).collect(),
            numerator: of(&points.numerator),
            denominator: of(&points.denominator),
            ..Points::default()
        };
        let values = settled(&asked, sides.first.0.max(sides.second.0), today);
        let values = Values { before_points: first.len(), values, triggered_by: Vec::new() };
        let means = values.compare().map_err(|_| Why::Few)?;
        let welch = means.welch.ok_or(Why::Few)?;
        Ok(Self::Days {
            means: means.means,
            difference: welch.difference,
            lower: welch.lower,
            upper: welch.upper,
        })
    }

    /// Compares the time between events by how many there were in the days of each side, up to
    /// the month `until`: so the days since the last one count as well. Months of `left_out` count
    /// on no side.
    ///
    /// # Errors
    /// [`Why`] they cannot be compared.
    pub fn of_gaps(
        occurred: &Occurred,
        until: Month,
        sides: &Sides,
        left_out: &[Month],
    ) -> Result<Self, Why> {
        let until = occurred.to.min(until);
        let months = |(from, to): Span| -> Vec<Month> {
            let last = to.min(until);
            std::iter::successors(Some(from.max(occurred.from)), |month| Some(month.next()))
                .take_while(|month| *month <= last)
                .filter(|month| !left_out.contains(month))
                .collect()
        };
        let (first, second) = (months(sides.first), months(sides.second));
        let both = || first.iter().chain(&second);
        let events = |month: &Month| {
            let events = occurred.days.iter().filter(|day| Month::of(**day) == *month);
            Some(events.count() as f64)
        };
        let days = |month: &Month| Some(f64::from(month.last_day().day()));
        let study = Study {
            counted: Counted::Rate,
            before_points: first.len(),
            numerator: both().map(events).collect(),
            denominator: both().map(days).collect(),
            triggered_by: Vec::new(),
        };
        let effect = study.compare().map_err(|_| Why::Sides)?;
        let Spacing { ratio, lower, upper, .. } = Spacing::of(&effect.ratio).ok_or(Why::Few)?;
        Ok(Self::Ratio { of: Of::Between, ratio, lower, upper })
    }

    /// In words.
    #[must_use]
    pub fn words(&self, frame: &Frame) -> Vec<String> {
        let number = |value: f64| number(frame.lang, value);
        let open = |value: Option<f64>| value.map_or_else(|| frame.t("compare-open"), number);
        let (key, values, is_above, is_below) = match *self {
            Self::Ratio { of, ratio, lower, upper } => {
                let key = match (of, ratio) {
                    (Of::Rates, _) => "compare-rate",
                    (Of::Odds, _) => "compare-odds",
                    (Of::Between, Some(_)) => "compare-between",
                    (Of::Between, None) => "compare-between-open",
                };
                let values =
                    vec![("ratio", open(ratio)), ("lower", number(lower)), ("upper", open(upper))];
                (key, values, lower > 1.0, upper.is_some_and(|upper| upper < 1.0))
            }
            Self::Days { means, difference, lower, upper } => {
                let values = vec![
                    ("before", number(means.0)),
                    ("after", number(means.1)),
                    ("difference", number(difference)),
                    ("lower", number(lower)),
                    ("upper", number(upper)),
                ];
                ("compare-days", values, lower > 0.0, upper < 0.0)
            }
        };
        let verdict = match (self.is_of_time(), is_above, is_below) {
            (false, true, _) => "compare-more",
            (false, _, true) => "compare-fewer",
            (true, true, _) => "compare-longer",
            (true, _, true) => "compare-shorter",
            (_, false, false) => "compare-neither",
        };
        let values: Vec<_> = values.iter().map(|(name, word)| (*name, word.as_str())).collect();
        vec![text_with(frame.lang, key, &values), frame.t(verdict), frame.t("compare-why")]
    }

    /// Whether more of it is longer.
    const fn is_of_time(&self) -> bool {
        match self {
            Self::Ratio { of, .. } => matches!(of, Of::Between),
            Self::Days { .. } => true,
        }
    }
}

/// The places of the periods that lie within a side, whole.
fn within(labels: &[String], (from, to): Span) -> Vec<usize> {
    let is_inside = |label: &str| {
        begin_of(label).is_some_and(|begin| from <= begin && last_month(label, begin) <= to)
    };
    let inside = labels.iter().enumerate().filter(|(_, label)| is_inside(label));
    inside.map(|(at, _)| at).collect()
}

/// Whether a month of the period of this name was left out.
fn is_left_out(label: &str, left_out: &[Month]) -> bool {
    begin_of(label).is_some_and(|begin| {
        let months = begin..=last_month(label, begin);
        left_out.iter().any(|month| months.contains(month))
    })
}

/// The last month of the period of this name that begins with the month `begin`.
fn last_month(label: &str, begin: Month) -> Month {
    if label.contains("-Q") { begin.plus(2) } else { begin }
}

/// What waits in a quarter waits as long as in its last month.
fn waits_as(label: &str) -> String {
    let begin = begin_of(label).filter(|_| label.contains("-Q"));
    begin.map_or_else(|| label.to_owned(), |begin| last_month(label, begin).to_string())
}

#[cfg(test)]
mod tests;
