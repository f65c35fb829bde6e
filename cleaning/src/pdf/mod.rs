//! PDF: a new file that holds what the pages show, and nothing else.
//!
//! Pages are read by a tolerant reader and written by us: no document information,
//! XMP, identifiers, earlier revisions, attached files, scripts, actions, bookmarks,
//! tags, links, form fields or colour profiles. Of annotations, only what is drawn on
//! the page stays (marks, stamps, filled-in forms); notes, names and dates go, and so
//! do signatures. Must never copy anything that it does not know.

mod content;
mod copy;
mod jpeg_2000;
mod keys;
mod stream;
mod write;

use hayro_syntax::object::{Array, Dict, Name, Object as Old, Stream};
use hayro_syntax::page::Page;
use hayro_syntax::{LoadPdfError, Pdf};

use crate::Refusal;
use crate::limits::{DEPTH, PDF_PAGES};
use copy::{Copier, Keys};
use write::{Entries, Object, Value, file, pack};

/// What a page says about its own shape.
const PAGE_KEYS: [&str; 8] =
    ["MediaBox", "CropBox", "BleedBox", "TrimBox", "ArtBox", "Rotate", "UserUnit", "Group"];
/// Annotations that hold a note and no drawing, or lead elsewhere.
const NOTES: [&str; 9] =
    ["Text", "Popup", "Link", "FileAttachment", "Sound", "Movie", "Screen", "RichMedia", "3D"];
/// Flags of annotations that are not shown: hidden, not viewed.
const NOT_SHOWN: i32 = 1 << 1 | 1 << 5;
/// Flag of annotations that are printed.
const PRINTED: f64 = 4.0;

/// Writes the pages anew.
pub(crate) fn clean(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(_) => Refusal::Encrypted,
        LoadPdfError::Invalid => Refusal::Damaged,
    })?;
    let pages = pdf.pages();
    if pages.is_empty() {
        return Err(Refusal::Damaged);
    }
    if pages.len() > PDF_PAGES {
        return Err(Refusal::TooManyParts);
    }
    let mut copier = Copier::new(pdf.xref());
    let (catalog, tree) = (copier.reserve()?, copier.reserve()?);
    let kids: Result<Vec<_>, _> =
        pages.iter().map(|old| page(&mut copier, old, tree).map(Value::Reference)).collect();
    let tree_entries = dictionary([
        ("Type", Value::name("Pages")),
        ("Count", Value::Number(pages.len() as f64)),
        ("Kids", Value::Array(kids?)),
    ]);
    copier.fill(tree, plain(tree_entries));
    let mut root =
        dictionary([("Type", Value::name("Catalog")), ("Pages", Value::Reference(tree))]);
    let old_root = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
    if let Some(layers) = old_root.and_then(|root| root.get::<Dict<'_>>("OCProperties")) {
        let layers = copier.entries(&layers, Keys::Drawing, 0)?;
        root.insert(b"OCProperties".to_vec(), Value::Dictionary(layers));
    }
    copier.fill(catalog, plain(root));
    Ok(file(copier.finish()?, catalog))
}

fn page<'a>(copier: &mut Copier<'a>, page: &Page<'a>, tree: usize) -> Result<usize, Refusal> {
    let old = page.raw();
    let mut entries =
        dictionary([("Type", Value::name("Page")), ("Parent", Value::Reference(tree))]);
    for key in PAGE_KEYS {
        if let Some(value) = inherited(old, key) {
            let shape = copier.entry(value, Keys::Drawing, 0)?;
            entries.insert(key.as_bytes().to_vec(), shape);
        }
    }
    let resources = match inherited(old, "Resources") {
        Some(resources) => copier.entry(resources, Keys::Drawing, 0)?,
        None => Value::Dictionary(Entries::new()),
    };
    entries.insert(b"Resources".to_vec(), resources);
    if let Some(drawn) = page.page_stream() {
        copier.count(drawn.len())?;
        let stream = Some(pack(&content::scrub(drawn, true)?)?);
        let filter = dictionary([("Filter", Value::name("FlateDecode"))]);
        let number = copier.add(Object { value: Value::Dictionary(filter), stream })?;
        entries.insert(b"Contents".to_vec(), Value::Reference(number));
    }
    let mut marks = Vec::new();
    for annotation in old.get::<Array<'_>>("Annots").iter().flat_map(|all| all.iter::<Dict<'_>>()) {
        if is_mark(&annotation) {
            marks.extend(mark(copier, &annotation)?.map(Value::Dictionary));
        }
    }
    if !marks.is_empty() {
        entries.insert(b"Annots".to_vec(), Value::Array(marks));
    }
    copier.add(plain(entries))
}

/// A value of the page itself or of the nearest node above that has it.
fn inherited<'a>(page: &Dict<'a>, key: &str) -> Option<hayro_syntax::object::MaybeRef<Old<'a>>> {
    let mut node = page.clone();
    for _ in 0..DEPTH {
        if let Some(value) = node.get_raw::<Old<'_>>(key) {
            return Some(value);
        }
        if matches!(key, "UserUnit" | "Group" | "BleedBox" | "TrimBox" | "ArtBox") {
            return None;
        }
        node = node.get::<Dict<'_>>("Parent")?;
    }
    None
}

/// Whether an annotation is drawn on the page.
fn is_mark(annotation: &Dict<'_>) -> bool {
    let kind = annotation.get::<Name<'_>>("Subtype");
    let flags = annotation.get::<i32>("F").unwrap_or_default();
    let is_note = kind.is_none_or(|kind| NOTES.contains(&kind.as_str()));
    !is_note && flags & NOT_SHOWN == 0 && !is_signature(annotation)
}

/// Whether a form field, or the field above it, is a signature.
fn is_signature(field: &Dict<'_>) -> bool {
    let mut node = Some(field.clone());
    for _ in 0..DEPTH {
        let Some(field) = node else { return false };
        if let Some(kind) = field.get::<Name<'_>>("FT") {
            return kind.as_str() == "Sig";
        }
        node = field.get::<Dict<'_>>("Parent");
    }
    false
}

/// The drawing of an annotation, as a stamp: the one kind that is nothing but its
/// drawing.
fn mark<'a>(copier: &mut Copier<'a>, old: &Dict<'a>) -> Result<Option<Entries>, Refusal> {
    let Some(appearance) = old.get::<Dict<'_>>("AP") else { return Ok(None) };
    let mut drawing = appearance.get_raw::<Old<'_>>("N");
    if appearance.get::<Stream<'_>>("N").is_none() {
        // One drawing for each state of the field; only the present one shows.
        let states = appearance.get::<Dict<'_>>("N");
        let state = old.get::<Name<'_>>("AS");
        drawing = states.zip(state).and_then(|(states, state)| states.get_raw::<Old<'_>>(&*state));
    }
    let (Some(drawing), Some(place)) = (drawing, old.get_raw::<Old<'_>>("Rect")) else {
        return Ok(None);
    };
    let drawing = copier.entry(drawing, Keys::Drawing, 0)?;
    Ok(Some(dictionary([
        ("Type", Value::name("Annot")),
        ("Subtype", Value::name("Stamp")),
        ("Rect", copier.entry(place, Keys::Drawing, 0)?),
        ("F", Value::Number(PRINTED)),
        ("AP", Value::Dictionary(dictionary([("N", drawing)]))),
    ])))
}

fn dictionary<const N: usize>(entries: [(&str, Value); N]) -> Entries {
    entries.into_iter().map(|(key, value)| (key.as_bytes().to_vec(), value)).collect()
}

fn plain(entries: Entries) -> Object {
    Object { value: Value::Dictionary(entries), stream: None }
}

/// Parsers inside this module, for the fuzz targets.
#[cfg(fuzzing)]
pub(crate) mod fuzzing {
    /// What is scrubbed once has nothing left to scrub.
    pub(crate) fn content(bytes: &[u8]) {
        for is_page in [true, false] {
            if let Ok(scrubbed) = super::content::scrub(bytes, is_page) {
                assert!(scrubbed.len() <= bytes.len() * 2);
            }
        }
    }

    pub(crate) fn codestream(bytes: &[u8]) {
        for strip in [crate::jpeg::strip, super::jpeg_2000::strip] {
            if let Ok(stripped) = strip(bytes) {
                assert_eq!(strip(&stripped).as_ref(), Ok(&stripped));
            }
        }
    }
}
