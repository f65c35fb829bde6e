//! The coded words of the domain: what the organisation counts and compares.
//!
//! These survive erasure, so none of them may ever point at a person. Stored
//! names are explicit and never change.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::limits::{CODE_CHARACTERS, LABEL_CHARACTERS};
use crate::text::{self, TextError};

/// A closed list: an enum whose stored names stand beside its variants.
macro_rules! list {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $stored:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $stored)] $variant),+
        }

        impl $name {
            /// All values, in reading order.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The stored name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $stored),+ }
            }

            /// The value with this stored name.
            #[must_use]
            pub fn from_stored(name: &str) -> Option<Self> {
                match name { $($stored => Some(Self::$variant),)+ _ => None }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

mod finding;
mod improving;
pub mod measuring;
mod released;
mod severity;
mod statistics;
pub use finding::Finding;
pub use improving::{Course, Movement};
pub use released::{Grain, Hidden, ReleasedTable};
pub use severity::{Likelihood, Severity};
pub use statistics::{AlertFamily, SignalRule, SignalSide, Verdict};

list! {
    /// What a report tells of.
    Kind {
        /// Something happened.
        Incident = "incident",
        /// Something nearly happened.
        NearMiss = "near_miss",
        /// Something may happen.
        UnsafeCondition = "unsafe_condition",
        /// Something went well and is worth learning from.
        GoodCatch = "good_catch",
    }
}

list! {
    /// The language that a text was written in.
    Lang {
        /// Swedish.
        Sv = "sv",
        /// English.
        En = "en",
    }
}

list! {
    /// What a role reads a reporter's own words or files for.
    Purpose {
        /// To judge what it is about.
        Triage = "triage",
        /// To ask, or to tell what came of it.
        Dialogue = "dialogue",
        /// To understand the conditions behind it.
        Analysis = "analysis",
        /// To make a copy that others may read.
        DeIdentification = "de_identification",
        /// Because a law asks for it.
        LegalDuty = "legal_duty",
    }
}

list! {
    /// Whether somebody would report again.
    Again {
        /// They would.
        Yes = "yes",
        /// They do not know.
        Unsure = "unsure",
        /// They would not.
        No = "no",
    }
}

list! {
    /// Who vouches for a role that somebody holds.
    GrantSource {
        /// A decision of an administrator.
        Decision = "decision",
        /// Whoever runs the program, at its command line.
        Operator = "operator",
        /// The organisation's sign-in service, by a group or claim.
        Provider = "provider",
    }
}

list! {
    /// Why words were erased.
    Grounds {
        /// The reporter wanted it.
        Withdrawn = "withdrawn",
        /// A rule says how long they are kept.
        Retention = "retention",
        /// The organisation decided it for this one.
        Disposal = "disposal",
    }
}

list! {
    /// What a file is, by its content.
    Media {
        /// An image.
        Jpeg = "jpeg",
        /// An image.
        Png = "png",
        /// An image.
        Webp = "webp",
        /// An image.
        Heic = "heic",
        /// A document.
        Pdf = "pdf",
        /// A document.
        Docx = "docx",
        /// A spreadsheet.
        Xlsx = "xlsx",
        /// A presentation.
        Pptx = "pptx",
        /// Plain text.
        Text = "text",
        /// Something that Tillbud does not know, kept as it came.
        Other = "other",
    }
}

list! {
    /// How the organisation responds to a triaged incident.
    Response {
        /// Put right where it arose; no analysis.
        LocalFix = "local_fix",
        /// A conversation: what was expected, what happened, what to keep and change.
        AfterActionReview = "after_action_review",
        /// Timeline and contributory factors across the work system.
        FullAnalysis = "full_analysis",
        /// Gathered with others of its kind and analysed together.
        AggregateTheme = "aggregate_theme",
    }
}

list! {
    /// The elements of the work system. A person or a trait is not among them.
    Element {
        /// What was to be done.
        Task = "task",
        /// What it was done with.
        ToolsAndTechnology = "tools_and_technology",
        /// How work is led, staffed and planned.
        Organisation = "organisation",
        /// Where it was done.
        PhysicalEnvironment = "physical_environment",
        /// What law, suppliers and others ask.
        ExternalRequirements = "external_requirements",
        /// How work passes between people and units.
        CooperationAndHandover = "cooperation_and_handover",
        /// What was known, told and taught.
        InformationAndInstruction = "information_and_instruction",
        /// Time, load and habit that people worked under.
        PeoplesConditions = "peoples_conditions",
    }
}

list! {
    /// Which way a factor pulled.
    Direction {
        /// Made it hard to do right.
        Hindered = "hindered",
        /// Helped, or kept it from getting worse.
        Helped = "helped",
    }
}

list! {
    /// Strength of a corrective action (RCA2 action hierarchy, National Patient
    /// Safety Foundation 2015).
    Strength {
        /// Changes the design, or makes the wrong way impossible.
        Stronger = "stronger",
        /// Checklists, software support, redundancy.
        Intermediate = "intermediate",
        /// Training or policy alone.
        Weaker = "weaker",
    }
}

list! {
    /// What was seen of an action's effect.
    Effect {
        /// It got better.
        Improved = "improved",
        /// Nothing can be seen yet.
        NoEvidenceYet = "no_evidence_yet",
        /// It got worse.
        Worse = "worse",
        /// There is no way to tell.
        CannotTell = "cannot_tell",
    }
}

list! {
    /// What an analysis asks: the four questions of an after-action review, and a chain of
    /// five hows. None asks who, and none asks why.
    Question {
        /// What was expected to happen.
        Expected = "expected",
        /// What happened.
        Happened = "happened",
        /// What to keep.
        Keep = "keep",
        /// What to change.
        Change = "change",
        /// How it could happen.
        How1 = "how_1",
        /// How that, in turn, could be.
        How2 = "how_2",
        /// And that.
        How3 = "how_3",
        /// And that.
        How4 = "how_4",
        /// And that: the condition to change.
        How5 = "how_5",
    }
}

list! {
    /// Where a report goes when Tillbud is not the right place for it.
    Channel {
        /// The reporter's or the unit's manager.
        Manager = "manager",
        /// Human resources.
        Hr = "hr",
        /// The whistleblowing channel (lag 2021:890).
        Whistleblowing = "whistleblowing",
        /// The security protection officer.
        SecurityProtection = "security_protection",
        /// Another organisation.
        OtherOrganisation = "other_organisation",
    }
}

list! {
    /// A law under which an incident may have to be notified.
    Regime {
        /// General Data Protection Regulation, articles 33–34.
        Gdpr = "gdpr",
        /// NIS2 article 23, in Sweden cybersäkerhetslagen (2025:1506).
        Nis2 = "nis2",
    }
}

list! {
    /// What a deadline is counted from.
    Clock {
        /// From when the first report was received: nobody can have known earlier.
        WorstCase = "worst_case",
        /// From when a person declared that the organisation became aware.
        Declared = "declared",
    }
}

list! {
    /// How far a notification under a law has come.
    Standing {
        /// Whether it has to be notified is not decided.
        Assessing = "assessing",
        /// It does not have to be notified.
        NotNotifiable = "not_notifiable",
        /// It has to be notified; nothing was sent.
        Due = "due",
        /// Something was sent.
        Sent = "sent",
        /// Something sent was supplemented.
        Supplemented = "supplemented",
        /// All that the law asks for was sent.
        Final = "final",
    }
}

/// A code of a list that is data, such as a category: `[a-z0-9_]`, at most 40.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Code(String);

/// The text is not a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not a code: use a–z, 0–9 and _, at most {CODE_CHARACTERS} characters")]
pub struct CodeError;

impl Code {
    /// Reads a code.
    ///
    /// # Errors
    /// [`CodeError`] for anything but 1–40 characters of `[a-z0-9_]`.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        if (1..=CODE_CHARACTERS).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(CodeError)
        }
    }

    /// As stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A short name that staff or another register gave: a unit, a role, an asset.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Label(String);

impl Label {
    /// Accepts a name of one line, without surrounding white space.
    ///
    /// # Errors
    /// A [`TextError`] when it is blank, longer than 200 characters or holds U+0000.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        text::check(&one_line, LABEL_CHARACTERS)?;
        Ok(Self(one_line))
    }

    /// As stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What two ways of writing the same name have in common: rules compare it, and read
    /// models store it, because a database folds letters beyond ASCII in its own way or not at all.
    #[must_use]
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }

    /// The same name, whatever the case of its letters.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.folded() == other.folded()
    }
}

/// A class of SKR's KLASSA for one quality of an information asset: 0 (none) to 3.
/// Level 4, national security, has no place here and cannot be represented.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Level(u8);

/// The number is not a level that may be stored here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LevelError {
    /// Level 4: information of importance for national security.
    #[error(
        "is level 4, national security: do not write anything about it here, turn to the security protection officer"
    )]
    NationalSecurity,
    /// Not a level at all.
    #[error("is not a level: 0, 1, 2 or 3")]
    NotALevel,
}

impl Level {
    /// Accepts 0–3.
    ///
    /// # Errors
    /// [`LevelError::NationalSecurity`] for 4, [`LevelError::NotALevel`] for anything else.
    pub fn parse(level: u8) -> Result<Self, LevelError> {
        match level {
            0..=3 => Ok(Self(level)),
            4 => Err(LevelError::NationalSecurity),
            5.. => Err(LevelError::NotALevel),
        }
    }

    /// 0–3.
    #[must_use]
    pub const fn value(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Level {
    type Error = LevelError;

    fn try_from(level: u8) -> Result<Self, LevelError> {
        Self::parse(level)
    }
}

impl From<Level> for u8 {
    fn from(level: Level) -> Self {
        level.0
    }
}

/// An information asset that an incident touched, with its K/R/T classes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AffectedAsset {
    /// Name of the asset: a system or a collection of information.
    pub asset: Label,
    /// Confidentiality (konfidentialitet).
    pub k: Level,
    /// Integrity (riktighet).
    pub r: Level,
    /// Availability (tillgänglighet).
    pub t: Level,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn level_4_is_refused_with_the_way_to_the_right_place() {
        assert_eq!(Level::parse(3).map(Level::value), Ok(3));
        assert_eq!(Level::parse(4), Err(LevelError::NationalSecurity));
        assert_eq!(Level::parse(5), Err(LevelError::NotALevel));
    }

    #[test]
    fn a_code_at_its_limit_is_accepted_and_one_more_character_is_not() {
        assert!(Code::parse(&"a".repeat(CODE_CHARACTERS)).is_ok());
        assert!(Code::parse(&"a".repeat(CODE_CHARACTERS + 1)).is_err());
        for wrong in ["", "Access", "å", "a b", "a.b", "*"] {
            assert!(Code::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_label_is_one_line_and_is_compared_whatever_the_case() {
        let label = Label::parse("  Enhetschef\n hemtjänst ").unwrap();
        assert_eq!(label.as_str(), "Enhetschef hemtjänst");
        assert!(label.is_same_as(&Label::parse("ENHETSCHEF HEMTJÄNST").unwrap()));
        assert!(Label::parse(&"å".repeat(LABEL_CHARACTERS)).is_ok());
        assert!(Label::parse(&"å".repeat(LABEL_CHARACTERS + 1)).is_err());
    }

    #[test]
    fn every_stored_name_is_read_back() {
        for element in Element::ALL {
            assert_eq!(Element::from_stored(element.as_str()), Some(*element));
        }
    }
}
