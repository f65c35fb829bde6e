//! Taking in a report: from what a person sent to a fact in the log and a receipt.
//!
//! The JSON API and the form both come through here. Must never look at, keep or
//! log anything about the sender: no address, no header, no precise time.

use serde::Deserialize;
use tillbud_events::{
    ConcernId, ReportId, Text, limits,
    report::Received,
    vocabulary::{Kind, Lang},
};
use utoipa::ToSchema;

use crate::access::receipt::ReceiptCode;
use crate::act::{Act, digest};
use crate::attachments::Uploaded;
use crate::clock::id_from;
use crate::dispatch::DispatchError;
use crate::fields::{FieldError, Fields};
use crate::holding::{Opened, Standing, What};
use crate::lists::Lists;
use crate::pressure::Busy;
use crate::{App, web::schema};

/// What a person can tell. Only the narrative is required.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReport {
    /// What happened, or nearly happened. At most 20,000 characters.
    #[schema(
        min_length = 1,
        max_length = 20_000,
        example = "Dörren till arkivet stod olåst när jag kom i morse."
    )]
    pub narrative: String,
    /// What it tells of.
    #[schema(schema_with = schema::kinds)]
    pub kind: Option<String>,
    /// Roughly when: `YYYY`, `YYYY-MM`, `YYYY-MM-DD` or `YYYY-MM-DDThh:mm`.
    #[schema(example = "2026-11")]
    pub happened: Option<String>,
    /// Where: a unit of the list, or one's own words. At most 4,000 characters.
    #[schema(max_length = 4_000)]
    pub unit: Option<String>,
    /// Which system or equipment. At most 4,000 characters.
    #[schema(max_length = 4_000)]
    pub system: Option<String>,
    /// Whether it is still going on.
    pub ongoing: Option<bool>,
    /// What made it hard to do right. At most 4,000 characters.
    #[schema(max_length = 4_000)]
    pub hindered: Option<String>,
    /// What helped, or kept it from getting worse. At most 4,000 characters.
    #[schema(max_length = 4_000)]
    pub helped: Option<String>,
    /// Someone may be hurt now. Such a report is never held.
    pub urgent: Option<bool>,
    /// Hand it over now, also where reports are held until the next full hour. Then the
    /// time at which it was sent can be told from the log.
    pub at_once: Option<bool>,
    /// The language it is written in; the language of the request when absent.
    #[schema(schema_with = schema::langs)]
    pub lang: Option<String>,
}

/// A report that is durable.
#[derive(Debug)]
pub struct Accepted {
    /// Its id.
    pub report_id: ReportId,
    /// What lets the reporter come back. Shown once.
    pub receipt: ReceiptCode,
    /// Whether it is in the log, or held until the next release.
    pub standing: Standing,
}

impl NewReport {
    /// The domain's view of what was sent. A unit of the list becomes a coded fact;
    /// anything else that a person typed is free text, and sealed.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub fn read(self, lists: &Lists, lang: Lang) -> Result<Received, Vec<FieldError>> {
        let mut fields = Fields::default();
        let narrative =
            fields.long_text("/narrative", self.narrative, limits::NARRATIVE_CHARACTERS);
        let kind = self
            .kind
            .as_deref()
            .filter(|kind| !kind.is_empty())
            .and_then(|kind| fields.one_of("/kind", Kind::from_stored(kind), Kind::ALL));
        let happened = fields.optional_date("/happened", self.happened.as_deref());
        let unit = self.unit.as_deref().and_then(|said| lists.find_unit(said));
        let place = if unit.is_some() { None } else { fields.optional_text("/unit", self.unit) };
        let system = fields.optional_text("/system", self.system);
        let hindered = fields.optional_text("/hindered", self.hindered);
        let helped = fields.optional_text("/helped", self.helped);
        let lang = self
            .lang
            .as_deref()
            .map_or(Some(lang), |said| fields.one_of("/lang", Lang::from_stored(said), Lang::ALL));
        fields.finish()?;
        Ok(Received {
            narrative,
            kind,
            happened,
            unit,
            place,
            system,
            ongoing: self.ongoing,
            hindered,
            helped,
            urgent: self.urgent.unwrap_or(false),
            lang: lang.unwrap_or(Lang::Sv),
        })
    }
}

impl App {
    /// Takes in a report. Its id and receipt follow from `act`, so that the same
    /// request sent twice gives one report and the same answer. Held until the next
    /// release when this program holds reports, unless it is urgent or is to go
    /// `at_once`.
    ///
    /// # Errors
    /// [`DispatchError`]; on `Unavailable` the same act can be tried again.
    pub async fn receive(
        &self,
        received: Received,
        act: &Act,
        at_once: bool,
    ) -> Result<Accepted, DispatchError> {
        self.receive_with(received, self.attachments.begin(), act, at_once).await
    }

    /// Takes in a report with files. Those that it does not keep are erased, as when the
    /// same request came before.
    ///
    /// # Errors
    /// As [`Self::receive`].
    pub async fn receive_with(
        &self,
        received: Received,
        mut uploaded: Uploaded,
        act: &Act,
        at_once: bool,
    ) -> Result<Accepted, DispatchError> {
        let receipt = ReceiptCode::of(act);
        let verifier = receipt.verifier(&self.secrets.receipt);
        let at_once = at_once || received.urgent;
        let files = uploaded.recording();
        let what = if files.is_empty() {
            What::Report(received)
        } else {
            What::ReportWith(received, files)
        };
        let report_id = what.report_id(act);
        let standing = self.take(verifier, act, what, at_once).await;
        if !uploaded.added().is_empty() {
            let opened = self.find(verifier).await;
            self.settle_behind(uploaded, report_id, opened, &standing).await;
        }
        Ok(Accepted { report_id, receipt, standing: standing? })
    }

    /// Adds files to the report that a receipt opened, each by an act of its own.
    ///
    /// # Errors
    /// As [`Self::receive`]; those before the one that failed are added.
    pub async fn attach(
        &self,
        opened: &Opened,
        mut uploaded: Uploaded,
        acts: &[Act],
    ) -> Result<Option<Standing>, DispatchError> {
        let mut standing = Ok(None);
        for (file, act) in uploaded.recording().into_iter().zip(acts) {
            let what = What::File(opened.report_id, file);
            standing = self.add(opened, act, what, false).await.map(Some);
            if standing.is_err() {
                break;
            }
        }
        let reopened = self.reopen(opened).await;
        self.settle_behind(uploaded, opened.report_id, reopened, &standing).await;
        if let Ok(Some(Standing::Recorded(done))) = &standing {
            self.projector.caught_up(done.position).await;
        }
        standing
    }

    /// Settles an upload by what the log holds, and by what its receipt has `opened`.
    async fn settle_behind<T>(
        &self,
        uploaded: Uploaded,
        report_id: ReportId,
        opened: Result<Option<Opened>, DispatchError>,
        standing: &Result<T, DispatchError>,
    ) {
        match opened {
            Ok(opened) => {
                let held = opened.map(|opened| opened.waiting).unwrap_or_default();
                self.settle(uploaded, report_id.into(), &held, standing).await;
            }
            // The sweep finds out later.
            Err(_) => uploaded.keep(|_| true),
        }
    }
}

impl App {
    /// Where the reporter of `report_id` talks with the independent role. Whoever lacks the
    /// deployment's secret cannot go from a report to its concern, nor back.
    #[must_use]
    pub fn concern_of(&self, report_id: ReportId) -> ConcernId {
        let digest = digest(&self.secrets.concern, &[b"concern", report_id.0.as_bytes()]);
        ConcernId(id_from(digest))
    }
}

/// Why it is not known which report a receipt belongs to.
#[derive(Debug)]
pub enum LookupError {
    /// Too many codes are typed just now.
    Busy(Busy),
    /// The store of receipts cannot be reached.
    Unavailable(anyhow::Error),
}

/// Reads one message of the dialogue.
///
/// # Errors
/// What is wrong with it.
pub fn message(pointer: &str, words: String) -> Result<Text, Vec<FieldError>> {
    let mut fields = Fields::default();
    let text = fields.text(pointer, words);
    fields.finish()?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Problem;
    use tillbud_events::TextError;

    fn read(report: NewReport) -> Result<Received, Vec<FieldError>> {
        let entry =
            crate::lists::Entry { code: "norr".into(), sv: "Norr".into(), en: "North".into() };
        report.read(&Lists { categories: vec![], units: vec![entry] }, Lang::Sv)
    }

    #[test]
    fn one_field_is_enough() {
        let report = NewReport { narrative: "Hala golv".into(), ..NewReport::default() };
        assert_eq!(read(report).unwrap().narrative.as_clear(), Some("Hala golv"));
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let errors = read(NewReport {
            narrative: " ".into(),
            kind: Some("accident".into()),
            happened: Some("i går".into()),
            helped: Some("x".repeat(4_001)),
            ..NewReport::default()
        })
        .unwrap_err();
        let pointers: Vec<_> = errors.iter().map(|error| error.pointer.as_str()).collect();
        assert_eq!(pointers, ["/narrative", "/kind", "/happened", "/helped"]);
        assert_eq!(errors[0].problem, Problem::Text(TextError::Empty));
    }

    #[test]
    fn a_place_that_is_not_on_the_list_is_kept_as_sealed_words() {
        let place = |said: &str| {
            let report = NewReport {
                narrative: "x".into(),
                unit: Some(said.into()),
                ..NewReport::default()
            };
            let received = read(report).unwrap();
            (received.unit.is_some(), received.place.is_some())
        };
        assert_eq!(place("norr"), (true, false));
        assert_eq!(place("hos Kim på tvåan"), (false, true));
    }

    #[test]
    fn a_narrative_at_the_limit_is_accepted_and_one_more_character_is_not() {
        let of = |characters: usize| {
            read(NewReport { narrative: "ö".repeat(characters), ..NewReport::default() })
        };
        assert!(of(20_000).is_ok());
        assert!(of(20_001).is_err());
    }
}
