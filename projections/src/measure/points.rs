//! The points of measures: every period with its numerator and denominator, or value.
//!
//! Reports count by the month in which they were reported, incidents by the month in which
//! they happened and a month later than others: late reports still change that. Must never
//! leave out a period in which nothing happened: it is a zero.

use std::collections::BTreeMap;

use jiff::civil::Date;
use tillbud_events::Month;
use tillbud_events::measure::{
    ChartKind, Conditions, Counted, Definition, Denominator, Lasting, Numerator, Outcome, Period,
    What, Within,
};
use tillbud_events::vocabulary::Label;

use super::Measure;
use super::chart::begin;
use super::periods::{Periods, begin_of, shown_from};
use super::tally::{self, Day, Found, Place, Severe, Tallies, Wanted, named, named_span};
use super::values::{
    GAPS_MAX, REPEAT_MONTHS, counts, deadline, gaps, medians, received, repeats, withins,
};
use crate::db::Db;
use crate::headcount::{self, Headcounts};
use crate::trend::fact::{ALL, VERIFICATION_MONTHS};

/// Fewest cases that a median is given of.
pub const CASES_MIN: i64 = 5;
/// Whole months until the incidents of a month are known.
pub(super) const INCIDENT_MONTHS: i32 = 1;
/// Full-time equivalents are counted in hundreds, and stored in hundredths.
const HUNDREDTHS_PER_HUNDRED: f64 = 10_000.0;

/// Which part of the organisation a series is of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Only this unit.
    pub unit: Option<String>,
    /// Only this category.
    pub category: Option<String>,
}

/// Every period, with its numerator and denominator, its value, or its gap.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Points {
    /// `2026-W12`, `2026-03`, `2026-Q1`, or of gaps the day of the event that ended it.
    pub periods: Vec<String>,
    /// The count, the median of days, or the gap in days; nothing where that cannot be told.
    pub numerator: Vec<Option<f64>>,
    /// What it is divided by; of a median, how many cases it is of.
    pub denominator: Vec<Option<f64>>,
    /// Of a median: the share of cases that is still open.
    pub open: Vec<Option<f64>>,
    /// Whether the last period is still running.
    pub is_last_incomplete: bool,
    /// Of gaps: whole days since the last event, which is no point.
    pub days_since_last: Option<i64>,
    /// So many of the first points lie before the period that was asked for: a frozen baseline
    /// is made of them, so that a chart is drawn with them and shown without.
    pub lead: usize,
}

/// The points of one measure from the month `from` to the month `to`.
///
/// # Errors
/// When the database fails.
pub async fn points(
    db: &Db,
    measure: &Measure,
    scope: &Scope,
    from: Month,
    to: Month,
    today: Date,
) -> sqlx::Result<Points> {
    let mut all = points_of_each(db, &[(measure, scope)], from, to, today).await?;
    Ok(all.pop().unwrap_or_default())
}

/// The points of measures, each of its own part of the organisation, in their order, with few
/// statements.
///
/// # Errors
/// When the database fails.
pub async fn points_of_each(
    db: &Db,
    asked: &[(&Measure, &Scope)],
    from: Month,
    to: Month,
    today: Date,
) -> sqlx::Result<Vec<Points>> {
    read(db, asked, (from, to), today, |_, _| from).await
}

/// The points that the charts of measures are drawn from, each of its own part of the
/// organisation: a measure whose baseline is frozen begins where that does, as its first
/// points define centre and limits for all later ones.
///
/// # Errors
/// When the database fails.
pub async fn charted(
    db: &Db,
    asked: &[(&Measure, &Scope)],
    from: Month,
    to: Month,
    today: Date,
) -> sqlx::Result<Vec<Points>> {
    read(db, asked, (from, to), today, |measure, first| begin(measure, from, first)).await
}

async fn read(
    db: &Db,
    asked: &[(&Measure, &Scope)],
    (from, to): (Month, Month),
    today: Date,
    begin: impl Fn(&Measure, Month) -> Month,
) -> sqlx::Result<Vec<Points>> {
    let Some(first) = tally::first(db).await? else {
        return Ok(vec![Points::default(); asked.len()]);
    };
    let asked: Vec<Asked> = asked
        .iter()
        .map(|(measure, scope)| {
            let from = begin(measure, first.month);
            let definition = &measure.definition;
            let periods = Periods::new(definition.period, (from, to), first, today);
            Asked { definition, scope, periods, from: from.max(first.month) }
        })
        .collect();
    let read = Read::all(db, &asked).await?;
    let points = |asked: &Asked| asked.points(&read, to, today).led(asked.definition.period, from);
    Ok(asked.iter().map(points).collect())
}

impl Points {
    /// With so many points told to lie before `from` as do; without any when all of them do.
    fn led(self, period: Period, from: Month) -> Self {
        let from = shown_from(period, from);
        let is_before = |name: &String| begin_of(name).is_some_and(|begin| begin < from);
        let lead = self.periods.partition_point(is_before);
        if lead < self.periods.len() {
            Self { lead, ..self }
        } else {
            Self { days_since_last: self.days_since_last, ..Self::default() }
        }
    }
}

/// A measure with its scope and periods.
struct Asked<'m> {
    definition: &'m Definition,
    scope: &'m Scope,
    periods: Periods,
    /// The first month, of gaps as well.
    from: Month,
}

/// Everything that was read for all of them.
#[derive(Default)]
struct Read {
    tallies: Tallies,
    days: BTreeMap<Severe, Vec<Day>>,
    found: Vec<Found>,
    headcounts: Headcounts,
}

impl Read {
    async fn all(db: &Db, asked: &[Asked<'_>]) -> sqlx::Result<Self> {
        let mut read = Self::default();
        let to = asked.iter().filter_map(|asked| Some(asked.periods.span()?.1)).max();
        let Some(to) = to else { return Ok(read) };
        let mut wanted = Wanted::default();
        let (mut repeated, mut per_head) = (None, false);
        for asked in asked {
            match &asked.definition.numerator {
                Numerator::Count(counted) => asked.want(counted, &mut wanted),
                Numerator::Median(Lasting { span, conditions }) => {
                    if let Some((place, from)) = asked.place(conditions).zip(asked.first()) {
                        wanted.add_span(*span, place, from, asked.definition.period);
                    }
                }
                Numerator::Gap(counted) => {
                    if let Some(severe) = asked.severe(&counted.conditions)
                        && !read.days.contains_key(&severe)
                    {
                        // The first event of all only begins a gap.
                        let days = tally::days(db, &severe, to, GAPS_MAX + 1).await?;
                        read.days.insert(severe, days);
                    }
                }
            }
            match &asked.definition.denominator {
                // Where a standard is asked for, it says which reports are counted.
                Some(Denominator::Count(_)) if asked.within().is_some() => {}
                Some(Denominator::Count(counted)) => asked.want(counted, &mut wanted),
                Some(Denominator::FullTimeEquivalents(_)) => per_head = true,
                None => {}
            }
            if asked.conditions().any(|asked| asked.outcome == Some(Outcome::Repeated)) {
                repeated = repeated.into_iter().chain(asked.first()).min();
            }
        }
        read.tallies = Tallies::read(db, &wanted, to).await?;
        if let Some(from) = repeated {
            read.found = tally::found(db, (from.plus(-REPEAT_MONTHS), to)).await?;
        }
        if per_head {
            read.headcounts = Headcounts::of(&headcount::all(db).await?);
        }
        Ok(read)
    }
}

impl Asked<'_> {
    fn want(&self, counted: &Counted, wanted: &mut Wanted) {
        let Some((place, from)) = self.place(&counted.conditions).zip(self.first()) else { return };
        let period = self.definition.period;
        match counted.conditions.within {
            Some(within) => wanted.add_within(within, place, from, period),
            None => wanted.add(counted, place, from, period),
        }
    }

    /// The first month that anything is read of; nothing when there is none.
    fn first(&self) -> Option<Month> {
        Some(self.periods.span()?.0)
    }

    /// The standard that is asked for.
    fn within(&self) -> Option<Within> {
        self.conditions().next().and_then(|asked| asked.within)
    }

    /// The conditions of the numerator and of the denominator.
    fn conditions(&self) -> impl Iterator<Item = &Conditions> {
        let numerator = match &self.definition.numerator {
            Numerator::Count(counted) | Numerator::Gap(counted) => &counted.conditions,
            Numerator::Median(lasting) => &lasting.conditions,
        };
        let denominator = match &self.definition.denominator {
            Some(Denominator::Count(counted)) => Some(&counted.conditions),
            Some(Denominator::FullTimeEquivalents(_)) | None => None,
        };
        std::iter::once(numerator).chain(denominator)
    }

    fn place(&self, conditions: &Conditions) -> Option<Place> {
        place(conditions, self.scope)
    }

    fn severe(&self, conditions: &Conditions) -> Option<Severe> {
        severe(conditions, self.scope)
    }

    fn points(&self, read: &Read, to: Month, today: Date) -> Points {
        let points = match &self.definition.numerator {
            Numerator::Count(counted) => self.counted(read, counted),
            Numerator::Median(lasting) => self.medians(read, lasting, today),
            Numerator::Gap(counted) => return self.gaps(read, counted, to, today),
        };
        let points = Points {
            periods: self.periods.names(),
            is_last_incomplete: self.periods.is_last_incomplete(),
            ..points
        };
        self.without_immature(points, today)
    }

    fn counted(&self, read: &Read, counted: &Counted) -> Points {
        let numerator = self.count(read, counted);
        let denominator = match &self.definition.denominator {
            Some(Denominator::Count(_)) if counted.conditions.within.is_some() => {
                some(self.received(read, counted))
            }
            Some(Denominator::Count(whole)) => some(self.count(read, whole)),
            Some(Denominator::FullTimeEquivalents(_)) => self.full_time_equivalents(read, counted),
            None => vec![None; self.periods.len()],
        };
        let open = vec![None; self.periods.len()];
        Points { numerator: some(numerator), denominator, open, ..Points::default() }
    }

    fn count(&self, read: &Read, counted: &Counted) -> Vec<f64> {
        let conditions = &counted.conditions;
        let Some(place) = self.place(conditions) else { return vec![0.0; self.periods.len()] };
        if conditions.outcome == Some(Outcome::Repeated) {
            let (unit, category) = &place;
            let named = |name: &'_ str| (name != ALL).then(|| name.to_owned());
            let (unit, category) = (named(unit), named(category));
            let place = (unit.as_deref(), category.as_deref());
            return repeats(&read.found, conditions, place, &self.periods);
        }
        let period = self.definition.period;
        if let Some(within) = conditions.within {
            let cells = read.tallies.of(named_span(within.until, period), &place);
            return withins(cells, within, &self.periods);
        }
        counts(read.tallies.of(named(counted.what, period), &place), counted, &self.periods)
    }

    /// The reports that a standard is asked of.
    fn received(&self, read: &Read, counted: &Counted) -> Vec<f64> {
        let place = self.place(&counted.conditions);
        let name = named(What::Reports, self.definition.period);
        let cells = place.as_ref().map_or(&[][..], |place| read.tallies.of(name, place));
        received(cells, &self.periods)
    }

    /// In hundreds, the months of a period added; nothing where the headcount of one of them is
    /// not known, as what is counted is counted in all of them.
    fn full_time_equivalents(&self, read: &Read, counted: &Counted) -> Vec<Option<f64>> {
        let place = self.place(&counted.conditions);
        let of_month = |month: &Month| {
            let (unit, _) = place.as_ref()?;
            let unit = (unit != ALL).then_some(unit.as_str());
            let (_, hundredths) = read.headcounts.at(unit, *month)?;
            Some(hundredths as f64 / HUNDREDTHS_PER_HUNDRED)
        };
        self.periods.months().map(|months| months.iter().map(of_month).sum()).collect()
    }

    fn medians(&self, read: &Read, lasting: &Lasting, today: Date) -> Points {
        let place = self.place(&lasting.conditions);
        let cells =
            |what: &str| place.as_ref().map_or(&[][..], |place| read.tallies.of(what, place));
        let period = self.definition.period;
        let finished = cells(named_span(lasting.span, period));
        let reports = cells(named(What::Reports, period));
        let medians = medians(finished, reports, &self.periods, today);
        Points {
            numerator: medians.iter().map(|median| median.days).collect(),
            denominator: medians.iter().map(|median| Some(median.cases)).collect(),
            open: medians.iter().map(|median| median.open).collect(),
            ..Points::default()
        }
    }

    fn gaps(&self, read: &Read, counted: &Counted, to: Month, today: Date) -> Points {
        let days = self.severe(&counted.conditions).and_then(|severe| read.days.get(&severe));
        let days = days.map_or(&[][..], Vec::as_slice);
        let known = Month::of(today).plus(-INCIDENT_MONTHS - 1);
        let strictly = self.definition.chart == ChartKind::Gap;
        let gaps = gaps(days, &counted.conditions, (self.from, to.min(known)), strictly, today);
        let none = vec![None; gaps.days.len()];
        Points {
            periods: gaps.days,
            numerator: some(gaps.lengths),
            denominator: none.clone(),
            open: none,
            is_last_incomplete: false,
            days_since_last: gaps.since_last,
            lead: 0,
        }
    }

    /// Periods of which not all is known keep their place and have no figure. Of a standard that
    /// is once it is over for all that came in: until then an open case could still be in time.
    fn without_immature(&self, mut points: Points, today: Date) -> Points {
        let waits = self.maturity();
        let is_over = |at: usize| {
            let within = self.within();
            let ends = within.and_then(|within| Some(deadline(within, self.periods.last_day(at)?)));
            ends.is_none_or(|ends| ends < today)
        };
        let is_known = |at: &usize| self.periods.is_mature(*at, waits) && is_over(*at);
        for at in (0..self.periods.len()).filter(|at| !is_known(at)) {
            for column in [&mut points.numerator, &mut points.denominator] {
                if let Some(cell) = column.get_mut(at) {
                    *cell = None;
                }
            }
        }
        points
    }

    /// Whole months after a period until all of it is known.
    fn maturity(&self) -> i32 {
        let of = |counted: &Counted| match (counted.what, counted.conditions.outcome) {
            (_, Some(Outcome::Verified)) => VERIFICATION_MONTHS,
            (What::Incidents, _) => INCIDENT_MONTHS,
            (_, _) => 0,
        };
        let numerator = match &self.definition.numerator {
            Numerator::Count(counted) | Numerator::Gap(counted) => of(counted),
            Numerator::Median(_) => 0,
        };
        let denominator = match &self.definition.denominator {
            Some(Denominator::Count(counted)) => of(counted),
            Some(Denominator::FullTimeEquivalents(_)) | None => 0,
        };
        numerator.max(denominator)
    }
}

/// Where it is counted; nothing when the measure is of one place and the scope of another.
fn place(conditions: &Conditions, scope: &Scope) -> Option<Place> {
    let unit = both(conditions.unit.as_ref(), scope.unit.as_deref())?;
    let category = both(conditions.category.as_ref(), scope.category.as_deref())?;
    Some((unit.unwrap_or(ALL).to_owned(), category.unwrap_or(ALL).to_owned()))
}

/// Which incidents have gaps between them.
pub(super) fn severe(conditions: &Conditions, scope: &Scope) -> Option<Severe> {
    let Conditions { actual_at_least: actual, potential_at_least: potential, .. } = *conditions;
    Some(Severe { place: place(conditions, scope)?, actual, potential })
}

/// What both say: the one that says something, nothing inside when neither does, nothing at
/// all when they contradict.
fn both<'a>(asked: Option<&'a Label>, scope: Option<&'a str>) -> Option<Option<&'a str>> {
    match (asked.map(Label::as_str), scope) {
        (Some(asked), Some(scope)) if asked != scope => None,
        (asked, scope) => Some(asked.or(scope)),
    }
}

fn some(numbers: Vec<f64>) -> Vec<Option<f64>> {
    numbers.into_iter().map(Some).collect()
}
