//! Pictures on their way to a server that has its reasons.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use futures_util::stream::BoxStream;
use regard_domain::ids::{CompanyId, CustomerId};
use regard_domain::photo::PhotoHash;
use regard_domain::words::Role;
use regard_sync::SyncService;
use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::database::{enrolments, photos};
use crate::photos::picture::hash_of;
use crate::sync::{Network, Poke};
use crate::testing::Desk;

/// Carries pictures, and nothing else. It takes them all where it was told nothing else.
#[derive(Default)]
struct Postman {
    answers: Mutex<VecDeque<Result<PhotoTaken, SyncError>>>,
    asked: Mutex<Vec<PhotoHash>>,
}

#[async_trait]
impl Network for Postman {
    fn service(&self, _: &str) -> Result<Arc<dyn SyncService>, SyncError> {
        Err(SyncError::Unreachable)
    }
    async fn live(&self, _: &str, _: &str) -> Result<BoxStream<'static, Poke>, SyncError> {
        Err(SyncError::Unreachable)
    }
    async fn put_photo(
        &self,
        _: &str,
        _: &str,
        hash: PhotoHash,
        _: Vec<u8>,
    ) -> Result<PhotoTaken, SyncError> {
        self.asked.lock().unwrap().push(hash);
        let told = self.answers.lock().unwrap().pop_front();
        told.unwrap_or(Ok(PhotoTaken::Taken))
    }
}

struct Scene {
    desk: Desk,
    postman: Arc<Postman>,
    tried: Tried,
}

impl Scene {
    async fn new() -> Self {
        let postman = Arc::new(Postman::default());
        Self {
            desk: Desk::on(Role::Associate, postman.clone()).await,
            postman,
            tried: Tried::default(),
        }
    }

    fn write<T>(&self, act: impl FnOnce(&rusqlite::Connection) -> rusqlite::Result<T>) -> T {
        let database = self.desk.app.database().unwrap();
        database.write_local(&[], |conn| Ok(act(conn)?)).unwrap()
    }

    /// A photo of which the server has heard, with a picture of 1,000 bytes that waits.
    fn waits(&self, n: u8) -> PhotoHash {
        let picture = [n; 1_000];
        let (hash, now) = (hash_of(&picture), self.desk.app.now());
        let (photo, customer) = (photo(n), CustomerId(Uuid::from_u128(1)));
        self.desk.from_server(
            "photo",
            photo.0,
            json!({ "customer_id": customer, "hash": hash.to_string(), "thumbnail": "", "width": 1,
                    "height": 1, "bytes": 1_000, "added_at": "2026-05-10T14:00:00.000Z" }),
        );
        self.write(|conn| {
            photos::keep_original(conn, hash, &picture, now)?;
            photos::send(conn, photo, customer, hash, now)
        });
        hash
    }

    fn will_say(&self, answers: impl IntoIterator<Item = Result<PhotoTaken, SyncError>>) {
        self.postman.answers.lock().unwrap().extend(answers);
    }

    async fn run(&mut self) -> Result<(), SyncError> {
        all(&self.desk.app, &mut self.tried).await
    }

    /// What was brought since it was asked the last time.
    fn asked(&self) -> Vec<PhotoHash> {
        std::mem::take(&mut *self.postman.asked.lock().unwrap())
    }

    fn left(&self) -> Vec<(PhotoId, Option<NotTaken>)> {
        let mut left: Vec<_> = self
            .write(|conn| photos::waiting(conn, 100))
            .into_iter()
            .map(|one| (one.id, one.reason))
            .collect();
        left.sort_by_key(|(id, _)| *id);
        left
    }

    fn is_here(&self, hash: PhotoHash) -> bool {
        self.write(|conn| photos::original(conn, hash)).is_some()
    }
}

fn photo(n: u8) -> PhotoId {
    PhotoId(Uuid::from_u128(0xf000 + u128::from(n)))
}

const NOT_THROUGH: PhotoTaken = PhotoTaken::Not(NotTaken::NotThrough);

#[tokio::test]
async fn one_that_a_proxy_does_not_let_through_keeps_back_no_other_and_rests_afterwards() {
    let mut scene = Scene::new().await;
    let (large, good) = (scene.waits(1), scene.waits(2));
    scene.will_say([Ok(NOT_THROUGH)]);
    scene.run().await.unwrap();
    assert_eq!(scene.asked(), [large, good]);
    assert_eq!(scene.left(), [(photo(1), Some(NotTaken::NotThrough))]);

    // Every word with the server leads here: it is not carried there each time, but what is new is.
    let new = scene.waits(3);
    scene.run().await.unwrap();
    scene.run().await.unwrap();
    assert_eq!(scene.asked(), [new]);
    // Each time it is in vain the rest is twice as long.
    for rest in [300, 600, 1_200, 2_400, 4_800, 7_200, 7_200] {
        let begun = Instant::now();
        scene.tried.again_at = scene.tried.again_at.map(|_| begun);
        scene.tried.in_vain -= u32::from(rest == 300);
        scene.will_say([Ok(NOT_THROUGH)]);
        scene.run().await.unwrap();
        assert_eq!(scene.asked(), [large]);
        let rested = scene.tried.again_at.unwrap() - begun;
        assert_eq!(rested.as_secs(), rest);
    }
    scene.tried.again_at = None;
    scene.run().await.unwrap();
    assert_eq!(scene.left(), []);
    assert_eq!(scene.tried.in_vain, 0);
}

#[tokio::test]
async fn a_full_server_is_not_asked_for_each() {
    let mut scene = Scene::new().await;
    let hashes = [1, 2, 3].map(|n| scene.waits(n));
    scene.will_say([Ok(PhotoTaken::Not(NotTaken::Full))]);
    for _ in 0..3 {
        scene.run().await.unwrap();
    }
    assert_eq!(scene.asked(), hashes[..1]);
    let full = Some(NotTaken::Full);
    assert_eq!(scene.left(), [1, 2, 3].map(|n| (photo(n), full)));
}

#[tokio::test]
async fn the_one_at_which_the_connection_breaks_off_comes_last_the_next_time() {
    let mut scene = Scene::new().await;
    let [first, second, third] = [1, 2, 3].map(|n| scene.waits(n));
    scene.will_say([Err(SyncError::Unreachable)]);
    scene.run().await.unwrap_err();
    scene.run().await.unwrap();
    assert_eq!(scene.asked(), [first, second, third, first]);
    assert_eq!(scene.left(), []);
}

#[tokio::test]
async fn a_picture_that_can_not_be_read_just_now_is_not_taken_for_sent() {
    let mut scene = Scene::new().await;
    let hash = scene.waits(1);
    let torn = "ALTER TABLE photo_original RENAME COLUMN bytes TO torn";
    scene.write(|conn| conn.execute_batch(torn));
    scene.run().await.unwrap();
    assert_eq!(scene.asked(), []);
    assert_eq!(scene.left(), [(photo(1), None)]);
    let mended = "ALTER TABLE photo_original RENAME COLUMN torn TO bytes";
    scene.write(|conn| conn.execute_batch(mended));
    scene.run().await.unwrap();
    assert_eq!(scene.asked(), [hash]);
    assert_eq!(scene.left(), []);
}

#[tokio::test]
async fn what_the_server_has_makes_room_on_the_device() {
    let scene = Scene::new().await;
    let hashes = [1, 2, 3].map(|n| {
        scene.desk.clock.advance(chrono::Duration::days(1));
        scene.waits(n)
    });
    let waiting = scene.write(photos::to_send);
    for one in &waiting {
        settle(&scene.desk.app, one, PhotoTaken::Taken, 2_000);
    }
    assert_eq!(hashes.map(|hash| scene.is_here(hash)), [false, true, true]);
}

#[tokio::test]
async fn what_was_put_aside_keeps_its_picture() {
    let mut scene = Scene::new().await;
    let [aside, nobodys] = [1, 2].map(|n| scene.waits(n));
    scene.write(|conn| {
        conn.execute("DELETE FROM photo", [])?;
        conn.execute(
            "INSERT INTO parked (of_table, row_id, kind, fields, reason, made_at)
             VALUES ('photo', ?1, 'append', '{}', 'unknown owner', '2026-05-12T14:00:00.000Z')",
            [photo(1).0],
        )
    });
    let unknown = PhotoTaken::Not(NotTaken::Unknown);
    scene.will_say([Ok(unknown), Ok(unknown)]);
    scene.run().await.unwrap();
    assert_eq!(
        [aside, nobodys].map(|hash| scene.is_here(hash)),
        [true, false]
    );
    assert_eq!(scene.left(), [(photo(1), Some(NotTaken::Unknown))]);
}

#[tokio::test]
async fn pictures_of_one_company_go_to_no_other() {
    let mut scene = Scene::new().await;
    let theirs = scene.waits(1);
    let first = scene.desk.app.session().unwrap();
    let mut other = first.clone();
    other.company_id = CompanyId(Uuid::from_u128(0xcc));
    let enrolled = |session: &crate::session::Session| {
        scene.write(|conn| {
            enrolments::keep(conn, session, "token", Uuid::from_u128(9), None)?;
            // The start afresh.
            conn.execute("DELETE FROM photo", [])
        });
    };
    enrolled(&other);
    let ours = scene.waits(2);
    scene.run().await.unwrap();
    assert_eq!(scene.asked(), [ours]);
    assert_eq!(scene.left(), [(photo(1), Some(NotTaken::OtherCompany))]);
    assert_eq!(scene.write(photos::waiting_count), 0);
    assert!(scene.is_here(theirs));
    // Back at the first one, it goes where it belongs.
    let enrolled = |session: &crate::session::Session| {
        scene.write(|conn| enrolments::keep(conn, session, "token", Uuid::from_u128(10), None));
    };
    enrolled(&first);
    scene.run().await.unwrap();
    assert_eq!(scene.asked(), [theirs]);
    assert_eq!(scene.left(), []);
}
