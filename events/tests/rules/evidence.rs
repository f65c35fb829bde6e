//! Rules of the files that staff attach as evidence, to an incident and to an action.
//!
//! Must never look at what a file holds: only at which one it is.

use tillbud_events::attachment::{AttachmentAdded, FileAttached, FileWithdrawn};
use tillbud_events::limits::{ACTION_FILES, INCIDENT_FILES};
use tillbud_events::vocabulary::{Effect, Media};
use tillbud_events::{AttachmentId, Decider, action, incident};

use crate::support::actions::{abandoned, assessed, decided, implemented, proposed, verified};
use crate::support::incidents::{closed, merged_into, opened, unmerged};
use crate::support::{given, message_id, text};

fn file(number: u128) -> FileAttached {
    FileAttached {
        file: AttachmentAdded {
            attachment_id: AttachmentId(message_id(number).0),
            media: Media::Png,
            kibibytes: 12,
            cleaned: true,
            key: text("nyckel"),
        },
        description: text("Skärmbild av larmet"),
        kept_wording: None,
    }
}

fn mistake(number: u128) -> FileWithdrawn {
    let attachment_id = file(number).file.attachment_id;
    FileWithdrawn { attachment_id, reason: text("Hörde till ett annat ärende.") }
}

mod of_an_incident {
    use super::*;
    use incident::{Command, Event, Incident, Rejection};

    fn attached(number: u128) -> Event {
        Event::FileAttached(file(number))
    }

    fn withdrawn(number: u128) -> Event {
        Event::FileWithdrawn(mistake(number))
    }

    fn sent() -> Command {
        Command::AttachFile(file(1))
    }

    #[test]
    fn a_file_is_attached_to_an_open_incident_once() {
        given::<Incident>(&[opened()]).when(sent()).then(&[attached(1)]);
        given::<Incident>(&[opened(), attached(1)]).when(sent()).then_nothing();
    }

    #[test]
    fn no_file_is_attached_where_nobody_works() {
        let refused = |history: &[Event], why| {
            given::<Incident>(history).when(sent()).then_rejected(why);
        };
        refused(&[], Rejection::Unopened);
        refused(&[opened(), closed()], Rejection::AlreadyClosed);
        let into = crate::support::incident_id(2);
        refused(&[opened(), merged_into(2)], Rejection::MergedElsewhere(into));
    }

    #[test]
    fn a_mistake_is_withdrawn_wherever_the_incident_stands() {
        let history = [opened(), attached(1)];
        for more in [vec![], vec![closed()], vec![merged_into(2)]] {
            let history = [history.to_vec(), more].concat();
            let command = Command::WithdrawFile(mistake(1));
            given::<Incident>(&history).when(command).then(&[withdrawn(1)]);
        }
    }

    #[test]
    fn only_a_file_that_is_there_is_withdrawn_and_only_once() {
        let withdraw = || Command::WithdrawFile(mistake(1));
        given::<Incident>(&[]).when(withdraw()).then_rejected(Rejection::Unopened);
        given::<Incident>(&[opened(), attached(2)])
            .when(withdraw())
            .then_rejected(Rejection::UnknownFile);
        given::<Incident>(&[opened(), attached(1), withdrawn(1)]).when(withdraw()).then_nothing();
    }

    #[test]
    fn a_withdrawn_file_does_not_come_back() {
        given::<Incident>(&[opened(), attached(1), withdrawn(1)]).when(sent()).then_nothing();
        let history = [opened(), attached(1), withdrawn(1), merged_into(2), unmerged(2)];
        let state = Incident::fold(&history);
        let files = &state.content().unwrap().files;
        assert!(files.count() == 0 && files.is_withdrawn(file(1).file.attachment_id));
    }

    #[test]
    fn an_incident_has_so_many_files_and_no_more() {
        let mut history = vec![opened()];
        history.extend((2..=INCIDENT_FILES as u128).map(attached));
        given::<Incident>(&history).when(sent()).then(&[attached(1)]);
        history.push(attached(1_000));
        given::<Incident>(&history).when(sent()).then_rejected(Rejection::TooManyFiles);
        history.push(withdrawn(2));
        given::<Incident>(&history).when(sent()).then(&[attached(1)]);
    }
}

mod of_an_action {
    use super::*;
    use action::{Action, Command, Event, Rejection};

    fn attached(number: u128) -> Event {
        Event::FileAttached(file(number))
    }

    fn withdrawn(number: u128) -> Event {
        Event::FileWithdrawn(mistake(number))
    }

    fn sent() -> Command {
        Command::AttachFile(file(1))
    }

    /// From the decision on, one step further each.
    fn life() -> [Event; 4] {
        [proposed(), decided(), implemented(), assessed(Effect::Improved)]
    }

    #[test]
    fn a_file_is_attached_from_the_decision_until_the_effect_is_confirmed() {
        for steps in 2..=4 {
            given::<Action>(&life()[..steps]).when(sent()).then(&[attached(1)]);
            let again = [&life()[..steps], &[attached(1)]].concat();
            given::<Action>(&again).when(sent()).then_nothing();
        }
        let refused = |history: &[Event], why| {
            given::<Action>(history).when(sent()).then_rejected(why);
        };
        refused(&[], Rejection::Unproposed);
        refused(&[proposed()], Rejection::NotDecided);
        refused(&[life().to_vec(), vec![verified()]].concat(), Rejection::AlreadyVerified);
        refused(&[proposed(), decided(), abandoned()], Rejection::AlreadyAbandoned);
    }

    #[test]
    fn a_mistake_is_withdrawn_wherever_the_action_stands() {
        let mut history = vec![proposed(), decided(), attached(1)];
        for next in [implemented(), assessed(Effect::Improved), verified()] {
            let command = Command::WithdrawFile(mistake(1));
            given::<Action>(&history).when(command).then(&[withdrawn(1)]);
            history.push(next);
        }
        given::<Action>(&history).when(Command::WithdrawFile(mistake(1))).then(&[withdrawn(1)]);
        let ended = [proposed(), decided(), attached(1), abandoned()];
        given::<Action>(&ended).when(Command::WithdrawFile(mistake(1))).then(&[withdrawn(1)]);
    }

    #[test]
    fn only_a_file_that_is_there_is_withdrawn_and_it_does_not_come_back() {
        let withdraw = || Command::WithdrawFile(mistake(1));
        given::<Action>(&[]).when(withdraw()).then_rejected(Rejection::Unproposed);
        let history = [proposed(), decided(), attached(2)];
        given::<Action>(&history).when(withdraw()).then_rejected(Rejection::UnknownFile);
        let history = [proposed(), decided(), attached(1), withdrawn(1)];
        given::<Action>(&history).when(withdraw()).then_nothing();
        given::<Action>(&history).when(sent()).then_nothing();
    }

    #[test]
    fn an_action_has_so_many_files_and_no_more() {
        let mut history = vec![proposed(), decided()];
        history.extend((2..=ACTION_FILES as u128).map(attached));
        given::<Action>(&history).when(sent()).then(&[attached(1)]);
        history.push(attached(1_000));
        given::<Action>(&history).when(sent()).then_rejected(Rejection::TooManyFiles);
        history.push(withdrawn(2));
        given::<Action>(&history).when(sent()).then(&[attached(1)]);
    }
}
