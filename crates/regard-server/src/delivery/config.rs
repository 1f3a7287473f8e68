//! How this server sends: which channel for texts, which for e-mail, and its patience.
//!
//! The defaults need no account anywhere: both channels write into the readable outbox. A production
//! server refuses that unless it is asked for by name, so that nobody believes that customers were
//! told when they were not.

use std::path::PathBuf;

use chrono::NaiveTime;
use regard_domain::quiet_hours::{Holidays, SendingHours};
use serde::Deserialize;

use super::channels::telnyx_signature::PublicKey;
use crate::config::{Fault, Faults};

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
    /// Telnyx.
    Telnyx(Box<TelnyxConfig>),
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
#[serde(default, deny_unknown_fields)]
pub struct TwilioConfig {
    /// `AC…`.
    pub account_sid: String,
    /// The API key that requests are made with, `SK…`; or the account's own SID.
    pub key_sid: String,
    /// The secret of that key; rather in `REGARD_TWILIO_KEY_SECRET`.
    pub key_secret: Secret,
    /// What Twilio signs its callbacks with; rather in `REGARD_TWILIO_AUTH_TOKEN`.
    pub auth_token: Secret,
    /// `MG…`; this or `from`.
    pub messaging_service_sid: Option<String>,
    /// The sender number, E.164.
    pub from: Option<String>,
    /// Where the API is.
    pub base_url: String,
    /// Where Twilio reaches this server: scheme, host and path before `/v1/…`, no query. Without it
    /// there are no receipts.
    pub public_base_url: Option<String>,
    /// How long Twilio may take to answer; its own libraries give it 30 seconds too.
    pub answer_seconds: u64,
}

impl Default for TwilioConfig {
    fn default() -> Self {
        Self {
            account_sid: String::new(),
            key_sid: String::new(),
            key_secret: Secret::default(),
            auth_token: Secret::default(),
            messaging_service_sid: None,
            from: None,
            base_url: "https://api.twilio.com".to_owned(),
            public_base_url: None,
            answer_seconds: PATIENCE,
        }
    }
}

/// An account at Telnyx.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TelnyxConfig {
    /// The API key, `KEY…`; rather in `REGARD_TELNYX_API_KEY`.
    pub api_key: Secret,
    /// What Telnyx's calls are checked with; base64, from its portal.
    pub public_key: String,
    /// The messaging profile whose numbers are used; this or `from`.
    pub messaging_profile_id: Option<String>,
    /// The sender number, E.164.
    pub from: Option<String>,
    /// Where the API is.
    pub base_url: String,
    /// Where Telnyx reaches this server; it is needed, since Telnyx knows our messages by it.
    pub public_base_url: Option<String>,
    /// How long Telnyx may take to answer.
    pub answer_seconds: u64,
}

impl Default for TelnyxConfig {
    fn default() -> Self {
        Self {
            api_key: Secret::default(),
            public_key: String::new(),
            messaging_profile_id: None,
            from: None,
            base_url: "https://api.telnyx.com".to_owned(),
            public_base_url: None,
            answer_seconds: PATIENCE,
        }
    }
}

/// How long a provider may take to answer, in seconds.
const PATIENCE: u64 = 30;

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
#[serde(default, deny_unknown_fields)]
pub struct SmtpConfig {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: SmtpTls,
    /// A certificate authority of one's own, PEM.
    pub ca_file: Option<PathBuf>,
    /// The account, where it wants one.
    pub user: Option<String>,
    /// Its password; rather in `REGARD_SMTP_PASSWORD`.
    pub password: Secret,
    /// The store's sender: `Harbor Jewelers <service@harbor.example>`.
    pub from: String,
    /// Where answers go.
    pub reply_to: Option<String>,
    /// How long each step of the conversation may take.
    pub step_seconds: u64,
}

impl Default for SmtpConfig {
    fn default() -> Self {
        Self {
            host: String::new(),
            port: 587,
            tls: SmtpTls::default(),
            ca_file: None,
            user: None,
            password: Secret::default(),
            from: String::new(),
            reply_to: None,
            step_seconds: PATIENCE,
        }
    }
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

    /// All that would not work or would mislead.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        if let Err(Faults(wrong)) = self.sending_hours() {
            faults.extend(wrong);
        }
        let only_readable = self.production && self.readable_outbox.as_deref() != Some("yes");
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

/// Notes what is missing or of the wrong form in one section.
struct Look {
    section: &'static str,
    faults: Vec<Fault>,
}

impl Look {
    fn at(section: &'static str) -> Self {
        Self {
            section,
            faults: Vec::new(),
        }
    }

    fn wrong(&mut self, name: &str, words: &str) {
        let setting = format!("{}.{name}", self.section);
        self.faults.push(Fault::new(setting, words));
    }

    fn holds(&mut self, name: &str, holds: bool, words: &str) {
        if !holds {
            self.wrong(name, words);
        }
    }

    /// The address that providers call: what is signed is compared letter by letter.
    fn public_address(&mut self, url: &str) {
        let usable = reqwest::Url::parse(url).is_ok_and(|url| {
            url.query().is_none()
                && url.fragment().is_none()
                && url.host_str().is_some_and(|host| !host.contains('_'))
        });
        let words = "is an address in lower case without a query, its host without an underscore: \
                     \"https://regard.harbor.example\"";
        self.holds(
            "public_base_url",
            usable && *url == url.to_lowercase(),
            words,
        );
    }

    fn api_address(&mut self, url: &str) {
        let usable = reqwest::Url::parse(url).is_ok_and(|url| url.has_host());
        let words = "is the address of the provider's API; leave it out for the usual one";
        self.holds("base_url", usable, words);
    }

    fn patience(&mut self, name: &str, seconds: u64) {
        self.holds(name, seconds > 0, "is at least 1");
    }
}

impl TwilioConfig {
    fn faults(&self) -> Vec<Fault> {
        let mut look = Look::at("delivery.sms");
        let sid = |text: &str, starts: &[&str]| {
            text.len() == 34 && starts.iter().any(|start| text.starts_with(start))
        };
        let words = "is the account's SID: AC and 32 digits, from Twilio's console";
        look.holds("account_sid", sid(&self.account_sid, &["AC"]), words);
        let words = "is the SID of an API key: SK and 32 digits, from Twilio's console";
        look.holds("key_sid", sid(&self.key_sid, &["SK", "AC"]), words);
        let words = "Twilio needs the secret of its API key; put it into REGARD_TWILIO_KEY_SECRET";
        look.holds("key_secret", !self.key_secret.reveal().is_empty(), words);
        let words = "Twilio needs a sender: either messaging_service_sid or from, not both";
        let one_sender = self.messaging_service_sid.is_some() != self.from.is_some();
        look.holds("from", one_sender, words);
        if let Some(url) = &self.public_base_url {
            let words = "Twilio's calls are signed with the auth token; put it into \
                         REGARD_TWILIO_AUTH_TOKEN";
            look.holds("auth_token", !self.auth_token.reveal().is_empty(), words);
            look.public_address(url);
        }
        look.api_address(&self.base_url);
        look.patience("answer_seconds", self.answer_seconds);
        look.faults
    }
}

impl TelnyxConfig {
    fn faults(&self) -> Vec<Fault> {
        let mut look = Look::at("delivery.sms");
        let words = "Telnyx needs its API key; put it into REGARD_TELNYX_API_KEY";
        look.holds("api_key", !self.api_key.reveal().is_empty(), words);
        let words = "is the public key of the account, from Telnyx's portal: 32 bytes in base64";
        look.holds(
            "public_key",
            self.public_key.parse::<PublicKey>().is_ok(),
            words,
        );
        let words = "Telnyx needs a sender: messaging_profile_id or from";
        let some_sender = self.messaging_profile_id.is_some() || self.from.is_some();
        look.holds("from", some_sender, words);
        match &self.public_base_url {
            Some(url) => look.public_address(url),
            None => look.wrong(
                "public_base_url",
                "Telnyx knows our messages by the address it calls; set public_base_url at the top",
            ),
        }
        look.api_address(&self.base_url);
        look.patience("answer_seconds", self.answer_seconds);
        look.faults
    }
}

impl SmtpConfig {
    fn faults(&self) -> Vec<Fault> {
        let mut look = Look::at("delivery.email");
        look.holds(
            "host",
            !self.host.is_empty(),
            "is the name of the mail server",
        );
        let is_address = |text: &str| text.parse::<lettre::message::Mailbox>().is_ok();
        let words = "is the store's sender: \"Harbor Jewelers <hello@harbor.example>\"";
        look.holds("from", is_address(&self.from), words);
        if let Some(reply_to) = &self.reply_to {
            look.holds("reply_to", is_address(reply_to), "is an e-mail address");
        }
        let here = matches!(self.host.as_str(), "localhost" | "127.0.0.1" | "::1");
        let words = "e-mail without TLS is only for a mail server on this machine itself";
        look.holds("tls", self.tls != SmtpTls::None || here, words);
        if let Some(file) = &self.ca_file {
            let words = "the file can't be read; name a certificate in PEM";
            look.holds("ca_file", std::fs::File::open(file).is_ok(), words);
        }
        let words = "a user needs a password; put it into REGARD_SMTP_PASSWORD";
        let has_both = self.user.is_none() || !self.password.reveal().is_empty();
        look.holds("password", has_both, words);
        look.patience("step_seconds", self.step_seconds);
        look.faults
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
