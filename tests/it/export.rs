//! Taking everything out again: in the order of the log, whole or not at all.

use std::fs;

use serde_json::{Value, json};
use tillbud::act::Act;
use tillbud::clock::Clock;
use tillbud::config::Config;
use tillbud::holding::HoldMinutes;
use tillbud::lists::Lists;
use tillbud::runtime::Runtime;
use tillbud_events::action::Proposed;
use tillbud_events::concern::{self, Concern, Raised};
use tillbud_events::incident::{self, FactorIdentified, Incident, Opened, Triaged};
use tillbud_events::report::{self, QuestionAsked, Received, Report};
use tillbud_events::vocabulary::{
    AffectedAsset, Code, Direction, Element, Label, Lang, Level, Regime, Severity, Strength,
};
use tillbud_events::{ActionId, Actor, FactorId, IncidentId, MessageId, ReportId, Text};

use crate::support::program::{Program, shared_data, text};

/// Words that a spreadsheet would run, and words that break a careless CSV.
const HOSTILE: [&str; 4] =
    ["=HYPERLINK(\"http://x\")", "a,\"b\"\r\n;c", "\t+1", "@SUM(A1)\u{2028}å👩‍🚒"];

fn imported(program: &Program, narratives: &[String]) {
    let lines = narratives.iter().enumerate().map(|(number, narrative)| {
        let further = [json!({ "kind": "notes", "text": format!("Not {number}") })];
        json!({ "dataset": "prov", "source_id": number, "narrative": narrative, "extra_text": further })
            .to_string()
            + "\n"
    });
    let ran = program.run_with(&["import", "-"], lines.collect::<String>().as_bytes());
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

fn export(program: &Program, arguments: &[&str]) -> String {
    let ran = program.run(&[&["export"], arguments].concat());
    assert_eq!(ran.code, Some(0), "{ran:?}");
    ran.stdout
}

fn json_lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn csv_rows(text: &str) -> Vec<std::collections::HashMap<String, String>> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(|row| row.unwrap()).collect()
}

#[test]
fn every_report_comes_out_in_the_order_of_the_log_with_its_exact_words() {
    let narratives: Vec<String> = (0..450).map(|number| format!("Berättelse {number}")).collect();
    let narratives = [narratives, HOSTILE.map(str::to_owned).to_vec()].concat();
    let program = Program::new();
    imported(&program, &narratives);
    let rows = json_lines(&export(&program, &["reports"]));
    let positions: Vec<_> = rows.iter().map(|row| row["position"].as_u64().unwrap()).collect();
    assert_eq!(positions, (1..=454).collect::<Vec<_>>());
    for (row, (number, narrative)) in rows.iter().zip(narratives.iter().enumerate()) {
        assert_eq!(
            (&row["narrative"], &row["source_id"]),
            (&json!(narrative), &json!(number.to_string()))
        );
        assert_eq!(row["further"], json!([format!("Not {number}")]));
    }
    let csv = export(&program, &["reports", "--format", "csv"]);
    let rows = csv_rows(&csv);
    assert_eq!(rows.len(), narratives.len());
    for (row, narrative) in rows.iter().zip(&narratives) {
        let cell = &row["narrative"];
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell:?}");
        assert_eq!(cell.strip_prefix('\'').unwrap_or(cell), narrative);
    }
    assert_eq!(csv, export(&program, &["--format", "csv", "reports"]), "the same again");
}

#[test]
fn the_log_comes_out_sealed_unless_it_is_asked_to_be_opened() {
    let program = Program::new();
    imported(&program, &["Ett hemligt ord".to_owned(), "Ett till".to_owned()]);
    let sealed = export(&program, &["log"]);
    assert!(!sealed.contains("hemligt") && !sealed.contains("Not 0"), "{sealed}");
    let opened = export(&program, &["log", "--opened"]);
    let (sealed, opened) = (json_lines(&sealed), json_lines(&opened));
    assert_eq!((sealed.len(), opened.len()), (2, 2));
    assert!(sealed[0]["data"]["narrative"]["sealed"].is_string());
    assert_eq!(opened[0]["data"]["narrative"], json!({ "clear": "Ett hemligt ord" }));
    for (number, (sealed, opened)) in sealed.iter().zip(&opened).enumerate() {
        assert_eq!(sealed["position"], json!(number + 1));
        assert_eq!(
            (&sealed["type"], &sealed["actor"]),
            (&json!("report.imported"), &json!("system"))
        );
        assert!(sealed["time"].as_str().unwrap().ends_with(":00:00Z"), "{}", sealed["time"]);
        let surroundings = |event: &Value| {
            let mut event = event.clone();
            event.as_object_mut().unwrap().remove("data");
            event
        };
        assert_eq!(surroundings(sealed), surroundings(opened));
    }
    let csv = export(&program, &["log", "--format", "csv"]);
    let data: Value = serde_json::from_str(&csv_rows(&csv)[0]["data"]).unwrap();
    assert_eq!(data, sealed[0]["data"]);
}

#[test]
fn a_file_appears_whole_and_a_failed_export_leaves_nothing() {
    let program = Program::new();
    imported(&program, &["Ett".to_owned()]);
    let folder = program.folder.path().join("ut");
    fs::create_dir(&folder).unwrap();
    let file = folder.join("reports.CSV");
    let ran = program.run(&["export", "reports", "--out", text(&file)]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), ""), "{ran:?}");
    assert!(ran.stderr.contains("export ["), "progress: {ran:?}");
    assert_eq!(csv_rows(&fs::read_to_string(&file).unwrap()).len(), 1);
    for (target, code) in [(folder.as_path(), 1), (&folder.join("saknas/a.csv"), 1)] {
        let ran = program.run(&["export", "log", "--out", text(target)]);
        assert_eq!(ran.code, Some(code), "{ran:?}");
    }
    // A damaged database makes the export fail after its file was begun.
    let ran = program.run(&[
        "--database-url",
        "sqlite:/dev/null/x",
        "export",
        "reports",
        "--out",
        text(&file),
    ]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert_eq!(csv_rows(&fs::read_to_string(&file).unwrap()).len(), 1, "as it was");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    for wrong in [&["export"][..], &["export", "people"], &["export", "log", "--format", "xml"]] {
        assert_eq!(program.run(wrong).code, Some(2), "{wrong:?}");
    }
}

#[test]
fn the_export_sees_what_was_recorded_while_a_server_runs() {
    let program = Program::new();
    let serving = program.serve();
    for number in 0..3 {
        imported(&program, &vec![format!("Omgång {number}"); number + 1]);
    }
    assert_eq!(json_lines(&export(&program, &["reports"])).len(), 6);
    let log = json_lines(&export(&program, &["log"]));
    let imported = log.iter().filter(|event| event["type"] == "report.imported");
    assert_eq!(imported.count(), 6);
    drop(serving);
}

#[test]
fn naughty_strings_come_out_as_they_went_in() {
    let Some(folder) = shared_data() else { return };
    let strings = fs::read_to_string(folder.join("naughty/blns.json")).unwrap();
    let mut strings: Vec<String> = serde_json::from_str(&strings).unwrap();
    strings.retain(|string| !string.trim().is_empty());
    let program = Program::new();
    imported(&program, &strings);
    let rows = json_lines(&export(&program, &["reports"]));
    assert_eq!(rows.len(), strings.len());
    let csv = csv_rows(&export(&program, &["reports", "--format", "csv"]));
    for ((row, cells), string) in rows.iter().zip(&csv).zip(&strings) {
        assert_eq!(&row["narrative"], string);
        let cell = &cells["narrative"];
        assert!(cell == string || cell.strip_prefix('\'') == Some(string), "{cell:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn incidents_and_actions_come_out_with_what_belongs_to_them() {
    let program = Program::new();
    let config = Config {
        data: program.data(),
        nats_url: None,
        nats_creds: None,
        database_url: None,
        nats_server: None,
        units: None,
        retention: None,
        organisation: None,
        rule_packs: None,
        oidc: None,
        notifications: None,
        frame_ancestors: None,
        statistics_threshold: 5,
        statistics_floor: 20,
        clamd: None,
        cleaner: None,
        reports_per_minute: std::num::NonZeroU32::MAX,
        log: "error".to_owned(),
        log_json: false,
    };
    let clock = Clock::simulated("2026-05-04T10:42:17Z".parse().unwrap(), 1);
    let runtime =
        Runtime::start(&config, clock.clone(), Lists::load(None).unwrap(), HoldMinutes::OFF)
            .await
            .unwrap();
    let dispatch = &runtime.app.dispatch;
    let act = || Act::once(&clock, Actor::System);
    let words = |words: &str| Text::Clear(words.to_owned());

    let report_id = ReportId(clock.random_id());
    dispatch.receive(report_id, &act(), report::Command::Receive(received())).await.unwrap();
    let asked = QuestionAsked { message_id: MessageId(clock.random_id()), text: words("När?") };
    let ask = report::Command::Ask(asked);
    dispatch.execute::<Report>(report_id.into(), None, &act(), ask).await.unwrap();

    let incident_id = IncidentId(clock.random_id());
    let opened = Opened { title: words("=Fel mottagare"), report_ids: vec![report_id] };
    dispatch.open_incident(incident_id, &act(), opened).await.unwrap();
    let level = Level::parse(2).unwrap();
    let asset =
        AffectedAsset { asset: Label::parse("Journal").unwrap(), k: level, r: level, t: level };
    let factor_id = FactorId(clock.random_id());
    for command in [
        incident::Command::Triage(Triaged {
            actual: Severity::Minor,
            potential: Severity::Major,
            risk: None,
            category: Code::parse("access").unwrap(),
            unit: None,
            assets: vec![asset],
            assess: vec![Regime::Gdpr],
        }),
        incident::Command::IdentifyFactor(FactorIdentified {
            factor_id,
            element: Element::Task,
            direction: Direction::Hindered,
            text: words("Två listor"),
        }),
    ] {
        dispatch.execute::<Incident>(incident_id.into(), None, &act(), command).await.unwrap();
    }
    let proposed = Proposed {
        incident_id,
        text: words("En lista"),
        strength: Strength::Stronger,
        addresses: vec![factor_id],
    };
    let action_id = ActionId(clock.random_id());
    dispatch.propose_action(action_id, None, &act(), proposed).await.unwrap();
    let raised = Raised {
        message_id: MessageId(clock.random_id()),
        text: words("Mitt schema ändrades"),
        report: words(&report_id.to_string()),
    };
    let concern = runtime.app.concern_of(report_id);
    let raise = concern::Command::Raise(raised);
    dispatch.execute::<Concern>(concern.into(), None, &act(), raise).await.unwrap();
    runtime.stop().await;

    let [report, incident, action] = ["reports", "incidents", "actions"]
        .map(|what| json_lines(&export(&program, &[what])).swap_remove(0));
    assert_eq!(
        (&report["narrative"], &report["status"]),
        (&Value::Null, &json!("linked")),
        "a reporter's own words are not exported"
    );
    assert_eq!(report["received_at"], json!("2026-05-04T10:00:00Z"));
    assert_eq!(report["dialogue"][0]["text"], json!("När?"));
    assert_eq!(incident["reports"], json!([report_id.to_string()]));
    assert_eq!(incident["assets"], json!([{ "asset": "Journal", "k": 2, "r": 2, "t": 2 }]));
    assert_eq!(incident["factors"][0]["text"], json!("Två listor"));
    assert_eq!(incident["assessments"][0]["regime"], json!("gdpr"));
    assert_eq!((&action["text"], &action["owner"]), (&json!("En lista"), &Value::Null));
    assert_eq!(action["factors"], json!([factor_id.to_string()]));
    // Of a concern the log that comes out holds the position alone, opened or not.
    for arguments in [&["log"][..], &["log", "--opened"]] {
        let log = export(&program, arguments);
        assert!(!log.contains("concern") && !log.contains("schema ändrades"), "{log}");
        assert!(!log.contains(&concern.to_string()));
        let rows = json_lines(&log);
        let positions: Vec<_> = rows.iter().map(|row| row["position"].as_u64().unwrap()).collect();
        assert_eq!(positions, (1..=rows.len() as u64).collect::<Vec<_>>());
        let withheld: Vec<_> = rows.iter().filter(|row| row["withheld"] == json!(true)).collect();
        assert_eq!(withheld.len(), 1);
        for (field, value) in withheld[0].as_object().unwrap() {
            assert_eq!(value.is_null(), !["position", "withheld"].contains(&field.as_str()));
        }
    }
    let csv = export(&program, &["incidents", "--format", "csv"]);
    assert_eq!(csv_rows(&csv)[0]["title"], "'=Fel mottagare");
}

fn received() -> Received {
    Received {
        narrative: Text::Clear("Vad som hände".to_owned()),
        kind: None,
        happened: None,
        unit: None,
        place: None,
        system: None,
        ongoing: None,
        hindered: None,
        helped: None,
        urgent: false,
        lang: Lang::Sv,
    }
}
