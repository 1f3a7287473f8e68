//! Marta's phone and its store's server, for the tests beside this file.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::app::App;
use crate::database::{rows, sync_state};
use crate::error::CommandError;
use crate::session::screens::{Enrol, Start};
use crate::sync::screens::SyncPhase;
use crate::sync::tiny_server::{TinyNetwork, TinyServer};
use crate::testing::{HandClock, open_on};

pub const ROGER: Uuid = Uuid::from_u128(0x0901);
pub const STORE: Uuid = Uuid::from_u128(0x5);
pub const MARTA: Uuid = Uuid::from_u128(0xa);

/// Marta's phone with its store's server.
pub struct Shop {
    pub server: Arc<TinyServer>,
    pub clock: Arc<HandClock>,
    pub folder: tempfile::TempDir,
    pub app: App,
}

impl Shop {
    pub async fn with(prepare: impl FnOnce(&TinyServer)) -> Self {
        let clock = HandClock::at("2026-05-12T14:00:00Z");
        let server = TinyServer::new(&clock);
        server.put("store", STORE, json!({"name": "Main Street", "time_zone": "America/New_York", "currency": "USD", "country": "US"}));
        server.put(
            "associate",
            MARTA,
            json!({"given_name": "Marta", "role": "associate", "store_id": STORE}),
        );
        server.put("customer", ROGER, json!({"store_id": STORE, "given_name": "Roger", "family_name": "Sato", "created_at": "2020-01-01T00:00:00.000Z"}));
        prepare(&server);
        let folder = tempfile::tempdir().unwrap();
        let app = open_on(
            folder.path(),
            &clock,
            Arc::new(TinyNetwork(Arc::clone(&server))),
        )
        .await;
        let shop = Self {
            server,
            clock,
            folder,
            app,
        };
        shop.enrol().await.unwrap();
        shop.until("the first sync", |shop| shop.phase() == SyncPhase::Synced)
            .await;
        shop
    }

    pub async fn open() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn enrol(&self) -> Result<Start, CommandError> {
        let enrol = Enrol {
            server: "https://regard.example.org".into(),
            code: "GOOD-CODE".into(),
            device_name: "Marta's phone".into(),
            pin: None,
        };
        crate::session::enrol::enrol(&self.app, enrol).await
    }

    /// The app ends and is opened again.
    pub async fn reopen(&mut self) {
        self.app.close().await;
        let network = Arc::new(TinyNetwork(Arc::clone(&self.server)));
        self.app = open_on(self.folder.path(), &self.clock, network).await;
    }

    pub async fn until(&self, what: &str, reached: impl Fn(&Self) -> bool) {
        let waiting = async {
            while !reached(self) {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), waiting)
            .await
            .unwrap_or_else(|_| panic!("waited in vain for {what}"));
    }

    pub async fn agreed(&self) {
        self.app.engine().agree_now().await;
        self.until("nothing waits", |shop| {
            shop.waiting() == 0 && shop.phase() == SyncPhase::Synced
        })
        .await;
    }

    pub fn phase(&self) -> SyncPhase {
        self.app.sync_state().unwrap().phase
    }
    pub fn waiting(&self) -> u32 {
        self.app.sync_state().unwrap().waiting
    }
    pub fn set(&self, fields: Value) {
        self.app
            .database()
            .unwrap()
            .write(|edit| edit.set("customer", ROGER, fields))
            .unwrap();
    }
    pub fn jot(&self, words: &str) -> Uuid {
        self.app
            .database()
            .unwrap()
            .write(|edit| {
                let id = edit.new_id();
                let at = edit.now();
                edit.add(
                    "note",
                    id,
                    json!({"customer_id": ROGER, "kind": "visit", "words": words, "noted_at": at}),
                )?;
                Ok(id)
            })
            .unwrap()
    }
    pub fn shows(&self, table: &str, id: Uuid, field: &str) -> Option<Value> {
        let table = regard_sync::tables::table(table).unwrap();
        let row = self
            .app
            .database()
            .unwrap()
            .read(|conn| Ok(rows::read(conn, table, id)?))
            .unwrap()?;
        Some(
            row.get(field)
                .map_or(Value::Null, |state| state.value.clone()),
        )
    }
    pub fn incarnation(&self) -> Uuid {
        self.app
            .database()
            .unwrap()
            .read(|conn| Ok(sync_state::standing(conn)?.incarnation))
            .unwrap()
    }
    pub fn bases(&self) -> u32 {
        let database = self.app.database().unwrap();
        database
            .read(|conn| {
                Ok(conn.query_row("SELECT count(*) AS n FROM base_row", [], |row| row.get("n"))?)
            })
            .unwrap()
    }
}
