//! `tillbud clean`: rewrites files so that only their content is left, the way that
//! attachments are cleaned, for anyone who wants to see what that does.
//!
//! Must never overwrite a file, nor leave a half-written one.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use rustix::fs::{CWD, RenameFlags, renameat_with};
use tillbud_cleaning::{INPUT_BYTES, Refusal};

use crate::attachments::Cleaner;

/// Rewrite files so that only their content is left: no author, place, time or device.
#[derive(Args)]
pub struct Clean {
    /// The files: JPEG, PNG, WebP, PDF, DOCX, XLSX, PPTX or plain text
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Folder for the cleaned files, under the same names; made if it is missing
    #[arg(long)]
    out: PathBuf,
}

impl Clean {
    /// Cleans every file that can be cleaned, one line each.
    ///
    /// # Errors
    /// How many files were refused, after all were tried.
    pub async fn run(self) -> anyhow::Result<()> {
        let cleaner = Cleaner::of_this_program()?;
        fs::create_dir_all(&self.out)?;
        let mut refused = 0;
        for file in &self.files {
            match clean(&cleaner, file, &self.out).await {
                Ok(cleaned) => println!("{}: {cleaned}", file.display()),
                Err(error) => {
                    refused += 1;
                    println!("{}: refused: {error:#}", file.display());
                }
            }
        }
        anyhow::ensure!(refused == 0, "{refused} of {} files were refused", self.files.len());
        Ok(())
    }
}

async fn clean(cleaner: &Cleaner, file: &Path, out: &Path) -> anyhow::Result<String> {
    let name = file.file_name().ok_or_else(|| anyhow::anyhow!("it has no name"))?;
    let cleaned = cleaner.clean(read(file)?).await?;
    write_new(out, name, &cleaned.bytes)?;
    Ok(format!("cleaned, {} of {} bytes", cleaned.format.as_str(), cleaned.bytes.len()))
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = u64::try_from(INPUT_BYTES)?.saturating_add(1);
    File::open(file)?.take(most).read_to_end(&mut bytes)?;
    anyhow::ensure!(bytes.len() <= INPUT_BYTES, Refusal::TooLarge);
    Ok(bytes)
}

/// Writes beside the place, then takes the place if it is still free.
fn write_new(out: &Path, name: &OsStr, bytes: &[u8]) -> anyhow::Result<()> {
    let mut beside = OsString::from(".cleaning-");
    beside.push(name);
    let (beside, place) = (out.join(beside), out.join(name));
    let mut file = OpenOptions::new().write(true).create_new(true).open(&beside)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all()).and_then(|()| {
        renameat_with(CWD, &beside, CWD, &place, RenameFlags::NOREPLACE).map_err(io::Error::from)
    });
    if let Err(error) = written {
        fs::remove_file(&beside)?;
        let taken = error.kind() == io::ErrorKind::AlreadyExists;
        anyhow::ensure!(!taken, "{} is there already, and is left as it is", place.display());
        return Err(error.into());
    }
    Ok(())
}
