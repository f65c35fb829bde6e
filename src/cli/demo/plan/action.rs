//! The life of one corrective action, from the proposal to the confirmed effect.
//!
//! Most are done about when they are due, some late, some on another day than was
//! decided; an effect that does not show is looked at again, or the risk that
//! remains is accepted.

use jiff::Timestamp;
use tillbud_events::action::{
    Abandoned, Decided, EffectAssessed, Implemented, Proposed, Rescheduled, Verified,
};
use tillbud_events::vocabulary::{Effect, Strength};
use tillbud_events::{ActionId, FactorId, IncidentId, Text};

use super::book::Book;
use super::step::OnAction;
use crate::cli::demo::calendar::plus;
use crate::cli::demo::content::{Measure, Work};

/// An action and the incident that it is for.
#[derive(Clone, Copy)]
pub struct OfIncident {
    /// The action.
    pub action_id: ActionId,
    /// Its incident.
    pub incident_id: IncidentId,
}

/// In how many days things are done, at least and at most.
#[derive(Clone, Copy)]
pub struct Pace {
    /// From the decision to the day it is due.
    pub due: (i64, i64),
    /// From being done to a look at the effect.
    pub effect: (i64, i64),
}

/// How an action begins.
pub struct Proposal {
    /// When it is proposed.
    pub at: Timestamp,
    /// Which factors it is for.
    pub addresses: Vec<FactorId>,
    /// How quickly things are done.
    pub pace: Pace,
    /// Why the plan holds only weaker actions, when it does.
    pub weak_plan_reason: Option<Text>,
}

/// What became of an action.
pub struct Ended {
    /// Which action.
    pub action_id: ActionId,
    /// When it was proposed.
    pub proposed: Timestamp,
    /// When it was done.
    pub implemented: Timestamp,
    /// When it was verified or abandoned.
    pub at: Timestamp,
    /// How strong it was, unless it was abandoned.
    pub kept: Option<Strength>,
    /// The plan said from the start why it holds only weaker actions.
    pub was_weak: bool,
}

/// Plans it all; what lies beyond the end of the period does not happen.
pub fn live(
    book: &mut Book,
    work: &Work,
    incident_id: IncidentId,
    measure: &Measure,
    proposal: Proposal,
) -> Ended {
    let of = OfIncident { action_id: ActionId(book.draw.id()), incident_id };
    let suggestion = Proposed {
        incident_id,
        text: measure.text.text(),
        strength: measure.strength,
        addresses: proposal.addresses.clone(),
    };
    let (pace, was_weak) = (proposal.pace, proposal.weak_plan_reason.is_some());
    let proposed = proposal.at;
    book.action(proposal.at, of, OnAction::Propose(suggestion));
    let implemented = do_it(book, work, of, measure, proposal);
    let (at, effect) = assess(book, work, of, measure, (pace, implemented));
    let (at, kept) = end(book, work, of, measure, (effect, at));
    Ended { action_id: of.action_id, proposed, implemented, at, kept, was_weak }
}

/// Decided, perhaps postponed, done.
fn do_it(
    book: &mut Book,
    work: &Work,
    of: OfIncident,
    measure: &Measure,
    Proposal { at, pace, weak_plan_reason, .. }: Proposal,
) -> Timestamp {
    let days = book.draw.between(1, 8);
    let decided = book.calendar.work(at, days, &book.draw);
    let decided_on = book.calendar.day(decided);
    let mut due = plus(decided_on, book.draw.between(pace.due.0, pace.due.1));
    let commitment = Decided { owner: measure.owner.clone(), due, weak_plan_reason };
    book.action(decided, of, OnAction::Decide(commitment));
    let mut after = decided;
    if book.draw.chance(0.12) {
        let on = plus(due, -book.draw.between(1, 6));
        after = book.calendar.work_on(on, decided, &book.draw);
        due = plus(due, book.draw.between(14, 42));
        if let Some(reason) = book.draw.one_of(&work.reschedule) {
            let rescheduled = Rescheduled { due, reason: reason.text() };
            book.action(after, of, OnAction::Reschedule(rescheduled));
        }
    }
    let is_late = book.draw.chance(0.3);
    let days = if is_late { book.draw.between(4, 40) } else { -book.draw.between(0, 10) };
    let implemented = book.calendar.work_on(plus(due, days), after, &book.draw);
    let evidence = measure.evidence.text();
    book.action(implemented, of, OnAction::Implement(Implemented { evidence }));
    implemented
}

/// What was seen of the effect, at the second look if not at the first.
fn assess(
    book: &mut Book,
    work: &Work,
    of: OfIncident,
    measure: &Measure,
    (pace, implemented): (Pace, Timestamp),
) -> (Timestamp, Effect) {
    let (from, to) = pace.effect;
    let days = book.draw.between(from, to);
    let first = book.calendar.work(implemented, days, &book.draw);
    let assessed = EffectAssessed { effect: measure.effect, text: measure.assessment.text() };
    book.action(first, of, OnAction::AssessEffect(assessed));
    if measure.effect != Effect::NoEvidenceYet || !book.draw.chance(0.75) {
        return (first, measure.effect);
    }
    let Some(later) = book.draw.one_of(&work.later_assessments) else {
        return (first, measure.effect);
    };
    let days = book.draw.between(from, to);
    let second = book.calendar.work(first, days, &book.draw);
    let assessed = EffectAssessed { effect: later.effect, text: later.text.text() };
    book.action(second, of, OnAction::AssessEffect(assessed));
    (second, later.effect)
}

/// Confirmed by another role than the owner, or given up.
fn end(
    book: &mut Book,
    work: &Work,
    of: OfIncident,
    measure: &Measure,
    (effect, assessed): (Effect, Timestamp),
) -> (Timestamp, Option<Strength>) {
    let days = book.draw.between(1, 12);
    let at = book.calendar.work(assessed, days, &book.draw);
    match effect {
        Effect::Improved | Effect::CannotTell => {
            let verifier = measure.verifier.clone();
            book.action(at, of, OnAction::Verify(Verified { verifier }));
            (at, Some(measure.strength))
        }
        Effect::NoEvidenceYet | Effect::Worse => {
            if let Some(risk) = book.draw.one_of(&work.residual_risk) {
                let residual_risk = risk.text();
                book.action(at, of, OnAction::Abandon(Abandoned { residual_risk }));
            }
            (at, None)
        }
    }
}
