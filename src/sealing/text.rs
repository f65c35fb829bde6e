//! Sealing and opening every text of a payload, without knowing the event.
//!
//! A text in clear is exactly the object `{"clear":"…"}`, a sealed one
//! `{"sealed":"<base64>"}`, an erased one `{"erased":true}`. Each is bound to its
//! event and its place, so that no text can be moved to another. Must never let a
//! payload pass that still holds words in clear.

use std::convert::Infallible;

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{DataKey, OpenFailed};

/// Whether any object of `data` has a member called `clear`: words not yet sealed,
/// or something that could be taken for them.
pub(crate) fn holds_clear(data: &Value) -> bool {
    match data {
        Value::Object(map) => map.iter().any(|(name, value)| name == "clear" || holds_clear(value)),
        Value::Array(items) => items.iter().any(holds_clear),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// How many sealed texts `data` holds.
pub(crate) fn count_sealed(data: &Value) -> usize {
    match data {
        Value::Object(map) if map.len() == 1 && map.get("sealed").is_some_and(Value::is_string) => {
            1
        }
        Value::Object(map) => map.values().map(count_sealed).sum(),
        Value::Array(items) => items.iter().map(count_sealed).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

/// Replaces each text in clear by its sealed form.
pub(crate) fn seal(data: &mut Value, key: &DataKey, event: Uuid) {
    let Ok(()) =
        each_text::<Infallible>("clear", data, &mut String::new(), &mut |pointer, words| {
            let sealed = key.seal(&context(event, pointer), words.as_bytes());
            Ok(json!({ "sealed": BASE64_STANDARD.encode(sealed) }))
        });
}

/// Replaces each sealed text by its clear form, or by its erased form when there
/// is no key any more.
///
/// # Errors
/// [`OpenFailed`] when a text is not the one that was sealed in its place.
pub(crate) fn open(data: &mut Value, key: Option<&DataKey>, event: Uuid) -> Result<(), OpenFailed> {
    each_text("sealed", data, &mut String::new(), &mut |pointer, text| {
        let Some(key) = key else { return Ok(json!({ "erased": true })) };
        let sealed = BASE64_STANDARD.decode(text).map_err(|_| OpenFailed)?;
        let words = key.open(&context(event, pointer), &sealed)?;
        Ok(json!({ "clear": String::from_utf8(words).map_err(|_| OpenFailed)? }))
    })
}

/// The place of a text: its event, then the JSON pointer of its field.
fn context(event: Uuid, pointer: &str) -> Vec<u8> {
    [event.as_bytes(), pointer.as_bytes()].concat()
}

/// Replaces each object of one member that is called `name` and holds a string.
/// The depth of a payload is bounded by the type it was encoded from.
fn each_text<E>(
    name: &str,
    data: &mut Value,
    pointer: &mut String,
    replace: &mut impl FnMut(&str, &str) -> Result<Value, E>,
) -> Result<(), E> {
    let above = pointer.len();
    match data {
        Value::Object(map) => {
            if map.len() == 1
                && let Some(Value::String(text)) = map.get(name)
            {
                *data = replace(pointer, text)?;
                return Ok(());
            }
            for (member, value) in map {
                pointer.push('/');
                pointer.push_str(&member.replace('~', "~0").replace('/', "~1"));
                each_text(name, value, pointer, replace)?;
                pointer.truncate(above);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter_mut().enumerate() {
                pointer.push('/');
                pointer.push_str(&index.to_string());
                each_text(name, value, pointer, replace)?;
                pointer.truncate(above);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payload() -> Value {
        json!({
            "narrative": { "clear": "vad som hände" },
            "further": [{ "clear": "ett" }, { "clear": "två" }],
            "a/b~c": { "clear": "namn med tecken" },
            "kind": "near_miss",
            "place": { "erased": true },
        })
    }

    #[test]
    fn every_text_is_sealed_and_comes_back_exactly() {
        let (key, event) = (DataKey::generate(), Uuid::from_u128(1));
        let mut data = payload();
        seal(&mut data, &key, event);
        assert!(!holds_clear(&data), "{data}");
        assert_eq!(count_sealed(&data), 4);
        open(&mut data, Some(&key), event).unwrap();
        assert_eq!(data, payload());
    }

    #[test]
    fn without_the_key_texts_are_erased_and_facts_stay() {
        let (key, event) = (DataKey::generate(), Uuid::from_u128(1));
        let mut data = payload();
        seal(&mut data, &key, event);
        open(&mut data, None, event).unwrap();
        assert_eq!(data["narrative"], json!({ "erased": true }));
        assert_eq!(data["further"][1], json!({ "erased": true }));
        assert_eq!(data["kind"], "near_miss");
    }

    #[test]
    fn a_text_moved_to_another_field_or_event_does_not_open() {
        let (key, event) = (DataKey::generate(), Uuid::from_u128(1));
        let mut data = payload();
        seal(&mut data, &key, event);
        let mut moved = data.clone();
        moved["further"][0] = data["further"][1].clone();
        assert_eq!(open(&mut moved, Some(&key), event), Err(OpenFailed));
        assert_eq!(open(&mut data, Some(&key), Uuid::from_u128(2)), Err(OpenFailed));
    }

    #[test]
    fn anything_that_looks_like_clear_text_is_noticed() {
        assert!(holds_clear(&json!({ "a": [{ "clear": "x", "other": 1 }] })));
        assert!(holds_clear(&json!({ "clear": 5 })));
        assert!(!holds_clear(&json!({ "a": "clear" })));
    }
}
