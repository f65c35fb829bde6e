//! One measure: what it is in words, the decisions about its baseline with their reasons, and
//! the forms that decide.
//!
//! Must never begin a new level by itself: beside the form stand the questions that somebody
//! answers first.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use tillbud_events::MeasureId;
use tillbud_projections::db::timestamp;
use tillbud_projections::measure::{self, Decision, Measure};

use super::words::{in_words, name, target_in_words};
use crate::App;
use crate::access::Staff;
use crate::lists::Lists;
use crate::web::api::measure_decisions::{
    FreezeText, MonthAlone, MonthText, ReasonText, Wish, decide_for,
};
use crate::web::error::{HttpError, Malformed};
use crate::web::extract::Id;
use crate::web::language::Locale;
use crate::web::pages::form::{Form, Forms, Refused, Sent, back_to};
use crate::web::pages::frame::Frame;
use crate::web::pages::when::When;
use crate::web::pages::{FieldProblem, Pair, Posted, answer};

/// The page of one measure.
#[derive(Template)]
#[template(path = "measures/one.html")]
pub struct One {
    frame: Frame,
    forms: Forms,
    address: String,
    revise: String,
    trend: String,
    version: i64,
    name: String,
    words: String,
    facts: Vec<Pair>,
    baselines: Vec<Made>,
    is_retired: bool,
    retirement: Option<String>,
}

/// A decision that is in force.
struct Made {
    words: String,
    reason: Option<String>,
    role: String,
    at: When,
    /// The wish that takes it back.
    back: String,
    label: String,
}

impl One {
    /// The page, with its forms as they stand.
    #[must_use]
    pub fn new(frame: Frame, lists: &Lists, measure: &Measure, forms: Forms) -> Self {
        let definition = &measure.definition;
        let fact = |key: &str, words: String| Pair { label: frame.t(key), words };
        let facts = vec![
            fact("measure-key", definition.key.as_str().to_owned()),
            fact("measure-chart", frame.word("chartkind", definition.chart)),
            fact("measure-period", frame.word("period", definition.period)),
            fact("measure-direction", frame.word("better", definition.direction)),
            fact("measure-target", target_in_words(&frame, definition)),
            fact("measure-owner", frame.word("role", definition.owner)),
            fact("measure-defined-as", frame.word("role", &measure.defined_as)),
        ];
        let made = |made: &measure::Baseline| {
            let month = made.month.to_string();
            let back = match made.decision {
                Decision::Frozen => "thaw".to_owned(),
                Decision::Rebased => format!("unrebase-{month}"),
                Decision::Excluded => format!("include-{month}"),
            };
            let words = match made.decision {
                Decision::Frozen => frame.fill("measure-frozen", "month", month),
                Decision::Rebased => frame.fill("measure-rebased", "month", month),
                Decision::Excluded => frame.fill("measure-excluded", "month", month),
            };
            Made {
                words,
                reason: made.reason.clone(),
                role: frame.word("role", &made.decided_as),
                at: When::day(&frame, timestamp(made.decided_at)),
                back,
                label: frame.word("baselineback", made.decision),
            }
        };
        Self {
            address: format!("/measures/{}", measure.id),
            revise: format!("/measures/{}/revise", measure.id),
            trend: format!("/trends/{}", definition.key.as_str()),
            version: measure.version.0.cast_signed(),
            name: name(&frame, definition),
            words: in_words(&frame, lists, definition),
            facts,
            baselines: measure.baselines.iter().map(made).collect(),
            is_retired: measure.is_retired,
            retirement: measure.retirement.clone(),
            forms,
            frame,
        }
    }

    fn form(&self, wish: &str) -> Form {
        self.forms.form(&self.frame, &self.address, self.version, wish)
    }

    /// What was written into a field of the form that was refused.
    fn value(&self, wish: &str, field: &str) -> &str {
        if self.forms.sent.wish() == wish { self.forms.sent.get(field) } else { "" }
    }

    fn problem(&self, field: &str) -> &str {
        self.forms.problem(field)
    }
}

/// One measure.
///
/// # Errors
/// When there is none, or the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<MeasureId>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true).for_role(staff.role);
    answer(StatusCode::OK, &page(&app, frame, id, Forms::fresh(&app)).await?)
}

/// Decides what a form asks for, and shows the measure again.
///
/// # Errors
/// When there is no such measure, or our side is broken.
pub async fn post(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<MeasureId>,
    Posted(pairs): Posted<Vec<(String, String)>>,
) -> Result<Response, HttpError> {
    let sent = Sent::from(pairs);
    let address = format!("/measures/{id}");
    let act = sent.act(&app, staff, &address)?;
    let frame = locale.frame(true).for_role(staff.role);
    let wish = wish(&sent).ok_or(HttpError::BadRequest(Malformed::Form))?;
    match decide_for(&app, id, sent.version(), &act, wish).await {
        Ok(done) => {
            app.projector.caught_up(done.position).await;
            Ok(back_to(&frame, &address, "main"))
        }
        Err(error) => {
            let refused = to_page(Refused::from(error, frame.lang, sent.wish())?, sent.wish());
            let forms = Forms::refused(&app, sent, refused);
            let status = forms.status();
            answer(status, &page(&app, frame, id, forms).await?)
        }
    }
}

async fn page(app: &App, frame: Frame, id: MeasureId, forms: Forms) -> Result<One, HttpError> {
    let measure = measure::get(app.read_models.db(), id).await?.ok_or(HttpError::NotFound)?;
    Ok(One::new(frame, &app.lists, &measure, forms))
}

/// What the form asks for. Its fields carry its name, as several stand on one page.
fn wish(sent: &Sent) -> Option<Wish> {
    let wish = sent.wish();
    let field = |name: &str| sent.text(&format!("{wish}_{name}"));
    let month = |of: &str| MonthAlone { month: of.to_owned() };
    let reason = || ReasonText { reason: field("reason") };
    let both = || MonthText { month: field("month"), reason: field("reason") };
    Some(match wish {
        "freeze" => {
            Wish::Freeze(FreezeText { until: field("month"), reason: sent.maybe("freeze_reason") })
        }
        "thaw" => Wish::Thaw,
        "rebase" => Wish::Rebase(both()),
        "exclude" => Wish::Exclude(both()),
        "retire" => Wish::Retire(reason()),
        "takeup" => Wish::TakeUp(reason()),
        other => match other.split_once('-')? {
            ("unrebase", of) => Wish::TakeBackRebase(month(of)),
            ("include", of) => Wish::Include(month(of)),
            (_, _) => return None,
        },
    })
}

/// The problems at the fields of the form that was sent.
fn to_page(refused: Refused, wish: &str) -> Refused {
    let at = |problem: FieldProblem| {
        let field = match problem.field.as_str() {
            "month" | "until" => format!("{wish}_month"),
            "reason" => format!("{wish}_reason"),
            _ => problem.field,
        };
        FieldProblem { field, ..problem }
    };
    Refused { problems: refused.problems.into_iter().map(at).collect(), ..refused }
}

#[cfg(test)]
mod tests {
    use tillbud_events::measure::standard;

    use super::*;
    use crate::web::pages::measures::tests::measure;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

    #[test]
    fn every_decision_stands_with_its_reason_and_the_way_back() {
        for frame in frames() {
            let measure = measure(standard().remove(0));
            let forms = Forms { key: "k".into(), ..Forms::default() };
            let html =
                One::new(frame.clone(), &Lists::default(), &measure, forms).render().unwrap();
            assert_sound(&html);
            for wish in
                ["thaw", "unrebase-2026-03", "include-2026-03", "freeze", "rebase", "retire"]
            {
                assert!(html.contains(&format!("id=\"form-{wish}\"")), "{wish}: {html}");
            }
            for number in 1..=4 {
                assert!(html.contains(&frame.word("wheeler", number)), "{number}");
            }
            assert!(!html.contains(">measure"), "a text is missing: {html}");
        }
    }

    #[test]
    fn a_retired_measure_can_only_be_taken_up_again() {
        for frame in frames() {
            let mut measure = measure(standard().remove(0));
            measure.is_retired = true;
            measure.retirement = Some(HOSTILE.into());
            let sent = [("wish", "takeup"), ("takeup_reason", HOSTILE)];
            let sent: Vec<_> =
                sent.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
            let forms = Forms { sent: sent.into(), key: "k".into(), ..Forms::default() };
            let html = One::new(frame, &Lists::default(), &measure, forms).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("form-takeup") && !html.contains("form-freeze"), "{html}");
        }
    }

    #[test]
    fn a_wish_is_read_with_its_own_fields() {
        let sent = |pairs: &[(&str, &str)]| {
            let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            Sent::from(pairs.collect::<Vec<_>>())
        };
        let include = wish(&sent(&[("wish", "include-2026-03")]));
        assert!(matches!(include, Some(Wish::Include(of)) if of.month == "2026-03"));
        let rebase = [("wish", "rebase"), ("rebase_month", "2026-01"), ("exclude_month", "x")];
        assert!(matches!(wish(&sent(&rebase)), Some(Wish::Rebase(of)) if of.month == "2026-01"));
        assert!(wish(&sent(&[("wish", "rubbish")])).is_none());
        assert!(wish(&sent(&[("wish", "rub-bish")])).is_none());
    }
}
