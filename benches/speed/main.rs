//! How fast Tillbud is, always against something barer in the same run.
//!
//! `make bench` runs everything, `cargo bench -- append` (or `replay`, `pages` or `wall`) one
//! part. `docs/benchmarks.md` tells what the figures mean. Must never print a figure
//! without its baseline and the machine: the disk alone changes it by a factor of ten.
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on stops")]

mod append;
mod common;
mod fill;
mod learning;
mod machine;
mod pages;
mod replay;
mod requests;
mod story;
mod wall;

#[tokio::main]
async fn main() {
    // Cargo itself passes --bench.
    let named: Vec<_> = std::env::args().skip(1).filter(|name| !name.starts_with('-')).collect();
    let is_wanted = |name: &str| named.is_empty() || named.iter().any(|wanted| wanted == name);
    println!("{}", machine::describe());
    println!("{}", machine::probe_disk("before"));
    if is_wanted("append") {
        append::run().await;
        println!("\n{}", machine::probe_disk("after append"));
    }
    if is_wanted("replay") {
        replay::run().await;
        println!("\n{}", machine::probe_disk("after replay"));
    }
    if is_wanted("pages") {
        pages::run().await;
        println!("\n{}", machine::probe_disk("after pages"));
    }
    if is_wanted("wall") {
        wall::run().await;
        println!("\n{}", machine::probe_disk("after wall"));
    }
}
