//! Pictures: everything that cameras, programs and people write beside the pixels.

use std::io::Cursor;

use flate2::Crc;
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, ExtendedColorType, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use tillbud_cleaning::{Format, Refusal, clean};

use crate::bytes::{tells, zip, zlib};

const SECRET: &str = "Anna Andersson";

/// A picture whose left half is dark and whose right half is light.
fn halves() -> RgbImage {
    RgbImage::from_fn(64, 32, |x, _| if x < 32 { Rgb([10, 10, 10]) } else { Rgb([240, 240, 240]) })
}

pub fn plain(format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(halves()).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// EXIF of one camera, turned by a quarter (orientation 6).
fn exif() -> Vec<u8> {
    let mut exif = b"MM\0\x2A\0\0\0\x08\0\x02".to_vec();
    exif.extend(b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0");
    exif.extend(b"\x01\x3B\0\x02\0\0\0\x0F\0\0\0\x26\0\0\0\0");
    exif.extend(SECRET.as_bytes());
    exif.push(0);
    exif
}

fn jpeg_segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap();
    [&[0xFF, marker], &length.to_be_bytes()[..], content].concat()
}

/// A JPEG with every kind of segment, a second picture and an archive behind it.
pub fn telling_jpeg() -> Vec<u8> {
    let plain = plain(ImageFormat::Jpeg);
    let mut bytes = plain[..2].to_vec();
    bytes.extend(jpeg_segment(0xE1, &[b"Exif\0\0", &exif()[..]].concat()));
    let xmp = format!("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>{SECRET}</x:xmpmeta>");
    bytes.extend(jpeg_segment(0xE1, xmp.as_bytes()));
    let extended = format!("http://ns.adobe.com/xmp/extension/\0{SECRET}");
    bytes.extend(jpeg_segment(0xE1, extended.as_bytes()));
    bytes.extend(jpeg_segment(0xED, format!("Photoshop 3.0\08BIM{SECRET}").as_bytes()));
    bytes.extend(jpeg_segment(0xE2, format!("ICC_PROFILE\0\x01\x01{SECRET}").as_bytes()));
    bytes.extend(jpeg_segment(0xE2, format!("MPF\0{SECRET}").as_bytes()));
    for marker in 0xE3..=0xEC {
        bytes.extend(jpeg_segment(marker, SECRET.as_bytes()));
    }
    bytes.extend(jpeg_segment(0xFE, SECRET.as_bytes()));
    bytes.extend(&plain[2..]);
    bytes.extend(&bytes.clone());
    bytes.extend(zip(&[("anna.txt", SECRET.as_bytes())]));
    bytes
}

fn png_chunk(kind: &[u8], content: &[u8]) -> Vec<u8> {
    let body = [kind, content].concat();
    let mut crc = Crc::new();
    crc.update(&body);
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    [&length[..], &body, &crc.sum().to_be_bytes()].concat()
}

fn telling_png() -> Vec<u8> {
    let plain = plain(ImageFormat::Png);
    let mut bytes = plain[..33].to_vec();
    bytes.extend(png_chunk(b"tEXt", format!("Author\0{SECRET}").as_bytes()));
    let packed = zlib(SECRET.as_bytes());
    bytes.extend(png_chunk(b"zTXt", &[b"Comment\0\0", &packed[..]].concat()));
    let xmp = format!("XML:com.adobe.xmp\0\0\0\0\0<x>{SECRET}</x>");
    bytes.extend(png_chunk(b"iTXt", xmp.as_bytes()));
    bytes.extend(png_chunk(b"eXIf", &exif()));
    bytes.extend(png_chunk(b"tIME", &[7, 232, 5, 1, 12, 30, 0]));
    bytes.extend(png_chunk(b"anNA", SECRET.as_bytes()));
    bytes.extend(&plain[33..]);
    bytes.extend(SECRET.as_bytes());
    bytes
}

fn webp_chunk(kind: &[u8], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_le_bytes();
    let pad = vec![0; content.len() % 2];
    [kind, &length, content, &pad].concat()
}

/// A WebP with EXIF and XMP; with transparency, if wanted.
fn telling_webp(has_alpha: bool) -> Vec<u8> {
    let mut plain = Vec::new();
    let encoder = WebPEncoder::new_lossless(&mut plain);
    if has_alpha {
        let picture = RgbaImage::from_pixel(64, 32, Rgba([9, 9, 9, 100]));
        encoder.encode(&picture, 64, 32, ExtendedColorType::Rgba8).unwrap();
    } else {
        encoder.encode(&halves(), 64, 32, ExtendedColorType::Rgb8).unwrap();
    }
    let flags = 0b0000_1100 | if has_alpha { 0b0001_0000 } else { 0 };
    let mut body = b"WEBP".to_vec();
    body.extend(webp_chunk(b"VP8X", &[flags, 0, 0, 0, 63, 0, 0, 31, 0, 0]));
    body.extend(&plain[12..]);
    body.extend(webp_chunk(b"EXIF", &exif()));
    body.extend(webp_chunk(b"XMP ", SECRET.as_bytes()));
    webp_chunk(b"RIFF", &body)
}

/// The new picture; after looking that nothing is told, and that it was told before.
fn cleaned(bytes: &[u8], format: Format) -> DynamicImage {
    assert!(tells(bytes, SECRET));
    let cleaned = clean(bytes).unwrap();
    assert_eq!(cleaned.format, format);
    for word in [SECRET, "Exif", "XMP", "xmp", "ICC", "Photoshop", "anna.txt"] {
        assert!(!tells(&cleaned.bytes, word), "{word}");
    }
    image::load_from_memory(&cleaned.bytes).unwrap()
}

#[test]
fn a_jpeg_loses_everything_but_its_pixels_and_stands_upright() {
    let picture = cleaned(&telling_jpeg(), Format::Jpeg).into_rgb8();
    // Turned a quarter to the right: left became top.
    assert_eq!(picture.dimensions(), (32, 64));
    assert!(picture.get_pixel(16, 8).0[0] < 60 && picture.get_pixel(16, 56).0[0] > 190);
    let bytes = clean(&telling_jpeg()).unwrap().bytes;
    assert!(bytes.ends_with(b"\xFF\xD9"), "something follows the picture");
    assert!(bytes.len() < 2_000, "{} bytes for 64 x 32 pixels", bytes.len());
}

#[test]
fn a_png_loses_everything_but_its_pixels() {
    let picture = cleaned(&telling_png(), Format::Png).into_rgb8();
    assert_eq!(picture.dimensions(), (32, 64));
    let bytes = clean(&telling_png()).unwrap().bytes;
    for kind in ["tEXt", "zTXt", "iTXt", "eXIf", "tIME", "anNA"] {
        assert!(!tells(&bytes, kind), "{kind}");
    }
}

#[test]
fn a_webp_becomes_a_jpeg_or_keeps_its_transparency_as_png() {
    assert_eq!(cleaned(&telling_webp(false), Format::Jpeg).into_rgb8().dimensions(), (32, 64));
    let picture = cleaned(&telling_webp(true), Format::Png).into_rgba8();
    assert_eq!(picture.dimensions(), (32, 64));
    assert_eq!(picture.get_pixel(3, 3).0[3], 100);
}

#[test]
fn pictures_of_more_pixels_than_any_camera_takes_are_refused_unread() {
    let png = plain(ImageFormat::Png);
    for (width, height) in [(30_001_u32, 1_u32), (8_001, 8_001), (u32::MAX, u32::MAX)] {
        let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
        let bytes = [&png[..8], &png_chunk(b"IHDR", &header), &png[33..]].concat();
        let refusal = clean(&bytes).unwrap_err();
        assert!(matches!(refusal, Refusal::TooLargeUnpacked | Refusal::Damaged), "{refusal:?}");
    }
    let mut jpeg = plain(ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xFF, 0xFF, 0xFF, 0xFF]);
    assert!(clean(&jpeg).is_err());
    let mut webp = telling_webp(false);
    webp[24..30].copy_from_slice(&[0xFF; 6]);
    assert!(clean(&webp).is_err());
}

#[test]
fn a_heic_photo_is_refused_with_advice() {
    let refusal = clean(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic").unwrap_err();
    assert_eq!(refusal, Refusal::NoDecoder);
    assert!(refusal.to_string().contains("JPEG"));
}
