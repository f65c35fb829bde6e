//! The scan stream: which weeks were scanned for clusters. There is one such stream.
//!
//! It makes sure that each week is scanned once, whoever scans, and remembers when each open
//! alert was found last. Must never hold anything but weeks, counts of tests and ids.

mod decide;
mod event;

pub use decide::{Command, QUIET_WEEKS_TO_CLOSE, Rejection, Scan};
pub use event::{Event, Family, WeekScanned};

use uuid::Uuid;

use crate::envelope::{StreamId, StreamKind};

/// The one stream of scans.
#[must_use]
pub const fn stream() -> StreamId {
    StreamId {
        kind: StreamKind::Scan,
        id: Uuid::from_u128(0x7c1e_5d1a_3f0b_4b60_9a58_0c4f_2d6e_8b01),
    }
}
