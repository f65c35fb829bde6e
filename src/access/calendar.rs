//! Addresses of calendars: a secret of its own for each, which opens the feed of due
//! actions and nothing else, and can be taken back.
//!
//! Only a digest is stored. Must never open a page or the API.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Access, Staff, key};
use crate::store::BucketError;

const KIND: &str = "calendar";

#[derive(Serialize, Deserialize)]
struct Stored {
    staff: Staff,
}

impl Access {
    /// Makes the secret of a calendar's address; it is shown once.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn create_calendar(&self, staff: Staff) -> Result<String, BucketError> {
        let secret = self.secret();
        let value = serde_json::json!(Stored { staff }).to_string();
        self.bucket.put(&key(KIND, &secret), value).await?;
        Ok(secret)
    }

    /// Whose calendar this secret opens.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn calendar_holder(&self, secret: &str) -> Result<Option<Staff>, BucketError> {
        let value = self.bucket.get(&key(KIND, secret)).await?;
        let stored = value.and_then(|value| serde_json::from_slice::<Stored>(&value).ok());
        Ok(stored.map(|stored| stored.staff))
    }

    /// Takes back every calendar address of an account; says how many.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn revoke_calendars(&self, pseudonym: Uuid) -> Result<usize, BucketError> {
        let mut revoked = 0;
        for (key, value) in self.bucket.entries("calendar.").await? {
            let holder = serde_json::from_slice::<Stored>(&value).map(|it| it.staff.pseudonym);
            if holder.is_ok_and(|holder| holder == pseudonym) {
                self.bucket.delete(&key).await?;
                revoked += 1;
            }
        }
        Ok(revoked)
    }
}
