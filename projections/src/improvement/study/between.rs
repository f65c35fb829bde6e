//! The time between events before and after a change, from the days on which they happened.
//!
//! A plan is in months and a gap is as long as it is, so two things are made of the same days:
//! how many events each month had, which are compared, and the gaps, which are drawn. Must never
//! forget the days since the last event: they were looked at like all others.

use jiff::civil::Date;
use tillbud_events::Month;

use super::{Effect, Found, Looked, Terms, Unsettled, points, sums, unless_too_little};
use crate::trend::chart::Kind;
use crate::trend::effect::{Between, Counted, EffectError, Study, Verdict};

/// The days on which something happened, in whole months of which all is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Events {
    /// How they are drawn: days strictly between them (g), or from one to the next (t).
    pub kind: Kind,
    /// One for each event, in order.
    pub days: Vec<Date>,
    /// The first month that was looked at.
    pub from: Month,
    /// The last.
    pub to: Month,
}

/// Gaps with the days that end them.
struct Gaps {
    days: Vec<Date>,
    lengths: Vec<f64>,
}

/// Compares before and after. A gap counts on the side on which it ends; the first one of a side
/// from the day on which the side begins.
///
/// # Errors
/// None that days can lead to; those of a comparison of counts.
pub fn study_events(events: &Events, terms: &Terms) -> Result<Found, EffectError> {
    let months: Vec<Month> = std::iter::successors(Some(events.from), |month| Some(month.next()))
        .take_while(|month| *month <= events.to)
        .collect();
    let begin_after = terms.change.max(events.from);
    let before = events.gaps(events.from, terms.baseline_to.min(events.to));
    let after = events.gaps(begin_after, events.to);
    let open = (begin_after <= events.to).then(|| {
        let since = after.days.last().copied().unwrap_or_else(|| day_before(begin_after));
        (since, events.length(since, events.to.next().first_day()))
    });
    let is_trigger = |day: &Date| terms.leaves_out(Month::of(*day));
    let triggered = before.days.iter().enumerate().filter(|(_, day)| is_trigger(day));
    let is_out = |day: &Date| terms.excluded.contains(&Month::of(*day));
    let left_out = after.days.iter().enumerate().filter(|(_, day)| is_out(day));
    let between = Between {
        events: events.by_month(&months, terms),
        kind: events.kind,
        gaps: before.lengths.iter().chain(&after.lengths).copied().collect(),
        gaps_before: before.days.len(),
        triggered_by: triggered.map(|(at, _)| at).collect(),
        left_out: left_out.map(|(at, _)| before.days.len() + at).collect(),
        open: open.map(|(_, length)| length),
    };
    let chart = between.chart();
    let last = open.map(|_| events.to.last_day());
    let labels = before.days.iter().chain(&after.days).copied().chain(last);
    let periods: Vec<String> = labels.map(|day| day.to_string()).collect();
    let found = Found {
        unsettled: between.unsettled().map(|found| Unsettled::named(&found, &periods)),
        periods,
        before_periods: between.gaps_before,
        change: terms.change.to_string(),
        from: months.first().map(Month::to_string),
        until: months.last().map(Month::to_string),
        points: points(&between.events),
        counts: sums(&between.events),
        share_before: None,
        effect: None,
        looked: Some(Looked {
            days: days_looked_at(&between.events),
            open: open.map(|(since, _)| whole(days_between(since, events.to.last_day()))),
        }),
        has_signal: false,
        verdict: Verdict::CannotTell,
        provenance: between.provenance(),
        chart,
    };
    let Some(spacing) = unless_too_little(between.compare())? else { return Ok(found) };
    let (verdict, _) = between.judge(spacing.as_ref(), terms.direction())?;
    let has_signal = found.chart.as_ref().is_some_and(|chart| between.has_signal(chart));
    Ok(Found { effect: spacing.map(Effect::Spacing), has_signal, verdict, ..found })
}

impl Events {
    /// How many each month had, against its days.
    fn by_month(&self, months: &[Month], terms: &Terms) -> Study {
        let count = |month: &Month| {
            let events = self.days.iter().filter(|day| Month::of(**day) == *month).count();
            terms.counts(*month).then_some(events as f64)
        };
        let days = |month: &Month| Some(days_between(month.first_day(), month.next().first_day()));
        let before = months.iter().filter(|month| **month < terms.change);
        let is_trigger = |(_, month): &(usize, &Month)| terms.leaves_out(**month);
        Study {
            counted: Counted::Rate,
            before_points: before.clone().count(),
            numerator: months.iter().map(count).collect(),
            denominator: months.iter().map(days).collect(),
            triggered_by: before.enumerate().filter(is_trigger).map(|(at, _)| at).collect(),
        }
    }

    /// The gaps that end in the months from one to another.
    fn gaps(&self, from: Month, to: Month) -> Gaps {
        let inside = |day: &&Date| (from..=to).contains(&Month::of(**day));
        let days: Vec<Date> = self.days.iter().filter(inside).copied().collect();
        let begins = std::iter::once(day_before(from)).chain(days.iter().copied());
        let lengths = begins.zip(&days).map(|(begin, end)| self.length(begin, *end)).collect();
        Gaps { days, lengths }
    }

    /// Days from one event to the next, or strictly between them.
    fn length(&self, from: Date, to: Date) -> f64 {
        let apart = days_between(from, to);
        if self.kind == Kind::Gap { (apart - 1.0).max(0.0) } else { apart }
    }
}

fn day_before(month: Month) -> Date {
    month.plus(-1).last_day()
}

fn days_between(from: Date, to: Date) -> f64 {
    from.until(to).map_or(0.0, |between| f64::from(between.get_days()))
}

fn whole(days: f64) -> u32 {
    days.max(0.0) as u32
}

/// Days of the months that count, before and after.
fn days_looked_at(study: &Study) -> (u32, u32) {
    let side = |is_after: bool| {
        let months = study.numerator.iter().zip(&study.denominator).enumerate();
        let days = months.filter_map(|(at, (count, days))| {
            let counts = count.is_some() && !study.triggered_by.contains(&at);
            (counts && (at >= study.before_points) == is_after).then_some((*days)?)
        });
        whole(days.sum())
    };
    (side(false), side(true))
}

#[cfg(test)]
mod tests;
