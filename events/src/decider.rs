//! The shape of every stream's rules: decide, evolve, fold.
//!
//! Must never grow a default rule: each stream names every case itself.

use crate::envelope::StreamKind;

/// The rules of one kind of stream; the type that implements it is the state.
pub trait Decider: Sized {
    /// An intent, with everything that its rule needs to know.
    type Command;
    /// A fact of this stream, in its stored format.
    type Event;
    /// Why a rule said no; its text is for the person who asked.
    type Rejection;

    /// Which streams these rules are for.
    const KIND: StreamKind;

    /// The state before the first event.
    fn initial() -> Self;

    /// The facts that follow from `command`, none when it has already happened.
    ///
    /// # Errors
    /// The rejection that a person can act on, when a rule forbids the command.
    fn decide(&self, command: Self::Command) -> Result<Vec<Self::Event>, Self::Rejection>;

    /// Total: an event is a fact, so this cannot fail and holds no rules.
    #[must_use]
    fn evolve(self, event: &Self::Event) -> Self;

    /// The state after `events`, in order, from the beginning.
    fn fold<'e>(events: impl IntoIterator<Item = &'e Self::Event>) -> Self
    where
        Self::Event: 'e,
    {
        events.into_iter().fold(Self::initial(), Self::evolve)
    }
}
