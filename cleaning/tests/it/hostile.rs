//! Files that mean harm: refused with a reason, or cleaned of the harm. Never a crash,
//! never more memory than the limits.

use image::ImageFormat;
use tillbud_cleaning::{Format, INPUT_BYTES, Refusal, clean, recognise};

use crate::bytes::{Entry, archive, holds, unzip, zip, zlib};
use crate::pdf::{file, stream};
use crate::pictures;
use crate::word::document;

fn refused(bytes: &[u8]) -> Refusal {
    clean(bytes).expect_err("it was cleaned")
}

#[test]
fn an_empty_file_and_one_above_the_limit_are_refused() {
    assert_eq!(refused(b""), Refusal::Empty);
    assert_eq!(refused(&vec![b'a'; INPUT_BYTES + 1]), Refusal::TooLarge);
    assert!(clean(&vec![b'a'; INPUT_BYTES]).is_ok());
}

#[test]
fn every_format_cut_off_anywhere_is_refused_or_cleaned() {
    let files = [
        pictures::telling_jpeg(),
        pictures::plain(ImageFormat::Png),
        pictures::plain(ImageFormat::WebP),
        document("<w:p><w:r><w:t>Halt golv</w:t></w:r></w:p>", &[], &[]),
        file(
            &[
                b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
                b"<</Type/Pages/Kids[]/Count 0>>".to_vec(),
            ],
            "",
        ),
    ];
    for whole in files {
        for length in (0..whole.len()).step_by(whole.len() / 50 + 1) {
            let _ = clean(&whole[..length]);
        }
    }
    let docx = document("<w:p/>", &[], &[]);
    assert_eq!(refused(&docx[..docx.len() - 40]), Refusal::Damaged);
    let png = pictures::plain(ImageFormat::Png);
    assert_eq!(refused(&png[..png.len() / 2]), Refusal::Damaged);
    assert_eq!(refused(b"%PDF-1.7\n1 0 obj <</Type/Cat"), Refusal::Damaged);
}

#[test]
fn a_picture_that_is_also_a_page_or_an_archive_is_only_a_picture() {
    let mut bytes = pictures::plain(ImageFormat::Jpeg);
    bytes.extend(b"<html><script>alert(1)</script>");
    bytes.extend(zip(&[("META-INF/MANIFEST.MF", b"Main-Class: X")]));
    let cleaned = clean(&bytes).unwrap().bytes;
    assert!(!holds(&cleaned, b"<script>") && !holds(&cleaned, b"PK\x03\x04"));
    for bytes in
        [&b"GIF89a/*\xFF\xD8\xFF*/"[..], b"MZ\x90\0", b"<html>\xFF\xD8\xFF", b"\x7FELF\x02"]
    {
        assert_eq!(refused(bytes), Refusal::UnknownFormat);
    }
}

#[test]
fn a_pdf_that_is_also_an_archive_is_only_a_pdf() {
    let objects = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>".to_vec(),
    ];
    let mut bytes = file(&objects, "");
    bytes.extend(zip(&[("evil.exe", b"MZ")]));
    let cleaned = clean(&bytes).unwrap();
    assert_eq!(cleaned.format, Format::Pdf);
    assert!(!holds(&cleaned.bytes, b"PK\x03\x04"));
}

#[test]
fn archives_that_point_outside_or_name_a_part_twice_are_refused() {
    let document = |name: &str| document("<w:p/>", &[], &[(name, b"x")]);
    for name in ["../../etc/cron.d/x", "/etc/passwd", "word\\..\\x", "C:x", "word/./x", "word//x"] {
        assert_eq!(refused(&document(name)), Refusal::Damaged, "{name}");
    }
    for name in ["word/document.xml", "WORD/document.XML", "_rels/.rels"] {
        assert_eq!(refused(&document(name)), Refusal::Damaged, "{name} twice");
    }
}

#[test]
fn archives_whose_lists_lie_are_refused() {
    let telling = document("<w:p/>", &[], &[]);
    // Another name in the directory than before the part.
    let mut bytes = telling.clone();
    let last = bytes.windows(17).rposition(|name| name == b"word/document.xml").unwrap();
    bytes[last + 5] = b'D';
    assert_eq!(refused(&bytes), Refusal::Damaged);
    // A part that lies inside another.
    let mut entries = vec![Entry::new("[Content_Types].xml", b"<x/>"), Entry::new("b", b"x")];
    entries[0].packed.extend(zip(&[("b", b"y")]));
    assert!(clean(&archive(&entries)).is_err());
    // An end that counts more parts than there are.
    let mut bytes = telling;
    let end = bytes.windows(4).rposition(|word| word == b"PK\x05\x06").unwrap();
    bytes[end + 10] = 200;
    assert_eq!(refused(&bytes), Refusal::Damaged);
    bytes[end + 11] = 200;
    assert_eq!(refused(&bytes), Refusal::TooManyParts);
}

#[test]
fn an_archive_with_a_password_is_refused_as_such() {
    let mut entry = Entry::new("[Content_Types].xml", b"<x/>");
    entry.flags = 1;
    assert_eq!(refused(&archive(&[entry])), Refusal::Encrypted);
}

#[test]
fn archives_that_swell_are_refused_before_they_do() {
    let spaces = vec![b' '; 25_000_000];
    let body = [b"<x>", &spaces[..], b"</x>"].concat();
    let settings = document("<w:p/>", &[("rId1", "settings", "s.xml")], &[("word/s.xml", &body)]);
    assert!(settings.len() < 100_000);
    assert_eq!(refused(&settings), Refusal::TooLargeUnpacked);
    // The directory says 4 bytes; what follows is never unpacked.
    let mut entries: Vec<Entry> = unzip(&document("<w:p/>", &[], &[]))
        .iter()
        .map(|(name, content)| Entry::new(name, content))
        .collect();
    entries[2] = Entry::new("word/document.xml", &body);
    entries[2].size = 4;
    assert_eq!(refused(&archive(&entries)), Refusal::Damaged);
}

#[test]
fn an_archive_of_many_middling_parts_is_refused() {
    let spaces = vec![b' '; 20_000_000];
    let body = [b"<w:hdr xmlns:w=\"w\">", &spaces[..], b"</w:hdr>"].concat();
    let ids: Vec<String> = (0..12).map(|n| format!("rId{n}")).collect();
    let names: Vec<String> = (0..12).map(|n| format!("word/h{n}.xml")).collect();
    let targets: Vec<String> = (0..12).map(|n| format!("h{n}.xml")).collect();
    let list: Vec<_> = ids
        .iter()
        .zip(&targets)
        .map(|(id, target)| (id.as_str(), "styles", target.as_str()))
        .collect();
    let parts: Vec<_> = names.iter().map(|name| (name.as_str(), &body[..])).collect();
    assert_eq!(refused(&document("<w:p/>", &list, &parts)), Refusal::TooLargeUnpacked);
}

#[test]
fn an_archive_in_an_archive_is_left_behind() {
    let inner = zip(&[("bomb.zip", &zip(&[("b", &vec![0; 1_000_000])]))]);
    let bytes = document("<w:p/>", &[("rId1", "package", "e/b.zip")], &[("word/e/b.zip", &inner)]);
    let cleaned = clean(&bytes).unwrap().bytes;
    assert!(unzip(&cleaned).iter().all(|(name, _)| !name.contains("zip")));
    assert_eq!(refused(&inner), Refusal::UnknownFormat);
}

#[test]
fn entities_that_multiply_are_refused_unread() {
    let bomb = br#"<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]><x>&b;&c;</x>"#;
    let bytes = document("<w:p/>", &[("rId1", "styles", "s.xml")], &[("word/s.xml", bomb)]);
    assert_eq!(refused(&bytes), Refusal::Uncleanable);
    assert_eq!(refused(&document("<w:p>&c;</w:p>", &[], &[])), Refusal::Damaged);
}

#[test]
fn xml_without_bottom_is_refused() {
    let deep = "<a>".repeat(300) + &"</a>".repeat(300);
    assert_eq!(refused(&document(&deep, &[], &[])), Refusal::Damaged);
    let fine = "<a>".repeat(150) + &"</a>".repeat(150);
    assert!(clean(&document(&fine, &[], &[])).is_ok());
}

/// Found by `fuzz/targets/xml.rs`: what is written has to be read as it was.
#[test]
fn xml_with_a_tag_without_a_name_is_refused() {
    for tag in ["<\t\t/>", "< />", "<a ='x'/>", "<a!b/>"] {
        assert_eq!(refused(&document(tag, &[], &[])), Refusal::Damaged, "{tag}");
    }
}

fn page(resources: &str, more: &[Vec<u8>]) -> Vec<u8> {
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<<{resources}>>>>")
            .into_bytes(),
    ];
    objects.extend_from_slice(more);
    file(&objects, "")
}

#[test]
fn a_pdf_whose_stream_swells_is_refused() {
    let bomb = zlib(&vec![0; 70_000_000]);
    let form = stream("/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Filter/FlateDecode", &bomb);
    assert_eq!(refused(&page("/XObject<</A 4 0 R>>", &[form])), Refusal::TooLargeUnpacked);
}

#[test]
fn a_pdf_without_bottom_or_in_circles_ends() {
    let deep = format!("/Font<</A {}{}>>", "[".repeat(300), "]".repeat(300));
    assert!(clean(&page(&deep, &[])).is_err());
    let deeper = format!("/Font<</A {}{}>>", "[".repeat(100_000), "]".repeat(100_000));
    let _ = clean(&page(&deeper, &[]));
    let circle = stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources<</XObject<</A 4 0 R>>>>",
        b"/A Do",
    );
    assert!(clean(&page("/XObject<</A 4 0 R>>", &[circle])).is_ok());
    let tree = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[2 0 R 2 0 R]/Parent 2 0 R/Count 9>>".to_vec(),
    ];
    assert_eq!(refused(&file(&tree, "")), Refusal::Damaged);
}

#[test]
fn a_pdf_with_pages_without_end_is_refused() {
    let kids = "3 0 R ".repeat(5_001);
    let objects = |kids: &str| {
        [
            b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
            format!("<</Type/Pages/Kids[{kids}]/Count 9>>").into_bytes(),
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>".to_vec(),
        ]
    };
    let refusal = clean(&file(&objects(&kids), ""));
    let many = "4 0 R ".repeat(5_001);
    assert!(matches!(refusal, Err(Refusal::TooManyParts) | Ok(_)), "{many:.0}{refusal:?}");
}

#[test]
fn a_pdf_that_keeps_a_stream_in_another_file_is_refused() {
    let outside = stream("/Type/XObject/Subtype/Form/BBox[0 0 1 1]/F(/etc/passwd)", b"");
    assert_eq!(refused(&page("/XObject<</A 4 0 R>>", &[outside])), Refusal::Uncleanable);
}

#[test]
fn recognition_looks_at_content_alone() {
    assert_eq!(recognise(&document("<w:p/>", &[], &[])), Some(Format::Docx));
    assert_eq!(recognise(&zip(&[("word/document.xml", b"<x/>")])), None);
    assert_eq!(recognise(&zip(&[("[Content_Types].xml", b"<x/>")])), None);
}
