//! The parts of a document that are kept: by what they are to the part that names
//! them, with the place and the content type that they get.
//!
//! Must never hold a role whose part says who, when or with what.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::Format;

/// What a part is to another.
pub(super) struct Role {
    /// Last part of the relationship's type.
    pub(super) name: &'static str,
    /// Beginning of the part's new name.
    pub(super) place: &'static str,
    pub(super) content_type: &'static str,
    presence: Presence,
}

/// How a relationship comes into force.
#[derive(PartialEq, Eq)]
enum Presence {
    /// It is the document.
    Main,
    /// By being there.
    Implied,
    /// By being named in the part, except in parts other than the main one.
    NamedByMain,
    /// By being named in the part.
    Named,
}

use Presence::{Implied, Main, Named, NamedByMain};

const PICTURE: &str = "image";

impl Role {
    pub(super) fn is_main(&self) -> bool {
        self.presence == Main
    }

    pub(super) fn is_picture(&self) -> bool {
        self.name == PICTURE
    }

    /// Whether a relationship of this role holds without being named in its part.
    pub(super) fn is_implied_by(&self, part: &Role) -> bool {
        match self.presence {
            Implied => true,
            NamedByMain => !part.is_main(),
            Main | Named => false,
        }
    }

    /// The new name of the nth part of this role.
    pub(super) fn part_name(&self, n: usize) -> String {
        let is_single = matches!(self.presence, Main) || self.place.ends_with('.');
        let place = self.place.trim_end_matches('.');
        if is_single && n == 1 { format!("{place}.xml") } else { format!("{place}{n}.xml") }
    }
}

/// The role of that name in documents of that format.
pub(super) fn role(format: Format, name: &str) -> Option<&'static Role> {
    let own = match format {
        Format::Docx => WORD,
        Format::Xlsx => EXCEL,
        _ => POWERPOINT,
    };
    own.iter().find(|role| role.name == name)
}

macro_rules! roles {
    ($($name:literal $place:literal $presence:ident $content_type:expr;)*) => {
        &[$(Role {
            name: $name,
            place: $place,
            content_type: concat!("application/vnd.openxmlformats-officedocument.", $content_type, "+xml"),
            presence: $presence,
        }),*]
    };
}

// A place that ends in a dot belongs to a single part, which some readers expect there.
const WORD: &[Role] = roles! {
    "officeDocument" "word/document" Main "wordprocessingml.document.main";
    "styles" "word/styles." Implied "wordprocessingml.styles";
    "settings" "word/settings." Implied "wordprocessingml.settings";
    "numbering" "word/numbering." Implied "wordprocessingml.numbering";
    "footnotes" "word/footnotes." Implied "wordprocessingml.footnotes";
    "endnotes" "word/endnotes." Implied "wordprocessingml.endnotes";
    "header" "word/header" Named "wordprocessingml.header";
    "footer" "word/footer" Named "wordprocessingml.footer";
    "theme" "word/theme/theme" Implied "theme";
    "themeOverride" "word/theme/themeOverride" Implied "themeOverride";
    "chart" "word/charts/chart" Named "drawingml.chart";
    "chartUserShapes" "word/drawings/drawing" Named "drawingml.chartshapes";
    "diagramData" "word/diagrams/data" Named "drawingml.diagramData";
    "diagramLayout" "word/diagrams/layout" Named "drawingml.diagramLayout";
    "diagramQuickStyle" "word/diagrams/quickStyle" Named "drawingml.diagramStyle";
    "diagramColors" "word/diagrams/colors" Named "drawingml.diagramColors";
    "image" "word/media/image" Named "image";
};

const EXCEL: &[Role] = roles! {
    "officeDocument" "xl/workbook" Main "spreadsheetml.sheet.main";
    "worksheet" "xl/worksheets/sheet" Named "spreadsheetml.worksheet";
    "chartsheet" "xl/chartsheets/sheet" Named "spreadsheetml.chartsheet";
    "sharedStrings" "xl/sharedStrings." Implied "spreadsheetml.sharedStrings";
    "styles" "xl/styles." Implied "spreadsheetml.styles";
    "table" "xl/tables/table" Named "spreadsheetml.table";
    "drawing" "xl/drawings/drawing" Named "drawing";
    "theme" "xl/theme/theme" Implied "theme";
    "themeOverride" "xl/theme/themeOverride" Implied "themeOverride";
    "chart" "xl/charts/chart" Named "drawingml.chart";
    "chartUserShapes" "xl/drawings/userShapes" Named "drawingml.chartshapes";
    "diagramData" "xl/diagrams/data" Named "drawingml.diagramData";
    "diagramLayout" "xl/diagrams/layout" Named "drawingml.diagramLayout";
    "diagramQuickStyle" "xl/diagrams/quickStyle" Named "drawingml.diagramStyle";
    "diagramColors" "xl/diagrams/colors" Named "drawingml.diagramColors";
    "image" "xl/media/image" Named "image";
};

const POWERPOINT: &[Role] = roles! {
    "officeDocument" "ppt/presentation" Main "presentationml.presentation.main";
    "slide" "ppt/slides/slide" NamedByMain "presentationml.slide";
    "slideLayout" "ppt/slideLayouts/slideLayout" Implied "presentationml.slideLayout";
    "slideMaster" "ppt/slideMasters/slideMaster" NamedByMain "presentationml.slideMaster";
    "notesSlide" "ppt/notesSlides/notesSlide" Implied "presentationml.notesSlide";
    "notesMaster" "ppt/notesMasters/notesMaster" NamedByMain "presentationml.notesMaster";
    "tableStyles" "ppt/tableStyles." Implied "presentationml.tableStyles";
    "theme" "ppt/theme/theme" Implied "theme";
    "themeOverride" "ppt/theme/themeOverride" Implied "themeOverride";
    "chart" "ppt/charts/chart" Named "drawingml.chart";
    "chartUserShapes" "ppt/drawings/drawing" Named "drawingml.chartshapes";
    "diagramData" "ppt/diagrams/data" Named "drawingml.diagramData";
    "diagramLayout" "ppt/diagrams/layout" Named "drawingml.diagramLayout";
    "diagramQuickStyle" "ppt/diagrams/quickStyle" Named "drawingml.diagramStyle";
    "diagramColors" "ppt/diagrams/colors" Named "drawingml.diagramColors";
    "image" "ppt/media/image" Named "image";
};

/// The list of content types of a package.
pub(super) fn content_types(types: &BTreeMap<String, &'static str>) -> String {
    let mut list = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"jpeg\" ContentType=\"image/jpeg\"/>\
         <Default Extension=\"png\" ContentType=\"image/png\"/>\
         <Default Extension=\"rels\" \
         ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>",
    );
    for (name, content_type) in types {
        // Writing to a string cannot fail.
        let _ = write!(list, "<Override PartName=\"/{name}\" ContentType=\"{content_type}\"/>");
    }
    list.push_str("</Types>");
    list
}
