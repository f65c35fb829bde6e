//! Relationships between parts: read with what is known of them, written anew.

use std::fmt::Write;

use super::roles::{self, Role};
use crate::{Format, Refusal, xml};

/// What relationship types begin with, in the two editions of the standard.
const TYPES: [&str; 2] = [
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
    "http://purl.oclc.org/ooxml/officeDocument/relationships/",
];

/// A relationship to another part of the package.
#[derive(Clone)]
pub(super) struct Relation {
    pub(super) id: String,
    pub(super) role: &'static Role,
    /// The part's name in the old package.
    pub(super) target: String,
    edition: &'static str,
}

/// Where the relationships of a part are written; those of the package, for no name.
pub(super) fn file_of(part: &str) -> String {
    match part.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/_rels/{name}.rels"),
        None => format!("_rels/{part}.rels"),
    }
}

/// Relationships of known roles that stay inside the package.
pub(super) fn read(text: &str, part: &str, format: Format) -> Result<Vec<Relation>, Refusal> {
    let root = xml::parse(text)?;
    let mut relations = Vec::new();
    for element in root.elements().filter(|element| element.local() == "Relationship") {
        let (Some(id), Some(kind), Some(target)) =
            (element.get("Id"), element.get("Type"), element.get("Target"))
        else {
            return Err(Refusal::Damaged);
        };
        let is_external = element.get("TargetMode").is_some_and(|mode| mode != "Internal");
        let edition = TYPES.into_iter().find(|edition| kind.starts_with(edition));
        let Some(edition) = edition.filter(|_| !is_external) else { continue };
        let role = roles::role(format, kind.trim_start_matches(edition));
        if let (Some(role), Some(target)) = (role, resolve(part, &target)) {
            relations.push(Relation { id, role, target, edition });
        }
    }
    Ok(relations)
}

/// A target as the name of a part; none when it leads outside.
fn resolve(part: &str, target: &str) -> Option<String> {
    let mut path: Vec<&str> = match target.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => part.rsplit_once('/').map_or(Vec::new(), |(folder, _)| folder.split('/').collect()),
    };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                path.pop()?;
            }
            name => path.push(name),
        }
    }
    Some(path.join("/"))
}

/// The relationships of a part, with the new names of their targets.
pub(super) fn write(relations: &[(String, Relation)]) -> String {
    let mut list = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships \
         xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">",
    );
    for (target, relation) in relations {
        let id = quick_xml::escape::escape(&relation.id);
        let (edition, role) = (relation.edition, relation.role.name);
        // Writing to a string cannot fail.
        let _ = write!(
            list,
            "<Relationship Id=\"{id}\" Type=\"{edition}{role}\" Target=\"/{target}\"/>"
        );
    }
    list.push_str("</Relationships>");
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_found_from_where_their_part_stands() {
        assert_eq!(resolve("", "word/document.xml").unwrap(), "word/document.xml");
        assert_eq!(resolve("word/document.xml", "media/a.png").unwrap(), "word/media/a.png");
        assert_eq!(resolve("ppt/slides/s.xml", "../media/a.png").unwrap(), "ppt/media/a.png");
        assert_eq!(resolve("word/document.xml", "/word/x.xml").unwrap(), "word/x.xml");
        assert_eq!(resolve("word/document.xml", "../../etc/passwd"), None);
    }
}
