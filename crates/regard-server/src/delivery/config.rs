//! How this server sends: which channel for texts, which for e-mail, and its patience.
//!
//! The defaults need no account anywhere: both channels write into the readable outbox. A production
//! server refuses that unless it is asked for by name, so that nobody believes that customers were
//! told when they were not.

mod email;
mod look;
mod secret;
mod sms;
mod whatsapp;

use std::path::PathBuf;

use chrono::NaiveTime;
use regard_domain::quiet_hours::{Holidays, SendingHours};
use serde::Deserialize;

pub use email::{EmailConfig, SmtpConfig, SmtpTls};
pub use secret::Secret;
pub use sms::{SmsConfig, TelnyxConfig, TwilioConfig};
pub use whatsapp::{WhatsappCloudConfig, WhatsappConfig};

use crate::config::{Fault, Faults};

/// How this server sends.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DeliveryConfig {
    /// Real customers are written to: the readable outbox is refused unless asked for by name.
    pub production: bool,
    /// `yes`: a production server without a provider is what this store wants.
    pub readable_outbox: Option<String>,
    /// The folder of the readable outbox.
    pub outbox_folder: PathBuf,
    /// The channel for texts.
    pub sms: SmsConfig,
    /// The channel for e-mails.
    pub email: EmailConfig,
    /// The channel for WhatsApp.
    pub whatsapp: WhatsappConfig,
    /// How long the server holds a message before anything leaves, besides the device's own hold; 20
    /// when not given. Whoever finds two pieces of one household ready tells about one after the other,
    /// a few taps apart: both are to be one message without anyone setting anything up, and what was
    /// asked for by mistake can still be taken back. Nobody waits for "your watch is ready" by the
    /// second. An answer in a conversation is not held here, since a customer does wait for that.
    pub hold_seconds: u64,
    /// How long a provider may still be busy with a message after we stopped waiting for it. Only
    /// then is it asked what became of it.
    pub settle_seconds: u64,
    /// How often the provider says that it has no such message before it is believed. The first time
    /// is after `settle_seconds`, each further one that much later again.
    pub look_ups: u32,
    /// How long after its claim a message may still begin to leave. Later the claim is void, because
    /// another run of the server may have taken the message over.
    pub lease_seconds: u64,
    /// After how many hours a message that could not leave is no longer worth sending.
    pub too_late_hours: u64,
    /// How long a channel rests after its credentials were refused.
    pub pause_seconds: u64,
    /// When texts may arrive, by the clock on the customer's wall.
    pub quiet_hours: QuietHoursConfig,
    /// The most texts a second that leave from this company's sender, all servers together; without
    /// it as many as the provider takes. One ten-digit US number carries about one a second.
    pub texts_per_second: Option<f64>,
    /// The same for e-mails.
    pub emails_per_second: Option<f64>,
    /// Beside the book: how far this machine sent, so that a book that came back from a backup is
    /// known as one. Set by the server.
    #[serde(skip)]
    pub witness: Option<PathBuf>,
}

impl Default for DeliveryConfig {
    fn default() -> Self {
        Self {
            production: false,
            readable_outbox: None,
            outbox_folder: PathBuf::from("outbox"),
            sms: SmsConfig::default(),
            email: EmailConfig::default(),
            whatsapp: WhatsappConfig::default(),
            hold_seconds: 20,
            settle_seconds: 60,
            look_ups: 3,
            lease_seconds: 30,
            too_late_hours: 24,
            pause_seconds: 300,
            quiet_hours: QuietHoursConfig::default(),
            texts_per_second: None,
            emails_per_second: None,
            witness: None,
        }
    }
}

/// When texts may arrive.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct QuietHoursConfig {
    /// `HH:MM`, not before 08:00; 09:00 when not given.
    pub opens: Option<String>,
    /// `HH:MM`, not after 21:00; 20:00 when not given.
    pub closes: Option<String>,
    /// The US state of the stores ("TX"), for customers without an address.
    pub region: Option<String>,
    /// Days on which no text arrives: `2026-11-26`, or `12-25` for every year.
    pub holidays: Vec<String>,
    /// Over how many minutes the texts that waited for the morning are spread, when they are many; 10
    /// when not given.
    pub spread_minutes: Option<u64>,
}

/// The configuration cannot be used: all that is wrong with it.
pub type DeliveryConfigError = Faults;

impl DeliveryConfig {
    /// Providers reach this server at `url`, unless their own part of the configuration says otherwise.
    #[must_use]
    pub fn reached_at(mut self, url: Option<&str>) -> Self {
        let own = match &mut self.sms {
            SmsConfig::Readable => return self,
            SmsConfig::Twilio(twilio) => &mut twilio.public_base_url,
            SmsConfig::Telnyx(telnyx) => &mut telnyx.public_base_url,
        };
        if own.is_none() {
            *own = url.map(str::to_owned);
        }
        self
    }

    /// Refuses what would not work or would mislead.
    pub fn check(&self) -> Result<(), DeliveryConfigError> {
        let faults = self.faults();
        if faults.is_empty() {
            Ok(())
        } else {
            Err(Faults(faults))
        }
    }

    /// Real customers are written to, and the readable outbox was not asked for.
    pub fn is_real(&self) -> bool {
        self.production && self.readable_outbox.as_deref() != Some("yes")
    }

    /// All that would not work or would mislead.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        if let Err(Faults(wrong)) = self.sending_hours() {
            faults.extend(wrong);
        }
        let only_readable = self.is_real();
        let readable = |setting: &str, what: &str| {
            let words = format!(
                "this is a production server, but {what} would only lie in its own outbox; \
                 set a provider up, or say delivery.readable_outbox = \"yes\""
            );
            only_readable.then(|| Fault::new(setting, words))
        };
        match &self.sms {
            SmsConfig::Readable => faults.extend(readable("delivery.sms.kind", "texts")),
            SmsConfig::Twilio(twilio) => faults.extend(twilio.faults()),
            SmsConfig::Telnyx(telnyx) => faults.extend(telnyx.faults()),
        }
        match &self.email {
            EmailConfig::Readable => faults.extend(readable("delivery.email.kind", "e-mails")),
            EmailConfig::Smtp(smtp) => faults.extend(smtp.faults()),
        }
        if let WhatsappConfig::Cloud(cloud) = &self.whatsapp {
            faults.extend(cloud.faults());
        }
        for (setting, seconds) in [
            ("delivery.lease_seconds", self.lease_seconds),
            ("delivery.settle_seconds", self.settle_seconds),
        ] {
            if seconds == 0 {
                faults.push(Fault::new(setting, "is at least 1"));
            }
        }
        for (setting, pace) in [
            ("delivery.texts_per_second", self.texts_per_second),
            ("delivery.emails_per_second", self.emails_per_second),
        ] {
            if pace.is_some_and(|pace| !(0.001..=1e6).contains(&pace)) {
                faults.push(Fault::new(setting, "is above 0"));
            }
        }
        faults
    }

    /// How messages leave, a line each.
    pub fn summary(&self) -> Vec<String> {
        let outbox = || {
            let folder = self.outbox_folder.display();
            format!("nowhere: they lie in the readable outbox, {folder}")
        };
        let texts = match &self.sms {
            SmsConfig::Readable => outbox(),
            SmsConfig::Twilio(_) => "by Twilio".to_owned(),
            SmsConfig::Telnyx(_) => "by Telnyx".to_owned(),
        };
        let emails = match &self.email {
            EmailConfig::Readable => outbox(),
            EmailConfig::Smtp(smtp) => format!("by {} port {}", smtp.host, smtp.port),
        };
        vec![
            format!("Texts leave {texts}."),
            format!("E-mails leave {emails}."),
            match &self.whatsapp {
                WhatsappConfig::Readable => "WhatsApp is not set up.".to_owned(),
                WhatsappConfig::Cloud(cloud) => {
                    let languages: Vec<&str> = cloud.templates.keys().map(String::as_str).collect();
                    format!(
                        "WhatsApp leaves by the Cloud API, in {}.",
                        languages.join(", ")
                    )
                }
            },
        ]
    }

    /// The hours in which texts may arrive.
    pub fn sending_hours(&self) -> Result<SendingHours, DeliveryConfigError> {
        let mut faults = Vec::new();
        let mut time = |setting: &str, text: &Option<String>, default: &str| {
            let text = text.as_deref().unwrap_or(default);
            let read = NaiveTime::parse_from_str(text, "%H:%M");
            if read.is_err() {
                faults.push(Fault::new(setting, "is a time as HH:MM, in quotes"));
            }
            read.unwrap_or_default()
        };
        let hours = &self.quiet_hours;
        let opens = time("delivery.quiet_hours.opens", &hours.opens, "09:00");
        let closes = time("delivery.quiet_hours.closes", &hours.closes, "20:00");
        let holidays = Holidays::read(&hours.holidays);
        if holidays.is_err() {
            let words = "has a day that is not written 2026-11-26, or 12-25 for every year";
            faults.push(Fault::new("delivery.quiet_hours.holidays", words));
        }
        if !faults.is_empty() {
            return Err(Faults(faults));
        }
        let hours = SendingHours::new(opens, closes).map_err(|_| {
            let words =
                "texts may be sent from 08:00 to 21:00 at the most, and open before they close";
            Faults(vec![Fault::new("delivery.quiet_hours", words)])
        })?;
        Ok(match holidays {
            Ok(holidays) => hours.without(holidays),
            Err(_) => hours,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> DeliveryConfig {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn a_fresh_server_writes_into_its_own_outbox() {
        let config = read("");
        assert_eq!(config.check(), Ok(()));
        assert!(matches!(config.sms, SmsConfig::Readable));
    }

    fn wrong_settings(text: &str) -> Vec<String> {
        let faults = read(text).faults();
        faults.into_iter().map(|fault| fault.setting).collect()
    }

    #[test]
    fn a_production_server_does_not_pretend_to_have_told_anyone() {
        assert_eq!(
            wrong_settings("production = true"),
            ["delivery.sms.kind", "delivery.email.kind"]
        );
        assert!(wrong_settings("production = true\nreadable_outbox = \"yes\"").is_empty());
    }

    #[test]
    fn what_would_not_work_is_refused_at_the_start_all_of_it_at_once() {
        assert_eq!(
            wrong_settings("lease_seconds = 0\nquiet_hours = { opens = \"06:00\" }"),
            ["delivery.quiet_hours", "delivery.lease_seconds"]
        );
        assert_eq!(
            wrong_settings("quiet_hours = { opens = \"nine\", closes = \"ten\" }"),
            ["delivery.quiet_hours.opens", "delivery.quiet_hours.closes"]
        );
        assert_eq!(
            wrong_settings("[sms]\nkind = \"telnyx\"\n[email]\nkind = \"smtp\"\ntls = \"none\""),
            [
                "delivery.sms.api_key",
                "delivery.sms.public_key",
                "delivery.sms.from",
                "delivery.sms.public_base_url",
                "delivery.email.host",
                "delivery.email.from",
                "delivery.email.tls",
            ]
        );
        let here = "[email]\nkind = \"smtp\"\nhost = \"127.0.0.1\"\nport = 25\ntls = \"none\"\nfrom = \"a@b.example\"";
        assert!(wrong_settings(here).is_empty());
    }

    #[test]
    fn a_secret_is_never_shown() {
        let text = "[sms]\nkind = \"twilio\"\nkey_secret = \"hunter2\"\nauth_token = \"hunter3\"";
        let config = read(text);
        let shown = format!("{config:?} {}", config.check().unwrap_err());
        assert!(!shown.contains("hunter"), "{shown}");
    }
}
