//! Atom (RFC 4287): what is published, for any feed reader.
//!
//! Must never hold anything that is not for everybody.

use std::fmt::Write;

use jiff::Timestamp;

/// What is told about a feed.
#[derive(Clone, Debug)]
pub struct Feed {
    /// What it is called.
    pub title: String,
    /// Its own address, which is also its id.
    pub address: String,
    /// The page with the same.
    pub page: String,
    /// The language of its title.
    pub lang: String,
}

/// Something that was published.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The same for the same thing, for ever: a UUID.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// Where it is read.
    pub page: String,
    /// When it was published.
    pub at: Timestamp,
    /// The language that it is written in.
    pub lang: String,
    /// The words.
    pub text: String,
}

/// The feed as XML, the entries as they come.
#[must_use]
pub fn feed(feed: &Feed, entries: &[Entry]) -> String {
    let updated = entries.iter().map(|entry| entry.at).max().unwrap_or(Timestamp::UNIX_EPOCH);
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{lang}\">\n\
         <title>{title}</title>\n<id>{address}</id>\n<updated>{updated}</updated>\n\
         <author><name>Tillbud</name></author>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{address}\"/>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{page}\"/>\n",
        lang = escaped(&feed.lang),
        title = escaped(&feed.title),
        address = escaped(&feed.address),
        page = escaped(&feed.page),
    );
    for entry in entries {
        let at = entry.at;
        // Writing to a string cannot fail.
        let _ = write!(
            xml,
            "<entry xml:lang=\"{lang}\">\n<id>urn:uuid:{id}</id>\n<title>{title}</title>\n\
             <updated>{at}</updated>\n<published>{at}</published>\n\
             <link rel=\"alternate\" type=\"text/html\" href=\"{page}\"/>\n\
             <content type=\"text\">{text}</content>\n</entry>\n",
            lang = escaped(&entry.lang),
            id = escaped(&entry.id),
            title = escaped(&entry.title),
            page = escaped(&entry.page),
            text = escaped(&entry.text),
        );
    }
    xml.push_str("</feed>\n");
    xml
}

/// What XML can hold, with what it takes for markup written out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' => escaped.push(character),
            // Not even written out may XML 1.0 hold these.
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about() -> Feed {
        Feed {
            title: "Lärdomar".into(),
            address: "https://tillbud.example/lessons.atom".into(),
            page: "https://tillbud.example/lessons".into(),
            lang: "sv".into(),
        }
    }

    #[test]
    fn words_break_out_of_nothing_and_what_xml_cannot_hold_is_replaced() {
        let entry = Entry {
            id: "6f1c2f0e-7a39-4a4c-9d4c-0d6a3b1f7a12".into(),
            title: "<b>\"Rätt\" & slätt</b>".into(),
            page: "https://tillbud.example/lessons/x?a=1&lang=sv".into(),
            at: "2026-11-26T12:00:00Z".parse().unwrap(),
            lang: "sv".into(),
            text: "En rad\nTvå\u{b}]]>".into(),
        };
        let xml = feed(&about(), &[entry]);
        assert!(xml.contains("<title>&lt;b&gt;&quot;Rätt&quot; &amp; slätt&lt;/b&gt;</title>"));
        assert!(xml.contains("En rad\nTvå\u{fffd}]]&gt;</content>"));
        assert!(xml.contains("?a=1&amp;lang=sv") && xml.contains("<updated>2026-11-26T12:00:00Z<"));
        assert_eq!(xml.matches("<entry").count(), xml.matches("</entry>").count());
    }

    #[test]
    fn a_feed_without_entries_is_a_feed() {
        let xml = feed(&about(), &[]);
        assert!(xml.ends_with("</feed>\n") && xml.contains("<updated>1970-01-01T00:00:00Z<"));
    }
}
