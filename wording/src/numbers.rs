//! Personal identity numbers, phone numbers and e-mail addresses.
//!
//! Must tell them from dates, amounts, hours and case numbers, as far as their shape does.

use std::ops::Range;

use crate::text::Folded;

/// Most digits of a phone number (ITU-T E.164).
const PHONE_DIGITS: usize = 15;

/// Addresses with an @ and a top-level domain.
pub fn emails(folded: &Folded) -> Vec<Range<usize>> {
    let is_local = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || "._-+%".contains(c));
    let is_domain = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || ".-".contains(c));
    let is_edge = |c: Option<char>| c.is_some_and(|c| ".-".contains(c));
    let mut found = Vec::new();
    for at in (0..folded.chars.len()).filter(|at| folded.at(*at) == Some('@')) {
        let mut start = at;
        while is_local(folded.before(start)) {
            start -= 1;
        }
        while start < at && is_edge(folded.at(start)) {
            start += 1;
        }
        let mut end = at + 1;
        while is_domain(folded.at(end)) {
            end += 1;
        }
        while end > at + 1 && is_edge(folded.before(end)) {
            end -= 1;
        }
        let mut top = end;
        while top > at + 1 && folded.before(top).is_some_and(char::is_alphabetic) {
            top -= 1;
        }
        let has_top = end - top >= 2 && top > at + 2 && folded.before(top) == Some('.');
        if start < at && has_top {
            found.push(start..end);
        }
    }
    found
}

/// Swedish personal identity numbers and coordination numbers in their usual spellings,
/// when the date is one and the check digit is right.
pub fn personal_numbers(folded: &Folded) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for run in digit_runs(folded) {
        let mut end = run.end;
        if matches!(run.len(), 6 | 8) && matches!(folded.at(end), Some('-' | '+' | ' ')) {
            end = run_end(folded, end + 1);
            if end - run.end != 5 {
                continue;
            }
        }
        let is_free = !folded.at(end).is_some_and(char::is_alphanumeric)
            && !folded.before(run.start).is_some_and(char::is_alphanumeric);
        let digits = digits(folded, run.start..end);
        if is_free && is_personal_number(&digits) {
            found.push(run.start..end);
        }
    }
    found
}

fn is_personal_number(digits: &[u32]) -> bool {
    let ten = match digits.len() {
        10 => digits,
        12 if matches!(digits, [1, 8 | 9, ..] | [2, 0, ..]) => digits.get(2..).unwrap_or_default(),
        _ => return false,
    };
    let [_, _, m1, m2, d1, d2, ..] = ten else { return false };
    let (month, day) = (m1 * 10 + m2, d1 * 10 + d2);
    let luhn = ten.iter().enumerate().map(|(at, digit)| match digit * 2 {
        doubled if at % 2 == 0 => doubled / 10 + doubled % 10,
        _ => *digit,
    });
    (1..=12).contains(&month) && matches!(day, 1..=31 | 61..=91) && luhn.sum::<u32>() % 10 == 0
}

/// Phone numbers: international, Swedish, and the grouped ones of a few other countries.
pub fn phones(folded: &Folded) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for run in digit_runs(folded) {
        if found.last().is_some_and(|last| run.start < last.end) {
            continue;
        }
        let is_international = folded.before(run.start) == Some('+');
        let start = if is_international || folded.before(run.start) == Some('(') {
            run.start - 1
        } else {
            run.start
        };
        let stands_in = |c: char| c.is_alphanumeric() || "-/.,".contains(c);
        if folded.before(start).is_some_and(stands_in) {
            continue;
        }
        let mut groups = vec![run.clone()];
        let mut count = run.len();
        while let Some(next) = groups.last().and_then(|last| next_group(folded, last.end)) {
            count += next.len();
            if count > PHONE_DIGITS {
                break;
            }
            groups.push(next);
        }
        let is_phone = |groups: &&[Range<usize>]| {
            let end = groups.last().map_or(start, |group| group.end);
            let is_cut = folded.at(end).is_some_and(char::is_alphanumeric);
            !is_cut && is_phone(folded, groups, is_international)
        };
        let longest = (1..=groups.len()).rev().filter_map(|many| groups.get(..many)).find(is_phone);
        if let Some(end) = longest.and_then(|groups| groups.last()).map(|group| group.end) {
            found.push(start..end);
        }
    }
    found
}

fn is_phone(folded: &Folded, groups: &[Range<usize>], is_international: bool) -> bool {
    let lengths: Vec<_> = groups.iter().map(Range::len).collect();
    let total: usize = lengths.iter().sum();
    let all = digits(
        folded,
        groups
            .first()
            .map_or(0..0, |first| first.start..groups.last().map_or(first.end, |last| last.end)),
    );
    if is_international {
        return (8..=PHONE_DIGITS).contains(&total);
    }
    let hyphens = groups.iter().filter(|group| folded.at(group.end) == Some('-')).count();
    match (&*all, &*lengths) {
        ([0, 0, 1..=9, ..], [_, _, ..]) => (10..=PHONE_DIGITS).contains(&total),
        ([0, 7, ..], [10]) => true,
        // A day with its year, and hours from and to.
        (_, [2, 2, 4]) => false,
        (_, lengths) if lengths.iter().all(|length| *length == 2) && hyphens > 1 => false,
        ([0, 1..=9, ..], [2..=4, 5..=8]) => (8..=11).contains(&total),
        ([0, 1..=9, ..], [2..=4, rest @ ..]) if rest.len() > 1 => {
            (8..=11).contains(&total) && rest.iter().all(|length| (2..=4).contains(length))
        }
        ([1..=9, ..], [3, 3, 4]) => {
            groups.first().is_some_and(|first| folded.at(first.end) != Some(' '))
        }
        _ => false,
    }
}

/// Digits after one or two separators.
fn next_group(folded: &Folded, end: usize) -> Option<Range<usize>> {
    let is_separator = |c: Option<char>| c.is_some_and(|c| " -/.()".contains(c));
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let one = is_separator(folded.at(end)) && is_digit(folded.at(end + 1));
    let two = is_separator(folded.at(end))
        && is_separator(folded.at(end + 1))
        && is_digit(folded.at(end + 2));
    let start = if one {
        end + 1
    } else if two {
        end + 2
    } else {
        return None;
    };
    Some(start..run_end(folded, start))
}

fn digit_runs(folded: &Folded) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut at = 0;
    while at < folded.chars.len() {
        let end = run_end(folded, at);
        if end > at {
            runs.push(at..end);
        }
        at = end + 1;
    }
    runs
}

fn run_end(folded: &Folded, mut at: usize) -> usize {
    while folded.at(at).is_some_and(|c| c.is_ascii_digit()) {
        at += 1;
    }
    at
}

fn digits(folded: &Folded, range: Range<usize>) -> Vec<u32> {
    range.filter_map(|at| folded.at(at)).filter_map(|c| c.to_digit(10)).collect()
}
