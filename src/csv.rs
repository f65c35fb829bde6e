//! Cells of CSV files that a spreadsheet opens as what they are.
//!
//! A cell that begins like a formula would be run by a spreadsheet (OWASP, CSV
//! injection). Must never change any other cell.

use std::borrow::Cow;

/// `text`, with an apostrophe before anything that a spreadsheet would run.
#[must_use]
pub fn cell(text: &str) -> Cow<'_, str> {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') if text != "-" => format!("'{text}").into(),
        _ => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn only_cells_that_would_run_are_changed() {
        assert_eq!(cell("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(cell("@SUM(A1)"), "'@SUM(A1)");
        for harmless in ["Hala golv", "", "-", "5 = 5"] {
            assert_eq!(cell(harmless), harmless);
        }
    }
}
