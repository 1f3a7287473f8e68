//! Every channel passes the same suite: what it says must be what its peer knows.

use std::sync::Arc;

use async_trait::async_trait;
use regard_domain::ids::MessageId;
use regard_domain::message::MessageState;
use regard_domain::words;
use regard_server::delivery::channels::readable::ReadableOutbox;
use regard_server::delivery::channels::smtp::Smtp;
use regard_server::delivery::channels::twilio::Twilio;
use regard_server::delivery::channels::{Channel, Found, LookUp, Outcome, Outgoing};
use uuid::Uuid;

use crate::mail_peer::MailPeer;
use crate::twilio_peer::{Mood, TwilioPeer};

/// What a peer can be made to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Accepted,
    Rejected,
    NotSent,
    Unknown,
}

/// A channel and the peer it talks to.
#[async_trait]
pub trait Pair {
    fn channel(&self) -> Arc<dyn Channel>;
    /// Makes the peer treat the next message so, and answers the address to write to; none when
    /// this peer cannot do that.
    fn arrange(&self, fate: Fate) -> Option<String>;
    /// How many messages the peer has taken.
    fn taken(&self) -> usize;
}

pub fn message(number: u128, to: &str) -> Outgoing {
    Outgoing {
        message: MessageId(Uuid::from_u128(number)),
        attempt: 1,
        to: to.into(),
        subject: Some("Ready — prêt".into()),
        body: format!("Your watch is ready, Zoë. ({number})\n.\nA line that is one dot."),
        language: "en".into(),
        asked_at: chrono::Utc::now(),
        good_for: None,
    }
}

pub async fn suite(pair: &dyn Pair) {
    let channel = pair.channel();
    let mut number = 0;
    for fate in [Fate::Accepted, Fate::Rejected, Fate::NotSent, Fate::Unknown] {
        let Some(to) = pair.arrange(fate) else {
            continue;
        };
        number += 1;
        let outgoing = message(number, &to);
        let before = pair.taken();
        let began = std::time::Instant::now();
        let answer = channel.send(&outgoing).await;
        assert!(began.elapsed() <= channel.time_limit(), "{fate:?}");
        let told = match answer.outcome {
            Outcome::Accepted { .. } => Fate::Accepted,
            Outcome::Rejected { .. } => Fate::Rejected,
            Outcome::NotSent { .. } => Fate::NotSent,
            Outcome::Unknown => Fate::Unknown,
        };
        assert_eq!(told, fate, "{}", channel.name());
        let arrived = pair.taken() - before;
        match fate {
            Fate::Accepted => assert_eq!(arrived, 1),
            Fate::Rejected | Fate::NotSent => assert_eq!(arrived, 0, "{fate:?}"),
            Fate::Unknown => {}
        }
        let question = LookUp {
            since: outgoing.asked_at,
            outgoing,
            not_these: Vec::new(),
        };
        match channel.look_up(&question).await {
            Found::CannotAsk => assert!(channel.twice_is_once() || fate != Fate::Unknown),
            Found::Here { state, .. } => {
                assert_eq!(arrived, 1, "{fate:?}");
                assert_eq!(state, MessageState::Sent);
            }
            Found::Absent => assert_eq!(arrived, 0, "{fate:?}"),
            Found::NoAnswer => assert_eq!(fate, Fate::NotSent, "down for the look-up as well"),
        }
    }
}

struct WithTwilio(TwilioPeer, Arc<dyn Channel>);

#[async_trait]
impl Pair for WithTwilio {
    fn channel(&self) -> Arc<dyn Channel> {
        self.1.clone()
    }

    fn arrange(&self, fate: Fate) -> Option<String> {
        self.0.will([match fate {
            Fate::Accepted => Mood::Take,
            Fate::Rejected => Mood::Refuse(21614),
            Fate::NotSent => Mood::TooMany,
            Fate::Unknown => Mood::TakeThenHangUp,
        }]);
        Some("+12125550159".into())
    }

    fn taken(&self) -> usize {
        self.0.taken().len()
    }
}

struct WithMail(MailPeer, Arc<dyn Channel>, &'static str);

#[async_trait]
impl Pair for WithMail {
    fn channel(&self) -> Arc<dyn Channel> {
        self.1.clone()
    }

    fn arrange(&self, fate: Fate) -> Option<String> {
        let name = match fate {
            Fate::Accepted => "rude",
            Fate::Rejected => "refuse-rcpt",
            Fate::NotSent => "close-rcpt",
            Fate::Unknown => self.2,
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
        match (fate, self.1) {
            (Fate::Accepted, words::Channel::Sms) => Some("+12125550159".into()),
            (Fate::Accepted, words::Channel::Email) => Some("roger@example.org".into()),
            (Fate::Rejected, words::Channel::Email) => Some("nowhere".into()),
            (Fate::NotSent, _) => {
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
    let channel = Arc::new(Twilio::new(peer.config(None)).unwrap());
    suite(&WithTwilio(peer, channel)).await;
}

#[tokio::test]
async fn smtp_closed_after_the_dot() {
    let peer = MailPeer::start().await;
    let channel = Arc::new(Smtp::new(peer.config()).unwrap());
    suite(&WithMail(peer, channel, "close-dot")).await;
}

#[tokio::test]
async fn smtp_hanging_after_the_dot() {
    let peer = MailPeer::start().await;
    let channel = Arc::new(Smtp::new(peer.config()).unwrap());
    suite(&WithMail(peer, channel, "hang-dot")).await;
}

#[tokio::test]
async fn the_readable_outbox() {
    for kind in [words::Channel::Sms, words::Channel::Email] {
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
    use crate::store::Store;
    use regard_server::delivery::config::{DeliveryConfig, EmailConfig};
    let peer = MailPeer::start().await;
    let store = Store::open(DeliveryConfig {
        email: EmailConfig::Smtp(Box::new(peer.config())),
        ..DeliveryConfig::default()
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
