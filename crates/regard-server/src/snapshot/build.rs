//! Writes a store's rows into a fresh file, from one picture of the book.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::Path;

use regard_domain::ids::CompanyId;
use regard_rows::Fields;
use regard_rows::part::{PartWriter, UNKNOWN, hex};
use regard_sync::snapshot::Part;
use regard_sync::tables::{Field, TABLES, Table};
use regard_sync::{FieldState, Hlc};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::View;
use crate::database::{Database, DatabaseError, Sql, heads, whole_feeds};

/// How hard to press: a snapshot is pressed once and fetched by every device.
const LEVEL: i32 = 9;

/// Why there is no snapshot.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The book failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// A part could not be written.
    #[error("a part can't be written: {0}")]
    Part(#[from] rusqlite::Error),
    /// The file can't be written.
    #[error("the snapshot can't be written: {0}")]
    File(#[from] std::io::Error),
}

impl From<serde_json::Error> for BuildError {
    fn from(error: serde_json::Error) -> Self {
        Self::Database(error.into())
    }
}

/// A snapshot that was written.
#[derive(Debug, Clone)]
pub struct Built {
    /// The SHA-256 of the file, in hexadecimal digits.
    pub sha256: String,
    /// The bytes of the file.
    pub bytes: u64,
    /// The bytes of all parts once unpacked.
    pub raw_bytes: u64,
    /// The rows.
    pub rows: u64,
    /// The newest stamp.
    pub newest: Option<Hlc>,
    /// The parts.
    pub parts: Vec<Part>,
    /// The number of the newest change in it.
    pub head: u64,
    /// Which life of the book it shows.
    pub epoch: Uuid,
    /// How many ids had been erased.
    pub erasures: u64,
}

/// One stored field, as far as a device gets it.
#[derive(Deserialize)]
struct Stored {
    v: Value,
    h: Hlc,
}

/// Writes what `view` shows into the file at `path`.
pub fn build(database: &Database, view: &View, path: &Path) -> Result<Built, BuildError> {
    let company = database.company();
    let mut file = SnapshotFile::create(path)?;
    let (standing, erasures) = database.read(|connection| {
        let standing = heads::standing(connection, company)?;
        let erasures = whole_feeds::erasures(connection, company)?;
        write_all(connection, company, view, &mut file)?;
        Ok::<_, BuildError>((standing, erasures))
    })?;
    file.finish(standing.head, standing.epoch, erasures)
}

fn write_all(
    connection: &dyn Sql,
    company: CompanyId,
    view: &View,
    file: &mut SnapshotFile,
) -> Result<(), BuildError> {
    for table in TABLES.iter().filter(|table| table.bench || !view.bench) {
        let mut part = None;
        whole_feeds::each(connection, company, table.name, &view.feeds, |row| {
            let fields = seen(&row.fields, table, view)?;
            if fields.is_empty() {
                return Ok(());
            }
            file.saw(&fields);
            let writer = open(&mut part, table.name)?;
            writer.append(table, row.id, &fields)?;
            if writer.is_full()? {
                file.take(table.name, part.take())?;
            }
            Ok::<_, BuildError>(())
        })?;
        file.take(table.name, part)?;
    }
    if view.bench {
        // What this build does not know may be private.
        return Ok(());
    }
    let mut part = None;
    for name in whole_feeds::tables(connection, company)? {
        if TABLES.iter().any(|table| table.name == name) {
            continue;
        }
        whole_feeds::each(connection, company, &name, &view.feeds, |row| {
            let stored: BTreeMap<String, Stored> = serde_json::from_str(&row.fields)?;
            let fields = states(stored);
            file.saw(&fields);
            let writer = open(&mut part, UNKNOWN)?;
            writer.append_unknown(&name, row.id, &fields)?;
            if writer.is_full()? {
                file.take(UNKNOWN, part.take())?;
            }
            Ok::<_, BuildError>(())
        })?;
    }
    file.take(UNKNOWN, part)
}

fn open<'p>(part: &'p mut Option<PartWriter>, name: &str) -> rusqlite::Result<&'p mut PartWriter> {
    match part {
        Some(writer) => Ok(writer),
        None => Ok(part.insert(PartWriter::new(name)?)),
    }
}

/// What of a row the view shows.
fn seen(fields: &str, table: &Table, view: &View) -> Result<Fields, serde_json::Error> {
    let mut stored: BTreeMap<String, Stored> = serde_json::from_str(fields)?;
    if view.bench {
        stored.retain(|name, _| table.field(name).is_some_and(|field: &Field| field.bench));
    }
    Ok(states(stored))
}

fn states(stored: BTreeMap<String, Stored>) -> Fields {
    stored
        .into_iter()
        .map(|(name, field)| {
            let state = FieldState {
                value: field.v,
                hlc: field.h,
            };
            (name, state)
        })
        .collect()
}

/// The file being written.
struct SnapshotFile {
    file: BufWriter<File>,
    hash: Sha256,
    bytes: u64,
    raw_bytes: u64,
    rows: u64,
    newest: Option<Hlc>,
    parts: Vec<Part>,
}

impl SnapshotFile {
    fn create(path: &Path) -> std::io::Result<Self> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Ok(Self {
            file: BufWriter::new(options.open(path)?),
            hash: Sha256::new(),
            bytes: 0,
            raw_bytes: 0,
            rows: 0,
            newest: None,
            parts: Vec::new(),
        })
    }

    fn saw(&mut self, fields: &Fields) {
        self.newest = self
            .newest
            .max(fields.values().map(|state| state.hlc).max());
    }

    /// Presses a part and lays it behind the others.
    fn take(&mut self, table: &str, part: Option<PartWriter>) -> Result<(), BuildError> {
        let Some(part) = part else { return Ok(()) };
        let rows = part.rows();
        let (raw_bytes, pressed) =
            part.finish(|raw| (raw.len(), zstd::bulk::compress(raw, LEVEL)))?;
        let pressed = pressed?;
        self.file.write_all(&pressed)?;
        self.hash.update(&pressed);
        let bytes = u64::try_from(pressed.len()).unwrap_or(u64::MAX);
        let raw_bytes = u64::try_from(raw_bytes).unwrap_or(u64::MAX);
        self.parts.push(Part {
            table: table.to_owned(),
            at: self.bytes,
            bytes,
            raw_bytes,
            rows,
        });
        self.bytes = self.bytes.saturating_add(bytes);
        self.raw_bytes = self.raw_bytes.saturating_add(raw_bytes);
        self.rows = self.rows.saturating_add(rows);
        Ok(())
    }

    fn finish(mut self, head: u64, epoch: Uuid, erasures: u64) -> Result<Built, BuildError> {
        self.file.flush()?;
        let digest = self.hash.finalize();
        Ok(Built {
            sha256: hex(&digest),
            bytes: self.bytes,
            raw_bytes: self.raw_bytes,
            rows: self.rows,
            newest: self.newest,
            parts: self.parts,
            head,
            epoch,
            erasures,
        })
    }
}
