//! What people decide about a measure: to retire it, and about its baseline.
//!
//! Must never begin a new level or leave out a month without a reason.

use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use tillbud_events::measure::{
    BaselineFrozen, Command, Measure, PointExcluded, Rebased, Retired, TakenUpAgain,
};
use tillbud_events::{MeasureId, Version};
use utoipa::ToSchema;

use super::{Changed, changed};
use crate::App;
use crate::act::Act;
use crate::dispatch::Done;
use crate::fields::Fields;
use crate::web::error::{HttpError, ProblemDetails};
use crate::web::extract::{Change, Id, IfMatch, Json};

/// Something to decide about a measure; pages and the API read it in the same way.
#[derive(Clone, Debug)]
pub enum Wish {
    /// Look at it no more.
    Retire(ReasonText),
    /// Look at it again.
    TakeUp(ReasonText),
    /// Let centre and limits come from the months up to one.
    Freeze(FreezeText),
    /// Let them move again.
    Thaw,
    /// Begin a new level.
    Rebase(MonthText),
    /// Begin none there after all.
    TakeBackRebase(MonthAlone),
    /// Take a month out of centre and limits.
    Exclude(MonthText),
    /// Let it count again.
    Include(MonthAlone),
}

/// Carries out a wish.
///
/// # Errors
/// What is wrong with it, a rule says no, or the write path is away.
pub async fn decide_for(
    app: &App,
    id: MeasureId,
    if_match: Option<Version>,
    act: &Act,
    wish: Wish,
) -> Result<Done, HttpError> {
    let mut fields = Fields::default();
    let command = match wish {
        Wish::Retire(said) => Some(Command::Retire(Retired { reason: said.read(&mut fields) })),
        Wish::TakeUp(said) => {
            Some(Command::TakeUpAgain(TakenUpAgain { reason: said.read(&mut fields) }))
        }
        Wish::Freeze(FreezeText { until, reason }) => {
            let until = fields.month("/until", &until);
            let reason = fields.optional_text("/reason", reason);
            until.map(|until| Command::Freeze(BaselineFrozen { until, reason }))
        }
        Wish::Thaw => Some(Command::Thaw),
        Wish::Rebase(MonthText { month, reason }) => {
            let (from, reason) = (fields.month("/month", &month), fields.text("/reason", reason));
            from.map(|from| Command::Rebase(Rebased { from, reason }))
        }
        Wish::TakeBackRebase(said) => {
            fields.month("/month", &said.month).map(Command::TakeBackRebase)
        }
        Wish::Exclude(MonthText { month, reason }) => {
            let (month, reason) = (fields.month("/month", &month), fields.text("/reason", reason));
            month.map(|month| Command::Exclude(PointExcluded { month, reason }))
        }
        Wish::Include(said) => fields.month("/month", &said.month).map(Command::Include),
    };
    let command = fields.need(command)?;
    Ok(app.dispatch.execute::<Measure>(id.into(), if_match, act, command).await?)
}

/// A reason.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReasonText {
    /// Why, at most 4,000 characters; sealed.
    #[schema(min_length = 1, max_length = 4_000)]
    pub reason: String,
}

impl ReasonText {
    fn read(self, fields: &mut Fields) -> tillbud_events::Text {
        fields.text("/reason", self.reason)
    }
}

/// A baseline to freeze.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FreezeText {
    /// The last month that centre and limits come from, `YYYY-MM`.
    pub until: String,
    /// Why, at most 4,000 characters; sealed.
    #[schema(max_length = 4_000)]
    pub reason: Option<String>,
}

/// A month with a reason.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MonthText {
    /// `YYYY-MM`.
    pub month: String,
    /// Why, at most 4,000 characters; sealed.
    #[schema(min_length = 1, max_length = 4_000)]
    pub reason: String,
}

/// A month.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MonthAlone {
    /// `YYYY-MM`.
    pub month: String,
}

macro_rules! decisions {
    ($($(#[$doc:meta])* $name:ident at $path:literal takes $text:ident as $wish:ident;)+) => {
        $($(#[$doc])*
        #[utoipa::path(post, path = $path, tag = "measures", params(("id" = String, Path)), security(("bearer" = [])),
            request_body = $text, responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
        pub async fn $name(
            State(app): State<App>,
            Id(id): Id<MeasureId>,
            if_match: IfMatch,
            Change { body: Json(said), act }: Change<Json<$text>>,
        ) -> Result<Response, HttpError> {
            let done = decide_for(&app, id, if_match.0, &act, Wish::$wish(said)).await?;
            Ok(changed(&app, done).await)
        })+
    };
}
decisions! {
    /// Looks at a measure no more. It changes no more until it is taken up again.
    retire at "/api/v1/measures/{id}/retire" takes ReasonText as Retire;
    /// Looks at a retired measure again.
    take_up at "/api/v1/measures/{id}/take-up" takes ReasonText as TakeUp;
    /// Lets centre and limits come from the months up to one, and move no more.
    freeze at "/api/v1/measures/{id}/freeze" takes FreezeText as Freeze;
    /// Begins a new level: centre and limits come from this month on.
    rebase at "/api/v1/measures/{id}/rebase" takes MonthText as Rebase;
    /// Begins no new level in this month after all.
    take_back_rebase at "/api/v1/measures/{id}/take-back-rebase" takes MonthAlone as TakeBackRebase;
    /// Takes a month out of centre and limits; it stays on the chart.
    exclude at "/api/v1/measures/{id}/exclude" takes MonthText as Exclude;
    /// Lets a month count again.
    include at "/api/v1/measures/{id}/include" takes MonthAlone as Include;
}

/// Lets centre and limits move again with what is measured.
#[utoipa::path(post, path = "/api/v1/measures/{id}/thaw", tag = "measures", params(("id" = String, Path)), security(("bearer" = [])),
    responses((status = 200, body = Changed), (status = "4XX", body = ProblemDetails)))]
pub async fn thaw(
    State(app): State<App>,
    Id(id): Id<MeasureId>,
    if_match: IfMatch,
    change: Change<()>,
) -> Result<Response, HttpError> {
    let done = decide_for(&app, id, if_match.0, &change.act, Wish::Thaw).await?;
    Ok(changed(&app, done).await)
}
