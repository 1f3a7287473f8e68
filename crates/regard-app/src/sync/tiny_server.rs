//! A server small enough to read in one go, for the tests of the engine: it numbers rows, merges with
//! the real merge function, and can be told to fail. Stories run against the real one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use regard_domain::clock::Clock;
use regard_domain::ids::{AssociateId, CompanyId, DeviceId, StoreId};
use regard_domain::words::Role;
use regard_sync::enrol::{EnrolRequest, Enrolled};
use regard_sync::{
    Change, ChangeKind, ChangeOutcome, ChangeResult, Cursor, FieldState, Hlc, Page, Row,
    SyncAnswer, SyncError, SyncRequest, SyncService,
};
use serde_json::Value;
use tokio::sync::watch;
use uuid::Uuid;

use super::network::{Network, Poke};
use crate::database::rows::Fields;
use crate::testing::HandClock;

#[derive(Clone, Default)]
pub struct Kept {
    pub fields: Fields,
    pub deleted: bool,
    seq: u64,
}

#[derive(Default)]
pub struct Inside {
    pub rows: BTreeMap<(String, Uuid), Kept>,
    pub leaves: Vec<(u64, Uuid)>,
    pub heads: BTreeMap<Uuid, u64>,
    pub epoch: Uuid,
    pub head: u64,
    /// Answers of the next requests, instead of the real ones.
    pub failures: Vec<SyncError>,
    /// The next answers are lost on the way back.
    pub lose_answers: u32,
    /// Takes no change, and acknowledges none.
    pub deaf: bool,
    /// A table with which a request is refused as a whole.
    pub refuse: Option<String>,
    /// Tables whose changes are put aside.
    pub park: BTreeSet<String>,
    pub requests: Vec<SyncRequest>,
    pub enrolled: Vec<EnrolRequest>,
    pub page_rows: usize,
    pub role: Option<Role>,
}

pub struct TinyServer {
    pub inside: Mutex<Inside>,
    clock: Arc<HandClock>,
    head: watch::Sender<u64>,
}

impl TinyServer {
    pub fn new(clock: &Arc<HandClock>) -> Arc<Self> {
        Arc::new(Self {
            inside: Mutex::new(Inside {
                epoch: Uuid::from_u128(0xe),
                page_rows: 1000,
                ..Inside::default()
            }),
            clock: Arc::clone(clock),
            head: watch::Sender::new(0),
        })
    }

    /// Another device, the till or the manager wrote this.
    pub fn put(&self, table: &str, id: Uuid, fields: Value) {
        let mut inside = self.inside.lock().unwrap();
        inside.head += 1;
        let head = inside.head;
        let hlc = self.stamp(head);
        let row = inside.rows.entry((table.to_owned(), id)).or_default();
        row.seq = head;
        row.deleted = false;
        for (name, value) in fields.as_object().unwrap() {
            let value = value.clone();
            row.fields.insert(name.clone(), FieldState { value, hlc });
        }
        drop(inside);
        self.head.send_replace(head);
    }

    pub fn delete(&self, table: &str, id: Uuid) {
        let mut inside = self.inside.lock().unwrap();
        inside.head += 1;
        let head = inside.head;
        let row = inside.rows.get_mut(&(table.to_owned(), id)).unwrap();
        row.seq = head;
        row.deleted = true;
        drop(inside);
        self.head.send_replace(head);
    }

    /// The customer moves to another store.
    pub fn leave(&self, root: Uuid) {
        let mut inside = self.inside.lock().unwrap();
        inside.head += 1;
        let head = inside.head;
        inside.leaves.push((head, root));
        let mine = |(table, id): &(String, Uuid), row: &Kept| {
            (table == "customer" && *id == root)
                || row
                    .fields
                    .get("customer_id")
                    .is_some_and(|state| state.value == root.to_string())
        };
        inside.rows.retain(|key, row| !mine(key, row));
        drop(inside);
        self.head.send_replace(head);
    }

    pub fn value(&self, table: &str, id: Uuid, field: &str) -> Option<Value> {
        let inside = self.inside.lock().unwrap();
        let row = inside.rows.get(&(table.to_owned(), id))?;
        Some(row.fields.get(field)?.value.clone())
    }

    pub fn fail(&self, error: SyncError, times: usize) {
        self.inside
            .lock()
            .unwrap()
            .failures
            .extend(vec![error; times]);
    }

    fn stamp(&self, counter: u64) -> Hlc {
        Hlc {
            millis: u64::try_from(self.clock.now().timestamp_millis()).unwrap(),
            counter: u16::try_from(counter % 60_000).unwrap(),
            writer: 1,
        }
    }

    fn take(inside: &mut Inside, change: &Change) -> ChangeOutcome {
        if change.kind == ChangeKind::Nothing {
            return ChangeOutcome::Ok;
        }
        if inside.park.contains(&change.table) {
            return ChangeOutcome::Parked {
                reason: "not here".into(),
            };
        }
        let key = (change.table.clone(), change.id);
        let known = inside.rows.get(&key).cloned();
        if known.is_none() && change.kind == ChangeKind::Set {
            return ChangeOutcome::Parked {
                reason: "unknown row".into(),
            };
        }
        inside.head += 1;
        let seq = inside.head;
        let table = regard_sync::tables::table(&change.table).unwrap();
        let before = known.map(|row| row.fields);
        let after = regard_sync::device::with(table, before.clone(), change);
        let row = Kept {
            deleted: after.is_none(),
            fields: after.or(before).unwrap_or_default(),
            seq,
        };
        inside.rows.insert(key, row);
        ChangeOutcome::Ok
    }
}

#[async_trait]
impl SyncService for TinyServer {
    async fn enrol(&self, request: &EnrolRequest) -> Result<Enrolled, SyncError> {
        let mut inside = self.inside.lock().unwrap();
        if request.code != "GOOD-CODE" {
            return Err(SyncError::WrongCode);
        }
        inside.enrolled.push(request.clone());
        Ok(Enrolled {
            company_id: CompanyId(Uuid::from_u128(0xc)),
            device_id: DeviceId(Uuid::from_u128(
                0xd00 + u128::try_from(inside.enrolled.len()).unwrap(),
            )),
            associate_id: AssociateId(Uuid::from_u128(0xa)),
            role: inside.role.unwrap_or(Role::Associate),
            store_id: StoreId(Uuid::from_u128(0x5)),
            token: format!("token-{}", inside.enrolled.len()),
        })
    }

    async fn sync(&self, _: &str, request: &SyncRequest) -> Result<SyncAnswer, SyncError> {
        let mut inside = self.inside.lock().unwrap();
        inside.requests.push(request.clone());
        if !inside.failures.is_empty() {
            return Err(inside.failures.remove(0));
        }
        if request
            .cursor
            .as_ref()
            .is_some_and(|cursor| cursor.epoch != inside.epoch)
        {
            return Err(SyncError::StartAfresh);
        }
        let mut last_n = inside.heads.get(&request.incarnation).copied().unwrap_or(0);
        let mut results = Vec::new();
        if let Some(refused) = &inside.refuse
            && request
                .changes
                .iter()
                .any(|change| change.table == *refused)
        {
            return Err(SyncError::Refused("can't be read".into()));
        }
        for change in &request.changes {
            if change.n <= last_n || inside.deaf {
                continue;
            }
            if change.n > last_n + 1 {
                return Err(SyncError::Gap {
                    expected: last_n + 1,
                });
            }
            let outcome = Self::take(&mut inside, change);
            results.push(ChangeResult {
                n: change.n,
                outcome,
            });
            last_n = change.n;
            inside.heads.insert(request.incarnation, last_n);
        }
        let head = inside.head;
        self.head
            .send_if_modified(|said| std::mem::replace(said, head) != head);
        if inside.lose_answers > 0 {
            inside.lose_answers -= 1;
            return Err(SyncError::Unreachable);
        }
        let pos = request.cursor.as_ref().map_or(0, |cursor| cursor.pos);
        let mut new: Vec<(u64, Row)> = inside
            .rows
            .iter()
            .filter(|(_, row)| row.seq > pos)
            .map(|((table, id), row)| {
                let fields = if row.deleted {
                    BTreeMap::new()
                } else {
                    row.fields.clone()
                };
                let row_out = Row {
                    table: table.clone(),
                    id: *id,
                    fields,
                    deleted: row.deleted,
                };
                (row.seq, row_out)
            })
            .collect();
        new.sort_by_key(|(seq, _)| *seq);
        let more = new.len() > inside.page_rows;
        new.truncate(inside.page_rows);
        let end = if more {
            new.last().unwrap().0
        } else {
            inside.head
        };
        let leaves = inside.leaves.iter();
        let leaves = leaves
            .filter(|(seq, _)| *seq > pos && *seq <= end)
            .map(|(_, id)| *id);
        Ok(SyncAnswer {
            acked_to: last_n,
            asks_seen: true,
            wants_seen: false,
            results,
            page: Page {
                rows: new.into_iter().map(|(_, row)| row).collect(),
                leaves: leaves.collect(),
                cursor: Cursor {
                    epoch: inside.epoch,
                    feeds: vec!["company".into()],
                    base: end,
                    pos: end,
                    fresh: Default::default(),
                },
                more,
                check: None,
                repair: None,
            },
            server_now: self.now(),
            most_changes: 500,
            most_bytes: 0,
        })
    }
}

impl TinyServer {
    fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }
}

/// Reaches the tiny server; the line pokes whenever its head moves.
pub struct TinyNetwork(pub Arc<TinyServer>);

#[async_trait]
impl Network for TinyNetwork {
    fn service(&self, _: &str) -> Result<Arc<dyn SyncService>, SyncError> {
        let server: Arc<dyn SyncService> = self.0.clone();
        Ok(server)
    }

    async fn live(&self, _: &str, _: &str) -> Result<BoxStream<'static, Poke>, SyncError> {
        let head = self.0.head.subscribe();
        let pokes = futures_util::stream::unfold(head, |mut head| async move {
            head.changed().await.ok()?;
            Some((Poke, head))
        });
        Ok(pokes.boxed())
    }
}
