//! Two real devices and a real server, over the door that devices use.

use std::collections::BTreeMap;

use regard_domain::clock::Clock;
use regard_domain::ids::{AssociateId, OccurrenceId};
use regard_domain::message::{MessageState, intent_id};
use regard_domain::words::Purpose;
use regard_server::config::Config;
use regard_server::database::{Database, DatabaseError, moment};
use regard_server::delivery::config::SmsConfig;
use regard_server::{Server, ServerOptions};
use regard_sync::enrol::EnrolRequest;
use regard_sync::{Change, ChangeKind, ChangeOutcome, FieldChange, Hlc, SyncRequest, SyncService};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::clock::HandClock;
use crate::store::{MARTA, MORNING, REPAIR, ROGER, ROGERS_NUMBER, STORE, WORDS};
use crate::twilio_peer::TwilioPeer;

struct Device {
    token: String,
    incarnation: Uuid,
    writer: Uuid,
}

impl Device {
    async fn of(server: &Server, associate: Uuid) -> Self {
        let code = server
            .state()
            .make_code(AssociateId(associate))
            .await
            .unwrap();
        let incarnation = Uuid::now_v7();
        let enrolled = server
            .state()
            .enrol(&EnrolRequest {
                code: code.code,
                device_name: "A phone".into(),
                platform: "android".into(),
                incarnation,
            })
            .await
            .unwrap();
        Self {
            token: enrolled.token,
            incarnation,
            writer: enrolled.device_id.0,
        }
    }

    /// Syncs rows that were made offline.
    async fn says(&self, server: &Server, clock: &HandClock, rows: &[(&str, Uuid, Value)]) {
        let millis = u64::try_from(clock.now().timestamp_millis()).unwrap();
        let stamp = |counter| Hlc {
            millis,
            counter,
            writer: Hlc::writer_of(self.writer),
        };
        let changes = (1_u16..)
            .zip(rows)
            .map(|(n, (table, id, fields))| Change {
                n: n.into(),
                table: (*table).into(),
                id: *id,
                kind: ChangeKind::Append,
                fields: fields
                    .as_object()
                    .unwrap()
                    .iter()
                    .map(|(name, value)| {
                        let change = FieldChange {
                            value: value.clone(),
                            hlc: stamp(n),
                            base: None,
                            seen: None,
                        };
                        (name.clone(), change)
                    })
                    .collect::<BTreeMap<_, _>>(),
            })
            .collect();
        let answer = server
            .state()
            .sync(
                &self.token,
                &SyncRequest {
                    incarnation: self.incarnation,
                    schema: regard_sync::SCHEMA,
                    device_now: clock.now(),
                    cursor: None,
                    changes,
                    want_rows: 100,
                    parts: None,
                },
            )
            .await
            .unwrap();
        for result in answer.results {
            assert!(
                !matches!(result.outcome, ChangeOutcome::Parked { .. }),
                "{result:?}"
            );
        }
    }
}

fn furnish(database: &Database, ben: Uuid) {
    let at = moment(database.now());
    let put = |table: &str, id: Uuid, fields: Value| {
        let fields = fields.as_object().unwrap().clone();
        database
            .write(|edit| edit.put(table, id, fields.clone()).map(|_| ()))
            .unwrap_or_else(|error: DatabaseError| panic!("{error}"));
    };
    put(
        "store",
        STORE,
        json!({
            "name": "Harbor", "time_zone": "America/New_York", "currency": "USD", "country": "US",
        }),
    );
    for (id, name) in [(MARTA, "Marta"), (ben, "Ben")] {
        put(
            "associate",
            id,
            json!({
                "given_name": name, "role": "associate", "store_id": STORE,
            }),
        );
    }
    put(
        "customer",
        ROGER,
        json!({
            "store_id": STORE, "given_name": "Roger", "family_name": "Vale", "created_at": at,
        }),
    );
    put(
        "repair",
        REPAIR.0,
        json!({
            "customer_id": ROGER, "store_id": STORE, "envelope": "4711", "description": "Watch",
            "currency": "USD", "taken_in_at": at,
        }),
    );
    put(
        "repair_step",
        Uuid::from_u128(60),
        json!({
            "repair_id": REPAIR, "customer_id": ROGER, "kind": "taken_in", "at": at,
        }),
    );
    put(
        "consent",
        Uuid::from_u128(50),
        json!({
            "customer_id": ROGER, "address": ROGERS_NUMBER, "channel": "sms", "purpose": "service",
            "given": true, "basis": "at the counter", "said_at": at,
        }),
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn marta_and_ben_tell_roger_offline_and_both_sync_at_once() {
    let peer = TwilioPeer::start().await;
    let folder = tempfile::tempdir().unwrap();
    let clock = std::sync::Arc::new(HandClock::at(MORNING));
    let mut config = Config::for_folder(folder.path(), "127.0.0.1:0".parse().unwrap());
    let _book = crate::engine::place(&mut config);
    config.delivery.hold_seconds = 0;
    config.delivery.sms = SmsConfig::Twilio(Box::new(peer.config(Some("http://127.0.0.1:9"))));
    let options = ServerOptions {
        config,
        clock: clock.clone(),
    };
    let server = Server::start(options).await.unwrap();
    let ben = Uuid::from_u128(22);
    furnish(server.state().database(), ben);
    let marta_phone = Device::of(&server, MARTA).await;
    let ben_tablet = Device::of(&server, ben).await;

    // Each marks the repair ready and asks for the message, without a network.
    clock.pass(60);
    let occurrence = OccurrenceId::of(REPAIR, 1);
    let message = intent_id(REPAIR, occurrence, Purpose::Service, 0);
    let said_by = |who: Uuid| {
        [
            (
                "repair_step",
                Uuid::now_v7(),
                json!({
                    "repair_id": REPAIR, "customer_id": ROGER, "kind": "ready",
                    "at": moment(clock.now()), "by_id": who,
                }),
            ),
            (
                "message",
                message.0,
                json!({
                    "customer_id": ROGER, "repair_id": REPAIR, "occurrence_id": occurrence,
                    "resend": 0, "purpose": "service", "channel": "sms", "address": ROGERS_NUMBER,
                    "body": WORDS, "language": "en", "asked_at": moment(clock.now()),
                    "asked_by": who,
                }),
            ),
        ]
    };
    let (marta, ben) = (said_by(MARTA), said_by(ben));
    tokio::join!(
        marta_phone.says(&server, &clock, &marta),
        ben_tablet.says(&server, &clock, &ben),
    );
    let database = server.state().database().clone();
    let state = || {
        database
            .read(|connection| {
                regard_server::database::rows::row(
                    connection,
                    database.company(),
                    "message",
                    message.0,
                )
            })
            .unwrap_or_else(|error: DatabaseError| panic!("{error}"))
            .and_then(|row| {
                row.text("state")
                    .map(|word| word.parse::<MessageState>().unwrap())
            })
    };
    let mut heads = database.heads();
    let sent = async {
        while state() != Some(MessageState::Sent) {
            heads.changed().await.unwrap();
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), sent)
        .await
        .expect("it is sent");
    server.stop().await;
    assert_eq!(peer.only().body, WORDS);
    assert_eq!(peer.posts(), 1);
}
