//! Rules of the analysis: timeline, factors, what was learned, actions.
//!
//! Must never name a person as a factor; the vocabulary has no such element.

use tillbud_events::Decider;
use tillbud_events::incident::{
    ActionTakenUpAgain, Assigned, Command, Event, FactorWithdrawn, Incident, QuestionAnswered,
    RecusalTakenBack, Recused, Rejection, Retitled,
};
use tillbud_events::limits::{ACTIONS, FACTORS};
use tillbud_events::vocabulary::{Label, Question, Response};

use crate::support::incidents::{
    action_added, analysed, closed, factor, factor_identified, given, item, item_added, learned,
    opened, responded, triaged,
};
use crate::support::{action_id, item_id, text};

fn analysing(response: Response) -> Vec<Event> {
    vec![opened(), triaged(), responded(response)]
}

#[test]
fn what_was_known_when_can_be_written_down_from_the_first_moment() {
    given(&[opened()]).when(Command::AddTimelineItem(item(1))).then(&[item_added(1)]);
}

#[test]
fn a_timeline_item_that_arrives_again_adds_nothing() {
    given(&[opened(), item_added(1)]).when(Command::AddTimelineItem(item(1))).then_nothing();
}

#[test]
fn a_condition_can_be_named_from_the_first_moment() {
    given(&[opened()]).when(Command::IdentifyFactor(factor(1))).then(&[factor_identified(1)]);
}

#[test]
fn a_factor_that_arrives_again_adds_nothing() {
    given(&[opened(), factor_identified(1)])
        .when(Command::IdentifyFactor(factor(1)))
        .then_nothing();
}

#[test]
fn an_analysis_holds_at_most_100_factors() {
    assert_eq!(FACTORS, 100);
    let mut history = vec![opened()];
    history.extend((1..=99).map(factor_identified));
    given(&history).when(Command::IdentifyFactor(factor(100))).then(&[factor_identified(100)]);
    history.push(factor_identified(100));
    given(&history)
        .when(Command::IdentifyFactor(factor(101)))
        .then_rejected(Rejection::TooManyFactors);
    given(&history).when(Command::IdentifyFactor(factor(100))).then_nothing();
}

fn withdrawal(number: u128) -> FactorWithdrawn {
    FactorWithdrawn { factor_id: factor(number).factor_id, reason: text("Listan var en annan.") }
}

#[test]
fn a_factor_that_was_none_is_withdrawn_once_and_makes_room() {
    let gone = Event::FactorWithdrawn(withdrawal(1));
    let mut history = vec![opened(), factor_identified(1)];
    given(&history).when(Command::WithdrawFactor(withdrawal(1))).then(std::slice::from_ref(&gone));
    given(&history)
        .when(Command::WithdrawFactor(withdrawal(2)))
        .then_rejected(Rejection::UnknownFactor);
    history.push(gone);
    given(&history)
        .when(Command::WithdrawFactor(withdrawal(1)))
        .then_rejected(Rejection::UnknownFactor);
    history.extend((2..=100).map(factor_identified));
    given(&history).when(Command::IdentifyFactor(factor(101))).then(&[factor_identified(101)]);
}

#[test]
fn a_full_analysis_that_was_completed_keeps_a_factor() {
    let full = [analysing(Response::FullAnalysis), vec![factor_identified(1), analysed()]].concat();
    given(&full).when(Command::WithdrawFactor(withdrawal(1))).then_rejected(Rejection::NoFactors);
    let both = [full, vec![factor_identified(2)]].concat();
    let gone = [Event::FactorWithdrawn(withdrawal(1))];
    given(&both).when(Command::WithdrawFactor(withdrawal(1))).then(&gone);
    let mut review = analysing(Response::AfterActionReview);
    review.extend([factor_identified(1), analysed()]);
    given(&review).when(Command::WithdrawFactor(withdrawal(1))).then(&gone);
}

#[test]
fn a_withdrawn_factor_is_none_that_a_full_analysis_names() {
    let mut history = analysing(Response::FullAnalysis);
    history.extend([factor_identified(1), Event::FactorWithdrawn(withdrawal(1))]);
    given(&history).when(Command::CompleteAnalysis(learned())).then_rejected(Rejection::NoFactors);
}

#[test]
fn an_incident_is_called_something_else_while_it_is_worked_on() {
    let retitled = Retitled { title: text("Dörren på plan två") };
    let command = || Command::Retitle(retitled.clone());
    given(&[opened()]).when(command()).then(&[Event::Retitled(retitled.clone())]);
    given(&[opened(), Event::Retitled(retitled.clone())]).when(command()).then_nothing();
    given(&[]).when(command()).then_rejected(Rejection::Unopened);
    given(&[opened(), closed()]).when(command()).then_rejected(Rejection::AlreadyClosed);
}

#[test]
fn an_after_action_review_is_completed_with_what_was_learned() {
    given(&analysing(Response::AfterActionReview))
        .when(Command::CompleteAnalysis(learned()))
        .then(&[analysed()]);
}

#[test]
fn a_full_analysis_names_at_least_one_factor() {
    let mut history = analysing(Response::FullAnalysis);
    given(&history).when(Command::CompleteAnalysis(learned())).then_rejected(Rejection::NoFactors);
    history.push(factor_identified(1));
    given(&history).when(Command::CompleteAnalysis(learned())).then(&[analysed()]);
}

#[test]
fn an_analysis_is_completed_once() {
    let history = [analysing(Response::AfterActionReview), vec![analysed()]].concat();
    given(&history)
        .when(Command::CompleteAnalysis(learned()))
        .then_rejected(Rejection::AlreadyAnalysed);
}

#[test]
fn another_response_needs_another_analysis() {
    let history =
        [analysing(Response::AfterActionReview), vec![analysed(), factor_identified(1)]].concat();
    let anew = [history, vec![responded(Response::FullAnalysis)]].concat();
    given(&anew).when(Command::CompleteAnalysis(learned())).then(&[analysed()]);
}

#[test]
fn a_response_without_an_analysis_completes_none() {
    for response in [Response::LocalFix, Response::AggregateTheme] {
        given(&analysing(response))
            .when(Command::CompleteAnalysis(learned()))
            .then_rejected(Rejection::NoAnalysisChosen);
    }
    given(&[opened(), triaged()])
        .when(Command::CompleteAnalysis(learned()))
        .then_rejected(Rejection::NoAnalysisChosen);
    given(&[opened()])
        .when(Command::CompleteAnalysis(learned()))
        .then_rejected(Rejection::NotTriaged);
}

#[test]
fn an_action_is_taken_in_after_triage() {
    for history in [vec![opened(), triaged()], analysing(Response::LocalFix)] {
        given(&history).when(Command::AddAction(action_id(1))).then(&[action_added(1)]);
    }
    given(&[opened()]).when(Command::AddAction(action_id(1))).then_rejected(Rejection::NotTriaged);
}

#[test]
fn an_action_that_arrives_again_adds_nothing() {
    given(&[opened(), triaged(), action_added(1)])
        .when(Command::AddAction(action_id(1)))
        .then_nothing();
}

#[test]
fn an_incident_has_at_most_100_actions() {
    assert_eq!(ACTIONS, 100);
    let mut history = analysing(Response::LocalFix);
    history.extend((1..=99).map(action_added));
    given(&history).when(Command::AddAction(action_id(100))).then(&[action_added(100)]);
    history.push(action_added(100));
    given(&history)
        .when(Command::AddAction(action_id(101)))
        .then_rejected(Rejection::TooManyActions);
    given(&history).when(Command::AddAction(action_id(100))).then_nothing();
}

fn answer(number: u128) -> QuestionAnswered {
    let text = text("Skylten satt bakom dörren.");
    QuestionAnswered { answer_id: item_id(number), question: Question::How1, text }
}

#[test]
fn questions_are_answered_while_an_analysis_is_made() {
    for response in [Response::AfterActionReview, Response::FullAnalysis] {
        given(&analysing(response))
            .when(Command::AnswerQuestion(answer(1)))
            .then(&[Event::QuestionAnswered(answer(1))]);
    }
    for response in [Response::LocalFix, Response::AggregateTheme] {
        given(&analysing(response))
            .when(Command::AnswerQuestion(answer(1)))
            .then_rejected(Rejection::NoAnalysisChosen);
    }
    given(&[opened()])
        .when(Command::AnswerQuestion(answer(1)))
        .then_rejected(Rejection::NotTriaged);
    let done = [analysing(Response::AfterActionReview), vec![analysed()]].concat();
    given(&done).when(Command::AnswerQuestion(answer(1))).then_rejected(Rejection::AlreadyAnalysed);
}

#[test]
fn an_answer_that_arrives_again_adds_nothing_and_a_new_one_stands_beside_it() {
    let history =
        [analysing(Response::FullAnalysis), vec![Event::QuestionAnswered(answer(1))]].concat();
    given(&history).when(Command::AnswerQuestion(answer(1))).then_nothing();
    given(&history)
        .when(Command::AnswerQuestion(answer(2)))
        .then(&[Event::QuestionAnswered(answer(2))]);
}

#[test]
fn the_work_is_handed_over_to_another_role() {
    let assigned = |role: &str| Assigned {
        role: Label::parse(role).unwrap(),
        handover: Some(text("Leverantören svarar på fredag.")),
    };
    given(&[opened()])
        .when(Command::Assign(assigned("Registrator")))
        .then(&[Event::Assigned(assigned("Registrator"))]);
    let history = [opened(), Event::Assigned(assigned("Registrator"))];
    given(&history).when(Command::Assign(assigned("Registrator"))).then_nothing();
    let more = Assigned { handover: Some(text("De svarade.")), ..assigned("Registrator") };
    given(&history).when(Command::Assign(more.clone())).then(&[Event::Assigned(more)]);
    given(&history)
        .when(Command::Assign(assigned("Arkivarie")))
        .then(&[Event::Assigned(assigned("Arkivarie"))]);
}

#[test]
fn whoever_has_a_conflict_of_interest_steps_aside_wherever_the_incident_stands() {
    let recused = Recused { reason: None };
    let after =
        |history: &[Event]| Incident::fold(history).decide(Command::Recuse(recused.clone()));
    let fact = Event::Recused(recused.clone());
    let done = [analysing(Response::LocalFix), vec![closed()]].concat();
    for history in [vec![opened()], vec![opened(), fact.clone()], done] {
        assert_eq!(after(&history), Ok(vec![fact.clone()]), "a fact of each account");
    }
    assert_eq!(after(&[]), Err(Rejection::Unopened));
}

#[test]
fn only_the_account_that_stepped_aside_takes_that_back() {
    let taken_back = RecusalTakenBack { reason: text("Fel enhet.") };
    let after = |history: &[Event], is_aside: bool| {
        let taken_back = taken_back.clone();
        Incident::fold(history).decide(Command::TakeBackRecusal { taken_back, is_aside })
    };
    let aside = [opened(), Event::Recused(Recused { reason: None })];
    let fact = Event::RecusalTakenBack(taken_back.clone());
    assert_eq!(after(&aside, true), Ok(vec![fact.clone()]));
    let closed = [analysing(Response::LocalFix), vec![closed()]].concat();
    assert_eq!(after(&closed, true), Ok(vec![fact]));
    assert_eq!(after(&aside, false), Err(Rejection::NotAside));
    assert_eq!(after(&[], true), Err(Rejection::Unopened));
}

#[test]
fn an_action_goes_on_only_where_the_incident_is_worked_on() {
    let command = || Command::TakeUpAction(action_id(1));
    let told = Event::ActionTakenUpAgain(ActionTakenUpAgain { action_id: action_id(1) });
    let open = Incident::fold(&analysing(Response::LocalFix));
    assert_eq!(open.decide(command()), Ok(vec![told]));
    let closed = [analysing(Response::LocalFix), vec![closed()]].concat();
    assert_eq!(Incident::fold(&closed).decide(command()), Err(Rejection::AlreadyClosed));
}
