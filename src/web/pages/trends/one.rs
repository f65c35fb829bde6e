//! One measure: a large chart with what was done, the figures behind it, its parts, and two
//! periods beside each other.
//!
//! Must never let the chart stand without its table, nor order units by what they show.

use askama::Template;

use super::asked::Asked;
use super::compare::{Compared, Why};
use super::numbered::{Campaign, numbered};
use super::paired::Paired;
use super::shown::{Icon, Shown};
use super::wall::Card;
use crate::lists::Lists;
use crate::web::api::measured::PARTS_OF_PAGE;
use crate::web::chart::bands::Band;
use crate::web::chart::control::{Drawing, Figure};
use crate::web::chart::expert;
use crate::web::locale::period_in_short;
use crate::web::pages::frame::Frame;
use crate::web::pages::{Choice, FieldProblem, Pair, desk};

/// Height of the large chart, without its letters.
const HEIGHT: u32 = 260;
/// Height of the expert views.
const HEIGHT_EXPERT: u32 = 140;

/// Something that was done or decided at a point of a chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What sort of thing: `baseline_frozen`, `rebased`, `excluded`, `actions` or `change`.
    pub kind: &'static str,
    /// At which point.
    pub at: usize,
    /// What.
    pub words: String,
    /// Where to read more of it: the address and its words.
    pub link: Option<(String, String)>,
    /// Whether it has its number in the chart; what happens all the time would hide it.
    pub is_marked: bool,
}

/// A line of the list below a chart; its number stands in the chart.
struct Line {
    number: usize,
    period: String,
    notes: Vec<Note>,
}

/// The days between events that are too seldom to be counted by the month.
struct Between {
    figure: Figure,
    aside: Vec<String>,
}

/// The page.
#[derive(Template)]
#[template(path = "trends/one.html")]
pub struct One {
    frame: Frame,
    path: String,
    asked: Asked,
    name: String,
    figure: Option<Figure>,
    icons: Vec<Icon>,
    maturity: String,
    question: String,
    aside: Vec<String>,
    is_of_reporting: bool,
    lines: Vec<Line>,
    others: Vec<Line>,
    went_on: Vec<Campaign>,
    paired: Option<Paired>,
    between: Option<Between>,
    experts: Option<[expert::Figure; 2]>,
    parts_title: String,
    parts_of: Vec<Card>,
    parts_range: String,
    parts_pages: Vec<Pair>,
    compared: Vec<String>,
    ways: Vec<Choice>,
    units: Vec<Choice>,
    categories: Vec<Choice>,
    profiles: Vec<Choice>,
    svg: String,
    csv: String,
    xlsx: String,
    provenance: String,
    definition: String,
    problems: Vec<FieldProblem>,
}

impl One {
    /// The page of a measure, with what was done and the parts that it is told apart in,
    /// each with its name and in the organisation's order.
    #[must_use]
    pub fn new(
        frame: Frame,
        lists: &Lists,
        asked: Asked,
        shown: &Shown,
        notes: &[Note],
        (parts, sheet, all): (&[(String, Asked, Shown)], usize, usize),
    ) -> Self {
        let mut page = Self::asking(frame, lists, asked, &shown.key, &shown.name);
        let frame = &page.frame;
        let marks = marks(notes);
        page.figure = Some(figure(frame, shown, &marks));
        page.icons = shown.icons(frame);
        page.maturity = shown.maturity(frame).unwrap_or_default();
        page.question = shown.question(frame).unwrap_or_default();
        page.aside = shown.aside(frame);
        page.is_of_reporting = shown.is_of_reporting;
        page.lines = lines(frame, shown, notes, &marks, true);
        page.others = lines(frame, shown, notes, &places(notes, false), false);
        page.went_on = numbered(frame, &shown.went_on, marks.len());
        page.experts = expert::views(frame.lang, &shown.chart, &shown.labels, HEIGHT_EXPERT);
        page.parts_title = match page.asked.by.as_str() {
            "" => String::new(),
            by => frame.fill("trends-parts", "by", frame.word("trends-by", by).to_lowercase()),
        };
        let card = |(name, asked, part): &(String, Asked, Shown)| {
            Card::new(frame, part, name.clone(), &asked.address(&page.path).to_string())
        };
        page.parts_of = parts.iter().map(card).collect();
        let before = (sheet - 1) * PARTS_OF_PAGE;
        let range = format!("{}–{}", before + 1, before + parts.len());
        if all > PARTS_OF_PAGE && !parts.is_empty() {
            let all = ("all", all.to_string());
            page.parts_range = frame.fill2("trends-parts-range", ("shown", range), all);
        }
        let to = |sheet: usize, words: &str| Pair {
            label: page.asked.address(&page.path).with_said("page", &sheet.to_string()).to_string(),
            words: frame.t(words),
        };
        let earlier = (sheet > 1).then(|| to(sheet - 1, "trends-parts-earlier"));
        let further = (before + parts.len() < all && !parts.is_empty())
            .then(|| to(sheet + 1, "trends-parts-further"));
        page.parts_pages = earlier.into_iter().chain(further).collect();
        page.definition = frame.href(&format!("/measures/{}", shown.id));
        page.provenance = frame.fill2(
            "trends-provenance",
            ("engine", shown.chart.provenance.engine.clone()),
            ("digest", shown.chart.provenance.input_sha256.chars().take(16).collect()),
        );
        page
    }

    /// The same with two periods compared, or with what is wrong with them; nothing when none
    /// were asked for.
    #[must_use]
    pub fn comparing(mut self, compared: Option<Result<Compared, Why>>) -> Self {
        match compared {
            None => {}
            Some(Ok(compared)) => self.compared = compared.words(&self.frame),
            Some(Err(why)) => {
                let words = self.frame.t(match why {
                    Why::Sides => "compare-wrong-sides",
                    Why::Few => "compare-wrong-few",
                });
                self.problems.push(FieldProblem { field: "first_from".into(), words });
            }
        }
        self
    }

    /// The same, read together with the other of reporting and harm, where it is one of them.
    #[must_use]
    pub fn together(self, shown: &[Shown], own: &str) -> Self {
        Self { paired: Paired::of(&self.frame, shown, &self.asked, Some(own)), ..self }
    }

    /// The same, with the days between its events where these are seldom.
    #[must_use]
    pub fn between(self, shown: Option<&Shown>) -> Self {
        let between = shown.map(|shown| {
            let title = self.frame.fill("trends-between", "name", self.name.clone());
            let drawing = drawing(shown, ("between", &title), &[], &[]);
            Between {
                figure: Figure::draw(self.frame.lang, &drawing),
                aside: shown.aside(&self.frame),
            }
        });
        Self { between, ..self }
    }

    /// The page without a chart, naming what is wrong with the question.
    #[must_use]
    pub fn refused(
        frame: Frame,
        lists: &Lists,
        asked: Asked,
        (key, name): (&str, &str),
        problems: Vec<FieldProblem>,
    ) -> Self {
        Self { problems, ..Self::asking(frame, lists, asked, key, name) }
    }

    /// Whether what was asked cannot be answered.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        !self.problems.is_empty()
    }

    fn asking(frame: Frame, lists: &Lists, asked: Asked, key: &str, name: &str) -> Self {
        let path = format!("/trends/{key}");
        let way = |by: &str, text: &str| Choice::new(by, frame.t(text), &asked.by);
        let profile = |name: &str, text: &str| Choice::new(name, frame.t(text), &asked.profile);
        let file =
            |ending: &str| frame.href(&asked.address(&format!("{path}/{ending}")).to_string());
        Self {
            ways: vec![
                way("", "trends-by-none"),
                way("unit", "trends-by-unit"),
                way("category", "trends-by-category"),
            ],
            units: desk::units(&frame, lists, &asked.unit),
            categories: super::counts::categories(&frame, lists, &asked.category),
            profiles: vec![
                profile("", "trends-profile-name-3s"),
                profile("mdc", "trends-profile-name-mdc"),
            ],
            svg: file("chart.svg"),
            csv: file("points.csv"),
            xlsx: file("points.xlsx"),
            name: name.to_owned(),
            figure: None,
            icons: Vec::new(),
            maturity: String::new(),
            question: String::new(),
            aside: Vec::new(),
            is_of_reporting: false,
            lines: Vec::new(),
            others: Vec::new(),
            went_on: Vec::new(),
            paired: None,
            between: None,
            experts: None,
            parts_title: String::new(),
            parts_of: Vec::new(),
            parts_range: String::new(),
            parts_pages: Vec::new(),
            compared: Vec::new(),
            provenance: String::new(),
            definition: String::new(),
            problems: Vec::new(),
            path,
            asked,
            frame,
        }
    }
}

/// The points whose notes have a number in the chart.
fn marks(notes: &[Note]) -> Vec<usize> {
    places(notes, true)
}

/// The points that have notes of a kind, in order, each once.
fn places(notes: &[Note], is_marked: bool) -> Vec<usize> {
    let of = notes.iter().filter(|note| note.is_marked == is_marked);
    let mut places: Vec<usize> = of.map(|note| note.at).collect();
    places.sort_unstable();
    places.dedup();
    places
}

/// The large chart with its sentences and table.
#[must_use]
pub fn figure(frame: &Frame, shown: &Shown, marks: &[usize]) -> Figure {
    let bands: Vec<_> = shown.bands().cloned().collect();
    Figure::draw(frame.lang, &drawing(shown, ("chart", &shown.name), marks, &bands))
}

/// How a measure is drawn in a large chart, under its id and title.
fn drawing<'a>(
    shown: &'a Shown,
    (id, title): (&'a str, &'a str),
    marks: &'a [usize],
    bands: &'a [Band],
) -> Drawing<'a> {
    Drawing {
        id,
        title,
        labels: &shown.labels,
        chart: &shown.chart,
        multiply: shown.multiply,
        suffix: shown.suffix(),
        aim: shown.aim,
        marks,
        bands,
        height: HEIGHT,
    }
}

/// The chart as a file of its own, with what was done in its sentences.
///
/// # Errors
/// When the template cannot be filled, which a test excludes.
pub fn file(frame: &Frame, shown: &Shown, notes: &[Note]) -> askama::Result<String> {
    let marks = marks(notes);
    let figure = figure(frame, shown, &marks);
    let done = lines(frame, shown, notes, &marks, true);
    let words = |line: &Line| {
        let words: Vec<_> = line.notes.iter().map(|note| note.words.as_str()).collect();
        words.join(" ")
    };
    let done = done.iter().map(|line| format!("{}. {}: {}", line.number, line.period, words(line)));
    let went_on = shown.bands().zip(marks.len() + 1..);
    let went_on = went_on.map(|(band, number)| format!("{number}. {}", band.words));
    let sentences = figure.sentences.iter().cloned().chain(done).chain(went_on);
    let sentences: Vec<_> = sentences.collect();
    figure.plot.file(frame.lang, &sentences)
}

fn lines(
    frame: &Frame,
    shown: &Shown,
    notes: &[Note],
    places: &[usize],
    is_marked: bool,
) -> Vec<Line> {
    let told =
        |at: usize| notes.iter().filter(move |note| note.at == at && note.is_marked == is_marked);
    let line = |(at, number): (&usize, usize)| Line {
        number,
        period: period_in_short(frame.lang, &shown.label(*at)),
        notes: told(*at).cloned().collect(),
    };
    places.iter().zip(1..).map(line).collect()
}

#[cfg(test)]
mod tests {
    use tillbud_projections::trend::chart::Profile;
    use tillbud_projections::trend::effect::Counted;

    use super::super::shown::About;
    use super::super::shown::testing::{shown, values};
    use super::*;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames, lists};

    fn measure(profile: Profile) -> Shown {
        let mut shown = shown("harm", About::HarmShare, &values(30, 18, 20.0), profile);
        shown.name = HOSTILE.to_owned();
        shown
    }

    fn note(at: usize, words: impl Into<String>) -> Note {
        Note { kind: "change", at, words: words.into(), link: None, is_marked: true }
    }

    fn asked() -> Asked {
        let (by, unit) = ("unit".to_owned(), HOSTILE.to_owned());
        Asked { by, unit, profile: "mdc".to_owned(), ..Asked::default() }
    }

    #[test]
    fn a_measure_has_its_chart_its_table_what_was_done_and_its_parts() {
        let notes = [
            note(20, HOSTILE.to_owned()),
            note(20, "2".to_owned()),
            note(3, "3".to_owned()),
            Note { is_marked: false, ..note(5, "Ingen siffra i diagrammet") },
        ];
        let mdc = measure(Profile::making_data_count());
        let parts = [("Norr".to_owned(), asked(), mdc.clone())];
        for frame in frames() {
            let page = One::new(frame.clone(), &lists(), asked(), &mdc, &notes, (&parts, 2, 60));
            assert!(!page.is_refused());
            let html = page.render().unwrap();
            assert_sound(&html);
            assert_eq!(html.matches("class=\"mark-line\"").count(), 2);
            assert_eq!(
                html.matches("<svg class=\"chart control\"").count(),
                3,
                "with the experts'"
            );
            assert_eq!(html.matches("<svg class=\"chart control small\"").count(), 1);
            assert!(html.contains("/trends/harm/points.csv?by=unit&#38;unit=%3Cscript"));
            assert!(html.contains("class=\"icon concern\""));
            assert!(html.contains(&frame.t("expert-title")));
            assert!(html.contains("25–25"), "of 60, on the second page");
            assert!(
                html.contains("page=1") && html.contains("page=3") && html.contains("#parts\"")
            );
        }
    }

    #[test]
    fn what_went_on_has_its_number_in_the_chart_and_its_words_below() {
        let mut measure = measure(Profile::three_sigma_runs());
        let rows = [super::super::campaigns::tests::row()];
        measure.labels = super::super::shown::testing::months(30);
        for frame in frames() {
            let measure = measure.clone().beside(frame.lang, &lists(), &rows, Some(HOSTILE));
            let notes = [note(3, "3")];
            let page = One::new(frame.clone(), &lists(), asked(), &measure, &notes, (&[], 1, 0));
            let html = page.render().unwrap();
            assert_sound(&html);
            assert_eq!(html.matches("<rect class=\"band\"").count(), 1);
            assert!(html.contains("<li value=\"2\"><b><a href=\"/trends/campaigns/"), "{html}");
            let svg = file(&frame, &measure, &notes).unwrap();
            assert!(svg.contains("class=\"band\"") && !svg.contains("<script>"));
            let elsewhere = measure.clone().beside(frame.lang, &lists(), &rows, None);
            assert!(elsewhere.went_on.is_empty());
        }
    }

    #[test]
    fn what_happens_seldom_has_the_days_between_beside_it() {
        let measure = measure(Profile::three_sigma_runs());
        for frame in frames() {
            let page = One::new(frame.clone(), &lists(), asked(), &measure, &[], (&[], 1, 0));
            let page = page.between(Some(&Shown { days_since_last: Some(17), ..measure.clone() }));
            let html = page.render().unwrap();
            assert_sound(&html);
            assert!(html.contains(&frame.t("trends-between-title")) && html.contains("17"));
            assert_eq!(html.matches("<svg class=\"chart control\"").count(), 4);
            assert!(!html.contains(">trends-"), "{html}");
        }
    }

    #[test]
    fn two_periods_are_compared_or_what_is_wrong_is_told() {
        let [_, _, sv, _] = frames();
        let ask = |second: &str| Asked {
            first_from: "2024-01".into(),
            first_to: "2025-06".into(),
            second_from: second.into(),
            second_to: "2026-06".into(),
            ..Asked::default()
        };
        let measure = measure(Profile::three_sigma_runs());
        let page = |asked: Asked| {
            let compared = asked.sides().map(|sides| {
                sides.and_then(|sides| Compared::of_counts(&measure, Counted::Share, &sides))
            });
            let page = One::new(sv.clone(), &lists(), asked, &measure, &[], (&[], 1, 0));
            page.comparing(compared)
        };
        assert!(!page(Asked::default()).is_refused());
        let compared = page(ask("2025-07"));
        assert!(!compared.is_refused());
        assert!(compared.render().unwrap().contains(&sv.t("compare-more")));
        let page = page(ask("2025-06"));
        assert!(page.is_refused());
        let html = page.render().unwrap();
        assert_sound(&html);
        assert!(html.contains("href=\"#first_from\""));
    }

    #[test]
    fn a_wrong_question_is_told_without_a_chart() {
        for frame in frames() {
            let words = frame.t("trends-period-wrong");
            let problems = vec![FieldProblem { field: "from".into(), words }];
            let html = One::refused(frame, &lists(), asked(), ("harm", HOSTILE), problems)
                .render()
                .unwrap();
            assert_sound(&html);
            assert!(html.contains("href=\"#from\"") && !html.contains("class=\"chart"));
        }
    }

    #[test]
    fn the_file_says_what_was_done() {
        let [sv, ..] = frames();
        let notes = [note(2, "Ny rutin".to_owned())];
        let svg = file(&sv, &measure(Profile::three_sigma_runs()), &notes).unwrap();
        assert!(svg.contains("1. 2024-03: Ny rutin") && !svg.contains("<script>"), "{svg}");
    }
}
