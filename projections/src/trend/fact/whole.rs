//! An incident with all that is part of it, and what measures count of that.
//!
//! An event changes one incident or two; what they counted before is taken away and what they
//! count now is added, so that applying it takes no longer the longer history is. Must never
//! read more than the parts of the incidents that the event is about.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::{Span as Time, ToSpan};
use tillbud_events::calendar::working_days_until;
use tillbud_events::limits::WITHIN_DAYS;
use tillbud_events::measure::{Outcome, SEVERE, Span, What};
use tillbud_events::vocabulary::Severity;
use tillbud_events::{Month, Week};

use super::tally::{Cell, Cells, IMPORTED, INCIDENT_DAYS, SEVERE_WEEKS, weekly, weekly_span};
use crate::db::{Tx, fetch, row, statements};

/// Within this time the effect of an action is to be confirmed.
pub const VERIFICATION_MONTHS: i32 = 6;

row! {
    /// What is known of a report.
    #[derive(Default)]
    pub struct ReportFact {
        /// Which report.
        pub report_id: String,
        /// The month that it counts in.
        pub month: Option<String>,
        /// What it tells of.
        pub kind: Option<String>,
        /// Category at triage, else the source's.
        pub category: Option<String>,
        /// Unit at triage, else as reported.
        pub unit: Option<String>,
        /// How bad it was.
        pub actual: Option<String>,
        /// How bad it could have been.
        pub potential: Option<String>,
        /// The incident that it is linked to.
        pub incident_id: Option<String>,
        /// The register that it was imported from.
        pub dataset: Option<String>,
        /// The day on which it was received, unless it was imported.
        pub received: Option<String>,
        /// The day on which it was reported, when known.
        pub reported_day: Option<String>,
        /// The month in which it happened, when known.
        pub happened_month: Option<String>,
        /// The day on which it happened, when known.
        pub happened_day: Option<String>,
        /// Days until somebody had seen it.
        pub acknowledged_days: Option<i64>,
        /// Days until it was judged.
        pub triaged_days: Option<i64>,
        /// Days until the reporter was told what came of it.
        pub told_days: Option<i64>,
        /// The month in which its incident was first closed.
        pub closed_month: Option<String>,
        /// Whether the reporter had been told by then.
        pub told_before_closing: Option<bool>,
        /// Whether they would report again.
        pub again: Option<String>,
        /// The month in which they first said so.
        pub again_month: Option<String>,
        /// The week in which it was reported, or happened, when that day is known.
        pub week: Option<String>,
    }
}

row! {
    /// What is known of an action.
    pub struct ActionFact {
        /// How strong it is.
        pub strength: String,
        /// The month in which it was first decided.
        pub decided_month: Option<String>,
        /// The day by which it is to be done.
        pub due: Option<String>,
        /// The months in which it was late when it was moved to another day.
        pub missed: String,
        /// The day on which it was done.
        pub implemented: Option<String>,
        /// The day on which its effect was confirmed.
        pub verified: Option<String>,
        /// The day on which it was given up, unless it goes on.
        pub abandoned: Option<String>,
    }
}

row! {
    /// An element of the work system that hindered.
    pub struct FactorFact {
        /// Which element.
        pub element: String,
        /// The month in which it was first found.
        pub month: String,
    }
}

row! {
    /// What triage said; nothing before triage.
    #[derive(Default)]
    pub struct Judgement {
        /// How bad it was.
        pub actual: Option<String>,
        /// How bad it could have been.
        pub potential: Option<String>,
        /// Code of the list of categories.
        pub category: Option<String>,
        /// The unit where the conditions lie.
        pub unit: Option<String>,
    }
}

row! {
    /// An incident alone.
    pub struct Root {
        /// Which incident.
        pub incident_id: String,
    }
}

/// An incident that is worked on, with all that was merged into it.
pub(super) struct Whole {
    pub(super) judgement: Judgement,
    pub(super) reports: Vec<ReportFact>,
    actions: Vec<ActionFact>,
    factors: Vec<FactorFact>,
}

/// The incident at the end of the merges of `incident_id`.
pub(super) async fn root(tx: &mut Tx, incident_id: &str) -> sqlx::Result<String> {
    let root = fetch!(fetch_optional::<Root>(in tx, ROOT, incident_id))?;
    Ok(root.map_or_else(|| incident_id.to_owned(), |root| root.incident_id))
}

/// The judgement that counts for an incident's reports: its own, or that of the
/// incident at the end of its merges.
pub(super) async fn judgement_for(
    tx: &mut Tx,
    incident_id: &str,
) -> sqlx::Result<Option<Judgement>> {
    fetch!(fetch_optional::<Judgement>(in tx, JUDGEMENT, incident_id))
}

/// One report.
pub(super) async fn report(tx: &mut Tx, report_id: &str) -> sqlx::Result<Option<ReportFact>> {
    fetch!(fetch_optional::<ReportFact>(in tx, REPORT, report_id))
}

impl Whole {
    /// Everything that is part of the incident `root`.
    pub(super) async fn load(tx: &mut Tx, root: &str) -> sqlx::Result<Self> {
        Ok(Self {
            judgement: judgement_for(tx, root).await?.unwrap_or_default(),
            reports: fetch!(fetch_all::<ReportFact>(in tx, REPORTS, root))?,
            actions: fetch!(fetch_all::<ActionFact>(in tx, ACTIONS, root))?,
            factors: fetch!(fetch_all::<FactorFact>(in tx, FACTORS, root))?,
        })
    }

    /// Counts everything once more, or once less.
    pub(super) fn count(&self, cells: &mut Cells, difference: i64) {
        for report in &self.reports {
            report.count(cells, difference);
        }
        let place = self.place();
        let place = (place.0.as_str(), place.1.as_str());
        self.count_incident(place, cells, difference);
        for action in &self.actions {
            action.count(place, cells, difference);
        }
        // Once for each element, however many parts it was found in.
        let mut found: BTreeMap<&str, &str> = BTreeMap::new();
        for FactorFact { element, month } in &self.factors {
            let first = found.entry(element).or_insert(month);
            *first = (*first).min(month);
        }
        for (element, month) in found {
            let of = Cell::of(What::Factors, place, month);
            cells.add(Cell { kind: element.to_owned(), ..of }, difference);
        }
    }

    /// The unit and the category: as judged, else as all of its reports say.
    fn place(&self) -> (String, String) {
        let agreed = |judged: &Option<String>, of: fn(&ReportFact) -> &Option<String>| {
            let mut told = self.reports.iter().map(of);
            let first = told.next().cloned().flatten();
            let agreed = first.filter(|first| told.all(|other| other.as_ref() == Some(first)));
            judged.clone().or(agreed).unwrap_or_default()
        };
        let unit = agreed(&self.judgement.unit, |report| &report.unit);
        (unit, agreed(&self.judgement.category, |report| &report.category))
    }

    /// By when it happened, as the first of its reports that know tell; else by when it was
    /// first reported. With severe harm also by the week in which it was first reported, once
    /// however many tell of it.
    fn count_incident(&self, place: (&str, &str), cells: &mut Cells, difference: i64) {
        let first = |of: fn(&ReportFact) -> &Option<String>| {
            self.reports.iter().filter_map(|report| of(report).as_ref()).min()
        };
        let severity = |cell: Cell| Cell {
            actual: self.judgement.actual.clone().unwrap_or_default(),
            potential: self.judgement.potential.clone().unwrap_or_default(),
            ..cell
        };
        let happened = first(|report| &report.happened_month);
        if let Some(month) = happened.or_else(|| first(|report| &report.month)) {
            cells.add(severity(Cell::of(What::Incidents, place, month)), difference);
        }
        let happened = first(|report| &report.happened_day);
        if let Some(day) = happened.or_else(|| first(|report| &report.reported_day)) {
            let cell = severity(Cell::of(What::Incidents, place, day));
            cells.add(Cell { what: INCIDENT_DAYS, ..cell }, difference);
        }
        // The texts of weeks are in the order of time.
        let week = first(|report| &report.week).filter(|_| self.judgement.is_severe());
        if let Some(thursday) = week.and_then(|week| thursday(week)) {
            let cell = Cell::of(What::Incidents, place, &thursday);
            cells.add(Cell { what: SEVERE_WEEKS, ..cell }, difference);
        }
    }
}

impl Judgement {
    /// Whether what happened was severe harm.
    fn is_severe(&self) -> bool {
        let actual = self.actual.as_deref().and_then(Severity::from_stored);
        actual.is_some_and(|actual| actual >= SEVERE)
    }
}

impl ReportFact {
    /// Counts it once more, or once less.
    pub(super) fn count(&self, cells: &mut Cells, difference: i64) {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let (unit, category) = (text(&self.unit), text(&self.category));
        let place = (unit.as_str(), category.as_str());
        if let Some(month) = &self.month {
            let of = |cell: Cell| cell;
            self.count_in(place, (month, of), cells, difference);
        }
        if let Some(thursday) = self.week.as_deref().and_then(thursday) {
            let weekly = |cell: Cell| Cell { what: by_week(cell.what), ..cell };
            self.count_in(place, (&thursday, weekly), cells, difference);
        }
        if let Some(month) = &self.closed_month {
            let told = self.told_before_closing == Some(true);
            let detail = if told { Outcome::Told.as_str() } else { "" }.to_owned();
            let cell = Cell::of(What::ReportsClosed, place, month);
            cells.add(Cell { kind: text(&self.kind), detail, ..cell }, difference);
        }
        if let Some((month, again)) = self.again_month.as_ref().zip(self.again.clone()) {
            let cell = Cell::of(What::Answers, place, month);
            cells.add(Cell { kind: text(&self.kind), detail: again, ..cell }, difference);
        }
    }
}

impl ReportFact {
    /// Counts the report, and how long what became of it took, in one period.
    fn count_in(
        &self,
        place: (&str, &str),
        (period, named): (&str, impl Fn(Cell) -> Cell),
        cells: &mut Cells,
        difference: i64,
    ) {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let detail = if self.dataset.is_some() { IMPORTED } else { "" }.to_owned();
        let (actual, potential) = (text(&self.actual), text(&self.potential));
        let cell = Cell::of(What::Reports, place, period);
        let cell = Cell { kind: text(&self.kind), actual, potential, detail, ..cell };
        cells.add(named(cell), difference);
        for (span, days) in [
            (Span::ToAcknowledgement, self.acknowledged_days),
            (Span::ToTriage, self.triaged_days),
            (Span::ToFeedback, self.told_days),
        ] {
            let Some(days) = days else { continue };
            let cell = Cell::of(What::Reports, place, period);
            let (kind, detail) = (self.working_days(days).to_string(), days.to_string());
            cells.add(named(Cell { what: span.as_str(), kind, detail, ..cell }), difference);
        }
    }

    /// Of so many days after it was received, those on which people are at work.
    fn working_days(&self, days: i64) -> u32 {
        let most = u32::from(WITHIN_DAYS) + 1;
        let received = self.received.as_ref().and_then(|day| day.parse::<Date>().ok());
        let Some(received) = received else { return most };
        let reached = received.checked_add(days.days()).unwrap_or(received);
        working_days_until(received, reached, most)
    }
}

/// The day whose month a week belongs to.
fn thursday(week: &str) -> Option<String> {
    let week: Week = week.parse().ok()?;
    Some(week.thursday().to_string())
}

/// The name of what is counted by week.
fn by_week(what: &'static str) -> &'static str {
    match Span::from_stored(what) {
        Some(span) => weekly_span(span),
        None => weekly(What::Reports),
    }
}

impl ActionFact {
    fn count(&self, place: (&str, &str), cells: &mut Cells, difference: i64) {
        let mut add = |what: What, period: &str, outcome: Option<Outcome>| {
            let detail = outcome.map_or("", Outcome::as_str).to_owned();
            let cell = Cell::of(what, place, period);
            cells.add(Cell { kind: self.strength.clone(), detail, ..cell }, difference);
        };
        if let Some(month) = &self.decided_month {
            add(What::ActionsDecided, month, None);
        }
        // Once in a month, and what was late stays late, whatever is decided afterwards.
        let missed: BTreeSet<&str> = self.missed.split_whitespace().collect();
        for month in &missed {
            add(What::ActionsDue, month, None);
        }
        let due = self.due.as_ref().filter(|due| self.came_due(due));
        if let Some(due) = due.filter(|due| !missed.contains(month_of(due))) {
            let is_in_time = self.implemented.as_ref().is_some_and(|day| day <= due);
            add(What::ActionsDue, month_of(due), is_in_time.then_some(Outcome::InTime));
        }
        if let Some(day) = &self.implemented {
            let is_verified = self.verified.as_ref().is_some_and(|on| is_within(day, on));
            add(What::ActionsImplemented, month_of(day), is_verified.then_some(Outcome::Verified));
        }
    }

    /// Whether it was done, or its day passed before it was given up, if it was.
    fn came_due(&self, due: &str) -> bool {
        self.implemented.is_some() || self.abandoned.as_deref().is_none_or(|day| day > due)
    }
}

/// Whether `on` is at most six months after `day`.
fn is_within(day: &str, on: &str) -> bool {
    let (Ok(day), Ok(on)) = (day.parse::<Date>(), on.parse::<Date>()) else { return false };
    let longest: Time = VERIFICATION_MONTHS.months();
    day.checked_add(longest).is_ok_and(|last| on <= last)
}

/// `YYYY-MM` of a day.
pub(super) fn month_of(day: &str) -> &str {
    day.get(..7).unwrap_or(day)
}

/// The month of a day, `YYYY-MM`.
pub(super) fn month(day: Date) -> String {
    Month::of(day).to_string()
}

statements! {
    // `union`, not `union all`: even a ring of merges would end.
    ROOT = "with recursive whole (incident_id) as (
            select cast($1 as text)
            union
            select part.merged_into from whole join fact_incident part
                on part.incident_id = whole.incident_id
                where part.merged_into is not null)
        select whole.incident_id from whole left join fact_incident
            on fact_incident.incident_id = whole.incident_id
        where fact_incident.merged_into is null";
    JUDGEMENT = "with recursive whole (incident_id) as (
            select cast($1 as text)
            union
            select part.merged_into from whole join fact_incident part
                on part.incident_id = whole.incident_id
                where part.merged_into is not null)
        select actual, potential, category, unit from fact_incident
        where incident_id in (select incident_id from whole) and merged_into is null";
    REPORT = "select report_id, month, kind, category, unit, actual, potential, incident_id,
            dataset, received, reported_day, happened_month, happened_day, acknowledged_days,
            triaged_days, told_days, closed_month, told_before_closing, again, again_month, week
        from fact where report_id = $1";
    REPORTS = "with recursive part (incident_id) as (
            select cast($1 as text)
            union
            select merged.incident_id from part join fact_incident merged
                on merged.merged_into = part.incident_id)
        select report_id, month, kind, category, unit, actual, potential, incident_id, dataset,
            received, reported_day, happened_month, happened_day, acknowledged_days,
            triaged_days, told_days, closed_month, told_before_closing, again, again_month, week
        from fact where incident_id in (select incident_id from part)";
    ACTIONS = "with recursive part (incident_id) as (
            select cast($1 as text)
            union
            select merged.incident_id from part join fact_incident merged
                on merged.merged_into = part.incident_id)
        select strength, decided_month, due, missed, implemented, verified, abandoned
        from fact_action where incident_id in (select incident_id from part)";
    FACTORS = "with recursive part (incident_id) as (
            select cast($1 as text)
            union
            select merged.incident_id from part join fact_incident merged
                on merged.merged_into = part.incident_id)
        select element, month from fact_factor
        where incident_id in (select incident_id from part)";
}
