//! What every read model's writing side offers, and the one list of them all.
//!
//! Must never let two projections write the same table: each has its own, in its own
//! file of `migrations/`.

use std::future::Future;

use tillbud_events::{AnyEvent, Recorded};

use crate::action::Actions;
use crate::alert::Alerts;
use crate::campaign::Campaigns;
use crate::concern::Concerns;
use crate::db::{Tx, number};
use crate::evidence::Evidence;
use crate::follow::Follows;
use crate::grant::Grants;
use crate::headcount::HeadcountsOfUnits;
use crate::held_function::HeldFunctions;
use crate::improvement::Improvements;
use crate::incident::Incidents;
use crate::led_unit::LedUnits;
use crate::lesson::Lessons;
use crate::measure::Measures;
use crate::notification::Notifications;
use crate::recusal::Recusals;
use crate::release::Releases;
use crate::report::Reports;
use crate::search::Search;
use crate::signal::Signals;
use crate::theme::Themes;
use crate::timeline::Timeline;
use crate::trend::fact::Facts;

/// Turns events into rows. What is applied depends on the event, on the rows of the same
/// projection and on those of projections that stand before it in the list, so that a replay
/// gives the same rows.
pub(crate) trait Projection {
    /// Part of the generation's name, with [`Self::VERSION`].
    const NAME: &'static str;
    /// Raised when the same events shall give other rows; new rows are then built
    /// beside the old ones.
    const VERSION: u32;
    /// The tables, from `migrations/`.
    const DDL: &'static str;

    /// Writes what follows from one event, to be committed with the checkpoint.
    fn apply(
        tx: &mut Tx,
        recorded: &Recorded<AnyEvent>,
    ) -> impl Future<Output = sqlx::Result<()>> + Send;
}

/// What rows take from an event's envelope, as databases hold it.
pub(crate) struct At {
    /// The stream's id.
    pub(crate) id: String,
    pub(crate) version: i64,
    pub(crate) position: i64,
    pub(crate) milliseconds: i64,
}

impl At {
    pub(crate) fn of(recorded: &Recorded<AnyEvent>) -> Self {
        Self {
            id: recorded.stream.id.to_string(),
            version: recorded.version.0.cast_signed(),
            position: number(recorded.position),
            milliseconds: recorded.meta.at.as_millisecond(),
        }
    }
}

/// What the list of projections tells about one of them.
pub(crate) struct Description {
    pub(crate) name: &'static str,
    pub(crate) version: u32,
    pub(crate) ddl: &'static str,
}

macro_rules! projections {
    ($($projection:ty),+ $(,)?) => {
        /// Every projection, in the order in which they are applied.
        pub(crate) const ALL: &[Description] = &[$(Description {
            name: <$projection>::NAME,
            version: <$projection>::VERSION,
            ddl: <$projection>::DDL,
        }),+];

        /// Applies one event to every projection.
        pub(crate) async fn apply(tx: &mut Tx, recorded: &Recorded<AnyEvent>) -> sqlx::Result<()> {
            $(<$projection>::apply(tx, recorded).await?;)+
            Ok(())
        }
    };
}
projections!(
    Reports,
    Incidents,
    Timeline,
    Actions,
    Evidence,
    Facts,
    Concerns,
    Notifications,
    Grants,
    Recusals,
    LedUnits,
    HeldFunctions,
    Follows,
    Lessons,
    Themes,
    Improvements,
    Measures,
    HeadcountsOfUnits,
    Campaigns,
    Alerts,
    Signals,
    Releases,
    Search
);
