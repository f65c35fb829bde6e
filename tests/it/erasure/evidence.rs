//! A file that staff withdraw goes with its bytes, also when whoever ordered that was stopped
//! at any moment.

use tillbud::clock::Clock;
use tillbud::store::{Append, Expected, Files};
use tillbud_events::attachment::{AttachmentAdded, FileAttached, FileWithdrawn};
use tillbud_events::incident::{Event, Opened};
use tillbud_events::vocabulary::Media;
use tillbud_events::{
    Actor, AnyEvent, AttachmentId, IncidentId, Meta, NewEvent, Position, StreamId, Text,
};

use super::interrupted::{cut_off, cut_off_everywhere, eraser};
use crate::support::log::Log;

fn told(event: Event) -> NewEvent<AnyEvent> {
    let clock = Clock::system();
    let meta = Meta {
        event_id: clock.random_id(),
        at: clock.now(),
        actor: Actor::System,
        correlation_id: clock.random_id(),
        causation_id: None,
    };
    NewEvent { meta, event: event.into() }
}

fn text(words: &str) -> Text {
    Text::Clear(words.to_owned())
}

fn attached(id: AttachmentId) -> Event {
    let file = AttachmentAdded {
        attachment_id: id,
        media: Media::Text,
        kibibytes: 1,
        cleaned: true,
        key: text("key"),
    };
    Event::FileAttached(FileAttached { file, description: text("Logg"), kept_wording: None })
}

/// An incident with two stored files, of which the first is withdrawn by an event alone, as a
/// program does that is killed right after.
async fn ordered(log: &Log, files: &Files, shade: u8) -> (StreamId, [AttachmentId; 2], Position) {
    let stream = StreamId::from(IncidentId(Clock::system().random_id()));
    let ids = [0; 2].map(|_| AttachmentId(Clock::system().random_id()));
    for id in ids {
        files.put(id, &[shade; 2_000]).await.unwrap();
    }
    let withdrawn = FileWithdrawn { attachment_id: ids[0], reason: text("Fel ärende") };
    let opened = Opened { title: text("Fel lista"), report_ids: vec![] };
    let events = [
        Event::Opened(opened),
        attached(ids[0]),
        attached(ids[1]),
        Event::FileWithdrawn(withdrawn),
    ];
    let events = events.into_iter().map(told).collect();
    let expected = Expected::new_stream(stream);
    let appended = log.store.append(vec![Append { stream, expected, events }]).await.unwrap();
    (stream, ids, appended.position)
}

#[tokio::test(flavor = "multi_thread")]
async fn erasing_a_withdrawn_file_can_be_cut_off_at_any_moment_and_repeated() {
    let log = Log::start().await;
    let files = Files::open(&log.connection).await.unwrap();
    let cuts = cut_off_everywhere(async |cuts| {
        let (stream, [withdrawn, kept], _) = ordered(&log, &files, cuts as u8).await;
        let (keyring, store) = log.another().await;
        let cut = eraser(&log, store, keyring).await;
        let is_done = cut_off(cut.erase_withdrawn(stream), cuts).await.is_some();
        let (keyring, store) = log.another().await;
        eraser(&log, store, keyring).await.erase_withdrawn(stream).await.unwrap();
        assert_eq!(files.get(withdrawn).await.unwrap(), None, "cut {cuts}");
        assert_eq!(files.get(kept).await.unwrap(), Some(vec![cuts as u8; 2_000]), "cut {cuts}");
        files.erase(kept).await.unwrap();
        assert!(files.list().await.unwrap().is_empty(), "cut {cuts}");
        is_done
    })
    .await;
    assert!(cuts > 6, "there were only {cuts} moments to be cut off at");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_program_erases_what_was_withdrawn_before_a_kill() {
    let log = Log::start().await;
    let files = Files::open(&log.connection).await.unwrap();
    let (_, [withdrawn, kept], last) = ordered(&log, &files, 7).await;
    assert!(files.get(withdrawn).await.unwrap().is_some());
    let (keyring, store) = log.another().await;
    let task = eraser(&log, store, keyring.clone()).await.start(Clock::system());
    while keyring.erased_up_to().await.unwrap() < last {
        crate::crash::drill::program::pause().await;
    }
    task.abort();
    assert_eq!(files.get(withdrawn).await.unwrap(), None);
    assert!(files.get(kept).await.unwrap().is_some());
}
