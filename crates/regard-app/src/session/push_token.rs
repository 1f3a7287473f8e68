//! Where a service of the system's maker reaches this device while it sleeps.

use serde::{Deserialize, Serialize};

/// The service that reaches a device, in the server's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PushService {
    /// Apple's push service.
    Apns,
    /// Google's.
    Fcm,
    /// Web Push: a distributor of `UnifiedPush`.
    Web,
}

/// Where this device is reached. Its `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushToken {
    /// By which service.
    #[serde(rename = "platform")]
    pub service: PushService,
    /// The service's token; for Web Push the endpoint's URL.
    pub token: String,
    /// For Web Push: the device's public key, base64 for URLs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p256dh: Option<String>,
    /// For Web Push: its secret, base64 for URLs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth: Option<String>,
}

impl std::fmt::Debug for PushToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PushToken")
            .field("service", &self.service)
            .finish_non_exhaustive()
    }
}

/// By what the store's server wakes devices.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct PushServices {
    /// By Apple's service.
    pub apns: bool,
    /// By Google's.
    pub fcm: bool,
    /// By Web Push: its key, base64 for URLs.
    pub web_key: Option<String>,
}

impl PushServices {
    /// Whether it wakes devices by that service.
    pub fn has(&self, service: PushService) -> bool {
        match service {
            PushService::Apns => self.apns,
            PushService::Fcm => self.fcm,
            PushService::Web => self.web_key.is_some(),
        }
    }

    /// Whether it can wake a device of that operating system at all.
    pub fn reaches(&self, system: &str) -> bool {
        match system {
            "ios" => self.apns,
            _ => self.fcm || self.web_key.is_some(),
        }
    }
}
