//! Every limit on how much may come in, once.
//!
//! All but the last group follow from one number, which an organisation can choose:
//! how many reports a minute are nothing unusual (`--reports-per-minute`). Must never
//! hold a limit for one sender: senders are not told apart.

use std::time::Duration;

/// Requests a minute to pages and routes that are open to everyone, for each report a
/// minute. Below half of it, proofs are asked for; when it is used up, everything but
/// reporting is answered with "try again".
pub const REQUESTS_PER_REPORT: u32 = 100;
/// Solved proofs a minute that are accepted, for each report a minute, when the reports
/// without proof are used up.
pub const SOLVED_PER_REPORT: u32 = 10;
/// Minutes of each limit that may come at once.
pub const BURST_MINUTES: u32 = 1;

/// How long whoever cannot compute a proof waits instead, in seconds.
pub const WAIT_SECONDS: i64 = 20;
/// How long a challenge can be answered, in seconds: a person may write for a while.
pub const CHALLENGE_SECONDS: i64 = 2 * 60 * 60;
/// Leading zero bits of the easiest proof: about a tenth of a second of a phone.
pub const BITS_MIN: u32 = 15;
/// Leading zero bits of the hardest proof: a few seconds of a phone.
pub const BITS_MAX: u32 = 19;
/// Answered challenges that are remembered; beyond it, those that expire first are
/// forgotten, because refusing reports would be worse than counting a proof twice.
pub const ANSWERED_MAX: usize = 100_000;

/// Wrong codes (or tokens) that cost nothing.
pub const WRONG_GUESSES: u32 = 30;
/// How long until one more wrong code (or token) costs nothing, in seconds.
pub const WRONG_GUESS_SECONDS: i64 = 10;
/// How long each look-up takes, one after the other, when those are used up.
pub const GUESS_PAUSE: Duration = Duration::from_millis(250);
/// Look-ups that wait for their turn then; [`GUESS_PAUSE`] times this stays well below
/// the longest time of a request.
pub const GUESS_QUEUE: usize = 40;
