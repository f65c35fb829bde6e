//! Which texts resemble one another, by the three-letter pieces they are made of.
//!
//! Rare pieces weigh more than common ones. Nothing leaves the program for it. Must never
//! decide anything: a person looks at what is suggested.

use std::collections::HashMap;

/// Characters of a text that are compared.
const CHARACTERS: usize = 2_000;
/// Below this, texts have no more in common than any two in the same language.
const LEAST: f64 = 0.08;
/// Bits that hold any character.
const CHARACTER_BITS: u32 = 21;

/// Three characters in one number.
type Piece = u64;

/// The places in `others` of the texts that resemble `text` most, most alike first, at
/// most `limit`.
#[must_use]
pub fn nearest(text: &str, others: &[String], limit: usize) -> Vec<usize> {
    let text = pieces(text);
    let others: Vec<_> = others.iter().map(|other| pieces(other)).collect();
    let mut seen_in = HashMap::<Piece, u32>::new();
    for piece in others.iter().chain([&text]).flatten() {
        *seen_in.entry(*piece).or_default() += 1;
    }
    let all = u32::try_from(others.len() + 1).unwrap_or(u32::MAX);
    let weight_of = |seen: u32| (f64::from(all + 1) / f64::from(seen)).ln().powi(2);
    let weights: HashMap<_, _> =
        seen_in.into_iter().map(|(piece, seen)| (piece, weight_of(seen))).collect();
    let weight = |piece: &Piece| weights.get(piece).copied().unwrap_or_default();
    let length = |pieces: &[Piece]| pieces.iter().map(weight).sum::<f64>().sqrt();
    let own = length(&text);
    let likeness = |(at, other): (usize, &Vec<Piece>)| {
        let is_common = |piece: &&Piece| text.binary_search(piece).is_ok();
        let common: f64 = other.iter().filter(is_common).map(weight).sum();
        let likeness = common / (own * length(other)).max(f64::MIN_POSITIVE);
        (likeness >= LEAST).then_some((likeness, at))
    };
    let mut alike: Vec<_> = others.iter().enumerate().filter_map(likeness).collect();
    alike.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    alike.into_iter().take(limit).map(|(_, at)| at).collect()
}

/// Each three characters in a row, in small letters, words apart by one space; in order, none
/// twice.
fn pieces(text: &str) -> Vec<Piece> {
    let letters = text.chars().take(CHARACTERS).flat_map(char::to_lowercase);
    let mut characters = vec![' '];
    for letter in letters {
        let letter = if letter.is_alphanumeric() { letter } else { ' ' };
        if letter != ' ' || characters.last() != Some(&' ') {
            characters.push(letter);
        }
    }
    if characters.last() != Some(&' ') {
        characters.push(' ');
    }
    let joined = |piece: &[char]| {
        piece.iter().fold(0, |piece, letter| piece << CHARACTER_BITS | Piece::from(*letter))
    };
    let mut pieces: Vec<_> = characters.windows(3).map(joined).collect();
    pieces.sort_unstable();
    pieces.dedup();
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(words: &[&str]) -> Vec<String> {
        words.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn what_tells_of_the_same_comes_first_and_what_does_not_stays_out() {
        let others = texts(&[
            "Golvet i matsalen är halt efter städningen.",
            "Dörren till arkivet gick inte i lås i går kväll.",
            "Journalen visade fel patient efter bytet.",
            "Arkivdörren stod olåst igen.",
        ]);
        let found = nearest("Dörren till arkivet går inte att låsa.", &others, 5);
        assert_eq!(found.first(), Some(&1));
        assert!(found.contains(&3) && !found.contains(&2), "{found:?}");
    }

    #[test]
    fn letters_and_marks_do_not_matter() {
        let others = texts(&["DÖRREN, till: arkivet!", "annat"]);
        assert_eq!(nearest("dörren till arkivet", &others, 1), [0]);
    }

    #[test]
    fn nothing_resembles_nothing() {
        assert!(nearest("", &texts(&["", "ord"]), 5).is_empty());
        assert!(nearest("ord", &[], 5).is_empty());
    }
}
