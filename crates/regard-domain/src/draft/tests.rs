//! Drafts as customers read them.

use super::*;
use crate::parts::Alphabet;
use strum::IntoEnumIterator;

fn rogers_watch() -> ReadyPiece {
    ReadyPiece {
        language: Language::En,
        given_name: "Roger".into(),
        whose: None,
        kind: PieceKind::Watch,
        secret: false,
        free: vec![WorkKind::Battery],
        to_pay: Minor::ZERO,
        currency: "USD".into(),
        store_name: "Martin & Sons".into(),
        opening_hours: Some("until 19:00, Sundays closed".into()),
        associate: "Marta".into(),
        envelope: "A-2481".into(),
        link: None,
        own_line: None,
    }
}

fn body(ready: &ReadyPiece) -> String {
    ready_words(ready).unwrap().body
}

#[test]
fn marta_tells_roger_that_the_battery_is_on_us() {
    let words = ready_words(&rogers_watch()).unwrap();
    assert_eq!(
        words.body,
        "Hi Roger, your watch is ready. The battery is on us, as promised. \
         We are open until 19:00, Sundays closed. Marta, Martin & Sons"
    );
    assert_eq!(words.subject, "Your watch is ready");
}

#[test]
fn what_is_to_pay_is_said() {
    let ready = ReadyPiece {
        free: vec![],
        to_pay: Minor(4000),
        ..rogers_watch()
    };
    assert!(body(&ready).contains("ready. To pay: $40.00. We"));
}

#[test]
fn each_language_has_whole_sentences() {
    let spanish = ReadyPiece {
        language: Language::Es,
        kind: PieceKind::Earrings,
        free: vec![WorkKind::Cleaning, WorkKind::Setting],
        opening_hours: Some("hasta las 19:00".into()),
        ..rogers_watch()
    };
    assert_eq!(
        body(&spanish),
        "Hola Roger, ya puede recoger sus pendientes. La limpieza y el engaste van por nuestra \
         cuenta, como prometimos. Abrimos hasta las 19:00. Marta, Martin & Sons"
    );
    let french = ReadyPiece {
        language: Language::Fr,
        whose: Some("Elena".into()),
        kind: PieceKind::Band,
        to_pay: Minor(1250),
        currency: "EUR".into(),
        free: vec![],
        opening_hours: None,
        ..rogers_watch()
    };
    assert_eq!(
        body(&french),
        "Bonjour Roger, vous pouvez venir chercher l'alliance d'Elena. Reste à payer : 12,50 €. \
         Marta, Martin & Sons"
    );
}

#[test]
fn a_secret_gift_names_neither_piece_nor_work_to_anyone() {
    for language in Language::iter() {
        for kind in PieceKind::iter() {
            for whose in [None, Some("Roger".to_owned())] {
                let ready = ReadyPiece {
                    language,
                    kind,
                    whose,
                    secret: true,
                    given_name: "Dana".into(),
                    opening_hours: None,
                    ..rogers_watch()
                };
                let words = ready_words(&ready).unwrap();
                for text in [words.body, words.subject] {
                    for giveaway in [
                        "watch", "battery", "reloj", "pila", "montre", "pile", "Roger",
                    ] {
                        assert!(!text.contains(giveaway), "{text}");
                    }
                }
            }
        }
    }
    let ready = ReadyPiece {
        secret: true,
        ..rogers_watch()
    };
    assert!(body(&ready).starts_with("Hi Roger, your repair is ready. There is nothing to pay"));
}

#[test]
fn another_person_of_the_household_hears_whose_it_is() {
    let ready = ReadyPiece {
        given_name: "Dana".into(),
        whose: Some("Roger".into()),
        ..rogers_watch()
    };
    assert!(body(&ready).starts_with("Hi Dana, Roger's watch is ready."));
}

#[test]
fn an_ordinary_draft_is_one_part_in_every_language() {
    for language in Language::iter() {
        for kind in PieceKind::iter() {
            for work in WorkKind::iter() {
                let ready = ReadyPiece {
                    language,
                    kind,
                    free: vec![work],
                    to_pay: Minor(123_450),
                    given_name: "Roger".into(),
                    store_name: "Martin & Sons".into(),
                    ..rogers_watch()
                };
                let words = body(&ready);
                let counted = count_parts(&words);
                assert_eq!(counted.alphabet, Alphabet::Gsm7, "{words}");
                assert_eq!(counted.parts, 1, "{words}");
            }
        }
    }
}

#[test]
fn names_come_out_as_typed_and_are_never_read_as_a_template() {
    for name in [
        "{{7*7}}",
        "<script>",
        "{% raw %}",
        "=HYPERLINK()",
        "Zoë",
        "O'Brien",
    ] {
        let ready = ReadyPiece {
            given_name: name.into(),
            ..rogers_watch()
        };
        assert!(
            body(&ready).starts_with(&format!("Hi {name}, your")),
            "{name}"
        );
    }
}

#[test]
fn no_name_is_no_greeting_by_name() {
    for name in ["", "  ", "TEST", "N/A", "roger@example.org"] {
        let ready = ReadyPiece {
            given_name: name.into(),
            ..rogers_watch()
        };
        assert!(
            body(&ready).starts_with("Hello, your watch is ready."),
            "{name}"
        );
    }
}

#[test]
fn the_link_takes_the_place_of_the_hours_and_the_associates_line_has_a_place() {
    let ready = ReadyPiece {
        link: Some("https://rgrd.example/s/AbCdEf012345".into()),
        to_pay: Minor(4000),
        ..rogers_watch()
    };
    let words = body(&ready);
    assert_eq!(count_parts(&words).parts, 1, "{words}");
    assert_eq!(
        words,
        "Hi Roger, your watch is ready. The battery is on us, as promised. To pay: $40.00. \
         https://rgrd.example/s/AbCdEf012345 Marta, Martin & Sons"
    );
    let ready = ReadyPiece {
        own_line: Some("I cleaned the clasp as well.".into()),
        ..rogers_watch()
    };
    assert_eq!(
        body(&ready),
        "Hi Roger, your watch is ready. The battery is on us, as promised. \
         We are open until 19:00, Sundays closed. I cleaned the clasp as well. \
         Marta, Martin & Sons"
    );
}

#[test]
fn a_ticket_is_named_by_its_last_three() {
    assert_eq!(last_three("A-2481").as_deref(), Some("481"));
    assert_eq!(last_three("7").as_deref(), Some("7"));
    assert_eq!(last_three(" - "), None);
}

#[test]
fn language_tags_and_countries_are_understood() {
    assert_eq!(Language::of_tag("es-MX"), Some(Language::Es));
    assert_eq!(Language::of_tag("FR"), Some(Language::Fr));
    assert_eq!(Language::of_tag("de"), None);
    assert_eq!(Language::of_country("US"), Language::En);
}
