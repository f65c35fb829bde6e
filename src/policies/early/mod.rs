//! Early detection: clusters of a week, and signals of a month or week, raised as events.
//!
//! Looks once a minute, once the read models have caught up with the log's end: at each week
//! that is over and was not scanned, and at the charts whenever a month, or of a measure by week
//! a week, is over or reports of past ones came late. What was over while the program stood still
//! is made good. What follows is appended with the version it was decided on, under ids that
//! follow from what it is about, so that a second program, or the same after a crash, raises
//! nothing twice. Must never look at a log in which reports are just being read in.

#[cfg(test)]
mod chance;
mod missed;
mod months;
mod units;
mod watched;
mod weeks;

use std::time::Duration;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use tillbud_events::{Position, Week};
use tokio::task::JoinHandle;

use crate::App;
use crate::clock::{day, morning};

pub use months::raise_past;
pub use units::REPORTS_PER_HEAD;
pub use watched::{Over, REPORTS, Watched, all, design, one};
pub use weeks::new_categories;

/// How often it looks.
const EVERY: SignedDuration = SignedDuration::from_mins(1);
/// Longest wait for the read models at one look.
const CAUGHT_UP_WAIT: Duration = Duration::from_secs(20);
/// More events than these between two looks: reports are being read in.
const CALM_EVENTS: u64 = 500;

/// What was looked at, so that nothing is computed again for nothing. Losing it costs time
/// and nothing else.
#[derive(Clone, Debug, Default)]
pub struct Looked {
    tip: Option<Position>,
    /// The last week that is over, and the first with a report.
    weeks: Option<(Week, Week)>,
    /// How far the log had come, and the day.
    months: Option<(Position, Date)>,
}

/// Looks at once and then every minute, until it is aborted.
#[must_use]
pub fn start(app: App) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut looked = Looked::default();
        loop {
            if let Err(error) = look(&app, &mut looked).await {
                let error = format!("{error:#}");
                tracing::warn!(error, "weeks and months are not looked at; trying again");
            }
            let next = app.clock.now().saturating_add(EVERY).unwrap_or(Timestamp::MAX);
            app.clock.pause_until(next).await;
        }
    })
}

/// Raises, closes and supersedes what follows from the log as it is now.
///
/// # Errors
/// When the log or the read models are away, or the read models are behind: all can be
/// repeated.
pub async fn look(app: &App, looked: &mut Looked) -> anyhow::Result<()> {
    let tip = app.store.tip().await?;
    let is_calm = looked.tip.is_none_or(|before| tip.0.saturating_sub(before.0) <= CALM_EVENTS);
    looked.tip = Some(tip);
    if !is_calm {
        return Ok(());
    }
    caught_up(app, tip).await?;
    // The last week that was scanned tells up to where months were read: they come first.
    months::read(app, looked).await?;
    weeks::scan(app, looked).await
}

/// Waits until the read models hold everything up to `tip`.
async fn caught_up(app: &App, tip: Position) -> anyhow::Result<()> {
    let has_caught_up = app.projector.caught_up_within(tip, CAUGHT_UP_WAIT).await;
    anyhow::ensure!(has_caught_up, "the read models are behind the log");
    Ok(())
}

/// The last day whose reports are all in: what somebody sends is held for a while, so a week
/// or a month is looked at from the morning after it on.
fn last_day(now: Timestamp) -> Date {
    let today = day(now);
    let before = |day: Date| day.yesterday().unwrap_or(day);
    if now >= morning(today) { before(today) } else { before(before(today)) }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_day_is_over_in_the_morning_after_it() {
        let at = |text: &str| last_day(text.parse().unwrap());
        assert_eq!(at("2026-11-30T05:59:59Z"), date(2026, 11, 28));
        assert_eq!(at("2026-11-30T06:00:00Z"), date(2026, 11, 29));
        assert_eq!(at("2026-07-01T05:00:00Z"), date(2026, 6, 30));
    }
}
