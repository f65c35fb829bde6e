//! Free text is never in clear on disk, and can be erased for good.

use futures_util::TryStreamExt;
use tillbud::sealing::{KeyError, KeyId, Keyring, KeyringError, MasterKey};
use tillbud::store::{Append, LoadError, VerifyError};
use tillbud_events::{Position, ReportId, Text, Version};
use uuid::Uuid;

use crate::support::log::{self, Log, a_stream, contains, narrative, received, report};

#[tokio::test(flavor = "multi_thread")]
async fn words_are_nowhere_in_the_servers_files() {
    let canary = "kanariefågeln satt i hissen";
    let log = Log::start().await;
    let stream = a_stream();
    log.store.append(vec![report(stream, canary)]).await.unwrap();
    log.store.append(vec![report(a_stream(), canary), report(a_stream(), canary)]).await.unwrap();
    let loaded = log.store.load(stream).await.unwrap();
    assert_eq!(narrative(&loaded.events[0].event), Some(&Text::Clear(canary.into())));
    let files = log.stored_bytes();
    assert!(files.iter().any(|(_, bytes)| contains(bytes, b"report.received")));
    for (path, bytes) in files {
        for words in [canary, "kanarief", "satt i hissen"] {
            assert!(!contains(&bytes, words.as_bytes()), "{words} is in {}", path.display());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn destroying_a_key_erases_its_texts_and_leaves_the_others() {
    let log = Log::start().await;
    let (erased, kept) = (a_stream(), a_stream());
    log.store.append(vec![report(erased, "bort")]).await.unwrap();
    log.store.append(vec![report(kept, "kvar")]).await.unwrap();
    let (other_keyring, _) = log.another().await;
    let key = log.store.load(erased).await.unwrap().expected.key().unwrap();
    let wrapped = wrapped_key(&log, key).await;
    assert!(is_on_disk(&log, &wrapped));

    other_keyring.destroy(key).await.unwrap();
    other_keyring.destroy(key).await.unwrap();
    log.keyring.destroy(key).await.unwrap();

    assert!(!is_on_disk(&log, &wrapped), "the wrapped key is still in the key stream's files");
    let loaded = log.store.load(erased).await.unwrap();
    assert_eq!(narrative(&loaded.events[0].event), Some(&Text::Erased));
    let loaded = log.store.load(kept).await.unwrap();
    assert_eq!(narrative(&loaded.events[0].event), Some(&Text::Clear("kvar".into())));
    let mut follower = log.store.follow(Position(0)).await.unwrap();
    let events = crate::store::read(&mut follower, 2).await;
    assert_eq!(narrative(&events[0].event), Some(&Text::Erased));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_can_go_on_after_its_texts_were_erased() {
    let log = Log::start().await;
    let stream = a_stream();
    log.store.append(vec![report(stream, "gammalt")]).await.unwrap();
    let expected = log.store.load(stream).await.unwrap().expected;
    log.keyring.destroy(expected.key().unwrap()).await.unwrap();
    let events = vec![received("nytt")];
    log.store.append(vec![Append { stream, expected, events }]).await.unwrap();
    let loaded = log.store.load(stream).await.unwrap();
    assert_eq!(narrative(&loaded.events[0].event), Some(&Text::Erased));
    assert_eq!(narrative(&loaded.events[1].event), Some(&Text::Clear("nytt".into())));
    assert_ne!(loaded.expected.key(), expected.key());
}

#[tokio::test(flavor = "multi_thread")]
async fn all_texts_of_a_stream_share_one_key() {
    let log = Log::start().await;
    let stream = a_stream();
    log.store.append(vec![report(stream, "ett")]).await.unwrap();
    let first = log.store.load(stream).await.unwrap().expected;
    let events = vec![received("två")];
    log.store.append(vec![Append { stream, expected: first, events }]).await.unwrap();
    let second = log.store.load(stream).await.unwrap();
    assert_eq!(second.expected.key(), first.key());
    assert_eq!(second.version(), Version(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_master_key_is_refused_at_the_start() {
    let log = Log::start().await;
    let opened = Keyring::open(&log.connection, &MasterKey::generate()).await;
    assert!(matches!(opened, Err(KeyringError::WrongMasterKey { .. })), "{opened:?}");
    Keyring::open(&log.connection, &log.master).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_was_lost_is_not_taken_for_one_that_was_destroyed() {
    let log = Log::start().await;
    let stream = a_stream();
    log.store.append(vec![report(stream, "text")]).await.unwrap();
    let key = log.store.load(stream).await.unwrap().expected.key().unwrap();
    let keys = log.as_app().await.get_stream("TILLBUD_KEYS").await.unwrap();
    let subject = format!("tillbud-keys.key.{key}");
    let stored = keys.get_last_raw_message_by_subject(&subject).await.unwrap();
    keys.delete_message(stored.sequence).await.unwrap();

    let (_, fresh) = log.another().await;
    let verified = fresh.verify(|_, _| {}).await;
    assert!(
        matches!(verified, Err(VerifyError::KeyLost { key: lost, .. }) if lost == key),
        "{verified:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_was_altered_stops_the_reader() {
    let log = Log::start().await;
    let (one, two) = (a_stream(), a_stream());
    log.store.append(vec![report(one, "ett")]).await.unwrap();
    log.store.append(vec![report(two, "två")]).await.unwrap();
    // The payload of one event under the headers of another.
    let raw = log.as_app().await.get_stream("TILLBUD").await.unwrap();
    let mut forged = raw.get_raw_message(1).await.unwrap();
    let payload = raw.get_raw_message(2).await.unwrap().payload;
    for (header, value) in [
        ("Nats-Msg-Id", "forged"),
        ("ce-streamversion", "2"),
        ("Nats-Expected-Last-Subject-Sequence", "1"),
    ] {
        forged.headers.insert(header, value);
    }
    let jetstream = log.as_app().await;
    let subject = forged.subject.clone();
    jetstream.publish_with_headers(subject, forged.headers, payload).await.unwrap().await.unwrap();

    let loaded = log.store.load(one).await;
    assert!(
        matches!(loaded, Err(LoadError::Unreadable { position: Position(3), .. })),
        "{loaded:?}"
    );
    let mut follower = log.store.follow(Position(2)).await.unwrap();
    assert!(follower.next_batch(10).await.is_err());
    assert!(follower.next_batch(10).await.is_err(), "it must not go on after the bad event");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_leads_to_one_report() {
    let log = Log::start().await;
    let (verifier, report) = ([7; 32], ReportId(Uuid::from_u128(1)));
    assert_eq!(log.keyring.report_of(verifier).await.unwrap(), None);
    log.keyring.put_receipt(verifier, report).await.unwrap();
    log.keyring.put_receipt(verifier, report).await.unwrap();
    assert_eq!(log.keyring.report_of(verifier).await.unwrap(), Some(report));
    let taken = log.keyring.put_receipt(verifier, ReportId(Uuid::from_u128(2))).await;
    assert!(matches!(taken, Err(KeyError::ReceiptTaken)), "{taken:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_that_were_prepared_and_not_used_are_removed_at_the_end() {
    let log = Log::start().await;
    let stream = a_stream();
    log.store.append(vec![report(stream, "text")]).await.unwrap();
    log.keyring.close().await;
    let keys = log.as_app().await.get_stream("TILLBUD_KEYS").await.unwrap();
    let subjects = keys.info_with_subjects("tillbud-keys.key.*").await.unwrap();
    let subjects: Vec<_> = subjects.try_collect().await.unwrap();
    assert_eq!(subjects.len(), 1, "the key of the one report");
    assert_eq!(log.store.load(stream).await.unwrap().version(), Version(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_stream_of_keys_is_shared_by_several_programs() {
    let log = Log::start().await;
    let (_, other) = log.another().await;
    let stream = a_stream();
    log.store.append(vec![report(stream, "från den ena")]).await.unwrap();
    let loaded = other.load(stream).await.unwrap();
    assert_eq!(narrative(&loaded.events[0].event), Some(&Text::Clear("från den ena".into())));
    let events = vec![received("från den andra")];
    let append = Append { stream, expected: loaded.expected, events };
    other.append(vec![append]).await.unwrap();
    let mut follower = log.store.follow(Position(1)).await.unwrap();
    let events = crate::store::read(&mut follower, 1).await;
    assert_eq!(narrative(&events[0].event), Some(&Text::Clear("från den andra".into())));
}

async fn wrapped_key(log: &Log, key: KeyId) -> Vec<u8> {
    let keys = log::as_admin(&log.server).await.get_stream("TILLBUD_KEYS").await.unwrap();
    let subject = format!("tillbud-keys.key.{key}");
    let stored = keys.get_last_raw_message_by_subject(&subject).await.unwrap();
    let stored: serde_json::Value = serde_json::from_slice(&stored.payload).unwrap();
    stored["wrapped"].as_str().unwrap().as_bytes().to_vec()
}

fn is_on_disk(log: &Log, bytes: &[u8]) -> bool {
    log.stored_bytes().iter().any(|(_, content)| contains(content, bytes))
}
