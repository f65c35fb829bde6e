//! Precision and recall on the labelled sentences, which are printed with `--nocapture`.
//!
//! Must never be tuned on the sentences that are held out.
