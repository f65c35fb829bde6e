//! The words of every page, in Swedish and English: `locales/*.ftl`, looked up by key.
//!
//! Must never fail: a missing word is logged and shown as its key, because a page in
//! bad shape is better than no way to report. Tests keep the two files equal.

use std::sync::LazyLock;

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use jiff::civil::Date;
use tillbud_events::vocabulary::Lang;
use tillbud_events::{Month, Week};

pub use fluent_bundle::FluentValue;

type Bundle = FluentBundle<FluentResource>;

const SV: &str = include_str!("locales/sv.ftl");
const EN: &str = include_str!("locales/en.ftl");

static SWEDISH: LazyLock<Bundle> = LazyLock::new(|| {
    let mut bundle = bundle("sv", SV);
    bundle.set_formatter(Some(|value, _| written(value, '\u{a0}', ',')));
    bundle
});
static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| {
    let mut bundle = bundle("en", EN);
    bundle.set_formatter(Some(|value, _| written(value, ',', '.')));
    bundle
});
/// Digits from which on a whole number is written in groups of three: years are shorter.
const GROUPED_DIGITS: usize = 5;

/// The text with this key.
#[must_use]
pub fn text(lang: Lang, key: &str) -> String {
    text_of(lang, key, &[])
}

/// The text with this key, its variables filled in with words.
#[must_use]
pub fn text_with(lang: Lang, key: &str, words: &[(&str, &str)]) -> String {
    let values: Vec<_> =
        words.iter().map(|(name, word)| (*name, FluentValue::from(*word))).collect();
    text_of(lang, key, &values)
}

/// The text with this key, its variables filled in with words or numbers; a number can
/// choose between one and many.
#[must_use]
pub fn text_of(lang: Lang, key: &str, values: &[(&str, FluentValue<'_>)]) -> String {
    let bundle = match lang {
        Lang::Sv => &*SWEDISH,
        Lang::En => &*ENGLISH,
    };
    let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
        tracing::error!(key, lang = %lang, "a text is missing");
        debug_assert!(false, "the text {key} is missing in {lang}");
        return key.to_owned();
    };
    let mut args = FluentArgs::with_capacity(values.len());
    for (name, value) in values {
        args.set(*name, value.clone());
    }
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
    for error in errors {
        tracing::error!(key, lang = %lang, %error, "a text lacks a variable");
    }
    text
}

/// `2014`, `2014-05`, `2014-05-17` or `2014-05-17T08:30`, in words.
#[must_use]
pub fn date(lang: Lang, iso: &str) -> String {
    let number = |text: &str| text.trim_start_matches('0').to_owned();
    let (Some(year), Some(month)) = (iso.get(..4), iso.get(5..7)) else {
        return iso.to_owned();
    };
    let month = text(lang, &format!("month-{}", number(month)));
    let mut values = vec![("year", year.to_owned().into()), ("month", month.into())];
    let key = match (iso.get(8..10), iso.get(11..)) {
        (None, _) => "date-month",
        (Some(day), clock) => {
            values.push(("day", number(day).into()));
            match clock {
                None => "date-day",
                Some(clock) => {
                    values.push(("clock", clock.to_owned().into()));
                    "date-minute"
                }
            }
        }
    };
    text_of(lang, key, &values)
}

/// The name of a period in a sentence: a month, a quarter or a day in words, anything else as
/// it is.
#[must_use]
pub fn period_in_words(lang: Lang, name: &str) -> String {
    if let Some((year, quarter @ ("1" | "2" | "3" | "4"))) = name.split_once("-Q") {
        return text_with(lang, "statistics-quarter", &[("quarter", quarter), ("year", year)]);
    }
    if let Some((year, week)) = week_of(name) {
        return text_with(lang, "week-of-year", &[("week", week), ("year", year)]);
    }
    let is_date = name.parse::<Month>().is_ok() || name.parse::<Date>().is_ok();
    if is_date { date(lang, name) } else { name.to_owned() }
}

/// The name of a period in a table or along an axis: a week as people write it, anything else
/// as it is.
#[must_use]
pub fn period_in_short(lang: Lang, name: &str) -> String {
    match week_of(name) {
        Some((year, week)) => text_with(lang, "week-short", &[("week", week), ("year", year)]),
        None => name.to_owned(),
    }
}

/// The year and the number of a week that is named `2026-W07`.
fn week_of(name: &str) -> Option<(&str, &str)> {
    name.parse::<Week>().ok()?;
    let (year, week) = name.split_once("-W")?;
    Some((year, week.trim_start_matches('0')))
}

fn bundle(lang: &str, source: &str) -> Bundle {
    let resource =
        FluentResource::try_new(source.to_owned()).unwrap_or_else(|(readable, errors)| {
            tracing::error!(lang, ?errors, "some texts cannot be read");
            readable
        });
    let mut bundle = Bundle::new_concurrent(vec![lang.parse().unwrap_or_default()]);
    bundle.set_use_isolating(false);
    bundle.add_resource_overriding(resource);
    bundle
}

/// A number as a language writes it; nothing of a word.
fn written(value: &FluentValue<'_>, between: char, decimal: char) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let plain = number.as_string();
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut text = String::new();
    let digits = whole.trim_start_matches('-').len();
    for (at, letter) in whole.chars().enumerate() {
        let left = whole.len() - at;
        if digits >= GROUPED_DIGITS && left.is_multiple_of(3) && left < digits {
            text.push(between);
        }
        text.push(letter);
    }
    if !part.is_empty() {
        text.push(decimal);
        text.push_str(part);
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::fs;
    use std::path::Path;

    use super::*;

    /// Words of blame (domain.md) and terms that Tillbud does not use for what is reported.
    const UNWANTED: &[&str] = &[
        "slarv",
        "oaktsam",
        "försumlig",
        "vållade",
        "skyldig",
        "felade",
        "borde ha",
        "underlät",
        "misslyckades",
        "bröt mot",
        "följde inte",
        "glömde",
        "okunnig",
        "ouppmärksam",
        "mänskliga faktorn",
        "handhavandefel",
        "användarfel",
        "inkompetent",
        "om bara",
        "kunde ha",
        "anmälan",
        "avvikelse",
        "inblandad",
        "orsak",
        "careless",
        "negligent",
        "human error",
        "failed to",
        "should have",
        "at fault",
        "user error",
        "root cause",
    ];

    /// Groups of keys that a template completes with a stored name: `t.word("kind", …)`.
    fn is_in_group(key: &str, groups: &BTreeSet<String>) -> bool {
        key.match_indices('-').any(|(at, _)| groups.contains(&key[..at]))
    }

    fn entries(source: &str) -> BTreeMap<String, String> {
        let mut entries: BTreeMap<String, String> = BTreeMap::new();
        let mut current = String::new();
        for line in source.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            if let Some((key, text)) = line.split_once(" =").filter(|_| !line.starts_with(' ')) {
                key.clone_into(&mut current);
                assert!(entries.insert(current.clone(), text.to_owned()).is_none(), "{key} twice");
            } else {
                entries.get_mut(&current).unwrap().push_str(line);
            }
        }
        entries
    }

    fn variables(text: &str) -> BTreeSet<&str> {
        text.split('$').skip(1).filter_map(|rest| rest.split([' ', '}']).next()).collect()
    }

    /// Every source file that can show a text.
    fn sources() -> Vec<String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut folders = vec![root.join("src/web"), root.join("src/policies")];
        let mut sources = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let is_source = path.extension().is_some_and(|ext| ext == "rs" || ext == "html");
                if path.is_dir() {
                    folders.push(path);
                } else if is_source {
                    let source = fs::read_to_string(&path).unwrap();
                    // These tests name texts that nothing shows.
                    let tests = source.find("#[cfg(test)]").filter(|_| path.ends_with("locale.rs"));
                    sources.push(source[..tests.unwrap_or(source.len())].to_owned());
                }
            }
        }
        sources
    }

    /// The literal after `name` wherever it stands in the sources.
    fn literals(name: &str, end: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for source in sources() {
            let rests = source.match_indices(name).map(|(at, _)| &source[at + name.len()..]);
            found.extend(rests.filter_map(|rest| Some(rest.split_once(end)?.0.to_owned())));
        }
        found
    }

    #[test]
    fn a_date_is_told_as_precisely_as_it_is_known() {
        for (iso, sv, en) in [
            ("2014", "2014", "2014"),
            ("2014-05", "maj 2014", "May 2014"),
            ("2014-05-07", "7 maj 2014", "7 May 2014"),
            ("2014-05-07T08:30", "7 maj 2014 kl. 08:30", "7 May 2014, 08:30"),
        ] {
            assert_eq!((date(Lang::Sv, iso), date(Lang::En, iso)), (sv.into(), en.into()));
        }
    }

    #[test]
    fn a_period_is_named_in_a_sentence_as_people_say_it() {
        for (name, sv, en) in [
            ("2025-07", "juli 2025", "July 2025"),
            ("2025-07-02", "2 juli 2025", "2 July 2025"),
            ("2025-Q3", "kvartal 3 2025", "quarter 3 of 2025"),
            ("17", "17", "17"),
        ] {
            let said = [Lang::Sv, Lang::En].map(|lang| period_in_words(lang, name));
            assert_eq!(said, [sv, en]);
        }
    }

    #[test]
    fn long_numbers_stand_in_groups_and_years_do_not() {
        for (count, sv, en) in [
            (2026.0, "2026", "2026"),
            (9_999.0, "9999", "9999"),
            (10_000.0, "10\u{a0}000", "10,000"),
            (1_234_567.0, "1\u{a0}234\u{a0}567", "1,234,567"),
            (-123_456.5, "-123\u{a0}456,5", "-123,456.5"),
            (0.25, "0,25", "0.25"),
        ] {
            let said = [Lang::Sv, Lang::En]
                .map(|lang| text_of(lang, "log-count", &[("count", FluentValue::from(count))]));
            let expected =
                [format!("Loggen har {sv} poster."), format!("The log holds {en} events.")];
            assert_eq!(said, expected);
        }
    }

    #[test]
    fn both_files_can_be_read() {
        for source in [SV, EN] {
            assert!(FluentResource::try_new(source.to_owned()).is_ok());
        }
    }

    #[test]
    fn both_languages_have_the_same_texts_with_the_same_variables() {
        let (sv, en) = (entries(SV), entries(EN));
        assert_eq!(sv.keys().collect::<Vec<_>>(), en.keys().collect::<Vec<_>>());
        for (key, text) in &sv {
            assert_eq!(variables(text), variables(&en[key]), "{key}");
        }
    }

    #[test]
    fn every_text_that_is_asked_for_exists() {
        let known = entries(SV);
        for call in [".t(\"", ".fill(\"", "text(lang, \"", "text_with(lang, \"", "text_of(lang, \""]
        {
            for key in literals(call, "\"") {
                assert!(known.contains_key(&key), "{key} is not among the texts");
            }
        }
    }

    #[test]
    fn no_text_that_has_variables_is_asked_for_without_them() {
        let known = entries(SV);
        for call in [".t(\"", "text(lang, \""] {
            for key in literals(call, "\"") {
                let left = known.get(&key).map(|text| variables(text)).unwrap_or_default();
                assert!(left.is_empty(), "{key} is shown without {left:?}");
            }
        }
    }

    #[test]
    fn no_text_is_left_that_nothing_shows() {
        let quoted: String = sources().concat();
        let mut groups = literals("word(\"", "\"");
        groups.extend(literals("format!(\"", "-{"));
        let is_named = |key: &str| quoted.contains(&format!("\"{key}\""));
        let keys = entries(SV).into_keys();
        let unused: Vec<_> =
            keys.filter(|key| !is_named(key) && !is_in_group(key, &groups)).collect();
        assert!(unused.is_empty(), "shown nowhere: {unused:?}");
    }

    #[test]
    fn no_text_blames() {
        for (key, text) in entries(SV).into_iter().chain(entries(EN)) {
            let text = text.to_lowercase();
            for unwanted in UNWANTED {
                assert!(!text.contains(unwanted), "{key} says {unwanted:?}");
            }
        }
    }

    #[test]
    fn every_stored_name_has_a_word() {
        use tillbud_events::Role;
        use tillbud_events::measure::{
            ChartKind, Days, Direction as Better, Outcome, Period, Span, What,
        };
        use tillbud_events::vocabulary::{
            Again, Channel, Course, Effect, Element, Finding, GrantSource, Hidden, Kind, Media,
            Movement, Purpose, Question, Regime, ReleasedTable, Response, Severity, SignalRule,
            Standing, Strength, Verdict,
        };
        fn names<T: ToString>(group: &str, values: &[T]) -> Vec<String> {
            values.iter().map(|value| format!("{group}-{}", value.to_string())).collect()
        }
        let known = entries(SV);
        let groups = [
            names("again", Again::ALL),
            names("channel", Channel::ALL),
            names("effect", Effect::ALL),
            names("element", Element::ALL),
            names("finding", Finding::ALL),
            names("findinghelp", Finding::ALL),
            names("lessonstate", tillbud_projections::lesson::State::ALL),
            names("alertstate", tillbud_projections::alert::State::ALL),
            names("signalstate", tillbud_projections::signal::State::ALL),
            names("signalrule", SignalRule::ALL),
            names("verdict", Verdict::ALL),
            names("verdict-means", Verdict::ALL),
            names("improvementstate", tillbud_projections::improvement::State::ALL),
            names("origin", tillbud_projections::improvement::Origin::ALL),
            names("themestate", tillbud_projections::theme::State::ALL),
            names("movement", Movement::ALL),
            names("course", Course::ALL),
            names("course-do", Course::ALL),
            names("verdict", Effect::ALL),
            names("hidden", Hidden::ALL),
            names("kind", Kind::ALL),
            names("released", ReleasedTable::ALL),
            names("lang", Lang::ALL),
            names("media", Media::ALL),
            names("purpose", Purpose::ALL),
            names("question", Question::ALL),
            names("regime", Regime::ALL),
            names("regime-name", Regime::ALL),
            names("response", Response::ALL),
            names("grant-source", GrantSource::ALL),
            names("role", &Role::ALL),
            names("role-does", &Role::ALL),
            names("role", &["reporter", "system"]),
            names("severity", Severity::ALL),
            names("standing", Standing::ALL),
            names("strength", Strength::ALL),
            names("stage", tillbud_projections::incident::Stage::ALL),
            names("action", tillbud_projections::action::State::ALL),
            names("actionview", tillbud_projections::action::View::ALL),
            names("nextstep", tillbud_projections::action::State::ALL),
            names("nextstephelp", tillbud_projections::action::State::ALL),
            names("gatestep", &crate::web::pages::incident::gates::ORDER),
            names("gatetodo", &crate::web::pages::incident::gates::ORDER),
            names("status-short", tillbud_projections::report::Status::ALL),
            names("mark", tillbud_projections::report::Mark::ALL),
            names("search-in", tillbud_projections::search::Scope::ALL),
            names("trends-by", tillbud_projections::trend::fact::By::ALL),
            names("figure", &crate::web::api::measures::FIGURES),
            names("what", What::ALL),
            names("outcome", Outcome::ALL),
            names("span", Span::ALL),
            names("chartkind", ChartKind::ALL),
            names("period", Period::ALL),
            names("days", Days::ALL),
            names("better", Better::ALL),
            names("baselineback", tillbud_projections::measure::Decision::ALL),
        ];
        for key in groups.concat() {
            assert!(known.contains_key(&key), "{key} is not among the texts");
        }
    }

    #[test]
    fn every_event_that_was_ever_stored_has_a_word() {
        let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("events/golden");
        let known = entries(SV);
        let mut seen = 0;
        for file in fs::read_dir(golden).unwrap() {
            let name = file.unwrap().file_name().into_string().unwrap();
            let Some(name) = name.strip_suffix(".json") else { continue };
            let mut parts = name.split('.');
            let (Some(kind), Some(event)) = (parts.next(), parts.next()) else { continue };
            let key = format!("event-{kind}-{event}");
            assert!(known.contains_key(&key), "{key} is not among the texts");
            seen += 1;
        }
        assert!(seen > 0, "no golden files");
    }

    #[test]
    fn numbers_choose_their_form() {
        let of = |lang, count: u64| text_of(lang, "incidents-reports", &[("count", count.into())]);
        assert_eq!((of(Lang::Sv, 1), of(Lang::Sv, 3)), ("1 rapport".into(), "3 rapporter".into()));
        assert_eq!((of(Lang::En, 1), of(Lang::En, 0)), ("1 report".into(), "0 reports".into()));
    }

    /// In a release it shows its key and is logged.
    #[test]
    #[should_panic(expected = "the text no-such-key is missing in sv")]
    fn a_missing_text_is_loud_in_every_test() {
        let _ = text(Lang::Sv, "no-such-key");
    }
}
