//! Whatever is typed or written on a card: nothing breaks, and nothing takes long.

use proptest::prelude::*;

use super::cards::{base, cards, named};
use super::oracle::Scan;
use crate::{Builder, Filter, Index, SearchCard, Sort, Viewer};

#[test]
fn hostile_text_finds_nobody_or_somebody() {
    let mut index = Index::of(base(&[
        named(1, "Ann", "Lee"),
        named(2, "O'Neil", "Percent"),
    ]));
    index.put(&named(3, "%", "';DROP"));
    for typed in [
        "",
        " ",
        "%",
        "_",
        "'",
        "''",
        "\"",
        "\\",
        "\u{0}",
        "\u{7f}",
        "\u{fffd}",
        "🙂",
        "👩‍👩‍👧",
        "*",
        "--",
        "a%",
        "(",
        "NULL",
        "\n",
        "\u{202e}eel",
        "ﷺ",
        "ا",
        "0",
        "00000000000000000000",
        "@",
        "@@@",
        "...",
        "٠٠٠",
        "𝕬𝖓𝖓",
        "Ａｎｎ",
    ] {
        let _ = index.find(typed, 20);
        let _ = index.facets(typed, &Filter::default(), Sort::Name, 20, 0);
    }
    assert!(index.find(&"a".repeat(10_000), 20).hits.is_empty());
    assert!(index.find(&"1".repeat(10_000), 20).hits.is_empty());
    assert_eq!(index.find("Ａｎｎ", 20).hits.len(), 1);
    assert!(index.find("ann", 0).hits.is_empty() && index.find("ann", 0).more);
}

#[test]
fn a_hostile_card_is_kept_within_bounds() {
    let card = SearchCard {
        also: (0..1_000).map(|n| format!("name{n} ")).collect(),
        words: vec!["語".repeat(10_000), "x".repeat(100_000), "\u{0}".into()],
        numbers: vec!["9".repeat(10_000)],
        phones: vec!["9".repeat(10_000)],
        emails: vec![format!("{}@x", "y".repeat(10_000))],
        ..named(1, &"a".repeat(10_000), &"é".repeat(10_000))
    };
    let mut builder = Builder::new(Viewer::default());
    builder.add(&card);
    let mut index = Index::of(builder.finish(&|| false).unwrap());
    assert_eq!(index.find("aaaa", 5).hits.len(), 1);
    index.put(&card);
    assert_eq!(index.find("eeee", 5).hits.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_is_answered_within_the_limit(cards in cards(20), typed in "\\PC{0,110}|[\\x00-\\x7f]{0,40}|[0-9 +()-]{0,30}|[a-z@. ]{0,30}", limit in 0usize..30) {
        let index = Index::of(base(&cards));
        let found = index.find(&typed, limit);
        prop_assert!(found.hits.len() <= limit);
        let (hits, more) = Scan::of(&cards).find(&typed, limit);
        prop_assert_eq!(found.hits.iter().map(|hit| (hit.id, hit.class)).collect::<Vec<_>>(), hits);
        prop_assert_eq!(found.more, more);
    }

    #[test]
    fn any_card_is_kept(given in "\\PC{0,30}", family in "\\PC{0,30}", word in "\\PC{0,60}", number in "\\PC{0,30}", email in "\\PC{0,30}") {
        let card = SearchCard {
            words: vec![word.clone()],
            numbers: vec![number.clone()],
            phones: vec![number.clone()],
            emails: vec![email.clone()],
            ..named(1, &given, &family)
        };
        let mut index = Index::of(base(std::slice::from_ref(&card)));
        for typed in [&given, &family, &word, &number, &email] {
            let of_base = index.find(typed, 3);
            prop_assert_eq!(
                of_base.hits.iter().map(|hit| (hit.id, hit.class)).collect::<Vec<_>>(),
                Scan::of(std::slice::from_ref(&card)).find(typed, 3).0
            );
        }
        index.put(&card);
        for typed in [&given, &family, &word, &number, &email] {
            let of_overlay = index.find(typed, 3);
            prop_assert_eq!(
                of_overlay.hits.iter().map(|hit| (hit.id, hit.class)).collect::<Vec<_>>(),
                Scan::of(std::slice::from_ref(&card)).find(typed, 3).0
            );
        }
    }
}
