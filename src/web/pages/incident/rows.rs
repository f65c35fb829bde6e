//! Everything that the page of one incident is made of, read at one time.
//!
//! Must never hold a reporter's own words.

use jiff::civil::Date;
use tillbud_events::IncidentId;
use tillbud_events::limits::ACTIONS;
use tillbud_events::vocabulary::Regime;
use tillbud_projections::{
    Cursor, PAGE_ROWS_MAX,
    action::{self, ActionRow},
    evidence::EvidenceRow,
    follow,
    incident::{self, AssetRow, FactorRow, IncidentRow},
    lesson,
    notification::{self, NotificationRow},
    report::{self, ReportRow},
    theme,
    timeline::{self, TimelineRow},
};

use super::choices::Offered;
use super::gates::{self, Standing, Step};
use super::history::Part;
use crate::App;
use crate::access::{Right, Staff};
use crate::organisation::Organisation;
use crate::web::api::lesson_drafts::path_of;
use crate::web::conflict::keep_open;
use crate::web::cursor;
use crate::web::error::HttpError;
use crate::web::pages::lessons::desk;
use crate::web::pages::themes;
use crate::web::pages::{Frame, deadlines, evidence};

/// Merged incidents whose reports and actions the page gathers.
const MERGED_MAX: usize = 200;

/// Everything that the page of one incident is made of.
pub struct Rows {
    /// The incident.
    pub incident: IncidentRow,
    /// Ids of its own reports.
    pub own: Vec<String>,
    /// Its factors, in the order they were named.
    pub factors: Vec<FactorRow>,
    /// Its actions.
    pub actions: Vec<ActionRow>,
    /// Its files of evidence.
    pub evidence: Vec<EvidenceRow>,
    /// Its laws.
    pub laws: Vec<NotificationRow>,
    /// Information that it touched.
    pub assets: Vec<AssetRow>,
    /// Whether personal data were touched, when that is known.
    pub touched: Option<bool>,
    /// Whom to turn to for what must not be written.
    pub organisation: Organisation,
    /// Whether the viewer follows it.
    pub is_followed: bool,
    /// Its reports, and those of merged incidents.
    pub reports: Vec<ReportRow>,
    /// What happened in its own stream, oldest first and to its end: what was known, answered and
    /// handed over follows from it, however much is told of its reports and actions.
    pub own_history: Vec<TimelineRow>,
    /// The part that is shown of everything that happened to it, its reports and its actions.
    pub history: Part,
    /// Incidents merged into it, each with its actions and laws.
    pub merged: Vec<(IncidentRow, Vec<ActionRow>, Vec<NotificationRow>)>,
    /// What it can be joined with.
    pub offered: Offered,
    /// Those of all these that touched personal data, and whose law nobody was asked to assess.
    pub unasked: Vec<IncidentId>,
    /// Whether the viewer may open a report; its words are shown to nobody else.
    pub may_read_reports: bool,
    /// Whether the viewer works on incidents; nobody else sees a form.
    pub may_work: bool,
    /// Its notifications as they stand; nothing for viewers who may not see them.
    pub notifications: Option<Vec<deadlines::Row>>,
    /// The themes that it belongs to; nothing for viewers who may not see them.
    pub themes: Option<Vec<themes::Row>>,
    /// Its lessons as staff sees them; nothing for viewers who may not.
    pub lessons: Option<Vec<desk::Row>>,
    /// Whether the viewer may read the approved copies.
    pub may_read_copies: bool,
    /// The present day, to tell which actions are past their date.
    pub today: Date,
}

impl Rows {
    /// Everything as it is now, for `staff`, with what happened last or `before` a place in its
    /// history.
    ///
    /// # Errors
    /// When there is no such incident, or the read models are away.
    pub(super) async fn of(
        app: &App,
        frame: &Frame,
        staff: Staff,
        id: IncidentId,
        before: Option<Cursor>,
    ) -> Result<Self, HttpError> {
        let db = app.read_models.db();
        let incident = incident::get(db, id).await?.ok_or(HttpError::NotFound)?;
        let may_work = Right::WorkIncidents.is_held_by(staff.role);
        let offered =
            if may_work { Offered::to(app, staff, &incident).await? } else { Offered::default() };
        let (mut merged, mut unasked) = (Vec::new(), Vec::new());
        for row in merged_here(app, id).await? {
            let part = row.incident_id.parse().unwrap_or(id);
            let laws = notification::of_incident(db, part).await?;
            let touched = notification::personal_data(db, part).await?;
            unasked.extend(is_unasked(touched, &laws).then_some(part));
            merged.push((row, actions(app, part).await?, laws));
        }
        let laws = notification::of_incident(db, id).await?;
        let touched = notification::personal_data(db, id).await?;
        unasked.extend(is_unasked(touched, &laws).then_some(id));
        let notifications = Right::ReadNotifications.is_held_by(staff.role).then(|| {
            let row = |row| deadlines::Row::new(frame, &app.rule_packs, row, app.clock.now());
            laws.iter().cloned().map(row).collect()
        });
        let lessons = if Right::WorkLessons.is_held_by(staff.role) {
            let rows = lesson::of_incident(db, id).await?;
            let rows = keep_open(app, staff, rows, path_of).await?;
            Some(rows.into_iter().map(|row| desk::Row::new(frame, row)).collect())
        } else {
            None
        };
        let themes = if Right::ReadImprovements.is_held_by(staff.role) {
            let rows = theme::of_incident(db, id).await?;
            Some(rows.into_iter().map(|row| themes::Row::new(frame, row)).collect())
        } else {
            None
        };
        let own: Vec<_> =
            incident::linked_reports(db, id).await?.into_iter().map(|row| row.report_id).collect();
        Ok(Self {
            incident,
            own,
            factors: incident::factors(db, id).await?,
            actions: actions(app, id).await?,
            evidence: evidence::rows(app, id).await?,
            laws,
            assets: incident::assets(db, id).await?,
            touched,
            unasked,
            organisation: (*app.organisation).clone(),
            is_followed: follow::is_followed(db, staff.holder(), id).await?,
            notifications,
            themes,
            lessons,
            may_read_copies: Right::ReadCopies.is_held_by(staff.role),
            reports: reports(app, id, &merged).await?,
            own_history: timeline::of_stream(db, id).await?,
            history: history(app, staff, id, before).await?,
            merged,
            offered,
            may_read_reports: Right::ReadReports.is_held_by(staff.role),
            may_work,
            today: app.clock.today(),
        })
    }

    /// The steps on the way to closing.
    pub(super) fn steps(&self, frame: &Frame) -> Vec<Step> {
        let mut actions = self.actions.clone();
        let mut merged_laws = Vec::new();
        for (row, its_actions, its_laws) in &self.merged {
            actions.extend(its_actions.iter().cloned());
            if let Ok(id) = row.incident_id.parse::<IncidentId>() {
                merged_laws.extend(its_laws.iter().map(|law| (id, law.clone())));
            }
        }
        let standing = Standing {
            incident: &self.incident,
            laws: &self.laws,
            merged_laws: &merged_laws,
            merged: self.merged.iter().filter_map(|it| it.0.incident_id.parse().ok()).collect(),
            unasked: &self.unasked,
            reports: &self.reports,
            actions: &actions,
            may_read_reports: self.may_read_reports,
        };
        gates::steps(frame, &standing)
    }
}

/// Whether personal data were touched, and nobody was asked to assess the law about them.
fn is_unasked(touched: Option<bool>, laws: &[NotificationRow]) -> bool {
    touched == Some(true) && laws.iter().all(|law| law.regime != Regime::Gdpr.as_str())
}

/// The incidents that are worked on as part of this one, and those that are part of them.
async fn merged_here(app: &App, id: IncidentId) -> Result<Vec<IncidentRow>, HttpError> {
    let db = app.read_models.db();
    let (mut merged, mut waiting) = (Vec::new(), vec![id]);
    while let Some(whole) = waiting.pop()
        && merged.len() < MERGED_MAX
    {
        for row in incident::merged_here(db, whole).await? {
            waiting.extend(row.incident_id.parse::<IncidentId>());
            merged.push(row);
        }
    }
    Ok(merged)
}

async fn actions(app: &App, id: IncidentId) -> Result<Vec<ActionRow>, HttpError> {
    let of_incident = action::Filter { incident: Some(id), ..action::Filter::default() };
    let most = u32::try_from(ACTIONS).unwrap_or(PAGE_ROWS_MAX);
    let mut actions = action::list(app.read_models.db(), &of_incident, None, most).await?.rows;
    actions.reverse();
    Ok(actions)
}

/// The reports of the incident and of those that are worked on as part of it.
async fn reports(
    app: &App,
    id: IncidentId,
    merged: &[(IncidentRow, Vec<ActionRow>, Vec<NotificationRow>)],
) -> Result<Vec<ReportRow>, HttpError> {
    let db = app.read_models.db();
    let mut links = incident::linked_reports(db, id).await?;
    for (row, ..) in merged {
        if let Ok(part) = row.incident_id.parse() {
            links.extend(incident::linked_reports(db, part).await?);
        }
    }
    let mut reports = Vec::with_capacity(links.len());
    for report_id in links.iter().filter_map(incident::LinkedReportRow::id) {
        reports.extend(report::get(db, report_id).await?);
    }
    Ok(reports)
}

/// The end of everything that happened, or what comes before a place in it: one page of rows, and
/// where the rest begins, so that no history is too long to be read.
async fn history(
    app: &App,
    staff: Staff,
    id: IncidentId,
    before: Option<Cursor>,
) -> Result<Part, HttpError> {
    let (db, with_reports) = (app.read_models.db(), Right::ReadReports.is_held_by(staff.role));
    let found = timeline::latest(db, id, with_reports, before, PAGE_ROWS_MAX).await?;
    let first = found.rows.first().filter(|_| found.has_more);
    let earlier = first.map(|row| cursor::encode(Cursor(row.position), &app.secrets.cursor));
    Ok(Part { rows: found.rows, earlier, is_latest: before.is_none() })
}
