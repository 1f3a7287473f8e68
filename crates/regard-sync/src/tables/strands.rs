//! What an associate says of themselves.

use crate::table::{Belongs, Merge, Table};
use crate::table::{id, text, time};

/// One thing that an associate would tell a customer of themselves: "two dogs". The store's
/// server keeps it and hands it to their own devices only. What is dropped loses its words everywhere.
pub(super) const OWN_FACT: Table = Table {
    name: "own_fact",
    belongs: Belongs::ToAssociate("associate_id"),
    merge: Merge::AddOnly {
        device_sets: &["dropped_at", "words"],
    },
    bench: false,
    server_only: false,
    fields: &[
        id("associate_id"),
        // A word of FactKind.
        text("kind"),
        text("words"),
        time("added_at"),
        time("dropped_at").maybe(),
    ],
};
