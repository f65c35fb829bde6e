//! Headcounts of several units in one act: all of them, or none.

use std::collections::BTreeMap;

use tillbud_events::Decider;
use tillbud_events::headcount::{Command, Headcount, Recorded};

use super::{Dispatch, DispatchError, Done, Rejection};
use crate::act::Act;
use crate::measures::headcount_id;
use crate::store::Append;

/// Most figures of one act: what the log takes in one batch.
pub const FIGURES_MAX: usize = 1_000;

impl Dispatch {
    /// Records headcounts, all or nothing.
    ///
    /// # Errors
    /// [`DispatchError`]; nothing was changed.
    pub async fn record_headcounts(
        &self,
        act: &Act,
        figures: Vec<Recorded>,
    ) -> Result<Done, DispatchError> {
        let mut units: BTreeMap<_, Vec<Recorded>> = BTreeMap::new();
        for recorded in figures {
            units.entry(recorded.unit.clone()).or_default().push(recorded);
        }
        let mut appends: Vec<Append> = Vec::new();
        let mut first = None;
        for (unit, figures) in units {
            let mut headcount = self.load::<Headcount>(headcount_id(&unit).into()).await?;
            if let Some(done) = headcount.begin(None, act)? {
                return Ok(done);
            }
            let mut events = Vec::new();
            for recorded in figures {
                let decided = headcount.state.decide(Command::Record(recorded));
                let decided = decided.map_err(Rejection::from)?;
                headcount.state = decided.iter().fold(headcount.state, Decider::evolve);
                events.extend(decided);
            }
            appends.push(headcount.append(act, events));
            first.get_or_insert(headcount);
        }
        match first {
            Some(first) => self.commit(&first, appends, None).await,
            None => Ok(Done { already: true, ..Done::default() }),
        }
    }
}
