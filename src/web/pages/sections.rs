//! The sections of a long page: the links that lead to them, and the keys that press these links,
//! which the page's list of keys names.
//!
//! Must never hold a section that the page does not show: its link would lead nowhere, and the
//! list would name a key that does nothing.

use super::frame::Frame;

/// Whether the page has it, the key that leads to it, its id, and the text that names it.
pub type Known = (bool, Option<&'static str>, &'static str, &'static str);

/// A section that the page has.
pub struct Section {
    /// The key that leads to it.
    pub key: Option<&'static str>,
    /// Its id.
    pub id: &'static str,
    /// What it is called.
    pub label: String,
}

/// Those of `known` that the page has, in their order.
#[must_use]
pub fn shown(frame: &Frame, known: &[Known]) -> Vec<Section> {
    let shown = known.iter().filter(|(is_there, ..)| *is_there);
    shown.map(|&(_, key, id, text)| Section { key, id, label: frame.t(text) }).collect()
}
