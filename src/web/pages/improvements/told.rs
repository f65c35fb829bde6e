//! A comparison of before and after in sentences, the same for a cycle and for an action.
//!
//! Must never say why something changed, nor call too little a result.

use tillbud_events::improvement::Studied;
use tillbud_events::vocabulary::{Effect, Lang};
use tillbud_projections::improvement::StudyRow;
use tillbud_projections::improvement::study::Sort;
use tillbud_projections::trend::chart::LIMITS_POINTS_MIN;
use tillbud_projections::trend::effect::{AFTER_POINTS_MIN, BEFORE_POINTS_MIN};

use crate::web::api::meanwhile::During;
use crate::web::locale;
use crate::web::pages::frame::Frame;

/// So many sentences end what is told: whether the chart shows a signal, and what it cannot say.
pub const CLOSING: usize = 2;

/// What a comparison found, in numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// Stored name of the verdict.
    pub verdict: String,
    /// Of what it is.
    pub sort: Sort,
    /// Usable months, or weeks, before and after.
    pub points: (i64, i64),
    /// What was counted before and after; of medians their mean, in days.
    pub counts: (f64, f64),
    /// After over before, and its interval; the upper end may be open.
    pub ratio: Option<(Option<f64>, f64, Option<f64>)>,
    /// After less before, in days, and its interval.
    pub difference: Option<(f64, f64, f64)>,
    /// Days that were looked at before and after, and since the last event.
    pub days: Option<(i64, i64, Option<i64>)>,
    /// Change of level, when both sides have months enough.
    pub level: Option<(f64, f64, f64)>,
    /// Whether the chart shows a signal after the change.
    pub has_signal: bool,
    /// Whether what is compared is weeks.
    pub is_weekly: bool,
}

impl From<&StudyRow> for Told {
    fn from(row: &StudyRow) -> Self {
        let number = |text: &Option<String>| text.as_deref().and_then(|text| text.parse().ok());
        let three = |texts: [&Option<String>; 3]| {
            let [level, lower, upper] = texts.map(number);
            Some((level?, lower?, upper?))
        };
        let lower = number(&row.lower);
        Self {
            verdict: row.verdict.clone(),
            sort: Sort::of(&row.profile),
            points: (row.before_points, row.after_points),
            counts: (
                row.before_count.parse().unwrap_or_default(),
                row.after_count.parse().unwrap_or_default(),
            ),
            ratio: lower.map(|lower| (number(&row.ratio), lower, number(&row.upper))),
            difference: three([&row.difference, &row.difference_lower, &row.difference_upper]),
            days: row.before_days.zip(row.after_days).map(|(one, two)| (one, two, row.open_days)),
            level: three([&row.level_ratio, &row.level_lower, &row.level_upper]),
            has_signal: row.has_signal,
            is_weekly: row.until_week.is_some(),
        }
    }
}

impl From<&Studied> for Told {
    fn from(studied: &Studied) -> Self {
        let ratio = studied.ratio.as_ref();
        let level = studied.segments.as_ref().map(|segments| &segments.level);
        let level = level.and_then(|it| Some((it.ratio?.get(), it.lower.get(), it.upper?.get())));
        let difference = studied.difference.as_ref();
        let between = studied.between.as_ref();
        Self {
            verdict: studied.verdict.to_string(),
            sort: Sort::of(studied.made.profile.as_str()),
            points: (studied.before_points.into(), studied.after_points.into()),
            counts: (studied.before.get(), studied.after.get()),
            ratio: ratio.map(|it| {
                let number = |figure: Option<tillbud_events::Figure>| figure.map(|it| it.get());
                (number(it.ratio), it.lower.get(), number(it.upper))
            }),
            difference: difference.map(|it| (it.difference.get(), it.lower.get(), it.upper.get())),
            days: between.map(|it| {
                (it.before_days.into(), it.after_days.into(), it.open_days.map(i64::from))
            }),
            level,
            has_signal: studied.signal,
            is_weekly: studied.until_week.is_some(),
        }
    }
}

impl Told {
    /// All that can be said, the verdict first.
    #[must_use]
    pub fn sentences(&self, frame: &Frame) -> Vec<String> {
        let lang = frame.lang;
        let mut said = vec![frame.word("verdict", &self.verdict)];
        said.extend(match self.sort {
            Sort::Rates | Sort::Odds => self.counted(lang),
            Sort::Medians => self.medians(lang),
            Sort::Between => self.between(lang),
        });
        said.push(frame.t(if self.has_signal { "study-signal" } else { "study-no-signal" }));
        said.push(if self.verdict == Effect::CannotTell.as_str() {
            self.needs(lang)
        } else {
            frame.t("study-why")
        });
        said
    }

    fn counted(&self, lang: Lang) -> Vec<String> {
        let mut said = vec![
            self.both(lang, if self.is_weekly { "study-counts-weeks" } else { "study-counts" }),
        ];
        if let Some((ratio, lower, upper)) = self.ratio {
            let numbers = [Some(ratio.unwrap_or(lower)), Some(lower), upper];
            let key = match (upper, self.sort) {
                (None, _) => "study-ratio-open",
                (Some(_), Sort::Odds) => "study-odds",
                (Some(_), _) => "study-ratio",
            };
            said.push(with_interval(lang, key, "ratio", numbers));
        }
        if let Some((ratio, lower, upper)) = self.level {
            let key = if self.sort == Sort::Odds { "study-level-odds" } else { "study-level" };
            said.push(with_interval(lang, key, "ratio", [ratio, lower, upper].map(Some)));
        }
        said
    }

    fn medians(&self, lang: Lang) -> Vec<String> {
        let mut said = vec![
            self.both(lang, if self.is_weekly { "study-medians-weeks" } else { "study-medians" }),
        ];
        let is_both = self.points.0 > 0 && self.points.1 > 0;
        match self.difference {
            Some((difference, lower, upper)) => {
                let [before, after] = [self.counts.0, self.counts.1].map(|it| shown(lang, it));
                let is_fall = difference < 0.0;
                let [difference, lower, upper] =
                    [difference, lower, upper].map(|it| shown(lang, it));
                let key = match (&*difference, is_fall) {
                    ("0", _) => "study-median-same",
                    (_, true) => "study-median-fell",
                    (_, false) => "study-median-rose",
                };
                let words = [
                    ("before", &*before),
                    ("after", &*after),
                    ("difference", &*difference),
                    ("lower", &*lower),
                    ("upper", &*upper),
                ];
                said.push(locale::text_with(lang, key, &words));
            }
            None if is_both => said.push(self.both(lang, "study-median-means")),
            None => {}
        }
        said
    }

    fn between(&self, lang: Lang) -> Vec<String> {
        let Some((before, after, running)) = self.days else { return Vec::new() };
        let [events_before, events_after] =
            [self.counts.0, self.counts.1].map(|it| shown(lang, it));
        let [before, after] = [before, after].map(|days| days.to_string());
        let words = [
            ("before", &*events_before),
            ("before_days", &*before),
            ("after", &*events_after),
            ("after_days", &*after),
        ];
        let mut said = vec![locale::text_with(lang, "study-between", &words)];
        if let Some((ratio, lower, upper)) = self.ratio {
            let key = match (ratio, upper) {
                (Some(_), Some(_)) => "study-between-ratio",
                (None, Some(_)) => "study-between-most",
                (_, None) => "study-between-least",
            };
            said.push(with_interval(lang, key, "ratio", [ratio, Some(lower), upper]));
        }
        if let Some(running) = running {
            let has_any = self.counts.1 > 0.0;
            let key = if has_any { "study-between-since" } else { "study-between-none" };
            said.push(locale::text_with(lang, key, &[("days", &running.to_string())]));
        }
        said
    }

    /// A sentence with what was counted, or the mean, of both sides and how many periods it is of.
    fn both(&self, lang: Lang, key: &str) -> String {
        let [before, after] = [self.counts.0, self.counts.1].map(|it| shown(lang, it));
        let [before_points, after_points] = [self.points.0, self.points.1].map(|it| it.to_string());
        let words = [
            ("before", &*before),
            ("before_points", &*before_points),
            ("after", &*after),
            ("after_points", &*after_points),
        ];
        locale::text_with(lang, key, &words)
    }

    /// What is missing for anything to be told.
    fn needs(&self, lang: Lang) -> String {
        let key = match (self.sort, self.is_weekly) {
            (Sort::Rates | Sort::Odds, false) => "study-needs",
            (Sort::Rates | Sort::Odds, true) => "study-needs-weeks",
            (Sort::Medians, false) => "study-needs-medians",
            (Sort::Medians, true) => "study-needs-medians-weeks",
            (Sort::Between, _) => "study-needs-between",
        };
        let [before, after, events] =
            [BEFORE_POINTS_MIN, AFTER_POINTS_MIN, LIMITS_POINTS_MIN].map(|it| it.to_string());
        let words = [("before", &*before), ("after", &*after), ("events", &*events)];
        locale::text_with(lang, key, &words)
    }
}

/// A sentence with a figure of this name and its interval; what is not known is not filled in.
fn with_interval(lang: Lang, key: &str, name: &str, numbers: [Option<f64>; 3]) -> String {
    let [figure, lower, upper] = numbers.map(|it| it.map(|it| shown(lang, it)));
    let named = [(name, &figure), ("lower", &lower), ("upper", &upper)];
    let words: Vec<_> =
        named.iter().filter_map(|(name, it)| Some((*name, it.as_deref()?))).collect();
    locale::text_with(lang, key, &words)
}

/// Most campaigns that a sentence names.
const NAMED_MAX: usize = 5;

/// What went on while before and after were counted, in sentences; none when nothing did.
#[must_use]
pub fn meanwhile(frame: &Frame, during: &During) -> Vec<String> {
    let told = |key: &str, all: &[String]| {
        let named = all.iter().take(NAMED_MAX).cloned().collect::<Vec<_>>().join("; ");
        let what = match all.len().saturating_sub(NAMED_MAX) {
            0 => named,
            more => frame.fill2("study-went-on-more", ("what", named), ("count", more.to_string())),
        };
        (!all.is_empty()).then(|| frame.fill(key, "what", what))
    };
    let before = told("study-went-on-before", &during.before);
    let after = told("study-went-on-after", &during.after);
    let is_any = before.is_some() || after.is_some();
    let closing = is_any.then(|| frame.t("study-went-on"));
    [before, after, closing].into_iter().flatten().collect()
}

/// Two decimals at most, with the decimal sign of the language.
#[must_use]
pub fn shown(lang: Lang, value: f64) -> String {
    let written = format!("{value:.2}");
    let short = written.trim_end_matches('0').trim_end_matches('.');
    let short = if short == "-0" { "0" } else { short };
    let signed = short.replace('-', "\u{2212}");
    match lang {
        Lang::Sv => signed.replace('.', ","),
        Lang::En => signed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::testing::frames;

    fn told(verdict: Effect) -> Told {
        Told {
            verdict: verdict.to_string(),
            points: (12, 10),
            counts: (158.0, 57.5),
            sort: Sort::Rates,
            ratio: Some((Some(0.434), 0.3, Some(0.8))),
            difference: None,
            days: None,
            level: Some((0.5, 0.4, 0.7)),
            has_signal: true,
            is_weekly: false,
        }
    }

    #[test]
    fn every_verdict_is_said_in_words_and_none_says_why() {
        for frame in frames() {
            for verdict in Effect::ALL {
                let said = told(*verdict).sentences(&frame);
                assert_eq!(said[0], frame.word("verdict", verdict));
                let closing = said.last().unwrap();
                let is_too_little = *verdict == Effect::CannotTell;
                assert_eq!(*closing == frame.t("study-why"), !is_too_little, "{closing}");
                assert!(!said.iter().any(|words| words.starts_with("study-")), "{said:?}");
            }
        }
    }

    #[test]
    fn where_the_chart_shows_no_signal_nothing_says_that_something_changed() {
        let [sv, en, ..] = frames();
        for (frame, changed) in [(sv, "att något ändrades"), (en, "that something changed")] {
            let quiet = Told { has_signal: false, ..told(Effect::NoEvidenceYet) };
            let said = quiet.sentences(&frame);
            assert_eq!(said[said.len() - CLOSING], frame.t("study-no-signal"));
            assert!(!said.join(" ").contains(changed), "{said:?}");
        }
    }

    #[test]
    fn an_open_interval_and_a_missing_one_are_told_apart() {
        let [frame, ..] = frames();
        let open = Told { ratio: Some((None, 0.25, None)), ..told(Effect::CannotTell) };
        let open = open.sentences(&frame).join(" ");
        assert!(open.contains("0,25"), "{open}");
        let none = Told { ratio: None, level: None, ..told(Effect::CannotTell) };
        assert_eq!(none.sentences(&frame).len(), 4);
    }

    #[test]
    fn weeks_are_called_weeks() {
        for frame in frames() {
            let of = |is_weekly| Told { is_weekly, ..told(Effect::CannotTell) }.sentences(&frame);
            let (months, weeks) = (of(false), of(true));
            let differ = months.iter().zip(&weeks).filter(|(one, other)| one != other).count();
            assert_eq!(differ, 2, "what was counted, and what is needed: {weeks:?}");
            let month = if frame.lang == Lang::Sv { "månad" } else { "month" };
            assert!(!weeks.iter().any(|words| words.contains(month)), "{weeks:?}");
        }
    }

    #[test]
    fn a_ratio_of_odds_is_called_one() {
        for frame in frames() {
            let odds = Told { sort: Sort::Odds, ..told(Effect::Improved) };
            let (odds, level) = (odds.sentences(&frame), told(Effect::Improved).sentences(&frame));
            assert_eq!(odds.len(), level.len());
            assert!(odds[2] != level[2] && odds[3] != level[3], "{odds:?}");
        }
    }

    fn medians(verdict: Effect) -> Told {
        let (ratio, level) = (None, None);
        let difference = Some((-3.1, -4.42, -1.8));
        Told { sort: Sort::Medians, counts: (6.2, 3.1), ratio, level, difference, ..told(verdict) }
    }

    #[test]
    fn a_median_fell_or_rose_by_so_many_days() {
        let [sv, en, ..] = frames();
        let said = medians(Effect::Improved).sentences(&en);
        let fell = "On average the median fell from 6.2 to 3.1 days (difference \u{2212}3.1; 95 per cent interval \u{2212}4.42 to \u{2212}1.8).";
        assert_eq!(said[2], fell);
        let said = medians(Effect::Improved).sentences(&sv);
        assert!(said[2].contains("sjönk i genomsnitt från 6,2 till 3,1 dagar"), "{said:?}");
        let rose = Told { difference: Some((2.0, 1.0, 3.0)), ..medians(Effect::Worse) };
        assert!(rose.sentences(&sv)[2].contains("steg"));
        let same = Told { difference: Some((0.0, -1.0, 1.0)), ..medians(Effect::NoEvidenceYet) };
        assert!(same.sentences(&sv)[2].contains("densamma"));
        let unknown = Told { difference: None, ..medians(Effect::CannotTell) };
        let said = unknown.sentences(&sv);
        assert!(said[2].contains("6,2") && said.last().unwrap().contains("12"), "{said:?}");
        let nothing = Told { points: (12, 0), ..unknown };
        assert_eq!(nothing.sentences(&sv).len(), 4, "a mean of nothing is not told");
    }

    fn between(counts: (f64, f64), ratio: (Option<f64>, f64, Option<f64>)) -> Told {
        let (ratio, level, days) = (Some(ratio), None, Some((730, 245, Some(61))));
        Told { sort: Sort::Between, counts, ratio, level, days, ..told(Effect::Improved) }
    }

    #[test]
    fn the_time_between_is_so_many_times_as_long_and_the_running_one_is_told() {
        let [sv, en, ..] = frames();
        let some = between((40.0, 2.0), (Some(6.7), 1.76, Some(56.9)));
        let said = some.sentences(&en).join(" ");
        for words in [
            "40 in 730 days",
            "6.7 times as long",
            "1.76 and 56.9",
            "61 days had passed since the last",
        ] {
            assert!(said.contains(words), "no {words} in {said}");
        }
        let none = between((40.0, 0.0), (None, 3.5, None)).sentences(&sv).join(" ");
        for words in ["minst 3,5 gånger", "61 dagar gått sedan ändringen"] {
            assert!(none.contains(words), "no {words} in {none}");
        }
        let unheard = between((0.0, 4.0), (None, 0.0, Some(0.5))).sentences(&sv).join(" ");
        assert!(unheard.contains("högst 0,5 gånger"), "{unheard}");
    }

    #[test]
    fn what_is_missing_is_told_of_each_sort() {
        for frame in frames() {
            let needs = |sort, is_weekly| {
                let told = Told { sort, is_weekly, ..between((1.0, 1.0), (None, 0.0, None)) };
                let told = Told { verdict: Effect::CannotTell.to_string(), ..told };
                told.sentences(&frame).pop().unwrap()
            };
            let all = [
                needs(Sort::Rates, false),
                needs(Sort::Rates, true),
                needs(Sort::Medians, false),
                needs(Sort::Medians, true),
                needs(Sort::Between, false),
            ];
            for (at, one) in all.iter().enumerate() {
                assert!(!one.starts_with("study-") && one.contains("12"), "{one}");
                assert!(!all[at + 1..].contains(one), "{one}");
            }
        }
    }

    #[test]
    fn what_went_on_is_told_on_its_side_and_at_most_five_are_named() {
        for frame in frames() {
            assert_eq!(meanwhile(&frame, &During::default()), Vec::<String>::new());
            let names = |count: u8| (1..=count).map(|at| format!("K{at}")).collect::<Vec<_>>();
            let five = During { before: names(5), after: vec![] };
            let told = meanwhile(&frame, &five);
            assert_eq!(told.len(), 2);
            assert!(told[0].contains("K1; K2; K3; K4; K5") && told[1] == frame.t("study-went-on"));
            let told = meanwhile(&frame, &During { before: vec![], after: names(7) });
            assert!(told[0].contains("K5") && told[0].contains('2') && !told[0].contains("K6"));
        }
    }

    #[test]
    fn numbers_have_two_decimals_at_most_and_the_sign_of_the_language() {
        assert_eq!(shown(Lang::Sv, 0.4349), "0,43");
        assert_eq!(shown(Lang::En, 57.5), "57.5");
        assert_eq!(shown(Lang::Sv, 120.0), "120");
        assert_eq!(
            (shown(Lang::Sv, -3.1), shown(Lang::En, -0.001)),
            ("\u{2212}3,1".into(), "0".into())
        );
    }
}
