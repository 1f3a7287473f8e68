//! A snapshot as devices ask for it, over HTTP.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use regard_domain::ids::AssociateId;
use regard_sync::enrol::EnrolRequest;
use regard_sync::{Agenda, Manifest, SyncService, tables};
use reqwest::header::{CONTENT_RANGE, ETAG, IF_RANGE, RANGE};
use reqwest::{Client, Response, StatusCode};
use rusqlite::Connection;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::clock::SystemClock;
use crate::database::{DatabaseError, rows};
use crate::demo::{self, DemoSize, scene};
use crate::{Config, Server, ServerOptions};

/// The demo store's server, and someone who asks.
struct House {
    folder: tempfile::TempDir,
    server: Server,
    client: Client,
}

impl House {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = Config::for_folder(folder.path(), SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
        let clock = Arc::new(SystemClock);
        let server = Server::start(ServerOptions { config, clock })
            .await
            .unwrap();
        let size = DemoSize {
            customers: 60,
            ..DemoSize::default()
        };
        let book = server.state().database().clone();
        let rows = demo::rows(1, size, book.now());
        demo::write(&book, &rows).unwrap();
        server.state().snapshots().set_fewest_rows(10);
        Self {
            folder,
            server,
            client: Client::new(),
        }
    }

    /// The secret of a device of that associate.
    async fn token(&self, name: &str) -> String {
        let state = self.server.state();
        let code = state
            .make_code(AssociateId(scene::id(name)))
            .await
            .unwrap()
            .code;
        let request = EnrolRequest {
            code,
            device_name: format!("{name}'s phone"),
            platform: "linux".into(),
            incarnation: Uuid::now_v7(),
        };
        state.enrol(&request).await.unwrap().token
    }

    async fn ask(&self, path: &str, token: &str, headers: &[(&str, String)]) -> Response {
        let mut request = self
            .client
            .get(format!("{}{path}", self.server.url()))
            .bearer_auth(token);
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        request.send().await.unwrap()
    }

    async fn manifest(&self, token: &str) -> Option<Manifest> {
        let tables = regard_rows::part::fingerprint();
        let said = self
            .ask(&format!("/v1/snapshot?tables={tables}"), token, &[])
            .await;
        match said.status() {
            StatusCode::OK => Some(said.json().await.unwrap()),
            StatusCode::NOT_FOUND => None,
            other => panic!("{other}"),
        }
    }

    async fn bytes(&self, manifest: &Manifest, token: &str) -> Vec<u8> {
        let said = self
            .ask(&format!("/v1/snapshot/{}", manifest.id), token, &[])
            .await;
        assert_eq!(said.status(), StatusCode::OK);
        said.bytes().await.unwrap().to_vec()
    }

    fn files(&self) -> Vec<PathBuf> {
        std::fs::read_dir(self.folder.path().join("snapshots"))
            .map(|files| files.map(|file| file.unwrap().path()).collect())
            .unwrap_or_default()
    }
}

/// The parts unpacked, each with its table.
fn unpacked(manifest: &Manifest, bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    manifest
        .parts
        .iter()
        .map(|part| {
            let pressed = &bytes[part.at as usize..(part.at + part.bytes) as usize];
            let raw = zstd::bulk::decompress(pressed, part.raw_bytes as usize).unwrap();
            (part.table.clone(), raw)
        })
        .collect()
}

#[tokio::test]
async fn every_row_of_the_store_is_in_it_and_nothing_of_one_associate() {
    let house = House::open().await;
    let marta = house.token("marta").await;
    let manifest = house.manifest(&marta).await.unwrap();
    let bytes = house.bytes(&manifest, &marta).await;
    assert_eq!(bytes.len() as u64, manifest.bytes);
    let hash = regard_rows::part::hex(&Sha256::digest(&bytes));
    assert_eq!(hash, manifest.sha256);
    let mut rows = 0;
    for (table, raw) in unpacked(&manifest, &bytes) {
        assert_ne!(table, "alert");
        let mut part = Connection::open_in_memory().unwrap();
        part.deserialize_read_exact("main", raw.as_slice(), raw.len(), true)
            .unwrap();
        let count = |sql: &str| -> u64 {
            let found: i64 = part.query_row(sql, [], |row| row.get(0)).unwrap();
            found as u64
        };
        rows += count(&format!("SELECT count(*) FROM {table}"));
        assert_eq!(
            count("SELECT count(*) FROM sqlite_schema WHERE type <> 'table'"),
            0
        );
    }
    assert_eq!(rows, manifest.rows);
    let demo = demo::rows(
        1,
        DemoSize {
            customers: 60,
            ..DemoSize::default()
        },
        house.server.state().database().now(),
    );
    assert!(rows >= demo.iter().filter(|row| row.table != "alert").count() as u64);
    // Shared: Ben's phone is told the same file, and nothing is written anew.
    let ben = house.token("ben").await;
    assert_eq!(house.manifest(&ben).await.unwrap().id, manifest.id);
    assert_eq!(house.files().len(), 1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = house.files()[0].metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0);
    }
    house.server.stop().await;
}

#[tokio::test]
async fn the_bench_gets_its_own_without_private_tables_and_words() {
    let house = House::open().await;
    let (marta, jonas) = (house.token("marta").await, house.token("jonas").await);
    let (whole, bench) = (
        house.manifest(&marta).await.unwrap(),
        house.manifest(&jonas).await.unwrap(),
    );
    assert_ne!(whole.id, bench.id);
    assert!(bench.cursor.feeds.iter().any(|feed| feed == "view:bench"));
    let bytes = house.bytes(&bench, &jonas).await;
    for (table, raw) in unpacked(&bench, &bytes) {
        assert!(tables::table(&table).unwrap().bench, "{table}");
        assert!(
            !raw.windows(4).any(|four| four == b"@exa"),
            "an address in {table}"
        );
    }
    // Neither may fetch the other's file.
    let other = house
        .ask(&format!("/v1/snapshot/{}", whole.id), &jonas, &[])
        .await;
    assert_eq!(other.status(), StatusCode::NOT_FOUND);
    let nobody = house
        .ask(&format!("/v1/snapshot/{}", whole.id), "nobody", &[])
        .await;
    assert_eq!(nobody.status(), StatusCode::UNAUTHORIZED);
    house.server.stop().await;
}

#[tokio::test]
async fn a_download_goes_on_at_any_byte_while_the_file_is_the_same() {
    let house = House::open().await;
    let marta = house.token("marta").await;
    let manifest = house.manifest(&marta).await.unwrap();
    let bytes = house.bytes(&manifest, &marta).await;
    let path = format!("/v1/snapshot/{}", manifest.id);
    let etag = format!("\"{}\"", manifest.sha256);
    for from in [1, 4_096, bytes.len() - 1] {
        let headers = [
            (RANGE.as_str(), format!("bytes={from}-")),
            (IF_RANGE.as_str(), etag.clone()),
        ];
        let said = house.ask(&path, &marta, &headers).await;
        assert_eq!(said.status(), StatusCode::PARTIAL_CONTENT);
        assert_eq!(said.headers()[ETAG], etag.as_str());
        let range = format!("bytes {from}-{}/{}", bytes.len() - 1, bytes.len());
        assert_eq!(said.headers()[CONTENT_RANGE], range.as_str());
        assert_eq!(said.bytes().await.unwrap(), &bytes[from..]);
    }
    // Another content: all of it, from the beginning.
    let headers = [
        (RANGE.as_str(), "bytes=9-".to_owned()),
        (IF_RANGE.as_str(), "\"other\"".to_owned()),
    ];
    let said = house.ask(&path, &marta, &headers).await;
    assert_eq!(said.status(), StatusCode::OK);
    assert_eq!(said.bytes().await.unwrap(), bytes);
    house.server.stop().await;
}

#[tokio::test]
async fn a_small_store_and_an_app_with_other_tables_get_pages() {
    let house = House::open().await;
    let marta = house.token("marta").await;
    let said = house.ask("/v1/snapshot?tables=0011", &marta, &[]).await;
    assert_eq!(said.status(), StatusCode::NOT_FOUND);
    house.server.state().snapshots().set_fewest_rows(1_000_000);
    assert!(house.manifest(&marta).await.is_none());
    assert_eq!(house.files().len(), 0);
    house.server.stop().await;
}

#[tokio::test]
async fn after_an_erasure_the_file_is_gone_at_once_and_the_next_one_has_no_word_of_it() {
    let house = House::open().await;
    let marta = house.token("marta").await;
    let before = house.manifest(&marta).await.unwrap();
    let old = house.files();
    assert_eq!(old.len(), 1);
    let book = house.server.state().database().clone();
    let roger = scene::id("roger");
    let hung_on_him = book
        .read(|sql| rows::rows_of_root(sql, book.company(), roger, None))
        .unwrap_or_else(|error: DatabaseError| panic!("{error}"));
    let tables: BTreeSet<&str> = hung_on_him.iter().map(|row| row.table.as_str()).collect();
    assert!(tables.contains("repair") && tables.contains("phone"));
    book.write::<_, DatabaseError, _>(|edit| edit.erase("customer", roger))
        .unwrap();
    // Nobody asks: the server sees for itself.
    for _ in 0..2_000 {
        if !old[0].exists() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    assert!(!old[0].exists());
    let after = house.manifest(&marta).await.unwrap();
    assert_ne!(before.id, after.id);
    let bytes = house.bytes(&after, &marta).await;
    let parts = unpacked(&after, &bytes);
    for (table, raw) in &parts {
        let holds = |bytes: &[u8]| raw.windows(bytes.len()).any(|some| some == bytes);
        for row in &hung_on_him {
            // Dana's rows say for whom she bought which piece, by ids of rows that are gone.
            let is_named = ["customer", "piece"].contains(&row.table.as_str())
                && ["relation", "purchase"].contains(&table.as_str());
            assert!(
                is_named || !holds(row.id.as_bytes()),
                "{} in {table}",
                row.table
            );
            for reached_by in ["typed", "e164", "address"] {
                if let Some(words) = row.text(reached_by) {
                    assert!(!holds(words.as_bytes()), "{reached_by} in {table}");
                }
            }
        }
    }
    let still_there = parts
        .iter()
        .filter(|(table, _)| tables.contains(table.as_str()));
    assert!(
        still_there.count() > 3,
        "others have rows in the same tables"
    );
    house.server.stop().await;
}

#[tokio::test]
async fn the_agenda_has_who_may_come_in_with_all_that_hangs_on_them() {
    let house = House::open().await;
    let marta = house.token("marta").await;
    let said = house.ask("/v1/agenda", &marta, &[]).await;
    let agenda: Agenda = said.json().await.unwrap();
    let has = |table: &str, id: Uuid| {
        agenda
            .rows
            .iter()
            .any(|row| row.table == table && row.id == id)
    };
    assert!(has("associate", scene::id("marta")));
    assert!(has("repair", scene::id("roger-repair")));
    assert!(has("customer", scene::id("roger")));
    // Parents before children.
    let place = |wanted: &str| {
        agenda
            .rows
            .iter()
            .position(|row| row.table == wanted)
            .unwrap()
    };
    assert!(place("store") < place("customer") && place("customer") < place("repair"));
    assert!(agenda.rows.iter().any(|row| row.table == "promise"));
    let jonas = house.token("jonas").await;
    let bench: Agenda = house
        .ask("/v1/agenda", &jonas, &[])
        .await
        .json()
        .await
        .unwrap();
    assert!(
        bench
            .rows
            .iter()
            .all(|row| tables::table(&row.table).unwrap().bench)
    );
    house.server.stop().await;
}

#[tokio::test]
async fn a_slow_download_goes_on_when_a_newer_file_stands() {
    let house = House::open().await;
    let marta = house.token("marta").await;
    let first = house.manifest(&marta).await.unwrap();
    let bytes = house.bytes(&first, &marta).await;
    // More than a twentieth of the store changes; the next who ask get another file.
    let book = house.server.state().database().clone();
    let customers = book
        .read(|sql| rows::rows_in(sql, book.company(), "customer"))
        .unwrap_or_else(|error: DatabaseError| panic!("{error}"));
    let changes = first.rows / 20 + 1;
    for (turn, customer) in (0..changes).zip(customers.iter().cycle()) {
        let nickname = serde_json::json!(format!("Nick {turn}"));
        book.write::<_, DatabaseError, _>(|edit| {
            edit.put("customer", customer.id, [("nickname", nickname.clone())])
        })
        .unwrap();
    }
    let newer = async {
        while house.manifest(&marta).await.unwrap().id == first.id {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), newer)
        .await
        .unwrap();
    let headers = [(RANGE.as_str(), "bytes=9-".to_owned())];
    let path = format!("/v1/snapshot/{}", first.id);
    let rest = house.ask(&path, &marta, &headers).await;
    assert_eq!(rest.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(rest.bytes().await.unwrap(), &bytes[9..]);
    house.server.stop().await;
}
