//! Invariant 7 over whole histories: in a small world of four incidents that merge
//! and un-merge at random, no ring forms and nothing is lost.
//!
//! As in the product, both halves of a merge are decided before either is appended.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;
use tillbud_events::incident::{Command, Event, Incident, Opened, Rejection};
use tillbud_events::{Decider, IncidentId, ReportId, Text};
use uuid::Uuid;

const INCIDENTS: usize = 4;

#[derive(Clone, Copy, Debug)]
enum Step {
    Merge { one: usize, into: usize },
    Unmerge { one: usize },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..INCIDENTS, 0..INCIDENTS).prop_map(|(one, into)| Step::Merge { one, into }),
        1 => (0..INCIDENTS).prop_map(|one| Step::Unmerge { one }),
    ]
}

fn id(place: usize) -> IncidentId {
    IncidentId(Uuid::from_u128(place as u128))
}

fn place(id: IncidentId) -> usize {
    (0..INCIDENTS).find(|place| self::id(*place) == id).unwrap()
}

fn opened(place: usize) -> Event {
    let report_ids = vec![ReportId(Uuid::from_u128(place as u128))];
    Event::Opened(Opened { title: Text::Clear("Larmet".into()), report_ids })
}

/// The histories of the incidents, by place.
struct World(Vec<Vec<Event>>);

impl World {
    fn new() -> Self {
        Self((0..INCIDENTS).map(|place| vec![opened(place)]).collect())
    }

    fn state(&self, place: usize) -> Incident {
        Incident::fold(&self.0[place])
    }

    /// Where the work on an incident goes on, when that is elsewhere.
    fn merged_into(&self, place: usize) -> Option<usize> {
        match self.state(place) {
            Incident::Merged { into, .. } => Some(self::place(into)),
            Incident::Unopened | Incident::Open(_) | Incident::Closed(_) => None,
        }
    }

    fn absorbed(&self, place: usize) -> BTreeSet<usize> {
        let state = self.state(place);
        state.content().unwrap().absorbed.iter().map(|id| self::place(*id)).collect()
    }

    fn take(&mut self, step: Step) -> Result<(), Rejection> {
        match step {
            Step::Merge { one, into } => {
                let command = Command::MergeInto { itself: id(one), into: id(into) };
                let merged = self.state(one).decide(command)?;
                let absorbed = self.state(into).decide(Command::Absorb(id(one)))?;
                self.append(one, merged);
                self.append(into, absorbed);
            }
            Step::Unmerge { one } => {
                let unmerged = self.state(one).decide(Command::Unmerge)?;
                let into = self.merged_into(one).unwrap();
                let released = self.state(into).decide(Command::Release(id(one)))?;
                self.append(one, unmerged);
                self.append(into, released);
            }
        }
        Ok(())
    }

    fn append(&mut self, place: usize, events: Vec<Event>) {
        self.0[place].extend(events);
    }

    fn has_ring(&self) -> bool {
        (0..INCIDENTS).any(|start| {
            let mut end = start;
            (0..=INCIDENTS).all(|_| match self.merged_into(end) {
                Some(next) => {
                    end = next;
                    true
                }
                None => false,
            })
        })
    }
}

proptest! {
    #[test]
    fn merging_forms_no_ring_and_both_sides_agree(steps in vec(step(), 0..60)) {
        let mut world = World::new();
        for step in steps {
            let _refused = world.take(step);
            prop_assert!(!world.has_ring(), "{step:?} formed a ring");
            for one in 0..INCIDENTS {
                let known: BTreeSet<_> =
                    (0..INCIDENTS).filter(|other| world.merged_into(*other) == Some(one)).collect();
                prop_assert_eq!(world.absorbed(one), known, "{:?}", step);
            }
        }
    }

    #[test]
    fn whatever_was_merged_can_be_unmerged_and_is_as_it_was(steps in vec(step(), 0..60)) {
        let mut world = World::new();
        for step in steps {
            let _refused = world.take(step);
        }
        for _ in 0..INCIDENTS {
            for one in 0..INCIDENTS {
                let _refused = world.take(Step::Unmerge { one });
            }
        }
        for one in 0..INCIDENTS {
            prop_assert_eq!(world.state(one), Incident::fold(&[opened(one)]));
        }
    }
}

#[test]
fn the_small_world_can_merge_so_that_its_laws_say_something() {
    let mut world = World::new();
    for (one, into) in [(0, 1), (1, 2), (2, 3)] {
        world.take(Step::Merge { one, into }).unwrap();
    }
    let ring = world.take(Step::Merge { one: 3, into: 0 });
    assert_eq!(ring, Err(Rejection::MergedElsewhere(id(1))));
    assert_eq!(world.take(Step::Merge { one: 3, into: 2 }), Err(Rejection::AbsorbedHere(id(2))));
}
