//! XML as a tree that borrows from its text, small enough for the parts of an Office
//! document: no document type, no entities of its own, no comments, no instructions.
//!
//! Must never resolve anything outside the text, and bounds depth so that recursion
//! over a tree is safe.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::Event;
use quick_xml::events::attributes::Attributes;

use crate::Refusal;
use crate::limits::DEPTH;

/// The namespaces of references to other parts, in its two editions.
const RELATIONSHIPS: [&str; 2] = [
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
];

/// An attribute; its value as written, still escaped.
pub(crate) struct Attribute<'a> {
    pub(crate) name: &'a str,
    pub(crate) value: Cow<'a, str>,
    /// Whether it names a relationship (`r:id`, `r:embed` …).
    pub(crate) is_reference: bool,
}

impl Attribute<'_> {
    pub(crate) fn local(&self) -> &str {
        local(self.name)
    }
}

/// An element and what is in it.
pub(crate) struct Element<'a> {
    pub(crate) name: &'a str,
    pub(crate) attributes: Vec<Attribute<'a>>,
    pub(crate) children: Vec<Node<'a>>,
}

/// What an element holds.
pub(crate) enum Node<'a> {
    Element(Element<'a>),
    /// Text as written, still escaped.
    Text(Cow<'a, str>),
}

impl<'a> Element<'a> {
    /// The name without its prefix.
    pub(crate) fn local(&self) -> &'a str {
        local(self.name)
    }

    /// The value of an attribute, by its name without prefix; unescaped.
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        let attribute = self.attributes.iter().find(|attribute| attribute.local() == name)?;
        quick_xml::escape::unescape(&attribute.value).ok().map(|value| value.into_owned())
    }

    /// The elements directly inside.
    pub(crate) fn elements(&self) -> impl Iterator<Item = &Element<'a>> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The text directly inside, unescaped.
    pub(crate) fn text(&self) -> String {
        let texts = self.children.iter().filter_map(|child| match child {
            Node::Text(text) => quick_xml::escape::unescape(text).ok(),
            Node::Element(_) => None,
        });
        texts.collect()
    }

    fn write(&self, out: &mut String) {
        out.push('<');
        out.push_str(self.name);
        for attribute in &self.attributes {
            out.push(' ');
            out.push_str(attribute.name);
            out.push_str("=\"");
            out.push_str(&attribute.value.replace('"', "&quot;"));
            out.push('"');
        }
        if self.children.is_empty() {
            out.push_str("/>");
            return;
        }
        out.push('>');
        for child in &self.children {
            match child {
                Node::Element(element) => element.write(out),
                Node::Text(text) => out.push_str(text),
            }
        }
        out.push_str("</");
        out.push_str(self.name);
        out.push('>');
    }
}

/// A name without its prefix.
pub(crate) fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// Writes a document that has this root.
pub(crate) fn write(root: &Element<'_>) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
    root.write(&mut out);
    out
}

/// Reads a document.
pub(crate) fn parse(text: &str) -> Result<Element<'_>, Refusal> {
    let mut reader = Reader::from_str(text);
    let mut tree = Tree::default();
    loop {
        let start = position(&reader)?;
        let event = reader.read_event().map_err(|_| Refusal::Damaged)?;
        let raw = text.get(start..position(&reader)?).ok_or(Refusal::Damaged)?;
        match event {
            Event::Start(tag) => tree.open(tag_content(raw, ">")?, tag.name().as_ref().len())?,
            Event::Empty(tag) => {
                tree.open(tag_content(raw, "/>")?, tag.name().as_ref().len())?;
                tree.close()?;
            }
            Event::End(_) => tree.close()?,
            Event::Text(_) => tree.text(Cow::Borrowed(raw))?,
            Event::GeneralRef(_) if quick_xml::escape::unescape(raw).is_ok() => {
                tree.text(Cow::Borrowed(raw))?;
            }
            Event::GeneralRef(_) => return Err(Refusal::Damaged),
            Event::CData(content) => {
                let escaped = quick_xml::escape::escape(content.into_inner()).into_owned();
                tree.text(Cow::Owned(escaped))?;
            }
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) => {}
            Event::DocType(_) => return Err(Refusal::Uncleanable),
            Event::Eof => return tree.finish(),
        }
    }
}

fn position(reader: &Reader<&[u8]>) -> Result<usize, Refusal> {
    usize::try_from(reader.buffer_position()).map_err(|_| Refusal::Damaged)
}

/// A tag without its brackets.
fn tag_content<'a>(raw: &'a str, end: &str) -> Result<&'a str, Refusal> {
    raw.strip_prefix('<').and_then(|raw| raw.strip_suffix(end)).ok_or(Refusal::Damaged)
}

/// A name that is written as it was read: the reader takes more for names than XML 1.0
/// (production 5) allows, also nothing at all.
fn as_name(name: &str) -> Result<&str, Refusal> {
    let marks = ['<', '>', '&', '"', '\'', '=', '/', '!', '?'];
    let is_name = !name.is_empty() && !name.contains(|mark| marks.contains(&mark));
    if is_name { Ok(name) } else { Err(Refusal::Damaged) }
}

/// A document, half read.
#[derive(Default)]
struct Tree<'a> {
    /// Elements that are not closed yet, with how many prefixes were known before each.
    open: Vec<(Element<'a>, usize)>,
    /// Prefixes that were declared, innermost last; whether they mean relationships.
    prefixes: Vec<(&'a str, bool)>,
    root: Option<Element<'a>>,
}

impl<'a> Tree<'a> {
    fn open(&mut self, content: &'a str, name_bytes: usize) -> Result<(), Refusal> {
        if self.open.len() >= DEPTH || self.root.is_some() {
            return Err(Refusal::Damaged);
        }
        let known = self.prefixes.len();
        let mut attributes = Vec::new();
        for attribute in Attributes::new(content, name_bytes) {
            let attribute = attribute.map_err(|_| Refusal::Damaged)?;
            let name = as_name(attribute.key.0)?;
            if let Some(prefix) = name.strip_prefix("xmlns:") {
                self.prefixes.push((prefix, RELATIONSHIPS.contains(&attribute.value.as_ref())));
            }
            attributes.push(Attribute { name, value: attribute.value, is_reference: false });
        }
        for attribute in &mut attributes {
            let prefix = attribute.name.split_once(':').map(|(prefix, _)| prefix);
            let meaning = self.prefixes.iter().rev().find(|(known, _)| Some(*known) == prefix);
            attribute.is_reference = meaning.is_some_and(|(_, is_reference)| *is_reference);
        }
        let name = as_name(content.get(..name_bytes).ok_or(Refusal::Damaged)?)?;
        self.open.push((Element { name, attributes, children: Vec::new() }, known));
        Ok(())
    }

    fn close(&mut self) -> Result<(), Refusal> {
        let (mut element, known) = self.open.pop().ok_or(Refusal::Damaged)?;
        element.children.shrink_to_fit();
        self.prefixes.truncate(known);
        match self.open.last_mut() {
            Some((parent, _)) => parent.children.push(Node::Element(element)),
            None => self.root = Some(element),
        }
        Ok(())
    }

    /// Text between elements; outside the root there is only white space.
    fn text(&mut self, text: Cow<'a, str>) -> Result<(), Refusal> {
        match self.open.last_mut() {
            Some((parent, _)) => parent.children.push(Node::Text(text)),
            None if text.trim_start_matches('\u{FEFF}').trim().is_empty() => {}
            None => return Err(Refusal::Damaged),
        }
        Ok(())
    }

    fn finish(self) -> Result<Element<'a>, Refusal> {
        if self.open.is_empty() { self.root.ok_or(Refusal::Damaged) } else { Err(Refusal::Damaged) }
    }
}
