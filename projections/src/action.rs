//! The register of corrective actions.
//!
//! Must never hold a figure per person: owner and verifier are roles.

mod by_day;

use jiff::civil::Date;
use tillbud_events::action::{Event, Proposed};
use tillbud_events::vocabulary::{Code, Label, Strength};
use tillbud_events::{ActionId, Actor, AnyEvent, IncidentId, Recorded};

use crate::code::codes;
use crate::db::{Db, Tx, execute, fetch, row, statements, words, words_of};
use crate::page::{Cursor, PAGE_ROWS_MAX, Page, Placed, Select};
use crate::projection::{At, Projection};

pub use by_day::by_day;

codes! {
    /// How far an action has come.
    State {
        /// Suggested.
        Proposed = "proposed",
        /// To be done: by which role, by when.
        Decided = "decided",
        /// Done; its effect was not assessed.
        Implemented = "implemented",
        /// Its effect was assessed.
        Assessed = "assessed",
        /// Its effect was confirmed. Final.
        Verified = "verified",
        /// It ended without a confirmed effect. Final.
        Abandoned = "abandoned",
    }
}

codes! {
    /// What one looks for in the register.
    View {
        /// Neither verified nor abandoned.
        Open = "open",
        /// To be done within the next two weeks.
        Due = "due",
        /// Past its day, and not done.
        Overdue = "overdue",
        /// Done; somebody else has to confirm the effect.
        Verification = "verification",
        /// Verified or abandoned.
        Ended = "ended",
    }
}

row! {
    /// One corrective action.
    pub struct ActionRow {
        /// Which action.
        pub action_id: String,
        /// The incident it is for.
        pub incident_id: String,
        /// Events in its stream; the expected version of the next write.
        pub version: i64,
        /// Where in the log it was proposed.
        pub position: i64,
        /// What to do, unless erased.
        pub text: Option<String>,
        /// `stronger`, `intermediate` or `weaker`.
        pub strength: String,
        /// One of [`State`].
        pub state: String,
        /// The role that sees to it, once decided.
        pub owner: Option<String>,
        /// By which day, ISO 8601, once decided.
        pub due: Option<String>,
        /// How often the day was changed.
        pub rescheduled_count: i64,
        /// Why the plan holds only weaker actions.
        pub weak_plan_reason: Option<String>,
        /// How one can see that it was done.
        pub evidence: Option<String>,
        /// What was last seen of its effect.
        pub effect: Option<String>,
        /// What that rests on.
        pub assessment: Option<String>,
        /// The role that confirmed the effect.
        pub verifier: Option<String>,
        /// The risk that was accepted when it was abandoned.
        pub residual_risk: Option<String>,
        /// The measure that it is meant to move, if one was named.
        pub measure_id: Option<String>,
        /// That measure only of this unit.
        pub measure_unit: Option<String>,
        /// That measure only of this category.
        pub measure_category: Option<String>,
        /// `increase` or `decrease`: which way it is meant to move.
        pub movement: Option<String>,
        /// When before and after are compared, ISO 8601.
        pub review: Option<String>,
        /// Whether a text of this row was erased.
        pub erased: bool,
        /// When it was proposed.
        pub proposed_at: i64,
        /// When it was decided.
        pub decided_at: Option<i64>,
        /// When it was said to be done.
        pub implemented_at: Option<i64>,
        /// When its effect was last assessed.
        pub assessed_at: Option<i64>,
        /// When its effect was confirmed.
        pub verified_at: Option<i64>,
        /// When it was abandoned.
        pub abandoned_at: Option<i64>,
    }
}

row! {
    /// A factor that an action addresses.
    pub struct AddressedFactorRow {
        /// Which factor.
        pub factor_id: String,
    }
}

impl Placed for ActionRow {
    fn position(&self) -> i64 {
        self.position
    }
}

/// Which actions of the register to show; what is `None` is not asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only in this state.
    pub state: Option<State>,
    /// Only of this owner role, as written.
    pub owner: Option<String>,
    /// Only for this incident.
    pub incident: Option<IncidentId>,
    /// Only those due before this day; those without a day are left out.
    pub due_before: Option<Date>,
    /// Only those due on this day or later.
    pub due_from: Option<Date>,
    /// Only those of incidents of this unit.
    pub unit: Option<String>,
    /// Only this strong.
    pub strength: Option<Strength>,
    /// Only those that are open to this account: see [`crate::conflict`].
    pub open_to: Option<Actor>,
}

/// Days that [`View::Due`] looks ahead.
pub const DUE_DAYS: i64 = 14;

/// What `view` shows on the day `today`: what has a day in the order of days, all else newest
/// first, one list a state, brought together, so that each is read from its own index.
///
/// # Errors
/// When the database fails.
pub async fn view(
    db: &Db,
    (view, today): (View, Date),
    filter: &Filter,
    after: Option<Cursor>,
    limit: u32,
) -> sqlx::Result<Page<ActionRow>> {
    let soon = today.checked_add(jiff::Span::new().days(DUE_DAYS)).unwrap_or(Date::MAX);
    let days = match view {
        View::Due => Some((Some(today), Some(soon))),
        View::Overdue => Some((None, Some(today))),
        View::Open | View::Verification | View::Ended => None,
    };
    if let Some((due_from, due_before)) = days {
        let filter = Filter { due_from, due_before, ..filter.clone() };
        return by_day(db, &filter, after, limit).await;
    }
    let limit = limit.clamp(1, PAGE_ROWS_MAX) as usize;
    let mut rows = Vec::new();
    for state in view.states() {
        let state = Some(*state);
        let of_state = Filter { state, ..filter.clone() };
        let newest = of_state.select().newest_first(after, limit + 1);
        rows.extend(newest.all::<ActionRow>(db).await?);
    }
    rows.sort_by_key(|row: &ActionRow| std::cmp::Reverse(row.position));
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| has_more).map(|row| Cursor(row.position));
    Ok(Page { rows, next })
}

impl View {
    const fn states(self) -> &'static [State] {
        match self {
            Self::Open => &[State::Proposed, State::Decided, State::Implemented, State::Assessed],
            Self::Due | Self::Overdue => &[State::Decided],
            Self::Verification => &[State::Implemented, State::Assessed],
            Self::Ended => &[State::Verified, State::Abandoned],
        }
    }
}

/// The register, newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: &Db,
    filter: &Filter,
    after: Option<Cursor>,
    limit: u32,
) -> sqlx::Result<Page<ActionRow>> {
    filter.select().page(db, after, limit).await
}

/// One action.
///
/// # Errors
/// When the database fails.
pub async fn get(db: &Db, action_id: ActionId) -> sqlx::Result<Option<ActionRow>> {
    fetch!(fetch_optional::<ActionRow>(db, GET, action_id.to_string()))
}

/// The factors that an action addresses, in the order they were named.
///
/// # Errors
/// When the database fails.
pub async fn factors(db: &Db, action_id: ActionId) -> sqlx::Result<Vec<AddressedFactorRow>> {
    fetch!(fetch_all::<AddressedFactorRow>(db, FACTORS, action_id.to_string()))
}

/// The incidents of a unit, as triage last said.
const OF_UNIT: &str = "incident_id in (select incident_id from incident where unit =";

impl Filter {
    fn select(&self) -> Select {
        Select::new("select * from action")
            .and("state =", self.state.map(State::as_str))
            .and("owner =", self.owner.as_deref())
            .and("incident_id =", self.incident.map(|id| id.to_string()))
            .and("due <", self.due_before.map(|day| day.to_string()))
            .and("due >=", self.due_from.map(|day| day.to_string()))
            .and("strength =", self.strength.map(Strength::as_str))
            .and_within(OF_UNIT, self.unit.as_deref())
            .and_action_open_to(self.open_to)
    }
}

impl State {
    /// The state that an event leaves an action in, where that follows from the event alone.
    pub(crate) fn after(event: &Event) -> Option<Self> {
        match event {
            Event::Proposed(_) => Some(Self::Proposed),
            Event::Decided(_) => Some(Self::Decided),
            // Where it stood before: the rows know.
            Event::Rescheduled(_)
            | Event::TakenUpAgain(_)
            | Event::MeasureNamed(_)
            | Event::FileAttached(_)
            | Event::FileWithdrawn(_)
            | Event::Reworded(_) => None,
            Event::Implemented(_) => Some(Self::Implemented),
            Event::EffectAssessed(_) => Some(Self::Assessed),
            Event::Verified(_) => Some(Self::Verified),
            Event::Abandoned(_) => Some(Self::Abandoned),
        }
    }
}

/// The list's statements, with every filter and with none, for the test that prepares them.
#[cfg(test)]
pub(crate) fn selects() -> [String; 5] {
    let every = Filter {
        state: Some(State::Decided),
        owner: Some(String::new()),
        incident: Some(IncidentId(uuid::Uuid::nil())),
        due_before: Some(Date::MIN),
        due_from: Some(Date::MIN),
        unit: Some(String::new()),
        strength: Some(Strength::Weaker),
        open_to: Some(crate::testing::coordinator()),
    };
    let own = Filter { open_to: Some(crate::testing::owner()), ..Filter::default() };
    let [every_day, own_day] =
        [&every, &own].map(|filter| by_day::select(filter, Some(Cursor(1)), 1).into_sql());
    let [every, own, all] = [every, own, Filter::default()]
        .map(|filter| filter.select().newest_first(Some(Cursor(1)), 1).into_sql());
    [every, own, all, every_day, own_day]
}

/// Writes the tables of actions.
pub(crate) struct Actions;

impl Projection for Actions {
    const NAME: &'static str = "action";
    const VERSION: u32 = 5;
    const DDL: &'static str = include_str!("../../migrations/action.sql");

    async fn apply(tx: &mut Tx, recorded: &Recorded<AnyEvent>) -> sqlx::Result<()> {
        let AnyEvent::Action(event) = &recorded.event else { return Ok(()) };
        let At { id, version, milliseconds: at, .. } = At::of(recorded);
        match event {
            Event::Proposed(proposed) => insert(tx, At::of(recorded), proposed).await,
            Event::Decided(decided) => {
                let (owner, due) = (decided.owner.as_str(), decided.due.to_string());
                let folded = decided.owner.folded();
                let (reason, erased) = words_of(decided.weak_plan_reason.as_ref());
                execute!(tx, DECIDE, id, version, at, owner, folded, due, reason, erased).map(drop)
            }
            Event::Rescheduled(to) => {
                execute!(tx, RESCHEDULE, id, version, to.due.to_string()).map(drop)
            }
            Event::Implemented(implemented) => {
                let (evidence, erased) = words(&implemented.evidence);
                execute!(tx, IMPLEMENT, id, version, at, evidence, erased).map(drop)
            }
            Event::EffectAssessed(assessed) => {
                let (text, erased) = words(&assessed.text);
                let effect = assessed.effect.as_str();
                execute!(tx, ASSESS, id, version, at, effect, text, erased).map(drop)
            }
            Event::Verified(verified) => {
                execute!(tx, VERIFY, id, version, at, verified.verifier.as_str()).map(drop)
            }
            Event::Abandoned(abandoned) => {
                let (risk, erased) = words(&abandoned.residual_risk);
                execute!(tx, ABANDON, id, version, at, risk, erased).map(drop)
            }
            Event::Reworded(reworded) => {
                let (text, erased) = words(&reworded.text);
                execute!(tx, REWORD, id, version, text, erased).map(drop)
            }
            Event::FileAttached(_) | Event::FileWithdrawn(_) => {
                execute!(tx, TOUCH, id, version).map(drop)
            }
            Event::TakenUpAgain(_) => execute!(tx, RESUME, id, version).map(drop),
            Event::MeasureNamed(named) => {
                let (aim, review) = (&named.aim, named.review.to_string());
                let measure_id = aim.measure_id.to_string();
                let unit = aim.unit.as_ref().map(Label::as_str);
                let category = aim.category.as_ref().map(Code::as_str);
                let movement = aim.movement.as_str();
                execute!(tx, NAME, id, version, measure_id, unit, category, movement, review)
                    .map(drop)
            }
        }
    }
}

async fn insert(tx: &mut Tx, at: At, proposed: &Proposed) -> sqlx::Result<()> {
    let (text, erased) = words(&proposed.text);
    execute!(
        tx,
        INSERT,
        &at.id,
        proposed.incident_id.to_string(),
        at.version,
        at.position,
        text,
        proposed.strength.as_str(),
        erased,
        at.milliseconds,
    )?;
    for (factor, ordinal) in proposed.addresses.iter().zip(1_i64..) {
        execute!(tx, INSERT_FACTOR, &at.id, ordinal, factor.to_string())?;
    }
    Ok(())
}

statements! {
    GET = "select * from action where action_id = $1";
    TOUCH = "update action set version = $2 where action_id = $1";
    REWORD = "update action set version = $2, text = $3, erased = (erased or $4)
        where action_id = $1";
    FACTORS = "select * from action_factor where action_id = $1 order by ordinal";
    INSERT = "insert into action (action_id, incident_id, version, position, text, strength,
            state, rescheduled_count, erased, proposed_at)
        values ($1, $2, $3, $4, $5, $6, 'proposed', 0, $7, $8)";
    INSERT_FACTOR = "insert into action_factor (action_id, ordinal, factor_id)
        values ($1, $2, $3)";
    DECIDE = "update action set version = $2, state = 'decided', decided_at = $3, owner = $4,
            owner_folded = $5, due = $6, weak_plan_reason = $7, erased = (erased or $8)
        where action_id = $1";
    RESCHEDULE = "update action set version = $2, due = $3,
            rescheduled_count = rescheduled_count + 1
        where action_id = $1";
    IMPLEMENT = "update action set version = $2, state = 'implemented', implemented_at = $3,
            evidence = $4, erased = (erased or $5)
        where action_id = $1";
    ASSESS = "update action set version = $2, state = 'assessed', assessed_at = $3, effect = $4,
            assessment = $5, erased = (erased or $6)
        where action_id = $1";
    VERIFY = "update action set version = $2, state = 'verified', verified_at = $3, verifier = $4
        where action_id = $1";
    ABANDON = "update action set version = $2, state = 'abandoned', abandoned_at = $3,
            residual_risk = $4, erased = (erased or $5)
        where action_id = $1";
    NAME = "update action set version = $2, measure_id = $3, measure_unit = $4,
            measure_category = $5, movement = $6, review = $7
        where action_id = $1";
    RESUME = "update action set version = $2, abandoned_at = null, residual_risk = null,
            state = case when assessed_at is not null then 'assessed'
                when implemented_at is not null then 'implemented'
                when decided_at is not null then 'decided' else 'proposed' end
        where action_id = $1";
}

#[cfg(test)]
mod tests;
