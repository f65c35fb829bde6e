//! What holds for every text.

use proptest::prelude::*;

use crate::{Lang, Purpose, Rules, mask};

/// Texts that rules like: pieces of what they look for, mixed with anything.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<String>(),
        "[0-9 +()/.@-]{0,20}",
        prop::sample::select(vec![
            "Anna",
            "Berg",
            "A. ",
            "borde",
            " ",
            "ha",
            "hade",
            "Ådalsskolan",
            "förskolan",
            "Björken",
            "811218-9876",
            "070-174 06 05",
            "a@b.se",
            "a@",
            "\u{ad}",
            "\u{30a}",
            "\u{feff}",
            "’s",
            "fault",
            "\n\n",
            ". ",
            "İ",
            "ß",
            "８",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn hits_are_in_order_apart_and_on_the_edges_of_characters(text in texts()) {
        for purpose in [Purpose::Publish, Purpose::Deidentify] {
            let hits = Rules::builtin().check(&text, Lang::Sv, purpose);
            let mut from = 0;
            for hit in &hits {
                prop_assert!(from <= hit.start && hit.start < hit.end);
                prop_assert!(text.get(hit.start..hit.end).is_some());
                from = hit.end;
            }
        }
    }

    #[test]
    fn a_masked_text_is_the_rest_with_a_mask_for_each_hit(text in texts()) {
        let hits = Rules::builtin().check(&text, Lang::Sv, Purpose::Deidentify);
        let masked = mask(&text, &hits);
        let mut rest = &*masked;
        let mut from = 0;
        for hit in &hits {
            let kept = &text[from..hit.start];
            rest = rest.strip_prefix(kept).and_then(|rest| rest.strip_prefix(hit.mask?)).unwrap();
            from = hit.end;
        }
        prop_assert_eq!(rest, &text[from..]);
    }
}

#[test]
fn a_text_of_the_longest_size_is_checked_to_its_end() {
    for (piece, hits) in
        [("Anna ", 1_000), ("a@b.se ", 2_857), ("borde ha ", 0), ("1-", 0), ("förskolan Å ", 1_666)]
    {
        let text = piece.repeat(20_000 / piece.chars().count());
        let found = Rules::builtin().check(&text, Lang::Sv, Purpose::Deidentify);
        assert_eq!(found.len(), hits, "{piece}");
    }
    let text = "borde ha ".repeat(2_222);
    assert_eq!(Rules::builtin().check(&text, Lang::Sv, Purpose::Publish).len(), 2_222);
}
