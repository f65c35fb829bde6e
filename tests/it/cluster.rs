//! The log on three servers: the same promises, also when the leader dies.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;
use tillbud::sealing::{Keyring, KeyringError, MasterKey};
use tillbud::store::{
    Append, AppendError, ConnectOptions, Connection, EventStore, LoadError, Loaded, OpenError,
};
use tillbud_events::{Position, StreamId, Version};
use tokio::net::TcpListener;

use crate::support::log::{a_stream, acknowledged, nats_server, received, report};

const NODES: usize = 3;
/// Streams written before the leader dies, and after.
const ROUND: usize = 30;

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_keeps_the_log_when_its_leader_dies() {
    let mut cluster = Cluster::start().await;
    let connection = Connection::connect(&cluster.options()).await.unwrap();
    let keyring = keyring_when_ready(&connection).await;
    let store = EventStore::open(&connection, keyring.clone()).await.unwrap();
    let mut follower = store.follow(Position(0)).await.unwrap();

    let mut streams = Vec::new();
    for number in 0..2 * ROUND {
        if number == ROUND {
            cluster.kill_leader().await;
        }
        let stream = a_stream();
        streams.push(stream);
        append_until_known(&store, vec![report(stream, &number.to_string())]).await;
        let expected = load_until_known(&store, stream).await.expected;
        assert_eq!(expected.version(), Version(1));
        let events = vec![acknowledged(), received("mera")];
        append_until_known(&store, vec![Append { stream, expected, events }]).await;
    }

    let mut seen = 0;
    while seen < 3 * streams.len() {
        seen += follower.next_batch(100).await.unwrap().len();
    }
    for stream in streams {
        assert_eq!(load_until_known(&store, stream).await.version(), Version(3));
    }
    let verified = store.verify(|_, _| {}).await.unwrap();
    assert_eq!(verified.events, seen as u64);
    keyring.close().await;
}

/// A new cluster refuses to create streams until it has elected a leader.
async fn keyring_when_ready(connection: &Connection) -> Keyring {
    let master = MasterKey::generate();
    loop {
        match Keyring::open(connection, &master).await {
            Ok(keyring) => return keyring,
            Err(error) if is_electing(&error) => tokio::task::yield_now().await,
            Err(error) => panic!("{error}"),
        }
    }
}

fn is_electing(error: &KeyringError) -> bool {
    matches!(error, KeyringError::Open(OpenError::Unavailable(_) | OpenError::Create { .. }))
}

async fn append_until_known(store: &EventStore, appends: Vec<Append>) {
    loop {
        match store.append(appends.clone()).await {
            Ok(_) => return,
            Err(AppendError::Unavailable(_)) => tokio::task::yield_now().await,
            Err(error) => panic!("{error}"),
        }
    }
}

async fn load_until_known(store: &EventStore, stream: StreamId) -> Loaded {
    loop {
        match store.load(stream).await {
            Ok(loaded) => return loaded,
            Err(LoadError::Unavailable(_)) => tokio::task::yield_now().await,
            Err(error) => panic!("{error}"),
        }
    }
}

struct Cluster {
    _directory: TempDir,
    ports: Vec<u16>,
    nodes: Vec<Child>,
}

impl Cluster {
    async fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let mut listeners = Vec::new();
        for _ in 0..2 * NODES {
            listeners.push(TcpListener::bind(("127.0.0.1", 0)).await.unwrap());
        }
        let ports: Vec<_> = listeners.iter().map(|l| l.local_addr().unwrap().port()).collect();
        drop(listeners);
        let (clients, routes) = ports.split_at(NODES);
        let all: Vec<_> =
            routes.iter().map(|port| format!("\"nats://127.0.0.1:{port}\"")).collect();
        for (node, (client, route)) in clients.iter().zip(routes).enumerate() {
            let store = directory.path().join(format!("store{node}"));
            let config = format!(
                "server_name: n{node}\nlisten: \"127.0.0.1:{client}\"\n\
                 jetstream {{ store_dir: {store:?}, sync_interval: always }}\n\
                 cluster {{ name: c, listen: \"127.0.0.1:{route}\", routes: [{}] }}\n",
                all.join(", ")
            );
            fs::write(directory.path().join(format!("{node}.conf")), config).unwrap();
        }
        let nodes = (0..NODES).map(|node| spawn(directory.path(), node)).collect();
        let cluster = Self { _directory: directory, ports: clients.to_vec(), nodes };
        while Connection::connect(&cluster.options()).await.is_err() {
            tokio::task::yield_now().await;
        }
        cluster
    }

    fn options(&self) -> ConnectOptions {
        let urls: Vec<_> = self.ports.iter().map(|p| format!("nats://127.0.0.1:{p}")).collect();
        ConnectOptions::new(urls.join(","))
    }

    async fn kill_leader(&mut self) {
        let url = format!("nats://127.0.0.1:{}", self.ports[0]);
        let jetstream = async_nats::jetstream::new(async_nats::connect(url).await.unwrap());
        let info = jetstream.get_stream("TILLBUD").await.unwrap().cached_info().clone();
        assert_eq!(info.config.num_replicas, NODES);
        let leader = info.cluster.unwrap().leader.unwrap();
        let node: usize = leader.trim_start_matches('n').parse().unwrap();
        self.nodes[node].kill().unwrap();
        self.nodes[node].wait().unwrap();
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        for node in &mut self.nodes {
            node.kill().ok();
            node.wait().ok();
        }
    }
}

fn spawn(directory: &Path, node: usize) -> Child {
    Command::new(nats_server())
        .arg("-c")
        .arg(directory.join(format!("{node}.conf")))
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("nats-server: {error}; `make tools` gets it"))
}
