//! The nats-server that Tillbud starts itself: it outlives crashes of its own, never
//! its parent, and lets nobody tamper with the log.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use async_nats::jetstream::stream::{Config, StorageType};
use tillbud::embedded::{self, Options, Server, StartError};
use tillbud::sealing::{Keyring, MasterKey};
use tillbud::store::{
    AppendError, Bucket, BucketError, ConnectError, ConnectOptions, Connection, Credentials,
    EventStore, LoadError, Secret,
};
use tillbud_events::{Position, Version};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

use crate::support::log::{self, Log, a_stream, as_admin, nats_server, report, server_pid};

const DATA_DIRECTORY: &str = "TILLBUD_TEST_DATA_DIRECTORY";

#[tokio::test(flavor = "multi_thread")]
async fn what_was_appended_is_there_after_a_restart() {
    let log = Log::start().await;
    let stream = a_stream();
    log.store.append(vec![report(stream, "kvar")]).await.unwrap();
    let Log { directory, server, master, .. } = log;
    server.stop().await;

    let server = log::start(directory.path()).await;
    let connection = Connection::connect(&server.connect_options()).await.unwrap();
    let keyring = Keyring::open(&connection, &master).await.unwrap();
    let store = EventStore::open(&connection, keyring).await.unwrap();
    assert_eq!(store.load(stream).await.unwrap().version(), Version(1));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_comes_back_and_nothing_is_lost_or_doubled() {
    const REPORTS: u64 = 120;
    let log = Log::start().await;
    let mut follower = log.store.follow(Position(0)).await.unwrap();
    let store = log.store.clone();
    let reports: Vec<_> = (0..REPORTS).map(|n| report(a_stream(), &n.to_string())).collect();
    let sent: Vec<_> = reports.iter().map(|append| append.events[0].meta.event_id).collect();
    let writer = tokio::spawn(async move {
        for append in reports {
            append_until_known(&store, append).await;
        }
    });
    let mut seen = Vec::new();
    while (seen.len() as u64) < REPORTS {
        let before = seen.len();
        seen.extend(follower.next_batch(10).await.unwrap().iter().map(|e| e.meta.event_id));
        if before / 40 != seen.len() / 40 && (seen.len() as u64) < REPORTS {
            log.kill_server();
        }
    }
    writer.await.unwrap();
    assert_eq!(seen, sent);
    assert_eq!(log.store.verify(|_, _| {}).await.unwrap().events, REPORTS);
}

/// As a caller does: the same event ids again until the answer is certain.
async fn append_until_known(store: &EventStore, append: tillbud::store::Append) {
    loop {
        match store.append(vec![append.clone()]).await {
            Ok(_) => return,
            Err(AppendError::Unavailable(_)) => tokio::task::yield_now().await,
            Err(error) => panic!("{error}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_program_leaves_no_server_behind() {
    let directory = tempfile::tempdir().unwrap();
    let mut program = program_with_a_server(directory.path());
    let orphan = server_pid(directory.path());
    assert!(is_running(orphan));
    program.kill().unwrap();
    program.wait().unwrap();

    // Starting waits until the earlier server has released the store.
    let server = log::start(directory.path()).await;
    assert!(!is_running(orphan));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_program_on_the_same_data_is_refused_but_can_join() {
    let directory = tempfile::tempdir().unwrap();
    assert!(embedded::join(directory.path()).is_none());
    let mut program = program_with_a_server(directory.path());
    let options = Options { data_dir: directory.path().to_owned(), binary: None };
    let refused = Server::start(options).await;
    assert!(matches!(refused, Err(StartError::InUse(_))), "{refused:?}");
    let joined = embedded::join(directory.path()).unwrap();
    let connection = Connection::connect(&joined).await.unwrap();
    let keyring = Keyring::open(&connection, &MasterKey::generate()).await.unwrap();
    EventStore::open(&connection, keyring).await.unwrap();
    program.kill().unwrap();
    program.wait().unwrap();
    assert!(embedded::join(directory.path()).is_none());
}

/// Not a test of its own: the program that the two tests above run and kill.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "started by other tests"]
async fn start_a_server_and_wait() {
    let directory = std::env::var(DATA_DIRECTORY).unwrap();
    let _server = log::start(Path::new(&directory)).await;
    println!("\nready");
    std::future::pending::<()>().await;
}

fn program_with_a_server(data_dir: &Path) -> Child {
    let mut program = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "embedded::start_a_server_and_wait", "--ignored", "--nocapture"])
        .env(DATA_DIRECTORY, data_dir)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(program.stdout.as_mut().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap() == "ready"), "the program did not start a server");
    program
}

fn is_running(pid: u32) -> bool {
    Command::new("kill")
        .args(["-0", &pid.to_string()])
        .stderr(Stdio::null())
        .status()
        .unwrap()
        .success()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_programs_credential_cannot_change_or_delete_the_log() {
    let log = Log::start().await;
    log.store.append(vec![report(a_stream(), "text")]).await.unwrap();
    let app = log.as_app().await;
    let stream = app.get_stream("TILLBUD").await.unwrap();
    let mut config = stream.cached_info().config.clone();
    config.max_age = Duration::from_secs(1);
    config.duplicate_window = Duration::from_secs(1);
    let (update, create) = (app.update_stream(&config), app.create_stream("OTHER"));
    let (delete, purge) = (app.delete_stream("TILLBUD"), stream.purge());
    let (message, keys) = (stream.delete_message(1), app.delete_stream("TILLBUD_KEYS"));
    let (update, create, delete, purge, message, keys) =
        tokio::join!(update, create, delete, purge, message, keys);
    assert!(update.is_err() && create.is_err() && delete.is_err());
    assert!(purge.is_err() && message.is_err() && keys.is_err());
    assert!(app.publish("other.subject", "x".into()).await.unwrap().await.is_err());
    assert_eq!(log.store.verify(|_, _| {}).await.unwrap().events, 1);

    // Deleting and purging events is denied to everyone.
    let admin = as_admin(&log.server).await.get_stream("TILLBUD").await.unwrap();
    assert!(admin.delete_message(1).await.is_err());
    assert!(admin.purge().await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_with_weaker_settings_is_refused_by_name() {
    let directory = tempfile::tempdir().unwrap();
    let server = log::start(directory.path()).await;
    let weaker = Config {
        name: "TILLBUD".to_owned(),
        subjects: vec!["tillbud.>".to_owned()],
        storage: StorageType::Memory,
        max_age: Duration::from_secs(3600),
        ..Config::default()
    };
    as_admin(&server).await.create_stream(weaker).await.unwrap();
    let connection = Connection::connect(&server.connect_options()).await.unwrap();
    let opened = Keyring::open(&connection, &MasterKey::generate()).await;
    let error = opened.unwrap_err().to_string();
    for setting in ["TILLBUD", "storage must be file", "max_age", "deny_delete", "deny_purge"] {
        assert!(error.contains(setting), "{setting} is not named: {error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_went_missing_is_not_made_anew() {
    let log = Log::start().await;
    log.store.append(vec![report(a_stream(), "text")]).await.unwrap();
    as_admin(&log.server).await.delete_stream("TILLBUD").await.unwrap();
    let connection = Connection::connect(&log.server.connect_options()).await.unwrap();
    let opened = Keyring::open(&connection, &log.master).await;
    let error = opened.unwrap_err().to_string();
    assert!(error.contains("the stream TILLBUD is missing"), "{error}");
    assert!(as_admin(&log.server).await.get_stream("TILLBUD").await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_only_looks_empty_is_left_alone() {
    let Log { directory, server, master, store, .. } = Log::start().await;
    store.append(vec![report(a_stream(), "text")]).await.unwrap();
    server.stop().await;
    // As a disk that lost the descriptions of the streams would leave it.
    let streams = directory.path().join("nats/store/jetstream/$G/streams");
    for name in ["TILLBUD", "TILLBUD_KEYS", "TILLBUD_HELD", "KV_TILLBUD_ACCESS"] {
        fs::remove_file(streams.join(name).join("meta.inf")).unwrap();
    }
    let server = log::start(directory.path()).await;
    let connection = Connection::connect(&server.connect_options()).await.unwrap();
    let error = Keyring::open(&connection, &master).await.unwrap_err().to_string();
    assert!(error.contains("is missing although Tillbud has been used here"), "{error}");
    assert!(streams.join("TILLBUD/msgs").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_a_flipped_bit_made_vanish_stops_every_reader() {
    let Log { directory, server, master, store, .. } = Log::start().await;
    let streams = [a_stream(), a_stream(), a_stream()];
    for stream in streams {
        store.append(vec![report(stream, "text")]).await.unwrap();
    }
    server.stop().await;
    let block = directory.path().join("nats/store/jetstream/$G/streams/TILLBUD/msgs/1.blk");
    let mut bytes = fs::read(&block).unwrap();
    let second = streams[1].id.to_string().into_bytes();
    let at = bytes.windows(second.len()).rposition(|window| window == second).unwrap();
    bytes[at] ^= 1;
    fs::write(&block, bytes).unwrap();

    let server = log::start(directory.path()).await;
    let connection = Connection::connect(&server.connect_options()).await.unwrap();
    let keyring = Keyring::open(&connection, &master).await.unwrap();
    let store = EventStore::open(&connection, keyring).await.unwrap();
    let mut follower = store.follow(Position(0)).await.unwrap();
    for _ in 0..2 {
        let read = crate::store::read_until_error(&mut follower).await;
        assert!(read.to_string().contains("lost the event at position 2"), "{read}");
    }
    let page = store.page(Position(0), 10).await;
    assert!(matches!(page, Err(LoadError::Gap(Position(2)))), "{page:?}");
    let verified = store.verify(|_, _| {}).await.unwrap_err();
    assert!(verified.to_string().contains("lost the event at position 2"), "{verified}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bucket_keeps_values_until_they_are_deleted() {
    let log = Log::start().await;
    let bucket = Bucket::open(&log.connection).await.unwrap();
    assert_eq!(bucket.get("token.a").await.unwrap(), None);
    bucket.create("token.a", "1").await.unwrap();
    bucket.create("token.a", "1").await.unwrap();
    let taken = bucket.create("token.a", "2").await;
    assert!(matches!(taken, Err(BucketError::Exists)), "{taken:?}");
    bucket.put("token.a", "3").await.unwrap();
    bucket.put("token.b", "4").await.unwrap();
    let mut entries = bucket.entries("").await.unwrap();
    entries.sort();
    let expected = [("token.a".to_owned(), "3".into()), ("token.b".to_owned(), "4".into())];
    assert_eq!(entries, expected);
    bucket.delete("token.a").await.unwrap();
    assert_eq!(bucket.get("token.a").await.unwrap(), None);
    assert_eq!(bucket.entries("").await.unwrap().len(), 1);
    bucket.create("token.a", "5").await.unwrap();
    assert_eq!(bucket.get("token.a").await.unwrap(), Some("5".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn passwords_stand_only_in_files_that_their_owner_can_read() {
    let directory = tempfile::tempdir().unwrap();
    let server = log::start(directory.path()).await;
    let Some(Credentials::User { password: Secret(password), .. }) =
        server.connect_options().credentials
    else {
        panic!("no password")
    };
    assert!(!format!("{server:?}").contains(&password));
    let nats = directory.path().join("nats");
    assert_eq!(fs::metadata(&nats).unwrap().permissions().mode() & 0o777, 0o700);
    for name in ["nats-server.conf", "connection.json"] {
        let file = nats.join(name);
        assert!(fs::read_to_string(&file).unwrap().contains(&password));
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
    }
    server.stop().await;
    assert!(!nats.join("connection.json").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn each_server_that_cannot_be_used_is_refused_with_what_to_do() {
    let nobody = Connection::connect(&ConnectOptions::new("nats://127.0.0.1:1")).await;
    assert_says(&nobody, "no NATS server answers at 127.0.0.1:1");
    let nonsense = Connection::connect(&ConnectOptions::new("http://127.0.0.1:1")).await;
    assert_says(&nonsense, "write it as nats://host:4222");

    let old = server_that_greets(r#"{"version":"2.10.25","max_payload":1048576,"headers":true}"#);
    let old = Connection::connect(&ConnectOptions::new(old.await)).await;
    assert_says(&old, "is version 2.10.25, and Tillbud needs 2.12");

    let directory = tempfile::tempdir().unwrap();
    let server = log::start(directory.path()).await;
    let mut options = server.connect_options();
    options.credentials = Some(Credentials::User {
        user: "tillbud".to_owned(),
        password: Secret("wrong".to_owned()),
    });
    assert_says(&Connection::connect(&options).await, "refuses the credentials");

    let port = free_port().await;
    let mut plain = Command::new(nats_server())
        .args(["-a", "127.0.0.1", "-p", &port.to_string()])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let url = format!("nats://127.0.0.1:{port}");
    let without = loop {
        match Connection::connect(&ConnectOptions::new(&url)).await {
            Err(ConnectError::NoServer { .. }) => tokio::task::yield_now().await,
            other => break other,
        }
    };
    plain.kill().unwrap();
    plain.wait().unwrap();
    assert_says(&without, "has no JetStream");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_binary_that_cannot_be_used_is_refused_with_what_to_do() {
    let directory = tempfile::tempdir().unwrap();
    for (script, sentence) in [
        ("echo 'nats-server: v2.9.10'", "is version 2.9.10, and Tillbud needs 2.12"),
        ("true", "does not tell its version"),
    ] {
        let binary = directory.path().join("nats-server");
        fs::write(&binary, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&binary, fs::Permissions::from_mode(0o755)).unwrap();
        let data_dir = directory.path().join("data");
        let started = Server::start(Options { data_dir, binary: Some(binary) }).await;
        let error = started.unwrap_err().to_string();
        assert!(error.contains(sentence) && error.contains("make tools"), "{error}");
    }
    let binary = Some(directory.path().join("nowhere"));
    let data_dir = directory.path().join("data");
    let error = Server::start(Options { data_dir, binary }).await.unwrap_err().to_string();
    assert!(error.contains("cannot be run"), "{error}");
}

fn assert_says(connected: &Result<Connection, ConnectError>, sentence: &str) {
    let error = connected.as_ref().unwrap_err().to_string();
    assert!(error.contains(sentence), "{error}");
}

async fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).await.unwrap().local_addr().unwrap().port()
}

/// Speaks as much of the protocol as it takes to connect.
async fn server_that_greets(info: &'static str) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("nats://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            client.write_all(format!("INFO {info}\r\nPONG\r\n").as_bytes()).await.unwrap();
            tokio::spawn(async move {
                tokio::io::copy(&mut client, &mut tokio::io::sink()).await.ok();
            });
        }
    });
    url
}
