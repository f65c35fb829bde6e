//! Histories: one told by hand with every type of event, and random ones that obey the rules.
//!
//! Random ones drive the deciders of `tillbud-events`, so that the states they end in
//! say what the rows must say. Must never use a clock or unseeded randomness.

use std::collections::BTreeMap;

use jiff::civil::date;
use proptest::collection::vec;
use proptest::prelude::any;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use tillbud_events::action::{self, Action};
use tillbud_events::attachment::FileWithdrawn;
use tillbud_events::incident::{self, Incident};
use tillbud_events::report::{self, Report};
use tillbud_events::vocabulary::{
    AffectedAsset, Again, Channel, Direction, Effect, Element, Grounds, Kind, Level, Likelihood,
    Purpose, Question, Regime, Response, Severity, Strength,
};
use tillbud_events::{
    ActionId, Decider, FactorId, ImpreciseDate, IncidentId, ItemId, ReportId, Text,
};
use uuid::Uuid;

use super::actions::{action_command, assessment, decision};
use super::beside::{campaign, come_back, entrust, release, resume, tell_the_rest, worry};
use super::files::{attach, attached, evidence, latest};
use super::found::find;
use super::upkeep::upkeep;
use super::{
    Log, action_id, imported, incident_id, label, message_id, notifications, received, report_id,
    text, triaged,
};

/// One municipality's weeks: every type of event, absent and erased texts among them.
pub(crate) fn story() -> Log {
    let mut log = Log::default();
    let (letter, queue, door) = (log.receive(1), log.receive(2), log.receive(3));
    tell_of_reports(&mut log, letter);
    let post = log.open(1, &[letter, queue]);
    let lock = log.open(2, &[door]);
    analyse(&mut log, post);
    notifications::notify(&mut log, post);
    log.merge(lock, post);
    log.unmerge(lock, post);
    log.push(post, linked(door));
    let unlinked = incident::ReportUnlinked { report_id: queue };
    log.push(post, incident::Event::ReportUnlinked(unlinked));
    log.push(queue, report::Event::Unlinked(report::Unlinked { incident_id: post }));
    act(&mut log, post);
    log.push(
        post,
        incident::Event::Closed(incident::Closed {
            outcome: text("Klart"),
            weak_plan_reason: None,
        }),
    );
    log.push(post, incident::Event::Reopened(incident::Reopened { reason: Text::Erased }));
    tell_the_rest(&mut log, &[post, lock]);
    find(&mut log);
    campaign(&mut log);
    release(&mut log);
    log
}

fn tell_of_reports(log: &mut Log, letter: ReportId) {
    let full = report::Received {
        kind: Some(Kind::NearMiss),
        happened: ImpreciseDate::parse("2026-02").ok(),
        unit: Some(label("Hemtjänst syd")),
        place: Some(text("Expeditionen")),
        system: Some(Text::Erased),
        ongoing: Some(true),
        hindered: Some(text("Två likadana namn")),
        helped: Some(text("Kollegan läste högt")),
        urgent: true,
        ..received()
    };
    log.push(report_id(4), report::Event::Received(full));
    log.push(report_id(4), report::Event::Acknowledged(report::Acknowledged {}));
    let declined = report::Declined { feedback: text("Tack, redan åtgärdat") };
    log.push(report_id(4), report::Event::Declined(declined));
    let again = report::TakenUpAgain { reason: text("Vi läste fel") };
    log.push(report_id(4), report::Event::TakenUpAgain(again));
    let erased = report::Received { narrative: Text::Erased, ..received() };
    log.push(report_id(5), report::Event::Received(erased));
    let rerouted = report::Rerouted { to: Channel::Hr, feedback: text("Vänd dig till HR") };
    log.push(report_id(5), report::Event::Rerouted(rerouted));
    let old = report::Imported {
        narrative: Some(text("Lost laptop \u{1f4bb} \"quoted\"\n")),
        title: Some(text("Laptop")),
        further: vec![text("Note"), Text::Erased],
        reported: ImpreciseDate::parse("2014").ok(),
        happened: ImpreciseDate::parse("2013-11").ok(),
        categories: vec![label("Physical/Theft"), label("Other")],
        unit: Some(label("Clinic")),
        ..imported()
    };
    log.push(report_id(6), report::Event::Imported(old));
    log.push(letter, report::Event::Acknowledged(report::Acknowledged {}));
    let (id, words) = (message_id(1), text("Vilken dag?"));
    log.push(
        letter,
        report::Event::QuestionAsked(report::QuestionAsked { message_id: id, text: words }),
    );
    let (id, words) = (message_id(2), text("I tisdags"));
    log.push(
        letter,
        report::Event::ReplyReceived(report::ReplyReceived { message_id: id, text: words }),
    );
    keep(log, letter);
    worry(log);
    entrust(log);
    let withdrawn = report::Erased { grounds: Grounds::Withdrawn, decision: None };
    log.push(report_id(5), report::Event::Erased(withdrawn));
}

/// All that can be done with a reporter's original, but erasing it.
fn keep(log: &mut Log, id: ReportId) {
    log.push(id, report::Event::AttachmentAdded(attached(9)));
    let opened = report::OriginalOpened { purpose: Purpose::Triage, attachment_id: None };
    log.push(id, report::Event::OriginalOpened(opened));
    let (text, rules) = (text("Brevet gick till [namn]."), label("identity 1"));
    let copy = report::CopyApproved { revision: 1, text: text.clone(), rules };
    log.push(id, report::Event::CopyApproved(copy));
    log.push(id, report::Event::WordingKept(report::WordingKept { reason: text }));
    let shared = report::ExperienceShared { again: Again::Unsure };
    log.push(id, report::Event::ExperienceShared(shared));
}

fn analyse(log: &mut Log, post: IncidentId) {
    let [k, r, t] = [3, 2, 1].map(|level| Level::parse(level).unwrap());
    let judged = incident::Triaged {
        risk: Some(incident::Risk {
            harm: Severity::Catastrophic,
            likelihood: Likelihood::Unlikely,
        }),
        assets: vec![AffectedAsset { asset: label("Journal"), k, r, t }],
        assess: vec![Regime::Gdpr, Regime::Nis2],
        ..triaged("misdirected", Some("Registratur"))
    };
    log.push(post, incident::Event::Triaged(judged));
    log.push(post, decided(Regime::Gdpr, true));
    log.push(post, chosen(Response::FullAnalysis));
    log.push(post, item(1));
    log.push(post, factor(1));
    log.push(post, factor(2));
    let (factor_id, reason) = (identified(2).factor_id, text("Samma lista"));
    log.push(
        post,
        incident::Event::FactorWithdrawn(incident::FactorWithdrawn { factor_id, reason }),
    );
    let title = text("Brev i fel fack");
    log.push(post, incident::Event::Retitled(incident::Retitled { title }));
    let reason = text("Ordet står i föreskriften");
    log.push(post, incident::Event::WordingKept(incident::WordingKept { reason }));
    let (answer_id, words) = (ItemId(Uuid::from_u128(77)), text("Listan sorteras på namn."));
    let answer = incident::QuestionAnswered { answer_id, question: Question::How1, text: words };
    log.push(post, incident::Event::QuestionAnswered(answer));
    let assigned = incident::Assigned { role: label("Registrator"), handover: None };
    log.push(post, incident::Event::Assigned(assigned));
    attach(log, post, 31, incident::Event::FileAttached, incident::Event::FileWithdrawn);
    let recused = incident::Recused { reason: Some(text("Leder enheten")) };
    log.push(post, incident::Event::Recused(recused));
    come_back(log, post);
    let summary = text("Namnen låg bredvid varandra.");
    log.push(post, incident::Event::AnalysisCompleted(incident::AnalysisCompleted { summary }));
    let (id, words) = (message_id(3), text("Vi ändrar listan"));
    log.push(
        report_id(1),
        report::Event::FeedbackGiven(report::FeedbackGiven { message_id: id, text: words }),
    );
}

fn act(log: &mut Log, post: IncidentId) {
    let (sort, train) = (log.propose(1, post), log.propose(2, post));
    let reworded = action::Reworded { text: text("Visa hela namnet") };
    log.push(sort, action::Event::Reworded(reworded));
    let first = decision();
    log.push(sort, action::Event::Decided(first));
    let later =
        action::Rescheduled { due: date(2026, 10, 1), reason: text("Leverantören dröjer") };
    log.push(sort, action::Event::Rescheduled(later));
    attach(log, sort, 41, action::Event::FileAttached, action::Event::FileWithdrawn);
    let evidence = text("Ändring 4711 i drift");
    log.push(sort, action::Event::Implemented(action::Implemented { evidence }));
    log.push(sort, action::Event::EffectAssessed(assessment(Effect::Improved)));
    let verifier = label("Kvalitetschef");
    log.push(sort, action::Event::Verified(action::Verified { verifier }));
    let residual_risk = text("Liten");
    log.push(train, action::Event::Abandoned(action::Abandoned { residual_risk }));
    resume(log, post, train);
}

fn linked(report_id: ReportId) -> incident::Event {
    incident::Event::ReportLinked(incident::ReportLinked { report_id })
}

fn decided(regime: Regime, notifiable: bool) -> incident::Event {
    let reasons = text("Uppgifter om hälsa");
    incident::Event::AssessmentDecided(incident::AssessmentDecided { regime, notifiable, reasons })
}

fn chosen(response: Response) -> incident::Event {
    incident::Event::ResponseChosen(incident::ResponseChosen { response, reason: None })
}

fn item(number: u128) -> incident::Event {
    incident::Event::TimelineItemAdded(timeline_item(number))
}

fn timeline_item(number: u128) -> incident::TimelineItemAdded {
    incident::TimelineItemAdded {
        item_id: ItemId(Uuid::from_u128(number)),
        happened: ImpreciseDate::parse("2026-02-24T09:30").ok(),
        text: text("Brevet lades i fel fack"),
        corrects: None,
    }
}

fn factor(number: u128) -> incident::Event {
    incident::Event::FactorIdentified(identified(number))
}

fn identified(number: u128) -> incident::FactorIdentified {
    incident::FactorIdentified {
        factor_id: FactorId(Uuid::from_u128(number)),
        element: Element::ToolsAndTechnology,
        direction: Direction::Hindered,
        text: text("Listan visar bara efternamn"),
    }
}

/// What the rules know after a history.
#[derive(Debug, Default)]
pub(crate) struct Model {
    pub(crate) reports: BTreeMap<ReportId, Report>,
    pub(crate) incidents: BTreeMap<IncidentId, Incident>,
    pub(crate) actions: BTreeMap<ActionId, Action>,
    messages: u128,
}

/// Histories that obey the rules, the same ones in every run.
pub(crate) fn random(cases: usize) -> Vec<(Log, Model)> {
    let mut runner = TestRunner::deterministic();
    let steps = vec(any::<[u8; 4]>(), 300..600);
    (0..cases)
        .map(|_| {
            let (mut log, mut model) = (Log::default(), Model::default());
            for step in steps.new_tree(&mut runner).unwrap().current() {
                model.step(&mut log, step);
            }
            (log, model)
        })
        .collect()
}

impl Model {
    /// The category that an incident's reports count under.
    pub(crate) fn category_of(&self, id: IncidentId) -> Option<String> {
        match self.incidents.get(&id)? {
            Incident::Merged { into, .. } => self.category_of(*into),
            state => Some(state.content()?.triage()?.category.as_str().to_owned()),
        }
    }

    /// Does what the bytes say, if the rules allow it.
    fn step(&mut self, log: &mut Log, [what, which, other, how]: [u8; 4]) {
        let report = report_id(u128::from(which % 6));
        let incident = incident_id(u128::from(which % 4));
        let action = action_id(u128::from(which % 4));
        self.messages += 1;
        let (message_id, text) = (message_id(self.messages), text("Ord"));
        match what % 29 {
            0 | 1 => self.report(log, report, report::Command::Receive(received())),
            2 => self.report(log, report, report::Command::Acknowledge),
            3 => {
                let asked = report::QuestionAsked { message_id, text };
                self.report(log, report, report::Command::Ask(asked));
            }
            4 => {
                let reply = report::ReplyReceived { message_id, text };
                self.report(log, report, report::Command::Reply(reply));
            }
            5 => {
                let given = report::FeedbackGiven { message_id, text };
                self.report(log, report, report::Command::GiveFeedback(given));
            }
            6 if how % 4 == 0 => {
                let declined = report::Declined { feedback: text };
                self.report(log, report, report::Command::Decline(declined));
            }
            6 if how % 4 == 1 => {
                let rerouted = report::Rerouted { to: Channel::Manager, feedback: text };
                self.report(log, report, report::Command::Reroute(rerouted));
            }
            6 if how % 4 == 2 => {
                let reopened = incident::Reopened { reason: text };
                self.incident(log, incident, incident::Command::Reopen(reopened));
            }
            6 => self.incident(log, incident, incident::Command::Close(close())),
            7 | 8 => self.open(log, incident, report_id(u128::from(other % 6))),
            9 | 10 => self.link(log, incident, report_id(u128::from(other % 6))),
            11 => self.unlink(log, incident, report_id(u128::from(other % 6))),
            12 => self.merge(log, incident, incident_id(u128::from(other % 4))),
            13 => self.unmerge(log, incident),
            14 | 15 => {
                let category = ["access", "outage", "other"][usize::from(how % 3)];
                let judged = incident::Triaged {
                    assess: Regime::ALL[usize::from(other % 3).min(2)..].to_vec(),
                    ..triaged(category, None)
                };
                self.incident(log, incident, incident::Command::Triage(judged));
            }
            16 => {
                let response = Response::ALL[usize::from(how % 4)];
                let chosen = incident::ResponseChosen { response, reason: Some(text) };
                self.incident(log, incident, incident::Command::ChooseResponse(chosen));
            }
            17 => self.incident(
                log,
                incident,
                match how % 7 {
                    0 => incident::Command::IdentifyFactor(identified(self.messages)),
                    1 => incident::Command::AddTimelineItem(timeline_item(self.messages)),
                    2 => incident::Command::Retitle(incident::Retitled { title: text }),
                    3 => {
                        let factor_id = self.factor_of(incident);
                        let withdrawn = incident::FactorWithdrawn { factor_id, reason: text };
                        incident::Command::WithdrawFactor(withdrawn)
                    }
                    4 => incident::Command::AttachFile(evidence(self.messages, "Foto")),
                    5 => incident::Command::WithdrawFile(self.file_of_incident(incident)),
                    _ => incident::Command::DecideAssessment(incident::AssessmentDecided {
                        regime: Regime::ALL[usize::from(other % 2)],
                        notifiable: how > 127,
                        reasons: text,
                    }),
                },
            ),
            18 => self.incident(
                log,
                incident,
                incident::Command::CompleteAnalysis(incident::AnalysisCompleted { summary: text }),
            ),
            24 if how % 32 == 0 => {
                let (grounds, decision) = (Grounds::Retention, Some(label("KS 2026:1")));
                let erased = report::Erased { grounds, decision };
                self.report(log, report, report::Command::Erase(erased));
            }
            24 if how % 2 == 0 => {
                let attached = attached(self.messages);
                self.report(log, report, report::Command::Attach(attached));
            }
            24 => self.report(log, report, upkeep(how / 2, text)),
            25..=28 => {
                let command = notifications::command([which, other, how]);
                self.incident(log, incident, command);
            }
            19 => self.propose(log, action, incident_id(u128::from(other % 4))),
            _ if how % 16 == 5 && other > 191 => {
                let attach = action::Command::AttachFile(evidence(self.messages, "Foto"));
                self.action(log, action, attach);
            }
            _ if how % 16 == 5 && other > 127 => {
                let withdraw = action::Command::WithdrawFile(self.file_of_action(action));
                self.action(log, action, withdraw);
            }
            _ => self.action(log, action, action_command(how)),
        }
    }

    /// A factor of the incident, if it has one.
    fn factor_of(&self, id: IncidentId) -> FactorId {
        let content = self.incidents.get(&id).and_then(Incident::content);
        let factor = content.and_then(|content| content.factors.first());
        factor.copied().unwrap_or(FactorId(Uuid::nil()))
    }

    fn file_of_incident(&self, id: IncidentId) -> FileWithdrawn {
        let content = self.incidents.get(&id).and_then(Incident::content);
        latest(content.map(|content| &content.files), self.messages)
    }

    fn file_of_action(&self, id: ActionId) -> FileWithdrawn {
        let plan = self.actions.get(&id).and_then(Action::plan);
        latest(plan.map(|plan| &plan.files), self.messages)
    }

    fn report(&mut self, log: &mut Log, id: ReportId, command: report::Command) {
        let state = self.reports.get(&id).cloned().unwrap_or_else(Report::initial);
        let events = state.decide(command).unwrap_or_default();
        if !events.is_empty() {
            self.reports.insert(id, events.iter().fold(state, Decider::evolve));
        }
        events.into_iter().for_each(|event| log.push(id, event));
    }

    fn incident(&mut self, log: &mut Log, id: IncidentId, command: incident::Command) {
        let state = self.incidents.get(&id).cloned().unwrap_or_else(Incident::initial);
        let events = state.decide(command).unwrap_or_default();
        if !events.is_empty() {
            self.incidents.insert(id, events.iter().fold(state, Decider::evolve));
        }
        events.into_iter().for_each(|event| log.push(id, event));
    }

    fn action(&mut self, log: &mut Log, id: ActionId, command: action::Command) {
        let state = self.actions.get(&id).cloned().unwrap_or_else(Action::initial);
        let events = state.decide(command).unwrap_or_default();
        if !events.is_empty() {
            self.actions.insert(id, events.iter().fold(state, Decider::evolve));
        }
        events.into_iter().for_each(|event| log.push(id, event));
    }

    fn allows_report(&self, id: ReportId, command: report::Command) -> bool {
        self.reports.get(&id).is_some_and(|state| state.decide(command).is_ok())
    }

    fn allows_incident(&self, id: IncidentId, command: incident::Command) -> bool {
        let state = self.incidents.get(&id).cloned().unwrap_or_else(Incident::initial);
        state.decide(command).is_ok()
    }

    fn open(&mut self, log: &mut Log, id: IncidentId, report: ReportId) {
        let opened = incident::Opened { title: text("Titel"), report_ids: vec![report] };
        let open = incident::Command::Open(opened);
        let free = self.allows_report(report, report::Command::Link(incident_id(99)));
        if free && self.allows_incident(id, open.clone()) {
            self.incident(log, id, open);
            self.report(log, report, report::Command::Link(id));
        }
    }

    fn link(&mut self, log: &mut Log, id: IncidentId, report: ReportId) {
        let link = incident::Command::LinkReport(report);
        if self.allows_report(report, report::Command::Link(id))
            && self.allows_incident(id, link.clone())
        {
            self.incident(log, id, link);
            self.report(log, report, report::Command::Link(id));
        }
    }

    fn unlink(&mut self, log: &mut Log, id: IncidentId, report: ReportId) {
        let unlink = incident::Command::UnlinkReport(report);
        if self.allows_report(report, report::Command::Unlink(id))
            && self.allows_incident(id, unlink.clone())
        {
            self.incident(log, id, unlink);
            self.report(log, report, report::Command::Unlink(id));
        }
    }

    fn merge(&mut self, log: &mut Log, id: IncidentId, into: IncidentId) {
        let merge = incident::Command::MergeInto { itself: id, into };
        if self.allows_incident(id, merge.clone())
            && self.allows_incident(into, incident::Command::Absorb(id))
        {
            self.incident(log, id, merge);
            self.incident(log, into, incident::Command::Absorb(id));
        }
    }

    fn unmerge(&mut self, log: &mut Log, id: IncidentId) {
        let Some(Incident::Merged { into, .. }) = self.incidents.get(&id) else { return };
        let into = *into;
        if self.allows_incident(into, incident::Command::Release(id)) {
            self.incident(log, id, incident::Command::Unmerge);
            self.incident(log, into, incident::Command::Release(id));
        }
    }

    fn propose(&mut self, log: &mut Log, id: ActionId, incident_id: IncidentId) {
        let add = incident::Command::AddAction(id);
        if !self.actions.contains_key(&id) && self.allows_incident(incident_id, add.clone()) {
            self.incident(log, incident_id, add);
            let proposed = action::Proposed {
                incident_id,
                text: text("Åtgärd"),
                strength: Strength::Weaker,
                addresses: vec![FactorId(Uuid::from_u128(1)), FactorId(Uuid::from_u128(2))],
            };
            self.action(log, id, action::Command::Propose(proposed));
        }
    }
}

fn close() -> incident::Close {
    incident::Close {
        outcome: text("Klart"),
        weak_plan_reason: None,
        feedback_owed: vec![],
        open_actions: vec![],
        is_plan_weak_without_reason: false,
        undecided_in_merged: vec![],
    }
}
