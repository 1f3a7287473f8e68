//! A company with some stores and customers who allow texts.

use std::sync::Arc;

use chrono::{Timelike, Utc};
use regard_domain::ids::{MessageId, agreed_id};
use regard_domain::message::MessageState;
use regard_server::clock::SystemClock;
use regard_server::database::{Database, DatabaseError, moment, rows};
use regard_server::delivery::config::{DeliveryConfig, SmsConfig};
use regard_server::delivery::{Dispatcher, intake};
use regard_server::{Config, server};
use serde_json::{Value, json};
use tokio_postgres::NoTls;
use uuid::Uuid;

use crate::provider::Provider;

/// Customers of the company.
const CUSTOMERS: u32 = 200;
/// Its stores.
const STORES: u32 = 4;

/// The company.
pub struct Company {
    _folder: tempfile::TempDir,
    /// Its book.
    pub database: Arc<Database>,
    config: DeliveryConfig,
}

fn id(kind: &str, number: u32) -> Uuid {
    agreed_id(&[kind, &number.to_string()])
}

fn address(number: u32) -> String {
    format!("+1212{:07}", 5_550_000 + number % CUSTOMERS)
}

impl Company {
    /// A new company; its book lies in a file, or in a new database of the PostgreSQL server named. Its
    /// texts go to `provider`, or into the readable outbox.
    pub async fn open(postgres: Option<&str>, provider: Option<&Provider>, hold: u64) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut config = Config::for_folder(folder.path(), ([127, 0, 0, 1], 0).into());
        if let Some(server) = postgres {
            config.database = Some(new_database(server).await.into());
        }
        let mut delivery = config.delivery.clone();
        delivery.witness = Some(config.sent_so_far());
        delivery.hold_seconds = hold;
        if let Some(provider) = provider {
            delivery.sms = SmsConfig::Twilio(Box::new(provider.account()));
        }
        let database = server::open(&config, Arc::new(SystemClock)).expect("a book");
        let company = Self {
            _folder: folder,
            database,
            config: delivery,
        };
        company.furnish();
        company
    }

    /// What sends for it.
    pub fn dispatcher(&self) -> Dispatcher {
        let clock = Arc::new(SystemClock);
        Dispatcher::new(self.database.clone(), clock, &self.config).expect("a dispatcher")
    }

    fn furnish(&self) {
        // A zone where it is the early afternoon now.
        let west = i64::from(Utc::now().hour()) - 14;
        let zone = match west {
            1.. => format!("Etc/GMT+{west}"),
            _ => format!("Etc/GMT-{}", -west),
        };
        let at = moment(Utc::now());
        let mut rows: Vec<(&str, Uuid, Value)> = Vec::new();
        for number in 0..STORES {
            let fields = json!({ "name": format!("Store {number}"), "time_zone": zone,
                "currency": "USD", "country": "US" });
            rows.push(("store", id("store", number), fields));
        }
        for number in 0..CUSTOMERS {
            let customer = id("customer", number);
            let fields = json!({ "store_id": id("store", number % STORES), "given_name": "Roger",
                "family_name": format!("Vale {number}"), "time_zone": zone, "created_at": at });
            rows.push(("customer", customer, fields));
            let fields = json!({ "customer_id": customer, "address": address(number),
                "channel": "sms", "purpose": "service", "given": true, "basis": "at the counter",
                "said_at": at });
            rows.push(("consent", id("consent", number), fields));
        }
        self.write(|edit| {
            for (table, id, fields) in &rows {
                edit.put(table, *id, fields.as_object().expect("an object").clone())?;
            }
            Ok(())
        });
    }

    /// Asks for texts with these numbers, through the door by which a device's rows come in.
    pub fn ask(&self, numbers: std::ops::Range<u32>) {
        let at = moment(Utc::now());
        self.write(|edit| {
            for number in numbers.clone() {
                let message = message(number);
                let fields = json!({ "customer_id": id("customer", number % CUSTOMERS), "resend": 0,
                    "purpose": "service", "channel": "sms", "address": address(number),
                    "body": format!("Text number {number}."), "language": "en", "asked_at": at });
                edit.put(
                    "message",
                    message.0,
                    fields.as_object().expect("an object").clone(),
                )?;
                let row = edit.row("message", message.0)?.expect("the row just put");
                intake::on_row(edit, &row)?;
            }
            Ok(())
        });
    }

    /// How many messages the provider took, as the devices see it.
    pub fn sent(&self) -> usize {
        let company = self.database.company();
        let messages = self
            .database
            .read(|sql| rows::rows_in(sql, company, "message"))
            .unwrap_or_else(|error: DatabaseError| panic!("{error}"));
        let sent: &str = MessageState::Sent.into();
        messages
            .iter()
            .filter(|row| row.text("state") == Some(sent))
            .count()
    }

    fn write(
        &self,
        act: impl Fn(&regard_server::database::ServerEdit<'_>) -> Result<(), DatabaseError>,
    ) {
        self.database
            .write(|edit| act(edit))
            .unwrap_or_else(|error: DatabaseError| panic!("{error}"));
    }
}

/// The id of a text.
pub fn message(number: u32) -> MessageId {
    MessageId(id("message", number))
}

/// A new database, under a role that row-level security holds for.
async fn new_database(server: &str) -> String {
    let (client, connection) = tokio_postgres::connect(server, NoTls)
        .await
        .expect("PostgreSQL");
    tokio::spawn(connection);
    let name = format!("messages_{}", Uuid::now_v7().simple());
    let role = "DO $$ BEGIN CREATE ROLE regard_server LOGIN; \
         EXCEPTION WHEN duplicate_object THEN NULL; END $$";
    client.batch_execute(role).await.expect("a role");
    let create = format!("CREATE DATABASE {name} OWNER regard_server");
    client.batch_execute(&create).await.expect("a database");
    let words: Vec<String> = server
        .split_whitespace()
        .map(|word| match word.split_once('=') {
            Some(("dbname", _)) => format!("dbname={name}"),
            Some(("user", _)) => "user=regard_server".to_owned(),
            _ => word.to_owned(),
        })
        .collect();
    words.join(" ")
}
