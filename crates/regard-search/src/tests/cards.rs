//! Cards for tests.

use proptest::prelude::*;
use uuid::Uuid;

use crate::{Base, Builder, Near, SearchCard, Standing, Viewer};

pub(crate) const TODAY: i32 = 20_500;

pub(crate) fn viewer() -> Viewer {
    Viewer {
        me: Some(Uuid::from_u128(1)),
        today: TODAY,
    }
}

pub(crate) fn base(cards: &[SearchCard]) -> Base {
    let mut builder = Builder::new(viewer());
    for card in cards {
        builder.add(card);
    }
    builder.finish(&|| false).unwrap()
}

/// A customer with a name and nothing else.
pub(crate) fn named(number: u128, given: &str, family: &str) -> SearchCard {
    SearchCard {
        id: Uuid::from_u128(1_000 + number),
        given: given.into(),
        family: family.into(),
        ..SearchCard::default()
    }
}

pub(crate) fn near(name: &str, relation: &str) -> Near {
    Near {
        name: name.into(),
        relation: relation.into(),
        of: None,
    }
}

fn one_of(texts: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(texts).prop_map(str::to_owned)
}

/// Few names, so that many share them.
fn given() -> impl Strategy<Value = String> {
    one_of(&[
        "Roger",
        "Robert",
        "Rogelio",
        "Dana",
        "Dan",
        "Daniel",
        "María José",
        "Jean-Luc",
        "Bob",
        "Ann",
        "Anna",
        "太郎",
        "민준",
        "יעל",
        "محمد",
        "Margaret",
        "Mo",
        "",
        "Élodie",
        "O'Neil",
    ])
}

fn family() -> impl Strategy<Value = String> {
    one_of(&[
        "Martin",
        "Martinez",
        "Marín",
        "Morton",
        "Smith",
        "Schmidt",
        "Gonçalves",
        "O\u{2019}Brien",
        "山田",
        "김",
        "כהן",
        "de la Cruz",
        "McConaughey",
        "Roman",
        "Danforth",
        "",
        "Manning",
        "Mann",
    ])
}

fn word() -> impl Strategy<Value = String> {
    one_of(&[
        "Omega Seamaster blue dial diver",
        "Roger's anniversary",
        "rides bikes",
        "allergic to nickel",
        "Rolex 116610",
        "腕時計",
        "smith watch",
        "18k band",
        "prefers Danish design",
    ])
}

fn phone() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\+1415555[0-9]{4}",
        "\\(415\\) 555-0[0-9]{3}",
        "[0-9]{3,12}",
        one_of(&["+4930901820", "call the shop", "555"]),
    ]
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        "E-[0-9]{5}",
        "T[0-9]{3}",
        "[A-Z]{2} ?[0-9]{4}-[0-9]",
        "[0-9]{14}",
        "ß[0-9]"
    ]
}

fn email() -> impl Strategy<Value = String> {
    "[a-c]{1,3}(\\.smith)?@(example|post)\\.(com|de)"
}

prop_compose! {
    fn standing()(
        in_store in any::<bool>(),
        ready in any::<bool>(),
        seen_on in prop::option::of(TODAY - 400..=TODAY),
        opened in prop::option::of(TODAY - 30..=TODAY),
        owner in prop::option::of(1u128..4),
        store in 1u128..3,
        promise_until in prop::option::of(TODAY - 9..TODAY + 9),
        tags in prop::collection::vec(one_of(&["VIP", "collector", "bride"]), 0..3),
    ) -> Standing {
        Standing {
            in_store,
            ready,
            seen_on,
            opened_at: opened.map(|day| i64::from(day) * 86_400_000),
            owner: owner.map(Uuid::from_u128),
            store: Uuid::from_u128(store),
            promise_until,
            gently_until: None,
            tags,
        }
    }
}

prop_compose! {
    fn card()(
        given in given(),
        family in family(),
        also in prop::collection::vec(prop_oneof![given(), family()], 0..2),
        near_names in prop::collection::vec((given(), family()), 0..2),
        phones in prop::collection::vec(phone(), 0..3),
        emails in prop::collection::vec(email(), 0..2),
        numbers in prop::collection::vec(number(), 0..3),
        words in prop::collection::vec(word(), 0..3),
        standing in standing(),
    ) -> SearchCard {
        SearchCard {
            id: Uuid::nil(),
            given,
            family,
            also,
            near: near_names
                .into_iter()
                .map(|(given, family)| near(&format!("{given} {family}"), "spouse"))
                .collect(),
            phones,
            emails,
            numbers,
            words,
            standing,
        }
    }
}

/// Some customers, each with an id of their own.
pub(crate) fn cards(most: usize) -> impl Strategy<Value = Vec<SearchCard>> {
    prop::collection::vec((card(), any::<u128>()), 0..most).prop_map(|cards| {
        let mut cards: Vec<SearchCard> = cards
            .into_iter()
            .map(|(card, id)| SearchCard {
                id: Uuid::from_u128(id),
                ..card
            })
            .collect();
        cards.sort_by_key(|card| card.id);
        cards.dedup_by_key(|card| card.id);
        cards
    })
}

/// What may be typed to find such customers, or nobody.
pub(crate) fn typed() -> impl Strategy<Value = String> {
    let whole = prop_oneof![
        given(),
        family(),
        word(),
        phone(),
        number(),
        email(),
        one_of(&[
            "rma",
            "mar",
            "mma",
            "dan",
            "bob",
            "peggy",
            "martn",
            "smtih",
            "rodger",
            "conaughe",
            "5550",
            "55",
            "e10",
            "山",
            "田太",
            "김민",
            "כה",
            "jeanluc",
            "danm",
            "delacruz",
            "de la",
            "blue di",
            "mcconahey",
            "roger omega",
            "dana marti",
            "martn roger",
            "@post",
            "smith@",
            "0 415",
            "omga",
        ]),
    ];
    prop_oneof![
        3 => (whole.clone(), any::<prop::sample::Index>()).prop_map(|(text, cut)| {
            let chars: Vec<char> = text.chars().collect();
            chars.iter().take(1 + cut.index(chars.len().max(1))).collect()
        }),
        1 => whole.clone(),
        1 => (whole.clone(), whole.clone()).prop_map(|(one, other)| format!("{one} {other}")),
        1 => (whole, any::<prop::sample::Index>(), "[a-z]").prop_map(|(text, place, letter)| {
            let mut chars: Vec<char> = text.chars().collect();
            let place = place.index(chars.len() + 1);
            chars.splice(place..place, letter.chars());
            chars.into_iter().collect()
        }),
    ]
}
