//! Signals and alerts: what changed more than chance gives, what people said of it, and how
//! often the alerts were right.
//!
//! Open ones first, each with a question and without blame. Must never rank units, nor show a
//! rise of reports as bad.

pub mod alert;
pub mod one;
pub mod said;
pub mod work;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tillbud_projections::alert::{self as alerts, AlertRow, Quarter, ScanRow, State as AlertState};
use tillbud_projections::db::timestamp;
use tillbud_projections::measure::{self, Measure};
use tillbud_projections::signal::{self, SignalRow, State as SignalState};
use tillbud_projections::trend::evidence;
use tillbud_projections::trend::fact::week::FirstOfCategory;
use tillbud_projections::{PAGE_ROWS_MAX, Page};

use super::address::Address;
use super::answer;
use super::frame::Frame;
use super::trends::shown::{suffix, times};
use super::when::When;
use crate::App;
use crate::access::Staff;
use crate::lists::Lists;
use crate::policies::early::new_categories;
use crate::web::api::alerts::next_of;
use crate::web::chart::control::{Drawing, Figure};
use crate::web::cursor::PageQuery;
use crate::web::error::HttpError;
use crate::web::extract::Params;
use crate::web::language::Locale;
use said::Saying;

/// Open signals that are drawn; the others are lines that lead to their page.
const DRAWN: usize = 12;
/// Rows of what is over.
const EARLIER_ROWS: u32 = 20;
const HEIGHT_SMALL: u32 = 90;

/// Everything that the page is made of.
pub struct Rows {
    /// Alerts that the scans still find.
    pub open_alerts: Vec<AlertRow>,
    /// Signals that nobody has spoken of.
    pub open_signals: Vec<SignalRow>,
    /// Other alerts, a page of them, and the cursor of the next.
    pub alerts: (Vec<AlertRow>, Option<String>),
    /// Other signals, likewise.
    pub signals: (Vec<SignalRow>, Option<String>),
    /// How often alerts were right.
    pub precision: Vec<Quarter>,
    /// The last scan.
    pub scan: Option<ScanRow>,
    /// Categories with their first report, while there are too few weeks for a scan.
    pub new_categories: Option<Vec<FirstOfCategory>>,
    /// The measures, by which signals are named.
    pub measures: Vec<Measure>,
}

/// The page.
#[derive(Template)]
#[template(path = "signals/list.html")]
pub struct Signals {
    frame: Frame,
    open_alerts: Vec<Line>,
    open_signals: Vec<Line>,
    alerts: Vec<Line>,
    next_alerts: String,
    signals: Vec<Line>,
    next_signals: String,
    precision: Vec<OfQuarter>,
    scanned: String,
    new_categories: Option<Vec<String>>,
}

/// One line of a list.
pub struct Line {
    /// Where it is found.
    pub address: String,
    /// What it is.
    pub words: String,
    /// Where it stands.
    pub mark: String,
    /// What else is known, in short.
    pub facts: Vec<String>,
    /// When it was raised.
    pub at: When,
    /// Its chart.
    pub figure: Option<Figure>,
}

struct OfQuarter {
    name: String,
    counts: [i64; 4],
    share: String,
}

impl Signals {
    /// The page.
    #[must_use]
    pub fn new(frame: Frame, lists: &Lists, rows: Rows) -> Self {
        let saying = Saying { frame: &frame, lists, measures: &rows.measures };
        let of_alert = |row: &AlertRow| alert_line(&saying, row);
        let open_signals = rows.open_signals.iter().enumerate();
        let open_signals = open_signals.map(|(at, row)| Line {
            figure: (at < DRAWN).then(|| drawn(&saying, row)).flatten(),
            ..signal_line(&saying, row)
        });
        let next = |name: &str, cursor: Option<String>| {
            let address = |cursor: String| {
                Address::new("/signals").with(name, Some(cursor.as_str())).to_string()
            };
            cursor.map(|cursor| frame.href(&address(cursor))).unwrap_or_default()
        };
        Self {
            open_alerts: rows.open_alerts.iter().map(of_alert).collect(),
            open_signals: open_signals.collect(),
            alerts: rows.alerts.0.iter().map(of_alert).collect(),
            next_alerts: next("alerts", rows.alerts.1),
            signals: rows.signals.0.iter().map(|row| signal_line(&saying, row)).collect(),
            next_signals: next("signals", rows.signals.1),
            precision: rows.precision.iter().map(|it| of_quarter(&saying, it)).collect(),
            new_categories: rows
                .new_categories
                .map(|rows| rows.iter().map(|row| saying.new_category(row)).collect()),
            scanned: match &rows.scan {
                Some(scan) => frame.fill("signals-scanned", "week", saying.week(&scan.week)),
                None => frame.t("signals-not-scanned"),
            },
            frame,
        }
    }
}

fn alert_line(saying: &Saying<'_>, row: &AlertRow) -> Line {
    let frame = saying.frame;
    let judged = row.verdict.as_deref().map(|verdict| frame.word("verdict", verdict));
    Line {
        address: format!("/alerts/{}", row.alert_id),
        words: saying.alert(row),
        mark: judged.unwrap_or_else(|| frame.word("alertstate", &row.state)),
        facts: vec![frame.fill("alert-since", "week", saying.week(&row.week))],
        at: When::day(frame, timestamp(row.raised_at)),
        figure: None,
    }
}

fn signal_line(saying: &Saying<'_>, row: &SignalRow) -> Line {
    let frame = saying.frame;
    Line {
        address: format!("/signals/{}", row.signal_id),
        words: saying.signal(row),
        mark: frame.word("signalstate", &row.state),
        facts: vec![frame.word("signalrule", &row.rule)],
        at: When::day(frame, timestamp(row.raised_at)),
        figure: None,
    }
}

/// The chart of a signal from its own evidence, small.
fn drawn(saying: &Saying<'_>, row: &SignalRow) -> Option<Figure> {
    let again = evidence::again(&row.event()?).ok()?;
    let (id, title) = (format!("s-{}", row.signal_id), saying.signal(row));
    Some(Figure::draw(
        saying.frame.lang,
        &Drawing {
            id: &id,
            title: &title,
            labels: &again.labels,
            chart: &again.chart,
            multiply: times(again.design.kind),
            suffix: suffix(again.design.kind),
            aim: None,
            marks: &[],
            bands: &[],
            height: HEIGHT_SMALL,
        },
    ))
}

fn of_quarter(saying: &Saying<'_>, it: &Quarter) -> OfQuarter {
    let of = it.precision;
    let share = of.share().map(|share| saying.number(share * 100.0, 0));
    OfQuarter {
        name: saying.quarter(it.year, it.quarter),
        counts: [of.real, of.known, of.noise, of.unjudged],
        share: share.map_or_else(String::new, |share| {
            let frame = saying.frame;
            frame.fill2("precision-of", ("share", share), ("judged", of.judged().to_string()))
        }),
    }
}

/// Where the lists of what is over go on, as written in the address.
#[derive(Deserialize)]
pub struct Asked {
    alerts: Option<String>,
    signals: Option<String>,
}

/// All signals and alerts, the open ones first.
///
/// # Errors
/// For a cursor that is not ours, or when the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Params(asked): Params<Asked>,
) -> Result<Response, HttpError> {
    let db = app.read_models.db();
    let earlier = |after: Option<String>| {
        PageQuery { limit: Some(EARLIER_ROWS), after }.read(&app.secrets.cursor)
    };
    let (after, limit) = earlier(asked.alerts)?;
    let closed = alerts::list(db, Some(AlertState::Closed), after, limit).await?;
    let next_alerts = next_of(&app, &closed);
    let (after, limit) = earlier(asked.signals)?;
    let signals = signal::list(db, None, after, limit).await?;
    let next_signals = next_of(&app, &signals);
    let is_settled = |row: &SignalRow| row.state != SignalState::Open.as_str();
    let rows = Rows {
        open_alerts: all(alerts::list(db, Some(AlertState::Open), None, PAGE_ROWS_MAX).await?),
        open_signals: all(signal::list(db, Some(SignalState::Open), None, PAGE_ROWS_MAX).await?),
        alerts: (closed.rows, next_alerts),
        signals: (signals.rows.into_iter().filter(is_settled).collect(), next_signals),
        precision: alerts::precision(db).await?,
        scan: alerts::last_scan(db).await?,
        new_categories: new_categories(&app).await?,
        measures: measure::all(db).await?,
    };
    let frame = locale.frame(true).for_role(staff.role);
    answer(StatusCode::OK, &Signals::new(frame, &app.lists, rows))
}

/// More open ones than a page holds are found by the API.
fn all<T>(page: Page<T>) -> Vec<T> {
    page.rows
}

#[cfg(test)]
pub(crate) mod tests;
