//! What went on beside a chart: which campaigns overlap its time, in words and as bands.
//!
//! Must never be asked for by released statistics, nor change a figure.

use tillbud_events::measure::{Definition, Numerator};
use tillbud_events::vocabulary::{Label, Lang};
use tillbud_projections::DatabaseError;
use tillbud_projections::campaign::{self, CHARTED_MAX, CampaignRow};

use crate::App;
use crate::lists::Lists;
use crate::web::chart::bands::{Band, span};
use crate::web::locale::{date, text, text_with};

/// Something that went on while a chart's points were measured.
#[derive(Clone, Debug, PartialEq)]
pub struct WentOn {
    /// Which campaign.
    pub campaign_id: String,
    /// What, in the reader's language when its words were erased.
    pub what: String,
    /// Its first day.
    pub from: String,
    /// Its last day; nothing for a moment.
    pub until: Option<String>,
    /// The unit; nothing for everywhere.
    pub unit: Option<String>,
    /// When and where, in words.
    pub facts: String,
    /// Where along the chart.
    pub band: Band,
}

/// When it went on, in words.
#[must_use]
pub fn days(lang: Lang, row: &CampaignRow) -> String {
    let from = date(lang, &row.from_day);
    match row.until() {
        Some(until) if until != row.from_day => {
            let until = date(lang, until);
            text_with(lang, "campaign-days", &[("from", &from), ("until", &until)])
        }
        Some(_) => from,
        None => text_with(lang, "campaign-moment", &[("from", &from)]),
    }
}

/// Where it went on, in words.
#[must_use]
pub fn place(lang: Lang, lists: &Lists, row: &CampaignRow) -> String {
    match &row.unit {
        Some(unit) => lists.unit_name(unit, lang).to_owned(),
        None => text(lang, "campaign-place-all"),
    }
}

/// What went on everywhere or in `unit`, along points of these names; at most the last
/// [`CHARTED_MAX`].
#[must_use]
pub fn beside(
    lang: Lang,
    lists: &Lists,
    rows: &[CampaignRow],
    unit: Option<&str>,
    labels: &[String],
) -> Vec<WentOn> {
    let went_on = |row: &CampaignRow| {
        let days = (row.from_day.parse().ok()?, row.last_day.parse().ok()?);
        let what = row.what.clone().unwrap_or_else(|| text(lang, "erased"));
        let facts = format!("{}, {}", self::days(lang, row), place(lang, lists, row));
        let band = Band::of(labels, days, row.is_moment)?;
        Some(WentOn {
            campaign_id: row.campaign_id.clone(),
            from: row.from_day.clone(),
            until: row.until().map(str::to_owned),
            unit: row.unit.clone(),
            band: Band { words: format!("{what} ({facts})"), ..band },
            what,
            facts,
        })
    };
    let of = rows.iter().filter(|row| row.unit.is_none() || row.unit.as_deref() == unit);
    let mut all: Vec<_> = of.filter_map(went_on).collect();
    all.drain(..all.len().saturating_sub(CHARTED_MAX));
    all
}

/// The same of the campaigns as they are noted now, read for the time of the points.
///
/// # Errors
/// When the read models are away.
pub async fn along(
    app: &App,
    lang: Lang,
    unit: Option<&str>,
    labels: &[String],
) -> Result<Vec<WentOn>, DatabaseError> {
    let Some(days) = span(labels) else { return Ok(Vec::new()) };
    let rows = campaign::between(app.read_models.db(), days).await?;
    Ok(beside(lang, &app.lists, &rows, unit, labels))
}

/// The unit that a measure itself is of.
#[must_use]
pub fn unit_of(definition: &Definition) -> Option<&str> {
    let conditions = match &definition.numerator {
        Numerator::Count(counted) | Numerator::Gap(counted) => &counted.conditions,
        Numerator::Median(lasting) => &lasting.conditions,
    };
    conditions.unit.as_ref().map(Label::as_str)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A campaign with these days; a moment when they are one.
    pub(crate) fn row(number: i64, unit: Option<&str>, from: &str, last: &str) -> CampaignRow {
        CampaignRow {
            campaign_id: number.to_string(),
            version: 1,
            position: number,
            what: Some(format!("Vecka {number}")),
            erased: false,
            from_day: from.into(),
            last_day: last.into(),
            is_moment: from == last,
            unit: unit.map(str::to_owned),
            noted_at: 0,
            noted_as: "analyst".into(),
            corrected_at: None,
            corrected_as: None,
            withdrawn_at: None,
            withdrawn_as: None,
            withdrawal: None,
        }
    }

    #[test]
    fn what_went_on_everywhere_or_in_the_unit_stands_beside_its_chart() {
        let rows = [
            row(1, None, "2026-03-02", "2026-03-08"),
            row(2, Some("syd"), "2026-03-10", "2026-03-10"),
            row(3, None, "2027-01-01", "2027-01-02"),
        ];
        let labels = ["2026-03".to_owned(), "2026-04".to_owned()];
        let told = |unit: Option<&str>| {
            let all = beside(Lang::Sv, &Lists::default(), &rows, unit, &labels);
            all.into_iter().map(|it| it.band.words).collect::<Vec<_>>()
        };
        let week = "Vecka 1 (2 mars 2026 till 8 mars 2026, överallt)";
        assert_eq!(told(None), [week]);
        assert_eq!(told(Some("norr")), [week]);
        assert_eq!(told(Some("syd")), [week, "Vecka 2 (från 10 mars 2026, syd)"]);
    }
}
