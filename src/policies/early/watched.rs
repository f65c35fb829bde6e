//! The series whose charts are watched: every measure of the whole organisation, how many
//! reports there are of each category, and how much is told in each whole unit ([`units`]).
//!
//! Numbers and names alone. Must never watch a person, nor a period that is not over.

use jiff::civil::Date;
use tillbud_events::measure::Period;
use tillbud_events::signal::Scope;
use tillbud_events::vocabulary::Label;
use tillbud_events::{Month, Week};
use tillbud_projections::measure::{self, Measure, Points};
use tillbud_projections::trend::chart::{Design, Direction, Kind, Series};
use tillbud_projections::trend::fact::{self, By, Counts, Filter};
use tillbud_projections::trend::series;
use tillbud_projections::{DatabaseError, Db};

use super::units::{self, is_neutral};

/// The key of the measure that counts reports.
pub const REPORTS: &str = "reports";
/// Most months of a chart, the last ones: as many whole ones as the page of a measure shows
/// before the running one, so that both draw the same chart.
const MONTHS_MAX: i32 = 35;

/// What is over: its charts are read up to here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Over {
    /// The last month.
    pub month: Month,
    /// The last week, of measures by week.
    pub week: Week,
}

impl Over {
    /// The last month and the last week that are over with the day `last`.
    #[must_use]
    pub fn with(last: Date) -> Self {
        let next = last.tomorrow().unwrap_or(last);
        Self { month: Month::of(next).plus(-1), week: Week::of(next).earlier(1) }
    }

    /// The last month that points of a measure are read of.
    pub(super) fn month_of(self, measure: &Measure) -> Month {
        match measure.definition.period {
            Period::Week => Month::of(self.week.thursday()),
            Period::Month | Period::Quarter => self.month,
        }
    }
}

/// One series, and how its chart is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Watched {
    /// The key of its measure.
    pub measure: Label,
    /// Of what.
    pub scope: Scope,
    /// The name of each period, all of them over.
    pub periods: Vec<String>,
    /// The numbers.
    pub series: Series,
    /// How the chart is drawn.
    pub design: Design,
    /// Reports of each period that nobody has sorted yet, and that may be missing here.
    pub unsorted: Vec<i64>,
}

/// Every series that is watched, up to what is over, on `today`: so many of the last months as
/// a chart shows and those of a frozen baseline, none of them before the first report; of a
/// measure by week the weeks of those months, and those that are over of the month that runs.
/// Units are watched from `floor` employees on.
///
/// # Errors
/// When the database fails.
pub async fn all(
    db: &Db,
    floor: u32,
    over: Over,
    today: Date,
) -> Result<Vec<Watched>, DatabaseError> {
    let last = over.month;
    let from = first_of(last);
    let mut measures = measure::all(db).await?;
    measures.retain(|measure| !measure.is_retired);
    let whole = measure::Scope::default();
    let mut points = Vec::with_capacity(measures.len());
    // Measures whose charts end with the same month are read together.
    for of in measures.chunk_by(|one, other| over.month_of(one) == over.month_of(other)) {
        let asked: Vec<_> = of.iter().map(|measure| (measure, &whole)).collect();
        let to = of.first().map_or(last, |measure| over.month_of(measure));
        points.extend(measure::charted(db, &asked, from, to, today).await?);
    }
    let mut watched: Vec<Watched> = measures
        .iter()
        .zip(points)
        .filter_map(|(measure, points)| of_measure(measure, points, Scope::default(), over))
        .collect();
    let counts = fact::series(db, Some(By::Category), &Filter::default(), from, last).await?;
    let is_defined = watched.iter().any(|it| it.measure.as_str() == REPORTS);
    let reports = of_reports(&counts, last, today);
    // Their sum is the measure itself, when it is defined.
    watched.extend(reports.into_iter().skip(usize::from(is_defined)));
    watched.extend(units::all(db, &measures, floor, over, today).await?);
    Ok(watched)
}

/// The series of the measure with the key `key`, of a part of the organisation, up to what is
/// over, on `today`; nothing when there is no such measure, or nothing was counted.
///
/// # Errors
/// When the database fails.
pub async fn one(
    db: &Db,
    key: &str,
    scope: Scope,
    over: Over,
    today: Date,
) -> Result<Option<Watched>, DatabaseError> {
    let last = over.month;
    let from = first_of(last);
    let measures = measure::all(db).await?;
    let found = measures.iter().find(|measure| measure.definition.key.as_str() == key);
    if let Some(found) = found {
        let of = as_read(&scope);
        let to = over.month_of(found);
        let points = measure::charted(db, &[(found, &of)], from, to, today).await?;
        return Ok(points.into_iter().next().and_then(|it| of_measure(found, it, scope, over)));
    }
    if key != REPORTS || scope.unit.is_some() {
        return Ok(None);
    }
    let counts = fact::series(db, Some(By::Category), &Filter::default(), from, last).await?;
    Ok(of_reports(&counts, last, today).into_iter().find(|it| it.scope == scope))
}

/// The same part of the organisation as figures are read of it.
pub(super) fn as_read(scope: &Scope) -> measure::Scope {
    let name = |label: &Option<Label>| label.as_ref().map(|it| it.as_str().to_owned());
    measure::Scope { unit: name(&scope.unit), category: name(&scope.category) }
}

/// The first of the months that a chart shows.
pub(super) fn first_of(last: Month) -> Month {
    last.plus(1 - MONTHS_MAX)
}

/// A measure's points without those at the end that are not known yet; nothing when none is
/// known, or when they are rare counts in a run chart.
pub(super) fn of_measure(
    measure: &Measure,
    mut points: Points,
    scope: Scope,
    over: Over,
) -> Option<Watched> {
    let profile = measure::profile(false);
    if measure.definition.period == Period::Week {
        // The names of weeks are in the order of time.
        let last = over.week.to_string();
        let weeks = points.periods.iter().filter(|name| **name <= last).count();
        points.is_last_incomplete &= weeks == points.periods.len();
        points.numerator.truncate(weeks);
    }
    if points.is_last_incomplete {
        points.numerator.pop();
    }
    points.is_last_incomplete = false;
    while points.numerator.last().is_some_and(Option::is_none) {
        points.numerator.pop();
    }
    let known = points.numerator.len();
    points.periods.truncate(known);
    points.denominator.truncate(known);
    // The engine would alert of a run chart of rare counts, as it cannot tell that they are.
    let chart = measure::chart(measure, &points, profile).ok()?;
    if chart.has_few_events() && measure::kind(measure, &points) == Kind::Run {
        return None;
    }
    let design = measure::design(measure, &points, profile);
    let direction =
        if is_neutral(measure, &scope) { Some(Direction::Neutral) } else { design.direction };
    Some(Watched {
        measure: Label::parse(measure.definition.key.as_str()).ok()?,
        scope,
        series: measure::series(measure, &points),
        // What is aimed at makes no signal, and so is no part of its evidence.
        design: Design { direction, target: None, ..design },
        unsorted: vec![0; known],
        periods: points.periods,
    })
}

/// How many reports a month: the sum first, then each category.
fn of_reports(counts: &Counts, last: Month, today: Date) -> Vec<Watched> {
    let Ok(measure) = Label::parse(REPORTS) else { return vec![] };
    let first = counts.months.iter().map(|count| &count.month).min();
    let Some(first) = first.and_then(|month| month.parse().ok()) else { return vec![] };
    let filled = series::fill(&counts.months, first, last, today);
    let periods: Vec<String> = filled.months.iter().map(ToString::to_string).collect();
    let nothing = vec![0; periods.len()];
    let unsorted = filled.lines.iter().find(|line| line.key.is_none());
    let unsorted = unsorted.map_or(&nothing, |line| &line.counts);
    let watched = |scope: Scope, counts: &[i64], unsorted: &[i64]| Watched {
        measure: measure.clone(),
        scope,
        periods: periods.clone(),
        series: Series {
            numerator: counts.iter().map(|count| Some(*count as f64)).collect(),
            ..Series::default()
        },
        design: design(),
        unsorted: unsorted.to_vec(),
    };
    let of =
        |at: usize| -> i64 { filled.lines.iter().filter_map(|line| line.counts.get(at)).sum() };
    let all: Vec<i64> = (0..periods.len()).map(of).collect();
    let mut series = vec![watched(Scope::default(), &all, &nothing)];
    for line in &filled.lines {
        let Some(category) = line.key.as_deref() else { continue };
        let Ok(category) = Label::parse(category) else { continue };
        let scope = Scope { unit: None, category: Some(category) };
        series.push(watched(scope, &line.counts, unsorted));
    }
    series
}

/// How reports of a category are drawn: as counts, of which more are not worse.
#[must_use]
pub fn design() -> Design {
    Design { direction: Some(Direction::Neutral), ..Design::of(Kind::Count) }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use tillbud_events::measure::{ChartKind, standard};
    use tillbud_projections::trend::chart::draw;
    use tillbud_projections::trend::fact::MonthCount;

    use super::*;
    use crate::measures::testing::measure;

    #[test]
    fn all_reports_and_each_category_are_watched_from_the_first_report_on() {
        let count = |key: Option<&str>, month: &str, count| {
            let (key, month) = (key.map(str::to_owned), month.to_owned());
            MonthCount { key, month, count }
        };
        let months = vec![
            count(None, "2026-03", 4),
            count(Some("access"), "2026-02", 2),
            count(Some("access"), "2026-03", 3),
        ];
        let last = "2026-04".parse().unwrap();
        let watched = of_reports(&Counts { months, undated: 1 }, last, date(2026, 5, 2));
        let told: Vec<_> = watched
            .iter()
            .map(|it| (it.scope.category.as_ref().map(Label::as_str), it.series.numerator.clone()))
            .collect();
        let all = (None, vec![Some(2.0), Some(7.0), Some(0.0)]);
        let access = (Some("access"), vec![Some(2.0), Some(3.0), Some(0.0)]);
        assert_eq!(told, [all, access]);
        assert_eq!(watched[1].unsorted, [0, 4, 0]);
        assert_eq!(watched[0].unsorted, [0, 0, 0]);
        assert_eq!(of_reports(&Counts { months: vec![], undated: 0 }, last, date(2026, 5, 2)), []);
        assert_eq!(first_of(last).to_string(), "2023-06");
    }

    #[test]
    fn a_week_is_watched_from_the_day_after_it_on_and_no_week_that_runs() {
        let mut measure = measure(standard().remove(0));
        measure.definition.period = Period::Week;
        let first: Week = "2026-W01".parse().unwrap();
        let points = || Points {
            periods: (0..20).map(|at| first.later(at).to_string()).collect(),
            numerator: vec![Some(9.0); 20],
            denominator: vec![None; 20],
            is_last_incomplete: true,
            ..Points::default()
        };
        let newest = |last: Date| {
            let watched = of_measure(&measure, points(), Scope::default(), Over::with(last));
            let watched = watched.unwrap();
            assert_eq!(watched.series.numerator.len(), watched.periods.len());
            watched.periods.last().cloned().unwrap()
        };
        // Sunday, 17 May, is the last day of the twentieth week.
        assert_eq!(newest(date(2026, 5, 9)), "2026-W18");
        assert_eq!(newest(date(2026, 5, 10)), "2026-W19");
        assert_eq!(newest(date(2026, 5, 16)), "2026-W19");
        assert_eq!(newest(date(2026, 4, 5)), "2026-W14", "it belongs to April, which runs");
        let over = Over::with(date(2026, 4, 5));
        assert_eq!(over.month_of(&measure).to_string(), "2026-04");
        measure.definition.period = Period::Month;
        assert_eq!(over.month_of(&measure).to_string(), "2026-03");
    }

    #[test]
    fn few_reports_are_watched_in_the_chart_of_counts_that_the_page_shows_and_rare_ones_never() {
        let mut measure = measure(standard().remove(0));
        let points = |count: fn(u8) -> u8| Points {
            periods: (1..25)
                .map(|at| format!("{}-{:02}", 2024 + at / 13, (at - 1) % 12 + 1))
                .collect(),
            numerator: (1..25).map(|at| Some(f64::from(count(at)))).collect(),
            denominator: vec![None; 24],
            ..Points::default()
        };
        let few = points(|at| 4 + at % 3);
        let over = Over::with(date(2026, 5, 1));
        let watched = of_measure(&measure, few.clone(), Scope::default(), over).unwrap();
        assert_eq!(watched.design.kind, Kind::Count);
        let page = measure::chart(&measure, &few, measure::profile(false)).unwrap();
        let alert = draw(&watched.series, &watched.design).unwrap();
        assert_eq!(page, alert, "one chart, on the page and for alerts");
        measure.definition.chart = ChartKind::Run;
        assert!(of_measure(&measure, few, Scope::default(), over).is_some());
        let rare = points(|at| at % 2);
        assert!(of_measure(&measure, rare, Scope::default(), over).is_none());
    }

    #[test]
    fn periods_that_are_running_or_not_known_yet_are_left_out() {
        for definition in standard() {
            let measure = measure(definition);
            let points = Points {
                periods: ["2026-01", "2026-02", "2026-03", "2026-04"].map(str::to_owned).to_vec(),
                numerator: vec![Some(1.0), Some(2.0), None, Some(1.0)],
                denominator: vec![Some(2.0); 4],
                is_last_incomplete: true,
                ..Points::default()
            };
            let over = Over::with(date(2026, 5, 1));
            let watched = of_measure(&measure, points.clone(), Scope::default(), over).unwrap();
            assert_eq!(watched.periods, ["2026-01", "2026-02"]);
            assert_eq!(watched.series.numerator, [Some(1.0), Some(2.0)]);
            assert!(!watched.series.is_last_incomplete);
            let unknown = Points { numerator: vec![None; 4], ..points };
            assert!(of_measure(&measure, unknown, Scope::default(), over).is_none());
        }
    }
}
