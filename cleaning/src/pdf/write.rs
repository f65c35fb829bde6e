//! A new PDF file from values: one revision, no identifier, no dates.

use std::collections::BTreeMap;
use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::Refusal;

/// Entries of a dictionary.
pub(super) type Entries = BTreeMap<Vec<u8>, Value>;

/// A value, with references into the new file.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Null,
    Boolean(bool),
    Number(f64),
    String(Vec<u8>),
    Name(Vec<u8>),
    Array(Vec<Value>),
    Dictionary(Entries),
    Reference(usize),
}

impl Value {
    pub(super) fn name(name: &str) -> Self {
        Self::Name(name.as_bytes().to_vec())
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Null => out.extend(b"null"),
            Self::Boolean(value) => out.extend(value.to_string().bytes()),
            Self::Number(value) => out.extend(number(*value).bytes()),
            Self::String(value) => {
                out.push(b'<');
                value.iter().for_each(|byte| out.extend(format!("{byte:02x}").bytes()));
                out.push(b'>');
            }
            Self::Name(value) => name(value, out),
            Self::Array(values) => {
                out.push(b'[');
                for value in values {
                    out.push(b' ');
                    value.write(out);
                }
                out.extend(b" ]");
            }
            Self::Dictionary(entries) => {
                out.extend(b"<<");
                for (key, value) in entries {
                    name(key, out);
                    out.push(b' ');
                    value.write(out);
                    out.push(b'\n');
                }
                out.extend(b">>");
            }
            Self::Reference(number) => out.extend(format!("{number} 0 R").bytes()),
        }
    }
}

fn number(value: f64) -> String {
    if !value.is_finite() {
        return "0".to_owned();
    }
    let long = format!("{value:.6}");
    let short = long.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

fn name(name: &[u8], out: &mut Vec<u8>) {
    out.push(b'/');
    for byte in name {
        if byte.is_ascii_alphanumeric() || b"-_.+*'".contains(byte) {
            out.push(*byte);
        } else {
            out.extend(format!("#{byte:02X}").bytes());
        }
    }
}

/// An object of the new file.
pub(super) struct Object {
    pub(super) value: Value,
    /// Packed already, as `Filter` of the dictionary says.
    pub(super) stream: Option<Vec<u8>>,
}

/// Packs the bytes of a stream.
pub(super) fn pack(bytes: &[u8]) -> Result<Vec<u8>, Refusal> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).map_err(|_| Refusal::Damaged)
}

/// The file. Object numbers count from 1; the catalog is among them.
pub(super) fn file(objects: Vec<Object>, catalog: usize) -> Vec<u8> {
    // The second line tells programs that carry files that this one is not text.
    let mut out = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut places = Vec::with_capacity(objects.len());
    for (index, object) in objects.into_iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n", index + 1).bytes());
        match (object.value, object.stream) {
            (Value::Dictionary(mut entries), Some(stream)) => {
                // A length of more than 2^53 bytes does not fit in memory.
                entries.insert(b"Length".to_vec(), Value::Number(stream.len() as f64));
                Value::Dictionary(entries).write(&mut out);
                out.extend(b"\nstream\n");
                out.extend(&stream);
                out.extend(b"\nendstream");
            }
            (value, _) => value.write(&mut out),
        }
        out.extend(b"\nendobj\n");
    }
    let start = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).bytes());
    for place in &places {
        out.extend(format!("{place:010} 00000 n \n").bytes());
    }
    let size = places.len() + 1;
    let end = format!("trailer\n<</Size {size}/Root {catalog} 0 R>>\nstartxref\n{start}\n%%EOF\n");
    out.extend(end.bytes());
    out
}
