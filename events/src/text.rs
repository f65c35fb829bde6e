//! Free text: the only part of an event that is sealed in the log.
//!
//! In an encoded payload a text is the object `{"clear":"…"}`, so that sealing
//! finds every text of every event without knowing the event. Rules must never
//! look inside a text; they only pass it on.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::SerializeMap};

/// A person's own words, or the place where they were.
#[derive(Clone, PartialEq, Eq)]
pub enum Text {
    /// Words that can be read.
    Clear(String),
    /// The key that sealed the words was destroyed.
    Erased,
}

/// Why a text was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing but white space.
    #[error("is empty")]
    Empty,
    /// More characters than the limit for this field.
    #[error("is longer than {max} characters")]
    TooLong {
        /// The limit, in Unicode characters.
        max: usize,
    },
    /// U+0000, which no database or screen can hold.
    #[error("holds the null character, which cannot be stored")]
    NullCharacter,
}

impl Text {
    /// Accepts `words` exactly as written, when they are not blank, hold no null
    /// character and at most `max` Unicode characters.
    ///
    /// # Errors
    /// A [`TextError`] that names what is wrong.
    pub fn parse(words: impl Into<String>, max: usize) -> Result<Self, TextError> {
        let words = words.into();
        check(&words, max)?;
        Ok(Self::Clear(words))
    }

    /// The words, unless they were erased.
    #[must_use]
    pub fn as_clear(&self) -> Option<&str> {
        match self {
            Self::Clear(words) => Some(words),
            Self::Erased => None,
        }
    }
}

/// Checks `words` as [`Text::parse`] does, for labels and codes that are not sealed.
///
/// # Errors
/// A [`TextError`] that names what is wrong.
pub fn check(words: &str, max: usize) -> Result<(), TextError> {
    if words.trim().is_empty() {
        return Err(TextError::Empty);
    }
    if words.contains('\0') {
        return Err(TextError::NullCharacter);
    }
    // Bytes first: a text of many megabytes is refused without counting it.
    if words.len() > max * 4 || words.chars().count() > max {
        return Err(TextError::TooLong { max });
    }
    Ok(())
}

/// Never prints the words: a debug line must not leak what a reporter wrote.
impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Clear(words) => write!(f, "Clear({} characters)", words.chars().count()),
            Self::Erased => f.write_str("Erased"),
        }
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        match self {
            Self::Clear(words) => map.serialize_entry("clear", words)?,
            Self::Erased => map.serialize_entry("erased", &true)?,
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "lowercase")]
        enum Stored {
            Clear(String),
            Erased(serde::de::IgnoredAny),
        }
        // The refusal of serde would quote the words.
        let stored = Stored::deserialize(deserializer)
            .map_err(|_| serde::de::Error::custom("is not a text, clear or erased"))?;
        Ok(match stored {
            Stored::Clear(words) => Self::Clear(words),
            Stored::Erased(_) => Self::Erased,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_at_the_limit_is_accepted_and_one_more_character_is_not() {
        assert!(Text::parse("å".repeat(10), 10).is_ok());
        assert!(Text::parse("👩".repeat(10), 10).is_ok(), "four bytes each");
        assert_eq!(Text::parse("å".repeat(11), 10), Err(TextError::TooLong { max: 10 }));
    }

    #[test]
    fn white_space_alone_is_empty() {
        assert_eq!(Text::parse(" \n\t\u{3000}", 10), Err(TextError::Empty));
    }

    #[test]
    fn a_null_character_is_refused() {
        assert_eq!(Text::parse("a\0b", 10), Err(TextError::NullCharacter));
    }

    #[test]
    fn words_are_kept_exactly() {
        let words = "  två rader\r\n och 👩‍🚒 ";
        assert_eq!(Text::parse(words, 100).unwrap().as_clear(), Some(words));
    }

    #[test]
    fn a_debug_line_does_not_show_the_words() {
        assert_eq!(format!("{:?}", Text::Clear("hemligt".into())), "Clear(7 characters)");
    }

    #[test]
    fn both_forms_survive_encoding() {
        for text in [Text::Clear("ord".into()), Text::Erased] {
            let json = serde_json::to_string(&text).unwrap();
            assert_eq!(serde_json::from_str::<Text>(&json).unwrap(), text);
        }
    }
}
