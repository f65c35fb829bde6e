//! What several tests need.

pub mod app;
pub mod files;
pub mod held;
pub mod log;
pub mod post;
pub mod postgres;
pub mod program;
pub mod stop;

use std::path::{Path, PathBuf};

/// A file of real data that is not part of the repository; says so when it is absent.
pub fn shared_data(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("TILLBUD_SHARED_DATA").map(PathBuf::from);
    let folder =
        folder.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"));
    let file = folder.join(name);
    if file.exists() {
        return Some(file);
    }
    assert!(
        std::env::var_os("TILLBUD_NOTHING_SKIPPED").is_none() || std::env::var_os("CI").is_none(),
        "{} is not here, and nothing may be skipped",
        file.display()
    );
    eprintln!(
        "SKIPPED: {} is not here; set TILLBUD_SHARED_DATA to a folder with it",
        file.display()
    );
    None
}
