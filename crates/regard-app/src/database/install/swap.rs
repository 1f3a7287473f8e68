//! The new database takes the place of the one in use, while the app runs.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Mutex, MutexGuard, TryLockError};
use std::time::{Duration, Instant};

use regard_sync::tables::TABLES;
use rusqlite::Connection;

use super::carry::carry;
use super::{Carrying, InstallError, fresh};
use crate::database::connection::{self, Purpose};
use crate::database::{Database, Written};
use crate::key_store::Key32;
use crate::sync::first_sync::crash::crash_point;

/// How long to wait for a moment in which nobody reads or writes.
const PATIENCE: Duration = Duration::from_secs(60);
/// The pause between two looks for one.
const LOOK: Duration = Duration::from_millis(2);

/// So often the new file is tried to be opened, with a pause between.
const TRIES: u32 = 5;
const REOPEN: Duration = Duration::from_millis(50);

/// Every connection of the database, held.
struct Everyone<'d> {
    writer: MutexGuard<'d, Connection>,
    slow_reader: MutexGuard<'d, Connection>,
    readers: Vec<MutexGuard<'d, Connection>>,
}

impl Everyone<'_> {
    /// All connections at once, or none: whoever reads may be about to write. Between two looks none is
    /// held, so that nobody waits for one who waits.
    fn of(database: &Database) -> Option<Everyone<'_>> {
        let begun = Instant::now();
        loop {
            if let Some(everyone) = Self::at_once(database) {
                return Some(everyone);
            }
            if begun.elapsed() >= PATIENCE {
                return None;
            }
            std::thread::sleep(LOOK);
        }
    }

    fn at_once(database: &Database) -> Option<Everyone<'_>> {
        let readers: Option<Vec<_>> = database.readers.iter().map(free).collect();
        Some(Everyone {
            readers: readers?,
            slow_reader: free(&database.slow_reader)?,
            writer: free(&database.writer)?,
        })
    }

    /// Closes the file: each connection is one to nothing.
    fn close(&mut self) -> rusqlite::Result<()> {
        for reader in &mut self.readers {
            **reader = Connection::open_in_memory()?;
        }
        *self.slow_reader = Connection::open_in_memory()?;
        *self.writer = Connection::open_in_memory()?;
        Ok(())
    }

    /// Opens the file that lies there now; what is in the way for a moment only (no handles, no
    /// memory) may be gone at the next try.
    fn open_whatever_it_takes(&mut self, path: &Path, key: &Key32) -> rusqlite::Result<()> {
        let mut opened = self.open(path, key);
        for _ in 1..TRIES {
            if opened.is_ok() {
                break;
            }
            std::thread::sleep(REOPEN);
            opened = self.open(path, key);
        }
        opened
    }

    /// Opens the file that lies there now.
    fn open(&mut self, path: &Path, key: &Key32) -> rusqlite::Result<()> {
        *self.writer = connection::open(path, key, Purpose::Write)?;
        for reader in &mut self.readers {
            **reader = connection::open(path, key, Purpose::Read)?;
        }
        *self.slow_reader = connection::open(path, key, Purpose::Read)?;
        Ok(())
    }
}

/// The connection, where nobody has it just now. One that a panic let go of is whole: what it was
/// doing was a transaction, which fell with it.
fn free(connection: &Mutex<Connection>) -> Option<MutexGuard<'_, Connection>> {
    match connection.try_lock() {
        Ok(free) => Some(free),
        Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    }
}

impl Database {
    /// Carries over what never left the device, and puts the database at `fresh` in the place of this
    /// one. Whoever reads or writes meanwhile waits for some milliseconds; afterwards the screens are
    /// told that everything changed. An error leaves the database in use as it was; after the rename
    /// there is none any more.
    pub(crate) fn install(
        &self,
        fresh: &Path,
        key: &Key32,
        carrying: &Carrying<'_>,
    ) -> Result<(), InstallError> {
        // Nearly all of it goes to the disk before anyone is kept waiting.
        File::options().write(true).open(fresh)?.sync_all()?;
        let mut everyone = Everyone::of(self).ok_or(InstallError::Busy)?;
        {
            let new = fresh::open(fresh, key)?;
            carry(&everyone.writer, &new, carrying)?;
        }
        crash_point("carried");
        File::options().write(true).open(fresh)?.sync_all()?;
        crash_point("fresh_synced");
        // A log of the old file beside the new one would be taken for its own.
        empty_log(&everyone.writer)?;
        let swapped = everyone
            .close()
            .map_err(InstallError::from)
            .and_then(|()| put_in_place(fresh, &self.path));
        let opened = everyone.open_whatever_it_takes(&self.path, key);
        if swapped.is_ok() {
            self.generation.fetch_add(1, Ordering::AcqRel);
        }
        drop(everyone);
        swapped?;
        // The new one stands. Where it could not be opened now, whoever asks next is told so.
        if let Err(error) = opened {
            tracing::error!(code = ?error.sqlite_error_code(), "the new database can't be opened");
        }
        let tables = TABLES.iter().map(|table| table.name.to_owned()).collect();
        (self.on_written)(Written {
            tables,
            to_send: true,
            ..Written::default()
        });
        Ok(())
    }
}

fn empty_log(writer: &Connection) -> Result<(), InstallError> {
    let busy: i64 = writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy == 0 {
        Ok(())
    } else {
        Err(InstallError::Busy)
    }
}

fn put_in_place(fresh: &Path, path: &Path) -> Result<(), InstallError> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    // The last connection takes the log away with it; one that holds words stays, and so does the file.
    match fs::metadata(PathBuf::from(log)) {
        Ok(log) if log.len() > 0 => return Err(InstallError::Busy),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error.into()),
    }
    sync_folder(path)?;
    crash_point("log_gone");
    fs::rename(fresh, path)?;
    crash_point("renamed");
    // The new one stands. Was the name not brought to the disk, a power cut brings the old one back,
    // with every word in it: no reason to say that nothing was installed.
    if let Err(error) = sync_folder(path) {
        tracing::warn!(%error, "the folder was not synced");
    }
    crash_point("folder_synced");
    Ok(())
}

/// Brings the names in the folder to the disk.
fn sync_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        File::open(folder)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use uuid::Uuid;

    use super::*;
    use crate::testing::HandClock;

    fn database(folder: &Path) -> Database {
        let key = Key32::random().unwrap();
        let clock = HandClock::at("2026-05-12T14:00:00Z");
        Database::open(&folder.join("regard.db"), &key, Uuid::from_u128(1), clock).unwrap()
    }

    #[test]
    fn whoever_waits_for_everyone_holds_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let database = database(folder.path());
        let writing = database.writer.lock().unwrap();
        assert!(Everyone::at_once(&database).is_none());
        let readers = database.readers.iter().chain([&database.slow_reader]);
        assert_eq!(readers.filter_map(free).count(), database.readers.len() + 1);
        drop(writing);
        assert!(Everyone::at_once(&database).is_some());
    }

    #[test]
    fn a_connection_that_a_panic_let_go_of_is_not_busy() {
        let folder = tempfile::tempdir().unwrap();
        let database = Arc::new(database(folder.path()));
        let theirs = Arc::clone(&database);
        std::thread::spawn(move || {
            let _reading = theirs.readers[0].lock().unwrap();
            panic!("on purpose");
        })
        .join()
        .unwrap_err();
        assert!(Everyone::at_once(&database).is_some());
    }
}
