//! THE write path: load, fold, decide, append.
//!
//! Nothing changes in Tillbud but through here. Must never append without the
//! version that the decision was made on, and never decide by itself: rules live
//! in `tillbud-events`.

mod action;
mod error;
pub mod headcount;
mod improvement;
pub mod incident;
mod notification;
mod scan;

pub use error::{DispatchError, Rejection};

use tillbud_events::{
    AnyEvent, Decider, NewEvent, Position, Recorded, ReportId, StreamId, Version,
};

use crate::act::Act;
use crate::store::{Append, AppendError, EventStore, Expected, Loaded};

/// Carries out acts against the log. Cheap to clone.
#[derive(Clone)]
pub struct Dispatch {
    store: EventStore,
}

/// What an act led to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Version of the stream that was asked to change.
    pub version: Version,
    /// Where the last fact stands in the log; what read models have to catch up with.
    pub position: Position,
    /// The same request had been carried out before; nothing was added now.
    pub already: bool,
}

/// A stream as loaded for a decision.
pub struct Aggregate<D> {
    stream: StreamId,
    /// The state that the next decision reads.
    pub state: D,
    events: Vec<Recorded<AnyEvent>>,
    expected: Expected,
}

impl Dispatch {
    /// Acts on `store`.
    #[must_use]
    pub fn new(store: EventStore) -> Self {
        Self { store }
    }

    /// Carries out `command` on one stream. With `if_match`, only when the stream
    /// still has that version.
    ///
    /// # Errors
    /// [`DispatchError`]; nothing was changed, or `Unavailable`: try the same act again.
    pub async fn execute<D>(
        &self,
        stream: StreamId,
        if_match: Option<Version>,
        act: &Act,
        command: D::Command,
    ) -> Result<Done, DispatchError>
    where
        D: Decider,
        D::Event: TryFrom<AnyEvent> + Into<AnyEvent>,
        Rejection: From<D::Rejection>,
    {
        let aggregate = self.load::<D>(stream).await?;
        if let Some(done) = aggregate.begin(if_match, act)? {
            return Ok(done);
        }
        let append = aggregate.decide(act, command)?;
        self.commit(&aggregate, vec![append], if_match).await
    }

    /// What [`Self::execute`] would answer now, without doing it: where the act stands
    /// when it was carried out before, nothing when it can be.
    ///
    /// # Errors
    /// [`DispatchError`], as carrying it out would give.
    pub async fn foresee<D>(
        &self,
        stream: StreamId,
        act: &Act,
        command: D::Command,
    ) -> Result<Option<Done>, DispatchError>
    where
        D: Decider,
        D::Event: TryFrom<AnyEvent> + Into<AnyEvent>,
        Rejection: From<D::Rejection>,
    {
        let aggregate = self.load::<D>(stream).await?;
        if let Some(done) = aggregate.begin(None, act)? {
            return Ok(Some(done));
        }
        aggregate.decide(act, command)?;
        Ok(None)
    }

    /// Where `act` stands in this stream, when it was carried out before: for acts whose command
    /// is costly to prepare, or would be prepared otherwise the second time.
    ///
    /// # Errors
    /// [`DispatchError`], as carrying it out would give.
    pub async fn done_before<D>(
        &self,
        stream: StreamId,
        act: &Act,
    ) -> Result<Option<Done>, DispatchError>
    where
        D: Decider,
        D::Event: TryFrom<AnyEvent>,
    {
        self.load::<D>(stream).await?.begin(None, act)
    }

    /// Takes in a report that may be a repetition: the stream's id follows from the act.
    ///
    /// # Errors
    /// [`DispatchError`]; nothing was changed, or `Unavailable`: try the same act again.
    pub async fn receive(
        &self,
        report_id: ReportId,
        act: &Act,
        command: tillbud_events::report::Command,
    ) -> Result<Done, DispatchError> {
        // Only a repeatable act can meet an existing stream; a fresh random id cannot.
        let stream = StreamId::from(report_id);
        let aggregate = if act.is_repeatable() {
            self.load::<tillbud_events::report::Report>(stream).await?
        } else {
            Aggregate::fresh(stream)
        };
        if let Some(done) = aggregate.begin(None, act)? {
            return Ok(done);
        }
        let append = aggregate.decide(act, command)?;
        self.commit(&aggregate, vec![append], None).await
    }

    /// Loads and folds one stream.
    ///
    /// # Errors
    /// `Unavailable` when the log is away, `Internal` when stored bytes are unreadable.
    pub async fn load<D>(&self, stream: StreamId) -> Result<Aggregate<D>, DispatchError>
    where
        D: Decider,
        D::Event: TryFrom<AnyEvent>,
    {
        let Loaded { events, expected } = self.store.load(stream).await?;
        let mut state = D::initial();
        for recorded in &events {
            let event = D::Event::try_from(recorded.event.clone()).map_err(|_| {
                let foreign = anyhow::anyhow!("an event of another kind stands in {stream}");
                DispatchError::Internal(foreign)
            })?;
            state = state.evolve(&event);
        }
        Ok(Aggregate { stream, state, events, expected })
    }

    /// Appends what was decided, all or nothing. `primary` is the stream that the
    /// person asked to change; its version is the answer.
    async fn commit<D>(
        &self,
        primary: &Aggregate<D>,
        appends: Vec<Append>,
        if_match: Option<Version>,
    ) -> Result<Done, DispatchError> {
        let stream = primary.stream;
        let added = appends.iter().find(|append| append.stream == stream);
        let version = Version(primary.version().0 + added.map_or(0, |a| a.events.len() as u64));
        let appends: Vec<_> = appends.into_iter().filter(|a| !a.events.is_empty()).collect();
        if appends.is_empty() {
            let position = primary.events.last().map(|last| last.position).unwrap_or_default();
            return Ok(Done { version, position, already: true });
        }
        match self.store.append(appends).await {
            Ok(appended) => {
                Ok(Done { version, position: appended.position, already: appended.already })
            }
            Err(AppendError::Conflict) if if_match.is_some() => {
                Err(DispatchError::PreconditionFailed)
            }
            Err(error) => Err(error.into()),
        }
    }
}

impl<D> Aggregate<D> {
    /// The number of events folded.
    #[must_use]
    pub fn version(&self) -> Version {
        Version(self.events.len() as u64)
    }

    /// Looks whether `act` was carried out before, then whether the version is the one expected.
    fn begin(&self, if_match: Option<Version>, act: &Act) -> Result<Option<Done>, DispatchError> {
        let correlation_id = act.correlation_id();
        let mut ours =
            self.events.iter().filter(|e| e.meta.correlation_id == correlation_id).peekable();
        if ours.peek().is_some_and(|first| act.differs_from(self.stream, &first.meta)) {
            return Err(DispatchError::KeyReused);
        }
        if let Some(last) = ours.last() {
            let Recorded { version, position, .. } = *last;
            return Ok(Some(Done { version, position, already: true }));
        }
        match if_match {
            Some(version) if version != self.version() => Err(DispatchError::PreconditionFailed),
            Some(_) | None => Ok(None),
        }
    }

    /// What `command` adds to this stream; nothing is appended yet.
    fn decide(&self, act: &Act, command: D::Command) -> Result<Append, DispatchError>
    where
        D: Decider,
        D::Event: Into<AnyEvent>,
        Rejection: From<D::Rejection>,
    {
        let events = self.state.decide(command).map_err(Rejection::from)?;
        Ok(self.append(act, events))
    }

    /// What was decided, to be appended to this stream.
    fn append<E: Into<AnyEvent>>(&self, act: &Act, events: Vec<E>) -> Append {
        let events = events
            .into_iter()
            .enumerate()
            .map(|(ordinal, event)| NewEvent {
                meta: act.meta(self.stream, ordinal),
                event: event.into(),
            })
            .collect();
        Append { stream: self.stream, expected: self.expected, events }
    }
}

impl<D: Decider> Aggregate<D> {
    /// A stream that cannot exist yet.
    fn fresh(stream: StreamId) -> Self {
        Self {
            stream,
            state: D::initial(),
            events: Vec::new(),
            expected: Expected::new_stream(stream),
        }
    }
}
