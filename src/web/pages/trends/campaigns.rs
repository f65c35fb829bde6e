//! What went on and explains charts: the list, the form that notes more, and one campaign to
//! correct or take back.
//!
//! Must never say what a campaign did to a figure: it stands beside the chart, and people judge.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use tillbud_events::CampaignId;
use tillbud_projections::campaign::{self, CampaignRow};
use tillbud_projections::db::timestamp;

use crate::App;
use crate::access::Staff;
use crate::dispatch::Done;
use crate::lists::Lists;
use crate::web::api::beside::{days, place};
use crate::web::api::campaigns::{CampaignText, correct_for, note_for, withdraw_for};
use crate::web::cursor::{self, PageQuery};
use crate::web::error::{HttpError, Malformed};
use crate::web::extract::{Id, Params};
use crate::web::language::Locale;
use crate::web::pages::address::Address;
use crate::web::pages::form::{Form, Forms, Refused, Sent, back_to};
use crate::web::pages::frame::Frame;
use crate::web::pages::when::When;
use crate::web::pages::{Choice, Posted, answer, desk};

/// Where they lie.
const PATH: &str = "/trends/campaigns";

/// The page with all campaigns.
#[derive(Template)]
#[template(path = "trends/campaigns.html")]
pub struct Campaigns {
    frame: Frame,
    forms: Forms,
    rows: Vec<Row>,
    units: Vec<Choice>,
    first: String,
    next: String,
}

/// The page of one campaign.
#[derive(Template)]
#[template(path = "trends/campaign.html")]
pub struct One {
    frame: Frame,
    forms: Forms,
    address: String,
    version: i64,
    row: Row,
    units: Vec<Choice>,
    written: Sent,
}

/// One campaign in words.
struct Row {
    address: String,
    what: String,
    when: String,
    place: String,
    /// What happened to the note, in the order of time: which step, as which role, when.
    history: Vec<Step>,
    is_withdrawn: bool,
    reason: Option<String>,
}

/// Something that happened to the note.
struct Step {
    words: String,
    role: String,
    at: When,
}

impl Row {
    fn new(frame: &Frame, lists: &Lists, row: &CampaignRow) -> Self {
        let step = |event: &str, at: Option<i64>, role: Option<&str>| {
            Some(Step {
                words: frame.word("event", event),
                role: frame.word("role", role?),
                at: When::day(frame, timestamp(at?)),
            })
        };
        let steps = [
            step("campaign-noted", Some(row.noted_at), Some(&row.noted_as)),
            step("campaign-corrected", row.corrected_at, row.corrected_as.as_deref()),
            step("campaign-withdrawn", row.withdrawn_at, row.withdrawn_as.as_deref()),
        ];
        Self {
            address: format!("{PATH}/{}", row.campaign_id),
            what: row.what.clone().unwrap_or_else(|| frame.t("erased")),
            when: days(frame.lang, row),
            place: place(frame.lang, lists, row),
            history: steps.into_iter().flatten().collect(),
            is_withdrawn: row.withdrawn_at.is_some(),
            reason: row.withdrawal.clone(),
        }
    }
}

impl Campaigns {
    fn form(&self) -> Form {
        self.forms.form(&self.frame, PATH, 0, "note")
    }

    fn value(&self, field: &str) -> &str {
        self.forms.sent.get(field)
    }

    fn problem(&self, field: &str) -> &str {
        self.forms.problem(field)
    }
}

impl One {
    /// The page, with its forms as they stand.
    #[must_use]
    pub fn new(frame: Frame, lists: &Lists, row: &CampaignRow, forms: Forms) -> Self {
        let is_correcting = forms.sent.wish() == "correct";
        let written = if is_correcting { forms.sent.clone() } else { as_sent(row) };
        Self {
            address: format!("{PATH}/{}", row.campaign_id),
            version: row.version,
            row: Row::new(&frame, lists, row),
            units: units(&frame, lists, written.get("unit")),
            written,
            forms,
            frame,
        }
    }

    fn form(&self, wish: &str) -> Form {
        self.forms.form(&self.frame, &self.address, self.version, wish)
    }

    fn value(&self, field: &str) -> &str {
        match field {
            "reason" => self.forms.sent.get(field),
            _ => self.written.get(field),
        }
    }

    fn problem(&self, field: &str) -> &str {
        self.forms.problem(field)
    }
}

/// The units to choose from, none first; nothing where there is no list.
fn units(frame: &Frame, lists: &Lists, said: &str) -> Vec<Choice> {
    let mut units = desk::units(frame, lists, said);
    if let Some(none) = units.first_mut().filter(|none| none.value.is_empty()) {
        none.label = frame.t("campaign-everywhere");
    }
    units
}

/// A campaign as its own form would have sent it.
fn as_sent(row: &CampaignRow) -> Sent {
    let until = row.until().unwrap_or_default();
    let fields = [
        ("what", row.what.as_deref().unwrap_or_default()),
        ("from", &row.from_day),
        ("until", until),
        ("unit", row.unit.as_deref().unwrap_or_default()),
    ];
    Sent::from(fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec())
}

/// What a form sent, as the API takes it.
fn said(sent: &Sent) -> CampaignText {
    CampaignText {
        what: sent.text("what"),
        from: sent.text("from"),
        until: sent.maybe("until"),
        unit: sent.maybe("unit"),
    }
}

/// The list, from the newest or from a cursor on.
///
/// # Errors
/// For a cursor that is not ours, or when the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Params(query): Params<PageQuery>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true).for_role(staff.role);
    answer(StatusCode::OK, &page(&app, frame, query, Forms::fresh(&app)).await?)
}

/// Notes what went on, and shows the list again.
///
/// # Errors
/// When our side is broken.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Posted(pairs): Posted<Vec<(String, String)>>,
) -> Result<Response, HttpError> {
    let sent = Sent::from(pairs);
    let act = sent.act(&app, staff, PATH)?;
    let frame = locale.frame(true).for_role(staff.role);
    match note_for(&app, &act, said(&sent)).await {
        Ok((_, done)) => {
            app.projector.caught_up(done.position).await;
            Ok(back_to(&frame, PATH, "main"))
        }
        Err(error) => {
            let refused = Refused::from(error, frame.lang, "note")?;
            let forms = Forms::refused(&app, sent, refused);
            let status = forms.status();
            answer(status, &page(&app, frame, PageQuery::default(), forms).await?)
        }
    }
}

async fn page(
    app: &App,
    frame: Frame,
    query: PageQuery,
    forms: Forms,
) -> Result<Campaigns, HttpError> {
    let (after, limit) = query.read(&app.secrets.cursor)?;
    let page = campaign::list(app.read_models.db(), after, limit).await?;
    let here =
        |after: Option<&str>| frame.href(&Address::new(PATH).with("after", after).to_string());
    let next = page.next.map(|next| cursor::encode(next, &app.secrets.cursor));
    Ok(Campaigns {
        first: if after.is_none() { String::new() } else { here(None) },
        next: next.as_deref().map(|next| here(Some(next))).unwrap_or_default(),
        rows: page.rows.iter().map(|row| Row::new(&frame, &app.lists, row)).collect(),
        units: units(&frame, &app.lists, forms.sent.get("unit")),
        forms,
        frame,
    })
}

/// One campaign.
///
/// # Errors
/// When there is none, or the read models are away.
pub async fn get_one(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<CampaignId>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true).for_role(staff.role);
    answer(StatusCode::OK, &one(&app, frame, id, Forms::fresh(&app)).await?)
}

/// Corrects a campaign or takes it back, and shows it again.
///
/// # Errors
/// When there is no such campaign, or our side is broken.
pub async fn post_one(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<CampaignId>,
    Posted(pairs): Posted<Vec<(String, String)>>,
) -> Result<Response, HttpError> {
    let sent = Sent::from(pairs);
    let address = format!("{PATH}/{id}");
    let frame = locale.frame(true).for_role(staff.role);
    match carry_out(&app, staff, id, &sent).await {
        Ok(done) => {
            app.projector.caught_up(done.position).await;
            Ok(back_to(&frame, &address, "main"))
        }
        Err(error) => {
            let refused = Refused::from(error, frame.lang, sent.wish())?;
            let forms = Forms::refused(&app, sent, refused);
            let status = forms.status();
            answer(status, &one(&app, frame, id, forms).await?)
        }
    }
}

async fn carry_out(
    app: &App,
    staff: Staff,
    id: CampaignId,
    sent: &Sent,
) -> Result<Done, HttpError> {
    let act = sent.act(app, staff, &format!("{PATH}/{id}"))?;
    match sent.wish() {
        "correct" => correct_for(app, id, sent.version(), &act, said(sent)).await,
        "withdraw" => withdraw_for(app, id, sent.version(), &act, sent.text("reason")).await,
        _ => Err(HttpError::BadRequest(Malformed::Form)),
    }
}

async fn one(app: &App, frame: Frame, id: CampaignId, forms: Forms) -> Result<One, HttpError> {
    let row = campaign::get(app.read_models.db(), id).await?.ok_or(HttpError::NotFound)?;
    Ok(One::new(frame, &app.lists, &row, forms))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

    /// A campaign with hostile words, corrected once.
    pub(in crate::web::pages::trends) fn row() -> CampaignRow {
        CampaignRow {
            campaign_id: "6f1c2f0e-7a39-4a4c-9d4c-0d6a3b1f7a12".into(),
            version: 2,
            position: 7,
            what: Some(HOSTILE.into()),
            erased: false,
            from_day: "2026-03-02".into(),
            last_day: "2026-03-08".into(),
            is_moment: false,
            unit: Some(HOSTILE.into()),
            noted_at: 1_770_000_000_000,
            noted_as: "coordinator".into(),
            corrected_at: Some(1_770_100_000_000),
            corrected_as: Some("analyst".into()),
            withdrawn_at: None,
            withdrawn_as: None,
            withdrawal: None,
        }
    }

    fn gone() -> CampaignRow {
        CampaignRow {
            withdrawn_at: Some(1_770_200_000_000),
            withdrawn_as: Some("coordinator".into()),
            withdrawal: Some(HOSTILE.into()),
            ..row()
        }
    }

    #[test]
    fn campaigns_are_listed_with_their_days_place_and_history() {
        for frame in frames() {
            let lists = Lists::default();
            let sent = vec![("wish".into(), "note".into()), ("what".into(), HOSTILE.into())];
            let page = |rows: &[CampaignRow]| Campaigns {
                rows: rows.iter().map(|row| Row::new(&frame, &lists, row)).collect(),
                units: vec![],
                first: String::new(),
                next: "/trends/campaigns?after=4".into(),
                forms: Forms { key: "k".into(), sent: sent.clone().into(), ..Forms::default() },
                frame: frame.clone(),
            };
            let moment = CampaignRow { is_moment: true, unit: None, ..row() };
            let html = page(&[row(), moment, gone()]).render().unwrap();
            assert_sound(&html);
            assert!(!html.contains(">campaign"), "a text is missing: {html}");
            assert!(html.contains(&frame.t("campaign-place-all")));
            assert!(html.contains(&frame.word("event", "campaign-corrected")));
            assert!(page(&[]).render().unwrap().contains("class=\"empty\""));
        }
    }

    #[test]
    fn one_campaign_can_be_corrected_and_taken_back_until_it_was() {
        for frame in frames() {
            let forms = || Forms { key: "k".into(), ..Forms::default() };
            let html =
                One::new(frame.clone(), &Lists::default(), &row(), forms()).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("form-correct") && html.contains("form-withdraw"), "{html}");
            assert!(html.contains("value=\"2026-03-02\"") && html.contains("value=\"2026-03-08\""));
            let html = One::new(frame, &Lists::default(), &gone(), forms()).render().unwrap();
            assert_sound(&html);
            assert!(!html.contains("form-correct") && !html.contains("form-withdraw"), "{html}");
        }
    }

    #[test]
    fn a_campaign_is_sent_again_as_it_is_shown() {
        let text = said(&as_sent(&row()));
        assert_eq!((text.from.as_str(), text.until.as_deref()), ("2026-03-02", Some("2026-03-08")));
        let moment = CampaignRow { is_moment: true, ..row() };
        assert_eq!(said(&as_sent(&moment)).until, None);
    }
}
