//! What somebody searches for: words and "phrases" of at least three characters.
//!
//! Both databases find by runs of three characters, so nothing shorter can be found.
//! Must never hand on a character that means something to either of them.

/// Most characters of what is searched for.
pub const QUERY_CHARACTERS: usize = 200;
/// Most words and phrases of one search.
pub const TERMS_MAX: usize = 8;
/// Fewest characters of a word that can be found.
pub const TERM_CHARACTERS_MIN: usize = 3;
/// Most facts that one word may stand for.
pub const FACTS_MAX: usize = 20;

/// Words and phrases that must all stand in one text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    terms: Vec<Term>,
    /// Whether a word was too short to be looked for.
    pub leaves_out: bool,
}

/// A word or phrase, and what else counts as it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    words: String,
    facts: Vec<String>,
}

/// What somebody searches for cannot be looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TermsError {
    /// Nothing at all.
    #[error("says nothing to look for")]
    Empty,
    /// No word is long enough.
    #[error("has no word of at least {TERM_CHARACTERS_MIN} characters")]
    TooShort,
    /// Longer than [`QUERY_CHARACTERS`].
    #[error("is longer than {QUERY_CHARACTERS} characters")]
    TooLong,
    /// More than [`TERMS_MAX`].
    #[error("has more than {TERMS_MAX} words and phrases")]
    TooMany,
}

impl Terms {
    /// Reads what was typed. What stands between quotation marks is one phrase.
    ///
    /// # Errors
    /// [`TermsError`].
    pub fn parse(said: &str) -> Result<Self, TermsError> {
        if said.chars().count() > QUERY_CHARACTERS {
            return Err(TermsError::TooLong);
        }
        let plain = |c: char| if c.is_control() { ' ' } else { c };
        let said: String = said.chars().map(plain).collect();
        let mut all: Vec<String> = Vec::new();
        for (at, part) in said.split(['"', '”', '“', '„']).enumerate() {
            let words = part.split_whitespace().map(str::to_owned);
            if at % 2 == 0 {
                all.extend(words);
            } else {
                all.push(words.collect::<Vec<_>>().join(" "));
            }
        }
        all.retain(|term| !term.is_empty());
        if all.is_empty() {
            return Err(TermsError::Empty);
        }
        let said = all.len();
        all.retain(|term| term.chars().count() >= TERM_CHARACTERS_MIN);
        let leaves_out = all.len() < said;
        if all.is_empty() {
            return Err(TermsError::TooShort);
        }
        if all.len() > TERMS_MAX {
            return Err(TermsError::TooMany);
        }
        let term = |words: String| Term { words, facts: Vec::new() };
        Ok(Self { terms: all.into_iter().map(term).collect(), leaves_out })
    }

    /// The same, where each word also finds the facts ([`super::Fact::token`]) that it is
    /// part of the name of; no more than [`FACTS_MAX`] of them.
    #[must_use]
    pub fn with_facts(mut self, facts: impl Fn(&str) -> Vec<String>) -> Self {
        for term in &mut self.terms {
            term.facts = facts(&term.words);
            term.facts.truncate(FACTS_MAX);
        }
        self
    }

    /// Each word or phrase.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.terms.iter().map(|term| term.words.as_str())
    }

    /// For FTS5: each as a string, all of which must be found, by themselves or as a fact.
    pub(super) fn for_fts5(&self) -> String {
        let quoted = |term: &String| format!("\"{}\"", term.replace('"', "\"\""));
        let either = |term: &Term| {
            let any = term.either().map(quoted).collect::<Vec<_>>();
            if any.len() == 1 { any.concat() } else { format!("({})", any.join(" OR ")) }
        };
        self.terms.iter().map(either).collect::<Vec<_>>().join(" AND ")
    }

    /// For `ilike`: each anywhere in the text, its own `%` and `_` as they are; one of each
    /// inner list must be found.
    pub(super) fn for_like(&self) -> Vec<Vec<String>> {
        let escaped = |term: &String| {
            let each = |c: char| match c {
                '%' | '_' | '\\' => format!("\\{c}"),
                other => other.to_string(),
            };
            format!("%{}%", term.chars().map(each).collect::<String>())
        };
        self.terms.iter().map(|term| term.either().map(escaped).collect()).collect()
    }
}

impl Term {
    fn either(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.words).chain(&self.facts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(said: &str) -> Vec<String> {
        Terms::parse(said).unwrap().iter().map(str::to_owned).collect()
    }

    #[test]
    fn words_are_told_apart_and_phrases_are_kept() {
        assert_eq!(terms("  halt \n golv "), ["halt", "golv"]);
        assert_eq!(terms("\"fel  mottagare\" brev"), ["fel mottagare", "brev"]);
        assert_eq!(terms("”fel mottagare”"), ["fel mottagare"]);
        assert_eq!(terms("brev \"öppet fönst"), ["brev", "öppet fönst"], "a mark too few");
    }

    #[test]
    fn a_word_that_is_too_short_is_left_out_unless_it_is_alone() {
        let said = Terms::parse("fel på dörr").unwrap();
        assert_eq!((said.terms.len(), said.leaves_out), (2, true));
        assert!(!Terms::parse("fel").unwrap().leaves_out);
        assert_eq!(Terms::parse("på 🔥"), Err(TermsError::TooShort));
        assert_eq!(terms("🔥🔥🔥"), ["🔥🔥🔥"]);
        for nothing in ["", " \n", "\"\"", "\0"] {
            assert_eq!(Terms::parse(nothing), Err(TermsError::Empty), "{nothing:?}");
        }
    }

    #[test]
    fn the_limits_hold_at_their_edges() {
        assert!(Terms::parse(&"å".repeat(QUERY_CHARACTERS)).is_ok());
        assert_eq!(Terms::parse(&"å".repeat(QUERY_CHARACTERS + 1)), Err(TermsError::TooLong));
        assert!(Terms::parse(&"ord ".repeat(TERMS_MAX)).is_ok());
        assert_eq!(Terms::parse(&"ord ".repeat(TERMS_MAX + 1)), Err(TermsError::TooMany));
    }

    #[test]
    fn nothing_that_means_something_to_a_database_is_handed_on() {
        let said = Terms::parse("100%_\\ OR* a:b \0def").unwrap();
        assert_eq!(said.for_fts5(), "\"100%_\\\" AND \"OR*\" AND \"a:b\" AND \"def\"");
        assert_eq!(said.for_like().concat(), ["%100\\%\\_\\\\%", "%OR*%", "%a:b%", "%def%"]);
    }

    #[test]
    fn a_word_finds_so_many_facts_and_no_more() {
        let facts = |word: &str| vec![format!("unit:{word};"); FACTS_MAX + 1];
        let said = Terms::parse("skola golv").unwrap().with_facts(facts);
        assert_eq!(said.for_like().iter().map(Vec::len).collect::<Vec<_>>(), [FACTS_MAX + 1; 2]);
        let one = |word: &str| if word == "skola" { vec!["unit:s;".to_owned()] } else { vec![] };
        let said = Terms::parse("skola golv").unwrap().with_facts(one);
        assert_eq!(said.for_fts5(), "(\"skola\" OR \"unit:s;\") AND \"golv\"");
        assert_eq!(said.for_like(), [vec!["%skola%", "%unit:s;%"], vec!["%golv%"]]);
    }
}
