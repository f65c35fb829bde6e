//! What a notification says, as a document to print or to copy into the authority's form.
//!
//! Must never say that something was sent, nor hold a reporter's words.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use tillbud_events::IncidentId;
use tillbud_events::rule_pack::RulePacks;
use tillbud_events::vocabulary::Regime;
use tillbud_projections::db::timestamp;

use super::frame::Frame;
use super::{Pair, answer, clocks};
use crate::App;
use crate::access::Staff;
use crate::lists::Lists;
use crate::web::error::HttpError;
use crate::web::extract::{Id, Params};
use crate::web::language::Locale;
use crate::web::situation::{Situation, Whole};

/// The document.
#[derive(Template)]
#[template(path = "notice_document.html")]
pub struct Document {
    frame: Frame,
    back: String,
    law: String,
    recipient: Option<(String, String)>,
    parts: Vec<Pair>,
    missing: Vec<String>,
    earlier: Vec<String>,
}

impl Document {
    /// What is known of one notification.
    #[must_use]
    pub fn new(frame: Frame, lists: &Lists, packs: &RulePacks, whole: Whole) -> Self {
        let Whole { row, sendings, .. } = whole;
        let pack = Regime::from_stored(&row.regime).and_then(|regime| packs.of(regime));
        let category = row.category.as_deref();
        let category = category.map(|code| lists.category_name(code, frame.lang).to_owned());
        let moment = |at: Option<i64>| Some(clocks::moment(&frame, timestamp(at?)).words);
        let controller = Some(row.controller.clone()).filter(|name| !name.is_empty());
        let parts = [
            ("document-controller", controller),
            ("document-incident", Some(row.incident_id.clone())),
            ("register-category", category),
            ("notice-received", moment(row.received_at)),
            ("notice-aware", moment(row.aware_at)),
            ("register-facts", row.facts),
            ("register-affected", row.affected),
            ("register-consequences", row.consequences),
            ("register-measures", row.measures),
        ];
        let (known, missing): (Vec<_>, Vec<_>) =
            parts.into_iter().partition(|(_, words)| words.is_some());
        let earlier = sendings.into_iter().map(|it| {
            let stage = clocks::stage_name(&frame, packs, &row.regime, &it.stage);
            let at = clocks::moment(&frame, timestamp(it.sent_at)).words;
            let reference = it.reference.map(|number| format!(" ({number})")).unwrap_or_default();
            format!("{stage}, {at}{reference}")
        });
        Self {
            back: format!("/incidents/{}/notifications", row.incident_id),
            law: pack.map_or_else(
                || frame.word("regime", &row.regime),
                |pack| pack.law.of(frame.lang).to_owned(),
            ),
            recipient: pack
                .map(|pack| (pack.recipient.of(frame.lang).to_owned(), pack.recipient.url.clone())),
            parts: known
                .into_iter()
                .filter_map(|(key, words)| Some(Pair { label: frame.t(key), words: words? }))
                .collect(),
            missing: missing.into_iter().map(|(key, _)| frame.t(key)).collect(),
            earlier: earlier.collect(),
            frame,
        }
    }
}

/// Which notification, as written in the address.
#[derive(Deserialize)]
pub struct Which {
    #[serde(default)]
    regime: String,
    #[serde(default)]
    controller: String,
}

/// The document of one notification.
///
/// # Errors
/// When there is no such notification that this role may see, or the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Id(id): Id<IncidentId>,
    Params(which): Params<Which>,
) -> Result<Response, HttpError> {
    let situation = Situation::of(&app, id, staff).await?;
    let is_meant = |whole: &Whole| {
        whole.row.regime == which.regime && whole.row.controller == which.controller
    };
    let whole = situation.notifications.into_iter().find(is_meant).ok_or(HttpError::NotFound)?;
    let frame = locale.frame(true).for_role(staff.role);
    answer(StatusCode::OK, &Document::new(frame, &app.lists, &app.rule_packs, whole))
}

#[cfg(test)]
mod tests {
    use tillbud_events::vocabulary::Standing;
    use tillbud_projections::notification::NotificationRow;

    use super::*;
    use crate::rule_packs;
    use crate::web::pages::deadlines::tests::row;
    use crate::web::pages::testing::{assert_sound, frames, lists};

    #[test]
    fn the_document_holds_what_is_known_and_says_what_is_not() {
        let packs = rule_packs::load(None).unwrap();
        for frame in frames() {
            let row = NotificationRow { aware_at: None, ..row(Standing::Due, None) };
            let whole = Whole { row, deadlines: vec![], sendings: vec![] };
            let html = Document::new(frame.clone(), &lists(), &packs, whole).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("https://www.imy.se/"));
            assert_eq!(html.matches(&frame.t("notice-aware")).count(), 1);
            assert!(html.contains(&frame.t("document-missing")));
        }
    }
}
