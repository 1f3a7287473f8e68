//! The new database takes the place of the one in use, while the app runs.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::MutexGuard;
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

/// Every connection of the database, held.
struct Everyone<'d> {
    writer: MutexGuard<'d, Connection>,
    slow_reader: MutexGuard<'d, Connection>,
    readers: Vec<MutexGuard<'d, Connection>>,
}

impl Everyone<'_> {
    /// All connections at once, or none: whoever reads may be about to write.
    fn of(database: &Database) -> Option<Everyone<'_>> {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            let readers: Vec<_> = database
                .readers
                .iter()
                .map_while(|reader| reader.try_lock().ok())
                .collect();
            if readers.len() == database.readers.len()
                && let Ok(slow_reader) = database.slow_reader.try_lock()
                && let Ok(writer) = database.writer.try_lock()
            {
                return Some(Everyone {
                    writer,
                    slow_reader,
                    readers,
                });
            }
            std::thread::sleep(LOOK);
        }
        None
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

impl Database {
    /// Carries over what never left the device, and puts the database at `fresh` in the place of this
    /// one. Whoever reads or writes meanwhile waits for some milliseconds; afterwards the screens are
    /// told that everything changed. An error leaves the database in use as it was.
    pub(crate) fn install(
        &self,
        fresh: &Path,
        key: &Key32,
        carrying: &Carrying<'_>,
    ) -> Result<(), InstallError> {
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
        let opened = everyone.open(&self.path, key);
        drop(everyone);
        swapped?;
        opened?;
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
    sync_folder(path)?;
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
