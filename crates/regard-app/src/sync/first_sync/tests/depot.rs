//! The tiny server with a snapshot: it can cut the line, flip a bit, and make one wait.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use regard_rows::part::PartWriter;
use regard_sync::tables::TABLES;
use regard_sync::{Agenda, Cursor, Manifest, Part, Row, SCHEMA, SyncError, SyncService};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::sync::watch;
use uuid::Uuid;

use crate::app::App;
use crate::database::rows;
use crate::sync::network::SnapshotBytes;
use crate::sync::screens::SyncPhase;
use crate::sync::tiny_server::{TinyNetwork, TinyServer};
use crate::sync::{Network, Poke};
use crate::testing::{HandClock, open_on};

pub const STORE: Uuid = Uuid::from_u128(0x5);
pub const MARTA: Uuid = Uuid::from_u128(0xa);
pub const CUSTOMERS: u128 = 120;

/// Customer number `n`.
pub fn customer(n: u128) -> Uuid {
    Uuid::from_u128(0x0900_0000 + n)
}

/// The snapshot, and what happens to it on its way.
#[derive(Default)]
pub struct Inside {
    pub manifest: Option<Manifest>,
    pub bytes: Vec<u8>,
    /// Each connection ends after so many bytes; then connections hold.
    pub cuts: VecDeque<usize>,
    /// So many connections bring one wrong bit.
    pub flips: u32,
    /// Where each connection was asked to begin.
    pub asked_from: Vec<u64>,
    /// All bytes that were sent.
    pub sent: usize,
    pub agenda: Vec<Row>,
    /// The question for a snapshot fails.
    pub broken: bool,
    /// The snapshot is named and never there.
    pub gone: bool,
    /// How often a snapshot was asked for.
    pub manifests: u32,
}

/// The tiny server with a snapshot.
pub struct Depot {
    pub server: Arc<TinyServer>,
    pub inside: Mutex<Inside>,
    /// While this is false connections stop after their first piece.
    pub flows: watch::Sender<bool>,
}

impl Depot {
    /// A store with some customers, each with a phone and a note.
    pub fn new(clock: &Arc<HandClock>) -> Arc<Self> {
        let server = TinyServer::new(clock);
        server.put("store", STORE, json!({"name": "Main Street", "time_zone": "America/New_York", "currency": "USD", "country": "US"}));
        let marta = json!({"given_name": "Marta", "role": "associate", "store_id": STORE});
        server.put("associate", MARTA, marta);
        for n in 0..CUSTOMERS {
            let id = customer(n);
            server.put("customer", id, json!({"store_id": STORE, "given_name": "Roger", "family_name": format!("Sato {n}"), "created_at": "2020-01-01T00:00:00.000Z"}));
            server.put(
                "phone",
                Uuid::from_u128(0x0a00_0000 + n),
                json!({"customer_id": id, "typed": format!("555 0{n:03}"), "preferred": true}),
            );
            server.put("note", Uuid::from_u128(0x0b00_0000 + n), json!({"customer_id": id, "kind": "visit", "words": format!("Likes the moonphase {n}"), "noted_at": "2024-02-02T12:00:00.000Z"}));
        }
        Arc::new(Self {
            server,
            inside: Mutex::default(),
            flows: watch::Sender::new(true),
        })
    }

    /// Another life of the server: every device starts afresh.
    pub fn restored(&self) {
        self.server.inside.lock().unwrap().epoch = Uuid::from_u128(0xe2);
    }

    /// Writes the snapshot of what the server has now.
    pub fn pack(&self) {
        let server = self.server.inside.lock().unwrap();
        let (mut parts, mut bytes, mut raw_bytes, mut rows) = (Vec::new(), Vec::new(), 0, 0);
        let mut newest = None;
        for table in TABLES {
            let mut part = PartWriter::new(table.name).unwrap();
            let of_table = server
                .rows
                .iter()
                .filter(|((name, _), _)| name == table.name);
            for ((_, id), row) in of_table.filter(|(_, row)| !row.deleted) {
                part.append(table, *id, &row.fields).unwrap();
                newest = newest.max(row.fields.values().map(|state| state.hlc).max());
            }
            if part.rows() == 0 {
                continue;
            }
            let in_part = part.rows();
            let raw = part.finish(<[u8]>::to_vec).unwrap();
            let pressed = zstd::bulk::compress(&raw, 3).unwrap();
            parts.push(Part {
                table: table.name.to_owned(),
                at: bytes.len() as u64,
                bytes: pressed.len() as u64,
                raw_bytes: raw.len() as u64,
                rows: in_part,
            });
            raw_bytes += raw.len() as u64;
            rows += in_part;
            bytes.extend(pressed);
        }
        let sha256: String = Sha256::digest(&bytes)
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect();
        let manifest = Manifest {
            id: sha256.chars().take(32).collect(),
            cursor: Cursor {
                epoch: server.epoch,
                feeds: vec!["company".into()],
                base: server.head,
                pos: server.head,
                fresh: Default::default(),
            },
            bytes: bytes.len() as u64,
            raw_bytes,
            sha256,
            rows,
            schema: SCHEMA,
            newest,
            parts,
            own: Vec::new(),
        };
        drop(server);
        let mut inside = self.inside.lock().unwrap();
        inside.manifest = Some(manifest);
        inside.bytes = bytes;
    }

    /// How many requests asked for rows from the very beginning, and more than one.
    pub fn pages_from_nothing(&self) -> usize {
        let server = self.server.inside.lock().unwrap();
        let asked = server.requests.iter();
        asked
            .filter(|request| request.cursor.is_none() && request.want_rows > 1)
            .count()
    }
}

/// The way to the depot.
pub struct DepotNetwork(pub Arc<Depot>);

#[async_trait]
impl Network for DepotNetwork {
    fn service(&self, server: &str) -> Result<Arc<dyn SyncService>, SyncError> {
        TinyNetwork(Arc::clone(&self.0.server)).service(server)
    }

    async fn live(&self, server: &str, token: &str) -> Result<BoxStream<'static, Poke>, SyncError> {
        TinyNetwork(Arc::clone(&self.0.server))
            .live(server, token)
            .await
    }

    async fn agenda(&self, _: &str, _: &str) -> Result<Option<Agenda>, SyncError> {
        let rows = self.0.inside.lock().unwrap().agenda.clone();
        Ok((!rows.is_empty()).then_some(Agenda { rows }))
    }

    async fn snapshot(&self, _: &str, _: &str) -> Result<Option<Manifest>, SyncError> {
        let mut inside = self.0.inside.lock().unwrap();
        inside.manifests += 1;
        if inside.broken {
            return Err(SyncError::Unreachable);
        }
        Ok(inside.manifest.clone())
    }

    async fn snapshot_bytes(
        &self,
        _: &str,
        _: &str,
        manifest: &Manifest,
        from: u64,
    ) -> Result<Option<SnapshotBytes>, SyncError> {
        let mut inside = self.0.inside.lock().unwrap();
        let stands = inside.manifest.as_ref().map(|stands| &stands.id);
        if inside.gone || stands != Some(&manifest.id) {
            return Ok(None);
        }
        inside.asked_from.push(from);
        let mut rest = inside.bytes[from as usize..].to_vec();
        if inside.flips > 0 {
            inside.flips -= 1;
            let middle = rest.len() / 2;
            rest[middle] ^= 1;
        }
        let end = inside
            .cuts
            .pop_front()
            .unwrap_or(rest.len())
            .min(rest.len());
        let is_cut = end < rest.len();
        rest.truncate(end);
        inside.sent += rest.len();
        let mut pieces: Vec<Result<Vec<u8>, SyncError>> =
            rest.chunks(700).map(|piece| Ok(piece.to_vec())).collect();
        if is_cut {
            pieces.push(Err(SyncError::Unreachable));
        }
        let flows = self.0.flows.subscribe();
        let pieces = stream::iter(pieces).enumerate().then(move |(at, piece)| {
            let mut flows = flows.clone();
            async move {
                if at > 0 {
                    flows.wait_for(|flows| *flows).await.unwrap();
                }
                piece
            }
        });
        Ok(Some(SnapshotBytes {
            from,
            pieces: pieces.boxed(),
        }))
    }
}

/// Marta's phone before the depot.
pub struct Phone {
    pub app: App,
    pub depot: Arc<Depot>,
}

impl Phone {
    /// Opens the app on these files.
    pub async fn open(
        folder: &std::path::Path,
        depot: &Arc<Depot>,
        clock: &Arc<HandClock>,
    ) -> Self {
        let network = Arc::new(DepotNetwork(Arc::clone(depot)));
        Self {
            app: open_on(folder, clock, network).await,
            depot: Arc::clone(depot),
        }
    }

    pub async fn enrol(&self) {
        let enrol = crate::session::screens::Enrol {
            server: "https://regard.example.org".into(),
            code: "GOOD-CODE".into(),
            device_name: "Marta's phone".into(),
            pin: None,
        };
        crate::session::enrol::enrol(&self.app, enrol)
            .await
            .unwrap();
    }

    pub async fn until(&self, what: &str, reached: impl Fn(&Self) -> bool) {
        let waiting = async {
            while !reached(self) {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), waiting)
            .await
            .unwrap_or_else(|_| panic!("waited in vain for {what}"));
    }

    /// Waits until all is said and read, poking as a person would.
    pub async fn agreed(&self) {
        for _ in 0..200 {
            self.app.engine().agree_now().await;
            let state = self.app.sync_state().unwrap();
            if state.phase == SyncPhase::Synced && state.waiting == 0 {
                return;
            }
        }
        panic!("never agreed");
    }

    pub fn count(&self, what: &str) -> u32 {
        let sql = format!("SELECT count(*) AS n FROM {what}");
        let database = self.app.database().unwrap();
        database
            .read(|conn| Ok(conn.query_row(&sql, [], |row| row.get("n"))?))
            .unwrap()
    }

    pub fn jot(&self, words: &str) -> Uuid {
        let database = self.app.database().unwrap();
        database
            .write(|edit| {
                let (id, at) = (edit.new_id(), edit.now());
                let fields = json!({"customer_id": customer(1), "kind": "visit", "words": words, "noted_at": at});
                edit.add("note", id, fields)?;
                Ok(id)
            })
            .unwrap()
    }

    pub fn rename(&self, nickname: &str) {
        let database = self.app.database().unwrap();
        database
            .write(|edit| edit.set("customer", customer(1), json!({"nickname": nickname})))
            .unwrap();
    }

    pub fn shows(&self, table: &str, id: Uuid, field: &str) -> Option<Value> {
        let table = regard_sync::tables::table(table).unwrap();
        let database = self.app.database().unwrap();
        let row = database
            .read(|conn| Ok(rows::read(conn, table, id)?))
            .unwrap()?;
        row.get(field).map(|state| state.value.clone())
    }
}
