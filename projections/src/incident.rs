//! Incidents: the board, and one incident with its analysis.
//!
//! Must never hold who did something: a row tells of work, roles and conditions.

use tillbud_events::vocabulary::{Code, Severity};
use tillbud_events::{IncidentId, ReportId};

use crate::code::codes;
use crate::db::{Db, fetch, row, statements};
use crate::page::{Cursor, Page, Placed, Select};

codes! {
    /// How far the work on an incident has come, as shown on the board.
    Stage {
        /// Waiting for triage.
        Opened = "opened",
        /// Triaged; how to respond is not chosen.
        Triaged = "triaged",
        /// Put right where it arose.
        LocalFix = "local_fix",
        /// An analysis is being made.
        Analysis = "analysis",
        /// The analysis says what was learned; nothing was decided yet.
        Analysed = "analysed",
        /// Waits to be analysed with others of its kind.
        AwaitingTheme = "awaiting_theme",
        /// What to do was decided; nothing is done yet.
        ActionsDecided = "actions_decided",
        /// Some of it is done.
        Implementing = "implementing",
        /// All of it is done; the effect is being verified.
        Verifying = "verifying",
        /// Work on it ended.
        Closed = "closed",
        /// Worked on as part of another incident.
        Merged = "merged",
    }
}

row! {
    /// One incident.
    pub struct IncidentRow {
        /// Which incident.
        pub incident_id: String,
        /// Events in its stream; the expected version of the next write.
        pub version: i64,
        /// Where in the log it was opened.
        pub position: i64,
        /// What it is called, unless erased.
        pub title: Option<String>,
        /// One of [`Stage`].
        pub stage: String,
        /// How bad it was.
        pub actual: Option<String>,
        /// How bad it could have been.
        pub potential: Option<String>,
        /// Code of the list of categories.
        pub category: Option<String>,
        /// The unit where the conditions lie.
        pub unit: Option<String>,
        /// The chosen response.
        pub response: Option<String>,
        /// Whether the chosen analysis was completed.
        pub analysed: bool,
        /// When work on it began.
        pub opened_at: i64,
        /// When it was first triaged.
        pub triaged_at: Option<i64>,
        /// When it was closed, unless reopened.
        pub closed_at: Option<i64>,
        /// What came of it, unless reopened.
        pub outcome: Option<String>,
        /// The incident that it is worked on as a part of.
        pub merged_into: Option<String>,
        /// What was learned.
        pub analysis_summary: Option<String>,
        /// Whether a text of this row was erased.
        pub erased: bool,
        /// Reports linked now, without those of merged incidents.
        pub report_count: i64,
        /// Actions proposed for it, final or not.
        pub action_count: i64,
        /// Actions neither verified nor abandoned.
        pub action_open_count: i64,
        /// Actions verified or abandoned.
        pub action_final_count: i64,
    }
}

row! {
    /// An information asset that an incident touched.
    pub struct AssetRow {
        /// From 1, in the order they were named.
        pub ordinal: i64,
        /// Its name.
        pub asset: String,
        /// Confidentiality, 0–3.
        pub k: i64,
        /// Integrity, 0–3.
        pub r: i64,
        /// Availability, 0–3.
        pub t: i64,
    }
}

row! {
    /// A condition of the work system that hindered or helped.
    pub struct FactorRow {
        /// Which factor.
        pub factor_id: String,
        /// Where in the log it was named; their order.
        pub position: i64,
        /// Element of the work system.
        pub element: String,
        /// `hindered` or `helped`.
        pub direction: String,
        /// What it was, unless erased.
        pub text: Option<String>,
        /// Whether the words were erased.
        pub erased: bool,
    }
}

row! {
    /// A law that has to be, or was, assessed.
    pub struct AssessmentRow {
        /// Which law.
        pub regime: String,
        /// When triage asked for it.
        pub triggered_at: i64,
        /// When it was last decided.
        pub decided_at: Option<i64>,
        /// Whether it has to be notified, once decided.
        pub notifiable: Option<bool>,
        /// Why, unless erased.
        pub reasons: Option<String>,
        /// Whether the words were erased.
        pub erased: bool,
    }
}

row! {
    /// A report that is part of an incident.
    pub struct LinkedReportRow {
        /// Which report.
        pub report_id: String,
        /// Where in the log it was linked.
        pub position: i64,
    }
}

impl Placed for IncidentRow {
    fn position(&self) -> i64 {
        self.position
    }
}

/// Which incidents of the board to show; what is `None` is not asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only at this stage.
    pub stage: Option<Stage>,
    /// Only of this category.
    pub category: Option<Code>,
    /// Only of this unit.
    pub unit: Option<String>,
    /// Only this bad.
    pub actual: Option<Severity>,
    /// Only those that could have been this bad.
    pub potential: Option<Severity>,
}

/// The board, newest first.
///
/// # Errors
/// When the database fails.
pub async fn list(
    db: &Db,
    filter: &Filter,
    after: Option<Cursor>,
    limit: u32,
) -> sqlx::Result<Page<IncidentRow>> {
    filter.select().page(db, after, limit).await
}

/// One incident.
///
/// # Errors
/// When the database fails.
pub async fn get(db: &Db, incident_id: IncidentId) -> sqlx::Result<Option<IncidentRow>> {
    fetch!(fetch_optional::<IncidentRow>(db, GET, incident_id.to_string()))
}

/// The incidents that are worked on as part of this one, first opened first.
///
/// # Errors
/// When the database fails.
pub async fn merged_here(db: &Db, incident_id: IncidentId) -> sqlx::Result<Vec<IncidentRow>> {
    fetch!(fetch_all::<IncidentRow>(db, MERGED_HERE, incident_id.to_string()))
}

/// Conditions that hindered or helped, in the order they were named.
///
/// # Errors
/// When the database fails.
pub async fn factors(db: &Db, incident_id: IncidentId) -> sqlx::Result<Vec<FactorRow>> {
    fetch!(fetch_all::<FactorRow>(db, FACTORS, incident_id.to_string()))
}

/// Information assets of the latest triage.
///
/// # Errors
/// When the database fails.
pub async fn assets(db: &Db, incident_id: IncidentId) -> sqlx::Result<Vec<AssetRow>> {
    fetch!(fetch_all::<AssetRow>(db, ASSETS, incident_id.to_string()))
}

/// Laws to assess, and what was decided.
///
/// # Errors
/// When the database fails.
pub async fn assessments(db: &Db, incident_id: IncidentId) -> sqlx::Result<Vec<AssessmentRow>> {
    fetch!(fetch_all::<AssessmentRow>(db, ASSESSMENTS, incident_id.to_string()))
}

/// Reports linked now, in the order they were linked.
///
/// # Errors
/// When the database fails.
pub async fn linked_reports(
    db: &Db,
    incident_id: IncidentId,
) -> sqlx::Result<Vec<LinkedReportRow>> {
    fetch!(fetch_all::<LinkedReportRow>(db, LINKED_REPORTS, incident_id.to_string()))
}

impl LinkedReportRow {
    /// The id as the rules know it.
    #[must_use]
    pub fn id(&self) -> Option<ReportId> {
        self.report_id.parse().ok()
    }
}

impl Filter {
    fn select(&self) -> Select {
        Select::new("select * from incident")
            .and("stage =", self.stage.map(Stage::as_str))
            .and("category =", self.category.as_ref().map(Code::as_str))
            .and("unit =", self.unit.as_deref())
            .and("actual =", self.actual.map(Severity::as_str))
            .and("potential =", self.potential.map(Severity::as_str))
    }
}

statements! {
    GET = "select * from incident where incident_id = $1";
    MERGED_HERE = "select * from incident where merged_into = $1 order by position";
    FACTORS = "select * from incident_factor where incident_id = $1 order by position";
    ASSETS = "select * from incident_asset where incident_id = $1 order by ordinal";
    ASSESSMENTS = "select * from incident_assessment where incident_id = $1
        order by triggered_at, ordinal";
    LINKED_REPORTS = "select * from incident_report where incident_id = $1
        order by position, ordinal";
}
