//! An app of another version, over HTTP, with nothing but the golden files of the wire.

use regard_server::demo::scene::id;
use regard_tests::Store;
use serde_json::{Value, json};
use uuid::Uuid;

/// A golden file; its customer is Roger.
fn golden(version: &str, name: &str) -> Value {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/regard-sync/wire");
    let text =
        std::fs::read_to_string(format!("{folder}/{version}/{name}.json")).expect("it is there");
    let customer = "c0000000-0000-4000-8000-000000000003";
    let text = text.replace(customer, &id("roger").to_string());
    serde_json::from_str(&text).expect("JSON")
}

/// An app that knows the wire and nothing else.
struct OtherApp {
    client: reqwest::Client,
    server: String,
    token: String,
}

impl OtherApp {
    async fn enrol(store: &Store, associate: &str) -> Self {
        let (_, code) = store.blank_device(associate).await;
        let mut app = Self {
            client: reqwest::Client::new(),
            server: format!("http://{}", store.address()),
            token: String::new(),
        };
        let mut request = golden("1", "enrol_request");
        request["code"] = json!(code);
        let enrolled = app.post("/v1/enrol", &request).await;
        for name in golden("1", "enrolled")
            .as_object()
            .expect("an object")
            .keys()
        {
            assert!(enrolled.get(name).is_some(), "{name}");
        }
        app.token = enrolled["token"].as_str().expect("a token").to_owned();
        app
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        let request = self.client.post(format!("{}{path}", self.server));
        let response = request.bearer_auth(&self.token).json(body).send().await;
        let response = response.expect("an answer");
        assert_eq!(response.status(), 200, "{path}");
        response.json().await.expect("JSON")
    }

    /// Says the changes of a golden request, and reads everything.
    async fn say(&self, version: &str) -> Value {
        let mut request = golden(version, "sync_request");
        request.as_object_mut().expect("an object").remove("cursor");
        request.as_object_mut().expect("an object").remove("parts");
        for (n, change) in request["changes"]
            .as_array_mut()
            .into_iter()
            .flatten()
            .enumerate()
        {
            change["n"] = json!(n + 1);
        }
        self.post("/v1/sync", &request).await
    }
}

fn value<'a>(answer: &'a Value, row: Uuid, field: &str) -> Option<&'a Value> {
    let rows = answer["page"]["rows"].as_array()?;
    rows.iter()
        .filter(|found| found["id"] == json!(row))
        .find_map(|row| row["fields"][field].get("value"))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_oldest_app_is_understood_and_understands_the_answer() {
    let store = Store::open().await;
    let mia = store.device("mia").await;
    let app = OtherApp::enrol(&store, "ben").await;
    let answer = app.say("oldest").await;
    for name in golden("oldest", "sync_answer")
        .as_object()
        .expect("an object")
        .keys()
    {
        assert!(answer.get(name).is_some(), "{name}");
    }
    for name in ["rows", "cursor", "more"] {
        assert!(answer["page"].get(name).is_some(), "{name}");
    }
    assert_eq!(answer["acked_to"], 1);
    mia.until(
        "open_customer",
        json!({"customerId": id("roger"), "repairId": null}),
        |story: &Value| story.to_string().contains("Rog\""),
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_newer_app_says_goes_through_an_older_server_and_an_older_phone_unharmed() {
    let store = Store::open().await;
    let mia = store.device("mia").await;
    let newer = OtherApp::enrol(&store, "ben").await;
    let answer = newer.say("newer").await;
    assert_eq!(answer["acked_to"], 3);
    // The kind that nobody knows is set aside, not refused, and stops nothing.
    assert_eq!(answer["results"][2]["result"], "parked");

    // An older phone edits the same customer: the field that it does not know stays.
    mia.in_step().await;
    let edit = json!({"customerId": id("roger"), "about": "Prefers mornings"});
    mia.call::<Value>("edit_customer", edit).await;
    mia.in_step().await;

    let another = OtherApp::enrol(&store, "ben").await;
    let everything = another.say("oldest").await;
    let loyalty: Uuid = "d0000000-0000-4000-8000-000000000004"
        .parse()
        .expect("an id");
    for (row, field, wanted) in [
        (loyalty, "words", json!("gold")),
        (id("roger"), "shoe_size", json!({"eu": 43})),
        (id("roger"), "about", json!("Prefers mornings")),
    ] {
        assert_eq!(value(&everything, row, field), Some(&wanted), "{field}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_version_1_says_is_taken_in_one_request() {
    let store = Store::open().await;
    let app = OtherApp::enrol(&store, "mia").await;
    let answer = app.say("1").await;
    assert_eq!(answer["acked_to"], 4);
    let said: Vec<&str> = answer["results"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|result| result["result"].as_str())
        .collect();
    assert_eq!(said.len(), 4);
    assert!(
        said.iter()
            .all(|said| ["ok", "merged", "restamped", "parked"].contains(said)),
        "{said:?}"
    );
}
