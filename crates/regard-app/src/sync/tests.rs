//! The device and a server in one process: what is said, what is heard, and what happens when
//! something goes wrong in between.

use std::sync::Arc;
use std::time::Duration;

use regard_domain::words::Role;
use regard_sync::{ChangeKind, SyncError};
use serde_json::{Value, json};
use uuid::Uuid;

use super::screens::SyncPhase;
use super::tiny_server::{TinyNetwork, TinyServer};
use crate::app::{App, AppEvent};
use crate::database::{outbox, rows, sync_state};
use crate::error::{CommandError, ErrorCode};
use crate::session::screens::{Enrol, Start};
use crate::testing::{HandClock, open_on};

const ROGER: Uuid = Uuid::from_u128(0x0901);
const STORE: Uuid = Uuid::from_u128(0x5);
const MARTA: Uuid = Uuid::from_u128(0xa);

/// Marta's phone with its store's server.
struct Shop {
    server: Arc<TinyServer>,
    clock: Arc<HandClock>,
    folder: tempfile::TempDir,
    app: App,
}

impl Shop {
    async fn with(prepare: impl FnOnce(&TinyServer)) -> Self {
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

    async fn open() -> Self {
        Self::with(|_| {}).await
    }

    async fn enrol(&self) -> Result<Start, CommandError> {
        let enrol = Enrol {
            server: "https://regard.example.org".into(),
            code: "GOOD-CODE".into(),
            device_name: "Marta's phone".into(),
            pin: None,
        };
        crate::session::enrol::enrol(&self.app, enrol).await
    }

    /// The app ends and is opened again.
    async fn reopen(&mut self) {
        self.app.close().await;
        let network = Arc::new(TinyNetwork(Arc::clone(&self.server)));
        self.app = open_on(self.folder.path(), &self.clock, network).await;
    }

    async fn until(&self, what: &str, reached: impl Fn(&Self) -> bool) {
        let waiting = async {
            while !reached(self) {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), waiting)
            .await
            .unwrap_or_else(|_| panic!("waited in vain for {what}"));
    }

    async fn agreed(&self) {
        self.app.engine().agree_now().await;
        self.until("nothing waits", |shop| {
            shop.waiting() == 0 && shop.phase() == SyncPhase::Synced
        })
        .await;
    }

    fn phase(&self) -> SyncPhase {
        self.app.sync_state().unwrap().phase
    }
    fn waiting(&self) -> u32 {
        self.app.sync_state().unwrap().waiting
    }
    fn set(&self, fields: Value) {
        self.app
            .database()
            .unwrap()
            .write(|edit| edit.set("customer", ROGER, fields))
            .unwrap();
    }
    fn jot(&self, words: &str) -> Uuid {
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
    fn shows(&self, table: &str, id: Uuid, field: &str) -> Option<Value> {
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
    fn incarnation(&self) -> Uuid {
        self.app
            .database()
            .unwrap()
            .read(|conn| Ok(sync_state::standing(conn)?.incarnation))
            .unwrap()
    }
    fn bases(&self) -> u32 {
        let database = self.app.database().unwrap();
        database
            .read(|conn| {
                Ok(conn.query_row("SELECT count(*) AS n FROM base_row", [], |row| row.get("n"))?)
            })
            .unwrap()
    }
}

#[tokio::test]
async fn a_note_goes_up_by_itself_and_leaves_nothing_waiting() {
    let shop = Shop::open().await;
    let note = shop.jot("Asked for the blue dial");
    shop.until("the note at the server", |shop| {
        shop.server.value("note", note, "words") == Some(json!("Asked for the blue dial"))
    })
    .await;
    shop.agreed().await;
    assert_eq!(shop.bases(), 0);
    assert_eq!(
        shop.shows("note", note, "words"),
        Some(json!("Asked for the blue dial"))
    );
}

#[tokio::test]
async fn what_others_write_comes_by_itself_and_the_screens_are_told() {
    let shop = Shop::open().await;
    let mut events = shop.app.events();
    shop.server
        .put("customer", ROGER, json!({"nickname": "Rog"}));
    shop.until("the nickname", |shop| {
        shop.shows("customer", ROGER, "nickname") == Some(json!("Rog"))
    })
    .await;
    let told = async {
        loop {
            if let Ok(AppEvent::DataChanged { tables }) = events.recv().await
                && tables.contains(&"customer".to_owned())
            {
                return;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(5), told)
        .await
        .unwrap();
}

#[tokio::test]
async fn offline_everything_works_and_a_retry_sends_it() {
    let shop = Shop::open().await;
    shop.server.fail(SyncError::Unreachable, 2);
    let note = shop.jot("Came with her sister");
    shop.until("offline", |shop| shop.phase() == SyncPhase::Offline)
        .await;
    assert_eq!(
        shop.shows("note", note, "words"),
        Some(json!("Came with her sister"))
    );
    // Nothing else is written or asked: the retry alone has to do it.
    shop.until("the note at the server", |shop| {
        shop.server.value("note", note, "words").is_some()
    })
    .await;
    shop.until("synced", |shop| {
        shop.phase() == SyncPhase::Synced && shop.waiting() == 0
    })
    .await;
}

#[tokio::test]
async fn an_answer_lost_on_the_way_back_adds_nothing_twice() {
    let shop = Shop::open().await;
    shop.server.inside.lock().unwrap().lose_answers = 1;
    let note = shop.jot("Likes rose gold");
    shop.agreed().await;
    let inside = shop.server.inside.lock().unwrap();
    let notes: Vec<_> = inside
        .rows
        .keys()
        .filter(|(table, _)| table == "note")
        .collect();
    assert_eq!(notes, [&("note".to_owned(), note)]);
    assert_eq!(inside.heads.values().copied().max(), Some(1));
}

#[tokio::test]
async fn an_arriving_row_goes_under_what_is_pending() {
    let shop = Shop::open().await;
    shop.server
        .fail(SyncError::Refused("try without".into()), 1);
    shop.set(json!({"nickname": "Rodge"}));
    shop.until("refused", |shop| {
        shop.server.inside.lock().unwrap().failures.is_empty()
    })
    .await;
    // The refused change waits; what comes down does not wait for it.
    shop.server
        .put("customer", ROGER, json!({"family_name": "Sato-Lind"}));
    shop.until("the family name", |shop| {
        shop.shows("customer", ROGER, "family_name") == Some(json!("Sato-Lind"))
    })
    .await;
    assert_eq!(
        shop.shows("customer", ROGER, "nickname"),
        Some(json!("Rodge"))
    );
    shop.agreed().await;
    assert_eq!(
        shop.server.value("customer", ROGER, "nickname"),
        Some(json!("Rodge"))
    );
    assert_eq!(shop.bases(), 0);
}

#[tokio::test]
async fn a_parked_change_steps_back_and_its_words_stay() {
    let shop = Shop::open().await;
    shop.server
        .inside
        .lock()
        .unwrap()
        .park
        .insert("note".into());
    let note = shop.jot("Ring size 6");
    shop.set(json!({"nickname": "Rog"}));
    shop.agreed().await;
    assert_eq!(shop.shows("note", note, "words"), None);
    assert_eq!(
        shop.server.value("customer", ROGER, "nickname"),
        Some(json!("Rog"))
    );
    let outbox = super::outbox::outbox(&shop.app, Default::default())
        .await
        .unwrap();
    assert_eq!(outbox.parked.len(), 1);
    assert!(outbox.parked[0].words.contains("Ring size 6"));
    assert_eq!(outbox.waiting_changes.len(), 0);
}

#[tokio::test]
async fn a_server_back_from_an_old_backup_gets_everything_again() {
    let shop = Shop::open().await;
    let note = shop.jot("Anniversary in June");
    shop.agreed().await;
    {
        let mut inside = shop.server.inside.lock().unwrap();
        inside.epoch = Uuid::from_u128(0xe2);
        inside.rows.remove(&("note".to_owned(), note));
        inside.heads.clear();
    }
    shop.app.engine().agree_now().await;
    shop.until("the note again", |shop| {
        shop.server.value("note", note, "words").is_some()
    })
    .await;
    shop.agreed().await;
    assert_eq!(
        shop.shows("note", note, "words"),
        Some(json!("Anniversary in June"))
    );
}

#[tokio::test]
async fn a_start_afresh_takes_out_what_is_gone_and_keeps_what_is_pending() {
    let shop = Shop::with(|server| {
        server.put("customer", Uuid::from_u128(7), json!({"store_id": STORE, "given_name": "Gone", "family_name": "Soon", "created_at": "2020-01-01T00:00:00.000Z"}));
    })
    .await;
    shop.server.fail(SyncError::Unreachable, 1);
    let note = shop.jot("Pending while the server moves");
    shop.until("the failure is over", |shop| {
        shop.server.inside.lock().unwrap().failures.is_empty()
    })
    .await;
    {
        let mut inside = shop.server.inside.lock().unwrap();
        inside.epoch = Uuid::from_u128(0xe3);
        inside
            .rows
            .remove(&("customer".to_owned(), Uuid::from_u128(7)));
    }
    shop.agreed().await;
    shop.until("the customer is gone", |shop| {
        shop.shows("customer", Uuid::from_u128(7), "given_name")
            .is_none()
    })
    .await;
    assert_eq!(
        shop.shows("customer", ROGER, "given_name"),
        Some(json!("Roger"))
    );
    assert!(shop.server.value("note", note, "words").is_some());
}

#[tokio::test]
async fn pages_are_told_to_the_screens_only_when_all_is_read() {
    let shop = Shop::with(|server| {
        server.inside.lock().unwrap().page_rows = 7;
        for n in 0..40u128 {
            server.put("customer", Uuid::from_u128(0x1000 + n), json!({"store_id": STORE, "given_name": "A", "family_name": "B", "created_at": "2020-01-01T00:00:00.000Z"}));
        }
    })
    .await;
    let count: u32 = shop
        .app
        .database()
        .unwrap()
        .read(|conn| {
            Ok(conn.query_row("SELECT count(*) AS n FROM customer", [], |row| row.get("n"))?)
        })
        .unwrap();
    assert_eq!(count, 41);
    assert!(shop.server.inside.lock().unwrap().requests.len() >= 6);
}

#[tokio::test]
async fn a_customer_who_leaves_is_purged_and_what_was_pending_is_still_sent() {
    let shop = Shop::open().await;
    shop.server.fail(SyncError::Unreachable, 1);
    let note = shop.jot("Moving to the Elm Street store");
    shop.until("the failure is over", |shop| {
        shop.server.inside.lock().unwrap().failures.is_empty()
    })
    .await;
    shop.server.leave(ROGER);
    shop.until("Roger is gone", |shop| {
        shop.shows("customer", ROGER, "given_name").is_none()
    })
    .await;
    shop.until("the note at the server", |shop| {
        shop.server.value("note", note, "words").is_some()
    })
    .await;
}

#[tokio::test]
async fn a_row_deleted_elsewhere_goes_unless_it_was_edited_here() {
    let phone = Uuid::from_u128(0x77);
    let shop = Shop::with(|server| {
        server.put(
            "phone",
            phone,
            json!({"customer_id": ROGER, "typed": "555 0159", "preferred": false}),
        );
    })
    .await;
    shop.server.fail(SyncError::Refused("not now".into()), 1);
    shop.app
        .database()
        .unwrap()
        .write(|edit| edit.set("phone", phone, json!({"label": "work"})))
        .unwrap();
    shop.until("refused", |shop| {
        shop.server.inside.lock().unwrap().failures.is_empty()
    })
    .await;
    shop.server.delete("phone", phone);
    shop.agreed().await;
    assert_eq!(shop.shows("phone", phone, "label"), Some(json!("work")));
    shop.server.delete("phone", phone);
    shop.until("the number is gone", |shop| {
        shop.shows("phone", phone, "typed").is_none()
    })
    .await;
}

#[tokio::test]
async fn a_revoked_device_says_so_and_can_be_enrolled_again_with_its_words() {
    let shop = Shop::open().await;
    shop.server.fail(SyncError::NotEnrolled, 1);
    let note = shop.jot("Written on the last day");
    shop.until("revoked", |shop| shop.phase() == SyncPhase::Revoked)
        .await;
    let life = shop.incarnation();
    assert!(matches!(shop.enrol().await, Ok(Start::Open { .. })));
    assert_ne!(shop.incarnation(), life);
    shop.until("the note at the server", |shop| {
        shop.server.value("note", note, "words").is_some()
    })
    .await;
    shop.until("synced", |shop| shop.phase() == SyncPhase::Synced)
        .await;
    assert_eq!(shop.enrol().await.unwrap_err().code, ErrorCode::Conflict);
}

#[tokio::test]
async fn a_copied_database_begins_a_new_life_and_sends_what_was_pending() {
    let mut shop = Shop::open().await;
    shop.jot("Known to the server");
    shop.agreed().await;
    shop.server.fail(SyncError::Unreachable, 50);
    let note = shop.jot("Not sent before the copy");
    shop.app.close().await;
    // The database comes to another device, whose mark is its own.
    std::fs::remove_file(shop.folder.path().join("keys/device.mark")).unwrap();
    let life = shop.incarnation();
    shop.server.inside.lock().unwrap().failures.clear();
    shop.reopen().await;
    assert_ne!(shop.incarnation(), life);
    shop.agreed().await;
    assert!(shop.server.value("note", note, "words").is_some());
    let inside = shop.server.inside.lock().unwrap();
    let last = inside
        .requests
        .iter()
        .rev()
        .find(|request| !request.changes.is_empty())
        .unwrap();
    assert_eq!(last.changes[0].n, 1);
}

#[tokio::test]
async fn a_database_older_than_what_was_sent_from_it_loses_no_later_word() {
    let mut shop = Shop::open().await;
    shop.app.close().await;
    let backup = shop.folder.path().join("backup.db");
    let file = shop.folder.path().join("data/regard.db");
    std::fs::copy(&file, &backup).unwrap();
    shop.reopen().await;
    shop.jot("After the backup");
    shop.agreed().await;
    shop.app.close().await;
    std::fs::copy(&backup, &file).unwrap();
    shop.reopen().await;
    // It would be number 1 again, which the server has.
    let note = shop.jot("After the restore");
    shop.agreed().await;
    shop.until("the note at the server", |shop| {
        shop.server.value("note", note, "words").is_some()
    })
    .await;
}

#[tokio::test]
async fn an_alert_for_me_is_said_once_and_only_with_its_customer() {
    let shop = Shop::open().await;
    let mut events = shop.app.events();
    let alert = |customer: Uuid, at: &str| json!({"associate_id": MARTA, "kind": "repair_ready", "customer_id": customer, "raised_at": at});
    let new = Uuid::from_u128(0xa1);
    shop.server.put(
        "alert",
        Uuid::from_u128(0xa2),
        alert(ROGER, "2026-05-01T09:00:00.000Z"),
    );
    shop.server.put(
        "alert",
        Uuid::from_u128(0xa3),
        alert(Uuid::from_u128(0x404), "2026-05-12T13:59:00.000Z"),
    );
    shop.server
        .put("alert", new, alert(ROGER, "2026-05-12T13:59:00.000Z"));
    shop.until("the alert", |shop| {
        shop.shows("alert", new, "kind").is_some()
    })
    .await;
    shop.app.engine().agree_now().await;
    shop.app.engine().agree_now().await;
    let mut said = Vec::new();
    while let Ok(event) = events.try_recv() {
        if let AppEvent::AlertRaised { alert } = event {
            said.push((alert.id.0, alert.given_name));
        }
    }
    assert_eq!(said, [(new, "Roger".to_owned())]);
}

#[tokio::test]
async fn a_change_is_added_with_its_row_or_not_at_all() {
    let shop = Shop::open().await;
    shop.server.fail(SyncError::Unreachable, 1000);
    let database = shop.app.database().unwrap();
    let refused: Result<(), CommandError> = database.write(|edit| {
        edit.set("customer", ROGER, json!({"nickname": "Rog"}))?;
        Err(CommandError::invalid("nickname", "no"))
    });
    assert!(refused.is_err());
    assert_eq!(shop.shows("customer", ROGER, "nickname"), Some(Value::Null));
    assert_eq!(shop.waiting(), 0);
    shop.set(json!({"nickname": "Rog", "given_name": "Roger"}));
    let changes = database
        .read(|conn| Ok(outbox::to_send(conn, 10)?))
        .unwrap();
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0].kind, ChangeKind::Set);
    // What was the same already does not travel.
    assert_eq!(changes[0].fields.keys().collect::<Vec<_>>(), ["nickname"]);
    shop.set(json!({"nickname": "Rog"}));
    assert_eq!(shop.waiting(), 1);
    shop.set(json!({"nickname": "R."}));
    let changes = database
        .read(|conn| Ok(outbox::to_send(conn, 10)?))
        .unwrap();
    assert_eq!(
        changes[1].fields["nickname"].base,
        Some(changes[0].fields["nickname"].hlc)
    );
    assert_eq!((changes[0].n, changes[1].n), (1, 2));
    let wrong = [
        ("customer", json!({"nickname": 7})),
        ("customer", json!({"shoe_size": "9"})),
        ("customer", json!({"given_name": null})),
        ("store", json!({"name": "Mine"})),
        ("nonsense", json!({})),
    ];
    for (table, fields) in wrong {
        assert!(
            database
                .write(|edit| edit.set(table, ROGER, fields))
                .is_err()
        );
    }
    let short = json!({"customer_id": ROGER, "words": "no kind, no time"});
    assert!(
        database
            .write(|edit| {
                let id = edit.new_id();
                edit.add("note", id, short)
            })
            .is_err()
    );
    assert_eq!(shop.waiting(), 2);
}

#[tokio::test]
async fn the_bench_is_refused_what_is_not_for_it() {
    let shop = Shop::with(|server| {
        server.inside.lock().unwrap().role = Some(Role::Bench);
        server.put("associate", MARTA, json!({"role": "bench"}));
    })
    .await;
    let ask = |name: &'static str, args: Value| shop.app.dispatch(name, args);
    assert_eq!(
        ask("list_promises", json!({})).await.unwrap_err().code,
        ErrorCode::NotAllowed
    );
    assert!(ask("outbox", json!({})).await.is_ok());
    assert_eq!(
        ask("no_such", json!({})).await.unwrap_err().code,
        ErrorCode::NotFound
    );
    assert_eq!(
        ask("open_customer", json!({"no": 1}))
            .await
            .unwrap_err()
            .code,
        ErrorCode::Invalid
    );
}
