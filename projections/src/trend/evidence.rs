//! The input of a chart as a signal keeps it, and the chart computed again from it.
//!
//! Must never read anything but the evidence: neither today's counts nor today's baseline.

use tillbud_events::signal::{self, Evidence, Raised};
use tillbud_events::vocabulary::Label;
use tillbud_events::{Figure, TextError};

use super::chart::{Baseline, Chart, ChartError, Design, Direction, Kind, Profile, Series, draw};
use super::news::{self, News};

/// Every kind of chart.
const KINDS: [Kind; 11] = [
    Kind::Run,
    Kind::Individuals,
    Kind::MovingRange,
    Kind::Count,
    Kind::Rate,
    Kind::RatePrime,
    Kind::Share,
    Kind::SharePrime,
    Kind::IndividualsPrime,
    Kind::Gap,
    Kind::Time,
];
const DIRECTIONS: [Direction; 3] = [Direction::Increase, Direction::Decrease, Direction::Neutral];

/// Evidence cannot be made or read.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum EvidenceError {
    /// A number of the series is not finite.
    #[error("a number of the series is not finite")]
    Figure,
    /// A name is none that an event can keep.
    #[error("a name of the series {0}")]
    Name(#[from] TextError),
    /// These statistics know no such chart.
    #[error("there is no chart {0:?}")]
    Kind(String),
    /// The chart cannot be drawn.
    #[error(transparent)]
    Chart(#[from] ChartError),
}

/// A signal computed again from its own evidence.
#[derive(Clone, Debug)]
pub struct Again {
    /// What each point is called.
    pub labels: Vec<String>,
    /// The chart.
    pub chart: Chart,
    /// What was decided before the numbers were looked at.
    pub design: Design,
    /// Whether engine, profile and input are those that the signal names.
    pub is_same: bool,
    /// Whether the same rule makes the same signal.
    pub is_found: bool,
}

/// The evidence of a chart of `series`, whose points have the names `periods`.
///
/// # Errors
/// [`EvidenceError`] when a number or a name is none that an event can keep.
pub fn of(periods: &[String], series: &Series, design: &Design) -> Result<Evidence, EvidenceError> {
    let figure = |number: f64| Figure::of(number).ok_or(EvidenceError::Figure);
    let mut points = Vec::with_capacity(periods.len());
    for (at, period) in periods.iter().enumerate() {
        let denominator = series.denominator.as_ref().and_then(|all| all.get(at).copied()?);
        points.push(signal::Point {
            period: Label::parse(period)?,
            numerator: series.numerator.get(at).copied().flatten().map(figure).transpose()?,
            denominator: denominator.map(figure).transpose()?,
        });
    }
    let place = |place: &usize| u32::try_from(*place).unwrap_or(u32::MAX);
    Ok(Evidence {
        chart: Label::parse(design.kind.as_str())?,
        direction: design.direction.map(|it| Label::parse(it.as_str())).transpose()?,
        multiply: figure(design.multiply)?,
        sigma_z_floor: design.profile.sigma_z_floor.map(figure).transpose()?,
        baseline: signal::Baseline {
            freeze: design.baseline.freeze.as_ref().map(place),
            rebase: design.baseline.rebase.iter().map(place).collect(),
            exclude: design.baseline.exclude.iter().map(place).collect(),
        },
        points,
    })
}

/// Draws the chart of a signal again.
///
/// # Errors
/// [`EvidenceError`] when these statistics cannot draw it any more.
pub fn again(raised: &Raised) -> Result<Again, EvidenceError> {
    let (design, series) = (design(raised)?, series(&raised.evidence));
    let chart = draw(&series, &design)?;
    let made = &raised.made;
    let is_same = chart.provenance.engine == made.engine.as_str()
        && chart.provenance.profile == made.profile.as_str()
        && chart.provenance.input_sha256 == made.input_sha256.as_str();
    let is_found = is_in(raised, &news::read(&chart, design.kind));
    let labels = raised.evidence.points.iter().map(|it| it.period.as_str().to_owned()).collect();
    Ok(Again { labels, chart, design, is_same, is_found })
}

/// Whether `news` of the same periods hold the signal.
#[must_use]
pub fn is_in(raised: &Raised, news: &[News]) -> bool {
    news.iter().any(|it| it.rule == raised.rule && it.side == raised.side)
}

/// The design that the signal was made with.
///
/// # Errors
/// When these statistics know no such chart.
pub fn design(raised: &Raised) -> Result<Design, EvidenceError> {
    let evidence = &raised.evidence;
    let letter = evidence.chart.as_str();
    let kind = KINDS.into_iter().find(|kind| kind.as_str() == letter);
    let kind = kind.ok_or_else(|| EvidenceError::Kind(letter.to_owned()))?;
    let is_dots = raised.made.profile.as_str().starts_with("making_data_count");
    let profile = if is_dots { Profile::making_data_count() } else { Profile::three_sigma_runs() };
    let sigma_z_floor = evidence.sigma_z_floor.map(Figure::get);
    let said = evidence.direction.as_ref().map(Label::as_str);
    let place = |place: &u32| usize::try_from(*place).unwrap_or(usize::MAX);
    Ok(Design {
        multiply: evidence.multiply.get(),
        baseline: Baseline {
            freeze: evidence.baseline.freeze.as_ref().map(place),
            rebase: evidence.baseline.rebase.iter().map(place).collect(),
            exclude: evidence.baseline.exclude.iter().map(place).collect(),
        },
        profile: Profile { sigma_z_floor, ..profile },
        direction: DIRECTIONS.into_iter().find(|way| Some(way.as_str()) == said),
        ..Design::of(kind)
    })
}

fn series(evidence: &Evidence) -> Series {
    let points = &evidence.points;
    let has_denominator = points.iter().any(|point| point.denominator.is_some());
    let denominators = || points.iter().map(|point| point.denominator.map(Figure::get)).collect();
    Series {
        numerator: points.iter().map(|point| point.numerator.map(Figure::get)).collect(),
        denominator: has_denominator.then(denominators),
        is_last_incomplete: false,
    }
}

#[cfg(test)]
mod tests {
    use tillbud_events::vocabulary::SignalRule;
    use tillbud_events::{Position, codec};

    use super::super::scan::weekly::made;
    use super::*;

    fn raised(series: &Series, design: &Design) -> Raised {
        let periods: Vec<String> = (1..=series.numerator.len()).map(|at| at.to_string()).collect();
        let chart = draw(series, design).unwrap();
        let news = news::read(&chart, design.kind)[0];
        let label = |at: usize| Label::parse(&periods[at]).unwrap();
        Raised {
            measure: Label::parse("reports").unwrap(),
            scope: signal::Scope::default(),
            rule: news.rule,
            side: news.side,
            from: label(news.from),
            to: label(periods.len() - 1),
            q: news.chance.and_then(Figure::of),
            is_notable: true,
            evidence: of(&periods, series, design).unwrap(),
            made: made(&chart.provenance).unwrap(),
            known_at: Position(1),
        }
    }

    fn rates() -> (Series, Design) {
        let numerator = (0..30).map(|at| Some([31.0, 28.0, 33.0, 30.0][at % 4]));
        let numerator = numerator.chain([None, Some(90.0)]).collect();
        let denominator = Some((0..32).map(|at| Some(4.0 + f64::from(at % 3) / 7.0)).collect());
        let series = Series { numerator, denominator, is_last_incomplete: false };
        let baseline = Baseline { freeze: Some(24), rebase: vec![], exclude: vec![3] };
        let profile = Profile { sigma_z_floor: Some(1.0), ..Profile::three_sigma_runs() };
        let direction = Some(Direction::Increase);
        (series, Design { baseline, profile, direction, ..Design::of(Kind::RatePrime) })
    }

    #[test]
    fn a_signal_is_computed_again_from_what_its_event_keeps() {
        let (series, design) = rates();
        let raised = raised(&series, &design);
        assert_eq!(raised.rule, SignalRule::OutsideLimits);
        let encoded = codec::encode(&signal::Event::Raised(raised)).unwrap();
        let bytes = serde_json::to_vec(&encoded.data).unwrap();
        let read: Raised = serde_json::from_slice(&bytes).unwrap();
        let again = again(&read).unwrap();
        assert!(again.is_same && again.is_found);
        assert_eq!((again.labels.len(), again.design), (32, design));
    }

    #[test]
    fn other_numbers_are_another_input_and_perhaps_no_signal() {
        let (series, design) = rates();
        let mut raised = raised(&series, &design);
        raised.evidence.points[31].numerator = Figure::of(31.0);
        let again = again(&raised).unwrap();
        assert!(!again.is_same && !again.is_found);
        raised.evidence.chart = Label::parse("pie").unwrap();
        assert_eq!(super::again(&raised).unwrap_err(), EvidenceError::Kind("pie".to_owned()));
    }

    #[test]
    fn every_kind_is_found_by_its_letter() {
        let (series, design) = rates();
        let raised = raised(&series, &design);
        for kind in KINDS {
            let chart = Label::parse(kind.as_str()).unwrap();
            let evidence = Evidence { chart, ..raised.evidence.clone() };
            assert_eq!(super::design(&Raised { evidence, ..raised.clone() }).unwrap().kind, kind);
        }
    }
}
