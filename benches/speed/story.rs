//! Made-up work: reports, incidents and actions in every stage, as many as wanted.
//!
//! The same number always tells the same story. Must never pretend that these events
//! went through the rules: they are plausible, and quick to make.

use jiff::{SignedDuration, Timestamp};
use tillbud_events::action::{Decided, Proposed};
use tillbud_events::concern::{self, Raised};
use tillbud_events::incident::notification::{DeadlinesSet, Duty, PersonalDataAnswered};
use tillbud_events::incident::{ActionAdded, Closed, Opened, ResponseChosen, Triaged};
use tillbud_events::report::{
    Acknowledged, CopyApproved, Linked, QuestionAsked, Received, ReplyReceived,
};
use tillbud_events::rule_pack::Deadline;
use tillbud_events::vocabulary::{
    Clock, Code, Kind, Label, Lang, Regime, Response, Severity, Strength,
};
use tillbud_events::{
    ActionId, Actor, AnyEvent, ConcernId, IncidentId, MessageId, Meta, NewEvent, ReportId,
    StreamId, Text, action, incident, report,
};
use uuid::Uuid;

/// Most events of one story.
pub const EVENTS_MAX: usize = 18;
/// Units that stories happen in.
const UNITS: usize = 60;
/// Categories of triage.
const CATEGORIES: [&str; 8] =
    ["access", "misdirected", "outage", "malware", "loss", "physical", "supplier", "other"];
/// Stories are spread over four years before this moment.
const LAST_HOUR: &str = "2026-11-01T00:00:00Z";
const HOURS: usize = 4 * 365 * 24;
/// From one story to the next in hours, so that a few are spread as widely as many.
const STRIDE: usize = 7_919;

/// One stream and all that happens in it.
pub struct Told {
    pub stream: StreamId,
    pub events: Vec<NewEvent<AnyEvent>>,
}

/// Story `number`: a report that becomes an incident, some of them with a dialogue, a
/// copy, a second report, a law to assess, an action, a concern, an end.
pub fn story(number: usize) -> Vec<Told> {
    let ids = Ids(spread(number) << 64);
    let (report, incident, action) =
        (ReportId(ids.of(1)), IncidentId(ids.of(2)), ActionId(ids.of(3)));
    let mut told = vec![ids.tell(number, report, report_events(number, &ids, incident))];
    if number.is_multiple_of(4) {
        let another = report::Event::Received(received(number + 1));
        told.push(ids.tell(number, ReportId(ids.of(4)), vec![another]));
    }
    let steps = 1 + number % 5;
    let mut history: Vec<_> =
        incident_events(number, report, action).into_iter().take(steps).collect();
    if steps > 1 && number.is_multiple_of(7) {
        history.push(incident::Event::DeadlinesSet(deadlines(number)));
    }
    // Hundreds of those that touched personal data are left without an assessment.
    if steps > 1 && number.is_multiple_of(11) {
        let touched = number.is_multiple_of(7) || number.is_multiple_of(13);
        let answered = PersonalDataAnswered { touched };
        history.push(incident::Event::PersonalDataAnswered(answered));
    }
    told.push(ids.tell(number, incident, history));
    if steps > 3 {
        told.push(ids.tell(number, action, action_events(incident)));
    }
    if number.is_multiple_of(50) {
        let message_id = MessageId(ids.of(8));
        let raised = Raised { message_id, text: words(2), report: Text::Clear(report.to_string()) };
        told.push(ids.tell(number, ConcernId(ids.of(7)), vec![concern::Event::Raised(raised)]));
    }
    told
}

/// A law that triage asked for, with a deadline some days after.
fn deadlines(number: usize) -> DeadlinesSet {
    let due = moment(number) + SignedDuration::from_hours(72);
    let stage = Code::parse("initial").unwrap();
    DeadlinesSet {
        duty: gdpr(),
        pack: Code::parse("bench").unwrap(),
        received: Some(moment(number)),
        aware: None,
        deadlines: vec![Deadline { stage, clock: Clock::WorstCase, due }],
    }
}

fn gdpr() -> Duty {
    Duty { regime: Regime::Gdpr, controller: None }
}

fn report_events(number: usize, ids: &Ids, incident_id: IncidentId) -> Vec<report::Event> {
    let mut events = vec![
        report::Event::Received(received(number)),
        report::Event::Acknowledged(Acknowledged {}),
    ];
    if number.is_multiple_of(3) {
        let question = QuestionAsked { message_id: MessageId(ids.of(5)), text: words(1) };
        let reply = ReplyReceived { message_id: MessageId(ids.of(6)), text: words(3) };
        events.push(report::Event::QuestionAsked(question));
        events.push(report::Event::ReplyReceived(reply));
    }
    if number.is_multiple_of(4) {
        let rules = Label::parse("bench").unwrap();
        let copy = CopyApproved { revision: 1, text: words(6), rules };
        events.push(report::Event::CopyApproved(copy));
    }
    events.push(report::Event::Linked(Linked { incident_id }));
    events
}

fn incident_events(number: usize, report: ReportId, action_id: ActionId) -> [incident::Event; 5] {
    let triaged = Triaged {
        actual: Severity::ALL[number % Severity::ALL.len()],
        potential: Severity::Major,
        risk: None,
        category: Code::parse(CATEGORIES[number % CATEGORIES.len()]).unwrap(),
        unit: Some(unit(number)),
        assets: vec![],
        assess: if number.is_multiple_of(7) { vec![Regime::Gdpr] } else { vec![] },
    };
    [
        incident::Event::Opened(Opened { title: title(number), report_ids: vec![report] }),
        incident::Event::Triaged(triaged),
        incident::Event::ResponseChosen(ResponseChosen {
            response: Response::FullAnalysis,
            reason: None,
        }),
        incident::Event::ActionAdded(ActionAdded { action_id }),
        incident::Event::Closed(Closed { outcome: words(2), weak_plan_reason: None }),
    ]
}

fn action_events(incident_id: IncidentId) -> Vec<action::Event> {
    let proposed =
        Proposed { incident_id, text: words(2), strength: Strength::Stronger, addresses: vec![] };
    let owner = Label::parse("Enhetschef").unwrap();
    let due = "2026-12-01".parse().unwrap();
    let decided = Decided { owner, due, weak_plan_reason: None };
    vec![action::Event::Proposed(proposed), action::Event::Decided(decided)]
}

/// A report of about 400 characters.
pub fn received(number: usize) -> Received {
    Received {
        narrative: words(12),
        kind: Some(Kind::ALL[number % Kind::ALL.len()]),
        happened: None,
        unit: Some(unit(number)),
        place: Some(words(1)),
        system: None,
        ongoing: Some(false),
        hindered: None,
        helped: None,
        urgent: false,
        lang: Lang::Sv,
    }
}

/// When a story happens.
fn moment(number: usize) -> Timestamp {
    let hours = SignedDuration::from_hours(i64::try_from(number * STRIDE % HOURS).unwrap());
    LAST_HOUR.parse::<Timestamp>().unwrap() - hours
}

/// Half of the titles name the one place and half the other; few tell of a fall.
fn title(number: usize) -> Text {
    let place = if number.is_multiple_of(2) { "matsalen" } else { "entrén" };
    let fall = if number.is_multiple_of(997) { " Fallolyckan skedde på rampen." } else { "" };
    Text::Clear(format!("Brevet i {place} gick till fel mottagare.{fall}"))
}

fn words(sentences: usize) -> Text {
    Text::Clear("Brevet gick till fel mottagare. ".repeat(sentences))
}

fn unit(number: usize) -> Label {
    Label::parse(&format!("Enhet {}", number % UNITS)).unwrap()
}

/// The ids of one story.
struct Ids(u128);

impl Ids {
    fn of(&self, what: u128) -> Uuid {
        Uuid::from_u128(self.0 | what)
    }

    fn tell<E: Into<AnyEvent>>(
        &self,
        number: usize,
        stream: impl Into<StreamId>,
        events: Vec<E>,
    ) -> Told {
        let stream = stream.into();
        let at = moment(number);
        let meta = |ordinal: usize| Meta {
            event_id: Uuid::from_u128(stream.id.as_u128() | (ordinal as u128 + 1) << 16),
            at: stream.kind.recorded_moment(at),
            actor: Actor::System,
            correlation_id: stream.id,
            causation_id: None,
        };
        let events = events.into_iter().enumerate();
        let events = events.map(|(at, event)| NewEvent { meta: meta(at), event: event.into() });
        Told { stream, events: events.collect() }
    }
}

/// Ids as random ones would lie in an index: far from their neighbours.
fn spread(number: usize) -> u128 {
    (number as u128).wrapping_mul(0x9e37_79b9_7f4a_7c15) & u128::from(u64::MAX)
}
