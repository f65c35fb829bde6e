//! The drills of `make torture`, small: nothing is lost when something is killed.
//!
//! Must never take more than a few seconds; what needs more belongs in `tests/torture`.

#[path = "../torture/drill/mod.rs"]
pub mod drill;

use drill::held::killed_while_releasing;
use drill::{Size, interrupted_program, killed_program, killed_server};

const SMALL: Size = Size { reports: 200, clients: 16, disturbances: 1 };

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_program_loses_and_doubles_no_report() {
    killed_program(SMALL).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_nats_server_loses_and_doubles_no_report() {
    killed_server(SMALL).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_stops_cleanly_and_loses_no_report() {
    interrupted_program(SMALL).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_killed_while_it_releases_loses_and_doubles_no_report() {
    killed_while_releasing(SMALL).await;
}
