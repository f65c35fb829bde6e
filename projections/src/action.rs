//! The register of corrective actions.
//!
//! Must never hold a figure per person: owner and verifier are roles.

use jiff::civil::Date;
use tillbud_events::{ActionId, IncidentId};

use crate::code::codes;
use crate::db::{Db, fetch, row, statements};
use crate::page::{Cursor, Page, Placed, Select};

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

impl Filter {
    fn select(&self) -> Select {
        Select::new("select * from action")
            .and("state =", self.state.map(State::as_str))
            .and("owner =", self.owner.as_deref())
            .and("incident_id =", self.incident.map(|id| id.to_string()))
            .and("due <", self.due_before.map(|day| day.to_string()))
    }
}

statements! {
    GET = "select * from action where action_id = $1";
    FACTORS = "select * from action_factor where action_id = $1 order by ordinal";
}
