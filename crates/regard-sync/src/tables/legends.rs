//! The legend book: small gestures worth repeating, told to everybody who works here.

use crate::table::{Belongs, Merge, Table};
use crate::table::{id, text, time};

/// One story. It names no customer: it is of the company, and nothing of it goes with an erasure.
pub(super) const LEGEND: Table = Table {
    name: "legend",
    belongs: Belongs::Company,
    merge: Merge::ByField,
    bench: true,
    server_only: false,
    fields: &[
        text("words").woven(),
        // Who did it, as the team calls them.
        text("done_by").maybe(),
        time("told_at"),
        id("told_by").maybe(),
        // Taken out is not gone: it can be put in again.
        time("taken_out_at").maybe(),
        id("taken_out_by").maybe(),
    ],
};
