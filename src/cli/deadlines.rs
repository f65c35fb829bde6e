//! `tillbud deadlines`: what other rule packs would have required, from the log alone.
//!
//! Must never write anything, nor print a person's words.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;
use tillbud_events::incident::Incident;
use tillbud_events::incident::notification::{Duty, Notification};
use tillbud_events::rule_pack::{Deadline, RulePack, RulePacks, Sign};
use tillbud_events::vocabulary::Label;
use tillbud_events::{AnyEvent, Decider, IncidentId, Position, Recorded, ReportId};

use crate::clock::Clock;
use crate::config::Config;
use crate::rule_packs;
use crate::runtime::Log;
use crate::store::EventStore;

/// Events read at a time.
const BATCH_EVENTS: usize = 500;
/// Merged incidents that are looked through for the first report of one.
const MERGED_INCIDENTS: usize = 1_000;

/// Compare the deadlines that were set with those of other rule packs.
///
/// Prints one line for each difference: incident, law, controller, stage, clock, as it was
/// set, as these packs have it, and when it was sent. A stage `assessment` is a law that
/// nobody was asked to assess and these packs propose. Only reads the log.
#[derive(Args)]
pub struct Deadlines {
    /// The rule packs to compare with [default: those of --rule-packs, else the built-in ones]
    #[arg(long, value_name = "FILE")]
    pack: Option<PathBuf>,
}

impl Deadlines {
    /// Reads the log and prints the differences, also while `tillbud serve` runs.
    ///
    /// # Errors
    /// One sentence that says what to do.
    pub async fn run(self, config: &Config) -> anyhow::Result<()> {
        let packs = rule_packs::load(self.pack.as_deref().or(config.rule_packs.as_deref()))?;
        let log = Log::open_existing(config, &Clock::system()).await?;
        let known = Known::of(&log.store).await;
        log.close().await;
        let known = known?;
        println!("incident\tregime\tcontroller\tstage\tclock\tset\tby_these_packs\tsent");
        let differences = known.differences(&packs);
        for difference in &differences {
            println!("{difference}");
        }
        eprintln!("{} differences in {} incidents", differences.len(), known.incidents.len());
        Ok(())
    }
}

/// What the log holds of incidents, and when each report was received.
#[derive(Default)]
struct Known {
    incidents: BTreeMap<IncidentId, Incident>,
    received: BTreeMap<ReportId, Timestamp>,
}

impl Known {
    async fn of(store: &EventStore) -> anyhow::Result<Self> {
        let mut known = Self::default();
        let tip = store.tip().await?;
        let mut follower = store.follow(Position(0)).await?;
        let mut at = Position(0);
        while at < tip {
            for recorded in follower.next_batch(BATCH_EVENTS).await? {
                at = recorded.position;
                known.take(recorded);
            }
        }
        Ok(known)
    }

    fn take(&mut self, Recorded { stream, meta, event, .. }: Recorded<AnyEvent>) {
        match event {
            AnyEvent::Report(_) => {
                self.received.entry(ReportId(stream.id)).or_insert(meta.at);
            }
            AnyEvent::Incident(event) => {
                let known = self.incidents.remove(&IncidentId(stream.id));
                let incident = known.unwrap_or_else(Incident::initial).evolve(&event);
                self.incidents.insert(IncidentId(stream.id), incident);
            }
            AnyEvent::Action(_)
            | AnyEvent::Concern(_)
            | AnyEvent::Grant(_)
            | AnyEvent::Follow(_)
            | AnyEvent::Lesson(_)
            | AnyEvent::Release(_)
            | AnyEvent::Theme(_)
            | AnyEvent::Improvement(_)
            | AnyEvent::Measure(_)
            | AnyEvent::Headcount(_)
            | AnyEvent::Campaign(_)
            | AnyEvent::Scan(_)
            | AnyEvent::Alert(_)
            | AnyEvent::Signal(_) => {}
        }
    }

    fn differences(&self, packs: &RulePacks) -> Vec<String> {
        let incidents = self.incidents.iter();
        incidents.flat_map(|(id, incident)| self.of_incident(*id, incident, packs)).collect()
    }

    fn of_incident(&self, id: IncidentId, incident: &Incident, packs: &RulePacks) -> Vec<String> {
        let Some(open) = incident.content() else { return Vec::new() };
        let received = self.first_report(incident);
        let mut lines = Vec::new();
        for (duty, notification) in open.notifications.iter() {
            let pack = packs.of(duty.regime);
            lines.extend(of_duty(duty, notification, pack, received));
        }
        let sign = sign(incident);
        for pack in packs.iter().filter(|pack| !open.notifications.has(pack.regime)) {
            let grounds: Vec<_> = pack.proposes(&sign).iter().map(|it| it.as_str()).collect();
            if !grounds.is_empty() {
                let grounds = grounds.join(", ");
                lines.push(format!("{}\t\tassessment\t\t\tproposed: {grounds}\t", pack.regime));
            }
        }
        lines.into_iter().map(|line| format!("{id}\t{line}")).collect()
    }

    /// When the first of an incident's reports was received, those of merged incidents
    /// among them.
    fn first_report(&self, incident: &Incident) -> Option<Timestamp> {
        let mut first: Option<Timestamp> = None;
        let mut waiting = vec![incident];
        let mut seen = 0;
        while let Some(incident) = waiting.pop().filter(|_| seen <= MERGED_INCIDENTS) {
            seen += 1;
            let Some(open) = incident.content() else { continue };
            let received = open.reports.iter().filter_map(|report| self.received.get(report));
            first = received.copied().chain(first).min();
            waiting.extend(open.absorbed.iter().filter_map(|id| self.incidents.get(id)));
        }
        first
    }
}

/// One line for each stage and clock that differs.
fn of_duty(
    duty: &Duty,
    notification: &Notification,
    pack: Option<&RulePack>,
    received: Option<Timestamp>,
) -> Vec<String> {
    let set = notification.reckoning.as_ref();
    let as_set: Vec<Deadline> = set.map(|it| it.deadlines.clone()).unwrap_or_default();
    let by_these: Vec<Deadline> = if notification.is_running() || set.is_some() {
        let received = set.and_then(|it| it.received).or(received);
        let sent = &notification.sent;
        pack.map(|pack| pack.deadlines(received, notification.aware, sent)).unwrap_or_default()
    } else {
        Vec::new()
    };
    let places: BTreeSet<_> =
        as_set.iter().chain(&by_these).map(|it| (it.stage.clone(), it.clock)).collect();
    let due = |deadlines: &[Deadline], place: &(_, _)| {
        let found = deadlines.iter().find(|it| (&it.stage, &it.clock) == (&place.0, &place.1));
        found.map(|it| it.due.to_string()).unwrap_or_default()
    };
    places
        .iter()
        .filter(|place| due(&as_set, place) != due(&by_these, place))
        .map(|place| {
            let controller = duty.controller.as_ref().map_or("", Label::as_str);
            let (stage, clock) = place;
            let sent = notification.sent.get(stage).map(ToString::to_string).unwrap_or_default();
            format!(
                "{}\t{controller}\t{}\t{clock}\t{}\t{}\t{sent}",
                duty.regime,
                stage.as_str(),
                due(&as_set, place),
                due(&by_these, place),
            )
        })
        .collect()
}

/// What triage says.
fn sign(incident: &Incident) -> Sign {
    let Some(open) = incident.content() else { return Sign::default() };
    let triage = open.triage();
    let assets = triage.iter().flat_map(|triage| &triage.assets);
    Sign {
        personal_data: open.notifications.personal_data,
        category: triage.map(|triage| triage.category.as_str().to_owned()),
        severity: triage.map(|triage| triage.potential),
        assets: assets.map(|it| [it.k.value(), it.r.value(), it.t.value()]).collect(),
    }
}
