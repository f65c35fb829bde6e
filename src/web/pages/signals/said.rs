//! What a signal or an alert says, in words: counts and a question.
//!
//! Must never say that more reports are bad, nor why anything happened.

use tillbud_events::Week;
use tillbud_events::measure::Definition;
use tillbud_events::vocabulary::{AlertFamily, Lang, SignalSide};
use tillbud_projections::alert::{AlertRow, MemberRow};
use tillbud_projections::measure::Measure;
use tillbud_projections::signal::SignalRow;
use tillbud_projections::trend::fact::week::FirstOfCategory;

use crate::lists::Lists;
use crate::policies::early::REPORTS;
use crate::web::api::alerts::figure;
use crate::web::locale::{FluentValue, period_in_words, text_of};
use crate::web::pages::frame::Frame;
use crate::web::pages::when;

/// Says it in the language of a page, with the names of the organisation's lists.
#[derive(Clone, Copy)]
pub struct Saying<'a> {
    /// The page.
    pub frame: &'a Frame,
    /// Names of units and categories.
    pub lists: &'a Lists,
    /// The measures, by which signals are named.
    pub measures: &'a [Measure],
}

impl Saying<'_> {
    /// What stood out: a category, a unit with it, or severe harm.
    #[must_use]
    pub fn about(&self, row: &AlertRow) -> String {
        let lang = self.frame.lang;
        let unit = row.unit.as_deref().map(|unit| self.lists.unit_name(unit, lang));
        let what = match &row.category {
            Some(category) => self.lists.category_name(category, lang).to_owned(),
            None => self.frame.t("alert-severe"),
        };
        match unit {
            Some(unit) => {
                self.frame.fill2("alert-in-unit", ("what", what), ("unit", unit.to_owned()))
            }
            None => what,
        }
    }

    /// An alert in one line.
    #[must_use]
    pub fn alert(&self, row: &AlertRow) -> String {
        let values = [
            ("what", self.about(row).into()),
            ("observed", row.observed.into()),
            ("weeks", row.window_weeks.into()),
            ("expected", self.expected(&row.expected).into()),
        ];
        self.of(title_of(&row.family), &values)
    }

    /// The same with what it was compared with.
    #[must_use]
    pub fn alert_means(&self, row: &AlertRow) -> String {
        let is_severe = row.family == AlertFamily::Severe.as_str();
        let key = if is_severe { "alert-means-severe" } else { "alert-means-share" };
        let values = [
            ("observed", row.observed.into()),
            ("weeks", row.window_weeks.into()),
            ("expected", self.expected(&row.expected).into()),
            ("baseline", row.baseline.into()),
        ];
        self.of(key, &values)
    }

    /// A category with the week of its first report.
    #[must_use]
    pub fn new_category(&self, row: &FirstOfCategory) -> String {
        let category = self.lists.category_name(&row.category, self.frame.lang).to_owned();
        let week = self.week(&row.week);
        let values =
            [("what", category.into()), ("week", week.into()), ("count", row.count.into())];
        self.of("signals-new-category", &values)
    }

    /// A unit that stood out by itself, in an alert of this family.
    #[must_use]
    pub fn member(&self, family: &str, row: &MemberRow) -> String {
        let unit = row.unit.as_deref().unwrap_or_default();
        let unit = self.lists.unit_name(unit, self.frame.lang).to_owned();
        let values = [
            ("what", unit.into()),
            ("observed", row.observed.into()),
            ("weeks", row.window_weeks.into()),
            ("expected", self.expected(&row.expected).into()),
        ];
        self.of(title_of(family), &values)
    }

    /// Units in the order of the organisation's own list, then by name; never by size.
    pub fn in_order(&self, rows: &mut [MemberRow]) {
        rows.sort_by_key(|row| {
            let unit = row.unit.clone().unwrap_or_default();
            let place = self.lists.units.iter().position(|entry| entry.code == unit);
            (place.unwrap_or(usize::MAX), unit)
        });
    }

    /// The measure of a signal, and of what.
    #[must_use]
    pub fn measure(&self, row: &SignalRow) -> String {
        let lang = self.frame.lang;
        let measure = match (self.defined(row), row.measure.as_str()) {
            (Some(it), _) if lang == Lang::Sv => it.name_sv.as_str().to_owned(),
            (Some(it), _) => it.name_en.as_str().to_owned(),
            (None, REPORTS) => self.frame.t("signal-measure-reports"),
            (None, other) => other.to_owned(),
        };
        let category = row.category.as_deref().map(|code| self.lists.category_name(code, lang));
        let unit = row.unit.as_deref().map(|code| self.lists.unit_name(code, lang));
        let scope: Vec<&str> = category.into_iter().chain(unit).collect();
        if scope.is_empty() {
            return measure;
        }
        self.frame.fill2("signal-measure-of", ("measure", measure), ("scope", scope.join(", ")))
    }

    fn defined(&self, row: &SignalRow) -> Option<&Definition> {
        let is_it = |it: &&Measure| it.definition.key.as_str() == row.measure;
        self.measures.iter().find(is_it).map(|it| &it.definition)
    }

    /// A signal in one line.
    #[must_use]
    pub fn signal(&self, row: &SignalRow) -> String {
        let is_high = row.side == SignalSide::High.as_str();
        let key = if is_high { "signal-title-high" } else { "signal-title-low" };
        let since = self.period(&row.from_period);
        self.of(key, &[("measure", self.measure(row).into()), ("since", since.into())])
    }

    /// The question that a signal asks.
    #[must_use]
    pub fn question(&self, row: &SignalRow) -> String {
        let is_of_reports =
            self.defined(row).map_or(row.measure == REPORTS, Definition::tells_how_much_is_told);
        let is_high = row.side == SignalSide::High.as_str();
        self.frame.t(match (is_of_reports, is_high) {
            (true, true) => "signal-asks-more",
            (true, false) => "signal-asks-fewer",
            (false, _) => "signal-asks",
        })
    }

    /// A week, by its number and its Monday.
    #[must_use]
    pub fn week(&self, stored: &str) -> String {
        let Ok(week) = stored.parse::<Week>() else { return stored.to_owned() };
        let number = stored.split_once("-W").map_or("", |(_, number)| number);
        let number = number.trim_start_matches('0').to_owned();
        let monday = when::When::date(self.frame, week.monday()).words;
        self.frame.fill2("signals-week", ("week", number), ("monday", monday))
    }

    /// A week, a month, a quarter or a day, by its stored name.
    #[must_use]
    pub fn period(&self, stored: &str) -> String {
        if stored.parse::<Week>().is_ok() {
            return period_in_words(self.frame.lang, stored);
        }
        let quarter = stored.split_once("-Q");
        match quarter.and_then(|(year, number)| Some((year.parse().ok()?, number.parse().ok()?))) {
            Some((year, number)) => self.quarter(year, number),
            None => when::month(self.frame, stored),
        }
    }

    /// A quarter of a year.
    #[must_use]
    pub fn quarter(&self, year: i16, quarter: i8) -> String {
        let (quarter, year) = (quarter.to_string(), year.to_string());
        self.frame.fill2("signals-quarter", ("quarter", quarter), ("year", year))
    }

    /// A number with so many decimals, with the decimal sign of the language.
    #[must_use]
    pub fn number(&self, value: f64, decimals: usize) -> String {
        let written = format!("{value:.decimals$}");
        match self.frame.lang {
            Lang::Sv => written.replace('.', ","),
            Lang::En => written,
        }
    }

    /// As many as were to be expected; none where that would be written as 0.0.
    fn expected(&self, stored: &str) -> String {
        let expected = figure(stored);
        if expected < 0.05 {
            return self.frame.t("alert-none-expected");
        }
        self.number(expected, usize::from(expected < 10.0))
    }

    fn of(&self, key: &str, values: &[(&str, FluentValue<'_>)]) -> String {
        text_of(self.frame.lang, key, values)
    }
}

/// Of severe harm incidents are counted, and else reports.
fn title_of(family: &str) -> &'static str {
    if family == AlertFamily::Severe.as_str() { "alert-title-severe" } else { "alert-title" }
}
