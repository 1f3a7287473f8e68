//! Pictures of pieces, repairs and cards.

use crate::table::{Belongs, Merge, Table};
use crate::table::{id, int, text, time};

/// One photo, with its thumbnail. The picture in full travels by itself, under its hash.
pub(super) const PHOTO: Table = Table {
    name: "photo",
    belongs: Belongs::ToCustomer("customer_id"),
    merge: Merge::ByField,
    bench: false,
    server_only: false,
    fields: &[
        id("customer_id"),
        // What it shows, where that is a repair or a piece.
        id("repair_id").maybe(),
        id("piece_id").maybe(),
        // The SHA-256 of the picture in full, 64 lower-case hexadecimal digits.
        text("hash"),
        // A small JPEG as base64, so that it is there without a network.
        text("thumbnail"),
        // The picture in full, in pixels and bytes.
        int("width"),
        int("height"),
        int("bytes"),
        text("caption").maybe(),
        time("added_at"),
        id("added_by").maybe(),
        // Taken out is not gone at once: it can be put in again.
        time("removed_at").maybe(),
        id("removed_by").maybe(),
    ],
};
