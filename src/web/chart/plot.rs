//! The drawing that every chart with values is made of: lines, dots, marks and their scale,
//! as SVG.
//!
//! Places are percentages across and pixels down, so a drawing fits any screen and its
//! letters keep their size without a script. The same drawing stands in a page, where the
//! stylesheet gives it its colours, and alone in a file, which carries its own. Must never
//! tell anything by colour alone, nor stand in a page without its figures in text.

use askama::{Template, filters::HtmlSafe};
use tillbud_events::vocabulary::Lang;

use super::words::{number, wrapped};
use super::{ABOVE, BELOW, percent, pixels};

/// Room above a drawing for the numbers of its marks.
const ABOVE_MARKS: u32 = 22;
/// Width of a drawing in a file of its own, in pixels.
const FILE_WIDTH: u32 = 960;
/// Letters of one line of text in a file.
const FILE_LETTERS: usize = 118;
/// Height of a line of text in a file, in pixels.
const FILE_LINE: u32 = 20;
/// Room around what stands in a file, in pixels.
const FILE_EDGE: u32 = 24;
/// Room left of the plot for the figures of its scale, in pixels; on a page the stylesheet's.
const FILE_GUTTER: u32 = 44;

pub(super) const CIRCLE: &str = "M-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z";
pub(super) const DIAMOND: &str = "M0-6 6 0 0 6-6 0z";
pub(super) const UP: &str = "M0-7 7 5-7 5z";
pub(super) const DOWN: &str = "M0 7-7-5 7-5z";

/// A drawing, ready to stand in a page.
#[derive(Clone, Debug, Template)]
#[template(path = "plot.html")]
pub struct Plot {
    /// Unique on its page.
    pub id: String,
    /// What it is, in a few words.
    pub title: String,
    /// What it shows, in sentences.
    pub description: String,
    /// Height of all of it, in pixels.
    pub height: u32,
    pub(super) ticks: Vec<Tick>,
    pub(super) bars: Vec<Bar>,
    pub(super) steps: Vec<Step>,
    pub(super) links: Vec<Link>,
    pub(super) marks: Vec<Mark>,
    pub(super) stretches: Vec<Stretch>,
    pub(super) aim: Option<Height>,
    pub(super) dots: Vec<Dot>,
    pub(super) labels: Vec<Label>,
}

/// The template escapes every text; the rest is numbers.
impl HtmlSafe for Plot {}

/// A drawing with its sentences and colours, to be kept as a file.
#[derive(Template)]
#[template(path = "plot_file.html")]
struct File<'a> {
    plot: &'a Plot,
    heading: &'a str,
    lang: Lang,
    width: u32,
    inner: u32,
    edge: u32,
    gutter: u32,
    top: u32,
    all: u32,
    lines: Vec<Line>,
}

/// A line of text in a file.
struct Line {
    y: u32,
    words: String,
}

/// A line of the scale.
#[derive(Clone, Debug)]
pub(super) struct Tick {
    pub y: String,
    pub text: String,
}

/// A bar.
#[derive(Clone, Debug)]
pub(super) struct Bar {
    pub x: String,
    pub y: String,
    pub width: String,
    pub height: String,
}

/// A level piece of a line: the centre or a limit.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub class: &'static str,
    pub from: String,
    pub to: String,
    pub y: String,
}

/// A piece of a line from one place to another.
#[derive(Clone, Debug)]
pub(super) struct Link {
    pub class: &'static str,
    pub x1: String,
    pub y1: String,
    pub x2: String,
    pub y2: String,
}

/// While something went on; its number leads to the words below.
#[derive(Clone, Debug)]
pub(super) struct Stretch {
    pub x: String,
    pub end: String,
    pub width: String,
    pub is_moment: bool,
    pub at: String,
    pub number: String,
}

/// Words at a level line.
#[derive(Clone, Debug)]
pub(super) struct Height {
    pub y: String,
    pub text: String,
}

/// Where something was done; its number leads to the words below.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    pub x: String,
    pub number: String,
}

/// A point.
#[derive(Clone, Debug)]
pub(super) struct Dot {
    pub x: String,
    pub y: String,
    pub shape: &'static str,
    pub is_hollow: bool,
    /// A number beside it; nothing when it has none.
    pub label: String,
}

/// Words along the bottom.
#[derive(Clone, Debug)]
pub(super) struct Label {
    pub x: String,
    pub anchor: &'static str,
    pub text: String,
}

impl Dot {
    /// Whether nothing is said by its shape; where there is little room its number is left out.
    fn is_plain(&self) -> bool {
        self.shape == CIRCLE
    }
}

impl Plot {
    /// A drawing with its scale and nothing in it.
    pub(super) fn empty(lang: Lang, id: &str, title: &str, scale: &Scale) -> Self {
        Self {
            id: id.to_owned(),
            title: title.to_owned(),
            description: String::new(),
            height: scale.all(),
            ticks: scale.ticks(lang),
            bars: Vec::new(),
            steps: Vec::new(),
            links: Vec::new(),
            marks: Vec::new(),
            stretches: Vec::new(),
            aim: None,
            dots: Vec::new(),
            labels: Vec::new(),
        }
    }

    /// The drawing as a file that needs nothing else: its colours inside, its sentences below.
    ///
    /// # Errors
    /// When the template cannot be filled, which a test excludes.
    pub fn file(&self, lang: Lang, sentences: &[String]) -> askama::Result<String> {
        let top = FILE_EDGE + FILE_LINE;
        let first = top + self.height + FILE_LINE;
        let said = sentences.iter().flat_map(|sentence| wrapped(sentence, FILE_LETTERS));
        let lines: Vec<_> =
            said.zip(0..).map(|(words, at)| Line { y: first + at * FILE_LINE, words }).collect();
        let all = first + u32::try_from(lines.len()).unwrap_or(0) * FILE_LINE + FILE_EDGE / 2;
        let (width, edge, gutter) = (FILE_WIDTH, FILE_EDGE, FILE_GUTTER);
        let (heading, inner) = (&self.title, width - 2 * edge - gutter);
        File { plot: self, heading, lang, width, inner, edge, gutter, top, all, lines }.render()
    }
}

/// From values to heights; the steps are 1, 2 or 5 times a power of ten.
pub(super) struct Scale {
    bottom: f64,
    top: f64,
    step: f64,
    height: f64,
    above: u32,
    suffix: &'static str,
}

impl Scale {
    /// Holds zero and all of `values`; `height` in pixels without what stands around.
    pub fn of(values: impl IntoIterator<Item = f64>, height: u32, has_marks: bool) -> Self {
        let shown = values.into_iter().filter(|value| value.is_finite());
        let (lowest, highest) =
            shown.fold((0.0_f64, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
        let width = if highest > lowest { highest - lowest } else { 1.0 };
        let power = 10.0_f64.powf((width / 4.0).log10().floor());
        let steps = [1.0, 2.0, 5.0, 10.0].map(|step| step * power);
        let step = steps.into_iter().find(|step| *step * 4.0 >= width).unwrap_or(width);
        let bottom = (lowest / step).floor() * step;
        let top = (highest / step).ceil().max(bottom / step + 1.0) * step;
        let above = if has_marks { ABOVE + ABOVE_MARKS } else { ABOVE };
        Self { bottom, top, step, height: f64::from(height), above, suffix: "" }
    }

    /// The same, its figures with something after them, such as `%`.
    pub fn with_suffix(self, suffix: &'static str) -> Self {
        Self { suffix, ..self }
    }

    /// Height of the whole drawing.
    fn all(&self) -> u32 {
        self.above + self.height as u32 + BELOW
    }

    /// Where zero, or the bottom, lies.
    pub fn floor(&self) -> f64 {
        f64::from(self.above) + self.height
    }

    pub fn at(&self, value: f64) -> f64 {
        let share = ((value - self.bottom) / (self.top - self.bottom)).clamp(0.0, 1.0);
        f64::from(self.above) + self.height * (1.0 - share)
    }

    pub fn y(&self, value: f64) -> String {
        pixels(self.at(value))
    }

    fn ticks(&self, lang: Lang) -> Vec<Tick> {
        (0..=10)
            .map(|nth| self.bottom + f64::from(nth) * self.step)
            .take_while(|value| *value <= self.top + self.step / 2.0)
            // What is nearly zero is zero.
            .map(|value| if value.abs() < self.step / 2.0 { 0.0 } else { value })
            .map(|value| {
                let text = format!("{}{}", number(lang, value), self.suffix);
                Tick { y: self.y(value), text }
            })
            .collect()
    }
}

/// Where the place `at` of `count` begins, in per cent of the width.
pub(super) fn place(count: usize, at: f64) -> String {
    percent(100.0 * at / count.max(1) as f64)
}

/// A line in level pieces, each as long as it keeps its height, so that dashes run on.
pub(super) fn level(class: &'static str, heights: &[Option<String>]) -> Vec<Step> {
    let mut at = 0;
    let mut steps = Vec::new();
    for piece in heights.chunk_by(|before, after| before == after) {
        let from = place(heights.len(), at as f64);
        at += piece.len();
        if let Some(Some(y)) = piece.first() {
            let to = place(heights.len(), at as f64);
            steps.push(Step { class, from, to, y: y.clone() });
        }
    }
    steps
}

/// The risers between level pieces, within a part: what makes limits that change one line.
pub(super) fn risers(
    class: &'static str,
    heights: &[Option<String>],
    is_joined: impl Fn(usize) -> bool,
) -> Vec<Link> {
    let pairs = heights.iter().zip(heights.iter().skip(1)).enumerate();
    pairs
        .filter_map(|(at, (before, after))| {
            let (y1, y2) = (before.clone()?, after.clone()?);
            let x = place(heights.len(), at as f64 + 1.0);
            (y1 != y2 && is_joined(at)).then(|| Link { class, x1: x.clone(), y1, x2: x, y2 })
        })
        .collect()
}

/// Lines between the middles of neighbouring places; what is missing leaves a gap.
pub(super) fn joined(class: &'static str, heights: &[Option<String>]) -> Vec<Link> {
    let middle = |at: usize| place(heights.len(), at as f64 + 0.5);
    let pairs = heights.iter().zip(heights.iter().skip(1)).enumerate();
    pairs
        .filter_map(|(at, (before, after))| {
            let (y1, y2) = (before.clone()?, after.clone()?);
            Some(Link { class, x1: middle(at), y1, x2: middle(at + 1), y2 })
        })
        .collect()
}
