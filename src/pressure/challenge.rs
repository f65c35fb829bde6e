//! A challenge: text to compute a proof for, or to wait with. Nothing of it is stored.
//!
//! `report.16.1800000020.1800007200.9f2c….6b1e…` is what it is for, how many leading
//! zero bits, from when waiting counts, until when it can be answered (Unix seconds), a
//! random part, and a signature over all of that. It is answered by
//! `<challenge>:<number>`, such that the SHA-256 of that text begins with so many zero
//! bits; or unsolved, after waiting. Must never hold anything about who asked.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::Purpose;
use super::limits::{CHALLENGE_SECONDS, WAIT_SECONDS};
use crate::act::digest;

/// Longest answer that is looked at, in bytes.
const ANSWER_BYTES: usize = 200;
/// Characters of the random part and of the signature.
const HEX: usize = 32;

/// An authentic challenge that came back in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    /// When it expires and its random part: what tells it from all others.
    pub(super) id: (i64, String),
    /// The challenge alone.
    pub(super) challenge: String,
    /// From when it counts without a solution, in Unix seconds.
    pub(super) waited_at: i64,
    /// Whether it is solved.
    pub(super) is_solved: bool,
}

/// A new challenge. `random` must not have been used before.
pub(super) fn ask(
    secret: &[u8; 32],
    purpose: Purpose,
    bits: u32,
    now: Timestamp,
    random: [u8; 32],
) -> String {
    let now = now.as_second();
    let (waited_at, expires) = (now + WAIT_SECONDS, now + CHALLENGE_SECONDS);
    let random = hex(&random);
    let signed = format!("{}.{bits}.{waited_at}.{expires}.{random}", purpose.as_str());
    format!("{signed}.{}", signature(secret, &signed))
}

/// Reads an answer; nothing when it is not to a challenge of ours for this purpose, or
/// came too late.
pub(super) fn read(
    secret: &[u8; 32],
    purpose: Purpose,
    answer: &str,
    now: Timestamp,
) -> Option<Answer> {
    if answer.len() > ANSWER_BYTES {
        return None;
    }
    let (challenge, solution) = answer.split_once(':').unwrap_or((answer, ""));
    let (signed, given) = challenge.rsplit_once('.')?;
    if !is_same(given, &signature(secret, signed)) {
        return None;
    }
    // Signed by us, so it has this shape.
    let mut parts = signed.split('.');
    let is_for_this = parts.next() == Some(purpose.as_str());
    let mut number = || parts.next()?.parse::<i64>().ok();
    let (bits, waited_at, expires) = (number()?, number()?, number()?);
    let random = parts.next()?.to_owned();
    let is_solved =
        !solution.is_empty() && i64::from(zero_bits(&Sha256::digest(answer.as_bytes()))) >= bits;
    let answer =
        Answer { id: (expires, random), challenge: challenge.to_owned(), waited_at, is_solved };
    (is_for_this && now.as_second() < expires).then_some(answer)
}

fn signature(secret: &[u8; 32], signed: &str) -> String {
    hex(&digest(secret, &[b"challenge", signed.as_bytes()]))
}

fn hex(bytes: &[u8; 32]) -> String {
    bytes.iter().take(HEX / 2).map(|byte| format!("{byte:02x}")).collect()
}

/// Compares without telling by its time how much is right.
fn is_same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}

fn zero_bits(digest: &[u8]) -> u32 {
    let zeros = digest.iter().take_while(|byte| **byte == 0).count();
    let next = digest.get(zeros).map_or(0, |byte| byte.leading_zeros());
    u32::try_from(zeros * 8).unwrap_or(u32::MAX).saturating_add(next)
}

/// Computes a proof as a client does.
#[cfg(test)]
pub(super) fn solve(challenge: &str) -> String {
    let bits: u32 = challenge.split('.').nth(1).unwrap().parse().unwrap();
    (0_u64..)
        .map(|number| format!("{challenge}:{number}"))
        .find(|answer| zero_bits(&Sha256::digest(answer.as_bytes())) >= bits)
        .unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: [u8; 32] = [7; 32];

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    fn challenge() -> String {
        ask(&SECRET, Purpose::Report, 8, at(0), [1; 32])
    }

    fn read_at(answer: &str, seconds: i64) -> Option<Answer> {
        read(&SECRET, Purpose::Report, answer, at(seconds))
    }

    #[test]
    fn a_solution_is_recognised_and_anything_else_is_not_one() {
        let solved = solve(&challenge());
        assert!(read_at(&solved, 0).unwrap().is_solved);
        assert!(solved.len() <= ANSWER_BYTES);
        assert!(!read_at(&challenge(), 0).unwrap().is_solved);
        assert!(!read_at(&format!("{}:", challenge()), 0).unwrap().is_solved);
        let wrong = (0..).map(|number| format!("{}:{number}", challenge()));
        let wrong = wrong.filter(|answer| *answer != solved).take(20);
        assert!(wrong.filter(|answer| read_at(answer, 0).unwrap().is_solved).count() < 3);
    }

    #[test]
    fn it_holds_until_it_expires() {
        assert!(read_at(&challenge(), CHALLENGE_SECONDS - 1).is_some());
        assert_eq!(read_at(&challenge(), CHALLENGE_SECONDS), None);
        assert_eq!(read_at(&challenge(), 0).unwrap().waited_at, at(WAIT_SECONDS).as_second());
    }

    #[test]
    fn no_part_of_it_can_be_changed_and_it_serves_one_purpose() {
        let challenge = challenge();
        assert_eq!(read(&SECRET, Purpose::Message, &challenge, at(0)), None);
        assert_eq!(read(&[8; 32], Purpose::Report, &challenge, at(0)), None);
        for at in 0..challenge.len() {
            let mut changed = challenge.clone().into_bytes();
            changed[at] = if changed[at] == b'1' { b'2' } else { b'1' };
            assert_eq!(read_at(&String::from_utf8(changed).unwrap(), 0), None, "{at}");
        }
        for rubbish in ["", ":", ".", "report", &"å".repeat(101), &format!("{challenge}.")] {
            assert_eq!(read_at(rubbish, 0), None, "{rubbish}");
        }
    }

    #[test]
    fn zero_bits_are_counted_from_the_left() {
        for (digest, bits) in [([0xff, 0], 0), ([0x01, 0xff], 7), ([0, 0x10], 11), ([0, 0], 16)] {
            assert_eq!(zero_bits(&digest), bits);
        }
    }
}
