//! What went on, as the list below a chart: each with the number that stands in the chart.
//!
//! Must never number anything else than the chart does.

use crate::web::api::beside::WentOn;
use crate::web::pages::frame::Frame;

/// Something that went on; its number stands in the chart.
pub struct Campaign {
    /// The number.
    pub number: usize,
    /// What.
    pub what: String,
    /// When and where.
    pub facts: String,
    /// Its page.
    pub href: String,
}

/// The list; its numbers go on from `before`, the last one that a mark of the chart has.
#[must_use]
pub fn numbered(frame: &Frame, all: &[WentOn], before: usize) -> Vec<Campaign> {
    let campaign = |(it, number): (&WentOn, usize)| Campaign {
        number,
        what: it.what.clone(),
        facts: it.facts.clone(),
        href: frame.href(&format!("/trends/campaigns/{}", it.campaign_id)),
    };
    all.iter().zip(before + 1..).map(campaign).collect()
}
