//! Acts on incidents that touch several streams: open, link, merge, close.
//!
//! All facts of one act are one atomic append; a half-done link cannot exist.

use std::collections::BTreeSet;

use tillbud_events::{
    ActionId, AnyEvent, IncidentId, Recorded, ReportId, Text, Version,
    action::Action,
    incident::{self, Close, Incident, Open, Opened, RecusalTakenBack, WordingKept},
    report::{self, Report},
    rule_pack::RulePacks,
    vocabulary::{Regime, Strength},
};

use super::{Dispatch, DispatchError, Done};
use crate::act::Act;

/// Merged incidents that closing looks through; more than this are refused.
pub(super) const MERGED_INCIDENTS: usize = 1_000;

/// The wish to close, as a person states it.
pub struct Closing {
    /// What came of it.
    pub outcome: Text,
    /// Why only weaker actions were taken, when that is so.
    pub weak_plan_reason: Option<Text>,
    /// Why words that the language check named are kept, when there are such.
    pub kept_wording: Option<Text>,
}

impl Dispatch {
    /// Opens an incident from reports and links each of them.
    ///
    /// # Errors
    /// [`DispatchError`], also when one of the reports cannot be linked; then none is.
    pub async fn open_incident(
        &self,
        incident_id: IncidentId,
        act: &Act,
        opened: Opened,
    ) -> Result<Done, DispatchError> {
        let incident = self.load::<Incident>(incident_id.into()).await?;
        if let Some(done) = incident.begin(None, act)? {
            return Ok(done);
        }
        let reports = opened.report_ids.iter().copied().collect::<BTreeSet<_>>();
        let opened = Opened { report_ids: reports.iter().copied().collect(), ..opened };
        let mut appends = vec![incident.decide(act, incident::Command::Open(opened))?];
        for report_id in reports {
            let report = self.load::<Report>(report_id.into()).await?;
            appends.push(report.decide(act, report::Command::Link(incident_id))?);
        }
        self.commit(&incident, appends, None).await
    }

    /// Goes on with `incident_id` as part of `into`, whose deadlines may move.
    ///
    /// # Errors
    /// [`DispatchError`]; nothing was changed.
    pub async fn merge(
        &self,
        incident_id: IncidentId,
        if_match: Option<Version>,
        act: &Act,
        into: IncidentId,
        packs: &RulePacks,
    ) -> Result<Done, DispatchError> {
        let incident = self.load::<Incident>(incident_id.into()).await?;
        if let Some(done) = incident.begin(if_match, act)? {
            return Ok(done);
        }
        let command = incident::Command::MergeInto { itself: incident_id, into };
        let merged = incident.decide(act, command)?;
        let target = self.load::<Incident>(into.into()).await?;
        let absorb = vec![incident::Command::Absorb(incident_id)];
        let absorbed = self.decide_and_count(&target, act, absorb, packs).await?;
        self.commit(&incident, vec![merged, absorbed], if_match).await
    }

    /// Lets a merged incident stand on its own again.
    ///
    /// # Errors
    /// [`DispatchError`]; nothing was changed.
    pub async fn unmerge(
        &self,
        incident_id: IncidentId,
        if_match: Option<Version>,
        act: &Act,
        packs: &RulePacks,
    ) -> Result<Done, DispatchError> {
        let incident = self.load::<Incident>(incident_id.into()).await?;
        if let Some(done) = incident.begin(if_match, act)? {
            return Ok(done);
        }
        let mut appends = vec![incident.decide(act, incident::Command::Unmerge)?];
        if let Incident::Merged { into, .. } = &incident.state {
            let target = self.load::<Incident>((*into).into()).await?;
            let release = vec![incident::Command::Release(incident_id)];
            appends.push(self.decide_and_count(&target, act, release, packs).await?);
        }
        self.commit(&incident, appends, if_match).await
    }

    /// Lets whoever stepped aside take part again. Only the account that acts knows whether
    /// it stepped aside; the log says so by the envelopes.
    ///
    /// # Errors
    /// [`DispatchError`]; nothing was changed.
    pub async fn take_back_recusal(
        &self,
        incident_id: IncidentId,
        if_match: Option<Version>,
        act: &Act,
        taken_back: RecusalTakenBack,
    ) -> Result<Done, DispatchError> {
        let incident = self.load::<Incident>(incident_id.into()).await?;
        if let Some(done) = incident.begin(if_match, act)? {
            return Ok(done);
        }
        let holder = act.actor().holder();
        let is_own = |recorded: &&Recorded<AnyEvent>| {
            let is_of_recusal = matches!(
                &recorded.event,
                AnyEvent::Incident(
                    incident::Event::Recused(_) | incident::Event::RecusalTakenBack(_)
                )
            );
            is_of_recusal && holder.is_some() && recorded.meta.actor.holder() == holder
        };
        let is_aside = incident.events.iter().rfind(is_own).is_some_and(|recorded| {
            matches!(&recorded.event, AnyEvent::Incident(incident::Event::Recused(_)))
        });
        let command = incident::Command::TakeBackRecusal { taken_back, is_aside };
        let append = incident.decide(act, command)?;
        self.commit(&incident, vec![append], if_match).await
    }

    /// Ends the work, when every gate is passed; all missing gates are told at once.
    ///
    /// # Errors
    /// [`DispatchError`]; nothing was changed.
    pub async fn close(
        &self,
        incident_id: IncidentId,
        if_match: Option<Version>,
        act: &Act,
        closing: Closing,
    ) -> Result<Done, DispatchError> {
        let incident = self.load::<Incident>(incident_id.into()).await?;
        if let Some(done) = incident.begin(if_match, act)? {
            return Ok(done);
        }
        let kept = closing.kept_wording.clone();
        let close = incident::Command::Close(self.look_up_gates(&incident.state, closing).await?);
        let command = match kept {
            Some(reason) => incident::Command::KeepWording(WordingKept { reason }, Box::new(close)),
            None => close,
        };
        let append = incident.decide(act, command)?;
        self.commit(&incident, vec![append], if_match).await
    }

    /// What the other streams say about closing. The sets of reports, actions and
    /// merged incidents stand in streams whose versions are checked or final, a given
    /// feedback or a verified action is never taken back, and an abandoned action that is
    /// taken up again says so in the stream of the incident that would be closed.
    async fn look_up_gates(
        &self,
        incident: &Incident,
        closing: Closing,
    ) -> Result<Close, DispatchError> {
        let mut reports = BTreeSet::new();
        let mut actions = BTreeSet::new();
        let mut undecided_in_merged = Vec::new();
        let mut waiting = Vec::new();
        if let Some(open) = incident.content() {
            gather(open, &mut reports, &mut actions, &mut waiting);
        }
        let mut seen = 0;
        while let Some(merged_id) = waiting.pop() {
            seen += 1;
            if seen > MERGED_INCIDENTS {
                return Err(DispatchError::Internal(anyhow::anyhow!(
                    "more than {MERGED_INCIDENTS} incidents are merged into one"
                )));
            }
            let merged = self.load::<Incident>(merged_id.into()).await?;
            if let Some(open) = merged.state.content() {
                gather(open, &mut reports, &mut actions, &mut waiting);
                undecided_in_merged.extend(undecided(open).map(|regime| (merged_id, regime)));
            }
        }
        let feedback_owed = self.feedback_owed(reports).await?;
        let Plan { open: open_actions, is_weak_without_reason } = self.plan(actions).await?;
        let Closing { outcome, weak_plan_reason, kept_wording: _ } = closing;
        Ok(Close {
            outcome,
            weak_plan_reason,
            feedback_owed,
            open_actions,
            is_plan_weak_without_reason: is_weak_without_reason,
            undecided_in_merged,
        })
    }

    async fn feedback_owed(
        &self,
        reports: BTreeSet<ReportId>,
    ) -> Result<Vec<ReportId>, DispatchError> {
        let mut owed = Vec::new();
        for report_id in reports {
            if self.load::<Report>(report_id.into()).await?.state.is_feedback_owed() {
                owed.push(report_id);
            }
        }
        Ok(owed)
    }

    pub(super) async fn plan(
        &self,
        actions: impl IntoIterator<Item = ActionId>,
    ) -> Result<Plan, DispatchError> {
        let mut plan = Plan { open: Vec::new(), is_weak_without_reason: false };
        let (mut any, mut stronger, mut reasoned) = (false, false, false);
        for action_id in actions {
            let action = self.load::<Action>(action_id.into()).await?.state;
            if !action.is_final() {
                plan.open.push(action_id);
            }
            if action.counts_in_plan() {
                any = true;
                stronger |= action.plan().is_some_and(|plan| plan.strength != Strength::Weaker);
                reasoned |= action.commitment().is_some_and(|made| made.has_weak_plan_reason);
            }
        }
        plan.is_weak_without_reason = any && !stronger && !reasoned;
        Ok(plan)
    }
}

/// The actions of an incident, seen together.
pub(super) struct Plan {
    /// Neither verified nor abandoned.
    pub(super) open: Vec<ActionId>,
    /// There are actions, all weaker ones, and none says why.
    pub(super) is_weak_without_reason: bool,
}

fn gather(
    open: &Open,
    reports: &mut BTreeSet<ReportId>,
    actions: &mut BTreeSet<ActionId>,
    merged: &mut Vec<IncidentId>,
) {
    reports.extend(&open.reports);
    actions.extend(&open.actions);
    merged.extend(&open.absorbed);
}

fn undecided(open: &Open) -> impl Iterator<Item = Regime> + '_ {
    open.notifications.undecided().into_iter()
}
