//! What customers write back, and the templates of what is written to them.

use super::ADD_ONLY;
use crate::table::{Belongs, Merge, Table};
use crate::table::{id, int, text, time};

/// What a customer wrote back. An address that two customers share makes one row for each.
pub(super) const REPLY: Table = Table {
    name: "reply",
    belongs: Belongs::ToCustomer("customer_id"),
    merge: Merge::AddOnly {
        device_sets: &["seen_at", "seen_by", "closed_at", "closed_by"],
    },
    bench: false,
    server_only: false,
    fields: &[
        id("customer_id"),
        // The message that it answers, and its repair.
        id("message_id").maybe(),
        id("repair_id").maybe(),
        // Who is to answer.
        id("for_id").maybe(),
        // A word of Channel.
        text("channel"),
        text("address"),
        text("words"),
        // How many pictures came with it; they stay with the provider.
        int("pictures"),
        // A word of ReplyMeaning.
        text("meaning"),
        time("received_at"),
        time("seen_at").maybe(),
        id("seen_by").maybe(),
        // Nothing is left to do.
        time("closed_at").maybe(),
        id("closed_by").maybe(),
    ],
};

/// What someone wrote from a number that is nobody's here.
pub(super) const STRAY_REPLY: Table = Table {
    name: "stray_reply",
    belongs: Belongs::Company,
    merge: Merge::AddOnly {
        device_sets: &["closed_at", "closed_by"],
    },
    bench: false,
    server_only: false,
    fields: &[
        text("channel"),
        text("address"),
        text("words"),
        int("pictures"),
        text("meaning"),
        time("received_at"),
        time("closed_at").maybe(),
        id("closed_by").maybe(),
    ],
};

/// One version of one template of the company. A version is never changed; the next is added.
pub(super) const TEMPLATE: Table = Table {
    name: "template",
    belongs: Belongs::Company,
    merge: ADD_ONLY,
    bench: false,
    server_only: false,
    fields: &[
        // A word of TemplateKey.
        text("key"),
        text("language"),
        // A word of Channel.
        text("channel"),
        int("version"),
        text("subject").maybe(),
        text("body"),
        id("approved_by").maybe(),
        time("approved_at"),
        time("active_from"),
    ],
};
