//! Acts on incidents that may start, move or end a legal deadline.
//!
//! What follows for the deadlines is appended in the same act. Must never count by the
//! present moment: deadlines follow from events and a rule pack.

use std::collections::BTreeSet;

use jiff::Timestamp;
use tillbud_events::Decider;
use tillbud_events::incident::notification;
use tillbud_events::incident::{self, Close, Incident};
use tillbud_events::report::{self, Report};
use tillbud_events::rule_pack::RulePacks;
use tillbud_events::{IncidentId, ReportId, Text, Version};

use super::incident::MERGED_INCIDENTS;
use super::{Aggregate, Dispatch, DispatchError, Done, Rejection};
use crate::act::Act;
use crate::store::Append;

/// What an act does to one report: on the incident, and on the report itself.
type OnBoth = (ReportId, incident::Command, report::Command);

impl Dispatch {
    /// Carries out `commands` on one incident, one after the other, and then counts its
    /// deadlines anew, where they differ from what was set.
    ///
    /// # Errors
    /// [`DispatchError`]; nothing was changed.
    pub async fn with_deadlines(
        &self,
        incident_id: IncidentId,
        if_match: Option<Version>,
        act: &Act,
        commands: Vec<incident::Command>,
        packs: &RulePacks,
    ) -> Result<Done, DispatchError> {
        let incident = self.load::<Incident>(incident_id.into()).await?;
        if let Some(done) = incident.begin(if_match, act)? {
            return Ok(done);
        }
        let append = self.decide_and_count(&incident, act, commands, packs).await?;
        self.commit(&incident, vec![append], if_match).await
    }

    /// Makes a report part of an incident; one that was received earlier moves the worst case.
    ///
    /// # Errors
    /// [`DispatchError`]; nothing was changed.
    pub async fn link(
        &self,
        incident_id: IncidentId,
        if_match: Option<Version>,
        act: &Act,
        report_id: ReportId,
        packs: &RulePacks,
    ) -> Result<Done, DispatchError> {
        let linked = vec![linked(incident_id, report_id)];
        self.on_both(incident_id, if_match, act, linked, packs).await
    }

    /// Makes several reports part of an incident, all of them or none.
    ///
    /// # Errors
    /// [`DispatchError`]; nothing was changed.
    pub async fn link_all(
        &self,
        incident_id: IncidentId,
        act: &Act,
        report_ids: &[ReportId],
        packs: &RulePacks,
    ) -> Result<Done, DispatchError> {
        // One that was chosen twice is linked once.
        let reports = report_ids.iter().copied().collect::<BTreeSet<_>>();
        let linked = reports.into_iter().map(|report_id| linked(incident_id, report_id));
        self.on_both(incident_id, None, act, linked.collect(), packs).await
    }

    /// What each report that cannot become part of `incident_id` says against it, with its
    /// number among `report_ids`, from 1: all of it, where [`Self::link_all`] tells the first.
    ///
    /// # Errors
    /// `Unavailable` when the log is away, `Internal` when stored bytes are unreadable.
    pub async fn refused_links(
        &self,
        incident_id: IncidentId,
        report_ids: &[ReportId],
    ) -> Result<Vec<(usize, Rejection)>, DispatchError> {
        let mut refused = Vec::new();
        for (report_id, number) in report_ids.iter().zip(1..) {
            let report = self.load::<Report>((*report_id).into()).await?;
            if let Err(rejection) = report.state.decide(report::Command::Link(incident_id)) {
                refused.push((number, Rejection::from(rejection)));
            }
        }
        Ok(refused)
    }

    /// Takes a report out of an incident; one that was the first moves the worst case back.
    ///
    /// # Errors
    /// [`DispatchError`]; nothing was changed.
    pub async fn unlink(
        &self,
        incident_id: IncidentId,
        if_match: Option<Version>,
        act: &Act,
        report_id: ReportId,
        packs: &RulePacks,
    ) -> Result<Done, DispatchError> {
        let on_incident = incident::Command::UnlinkReport(report_id);
        let unlinked = vec![(report_id, on_incident, report::Command::Unlink(incident_id))];
        self.on_both(incident_id, if_match, act, unlinked, packs).await
    }

    /// Takes a report out of an incident that was opened by mistake, and ends the incident in
    /// the same act when nothing else is part of it and no law waits.
    ///
    /// # Errors
    /// [`DispatchError`]; nothing was changed.
    pub async fn take_back_opening(
        &self,
        incident_id: IncidentId,
        act: &Act,
        report_id: ReportId,
        outcome: Text,
        packs: &RulePacks,
    ) -> Result<Done, DispatchError> {
        let incident = self.load::<Incident>(incident_id.into()).await?;
        if let Some(done) = incident.begin(None, act)? {
            return Ok(done);
        }
        let report = self.load::<Report>(report_id.into()).await?;
        let mut commands = vec![incident::Command::UnlinkReport(report_id)];
        if incident.state.content().is_some_and(|open| open.ends_without(report_id)) {
            // Nothing is part of it any more, so no other stream has anything to say.
            commands.push(incident::Command::Close(Close {
                outcome,
                weak_plan_reason: None,
                feedback_owed: vec![],
                open_actions: vec![],
                is_plan_weak_without_reason: false,
                undecided_in_merged: vec![],
            }));
        }
        let counted = self.decide_and_count(&incident, act, commands, packs).await?;
        let unlinked = report.decide(act, report::Command::Unlink(incident_id))?;
        self.commit(&incident, vec![counted, unlinked], None).await
    }

    /// For each report one fact on the incident and one on the report, with what follows for
    /// the deadlines: all of it or nothing.
    async fn on_both(
        &self,
        incident_id: IncidentId,
        if_match: Option<Version>,
        act: &Act,
        on_both: Vec<OnBoth>,
        packs: &RulePacks,
    ) -> Result<Done, DispatchError> {
        let incident = self.load::<Incident>(incident_id.into()).await?;
        if let Some(done) = incident.begin(if_match, act)? {
            return Ok(done);
        }
        let (mut commands, mut of_reports) = (Vec::new(), Vec::new());
        for (report_id, on_incident, on_report) in on_both {
            commands.push(on_incident);
            of_reports.push((report_id, on_report));
        }
        let mut appends = vec![self.decide_and_count(&incident, act, commands, packs).await?];
        for (report_id, on_report) in of_reports {
            let report = self.load::<Report>(report_id.into()).await?;
            appends.push(report.decide(act, on_report)?);
        }
        self.commit(&incident, appends, if_match).await
    }

    /// What `commands` add to an incident, and what follows for its deadlines.
    pub(super) async fn decide_and_count(
        &self,
        incident: &Aggregate<Incident>,
        act: &Act,
        commands: Vec<incident::Command>,
        packs: &RulePacks,
    ) -> Result<Append, DispatchError> {
        let mut events = Vec::new();
        let mut state = incident.state.clone();
        for command in commands {
            let decided = state.decide(command).map_err(Rejection::from)?;
            state = decided.iter().fold(state, Incident::evolve);
            events.extend(decided);
        }
        if has_running(&state) {
            let received = self.received(&state).await?;
            let recount = notification::Command::Recount { received, packs: packs.clone() };
            let recount = incident::Command::Notify(recount);
            events.extend(state.decide(recount).map_err(Rejection::from)?);
        }
        Ok(incident.append(act, events))
    }

    /// When the first of an incident's reports was received, those of merged incidents
    /// among them. A reporter's stream holds the hour, rounded down, also of what was
    /// held before it came into the log: the earliest possible moment.
    async fn received(&self, incident: &Incident) -> Result<Option<Timestamp>, DispatchError> {
        let mut reports: BTreeSet<ReportId> = BTreeSet::new();
        let mut waiting: Vec<IncidentId> = Vec::new();
        if let Some(open) = incident.content() {
            reports.extend(&open.reports);
            waiting.extend(&open.absorbed);
        }
        let mut seen = 0;
        while let Some(merged) = waiting.pop() {
            seen += 1;
            if seen > MERGED_INCIDENTS {
                break;
            }
            let merged = self.load::<Incident>(merged.into()).await?;
            if let Some(open) = merged.state.content() {
                reports.extend(&open.reports);
                waiting.extend(&open.absorbed);
            }
        }
        let mut first: Option<Timestamp> = None;
        for report_id in reports {
            let report = self.load::<Report>(report_id.into()).await?;
            let received = report.events.first().map(|event| event.meta.at);
            first = first.into_iter().chain(received).min();
        }
        Ok(first)
    }
}

/// That a report becomes part of an incident, in both streams.
fn linked(incident_id: IncidentId, report_id: ReportId) -> OnBoth {
    (report_id, incident::Command::LinkReport(report_id), report::Command::Link(incident_id))
}

fn has_running(incident: &Incident) -> bool {
    incident.content().is_some_and(|open| open.notifications.iter().any(|(_, it)| it.is_running()))
}
