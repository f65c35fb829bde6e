//! Precision and recall on the labelled sentences; `--nocapture` prints the table.
//!
//! A sentence is labelled `blame` and with the codes of what identifies. Must never be
//! tuned on the sentences that are held out: they tell how the rules do on new ones.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::{Kind, Lang, Purpose, Rules};

#[derive(Deserialize)]
struct Sentence {
    split: String,
    expect: BTreeSet<String>,
    text: String,
}

/// How often a label was right, was given wrongly, and was missed.
#[derive(Default)]
struct Tally {
    right: usize,
    wrong: usize,
    missed: usize,
}

impl Tally {
    fn precision(&self) -> f64 {
        self.right as f64 / (self.right + self.wrong).max(1) as f64
    }

    fn recall(&self) -> f64 {
        self.right as f64 / (self.right + self.missed).max(1) as f64
    }
}

fn sentences(lang: &str) -> Vec<Sentence> {
    let lines = match lang {
        "sv" => include_str!("../../labelled/sv.jsonl"),
        _ => include_str!("../../labelled/en.jsonl"),
    };
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The labels that the rules give: a gate for blame, a proposal for masking for the rest.
fn labels(text: &str) -> BTreeSet<String> {
    let rules = Rules::builtin();
    let blames = rules.check(text, Lang::Sv, Purpose::Publish);
    let blames = blames.iter().any(|hit| hit.kind == Kind::Blame).then(|| "blame".to_owned());
    let identity = rules.check(text, Lang::Sv, Purpose::Deidentify);
    identity.iter().map(|hit| hit.code.to_owned()).chain(blames).collect()
}

type Key = (&'static str, String, String);

fn tallies() -> BTreeMap<Key, Tally> {
    let mut tallies: BTreeMap<Key, Tally> = BTreeMap::new();
    for lang in ["sv", "en"] {
        for Sentence { split, expect, text } in sentences(lang) {
            let given = labels(&text);
            for label in given.union(&expect) {
                let (is_given, is_expected) = (given.contains(label), expect.contains(label));
                let tally = tallies.entry((lang, split.clone(), label.clone())).or_default();
                match (is_given, is_expected) {
                    (true, true) => tally.right += 1,
                    (true, false) => tally.wrong += 1,
                    (false, true) | (false, false) => tally.missed += 1,
                }
            }
            if given != expect {
                println!("{lang} {split}: expected {expect:?}, given {given:?}: {text}");
            }
        }
    }
    tallies
}

#[test]
fn the_rules_find_what_the_labels_say() {
    let tallies = tallies();
    println!(
        "| language | split | label | precision | recall | sentences |\n|---|---|---|---|---|---|"
    );
    for ((lang, split, label), tally) in &tallies {
        let (precision, recall) = (tally.precision(), tally.recall());
        let labelled = tally.right + tally.missed;
        println!("| {lang} | {split} | {label} | {precision:.2} | {recall:.2} | {labelled} |");
        if label == "blame" || label == "name" {
            assert!(precision >= 0.85, "{lang} {split} {label}: precision {precision:.2}");
            assert!(recall >= 0.75, "{lang} {split} {label}: recall {recall:.2}");
        }
    }
}

#[test]
fn each_language_has_200_sentences_half_of_them_held_out() {
    for lang in ["sv", "en"] {
        let all = sentences(lang);
        let held_out = all.iter().filter(|sentence| sentence.split == "held_out").count();
        let texts: BTreeSet<_> = all.iter().map(|sentence| &sentence.text).collect();
        assert!(all.len() >= 200 && texts.len() == all.len(), "{lang} has {}", all.len());
        assert!((0.48..0.52).contains(&(held_out as f64 / all.len() as f64)), "{lang}: {held_out}");
        assert!(all.iter().all(|one| ["rules", "held_out"].contains(&&*one.split)));
    }
}
