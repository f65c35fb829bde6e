//! Files that the log says are gone, withdrawn or with an erased report, and that are stored
//! still: the program was stopped in between, or a backup brought them back.
//!
//! Must never erase one; a running program does.

use std::collections::{HashMap, HashSet};

use tillbud_events::report::Event;
use tillbud_events::{AnyEvent, AttachmentId, Recorded, StreamId};

use crate::attachments::{told_by, withdrawn_by};
use crate::store::Kept;

/// What the log tells of files.
#[derive(Default)]
pub(super) struct Told {
    of_reports: HashMap<StreamId, Vec<AttachmentId>>,
    erased: HashSet<StreamId>,
    withdrawn: HashSet<AttachmentId>,
}

impl Told {
    /// Takes note of what these events tell.
    pub(super) fn read(&mut self, events: &[Recorded<AnyEvent>]) {
        for Recorded { stream, event, .. } in events {
            self.withdrawn.extend(withdrawn_by(event));
            let AnyEvent::Report(report) = event else { continue };
            if let Event::Erased(_) = report {
                self.erased.insert(*stream);
            }
            let added = told_by(event).map(|added| added.attachment_id);
            self.of_reports.entry(*stream).or_default().extend(added);
        }
    }

    /// How many of what is stored should be gone.
    pub(super) fn left_in(&self, stored: &[Kept]) -> usize {
        let of_erased = self.erased.iter().filter_map(|stream| self.of_reports.get(stream));
        let gone: HashSet<_> = of_erased.flatten().chain(&self.withdrawn).collect();
        stored.iter().filter_map(|kept| kept.file.as_ref()).filter(|id| gone.contains(id)).count()
    }
}
