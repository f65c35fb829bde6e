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
    pub fn told(&self, frame: &Frame) -> Vec<Meanwhile> {
        let told = |record: &RawRecord| Meanwhile {
            report: frame.fill("bulk-changed-one", "number", self.number.to_string()),
            change: Change::new(frame, record),
        };
        self.records.iter().map(told).collect()
    }
}

/// One thing that happened meanwhile.
pub struct Meanwhile {
    /// To which report.
    pub report: String,
    /// What.
    pub change: Change,
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
    /// A rule says no for the reports with these numbers, from 1.
    Refused(Vec<(usize, Rejection)>),
    /// As elsewhere.
    Http(HttpError),
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
    if refused.is_empty() { Ok(()) } else { Err(Unsent::Refused(refused)) }
}

#[cfg(test)]
mod tests {
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
