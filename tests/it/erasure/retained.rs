//! Rules of retention: only what ended, only after its months, only with a decision.

use std::path::PathBuf;

use jiff::Timestamp;
use serde_json::json;
use tempfile::TempDir;
use tillbud::act::Act;
use tillbud::clock::Clock;
use tillbud::config::Config;
use tillbud::dispatch::incident::Closing;
use tillbud::holding::HoldMinutes;
use tillbud::lists::Lists;
use tillbud::policies::retention::{self, Due, Ending, Rules};
use tillbud::runtime::Runtime;
use tillbud_events::incident::{self, Incident, Opened, Reopened};
use tillbud_events::report::{Command, Declined, FeedbackGiven, Imported, Report, Rerouted};
use tillbud_events::rule_pack::RulePacks;
use tillbud_events::vocabulary::{Channel, Code, Response, Severity};
use tillbud_events::{Actor, IncidentId, MessageId, Position, ReportId, Text};
use tillbud_projections::report;

use crate::support::app::config;
use crate::support::log::received;

/// A program at a moment of its own.
struct At {
    runtime: Runtime,
    clock: Clock,
    directory: TempDir,
}

impl At {
    async fn start(directory: TempDir, moment: &str, rules: Option<PathBuf>) -> Self {
        let moment: Timestamp = moment.parse().unwrap();
        let clock = Clock::simulated(moment, moment.as_second().unsigned_abs());
        let config = Config { retention: rules, ..config(&directory, None) };
        let lists = Lists::load(None).unwrap();
        let runtime =
            Runtime::start(&config, clock.clone(), lists, HoldMinutes::OFF).await.unwrap();
        Self { runtime, clock, directory }
    }

    async fn stop(self) -> TempDir {
        self.runtime.stop().await;
        self.directory
    }

    fn act(&self) -> Act {
        Act::once(&self.clock, Actor::System)
    }

    async fn report(&self) -> ReportId {
        let id = ReportId(self.clock.random_id());
        let tillbud_events::AnyEvent::Report(tillbud_events::report::Event::Received(received)) =
            received("nålöga-kvarhållen").event
        else {
            unreachable!()
        };
        self.on_report(id, Command::Receive(received)).await;
        id
    }

    async fn on_report(&self, id: ReportId, command: Command) {
        let dispatch = &self.runtime.app.dispatch;
        let done = dispatch.execute::<Report>(id.into(), None, &self.act(), command).await;
        assert!(self.runtime.app.projector.caught_up(done.unwrap().position).await);
    }

    async fn on_incident(&self, id: IncidentId, command: incident::Command) {
        let dispatch = &self.runtime.app.dispatch;
        let done = dispatch.execute::<Incident>(id.into(), None, &self.act(), command).await;
        assert!(self.runtime.app.projector.caught_up(done.unwrap().position).await);
    }

    /// An incident from one report whose reporter was answered.
    async fn incident(&self) -> (IncidentId, ReportId) {
        let report = self.report().await;
        let text = words("Klart");
        let message_id = MessageId(self.clock.random_id());
        self.on_report(report, Command::GiveFeedback(FeedbackGiven { message_id, text })).await;
        let id = IncidentId(self.clock.random_id());
        let opened = Opened { title: words("Fel lista"), report_ids: vec![report] };
        self.runtime.app.dispatch.open_incident(id, &self.act(), opened).await.unwrap();
        let triaged = incident::Triaged {
            actual: Severity::Minor,
            potential: Severity::Minor,
            risk: None,
            category: Code::parse("access").unwrap(),
            unit: None,
            assets: vec![],
            assess: vec![],
        };
        self.on_incident(id, incident::Command::Triage(triaged)).await;
        let chosen = incident::ResponseChosen { response: Response::LocalFix, reason: None };
        self.on_incident(id, incident::Command::ChooseResponse(chosen)).await;
        (id, report)
    }

    async fn close(&self, id: IncidentId) {
        let closing =
            Closing { outcome: words("Lagat"), weak_plan_reason: None, kept_wording: None };
        let dispatch = &self.runtime.app.dispatch;
        let done = dispatch.close(id, None, &self.act(), closing).await.unwrap();
        assert!(self.runtime.app.projector.caught_up(done.position).await);
    }

    async fn due(&self, rules: &Rules, today: &str) -> Vec<Due> {
        let db = self.runtime.app.read_models.db();
        retention::find(db, rules, today.parse().unwrap()).await.unwrap()
    }

    async fn status(&self, id: ReportId) -> String {
        let db = self.runtime.app.read_models.db();
        report::get(db, id).await.unwrap().unwrap().status
    }
}

fn words(words: &str) -> Text {
    Text::Clear(words.to_owned())
}

fn record() -> Imported {
    serde_json::from_value(json!({
        "dataset": "vcdb", "source_id": "1", "narrative": { "clear": "bort" },
    }))
    .unwrap()
}

fn rules_in(directory: &TempDir) -> PathBuf {
    let file = directory.path().join("retention.json");
    let rules = json!([
        { "decision": "KS 2026:118", "applies_to": "closed", "after_months": 24 },
        { "decision": "KS 2026:119", "applies_to": "declined", "after_months": 12 },
        { "decision": "KS 2026:119", "applies_to": "rerouted", "after_months": 3 },
        { "decision": "KS 2026:120", "applies_to": "imported", "after_months": 60 },
    ]);
    std::fs::write(&file, rules.to_string()).unwrap();
    file
}

#[tokio::test(flavor = "multi_thread")]
async fn words_go_when_their_months_have_passed_and_never_while_work_is_open() {
    let began = At::start(tempfile::tempdir().unwrap(), "2019-01-15T09:30:00Z", None).await;
    let (declined, rerouted, waiting) =
        (began.report().await, began.report().await, began.report().await);
    let feedback = words("Tack");
    began.on_report(declined, Command::Decline(Declined { feedback: feedback.clone() })).await;
    let to = Channel::Hr;
    began.on_report(rerouted, Command::Reroute(Rerouted { to, feedback })).await;
    let imported = ReportId(began.clock.random_id());
    began.on_report(imported, Command::Import(record())).await;
    let (closed, of_closed) = began.incident().await;
    let (merged, of_merged) = began.incident().await;
    let (_, of_open) = began.incident().await;
    let (reopened, of_reopened) = began.incident().await;
    let dispatch = &began.runtime.app.dispatch;
    dispatch.merge(merged, None, &began.act(), closed, &RulePacks::default()).await.unwrap();
    began.close(closed).await;
    began.close(reopened).await;

    let file = rules_in(&began.directory);
    let rules = Rules::load(Some(&file)).unwrap();
    let found = |due: Vec<Due>| -> Vec<(ReportId, Ending)> {
        due.into_iter().map(|due| (due.report_id, due.ending)).collect()
    };
    assert_eq!(found(began.due(&rules, "2019-04-14").await), []);
    let all = [
        (imported, Ending::Imported),
        (declined, Ending::Declined),
        (rerouted, Ending::Rerouted),
        (of_closed, Ending::Closed),
        (of_merged, Ending::Closed),
        (of_reopened, Ending::Closed),
    ];
    assert_eq!(found(began.due(&rules, "2019-04-15").await), all[2..3]);
    assert_eq!(found(began.due(&rules, "2020-01-15").await), all[1..3]);
    assert_eq!(found(began.due(&rules, "2021-01-15").await), all[1..]);
    let due = began.due(&rules, "2024-01-15").await;
    assert_eq!(found(due.clone()), all);

    // Work goes on after it was found: the log has the last word.
    let reason = words("Det hände igen");
    began.on_incident(reopened, incident::Command::Reopen(Reopened { reason })).await;
    let tip = began.runtime.app.store.tip().await.unwrap();
    let app = &began.runtime.app;
    let stale: Vec<_> = due.into_iter().filter(|due| due.report_id == of_reopened).collect();
    assert_eq!(stale.len(), 1);
    let erased = retention::erase(&app.dispatch, &app.eraser, &app.clock, &stale).await.unwrap();
    assert_eq!((erased, app.store.tip().await.unwrap()), (0, tip));
    let directory = began.stop().await;

    // The program does it by itself, under the decision of each rule.
    let later = At::start(directory, "2024-01-15T09:30:00Z", Some(file)).await;
    let mut until = Position(tip.0 + 5);
    // Other policies write as well when time has gone by.
    while !later.due(&rules, "2024-01-15").await.is_empty() {
        assert!(later.runtime.app.projector.caught_up_within(until, WAIT).await);
        until.0 += 1;
    }
    for gone in [imported, declined, rerouted, of_closed, of_merged] {
        let row = report::get(later.runtime.app.read_models.db(), gone).await.unwrap().unwrap();
        assert_eq!((row.status.as_str(), row.grounds.as_deref()), ("erased", Some("retention")));
        assert!(row.decision.unwrap().starts_with("KS 2026:1"));
    }
    for kept in [waiting, of_open, of_reopened] {
        assert_ne!(later.status(kept).await, "erased");
    }
    assert_eq!(later.due(&rules, "2024-01-15").await, []);
    later.stop().await;
}

/// Longest wait for the program to do something by itself.
const WAIT: std::time::Duration = std::time::Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_names_what_would_go_and_leaves_it() {
    let began = At::start(tempfile::tempdir().unwrap(), "2019-01-15T09:30:00Z", None).await;
    let declined = began.report().await;
    let command = Command::Decline(Declined { feedback: words("Tack") });
    began.on_report(declined, command).await;
    let kept = began.report().await;
    let file = rules_in(&began.directory);
    let data = began.stop().await;
    assert!(!super::bytes::holding(data.path(), "nålöga-kvarhållen").is_empty());
    let run = |arguments: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_tillbud"))
            .args(arguments)
            .args(["--data", data.path().to_str().unwrap()])
            .output()
            .unwrap();
        (output.status.success(), String::from_utf8(output.stdout).unwrap())
    };
    let rules = ["retention", "--retention", file.to_str().unwrap()];
    let named = format!("{declined}\tKS 2026:119\tdeclined\n");
    let dry = [&rules[..], &["--dry-run"]].concat();
    assert_eq!(run(&dry), (true, named.clone()));
    assert_eq!(run(&dry), (true, named.clone()), "a dry run changes nothing");
    assert!(!run(&["retention"]).0, "without rules it is wrong use");
    assert_eq!(run(&rules), (true, named));
    assert_eq!(run(&rules), (true, String::new()));
    let by_decision = ["erase", "--report", &kept.to_string(), "--decision", "DSO 2026:7"];
    assert!(run(&by_decision).0);
    assert!(run(&by_decision).0, "erasing twice changes nothing");
    let nobody = ["erase", "--report", &kept.to_string(), "--decision", " "];
    assert!(!run(&nobody).0);
    assert!(run(&["verify"]).0);
    assert!(super::bytes::holding(data.path(), "nålöga-kvarhållen").is_empty());
}
