//! What associates may write beside a draft, and what would make it an advertisement.

use super::*;
use proptest::prelude::*;

fn kinds(written: &str) -> Vec<PromotionKind> {
    let mut kinds: Vec<_> = promotions(written, "", &["https://r.example/"])
        .into_iter()
        .map(|one| one.kind)
        .collect();
    kinds.sort();
    kinds.dedup();
    kinds
}

#[test]
fn kind_words_are_no_advertisement_in_any_language() {
    for line in [
        "I cleaned the clasp as well. See you Saturday!",
        "The sale of the house went well, I hope? Marta",
        "Ask for Ben, I am off on Friday.",
        "It is the special one your mother gave you.",
        "Bring your blue ticket 4711, please.",
        "Ready since 2026-11-20, open 9.30 to 18.00.",
        "OK, see you at 5 PM",
        "El autobús sale a las 5, así que llegue antes.",
        "La pila es gratis, como siempre. ¡Hasta pronto!",
        "La montre était sale, elle brille de nouveau.",
        "C'est gratuit, comme promis. À samedi !",
        "Your dealer and our offerings to the church, e.g. this.",
        "See https://r.example/s/ABCdef012345 for the hours",
        "Write to marta@martin.example if you like",
    ] {
        assert_eq!(promotions(line, "", &["https://r.example/"]), [], "{line}");
    }
}

#[test]
fn offers_are_found_in_three_languages() {
    for (line, kind) in [
        ("All straps 20% off this week", PromotionKind::Discount),
        ("Straps are on sale", PromotionKind::Discount),
        ("We have a DISCOUNT for you", PromotionKind::Discount),
        ("Ask for your coupon.", PromotionKind::Discount),
        ("Tenemos rebajas", PromotionKind::Discount),
        ("¡Oferta!", PromotionKind::Discount),
        ("10 por ciento menos", PromotionKind::Discount),
        ("Promoción de verano", PromotionKind::Discount),
        ("Nos soldes commencent", PromotionKind::Discount),
        ("une réduction pour vous", PromotionKind::Discount),
        ("10 % sur les bracelets", PromotionKind::Percent),
        ("-15%", PromotionKind::Percent),
        ("only $99 now", PromotionKind::Amount),
        ("ahora 49,90 €", PromotionKind::Amount),
        ("dès € 49", PromotionKind::Amount),
        ("look at bit.ly/3xYz", PromotionKind::Link),
        ("www.martin-straps.com", PromotionKind::Link),
        ("https://r.example.evil.com/s/1", PromotionKind::Link),
        ("COME VISIT us", PromotionKind::Capitals),
        ("Call me at (212) 555-0159", PromotionKind::Phone),
        ("+34 912 345 678", PromotionKind::Phone),
    ] {
        assert!(kinds(line).contains(&kind), "{line}: {:?}", kinds(line));
    }
}

#[test]
fn what_the_draft_says_itself_is_passed_over_and_each_reason_is_named() {
    let drafted = "Hi Roger, your watch is ready. To pay: $40.00. MARTIN SONS GOLDSMITHS";
    assert_eq!(promotions(drafted, drafted, &[]), []);
    let written = format!("{drafted} Straps from $20, 10% less.");
    assert_eq!(
        promotions(&written, drafted, &[]),
        [
            Promotion {
                kind: PromotionKind::Amount,
                words: "$20".into()
            },
            Promotion {
                kind: PromotionKind::Percent,
                words: "10%".into()
            },
        ]
    );
}

proptest! {
    #[test]
    fn no_text_makes_the_check_fail(text in "\\PC{0,300}") {
        let _ = promotions(&text, "", &[]);
    }
}
