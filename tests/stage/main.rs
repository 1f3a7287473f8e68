//! A stage for tests of the screens: a server with the demo store, and one device behind a bridge for
//! each person named, all in one process.
//!
//! Prints one line of JSON when the curtain is up, `{"server": …, "devices": {"marta": …}, "stage": …}`,
//! and plays until its standard input is closed. `POST <stage>/offline/<person>` pulls that device's
//! network, `POST <stage>/online/<person>` gives it back, `POST <stage>/forward/<seconds>` puts the
//! clock forward, `POST <stage>/erase/<customer>` erases someone from the book, `GET <stage>/sent` lists
//! what left for customers, `POST <stage>/wrote` (`from`, `words`) brings what one wrote back.
//! `POST <stage>/system/<person>/<permission>` is what that phone's system says about alerts, `GET
//! <stage>/asked/<person>` what it is asked for, `POST <stage>/link/<person>` a link that is tapped.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use clap::Parser;
use regard_app::session::reach::{AskSystem, Permission};
use regard_server::delivery::replies::{self, Inbound};
use regard_server::demo::DemoSize;
use regard_tests::{Device, Store, bridge};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::io::AsyncReadExt;
use uuid::Uuid;

/// A demo store with devices, for tests of the screens.
#[derive(Parser)]
struct Arguments {
    /// Whose devices, by given name in lower case; a name may come twice.
    #[arg(long, value_delimiter = ',', default_value = "marta,jonas")]
    people: Vec<String>,
    /// A device that has not been enrolled yet, as `new`; its code is in the answer.
    #[arg(long)]
    new: Option<String>,
    /// Texts carry a link to a page about the repair, under this address.
    #[arg(long)]
    links: Option<String>,
    /// With what makes its days: appointments, wishes, legends, promises in every standing.
    #[arg(long)]
    everyday: bool,
    /// How many customers.
    #[arg(long, default_value_t = 500)]
    customers: u32,
    /// The built screens.
    #[arg(long, default_value = "ui/dist")]
    ui: PathBuf,
}

struct Stage {
    store: Store,
    devices: HashMap<String, Device>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = Arguments::parse();
    let size = DemoSize {
        customers: arguments.customers,
        ..DemoSize::default()
    };
    let store = Store::demo_with_links(size, arguments.links.as_deref()).await;
    if arguments.everyday {
        store.every_day();
    }
    let (mut devices, mut addresses) = (HashMap::new(), serde_json::Map::new());
    for person in &arguments.people {
        let patience = std::time::Duration::from_secs(300);
        let device = store.device_within(person, patience).await;
        device.filled_within(patience).await;
        addresses.insert(
            person.clone(),
            json!(serve(bridge::router(device.app().clone(), &arguments.ui)).await?),
        );
        devices.insert(person.clone(), device);
    }
    let mut curtain =
        json!({ "server": format!("http://{}", store.address()), "now": store.now() });
    if let Some(person) = &arguments.new {
        let (device, code) = store.blank_device(person).await;
        addresses.insert(
            "new".to_owned(),
            json!(serve(bridge::router(device.app().clone(), &arguments.ui)).await?),
        );
        curtain["code"] = json!(code);
        devices.insert("new".to_owned(), device);
    }
    curtain["devices"] = Value::Object(addresses);
    let stage = Arc::new(Stage { store, devices });
    let doors = Router::new()
        .route("/offline/{person}", post(offline))
        .route("/online/{person}", post(online))
        .route("/forward/{seconds}", post(forward))
        .route("/erase/{customer}", post(erase))
        .route("/sent", get(sent))
        .route("/wrote", post(wrote))
        .route("/system/{person}/{permission}", post(system))
        .route("/asked/{person}", get(asked))
        .route("/link/{person}", post(link))
        .with_state(stage);
    curtain["stage"] = json!(serve(doors).await?);
    println!("{curtain}");
    // The test holds the other end; when it is gone, so is the stage.
    let mut rest = Vec::new();
    tokio::io::stdin().read_to_end(&mut rest).await?;
    Ok(())
}

async fn serve(router: Router) -> std::io::Result<String> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(format!("http://{address}"))
}

async fn offline(State(stage): State<Arc<Stage>>, Path(person): Path<String>) {
    if let Some(device) = stage.devices.get(&person) {
        device.go_offline();
    }
}

async fn online(State(stage): State<Arc<Stage>>, Path(person): Path<String>) {
    if let Some(device) = stage.devices.get(&person) {
        device.go_online();
    }
}

async fn forward(State(stage): State<Arc<Stage>>, Path(seconds): Path<i64>) {
    stage
        .store
        .clock()
        .put_forward(chrono::Duration::seconds(seconds));
}

/// As the store does when a customer asks to be forgotten.
async fn erase(State(stage): State<Arc<Stage>>, Path(customer): Path<Uuid>) {
    stage
        .store
        .server()
        .state()
        .database()
        .write(|edit| edit.erase("customer", customer))
        .expect("the customer is erased");
}

async fn sent(State(stage): State<Arc<Stage>>) -> Json<Vec<String>> {
    Json(stage.store.sent())
}

/// What a phone's system says about alerts.
async fn system(
    State(stage): State<Arc<Stage>>,
    Path((person, permission)): Path<(String, String)>,
) {
    let permission = match permission.as_str() {
        "granted" => Permission::Granted,
        "denied" => Permission::Denied,
        _ => Permission::NotAsked,
    };
    if let Some(device) = stage.devices.get(&person) {
        device.app().may_alert(permission);
    }
}

/// What a phone's system is asked for.
async fn asked(State(stage): State<Arc<Stage>>, Path(person): Path<String>) -> Json<Value> {
    let device = stage.devices.get(&person).expect("a device");
    Json(json!(match *device.app().asks_system().borrow() {
        AskSystem::Permission => "permission",
        AskSystem::Token(_) => "token",
        _ => "nothing",
    }))
}

async fn link(State(stage): State<Arc<Stage>>, Path(person): Path<String>, link: String) {
    let device = stage.devices.get(&person).expect("a device");
    device.app().open_link(&link).expect("a good link");
}

/// What a customer writes back, as Twilio brings it.
#[derive(Deserialize)]
struct Wrote {
    from: String,
    words: String,
}

async fn wrote(State(stage): State<Arc<Stage>>, Json(wrote): Json<Wrote>) {
    let form = [
        ("MessageSid", Uuid::now_v7().to_string()),
        ("From", wrote.from),
        ("Body", wrote.words),
    ]
    .map(|(name, value)| (name.to_owned(), value));
    let inbound = Inbound::of_twilio(&form.to_vec()).expect("a text of someone");
    stage
        .store
        .server()
        .state()
        .database()
        .write(|edit| replies::take(edit, &inbound))
        .expect("the reply is kept");
}
