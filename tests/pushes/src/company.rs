//! A company with as many stores as devices, on a server or two.

use std::sync::Arc;
use std::time::{Duration, Instant};

use regard_domain::ids::{AssociateId, agreed_id};
use regard_server::clock::SystemClock;
use regard_server::database::{DatabaseError, rows};
use regard_server::delivery::Dispatcher;
use regard_server::{Config, ServerState, server};
use regard_sync::enrol::EnrolRequest;
use regard_sync::{
    Change, ChangeKind, ChangeOutcome, Cursor, FieldChange, Hlc, SCHEMA, SyncRequest, SyncService,
};
use serde_json::{Value, json};
use tokio_postgres::NoTls;
use uuid::Uuid;

/// Where the book lies.
pub enum Place {
    /// In a file.
    File,
    /// In a new database of a PostgreSQL server, with one or more servers on it.
    Postgres {
        /// The PostgreSQL server.
        server: String,
        /// How many of ours.
        servers: usize,
    },
}

/// The company.
pub struct Company {
    _folder: tempfile::TempDir,
    state: Arc<ServerState>,
    /// Those who push.
    pub devices: Vec<Device>,
}

/// One device, in a store of its own.
pub struct Device {
    state: Arc<ServerState>,
    token: String,
    incarnation: Uuid,
    store: u32,
    said: u64,
    cursor: Option<Cursor>,
}

fn id(kind: &str, number: u32) -> Uuid {
    agreed_id(&[kind, &number.to_string()])
}

impl Company {
    /// A new company whose devices have pulled what there is.
    pub async fn open(place: Place, devices: u32) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut config = Config::for_folder(folder.path(), ([127, 0, 0, 1], 0).into());
        let mut servers = 1;
        if let Place::Postgres {
            server,
            servers: many,
        } = place
        {
            config.database = Some(new_database(&server).await.into());
            servers = many;
        }
        let states: Vec<Arc<ServerState>> = (0..servers).map(|_| state(&config)).collect();
        let first = states[0].clone();
        furnish(&first, devices);
        let mut enrolled = Vec::new();
        for number in 0..devices {
            let state = states[number as usize % states.len()].clone();
            enrolled.push(Device::enrol(state, number).await);
        }
        Self {
            _folder: folder,
            state: first,
            devices: enrolled,
        }
    }

    /// Every device pushes `times` times; answers how long each push took.
    pub async fn push(mut self, times: u64, changes: u64) -> (Self, Vec<Duration>) {
        let mut pushing = Vec::new();
        for mut device in std::mem::take(&mut self.devices) {
            pushing.push(tokio::spawn(async move {
                let mut took = Vec::new();
                for _ in 0..times {
                    let began = Instant::now();
                    device.push(changes).await;
                    took.push(began.elapsed());
                }
                (device, took)
            }));
        }
        let mut all = Vec::new();
        for one in pushing {
            let (device, took) = one.await.expect("a device that pushed");
            self.devices.push(device);
            all.extend(took);
        }
        (self, all)
    }

    /// The notes that are in the book.
    pub fn notes(&self) -> u64 {
        let database = self.state.database();
        let notes = database.read(|sql| rows::rows_in(sql, database.company(), "note"));
        let notes = notes.unwrap_or_else(|error: DatabaseError| panic!("{error}"));
        u64::try_from(notes.len()).expect("a number")
    }
}

fn state(config: &Config) -> Arc<ServerState> {
    let clock = Arc::new(SystemClock);
    let database = server::open(config, clock.clone()).expect("a book");
    let dispatcher =
        Dispatcher::new(database.clone(), clock, &config.delivery).expect("a dispatcher");
    Arc::new(ServerState::new(config.clone(), database, dispatcher))
}

fn furnish(state: &ServerState, stores: u32) {
    let put = |table: &str, id: Uuid, fields: Value| {
        let fields = fields.as_object().expect("an object");
        state
            .database()
            .write(|edit| edit.put(table, id, fields.clone()))
            .unwrap_or_else(|error: DatabaseError| panic!("{error}"));
    };
    for number in 0..stores {
        let store = id("store", number);
        let name = format!("Store {number}");
        put(
            "store",
            store,
            json!({ "name": name, "time_zone": "America/New_York",
            "currency": "USD", "country": "US" }),
        );
        put(
            "associate",
            id("associate", number),
            json!({ "given_name": name,
            "role": "associate", "store_id": store }),
        );
        for customer in 0..20 {
            put(
                "customer",
                id("customer", number * 100 + customer),
                json!({ "store_id": store,
                "given_name": "Roger", "family_name": format!("Vale {customer}"),
                "created_at": "2026-05-12T14:00:00.000Z" }),
            );
        }
    }
}

impl Device {
    async fn enrol(state: Arc<ServerState>, store: u32) -> Self {
        let who = AssociateId(id("associate", store));
        let code = state.make_code(who).await.expect("a code").code;
        let incarnation = Uuid::now_v7();
        let request = EnrolRequest {
            code,
            device_name: format!("Phone {store}"),
            platform: "android".to_owned(),
            incarnation,
        };
        let token = state.enrol(&request).await.expect("a device").token;
        let mut device = Self {
            state,
            token,
            incarnation,
            store,
            said: 0,
            cursor: None,
        };
        device.sync(Vec::new()).await;
        device
    }

    async fn push(&mut self, changes: u64) {
        let made = (0..changes).map(|_| self.note()).collect();
        self.sync(made).await;
    }

    fn note(&mut self) -> Change {
        self.said += 1;
        let now = chrono::Utc::now();
        let hlc = Hlc {
            millis: u64::try_from(now.timestamp_millis()).expect("after 1970"),
            counter: 0,
            writer: u64::from(self.store),
        };
        let customer = id(
            "customer",
            self.store * 100 + u32::try_from(self.said % 20).expect("small"),
        );
        let fields = [
            ("customer_id", json!(customer)),
            ("kind", json!("call")),
            (
                "words",
                json!("She likes blue dials, and asked for the one in the window."),
            ),
            ("noted_by", json!(id("associate", self.store))),
            (
                "noted_at",
                json!(now.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)),
            ),
        ];
        Change {
            n: self.said,
            table: "note".to_owned(),
            id: Uuid::now_v7(),
            kind: ChangeKind::Append,
            fields: fields
                .into_iter()
                .map(|(name, value)| {
                    (
                        name.to_owned(),
                        FieldChange {
                            value,
                            hlc,
                            base: None,
                            seen: None,
                        },
                    )
                })
                .collect(),
        }
    }

    async fn sync(&mut self, changes: Vec<Change>) {
        let request = SyncRequest {
            incarnation: self.incarnation,
            schema: SCHEMA,
            device_now: chrono::Utc::now(),
            cursor: self.cursor.take(),
            changes,
            want_rows: 2_000,
            parts: None,
        };
        let answer = self
            .state
            .sync(&self.token, &request)
            .await
            .expect("an answer");
        let well = answer
            .results
            .iter()
            .all(|one| one.outcome == ChangeOutcome::Ok);
        assert!(well, "{:?}", answer.results);
        self.cursor = Some(answer.page.cursor);
    }
}

/// A new database, under a role that row-level security holds for.
async fn new_database(server: &str) -> String {
    let (client, connection) = tokio_postgres::connect(server, NoTls)
        .await
        .expect("PostgreSQL");
    tokio::spawn(connection);
    let name = format!("pushes_{}", Uuid::now_v7().simple());
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
