//! What was learnt in a visit: single facts, and from which words of which note a record was made.

use crate::table::{Belongs, Merge, Table};
use crate::table::{id, int, text, time};

/// One known thing about a person. One that was filed by mistake is dropped, not deleted.
pub(super) const FACT: Table = Table {
    name: "fact",
    belongs: Belongs::ToCustomer("customer_id"),
    merge: Merge::AddOnly {
        device_sets: &["dropped_at", "dropped_by"],
    },
    bench: false,
    server_only: false,
    fields: &[
        id("customer_id"),
        // A word of FactKind.
        text("kind"),
        text("words"),
        // A word of Tact.
        text("tact"),
        id("note_id").maybe(),
        time("noted_at"),
        id("noted_by").maybe(),
        id("supersedes").maybe(),
        time("dropped_at").maybe(),
        id("dropped_by").maybe(),
    ],
};

/// The words of a note that a record was made from.
pub(super) const NOTE_TRACE: Table = Table {
    name: "note_trace",
    belongs: Belongs::ToCustomer("customer_id"),
    merge: Merge::AddOnly {
        device_sets: &["dropped_at", "dropped_by"],
    },
    bench: false,
    server_only: false,
    fields: &[
        id("customer_id"),
        id("note_id"),
        // The record: `fact`, `relation`, `occasion`, `promise`, `follow_up`, or `customer` for
        // treading gently.
        text("of_table"),
        id("row_id"),
        // Where the words stand in the note, in Unicode characters.
        int("words_from"),
        int("words_to"),
        // The record was taken out again.
        time("dropped_at").maybe(),
        id("dropped_by").maybe(),
    ],
};
