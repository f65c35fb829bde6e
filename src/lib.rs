//! Tillbud
