//! A log of its own for a test: a private nats-server in a temporary directory.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use async_nats::jetstream;
use tempfile::TempDir;
use tillbud::clock::Clock;
use tillbud::embedded::{Options, Server};
use tillbud::sealing::{Keyring, MasterKey};
use tillbud::store::{Append, Connection, Credentials, EventStore, Expected};
use tillbud_events::report::{Acknowledged, Event, Imported, Received};
use tillbud_events::vocabulary::{Label, Lang};
use tillbud_events::{Actor, AnyEvent, Meta, NewEvent, StreamId, StreamKind, Text};

/// A running server, a connection to it, and the log.
pub struct Log {
    pub directory: TempDir,
    pub server: Server,
    pub master: MasterKey,
    pub connection: Connection,
    pub keyring: Keyring,
    pub store: EventStore,
}

impl Log {
    pub async fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let server = start(directory.path()).await;
        let connection = Connection::connect(&server.connect_options()).await.unwrap();
        let master = MasterKey::generate();
        let keyring = Keyring::open(&connection, &master).await.unwrap();
        let store = EventStore::open(&connection, keyring.clone()).await.unwrap();
        Self { directory, server, master, connection, keyring, store }
    }

    /// A log handle of its own, as another program on the same server would have.
    pub async fn another(&self) -> (Keyring, EventStore) {
        let connection = Connection::connect(&self.server.connect_options()).await.unwrap();
        let keyring = Keyring::open(&connection, &self.master).await.unwrap();
        let store = EventStore::open(&connection, keyring.clone()).await.unwrap();
        (keyring, store)
    }

    /// Every file of the server's store.
    pub fn stored_bytes(&self) -> Vec<(PathBuf, Vec<u8>)> {
        files_under(&self.directory.path().join("nats"))
    }

    /// NATS itself, with the program's own credential.
    pub async fn as_app(&self) -> jetstream::Context {
        let options = self.server.connect_options();
        jetstream_as(&options.url.0, options.credentials.as_ref()).await
    }

    /// Kills the server as a crash would.
    pub fn kill_server(&self) {
        kill(server_pid(self.directory.path()));
    }
}

pub async fn start(data_dir: &Path) -> Server {
    Server::start(Options { data_dir: data_dir.to_owned(), binary: None })
        .await
        .unwrap_or_else(|error| panic!("{error}"))
}

/// NATS itself, with the credential that may create streams.
pub async fn as_admin(server: &Server) -> jetstream::Context {
    let options = server.connect_options();
    jetstream_as(&options.url.0, options.admin.as_ref()).await
}

/// NATS itself, beside the program that runs on this folder, with that program's credential.
pub async fn jetstream_as_app(data_dir: &Path) -> jetstream::Context {
    let options = tillbud::embedded::join(data_dir).unwrap();
    jetstream_as(&options.url.0, options.credentials.as_ref()).await
}

async fn jetstream_as(url: &str, credentials: Option<&Credentials>) -> jetstream::Context {
    let Some(Credentials::User { user, password }) = credentials else { panic!("no user") };
    let client = async_nats::ConnectOptions::new()
        .user_and_password(user.clone(), password.0.clone())
        .custom_inbox_prefix("_INBOX.tillbud")
        .connect(url)
        .await
        .unwrap();
    jetstream::context::ContextBuilder::new().timeout(Duration::from_secs(2)).build(client)
}

/// The program to start where a test needs a server of its own making.
pub fn nats_server() -> PathBuf {
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join(".tools/nats-server");
    if tools.is_file() { tools } else { "nats-server".into() }
}

pub fn server_pid(data_dir: &Path) -> u32 {
    let pid = fs::read_to_string(data_dir.join("nats/nats-server.pid")).unwrap();
    pid.trim().parse().unwrap()
}

pub fn kill(pid: u32) {
    let killed = std::process::Command::new("kill").args(["-KILL", &pid.to_string()]).status();
    assert!(killed.unwrap().success(), "there is no process {pid}");
}

pub fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

pub fn files_under(directory: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_under(&path));
        } else {
            files.push((path.clone(), fs::read(&path).unwrap_or_default()));
        }
    }
    files
}

pub fn a_stream() -> StreamId {
    StreamId { kind: StreamKind::Report, id: Clock::system().random_id() }
}

/// An event with a text.
pub fn received(narrative: &str) -> NewEvent<AnyEvent> {
    let event = Received {
        narrative: Text::Clear(narrative.to_owned()),
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
    };
    new(Event::Received(event))
}

/// A record of another register, with nothing in it yet.
pub fn an_import() -> Imported {
    Imported {
        dataset: Label::parse("register").unwrap(),
        source_id: Label::parse("1").unwrap(),
        narrative: None,
        title: None,
        action_taken: None,
        further: vec![],
        kind: None,
        happened: None,
        ended: None,
        reported: None,
        zone: None,
        unit: None,
        categories: vec![],
        factors: vec![],
        lang: None,
    }
}

/// An event without a text.
pub fn acknowledged() -> NewEvent<AnyEvent> {
    new(Event::Acknowledged(Acknowledged {}))
}

/// Creates `stream` with one report.
pub fn report(stream: StreamId, narrative: &str) -> Append {
    Append { stream, expected: Expected::new_stream(stream), events: vec![received(narrative)] }
}

pub fn narrative(event: &AnyEvent) -> Option<&Text> {
    match event {
        AnyEvent::Report(Event::Received(received)) => Some(&received.narrative),
        _ => None,
    }
}

pub fn new(event: Event) -> NewEvent<AnyEvent> {
    let meta = Meta {
        event_id: Clock::system().random_id(),
        at: StreamKind::Report.recorded_moment(Clock::system().now()),
        actor: Actor::Reporter,
        correlation_id: Clock::system().random_id(),
        causation_id: None,
    };
    NewEvent { meta, event: AnyEvent::Report(event) }
}
