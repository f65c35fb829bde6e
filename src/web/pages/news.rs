//! The bar that tells an open page of what has come in since it was made, or how old it is.
//!
//! Must never hold a word of what came in, and says nothing until a script fills it: without one
//! the page is whole without it.

use askama::{Template, filters::HtmlSafe};
use jiff::Timestamp;

use super::frame::Frame;
use crate::clock;

/// The bar, still empty, with what it will say.
#[derive(Template)]
#[template(path = "news.html")]
pub struct News {
    frame: Frame,
    /// Where news is heard.
    live: &'static str,
    /// The log position that the page is right for.
    position: u64,
    one: String,
    many: String,
    /// When the page was made.
    from: String,
}

/// The template escapes every text.
impl HtmlSafe for News {}

impl News {
    /// Of the page of today.
    #[must_use]
    pub fn of_today(frame: &Frame, position: u64, now: Timestamp) -> Self {
        let (one, many) = (frame.t("news-one"), frame.t("news-many"));
        Self::new(frame, "/live", (position, now), (one, many))
    }

    /// Of the list of reports.
    #[must_use]
    pub fn of_desk(frame: &Frame, position: u64, now: Timestamp) -> Self {
        let (one, many) = (frame.t("news-report-one"), frame.t("news-report-many"));
        Self::new(frame, "/desk/live", (position, now), (one, many))
    }

    fn new(
        frame: &Frame,
        live: &'static str,
        (position, now): (u64, Timestamp),
        (one, many): (String, String),
    ) -> Self {
        let minute = clock::minute(now);
        let time = minute.split_once('T').map_or(minute.as_str(), |(_, time)| time);
        let from = frame.fill("news-from", "time", time.to_owned());
        Self { frame: frame.clone(), live, position, one, many, from }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::pages::testing::frames;

    #[test]
    fn the_bar_is_empty_until_a_script_fills_it_and_knows_when_the_page_was_made() {
        let now = "2026-11-26T11:05:00Z".parse().unwrap();
        for frame in frames() {
            for (news, live) in [
                (News::of_today(&frame, 7, now), "data-live=\"/live\""),
                (News::of_desk(&frame, 7, now), "data-live=\"/desk/live\""),
            ] {
                let html = news.render().unwrap();
                assert!(html.contains(live) && html.contains("data-since=\"7\""), "{html}");
                assert!(html.contains(&frame.t("news-unreached")), "{html}");
                assert!(html.contains("12:05") && html.trim_end().ends_with("\"></div>"), "{html}");
            }
        }
    }
}
