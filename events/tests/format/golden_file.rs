//! Reading the golden files.
//!
//! Must never skip a file that it cannot read.

use std::fs;
use std::path::PathBuf;

use serde::Deserialize;
use serde_json::{Value, json};
use tillbud_events::codec::Encoded;

/// The stored form of one event, by the name of its file.
pub struct GoldenFile {
    pub name: String,
    pub bytes: Vec<u8>,
    pub encoded: Encoded,
}

impl GoldenFile {
    /// `full`, `minimal` or `erased`.
    pub fn which(&self) -> &str {
        self.name.rsplit('.').nth(1).unwrap()
    }

    pub fn expected_name(&self) -> String {
        let Encoded { event_type, schema, .. } = &self.encoded;
        format!("{event_type}.{schema}.{}.json", self.which())
    }
}

pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden")
}

/// All golden files, by name.
pub fn all() -> Vec<GoldenFile> {
    let mut files: Vec<_> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "README.md" && name != "SUMS")
        .map(read)
        .collect();
    files.sort_by(|one, other| one.name.cmp(&other.name));
    files
}

fn read(name: String) -> GoldenFile {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Stored {
        r#type: String,
        schema: u32,
        data: Value,
    }
    let bytes = fs::read(folder().join(&name)).unwrap();
    let Stored { r#type, schema, data } =
        serde_json::from_slice(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
    GoldenFile { name, bytes, encoded: Encoded { event_type: r#type, schema, data } }
}

/// The names and values of all fields of a payload, however deep; an object that
/// is a text counts as one value.
pub fn fields(data: &Value) -> Vec<(String, Value)> {
    match data {
        Value::Object(members) => members
            .iter()
            .flat_map(|(name, value)| {
                let inside = if is_text(value) { vec![] } else { fields(value) };
                inside.into_iter().chain([(name.clone(), value.clone())])
            })
            .collect(),
        Value::Array(items) => {
            items.iter().filter(|item| !is_text(item)).flat_map(fields).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => vec![],
    }
}

pub fn is_text(value: &Value) -> bool {
    match value.as_object() {
        Some(members) => {
            members.len() == 1
                && (members.get("clear").is_some_and(Value::is_string)
                    || members.get("erased") == Some(&json!(true)))
        }
        None => false,
    }
}
