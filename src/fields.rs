//! From what a client sent to the domain's types, collecting everything that is wrong.
//!
//! The JSON API and the pages use the same checks. Must never stop at the first
//! problem, nor repeat what a reporter wrote: it is a person's words.

use std::fmt::Display;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use tillbud_events::{
    ImpreciseDate, Month, Text,
    date::DateError,
    headcount, limits,
    measure::{AimError, Target, TargetError},
    text::TextError,
    vocabulary::{Code, Finding, Label, Level, LevelError},
};
use tillbud_projections::search::TermsError;

use crate::answers;
use crate::clock;
use crate::lists::Lists;

/// One thing that is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// JSON Pointer (RFC 6901) to the field, such as `/narrative`.
    pub pointer: String,
    /// What is wrong.
    pub problem: Problem,
}

/// What can be wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The text is empty, too long or holds U+0000.
    #[error(transparent)]
    Text(#[from] TextError),
    /// Not a date of a known shape.
    #[error(transparent)]
    Date(#[from] DateError),
    /// Not a whole day.
    #[error("is not a day: write YYYY-MM-DD")]
    Day,
    /// Not a moment.
    #[error("is not a moment: write YYYY-MM-DDThh:mm, or with a zone as RFC 3339 has it")]
    Moment,
    /// Not one of the values that this field takes.
    #[error("is not one of: {0}")]
    NotOneOf(String),
    /// Not a short name.
    #[error("is not a short name: only small letters a–z, digits and _")]
    Code,
    /// No such category.
    #[error("is not a category of the list at /api/v1/lists")]
    Category,
    /// Not a level 0–3, or level 4.
    #[error(transparent)]
    Level(#[from] LevelError),
    /// Not an id.
    #[error("is not an id (a UUID)")]
    Id,
    /// Too many entries.
    #[error("has more than {max} entries")]
    TooMany {
        /// The limit.
        max: usize,
    },
    /// Not a calendar month.
    #[error("is not a month: write YYYY-MM")]
    Month,
    /// A ready answer whose gap nobody has filled.
    #[error("is a ready answer with a gap (…): write there what it is about")]
    Gap,
    /// A required field is not there.
    #[error("is required")]
    Missing,
    /// This route has no such field.
    #[error("is not a field of this request")]
    Unknown,
    /// Words of staff that blame or identify somebody; only their writer gets to see this.
    #[error("has words to settle")]
    Wording {
        /// As they stand in the text.
        words: String,
        /// Code of the rule.
        code: String,
    },
    /// Nothing that can be searched for.
    #[error(transparent)]
    Search(#[from] TermsError),
    /// Words of a lesson that may lead to somebody; only its approver gets to see this.
    #[error("has words to settle")]
    Finding {
        /// What they are.
        kind: Finding,
        /// As they stand in the text.
        words: String,
        /// What to write instead; empty when only leaving it out helps.
        instead: String,
    },
    /// No such incident.
    #[error("is not an incident")]
    Incident,
    /// No such action.
    #[error("is not an action")]
    Action,
    /// No such theme.
    #[error("is not a theme")]
    Theme,
    /// No such signal.
    #[error("is not a signal")]
    Signal,
    /// No measure by which before and after can be compared.
    #[error("is not a measure that has a figure month by month or week by week")]
    Measure,
    /// A change cannot be meant to move the measure that way.
    #[error(transparent)]
    Aim(#[from] AimError),
    /// Nothing that a measure can be meant to reach.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// Not a ratio of two levels.
    #[error("is not a ratio: write a number such as 0.7")]
    Ratio,
    /// Not a unit of the organisation's list.
    #[error("is not a unit of the list at /api/v1/lists")]
    Unit,
    /// Not a number of the size that this field takes.
    #[error("is not a number from 0 to {max}")]
    Number {
        /// The limit.
        max: u32,
    },
    /// Another heading than a table of headcounts has.
    #[error("is not the heading unit,month,employees,fte")]
    Heading,
    /// Not a row with a value for each column.
    #[error("is not a row of unit,month,employees,fte")]
    Row,
    /// Figures that no unit can have.
    #[error(transparent)]
    Headcount(#[from] headcount::Rejection),
    /// Another type of JSON value than this field takes.
    #[error("has the wrong type of value")]
    WrongType,
}

/// Collects problems while fields are read.
#[derive(Debug, Default)]
pub struct Fields {
    errors: Vec<FieldError>,
}

impl Fields {
    /// Everything is fine, or all that is wrong.
    ///
    /// # Errors
    /// The problems, in the order in which the fields were read.
    pub fn finish(self) -> Result<(), Vec<FieldError>> {
        if self.errors.is_empty() { Ok(()) } else { Err(self.errors) }
    }

    /// A value that was read, when everything is fine.
    ///
    /// # Errors
    /// The problems, in the order in which the fields were read.
    pub fn need<T>(self, value: Option<T>) -> Result<T, Vec<FieldError>> {
        match value {
            Some(value) if self.errors.is_empty() => Ok(value),
            Some(_) | None => Err(self.errors),
        }
    }

    /// Notes a problem.
    pub fn wrong(&mut self, pointer: impl Into<String>, problem: impl Into<Problem>) {
        self.errors.push(FieldError { pointer: pointer.into(), problem: problem.into() });
    }

    /// A required text of at most 4,000 characters.
    pub fn text(&mut self, pointer: &str, words: String) -> Text {
        self.long_text(pointer, words, limits::TEXT_CHARACTERS)
    }

    /// A text to a reporter, as [`Self::text`]: of a ready one each gap is filled.
    pub fn answer(&mut self, pointer: &str, words: String) -> Text {
        if answers::has_gap(&words) {
            self.wrong(pointer, Problem::Gap);
        }
        self.text(pointer, words)
    }

    /// A required text of at most `max` characters.
    pub fn long_text(&mut self, pointer: &str, words: String, max: usize) -> Text {
        Text::parse(words, max).unwrap_or_else(|problem| {
            self.wrong(pointer, problem);
            Text::Erased
        })
    }

    /// An optional text of at most 4,000 characters; blank counts as absent.
    pub fn optional_text(&mut self, pointer: &str, words: Option<String>) -> Option<Text> {
        let words = words.filter(|words| !words.trim().is_empty())?;
        Some(self.text(pointer, words))
    }

    /// What a list is narrowed by; blank counts as absent.
    pub fn filter(&mut self, pointer: &str, said: &Option<String>) -> Option<String> {
        let said = said.clone().filter(|said| !said.trim().is_empty())?;
        match tillbud_events::text::check(&said, limits::TEXT_CHARACTERS) {
            Ok(()) => Some(said),
            Err(problem) => {
                self.wrong(pointer, problem);
                None
            }
        }
    }

    /// An optional filter that is one of a list's stored names; blank counts as absent.
    pub fn filter_one_of<T: Display>(
        &mut self,
        pointer: &str,
        said: &Option<String>,
        from_stored: fn(&str) -> Option<T>,
        all: &[T],
    ) -> Option<T> {
        let said = self.filter(pointer, said)?;
        self.one_of(pointer, from_stored(&said), all)
    }

    /// An optional imprecise date; blank counts as absent.
    pub fn optional_date(&mut self, pointer: &str, text: Option<&str>) -> Option<ImpreciseDate> {
        let text = text.map(str::trim).filter(|text| !text.is_empty())?;
        match ImpreciseDate::parse(text) {
            Ok(date) => Some(date),
            Err(problem) => {
                self.wrong(pointer, problem);
                None
            }
        }
    }

    /// A required day.
    pub fn day(&mut self, pointer: &str, text: &str) -> Date {
        let is_shaped = text.len() == 10 && ImpreciseDate::parse(text).is_ok();
        match text.parse() {
            Ok(day) if is_shaped => day,
            Ok(_) | Err(_) => {
                self.wrong(pointer, Problem::Day);
                Date::ZERO
            }
        }
    }

    /// A required calendar month.
    pub fn month(&mut self, pointer: &str, text: &str) -> Option<Month> {
        let month = text.trim().parse().ok();
        if month.is_none() {
            self.wrong(pointer, Problem::Month);
        }
        month
    }

    /// What a measure is to reach; blank counts as absent.
    pub fn target(&mut self, pointer: &str, said: Option<String>) -> Option<Target> {
        let said = said.filter(|said| !said.trim().is_empty())?;
        match said.trim().parse() {
            Ok(target) => Some(target),
            Err(error) => {
                self.wrong(pointer, Problem::Target(error));
                None
            }
        }
    }

    /// A unit: a code or a name of the list; any name where there is no list.
    pub fn unit(&mut self, pointer: &str, text: &str, lists: &Lists) -> Option<Label> {
        let found = lists.find_unit(text);
        if found.is_some() || lists.units.is_empty() {
            return found.or_else(|| self.label(pointer, text));
        }
        self.wrong(pointer, Problem::Unit);
        None
    }

    /// A required moment: RFC 3339, or the clock on the wall in [`clock::ZONE`]. Of an hour
    /// that comes twice, the first is meant.
    pub fn moment(&mut self, pointer: &str, text: &str) -> Timestamp {
        let text = text.trim();
        let on_the_wall = || {
            // A day alone would be taken for its midnight.
            let wall: DateTime = text.parse().ok().filter(|_| text.contains(['T', ' ']))?;
            let zone = TimeZone::get(clock::ZONE).ok()?;
            Some(wall.to_zoned_datetime(zone).ok()?.timestamp())
        };
        let is_sound = |at: &Timestamp| {
            (limits::YEAR_FIRST..=limits::YEAR_LAST).contains(&clock::day(*at).year())
        };
        let moment = text.parse().ok().or_else(on_the_wall).filter(is_sound);
        moment.unwrap_or_else(|| {
            self.wrong(pointer, Problem::Moment);
            Timestamp::UNIX_EPOCH
        })
    }

    /// A value of a closed list; `value` is `None` when it is not one of `all`.
    pub fn one_of<T: Display>(&mut self, pointer: &str, value: Option<T>, all: &[T]) -> Option<T> {
        if value.is_none() {
            let names: Vec<_> = all.iter().map(ToString::to_string).collect();
            self.wrong(pointer, Problem::NotOneOf(names.join(", ")));
        }
        value
    }

    /// A code of the organisation's categories.
    pub fn category(&mut self, pointer: &str, text: &str, lists: &Lists) -> Option<Code> {
        let code = Code::parse(text).ok().filter(|code| lists.category(code.as_str()).is_some());
        if code.is_none() {
            self.wrong(pointer, Problem::Category);
        }
        code
    }

    /// A required name of one line.
    pub fn label(&mut self, pointer: &str, text: &str) -> Option<Label> {
        match Label::parse(text) {
            Ok(label) => Some(label),
            Err(problem) => {
                self.wrong(pointer, problem);
                None
            }
        }
    }

    /// A K/R/T level.
    pub fn level(&mut self, pointer: &str, level: u8) -> Option<Level> {
        match Level::parse(level) {
            Ok(level) => Some(level),
            Err(problem) => {
                self.wrong(pointer, problem);
                None
            }
        }
    }

    /// An id.
    pub fn id<T: std::str::FromStr>(&mut self, pointer: &str, text: &str) -> Option<T> {
        let id = text.parse().ok();
        if id.is_none() {
            self.wrong(pointer, Problem::Id);
        }
        id
    }

    /// Notes when there are more than `max` entries.
    pub fn at_most(&mut self, pointer: &str, entries: usize, max: usize) {
        if entries > max {
            self.wrong(pointer, Problem::TooMany { max });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Option<String> {
        let mut fields = Fields::default();
        let moment = fields.moment("/sent", text);
        fields.finish().is_ok().then(|| moment.to_string())
    }

    #[test]
    fn a_moment_has_a_zone_or_is_the_clock_on_the_wall_in_sweden() {
        for (text, expected) in [
            ("2026-11-04T12:30:00Z", "2026-11-04T12:30:00Z"),
            ("2026-11-04T12:30:00+02:00", "2026-11-04T10:30:00Z"),
            (" 2026-11-04T12:30 ", "2026-11-04T11:30:00Z"),
            ("2026-07-04T12:30", "2026-07-04T10:30:00Z"),
            ("2026-10-25T02:30", "2026-10-25T00:30:00Z"),
        ] {
            assert_eq!(moment(text).as_deref(), Some(expected), "{text}");
        }
        for text in
            ["", "igår", "2026-13-01T10:00", "2026-11-04", "1899-01-01T10:00", "2101-01-01T10:00"]
        {
            assert_eq!(moment(text), None, "{text}");
        }
    }
}
