//! Excel and PowerPoint: comments, people, paths, printers, links to other files.

use tillbud_cleaning::Format;

use crate::bytes::{Part, part, unzip, zip};
use crate::pictures;
use crate::word::{cleaned, relations};

const SECRET: &str = "Anna Andersson";
const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn package(kind: &str, main: &str, parts: &[Part<'_>]) -> Vec<u8> {
    let types = format!(
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Override PartName=\"/{main}\" ContentType=\"application/vnd.openxmlformats-officedocument.{kind}.main+xml\"/></Types>"
    );
    let roots = relations(&[("rId1", "officeDocument", main)]);
    let mut all: Vec<Part<'_>> =
        vec![("[Content_Types].xml", types.as_bytes()), ("_rels/.rels", roots.as_bytes())];
    all.extend(parts);
    zip(&all)
}

#[test]
fn a_workbook_keeps_cells_and_loses_people_paths_and_links() {
    let workbook = format!(
        r#"<workbook xmlns="m" xmlns:r="{R}" xmlns:mc="mc" xmlns:x15ac="x" xmlns:xr="xr"><fileVersion codeName="{SECRET}"/><fileSharing userName="{SECRET}"/><mc:AlternateContent><mc:Choice Requires="x15"><x15ac:absPath url="C:\Users\{SECRET}\"/></mc:Choice></mc:AlternateContent><xr:revisionPtr documentId="{SECRET}"/><sheets><sheet name="Blad1" sheetId="1" r:id="rId1"/></sheets><externalReferences><externalReference r:id="rId2"/></externalReferences><definedNames><definedName name="Summa" comment="{SECRET}">Blad1!$A$1</definedName><definedName name="Extern">[1]Blad1!$A$1</definedName></definedNames><customWorkbookViews><customWorkbookView name="{SECRET}"/></customWorkbookViews><pivotCaches><pivotCache r:id="rId3"/></pivotCaches></workbook>"#
    );
    let sheet = format!(
        r#"<worksheet xmlns="m" xmlns:r="{R}" xmlns:xr="xr" xr:uid="{{{SECRET}}}"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><f>[1]Blad1!A1</f><v>42</v></c><c r="C1"><f>SUM(B1:B1)</f><v>42</v></c></row></sheetData><protectedRanges><protectedRange name="{SECRET}"/></protectedRanges><hyperlinks><hyperlink ref="A1" r:id="rId3" display="{SECRET}"/></hyperlinks><pageSetup paperSize="9" r:id="rId4"/><drawing r:id="rId5"/><legacyDrawing r:id="rId2"/><extLst><ext><x>{SECRET}</x></ext></extLst></worksheet>"#
    );
    let drawing = format!(
        r#"<d:wsDr xmlns:d="d" xmlns:a="a" xmlns:r="{R}"><d:cNvPr id="2" name="{SECRET}" descr="{SECRET}"/><a:blip r:embed="rId1"/></d:wsDr>"#
    );
    let strings = r#"<sst xmlns="m"><si><t>Fallolycka &amp; räcke</t></si></sst>"#;
    let telling = format!("<x>{SECRET}</x>");
    let telling = telling.as_bytes();
    let book_relations = relations(&[
        ("rId1", "worksheet", "worksheets/sheet1.xml"),
        ("rId2", "externalLink", "externalLinks/externalLink1.xml"),
        ("rId3", "pivotCacheDefinition", "pivotCache/p.xml"),
        ("rId4", "sharedStrings", "sharedStrings.xml"),
        (
            "rId5",
            "http://schemas.microsoft.com/office/2017/10/relationships/person",
            "persons/person.xml",
        ),
        ("rId6", "customXml", "../customXml/item1.xml"),
        ("rId7", "calcChain", "calcChain.xml"),
        ("rId8", "connections", "connections.xml"),
    ]);
    let sheet_relations = relations(&[
        ("rId1", "comments", "../comments1.xml"),
        ("rId2", "vmlDrawing", "../drawings/vmlDrawing1.vml"),
        ("rId3", "hyperlink", "file:///C:/Users/Anna"),
        ("rId4", "printerSettings", "../printerSettings/printerSettings1.bin"),
        ("rId5", "drawing", "../drawings/drawing1.xml"),
        (
            "rId6",
            "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment",
            "../threadedComments/t.xml",
        ),
    ]);
    let drawing_relations = relations(&[("rId1", "image", "../media/image1.jpg")]);
    let photo = pictures::telling_jpeg();
    let bytes = package(
        "spreadsheetml.sheet",
        "xl/workbook.xml",
        &[
            ("xl/workbook.xml", workbook.as_bytes()),
            ("xl/_rels/workbook.xml.rels", book_relations.as_bytes()),
            ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
            ("xl/worksheets/_rels/sheet1.xml.rels", sheet_relations.as_bytes()),
            ("xl/drawings/drawing1.xml", drawing.as_bytes()),
            ("xl/drawings/_rels/drawing1.xml.rels", drawing_relations.as_bytes()),
            ("xl/media/image1.jpg", &photo),
            ("xl/sharedStrings.xml", strings.as_bytes()),
            ("xl/comments1.xml", telling),
            ("xl/threadedComments/t.xml", telling),
            ("xl/persons/person.xml", telling),
            ("xl/externalLinks/externalLink1.xml", telling),
            ("xl/pivotCache/p.xml", telling),
            ("xl/printerSettings/printerSettings1.bin", telling),
            ("xl/drawings/vmlDrawing1.vml", telling),
            ("xl/connections.xml", telling),
            ("customXml/item1.xml", telling),
        ],
    );
    let cleaned = cleaned(&bytes, Format::Xlsx);
    let sheet = part(&cleaned, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("<v>42</v>") && sheet.contains("SUM(B1:B1)"));
    assert!(!sheet.contains("[1]") && !sheet.contains("hyperlinks") && !sheet.contains("rId4"));
    assert!(part(&cleaned, "xl/sharedStrings.xml").contains("Fallolycka &amp; räcke"));
    let book = part(&cleaned, "xl/workbook.xml");
    assert!(book.contains("Blad1!$A$1") && !book.contains("Extern") && !book.contains("pivot"));
    assert!(!book.contains("AlternateContent"), "an alternative without content");
    let names: Vec<_> = unzip(&cleaned).into_iter().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        [
            "[Content_Types].xml",
            "_rels/.rels",
            "xl/_rels/workbook.xml.rels",
            "xl/drawings/_rels/drawing1.xml.rels",
            "xl/drawings/drawing1.xml",
            "xl/media/image1.jpeg",
            "xl/sharedStrings.xml",
            "xl/workbook.xml",
            "xl/worksheets/_rels/sheet1.xml.rels",
            "xl/worksheets/sheet1.xml",
        ]
    );
}

#[test]
fn a_presentation_keeps_slides_and_notes_and_loses_who_commented() {
    let deck = format!(
        r#"<p:presentation xmlns:p="p" xmlns:r="{R}"><p:sldMasterIdLst/><p:sldIdLst><p:sldId id="256" r:id="rId1"/></p:sldIdLst><p:custDataLst><p:tags r:id="rId4"/></p:custDataLst><p:modifyVerifier saltData="{SECRET}"/><p:extLst><p:ext uri="x">{SECRET}</p:ext></p:extLst></p:presentation>"#
    );
    let slide = format!(
        r#"<p:sld xmlns:p="p" xmlns:a="a" xmlns:r="{R}" xmlns:mc="mc"><p:cSld><p:spTree><p:sp><p:nvSpPr><p:cNvPr id="4" name="{SECRET}" descr="{SECRET}"><a:hlinkClick r:id="rId3"/></p:cNvPr></p:nvSpPr><a:t>Halt golv</a:t></p:sp><p:graphicFrame><a:graphicData uri="ole"><mc:AlternateContent><mc:Choice Requires="v"><p:oleObj r:id="rId4" name="{SECRET}"/></mc:Choice><mc:Fallback><p:oleObj r:id="rId4"><p:pic><p:cNvPr id="5" name="x"/><a:blip r:embed="rId5"/></p:pic></p:oleObj></mc:Fallback></mc:AlternateContent></a:graphicData></p:graphicFrame></p:spTree></p:cSld><p:timing><x>{SECRET}</x></p:timing></p:sld>"#
    );
    let notes = r#"<p:notes xmlns:p="p" xmlns:a="a"><a:t>Kom ihåg räcket</a:t></p:notes>"#;
    let telling = format!("<x>{SECRET}</x>");
    let telling = telling.as_bytes();
    let deck_relations = relations(&[
        ("rId1", "slide", "slides/slide1.xml"),
        ("rId2", "commentAuthors", "commentAuthors.xml"),
        ("rId3", "presProps", "presProps.xml"),
        ("rId4", "tags", "tags/tag1.xml"),
        ("rId5", "slide", "slides/slide2.xml"),
    ]);
    let slide_relations = relations(&[
        ("rId1", "comments", "../comments/comment1.xml"),
        ("rId2", "notesSlide", "../notesSlides/notesSlide1.xml"),
        ("rId3", "hyperlink", "https://example/Anna"),
        ("rId4", "oleObject", "../embeddings/o.bin"),
        ("rId5", "image", "../media/image1.jpg"),
        ("rId6", "video", "file:///C:/Anna.mp4"),
    ]);
    let notes_relations = relations(&[("rId1", "slide", "../slides/slide1.xml")]);
    let photo = pictures::telling_jpeg();
    let bytes = package(
        "presentationml.presentation",
        "ppt/presentation.xml",
        &[
            ("ppt/presentation.xml", deck.as_bytes()),
            ("ppt/_rels/presentation.xml.rels", deck_relations.as_bytes()),
            ("ppt/slides/slide1.xml", slide.as_bytes()),
            ("ppt/slides/_rels/slide1.xml.rels", slide_relations.as_bytes()),
            ("ppt/slides/slide2.xml", telling),
            ("ppt/notesSlides/notesSlide1.xml", notes.as_bytes()),
            ("ppt/notesSlides/_rels/notesSlide1.xml.rels", notes_relations.as_bytes()),
            ("ppt/media/image1.jpg", &photo),
            ("ppt/commentAuthors.xml", telling),
            ("ppt/comments/comment1.xml", telling),
            ("ppt/presProps.xml", telling),
            ("ppt/tags/tag1.xml", telling),
            ("ppt/embeddings/o.bin", telling),
        ],
    );
    let cleaned = cleaned(&bytes, Format::Pptx);
    let slide = part(&cleaned, "ppt/slides/slide1.xml");
    assert!(slide.contains("Halt golv") && slide.contains("<p:pic>"), "{slide}");
    assert!(
        !slide.contains("oleObj") && !slide.contains("hlinkClick") && !slide.contains("timing")
    );
    assert!(part(&cleaned, "ppt/notesSlides/notesSlide1.xml").contains("Kom ihåg räcket"));
    let slides = unzip(&cleaned).into_iter().filter(|(name, _)| name.starts_with("ppt/slides/s"));
    assert_eq!(slides.count(), 1, "a slide that was taken out of the list is gone");
    let types = part(&cleaned, "[Content_Types].xml");
    for (name, _) in unzip(&cleaned).iter().filter(|(name, _)| name.ends_with(".xml")) {
        let is_typed = types.contains(&format!("/{name}\"")) || name.starts_with('[');
        assert!(is_typed, "{name} has no content type");
    }
}
