//! What goes up is merged, and no word is lost.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use regard_sync::{ChangeKind, ChangeOutcome, SyncError, SyncService};
use serde_json::json;

use crate::store::{Store, id, note, parked_for};

#[tokio::test]
async fn a_request_that_comes_twice_changes_nothing() {
    let store = Store::open();
    let mut marta = store.device("Marta").await;
    let changes = vec![marta.add("note", id("n1"), note("Roger", "boys are 9 and 12"))];
    let request = marta.request(changes, 100);
    let first = store.state.sync(&marta.token, &request).await.unwrap();
    assert_eq!((first.acked_to, first.results.len()), (1, 1));
    let head = store.head();
    let second = store.state.sync(&marta.token, &request).await.unwrap();
    assert_eq!((second.acked_to, second.results.len()), (1, 0));
    assert_eq!(store.head(), head);
}

#[tokio::test]
async fn a_missing_number_is_asked_for_and_nothing_is_done() {
    let store = Store::open();
    let mut marta = store.device("Marta").await;
    let lost = marta.add("note", id("n1"), note("Roger", "lost on the way"));
    let next = marta.add("note", id("n2"), note("Roger", "the next one"));
    let refused = marta.sync(vec![next.clone()], 100).await;
    assert_eq!(refused, Err(SyncError::Gap { expected: 1 }));
    assert!(store.rows("note").is_empty());
    assert_eq!(
        marta.say(vec![lost, next]).await,
        vec![ChangeOutcome::Ok; 2]
    );
    assert_eq!(store.rows("note").len(), 2);
}

#[tokio::test]
async fn two_people_edit_one_field_and_both_words_stay() {
    let store = Store::open();
    let (mut marta, mut ben) = (store.device("Marta").await, store.device("Ben").await);
    marta.catch_up(100).await;
    ben.catch_up(100).await;
    let edit = marta.set(
        "customer",
        id("Roger"),
        json!({ "about": "wants a moonphase" }),
    );
    assert_eq!(marta.say(vec![edit]).await, vec![ChangeOutcome::Ok]);
    store.clock.forward(TimeDelta::minutes(1));
    let edit = ben.set(
        "customer",
        id("Roger"),
        json!({ "about": "allergic to nickel" }),
    );
    assert_eq!(ben.say(vec![edit]).await, vec![ChangeOutcome::Merged]);
    marta.catch_up(100).await;
    ben.catch_up(100).await;
    for device in [&marta, &ben] {
        let shown = device.value("customer", id("Roger"), "about");
        assert_eq!(shown, Some(json!("allergic to nickel")));
    }
    let beside = store.rows("also_entered");
    assert_eq!(beside.len(), 1);
    assert_eq!(beside[0].text("value"), Some("\"wants a moonphase\""));
    assert_eq!(beside[0].id_in("entered_by"), Some(id("Marta")));
    assert_eq!(
        marta.value("also_entered", beside[0].id, "field"),
        Some(json!("about"))
    );
}

#[tokio::test]
async fn an_edit_of_what_one_saw_is_no_conflict() {
    let store = Store::open();
    let (mut marta, mut ben) = (store.device("Marta").await, store.device("Ben").await);
    marta.catch_up(100).await;
    let edit = marta.set("customer", id("Roger"), json!({ "nickname": "Rog" }));
    marta.say(vec![edit]).await;
    ben.catch_up(100).await;
    // Ben's clock is an hour behind; he saw Marta's word all the same.
    ben.ahead = TimeDelta::hours(-1);
    let edit = ben.set("customer", id("Roger"), json!({ "nickname": "Roge" }));
    assert_eq!(ben.say(vec![edit]).await, vec![ChangeOutcome::Ok]);
    // And his second edit goes by the stamp he gave the first, which the server had to change.
    let edit = ben.set("customer", id("Roger"), json!({ "nickname": "Roger A." }));
    assert_eq!(ben.say(vec![edit]).await, vec![ChangeOutcome::Ok]);
    assert!(store.rows("also_entered").is_empty());
}

#[tokio::test]
async fn edits_queued_with_a_wrong_clock_do_not_fight_each_other() {
    let store = Store::open();
    let mut marta = store.device("Marta").await;
    marta.catch_up(100).await;
    for ahead in [TimeDelta::days(-400), TimeDelta::days(400)] {
        marta.ahead = ahead;
        let first = marta.set("customer", id("Dana"), json!({ "nickname": "Dee" }));
        let seen = first.fields["nickname"].hlc;
        let mut second = marta.set("customer", id("Dana"), json!({ "nickname": "Dani" }));
        second.fields.get_mut("nickname").unwrap().base = Some(seen);
        // The second leaves in a request of its own, made before the first was answered.
        marta.say(vec![first]).await;
        let outcome = marta.say(vec![second]).await;
        assert!(!outcome.contains(&ChangeOutcome::Merged), "{outcome:?}");
    }
    assert!(store.rows("also_entered").is_empty());
    assert_eq!(
        store.row("customer", id("Dana")).unwrap().text("nickname"),
        Some("Dani")
    );
}

#[tokio::test]
async fn a_clock_a_year_ahead_is_put_right() {
    let store = Store::open();
    let (mut marta, mut ben) = (store.device("Marta").await, store.device("Ben").await);
    marta.catch_up(100).await;
    ben.catch_up(100).await;
    marta.ahead = TimeDelta::days(365);
    let edit = marta.set("customer", id("Roger"), json!({ "city": "Lisbon" }));
    assert_eq!(marta.say(vec![edit]).await, vec![ChangeOutcome::Restamped]);
    let now = u64::try_from(store.database().now().timestamp_millis()).unwrap();
    let stamped = store.row("customer", id("Roger")).unwrap().fields["city"].hlc;
    assert!(stamped.millis <= now);
    // A minute later Ben's word wins: the broken clock does not rule for a year.
    store.clock.forward(TimeDelta::minutes(1));
    let edit = ben.set("customer", id("Roger"), json!({ "city": "Porto" }));
    ben.say(vec![edit]).await;
    assert_eq!(
        store.row("customer", id("Roger")).unwrap().text("city"),
        Some("Porto")
    );
}

#[tokio::test]
async fn one_message_of_two_who_asked_for_it_and_the_words_of_both() {
    let store = Store::open();
    let (mut marta, mut ben) = (store.device("Marta").await, store.device("Ben").await);
    let message = |body: &str, by: &str| {
        json!({
            "customer_id": id("Roger"), "resend": 0, "purpose": "service", "channel": "sms",
            "address": "+12125550101", "body": body, "language": "en",
            "asked_at": "2026-05-12T14:00:00.000Z", "asked_by": id(by),
        })
    };
    let asked = marta.add(
        "message",
        id("ready"),
        message("Your watch is ready", "Marta"),
    );
    assert_eq!(marta.say(vec![asked]).await, vec![ChangeOutcome::Ok]);
    let asked = ben.add(
        "message",
        id("ready"),
        message("The Seamaster is done", "Ben"),
    );
    assert_eq!(ben.say(vec![asked]).await, vec![ChangeOutcome::Merged]);
    assert_eq!(store.rows("message").len(), 1);
    assert_eq!(
        store.row("message", id("ready")).unwrap().text("body"),
        Some("Your watch is ready")
    );
    let beside = store.rows("also_entered");
    assert_eq!(
        beside.len(),
        1,
        "who asked second, and when, is not worth keeping"
    );
    assert_eq!(beside[0].text("value"), Some("\"The Seamaster is done\""));
}

#[tokio::test]
async fn a_change_to_a_row_that_nobody_knows_is_set_aside_with_its_words() {
    let store = Store::open();
    let mut marta = store.device("Marta").await;
    let strange = marta.set(
        "customer",
        id("nobody"),
        json!({ "about": "a word not to lose" }),
    );
    let good = marta.add("note", id("n1"), note("Roger", "goes in all the same"));
    let half = marta.add(
        "note",
        id("n2"),
        json!({ "customer_id": id("Roger"), "words": "half" }),
    );
    let outcomes = marta.say(vec![strange, good, half]).await;
    let expected = [
        parked_for("unknown_row"),
        ChangeOutcome::Ok,
        parked_for("incomplete"),
    ];
    assert_eq!(outcomes, expected);
    let parked = store.parked();
    let words: BTreeSet<String> = parked
        .iter()
        .map(|one| json!(one.change).to_string())
        .collect();
    assert!(
        words
            .iter()
            .any(|words| words.contains("a word not to lose"))
    );
    assert!(words.iter().any(|words| words.contains("half")));
}

#[tokio::test]
async fn an_edit_restores_what_someone_else_deleted() {
    let store = Store::open();
    let (mut marta, mut ben) = (store.device("Marta").await, store.device("Ben").await);
    let phone = json!({ "customer_id": id("Roger"), "typed": "212 555 0101", "preferred": true });
    let added = marta.add("phone", id("p"), phone);
    marta.say(vec![added]).await;
    marta.catch_up(100).await;
    ben.catch_up(100).await;
    let gone = marta.change("phone", id("p"), ChangeKind::Delete, json!({}));
    assert_eq!(marta.say(vec![gone]).await, vec![ChangeOutcome::Ok]);
    assert_eq!(marta.value("phone", id("p"), "typed"), None);
    let edit = ben.set("phone", id("p"), json!({ "label": "office" }));
    assert_eq!(ben.say(vec![edit]).await, vec![ChangeOutcome::Merged]);
    marta.catch_up(100).await;
    assert_eq!(
        marta.value("phone", id("p"), "typed"),
        Some(json!("212 555 0101"))
    );
    assert_eq!(
        marta.value("phone", id("p"), "label"),
        Some(json!("office"))
    );
}

#[tokio::test]
async fn an_erased_customer_is_gone_everywhere_and_never_comes_back() {
    let store = Store::open();
    let (mut marta, mut ines) = (store.device("Marta").await, store.device("Ines").await);
    let told = marta.add("note", id("n1"), note("Roger", "a secret word"));
    marta.say(vec![told]).await;
    marta.catch_up(100).await;
    let wish = marta.change("customer", id("Roger"), ChangeKind::Erase, json!({}));
    assert_eq!(marta.say(vec![wish]).await, vec![parked_for("not_allowed")]);
    let wish = ines.change("customer", id("Roger"), ChangeKind::Erase, json!({}));
    assert_eq!(ines.say(vec![wish]).await, vec![ChangeOutcome::Ok]);

    let late = marta.add("note", id("n2"), note("Roger", "another secret word"));
    let edit = marta.set(
        "customer",
        id("Roger"),
        json!({ "about": "a third secret word" }),
    );
    let outcomes = marta.say(vec![late, edit]).await;
    assert_eq!(outcomes, vec![parked_for("erased"), parked_for("erased")]);
    marta.catch_up(100).await;
    assert!(!format!("{:?}", marta.held).contains("Roger"));
    assert!(!format!("{:?}", marta.held).contains("secret word"));
    assert!(!format!("{:?}", store.parked()).contains("secret word"));
    // A file that is imported again does not bring the customer back either.
    store.customer("Roger", "Main Street");
    assert!(store.row("customer", id("Roger")).unwrap().deleted);
    store.database().checkpoint().unwrap();
    let bytes = crate::engine::bytes_of(&store.state.config().book());
    let word = b"secret word";
    assert!(
        !bytes.windows(word.len()).any(|window| window == word),
        "gone from the book's bytes"
    );
}

#[tokio::test]
async fn what_a_newer_app_says_is_kept_and_passed_on() {
    let store = Store::open();
    let (mut marta, mut ben) = (store.device("Marta").await, store.device("Ben").await);
    let mut theo = store.device("Theo").await;
    marta.catch_up(100).await;
    let field = marta.set("customer", id("Roger"), json!({ "wrist_size": 17 }));
    let row = marta.add(
        "horoscope",
        id("w"),
        json!({ "customer_id": id("Roger"), "what": "GMT" }),
    );
    assert_eq!(
        marta.say(vec![field, row]).await,
        vec![ChangeOutcome::Ok; 2]
    );
    ben.catch_up(100).await;
    assert_eq!(
        ben.value("customer", id("Roger"), "wrist_size"),
        Some(json!(17))
    );
    assert_eq!(ben.value("horoscope", id("w"), "what"), Some(json!("GMT")));
    theo.catch_up(100).await;
    assert_eq!(theo.value("customer", id("Roger"), "wrist_size"), None);
    assert!(!theo.tables().contains("horoscope"));
}
