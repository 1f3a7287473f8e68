//! What a server is told when it starts: a TOML file, and `REGARD_…` variables over it.
//!
//! ```toml
//! company = "Harbor Jewelers"
//! listen = "127.0.0.1:8700"
//! # How devices and providers reach this server, when not at the address above.
//! public_base_url = "https://regard.harbor.example"
//! # Relative to this file; the book and the readable outbox lie here.
//! data_dir = "."
//! # Where the book is, when not in the file regard-server.db there: another file, or PostgreSQL.
//! database = "postgres://regard@db.harbor.example/regard"
//! # Which company, in a database of several.
//! company_id = "0192aa00-c1d2-7000-8000-ffeeddccbbaa"
//!
//! # Only for a new book: its first store.
//! [first_store]
//! name = "Harbor Jewelers, Main Street"
//! time_zone = "America/New_York"
//! currency = "USD"
//! country = "US"
//!
//! # Only for a new book: who makes the first codes.
//! [first_manager]
//! given_name = "Ines"
//!
//! [log]
//! json = true
//!
//! [delivery]    # see delivery::config
//! ```
//!
//! Variables: `REGARD_LISTEN`, `REGARD_PUBLIC_BASE_URL`, `REGARD_DATA_DIR`, `REGARD_DATABASE`,
//! `REGARD_COMPANY`, `REGARD_COMPANY_ID`, `REGARD_LOG_JSON`, and those of delivery for its secrets.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use uuid::Uuid;

use crate::database::{Book, PostgresUrl};
use crate::delivery::config::{DeliveryConfig, DeliveryConfigError};

/// What a server is told when it starts.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// What the company calls itself.
    pub company: String,
    /// Where the server listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// How devices and providers reach the server: scheme, host and path before `/v1/…`.
    pub public_base_url: Option<String>,
    /// Where the book and the readable outbox lie; relative to the file of this configuration.
    pub data_dir: PathBuf,
    /// Where the book is, when not in a file of its usual name in `data_dir`.
    pub database: Option<WhereTheBookIs>,
    /// Which company this server serves, in a database that holds several; a new id makes a new
    /// company there. A file that is another company's is refused.
    pub company_id: Option<Uuid>,
    /// The first store of a new book.
    pub first_store: Option<FirstStore>,
    /// The first manager of a new book.
    pub first_manager: Option<FirstManager>,
    /// How the server speaks to its log.
    pub log: LogConfig,
    /// How messages reach customers.
    pub delivery: DeliveryConfig,
}

/// Where a book is: the path of a file, or the URL of a PostgreSQL database.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub enum WhereTheBookIs {
    /// A file; relative to `data_dir`.
    File(PathBuf),
    /// A PostgreSQL database.
    Postgres(PostgresUrl),
}

impl From<String> for WhereTheBookIs {
    fn from(text: String) -> Self {
        match PostgresUrl::in_text(&text) {
            Some(url) => Self::Postgres(url),
            None => Self::File(PathBuf::from(text)),
        }
    }
}

/// The first store of a new book.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FirstStore {
    /// What it is called.
    pub name: String,
    /// IANA name, `America/New_York`.
    pub time_zone: String,
    /// ISO 4217.
    pub currency: String,
    /// ISO 3166 alpha-2.
    pub country: String,
    /// Street and number.
    #[serde(default)]
    pub street: Option<String>,
    /// City.
    #[serde(default)]
    pub city: Option<String>,
    /// Telephone.
    #[serde(default)]
    pub phone: Option<String>,
    /// As said to a customer.
    #[serde(default)]
    pub opening_hours: Option<String>,
}

/// The first manager of a new book.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FirstManager {
    /// Given name.
    pub given_name: String,
    /// Family name.
    #[serde(default)]
    pub family_name: Option<String>,
}

/// How the server speaks to its log.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogConfig {
    /// One JSON object a line, for machines.
    pub json: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            company: "Our company".to_owned(),
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8700)),
            public_base_url: None,
            data_dir: PathBuf::from("."),
            database: None,
            company_id: None,
            first_store: None,
            first_manager: None,
            log: LogConfig::default(),
            delivery: DeliveryConfig::default(),
        }
    }
}

/// Why a configuration can't be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file can't be read.
    #[error("{path} can't be read: {reason}")]
    File {
        /// The file.
        path: PathBuf,
        /// The operating system's words.
        reason: std::io::Error,
    },
    /// The file is not what it should be.
    #[error("{path}: {reason}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What and where.
        reason: Box<toml::de::Error>,
    },
    /// A variable or setting is not what it should be.
    #[error("{name} is not usable: {reason}")]
    Wrong {
        /// Which.
        name: &'static str,
        /// Why.
        reason: String,
    },
    /// The way messages are sent is not set up rightly.
    #[error(transparent)]
    Delivery(#[from] DeliveryConfigError),
}

impl Config {
    /// The configuration in a file, with the variables over it. A missing file is an empty one.
    pub fn read(
        path: &Path,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(reason) => {
                return Err(ConfigError::File {
                    path: path.to_owned(),
                    reason,
                });
            }
        };
        let mut config: Self = toml::from_str(&text).map_err(|reason| ConfigError::Unreadable {
            path: path.to_owned(),
            reason: Box::new(reason),
        })?;
        if let Some(company) = variable("REGARD_COMPANY") {
            config.company = company;
        }
        if let Some(listen) = variable("REGARD_LISTEN") {
            config.listen =
                listen
                    .parse()
                    .map_err(|error: std::net::AddrParseError| ConfigError::Wrong {
                        name: "REGARD_LISTEN",
                        reason: error.to_string(),
                    })?;
        }
        if let Some(url) = variable("REGARD_PUBLIC_BASE_URL") {
            config.public_base_url = Some(url);
        }
        if let Some(folder) = variable("REGARD_DATA_DIR") {
            config.data_dir = PathBuf::from(folder);
        } else if config.data_dir.is_relative() {
            let beside = path.parent().unwrap_or(Path::new("."));
            config.data_dir = beside.join(&config.data_dir);
        }
        if let Some(database) = variable("REGARD_DATABASE") {
            config.database = Some(database.into());
        }
        if let Some(id) = variable("REGARD_COMPANY_ID") {
            config.company_id =
                Some(
                    id.parse()
                        .map_err(|error: uuid::Error| ConfigError::Wrong {
                            name: "REGARD_COMPANY_ID",
                            reason: error.to_string(),
                        })?,
                );
        }
        if let Some(json) = variable("REGARD_LOG_JSON") {
            config.log.json = matches!(json.as_str(), "1" | "true" | "yes");
        }
        config.delivery = config
            .delivery
            .with_secrets(&variable)
            .reached_at(config.public_base_url.as_deref());
        config.settle_outbox_folder();
        config.check()?;
        Ok(config)
    }

    /// A server with everything in one folder: for tests and for trying it out.
    pub fn for_folder(folder: &Path, listen: SocketAddr) -> Self {
        let mut config = Self {
            data_dir: folder.to_owned(),
            listen,
            ..Self::default()
        };
        config.settle_outbox_folder();
        config
    }

    /// Where the book is.
    pub fn book(&self) -> Book {
        match &self.database {
            None => self.book_in("regard-server.db"),
            Some(WhereTheBookIs::File(path)) => self.book_in(path),
            Some(WhereTheBookIs::Postgres(url)) => Book::Postgres {
                url: url.clone(),
                company: self.company_id,
            },
        }
    }

    fn book_in(&self, path: impl AsRef<Path>) -> Book {
        Book::File {
            path: self.data_dir.join(path),
            company: self.company_id,
        }
    }

    /// Where the server writes down how far it sent, beside the book.
    pub fn sent_so_far(&self) -> PathBuf {
        self.data_dir.join("sent-so-far")
    }

    fn settle_outbox_folder(&mut self) {
        if self.delivery.outbox_folder.is_relative() {
            self.delivery.outbox_folder = self.data_dir.join(&self.delivery.outbox_folder);
        }
    }

    fn check(&self) -> Result<(), ConfigError> {
        if let Some(store) = &self.first_store
            && store.time_zone.parse::<chrono_tz::Tz>().is_err()
        {
            let reason = format!("{} is no time zone", store.time_zone);
            return Err(ConfigError::Wrong {
                name: "first_store.time_zone",
                reason,
            });
        }
        Ok(self.delivery.check()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_without_a_file_listens_on_this_machine_only() {
        let folder = tempfile::tempdir().unwrap();
        let config = Config::read(&folder.path().join("regard.toml"), |_| None).unwrap();
        assert!(config.listen.ip().is_loopback());
        assert_eq!(
            config.book(),
            Book::File {
                path: folder.path().join("regard-server.db"),
                company: None
            }
        );
        assert_eq!(config.delivery.outbox_folder, folder.path().join("outbox"));
    }

    #[test]
    fn variables_stand_over_the_file_and_a_typing_error_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("regard.toml");
        std::fs::write(&path, "company = \"Harbor\"\nlisten = \"127.0.0.1:9\"\n").unwrap();
        let config = Config::read(&path, |name| {
            (name == "REGARD_LISTEN").then(|| "127.0.0.1:10".to_owned())
        })
        .unwrap();
        assert_eq!(
            (config.company.as_str(), config.listen.port()),
            ("Harbor", 10)
        );
        let config = Config::read(&path, |name| {
            (name == "REGARD_DATABASE").then(|| "postgres://regard@127.0.0.1/regard".to_owned())
        });
        assert!(matches!(
            config.unwrap().book(),
            Book::Postgres { company: None, .. }
        ));
        std::fs::write(&path, "compnay = \"Harbor\"\n").unwrap();
        assert!(matches!(
            Config::read(&path, |_| None),
            Err(ConfigError::Unreadable { .. })
        ));
    }

    #[test]
    fn the_example_is_a_configuration_that_a_server_starts_with() {
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/regard.example.toml");
        let secret = |name: &str| {
            name.starts_with("REGARD_TWILIO")
                .then(|| "secret".to_owned())
        };
        let config = Config::read(&example, secret).unwrap();
        assert!(config.delivery.production && config.log.json);
        assert_eq!(config.company, "Harbor Jewelers");
    }
}
