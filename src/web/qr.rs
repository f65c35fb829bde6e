//! A short text as a QR code: a picture that any telephone reads and keeps.
//!
//! PNG and not SVG, because telephones put a PNG among their pictures. Must never be
//! given an address: what is in the picture is the text alone.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use fast_qr::{ECL, Module, QRBuilder};

/// Light modules around the code, which readers need (ISO/IEC 18004).
const QUIET: usize = 4;
/// Pixels of a module, in each direction.
const SCALE: usize = 8;

/// The picture as a `data:` address; `None` for a text that no QR code can hold.
#[must_use]
pub fn data_url(text: &str) -> Option<String> {
    let png = png(text)?;
    Some(format!("data:image/png;base64,{}", BASE64_STANDARD.encode(png)))
}

fn png(text: &str) -> Option<Vec<u8>> {
    let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
    let side = (code.size + 2 * QUIET) * SCALE;
    let is_dark = |x: usize, y: usize| {
        let module = |at: usize| (at / SCALE).checked_sub(QUIET).filter(|at| *at < code.size);
        match (module(x), module(y)) {
            (Some(x), Some(y)) => code[y][x].value() == Module::DARK,
            _ => false,
        }
    };
    let pixels: Vec<u8> = (0..side * side)
        .map(|at| if is_dark(at % side, at / side) { 0 } else { u8::MAX })
        .collect();
    let mut png = Vec::new();
    let edge = u32::try_from(side).ok()?;
    let mut encoder = png::Encoder::new(&mut png, edge, edge);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header().ok()?.write_image_data(&pixels).ok()?;
    Some(png)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a reader of QR codes makes of the picture.
    fn read(picture: &[u8]) -> String {
        let mut reader = png::Decoder::new(std::io::Cursor::new(picture)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        let (width, height) = (info.width as usize, info.height as usize);
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
            pixels[y * width + x]
        });
        let grids = image.detect_grids();
        assert_eq!(grids.len(), 1);
        grids[0].decode().unwrap().1
    }

    #[test]
    fn the_picture_holds_the_text_and_nothing_else() {
        for text in ["7K3M9Q-2RV8XA-4TB0ZC", "000000-000000-000000", "å <&\"", "ZZZZZZ"] {
            assert_eq!(read(&png(text).unwrap()), text);
        }
        let url = data_url("7K3M9Q-2RV8XA-4TB0ZC").unwrap();
        assert!(url.starts_with("data:image/png;base64,") && url.len() < 2_000, "{}", url.len());
    }

    #[test]
    fn a_text_that_no_code_can_hold_has_no_picture() {
        assert_eq!(data_url(&"x".repeat(5_000)), None);
    }
}
