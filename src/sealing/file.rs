//! The key of one file. It stands, sealed, in the event that added the file, so that it
//! goes with the words of its report; without it the stored bytes mean nothing.
//!
//! Must never let the stored size tell more than the event does: whole kibibytes.

use base64::{Engine, prelude::BASE64_STANDARD};
use tillbud_events::{AttachmentId, Text};
use zeroize::Zeroizing;

use super::key::{OpenFailed, open, seal};
use super::random;

/// What sizes are rounded up to, in bytes.
pub const KIBIBYTE: usize = 1024;
/// Bytes of the length that stands before the content.
const LENGTH: usize = 4;

/// The key of one file.
pub struct FileKey(Zeroizing<[u8; 32]>);

impl FileKey {
    /// A new one.
    #[must_use]
    pub fn generate() -> Self {
        Self(Zeroizing::new(random::bytes()))
    }

    /// As it stands in the event.
    #[must_use]
    pub fn to_text(&self) -> Text {
        Text::Clear(BASE64_STANDARD.encode(self.0.as_slice()))
    }

    /// Reads [`Self::to_text`]; nothing when the text was erased or holds no key.
    #[must_use]
    pub fn from_text(text: &Text) -> Option<Self> {
        let bytes = Zeroizing::new(BASE64_STANDARD.decode(text.as_clear()?).ok()?);
        Some(Self(Zeroizing::new(<[u8; 32]>::try_from(bytes.as_slice()).ok()?)))
    }

    /// Seals `clear` as the file `name` alone.
    #[must_use]
    pub fn seal(&self, name: AttachmentId, clear: &[u8]) -> Vec<u8> {
        let length = u32::try_from(clear.len()).unwrap_or(u32::MAX);
        let padded_bytes = LENGTH + clear.len().next_multiple_of(KIBIBYTE);
        let mut padded = Zeroizing::new(Vec::with_capacity(padded_bytes));
        padded.extend(length.to_be_bytes());
        padded.extend(clear);
        padded.resize(padded_bytes, 0);
        seal(&self.0, name.0.as_bytes(), &padded)
    }

    /// Opens what [`Self::seal`] gave.
    ///
    /// # Errors
    /// [`OpenFailed`].
    pub fn open(&self, name: AttachmentId, sealed: &[u8]) -> Result<Vec<u8>, OpenFailed> {
        let mut padded = open(&self.0, name.0.as_bytes(), sealed)?;
        let (length, _) = padded.split_first_chunk::<LENGTH>().ok_or(OpenFailed)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| OpenFailed)?;
        if padded.len() - LENGTH < length {
            return Err(OpenFailed);
        }
        padded.drain(..LENGTH);
        padded.truncate(length);
        Ok(padded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(number: u8) -> AttachmentId {
        AttachmentId(uuid::Builder::from_random_bytes([number; 16]).into_uuid())
    }

    #[test]
    fn a_file_opens_only_under_its_own_key_and_name() {
        let key = FileKey::generate();
        let sealed = key.seal(name(1), b"picture");
        let again = FileKey::from_text(&key.to_text()).unwrap();
        assert_eq!(again.open(name(1), &sealed).unwrap(), b"picture");
        assert_eq!(again.open(name(2), &sealed), Err(OpenFailed));
        assert_eq!(FileKey::generate().open(name(1), &sealed), Err(OpenFailed));
        assert_eq!(again.open(name(1), &sealed[..40]), Err(OpenFailed));
    }

    #[test]
    fn the_stored_size_tells_whole_kibibytes_only() {
        let key = FileKey::generate();
        let size = |bytes: usize| {
            let sealed = key.seal(name(1), &vec![7; bytes]);
            assert_eq!(key.open(name(1), &sealed).unwrap(), vec![7; bytes]);
            sealed.len()
        };
        assert_eq!(size(1), size(KIBIBYTE));
        assert_eq!(size(KIBIBYTE) + KIBIBYTE, size(KIBIBYTE + 1));
    }

    #[test]
    fn an_erased_key_is_no_key() {
        assert!(FileKey::from_text(&Text::Erased).is_none());
        assert!(FileKey::from_text(&Text::Clear("x".into())).is_none());
    }
}
