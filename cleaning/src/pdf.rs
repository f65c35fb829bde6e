//! t
use crate::Refusal;
pub(crate) fn clean(_: &[u8]) -> Result<Vec<u8>, Refusal> {
    Err(Refusal::Uncleanable)
}
