//! Makes the channels that a configuration describes.

use std::sync::Arc;

use regard_domain::words;

use super::Channel;
use super::http::NoClient;
use super::missing::Missing;
use super::readable::ReadableOutbox;
use super::smtp::{Smtp, SmtpSetUpError};
use super::telnyx::{Telnyx, TelnyxSetUpError};
use super::twilio::Twilio;
use super::whatsapp::WhatsappCloud;
use crate::delivery::config::{
    DeliveryConfig, DeliveryConfigError, EmailConfig, SmsConfig, WhatsappConfig,
};

/// Delivery cannot start.
#[derive(Debug, thiserror::Error)]
pub enum SetUpError {
    /// The configuration is refused.
    #[error(transparent)]
    Config(#[from] DeliveryConfigError),
    /// The mail server cannot be used.
    #[error(transparent)]
    Smtp(#[from] SmtpSetUpError),
    /// No client for a provider.
    #[error(transparent)]
    Client(#[from] NoClient),
    /// Telnyx cannot be used.
    #[error(transparent)]
    Telnyx(#[from] TelnyxSetUpError),
}

/// The channel for each kind of message.
#[derive(Clone)]
pub struct Channels {
    sms: Arc<dyn Channel>,
    email: Arc<dyn Channel>,
    whatsapp: Arc<dyn Channel>,
}

impl Channels {
    /// The channels of `config`, which has been checked.
    pub fn of(config: &DeliveryConfig) -> Result<Self, SetUpError> {
        let readable = |kind| -> Arc<dyn Channel> {
            Arc::new(ReadableOutbox::new(config.outbox_folder.clone(), kind))
        };
        let sms: Arc<dyn Channel> = match &config.sms {
            SmsConfig::Readable => readable(words::Channel::Sms),
            SmsConfig::Twilio(twilio) => Arc::new(Twilio::new((**twilio).clone())?),
            SmsConfig::Telnyx(telnyx) => Arc::new(Telnyx::new((**telnyx).clone())?),
        };
        let email: Arc<dyn Channel> = match &config.email {
            EmailConfig::Readable => readable(words::Channel::Email),
            EmailConfig::Smtp(smtp) => Arc::new(Smtp::new((**smtp).clone())?),
        };
        let whatsapp: Arc<dyn Channel> = match &config.whatsapp {
            // A store need not have it, but must not believe that it does.
            WhatsappConfig::Readable if config.is_real() => Arc::new(Missing),
            WhatsappConfig::Readable => readable(words::Channel::Whatsapp),
            WhatsappConfig::Cloud(cloud) => Arc::new(WhatsappCloud::new((**cloud).clone())?),
        };
        Ok(Self {
            sms,
            email,
            whatsapp,
        })
    }

    /// The channel for messages of `kind`.
    pub fn for_kind(&self, kind: words::Channel) -> Arc<dyn Channel> {
        match kind {
            words::Channel::Sms => self.sms.clone(),
            words::Channel::Email => self.email.clone(),
            words::Channel::Whatsapp => self.whatsapp.clone(),
        }
    }

    /// The channel of that name, when this store uses it.
    pub fn named(&self, name: &str) -> Option<Arc<dyn Channel>> {
        [&self.sms, &self.email, &self.whatsapp]
            .into_iter()
            .find(|channel| channel.name() == name)
            .cloned()
    }
}
