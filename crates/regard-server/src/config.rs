//! What a server is told when it starts: a TOML file, and `REGARD_…` variables over it.
//!
//! `docs/regard.example.toml` shows every setting and its variable; [`settings`] lists them. What is
//! wrong is told all at once (`regard-server check-config`).

mod fault;
mod lay;
pub mod settings;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use regard_domain::uncollected::Ladder;
use serde::Deserialize;
use uuid::Uuid;

pub use fault::{Fault, Faults};

use crate::alerts::push::config::PushConfig;
use crate::database::{Book, PostgresUrl};
use crate::delivery::config::{DeliveryConfig, WhatsappConfig};
use lay::Laid;

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
    /// Where the pages behind the short links of messages are, when under another (shorter) name of
    /// this server than `public_base_url`: a name of the store's own, because carriers block public
    /// shorteners.
    pub short_link_base: Option<String>,
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
    /// How sleeping devices are woken.
    pub push: PushConfig,
    /// What is done about pieces that nobody collects.
    pub uncollected: UncollectedConfig,
    /// How much is kept of photos.
    pub photos: PhotoConfig,
}

/// How much is kept of photos, and how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PhotoConfig {
    /// How many megabytes all pictures in full may have; 0: as many as come. Thumbnails are rows and
    /// do not count.
    pub most_megabytes: u32,
    /// After how many days a photo that was taken out goes for good; 0: never.
    pub removed_days: u32,
}

impl Default for PhotoConfig {
    fn default() -> Self {
        Self {
            most_megabytes: 20_000,
            removed_days: 30,
        }
    }
}

/// After how many days something is done about a piece that nobody collects; 0: never.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct UncollectedConfig {
    /// The customer gets a text; 0 unless the store wants it, and then usually 7.
    pub text_after_days: u32,
    /// Their associate gets a call to make, with something to talk about.
    pub call_after_days: u32,
    /// The manager is told.
    pub manager_after_days: u32,
}

impl Default for UncollectedConfig {
    fn default() -> Self {
        let ladder = Ladder::default();
        Self {
            text_after_days: ladder.text_after,
            call_after_days: ladder.call_after,
            manager_after_days: ladder.manager_after,
        }
    }
}

impl UncollectedConfig {
    /// The ladder of these days.
    pub fn ladder(self) -> Ladder {
        Ladder {
            text_after: self.text_after_days,
            call_after: self.call_after_days,
            manager_after: self.manager_after_days,
        }
    }
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
            short_link_base: None,
            data_dir: PathBuf::from("."),
            database: None,
            company_id: None,
            first_store: None,
            first_manager: None,
            log: LogConfig::default(),
            delivery: DeliveryConfig::default(),
            push: PushConfig::default(),
            uncollected: UncollectedConfig::default(),
            photos: PhotoConfig::default(),
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
    /// The file is no TOML.
    #[error("{path}: {reason}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What and where.
        reason: Box<toml::de::Error>,
    },
    /// Settings are not what they should be: all of them.
    #[error(transparent)]
    Faults(#[from] Faults),
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
        let file: toml::Table =
            toml::from_str(&text).map_err(|reason| ConfigError::Unreadable {
                path: path.to_owned(),
                reason: Box::new(reason),
            })?;
        let beside = path.parent().unwrap_or(Path::new("."));
        let Laid { table, mut faults } = lay::lay(&file, beside, &variable);
        let names_folder = table.contains_key("data_dir");
        let mut config: Self = match toml::Value::Table(table).try_into() {
            Ok(config) => config,
            Err(error) => {
                // Every setting is of its kind by now: this is one that is missing or does not fit.
                faults.push(Fault::new("the file", error.message()));
                return Err(Faults(faults).into());
            }
        };
        if !names_folder {
            config.data_dir = beside.to_owned();
        }
        config.delivery = config
            .delivery
            .reached_at(config.public_base_url.as_deref());
        config.settle_outbox_folder();
        config.push.settle_files(&config.data_dir);
        config.look(&mut faults);
        if faults.is_empty() {
            Ok(config)
        } else {
            Err(Faults(faults).into())
        }
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

    /// Where the pages behind short links are; none: messages carry no link.
    pub fn link_base(&self) -> Option<&str> {
        self.short_link_base
            .as_deref()
            .or(self.public_base_url.as_deref())
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

    /// What is set up, in a few lines, for the person who asked. No secret is in it.
    pub fn summary(&self) -> Vec<String> {
        let book = match self.book() {
            Book::File { path, .. } => format!("in {}", path.display()),
            Book::Postgres { .. } => "in PostgreSQL".to_owned(),
        };
        let called = match &self.public_base_url {
            Some(url) => format!("; called from outside at {url}"),
            None => "; not called from outside: no receipts from providers".to_owned(),
        };
        let mut lines = vec![
            "The configuration is sound.".to_owned(),
            format!("{} listens on {}{called}.", self.company, self.listen),
            format!("The book lies {book}."),
        ];
        lines.extend(self.delivery.summary());
        lines.push(self.push.summary());
        lines
    }

    fn look(&self, faults: &mut Vec<Fault>) {
        if let Some(store) = &self.first_store
            && store.time_zone.parse::<chrono_tz::Tz>().is_err()
        {
            let words = "is no time zone; write one of the IANA database, as America/New_York";
            faults.push(Fault::new("first_store.time_zone", words));
        }
        if matches!(self.delivery.whatsapp, WhatsappConfig::Cloud(_))
            && self.public_base_url.is_none()
        {
            let words = "Meta has to reach this server: without its calls nobody learns what became \
                         of a WhatsApp message";
            faults.push(Fault::new("public_base_url", words));
        }
        faults.extend(self.delivery.faults());
        faults.extend(self.push.faults());
    }
}

#[cfg(test)]
#[path = "config/example_tests.rs"]
mod example_tests;

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
        let error = Config::read(&path, |_| None).unwrap_err().to_string();
        assert!(error.contains("compnay: there is no such setting; did you mean company?"));
    }
}
