//! Where a secret of the settings comes from: the file itself, a file of its own, or the
//! environment.
//!
//! Must never be printed; what is read is a [`Secret`].

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::store::Secret;

/// Where a secret stands.
#[derive(Deserialize)]
#[serde(untagged, expecting = "a text, {\"file\": PATH} or {\"env\": NAME}")]
pub(super) enum Source {
    /// Here.
    Text(String),
    /// In a file of its own, such as systemd's credentials.
    #[serde(rename_all = "snake_case")]
    File {
        /// Which one.
        file: PathBuf,
    },
    /// In this environment variable, or in the file that `NAME_FILE` names.
    Environment {
        /// Its name.
        env: String,
    },
}

impl Source {
    /// The secret, without white space around it.
    pub(super) fn read(self) -> Result<Secret, String> {
        let text = match self {
            Self::Text(text) => text,
            Self::File { file } => read(&file)?,
            Self::Environment { env } => {
                match std::env::var(&env) {
                    Ok(text) => text,
                    Err(_) => {
                        let name = format!("{env}_FILE");
                        let file = std::env::var_os(&name);
                        let file = file.ok_or_else(|| {
                        format!("has a secret in the environment, and neither {env} nor {name} is set")
                    })?;
                        read(Path::new(&file))?
                    }
                }
            }
        };
        let text = text.trim();
        if text.is_empty() {
            Err("has an empty secret".to_owned())
        } else {
            Ok(Secret(text.to_owned()))
        }
    }
}

fn read(file: &Path) -> Result<String, String> {
    std::fs::read_to_string(file).map_err(|error| {
        format!("has a secret in {}, which cannot be read: {error}", file.display())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read_json(source: Value) -> Result<String, String> {
        serde_json::from_value::<Source>(source)
            .map_err(|error| error.to_string())
            .and_then(Source::read)
            .map(|secret| secret.0)
    }

    #[test]
    fn a_secret_stands_in_the_settings_in_a_file_or_in_the_environment() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "hemligt\n").unwrap();
        assert_eq!(read_json(json!(" hemligt ")).unwrap(), "hemligt");
        assert_eq!(read_json(json!({ "file": file.path() })).unwrap(), "hemligt");
        let path = std::env::var("PATH").unwrap();
        assert_eq!(read_json(json!({ "env": "PATH" })).unwrap(), path.trim());
    }

    #[test]
    fn what_is_not_there_is_named() {
        for (source, said) in [
            (json!(""), "empty"),
            (json!({ "file": "/no/such" }), "/no/such"),
            (json!({ "env": "TILLBUD_NO_SUCH" }), "TILLBUD_NO_SUCH_FILE"),
            (json!(7), "a text, {\"file\": PATH} or {\"env\": NAME}"),
        ] {
            let error = read_json(source).unwrap_err();
            assert!(error.contains(said), "{error}");
        }
    }
}
