//! How many work in each unit of the made-up municipality, so that its rates show.
//!
//! Must never depend on chance: the same two years have the same figures.

use jiff::ToSpan;
use tillbud_events::headcount::Recorded;
use tillbud_events::vocabulary::Label;
use tillbud_events::{Actor, Month, StreamKind};

use super::content::Content;
use super::plan::Setting;
use crate::App;
use crate::act::Act;
use crate::clock::{Clock, day};
use crate::dispatch::DispatchError;

/// Of a hundred employees, so many full-time positions.
const FULL_TIME_OF_HUNDRED: u32 = 86;
/// Units from this size on take in somebody in the second year.
const GROWING_FROM: u32 = 20;
/// Where the figures come from.
const SOURCE: &str = "Personalsystemet";

/// Records the headcounts of the two years; what was recorded before is left as it is.
///
/// # Errors
/// When the log is away.
pub async fn record(app: &App, setting: Setting, content: &Content) -> Result<(), DispatchError> {
    let begin = day(setting.end).saturating_sub(24.months());
    let at = StreamKind::Headcount.recorded_moment(crate::clock::begin_of(begin));
    let act = Act::once(&Clock::simulated(at, setting.seed), Actor::System);
    let figures = figures(content, Month::of(begin));
    app.dispatch.record_headcounts(&act, figures).await.map(drop)
}

/// Every unit from the first month on, and the growing ones a year later.
fn figures(content: &Content, first: Month) -> Vec<Recorded> {
    let units =
        content.municipality.units().filter_map(|unit| Some((unit.label()?, unit.employees)));
    let Ok(source) = Label::parse(SOURCE) else { return Vec::new() };
    let figure = |unit: &Label, month: Month, employees: u32| Recorded {
        unit: unit.clone(),
        month,
        employees,
        full_time_hundredths: employees * FULL_TIME_OF_HUNDRED,
        source: source.clone(),
    };
    units
        .flat_map(|(unit, employees)| {
            let grown =
                (employees >= GROWING_FROM).then(|| figure(&unit, first.plus(12), employees + 1));
            std::iter::once(figure(&unit, first, employees)).chain(grown)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_has_a_headcount_that_the_rules_accept() {
        use tillbud_events::Decider;
        use tillbud_events::headcount::{Command, Headcount};
        let content = Content::read().unwrap();
        let figures = figures(&content, "2024-11".parse().unwrap());
        assert!(figures.len() > content.municipality.units().count());
        assert!(figures.len() <= crate::dispatch::headcount::FIGURES_MAX);
        for figure in figures {
            assert!(Headcount::Unknown.decide(Command::Record(figure)).is_ok());
        }
    }
}
