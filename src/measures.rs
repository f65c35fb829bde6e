//! Which stream a measure or a headcount has, and the measures that Tillbud comes with.
//!
//! Ids follow from the key or the unit, so that two people who define the same at the same
//! time meet in one stream. Must never define anew what people revised or retired.

use tillbud_events::measure::{Command, Measure, standard};
use tillbud_events::vocabulary::{Code, Label};
use tillbud_events::{Actor, HeadcountId, MeasureId};

use crate::App;
use crate::act::{Act, digest};
use crate::clock::id_from;
use crate::dispatch::DispatchError;

/// The space of these ids: the same in every organisation, as keys are no secrets.
const SPACE: [u8; 32] = *b"tillbud measures and headcounts.";

/// The measure with this key.
#[must_use]
pub fn measure_id(key: &Code) -> MeasureId {
    MeasureId(id_from(digest(&SPACE, &[b"measure", key.as_str().as_bytes()])))
}

/// The headcount of this unit.
#[must_use]
pub fn headcount_id(unit: &Label) -> HeadcountId {
    HeadcountId(id_from(digest(&SPACE, &[b"headcount", unit.as_str().as_bytes()])))
}

/// Defines the measures that Tillbud comes with, unless somebody has had them before.
///
/// # Errors
/// When the log is away; the next start goes on.
pub async fn define_standard(app: &App) -> Result<(), DispatchError> {
    for definition in standard() {
        let stream = measure_id(&definition.key).into();
        let known = app.dispatch.load::<Measure>(stream).await?;
        if known.state != Measure::Undefined {
            continue;
        }
        let act = Act::once(&app.clock, Actor::System);
        let command = Command::Define(definition);
        match app.dispatch.execute::<Measure>(stream, None, &act, command).await {
            // Another program was first.
            Ok(_) | Err(DispatchError::Conflict | DispatchError::Rejected(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(test)]
pub(crate) mod testing {
    use tillbud_events::Version;
    use tillbud_events::measure::Definition;
    use tillbud_projections::measure::Measure;
    use uuid::Uuid;

    use super::*;

    /// A measure as it is defined, with no decision on its baseline.
    pub(crate) fn measure(definition: Definition) -> Measure {
        Measure {
            id: MeasureId(Uuid::from_u128(7)),
            version: Version(4),
            definition,
            baselines: vec![],
            is_retired: false,
            retirement: None,
            defined_as: "system".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_follows_from_the_key_and_is_of_version_4() {
        let [one, other] = ["reports", "harm_share"].map(|key| Code::parse(key).unwrap());
        assert_eq!(measure_id(&one), measure_id(&one));
        assert_ne!(measure_id(&one), measure_id(&other));
        assert_eq!(measure_id(&one).0.get_version_num(), 4);
        let unit = Label::parse("reports").unwrap();
        assert_ne!(headcount_id(&unit).0, measure_id(&one).0);
    }
}
