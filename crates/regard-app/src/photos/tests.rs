//! Photos on one device: added, shown, taken out, erased, and what is kept of them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::Duration;
use regard_domain::photo::PhotoHash;
use serde_json::{Value, json};
use uuid::Uuid;

use super::picture::hash_of;
use super::testing::{jpeg, png};
use crate::database::connection::{self, Purpose};
use crate::database::{arrivals, erased, migrate, photos, set_aside, sync_state};
use crate::key_store::{FileKeyStore, KeyStore};
use crate::repairs::rogers_watch::RogersWatch;

async fn ask(scene: &RogersWatch, command: &str, args: Value) -> Value {
    scene
        .desk
        .app
        .dispatch(command, args)
        .await
        .unwrap_or_else(|error| panic!("{command}: {error:?}"))
}

fn of(customer: impl Into<Uuid>, file: &[u8], caption: &str) -> Value {
    json!({
        "customerId": customer.into(), "repairId": null, "pieceId": null, "caption": caption,
        "file": STANDARD.encode(file),
    })
}

async fn add(scene: &RogersWatch, customer: impl Into<Uuid>, file: &[u8], caption: &str) -> Value {
    let added = ask(scene, "add_photo", of(customer, file, caption)).await;
    assert_eq!(added["fault"], Value::Null);
    added["photo"].clone()
}

async fn shown(scene: &RogersWatch, customer: impl Into<Uuid>) -> Vec<Value> {
    let of = json!({ "customerId": customer.into(), "repairId": null });
    ask(scene, "list_photos", of)
        .await
        .as_array()
        .unwrap()
        .clone()
}

/// How many rows there are of photos, of pictures in full, and of pictures that wait.
fn counts(scene: &RogersWatch) -> (u32, u32, u32) {
    let count = |table: &str| {
        let database = scene.desk.app.database().unwrap();
        let read = database.read(|conn| {
            Ok(
                conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| {
                    row.get(0)
                })?,
            )
        });
        read.unwrap()
    };
    (
        count("photo"),
        count("photo_original"),
        count("photo_waiting"),
    )
}

#[tokio::test]
async fn a_photo_is_on_the_page_with_its_words_and_waits_to_be_sent() {
    let scene = RogersWatch::known().await;
    let card = add(&scene, scene.roger, &jpeg(640, 480), "His card").await;
    assert_eq!(card["caption"], "His card");
    assert_eq!(card["addedBy"], "Marta");
    assert_eq!(card["waiting"], true);
    assert_eq!(
        shown(&scene, scene.roger).await,
        std::slice::from_ref(&card)
    );
    assert_eq!(shown(&scene, scene.dana).await, Vec::<Value>::new());
    let state = scene.desk.app.sync_state().unwrap();
    assert_eq!(state.photos_waiting, 1);
    let outbox = ask(&scene, "outbox", json!({})).await;
    assert_eq!(outbox["waitingPhotos"][0]["id"], card["id"]);
    assert_eq!(outbox["waitingPhotos"][0]["customerName"], "Roger Martin");

    // It opens without any network, and says what was chosen.
    let open =
        json!({ "photoId": card["id"], "of": { "customerId": scene.roger, "repairId": null } });
    let page = ask(&scene, "open_photo", open).await;
    let picture = page["picture"].as_str().unwrap();
    let picture = picture.strip_prefix("data:image/jpeg;base64,").unwrap();
    let picture = STANDARD.decode(picture).unwrap();
    let row = scene.desk.app.database().unwrap().read(|conn| {
        let id = serde_json::from_value(card["id"].clone()).unwrap();
        Ok(photos::by_id(conn, id)?.unwrap())
    });
    assert_eq!(row.unwrap().hash, Some(hash_of(&picture)));

    // Whoever reads what we remember of them sees it.
    let asked = json!({ "customerId": scene.roger, "repairId": null });
    let held = ask(&scene, "remembered", asked).await;
    assert_eq!(held["photos"][0]["caption"], "His card");
    assert_eq!(held["photos"][0]["thumbnail"], card["thumbnail"]);
}

#[tokio::test]
async fn of_many_photos_only_those_that_are_drawn_bring_their_thumbnail() {
    let scene = RogersWatch::known().await;
    for height in [40, 41, 42, 43] {
        scene.desk.clock.advance(Duration::minutes(1));
        add(&scene, scene.roger, &jpeg(64, height), "").await;
    }
    let all = shown(&scene, scene.roger).await;
    let of = json!({ "customerId": scene.roger, "repairId": null, "thumbnails": 1,
        "thumbnailOf": all[2]["id"] });
    let some = ask(&scene, "list_photos", of).await;
    let some = some.as_array().unwrap();
    assert_eq!(some.len(), 4);
    for (n, (one, whole)) in some.iter().zip(&all).enumerate() {
        let wanted = if n == 0 || n == 2 {
            whole["thumbnail"].clone()
        } else {
            json!("")
        };
        assert_eq!(one["thumbnail"], wanted);
        assert_eq!(one["id"], whole["id"]);
        assert_ne!(whole["thumbnail"], "");
    }
}

#[tokio::test]
async fn what_is_no_photo_changes_nothing_and_says_why() {
    let scene = RogersWatch::known().await;
    for (file, fault) in [
        (STANDARD.encode(b"%PDF-1.7"), "no_picture"),
        ("not base64 at all!".to_owned(), "no_picture"),
        (STANDARD.encode(&jpeg(400, 300)[..4_000]), "broken"),
        ("A".repeat(42_000_000), "too_large"),
    ] {
        let mut args = of(scene.roger, b"", "");
        args["file"] = json!(file);
        let added = ask(&scene, "add_photo", args).await;
        assert_eq!(added["fault"], fault);
        assert_eq!(added["photo"], Value::Null);
    }
    assert_eq!(counts(&scene), (0, 0, 0));
}

/// The fields of the change that was said last.
fn said_last(scene: &RogersWatch) -> Vec<String> {
    let database = scene.desk.app.database().unwrap();
    let read = database.read(|conn| {
        let last = "SELECT fields FROM pending_change ORDER BY n DESC LIMIT 1";
        Ok(conn.query_row(last, [], |row| row.get::<_, String>(0))?)
    });
    let fields: serde_json::Map<String, Value> = serde_json::from_str(&read.unwrap()).unwrap();
    fields.keys().cloned().collect()
}

#[tokio::test]
async fn it_is_described_taken_out_and_put_in_again() {
    let scene = RogersWatch::known().await;
    let card = add(&scene, scene.roger, &png(64, 64), "").await;
    assert_eq!(card["caption"], Value::Null);
    let nothing = json!({ "caption": null, "pieceId": null });
    let describe = json!({ "photoId": card["id"], "caption": null,
        "shows": { "pieceId": scene.seamaster }, "seen": nothing });
    ask(&scene, "describe_photo", describe.clone()).await;
    // Who still saw no piece there looks first: it may be a secret by now.
    let refused = scene.desk.app.dispatch("describe_photo", describe).await;
    assert_eq!(refused.unwrap_err().field.as_deref(), Some("pieceId"));
    // Who writes words says nothing of the piece, and the other way round: that may be a secret by now.
    let words = |words: &str| json!({ "photoId": card["id"], "caption": words, "shows": null, "seen": nothing });
    let described = ask(&scene, "describe_photo", words("")).await;
    assert_eq!(described["caption"], Value::Null);
    let card = ask(&scene, "describe_photo", words("The dial")).await;
    assert_eq!(card["caption"], "The dial");
    let over = scene
        .desk
        .app
        .dispatch("describe_photo", words("A scratch"))
        .await;
    assert_eq!(
        over.unwrap_err().field.as_deref(),
        Some("caption"),
        "unseen words stay"
    );
    assert!(card["piece"].as_str().unwrap().contains("Seamaster"));
    assert_eq!(said_last(&scene), ["caption"]);

    let one = json!({ "photoId": card["id"] });
    ask(&scene, "remove_photo", one.clone()).await;
    assert_eq!(shown(&scene, scene.roger).await, Vec::<Value>::new());
    assert_eq!(scene.desk.app.sync_state().unwrap().photos_waiting, 0);
    let open =
        json!({ "photoId": card["id"], "of": { "customerId": scene.roger, "repairId": null } });
    assert!(scene.desk.app.dispatch("open_photo", open).await.is_err());
    ask(&scene, "restore_photo", one).await;
    assert_eq!(shown(&scene, scene.roger).await, [card]);
    assert_eq!(counts(&scene), (1, 1, 1));
}

#[tokio::test]
async fn a_gift_is_seen_on_no_page_of_the_one_who_gets_it() {
    let scene = RogersWatch::known().await;
    let gift = Uuid::from_u128(0x91f7);
    scene.desk.from_server(
        "piece",
        gift,
        json!({ "customer_id": scene.roger, "kind": "bracelet", "description": "zirconette",
                "secret_until": "2026-06-03" }),
    );
    scene.desk.from_server(
        "purchase",
        Uuid::from_u128(0x5a1e),
        json!({ "customer_id": scene.dana, "piece_id": gift, "for_id": scene.roger,
                "store_id": scene.desk.store, "bought_on": "2026-05-02", "description": "zirconette",
                "quantity": 1, "price": 1, "currency": "USD" }),
    );
    for customer in [scene.roger, scene.dana] {
        let mut args = of(customer, &jpeg(64, 48), "the surprise");
        args["pieceId"] = json!(gift);
        ask(&scene, "add_photo", args).await;
    }
    assert_eq!(shown(&scene, scene.roger).await.len(), 0);
    assert_eq!(shown(&scene, scene.dana).await.len(), 1);
    scene.desk.clock.advance(Duration::days(40));
    assert_eq!(shown(&scene, scene.roger).await.len(), 1);
}

#[tokio::test]
async fn who_is_erased_takes_the_picture_along_unless_it_is_somebody_elses_too() {
    let scene = RogersWatch::known().await;
    let (shared, own) = (jpeg(200, 100), jpeg(100, 200));
    add(&scene, scene.roger, &shared, "both").await;
    add(&scene, scene.dana, &shared, "both").await;
    add(&scene, scene.roger, &own, "his alone").await;
    assert_eq!(counts(&scene), (3, 2, 3));
    let database = scene.desk.app.database().unwrap();
    database
        .write_local(&[], |conn| {
            let table = regard_sync::tables::table("photo").unwrap();
            arrivals::purge(conn, table, scene.roger.0)?;
            Ok(())
        })
        .unwrap();
    // What the server has yet to get stays until it is known that nobody wants it.
    assert_eq!(counts(&scene), (1, 2, 3));
    database
        .write_local(&[], |conn| Ok(erased::forget(conn, scene.roger.0)?))
        .unwrap();
    assert_eq!(counts(&scene), (1, 1, 1));
    let kept = hash_of(&super::picture::make(&shared).unwrap().picture);
    let picture = database.read(|conn| Ok(photos::original(conn, kept)?));
    assert!(picture.unwrap().is_some());
}

#[tokio::test]
async fn what_was_looked_at_lately_stays_within_its_bound_and_what_waits_stays_beyond() {
    let scene = RogersWatch::known().await;
    add(&scene, scene.roger, &jpeg(64, 48), "waits").await;
    let database = scene.desk.app.database().unwrap();
    let hashes: Vec<PhotoHash> = (0..6_u8).map(|n| hash_of(&[n; 1_000])).collect();
    for (n, hash) in (0_u8..).zip(&hashes) {
        scene.desk.from_server(
            "photo",
            Uuid::from_u128(0xf000 + u128::from(n)),
            json!({ "customer_id": scene.roger, "hash": hash.to_string(), "thumbnail": "", "width": 1,
                    "height": 1, "bytes": 1_000, "added_at": "2026-05-10T14:00:00.000Z" }),
        );
        scene.desk.clock.advance(Duration::days(2));
        super::open::keep(&scene.desk.app, *hash, &[n; 1_000], 3_000).unwrap();
    }
    let here = |hash: PhotoHash| {
        let found = database.read(|conn| Ok(photos::original(conn, hash)?));
        found.unwrap().is_some()
    };
    let left: Vec<bool> = hashes.iter().map(|hash| here(*hash)).collect();
    assert_eq!(left, [false, false, false, true, true, true]);
    assert_eq!(counts(&scene), (7, 4, 1));
    // A picture whose photo is gone by the time it comes is not kept.
    super::open::keep(&scene.desk.app, hash_of(b"nobody's"), b"nobody's", 3_000).unwrap();
    assert!(!here(hash_of(b"nobody's")));
}

#[tokio::test]
async fn records_that_are_merged_show_their_photos_together_and_apart_again() {
    let scene = RogersWatch::known().await;
    let again = Uuid::from_u128(0x2901);
    scene.desk.from_server(
        "customer",
        again,
        json!({ "store_id": scene.desk.store, "given_name": "Roger", "family_name": "Martin",
                "created_at": "2021-06-03T15:00:00.000Z" }),
    );
    add(&scene, scene.roger, &jpeg(64, 48), "one").await;
    add(&scene, again, &png(64, 48), "two").await;
    let merge = json!({ "goes": again, "stays": scene.roger });
    ask(&scene, "merge_customers", merge).await;
    assert_eq!(shown(&scene, scene.roger).await.len(), 2);
    assert_eq!(shown(&scene, again).await.len(), 2);
    let page = json!({ "customerId": again, "repairId": null });
    let alias = ask(&scene, "open_customer", page).await["merged"][0]["aliasId"].clone();
    ask(&scene, "take_apart_customers", json!({ "aliasId": alias })).await;
    assert_eq!(shown(&scene, scene.roger).await[0]["caption"], "one");
    assert_eq!(shown(&scene, again).await[0]["caption"], "two");
}

#[tokio::test]
async fn of_a_damaged_file_the_pictures_that_nobody_else_has_are_carried_over() {
    let scene = RogersWatch::known().await;
    add(&scene, scene.roger, &jpeg(64, 48), "unsent").await;
    let folder = scene.desk.folder.path().join("data");
    let keys = FileKeyStore::new(scene.desk.folder.path().join("keys"));
    let key = keys.database_key().unwrap();
    let database = scene.desk.app.database().unwrap();
    database.checkpoint();
    let mut fresh = connection::open(&folder.join("new.db"), &key, Purpose::Write).unwrap();
    migrate::migrate(&mut fresh).unwrap();
    sync_state::settle_life(&fresh, Uuid::from_u128(1), Uuid::from_u128(2)).unwrap();
    set_aside::carry_over(&fresh, database.path(), &key).unwrap();
    assert_eq!(photos::waiting_count(&fresh).unwrap(), 1);
    let hash = hash_of(&super::picture::make(&jpeg(64, 48)).unwrap().picture);
    assert!(photos::original(&fresh, hash).unwrap().is_some());
}

#[tokio::test]
async fn no_byte_of_a_picture_lies_on_the_device_in_plain() {
    let scene = RogersWatch::known().await;
    add(&scene, scene.roger, &jpeg(640, 480), "Zanzibar").await;
    let mut looked = 0;
    for entry in std::fs::read_dir(scene.desk.folder.path().join("data")).unwrap() {
        let path = entry.unwrap().path();
        let Ok(bytes) = std::fs::read(&path) else {
            continue;
        };
        looked += usize::from(bytes.len() > 1_000);
        for plain in [&b"Zanzibar"[..], b"JFIF", b"/9j/4AAQ"] {
            let found = bytes.windows(plain.len()).any(|part| part == plain);
            assert!(!found, "{}", path.display());
        }
    }
    assert!(looked >= 2, "the database and its log");
}
