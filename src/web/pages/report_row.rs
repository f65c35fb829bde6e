//! A report in a list: what kind it is, its marks, when and where.
//!
//! Must never tell urgency by colour alone, nor show a reporter's own words: a list is
//! read without an opening that the reporter could see.

use askama::{Template, filters::HtmlSafe};
use tillbud_projections::{db::timestamp, report};

use super::desk_pane;
use super::frame::Frame;
use super::when::When;
use crate::lists::Lists;

/// Characters of an approved copy, or of an import, that a list shows.
const EXCERPT_CHARACTERS: usize = 140;

/// One report of a list.
#[derive(Template)]
#[template(path = "report_row.html")]
pub struct ReportRow {
    frame: Frame,
    /// Which report.
    pub report_id: String,
    address: String,
    excerpt: Option<String>,
    /// Whether someone may be hurt.
    pub is_urgent: bool,
    is_feedback_owed: bool,
    is_reply_waiting: bool,
    status: String,
    kind: String,
    unit: Option<String>,
    at: When,
}

/// The template escapes every text.
impl HtmlSafe for ReportRow {}

impl ReportRow {
    /// As the list shows it.
    #[must_use]
    pub fn new(frame: &Frame, lists: &Lists, row: &report::ReportRow) -> Self {
        let kind = row.kind.as_deref();
        let unit = row.unit.as_deref().map(|unit| lists.unit_name(unit, frame.lang).to_owned());
        Self {
            report_id: row.report_id.clone(),
            address: format!("/desk/reports/{}", row.report_id),
            excerpt: excerpt_of(row),
            is_urgent: row.urgent,
            is_feedback_owed: row.feedback_owed,
            is_reply_waiting: row.reply_waiting,
            status: row.status.clone(),
            kind: kind.map_or_else(|| frame.t("desk-kind-unsaid"), |kind| frame.word("kind", kind)),
            unit,
            at: When::day(frame, timestamp(row.received_at)),
            frame: frame.clone(),
        }
    }

    /// The same, its link keeping the query of the list that it stands in.
    #[must_use]
    pub fn within(self, query: &str) -> Self {
        Self { address: desk_pane::within(&self.address, query), ..self }
    }

    /// What it is chosen by, for whoever does not see that its box stands beside it.
    #[must_use]
    pub fn choosing(&self) -> String {
        let words = self.excerpt.as_ref().unwrap_or(&self.kind).clone();
        self.frame.fill2("desk-choose", ("report", words), ("day", self.at.words.clone()))
    }
}

/// What a list may show of a report's words: the approved copy, or what came from
/// another register.
#[must_use]
pub fn excerpt_of(row: &report::ReportRow) -> Option<String> {
    let imported = row.title.as_deref().or(row.narrative.as_deref()).filter(|_| row.imported);
    row.copy_text.as_deref().or(imported).map(excerpt)
}

/// The beginning of `words`, cut between words.
#[must_use]
pub fn excerpt(words: &str) -> String {
    let one_line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((end, _)) = one_line.char_indices().nth(EXCERPT_CHARACTERS) else { return one_line };
    let cut = one_line.get(..end).unwrap_or_default();
    let cut = cut.rsplit_once(' ').map_or(cut, |(whole_words, _)| whole_words);
    format!("{cut} …")
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::web::pages::testing::HOSTILE;

    /// A report with hostile words in every field that a person can fill.
    pub(crate) fn row() -> report::ReportRow {
        let words = || Some(HOSTILE.to_owned());
        report::ReportRow {
            report_id: "6f1c2f0e-7a39-4a4c-9d4c-0d6a3b1f7a11".into(),
            version: 2,
            position: 7,
            received_at: 1_795_000_000_000,
            imported: false,
            dataset: words(),
            source_id: words(),
            kind: Some("near_miss".into()),
            happened: Some("2026-11".into()),
            ended: None,
            reported: None,
            lang: Some("sv".into()),
            unit: words(),
            place: words(),
            system: words(),
            narrative: words(),
            title: None,
            action_taken: words(),
            hindered: words(),
            helped: words(),
            ongoing: Some(true),
            urgent: true,
            erased: false,
            status: "received".into(),
            rerouted_to: Some("hr".into()),
            incident_id: Some("6f1c2f0e-7a39-4a4c-9d4c-0d6a3b1f7a12".into()),
            feedback_owed: true,
            reply_waiting: true,
            message_count: 1,
            attachment_count: 0,
            copy_revision: 0,
            copy_text: words(),
            again: None,
            erased_at: None,
            grounds: None,
            decision: words(),
        }
    }

    #[test]
    fn a_list_shows_the_copy_and_never_the_reporters_words() {
        let own = report::ReportRow { copy_text: None, ..row() };
        assert_eq!(excerpt_of(&own), None);
        let copied = report::ReportRow { copy_text: Some("[namn] halkade".into()), ..row() };
        assert_eq!(excerpt_of(&copied).as_deref(), Some("[namn] halkade"));
        let imported = report::ReportRow { imported: true, ..own };
        assert_eq!(excerpt_of(&imported), Some(excerpt(HOSTILE)));
    }

    #[test]
    fn an_excerpt_ends_between_words() {
        assert_eq!(excerpt(" två\n rader "), "två rader");
        let long = excerpt(&"ord ".repeat(100));
        assert!(long.ends_with("ord …") && long.chars().count() < EXCERPT_CHARACTERS + 3);
        assert_eq!(excerpt(&"å".repeat(200)).chars().count(), EXCERPT_CHARACTERS + 2);
    }
}
