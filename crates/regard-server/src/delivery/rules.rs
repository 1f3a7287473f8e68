//! The settings that the rules of delivery go by, read once from the configuration.

use std::time::Duration;

use regard_domain::quiet_hours::SendingHours;
use regard_domain::words;

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
    /// Over how long the texts that waited for the morning are spread.
    pub spread: Duration,
    texts_per_second: Option<f64>,
    emails_per_second: Option<f64>,
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
            spread: Duration::from_secs(
                config
                    .quiet_hours
                    .spread_minutes
                    .unwrap_or(10)
                    .saturating_mul(60),
            ),
            texts_per_second: config.texts_per_second,
            emails_per_second: config.emails_per_second,
        })
    }

    /// How many messages a second may leave by `channel`; none for as many as there are.
    pub(crate) fn pace(&self, channel: words::Channel) -> Option<f64> {
        match channel {
            words::Channel::Sms => self.texts_per_second,
            words::Channel::Email => self.emails_per_second,
            // Meta paces its senders itself, and says so.
            words::Channel::Whatsapp => None,
        }
    }
}
