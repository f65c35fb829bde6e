//! t
use crate::{Format, Refusal};
pub(crate) fn clean(_: &[u8], _: Format) -> Result<Vec<u8>, Refusal> {
    Err(Refusal::Uncleanable)
}
