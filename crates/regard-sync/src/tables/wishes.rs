//! What customers wish for, and who means to give it.

use crate::table::{Belongs, Merge, Table};
use crate::table::{date, id, text, time};

/// One wish, on the page of whoever spoke of it.
pub(super) const WISH: Table = Table {
    name: "wish",
    belongs: Belongs::ToCustomer("customer_id"),
    merge: Merge::ByField,
    bench: false,
    server_only: false,
    fields: &[
        // Who spoke of it.
        id("customer_id"),
        // Whom it is for, where it is not for them: someone with a page, or known by name only.
        id("for_id").maybe(),
        text("for_name").maybe(),
        text("words"),
        // As it was said: "6½", "17 cm".
        text("size").maybe(),
        // As it was said: "about 900".
        text("price").maybe(),
        // For what: "the 20th".
        text("occasion").maybe(),
        // A word of MayKnow.
        text("may_know"),
        time("noted_at"),
        id("noted_by").maybe(),
        // A word of WishEnd, where it ended.
        text("ended_as").maybe(),
        time("ended_at").maybe(),
        id("ended_by").maybe(),
    ],
};

/// Someone means to give what someone else wishes for. It hangs on the giver, so that nothing of it,
/// not even a value that two people entered, stands on the page of the one whom it is for. The row's id
/// is agreed on by giver and wish.
pub(super) const GIFT: Table = Table {
    name: "gift",
    belongs: Belongs::ToCustomer("customer_id"),
    merge: Merge::ByField,
    bench: false,
    server_only: false,
    fields: &[
        // Who gives.
        id("customer_id"),
        id("wish_id"),
        // The first day on which it is no secret any more; none: until it is given.
        date("secret_until").maybe(),
        time("meant_at"),
        id("meant_by").maybe(),
        time("bought_at").maybe(),
        time("given_at").maybe(),
        // They do not mean to give it any more.
        time("dropped_at").maybe(),
    ],
};
