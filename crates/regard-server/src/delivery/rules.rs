//! The settings that the rules of delivery go by, read once from the configuration.

use std::time::Duration;

use regard_domain::quiet_hours::SendingHours;

use super::config::{DeliveryConfig, DeliveryConfigError};

/// The settings of delivery.
#[derive(Debug, Clone)]
pub(crate) struct Rules {
    /// When texts may arrive.
    pub hours: SendingHours,
    /// The US state of the stores.
    pub region: Option<String>,
    /// How long the server holds a message.
    pub hold: Duration,
    /// How long after its claim a message may begin to leave.
    pub lease: Duration,
    /// How long a provider may still be busy with a message after we stopped waiting for it.
    pub settle: Duration,
    /// How often a provider says that it has no such message before it is believed.
    pub look_ups: u32,
    /// After how long a message is no longer worth sending.
    pub too_late: Duration,
    /// How long a channel rests when its set-up is refused.
    pub pause: Duration,
}

impl Rules {
    pub(crate) fn of(config: &DeliveryConfig) -> Result<Self, DeliveryConfigError> {
        Ok(Self {
            hours: config.sending_hours()?,
            region: config.quiet_hours.region.clone(),
            hold: Duration::from_secs(config.hold_seconds),
            lease: Duration::from_secs(config.lease_seconds),
            settle: Duration::from_secs(config.settle_seconds),
            look_ups: config.look_ups.max(1),
            too_late: Duration::from_secs(config.too_late_hours.saturating_mul(3600)),
            pause: Duration::from_secs(config.pause_seconds),
        })
    }
}
