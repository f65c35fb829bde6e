//! The part of a text around what was searched for.
//!
//! Must never be given a reporter's own words: those are opened, not excerpted.

use tillbud_projections::search::Terms;

/// Characters shown before the first word that was found.
const BEFORE: usize = 60;
/// Characters shown in all.
const WHOLE: usize = 220;

/// A stretch of an excerpt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The words.
    pub words: String,
    /// Whether they are what was searched for.
    pub is_found: bool,
}

/// The text around the first term, with every term told apart.
#[must_use]
pub fn around(text: &str, terms: &Terms) -> Vec<Piece> {
    let whole: Vec<char> = text.chars().collect();
    let folded: Vec<char> = whole.iter().map(|c| self::folded(*c)).collect();
    let fold = |term: &str| term.chars().map(self::folded).collect::<Vec<_>>();
    let terms: Vec<_> = terms.iter().map(fold).collect();
    let at = |from: usize| {
        terms.iter().find(|term| folded.get(from..).is_some_and(|rest| rest.starts_with(term)))
    };
    let first = (0..whole.len()).find(|from| at(*from).is_some()).unwrap_or(0);
    let begin = word_begin(&whole, first.saturating_sub(BEFORE));
    let end = word_end(&whole, (begin + WHOLE).min(whole.len()));
    let mut pieces = Vec::new();
    if begin > 0 {
        pieces.push(Piece { words: "… ".to_owned(), is_found: false });
    }
    let mut from = begin;
    while from < end {
        let found = at(from).map(|term| (from + term.len()).min(end));
        let to = found
            .unwrap_or_else(|| (from + 1..end).find(|next| at(*next).is_some()).unwrap_or(end));
        let words = whole.get(from..to).unwrap_or_default().iter().collect();
        pieces.push(Piece { words, is_found: found.is_some() });
        from = to;
    }
    if end < whole.len() {
        pieces.push(Piece { words: " …".to_owned(), is_found: false });
    }
    pieces
}

/// The same on one line, for programs.
#[must_use]
pub fn line(text: &str, terms: &Terms) -> String {
    around(text, terms).into_iter().map(|piece| piece.words).collect()
}

/// One character for one, so that places in both are the same.
fn folded(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(lower), None) => lower,
        (Some(_) | None, _) => c,
    }
}

/// Where a word begins, at `from` or soon after; `from` when none does.
fn word_begin(whole: &[char], from: usize) -> usize {
    let is_begin = |at: &usize| *at == 0 || whole.get(at - 1).is_some_and(|c| *c == ' ');
    (from..(from + BEFORE / 2).min(whole.len())).find(is_begin).unwrap_or(from)
}

/// Where a word ends, at `to` or soon before; `to` when none does.
fn word_end(whole: &[char], to: usize) -> usize {
    let is_end = |at: &usize| whole.get(*at).is_none_or(|c| *c == ' ');
    (to.saturating_sub(BEFORE / 2)..=to).rev().find(is_end).unwrap_or(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, said: &str) -> String {
        let pieces = around(text, &Terms::parse(said).unwrap());
        let each = |piece: Piece| match piece.is_found {
            true => format!("[{}]", piece.words),
            false => piece.words,
        };
        pieces.into_iter().map(each).collect()
    }

    #[test]
    fn every_term_is_told_apart_whatever_its_case() {
        assert_eq!(shown("Fallolyckan i Förrådet", "olycka förråd"), "Fall[olycka]n i [Förråd]et");
        assert_eq!(shown("ÅÄÖ åäö", "åäö"), "[ÅÄÖ] [åäö]");
        assert_eq!(shown("något annat", "saknas"), "något annat");
        assert_eq!(shown("aaaa", "aaa"), "[aaa]a");
    }

    #[test]
    fn a_long_text_is_cut_between_words_around_the_first_term() {
        let text = format!("{}nålen {}", "ord ".repeat(100), "mer ".repeat(100));
        let shown = shown(&text, "nål");
        assert!(shown.starts_with("… ord ") && shown.ends_with(" …"), "{shown}");
        assert!(shown.contains("ord [nål]en mer") && shown.chars().count() < WHOLE + 10);
    }

    #[test]
    fn odd_texts_break_nothing() {
        for text in ["", "İİİ", "👩‍🚒👩‍🚒", "e\u{301}e\u{301}", "ﬁﬁﬁ"] {
            for said in ["abc", "i\u{307}i", "👩‍🚒", "ﬁﬁﬁ"] {
                assert_eq!(line(text, &Terms::parse(said).unwrap()), text);
            }
        }
        let long = "å".repeat(5_000);
        assert!(line(&long, &Terms::parse("ååå").unwrap()).chars().count() <= WHOLE + 4);
    }
}
