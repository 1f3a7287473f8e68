//! Pictures in full: who may bring and fetch them, that each is kept once, and that they are gone with the
//! last photo.

use std::net::SocketAddr;

use chrono::TimeDelta;
use regard_domain::ids::AssociateId;
use regard_domain::photo::LARGEST_PICTURE;
use regard_server::database::{DatabaseError, photos};
use regard_server::photos::tidy::tidy;
use regard_server::{admin, routes};
use regard_sync::{ChangeKind, ChangeOutcome};
use reqwest::{Client, Response};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::store::{Device, Store, id};

/// What looks like a picture: nobody here opens it.
fn picture(words: &str) -> Vec<u8> {
    [&[0xff, 0xd8, 0xff, 0xe0], words.as_bytes()].concat()
}

fn hash(picture: &[u8]) -> String {
    let hash: [u8; 32] = Sha256::digest(picture).into();
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The door of a store's server.
struct Door {
    http: Client,
    address: SocketAddr,
}

impl Door {
    async fn of(store: &Store) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = routes::router(store.state.clone());
        tokio::spawn(async move {
            let service = router.into_make_service_with_connect_info::<SocketAddr>();
            axum::serve(listener, service).await.unwrap();
        });
        Self {
            http: Client::new(),
            address,
        }
    }

    fn at(&self, hash: &str) -> String {
        format!("http://{}/v1/photo/{hash}", self.address)
    }

    async fn bring(&self, token: &str, hash: &str, picture: &[u8]) -> (u16, String) {
        let request = self.http.put(self.at(hash)).bearer_auth(token);
        said(request.body(picture.to_vec()).send().await.unwrap()).await
    }

    async fn ask(&self, token: &str, hash: &str) -> Response {
        let request = self.http.get(self.at(hash)).bearer_auth(token);
        request.send().await.unwrap()
    }

    async fn refused(&self, token: &str, hash: &str) -> (u16, String) {
        said(self.ask(token, hash).await).await
    }

    async fn fetched(&self, token: &str, hash: &str) -> Vec<u8> {
        let answer = self.ask(token, hash).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
        answer.bytes().await.unwrap().to_vec()
    }
}

/// The status and the word of a refusal; empty where there is none.
async fn said(answer: Response) -> (u16, String) {
    let status = answer.status().as_u16();
    let said: Value = answer.json().await.unwrap_or_default();
    (status, said["code"].as_str().unwrap_or_default().to_owned())
}

/// A photo as a device says it.
async fn photo(device: &mut Device, name: &str, customer: &str, picture: &[u8]) {
    let fields = json!({
        "customer_id": id(customer), "hash": hash(picture), "thumbnail": "AAAA", "width": 8, "height": 8,
        "bytes": picture.len(), "caption": format!("{name} in the window"),
        "added_at": "2026-05-12T14:00:00.000Z",
    });
    let change = device.add("photo", id(name), fields);
    device.say(vec![change]).await;
}

fn kept(store: &Store) -> Vec<String> {
    let company = store.database().company();
    store
        .database()
        .read(|sql| photos::all(sql, company))
        .unwrap()
}

#[tokio::test]
async fn a_picture_is_brought_once_and_fetched_by_who_sees_the_photo() {
    let store = Store::open();
    let door = Door::of(&store).await;
    let (mut marta, ben) = (store.device("Marta").await, store.device("Ben").await);
    let (theo, otto) = (store.device("Theo").await, store.device("Otto").await);
    let ring = picture("a ring");
    let name = hash(&ring);

    // Before its photo is known nobody brings it, and nobody hears whether there is one.
    assert_eq!(
        door.bring(&marta.token, &name, &ring).await,
        (404, "unknown_photo".into())
    );
    photo(&mut marta, "ring", "Roger", &ring).await;
    assert_eq!(
        door.refused(&ben.token, &name).await,
        (404, "not_here_yet".into())
    );
    for _ in 0..2 {
        assert_eq!(
            door.bring(&marta.token, &name, &ring).await,
            (204, String::new())
        );
    }
    assert_eq!(kept(&store), std::slice::from_ref(&name));
    assert_eq!(door.fetched(&ben.token, &name).await, ring);

    // Another store, the bench, nobody, and who was put out.
    assert_eq!(
        door.refused(&otto.token, &name).await,
        (404, "unknown_photo".into())
    );
    assert_eq!(
        door.refused(&theo.token, &name).await,
        (403, "not_allowed".into())
    );
    assert_eq!(
        door.bring(&theo.token, &name, &ring).await,
        (403, "not_allowed".into())
    );
    assert_eq!(
        door.refused("nobody", &name).await,
        (401, "not_enrolled".into())
    );
    admin::leave(store.database(), AssociateId(id("Ben")), None).unwrap();
    assert_eq!(
        door.refused(&ben.token, &name).await,
        (401, "not_enrolled".into())
    );
    assert_eq!(
        door.bring(&ben.token, &name, &ring).await,
        (401, "not_enrolled".into())
    );

    // Roger moves to Harbor Street: so does what may be seen of him.
    store.put(
        "customer",
        "Roger",
        json!({ "store_id": id("Harbor Street") }),
    );
    assert_eq!(door.fetched(&otto.token, &name).await, ring);
    assert_eq!(
        door.refused(&marta.token, &name).await,
        (404, "unknown_photo".into())
    );
    // What Marta took before still comes in from her phone.
    assert_eq!(
        door.bring(&marta.token, &name, &ring).await,
        (204, String::new())
    );
}

#[tokio::test]
async fn only_the_picture_that_its_name_says_is_taken() {
    let store = Store::open();
    let door = Door::of(&store).await;
    let mut marta = store.device("Marta").await;
    let ring = picture("a ring");
    photo(&mut marta, "ring", "Roger", &ring).await;
    let name = hash(&ring);
    for wrong in [&b""[..], &picture("another ring"), &ring[..6]] {
        assert_eq!(
            door.bring(&marta.token, &name, wrong).await,
            (400, "refused".into())
        );
    }
    // It is what its name says, and no picture.
    let page = b"<html><script>alert(1)</script>".to_vec();
    photo(&mut marta, "page", "Roger", &page).await;
    assert_eq!(
        door.bring(&marta.token, &hash(&page), &page).await,
        (400, "refused".into())
    );
    for no_name in ["0", "..%2f..%2fregard", &name.to_uppercase()] {
        assert_eq!(
            door.bring(&marta.token, no_name, &ring).await,
            (404, "unknown_photo".into())
        );
    }
    let huge = vec![0xff; LARGEST_PICTURE + 1];
    let (status, _) = door.bring(&marta.token, &hash(&huge), &huge).await;
    assert_eq!(status, 413);
    assert!(kept(&store).is_empty());
}

#[tokio::test]
async fn a_full_store_says_so_and_keeps_what_it_has() {
    let store = Store::limited(|config| config.photos.most_megabytes = 1);
    let door = Door::of(&store).await;
    let mut marta = store.device("Marta").await;
    let (first, second) = (picture(&"a".repeat(700_000)), picture(&"b".repeat(700_000)));
    photo(&mut marta, "first", "Roger", &first).await;
    photo(&mut marta, "second", "Roger", &second).await;
    assert_eq!(door.bring(&marta.token, &hash(&first), &first).await.0, 204);
    let full = (507, "full".to_owned());
    assert_eq!(
        door.bring(&marta.token, &hash(&second), &second).await,
        full
    );
    assert_eq!(door.bring(&marta.token, &hash(&first), &first).await.0, 204);
    assert_eq!(kept(&store), [hash(&first)]);
}

#[tokio::test]
async fn who_is_erased_takes_every_picture_along_but_what_somebody_else_has_too() {
    let store = Store::open();
    let door = Door::of(&store).await;
    let (mut marta, mut ines) = (store.device("Marta").await, store.device("Ines").await);
    let (own, both) = (picture("Roger alone"), picture("Roger and Dana"));
    photo(&mut marta, "own", "Roger", &own).await;
    photo(&mut marta, "his", "Roger", &both).await;
    photo(&mut marta, "hers", "Dana", &both).await;
    for each in [&own, &both] {
        assert_eq!(door.bring(&marta.token, &hash(each), each).await.0, 204);
    }
    ines.catch_up(1_000).await;
    let erase = ines.change("customer", id("Roger"), ChangeKind::Erase, json!({}));
    ines.say(vec![erase]).await;
    assert_eq!(kept(&store), [hash(&both)]);
    assert_eq!(door.fetched(&marta.token, &hash(&both)).await, both);
    // A phone that has not heard of it brings nothing back.
    photo(&mut marta, "late", "Roger", &own).await;
    let unknown = (404, "unknown_photo".to_owned());
    assert_eq!(door.bring(&marta.token, &hash(&own), &own).await, unknown);
    let erase = ines.change("customer", id("Dana"), ChangeKind::Erase, json!({}));
    ines.say(vec![erase]).await;
    assert!(kept(&store).is_empty());
}

#[tokio::test]
async fn a_photo_that_was_taken_out_goes_for_good_after_its_days() {
    let store = Store::open();
    let door = Door::of(&store).await;
    let mut marta = store.device("Marta").await;
    let (out, stays) = (picture("by mistake"), picture("on purpose"));
    photo(&mut marta, "out", "Roger", &out).await;
    photo(&mut marta, "stays", "Roger", &stays).await;
    for each in [&out, &stays] {
        assert_eq!(door.bring(&marta.token, &hash(each), each).await.0, 204);
    }
    // Her phone's clock is years behind: the days count from when the server heard of it.
    let removed = json!({ "removed_at": "2019-05-12T14:00:00.000Z" });
    let change = marta.set("photo", id("out"), removed);
    marta.say(vec![change]).await;
    store.clock.forward(TimeDelta::days(29));
    assert_eq!(tidied(&store, 30), (0, 0));
    store.clock.forward(TimeDelta::days(2));
    assert_eq!(
        tidied(&store, 0),
        (0, 0),
        "never, where the store wants it so"
    );
    assert_eq!(tidied(&store, 30), (1, 1));
    assert_eq!(kept(&store), [hash(&stays)]);
    let row = store.row("photo", id("out")).unwrap();
    assert!(row.deleted);
    let left = serde_json::to_string(&row.fields).unwrap();
    assert!(!left.contains("AAAA") && !left.contains("window"), "{left}");
    marta.catch_up(1_000).await;
    let held: Vec<Uuid> = marta
        .held
        .keys()
        .filter(|key| key.0 == "photo")
        .map(|key| key.1)
        .collect();
    assert_eq!(held, [id("stays")]);
    let sums = regard_server::verify::verify(store.database()).unwrap();
    assert!(sums.iter().all(|feed| feed.holds()));

    // What was put in again on a phone without a connection comes too late: no empty frame comes back, and
    // the phone is told.
    let again = marta.set("photo", id("out"), json!({ "removed_at": null }));
    let outcomes = marta.say(vec![again]).await;
    let reason = "gone_for_good".to_owned();
    assert_eq!(outcomes, [ChangeOutcome::Parked { reason }]);
    assert!(store.row("photo", id("out")).unwrap().deleted);
}

fn tidied(store: &Store, days: u32) -> (u64, u64) {
    let done: Result<_, DatabaseError> = tidy(store.database(), days);
    done.unwrap()
}
