//! Against a browser's side of Web Push that others wrote, started by tests/peers/run.

use std::path::PathBuf;
use std::process::Stdio;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use regard_server::alerts::push::web::WebPush;
use regard_server::alerts::push::{Keys, PushService, Pushed};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::conformance::{address, now, push};
use crate::web;

struct Browser {
    url: String,
    client: reqwest::Client,
    // Ends with the test, because its input ends.
    _process: Child,
}

impl Browser {
    async fn start() -> Self {
        let folder: PathBuf = std::env::var_os("REGARD_PEERS")
            .expect("started by tests/peers/run")
            .into();
        let mut process = Command::new("node")
            .current_dir(folder)
            .arg("browser.mjs")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = lines.next_line().await.unwrap().expect("a port");
        Self {
            url: format!("http://localhost:{port}"),
            client: reqwest::Client::new(),
            _process: process,
        }
    }

    async fn asks(&self, path: &str, body: Value) -> Value {
        let url = format!("{}/{path}", self.url);
        let answer = self.client.post(url).json(&body).send().await.unwrap();
        answer.json().await.unwrap_or_default()
    }
}

#[tokio::test]
#[ignore = "needs tests/peers/run"]
async fn a_browser_of_others_opens_what_is_sealed_here_and_says_when_it_is_gone() {
    let browser = Browser::start().await;
    let folder = tempfile::tempdir().unwrap();
    let service = WebPush::new(web::config(folder.path())).unwrap();
    let said = browser
        .asks(
            "subscribe",
            json!({ "userVisibleOnly": "true", "applicationServerKey": service.public_key() }),
        )
        .await;
    let data = &said["data"];
    let text = |value: &Value| {
        value
            .as_str()
            .unwrap_or_else(|| panic!("{said}"))
            .to_owned()
    };
    let bytes = |value: &Value| {
        let text = text(value);
        URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).unwrap()
    };
    let keys = Keys {
        p256dh: bytes(&data["keys"]["p256dh"]),
        auth: bytes(&data["keys"]["auth"]),
    };
    let to = address("web", &text(&data["endpoint"]), Some(keys));
    // Its tokens are checked against the clock of this machine.
    let real = chrono::Utc::now();
    for number in [1, 2] {
        let pushed = service.push(&to, &push(number, real)).await;
        assert_eq!(pushed, Pushed::Taken);
    }
    let hash = text(&data["clientHash"]);
    let got = browser
        .asks("get-notifications", json!({ "clientHash": hash }))
        .await;
    let messages = got["data"]["messages"].as_array().unwrap();
    assert_eq!(messages.len(), 2, "{got}");
    for (number, message) in (1..).zip(messages) {
        let opened: Value = serde_json::from_str(message.as_str().unwrap()).unwrap();
        let sent = serde_json::to_value(push(number, now()).payload).unwrap();
        assert_eq!(opened, sent);
    }

    browser
        .asks(&format!("expire-subscription/{hash}"), json!({}))
        .await;
    let pushed = service.push(&to, &push(3, real)).await;
    assert_eq!(pushed, Pushed::Gone { since: None });
}
