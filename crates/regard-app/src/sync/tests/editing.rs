//! One act: its rows and what tells the server, together or not at all; and who may do it.

use regard_domain::words::Role;
use regard_sync::{ChangeKind, SyncError};
use serde_json::{Value, json};

use super::shop::{MARTA, ROGER, Shop};
use crate::database::outbox;
use crate::error::{CommandError, ErrorCode, Refusal};

#[tokio::test]
async fn a_change_is_added_with_its_row_or_not_at_all() {
    let shop = Shop::open().await;
    shop.server.fail(SyncError::Unreachable, 1000);
    let database = shop.app.database().unwrap();
    let refused: Result<(), CommandError> = database.write(|edit| {
        edit.set("customer", ROGER, json!({"nickname": "Rog"}))?;
        Err(CommandError::invalid("nickname", Refusal::NameMissing))
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
