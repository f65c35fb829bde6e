//! The file that tells a demo's data folder from a real one.
//!
//! It is written before the first report, so that an interrupted demo is taken up
//! where it stopped, by the same plan. Must never be written into a folder whose
//! log holds anything else.

use std::io::ErrorKind;
use std::path::Path;

use anyhow::Context;
use serde::{Deserialize, Serialize};

use super::plan::Setting;

/// Its name, in the data folder.
const FILE: &str = "demo.json";

/// What a demo's data follow from, and whether all of it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marker {
    /// What the plan follows from.
    #[serde(flatten)]
    pub setting: Setting,
    /// Whether the whole plan was carried out.
    pub is_complete: bool,
}

impl Marker {
    /// The marker in the folder `data`, if there is one.
    ///
    /// # Errors
    /// When there is one and it cannot be read.
    pub fn read(data: &Path) -> anyhow::Result<Option<Self>> {
        let file = data.join(FILE);
        let unreadable = || format!("{} cannot be read", file.display());
        match std::fs::read(&file) {
            Ok(stored) => Ok(Some(serde_json::from_slice(&stored).with_context(unreadable)?)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).with_context(unreadable),
        }
    }

    /// Puts the marker in the folder `data`, whole or not at all.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, data: &Path) -> anyhow::Result<()> {
        let (file, draft) = (data.join(FILE), data.join("demo.json.draft"));
        let written = serde_json::to_vec(self)
            .map_err(std::io::Error::from)
            .and_then(|stored| std::fs::write(&draft, stored))
            .and_then(|()| std::fs::rename(&draft, &file));
        written.with_context(|| format!("{} cannot be written", file.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_is_read_back_and_a_damaged_one_is_not_overlooked() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Marker::read(folder.path()).unwrap(), None);
        let end = "2026-05-04T15:00:00Z".parse().unwrap();
        let setting = Setting { seed: 7, reports: 40, end };
        let marker = Marker { setting, is_complete: false };
        marker.write(folder.path()).unwrap();
        assert_eq!(Marker::read(folder.path()).unwrap(), Some(marker));
        std::fs::write(folder.path().join(FILE), "{").unwrap();
        assert!(Marker::read(folder.path()).is_err());
    }
}
