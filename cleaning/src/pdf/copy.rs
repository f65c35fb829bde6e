//! Copies what a page draws with into a new file, object by object.
//!
//! Only what is reached is copied, so earlier revisions, attached files and orphans
//! stay behind. Must never copy a key that is not on the list.

use std::collections::HashMap;

use hayro_syntax::object::{Array, Dict, MaybeRef, Name, ObjRef, Object as Old, Stream};
use hayro_syntax::xref::XRef;

use super::keys::{DECODING, DRAWING, ELSEWHERE, NAMED};
use super::stream;
use super::write::{Entries, Object, Value};
use crate::Refusal;
use crate::limits::{DEPTH, PDF_OBJECTS, UNPACKED_BYTES};

/// Which keys of a dictionary are copied.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Keys {
    /// Those that draw.
    Drawing,
    /// Those that a decoder needs.
    Decoding,
    /// All: the document chose them, to name what it draws with.
    Named,
}

/// A new file, growing.
pub(super) struct Copier<'a> {
    xref: &'a XRef,
    objects: Vec<Object>,
    known: HashMap<(ObjRef, Keys), usize>,
    waiting: Vec<(ObjRef, Keys, usize)>,
    unpacked: usize,
}

impl<'a> Copier<'a> {
    pub(super) fn new(xref: &'a XRef) -> Self {
        let (objects, known, waiting) = (Vec::new(), HashMap::new(), Vec::new());
        Self { xref, objects, known, waiting, unpacked: 0 }
    }

    /// Adds an object.
    pub(super) fn add(&mut self, object: Object) -> Result<usize, Refusal> {
        if self.objects.len() >= PDF_OBJECTS {
            return Err(Refusal::TooManyParts);
        }
        self.objects.push(object);
        Ok(self.objects.len())
    }

    /// Gives a number to an object that follows later.
    pub(super) fn reserve(&mut self) -> Result<usize, Refusal> {
        self.add(Object { value: Value::Null, stream: None })
    }

    /// Fills a number that was reserved.
    pub(super) fn fill(&mut self, number: usize, object: Object) {
        if let Some(place) = number.checked_sub(1).and_then(|index| self.objects.get_mut(index)) {
            *place = object;
        }
    }

    /// Counts what was unpacked, so that many streams are no more than one.
    pub(super) fn count(&mut self, bytes: usize) -> Result<(), Refusal> {
        self.unpacked = self.unpacked.saturating_add(bytes);
        if self.unpacked > UNPACKED_BYTES { Err(Refusal::TooLargeUnpacked) } else { Ok(()) }
    }

    /// Copies all that is referred to and not copied yet.
    pub(super) fn finish(mut self) -> Result<Vec<Object>, Refusal> {
        while let Some((old, keys, number)) = self.waiting.pop() {
            let object = match self.xref.get::<Old<'_>>(old.into()) {
                Some(Old::Stream(stream)) if !is_elsewhere(stream.dict()) => {
                    stream::copy(&mut self, &stream)?
                }
                Some(Old::Stream(_)) | None => Object { value: Value::Null, stream: None },
                Some(value) => Object { value: self.value(&value, keys, 0)?, stream: None },
            };
            self.fill(number, object);
        }
        Ok(self.objects)
    }

    /// A value or a reference to it, as it stands in a dictionary or an array.
    pub(super) fn entry(
        &mut self,
        entry: MaybeRef<Old<'a>>,
        keys: Keys,
        depth: usize,
    ) -> Result<Value, Refusal> {
        let old = match entry {
            MaybeRef::NotRef(value) => return self.value(&value, keys, depth),
            MaybeRef::Ref(old) => old,
        };
        let number = match self.known.get(&(old, keys)) {
            Some(number) => *number,
            None => {
                let number = self.reserve()?;
                self.known.insert((old, keys), number);
                self.waiting.push((old, keys, number));
                number
            }
        };
        Ok(Value::Reference(number))
    }

    fn value(&mut self, old: &Old<'a>, keys: Keys, depth: usize) -> Result<Value, Refusal> {
        if depth > DEPTH {
            return Err(Refusal::Damaged);
        }
        Ok(match old {
            Old::Null(_) | Old::Stream(_) => Value::Null,
            Old::Boolean(value) => Value::Boolean(*value),
            Old::Number(value) => Value::Number(value.as_f64()),
            Old::String(value) => Value::String(value.as_bytes().to_vec()),
            Old::Name(value) => Value::Name(value.to_vec()),
            Old::Array(array) => self.array(array, keys, depth)?,
            Old::Dict(dict) if is_elsewhere(dict) => Value::Null,
            Old::Dict(dict) => Value::Dictionary(self.entries(dict, keys, depth)?),
        })
    }

    fn array(&mut self, array: &Array<'a>, keys: Keys, depth: usize) -> Result<Value, Refusal> {
        if let Some(device) = device_of_profile(array)? {
            return Ok(Value::name(device));
        }
        let keys = if keys == Keys::Named { Keys::Drawing } else { keys };
        let values = array.raw_iter().map(|entry| self.entry(entry, keys, depth + 1));
        Ok(Value::Array(values.collect::<Result<_, _>>()?))
    }

    /// Entries of a dictionary whose keys may be copied.
    pub(super) fn entries(
        &mut self,
        dict: &Dict<'a>,
        keys: Keys,
        depth: usize,
    ) -> Result<Entries, Refusal> {
        let mut entries = Entries::new();
        for (key, entry) in dict.entries() {
            let name = key.as_str();
            let is_copied = match keys {
                Keys::Drawing => DRAWING.contains(&name),
                Keys::Decoding => DECODING.contains(&name),
                Keys::Named => true,
            };
            // A pattern has one shading of its own, a resource dictionary a list of them.
            let is_named =
                keys == Keys::Drawing && NAMED.contains(&name) && !dict.contains_key("PatternType");
            if is_copied {
                let inner = if is_named { Keys::Named } else { Keys::Drawing };
                let value = self.entry(entry, inner, depth + 1)?;
                entries.insert(key.to_vec(), value);
            }
        }
        Ok(entries)
    }
}

/// Whether a dictionary leads away from what is drawn.
fn is_elsewhere(dict: &Dict<'_>) -> bool {
    dict.get::<Name<'_>>("Type").is_some_and(|name| ELSEWHERE.contains(&name.as_str()))
}

/// Colour profiles name cameras, screens and their serial numbers: the plain colours
/// of the device that they describe stand in for them.
fn device_of_profile(array: &Array<'_>) -> Result<Option<&'static str>, Refusal> {
    let mut items = array.flex_iter();
    if items.next::<Name<'_>>().is_none_or(|name| name.as_str() != "ICCBased") {
        return Ok(None);
    }
    let profile = items.next::<Stream<'_>>().ok_or(Refusal::Damaged)?;
    match profile.dict().get::<i32>("N") {
        Some(1) => Ok(Some("DeviceGray")),
        Some(3) => Ok(Some("DeviceRGB")),
        Some(4) => Ok(Some("DeviceCMYK")),
        _ => Err(Refusal::Damaged),
    }
}
