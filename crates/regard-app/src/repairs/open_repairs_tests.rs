//! The device's copy of where repairs stand says what their steps say, whatever the steps are.

use proptest::prelude::*;
use regard_domain::ids::RepairId;
use regard_domain::repair::{RepairState, StepKind, fold};
use rusqlite::{Connection, OptionalExtension};
use strum::IntoEnumIterator;
use uuid::Uuid;

use crate::database::migrate::MIGRATIONS;
use crate::database::repair_steps::{self, RepairStepRow};

const REPAIR: Uuid = Uuid::from_u128(1);

/// A step as it arrives: what, in which minute, and which earlier one it takes back.
#[derive(Debug, Clone)]
struct Arriving {
    kind: StepKind,
    minute: u8,
    undoes: Option<u128>,
}

fn arriving() -> impl Strategy<Value = Arriving> {
    let kinds: Vec<StepKind> = StepKind::iter().collect();
    (proptest::sample::select(kinds), 0u8..20, 0u128..10).prop_map(|(kind, minute, which)| {
        Arriving {
            kind,
            minute,
            undoes: (kind == StepKind::Undone).then_some(which),
        }
    })
}

fn device() -> Connection {
    let conn = Connection::open_in_memory().unwrap();
    for (_, sql) in MIGRATIONS {
        conn.execute_batch(sql).unwrap();
    }
    conn.execute(
        "INSERT INTO repair (id, customer_id, store_id, envelope, description, currency, taken_in_at, versions) \
         VALUES (?1, ?1, ?1, '1', 'Watch', 'USD', '2026-05-12T08:00:00.000Z', '{}')",
        [REPAIR],
    )
    .unwrap();
    conn
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(100 + number)
}

fn arrive(conn: &Connection, number: u128, step: &Arriving) {
    conn.execute(
        "INSERT INTO repair_step (id, repair_id, customer_id, kind, at, undoes, versions) \
         VALUES (?1, ?2, ?2, ?3, ?4, ?5, '{}')",
        (
            id(number),
            REPAIR,
            step.kind.to_string(),
            format!("2026-05-12T09:{:02}:00.000Z", step.minute),
            step.undoes.map(id),
        ),
    )
    .unwrap();
}

/// What the lists ask for: whether it is in the store, and if so whether it is ready.
fn by_the_steps(conn: &Connection) -> Option<bool> {
    let steps: Vec<_> = repair_steps::of_repair(conn, RepairId(REPAIR))
        .unwrap()
        .iter()
        .map(RepairStepRow::as_step)
        .collect();
    let state = fold(&steps).state;
    state.is_in_store().then_some(state == RepairState::Ready)
}

fn by_the_copy(conn: &Connection) -> Option<bool> {
    conn.query_row("SELECT step = 'ready' FROM open_repair", [], |row| {
        row.get(0)
    })
    .optional()
    .unwrap()
}

proptest! {
    #[test]
    fn the_copy_says_what_the_steps_say(steps in proptest::collection::vec(arriving(), 0..10), gone in 0u128..10) {
        let conn = device();
        for (number, step) in (0..).zip(&steps) {
            arrive(&conn, number, step);
            prop_assert_eq!(by_the_copy(&conn), by_the_steps(&conn));
        }
        conn.execute("DELETE FROM repair_step WHERE id = ?1", [id(gone)]).unwrap();
        prop_assert_eq!(by_the_copy(&conn), by_the_steps(&conn));
        conn.execute("DELETE FROM repair", []).unwrap();
        prop_assert_eq!(by_the_copy(&conn), None);
    }
}
