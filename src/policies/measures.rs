//! Sees to it that the measures that Tillbud comes with are defined.
//!
//! Done once, when a program begins to serve. Must never hold that up, nor touch a measure
//! that somebody has changed.

use crate::App;
use crate::measures::define_standard;

/// Defines what is missing. A log that is away is told of, and the next start goes on.
pub async fn complete(app: &App) {
    if let Err(error) = define_standard(app).await {
        tracing::warn!(%error, "cannot define the measures that Tillbud comes with");
    }
}
