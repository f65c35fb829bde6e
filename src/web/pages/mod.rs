//! The pages: each a view struct and its HTML side by side.
//!
//! A handler only fetches and fills. Must never hold a text of its own (all words are
//! in `locales/`), an inline style or script (the policy forbids both), or an address
//! with a receipt code.

pub mod address;
pub mod desk;
pub mod desk_report;
pub mod frame;
pub mod incident;
pub mod incidents;
pub mod receipt;
pub mod received;
pub mod report_form;
pub mod report_row;
pub mod sign_in;
pub mod status;
pub mod trends;
pub mod when;

pub use frame::{Frame, Switch};

/// Words with a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// What they are.
    pub label: String,
    /// The words.
    pub words: String,
}

/// One value of a list to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub label: String,
    /// Whether it is chosen now.
    pub is_chosen: bool,
}

impl Choice {
    /// A value with its label; chosen when it is `said`.
    #[must_use]
    pub fn new(value: &str, label: impl Into<String>, said: &str) -> Self {
        Self { value: value.to_owned(), label: label.into(), is_chosen: value == said }
    }
}

/// What has to change in one field before a form can be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// Name and id of the field.
    pub field: String,
    /// What to do about it.
    pub words: String,
}

/// What the tests of every page share.
#[cfg(test)]
pub(crate) mod testing {
    use tillbud_events::vocabulary::Lang;

    use super::Frame;
    use crate::lists::{Entry, Lists};

    /// Words that break out of HTML unless they are escaped.
    pub(crate) const HOSTILE: &str = "<script>alert(1)</script>\"'&<b x=";

    /// A list of one unit and one category.
    pub(crate) fn lists() -> Lists {
        let unit = Entry { code: "norr".into(), sv: "Hemtjänst Norr".into(), en: "Hemtjänst Norr".into() };
        let category = Entry { code: "access".into(), sv: HOSTILE.into(), en: HOSTILE.into() };
        Lists { categories: vec![category], units: vec![unit] }
    }

    /// A frame in each language, for reporters and for staff.
    pub(crate) fn frames() -> [Frame; 4] {
        [(Lang::Sv, false), (Lang::En, false), (Lang::Sv, true), (Lang::En, true)]
            .map(|(lang, is_staff)| Frame::new(lang, true, "/here?x=1", is_staff))
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
}
