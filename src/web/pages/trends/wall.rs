//! The wall: a small chart of every measure, what has changed first.
//!
//! Reporting and harm stand first and side by side whatever they show, and last what there is
//! too little of to tell. Must never rank units, nor colour a rise as bad, nor let too little
//! pass for nothing beyond chance.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use tillbud_projections::campaign;
use tillbud_projections::measure::{self, Scope};
use tillbud_projections::trend::change::{Lack, Recency};

use super::reading::{Reading, lead};
use super::shown::{About, Icon, Shown};
use crate::App;
use crate::access::Staff;
use crate::web::api::beside::{WentOn, unit_of};
use crate::web::api::measured;
use crate::web::chart::small::Small;
use crate::web::chart::words;
use crate::web::error::HttpError;
use crate::web::extract::Params;
use crate::web::language::Locale;
use crate::web::locale::period_in_short;
use crate::web::pages::address::Address;
use crate::web::pages::frame::Frame;
use crate::web::pages::{Pair, answer};

/// What was asked for, as written in the address.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    /// `mdc` for "Making Data Count".
    pub profile: String,
}

/// The page.
#[derive(Template)]
#[template(path = "trends/wall.html")]
pub struct Wall {
    frame: Frame,
    profile: Profiles,
    pair: Vec<Card>,
    reading: Option<Reading>,
    groups: Vec<Group>,
    went_on: Vec<Pair>,
}

/// The family of rules that charts are read by, and the way to the other one.
pub struct Profiles {
    /// Whether it is "Making Data Count".
    pub is_dots: bool,
    /// The same page by the other rules.
    pub other: String,
}

/// Measures whose signals are equally new.
struct Group {
    id: &'static str,
    title: String,
    cards: Vec<Card>,
}

/// One measure.
pub struct Card {
    /// Its name.
    pub name: String,
    /// Its page.
    pub href: String,
    /// The newest value; nothing when none was measured.
    pub value: String,
    /// What its period is called.
    pub period: String,
    /// What has changed; empty when nothing has.
    pub news: String,
    /// Whether that is new.
    pub is_new: bool,
    /// The chart in a sentence; empty when there are too few points for one, which the news say.
    pub reading: String,
    /// What less reporting asks; empty when it does not.
    pub question: String,
    /// How far the limits are to be trusted; empty when fully.
    pub maturity: String,
    /// What is to be reached; empty when nothing is.
    pub target: String,
    /// The icons of "Making Data Count"; none by other rules.
    pub icons: Vec<Icon>,
    /// The small chart.
    pub chart: Small,
}

impl Card {
    /// The card of a measure that leads to `address`.
    #[must_use]
    pub fn new(frame: &Frame, shown: &Shown, name: String, address: &str) -> Self {
        let (value, period) = shown.newest(frame.lang).unwrap_or_default();
        let period = period_in_short(frame.lang, &period);
        let change = shown.change();
        // A signal of what happens too seldom would be read as one, and so would one of an earlier
        // level where the newest has too few points.
        let reading = match change.lack {
            Some(Lack::Events) => frame.t("chart-few-events"),
            Some(Lack::Points) => String::new(),
            None => words::reading(frame.lang, &shown.labels, &shown.chart),
        };
        Self {
            name,
            href: frame.href(address),
            value,
            period,
            news: shown.news(frame).unwrap_or_default(),
            is_new: change.recency == Recency::New,
            reading,
            question: shown.question(frame).unwrap_or_default(),
            maturity: shown.maturity(frame).unwrap_or_default(),
            target: shown.target(frame.lang).unwrap_or_default(),
            icons: shown.icons(frame),
            chart: Small::draw(&shown.chart, shown.aim.map(|aim| aim.value), shown.bands()),
        }
    }
}

impl Wall {
    /// The page with these measures, in their own order; `is_dots` when they are read by
    /// "Making Data Count".
    #[must_use]
    pub fn new(frame: Frame, shown: &[Shown], is_dots: bool) -> Self {
        let went_on = went_on(&frame, shown.iter().flat_map(|measure| &measure.went_on));
        let profile = is_dots.then_some("mdc");
        let card = |measure: &Shown| {
            let address =
                Address::new(&format!("/trends/{}", measure.key)).with("profile", profile);
            Card::new(&frame, measure, measure.name.clone(), &address.to_string())
        };
        let together = [About::Reporting, About::HarmShare, About::NearMissShare];
        let pair: Vec<_> = together.iter().filter_map(|about| lead(shown, *about)).collect();
        let is_paired = |measure: &Shown| pair.iter().any(|other| other.key == measure.key);
        let groups = [
            (Recency::New, "new", "trends-group-new"),
            (Recency::Older, "older", "trends-group-older"),
            (Recency::None, "steady", "trends-group-none"),
            (Recency::TooLittle, "too-little", "trends-group-too-little"),
        ];
        let groups = groups.into_iter().map(|(recency, id, title)| {
            let of = shown
                .iter()
                .filter(|measure| !is_paired(measure) && measure.change().recency == recency);
            Group { id, title: frame.t(title), cards: of.map(card).collect() }
        });
        let groups = groups.filter(|group: &Group| !group.cards.is_empty()).collect();
        let other = Address::new("/trends").with("profile", (!is_dots).then_some("mdc"));
        Self {
            groups,
            went_on,
            pair: pair.iter().map(|measure| card(measure)).collect(),
            reading: Reading::of(&frame, shown),
            profile: Profiles { is_dots, other: frame.href(&other.to_string()) },
            frame,
        }
    }
}

/// What went on in any of the charts, each once, with the way to it.
pub(super) fn went_on<'w>(frame: &Frame, all: impl Iterator<Item = &'w WentOn>) -> Vec<Pair> {
    let mut all: Vec<&WentOn> = all.collect();
    all.sort_by(|one, other| (&one.from, &one.campaign_id).cmp(&(&other.from, &other.campaign_id)));
    all.dedup_by(|one, other| one.campaign_id == other.campaign_id);
    let pair = |it: &WentOn| Pair {
        label: frame.href(&format!("/trends/campaigns/{}", it.campaign_id)),
        words: it.band.words.clone(),
    };
    all.into_iter().map(pair).collect()
}

/// The wall.
///
/// # Errors
/// When the read models are away.
pub async fn get(
    State(app): State<App>,
    locale: Locale,
    staff: Staff,
    Params(asked): Params<Asked>,
) -> Result<Response, HttpError> {
    let frame = locale.frame(true).for_role(staff.role);
    let (db, today) = (app.read_models.db(), app.clock.today());
    let measures = measured::measures(db).await?;
    let (from, to) = measured::period(today);
    let scope = Scope::default();
    let asked_of: Vec<_> = measures.iter().map(|measure| (measure, &scope)).collect();
    let points = measure::charted(db, &asked_of, from, to, today).await?;
    let is_dots = asked.profile == measured::DOTS;
    let rows = campaign::between(db, (from.first_day(), to.last_day())).await?;
    let all = measures.iter().zip(points);
    let shown: Vec<_> = all
        .filter_map(|(measure, points)| {
            let shown =
                measured::shown(frame.lang, measure, points, to, measure::profile(is_dots))?;
            Some(shown.beside(frame.lang, &app.lists, &rows, unit_of(&measure.definition)))
        })
        .collect();
    answer(StatusCode::OK, &Wall::new(frame, &shown, is_dots))
}

#[cfg(test)]
mod tests {
    use tillbud_projections::trend::chart::{Baseline, Design, Kind, Profile, Series, draw};

    use super::super::shown::testing::{shown, values};
    use super::*;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

    fn measures() -> Vec<Shown> {
        let of = |key, about, from, add| {
            shown(key, about, &values(30, from, add), Profile::three_sigma_runs())
        };
        let mut older = values(30, 99, 0.0);
        older[5] = 60.0;
        let mut hostile = of("hostile", About::Other, 99, 0.0);
        hostile.name = HOSTILE.to_owned();
        let mut rare = vec![0.0; 30];
        rare[29] = 9.0;
        vec![
            shown("few", About::Other, &values(5, 99, 0.0), Profile::three_sigma_runs()),
            shown("rare", About::Other, &rare, Profile::three_sigma_runs()),
            of("steady", About::Other, 99, 0.0),
            hostile,
            shown("once", About::Other, &older, Profile::three_sigma_runs()),
            of("moved", About::Other, 18, 20.0),
            of("near", About::NearMissShare, 99, 0.0),
            of("harm", About::HarmShare, 99, 0.0),
            of("reports", About::Reporting, 18, 20.0),
        ]
    }

    #[test]
    fn what_has_changed_stands_first_and_reporting_with_harm_before_all() {
        for frame in frames() {
            let html = Wall::new(frame, &measures(), false).render().unwrap();
            assert_sound(&html);
            let at = |key: &str| html.find(&format!("/trends/{key}?")).unwrap();
            let order =
                ["reports", "harm", "near", "moved", "once", "steady", "hostile", "few", "rare"];
            let order = order.map(at);
            assert!(order.is_sorted(), "{order:?}");
            assert_eq!(html.matches("<svg class=\"chart control small\"").count(), 9);
            assert_eq!(html.matches("aria-current=\"true\"").count(), 1, "the row that applies");
        }
    }

    #[test]
    fn what_cannot_be_told_yet_stands_last_in_words_of_its_own() {
        for frame in frames() {
            let html = Wall::new(frame.clone(), &measures(), false).render().unwrap();
            let at = |words: &str| html.find(&frame.t(words)).unwrap();
            let last = at("trends-group-too-little");
            assert!(at("trends-group-none") < last);
            let (said, told) = html.split_at(last);
            for words in ["trends-news-few-points", "trends-news-few-events", "chart-few-events"] {
                assert!(told.contains(&frame.t(words)) && !said.contains(&frame.t(words)));
            }
            for words in ["trends-news-older", "chart-none"] {
                assert!(!told.contains(&frame.t(words)), "{words}");
            }
        }
    }

    #[test]
    fn a_level_that_has_just_begun_says_nothing_of_the_one_before() {
        for frame in frames() {
            let counts = values(30, 12, 20.0);
            let mut begun = shown("begun", About::Reporting, &counts, Profile::three_sigma_runs());
            let numerator = counts.into_iter().map(Some).collect();
            let series = Series { numerator, ..Series::default() };
            let baseline = Baseline { rebase: vec![26], ..Baseline::default() };
            begun.chart = draw(&series, &Design { baseline, ..Design::of(Kind::Count) }).unwrap();
            let before = words::reading(frame.lang, &begun.labels, &begun.chart);
            assert!(!before.is_empty() && before != frame.t("chart-none"), "{before}");
            let card = Card::new(&frame, &begun, "x".to_owned(), "/trends/begun");
            assert_eq!(card.news, frame.t("trends-news-few-points"));
            assert_eq!(card.reading, "");
            let html = Wall::new(frame, &[begun], false).render().unwrap();
            assert_sound(&html);
            let empty = "<p class=\"said\"></p>";
            assert!(!html.contains(&before) && !html.contains(empty), "{html}");
        }
    }

    #[test]
    fn without_measures_that_is_said() {
        for frame in frames() {
            let html = Wall::new(frame, &[], true).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("class=\"empty\""));
        }
    }

    #[test]
    fn a_card_has_name_value_sentence_and_way() {
        let [sv, ..] = frames();
        let html = Wall::new(sv.clone(), &measures(), false).render().unwrap();
        assert!(html.contains(&sv.fill("trends-news-up", "since", "juli 2025")), "{html}");
        assert!(html.contains(&sv.t("chart-none")));
    }
}
