//! A progress line for long work, on standard error.
//!
//! Drawn only on a terminal; elsewhere a line is written every now and then. Must
//! never write to standard output, which belongs to results.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

const REDRAW: Duration = Duration::from_millis(100);
const LINE_ELSEWHERE: Duration = Duration::from_secs(5);
const BAR_CELLS: u64 = 30;

/// Shows how far something has come.
pub struct Progress {
    label: &'static str,
    total: Option<u64>,
    began: Instant,
    drawn: Option<Instant>,
    is_terminal: bool,
}

impl Progress {
    /// Begins; `total` is absent when nobody knows how much there is.
    #[must_use]
    pub fn new(label: &'static str, total: Option<u64>) -> Self {
        let is_terminal = std::io::stderr().is_terminal();
        Self { label, total, began: Instant::now(), drawn: None, is_terminal }
    }

    /// Shows that `done` are done, at most ten times a second.
    pub fn at(&mut self, done: u64) {
        let pause = if self.is_terminal { REDRAW } else { LINE_ELSEWHERE };
        let is_due = self.drawn.unwrap_or(self.began).elapsed() >= pause;
        if is_due {
            self.drawn = Some(Instant::now());
            self.draw(done);
        }
    }

    /// Writes a line that stays, above the progress.
    pub fn say(&self, line: &str) {
        let clear = if self.is_terminal { "\r\x1b[2K" } else { "" };
        // A closed standard error must not stop the work.
        let _ = writeln!(std::io::stderr().lock(), "{clear}{line}");
    }

    /// Ends with a last line.
    pub fn finish(mut self, done: u64) {
        self.total = self.total.map(|total| total.max(done));
        self.draw(done);
        if self.is_terminal {
            eprintln!();
        }
    }

    fn draw(&self, done: u64) {
        let line = self.line(done);
        let mut out = std::io::stderr().lock();
        // A closed standard error must not stop the work.
        let _ = if self.is_terminal {
            write!(out, "\r\x1b[2K{line}").and_then(|()| out.flush())
        } else {
            writeln!(out, "{line}")
        };
    }

    fn line(&self, done: u64) -> String {
        let seconds = self.began.elapsed().as_secs_f64();
        let rate = if seconds > 0.0 { done as f64 / seconds } else { 0.0 };
        match self.total.filter(|total| *total > 0) {
            Some(total) => {
                let cells = (done.min(total) * BAR_CELLS / total) as usize;
                let bar =
                    format!("{}{}", "#".repeat(cells), "-".repeat(BAR_CELLS as usize - cells));
                format!("{} [{bar}] {done} of {total}, {rate:.0} a second", self.label)
            }
            None => format!("{} {done}, {rate:.0} a second", self.label),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_empty_at_first_and_full_at_last() {
        let progress = Progress::new("rebuild", Some(10));
        assert!(progress.line(0).starts_with("rebuild [------------------------------] 0 of 10"));
        assert!(progress.line(10).starts_with("rebuild [##############################] 10 of 10"));
        assert!(Progress::new("import", None).line(3).starts_with("import 3,"));
    }
}
