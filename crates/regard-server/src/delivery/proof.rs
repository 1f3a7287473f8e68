//! The proof of consent for one address: all that was ever said about it, in order, with the words that
//! were agreed to.

use chrono::{DateTime, Utc};
use regard_domain::consent::wording;
use regard_domain::words::Channel;
use serde::Serialize;
use strum::EnumString;

use crate::database::delivery::stopped;
use crate::database::{Database, DatabaseError, moment, rows};

/// How a proof is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, clap::ValueEnum)]
#[strum(serialize_all = "snake_case")]
pub enum ProofFormat {
    /// Comma-separated, with a line of names.
    Csv,
    /// A JSON text.
    Json,
}

/// The proof could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    /// The book failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// It could not be printed.
    #[error("the proof could not be printed: {0}")]
    Csv(#[from] csv::Error),
    /// It could not be printed.
    #[error("the proof could not be printed: {0}")]
    Json(#[from] serde_json::Error),
    /// It could not be printed.
    #[error("the proof could not be printed")]
    Print,
}

/// One line: something that was said, a stop, or the end of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProofLine {
    /// When.
    pub at: String,
    /// `given`, `withdrawn`, `stopped` or `lifted`.
    pub what: String,
    /// By what means the address would be written to.
    pub channel: String,
    /// For what; `all` for a stop of everything.
    pub purpose: String,
    /// How it was said, or who told of the stop.
    pub basis: String,
    /// The version of the words.
    pub wording: String,
    /// Those words, in every language that the version has.
    pub words: String,
    /// Whom it is about.
    pub customer: String,
    /// Who took it down.
    pub taken_by: String,
    /// What shows that the customer agreed again after a stop.
    pub evidence: String,
}

/// The proof for one address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// The address.
    pub address: String,
    /// When the proof was made.
    pub made_at: String,
    /// What was said, oldest first.
    pub lines: Vec<ProofLine>,
}

/// The proof for `address`: a phone number with its country code, or an e-mail address.
pub fn of(database: &Database, address: &str) -> Result<Proof, ProofError> {
    let company = database.company();
    let channel = if address.contains('@') {
        Channel::Email
    } else {
        Channel::Sms
    };
    let address = match channel {
        Channel::Email => stopped::plain(address, channel),
        Channel::Sms | Channel::Whatsapp => regard_domain::phone::read(address, "US")
            .map_or_else(|_| address.trim().to_owned(), |phone| phone.e164),
    };
    let mut lines: Vec<(DateTime<Utc>, ProofLine)> = Vec::new();
    database.read(|sql| {
        for said in stopped::ledger(sql, company, &address)? {
            let taken_by = match said.taken_by {
                Some(who) => rows::row(sql, company, "associate", who.0)?,
                None => None,
            };
            let name = |field| {
                let row = taken_by.as_ref()?;
                row.text(field)
            };
            let names: Vec<&str> = ["given_name", "family_name"]
                .into_iter()
                .filter_map(name)
                .collect();
            let version = said.wording.unwrap_or_default();
            let words: Vec<String> = wording(&version)
                .filter(|wording| wording.channel.as_ref() == said.channel)
                .map(|wording| format!("[{}] {}", wording.language, wording.text))
                .collect();
            let line = ProofLine {
                at: moment(said.said_at),
                what: if said.given { "given" } else { "withdrawn" }.to_owned(),
                channel: said.channel,
                purpose: said.purpose,
                basis: said.basis,
                words: words.join("\n"),
                wording: version,
                customer: said.customer_id.to_string(),
                taken_by: names.join(" "),
                evidence: said.evidence.unwrap_or_default(),
            };
            lines.push((said.said_at, line));
        }
        for event in stopped::events(sql, company, &address)? {
            let line = ProofLine {
                at: moment(event.at),
                what: event.what,
                channel: event.channel,
                purpose: event.scope,
                basis: event.source,
                wording: String::new(),
                words: String::new(),
                customer: String::new(),
                taken_by: String::new(),
                evidence: String::new(),
            };
            lines.push((event.at, line));
        }
        Ok::<_, DatabaseError>(())
    })?;
    // At one moment the stop comes before what the ledger says of it: both are kept as they came.
    lines.sort_by_key(|(at, _)| *at);
    Ok(Proof {
        address,
        made_at: moment(database.now()),
        lines: lines.into_iter().map(|(_, line)| line).collect(),
    })
}

impl Proof {
    /// The proof as text.
    pub fn print(&self, format: ProofFormat) -> Result<String, ProofError> {
        match format {
            ProofFormat::Json => Ok(serde_json::to_string_pretty(self)?),
            ProofFormat::Csv => {
                let mut writer = csv::Writer::from_writer(Vec::new());
                writer.write_record([
                    "address", "at", "what", "channel", "purpose", "basis", "wording", "words",
                    "customer", "taken_by", "evidence",
                ])?;
                for line in &self.lines {
                    writer.write_record([
                        &self.address,
                        &line.at,
                        &line.what,
                        &line.channel,
                        &line.purpose,
                        &line.basis,
                        &line.wording,
                        &line.words,
                        &line.customer,
                        &line.taken_by,
                        &line.evidence,
                    ])?;
                }
                let bytes = writer.into_inner().map_err(|_| ProofError::Print)?;
                String::from_utf8(bytes).map_err(|_| ProofError::Print)
            }
        }
    }
}
