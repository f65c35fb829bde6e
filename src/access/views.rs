//! Selections that an account has given a name, kept beside its sessions.
//!
//! Under the account's pseudonym, in clear: a name is a person's, but tells of no report.
//! Must never be part of the read models, which can be thrown away.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Access, Staff};
use crate::store::BucketError;

/// Most selections of one account.
pub const VIEWS: usize = 20;

/// A selection with a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// The path of its list.
    pub list: String,
    /// What the account calls it.
    pub name: String,
    /// Path and query.
    pub address: String,
}

impl Access {
    /// The account's selections, in the order of their names.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn views(&self, staff: Staff) -> Result<Vec<View>, BucketError> {
        let stored = self.bucket.get(&key(staff.pseudonym)).await?;
        Ok(stored.and_then(|value| serde_json::from_slice(&value).ok()).unwrap_or_default())
    }

    /// Keeps a selection, in place of one of the same list and name. `false`: there are
    /// [`VIEWS`] already. Of two at the same moment the later stays.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn save_view(&self, staff: Staff, view: View) -> Result<bool, BucketError> {
        let mut views = self.views(staff).await?;
        views.retain(|kept| (&kept.list, &kept.name) != (&view.list, &view.name));
        if views.len() >= VIEWS {
            return Ok(false);
        }
        views.push(view);
        views.sort_by_key(|view| (view.name.to_lowercase(), view.list.clone()));
        self.store_views(staff, &views).await?;
        Ok(true)
    }

    /// Forgets a selection; one that there is not is forgotten already.
    ///
    /// # Errors
    /// When the bucket cannot be reached.
    pub async fn remove_view(
        &self,
        staff: Staff,
        list: &str,
        name: &str,
    ) -> Result<(), BucketError> {
        let mut views = self.views(staff).await?;
        views.retain(|kept| (kept.list.as_str(), kept.name.as_str()) != (list, name));
        self.store_views(staff, &views).await
    }

    /// Forgets all selections of an account.
    pub(super) async fn forget_views(&self, pseudonym: Uuid) -> Result<(), BucketError> {
        self.bucket.delete(&key(pseudonym)).await
    }

    async fn store_views(&self, staff: Staff, views: &[View]) -> Result<(), BucketError> {
        self.bucket.put(&key(staff.pseudonym), serde_json::json!(views).to_string()).await
    }
}

fn key(pseudonym: Uuid) -> String {
    format!("view.{pseudonym}")
}
