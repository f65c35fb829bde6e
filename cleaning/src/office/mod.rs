//! Word, Excel and PowerPoint: a new archive that holds what is reached from the main
//! part by known kinds of relationships, each part cleaned, under neutral names.
//!
//! Properties, comments, people, revisions, custom XML, embedded files, fonts,
//! printer settings, thumbnails and links to the outside are not reached and so are
//! gone. Must never follow a relationship that it does not know.

mod fields;
mod part;
mod relations;
mod roles;
mod rules;

use std::collections::{BTreeMap, VecDeque};

use crate::limits::{PART_BYTES, UNPACKED_BYTES, XML_BYTES};
use crate::zip::{Archive, Writer};
use crate::{Format, Refusal, picture, text, xml};
use relations::Relation;
use roles::Role;

/// Writes the document anew.
pub(crate) fn clean(bytes: &[u8], format: Format) -> Result<Vec<u8>, Refusal> {
    let archive = Archive::open(bytes)?;
    let types = archive.read("[Content_Types].xml")?;
    let says_macro = types.windows(12).any(|word| word.eq_ignore_ascii_case(b"macroEnabled"));
    if says_macro || archive.names().any(|name| name.to_lowercase().contains("vbaproject")) {
        return Err(Refusal::Macros);
    }
    let mut document = Document::new(archive, format);
    let roots = document.relations("")?;
    let is_main = |relation: &&Relation| relation.role.is_main();
    let main = roots.iter().find(is_main).ok_or(Refusal::Damaged)?;
    document.name_of(&main.target, main.role)?;
    while let Some((old, role)) = document.waiting.pop_front() {
        document.copy(&old, role)?;
    }
    document.finish(main)
}

/// A document on its way from one archive to another.
struct Document<'a> {
    archive: Archive<'a>,
    format: Format,
    /// New names of old parts.
    names: BTreeMap<String, String>,
    /// How many parts of each role there are.
    counts: BTreeMap<&'static str, usize>,
    waiting: VecDeque<(String, &'static Role)>,
    /// New parts that are no pictures, with their content types.
    types: BTreeMap<String, &'static str>,
    unpacked: usize,
    writer: Writer,
}

impl<'a> Document<'a> {
    fn new(archive: Archive<'a>, format: Format) -> Self {
        Self {
            archive,
            format,
            names: BTreeMap::new(),
            counts: BTreeMap::new(),
            waiting: VecDeque::new(),
            types: BTreeMap::new(),
            unpacked: 0,
            writer: Writer::default(),
        }
    }

    /// The new name of a part, which is copied sooner or later; a picture at once.
    fn name_of(&mut self, old: &str, role: &'static Role) -> Result<String, Refusal> {
        if let Some(name) = self.names.get(old) {
            return Ok(name.clone());
        }
        let count = self.counts.entry(role.name).or_default();
        *count += 1;
        let count = *count;
        let name = if role.is_picture() {
            let cleaned = self.picture(old)?;
            let name = format!("{}{count}.{}", role.place, cleaned.format.as_str());
            self.writer.add(&name, &cleaned.bytes)?;
            name
        } else {
            let name = role.part_name(count);
            self.types.insert(name.clone(), role.content_type);
            self.waiting.push_back((old.to_owned(), role));
            name
        };
        self.names.insert(old.to_owned(), name.clone());
        Ok(name)
    }

    /// A picture, cleaned; what is no picture that can be cleaned leaves a blank.
    fn picture(&mut self, old: &str) -> Result<crate::Cleaned, Refusal> {
        let bytes = self.read(old, PART_BYTES)?;
        match crate::recognise(&bytes) {
            Some(format @ (Format::Jpeg | Format::Png | Format::Webp)) => {
                picture::clean(&bytes, format).or_else(|refusal| match refusal {
                    Refusal::TooLargeUnpacked => Err(refusal),
                    _ => picture::blank(),
                })
            }
            _ => picture::blank(),
        }
    }

    fn read(&mut self, name: &str, most: usize) -> Result<Vec<u8>, Refusal> {
        let bytes = self.archive.read(name)?;
        self.unpacked = self.unpacked.saturating_add(bytes.len());
        if bytes.len() > most || self.unpacked > UNPACKED_BYTES {
            return Err(Refusal::TooLargeUnpacked);
        }
        Ok(bytes)
    }

    fn xml(&mut self, name: &str) -> Result<String, Refusal> {
        let bytes = self.read(name, XML_BYTES)?;
        if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
            return text::decode(&bytes).ok_or(Refusal::Damaged);
        }
        String::from_utf8(bytes).map_err(|_| Refusal::Damaged)
    }

    /// Known relationships of a part; of the package itself, when it has no name.
    fn relations(&mut self, part: &str) -> Result<Vec<Relation>, Refusal> {
        let file = relations::file_of(part);
        if !self.archive.names().any(|name| name == file) {
            return Ok(Vec::new());
        }
        let text = self.xml(&file)?;
        let mut known = relations::read(&text, part, self.format)?;
        known.retain(|relation| self.archive.names().any(|name| name == relation.target));
        Ok(known)
    }

    fn copy(&mut self, old: &str, role: &'static Role) -> Result<(), Refusal> {
        let known = self.relations(old)?;
        let text = self.xml(old)?;
        let mut root = xml::parse(&text)?;
        part::clean(&mut root, role, self.format, &|id| {
            known.iter().any(|relation| relation.id == id)
        });
        let used = part::references(&root);
        let name = self.name_of(old, role)?;
        let mut kept = Vec::new();
        for relation in known {
            if used.contains(&relation.id) || relation.role.is_implied_by(role) {
                kept.push((self.name_of(&relation.target, relation.role)?, relation));
            }
        }
        self.writer.add(&name, xml::write(&root).as_bytes())?;
        if !kept.is_empty() {
            let file = relations::file_of(&name);
            self.writer.add(&file, relations::write(&kept).as_bytes())?;
        }
        Ok(())
    }

    fn finish(mut self, main: &Relation) -> Result<Vec<u8>, Refusal> {
        let name = self.name_of(&main.target, main.role)?;
        let roots = relations::write(&[(name, main.clone())]);
        self.writer.add("_rels/.rels", roots.as_bytes())?;
        self.writer.add("[Content_Types].xml", roles::content_types(&self.types).as_bytes())?;
        self.writer.finish()
    }
}
