//! How far a first sync is, for the screens.

use regard_sync::Manifest;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How far the first sync is: bytes first, then rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct FirstSync {
    /// Bytes that are here.
    pub bytes: u64,
    /// Bytes there are.
    pub of_bytes: u64,
    /// Rows that are in the database.
    pub rows: u64,
    /// Rows there are.
    pub of_rows: u64,
    /// The device has no space for it; it goes on when there is some.
    pub no_space: bool,
}

impl FirstSync {
    /// So many bytes are here.
    pub(super) fn fetching(manifest: &Manifest, bytes: u64) -> Self {
        Self {
            bytes,
            of_bytes: manifest.bytes,
            rows: 0,
            of_rows: manifest.rows,
            no_space: false,
        }
    }

    /// All bytes are here.
    pub(super) fn fetched(manifest: &Manifest) -> Self {
        Self::fetching(manifest, manifest.bytes)
    }

    /// So many rows are in.
    pub(super) fn taken(manifest: &Manifest, rows: u64) -> Self {
        Self {
            rows,
            ..Self::fetched(manifest)
        }
    }

    /// There is no space.
    pub(super) fn no_space(manifest: &Manifest) -> Self {
        Self {
            no_space: true,
            ..Self::fetching(manifest, 0)
        }
    }
}
