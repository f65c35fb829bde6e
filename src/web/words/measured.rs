//! Why a rule of measures or headcounts said no.

use tillbud_events::measure::{AimError, DefinitionError};
use tillbud_events::vocabulary::Lang;
use tillbud_events::{campaign, headcount, limits, measure};

use crate::web::locale::{text, text_with};

/// Of a measure.
pub(super) fn of_measure(lang: Lang, rejection: &measure::Rejection) -> String {
    use measure::Rejection as R;
    match rejection {
        R::Undefined => text(lang, "rejection-measure-undefined"),
        R::AlreadyDefined(key) => {
            text_with(lang, "rejection-measure-already-defined", &[("key", key)])
        }
        R::Definition(error) => of_definition(lang, error),
        R::OtherKey => text(lang, "rejection-measure-other-key"),
        R::Retired => text(lang, "rejection-measure-retired"),
        R::Order(month) => {
            text_with(lang, "rejection-measure-order", &[("month", &month.to_string())])
        }
        R::TooManyRebases => {
            let max = limits::MEASURE_REBASES.to_string();
            text_with(lang, "rejection-measure-too-many-levels", &[("max", &max)])
        }
        R::TooManyExcluded => {
            let max = limits::MEASURE_EXCLUDED.to_string();
            text_with(lang, "rejection-measure-too-many-excluded", &[("max", &max)])
        }
    }
}

fn of_definition(lang: Lang, error: &DefinitionError) -> String {
    match error {
        DefinitionError::Condition(name) => {
            let name = text(lang, &format!("measurecondition-{name}"));
            text_with(lang, "rejection-definition-condition", &[("condition", &name)])
        }
        DefinitionError::NotAPart => text(lang, "rejection-definition-not-a-part"),
        DefinitionError::Divided => text(lang, "rejection-definition-divided"),
        DefinitionError::GapOf => text(lang, "rejection-definition-gap-of"),
        DefinitionError::PerHead => text(lang, "rejection-definition-per-head"),
        DefinitionError::Chart { fits, .. } => {
            let names = fits.iter().map(|chart| text(lang, &format!("chartkind-{chart}")));
            let names = names.collect::<Vec<_>>().join("; ");
            text_with(lang, "rejection-definition-chart", &[("fits", &names)])
        }
        DefinitionError::GapPeriod => text(lang, "rejection-definition-gap-period"),
        DefinitionError::FewerReports => text(lang, "rejection-definition-fewer-reports"),
        DefinitionError::Week => text(lang, "rejection-definition-week"),
        DefinitionError::WithinDays => {
            let max = limits::WITHIN_DAYS.to_string();
            text_with(lang, "rejection-definition-within-days", &[("max", &max)])
        }
        DefinitionError::TargetOfReports => text(lang, "rejection-definition-target-of-reports"),
        DefinitionError::TargetWithoutDirection => {
            text(lang, "rejection-definition-target-without-direction")
        }
        DefinitionError::TargetOfShare => text(lang, "rejection-definition-target-of-share"),
    }
}

/// Why a change cannot be meant to move a measure that way.
pub(super) fn of_aim(lang: Lang, error: AimError) -> String {
    match error {
        AimError::FewerReports => text(lang, "field-aim-fewer-reports"),
        AimError::MoreIsBetter => text(lang, "field-aim-more-is-better"),
        AimError::LessIsBetter => text(lang, "field-aim-less-is-better"),
    }
}

/// Of a campaign.
pub(super) fn of_campaign(lang: Lang, rejection: &campaign::Rejection) -> String {
    use campaign::Rejection as R;
    let key = match rejection {
        R::Unknown => "unknown",
        R::AlreadyNoted => "already-noted",
        R::Withdrawn => "withdrawn",
        R::Order => "order",
        R::TooLong => {
            let max = limits::CAMPAIGN_DAYS.to_string();
            return text_with(lang, "rejection-campaign-too-long", &[("max", &max)]);
        }
        R::Year => "year",
    };
    text(lang, &format!("rejection-campaign-{key}"))
}

/// Of a headcount.
pub(super) fn of_headcount(lang: Lang, rejection: &headcount::Rejection) -> String {
    use headcount::Rejection as R;
    let most = |key: &str, max: String| text_with(lang, key, &[("max", &max)]);
    match rejection {
        R::Unknown => text(lang, "rejection-headcount-unknown"),
        R::OtherUnit => text(lang, "rejection-headcount-other-unit"),
        R::TooMany => most("rejection-headcount-too-many", limits::HEADCOUNT_EMPLOYEES.to_string()),
        R::TooMuchWork => text(lang, "rejection-headcount-too-much-work"),
        R::Month => text(lang, "rejection-headcount-month"),
        R::NotRecorded => text(lang, "rejection-headcount-not-recorded"),
        R::TooManyMonths => {
            most("rejection-headcount-too-many-months", limits::HEADCOUNT_MONTHS.to_string())
        }
    }
}
