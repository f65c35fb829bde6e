//! The series whose charts are watched: how many reports a month, in all and of each category.
//!
//! Numbers and names alone. Must never watch a person, nor a month that is not over.

use jiff::ToSpan;
use jiff::civil::Date;
use tillbud_events::signal::Scope;
use tillbud_events::vocabulary::Label;
use tillbud_projections::trend::chart::{Design, Direction, Kind, Series};
use tillbud_projections::trend::fact::{self, By, Counts, Filter};
use tillbud_projections::trend::series::{self, Month};
use tillbud_projections::trend::signal::MONTHS_MAX;
use tillbud_projections::{DatabaseError, Db};

/// The key of the measure that counts reports.
pub const REPORTS: &str = "reports";

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

/// How many reports a month, in all and of each category, up to the month `last`, on `today`:
/// so many of the last months as a chart shows, none of them before the first report.
///
/// # Errors
/// When the database fails.
pub async fn reports(db: &Db, last: Month, today: Date) -> Result<Vec<Watched>, DatabaseError> {
    let from = before(last, MONTHS_MAX - 1);
    let counts = fact::series(db, Some(By::Category), &Filter::default(), from, last).await?;
    Ok(read(&counts, last, today))
}

/// So many months before `month`.
pub fn before(month: Month, months: usize) -> Month {
    let first: Option<Date> = format!("{month}-01").parse().ok();
    let months = i64::try_from(months).unwrap_or(i64::MAX);
    first.map_or(month, |first| Month::of(first.saturating_sub(months.months())))
}

fn read(counts: &Counts, last: Month, today: Date) -> Vec<Watched> {
    let Ok(measure) = Label::parse(REPORTS) else { return vec![] };
    let first = counts.months.iter().map(|count| &count.month).min();
    let Some(first) = first.and_then(|month| month.parse().ok()) else { return vec![] };
    let filled = series::fill(&counts.months, first, last, today);
    let periods: Vec<String> = filled.months.iter().map(Month::to_string).collect();
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

/// How reports are drawn: as counts, of which more are not worse.
pub fn design() -> Design {
    Design { direction: Some(Direction::Neutral), ..Design::of(Kind::Count) }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use tillbud_projections::trend::fact::MonthCount;

    use super::*;

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
        let watched = read(&Counts { months, undated: 1 }, last, date(2026, 5, 2));
        let told: Vec<_> = watched
            .iter()
            .map(|it| (it.scope.category.as_ref().map(Label::as_str), it.series.numerator.clone()))
            .collect();
        let all = (None, vec![Some(2.0), Some(7.0), Some(0.0)]);
        let access = (Some("access"), vec![Some(2.0), Some(3.0), Some(0.0)]);
        assert_eq!(told, [all, access]);
        assert_eq!(watched[1].unsorted, [0, 4, 0]);
        assert_eq!(watched[0].unsorted, [0, 0, 0]);
        assert_eq!(read(&Counts { months: vec![], undated: 0 }, last, date(2026, 5, 2)), []);
        assert_eq!(before(last, 35).to_string(), "2023-05");
    }
}
