//! As people type: each line is one search on the floor.

use super::cards::{TODAY, base, named, near};
use crate::found::{Class, Matched};
use crate::{Index, SearchCard, Standing};

const ROGER: u128 = 1;
const DANA: u128 = 2;
const ROBERT: u128 = 3;
const TARO: u128 = 4;
const YAEL: u128 = 5;
const MARIA: u128 = 6;
const BRIEN: u128 = 7;
const MINJUN: u128 = 8;
const STEPHEN: u128 = 9;

fn book() -> Vec<SearchCard> {
    vec![
        SearchCard {
            near: vec![
                near("Dana Martin", "spouse"),
                near("Lily", "child"),
                near("Biscuit", "pet"),
            ],
            phones: vec!["+1 (415) 555-0159".into()],
            emails: vec!["roger.m@harbourmail.example".into()],
            numbers: vec!["E-10234".into(), "SN 9Z8-777".into()],
            words: vec![
                "Omega Seamaster 300, blue dial diver".into(),
                "wedding anniversary in June".into(),
            ],
            ..named(ROGER, "Roger", "Martin")
        },
        SearchCard {
            also: vec!["Kowalski".into()],
            near: vec![near("Roger Martin", "spouse")],
            ..named(DANA, "Dana", "Martin")
        },
        SearchCard {
            also: vec!["Rocket".into()],
            ..named(ROBERT, "Robert", "Gonçalves")
        },
        named(TARO, "太郎", "山田"),
        named(YAEL, "יעל", "כהן"),
        named(MARIA, "María José", "García López"),
        named(BRIEN, "Jean-Luc", "O\u{2019}Brien"),
        named(MINJUN, "민준", "김"),
        named(STEPHEN, "Stephen", "McConaughey"),
    ]
}

/// Who is found first, and how.
fn first(typed: &str) -> Option<(u128, Class)> {
    let index = Index::of(base(&book()));
    let of_base = index.find(typed, 20);
    let mut overlay = Index::of(base(&[]));
    for card in book() {
        overlay.put(&card);
    }
    assert_eq!(of_base, overlay.find(typed, 20), "{typed}");
    let hit = of_base.hits.first()?;
    Some((hit.id.as_u128() - 1_000, hit.class))
}

#[test]
fn anyone_is_found_by_anything() {
    for (typed, who, class) in [
        ("Roger", ROGER, Class::Exact),
        ("roge", ROGER, Class::Prefix),
        ("martin roger", ROGER, Class::Exact),
        ("roger mar", ROGER, Class::Prefix),
        ("rma", ROGER, Class::Initials),
        ("marr", ROGER, Class::Initials),
        ("mr", ROGER, Class::Initials),
        ("goncalves", ROBERT, Class::Exact),
        ("GONÇALVES", ROBERT, Class::Exact),
        ("bob", ROBERT, Class::Nickname),
        ("bob gonc", ROBERT, Class::Nickname),
        ("rocket", ROBERT, Class::Exact),
        ("kowalski", DANA, Class::Exact),
        ("lily", ROGER, Class::Near),
        ("biscuit", ROGER, Class::Near),
        ("lily martin", ROGER, Class::Near),
        ("0159", ROGER, Class::Digits),
        ("5550", ROGER, Class::Digits),
        ("(415) 555-0159", ROGER, Class::Digits),
        ("0014155550159", ROGER, Class::Digits),
        ("harbourm", ROGER, Class::Email),
        ("roger.m@har", ROGER, Class::Email),
        ("e10234", ROGER, Class::Number),
        ("E-102", ROGER, Class::Number),
        ("sn9z8777", ROGER, Class::Number),
        ("10234", ROGER, Class::Number),
        ("blue dial diver", ROGER, Class::Word),
        ("diver bl", ROGER, Class::Word),
        ("roger omega anniversary", ROGER, Class::NameAndWord),
        ("roger 0159", ROGER, Class::NameAndWord),
        ("roger martn", ROGER, Class::Typo),
        ("matrin rog", ROGER, Class::Typo),
        ("rogger martin", ROGER, Class::Typo),
        ("steven mcconaughey", STEPHEN, Class::Sound),
        ("mconaughy", STEPHEN, Class::Sound),
        ("mxconaughy", STEPHEN, Class::Typo),
        ("conaugh", STEPHEN, Class::Inside),
        ("山田太", TARO, Class::Prefix),
        ("田太", TARO, Class::Prefix),
        ("太郎", TARO, Class::Exact),
        ("כה", YAEL, Class::Prefix),
        ("יעל כהן", YAEL, Class::Exact),
        ("김민", MINJUN, Class::Prefix),
        ("민준", MINJUN, Class::Exact),
        ("garcia maria", MARIA, Class::Exact),
        ("obrien", BRIEN, Class::Exact),
        ("o'b", BRIEN, Class::Prefix),
        ("o brien", BRIEN, Class::Prefix),
        ("jeanluc", BRIEN, Class::Exact),
        ("mjgl", MARIA, Class::Initials),
    ] {
        assert_eq!(first(typed), Some((who, class)), "{typed}");
    }
    assert_eq!(first("nobody of that name"), None);
}

#[test]
fn a_row_can_say_why_it_is_there() {
    let why = |typed: &str| {
        let found = Index::of(base(&book())).find(typed, 5);
        found.hits.into_iter().next().map(|hit| hit.why.words)
    };
    use Matched::{Email, Name, Near, Number, Phone, Word};
    for (typed, words) in [
        ("roger martin", vec![Name, Name]),
        ("rma", vec![Name]),
        ("lily martin", vec![Near, Name]),
        ("roger omega anniversary", vec![Name, Word, Word]),
        ("roger 0159", vec![Name, Phone]),
        ("0159", vec![Phone]),
        ("e10234", vec![Number]),
        ("harbourm", vec![Email]),
    ] {
        assert_eq!(why(typed), Some(words), "{typed}");
    }
}

#[test]
fn a_spouse_is_found_and_so_is_the_one_they_belong_to() {
    let mut cards: Vec<SearchCard> = (10..60).map(|n| named(n, "Dana", "Martin")).collect();
    cards.extend(book());
    let index = Index::of(base(&cards));
    for typed in ["dana martin", "Dana", "dana mar"] {
        let first_five: Vec<u128> = index
            .find(typed, 20)
            .hits
            .iter()
            .take(5)
            .map(|hit| hit.id.as_u128() - 1_000)
            .collect();
        assert!(first_five.contains(&ROGER), "{typed} {first_five:?}");
    }
}

#[test]
fn who_is_in_the_store_stands_first() {
    let standing = |standing: Standing, number: u128| SearchCard {
        standing,
        ..named(number, "Ann", "Lee")
    };
    let cards = [
        standing(Standing::default(), 1),
        standing(
            Standing {
                seen_on: Some(TODAY - 5),
                ..Standing::default()
            },
            2,
        ),
        standing(
            Standing {
                seen_on: Some(TODAY - 1),
                ..Standing::default()
            },
            3,
        ),
        standing(
            Standing {
                in_store: true,
                ..Standing::default()
            },
            4,
        ),
        standing(
            Standing {
                in_store: true,
                ready: true,
                ..Standing::default()
            },
            5,
        ),
        standing(
            Standing {
                opened_at: Some(i64::from(TODAY) * 86_400_000),
                ..Standing::default()
            },
            6,
        ),
    ];
    let found = Index::of(base(&cards)).find("ann lee", 3);
    let ids: Vec<u128> = found
        .hits
        .iter()
        .map(|hit| hit.id.as_u128() - 1_000)
        .collect();
    assert_eq!(ids, [5, 4, 6]);
    assert!(found.more);
}
