//! The first screens: enrol, lock, a newer database, a damaged one.

use std::sync::Arc;

use chrono::Duration;
use regard_domain::words::Role;
use serde_json::json;
use uuid::Uuid;

use super::screens::{ChangeSettings, Enrol, Nothing, Start, Unlock};
use super::{enrol, lock, settings, start};
use crate::app::App;
use crate::error::ErrorCode;
use crate::sync::tiny_server::{TinyNetwork, TinyServer};
use crate::testing::{Desk, HandClock, open, open_on};

async fn try_pin(app: &App, pin: &str) -> Result<Start, ErrorCode> {
    let unlock = Unlock { pin: pin.into() };
    lock::unlock(app, unlock).await.map_err(|error| error.code)
}

async fn set_pin(app: &App, pin: &str) -> Result<bool, ErrorCode> {
    let change = ChangeSettings {
        hold_seconds: None,
        pin: Some(pin.into()),
        language: None,
    };
    let me = settings::change_settings(app, change).await;
    me.map(|me| me.has_pin).map_err(|error| error.code)
}

async fn started(app: &App) -> Start {
    start::start(app, Nothing {}).await.unwrap()
}

#[tokio::test]
async fn a_new_device_asks_to_be_enrolled_and_says_what_is_wrong_with_what_was_typed() {
    let folder = tempfile::tempdir().unwrap();
    let clock = HandClock::at("2026-05-12T14:00:00Z");
    let server = TinyServer::new(&clock);
    let app = open_on(
        folder.path(),
        &clock,
        Arc::new(TinyNetwork(Arc::clone(&server))),
    )
    .await;
    assert!(matches!(started(&app).await, Start::Enrol));
    let form = |address: &str, code: &str, pin: Option<&str>| Enrol {
        server: address.into(),
        code: code.into(),
        device_name: "Marta's phone".into(),
        pin: pin.map(str::to_owned),
    };
    let good = "https://regard.example.org";
    for (wrong, field, code) in [
        (
            form("http://regard.example.org", "GOOD-CODE", None),
            "server",
            ErrorCode::Invalid,
        ),
        (
            Enrol {
                device_name: "ñ".repeat(81),
                ..form(good, "GOOD-CODE", None)
            },
            "deviceName",
            ErrorCode::Invalid,
        ),
        (form(good, "BAD", None), "code", ErrorCode::WrongSecret),
        (
            form(good, "GOOD-CODE", Some("12ab")),
            "pin",
            ErrorCode::Invalid,
        ),
    ] {
        let error = enrol::enrol(&app, wrong).await.unwrap_err();
        assert_eq!((error.field.as_deref(), error.code), (Some(field), code));
    }
    let opened = enrol::enrol(&app, form("regard.example.org", "GOOD-CODE", Some("2580"))).await;
    let Start::Open { me } = opened.unwrap() else {
        panic!("not open")
    };
    assert_eq!(
        (me.server.as_str(), me.has_pin, me.key_in.as_str()),
        (good, true, "file")
    );
    app.close().await;
    // The next start asks for the PIN.
    let app = open_on(folder.path(), &clock, Arc::new(TinyNetwork(server))).await;
    assert!(matches!(
        started(&app).await,
        Start::Locked {
            wait_seconds: 0,
            ..
        }
    ));
    assert!(matches!(
        try_pin(&app, "2580").await,
        Ok(Start::Open { .. })
    ));
}

#[tokio::test]
async fn guessing_the_pin_gets_slow_and_ending_the_app_does_not_help() {
    let desk = Desk::of(Role::Associate).await;
    let no_pin = lock::lock(&desk.app, Nothing {}).await;
    assert_eq!(no_pin.unwrap_err().code, ErrorCode::Invalid);
    assert_eq!(set_pin(&desk.app, "1234").await, Ok(true));
    assert!(matches!(
        lock::lock(&desk.app, Nothing {}).await,
        Ok(Start::Locked { .. })
    ));
    let locked = desk.app.dispatch("today", json!({})).await.unwrap_err();
    assert_eq!(locked.code, ErrorCode::Locked);
    for _ in 0..4 {
        assert_eq!(
            try_pin(&desk.app, "9999").await.unwrap_err(),
            ErrorCode::WrongSecret
        );
    }
    assert_eq!(
        try_pin(&desk.app, "9999").await.unwrap_err(),
        ErrorCode::TooMany
    );
    // Even the right one has to wait, after a new start too.
    desk.app.close().await;
    let app = open(desk.folder.path(), &desk.clock).await;
    assert_eq!(try_pin(&app, "1234").await.unwrap_err(), ErrorCode::TooMany);
    assert!(matches!(
        started(&app).await,
        Start::Locked {
            wait_seconds: 30,
            ..
        }
    ));
    desk.clock.advance(Duration::seconds(30));
    assert_eq!(try_pin(&app, "9999").await.unwrap_err(), ErrorCode::TooMany);
    desk.clock.advance(Duration::seconds(59));
    assert_eq!(try_pin(&app, "1234").await.unwrap_err(), ErrorCode::TooMany);
    desk.clock.advance(Duration::seconds(1));
    assert!(matches!(
        try_pin(&app, "1234").await,
        Ok(Start::Open { .. })
    ));
    assert_eq!(set_pin(&app, "").await, Ok(false));
    assert_eq!(set_pin(&app, "12").await, Err(ErrorCode::Invalid));
}

#[tokio::test]
async fn messages_are_held_as_long_as_was_chosen() {
    let desk = Desk::of(Role::Associate).await;
    let hold = |seconds| ChangeSettings {
        hold_seconds: Some(seconds),
        pin: None,
        language: None,
    };
    let me = settings::change_settings(&desk.app, hold(30))
        .await
        .unwrap();
    assert_eq!(me.hold_seconds, 30);
    assert!(settings::change_settings(&desk.app, hold(5)).await.is_err());
    let Start::Open { me } = started(&desk.app).await else {
        panic!("not open")
    };
    assert_eq!(
        (me.hold_seconds, me.store_name.as_str()),
        (30, "Main Street")
    );
}

#[tokio::test]
async fn a_database_of_a_newer_app_is_left_alone() {
    let desk = Desk::of(Role::Associate).await;
    desk.app
        .database()
        .unwrap()
        .write_local(&[], |conn| {
            Ok(conn.pragma_update(None, "user_version", 999)?)
        })
        .unwrap();
    desk.app.close().await;
    let app = open(desk.folder.path(), &desk.clock).await;
    assert!(matches!(
        started(&app).await,
        Start::NewerDatabase { found: 999, .. }
    ));
    assert_eq!(app.session().unwrap_err().code, ErrorCode::UpdateRequired);
}

/// Damages the file from that byte on, and answers the folder's name.
fn damage(desk: &Desk, from: usize) {
    let file = desk.folder.path().join("data/regard.db");
    let mut bytes = std::fs::read(&file).unwrap();
    for byte in bytes.iter_mut().skip(from).take(64) {
        *byte ^= 0x5a;
    }
    std::fs::write(file, bytes).unwrap();
}

#[tokio::test]
async fn a_damaged_file_is_set_aside_and_never_deleted() {
    let desk = Desk::of(Role::Associate).await;
    desk.app.close().await;
    damage(&desk, 0);
    let app = open(desk.folder.path(), &desk.clock).await;
    let Start::Broken { set_aside } = started(&app).await else {
        panic!("not broken")
    };
    assert!(std::fs::metadata(&set_aside).unwrap().len() > 0);
    // Told once; then the device is enrolled again.
    assert!(matches!(started(&app).await, Start::Enrol));
}

#[tokio::test]
async fn of_a_file_damaged_in_the_middle_the_unsent_words_are_carried_over() {
    let desk = Desk::of(Role::Associate).await;
    let roger = Uuid::from_u128(0x0901);
    let database = desk.app.database().unwrap();
    let note = database
        .write(|edit| {
            let id = edit.new_id();
            let at = edit.now();
            edit.add("note", id, json!({"customer_id": roger, "kind": "visit", "words": "Never lose this", "noted_at": at}))?;
            Ok(id)
        })
        .unwrap();
    // The page of an index of another table: found only by looking closely.
    let page: u32 = database
        .read(|conn| {
            Ok(conn.query_row(
                "SELECT rootpage AS page FROM sqlite_schema WHERE name = 'purchase_by_piece'",
                [],
                |row| row.get("page"),
            )?)
        })
        .unwrap();
    desk.app.close().await;
    damage(&desk, (usize::try_from(page).unwrap() - 1) * 4096 + 100);
    std::fs::write(desk.folder.path().join("data/regard.suspect"), b"").unwrap();
    let app = open(desk.folder.path(), &desk.clock).await;
    assert!(matches!(started(&app).await, Start::Broken { .. }));
    assert!(matches!(started(&app).await, Start::Open { .. }));
    let words: String = app
        .database()
        .unwrap()
        .read(|conn| {
            Ok(
                conn.query_row("SELECT words FROM note WHERE id = ?1", [note], |row| {
                    row.get("words")
                })?,
            )
        })
        .unwrap();
    assert_eq!(words, "Never lose this");
    assert_eq!(app.sync_state().unwrap().waiting, 1);
}
