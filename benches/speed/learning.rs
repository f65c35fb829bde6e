//! What analysts look at beside reports and incidents: measures, a theme, a cycle, a signal.
//!
//! Must never be more than the pages need: how much one has of these does not grow with
//! the number of reports.

use jiff::civil::date;
use tillbud_events::improvement::{self, Aim, Origin, Plan, Planned};
use tillbud_events::measure::{self, Defined, standard};
use tillbud_events::signal::{self, Baseline, Evidence, Point, Raised, Scope};
use tillbud_events::theme::{self, IncidentAdded};
use tillbud_events::vocabulary::{Label, Movement, SignalRule, SignalSide};
use tillbud_events::{
    AnyEvent, Figure, ImprovementId, Made, Month, Position, SignalId, StreamId, Text, ThemeId,
};
use uuid::Uuid;

use crate::pages::incident_of;

/// The theme, the cycle and the signal of [`events`].
pub const THEME: ThemeId = ThemeId(Uuid::from_u128(0x7e_0001));
pub const IMPROVEMENT: ImprovementId = ImprovementId(Uuid::from_u128(0x7e_0002));
pub const SIGNAL: SignalId = SignalId(Uuid::from_u128(0x7e_0003));
/// Incidents of the theme.
const INCIDENTS: usize = 20;
/// Months that the signal is seen in.
const MONTHS: u16 = 36;

/// Every measure that Tillbud comes with, and one of each of the others, in order.
pub fn events() -> Vec<(StreamId, AnyEvent)> {
    let mut told = Vec::new();
    for definition in standard() {
        let stream = tillbud::measures::measure_id(&definition.key).into();
        told.push((stream, measure::Event::Defined(Defined { definition }).into()));
    }
    let question = Text::Clear("Varför går brev fel?".to_owned());
    let opened = theme::Event::Opened(theme::Opened { question: question.clone() });
    told.push((THEME.into(), opened.into()));
    for number in 0..INCIDENTS {
        let added = theme::Event::IncidentAdded(IncidentAdded { incident_id: incident_of(number) });
        told.push((THEME.into(), added.into()));
    }
    let opened = improvement::Opened { from: Origin::Theme(THEME), question };
    told.push((IMPROVEMENT.into(), improvement::Event::Opened(opened).into()));
    let planned = improvement::Event::Planned(Planned { plan: plan() });
    told.push((IMPROVEMENT.into(), planned.into()));
    told.push((SIGNAL.into(), signal::Event::Raised(raised()).into()));
    told
}

fn plan() -> Plan {
    let month = |year, month| Month::of(date(year, month, 1));
    let reports = standard().remove(0);
    let aim = Aim {
        measure_id: tillbud::measures::measure_id(&reports.key),
        unit: None,
        category: None,
        movement: Movement::Increase,
    };
    Plan {
        aim,
        expected: Figure::of(1.5).unwrap(),
        baseline_from: month(2024, 1),
        baseline_to: month(2025, 12),
        triggers: vec![],
        change: month(2026, 1),
        review: date(2027, 3, 1),
    }
}

/// Reports of three years, of which the last month had many.
fn raised() -> Raised {
    let label = |text: &str| Label::parse(text).unwrap();
    let first = Month::of(date(2023, 11, 1));
    let point = |at: u16| Point {
        period: label(&first.plus(at.into()).to_string()),
        numerator: Figure::of(f64::from(if at + 1 == MONTHS { 90 } else { 40 + at * 7 % 11 })),
        denominator: None,
    };
    let points: Vec<_> = (0..MONTHS).map(point).collect();
    let last = points.last().unwrap().period.clone();
    Raised {
        measure: label(standard()[0].key.as_str()),
        scope: Scope::default(),
        rule: SignalRule::OutsideLimits,
        side: SignalSide::High,
        from: last.clone(),
        to: last,
        q: Figure::of(0.001),
        is_notable: true,
        evidence: Evidence {
            chart: label("c"),
            direction: None,
            multiply: Figure::of(1.0).unwrap(),
            sigma_z_floor: None,
            baseline: Baseline::default(),
            points,
        },
        made: Made {
            engine: label("bench"),
            profile: label("anhoej"),
            input_sha256: label(&"0".repeat(64)),
        },
        known_at: Position(1),
    }
}
