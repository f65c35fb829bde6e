//! Where an export goes: standard output, or a file that appears whole or not at all.
//!
//! Exports hold people's words, so only the owner may read the file. Must never
//! leave a half file in place of the one asked for.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::Context;

/// Takes bytes; [`Self::finish`] makes them count.
pub struct Output {
    writer: BufWriter<Box<dyn Write>>,
    draft: Option<Draft>,
}

/// A file beside the one asked for; removed unless it was put in its place.
struct Draft {
    file: File,
    path: PathBuf,
    target: PathBuf,
}

impl Output {
    /// Standard output.
    #[must_use]
    pub fn standard() -> Self {
        Self { writer: BufWriter::new(Box::new(io::stdout())), draft: None }
    }

    /// The file `target`, which stays as it is until the end.
    ///
    /// # Errors
    /// A sentence when nothing can be written there.
    pub fn file(target: &Path) -> anyhow::Result<Self> {
        let cannot = || format!("cannot write {}", target.display());
        // A link is followed, so that what it names is replaced and not the link.
        let target = fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
        anyhow::ensure!(
            !target.exists() || target.is_file(),
            "{} is not a file; without --out the export goes to standard output",
            target.display()
        );
        let name = target.file_name().context("the name of a file is missing in --out")?;
        let draft = format!(".{}.{}.part", name.to_string_lossy(), std::process::id());
        let path = target.with_file_name(draft);
        let mut options = OpenOptions::new();
        let file = options.write(true).create_new(true).mode(0o600).open(&path);
        let file = file.with_context(cannot)?;
        let writer = BufWriter::new(Box::new(file.try_clone().with_context(cannot)?) as Box<_>);
        Ok(Self { writer, draft: Some(Draft { file, path, target }) })
    }

    /// Ends: a file is stored safely and takes its place.
    ///
    /// # Errors
    /// What the system says; the file asked for is as it was.
    pub fn finish(mut self) -> io::Result<()> {
        self.writer.flush()?;
        if let Some(draft) = &self.draft {
            draft.file.sync_all()?;
            fs::rename(&draft.path, &draft.target)?;
        }
        Ok(())
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // After the end it has another name, and there is nothing to remove.
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn the_old_file_stays_until_the_new_one_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("log.csv");
        fs::write(&target, "gammal").unwrap();
        let mut output = Output::file(&target).unwrap();
        output.write_all(b"ny").unwrap();
        output.flush().unwrap();
        assert_eq!(fs::read_to_string(&target).unwrap(), "gammal");
        output.finish().unwrap();
        assert_eq!(fs::read_to_string(&target).unwrap(), "ny");
        assert_eq!(fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(names(folder.path()), ["log.csv"]);
    }

    #[test]
    fn an_export_that_does_not_end_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut output = Output::file(&folder.path().join("log.csv")).unwrap();
        output.write_all(b"halv").unwrap();
        drop(output);
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn what_is_not_a_file_is_not_replaced() {
        assert!(Output::file(Path::new("/dev/null")).is_err());
        assert!(Output::file(Path::new("/")).is_err());
        assert!(Output::file(Path::new("..")).is_err());
        let folder = tempfile::tempdir().unwrap();
        assert!(Output::file(&folder.path().join("saknas/log.csv")).is_err());
        assert!(names(folder.path()).is_empty());
    }
}
