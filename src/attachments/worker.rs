//! The process that cleans one file: confined first, then it reads the file from
//! standard input and answers on standard output.
//!
//! The answer is one line, and after `cleaned` the new file:
//! `cleaned <format> <bytes>`, `refused <reason>` or `unconfined`. Must never read a
//! byte of the file before it is confined, nor say anything on standard error.

use std::io::{self, Read, Write};

use tillbud_cleaning::{Cleaned, Format, INPUT_BYTES, OUTPUT_BYTES, Refusal, clean};

use super::CleanError;
use super::confine::confine;

/// The subcommand under which the program runs as this process.
pub const WORKER: &str = "clean-worker";

const UNCONFINED: &str = "unconfined";
/// Longest first line, in bytes.
const LINE_BYTES: usize = 80;

/// Cleans standard input to standard output.
///
/// # Errors
/// Input or output broke off; whoever waits for the answer will see that itself.
pub fn work() -> io::Result<()> {
    let mut output = io::stdout().lock();
    if confine().is_err() {
        return writeln!(output, "{UNCONFINED}");
    }
    let mut bytes = Vec::new();
    let most = u64::try_from(INPUT_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    io::stdin().lock().take(most).read_to_end(&mut bytes)?;
    match clean(&bytes) {
        Ok(cleaned) => {
            writeln!(output, "cleaned {} {}", cleaned.format.as_str(), cleaned.bytes.len())?;
            output.write_all(&cleaned.bytes)?;
        }
        Err(refusal) => writeln!(output, "refused {}", refusal.as_str())?,
    }
    output.flush()
}

/// Most bytes of an answer.
pub(super) const ANSWER_BYTES: usize = LINE_BYTES + OUTPUT_BYTES;

/// Reads an answer; anything but a whole one counts as a crash.
pub(super) fn read(mut answer: Vec<u8>) -> Result<Cleaned, CleanError> {
    let line_bytes = answer.iter().take(LINE_BYTES).position(|byte| *byte == b'\n');
    let line_bytes = line_bytes.ok_or(CleanError::Crashed)?;
    let bytes = answer.split_off(line_bytes + 1);
    let line = std::str::from_utf8(&answer[..line_bytes]).map_err(|_| CleanError::Crashed)?;
    match line.split(' ').collect::<Vec<_>>()[..] {
        ["cleaned", format, length] if length.parse() == Ok(bytes.len()) => {
            let format = Format::named(format).ok_or(CleanError::Crashed)?;
            Ok(Cleaned { format, bytes })
        }
        ["refused", name] => {
            Err(Refusal::named(name).map_or(CleanError::Crashed, CleanError::Refused))
        }
        [UNCONFINED] => Err(CleanError::Unconfined),
        _ => Err(CleanError::Crashed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_answer_counts() {
        let whole = read(b"cleaned text 2\nhi".to_vec()).unwrap();
        assert_eq!(whole, Cleaned { format: Format::Text, bytes: b"hi".to_vec() });
        let broken: [&[u8]; 7] = [
            b"",
            b"cleaned text 2",
            b"cleaned text 2\nh",
            b"cleaned text 2\nhiy",
            b"cleaned exe 2\nhi",
            b"refused because\n",
            b"\xFF\n",
        ];
        for answer in broken {
            assert!(matches!(read(answer.to_vec()), Err(CleanError::Crashed)), "{answer:?}");
        }
    }

    #[test]
    fn a_refusal_and_a_missing_sandbox_are_told_apart() {
        let refused = read(b"refused damaged\n".to_vec());
        assert!(matches!(refused, Err(CleanError::Refused(Refusal::Damaged))));
        assert!(matches!(read(b"unconfined\n".to_vec()), Err(CleanError::Unconfined)));
    }
}
