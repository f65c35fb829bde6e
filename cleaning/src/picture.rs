//! Pictures: decoded to pixels, turned as the camera was held, and encoded anew.
//! Nothing but pixels gets across: no EXIF, XMP, IPTC, colour profile, thumbnail,
//! comment, further frame or trailing byte.
//!
//! Must never decode a picture whose size was not looked at before.

use std::io::Cursor;

use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::error::{ImageError, LimitErrorKind};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageResult, Limits};

use crate::limits::{PICTURE_BYTES, PICTURE_PIXELS, PICTURE_SIDE};
use crate::{Cleaned, Format, Refusal, jpeg};

/// Quality of an encoded JPEG, of 100: what photo programs choose for "high".
const JPEG_QUALITY: u8 = 90;

/// Re-encodes a picture; of an animation, its first frame. WebP becomes a PNG when
/// something shines through, else a JPEG: there is no small encoder for WebP.
pub(crate) fn clean(bytes: &[u8], format: Format) -> Result<Cleaned, Refusal> {
    let picture = match format {
        Format::Jpeg => decode_jpeg(bytes),
        Format::Png => decode(PngDecoder::with_limits(Cursor::new(bytes), limits())),
        _ => decode(WebPDecoder::new(Cursor::new(bytes))),
    }?;
    let is_photo = match format {
        Format::Jpeg => true,
        Format::Png => false,
        _ => !picture.color().has_alpha(),
    };
    if is_photo { to_jpeg(picture) } else { to_png(&picture) }
}

/// A blank picture, for one that cannot be cleaned and has its place in a document.
pub(crate) fn blank() -> Result<Cleaned, Refusal> {
    to_png(&DynamicImage::new_rgba8(1, 1))
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(PICTURE_SIDE);
    limits.max_image_height = Some(PICTURE_SIDE);
    limits.max_alloc = Some(PICTURE_BYTES);
    limits
}

/// Decodes without what may be broken beside the pixels.
fn decode_jpeg(bytes: &[u8]) -> Result<DynamicImage, Refusal> {
    let stripped = jpeg::strip(bytes)?;
    let mut picture = decode(JpegDecoder::new(Cursor::new(&stripped[..])))?;
    if let Some(orientation) = jpeg::exif(bytes).and_then(Orientation::from_exif_chunk) {
        picture.apply_orientation(orientation);
    }
    Ok(picture)
}

fn decode<D: ImageDecoder>(decoder: ImageResult<D>) -> Result<DynamicImage, Refusal> {
    let mut decoder = decoder.map_err(|error| refusal(&error))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PICTURE_PIXELS
        || decoder.total_bytes() > PICTURE_BYTES
    {
        return Err(Refusal::TooLargeUnpacked);
    }
    decoder.set_limits(limits()).map_err(|error| refusal(&error))?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| refusal(&error))?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn refusal(error: &ImageError) -> Refusal {
    match error {
        ImageError::Limits(limit) => match limit.kind() {
            LimitErrorKind::DimensionError | LimitErrorKind::InsufficientMemory => {
                Refusal::TooLargeUnpacked
            }
            _ => Refusal::Damaged,
        },
        _ => Refusal::Damaged,
    }
}

fn to_jpeg(picture: DynamicImage) -> Result<Cleaned, Refusal> {
    let picture = match picture {
        DynamicImage::ImageLuma8(_) | DynamicImage::ImageRgb8(_) => picture,
        other => DynamicImage::ImageRgb8(other.into_rgb8()),
    };
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
    picture.write_with_encoder(encoder).map_err(|error| refusal(&error))?;
    Ok(Cleaned { format: Format::Jpeg, bytes })
}

fn to_png(picture: &DynamicImage) -> Result<Cleaned, Refusal> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).map_err(|error| refusal(&error))?;
    Ok(Cleaned { format: Format::Png, bytes: bytes.into_inner() })
}
