//! People who send reports at the same time, and send again what was not answered.
//!
//! Each report keeps its `Idempotency-Key` and its words over every attempt. Must never
//! take anything but a whole 201 for an answer.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::program::pause;

/// Longest wait for one answer.
const PATIENCE: Duration = Duration::from_secs(15);
/// Attempts for one report before it counts as refused for good.
const ATTEMPTS: usize = 1_000;

/// What the program answered to a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub report_id: String,
    pub receipt: String,
}

/// All reports, and what became of each.
pub struct Reporters {
    clients: usize,
    answers: Vec<Option<Answer>>,
    attempts: usize,
}

impl Reporters {
    pub fn new(reports: usize, clients: usize) -> Self {
        Self { clients, answers: vec![None; reports], attempts: 0 }
    }

    /// How many reports there are to send.
    pub fn count(&self) -> usize {
        self.answers.len()
    }

    /// Number and answer of every report that was answered.
    pub fn answered(&self) -> impl Iterator<Item = (usize, &Answer)> {
        let answers = self.answers.iter().enumerate();
        answers.filter_map(|(number, answer)| Some((number, answer.as_ref()?)))
    }

    /// Sends what was not answered, calls `disturb` once `moment` reports have been, and
    /// returns when every request under way has ended, well or badly.
    pub async fn send_until(&mut self, url: &str, moment: usize, disturb: impl FnMut()) {
        self.send(url, false, [moment], disturb).await;
        let answered = self.answered().count();
        assert!(answered < self.count(), "all {answered} were answered before the disturbance");
    }

    /// Sends what was not answered, again and again until everything is; calls `disturb`
    /// each time that one of `moments` reports have been.
    pub async fn send_through(
        &mut self,
        url: &str,
        moments: impl IntoIterator<Item = usize>,
        disturb: impl FnMut(),
    ) {
        self.send(url, true, moments, disturb).await;
        assert_eq!(self.answered().count(), self.count());
    }

    /// One line of counts.
    pub fn show(&self, what: &str) {
        let (count, answered) = (self.count(), self.answered().count());
        println!("{what}: {answered} of {count} answered in {} attempts", self.attempts);
    }

    async fn send(
        &mut self,
        url: &str,
        again: bool,
        moments: impl IntoIterator<Item = usize>,
        mut disturb: impl FnMut(),
    ) {
        let unanswered = (0..self.count()).filter(|number| self.answers[*number].is_none());
        let queue = Arc::new(Mutex::new(unanswered.collect::<VecDeque<_>>()));
        let (progress, mut answered) = watch::channel(self.answered().count());
        let mut clients = JoinSet::new();
        for _ in 0..self.clients {
            let (queue, url, progress) = (Arc::clone(&queue), url.to_owned(), progress.clone());
            clients.spawn(client(queue, url, progress, again));
        }
        drop(progress);
        for moment in moments {
            // An error when the clients have ended before that moment.
            if answered.wait_for(|answered| *answered >= moment).await.is_ok() {
                disturb();
            }
        }
        while let Some(sent) = clients.join_next().await {
            let Sent { answers, attempts } = sent.unwrap();
            self.attempts += attempts;
            for (number, answer) in answers {
                self.answers[number] = Some(answer);
            }
        }
    }
}

#[derive(Default)]
struct Sent {
    answers: Vec<(usize, Answer)>,
    attempts: usize,
}

/// Takes reports from the queue until it is empty. Unless told to try `again`, gives
/// up at the first report that is not answered: the program is gone.
async fn client(
    queue: Arc<Mutex<VecDeque<usize>>>,
    url: String,
    progress: watch::Sender<usize>,
    again: bool,
) -> Sent {
    let client = Client::builder().timeout(PATIENCE).build().unwrap();
    let mut sent = Sent::default();
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    while let Some(number) = next() {
        let mut answer = None;
        for _ in 0..if again { ATTEMPTS } else { 1 } {
            sent.attempts += 1;
            answer = send(&client, &url, number).await;
            if answer.is_some() {
                break;
            }
            pause().await;
        }
        match answer {
            Some(answer) => sent.answers.push((number, answer)),
            None if again => panic!("report {number} was not answered in {ATTEMPTS} attempts"),
            None => break,
        }
        progress.send_modify(|answered| *answered += 1);
    }
    sent
}

/// Sends report `number`; no answer when the program or its log was away.
pub async fn send(client: &Client, url: &str, number: usize) -> Option<Answer> {
    let request = client
        .post(format!("{url}/api/v1/reports"))
        .header("idempotency-key", format!("key of report {number}"))
        .json(&json!({ "narrative": narrative(number), "kind": "near_miss" }));
    let response = request.send().await.ok()?;
    let status = response.status();
    let body = response.text().await.ok()?;
    match status {
        StatusCode::CREATED => {
            let body: Value = serde_json::from_str(&body).ok()?;
            let text = |field: &str| Some(body[field].as_str()?.to_owned());
            Some(Answer { report_id: text("report_id")?, receipt: text("receipt")? })
        }
        StatusCode::SERVICE_UNAVAILABLE => None,
        status => panic!("report {number} got {status}: {body}"),
    }
}

/// The words of report `number`, no two the same.
pub fn narrative(number: usize) -> String {
    format!("Rapport {number}: dörren till arkivet stod öppen.")
}
