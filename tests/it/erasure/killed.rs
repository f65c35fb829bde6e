//! `kill -9` of the real program while it erases: each report is either whole or gone, and
//! what was answered is gone.

use std::collections::BTreeSet;

use reqwest::Client;
use serde_json::{Value, json};

use super::bytes::holding;
use crate::crash::drill::audit::{caught_up, get};
use crate::crash::drill::program::{Program, kill, run, wait_until};

/// Reports of each round, and after how many answers it is killed.
const REPORTS: usize = 12;
const KILLED_AFTER: [usize; 4] = [0, 1, 4, 9];

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_program_erases_whole_reports_and_no_others() {
    let directory = tempfile::tempdir().unwrap();
    let client = Client::new();
    let mut program = Program::start(directory.path());
    let made = run(directory.path(), &["token", "create", "--role", "data_protection_officer"]);
    let officer = String::from_utf8(made.stdout).unwrap().trim().to_owned();
    for (round, killed_after) in KILLED_AFTER.into_iter().enumerate() {
        let mut reports = Vec::new();
        for number in 0..REPORTS {
            let word = format!("nålöga-{round}-{number}-slut");
            let body = json!({ "narrative": word });
            let sent = client.post(format!("{}/api/v1/reports", program.url)).json(&body);
            let sent: Value = sent.send().await.unwrap().json().await.unwrap();
            reports.push((sent["report_id"].as_str().unwrap().to_owned(), word));
        }
        let data = directory.path().join("data");
        assert!(reports.iter().all(|(_, word)| !holding(&data, word).is_empty()));

        let (answers, mut answered) = tokio::sync::mpsc::unbounded_channel();
        for (id, _) in &reports {
            let request = client
                .post(format!("{}/api/v1/reports/{id}/erase", program.url))
                .bearer_auth(&officer)
                .json(&json!({ "decision": "DSO 2026:7" }));
            let (answers, id) = (answers.clone(), id.clone());
            tokio::spawn(async move {
                // Whoever is killed does not answer.
                if request.send().await.is_ok_and(|answer| answer.status() == 200) {
                    answers.send(id).ok();
                }
            });
        }
        drop(answers);
        let mut gone = BTreeSet::new();
        while gone.len() < killed_after {
            gone.insert(answered.recv().await.unwrap());
        }
        kill(program.pid());
        program.wait();
        while let Some(id) = answered.recv().await {
            gone.insert(id);
        }
        wait_until("nats-server ended with the program", || program.processes().is_empty()).await;

        program = Program::start(directory.path());
        caught_up(&program, &client).await;
        let mut erased = 0;
        for (id, word) in &reports {
            let row = get(&program, &client, &format!("/api/v1/reports/{id}")).await;
            if row["status"] == "erased" {
                erased += 1;
                assert_eq!(row["narrative"], Value::Null);
                wait_until("no file holds the word", || holding(&data, word).is_empty()).await;
            } else {
                assert!(!gone.contains(id), "{id} was answered and is not erased");
                let path = format!("/api/v1/reports/{id}");
                let open = client.post(format!("{}{path}/open", program.url));
                let open = open.bearer_auth(program.token()).json(&json!({ "purpose": "triage" }));
                open.send().await.unwrap().error_for_status().unwrap();
                let opened = get(&program, &client, &path).await;
                assert_eq!(opened["narrative"], json!(word), "half erased");
            }
        }
        eprintln!(
            "killed after {killed_after} of {REPORTS}: {} answered, {erased} erased",
            gone.len()
        );
    }
    let verified = run(directory.path(), &["verify"]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    kill(program.pid());
    program.wait();
}
