//! What the made-up municipality consists of and what its people write, from the
//! JSON files beside this one.
//!
//! Every text is checked against the limits when it is read. Must never hold what a
//! real person wrote, nor a person's name in what staff writes.

use serde::Deserialize;
use tillbud_events::text::TextError;
use tillbud_events::vocabulary::{
    Channel, Code, Direction, Effect, Element, Kind, Label, Lang, Level, Response, Severity,
    Strength,
};
use tillbud_events::{Figure, Text, limits};
use tillbud_wording::Rules;

use crate::deidentify;
use crate::lists::{Entry, Lists};

/// All of it.
pub struct Content {
    /// The organisation.
    pub municipality: Municipality,
    /// What people tell of.
    pub situations: Vec<Situation>,
    /// What the organisation made of some of it.
    pub stories: Vec<Story>,
    /// What it works on across units, half-year after half-year.
    pub themes: Vec<Theme>,
    /// What it tells everybody that it learned.
    pub lessons: Vec<Lesson>,
    /// What it tried, and what it expected of it.
    pub cycles: Vec<Cycle>,
    /// What went on meanwhile, and what it promised to reach.
    pub beside: Beside,
    /// What is said between staff and reporters.
    pub dialogue: Dialogue,
    /// What else staff writes.
    pub work: Work,
    /// What proposes words to mask; knows the units.
    pub identity: Rules,
}

impl Content {
    /// Reads the files that are part of the program.
    ///
    /// # Errors
    /// When a file is not as it must be, which a test excludes.
    pub fn read() -> serde_json::Result<Self> {
        let municipality: Municipality = serde_json::from_str(include_str!("municipality.json"))?;
        let lists = Lists { categories: Vec::new(), units: municipality.entries() };
        Ok(Self {
            identity: deidentify::rules(&lists),
            municipality,
            situations: serde_json::from_str(include_str!("reports.json"))?,
            stories: serde_json::from_str(include_str!("stories.json"))?,
            themes: serde_json::from_str(include_str!("themes.json"))?,
            lessons: serde_json::from_str(include_str!("lessons.json"))?,
            cycles: serde_json::from_str(include_str!("cycles.json"))?,
            beside: serde_json::from_str(include_str!("beside.json"))?,
            dialogue: serde_json::from_str(include_str!("dialogue.json"))?,
            work: serde_json::from_str(include_str!("work.json"))?,
        })
    }
}

/// A text within the limit for free text.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Words(Text);

impl TryFrom<String> for Words {
    type Error = TextError;

    fn try_from(words: String) -> Result<Self, TextError> {
        Text::parse(words, limits::TEXT_CHARACTERS).map(Self)
    }
}

impl Words {
    /// As an event takes it.
    pub fn text(&self) -> Text {
        self.0.clone()
    }

    /// The same words with more words after them.
    pub fn and(&self, more: &str) -> Text {
        Text::Clear(format!("{}{more}", self.0.as_clear().unwrap_or_default()))
    }
}

/// The organisation: boards, their departments and units.
#[derive(Deserialize)]
pub struct Municipality {
    /// What it is called.
    pub name: String,
    boards: Vec<Board>,
}

#[derive(Deserialize)]
struct Board {
    departments: Vec<Department>,
}

#[derive(Deserialize)]
struct Department {
    units: Vec<Unit>,
}

/// A unit of the organisation.
#[derive(Deserialize)]
pub struct Unit {
    #[serde(flatten)]
    entry: Entry,
    /// How many work there: more people, more reports.
    pub employees: u32,
    /// What it does, such as `home_care`.
    pub kind: String,
}

impl Unit {
    /// Its code as an event holds it.
    pub fn label(&self) -> Option<Label> {
        Label::parse(&self.entry.code).ok()
    }
}

impl Municipality {
    /// All units, in the order of the organisation.
    pub fn units(&self) -> impl Iterator<Item = &Unit> {
        self.boards.iter().flat_map(|board| &board.departments).flat_map(|part| &part.units)
    }

    /// The units as a list to choose from.
    pub fn entries(&self) -> Vec<Entry> {
        self.units().map(|unit| unit.entry.clone()).collect()
    }
}

/// Something that a person tells of, and what triage makes of it.
#[derive(Deserialize)]
pub struct Situation {
    pub narrative: Words,
    pub kind: Kind,
    pub category: Code,
    /// Kinds of unit where it can happen.
    pub unit_kinds: Vec<String>,
    pub lang: Lang,
    pub system: Option<Words>,
    pub hindered: Option<Words>,
    pub helped: Option<Words>,
    pub ongoing: bool,
    pub urgent: bool,
    pub actual: Severity,
    pub potential: Severity,
    pub assets: Vec<Asset>,
    /// Whether the General Data Protection Regulation has to be assessed.
    pub personal_data: bool,
}

/// An information asset with its K/R/T classes.
#[derive(Deserialize)]
pub struct Asset {
    pub name: Label,
    pub k: Level,
    pub r: Level,
    pub t: Level,
}

/// How one incident was worked on.
#[derive(Deserialize)]
pub struct Story {
    pub category: Code,
    pub title: Words,
    /// Which situations it is made of.
    pub reports: Vec<usize>,
    pub question: Words,
    pub reply: Words,
    pub feedback: Words,
    pub timeline: Vec<Item>,
    pub factors: Vec<Factor>,
    pub analysis: Words,
    pub response: Response,
    pub actions: Vec<Measure>,
    pub outcome: Words,
}

/// An item of a timeline.
#[derive(Deserialize)]
pub struct Item {
    /// What was known.
    pub text: Words,
}

/// A condition of the work system.
#[derive(Deserialize)]
pub struct Factor {
    pub element: Element,
    pub direction: Direction,
    pub text: Words,
}

/// A corrective action and what came of it.
#[derive(Deserialize)]
pub struct Measure {
    pub text: Words,
    pub strength: Strength,
    pub owner: Label,
    pub verifier: Label,
    pub evidence: Words,
    pub effect: Effect,
    pub assessment: Words,
}

/// What is worked on across units: each half-year gathers the reports of a category
/// and takes the next of the actions.
#[derive(Deserialize)]
pub struct Theme {
    pub category: Code,
    pub title: Words,
    pub timeline: Vec<Words>,
    pub factors: Vec<Factor>,
    pub actions: Vec<Measure>,
    pub outcome: Words,
}

/// What everybody can read of a story.
#[derive(Deserialize)]
pub struct Lesson {
    /// Which story it comes from.
    pub story: usize,
    /// Whether it waits for somebody to approve it.
    #[serde(default)]
    pub waits: bool,
    pub title: Words,
    pub said: Words,
    pub did: Words,
    pub learned: Option<Words>,
}

/// What is said between staff and reporters.
#[derive(Deserialize)]
pub struct Dialogue {
    /// Questions with answers that fit.
    pub exchanges: Vec<Exchange>,
    /// On the way, or at the end of something small.
    pub feedback: Vec<Line>,
    /// When a report becomes part of a theme.
    pub joined: Vec<Line>,
    /// When a theme ends.
    pub shared: Vec<Line>,
    /// When no incident is opened.
    pub decline: Vec<Line>,
    /// When it belongs somewhere else.
    pub reroute: Vec<Reroute>,
}

/// A question and answers to it.
#[derive(Deserialize)]
pub struct Exchange {
    /// When it can be asked.
    #[serde(flatten)]
    pub fit: Fit,
    /// The question.
    pub question: Words,
    /// Answers, any of which fits.
    pub replies: Vec<Words>,
}

/// Something that can be said about certain reports.
#[derive(Deserialize)]
pub struct Line {
    /// When it can be said.
    #[serde(flatten)]
    pub fit: Fit,
    /// The words.
    pub text: Words,
}

/// Where a report belongs instead.
#[derive(Deserialize)]
pub struct Reroute {
    /// When it does.
    #[serde(flatten)]
    pub fit: Fit,
    /// Where.
    pub channel: Channel,
    /// What the reporter is told.
    pub text: Words,
}

/// Which reports something can be said about; an empty list means all.
#[derive(Deserialize)]
#[serde(default)]
pub struct Fit {
    categories: Vec<Code>,
    kinds: Vec<Kind>,
    lang: Lang,
    unanswered: bool,
}

impl Default for Fit {
    fn default() -> Self {
        Self { categories: vec![], kinds: vec![], lang: Lang::Sv, unanswered: false }
    }
}

impl Fit {
    /// Whether it fits a report of this situation, with or without a question that
    /// nobody answered.
    pub fn is_for(&self, situation: &Situation, is_unanswered: bool) -> bool {
        self.lang == situation.lang
            && (self.categories.is_empty() || self.categories.contains(&situation.category))
            && (self.kinds.is_empty() || self.kinds.contains(&situation.kind))
            && self.unanswered == is_unanswered
    }
}

/// What else staff writes while working on incidents.
#[derive(Deserialize)]
pub struct Work {
    /// Places that are not on the list of units, in a reporter's words.
    pub places: Vec<Words>,
    pub notifiable: Vec<Words>,
    pub not_notifiable: Vec<Words>,
    /// What a notification says.
    pub notified: Notified,
    pub reschedule: Vec<Words>,
    /// Second looks at an effect that did not show at first.
    pub later_assessments: Vec<LaterAssessment>,
    pub residual_risk: Vec<Words>,
    /// Why a plan begins with weaker actions only.
    pub weak_from_the_start: Words,
    /// Why only weaker actions are left at the end.
    pub weak_in_the_end: Words,
    pub reopen_reasons: Vec<Words>,
    pub reopened_action: Measure,
    pub reopened_outcome: Words,
    /// Incidents that were merged: the first stood on its own again, the second did not.
    pub doubles: Vec<Double>,
}

/// What is written down about a notification, and what is sent.
#[derive(Deserialize)]
pub struct Notified {
    pub facts: Words,
    pub consequences: Words,
    pub measures: Words,
    pub affected: Words,
    /// What the authority got.
    pub authority: Words,
    /// What the people concerned got.
    pub data_subjects: Words,
    pub finished: Words,
}

/// What was seen of an effect at last.
#[derive(Deserialize)]
pub struct LaterAssessment {
    /// The judgement.
    pub effect: Effect,
    /// What it rests on.
    pub text: Words,
}

/// An incident that turned out to belong to another, or did not.
#[derive(Deserialize)]
pub struct Double {
    /// What follows the other's title.
    pub title_suffix: String,
    /// What came of it when it stood on its own.
    pub outcome: Words,
}

/// An improvement cycle: a change, the measure that it is meant to move, and a question.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cycle {
    /// The category whose share is measured, and whose theme the action is of.
    pub category: Code,
    /// Key of the measure.
    pub key: Code,
    /// What the measure is called in Swedish.
    pub sv: Label,
    /// And in English.
    pub en: Label,
    /// What one wants to know.
    pub question: Words,
    /// What the chart showed, when the cycle comes from a signal of its measure.
    pub signal: Option<Shown>,
    /// What a review found, when the cycle comes from one.
    pub finding: Option<Words>,
    /// What the theme asks, when it comes from one.
    pub theme: Option<Words>,
    /// The month in which the change begins, counted from the first of the period.
    pub change: usize,
    /// The month of the review.
    pub review: usize,
    /// The expected ratio.
    pub expected: Figure,
    /// The half-year whose action it is.
    pub action: usize,
}

/// A month in which a chart showed more than chance.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    /// The month, counted from the first of the period.
    pub month: usize,
    /// What it came from.
    pub reason: Words,
}

/// What went on meanwhile, and what was promised.
#[derive(Debug, Deserialize)]
pub struct Beside {
    /// What explains a chart.
    pub campaigns: Vec<WentOn>,
    /// What measures are to reach.
    pub targets: Vec<Aimed>,
}

/// Something that went on.
#[derive(Debug, Deserialize)]
pub struct WentOn {
    /// What.
    pub what: Words,
    /// In which month of the period, from 0.
    pub month: usize,
    /// Its first day in that month.
    pub from_day: i64,
    /// Its last day in that month; nothing for a moment.
    pub until_day: Option<i64>,
    /// In which unit; nothing for everywhere.
    pub unit: Option<Label>,
}

/// What a measure that Tillbud comes with is to reach.
#[derive(Debug, Deserialize)]
pub struct Aimed {
    /// Its key.
    pub measure: Code,
    /// The number, as it is shown.
    pub target: String,
    /// In which month of the period that was decided, from 0.
    pub month: usize,
}
