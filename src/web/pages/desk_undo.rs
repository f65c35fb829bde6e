//! What was carried out just before, and the one press that takes it back.
//!
//! Taking back is a new event, by the same rules as everything else. Must never offer what
//! the report's state no longer allows.

use serde::Deserialize;
use tillbud_events::IncidentId;
use tillbud_projections::report::ReportRow;

use super::desk_panel::Step;
use super::said::Said;

/// Ready words for a report that was declined or passed on by mistake.
const READY: &str = "mistake";

/// What was carried out just before, as the address tells it.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Told {
    told: Option<String>,
    /// The incident that the report was taken out of.
    of: Option<String>,
}

/// A form that takes it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undo {
    /// The step that does so.
    pub step: &'static str,
    /// The incident that it is about.
    pub incident_id: Option<String>,
    /// Ready words to begin with, where the reporter is told why.
    pub template: Option<&'static str>,
}

impl Undo {
    /// Whether an incident was opened, which says why it ended.
    #[must_use]
    pub fn is_of_opening(&self) -> bool {
        self.step == Step::TakeBack.as_str()
    }
}

impl Told {
    /// The part of an address that tells what was carried out.
    #[must_use]
    pub fn query(step: Step, said: &Said) -> String {
        match said.one("incident_id").parse::<IncidentId>() {
            Ok(id) if step == Step::Unlink => format!("told={}&of={id}", step.as_str()),
            Ok(_) | Err(_) => format!("told={}", step.as_str()),
        }
    }

    /// The step that was carried out.
    #[must_use]
    pub fn step(&self) -> Option<Step> {
        self.told.as_deref().and_then(Step::from_name)
    }

    /// What takes it back, if the report still stands where it was left.
    #[must_use]
    pub fn undo(&self, row: &ReportRow) -> Option<Undo> {
        let by = |step: Step| Undo { step: step.as_str(), incident_id: None, template: None };
        match self.step()? {
            Step::Acknowledge | Step::Ask | Step::Feedback | Step::TakeUp | Step::TakeBack => None,
            Step::Decline | Step::Reroute => ["declined", "rerouted"]
                .contains(&row.status.as_str())
                .then(|| Undo { template: Some(READY), ..by(Step::TakeUp) }),
            sent @ (Step::Open | Step::Link) => {
                let step = if sent == Step::Open { Step::TakeBack } else { Step::Unlink };
                Some(Undo { incident_id: Some(row.incident_id.clone()?), ..by(step) })
            }
            Step::Unlink => {
                let of = self.of.as_deref()?.parse::<IncidentId>().ok()?;
                let incident_id = Some(of.to_string()).filter(|_| row.incident_id.is_none());
                Some(Undo { incident_id: Some(incident_id?), ..by(Step::Link) })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::answers;
    use crate::web::pages::report_row::tests::row;

    fn told(step: Step, of: Option<&str>) -> Told {
        Told { told: Some(step.as_str().to_owned()), of: of.map(str::to_owned) }
    }

    #[test]
    fn what_can_be_taken_back_is_offered_while_the_report_stands_there() {
        const ID: &str = "6f1c2f0e-7a39-4a4c-9d4c-0d6a3b1f7a12";
        let linked = ReportRow { status: "linked".into(), incident_id: Some(ID.into()), ..row() };
        let loose =
            ReportRow { status: "acknowledged".into(), incident_id: None, ..linked.clone() };
        let declined = ReportRow { status: "declined".into(), ..loose.clone() };
        let step = |told: Told, row: &ReportRow| told.undo(row).map(|undo| undo.step);
        assert_eq!(step(told(Step::Decline, None), &declined), Some("take_up"));
        assert_eq!(step(told(Step::Decline, None), &loose), None);
        assert_eq!(step(told(Step::Link, None), &linked), Some("unlink"));
        assert_eq!(step(told(Step::Open, None), &linked), Some("take_back"));
        assert_eq!(step(told(Step::Open, None), &loose), None);
        assert_eq!(step(told(Step::Unlink, Some(ID)), &loose), Some("link"));
        assert_eq!(step(told(Step::Unlink, Some("<b>")), &loose), None);
        assert_eq!(step(told(Step::Unlink, Some(ID)), &linked), None);
        for sent in [Step::Acknowledge, Step::Ask, Step::Feedback, Step::TakeUp, Step::TakeBack] {
            assert_eq!(step(told(sent, None), &linked), None, "what was told stays told");
        }
    }

    #[test]
    fn the_ready_words_exist() {
        assert!(answers(Step::TakeUp.as_str()).any(|answer| answer.code == READY));
    }

    #[test]
    fn the_address_tells_the_incident_that_a_report_was_taken_out_of() {
        let said = Said::default().with("incident_id", "6f1c2f0e-7a39-4a4c-9d4c-0d6a3b1f7a12");
        assert!(Told::query(Step::Unlink, &said).contains("of=6f1c2f0e"));
        assert_eq!(Told::query(Step::Link, &said), "told=link");
        assert_eq!(Told::query(Step::Unlink, &Said::default()), "told=unlink");
    }
}
