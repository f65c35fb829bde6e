//! An address of ours with its query, safely encoded.
//!
//! Must never carry a receipt code, a token or a reporter's words.

use std::fmt;

/// An address that is being put together.
#[derive(Clone, Debug)]
pub struct Address(String);

impl Address {
    /// Begins with a path.
    #[must_use]
    pub fn new(path: &str) -> Self {
        Self(path.to_owned())
    }

    /// Adds a parameter, when it has a value.
    #[must_use]
    pub fn with(mut self, name: &str, value: Option<&str>) -> Self {
        if let Some(value) = value {
            self.0.push(if self.0.contains('?') { '&' } else { '?' });
            self.0.push_str(name);
            self.0.push('=');
            for byte in value.bytes() {
                if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                    self.0.push(char::from(byte));
                } else {
                    self.0.push_str(&format!("%{byte:02X}"));
                }
            }
        }
        self
    }

    /// Adds a parameter as it was written in a form; a field that was left empty says nothing.
    #[must_use]
    pub fn with_said(self, name: &str, said: &str) -> Self {
        self.with(name, Some(said).filter(|said| !said.is_empty()))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_encoded() {
        let address =
            Address::new("/desk").with("a", None).with("unit", Some("å&b=c")).with("b", Some("1"));
        assert_eq!(address.to_string(), "/desk?unit=%C3%A5%26b%3Dc&b=1");
        let address = Address::new("/desk").with_said("a", "").with_said("b", "å");
        assert_eq!(address.to_string(), "/desk?b=%C3%A5");
    }
}
