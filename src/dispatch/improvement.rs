//! Acts on improvements that touch two cycles.
//!
//! A cycle that is adapted and the next one learn of each other in one atomic append.

use tillbud_events::improvement::{Command, Decided, Improvement, Opened};
use tillbud_events::{ImprovementId, Version};

use super::{Dispatch, DispatchError, Done};
use crate::act::Act;

impl Dispatch {
    /// Decides how a cycle goes on; `next` is what the next one asks, when it is adapted.
    ///
    /// # Errors
    /// [`DispatchError`]; nothing was changed.
    pub async fn decide_improvement(
        &self,
        id: ImprovementId,
        if_match: Option<Version>,
        act: &Act,
        decided: Decided,
        next: Option<Opened>,
    ) -> Result<Done, DispatchError> {
        let cycle = self.load::<Improvement>(id.into()).await?;
        if let Some(done) = cycle.begin(if_match, act)? {
            return Ok(done);
        }
        let next_id = decided.next;
        let mut appends = vec![cycle.decide(act, Command::Decide(decided))?];
        // Whoever repeats a decision opens nothing.
        let is_new = appends.iter().any(|append| !append.events.is_empty());
        if let (Some(next_id), Some(opened), true) = (next_id, next, is_new) {
            let following = self.load::<Improvement>(next_id.into()).await?;
            appends.push(following.decide(act, Command::Open(opened))?);
        }
        self.commit(&cycle, appends, if_match).await
    }
}
