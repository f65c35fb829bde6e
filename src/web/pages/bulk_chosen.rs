//! The reports that somebody chose, as they stood then, and what happened to them since.
//!
//! Must never tell who it was beyond the role.

use tillbud_events::limits::LINKED_REPORTS;
use tillbud_events::{IncidentId, ReportId, Version};

use super::changes::{self, Change, Standing};
use super::frame::Frame;
use super::said::Said;
use crate::App;
use crate::act::Act;
use crate::dispatch::Rejection;
use crate::store::RawRecord;
use crate::web::error::HttpError;

/// One chosen report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// Which report.
    pub id: ReportId,
    /// The version that its row was read with, as the form sent it; empty in an address.
    pub version: String,
}

impl Chosen {
    /// The reports that were chosen: a form names each one's version in the same order.
    #[must_use]
    pub fn all(said: &Said) -> Vec<Self> {
        let versions = said.all("version").chain(std::iter::repeat(""));
        let sent = said.all("report").zip(versions).take(LINKED_REPORTS);
        let chosen = |(id, version): (&str, &str)| {
            Some(Self { id: id.parse().ok()?, version: version.to_owned() })
        };
        sent.filter_map(chosen).collect()
    }
}

/// What happened to one of them.
pub struct Changed {
    number: usize,
    id: ReportId,
    version: Version,
    records: Vec<RawRecord>,
}

impl Changed {
    /// What stands in the log of the report with this number, from 1; nothing when nothing
    /// happened.
    #[must_use]
    pub fn since(chosen: &Chosen, number: usize, standing: Standing) -> Option<Self> {
        let Standing { version, changes: records } = standing;
        (!records.is_empty()).then_some(Self { number, id: chosen.id, version, records })
    }

    /// In the words of the page.
    #[must_use]
    pub fn told(&self, frame: &Frame) -> Vec<Change> {
        let of = || Some(frame.fill("bulk-changed-one", "number", self.number.to_string()));
        let told = |record: &RawRecord| Change { of: of(), ..Change::new(frame, record) };
        self.records.iter().map(told).collect()
    }
}

/// The form with the versions that its writer was told of; the others are still to be compared.
#[must_use]
pub fn told_of(said: &Said, changed: &[Changed]) -> Said {
    let mut told = said.without(&["report", "version"]);
    for chosen in Chosen::all(said) {
        let now = changed.iter().find(|changed| changed.id == chosen.id);
        let version = now.map_or(chosen.version, |changed| changed.version.0.to_string());
        told = told.and("report", &chosen.id.to_string()).and("version", &version);
    }
    told
}

/// Why nothing was done with the chosen reports.
pub enum Unsent {
    /// Others did something with them meanwhile.
    Changed {
        /// With these.
        changed: Vec<Changed>,
        /// Some were written to when the same form was sent before.
        is_partly_sent: bool,
    },
    /// A rule says no.
    Refused {
        /// For the reports with these numbers, from 1.
        refused: Vec<(usize, Rejection)>,
        /// Some were written to when the same form was sent before.
        is_partly_sent: bool,
        /// Others wait for it still, and can have it.
        has_others: bool,
    },
    /// As elsewhere.
    Http(HttpError),
}

/// The reports that the form of one step leaves out, because a rule said no for them.
#[derive(Default)]
pub struct LeftOut {
    step: String,
    ids: Vec<String>,
}

impl LeftOut {
    /// Those with the refused numbers, from 1, of the form that was sent.
    #[must_use]
    pub fn of(said: &Said, refused: &[(usize, Rejection)]) -> Self {
        let is_refused = |number: usize| refused.iter().any(|(refused, _)| *refused == number);
        let all = Chosen::all(said).into_iter().zip(1..);
        let left_out = all.filter(|(_, number)| is_refused(*number));
        let ids = left_out.map(|(chosen, _)| chosen.id.to_string()).collect();
        Self { step: said.one("step").to_owned(), ids }
    }

    /// Whether the form of `step` goes without this report.
    #[must_use]
    pub fn has(&self, step: &str, id: &str) -> bool {
        self.step == step && self.ids.iter().any(|left_out| left_out == id)
    }
}

impl<E: Into<HttpError>> From<E> for Unsent {
    fn from(error: E) -> Self {
        Self::Http(error.into())
    }
}

/// Looks whether all of them can become part of an incident before one does.
///
/// # Errors
/// When others did something with some of them meanwhile, or some cannot; all are told.
pub async fn foresee_links(
    app: &App,
    incident_id: IncidentId,
    act: &Act,
    all: &[Chosen],
) -> Result<(), Unsent> {
    let mut changed = Vec::new();
    for (chosen, number) in all.iter().zip(1..) {
        let standing = changes::standing(app, chosen.id, &chosen.version, act).await?;
        changed.extend(Changed::since(chosen, number, standing));
    }
    if !changed.is_empty() {
        return Err(Unsent::Changed { changed, is_partly_sent: false });
    }
    let ids: Vec<_> = all.iter().map(|chosen| chosen.id).collect();
    let refused = app.dispatch.refused_links(incident_id, &ids).await?;
    if refused.is_empty() {
        return Ok(());
    }
    let has_others = refused.len() < all.len();
    Err(Unsent::Refused { refused, is_partly_sent: false, has_others })
}

#[cfg(test)]
mod tests {
    use tillbud_events::report;

    use super::*;

    const ONE: &str = "6f1c2f0e-7a39-4a4c-9d4c-0d6a3b1f7a11";
    const OTHER: &str = "6f1c2f0e-7a39-4a4c-9d4c-0d6a3b1f7a12";

    fn said(pairs: &[(&str, &str)]) -> Said {
        let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Said::from(pairs.collect::<Vec<_>>())
    }

    fn versions(said: &Said) -> Vec<(String, String)> {
        let all = Chosen::all(said).into_iter();
        all.map(|chosen| (chosen.id.to_string(), chosen.version)).collect()
    }

    fn pairs(of: &[(&str, &str)]) -> Vec<(String, String)> {
        of.iter().map(|(id, version)| ((*id).to_owned(), (*version).to_owned())).collect()
    }

    #[test]
    fn each_report_has_the_version_at_its_own_place() {
        let form = [("report", ONE), ("version", "2"), ("report", OTHER), ("version", "7")];
        assert_eq!(versions(&said(&form)), pairs(&[(ONE, "2"), (OTHER, "7")]));
        let spoilt = [("report", "x"), ("version", "1"), ("report", OTHER), ("version", "7")];
        assert_eq!(versions(&said(&spoilt)), pairs(&[(OTHER, "7")]));
        let address = [("report", ONE), ("report", OTHER)];
        assert_eq!(versions(&said(&address)), pairs(&[(ONE, ""), (OTHER, "")]));
    }

    #[test]
    fn only_the_form_that_was_refused_goes_without_what_a_rule_said_no_for() {
        let form = said(&[("step", "ask"), ("report", ONE), ("report", OTHER)]);
        let refused = [(2, Rejection::from(report::Rejection::AlreadyDeclined))];
        let left_out = LeftOut::of(&form, &refused);
        assert!(left_out.has("ask", OTHER) && !left_out.has("ask", ONE));
        assert!(!left_out.has("link", OTHER), "what cannot be asked may be linked");
        assert!(!LeftOut::default().has("ask", OTHER));
    }

    #[test]
    fn only_what_was_told_moves_the_version_that_the_next_form_is_compared_with() {
        let form = [("report", ONE), ("version", "2"), ("report", OTHER), ("version", "7")];
        let form = said(&[form.as_slice(), &[("text", "När?")]].concat());
        let id = OTHER.parse().unwrap();
        let changed = Changed { number: 2, id, version: Version(9), records: Vec::new() };
        let told = told_of(&form, &[changed]);
        assert_eq!(versions(&told), pairs(&[(ONE, "2"), (OTHER, "9")]));
        assert_eq!(told.one("text"), "När?");
    }
}
