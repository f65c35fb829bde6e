//! Samples of incidents.
//!
//! Must never hold a rule: only events, commands and states by name.

use tillbud_events::incident::{
    Absorbed, ActionAdded, AnalysisCompleted, AssessmentDecided, Close, Closed, Event,
    FactorIdentified, Incident, MergedInto, Opened, Released, Reopened, ReportLinked,
    ReportUnlinked, ResponseChosen, TimelineItemAdded, Triaged, Unmerged,
};
use tillbud_events::vocabulary::{Direction, Element, Regime, Response, Severity};

use super::{Given, action_id, code, factor_id, incident_id, item_id, report_id, text};

pub fn given(history: &[Event]) -> Given<Incident> {
    super::given(history)
}

/// Work begun from the report with number 1.
pub fn opening(reports: impl IntoIterator<Item = u128>) -> Opened {
    let report_ids = reports.into_iter().map(report_id).collect();
    Opened { title: text("Larmet i entrén"), report_ids }
}

pub fn judgement() -> Triaged {
    Triaged {
        actual: Severity::Minor,
        potential: Severity::Major,
        risk: None,
        category: code("alarm"),
        unit: None,
        assets: vec![],
        assess: vec![],
    }
}

pub fn assessment(regime: Regime, notifiable: bool) -> AssessmentDecided {
    AssessmentDecided { regime, notifiable, reasons: text("Inga personuppgifter berördes.") }
}

pub fn response(response: Response) -> ResponseChosen {
    ResponseChosen { response, reason: None }
}

pub fn item(number: u128) -> TimelineItemAdded {
    TimelineItemAdded {
        item_id: item_id(number),
        happened: None,
        text: text("Provet började."),
        corrects: None,
    }
}

pub fn factor(number: u128) -> FactorIdentified {
    FactorIdentified {
        factor_id: factor_id(number),
        element: Element::ToolsAndTechnology,
        direction: Direction::Hindered,
        text: text("Panelen visar inte om larmet är kopplat."),
    }
}

pub fn learned() -> AnalysisCompleted {
    AnalysisCompleted { summary: text("Panelen säger inget om kopplingen.") }
}

/// The wish to close when nothing elsewhere stands in the way.
pub fn wish() -> Close {
    Close {
        outcome: text("Panelen är bytt."),
        weak_plan_reason: None,
        feedback_owed: vec![],
        open_actions: vec![],
        is_plan_weak_without_reason: false,
        undecided_in_merged: vec![],
    }
}

pub fn again() -> Reopened {
    Reopened { reason: text("Larmet tystnade igen.") }
}

pub fn opened() -> Event {
    Event::Opened(opening([1]))
}

pub fn triaged() -> Event {
    Event::Triaged(judgement())
}

pub fn triaged_for(regimes: &[Regime]) -> Event {
    Event::Triaged(Triaged { assess: regimes.to_vec(), ..judgement() })
}

pub fn assessed(regime: Regime, notifiable: bool) -> Event {
    Event::AssessmentDecided(assessment(regime, notifiable))
}

pub fn responded(chosen: Response) -> Event {
    Event::ResponseChosen(response(chosen))
}

pub fn report_linked(number: u128) -> Event {
    Event::ReportLinked(ReportLinked { report_id: report_id(number) })
}

pub fn report_unlinked(number: u128) -> Event {
    Event::ReportUnlinked(ReportUnlinked { report_id: report_id(number) })
}

pub fn merged_into(number: u128) -> Event {
    Event::MergedInto(MergedInto { into: incident_id(number) })
}

pub fn unmerged(number: u128) -> Event {
    Event::Unmerged(Unmerged { from: incident_id(number) })
}

pub fn absorbed(number: u128) -> Event {
    Event::Absorbed(Absorbed { incident_id: incident_id(number) })
}

pub fn released(number: u128) -> Event {
    Event::Released(Released { incident_id: incident_id(number) })
}

pub fn item_added(number: u128) -> Event {
    Event::TimelineItemAdded(item(number))
}

pub fn factor_identified(number: u128) -> Event {
    Event::FactorIdentified(factor(number))
}

pub fn analysed() -> Event {
    Event::AnalysisCompleted(learned())
}

pub fn action_added(number: u128) -> Event {
    Event::ActionAdded(ActionAdded { action_id: action_id(number) })
}

pub fn closed() -> Event {
    Event::Closed(Closed { outcome: wish().outcome, weak_plan_reason: None })
}

pub fn reopened() -> Event {
    Event::Reopened(again())
}
