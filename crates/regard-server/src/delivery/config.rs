//! How this server sends: which channel for texts, which for e-mail, and its patience.
//!
//! The defaults need no account anywhere: both channels write into the readable outbox. A production
//! server refuses that unless it is asked for by name, so that nobody believes that customers were
//! told when they were not.

use std::path::PathBuf;

use chrono::NaiveTime;
use regard_domain::quiet_hours::{Holidays, SendingHours};
use serde::Deserialize;

/// A word that must not be seen. Its `Debug` hides it.
#[derive(Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// A secret of these characters.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The characters, for the one place that needs them.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_empty() {
            "Secret(empty)"
        } else {
            "Secret(…)"
        })
    }
}

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
    /// How long the server holds a message before anything leaves, besides the device's own hold.
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
            hold_seconds: 0,
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

/// The channel for texts.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SmsConfig {
    /// The server's own readable outbox.
    #[default]
    Readable,
    /// Twilio.
    Twilio(Box<TwilioConfig>),
}

/// The channel for e-mails.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EmailConfig {
    /// The server's own readable outbox.
    #[default]
    Readable,
    /// A mail server.
    Smtp(Box<SmtpConfig>),
}

/// An account at Twilio.
#[derive(Debug, Clone, Deserialize)]
pub struct TwilioConfig {
    /// `AC…`.
    pub account_sid: String,
    /// The API key that requests are made with, `SK…`; or the account's own SID.
    pub key_sid: String,
    /// The secret of that key; rather in `REGARD_TWILIO_KEY_SECRET`.
    #[serde(default)]
    pub key_secret: Secret,
    /// What Twilio signs its callbacks with; rather in `REGARD_TWILIO_AUTH_TOKEN`.
    #[serde(default)]
    pub auth_token: Secret,
    /// `MG…`; this or `from`.
    #[serde(default)]
    pub messaging_service_sid: Option<String>,
    /// The sender number, E.164.
    #[serde(default)]
    pub from: Option<String>,
    /// Where the API is.
    #[serde(default = "twilio_api")]
    pub base_url: String,
    /// Where Twilio reaches this server: scheme, host and path before `/v1/…`, no query. Without it
    /// there are no receipts.
    #[serde(default)]
    pub public_base_url: Option<String>,
    /// How long Twilio may take to answer; its own libraries give it 30 seconds too.
    #[serde(default = "twilio_patience")]
    pub answer_seconds: u64,
}

fn twilio_patience() -> u64 {
    30
}

fn twilio_api() -> String {
    "https://api.twilio.com".to_owned()
}

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SmtpTls {
    /// STARTTLS, required; the usual on port 587.
    #[default]
    Starttls,
    /// TLS from the first byte; the usual on port 465.
    Implicit,
    /// None: only to this machine itself.
    None,
}

/// A mail server that takes our mail.
#[derive(Debug, Clone, Deserialize)]
pub struct SmtpConfig {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    #[serde(default)]
    pub tls: SmtpTls,
    /// A certificate authority of one's own, PEM.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
    /// The account, where it wants one.
    #[serde(default)]
    pub user: Option<String>,
    /// Its password; rather in `REGARD_SMTP_PASSWORD`.
    #[serde(default)]
    pub password: Secret,
    /// The store's sender: `Harbor Jewelers <service@harbor.example>`.
    pub from: String,
    /// Where answers go.
    #[serde(default)]
    pub reply_to: Option<String>,
    /// How long each step of the conversation may take.
    #[serde(default = "smtp_patience")]
    pub step_seconds: u64,
}

fn smtp_patience() -> u64 {
    30
}

/// The configuration cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeliveryConfigError {
    /// A production server would tell nobody.
    #[error(
        "this is a production server, but messages would only lie in its own outbox: \
         set up a channel for {0}, or say readable_outbox = \"yes\""
    )]
    OnlyReadable(&'static str),
    /// A setting is missing or of the wrong form.
    #[error("{0}")]
    Wrong(&'static str),
}

impl DeliveryConfig {
    /// Takes secrets from the environment where they stand there; `variable` reads one.
    #[must_use]
    pub fn with_secrets(mut self, variable: impl Fn(&str) -> Option<String>) -> Self {
        let put = |secret: &mut Secret, name| {
            if let Some(text) = variable(name).filter(|text| !text.is_empty()) {
                *secret = Secret(text);
            }
        };
        if let SmsConfig::Twilio(twilio) = &mut self.sms {
            put(&mut twilio.key_secret, "REGARD_TWILIO_KEY_SECRET");
            put(&mut twilio.auth_token, "REGARD_TWILIO_AUTH_TOKEN");
        }
        if let EmailConfig::Smtp(smtp) = &mut self.email {
            put(&mut smtp.password, "REGARD_SMTP_PASSWORD");
        }
        self
    }

    /// Twilio reaches this server at `url`, unless its own part of the configuration says otherwise.
    #[must_use]
    pub fn reached_at(mut self, url: Option<&str>) -> Self {
        if let SmsConfig::Twilio(twilio) = &mut self.sms
            && twilio.public_base_url.is_none()
        {
            twilio.public_base_url = url.map(str::to_owned);
        }
        self
    }

    /// Refuses what would not work or would mislead.
    pub fn check(&self) -> Result<(), DeliveryConfigError> {
        let wrong = |why| Err(DeliveryConfigError::Wrong(why));
        self.sending_hours()?;
        let asked_for = self.readable_outbox.as_deref() == Some("yes");
        match &self.sms {
            SmsConfig::Readable if self.production && !asked_for => {
                return Err(DeliveryConfigError::OnlyReadable("texts"));
            }
            SmsConfig::Readable => {}
            SmsConfig::Twilio(twilio) => {
                if twilio.key_secret.reveal().is_empty() {
                    return wrong("Twilio needs the secret of its API key");
                }
                if twilio.messaging_service_sid.is_none() == twilio.from.is_none() {
                    return wrong("Twilio needs either messaging_service_sid or from");
                }
                if let Some(url) = &twilio.public_base_url {
                    if twilio.auth_token.reveal().is_empty() {
                        return wrong(
                            "Twilio's callbacks need the auth token they are signed with",
                        );
                    }
                    let usable = reqwest::Url::parse(url).is_ok_and(|url| {
                        url.query().is_none()
                            && url.fragment().is_none()
                            && url.host_str().is_some_and(|host| !host.contains('_'))
                    });
                    if !usable || *url != url.to_lowercase() {
                        return wrong(
                            "public_base_url is a lower-case address without a query, \
                             its host without an underscore",
                        );
                    }
                }
            }
        }
        match &self.email {
            EmailConfig::Readable if self.production && !asked_for => {
                return Err(DeliveryConfigError::OnlyReadable("e-mails"));
            }
            EmailConfig::Readable => {}
            EmailConfig::Smtp(smtp) => {
                if smtp.from.parse::<lettre::message::Mailbox>().is_err() {
                    return wrong("the sender of e-mails is no address");
                }
                let here = matches!(smtp.host.as_str(), "localhost" | "127.0.0.1" | "::1");
                if smtp.tls == SmtpTls::None && !here {
                    return wrong("e-mail without TLS is only for this machine itself");
                }
            }
        }
        let paces = [self.texts_per_second, self.emails_per_second];
        if paces
            .into_iter()
            .flatten()
            .any(|pace| !(0.001..=1e6).contains(&pace))
        {
            return wrong("texts_per_second and emails_per_second are above 0");
        }
        if self.lease_seconds == 0 || self.settle_seconds == 0 {
            return wrong("lease_seconds and settle_seconds are at least 1");
        }
        Ok(())
    }

    /// The hours in which texts may arrive.
    pub fn sending_hours(&self) -> Result<SendingHours, DeliveryConfigError> {
        let time = |text: &Option<String>, default: &str| {
            NaiveTime::parse_from_str(text.as_deref().unwrap_or(default), "%H:%M")
                .map_err(|_| DeliveryConfigError::Wrong("quiet hours are written HH:MM"))
        };
        let holidays = Holidays::read(&self.quiet_hours.holidays).map_err(|_| {
            DeliveryConfigError::Wrong("a holiday is written 2026-11-26, or 12-25 for every year")
        })?;
        SendingHours::new(
            time(&self.quiet_hours.opens, "09:00")?,
            time(&self.quiet_hours.closes, "20:00")?,
        )
        .map(|hours| hours.without(holidays))
        .map_err(|_| {
            DeliveryConfigError::Wrong(
                "texts may be sent from 08:00 to 21:00 at the most, and must open before they close",
            )
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

    #[test]
    fn a_production_server_does_not_pretend_to_have_told_anyone() {
        assert_eq!(
            read("production = true").check(),
            Err(DeliveryConfigError::OnlyReadable("texts"))
        );
        assert_eq!(
            read("production = true\nreadable_outbox = \"yes\"").check(),
            Ok(())
        );
    }

    #[test]
    fn twilio_takes_its_secrets_from_the_environment() {
        let text = r#"
            [sms]
            kind = "twilio"
            account_sid = "AC00000000000000000000000000000000"
            key_sid = "SK00000000000000000000000000000000"
            from = "+15005550006"
            public_base_url = "https://store.example"
        "#;
        assert!(matches!(
            read(text).check(),
            Err(DeliveryConfigError::Wrong(_))
        ));
        let config = read(text).with_secrets(|name| Some(format!("value of {name}")));
        assert_eq!(config.check(), Ok(()));
        assert!(!format!("{config:?}").contains("value of"));
    }

    #[test]
    fn what_would_not_work_is_refused_at_the_start() {
        let wrong = |text: &str| matches!(read(text).check(), Err(DeliveryConfigError::Wrong(_)));
        assert!(wrong("quiet_hours = { opens = \"06:00\" }"));
        assert!(wrong("quiet_hours = { opens = \"nine\" }"));
        assert!(wrong("lease_seconds = 0"));
        assert!(wrong("texts_per_second = 0.0"));
        assert!(wrong("quiet_hours = { holidays = [\"Christmas\"] }"));
        assert_eq!(
            read("quiet_hours = { holidays = [\"12-25\"] }").check(),
            Ok(())
        );
        let smtp = |host: &str| {
            format!(
                "[email]\nkind = \"smtp\"\nhost = \"{host}\"\nport = 25\ntls = \"none\"\nfrom = \"a@b.example\""
            )
        };
        assert!(wrong(&smtp("mail.example")));
        assert_eq!(read(&smtp("127.0.0.1")).check(), Ok(()));
    }
}
