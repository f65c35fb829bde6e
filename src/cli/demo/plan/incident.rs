//! The life of an incident, step by step; stories, themes and doubles each put
//! together the steps that they need.
//!
//! Each step gives the moment it was done at, so that the next comes after it.

use jiff::{SignedDuration, Timestamp};
use tillbud_events::incident::notification::PersonalDataAnswered;
use tillbud_events::incident::{
    AnalysisCompleted, Closed, FactorIdentified, Opened, ResponseChosen, Risk, TimelineItemAdded,
    Triaged,
};
use tillbud_events::vocabulary::{
    AffectedAsset, Code, Direction, Likelihood, Regime, Response, Severity, Strength,
};
use tillbud_events::{FactorId, ImpreciseDate, IncidentId, ItemId, ReportId, Text};

use super::action::{self, Ended, Pace, Proposal};
use super::book::Book;
use super::notification;
use super::report::Sent;
use super::step::OnIncident;
use crate::cli::demo::calendar::plus;
use crate::cli::demo::content::{Content, Factor, Measure, Words, Work};

/// Most assets that one triage names.
const ASSETS: usize = 4;

/// Opens an incident from reports.
pub fn open(book: &mut Book, at: Timestamp, title: Text, reports: &[ReportId]) -> IncidentId {
    let incident_id = IncidentId(book.draw.id());
    let opened = Opened { title, report_ids: reports.to_vec() };
    book.incident(at, incident_id, OnIncident::Open(opened));
    incident_id
}

/// Judges it by the worst of its reports, and assesses the law that asks for it.
pub fn triage(
    book: &mut Book,
    content: &Content,
    incident_id: IncidentId,
    (category, reports): (&Code, &[Sent<'_>]),
    opened: Timestamp,
) -> Timestamp {
    let told = || reports.iter().map(|sent| sent.situation);
    let is_personal = told().any(|told| told.personal_data);
    // A law counts the hours.
    let days = if is_personal { 0 } else { book.draw.between(0, 3) };
    let at = book.calendar.work(opened, days, &book.draw);
    let actual = told().map(|told| told.actual).max().unwrap_or(Severity::None);
    let potential = told().map(|told| told.potential).max().unwrap_or(actual).max(actual);
    let triaged = Triaged {
        actual,
        potential,
        risk: Some(Risk { harm: potential, likelihood: Likelihood::Possible }),
        category: category.clone(),
        unit: reports.iter().find_map(|sent| sent.unit.clone()),
        assets: assets(reports),
        assess: if is_personal { vec![Regime::Gdpr] } else { vec![] },
    };
    book.incident(at, incident_id, OnIncident::Triage(triaged));
    let answered = PersonalDataAnswered { touched: is_personal };
    book.incident(at, incident_id, OnIncident::AnswerPersonalData(answered));
    if is_personal {
        notification::live(book, &content.work, incident_id, actual >= Severity::Moderate, at);
    }
    at
}

fn assets(reports: &[Sent<'_>]) -> Vec<AffectedAsset> {
    let mut assets: Vec<AffectedAsset> = Vec::new();
    for asset in reports.iter().flat_map(|sent| &sent.situation.assets) {
        let is_new = assets.iter().all(|known| known.asset != asset.name);
        if is_new && assets.len() < ASSETS {
            let (k, r, t) = (asset.k, asset.r, asset.t);
            assets.push(AffectedAsset { asset: asset.name.clone(), k, r, t });
        }
    }
    assets
}

/// Chooses how to respond.
pub fn respond(
    book: &mut Book,
    incident_id: IncidentId,
    response: Response,
    triaged: Timestamp,
) -> Timestamp {
    let days = book.draw.between(1, 4);
    let at = book.calendar.work(triaged, days, &book.draw);
    let chosen = ResponseChosen { response, reason: None };
    book.incident(at, incident_id, OnIncident::ChooseResponse(chosen));
    at
}

/// Writes down what was known when, from the day of the first report on.
pub fn timeline<'w>(
    book: &mut Book,
    incident_id: IncidentId,
    items: impl Iterator<Item = &'w Words>,
    (first_report, after): (Timestamp, Timestamp),
) -> Timestamp {
    let mut at = after;
    let mut day = book.calendar.day(first_report);
    let last_day = book.calendar.day(after);
    for words in items {
        at = book.calendar.work(at, 0, &book.draw);
        let happened = Some(ImpreciseDate::day(day));
        let item_id = ItemId(book.draw.id());
        let item = TimelineItemAdded { item_id, happened, text: words.text(), corrects: None };
        book.incident(at, incident_id, OnIncident::AddTimelineItem(item));
        day = plus(day, book.draw.between(0, 2)).min(last_day);
    }
    at
}

/// Names conditions of the work system; gives those that hindered.
pub fn factors(
    book: &mut Book,
    incident_id: IncidentId,
    factors: &[Factor],
    after: Timestamp,
) -> (Vec<FactorId>, Timestamp) {
    let mut at = after;
    let mut hindered = Vec::new();
    for Factor { element, direction, text } in factors {
        let days = book.draw.between(0, 2);
        at = book.calendar.work(at, days, &book.draw);
        let factor_id = FactorId(book.draw.id());
        let (element, direction, text) = (*element, *direction, text.text());
        let factor = FactorIdentified { factor_id, element, direction, text };
        book.incident(at, incident_id, OnIncident::IdentifyFactor(factor));
        if direction == Direction::Hindered {
            hindered.push(factor_id);
        }
    }
    (hindered, at)
}

/// Completes the analysis that was chosen; other responses have none.
pub fn analyse(
    book: &mut Book,
    incident_id: IncidentId,
    (response, summary): (Response, &Words),
    after: Timestamp,
) -> Timestamp {
    let days = match response {
        Response::LocalFix | Response::AggregateTheme => return after,
        Response::AfterActionReview => book.draw.between(5, 18),
        Response::FullAnalysis => book.draw.between(14, 35),
    };
    let at = book.calendar.work(after, days, &book.draw);
    let completed = AnalysisCompleted { summary: summary.text() };
    book.incident(at, incident_id, OnIncident::CompleteAnalysis(completed));
    at
}

/// How quickly actions follow on a response.
pub const fn pace(response: Response) -> Pace {
    match response {
        Response::LocalFix => Pace { due: (7, 35), effect: (14, 35) },
        Response::AfterActionReview => Pace { due: (20, 75), effect: (25, 60) },
        Response::FullAnalysis => Pace { due: (35, 110), effect: (35, 80) },
        Response::AggregateTheme => Pace { due: (30, 60), effect: (40, 80) },
    }
}

/// The actions of an incident, proposed together at `after`, each for one of the
/// factors in turn.
pub fn actions(
    book: &mut Book,
    work: &Work,
    incident_id: IncidentId,
    measures: &[&Measure],
    (hindered, response, after): (&[FactorId], Response, Timestamp),
) -> Vec<Ended> {
    let is_weak = measures.iter().all(|measure| measure.strength == Strength::Weaker);
    let live = |(index, measure): (usize, &&Measure)| {
        // All on one day, and decided on a later one: the strength of a plan is that of
        // all its actions.
        let at = after + SignedDuration::from_mins(20 * index as i64);
        let addresses = hindered.iter().cycle().nth(index).copied().into_iter().collect();
        let weak_plan_reason = is_weak.then(|| work.weak_from_the_start.text());
        let proposal = Proposal { at, addresses, pace: pace(response), weak_plan_reason };
        action::live(book, work, incident_id, measure, proposal)
    };
    measures.iter().enumerate().map(live).collect()
}

/// Ends the work: when `ready`, when every action ended and every reporter of
/// `heard` was told.
pub fn close(
    book: &mut Book,
    work: &Work,
    incident_id: IncidentId,
    outcome: Text,
    (actions, ready, heard): (&[Ended], Timestamp, &[ReportId]),
) -> Timestamp {
    let ready = actions.iter().map(|ended| ended.at).fold(ready, Timestamp::max);
    let days = book.draw.between(1, 6);
    let at = book.calendar.work(ready, days, &book.draw);
    let kept: Vec<Strength> = actions.iter().filter_map(|ended| ended.kept).collect();
    let was_weak = actions.iter().any(|ended| ended.was_weak);
    let is_weak = !kept.is_empty() && kept.iter().all(|kept| *kept == Strength::Weaker);
    let weak_plan_reason = (is_weak && !was_weak).then(|| work.weak_in_the_end.text());
    book.close(at, incident_id, Closed { outcome, weak_plan_reason }, heard);
    at
}
