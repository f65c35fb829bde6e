//! Where a reporter enters the receipt code.
//!
//! Must never take the code from an address, nor tell a wrong code from an unknown one.

use askama::Template;

use super::FieldProblem;
use super::frame::Frame;

/// The page that asks for the code.
#[derive(Template)]
#[template(path = "receipt.html")]
pub struct Receipt {
    frame: Frame,
    typed: String,
    problems: Vec<FieldProblem>,
}

impl Receipt {
    /// An empty field.
    #[must_use]
    pub fn new(frame: Frame) -> Self {
        Self { frame, typed: String::new(), problems: Vec::new() }
    }

    /// The field with what was `typed`, which belongs to no report.
    #[must_use]
    pub fn unknown(frame: Frame, typed: String) -> Self {
        let problem = FieldProblem { field: "code".into(), words: frame.t("receipt-unknown") };
        Self { frame, typed, problems: vec![problem] }
    }

    fn problem(&self) -> &str {
        self.problems.first().map_or("", |problem| &problem.words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames};

    #[test]
    fn the_code_is_asked_for_and_sent_in_the_body() {
        for frame in frames() {
            let html = Receipt::new(frame).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("<form method=\"post\" action=\"/receipt"));
        }
    }

    #[test]
    fn an_unknown_code_is_kept_to_be_put_right() {
        for frame in frames() {
            let html = Receipt::unknown(frame, HOSTILE.into()).render().unwrap();
            assert_sound(&html);
            assert!(html.contains("aria-invalid=\"true\"") && html.contains("&lt;script&gt;") || html.contains("&#60;script&#62;"));
        }
    }
}
