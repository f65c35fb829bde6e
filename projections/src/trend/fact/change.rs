//! What one event changes: counted out before it, counted in after it.
//!
//! Must never be left unfinished: what was counted out would be missing.

use super::tally::Cells;
use super::whole::{self, Whole, root};
use crate::db::Tx;

/// A change under way.
pub(super) struct Change(Cells);

impl Change {
    /// Before a change of these incidents, or of what they are part of.
    pub(super) async fn of(tx: &mut Tx, incident_ids: &[&str]) -> sqlx::Result<Self> {
        let mut change = Self(Cells::default());
        change.count_wholes(tx, incident_ids, -1).await?;
        Ok(change)
    }

    /// Before a change of a report that is part of no incident, or that is changed alone.
    pub(super) async fn of_report(tx: &mut Tx, report_id: &str) -> sqlx::Result<Self> {
        Self(Cells::default()).with_report(tx, report_id, -1).await
    }

    /// And of a report beside them: counted in, or out.
    pub(super) async fn with_report(
        mut self,
        tx: &mut Tx,
        report_id: &str,
        difference: i64,
    ) -> sqlx::Result<Self> {
        let report = whole::report(tx, report_id).await?;
        report.iter().for_each(|report| report.count(&mut self.0, difference));
        Ok(self)
    }

    /// After the change of incidents.
    pub(super) async fn finish(mut self, tx: &mut Tx, incident_ids: &[&str]) -> sqlx::Result<()> {
        self.count_wholes(tx, incident_ids, 1).await?;
        self.0.write(tx).await
    }

    /// After the change of a report.
    pub(super) async fn finish_report(self, tx: &mut Tx, report_id: &str) -> sqlx::Result<()> {
        self.with_report(tx, report_id, 1).await?.0.write(tx).await
    }

    /// Each incident once, with all that is part of it.
    async fn count_wholes(
        &mut self,
        tx: &mut Tx,
        incident_ids: &[&str],
        difference: i64,
    ) -> sqlx::Result<()> {
        let mut roots: Vec<String> = Vec::new();
        for incident_id in incident_ids {
            let root = root(tx, incident_id).await?;
            if !roots.contains(&root) {
                Whole::load(tx, &root).await?.count(&mut self.0, difference);
                roots.push(root);
            }
        }
        Ok(())
    }
}
