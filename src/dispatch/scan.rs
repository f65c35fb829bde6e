//! The scan of a week: what it found, what has grown and what is over, in one append.
//!
//! The stream of scans is written with every alert that follows from a scan, so that two
//! programs that scan the same week raise each alert once. Must never scan by itself.

use std::collections::BTreeMap;

use tillbud_events::alert::{Alert, Command, Grown, Raised};
use tillbud_events::scan::{self, Scan, WeekScanned};
use tillbud_events::vocabulary::{AlertFamily, Label};
use tillbud_events::{AlertId, Week};
use tillbud_projections::trend::scan::weekly::Found;

use super::{Aggregate, Dispatch, DispatchError, Done};
use crate::act::Act;

impl Dispatch {
    /// Records that `week` was scanned and what follows for each alert, unless it was before.
    ///
    /// # Errors
    /// [`DispatchError`]: nothing was changed; `Conflict` when another program scans as well.
    pub async fn scan_week(
        &self,
        act: &Act,
        week: Week,
        found: Found,
    ) -> Result<Done, DispatchError> {
        let scans = self.load::<Scan>(scan::stream()).await?;
        if let Some(done) = scans.begin(None, act)? {
            return Ok(done);
        }
        let open = self.open_alerts(&scans.state).await?;
        let mut appends = Vec::new();
        let mut ids = Vec::new();
        for raised in found.alerts {
            let append = match open.get(&raised.category) {
                Some((id, alert)) => {
                    ids.push(*id);
                    alert.decide(act, Command::Grow(grown(raised)))?
                }
                None => {
                    let id = id_of(act, &raised);
                    ids.push(id);
                    self.load::<Alert>(id.into()).await?.decide(act, Command::Raise(raised))?
                }
            };
            appends.push(append);
        }
        let over = scans.state.over_in(week, &ids);
        for (_, alert) in open.values().filter(|(id, _)| over.contains(id)) {
            appends.push(alert.decide(act, Command::Close(week))?);
        }
        let Found { families, is_provisional, .. } = found;
        let scanned = WeekScanned { week, families, found: ids, is_provisional };
        appends.insert(0, scans.decide(act, scan::Command::ScanWeek(scanned))?);
        self.commit(&scans, appends, None).await
    }

    /// The alerts that are not over, by what they are about.
    async fn open_alerts(&self, scans: &Scan) -> Result<Open, DispatchError> {
        let mut open = Open::new();
        for id in scans.found.keys() {
            let alert = self.load::<Alert>((*id).into()).await?;
            if let Alert::Open(standing) = &alert.state {
                open.insert(standing.category.clone(), (*id, alert));
            }
        }
        Ok(open)
    }
}

/// By the category; severe harm has none.
type Open = BTreeMap<Option<Label>, (AlertId, Aggregate<Alert>)>;

fn grown(raised: Raised) -> Grown {
    let Raised { week, found, members, made, .. } = raised;
    Grown { week, found, members, made }
}

/// The id of the alert that a scan raises: two programs give it the same, as their act is. Whoever
/// reads the log without what is counted must not find by trying which category it is of.
fn id_of(act: &Act, raised: &Raised) -> AlertId {
    let about = match raised.family {
        AlertFamily::Severe => "severe",
        AlertFamily::Leaf | AlertFamily::Category => "share",
    };
    let category = raised.category.as_ref().map_or("", Label::as_str);
    AlertId(act.id(&format!("alert {about} {category}")))
}
