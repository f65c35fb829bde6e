//! Lines of a file or of standard input, plain or gzip, one at a time.
//!
//! Must never hold more of a line than [`LINE_BYTES_MAX`], however long it is, and
//! never take the beginning of a line for the whole of it.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;

/// Longest line that is read; the log takes no event that is larger.
pub const LINE_BYTES_MAX: usize = 1024 * 1024;
/// Standard input, in place of a file's name.
pub const STANDARD_INPUT: &str = "-";

/// The first bytes of every gzip file (RFC 1952).
const GZIP: [u8; 2] = [0x1f, 0x8b];
/// What some programs write before UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Reads lines and counts them.
pub struct Lines {
    reader: Box<dyn BufRead + Send>,
    number: u64,
    line: Vec<u8>,
}

/// One line, without its end.
#[derive(Debug, PartialEq, Eq)]
pub enum Line<'l> {
    /// All of it.
    Whole(&'l [u8]),
    /// Longer than [`LINE_BYTES_MAX`]; it was passed over.
    TooLong,
}

impl Lines {
    /// Opens `path`, or standard input for [`STANDARD_INPUT`].
    ///
    /// # Errors
    /// What the system says.
    pub fn open(path: &Path) -> io::Result<Self> {
        if path == Path::new(STANDARD_INPUT) {
            Self::of(io::stdin())
        } else {
            Self::of(File::open(path)?)
        }
    }

    /// Reads `source`; whether it is gzip shows in its content, not in its name.
    fn of(mut source: impl Read + Send + 'static) -> io::Result<Self> {
        let mut head = Vec::with_capacity(GZIP.len());
        source.by_ref().take(GZIP.len() as u64).read_to_end(&mut head)?;
        let is_gzip = head == GZIP;
        let source = Cursor::new(head).chain(source);
        let reader: Box<dyn BufRead + Send> = if is_gzip {
            Box::new(BufReader::new(MultiGzDecoder::new(source)))
        } else {
            Box::new(BufReader::new(source))
        };
        Ok(Self { reader, number: 0, line: Vec::new() })
    }

    /// The next line with its number, from 1; none at the end.
    ///
    /// # Errors
    /// What the system says, or that the gzip data are cut or damaged. The piece of
    /// a line that stood before the damage is not given.
    pub fn next(&mut self) -> io::Result<Option<(u64, Line<'_>)>> {
        self.line.clear();
        let mut is_too_long = false;
        let mut is_at_end = true;
        loop {
            let ready = match self.reader.fill_buf() {
                Ok(ready) => ready,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if ready.is_empty() {
                break;
            }
            is_at_end = false;
            let end = ready.iter().position(|byte| *byte == b'\n');
            let piece = &ready[..end.unwrap_or(ready.len())];
            is_too_long |= self.line.len() + piece.len() > LINE_BYTES_MAX;
            if !is_too_long {
                self.line.extend_from_slice(piece);
            }
            let taken = piece.len() + usize::from(end.is_some());
            self.reader.consume(taken);
            if end.is_some() {
                break;
            }
        }
        if is_at_end {
            return Ok(None);
        }
        self.number += 1;
        if is_too_long {
            return Ok(Some((self.number, Line::TooLong)));
        }
        let mark = if self.number == 1 { BYTE_ORDER_MARK } else { b"" };
        let line = self.line.strip_prefix(mark).unwrap_or(&self.line);
        Ok(Some((self.number, Line::Whole(line))))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn gzip(content: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(content).unwrap();
        encoder.finish().unwrap()
    }

    /// The lines until the end or an error, as text; `None` for one that is too long.
    fn lines(content: Vec<u8>) -> (Vec<Option<String>>, bool) {
        let mut lines = Lines::of(Cursor::new(content)).unwrap();
        let mut found = Vec::new();
        loop {
            match lines.next() {
                Ok(Some((number, line))) => {
                    found.push(match line {
                        Line::Whole(line) => Some(String::from_utf8_lossy(line).into_owned()),
                        Line::TooLong => None,
                    });
                    assert_eq!(number, found.len() as u64);
                }
                Ok(None) => return (found, true),
                Err(_) => return (found, false),
            }
        }
    }

    fn some(lines: &[&str]) -> Vec<Option<String>> {
        lines.iter().map(|line| Some((*line).to_owned())).collect()
    }

    #[test]
    fn the_last_line_needs_no_end_and_an_empty_file_has_no_line() {
        assert_eq!(lines(b"a\n\nb".to_vec()), (some(&["a", "", "b"]), true));
        assert_eq!(lines(b"a\r\nb\n".to_vec()), (some(&["a\r", "b"]), true));
        assert_eq!(lines(Vec::new()), (vec![], true));
        assert_eq!(lines(b"\n".to_vec()), (some(&[""]), true));
    }

    #[test]
    fn gzip_is_known_by_its_content_and_may_have_several_members() {
        let content = [gzip(b"a\nb"), gzip(b"c\nd\n")].concat();
        assert_eq!(lines(content), (some(&["a", "bc", "d"]), true));
    }

    #[test]
    fn a_cut_gzip_gives_its_whole_lines_and_then_the_error() {
        let whole = gzip("en rad\n".repeat(5_000).as_bytes());
        let (found, ended_well) = lines(whole[..whole.len() - 12].to_vec());
        assert!(!ended_well && found.iter().all(|line| line.as_deref() == Some("en rad")));
    }

    #[test]
    fn a_line_at_the_limit_is_read_and_a_longer_one_is_passed_over() {
        let (limit, longer) = ("x".repeat(LINE_BYTES_MAX), "y".repeat(LINE_BYTES_MAX + 1));
        let (found, _) = lines(format!("{limit}\n{longer}\nz\n").into_bytes());
        assert_eq!(found, [Some(limit), None, Some("z".to_owned())]);
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_first_line() {
        assert_eq!(lines("\u{feff}a\n\u{feff}b".into()), (some(&["a", "\u{feff}b"]), true));
    }
}
