//! For tests: Roger's Seamaster, a gift of Dana's, and what Marta promised on it.

use chrono::Duration;
use regard_domain::ids::{
    AssociateId, ConsentId, CustomerId, PhoneId, PieceId, PromiseId, RelationId, RepairId,
};
use regard_domain::words::{Channel, Role, WorkKind};
use serde_json::{Value, json};
use uuid::Uuid;

use super::screens::{NewRepairLine, RepairCard, TakeInRepair};
use super::{mark_ready, take_in};
use crate::messages::screens::{MessageCard, TellCustomer};
use crate::messages::tell;
use crate::repairs::screens::MarkRepairReady;
use crate::testing::Desk;

/// Roger's number.
pub const ROGERS_NUMBER: &str = "+12125550159";

/// Marta's desk with the Martins on it.
pub struct RogersWatch {
    pub desk: Desk,
    pub roger: CustomerId,
    pub dana: CustomerId,
    pub mia: AssociateId,
    pub seamaster: PieceId,
    pub batteries: PromiseId,
}

impl RogersWatch {
    /// Marta's desk: the promise is five years old, and Roger said that we may text him.
    pub async fn known() -> Self {
        Self::known_to(Role::Associate).await
    }

    /// The same on the device of someone else.
    pub async fn known_to(role: Role) -> Self {
        let desk = Desk::of(role).await;
        let scene = Self {
            roger: CustomerId(Uuid::from_u128(1)),
            dana: CustomerId(Uuid::from_u128(2)),
            mia: AssociateId(Uuid::from_u128(0xb)),
            seamaster: PieceId(Uuid::from_u128(3)),
            batteries: PromiseId(Uuid::from_u128(4)),
            desk,
        };
        scene.desk.from_server(
            "associate",
            scene.mia.0,
            json!({"given_name": "Mia", "role": "associate", "store_id": scene.desk.store}),
        );
        for (who, given_name) in [(scene.roger, "Roger"), (scene.dana, "Dana")] {
            scene.desk.from_server(
                "customer",
                who.0,
                json!({"store_id": scene.desk.store, "given_name": given_name,
                       "family_name": "Martin", "created_at": "2021-06-03T15:00:00.000Z"}),
            );
        }
        scene.desk.from_server(
            "relation",
            RelationId(Uuid::from_u128(7)).0,
            json!({"customer_id": scene.dana, "other_id": scene.roger, "kind": "spouse"}),
        );
        scene.piece_is(json!({}));
        scene.desk.from_server(
            "promise",
            scene.batteries.0,
            json!({"customer_id": scene.roger, "piece_id": scene.seamaster,
                   "words": "Batteries free for life", "covers": "battery",
                   "made_by_id": scene.desk.me, "made_on": "2021-06-03"}),
        );
        scene.desk.from_server(
            "phone",
            PhoneId(Uuid::from_u128(5)).0,
            json!({"customer_id": scene.roger, "e164": ROGERS_NUMBER, "typed": "212 555 0159",
                   "preferred": true}),
        );
        scene.roger_said(6, true, "2021-06-03T15:00:00.000Z");
        scene
    }

    /// The piece, with other values in some fields.
    pub fn piece_is(&self, other: Value) {
        let mut fields = json!({"customer_id": self.roger, "kind": "watch",
                                "description": "Seamaster, steel, 41 mm"});
        fields
            .as_object_mut()
            .unwrap()
            .extend(other.as_object().unwrap().clone());
        self.desk.from_server("piece", self.seamaster.0, fields);
    }

    /// A statement of Roger's in the ledger.
    pub fn roger_said(&self, id: u128, given: bool, at: &str) {
        self.desk.from_server(
            "consent",
            ConsentId(Uuid::from_u128(id)).0,
            json!({"customer_id": self.roger, "address": ROGERS_NUMBER, "channel": "sms",
                   "purpose": "service", "given": given, "basis": "at the counter",
                   "said_at": at}),
        );
    }

    /// Some minutes later.
    pub fn minutes_later(&self, minutes: i64) {
        self.desk.clock.advance(Duration::minutes(minutes));
    }

    /// What Marta types when Roger brings the watch for a battery and a cleaning.
    pub fn battery_and_cleaning(&self) -> TakeInRepair {
        TakeInRepair {
            customer_id: self.roger,
            piece_id: Some(self.seamaster),
            description: None,
            piece_kind: None,
            envelope: "1042".into(),
            customer_words: Some("It stops at night.".into()),
            condition: Some("scratch at six".into()),
            lines: vec![line(WorkKind::Battery, 4000), line(WorkKind::Cleaning, 0)],
            promised_for: None,
            tell_id: None,
            tell_by: Some(Channel::Sms),
            consent: false,
            dropped_off_by: None,
        }
    }

    /// The watch comes over the counter.
    pub async fn taken_in(&self) -> RepairCard {
        let card = take_in::take_in_repair(&self.desk.app, self.battery_and_cleaning())
            .await
            .unwrap();
        self.minutes_later(10);
        card
    }

    /// The bench marks it ready.
    pub async fn ready(&self, repair: RepairId) -> RepairCard {
        let ready = MarkRepairReady {
            repair_id: repair,
            bin: None,
            note: None,
        };
        let card = mark_ready::mark_repair_ready(&self.desk.app, ready)
            .await
            .unwrap();
        self.minutes_later(10);
        card
    }

    /// What Marta sends.
    pub fn your_watch_is_ready(&self, repair: RepairId) -> TellCustomer {
        TellCustomer {
            repair_id: repair,
            mark_ready: false,
            channel: Channel::Sms,
            address: ROGERS_NUMBER.into(),
            body: "Hi Roger, your watch is ready.".into(),
            subject: None,
            own_line: None,
        }
    }

    /// Marta tells Roger.
    pub async fn told(&self, repair: RepairId) -> MessageCard {
        tell::tell_customer(&self.desk.app, self.your_watch_is_ready(repair))
            .await
            .unwrap()
    }

    /// How many changes wait for the server in that table.
    pub fn changes_to(&self, table: &str) -> usize {
        self.desk
            .app
            .database()
            .unwrap()
            .read(|conn| {
                Ok(crate::database::outbox::to_send(conn, 1000)?
                    .iter()
                    .filter(|change| change.table == table)
                    .count())
            })
            .unwrap()
    }
}

/// A line without words of its own.
pub fn line(work: WorkKind, price: i64) -> NewRepairLine {
    NewRepairLine {
        work,
        description: String::new(),
        price,
    }
}
