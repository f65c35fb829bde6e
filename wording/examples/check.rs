//! Checks each line of the standard input: `cargo run -qp tillbud-wording --example check`.
//!
//! Prints one JSON line a hit: what to try a changed rule with, and what to measure with.

use std::io::BufRead;

use serde_json::json;
use tillbud_wording::{Kind, Lang, Purpose, Rules};

fn main() -> std::io::Result<()> {
    let rules = Rules::builtin();
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let blame = rules.check(&line, Lang::Sv, Purpose::Publish);
        let blame = blame.into_iter().filter(|hit| hit.kind == Kind::Blame);
        for hit in blame.chain(rules.check(&line, Lang::Sv, Purpose::Deidentify)) {
            let words = line.get(hit.start..hit.end);
            println!("{}", json!({ "code": hit.code, "words": words, "text": line }));
        }
    }
    Ok(())
}
