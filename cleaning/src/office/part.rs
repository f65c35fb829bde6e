//! One part of a document: its tree, without what the rules take out.
//!
//! Must leave a tree that the programs still open: no reference to a part that is
//! gone, no list without entries, no table cell without a paragraph.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::fields;
use super::roles::Role;
use super::rules::{Fate, NEVER_EMPTY, fate, is_dropped, is_external};
use crate::Format;
use crate::xml::{Element, Node};

/// Cleans the tree of a part; `is_known` tells which of its relationships will be there.
pub(super) fn clean(
    root: &mut Element<'_>,
    role: &Role,
    format: Format,
    is_known: &dyn Fn(&str) -> bool,
) {
    let is_sheet = role.name == "worksheet";
    Rules { format, is_sheet, is_known }.clean(root);
    if format == Format::Docx {
        fields::clean(root);
    }
}

/// Relationships that a tree names.
pub(super) fn references(root: &Element<'_>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    collect(root, &mut found);
    found
}

fn collect(element: &Element<'_>, found: &mut BTreeSet<String>) {
    let named = element.attributes.iter().filter(|attribute| attribute.is_reference);
    found.extend(named.map(|attribute| attribute.value.clone().into_owned()));
    element.elements().for_each(|child| collect(child, found));
}

struct Rules<'r> {
    format: Format,
    is_sheet: bool,
    is_known: &'r dyn Fn(&str) -> bool,
}

impl Rules<'_> {
    fn clean<'a>(&self, element: &mut Element<'a>) {
        self.clean_attributes(element);
        let children = std::mem::take(&mut element.children);
        for child in children {
            match child {
                Node::Text(text) => element.children.push(Node::Text(text)),
                Node::Element(child) => self.child(child, element.local(), &mut element.children),
            }
        }
        let has_paragraph = element.elements().any(|child| child.local() == "p");
        if element.name == "w:tc" && !has_paragraph {
            let (attributes, children) = (Vec::new(), Vec::new());
            element.children.push(Node::Element(Element { name: "w:p", attributes, children }));
        }
    }

    fn child<'a>(&self, mut child: Element<'a>, parent: &str, kept: &mut Vec<Node<'a>>) {
        let fate = match fate(self.format, child.local(), parent) {
            Fate::Kept => self.fate_by_content(&mut child),
            fate => fate,
        };
        if fate == Fate::Dropped {
            return;
        }
        let had_children = !child.children.is_empty();
        self.clean(&mut child);
        let is_emptied = had_children && child.elements().next().is_none();
        if fate == Fate::Unwrapped {
            kept.append(&mut child.children);
        } else if child.local() == "AlternateContent" {
            alternate(child, kept);
        } else if child.local() == "graphicFrame" && holds(&child, "oleObj") {
            kept.extend(picture_in(child).map(Node::Element));
        } else if !(is_emptied && NEVER_EMPTY.contains(&child.local())) {
            kept.push(Node::Element(child));
        }
    }

    /// What becomes of an element by what it holds or refers to.
    fn fate_by_content(&self, child: &mut Element<'_>) -> Fate {
        let is_dangling = child
            .attributes
            .iter()
            .any(|attribute| attribute.is_reference && !(self.is_known)(&attribute.value));
        let is_word = self.format == Format::Docx;
        match child.local() {
            // A deleted table row is marked in its properties.
            "tr" if is_word && marks(child, "trPr", "del") => Fate::Dropped,
            "tc" if is_word && marks(child, "tcPr", "cellDel") => Fate::Dropped,
            "hyperlink" if is_word && is_dangling => Fate::Unwrapped,
            "hyperlink" if is_dangling && child.get("location").is_none() => Fate::Dropped,
            "oleObj" | "blip" | "fill" | "hyperlink" | "pageSetup" => Fate::Kept,
            "definedName" if is_external(&child.text()) => Fate::Dropped,
            "f" if is_external(&child.text()) && self.is_sheet => Fate::Dropped,
            "f" if is_external(&child.text()) => {
                child.children = vec![Node::Text(Cow::Borrowed("#REF!"))];
                Fate::Kept
            }
            "cfRule" | "dataValidation" if child.elements().any(|e| is_external(&e.text())) => {
                Fate::Dropped
            }
            _ if is_dangling => Fate::Dropped,
            _ => Fate::Kept,
        }
    }

    fn clean_attributes(&self, element: &mut Element<'_>) {
        let name = element.local();
        element.attributes.retain(|attribute| {
            let is_dangling = attribute.is_reference && !(self.is_known)(&attribute.value);
            let is_title = attribute.name == "o:title";
            !is_dangling && !is_title && !is_dropped(self.format, name, attribute.local())
        });
        // The name of a shape is that of the file it came from.
        if matches!(name, "docPr" | "cNvPr") {
            for attribute in element.attributes.iter_mut().filter(|a| a.name == "name") {
                attribute.value = Cow::Borrowed("");
            }
        }
    }
}

/// Whether the properties of an element hold a mark.
fn marks(element: &Element<'_>, properties: &str, mark: &str) -> bool {
    let properties = element.elements().find(|child| child.local() == properties);
    properties.is_some_and(|found| found.elements().any(|child| child.local() == mark))
}

fn holds(element: &Element<'_>, name: &str) -> bool {
    element.elements().any(|child| child.local() == name || holds(child, name))
}

/// Takes the first picture out of an element: what an embedded file looked like.
fn picture_in(element: Element<'_>) -> Option<Element<'_>> {
    element.children.into_iter().find_map(|child| match child {
        Node::Element(child) if child.local() == "pic" => Some(child),
        Node::Element(child) => picture_in(child),
        Node::Text(_) => None,
    })
}

/// Keeps alternatives while each has content; else the fallback stands in for them.
fn alternate<'a>(element: Element<'a>, kept: &mut Vec<Node<'a>>) {
    if element.elements().any(|child| child.local() == "Choice") {
        kept.push(Node::Element(element));
        return;
    }
    for child in element.children {
        if let Node::Element(mut fallback) = child {
            kept.append(&mut fallback.children);
        }
    }
}
