//! Appending: a report through the rules, sealed and guarded, and through the whole of
//! HTTP, against bare publishing of the same bytes to the same kind of server.
//!
//! `TILLBUD_BENCH_APPENDS` reports a round and `TILLBUD_BENCH_ROUNDS` rounds. Must never
//! measure a peer on a server that another one uses, nor with another durability.

use std::time::Instant;

use async_nats::HeaderMap;
use async_nats::jetstream::message::PublishMessage;
use async_nats::jetstream::stream::{Config, DiscardPolicy};
use async_nats::jetstream::{self, context::ContextBuilder};
use bytes::Bytes;
use reqwest::Client;
use serde_json::json;
use tillbud::act::Act;
use tillbud::clock::Clock;
use tillbud::dispatch::Dispatch;
use tillbud::embedded::{Options, Server};
use tillbud::holding::HoldMinutes;
use tillbud::lists::Lists;
use tillbud::runtime::{Log, Runtime};
use tillbud::store::{ConnectOptions, Credentials};
use tillbud::web;
use tillbud_events::report::Command;
use tillbud_events::{Actor, ReportId};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::common::{config, median, milliseconds, percentile, ratio, size, table};
use crate::story;

const IN_FLIGHT: [usize; 3] = [1, 16, 64];
const NAMES: [&str; 4] = [
    "bare publish and ack",
    "append of a sealed report",
    "POST /api/v1/reports",
    "the same with Idempotency-Key",
];

/// One way to make a report durable.
#[derive(Clone)]
enum Peer {
    /// The stored bytes of a report, published without any of our code.
    Bare { jetstream: Box<jetstream::Context>, headers: HeaderMap, payload: Bytes, clock: Clock },
    /// Decide, seal, append with the expected version.
    Append { dispatch: Dispatch, clock: Clock },
    /// The request of a reporter, answered when the read models hold it.
    Post { client: Client, url: String, key_of: Option<Clock> },
}

/// Rates and latencies of one peer, a round each.
#[derive(Default)]
struct Measured {
    rates: Vec<f64>,
    milliseconds: Vec<f64>,
}

/// Runs it.
pub async fn run() {
    let (appends, rounds) = (size("APPENDS", 1_000), size("ROUNDS", 5));
    let folders: Vec<_> = (0..3).map(|_| tempfile::tempdir().unwrap()).collect();
    let clock = Clock::system();

    let log = Log::open(&config(folders[0].path()), &clock).await.unwrap();
    let dispatch = Dispatch::new(log.store.clone());
    let append = Peer::Append { dispatch, clock: clock.clone() };
    append.send(0).await;
    let stored = stored_report(folders[0].path()).await;

    let data_dir = folders[1].path().to_owned();
    let server = Server::start(Options { data_dir, binary: None }).await.unwrap();
    let bare = bare(&server.connect_options(), stored, clock.clone()).await;

    let lists = Lists::load(None).unwrap();
    let runtime =
        Runtime::start(&config(folders[2].path()), clock.clone(), lists, HoldMinutes::OFF)
            .await
            .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/api/v1/reports", listener.local_addr().unwrap());
    let router = web::router(runtime.app.clone());
    let http = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let client = Client::new();
    let post = Peer::Post { client: client.clone(), url: url.clone(), key_of: None };
    let keyed = Peer::Post { client, url, key_of: Some(clock) };

    let peers = [bare, append, post, keyed];
    for in_flight in IN_FLIGHT {
        measure_all(&peers, in_flight, appends, rounds).await;
    }

    http.abort();
    runtime.stop().await;
    server.stop().await;
    log.close().await;
}

async fn measure_all(peers: &[Peer; 4], in_flight: usize, appends: usize, rounds: usize) {
    let mut measured: [Measured; 4] = Default::default();
    // Round 0 warms up.
    for round in 0..=rounds {
        for (peer, measured) in peers.iter().zip(&mut measured) {
            let (rate, took) = peer.run(in_flight, appends.div_ceil(in_flight)).await;
            if round > 0 {
                measured.rates.push(rate);
                measured.milliseconds.extend(took);
            }
        }
    }
    let [bare, ..] = &measured;
    let rows: Vec<_> = NAMES
        .iter()
        .zip(&measured)
        .map(|(name, peer)| {
            vec![
                (*name).to_owned(),
                format!("{:.0}", median(&peer.rates)),
                format!("{:.2}", ratio(&peer.rates, &bare.rates)),
                format!("{:.2}", percentile(&peer.milliseconds, 0.5)),
                format!("{:.2}", percentile(&peer.milliseconds, 0.95)),
            ]
        })
        .collect();
    let title = format!("{in_flight} in flight, {rounds} rounds of {appends}");
    table(&title, &["", "a second", "ratio to bare", "p50 ms", "p95 ms"], &rows);
}

impl Peer {
    /// `in_flight` senders of `each` reports: reports a second, and how long each took.
    async fn run(&self, in_flight: usize, each: usize) -> (f64, Vec<f64>) {
        let begun = Instant::now();
        let mut senders = JoinSet::new();
        for _ in 0..in_flight {
            let peer = self.clone();
            senders.spawn(async move {
                let mut took = Vec::with_capacity(each);
                for number in 0..each {
                    let begun = Instant::now();
                    peer.send(number).await;
                    took.push(milliseconds(begun.elapsed()));
                }
                took
            });
        }
        let took: Vec<f64> = senders.join_all().await.into_iter().flatten().collect();
        (took.len() as f64 / begun.elapsed().as_secs_f64(), took)
    }

    async fn send(&self, number: usize) {
        match self {
            Self::Bare { jetstream, headers, payload, clock } => {
                let id = clock.random_id();
                let message = PublishMessage::build()
                    .headers(headers.clone())
                    .message_id(id.to_string())
                    .payload(payload.clone());
                let subject = format!("bare.report.{id}");
                jetstream.send_publish(subject, message).await.unwrap().await.unwrap();
            }
            Self::Append { dispatch, clock } => {
                let act = Act::once(clock, Actor::Reporter);
                let command = Command::Receive(story::received(number));
                dispatch.receive(ReportId(act.id("report")), &act, command).await.unwrap();
            }
            Self::Post { client, url, key_of } => {
                let report = story::received(number);
                let narrative = report.narrative.as_clear();
                let mut request = client.post(url).json(&json!({
                    "narrative": narrative, "kind": report.kind, "unit": report.unit,
                }));
                if let Some(clock) = key_of {
                    request = request.header("idempotency-key", clock.random_id().to_string());
                }
                assert_eq!(request.send().await.unwrap().status(), 201);
            }
        }
    }
}

/// What a report looks like in the log.
async fn stored_report(data: &std::path::Path) -> (HeaderMap, Bytes) {
    let admin = admin(&tillbud::embedded::join(data).unwrap()).await;
    let log = admin.get_stream("TILLBUD").await.unwrap();
    let stored = log.get_raw_message(1).await.unwrap();
    (stored.headers, stored.payload)
}

/// A stream with the settings of the log that cost something.
async fn bare(options: &ConnectOptions, stored: (HeaderMap, Bytes), clock: Clock) -> Peer {
    let jetstream = admin(options).await;
    let stream = Config {
        name: "BARE".to_owned(),
        subjects: vec!["bare.>".to_owned()],
        discard: DiscardPolicy::New,
        deny_delete: true,
        deny_purge: true,
        allow_direct: true,
        ..Config::default()
    };
    jetstream.create_stream(stream).await.unwrap();
    let (headers, payload) = stored;
    println!("a report in the log: {} bytes of payload", payload.len());
    Peer::Bare { jetstream: Box::new(jetstream), headers, payload, clock }
}

async fn admin(options: &ConnectOptions) -> jetstream::Context {
    let Some(Credentials::User { user, password }) = options.admin.clone() else {
        unreachable!("an own server has users");
    };
    let options_of_nats = async_nats::ConnectOptions::new().user_and_password(user, password.0);
    ContextBuilder::new().build(options_of_nats.connect(&options.url.0).await.unwrap())
}
