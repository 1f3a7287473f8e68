//! Marta jots a line down, and what it says is filed.

use regard_domain::ids::CustomerId;
use regard_domain::words::{FactKind, NoteKind, RelationKind, Role, Tact};

use super::screens::{Chip, ChipKind, DropFiled, Jot, Jotted, TakeBackFiled, Understand};
use super::{jot, take_back, understand};
use crate::customers::screens::{About, OpenCustomer, Story};
use crate::customers::story;
use crate::repairs::rogers_watch::RogersWatch;

const SCENE: &str = "Boys are 9 and 12, dogs Ada and Gryff, planning Lisbon for the 20th";

async fn chips(scene: &RogersWatch, words: &str) -> Vec<Chip> {
    let asked = Understand {
        customer_id: Some(scene.roger),
        words: words.into(),
    };
    understand::understand_note(&scene.desk.app, asked)
        .await
        .unwrap()
}

/// Jots the words down with every chip ticked, or with those of some kinds.
async fn jotted(scene: &RogersWatch, words: &str, kinds: Option<&[ChipKind]>) -> Jotted {
    let ticked = chips(scene, words)
        .await
        .into_iter()
        .filter(|chip| kinds.is_none_or(|kinds| kinds.contains(&chip.kind)))
        .map(|chip| chip.key)
        .collect();
    let note = Jot {
        customer_id: scene.roger,
        repair_id: None,
        kind: NoteKind::Visit,
        words: words.into(),
        follow_up_on: None,
        ticked: Some(ticked),
    };
    jot::jot(&scene.desk.app, note).await.unwrap()
}

async fn opened(scene: &RogersWatch, customer: CustomerId) -> Story {
    let open = OpenCustomer {
        customer_id: customer,
        repair_id: None,
    };
    story::open_customer(&scene.desk.app, open).await.unwrap()
}

async fn about(scene: &RogersWatch) -> About {
    opened(scene, scene.roger).await.about
}

#[tokio::test]
async fn chips_say_their_words_and_where_they_stand() {
    let scene = RogersWatch::known().await;
    let words = format!("  💍 {SCENE}");
    let chips = chips(&scene, &words).await;
    let kinds: Vec<_> = chips.iter().map(|chip| chip.kind).collect();
    assert!(kinds.contains(&ChipKind::Person) && kinds.contains(&ChipKind::Pet));
    // The screens count in UTF-16, and from the spaces before the words on.
    let units: Vec<u16> = words.encode_utf16().collect();
    for chip in &chips {
        let at = usize::try_from(chip.from).unwrap()..usize::try_from(chip.to).unwrap();
        assert_eq!(String::from_utf16(&units[at]).unwrap(), chip.words);
    }
    let dogs = chips
        .iter()
        .filter(|chip| chip.kind == ChipKind::Pet)
        .count();
    assert_eq!(dogs, 1, "two dogs in the same words are one chip");
}

#[tokio::test]
async fn a_chip_says_whose_it_is_where_its_words_do_not() {
    let scene = RogersWatch::known().await;
    let chips = chips(&scene, "Wife Dana turns 50 on June 3. Ring size 6.5.").await;
    let day = chips.iter().find(|chip| chip.kind == ChipKind::Occasion);
    assert_eq!(day.unwrap().whose.as_deref(), Some("Dana"));
    assert_eq!(day.unwrap().day.as_deref(), Some("--06-03"));
    let size = chips.iter().find(|chip| chip.kind == ChipKind::Size);
    assert!(!size.unwrap().sure, "hers or his: somebody has to say");
}

#[tokio::test]
async fn what_is_ticked_is_filed_and_all_of_it_is_taken_back_at_once() {
    let scene = RogersWatch::known().await;
    let before = about(&scene).await;
    let note = jotted(&scene, SCENE, None).await;
    assert_eq!(note.note.words, SCENE);
    let filed = about(&scene).await;
    let fact = |kind: FactKind| filed.facts.iter().find(|fact| fact.kind == kind).unwrap();
    assert_eq!(fact(FactKind::Pet).words, "dogs Ada and Gryff");
    assert_eq!(fact(FactKind::Family).words, "Boys are 9 and 12");
    assert_eq!(fact(FactKind::Pet).tact, Tact::Say);
    let from = fact(FactKind::Pet).from_note.clone().unwrap();
    assert_eq!(
        (from.note_id, from.by_me, from.words.as_str()),
        (note.note.id, true, SCENE)
    );
    let at = usize::try_from(from.from).unwrap()..usize::try_from(from.to).unwrap();
    assert_eq!(SCENE.get(at), Some("dogs Ada and Gryff"));

    let back = TakeBackFiled {
        note_id: note.note.id,
    };
    take_back::take_back_filed(&scene.desk.app, back)
        .await
        .unwrap();
    let after = about(&scene).await;
    assert_eq!(after.facts.len(), before.facts.len());
    assert_eq!(after.relations.len(), before.relations.len());
    assert_eq!(after.occasions.len(), before.occasions.len());
    let story = opened(&scene, scene.roger).await;
    assert_eq!(story.brief.ask.unwrap().words, SCENE, "the note stays");
}

#[tokio::test]
async fn what_is_not_ticked_stays_text() {
    let scene = RogersWatch::known().await;
    let note = jotted(&scene, SCENE, Some(&[ChipKind::Pet])).await;
    assert_eq!(note.filed, 1);
    assert_eq!(about(&scene).await.facts.len(), 1);
    let none = jotted(&scene, SCENE, Some(&[])).await;
    assert_eq!(none.filed, 0);
    assert_eq!(about(&scene).await.facts.len(), 1);
}

#[tokio::test]
async fn someone_who_is_known_is_not_written_down_again_and_their_day_is_theirs() {
    let scene = RogersWatch::known().await;
    jotted(
        &scene,
        "Wife Dana turns 50 on June 3. Daughter Zoe loves horses.",
        None,
    )
    .await;
    let about = about(&scene).await;
    let wives = about
        .relations
        .iter()
        .filter(|relation| relation.kind == RelationKind::Spouse);
    assert_eq!(wives.count(), 1, "Dana has a page already");
    assert!(
        about
            .relations
            .iter()
            .any(|relation| relation.other.name == "Zoe" && relation.kind == RelationKind::Child)
    );
    let day = about.occasions.first().unwrap();
    assert_eq!(day.on_date, "1976-06-03", "50 this June");
    assert!(day.from_note.is_some());
}

#[tokio::test]
async fn one_wrong_record_is_taken_out_and_filed_again() {
    let scene = RogersWatch::known().await;
    jotted(&scene, "Daughter Zoe turns 16 on June 3.", None).await;
    let zoe = about(&scene)
        .await
        .relations
        .into_iter()
        .find(|relation| relation.other.name == "Zoe")
        .unwrap();
    let trace_id = zoe.from_note.unwrap().trace_id;
    let story = take_back::drop_filed(&scene.desk.app, DropFiled { trace_id })
        .await
        .unwrap();
    let gone = |about: &About| about.relations.iter().all(|r| r.other.name != "Zoe");
    assert!(gone(&story.about));
    assert!(story.about.occasions.is_empty(), "her day went with her");
    // Twice is once.
    take_back::drop_filed(&scene.desk.app, DropFiled { trace_id })
        .await
        .unwrap();
    take_back::file_again(&scene.desk.app, DropFiled { trace_id })
        .await
        .unwrap();
    assert!(!gone(&about(&scene).await));
}

#[tokio::test]
async fn a_hard_time_is_never_said_and_ends_cheer() {
    let scene = RogersWatch::known().await;
    let note = jotted(&scene, "His mother passed away last week.", None).await;
    let story = opened(&scene, scene.roger).await;
    assert!(story.gently_until.is_some());
    let facts = &story.about.facts;
    assert!(
        facts
            .iter()
            .any(|fact| fact.tact == Tact::NeverSay && fact.words.contains("passed away"))
    );
    let back = TakeBackFiled {
        note_id: note.note.id,
    };
    take_back::take_back_filed(&scene.desk.app, back)
        .await
        .unwrap();
    assert!(opened(&scene, scene.roger).await.gently_until.is_none());
}

#[tokio::test]
async fn a_promise_and_a_day_to_call_go_where_they_belong() {
    let scene = RogersWatch::known().await;
    let words = "Promised her free batteries for life. Call him next Tuesday.";
    jotted(&scene, words, None).await;
    let story = opened(&scene, scene.roger).await;
    assert!(
        story
            .promises
            .iter()
            .any(|promise| promise.words.contains("free batteries"))
    );
    let call = story.follow_ups.first().unwrap();
    assert_eq!(call.due_on.to_string(), "2026-05-19");
    let from = &story.about.from_notes[&call.id.0];
    assert_eq!(from.words, words);
    let trace_id = from.trace_id;
    let story = take_back::drop_filed(&scene.desk.app, DropFiled { trace_id })
        .await
        .unwrap();
    assert!(story.follow_ups.is_empty());
}

#[tokio::test]
async fn a_chosen_day_makes_one_follow_up_and_goes_with_the_rest() {
    let scene = RogersWatch::known().await;
    let words = "Likes onyx. Call him on May 20.";
    let ticked = chips(&scene, words).await;
    assert!(ticked.iter().any(|chip| chip.kind == ChipKind::FollowUp));
    let note = Jot {
        customer_id: scene.roger,
        repair_id: None,
        kind: NoteKind::Visit,
        words: words.into(),
        follow_up_on: Some("2026-05-20".parse().unwrap()),
        ticked: Some(ticked.into_iter().map(|chip| chip.key).collect()),
    };
    let note = jot::jot(&scene.desk.app, note).await.unwrap();
    let story = opened(&scene, scene.roger).await;
    let reasons: Vec<_> = story.follow_ups.iter().map(|each| &each.reason).collect();
    assert_eq!(reasons, [words]);
    let back = TakeBackFiled {
        note_id: note.note.id,
    };
    take_back::take_back_filed(&scene.desk.app, back)
        .await
        .unwrap();
    assert!(opened(&scene, scene.roger).await.follow_ups.is_empty());
}

#[tokio::test]
async fn a_promise_that_was_used_stays() {
    let scene = RogersWatch::known().await;
    let note = jotted(&scene, "Promised him free batteries for life.", None).await;
    let story = opened(&scene, scene.roger).await;
    let promise = story
        .promises
        .iter()
        .find(|promise| story.about.from_notes.contains_key(&promise.id.0))
        .unwrap();
    scene.desk.from_server(
        "promise_use",
        uuid::Uuid::from_u128(0x77),
        serde_json::json!({"promise_id": promise.id, "customer_id": scene.roger, "kind": "kept",
                           "amount": 4000, "at": "2026-05-12T14:00:00.000Z"}),
    );
    let trace_id = story.about.from_notes[&promise.id.0].trace_id;
    take_back::drop_filed(&scene.desk.app, DropFiled { trace_id })
        .await
        .unwrap_err();
    let back = TakeBackFiled {
        note_id: note.note.id,
    };
    take_back::take_back_filed(&scene.desk.app, back)
        .await
        .unwrap();
    let after = opened(&scene, scene.roger).await;
    assert!(after.promises.iter().any(|each| each.id == promise.id));
}

#[tokio::test]
async fn spanish_notes_are_read_on_an_english_device() {
    let scene = RogersWatch::known_to(Role::Associate).await;
    let chips = chips(
        &scene,
        "Su hijo Mateo cumple 15 el 8 de julio, alérgica al níquel",
    )
    .await;
    let kinds: Vec<_> = chips.iter().map(|chip| chip.kind).collect();
    for kind in [ChipKind::Person, ChipKind::Occasion, ChipKind::Allergy] {
        assert!(kinds.contains(&kind), "{kind}");
    }
}
