//! An account follows an incident, and stops.

use tillbud_events::follow::{Begun, Command, Ended, Event, Follow};

use crate::support::{given, incident_id};

#[test]
fn a_follow_begins_once_ends_once_and_can_begin_again() {
    let begun = Event::Begun(Begun { incident_id: incident_id(1) });
    let ended = Event::Ended(Ended {});
    let begin = Command::Begin(incident_id(1));
    given::<Follow>(&[]).when(begin).then(std::slice::from_ref(&begun));
    given::<Follow>(&[]).when(Command::End).then_nothing();
    let follows = [begun.clone()];
    given::<Follow>(&follows).when(begin).then_nothing();
    given::<Follow>(&follows).when(Command::End).then(std::slice::from_ref(&ended));
    let stopped = [begun.clone(), ended];
    given::<Follow>(&stopped).when(Command::End).then_nothing();
    given::<Follow>(&stopped).when(begin).then(&[begun]);
}
