//! Whether messages arrive, for administrators: whom Tillbud tells that something waits,
//! what is on its way, what was given up and what to do about it.
//!
//! Must never show a secret, nor what a message tells.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::answer;
use super::frame::Frame;
use super::when::When;
use crate::App;
use crate::access::Staff;
use crate::clock::ZONE;
use crate::policies::outbox::Standing;
use crate::policies::outbox::record::{ATTEMPTS, Failure, Record};
use crate::policies::outbox::settings::Way;
use crate::web::error::HttpError;
use crate::web::language::Locale;
use crate::web::locale::{FluentValue, text_of};

/// The page.
#[derive(Template)]
#[template(path = "deliveries.html")]
pub struct Deliveries {
    frame: Frame,
    /// Why there is no list, when there is none.
    nothing: String,
    rows: Vec<Row>,
}

struct Row {
    address: String,
    way: String,
    roles: Vec<String>,
    state: String,
    is_owed: bool,
    waiting: String,
    delivered: String,
    troubles: Vec<String>,
}

impl Deliveries {
    /// The page with a row for each recipient.
    #[must_use]
    pub fn new(frame: Frame, standings: &[Standing<'_>]) -> Self {
        let rows = standings.iter().map(|standing| Row::new(&frame, standing)).collect();
        Self { frame, nothing: String::new(), rows }
    }

    /// The page that says why there is nothing to see.
    #[must_use]
    pub fn without(frame: Frame, key: &str) -> Self {
        Self { nothing: frame.t(key), frame, rows: Vec::new() }
    }
}

impl Row {
    fn new(frame: &Frame, standing: &Standing<'_>) -> Self {
        let recipient = standing.recipient;
        let record = standing.record.as_ref();
        let way = match recipient.way {
            Way::Mail(_) => "deliveries-mail",
            Way::Webhook { .. } => "deliveries-webhook",
        };
        let state = match record {
            Some(record) if record.failure().is_some() => "deliveries-trouble",
            Some(record) if record.given_up.is_some() => "deliveries-lost",
            Some(_) | None => "deliveries-good",
        };
        let delivered = record.and_then(|record| record.delivered);
        Self {
            address: recipient.way.address(),
            way: frame.t(way),
            roles: recipient.roles.iter().map(|role| frame.word("role", role)).collect(),
            state: frame.t(state),
            is_owed: state != "deliveries-good",
            waiting: frame.fill("deliveries-waiting", "count", record.map_or(0, waiting)),
            delivered: delivered.map_or_else(
                || frame.t("deliveries-never"),
                |at| frame.fill("deliveries-delivered", "day", When::day(frame, at).words),
            ),
            troubles: record.map(|record| troubles(frame, record)).unwrap_or_default(),
        }
    }
}

/// How much is to be sent or on its way.
fn waiting(record: &Record) -> u32 {
    let sending = record.sending.iter().flat_map(|sending| sending.counts.values());
    record.waiting.values().chain(sending).fold(0, |sum, count| sum.saturating_add(*count))
}

fn troubles(frame: &Frame, record: &Record) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(sending) = &record.sending
        && let Some(failure) = sending.failure
    {
        lines.push(why(frame, failure));
        let day = When::day(frame, sending.next).words;
        let values = [
            ("attempt", FluentValue::from(sending.attempts)),
            ("most", FluentValue::from(ATTEMPTS)),
            ("day", FluentValue::from(day)),
            ("time", FluentValue::from(time(sending.next))),
        ];
        lines.push(text_of(frame.lang, "deliveries-attempts", &values));
    }
    if let Some(given_up) = &record.given_up {
        let day = When::day(frame, given_up.at).words;
        let values = [("count", given_up.messages.into()), ("day", FluentValue::from(day))];
        lines.push(text_of(frame.lang, "deliveries-given-up", &values));
        lines.push(why(frame, given_up.failure));
    }
    lines
}

fn why(frame: &Frame, failure: Failure) -> String {
    let key = format!("deliveries-failure-{name}", name = failure.as_str());
    let code = failure.code().map(|code| code.to_string()).unwrap_or_default();
    text_of(frame.lang, &key, &[("code", code.into())])
}

fn time(at: Timestamp) -> String {
    let zone = TimeZone::get(ZONE).unwrap_or(TimeZone::UTC);
    at.to_zoned_datetime(zone).strftime("%H:%M").to_string()
}

/// The page, as it stands now.
///
/// # Errors
/// When the page cannot be shown.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true).for_role(staff.role);
    let Some(outbox) = &app.outbox else {
        return answer(StatusCode::OK, &Deliveries::without(frame, "deliveries-off"));
    };
    match outbox.standings().await {
        Ok(standings) => answer(StatusCode::OK, &Deliveries::new(frame, &standings)),
        Err(error) => {
            tracing::warn!(%error, "how messages stand cannot be shown");
            let page = Deliveries::without(frame, "deliveries-away");
            answer(StatusCode::SERVICE_UNAVAILABLE, &page)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use tillbud_events::vocabulary::Lang;
    use tillbud_events::{Position, Role};
    use uuid::Uuid;

    use super::*;
    use crate::policies::outbox::record::GivenUp;
    use crate::policies::outbox::settings::Recipient;
    use crate::policies::outbox::topic::{Topic, Wait};
    use crate::web::pages::testing::{assert_sound, frames};

    const FAILURES: [Failure; 7] = [
        Failure::Away,
        Failure::Slow,
        Failure::Insecure,
        Failure::Later(451),
        Failure::Refused(550),
        Failure::Unreadable,
        Failure::Interrupted,
    ];

    #[test]
    fn each_failure_is_told_with_what_to_do_and_when_it_is_tried_again() {
        let recipient = Recipient {
            way: Way::Mail("samordnare@kommun.example".parse().unwrap()),
            roles: BTreeSet::from([Role::Coordinator]),
            topics: BTreeSet::from([Topic::NewReport]),
            lang: Lang::Sv,
        };
        let at = "2026-05-04T10:00:00Z".parse().unwrap();
        let wait = Wait { topic: Topic::NewReport, is_urgent: true };
        for frame in frames() {
            for failure in FAILURES {
                let mut record = Record::new(Position(0));
                record.take_in(Position(1), wait, true, at);
                record.step(true, at, || Uuid::from_u128(1));
                record.sending.as_mut().unwrap().failure = Some(failure);
                record.given_up = Some(GivenUp { messages: 2, at, failure });
                let standing = Standing { recipient: &recipient, record: Some(record) };
                let html = Deliveries::new(frame.clone(), &[standing]).render().unwrap();
                assert_sound(&html);
                assert!(html.contains("samordnare@kommun.example") && html.contains("12:01"));
                assert!(!html.contains("deliveries-failure"), "{html}");
                let codes = failure.code().is_none_or(|code| html.contains(&code.to_string()));
                assert!(codes, "{html}");
            }
            let html = Deliveries::without(frame, "deliveries-off").render().unwrap();
            assert!(html.contains("--notifications"));
        }
    }
}
