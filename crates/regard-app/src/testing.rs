//! For the tests of this crate: an app on a fresh database, enrolled, with a clock moved by hand.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures_util::stream::BoxStream;
use regard_domain::clock::Clock;
use regard_domain::ids::{AssociateId, CompanyId, DeviceId, StoreId};
use regard_domain::words::Role;
use regard_sync::{FieldState, Hlc, SyncError, SyncService, tables};
use serde_json::Value;
use uuid::Uuid;

use crate::app::{App, AppOptions};
use crate::database::{rows, sessions};
use crate::key_store::FileKeyStore;
use crate::session::Session;
use crate::sync::{Network, Poke};

/// A clock that stands still until a test moves it.
pub struct HandClock(Mutex<DateTime<Utc>>);

impl HandClock {
    /// A clock at that moment.
    pub fn at(moment: &str) -> Arc<Self> {
        Arc::new(Self(Mutex::new(moment.parse().unwrap())))
    }
    /// Moves it on.
    pub fn advance(&self, by: chrono::Duration) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for HandClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

/// An app of one associate of the store "Main Street" in New York, at 14:00 UTC on 12 May 2026.
pub struct Desk {
    pub app: App,
    pub clock: Arc<HandClock>,
    pub me: AssociateId,
    pub store: StoreId,
    /// Removed with the desk.
    pub folder: tempfile::TempDir,
}

impl Desk {
    /// The desk of Marta, who has that role.
    pub async fn of(role: Role) -> Self {
        Self::on(role, Arc::new(NoNetwork)).await
    }

    /// The same desk on that network.
    pub async fn on(role: Role, network: Arc<dyn Network>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = HandClock::at("2026-05-12T14:00:00Z");
        let app = open_on(folder.path(), &clock, network).await;
        let me = AssociateId(Uuid::from_u128(0xa));
        let store = StoreId(Uuid::from_u128(0x5));
        let session = Session {
            company_id: CompanyId(Uuid::from_u128(0xc)),
            device_id: DeviceId(Uuid::from_u128(0xd)),
            device_name: "Marta's phone".into(),
            associate_id: me,
            role,
            store_id: store,
            server: "http://127.0.0.1:9".into(),
        };
        app.database()
            .unwrap()
            .write_local(&[], |conn| Ok(sessions::keep(conn, &session, "token")?))
            .unwrap();
        let desk = Self {
            app,
            clock,
            me,
            store,
            folder,
        };
        desk.from_server(
            "store",
            store.0,
            serde_json::json!({"name": "Main Street", "time_zone": "America/New_York", "currency": "USD", "country": "US"}),
        );
        desk.from_server(
            "associate",
            me.0,
            serde_json::json!({"given_name": "Marta", "role": role.as_ref(), "store_id": store}),
        );
        desk
    }

    /// Writes a row as if it had come from the server.
    #[expect(
        clippy::wrong_self_convention,
        reason = "it says where the row comes from"
    )]
    pub fn from_server(&self, table: &str, id: Uuid, fields: Value) {
        let table = tables::table(table).unwrap();
        let fields = fields.as_object().unwrap().iter().map(|(name, value)| {
            assert!(table.field(name).is_some(), "{name}");
            let hlc = Hlc {
                millis: 1,
                counter: 0,
                writer: 1,
            };
            let value = value.clone();
            (name.clone(), FieldState { value, hlc })
        });
        let fields = fields.collect();
        self.app
            .database()
            .unwrap()
            .write_local(&[table.name], |conn| {
                Ok(rows::write(conn, table, id, &fields)?)
            })
            .unwrap();
    }
}

/// How the database would answer a query, a step a line.
pub fn plan_of(desk: &Desk, sql: &str) -> String {
    let read = desk.app.database().unwrap().read(|conn| {
        let mut plan = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
        let mut steps = plan.raw_query();
        let mut lines = Vec::new();
        while let Some(step) = steps.next()? {
            lines.push(step.get::<_, String>("detail")?);
        }
        Ok(lines.join("\n"))
    });
    read.unwrap()
}

/// Opens an app on the files of that folder, without a network.
pub async fn open(folder: &std::path::Path, clock: &Arc<HandClock>) -> App {
    open_on(folder, clock, Arc::new(NoNetwork)).await
}

/// Opens an app on the files of that folder.
pub async fn open_on(
    folder: &std::path::Path,
    clock: &Arc<HandClock>,
    network: Arc<dyn Network>,
) -> App {
    let options = AppOptions {
        data_dir: folder.join("data"),
        key_store: Arc::new(FileKeyStore::new(folder.join("keys"))),
        clock: clock.clone(),
        platform: "linux".into(),
        version: "0.1.0".into(),
    };
    App::open_on(options, network).await
}

/// The device is in a cellar.
struct NoNetwork;

#[async_trait]
impl Network for NoNetwork {
    fn service(&self, _: &str) -> Result<Arc<dyn SyncService>, SyncError> {
        Err(SyncError::Unreachable)
    }
    async fn live(&self, _: &str, _: &str) -> Result<BoxStream<'static, Poke>, SyncError> {
        Err(SyncError::Unreachable)
    }
}
