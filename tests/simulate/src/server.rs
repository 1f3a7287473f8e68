//! The one server: the product's rules over a book in memory.

use chrono::{DateTime, Utc};
use regard_domain::ids::{AssociateId, DeviceId, StoreId};
use regard_domain::words::Role;
use regard_sync::server::{
    ApplyError, Book, Caller, MemoryBook, PageError, Said, Write, apply, moment, page,
};
use regard_sync::{SyncAnswer, SyncError, SyncRequest};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::planted::Planted;

/// The stores; devices work in one of them.
pub const STORES: [Uuid; 2] = [Uuid::from_u128(0x57_01), Uuid::from_u128(0x57_02)];

/// The server.
#[derive(Debug, Clone)]
pub struct Server {
    /// Its book.
    pub book: MemoryBook,
    /// A backup of the book, and when it was made.
    pub backup: Option<(MemoryBook, DateTime<Utc>)>,
    /// The most changes it takes in one request.
    pub most_changes: u32,
    /// It asks for the text that an author saw; one of an older version does not.
    pub asks_seen: bool,
}

impl Server {
    /// A book with the stores and an associate for each device.
    pub fn new(devices: usize, now: DateTime<Utc>) -> Self {
        let server = Self {
            book: MemoryBook::new(Uuid::from_u128(0xe0)),
            backup: None,
            most_changes: 500,
            asks_seen: true,
        };
        let write = Write::new(&server.book, Uuid::from_u128(0x5e), now);
        for store in STORES {
            put(
                &write,
                "store",
                store,
                json!({"name": "Main Street", "time_zone": "America/New_York", "currency": "USD", "country": "US"}),
            );
        }
        for device in 0..devices {
            let words = json!({"given_name": "Marta", "role": "associate", "store_id": STORES[0]});
            put(&write, "associate", associate(device).0, words);
        }
        for at in 0..3_u128 {
            let store = STORES[usize::from(at == 2)];
            let customer = json!({"store_id": store, "given_name": "Roger", "family_name": "Sato", "created_at": moment(now)});
            put(&write, "customer", Uuid::from_u128(0xc0 + at), customer);
        }
        if let Err(error) = write.finish() {
            unreachable!("{error}");
        }
        server
    }

    /// What the product's server does with a request.
    pub fn answer(
        &self,
        caller: &Caller,
        request: &SyncRequest,
        now: DateTime<Utc>,
        planted: Option<Planted>,
    ) -> Result<SyncAnswer, SyncError> {
        let mut request = request.clone();
        if let Some(planted) = planted {
            planted.spoil_request(&self.book, &mut request, now);
        }
        let mut acked_to = None;
        let mut results = Vec::new();
        let mut taken = Vec::new();
        let mut heard = Vec::new();
        let mut wants_seen = false;
        if !request.changes.is_empty() {
            let write = Write::new(&self.book, Uuid::from_u128(0x5e), now);
            let applied = apply(&write, caller, &request, |_, _| Ok(()));
            let applied = applied.map_err(|error| match error {
                ApplyError::Refused(error) => error,
                ApplyError::Storage(error) => unreachable!("{error}"),
            })?;
            let lost = planted == Some(Planted::AckedBeforeApplied) && request.changes.len() > 1;
            if !lost && let Err(error) = write.finish() {
                unreachable!("{error}");
            }
            if let Some(planted) = planted {
                planted.spoil_book(&self.book, &request, now);
            }
            taken = applied.taken(&request.changes);
            acked_to = Some(applied.acked_to);
            heard = applied.heard(&request.changes);
            wants_seen = applied.wants_seen;
            results.clone_from(&applied.results);
        }
        let head = self.book.device_head(caller.device, request.incarnation);
        let acked_to = acked_to.unwrap_or_else(|| head.unwrap_or_default());
        let page = page(
            &self.book,
            caller,
            request.cursor.as_ref(),
            request.want_rows,
            &Said {
                all: heard,
                taken,
                parts: request.parts.as_ref(),
            },
        );
        let mut page = page.map_err(|error| match error {
            PageError::Refused(error) => error,
            PageError::Storage(error) => unreachable!("{error}"),
        })?;
        if let Some(planted) = planted {
            planted.spoil_page(request.want_rows, &mut page);
        }
        Ok(SyncAnswer {
            asks_seen: self.asks_seen,
            wants_seen,
            acked_to,
            results,
            page,
            server_now: now,
            most_changes: self.most_changes,
            most_bytes: 0,
        })
    }
}

/// The associate of a device.
pub fn associate(device: usize) -> AssociateId {
    AssociateId(Uuid::from_u128(0xa0 + device as u128))
}

/// Who asks with a device that reads the feeds of `store`.
pub fn caller(device: usize, store: Uuid) -> Caller {
    Caller {
        device: DeviceId(Uuid::from_u128(0xd0 + device as u128)),
        associate: associate(device),
        role: Role::Manager,
        store: StoreId(store),
        feeds: vec![
            format!("associate:{}", associate(device).0),
            "company".to_owned(),
            format!("store:{store}"),
        ],
        note_seen: false,
    }
}

fn put(write: &Write<'_, MemoryBook>, table: &str, id: Uuid, fields: Value) {
    let fields = fields.as_object().cloned().unwrap_or_default();
    if let Err(error) = write.put(table, id, fields) {
        unreachable!("{error}");
    }
}
