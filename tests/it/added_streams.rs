//! Streams that came with a later version: made once in a store that is in use, never
//! in the place of one that was lost.

use std::fs;

use async_nats::jetstream::stream::Stream;
use tillbud::sealing::{Keyring, KeyringError};
use tillbud::store::{ConnectOptions, Connection, HeldStream};

use crate::support::log::{self, Log, a_stream, as_admin, report};

const MARK: &str = "tillbud-keys.stream.TILLBUD_HELD";

/// Opens the log as a program does that must not fill an empty store.
async fn open(log: &Log) -> Result<HeldStream, KeyringError> {
    let options = ConnectOptions { may_create: false, ..log.server.connect_options() };
    let connection = Connection::connect(&options).await.unwrap();
    Keyring::open(&connection, &log.master).await?;
    Ok(HeldStream::open(&connection).await?)
}

async fn stream(log: &Log, name: &str) -> Option<Stream> {
    as_admin(&log.server).await.get_stream(name).await.ok()
}

async fn forget_mark(log: &Log) {
    let keys = stream(log, "TILLBUD_KEYS").await.unwrap();
    let mark = keys.get_last_raw_message_by_subject(MARK).await.unwrap();
    keys.delete_message(mark.sequence).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_of_an_earlier_version_gets_the_stream_at_the_next_start() {
    let log = Log::start().await;
    log.store.append(vec![report(a_stream(), "text")]).await.unwrap();
    as_admin(&log.server).await.delete_stream("TILLBUD_HELD").await.unwrap();
    forget_mark(&log).await;

    let held = open(&log).await.unwrap();
    held.put("aa", 0, b"held".to_vec()).await.unwrap();
    let keys = stream(&log, "TILLBUD_KEYS").await.unwrap();
    assert!(keys.get_last_raw_message_by_subject(MARK).await.is_ok());
    let held = open(&log).await.unwrap();
    assert_eq!(held.places().await.unwrap(), ["aa"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_was_stopped_before_it_set_the_mark_sets_it_at_the_next_start() {
    let log = Log::start().await;
    forget_mark(&log).await;
    open(&log).await.unwrap();
    let keys = stream(&log, "TILLBUD_KEYS").await.unwrap();
    assert!(keys.get_last_raw_message_by_subject(MARK).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_went_missing_is_not_made_anew() {
    let log = Log::start().await;
    as_admin(&log.server).await.delete_stream("TILLBUD_HELD").await.unwrap();
    let error = open(&log).await.unwrap_err().to_string();
    assert!(error.contains("the stream TILLBUD_HELD is missing"), "{error}");
    assert!(stream(&log, "TILLBUD_HELD").await.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_whose_description_was_lost_is_left_alone() {
    let log = Log::start().await;
    let held = open(&log).await.unwrap();
    held.put("aa", 0, b"held".to_vec()).await.unwrap();
    let Log { directory, server, master, connection, keyring, store } = log;
    server.stop().await;
    let folder = directory.path().join("nats/store/jetstream/$G/streams/TILLBUD_HELD");
    fs::remove_file(folder.join("meta.inf")).unwrap();
    let server = log::start(directory.path()).await;
    let log = Log { directory, server, master, connection, keyring, store };
    let error = open(&log).await.unwrap_err().to_string();
    assert!(error.contains("the stream TILLBUD_HELD is missing"), "{error}");
    assert!(folder.join("msgs").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_would_keep_what_is_erased_is_refused() {
    let log = Log::start().await;
    let admin = as_admin(&log.server).await;
    let mut config = stream(&log, "TILLBUD_HELD").await.unwrap().cached_info().config.clone();
    config.deny_delete = true;
    admin.update_stream(&config).await.unwrap();
    let error = open(&log).await.unwrap_err().to_string();
    assert!(error.contains("TILLBUD_HELD") && error.contains("deny_delete must be off"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_can_erase_what_is_held_and_neither_purge_nor_delete_the_stream() {
    let log = Log::start().await;
    let held = open(&log).await.unwrap();
    held.put("aa", 0, b"one".to_vec()).await.unwrap();
    held.put("bb", 0, b"two".to_vec()).await.unwrap();
    assert!(held.put("aa", 0, b"three".to_vec()).await.is_err());
    let app = log.as_app().await;
    let stream = app.get_stream("TILLBUD_HELD").await.unwrap();
    assert!(stream.purge().await.is_err());
    assert!(app.delete_stream("TILLBUD_HELD").await.is_err());
    let first = held.at("aa").await.unwrap().remove(0);
    held.erase(first.sequence).await.unwrap();
    held.erase(first.sequence).await.unwrap();
    assert_eq!(held.places().await.unwrap(), ["bb"]);
    assert!(!held.is_empty().await.unwrap());
    held.cover().await.unwrap();
    assert_eq!(held.places().await.unwrap(), ["bb"]);
    held.uncover().await.unwrap();
    held.erase(held.at("bb").await.unwrap()[0].sequence).await.unwrap();
    assert!(held.is_empty().await.unwrap() && held.places().await.unwrap().is_empty());
}
