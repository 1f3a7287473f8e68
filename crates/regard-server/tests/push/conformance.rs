//! One suite for every push service: what it says must be what its peer knows.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use regard_domain::ids::DeviceId;
use regard_server::alerts::push::{Keys, Payload, Push, PushAddress, PushService, Pushed};
use uuid::Uuid;

/// What the peer does with the next push.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    Take,
    /// 429.
    TooMany,
    /// 503 with Retry-After: two minutes.
    Busy,
    /// The device is not there any more.
    Gone,
    /// Something is wrong with this push.
    Refuse,
    /// The key or the app is refused.
    WrongKey,
    /// Takes it and says 500.
    TakeThenFail,
    /// Takes it and cuts the connection.
    TakeThenCut,
}

/// One push as it arrived.
#[derive(Debug, Clone)]
pub struct Arrived {
    /// Every byte of its body, as it travelled.
    pub body: Vec<u8>,
    /// What the device can read.
    pub says: serde_json::Value,
}

/// A service and the peer it talks to.
#[async_trait]
pub trait Pair: Send + Sync {
    fn service(&self) -> &dyn PushService;
    /// A device that the peer knows.
    fn address(&self) -> PushAddress;
    fn will(&self, mood: Mood);
    fn arrived(&self) -> Vec<Arrived>;
}

pub fn now() -> DateTime<Utc> {
    "2026-11-20T15:00:00Z".parse().unwrap()
}

pub fn address(platform: &str, token: &str, keys: Option<Keys>) -> PushAddress {
    PushAddress {
        device: DeviceId(Uuid::from_u128(1)),
        platform: platform.parse().unwrap(),
        token: token.into(),
        keys,
        registered_at: now(),
    }
}

pub fn push(number: u128, now: DateTime<Utc>) -> Push {
    Push {
        payload: Payload::new(
            "repair_ready",
            Uuid::from_u128(number),
            Uuid::from_u128(7),
            Some(Uuid::from_u128(8)),
        ),
        now,
        good_for: Duration::from_secs(3600),
    }
}

pub async fn suite(pair: &dyn Pair) {
    let later = Pushed::Later { retry_after: None };
    let in_two_minutes = Pushed::Later {
        retry_after: Some(Duration::from_secs(120)),
    };
    let all = [
        (Mood::Take, Pushed::Taken, 1),
        (Mood::TooMany, later, 0),
        (Mood::Busy, in_two_minutes, 0),
        (Mood::Refuse, Pushed::Refused, 0),
        (Mood::TakeThenFail, Pushed::Unknown, 1),
        (Mood::TakeThenCut, Pushed::Unknown, 1),
        (Mood::WrongKey, Pushed::SetUpWrong, 0),
        (Mood::Take, Pushed::Taken, 1),
    ];
    for (number, (mood, expected, arrives)) in (100..).zip(all) {
        pair.will(mood);
        let before = pair.arrived().len();
        let to = pair.address();
        let pushed = pair.service().push(&to, &push(number, now())).await;
        assert_eq!(pushed, expected, "{mood:?}");
        assert_eq!(pair.arrived().len() - before, arrives, "{mood:?}");
    }
    pair.will(Mood::Gone);
    let to = pair.address();
    let pushed = pair.service().push(&to, &push(200, now())).await;
    assert!(matches!(pushed, Pushed::Gone { .. }), "{pushed:?}");

    for arrived in pair.arrived() {
        assert!(arrived.body.len() <= 4096, "{}", arrived.body.len());
        assert_eq!(arrived.says["kind"], "repair_ready");
        assert_eq!(arrived.says["customer"], Uuid::from_u128(7).to_string());
        assert_eq!(arrived.says["repair"], Uuid::from_u128(8).to_string());
        let v = &arrived.says["v"];
        assert!(*v == 1 || *v == "1", "{v}");
    }
}
