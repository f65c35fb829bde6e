//! Who is kept out of what, by account: the one rule, for one thing and for lists.
//!
//! An account is kept out of an incident that it stepped aside from, of an incident that
//! comes from a unit it leads, by triage or by one of its reports, and of what such an
//! incident is worked on as part of; and, as an owner of actions, of the actions of every
//! function that it does not see to. Must never be decided anywhere else.

use std::collections::HashSet;

use sqlx::AssertSqlSafe;
use tillbud_events::{ActionId, Actor, IncidentId, ReportId, Role};

use crate::db::{Db, fetch, row, statements};

/// Whose recusals and whose units keep an account out, and whose functions let it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptOut {
    /// Whose recusals.
    pub(crate) aside: String,
    /// Whose units; nobody's for a role that handles no reports and incidents.
    pub(crate) leads: String,
    /// Whose functions an action has to be of; for a role that sees all actions, nobody's.
    pub(crate) sees_to: Option<String>,
}

/// Why an account gets nothing of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It stepped aside.
    Aside,
    /// It leads the unit.
    Unit,
    /// The action is of a function that it does not see to. Not to be told: there is no such
    /// action for this account.
    Foreign,
}

impl KeptOut {
    /// Reporters and Tillbud itself are kept out of nothing here. Whoever leads a unit is
    /// often the one to carry an action out there: an owner of actions sees those, and nothing
    /// of the reports behind them.
    pub(crate) fn of(actor: Actor) -> Option<Self> {
        match actor {
            Actor::Reporter | Actor::System => None,
            Actor::Staff { role, pseudonym } => {
                let aside = pseudonym.to_string();
                let is_owner = role == Role::ActionOwner;
                let leads = if is_owner { String::new() } else { aside.clone() };
                let sees_to = is_owner.then(|| aside.clone());
                Some(Self { aside, leads, sees_to })
            }
        }
    }
}

row! {
    /// Which rules keep an account out of something.
    pub struct Found {
        /// It stepped aside.
        pub is_aside: bool,
        /// It leads the unit.
        pub is_led: bool,
    }
}

impl Found {
    fn reason(&self) -> Option<Reason> {
        let aside = self.is_aside.then_some(Reason::Aside);
        aside.or_else(|| self.is_led.then_some(Reason::Unit))
    }
}

/// Whether `actor` may be kept out of something at all; for nearly everybody it is nothing.
///
/// # Errors
/// When the database fails.
pub async fn has_any(db: &Db, actor: Actor) -> sqlx::Result<bool> {
    let Some(kept) = KeptOut::of(actor) else { return Ok(false) };
    let KeptOut { aside, leads, sees_to } = kept;
    if sees_to.is_some() {
        return Ok(true);
    }
    let found = fetch!(fetch_one::<Found>(db, HAS_ANY, aside, leads))?;
    Ok(found.reason().is_some())
}

row! {
    /// An incident that an account is kept out of.
    pub struct KeptOutRow {
        /// Which incident.
        pub incident_id: String,
    }
}

/// The ids of all incidents that `actor` is kept out of, by themselves or by what they were
/// merged from: for lists that are read whole, where [`of_incident`] would be asked row by row.
///
/// # Errors
/// When the database fails.
pub async fn all_incidents(db: &Db, actor: Actor) -> sqlx::Result<HashSet<String>> {
    let Some(KeptOut { aside, leads, .. }) = KeptOut::of(actor) else {
        return Ok(HashSet::new());
    };
    let sql = AssertSqlSafe(incidents(1, 2));
    let rows = fetch!(fetch_all::<KeptOutRow>(db, sql, aside, leads))?;
    Ok(rows.into_iter().map(|row| row.incident_id).collect())
}

/// Why `actor` is kept out of an incident, if it is.
///
/// # Errors
/// When the database fails.
pub async fn of_incident(db: &Db, actor: Actor, id: IncidentId) -> sqlx::Result<Option<Reason>> {
    let Some(KeptOut { aside, leads, .. }) = KeptOut::of(actor) else { return Ok(None) };
    let found = fetch!(fetch_one::<Found>(db, OF_INCIDENT, aside, leads, id.to_string()))?;
    Ok(found.reason())
}

/// Why `actor` is kept out of an action, if it is: by the function that owns it, or by its
/// incident.
///
/// # Errors
/// When the database fails.
pub async fn of_action(db: &Db, actor: Actor, id: ActionId) -> sqlx::Result<Option<Reason>> {
    let Some(KeptOut { aside, sees_to, .. }) = KeptOut::of(actor) else { return Ok(None) };
    let row = fetch!(fetch_optional::<Owned>(db, OF_ACTION, aside, id.to_string()))?;
    let Some(Owned { incident_id, is_own }) = row else { return Ok(None) };
    if sees_to.is_some() && !is_own {
        return Ok(Some(Reason::Foreign));
    }
    match incident_id.parse() {
        Ok(incident_id) => of_incident(db, actor, incident_id).await,
        Err(_) => Ok(None),
    }
}

row! {
    /// What the rule asks of an action.
    pub struct Owned {
        /// The incident it is for.
        pub incident_id: String,
        /// Whether its owner is a function that the account sees to.
        pub is_own: bool,
    }
}

/// Why `actor` is kept out of a report, if it is: by the report's own unit, or by the
/// incident that it is part of.
///
/// # Errors
/// When the database fails.
pub async fn of_report(db: &Db, actor: Actor, id: ReportId) -> sqlx::Result<Option<Reason>> {
    let Some(KeptOut { leads, .. }) = KeptOut::of(actor) else { return Ok(None) };
    let row = fetch!(fetch_optional::<Reported>(db, OF_REPORT, leads, id.to_string()))?;
    let Some(Reported { incident_id, is_led }) = row else { return Ok(None) };
    let incident = match incident_id.and_then(|id| id.parse().ok()) {
        Some(incident_id) => of_incident(db, actor, incident_id).await?,
        None => None,
    };
    Ok(incident.or_else(|| is_led.then_some(Reason::Unit)))
}

row! {
    /// What the rule asks of a report.
    pub struct Reported {
        /// The incident it is part of.
        pub incident_id: Option<String>,
        /// Whether its unit is one that the account leads.
        pub is_led: bool,
    }
}

/// The ids of all incidents that an account is kept out of, as a part of a statement in
/// which `aside` and `leads` are the numbers of the values of [`KeptOut`].
pub(crate) fn incidents(aside: usize, leads: usize) -> String {
    format!(
        "with recursive whole (incident_id) as (
            select recusal.incident_id from recusal where recusal.holder = ${aside}
            union select incident.incident_id from led_unit
                join incident on incident.unit = led_unit.unit where led_unit.holder = ${leads}
            union select report.incident_id from led_unit
                join report on report.unit = led_unit.unit
                where led_unit.holder = ${leads} and report.incident_id is not null
            union select incident.merged_into from whole
                join incident on incident.incident_id = whole.incident_id
                where incident.merged_into is not null)
        select incident_id from whole"
    )
}

statements! {
    HAS_ANY = "select exists (select 1 from recusal where holder = $1) as is_aside,
            exists (select 1 from led_unit where holder = $2) as is_led";
    OF_INCIDENT = "with recursive part (incident_id) as (
            select cast($3 as text)
            union select incident.incident_id from part
                join incident on incident.merged_into = part.incident_id)
        select exists (select 1 from part join recusal on recusal.holder = $1
                and recusal.incident_id = part.incident_id) as is_aside,
            exists (select 1 from incident
                where incident.incident_id in (select incident_id from part)
                    and incident.unit in (select unit from led_unit where holder = $2))
            or exists (select 1 from report
                where report.report_id in (select incident_report.report_id from incident_report
                    where incident_report.incident_id in (select incident_id from part))
                    and report.unit in (select unit from led_unit where holder = $2)) as is_led";
    OF_ACTION = "select incident_id, exists (select 1 from held_function
                where held_function.holder = $1
                and held_function.folded = action.owner_folded) as is_own
        from action where action_id = $2";
    OF_REPORT = "select report.incident_id,
            exists (select 1 from led_unit where led_unit.holder = $1
                and led_unit.unit = report.unit) as is_led
        from report where report.report_id = $2";
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use tillbud_events::action::{Decided, Event as ActionEvent};
    use tillbud_events::grant::{Event as GrantEvent, FunctionHeld, Revoked, UnitLed};
    use tillbud_events::incident::{Event, Recused};
    use tillbud_events::report::{Event as ReportEvent, Received};
    use tillbud_events::vocabulary::GrantSource;
    use tillbud_events::{GrantId, HolderId};
    use uuid::Uuid;

    use super::*;
    use crate::testing::{Bench, Log, coordinator, label, on_both, received, report_id};
    use crate::{action, incident, report};

    fn other(role: Role) -> Actor {
        Actor::Staff { role, pseudonym: Uuid::from_u128(9) }
    }

    /// The rule for one thing, and the same things in the lists.
    async fn kept_out(bench: &Bench, actor: Actor) -> Vec<(String, Option<Reason>)> {
        let db = bench.models.db();
        let open_to = Some(actor);
        let filter = incident::Filter { open_to, ..incident::Filter::default() };
        let listed = incident::list(db, &filter, None, 50).await.unwrap().rows;
        let filter = report::Filter { open_to, ..report::Filter::default() };
        let queued = report::queue(db, &filter, None, 50).await.unwrap().rows;
        let mut told = Vec::new();
        let kept_out = all_incidents(db, actor).await.unwrap();
        let all = incident::list(db, &incident::Filter::default(), None, 50).await.unwrap().rows;
        for row in all {
            let id = row.incident_id.parse().unwrap();
            let reason = of_incident(db, actor, id).await.unwrap();
            let is_listed = listed.iter().any(|listed| listed.incident_id == row.incident_id);
            assert_eq!(is_listed, reason.is_none(), "the list of {}", row.incident_id);
            let is_kept_out = kept_out.contains(&row.incident_id);
            assert_eq!(is_kept_out, reason.is_some(), "all of them, {}", row.incident_id);
            told.push((row.incident_id, reason));
        }
        let all = report::queue(db, &report::Filter::default(), None, 50).await.unwrap().rows;
        for row in all {
            let id = row.report_id.parse().unwrap();
            let reason = of_report(db, actor, id).await.unwrap();
            let is_listed = queued.iter().any(|listed| listed.report_id == row.report_id);
            assert_eq!(is_listed, reason.is_none(), "the queue of {}", row.report_id);
            told.push((row.report_id, reason));
        }
        told.retain(|(_, reason)| reason.is_some());
        told.sort_by(|a, b| a.0.cmp(&b.0));
        told
    }

    fn expected<const N: usize>(found: [(String, Reason); N]) -> Vec<(String, Option<Reason>)> {
        let mut found: Vec<_> = found.map(|(id, reason)| (id, Some(reason))).into();
        found.sort_by(|a, b| a.0.cmp(&b.0));
        found
    }

    on_both! {
        async fn whoever_stepped_aside_is_kept_out_of_all_that_the_incident_became_part_of(bench: &Bench) {
            let mut log = Log::default();
            let [one, two, three] = [1, 2, 3].map(|number| log.receive(number));
            let [part, middle, whole] =
                [(1, one), (2, two), (3, three)].map(|(number, of)| log.open(number, &[of]));
            log.push(part, Event::Recused(Recused { reason: None }));
            bench.follow(&log).await;
            let aside = |id: String| (id, Reason::Aside);
            let first = || [aside(part.to_string()), aside(one.to_string())];
            assert_eq!(kept_out(bench, coordinator()).await, expected(first()));
            assert!(kept_out(bench, other(Role::Coordinator)).await.is_empty());
            // The account, whatever role it acts in.
            let pseudonym = coordinator().holder().unwrap().0;
            for role in [Role::Analyst, Role::ActionOwner] {
                let same = Actor::Staff { role, pseudonym };
                assert_eq!(kept_out(bench, same).await, expected(first()));
            }
            log.merge(part, middle);
            log.merge(middle, whole);
            bench.follow(&log).await;
            let all = [part, middle, whole].map(|id| id.to_string());
            let [a, b, c] = all.map(aside);
            let reports = [one, two, three].map(|id| aside(id.to_string()));
            let [d, e, f] = reports;
            assert_eq!(kept_out(bench, coordinator()).await, expected([a, b, c, d, e, f]));
        }

        async fn whoever_leads_a_unit_is_kept_out_of_its_reports_and_incidents_as_triage_moves_them(bench: &Bench) {
            let mut log = Log::default();
            let north = report_id(1);
            let told = Received { unit: Some(label("norr")), ..received() };
            log.push(north, ReportEvent::Received(told));
            let (loose, elsewhere) = (log.receive(2), log.receive(3));
            let (own, far) = (log.open(1, &[north]), log.open(2, &[elsewhere]));
            let leader = other(Role::Coordinator);
            let (id, holder) = (GrantId(Uuid::from_u128(4)), leader.holder().unwrap());
            let led = UnitLed {
                holder,
                unit: label("norr"),
                source: GrantSource::Decision,
                reason: None,
            };
            log.push(id, GrantEvent::UnitLed(led));
            bench.follow(&log).await;
            let unit = |id: String| (id, Reason::Unit);
            let of_report = || [unit(own.to_string()), unit(north.to_string())];
            assert_eq!(kept_out(bench, leader).await, expected(of_report()), "not {loose}");
            assert!(kept_out(bench, coordinator()).await.is_empty());
            assert!(kept_out(bench, other(Role::ActionOwner)).await.is_empty());
            log.triage(far, "access", Some("norr"));
            bench.follow(&log).await;
            let [a, b] = of_report();
            let more = [a, b, unit(far.to_string()), unit(elsewhere.to_string())];
            assert_eq!(kept_out(bench, leader).await, expected(more));
            log.triage(far, "access", Some("syd"));
            bench.follow(&log).await;
            assert_eq!(kept_out(bench, leader).await, expected(of_report()));
            let revoked = Revoked { source: GrantSource::Decision, reason: None };
            log.push(id, GrantEvent::Revoked(revoked));
            bench.follow(&log).await;
            assert!(kept_out(bench, leader).await.is_empty());
            let _: HolderId = holder;
        }

        async fn an_owner_sees_the_actions_of_the_functions_it_sees_to_and_no_other(bench: &Bench) {
            let mut log = Log::default();
            let reports = [1, 2].map(|number| log.receive(number));
            let [one, two] = [(1, reports[0]), (2, reports[1])].map(|(number, of)| log.open(number, &[of]));
            let mut decided = |number, incident, owner: Option<&str>| {
                let id = log.propose(number, incident);
                if let Some(owner) = owner {
                    let (owner, due) = (label(owner), date(2026, 9, 10));
                    log.push(id, ActionEvent::Decided(Decided { owner, due, weak_plan_reason: None }));
                }
                id.to_string()
            };
            let own = [decided(1, one, Some("Överförmyndare")), decided(2, two, Some("ÖVERFÖRMYNDARE"))];
            let others = [decided(3, one, Some("IT-drift")), decided(4, one, None)];
            let owner = other(Role::ActionOwner);
            let (id, holder) = (GrantId(Uuid::from_u128(4)), owner.holder().unwrap());
            let (function, source) = (label("överförmyndare"), GrantSource::Decision);
            bench.follow(&log).await;
            assert!(own_actions(bench, owner).await.is_empty(), "without a function");
            let held = FunctionHeld { holder, function, source, reason: None };
            log.push(id, GrantEvent::FunctionHeld(held));
            bench.follow(&log).await;
            assert_eq!(own_actions(bench, owner).await, own);
            for role in [Role::Coordinator, Role::Analyst] {
                assert_eq!(own_actions(bench, other(role)).await.len(), own.len() + others.len());
            }
            log.push_as(owner, two, Event::Recused(Recused { reason: None }));
            bench.follow(&log).await;
            assert_eq!(own_actions(bench, owner).await, own[..1]);
            log.push(id, GrantEvent::Revoked(Revoked { source, reason: None }));
            bench.follow(&log).await;
            assert!(own_actions(bench, owner).await.is_empty());
        }
    }

    /// The actions that are open to an account, by the rule for one and by the list.
    async fn own_actions(bench: &Bench, actor: Actor) -> Vec<String> {
        let db = bench.models.db();
        let all = action::list(db, &action::Filter::default(), None, 50).await.unwrap().rows;
        let filter = action::Filter { open_to: Some(actor), ..action::Filter::default() };
        let listed = action::list(db, &filter, None, 50).await.unwrap().rows;
        let mut open = Vec::new();
        for row in all.into_iter().rev() {
            let reason = of_action(db, actor, row.action_id.parse().unwrap()).await.unwrap();
            let is_listed = listed.iter().any(|listed| listed.action_id == row.action_id);
            assert_eq!(is_listed, reason.is_none(), "the list of {}", row.action_id);
            open.extend(is_listed.then_some(row.action_id));
        }
        open
    }
}
