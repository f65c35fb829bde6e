//! From a file that a person sends to sealed bytes in the object store, and back.
//!
//! Scanned, cleaned, scanned again, sealed under a key of its own, stored. One attempt
//! stores under new random names; what no event tells of afterwards is erased. Must never
//! keep a file's name, nor put its content on disk in clear.

use std::sync::Arc;

use tillbud_cleaning::{Format, INPUT_BYTES, Refusal};
use tillbud_events::AttachmentId;
use tillbud_events::attachment::AttachmentAdded;
use tillbud_events::vocabulary::Media;
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::{Clamd, CleanError, Cleaner};
use crate::clock::Clock;
use crate::sealing::{FileKey, KIBIBYTE};
use crate::store::{Files, Unavailable};

/// Largest file that is taken, in bytes.
pub const FILE_BYTES: usize = INPUT_BYTES;
/// Uploads that are read at the same time. Each holds one file of at most
/// [`FILE_BYTES`], so this bounds the memory that they take.
const UPLOADS_AT_ONCE: usize = 16;
/// Files that are cleaned, sealed and stored at the same time.
const WORK_AT_ONCE: usize = 2;

/// Takes files in and gives them out. Cheap to clone.
#[derive(Clone)]
pub struct Attachments {
    cleaner: Cleaner,
    scanner: Option<Clamd>,
    files: Files,
    clock: Clock,
    uploads: Arc<Semaphore>,
    work: Arc<Semaphore>,
}

/// Why a file was not taken.
#[derive(Debug, thiserror::Error)]
pub enum FileRefused {
    /// It cannot be cleaned.
    #[error("{0}")]
    Unclean(Refusal),
    /// Reading it went beyond every limit.
    #[error("the file could not be read within the limits")]
    Unreadable,
    /// The scanner found something in it.
    #[error("the virus scanner found something in the file")]
    Infected,
    /// More files than a report may have.
    #[error("a report can have {} files", tillbud_events::limits::ATTACHMENTS)]
    TooMany,
    /// Cleaner, scanner or store are away.
    #[error("files cannot be taken at the moment")]
    Away(#[source] anyhow::Error),
}

impl FileRefused {
    /// The name under which it is sent and translated.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Unclean(refusal) => refusal.as_str(),
            Self::Unreadable => "unreadable",
            Self::Infected => "infected",
            Self::TooMany => "too_many",
            Self::Away(_) => "away",
        }
    }

    /// Whether the same file may be sent as it is, if its sender wishes so.
    #[must_use]
    pub fn may_be_kept(&self) -> bool {
        match self {
            Self::Unclean(Refusal::Empty | Refusal::TooLarge)
            | Self::Infected
            | Self::TooMany
            | Self::Away(_) => false,
            Self::Unclean(_) | Self::Unreadable => true,
        }
    }

    fn away(cause: impl Into<anyhow::Error>) -> Self {
        Self::Away(cause.into())
    }
}

/// Files that are stored and that no event tells of yet. What is dropped before anything
/// could tell of it is erased; from then on only [`Self::keep`] erases, and what is stopped
/// in between is left to the sweep.
pub struct Uploaded {
    added: Vec<AttachmentAdded>,
    files: Files,
    may_be_recorded: bool,
}

impl Attachments {
    /// Cleans with `cleaner`, scans with `scanner` when there is one, stores in `files`.
    #[must_use]
    pub fn new(cleaner: Cleaner, scanner: Option<Clamd>, files: Files, clock: Clock) -> Self {
        let uploads = Arc::new(Semaphore::new(UPLOADS_AT_ONCE));
        let work = Arc::new(Semaphore::new(WORK_AT_ONCE));
        Self { cleaner, scanner, files, clock, uploads, work }
    }

    /// A place among the uploads that are read at the same time, if there is one.
    #[must_use]
    pub fn place(&self) -> Option<SemaphorePermit<'_>> {
        self.uploads.try_acquire().ok()
    }

    /// An upload without files.
    #[must_use]
    pub fn begin(&self) -> Uploaded {
        Uploaded { added: Vec::new(), files: self.files.clone(), may_be_recorded: false }
    }

    /// Takes a file in. When it cannot be cleaned it is refused, or kept as it came if
    /// its sender wishes so.
    ///
    /// # Errors
    /// [`FileRefused`]; nothing of it is stored then.
    pub async fn take(
        &self,
        uploaded: &mut Uploaded,
        bytes: Vec<u8>,
        keep_original: bool,
    ) -> Result<AttachmentAdded, FileRefused> {
        if bytes.len() > FILE_BYTES {
            return Err(FileRefused::Unclean(Refusal::TooLarge));
        }
        let _place = self.work.acquire().await.map_err(FileRefused::away)?;
        self.scan(&bytes).await?;
        let original = keep_original.then(|| bytes.clone());
        let (media, bytes, cleaned) = match (self.clean(bytes).await, original) {
            (Ok((format, bytes)), _) => (media(format), bytes, true),
            (Err(refused), Some(original)) if refused.may_be_kept() => {
                (media_as_it_came(&refused), original, false)
            }
            (Err(refused), _) => return Err(refused),
        };
        if cleaned {
            self.scan(&bytes).await?;
        }
        let added = self.store(uploaded, media, &bytes, cleaned).await;
        added.map_err(FileRefused::away)
    }

    async fn clean(&self, bytes: Vec<u8>) -> Result<(Format, Vec<u8>), FileRefused> {
        match self.cleaner.clean(bytes).await {
            Ok(cleaned) => Ok((cleaned.format, cleaned.bytes)),
            Err(CleanError::Refused(refusal)) => Err(FileRefused::Unclean(refusal)),
            Err(CleanError::Crashed) => Err(FileRefused::Unreadable),
            Err(error @ (CleanError::Unconfined | CleanError::Unstarted(_))) => {
                Err(FileRefused::away(error))
            }
        }
    }

    async fn scan(&self, bytes: &[u8]) -> Result<(), FileRefused> {
        let Some(scanner) = &self.scanner else { return Ok(()) };
        match scanner.is_clean(bytes).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(FileRefused::Infected),
            Err(error) => Err(FileRefused::away(
                anyhow::Error::from(error).context("the virus scanner is away"),
            )),
        }
    }

    async fn store(
        &self,
        uploaded: &mut Uploaded,
        media: Media,
        bytes: &[u8],
        cleaned: bool,
    ) -> Result<AttachmentAdded, Unavailable> {
        let attachment_id = AttachmentId(self.clock.random_id());
        let key = FileKey::generate();
        let kibibytes = u32::try_from(bytes.len().div_ceil(KIBIBYTE)).unwrap_or(u32::MAX);
        let added =
            AttachmentAdded { attachment_id, media, kibibytes, cleaned, key: key.to_text() };
        // Before it is stored: a writer that is stopped in the middle leaves something, too.
        uploaded.added.push(added.clone());
        self.files.put(attachment_id, &key.seal(attachment_id, bytes)).await?;
        Ok(added)
    }

    /// The content of a file; nothing when it or its key was erased, or when what is
    /// stored is damaged.
    ///
    /// # Errors
    /// [`Unavailable`].
    pub async fn content(&self, added: &AttachmentAdded) -> Result<Option<Vec<u8>>, Unavailable> {
        let Some(key) = FileKey::from_text(&added.key) else { return Ok(None) };
        let Some(sealed) = self.files.get(added.attachment_id).await? else { return Ok(None) };
        let opened = key.open(added.attachment_id, &sealed);
        Ok(opened.inspect_err(|_| tracing::error!("a stored file is damaged")).ok())
    }

    /// Stores files anew under new names, so that nothing in the store tells when they
    /// came. What is gone is named as before: whoever moved it has erased it.
    ///
    /// # Errors
    /// [`Unavailable`]; nothing of it is stored then.
    pub async fn renew(
        &self,
        uploaded: &mut Uploaded,
        old: &[AttachmentAdded],
    ) -> Result<Vec<AttachmentAdded>, Unavailable> {
        let mut renewed = Vec::with_capacity(old.len());
        for old in old {
            renewed.push(match self.content(old).await? {
                Some(bytes) => self.store(uploaded, old.media, &bytes, old.cleaned).await?,
                None => old.clone(),
            });
        }
        Ok(renewed)
    }

    /// The store itself.
    #[must_use]
    pub const fn files(&self) -> &Files {
        &self.files
    }
}

impl Uploaded {
    /// What the events shall tell.
    #[must_use]
    pub fn added(&self) -> &[AttachmentAdded] {
        &self.added
    }

    /// What the events shall tell, now that they are about to be appended: whoever is
    /// stopped from here on does not know whether they are in the log.
    pub fn recording(&mut self) -> Vec<AttachmentAdded> {
        self.may_be_recorded = true;
        self.added.clone()
    }

    /// Keeps those that `is_known`; the rest is erased.
    pub fn keep(mut self, is_known: impl Fn(AttachmentId) -> bool) {
        self.added.retain(|added| !is_known(added.attachment_id));
        self.may_be_recorded = false;
    }
}

impl Drop for Uploaded {
    fn drop(&mut self) {
        if self.may_be_recorded {
            return;
        }
        let (added, files) = (std::mem::take(&mut self.added), self.files.clone());
        if let (false, Ok(runtime)) = (added.is_empty(), Handle::try_current()) {
            runtime.spawn(async move {
                for added in added {
                    if let Err(error) = files.erase(added.attachment_id).await {
                        tracing::debug!(%error, "a file stays until the next sweep");
                    }
                }
            });
        }
    }
}

/// What the events call a format.
const fn media(format: Format) -> Media {
    match format {
        Format::Jpeg => Media::Jpeg,
        Format::Png => Media::Png,
        Format::Webp => Media::Webp,
        Format::Heic => Media::Heic,
        Format::Pdf => Media::Pdf,
        Format::Docx => Media::Docx,
        Format::Xlsx => Media::Xlsx,
        Format::Pptx => Media::Pptx,
        Format::Text => Media::Text,
    }
}

/// Nothing looks into a file that cannot be cleaned, so it is what the refusal tells.
fn media_as_it_came(refused: &FileRefused) -> Media {
    match refused {
        FileRefused::Unclean(Refusal::NoDecoder) => Media::Heic,
        _ => Media::Other,
    }
}
