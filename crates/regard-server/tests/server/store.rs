//! A company with two stores and the people who work there, on a fresh book, with a clock that the
//! test moves by hand. Devices talk to the server through the same trait as over HTTP.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use regard_domain::clock::Clock;
use regard_domain::ids::{AssociateId, DeviceId, agreed_id};
use regard_server::database::{Database, DatabaseError, Sql, StoredRow, rows};
use regard_server::delivery::Dispatcher;
use regard_server::{Config, ServerState};
use regard_sync::enrol::EnrolRequest;
use regard_sync::merge;
use regard_sync::server::Parked;
use regard_sync::server::place::store_feed;
use regard_sync::{
    Change, ChangeKind, ChangeOutcome, Cursor, FieldChange, FieldState, Hlc, Page, SyncAnswer,
    SyncError, SyncRequest, SyncService,
};
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

use crate::engine;

pub struct HandClock(Mutex<DateTime<Utc>>);

impl HandClock {
    pub fn forward(&self, by: TimeDelta) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for HandClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

/// The same id for the same name in every test.
pub fn id(name: &str) -> Uuid {
    agreed_id(&["test", name])
}

pub struct Store {
    _folder: TempDir,
    _book: engine::Kept,
    pub clock: Arc<HandClock>,
    pub state: Arc<ServerState>,
}

impl Store {
    /// Main Street with Marta, Ben, the bench Theo and the manager Ines; Harbor Street with Otto;
    /// Roger and Dana are customers of Main Street.
    pub fn open() -> Self {
        Self::limited(|_| ())
    }

    /// The same, on a server that is told something else.
    pub fn limited(say: impl FnOnce(&mut Config)) -> Self {
        let folder = TempDir::new().unwrap();
        let clock = Arc::new(HandClock(Mutex::new(
            "2026-05-12T14:00:00Z".parse().unwrap(),
        )));
        let mut config = Config::for_folder(folder.path(), ([127, 0, 0, 1], 0).into());
        say(&mut config);
        let book = engine::place(&mut config);
        let database = regard_server::server::open(&config, clock.clone()).unwrap();
        let dispatcher =
            Dispatcher::new(database.clone(), clock.clone(), &config.delivery).unwrap();
        let state = Arc::new(ServerState::new(config, database, dispatcher));
        let store = Self {
            _folder: folder,
            _book: book,
            clock,
            state,
        };
        for name in ["Main Street", "Harbor Street"] {
            store.put(
                "store",
                name,
                json!({ "name": name, "time_zone": "America/New_York", "currency": "USD", "country": "US" }),
            );
        }
        let team = [
            ("Marta", "associate", "Main Street"),
            ("Ben", "associate", "Main Street"),
            ("Theo", "bench", "Main Street"),
            ("Ines", "manager", "Main Street"),
            ("Otto", "associate", "Harbor Street"),
        ];
        for (name, role, works_at) in team {
            store.put(
                "associate",
                name,
                json!({ "given_name": name, "role": role, "store_id": id(works_at) }),
            );
        }
        store.customer("Roger", "Main Street");
        store.customer("Dana", "Main Street");
        store
    }

    /// The server itself sets fields of a row.
    pub fn put(&self, table: &str, name: &str, fields: Value) {
        let Value::Object(fields) = fields else {
            panic!("an object")
        };
        self.database()
            .write(|edit| edit.put(table, id(name), fields.clone()))
            .unwrap();
    }

    pub fn customer(&self, name: &str, store: &str) {
        let fields = json!({
            "store_id": id(store), "given_name": name, "family_name": "Vale",
            "about": format!("{name} likes blue dials"), "created_at": "2021-06-03T15:00:00.000Z",
        });
        self.put("customer", name, fields);
    }

    pub fn database(&self) -> &Arc<Database> {
        self.state.database()
    }

    pub fn row(&self, table: &str, id: Uuid) -> Option<StoredRow> {
        self.database()
            .read(|connection| rows::row(connection, self.database().company(), table, id))
            .unwrap()
    }

    pub fn rows(&self, table: &str) -> Vec<StoredRow> {
        self.database()
            .read(|connection| rows::rows_in(connection, self.database().company(), table))
            .unwrap()
    }

    pub fn parked(&self) -> Vec<Parked> {
        let read = |sql: &dyn Sql| {
            let lines = sql.query(
                "SELECT device, incarnation, reason, change FROM parked ORDER BY parked_at, n",
                &[],
            )?;
            lines
                .iter()
                .map(|line| {
                    Ok::<_, DatabaseError>(Parked {
                        device: DeviceId(line.get("device")?),
                        incarnation: line.get("incarnation")?,
                        reason: line.get("reason")?,
                        change: serde_json::from_str(&line.get::<String>("change")?)?,
                    })
                })
                .collect()
        };
        self.database().read(read).unwrap()
    }

    pub fn head(&self) -> u64 {
        self.database().look_at_head().unwrap()
    }

    /// A device of that associate, enrolled with a code of its own.
    pub async fn device(&self, who: &str) -> Device {
        let code = self
            .state
            .make_code(AssociateId(id(who)))
            .await
            .unwrap()
            .code;
        let enrolled = self.state.enrol(&enrol_request(&code, who)).await.unwrap();
        Device {
            state: self.state.clone(),
            clock: self.clock.clone(),
            device: enrolled.device_id.0,
            token: enrolled.token,
            incarnation: id(&format!("{who}'s first life {code}")),
            said: 0,
            last: None,
            ahead: TimeDelta::zero(),
            cursor: None,
            held: BTreeMap::new(),
        }
    }

    /// What a device of that store holds when it missed nothing: every live row of the feeds.
    pub fn truth(&self, store: &str) -> BTreeMap<(String, Uuid), BTreeMap<String, Value>> {
        let feeds = ["company".to_owned(), store_feed(id(store))];
        self.database()
            .read(|connection| {
                let mut truth = BTreeMap::new();
                for feed in &feeds {
                    let company = self.database().company();
                    let found = rows::rows_in_feeds(connection, company, &[(feed, 0)], u32::MAX)?;
                    for row in found.into_iter().filter(|row| !row.deleted) {
                        let values = row
                            .fields
                            .into_iter()
                            .map(|(name, field)| (name, field.value));
                        truth.insert((row.table, row.id), values.collect());
                    }
                }
                Ok::<_, DatabaseError>(truth)
            })
            .unwrap()
    }
}

pub fn enrol_request(code: &str, who: &str) -> EnrolRequest {
    EnrolRequest {
        code: code.to_owned(),
        device_name: format!("{who}'s phone"),
        platform: "android".to_owned(),
        incarnation: id(who),
    }
}

/// A device as the protocol sees it: numbers, stamps, a cursor, and the rows it holds.
pub struct Device {
    pub state: Arc<ServerState>,
    pub clock: Arc<HandClock>,
    pub device: Uuid,
    pub token: String,
    pub incarnation: Uuid,
    pub said: u64,
    last: Option<Hlc>,
    /// How wrong its clock is.
    pub ahead: TimeDelta,
    pub cursor: Option<Cursor>,
    pub held: BTreeMap<(String, Uuid), BTreeMap<String, FieldState>>,
}

impl Device {
    /// The next stamp of the device's own clock.
    pub fn stamp(&mut self) -> Hlc {
        let millis = (self.clock.now() + self.ahead).timestamp_millis();
        let stamp = Hlc::next(
            self.last,
            u64::try_from(millis).unwrap(),
            Hlc::writer_of(self.device),
        );
        self.last = Some(stamp);
        stamp
    }

    /// A change on top of what the device holds.
    pub fn change(&mut self, table: &str, id: Uuid, kind: ChangeKind, fields: Value) -> Change {
        self.said += 1;
        let Value::Object(fields) = fields else {
            panic!("an object")
        };
        let held = self
            .held
            .get(&(table.to_owned(), id))
            .cloned()
            .unwrap_or_default();
        let hlc = self.stamp();
        let fields = fields
            .into_iter()
            .map(|(name, value)| {
                let base = held.get(&name).map(|field| field.hlc);
                let seen = None;
                (
                    name,
                    FieldChange {
                        value,
                        hlc,
                        base,
                        seen,
                    },
                )
            })
            .collect();
        Change {
            n: self.said,
            table: table.to_owned(),
            id,
            kind,
            fields,
        }
    }

    pub fn add(&mut self, table: &str, id: Uuid, fields: Value) -> Change {
        self.change(table, id, ChangeKind::Append, fields)
    }

    pub fn set(&mut self, table: &str, id: Uuid, fields: Value) -> Change {
        self.change(table, id, ChangeKind::Set, fields)
    }

    pub fn request(&self, changes: Vec<Change>, want_rows: u32) -> SyncRequest {
        SyncRequest {
            incarnation: self.incarnation,
            schema: regard_sync::SCHEMA,
            device_now: self.clock.now() + self.ahead,
            cursor: self.cursor.clone(),
            changes,
            want_rows,
            parts: None,
        }
    }

    /// One round trip; the page is taken.
    pub async fn sync(
        &mut self,
        changes: Vec<Change>,
        want_rows: u32,
    ) -> Result<SyncAnswer, SyncError> {
        let request = self.request(changes, want_rows);
        let answer = self.state.sync(&self.token, &request).await?;
        self.own(&request.changes, &answer);
        self.take(&answer.page);
        Ok(answer)
    }

    /// Says something, and hears what became of each change.
    pub async fn say(&mut self, changes: Vec<Change>) -> Vec<ChangeOutcome> {
        let answer = self.sync(changes, 1_000).await.unwrap();
        answer
            .results
            .into_iter()
            .map(|result| result.outcome)
            .collect()
    }

    /// Reads until there is no more; answers how many pages that took.
    pub async fn catch_up(&mut self, want_rows: u32) -> usize {
        let mut pages = 0;
        loop {
            pages += 1;
            if !self.sync(Vec::new(), want_rows).await.unwrap().page.more {
                return pages;
            }
        }
    }

    /// What was said and taken as it is, is held from now on: it is not sent back.
    pub fn own(&mut self, changes: &[Change], answer: &SyncAnswer) {
        for change in changes.iter().filter(|change| change.n <= answer.acked_to) {
            let outcome = answer.results.iter().find(|result| result.n == change.n);
            let as_it_is = outcome.is_some_and(|result| {
                matches!(result.outcome, ChangeOutcome::Ok | ChangeOutcome::Restamped)
            });
            let key = (change.table.clone(), change.id);
            let known = change.kind == ChangeKind::Append || self.held.contains_key(&key);
            if !as_it_is || !known || matches!(change.kind, ChangeKind::Delete | ChangeKind::Erase)
            {
                continue;
            }
            let held = self.held.entry(key).or_default();
            for (name, field) in &change.fields {
                let shows = merge::visible(held.get(name), field);
                held.insert(name.clone(), shows);
            }
        }
    }

    pub fn take(&mut self, page: &Page) {
        for root in &page.leaves {
            let root_text = json!(root);
            self.held.retain(|(table, id), fields| {
                let hangs = fields
                    .get("customer_id")
                    .is_some_and(|of| of.value == root_text);
                let is_root = table == "customer" && id == root;
                !(hangs || is_root)
            });
        }
        for row in &page.rows {
            let key = (row.table.clone(), row.id);
            if row.deleted {
                self.held.remove(&key);
                continue;
            }
            let held = self.held.entry(key).or_default();
            for (name, field) in &row.fields {
                // A device never stamps before what it has seen.
                self.last = self.last.max(Some(field.hlc));
                held.insert(name.clone(), field.clone());
            }
        }
        self.cursor = Some(page.cursor.clone());
    }

    pub fn value(&self, table: &str, id: Uuid, field: &str) -> Option<Value> {
        let row = self.held.get(&(table.to_owned(), id))?;
        row.get(field).map(|field| field.value.clone())
    }

    /// What it holds, without its own alerts.
    pub fn holds(&self) -> BTreeMap<(String, Uuid), BTreeMap<String, Value>> {
        self.held
            .iter()
            .filter(|((table, _), _)| table != "alert")
            .map(|(key, fields)| {
                let values = fields
                    .iter()
                    .map(|(name, field)| (name.clone(), field.value.clone()));
                (key.clone(), values.collect())
            })
            .collect()
    }

    pub fn tables(&self) -> BTreeSet<String> {
        self.held.keys().map(|(table, _)| table.clone()).collect()
    }
}

/// The fields of a note about a customer.
pub fn note(customer: &str, words: &str) -> Value {
    json!({
        "customer_id": id(customer), "kind": "visit", "words": words,
        "noted_at": "2026-05-12T14:00:00.000Z",
    })
}

pub fn parked_for(reason: &str) -> ChangeOutcome {
    ChangeOutcome::Parked {
        reason: reason.to_owned(),
    }
}
