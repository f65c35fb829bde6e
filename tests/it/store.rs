//! What the log promises, whatever keeps it.

use tillbud::store::{Append, AppendError, Expected, FollowError, Follower, LoadError};
use tillbud_events::{AnyEvent, Position, Recorded, Text, Version};

use crate::support::log::{Log, a_stream, acknowledged, narrative, received, report};

#[tokio::test(flavor = "multi_thread")]
async fn a_new_stream_starts_at_version_zero_and_a_second_creator_is_refused() {
    let log = Log::start().await;
    let stream = a_stream();
    assert_eq!(log.store.load(stream).await.unwrap().version(), Version(0));
    let appended = log.store.append(vec![report(stream, "först")]).await.unwrap();
    assert_eq!(appended.versions, [Version(1)]);
    assert_eq!(appended.position, Position(1));
    assert!(!appended.already);
    let second = log.store.append(vec![report(stream, "sedan")]).await;
    assert!(matches!(second, Err(AppendError::Conflict)), "{second:?}");
    let loaded = log.store.load(stream).await.unwrap();
    assert_eq!(narrative(&loaded.events[0].event), Some(&Text::Clear("först".into())));
    assert_eq!(loaded.version(), Version(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_fifty_writers_on_one_version_exactly_one_wins() {
    let log = Log::start().await;
    let stream = a_stream();
    log.store.append(vec![report(stream, "start")]).await.unwrap();
    let expected = log.store.load(stream).await.unwrap().expected;
    let racers: Vec<_> = (0..50)
        .map(|_| {
            let store = log.store.clone();
            let events = vec![acknowledged()];
            tokio::spawn(
                async move { store.append(vec![Append { stream, expected, events }]).await },
            )
        })
        .collect();
    let mut winners = 0;
    for racer in racers {
        match racer.await.unwrap() {
            Ok(appended) => winners += usize::from(!appended.already),
            Err(error) => assert!(matches!(error, AppendError::Conflict), "{error}"),
        }
    }
    assert_eq!(winners, 1);
    assert_eq!(log.store.load(stream).await.unwrap().version(), Version(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn events_come_back_in_order_and_exactly_as_they_were_appended() {
    let log = Log::start().await;
    let stream = a_stream();
    let mut appended = Vec::new();
    for number in 0..30 {
        let mut events = vec![received(&format!("text {number}"))];
        if number % 5 == 0 {
            events.push(acknowledged());
        }
        let expected = log.store.load(stream).await.unwrap().expected;
        appended.extend(events.clone());
        log.store.append(vec![Append { stream, expected, events }]).await.unwrap();
    }
    let loaded = log.store.load(stream).await.unwrap();
    assert_eq!(loaded.version(), Version(36));
    for ((recorded, new), number) in loaded.events.iter().zip(&appended).zip(1..) {
        assert_eq!(recorded.version, Version(number));
        assert_eq!((&recorded.meta, &recorded.event), (&new.meta, &new.event));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follower_resumes_after_a_position_and_then_waits_for_more() {
    let log = Log::start().await;
    for number in 0..10 {
        log.store.append(vec![report(a_stream(), &number.to_string())]).await.unwrap();
    }
    let mut follower = log.store.follow(Position(4)).await.unwrap();
    let first = read(&mut follower, 6).await;
    assert_eq!(positions(&first), (5..=10).collect::<Vec<_>>());
    assert_eq!(log.store.tip().await.unwrap(), Position(10));

    let waiting = tokio::spawn(async move { read(&mut follower, 1).await });
    log.store.append(vec![report(a_stream(), "ny")]).await.unwrap();
    assert_eq!(positions(&waiting.await.unwrap()), [11]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_has_seen_more_than_the_log_holds_is_told_so() {
    let log = Log::start().await;
    let followed = log.store.follow(Position(1)).await;
    assert!(matches!(followed, Err(LoadError::Ahead { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_over_several_streams_is_all_or_nothing() {
    let log = Log::start().await;
    let (taken, free, other) = (a_stream(), a_stream(), a_stream());
    log.store.append(vec![report(taken, "upptagen")]).await.unwrap();

    let refused = log.store.append(vec![report(free, "a"), report(taken, "b")]).await;
    assert!(matches!(refused, Err(AppendError::Conflict)), "{refused:?}");
    assert_eq!(log.store.load(free).await.unwrap().version(), Version(0));

    let both = Append {
        stream: other,
        expected: Expected::new_stream(other),
        events: vec![received("c"), acknowledged(), received("d")],
    };
    let appended = log.store.append(vec![report(free, "a"), both]).await.unwrap();
    assert_eq!(appended.versions, [Version(1), Version(3)]);
    assert_eq!(appended.position, Position(5));
    assert_eq!(log.store.load(other).await.unwrap().version(), Version(3));
    assert_eq!(log.store.exists(&[free, a_stream(), other]).await.unwrap(), [true, false, true]);
}

#[tokio::test(flavor = "multi_thread")]
async fn repeating_an_append_whose_answer_was_lost_adds_nothing() {
    let log = Log::start().await;
    let (one, two) = (a_stream(), a_stream());
    let single = vec![report(one, "en gång")];
    let first = log.store.append(single.clone()).await.unwrap();
    let again = log.store.append(single.clone()).await.unwrap();
    assert!(again.already);
    assert_eq!((again.position, &again.versions), (first.position, &first.versions));

    let several = vec![Append {
        stream: two,
        expected: Expected::new_stream(two),
        events: vec![received("ett"), acknowledged()],
    }];
    let first = log.store.append(several.clone()).await.unwrap();
    let again = log.store.append(several.clone()).await.unwrap();
    assert!(again.already);
    assert_eq!((again.position, &again.versions), (first.position, &first.versions));

    // Also when the caller has read the stream again, or others have gone on.
    for (stream, mut appends, version) in [(one, single, 1), (two, several, 2)] {
        let expected = log.store.load(stream).await.unwrap().expected;
        let events = vec![acknowledged()];
        log.store.append(vec![Append { stream, expected, events }]).await.unwrap();
        let again = log.store.append(appends.clone()).await.unwrap();
        assert!(again.already);
        appends[0].expected = log.store.load(stream).await.unwrap().expected;
        let again = log.store.append(appends).await.unwrap();
        assert!(again.already);
        assert_eq!(again.versions, [Version(version)]);
    }
    assert_eq!(log.store.tip().await.unwrap(), Position(5));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_id_of_another_event_is_refused() {
    let log = Log::start().await;
    let mut first = report(a_stream(), "den ena");
    log.store.append(vec![first.clone()]).await.unwrap();
    first.stream = a_stream();
    first.expected = Expected::new_stream(first.stream);
    let refused = log.store.append(vec![first]).await;
    assert!(matches!(refused, Err(AppendError::Invalid(_))), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_larger_than_the_log_takes_is_refused_with_a_reason() {
    let log = Log::start().await;
    let refused = log.store.append(vec![report(a_stream(), &"å".repeat(600_000))]).await;
    assert!(matches!(refused, Err(AppendError::TooLarge)), "{refused:?}");
    let stream = a_stream();
    log.store.append(vec![report(stream, &"å".repeat(300_000))]).await.unwrap();
    assert_eq!(log.store.load(stream).await.unwrap().version(), Version(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_shows_events_without_opening_their_texts() {
    let log = Log::start().await;
    for _ in 0..5 {
        log.store.append(vec![report(a_stream(), "hemligt")]).await.unwrap();
    }
    let page = log.store.page(Position(2), 2).await.unwrap();
    assert_eq!(page.iter().map(|record| record.position.0).collect::<Vec<_>>(), [3, 4]);
    assert_eq!(page[0].event_type, "report.received");
    assert!(page[0].data["narrative"]["sealed"].is_string());
    assert!(!page[0].data.to_string().contains("hemligt"));
    assert!(log.store.page(Position(5), 2).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sound_log_is_counted() {
    let log = Log::start().await;
    let stream = a_stream();
    let appends = vec![
        report(a_stream(), "ett"),
        Append {
            stream,
            expected: Expected::new_stream(stream),
            events: vec![received("två"), acknowledged()],
        },
    ];
    log.store.append(appends).await.unwrap();
    let key = log.store.load(stream).await.unwrap().expected.key().unwrap();
    log.keyring.destroy(key).await.unwrap();
    let mut heard = Vec::new();
    let verified = log.store.verify(|events, tip| heard.push((events.len(), tip))).await.unwrap();
    assert_eq!((verified.events, verified.streams), (3, 2));
    assert_eq!((verified.texts, verified.erased), (1, 1));
    assert_eq!(heard, [(3, Position(3))]);
}

pub async fn read(follower: &mut Follower, count: usize) -> Vec<Recorded<AnyEvent>> {
    let mut events = Vec::new();
    while events.len() < count {
        events.extend(follower.next_batch(count - events.len()).await.unwrap());
    }
    events
}

pub async fn read_until_error(follower: &mut Follower) -> FollowError {
    loop {
        if let Err(error) = follower.next_batch(10).await {
            return error;
        }
    }
}

fn positions(events: &[Recorded<AnyEvent>]) -> Vec<u64> {
    events.iter().map(|event| event.position.0).collect()
}
