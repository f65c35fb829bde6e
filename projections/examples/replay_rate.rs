//! How fast a log is replayed into empty read models: `cargo run --release -p
//! tillbud-projections --example replay_rate [EVENTS] [DATABASE]`.
//!
//! Prints one line a tenth of the log, so that a rate that falls as tables grow is seen.
//! Must never be pointed at read models that someone uses: it fills them.

use std::error::Error;
use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use tillbud_events::action::{Decided, Proposed};
use tillbud_events::incident::{Opened, ResponseChosen, Triaged};
use tillbud_events::report::{Acknowledged, Linked, QuestionAsked, Received, ReplyReceived};
use tillbud_events::vocabulary::{Code, Kind, Label, Lang, Response, Severity, Strength};
use tillbud_events::{
    ActionId, Actor, AnyEvent, IncidentId, MessageId, Meta, Position, Recorded, ReportId, StreamId,
    Text, Version, action, incident, report,
};
use tillbud_projections::{ReadModels, Target};
use uuid::Uuid;

type Failure = Box<dyn Error>;

/// Events of one report on its way to a decided action, so that 12 events are 1 incident.
const EVENTS_OF_A_STORY: usize = 12;
/// Events of one transaction, as the projector does it.
const BATCH: usize = 500;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let events: usize = arguments.next().map_or(Ok(100_000), |text| text.parse())?;
    let folder = tempfile::TempDir::new()?;
    let target = match arguments.next() {
        Some(address) => Target::parse(&address)?,
        None => Target::in_folder(folder.path()),
    };
    let models = ReadModels::open(&target).await?.begin_rebuild().await?;
    let stories = (0..events.div_ceil(EVENTS_OF_A_STORY)).map(story);
    let mut log: Vec<Recorded<AnyEvent>> =
        stories.collect::<Result<Vec<_>, Failure>>()?.into_iter().flatten().collect();
    for (recorded, position) in log.iter_mut().zip(1..) {
        recorded.position = Position(position);
    }

    let begun = Instant::now();
    for tenth in log.chunks(log.len().div_ceil(10)) {
        let at = Instant::now();
        for batch in tenth.chunks(BATCH) {
            models.apply(models.position().await?, batch).await?;
        }
        println!("{:>8} events: {:>7.0}/s", tenth.len(), rate(tenth.len(), at));
    }
    println!("{:>8} events: {:>7.0}/s into {}", log.len(), rate(log.len(), begun), models.place());
    Ok(())
}

fn rate(events: usize, since: Instant) -> f64 {
    events as f64 / since.elapsed().as_secs_f64()
}

fn story(number: usize) -> Result<Vec<Recorded<AnyEvent>>, Failure> {
    let id = |kind: u128| Uuid::from_u128(spread(number) << 64 | kind);
    let (report, incident) = (ReportId(id(1)), IncidentId(id(2)));
    let (action_id, message_id) = (ActionId(id(3)), MessageId(id(4)));
    let words = |count| Text::Clear("Brevet gick till fel mottagare. ".repeat(count));
    let unit = Label::parse(&format!("Enhet {}", number % 60))?;
    let category = Code::parse(["access", "misdirected", "outage", "other"][number % 4])?;
    let received = Received {
        narrative: words(12),
        kind: Some(Kind::ALL[number % 4]),
        happened: None,
        unit: Some(unit.clone()),
        place: Some(words(1)),
        system: None,
        ongoing: Some(false),
        hindered: Some(words(2)),
        helped: None,
        urgent: false,
        lang: Lang::Sv,
    };
    let triaged = Triaged {
        actual: Severity::Minor,
        potential: Severity::Major,
        risk: None,
        category,
        unit: Some(unit),
        assets: vec![],
        assess: vec![],
    };
    let proposed = Proposed {
        incident_id: incident,
        text: words(2),
        strength: Strength::Stronger,
        addresses: vec![],
    };
    let owner = Label::parse("Enhetschef")?;
    let decided = Decided { owner, due: "2026-12-01".parse()?, weak_plan_reason: None };
    let response = ResponseChosen { response: Response::FullAnalysis, reason: None };
    let opened = Opened { title: words(1), report_ids: vec![report] };
    let asked = QuestionAsked { message_id, text: words(1) };
    let replied = ReplyReceived { message_id: MessageId(id(5)), text: words(3) };
    let told: [(StreamId, AnyEvent); EVENTS_OF_A_STORY] = [
        (report.into(), report::Event::Received(received).into()),
        (ReportId(id(6)).into(), report::Event::Received(another(number)).into()),
        (ReportId(id(7)).into(), report::Event::Received(another(number)).into()),
        (report.into(), report::Event::Acknowledged(Acknowledged {}).into()),
        (report.into(), report::Event::QuestionAsked(asked).into()),
        (report.into(), report::Event::ReplyReceived(replied).into()),
        (incident.into(), incident::Event::Opened(opened).into()),
        (report.into(), report::Event::Linked(Linked { incident_id: incident }).into()),
        (incident.into(), incident::Event::Triaged(triaged).into()),
        (incident.into(), incident::Event::ResponseChosen(response).into()),
        (action_id.into(), action::Event::Proposed(proposed).into()),
        (action_id.into(), action::Event::Decided(decided).into()),
    ];
    let hours = SignedDuration::from_hours(i64::try_from(number % 40_000)?);
    let at = "2022-01-01T00:00:00Z".parse::<Timestamp>()? + hours;
    Ok(told.into_iter().map(|(stream, event)| recorded(stream, at, event)).collect())
}

fn another(number: usize) -> Received {
    Received {
        narrative: Text::Clear("Dörren till arkivet stod öppen. ".repeat(8)),
        kind: Some(Kind::ALL[number % 3]),
        happened: None,
        unit: None,
        place: None,
        system: None,
        ongoing: None,
        hindered: None,
        helped: None,
        urgent: false,
        lang: Lang::Sv,
    }
}

/// Ids as random ones would lie in an index: far from their neighbours.
fn spread(number: usize) -> u128 {
    (number as u128).wrapping_mul(0x9e37_79b9_7f4a_7c15) & u128::from(u64::MAX)
}

fn recorded(stream: StreamId, at: Timestamp, event: AnyEvent) -> Recorded<AnyEvent> {
    let meta = Meta {
        event_id: stream.id,
        at: stream.kind.recorded_moment(at),
        actor: Actor::System,
        correlation_id: stream.id,
        causation_id: None,
    };
    Recorded { stream, version: Version(1), position: Position(0), meta, event }
}
