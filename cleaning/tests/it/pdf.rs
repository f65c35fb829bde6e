//! PDF: what stands beside the page, before it and behind it.

use std::fmt::Write;

use tillbud_cleaning::{Format, Refusal, clean};

use crate::bytes::{holds, tells, zlib};
use crate::pictures;

const SECRET: &str = "Anna Andersson";

/// A PDF of these objects, numbered from 1; the first is the catalog.
pub fn file(objects: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    append(&mut bytes, 1, objects, trailer);
    bytes
}

/// Adds objects as an update, as programs do that save quickly.
fn append(bytes: &mut Vec<u8>, first: usize, objects: &[Vec<u8>], trailer: &str) {
    let mut table = String::new();
    for (n, object) in objects.iter().enumerate() {
        writeln!(table, "{:010} 00000 n ", bytes.len()).unwrap();
        bytes.extend(format!("{} 0 obj\n", first + n).bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let start = bytes.len();
    let (count, size) = (objects.len(), first + objects.len());
    let free = if first == 1 { "0 1\n0000000000 65535 f \n" } else { "" };
    bytes.extend(
        format!("xref\n{free}{first} {count}\n{table}trailer\n<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n").bytes(),
    );
}

pub fn stream(entries: &str, content: &[u8]) -> Vec<u8> {
    let mut object = format!("<<{entries}/Length {}>>stream\n", content.len()).into_bytes();
    object.extend(content);
    object.extend(b"\nendstream");
    object
}

fn text(object: &str) -> Vec<u8> {
    object.as_bytes().to_vec()
}

/// One page that shows a line of text; `page` adds to the page, `root` to the catalog.
fn one_page(page: &str, root: &str, more: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let content = zlib(b"% by Anna Andersson\n/Span <</ActualText (Anna Andersson)>> BDC BT /F1 12 Tf (Halt golv) Tj ET EMC");
    let mut objects = vec![
        text(&format!("<</Type/Catalog/Pages 2 0 R{root}>>")),
        text("<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 200 100]>>"),
        text(&format!(
            "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>/XObject<</Im1 6 0 R>>>>{page}>>"
        )),
        stream("/Filter/FlateDecode", &content),
        text("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"),
    ];
    objects.push(stream("/Type/XObject/Subtype/Image/Width 64/Height 32/ColorSpace[/ICCBased 7 0 R]/BitsPerComponent 8/Filter/DCTDecode/Metadata 7 0 R", &pictures::telling_jpeg()));
    objects.push(stream("/N 3", SECRET.as_bytes()));
    objects.extend_from_slice(more);
    objects
}

/// The new file; after looking that nothing is told, and that it was told before.
fn cleaned(bytes: &[u8]) -> Vec<u8> {
    assert!(tells(bytes, SECRET));
    let cleaned = clean(bytes).unwrap();
    assert_eq!(cleaned.format, Format::Pdf);
    assert!(!tells(&cleaned.bytes, SECRET), "{}", String::from_utf8_lossy(&cleaned.bytes));
    let hex: String = SECRET.bytes().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    assert!(!tells(&cleaned.bytes, &hex));
    assert!(tells(&cleaned.bytes, "Halt golv"), "the page still shows its text");
    for word in ["/Metadata", "/Info", "/ID", "/JavaScript", "ICCBased", "/AA", "Exif"] {
        assert!(!tells(&cleaned.bytes, word), "{word}");
    }
    assert_eq!(
        clean(&cleaned.bytes).unwrap().bytes,
        cleaned.bytes,
        "cleaning twice is cleaning once"
    );
    cleaned.bytes
}

#[test]
fn what_stands_beside_the_pages_goes() {
    let more = [
        stream("/Type/Metadata/Subtype/XML", b"<x:xmpmeta>Anna Andersson</x:xmpmeta>"),
        text("<</Author(Anna Andersson)/Producer<FEFF0041006E006E0061>/CreationDate(D:20240501)>>"),
        text("<</Type/Filespec/F(anna.txt)/EF<</F 11 0 R>>>>"),
        stream("/Type/EmbeddedFile", SECRET.as_bytes()),
        text("<</S/JavaScript/JS(app.alert('Anna Andersson'))>>"),
        text("<</Type/StructTreeRoot/K<</S/P/T(Anna Andersson)/Alt(Anna Andersson)>>>>"),
        text("<</Title(Anna Andersson)/Parent 14 0 R>>"),
    ];
    let root = "/Metadata 8 0 R/Names<</EmbeddedFiles<</Names[(a) 10 0 R]>>/JavaScript<</Names[(a) 12 0 R]>>>>/OpenAction 12 0 R/AA<</WC 12 0 R>>/StructTreeRoot 13 0 R/Outlines 14 0 R/Lang(Anna Andersson)/OutputIntents[<</S/GTS_PDFX/Info(Anna Andersson)/DestOutputProfile 7 0 R>>]/PieceInfo<</Word<</Private(Anna Andersson)>>>>";
    let page = "/Metadata 8 0 R/PieceInfo<</A<</Private(Anna Andersson)>>>>/LastModified(D:20240501)/Thumb 6 0 R/AA<</O 12 0 R>>/AF[10 0 R]/Annots[]";
    let objects = one_page(page, root, &more);
    let bytes = file(&objects, "/Info 9 0 R/ID[<416E6E6120416E646572736F6E><00>]");
    let cleaned = cleaned(&bytes);
    assert!(holds(&cleaned, b"/MediaBox [ 0 0 200 100 ]"), "the size comes from the node above");
    assert!(holds(&cleaned, b"/ColorSpace /DeviceRGB"));
}

#[test]
fn what_an_update_replaced_does_not_come_back() {
    let mut objects = one_page("", "", &[]);
    objects[3] = stream("", b"BT /F1 12 Tf (Anna Andersson) Tj ET");
    let mut bytes = file(&objects, "");
    let previous = bytes.windows(9).rposition(|word| word == b"startxref").unwrap();
    let start = String::from_utf8_lossy(&bytes[previous + 10..]).lines().next().unwrap().to_owned();
    let new = [stream("", b"BT /F1 12 Tf (Halt golv) Tj ET")];
    append(&mut bytes, 4, &new, &format!("/Size 8/Prev {start}"));
    cleaned(&bytes);
}

#[test]
fn of_annotations_only_the_drawing_stays() {
    let more = [
        text(
            "<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/T(Anna Andersson)/Contents(Anna Andersson)/AP<</N 12 0 R>>>>",
        ),
        text(
            "<</Type/Annot/Subtype/Highlight/Rect[1 2 3 4]/T(Anna Andersson)/Contents(Anna Andersson)/M(D:2024)/AP<</N 13 0 R>>/Popup 8 0 R/P 3 0 R>>",
        ),
        text(
            "<</Type/Annot/Subtype/Widget/FT/Sig/Rect[1 1 2 2]/V<</Name(Anna Andersson)>>/AP<</N 12 0 R>>>>",
        ),
        text(
            "<</Type/Annot/Subtype/Widget/FT/Btn/T(Anna Andersson)/Rect[5 6 7 8]/AS/Ja/AP<</N<</Ja 13 0 R/Nej 12 0 R>>>>>>",
        ),
        stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]", b"(Anna Andersson) Tj"),
        stream(
            "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/LastModified(Anna Andersson)",
            b"0 0 9 9 re f",
        ),
    ];
    let objects = one_page("/Annots[8 0 R 9 0 R 10 0 R 11 0 R]", "", &more);
    let cleaned = cleaned(&file(&objects, ""));
    let stamps = cleaned.windows(8).filter(|word| word == b"/Stamp\n/").count();
    let rects = ["/Rect [ 1 2 3 4 ]", "/Rect [ 5 6 7 8 ]"];
    assert!(rects.iter().all(|rect| holds(&cleaned, rect.as_bytes())), "{stamps}");
    assert_eq!(cleaned.windows(6).filter(|word| word == b"/Stamp").count(), 2);
    assert!(tells(&cleaned, "0 0 9 9 re f"));
}

#[test]
fn a_file_with_its_objects_in_a_stream_is_read_and_written_plainly() {
    let packed = b"1 0 2 35 3 87 5 190 <</Type/Catalog/Pages 2 0 R      >> <</Type/Pages/Kids[3 0 R]/Count 1          >> <</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>> <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Anna(Anna Andersson)>>";
    let first = 20;
    let body = String::from_utf8_lossy(&packed[first..]).into_owned();
    let at = |word: &str| body.find(word).unwrap();
    let places = format!(
        "1 {} 2 {} 3 {} 5 {} ",
        at("<</Type/Catalog"),
        at("<</Type/Pages"),
        at("<</Type/Page/"),
        at("<</Type/Font")
    );
    let content = zlib(format!("{places}{body}").as_bytes());
    let mut bytes = b"%PDF-1.7\n4 0 obj\n".to_vec();
    bytes.extend(stream("", b"BT /F1 9 Tf (Halt golv) Tj ET"));
    bytes.extend(b"\nendobj\n6 0 obj\n");
    bytes.extend(stream(
        &format!("/Type/ObjStm/N 4/First {}/Filter/FlateDecode", places.len()),
        &content,
    ));
    // No table at all: the reader finds objects by itself, as viewers do.
    bytes.extend(b"\nendobj\ntrailer\n<</Root 1 0 R>>\n");
    let cleaned = cleaned(&bytes);
    assert!(!holds(&cleaned, b"ObjStm"));
}

#[test]
fn a_file_with_a_password_is_refused_as_such() {
    let mut objects = one_page("", "", &[]);
    let digits = "ab".repeat(32);
    objects.push(text(&format!("<</Filter/Standard/V 1/R 2/O<{digits}>/U<{digits}>/P -4>>")));
    let bytes = file(&objects, "/Encrypt 8 0 R/ID[<00><00>]");
    assert_eq!(clean(&bytes), Err(Refusal::Encrypted));
}
