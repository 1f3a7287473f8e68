//! The text that an author saw is left out until the server asks for it: nothing else is different.

use proptest::prelude::*;
use regard_domain::ids::DeviceId;
use regard_domain::words::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use super::tests::{MAIN, caller, customer, noon, opened, write};
use super::{Applied, Book, MemoryBook, apply};
use crate::{Change, ChangeKind, FieldChange, Hlc, SCHEMA, SyncRequest};

/// What Marta's device says of a customer: the text, on top of which stamp, and what she saw.
fn said_of_about(n: u64, text: &str, base: Hlc, seen: Value) -> Change {
    let field = FieldChange {
        value: json!(text),
        hlc: Hlc::next(Some(base), 0, 77 + n),
        base: Some(base),
        seen: Some(seen),
    };
    Change {
        n,
        table: "customer".to_owned(),
        id: customer(0),
        kind: ChangeKind::Set,
        fields: [("about".to_owned(), field)].into(),
    }
}

fn heard(book: &MemoryBook, changes: Vec<Change>) -> (Applied, String) {
    let request = SyncRequest {
        incarnation: Uuid::from_u128(50),
        schema: SCHEMA,
        device_now: noon(),
        cursor: None,
        changes,
        want_rows: 10,
        parts: None,
    };
    let caller = caller(Role::Associate);
    let applied = write(book, |edit| {
        apply(edit, &caller, &request, |_, _| Ok(())).unwrap()
    });
    let row = book.row("customer", customer(0)).unwrap().unwrap();
    let text = row.fields["about"].value.as_str().unwrap().to_owned();
    (applied, text)
}

#[test]
fn the_text_that_was_seen_is_asked_for_only_where_somebody_else_wrote_too() {
    let book = opened();
    let about = |text: &str| [("about", json!(text))];
    write(&book, |edit| {
        let fields = [("store_id", json!(MAIN)), ("about", json!("Likes gold."))];
        edit.put("customer", customer(0), fields).unwrap();
    });
    let stamp = || book.row("customer", customer(0)).unwrap().unwrap().fields["about"].hlc;
    let first = stamp();

    // Nobody else wrote: it is taken as it is, without the text before it.
    let left_out = json!(false);
    let change = said_of_about(1, "Likes gold. Has a dog.", first, left_out.clone());
    let second = change.fields["about"].hlc;
    let (applied, text) = heard(&book, vec![change]);
    assert!(!applied.wants_seen);
    assert_eq!(
        (applied.acked_to, text.as_str()),
        (1, "Likes gold. Has a dog.")
    );

    // Somebody did: it and what follows is not looked at, and is woven when it comes with the text.
    write(&book, |edit| {
        edit.put(
            "customer",
            customer(0),
            about("Likes white gold. Has a dog."),
        )
        .unwrap()
    });
    let (edit, next) = (
        "Likes gold. Has a dog, Rex.",
        "Likes gold. Has a dog, Rex. And a cat.",
    );
    let change = said_of_about(2, edit, second, left_out.clone());
    let third = change.fields["about"].hlc;
    let (applied, text) = heard(&book, vec![change, said_of_about(3, next, third, left_out)]);
    assert!(applied.wants_seen);
    assert_eq!((applied.acked_to, applied.results.len()), (1, 0));
    assert_eq!(text, "Likes white gold. Has a dog.");
    let whole = vec![
        said_of_about(2, edit, second, json!("Likes gold. Has a dog.")),
        said_of_about(3, next, third, json!(edit)),
    ];
    let (applied, text) = heard(&book, whole);
    assert!(!applied.wants_seen);
    assert_eq!(
        (applied.acked_to, text.as_str()),
        (3, "Likes white gold. Has a dog, Rex. And a cat.")
    );
}

/// What somebody does.
#[derive(Debug, Clone, Copy)]
enum Act {
    /// Looks at what the server has, unless something of theirs still waits.
    Look(usize),
    /// Types a word before, behind or in place of what they see, by a clock so many minutes off.
    Type(usize, u8, i64),
    /// Says what waits.
    Send(usize),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        (0..2_usize).prop_map(Act::Look),
        (0..2_usize, 0..3_u8, -3..4_i64).prop_map(|(who, how, off)| Act::Type(who, how, off)),
        (0..2_usize).prop_map(Act::Send),
    ]
}

/// One of the two, with what they see and what waits.
#[derive(Default)]
struct Writer {
    sees: Option<(String, Hlc)>,
    waits: Vec<Change>,
    last_n: u64,
    /// A device never gives a stamp twice, whatever its clock says.
    last_hlc: Option<Hlc>,
}

/// A book and two who write in one text; `lean`: they leave out what they saw until they are asked.
struct Two {
    book: MemoryBook,
    writers: [Writer; 2],
    lean: bool,
    words: u32,
}

impl Two {
    fn begin(lean: bool) -> Self {
        let book = opened();
        write(&book, |edit| {
            let fields = [("store_id", json!(MAIN)), ("about", json!("gold"))];
            edit.put("customer", customer(0), fields).unwrap();
        });
        Self {
            book,
            writers: Default::default(),
            lean,
            words: 0,
        }
    }

    fn stands(&self) -> (String, Hlc) {
        let row = self.book.row("customer", customer(0)).unwrap().unwrap();
        let field = &row.fields["about"];
        (field.value.as_str().unwrap().to_owned(), field.hlc)
    }

    fn does(&mut self, act: Act) {
        match act {
            Act::Look(who) if self.writers[who].waits.is_empty() => {
                self.writers[who].sees = Some(self.stands());
            }
            Act::Look(_) => {}
            Act::Type(who, how, off) => {
                self.words += 1;
                let word = format!("word{}", self.words);
                let stands = self.stands();
                let writer = &mut self.writers[who];
                let (seen, base) = writer.sees.clone().unwrap_or(stands);
                let text = match how {
                    0 => format!("{seen} {word}"),
                    1 => format!("{word} {seen}"),
                    _ => word,
                };
                let clock = (noon().timestamp_millis() + off * 60_000).unsigned_abs();
                let last = writer.last_hlc.max(Some(base));
                let hlc = Hlc::next(last, clock, 70 + u64::try_from(who).unwrap());
                writer.last_hlc = Some(hlc);
                writer.last_n += 1;
                let field = FieldChange {
                    value: json!(text),
                    hlc,
                    base: Some(base),
                    seen: Some(json!(seen)),
                };
                writer.waits.push(Change {
                    n: writer.last_n,
                    table: "customer".to_owned(),
                    id: customer(0),
                    kind: ChangeKind::Set,
                    fields: [("about".to_owned(), field)].into(),
                });
                writer.sees = Some((text, hlc));
            }
            Act::Send(who) => self.sends(who),
        }
    }

    fn sends(&mut self, who: usize) {
        let mut waits = std::mem::take(&mut self.writers[who].waits);
        if waits.is_empty() {
            return;
        }
        if self.lean {
            let lean = waits
                .iter()
                .cloned()
                .map(Change::leaving_out_seen)
                .collect();
            let applied = self.asks(who, lean);
            waits.retain(|change| change.n > applied.acked_to);
            assert_eq!(applied.wants_seen, !waits.is_empty());
        }
        if !waits.is_empty() {
            assert!(!self.asks(who, waits).wants_seen, "it was said");
        }
    }

    fn asks(&self, who: usize, changes: Vec<Change>) -> Applied {
        let mut caller = caller(Role::Associate);
        caller.device = DeviceId(Uuid::from_u128(40 + u128::try_from(who).unwrap()));
        let request = SyncRequest {
            incarnation: Uuid::from_u128(50 + u128::try_from(who).unwrap()),
            schema: SCHEMA,
            device_now: noon(),
            cursor: None,
            changes,
            want_rows: 10,
            parts: None,
        };
        write(&self.book, |edit| {
            apply(edit, &caller, &request, |_, _| Ok(())).unwrap()
        })
    }

    /// Every value of every row, whatever its stamps.
    fn values(&self) -> Vec<String> {
        let rows = self.book.all_rows();
        let mut values: Vec<String> = rows
            .iter()
            .flat_map(|row| {
                row.fields
                    .iter()
                    .map(|(name, field)| (&row.table, name, &field.value))
            })
            .filter(|(_, _, value)| {
                value
                    .as_str()
                    .is_none_or(|text| Uuid::parse_str(text).is_err())
            })
            .map(|value| format!("{value:?}"))
            .collect();
        values.sort();
        values
    }
}

proptest! {
    /// Whoever leaves out what they saw until they are asked ends with the same book, word for word.
    #[test]
    fn what_is_asked_for_is_what_is_needed(acts in proptest::collection::vec(act(), 1..25)) {
        let (mut lean, mut whole) = (Two::begin(true), Two::begin(false));
        for act in acts {
            lean.does(act);
            whole.does(act);
            prop_assert_eq!(lean.values(), whole.values());
        }
    }
}
