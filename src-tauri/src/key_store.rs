//! The operating system's key store, one for each system.
//!
//! Development on a Linux machine without one (a container, a test) falls back to a key file with a
//! plain warning. A release does that only when it is asked to by name, with
//! `REGARD_KEY_FILE=development`, and then says so on its settings screen.

use std::path::Path;
use std::sync::Arc;

use keyring_core::{CredentialStore, Entry, Error as StoreError};
use regard_app::{FileKeyStore, Key32, KeyError, KeyStore, Zeroizing};

/// Under which name the system's key store knows this program.
const PROGRAM: &str = "app.regard.store";

/// The key store to use here.
///
/// # Errors
/// When the system has none that works and a key file is not allowed.
pub fn of_this_system(data_dir: &Path) -> Result<Arc<dyn KeyStore>, Box<dyn std::error::Error>> {
    let asked = std::env::var_os("REGARD_KEY_FILE").is_some_and(|value| value == "development");
    if asked {
        return Ok(key_file(data_dir, "asked for by REGARD_KEY_FILE"));
    }
    match system().and_then(|store| SystemKeyStore::try_out(store, data_dir)) {
        Ok(keys) => Ok(Arc::new(keys)),
        Err(error) if cfg!(all(debug_assertions, target_os = "linux")) => {
            Ok(key_file(data_dir, &format!("no key store: {error}")))
        }
        Err(error) => Err(format!(
            "this system's key store can't be used ({error}). Regard keeps the key of its database there and \
             nowhere else. Unlock or install a key store (on Linux a Secret Service such as GNOME Keyring or \
             KWallet) and start again."
        )
        .into()),
    }
}

fn key_file(data_dir: &Path, why: &str) -> Arc<dyn KeyStore> {
    tracing::warn!("the database key lies in a plain file ({why}): for development only");
    Arc::new(FileKeyStore::new(data_dir))
}

#[cfg(target_os = "linux")]
fn system() -> Result<Arc<CredentialStore>, StoreError> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

#[cfg(target_os = "ios")]
fn system() -> Result<Arc<CredentialStore>, StoreError> {
    Ok(apple_native_keyring_store::protected::Store::new()?)
}

#[cfg(target_os = "macos")]
fn system() -> Result<Arc<CredentialStore>, StoreError> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(target_os = "android")]
fn system() -> Result<Arc<CredentialStore>, StoreError> {
    Ok(android_native_keyring_store::Store::new()?)
}

#[cfg(windows)]
fn system() -> Result<Arc<CredentialStore>, StoreError> {
    Ok(windows_native_keyring_store::Store::new()?)
}

/// Keeps key and mark in the system's key store. Each data folder has its own.
struct SystemKeyStore {
    folder: String,
}

impl SystemKeyStore {
    /// Uses `store` from now on, if it works.
    fn try_out(store: Arc<CredentialStore>, data_dir: &Path) -> Result<Self, StoreError> {
        keyring_core::set_default_store(store);
        let keys = Self {
            folder: data_dir.display().to_string(),
        };
        match keys.entry("database-key")?.get_password() {
            Ok(_) | Err(StoreError::NoEntry) => Ok(keys),
            Err(error) => Err(error),
        }
    }

    fn entry(&self, what: &str) -> Result<Entry, StoreError> {
        Entry::new(PROGRAM, &format!("{what} {}", self.folder))
    }

    /// The text kept as `what`; `make` gives it the first time.
    fn get_or_make(
        &self,
        what: &str,
        make: impl FnOnce() -> Result<Zeroizing<String>, KeyError>,
    ) -> Result<Zeroizing<String>, KeyError> {
        let entry = self.entry(what).map_err(unavailable)?;
        match entry.get_password() {
            Ok(text) => Ok(Zeroizing::new(text)),
            Err(StoreError::NoEntry) => {
                let text = make()?;
                entry.set_password(&text).map_err(unavailable)?;
                Ok(text)
            }
            Err(error) => Err(unavailable(error)),
        }
    }
}

fn unavailable(error: StoreError) -> KeyError {
    tracing::warn!("the key store can't be used: {error}");
    KeyError::Unavailable
}

impl KeyStore for SystemKeyStore {
    fn database_key(&self) -> Result<Key32, KeyError> {
        let text = self.get_or_make("database-key", || Ok(Key32::random()?.hex()))?;
        Key32::from_hex(&text)
    }

    fn device_mark(&self) -> Result<regard_app::Uuid, KeyError> {
        let text = self.get_or_make("device-mark", || {
            Ok(Zeroizing::new(regard_app::Uuid::now_v7().to_string()))
        })?;
        text.parse().map_err(|_| KeyError::Damaged)
    }

    fn kind(&self) -> &'static str {
        "key_store"
    }
}
