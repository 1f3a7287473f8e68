//! E-mail over SMTP, step by step, each step with its own patience.
//!
//! Until the final dot was written nothing was sent, whatever breaks. After it, only a reply of the
//! server tells; a hang or a closed connection there leaves the message unknown (RFC 1047). A try
//! again carries the same Message-ID, which mail servers and programs fold into one.

use std::time::Duration;

use async_trait::async_trait;
use lettre::address::Envelope;
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, SinglePart};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use regard_domain::message::StateReason;

use super::{Answer, Channel, Found, LookUp, Outcome, Outgoing};
use crate::delivery::config::{SmtpConfig, SmtpTls};

/// The steps of one conversation: connect, STARTTLS, log in, from, to, data, the message.
const STEPS: u32 = 7;

/// A mail server that takes our mail.
pub struct Smtp {
    config: SmtpConfig,
    from: Mailbox,
    reply_to: Option<Mailbox>,
    tls: Option<TlsParameters>,
}

/// The mail server cannot be used as it is configured.
#[derive(Debug, thiserror::Error)]
pub enum SmtpSetUpError {
    /// The sender or the address for answers is no address.
    #[error("the sender or the reply address of e-mails is no address")]
    Address(#[from] lettre::address::AddressError),
    /// The certificate file cannot be read.
    #[error("the certificate file of the mail server cannot be read")]
    File(#[from] std::io::Error),
    /// TLS cannot be set up.
    #[error("TLS to the mail server cannot be set up")]
    Tls(#[from] Error),
}

/// `Auto-Submitted: auto-generated` (RFC 3834): no vacation answers, please.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// Where in the conversation something went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Connect,
    LogIn,
    From,
    To,
    Data,
    Dot,
}

impl Smtp {
    /// The mail server that `config` describes. Reads the certificate file, where one is named.
    pub fn new(config: SmtpConfig) -> Result<Self, SmtpSetUpError> {
        let from: Mailbox = config.from.parse()?;
        let reply_to = config.reply_to.as_deref().map(str::parse).transpose()?;
        let tls = match config.tls {
            SmtpTls::None => None,
            SmtpTls::Starttls | SmtpTls::Implicit => {
                let mut tls = TlsParameters::builder(config.host.clone());
                if let Some(file) = &config.ca_file {
                    tls = tls.add_root_certificate(Certificate::from_pem(&std::fs::read(file)?)?);
                }
                Some(tls.build()?)
            }
        };
        Ok(Self {
            config,
            from,
            reply_to,
            tls,
        })
    }

    fn patience(&self) -> Duration {
        Duration::from_secs(self.config.step_seconds)
    }

    fn email(&self, outgoing: &Outgoing) -> Option<(Envelope, Vec<u8>)> {
        let to: Mailbox = outgoing.to.parse().ok()?;
        let envelope = Envelope::new(Some(self.from.email.clone()), vec![to.email.clone()]).ok()?;
        let mut email = lettre::Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(outgoing.subject.clone().unwrap_or_default())
            .message_id(Some(format!(
                "<{}@{}>",
                outgoing.message,
                self.from.email.domain()
            )))
            .date(outgoing.asked_at.into())
            .header(AutoSubmitted);
        if let Some(reply_to) = &self.reply_to {
            email = email.reply_to(reply_to.clone());
        }
        let email = email
            .singlepart(SinglePart::plain(outgoing.body.clone()))
            .ok()?;
        Some((envelope, email.formatted()))
    }

    /// One step, within our patience. A step that takes too long has no reply.
    async fn step<T>(
        &self,
        step: Step,
        doing: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Answer> {
        match tokio::time::timeout(self.patience(), doing).await {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(error)) => Err(answer_to(step, error.status().map(u16::from))),
            Err(_) => Err(answer_to(step, None)),
        }
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Answer> {
        let me = ClientId::Domain(self.from.email.domain().to_owned());
        let server = (self.config.host.as_str(), self.config.port);
        let at_once = self
            .tls
            .clone()
            .filter(|_| self.config.tls == SmtpTls::Implicit);
        let connecting =
            AsyncSmtpConnection::connect_tokio1(server, Some(self.patience()), &me, at_once, None);
        let mut connection = self.step(Step::Connect, connecting).await?;
        if let (SmtpTls::Starttls, Some(tls)) = (self.config.tls, self.tls.clone()) {
            self.step(Step::Connect, connection.starttls(tls, &me))
                .await?;
        }
        if let Some(user) = &self.config.user {
            let account = Credentials::new(user.clone(), self.config.password.reveal().to_owned());
            self.step(
                Step::LogIn,
                connection.auth(&[Mechanism::Plain, Mechanism::Login], &account),
            )
            .await?;
        }
        Ok(connection)
    }

    async fn converse(&self, envelope: &Envelope, email: &[u8]) -> Result<Answer, Answer> {
        let mut connection = self.connect().await?;
        let mut parameters = Vec::new();
        let addresses = || envelope.to().iter().chain(envelope.from());
        if addresses().any(|address| !AsRef::<str>::as_ref(address).is_ascii()) {
            if !connection
                .server_info()
                .supports_feature(Extension::SmtpUtfEight)
            {
                return Err(rejected(StateReason::NoSuchAddress).into());
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        let from = Mail::new(envelope.from().cloned(), parameters);
        self.step(Step::From, connection.command(from)).await?;
        for to in envelope.to() {
            let to = Rcpt::new(to.clone(), Vec::new());
            self.step(Step::To, connection.command(to)).await?;
        }
        self.step(Step::Data, connection.command(Data)).await?;
        let reply = self.step(Step::Dot, connection.message(email)).await?;
        // The message is theirs now; whether they say goodbye does not matter.
        let patience = self.patience();
        tokio::spawn(async move {
            tokio::time::timeout(patience, connection.quit())
                .await
                .is_ok()
        });
        Ok(Answer::coded(
            Outcome::Accepted { sid: None },
            u16::from(reply.code()).into(),
        ))
    }
}

#[async_trait]
impl Channel for Smtp {
    fn name(&self) -> &'static str {
        "smtp"
    }

    fn time_limit(&self) -> Duration {
        self.patience().saturating_mul(STEPS)
    }

    fn twice_is_once(&self) -> bool {
        true
    }

    async fn send(&self, outgoing: &Outgoing) -> Answer {
        let Some((envelope, email)) = self.email(outgoing) else {
            return rejected(StateReason::NoSuchAddress).into();
        };
        match self.converse(&envelope, &email).await {
            Ok(answer) | Err(answer) => answer,
        }
    }

    async fn look_up(&self, _: &LookUp) -> Found {
        Found::CannotAsk
    }
}

fn rejected(reason: StateReason) -> Outcome {
    Outcome::Rejected { reason }
}

/// What a failure at `step` means, with the server's reply `code` where there was one.
fn answer_to(step: Step, code: Option<u16>) -> Answer {
    let not_sent = |reason| Outcome::NotSent {
        reason,
        retry_after: None,
    };
    let outcome = match (step, code) {
        (Step::Dot, None) => Outcome::Unknown,
        (Step::LogIn, Some(500..)) => not_sent(StateReason::StoreSetup),
        (_, None) | (_, Some(..500)) | (Step::Connect, _) => not_sent(StateReason::ChannelDown),
        (Step::From, Some(_)) => rejected(StateReason::StoreSetup),
        (Step::To, Some(552)) => rejected(StateReason::Unreachable),
        (Step::To, Some(550 | 551 | 553)) => rejected(StateReason::NoSuchAddress),
        (Step::To | Step::Data | Step::Dot, Some(554)) => rejected(StateReason::Blocked),
        (Step::Data | Step::Dot, Some(550)) => rejected(StateReason::Blocked),
        _ => rejected(StateReason::Other),
    };
    Answer {
        outcome,
        code: code.map(u32::from),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_after_the_dot_can_nobody_tell() {
        for step in [Step::Connect, Step::LogIn, Step::From, Step::To, Step::Data] {
            assert!(
                matches!(answer_to(step, None).outcome, Outcome::NotSent { .. }),
                "{step:?}"
            );
        }
        assert_eq!(answer_to(Step::Dot, None).outcome, Outcome::Unknown);
        // 451 on the dot: the server took no responsibility (RFC 5321, 4.2.5).
        assert!(matches!(
            answer_to(Step::Dot, Some(451)).outcome,
            Outcome::NotSent { .. }
        ));
    }

    #[test]
    fn a_refused_address_is_told_from_a_refused_account() {
        assert_eq!(
            answer_to(Step::To, Some(550)).outcome,
            rejected(StateReason::NoSuchAddress)
        );
        assert!(matches!(
            answer_to(Step::LogIn, Some(535)).outcome,
            Outcome::NotSent {
                reason: StateReason::StoreSetup,
                ..
            }
        ));
    }
}
