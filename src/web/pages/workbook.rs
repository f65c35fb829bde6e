//! A workbook of one sheet (XLSX).
//!
//! Every text is stored as a text, so that nothing in it can run; days are days. Must
//! never touch a file: it is made in memory and sent.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, XlsxError};

use super::listed::Cell;

/// Its media type.
pub const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// Most characters of a cell, which is what the format allows.
const CELL_CHARACTERS: usize = 32_767;
/// Most characters of a sheet's name.
const NAME_CHARACTERS: usize = 31;
/// Width of a column, in characters; long texts are wrapped.
const COLUMN_WIDTH: f64 = 24.0;

/// The sheet's name, its headings and its rows.
///
/// # Errors
/// When the format does not allow it.
pub fn write(title: &str, headings: &[String], rows: &[Vec<Cell>]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(title.chars().take(NAME_CHARACTERS).collect::<String>())?;
    let (bold, wrapped) = (Format::new().set_bold(), Format::new().set_text_wrap());
    for (heading, column) in headings.iter().zip(0..) {
        sheet.set_column_width(column, COLUMN_WIDTH)?;
        sheet.write_string_with_format(0, column, heading, &bold)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let day = Format::new().set_num_format("yyyy-mm-dd");
    for (cells, row) in rows.iter().zip(1..) {
        for (cell, column) in cells.iter().zip(0..) {
            match cell {
                Cell::Nothing => continue,
                Cell::Text(words) => {
                    let words: String = words.chars().take(CELL_CHARACTERS).collect();
                    sheet.write_string_with_format(row, column, words, &wrapped)?
                }
                Cell::Number(number) => sheet.write_number(row, column, *number as f64)?,
                Cell::Figure(figure) => sheet.write_number(row, column, *figure)?,
                Cell::Day(date) => {
                    let (year, month, of_month) = (date.year(), date.month(), date.day());
                    let at = ExcelDateTime::from_ymd(
                        year.unsigned_abs(),
                        month.unsigned_abs(),
                        of_month.unsigned_abs(),
                    )?;
                    sheet.write_datetime_with_format(row, column, &at, &day)?
                }
            };
        }
    }
    workbook.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    /// Every part of the archive, unpacked: the parts are deflated one after the other.
    fn parts(bytes: &[u8]) -> String {
        let mut all = String::new();
        let mut from = 0;
        while let Some(at) = bytes[from..].windows(4).position(|it| it == b"PK\x03\x04") {
            let header = from + at;
            let number = |at: usize| usize::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]));
            let begin = header + 30 + number(header + 26) + number(header + 28);
            let mut part = Vec::new();
            flate2::read::DeflateDecoder::new(&bytes[begin..]).read_to_end(&mut part).ok();
            all += &String::from_utf8_lossy(&part);
            from = begin;
        }
        all
    }

    #[test]
    fn texts_are_texts_days_are_days_and_nothing_runs() {
        let headings = ["Dag".to_owned(), "Ord".to_owned(), "Antal".to_owned()];
        let hostile = ["=HYPERLINK(\"http://x\",\"y\")", "@SUM(A1)", "+1", "-1", "<b>&amp;", "å👩‍🚒"];
        let row = |words: &&str| {
            let day = Cell::Day("2026-03-01".parse().unwrap());
            vec![day, Cell::Text((*words).to_owned()), Cell::Number(3)]
        };
        let rows: Vec<_> = hostile.iter().map(row).collect();
        let parts = parts(&write("Händelser", &headings, &rows).unwrap());
        assert!(!parts.contains("<f>") && !parts.contains("<hyperlink"), "{parts}");
        assert!(
            parts.contains("=HYPERLINK(\"http://x\",\"y\")")
                && parts.contains("&lt;b&gt;&amp;amp;")
        );
        // 1 March 2026 is day 46082 of the format's calendar.
        assert!(parts.contains("<v>46082</v>") && parts.contains("yyyy-mm-dd"), "{parts}");
        assert!(parts.contains("name=\"Händelser\""));
    }

    #[test]
    fn a_text_that_is_too_long_for_a_cell_is_cut_and_an_empty_list_has_its_headings() {
        let long = vec![vec![Cell::Text("å".repeat(CELL_CHARACTERS + 1)), Cell::Nothing]];
        let parts_of_long = parts(&write("x", &["a".into()], &long).unwrap());
        assert_eq!(parts_of_long.matches('å').count(), CELL_CHARACTERS);
        assert!(parts(&write("x", &["rubrik".into()], &[]).unwrap()).contains("rubrik"));
    }
}
