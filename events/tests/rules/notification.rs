//! Rules of notifications to authorities: assessing → due → sent → supplemented → final,
//! or not notifiable with reasons; for each law and controller, beside the incident.

use tillbud_events::Decider;
use tillbud_events::incident::notification::{
    Command as Notify, Duty, PersonalDataAnswered, Rejection,
};
use tillbud_events::incident::{Command, Event, Gate, Incident, Rejection as OfIncident};
use tillbud_events::limits::{NOTIFICATION_ITEMS, NOTIFICATIONS};
use tillbud_events::vocabulary::{Clock, Regime, Response, Standing};

use crate::support::incidents::{
    assessed, assessment, closed, given, merged_into, opened, responded, triaged_for, wish,
};
use crate::support::notifications::{
    all, asked, aware, controller_assessed, deadlines, declared, description, finish, now, of,
    sending, sent, supplement,
};
use crate::support::{code, text};

fn refused(history: &[Event], command: Notify, rejection: Rejection) {
    given(history)
        .when(Command::Notify(command))
        .then_rejected(OfIncident::Notification(rejection));
}

fn accepted(history: &[Event], command: Notify, event: Event) {
    given(history).when(Command::Notify(command)).then(&[event]);
}

fn nothing(history: &[Event], command: Notify) {
    given(history).when(Command::Notify(command)).then_nothing();
}

fn standing(history: &[Event], duty: &Duty) -> Standing {
    let incident = Incident::fold(history);
    incident.content().unwrap().notifications.of(duty).unwrap().1.standing
}

fn assess(duty: Duty, notifiable: bool) -> Notify {
    Notify::Assess { duty, notifiable, reasons: text("Skäl") }
}

fn send(regime: Regime, stage: &str) -> Notify {
    Notify::Send { sent: sending(regime, stage), now: now() }
}

fn triggered() -> Vec<Event> {
    vec![opened(), triaged_for(&[Regime::Gdpr])]
}

fn due() -> Vec<Event> {
    [triggered(), vec![assessed(Regime::Gdpr, true)]].concat()
}

fn gone() -> Vec<Event> {
    [due(), vec![sent(Regime::Gdpr, "authority")]].concat()
}

fn over() -> Vec<Event> {
    [gone(), vec![Event::NotificationFinished(finish(Regime::Gdpr))]].concat()
}

#[test]
fn the_whole_life_of_a_notification() {
    let duty = all(Regime::Gdpr);
    for (history, expected) in [
        (triggered(), Standing::Assessing),
        ([triggered(), vec![assessed(Regime::Gdpr, false)]].concat(), Standing::NotNotifiable),
        (due(), Standing::Due),
        (gone(), Standing::Sent),
        (
            [gone(), vec![Event::NotificationSupplemented(supplement(1, "authority"))]].concat(),
            Standing::Supplemented,
        ),
        (over(), Standing::Final),
    ] {
        assert_eq!(standing(&history, &duty), expected);
    }
}

#[test]
fn nothing_can_be_done_for_an_incident_that_does_not_exist() {
    given(&[])
        .when(Command::Notify(Notify::Ask(all(Regime::Gdpr))))
        .then_rejected(OfIncident::Unopened);
}

#[test]
fn a_law_does_not_end_with_the_work_on_the_incident() {
    let ended = [
        [due(), vec![responded(Response::LocalFix), closed()]].concat(),
        [due(), vec![merged_into(2)]].concat(),
    ];
    for history in ended {
        accepted(&history, send(Regime::Gdpr, "authority"), sent(Regime::Gdpr, "authority"));
    }
}

#[test]
fn whether_personal_data_were_touched_is_answered_and_can_be_corrected() {
    let touched = |touched| PersonalDataAnswered { touched };
    let yes = Event::PersonalDataAnswered(touched(true));
    accepted(&[opened()], Notify::AnswerPersonalData(touched(true)), yes.clone());
    nothing(&[opened(), yes.clone()], Notify::AnswerPersonalData(touched(true)));
    let no = Event::PersonalDataAnswered(touched(false));
    accepted(&[opened(), yes], Notify::AnswerPersonalData(touched(false)), no);
}

#[test]
fn an_assessment_can_be_asked_for_without_triage_and_once() {
    let duty = all(Regime::Nis2);
    accepted(&[opened()], Notify::Ask(duty.clone()), asked(duty.clone()));
    nothing(&[opened(), asked(duty.clone())], Notify::Ask(duty.clone()));
    nothing(&[opened(), triaged_for(&[Regime::Nis2])], Notify::Ask(duty));
}

#[test]
fn the_first_named_controller_takes_over_and_the_next_stands_beside() {
    let (school, care) =
        (of(Regime::Gdpr, "Barn- och utbildningsnämnden"), of(Regime::Gdpr, "Omsorgsnämnden"));
    let aware_first = declared(Regime::Gdpr, "2026-11-03T09:00:00Z");
    let history =
        [triggered(), vec![aware_first, asked(school.clone()), asked(care.clone())]].concat();
    let incident = Incident::fold(&history);
    let known = &incident.content().unwrap().notifications;
    assert_eq!(known.iter().map(|(duty, _)| duty).collect::<Vec<_>>(), [&school, &care]);
    assert!(
        known.of(&school).unwrap().1.aware.is_some() && known.of(&care).unwrap().1.aware.is_none()
    );
    nothing(&history, Notify::Ask(of(Regime::Gdpr, "OMSORGSNÄMNDEN")));
    nothing(&history, Notify::Ask(all(Regime::Gdpr)));
}

#[test]
fn a_controller_that_is_named_after_the_decision_stands_beside_it() {
    let history = [due(), vec![asked(of(Regime::Gdpr, "Omsorgsnämnden"))]].concat();
    assert_eq!(standing(&history, &all(Regime::Gdpr)), Standing::Due);
    assert_eq!(standing(&history, &of(Regime::Gdpr, "omsorgsnämnden")), Standing::Assessing);
}

#[test]
fn an_incident_has_at_most_so_many_notifications() {
    let named = |number: usize| of(Regime::Gdpr, &format!("Nämnd {number}"));
    let mut history = vec![opened()];
    history.extend((1..NOTIFICATIONS).map(|number| asked(named(number))));
    accepted(&history, Notify::Ask(named(0)), asked(named(0)));
    history.push(asked(named(0)));
    refused(&history, Notify::Ask(named(NOTIFICATIONS)), Rejection::TooMany);
}

#[test]
fn each_controller_is_assessed_by_itself() {
    let history = [triggered(), vec![asked(of(Regime::Gdpr, "Omsorgsnämnden"))]].concat();
    accepted(
        &history,
        assess(of(Regime::Gdpr, "omsorgsnämnden"), true),
        controller_assessed(Regime::Gdpr, "Omsorgsnämnden", true),
    );
    refused(&history, assess(all(Regime::Gdpr), true), Rejection::NotAsked(Regime::Gdpr));
    given(&history)
        .when(Command::DecideAssessment(assessment(Regime::Gdpr, true)))
        .then_rejected(OfIncident::AssessmentNotTriggered(Regime::Gdpr));
}

#[test]
fn a_decision_can_be_changed_until_something_was_sent() {
    let duty = || all(Regime::Gdpr);
    refused(&due(), assess(duty(), true), Rejection::AlreadyAssessed(Regime::Gdpr));
    let mut history = due();
    for notifiable in [false, true] {
        let outcome = Incident::fold(&history).decide(Command::Notify(assess(duty(), notifiable)));
        history.extend(outcome.unwrap());
    }
    assert_eq!(standing(&history, &duty()), Standing::Due);
    for history in [gone(), over()] {
        refused(&history, assess(duty(), false), Rejection::SentAlready);
        refused(&history, assess(duty(), true), Rejection::AlreadyAssessed(Regime::Gdpr));
    }
}

#[test]
fn closing_waits_for_every_controllers_assessment() {
    let history = [
        triggered(),
        vec![
            responded(Response::LocalFix),
            asked(of(Regime::Gdpr, "A")),
            asked(of(Regime::Gdpr, "B")),
        ],
        vec![controller_assessed(Regime::Gdpr, "A", false)],
    ]
    .concat();
    given(&history)
        .when(Command::Close(wish()))
        .then_rejected(OfIncident::NotReadyToClose(vec![Gate::Assessment(Regime::Gdpr)]));
    let decided = [history, vec![controller_assessed(Regime::Gdpr, "B", true)]].concat();
    given(&decided).when(Command::Close(wish())).then(&[closed()]);
}

#[test]
fn awareness_is_declared_with_reasons_corrected_and_never_in_the_future() {
    let declare =
        |at: &str| Notify::DeclareAwareness { declared: aware(Regime::Gdpr, at), now: now() };
    let at = "2026-11-03T09:00:00Z";
    accepted(&triggered(), declare(at), declared(Regime::Gdpr, at));
    let history = [triggered(), vec![declared(Regime::Gdpr, at)]].concat();
    nothing(&history, declare(at));
    accepted(
        &history,
        declare("2026-11-02T09:00:00Z"),
        declared(Regime::Gdpr, "2026-11-02T09:00:00Z"),
    );
    accepted(
        &history,
        declare("2026-11-30T12:00:00Z"),
        declared(Regime::Gdpr, "2026-11-30T12:00:00Z"),
    );
    refused(&history, declare("2026-11-30T12:00:01Z"), Rejection::InTheFuture);
    refused(&over(), declare(at), Rejection::AlreadyFinal);
    refused(&[opened()], declare(at), Rejection::NotAsked(Regime::Gdpr));
}

#[test]
fn what_the_register_says_can_be_written_at_any_time() {
    for history in [triggered(), due(), gone(), over()] {
        accepted(
            &history,
            Notify::Describe(description(1)),
            Event::NotificationDescribed(description(1)),
        );
    }
    let history = [triggered(), vec![Event::NotificationDescribed(description(1))]].concat();
    nothing(&history, Notify::Describe(description(1)));
}

#[test]
fn a_notification_holds_at_most_so_many_descriptions_and_supplements() {
    let mut history = gone();
    let described = |number| Event::NotificationDescribed(description(number));
    history.extend((1..=NOTIFICATION_ITEMS as u128).map(described));
    refused(&history, Notify::Describe(description(0)), Rejection::TooManyItems);
    let supplemented = supplement(0, "authority");
    refused(&history, Notify::Supplement { supplemented, now: now() }, Rejection::TooManyItems);
}

#[test]
fn a_stage_is_sent_once_and_only_when_that_was_decided() {
    let not_needed = [triggered(), vec![assessed(Regime::Gdpr, false)]].concat();
    refused(&triggered(), send(Regime::Gdpr, "authority"), Rejection::NotAssessed(Regime::Gdpr));
    refused(&not_needed, send(Regime::Gdpr, "authority"), Rejection::NotNotifiable(Regime::Gdpr));
    accepted(&due(), send(Regime::Gdpr, "authority"), sent(Regime::Gdpr, "authority"));
    refused(&gone(), send(Regime::Gdpr, "authority"), Rejection::StageSent);
    accepted(&gone(), send(Regime::Gdpr, "people"), sent(Regime::Gdpr, "people"));
    refused(&over(), send(Regime::Gdpr, "people"), Rejection::AlreadyFinal);
    let later = Notify::Send {
        sent: sending(Regime::Gdpr, "authority"),
        now: aware(Regime::Gdpr, "2026-11-04T11:59:59Z").aware,
    };
    refused(&due(), later, Rejection::InTheFuture);
}

#[test]
fn only_what_was_sent_is_supplemented_also_after_the_end() {
    let with = |stage: &str| Notify::Supplement { supplemented: supplement(1, stage), now: now() };
    refused(&due(), with("authority"), Rejection::StageNotSent);
    refused(&gone(), with("people"), Rejection::StageNotSent);
    let event = Event::NotificationSupplemented(supplement(1, "authority"));
    accepted(&gone(), with("authority"), event.clone());
    accepted(&over(), with("authority"), event.clone());
    let later = [over(), vec![event]].concat();
    assert_eq!(standing(&later, &all(Regime::Gdpr)), Standing::Final);
    nothing(&later, with("authority"));
}

#[test]
fn a_notification_is_finished_when_every_stage_with_a_deadline_was_sent() {
    let finishing = || Notify::Finish(finish(Regime::Gdpr));
    refused(&triggered(), finishing(), Rejection::NotAssessed(Regime::Gdpr));
    refused(&due(), finishing(), Rejection::StageNotSent);
    let not_needed = [triggered(), vec![assessed(Regime::Gdpr, false)]].concat();
    refused(&not_needed, finishing(), Rejection::NotNotifiable(Regime::Gdpr));
    let set = |stage: &str| {
        deadlines(
            Regime::Gdpr,
            None,
            None,
            &[
                (stage, Clock::WorstCase, "2026-11-05T08:00:00Z"),
                (stage, Clock::Declared, "2026-11-05T08:00:00Z"),
            ],
        )
    };
    let waiting = [gone(), vec![set("people")]].concat();
    refused(&waiting, finishing(), Rejection::StagesMissing(vec![code("people")]));
    let done = [gone(), vec![set("authority")]].concat();
    accepted(&done, finishing(), Event::NotificationFinished(finish(Regime::Gdpr)));
    refused(&over(), finishing(), Rejection::AlreadyFinal);
}
