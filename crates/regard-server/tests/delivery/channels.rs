//! Every channel through the conformance suite, and what only one of them has.

use std::sync::Arc;

use async_trait::async_trait;
use axum::http::HeaderMap;
use regard_domain::message::MessageState;
use regard_domain::words;
use regard_server::delivery::channels::readable::ReadableOutbox;
use regard_server::delivery::channels::smtp::Smtp;
use regard_server::delivery::channels::telnyx::Telnyx;
use regard_server::delivery::channels::twilio::{Twilio, status_url};
use regard_server::delivery::channels::twilio_signature::signature;
use regard_server::delivery::channels::whatsapp::WhatsappCloud;
use regard_server::delivery::channels::{Channel, Heard, Outgoing};
use regard_server::delivery::config::{TelnyxConfig, TwilioConfig, WhatsappCloudConfig};
use uuid::Uuid;

use crate::conformance::{AsCalled, Fate, Pair, Told, message, suite};
use crate::mail_peer::MailPeer;
use crate::telnyx_peer::TelnyxPeer;
use crate::twilio_peer::{AUTH_TOKEN, Mood, TwilioPeer, receipt};
use crate::whatsapp_peer::{WhatsappPeer, notice, signed, status};

const NUMBER: &str = "+12125550159";
const HERE: &str = "https://store.example";

/// What a provider over HTTP does; none for what the peer's moods do not cover.
fn mood(fate: Fate, refusal: u32) -> Option<Mood> {
    Some(match fate {
        Fate::Accepted | Fate::WrongKey => Mood::Take,
        Fate::Rejected => Mood::Refuse(refusal),
        Fate::TooMany => Mood::TooMany,
        Fate::Busy => Mood::Busy,
        Fate::TakesAndHangs => Mood::TakeThenWait,
        Fate::TakesAndCuts => Mood::TakeThenHangUp,
        Fate::TakesAndFails => Mood::TakeThenFail,
        Fate::Fails => Mood::Fail,
        Fate::NobodyThere => return None,
    })
}

struct WithTwilio(TwilioPeer, Arc<dyn Channel>);

#[async_trait]
impl Pair for WithTwilio {
    fn channel(&self) -> Arc<dyn Channel> {
        self.1.clone()
    }

    fn arrange(&self, fate: Fate) -> Option<String> {
        self.0.revoke_the_key(fate == Fate::WrongKey);
        self.0.will([mood(fate, 21614)?]);
        Some(NUMBER.into())
    }

    fn taken(&self) -> usize {
        self.0.taken().len()
    }

    fn look_ups_fail(&self, fail: bool) -> bool {
        self.0.look_ups_fail(fail);
        true
    }

    fn others(&self, to: &str, body: &str, count: usize) {
        for _ in 0..count {
            let form = [("To", to), ("Body", body)];
            let own = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
            self.0.take(&form.map(own).to_vec());
        }
    }

    fn call(&self, outgoing: &Outgoing, told: Told) -> Option<AsCalled> {
        let taken = self.0.taken();
        let taken = taken.iter().find(|taken| taken.body == outgoing.body)?;
        let (status, code) = match told {
            Told::Sent => ("sent", None),
            Told::Delivered => ("delivered", None),
            Told::Failed => ("undelivered", Some("30003")),
            Told::Stopped => ("failed", Some("21610")),
        };
        let mut form = receipt(&taken.sid, status);
        form.extend(code.map(|code| ("ErrorCode".to_owned(), code.to_owned())));
        let url = status_url(HERE, outgoing.message, outgoing.attempt);
        let mut headers = HeaderMap::new();
        let header = signature(AUTH_TOKEN, &url, &form);
        headers.insert("X-Twilio-Signature", header.parse().unwrap());
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&form)
            .finish();
        Some(AsCalled {
            about: Some((outgoing.message, outgoing.attempt)),
            headers,
            body: body.into_bytes(),
            now: chrono::Utc::now(),
        })
    }
}

struct WithTelnyx(TelnyxPeer, Arc<dyn Channel>);

#[async_trait]
impl Pair for WithTelnyx {
    fn channel(&self) -> Arc<dyn Channel> {
        self.1.clone()
    }

    fn arrange(&self, fate: Fate) -> Option<String> {
        self.0.revoke_the_key(fate == Fate::WrongKey);
        self.0.will([mood(fate, 40310)?]);
        Some(NUMBER.into())
    }

    fn taken(&self) -> usize {
        self.0.taken().len()
    }

    fn look_ups_fail(&self, fail: bool) -> bool {
        self.0.look_ups_fail(fail);
        true
    }

    fn others(&self, to: &str, body: &str, count: usize) {
        for number in (9_000..).take(count) {
            let url = format!("{HERE}/v1/telnyx/status/{}/1", Uuid::from_u128(number));
            self.0.take(to, body, Some(url));
        }
    }

    fn call(&self, outgoing: &Outgoing, told: Told) -> Option<AsCalled> {
        let taken = self.0.taken();
        let taken = taken.iter().find(|taken| taken.text == outgoing.body)?;
        let (status, code) = match told {
            Told::Sent => ("sent", None),
            Told::Delivered => ("delivered", None),
            Told::Failed => ("delivery_failed", Some(40008)),
            Told::Stopped => ("sending_failed", Some(40300)),
        };
        let body = self.0.words_about(taken, status, code);
        Some(AsCalled {
            about: Some((outgoing.message, outgoing.attempt)),
            headers: self.0.signed(&body, self.0.now()),
            body,
            now: self.0.now(),
        })
    }
}

struct WithWhatsapp(WhatsappPeer, Arc<dyn Channel>);

#[async_trait]
impl Pair for WithWhatsapp {
    fn channel(&self) -> Arc<dyn Channel> {
        self.1.clone()
    }

    fn arrange(&self, fate: Fate) -> Option<String> {
        self.0.revoke_the_token(fate == Fate::WrongKey);
        self.0.will([mood(fate, 131_026)?]);
        Some(NUMBER.into())
    }

    fn taken(&self) -> usize {
        self.0.taken().len()
    }

    fn call(&self, outgoing: &Outgoing, told: Told) -> Option<AsCalled> {
        let taken = self.0.taken();
        let word = format!("{}/{}", outgoing.message, outgoing.attempt);
        let taken = taken.iter().find(|taken| taken.word == word)?;
        let said = match told {
            Told::Sent => status(taken, "sent", None),
            Told::Delivered => status(taken, "delivered", None),
            Told::Failed => status(taken, "failed", Some(131_049)),
            Told::Stopped => status(taken, "failed", Some(131_050)),
        };
        let body = notice(&[said]);
        Some(AsCalled {
            about: None,
            headers: signed(&body),
            body,
            now: chrono::Utc::now(),
        })
    }
}

struct WithMail(MailPeer, Arc<dyn Channel>);

#[async_trait]
impl Pair for WithMail {
    fn channel(&self) -> Arc<dyn Channel> {
        self.1.clone()
    }

    fn arrange(&self, fate: Fate) -> Option<String> {
        self.0.is_down(fate == Fate::NobodyThere);
        let name = match fate {
            Fate::Accepted | Fate::NobodyThere => "rude",
            Fate::Rejected => "refuse-rcpt",
            Fate::TooMany => "close-rcpt",
            Fate::TakesAndHangs => "hang-dot",
            Fate::TakesAndCuts => "close-dot",
            Fate::Busy | Fate::TakesAndFails | Fate::Fails | Fate::WrongKey => return None,
        };
        Some(format!("{name}@example.org"))
    }

    fn taken(&self) -> usize {
        self.0.taken().len()
    }
}

struct WithFolder(tempfile::TempDir, words::Channel, Arc<dyn Channel>);

#[async_trait]
impl Pair for WithFolder {
    fn channel(&self) -> Arc<dyn Channel> {
        self.2.clone()
    }

    fn arrange(&self, fate: Fate) -> Option<String> {
        let folder = self.0.path().join("outbox");
        if folder.is_file() {
            std::fs::remove_file(&folder).unwrap();
        }
        match (fate, self.1) {
            (Fate::Accepted, words::Channel::Sms | words::Channel::Whatsapp) => {
                Some("+12125550159".into())
            }
            (Fate::Accepted, words::Channel::Email) => Some("roger@example.org".into()),
            (Fate::Rejected, words::Channel::Email) => Some("nowhere".into()),
            (Fate::NobodyThere, _) => {
                // Somebody put a file where the folder was.
                std::fs::remove_dir_all(&folder).unwrap();
                std::fs::write(&folder, b"").unwrap();
                Some("roger@example.org".into())
            }
            _ => None,
        }
    }

    fn taken(&self) -> usize {
        std::fs::read_dir(self.0.path().join("outbox")).map_or(0, |files| {
            files
                .filter(|file| file.as_ref().unwrap().path().extension().unwrap() != "half")
                .count()
        })
    }
}

#[tokio::test]
async fn twilio() {
    let peer = TwilioPeer::start().await;
    let config = TwilioConfig {
        answer_seconds: 1,
        ..peer.config(Some(HERE))
    };
    let channel = Arc::new(Twilio::new(config).unwrap());
    suite(&WithTwilio(peer, channel)).await;
}

#[tokio::test]
async fn telnyx() {
    let peer = TelnyxPeer::start().await;
    let channel = Arc::new(Telnyx::new(peer.config(HERE)).unwrap());
    suite(&WithTelnyx(peer, channel)).await;
}

#[tokio::test]
async fn whatsapp() {
    let peer = WhatsappPeer::start().await;
    let channel = Arc::new(WhatsappCloud::new(peer.config()).unwrap());
    suite(&WithWhatsapp(peer, channel)).await;
}

#[tokio::test]
async fn where_nobody_listens_nothing_was_sent() {
    // Bound, so that no other test is given the port; nobody listens there.
    let nobody = tokio::net::TcpSocket::new_v4().unwrap();
    nobody.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let base_url = format!("http://{}", nobody.local_addr().unwrap());
    let twilio = TwilioConfig {
        base_url: base_url.clone(),
        ..TwilioPeer::start().await.config(None)
    };
    let telnyx = TelnyxConfig {
        base_url,
        ..TelnyxPeer::start().await.config(HERE)
    };
    let whatsapp = WhatsappCloudConfig {
        base_url: twilio.base_url.clone(),
        ..WhatsappPeer::start().await.config()
    };
    let channels: [Arc<dyn Channel>; 3] = [
        Arc::new(WhatsappCloud::new(whatsapp).unwrap()),
        Arc::new(Twilio::new(twilio).unwrap()),
        Arc::new(Telnyx::new(telnyx).unwrap()),
    ];
    for channel in channels {
        let answer = channel.send(&message(1, NUMBER)).await;
        assert_eq!(answer.outcome.word(), "not_sent", "{}", channel.name());
    }
}

#[tokio::test]
async fn a_call_of_telnyx_that_is_played_again_later_is_not_believed() {
    let peer = TelnyxPeer::start().await;
    let pair = WithTelnyx(
        peer.clone(),
        Arc::new(Telnyx::new(peer.config(HERE)).unwrap()),
    );
    let outgoing = message(1, NUMBER);
    pair.1.send(&outgoing).await;
    let mut call = pair.call(&outgoing, Told::Delivered).unwrap();
    assert!(matches!(call.heard_by(pair.1.as_ref()), Heard::Said { .. }));
    call.now += chrono::TimeDelta::minutes(6);
    assert_eq!(call.heard_by(pair.1.as_ref()), Heard::Forged);
}

#[tokio::test]
async fn smtp() {
    let peer = MailPeer::start().await;
    let channel = Arc::new(Smtp::new(peer.config()).unwrap());
    suite(&WithMail(peer, channel)).await;
}

#[tokio::test]
async fn the_readable_outbox() {
    for kind in [
        words::Channel::Sms,
        words::Channel::Email,
        words::Channel::Whatsapp,
    ] {
        let folder = tempfile::tempdir().unwrap();
        let channel = Arc::new(ReadableOutbox::new(folder.path().join("outbox"), kind));
        suite(&WithFolder(folder, kind, channel)).await;
    }
}

#[tokio::test]
async fn every_step_of_a_mail_server_that_goes_wrong_is_told_apart() {
    let peer = MailPeer::start().await;
    let channel = Smtp::new(peer.config()).unwrap();
    for (name, outcome, arrives) in [
        ("roger", "accepted", 1),
        ("later-rcpt", "not_sent", 0),
        ("hang-rcpt", "not_sent", 0),
        ("refuse-data", "rejected", 0),
        ("later-dot", "not_sent", 0),
        ("refuse-dot", "rejected", 0),
        ("close-dot", "unknown", 1),
        ("hang-dot", "unknown", 1),
    ] {
        let before = peer.taken().len();
        let answer = channel
            .send(&message(7, &format!("{name}@example.org")))
            .await;
        assert_eq!(answer.outcome.word(), outcome, "{name}");
        assert_eq!(peer.taken().len() - before, arrives, "{name}");
    }
    peer.is_down(true);
    let answer = channel.send(&message(8, "roger@example.org")).await;
    assert_eq!(answer.outcome.word(), "not_sent");
    let email = peer.taken()[0].clone();
    assert!(email.contains(&format!(
        "Message-ID: <{}@harbor.example>",
        Uuid::from_u128(7)
    )));
    assert!(email.contains("Auto-Submitted: auto-generated"));
    assert!(email.contains("Reply-To: hello@harbor.example"));
}

#[tokio::test]
async fn an_unclear_e_mail_goes_out_once_more_under_the_same_name() {
    use crate::store::{Store, at_once};
    use regard_server::delivery::config::{DeliveryConfig, EmailConfig};
    let peer = MailPeer::start().await;
    let store = Store::open(DeliveryConfig {
        email: EmailConfig::Smtp(Box::new(peer.config())),
        ..at_once()
    });
    let message = store.asks_with(serde_json::json!({
        "channel": "email", "address": "close-dot@example.org", "subject": "Ready",
    }));
    store.runs().await;
    assert_eq!(store.state_of(message).0, MessageState::Checking);
    store.after(60).await;
    assert_eq!(store.state_of(message).0, MessageState::Checking);
    store.after(60).await;
    assert_eq!(store.state_of(message).0, MessageState::NeedsAttention);
    store.after(3600).await;
    let names: Vec<String> = peer
        .taken()
        .iter()
        .filter_map(|email| email.lines().find(|line| line.starts_with("Message-ID")))
        .map(str::to_owned)
        .collect();
    assert_eq!(names.len(), 2);
    assert_eq!(names[0], names[1]);
}
