//! One alert: what stood out, against what, in which units, and what somebody says it was.
//!
//! Must never rank the units, nor say that more reports are bad.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use tillbud_events::AlertId;
use tillbud_events::vocabulary::Verdict;
use tillbud_projections::alert::{self, AlertRow, MemberRow};
use tillbud_projections::db::timestamp;

use super::said::Saying;
use crate::App;
use crate::access::Staff;
use crate::lists::Lists;
use crate::web::api::alerts::figure;
use crate::web::error::HttpError;
use crate::web::extract::Id;
use crate::web::language::Locale;
use crate::web::pages::form::{Form, Forms};
use crate::web::pages::frame::Frame;
use crate::web::pages::when::When;
use crate::web::pages::{Choice, Pair, answer};

/// The page of one alert.
#[derive(Template)]
#[template(path = "signals/alert.html")]
pub struct Page {
    frame: Frame,
    forms: Forms,
    address: String,
    row: AlertRow,
    title: String,
    means: String,
    members: Vec<String>,
    facts: Vec<Pair>,
    at: When,
}

impl Page {
    /// The page, with its forms as they stand.
    #[must_use]
    pub fn new(
        frame: Frame,
        lists: &Lists,
        (row, mut members): (AlertRow, Vec<MemberRow>),
        forms: Forms,
    ) -> Self {
        let saying = Saying { frame: &frame, lists, measures: &[] };
        saying.in_order(&mut members);
        let pair = |key: &str, words: String| Pair { label: frame.t(key), words };
        let mut facts = vec![pair("alert-week", saying.week(&row.week))];
        if row.last_week != row.week {
            facts.push(pair("alert-grown", saying.week(&row.last_week)));
        }
        facts.extend(row.closed_week.iter().map(|week| pair("alert-closed", saying.week(week))));
        facts.extend([
            pair("alert-p", saying.number(figure(&row.p), 6)),
            pair("alert-q", saying.number(figure(&row.q), 3)),
            pair("signal-engine", format!("{}, {}", row.engine, row.profile)),
            pair("signal-digest", row.input_sha256.clone()),
        ]);
        Self {
            title: saying.alert(&row),
            means: saying.alert_means(&row),
            members: members.iter().map(|member| saying.member(&row.family, member)).collect(),
            address: format!("/alerts/{}", row.alert_id),
            at: When::moment(&frame, timestamp(row.raised_at)),
            facts,
            row,
            forms,
            frame,
        }
    }

    fn verdicts(&self) -> Vec<Choice> {
        let said = match self.forms.sent.is_empty() {
            true => self.row.verdict.clone().unwrap_or_default(),
            false => self.forms.sent.text("verdict"),
        };
        let choice =
            |it: &Verdict| Choice::new(it.as_str(), self.frame.word("verdict-means", it), &said);
        Verdict::ALL.iter().map(choice).collect()
    }

    fn form(&self) -> Form {
        self.forms.form(&self.frame, &format!("{}/work", self.address), self.row.version, "judge")
    }

    fn value(&self, field: &str) -> &str {
        self.forms.sent.get(field)
    }

    fn problem(&self, field: &str) -> &str {
        self.forms.problem(field)
    }
}

/// One alert.
///
/// # Errors
/// When there is none, or the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<AlertId>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true).for_role(staff.role);
    let forms = Forms::fresh(&app);
    answer(StatusCode::OK, &page(&app, frame, id, forms).await?)
}

/// The page as it is now, with its forms as they stand.
///
/// # Errors
/// When there is no such alert, or the read models are away.
pub(super) async fn page(
    app: &App,
    frame: Frame,
    id: AlertId,
    forms: Forms,
) -> Result<Page, HttpError> {
    let db = app.read_models.db();
    let row = alert::get(db, id).await?.ok_or(HttpError::NotFound)?;
    let members = alert::members(db, id).await?;
    Ok(Page::new(frame, &app.lists, (row, members), forms))
}
