//! A push wakes a device that sleeps. It is a hint and nothing else: the alert itself comes by sync,
//! and a push that is lost is no loss.
//!
//! What travels through other companies' servers is ids only ([`payload`]). Each of them is one
//! [`PushService`]: Apple's ([`apns`]), Google's ([`fcm`]), and Web Push ([`web`]), which `UnifiedPush`
//! speaks as well.

pub mod apns;
pub mod config;
pub mod fcm;
pub mod payload;
mod reply;
pub mod sealed;
mod signer;
pub mod web;

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use regard_domain::ids::DeviceId;
use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, EnumString, IntoStaticStr};

pub use payload::Payload;
pub use signer::{Signer, SignerError};

/// The service that reaches a device.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    AsRefStr,
    Display,
    EnumString,
    IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Platform {
    /// Apple's push service.
    Apns,
    /// Google's.
    Fcm,
    /// Web Push: a browser, or a distributor of `UnifiedPush`.
    Web,
}

/// What only the device itself can open a Web Push with (RFC 8291).
#[derive(Clone, PartialEq, Eq)]
pub struct Keys {
    /// Its public key: an uncompressed point on P-256, 65 bytes.
    pub p256dh: Vec<u8>,
    /// A secret of 16 bytes.
    pub auth: Vec<u8>,
}

/// Where a sleeping device is reached. Its `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct PushAddress {
    /// The device.
    pub device: DeviceId,
    /// By which service.
    pub platform: Platform,
    /// The service's token, or the endpoint's URL.
    pub token: String,
    /// For Web Push.
    pub keys: Option<Keys>,
    /// When the device said so.
    pub registered_at: DateTime<Utc>,
}

impl std::fmt::Debug for PushAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PushAddress")
            .field("device", &self.device)
            .field("platform", &self.platform)
            .finish_non_exhaustive()
    }
}

/// One push.
#[derive(Debug, Clone)]
pub struct Push {
    /// What it says.
    pub payload: Payload,
    /// When it is made.
    pub now: DateTime<Utc>,
    /// How long the service may keep it for a device that is off.
    pub good_for: Duration,
}

/// What is known after a push.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pushed {
    /// The service has it.
    Taken,
    /// The address is dead; since then, where the service says so.
    Gone {
        /// A device that registered later has another life.
        since: Option<DateTime<Utc>>,
    },
    /// Certainly not taken; a later try is harmless.
    Later {
        /// The service's own wish.
        retry_after: Option<Duration>,
    },
    /// Refused for good: this one only.
    Refused,
    /// The store's own key or app is refused: a manager has to look.
    SetUpWrong,
    /// The service may have it. It is not pushed again: a lost hint is harmless, a second banner is
    /// not.
    Unknown,
}

impl Pushed {
    /// As it stands in the log.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Gone { .. } => "gone",
            Self::Later { .. } => "later",
            Self::Refused => "refused",
            Self::SetUpWrong => "set_up_wrong",
            Self::Unknown => "unknown",
        }
    }
}

/// One service that wakes devices.
#[async_trait]
pub trait PushService: Send + Sync {
    /// Which devices it reaches.
    fn platform(&self) -> Platform;

    /// Tries once.
    async fn push(&self, to: &PushAddress, push: &Push) -> Pushed;
}
