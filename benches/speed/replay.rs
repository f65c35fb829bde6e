//! Replay: the whole log into empty read models, on SQLite and PostgreSQL, against
//! reading the same log without decoding it and without a database.
//!
//! `TILLBUD_BENCH_EVENTS` events and `TILLBUD_BENCH_ROUNDS` rounds. Must never reuse keys
//! that an earlier round fetched: a real replay begins with none.

use std::path::Path;
use std::time::Instant;

use async_nats::jetstream::consumer::pull;
use async_nats::jetstream::context::ContextBuilder;
use futures_util::StreamExt;
use tillbud::clock::Clock;
use tillbud::embedded;
use tillbud::projector::BATCH_EVENTS;
use tillbud::runtime::Log;
use tillbud::store::Credentials;
use tillbud_events::Position;
use tillbud_projections::{Applied, ReadModels, Target};

use crate::common::{config, median, ratio, size, table, targets};
use crate::fill::fill;

/// One way through the log.
enum Peer {
    /// The consumer that the follower uses, and nothing else.
    Bare,
    /// With keys, opened texts and decoded events.
    Follow,
    /// And into read models beside these.
    Apply(ReadModels),
}

/// Runs it.
pub async fn run() {
    let (events, rounds) = (size("EVENTS", 100_000), size("ROUNDS", 3));
    let folder = tempfile::tempdir().unwrap();
    let log = Log::open(&config(folder.path()), &Clock::system()).await.unwrap();
    let begun = Instant::now();
    let events = fill(&log.store, events).await;
    let filled = events as f64 / begun.elapsed().as_secs_f64();
    println!("made {events} events in atomic batches, {filled:.0} a second");

    let mut peers = vec![
        ("bare consumer, nothing decoded".to_owned(), Peer::Bare),
        ("follow: keys, texts, events".to_owned(), Peer::Follow),
    ];
    for (name, target) in targets(folder.path(), "replay") {
        peers.push((format!("replay into {name}"), apply_to(target).await));
    }
    let mut rates = vec![Vec::new(); peers.len()];
    Peer::Follow.run(folder.path(), events).await;
    for _ in 0..rounds {
        for ((_, peer), rates) in peers.iter().zip(&mut rates) {
            rates.push(peer.run(folder.path(), events).await);
        }
    }
    let rows: Vec<_> = peers
        .iter()
        .zip(&rates)
        .map(|((name, _), measured)| {
            vec![
                name.clone(),
                format!("{:.0}", median(measured)),
                format!("{:.3}", ratio(measured, &rates[0])),
                format!("{:.2}", ratio(measured, &rates[1])),
            ]
        })
        .collect();
    let title = format!("{events} events, {rounds} rounds");
    table(&title, &["", "events a second", "ratio to bare", "ratio to follow"], &rows);
    log.close().await;
}

async fn apply_to(target: Target) -> Peer {
    Peer::Apply(ReadModels::open(&target).await.unwrap())
}

impl Peer {
    /// Events a second from the first to the last, with a connection and a keyring of its own.
    async fn run(&self, data: &Path, events: usize) -> f64 {
        let took = match self {
            Self::Bare => consume(data, events).await,
            Self::Follow => follow(data, events).await,
            Self::Apply(live) => apply(data, events, live).await,
        };
        events as f64 / took
    }
}

async fn consume(data: &Path, events: usize) -> f64 {
    let options = embedded::join(data).unwrap();
    let Some(Credentials::User { user, password }) = options.admin else {
        unreachable!("an own server has users");
    };
    let nats = async_nats::ConnectOptions::new().user_and_password(user, password.0);
    let jetstream = ContextBuilder::new().build(nats.connect(&options.url.0).await.unwrap());
    let stream = jetstream.get_stream("TILLBUD").await.unwrap();
    let begun = Instant::now();
    let consumer = stream.create_consumer(pull::OrderedConfig::default()).await.unwrap();
    let mut messages = consumer.messages().await.unwrap();
    for _ in 0..events {
        messages.next().await.unwrap().unwrap();
    }
    begun.elapsed().as_secs_f64()
}

async fn follow(data: &Path, events: usize) -> f64 {
    let log = Log::open(&config(data), &Clock::system()).await.unwrap();
    let begun = Instant::now();
    let mut follower = log.store.follow(Position(0)).await.unwrap();
    let mut taken = 0;
    while taken < events {
        taken += follower.next_batch(BATCH_EVENTS).await.unwrap().len();
    }
    let took = begun.elapsed().as_secs_f64();
    log.close().await;
    took
}

/// As the projector does it, but beside the live read models, which stay empty.
async fn apply(data: &Path, events: usize, live: &ReadModels) -> f64 {
    let log = Log::open(&config(data), &Clock::system()).await.unwrap();
    let read_models = live.begin_rebuild().await.unwrap();
    let begun = Instant::now();
    let mut follower = log.store.follow(Position(0)).await.unwrap();
    let mut at = Position(0);
    while (at.0 as usize) < events {
        let batch = follower.next_batch(BATCH_EVENTS).await.unwrap();
        match read_models.apply(at, &batch).await.unwrap() {
            Applied::Advanced(position) => at = position,
            Applied::Moved(_) => unreachable!("nobody else writes here"),
        }
    }
    let took = begun.elapsed().as_secs_f64();
    read_models.close().await;
    log.close().await;
    took
}
