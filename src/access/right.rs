//! Which role may do what: one table.
//!
//! Must never be decided anywhere else; routes name a right, this table names its roles.

use tillbud_events::Role;

/// Something that a route lets one do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Right {
    /// See what waits for a decision: of it, what the other rights let see.
    ReadToday,
    /// See the queue of reports, and open each report with its dialogue.
    ReadReports,
    /// Acknowledge, ask, answer, decline, reroute.
    WorkReports,
    /// See the approved copies of reports, which hold no names, numbers or places of work.
    ReadCopies,
    /// Erase the words of a report by decision.
    DisposeReports,
    /// See incidents, their analysis and timeline.
    ReadIncidents,
    /// Open, triage, analyse, close.
    WorkIncidents,
    /// See notifications to authorities, their deadlines and the register.
    ReadNotifications,
    /// Ask for assessments, decide them, tell what was sent.
    WorkNotifications,
    /// See the register of corrective actions; as their owner, of those that are one's own.
    ReadActions,
    /// Propose, decide, assess, verify, abandon, take up again.
    WorkActions,
    /// Tell that an action was done, and ask for another day: of those that one sees.
    CarryOutActions,
    /// Search in what the role may see of reports, incidents, actions and notifications.
    Search,
    /// See exact trends.
    ReadTrends,
    /// See statistics that were released.
    ReadStatistics,
    /// Release statistics, and withdraw them.
    ReleaseStatistics,
    /// See what is measured and how; define measures, decide baselines, record headcounts, note
    /// what went on.
    DefineMeasures,
    /// See the log without sealed content.
    ReadLog,
    /// See what reporters told of how they were treated after reporting.
    ReadConcerns,
    /// Answer them.
    WorkConcerns,
    /// See lessons before everybody does, and write them.
    WorkLessons,
    /// Approve, publish and withdraw lessons.
    PublishLessons,
    /// See signals and alerts; explain, dismiss and judge them.
    WorkSignals,
    /// See improvement cycles and themes.
    ReadImprovements,
    /// Open, plan, study and decide cycles; gather and conclude themes.
    WorkImprovements,
    /// See who may come in and why; give, confirm and take back roles, tokens, sessions.
    ManageAccess,
    /// See whether messages to staff arrive.
    ReadDeliveries,
}

impl Right {
    /// All rights, in reading order.
    pub const ALL: [Self; 27] = [
        Self::ReadToday,
        Self::ReadReports,
        Self::WorkReports,
        Self::ReadCopies,
        Self::DisposeReports,
        Self::ReadIncidents,
        Self::WorkIncidents,
        Self::ReadNotifications,
        Self::WorkNotifications,
        Self::ReadActions,
        Self::WorkActions,
        Self::CarryOutActions,
        Self::Search,
        Self::ReadTrends,
        Self::ReadStatistics,
        Self::ReleaseStatistics,
        Self::DefineMeasures,
        Self::ReadLog,
        Self::ReadConcerns,
        Self::WorkConcerns,
        Self::WorkLessons,
        Self::PublishLessons,
        Self::WorkSignals,
        Self::ReadImprovements,
        Self::WorkImprovements,
        Self::ManageAccess,
        Self::ReadDeliveries,
    ];

    /// The roles that hold this right.
    #[must_use]
    pub const fn roles(self) -> &'static [Role] {
        match self {
            Self::ReadToday => {
                &[Role::Coordinator, Role::Analyst, Role::ActionOwner, Role::DataProtectionOfficer]
            }
            Self::ReadReports
            | Self::WorkReports
            | Self::WorkIncidents
            | Self::WorkActions
            | Self::PublishLessons
            | Self::ReleaseStatistics => &[Role::Coordinator],
            Self::ReadStatistics => {
                &[Role::Coordinator, Role::Analyst, Role::Manager, Role::Auditor]
            }
            Self::ReadCopies
            | Self::ReadIncidents
            | Self::ReadTrends
            | Self::DefineMeasures
            | Self::WorkLessons
            | Self::WorkSignals
            | Self::ReadImprovements
            | Self::WorkImprovements => &[Role::Coordinator, Role::Analyst],
            Self::ReadNotifications | Self::WorkNotifications => {
                &[Role::Coordinator, Role::DataProtectionOfficer]
            }
            Self::Search => {
                &[Role::Coordinator, Role::Analyst, Role::ActionOwner, Role::DataProtectionOfficer]
            }
            Self::CarryOutActions => &[Role::Coordinator, Role::ActionOwner],
            Self::DisposeReports => &[Role::DataProtectionOfficer],
            Self::ReadActions => &[Role::Coordinator, Role::Analyst, Role::ActionOwner],
            Self::ReadLog => &[Role::Auditor],
            Self::ReadConcerns | Self::WorkConcerns => &[Role::Independent],
            Self::ManageAccess | Self::ReadDeliveries => &[Role::Administrator],
        }
    }

    /// Whether `role` holds this right.
    #[must_use]
    pub fn is_held_by(self, role: Role) -> bool {
        self.roles().contains(&role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn managers_and_administrators_never_see_a_report() {
        for role in [Role::Manager, Role::Administrator, Role::Auditor, Role::ActionOwner] {
            assert!(!Right::ReadReports.is_held_by(role), "{role}");
        }
    }

    #[test]
    fn only_the_independent_role_hears_of_concerns_and_it_sees_nothing_else() {
        for right in Right::ALL {
            let is_of_concerns = matches!(right, Right::ReadConcerns | Right::WorkConcerns);
            assert_eq!(right.is_held_by(Role::Independent), is_of_concerns, "{right:?}");
            assert!(!is_of_concerns || right.roles() == [Role::Independent], "{right:?}");
        }
    }

    #[test]
    fn whoever_lets_others_in_sees_nothing_of_what_they_see() {
        for right in Right::ALL {
            // Whether messages arrive tells nothing of what they are about.
            let is_of_access = matches!(right, Right::ManageAccess | Right::ReadDeliveries);
            assert_eq!(right.is_held_by(Role::Administrator), is_of_access, "{right:?}");
            assert!(!is_of_access || right.roles() == [Role::Administrator], "{right:?}");
        }
    }

    #[test]
    fn every_right_is_held_by_someone() {
        for right in Right::ALL {
            assert!(!right.roles().is_empty(), "{right:?}");
        }
    }
}
