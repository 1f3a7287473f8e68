//! Hostile case 30: a text that can't arrive, and an e-mail instead. Nothing changes the way by itself: a
//! person chooses the other one, so that there is nothing that could go round in circles.

use regard_domain::message::{MessageState, StateReason};
use regard_server::database::DatabaseError;
use regard_server::delivery::config::{DeliveryConfig, EmailConfig, SmsConfig};
use regard_server::delivery::{bounce, take_receipt};
use serde_json::json;

use crate::mail_peer::MailPeer;
use crate::store::{Store, at_once};
use crate::twilio_peer::{Mood, TwilioPeer};

#[tokio::test]
async fn a_landline_gets_no_text_roger_one_e_mail_and_a_bounce_starts_nothing() {
    let (texts, mail) = (TwilioPeer::start().await, MailPeer::start().await);
    let store = Store::open(DeliveryConfig {
        sms: SmsConfig::Twilio(Box::new(texts.config(None))),
        email: EmailConfig::Smtp(Box::new(mail.config())),
        ..at_once()
    });
    store.tell_the_time(&texts);
    texts.will([Mood::Refuse(21614)]);
    let text = store.asks();
    store.runs().await;
    assert_eq!(
        store.state_of(text),
        (MessageState::NotDelivered, Some(StateReason::NotTextable))
    );
    assert_eq!(store.alerts().len(), 1, "Marta is told what to do instead");
    store.after(2 * 86_400).await;
    assert_eq!(
        (texts.posts(), mail.taken().len()),
        (1, 0),
        "nothing by itself"
    );

    let email = store.asks_with(json!({
        "channel": "email", "address": "roger@example.org", "subject": "Ready", "resend": 1,
        "body": "Your watch is ready.",
    }));
    store.runs().await;
    assert_eq!(store.state_of(email).0, MessageState::Sent);
    assert_eq!(mail.taken().len(), 1);

    let report = format!(
        "From: MAILER-DAEMON@mail.example\nContent-Type: multipart/report\n\n\
         Final-Recipient: rfc822; roger@example.org\nAction: failed\nStatus: 5.1.1\n\n\
         Message-ID: <{email}@harbor.example>\n"
    );
    let receipt = bounce::read(&report).unwrap();
    for _ in 0..3 {
        store
            .database
            .write(|edit| take_receipt(edit, &receipt))
            .unwrap_or_else(|error: DatabaseError| panic!("{error}"));
    }
    assert_eq!(
        store.state_of(email),
        (MessageState::NotDelivered, Some(StateReason::NoSuchAddress))
    );
    store.after(2 * 86_400).await;
    assert_eq!((texts.posts(), mail.taken().len()), (1, 1));
    assert_eq!(store.alerts().len(), 2, "one for each that failed");
}
