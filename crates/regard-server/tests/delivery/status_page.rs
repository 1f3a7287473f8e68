//! The page behind the link in a message, asked for over HTTP.
//!
//! Hostile case 23 of messages: a preview bot looks fifty times, an expired link, a guessed token,
//! another customer's token, HEAD, and what a log shows.

use axum::http::StatusCode;
use regard_domain::ids::{MessageId, OccurrenceId, RepairId};
use regard_domain::link;
use regard_server::database::{Database, DatabaseError, StoredRow, heads, moment, rows};
use regard_server::delivery::intake;
use regard_server::{Config, Server, ServerOptions};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::clock::HandClock;

const STORE: Uuid = Uuid::from_u128(1);
const ROGER: Uuid = Uuid::from_u128(3);
const REPAIR: RepairId = RepairId(Uuid::from_u128(4));
const BASE: &str = "https://r.example";

struct House {
    server: Server,
    clock: std::sync::Arc<HandClock>,
    _folder: tempfile::TempDir,
    _book: crate::engine::Kept,
}

impl House {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = std::sync::Arc::new(HandClock::at("2026-11-20T15:00:00Z"));
        let mut config = Config::for_folder(folder.path(), "127.0.0.1:0".parse().unwrap());
        config.short_link_base = Some(BASE.into());
        let book = crate::engine::place(&mut config);
        // The store is there before the server starts, as in every start but the first.
        let database = regard_server::server::open(&config, clock.clone()).unwrap();
        let at = moment(database.now());
        put(
            &database,
            "store",
            STORE,
            json!({
                "name": "Harbor & Sons", "time_zone": "America/New_York", "currency": "USD",
                "country": "US", "phone": "(212) 555-0100", "opening_hours": "until 18:00",
            }),
        );
        put(
            &database,
            "customer",
            ROGER,
            json!({
                "store_id": STORE, "given_name": "Roger", "family_name": "Vale", "created_at": at,
            }),
        );
        put(
            &database,
            "repair",
            REPAIR.0,
            json!({
                "customer_id": ROGER, "store_id": STORE, "envelope": "A-2481",
                "description": "Seamaster 300", "currency": "USD", "taken_in_at": at,
            }),
        );
        for (id, kind) in [(61, "taken_in"), (62, "ready")] {
            clock.pass(1);
            put(
                &database,
                "repair_step",
                Uuid::from_u128(id),
                json!({
                    "repair_id": REPAIR, "customer_id": ROGER, "kind": kind,
                    "at": moment(database.now()),
                }),
            );
        }
        drop(database);
        let options = ServerOptions {
            config,
            clock: clock.clone(),
        };
        Self {
            server: Server::start(options).await.unwrap(),
            clock,
            _folder: folder,
            _book: book,
        }
    }

    fn database(&self) -> std::sync::Arc<Database> {
        self.server.state().database().clone()
    }

    fn store_row(&self) -> StoredRow {
        let database = self.database();
        database
            .read(|connection| rows::row(connection, database.company(), "store", STORE))
            .unwrap_or_else(|error: DatabaseError| panic!("{error}"))
            .unwrap()
    }

    /// A device asked for the message about the watch; its token.
    fn told(&self, language: &str) -> String {
        let message = regard_domain::message::intent_id(
            REPAIR,
            OccurrenceId::of(REPAIR, 1),
            regard_domain::words::Purpose::Service,
            0,
        );
        let store = self.store_row();
        assert_eq!(store.text("link_base"), Some(BASE));
        let token = link::token(store.text("link_key").unwrap(), message).unwrap();
        let link = link::url(BASE, &token);
        self.asks(
            message,
            &format!("Hi Roger, your watch is ready. {link} Marta"),
            language,
        );
        token
    }

    fn asks(&self, id: MessageId, body: &str, language: &str) {
        let database = self.database();
        let fields = json!({
            "customer_id": ROGER, "repair_id": REPAIR, "resend": 0, "purpose": "service",
            "channel": "sms", "address": "+12125550159", "body": body, "language": language,
            "asked_at": moment(database.now()),
        });
        let fields = fields.as_object().unwrap().clone();
        database
            .write(|edit| {
                edit.put("message", id.0, fields.clone())?;
                intake::on_row(edit, &edit.row("message", id.0)?.unwrap())
            })
            .unwrap_or_else(|error: DatabaseError| panic!("{error}"));
    }

    async fn looks(&self, method: reqwest::Method, token: &str) -> reqwest::Response {
        reqwest::Client::new()
            .request(method, format!("{}/s/{token}", self.server.url()))
            .header("accept-language", "en")
            .send()
            .await
            .unwrap()
    }

    async fn gets(&self, token: &str) -> (StatusCode, String) {
        let answer = self.looks(reqwest::Method::GET, token).await;
        (answer.status(), answer.text().await.unwrap())
    }

    /// What the server does by itself is done.
    async fn until_settled(&self) {
        let database = self.database();
        let mut heads = database.heads();
        let settled = || {
            let messages = database
                .read(|connection| rows::rows_in(connection, database.company(), "message"));
            let messages = messages.unwrap_or_else(|error: DatabaseError| panic!("{error}"));
            messages
                .iter()
                .all(|row| row.text("state") == Some("no_consent"))
        };
        let wait = async {
            while !settled() {
                heads.changed().await.unwrap();
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(20), wait)
            .await
            .expect("nothing is left to do");
    }

    fn head(&self) -> u64 {
        let database = self.database();
        database
            .read(|connection| heads::head(connection, database.company()))
            .unwrap_or_else(|error: DatabaseError| panic!("{error}"))
    }
}

fn put(database: &Database, table: &str, id: Uuid, fields: Value) {
    let fields = fields.as_object().unwrap().clone();
    database
        .write(|edit| edit.put(table, id, fields.clone()).map(|_| ()))
        .unwrap_or_else(|error: DatabaseError| panic!("{error}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_says_how_the_repair_stands_and_nothing_about_the_person() {
    let house = House::open().await;
    let token = house.told("en");
    let answer = house.looks(reqwest::Method::GET, &token).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    assert!(header("x-robots-tag").contains("noindex"));
    assert_eq!(header("cache-control"), "no-store");
    assert_eq!(header("referrer-policy"), "no-referrer");
    let page = answer.text().await.unwrap();
    for said in [
        "ready to be collected",
        "Harbor &amp; Sons",
        "until 18:00",
        "tel:2125550100",
        "…481",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    for private in ["Roger", "Vale", "Seamaster", "2481", "12125550159", "watch"] {
        assert!(!page.contains(private), "{private}: {page}");
    }
    house.clock.pass(60);
    put(
        &house.database(),
        "repair_step",
        Uuid::from_u128(63),
        json!({
            "repair_id": REPAIR, "customer_id": ROGER, "kind": "handed_over",
            "at": moment(house.database().now()),
        }),
    );
    assert!(house.gets(&token).await.1.contains("was collected"));
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_looks_of_a_preview_bot_change_nothing() {
    let house = House::open().await;
    let token = house.told("fr");
    house.until_settled().await;
    let before = house.head();
    for _ in 0..50 {
        assert_eq!(house.gets(&token).await.0, StatusCode::OK);
    }
    let head = house.looks(reqwest::Method::HEAD, &token).await;
    assert_eq!(head.status(), StatusCode::OK);
    assert_eq!(head.text().await.unwrap(), "");
    assert_eq!(house.head(), before);
    let (_, page) = house.gets(&token).await;
    assert!(
        page.contains("<html lang=\"fr\">") && page.contains("prête"),
        "{page}"
    );
    let posted = house.looks(reqwest::Method::POST, &token).await;
    assert_eq!(posted.status(), StatusCode::METHOD_NOT_ALLOWED);
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_ninety_days_the_page_names_the_stores_telephone_only() {
    let house = House::open().await;
    let token = house.told("en");
    house.clock.pass(89 * 86_400);
    assert_eq!(house.gets(&token).await.0, StatusCode::OK);
    house.clock.pass(86_400);
    let (status, page) = house.gets(&token).await;
    assert_eq!(status, StatusCode::GONE);
    assert!(
        page.contains("(212) 555-0100") && !page.contains("ready"),
        "{page}"
    );
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_for_nothing_looks_all_the_same() {
    let house = House::open().await;
    let token = house.told("en");
    let other: String = token.chars().rev().collect();
    let mut pages = Vec::new();
    for guess in [
        "AAAAAAAAAAAA",
        &other,
        "short",
        "%20%3Cb%3E",
        "0123456789abcdef0123456789",
    ] {
        let (status, page) = house.gets(guess).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{guess}");
        pages.push(page);
    }
    pages.dedup();
    assert_eq!(pages.len(), 1, "a guess tells nothing");
    assert_eq!(house.gets("").await.0, StatusCode::NOT_FOUND);
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_a_device_made_up_stands_for_nothing() {
    let house = House::open().await;
    let made_up = "MadeUp123456";
    let message = MessageId(Uuid::from_u128(99));
    house.asks(message, &format!("Look: {BASE}/s/{made_up}"), "en");
    assert_eq!(house.gets(made_up).await.0, StatusCode::NOT_FOUND);
    // The right token in another message's words belongs to nobody either.
    let key = house.store_row().text("link_key").unwrap().to_owned();
    let of_another = link::token(&key, MessageId(Uuid::from_u128(100))).unwrap();
    house.asks(
        MessageId(Uuid::from_u128(101)),
        &format!("{BASE}/s/{of_another}"),
        "en",
    );
    assert_eq!(house.gets(&of_another).await.0, StatusCode::NOT_FOUND);
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_tries_token_after_token_is_stopped() {
    let house = House::open().await;
    let token = house.told("en");
    let mut last = StatusCode::OK;
    for guess in 0..320 {
        last = house.gets(&format!("{guess:012}")).await.0;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    house.clock.pass(601);
    assert_eq!(house.gets(&token).await.0, StatusCode::OK);
    house.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_customer_has_no_page_and_a_stores_key_never_changes() {
    let house = House::open().await;
    let token = house.told("en");
    let key = house.store_row().text("link_key").unwrap().to_owned();
    let database = house.database();
    database
        .write(|edit| edit.erase("customer", ROGER).map(|_| ()))
        .unwrap_or_else(|error: DatabaseError| panic!("{error}"));
    assert_eq!(house.gets(&token).await.0, StatusCode::NOT_FOUND);
    regard_server::status_page::furnish(&database, None).unwrap();
    assert_eq!(house.store_row().text("link_key"), Some(key.as_str()));
    assert_eq!(house.store_row().text("link_base"), None);
    house.server.stop().await;
}
