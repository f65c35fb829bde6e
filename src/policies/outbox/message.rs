//! What a message says: that something waits, how many of it, and where. Its words are in
//! `locales/`.
//!
//! Must never hold more than that: no word of a report, no title, no unit, no id, and
//! nothing that tells when something was sent.

use serde_json::{Value, json};
use tillbud_events::vocabulary::Lang;

use super::record::{Counts, Sending};
use super::topic::Topic;
use crate::web::locale::{text, text_of};

/// A mail's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub body: String,
}

/// The mail that tells of `sending`.
#[must_use]
pub fn letter(lang: Lang, base_url: &str, sending: &Sending) -> Letter {
    let subject = if sending.is_urgent {
        text(lang, "outbox-subject-urgent")
    } else {
        text(lang, "outbox-subject")
    };
    let mut body = format!("{}\n", text(lang, "outbox-lead"));
    for (topic, count) in told(&sending.counts) {
        let key = format!("outbox-topic-{topic}", topic = topic.as_str());
        let words = text_of(lang, &key, &[("count", count.into())]);
        body += &format!("\n– {words}\n  {base_url}{path}\n", path = topic.path());
    }
    body += &format!("\n{}\n", text(lang, "outbox-end"));
    Letter { subject, body }
}

/// The mail that asks whether an address is its holder's own.
#[must_use]
pub fn code_letter(lang: Lang, base_url: &str, code: &str, minutes: i64) -> Letter {
    let (front, back) = code.split_at(code.len() / 2);
    let values = [
        ("code", format!("{front} {back}").into()),
        ("page", format!("{base_url}/account/messages").into()),
        ("minutes", minutes.into()),
    ];
    let body = text_of(lang, "outbox-code-body", &values);
    Letter { subject: text(lang, "outbox-code-subject"), body: format!("{body}\n") }
}

/// What a webhook is sent.
#[must_use]
pub fn payload(base_url: &str, sending: &Sending) -> Value {
    let waiting: Vec<_> = told(&sending.counts)
        .map(|(topic, count)| {
            let url = format!("{base_url}{path}", path = topic.path());
            json!({ "topic": topic, "count": count, "url": url })
        })
        .collect();
    json!({
        "type": "tillbud.waiting",
        "timestamp": sending.made,
        "data": { "urgent": sending.is_urgent, "waiting": waiting },
    })
}

fn told(counts: &Counts) -> impl Iterator<Item = (Topic, u32)> {
    counts.iter().map(|(topic, count)| (*topic, *count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn sending(is_urgent: bool) -> Sending {
        let made = "2026-05-04T10:30:00Z".parse().unwrap();
        Sending {
            id: Uuid::from_u128(1),
            made,
            counts: Topic::ALL.into_iter().zip([1, 2].into_iter().cycle()).collect(),
            is_urgent,
            attempts: 1,
            next: made,
            failure: None,
        }
    }

    #[test]
    fn a_mail_says_what_waits_how_many_and_where_in_both_languages() {
        let sv = letter(Lang::Sv, "https://t.example", &sending(false));
        assert_eq!(sv.subject, "Tillbud: något väntar på dig");
        assert!(sv.body.contains("– 1 ny rapport\n  https://t.example/desk\n"), "{}", sv.body);
        let en = letter(Lang::En, "https://t.example", &sending(true));
        assert!(en.subject.contains("urgent"), "{}", en.subject);
        assert!(en.body.contains("– 1 new report\n"), "{}", en.body);
        for topic in Topic::ALL {
            for letter in [&sv, &en] {
                assert!(letter.body.contains(topic.path()), "{topic:?}");
                assert!(!letter.body.contains("outbox-"), "{}", letter.body);
            }
        }
    }

    #[test]
    fn a_code_is_mailed_in_two_halves_with_the_page_where_it_is_typed() {
        for lang in [Lang::Sv, Lang::En] {
            let letter = code_letter(lang, "https://t.example", "12345678", 60);
            for told in ["1234 5678", "https://t.example/account/messages", "60"] {
                assert!(letter.body.contains(told), "{}", letter.body);
            }
        }
    }

    #[test]
    fn a_webhook_says_the_same_for_machines() {
        let said = payload("https://t.example", &sending(false));
        assert_eq!(said["type"], json!("tillbud.waiting"));
        assert_eq!(said["timestamp"], json!("2026-05-04T10:30:00Z"));
        let first = &said["data"]["waiting"][0];
        let expected =
            json!({ "topic": "new_report", "count": 1, "url": "https://t.example/desk" });
        assert_eq!(*first, expected);
    }
}
