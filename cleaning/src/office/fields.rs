//! Fields of Word: text that the program fills in. Most name people, files or places
//! in their instructions, so only harmless ones stay fields; others become the text
//! that they show, and those that show who or which file become nothing.

use crate::xml::{Element, Node};

/// Fields that stay, as their instructions hold nothing but numbers and bookmarks.
const KEPT: &[&str] = &[
    "EQ",
    "FORMCHECKBOX",
    "FORMDROPDOWN",
    "FORMTEXT",
    "LISTNUM",
    "NOTEREF",
    "NUMPAGES",
    "PAGE",
    "PAGEREF",
    "REF",
    "SECTION",
    "SECTIONPAGES",
    "SEQ",
    "STYLEREF",
    "SYMBOL",
    "TOC",
];
/// Fields whose result goes as well.
const TELLING: &[&str] = &[
    "AUTHOR",
    "COMMENTS",
    "CREATEDATE",
    "DOCPROPERTY",
    "DOCVARIABLE",
    "EDITTIME",
    "FILENAME",
    "INFO",
    "KEYWORDS",
    "LASTSAVEDBY",
    "PRINTDATE",
    "REVNUM",
    "SAVEDATE",
    "SUBJECT",
    "TEMPLATE",
    "TITLE",
    "USERADDRESS",
    "USERINITIALS",
    "USERNAME",
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Kept,
    /// Only its result stays.
    Shown,
    Gone,
}

fn fate(instruction: &str) -> Fate {
    let name = instruction.split_whitespace().next().unwrap_or_default().to_uppercase();
    if TELLING.contains(&name.as_str()) {
        Fate::Gone
    } else if KEPT.contains(&name.as_str()) {
        Fate::Kept
    } else {
        Fate::Shown
    }
}

/// Cleans all fields of a part.
pub(super) fn clean(root: &mut Element<'_>) {
    let mut found = Fields::default();
    found.read(root);
    let mut cleaner = Cleaner {
        fates: found.instructions.iter().map(|i| fate(i)).collect(),
        ..Cleaner::default()
    };
    cleaner.clean(root);
}

/// Instructions of all fields, in the order in which they begin.
#[derive(Default)]
struct Fields {
    instructions: Vec<String>,
    open: Vec<usize>,
}

impl Fields {
    fn read(&mut self, element: &Element<'_>) {
        match element.local() {
            "fldChar" => match element.get("fldCharType").as_deref() {
                Some("begin") => {
                    self.open.push(self.instructions.len());
                    self.instructions.push(String::new());
                }
                Some("end") => {
                    self.open.pop();
                }
                _ => {}
            },
            "instrText" => {
                if let Some(field) = self.open.last().and_then(|n| self.instructions.get_mut(*n)) {
                    field.push_str(&element.text());
                }
            }
            _ => element.elements().for_each(|child| self.read(child)),
        }
    }
}

#[derive(Default)]
struct Cleaner {
    fates: Vec<Fate>,
    begun: usize,
    /// Fields that are open, and whether their result has begun.
    open: Vec<(Fate, bool)>,
}

impl Cleaner {
    fn clean(&mut self, element: &mut Element<'_>) {
        let children = std::mem::take(&mut element.children);
        for child in children {
            match child {
                Node::Element(child) => self.element(child, &mut element.children),
                text => element.children.push(text),
            }
        }
    }

    fn element<'a>(&mut self, mut child: Element<'a>, kept: &mut Vec<Node<'a>>) {
        let is_kept = match child.local() {
            "fldChar" => self.mark(&child),
            "instrText" => self.open.last().is_some_and(|(fate, _)| *fate == Fate::Kept),
            "fldSimple" => {
                let fate = fate(&child.get("instr").unwrap_or_default());
                self.clean(&mut child);
                if fate == Fate::Shown {
                    kept.append(&mut child.children);
                }
                fate == Fate::Kept
            }
            "t" | "tab" | "br" | "drawing" | "pict" | "sym" => {
                self.clean(&mut child);
                !self.open.iter().any(|(fate, _)| *fate == Fate::Gone)
            }
            _ => {
                self.clean(&mut child);
                true
            }
        };
        if is_kept {
            kept.push(Node::Element(child));
        }
    }

    /// Follows a field's mark; says whether the mark stays.
    fn mark(&mut self, mark: &Element<'_>) -> bool {
        match mark.get("fldCharType").as_deref() {
            Some("begin") => {
                let fate = self.fates.get(self.begun).copied().unwrap_or(Fate::Shown);
                self.begun += 1;
                self.open.push((fate, false));
                fate == Fate::Kept
            }
            Some("end") => self.open.pop().is_some_and(|(fate, _)| fate == Fate::Kept),
            _ => self.open.last().is_some_and(|(fate, _)| *fate == Fate::Kept),
        }
    }
}
