//! One signal: what it asks, the chart computed again from its own evidence, and what people
//! say of it.
//!
//! Must never show the chart without saying whether it is still what the signal was made from.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use tillbud_events::SignalId;
use tillbud_projections::db::timestamp;
use tillbud_projections::improvement::{self, ImprovementRow};
use tillbud_projections::measure::{self, Measure};
use tillbud_projections::signal::{self, SignalRow, State as Stand};
use tillbud_projections::trend::evidence;

use super::said::Saying;
use crate::App;
use crate::access::Staff;
use crate::lists::Lists;
use crate::web::api::beside::WentOn;
use crate::web::api::signals::went_on;
use crate::web::chart::control::{Drawing, Figure};
use crate::web::error::HttpError;
use crate::web::extract::Id;
use crate::web::language::Locale;
use crate::web::pages::form::{Form, Forms};
use crate::web::pages::frame::Frame;
use crate::web::pages::improvements::led_to;
use crate::web::pages::trends::numbered::{Campaign, numbered};
use crate::web::pages::trends::shown::{suffix, times};
use crate::web::pages::when::When;
use crate::web::pages::{Pair, answer};

const HEIGHT: u32 = 220;

/// The page of one signal.
#[derive(Template)]
#[template(path = "signals/signal.html")]
pub struct Page {
    frame: Frame,
    forms: Forms,
    address: String,
    improve: String,
    /// The cycles that were opened from it.
    improvements: Vec<Pair>,
    row: SignalRow,
    title: String,
    question: String,
    figure: Option<Figure>,
    went_on: Vec<Campaign>,
    check: &'static str,
    facts: Vec<Pair>,
    at: When,
}

impl Page {
    /// The page, with what went on along its evidence and its forms as they stand.
    #[must_use]
    pub fn new(
        frame: Frame,
        lists: &Lists,
        (row, measures, improvements): (SignalRow, &[Measure], Vec<ImprovementRow>),
        went_on: &[WentOn],
        forms: Forms,
    ) -> Self {
        let saying = Saying { frame: &frame, lists, measures };
        let title = saying.signal(&row);
        let again = row.event().and_then(|raised| evidence::again(&raised).ok());
        let check = match again.as_ref().map(|again| (again.is_same, again.is_found)) {
            Some((true, true)) => "signal-check-same",
            Some((true, false)) => "signal-check-other-result",
            Some((false, _)) => "signal-check-other-input",
            None => "signal-check-unreadable",
        };
        let bands: Vec<_> = went_on.iter().map(|it| it.band.clone()).collect();
        let figure = again.map(|again| {
            let drawing = Drawing {
                id: "signal",
                title: &title,
                labels: &again.labels,
                chart: &again.chart,
                multiply: times(again.design.kind),
                suffix: suffix(again.design.kind),
                aim: None,
                marks: &[],
                bands: &bands,
                height: HEIGHT,
            };
            Figure::draw(frame.lang, &drawing)
        });
        let pair = |key: &str, words: String| Pair { label: frame.t(key), words };
        let mut facts = vec![
            pair("signal-rule", frame.word("signalrule", &row.rule)),
            pair("signal-known-at", row.known_at.to_string()),
            pair("signal-engine", format!("{}, {}", row.engine, row.profile)),
            pair("signal-digest", row.input_sha256.clone()),
        ];
        if let Some(q) = row.q.as_deref().and_then(|text| text.parse::<f64>().ok()) {
            let told = if row.is_notable { "signal-q-told" } else { "signal-q-found" };
            let among = if row.unit.is_some() { "signal-q-units" } else { "signal-q" };
            facts.insert(1, pair(among, frame.fill(told, "q", saying.number(q, 3))));
        }
        let back = row.restored_at.map(|at| When::moment(&frame, timestamp(at)).words);
        facts.extend(back.map(|when| pair("signal-restored", when)));
        facts.extend(row.late_sha256.clone().map(|digest| pair("signal-late", digest)));
        Self {
            question: saying.question(&row),
            address: format!("/signals/{}", row.signal_id),
            improvements: improvements.into_iter().map(|it| led_to(&frame, it)).collect(),
            improve: format!("/improvements/new?signal={}", row.signal_id),
            at: When::moment(&frame, timestamp(row.raised_at)),
            went_on: numbered(&frame, went_on, 0),
            title,
            figure,
            check,
            facts,
            row,
            forms,
            frame,
        }
    }

    fn is_in(&self, states: &[Stand]) -> bool {
        states.iter().any(|state| state.as_str() == self.row.state)
    }

    fn is_of_unit(&self) -> bool {
        self.row.unit.is_some()
    }

    fn has_come_back(&self) -> bool {
        self.row.restored_at.is_some() && !self.is_superseded()
    }

    fn is_superseded(&self) -> bool {
        self.is_in(&[Stand::Superseded])
    }

    fn may_explain(&self) -> bool {
        self.is_in(&[Stand::Open, Stand::Dismissed])
    }

    fn may_dismiss(&self) -> bool {
        self.is_in(&[Stand::Open, Stand::Explained])
    }

    fn form(&self, wish: &str) -> Form {
        self.forms.form(&self.frame, &format!("{}/work", self.address), self.row.version, wish)
    }

    fn value(&self, field: &str) -> &str {
        self.forms.sent.get(field)
    }

    fn problem(&self, field: &str) -> &str {
        self.forms.problem(field)
    }
}

/// One signal.
///
/// # Errors
/// When there is none, or the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<SignalId>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true).for_role(staff.role);
    let forms = Forms::fresh(&app);
    answer(StatusCode::OK, &page(&app, frame, id, forms).await?)
}

/// The page as it is now, with its forms as they stand.
///
/// # Errors
/// When there is no such signal, or the read models are away.
pub(super) async fn page(
    app: &App,
    frame: Frame,
    id: SignalId,
    forms: Forms,
) -> Result<Page, HttpError> {
    let db = app.read_models.db();
    let row = signal::get(db, id).await?.ok_or(HttpError::NotFound)?;
    let measures = measure::all(db).await?;
    let improvements = improvement::opened_from(db, &row.signal_id).await?;
    let went_on = went_on(app, frame.lang, &row).await?;
    Ok(Page::new(frame, &app.lists, (row, &measures, improvements), &went_on, forms))
}
