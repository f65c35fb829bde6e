//! Whether messages arrive, for administrators: whom Tillbud tells that something waits,
//! what is on its way, what was given up and what to do about it.
//!
//! Must never show a secret, what a message tells, nor where somebody is told who chose that
//! for themselves: of them only what does not arrive is shown, under their pseudonym.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use tillbud_events::HolderId;

use super::answer;
use super::frame::Frame;
use super::when::When;
use crate::App;
use crate::access::Staff;
use crate::clock::ZONE;
use crate::policies::outbox::record::{ATTEMPTS, Failure, Record};
use crate::policies::outbox::{Standing, StandingWay};
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
    /// How many chose for themselves.
    own: usize,
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
    pub fn new(frame: Frame, standings: &[Standing]) -> Self {
        let is_own = |standing: &&Standing| matches!(standing.way, StandingWay::Own(_));
        let own = standings.iter().filter(is_own).count();
        let is_shown = |standing: &&Standing| !is_own(standing) || is_in_trouble(standing);
        let shown = standings.iter().filter(is_shown);
        let rows = shown.map(|standing| Row::new(&frame, standing)).collect();
        Self { frame, nothing: String::new(), rows, own }
    }

    /// The page that says why there is nothing to see.
    #[must_use]
    pub fn without(frame: Frame, key: &str) -> Self {
        Self { nothing: frame.t(key), frame, rows: Vec::new(), own: 0 }
    }
}

impl Row {
    fn new(frame: &Frame, standing: &Standing) -> Self {
        let record = standing.record.as_ref();
        let (address, way, roles) = match &standing.way {
            StandingWay::Mail(address, roles) => {
                (address.clone(), "deliveries-mail", roles.as_slice())
            }
            StandingWay::Webhook(url, roles) => {
                (url.clone(), "deliveries-webhook", roles.as_slice())
            }
            StandingWay::Own(holder) => (
                frame.fill("deliveries-own", "pseudonym", label(*holder)),
                "deliveries-mail",
                [].as_slice(),
            ),
        };
        let state = match record {
            Some(record) if record.failure().is_some() => "deliveries-trouble",
            Some(record) if record.given_up.is_some() => "deliveries-lost",
            Some(_) | None => "deliveries-good",
        };
        let delivered = record.and_then(|record| record.delivered);
        Self {
            address,
            way: frame.t(way),
            roles: roles.iter().map(|role| frame.word("role", role)).collect(),
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

fn is_in_trouble(standing: &Standing) -> bool {
    let record = standing.record.as_ref();
    record.is_some_and(|record| record.failure().is_some() || record.given_up.is_some())
}

/// Enough of a pseudonym to tell people apart.
fn label(holder: HolderId) -> String {
    holder.to_string().chars().take(8).collect()
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

/// Why a message does not arrive, and what to do.
pub(super) fn why(frame: &Frame, failure: Failure) -> String {
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
    use tillbud_events::{Position, Role};
    use uuid::Uuid;

    use super::*;
    use crate::policies::outbox::pace::Pace;
    use crate::policies::outbox::record::GivenUp;
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
        let at = "2026-05-04T10:00:00Z".parse().unwrap();
        let wait = Wait { topic: Topic::NewReport, is_urgent: true };
        for frame in frames() {
            for failure in FAILURES {
                let mut record = Record::new(Position(0));
                record.take_in(Position(1), wait, Pace::Quarter, at);
                record.step(Pace::Quarter, at, || Uuid::from_u128(1));
                record.sending.as_mut().unwrap().failure = Some(failure);
                record.given_up = Some(GivenUp { messages: 2, at, failure });
                let address = "samordnare@kommun.example".to_owned();
                let way = StandingWay::Mail(address, vec![Role::Coordinator]);
                let standing = Standing { way, record: Some(record) };
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

    #[test]
    fn who_chose_for_themselves_is_counted_and_shown_only_under_a_pseudonym_when_it_fails() {
        let at = "2026-05-04T10:00:00Z".parse().unwrap();
        let failed = GivenUp { messages: 1, at, failure: Failure::Refused(550) };
        let own = |number: u128, given_up: Option<GivenUp>| Standing {
            way: StandingWay::Own(HolderId(Uuid::from_u128(number << 96))),
            record: Some(Record { given_up, ..Record::new(Position(0)) }),
        };
        for frame in frames() {
            let standings = [own(0xaaaa_aaaa, None), own(0xbbbb_bbbb, Some(failed.clone()))];
            let html = Deliveries::new(frame.clone(), &standings).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("bbbbbbbb") && !html.contains("aaaaaaaa"), "{html}");
            assert!(html.contains(&frame.fill("deliveries-own-count", "count", 2)), "{html}");
        }
    }
}
