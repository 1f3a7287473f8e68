//! The first sync as a file: what the server says of a snapshot, and what a new device gets before it.
//!
//! A snapshot is one file of parts laid end to end. Each part is a small SQLite database with rows of
//! one table, compressed; the device reads part after part into memory and never writes one to its
//! disk in plain.

use serde::{Deserialize, Serialize};

use crate::hlc::Hlc;
use crate::row::{Cursor, Row};

/// `GET /v1/snapshot`: what there is to fetch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The name of the file: `GET /v1/snapshot/{id}`. Another content has another name.
    pub id: String,
    /// Where ordinary pages go on once the snapshot is installed.
    pub cursor: Cursor,
    /// The bytes of the file.
    pub bytes: u64,
    /// The bytes of all parts once unpacked.
    pub raw_bytes: u64,
    /// The SHA-256 of the file, in hexadecimal digits.
    pub sha256: String,
    /// The rows in it.
    pub rows: u64,
    /// The schema whose rows it has ([`crate::SCHEMA`]).
    pub schema: u32,
    /// The newest stamp in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub newest: Option<Hlc>,
    /// Its parts, in the order of the file, parents before children.
    pub parts: Vec<Part>,
    /// The rows that are this associate's alone: a file that all devices share can't hold them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub own: Vec<Row>,
}

/// One part of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The table whose rows it has.
    pub table: String,
    /// Where in the file it begins.
    pub at: u64,
    /// Its bytes in the file.
    pub bytes: u64,
    /// Its bytes once unpacked.
    pub raw_bytes: u64,
    /// Its rows.
    pub rows: u64,
}

/// `GET /v1/agenda`: what the first screen needs, for a device that has nothing yet. It moves no
/// cursor: everything in it comes again with the snapshot or the pages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Agenda {
    /// The rows, parents before children.
    pub rows: Vec<Row>,
}
