//! The real server process, killed in the middle (SIGKILL), and started again.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use chrono::{Timelike, Utc};
use regard_domain::ids::MessageId;
use regard_domain::message::MessageState;
use regard_server::clock::SystemClock;
use regard_server::config::WhereTheBookIs;
use regard_server::database::{Database, DatabaseError, moment, rows};
use regard_server::delivery::intake;
use regard_server::{Config, server};
use serde_json::json;
use tokio::process::{Child, Command};
use uuid::Uuid;

use crate::engine;
use crate::store::{MARTA, ROGER, STORE};
use crate::twilio_peer::{ACCOUNT, AUTH_TOKEN, FROM, KEY, KEY_SECRET, Mood, TwilioPeer};

/// Nobody writes a thousand texts to one number within minutes, and a look-up reads no further.
const NUMBERS: u128 = 60;

fn address(number: u128) -> String {
    format!("+1212555{:04}", 100 + number % NUMBERS)
}

pub struct Process {
    folder: tempfile::TempDir,
    _book: engine::Kept,
    database: Arc<Database>,
}

impl Process {
    /// A book and a configuration, whose texts go to `peer`.
    fn new(peer: &TwilioPeer) -> Self {
        Self::with_patience(peer, "lease_seconds = 1\nsettle_seconds = 1\nlook_ups = 1")
    }

    /// The same with other settings of its patience.
    pub fn with_patience(peer: &TwilioPeer, patience: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut place = Config::for_folder(folder.path(), ([127, 0, 0, 1], 0).into());
        let kept = engine::place(&mut place);
        let database = match &place.database {
            Some(WhereTheBookIs::Postgres(url)) => format!("database = \"{}\"", url.text()),
            _ => String::new(),
        };
        let config = format!(
            r#"
{database}
company = "Harbor Jewelers"
listen = "127.0.0.1:0"
public_base_url = "http://127.0.0.1:9"
[delivery]
hold_seconds = 0
{patience}
[delivery.sms]
kind = "twilio"
account_sid = "{ACCOUNT}"
key_sid = "{KEY}"
from = "{FROM}"
base_url = "{}"
answer_seconds = 2
"#,
            peer.url
        );
        std::fs::write(folder.path().join("regard-server.toml"), config).unwrap();
        place.company = "Harbor Jewelers".to_owned();
        let database = server::open(&place, Arc::new(SystemClock)).unwrap();
        let process = Self {
            folder,
            _book: kept,
            database,
        };
        process.furnish();
        process
    }

    /// The process itself; it ends when it is dropped.
    pub fn start(&self) -> Child {
        Command::new(env!("CARGO_BIN_EXE_regard-server"))
            .arg("--config")
            .arg(self.folder.path().join("regard-server.toml"))
            .arg("serve")
            .env("REGARD_TWILIO_KEY_SECRET", KEY_SECRET)
            .env("REGARD_TWILIO_AUTH_TOKEN", AUTH_TOKEN)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap()
    }

    fn furnish(&self) {
        // A zone where it is the early afternoon now, whenever this test runs.
        let west = i64::from(Utc::now().hour()) - 14;
        let zone = match west {
            1.. => format!("Etc/GMT+{west}"),
            _ => format!("Etc/GMT-{}", -west),
        };
        let at = moment(Utc::now());
        let put = |table: &str, id: Uuid, fields: serde_json::Value| {
            let fields = fields.as_object().unwrap().clone();
            self.database
                .write(|edit| edit.put(table, id, fields.clone()).map(|_| ()))
                .unwrap_or_else(|error: DatabaseError| panic!("{error}"));
        };
        put(
            "store",
            STORE,
            json!({ "name": "Harbor", "time_zone": &zone, "currency": "USD", "country": "US" }),
        );
        put(
            "associate",
            MARTA,
            json!({ "given_name": "Marta", "role": "associate", "store_id": STORE }),
        );
        put(
            "customer",
            ROGER,
            json!({
                "store_id": STORE, "given_name": "Roger", "family_name": "Vale", "created_at": at,
                // Whatever his number says.
                "time_zone": zone,
            }),
        );
        for number in 0..NUMBERS {
            put(
                "consent",
                Uuid::from_u128(5_000 + number),
                json!({
                    "customer_id": ROGER, "address": address(number), "channel": "sms",
                    "purpose": "service", "given": true, "basis": "at the counter", "said_at": at,
                }),
            );
        }
    }

    pub fn asks(&self, number: u128) -> MessageId {
        let id = MessageId(Uuid::from_u128(1000 + number));
        let fields = json!({
            "customer_id": ROGER, "resend": 0, "purpose": "service", "channel": "sms",
            "address": address(number), "body": format!("Text number {number}."), "language": "en",
            "asked_at": moment(Utc::now()), "asked_by": MARTA,
        });
        let fields = fields.as_object().unwrap().clone();
        self.database
            .write(|edit| {
                edit.put("message", id.0, fields.clone())?;
                let row = edit.row("message", id.0)?.expect("the row just put");
                intake::on_row(edit, &row)
            })
            .unwrap_or_else(|error: DatabaseError| panic!("{error}"));
        id
    }

    /// Where every message stands.
    pub fn states(&self) -> BTreeMap<MessageId, MessageState> {
        let company = self.database.company();
        let messages = self
            .database
            .read(|connection| rows::rows_in(connection, company, "message"))
            .unwrap_or_else(|error: DatabaseError| panic!("{error}"));
        messages
            .iter()
            .filter_map(|row| Some((MessageId(row.id), row.text("state")?.parse().ok()?)))
            .collect()
    }

    fn state_of(&self, message: MessageId) -> MessageState {
        let company = self.database.company();
        self.database
            .read(|connection| rows::row(connection, company, "message", message.0))
            .unwrap_or_else(|error: DatabaseError| panic!("{error}"))
            .and_then(|row| row.text("state").map(|word| word.parse().unwrap()))
            .expect("a state")
    }
}

/// Waits until it is so; the other process cannot tell us.
pub async fn until(so: impl Fn() -> bool) {
    let mut again = tokio::time::interval(Duration::from_millis(20));
    let waiting = async {
        while !so() {
            again.tick().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(180), waiting)
        .await
        .expect("it happens in time");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_claim_and_answer_the_server_sends_once() {
    let peer = TwilioPeer::start().await;
    let process = Process::new(&peer);
    let message = process.asks(1);
    peer.will([Mood::TakeThenWait]);
    let mut first = process.start();
    until(|| peer.taken().len() == 1).await;
    assert_eq!(process.state_of(message), MessageState::Sending);
    first.kill().await.unwrap();
    peer.go_on();

    let mut second = process.start();
    until(|| process.state_of(message) == MessageState::Sent).await;
    second.kill().await.unwrap();
    peer.only();
    assert_eq!(peer.posts(), 1);
}

/// The measured experiment of the design, with the real thing: 60 messages, a provider that takes
/// texts and loses its answers, and a server that is killed again and again.
#[tokio::test(flavor = "multi_thread")]
async fn killed_again_and_again_no_text_goes_out_twice_and_none_is_lost() {
    let peer = TwilioPeer::start().await;
    let process = Process::new(&peer);
    let messages: Vec<MessageId> = (0..60).map(|number| process.asks(number)).collect();
    let moods = [
        Mood::Take,
        Mood::TakeThenFail,
        Mood::Take,
        Mood::TakeThenHangUp,
        Mood::TooMany,
        Mood::Take,
    ];
    peer.will(moods.into_iter().cycle().take(48));
    for kill in 1..=6 {
        let mut process = process.start();
        // Killed while the next handful is on its way.
        let posts = peer.posts();
        let soon = posts + kill;
        let _ = tokio::time::timeout(Duration::from_secs(8), until(|| peer.posts() >= soon)).await;
        process.kill().await.unwrap();
    }
    let mut last = process.start();
    until(|| {
        messages.iter().all(|message| {
            matches!(
                process.state_of(*message),
                MessageState::Sent | MessageState::NeedsAttention
            )
        })
    })
    .await;
    last.kill().await.unwrap();

    let bodies: Vec<String> = peer.taken().into_iter().map(|taken| taken.body).collect();
    for (number, message) in messages.iter().enumerate() {
        let body = format!("Text number {number}.");
        let times = bodies.iter().filter(|taken| **taken == body).count();
        // One that was struck twice is a person's to decide; none is ever sent twice.
        let expected = usize::from(process.state_of(*message) == MessageState::Sent);
        assert_eq!(times, expected, "{body}");
    }
    let given_up = messages
        .iter()
        .filter(|message| process.state_of(**message) == MessageState::NeedsAttention)
        .count();
    assert!(given_up <= 3, "{given_up} of 60 were struck twice");
}
