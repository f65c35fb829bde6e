//! What goes from the XML of a document, by names without prefix.

use crate::Format;

/// Elements that go with all that is in them, in every format: extensions of later
/// versions, and what is not shown.
const DROPPED: &[&str] = &[
    "absPath",
    "custDataLst",
    "custData",
    "documentProtection",
    "externalData",
    "extLst",
    "revisionPtr",
    "tags",
    "userProtectedRanges",
];
const DROPPED_WORD: &[&str] = &[
    "altChunk",
    "annotationRef",
    "cellDel",
    "cellIns",
    "cellMerge",
    "commentRangeEnd",
    "commentRangeStart",
    "commentReference",
    "customXmlDelRangeEnd",
    "customXmlDelRangeStart",
    "customXmlInsRangeEnd",
    "customXmlInsRangeStart",
    "customXmlMoveFromRangeEnd",
    "customXmlMoveFromRangeStart",
    "customXmlMoveToRangeEnd",
    "customXmlMoveToRangeStart",
    "customXmlPr",
    "dataBinding",
    "del",
    "delInstrText",
    "delText",
    "docVars",
    "moveFrom",
    "moveFromRangeEnd",
    "moveFromRangeStart",
    "moveToRangeEnd",
    "moveToRangeStart",
    "numberingChange",
    "pPrChange",
    "permEnd",
    "permStart",
    "proofErr",
    "rPrChange",
    "rsid",
    "sectPrChange",
    "smartTagPr",
    "subDoc",
    "tblGridChange",
    "tblPrChange",
    "tblPrExChange",
    "tcPrChange",
    "trPrChange",
];
const DROPPED_EXCEL: &[&str] = &[
    "cellWatches",
    "controls",
    "customPr",
    "customProperties",
    "customSheetViews",
    "customWorkbookViews",
    "externalReferences",
    "fileRecoveryPr",
    "fileSharing",
    "fileVersion",
    "functionGroups",
    "legacyDrawing",
    "legacyDrawingHF",
    "oleObjects",
    "pivotCaches",
    "pivotSource",
    "protectedRanges",
    "queryTableDeleteFields",
    "scenarios",
    "smartTagPr",
    "smartTagTypes",
    "smartTags",
    "webPublishItems",
    "webPublishing",
    "webPublishObjects",
];
const DROPPED_POWERPOINT: &[&str] = &[
    "audioCd",
    "audioFile",
    "embeddedFontLst",
    "modifyVerifier",
    "photoAlbum",
    "quickTimeFile",
    "smartTags",
    "snd",
    "sndAc",
    "timing",
    "transition",
    "videoFile",
    "wavAudioFile",
];

/// Elements whose children stay in their place: tracked insertions are accepted.
const UNWRAPPED_WORD: &[&str] = &["customXml", "ins", "moveTo", "smartTag"];

/// All that stays of the settings of a Word document: what changes how it looks.
const SETTINGS_WORD: &[&str] = &[
    "autoHyphenation",
    "bordersDoNotSurroundFooter",
    "bordersDoNotSurroundHeader",
    "characterSpacingControl",
    "clrSchemeMapping",
    "compat",
    "consecutiveHyphenLimit",
    "decimalSymbol",
    "defaultTabStop",
    "defaultTableStyle",
    "displayBackgroundShape",
    "doNotHyphenateCaps",
    "endnotePr",
    "evenAndOddHeaders",
    "footnotePr",
    "gutterAtTop",
    "hyphenationZone",
    "listSeparator",
    "mathPr",
    "mirrorMargins",
    "noLineBreaksAfter",
    "noLineBreaksBefore",
    "themeFontLang",
];

/// Attributes that go, in every format: ids that follow a document from copy to copy,
/// descriptions that are filled in with file names, whole drawings in base 64.
const ATTRIBUTES: &[&str] = &[
    "alt",
    "anchorId",
    "creationId",
    "descr",
    "docId",
    "editId",
    "gfxdata",
    "href",
    "modifyId",
    "paraId",
    "paraIdParent",
    "src",
    "textId",
    "uid",
];
const ATTRIBUTES_WORD: &[&str] = &[
    "author",
    "date",
    "dateUtc",
    "ed",
    "edGrp",
    "initials",
    "providerId",
    "rsid",
    "rsidDel",
    "rsidP",
    "rsidR",
    "rsidRDefault",
    "rsidRPr",
    "rsidSect",
    "rsidTr",
    "userId",
];
const ATTRIBUTES_EXCEL: &[&str] = &[
    "cm",
    "codeName",
    "comment",
    "connectionId",
    "display",
    "lastGUID",
    "queryTableFieldId",
    "tableType",
    "tooltip",
    "user",
    "userName",
    "vm",
];

/// Elements that must not be left empty.
pub(super) const NEVER_EMPTY: &[&str] = &[
    "Choice",
    "conditionalFormatting",
    "custShowLst",
    "dataValidations",
    "definedNames",
    "graphicData",
    "hyperlinks",
    "object",
    "pict",
    "tableParts",
    "tbl",
    "tr",
];

/// What becomes of an element.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Kept,
    Dropped,
    Unwrapped,
}

/// What becomes of an element of that name, inside one of that other name.
pub(super) fn fate(format: Format, name: &str, parent: &str) -> Fate {
    let (dropped, unwrapped): (&[&str], &[&str]) = match format {
        Format::Docx => (DROPPED_WORD, UNWRAPPED_WORD),
        Format::Xlsx => (DROPPED_EXCEL, &[]),
        _ => (DROPPED_POWERPOINT, &[]),
    };
    // In properties, `ins` marks what was inserted and holds nothing.
    let is_marker = matches!(parent, "rPr" | "trPr" | "ctrlPr" | "numPr");
    let is_setting = format == Format::Docx && parent == "settings";
    if DROPPED.contains(&name)
        || dropped.contains(&name)
        || (is_marker && unwrapped.contains(&name))
        || (is_setting && !SETTINGS_WORD.contains(&name))
    {
        Fate::Dropped
    } else if unwrapped.contains(&name) {
        Fate::Unwrapped
    } else {
        Fate::Kept
    }
}

/// Whether an attribute goes.
pub(super) fn is_dropped(format: Format, element: &str, attribute: &str) -> bool {
    let own: &[&str] = match format {
        Format::Docx => ATTRIBUTES_WORD,
        Format::Xlsx => ATTRIBUTES_EXCEL,
        _ => &[],
    };
    let is_shape = matches!(element, "docPr" | "cNvPr" | "imagedata" | "fill" | "shape");
    ATTRIBUTES.contains(&attribute)
        || own.contains(&attribute)
        || (is_shape && attribute == "title")
}

/// Whether a formula reaches into another file, and so names it.
pub(super) fn is_external(formula: &str) -> bool {
    let names_file = formula.to_lowercase().contains(".xl");
    let names_link = formula.split('[').skip(1).any(|rest| {
        let number = rest.split(']').next().unwrap_or_default();
        rest.contains(']') && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
    });
    names_file || names_link
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_that_reaches_outside_is_told_from_one_that_names_a_column() {
        for formula in ["[1]Sheet1!A1", "'C:\\Anna\\[Book.xlsx]A'!B2", "SUM([12]A!B)"] {
            assert!(is_external(formula), "{formula}");
        }
        for formula in ["SUM(A1:B2)", "Table1[Cost]", "[@Cost]*2", "A1[", "\"a]b[\""] {
            assert!(!is_external(formula), "{formula}");
        }
    }
}
