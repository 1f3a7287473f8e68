//! Where the database key lies: outside the database, and outside what the system backs up.
//!
//! A release keeps it in the operating system's key store; that part lives in the shell, which knows
//! the platform. The file kept here is for development and says so on the screen.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use uuid::Uuid;
use zeroize::Zeroizing;

/// A raw 256-bit key; wiped from memory when it is dropped.
pub struct Key32(Zeroizing<[u8; 32]>);

impl Key32 {
    /// The key with these bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }
    /// A new random key.
    pub fn random() -> Result<Self, KeyError> {
        let mut bytes = Zeroizing::new([0; 32]);
        getrandom::fill(bytes.as_mut()).map_err(|_| KeyError::Unavailable)?;
        Ok(Self(bytes))
    }
    /// The bytes.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
    /// The key as 64 hexadecimal digits.
    pub fn hex(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(64));
        for byte in self.0.iter() {
            for half in [byte >> 4, byte & 15] {
                text.extend(char::from_digit(half.into(), 16));
            }
        }
        text
    }
    /// The key of 64 hexadecimal digits.
    pub fn from_hex(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        let mut bytes = Zeroizing::new([0; 32]);
        if text.len() != 64 {
            return Err(KeyError::Damaged);
        }
        for (at, byte) in bytes.iter_mut().enumerate() {
            let digits = text.get(at * 2..at * 2 + 2).ok_or(KeyError::Damaged)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| KeyError::Damaged)?;
        }
        Ok(Self(bytes))
    }
}

impl std::fmt::Debug for Key32 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key32")
    }
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The key store is locked or absent; trying later may help.
    #[error("the key store can't be used now")]
    Unavailable,
    /// There is a key, and it is not one of ours.
    #[error("the key is damaged")]
    Damaged,
    /// The file could not be read or written.
    #[error("the key file can't be used: {0}")]
    File(#[from] std::io::Error),
}

/// Keeps the secret of this device.
pub trait KeyStore: Send + Sync {
    /// The key of the database; made at the first call.
    fn database_key(&self) -> Result<Key32, KeyError>;

    /// A random mark of this device, made at the first call. The database holds a copy: when the two
    /// differ, the database was copied to another device or came back from a backup.
    fn device_mark(&self) -> Result<Uuid, KeyError>;

    /// Where it lies: `key_store`, or `file`.
    fn kind(&self) -> &'static str;
}

/// A key in a file only its owner can read. For development.
#[derive(Debug, Clone)]
pub struct FileKeyStore {
    folder: PathBuf,
}

impl FileKeyStore {
    /// A key store in that folder; the folder is made when it is first needed.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
        }
    }

    /// The text in the file, or what `make` gives, written there.
    fn get_or_make(
        &self,
        name: &str,
        make: impl FnOnce() -> Result<Zeroizing<String>, KeyError>,
    ) -> Result<Zeroizing<String>, KeyError> {
        let path = self.folder.join(name);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Zeroizing::new(text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                fs::create_dir_all(&self.folder)?;
                let text = make()?;
                write_private(&path, &text)?;
                Ok(text)
            }
            Err(error) => Err(error.into()),
        }
    }
}

impl KeyStore for FileKeyStore {
    fn database_key(&self) -> Result<Key32, KeyError> {
        Key32::from_hex(&self.get_or_make("database.key", || Ok(Key32::random()?.hex()))?)
    }

    fn device_mark(&self) -> Result<Uuid, KeyError> {
        let mark = self.get_or_make("device.mark", || {
            Ok(Zeroizing::new(Uuid::now_v7().to_string()))
        })?;
        Uuid::parse_str(mark.trim()).map_err(|_| KeyError::Damaged)
    }

    fn kind(&self) -> &'static str {
        "file"
    }
}

/// Writes a file that only its owner can read, whole or not at all.
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let unfinished = path.with_extension("new");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&unfinished)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&unfinished, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_stays_the_same_and_is_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let keys = FileKeyStore::new(folder.path().join("keys"));
        let key = keys.database_key().unwrap();
        assert_eq!(key.bytes(), keys.database_key().unwrap().bytes());
        assert_eq!(keys.device_mark().unwrap(), keys.device_mark().unwrap());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let file = fs::metadata(folder.path().join("keys/database.key")).unwrap();
            assert_eq!(file.permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_key_is_written_and_read_alike_and_never_shown() {
        let key = Key32::random().unwrap();
        assert_eq!(Key32::from_hex(&key.hex()).unwrap().bytes(), key.bytes());
        assert_eq!(format!("{key:?}"), "Key32");
        assert!(Key32::from_hex("abc").is_err());
    }
}
