//! Marta takes a photo of Roger's watch in the vault, where there is no network; Mia sees it, and nobody
//! sees it any more once Roger is forgotten.

use std::path::Path;

use regard_server::demo::scene::id;
use regard_tests::{Device, Store};
use serde_json::{Value, json};

/// A photo as base64: 320 by 240 pixels of colours.
const PHOTO: &str = include_str!("photos/watch.jpg.b64");

fn of_roger() -> Value {
    json!({ "customerId": id("roger"), "repairId": null })
}

async fn add(device: &Device, customer: &str, caption: &str) -> Value {
    let file: String = PHOTO.split_whitespace().collect();
    let add = json!({ "customerId": id(customer), "repairId": null, "pieceId": null,
        "caption": caption, "file": file });
    let added: Value = device.call("add_photo", add).await;
    assert_eq!(added["fault"], Value::Null);
    added["photo"].clone()
}

async fn opened(device: &Device, photo: &Value) -> Value {
    let open = json!({ "photoId": photo["id"], "of": of_roger() });
    device.call("open_photo", open).await
}

/// Nothing waits to be brought.
async fn brought(device: &Device) {
    device
        .until("sync_now", json!({}), |state: &Value| {
            state["waiting"] == 0 && state["photosWaiting"] == 0
        })
        .await;
}

/// What the picture begins with where it lies in plain, beyond what every JPEG begins with; and its name.
struct Traces {
    bytes: Vec<u8>,
    hash: String,
}

impl Traces {
    fn of(device: &Device, page: &Value) -> Self {
        let picture = page["picture"].as_str().unwrap();
        let (_, picture) = picture.split_once(',').unwrap();
        let plain = device.app().database().unwrap().read(|conn| {
            Ok(conn.query_row(
                "SELECT hash, bytes FROM photo_original ORDER BY used_at DESC LIMIT 1",
                [],
                |row| {
                    Ok((
                        row.get::<_, String>("hash")?,
                        row.get::<_, Vec<u8>>("bytes")?,
                    ))
                },
            )?)
        });
        let (hash, bytes) = plain.unwrap();
        assert!(picture.len() > bytes.len());
        // The end of it: tables at the beginning are the same in many.
        let bytes = bytes[bytes.len() - 64..].to_vec();
        Self { bytes, hash }
    }

    /// The files below `folder` in which the picture, or its name, stands in plain.
    fn files(&self, folder: &Path) -> Vec<String> {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                found.extend(self.files(&path));
                continue;
            }
            let bytes = std::fs::read(&path).unwrap_or_default();
            let has = |part: &[u8]| bytes.windows(part.len()).any(|one| one == part);
            if has(&self.bytes) || has(self.hash.as_bytes()) {
                found.push(path.display().to_string());
            }
        }
        found
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_from_the_vault_is_on_every_device_and_gone_from_all_when_he_is_forgotten() {
    let store = Store::open().await;
    let marta = store.device("marta").await;
    let mia = store.device("mia").await;
    let priya = store.device("priya").await;

    marta.go_offline();
    let photo = add(&marta, "roger", "Zanzibar strap").await;
    assert_eq!(opened(&marta, &photo).await["missing"], Value::Null);
    // The app is closed in the vault, and goes on where it was.
    let marta = marta.restart().await;
    marta.go_offline();
    let outbox: Value = marta.call("outbox", json!({})).await;
    assert_eq!(outbox["waitingPhotos"][0]["id"], photo["id"]);
    assert_eq!(outbox["sync"]["photosWaiting"], 1);

    // Outside: first the row with its thumbnail, then the picture.
    marta.go_online();
    brought(&marta).await;
    let is_there = |photos: &Value| photos[0]["id"] == photo["id"];
    let seen: Value = mia.until("list_photos", of_roger(), is_there).await;
    assert_eq!(seen[0]["caption"], "Zanzibar strap");
    assert_eq!(seen[0]["addedBy"], "Marta");
    assert_eq!(seen[0]["thumbnail"], photo["thumbnail"]);

    // Mia wants the whole of it: not without a connection, then with one, then without one again.
    mia.go_offline();
    assert_eq!(opened(&mia, &photo).await["missing"], "no_connection");
    mia.go_online();
    let page = opened(&mia, &photo).await;
    assert_eq!(page["missing"], Value::Null);
    assert_eq!(page["picture"], opened(&marta, &photo).await["picture"]);
    mia.go_offline();
    assert_eq!(opened(&mia, &photo).await["picture"], page["picture"]);
    mia.go_online();

    // On devices it lies in no file in plain; on the server it is in the book.
    let traces = Traces::of(&mia, &page);
    for device in [&marta, &mia] {
        assert_eq!(traces.files(device.folder()), Vec::<String>::new());
    }
    assert!(!traces.files(store.folder()).is_empty());

    // Dana has the very same picture: it stays when Roger goes.
    add(&priya, "dana", "The same strap").await;
    brought(&priya).await;
    mia.in_step().await;
    let erase = json!({ "customerId": id("roger"), "typedName": "Roger Whitaker" });
    priya.call::<Value>("erase_customer", erase.clone()).await;
    priya.in_step().await;
    for device in [&marta, &mia] {
        device.in_step().await;
        device.forgets(id("nobody"), &["anzibar"], &[]).await;
    }
    let of_dana = json!({ "customerId": id("dana"), "repairId": null });
    let hers: Value = mia.call("list_photos", of_dana.clone()).await;
    let open = json!({ "photoId": hers[0]["id"], "of": of_dana });
    let page: Value = mia.call("open_photo", open).await;
    assert_eq!(page["missing"], Value::Null);

    // And with Dana the last of it, everywhere.
    let erase = json!({ "customerId": id("dana"), "typedName": "Dana Whitaker" });
    priya.call::<Value>("erase_customer", erase).await;
    priya.in_step().await;
    for device in [&priya, &marta, &mia] {
        device.in_step().await;
        device
            .forgets(id("nobody"), &["anzibar", "same strap", &traces.hash], &[])
            .await;
    }
    let folder = store.close().await;
    assert_eq!(traces.files(folder.path()), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn photos_get_through_a_storm_and_each_is_kept_once() {
    let store = Store::open().await;
    let marta = store.device("marta").await;
    let mut added = Vec::new();
    for seed in 0..4_u64 {
        marta.weathers(seed).await;
        added.push(add(&marta, "roger", &format!("Photo {seed}")).await["id"].clone());
    }
    marta.go_online();
    brought(&marta).await;
    let mia = store.device("mia").await;
    let photos: Value = mia.call("list_photos", of_roger()).await;
    assert_eq!(photos.as_array().unwrap().len(), added.len());
    for photo in photos.as_array().unwrap() {
        assert_eq!(opened(&mia, photo).await["missing"], Value::Null);
    }
    // The same picture four times: one on the server, one on the phone.
    let database = store.server().state().database().clone();
    let kept = database.read(|sql| regard_server::database::photos::all(sql, database.company()));
    assert_eq!(kept.unwrap().len(), 1);
}
