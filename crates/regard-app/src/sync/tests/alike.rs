//! The database of the app and the one of the simulator are alike: whatever happens to both, they
//! hold the same. What the simulator finds out about the one is true of the other.

use chrono::{DateTime, Duration, Utc};
use regard_sync::device::{
    Author, Base, DeviceStore, EditError, Fields, MemoryDevice, arrive, begin_life, leave,
    put_aside, send_again_after, settle, sweep,
};
use regard_sync::{ChangeOutcome, ChangeResult, FieldState, Hlc, Row, tables};
use rusqlite::Connection;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::database::device_store::DeviceDb;
use crate::database::{migrate, sync_state};

/// How many random scripts are run.
const SCRIPTS: u64 = 300;
/// How many acts each has.
const ACTS: usize = 40;

/// Chance from a number.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
    fn id(&mut self, of: &str) -> Uuid {
        let kind = match of {
            "customer" => 0xc0,
            "phone" => 0xf0,
            _ => 0x100,
        };
        Uuid::from_u128(kind + u128::from(self.below(4)))
    }
    fn value(&mut self) -> Value {
        match self.below(5) {
            0 => Value::Null,
            n => json!(format!("word {n} {}", self.below(100))),
        }
    }
}

fn now() -> DateTime<Utc> {
    "2026-05-12T14:00:00Z".parse().unwrap()
}

/// One act of a script, the same on any store.
fn act<S: DeviceStore>(store: &mut S, at: usize, chance: &mut Chance)
where
    S::Error: std::fmt::Debug,
{
    let now = now() + Duration::days(i64::try_from(at).unwrap());
    match chance.below(16) {
        0..=5 => {
            let mut author = Author::begin(store, now, 7).unwrap();
            match edit(&mut author, store, chance) {
                Ok(()) | Err(EditError::NotFound(_)) => {}
                Err(error) => panic!("{error:?}"),
            }
            author.finish(store).unwrap();
        }
        6..=9 => {
            let whole = chance.below(6) == 0;
            let row = row(chance, at);
            arrive(store, &row, whole).unwrap();
        }
        10 | 11 => {
            let most = u32::try_from(chance.below(5)).unwrap();
            let sent = store.changes_to_send(most).unwrap();
            let last = sent.last().map_or(0, |change| change.n);
            let outcome = |n: u64| match n % 5 {
                0 => ChangeOutcome::Parked {
                    reason: "unknown_row".into(),
                },
                1 => ChangeOutcome::Merged,
                2 if n.is_multiple_of(3) => ChangeOutcome::Parked {
                    reason: "erased".into(),
                },
                _ => ChangeOutcome::Ok,
            };
            let results: Vec<ChangeResult> = sent
                .iter()
                .map(|change| ChangeResult {
                    n: change.n,
                    outcome: outcome(change.n),
                })
                .collect();
            settle(store, &sent, last, &results, now).unwrap();
        }
        12 => {
            let of = ["customer", "customer", "phone", "loyalty"]
                [usize::try_from(chance.below(4)).unwrap()];
            let root = chance.id(of);
            leave(store, root).unwrap();
            if chance.below(2) == 0 {
                store.forget_erased(root).unwrap();
            }
        }
        13 => {
            let n = store.numbers().unwrap().last_n;
            send_again_after(store, n.saturating_sub(chance.below(6))).unwrap();
            store.forget_acked_before(now - Duration::days(9)).unwrap();
        }
        14 => match chance.below(3) {
            0 => begin_life(store, Uuid::from_u128(u128::from(chance.below(1000)))).unwrap(),
            1 => drop(send_again_after(store, chance.below(9)).unwrap()),
            _ => {
                if let Some(first) = store.changes_to_send(1).unwrap().first() {
                    put_aside(store, first, "can't be read").unwrap();
                }
            }
        },
        _ => {
            store.begin_noting().unwrap();
            for _ in 0..chance.below(6) {
                let row = row(chance, at);
                store.note(&row.table, row.id).unwrap();
                arrive(store, &row, true).unwrap();
            }
            sweep(store).unwrap();
        }
    }
}

fn edit<S: DeviceStore>(
    author: &mut Author,
    store: &mut S,
    chance: &mut Chance,
) -> Result<(), EditError<S::Error>> {
    let customer = chance.id("customer");
    let phone = chance.id("phone");
    match chance.below(6) {
        0 => author
            .add(store, "customer", customer, customer_fields())
            .map(|_| ()),
        1 => {
            let fields = json!({"customer_id": customer, "typed": "555", "preferred": true});
            author.add(store, "phone", phone, fields).map(|_| ())
        }
        2 => author.delete(store, "phone", phone),
        3 => author.set(store, "phone", phone, json!({"label": chance.value()})),
        4 if chance.below(4) == 0 => author.erase(store, "customer", customer),
        _ => {
            let words = json!({"nickname": chance.value(), "about": chance.value()});
            author.set(store, "customer", customer, words)
        }
    }
}

fn customer_fields() -> Value {
    json!({"store_id": Uuid::from_u128(5), "given_name": "Roger", "family_name": "Sato",
        "created_at": "2020-01-01T00:00:00.000Z"})
}

/// A row as a server sends it.
fn row(chance: &mut Chance, at: usize) -> Row {
    let table = ["customer", "phone", "loyalty"][usize::try_from(chance.below(3)).unwrap()];
    let mut fields = match table {
        "customer" => customer_fields(),
        "phone" => {
            json!({"customer_id": chance.id("customer"), "typed": "556", "preferred": false})
        }
        _ => json!({"customer_id": chance.id("customer")}),
    };
    fields["nickname_of_a_newer_app"] = json!("Rog");
    if table == "customer" {
        fields["nickname"] = chance.value();
    }
    // The bench's devices do not get every field that a row has; a value may be of another kind.
    match (table, chance.below(8)) {
        ("customer", 0) => drop(fields.as_object_mut().unwrap().remove("created_at")),
        ("customer", 1) => fields["created_at"] = json!("when the shop opened"),
        ("phone", 0) => fields["preferred"] = json!("yes"),
        ("phone", 1) => fields["preferred"] = Value::Null,
        _ => {}
    }
    let hlc = Hlc {
        millis: u64::try_from(now().timestamp_millis()).unwrap() + u64::try_from(at).unwrap(),
        counter: 0,
        writer: 1,
    };
    let deleted = chance.below(6) == 0;
    let fields = fields.as_object().cloned().unwrap().into_iter();
    Row {
        table: table.to_owned(),
        id: chance.id(table),
        fields: fields
            .filter(|_| !deleted)
            .map(|(name, value)| (name, FieldState { value, hlc }))
            .collect(),
        deleted,
    }
}

/// What a store holds, as text that can be compared.
fn held<S: DeviceStore>(store: &S) -> Vec<String>
where
    S::Error: std::fmt::Debug,
{
    let mut held = Vec::new();
    for table in ["customer", "phone", "loyalty"] {
        for n in 0..4 {
            for kind in [0xc0, 0xf0, 0x100] {
                let id = Uuid::from_u128(kind + n);
                let row: Option<Fields> = match tables::table(table) {
                    Some(known) => store.row(known, id).unwrap(),
                    None => store.unknown_row(table, id).unwrap(),
                };
                let base: Option<Base> = store.base(table, id).unwrap();
                let waiting = store.changes_of_row(table, id).unwrap();
                let acked = store.acked_of_row(table, id).unwrap();
                held.push(format!(
                    "{table} {id}: {row:?} {base:?} {waiting:?} {acked:?}"
                ));
            }
        }
    }
    held.push(format!("{:?}", store.changes_to_send(1000).unwrap()));
    held.push(format!("{:?}", store.acked_after(0).unwrap()));
    held.push(format!("{:?}", store.numbers().unwrap()));
    held.push(format!("{:?}", store.standing().unwrap()));
    held.push(format!("{:?}", store.has_rows().unwrap()));
    held
}

/// What each row adds to the sums: read from its columns here, from its fields there.
fn sums<S: DeviceStore>(store: &S) -> Vec<String>
where
    S::Error: std::fmt::Debug,
{
    let mut sums = Vec::new();
    store
        .each_row(&mut |table, id, sum| sums.push(format!("{table} {id}: {sum:?}")))
        .unwrap();
    sums.sort();
    sums
}

#[test]
fn the_database_of_the_app_and_that_of_the_simulator_hold_the_same() {
    let life = Uuid::from_u128(0x11fe);
    let mut fresh = Connection::open_in_memory().unwrap();
    migrate::migrate(&mut fresh).unwrap();
    sync_state::settle_life(&fresh, Uuid::from_u128(1), life).unwrap();
    for script in 0..SCRIPTS {
        let sql = fresh.unchecked_transaction().unwrap();
        let mut memory = MemoryDevice::new(life);
        for at in 0..ACTS {
            let seed = script * 1_000 + u64::try_from(at).unwrap();
            act(&mut memory, at, &mut Chance(seed));
            act(&mut DeviceDb(&sql), at, &mut Chance(seed));
            let (in_memory, in_sql) = (held(&memory), held(&DeviceDb(&sql)));
            assert_eq!(in_memory.len(), in_sql.len(), "script {script}, act {at}");
            for (memory, sql) in in_memory.iter().zip(&in_sql) {
                assert_eq!(memory, sql, "script {script}, act {at}");
            }
            if at % 8 == 7 {
                let in_sql = sums(&DeviceDb(&sql));
                assert_eq!(sums(&memory), in_sql, "script {script}, act {at}");
            }
            let parked: u32 = sql
                .query_row("SELECT count(*) AS n FROM parked", [], |row| row.get("n"))
                .unwrap();
            assert_eq!(memory.parked.len(), usize::try_from(parked).unwrap());
        }
        sql.rollback().unwrap();
    }
}
