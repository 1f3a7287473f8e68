//! A provider on this machine that answers at once, as Twilio does when it takes a text, and notes when.

use std::sync::{Arc, Mutex};
use std::time::Instant;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Form, Json, Router};
use regard_server::delivery::config::{Secret, TwilioConfig};
use serde_json::{Value, json};

/// The provider.
#[derive(Clone)]
pub struct Provider {
    taken: Arc<Mutex<Vec<(String, Instant)>>>,
    url: String,
}

impl Provider {
    /// Starts it on a free port of this machine.
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let provider = Self {
            taken: Arc::default(),
            url: format!("http://{}", listener.local_addr().expect("an address")),
        };
        let router = Router::new()
            .route("/2010-04-01/Accounts/{account}/Messages.json", post(create))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        provider
    }

    /// An account there.
    pub fn account(&self) -> TwilioConfig {
        TwilioConfig {
            account_sid: "AC00000000000000000000000000000001".to_owned(),
            key_sid: "SK00000000000000000000000000000001".to_owned(),
            key_secret: Secret::new("secret"),
            auth_token: Secret::new("token"),
            messaging_service_sid: None,
            from: Some("+15005550006".to_owned()),
            base_url: self.url.clone(),
            public_base_url: None,
            answer_seconds: 30,
        }
    }

    /// The words of what it took, and when it said 201.
    pub fn taken(&self) -> Vec<(String, Instant)> {
        self.taken.lock().expect("the list").clone()
    }
}

async fn create(
    State(provider): State<Provider>,
    Form(form): Form<Vec<(String, String)>>,
) -> (StatusCode, Json<Value>) {
    let body = form.into_iter().find(|(name, _)| name == "Body");
    let mut taken = provider.taken.lock().expect("the list");
    taken.push((
        body.map(|(_, body)| body).unwrap_or_default(),
        Instant::now(),
    ));
    let sid = format!("SM{:032x}", taken.len());
    (
        StatusCode::CREATED,
        Json(json!({ "sid": sid, "status": "queued" })),
    )
}
