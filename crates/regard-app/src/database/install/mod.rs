//! The first sync as a file, on the device: a new encrypted database is filled beside the one in use,
//! what never left this device is carried over, and the new one takes the old one's place.
//!
//! Until the one rename at the end the old database is whole and in use; after it the new one is.

mod bare;
pub mod carry;
pub mod fill;
pub mod fresh;
mod swap;

use std::path::{Path, PathBuf};

pub use carry::Carrying;
pub use fresh::{Fresh, Unpacked};

/// Why a snapshot was not installed. The database in use is as it was.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    /// The snapshot is not what was said of it.
    #[error("the snapshot can't be used")]
    Unusable,
    /// The device has no space left.
    #[error("the device has no space left")]
    NoSpace,
    /// The device was enrolled anew, or has read pages, in the meantime.
    #[error("the snapshot is not for this device any more")]
    NotForUs,
    /// Someone went on reading or writing.
    #[error("the database was busy")]
    Busy,
    /// The database refused.
    #[error(transparent)]
    Database(rusqlite::Error),
    /// A file could not be written or moved.
    #[error(transparent)]
    File(std::io::Error),
}

impl From<rusqlite::Error> for InstallError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self::NoSpace,
            _ => Self::Database(error),
        }
    }
}

impl From<std::io::Error> for InstallError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::NoSpace,
            _ => Self::File(error),
        }
    }
}

/// Where the new database is filled, beside the one in use.
pub fn fresh_path(database: &Path) -> PathBuf {
    database.with_file_name("regard-fresh.db")
}

/// Removes a database that was being filled when the app ended.
pub fn tidy(database: &Path) {
    let fresh = fresh_path(database);
    for ending in ["", "-journal", "-wal", "-shm"] {
        let mut name = fresh.clone().into_os_string();
        name.push(ending);
        std::fs::remove_file(name).ok();
    }
}
