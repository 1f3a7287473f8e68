//! Harbor Jewelers in New York, with devices that said where they are reached while they sleep.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use regard_domain::clock::Clock;
use regard_domain::ids::{AssociateId, DeviceId, agreed_id};
use regard_server::alerts::push::PushAddress;
use regard_server::alerts::push::config::PushConfig;
use regard_server::alerts::raise;
use regard_server::alerts::wake::DeviceWaker;
use regard_server::auth::hash;
use regard_server::database::devices::{self, EnrolledDevice};
use regard_server::database::push::{addresses, sends};
use regard_server::database::{Database, DatabaseError, StoredRow, moment, rows};
use regard_server::{Config, server};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::engine;

/// Ten in the morning in New York, a Friday.
pub const MORNING: &str = "2026-11-20T15:00:00Z";

pub struct HandClock(Mutex<DateTime<Utc>>);

impl Clock for HandClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

/// The same id for the same name in every test.
pub fn id(name: &str) -> Uuid {
    agreed_id(&["test", name])
}

pub struct House {
    _folder: tempfile::TempDir,
    pub clock: Arc<HandClock>,
    pub database: Arc<Database>,
    pub waker: DeviceWaker,
    pub config: PushConfig,
    _book: engine::Kept,
    ready: Mutex<u32>,
}

impl House {
    /// Marta's customer is Roger; Theo mends.
    pub fn open(config: impl FnOnce(&std::path::Path) -> PushConfig) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(HandClock(Mutex::new(MORNING.parse().unwrap())));
        let mut place = Config::for_folder(folder.path(), ([127, 0, 0, 1], 0).into());
        let book = engine::place(&mut place);
        let database = server::open(&place, clock.clone()).unwrap();
        let config = config(folder.path());
        let waker = DeviceWaker::new(database.clone(), clock.clone(), &config).unwrap();
        let house = Self {
            _folder: folder,
            clock,
            database,
            waker,
            config,
            _book: book,
            ready: Mutex::new(0),
        };
        let zone = json!({ "name": "Harbor Jewelers", "time_zone": "America/New_York",
            "currency": "USD", "country": "US" });
        house.put("store", id("store"), zone);
        for (name, role) in [("Marta", "associate"), ("Theo", "bench")] {
            let person = json!({ "given_name": name, "role": role, "store_id": id("store") });
            house.put("associate", id(name), person);
        }
        house.put(
            "customer",
            id("Roger"),
            json!({ "store_id": id("store"), "given_name": "Roger", "family_name": "Vale",
                "owner_id": id("Marta"), "created_at": moment(house.now()) }),
        );
        house.put(
            "repair",
            id("repair"),
            json!({ "customer_id": id("Roger"), "store_id": id("store"), "envelope": "4711",
                "description": "Seamaster 300", "currency": "USD",
                "taken_in_at": moment(house.now()) }),
        );
        house
    }

    /// Another run of the same server, as after a crash.
    pub fn another_run(&self) -> DeviceWaker {
        DeviceWaker::new(self.database.clone(), self.clock.clone(), &self.config).unwrap()
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    pub fn pass(&self, seconds: i64) {
        *self.clock.0.lock().unwrap() += TimeDelta::seconds(seconds);
    }

    pub fn put(&self, table: &str, id: Uuid, fields: Value) {
        let Value::Object(fields) = fields else {
            panic!("an object")
        };
        self.database
            .write(|edit| edit.put(table, id, fields.clone()).map(|_| ()))
            .unwrap_or_else(|error: DatabaseError| panic!("{error}"));
    }

    /// A device of `whose`, called `name`, reached at `address`.
    pub fn device(&self, name: &str, whose: &str, address: &PushAddress) -> DeviceId {
        let device = DeviceId(id(name));
        let company = self.database.company();
        let enrolled = EnrolledDevice {
            device,
            associate: AssociateId(id(whose)),
            token_hash: hash(name).to_vec(),
            last_seen: None,
            revoked_at: None,
        };
        let address = PushAddress {
            device,
            registered_at: self.now(),
            ..address.clone()
        };
        self.database
            .write(|edit| {
                if devices::with_hash(edit.connection(), company, &hash(name))?.is_none() {
                    devices::add(edit.connection(), company, &enrolled, edit.now())?;
                }
                addresses::register(edit.connection(), company, &address)
            })
            .unwrap_or_else(|error: DatabaseError| panic!("{error}"));
        device
    }

    pub fn address_of(&self, device: DeviceId) -> Option<PushAddress> {
        let company = self.database.company();
        self.database
            .read(|sql| addresses::find(sql, company, device))
            .unwrap_or_else(|error: DatabaseError| panic!("{error}"))
    }

    /// Theo makes Roger's watch ready (again); the alert that Marta has of it.
    pub fn ready(&self) -> Uuid {
        let before = self.alerts();
        let mut times = self.ready.lock().unwrap();
        for kind in ["at_bench", "ready"] {
            *times += 1;
            self.pass(1);
            let step = id(&format!("step {times}"));
            let fields = json!({ "repair_id": id("repair"), "customer_id": id("Roger"),
                "kind": kind, "at": moment(self.now()), "by_id": id("Theo") });
            self.put("repair_step", step, fields);
            self.database
                .write(|edit| raise::repair_step(edit, step))
                .unwrap_or_else(|error: DatabaseError| panic!("{error}"));
        }
        let mut new = self.alerts();
        new.retain(|alert| !before.contains(alert));
        assert_eq!(new.len(), 1);
        new[0]
    }

    fn alerts(&self) -> Vec<Uuid> {
        let company = self.database.company();
        self.database
            .read(|sql| rows::rows_in(sql, company, "alert"))
            .unwrap_or_else(|error: DatabaseError| panic!("{error}"))
            .iter()
            .map(|row| row.id)
            .collect()
    }

    /// The alerts of someone.
    pub fn alerts_of(&self, name: &str) -> Vec<StoredRow> {
        let company = self.database.company();
        let mut rows = self
            .database
            .read(|sql| rows::rows_in(sql, company, "alert"))
            .unwrap_or_else(|error: DatabaseError| panic!("{error}"));
        rows.retain(|row| row.id_in("associate_id") == Some(id(name)));
        rows
    }

    /// A device was heard just now.
    pub fn hears(&self, device: DeviceId) {
        let (company, now) = (self.database.company(), self.now());
        self.database
            .write(|edit| devices::saw(edit.connection(), company, device, now))
            .unwrap_or_else(|error: DatabaseError| panic!("{error}"));
    }

    pub async fn runs(&self) {
        self.waker.run_once().await.unwrap();
    }

    pub async fn after(&self, seconds: i64) {
        self.pass(seconds);
        self.runs().await;
    }

    /// What became of the pushes of an alert, in the order of the devices' ids.
    pub fn outcomes(&self, alert: Uuid) -> Vec<Option<String>> {
        let company = self.database.company();
        self.database
            .read(|sql| sends::outcomes(sql, company, alert))
            .unwrap_or_else(|error: DatabaseError| panic!("{error}"))
            .into_iter()
            .map(|(_, outcome)| outcome)
            .collect()
    }
}
