//! A test message by the real way, and e-mails that come back. Hostile case 30 of the reference, as far
//! as the channel goes: a returned e-mail is told once and starts nothing by itself.

use regard_domain::ids::MessageId;
use regard_domain::message::{MessageState, StateReason};
use regard_domain::words::Channel;
use regard_server::database::DatabaseError;
use regard_server::delivery::config::{DeliveryConfig, EmailConfig, SmsConfig, WhatsappConfig};
use regard_server::delivery::send_test::send_test;
use regard_server::delivery::{bounce, take_receipt};
use serde_json::json;
use uuid::Uuid;

use crate::mail_peer::MailPeer;
use crate::store::{Store, at_once};
use crate::twilio_peer::{Mood, TwilioPeer};
use crate::whatsapp_peer::WhatsappPeer;

#[tokio::test]
async fn a_test_message_goes_the_real_way_and_is_marked() {
    let (twilio, mail) = (TwilioPeer::start().await, MailPeer::start().await);
    let whatsapp = WhatsappPeer::start().await;
    let config = DeliveryConfig {
        production: true,
        sms: SmsConfig::Twilio(Box::new(twilio.config(None))),
        email: EmailConfig::Smtp(Box::new(mail.config())),
        whatsapp: WhatsappConfig::Cloud(Box::new(whatsapp.config())),
        ..at_once()
    };
    let test = |kind, to: &'static str| {
        let config = config.clone();
        async move {
            let id = MessageId(Uuid::from_u128(5));
            send_test(&config, "Harbor", kind, to, id, chrono::Utc::now())
                .await
                .unwrap()
        }
    };
    let tested = test(Channel::Sms, "+12125550159").await;
    assert!(tested.is_good() && tested.words().contains("twilio took it"));
    assert!(twilio.only().body.starts_with("TEST from Harbor"));
    assert!(test(Channel::Email, "roger@example.org").await.is_good());
    assert!(mail.taken()[0].contains("Subject: Test from Harbor"));
    assert!(test(Channel::Whatsapp, "+12125550159").await.is_good());
    assert!(whatsapp.only().text.starts_with("TEST from Harbor"));

    twilio.revoke_the_key(true);
    let tested = test(Channel::Sms, "+12125550159").await;
    assert!(!tested.is_good());
    assert!(
        tested.words().contains("twilio said 401"),
        "{}",
        tested.words()
    );
    twilio.revoke_the_key(false);
    twilio.will([Mood::TakeThenFail]);
    let words = test(Channel::Sms, "+12125550159").await.words();
    assert!(words.contains("Nobody can tell"), "{words}");

    let nowhere = tempfile::tempdir().unwrap();
    let config = DeliveryConfig {
        outbox_folder: nowhere.path().join("outbox"),
        ..at_once()
    };
    let id = MessageId(Uuid::from_u128(6));
    let now = chrono::Utc::now();
    let tested = send_test(&config, "Harbor", Channel::Sms, "+12125550159", id, now)
        .await
        .unwrap();
    assert!(!tested.is_good() && tested.words().contains("reached nobody"));
}

fn returned(message: MessageId) -> String {
    format!(
        "Content-Type: multipart/report; report-type=delivery-status\n\n\
         Final-Recipient: rfc822; roger@example.org\nAction: failed\nStatus: 5.1.1\n\n\
         Message-ID: <{message}@harbor.example>\n"
    )
}

#[tokio::test]
async fn an_e_mail_that_comes_back_is_told_once_and_starts_nothing() {
    let mail = MailPeer::start().await;
    let store = Store::open(DeliveryConfig {
        email: EmailConfig::Smtp(Box::new(mail.config())),
        ..at_once()
    });
    let message = store.asks_with(json!({
        "channel": "email", "address": "roger@example.org", "subject": "Ready",
    }));
    store.runs().await;
    assert_eq!(store.state_of(message).0, MessageState::Sent);
    let receipt = bounce::read(&returned(message)).unwrap();
    for _ in 0..3 {
        store
            .database
            .write(|edit| take_receipt(edit, &receipt))
            .unwrap_or_else(|error: DatabaseError| panic!("{error}"));
    }
    assert_eq!(
        store.state_of(message),
        (MessageState::NotDelivered, Some(StateReason::NoSuchAddress))
    );
    assert_eq!(store.alerts().len(), 1, "one task for a person");
    store.after(86_400).await;
    assert_eq!(mail.taken().len(), 1, "nothing goes out by itself");
}
