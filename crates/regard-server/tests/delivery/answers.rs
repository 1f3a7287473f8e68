//! What customers write back: kept once, bound to its message, repair and associate, and obeyed where
//! it is clear.
//!
//! Hostile cases of messages: 6 (stop in plain words, and what only sounds like it), 19 (a number of
//! two people), 31 (the same webhook again and again, a stranger, pictures alone, 2,000 characters).

use regard_domain::message::MessageState;
use regard_server::database::{DatabaseError, StoredRow, moment, rows};
use regard_server::delivery::channels::twilio_signature::{Form, signature};
use regard_server::delivery::config::{DeliveryConfig, SmsConfig};
use regard_server::delivery::replies;
use serde_json::json;
use uuid::Uuid;

use crate::store::{MARTA, REPAIR, ROGER, ROGERS_NUMBER, STORE, Store, at_once};
use crate::twilio_peer::{AUTH_TOKEN, FROM, TwilioPeer};

const DANA: Uuid = Uuid::from_u128(33);
const BEN: Uuid = Uuid::from_u128(22);

/// The store with a door for what customers write.
struct Door {
    store: Store,
    peer: TwilioPeer,
    url: String,
}

impl Door {
    async fn open() -> Self {
        let peer = TwilioPeer::start().await;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let sms = SmsConfig::Twilio(Box::new(peer.config(Some(&base))));
        let store = Store::open(DeliveryConfig {
            sms: sms.clone(),
            ..at_once()
        });
        store.tell_the_time(&peer);
        store.put(
            "phone",
            Uuid::from_u128(40),
            json!({
                "customer_id": ROGER, "e164": ROGERS_NUMBER, "typed": "0159", "preferred": true,
            }),
        );
        let router = replies::routes(store.database.clone(), &sms);
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            store,
            peer,
            url: replies::inbound_url(&base),
        }
    }

    /// Twilio brings a text; what it is told to send back.
    async fn brings(&self, sid: &str, from: &str, words: &str) -> Option<String> {
        self.brings_with(sid, from, words, &[]).await
    }

    async fn brings_with(
        &self,
        sid: &str,
        from: &str,
        words: &str,
        more: &[(&str, &str)],
    ) -> Option<String> {
        let mut form: Form = [
            ("MessageSid", sid),
            ("From", from),
            ("To", FROM),
            ("Body", words),
        ]
        .iter()
        .chain(more)
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
        form.push(("ANewParameter".into(), "é & +".into()));
        let (status, body) = self
            .post(&form, &signature(AUTH_TOKEN, &self.url, &form))
            .await;
        assert_eq!(status, 200);
        body.split_once("<Message>")
            .and_then(|(_, rest)| rest.split_once("</Message>"))
            .map(|(words, _)| words.to_owned())
    }

    async fn post(&self, form: &Form, signed: &str) -> (u16, String) {
        let answer = reqwest::Client::new()
            .post(&self.url)
            .header("X-Twilio-Signature", signed)
            .form(form)
            .send()
            .await
            .unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    fn rows(&self, table: &str) -> Vec<StoredRow> {
        self.store
            .database
            .read(|connection| rows::rows_in(connection, self.store.database.company(), table))
            .unwrap_or_else(|error: DatabaseError| panic!("{error}"))
    }

    /// Roger was told that his watch is ready.
    async fn told(&self) -> Uuid {
        let message = self.store.asks();
        self.store.runs().await;
        assert_eq!(self.store.state_of(message).0, MessageState::Sent);
        message.0
    }
}

#[tokio::test]
async fn a_question_finds_its_message_its_repair_and_who_wrote() {
    let door = Door::open().await;
    let message = door.told().await;
    assert_eq!(
        door.brings("SM1", ROGERS_NUMBER, "Can I come at six?")
            .await,
        None
    );
    let replies = door.rows("reply");
    let [reply] = replies.as_slice() else {
        panic!("one reply")
    };
    assert_eq!(reply.text("words"), Some("Can I come at six?"));
    assert_eq!(reply.id_in("message_id"), Some(message));
    assert_eq!(reply.id_in("repair_id"), Some(REPAIR.0));
    assert_eq!(reply.id_in("for_id"), Some(MARTA));
    assert_eq!(reply.text("closed_at"), None);
    let alerts = door.store.alerts();
    assert_eq!(alerts.len(), 1);
    assert_eq!(alerts[0].text("kind"), Some("customer_replied"));
    assert_eq!(alerts[0].id_in("associate_id"), Some(MARTA));
}

#[tokio::test]
async fn thanks_close_themselves_and_wake_nobody() {
    let door = Door::open().await;
    door.told().await;
    for (at, words) in ["thanks 😊", "Merci beaucoup !", "👍🙏", "¡Gracias!"]
        .iter()
        .enumerate()
    {
        assert_eq!(
            door.brings(&format!("SM{at}"), ROGERS_NUMBER, words).await,
            None
        );
    }
    let replies = door.rows("reply");
    assert_eq!(replies.len(), 4);
    let open: Vec<_> = replies
        .iter()
        .filter(|row| row.text("closed_at").is_none())
        .collect();
    // A thumb alone may be an answer to something: a person reads it.
    assert!(
        open.iter().all(|row| row.text("words") == Some("👍🙏")),
        "{open:?}"
    );
    assert_eq!(door.store.alerts().len(), open.len());
}

#[tokio::test]
async fn the_same_webhook_fifty_times_is_one_reply_and_one_confirmation() {
    let door = std::sync::Arc::new(Door::open().await);
    door.told().await;
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let door = door.clone();
        calls.spawn(async move {
            door.brings("SM1", ROGERS_NUMBER, "please stop texting me")
                .await
        });
    }
    let said: Vec<String> = calls.join_all().await.into_iter().flatten().collect();
    assert!(said.is_empty(), "it goes out as a message: {said:?}");
    door.store.runs().await;
    let taken = door.peer.taken();
    let confirmations = taken
        .iter()
        .filter(|one| one.body.contains("no more texts"));
    assert_eq!(confirmations.count(), 1, "exactly one confirmation");
    assert_eq!(door.rows("reply").len(), 1);
    // Asked again later in other words: obeyed, and not confirmed a second time.
    assert_eq!(
        door.brings("SM2", ROGERS_NUMBER, "STOP texting me!!").await,
        None
    );
    door.store.runs().await;
    assert_eq!(door.peer.taken().len(), taken.len());
}

#[tokio::test]
async fn plain_words_stop_the_number_and_what_only_sounds_like_it_goes_to_a_person() {
    for words in [
        "please stop texting me",
        "STOP.",
        "Stop 🛑",
        "ARRÊT",
        "unsubscribe pls",
        "STOP",
    ] {
        let door = Door::open().await;
        door.told().await;
        assert_eq!(door.brings("SM1", ROGERS_NUMBER, words).await, None);
        let again = door.store.asks_with(json!({ "resend": 1 }));
        door.store.runs().await;
        assert_eq!(
            door.store.state_of(again).0,
            MessageState::OptedOut,
            "{words}"
        );
        // Twilio answers its own keyword by itself: two confirmations would be one too many.
        let confirmed = usize::from(words != "STOP");
        assert_eq!(door.peer.taken().len(), 1 + confirmed, "{words}");
        let ledger = door.rows("consent");
        let withdrawn = ledger
            .iter()
            .filter(|row| row.value("given") == Some(&json!(false)));
        assert!(withdrawn.count() >= 1, "every device sees it");
    }
    let door = Door::open().await;
    door.told().await;
    assert_eq!(
        door.brings("SM1", ROGERS_NUMBER, "don't stop, thanks!")
            .await,
        None
    );
    let again = door.store.asks_with(json!({ "resend": 1 }));
    door.store.runs().await;
    assert_eq!(door.store.state_of(again).0, MessageState::Sent);
    assert_eq!(door.store.alerts().len(), 1, "Marta reads it");
}

#[tokio::test]
async fn a_stop_that_twilio_names_is_a_stop_whatever_the_words() {
    let door = Door::open().await;
    door.told().await;
    let more = [("OptOutType", "STOP")];
    assert_eq!(
        door.brings_with("SM1", ROGERS_NUMBER, "nein danke", &more)
            .await,
        None
    );
    let again = door.store.asks_with(json!({ "resend": 1 }));
    door.store.runs().await;
    assert_eq!(door.store.state_of(again).0, MessageState::OptedOut);
}

#[tokio::test]
async fn start_lifts_a_stop_of_a_reply_and_none_that_was_a_wrong_number() {
    let door = Door::open().await;
    door.told().await;
    door.brings("SM1", ROGERS_NUMBER, "please stop texting me")
        .await;
    door.store.clock.pass(60);
    door.brings("SM2", ROGERS_NUMBER, "START").await;
    let again = door.store.asks_with(json!({ "resend": 1 }));
    door.store.runs().await;
    assert_eq!(door.store.state_of(again).0, MessageState::Sent);

    let door = Door::open().await;
    door.told().await;
    door.brings("SM1", ROGERS_NUMBER, "Wrong number").await;
    door.store.clock.pass(60);
    door.brings("SM2", ROGERS_NUMBER, "START").await;
    let again = door.store.asks_with(json!({ "resend": 1 }));
    door.store.runs().await;
    assert_eq!(door.store.state_of(again).0, MessageState::OptedOut);
}

#[tokio::test]
async fn a_wrong_number_is_stopped_and_someone_asks_for_the_right_one() {
    let door = Door::open().await;
    door.told().await;
    assert_eq!(
        door.brings("SM1", ROGERS_NUMBER, "Sorry, wrong number")
            .await,
        None
    );
    let tasks = door.rows("follow_up");
    let [task] = tasks.as_slice() else {
        panic!("one task")
    };
    assert_eq!(task.id_in("customer_id"), Some(ROGER));
    assert_eq!(task.id_in("assigned_to"), Some(MARTA));
    assert!(task.text("reason").unwrap().contains("··59"));
}

#[tokio::test]
async fn a_number_of_two_people_shows_in_both_threads_and_its_stop_stops_both() {
    let door = Door::open().await;
    door.told().await;
    let at = moment(door.store.now());
    door.store.put(
        "customer",
        DANA,
        json!({
            "store_id": STORE, "given_name": "Dana", "family_name": "Vale", "created_at": at,
        }),
    );
    door.store.put(
        "phone",
        Uuid::from_u128(41),
        json!({
            "customer_id": DANA, "e164": ROGERS_NUMBER, "typed": "0159", "preferred": true,
        }),
    );
    door.brings("SM1", ROGERS_NUMBER, "Is it waterproof?").await;
    let mut whose: Vec<_> = door
        .rows("reply")
        .iter()
        .map(|row| row.id_in("customer_id"))
        .collect();
    whose.sort();
    assert_eq!(whose, [Some(ROGER), Some(DANA)]);

    door.brings("SM2", ROGERS_NUMBER, "leave me alone and stop texting")
        .await;
    let to_dana = door.store.asks_with(json!({
        "customer_id": DANA, "repair_id": null, "occurrence_id": null, "resend": 7,
    }));
    door.store.runs().await;
    assert_eq!(door.store.state_of(to_dana).0, MessageState::OptedOut);
    // What was given at this number is taken back in the words of who gave it; a stop of the number
    // itself holds for everyone who has it.
    let ledger = door.rows("consent");
    assert!(ledger.iter().any(|row| {
        row.id_in("customer_id") == Some(ROGER) && row.value("given") == Some(&json!(false))
    }));
}

#[tokio::test]
async fn what_a_stranger_writes_is_kept_for_a_manager() {
    let door = Door::open().await;
    let stranger = "+12125550777";
    assert_eq!(door.brings("SM1", stranger, "Is my ring done?").await, None);
    assert_eq!(door.brings("SM1", stranger, "Is my ring done?").await, None);
    let strays = door.rows("stray_reply");
    let [stray] = strays.as_slice() else {
        panic!("one")
    };
    assert_eq!(stray.text("address"), Some(stranger));
    assert_eq!(stray.text("words"), Some("Is my ring done?"));
    assert!(door.rows("reply").is_empty());
    // A stranger's stop is obeyed and confirmed as well.
    assert!(
        door.brings("SM2", stranger, "stop sending me messages")
            .await
            .is_some()
    );
}

#[tokio::test]
async fn pictures_alone_and_two_thousand_characters_go_to_a_person_whole() {
    let door = Door::open().await;
    door.told().await;
    door.brings_with("SM1", ROGERS_NUMBER, "", &[("NumMedia", "2")])
        .await;
    let long = format!("{} stop", "wörd ".repeat(400));
    door.brings("SM2", ROGERS_NUMBER, &long).await;
    let replies = door.rows("reply");
    assert!(replies.iter().all(|row| row.text("closed_at").is_none()));
    assert!(
        replies
            .iter()
            .any(|row| row.value("pictures") == Some(&json!(2)))
    );
    assert!(
        replies
            .iter()
            .any(|row| row.text("words") == Some(long.as_str()))
    );
    assert_eq!(door.store.alerts().len(), 2);
}

#[tokio::test]
async fn a_strangers_webhook_changes_nothing() {
    let door = Door::open().await;
    let form: Form = [
        ("MessageSid", "SM1"),
        ("From", ROGERS_NUMBER),
        ("Body", "STOP"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    assert_eq!(door.post(&form, "").await.0, 403);
    let elsewhere = signature(
        AUTH_TOKEN,
        "https://staging.example/v1/hooks/twilio/inbound",
        &form,
    );
    assert_eq!(door.post(&form, &elsewhere).await.0, 403);
    assert!(door.rows("reply").is_empty());
    let nothing: Form = vec![("Body".into(), "hello".into())];
    let signed = signature(AUTH_TOKEN, &door.url, &nothing);
    assert_eq!(door.post(&nothing, &signed).await.0, 400);
    let huge: Form = vec![("Body".into(), "x".repeat(70_000))];
    let signed = signature(AUTH_TOKEN, &door.url, &huge);
    assert_eq!(door.post(&huge, &signed).await.0, 413);
}

#[tokio::test]
async fn an_alert_goes_to_someone_who_still_works_here() {
    let door = Door::open().await;
    let ben = json!({ "given_name": "Ben", "role": "associate", "store_id": STORE });
    door.store.put("associate", BEN, ben);
    door.told().await;
    door.store
        .put("associate", MARTA, json!({ "left_on": "2026-11-19" }));
    door.brings("SM1", ROGERS_NUMBER, "Can I come at six?")
        .await;
    let alerts = door.store.alerts();
    assert_eq!(alerts.len(), 1);
    assert_eq!(alerts[0].id_in("associate_id"), Some(BEN));
}

#[tokio::test]
async fn an_answer_goes_out_within_a_day_without_other_permission_and_not_after() {
    let door = Door::open().await;
    door.store.says(false);
    door.store.says(true);
    door.brings("SM1", ROGERS_NUMBER, "Can I come at six?")
        .await;
    door.store.clock.pass(60);
    let answer = |resend: u32| {
        door.store.asks_with(json!({
            "purpose": "conversational", "repair_id": null, "occurrence_id": null,
            "resend": resend, "body": "Yes, see you then.",
        }))
    };
    let soon = answer(11);
    door.store.runs().await;
    assert_eq!(door.store.state_of(soon).0, MessageState::Sent);
    assert_eq!(door.peer.taken().len(), 1);
    door.store.clock.pass(25 * 3600);
    let late = answer(12);
    door.store.runs().await;
    assert_eq!(door.store.state_of(late).0, MessageState::NotDelivered);
    // Nobody wrote from there: an answer to nothing is no answer.
    let to_nobody = door.store.asks_with(json!({
        "purpose": "conversational", "repair_id": null, "occurrence_id": null, "resend": 13,
        "address": "+12125550666",
    }));
    door.store.runs().await;
    assert_eq!(door.store.state_of(to_nobody).0, MessageState::NoConsent);
    assert_eq!(door.peer.taken().len(), 1);
}

#[tokio::test]
async fn a_stop_between_the_answer_and_its_leaving_is_obeyed() {
    let door = Door::open().await;
    door.brings("SM1", ROGERS_NUMBER, "Can I come at six?")
        .await;
    let answer = door.store.asks_with(json!({
        "purpose": "conversational", "repair_id": null, "occurrence_id": null, "resend": 11,
    }));
    door.brings("SM2", ROGERS_NUMBER, "actually, please stop texting me")
        .await;
    door.store.runs().await;
    assert_eq!(door.store.state_of(answer).0, MessageState::OptedOut);
    let taken = door.peer.taken();
    assert_eq!(
        taken.len(),
        1,
        "the confirmation of the stop, and nothing else"
    );
    assert!(
        taken[0].body.contains("no more texts"),
        "{:?}",
        taken[0].body
    );
}
