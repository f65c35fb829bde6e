//! Precision and recall on the labelled sentences; `--nocapture` prints the table.
//!
//! A sentence is labelled `blame` and with the codes of what identifies. Must never be
//! tuned on the sentences that are held out: they tell how the rules do on new ones.
#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::json;

use tillbud_wording::{Kind, Lang, Purpose, Rules};

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
    /// How many of those given are right; nothing can be said when none was given.
    fn precision(&self) -> Option<f64> {
        share(self.right, self.wrong)
    }

    /// How many of those that are there were found.
    fn recall(&self) -> Option<f64> {
        share(self.right, self.missed)
    }
}

fn share(right: usize, others: usize) -> Option<f64> {
    (right + others > 0).then(|| right as f64 / (right + others) as f64)
}

fn shown(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{share:.2}"))
}

fn sentences(lang: &str) -> Vec<Sentence> {
    let lines = match lang {
        "sv" => include_str!("../labelled/sv.jsonl"),
        _ => include_str!("../labelled/en.jsonl"),
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
fn the_rules_find_what_the_labels_say_as_often_as_published() {
    let published = include_str!("../../docs/language-check.md");
    for ((lang, split, label), tally) in &tallies() {
        let (precision, recall) = (tally.precision(), tally.recall());
        let Tally { right, wrong, missed } = tally;
        let row = format!(
            "| {lang} | {split} | {label} | {right} | {wrong} | {missed} | {} | {} |",
            shown(precision),
            shown(recall)
        );
        println!("{row}");
        assert!(published.contains(&row), "docs/language-check.md does not say: {row}");
        // The hard sentences are there to show what is missed; they have no floor.
        if split != "hard" && (label == "blame" || label == "name") {
            assert!(precision >= Some(0.9) && recall >= Some(0.9), "{row}");
        }
    }
}

/// Texts that fold, nest or stretch, for the comparison with the browser.
const CORNERS: [&str; 10] = [
    "",
    "Å\u{ad}sa\u{a0}Sla\u{ad}rv såg A\u{30a}sa, nr ８１１２１８−９８７６ och gl\u{ad}ömde.",
    "It was Linda’s fault. Borde Anna Berg ha sett det? 𝐀nna 👩‍🚒 İbrahim",
    "Det borde. Ha sett.\n\nborde\nha gjorts\r\n\r\nborde\r\nha sett",
    "070-174 06 05 2024-05-12 08-16 09-14 08-12-2024 +46 (0)70-174 06 05 (08) 465 004 00 0046 70 174 06 05",
    "a@b @@ a@.se åsa.b+c@skolan.exempel.se. .a@b.se- 811218-98761 KS811218-9876 19811218 9876",
    "anna svensson ANNA SVENSSON A. Berg Anna von Xyzzy Anna-Karin O'Brien Annas Ipad Dr. Xyzzy",
    "Hon borde nog kanske verkligen ha sett det. De borde nog ha ha. should the night nurse have checked",
    "chefen. Taket Mr. May said may. In May Sten och Sten Lindman såg Björn.",
    "glömde glömde Glömt lösenord slarvslarv OAKTSAMHET hos Enskilda",
];

/// The browser's check is held against this file; it has no list of places.
#[test]
fn the_hits_that_the_browser_is_compared_with_are_up_to_date() {
    let texts = ["sv", "en"].into_iter().flat_map(sentences).map(|sentence| sentence.text);
    let lines = texts.chain(CORNERS.map(str::to_owned)).map(|text| {
        let hits = Rules::builtin().check(&text, Lang::Sv, Purpose::Publish);
        let hits: Vec<_> =
            hits.iter().map(|hit| json!([hit.code, text[hit.start..hit.end]])).collect();
        json!({ "text": text, "hits": hits }).to_string() + "\n"
    });
    let now: String = lines.collect();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/labelled/hits.jsonl");
    if std::env::var_os("WRITE_HITS").is_some() {
        std::fs::write(path, &now).unwrap();
    }
    let stored = std::fs::read_to_string(path).unwrap();
    assert!(stored == now, "run it again with WRITE_HITS=1 and look at the difference");
}

#[test]
fn each_language_has_200_sentences_and_half_of_them_are_kept_aside() {
    for lang in ["sv", "en"] {
        let all = sentences(lang);
        let kept_aside = all.iter().filter(|sentence| sentence.split != "rules").count();
        let texts: BTreeSet<_> = all.iter().map(|sentence| &sentence.text).collect();
        assert!(all.len() >= 200 && texts.len() == all.len(), "{lang} has {}", all.len());
        assert!(kept_aside * 2 >= all.len(), "{lang}: {kept_aside}");
        assert!(all.iter().all(|one| ["rules", "held_out", "hard"].contains(&&*one.split)));
    }
}
