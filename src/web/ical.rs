//! iCalendar (RFC 5545): days on which something is due, for any calendar.
//!
//! Must never hold a person's words: a calendar is synchronised, shown on a locked screen
//! and shared. Titles say that something is due; the link leads to what.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Longest line in octets, without its line break (RFC 5545, 3.1).
const LINE_OCTETS: usize = 75;

/// Something that is due on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The same for the same thing, for ever.
    pub uid: String,
    /// The day.
    pub day: Date,
    /// Where it is found.
    pub url: String,
}

/// A calendar called `name`, in which each entry has the same `title`.
#[must_use]
pub fn calendar(name: &str, title: &str, at: Timestamp, entries: &[Due]) -> String {
    let stamp = at.to_zoned_datetime(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string();
    let mut text = String::new();
    let mut line = |content: &str| fold(&mut text, content);
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line("PRODID:-//Tillbud//Actions//EN");
    line("CALSCALE:GREGORIAN");
    line("METHOD:PUBLISH");
    line(&format!("X-WR-CALNAME:{}", escaped(name)));
    for Due { uid, day, url } in entries {
        let end = day.tomorrow().unwrap_or(*day);
        line("BEGIN:VEVENT");
        line(&format!("UID:{uid}@tillbud"));
        line(&format!("DTSTAMP:{stamp}"));
        line(&format!("DTSTART;VALUE=DATE:{}", day.strftime("%Y%m%d")));
        line(&format!("DTEND;VALUE=DATE:{}", end.strftime("%Y%m%d")));
        line(&format!("SUMMARY:{}", escaped(title)));
        line(&format!("URL:{url}"));
        line("TRANSP:TRANSPARENT");
        line("END:VEVENT");
    }
    line("END:VCALENDAR");
    text
}

/// A text value (RFC 5545, 3.3.11).
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | ';' | ',' => {
                escaped.push('\\');
                escaped.push(character);
            }
            '\n' => escaped.push_str("\\n"),
            other if other.is_control() => {}
            other => escaped.push(other),
        }
    }
    escaped
}

/// Adds one content line, folded between characters so that no line is too long.
fn fold(text: &mut String, content: &str) {
    let mut octets = 0;
    for character in content.chars() {
        if octets + character.len_utf8() > LINE_OCTETS {
            text.push_str("\r\n ");
            octets = 1;
        }
        octets += character.len_utf8();
        text.push(character);
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn at() -> Timestamp {
        "2026-11-26T16:30:05Z".parse().unwrap()
    }

    fn unfolded(text: &str) -> String {
        text.replace("\r\n ", "")
    }

    #[test]
    fn each_entry_is_a_whole_day_with_its_link() {
        let due = Due {
            uid: "6f1c2f0e-7a39-4a4c-9d4c-0d6a3b1f7a12".into(),
            day: date(2026, 12, 31),
            url: "https://tillbud.example/actions/6f1c2f0e-7a39-4a4c-9d4c-0d6a3b1f7a12".into(),
        };
        let text = calendar("Tillbud", "Åtgärd att följa upp", at(), &[due]);
        let lines = unfolded(&text);
        for line in [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "DTSTAMP:20261126T163005Z",
            "DTSTART;VALUE=DATE:20261231",
            "DTEND;VALUE=DATE:20270101",
            "SUMMARY:Åtgärd att följa upp",
            "URL:https://tillbud.example/actions/6f1c2f0e-7a39-4a4c-9d4c-0d6a3b1f7a12",
            "END:VCALENDAR",
        ] {
            assert!(lines.lines().any(|it| it == line), "{line} in {lines}");
        }
    }

    #[test]
    fn every_line_ends_as_the_standard_says_and_none_is_too_long() {
        let title = "å".repeat(200) + "👩‍🚒 ; slut";
        let text = calendar(&title, &title, at(), &[]);
        assert!(text.ends_with("END:VCALENDAR\r\n"));
        for line in text.split("\r\n") {
            assert!(line.len() <= LINE_OCTETS, "{} octets: {line}", line.len());
            assert!(!line.contains('\n'));
        }
        assert!(unfolded(&text).contains(&("å".repeat(200) + "👩‍🚒 \\; slut")));
    }

    #[test]
    fn a_line_at_the_limit_is_not_folded_and_one_more_octet_is() {
        for (length, lines) in [(LINE_OCTETS, 1), (LINE_OCTETS + 1, 2)] {
            let mut text = String::new();
            fold(&mut text, &"a".repeat(length));
            assert_eq!(text.matches("\r\n").count(), lines, "{length}");
        }
    }

    #[test]
    fn what_has_a_meaning_in_the_format_is_escaped() {
        assert_eq!(escaped("a\\b;c,d\ne\r\tf"), "a\\\\b\\;c\\,d\\nef");
    }
}
