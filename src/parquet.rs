//! A table as a Parquet file: columns of texts and of whole numbers, each of which may be
//! missing.
//!
//! One row group, one gzip page a column, as the format's version 1 has it
//! (github.com/apache/parquet-format, `parquet.thrift`, and Thrift's compact protocol). *The
//! kept crate, `parquet` 60, needs `chrono`, which deny.toml refuses, and 14 crates more;
//! `parquet2` is small and no longer kept.* Must never be used to read: what reads the files
//! is somebody else's program.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

/// Its media type.
pub const MEDIA_TYPE: &str = "application/vnd.apache.parquet";
/// At both ends of a file.
const MAGIC: &[u8; 4] = b"PAR1";
/// Numbers of the format: physical types, encodings, the codec.
const INT64: i64 = 2;
const BYTE_ARRAY: i64 = 6;
const PLAIN: i64 = 0;
const RLE: i64 = 3;
const GZIP: i64 = 2;
const OPTIONAL: i64 = 1;

/// One column.
#[derive(Clone, Debug)]
pub struct Column {
    name: &'static str,
    kind: i64,
    /// The values that are there, as they are stored.
    values: Vec<u8>,
    /// Of each row, whether it has a value.
    has: Vec<bool>,
}

impl Column {
    /// A column of texts.
    #[must_use]
    pub fn texts(name: &'static str, texts: Vec<Option<String>>) -> Self {
        let mut values = Vec::new();
        for text in texts.iter().flatten() {
            values.extend(length(text.len()));
            values.extend(text.as_bytes());
        }
        Self { name, kind: BYTE_ARRAY, values, has: texts.iter().map(Option::is_some).collect() }
    }

    /// A column of whole numbers.
    #[must_use]
    pub fn numbers(name: &'static str, numbers: Vec<Option<i64>>) -> Self {
        let values = numbers.iter().flatten().flat_map(|number| number.to_le_bytes()).collect();
        Self { name, kind: INT64, values, has: numbers.iter().map(Option::is_some).collect() }
    }

    /// Which rows have a value, as runs, then the values.
    fn page(&self) -> Vec<u8> {
        let mut runs = Vec::new();
        let mut rest = self.has.as_slice();
        while let Some(first) = rest.first() {
            let same = rest.iter().take_while(|has| *has == first).count();
            varint(&mut runs, (same as u64) << 1);
            runs.push(u8::from(*first));
            rest = rest.get(same..).unwrap_or_default();
        }
        let mut page = length(runs.len()).to_vec();
        page.extend(runs);
        page.extend(&self.values);
        page
    }
}

/// The file with these columns, each with `rows` rows.
#[must_use]
pub fn write(columns: &[Column], rows: usize) -> Vec<u8> {
    packed(columns, rows, GZIP, gzip)
}

/// The file with its pages packed in some way.
fn packed(columns: &[Column], rows: usize, codec: i64, pack: fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let rows = rows as i64;
    let mut file = MAGIC.to_vec();
    let mut chunks = Vec::new();
    let mut whole = 0;
    for column in columns {
        let page = column.page();
        let packed = pack(&page);
        let mut header = Thrift::default();
        header.number(1, I32, 0);
        header.number(2, I32, page.len() as i64);
        header.number(3, I32, packed.len() as i64);
        header.nested(5, |data| {
            data.number(1, I32, rows);
            data.number(2, I32, PLAIN);
            data.number(3, I32, RLE);
            data.number(4, I32, RLE);
        });
        let header = header.end();
        let begin = file.len() as i64;
        let unpacked = (header.len() + page.len()) as i64;
        file.extend(&header);
        file.extend(&packed);
        let size = file.len() as i64 - begin;
        whole += unpacked;
        let mut chunk = Thrift::default();
        chunk.number(2, I64, begin);
        chunk.nested(3, |meta| {
            meta.number(1, I32, column.kind);
            meta.list(2, I32, &[PLAIN, RLE], |item, encoding| zigzag(item, *encoding));
            meta.list(3, BINARY, &[column.name], |item, name| bytes(item, name.as_bytes()));
            meta.number(4, I32, codec);
            meta.number(5, I64, rows);
            meta.number(6, I64, unpacked);
            meta.number(7, I64, size);
            meta.number(9, I64, begin);
        });
        chunks.push(chunk.end());
    }
    let footer = footer(columns, rows, &chunks, whole);
    file.extend(&footer);
    file.extend(length(footer.len()));
    file.extend(MAGIC);
    file
}

fn footer(columns: &[Column], rows: i64, chunks: &[Vec<u8>], whole: i64) -> Vec<u8> {
    let mut root = Thrift::default();
    root.text(4, "table");
    root.number(5, I32, columns.len() as i64);
    let mut schema = vec![root.end()];
    for column in columns {
        let mut element = Thrift::default();
        element.number(1, I32, column.kind);
        element.number(3, I32, OPTIONAL);
        element.text(4, column.name);
        if column.kind == BYTE_ARRAY {
            // UTF-8, in the words of older readers and of newer ones.
            element.number(6, I32, 0);
            element.nested(10, |logical| logical.nested(1, |_| {}));
        }
        schema.push(element.end());
    }
    let mut group = Thrift::default();
    group.list(1, STRUCT, chunks, |item, chunk| item.extend(chunk));
    group.number(2, I64, whole);
    group.number(3, I64, rows);
    let mut footer = Thrift::default();
    footer.number(1, I32, 1);
    footer.list(2, STRUCT, &schema, |item, element| item.extend(element));
    footer.number(3, I64, rows);
    footer.list(4, STRUCT, &[group.end()], |item, group| item.extend(group));
    footer.text(6, "tillbud");
    footer.end()
}

/// Writing to memory does not fail; if it did, the page would be empty and unreadable.
fn gzip(page: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(page).and_then(|()| encoder.finish()).unwrap_or_default()
}

fn length(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes()
}

/// Types of Thrift's compact protocol.
const I32: u8 = 5;
const I64: u8 = 6;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const STRUCT: u8 = 12;

/// A struct in Thrift's compact protocol; fields come in rising order.
#[derive(Default)]
struct Thrift {
    bytes: Vec<u8>,
    last: u8,
}

impl Thrift {
    fn field(&mut self, id: u8, kind: u8) {
        self.bytes.push((id - self.last) << 4 | kind);
        self.last = id;
    }

    fn number(&mut self, id: u8, kind: u8, number: i64) {
        self.field(id, kind);
        zigzag(&mut self.bytes, number);
    }

    fn text(&mut self, id: u8, text: &str) {
        self.field(id, BINARY);
        bytes(&mut self.bytes, text.as_bytes());
    }

    fn nested(&mut self, id: u8, fill: impl FnOnce(&mut Self)) {
        self.field(id, STRUCT);
        let mut inner = Self::default();
        fill(&mut inner);
        self.bytes.extend(inner.end());
    }

    fn list<T>(&mut self, id: u8, kind: u8, items: &[T], write: impl Fn(&mut Vec<u8>, &T)) {
        self.field(id, LIST);
        match u8::try_from(items.len()) {
            Ok(few @ ..15) => self.bytes.push(few << 4 | kind),
            Ok(_) | Err(_) => {
                self.bytes.push(0xf0 | kind);
                varint(&mut self.bytes, items.len() as u64);
            }
        }
        for item in items {
            write(&mut self.bytes, item);
        }
    }

    fn end(mut self) -> Vec<u8> {
        self.bytes.push(0);
        self.bytes
    }
}

fn zigzag(to: &mut Vec<u8>, number: i64) {
    varint(to, (number << 1 ^ number >> 63).cast_unsigned());
}

fn varint(to: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        to.push(number as u8 | 0x80);
        number >>= 7;
    }
    to.push(number as u8);
}

fn bytes(to: &mut Vec<u8>, bytes: &[u8]) {
    varint(to, bytes.len() as u64);
    to.extend(bytes);
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::GzDecoder;

    use super::*;

    fn columns() -> [Column; 2] {
        let texts = vec![Some("Hemtjänst".to_owned()), None, Some(String::new())];
        let numbers = vec![Some(5), Some(-1), None];
        [Column::texts("unit", texts), Column::numbers("count", numbers)]
    }

    /// The file that pyarrow 26 and DuckDB 2.0 have read as these three rows, with
    /// `tools/read-parquet.py`. Not packed, so that its bytes are the same with every gzip.
    #[test]
    fn a_small_table_gives_the_file_that_other_programs_have_read() {
        let file = packed(&columns(), 3, 0, <[u8]>::to_vec);
        let known = include_bytes!("../tests/it/support/small.parquet");
        assert!(file == known, "read the new file with tools/read-parquet.py: {file:?}");
    }

    #[test]
    fn packed_pages_are_the_same_pages() {
        for column in columns() {
            let (page, mut unpacked) = (column.page(), Vec::new());
            GzDecoder::new(gzip(&page).as_slice()).read_to_end(&mut unpacked).unwrap();
            assert_eq!(unpacked, page);
        }
        assert!(write(&columns(), 3).starts_with(MAGIC));
    }

    #[test]
    fn an_empty_table_has_its_columns_and_numbers_are_written_as_thrift_has_them() {
        let file = write(&[Column::texts("unit", vec![])], 0);
        assert!(file.starts_with(MAGIC) && file.ends_with(MAGIC));
        let mut written = Vec::new();
        for number in [0, -1, 1, 63, -65, i64::MIN] {
            zigzag(&mut written, number);
        }
        assert_eq!(written[..5], [0, 1, 2, 126, 0x81]);
        assert_eq!(written.len(), 4 + 2 + 10);
    }
}
