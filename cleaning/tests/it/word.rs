//! Word documents: who wrote, who changed, who commented, and with which file.

use image::ImageFormat;
use tillbud_cleaning::{Format, Refusal, clean};

use crate::bytes::{Part, part, tells, unzip, zip};
use crate::pictures;

const SECRET: &str = "Anna Andersson";
const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;

pub fn relations(list: &[(&str, &str, &str)]) -> String {
    let lines: String = list
        .iter()
        .map(|(id, kind, target)| {
            let mode = if target.contains(':') { " TargetMode=\"External\"" } else { "" };
            let kind = if kind.contains(':') { (*kind).to_owned() } else { format!("{R}/{kind}") };
            format!("<Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"{target}\"{mode}/>")
        })
        .collect();
    format!(
        "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{lines}</Relationships>"
    )
}

/// A document with the given body, and further parts that its relationships name.
pub fn document(body: &str, list: &[(&str, &str, &str)], more: &[Part<'_>]) -> Vec<u8> {
    let document = format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"{R}\" xmlns:a=\"a\" xmlns:v=\"v\" xmlns:o=\"o\" xmlns:w14=\"w14\" xmlns:mc=\"mc\" xmlns:wp=\"wp\" xmlns:pic=\"pic\"><w:body>{body}</w:body></w:document>"
    );
    let roots = relations(&[
        ("rId1", "officeDocument", "word/document.xml"),
        (
            "rId2",
            "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
            "docProps/core.xml",
        ),
        ("rId3", "extended-properties", "docProps/app.xml"),
        ("rId4", "custom-properties", "docProps/custom.xml"),
        (
            "rId5",
            "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail",
            "docProps/thumbnail.jpeg",
        ),
    ]);
    let own = relations(list);
    let telling = format!("<x>{SECRET}</x>");
    let mut parts: Vec<Part<'_>> = vec![
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", roots.as_bytes()),
        ("word/document.xml", document.as_bytes()),
        ("word/_rels/document.xml.rels", own.as_bytes()),
    ];
    for name in
        ["docProps/core.xml", "docProps/app.xml", "docProps/custom.xml", "docProps/thumbnail.jpeg"]
    {
        parts.push((name, telling.as_bytes()));
    }
    parts.extend(more);
    zip(&parts)
}

/// The new document; after looking that nothing is told, and that it was told before.
pub fn cleaned(bytes: &[u8], format: Format) -> Vec<u8> {
    assert!(tells(bytes, SECRET));
    let cleaned = clean(bytes).unwrap();
    assert_eq!(cleaned.format, format);
    assert!(!tells(&cleaned.bytes, SECRET), "{:?}", told(&cleaned.bytes));
    for (name, content) in unzip(&cleaned.bytes) {
        assert!(!name.contains("docProps"), "{name}");
        assert!(!crate::bytes::holds(&content, b"TargetMode"), "{name} leads outside");
    }
    assert_eq!(
        clean(&cleaned.bytes).unwrap().bytes,
        cleaned.bytes,
        "cleaning twice is cleaning once"
    );
    cleaned.bytes
}

fn told(bytes: &[u8]) -> Vec<String> {
    let parts = unzip(bytes).into_iter();
    parts
        .map(|(name, content)| format!("{name}: {}", String::from_utf8_lossy(&content)))
        .filter(|part| part.contains(SECRET))
        .collect()
}

fn body(body: &str) -> String {
    let bytes = document(body, &[], &[]);
    part(&cleaned(&bytes, Format::Docx), "word/document.xml")
}

#[test]
fn properties_comments_people_and_custom_parts_go() {
    let telling = format!("<x>{SECRET}</x>");
    let telling = telling.as_bytes();
    let comment = r#"<w:p><w:commentRangeStart w:id="0"/><w:r><w:t>Dörren</w:t></w:r><w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r></w:p>"#;
    let bytes = document(
        comment,
        &[
            ("rId1", "comments", "comments.xml"),
            ("rId2", "http://schemas.microsoft.com/office/2011/relationships/people", "people.xml"),
            ("rId3", "customXml", "../customXml/item1.xml"),
            ("rId4", "attachedTemplate", "file:///C:/Users/Anna%20Andersson/Normal.dotm"),
            ("rId5", "webSettings", "webSettings.xml"),
            ("rId6", "fontTable", "fontTable.xml"),
            ("rId7", "package", "embeddings/anna.xlsx"),
        ],
        &[
            ("word/comments.xml", telling),
            ("word/people.xml", telling),
            ("word/webSettings.xml", telling),
            ("word/fontTable.xml", telling),
            ("word/embeddings/anna.xlsx", telling),
            ("word/orphan.xml", telling),
            ("customXml/item1.xml", telling),
        ],
    );
    let cleaned = cleaned(&bytes, Format::Docx);
    let names: Vec<String> = unzip(&cleaned).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["[Content_Types].xml", "_rels/.rels", "word/document.xml"]);
    let text = part(&cleaned, "word/document.xml");
    assert!(text.contains("Dörren") && !text.contains("comment"));
}

#[test]
fn tracked_changes_are_accepted_without_names() {
    let text = body(
        r#"<w:p w:rsidR="00A77B3E" w14:paraId="1A2B3C4D"><w:pPr><w:rPr><w:ins w:id="1" w:author="Anna Andersson" w:date="2024-05-01T12:00:00Z"/></w:rPr><w:pPrChange w:author="Anna Andersson"><w:pPr/></w:pPrChange></w:pPr>
        <w:ins w:id="2" w:author="Anna Andersson" w:date="2024-05-01T12:00:00Z"><w:r><w:t>tillagt</w:t></w:r></w:ins>
        <w:del w:id="3" w:author="Anna Andersson"><w:r><w:delText>struket</w:delText></w:r></w:del>
        <w:moveFrom w:id="4" w:author="Anna Andersson"><w:r><w:t>flyttat härifrån</w:t></w:r></w:moveFrom>
        <w:moveTo w:id="5" w:author="Anna Andersson"><w:r><w:t>flyttat hit</w:t></w:r></w:moveTo>
        <w:r><w:rPr><w:rPrChange w:author="Anna Andersson"><w:rPr/></w:rPrChange></w:rPr><w:t>kvar</w:t></w:r></w:p>
        <w:tbl><w:tr><w:trPr><w:del w:author="Anna Andersson"/></w:trPr><w:tc><w:p><w:r><w:t>struken rad</w:t></w:r></w:p></w:tc></w:tr>
        <w:tr><w:trPr><w:ins w:author="Anna Andersson"/></w:trPr><w:tc><w:p><w:r><w:t>ny rad</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"#,
    );
    for kept in ["tillagt", "flyttat hit", "kvar", "ny rad"] {
        assert!(text.contains(kept), "{kept}");
    }
    for gone in ["struket", "härifrån", "struken rad", "author", "2024", "rsid", "paraId", "w:ins"]
    {
        assert!(!text.contains(gone), "{gone}");
    }
}

#[test]
fn fields_that_tell_who_or_which_file_go_and_others_show_what_they_showed() {
    let field = |instruction: &str, shown: &str| {
        format!(
            r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{shown}</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>"#
        )
    };
    let fields = [
        field("AUTHOR \\* MERGEFORMAT", "Anna Andersson"),
        field("FILENAME \\p", "C:\\Anna Andersson\\rapport.docx"),
        field("HYPERLINK \"file:///C:/Anna Andersson/x.docx\"", "länken"),
        field("PAGE", "7"),
        r#"<w:fldSimple w:instr=" USERNAME "><w:r><w:t>Anna Andersson</w:t></w:r></w:fldSimple>"#
            .to_owned(),
    ];
    let text = body(&format!("<w:p>{}</w:p>", fields.concat()));
    for kept in ["länken", " PAGE ", ">7<"] {
        assert!(text.contains(kept), "{kept}");
    }
    for gone in ["AUTHOR", "FILENAME", "rapport", "HYPERLINK", "USERNAME"] {
        assert!(!text.contains(gone), "{gone}");
    }
    assert_eq!(text.matches("fldChar ").count(), 3, "one field stays whole");
}

#[test]
fn settings_keep_only_what_changes_the_look() {
    let settings = format!(
        r#"<w:settings xmlns:w="w" xmlns:r="{R}"><w:attachedTemplate r:id="rId1"/><w:defaultTabStop w:val="1304"/><w:docVars><w:docVar w:name="by" w:val="{SECRET}"/></w:docVars><w:rsids><w:rsidRoot w:val="00A77B3E"/></w:rsids><w:documentProtection w:edit="{SECRET}"/></w:settings>"#
    );
    let own = relations(&[("rId1", "attachedTemplate", "file:///C:/Anna%20Andersson/Normal.dotm")]);
    let bytes = document(
        "<w:p/>",
        &[("rId9", "settings", "settings.xml")],
        &[
            ("word/settings.xml", settings.as_bytes()),
            ("word/_rels/settings.xml.rels", own.as_bytes()),
        ],
    );
    let cleaned = cleaned(&bytes, Format::Docx);
    let text = part(&cleaned, "word/settings.xml");
    assert!(text.contains("1304") && !text.contains("rsid") && !text.contains("Template"));
}

#[test]
fn pictures_inside_are_cleaned_and_named_anew() {
    let photo = pictures::telling_jpeg();
    let metafile = [b"\x01\0\0\0", SECRET.as_bytes()].concat();
    let bytes = document(
        r#"<w:p><w:r><w:drawing><wp:docPr id="1" name="Anna Andersson.jpg" descr="C:\Anna Andersson\bild.jpg"/><pic:cNvPr id="0" name="Anna Andersson.jpg"/><a:blip r:embed="rId1" r:link="rId2"/></w:drawing></w:r><w:del w:author="x"><w:r><a:blip r:embed="rId3"/></w:r></w:del><w:object><v:shape alt="Anna Andersson"><v:imagedata r:id="rId4" o:title="Anna Andersson"/></v:shape><o:OLEObject r:id="rId5"/></w:object></w:p>"#,
        &[
            ("rId1", "image", "media/Anna Andersson.jpg"),
            ("rId2", "image", "file:///C:/Anna%20Andersson/bild.jpg"),
            ("rId3", "image", "media/deleted.png"),
            ("rId4", "image", "media/preview.emf"),
            ("rId5", "oleObject", "embeddings/anna.bin"),
        ],
        &[
            ("word/media/Anna Andersson.jpg", &photo),
            ("word/media/deleted.png", &pictures::plain(ImageFormat::Png)),
            ("word/media/preview.emf", &metafile),
            ("word/embeddings/anna.bin", SECRET.as_bytes()),
        ],
    );
    let cleaned = cleaned(&bytes, Format::Docx);
    let pictures: Vec<_> =
        unzip(&cleaned).into_iter().filter(|(name, _)| name.contains("media")).collect();
    let names: Vec<_> = pictures.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["word/media/image1.jpeg", "word/media/image2.png"], "one is deleted text");
    let sizes = pictures.iter().map(|(_, bytes)| image::load_from_memory(bytes).unwrap().width());
    assert_eq!(sizes.collect::<Vec<_>>(), [32, 1], "the metafile has become a blank");
    let text = part(&cleaned, "word/document.xml");
    assert!(text.contains("r:embed") && !text.contains("r:link") && !text.contains("OLEObject"));
}

#[test]
fn links_keep_their_text_and_lose_their_target() {
    let bytes = document(
        r#"<w:p><w:hyperlink r:id="rId1"><w:r><w:t>ärendet</w:t></w:r></w:hyperlink><w:hyperlink w:anchor="rubrik"><w:r><w:t>se ovan</w:t></w:r></w:hyperlink></w:p>"#,
        &[("rId1", "hyperlink", "https://kommun-my.example/personal/Anna Andersson")],
        &[],
    );
    let text = part(&cleaned(&bytes, Format::Docx), "word/document.xml");
    assert!(text.contains("ärendet") && text.contains("rubrik"));
    assert_eq!(text.matches("<w:hyperlink").count(), 1);
}

#[test]
fn a_document_with_macros_is_refused() {
    let bytes = document(
        "<w:p/>",
        &[("rId1", "x:vbaProject", "vbaProject.bin")],
        &[("word/vbaProject.bin", b"x")],
    );
    assert_eq!(clean(&bytes), Err(Refusal::Macros));
    let types = TYPES.replace(
        "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        "vnd.ms-word.document.macroEnabled.main+xml",
    );
    assert_eq!(clean(&zip(&[("[Content_Types].xml", types.as_bytes())])), Err(Refusal::Macros));
}
