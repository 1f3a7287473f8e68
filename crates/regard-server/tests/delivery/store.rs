//! Harbor Jewelers in New York: Marta sells, Ben mends, Roger's watch is ready.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use regard_domain::clock::Clock;
use regard_domain::ids::{MessageId, OccurrenceId, RepairId};
use regard_domain::message::{MessageState, StateReason, intent_id};
use regard_domain::words::Purpose;
use regard_server::database::{Database, DatabaseError, StoredRow, moment, rows};
use regard_server::delivery::config::{DeliveryConfig, SmsConfig};
use regard_server::delivery::{self, Dispatcher, intake};
use regard_server::{Config, server};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::clock::HandClock;
use crate::engine;
use crate::twilio_peer::TwilioPeer;

pub const STORE: Uuid = Uuid::from_u128(1);
pub const MARTA: Uuid = Uuid::from_u128(2);
pub const ROGER: Uuid = Uuid::from_u128(3);
pub const REPAIR: RepairId = RepairId(Uuid::from_u128(4));
pub const ROGERS_NUMBER: &str = "+12125550159";
pub const WORDS: &str = "Harbor Jewelers: your watch is ready. Reply STOP to opt out.";

/// Ten in the morning in New York, a Friday.
pub const MORNING: &str = "2026-11-20T15:00:00Z";

/// The usual configuration, but messages leave at once: most stories are about something else than
/// the moments in which a second piece of a household may follow. `household` has the usual ones.
pub fn at_once() -> DeliveryConfig {
    DeliveryConfig {
        hold_seconds: 0,
        ..DeliveryConfig::default()
    }
}

pub struct Store {
    pub folder: tempfile::TempDir,
    pub clock: Arc<HandClock>,
    pub database: Arc<Database>,
    pub dispatcher: Dispatcher,
    _book: engine::Kept,
}

impl Store {
    /// A store whose texts go to `peer`.
    pub async fn with_twilio(peer: &TwilioPeer) -> Self {
        let store = Self::called_at(|url| DeliveryConfig {
            sms: SmsConfig::Twilio(Box::new(peer.config(Some(url)))),
            ..at_once()
        })
        .await;
        store.tell_the_time(peer);
        store
    }

    /// A store that providers can call; the address goes into its configuration.
    pub async fn called_at(config: impl FnOnce(&str) -> DeliveryConfig) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let store = Self::open(config(&url));
        let router = delivery::routes(store.dispatcher.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        store
    }

    pub fn open(mut config: DeliveryConfig) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(HandClock::at(MORNING));
        config.outbox_folder = folder.path().join("outbox");
        let mut place = Config::for_folder(folder.path(), ([127, 0, 0, 1], 0).into());
        let book = engine::place(&mut place);
        let database = server::open(&place, clock.clone()).unwrap();
        let dispatcher = Dispatcher::new(database.clone(), clock.clone(), &config).unwrap();
        let store = Self {
            folder,
            clock,
            database,
            dispatcher,
            _book: book,
        };
        store.furnish();
        store
    }

    /// A second run of the same server: another process would do this after a crash.
    pub fn another_run(&self, peer: &TwilioPeer) -> Dispatcher {
        let config = DeliveryConfig {
            sms: SmsConfig::Twilio(Box::new(peer.config(None))),
            outbox_folder: self.outbox(),
            ..at_once()
        };
        Dispatcher::new(self.database.clone(), self.clock.clone(), &config).unwrap()
    }

    /// A store with other settings, whose texts go to `peer`; no receipts reach it.
    pub fn with(peer: &TwilioPeer, config: DeliveryConfig) -> Self {
        let store = Self::open(DeliveryConfig {
            sms: SmsConfig::Twilio(Box::new(peer.config(None))),
            ..config
        });
        store.tell_the_time(peer);
        store
    }

    /// One more customer of `store` with a number of their own, who allows texts; the number.
    pub fn furnish_customer(&self, store: Uuid, number: u32) -> (Uuid, String) {
        let id = Uuid::from_u128(100_000 + u128::from(number));
        let address = format!("+1212{:07}", 5_560_000 + number);
        let at = moment(self.now());
        self.put(
            "customer",
            id,
            json!({
                "store_id": store, "given_name": "A", "family_name": format!("Customer {number}"),
                "created_at": at,
            }),
        );
        self.put(
            "consent",
            Uuid::now_v7(),
            json!({
                "customer_id": id, "address": address, "channel": "sms", "purpose": "service",
                "given": true, "basis": "at the counter", "said_at": at,
            }),
        );
        (id, address)
    }

    /// A text that is about no repair.
    pub fn asks_for(&self, customer: Uuid, address: &str, number: u32) -> MessageId {
        let id = MessageId(Uuid::from_u128(1_000_000 + u128::from(number)));
        self.ask_as(
            id,
            json!({
                "customer_id": customer, "resend": 0, "purpose": "service", "channel": "sms",
                "address": address, "body": format!("Text number {number}."), "language": "en",
                "asked_at": moment(self.now()), "asked_by": MARTA,
            }),
        );
        id
    }

    pub fn outbox(&self) -> PathBuf {
        self.folder.path().join("outbox")
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    pub fn tell_the_time(&self, peer: &TwilioPeer) {
        peer.it_is(self.now());
    }

    fn furnish(&self) {
        let at = moment(self.now());
        self.put(
            "store",
            STORE,
            json!({
                "name": "Harbor Jewelers", "time_zone": "America/New_York", "currency": "USD",
                "country": "US",
            }),
        );
        self.put(
            "associate",
            MARTA,
            json!({
                "given_name": "Marta", "role": "associate", "store_id": STORE,
            }),
        );
        self.put(
            "customer",
            ROGER,
            json!({
                "store_id": STORE, "given_name": "Roger", "family_name": "Vale", "created_at": at,
            }),
        );
        self.put(
            "repair",
            REPAIR.0,
            json!({
                "customer_id": ROGER, "store_id": STORE, "envelope": "4711",
                "description": "Watch", "currency": "USD", "taken_in_at": at,
            }),
        );
        self.step("taken_in");
        self.step("ready");
        self.says(true);
    }

    pub fn put(&self, table: &str, id: Uuid, fields: Value) {
        let Value::Object(fields) = fields else {
            panic!("an object")
        };
        self.database
            .write(|edit| edit.put(table, id, fields.clone()).map(|_| ()))
            .unwrap_or_else(|error: DatabaseError| panic!("{error}"));
    }

    /// One more step of the repair, a second after the last.
    pub fn step(&self, kind: &str) {
        self.clock.pass(1);
        self.put(
            "repair_step",
            Uuid::now_v7(),
            json!({
                "repair_id": REPAIR, "customer_id": ROGER, "kind": kind, "at": moment(self.now()),
            }),
        );
    }

    /// Roger allows texts about his pieces, or takes that back.
    pub fn says(&self, yes: bool) {
        self.clock.pass(1);
        self.put(
            "consent",
            Uuid::now_v7(),
            json!({
                "customer_id": ROGER, "address": ROGERS_NUMBER, "channel": "sms",
                "purpose": "service", "given": yes, "basis": "at the counter",
                "said_at": moment(self.now()),
            }),
        );
    }

    /// The message about the watch that is ready, as every device would name it.
    pub fn message_id(&self) -> MessageId {
        intent_id(REPAIR, OccurrenceId::of(REPAIR, 1), Purpose::Service, 0)
    }

    /// Someone tells Roger that his watch is ready.
    pub fn asks(&self) -> MessageId {
        self.asks_with(json!({}))
    }

    /// As [`Store::asks`], with other fields.
    pub fn asks_with(&self, other: Value) -> MessageId {
        let mut fields = json!({
            "customer_id": ROGER, "repair_id": REPAIR,
            "occurrence_id": OccurrenceId::of(REPAIR, 1), "resend": 0, "purpose": "service",
            "channel": "sms", "address": ROGERS_NUMBER, "body": WORDS, "language": "en",
            "asked_at": moment(self.now()), "asked_by": MARTA,
        });
        for (name, value) in other.as_object().unwrap() {
            fields[name] = value.clone();
        }
        let resend = u32::try_from(fields["resend"].as_u64().unwrap()).unwrap();
        let id = intent_id(
            REPAIR,
            OccurrenceId::of(REPAIR, 1),
            Purpose::Service,
            resend,
        );
        self.ask_as(id, fields);
        id
    }

    pub fn ask_as(&self, id: MessageId, fields: Value) {
        let Value::Object(fields) = fields else {
            panic!("an object")
        };
        self.database
            .write(|edit| {
                edit.put("message", id.0, fields.clone())?;
                let row = edit.row("message", id.0)?.expect("the row just put");
                intake::on_row(edit, &row)
            })
            .unwrap_or_else(|error: DatabaseError| panic!("{error}"));
    }

    pub async fn runs(&self) {
        self.dispatcher.run_once().await.unwrap();
    }

    /// `seconds` pass, and whatever is due then is done.
    pub async fn after(&self, seconds: i64) {
        self.clock.pass(seconds);
        self.runs().await;
    }

    pub fn row(&self, table: &str, id: Uuid) -> StoredRow {
        self.database
            .read(|connection| rows::row(connection, self.database.company(), table, id))
            .unwrap_or_else(|error: DatabaseError| panic!("{error}"))
            .expect("a row")
    }

    /// What the devices show of a message.
    pub fn state_of(&self, message: MessageId) -> (MessageState, Option<StateReason>) {
        let row = self.row("message", message.0);
        (
            row.text("state").expect("a state").parse().unwrap(),
            row.text("state_reason").map(|word| word.parse().unwrap()),
        )
    }

    /// The alerts that Marta has.
    pub fn alerts(&self) -> Vec<StoredRow> {
        self.database
            .read(|connection| rows::rows_in(connection, self.database.company(), "alert"))
            .unwrap_or_else(|error: DatabaseError| panic!("{error}"))
    }
}
