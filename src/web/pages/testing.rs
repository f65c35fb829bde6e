//! What the tests of every page share: hostile words, frames in both languages, what is sound.
//!
//! Must never be part of the program.

use serde_json::json;
use tillbud_events::vocabulary::Lang;

use super::Frame;
use crate::lists::{Entry, Lists};
use crate::organisation::Organisation;

/// Words that break out of HTML unless they are escaped.
pub(crate) const HOSTILE: &str = "<script>alert(1)</script>\"'&<b x=";

/// A list of one unit and one category.
pub(crate) fn lists() -> Lists {
    let unit =
        Entry { code: "norr".into(), sv: "Hemtjänst Norr".into(), en: "Hemtjänst Norr".into() };
    let category = Entry { code: "access".into(), sv: HOSTILE.into(), en: HOSTILE.into() };
    Lists { categories: vec![category], units: vec![unit] }
}

/// An organisation that has said everything, some of it hostile.
pub(crate) fn organisation() -> Organisation {
    let contact = json!({ "sv": HOSTILE, "en": HOSTILE, "url": "https://larm.example/" });
    let said = json!({
        "urgent_number": "+46 60 12 34 56",
        "security_protection": contact,
        "whistleblowing": contact,
        "manager_or_hr": contact,
        "accessibility": contact,
        "accessibility_supervisor": contact,
        "read_within_working_days": 3,
        "feedback_within_days": 45,
    });
    serde_json::from_value(said).unwrap()
}

/// A frame in each language, for reporters and for staff.
pub(crate) fn frames() -> [Frame; 4] {
    [(Lang::Sv, false), (Lang::En, false), (Lang::Sv, true), (Lang::En, true)]
        .map(|(lang, is_staff)| Frame::new(lang, true, "/here?x=1", is_staff))
}

/// The list of keys names those that press something on the page, and no other.
pub(crate) fn assert_keys_press(html: &str) {
    let (_, list) = html.split_once("<dialog id=\"keys\"").unwrap();
    let mut named = between(list, "<kbd>", "</kbd>");
    // That one opens the list itself.
    named.retain(|key| *key != "?");
    assert_eq!(named, between(html, "data-key=\"", "\""));
}

/// What stands between the two, in order.
fn between<'h>(html: &'h str, before: &str, after: &str) -> Vec<&'h str> {
    let rests = html.split(before).skip(1);
    let mut found: Vec<_> = rests.filter_map(|rest| rest.split(after).next()).collect();
    found.sort_unstable();
    found
}

/// Nothing hostile got through, nothing inline stands in the way of the policy, and
/// each id stands once.
pub(crate) fn assert_sound(html: &str) {
    for unwanted in ["<script>", "alert(1)</script>", "<b x=", " style=", " onclick=", "<style"] {
        assert!(!html.contains(unwanted), "holds {unwanted}:\n{html}");
    }
    let mut ids: Vec<_> =
        html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "an id stands twice in {ids:?}");
    assert_eq!(html.matches("<h1").count(), 1, "one heading of the first level");
    assert!(html.contains("id=\"main\"") && html.contains("<html lang=\""));
}
