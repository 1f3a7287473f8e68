//! What a note after a visit says.

use regard_domain::words::RelationKind;
use regard_notes::{About, Found, Species, What, read};

const SCENE: &str = "boys are 9 and 12, dogs Ada and Gryff, planning Lisbon for the 20th";

fn read_note(text: &str) -> Vec<Found> {
    let about = About {
        said_on: "2026-05-12".parse().unwrap(),
        customer: "Roger Whitaker",
    };
    read(text, &about)
}

fn words<'t>(text: &'t str, found: &Found) -> &'t str {
    &text[found.words.clone()]
}

#[test]
fn the_scene_of_the_house() {
    let found = read_note(SCENE);
    let ages: Vec<_> = found
        .iter()
        .filter_map(|found| match &found.what {
            What::Person(person) => Some((person.relation, person.age)),
            _ => None,
        })
        .collect();
    assert_eq!(
        ages,
        [
            (RelationKind::Child, Some(9)),
            (RelationKind::Child, Some(12))
        ]
    );
    let pets: Vec<_> = found
        .iter()
        .filter_map(|found| match &found.what {
            What::Pet { name, species } => Some((name.as_deref(), *species)),
            _ => None,
        })
        .collect();
    assert_eq!(
        pets,
        [(Some("Ada"), Species::Dog), (Some("Gryff"), Species::Dog)]
    );
    for found in &found {
        assert!(SCENE.contains(words(SCENE, found)));
    }
}

#[test]
fn spanish_is_read_by_its_words_not_by_a_setting() {
    let text = "Su esposa Dana es alérgica al níquel y cumple 40 el 3 de junio";
    let found = read_note(text);
    assert!(
        found
            .iter()
            .any(|found| matches!(&found.what, What::Person(person)
        if person.name.as_deref() == Some("Dana") && person.relation == RelationKind::Spouse))
    );
    assert!(
        found
            .iter()
            .any(|found| matches!(found.what, What::Allergy)
                && words(text, found).contains("níquel"))
    );
    assert!(
        found
            .iter()
            .any(|found| matches!(&found.what, What::Occasion(occasion)
        if occasion.date.is_some_and(|date| date.to_string() == "--06-03")))
    );
}

#[test]
fn what_says_nothing_stays_text() {
    assert_eq!(read_note(""), []);
    assert_eq!(read_note("ok"), []);
    assert_eq!(read_note("💍💍 ¿? …"), []);
}

#[test]
fn any_text_is_read_without_a_fault() {
    // Signs of all kinds, cut at any place: nothing may be out of bounds, no words cut within a sign.
    let text = "Zoé’s 15th—año 2027, ½ pulgada; 6¾\" sz N½ (wife: Ján), born 29/2 … el 31 de feb. 🎂 «hijo» mayo";
    for (from, _) in text.char_indices() {
        for (to, _) in text.char_indices().filter(|(to, _)| *to > from) {
            let part = &text[from..to];
            for found in read_note(part) {
                assert!(part.get(found.words).is_some());
            }
        }
    }
}
