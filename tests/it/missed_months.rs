//! Months that were over while the program stood still: what was new in them is raised when it
//! runs again, and of a history that was just taken over nothing but what is new now.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use tillbud::holding::HoldMinutes;

use crate::signals::{Record, import, items, look, start};
use crate::support::app::TestApp;
use crate::support::held::at;

/// A Monday: September is over, and so is the fortieth week.
const MONDAY: &str = "2026-10-05T08:00:00Z";

fn steady(months: usize) -> Vec<usize> {
    (0..months).map(|at| [12, 9, 14, 10, 13, 8, 11][at % 7]).collect()
}

/// So many thefts in each month, the first of them `ago` months before October 2026.
fn months(ago: i64, counts: &[usize]) -> Vec<Record<'static>> {
    let month = |later: i64| -> Date { date(2026, 10, 3).saturating_sub((ago - later).months()) };
    let each = counts.iter().zip(0..);
    each.flat_map(|(count, later)| vec![(month(later), "Vård", "theft"); *count]).collect()
}

async fn thefts(app: &TestApp) -> Vec<Value> {
    let mut all = items(app, "/api/v1/signals").await;
    all.retain(|signal| signal["category"] == json!("theft"));
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_new_in_months_that_were_over_while_the_program_stood_still_is_raised_once() {
    let (app, clock) = start(MONDAY).await;
    import(&app, &months(30, &steady(30))).await;
    look(&app).await;
    assert_eq!(thefts(&app).await, [] as [Value; 0]);

    // What is told until January, of which October alone stands out, while nobody looks.
    import(&app, &months(0, &[45, 10, 12])).await;
    look(&app).await;
    assert_eq!(thefts(&app).await, [] as [Value; 0], "none of these months is over");
    let directory = app.stop().await;
    clock.set(at("2027-01-11T08:00:00Z"));
    let app = TestApp::start_at(directory, None, clock.clone(), HoldMinutes::OFF).await;
    look(&app).await;
    let found = thefts(&app).await;
    let [signal] = &found[..] else { panic!("{found:#?}") };
    assert_eq!((&signal["from"], &signal["to"]), (&json!("2026-10"), &json!("2026-10")));
    assert_eq!((&signal["side"], &signal["state"]), (&json!("high"), &json!("open")));
    look(&app).await;
    assert_eq!(thefts(&app).await, found, "looking again adds nothing");

    let directory = app.stop().await;
    let app = TestApp::start_at(directory, None, clock.clone(), HoldMinutes::OFF).await;
    look(&app).await;
    assert_eq!(thefts(&app).await, found, "nor does a program that starts anew");
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_history_that_was_just_taken_over_raises_nothing_of_its_past_months() {
    let (app, _) = start(MONDAY).await;
    let mut counts = steady(30);
    counts[25] = 45;
    import(&app, &months(30, &counts)).await;
    look(&app).await;
    assert_eq!(thefts(&app).await, [] as [Value; 0]);
    app.stop().await;
}
