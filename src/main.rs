//! Tillbud
fn main() {}
