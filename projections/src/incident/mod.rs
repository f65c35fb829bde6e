//! Incidents: the board, and one incident with its analysis.
//!
//! Must never hold who did something: a row tells of work, roles and conditions.

mod apply;
mod stage;

pub(crate) use apply::Incidents;
pub use stage::{ActionCounts, Facts, Stage, stage};

use tillbud_events::vocabulary::{Code, Severity};
use tillbud_events::{Actor, HolderId, IncidentId, ReportId};

use crate::db::{Db, fetch, row, statements};
use crate::page::{Cursor, Page, Placed, Select};

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
        /// The harm that this follows from, when it was judged by the matrix.
        pub risk_harm: Option<String>,
        /// How likely that harm is.
        pub risk_likelihood: Option<String>,
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
        /// The role that goes on with the work, once one was named.
        pub assigned: Option<String>,
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
    /// Only those that are worked on by themselves: neither closed nor part of another.
    pub is_at_work: bool,
    /// Only of this category.
    pub category: Option<Code>,
    /// Only of this unit.
    pub unit: Option<String>,
    /// Only this bad.
    pub actual: Option<Severity>,
    /// Only those that could have been this bad.
    pub potential: Option<Severity>,
    /// Only those that this role goes on with.
    pub assigned: Option<String>,
    /// Only those that this account follows.
    pub followed_by: Option<HolderId>,
    /// Only those that this account is not kept out of.
    pub open_to: Option<Actor>,
    /// Only opened at this moment or later, UTC milliseconds.
    pub from: Option<i64>,
    /// Only opened before this moment.
    pub until: Option<i64>,
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
    pub(crate) fn select(&self) -> Select {
        Select::new("select * from incident")
            .and("stage =", self.stage.map(Stage::as_str))
            .and_is(self.is_at_work.then_some(AT_WORK))
            .and("category =", self.category.as_ref().map(Code::as_str))
            .and("unit =", self.unit.as_deref())
            .and("actual =", self.actual.map(Severity::as_str))
            .and("potential =", self.potential.map(Severity::as_str))
            .and("assigned =", self.assigned.as_deref())
            .and_followed_by(self.followed_by)
            .and_open_to(self.open_to, "incident.incident_id")
            .and("opened_at >=", self.from)
            .and("opened_at <", self.until)
    }
}

/// The list's statements, with every filter and with none, for the test that prepares them.
#[cfg(test)]
pub(crate) fn selects() -> [String; 2] {
    let every = Filter {
        stage: Some(Stage::Opened),
        is_at_work: true,
        category: Code::parse("access").ok(),
        unit: Some(String::new()),
        actual: Some(Severity::None),
        potential: Some(Severity::None),
        assigned: Some(String::new()),
        from: Some(0),
        until: Some(1),
        followed_by: crate::testing::coordinator().holder(),
        open_to: Some(crate::testing::coordinator()),
    };
    [every, Filter::default()]
        .map(|filter| filter.select().newest_first(Some(Cursor(1)), 1).into_sql())
}

/// Every fixed statement, for the test that prepares them on both databases.
#[cfg(test)]
pub(crate) fn statements() -> impl Iterator<Item = &'static &'static str> {
    STATEMENTS.iter().chain(apply::STATEMENTS)
}

/// Every stage but the two in which nothing is done any more; named, so that an index finds them.
macro_rules! at_work {
    () => {
        "stage in ('opened', 'triaged', 'local_fix', 'analysis', 'analysed', 'awaiting_theme',
            'actions_decided', 'implementing', 'verifying')"
    };
}
pub(crate) use at_work;

const AT_WORK: &str = at_work!();

statements! {
    GET = "select * from incident where incident_id = $1";
    MERGED_HERE = "select * from incident where merged_into = $1 order by position";
    FACTORS = "select * from incident_factor where incident_id = $1 and not withdrawn
        order by position";
    ASSETS = "select * from incident_asset where incident_id = $1 order by ordinal";
    LINKED_REPORTS = "select * from incident_report where incident_id = $1
        order by position, ordinal";
}

#[cfg(test)]
mod tests {
    use tillbud_events::incident::{
        AnalysisCompleted, AssessmentDecided, Closed, Event, FactorIdentified, Reopened,
        ReportUnlinked, ResponseChosen, Risk, Triaged,
    };
    use tillbud_events::vocabulary::{
        AffectedAsset, Direction, Element, Level, Likelihood, Regime, Response,
    };
    use tillbud_events::{FactorId, Text};

    use super::*;
    use crate::notification;
    use crate::testing::{Bench, Log, incident_id, label, on_both, text, triaged};

    async fn row(bench: &Bench, id: IncidentId) -> IncidentRow {
        get(bench.models.db(), id).await.unwrap().unwrap()
    }

    #[test]
    fn every_stage_but_the_last_two_is_at_work() {
        for stage in Stage::ALL {
            let is_done = [Stage::Closed, Stage::Merged].contains(stage);
            assert_eq!(AT_WORK.contains(&format!("'{stage}'")), !is_done, "{stage}");
        }
    }

    fn chosen(response: Response) -> Event {
        Event::ResponseChosen(ResponseChosen { response, reason: None })
    }

    on_both! {
        async fn an_opened_incident_counts_its_reports(bench: &Bench) {
            let mut log = Log::default();
            let reports = [log.receive(1), log.receive(2)];
            let id = log.open(1, &reports);
            bench.follow(&log).await;
            let opened = row(bench, id).await;
            assert_eq!((opened.stage.as_str(), opened.report_count), ("opened", 2));
            assert_eq!((opened.title.as_deref(), opened.version), (Some("Fel mottagare"), 1));
            let linked = linked_reports(bench.models.db(), id).await.unwrap();
            assert_eq!(linked.iter().filter_map(LinkedReportRow::id).collect::<Vec<_>>(), reports);
            let unlinked = ReportUnlinked { report_id: reports[0] };
            log.push(id, Event::ReportUnlinked(unlinked));
            bench.follow(&log).await;
            assert_eq!((row(bench, id).await.report_count, row(bench, id).await.version), (1, 2));
        }

        async fn a_new_triage_replaces_assets_and_keeps_decided_assessments(bench: &Bench) {
            let mut log = Log::default();
            let report = log.receive(1);
            let id = log.open(1, &[report]);
            let level = Level::parse(2).unwrap();
            let asset = |name| AffectedAsset { asset: label(name), k: level, r: level, t: level };
            let first = Triaged {
                risk: Some(Risk { harm: Severity::Catastrophic, likelihood: Likelihood::Unlikely }),
                assets: vec![asset("Journal"), asset("E-post")],
                assess: vec![Regime::Nis2, Regime::Gdpr],
                ..triaged("access", Some("Skola 3"))
            };
            log.push(id, Event::Triaged(first));
            let (regime, notifiable, reasons) = (Regime::Gdpr, false, text("Ringa risk"));
            log.push(id, Event::AssessmentDecided(AssessmentDecided { regime, notifiable, reasons }));
            bench.follow(&log).await;
            let judged = row(bench, id).await;
            let risk = (judged.risk_harm.as_deref(), judged.risk_likelihood.as_deref());
            assert_eq!(risk, (Some("catastrophic"), Some("unlikely")));
            let triaged_at = judged.triaged_at;
            let again = Triaged {
                assets: vec![asset("Arkiv")],
                assess: vec![Regime::Gdpr],
                ..triaged("outage", None)
            };
            log.push(id, Event::Triaged(again));
            bench.follow(&log).await;
            let now = row(bench, id).await;
            assert_eq!((now.category.as_deref(), now.unit.as_deref()), (Some("outage"), None));
            assert_eq!((now.actual.as_deref(), now.potential.as_deref()), (Some("minor"), Some("major")));
            assert_eq!((now.risk_harm, now.risk_likelihood), (None, None));
            assert_eq!(now.triaged_at, triaged_at, "the first triage");
            let named = assets(bench.models.db(), id).await.unwrap();
            assert_eq!((named.len(), named[0].asset.as_str(), named[0].k), (1, "Arkiv", 2));
            let laws = notification::of_incident(bench.models.db(), id).await.unwrap();
            let laws: Vec<_> = laws.iter().map(|law| (law.regime.as_str(), law.notifiable)).collect();
            assert_eq!(laws, [("nis2", None), ("gdpr", Some(false))]);
        }

        async fn the_stage_follows_the_work_until_it_is_closed_and_reopened(bench: &Bench) {
            let mut log = Log::default();
            let report = log.receive(1);
            let id = log.open(1, &[report]);
            let mut stages = Vec::new();
            let mut show = async |log: &Log| {
                bench.follow(log).await;
                stages.push(row(bench, id).await.stage);
            };
            log.triage(id, "access", None);
            show(&log).await;
            log.push(id, chosen(Response::FullAnalysis));
            show(&log).await;
            log.push(id, Event::FactorIdentified(FactorIdentified {
                factor_id: FactorId(uuid::Uuid::from_u128(1)),
                element: Element::Task,
                direction: Direction::Helped,
                text: text("Checklistan"),
            }));
            let summary = text("Lärdomen");
            log.push(id, Event::AnalysisCompleted(AnalysisCompleted { summary }));
            show(&log).await;
            let action = log.propose(1, id);
            let due = jiff::civil::date(2026, 9, 1);
            let owner = label("Rektor");
            let decided = tillbud_events::action::Decided { owner, due, weak_plan_reason: None };
            log.push(action, tillbud_events::action::Event::Decided(decided));
            show(&log).await;
            let done = tillbud_events::action::Implemented { evidence: text("Klart") };
            log.push(action, tillbud_events::action::Event::Implemented(done));
            show(&log).await;
            let outcome = text("Färre fel");
            log.push(id, Event::Closed(Closed { outcome, weak_plan_reason: None }));
            show(&log).await;
            let closed = row(bench, id).await;
            assert_eq!(closed.outcome.as_deref(), Some("Färre fel"));
            log.push(id, Event::Reopened(Reopened { reason: Text::Erased }));
            show(&log).await;
            assert_eq!(stages, [
                "triaged", "analysis", "analysed", "actions_decided", "verifying", "closed", "verifying",
            ]);
            let reopened = row(bench, id).await;
            assert_eq!((reopened.closed_at, reopened.outcome), (None, None));
            assert_eq!((reopened.action_count, reopened.action_open_count), (1, 1));
            assert_eq!(factors(bench.models.db(), id).await.unwrap()[0].element, "task");
        }

        async fn a_merged_incident_shows_where_the_work_goes_on_and_comes_back_as_it_was(bench: &Bench) {
            let mut log = Log::default();
            let (first, second) = (log.receive(1), log.receive(2));
            let (whole, part) = (log.open(1, &[first]), log.open(2, &[second]));
            log.triage(part, "access", None);
            log.merge(part, whole);
            bench.follow(&log).await;
            let merged = row(bench, part).await;
            assert_eq!((merged.stage.as_str(), merged.merged_into), ("merged", Some(whole.to_string())));
            assert_eq!(merged_here(bench.models.db(), whole).await.unwrap().len(), 1);
            log.unmerge(part, whole);
            bench.follow(&log).await;
            assert_eq!(row(bench, part).await.stage, "triaged");
            assert!(merged_here(bench.models.db(), whole).await.unwrap().is_empty());
        }

        async fn the_board_is_filtered_by_stage_category_unit_and_severity(bench: &Bench) {
            let mut log = Log::default();
            for number in 1..=3 {
                let report = log.receive(number);
                let id = log.open(number, &[report]);
                if number > 1 {
                    log.triage(id, "access", (number == 3).then_some("Skola 3"));
                }
            }
            bench.follow(&log).await;
            let found = async |filter: Filter| {
                let page = list(bench.models.db(), &filter, None, 10).await.unwrap();
                let ids = page.rows.into_iter().map(|row| row.incident_id.parse().unwrap());
                ids.collect::<Vec<IncidentId>>()
            };
            let none = Filter::default;
            let ids = |numbers: &[u128]| numbers.iter().map(|n| incident_id(*n)).collect::<Vec<_>>();
            assert_eq!(found(none()).await, ids(&[3, 2, 1]));
            assert_eq!(found(Filter { stage: Some(Stage::Opened), ..none() }).await, ids(&[1]));
            assert_eq!(found(Filter { is_at_work: true, ..none() }).await, ids(&[3, 2, 1]));
            let category = Code::parse("access").ok();
            assert_eq!(found(Filter { category, ..none() }).await, ids(&[3, 2]));
            assert_eq!(found(Filter { unit: Some("Skola 3".into()), ..none() }).await, ids(&[3]));
            assert_eq!(found(Filter { potential: Some(Severity::Major), ..none() }).await, ids(&[3, 2]));
            assert_eq!(found(Filter { actual: Some(Severity::Major), ..none() }).await, []);
        }
    }
}
