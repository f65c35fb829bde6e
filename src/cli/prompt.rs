//! Asks for a password: at the terminal without showing it, else from standard input.
//!
//! Must never take one from the command line, where others on the machine can see it.

use std::io::{BufRead, IsTerminal, Write};

use anyhow::{Context, ensure};
use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
use zeroize::Zeroizing;

/// A password; at the terminal it is asked for twice.
///
/// # Errors
/// When nothing can be read, or the two differ.
pub(super) fn password() -> anyhow::Result<Zeroizing<String>> {
    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        return line(&mut stdin.lock());
    }
    let first = unseen("Password: ")?;
    let second = unseen("Once more: ")?;
    ensure!(*first == *second, "the two are not the same; nothing was changed");
    Ok(first)
}

/// A line that the terminal does not show.
fn unseen(prompt: &str) -> anyhow::Result<Zeroizing<String>> {
    let stdin = std::io::stdin();
    let shown = tcgetattr(&stdin)?;
    let mut hidden = shown.clone();
    hidden.local_modes.remove(LocalModes::ECHO);
    eprint!("{prompt}");
    std::io::stderr().flush()?;
    tcsetattr(&stdin, OptionalActions::Flush, &hidden)?;
    let typed = line(&mut stdin.lock());
    tcsetattr(&stdin, OptionalActions::Flush, &shown)?;
    eprintln!();
    typed
}

fn line(input: &mut impl BufRead) -> anyhow::Result<Zeroizing<String>> {
    let mut line = Zeroizing::new(String::new());
    input.read_line(&mut line).context("no password could be read")?;
    let end = line.trim_end_matches(['\r', '\n']).len();
    line.truncate(end);
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_taken_as_it_is_without_its_end() {
        for (input, expected) in [(" a b \r\nnext", " a b "), ("x", "x"), ("", "")] {
            assert_eq!(line(&mut input.as_bytes()).unwrap().as_str(), expected);
        }
    }
}
