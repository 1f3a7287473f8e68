//! Two server processes on one database: what is said at one is heard and read at the other.

use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use uuid::Uuid;

use regard_server::clock::SystemClock;
use regard_server::database::{Database, DatabaseError};

use crate::engine::{self, Kept};

/// How many pushes are timed.
const PUSHES: u64 = 40;

struct House {
    folder: TempDir,
    book: Kept,
}

/// One server process; it ends with the value.
struct Process {
    _child: Child,
    url: String,
}

impl House {
    fn open() -> Self {
        let (folder, book) = (TempDir::new().unwrap(), engine::database());
        let config = r#"
company = "Harbor Jewelers"
listen = "127.0.0.1:0"
[first_store]
name = "Main Street"
time_zone = "America/New_York"
currency = "USD"
country = "US"
[first_manager]
given_name = "Ines"
"#;
        std::fs::write(folder.path().join("regard-server.toml"), config).unwrap();
        Self { folder, book }
    }

    fn command(&self, act: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_regard-server"));
        command
            .arg("--config")
            .arg(self.folder.path().join("regard-server.toml"))
            .args(act)
            .env("REGARD_DATABASE", self.book.url().text())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        command
    }

    async fn serve(&self) -> Process {
        let mut child = self
            .command(&["serve"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = lines
            .next_line()
            .await
            .unwrap()
            .expect("a line with the address");
        let url = line.rsplit(' ').next().unwrap().to_owned();
        Process { _child: child, url }
    }

    async fn code(&self) -> String {
        let said = self
            .command(&["enrol", "--associate", "Ines"])
            .stdout(Stdio::piped())
            .output()
            .await
            .unwrap();
        String::from_utf8(said.stdout).unwrap().trim().to_owned()
    }
}

/// A device that talks to one of the servers.
struct Device {
    http: reqwest::Client,
    url: String,
    token: String,
    store: Value,
    incarnation: Uuid,
    said: u64,
    cursor: Value,
}

impl Device {
    async fn enrol(house: &House, at: &Process, name: &str) -> Self {
        let (http, incarnation) = (reqwest::Client::new(), Uuid::now_v7());
        let body = json!({ "code": house.code().await, "device_name": name, "platform": "linux",
            "incarnation": incarnation });
        let answer = http
            .post(format!("{}/v1/enrol", at.url))
            .json(&body)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200);
        let enrolled: Value = answer.json().await.unwrap();
        Self {
            http,
            url: at.url.clone(),
            token: enrolled["token"].as_str().unwrap().to_owned(),
            store: enrolled["store_id"].clone(),
            incarnation,
            said: 0,
            cursor: Value::Null,
        }
    }

    async fn sync(&mut self, changes: Value) -> Value {
        let body = json!({ "incarnation": self.incarnation, "schema": regard_sync::SCHEMA,
            "device_now": chrono::Utc::now(), "cursor": self.cursor, "changes": changes,
            "want_rows": 1000 });
        let answer = self
            .http
            .post(format!("{}/v1/sync", self.url))
            .bearer_auth(&self.token)
            .json(&body)
            .send()
            .await
            .unwrap();
        let status = answer.status();
        let answer: Value = answer.json().await.unwrap();
        assert_eq!(status, 200, "{answer}");
        self.cursor = answer["page"]["cursor"].clone();
        answer
    }

    /// Adds a customer and answers with their id.
    async fn add_customer(&mut self, name: &str) -> Uuid {
        self.said += 1;
        let id = Uuid::now_v7();
        let now = u64::try_from(chrono::Utc::now().timestamp_millis()).unwrap();
        let hlc = regard_sync::Hlc {
            millis: now,
            counter: 0,
            writer: 7,
        };
        let field = |value: Value| json!({ "value": value, "hlc": hlc });
        let change = json!({ "n": self.said, "table": "customer", "id": id, "kind": "append",
            "fields": {
                "store_id": field(self.store.clone()), "given_name": field(json!(name)),
                "family_name": field(json!("Vale")),
                "created_at": field(json!("2026-05-12T14:00:00.000Z")),
            } });
        let answer = self.sync(json!([change])).await;
        assert_eq!(answer["results"][0]["result"], "ok", "{answer}");
        id
    }

    /// The numbers that this device's server tells of.
    async fn listen(&self) -> impl futures_util::Stream<Item = u64> + Unpin + use<> {
        let live = self
            .http
            .get(format!("{}/v1/live", self.url))
            .bearer_auth(&self.token)
            .send()
            .await
            .unwrap();
        assert_eq!(live.status(), 200);
        Box::pin(live.bytes_stream().filter_map(|chunk| async move {
            let text = String::from_utf8(chunk.ok()?.to_vec()).ok()?;
            let data = text.lines().find_map(|line| line.strip_prefix("data:"))?;
            serde_json::from_str::<Value>(data.trim()).ok()?["head"].as_u64()
        }))
    }
}

/// A book that is open, and no server beside it that looks at the head: it hears of a change only
/// when it is told.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_tells_the_others_what_it_wrote() {
    let kept = engine::database();
    let open =
        || Database::open_book(&kept.book(), "Harbor Jewelers", Arc::new(SystemClock)).unwrap();
    let (here, there) = (open(), open());
    let mut heard = there.heads();
    heard.mark_unchanged();
    // Its line may not stand yet when the first is written: then it is told of one of the next.
    let told = async {
        let mut id = 0;
        loop {
            id += 1;
            let wrote: Result<bool, DatabaseError> =
                here.write(|edit| edit.put("shelf", Uuid::from_u128(id), [("label", json!("A"))]));
            assert!(wrote.unwrap());
            let soon = Duration::from_millis(50);
            if tokio::time::timeout(soon, heard.changed()).await.is_ok() {
                return;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), told)
        .await
        .expect("the other one is told");
    assert!(*there.heads().borrow() > 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_pushed_at_one_server_is_heard_and_read_at_the_other() {
    let house = House::open();
    let a = house.serve().await;
    let b = house.serve().await;
    let mut marta = Device::enrol(&house, &a, "Marta's phone").await;
    let mut ben = Device::enrol(&house, &b, "Ben's tablet").await;
    marta.sync(json!([])).await;
    let mut known = ben.sync(json!([])).await["page"]["cursor"]["pos"]
        .as_u64()
        .unwrap();
    let mut heads = ben.listen().await;

    let mut times = Vec::new();
    for round in 0..PUSHES {
        // From the moment Marta's phone begins to push to the moment Ben's tablet hears of it.
        let began = Instant::now();
        let id = marta.add_customer(&format!("Customer {round}")).await;
        let heard = async {
            while let Some(head) = heads.next().await {
                if head > known {
                    return head;
                }
            }
            panic!("the line ended")
        };
        known = tokio::time::timeout(Duration::from_secs(10), heard)
            .await
            .expect("the other server tells of it");
        times.push(began.elapsed());
        let page = ben.sync(json!([])).await;
        let rows = page["page"]["rows"].as_array().unwrap();
        assert!(
            rows.iter().any(|row| row["id"] == json!(id)),
            "the row is there: {page}"
        );
    }
    times.sort();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1000.0;
    println!(
        "pushed at one and heard at the other: p50 {:.1} ms, p95 {:.1} ms, worst {:.1} ms of {PUSHES}",
        at(50),
        at(95),
        at(100)
    );
}
