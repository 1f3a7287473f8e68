//! An erased customer is found by nothing, and leaves no word behind.

use super::cards::{base, named, near};
use crate::{Base, Builder, Index, OpenError, SearchCard, Viewer};

fn zephyrine() -> SearchCard {
    SearchCard {
        also: vec!["Zuzu".into()],
        near: vec![near("Quillon Vexley", "spouse")],
        phones: vec!["+1 415 555 0187".into()],
        emails: vec!["zq@vexleymail.example".into()],
        numbers: vec!["ENV-77123".into(), "SERIAL-XXYYZZ-000111222".into()],
        words: vec!["collects gyrotourbillons".into()],
        standing: crate::Standing {
            tags: vec!["unicornhunter".into()],
            ..Default::default()
        },
        ..named(7, "Zephyrine", "Wolkenstein")
    }
}

const TYPED: &[&str] = &[
    "Zephyrine",
    "wolken",
    "zwo",
    "Zuzu",
    "Quillon",
    "0187",
    "4155550187",
    "zq@vex",
    "vexleymail",
    "ENV77123",
    "env-771",
    "SERIALXXYYZZ000111222",
    "gyrotourbillons",
    "zephyrine gyro",
    "zephirine",
    "zefyrine",
    "phyrine",
];

#[test]
fn an_erased_customer_is_found_by_nothing() {
    let mut index = Index::of(base(&[named(1, "Ann", "Lee"), zephyrine()]));
    for typed in TYPED {
        assert_eq!(index.find(typed, 5).hits.len(), 1, "{typed}");
    }
    index.forget(zephyrine().id);
    index.forget(zephyrine().id);
    assert_eq!(index.len(), 1);
    for typed in TYPED {
        assert!(index.find(typed, 5).hits.is_empty(), "{typed}");
    }
    index.put(&zephyrine());
    assert_eq!(index.len(), 2);
    for typed in TYPED {
        assert_eq!(index.find(typed, 5).hits.len(), 1, "{typed}");
    }
    index.forget(zephyrine().id);
    for typed in TYPED {
        assert!(index.find(typed, 5).hits.is_empty(), "{typed}");
    }
    assert_eq!((index.len(), index.overlay_len()), (1, 0));
}

#[test]
fn a_base_built_without_them_holds_no_word_of_theirs() {
    let others = [named(1, "Ann", "Lee"), named(2, "Roger", "Martin")];
    let with: Vec<SearchCard> = others.iter().cloned().chain([zephyrine()]).collect();
    let holds = |base: &Base, text: &str| {
        let bytes = base.to_bytes();
        bytes
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    };
    let words = [
        "zephyrine",
        "wolkenstein",
        "zuzu",
        "quillon",
        "vexley",
        "gyrotourbillons",
        "serialxxyyzz",
        "unicornhunter",
    ];
    for word in words {
        assert!(holds(&base(&with), word), "{word}");
        assert!(!holds(&base(&others), word), "{word}");
    }
    let id = zephyrine().id;
    let bytes = base(&others).to_bytes();
    assert!(!bytes.windows(16).any(|part| part == id.as_bytes()));
}

#[test]
fn bytes_that_are_no_base_are_refused() {
    let bytes = base(&[zephyrine()]).to_bytes();
    assert_eq!(Base::open(Vec::new()).unwrap_err(), OpenError::NotABase);
    assert_eq!(
        Base::open(b"something else".to_vec()).unwrap_err(),
        OpenError::NotABase
    );
    let mut newer = bytes.clone();
    newer[8] += 1;
    assert_eq!(Base::open(newer).unwrap_err(), OpenError::OtherFormat);
    for place in (12..bytes.len()).step_by(7) {
        let mut damaged = bytes.clone();
        damaged[place] ^= 0x10;
        assert_eq!(
            Base::open(damaged).unwrap_err(),
            OpenError::Damaged,
            "{place}"
        );
    }
    for len in 8..bytes.len().min(200) {
        assert!(Base::open(bytes[..len].to_vec()).is_err());
    }
}

#[test]
fn building_stops_when_asked() {
    let mut builder = Builder::new(Viewer::default());
    builder.add(&zephyrine());
    assert!(builder.finish(&|| true).is_err());
}
