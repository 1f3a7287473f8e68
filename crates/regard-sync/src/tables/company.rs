//! The company: its stores, who works there, and on what.

use crate::table::{Belongs, Merge, Table};
use crate::table::{date, id, text, time};

/// One physical location.
pub(super) const STORE: Table = Table {
    name: "store",
    belongs: Belongs::Company,
    merge: Merge::ByField,
    bench: true,
    server_only: true,
    fields: &[
        text("name"),
        text("street").maybe(),
        text("city").maybe(),
        text("phone").maybe(),
        // IANA name, "America/New_York".
        text("time_zone"),
        // ISO 4217.
        text("currency"),
        // ISO 3166 alpha-2; phone numbers without a country code are read as of this country.
        text("country"),
        // As said to a customer: "until 19:00, Sundays closed".
        text("opening_hours").maybe(),
        // Where the pages behind short links are: scheme, host and path, no last slash.
        text("link_base").maybe(),
        // What the tokens of short links are computed with; nobody outside the store knows it.
        text("link_key").maybe().private(),
    ],
};

/// A person who uses Regard. One who left stays: what they sold stays theirs.
pub(super) const ASSOCIATE: Table = Table {
    name: "associate",
    belongs: Belongs::Company,
    merge: Merge::ByField,
    bench: true,
    server_only: true,
    fields: &[
        text("given_name"),
        text("family_name").maybe(),
        // A word of Role.
        text("role"),
        id("store_id"),
        date("left_on").maybe(),
    ],
};

/// One enrolled device.
pub(super) const DEVICE: Table = Table {
    name: "device",
    belongs: Belongs::Company,
    merge: Merge::ByField,
    bench: true,
    server_only: true,
    fields: &[
        text("name"),
        id("associate_id"),
        id("store_id"),
        text("platform"),
        time("enrolled_at"),
        time("revoked_at").maybe(),
    ],
};

/// That a customer, or a follow-up with one, went from one associate to another.
pub(super) const HANDOVER: Table = Table {
    name: "handover",
    belongs: Belongs::ToCustomer("customer_id"),
    merge: Merge::AddOnly {
        device_sets: &["taken_back_at", "taken_back_by"],
    },
    bench: false,
    server_only: false,
    fields: &[
        id("customer_id"),
        // The act that it was a part of.
        id("act_id"),
        // None: the customer themself.
        id("follow_up_id").maybe(),
        id("from_id"),
        id("to_id"),
        time("at"),
        id("by_id").maybe(),
        time("taken_back_at").maybe(),
        id("taken_back_by").maybe(),
    ],
};
