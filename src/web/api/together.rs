//! Reporting and harm read together: the measures of the other of the two, and what both say.
//!
//! Neither means anything alone, so whoever asks for one is told of the other. Must never be
//! asked for by measures of anything else, nor say that it has become more or less dangerous.

use serde::Serialize;
use tillbud_events::vocabulary::Lang;
use tillbud_projections::measure::{self, Scope};
use utoipa::ToSchema;

use super::measured::{self, Question};
use super::trend_views::Moved;
use crate::App;
use crate::web::error::HttpError;
use crate::web::pages::Frame;
use crate::web::pages::trends::reading::Reading;
use crate::web::pages::trends::shown::{About, Shown};

/// What a measure of `about` is read together with; nothing for measures of anything else.
#[must_use]
pub const fn other(about: About) -> Option<About> {
    match about {
        About::Reporting => Some(About::HarmShare),
        About::HarmShare => Some(About::Reporting),
        About::NearMissShare | About::Other => None,
    }
}

/// The measures that are about one of these, of the part of the organisation and the period that
/// were asked for, in their own order.
///
/// # Errors
/// When the read models are away, or nothing can be drawn of what was measured.
pub async fn about(
    app: &App,
    lang: Lang,
    of: &[About],
    question: &Question,
) -> Result<Vec<Shown>, HttpError> {
    let (db, today) = (app.read_models.db(), app.clock.today());
    let mut measures = measured::measures(db).await?;
    measures.retain(|measure| of.contains(&measured::about(&measure.definition)));
    let scope: &Scope = &question.scope;
    let asked: Vec<_> = measures.iter().map(|measure| (measure, scope)).collect();
    let points = measure::charted(db, &asked, question.from, question.to, today).await?;
    let each = measures.iter().zip(points);
    each.map(|(measure, points)| measured::drawn(lang, measure, points, question)).collect()
}

/// A measure that is shown, and after it those of the other of reporting and harm, to be read
/// together with it; nothing at all when it is neither.
///
/// # Errors
/// As [`about`].
pub async fn with_other(
    app: &App,
    lang: Lang,
    shown: &Shown,
    question: &Question,
) -> Result<Vec<Shown>, HttpError> {
    let Some(other) = other(shown.about) else { return Ok(Vec::new()) };
    let others = about(app, lang, &[other], question).await?;
    Ok(std::iter::once(shown.clone()).chain(others).collect())
}

/// Reporting and harm read together.
#[derive(Debug, Serialize, ToSchema)]
pub struct Together {
    /// The measures of reporting and of harm that were read, the ones asked for first.
    pub measures: Vec<TogetherMeasure>,
    /// `up` or `down`, when reporting has changed of late; null also where there is too little
    /// to tell, which `change` of the measure says.
    pub reporting: Option<String>,
    /// The same of the share with harm.
    pub harm: Option<String>,
    /// The row of the table that applies: `healthier`, `closely`, `serious_only` or `ambiguous`;
    /// null when none does, or when it cannot be told yet.
    pub reading: Option<String>,
    /// What that says, in English.
    pub words: String,
}

/// A measure that is read together with another.
#[derive(Debug, Serialize, ToSchema)]
pub struct TogetherMeasure {
    /// Its short name.
    pub measure: String,
    /// Its name.
    pub name: String,
    /// What has changed.
    pub change: Moved,
}

impl Together {
    /// What these measures say together; nothing when reporting or harm is not among them.
    #[must_use]
    pub fn of(shown: &[Shown]) -> Option<Self> {
        let frame = Frame::new(Lang::En, false, "/trends", true);
        let reading = Reading::of(&frame, shown)?;
        let measure = |shown: &Shown| TogetherMeasure {
            measure: shown.key.clone(),
            name: shown.name.clone(),
            change: Moved::of(shown),
        };
        Some(Self {
            measures: shown.iter().map(measure).collect(),
            reporting: reading.ways.0.map(str::to_owned),
            harm: reading.ways.1.map(str::to_owned),
            reading: reading.applies.map(|name| name.replace('-', "_")),
            words: reading.now,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tillbud_projections::trend::chart::Profile;

    use super::*;
    use crate::web::pages::trends::shown::testing::{shown, values};

    #[test]
    fn what_two_measures_say_together_is_told_in_words_that_a_program_knows() {
        let of = |about, add| shown("x", about, &values(30, 18, add), Profile::three_sigma_runs());
        let told = |reporting, harm| {
            let both = [of(About::Reporting, reporting), of(About::HarmShare, harm)];
            serde_json::to_value(Together::of(&both).unwrap()).unwrap()
        };
        let fewer = told(-7.0, 20.0);
        assert_eq!(
            (&fewer["reporting"], &fewer["harm"], &fewer["reading"]),
            (&json!("down"), &json!("up"), &json!("serious_only"))
        );
        assert_eq!(fewer["measures"][1]["change"]["side"], json!("more"));
        let steady = told(0.0, 0.0);
        assert_eq!((&steady["harm"], &steady["reading"]), (&json!(null), &json!(null)));
        assert!(Together::of(&[of(About::Reporting, 0.0)]).is_none());
    }

    #[test]
    fn only_reporting_and_harm_are_read_together() {
        assert_eq!(other(About::Reporting), Some(About::HarmShare));
        assert_eq!(other(About::HarmShare), Some(About::Reporting));
        assert_eq!((other(About::NearMissShare), other(About::Other)), (None, None));
    }
}
