//! Bad lines, bad bytes, no space.

use rand_like::Numbers;

use super::depot::{CUSTOMERS, Depot, Phone};
use crate::database::install::InstallError;
use crate::testing::HandClock;

/// Numbers that look random and are the same in every run.
mod rand_like {
    pub struct Numbers(pub u64);
    impl Numbers {
        pub fn below(&mut self, most: u64) -> u64 {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) % most
        }
    }
}

#[tokio::test]
async fn a_download_cut_at_any_byte_goes_on_there_and_fetches_nothing_twice() {
    for seed in 1..4 {
        let clock = HandClock::at("2026-05-12T14:00:00Z");
        let depot = Depot::new(&clock);
        depot.pack();
        let length = depot.inside.lock().unwrap().bytes.len();
        let mut numbers = Numbers(seed);
        let cuts = (0..12).map(|_| usize::try_from(numbers.below(length as u64 / 8)).unwrap());
        depot.inside.lock().unwrap().cuts = cuts.collect();
        let folder = tempfile::tempdir().unwrap();
        let mut phone = Phone::open(folder.path(), &depot, &clock).await;
        phone.enrol().await;
        // In the middle of it the app is ended and opened again.
        phone
            .until("some of it", |phone| {
                phone.depot.inside.lock().unwrap().asked_from.len() > 1
            })
            .await;
        phone.app.close().await;
        phone = Phone::open(folder.path(), &depot, &clock).await;
        phone.agreed().await;
        assert_eq!(phone.count("customer"), CUSTOMERS as u32);
        let inside = depot.inside.lock().unwrap();
        assert!(inside.asked_from.is_sorted(), "{:?}", inside.asked_from);
        // A connection that the closing app let go of had sent at most a piece more.
        assert!(
            inside.sent <= length + length / 8 + 700,
            "{} of {length}",
            inside.sent
        );
        drop(inside);
        assert_eq!(depot.pages_from_nothing(), 0);
    }
}

#[tokio::test]
async fn a_wrong_bit_is_caught_and_the_second_download_is_taken() {
    let clock = HandClock::at("2026-05-12T14:00:00Z");
    let depot = Depot::new(&clock);
    depot.pack();
    depot.inside.lock().unwrap().flips = 1;
    let folder = tempfile::tempdir().unwrap();
    let phone = Phone::open(folder.path(), &depot, &clock).await;
    phone.enrol().await;
    phone.agreed().await;
    assert_eq!(phone.count("customer"), CUSTOMERS as u32);
    assert_eq!(depot.inside.lock().unwrap().asked_from, [0, 0]);
    assert_eq!(depot.pages_from_nothing(), 0);
}

#[tokio::test]
async fn a_snapshot_that_is_spoiled_twice_is_left_alone_for_pages() {
    let clock = HandClock::at("2026-05-12T14:00:00Z");
    let depot = Depot::new(&clock);
    depot.pack();
    depot.inside.lock().unwrap().flips = 9;
    let folder = tempfile::tempdir().unwrap();
    let phone = Phone::open(folder.path(), &depot, &clock).await;
    phone.enrol().await;
    phone.agreed().await;
    assert_eq!(phone.count("customer"), CUSTOMERS as u32);
    assert_eq!(depot.inside.lock().unwrap().asked_from, [0, 0]);
    assert_eq!(depot.pages_from_nothing(), 1);
}

#[tokio::test]
async fn without_space_the_reason_is_said_and_the_phone_stays_as_it_is() {
    let clock = HandClock::at("2026-05-12T14:00:00Z");
    let depot = Depot::new(&clock);
    depot.pack();
    let folder = tempfile::tempdir().unwrap();
    let phone = Phone::open(folder.path(), &depot, &clock).await;
    let no_space = &phone.app.engine().first_sync.no_space;
    no_space.store(true, std::sync::atomic::Ordering::Release);
    phone.enrol().await;
    phone
        .until("it says that there is no space", |phone| {
            let sync = phone.app.sync_state().unwrap();
            sync.first_sync.is_some_and(|first| first.no_space)
        })
        .await;
    // What was tried takes no room but for what was fetched, and the phone works on with what it has.
    let left = std::fs::read_dir(folder.path().join("data")).unwrap();
    let left: Vec<String> = left
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains("fresh"))
        .collect();
    assert_eq!(left, Vec::<String>::new());
    assert_eq!(phone.count("session"), 1);
    // Someone frees some.
    no_space.store(false, std::sync::atomic::Ordering::Release);
    phone.agreed().await;
    assert_eq!(phone.count("customer"), CUSTOMERS as u32);
    assert!(phone.app.sync_state().unwrap().first_sync.is_none());
    assert_eq!(depot.inside.lock().unwrap().asked_from, [0]);
    assert_eq!(depot.pages_from_nothing(), 0);
    let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
    assert!(matches!(InstallError::from(full), InstallError::NoSpace));
}
