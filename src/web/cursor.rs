//! Opaque cursors of lists: where the next page begins, signed.
//!
//! A client hands a cursor back unchanged. Must never be trusted unsigned: a made-up
//! one would let a client probe positions of the log.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::Deserialize;
use tillbud_projections::{Cursor, PAGE_ROWS_MAX};
use utoipa::IntoParams;

use crate::act::digest;
use crate::web::error::{HttpError, Malformed};

/// Rows of a page when the client does not say.
pub const PAGE_ROWS_DEFAULT: u32 = 50;
const SIGNATURE_BYTES: usize = 8;

/// Which page of a list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Rows, 1 to 200; 50 when absent.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// The `next` of the page before.
    pub after: Option<String>,
}

impl PageQuery {
    /// Rows asked for, and where to begin.
    ///
    /// # Errors
    /// `BadRequest` for a limit outside 1–200 and for a cursor that this server did not give.
    pub fn read(&self, secret: &[u8; 32]) -> Result<(Option<Cursor>, u32), HttpError> {
        let limit = self.limit.unwrap_or(PAGE_ROWS_DEFAULT);
        if !(1..=PAGE_ROWS_MAX).contains(&limit) {
            let max = PAGE_ROWS_MAX as usize;
            return Err(HttpError::BadRequest(Malformed::Limit { max }));
        }
        let after = self.after.as_deref().map(|text| decode(text, secret)).transpose()?;
        Ok((after, limit))
    }
}

/// The cursor as a client sees it.
#[must_use]
pub fn encode(cursor: Cursor, secret: &[u8; 32]) -> String {
    let mut bytes = cursor.0.to_be_bytes().to_vec();
    bytes.extend_from_slice(&signature(cursor, secret));
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn decode(text: &str, secret: &[u8; 32]) -> Result<Cursor, HttpError> {
    let wrong = || HttpError::BadRequest(Malformed::Cursor);
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| wrong())?;
    let (position, signed) = bytes.split_first_chunk::<8>().ok_or_else(wrong)?;
    let cursor = Cursor(i64::from_be_bytes(*position));
    if signed == signature(cursor, secret) { Ok(cursor) } else { Err(wrong()) }
}

fn signature(cursor: Cursor, secret: &[u8; 32]) -> [u8; SIGNATURE_BYTES] {
    let whole = digest(secret, &[b"cursor", &cursor.0.to_be_bytes()]);
    std::array::from_fn(|at| whole[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_and_a_changed_one_is_refused() {
        let text = encode(Cursor(4711), &[3; 32]);
        assert_eq!(decode(&text, &[3; 32]).unwrap(), Cursor(4711));
        assert!(decode(&text, &[4; 32]).is_err());
        assert!(decode("AAAA", &[3; 32]).is_err());
        assert!(decode("å", &[3; 32]).is_err());
    }

    #[test]
    fn a_page_has_1_to_200_rows() {
        let read = |limit| PageQuery { limit: Some(limit), after: None }.read(&[0; 32]);
        assert!(read(1).is_ok() && read(200).is_ok());
        assert!(read(0).is_err() && read(201).is_err());
    }
}
