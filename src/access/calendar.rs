//! Addresses of calendars: a secret of its own for each, which opens the feed of due
//! actions and nothing else, and can be taken back.
//!
//! Only a digest is stored. Must never open a page or the API.

use super::{Access, Grant, Staff};
use crate::store::BucketError;

const KIND: &str = "calendar";

impl Access {
    /// Makes the secret of a calendar's address; it is shown once.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn create_calendar(&self, staff: Staff) -> Result<String, BucketError> {
        let secret = self.secret();
        self.store(KIND, &secret, staff, None).await?;
        Ok(secret)
    }

    /// Whose calendar this secret opens.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn calendar_holder(&self, secret: &str) -> Result<Option<Staff>, BucketError> {
        self.holder(KIND, secret).await
    }

    /// Takes back every calendar address of an account; says how many.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn revoke_calendars(&self, staff: Staff) -> Result<usize, BucketError> {
        let mut revoked = 0;
        for (key, value) in self.bucket.entries().await? {
            let holder = serde_json::from_slice::<Grant>(&value).map(|grant| grant.staff);
            if key.starts_with("calendar.") && holder.is_ok_and(|holder| holder == staff) {
                self.bucket.delete(&key).await?;
                revoked += 1;
            }
        }
        Ok(revoked)
    }
}
