//! What customers write back by Telnyx and by WhatsApp: the same as by Twilio (`answers`), told once for
//! both. Calls are signed as the providers sign them; what is not, or is old, changes nothing.

use axum::http::HeaderMap;
use chrono::TimeDelta;
use regard_domain::ids::MessageId;
use regard_domain::message::MessageState;
use regard_server::database::{DatabaseError, StoredRow, moment, rows};
use regard_server::delivery::config::{DeliveryConfig, SmsConfig, WhatsappConfig};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::store::{MARTA, REPAIR, ROGER, ROGERS_NUMBER, Store, at_once};
use crate::telnyx_peer::{TelnyxPeer, call};
use crate::whatsapp_peer::{self, WhatsappPeer, signed, status, written};

/// By which provider Roger writes.
enum By {
    Telnyx(TelnyxPeer),
    Whatsapp(WhatsappPeer),
}

struct Door {
    store: Store,
    by: By,
    url: String,
}

impl Door {
    async fn telnyx() -> Self {
        let peer = TelnyxPeer::start().await;
        let mut url = String::new();
        let store = Store::called_at(|here| {
            url = format!("{here}/v1/telnyx/inbound");
            DeliveryConfig {
                sms: SmsConfig::Telnyx(Box::new(peer.config(here))),
                ..at_once()
            }
        })
        .await;
        peer.it_is(store.now());
        Self::of(store, By::Telnyx(peer), url)
    }

    async fn whatsapp() -> Self {
        let peer = WhatsappPeer::start().await;
        let cloud = peer.config();
        let mut url = String::new();
        let store = Store::called_at(|here| {
            url = format!("{here}/v1/whatsapp");
            DeliveryConfig {
                whatsapp: WhatsappConfig::Cloud(Box::new(cloud)),
                ..at_once()
            }
        })
        .await;
        store.put(
            "consent",
            Uuid::now_v7(),
            json!({
                "customer_id": ROGER, "address": ROGERS_NUMBER, "channel": "whatsapp",
                "purpose": "service", "given": true, "basis": "at the counter",
                "said_at": moment(store.now()),
            }),
        );
        Self::of(store, By::Whatsapp(peer), url)
    }

    fn of(store: Store, by: By, url: String) -> Self {
        store.put(
            "phone",
            Uuid::from_u128(40),
            json!({
                "customer_id": ROGER, "e164": ROGERS_NUMBER, "typed": "0159", "preferred": true,
            }),
        );
        Self { store, by, url }
    }

    async fn both() -> [Self; 2] {
        [Self::telnyx().await, Self::whatsapp().await]
    }

    fn channel(&self) -> &'static str {
        match &self.by {
            By::Telnyx(_) => "sms",
            By::Whatsapp(_) => "whatsapp",
        }
    }

    /// What arrived at the customer's, in order.
    fn taken(&self) -> Vec<String> {
        match &self.by {
            By::Telnyx(peer) => peer.taken().into_iter().map(|taken| taken.text).collect(),
            By::Whatsapp(peer) => peer.taken().into_iter().map(|taken| taken.text).collect(),
        }
    }

    fn asks(&self, other: Value) -> MessageId {
        let mut fields = json!({ "channel": self.channel() });
        for (name, value) in other.as_object().unwrap() {
            fields[name] = value.clone();
        }
        self.store.asks_with(fields)
    }

    /// Roger was told that his watch is ready.
    async fn told(&self) -> MessageId {
        let message = self.asks(json!({}));
        self.store.runs().await;
        assert_eq!(self.store.state_of(message).0, MessageState::Sent);
        message
    }

    fn body(&self, id: &str, from: &str, words: &str) -> Vec<u8> {
        match &self.by {
            By::Telnyx(_) => json!({ "data": {
                "event_type": "message.received", "id": Uuid::now_v7(), "record_type": "event",
                "occurred_at": "2026-11-20T15:00:00.000Z",
                "payload": {
                    "record_type": "message", "direction": "inbound", "id": id, "type": "SMS",
                    "from": { "phone_number": from, "carrier": "T-Mobile", "line_type": "Wireless" },
                    "to": [{ "phone_number": "+15005550006", "status": "webhook_delivered" }],
                    "text": words, "media": [], "errors": [], "webhook_url": self.url,
                },
            } })
            .to_string()
            .into_bytes(),
            By::Whatsapp(peer) => {
                let digits = from.trim_start_matches('+');
                peer.wrote(digits, true);
                written(&[json!({
                    "from": digits, "id": id, "timestamp": "1763650800", "type": "text",
                    "text": { "body": words },
                })])
            }
        }
    }

    fn headers(&self, body: &[u8]) -> HeaderMap {
        match &self.by {
            By::Telnyx(peer) => peer.signed(body, self.store.now()),
            By::Whatsapp(_) => signed(body),
        }
    }

    async fn brings(&self, id: &str, from: &str, words: &str) {
        let body = self.body(id, from, words);
        self.calls(body).await;
    }

    async fn calls(&self, body: Vec<u8>) {
        let headers = self.headers(&body);
        assert!(matches!(call(&self.url, body, headers).await, 200 | 204));
    }

    fn rows(&self, table: &str) -> Vec<StoredRow> {
        self.store
            .database
            .read(|connection| rows::rows_in(connection, self.store.database.company(), table))
            .unwrap_or_else(|error: DatabaseError| panic!("{error}"))
    }
}

#[tokio::test]
async fn a_question_finds_its_message_its_repair_and_who_wrote() {
    for door in Door::both().await {
        let message = door.told().await;
        door.brings("in-1", ROGERS_NUMBER, "Can I come at six?")
            .await;
        let replies = door.rows("reply");
        let [reply] = replies.as_slice() else {
            panic!("one reply")
        };
        assert_eq!(reply.text("words"), Some("Can I come at six?"));
        assert_eq!(reply.text("channel"), Some(door.channel()));
        assert_eq!(reply.id_in("message_id"), Some(message.0));
        assert_eq!(reply.id_in("repair_id"), Some(REPAIR.0));
        assert_eq!(reply.id_in("for_id"), Some(MARTA));
        assert_eq!(reply.text("closed_at"), None);
        let alerts = door.store.alerts();
        assert_eq!(alerts.len(), 1);
        assert_eq!(alerts[0].text("kind"), Some("customer_replied"));
    }
}

#[tokio::test]
async fn thanks_close_themselves_and_wake_nobody() {
    for door in Door::both().await {
        door.told().await;
        door.brings("in-1", ROGERS_NUMBER, "thanks 😊").await;
        let replies = door.rows("reply");
        assert!(replies[0].text("closed_at").is_some());
        assert!(door.store.alerts().is_empty());
    }
}

#[tokio::test]
async fn plain_words_stop_the_number_with_one_confirmation_however_often_it_is_brought() {
    for door in Door::both().await {
        door.told().await;
        for _ in 0..20 {
            door.brings("in-1", ROGERS_NUMBER, "please stop texting me")
                .await;
        }
        door.brings("in-2", ROGERS_NUMBER, "STOP texting me!!")
            .await;
        door.store.runs().await;
        let taken = door.taken();
        assert_eq!(taken.len(), 2, "{taken:?}");
        assert!(taken[1].contains("no more texts"), "{taken:?}");
        assert_eq!(door.rows("reply").len(), 2);
        let again = door.asks(json!({ "resend": 1 }));
        door.store.runs().await;
        assert_eq!(door.store.state_of(again).0, MessageState::OptedOut);
        door.store.clock.pass(60);
        door.brings("in-3", ROGERS_NUMBER, "START").await;
        let again = door.asks(json!({ "resend": 2 }));
        door.store.runs().await;
        assert_eq!(door.store.state_of(again).0, MessageState::Sent);
    }
}

#[tokio::test]
async fn telnyx_confirms_its_own_keywords_and_whatsapp_has_none() {
    for door in Door::both().await {
        door.told().await;
        door.brings("in-1", ROGERS_NUMBER, "Stop").await;
        door.store.runs().await;
        let ours = match &door.by {
            By::Telnyx(_) => 0,
            By::Whatsapp(_) => 1,
        };
        assert_eq!(door.taken().len(), 1 + ours);
        let again = door.asks(json!({ "resend": 1 }));
        door.store.runs().await;
        assert_eq!(door.store.state_of(again).0, MessageState::OptedOut);
    }
    // A keyword that the store added at Telnyx is told by Telnyx.
    let door = Door::telnyx().await;
    door.told().await;
    let mut said: Value =
        serde_json::from_slice(&door.body("in-1", ROGERS_NUMBER, "please stop")).unwrap();
    said["data"]["payload"]["autoresponse_type"] = json!("opt_out");
    door.calls(said.to_string().into_bytes()).await;
    door.store.runs().await;
    assert_eq!(door.taken().len(), 1, "Telnyx has confirmed it");
}

#[tokio::test]
async fn a_stop_by_whatsapp_leaves_texts_alone_and_a_wrong_number_does_not() {
    for (words, text) in [
        ("please stop", MessageState::Sent),
        ("Sorry, wrong number", MessageState::OptedOut),
    ] {
        let door = Door::whatsapp().await;
        door.told().await;
        door.brings("in-1", ROGERS_NUMBER, words).await;
        let by_text = door.store.asks_with(json!({ "resend": 1 }));
        door.store.runs().await;
        assert_eq!(door.store.state_of(by_text).0, text, "{words}");
    }
}

#[tokio::test]
async fn an_answer_goes_out_in_its_own_words_within_a_day() {
    for door in Door::both().await {
        door.brings("in-1", ROGERS_NUMBER, "Can I come at six?")
            .await;
        let answer = |resend: u32| {
            door.asks(json!({
                "purpose": "conversational", "repair_id": null, "occurrence_id": null,
                "resend": resend, "body": "Yes.\nSee you then.",
            }))
        };
        let soon = answer(11);
        door.store.runs().await;
        assert_eq!(door.store.state_of(soon).0, MessageState::Sent);
        // No template: the words as they are, with their lines.
        assert_eq!(door.taken(), ["Yes.\nSee you then."]);
        if let By::Whatsapp(peer) = &door.by {
            // The day is over by Meta's clock a little earlier than by ours.
            peer.wrote(ROGERS_NUMBER.trim_start_matches('+'), false);
            let late = answer(12);
            door.store.runs().await;
            assert_eq!(door.store.state_of(late).0, MessageState::NotDelivered);
            assert_eq!(
                door.store.state_of(late).1,
                Some(regard_domain::message::StateReason::TooLate)
            );
        }
    }
}

#[tokio::test]
async fn who_hides_the_number_is_known_by_the_message_that_is_answered() {
    let door = Door::whatsapp().await;
    door.told().await;
    let By::Whatsapp(peer) = &door.by else {
        panic!("WhatsApp")
    };
    let taken = peer.only();
    let hidden = |id: &str, words: &str, answers: Option<&str>| {
        let mut message = json!({
            "from_user_id": "US.13491208655302741918", "id": id, "type": "text",
            "text": { "body": words },
        });
        if let Some(answers) = answers {
            message["context"] = json!({ "id": answers });
        }
        message
    };
    // The receipt and the reply in one call: the receipt makes the message known by Meta's name for it.
    let body: Value =
        serde_json::from_slice(&whatsapp_peer::notice(&[status(&taken, "delivered", None)]))
            .unwrap();
    let mut both = body;
    both["entry"][0]["changes"][0]["value"]["messages"] =
        json!([hidden("in-1", "At six?", Some(&taken.id))]);
    door.calls(both.to_string().into_bytes()).await;
    let replies = door.rows("reply");
    assert_eq!(replies.len(), 1);
    assert_eq!(replies[0].id_in("customer_id"), Some(ROGER));
    assert_eq!(replies[0].text("address"), Some(ROGERS_NUMBER));
    // Without that it is nobody's: a person sees to it, also to a stop.
    door.calls(written(&[hidden("in-2", "please stop", None)]))
        .await;
    let strays = door.rows("stray_reply");
    assert_eq!(strays.len(), 1);
    assert_eq!(strays[0].text("closed_at"), None);
    // And a stop that can be told is obeyed.
    door.calls(written(&[hidden("in-3", "please stop", Some(&taken.id))]))
        .await;
    let again = door.asks(json!({ "resend": 1 }));
    door.store.runs().await;
    assert_eq!(door.store.state_of(again).0, MessageState::OptedOut);
}

#[tokio::test]
async fn what_a_stranger_writes_is_kept_for_a_manager_and_pictures_for_a_person() {
    for door in Door::both().await {
        let stranger = "+12125550777";
        door.brings("in-1", stranger, "Is my ring done?").await;
        door.brings("in-1", stranger, "Is my ring done?").await;
        let strays = door.rows("stray_reply");
        assert_eq!(strays.len(), 1);
        assert_eq!(strays[0].text("address"), Some(stranger));
        let long = format!("{} stop", "wörd ".repeat(400));
        door.brings("in-2", ROGERS_NUMBER, &long).await;
        let replies = door.rows("reply");
        assert_eq!(replies[0].text("words"), Some(long.as_str()));
        assert_eq!(replies[0].text("closed_at"), None);
    }
    let door = Door::telnyx().await;
    let mut said: Value = serde_json::from_slice(&door.body("in-1", ROGERS_NUMBER, "")).unwrap();
    let payload = &mut said["data"]["payload"];
    payload["type"] = json!("MMS");
    payload["media"] = json!([{ "url": "https://media.example/1", "content_type": "image/png" }]);
    door.calls(said.to_string().into_bytes()).await;
    assert_eq!(door.rows("reply")[0].value("pictures"), Some(&json!(1)));
}

#[tokio::test]
async fn who_asks_for_help_is_answered_by_the_provider_or_by_marta() {
    for words in ["HELP", "INFO", "Who is this?"] {
        for door in Door::both().await {
            // The one word that Telnyx answers.
            let by_provider = door.channel() == "sms" && words == "HELP";
            door.told().await;
            door.brings("in-1", ROGERS_NUMBER, words).await;
            door.store.runs().await;
            let reply = &door.rows("reply")[0];
            assert_eq!(reply.text("meaning"), Some("help"));
            assert_eq!(door.taken().len(), 1, "the server says nothing by itself");
            assert_eq!(reply.text("closed_at").is_some(), by_provider, "{words}");
            let alerts = door.rows("alert");
            assert_eq!(alerts.len(), usize::from(!by_provider), "{words}");
            for alert in alerts {
                assert_eq!(alert.text("kind"), Some("customer_replied"));
                assert_eq!(alert.id_in("associate_id"), Some(MARTA));
            }
        }
    }
}

#[tokio::test]
async fn a_call_of_whatsapps_may_be_large() {
    let door = Door::whatsapp().await;
    door.told().await;
    let mut body = door.body("in-1", ROGERS_NUMBER, "Can I come at six?");
    body.resize(1024 * 1024, b' ');
    door.calls(body).await;
    assert_eq!(door.rows("reply").len(), 1);
}

#[tokio::test]
async fn a_strangers_call_an_old_one_and_a_broken_one_change_nothing() {
    for door in Door::both().await {
        let body = door.body("in-1", ROGERS_NUMBER, "STOP");
        assert_eq!(call(&door.url, body.clone(), HeaderMap::new()).await, 403);
        let other = door.headers(&door.body("in-2", ROGERS_NUMBER, "Hello"));
        assert_eq!(call(&door.url, body.clone(), other).await, 403);
        let headers = door.headers(&body);
        let mut changed = body.clone();
        changed[20] ^= 1;
        assert_eq!(call(&door.url, changed, headers.clone()).await, 403);
        if let By::Telnyx(peer) = &door.by {
            for minutes in [-6, 6] {
                let at = door.store.now() + TimeDelta::minutes(minutes);
                let headers = peer.signed(&body, at);
                assert_eq!(call(&door.url, body.clone(), headers).await, 403);
            }
            let nobody = br#"{"data":{"event_type":"message.received","payload":{"id":"x"}}}"#;
            let headers = door.headers(nobody);
            assert_eq!(call(&door.url, nobody.to_vec(), headers).await, 400);
        }
        let broken = b"{".to_vec();
        let signed = door.headers(&broken);
        assert_eq!(call(&door.url, broken, signed).await, 400);
        // Meta gathers many in one call.
        let most = match &door.by {
            By::Telnyx(_) => 64 * 1024,
            By::Whatsapp(_) => 4 * 1024 * 1024,
        };
        let huge = vec![b' '; most + 1];
        let signed = door.headers(&huge);
        assert_eq!(call(&door.url, huge, signed).await, 413);
        assert!(door.rows("reply").is_empty());
        assert!(matches!(call(&door.url, body, headers).await, 200 | 204));
        assert_eq!(door.rows("reply").len(), 1);
    }
}
