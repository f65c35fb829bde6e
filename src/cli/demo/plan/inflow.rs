//! How many reports come when, and what they tell of.
//!
//! The story of the trend: few at first, clearly more after a campaign, fewer in
//! July, ever more near misses; a month of many misdirected messages when the e-mail client
//! begins to suggest recipients, and far fewer once it asks before something leaves. All else
//! is chance.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use tillbud_events::vocabulary::Kind;

use super::book::Book;
use crate::cli::demo::calendar::{plus, weight_of};
use crate::cli::demo::content::{Content, Situation, Story};

/// Whole months before the one that is running.
pub const MONTHS: usize = 24;
/// The month in which people are told that reports are wanted.
const CAMPAIGN_MONTH: usize = 14;
/// The month in which the e-mail client begins to suggest recipients: the first with twelve
/// before it, so that a chart can tell it from chance.
const SUGGESTED_MONTH: usize = 12;
/// How much more is reported in that month, and how much more often of misdirected messages.
const SUGGESTED_LEVEL: f64 = 1.7;
const SUGGESTED_OFTEN: f64 = 40.0;
/// The month from which the e-mail client asks before something leaves: late enough for a
/// level before, early enough for one after.
const CHECK_MONTH: usize = 14;
/// The category that this helps against.
pub const MISDIRECTED: &str = "misdirected";
/// The same text does not come again among so many reports.
const APART: usize = 40;
/// The newest reports, which nobody has seen yet, came within so many hours.
const FRESH_HOURS: i64 = 20;
/// Days within which a story's further reports come.
const STORY_DAYS: i64 = 20;
/// A story about misdirected messages is at least so old: by then there are few.
const SETTLED_DAYS: i64 = 340;

/// A report that will come.
pub struct Arrival<'c> {
    /// When.
    pub at: Timestamp,
    /// What it tells of.
    pub situation: &'c Situation,
    /// The story that it is part of, by its index.
    pub story: Option<usize>,
    /// It came just now; nobody has seen it.
    pub is_fresh: bool,
}

struct Slot {
    at: Timestamp,
    month: usize,
    situation: Option<usize>,
    story: Option<usize>,
    is_fresh: bool,
}

/// The reports of the whole period, by time.
pub fn arrivals<'c>(book: &Book, content: &'c Content, reports: usize) -> Vec<Arrival<'c>> {
    let fresh = (reports / 100).clamp(3, 7).min(reports);
    let mut slots = moments(book, reports - fresh);
    place_stories(book, content, reports, &mut slots);
    add_fresh(book, content, fresh, &mut slots);
    fill(book, content, &mut slots);
    let arrival = |slot: Slot| {
        let situation = content.situations.get(slot.situation?)?;
        Some(Arrival { at: slot.at, situation, story: slot.story, is_fresh: slot.is_fresh })
    };
    slots.into_iter().filter_map(arrival).collect()
}

/// First day of each month of the period, the running one last.
pub fn months(end: Date) -> Vec<Date> {
    let mut months = vec![end.first_of_month()];
    for _ in 0..MONTHS {
        let before = months.last().map(|first| plus(*first, -1).first_of_month());
        months.extend(before);
    }
    months.reverse();
    months
}

/// How much is reported in a month, compared with the first ones.
fn weight_of_month(index: usize, first: Date) -> f64 {
    let level = match index {
        SUGGESTED_MONTH => SUGGESTED_LEVEL,
        0..CAMPAIGN_MONTH => 1.0,
        CAMPAIGN_MONTH => 1.8,
        15 => 2.6,
        _ => 3.1,
    };
    let season = match first.month() {
        7 => 0.4,
        6 | 8 | 12 => 0.85,
        _ => 1.0,
    };
    level * season
}

/// When reports come, by time: months by their weight, days of the week, hours.
fn moments(book: &Book, reports: usize) -> Vec<Slot> {
    let today = book.calendar.day(book.end);
    let months = months(today);
    let weigh = |(index, first): (usize, &Date)| {
        let elapsed = if index == MONTHS { f64::from(today.day()) / 31.0 } else { 1.0 };
        weight_of_month(index, *first) * elapsed
    };
    let weights: Vec<f64> = months.iter().enumerate().map(weigh).collect();
    let latest = book.end - SignedDuration::from_hours(FRESH_HOURS + 2);
    let mut slots: Vec<Slot> = (0..reports)
        .filter_map(|_| {
            let month = book.draw.weighted(&weights)?;
            let first = *months.get(month)?;
            let last = first.last_of_month().min(today).day();
            let days: Vec<f64> = (0..last).map(|day| weight_of(plus(first, day.into()))).collect();
            let day = plus(first, book.draw.weighted(&days)? as i64);
            let at = book.calendar.reporting(day, &book.draw);
            // What would come later still comes on an earlier evening.
            let early = latest - SignedDuration::from_mins(book.draw.between(0, 3_000));
            let at = if at > latest { early } else { at };
            Some(Slot { at, month, situation: None, story: None, is_fresh: false })
        })
        .collect();
    slots.sort_by_key(|slot| slot.at);
    slots
}

/// Gives each story a time of its own: more of them late, so that some are at every
/// stage, and its reports the moments that are nearest.
fn place_stories(book: &Book, content: &Content, reports: usize, slots: &mut [Slot]) {
    let mut order: Vec<(usize, &Story)> = content.stories.iter().enumerate().collect();
    book.draw.shuffle(&mut order);
    let stories = order.len().min(reports / 8);
    let days = 30.4 * MONTHS as f64;
    for number in 0..stories {
        let age = days * ((number as f64 + 0.5) / stories as f64).powf(1.6);
        let fits = |(_, story): &(usize, &Story)| {
            story.category.as_str() != MISDIRECTED || age > SETTLED_DAYS as f64
        };
        let chosen = order.iter().position(fits).unwrap_or_default();
        let (story, told) = order.remove(chosen);
        let mut wanted = book.end - SignedDuration::from_mins((age * 1_440.0) as i64);
        for situation in &told.reports {
            let free = slots.iter_mut().filter(|slot| slot.situation.is_none());
            let Some(slot) = free.min_by_key(|slot| slot.at.duration_since(wanted).abs()) else {
                return;
            };
            (slot.situation, slot.story) = (Some(*situation), Some(story));
            wanted = slot.at + SignedDuration::from_hours(24 * book.draw.between(1, STORY_DAYS));
        }
    }
}

/// The newest reports; one of them is urgent.
fn add_fresh(book: &Book, content: &Content, fresh: usize, slots: &mut Vec<Slot>) {
    let urgent: Vec<usize> = content
        .situations
        .iter()
        .enumerate()
        .filter_map(|(index, situation)| situation.urgent.then_some(index))
        .collect();
    for number in (0..fresh).rev() {
        let hours = (FRESH_HOURS * number as i64) / fresh as i64;
        let minutes = hours * 60 + book.draw.between(70, 110);
        let at = book.end - SignedDuration::from_mins(minutes);
        let is_urgent = number == 1;
        let situation = if is_urgent { book.draw.one_of(&urgent).copied() } else { None };
        slots.push(Slot { at, month: MONTHS, situation, story: None, is_fresh: true });
    }
}

/// Chooses what the remaining reports tell of, in the order in which they come.
fn fill(book: &Book, content: &Content, slots: &mut [Slot]) {
    let situations = &content.situations;
    let mut used: Vec<Vec<usize>> = vec![Vec::new(); situations.len()];
    for (number, slot) in slots.iter().enumerate() {
        if let Some(uses) = slot.situation.and_then(|situation| used.get_mut(situation)) {
            uses.push(number);
        }
    }
    for (number, slot) in slots.iter_mut().enumerate() {
        if slot.situation.is_some() {
            continue;
        }
        let progress = slot.month as f64 / MONTHS as f64;
        let weigh = |(situation, uses): (&Situation, &Vec<usize>)| {
            if situation.urgent || uses.iter().any(|other| number.abs_diff(*other) < APART) {
                return 0.0;
            }
            of_category(situation, slot.month) * of_kind(situation.kind, progress)
                / (1.0 + uses.len() as f64)
        };
        let weights: Vec<f64> = situations.iter().zip(&used).map(weigh).collect();
        slot.situation = book.draw.weighted(&weights);
        if let Some(uses) = slot.situation.and_then(|situation| used.get_mut(situation)) {
            uses.push(number);
        }
    }
}

fn of_category(situation: &Situation, month: usize) -> f64 {
    match (situation.category.as_str(), month) {
        (MISDIRECTED, SUGGESTED_MONTH) => SUGGESTED_OFTEN,
        (MISDIRECTED, 0..CHECK_MONTH) => 2.2,
        (MISDIRECTED, _) => 0.35,
        _ => 1.0,
    }
}

/// People come to report what nearly happened and what went well, too.
fn of_kind(kind: Kind, progress: f64) -> f64 {
    match kind {
        Kind::Incident => 1.6 - progress,
        Kind::NearMiss => 0.5 + 1.3 * progress,
        Kind::UnsafeCondition => 0.8 + 0.4 * progress,
        Kind::GoodCatch => 0.4 + 1.2 * progress,
    }
}
