//! Every limit of cleaning, once. Together they keep a file's cost below the limits
//! of the process that cleans it.

/// Largest file that is looked at, in bytes.
pub const INPUT_BYTES: usize = 20_000_000;
/// Largest cleaned file, in bytes: a photo that was packed harder may grow.
pub const OUTPUT_BYTES: usize = 40_000_000;

/// Most pixels of one picture; today's telephones take 50 million.
pub(crate) const PICTURE_PIXELS: u64 = 64_000_000;
/// Longest side of a picture, in pixels.
pub(crate) const PICTURE_SIDE: u32 = 30_000;
/// Most memory for one decoded picture, in bytes.
pub(crate) const PICTURE_BYTES: u64 = 260_000_000;

/// Most parts of an Office document.
pub(crate) const PARTS: usize = 4_000;
/// Most bytes of one unpacked part or stream.
pub(crate) const PART_BYTES: usize = 64_000_000;
/// Most bytes of one unpacked XML part: its tree takes some fifteen times as much.
pub(crate) const XML_BYTES: usize = 24_000_000;
/// Most unpacked bytes of a whole file.
pub(crate) const UNPACKED_BYTES: usize = 200_000_000;
/// Deepest nesting of XML elements and of PDF arrays and dictionaries.
pub(crate) const DEPTH: usize = 200;

/// Most objects of a PDF that reach its pages.
pub(crate) const PDF_OBJECTS: usize = 300_000;
/// Most pages of a PDF.
pub(crate) const PDF_PAGES: usize = 5_000;
