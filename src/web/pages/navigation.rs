//! The ways of staff through the pages: what leads where, for which right.
//!
//! Must never show a way that the role cannot go.

use tillbud_events::Role;

use super::frame::Frame;
use crate::access::Right;

/// One way.
pub struct Way {
    /// Where it leads.
    pub address: String,
    /// What stands there.
    pub words: String,
    /// How the present page lies to it: `page` or `true`.
    pub current: Option<&'static str>,
}

/// The ways of the header.
const WAYS: [(Right, &str, &str); 10] = [
    (Right::ReadToday, "/today", "nav-today"),
    (Right::ReadReports, "/desk", "nav-desk"),
    (Right::ReadIncidents, "/desk/incidents", "nav-incidents"),
    (Right::ReadActions, "/actions", "nav-actions"),
    (Right::ReadNotifications, "/deadlines", "nav-deadlines"),
    (Right::ReadTrends, TRENDS, "nav-trends"),
    (Right::ReadConcerns, "/concerns", "nav-concerns"),
    (Right::ManageAccess, "/access", "nav-access"),
    (Right::ReadDeliveries, "/deliveries", "nav-deliveries"),
    (Right::ReadLog, "/log", "nav-log"),
];
/// The part of the pages that has ways of its own.
const TRENDS: &str = "/trends";
/// Its ways.
const OF_TRENDS: [(Right, &str, &str); 6] = [
    (Right::ReadTrends, TRENDS, "nav-wall"),
    (Right::WorkSignals, "/signals", "nav-signals"),
    (Right::ReadImprovements, "/improvements", "nav-improvements"),
    (Right::ReadImprovements, "/themes", "nav-themes"),
    (Right::DefineMeasures, "/measures", "nav-measures"),
    (Right::ReadStatistics, STATISTICS, "nav-statistics"),
];
const STATISTICS: &str = "/statistics";

/// The ways of the header for whoever looks. Released statistics are a part of trends, and a
/// way of their own for those who see nothing else of them.
pub(super) fn ways(frame: &Frame) -> Vec<Way> {
    let may = |right: Right| may(frame.role(), right);
    let here = above(frame.path());
    let part = if OF_TRENDS.iter().any(|(_, path, _)| *path == here) { TRENDS } else { here };
    let mut ways: Vec<Way> = WAYS
        .iter()
        .filter(|(right, ..)| may(*right))
        .map(|(_, path, words)| way(frame, path, words, part))
        .collect();
    if !may(Right::ReadTrends) && may(Right::ReadStatistics) {
        ways.push(way(frame, STATISTICS, "nav-statistics", here));
    }
    let lessons = if may(Right::WorkLessons) { "/desk/lessons" } else { "/lessons" };
    ways.push(way(frame, lessons, "nav-lessons", here));
    ways
}

/// The ways within trends, on the pages of trends.
pub(super) fn ways_within(frame: &Frame) -> Vec<Way> {
    let here = above(frame.path());
    let is_of_trends = OF_TRENDS.iter().any(|(_, path, _)| *path == here);
    if !frame.is_staff || !is_of_trends || !may(frame.role(), Right::ReadTrends) {
        return Vec::new();
    }
    OF_TRENDS
        .iter()
        .filter(|(right, ..)| may(frame.role(), *right))
        .map(|(_, path, words)| way(frame, path, words, here))
        .collect()
}

/// A role that is not known yet is shown every way that leads to work.
fn may(role: Option<Role>, right: Right) -> bool {
    let is_beside = matches!(right, Right::ManageAccess | Right::ReadDeliveries | Right::ReadLog);
    role.map_or(!is_beside, |role| right.is_held_by(role))
}

fn way(frame: &Frame, path: &str, words: &str, here: &str) -> Way {
    let current = if path == frame.path() { "page" } else { "true" };
    Way {
        address: frame.href(path),
        words: frame.t(words),
        current: (path == here).then_some(current),
    }
}

/// The page of a header or a part that the page at `path` lies below; itself where there is
/// none.
pub(super) fn above(path: &str) -> &str {
    let begins = |with: &str| path.starts_with(with);
    match path {
        "/desk/bulk" => "/desk",
        "/register" => "/deadlines",
        _ if begins("/desk/reports/") => "/desk",
        _ if begins("/incidents/") && path.contains("/notifications") => "/deadlines",
        _ if begins("/desk/incidents/") || begins("/incidents/") => "/desk/incidents",
        _ if begins("/alerts/") => "/signals",
        _ if begins("/releases") => STATISTICS,
        _ => BELOW.into_iter().find(|top| is_below(path, top)).unwrap_or(path),
    }
}

/// Pages with further ones below their own address.
const BELOW: [&str; 13] = [
    "/desk/lessons",
    "/lessons",
    "/actions",
    "/signals",
    "/themes",
    "/improvements",
    "/trends",
    "/measures",
    "/receipt",
    "/concerns",
    "/access",
    "/account",
    "/statistics",
];

fn is_below(path: &str, top: &str) -> bool {
    path.strip_prefix(top).is_some_and(|rest| rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use tillbud_events::vocabulary::Lang;

    use super::*;

    fn told(ways: &[Way]) -> Vec<(&str, Option<&str>)> {
        ways.iter().map(|way| (way.address.as_str(), way.current)).collect()
    }

    fn frame(path: &str, role: Role) -> Frame {
        Frame::new(Lang::Sv, false, path, true).for_role(role)
    }

    #[test]
    fn each_role_sees_its_ways_and_where_it_is() {
        let at = |path, role| {
            let frame = frame(path, role);
            told(&ways(&frame))
                .into_iter()
                .map(|(address, current)| (address.to_owned(), current.map(str::to_owned)))
                .collect::<Vec<_>>()
        };
        let of = |ways: &[(&str, Option<&str>)]| {
            ways.iter()
                .map(|(address, current)| ((*address).to_owned(), current.map(str::to_owned)))
                .collect::<Vec<_>>()
        };
        let manager = at("/releases/new", Role::Manager);
        assert_eq!(manager, of(&[("/statistics", Some("true")), ("/lessons", None)]));
        let administrator = at("/access/people", Role::Administrator);
        let expected = [("/access", Some("true")), ("/deliveries", None), ("/lessons", None)];
        assert_eq!(administrator, of(&expected));
        let auditor = at("/log", Role::Auditor);
        let expected = [("/log", Some("page")), ("/statistics", None), ("/lessons", None)];
        assert_eq!(auditor, of(&expected));
        let analyst = at("/alerts/6f1c", Role::Analyst);
        assert!(analyst.contains(&("/trends".to_owned(), Some("true".to_owned()))), "{analyst:?}");
    }

    #[test]
    fn trends_have_ways_of_their_own_for_those_who_see_exact_figures() {
        let analyst = frame("/themes/6f1c", Role::Analyst);
        let within = ways_within(&analyst);
        assert_eq!(told(&within)[3], ("/themes", Some("true")));
        assert_eq!(within.len(), OF_TRENDS.len());
        assert!(ways_within(&frame("/statistics", Role::Manager)).is_empty());
        assert!(ways_within(&frame("/desk", Role::Coordinator)).is_empty());
    }

    #[test]
    fn a_page_lies_below_the_one_that_leads_to_it() {
        for (path, expected) in [
            ("/trends/funnel", "/trends"),
            ("/trends", "/trends"),
            ("/trendsetters", "/trendsetters"),
            ("/desk/lessons/1", "/desk/lessons"),
            ("/incidents/1/notifications", "/deadlines"),
            ("/incidents/1", "/desk/incidents"),
            ("/releases/new", "/statistics"),
        ] {
            assert_eq!(above(path), expected, "{path}");
        }
    }
}
