//! A store that writes by WhatsApp, to customers who asked for it. Hostile case 32 of the reference:
//! statuses without a phone number, templates paused or refused, `read` without `delivered`.

use regard_domain::ids::MessageId;
use regard_domain::message::{MessageState, StateReason};
use regard_server::database::moment;
use regard_server::delivery::config::{DeliveryConfig, WhatsappConfig};
use serde_json::{Value, json};

use crate::store::{ROGER, ROGERS_NUMBER, Store, at_once};
use crate::telnyx_peer::call;
use crate::twilio_peer::Mood;
use crate::whatsapp_peer::{VERIFY, WhatsappPeer, notice, signed, status};

struct Shop {
    peer: WhatsappPeer,
    store: Store,
    url: String,
}

impl Shop {
    async fn open() -> Self {
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
        let shop = Self { peer, store, url };
        shop.roger_allows(true);
        shop
    }

    fn roger_allows(&self, yes: bool) {
        self.store.clock.pass(1);
        self.store.put(
            "consent",
            uuid::Uuid::now_v7(),
            json!({
                "customer_id": ROGER, "address": ROGERS_NUMBER, "channel": "whatsapp",
                "purpose": "service", "given": yes, "basis": "at the counter",
                "said_at": moment(self.store.now()),
            }),
        );
    }

    fn asks(&self, other: Value) -> MessageId {
        let mut fields = json!({ "channel": "whatsapp", "body": "Your watch\nis ready." });
        for (name, value) in other.as_object().unwrap() {
            fields[name] = value.clone();
        }
        self.store.asks_with(fields)
    }

    async fn told(&self, statuses: &[Value]) -> u16 {
        let body = notice(statuses);
        let headers = signed(&body);
        call(&self.url, body, headers).await
    }
}

#[tokio::test]
async fn the_words_go_into_the_template_of_the_customers_language() {
    let shop = Shop::open().await;
    let message = shop.asks(json!({ "language": "es-MX" }));
    shop.store.runs().await;
    let taken = shop.peer.only();
    assert_eq!(
        (taken.template.as_str(), taken.language.as_str()),
        ("reparacion_lista", "es")
    );
    assert_eq!(taken.to, ROGERS_NUMBER.trim_start_matches('+'));
    assert_eq!(taken.text, "Your watch is ready.");
    assert_eq!(taken.word, format!("{message}/1"));
    assert_eq!(shop.store.state_of(message).0, MessageState::Sent);

    // No template for French: that message fails for sure, and others leave.
    let french = shop.asks(json!({ "resend": 1, "language": "fr" }));
    let english = shop.asks(json!({ "resend": 2, "language": "en" }));
    shop.store.runs().await;
    assert_eq!(
        shop.store.state_of(french),
        (MessageState::NotDelivered, Some(StateReason::StoreSetup))
    );
    assert_eq!(shop.store.state_of(english).0, MessageState::Sent);
}

#[tokio::test]
async fn permission_for_texts_is_none_for_whatsapp_and_the_other_way_round() {
    let shop = Shop::open().await;
    shop.roger_allows(false);
    let message = shop.asks(json!({}));
    shop.store.runs().await;
    assert_eq!(shop.store.state_of(message).0, MessageState::OptedOut);
    assert_eq!(shop.peer.posts(), 0);
    // Texts are still allowed.
    let text = shop.store.asks_with(json!({ "resend": 1 }));
    shop.store.runs().await;
    assert_eq!(shop.store.state_of(text).0, MessageState::Sent);
}

#[tokio::test]
async fn a_status_without_a_phone_number_and_read_without_delivered_count() {
    let shop = Shop::open().await;
    let message = shop.asks(json!({}));
    shop.store.runs().await;
    let taken = shop.peer.only();
    let mut read = status(&taken, "read", None);
    read.as_object_mut().unwrap().remove("recipient_id");
    // Beside one of another app's, and one that nobody can read.
    let strange =
        json!({ "id": "wamid.X", "status": "sent", "biz_opaque_callback_data": "theirs" });
    assert_eq!(
        shop.told(&[strange, json!({ "status": 7 }), read]).await,
        200
    );
    assert_eq!(
        shop.store.state_of(message),
        (MessageState::Delivered, None)
    );
    for late in ["delivered", "sent", "failed", "a word of tomorrow"] {
        assert_eq!(shop.told(&[status(&taken, late, None)]).await, 200);
        assert_eq!(
            shop.store.state_of(message).0,
            MessageState::Delivered,
            "{late}"
        );
    }
}

#[tokio::test]
async fn a_lost_answer_is_told_by_its_receipt_and_nothing_goes_out_twice() {
    for mood in [Mood::TakeThenFail, Mood::TakeThenHangUp, Mood::TakeThenWait] {
        let shop = Shop::open().await;
        shop.peer.will([mood]);
        let message = shop.asks(json!({}));
        shop.store.runs().await;
        assert_eq!(
            shop.store.state_of(message).0,
            MessageState::Checking,
            "{mood:?}"
        );
        shop.told(&[status(&shop.peer.only(), "delivered", None)])
            .await;
        assert_eq!(
            shop.store.state_of(message),
            (MessageState::Delivered, None)
        );
        shop.store.after(3600).await;
        assert_eq!(shop.peer.posts(), 1);
    }
    // Without one a person decides; a late receipt still tells.
    let shop = Shop::open().await;
    shop.peer.will([Mood::TakeThenFail]);
    let message = shop.asks(json!({}));
    shop.store.runs().await;
    shop.store.after(60).await;
    assert_eq!(
        shop.store.state_of(message),
        (MessageState::NeedsAttention, Some(StateReason::CannotTell))
    );
    shop.store.after(3600).await;
    shop.told(&[status(&shop.peer.only(), "sent", None)]).await;
    assert_eq!(shop.store.state_of(message).0, MessageState::Sent);
    assert_eq!(shop.peer.posts(), 1);
}

#[tokio::test]
async fn a_paused_template_waits_and_a_refused_one_fails_for_sure() {
    let shop = Shop::open().await;
    shop.peer.will([Mood::Refuse(132_015)]);
    let message = shop.asks(json!({}));
    shop.store.runs().await;
    assert_eq!(
        shop.store.state_of(message),
        (MessageState::Waiting, Some(StateReason::ChannelDown))
    );
    shop.store.after(29 * 60).await;
    assert_eq!(shop.peer.posts(), 1);
    shop.store.after(60).await;
    assert_eq!(shop.store.state_of(message).0, MessageState::Sent);
    shop.peer.only();

    // Refused, switched off, gone: somebody has to look, and the associate calls.
    for (resend, code) in [(1, 132_001), (2, 132_016), (3, 132_000)] {
        shop.peer.will([Mood::Refuse(code)]);
        let message = shop.asks(json!({ "resend": resend }));
        shop.store.runs().await;
        assert_eq!(
            shop.store.state_of(message),
            (MessageState::NotDelivered, Some(StateReason::StoreSetup)),
            "{code}"
        );
    }
    let body = json!({
        "object": "whatsapp_business_account",
        "entry": [{ "id": "1", "changes": [{ "field": "message_template_status_update", "value": {
            "event": "PAUSED", "message_template_name": "repair_ready",
            "message_template_language": "en_US",
        } }] }],
    })
    .to_string()
    .into_bytes();
    let headers = signed(&body);
    assert_eq!(call(&shop.url, body, headers).await, 200);
}

#[tokio::test]
async fn a_stranger_is_not_believed_and_meta_introduces_itself() {
    let shop = Shop::open().await;
    let message = shop.asks(json!({}));
    shop.store.runs().await;
    let body = notice(&[status(&shop.peer.only(), "delivered", None)]);
    let other = signed(&notice(&[]));
    assert_eq!(call(&shop.url, body.clone(), other).await, 403);
    let nothing = axum::http::HeaderMap::new();
    assert_eq!(call(&shop.url, body, nothing).await, 403);
    assert_eq!(shop.store.state_of(message).0, MessageState::Sent);

    let introduce = |word: &'static str| {
        let url = shop.url.clone();
        async move {
            let asked = [
                ("hub.mode", "subscribe"),
                ("hub.verify_token", word),
                ("hub.challenge", "1158201444"),
            ];
            let client = reqwest::Client::new();
            let answer = client.get(url).query(&asked).send().await.unwrap();
            (answer.status().as_u16(), answer.text().await.unwrap())
        }
    };
    assert_eq!(introduce(VERIFY).await, (200, "1158201444".to_owned()));
    assert_eq!(introduce("a guess").await.0, 403);
}

#[tokio::test]
async fn a_real_store_without_whatsapp_does_not_pretend_to_have_it() {
    let store = Store::open(DeliveryConfig {
        production: true,
        sms: regard_server::delivery::config::SmsConfig::Twilio(Box::new(
            crate::twilio_peer::TwilioPeer::start().await.config(None),
        )),
        email: regard_server::delivery::config::EmailConfig::Smtp(Box::new(
            crate::mail_peer::MailPeer::start().await.config(),
        )),
        ..at_once()
    });
    store.put(
        "consent",
        uuid::Uuid::now_v7(),
        json!({
            "customer_id": ROGER, "address": ROGERS_NUMBER, "channel": "whatsapp",
            "purpose": "service", "given": true, "basis": "at the counter",
            "said_at": moment(store.now()),
        }),
    );
    let message = store.asks_with(json!({ "channel": "whatsapp" }));
    store.runs().await;
    assert_eq!(
        store.state_of(message),
        (MessageState::NotDelivered, Some(StateReason::StoreSetup))
    );
    assert!(!store.outbox().exists());
}
