//! Kills the program and its log in the middle of work, and counts what was lost: nothing may be.
//!
//! `make torture` runs this on the real program with real processes; `cargo test` alone
//! leaves it out, because it takes a minute (a small version is in `tests/it/crash.rs`).
//! Must never assert how long anything takes.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod behind;
mod drill;

use drill::held::killed_while_releasing;
use drill::{Size, interrupted_program, killed_program, killed_server};
use tokio::sync::Mutex;

/// As many as the disturbances need to hit every step of the way of a report.
const FULL: Size = Size { reports: 1_000, clients: 32, disturbances: 3 };

/// One drill at a time, so that their counts are not mixed up on the screen.
static TURN: Mutex<()> = Mutex::const_new(());

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_program_loses_and_doubles_no_report() {
    let _turn = TURN.lock().await;
    killed_program(FULL).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_nats_server_loses_and_doubles_no_report() {
    let _turn = TURN.lock().await;
    killed_server(FULL).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_stops_cleanly_and_loses_no_report() {
    let _turn = TURN.lock().await;
    interrupted_program(FULL).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_killed_while_it_releases_loses_and_doubles_no_report() {
    let _turn = TURN.lock().await;
    killed_while_releasing(FULL).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn read_models_killed_while_behind_equal_a_rebuild() {
    let _turn = TURN.lock().await;
    behind::killed_while_behind(20_000, 5).await;
}
