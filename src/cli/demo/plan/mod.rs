//! The whole made-up history as data: every step, its time and its ids, from a seed.
//!
//! Reading order: [`step`] (what a plan consists of), `inflow` (which reports come
//! when), `report`, `incident`, `action` (what is done with one of them), `story`,
//! `theme` (incidents from beginning to end), `book` (where all of them write); `lesson` is what
//! everybody reads, `cycle` what was tried and measured, `beside` what went on meanwhile; last, a year's statistics are released.
//! Pure: must never read a clock, the disk or the log.

mod action;
mod beside;
mod book;
mod cycle;
mod incident;
mod inflow;
mod lesson;
mod notification;
mod report;
pub mod step;
mod story;
#[cfg(test)]
mod tests;
mod theme;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tillbud_events::ReportId;
use tillbud_events::release::Period;
use tillbud_events::vocabulary::{Grain, ReleasedTable};

use self::book::Book;
use self::report::Sent;
use self::step::{OnReport, Planned, Step};
use self::story::Told;
use self::theme::Gathered;
use super::content::Content;
use crate::act::Act;

/// Of so many stories one comes back after it was closed.
const REOPENED_OF: usize = 15;
/// Days that both a double and its story are open.
const DOUBLE_DAYS: i64 = 30;
/// Most hours that a dialogue may wait for staff's first word, on a long weekend.
const WAITING_HOURS: i64 = 120;

/// What is released of the last whole year, in this order.
const RELEASED: [ReleasedTable; 3] =
    [ReleasedTable::KindByYear, ReleasedTable::CategorySeverityByYear, ReleasedTable::UnitByYear];

/// What a plan follows from: the same gives the same plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    /// Chooses everything that is left to chance.
    pub seed: u64,
    /// How many reports come.
    pub reports: usize,
    /// The last moment of the two years.
    pub end: Timestamp,
}

/// Every step, by time.
pub struct Plan {
    /// The steps.
    pub steps: Vec<Planned>,
}

impl Plan {
    /// Plans two years.
    #[must_use]
    pub fn make(setting: Setting, content: &Content) -> Self {
        let mut book = Book::new(setting.seed, setting.end);
        let arrivals = inflow::arrivals(&book, content, setting.reports);
        let sent: Vec<Sent<'_>> =
            arrivals.iter().map(|arrival| report::send(&mut book, content, arrival)).collect();
        let (in_stories, others): (Vec<Sent<'_>>, Vec<Sent<'_>>) =
            sent.into_iter().filter(|sent| !sent.is_fresh).partition(|sent| sent.story.is_some());
        let told = plan_stories(&mut book, content, in_stories);
        let others = plan_doubles(&mut book, content, &told, others);
        let others = leave_waiting(&mut book, content, setting.reports, others);
        let (gathered, left) = plan_themes(&mut book, content, others);
        for sent in left {
            report::settle(&mut book, content, &sent);
        }
        // Last, so that what is left to chance before does not depend on it.
        lesson::teach(&mut book, content, &told);
        cycle::improve(&mut book, content, &gathered);
        beside::tell(&mut book, content);
        release(&mut book);
        Self { steps: book.by_time() }
    }

    /// The report with the longest dialogue, as the act that sent it: its receipt
    /// shows what a reporter sees.
    #[must_use]
    pub fn example(&self) -> Option<&Act> {
        let mut messages: BTreeMap<ReportId, usize> = BTreeMap::new();
        for planned in &self.steps {
            if let Step::Report(report_id, on) = &planned.step {
                let is_message =
                    !matches!(on, OnReport::OpenOriginal(_) | OnReport::ApproveCopy(_));
                *messages.entry(*report_id).or_default() += usize::from(is_message);
            }
        }
        let (longest, _) = messages.into_iter().max_by_key(|(_, count)| *count)?;
        let sends = |planned: &&Planned| planned.touches.contains(&longest.into());
        self.steps.iter().find(sends).map(|planned| &planned.act)
    }
}

/// Releases the last whole year.
fn release(book: &mut Book) {
    let year = book.calendar.day(book.end).year() - 1;
    if let Ok(period) = Period::new(year, Grain::Year, 1) {
        for table in RELEASED {
            book.improve(book.end, Step::Release(table, period));
        }
    }
}

fn plan_stories<'c>(
    book: &mut Book,
    content: &'c Content,
    reports: Vec<Sent<'c>>,
) -> Vec<Told<'c>> {
    let mut by_story: BTreeMap<usize, Vec<Sent<'c>>> = BTreeMap::new();
    for sent in reports {
        by_story.entry(sent.story.unwrap_or_default()).or_default().push(sent);
    }
    let mut told = Vec::new();
    for (index, reports) in by_story {
        let Some(story) = content.stories.get(index) else { continue };
        let is_reopened = index % REOPENED_OF == 1;
        told.extend(story::live(book, content, (index, story), &reports, is_reopened));
    }
    told
}

/// Takes reports that came while a story was open, and makes doubles of them.
fn plan_doubles<'c>(
    book: &mut Book,
    content: &Content,
    told: &[Told<'_>],
    mut others: Vec<Sent<'c>>,
) -> Vec<Sent<'c>> {
    let mut doubles = content.work.doubles.iter().enumerate();
    let mut next = doubles.next();
    for told in told {
        let Some((index, double)) = next else { break };
        let latest = told.closed.min(book.end) - SignedDuration::from_hours(24 * DOUBLE_DAYS);
        let fits = |sent: &Sent<'_>| {
            sent.situation.category == told.story.category
                && sent.at > told.opened
                && sent.at < latest
        };
        if let Some(chosen) = others.iter().position(fits) {
            let sent = others.remove(chosen);
            story::live_double(book, content, told, (double, &sent, index == 0));
            next = doubles.next();
        }
    }
    others
}

/// Leaves some of the newest dialogues with a reply that nobody has answered.
fn leave_waiting<'c>(
    book: &mut Book,
    content: &Content,
    reports: usize,
    others: Vec<Sent<'c>>,
) -> Vec<Sent<'c>> {
    let latest = book.end - SignedDuration::from_hours(WAITING_HOURS);
    let (mut newer, mut older): (Vec<_>, Vec<_>) =
        others.into_iter().partition(|sent| sent.at > latest);
    for sent in older.split_off(older.len().saturating_sub(1 + reports / 150)) {
        report::leave_waiting(book, content, &sent);
    }
    older.append(&mut newer);
    older
}

/// Gathers reports in themes; gives those, and the reports that are left.
fn plan_themes<'c>(
    book: &mut Book,
    content: &Content,
    others: Vec<Sent<'c>>,
) -> (Vec<Gathered>, Vec<Sent<'c>>) {
    let months = inflow::months(book.calendar.day(book.end));
    let mut themes: BTreeMap<(usize, usize), Vec<Sent<'c>>> = BTreeMap::new();
    let (mut left, mut gathered) = (Vec::new(), Vec::new());
    for sent in others {
        let category = &sent.situation.category;
        let theme = content.themes.iter().position(|theme| theme.category == *category);
        let often = if category.as_str() == inflow::MISDIRECTED { 0.95 } else { 0.6 };
        match theme.filter(|_| book.draw.chance(often)) {
            Some(theme) => {
                let period = theme::period_of(&months, book.calendar.day(sent.at));
                themes.entry((theme, period)).or_default().push(sent);
            }
            None => left.push(sent),
        }
    }
    for ((index, period), mut reports) in themes {
        left.extend(reports.split_off(reports.len().min(theme::REPORTS_MAX)));
        match content.themes.get(index) {
            Some(theme) if reports.len() >= theme::REPORTS_MIN => {
                let of = (index, theme, period);
                gathered.extend(theme::live(book, content, of, &months, &reports));
            }
            Some(_) | None => left.append(&mut reports),
        }
    }
    (gathered, left)
}
