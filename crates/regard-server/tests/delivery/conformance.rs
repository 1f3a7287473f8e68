//! One suite for every channel: what it says must be what its peer knows. Counted at the peer.
//!
//! Hostile cases of the reference: 4 and 10 (through the trait), 11, 24, and for WhatsApp 32.

use std::sync::Arc;

use async_trait::async_trait;
use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use regard_domain::ids::MessageId;
use regard_domain::message::{MessageState, StateReason};
use regard_server::delivery::channels::{
    Call, Channel, Found, Heard, LookUp, Outcome, Outgoing, Receipt,
};
use uuid::Uuid;

/// What a peer can be made to do with the next message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Takes it and says so.
    Accepted,
    /// Refuses it for good.
    Rejected,
    /// Cannot just now.
    TooMany,
    /// Cannot, and says for how long: two minutes.
    Busy,
    /// Nobody listens.
    NobodyThere,
    /// Takes it and never answers.
    TakesAndHangs,
    /// Takes it and cuts the connection.
    TakesAndCuts,
    /// Takes it and says that it failed.
    TakesAndFails,
    /// Fails without taking it, in the same words.
    Fails,
    /// The credentials are refused.
    WrongKey,
}

const FATES: [Fate; 10] = [
    Fate::Accepted,
    Fate::Rejected,
    Fate::TooMany,
    Fate::Busy,
    Fate::TakesAndHangs,
    Fate::TakesAndCuts,
    Fate::TakesAndFails,
    Fate::Fails,
    Fate::WrongKey,
    Fate::NobodyThere,
];

/// What a provider tells of a message later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    Sent,
    Delivered,
    /// The customer's carrier did not want it.
    Failed,
    /// The customer had asked not to be written to.
    Stopped,
}

/// A call as the provider makes it.
pub struct AsCalled {
    pub about: Option<(MessageId, u32)>,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    pub now: DateTime<Utc>,
}

impl AsCalled {
    pub fn heard_by(&self, channel: &dyn Channel) -> Heard {
        channel.hear(&Call {
            about: self.about,
            headers: &self.headers,
            body: &self.body,
            now: self.now,
        })
    }
}

/// A channel and the peer it talks to.
#[async_trait]
pub trait Pair: Send + Sync {
    fn channel(&self) -> Arc<dyn Channel>;
    /// Makes the peer treat the next message so, and answers the address to write to; none when
    /// this peer cannot do that.
    fn arrange(&self, fate: Fate) -> Option<String>;
    /// How many messages the peer has taken.
    fn taken(&self) -> usize;
    /// Whether look-ups fail from now on; false when there are none to fail.
    fn look_ups_fail(&self, _fail: bool) -> bool {
        false
    }
    /// The peer takes other messages to the same address from the same store.
    fn others(&self, _to: &str, _body: &str, _count: usize) {}
    /// What the peer calls when `told` becomes of a message that it took.
    fn call(&self, _message: &Outgoing, _told: Told) -> Option<AsCalled> {
        None
    }
}

pub fn message(number: u128, to: &str) -> Outgoing {
    Outgoing {
        message: MessageId(Uuid::from_u128(number)),
        attempt: 1,
        to: to.into(),
        subject: Some("Ready — prêt".into()),
        body: format!("Your watch is ready, Zoë. ({number})\n.\nA line that is one dot."),
        language: "en".into(),
        asked_at: Utc::now(),
        good_for: None,
        in_conversation: false,
    }
}

fn question(outgoing: &Outgoing) -> LookUp {
    LookUp {
        since: outgoing.asked_at,
        outgoing: outgoing.clone(),
        not_these: Vec::new(),
    }
}

pub async fn suite(pair: &dyn Pair) {
    let mut tried = 0;
    for (number, fate) in (1..).zip(FATES) {
        if let Some(to) = pair.arrange(fate) {
            says_what_its_peer_knows(pair, fate, &message(number, &to)).await;
            tried += 1;
        }
    }
    assert!(tried >= 2, "a peer that can do nothing proves nothing");
    pair.arrange(Fate::Accepted);
    finds_its_own_among_many(pair).await;
    believes_only_its_provider(pair).await;
}

async fn says_what_its_peer_knows(pair: &dyn Pair, fate: Fate, outgoing: &Outgoing) {
    let channel = pair.channel();
    let name = channel.name();
    let before = pair.taken();
    let began = std::time::Instant::now();
    let answer = channel.send(outgoing).await;
    // The dispatcher gives a channel a second more than it says.
    let limit = channel.time_limit() + std::time::Duration::from_secs(1);
    assert!(began.elapsed() < limit, "{name} {fate:?}");
    let arrived = pair.taken() - before;
    let (outcome, arrives) = match (fate, &answer.outcome) {
        (Fate::Accepted, Outcome::Accepted { .. }) => ("accepted", 1),
        (Fate::Rejected, Outcome::Rejected { .. }) => ("rejected", 0),
        (Fate::TooMany | Fate::NobodyThere, Outcome::NotSent { reason, .. }) => {
            assert_eq!(*reason, StateReason::ChannelDown, "{name} {fate:?}");
            ("not_sent", 0)
        }
        (Fate::Busy, Outcome::NotSent { retry_after, .. }) => {
            assert_eq!(retry_after.map(|wait| wait.as_secs()), Some(120), "{name}");
            ("not_sent", 0)
        }
        (Fate::WrongKey, Outcome::NotSent { reason, .. }) => {
            assert_eq!(*reason, StateReason::StoreSetup, "{name}");
            ("not_sent", 0)
        }
        (Fate::TakesAndHangs | Fate::TakesAndCuts | Fate::TakesAndFails, Outcome::Unknown) => {
            ("unknown", 1)
        }
        (Fate::Fails, Outcome::Unknown) => ("unknown", 0),
        (fate, outcome) => panic!("{name} said {outcome:?} of {fate:?}"),
    };
    assert_eq!(
        (answer.outcome.word(), arrived),
        (outcome, arrives),
        "{name} {fate:?}"
    );

    match channel.look_up(&question(outgoing)).await {
        Found::CannotAsk => {}
        Found::Here { state, .. } => {
            assert_eq!((arrived, state), (1, MessageState::Sent), "{name} {fate:?}");
        }
        Found::Absent => assert_eq!(arrived, 0, "{name} {fate:?}"),
        Found::NoAnswer => assert!(
            matches!(fate, Fate::NobodyThere | Fate::WrongKey | Fate::TooMany),
            "{name} {fate:?}: down for the look-up as well"
        ),
    }
}

/// Other messages with the same words to the same number are not taken for ours, on whatever page
/// ours stands, and no answer is no proof.
async fn finds_its_own_among_many(pair: &dyn Pair) {
    let channel = pair.channel();
    let Some(to) = pair.arrange(Fate::Accepted) else {
        return;
    };
    let never_sent = message(50, &to);
    if matches!(
        channel.look_up(&question(&never_sent)).await,
        Found::CannotAsk
    ) {
        return;
    }
    assert_eq!(channel.look_up(&question(&never_sent)).await, Found::Absent);
    let ours = message(51, &to);
    channel.send(&ours).await;
    pair.others(&to, "Other words", 130);
    let found = channel.look_up(&question(&ours)).await;
    assert!(matches!(found, Found::Here { .. }), "{found:?}");
    assert_eq!(channel.look_up(&question(&never_sent)).await, Found::Absent);
    if pair.look_ups_fail(true) {
        assert_eq!(channel.look_up(&question(&ours)).await, Found::NoAnswer);
        pair.look_ups_fail(false);
    }
}

async fn believes_only_its_provider(pair: &dyn Pair) {
    let channel = pair.channel();
    let Some(to) = pair.arrange(Fate::Accepted) else {
        return;
    };
    let (ours, other) = (message(60, &to), message(61, &to));
    channel.send(&ours).await;
    channel.send(&other).await;
    let Some(sent) = pair.call(&ours, Told::Sent) else {
        let nothing = AsCalled {
            about: Some((ours.message, 1)),
            headers: HeaderMap::new(),
            body: Vec::new(),
            now: Utc::now(),
        };
        assert_eq!(nothing.heard_by(channel.as_ref()), Heard::NotMine);
        return;
    };
    let state = |told| {
        let receipt = only(pair.call(&ours, told).unwrap().heard_by(channel.as_ref()));
        assert_eq!((receipt.message, receipt.attempt), (ours.message, 1));
        assert_eq!(receipt.provider, channel.name());
        assert!(!receipt.sid.is_empty());
        (receipt.state, receipt.reason)
    };
    assert_eq!(state(Told::Sent), (Some(MessageState::Sent), None));
    assert_eq!(
        state(Told::Delivered),
        (Some(MessageState::Delivered), None)
    );
    assert_eq!(state(Told::Failed).0, Some(MessageState::NotDelivered));
    assert_eq!(
        state(Told::Stopped),
        (
            Some(MessageState::NotDelivered),
            Some(StateReason::OptedOut)
        )
    );

    // Without a signature, with another's, with a changed word.
    let mut bare = pair.call(&ours, Told::Sent).unwrap();
    bare.headers = HeaderMap::new();
    assert_eq!(bare.heard_by(channel.as_ref()), Heard::Forged);
    let mut swapped = pair.call(&ours, Told::Delivered).unwrap();
    swapped.headers = sent.headers.clone();
    assert_eq!(swapped.heard_by(channel.as_ref()), Heard::Forged);
    for at in [0, sent.body.len() / 2, sent.body.len() - 1] {
        let mut changed = pair.call(&ours, Told::Sent).unwrap();
        changed.body[at] ^= 1;
        assert_eq!(
            changed.heard_by(channel.as_ref()),
            Heard::Forged,
            "byte {at}"
        );
    }
    // A genuine call about one message does not speak for another.
    if sent.about.is_some() {
        let mut elsewhere = pair.call(&ours, Told::Delivered).unwrap();
        elsewhere.about = Some((other.message, 1));
        assert_eq!(elsewhere.heard_by(channel.as_ref()), Heard::Forged);
    }
}

pub fn only(heard: Heard) -> Receipt {
    match heard {
        Heard::Said { mut receipts, .. } if receipts.len() == 1 => receipts.remove(0),
        other => panic!("one receipt, not {other:?}"),
    }
}
