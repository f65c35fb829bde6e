//! Reads fields of a JSON object and tells in a sentence which one is wrong, and how.

use anyhow::Context;
use serde_json::{Map, Value};

/// Numbers of which some may be missing.
pub type Numbers = Vec<Option<f64>>;

/// An object of the file; `null` and a missing field are the same.
pub struct Input<'a> {
    fields: &'a Map<String, Value>,
    /// What its fields are called in messages.
    within: String,
}

impl<'a> Input<'a> {
    /// The whole file.
    pub const fn of(fields: &'a Map<String, Value>) -> Self {
        Self { fields, within: String::new() }
    }

    fn get(&self, name: &str) -> Option<&'a Value> {
        self.fields.get(name).filter(|value| !value.is_null())
    }

    fn named(&self, name: &str) -> String {
        format!("`{}{name}`", self.within)
    }

    /// Whether the field says anything.
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// A field as it stands, `null` if it is missing.
    pub fn raw(&self, name: &str) -> Value {
        self.get(name).cloned().unwrap_or(Value::Null)
    }

    /// The object in a field; the names of its fields are read with [`Input::number`] and so on.
    pub fn object(&self, name: &str) -> anyhow::Result<Option<Input<'a>>> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Object(fields)) => {
                Ok(Some(Input { fields, within: format!("{}{name}.", self.within) }))
            }
            Some(_) => anyhow::bail!("{} must be an object", self.named(name)),
        }
    }

    /// A text that must be there.
    pub fn text(&self, name: &str) -> anyhow::Result<&'a str> {
        let text = self.get(name).with_context(|| format!("{} is missing", self.named(name)))?;
        text.as_str().with_context(|| format!("{} must be a text", self.named(name)))
    }

    /// A number.
    pub fn number(&self, name: &str) -> anyhow::Result<Option<f64>> {
        let number = |value: &Value| {
            value.as_f64().with_context(|| format!("{} must be a number", self.named(name)))
        };
        self.get(name).map(number).transpose()
    }

    /// A whole number from zero on.
    pub fn whole(&self, name: &str) -> anyhow::Result<Option<usize>> {
        self.get(name).map(|value| whole(value, &self.named(name))).transpose()
    }

    /// Yes or no.
    pub fn flag(&self, name: &str) -> anyhow::Result<Option<bool>> {
        let flag = |value: &Value| {
            value.as_bool().with_context(|| format!("{} must be true or false", self.named(name)))
        };
        self.get(name).map(flag).transpose()
    }

    /// Whole numbers; a single one is a list of one, and a missing field an empty list.
    pub fn wholes(&self, name: &str) -> anyhow::Result<Vec<usize>> {
        match self.get(name) {
            None => Ok(vec![]),
            Some(Value::Array(items)) => {
                items.iter().map(|item| whole(item, &self.named(name))).collect()
            }
            Some(item) => Ok(vec![whole(item, &self.named(name))?]),
        }
    }

    /// Numbers, the missing ones `null`.
    pub fn numbers(&self, name: &str) -> anyhow::Result<Option<Numbers>> {
        let list = |value: &Value| {
            let items = value.as_array();
            let items = items.with_context(|| format!("{} must be a list", self.named(name)))?;
            let number = |(at, item): (usize, &Value)| match item {
                Value::Null => Ok(None),
                item => item.as_f64().map(Some).with_context(|| {
                    format!("item {} of {} is not a number", at + 1, self.named(name))
                }),
            };
            items.iter().enumerate().map(number).collect()
        };
        self.get(name).map(list).transpose()
    }

    /// A list of lists of numbers, none missing.
    pub fn rows(&self, name: &str) -> anyhow::Result<Option<Vec<Vec<f64>>>> {
        let Some(value) = self.get(name) else { return Ok(None) };
        serde_json::from_value(value.clone())
            .with_context(|| format!("{} must be a list of lists of numbers", self.named(name)))
            .map(Some)
    }
}

fn whole(value: &Value, name: &str) -> anyhow::Result<usize> {
    let number = value.as_u64().and_then(|number| usize::try_from(number).ok());
    number.with_context(|| format!("{name} must be a whole number from 0 on"))
}
