//! Files go with the words of their report: their bytes, not only the key that opens them.

use std::collections::BTreeSet;

use tillbud_events::report::{AttachmentAdded, Event};
use tillbud_events::vocabulary::Media;
use tillbud_events::{AttachmentId, NewEvent, Text};

use super::interrupted::{CUTS_MAX, cut_off, cut_off_everywhere, eraser, order};
use crate::support::app::{TestApp, read};
use crate::support::files::holding;
use crate::support::log::{Log, a_stream, new, received};
use tillbud::clock::Clock;
use tillbud::store::{Append, Expected, Files};

/// Bytes of a sealed file that are enough to know it by.
const TRACE: usize = 64;

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_report_takes_the_bytes_of_its_files_along() {
    let app = TestApp::start().await;
    let (report_id, receipt) = app.report("Med filer").await;
    let (_, other) = app.report("Utan samband").await;
    for (code, text) in [(&receipt, "ett"), (&receipt, "två"), (&other, "kvar")] {
        read(app.upload(code, "", text.repeat(100).into_bytes())).await.created();
    }
    let files = app.app().attachments.files();
    let mut traces = BTreeSet::new();
    let mut kept = None;
    let db = app.app().read_models.db();
    let own = tillbud_projections::report::attachments(db, report_id.parse().unwrap()).await;
    let own: Vec<_> = own.unwrap().into_iter().map(|row| row.attachment_id).collect();
    for stored in files.list().await.unwrap() {
        let id = stored.file.unwrap();
        let trace = files.get(id).await.unwrap().unwrap()[..TRACE].to_vec();
        if own.contains(&id.to_string()) {
            traces.insert(trace);
        } else {
            kept = Some(trace);
        }
    }
    let (kept, folder) = (kept.unwrap(), app.directory.path().to_owned());
    for trace in traces.iter().chain([&kept]) {
        assert!(!holding(&folder, trace).is_empty(), "the search finds what is there");
    }
    assert_eq!(traces.len(), 2);
    app.opened(&report_id).await;
    let path = format!("/api/v1/reports/{report_id}/attachments/{}", own[0]);
    app.get(&path).await.ok();

    app.wish(&receipt, "withdraw", serde_json::json!({})).await.ok();
    app.stored_files(1).await;
    app.get(&path).await.refused(404);
    let status = app.receipt(&receipt).await.ok();
    assert_eq!(status.body["attachments"].as_array().unwrap().len(), 2, "that there were files");
    let directory = app.stop().await;
    for trace in &traces {
        assert_eq!(holding(directory.path(), trace), Vec::<String>::new());
    }
    assert!(!holding(directory.path(), &kept).is_empty(), "another report's file stays");
}

fn attached(id: AttachmentId) -> NewEvent<tillbud_events::AnyEvent> {
    new(Event::AttachmentAdded(AttachmentAdded {
        attachment_id: id,
        media: Media::Text,
        kibibytes: 1,
        cleaned: true,
        key: Text::Clear("key".into()),
    }))
}

#[tokio::test(flavor = "multi_thread")]
async fn removing_files_can_be_cut_off_at_any_moment_and_repeated() {
    let log = Log::start().await;
    let files = Files::open(&log.connection).await.unwrap();
    let cuts = cut_off_everywhere(async |cuts| {
        let stream = a_stream();
        let ids = [0; 2].map(|_| AttachmentId(Clock::system().random_id()));
        for id in ids {
            files.put(id, &[cuts as u8; 2_000]).await.unwrap();
        }
        let events = vec![received("bort"), attached(ids[0]), attached(ids[1])];
        let expected = Expected::new_stream(stream);
        log.store.append(vec![Append { stream, expected, events }]).await.unwrap();
        order(&log, stream).await;
        let (keyring, store) = log.another().await;
        let cut = eraser(&log, store, keyring).await;
        let is_done = cut_off(cut.carry_out(stream), cuts).await.is_some();
        let (keyring, store) = log.another().await;
        eraser(&log, store, keyring).await.carry_out(stream).await.unwrap();
        assert!(files.list().await.unwrap().is_empty(), "cut {cuts}");
        is_done
    })
    .await;
    assert!(cuts > 6, "there were only {cuts} moments to be cut off at");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_half_erased_is_gone_and_keeps_nobody_waiting() {
    let log = Log::start().await;
    let files = Files::open(&log.connection).await.unwrap();
    let whole = vec![7; 300_000];
    for cuts in 0..CUTS_MAX {
        let id = AttachmentId(Clock::system().random_id());
        files.put(id, &whole).await.unwrap();
        let is_done = cut_off(files.erase(id), cuts).await.is_some();
        let left = files.get(id).await.unwrap();
        assert!(left.is_none_or(|left| left == whole && !is_done), "cut {cuts}");
        files.erase(id).await.unwrap();
        if is_done {
            assert!(cuts > 6, "there were only {cuts} moments to be cut off at");
            return;
        }
    }
    panic!("erasing a file does not end");
}
