//! A measure with its chart, ready to be shown: on the wall, alone, in a file.
//!
//! Must never call a rise of reports a concern: where reporting itself is measured, a change
//! upward is told without judgement and a change downward is a question.

use tillbud_events::vocabulary::Lang;
use tillbud_projections::campaign::CampaignRow;
use tillbud_projections::trend::change::{Change, Lack, Recency, Side};
use tillbud_projections::trend::chart::{Chart, Direction, Kind, Maturity, Signals};

use super::super::frame::Frame;
use crate::lists::Lists;
use crate::web::api::beside::{self, WentOn};
use crate::web::chart::bands::Band;
use crate::web::chart::control::Aim;
use crate::web::chart::words;
use crate::web::locale::period_in_words;

/// What a measure is about, as far as reading it together with others needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// How much is reported.
    Reporting,
    /// Which share of reports tells of harm.
    HarmShare,
    /// Which share of reports tells of a near miss.
    NearMissShare,
    /// Anything else.
    Other,
}

/// A measure with its chart.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Its id, under which people define it and decide its baseline.
    pub id: String,
    /// Its name in addresses.
    pub key: String,
    /// Its name in the language of the page.
    pub name: String,
    /// What it is about.
    pub about: About,
    /// Whether it counts how much is told, so that a change upward is never a concern.
    pub is_of_reporting: bool,
    /// Which chart it has.
    pub kind: Kind,
    /// Which way is better, where that is known.
    pub direction: Option<Direction>,
    /// What is to be reached, where somebody has promised something.
    pub aim: Option<Aim>,
    /// What went on meanwhile.
    pub went_on: Vec<WentOn>,
    /// The period that its level begins in, when that lies before what is shown.
    pub begins: Option<String>,
    /// What each point is called.
    pub labels: Vec<String>,
    /// The chart.
    pub chart: Chart,
    /// Values are shown this many times as large.
    pub multiply: f64,
    /// Of gaps: whole days since the last event, which is no point yet.
    pub days_since_last: Option<i64>,
    /// Of a median: the share of the newest cases that is still open, 0 to 1.
    pub open: Option<f64>,
}

/// Values of shares are shown in per cent.
pub const PERCENT: &str = "\u{a0}%";

impl Shown {
    /// What stands after each value.
    #[must_use]
    pub fn suffix(&self) -> &'static str {
        suffix(self.kind)
    }

    /// A value as it is shown.
    #[must_use]
    pub fn value(&self, lang: Lang, value: f64) -> String {
        format!("{}{}", words::number(lang, value * self.multiply), self.suffix())
    }

    /// The newest value, and what its point is called. A period that is still running is
    /// not yet one.
    #[must_use]
    pub fn newest(&self, lang: Lang) -> Option<(String, String)> {
        use tillbud_projections::trend::chart::State;
        let points = &self.chart.points;
        let at = points
            .iter()
            .rposition(|point| point.state == State::Measured && point.value.is_some())?;
        let value = points.get(at)?.value?;
        Some((self.value(lang, value), self.label(at)))
    }

    /// The same with what went on meanwhile, everywhere or in `unit`.
    #[must_use]
    pub fn beside(
        self,
        lang: Lang,
        lists: &Lists,
        rows: &[CampaignRow],
        unit: Option<&str>,
    ) -> Self {
        let went_on = beside::beside(lang, lists, rows, unit, &self.labels);
        Self { went_on, ..self }
    }

    /// What went on meanwhile, along the chart.
    pub fn bands(&self) -> impl Iterator<Item = &Band> {
        self.went_on.iter().map(|it| &it.band)
    }

    /// What is to be reached, in a sentence.
    #[must_use]
    pub fn target(&self, lang: Lang) -> Option<String> {
        self.aim.map(|aim| aim.sentence(lang, &self.value(lang, aim.value)))
    }

    /// Whether there is any value.
    #[must_use]
    pub fn has_value(&self) -> bool {
        self.chart.points.iter().any(|point| point.value.is_some())
    }

    /// What a point is called.
    #[must_use]
    pub fn label(&self, at: usize) -> String {
        self.labels.get(at).cloned().unwrap_or_else(|| (at + 1).to_string())
    }

    /// What has changed.
    #[must_use]
    pub fn change(&self) -> Change {
        Change::of(&self.chart)
    }

    /// What has changed, in a few words, or of what there is too little to tell; nothing when
    /// there is no signal at all.
    #[must_use]
    pub fn news(&self, frame: &Frame) -> Option<String> {
        let change = self.change();
        match change.lack {
            Some(Lack::Points) => return Some(frame.t("trends-news-few-points")),
            Some(Lack::Events) => return Some(frame.t("trends-news-few-events")),
            None => {}
        }
        match (change.recency, change.side, change.since) {
            (Recency::New, Some(side), Some(since)) => {
                let key = match side {
                    Side::More => "trends-news-up",
                    Side::Fewer => "trends-news-down",
                };
                Some(frame.fill(key, "since", period_in_words(frame.lang, &self.label(since))))
            }
            (Recency::New | Recency::Older, ..) => Some(frame.t("trends-news-older")),
            (Recency::None | Recency::TooLittle, ..) => None,
        }
    }

    /// The question that less reporting asks; nothing when reporting has not fallen.
    #[must_use]
    pub fn question(&self, frame: &Frame) -> Option<String> {
        let has_fallen = self.change().side == Some(Side::Fewer);
        (self.is_of_reporting && has_fallen).then(|| frame.t("trends-question-fewer"))
    }

    /// How far the limits are to be trusted, when they are not yet trusted fully.
    #[must_use]
    pub fn maturity(&self, frame: &Frame) -> Option<String> {
        let key = match self.chart.parts.last()?.maturity? {
            Maturity::TooShort | Maturity::Trial => "trends-maturity-trial",
            Maturity::Provisional => "trends-maturity-provisional",
            Maturity::Full => return None,
        };
        Some(frame.t(key))
    }

    /// What no point can tell: how wide chance spreads, where the level begins, how long the
    /// running gap is, and what is still open.
    #[must_use]
    pub fn aside(&self, frame: &Frame) -> Vec<String> {
        let number = |value: f64| words::number(frame.lang, value);
        let sigma_z = self.chart.parts.last().and_then(|part| part.sigma_z);
        let spread = sigma_z.map(|sigma_z| match sigma_z > 1.0 {
            true => frame.fill("trends-spread", "times", number(sigma_z)),
            false => frame.fill("trends-spread-chance", "times", number(sigma_z)),
        });
        let begins = self.begins.as_ref().map(|period| {
            frame.fill("trends-begins", "period", period_in_words(frame.lang, period))
        });
        let gap = self.days_since_last.map(|days| frame.fill("trends-days-since", "days", days));
        let open = self
            .open
            .filter(|open| *open > 0.0)
            .map(|open| frame.fill("trends-still-open", "share", number(100.0 * open)));
        [spread, begins, gap, open].into_iter().flatten().collect()
    }

    /// A type of point as it is told: a fall of reporting is a question, whatever the rules of
    /// "Making Data Count" call it.
    #[must_use]
    pub fn variation(&self, point_type: &'static str) -> &'static str {
        match point_type {
            "special_cause_concern" if self.is_of_reporting => "special_cause_neutral_low",
            other => other,
        }
    }

    /// The icons of "Making Data Count", when the chart was read by its rules.
    #[must_use]
    pub fn icons(&self, frame: &Frame) -> Vec<Icon> {
        let Signals::MakingDataCount(dots) = &self.chart.signals else { return Vec::new() };
        let last = dots.last.and_then(|at| dots.cause.get(at)).copied().unwrap_or_default();
        let is_high = last.contains("Above") || last.contains("Increasing");
        let variation = match self.variation(dots.icons.variation) {
            "special_cause_improvement" if is_high => "improvement_high",
            "special_cause_improvement" => "improvement_low",
            "special_cause_concern" if is_high => "concern_high",
            "special_cause_concern" => "concern_low",
            "special_cause_neutral_high" => "neutral_high",
            "special_cause_neutral_low" => "neutral_low",
            _ => "common_cause",
        };
        let assurance = dots.icons.assurance.map(|name| match name {
            "consistent_pass" => "consistent_pass",
            // How much is told is never a concern.
            "consistent_fail" if self.is_of_reporting => "below",
            "consistent_fail" => "consistent_fail",
            _ => "inconsistent",
        });
        [Some(variation), assurance]
            .into_iter()
            .flatten()
            .map(|name| Icon::new(frame, name))
            .collect()
    }
}

/// An icon: a letter in a shape, and what it means in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Icon {
    /// The class that gives it its colour, which says nothing that the letter does not.
    pub class: &'static str,
    /// The letter.
    pub letter: &'static str,
    /// What it means.
    pub words: String,
}

impl Icon {
    fn new(frame: &Frame, name: &'static str) -> Self {
        let (class, letter) = match name {
            "improvement_high" => ("improvement", "H"),
            "improvement_low" => ("improvement", "L"),
            "concern_high" => ("concern", "H"),
            "concern_low" => ("concern", "L"),
            "neutral_high" => ("neutral", "↗"),
            "neutral_low" => ("neutral", "↘"),
            "consistent_pass" => ("improvement", "P"),
            "consistent_fail" => ("concern", "F"),
            "below" => ("neutral", "F"),
            "inconsistent" => ("common", "?"),
            _ => ("common", "∿"),
        };
        let name = if name == "below" { "consistent_fail" } else { name };
        Self { class, letter, words: frame.word("trends-icon", name) }
    }
}

#[cfg(test)]
pub(crate) mod testing {
    use tillbud_projections::trend::chart::{Design, Profile, Series, draw};

    use super::*;

    /// Months from January 2024.
    pub(crate) fn months(count: usize) -> Vec<String> {
        (0..count).map(|at| format!("{}-{:02}", 2024 + at / 12, at % 12 + 1)).collect()
    }

    /// Values around ten; what is added from the place on.
    pub(crate) fn values(count: usize, from: usize, add: f64) -> Vec<f64> {
        (0..count)
            .map(|at| {
                [12.0, 9.0, 14.0, 10.0, 13.0, 8.0, 11.0][at % 7]
                    + if at >= from { add } else { 0.0 }
            })
            .collect()
    }

    pub(crate) fn shown(key: &str, about: About, values: &[f64], profile: Profile) -> Shown {
        let numerator: Vec<_> = values.iter().copied().map(Some).collect();
        let (kind, direction) = match about {
            About::Reporting => (Kind::Count, Some(Direction::Increase)),
            _ => (Kind::SharePrime, Some(Direction::Decrease)),
        };
        let denominator = (kind == Kind::SharePrime).then(|| vec![Some(100.0); values.len()]);
        let series = Series { numerator, denominator, is_last_incomplete: false };
        let design = Design { profile, direction, ..Design::of(kind) };
        let chart = draw(&series, &design).unwrap();
        let multiply = if kind == Kind::SharePrime { 100.0 } else { 1.0 };
        let (key, name) = (key.to_owned(), key.to_owned());
        let labels = months(values.len());
        let is_of_reporting = about == About::Reporting;
        let (days_since_last, open) = (None, None);
        Shown {
            aim: None,
            went_on: Vec::new(),
            begins: None,
            id: "b1a5e".to_owned(),
            is_of_reporting,
            days_since_last,
            open,
            key,
            name,
            about,
            kind,
            direction,
            labels,
            chart,
            multiply,
        }
    }
}

/// What stands after each value of such a chart.
#[must_use]
pub fn suffix(kind: Kind) -> &'static str {
    if matches!(kind, Kind::Share | Kind::SharePrime) { PERCENT } else { "" }
}

/// What each value of such a chart is multiplied by where it is shown.
#[must_use]
pub fn times(kind: Kind) -> f64 {
    if matches!(kind, Kind::Share | Kind::SharePrime) { 100.0 } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use tillbud_projections::measure::profile;
    use tillbud_projections::trend::chart::{Design, Profile, Series, draw};

    use super::super::super::testing::frames;
    use super::testing::{shown, values};
    use super::*;

    #[test]
    fn less_reporting_is_a_question_and_more_is_told_without_judgement() {
        let [sv, ..] = frames();
        for profile in [Profile::three_sigma_runs(), Profile::making_data_count()] {
            let fallen = shown("reports", About::Reporting, &values(30, 18, -7.0), profile);
            assert_eq!(fallen.question(&sv), Some(sv.t("trends-question-fewer")));
            let risen = shown("reports", About::Reporting, &values(30, 18, 20.0), profile);
            assert_eq!(risen.question(&sv), None);
            for measure in [fallen, risen] {
                assert!(measure.icons(&sv).iter().all(|icon| icon.class != "concern"));
            }
        }
    }

    #[test]
    fn the_icons_carry_a_letter_and_words_and_only_by_their_own_rules() {
        let [sv, ..] = frames();
        let risen = values(30, 18, 30.0);
        let share = shown("harm", About::HarmShare, &risen, Profile::making_data_count());
        let icons = share.icons(&sv);
        assert_eq!((icons[0].class, icons[0].letter), ("concern", "H"));
        assert!(!icons[0].words.is_empty());
        let other = shown("harm", About::HarmShare, &risen, Profile::three_sigma_runs());
        assert_eq!(other.icons(&sv), []);
    }

    #[test]
    fn the_icon_of_assurance_stands_beside_that_of_variation_with_its_word() {
        let [sv, ..] = frames();
        let profile = Profile::making_data_count();
        let told = |about, target: f64| {
            let mut of = shown("x", about, &values(30, 99, 0.0), profile);
            let numerator = values(30, 99, 0.0).into_iter().map(Some).collect();
            let denominator = (of.kind == Kind::SharePrime).then(|| vec![Some(100.0); 30]);
            let series = Series { numerator, denominator, is_last_incomplete: false };
            let (direction, target) = (of.direction, Some(target));
            let design = Design { profile, direction, target, ..Design::of(of.kind) };
            of.chart = draw(&series, &design).unwrap();
            let icons = of.icons(&sv);
            assert_eq!(icons.len(), 2);
            (icons[1].letter, icons[1].class, icons[1].words.clone())
        };
        let word = |name: &str| sv.word("trends-icon", name);
        let share = |target| told(About::HarmShare, target);
        assert_eq!(share(0.5), ("P", "improvement", word("consistent_pass")));
        assert_eq!(share(0.001), ("F", "concern", word("consistent_fail")));
        assert_eq!(share(0.11), ("?", "common", word("inconsistent")));
        // How much is told is never a concern.
        let reporting = told(About::Reporting, 1_000.0);
        assert_eq!(reporting, ("F", "neutral", word("consistent_fail")));
    }

    #[test]
    fn how_wide_values_spread_and_where_their_level_begins_is_told_in_words() {
        let [sv, ..] = frames();
        let mut share = shown("harm", About::HarmShare, &values(24, 99, 0.0), profile(false));
        assert_eq!(share.aside(&sv), [sv.fill("trends-spread-chance", "times", "1")]);
        share.chart.parts[0].sigma_z = Some(1.25);
        share.begins = Some("2023-07".to_owned());
        let begins = sv.fill("trends-begins", "period", "juli 2023");
        assert_eq!(share.aside(&sv), [sv.fill("trends-spread", "times", "1,25"), begins]);
        let count = shown("reports", About::Reporting, &values(24, 99, 0.0), profile(false));
        assert_eq!(count.aside(&sv), Vec::<String>::new());
    }

    #[test]
    fn the_icon_is_that_of_the_last_whole_period_and_not_of_the_running_one() {
        let [sv, ..] = frames();
        let profile = Profile::making_data_count();
        let whole = shown("harm", About::HarmShare, &values(24, 18, 30.0), profile);
        let mut running = shown("harm", About::HarmShare, &values(25, 18, 30.0), profile);
        let numerator: Vec<_> = values(25, 18, 30.0).into_iter().map(Some).collect();
        let denominator = Some(vec![Some(100.0); 25]);
        let series = Series { numerator, denominator, is_last_incomplete: true };
        let direction = running.direction;
        let design = Design { profile, direction, ..Design::of(Kind::SharePrime) };
        running.chart = draw(&series, &design).unwrap();
        assert_eq!(running.icons(&sv), whole.icons(&sv));
        assert_eq!(running.icons(&sv)[0].class, "concern");
    }

    #[test]
    fn the_newest_value_is_told_in_per_cent_for_shares() {
        let share =
            shown("harm", About::HarmShare, &values(24, 99, 0.0), Profile::three_sigma_runs());
        assert_eq!(share.newest(Lang::Sv), Some(("14\u{a0}%".to_owned(), "2025-12".to_owned())));
    }
}
