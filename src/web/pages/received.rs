//! The answer to a report: its receipt code, and what happens next.
//!
//! Must never put the code in an address, nor be kept by a browser or a proxy.

use std::sync::Arc;

use askama::Template;

use super::frame::{Frame, Switch};
use crate::organisation::Organisation;
use crate::web::qr;

/// The page with the code.
#[derive(Template)]
#[template(path = "received.html")]
pub struct Received {
    frame: Frame,
    organisation: Arc<Organisation>,
    code: String,
    qr: Option<String>,
    is_urgent: bool,
    is_held: bool,
}

impl Received {
    /// The page for a report that is in the log.
    #[must_use]
    pub fn new(
        frame: Frame,
        organisation: Arc<Organisation>,
        code: String,
        is_urgent: bool,
    ) -> Self {
        let frame = frame.with_switch(Switch::Receipt(code.clone()));
        let qr = qr::data_url(&code);
        Self { frame, organisation, code, qr, is_urgent, is_held: false }
    }

    /// The same, for a report that waits to be handed over.
    #[must_use]
    pub fn held(self) -> Self {
        Self { is_held: true, ..self }
    }

    /// The code as it is read aloud: each character alone.
    fn spoken(&self) -> String {
        let characters = self.code.chars().filter(|character| *character != '-');
        characters.map(String::from).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::testing::{HOSTILE, assert_sound, frames, organisation};

    fn received(frame: Frame, code: &str, is_urgent: bool) -> Received {
        Received::new(frame, Arc::new(organisation()), code.into(), is_urgent)
    }

    fn page(frame: Frame, code: &str, is_urgent: bool) -> String {
        received(frame, code, is_urgent).render().unwrap()
    }

    #[test]
    fn the_code_stands_large_and_in_no_address() {
        for frame in frames() {
            let html = page(frame, "7K3M9Q-2RV8XA-4TB0ZC", true);
            assert_sound(&html);
            assert!(html.contains(">7K3M9Q-2RV8XA-4TB0ZC</span>"));
            assert!(html.contains("7 K 3 M 9 Q 2"));
            for address in html.split("href=\"").skip(1).chain(html.split("action=\"").skip(1)) {
                assert!(!address.split('"').next().unwrap().contains("7K3M9Q"), "{address}");
            }
        }
    }

    #[test]
    fn what_happens_next_is_told_with_the_times_of_the_organisation() {
        for frame in frames() {
            let html = page(frame, "7K3M9Q-2RV8XA-4TB0ZC", true);
            assert!(html.contains(" 3 ") && html.contains(" 45 "));
            assert!(html.contains("href=\"tel:112\"") && html.contains("tel:+4660123456"));
        }
    }

    #[test]
    fn a_report_that_waits_says_so() {
        for frame in frames() {
            let page = || received(frame.clone(), "7K3M9Q-2RV8XA-4TB0ZC", false);
            let (recorded, held) = (page().render().unwrap(), page().held().render().unwrap());
            assert_sound(&held);
            let sentence = frame.t("received-held");
            assert!(held.contains(&sentence) && !recorded.contains(&sentence));
        }
    }

    #[test]
    fn a_hostile_code_stays_text() {
        for frame in frames() {
            assert_sound(&page(frame, HOSTILE, false));
        }
    }
}
