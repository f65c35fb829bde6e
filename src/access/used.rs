//! On which day each holder last acted in each role: what a review asks for.
//!
//! Must never be more exact than a day, nor turn a request away because a day could not
//! be noted.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use tillbud_events::Role;
use uuid::Uuid;

use super::Staff;
use crate::store::{Bucket, BucketError};

/// Days of last use. Cheap to clone; all clones know what one of them has noted.
#[derive(Clone)]
pub(super) struct Used {
    bucket: Bucket,
    noted: Arc<Mutex<BTreeMap<(Uuid, Role), Date>>>,
}

impl Used {
    pub(super) fn new(bucket: Bucket) -> Self {
        Self { bucket, noted: Arc::default() }
    }

    /// Notes that `staff` acted on `day`; written once a day.
    pub(super) async fn note(&self, staff: Staff, day: Date) {
        let (pseudonym, role) = (staff.pseudonym, staff.role);
        let is_new = {
            let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
            noted.insert((pseudonym, role), day) != Some(day)
        };
        if is_new && let Err(error) = self.bucket.put(&key(pseudonym, role), day.to_string()).await
        {
            tracing::warn!(%error, "cannot note the day of a last use");
        }
    }

    /// All that was noted.
    pub(super) async fn all(&self) -> Result<BTreeMap<(Uuid, Role), Date>, BucketError> {
        let entries = self.bucket.entries("used.").await?;
        Ok(entries
            .into_iter()
            .filter_map(|(key, day)| {
                let (pseudonym, role) = key.strip_prefix("used.")?.split_once('.')?;
                let day = str::from_utf8(&day).ok()?.parse().ok()?;
                Some(((pseudonym.parse().ok()?, role.parse().ok()?), day))
            })
            .collect())
    }

    /// Forgets a holder.
    pub(super) async fn forget(&self, pseudonym: Uuid) -> Result<(), BucketError> {
        for (key, _) in self.bucket.entries(&format!("used.{pseudonym}.")).await? {
            self.bucket.delete(&key).await?;
        }
        Ok(())
    }
}

fn key(pseudonym: Uuid, role: Role) -> String {
    format!("used.{pseudonym}.{role}")
}
