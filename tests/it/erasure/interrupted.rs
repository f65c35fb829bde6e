//! An erasure that was cut off at any step is complete after the next start, and nothing
//! else is harmed.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::task::{Context, Poll};

use sqlx::Connection;
use tempfile::TempDir;
use tillbud::act::Act;
use tillbud::clock::Clock;
use tillbud::policies::eraser::Eraser;
use tillbud::sealing::Keyring;
use tillbud::store::{AppendError, EventStore, Files};
use tillbud_events::report::{Command, Report};
use tillbud_events::{Actor, Position, StreamId, Text};

use super::bytes::{self, holding};
use super::told;
use crate::crash::drill::program::wait_until;
use crate::support::app::TestApp;
use crate::support::log::{Log, a_stream, narrative, received, report};

/// Polls at which a single piece of work may be cut off before it counts as endless.
pub const CUTS_MAX: usize = 2_000;

/// Appends the order alone, as a program does that is killed right after.
pub async fn order(log: &Log, stream: StreamId) -> Position {
    let dispatch = tillbud::dispatch::Dispatch::new(log.store.clone());
    let act = Act::once(&Clock::system(), Actor::Reporter);
    let command = Command::Erase(told::withdrawn());
    dispatch.execute::<Report>(stream, None, &act, command).await.unwrap().position
}

async fn is_erased(log: &Log, stream: StreamId) -> bool {
    let loaded = log.store.load(stream).await.unwrap();
    narrative(&loaded.events[0].event) == Some(&Text::Erased)
}

/// Polls `work` as often as it wants, but at most `cut` times; then it is dropped.
pub async fn cut_off<T>(work: impl Future<Output = T>, cut: usize) -> Option<T> {
    let mut work = pin!(work);
    let mut polls = 0;
    std::future::poll_fn(|context: &mut Context<'_>| {
        if polls == cut {
            return Poll::Ready(None);
        }
        polls += 1;
        work.as_mut().poll(context).map(Some)
    })
    .await
}

/// Cuts `work` off one poll later each time, until it says that it was done; tells how often.
pub async fn cut_off_everywhere(mut work: impl AsyncFnMut(usize) -> bool) -> usize {
    let mut cuts = 0;
    while !work(cuts).await {
        cuts += 1;
        assert!(cuts < CUTS_MAX);
    }
    cuts
}

pub async fn eraser(log: &Log, store: EventStore, keyring: Keyring) -> Eraser {
    Eraser::new(store, keyring, Files::open(&log.connection).await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn carrying_out_an_erasure_can_be_cut_off_at_any_moment_and_repeated() {
    let log = Log::start().await;
    let kept = a_stream();
    log.store.append(vec![report(kept, "kvar")]).await.unwrap();
    let cuts = cut_off_everywhere(async |cuts| {
        let stream = a_stream();
        log.store.append(vec![report(stream, "bort")]).await.unwrap();
        let key = log.store.load(stream).await.unwrap().expected.key().unwrap().to_string();
        order(&log, stream).await;
        // Another program's eraser each time, as memory does not outlive a kill.
        let (keyring, store) = log.another().await;
        let is_done =
            cut_off(eraser(&log, store, keyring).await.carry_out(stream), cuts).await.is_some();
        let (keyring, store) = log.another().await;
        eraser(&log, store.clone(), keyring.clone()).await.carry_out(stream).await.unwrap();
        let loaded = store.load(stream).await.unwrap();
        assert_eq!(narrative(&loaded.events[0].event), Some(&Text::Erased), "cut {cuts}");
        let keys = log.as_app().await.get_stream("TILLBUD_KEYS").await.unwrap();
        let subject = format!("tillbud-keys.key.{key}");
        assert!(keys.get_last_raw_message_by_subject(&subject).await.is_err(), "cut {cuts}");
        is_done
    })
    .await;
    assert!(cuts > 3, "there were only {cuts} moments to be cut off at");
    // No key counts as lost, and the other report is as it was.
    let (_, store) = log.another().await;
    let verified = store.verify(|_, _| {}).await.unwrap();
    assert_eq!((verified.erased, verified.texts), (cuts as u64 + 1, 1));
    assert!(!is_erased(&log, kept).await);
}

/// What a kill leaves behind after each step: the order, the mark of the key, its end.
#[tokio::test(flavor = "multi_thread")]
async fn whatever_step_was_the_last_the_task_goes_on_from_there() {
    let log = Log::start().await;
    let streams: Vec<StreamId> = (0..4).map(|_| a_stream()).collect();
    for stream in &streams {
        log.store.append(vec![report(*stream, "bort")]).await.unwrap();
    }
    let [ordered, marked, destroyed, kept] = streams[..] else { unreachable!() };
    let mut last = Position::default();
    for stream in [ordered, marked, destroyed] {
        last = order(&log, stream).await;
    }
    let key = log.store.load(marked).await.unwrap().expected.key().unwrap();
    let mark = format!("tillbud-keys.destroyed.{key}");
    log.as_app().await.publish(mark, "".into()).await.unwrap().await.unwrap();
    let key = log.store.load(destroyed).await.unwrap().expected.key().unwrap();
    log.keyring.destroy(key).await.unwrap();

    let (_, store) = log.another().await;
    assert_eq!(store.verify(|_, _| {}).await.unwrap().unerased, 2);
    let (keyring, store) = log.another().await;
    assert_eq!(keyring.erased_up_to().await.unwrap(), Position::default());
    let task = eraser(&log, store.clone(), keyring.clone()).await.start(Clock::system());
    reach(&keyring, last).await;
    task.abort();
    let (_, store) = log.another().await;
    for stream in [ordered, marked, destroyed] {
        let loaded = store.load(stream).await.unwrap();
        assert_eq!(narrative(&loaded.events[0].event), Some(&Text::Erased));
    }
    assert!(!is_erased(&log, kept).await);
    let verified = store.verify(|_, _| {}).await.unwrap();
    assert_eq!((verified.erased, verified.unerased), (3, 0));

    // The next one goes on from the mark, and the mark is one message.
    let last = order(&log, kept).await;
    let task = eraser(&log, store, keyring.clone()).await.start(Clock::system());
    reach(&keyring, last).await;
    task.abort();
    let keys = log.as_app().await.get_stream("TILLBUD_KEYS").await.unwrap();
    let subjects = keys.info_with_subjects("tillbud-keys.erased.*").await.unwrap();
    assert_eq!(futures_util::StreamExt::count(subjects).await, 1);
}

async fn reach(keyring: &tillbud::sealing::Keyring, position: Position) {
    while keyring.erased_up_to().await.unwrap() < position {
        crate::crash::drill::program::pause().await;
    }
}

/// A program that runs on the same log and has the key in memory.
#[tokio::test(flavor = "multi_thread")]
async fn another_program_forgets_the_key_as_soon_as_it_sees_the_order() {
    let log = Log::start().await;
    let stream = a_stream();
    log.store.append(vec![report(stream, "bort")]).await.unwrap();
    let (keyring, store) = log.another().await;
    let key = store.load(stream).await.unwrap().expected.key().unwrap();
    let last = order(&log, stream).await;
    eraser(&log, log.store.clone(), log.keyring.clone()).await.carry_out(stream).await.unwrap();
    assert!(keyring.key(key).await.unwrap().is_some(), "it has the key at hand");
    let task = eraser(&log, store.clone(), keyring.clone()).await.start(Clock::system());
    reach(&keyring, last).await;
    task.abort();
    assert!(keyring.key(key).await.unwrap().is_none());
}

/// Someone who read the report before it was erased writes to it afterwards.
#[tokio::test(flavor = "multi_thread")]
async fn a_late_append_is_refused_and_makes_no_new_key() {
    let log = Log::start().await;
    let stream = a_stream();
    log.store.append(vec![report(stream, "bort")]).await.unwrap();
    let (keyring, store) = log.another().await;
    let stale = store.load(stream).await.unwrap().expected;
    order(&log, stream).await;
    for is_carried_out in [false, true] {
        if is_carried_out {
            eraser(&log, store.clone(), keyring.clone()).await.carry_out(stream).await.unwrap();
        }
        let events = vec![received("för sent")];
        let append = tillbud::store::Append { stream, expected: stale, events };
        let refused = store.append(vec![append]).await;
        assert!(matches!(refused, Err(AppendError::Conflict)), "{refused:?}");
    }
    assert!(keyring.key(stale.key().unwrap()).await.unwrap().is_none());
    let records = store.load_sealed(stream).await.unwrap();
    assert!(records.iter().all(|record| record.key.is_none() || record.key == stale.key()));
    let loaded = store.load(stream).await.unwrap();
    assert_eq!(narrative(&loaded.events[0].event), Some(&Text::Erased));
}

/// The read models had applied the erasure, and the kill came before they were compacted.
#[tokio::test(flavor = "multi_thread")]
async fn a_kill_before_the_compaction_leaves_nothing_after_the_next_start() {
    let app = TestApp::start().await;
    let mark = app.app().clock.random_id().simple().to_string();
    let (id, _) = told::report(&app, &mark).await;
    let other = app.app().clock.random_id().simple().to_string();
    let (kept, _) = told::report(&app, &other).await;
    let live = read_models(app.directory.path());
    // A reader in the way: the program cannot compact for as long as it reads.
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&live).read_only(true);
    let mut reader = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::raw_sql("begin; select count(*) from report").execute(&mut reader).await.unwrap();
    app.execute(id, Command::Erase(told::withdrawn())).await;
    reach(&app.app().keyring, app.app().store.tip().await.unwrap()).await;

    let image = TempDir::new().unwrap();
    bytes::copy(app.directory.path(), image.path());
    assert!(!holding(image.path(), &mark).is_empty(), "there is nothing left to do");
    // Read models of another version, in which nobody would erase anything.
    std::fs::copy(&live, older_in(image.path())).unwrap();
    drop(reader);
    app.stop().await;

    let app = TestApp::start_in(image, None).await;
    let folder = app.directory.path().to_owned();
    wait_until("no file holds the words", || holding(&folder, &mark).is_empty()).await;
    wait_until("the older read models are gone", || !older_in(&folder).exists()).await;
    let still = app.opened(&kept.to_string()).await;
    assert_eq!(still.text_of("narrative"), told::word(&other, "narrative"));
    app.stop().await;
}

fn older_in(folder: &Path) -> PathBuf {
    folder.join("read-models-0123456789ab.sqlite")
}

/// The file of the read models.
fn read_models(folder: &Path) -> PathBuf {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files = files.filter(|path| path.extension().is_some_and(|end| end == "sqlite"));
    files.next().unwrap()
}
