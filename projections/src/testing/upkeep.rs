//! Commands on a report that no decision depends on, for random histories.
//!
//! Must never change what a report is part of.

use tillbud_events::Text;
use tillbud_events::report;
use tillbud_events::vocabulary::{Again, Purpose};

use super::label;

/// One of them, whatever `how` is.
pub(super) fn upkeep(how: u8, text: Text) -> report::Command {
    match how % 5 {
        0 => report::Command::OpenOriginal(report::OriginalOpened {
            purpose: Purpose::Triage,
            attachment_id: None,
        }),
        1 => report::Command::ApproveCopy {
            text,
            rules: label("identity 1"),
            after: u32::from(how / 64),
        },
        3 => report::Command::TakeUpAgain(report::TakenUpAgain { reason: text }),
        2 => report::Command::ShareExperience(report::ExperienceShared { again: Again::Yes }),
        _ => report::Command::KeepWording(
            report::WordingKept { reason: text },
            Box::new(report::Command::Acknowledge),
        ),
    }
}
