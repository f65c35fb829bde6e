//! A comparison of before and after in sentences, the same for a cycle and for an action.
//!
//! Must never say why something changed, nor call too little a result.

use tillbud_events::improvement::Studied;
use tillbud_events::vocabulary::{Effect, Lang};
use tillbud_projections::improvement::StudyRow;
use tillbud_projections::trend::effect::{AFTER_POINTS_MIN, BEFORE_POINTS_MIN};

use crate::web::api::meanwhile::During;
use crate::web::locale;
use crate::web::pages::frame::Frame;

/// What a comparison found, in numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// Stored name of the verdict.
    pub verdict: String,
    /// Usable months, or weeks, before and after.
    pub points: (i64, i64),
    /// What was counted before and after.
    pub counts: (f64, f64),
    /// After over before, and its interval; the upper end may be open.
    pub ratio: Option<(Option<f64>, f64, Option<f64>)>,
    /// Change of level, when both sides have months enough.
    pub level: Option<(f64, f64, f64)>,
    /// Whether the chart shows a signal after the change.
    pub has_signal: bool,
    /// Whether ratios are of odds, as those of shares are.
    pub is_odds: bool,
    /// Whether what is compared is weeks.
    pub is_weekly: bool,
}

impl From<&StudyRow> for Told {
    fn from(row: &StudyRow) -> Self {
        let number = |text: &Option<String>| text.as_deref().and_then(|text| text.parse().ok());
        let lower = number(&row.lower);
        let level = (|| {
            let [ratio, lower, upper] =
                [&row.level_ratio, &row.level_lower, &row.level_upper].map(number);
            Some((ratio?, lower?, upper?))
        })();
        Self {
            verdict: row.verdict.clone(),
            points: (row.before_points, row.after_points),
            counts: (
                row.before_count.parse().unwrap_or_default(),
                row.after_count.parse().unwrap_or_default(),
            ),
            ratio: lower.map(|lower| (number(&row.ratio), lower, number(&row.upper))),
            level,
            has_signal: row.has_signal,
            is_odds: is_odds(&row.profile),
            is_weekly: row.until_week.is_some(),
        }
    }
}

impl From<&Studied> for Told {
    fn from(studied: &Studied) -> Self {
        let ratio = studied.ratio.as_ref();
        let level = studied.segments.as_ref().map(|segments| &segments.level);
        let level = level.and_then(|it| Some((it.ratio?.get(), it.lower.get(), it.upper?.get())));
        Self {
            verdict: studied.verdict.to_string(),
            points: (studied.before_points.into(), studied.after_points.into()),
            counts: (studied.before.get(), studied.after.get()),
            ratio: ratio.map(|it| {
                let number = |figure: Option<tillbud_events::Figure>| figure.map(|it| it.get());
                (number(it.ratio), it.lower.get(), number(it.upper))
            }),
            level,
            has_signal: studied.signal,
            is_odds: is_odds(studied.made.profile.as_str()),
            is_weekly: studied.until_week.is_some(),
        }
    }
}

impl Told {
    /// All that can be said, the verdict first.
    #[must_use]
    pub fn sentences(&self, frame: &Frame) -> Vec<String> {
        let lang = frame.lang;
        let with = |key: &str, words: &[(&str, &str)]| locale::text_with(lang, key, words);
        let mut said = vec![frame.word("verdict", &self.verdict)];
        let (before, after) = (shown(lang, self.counts.0), shown(lang, self.counts.1));
        let (before_points, after_points) = (self.points.0.to_string(), self.points.1.to_string());
        said.push(with(
            if self.is_weekly { "study-counts-weeks" } else { "study-counts" },
            &[
                ("before", &before),
                ("before_points", &before_points),
                ("after", &after),
                ("after_points", &after_points),
            ],
        ));
        if let Some((ratio, lower, upper)) = self.ratio {
            let [ratio, lower] = [ratio.unwrap_or(lower), lower].map(|it| shown(lang, it));
            let words = [("ratio", &*ratio), ("lower", &*lower)];
            said.push(match upper {
                Some(upper) => {
                    let upper = shown(lang, upper);
                    let key = if self.is_odds { "study-odds" } else { "study-ratio" };
                    with(key, &[words[0], words[1], ("upper", &upper)])
                }
                None => with("study-ratio-open", &words[1..]),
            });
        }
        if let Some((ratio, lower, upper)) = self.level {
            let [ratio, lower, upper] = [ratio, lower, upper].map(|it| shown(lang, it));
            let words = [("ratio", &*ratio), ("lower", &*lower), ("upper", &*upper)];
            let key = if self.is_odds { "study-level-odds" } else { "study-level" };
            said.push(with(key, &words));
        }
        said.push(frame.t(if self.has_signal { "study-signal" } else { "study-no-signal" }));
        if self.verdict == Effect::CannotTell.as_str() {
            let (before, after) = (BEFORE_POINTS_MIN.to_string(), AFTER_POINTS_MIN.to_string());
            let key = if self.is_weekly { "study-needs-weeks" } else { "study-needs" };
            said.push(with(key, &[("before", &before), ("after", &after)]));
        } else {
            said.push(frame.t("study-why"));
        }
        said
    }
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

/// Whether these rules compare odds.
fn is_odds(profile: &str) -> bool {
    profile.starts_with("odds")
}

/// Two decimals at most, with the decimal sign of the language.
#[must_use]
pub fn shown(lang: Lang, value: f64) -> String {
    let written = format!("{value:.2}");
    let short = written.trim_end_matches('0').trim_end_matches('.');
    match lang {
        Lang::Sv => short.replace('.', ","),
        Lang::En => short.to_owned(),
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
            ratio: Some((Some(0.434), 0.3, Some(0.8))),
            level: Some((0.5, 0.4, 0.7)),
            has_signal: true,
            is_odds: false,
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
            let odds = Told { is_odds: true, ..told(Effect::Improved) };
            let (odds, level) = (odds.sentences(&frame), told(Effect::Improved).sentences(&frame));
            assert_eq!(odds.len(), level.len());
            assert!(odds[2] != level[2] && odds[3] != level[3], "{odds:?}");
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
    }
}
