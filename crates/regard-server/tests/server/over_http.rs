//! The same over HTTP: shapes of answers and refusals, compression, limits, the live line, the end.

use std::io::Read;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use regard_domain::ids::{AssociateId, DeviceId};
use regard_server::clock::SystemClock;
use regard_server::{Config, Server, ServerOptions, admin};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::engine;
use crate::store::id;

struct House {
    _folder: TempDir,
    _book: engine::Kept,
    server: Server,
    http: reqwest::Client,
}

impl House {
    async fn open() -> Self {
        let folder = TempDir::new().unwrap();
        let mut config = Config::for_folder(folder.path(), ([127, 0, 0, 1], 0).into());
        let book = engine::place(&mut config);
        let server = Server::start(ServerOptions {
            config,
            clock: Arc::new(SystemClock),
        })
        .await
        .unwrap();
        let fields = json!({ "name": "Main Street", "time_zone": "America/New_York",
            "currency": "USD", "country": "US" });
        put(&server, "store", "Main Street", fields);
        for (name, role) in [("Marta", "associate"), ("Ines", "manager")] {
            let fields = json!({ "given_name": name, "role": role, "store_id": id("Main Street") });
            put(&server, "associate", name, fields);
        }
        Self {
            _folder: folder,
            _book: book,
            server,
            http: reqwest::Client::new(),
        }
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.server.url())
    }

    async fn enrol(&self, who: &str) -> Value {
        let code = self
            .server
            .state()
            .make_code(AssociateId(id(who)))
            .await
            .unwrap()
            .code;
        let body = json!({ "code": code, "device_name": format!("{who}'s phone"),
            "platform": "linux", "incarnation": id(who) });
        let answer = self
            .http
            .post(self.at("/v1/enrol"))
            .json(&body)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200);
        answer.json().await.unwrap()
    }

    async fn sync(&self, token: &str, body: &Value) -> reqwest::Response {
        self.http
            .post(self.at("/v1/sync"))
            .bearer_auth(token)
            .json(body)
            .send()
            .await
            .unwrap()
    }
}

fn put(server: &Server, table: &str, name: &str, fields: Value) {
    let Value::Object(fields) = fields else {
        panic!("an object")
    };
    server
        .state()
        .database()
        .write(|edit| edit.put(table, id(name), fields.clone()))
        .unwrap();
}

fn token(enrolled: &Value) -> &str {
    enrolled["token"].as_str().unwrap()
}

fn request(more: Value) -> Value {
    let mut body = json!({ "incarnation": id("first life"), "schema": 1,
        "device_now": "2026-05-12T14:00:00Z", "want_rows": 100 });
    body.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    body
}

async fn refusal(answer: reqwest::Response) -> (u16, Value) {
    (answer.status().as_u16(), answer.json().await.unwrap())
}

#[tokio::test]
async fn anyone_may_ask_whether_it_is_regard_and_well() {
    let house = House::open().await;
    let hello: Value = house
        .http
        .get(house.at("/v1/hello"))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(hello["product"], "regard");
    let health = house.http.get(house.at("/healthz")).send().await.unwrap();
    assert_eq!(health.status(), 200);
    assert_eq!(health.headers()["x-content-type-options"], "nosniff");
    assert_eq!(health.headers()["cache-control"], "no-store");
    let nothing = house
        .http
        .get(house.at("/v1/nothing"))
        .send()
        .await
        .unwrap();
    assert_eq!(refusal(nothing).await.1["code"], "not_found");
    house.server.stop().await;
}

#[tokio::test]
async fn a_refusal_has_a_status_and_a_code() {
    let house = House::open().await;
    let (status, body) = refusal(house.sync("not a secret", &request(json!({}))).await).await;
    assert_eq!((status, &body["code"]), (401, &json!("not_enrolled")));
    let marta = house.enrol("Marta").await;
    let change = json!({ "n": 5, "table": "note", "id": id("n"), "kind": "append" });
    let gap = house
        .sync(token(&marta), &request(json!({ "changes": [change] })))
        .await;
    let (status, body) = refusal(gap).await;
    assert_eq!(
        (status, &body["code"], &body["expected"]),
        (409, &json!("gap"), &json!(1))
    );
    let cursor = json!({ "epoch": id("another"), "feeds": [], "base": 0, "pos": 0 });
    let afresh = house
        .sync(token(&marta), &request(json!({ "cursor": cursor })))
        .await;
    let (status, body) = refusal(afresh).await;
    assert_eq!((status, &body["code"]), (410, &json!("start_afresh")));
    let (status, body) = refusal(house.sync(token(&marta), &json!({ "words": 1 })).await).await;
    assert_eq!((status, &body["code"]), (400, &json!("refused")));
    house.server.stop().await;
}

#[tokio::test]
async fn bodies_travel_compressed_both_ways_and_a_small_one_hides_no_large_one() {
    let house = House::open().await;
    let marta = house.enrol("Marta").await;
    let send = async |body: Vec<u8>| {
        house
            .http
            .post(house.at("/v1/sync"))
            .bearer_auth(token(&marta))
            .header("content-type", "application/json")
            .header("content-encoding", "zstd")
            .header("accept-encoding", "zstd")
            .body(body)
            .send()
            .await
            .unwrap()
    };
    let packed = zstd::encode_all(request(json!({})).to_string().as_bytes(), 3).unwrap();
    let answer = send(packed).await;
    assert_eq!(answer.status(), 200);
    // The client of this test unpacks by itself only what it asked for by itself.
    let packed_answer = answer.headers().get("content-encoding").cloned();
    let bytes = answer.bytes().await.unwrap();
    let text = if packed_answer.is_some() {
        let mut text = String::new();
        zstd::Decoder::new(&bytes[..])
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        text
    } else {
        String::from_utf8(bytes.to_vec()).unwrap()
    };
    let answer: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(answer["acked_to"], 0);

    let bomb = zstd::encode_all(std::io::repeat(b' ').take(64 << 20), 3).unwrap();
    assert!(bomb.len() < 1 << 20);
    assert_eq!(send(bomb).await.status(), 413);
    house.server.stop().await;
}

#[tokio::test]
async fn who_guesses_codes_is_stopped() {
    let house = House::open().await;
    let guess = json!({ "code": "2222-2222", "device_name": "Eve's phone", "platform": "linux",
        "incarnation": id("Eve") });
    let mut statuses = Vec::new();
    for _ in 0..21 {
        let answer = house
            .http
            .post(house.at("/v1/enrol"))
            .json(&guess)
            .send()
            .await
            .unwrap();
        statuses.push(answer.status().as_u16());
    }
    assert!(statuses[..20].iter().all(|status| *status == 403));
    assert_eq!(statuses[20], 429);
    house.server.stop().await;
}

#[tokio::test]
async fn only_a_manager_imports_and_the_outbox_is_for_this_machine() {
    let house = House::open().await;
    let (marta, ines) = (house.enrol("Marta").await, house.enrol("Ines").await);
    let import = async |who: &Value| {
        house
            .http
            .post(house.at("/v1/import?source=till"))
            .bearer_auth(token(who))
            .body("no,such,columns\n1,2,3\n")
            .send()
            .await
            .unwrap()
    };
    assert_eq!(refusal(import(&marta).await).await.0, 403);
    assert_eq!(refusal(import(&ines).await).await.0, 400);
    let here = house.http.get(house.at("/outbox")).send().await.unwrap();
    assert_eq!(here.status(), 200);
    let bent = house
        .http
        .get(house.at("/outbox"))
        .header("host", "bent.example");
    assert_eq!(bent.send().await.unwrap().status(), 401);
    house.server.stop().await;
}

/// Reads the live line until it names a head of at least `head`.
async fn heard(
    live: &mut (impl StreamExt<Item = reqwest::Result<impl AsRef<[u8]>>> + Unpin),
    head: u64,
) {
    let mut text = String::new();
    let listening = async {
        while let Some(chunk) = live.next().await {
            text.push_str(std::str::from_utf8(chunk.unwrap().as_ref()).unwrap());
            let newest = text
                .lines()
                .filter_map(|line| line.strip_prefix("data: "))
                .filter_map(|data| serde_json::from_str::<Value>(data).ok())
                .filter_map(|data| data["head"].as_u64())
                .max();
            if newest.is_some_and(|newest| newest >= head) {
                return;
            }
        }
        panic!("the line ended: {text}");
    };
    tokio::time::timeout(Duration::from_secs(10), listening)
        .await
        .expect("the head is named");
}

#[tokio::test]
async fn the_live_line_names_the_head_and_ends_when_the_server_stops() {
    let house = House::open().await;
    let marta = house.enrol("Marta").await;
    let live = house
        .http
        .get(house.at("/v1/live"))
        .bearer_auth(token(&marta))
        .send()
        .await
        .unwrap();
    assert_eq!(live.headers()["content-type"], "text/event-stream");
    let mut live = live.bytes_stream();
    put(
        &house.server,
        "store",
        "Main Street",
        json!({ "city": "New York" }),
    );
    let head = house.server.state().database().look_at_head().unwrap();
    heard(&mut live, head).await;
    tokio::time::timeout(Duration::from_secs(4), house.server.stop())
        .await
        .expect("an open line does not hold the server up");
    let rest: Vec<_> = live.collect().await;
    assert!(rest.iter().all(Result::is_ok), "the line ended in order");
}

#[tokio::test]
async fn a_device_that_was_put_out_hears_no_more() {
    let house = House::open().await;
    let marta = house.enrol("Marta").await;
    let live = house
        .http
        .get(house.at("/v1/live"))
        .bearer_auth(token(&marta))
        .send()
        .await
        .unwrap();
    let mut live = live.bytes_stream();
    heard(&mut live, 1).await;
    let device = DeviceId(marta["device_id"].as_str().unwrap().parse().unwrap());
    let before = house.server.state().database().look_at_head().unwrap();
    admin::revoke_device(house.server.state().database(), device).unwrap();
    let rest = tokio::time::timeout(Duration::from_secs(10), live.collect::<Vec<_>>()).await;
    let rest = rest.expect("the line ends");
    let said = rest
        .into_iter()
        .map(|chunk| String::from_utf8(chunk.unwrap().to_vec()).unwrap());
    assert!(
        !said
            .collect::<String>()
            .contains(&format!("{}", before + 1))
    );
    house.server.stop().await;
}

#[tokio::test]
async fn what_another_process_writes_is_heard_too() {
    let house = House::open().await;
    let marta = house.enrol("Marta").await;
    let live = house
        .http
        .get(house.at("/v1/live"))
        .bearer_auth(token(&marta))
        .send()
        .await
        .unwrap();
    let mut live = live.bytes_stream();
    heard(&mut live, 1).await;
    let config = house.server.state().config().clone();
    let other = regard_server::server::open(&config, Arc::new(SystemClock)).unwrap();
    let city = [("city", json!("Brooklyn"))];
    other
        .write(|edit| edit.put("store", id("Main Street"), city.clone()))
        .unwrap();
    heard(&mut live, other.look_at_head().unwrap()).await;
    house.server.stop().await;
}

#[tokio::test]
async fn a_name_that_no_index_can_hold_holds_nothing_up() {
    let house = House::open().await;
    let marta = house.enrol("Marta").await;
    let field = |value: &str| json!({ "value": value, "hlc": "019e1d5b3e430000a1b2c3d4e5f60718" });
    let add = |n: u32, table: &str| {
        json!({ "n": n, "table": table, "id": id(table), "kind": "append",
            "fields": { "la\0bel": field("with a \0 in it") } })
    };
    // Nothing that could be pressed into less.
    let longest: String = (0..300)
        .map(|n| id(&n.to_string()).simple().to_string())
        .collect();
    let changes = [add(1, "sh\0elf"), add(2, &longest), add(3, "shelf")];
    let answer = house
        .sync(token(&marta), &request(json!({ "changes": changes })))
        .await;
    assert_eq!(answer.status(), 200);
    let answer: Value = answer.json().await.unwrap();
    assert_eq!(answer["acked_to"], 3);
    let results = answer["results"].as_array().unwrap();
    let said: Vec<&Value> = results.iter().map(|one| &one["result"]).collect();
    assert_eq!(said, ["ok", "parked", "ok"], "{answer}");
    assert_eq!(results[1]["reason"], "name_too_long");
    let page = house.sync(token(&marta), &request(json!({}))).await;
    let page: Value = page.json().await.unwrap();
    let rows = page["page"]["rows"].as_array().unwrap();
    let with_nul = rows.iter().find(|row| row["table"] == "sh\0elf").unwrap();
    assert_eq!(with_nul["fields"]["la\0bel"]["value"], "with a \0 in it");
    house.server.stop().await;
}
