//! What a device says over HTTP: where it is reached, and when its associate is off.

use std::sync::Arc;

use regard_domain::ids::AssociateId;
use regard_server::alerts::push::config::PushConfig;
use regard_server::clock::SystemClock;
use regard_server::{Config, Server, ServerOptions, enrol};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::engine;
use crate::web;

struct Phone {
    url: String,
    secret: String,
    client: reqwest::Client,
}

impl Phone {
    async fn asks(&self, method: Method, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        let mut request = self
            .client
            .request(method, format!("{}{path}", self.url))
            .bearer_auth(&self.secret);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.unwrap();
        let status = answer.status();
        (status, answer.json().await.unwrap_or(Value::Null))
    }
}

async fn open() -> (Server, Phone, tempfile::TempDir, engine::Kept) {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::for_folder(folder.path(), ([127, 0, 0, 1], 0).into());
    let book = engine::place(&mut config);
    config.push = PushConfig {
        web: Some(web::config(folder.path())),
        ..PushConfig::default()
    };
    config.first_store = Some(
        serde_json::from_value(json!({ "name": "Harbor", "time_zone": "America/New_York",
            "currency": "USD", "country": "US" }))
        .unwrap(),
    );
    config.first_manager = Some(serde_json::from_value(json!({ "given_name": "Ines" })).unwrap());
    let server = Server::start(ServerOptions {
        config,
        clock: Arc::new(SystemClock),
    })
    .await
    .unwrap();
    let state = server.state();
    let who = regard_server::admin::find_associate(state.database(), "Ines").unwrap();
    let code = enrol::make_code(state.database(), AssociateId(who.0)).unwrap();
    let client = reqwest::Client::new();
    let asked = json!({ "code": code.code, "device_name": "Ines's iPhone", "platform": "ios",
        "incarnation": uuid::Uuid::from_u128(1) });
    let answer = client
        .post(format!("{}/v1/enrol", server.url()))
        .json(&asked)
        .send()
        .await
        .unwrap();
    let enrolled: Value = answer.json().await.unwrap();
    let secret = enrolled["token"]
        .as_str()
        .unwrap_or_else(|| panic!("{enrolled}"))
        .to_owned();
    let phone = Phone {
        url: server.url(),
        secret,
        client,
    };
    (server, phone, folder, book)
}

#[tokio::test]
async fn a_device_says_where_it_is_reached_and_what_is_no_address_is_refused() {
    let (server, phone, _folder, _book) = open().await;
    let (status, reaches) = phone.asks(Method::GET, "/v1/push", None).await;
    assert_eq!(status, 200);
    assert_eq!(
        (&reaches["apns"], &reaches["fcm"]),
        (&json!(false), &json!(false))
    );
    assert_eq!(reaches["web_key"].as_str().unwrap().len(), 87);

    let (key, auth) = (format!("B{}", "A".repeat(86)), "A".repeat(22));
    let web = |endpoint: &str| json!({ "platform": "web", "token": endpoint, "p256dh": key, "auth": auth });
    let said = web("https://push.example/up/1");
    assert_eq!(
        phone.asks(Method::POST, "/v1/push", Some(said)).await.0,
        204
    );
    let again = web("http://127.0.0.1:9/up/2");
    assert_eq!(
        phone.asks(Method::POST, "/v1/push", Some(again)).await.0,
        204
    );
    for wrong in [
        web("ftp://push.example/up"),
        web(""),
        json!({ "platform": "web", "token": "https://push.example/up" }),
        json!({ "platform": "web", "token": "https://push.example/up", "p256dh": "AA", "auth": auth }),
        json!({ "platform": "pigeon", "token": "coo" }),
    ] {
        let (status, answer) = phone.asks(Method::POST, "/v1/push", Some(wrong)).await;
        assert_eq!(status, 400, "{answer}");
    }
    let apple = json!({ "platform": "apns", "token": "00ff" });
    let (status, answer) = phone.asks(Method::POST, "/v1/push", Some(apple)).await;
    assert_eq!(
        (status.as_u16(), &answer["code"]),
        (409, &json!("no_such_service"))
    );

    assert_eq!(phone.asks(Method::DELETE, "/v1/push", None).await.0, 204);
    let stranger = Phone {
        url: phone.url.clone(),
        secret: "nobody".into(),
        client: phone.client.clone(),
    };
    for (method, path) in [
        (Method::GET, "/v1/push"),
        (Method::POST, "/v1/push"),
        (Method::DELETE, "/v1/push"),
        (Method::GET, "/v1/push/rest"),
        (Method::PUT, "/v1/push/rest"),
    ] {
        let body = (method != Method::GET).then(|| json!({}));
        assert_eq!(stranger.asks(method, path, body).await.0, 401, "{path}");
    }
    server.stop().await;
}

#[tokio::test]
async fn an_associate_says_when_not_to_be_woken() {
    let (server, phone, _folder, _book) = open().await;
    let (_, nothing) = phone.asks(Method::GET, "/v1/push/rest", None).await;
    assert_eq!(nothing, json!({ "until": null, "from": null, "to": null }));
    let nights = json!({ "until": "2026-12-01T08:00:00Z", "from": "21:00", "to": "08:00" });
    let put = |body: &Value| phone.asks(Method::PUT, "/v1/push/rest", Some(body.clone()));
    assert_eq!(put(&nights).await.0, 204);
    assert_eq!(
        phone.asks(Method::GET, "/v1/push/rest", None).await.1,
        nights
    );
    for wrong in [
        json!({ "from": "21:00" }),
        json!({ "from": "nine", "to": "ten" }),
        json!({ "until": "tomorrow" }),
    ] {
        assert_eq!(put(&wrong).await.0, 400, "{wrong}");
    }
    assert_eq!(put(&json!({})).await.0, 204);
    assert_eq!(
        phone.asks(Method::GET, "/v1/push/rest", None).await.1,
        nothing
    );
    server.stop().await;
}
