//! How much is told in each whole unit: reports per 100 full-time equivalents, every month.
//!
//! A unit that tells more or less than before is a neutral question, and no cluster: of those
//! the weekly scan tells. Read as the measure that Tillbud comes with, narrowed to the unit, so
//! that a signal shows the chart of that measure's page. Must never watch a unit in which too
//! few are known to work, as its silence would point at people, and never put units in order.

use jiff::civil::Date;
use tillbud_events::measure::{Period, standard};
use tillbud_events::signal::Scope;
use tillbud_events::vocabulary::Label;
use tillbud_projections::headcount::{self, Headcounts};
use tillbud_projections::measure::{self, Measure};
use tillbud_projections::trend::fact::{self, Counts, Filter};
use tillbud_projections::{DatabaseError, Db};

use super::watched::{Over, Watched, as_read, first_of, of_measure};

/// The key of the measure that units are watched by.
pub const REPORTS_PER_HEAD: &str = "reports_per_100_fte";

/// The series of every unit with at least `floor` employees, with one statement for all of
/// them; none when people have retired the measure, or let it count something else.
///
/// # Errors
/// When the database fails.
pub(super) async fn all(
    db: &Db,
    measures: &[Measure],
    floor: u32,
    over: Over,
    today: Date,
) -> Result<Vec<Watched>, DatabaseError> {
    let Some(measure) = measures.iter().find(|measure| is_of_units(measure)) else {
        return Ok(vec![]);
    };
    let headcounts = Headcounts::of(&headcount::all(db).await?);
    let scopes = scopes(&headcounts, floor, over);
    let read: Vec<_> = scopes.iter().map(as_read).collect();
    let asked: Vec<_> = read.iter().map(|scope| (measure, scope)).collect();
    if asked.is_empty() {
        return Ok(vec![]);
    }
    let (from, to) = (first_of(over.month), over.month_of(measure));
    let points = measure::charted(db, &asked, from, to, today).await?;
    // Nobody has looked at them yet: triage gives every report a category.
    let unsorted =
        Filter { unit: Some(String::new()), category: Some(String::new()), ..Filter::default() };
    let unsorted = fact::series(db, None, &unsorted, from, to).await?;
    let of = scopes.into_iter().zip(points);
    let watched = of.filter_map(|(scope, points)| of_measure(measure, points, scope, over));
    Ok(watched.map(|unit| unit.waiting(&unsorted)).collect())
}

/// Whether it is the measure that units are watched by, and counts what it came to count:
/// what people call it and how they draw it is theirs to choose.
fn is_of_units(measure: &Measure) -> bool {
    let own = &measure.definition;
    let is_it = own.key.as_str() == REPORTS_PER_HEAD && own.period == Period::Month;
    let counts_the_same = standard().iter().any(|it| {
        it.key == own.key && it.numerator == own.numerator && it.denominator == own.denominator
    });
    is_it && counts_the_same && !measure.is_retired
}

/// The units that are watched: what counts is how many work there in the last month that is
/// over. A signal of a unit that has become smaller since stays, as everything that was raised.
fn scopes(headcounts: &Headcounts, floor: u32, over: Over) -> Vec<Scope> {
    let units = headcounts.units_with(i64::from(floor), over.month);
    let scope = |unit: &str| Some(Scope { unit: Some(Label::parse(unit).ok()?), category: None });
    units.into_iter().filter_map(scope).collect()
}

/// Whether a change of the measure is a question there and neither better nor worse, whatever
/// the measure calls better: how much a single unit tells says nothing of how well it works.
pub(super) fn is_neutral(measure: &Measure, scope: &Scope) -> bool {
    scope.unit.is_some() && measure.definition.tells_how_much_is_told()
}

impl Watched {
    /// With the reports that nobody has sorted: some of them may belong to the unit.
    fn waiting(self, unsorted: &Counts) -> Self {
        let of = |period: &String| -> i64 {
            let months = unsorted.months.iter().filter(|it| it.month == *period);
            months.map(|it| it.count).sum()
        };
        Self { unsorted: self.periods.iter().map(of).collect(), ..self }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use tillbud_events::measure::{ChartKind, Definition, Direction as Way};
    use tillbud_projections::headcount::HeadcountRow;
    use tillbud_projections::measure::Points;
    use tillbud_projections::trend::chart::{Direction, Kind, State, draw};
    use tillbud_projections::trend::fact::MonthCount;

    use super::*;
    use crate::measures::testing::measure;

    const FLOOR: u32 = 20;

    fn standard_of(key: &str) -> Definition {
        standard().into_iter().find(|it| it.key.as_str() == key).unwrap()
    }

    fn row(unit: &str, month: &str, employees: i64) -> HeadcountRow {
        HeadcountRow {
            unit: unit.to_owned(),
            month: month.to_owned(),
            headcount_id: String::new(),
            version: 1,
            employees,
            full_time_hundredths: employees * 90,
            source: String::new(),
            recorded_at: 0,
            recorded_as: String::new(),
        }
    }

    fn unit(name: &str) -> Scope {
        Scope { unit: Label::parse(name).ok(), category: None }
    }

    #[test]
    fn a_unit_is_watched_from_the_floor_on_and_never_when_its_size_is_not_known() {
        let headcounts = Headcounts::of(&[
            row("nitton", "2024-01", 19),
            row("tjugo", "2024-01", 20),
            row("krympt", "2024-01", 60),
            row("krympt", "2026-04", 19),
            row("senare", "2026-05", 60),
        ]);
        // The last month that is over is April.
        let over = Over::with(date(2026, 5, 30));
        assert_eq!(scopes(&headcounts, FLOOR, over), [unit("tjugo")]);
        assert_eq!(scopes(&headcounts, 21, over), []);
        assert_eq!(scopes(&Headcounts::default(), FLOOR, over), []);
        let over = Over::with(date(2026, 5, 31));
        assert_eq!(scopes(&headcounts, FLOOR, over), [unit("senare"), unit("tjugo")]);
    }

    #[test]
    fn units_are_watched_by_the_measure_that_counts_what_is_told_and_by_no_other() {
        let own = || measure(standard_of(REPORTS_PER_HEAD));
        assert!(is_of_units(&own()));
        let mut called = own();
        called.definition.name_sv = Label::parse("Så mycket berättas").unwrap();
        (called.definition.chart, called.definition.direction) = (ChartKind::Rate, Way::Neutral);
        assert!(is_of_units(&called), "names, chart and direction are people's to choose");
        let mut retired = own();
        retired.is_retired = true;
        let mut quarterly = own();
        quarterly.definition.period = Period::Quarter;
        let mut other = own();
        other.definition.numerator = standard_of("severe_harm_per_100_fte").numerator;
        for measure in [retired, quarterly, other, measure(standard_of("reports"))] {
            assert!(!is_of_units(&measure), "{measure:?}");
        }
    }

    /// Twenty-six months up to February 2026, the last with `last` reports; how many work there
    /// is known from the third month on.
    fn points(last: f64) -> Points {
        let steady = [12.0, 9.0, 14.0, 10.0, 13.0, 8.0, 11.0];
        let numerator = (0..25).map(|at| steady[at % 7]).chain([last]).map(Some).collect();
        let month = |at: usize| format!("{}-{:02}", 2024 + at / 12, at % 12 + 1);
        Points {
            periods: (0..26).map(month).collect(),
            numerator,
            denominator: (0..26).map(|at| (at >= 2).then_some(0.415)).collect(),
            ..Points::default()
        }
    }

    fn watched(last: f64) -> Watched {
        let measure = measure(standard_of(REPORTS_PER_HEAD));
        of_measure(&measure, points(last), unit("norr"), Over::with(date(2026, 2, 28))).unwrap()
    }

    #[test]
    fn months_before_the_first_headcount_have_no_figure_and_the_chart_is_that_of_the_page() {
        let watched = watched(0.0);
        let chart = draw(&watched.series, &watched.design).unwrap();
        let states: Vec<_> = chart.points.iter().take(4).map(|point| point.state).collect();
        assert_eq!(states, [State::Missing, State::Missing, State::Measured, State::Measured]);
        assert_eq!(chart.parts[0].baseline_points, 24);
        assert_eq!(watched.design.kind, Kind::RatePrime);
        assert_eq!(watched.design.profile.sigma_z_floor, Some(1.0));
        let of = measure(standard_of(REPORTS_PER_HEAD));
        let page = measure::chart(&of, &points(0.0), measure::profile(false)).unwrap();
        assert_eq!((page.points, page.parts), (chart.points, chart.parts));
        assert_eq!(page.signals, chart.signals);
    }

    #[test]
    fn how_much_a_unit_tells_is_neither_better_nor_worse() {
        assert_eq!(watched(0.0).design.direction, Some(Direction::Neutral));
        let whole = measure(standard_of(REPORTS_PER_HEAD));
        let over = Over::with(date(2026, 2, 28));
        let whole = of_measure(&whole, points(0.0), Scope::default(), over).unwrap();
        assert_eq!(whole.design.direction, Some(Direction::Increase), "as it is defined");
        let harm = measure(standard_of("severe_harm_per_100_fte"));
        assert!(!is_neutral(&harm, &unit("norr")));
    }

    #[test]
    fn reports_that_nobody_has_sorted_may_belong_to_the_unit() {
        let month = |month: &str, count| MonthCount { key: None, month: month.to_owned(), count };
        let counts = vec![month("2026-01", 3), month("2026-02", 5), month("2026-03", 7)];
        let watched = watched(0.0).waiting(&Counts { months: counts, undated: 0 });
        assert_eq!(watched.unsorted.len(), watched.periods.len());
        assert_eq!(watched.unsorted[23..], [0, 3, 5]);
    }
}
